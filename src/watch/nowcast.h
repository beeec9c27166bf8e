/* nowcast.h - how complete the last periods are, when events become known late.
 *
 * A development triangle counts events by the period in which they happened (row) and
 * by how many periods later they became known (age). The chain ladder multiplies the
 * last known sum of a row by the factors that the older rows grew by:
 *
 *     f_j = sum of C(i, j+1) / sum of C(i, j)   over the rows that know both
 *
 * (Mack 1993). The share known so far is 1 / (f_a f_a+1 ...). The last age holds all that
 * came later still, so nothing is said about what comes after it. Where records begin
 * with a first vintage, which knew what it knew at once, the ages before it are not
 * known and no factor is taken from them.
 *
 * Intervals: the residuals of the fitted increments are drawn again, the factors made
 * anew, and the future increments drawn with the variance the residuals show (England
 * and Verrall 1999, 2002), with a printed seed. A row of which less than
 * NOWCAST_COMPLETE is expected to be known is incomplete: it must not be read as a
 * fall, nor raise an alert of one.                                            */
#ifndef WATCH_NOWCAST_H
#define WATCH_NOWCAST_H

#include <cordon/error.h>
#include <stdbool.h>

#include "base/arena.h"

enum { NOWCAST_PERIODS_MAX = 400, NOWCAST_DRAWS_MAX = 100000 };
#define NOWCAST_COMPLETE 0.6

/* One event: when it happened and when it became known, as numbers of periods. */
typedef struct nowcast_event {
    int happened, known;
} nowcast_event;

/* rows * ages sums so far; row i knows the ages from[i] .. rows - 1 - i, at most ages - 1. */
typedef struct nowcast_triangle {
    arena mem;
    int first; /* the period of row 0 */
    size_t rows, ages;
    double *sum;
    size_t *from; /* 0, but for rows older than the first vintage */
} nowcast_triangle;

static inline size_t nowcast_known(const nowcast_triangle *t, size_t row) {
    size_t n = t->rows - row;
    return n < t->ages ? n : t->ages;
}
static inline double *nowcast_cell(const nowcast_triangle *t, size_t row, size_t age) {
    return &t->sum[row * t->ages + age];
}

/* An empty triangle. 1 to NOWCAST_PERIODS_MAX rows, ages 1 to rows: CORDON_EINVAL. */
cordon_status nowcast_triangle_init(nowcast_triangle *out, int first, size_t rows, size_t ages,
                                    cordon_error *err);
typedef struct nowcast_span {
    int first, as_known; /* periods of the rows; what became known later is left out */
    int vintage;         /* the first one: what was known before counts as known then */
    size_t ages;
} nowcast_span;

/* The triangle as it was known at the end of period `as_known`. What is known before it
 * happened has age 0. CORDON_EINVAL as above, or when as_known is before first.  */
cordon_status nowcast_triangle_make(nowcast_triangle *out, const nowcast_event *v, size_t n,
                                    const nowcast_span *span, cordon_error *err);
void nowcast_triangle_free(nowcast_triangle *t);

typedef struct nowcast_options {
    size_t draws;            /* 0 = no intervals; at most NOWCAST_DRAWS_MAX */
    double level;            /* 0.9: the interval leaves 5 % on each side */
    uint64_t seed;           /* print it */
    int sum_first, sum_last; /* periods of the total; both 0 = all rows */
    bool counts;             /* the cells are counts: their variance is at least their mean */
} nowcast_options;
#define NOWCAST_OPTIONS_INIT                                                                       \
    { .draws = 2000, .level = 0.9, .seed = 20220224 }

typedef struct nowcast_row {
    double known, expected;              /* so far; when all ages are known */
    double low, high;                    /* of the expected, with its scatter; NAN without draws */
    double error;                        /* standard deviation of the draws */
    double share, share_low, share_high; /* known of the expected, 0 to 1 */
    bool incomplete;                     /* share below NOWCAST_COMPLETE */
} nowcast_row;

typedef struct nowcast {
    arena mem;
    size_t rows, ages;
    double *factor;    /* ages - 1; 1 where no older row knows anything */
    bool *no_factor;   /* ages - 1: that was so */
    nowcast_row *row;  /* rows */
    nowcast_row total; /* of the rows sum_first .. sum_last */
    double scale;      /* of the variance to the mean; NAN when it cannot be told */
    nowcast_options options;
} nowcast;

/* pattern: the triangle that the factors come from, of the same shape, when the one asked
 * about is too sparse to have its own (one state among all); NULL = t. Then the sum of a
 * row is drawn as the rate of a Poisson count. CORDON_EINVAL for options out of range or
 * another shape, CORDON_ENOMEM. O(draws * rows * ages).                       */
cordon_status nowcast_make(nowcast *out, const nowcast_triangle *t, const nowcast_triangle *pattern,
                           const nowcast_options *o, cordon_error *err);
void nowcast_free(nowcast *n);

#endif
