/* The arithmetic of the mirror gap: by hand, at its edges, and against a naive twin. */
#include "flows/gap.h"

#include <stdlib.h>

#include "test.h"

/* Published yearly values (EUR mn) of one pair: 41.4 % by CEPR DP 20097's definition. */
static const gap_period pair[] = {
    {201900, true, 5917000, 5555000, 0},   {202000, true, 5911000, 5406000, 0},
    {202100, true, 5487000, 4792000, 0},   {202200, false, 10348000, 7261000, 0},
    {202300, false, 12110000, 9639000, 0},
};

TEST(a_pair_by_hand) {
    double sent, arrived, lost = gap_lost(&sent, &arrived, pair, 5, false, 0);
    CHECK_NEAR(sent, 10348 + 12110 - 2 * (5917 + 5911 + 5487) / 3.0, 1e-9);
    CHECK_NEAR(arrived, 7261 + 9639 - 2 * (5555 + 5406 + 4792) / 3.0, 1e-9);
    CHECK_NEAR(lost, 100 * (1 - arrived / sent), 1e-12);
    CHECK_NEAR(lost, 41.4, 0.05);
}

TEST(a_rate_divides_the_arrivals_only) {
    double sent, arrived;
    CHECK_NEAR(gap_lost(&sent, &arrived, pair, 5, false, 0.1), 100 * (1 - arrived / 1.1 / sent),
               1e-12);
    CHECK_NEAR(gap_lost(NULL, NULL, pair, 5, false, 0), 100 * (1 - arrived / sent), 1e-12);
}

TEST(what_stands_under_no_country_is_counted_or_not) {
    gap_period v[] = {{202100, true, 100000, 90000, 0}, {202200, false, 200000, 120000, 10000}};
    CHECK_NEAR(gap_lost(NULL, NULL, v, 2, false, 0), 70, 1e-9);
    CHECK_NEAR(gap_lost(NULL, NULL, v, 2, true, 0), 60, 1e-9);
}

TEST(without_extra_exports_or_a_base_there_is_no_gap) {
    gap_period v[] = {{202100, true, 100000, 90000, 0}, {202200, false, 100000, 20000, 0}};
    double sent = -1;
    CHECK(isnan(gap_lost(&sent, NULL, v, 2, false, 0)));
    CHECK_NEAR(sent, 0, 0);
    v[1].sent_milli = 50000;
    CHECK(isnan(gap_lost(NULL, NULL, v, 2, false, 0)));
    CHECK(isnan(gap_lost(NULL, NULL, v + 1, 1, false, 0)));
}

/* More may arrive than was sent: a negative gap stays negative. */
TEST(more_arrivals_than_exports_are_not_hidden) {
    gap_period v[] = {{202100, true, 100000, 100000, 0}, {202200, false, 200000, 250000, 0}};
    CHECK_NEAR(gap_lost(NULL, NULL, v, 2, false, 0), -50, 1e-9);
}

TEST(a_naive_twin_gives_the_same) {
    for (int round = 0; round < 300; round++) {
        gap_period v[12];
        size_t n = 2 + test_random() % 11, base = 1 + test_random() % (n - 1);
        bool nes = test_random() % 2;
        double rate = (double)(test_random() % 20) / 100, mean[2] = {0}, sum[2] = {0};
        for (size_t i = 0; i < n; i++)
            v[i] = (gap_period){(date_period)(200000 + 100 * (int)i), i < base,
                                (int64_t)(test_random() % 1000000000),
                                (int64_t)(test_random() % 1000000000),
                                (int64_t)(test_random() % 1000000)};
        for (size_t i = 0; i < n; i++) {
            double x = (double)v[i].sent_milli / 1000,
                   m = (double)(v[i].arrived_milli + (nes ? v[i].nes_milli : 0)) / 1000;
            if (i < base)
                mean[0] += x / (double)base, mean[1] += m / (double)base;
            else
                sum[0] += x, sum[1] += m;
        }
        double x = sum[0] - (double)(n - base) * mean[0], m = sum[1] - (double)(n - base) * mean[1];
        double got = gap_lost(NULL, NULL, v, n, nes, rate);
        if (x <= 1e-3) continue;
        double want = 100 * (1 - m / (1 + rate) / x);
        CHECK_NEAR(got, want, 1e-6 * (1 + fabs(want)));
    }
}
