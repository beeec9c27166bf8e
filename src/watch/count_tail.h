/* count_tail.h - exact tails of counts, for series too sparse for a spread.
 *
 * Tails come from the incomplete gamma and beta functions (series and continued
 * fractions: Abramowitz and Stegun 6.5.29, 6.5.31, 26.5.8; evaluated as in Lentz
 * 1976), so a count of ten million costs no more than one of ten. Relative error
 * below 1e-9 for counts of some thousands, down to tails of 1e-290; it grows with the
 * count. All are thread-safe.                                                 */
#ifndef WATCH_COUNT_TAIL_H
#define WATCH_COUNT_TAIL_H

#include <stdbool.h>
#include <stdint.h>

/* P(X >= k) and P(X <= k) of the Poisson with mean >= 0. */
double count_poisson_from(int64_t k, double mean);
double count_poisson_to(int64_t k, double mean);
/* P(X >= k), P(X <= k) of n trials with probability p. */
double count_binomial_from(int64_t k, int64_t n, double p);
double count_binomial_to(int64_t k, int64_t n, double p);
/* P(X >= k), P(X <= k) of the negative binomial with this mean and variance >
 * mean > 0: size = mean^2 / (variance - mean).                                */
double count_negative_from(int64_t k, double mean, double variance);
double count_negative_to(int64_t k, double mean, double variance);

/* The exact interval of a Poisson mean for k >= 0 seen (Garwood 1936): each tail
 * holds (1 - level) / 2; low is 0 for k = 0. level in (0, 1), 0.95 for 95 %.   */
void count_interval(double *low, double *high, int64_t k, double level);

/* One-sided p that the rate did not rise from `before` (seen over exposure
 * before_span) to `after` (over after_span): given their sum, `after` is binomial
 * (Przyborowski and Wilenski 1940). 1 when nothing was seen; spans > 0.       */
double count_rise(int64_t before, double before_span, int64_t after, double after_span);

/* The z of the normal distribution above which lies p: 0.00135 -> 3.0. p in (0, 1);
 * 0 gives 38, the most that a double can tell.                                */
double count_normal_score(double p);

#endif
