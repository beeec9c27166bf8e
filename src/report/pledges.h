/* pledges.h - what was promised or drawn as a line, and what the data say of it.
 *
 * A row of pledges.csv that names a series is judged from it, by month:
 *   bar       threshold per cent of the mean of its base (a period, or "before":
 *             the twelve months before the month it was made in)
 *   kept      the last `months` months all lie on the promised side of the bar
 *   broken    they all lie on the other side of broken_at per cent of that mean;
 *             without broken_at nothing breaks it
 *   not kept so far   neither; also while fewer than `months` months are over
 * A month without a row is not a month of zero: it ends a run, and in the base
 * nothing is assessed. A row without a series says what its source says.      */
#ifndef REPORT_PLEDGES_H
#define REPORT_PLEDGES_H

#include "report/inner.h"

typedef struct pledge_state {
    const char *before, *since, *verdict; /* verdict "": not made yet */
} pledge_state;

typedef struct pledge {
    const char *id, *what, *who, *test, *source;
    const char *record;    /* the row of the record of events it was made in, or "" */
    const char *request;   /* what would let it be assessed, or "" */
    date_day made, judged; /* judged: the day of its row, or of the report */
    bool own;              /* a proposal of ours, about any pair */
    bool computed;
    pledge_state now, then; /* on the day of the report, and on the day since */
} pledge;

/* Fills r->pledge, in the order of the table; freed by report_free_pair. */
cordon_status pledges_make(report *r, cordon_error *err);
/* The table of the first page, at most six rows. */
void report_pledges(report *r);
/* All rows with their sources, under Responses. */
cordon_status pledges_all(report *r, cordon_error *err);

#endif
