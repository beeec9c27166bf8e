/* indicator.h - what is watched of a pair of states, each by year.
 *
 * The rows of a regime's indicators.csv: where a series comes from, which way it
 * points, and what is known to be wrong with it. A row whose data are not loaded,
 * or whose list was never kept for this pair, has no series and says why: an
 * absent count is not a zero.                                                */
#ifndef WATCH_INDICATOR_H
#define WATCH_INDICATOR_H

#include "flows/asked.h"
#include "regime/pair.h"
#include "watch/dims.h"

enum { INDICATOR_YEARS = 40, INDICATOR_SOURCES = 8 };

/* What is asked: one pair on one day. */
typedef struct indicator_ask {
    const cordon_store *c;
    const pair *pair;
    date_day as_at, known_by;
    bool of_index; /* only what a direction is read from; the rest stays without a series */
    int first; /* year of v[0]; the last one is the last that was over by as_at */
} indicator_ask;

typedef struct watch_indicator {
    /* From the table, the pair's names filled in; "" when empty. */
    const char *id, *dimension, *title, *kind, *what, *flow, *from, *to, *share_of, *unit, *kept_for,
        *begins, *ends, *bias, *request, *source;
    int sign;    /* +1: more is closer; -1: farther; 0: shown, in no index */
    bool counts; /* of events: exact tests */
    bool late;   /* the last years still fill up: a fall in them is not read */
    /* By year; NAN where there is none. */
    double v[INDICATOR_YEARS], low[INDICATOR_YEARS], high[INDICATOR_YEARS];
    char estimate[24]; /* how the last value came about: "reported", "imputed"; "" = not said */
    int last;             /* the last year with a value; 0 = none */
    char why[240];        /* when there is no series */
    int64_t from_source[INDICATOR_SOURCES];
    size_t sources, rows;
    date_day vintage; /* the newest of its sources */
} watch_indicator;

typedef struct indicators {
    arena mem;
    watch_indicator *v; /* in the order of the table */
    size_t n;
    indicator_ask ask;
} indicators;

/* The first year asked about on a day. */
int indicator_first_year(date_day as_at);
/* Reads the table and asks each series. ask.first is set here. A regime without
 * the table has no indicators. What the store cannot answer is no failure.    */
cordon_status indicators_make(indicators *out, const indicator_ask *ask, cordon_error *err);
/* The same, but only the row of that id is asked; the others have no series. */
cordon_status indicators_make_one(indicators *out, const indicator_ask *ask, const char *id,
                                  cordon_error *err);
void indicators_free(indicators *x);
const watch_indicator *indicators_find(const indicators *x, const char *id);

/* A kind of series: fills v, or why. One file per origin holds them.          */
typedef struct indicator_reader {
    const char *kind, *what; /* what: for messages, "share of a flow" */
    bool counts, late;
    cordon_status (*fill)(watch_indicator *x, const indicator_ask *ask, cordon_error *err);
} indicator_reader;

/* indicator_flows.c */
cordon_status indicator_share(watch_indicator *x, const indicator_ask *ask, cordon_error *err);
cordon_status indicator_value(watch_indicator *x, const indicator_ask *ask, cordon_error *err);
cordon_status indicator_gap(watch_indicator *x, const indicator_ask *ask, cordon_error *err);
cordon_status indicator_routes(watch_indicator *x, const indicator_ask *ask, cordon_error *err);
/* indicator_record.c */
cordon_status indicator_record(watch_indicator *x, const indicator_ask *ask, cordon_error *err);
cordon_status indicator_record_by(watch_indicator *x, const indicator_ask *ask, cordon_error *err);
cordon_status indicator_record_third(watch_indicator *x, const indicator_ask *ask, cordon_error *err);
/* indicator_votes.c */
cordon_status indicator_agreement(watch_indicator *x, const indicator_ask *ask, cordon_error *err);
cordon_status indicator_distance(watch_indicator *x, const indicator_ask *ask, cordon_error *err);
/* indicator_observed.c */
cordon_status indicator_observation(watch_indicator *x, const indicator_ask *ask,
                                    cordon_error *err);
cordon_status indicator_observation_count(watch_indicator *x, const indicator_ask *ask,
                                          cordon_error *err);
cordon_status indicator_incidents(watch_indicator *x, const indicator_ask *ask, cordon_error *err);

/* For readers: the value of a year, and its source. */
void indicator_set(watch_indicator *x, const indicator_ask *ask, int year, double value);
void indicator_add_source(watch_indicator *x, int64_t id);

#endif
