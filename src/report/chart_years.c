/* Lines by year: solid, dashed, dotted, so that no colour is needed to tell them
 * apart; points hollow where the publisher says a value is not reported.       */
#include <stdio.h>
#include <stdlib.h>

#include "report/chart.h"
#include "report/svg.h"

enum { LEFT = 4, RIGHT = 268, TOP = 26, BOTTOM = 158, HEIGHT = 182, LABEL = 13 };

typedef struct frame {
    int first, last;
    double high;
} frame;

static double x_at(const frame *f, int year) {
    return f->first == f->last
               ? (LEFT + RIGHT) / 2.0
               : LEFT + (double)(RIGHT - LEFT) * (year - f->first) / (f->last - f->first);
}

static double y_at(const frame *f, double v) { return BOTTOM - (BOTTOM - TOP) * v / f->high; }

static void take(frame *f, const chart_year *v, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (!f->first || v[i].year < f->first) f->first = v[i].year;
        if (v[i].year > f->last) f->last = v[i].year;
        if (v[i].value > f->high) f->high = v[i].value;
    }
}

static frame frame_of(const chart_years *c) {
    frame f = {0, 0, 0};
    for (size_t i = 0; i < c->lines; i++) take(&f, c->line[i].v, c->line[i].n);
    take(&f, c->dot, c->dots);
    f.high = chart_ceiling(f.high);
    return f;
}

static void axis(html *h, const chart_years *c, const frame *f) {
    char label[64], year[12];
    int every = (f->last - f->first) / 6 + 1;
    svg_line(h, "axis", LEFT, BOTTOM, RIGHT, BOTTOM);
    svg_line(h, "grid", LEFT, TOP, RIGHT, TOP);
    snprintf(label, sizeof label, "top of axis: %g %.16s", f->high, c->unit);
    svg_text(h, "small", "start", LEFT, 14, label);
    for (int y = f->last; y >= f->first; y -= every) {
        double x = x_at(f, y);
        snprintf(year, sizeof year, "%d", y);
        svg_line(h, "axis", x, BOTTOM, x, BOTTOM + 4);
        svg_text(h, "small", x < 16 ? "start" : "middle", x < 16 ? 0 : x, BOTTOM + 17, year);
    }
}

static void draw_line(html *h, const frame *f, const struct chart_year_line *l, size_t which) {
    static const char *const kinds[] = {"data", "data dash", "data dots", "data far"};
    buf points = {0};
    for (size_t i = 0; i < l->n; i++) {
        char x[32], y[32];
        buf_printf(&points, "%s%s,%s", i ? " " : "", svg_num(x, x_at(f, l->v[i].year)),
                   svg_num(y, y_at(f, l->v[i].value)));
    }
    html_void(h, "polyline", "class", kinds[which], "points", buf_text(&points));
    h->out->failed |= points.failed;
    buf_free(&points);
    for (size_t i = 0; i < l->n; i++)
        svg_dot(h, l->v[i].hollow ? "hollow" : "dot", x_at(f, l->v[i].year), y_at(f, l->v[i].value),
                "3");
}

typedef struct end {
    double y;
    const char *text;
} end;

static int by_place(const void *x, const void *y) {
    double a = ((const end *)x)->y, b = ((const end *)y)->y;
    return (a > b) - (a < b);
}

static void name_ends(html *h, const chart_years *c, const frame *f) {
    end e[CHART_LINES_MAX];
    double at[CHART_LINES_MAX], room[CHART_LINES_MAX];
    size_t n = 0;
    for (size_t i = 0; i < c->lines; i++)
        if (c->line[i].n)
            e[n++] = (end){y_at(f, c->line[i].v[c->line[i].n - 1].value) + 4, c->line[i].last};
    if (n) qsort(e, n, sizeof *e, by_place);
    for (size_t i = 0; i < n; i++) {
        at[i] = e[i].y;
        room[i] = LABEL;
    }
    svg_spread(at, room, n, TOP, BOTTOM + LABEL);
    for (size_t i = 0; i < n; i++) svg_text(h, "label", "start", RIGHT + 7, at[i], e[i].text);
}

void chart_by_year(html *h, const chart_years *c) {
    frame f = frame_of(c);
    svg_open(h, c->id, c->title, c->desc, HEIGHT);
    if (f.first) {
        axis(h, c, &f);
        for (size_t i = 0; i < c->lines; i++) draw_line(h, &f, &c->line[i], i);
        for (size_t i = 0; i < c->dots; i++) {
            double x = x_at(&f, c->dot[i].year), y = y_at(&f, c->dot[i].value);
            svg_rect(h, "published", x - 4, y - 4, 8, 8);
        }
        name_ends(h, c, &f);
    } else {
        svg_text(h, "small", "middle", SVG_WIDTH / 2.0, (TOP + BOTTOM) / 2.0, "no rows");
    }
    html_close(h, "svg");
    html_line(h);
}
