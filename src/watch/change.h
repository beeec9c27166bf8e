/* change.h - where a series changed: searches over plain arrays of doubles.
 *
 * A segmentation of x[0..n) is a list of positions `at`: the number of values
 * before the break, which is also the 1-based index of the last value of the
 * segment that ends there and the 0-based index of the first one after it.
 * Every offline search minimises the same objective, or tries to,
 *
 *     F = sum over segments C(segment) + penalty * (number of breaks)
 *
 *     mean     C = Sxx - Sx^2/L                       (variance 1: scale first)
 *     var      C = L (ln 2 pi + ln v + 1), v about the mean of the whole series
 *     meanvar  the same with v about the segment's mean
 *     poisson  C = 2 Sx (ln L - ln Sx)                (counts, 0 or more)
 *
 * and, with ln_length (the modified BIC of Zhang and Siegmund 2007 as the R
 * package changepoint 2.3 writes it), C + ln L with the penalty 3 ln n. The
 * ln L breaks the inequality on which PELT's pruning rests (Killick, Fearnhead
 * and Eckley 2012), so PELT may miss the optimum; change_exact never does.
 * Sums are running sums in long double about a value of the series, so that
 * counts and other short decimals lose nothing; a cost is right to about
 * 1e-15 of the sum of squares about that value.                              */
#ifndef WATCH_CHANGE_H
#define WATCH_CHANGE_H

#include <cordon/error.h>
#include <stdbool.h>

enum {
    CHANGE_EXACT_MAX = 5000,   /* values: the exact searches take n^2 / 2 costs */
    CHANGE_ONLINE_MAX = 10000, /* values and run lengths of the online method */
    CHANGE_VALUES_MAX = 1000000,
    CHANGE_REPLICATES = 999
};

typedef enum change_cost { CHANGE_MEAN, CHANGE_VAR, CHANGE_MEANVAR, CHANGE_POISSON } change_cost;
typedef enum change_method {
    CHANGE_EXACT,     /* optimal partitioning, n <= CHANGE_EXACT_MAX */
    CHANGE_PELT,      /* as in R changepoint */
    CHANGE_BINSEG,    /* greedy, at most `most` breaks */
    CHANGE_AMOC,      /* at most one */
    CHANGE_BOCPD,     /* Bayesian online (Adams and MacKay 2007), as in R ocp */
    CHANGE_BAI_PERRON /* breaks of the mean, their number by BIC: break.h */
} change_method;
typedef enum change_scale {
    CHANGE_SD, /* the standard deviation (n - 1): shifts are in it, so large ones hide small ones */
    CHANGE_STEPS, /* of the noise alone: s1 / sqrt(0.62301 * 2 (1 - a)), see change_ar1 */
    CHANGE_AS_IS  /* 1 */
} change_scale;
typedef enum change_penalty { CHANGE_MBIC, CHANGE_AR1, CHANGE_MANUAL } change_penalty;

/* NULL-ended; the index is the enum's value. */
extern const char *const *const change_cost_names, *const *const change_method_names,
                                                       *const *const change_scale_names,
                                                           *const *const change_penalty_names;

typedef struct change_options {
    change_method method;
    change_cost cost; /* not for BOCPD and Bai-Perron, which are about the mean */
    change_penalty penalty;
    double manual;      /* CHANGE_MANUAL: the penalty of one break; no ln L is added */
    change_scale scale; /* what values are divided by first; poisson: nothing */
    bool as_r;          /* R changepoint: AMOC's own modified BIC, variances floored at 1e-11 */
    size_t segment_min; /* values; 0 = 1 (mean, poisson), 2 (var, meanvar), 15 % (Bai-Perron) */
    size_t most;        /* BINSEG: breaks looked for, 0 = 5; Bai-Perron: 0 = as many as fit */
    double hazard;      /* BOCPD: mean run length, 0 = 100 */
    double truncate;    /* BOCPD: see change_online; 0 = nothing is dropped, R ocp: 1e-4 */
    bool hac;           /* break dates' intervals and sizes allow for autocorrelation */
    size_t replicates;  /* of the test of each break; 0 = none, p is NAN */
    uint64_t seed;
} change_options;
extern const change_options change_options_default; /* exact, mean, MBIC, 999 replicates */

typedef struct change_point {
    size_t at, low, high; /* 95 % interval of at; 0 and 0 = not known */
    double before, after; /* means (var: standard deviations), in the series' own unit */
    double size, size_low,
        size_high;    /* after - before (var: after / before), 95 %, given the date */
    double gain;      /* what the break takes off the cost, without the penalty */
    double p, q;      /* NAN = not tested; q: Benjamini-Hochberg over this series */
    double posterior; /* BOCPD: that a run began within 2 values of at; else NAN */
} change_point;

typedef struct change_result {
    change_options options;
    size_t n;
    change_point *v;
    size_t count;
    double mean, scale; /* of the series; what values were divided by */
    double penalty;     /* of one break, in the units of the cost; NAN for BOCPD and Bai-Perron */
    double objective;   /* F; NAN for BOCPD; Bai-Perron: BIC */
    double ar1;         /* robust first autocorrelation, see change_ar1 */
    bool ar1_plain;     /* the robust estimate was not possible */
    double sigma;       /* within segments (n - segments), own unit */
    double detectable;  /* smallest shift of the mean, see change_detectable; NAN */
    size_t block;       /* values kept together in the test */
    double cusum, cusum_p, sup_f, sup_f_p; /* no break at all? see break.h; NAN */
    const char *interval;                  /* how low and high were made, in words; NULL = none */
} change_result;

/* Runs the search and describes every break. CORDON_EFORMAT for a value that is
 * not finite or (poisson) negative, naming its 1-based position; CORDON_EINVAL
 * for options out of range; CORDON_ELIMIT above the method's bound. Fewer than two
 * values, or all equal, have no break and no error.                           */
cordon_status change_make(change_result *out, const double *x, size_t n, const change_options *o,
                          cordon_error *err);
void change_free(change_result *r);

/* x[0..n) on the scale of the search: less the mean, over r->scale, or as it is. */
void change_scaled(double *y, const double *x, const change_result *r);

/* First autocorrelation that shifts of level do not inflate: (s2 / s1)^2 - 1,
 * s_k the root mean square of the smaller nine tenths of |x[i+k] - x[i]|, within
 * [-0.98, 0.98]. Chakar, Lebarbier, Levy-Leduc and Robin 2017 (Bernoulli 23(2))
 * take medians: those bear more breaks, but scatter twice as wide, and up to a
 * break in every twenty values is enough here. Where over nine tenths of the steps
 * are zero that is no estimate: the plain one is given and *plain set.          */
double change_ar1(const double *x, size_t n, bool *plain);
/* 3 ln n (1 + a) / (1 - a), a below 0 counting as 0: the variance of a mean of
 * an AR(1) is (1 + a) / (1 - a) times that of independent values.              */
double change_ar1_penalty(size_t n, double a);

/* Smallest shift found in four of five cases when its place is known: the root
 * of the gain is normal with deviation 1 about |d| sqrt(n1 n2 / n) / sigma, so
 *     d = (scale sqrt(penalty + ln(n1 n2 / n)) + 0.8416 sigma) sqrt(n / (n1 n2))
 * (the ln only with ln_length); own derivation from the cost above. sigma is
 * that of the long run: times sqrt((1 + a) / (1 - a)) for an AR(1).            */
double change_detectable(size_t n1, size_t n2, double penalty, bool ln_length, double scale,
                         double sigma);

/* Benjamini and Hochberg 1995: q[i] = min over p[j] >= p[i] of p[j] m / rank(j);
 * NAN stay NAN and do not count. ENOMEM is the one error.                      */
cordon_status change_bh(double *q, const double *p, size_t n, cordon_error *err);

/* Segmentations compared as TCPDBench (van den Burg and Williams 2020) does.
 * A truth is one annotator's positions, ascending, each below n.              */
typedef struct change_truth {
    const size_t *at;
    size_t n;
} change_truth;
/* Mean over annotators of 1/n sum |A| max over A' of |A and A'| / |A or A'|. */
double change_cover(const change_truth *truth, size_t truths, const size_t *at, size_t m, size_t n);
/* Harmonic mean of precision (against the union) and mean recall, position 0
 * added to all, a true one within `margin` of a found one, each found used once,
 * the nearest first. ENOMEM is the one error.                                 */
cordon_status change_f1(double *out, const change_truth *truth, size_t truths, const size_t *at,
                        size_t m, size_t margin, cordon_error *err);

/* Bayesian online detection: normal with unknown mean and variance, prior
 * (m, k, a, b), hazard 1 / lambda. Run lengths whose tail of the posterior,
 * summed from the longest, is below `truncate` are dropped.                   */
typedef struct change_prior {
    double m, k, a, b, lambda, truncate;
} change_prior;
change_prior change_prior_of(const change_options *o); /* m 0, k = a = b = 1, lambda, truncate */
/* Called after each value: p[r] is the posterior of run length r, r = 0..n. */
typedef void change_posterior(void *arg, size_t values, const double *p, size_t n);
/* at: the most probable list of breaks, as R ocp's maxCPs less one, without
 * the trivial 0; room for n. row may be NULL. Cost n^2 / 2 without truncation. */
cordon_status change_online(size_t *at, size_t *count, const double *x, size_t n,
                            const change_prior *prior, change_posterior *row, void *arg,
                            cordon_error *err);

#endif
