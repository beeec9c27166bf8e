/* The back-test: a feed and events by hand, against a naive twin, and what is refused. */
#include "watch/backtest.h"

#include <stdlib.h>

#include "base/buf.h"
#include "test.h"

static cordon_status make_feed(backtest_feed *f, const char *rows, const char *totals,
                               cordon_error *err) {
    table t, s = {0};
    *f = (backtest_feed){0};
    cordon_status status = table_read_memory(&t, "feed.csv", rows, strlen(rows), err);
    if (!status && totals)
        status = table_read_memory(&s, "totals.csv", totals, strlen(totals), err);
    if (!status) status = backtest_feed_make(f, &t, totals ? &s : NULL, err);
    table_free(&t);
    table_free(&s);
    return status;
}
static cordon_status make_events(backtest_events *e, const char *rows, cordon_error *err) {
    table t;
    *e = (backtest_events){0};
    cordon_status status = table_read_memory(&t, "events.tsv", rows, strlen(rows), err);
    if (!status) status = backtest_events_make(e, &t, err);
    table_free(&t);
    return status;
}

/* ---- the feed ---- */

TEST(both_directions_are_one_pair_and_days_without_rows_are_not_covered) {
    backtest_feed f;
    CHECK_INT(make_feed(&f,
                        "date,a,b,w\n20180101,XB,XA,2\n20180101,XA,XB,-0.5\n2018-01-03,XA,XC,-4\n"
                        "20180103,NA,XA,1\n",
                        NULL, NULL),
              0);
    CHECK_INT((intmax_t)f.days, 3);
    CHECK_INT((intmax_t)f.pairs, 3);
    CHECK(f.covered[0] && !f.covered[1] && f.covered[2]);
    CHECK_NEAR(f.total[0], 2.5, 0);
    CHECK_NEAR(f.total[2], 5, 0);
    CHECK(f.own_totals && !f.refused && f.rows == 4);
    const backtest_pair *p = backtest_feed_pair(&f, "XB", "XA");
    CHECK(p && p == backtest_feed_pair(&f, "XA", "XB"));
    CHECK_NEAR(p->value[0], 1.5, 0);
    CHECK_NEAR(p->value[2], 0, 0);         /* covered, and nothing between the two */
    CHECK(strcmp(f.pair[0].a, "NA") == 0); /* a code like any other */
    CHECK(!backtest_feed_pair(&f, "XB", "XC"));
    backtest_feed_free(&f);
}

TEST(totals_say_which_days_are_covered) {
    backtest_feed f;
    CHECK_INT(make_feed(&f, "date,a,b,w\n20180102,XA,XB,2\n",
                        "date,sum_abs_w\n20180101,10\n20180102,20\n20180104,30\n", NULL),
              0);
    CHECK_INT((intmax_t)f.days, 4);
    CHECK(f.covered[0] && f.covered[1] && !f.covered[2] && f.covered[3]);
    CHECK_NEAR(f.total[3], 30, 0);
    CHECK_NEAR(f.pair[0].value[0], 0, 0);
    backtest_feed_free(&f);
}

TEST(files_that_are_refused_say_where) {
    static const struct {
        const char *rows, *totals, *says;
        uint64_t line;
    } v[] = {
        {"date,a,b\n20180101,XA,XB\n", NULL, "w", 1},
        {"date,a,b,w\n20180230,XA,XB,1\n", NULL, "date \"20180230\": expected a day", 2},
        {"date,a,b,w\n20180101,,XB,1\n", NULL, "a \"\": expected a code", 2},
        {"date,a,b,w\n20180101,XA,X B,1\n", NULL, "b \"X B\": expected a code", 2},
        {"date,a,b,w\n20180101,XA,XB,nan\n", NULL, "w \"nan\": expected a number", 2},
        {"date,a,b,w\n20180101,XA,XB,0x1p3\n", NULL, "w \"0x1p3\": expected a number", 2},
        {"date,a,b,w\n20180101,XA,XB,1e999\n", NULL, "expected a number", 2},
        {"date,a,b,w\n20180101,XA,XB,1\n20180101,XA,XB,1\n", NULL, "XA, XB a second time", 3},
        {"date,a,b,w\n10000101,XA,XB,1\n20180101,XA,XB,1\n", NULL, "more than 200 years", 0},
        {"date,a,b,w\n", NULL, "no row to use", 0},
        {"date,a,b,w\n20180101,XA,XB,1\n", "date,sum\n", "sum_abs_w", 1},
        {"date,a,b,w\n20180101,XA,XB,1\n", "date,sum_abs_w\nx,1\n", "date \"x\": expected", 2},
        {"date,a,b,w\n20180101,XA,XB,1\n", "date,sum_abs_w\n20180101,-1\n", "0 or more", 2},
        {"date,a,b,w\n20180101,XA,XB,1\n", "date,sum_abs_w\n20180101,1\n20180101,1\n",
         "a second total", 3},
        {"date,a,b,w\n20180101,XA,XB,1\n", "date,sum_abs_w\n20180102,1\n", "does not have this day",
         2},
    };
    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        backtest_feed f;
        cordon_error err = {0};
        cordon_status status = make_feed(&f, v[i].rows, v[i].totals, &err);
        CHECK(status == CORDON_EFORMAT || status == CORDON_ELIMIT);
        if (!strstr(err.message, v[i].says)) printf("# got %s, want %s\n", err.message, v[i].says);
        CHECK(strstr(err.message, v[i].says));
        CHECK_INT((intmax_t)err.line, (intmax_t)v[i].line);
        CHECK(!f.pair && !f.days);
    }
}

TEST(one_bad_row_in_thirty_is_counted_with_its_reason) {
    buf b = {0};
    backtest_feed f;
    buf_str(&b, "date,a,b,w\n");
    for (int i = 1; i <= 29; i++) buf_printf(&b, "201801%02d,XA,XB,%d\n", i, i);
    buf_str(&b, "20180132,XA,XB,1\n");
    CHECK_INT(make_feed(&f, buf_text(&b), NULL, NULL), 0);
    CHECK_INT((intmax_t)f.refused, 1);
    CHECK_INT((intmax_t)f.rows, 29);
    CHECK_INT((intmax_t)f.reason.line, 31);
    CHECK(strstr(f.reason.message, "20180132"));
    backtest_feed_free(&f);
    buf_free(&b);
}

TEST(more_codes_or_cells_than_the_bounds) {
    buf b = {0};
    backtest_feed f;
    cordon_error err = {0};
    buf_str(&b, "date,a,b,w\n");
    for (int i = 0; i <= BACKTEST_ACTORS_MAX; i++) buf_printf(&b, "20180101,X%d,X0,1\n", i);
    CHECK_INT(make_feed(&f, buf_text(&b), NULL, &err), CORDON_ELIMIT);
    CHECK(strstr(err.message, "1024 codes"));
    b.len = 0;
    buf_str(&b, "date,a,b,w\n19000101,X0,X0,1\n20991231,X0,X0,1\n");
    for (int i = 1; i < 300; i++) buf_printf(&b, "20180101,X%d,X0,1\n", i);
    CHECK_INT(make_feed(&f, buf_text(&b), NULL, &err), CORDON_ELIMIT);
    CHECK(strstr(err.message, "pairs times days"));
    buf_free(&b);
}

TEST(every_failed_allocation_is_told) {
    backtest_feed f;
    CHECK_OOM(make_feed(&f, "date,a,b,w\n20180101,XA,XB,1\n", NULL, NULL), arena_fail_after,
              CORDON_ENOMEM);
    backtest_feed_free(&f);
}

/* ---- the events ---- */

TEST(events_are_read_and_bad_ones_refuse_the_list) {
    static const struct {
        const char *row, *says;
    } v[] = {
        {"XA\tXB\t2018-02-30\t+\te", "date \"2018-02-30\": expected a day"},
        {"XA\tXB\t2018-02-03\t0\te", "sign \"0\": expected + or -"},
        {"\tXB\t2018-02-03\t+\te", "a \"\": expected a code"},
        {"XA\tXB\t2018-02-03\t+", "4 fields where the header has 5"},
    };
    backtest_events e;
    CHECK_INT(
        make_events(&e,
                    "# of hindsight\na\tb\tdate\tsign\tevent\nXB\tXA\t2018-02-03\t-\tone \"two\"\n",
                    NULL),
        0);
    CHECK_INT((intmax_t)e.n, 1);
    CHECK(strcmp(e.v[0].a, "XA") == 0 && strcmp(e.v[0].text, "one \"two\"") == 0);
    CHECK_INT(e.v[0].day, 20180203);
    CHECK_INT(e.v[0].sign, -1);
    backtest_events_free(&e);
    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        char text[200];
        cordon_error err = {0};
        snprintf(text, sizeof text, "a\tb\tdate\tsign\tevent\n%s\n", v[i].row);
        CHECK_INT(make_events(&e, text, &err), CORDON_EFORMAT);
        CHECK(strstr(err.message, v[i].says));
        CHECK_INT((intmax_t)err.line, 2);
    }
    cordon_error err = {0};
    CHECK_INT(make_events(&e, "a\tb\tdate\tsign\tevent\n", &err), CORDON_EFORMAT);
    CHECK(strstr(err.message, "no event"));
}

/* ---- the test: 450 days of noise with spikes, against a twin that counts the long way ---- */

enum { DAYS = 450, PAIRS = 4, EVENTS = 12 };

typedef struct twin {
    backtest_feed feed;
    backtest_events events;
} twin;

static bool twin_make(twin *t) {
    buf rows = {0}, events = {0};
    int32_t first = date_number(20180101);
    buf_str(&rows, "date,a,b,w\n");
    for (int i = 0; i < DAYS; i++) {
        if (test_random() % 12 == 0) continue; /* a day without the feed */
        for (int p = 0; p < PAIRS; p++) {
            double v = (double)(test_random() % 2000) / 100 - 10;
            if (test_random() % 60 == 0) v *= 8;
            buf_printf(&rows, "%d,X%d,X9,%g\n", date_of_number(first + i), p, v);
        }
    }
    buf_str(&events, "a\tb\tdate\tsign\tevent\n");
    for (int i = 0; i < EVENTS; i++) {
        char day[DATE_TEXT];
        date_format(day, date_of_number(first + (int32_t)(test_random() % DAYS)));
        buf_printf(&events, "X%d\tX9\t%s\t%c\te\n", i % (PAIRS + 1), day, i % 2 ? '+' : '-');
    }
    bool ok = !make_feed(&t->feed, buf_text(&rows), NULL, NULL) &&
              !make_events(&t->events, buf_text(&events), NULL);
    buf_free(&rows);
    buf_free(&events);
    return ok;
}

static int ints(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

/* Hits, episodes and the random rate, each by looking at every point for every question. */
static backtest_rate twin_rate(const backtest *b, double level, backtest_half half) {
    backtest_rate r = {.level = level};
    int delay[EVENTS];
    size_t windows = 0, alerts = 0;
    for (size_t p = 0; p < b->pairs; p++) {
        const backtest_series *s = &b->series[p];
        if (half != BACKTEST_ALL && (p % 2 == 0) != (half == BACKTEST_FIRST)) continue;
        r.pairs++;
        int32_t last = INT32_MIN / 2;
        for (size_t i = 0; i < s->n; i++) {
            if (!(fabs(s->score[i].z) > level) || (s->muted && s->muted[i])) continue;
            r.episodes += s->point[i].day > last + 14;
            last = s->point[i].day;
        }
        for (size_t e = 0; e < b->events->n; e++) {
            const backtest_event *ev = &b->events->v[e];
            if (strcmp(ev->a, s->pair->a) != 0) continue;
            int first = -1, scored = 0;
            for (size_t i = 0; i < s->n; i++) {
                int after = s->point[i].day - date_number(ev->day);
                if (after < 0 || after > 14 || isnan(s->score[i].z)) continue;
                scored = 1;
                if (s->muted && s->muted[i]) continue;
                if (ev->sign * s->score[i].z > level && first < 0) first = after;
            }
            r.events++;
            r.scorable += (size_t)scored;
            if (first >= 0) delay[r.hits++] = first;
        }
        for (size_t d = 0; d < b->feed->days; d++)
            for (int sign = -1; sign <= 1; sign += 2) {
                int scored = 0, alert = 0;
                for (size_t i = 0; i < s->n; i++) {
                    int after = s->point[i].day - b->feed->first - (int)d;
                    if (after < 0 || after > 14 || isnan(s->score[i].z)) continue;
                    scored = 1;
                    alert |= sign * s->score[i].z > level && !(s->muted && s->muted[i]);
                }
                windows += (size_t)scored;
                alerts += (size_t)alert;
            }
    }
    qsort(delay, r.hits, sizeof *delay, ints);
    r.delay_days = r.hits ? (delay[(r.hits - 1) / 2] + delay[r.hits / 2]) / 2.0 : (double)NAN;
    r.random_share = (double)alerts / (double)windows;
    return r;
}

TEST(rates_of_a_naive_twin) {
    size_t n;
    const backtest_setting *all = backtest_settings(&n);
    twin t;
    CHECK(twin_make(&t));
    for (size_t k = 0; k < n; k++) {
        backtest b;
        bool mute = k % 2;
        CHECK_INT(backtest_make(&b, &t.feed, &t.events, &all[k], mute, NULL), 0);
        CHECK_INT((intmax_t)b.pairs, PAIRS); /* the fifth has events and no rows */
        for (int half = 0; half < 3; half++)
            for (double level = 1; level <= 3; level++) {
                backtest_rate got, want = twin_rate(&b, level, (backtest_half)half);
                CHECK_INT(backtest_rate_at(&got, &b, level, (backtest_half)half, NULL), 0);
                CHECK_INT((intmax_t)got.hits, (intmax_t)want.hits);
                CHECK_INT((intmax_t)got.scorable, (intmax_t)want.scorable);
                CHECK_INT((intmax_t)got.episodes, (intmax_t)want.episodes);
                CHECK_NEAR(got.random_share, want.random_share, 1e-15);
                CHECK(got.delay_days == want.delay_days || (isnan(got.delay_days) && !got.hits));
                CHECK_NEAR(got.per_year * (double)got.pairs * (double)t.feed.days / 365.25,
                           (double)got.episodes, 1e-9);
            }
        backtest_free(&b);
    }
    backtest_feed_free(&t.feed);
    backtest_events_free(&t.events);
}

/* Noise raises what noise raises: the expectation is near what was counted. */
TEST(what_noise_is_expected_to_raise) {
    twin t;
    backtest b;
    backtest_rate r;
    double x, again;
    CHECK(twin_make(&t));
    CHECK_INT(backtest_make(&b, &t.feed, &t.events, backtest_setting_find("week26"), false, NULL),
              0);
    CHECK_INT(backtest_rate_at(&r, &b, 2, BACKTEST_ALL, NULL), 0);
    CHECK_INT(backtest_expected(&x, &b, 2, 7, NULL), 0);
    CHECK_INT(backtest_expected(&again, &b, 2, 7, NULL), 0);
    printf("# seed 7: expected %.3f, counted %.3f\n", x, r.per_scored_year);
    CHECK(x == again && x > 0.3 * r.per_scored_year && x < 3 * r.per_scored_year);
    backtest_free(&b);
    backtest_feed_free(&t.feed);
    backtest_events_free(&t.events);
}

TEST(what_cannot_be_scored_says_why) {
    backtest_feed f;
    backtest_events e;
    backtest b;
    CHECK_INT(make_feed(&f, "date,a,b,w\n20180101,XA,XB,1\n20180102,XA,XB,1\n", NULL, NULL), 0);
    CHECK_INT(make_events(&e,
                          "a\tb\tdate\tsign\tevent\nXA\tXC\t2018-01-01\t+\te\n"
                          "XA\tXB\t2018-01-01\t+\te\nXA\tXB\t2019-01-01\t+\te\n",
                          NULL),
              0);
    CHECK_INT(backtest_make(&b, &f, &e, backtest_setting_find("week52"), false, NULL), 0);
    CHECK(strstr(backtest_event_at(&b, 0, 3).reason, "no such pair"));
    CHECK(strstr(backtest_event_at(&b, 1, 3).reason, "too few weeks"));
    CHECK(strstr(backtest_event_at(&b, 2, 3).reason, "no such days"));
    backtest_rate r;
    CHECK_INT(backtest_rate_at(&r, &b, 3, BACKTEST_ALL, NULL), 0);
    CHECK_INT((intmax_t)r.events, 3);
    CHECK_INT((intmax_t)r.scorable, 0);
    CHECK(isnan(r.random_share) && isnan(r.delay_days) && isnan(r.per_scored_year));
    CHECK(!backtest_setting_find("week53"));
    backtest_free(&b);
    backtest_feed_free(&f);
    backtest_events_free(&e);
}
