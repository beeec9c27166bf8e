/* Two-sided columns by quarter, time running down: what was done against third
 * parties to the left, what came back to the right, each stacked by kind.      */
#include <stdio.h>

#include "report/chart.h"
#include "report/svg.h"

enum { MIDDLE = SVG_WIDTH / 2, GAP = 30, REACH = 104, TOP = 44, STEP = 14, BAR = 10 };

static int sum(const int n[CHART_TIMELINE_KINDS]) {
    int all = 0;
    for (size_t k = 0; k < CHART_TIMELINE_KINDS; k++) all += n[k];
    return all;
}

static void bar(html *h, const int n[CHART_TIMELINE_KINDS], int side, double y, double unit) {
    static const char *const fill[CHART_TIMELINE_KINDS] = {"rise", "band", "outlined"};
    double x = MIDDLE + side * GAP;
    char text[16];
    if (!sum(n)) return;
    for (size_t k = 0; k < CHART_TIMELINE_KINDS; k++) {
        double w = n[k] * unit;
        if (!n[k]) continue;
        svg_rect(h, fill[k], side < 0 ? x - w : x, y, w, BAR);
        if (k == 1) svg_rect(h, "outlined", side < 0 ? x - w : x, y, w, BAR);
        x += side * w;
    }
    snprintf(text, sizeof text, "%d", sum(n));
    svg_text(h, "small", side < 0 ? "end" : "start", x + side * 4, y + BAR - 1, text);
}

void chart_two_sided(html *h, const chart_timeline *c) {
    int high = 1;
    for (size_t i = 0; i < c->n; i++) {
        if (sum(c->v[i].left) > high) high = sum(c->v[i].left);
        if (sum(c->v[i].right) > high) high = sum(c->v[i].right);
    }
    svg_open(h, c->id, c->title, c->desc, TOP + STEP * (int)c->n + 6);
    svg_text(h, "small", "end", MIDDLE - GAP, 14, c->left);
    svg_text(h, "small", "start", MIDDLE + GAP, 14, c->right);
    svg_text(h, "small", "middle", MIDDLE, 32, "quarter");
    for (size_t i = 0; i < c->n; i++) {
        double y = TOP + STEP * (double)i;
        svg_text(h, "small", "middle", MIDDLE, y + BAR - 1, c->v[i].label);
        bar(h, c->v[i].left, -1, y, (double)REACH / high);
        bar(h, c->v[i].right, 1, y, (double)REACH / high);
    }
    svg_line(h, "axis", MIDDLE - GAP, TOP - 4, MIDDLE - GAP, TOP + STEP * (double)c->n);
    svg_line(h, "axis", MIDDLE + GAP, TOP - 4, MIDDLE + GAP, TOP + STEP * (double)c->n);
    html_close(h, "svg");
    html_line(h);
}
