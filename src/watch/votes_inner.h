/* votes_inner.h - one record at a time, for the readers of votes.h: the one that
 * keeps a file in memory, and the one that fills a store on several threads.   */
#ifndef WATCH_VOTES_INNER_H
#define WATCH_VOTES_INNER_H

#include "watch/votes.h"

/* What a header means. Only read once it is bound. */
typedef struct votes_layout {
    votes_kind kind;
    const areas *a;
    size_t columns, countries;
    const char *country[VOTES_COUNTRIES_MAX]; /* area codes, valid as long as the areas */
    /* Of ideal points. */
    int country_column, session_column;
    bool years; /* the session's column holds years */
    struct {
        const char *name; /* a part of the header, or "all" */
        int votes, value[4];
    } variant[VOTES_VARIANTS_MAX];
    size_t variants;
} votes_layout;

typedef struct votes_fault {
    int column; /* from 0, -1 = the whole record */
    char reason[160];
} votes_fault;

/* The kind that a header is of; false when it is none. */
bool votes_header_kind(votes_kind *out, const char *const *header, size_t columns);
/* header lives as long as the layout. CORDON_EFORMAT names the file's first line. */
cordon_status votes_layout_bind(votes_layout *out, const char *const *header, size_t columns,
                                const areas *a, const char *file, cordon_error *err);
/* Texts of the rows point into the split. Ideal points have a row for each variant
 * given, the others one. False, with the fault, for a bad record. Thread-safe.  */
bool votes_parse(votes_row row[VOTES_VARIANTS_MAX], size_t *rows, votes_fault *fault,
                 const votes_layout *l, const record_split *split);

#endif
