/* event.h - coded events: who did what to whom on which day, as machines read it
 * in the press.
 *
 * Every row of a file is kept. dup_of names the first row of the same file that
 * has the same day, actors, code and address: such rows differ in geography only
 * and count once. A source's own scale weighs the code (goldstein.h).
 *
 * An episode is one kind of act between the same two actors: events of the same
 * actor codes and event code on a day and the day after it. What is counted are
 * episodes, never rows; friendly and hostile ones are kept apart, for a quarrel
 * and a summit are not nothing. Exposure is the number of all episodes between
 * any two states in the same source and time: rates are counts over exposure.  */
#ifndef WATCH_EVENT_H
#define WATCH_EVENT_H

#include "watch/goldstein.h"
#include "watch/load.h"

/* ---- making rows; gdelt.c, icews.c, plover.c ---- */

typedef enum event_column {
    EVENT_LINE,
    EVENT_ID,
    EVENT_DAY,
    EVENT_DAY_NUMBER,
    EVENT_SEEN,
    EVENT_ACTOR1, /* the state, or the text where it is none */
    EVENT_ACTOR2,
    EVENT_CODE1, /* as the source writes the actor */
    EVENT_CODE2,
    EVENT_SECTOR1,
    EVENT_SECTOR2,
    EVENT_CODE,
    EVENT_IS_PAIR, /* 1: two different states */
    EVENT_IS_ROOT,
    EVENT_VALUE,
    EVENT_TONE,
    EVENT_MENTIONS,
    EVENT_SOURCES,
    EVENT_ARTICLES,
    EVENT_PLACE,
    EVENT_URL,
    EVENT_COLUMNS
} event_column;

/* One row being made: texts, and numbers of the columns that are numbers. */
typedef struct event_row {
    field text[EVENT_COLUMNS];
    int64_t number[EVENT_COLUMNS];
    bool none[EVENT_COLUMNS]; /* a number that is not given */
} event_row;

/* What event readers hand to their threads: the context of their ingest. */
typedef struct event_making {
    const areas *a;
    const goldstein *g;
    goldstein_scale scale;
    atomic_long off_scale; /* rows whose weight is not the table's */
} event_making;

/* Names and types of the columns into in->source, and its memory. */
void event_columns(ingest *in);
/* "20180101", "2018-01-01": a day from 1900 to 2100. */
bool event_day(date_day *out, const field *f);
/* Digits only, at most 18; an empty field is no number and *none. */
bool event_count(int64_t *out, bool *none, const field *f);
/* Both actors: the states that the texts mean in one of the schemes, else the
 * texts themselves, and whether they are a pair.                              */
void event_actors(ingest_worker *w, event_row *e, const char *schemes, const field *actor1,
                  const field *actor2);
/* Sets the day, and the weight with its check; the rest is the reader's. */
void event_weigh(ingest_worker *w, event_row *e, int64_t milli, bool given);
void event_put(ingest_worker *w, warehouse_chunk *c, size_t row, event_row *e, date_day day);
/* Runs the reader's rows into the table, marks repeated ones and notes what was
 * found: rows that repeat, actors that are no state, values off the scale.     */
cordon_status event_rows(watch_load *w, ingest *in, event_making *m, cordon_error *err);

/* ---- asking a store ---- */

typedef enum event_freq { EVENT_DAILY, EVENT_WEEKLY, EVENT_MONTHLY, EVENT_YEARLY } event_freq;

/* First and last day of the period a day lies in. */
date_day event_period_first(event_freq f, date_day d), event_period_last(event_freq f, date_day first);

typedef struct event_query {
    const char *dataset;          /* "gdelt", "icews", ... */
    const char *actor1, *actor2;  /* states; NULL, NULL = all pairs */
    bool directed;                /* only what actor1 does to actor2 */
    bool root_only;               /* only what the source marks as the text's main act */
    date_day from, to;            /* 0 = from the first, to the last covered day */
    date_day as_at, known_by;     /* events until, vintages until; 0 = all */
    event_freq freq;
    const char *without; /* leaves out what this publisher (host of the address) reported; NULL = none */
} event_query;

/* One period. Weeks begin on Monday and are named by it. */
typedef struct event_point {
    date_day first, last;
    int64_t plus, minus;             /* episodes with a weight above, below zero */
    int64_t none;                    /* with weight zero, or unknown to the scale */
    int64_t plus_milli, minus_milli; /* sums of the weights, thousandths */
    int64_t exposure;                /* episodes of all pairs of states */
    int64_t days_covered, days;      /* days with any row of the source; days of the period */
} event_point;

typedef struct event_series {
    event_point *v; /* without gaps in time; free with event_series_free */
    size_t n;
    int64_t rows, repeated, sources; /* rows of the pair; those that repeat; sources asked */
    date_day vintage;                /* the newest of them */
} event_series;

/* One episode: its first day, and the greatest weight of that day. */
typedef struct event_episode {
    const char *actor1, *actor2; /* valid during the call */
    int32_t day;                 /* date_number */
    bool weighed;                /* false: the scale does not know the code */
    int64_t milli;
} event_episode;

/* Every episode of all pairs of states from `from` to `to`, ordered by actors and code, not by
 * day; the pair of the query, directed and freq count for nothing. A store without events
 * has none. Stops when each answers non-zero.                                 */
cordon_status event_each_episode(store *s, const event_query *q,
                                 int (*each)(void *arg, const event_episode *e), void *arg,
                                 cordon_error *err);
/* Days on which the source gave anything, ascending, until q->to and q->as_at; free(*day). */
cordon_status event_covered_days(date_day **day, size_t *n, store *s, const event_query *q,
                                 cordon_error *err);

cordon_status event_series_make(event_series *out, store *s, const event_query *q, cordon_error *err);
void event_series_free(event_series *x);

extern const watch_reader event_reader_gdelt2, event_reader_icews, event_reader_plover;

#endif
