/* Tails of counts: against published intervals, and against sums of their terms. */
#include "watch/count_tail.h"

#include "test.h"

/* Attacks in Europe counted by CSIS ("Russia's Shadow War Against the West", March 2025): 3 in
 * 2022, 12 in 2023, 34 in 2024. Intervals and p as worked out when the figures were collected. */
TEST(attacks_in_europe_have_exact_intervals) {
    static const struct {
        int64_t k;
        double low, high;
    } v[] = {{3, 0.6, 8.8}, {12, 6.2, 21.0}, {34, 23.5, 47.5}};
    for (size_t i = 0; i < 3; i++) {
        double low, high;
        count_interval(&low, &high, v[i].k, 0.95);
        CHECK_NEAR(low, v[i].low, 0.05);
        CHECK_NEAR(high, v[i].high, 0.05);
    }
    CHECK_NEAR(count_rise(3, 1, 12, 1), 0.018, 0.0005);
    CHECK_NEAR(count_rise(12, 1, 34, 1), 0.0008, 0.00005);
}

/* Garwood 1936: half the 2.5 and 97.5 % points of chi-squared with 2k and 2k + 2 degrees: 9.590777
 * and 36.780712 for 10 seen. */
TEST(garwood_intervals) {
    double low, high;
    count_interval(&low, &high, 0, 0.95);
    CHECK_NEAR(low, 0, 0);
    CHECK_NEAR(high, 3.688879454, 1e-8); /* -ln 0.025 */
    count_interval(&low, &high, 10, 0.95);
    CHECK_NEAR(low, 4.795389, 1e-6);
    CHECK_NEAR(high, 18.390356, 1e-6);
}

static long double log_choose(int64_t n, int64_t k) {
    return lgammal((long double)n + 1) - lgammal((long double)k + 1) -
           lgammal((long double)(n - k) + 1);
}
/* Sums of every term, in 64 bits of mantissa, from the small end. */
static long double naive_poisson(int64_t from, int64_t to, long double mean) {
    long double sum = 0;
    for (int64_t i = to; i >= from; i--)
        sum += expl((long double)i * logl(mean) - mean - lgammal((long double)i + 1));
    return sum;
}
static long double naive_binomial(int64_t from, int64_t to, int64_t n, long double p) {
    long double sum = 0;
    for (int64_t i = to; i >= from; i--)
        sum +=
            expl(log_choose(n, i) + (long double)i * logl(p) + (long double)(n - i) * log1pl(-p));
    return sum;
}
static long double naive_negative(int64_t from, int64_t to, long double mean, long double var) {
    long double size = mean * mean / (var - mean), p = mean / var, sum = 0;
    for (int64_t i = to; i >= from; i--)
        sum += expl(lgammal(size + (long double)i) - lgammal(size) - lgammal((long double)i + 1) +
                    size * logl(p) + (long double)i * log1pl(-p));
    return sum;
}
static double unit(void) { return (double)(test_random() >> 11) / 9007199254740992.0; }
static double off(double got, long double want) {
    return (double)(fabsl((long double)got - want) / (want > 1e-290L ? want : 1e-290L));
}

TEST(tails_are_the_sums_of_their_terms) {
    for (int round = 0; round < 2000; round++) {
        double mean = exp(10 * unit() - 4), p = 0.001 + 0.998 * unit();
        int64_t far = (int64_t)(mean + 30 * sqrt(mean + 1)) + 200;
        int64_t k = (int64_t)(unit() * (mean + 10 * sqrt(mean + 1))),
                n = k + (int64_t)(200 * unit());
        CHECK(off(count_poisson_from(k, mean), naive_poisson(k, far, mean)) < 1e-9);
        CHECK(off(count_poisson_to(k, mean), naive_poisson(0, k, mean)) < 1e-9);
        CHECK(off(count_binomial_from(k, n, p), naive_binomial(k, n, n, p)) < 1e-9);
        CHECK(off(count_binomial_to(k, n, p), naive_binomial(0, k, n, p)) < 1e-9);
        if (round % 10) continue;
        double small = 0.1 + 20 * unit(), var = small * (1.05 + 4 * unit());
        k = (int64_t)(60 * unit());
        CHECK(off(count_negative_from(k, small, var), naive_negative(k, 4000, small, var)) < 1e-9);
        CHECK(off(count_negative_to(k, small, var), naive_negative(0, k, small, var)) < 1e-9);
    }
}

TEST(the_two_tails_make_one) {
    for (int64_t k = -1; k < 50; k++) {
        CHECK_NEAR(count_poisson_from(k + 1, 7.5) + count_poisson_to(k, 7.5), 1, 1e-12);
        CHECK_NEAR(count_binomial_from(k + 1, 40, 0.3) + count_binomial_to(k, 40, 0.3), 1, 1e-12);
        CHECK_NEAR(count_negative_from(k + 1, 5, 9) + count_negative_to(k, 5, 9), 1, 1e-12);
    }
    CHECK_NEAR(count_poisson_from(1, 0), 0, 0);
    CHECK_NEAR(count_poisson_to(0, 0), 1, 0);
    CHECK_NEAR(count_binomial_from(3, 3, 1), 1, 0);
    CHECK_NEAR(count_rise(0, 1, 0, 1), 1, 0);
}

/* NIST/SEMATECH e-Handbook 1.3.6.7.1: the upper tails of the normal distribution. */
TEST(a_tail_is_a_distance) {
    CHECK_NEAR(count_normal_score(0.5), 0, 1e-9);
    CHECK_NEAR(count_normal_score(0.025), 1.959963985, 1e-8);
    CHECK_NEAR(count_normal_score(0.00134989803), 3, 1e-8);
    CHECK_NEAR(count_normal_score(2.866515719e-7), 5, 1e-8);
    CHECK_NEAR(count_normal_score(0.975), -1.959963985, 1e-8);
    CHECK(count_normal_score(0) >= 37);
}
