/* Two bars for each thing: the first source full, the second hatched. */
#include <stdio.h>

#include "report/chart.h"
#include "report/svg.h"

enum { STACK = 36, GROUP = 50, BAR = 12, NAME = 11, ROOM = 250 };

static void bar(html *h, double y, double v, double high, bool second) {
    char value[48];
    double width = ROOM * v / high;
    snprintf(value, sizeof value, "%.1f", v);
    if (second) {
        svg_hatch(h, 0.5, y, width, BAR);
    } else {
        svg_rect(h, "rise", 0.5, y, width, BAR);
    }
    svg_text(h, "label", "start", width + 6, y + BAR - 2, value);
}

void chart_side_by_side(html *h, const chart_pairs *c) {
    double high = 1;
    for (size_t i = 0; i < c->n; i++) {
        if (c->v[i].first > high) high = c->v[i].first;
        if (c->v[i].second > high) high = c->v[i].second;
    }
    svg_open(h, c->id, c->title, c->desc, (int)c->n * GROUP + 2);
    for (size_t i = 0; i < c->n; i++) {
        double y = (double)(i * GROUP);
        char label[96];
        snprintf(label, sizeof label, "%.63s, %.16s", c->v[i].label, c->unit);
        svg_text(h, "label", "start", 0, y + NAME, label);
        bar(h, y + NAME + 4, c->v[i].first, high, false);
        bar(h, y + NAME + 4 + BAR + 2, c->v[i].second, high, true);
    }
    html_close(h, "svg");
    html_line(h);
}

void chart_stacked(html *h, const chart_stacks *c) {
    double high = 0;
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i].whole > high) high = c->v[i].whole;
    if (!(high > 0)) high = 1;
    svg_open(h, c->id, c->title, c->desc, (int)c->n * STACK + 2);
    for (size_t i = 0; i < c->n; i++) {
        const chart_stack *s = &c->v[i];
        double y = (double)(i * STACK), part = (SVG_WIDTH - 1) * s->part / high,
               whole = (SVG_WIDTH - 1) * s->whole / high;
        svg_text(h, "label", "start", 0, y + NAME, s->label);
        svg_text(h, "label", "end", SVG_WIDTH, y + NAME, s->value);
        svg_rect(h, "rise", 0.5, y + NAME + 4, part, BAR);
        svg_hatch(h, 0.5 + part, y + NAME + 4, whole - part, BAR);
    }
    html_close(h, "svg");
    html_line(h);
}
