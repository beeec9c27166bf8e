/* backtest.h - whether the alerts would have been raised: dated events against a feed.
 *
 * An event names a pair, a day and a direction. It is a hit when a score of that
 * direction beyond the level stands on a point whose last day is the event's or at
 * most BACKTEST_DAYS later; it is scorable when such a point has a score at all.
 * Beside the hits stand what they cost: episodes per pair and year, and the chance
 * that a window of the same length, laid on any day of the same pairs and in either
 * direction, holds an alert too. Nothing is drawn: all windows are tried.
 *
 * Events chosen by someone who knows the past are a regression baseline and no proof
 * of foresight. So a setting is to be chosen on one half of the pairs (every other
 * one in order) and read on the other.                                        */
#ifndef WATCH_BACKTEST_H
#define WATCH_BACKTEST_H

#include "base/date.h"
#include "read/table.h"
#include "watch/alert.h"

enum {
    BACKTEST_DAYS = 14,
    BACKTEST_ACTORS_MAX = 1024,
    BACKTEST_CELLS_MAX = 20000000, /* ordered pairs times days */
    BACKTEST_EVENTS_MAX = 10000,
    BACKTEST_CODE_MAX = 15 /* bytes of a state's or actor's code */
};

/* ---- the feed: one value per pair and day ---- */

typedef struct backtest_pair {
    const char *a, *b;   /* a <= b by bytes; both directions together */
    const double *value; /* feed.days values */
} backtest_pair;

typedef struct backtest_feed {
    arena mem;
    int32_t first; /* date_number of the first day */
    size_t days;
    const uint8_t *covered; /* days: 0 where the feed gave nothing at all */
    const double *total;    /* days: sum of |value| over all pairs */
    backtest_pair *pair;    /* by a, then b */
    size_t pairs, rows, refused;
    bool own_totals;     /* no table of totals: those of the pairs in the feed */
    cordon_error reason; /* of the first refused row */
} backtest_feed;

/* Columns date (20180131 or 2018-01-31), a, b, w; totals has date, sum_abs_w and may
 * be NULL. A refused row (a bad cell, a pair named twice on a day, a day that totals
 * does not have) is counted; more than 5 % of them refuse the file: CORDON_EFORMAT
 * with the place. CORDON_ELIMIT beyond the bounds above.                      */
cordon_status backtest_feed_make(backtest_feed *out, const table *rows, const table *totals,
                                 cordon_error *err);
cordon_status backtest_feed_read(backtest_feed *out, const char *path, const char *totals,
                                 cordon_error *err);
void backtest_feed_free(backtest_feed *f);
/* NULL when the feed has no such pair. The order of a and b does not matter. */
const backtest_pair *backtest_feed_pair(const backtest_feed *f, const char *a, const char *b);
alert_days backtest_days(const backtest_feed *f, const backtest_pair *p);

/* ---- the events ---- */

typedef struct backtest_event {
    const char *a, *b, *text; /* a <= b */
    date_day day;
    int sign; /* 1 or -1 */
} backtest_event;

typedef struct backtest_events {
    arena mem;
    backtest_event *v; /* as the file has them */
    size_t n;
} backtest_events;

/* Columns a, b, date (2018-01-31), sign (+ or -), event. The first bad cell refuses
 * the table: such lists are short and written by hand.                        */
cordon_status backtest_events_make(backtest_events *out, const table *t, cordon_error *err);
cordon_status backtest_events_read(backtest_events *out, const char *path, cordon_error *err);
void backtest_events_free(backtest_events *e);

/* ---- the test ---- */

typedef struct backtest_setting {
    const char *name, *text;
    alert_period period;
    alert_measure measure;
    alert_options alert;
} backtest_setting;

/* The settings that were tried, the default first; n of them. */
const backtest_setting *backtest_settings(size_t *n);
const backtest_setting *backtest_setting_find(const char *name);

/* The points and scores of one pair that has an event. */
typedef struct backtest_series {
    const backtest_pair *pair;
    alert_point *point;
    alert_score *score;
    uint8_t *muted; /* NULL = none: points at which the feed was not well */
    size_t n;
} backtest_series;

typedef struct backtest {
    arena mem;
    const backtest_feed *feed;
    const backtest_events *events;
    backtest_setting setting;
    bool mute;
    backtest_series *series; /* in the order of the feed's pairs */
    size_t pairs;
} backtest;

/* Scores every pair with an event. mute: points at which the feed was not well
 * (alert_health.h, over the setting's window) raise no alert; an event that falls on them
 * stays scorable and can only be missed. feed and events must outlive it.     */
cordon_status backtest_make(backtest *out, const backtest_feed *feed, const backtest_events *events,
                            const backtest_setting *setting, bool mute, cordon_error *err);
void backtest_free(backtest *b);

typedef enum backtest_half { BACKTEST_ALL, BACKTEST_FIRST, BACKTEST_SECOND } backtest_half;

typedef struct backtest_rate {
    double level;
    size_t events, scorable, hits, pairs, episodes;
    double per_year;        /* episodes per pair and year of the feed */
    double per_scored_year; /* per pair and year that had scores */
    double random_share;    /* of all windows, either direction; NAN without one */
    double delay_days;      /* median, from the event to the alert; NAN without a hit */
} backtest_rate;

/* CORDON_ENOMEM only. Linear in the points. */
cordon_status backtest_rate_at(backtest_rate *out, const backtest *b, double level,
                               backtest_half half, cordon_error *err);

/* Episodes a year with scores that the pairs would raise by themselves (alert_expect.h): the
 * mean over the pairs. NAN without a pair of enough values.                  */
cordon_status backtest_expected(double *per_year, const backtest *b, double level, uint64_t seed,
                                cordon_error *err);

typedef struct backtest_outcome {
    bool scorable, hit;
    const char *reason; /* why not scorable; NULL = it is */
    double z;           /* the greatest in the event's direction; NAN */
    int delay_days;     /* to the first alert; -1 = none */
} backtest_outcome;

backtest_outcome backtest_event_at(const backtest *b, size_t event, double level);

#endif
