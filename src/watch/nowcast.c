#include "watch/nowcast.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

/* ---- the triangle ---- */

cordon_status nowcast_triangle_init(nowcast_triangle *out, int first, size_t rows, size_t ages,
                                    cordon_error *err) {
    *out = (nowcast_triangle){.first = first, .rows = rows, .ages = ages};
    if (rows < 1 || rows > NOWCAST_PERIODS_MAX || ages < 1 || ages > rows)
        return cordon_fail(err, CORDON_EINVAL,
                           "%zu periods and %zu ages: expected 1 to %d, and no "
                           "more ages than periods",
                           rows, ages, NOWCAST_PERIODS_MAX);
    arena_init(&out->mem, 0);
    out->sum = arena_alloc(&out->mem, rows * ages * sizeof *out->sum);
    out->from = arena_alloc(&out->mem, rows * sizeof *out->from);
    if (out->sum && out->from) return CORDON_OK;
    nowcast_triangle_free(out);
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the triangle");
}

static void count(nowcast_triangle *t, const nowcast_event *v, const nowcast_span *span) {
    if (v->happened < span->first || v->happened > span->as_known || v->known > span->as_known)
        return;
    int known = v->known > span->vintage ? v->known : span->vintage;
    size_t age = known > v->happened ? (size_t)(known - v->happened) : 0;
    size_t last = t->ages - 1;
    *nowcast_cell(t, (size_t)(v->happened - span->first), age < last ? age : last) += 1;
}

cordon_status nowcast_triangle_make(nowcast_triangle *out, const nowcast_event *v, size_t n,
                                    const nowcast_span *span, cordon_error *err) {
    *out = (nowcast_triangle){0};
    if (span->as_known < span->first || span->vintage > span->as_known)
        return cordon_fail(err, CORDON_EINVAL, "known at %d: expected no earlier than %d",
                           span->as_known,
                           span->vintage > span->first ? span->vintage : span->first);
    size_t rows = (size_t)(span->as_known - span->first) + 1;
    cordon_status status = nowcast_triangle_init(out, span->first, rows, span->ages, err);
    if (status) return status;
    for (size_t i = 0; i < n; i++) count(out, &v[i], span);
    for (size_t r = 0; r < rows; r++) {
        int before = span->vintage - span->first - (int)r;
        size_t last = nowcast_known(out, r) - 1;
        out->from[r] = before <= 0 ? 0 : (size_t)before < last ? (size_t)before : last;
        for (size_t a = 1; a <= last; a++) *nowcast_cell(out, r, a) += *nowcast_cell(out, r, a - 1);
    }
    return CORDON_OK;
}

void nowcast_triangle_free(nowcast_triangle *t) {
    arena_destroy(&t->mem);
    *t = (nowcast_triangle){0};
}

/* ---- the chain ladder ---- */

/* Of sums in a triangle of this shape; 1 where there is nothing to go by. */
static void set_factors(double *factor, bool *none, const nowcast_triangle *t, const double *sum) {
    for (size_t a = 0; a + 1 < t->ages; a++) {
        double before = 0, after = 0;
        for (size_t r = 0; r < t->rows && nowcast_known(t, r) > a + 1; r++) {
            if (t->from[r] > a) continue;
            before += sum[r * t->ages + a];
            after += sum[r * t->ages + a + 1];
        }
        bool empty = !(before > 0 && after > 0);
        factor[a] = empty ? 1 : after / before;
        if (none) none[a] = empty;
    }
}

static double growth(const double *factor, size_t from, size_t ages) {
    double g = 1;
    for (size_t a = from; a + 1 < ages; a++) g *= factor[a];
    return g;
}

static const nowcast_row empty_row = {
    .low = NAN, .high = NAN, .error = NAN, .share = NAN, .share_low = NAN, .share_high = NAN};

static bool in_total(const nowcast *n, const nowcast_triangle *t, size_t row) {
    int period = t->first + (int)row;
    const nowcast_options *o = &n->options;
    return (!o->sum_first && !o->sum_last) || (period >= o->sum_first && period <= o->sum_last);
}

static void set_rows(nowcast *n, const nowcast_triangle *t) {
    n->total = empty_row;
    for (size_t r = 0; r < t->rows; r++) {
        nowcast_row *w = &n->row[r];
        size_t last = nowcast_known(t, r) - 1;
        double g = growth(n->factor, last, t->ages);
        *w = empty_row;
        w->known = *nowcast_cell(t, r, last);
        w->expected = w->known * g;
        w->share = 1 / g;
        w->incomplete = w->share < NOWCAST_COMPLETE;
        if (!in_total(n, t, r)) continue;
        n->total.known += w->known;
        n->total.expected += w->expected;
    }
    if (n->total.expected > 0) n->total.share = n->total.known / n->total.expected;
    n->total.incomplete = n->total.share < NOWCAST_COMPLETE;
}

/* ---- the bootstrap ---- */

typedef struct drawing {
    const nowcast_triangle *t, *pattern;
    nowcast *n;
    double *fitted, *residual; /* increments of the pattern's known cells, and their residuals */
    size_t residuals;
    double *sum, *factor; /* of one draw */
    double *end, *share;  /* rows * draws: expected sums, shares */
    double *total;        /* draws: expected sums of the rows asked about */
} drawing;

/* Backwards from the last known sums: what the factors would have made of every cell. */
static void fit(drawing *d) {
    const nowcast_triangle *t = d->pattern;
    for (size_t r = 0; r < t->rows; r++) {
        size_t last = nowcast_known(t, r) - 1;
        double sum = *nowcast_cell(t, r, last);
        for (size_t a = last; a > t->from[r]; a--) {
            double before = sum / d->n->factor[a - 1];
            d->fitted[r * t->ages + a] = sum - before;
            sum = before;
        }
        d->fitted[r * t->ages + t->from[r]] = sum;
    }
}

static void add_residual(drawing *d, size_t row, size_t age, double *square) {
    const nowcast_triangle *t = d->pattern;
    double m = d->fitted[row * t->ages + age];
    double before = age > t->from[row] ? *nowcast_cell(t, row, age - 1) : 0;
    if (!(fabs(m) > 1e-9)) return;
    double e = (*nowcast_cell(t, row, age) - before - m) / sqrt(fabs(m));
    d->residual[d->residuals++] = e;
    *square += e * e;
}

/* Pearson residuals, raised for the parameters that were fitted, and the scale. A row with a
 * single cell fits itself and tells nothing. */
static void set_residuals(drawing *d) {
    const nowcast_triangle *t = d->pattern;
    double square = 0;
    size_t cells = 0, parameters = t->ages - 1;
    for (size_t r = 0; r < t->rows; r++) {
        if (nowcast_known(t, r) == t->from[r] + 1) continue;
        parameters++;
        cells += nowcast_known(t, r) - t->from[r];
        for (size_t a = t->from[r]; a < nowcast_known(t, r); a++) add_residual(d, r, a, &square);
    }
    bool told = cells > parameters && d->residuals > 1;
    d->n->scale = told ? square / (double)(cells - parameters) : (double)NAN;
    if (d->n->options.counts && !(d->n->scale >= 1)) d->n->scale = 1;
    double raise = told ? sqrt((double)cells / (double)(cells - parameters)) : 1;
    for (size_t i = 0; i < d->residuals; i++) d->residual[i] *= raise;
}

/* One drawn triangle of sums. */
static void redraw(drawing *d, random_state *random) {
    const nowcast_triangle *t = d->pattern;
    for (size_t r = 0; r < t->rows; r++) {
        double sum = 0;
        for (size_t a = t->from[r]; a < nowcast_known(t, r); a++) {
            double m = d->fitted[r * t->ages + a], e = 0;
            if (d->residuals) e = d->residual[random_below(random, d->residuals)];
            sum += m + e * sqrt(fabs(m));
            d->sum[r * t->ages + a] = sum;
        }
    }
}

/* The last sum of a row as drawn. */
static double last_sum(const drawing *d, random_state *random, size_t row) {
    const nowcast_triangle *t = d->t;
    if (d->pattern == t) return d->sum[row * t->ages + nowcast_known(t, row) - 1];
    double known = d->n->row[row].known;
    return random_gamma(random, known > 0 ? known : 0.5);
}

/* A future increment of this mean; its variance is scale times the mean. */
static double increment(random_state *random, double mean, double scale) {
    double size = fabs(mean);
    if (!(size > 0) || !(scale > 0)) return mean;
    return copysign(scale * random_gamma(random, size / scale), mean);
}

static void project(drawing *d, random_state *random, size_t k) {
    const nowcast_triangle *t = d->t;
    size_t draws = d->n->options.draws;
    d->total[k] = 0;
    for (size_t r = 0; r < t->rows; r++) {
        size_t last = nowcast_known(t, r) - 1;
        double mean = last_sum(d, random, r), future = 0;
        for (size_t a = last; a + 1 < t->ages; a++) {
            double next = mean * d->factor[a];
            future += increment(random, next - mean, d->n->scale);
            mean = next;
        }
        d->end[r * draws + k] = d->n->row[r].known + future;
        d->share[r * draws + k] = 1 / growth(d->factor, last, t->ages);
        if (in_total(d->n, t, r)) d->total[k] += d->n->row[r].known + future;
    }
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double standard_deviation(const double *v, size_t n) {
    double mean = 0, square = 0;
    for (size_t i = 0; i < n; i++) mean += v[i];
    mean /= (double)n;
    for (size_t i = 0; i < n; i++) square += (v[i] - mean) * (v[i] - mean);
    return n > 1 ? sqrt(square / (double)(n - 1)) : 0;
}

/* Sorts v. */
static void interval(double *low, double *high, double *v, size_t n, double level) {
    qsort(v, n, sizeof *v, by_value);
    size_t out = (size_t)((1 - level) / 2 * (double)n);
    *low = v[out];
    *high = v[n - 1 - out];
}

static void draw_all(drawing *d) {
    nowcast *n = d->n;
    const nowcast_options *o = &n->options;
    random_state random;
    fit(d);
    set_residuals(d);
    for (size_t k = 0; k < o->draws; k++) {
        random_stream(&random, o->seed, k);
        redraw(d, &random);
        set_factors(d->factor, NULL, d->pattern, d->sum);
        project(d, &random, k);
    }
    for (size_t r = 0; r < n->rows; r++) {
        nowcast_row *w = &n->row[r];
        w->error = standard_deviation(d->end + r * o->draws, o->draws);
        interval(&w->low, &w->high, d->end + r * o->draws, o->draws, o->level);
        interval(&w->share_low, &w->share_high, d->share + r * o->draws, o->draws, o->level);
    }
    nowcast_row *w = &n->total;
    w->error = standard_deviation(d->total, o->draws);
    interval(&w->low, &w->high, d->total, o->draws, o->level);
    if (w->low > 0) {
        w->share_low = w->known / w->high;
        w->share_high = w->known / w->low;
    }
}

static cordon_status bootstrap(nowcast *n, const nowcast_triangle *t,
                               const nowcast_triangle *pattern, cordon_error *err) {
    arena mem;
    size_t cells = t->rows * t->ages, draws = n->options.draws;
    drawing d = {.t = t, .pattern = pattern, .n = n};
    arena_init(&mem, 0);
    d.fitted = arena_alloc(&mem, cells * sizeof *d.fitted);
    d.residual = arena_alloc(&mem, cells * sizeof *d.residual);
    d.sum = arena_alloc(&mem, cells * sizeof *d.sum);
    d.factor = arena_alloc(&mem, t->ages * sizeof *d.factor);
    d.end = arena_alloc(&mem, t->rows * draws * sizeof *d.end);
    d.share = arena_alloc(&mem, t->rows * draws * sizeof *d.share);
    d.total = arena_alloc(&mem, draws * sizeof *d.total);
    cordon_status status = CORDON_OK;
    if (!d.fitted || !d.residual || !d.sum || !d.factor || !d.end || !d.share || !d.total)
        status = cordon_fail(err, CORDON_ENOMEM, "no memory for %zu draws", draws);
    else
        draw_all(&d);
    arena_destroy(&mem);
    return status;
}

/* ---- together ---- */

static cordon_status check(const nowcast_options *o, cordon_error *err) {
    if (o->draws > NOWCAST_DRAWS_MAX)
        return cordon_fail(err, CORDON_EINVAL, "%zu draws: expected at most %d", o->draws,
                           NOWCAST_DRAWS_MAX);
    if (!(o->level > 0 && o->level < 1))
        return cordon_fail(err, CORDON_EINVAL, "level %g: expected between 0 and 1", o->level);
    return CORDON_OK;
}

cordon_status nowcast_make(nowcast *out, const nowcast_triangle *t, const nowcast_triangle *pattern,
                           const nowcast_options *o, cordon_error *err) {
    cordon_status status = check(o, err);
    if (!pattern) pattern = t;
    if (!status && (pattern->rows != t->rows || pattern->ages != t->ages))
        status = cordon_fail(err, CORDON_EINVAL, "the pattern has another shape");
    *out = (nowcast){.rows = t->rows, .ages = t->ages, .options = *o, .scale = NAN};
    if (status) return status;
    arena_init(&out->mem, 0);
    out->factor = arena_alloc(&out->mem, t->ages * sizeof *out->factor);
    out->no_factor = arena_alloc(&out->mem, t->ages * sizeof *out->no_factor);
    out->row = arena_alloc(&out->mem, t->rows * sizeof *out->row);
    if (!out->factor || !out->no_factor || !out->row) {
        nowcast_free(out);
        return cordon_fail(err, CORDON_ENOMEM, "no memory for the nowcast");
    }
    set_factors(out->factor, out->no_factor, pattern, pattern->sum);
    set_rows(out, t);
    if (o->draws) status = bootstrap(out, t, pattern, err);
    if (status) nowcast_free(out);
    return status;
}

void nowcast_free(nowcast *n) {
    arena_destroy(&n->mem);
    *n = (nowcast){0};
}
