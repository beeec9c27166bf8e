#include "watch/count_tail.h"

#include <float.h>
#include <math.h>

enum { TERMS_MAX = 100000 };
static const double tiny = 1e-300, enough = 1e-15;

static double log_gamma(double x) {
    int sign;
    return lgamma_r(x, &sign);
}

/* ---- the incomplete gamma function ---- */

/* The lower tail P(a, x) by its series, good for x < a + 1. */
static double gamma_series(double a, double x) {
    double term = 1 / a, sum = term;
    for (int i = 1; i < TERMS_MAX && term > sum * enough; i++) sum += term *= x / (a + i);
    return sum * exp(a * log(x) - x - log_gamma(a));
}

/* The upper tail Q(a, x) by its continued fraction, good for x >= a + 1. */
static double gamma_fraction(double a, double x) {
    double b = x + 1 - a, c = 1 / tiny, d = 1 / b, h = d;
    for (int i = 1; i < TERMS_MAX; i++) {
        double an = -(double)i * (i - a);
        b += 2;
        d = an * d + b;
        c = b + an / c;
        if (fabs(d) < tiny) d = tiny;
        if (fabs(c) < tiny) c = tiny;
        d = 1 / d;
        h *= d * c;
        if (fabs(d * c - 1) < enough) break;
    }
    return h * exp(a * log(x) - x - log_gamma(a));
}

static double gamma_lower(double a, double x) {
    if (x <= 0) return 0;
    return x < a + 1 ? gamma_series(a, x) : 1 - gamma_fraction(a, x);
}
static double gamma_upper(double a, double x) {
    if (x <= 0) return 1;
    return x < a + 1 ? 1 - gamma_series(a, x) : gamma_fraction(a, x);
}

double count_poisson_from(int64_t k, double mean) {
    return k <= 0 ? 1 : gamma_lower((double)k, mean);
}
double count_poisson_to(int64_t k, double mean) {
    return k < 0 ? 0 : gamma_upper((double)k + 1, mean);
}

/* ---- the incomplete beta function ---- */

static double beta_fraction(double a, double b, double x) {
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    if (fabs(d) < tiny) d = tiny;
    d = 1 / d;
    double h = d;
    for (int i = 1; i < TERMS_MAX; i++) {
        double m = i, even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 + even * d;
        c = 1 + even / c;
        if (fabs(d) < tiny) d = tiny;
        if (fabs(c) < tiny) c = tiny;
        d = 1 / d;
        h *= d * c;
        d = 1 + odd * d;
        c = 1 + odd / c;
        if (fabs(d) < tiny) d = tiny;
        if (fabs(c) < tiny) c = tiny;
        d = 1 / d;
        h *= d * c;
        if (fabs(d * c - 1) < enough) break;
    }
    return h;
}

/* I_x(a, b); y = 1 - x is given, because it may be tiny. */
static double beta_regular(double a, double b, double x, double y) {
    if (x <= 0) return 0;
    if (y <= 0) return 1;
    double front = exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * log(x) + b * log(y));
    if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x) / a;
    return 1 - front * beta_fraction(b, a, y) / b;
}

double count_binomial_from(int64_t k, int64_t n, double p) {
    if (k <= 0) return 1;
    if (k > n) return 0;
    return beta_regular((double)k, (double)(n - k) + 1, p, 1 - p);
}
double count_binomial_to(int64_t k, int64_t n, double p) {
    if (k < 0) return 0;
    if (k >= n) return 1;
    return beta_regular((double)(n - k), (double)k + 1, 1 - p, p);
}

double count_negative_from(int64_t k, double mean, double variance) {
    if (k <= 0) return 1;
    double size = mean * mean / (variance - mean), y = mean / variance; /* of a stop */
    return beta_regular((double)k, size, (variance - mean) / variance, y);
}
double count_negative_to(int64_t k, double mean, double variance) {
    if (k < 0) return 0;
    double size = mean * mean / (variance - mean), y = mean / variance;
    return beta_regular(size, (double)k + 1, y, (variance - mean) / variance);
}

/* ---- intervals and tests ---- */

/* The mean at which the tail on that side of k holds `part`. */
static double mean_at(int64_t k, bool upper, double part) {
    double low = 0, high = (double)k + 40 * sqrt((double)k + 1) + 800;
    for (int i = 0; i < 200 && high - low > 1e-13 * high; i++) {
        double m = low + (high - low) / 2;
        bool below = upper ? count_poisson_to(k, m) > part : count_poisson_from(k, m) < part;
        if (below)
            low = m;
        else
            high = m;
    }
    return low + (high - low) / 2;
}

void count_interval(double *low, double *high, int64_t k, double level) {
    double part = (1 - level) / 2;
    *low = k > 0 ? mean_at(k, false, part) : 0;
    *high = mean_at(k, true, part);
}

double count_rise(int64_t before, double before_span, int64_t after, double after_span) {
    return count_binomial_from(after, before + after, after_span / (before_span + after_span));
}

double count_normal_score(double p) {
    double low = -38, high = 38;
    for (int i = 0; i < 100 && high - low > 1e-12; i++) {
        double z = low + (high - low) / 2;
        if (erfc(z / M_SQRT2) / 2 > p)
            low = z;
        else
            high = z;
    }
    return low + (high - low) / 2;
}
