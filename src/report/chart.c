#include "report/chart.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/svg.h"
#include "report/words.h"

/* Units of the drawing. */
enum {
    WIDTH = SVG_WIDTH,
    HEIGHT = 176,
    LEFT = 2,
    RIGHT = 318,
    TOP = 30,
    BOTTOM = 152,
    YEAR_GAP = 36
};

double chart_ceiling(double v) {
    static const double steps[] = {1, 2, 2.5, 5, 10};
    if (!(v > 0) || !isfinite(v)) return 1;
    double ten = pow(10, floor(log10(v)));
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (steps[i] * ten >= v * (1 - 1e-12)) return steps[i] * ten;
    return 10 * ten;
}

/* ---- by month ---- */

typedef struct scale {
    double low, high; /* values at the bottom and the top */
    date_period first;
    size_t n;
} scale;

static int months_between(date_period a, date_period b) {
    return (b / 100 - a / 100) * 12 + b % 100 - a % 100;
}

/* A single month stands in the middle. */
static double x_at(const scale *s, double month) {
    return s->n < 2 ? (LEFT + RIGHT) / 2.0 : LEFT + (RIGHT - LEFT) * month / (double)(s->n - 1);
}

static double y_at(const scale *s, double v) {
    return BOTTOM - (BOTTOM - TOP) * (v - s->low) / (s->high - s->low);
}

static scale scale_of(const chart_months *c) {
    double high = 0, low = 0;
    for (size_t i = 0; i < c->n; i++) {
        double v = (double)c->value_milli[i];
        if (!c->there[i]) continue;
        if (v > high) high = v;
        if (v < low) low = v;
    }
    if (c->band && (double)c->high_milli > high) high = (double)c->high_milli;
    if (c->band && (double)c->low_milli < low) low = (double)c->low_milli;
    return (scale){low < 0 ? -1e9 * chart_ceiling(-low / 1e9) : 0, 1e9 * chart_ceiling(high / 1e9),
                   c->first, c->n};
}

static void draw_band(html *h, const chart_months *c, const scale *s) {
    if (!c->band) return;
    double top = y_at(s, (double)c->high_milli), bottom = y_at(s, (double)c->low_milli);
    double middle = y_at(s, (double)c->median_milli);
    svg_rect(h, "band", LEFT, top, RIGHT - LEFT, bottom - top < 0.5 ? 0.5 : bottom - top);
    svg_line(h, "median", LEFT, middle, RIGHT, middle);
}

static void draw_marks(html *h, const chart_months *c, const scale *s) {
    for (size_t i = 0; i < c->marks && i < CHART_MARKS_MAX; i++) {
        date_day d = c->mark[i];
        int month = months_between(c->first, d / 100);
        if (month < 0 || month >= (int)c->n) continue;
        char letter[2] = {(char)('A' + (int)i), 0};
        double x = x_at(s, month + (d % 100 - 1) / 31.0);
        if (x > RIGHT - 1) x = RIGHT - 1;
        svg_line(h, "mark", x, TOP - 4, x, BOTTOM);
        svg_text(h, "mark-text", "middle",
                 x < 8           ? 8
                 : x > WIDTH - 8 ? WIDTH - 8
                                 : x,
                 TOP - 7, letter);
    }
}

/* Runs of months with rows; a run of one is a dot. */
static void draw_line(html *h, const chart_months *c, const scale *s) {
    for (size_t i = 0; i < c->n;) {
        size_t k = i;
        while (k < c->n && c->there[k]) k++;
        if (k == i) {
            i++;
            continue;
        }
        if (k - i == 1) {
            char x[32], y[32];
            html_void(h, "circle", "class", "dot", "cx", svg_num(x, x_at(s, (double)i)), "cy",
                      svg_num(y, y_at(s, (double)c->value_milli[i])), "r", "2.5");
        } else {
            buf points = {0};
            for (size_t m = i; m < k; m++) {
                char x[32], y[32];
                buf_printf(&points, "%s%s,%s", m > i ? " " : "", svg_num(x, x_at(s, (double)m)),
                           svg_num(y, y_at(s, (double)c->value_milli[m])));
            }
            html_void(h, "polyline", "class", "data", "points", buf_text(&points));
            h->out->failed |= points.failed;
            buf_free(&points);
        }
        i = k;
    }
}

static void draw_axis(html *h, const chart_months *c, const scale *s) {
    char t[WORDS], label[96];
    double zero = y_at(s, 0), last = -1000;
    svg_line(h, "axis", LEFT, zero, RIGHT, zero);
    svg_line(h, "grid", LEFT, TOP, RIGHT, TOP);
    /* The ceiling of what fits an integer may be above it. */
    snprintf(label, sizeof label, "top of axis: %s %.16s",
             s->high < 9.2e18 ? words_million(t, (int64_t)s->high) : "10 billion", c->unit);
    svg_text(h, "small", "start", LEFT, 12, label);
    for (size_t i = 0; i < c->n; i++) {
        date_period p = (date_period)((c->first / 100 * 12 + c->first % 100 - 1 + (int)i) / 12);
        int month = (c->first % 100 - 1 + (int)i) % 12;
        double x = x_at(s, (double)i);
        if (month != 0 && i != 0) continue;
        svg_line(h, "axis", x, BOTTOM, x, BOTTOM + 4);
        if (x - last < YEAR_GAP || (i == 0 && month > 6)) continue;
        char year[12];
        snprintf(year, sizeof year, "%d", p);
        svg_text(h, "small", x > WIDTH - 30 ? "end" : "start", x > WIDTH - 30 ? WIDTH : x,
                 BOTTOM + 17, year);
        last = x;
    }
}

void chart_by_month(html *h, const chart_months *all) {
    chart_months c = *all;
    size_t skip = c.n > CHART_MONTHS_MAX ? c.n - CHART_MONTHS_MAX : 0;
    c.n -= skip;
    c.value_milli += skip;
    c.there += skip;
    for (size_t i = 0; i < skip; i++) c.first = date_period_next(c.first);
    scale s = scale_of(&c);
    svg_open(h, c.id, c.title, c.desc, HEIGHT);
    draw_band(h, &c, &s);
    draw_marks(h, &c, &s);
    draw_axis(h, &c, &s);
    draw_line(h, &c, &s);
    if (!c.n) svg_text(h, "small", "middle", WIDTH / 2.0, (TOP + BOTTOM) / 2.0, "no rows");
    html_close(h, "svg");
    html_line(h);
}

/* ---- changes ---- */

enum { ROW = 32, BAR_AT = 15, BAR = 10, LETTERS = 40 };

void chart_change(html *h, const chart_changes *c) {
    size_t n = c->n < CHART_BARS_MAX ? c->n : CHART_BARS_MAX;
    double fall = 0, rise = 0;
    for (size_t i = 0; i < n; i++) {
        double v = (double)c->bar[i].value_milli;
        if (v < -fall) fall = -v;
        if (v > rise) rise = v;
    }
    double whole = fall + rise > 0 ? fall + rise : 1, zero = WIDTH * fall / whole;
    svg_open(h, c->id, c->title, c->desc, (int)n * ROW + 6);
    for (size_t i = 0; i < n; i++) {
        double v = (double)c->bar[i].value_milli, y = (double)(i * ROW),
               w = WIDTH * fabs(v) / whole;
        char label[4 * LETTERS + 4], t[WORDS], value[WORDS + 20];
        svg_short(label, sizeof label, c->bar[i].label, LETTERS);
        snprintf(value, sizeof value, "%s %.16s", words_change(t, c->bar[i].value_milli), c->unit);
        svg_text(h, "label", "start", 0, y + 11, label);
        svg_text(h, "label", "end", WIDTH, y + 11, value);
        svg_rect(h, v < 0 ? "fall" : "rise", v < 0 ? zero - w : zero, y + BAR_AT, w < 1 ? 1 : w,
                 BAR);
        double at = zero < 0.5 ? 0.5 : zero > WIDTH - 0.5 ? WIDTH - 0.5 : zero;
        svg_line(h, "axis", at, y + BAR_AT, at, y + BAR_AT + BAR + 2);
    }
    html_close(h, "svg");
    html_line(h);
}
