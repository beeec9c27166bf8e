#include "watch/change.h"

#include <math.h>
#include <stdlib.h>

#include "watch/break.h"
#include "watch/change_inner.h"

static const char *const costs[] = {"mean", "var", "meanvar", "poisson", NULL};
static const char *const methods[] = {"exact", "pelt",       "binseg", "amoc",
                                      "bocpd", "bai-perron", NULL};
static const char *const penalties[] = {"mbic", "ar1", "manual", NULL};
static const char *const scales[] = {"sd", "steps", "none", NULL};
const char *const *const change_scale_names = scales;
const char *const *const change_cost_names = costs, *const *const change_method_names = methods,
                         *const *const change_penalty_names = penalties;

const change_options change_options_default = {.replicates = CHANGE_REPLICATES, .seed = 1};

static cordon_status no_memory(size_t n, cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for %zu values", n);
}

/* ---- what is refused ---- */

static const double LARGEST = 1e140;

static cordon_status check_values(const double *x, size_t n, const change_options *o,
                                  cordon_error *err) {
    if (n > CHANGE_VALUES_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "%zu values, at most %d", n, CHANGE_VALUES_MAX);
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(x[i]))
            return cordon_fail(err, CORDON_EFORMAT, "value %zu is not a finite number", i + 1);
        if (fabs(x[i]) > LARGEST)
            return cordon_fail(err, CORDON_EFORMAT, "value %zu is %g: its square has no place",
                               i + 1, x[i]);
        if (o->cost == CHANGE_POISSON && x[i] < 0)
            return cordon_fail(err, CORDON_EFORMAT, "value %zu is %g: counts are 0 or more", i + 1,
                               x[i]);
    }
    return CORDON_OK;
}

static bool about_mean(change_method m) { return m == CHANGE_BOCPD || m == CHANGE_BAI_PERRON; }

static cordon_status check_options(change_options *o, size_t n, cordon_error *err) {
    if (about_mean(o->method) && o->cost != CHANGE_MEAN)
        return cordon_fail(err, CORDON_EINVAL, "%s looks for changes of the mean only",
                           methods[o->method]);
    if (o->penalty == CHANGE_MANUAL && !(o->manual >= 0 && isfinite(o->manual)))
        return cordon_fail(err, CORDON_EINVAL, "penalty %g: a finite number, 0 or more", o->manual);
    if (o->penalty != CHANGE_MBIC && about_mean(o->method))
        return cordon_fail(err, CORDON_EINVAL, "%s takes no penalty", methods[o->method]);
    size_t least = o->cost == CHANGE_VAR || o->cost == CHANGE_MEANVAR ? 2 : 1;
    if (o->segment_min && o->segment_min < least)
        return cordon_fail(err, CORDON_EINVAL, "segments of %zu: %s needs at least %zu values",
                           o->segment_min, costs[o->cost], least);
    if (!o->segment_min && o->method != CHANGE_BAI_PERRON) o->segment_min = least;
    if (o->segment_min > n) o->segment_min = n ? n : 1;
    if (!o->most && o->method == CHANGE_BINSEG) o->most = n < 5 ? n : 5;
    if (o->hazard == 0) o->hazard = 100;
    if (o->replicates > 1000000)
        return cordon_fail(err, CORDON_ELIMIT, "%zu replicates, at most 1,000,000", o->replicates);
    return CORDON_OK;
}

/* ---- the series on the scale of the costs ---- */

static bool as_it_is(const change_result *r) {
    return r->options.scale == CHANGE_AS_IS || r->options.cost == CHANGE_POISSON;
}

static cordon_status set_scale(change_result *r, const double *x, cordon_error *err) {
    long double sum = 0, square = 0, n = (long double)r->n;
    for (size_t i = 0; i < r->n; i++) sum += x[i];
    long double mean = r->n ? sum / n : 0;
    for (size_t i = 0; i < r->n; i++) square += (x[i] - mean) * (x[i] - mean);
    r->mean = (double)mean;
    double deviation = r->n > 1 ? (double)sqrtl(square / (n - 1)) : 0;
    if (deviation > 0 && deviation < 1 / LARGEST)
        return cordon_fail(err, CORDON_EFORMAT,
                           "the standard deviation is %g: too small to divide by", deviation);
    r->sigma = deviation;
    if (as_it_is(r))
        r->scale = 1;
    else
        r->scale = r->options.scale == CHANGE_STEPS ? change_noise(x, r->n, r->ar1) : deviation;
    if (isnan(r->scale)) return no_memory(r->n, err);
    if (r->scale > 0 || !(deviation > 0)) return CORDON_OK;
    return cordon_fail(err, CORDON_EINVAL,
                       "over nine tenths of the steps are zero: their scale is none, take another");
}

void change_scaled(double *y, const double *x, const change_result *r) {
    bool as_is = as_it_is(r) || !(r->scale > 0);
    for (size_t i = 0; i < r->n; i++)
        y[i] = as_is ? x[i] : (double)(((long double)x[i] - r->mean) / r->scale);
}

static bool with_ln(const change_result *r) {
    return r->options.penalty != CHANGE_MANUAL && !about_mean(r->options.method);
}

static double penalty_of(const change_result *r) {
    const change_options *o = &r->options;
    if (about_mean(o->method)) return (double)NAN;
    if (o->penalty == CHANGE_MANUAL) return o->manual;
    return o->penalty == CHANGE_AR1 ? change_ar1_penalty(r->n, r->ar1) : 3 * log((double)r->n);
}

/* ---- the searches ---- */

typedef struct work {
    change_result *r;
    const double *x; /* as given */
    double *y;       /* on the scale of the costs */
    size_t *at;
    change_sums sums;
} work;

static cordon_status search_offline(work *w, cordon_error *err) {
    static change_searcher *const by[] = {
        [CHANGE_EXACT] = change_exact,
        [CHANGE_PELT] = change_pelt,
        [CHANGE_BINSEG] = change_binseg,
        [CHANGE_AMOC] = change_amoc,
    };
    const change_options *o = &w->r->options;
    change_search s = {w->r->penalty, o->segment_min, o->most};
    cordon_status status = by[o->method](w->at, &w->r->count, &w->sums, &s, err);
    if (!status) w->r->objective = change_objective(&w->sums, w->at, w->r->count, s.penalty);
    return status;
}

static cordon_status search_bai_perron(work *w, cordon_error *err) {
    break_fit f;
    change_options *o = &w->r->options;
    cordon_status status = break_fit_make(&f, w->x, w->r->n, o->segment_min, o->most, err);
    if (status) return status;
    const size_t *at = break_at(&f, f.best);
    for (size_t i = 0; i < f.best; i++) w->at[i] = at[i];
    w->r->count = f.best;
    w->r->objective = f.bic[f.best];
    o->segment_min = f.h;
    o->most = f.most;
    break_fit_free(&f);
    return CORDON_OK;
}

change_prior change_prior_of(const change_options *o) {
    return (change_prior){0, 1, 1, 1, o->hazard, o->truncate};
}

static cordon_status search(work *w, cordon_error *err) {
    change_prior prior = change_prior_of(&w->r->options);
    if (w->r->options.method == CHANGE_BAI_PERRON) return search_bai_perron(w, err);
    if (w->r->options.method == CHANGE_BOCPD)
        return change_online(w->at, &w->r->count, w->y, w->r->n, &prior, NULL, NULL, err);
    return search_offline(w, err);
}

/* ---- what is said of the breaks ---- */

typedef struct posterior_arg {
    change_point *v;
    size_t count, n;
} posterior_arg;

/* At the end of a break's segment: the share of runs that began within 2 of it. */
static void take_posterior(void *arg, size_t values, const double *p, size_t n) {
    posterior_arg *a = arg;
    for (size_t i = 0; i < a->count; i++) {
        size_t end = i + 1 < a->count ? a->v[i + 1].at : a->n, at = a->v[i].at;
        if (values != end) continue;
        a->v[i].posterior = 0;
        for (size_t k = at > 2 ? at - 2 : 0; k <= at + 2 && k <= values; k++)
            if (values - k < n) a->v[i].posterior += p[values - k];
    }
}

static cordon_status set_posteriors(work *w, cordon_error *err) {
    change_prior prior = change_prior_of(&w->r->options);
    posterior_arg arg = {w->r->v, w->r->count, w->r->n};
    size_t count;
    if (w->r->options.method != CHANGE_BOCPD) return CORDON_OK;
    return change_online(w->at, &count, w->y, w->r->n, &prior, take_posterior, &arg, err);
}

static void set_intervals(work *w) {
    change_result *r = w->r;
    bool hac = r->options.hac;
    if (r->options.cost != CHANGE_MEAN) {
        /* Half the drop is the maximum of two independent exponentials (Siegmund
         * 1988): 95 % at -ln(1 - sqrt 0.95), conservative for few values.      */
        double drop =
            -2 * log(1 - sqrt(0.95)) * (hac && r->ar1 > 0 ? (1 + r->ar1) / (1 - r->ar1) : 1);
        change_likely(r->v, r->count, &w->sums, r->options.segment_min, drop);
        r->interval = "places where twice the log-likelihood is within 7.35 of its greatest";
        return;
    }
    r->interval = hac ? "Bai (1997), long-run variances" : "Bai (1997), independent values";
    for (size_t i = 0; i < r->count; i++) {
        size_t from = i ? r->v[i - 1].at : 0, to = i + 1 < r->count ? r->v[i + 1].at : r->n;
        change_point *v = &r->v[i];
        if (!break_interval(&v->low, &v->high, w->x, from, v->at, to, hac)) v->low = v->high = 0;
        if (v->high >= r->n) v->high = r->n - 1;
    }
}

static void set_sigma(change_result *r, const double *x) {
    long double square = 0;
    for (size_t i = 0; i <= r->count; i++) {
        size_t from = i ? r->v[i - 1].at : 0, to = i < r->count ? r->v[i].at : r->n;
        long double sum = 0;
        for (size_t k = from; k < to; k++) sum += x[k];
        long double mean = sum / (long double)(to - from);
        for (size_t k = from; k < to; k++) square += (x[k] - mean) * (x[k] - mean);
    }
    size_t df = r->n - r->count - 1;
    r->sigma = df ? (double)sqrtl(square / (long double)df) : (double)NAN;
    if (r->options.cost != CHANGE_MEAN || isnan(r->penalty) || r->n < 4 || !df) return;
    double lasting = r->options.hac && r->ar1 > 0 ? sqrt((1 + r->ar1) / (1 - r->ar1)) : 1;
    r->detectable = change_detectable(r->n / 2, r->n - r->n / 2, r->penalty, with_ln(r), r->scale,
                                      r->sigma * lasting);
}

static cordon_status set_q(change_result *r, cordon_error *err) {
    double *p = malloc((r->count + 1) * 2 * sizeof *p);
    if (!p) return cordon_fail(err, CORDON_ENOMEM, "no memory for %zu breaks", r->count);
    double *q = p + r->count + 1;
    for (size_t i = 0; i < r->count; i++) p[i] = r->v[i].p;
    cordon_status status = change_bh(q, p, r->count, err);
    for (size_t i = 0; i < r->count && !status; i++) r->v[i].q = q[i];
    free(p);
    return status;
}

static double gain_of(const work *w, size_t i) {
    const change_result *r = w->r;
    size_t from = i ? r->v[i - 1].at : 0, to = i + 1 < r->count ? r->v[i + 1].at : r->n;
    size_t at = r->v[i].at;
    return change_segment(&w->sums, from, to) - change_segment(&w->sums, from, at) -
           change_segment(&w->sums, at, to);
}

static cordon_status describe(work *w, cordon_error *err) {
    change_result *r = w->r;
    const change_options *o = &r->options;
    double inflate = o->hac && r->ar1 > 0 ? (1 + r->ar1) / (1 - r->ar1) : 1;
    for (size_t i = 0; i < r->count; i++)
        r->v[i] = (change_point){.at = w->at[i], .p = NAN, .q = NAN, .posterior = NAN};
    change_sizes(r->v, r->count, w->x, r->n, o->cost, inflate);
    for (size_t i = 0; i < r->count; i++) r->v[i].gain = gain_of(w, i);
    set_intervals(w);
    set_sigma(r, w->x);
    r->block = change_block(r->ar1, r->n);
    /* The method may find a segment shorter than the test would look for: one is enough. */
    cordon_status status =
        change_test(r->v, r->count, w->y, &w->sums, o->cost == CHANGE_MEAN ? 1 : o->segment_min,
                    r->block, o->replicates, o->seed, err);
    if (!status) status = set_q(r, err);
    if (!status) status = set_posteriors(w, err);
    return status;
}

static cordon_status search_scaled(work *w, cordon_error *err) {
    change_result *r = w->r;
    change_scaled(w->y, w->x, r);
    cordon_status status =
        change_sums_make(&w->sums, w->y, r->n, r->options.cost, with_ln(r), r->options.as_r, err);
    return status ? status : search(w, err);
}

/* The breaks are the caller's to free, whether or not they could be described. */
static cordon_status run(change_point **out, work *w, cordon_error *err) {
    size_t n = w->r->n;
    double *y = malloc((n + 1) * sizeof *y);
    size_t *at = malloc((n + 1) * sizeof *at);
    if (!y || !at) {
        free(y);
        free(at);
        return no_memory(n, err);
    }
    w->y = y;
    w->at = at;
    cordon_status status = search_scaled(w, err);
    if (!status) {
        *out = w->r->v = calloc(w->r->count + 1, sizeof **out);
        status = *out ? describe(w, err) : no_memory(n, err);
    }
    change_sums_free(&w->sums);
    free(y);
    free(at);
    return status;
}

cordon_status change_make(change_result *out, const double *x, size_t n, const change_options *o,
                          cordon_error *err) {
    change_result r = {
        .options = o ? *o : change_options_default, .n = n, .objective = NAN, .detectable = NAN};
    work w = {.r = &r, .x = x};
    cordon_status status = check_values(x, n, &r.options, err);
    if (!status) status = check_options(&r.options, n, err);
    if (status) return status;
    r.ar1 = change_ar1(x, n, &r.ar1_plain);
    status = set_scale(&r, x, err);
    if (status) return status;
    r.cusum = break_cusum(&r.cusum_p, x, n);
    r.sup_f = break_sup_f(&r.sup_f_p, x, n);
    if (r.options.penalty == CHANGE_AR1) r.options.hac = true;
    r.penalty = n > 1 ? penalty_of(&r) : (double)NAN;
    change_point *v = NULL;
    if (n < 2 || !(r.sigma > 0)) { /* nothing to divide, or nothing that differs */
        v = calloc(1, sizeof *v);
        status = v ? CORDON_OK : no_memory(1, err);
    } else {
        status = run(&v, &w, err);
    }
    if (status) {
        free(v);
        return status;
    }
    r.v = v;
    *out = r;
    return CORDON_OK;
}

void change_free(change_result *r) {
    free(r->v);
    *r = (change_result){0};
}
