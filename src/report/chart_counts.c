/* Columns by year, what was counted stacked by kind: full, banded, outlined,
 * hatched, so that no colour is needed. A number stands on each column, with the
 * sign of "at least" where the list says no more than that.                   */
#include <stdio.h>

#include "report/chart.h"
#include "report/svg.h"

enum { LEFT = 4, RIGHT = 316, TOP = 30, BOTTOM = 150, HEIGHT = 174 };

static int64_t total(const chart_counts *c, size_t i) {
    int64_t n = 0;
    for (size_t k = 0; k < c->kinds; k++) n += c->v[i].n[k];
    return n;
}

static void piece(html *h, size_t kind, bool late, double x, double y, double w, double t) {
    static const char *const fill[] = {"rise", "band", "outlined", ""};
    if (t <= 0) return;
    if (late || kind == 3)
        svg_hatch(h, x, y, w, t);
    else
        svg_rect(h, fill[kind], x, y, w, t);
    if (kind == 1) svg_rect(h, "outlined", x, y, w, t);
}

static void column(html *h, const chart_counts *c, size_t i, double x, double w, double high) {
    double y = BOTTOM, unit = (BOTTOM - TOP) / high;
    char text[32];
    if (!c->v[i].there) {
        svg_text(h, "small", "middle", x + w / 2, BOTTOM - 4, "?");
        return;
    }
    for (size_t k = 0; k < c->kinds; k++) {
        double t = (double)c->v[i].n[k] * unit;
        y -= t;
        piece(h, k, c->v[i].late, x, y, w, t);
    }
    snprintf(text, sizeof text, "%s%lld", c->at_least && total(c, i) ? "\xe2\x89\xa5" : "",
             (long long)total(c, i));
    svg_text(h, "small", "middle", x + w / 2, y - 3, text);
}

void chart_counts_by_year(html *h, const chart_counts *c) {
    double high = 1, step = (double)(RIGHT - LEFT) / (double)(c->n ? c->n : 1);
    size_t every = c->n / 8 + 1;
    char text[64];
    for (size_t i = 0; i < c->n; i++)
        if ((double)total(c, i) > high) high = (double)total(c, i);
    svg_open(h, c->id, c->title, c->desc, HEIGHT);
    svg_line(h, "axis", LEFT, BOTTOM, RIGHT, BOTTOM);
    snprintf(text, sizeof text, "%.40s by year", c->unit);
    svg_text(h, "small", "start", LEFT, 12, text);
    for (size_t i = 0; i < c->n; i++) {
        double x = LEFT + step * (double)i;
        column(h, c, i, x + step * 0.15, step * 0.7, high);
        if ((c->n - 1 - i) % every) continue;
        snprintf(text, sizeof text, "%d", c->v[i].year);
        svg_text(h, "small", "middle", x + step / 2, BOTTOM + 15, text);
    }
    html_close(h, "svg");
    html_line(h);
}
