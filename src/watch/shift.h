/* shift.h - whether the last value of a series moved away from its baseline.
 *
 * Values: up or down only beyond t * s * sqrt(1 + 1/n) from the mean of the n
 * values of the baseline, with their spread s and the quantile 97.5 % of
 * Student's t: the interval of prediction for one more value (Montgomery,
 * Applied Statistics and Probability for Engineers, 8-6).
 *
 * Counts: given the total of baseline and last period together, the last one is
 * binomial with p = 1/(n + 1) when nothing changed (Przyborowski and Wilenski
 * 1940); up or down when a tail holds at most 2.5 %. Exact, also for zeros.   */
#ifndef WATCH_SHIFT_H
#define WATCH_SHIFT_H

#include <stddef.h>
#include <stdint.h>

enum { SHIFT_BASE_MIN = 4, SHIFT_BASE_MAX = 12 };

typedef enum shift_word { SHIFT_UNKNOWN, SHIFT_DOWN, SHIFT_FLAT, SHIFT_UP } shift_word;
const char *shift_word_text(shift_word w);

typedef struct shift {
    double mean, change; /* of the baseline; last less mean; NAN without a baseline */
    double need;         /* the smallest change that would be seen; NAN = none can */
    double low, high;    /* 95 %: of the change (values), of the last rate (counts) */
    double p;            /* two-sided; NAN when unknown */
    shift_word word;     /* unknown: fewer than SHIFT_BASE_MIN values */
} shift;

/* base: n values, none of them NAN. n above SHIFT_BASE_MAX: the last ones count. */
void shift_values(shift *out, const double *base, size_t n, double last);
/* Counts of periods of equal length. */
void shift_counts(shift *out, const int64_t *base, size_t n, int64_t last);
/* The same against one period only, the one before: says whether the two differ,
 * not that either is outside normal.                                         */
void shift_counts_before(shift *out, int64_t before, int64_t last);

#endif
