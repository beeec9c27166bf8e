/* series.h - one series of two states out of a store, whatever it is made of.
 *
 *   NAME                  of the regime's indicators.csv, by year
 *   gdelt, icews, plover  coded events: episodes; after a colon what is counted:
 *                         plus, minus, none, plus-weight, minus-weight, exposure,
 *                         rate, plus-rate, minus-rate (per 1,000 episodes of all pairs)
 *   pairs, pairs:share,   the matrix of pairs: weight a covered day; 10,000 times its
 *   pairs:log             share of the absolute weights of all pairs; the logarithm of
 *                         1 + that, with its sign
 *   KIND                  a kind of the record, counted
 *   incidents:DATASET     by year and vintage, of A, of B and of both; with :AAA or
 *                         :AAA+BBB one of them
 *   any other             published values of that series
 *
 * A period the source cannot speak of is missing (NAN), never zero.           */
#ifndef WATCH_SERIES_H
#define WATCH_SERIES_H

#include "watch/event.h"
#include "watch/indicator.h"

typedef struct series_ask {
    const cordon_store *c;
    const pair *pair;
    const char *indicator;
    event_freq freq;       /* of what is counted by day; indicators and incidents are by year */
    bool directed;         /* events only from a towards b */
    bool newest;           /* of several vintages of a period the newest only */
    date_day from, to, as_at, known_by;
    const char *without;   /* leaves this origin out (series_origins); NULL = none */
} series_ask;

typedef struct series_point {
    date_day first, last, vintage;
    double value, low, high, exposure; /* NAN = missing */
    const char *unit, *detail;
    int64_t plus, minus, none, plus_milli, minus_milli, covered, days; /* covered < 0: not asked */
    bool signs; /* plus, minus and none are counts */
} series_point;

typedef struct watch_series {
    arena mem;
    series_point *v;
    size_t n, room;
    bool yearly;   /* by year whatever was asked */
    char note[400]; /* what to know when reading it; "" = nothing */
} watch_series;

/* CORDON_EINVAL for a name that cannot be read. Nothing loaded: no points.    */
cordon_status watch_series_make(watch_series *out, const series_ask *ask, cordon_error *err);
void watch_series_free(watch_series *s);

/* Where a series comes from, the greatest first: publishers (hosts) of events, sources of
 * the record as their rows name them, publishers of values, else the loaded files. */
typedef struct series_origin {
    const char *name;
    int64_t rows;
} series_origin;

typedef struct series_origins {
    arena mem;
    series_origin *v;
    size_t n;
    bool can_leave_out; /* ask.without works for this kind of series */
} series_origins;

cordon_status series_origins_make(series_origins *out, const series_ask *ask, cordon_error *err);
void series_origins_free(series_origins *o);

/* Whether the name is a row of the regime's table or of incidents: by year only. */
bool series_is_yearly(const cordon_store *c, const char *indicator);

#endif
