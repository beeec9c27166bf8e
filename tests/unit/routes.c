/* The statistics of routes: published examples, naive twins on random input, edges. */
#include "flows/routes.h"

#include <stdlib.h>

#include "test.h"

static double uniform(void) { return (double)(test_random() >> 11) / 9007199254740992.0; }

/* Values with many ties. */
static size_t random_values(double *v, size_t most) {
    size_t n = 1 + test_random() % most;
    for (size_t i = 0; i < n; i++)
        v[i] = test_random() % 3 ? uniform() : (double)(test_random() % 5) / 4;
    return n;
}

/* The twin sorts by insertion. */
static double slow_median(const double *given, size_t n) {
    double v[600];
    for (size_t i = 0; i < n; i++) {
        size_t k = i;
        for (; k > 0 && v[k - 1] > given[i]; k--) v[k] = v[k - 1];
        v[k] = given[i];
    }
    return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

TEST(medians_of_odd_and_even_numbers) {
    double one[] = {3}, odd[] = {5, 1, 3}, even[] = {4, 1, 3, 2};
    CHECK_NEAR(routes_median(one, 1), 3, 0);
    CHECK_NEAR(routes_median(odd, 3), 3, 0);
    CHECK_NEAR(routes_median(even, 4), 2.5, 0);
    for (int round = 0; round < 500; round++) {
        double v[40], copy[40];
        size_t n = random_values(v, 40);
        memcpy(copy, v, sizeof v);
        CHECK_NEAR(routes_median(v, n), slow_median(copy, n), 0);
    }
}

/* Sen 1968, J. Am. Stat. Assoc. 63:1379-1389, the example of the paper: slope 4. */
TEST(the_example_of_sen_1968) {
    const double x[] = {1, 2, 3, 4, 10, 12, 18}, y[] = {9, 15, 19, 20, 45, 55, 78};
    double slope, intercept, scratch[32];
    CHECK(routes_theil_sen(&slope, &intercept, x, y, 7, scratch));
    CHECK_NEAR(slope, 4, 1e-12);
    CHECK_NEAR(intercept, 6, 1e-12); /* median of y - 4 x = 5 7 7 4 5 7 6 */
}

TEST(slopes_as_a_naive_twin_finds_them) {
    for (int round = 0; round < 300; round++) {
        double x[30], y[30], all[600], rest[30], scratch[600], slope = 7, intercept = 7;
        size_t n = random_values(y, 30), pairs = 0;
        for (size_t i = 0; i < n; i++) x[i] = (double)(test_random() % 12);
        for (size_t k = 0; k < n; k++)
            for (size_t i = 0; i < k; i++)
                if (fabs(x[k] - x[i]) > 0) all[pairs++] = (y[i] - y[k]) / (x[i] - x[k]);
        bool any = routes_theil_sen(&slope, &intercept, x, y, n, scratch);
        CHECK_INT(any, pairs > 0);
        if (!any) continue;
        CHECK_NEAR(slope, slow_median(all, pairs), 1e-12);
        for (size_t i = 0; i < n; i++) rest[i] = y[i] - slope * x[i];
        CHECK_NEAR(intercept, slow_median(rest, n), 1e-12);
    }
}

/* Up to 29 % of the points may be anything (the breakdown point of the slope). */
TEST(a_slope_does_not_follow_outliers) {
    double x[12], y[12], slope, intercept, scratch[80];
    for (size_t i = 0; i < 12; i++) x[i] = (double)i, y[i] = 2 + 0.5 * (double)i;
    y[3] = 1000, y[7] = -1000, y[11] = 500;
    CHECK(routes_theil_sen(&slope, &intercept, x, y, 12, scratch));
    CHECK_NEAR(slope, 0.5, 1e-12);
    CHECK_NEAR(intercept, 2, 1e-12);
}

TEST(scatter_as_a_naive_twin_finds_it) {
    for (int round = 0; round < 300; round++) {
        double v[40], d[40], scratch[40], centre = uniform();
        size_t n = random_values(v, 40);
        for (size_t i = 0; i < n; i++) d[i] = v[i] > centre ? v[i] - centre : centre - v[i];
        CHECK_NEAR(routes_mad(v, n, centre, scratch), 1.4826 * slow_median(d, n), 1e-12);
    }
}

/* 1.4826 * MAD is the standard deviation of normal values. */
TEST(scatter_of_normal_values) {
    enum { N = 20001 };
    double *v = malloc(2 * N * sizeof *v);
    CHECK(v != NULL);
    for (size_t i = 0; i < N; i++)
        v[i] = 3 * sqrt(-2 * log(1 - uniform())) * cos(6.283185307179586 * uniform());
    double got = routes_mad(v, N, 0, v + N);
    free(v);
    CHECK_NEAR(got, 3, 0.1);
}

/* Benjamini and Hochberg 1995, section 3.2: of fifteen p values four are found at 0.05. */
TEST(the_example_of_benjamini_and_hochberg_1995) {
    static const double p[] = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                               0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};
    double q[15];
    CHECK(routes_bh(q, p, 15));
    for (int i = 0; i < 15; i++) CHECK_INT(q[i] <= 0.05, i < 4);
    CHECK_NEAR(q[3], 0.0095 * 15 / 4, 1e-12);
    CHECK_NEAR(q[14], 1, 0);
}

/* The twin: the least m * t / (number of p <= t) over thresholds t not below p[i]. */
TEST(q_values_as_a_naive_twin_finds_them) {
    for (int round = 0; round < 300; round++) {
        double p[60], q[60];
        size_t n = random_values(p, 60);
        CHECK(routes_bh(q, p, n));
        for (size_t i = 0; i < n; i++) {
            double least = 1;
            for (size_t t = 0; t < n; t++) {
                size_t below = 0;
                for (size_t k = 0; k < n; k++) below += p[k] <= p[t];
                if (p[t] >= p[i]) least = fmin(least, p[t] * (double)n / (double)below);
            }
            CHECK_NEAR(q[i], least, 1e-12);
        }
    }
    CHECK(routes_bh(NULL, NULL, 0));
}

TEST(periods_as_a_reader_writes_them) {
    routes_options o;
    CHECK(routes_periods(&o, "2022,2023"));
    CHECK(o.asked_n == 2);
    CHECK_INT(o.asked[1], 202300);
    CHECK(routes_periods(&o, "2021-11..2022-02,2022-05"));
    CHECK(o.asked_n == 5);
    CHECK_INT(o.asked[2], 202201);
    CHECK_INT(o.asked[4], 202205);
    CHECK(!routes_periods(&o, ""));
    CHECK(!routes_periods(&o, "2022,2022-01"));
    CHECK(!routes_periods(&o, "2023,2022"));
    CHECK(!routes_periods(&o, "2022,2022"));
    CHECK(!routes_periods(&o, "soon"));
    CHECK(routes_periods(&o, "2015-01..2020-04"));
    CHECK(o.asked_n == 64);
    CHECK(!routes_periods(&o, "2015-01..2020-05"));
}
