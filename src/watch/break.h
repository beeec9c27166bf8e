/* break.h - breaks of a mean: Bai and Perron's least squares, their dates'
 * intervals, and two tests of no break at all.
 *
 * For every number of breaks m the segments of at least h values with the least
 * residual sum of squares (Bai and Perron 2003, J. Appl. Econometrics 18, 1-22);
 * m by
 *
 *     BIC = n (ln(RSS / n) + 1 + ln 2 pi) + 2 (m + 1) ln n
 *
 * as the R package strucchange 1.5 counts parameters (a mean and a date each).
 * The interval of a date is Bai's (1997, Rev. Econ. Stat. 79, 551-563, eq. 17
 * and appendix B): the quantiles of the argmax of a two-sided Brownian motion
 * with drift, scaled by the long-run variance over the squared shift.           */
#ifndef WATCH_BREAK_H
#define WATCH_BREAK_H

#include <cordon/error.h>
#include <stdbool.h>

enum { BREAK_VALUES_MAX = 5000, BREAK_MOST = 100 };

typedef struct break_fit {
    size_t n, h, most, best; /* best: the m of least BIC */
    double *rss, *bic;       /* most + 1 */
    size_t *at;              /* see break_at */
} break_fit;

/* h: least values in a segment, 0 = 15 % of n and at least 2. most 0 = as many
 * as strucchange tries, ceil(n / h) - 2, never more than fit. x must be finite.
 * ELIMIT above BREAK_VALUES_MAX values or BREAK_MOST breaks. O(most n^2).       */
cordon_status break_fit_make(break_fit *out, const double *x, size_t n, size_t h, size_t most,
                             cordon_error *err);
void break_fit_free(break_fit *f);
/* The m positions of the best m breaks, ascending: values before each break. */
static inline const size_t *break_at(const break_fit *f, size_t m) {
    return f->at + m * (m ? m - 1 : 0) / 2;
}

/* 95 % interval of the break `at` between the breaks (or ends) from and to, as
 * positions clamped to 1 .. to - 1 and from + 1 .. ; hac: long-run variances by
 * the quadratic spectral kernel, AR(1) prewhitening, Andrews' (1991) bandwidth,
 * n / (n - 1); else each segment's own variance. False: no shift or no variance.*/
bool break_interval(size_t *low, size_t *high, const double *x, size_t from, size_t at, size_t to,
                    bool hac);
/* Quantile of that argmax, phi the ratio of the variances after and before. */
double break_argmax_quantile(double p, double phi);
double break_argmax_cdf(double x, double phi);
/* n times the variance of the mean of x[0..n); NAN below four values. */
double break_long_run_variance(const double *x, size_t n);

/* OLS-CUSUM (Ploberger and Kraemer 1992): max |sum of residuals| / (s sqrt n); p
 * by Kolmogorov's series.                                                      */
double break_cusum(double *p, const double *x, size_t n);
/* sup F (Andrews 1993) over breaks leaving 15 % at either end, as strucchange's
 * Fstats. p by the tail approximation of Miller and Siegmund (1982, Biometrics
 * 38, 1011-1016): at Andrews' (2003) critical values for 10, 5 and 1 % it gives
 * 10.7, 5.4 and 1.1 %; above that it only says "large".                        */
double break_sup_f(double *p, const double *x, size_t n);

#endif
