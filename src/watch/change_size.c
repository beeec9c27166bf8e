/* How large a break is, where it may lie, and whether chance makes one as large. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "watch/change_inner.h"

/* ---- autocorrelation and what follows from it ---- */

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Root mean square of the smaller nine tenths of |x[i + lag] - x[i]|; step has
 * room for n.                                                                 */
static double usual_step(double *step, const double *x, size_t n, size_t lag) {
    size_t m = n - lag, keep = (9 * m + 9) / 10;
    double sum = 0;
    for (size_t i = 0; i < m; i++) step[i] = fabs(x[i + lag] - x[i]);
    qsort(step, m, sizeof *step, by_value);
    for (size_t i = 0; i < keep; i++) sum += step[i] * step[i];
    return sqrt(sum / (double)keep);
}

static double plain_ar1(const double *x, size_t n) {
    long double mean = 0, square = 0, product = 0;
    for (size_t i = 0; i < n; i++) mean += x[i];
    mean /= (long double)n;
    for (size_t i = 0; i < n; i++) {
        square += (x[i] - mean) * (x[i] - mean);
        if (i) product += (x[i] - mean) * (x[i - 1] - mean);
    }
    return square > 0 ? (double)(product / square) : 0;
}

double change_ar1(const double *x, size_t n, bool *plain) {
    static const double most = 0.98;
    *plain = false;
    if (n < 4) return 0;
    double *step = malloc(n * sizeof *step), a = (double)NAN;
    if (step) {
        double one = usual_step(step, x, n, 1), two = usual_step(step, x, n, 2);
        if (one > 0) a = two / one * (two / one) - 1;
    }
    free(step);
    if (isnan(a)) {
        *plain = true;
        a = plain_ar1(x, n);
    }
    return a > most ? most : a < -most ? -most : a;
}

double change_noise(const double *x, size_t n, double a) {
    if (n < 2) return 0;
    double *step = malloc(n * sizeof *step);
    if (!step) return (double)NAN;
    double usual = usual_step(step, x, n, 1);
    free(step);
    /* Of a normal variable the smaller nine tenths have 0.62301 of its variance. */
    return usual / sqrt(0.62301 * 2 * (1 - a));
}

static double inflation(double a) { return a > 0 ? (1 + a) / (1 - a) : 1; }

double change_ar1_penalty(size_t n, double a) { return 3 * log((double)n) * inflation(a); }

size_t change_block(double a, size_t n) {
    if (!(a > 0) || !n) return 1;
    size_t b = (size_t)(pow(2 * a / (1 - a * a), 2.0 / 3) * cbrt((double)n) + 0.5);
    return b < 1 ? 1 : b;
}

double change_detectable(size_t n1, size_t n2, double penalty, bool ln_length, double scale,
                         double sigma) {
    double a = (double)n1, b = (double)n2, unit = (a + b) / (a * b);
    double need = penalty - (ln_length ? log(unit) : 0);
    return (scale * sqrt(need > 0 ? need : 0) + 0.84162123357291442 * sigma) * sqrt(unit);
}

/* ---- sizes ---- */

typedef struct moments {
    double n, mean, variance; /* variance: n - 1 */
} moments;

static moments moments_of(const double *x, size_t n, double about) {
    long double sum = 0, square = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    long double mean = sum / (long double)n, center = isnan(about) ? mean : (long double)about;
    for (size_t i = 0; i < n; i++) square += (x[i] - center) * (x[i] - center);
    double df = (double)n - (isnan(about) ? 1 : 0);
    return (moments){(double)n, (double)mean, df > 0 ? (double)(square / df) : (double)NAN};
}

/* Normal intervals given the date; the ratio of deviations on the log scale. */
static void size_of(change_point *v, moments a, moments b, change_cost cost, double inflate) {
    static const double z = 1.9599639845400545;
    if (cost == CHANGE_VAR) {
        double half = z * sqrt((1 / a.n + 1 / b.n) / 2 * inflate);
        v->before = sqrt(a.variance);
        v->after = sqrt(b.variance);
        v->size = v->after / v->before;
        v->size_low = v->size * exp(-half);
        v->size_high = v->size * exp(half);
        return;
    }
    double va = cost == CHANGE_POISSON ? a.mean : a.variance;
    double vb = cost == CHANGE_POISSON ? b.mean : b.variance;
    double half = z * sqrt((va / a.n + vb / b.n) * inflate);
    v->before = a.mean;
    v->after = b.mean;
    v->size = b.mean - a.mean;
    v->size_low = v->size - half;
    v->size_high = v->size + half;
}

/* The segments to the left and right of break i. */
static void around(size_t *from, size_t *to, const change_point *v, size_t count, size_t n,
                   size_t i) {
    *from = i ? v[i - 1].at : 0;
    *to = i + 1 < count ? v[i + 1].at : n;
}

void change_sizes(change_point *v, size_t count, const double *x, size_t n, change_cost cost,
                  double inflate) {
    double about = cost == CHANGE_VAR ? moments_of(x, n, (double)NAN).mean : (double)NAN;
    for (size_t i = 0; i < count; i++) {
        size_t from, to, at = v[i].at;
        around(&from, &to, v, count, n, i);
        size_of(&v[i], moments_of(x + from, at - from, about), moments_of(x + at, to - at, about),
                cost, inflate);
    }
}

void change_likely(change_point *v, size_t count, const change_sums *c, size_t segment_min,
                   double drop) {
    for (size_t i = 0; i < count; i++) {
        size_t from, to;
        around(&from, &to, v, count, c->n, i);
        double least = change_segment(c, from, v[i].at) + change_segment(c, v[i].at, to);
        v[i].low = v[i].high = v[i].at;
        for (size_t k = from + segment_min; k + segment_min <= to; k++) {
            if (change_segment(c, from, k) + change_segment(c, k, to) > least + drop) continue;
            if (k < v[i].low) v[i].low = k;
            if (k > v[i].high) v[i].high = k;
        }
    }
}

/* ---- the test ---- */

typedef struct tester {
    change_sums sums;    /* of one arrangement */
    double *x;           /* the values in their order, on the scale of the cost */
    double *y;           /* rearranged */
    size_t *block;       /* the order of the blocks */
    double *weight, *ln; /* mean: len / (k (len - k)); what ln_length costs at k */
    size_t len, block_len, segment_min;
    double mean;
} tester;

/* Turns the ring of values by chance, cuts it into blocks, and shuffles those. */
static void rearrange(tester *t, random_state *r) {
    size_t blocks = (t->len + t->block_len - 1) / t->block_len, turn = random_below(r, t->len);
    size_t k = 0;
    for (size_t i = 0; i < blocks; i++) t->block[i] = i;
    for (size_t i = blocks; i-- > 0;) {
        size_t pick = random_below(r, i + 1), b = t->block[pick];
        t->block[pick] = t->block[i];
        for (size_t j = b * t->block_len; j < t->len && j < (b + 1) * t->block_len; j++) {
            size_t at = j + turn;
            t->y[k++] = t->x[at < t->len ? at : at - t->len];
        }
    }
}

/* The gain of the mean's best split: C(0, n) - C(0, k) - C(k, n) = w_k S_k^2
 * with S_k the sum of the first k values about the mean.                      */
static double best_mean(const tester *t, const double *y) {
    double sum = 0, best = -INFINITY;
    for (size_t k = 1; k + t->segment_min <= t->len; k++) {
        sum += y[k - 1] - t->mean;
        double gain = t->weight[k] * sum * sum - t->ln[k];
        if (k >= t->segment_min && gain > best) best = gain;
    }
    return best;
}

static double best_gain(tester *t, const double *y, double about) {
    size_t at;
    if (t->sums.cost == CHANGE_MEAN) return best_mean(t, y);
    change_sums_fill(&t->sums, y, t->len, about);
    return change_best_split(&at, &t->sums, 0, t->len, t->segment_min);
}

static void weigh_places(tester *t) {
    double n = (double)t->len, sum = 0;
    for (size_t k = 1; k < t->len; k++) {
        t->weight[k] = n / ((double)k * (n - (double)k));
        t->ln[k] = t->sums.ln_length ? -log(t->weight[k]) : 0;
    }
    for (size_t i = 0; i < t->len; i++) sum += t->x[i];
    t->mean = sum / n;
}

static double test_one(tester *t, const double *x, size_t len, double about, size_t replicates,
                       random_state *r) {
    size_t as_large = 1;
    t->len = len;
    memcpy(t->x, x, len * sizeof *x);
    weigh_places(t);
    /* The break's own gain and the replicates' go through the same sums: ties stay ties. */
    double own = best_gain(t, t->x, about);
    double tie = 1e-9 * fabs(own);
    for (size_t i = 0; i < replicates; i++) {
        rearrange(t, r);
        as_large += best_gain(t, t->y, about) >= own - tie;
    }
    return (double)as_large / (double)(replicates + 1);
}

static void tester_free(tester *t) {
    free(t->x);
    free(t->y);
    free(t->block);
    free(t->weight);
    free(t->ln);
    change_sums_free(&t->sums);
}

static bool tester_make(tester *t, const double *x, const change_sums *c, size_t longest) {
    t->x = malloc(longest * sizeof *t->x);
    t->y = malloc(longest * sizeof *t->y);
    t->block = malloc(longest * sizeof *t->block);
    t->weight = malloc(longest * sizeof *t->weight);
    t->ln = malloc(longest * sizeof *t->ln);
    if (!t->x || !t->y || !t->block || !t->weight || !t->ln ||
        change_sums_make(&t->sums, x, longest, c->cost, c->ln_length, c->as_r, NULL))
        return false;
    t->sums.floor = c->floor;
    return true;
}

cordon_status change_test(change_point *v, size_t count, const double *x, const change_sums *c,
                          size_t segment_min, size_t block, size_t replicates, uint64_t seed,
                          cordon_error *err) {
    tester t = {.block_len = block, .segment_min = segment_min};
    size_t longest = 0;
    for (size_t i = 0; i < count; i++) {
        size_t from, to;
        around(&from, &to, v, count, c->n, i);
        if (to - from > longest) longest = to - from;
    }
    if (!longest || !replicates) return CORDON_OK;
    if (!tester_make(&t, x, c, longest)) {
        tester_free(&t);
        return cordon_fail(err, CORDON_ENOMEM, "no memory for %zu values", longest);
    }
    double about = c->cost == CHANGE_VAR ? (double)c->shift : (double)NAN;
    for (size_t i = 0; i < count; i++) {
        size_t from, to;
        random_state r;
        around(&from, &to, v, count, c->n, i);
        random_stream(&r, seed, i);
        v[i].p = test_one(&t, x + from, to - from, about, replicates, &r);
    }
    tester_free(&t);
    return CORDON_OK;
}

/* ---- many tests ---- */

typedef struct ranked {
    double p;
    size_t i;
} ranked;

static int by_p(const void *a, const void *b) {
    const ranked *x = a, *y = b;
    if (x->p != y->p) return x->p < y->p ? -1 : 1;
    return (x->i > y->i) - (x->i < y->i);
}

cordon_status change_bh(double *q, const double *p, size_t n, cordon_error *err) {
    ranked *v = malloc((n + 1) * sizeof *v);
    size_t m = 0;
    if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for %zu tests", n);
    for (size_t i = 0; i < n; i++) {
        q[i] = (double)NAN;
        if (!isnan(p[i])) v[m++] = (ranked){p[i], i};
    }
    qsort(v, m, sizeof *v, by_p);
    double least = 1;
    for (size_t k = m; k-- > 0;) {
        double adjusted = v[k].p * (double)m / (double)(k + 1);
        if (adjusted < least) least = adjusted;
        q[v[k].i] = least;
    }
    free(v);
    return CORDON_OK;
}
