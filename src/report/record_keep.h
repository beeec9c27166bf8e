/* record_keep.h - rows of the record kept for the page, and what may be said of
 * them on a day: a source of a later day, a reply that had not come yet.      */
#ifndef REPORT_RECORD_KEEP_H
#define REPORT_RECORD_KEEP_H

#include "report/inner.h"
#include "watch/record.h"

typedef struct kept_row {
    const char *cell[RECORD_COLUMNS]; /* in the memory of the page */
    int64_t source, line;
    date_day first;
} kept_row;

typedef struct kept_rows {
    kept_row *v; /* by first day and id */
    size_t n, cap;
    int64_t sources; /* of the record that were asked; 0: no record is loaded */
} kept_rows;

/* The rows that answer q as at and known by the days of the page; when that is
 * strict also none whose own source is of a later day.                         */
cordon_status record_keep(kept_rows *out, report *r, record_query q, cordon_error *err);
void kept_rows_free(kept_rows *k);

/* A code takes part, in any role. */
bool record_has(const kept_row *x, const char *code);
/* A code stands in a list "A,B". */
bool record_in_list(const char *list, const char *code);
/* A day, or the last day of a month or year; 0: neither. */
date_day record_last_day(const char *s);
/* The latest day that the source itself names, at least on. */
date_day record_published(const kept_row *x, date_day on);
/* A reply was given by the day the facts go to and known by the other. */
bool record_replied(const report *r, const kept_row *x);
/* Its source without addresses: "Agency 2023-12-18; Law". */
const char *record_source_short(report *r, const kept_row *x);

/* Appends a finding whose evidence is one row of the record. */
cordon_status record_found(report *r, const char *rule, const kept_row *x, const char *text,
                           cordon_error *err);

#endif
