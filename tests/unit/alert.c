/* Alerts: points from days with gaps, the window against sorting each time, episodes, q. */
#include "watch/alert.h"

#include <stdlib.h>

#include "base/date.h"
#include "watch/alert_window.h"
#include "watch/change.h"

#include "test.h"

static double unit(void) { return (double)(test_random() >> 11) / 9007199254740992.0; }

/* ---- the window ---- */

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}
static double naive_median(double *v, size_t n) {
    if (!n) return NAN;
    qsort(v, n, sizeof *v, by_value);
    return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

/* Values with many ties, missing ones, and sizes from 1: the same bits as sorting. */
TEST(the_window_gives_what_sorting_gives) {
    for (int round = 0; round < 200; round++) {
        arena mem;
        alert_window w;
        size_t size = 1 + test_random() % 60;
        double all[300];
        arena_init(&mem, 0);
        CHECK(alert_window_init(&w, &mem, size));
        for (size_t i = 0; i < 300; i++) {
            uint64_t kind = test_random() % 8;
            all[i] = kind == 0  ? (double)NAN
                     : kind < 4 ? (double)(test_random() % 4)
                                : 1e3 * unit() - 500;
            alert_window_push(&w, all[i]);
            double kept[60], off[60];
            size_t n = 0;
            for (size_t k = i + 1 > size ? i + 1 - size : 0; k <= i; k++)
                if (!isnan(all[k])) kept[n++] = all[k];
            double median = naive_median(kept, n), got = alert_window_median(&w);
            CHECK_INT((intmax_t)w.n, (intmax_t)n);
            CHECK((isnan(median) && isnan(got)) || median == got);
            for (size_t k = 0; k < n; k++) off[k] = fabs(kept[k] - median);
            double mad = naive_median(off, n);
            got = alert_window_mad(&w, median);
            CHECK((isnan(mad) && isnan(got)) || mad == got);
            double share = 0.1 + 0.89 * unit(), at = share * ((double)n - 1);
            size_t low = (size_t)at;
            if (!n) continue;
            double want =
                low + 1 < n ? off[low] + (at - floor(at)) * (off[low + 1] - off[low]) : off[low];
            CHECK(alert_window_distance(&w, median, share) == want);
        }
        arena_destroy(&mem);
    }
}

/* ---- points ---- */

static void fill(double *value, double *total, uint8_t *covered, size_t n) {
    for (size_t i = 0; i < n; i++) value[i] = (double)i, total[i] = 100, covered[i] = 1;
}

TEST(weeks_run_from_monday_and_are_per_covered_day) {
    double value[24], total[24];
    uint8_t covered[24];
    fill(value, total, covered, 24);
    /* From a Wednesday: a week of 5 days, two whole ones, one of 5. */
    alert_days d = {date_number(20180103), 24, value, total, covered};
    alert_point p[4];
    CHECK_INT((intmax_t)alert_point_count(&d, ALERT_WEEKLY), 4);
    alert_points(p, &d, ALERT_WEEKLY, ALERT_SUM);
    CHECK_INT(date_of_number(p[0].day), 20180107);
    CHECK_INT(p[0].covered, 5);
    CHECK_NEAR(p[0].value, 2, 0);
    CHECK_NEAR(p[1].value, 8, 0);
    CHECK_INT(date_of_number(p[3].day), 20180128);
    CHECK_NEAR(p[3].value, 21, 0);
    covered[6] = covered[7] = 0; /* 7 to 11 less two of them: 5, 8 .. 11 */
    alert_points(p, &d, ALERT_WEEKLY, ALERT_SHARE);
    CHECK_INT(p[1].covered, 5);
    CHECK_NEAR(p[1].value, 1e4 * (5 + 8 + 9 + 10 + 11) / 500, 1e-9);
    CHECK_NEAR(p[1].exposure, 100, 0);
    covered[8] = covered[9] = 0;
    alert_points(p, &d, ALERT_WEEKLY, ALERT_SHARE);
    CHECK_INT(p[1].covered, 3);
    CHECK(isnan(p[1].value) && isnan(p[1].exposure));
}

TEST(rolling_points_end_on_their_day) {
    double value[10], total[10];
    uint8_t covered[10];
    fill(value, total, covered, 10);
    alert_days d = {date_number(20180101), 10, value, total, covered};
    alert_point p[10];
    CHECK_INT((intmax_t)alert_point_count(&d, ALERT_ROLLING), 10);
    alert_points(p, &d, ALERT_ROLLING, ALERT_SUM);
    CHECK(isnan(p[2].value)); /* three days so far */
    CHECK_NEAR(p[3].value, 1.5, 0);
    CHECK_NEAR(p[9].value, 6, 0);
    CHECK_INT(date_of_number(p[9].day), 20180110);
    alert_points(p, &d, ALERT_ROLLING, ALERT_LOG);
    CHECK_NEAR(p[9].value, log(7), 1e-12);
    total[3] = total[4] = total[5] = total[6] = total[7] = total[8] = total[9] = 0;
    alert_points(p, &d, ALERT_ROLLING, ALERT_SHARE);
    CHECK(isnan(p[9].value)); /* a share of nothing */
}

/* ---- scores ---- */

static void points(alert_point *p, const double *v, size_t n) {
    for (size_t i = 0; i < n; i++) p[i] = (alert_point){(int32_t)(7 * i), v[i], 1, 7};
}

TEST(a_score_by_hand) {
    static const double v[] = {1, 2, 3, 4, 10, NAN, 0};
    alert_point p[7];
    alert_score s[7];
    alert_options o = ALERT_OPTIONS_INIT;
    o.window = 4;
    points(p, v, 7);
    CHECK_INT(alert_scores(s, p, 7, &o, NULL), 0);
    CHECK_INT(s[1].state, ALERT_NO_BASELINE); /* half of four are two */
    CHECK_INT(s[2].state, ALERT_SCORED);
    CHECK_NEAR(s[4].median, 2.5, 0); /* of 1 2 3 4, itself not among them; MAD 1 */
    CHECK_NEAR(s[4].z, 7.5 / 1.4826, 1e-12);
    CHECK_INT(s[5].state, ALERT_MISSING);
    CHECK_NEAR(s[6].median, 4, 0); /* of 3 4 10; MAD 1 */
    CHECK_NEAR(s[6].z, -4 / 1.4826, 1e-12);
}

TEST(scores_of_a_naive_twin) {
    enum { N = 400 };
    static alert_point p[N];
    static alert_score s[N];
    for (int round = 0; round < 20; round++) {
        alert_options o = ALERT_OPTIONS_INIT;
        o.window = 5 + test_random() % 50;
        o.window_min = 2 + test_random() % (o.window - 2);
        for (size_t i = 0; i < N; i++)
            p[i] = (alert_point){(int32_t)i, test_random() % 5 ? unit() - 0.5 : (double)NAN, 1, 7};
        CHECK_INT(alert_scores(s, p, N, &o, NULL), 0);
        for (size_t i = 0; i < N; i++) {
            double b[64], off[64];
            size_t n = 0;
            for (size_t k = i > o.window ? i - o.window : 0; k < i; k++)
                if (!isnan(p[k].value)) b[n++] = p[k].value;
            bool scored = !isnan(p[i].value) && n >= o.window_min;
            CHECK_INT(s[i].state == ALERT_SCORED, scored);
            if (!scored) continue;
            double m = naive_median(b, n);
            for (size_t k = 0; k < n; k++) off[k] = fabs(b[k] - m);
            CHECK(s[i].z == (p[i].value - m) / (1.4826 * naive_median(off, n)));
        }
    }
}

/* Adding a constant or changing the unit changes no score. */
TEST(scores_do_not_depend_on_the_unit) {
    enum { N = 200 };
    alert_point a[N], b[N];
    alert_score s[N], t[N];
    alert_options o = ALERT_OPTIONS_INIT;
    for (size_t i = 0; i < N; i++) {
        double x = (double)(test_random() % 1000);
        a[i] = (alert_point){(int32_t)i, x, 1, 7};
        b[i] = (alert_point){(int32_t)i, 8 * x + 64, 1, 7};
    }
    CHECK_INT(alert_scores(s, a, N, &o, NULL), 0);
    CHECK_INT(alert_scores(t, b, N, &o, NULL), 0);
    for (size_t i = 26; i < N; i++) CHECK_NEAR(s[i].z, t[i].z, 1e-9 * (1 + fabs(s[i].z)));
}

/* One standard deviation of the normal distribution lies at 68.27 %. */
TEST(another_share_is_another_spread) {
    double v[102];
    alert_point p[102];
    alert_score s[102];
    alert_options o = ALERT_OPTIONS_INIT;
    for (size_t i = 0; i < 102; i++) v[i] = (double)(i * 37 % 101); /* 0 to 100, once each */
    v[101] = 150;
    points(p, v, 102);
    o.window = 101;
    o.share = 0.6827;
    CHECK_INT(alert_scores(s, p, 102, &o, NULL), 0);
    CHECK_NEAR(s[101].median, 50, 0);
    /* distances 0, 1, 1, 2, 2 .. 50, 50: number 68.27 of them lies between 34 and 35 */
    CHECK_NEAR(s[101].spread, 34.27, 0.01);
}

TEST(counts_without_spread_have_exact_tails) {
    double v[53] = {0};
    alert_point p[53];
    alert_score s[53];
    alert_options o = ALERT_OPTIONS_INIT;
    v[10] = v[20] = v[30] = 1;
    v[52] = 3;
    points(p, v, 53);
    CHECK_INT(alert_scores(s, p, 53, &o, NULL), 0);
    CHECK_INT(s[52].state, ALERT_NO_SPREAD);
    CHECK(isnan(s[52].z));
    o.counts = true;
    CHECK_INT(alert_scores(s, p, 53, &o, NULL), 0);
    /* 3 of 6 in the last of 53 weeks: 6!/(3!3!) (1/53)^3 (52/53)^3 and the rarer ones. */
    double x = 1 / 53.0, y = 52 / 53.0;
    double want = 20 * pow(x * y, 3) + 15 * pow(x, 4) * y * y + 6 * pow(x, 5) * y + pow(x, 6);
    CHECK(s[52].exact);
    CHECK_NEAR(s[52].p, 2 * want, 1e-12);
    CHECK(s[52].z > 3 && s[52].z < 5);
    v[52] = 0;
    points(p, v, 53);
    CHECK_INT(alert_scores(s, p, 53, &o, NULL), 0);
    CHECK(fabs(s[52].z) < 1); /* another zero is nothing */
    v[10] = 40;               /* a past with a burst: no Poisson, and 3 are no alert any more */
    v[52] = 3;
    points(p, v, 53);
    CHECK_INT(alert_scores(s, p, 53, &o, NULL), 0);
    CHECK(s[52].exact && s[52].z < 3);
}

TEST(options_out_of_range_are_refused) {
    alert_point p = {0, 1, 1, 7};
    alert_score s;
    cordon_error err = {0};
    alert_options o = ALERT_OPTIONS_INIT;
    o.window = 0;
    CHECK_INT(alert_scores(&s, &p, 1, &o, &err), CORDON_EINVAL);
    o.window = ALERT_WINDOW_MAX + 1;
    CHECK_INT(alert_scores(&s, &p, 1, &o, &err), CORDON_EINVAL);
    o.window = 5;
    o.window_min = 6;
    CHECK_INT(alert_scores(&s, &p, 1, &o, &err), CORDON_EINVAL);
    CHECK(strstr(err.message, "6 values needed"));
    o.window_min = 0;
    o.share = 1;
    CHECK_INT(alert_scores(&s, &p, 1, &o, &err), CORDON_EINVAL);
    o.share = 0.5;
    CHECK_OOM(alert_scores(&s, &p, 1, &o, NULL), arena_fail_after, CORDON_ENOMEM);
}

/* ---- episodes ---- */

TEST(alerts_within_the_days_are_one_episode) {
    static const int32_t day[] = {0, 7, 14, 28, 49, 64, 70};
    static const double z[] = {3, 3.1, -6, 4, 2.9, -4, 3.5};
    alert_point p[7];
    alert_score s[7];
    alert_episode e[7];
    alert_options o = ALERT_OPTIONS_INIT;
    for (size_t i = 0; i < 7; i++) {
        p[i] = (alert_point){day[i], 0, 1, 7};
        s[i] = (alert_score){.z = z[i], .state = ALERT_SCORED};
    }
    CHECK_INT((intmax_t)alert_episodes(e, p, s, 7, &o, NULL), 2); /* 3 is not beyond 3 */
    CHECK_INT(e[0].first, 7);
    CHECK_INT(e[0].last, 28); /* 14 days after the one before */
    CHECK_INT((intmax_t)e[0].points, 3);
    CHECK_NEAR(e[0].z, -6, 0);
    CHECK_INT(e[0].peak_day, 14);
    CHECK_INT(e[0].level, 2);
    CHECK_INT(e[1].first, 64);
    CHECK_INT(e[1].level, 1);
    uint8_t muted[7] = {0, 0, 1, 0, 0, 0, 0};
    CHECK_INT((intmax_t)alert_episodes(e, p, s, 7, &o, muted), 3); /* 7 and 28 are 21 apart */
    CHECK_NEAR(e[0].z, 3.1, 0);
    s[3].state = ALERT_NO_BASELINE;
    CHECK_INT((intmax_t)alert_episodes(e, p, s, 7, &o, muted), 2);
}

/* Benjamini and Hochberg 1995, section 3.2: fifteen p, of which four are found at 5 %. */
TEST(the_published_example_of_false_discoveries) {
    static const double p[] = {.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344,
                               .0459, .3240, .4262, .5719, .6528, .7590, 1.000};
    double q[16], shuffled[16], back[16];
    CHECK_INT(change_bh(q, p, 15, NULL), 0);
    CHECK_NEAR(q[0], .0001 * 15, 1e-12);
    CHECK(q[3] <= 0.05 && q[4] > 0.05);
    CHECK_NEAR(q[3], .0095 * 15 / 4, 1e-12);
    for (size_t i = 0; i < 15; i++) shuffled[i] = p[(i * 7) % 15];
    shuffled[15] = NAN;
    CHECK_INT(change_bh(back, shuffled, 16, NULL), 0);
    for (size_t i = 0; i < 15; i++) CHECK_NEAR(back[i], q[(i * 7) % 15], 0);
    CHECK(isnan(back[15]));
}
