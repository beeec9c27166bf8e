/* A line by week and its levels. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/chart.h"
#include "report/svg.h"

enum { LEFT = 4, RIGHT = 316, TOP = 26, BOTTOM = 158, HEIGHT = 182, DAYS = 7, YEAR_GAP = 34 };

typedef struct frame {
    double low, high;
    size_t beyond; /* values outside */
    size_t n;
} frame;

static int by_value(const void *x, const void *y) {
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

/* The next half of the leading digit's place: 5.27 becomes 5.5. */
static double half_step(double v) {
    double ten = pow(10, floor(log10(v)));
    return ceil(2 * v / ten) * ten / 2;
}

static cordon_status frame_of(frame *f, const chart_weeks *c, cordon_error *err) {
    double *v = malloc((c->n + 1) * sizeof *v);
    size_t n = 0;
    if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for a chart");
    for (size_t i = 0; i < c->n; i++)
        if (isfinite(c->v[i])) v[n++] = c->v[i];
    if (n) qsort(v, n, sizeof *v, by_value);
    double low = n ? v[n * 2 / 100] : 0, high = n ? v[n - 1 - n * 2 / 100] : 1;
    for (size_t i = 0; i < c->levels; i++) {
        low = fmin(low, c->level[i].value);
        high = fmax(high, c->level[i].value);
    }
    *f = (frame){.low = low < 0 ? -half_step(-low) : 0,
                 .high = high > 0 ? half_step(high) : low < 0 ? 0 : 1,
                 .n = c->n};
    for (size_t i = 0; i < n; i++) f->beyond += v[i] < f->low || v[i] > f->high;
    free(v);
    return CORDON_OK;
}

static double x_at(const frame *f, double week) {
    return LEFT + (RIGHT - LEFT) * week / (double)(f->n > 1 ? f->n - 1 : 1);
}

static double y_at(const frame *f, double v) {
    v = fmin(fmax(v, f->low), f->high);
    return BOTTOM - (BOTTOM - TOP) * (v - f->low) / (f->high - f->low);
}

static void axis(html *h, const chart_weeks *c, const frame *f) {
    char label[120];
    double last = -100;
    size_t n = (size_t)snprintf(label, sizeof label, "top of axis: %g", f->high);
    if (f->low < 0) n += (size_t)snprintf(label + n, sizeof label - n, ", foot %g", f->low);
    n += (size_t)snprintf(label + n, sizeof label - n, " %.30s", c->unit);
    if (f->beyond) snprintf(label + n, sizeof label - n, "; %zu weeks lie beyond", f->beyond);
    svg_line(h, "axis", LEFT, y_at(f, 0), RIGHT, y_at(f, 0));
    svg_line(h, "grid", LEFT, TOP, RIGHT, TOP);
    svg_text(h, "small", "start", LEFT, 14, label);
    for (size_t i = 0; i < c->n; i++) {
        int32_t day = date_number(c->first) + DAYS * (int32_t)i;
        int year = date_of_number(day) / 10000;
        double x = x_at(f, (double)i);
        if (i && year == date_of_number(day - DAYS) / 10000) continue;
        if (x - last < YEAR_GAP || x > RIGHT - YEAR_GAP / 2.0) continue;
        char text[12];
        snprintf(text, sizeof text, "%d", year);
        svg_line(h, "axis", x, BOTTOM, x, BOTTOM + 4);
        svg_text(h, "small", "start", x, BOTTOM + 17, text);
        last = x;
    }
}

static void line(html *h, const chart_weeks *c, const frame *f) {
    for (size_t i = 0; i < c->n;) {
        buf points = {0};
        size_t k = i;
        for (; k < c->n && isfinite(c->v[k]); k++) {
            char x[32], y[32];
            buf_printf(&points, "%s%s,%s", k > i ? " " : "", svg_num(x, x_at(f, (double)k)),
                       svg_num(y, y_at(f, c->v[k])));
        }
        if (k > i + 1) html_void(h, "polyline", "class", "weeks", "points", buf_text(&points));
        h->out->failed |= points.failed;
        buf_free(&points);
        i = k > i ? k : i + 1;
    }
}

cordon_status chart_by_week(html *h, const chart_weeks *c, cordon_error *err) {
    frame f = {0};
    cordon_status status = frame_of(&f, c, err);
    if (status) return status;
    svg_open(h, c->id, c->title, c->desc, HEIGHT);
    axis(h, c, &f);
    line(h, c, &f);
    for (size_t i = 0; i < c->levels; i++) {
        const chart_level *l = &c->level[i];
        double y = y_at(&f, l->value);
        svg_line(h, "data", x_at(&f, (double)l->from), y, x_at(&f, (double)(l->to - 1)), y);
        if (l->from) svg_line(h, "mark", x_at(&f, (double)l->from), TOP, x_at(&f, (double)l->from), BOTTOM);
    }
    html_close(h, "svg");
    html_line(h);
    return CORDON_OK;
}
