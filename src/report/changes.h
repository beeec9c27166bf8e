/* changes.h - what changed after a day: law, listings, pledges, answers, series
 * and files, the weightiest first. Nothing later than the day of the facts or
 * than what was known by the day of what was published.                       */
#ifndef REPORT_CHANGES_H
#define REPORT_CHANGES_H

#include "report/record_keep.h"

enum { CHANGES_SHOWN = 7 };

/* In the order in which they matter. */
typedef enum change_kind {
    CHANGE_LAW,     /* a key date of the regime */
    CHANGE_LISTING, /* a round of listings that names both */
    CHANGE_PLEDGE,  /* made, kept or broken; a red line, a denial */
    CHANGE_COUNTER, /* a countermeasure of one of the two, or a third state's measure */
    CHANGE_SERIES,  /* another direction or a new year of a lead series */
    CHANGE_FILE,    /* a file of a later vintage */
    CHANGE_KINDS
} change_kind;

typedef struct change {
    change_kind kind;
    date_day on;
    const char *label; /* the kind in words: "key date" */
    const char *id, *what, *source;
    const char *table;   /* where it stands, NULL: in the record */
    const kept_row *row; /* of the record, NULL: elsewhere */
    const char *link;  /* where it stands on the page; "": its own row under Responses */
    const char *day;   /* as the source dates it; NULL: as on */
    const char *reply; /* of the other side, said below the first page; NULL: none */
    bool minor;        /* after the others of its kind */
    bool shown;        /* on the first page */
} change;

typedef struct changes {
    change *v; /* by kind, the newest first, then by id */
    size_t n, cap, shown;
    kept_rows record; /* what was asked of it */
} changes;

/* Fills r->changes; what the pair was asked and its pledges must be there. */
cordon_status changes_make(report *r, cordon_error *err);
void changes_free(changes *all);

/* The adders, each of one kind of source. */
void changes_put(report *r, const change *x);
cordon_status changes_of_record(report *r, cordon_error *err);
cordon_status changes_of_files(report *r, cordon_error *err);
const char *changes_text(report *r, const char *fmt, ...) CORDON_PRINTF(2, 3);

/* At most CHANGES_SHOWN rows on the first page; all of them under Responses. */
cordon_status report_changed(report *r, cordon_error *err);
cordon_status changes_all(report *r, cordon_error *err);

#endif
