/* Change points beside naive twins, and on input that is out to break them. */
#include "watch/change.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/random.h"
#include "test.h"
#include "watch/break.h"
#include "watch/change_inner.h"
#include "watch/change_series.h"

static random_state rng;
static void begin(void) {
    uint64_t seed = test_random();
    printf("# seed %llu\n", (unsigned long long)seed);
    random_seed(&rng, seed);
}

/* Small values with shifts and ties; counts when whole. */
static void fill(double *x, size_t n, bool whole) {
    double level = 0, noise = 0.1 + random_unit(&rng);
    for (size_t i = 0; i < n; i++) {
        if (random_below(&rng, 4) == 0) level = (double)random_below(&rng, 9);
        x[i] = whole ? (double)random_below(&rng, 4) + level : level + noise * random_normal(&rng);
    }
}

/* ---- costs and exact search: every segmentation tried ---- */

static double naive_cost(const double *x, size_t s, size_t t, size_t n, change_cost cost, bool ln,
                         double floor) {
    double len = (double)(t - s), sum = 0, all = 0, ss = 0, c = 0;
    for (size_t i = 0; i < n; i++) all += x[i] / (double)n;
    for (size_t i = s; i < t; i++) sum += x[i];
    double about = cost == CHANGE_VAR ? all : sum / len;
    for (size_t i = s; i < t; i++) ss += (x[i] - about) * (x[i] - about);
    double v = ss / len < floor ? floor : ss / len;
    if (cost == CHANGE_MEAN) c = ss;
    if (cost == CHANGE_VAR || cost == CHANGE_MEANVAR) c = len * (log(2 * M_PI) + log(v) + 1);
    if (cost == CHANGE_POISSON && sum > 0) c = 2 * sum * (log(len) - log(sum));
    return c + (ln ? log(len) : 0);
}

static double brute(const double *x, size_t n, change_cost cost, bool ln, double floor,
                    double penalty, size_t least) {
    double best = INFINITY;
    for (unsigned mask = 0; mask < 1u << (n - 1); mask++) {
        double sum = -penalty;
        size_t from = 0;
        bool fits = true;
        for (size_t t = 1; t <= n && fits; t++) {
            if (t < n && !(mask >> (t - 1) & 1)) continue;
            fits = t - from >= least;
            if (fits) sum += penalty + naive_cost(x, from, t, n, cost, ln, floor);
            from = t;
        }
        if (fits && sum < best) best = sum;
    }
    return best;
}

TEST(the_exact_search_is_the_best_of_all_segmentations) {
    begin();
    for (int round = 0; round < 120; round++) {
        double x[11];
        size_t at[12], m, n = 2 + random_below(&rng, 10);
        change_cost cost = (change_cost)(round % 4);
        bool ln = random_below(&rng, 2);
        fill(x, n, cost == CHANGE_POISSON);
        change_search s = {random_unit(&rng) * 6, 1 + random_below(&rng, 3), 0};
        if (s.segment_min > n) s.segment_min = n;
        change_sums c;
        CHECK_INT(change_sums_make(&c, x, n, cost, ln, false, NULL), 0);
        CHECK_INT(change_exact(at, &m, &c, &s, NULL), 0);
        double want = brute(x, n, cost, ln, c.floor, s.penalty, s.segment_min);
        CHECK_NEAR(change_objective(&c, at, m, s.penalty), want, 1e-9 * (1 + fabs(want)));
        for (size_t i = 0; i < m; i++)
            CHECK(at[i] - (i ? at[i - 1] : 0) >= s.segment_min && n - at[i] >= s.segment_min);
        /* PELT and the greedy searches never do better. */
        change_searcher *other[] = {change_pelt, change_binseg, change_amoc};
        for (int k = 0; k < 3; k++) {
            s.most = n;
            CHECK_INT(other[k](at, &m, &c, &s, NULL), 0);
            CHECK(change_objective(&c, at, m, s.penalty) >= want - 1e-9 * (1 + fabs(want)));
        }
        change_sums_free(&c);
    }
}

/* Without ln L the pruning of PELT is safe: it finds the optimum. */
TEST(pelt_without_ln_length_is_exact) {
    begin();
    for (int round = 0; round < 60; round++) {
        double x[200];
        size_t a[200], b[200], m, k, n = 20 + random_below(&rng, 180);
        change_cost cost = round % 2 ? CHANGE_MEAN : CHANGE_POISSON;
        fill(x, n, cost == CHANGE_POISSON);
        change_search s = {2 + random_unit(&rng) * 10, 1, 0};
        change_sums c;
        CHECK_INT(change_sums_make(&c, x, n, cost, false, false, NULL), 0);
        CHECK_INT(change_exact(a, &m, &c, &s, NULL), 0);
        CHECK_INT(change_pelt(b, &k, &c, &s, NULL), 0);
        CHECK_NEAR(change_objective(&c, a, m, s.penalty), change_objective(&c, b, k, s.penalty),
                   1e-8);
        change_sums_free(&c);
    }
}

/* A level of 1e9 with shifts of 1 loses nothing; nor does R's order of values matter. */
TEST(costs_do_not_drown_in_the_level) {
    begin();
    for (int round = 0; round < 20; round++) {
        double x[300], y[300];
        size_t n = 300;
        fill(x, n, true);
        for (size_t i = 0; i < n; i++) y[i] = x[i] + 1e9;
        change_sums a, b;
        CHECK_INT(change_sums_make(&a, x, n, CHANGE_MEAN, false, false, NULL), 0);
        CHECK_INT(change_sums_make(&b, y, n, CHANGE_MEAN, false, false, NULL), 0);
        for (int k = 0; k < 100; k++) {
            size_t s = random_below(&rng, n), t = s + 1 + random_below(&rng, n - s);
            CHECK_NEAR(change_segment(&b, s, t), change_segment(&a, s, t), 1e-9);
            CHECK_NEAR(change_segment(&a, s, t), naive_cost(x, s, t, n, CHANGE_MEAN, false, 0),
                       1e-8);
        }
        change_sums_free(&a);
        change_sums_free(&b);
    }
}

/* ---- online: the posterior from whole run likelihoods ---- */

/* ln of the marginal likelihood of x[s..t) as one run, prior m = 0, k = a = b = 1. */
static double ln_marginal(const double *x, size_t s, size_t t) {
    double n = (double)(t - s), sum = 0, ss = 0;
    for (size_t i = s; i < t; i++) sum += x[i], ss += x[i] * x[i];
    double k = 1 + n, a = 1 + n / 2, b = 1 + 0.5 * (ss - sum * sum / k);
    return lgamma(a) - a * log(b) - 0.5 * log(k) - n / 2 * log(2 * M_PI);
}

typedef struct seen {
    const double *x;
    double worst;
} seen;

/* The joint of the run length r and x[0..t): sum over earlier runs, here by recursion. */
static void compare(void *arg, size_t t, const double *p, size_t n) {
    seen *s = arg;
    double h = 1.0 / 100, mass[64] = {1}, joint[64], all = 0; /* mass[k]: x[0..k), a run ends */
    for (size_t e = 1; e <= t; e++) {
        mass[e] = 0;
        for (size_t b = 0; b < e; b++)
            mass[e] += mass[b] * exp(ln_marginal(s->x, b, e)) * pow(1 - h, (double)(e - b - 1)) * h;
    }
    for (size_t r = 0; r <= t; r++) {
        joint[r] =
            r ? mass[t - r] * exp(ln_marginal(s->x, t - r, t)) * pow(1 - h, (double)r) : mass[t];
        all += joint[r];
    }
    for (size_t r = 0; r < n; r++) {
        double d = fabs(joint[r] / all - p[r]);
        if (d > s->worst) s->worst = d;
    }
}

TEST(the_posterior_of_run_lengths_is_bayes_rule) {
    begin();
    for (int round = 0; round < 20; round++) {
        double x[40];
        size_t at[40], m;
        fill(x, 40, false);
        for (int i = 0; i < 40; i++) x[i] = x[i] / 3 - 1;
        seen s = {x, 0};
        change_prior prior = {0, 1, 1, 1, 100, 0};
        CHECK_INT(change_online(at, &m, x, 40, &prior, compare, &s, NULL), 0);
        CHECK(s.worst < 1e-9);
        for (size_t i = 0; i < m; i++) CHECK(at[i] > (i ? at[i - 1] : 0) && at[i] < 40);
    }
}

/* ---- Bai and Perron ---- */

static double brute_rss(const double *x, size_t n, size_t h, size_t m, size_t from) {
    if (!m)
        return n - from >= h ? naive_cost(x, from, n, n, CHANGE_MEAN, false, 0) : (double)INFINITY;
    double best = INFINITY;
    for (size_t t = from + h; t + h <= n; t++) {
        double rss =
            naive_cost(x, from, t, n, CHANGE_MEAN, false, 0) + brute_rss(x, n, h, m - 1, t);
        if (rss < best) best = rss;
    }
    return best;
}

TEST(bai_perron_has_the_least_squares_of_all) {
    begin();
    for (int round = 0; round < 40; round++) {
        double x[16];
        size_t n = 4 + random_below(&rng, 13), h = 2 + random_below(&rng, 2);
        fill(x, n, false);
        break_fit f;
        CHECK_INT(break_fit_make(&f, x, n, h, 3, NULL), 0);
        CHECK(f.most <= 3 && (f.most + 1) * h <= n);
        for (size_t m = 0; m <= f.most; m++) {
            CHECK_NEAR(f.rss[m], brute_rss(x, n, h, m, 0), 1e-9);
            double rss = 0;
            for (size_t i = 0, from = 0; i <= m; i++) {
                size_t t = i < m ? break_at(&f, m)[i] : n;
                rss += naive_cost(x, from, t, n, CHANGE_MEAN, false, 0);
                from = t;
            }
            CHECK_NEAR(rss, f.rss[m], 1e-9);
            CHECK(f.bic[m] >= f.bic[f.best]);
        }
        break_fit_free(&f);
    }
}

/* Bai (1997) gives 7.7 and 11.0 for 95 % and 97.5 % of the symmetric case; in general the
 * quantile answers the distribution, and mirroring swaps the two variances.                */
TEST(quantiles_of_the_argmax) {
    CHECK_NEAR(break_argmax_quantile(0.95, 1), 7.687, 0.01);
    CHECK_NEAR(break_argmax_quantile(0.975, 1), 11.033, 0.01);
    CHECK_NEAR(break_argmax_quantile(0.5, 1), 0, 1e-6);
    for (double phi = 0.05; phi < 30; phi *= 1.7) {
        double last = 0;
        for (double p = 0.01; p < 1; p += 0.049) {
            double q = break_argmax_quantile(p, phi);
            CHECK_NEAR(break_argmax_cdf(q, phi), p, 1e-7);
            CHECK_NEAR(-break_argmax_quantile(1 - p, 1 / phi) * phi, q, 1e-5 * (1 + fabs(q)));
            CHECK(p == 0.01 || q > last);
            last = q;
        }
    }
}

/* Critical values of Andrews (2003) for one parameter, 15 % trimmed: 7.12, 8.68, 12.16. */
TEST(sup_f_and_cusum_find_a_step_and_no_step) {
    begin();
    double x[200], p;
    int f_small = 0, c_small = 0;
    for (int round = 0; round < 2000; round++) {
        for (int i = 0; i < 200; i++) x[i] = random_normal(&rng);
        break_sup_f(&p, x, 200);
        f_small += p < 0.05;
        break_cusum(&p, x, 200);
        c_small += p < 0.05;
    }
    printf("# of 2000 without a break: sup F below 0.05 in %d, CUSUM in %d\n", f_small, c_small);
    CHECK(f_small > 50 && f_small < 140);
    CHECK(c_small > 40 && c_small < 130);
    for (int i = 100; i < 200; i++) x[i] += 2;
    CHECK(break_sup_f(&p, x, 200) > 50 && p < 1e-6);
    CHECK(break_cusum(&p, x, 200) > 2 && p < 1e-3);
}

/* ---- what is said of a break ---- */

/* Against an estimate by medians on the same series. */
static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}
static double by_medians(const double *x, size_t n) {
    double m[2];
    for (size_t k = 1; k <= 2; k++) {
        double step[4000];
        for (size_t i = 0; i + k < n; i++) step[i] = fabs(x[i + k] - x[i]);
        qsort(step, n - k, sizeof *step, by_size);
        m[k - 1] = step[(n - k) / 2];
    }
    return m[1] / m[0] * (m[1] / m[0]) - 1;
}

TEST(autocorrelation_is_not_fooled_by_shifts) {
    begin();
    for (int k = 0; k < 3; k++) {
        static double x[300];
        double a = 0.3 * k, mean = 0, square = 0, square_median = 0;
        bool plain;
        for (int round = 0; round < 200; round++) {
            double last = 0;
            for (int i = 0; i < 300; i++) {
                last = a * last + random_normal(&rng);
                x[i] = last + (i / 60 % 2 ? 10 : 0);
            }
            double d = change_ar1(x, 300, &plain) - a, e = by_medians(x, 300) - a;
            CHECK(!plain);
            mean += d / 200;
            square += d * d / 200;
            square_median += e * e / 200;
        }
        printf("# a = %.1f: off by %.3f, scatter %.3f (by medians %.3f)\n", a, mean, sqrt(square),
               sqrt(square_median));
        CHECK(mean > -0.05 && mean < 0.15); /* shifts push it up: to be careful */
        CHECK(sqrt(square) < 0.22 && square < square_median);
    }
    double steps[40];
    bool plain;
    for (int i = 0; i < 40; i++) steps[i] = i < 20;
    CHECK(change_ar1(steps, 40, &plain) > 0.8); /* one step of 39 is not zero */
    CHECK(plain);
    CHECK_NEAR(change_ar1_penalty(100, 0.5), 9 * log(100), 1e-12);
    CHECK_NEAR(change_ar1_penalty(100, -0.5), 3 * log(100), 1e-12);
}

/* Large shifts hide a small one in the standard deviation, not in the steps. */
TEST(the_scale_of_the_steps_is_that_of_the_noise) {
    begin();
    static double x[600];
    double last = 0;
    for (int i = 0; i < 600; i++) {
        last = 0.5 * last + random_normal(&rng);
        x[i] = last + (i < 200 ? 0 : i < 400 ? 40 : i < 500 ? 0 : 5);
    }
    change_result r;
    change_options o = change_options_default;
    o.replicates = 0;
    o.penalty = CHANGE_AR1;
    CHECK_INT(change_make(&r, x, 600, &o, NULL), 0);
    CHECK_INT(r.count, 2);
    change_free(&r);
    o.scale = CHANGE_STEPS;
    CHECK_INT(change_make(&r, x, 600, &o, NULL), 0);
    CHECK(r.scale > 0.75 && r.scale < 3); /* 1.15; the standard deviation is 18 */
    CHECK(r.count >= 3);
    CHECK_NEAR((double)r.v[r.count - 1].at, 500, 15);
    change_free(&r);
    for (int i = 0; i < 600; i++) x[i] = i / 100;
    cordon_error err = {0};
    CHECK_INT(change_make(&r, x, 600, &o, &err), CORDON_EINVAL);
    CHECK(strstr(err.message, "over nine tenths of the steps are zero"));
}

/* Found in four of five cases: the formula beside a simulation. */
TEST(the_detectable_shift_is_found_in_four_of_five) {
    begin();
    double x[120], d = change_detectable(60, 60, 12, false, 1, 1);
    int found = 0;
    change_options o = change_options_default;
    o.method = CHANGE_AMOC;
    o.penalty = CHANGE_MANUAL;
    o.manual = 12;
    o.scale = CHANGE_AS_IS;
    o.replicates = 0;
    for (int round = 0; round < 1000; round++) {
        change_result r;
        for (int i = 0; i < 120; i++) x[i] = random_normal(&rng) + (i < 60 ? 0 : d);
        CHECK_INT(change_make(&r, x, 120, &o, NULL), 0);
        found += r.count > 0;
        change_free(&r);
    }
    printf("# shift %.3f found in %d of 1000\n", d, found);
    CHECK(found > 780 && found < 940); /* the place is not known, so somewhat more */
}

/* Intervals of date and size hold what they promise, and p is small for what is there. */
TEST(intervals_cover_what_they_should) {
    begin();
    int date = 0, size = 0, likely = 0, ones = 0, ones_var = 0;
    for (int round = 0; round < 300; round++) {
        double x[80];
        change_result r;
        change_options o = change_options_default;
        o.replicates = 0;
        for (int i = 0; i < 80; i++) x[i] = random_normal(&rng) + (i < 40 ? 0 : 2);
        CHECK_INT(change_make(&r, x, 80, &o, NULL), 0);
        if (r.count == 1) {
            ones++;
            date += r.v[0].low <= 40 && 40 <= r.v[0].high;
            size += r.v[0].size_low <= 2 && 2 <= r.v[0].size_high;
        }
        change_free(&r);
        o.cost = CHANGE_VAR;
        for (int i = 0; i < 80; i++) x[i] = random_normal(&rng) * (i < 40 ? 1 : 4);
        CHECK_INT(change_make(&r, x, 80, &o, NULL), 0);
        if (r.count == 1) {
            ones_var++;
            likely += r.v[0].low <= 40 && 40 <= r.v[0].high;
        }
        change_free(&r);
    }
    printf("# date %d and size %d of %d; place of a variance %d of %d\n", date, size, ones, likely,
           ones_var);
    CHECK(ones > 200 && ones_var > 150);
    CHECK(date > ones * 90 / 100);
    CHECK(size > ones * 85 / 100);
    CHECK(likely > ones_var * 93 / 100);
}

TEST(the_test_of_a_break_is_level_and_repeats) {
    begin();
    double x[60], y[60];
    int small = 0;
    for (int round = 0; round < 400; round++) {
        change_point v = {.at = 30};
        change_sums c;
        for (int i = 0; i < 60; i++) x[i] = random_normal(&rng);
        CHECK_INT(
            change_sums_make(&c, x, 60, round % 2 ? CHANGE_MEAN : CHANGE_VAR, true, false, NULL),
            0);
        CHECK_INT(change_test(&v, 1, x, &c, 2, 1, 99, 7, NULL), 0);
        small += v.p <= 0.05;
        double p = v.p;
        CHECK_INT(change_test(&v, 1, x, &c, 2, 1, 99, 7, NULL), 0);
        CHECK_NEAR(v.p, p, 0);
        change_sums_free(&c);
    }
    printf("# p at most 0.05 in %d of 400 without a break\n", small);
    CHECK(small > 5 && small < 40);
    for (int i = 0; i < 60; i++) y[i] = random_normal(&rng) + (i < 30 ? 0 : 3);
    change_result r;
    CHECK_INT(change_make(&r, y, 60, NULL, NULL), 0);
    CHECK(r.count >= 1);
    for (size_t i = 0; i < r.count; i++) CHECK(r.v[i].p < 0.3 && r.v[i].q < 0.3);
    CHECK(r.count > 1 || (r.v[0].p < 0.01 && r.v[0].q < 0.01));
    change_free(&r);
}

TEST(benjamini_and_hochberg) {
    begin();
    /* Their table 1: 15 tests, four rejected at 0.05. */
    static const double p[] = {.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344,
                               .0459, .3240, .4262, .5719, .6528, .7590, 1.0};
    double q[15];
    int small = 0;
    CHECK_INT(change_bh(q, p, 15, NULL), 0);
    for (int i = 0; i < 15; i++) small += q[i] <= 0.05;
    CHECK_INT(small, 4);
    for (int round = 0; round < 200; round++) {
        double a[12], b[12];
        size_t n = random_below(&rng, 13), m = 0;
        for (size_t i = 0; i < n; i++) {
            a[i] = random_below(&rng, 5) ? (double)random_below(&rng, 20) / 19 : (double)NAN;
            if (!isnan(a[i])) m++;
        }
        CHECK_INT(change_bh(b, a, n, NULL), 0);
        for (size_t i = 0; i < n; i++) {
            double want = 1;
            if (isnan(a[i])) {
                CHECK(isnan(b[i]));
                continue;
            }
            for (size_t j = 0; j < n; j++) {
                size_t rank = 0;
                if (!(a[j] >= a[i])) continue;
                for (size_t k = 0; k < n; k++) rank += a[k] <= a[j];
                double v = a[j] * (double)m / (double)rank;
                if (v < want) want = v;
            }
            CHECK_NEAR(b[i], want, 1e-12);
        }
    }
}

/* ---- scores ---- */

/* The same by marking each value with its segment. */
static double naive_cover(const change_truth *t, const size_t *at, size_t m, size_t n) {
    double sum = 0;
    for (size_t i = 0; i <= t->n; i++) {
        double best = 0, size = 0;
        for (size_t k = 0; k <= m; k++) {
            double both = 0, either = 0;
            size = 0;
            for (size_t v = 0; v < n; v++) {
                bool a = v >= (i ? t->at[i - 1] : 0) && v < (i < t->n ? t->at[i] : n);
                bool b = v >= (k ? at[k - 1] : 0) && v < (k < m ? at[k] : n);
                both += a && b, either += a || b, size += a;
            }
            if (either > 0 && both / either > best) best = both / either;
        }
        sum += size * best / (double)n;
    }
    return sum;
}

static size_t some_places(size_t *at, size_t n) {
    size_t m = 0;
    for (size_t i = 1; i < n; i++)
        if (random_below(&rng, 6) == 0) at[m++] = i;
    return m;
}

TEST(cover_and_f1) {
    begin();
    for (int round = 0; round < 200; round++) {
        size_t a[40], b[40], n = 2 + random_below(&rng, 38);
        change_truth t = {a, some_places(a, n)};
        size_t m = some_places(b, n);
        double f;
        CHECK_NEAR(change_cover(&t, 1, b, m, n), naive_cover(&t, b, m, n), 1e-12);
        CHECK_NEAR(change_cover(&t, 1, a, t.n, n), 1, 1e-12);
        CHECK_INT(change_f1(&f, &t, 1, a, t.n, 5, NULL), 0);
        CHECK_NEAR(f, 1, 1e-12);
        CHECK_INT(change_f1(&f, &t, 1, b, m, 5, NULL), 0);
        CHECK(f > 0 && f <= 1);
    }
    /* By hand: 0 and 10 are found, 30 is not; 21 and 80 find nothing. */
    size_t truth[] = {10, 30}, found[] = {12, 21, 80};
    change_truth t = {truth, 2};
    double f;
    CHECK_INT(change_f1(&f, &t, 1, found, 3, 5, NULL), 0);
    CHECK_NEAR(f, 2 * (2 / 4.0) * (2 / 3.0) / (2 / 4.0 + 2 / 3.0), 1e-12);
}

/* ---- out of the ordinary ---- */

TEST(nothing_and_little_have_no_break) {
    double x[] = {1, 5};
    for (int m = CHANGE_EXACT; m <= CHANGE_BAI_PERRON; m++)
        for (size_t n = 0; n <= 2; n++)
            for (int cost = CHANGE_MEAN; cost <= CHANGE_POISSON; cost++) {
                change_result r;
                change_options o = change_options_default;
                o.method = (change_method)m;
                o.cost = (change_cost)cost;
                if (cost != CHANGE_MEAN && m >= CHANGE_BOCPD) continue;
                if (cost == CHANGE_POISSON && n == 2) continue; /* 1 and 5 do differ */
                CHECK_INT(change_make(&r, x, n, &o, NULL), 0);
                CHECK_INT(r.count, 0);
                change_free(&r);
            }
}

TEST(equal_values_have_no_break_whatever_they_are) {
    static const double level[] = {0, 1, 1e-300, 1e139, 0.1};
    static double x[300];
    for (size_t k = 0; k < sizeof level / sizeof *level; k++) {
        for (int i = 0; i < 300; i++) x[i] = level[k];
        for (int m = CHANGE_EXACT; m <= CHANGE_BAI_PERRON; m++) {
            change_result r;
            change_options o = change_options_default;
            o.method = (change_method)m;
            CHECK_INT(change_make(&r, x, 300, &o, NULL), 0);
            CHECK_INT(r.count, 0);
            change_free(&r);
        }
    }
}

static void refused(double value, size_t where, const change_options *o, cordon_status as,
                    const char *words) {
    double x[50];
    change_result r = {.n = 77};
    cordon_error err = {0};
    for (int i = 0; i < 50; i++) x[i] = i % 7;
    x[where] = value;
    CHECK_INT(change_make(&r, x, 50, o, &err), as);
    CHECK(strstr(err.message, words));
    CHECK_INT(r.n, 77);
}

TEST(values_that_are_none_are_refused_with_their_place) {
    for (int m = CHANGE_EXACT; m <= CHANGE_BAI_PERRON; m++) {
        change_options o = change_options_default;
        o.method = (change_method)m;
        refused((double)NAN, 3, &o, CORDON_EFORMAT, "value 4 is not a finite number");
        refused((double)INFINITY, 49, &o, CORDON_EFORMAT, "value 50 is not a finite number");
        refused(-1e200, 0, &o, CORDON_EFORMAT, "value 1 is -1e+200");
    }
    change_options o = change_options_default;
    o.cost = CHANGE_POISSON;
    refused(-1, 9, &o, CORDON_EFORMAT, "value 10 is -1: counts");
    o.cost = CHANGE_VAR;
    o.segment_min = 1;
    refused(1, 9, &o, CORDON_EINVAL, "var needs at least 2");
    o = change_options_default;
    o.penalty = CHANGE_MANUAL;
    o.manual = (double)NAN;
    refused(1, 9, &o, CORDON_EINVAL, "penalty nan");
    o = change_options_default;
    o.method = CHANGE_BOCPD;
    o.hazard = 1;
    refused(1, 9, &o, CORDON_EINVAL, "mean run length above 1");
    o.hazard = 0;
    o.cost = CHANGE_VAR;
    refused(1, 9, &o, CORDON_EINVAL, "mean only");
}

TEST(bounds_are_bounds) {
    static double x[CHANGE_ONLINE_MAX + 1];
    cordon_error err = {0};
    change_result r;
    for (size_t i = 0; i <= CHANGE_ONLINE_MAX; i++) x[i] = (double)(i * 7919 % 101);
    change_options o = change_options_default;
    o.replicates = 0;
    CHECK_INT(change_make(&r, x, CHANGE_EXACT_MAX + 1, &o, &err), CORDON_ELIMIT);
    CHECK(strstr(err.message, "at most 5000 values and was given 5001; pelt"));
    o.method = CHANGE_BAI_PERRON;
    CHECK_INT(change_make(&r, x, BREAK_VALUES_MAX + 1, &o, &err), CORDON_ELIMIT);
    o.method = CHANGE_BOCPD;
    CHECK_INT(change_make(&r, x, CHANGE_ONLINE_MAX + 1, &o, &err), CORDON_ELIMIT);
    o.method = CHANGE_BINSEG;
    CHECK_INT(change_make(&r, x, CHANGE_ONLINE_MAX + 1, &o, &err), CORDON_OK);
    change_free(&r);
    CHECK_INT(change_make(&r, x, CHANGE_VALUES_MAX + 1, &o, &err), CORDON_ELIMIT);
}

/* Any values in range come to an end, with sound figures. */
TEST(wild_values_end_soundly) {
    begin();
    for (int round = 0; round < 200; round++) {
        double x[60];
        size_t n = 2 + random_below(&rng, 59);
        for (size_t i = 0; i < n; i++) {
            double power = (double)random_below(&rng, 270) - 130;
            x[i] =
                random_below(&rng, 3) ? random_normal(&rng) : random_normal(&rng) * pow(10, power);
        }
        change_result r;
        change_options o = change_options_default;
        o.method = (change_method)(round % 6);
        o.cost = o.method < CHANGE_BOCPD ? (change_cost)random_below(&rng, 3) : CHANGE_MEAN;
        o.penalty = o.method < CHANGE_BOCPD ? (change_penalty)random_below(&rng, 3) : CHANGE_MBIC;
        o.manual = 5;
        o.as_r = random_below(&rng, 2);
        o.scale = random_below(&rng, 2) && o.method != CHANGE_BOCPD ? CHANGE_AS_IS : CHANGE_SD;
        o.replicates = 9;
        CHECK_INT(change_make(&r, x, n, &o, NULL), 0);
        for (size_t i = 0; i < r.count; i++) {
            CHECK(r.v[i].at > (i ? r.v[i - 1].at : 0) && r.v[i].at < n);
            CHECK(r.v[i].low <= r.v[i].at || !r.v[i].low);
            CHECK(r.v[i].high < n);
            CHECK(r.v[i].p > 0 && r.v[i].p <= 1 && r.v[i].q >= r.v[i].p - 1e-12);
        }
        change_free(&r);
    }
}

/* ---- the reader ---- */

static cordon_status take(change_series *s, const char *text, const char *value, bool strict,
                          cordon_error *err) {
    table t;
    cordon_status status = table_read_memory(&t, "s.csv", text, strlen(text), err);
    return status ? status : change_series_take(s, &t, value, NULL, strict, err);
}

TEST(series_are_read_with_their_dates) {
    change_series s;
    char room[24];
    CHECK_INT(take(&s, "a,date,b\n1,2020-01,3\n2,2020-02,\n4,2020-03,NaN\n5,2020-04,-1e3\n", "b",
                   false, NULL),
              0);
    CHECK_INT(s.n, 2);
    CHECK_INT(s.missing, 2);
    CHECK_NEAR(s.x[1], -1000, 0);
    CHECK(strcmp(change_series_label(room, &s, 1), "2020-04") == 0);
    change_series_free(&s);
    CHECK_INT(take(&s, "5\n6.5\n7\n", NULL, false, NULL), 0);
    CHECK_INT(s.n, 3);
    CHECK_NEAR(s.x[0], 5, 0);
    CHECK(strcmp(change_series_label(room, &s, 2), "3") == 0);
    change_series_free(&s);
    /* Names that are no dates may come in any order. */
    CHECK_INT(take(&s, "who,v\nzoe,1\nann,2\n", NULL, false, NULL), 0);
    CHECK(strcmp(change_series_label(room, &s, 0), "zoe") == 0);
    change_series_free(&s);
}

static void no_series(const char *text, const char *value, bool strict, cordon_status as,
                      uint64_t line, const char *words) {
    change_series s = {.n = 99};
    cordon_error err = {0};
    CHECK_INT(take(&s, text, value, strict, &err), as);
    CHECK_INT(err.line, line);
    CHECK(strstr(err.message, words));
    CHECK_INT(s.n, 99);
}

TEST(series_that_cannot_be_read_say_where) {
    no_series("a,b,c\n1,2,3\n", NULL, false, CORDON_EINVAL, 1, "Name it; there are: a, b, c");
    no_series("a,b,c\n1,2,3\n", "x", false, CORDON_EINVAL, 1, "no column \"x\"; there are: a");
    no_series("year,v\n2001,1\n2002,x\n", NULL, false, CORDON_EFORMAT, 3, "\"x\" is not a number");
    no_series("year,v\n2001,1\n2001,2\n", NULL, false, CORDON_EFORMAT, 3, "dates must ascend");
    no_series("year,v\n2001,inf\n2002,2\n", NULL, false, CORDON_EFORMAT, 2, "\"inf\"");
    no_series("v\n0x10\n", NULL, false, CORDON_EFORMAT, 2, "\"0x10\"");
    no_series("v\n1e999\n", NULL, false, CORDON_EFORMAT, 2, "\"1e999\"");
    /* One bad cell of forty is counted, or refuses a strict reader. */
    buf b = {0};
    change_series s;
    buf_str(&b, "v\n?\n");
    for (int i = 0; i < 39; i++) buf_str(&b, "7\n");
    CHECK_INT(take(&s, buf_text(&b), NULL, false, NULL), 0);
    CHECK_INT(s.refused, 1);
    CHECK_INT(s.n, 39);
    CHECK_INT(s.first.line, 2);
    change_series_free(&s);
    no_series(buf_text(&b), NULL, true, CORDON_EFORMAT, 2, "\"?\" is not a number");
    buf_free(&b);
}
