#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "watch/change_inner.h"

/* ---- dynamic programming: the whole optimum, and PELT's pruned one ---- */

typedef struct path {
    double *best;   /* best[t]: F of x[0..t) plus one penalty too few */
    uint32_t *from; /* where its last segment begins */
} path;

static void path_free(path *p) {
    free(p->best);
    free(p->from);
}

/* False: no memory, and nothing is held. */
static bool path_make(path *p, size_t n, double penalty) {
    *p = (path){.best = calloc(n + 1, sizeof *p->best), .from = calloc(n + 1, sizeof *p->from)};
    if (!p->best || !p->from) {
        path_free(p);
        return false;
    }
    for (size_t i = 0; i <= n; i++) p->best[i] = INFINITY;
    p->best[0] = -penalty;
    return true;
}

static cordon_status no_memory(size_t n, cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for %zu values", n);
}

static void path_take(size_t *at, size_t *count, const path *p, size_t n) {
    size_t m = 0;
    for (size_t t = p->from[n]; t; t = p->from[t]) at[m++] = t;
    for (size_t i = 0; i < m / 2; i++) {
        size_t swap = at[i];
        at[i] = at[m - 1 - i];
        at[m - 1 - i] = swap;
    }
    *count = m;
}

cordon_status change_exact(size_t *at, size_t *count, const change_sums *c, const change_search *s,
                           cordon_error *err) {
    path p;
    *count = 0;
    if (c->n > CHANGE_EXACT_MAX)
        return cordon_fail(err, CORDON_ELIMIT,
                           "the exact search takes at most %d values and was given %zu; pelt and "
                           "binseg take more",
                           CHANGE_EXACT_MAX, c->n);
    if (c->n < 2) return CORDON_OK;
    if (!path_make(&p, c->n, s->penalty)) return no_memory(c->n, err);
    for (size_t t = s->segment_min; t <= c->n; t++) {
        for (size_t k = 0; k + s->segment_min <= t; k++) {
            if (isinf(p.best[k])) continue;
            double cost = p.best[k] + change_segment(c, k, t) + s->penalty;
            if (cost < p.best[t]) {
                p.best[t] = cost;
                p.from[t] = (uint32_t)k;
            }
        }
    }
    path_take(at, count, &p, c->n);
    path_free(&p);
    return CORDON_OK;
}

/* One value of PELT: the best predecessor, and who may still be one. */
static size_t pelt_step(path *p, uint32_t *candidate, double *cost, size_t candidates, size_t t,
                        const change_sums *c, double penalty) {
    size_t kept = 0, best = 0;
    for (size_t i = 0; i < candidates; i++) {
        cost[i] = p->best[candidate[i]] + change_segment(c, candidate[i], t) + penalty;
        if (cost[i] < cost[best]) best = i;
    }
    p->best[t] = cost[best];
    p->from[t] = candidate[best];
    for (size_t i = 0; i < candidates; i++)
        if (cost[i] <= p->best[t] + penalty) candidate[kept++] = candidate[i];
    return kept;
}

/* Where the first two segments still fit in one, R's code takes one. */
cordon_status change_pelt(size_t *at, size_t *count, const change_sums *c, const change_search *s,
                          cordon_error *err) {
    path p;
    size_t n = c->n, least = s->segment_min, candidates = 2;
    *count = 0;
    if (n < 2 * least) return CORDON_OK;
    if (!path_make(&p, n, s->penalty)) return no_memory(n, err);
    cordon_status status = CORDON_OK;
    uint32_t *candidate = malloc((n + 2) * sizeof *candidate);
    double *cost = calloc(n + 2, sizeof *cost);
    if (candidate && cost) {
        candidate[0] = 0;
        candidate[1] = (uint32_t)least;
        for (size_t t = least; t < 2 * least; t++) p.best[t] = change_segment(c, 0, t);
        for (size_t t = 2 * least; t <= n; t++) {
            candidates = pelt_step(&p, candidate, cost, candidates, t, c, s->penalty);
            candidate[candidates++] = (uint32_t)(t - (least - 1));
        }
        path_take(at, count, &p, n);
    } else {
        status = no_memory(n, err);
    }
    free(candidate);
    free(cost);
    path_free(&p);
    return status;
}

/* ---- greedy searches ---- */

static int by_place(const void *a, const void *b) {
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* The split that gains most in any segment between the m breaks, ascending. */
static double best_of_all(size_t *at, const change_sums *c, const size_t *breaks, size_t m,
                          size_t segment_min) {
    double best = 0;
    *at = 0;
    for (size_t i = 0; i <= m; i++) {
        size_t k, from = i ? breaks[i - 1] : 0, to = i < m ? breaks[i] : c->n;
        double gain = change_best_split(&k, c, from, to, segment_min);
        if (k && gain > best) {
            best = gain;
            *at = k;
        }
    }
    return best;
}

/* Gains count as the least of those so far, so that a break is kept only with
 * all those found before it (Scott and Knott 1974; R's rule).                 */
cordon_status change_binseg(size_t *at, size_t *count, const change_sums *c, const change_search *s,
                            cordon_error *err) {
    size_t m = 0, kept = 0;
    *count = 0;
    if (s->most > c->n)
        return cordon_fail(err, CORDON_EINVAL, "%zu breaks asked for in %zu values", s->most, c->n);
    size_t *order = malloc((s->most + 1) * sizeof *order);
    if (!order) return cordon_fail(err, CORDON_ENOMEM, "no memory for %zu breaks", s->most);
    while (m < s->most) {
        size_t k;
        double gain = best_of_all(&k, c, at, m, s->segment_min);
        if (!k || gain < s->penalty) break;
        order[kept++] = k;
        at[m++] = k;
        qsort(at, m, sizeof *at, by_place);
    }
    memcpy(at, order, kept * sizeof *at);
    qsort(at, kept, sizeof *at, by_place);
    *count = kept;
    free(order);
    return CORDON_OK;
}

/* R's modified BIC for one break puts the place where the plain cost is least
 * and adds ln k + ln(n - k + 1) to it alone.                                  */
static bool amoc_as_r(size_t *at, const change_sums *c, const change_search *s) {
    change_sums plain = *c;
    plain.ln_length = false;
    double gain = change_best_split(at, &plain, 0, c->n, s->segment_min);
    if (!*at) return false;
    if (c->ln_length) gain -= c->ln[*at] + c->ln[c->n - *at + 1];
    return gain >= s->penalty;
}

cordon_status change_amoc(size_t *at, size_t *count, const change_sums *c, const change_search *s,
                          cordon_error *err) {
    size_t k;
    bool found;
    (void)err;
    *count = 0;
    if (c->n < 2) return CORDON_OK;
    if (c->as_r)
        found = amoc_as_r(&k, c, s);
    else
        found = change_best_split(&k, c, 0, c->n, s->segment_min) >= s->penalty && k;
    if (found) at[(*count)++] = k;
    return CORDON_OK;
}
