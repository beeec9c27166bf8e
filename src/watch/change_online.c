/* Bayesian online change point detection (Adams and MacKay 2007, arXiv
 * 0710.3742). After t values the posterior of the run length r (how many values
 * the current run has) is
 *
 *     R_t(r + 1) = R_{t-1}(r) p(x_t | last r values) (1 - h)
 *     R_t(0)     = sum over r R_{t-1}(r) p(x_t | last r values) h
 *
 * normalised, h = 1 / lambda. With the normal-inverse-gamma prior the predictive
 * is Student's t with 2 a degrees of freedom, place m, squared scale
 * b (k + 1) / (a k). The list of breaks is the path of greatest product
 * V[t + 1] = max over r of ln R_t(r) + V[t - r], V[0] = V[1] = 0, ties to the
 * longest run, as the R package ocp 0.1.1 defines it.                          */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "watch/change.h"

typedef struct online {
    change_prior prior;
    double *p, *mean, *beta; /* by run length 0 .. len - 1; p sums to 1 */
    double *value;           /* V, n + 2 */
    double *norm;            /* by run length: what does not depend on the values */
    uint32_t *from;          /* n + 2: where the run began that is best at V[t + 1] */
    size_t len;
} online;

static void online_free(online *o) {
    free(o->p);
    free(o->mean);
    free(o->beta);
    free(o->value);
    free(o->norm);
    free(o->from);
}

static double kappa(const online *o, size_t r) { return o->prior.k + (double)r; }
static double alpha(const online *o, size_t r) { return o->prior.a + 0.5 * (double)r; }

/* lgamma_r needs a sign; alpha is positive. */
static double ln_gamma(double x) {
    int sign;
    return lgamma_r(x, &sign);
}

/* False: no memory, and nothing is held. */
static bool online_make(online *o, size_t n, const change_prior *prior) {
    *o = (online){.prior = *prior, .len = 1};
    o->p = calloc(n + 2, sizeof *o->p);
    o->mean = calloc(n + 2, sizeof *o->mean);
    o->beta = calloc(n + 2, sizeof *o->beta);
    o->value = calloc(n + 2, sizeof *o->value);
    o->norm = calloc(n + 2, sizeof *o->norm);
    o->from = calloc(n + 2, sizeof *o->from);
    if (!o->p || !o->mean || !o->beta || !o->value || !o->norm || !o->from) {
        online_free(o);
        return false;
    }
    o->p[0] = 1;
    o->mean[0] = prior->m;
    o->beta[0] = prior->b;
    for (size_t r = 0; r <= n; r++) {
        double a = alpha(o, r);
        o->norm[r] = ln_gamma(a + 0.5) - ln_gamma(a) - 0.5 * log(2 * a * M_PI);
    }
    return true;
}

static void drop_tail(online *o) {
    double tail = 0;
    size_t keep = o->len;
    while (keep > 1 && (tail += o->p[keep - 1]) < o->prior.truncate) keep--;
    o->len = keep;
}

static double ln_predictive(const online *o, size_t r, double x) {
    double a = alpha(o, r), k = kappa(o, r), d = x - o->mean[r];
    double scale = o->beta[r] * (k + 1) / (a * k), nu = 2 * a;
    return o->norm[r] - 0.5 * log(scale) - (nu + 1) / 2 * log1p(d * d / (nu * scale));
}

/* Multiplies in the value; lowest keeps every run length possible, as ocp does. */
static void weigh(online *o, double x) {
    static const double lowest = -708.396418532264106; /* ln DBL_MIN */
    double h = 1 / o->prior.lambda, zero = 0, sum = 0;
    for (size_t r = 0; r < o->len; r++) {
        double ln = log(o->p[r]) + ln_predictive(o, r, x);
        o->p[r] = exp(ln < lowest ? lowest : ln);
        zero += o->p[r] * h;
        o->p[r] *= 1 - h;
    }
    memmove(o->p + 1, o->p, o->len * sizeof *o->p);
    o->p[0] = zero;
    for (size_t r = 0; r <= o->len; r++) sum += o->p[r];
    for (size_t r = 0; r <= o->len; r++) {
        o->p[r] /= sum;
        if (o->p[r] < DBL_MIN) o->p[r] = DBL_MIN;
    }
}

static void learn(online *o, double x) {
    for (size_t r = o->len; r-- > 0;) {
        double k = kappa(o, r), d = x - o->mean[r];
        o->beta[r + 1] = o->beta[r] + k * d * d / (2 * (k + 1));
        o->mean[r + 1] = (k * o->mean[r] + x) / (k + 1);
    }
    o->mean[0] = o->prior.m;
    o->beta[0] = o->prior.b;
    o->len++;
}

static void note_best(online *o, size_t t) {
    double best = -INFINITY;
    for (size_t r = o->len; r-- > 0;) {
        double v = log(o->p[r]) + o->value[t - r];
        if (v > best) {
            best = v;
            o->from[t + 1] = (uint32_t)(t - r);
        }
    }
    o->value[t + 1] = best;
}

static cordon_status refuse(const change_prior *p, size_t n, cordon_error *err) {
    if (n > CHANGE_ONLINE_MAX)
        return cordon_fail(err, CORDON_ELIMIT,
                           "the online search takes at most %d values and was given %zu",
                           CHANGE_ONLINE_MAX, n);
    if (!isfinite(p->m) || !(p->k > 0) || !(p->a > 0) || !(p->b > 0) || !(p->lambda > 1) ||
        !(p->truncate >= 0 && p->truncate < 1) || isinf(p->k + p->a + p->b + p->lambda))
        return cordon_fail(err, CORDON_EINVAL,
                           "the online search needs k, a and b above 0, a mean run length above 1 "
                           "and a truncation of 0 to 1");
    return CORDON_OK;
}

/* from[t + 1] of V: the values before the last run; the list before it is that
 * of V[from]. 0 ends it, and so does 1 with the trivial 0.                    */
static void take_list(size_t *at, size_t *count, const online *o, size_t n) {
    size_t m = 0;
    for (size_t v = n + 1; v > 1; v = o->from[v])
        if (o->from[v] && o->from[v] < n) at[m++] = o->from[v];
    for (size_t i = 0; i < m / 2; i++) {
        size_t swap = at[i];
        at[i] = at[m - 1 - i];
        at[m - 1 - i] = swap;
    }
    *count = m;
}

cordon_status change_online(size_t *at, size_t *count, const double *x, size_t n,
                            const change_prior *prior, change_posterior *row, void *arg,
                            cordon_error *err) {
    online o;
    *count = 0;
    cordon_status status = refuse(prior, n, err);
    if (status || !n) return status;
    if (!online_make(&o, n, prior))
        return cordon_fail(err, CORDON_ENOMEM, "no memory for %zu values", n);
    for (size_t t = 1; t <= n; t++) {
        drop_tail(&o);
        weigh(&o, x[t - 1]);
        learn(&o, x[t - 1]);
        note_best(&o, t);
        if (row) row(arg, t, o.p, o.len);
    }
    take_list(at, count, &o, n);
    online_free(&o);
    return CORDON_OK;
}
