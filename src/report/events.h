/* events.h - what the record and its counts give a section of the page: columns
 * by year, the newest events with status, attribution and reply.             */
#ifndef REPORT_EVENTS_H
#define REPORT_EVENTS_H

#include "report/inner.h"

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

#endif
