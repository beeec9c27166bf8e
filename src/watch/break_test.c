#include <math.h>

#include "watch/break.h"

static long double mean_of(const double *x, size_t n) {
    long double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    return n ? sum / (long double)n : 0;
}

double break_cusum(double *p, const double *x, size_t n) {
    long double mean = mean_of(x, n), sum = 0, squares = 0, most = 0;
    *p = (double)NAN;
    if (n < 3) return (double)NAN;
    for (size_t i = 0; i < n; i++) {
        long double d = x[i] - mean;
        sum += d;
        squares += d * d;
        if (fabsl(sum) > most) most = fabsl(sum);
    }
    if (!(squares > 0)) return (double)NAN;
    double s = (double)(most / sqrtl(squares / (long double)(n - 1) * (long double)n));
    double tail = 0;
    if (s < 0.2) {
        tail = 1; /* the series alternates; the true value is above 1 - 1e-12 */
    } else {
        for (int k = 1; k <= 100; k++) tail += (k % 2 ? 2 : -2) * exp(-2.0 * k * k * s * s);
    }
    *p = tail < 0 ? 0 : tail > 1 ? 1 : tail;
    return s;
}

/* The largest square of a standardised Brownian bridge between the shares e and
 * 1 - e of the time: with b its root and d the normal density,
 * d(b) (b - 1/b) ln((1 - e)^2 / e^2) + 4 d(b) / b.                            */
static double sup_tail(double f, double share) {
    double b = sqrt(f), density = exp(-f / 2) / sqrt(2 * M_PI);
    double tail = density * ((b - 1 / b) * 2 * log((1 - share) / share) + 4 / b);
    return f < 1 || tail > 1 ? 1 : tail;
}

double break_sup_f(double *p, const double *x, size_t n) {
    size_t trim = n * 15 / 100;
    *p = (double)NAN;
    if (n < 4) return (double)NAN;
    if (trim < 2) trim = 2;
    long double mean = mean_of(x, n), total = 0, sum = 0, most = -1;
    for (size_t i = 0; i < n; i++) total += (x[i] - mean) * (x[i] - mean);
    if (!(total > 0)) return (double)NAN;
    for (size_t i = 1; i + trim <= n; i++) {
        sum += x[i - 1] - mean;
        if (i < trim) continue;
        /* sum is that of the left side about the whole mean: what a break there explains. */
        long double gain = sum * sum * (long double)n / ((long double)i * (long double)(n - i));
        if (gain > most) most = gain;
    }
    if (most < 0) return (double)NAN;
    if (most >= total) {
        *p = 0;
        return (double)INFINITY;
    }
    double f = (double)(most / ((total - most) / (long double)(n - 2)));
    *p = sup_tail(f, (double)trim / (double)n);
    return f;
}
