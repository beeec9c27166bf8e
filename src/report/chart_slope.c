/* Slopes: the same money before and after, on one scale. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/chart.h"
#include "report/svg.h"

enum { LEFT = 90, RIGHT = 176, TOP = 30, BOTTOM = 196, HEIGHT = 226, LINE = 13, WIDE = 22 };

/* Where a name breaks into two lines. */
static size_t break_at(const char *s) {
    size_t at = 0;
    if (strlen(s) <= WIDE) return strlen(s);
    for (size_t i = 0; i <= WIDE && s[i]; i++)
        if (s[i] == ' ') at = i;
    return at ? at : WIDE;
}

typedef struct mark {
    double y, room;
    size_t i;
} mark;

static int by_place(const void *x, const void *y) {
    const mark *a = x, *b = y;
    if (a->y < b->y || a->y > b->y) return a->y < b->y ? -1 : 1;
    return a->i < b->i ? -1 : a->i > b->i;
}

static void spread(mark *m, size_t n) {
    double at[CHART_SLOPES_MAX] = {0}, room[CHART_SLOPES_MAX] = {0};
    if (n) qsort(m, n, sizeof *m, by_place);
    for (size_t i = 0; i < n; i++) {
        at[i] = m[i].y;
        room[i] = m[i].room;
    }
    svg_spread(at, room, n, TOP, HEIGHT);
    for (size_t i = 0; i < n; i++) m[i].y = at[i];
}

static void name(html *h, const chart_slope *v, double y) {
    char first[64];
    size_t n = break_at(v->label);
    snprintf(first, sizeof first, "%.*s", (int)(n < 63 ? n : 63), v->label);
    svg_text(h, "label strong", "start", RIGHT + 8, y, v->value_text);
    svg_text(h, "label", "start", RIGHT + 8, y + LINE, first);
    if (v->label[n]) svg_text(h, "label", "start", RIGHT + 8, y + 2 * LINE, v->label + n + 1);
}

void chart_slope_lines(html *h, const chart_slopes *c) {
    static const char *const kinds[] = {"data", "data dash", "data dots", "data far"};
    double high = 0;
    mark left[CHART_SLOPES_MAX], right[CHART_SLOPES_MAX];
    for (size_t i = 0; i < c->n; i++) {
        if (c->v[i].base > high) high = c->v[i].base;
        if (c->v[i].value > high) high = c->v[i].value;
    }
    if (!(high > 0)) high = 1;
    svg_open(h, c->id, c->title, c->desc, HEIGHT);
    svg_text(h, "small", "end", LEFT, 12, c->base_name);
    svg_text(h, "small", "start", RIGHT, 12, c->value_name);
    svg_line(h, "grid", LEFT, TOP - 8, LEFT, BOTTOM);
    svg_line(h, "grid", RIGHT, TOP - 8, RIGHT, BOTTOM);
    for (size_t i = 0; i < c->n; i++) {
        double a = BOTTOM - (BOTTOM - TOP) * c->v[i].base / high,
               b = BOTTOM - (BOTTOM - TOP) * c->v[i].value / high;
        bool two = c->v[i].label[break_at(c->v[i].label)] != 0;
        svg_line(h, kinds[i % 4], LEFT, a, RIGHT, b);
        svg_dot(h, "dot", LEFT, a, "3");
        svg_dot(h, "dot", RIGHT, b, "3");
        left[i] = (mark){a + 4, LINE, i};
        right[i] = (mark){b + 4, (two ? 3 : 2) * LINE + 2, i};
    }
    spread(left, c->n);
    spread(right, c->n);
    for (size_t i = 0; i < c->n; i++) {
        svg_text(h, "label strong", "end", LEFT - 8, left[i].y, c->v[left[i].i].base_text);
        name(h, &c->v[right[i].i], right[i].y);
    }
    html_close(h, "svg");
    html_line(h);
}
