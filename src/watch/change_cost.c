#include <math.h>
#include <stdlib.h>

#include "watch/change_inner.h"

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Values written to a step u carry at least the variance u^2 / 12 of rounding
 * (Sheppard): without it two equal neighbours would have an endless likelihood.
 * sorted is overwritten.                                                      */
static double rounding_variance(double *sorted, size_t n) {
    double step = 0;
    qsort(sorted, n, sizeof *sorted, by_value);
    double range = sorted[n - 1] - sorted[0];
    for (size_t i = 1; i < n; i++) {
        double gap = sorted[i] - sorted[i - 1];
        if (gap > 1e-9 * range && (step == 0 || gap < step)) step = gap;
    }
    return step * step / 12;
}

static cordon_status set_floor(change_sums *c, const double *x, cordon_error *err) {
    c->floor = 1e-11; /* R's */
    if (c->as_r || !c->n || c->cost == CHANGE_MEAN || c->cost == CHANGE_POISSON) return CORDON_OK;
    double *sorted = malloc(c->n * sizeof *sorted);
    if (!sorted) return cordon_fail(err, CORDON_ENOMEM, "no memory for %zu values", c->n);
    for (size_t i = 0; i < c->n; i++) sorted[i] = x[i];
    double v = rounding_variance(sorted, c->n);
    if (v > 0) c->floor = v;
    free(sorted);
    return CORDON_OK;
}

/* R's own arithmetic: squares and stored sums are doubles, nothing is shifted but
 * by the mean for var. Where two places cost the same, rounding decides.        */
static void fill_as_r(change_sums *c, const double *x, double mean) {
    long double a = 0, b = 0;
    c->shift = c->cost == CHANGE_VAR ? (long double)mean : 0;
    for (size_t i = 0; i < c->n; i++) {
        double d = x[i] - (double)c->shift, square = d * d;
        a += d;
        b += square;
        c->s1[i + 1] = (double)a;
        c->s2[i + 1] = (double)b;
    }
}

static double mean_of(const double *x, size_t n) {
    long double sum = 0, rest = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    sum /= (long double)n;
    for (size_t i = 0; i < n; i++) rest += x[i] - sum;
    return (double)(sum + rest / (long double)n);
}

void change_sums_fill(change_sums *c, const double *x, size_t n, double mean) {
    c->n = n;
    c->s1[0] = c->s2[0] = 0;
    if (c->as_r && n) {
        fill_as_r(c, x, isnan(mean) ? mean_of(x, n) : mean);
        return;
    }
    /* Counts add up exactly, and a shift would only cost their sign. */
    if (c->cost == CHANGE_POISSON || !n) {
        c->shift = 0;
    } else if (c->cost == CHANGE_VAR) {
        c->shift = isnan(mean) ? mean_of(x, n) : mean;
    } else {
        c->shift = x[n / 2];
    }
    for (size_t i = 0; i < n; i++) {
        long double d = x[i] - c->shift;
        c->s1[i + 1] = c->s1[i] + d;
        c->s2[i + 1] = c->s2[i] + d * d;
    }
}

cordon_status change_sums_make(change_sums *out, const double *x, size_t n, change_cost cost,
                               bool ln_length, bool as_r, cordon_error *err) {
    change_sums c = {.cost = cost, .ln_length = ln_length, .as_r = as_r, .n = n, .room = n};
    c.s1 = malloc((n + 1) * sizeof *c.s1);
    c.s2 = malloc((n + 1) * sizeof *c.s2);
    c.ln = malloc((n + 1) * sizeof *c.ln);
    if (!c.s1 || !c.s2 || !c.ln) {
        change_sums_free(&c);
        return cordon_fail(err, CORDON_ENOMEM, "no memory for %zu values", n);
    }
    cordon_status status = set_floor(&c, x, err);
    if (status) {
        change_sums_free(&c);
        return status;
    }
    c.ln[0] = 0;
    for (size_t i = 1; i <= n; i++) c.ln[i] = log((double)i);
    change_sums_fill(&c, x, n, (double)NAN);
    *out = c;
    return CORDON_OK;
}

void change_sums_free(change_sums *c) {
    free(c->s1);
    free(c->s2);
    free(c->ln);
    *c = (change_sums){0};
}

static double of_variance(const change_sums *c, size_t len, double v) {
    static const double ln_2pi = 1.8378770664093454836;
    /* R floors only what is not above zero; that is only right in exact sums. */
    if (c->as_r ? v <= 0 : v < c->floor) v = c->floor;
    return (double)len * (ln_2pi + log(v) + 1);
}

static double segment_as_r(const change_sums *c, size_t s, size_t t) {
    size_t len = t - s;
    double l = (double)len, x = (double)c->s1[t] - (double)c->s1[s];
    double xx = (double)c->s2[t] - (double)c->s2[s], cost = 0;
    switch (c->cost) {
    case CHANGE_MEAN: cost = xx - x * x / l; break;
    case CHANGE_VAR: cost = of_variance(c, len, xx / l); break;
    case CHANGE_MEANVAR: cost = of_variance(c, len, (xx - x * x / l) / l); break;
    case CHANGE_POISSON:
        if (x <= 0) return 0;
        cost = 2 * x * (c->ln[len] - log(x));
        break;
    }
    return c->ln_length ? cost + c->ln[len] : cost;
}

double change_segment(const change_sums *c, size_t s, size_t t) {
    if (c->as_r) return segment_as_r(c, s, t);
    size_t len = t - s;
    long double l = (long double)len, x = c->s1[t] - c->s1[s], xx = c->s2[t] - c->s2[s];
    double cost = 0;
    switch (c->cost) {
    case CHANGE_MEAN: cost = (double)(xx - x * x / l); break;
    case CHANGE_VAR: cost = of_variance(c, len, (double)(xx / l)); break;
    case CHANGE_MEANVAR: cost = of_variance(c, len, (double)((xx - x * x / l) / l)); break;
    case CHANGE_POISSON:
        if (x <= 0) return c->ln_length ? c->ln[len] : 0;
        cost = 2 * (double)x * (c->ln[len] - log((double)x));
        break;
    }
    return c->ln_length ? cost + c->ln[len] : cost;
}

double change_best_split(size_t *at, const change_sums *c, size_t s, size_t t, size_t segment_min) {
    double best = INFINITY;
    *at = 0;
    for (size_t k = s + segment_min; k + segment_min <= t; k++) {
        double cost = change_segment(c, s, k) + change_segment(c, k, t);
        if (cost < best) {
            best = cost;
            *at = k;
        }
    }
    return *at ? change_segment(c, s, t) - best : 0;
}

double change_objective(const change_sums *c, const size_t *at, size_t m, double penalty) {
    double sum = penalty * (double)m;
    size_t from = 0;
    if (!c->n) return 0;
    for (size_t i = 0; i < m; i++) {
        sum += change_segment(c, from, at[i]);
        from = at[i];
    }
    return sum + change_segment(c, from, c->n);
}
