/* Whether a series moved: against tables, exact sums and a published example. */
#include "watch/shift.h"

#include "test.h"

TEST(one_more_value_of_the_same_kind_is_flat) {
    static const double base[] = {10, 12, 11, 13};
    shift s;
    shift_values(&s, base, 4, 12);
    CHECK_NEAR(s.mean, 11.5, 1e-12);
    /* t(3) 3.182, s 1.290994, sqrt(1 + 1/4) */
    CHECK_NEAR(s.need, 3.182 * 1.2909944487 * sqrt(1.25), 1e-6);
    CHECK_INT(s.word, SHIFT_FLAT);
    shift_values(&s, base, 4, 16.2);
    CHECK_INT(s.word, SHIFT_UP);
    CHECK(s.p < 0.05);
    shift_values(&s, base, 4, 6.8);
    CHECK_INT(s.word, SHIFT_DOWN);
}

/* At the edge p is 5 %: the table of quantiles and the sums agree. */
TEST(p_and_bound_agree_for_every_length) {
    double base[SHIFT_BASE_MAX];
    shift s;
    for (size_t n = SHIFT_BASE_MIN; n <= SHIFT_BASE_MAX; n++) {
        for (size_t i = 0; i < n; i++) base[i] = (double)(i * i % 7);
        shift_values(&s, base, n, 0);
        shift_values(&s, base, n, s.mean + s.need);
        CHECK_NEAR(s.p, 0.05, 5e-5); /* the quantiles have four digits */
    }
}

TEST(too_few_values_are_not_assessed) {
    static const double base[] = {1, 2, 3};
    shift s;
    shift_values(&s, base, 3, 100);
    CHECK_INT(s.word, SHIFT_UNKNOWN);
    CHECK(isnan(s.need) && s.change == 98);
    shift_values(&s, base, 0, 1);
    CHECK(isnan(s.mean) && s.word == SHIFT_UNKNOWN);
}

TEST(a_constant_baseline_sees_any_change) {
    static const double base[] = {5, 5, 5, 5, 5};
    shift s;
    shift_values(&s, base, 5, 5);
    CHECK_INT(s.word, SHIFT_FLAT);
    shift_values(&s, base, 5, 5.1);
    CHECK_INT(s.word, SHIFT_UP);
}

/* Garwood's intervals as printed in the tables of exact Poisson limits: 3: 0.6187 to 8.7673,
 * 12: 6.2006 to 20.9616, 34: 23.5460 to 47.5116 (Ulm 1990; Statistics Finland prints the same). */
TEST(exact_intervals_of_counts) {
    static const struct {
        int64_t k;
        double low, high;
    } t[] = {{0, 0, 3.6889}, {3, 0.6187, 8.7673}, {12, 6.2006, 20.9616}, {34, 23.5460, 47.5116}};
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        shift s;
        shift_counts(&s, NULL, 0, t[i].k);
        CHECK_NEAR(s.low, t[i].low, 2e-4);
        CHECK_NEAR(s.high, t[i].high, 2e-4);
    }
}

TEST(counts_move_only_beyond_chance) {
    static const int64_t none[] = {0, 0, 0, 0, 0, 0}, some[] = {3, 2, 4, 1, 3, 3};
    shift s;
    shift_counts(&s, none, 6, 0);
    CHECK_INT(s.word, SHIFT_FLAT);
    shift_counts(&s, none, 6, 1);
    CHECK_INT(s.word, SHIFT_FLAT); /* 1 of 1 in the last of seven periods: p = 1/7 */
    CHECK_NEAR(s.p, 2.0 / 7, 1e-12);
    shift_counts(&s, none, 6, 2);
    CHECK_INT(s.word, SHIFT_UP); /* 1/49 */
    shift_counts(&s, some, 6, 5);
    CHECK_INT(s.word, SHIFT_FLAT);
    shift_counts(&s, some, 6, 12);
    CHECK_INT(s.word, SHIFT_UP);
    CHECK(s.need > 5 && s.need < 9);
    shift_counts(&s, some, 6, (int64_t)llround(s.mean + s.need));
    CHECK_INT(s.word, SHIFT_UP);
    shift_counts(&s, some, 6, (int64_t)llround(s.mean + s.need) - 1);
    CHECK_INT(s.word, SHIFT_FLAT);
    static const int64_t many[] = {30, 28, 33, 31};
    shift_counts(&s, many, 4, 5);
    CHECK_INT(s.word, SHIFT_DOWN);
}

/* The tails against counting every outcome of throwing n + m balls into six boxes. */
TEST(the_tail_is_the_share_of_outcomes) {
    static const int64_t base[] = {1, 0, 1, 0, 1};
    shift s;
    int64_t hits = 0, all = 0;
    shift_counts(&s, base, 5, 3);
    for (int64_t code = 0; code < 46656; code++) { /* 6^6 ways to place 6 balls */
        int64_t c = code, in = 0;
        for (int i = 0; i < 6; i++, c /= 6) in += c % 6 == 0;
        hits += in >= 3;
        all++;
    }
    CHECK_NEAR(s.p, 2.0 * (double)hits / (double)all, 1e-12);
}

/* Attacks counted by one institute: 3, 12 and 34 in three years. One-sided p 0.01758 and 0.000821, sums of binomial
 * coefficients over 2^15 and 2^46. */
TEST(two_years_of_a_count) {
    shift s;
    shift_counts_before(&s, 3, 12);
    CHECK_NEAR(s.p / 2, 0.01758, 5e-6);
    CHECK_INT(s.word, SHIFT_UP);
    shift_counts_before(&s, 12, 34);
    CHECK_NEAR(s.p / 2, 0.000821, 5e-7);
    CHECK_INT(s.word, SHIFT_UP);
    shift_counts_before(&s, 5, 8);
    CHECK_INT(s.word, SHIFT_FLAT);
}
