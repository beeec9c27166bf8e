#include <math.h>
#include <stdlib.h>

#include "watch/break.h"

/* ---- the argmax of Bai (1997), appendix B, with equal regressors ---- */

/* ln of the normal distribution function; the tail by its continued fraction
 * (Abramowitz and Stegun 26.2.14), where erfc would underflow.                */
static double ln_normal(double x) {
    if (x > -25) return log(0.5 * erfc(-x * M_SQRT1_2));
    double z = -x, f = z;
    for (int i = 60; i > 0; i--) f = z + i / f;
    return -0.5 * z * z - 0.5 * log(2 * M_PI) - log(f);
}

static double before(double x, double phi) {
    double frac = 1 / phi, root = sqrt(x);
    return -exp(log(x) / 2 - x / 8 - log(2 * M_PI) / 2) -
           phi * (phi + 2) / (phi + 1) *
               exp(frac * (1 + frac) * x / 2 + ln_normal(-(0.5 + frac) * root)) +
           (x / 2 - 2 + (phi + 2) * (phi + 2) / (phi + 1)) * exp(ln_normal(-root / 2));
}

static double after(double x, double phi) {
    double frac = 1 / phi, root = sqrt(x);
    return 1 + sqrt(frac) * exp(log(x) / 2 - frac * x / 8 - log(2 * M_PI) / 2) +
           frac * (2 * phi + 1) / (phi + 1) *
               exp((phi + 1) * x / 2 + ln_normal(-(phi + 0.5) / sqrt(phi) * root)) -
           ((2 * phi + 1) * (2 * phi + 1) / ((phi + 1) * phi) - 2 + frac * x / 2) *
               exp(ln_normal(-sqrt(frac) * root / 2));
}

double break_argmax_cdf(double x, double phi) { return x < 0 ? before(-x, phi) : after(x, phi); }

double break_argmax_quantile(double p, double phi) {
    double low = -1, high = 1;
    while (break_argmax_cdf(low, phi) > p && low > -1e9) low *= 2;
    while (break_argmax_cdf(high, phi) < p && high < 1e9) high *= 2;
    for (int i = 0; i < 100; i++) {
        double mid = (low + high) / 2;
        if (break_argmax_cdf(mid, phi) < p)
            low = mid;
        else
            high = mid;
    }
    return (low + high) / 2;
}

/* ---- variances ---- */

static double mean_of(const double *x, size_t n) {
    long double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    return (double)(sum / (long double)n);
}

static double variance(const double *x, size_t n) {
    double mean = mean_of(x, n);
    long double sum = 0;
    for (size_t i = 0; i < n; i++) {
        long double d = x[i] - mean;
        sum += d * d;
    }
    return (double)(sum / (long double)n);
}

static double lagged(const double *u, size_t n, size_t lag) {
    double sum = 0;
    for (size_t i = lag; i < n; i++) sum += u[i] * u[i - lag];
    return sum;
}

/* Least squares of u[i] on u[i - 1] and a constant. */
static double slope(const double *u, size_t n) {
    double x = mean_of(u, n - 1), y = mean_of(u + 1, n - 1), xy = 0, xx = 0;
    for (size_t i = 1; i < n; i++) {
        xy += (u[i - 1] - x) * (u[i] - y);
        xx += (u[i - 1] - x) * (u[i - 1] - x);
    }
    return xx > 0 ? xy / xx : 0;
}

/* Quadratic spectral weights at Andrews' bandwidth for an AR(1) of slope rho. */
static double weighted(const double *u, size_t n, double rho) {
    double q = 4 * rho * rho / ((1 - rho) * (1 - rho) * (1 - rho) * (1 - rho));
    double width = 1.3221 * pow((double)n * q, 0.2), sum = lagged(u, n, 0);
    if (!(width > 0)) return sum;
    for (size_t j = 1; j < n; j++) {
        double x = (double)j / width, z = 6 * M_PI * x / 5;
        double w = 25 / (12 * M_PI * M_PI * x * x) * (sin(z) / z - cos(z));
        sum += 2 * w * lagged(u, n, j);
    }
    return sum;
}

double break_long_run_variance(const double *x, size_t n) {
    if (n < 4) return (double)NAN;
    double *u = malloc(n * sizeof *u), mean = mean_of(x, n);
    if (!u) return (double)NAN;
    for (size_t i = 0; i < n; i++) u[i] = x[i] - mean;
    double squares = lagged(u, n - 1, 0), rho = squares > 0 ? lagged(u, n, 1) / squares : 0;
    for (size_t i = n - 1; i > 0; i--) u[i] -= rho * u[i - 1];
    double sum = weighted(u + 1, n - 1, slope(u + 1, n - 1));
    free(u);
    double count = (double)n, whitened = 1 - rho;
    return sum / count * count / (count - 1) / (whitened * whitened);
}

bool break_interval(size_t *low, size_t *high, const double *x, size_t from, size_t at, size_t to,
                    bool hac) {
    const double *left = x + from, *right = x + at;
    size_t n1 = at - from, n2 = to - at;
    double v1 = hac ? break_long_run_variance(left, n1) : variance(left, n1);
    double v2 = hac ? break_long_run_variance(right, n2) : variance(right, n2);
    double delta = mean_of(right, n2) - mean_of(left, n1), unit = v1 / delta / delta;
    if (!(v1 > 0) || !(v2 > 0) || !isfinite(unit) || !isfinite(v2 / v1)) return false;
    /* A long-run variance a thousand times the other is no estimate of either. */
    if (v2 / v1 > 1e3 || v1 / v2 > 1e3) return false;
    /* The estimate less the truth has that distribution, so the truth lies mirrored. */
    double early = ceil(break_argmax_quantile(0.975, v2 / v1) * unit);
    double late = -floor(break_argmax_quantile(0.025, v2 / v1) * unit);
    *low = early >= (double)at ? 1 : at - (size_t)early;
    *high = late > 1e9 ? at + (size_t)1e9 : at + (size_t)late;
    return true;
}
