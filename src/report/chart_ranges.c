/* Ranges to both sides of one zero line, and the tornado of what moves a value.
 * A row has its words above its strokes, so that nothing meets on a phone. What
 * is filled is outlined too, and a left-out factor is a hollow dot: no colour is
 * needed to tell them apart.                                                   */
#include <math.h>
#include <stdio.h>

#include "report/chart.h"
#include "report/svg.h"

enum { LEFT = 6, RIGHT = 314, TOP = 36, ROW = 36, LETTERS = 34 };

static double x_at(double reach, double v) {
    double x = v / reach;
    if (!isfinite(x)) x = 0;
    if (x < -1) x = -1;
    if (x > 1) x = 1;
    return (LEFT + RIGHT) / 2.0 + x * (RIGHT - LEFT) / 2.0;
}

/* The least step that holds it; beyond 1 those of the other charts. */
static double reach_of(double largest) {
    static const double step[] = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1};
    for (size_t i = 0; i < sizeof step / sizeof *step; i++)
        if (largest <= step[i]) return step[i];
    return chart_ceiling(largest);
}

/* The words and marks at the top and its reach below. Returns the reach. */
static double axis_of(html *h, double largest, const char *below, const char *above,
                      double bottom) {
    char text[64];
    double reach = reach_of(largest), middle = (LEFT + RIGHT) / 2.0;
    svg_text(h, "small", "start", LEFT, 12, below);
    svg_text(h, "small", "end", RIGHT, 12, above);
    svg_text(h, "small", "middle", middle, 12, "0");
    svg_line(h, "axis", LEFT, 20, RIGHT, 20);
    svg_line(h, "axis", middle, 16, middle, 20);
    snprintf(text, sizeof text, "top of axis: %g each way", reach);
    svg_text(h, "small", "end", RIGHT, bottom + 4, text);
    return reach;
}

/* A vertical stroke of the row at y, below its words. */
static void upright(html *h, const char *kind, double x, double y) {
    svg_line(h, kind, x, y + 6, x, y + 22);
}

static void words(html *h, const char *label, const char *value, double y) {
    char cut[160];
    svg_text(h, "label", "start", LEFT, y, svg_short(cut, sizeof cut, label, LETTERS));
    svg_text(h, "small", "end", RIGHT, y, value);
}

static void stroke(html *h, double reach, double low, double high, double y) {
    double x = x_at(reach, low), w = x_at(reach, high) - x;
    if (w < 1) w = 1;
    svg_rect(h, "less", x, y - 4, w, 8);
}

static void grow(double *largest, double v) {
    if (isfinite(v) && fabs(v) > *largest) *largest = fabs(v);
}

void chart_range_rows(html *h, const chart_ranges *c) {
    size_t n = c->n < CHART_RANGES_MAX ? c->n : CHART_RANGES_MAX;
    double largest = fabs(c->hold), bottom = TOP + (double)(n ? n : 1) * ROW;
    for (size_t i = 0; i < n; i++) {
        grow(&largest, c->v[i].low);
        grow(&largest, c->v[i].at);
        grow(&largest, c->v[i].high);
    }
    svg_open(h, c->id, c->title, c->desc, (int)bottom + 10);
    if (!n) svg_text(h, "small", "middle", SVG_WIDTH / 2.0, TOP + 10, "no rows");
    double reach = n ? axis_of(h, largest, c->below, c->above, bottom) : 1;
    for (size_t i = 0; i < n; i++) {
        double y = TOP + (double)i * ROW;
        const chart_range *v = &c->v[i];
        words(h, v->label, v->value, y);
        upright(h, "axis", x_at(1, 0), y);
        if (isfinite(v->low) && isfinite(v->high)) stroke(h, reach, v->low, v->high, y + 14);
        if (isfinite(v->at)) svg_dot(h, "dot", x_at(reach, v->at), y + 14, "3.5");
    }
    html_close(h, "svg");
    html_line(h);
}

void chart_what_moves(html *h, const chart_tornado *c) {
    size_t n = c->n < CHART_GUSTS_MAX ? c->n : CHART_GUSTS_MAX;
    double largest = fabs(c->hold), bottom = TOP + (double)(n ? n : 1) * ROW;
    grow(&largest, c->now);
    for (size_t i = 0; i < n; i++) {
        grow(&largest, c->v[i].low);
        grow(&largest, c->v[i].high);
        grow(&largest, c->v[i].without);
    }
    svg_open(h, c->id, c->title, c->desc, (int)bottom + 10);
    if (!n) svg_text(h, "small", "middle", SVG_WIDTH / 2.0, TOP + 10, "no rows");
    double reach = n ? axis_of(h, largest, c->below, c->above, bottom) : 1;
    double now = x_at(reach, c->now);
    for (size_t i = 0; i < n; i++) {
        double y = TOP + (double)i * ROW;
        const chart_gust *v = &c->v[i];
        words(h, v->label, v->value, y);
        upright(h, "axis", x_at(1, 0), y);
        if (isfinite(v->low) && isfinite(v->high))
            stroke(h, reach, fmin(v->low, v->high), fmax(v->low, v->high), y + 14);
        upright(h, "median", now, y);
        if (!isfinite(v->without)) continue;
        double x = x_at(reach, v->without);
        svg_line(h, "data", now, y + 14, x, y + 14);
        svg_dot(h, "hollow out", x, y + 14, "3.5");
    }
    html_close(h, "svg");
    html_line(h);
}
