/* change_inner.h - the costs and the searches behind change.h. */
#ifndef WATCH_CHANGE_INNER_H
#define WATCH_CHANGE_INNER_H

#include "watch/change.h"

/* Running sums from which the cost of any segment comes in constant time. */
typedef struct change_sums {
    change_cost cost;
    bool ln_length, as_r;
    size_t n, room;
    long double *s1, *s2; /* n + 1: of x less a shift, of its square */
    long double shift;
    double *ln;   /* n + 1: ln 1 .. ln n */
    double floor; /* least variance */
} change_sums;

cordon_status change_sums_make(change_sums *out, const double *x, size_t n, change_cost cost,
                               bool ln_length, bool as_r, cordon_error *err);
/* The sums of other values in the same room, at most as many; mean: what var is
 * about, NAN = their own.                                                      */
void change_sums_fill(change_sums *c, const double *x, size_t n, double mean);
void change_sums_free(change_sums *c);
/* C of x[s..t), s < t. */
double change_segment(const change_sums *c, size_t s, size_t t);
/* C(s, t) less the best C(s, k) + C(k, t); *at = that k, 0 when none fits. */
double change_best_split(size_t *at, const change_sums *c, size_t s, size_t t, size_t segment_min);
double change_objective(const change_sums *c, const size_t *at, size_t m, double penalty);

typedef struct change_search {
    double penalty;
    size_t segment_min, most;
} change_search;
/* at has room for n; ascending. Ties go to the earliest break. */
typedef cordon_status change_searcher(size_t *at, size_t *count, const change_sums *c,
                                      const change_search *s, cordon_error *err);
change_searcher change_exact, change_pelt, change_binseg, change_amoc;

/* Fills v[].before ... gain of the breaks at v[].at; x in its own unit. */
void change_sizes(change_point *v, size_t count, const double *x, size_t n, change_cost cost,
                  double inflate);
/* Fills p: block permutations between the neighbouring breaks. */
cordon_status change_test(change_point *v, size_t count, const double *x, const change_sums *c,
                          size_t segment_min, size_t block, size_t replicates, uint64_t seed,
                          cordon_error *err);
/* Deviation of the noise from the steps between neighbours, a the autocorrelation;
 * 0 where over nine tenths of the steps are zero. NAN: no memory.                     */
double change_noise(const double *x, size_t n, double a);
/* Carlstein 1986 for an AR(1): (2 a / (1 - a^2))^(2/3) n^(1/3), at least 1. */
size_t change_block(double a, size_t n);
/* Where the cost is within `drop` of its least between the neighbours. */
void change_likely(change_point *v, size_t count, const change_sums *c, size_t segment_min,
                   double drop);

#endif
