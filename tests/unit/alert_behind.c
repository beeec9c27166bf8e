/* What stands behind an alert, the health of the feed, and how many alerts to expect. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/random.h"
#include "watch/alert_expect.h"
#include "watch/alert_health.h"
#include "watch/alert_story.h"

#include "test.h"

static double unit(void) { return (double)(test_random() >> 11) / 9007199254740992.0; }

/* ---- stories and sources ---- */

static alert_basis basis(double z, double total) {
    return (alert_basis){ALERT_SHARE, total, 7, {.median = 10, .spread = 10, .z = z}, 3};
}

TEST(a_story_left_out_by_hand) {
    /* 60 of 10,000: a share of 60, z 5. Story 1 brings 40 through two sources. */
    static const alert_part v[] = {
        {1, 100, 30, false}, {1, 200, 10, true}, {2, 100, 15, false},
        {3, 300, 10, false}, {4, 300, -5, true},
    };
    alert_behind b;
    alert_basis s = basis(5, 10000);
    CHECK_INT(alert_behind_make(&b, v, 5, &s, NULL), 0);
    CHECK_INT((intmax_t)b.stories, 4);
    CHECK_INT((intmax_t)b.sources, 3);
    CHECK_INT((intmax_t)b.tops, 4);
    CHECK_INT(b.story[0].id, 1);
    CHECK_NEAR(b.story[0].z, (1e4 * 20 / 9960 - 10) / 10, 1e-12);
    CHECK_NEAR(b.story[0].change, 5 - b.story[0].z, 1e-12);
    CHECK_INT(b.story[1].id, 2);
    CHECK_INT(b.story[3].id, 4); /* against the alert: last */
    CHECK(b.story[3].change < 0);
    CHECK_INT(b.source.id, 100);
    CHECK_NEAR(b.source.z, (1e4 * 15 / 9955 - 10) / 10, 1e-12);
    CHECK(!b.holds);
    CHECK_NEAR(b.state_share, 15.0 / 70, 1e-12);
    /* The same parts in another order are the same answer. */
    alert_part turned[5];
    for (size_t i = 0; i < 5; i++) turned[i] = v[4 - i];
    alert_behind c;
    CHECK_INT(alert_behind_make(&c, turned, 5, &s, NULL), 0);
    CHECK(memcmp(&b, &c, sizeof b) == 0);
}

TEST(an_alert_of_many_sources_holds_and_one_of_one_does_not) {
    alert_part v[20];
    alert_behind b;
    alert_basis s = basis(-6, 10000);
    for (int i = 0; i < 20; i++) v[i] = (alert_part){i, i % 10, -2.5, false};
    CHECK_INT(alert_behind_make(&b, v, 20, &s, NULL), 0);
    CHECK(b.holds && b.sources == 10);
    CHECK_INT((intmax_t)b.tops, ALERT_TOP);
    CHECK(b.story[0].id == 0 && b.story[4].id == 4); /* equal changes: by id */
    CHECK(b.story[0].change < 0);                    /* a fall: without it z is nearer to 0 */
    for (int i = 0; i < 20; i++) v[i].source = 1;
    CHECK_INT(alert_behind_make(&b, v, 20, &s, NULL), 0);
    CHECK(!b.holds && b.sources == 1);
    CHECK_INT(alert_behind_make(&b, v, 0, &s, NULL), 0);
    CHECK(!b.holds && !b.sources && isnan(b.state_share) && isnan(b.source.z));
    CHECK_INT(alert_behind_make(&b, v, ALERT_PARTS_MAX + 1, &s, NULL), CORDON_ELIMIT);
}

/* Every story left out by a loop over all parts. */
TEST(a_naive_twin_leaves_out_the_same) {
    for (int round = 0; round < 200; round++) {
        enum { N = 40 };
        alert_part v[N];
        alert_behind b;
        double sum = 0, best = -INFINITY, least = INFINITY;
        for (int i = 0; i < N; i++) {
            v[i] = (alert_part){(int64_t)(test_random() % 12), (int64_t)(test_random() % 6),
                                (double)(test_random() % 64) - 16, test_random() % 3 == 0};
            sum += v[i].weight;
        }
        alert_basis s = basis(0, 50000);
        s.score.z = (1e4 * sum / s.total - 10) / 10;
        int sign = s.score.z < 0 ? -1 : 1;
        for (int id = 0; id < 12; id++)
            for (int kind = 0; kind < 2; kind++) {
                double w = 0, a = 0;
                bool there = false;
                for (int i = 0; i < N; i++)
                    if ((kind ? v[i].source : v[i].story) == id)
                        w += v[i].weight, a += fabs(v[i].weight), there = true;
                double z = (1e4 * (sum - w) / (s.total - a) - 10) / 10;
                if (there && !kind) best = fmax(best, sign * (s.score.z - z));
                if (there && kind) least = fmin(least, sign * z);
            }
        CHECK_INT(alert_behind_make(&b, v, N, &s, NULL), 0);
        CHECK_NEAR(sign * b.story[0].change, best, 1e-9);
        CHECK_NEAR(sign * b.source.z, least, 1e-9);
        CHECK_INT(b.holds, least > s.level);
    }
}

/* ---- the feed ---- */

TEST(a_feed_that_is_not_well_mutes) {
    enum { N = 40 };
    alert_point v[N];
    alert_health h[N];
    alert_health_run r[N];
    alert_score s[N];
    uint8_t muted[N];
    bool incomplete[N] = {false};
    double change[N];
    for (int i = 0; i < N; i++) {
        v[i] = (alert_point){7 * i, 1, 100 + (i * 7) % 10, 7};
        s[i] = (alert_score){.z = i % 2 ? -4 : 4, .state = ALERT_SCORED};
    }
    v[25].exposure = 40;
    v[30].exposure = v[31].exposure = NAN;
    v[35].exposure = 180;
    CHECK_INT(alert_health_make(h, v, N, 20, NULL), 0);
    CHECK_INT(h[5], ALERT_HEALTHY);
    CHECK_INT(h[25], ALERT_FEED_LOW);
    CHECK_INT(h[30], ALERT_FEED_MISSING);
    CHECK_INT(h[35], ALERT_FEED_HIGH);
    size_t n = alert_health_runs(r, h, v, N), found = 0;
    for (size_t i = 0; i < n; i++)
        if (r[i].state == ALERT_FEED_MISSING) {
            found++;
            CHECK(r[i].points == 2 && r[i].last == 7 * 31);
        }
    CHECK_INT((intmax_t)found, 1);
    CHECK(strcmp(alert_health_text(ALERT_FEED_LOW), "low volume") == 0);
    incomplete[38] = incomplete[39] = true;
    alert_mute(muted, h, incomplete, s, N);
    CHECK(muted[25] && muted[30] && muted[31] && muted[35]);
    CHECK(muted[39]);                             /* a fall of what is not complete */
    CHECK_INT(muted[38], h[38] != ALERT_HEALTHY); /* a rise is not muted for it */
    CHECK_INT(alert_exposure_change(change, v, N, 20, NULL), 0);
    CHECK(isnan(change[0]) && isnan(change[30]));
    CHECK_NEAR(change[25], 0.4, 0.03);
    CHECK_INT(alert_health_make(h, v, N, 0, NULL), CORDON_EINVAL);
    CHECK_OOM(alert_health_make(h, v, N, 20, NULL), arena_fail_after, CORDON_ENOMEM);
    CHECK_OOM(alert_exposure_change(change, v, N, 20, NULL), arena_fail_after, CORDON_ENOMEM);
}

/* Independent volumes: about one point in ten is outside 5 to 95 %. */
TEST(one_point_in_ten_is_outside) {
    enum { N = 4000 };
    static alert_point v[N];
    static alert_health h[N];
    size_t out = 0;
    for (int i = 0; i < N; i++) v[i] = (alert_point){i, 0, unit(), 7};
    CHECK_INT(alert_health_make(h, v, N, 52, NULL), 0);
    for (int i = 26; i < N; i++) out += h[i] != ALERT_HEALTHY;
    CHECK_NEAR((double)out / (N - 26), 0.115, 0.02); /* a little more: the window is short */
}

/* ---- what to expect ---- */

/* Normal noise without any order: the expectation is what longer noise of the same kind gives. */
TEST(noise_is_expected_to_raise_what_noise_raises) {
    enum { N = 312, LONG = 20000 };
    static alert_point v[LONG];
    static alert_score s[LONG];
    static alert_episode ep[LONG];
    alert_options o = ALERT_OPTIONS_INIT;
    alert_expect_options e = ALERT_EXPECT_OPTIONS_INIT;
    alert_expect x, y;
    random_state r;
    random_seed(&r, 1);
    for (int i = 0; i < LONG; i++) v[i] = (alert_point){7 * i, random_normal(&r), 1, 7};
    CHECK_INT(alert_scores(s, v, LONG, &o, NULL), 0);
    double real = (double)alert_episodes(ep, v, s, LONG, &o, NULL) * 365.25 / (7.0 * (LONG - 26));
    for (int i = 0; i < N; i += 50) v[i].value = NAN;
    CHECK_INT(alert_expect_make(&x, v, N, &o, &e, NULL), 0);
    printf("# seed %llu: %.3f a year (%.3f to %.3f), of a long series %.3f\n",
           (unsigned long long)e.seed, x.per_year, x.low, x.high, real);
    CHECK_INT((intmax_t)x.values, N - 7);
    CHECK_NEAR(x.per_year, real, 0.25);
    CHECK(x.low <= x.per_year && x.per_year <= x.high);
    CHECK_INT(alert_expect_make(&y, v, N, &o, &e, NULL), 0);
    CHECK(memcmp(&x, &y, sizeof x) == 0);
}

TEST(what_cannot_be_expected) {
    alert_point v[6] = {{0, 1, 1, 7}, {7, 2, 1, 7}, {14, 3, 1, 7}};
    alert_options o = ALERT_OPTIONS_INIT;
    alert_expect_options e = ALERT_EXPECT_OPTIONS_INIT;
    alert_expect x;
    CHECK_INT(alert_expect_make(&x, v, 3, &o, &e, NULL), 0);
    CHECK(isnan(x.per_year) && x.values == 3);
    CHECK_OOM(alert_expect_make(&x, v, 3, &o, &e, NULL), arena_fail_after, CORDON_ENOMEM);
    e.draws = 0;
    CHECK_INT(alert_expect_make(&x, v, 3, &o, &e, NULL), CORDON_EINVAL);
    e.draws = 1;
    e.block = 0;
    CHECK_INT(alert_expect_make(&x, v, 3, &o, &e, NULL), CORDON_EINVAL);
}
