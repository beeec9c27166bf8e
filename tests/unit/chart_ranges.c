/* Ranges and the tornado: of nothing, of one, of very much, and in their frame. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/chart.h"
#include "test.h"

static int count(const char *s, const char *word) {
    int n = 0;
    for (; (s = strstr(s, word)); s += strlen(word)) n++;
    return n;
}

/* Every x of the drawing is inside its width, no width is negative. */
static bool inside(const char *s) {
    static const char *const name[] = {" x=\"", " x1=\"", " x2=\"", " cx=\"", " width=\""};
    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        for (const char *p = s; (p = strstr(p, name[i])); p++) {
            double x = atof(p + strlen(name[i]));
            if (!(x >= 0 && x <= 320)) return false;
        }
    return !strstr(s, "nan") && !strstr(s, "inf");
}

static buf ranges_of(const chart_range *v, size_t n) {
    buf b = {0};
    html h = {.out = &b};
    chart_range_rows(&h, &(chart_ranges){"r", "t", "d", "away", "closer", 0, v, n});
    if (!html_whole(&h)) b.failed = true;
    return b;
}

static buf tornado_of(const chart_gust *v, size_t n, double now) {
    buf b = {0};
    html h = {.out = &b};
    chart_what_moves(&h, &(chart_tornado){"t", "t", "d", "away", "closer", now, 0, v, n});
    if (!html_whole(&h)) b.failed = true;
    return b;
}

TEST(nothing_is_said_to_be_nothing) {
    buf b = ranges_of(NULL, 0), t = tornado_of(NULL, 0, NAN);
    bool ok = !b.failed && !t.failed && strstr(b.p, "no rows") && strstr(t.p, "no rows") &&
              inside(b.p) && inside(t.p);
    buf_free(&b);
    buf_free(&t);
    CHECK(ok);
}

TEST(one_range_has_a_bar_and_a_dot_on_its_side_of_zero) {
    chart_range v = {"war", "+0.10 to +0.30", 0.1, 0.2, 0.3};
    buf b = ranges_of(&v, 1);
    const char *rect = strstr(b.p, "<rect"), *dot = strstr(b.p, "<circle");
    bool ok = !b.failed && inside(b.p) && count(b.p, "<rect") == 1 && rect && dot &&
              atof(strstr(rect, " x=\"") + 4) > 160 && atof(strstr(dot, " cx=\"") + 5) > 160 &&
              strstr(b.p, "top of axis: 0.3 each way");
    buf_free(&b);
    CHECK(ok);
    v = (chart_range){"war", "", -0.3, -0.2, -0.1};
    b = ranges_of(&v, 1);
    rect = strstr(b.p, "<rect");
    ok = rect && atof(strstr(rect, " x=\"") + 4) < 160;
    buf_free(&b);
    CHECK(ok);
}

TEST(huge_equal_and_missing_values_stay_in_the_frame) {
    const chart_range v[] = {{"huge", "", -1e300, 0, 1e300}, {"zero", "", 0, 0, 0},
                             {"none", "", NAN, NAN, NAN},    {"far", "", INFINITY, 1, INFINITY},
                             {"a label far longer than what fits above its bar on a phone", "", 0, 0, 1}};
    const chart_gust g[] = {{"turned", "", 1e300, -1e300, 0}, {"none", "", NAN, NAN, NAN}};
    buf b = ranges_of(v, 5), t = tornado_of(g, 2, 0.5);
    bool ok = !b.failed && !t.failed && inside(b.p) && inside(t.p) && strstr(b.p, "...") &&
              count(b.p, "<rect") == 3 && count(t.p, "<rect") == 1 && count(t.p, "<circle") == 1;
    buf_free(&b);
    buf_free(&t);
    CHECK(ok);
}

TEST(no_more_are_drawn_than_the_frame_has) {
    static chart_range v[CHART_RANGES_MAX + 8];
    static chart_gust g[CHART_GUSTS_MAX + 8];
    for (size_t i = 0; i < CHART_RANGES_MAX + 8; i++) v[i] = (chart_range){"x", "", -1, 0, 1};
    for (size_t i = 0; i < CHART_GUSTS_MAX + 8; i++) g[i] = (chart_gust){"x", "", -1, 0, 1};
    buf b = ranges_of(v, CHART_RANGES_MAX + 8), t = tornado_of(g, CHART_GUSTS_MAX + 8, 0);
    int bars = count(b.p, "<rect"), gusts = count(t.p, "<rect");
    buf_free(&b);
    buf_free(&t);
    CHECK_INT(bars, CHART_RANGES_MAX);
    CHECK_INT(gusts, CHART_GUSTS_MAX);
}
