/* events.h - what the record and its counts give a section of the page: columns
 * by year, the newest events with status, attribution and reply.             */
#ifndef REPORT_EVENTS_H
#define REPORT_EVENTS_H

#include "report/record_keep.h"

/* The indicators of a dimension that count events, as one chart with its table;
 * nothing when none has a series. title: NULL = made of the newest years.     */
cordon_status events_counts(report *r, const char *dimension, const char *name, const char *unit,
                            cordon_error *err);

/* Which rows of the record. */
typedef struct events_ask {
    const char *name, *title;    /* of the exhibit: id and heading */
    const char *kinds;           /* "exercise,patrol" */
    const char *actor1, *actor2; /* as record_query takes them; NULL = any */
    bool accused;                /* rows where actor1 is the first actor: who is accused */
    size_t most;                 /* shown; all of them stand in the file */
} events_ask;
/* The newest rows, with where they come from and what the other side answered.
 * *n: how many there are; 0 = nothing was written.                            */
cordon_status events_rows(report *r, const events_ask *ask, size_t *n, cordon_error *err);

/* The rows themselves, by first day; free with kept_rows_free. */
cordon_status events_list(kept_rows *out, report *r, const events_ask *ask, cordon_error *err);
/* "A, B, C": who takes part. */
void events_who(buf *out, const report *r, const kept_row *x);
/* The reply by the day of the report; of one that was sought and not found, to when. */
void events_reply(buf *out, const report *r, const kept_row *x);
/* "2024-07-01 to 2024-07-05"; an end that had not come is not told. */
void events_days(buf *b, const report *r, const kept_row *x);

#endif
