/* The table of log cdf against erfc, and draws against the moments and shares of truncated
 * normals in closed form. */
#include "watch/normal.h"

#include "test.h"

static normal_tables t;
static random_state r;

static void begin(void) {
    uint64_t seed = test_random();
    printf("# seed %llu\n", (unsigned long long)seed);
    normal_fill(&t);
    random_seed(&r, seed);
}

TEST(log_cdf_is_that_of_erfc) {
    begin();
    for (int i = 0; i < 100000; i++) {
        double x = 28 * random_unit(&r) - 18;
        CHECK_NEAR(normal_log_cdf(&t, x), normal_log_cdf_exact(x), 1e-7);
    }
    /* Where erfc takes over from the continued fraction they agree. */
    CHECK_NEAR(normal_log_cdf_exact(-30 + 1e-9), normal_log_cdf_exact(-30 - 1e-9), 1e-7);
    CHECK_NEAR(normal_log_cdf_exact(0), log(0.5), 1e-15);
    /* Abramowitz and Stegun, table 26.1: cdf(1) and cdf(-3). */
    CHECK_NEAR(exp(normal_log_cdf(&t, 1)), 0.841344746068543, 1e-7);
    CHECK_NEAR(exp(normal_log_cdf(&t, -3)), 0.001349898031630, 1e-9);
}

TEST(log_between_keeps_both_tails) {
    CHECK_NEAR(normal_log_between(-1, 1), log(0.682689492137086), 1e-14);
    CHECK_NEAR(normal_log_between(8, 9), normal_log_between(-9, -8), 1e-12);
    CHECK_NEAR(normal_log_between(8, 9), log(6.2198319858e-16), 1e-9);
    CHECK(normal_log_between(1, 1) == (double)-INFINITY);
    CHECK(normal_log_between(2, 1) == (double)-INFINITY);
}

TEST(draws_are_normal) {
    enum { N = 400000 };
    double sum = 0, square = 0, fourth = 0;
    int beyond[5] = {0};
    begin();
    for (int i = 0; i < N; i++) {
        double x = normal_draw(&t, &r);
        sum += x;
        square += x * x;
        fourth += x * x * x * x;
        for (int k = 0; k < 5; k++) beyond[k] += x > k;
    }
    CHECK_NEAR(sum / N, 0, 5 / sqrt(N));
    CHECK_NEAR(square / N, 1, 5 * sqrt(2.0 / N));
    CHECK_NEAR(fourth / N, 3, 5 * sqrt(96.0 / N));
    for (int k = 0; k < 5; k++) {
        double p = 0.5 * erfc(k / sqrt(2));
        CHECK_NEAR((double)beyond[k] / N, p, 5 * sqrt(p * (1 - p) / N) + 1.0 / N);
    }
}

/* Every draw inside, and the share below a third and two thirds of the interval as it must be. */
static int far_off(double a, double b, int n) {
    double end = b > 40 ? a + 3 : b;
    int bad = 0;
    for (int k = 1; k < 3; k++) {
        double cut = a + k * (end - a) / 3;
        double p = exp(normal_log_between(a, cut) - normal_log_between(a, b));
        int below = 0;
        for (int i = 0; i < n; i++) {
            double x = b > 40 ? normal_above(&t, &r, a) : normal_between(&t, &r, a, b);
            if (x < a || x > b) bad++;
            below += x < cut;
        }
        if (fabs((double)below / n - p) > 5 * sqrt(p * (1 - p) / n) + 2.0 / n) bad++;
    }
    if (bad) printf("# [%g, %g]: %d\n", a, b, bad);
    return bad;
}

TEST(truncated_draws_have_the_right_shares) {
    int bad = 0;
    begin();
    for (double a = -6; a < 12; a += 0.7) bad += far_off(a, 99, 20000);
    for (int i = 0; i < 150; i++) {
        double a = 16 * random_unit(&r) - 8;
        bad += far_off(a, a + 4 * random_unit(&r) * random_unit(&r) + 1e-4, 10000);
    }
    bad += far_off(-9, 9, 20000);
    CHECK_INT(bad, 0);
    CHECK_NEAR(normal_between(&t, &r, 2, 2), 2, 0);
}
