/* check.h - what a whole source must fulfil before it is committed.
 *
 * All run inside the load's transaction, over its own rows.                  */
#ifndef FLOWS_CHECK_H
#define FLOWS_CHECK_H

#include "flows/parse.h"
#include "store/loading.h"

typedef struct check {
    warehouse *w;
    const parse *p;
    int64_t source_id;
    int64_t refused;    /* rows taken out by the checks */
    int64_t duplicate_line, duplicate_of; /* the first that repeats an earlier line's key */
    loading *l;         /* takes the notes */
} check;

/* A second row with the key of an earlier line is refused. Exact: rows are
 * first told apart by a hash, then those that share one by their whole key.  */
cordon_status check_duplicates(check *c, cordon_error *err);
/* A reporter's year on another scale than its other years (thousands read as
 * units, a broken conversion) is refused: its median partner and its total both
 * differ by more than SCALE_RATIO_MAX from the median of the other years.
 * Needs two other years and SCALE_CELLS_MIN partners: with less, nothing can
 * be told and nothing is refused. Slices of few goods (neither totals nor
 * SCALE_CHAPTERS_MIN chapters) are kept and noted: one product may really rise
 * tenfold. Needs coverage.                                                    */
cordon_status check_scale(check *c, cordon_error *err);
/* Notes months without rows between a reporter's first and last month. */
cordon_status check_gaps(check *c, cordon_error *err);

enum { SCALE_RATIO_MAX = 5, SCALE_CELLS_MIN = 10, SCALE_CHAPTERS_MIN = 20 };

#endif
