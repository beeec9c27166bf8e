#include "watch/break.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct grid {
    const long double *s1, *s2; /* running sums about the first value */
    double *rss;                /* most rows of n + 1: least RSS of x[0..t) with m breaks */
    uint32_t *from;             /* the same: the last of those breaks */
    size_t n, h;
} grid;

static double rss_of(const grid *g, size_t s, size_t t) {
    long double x = g->s1[t] - g->s1[s], v = g->s2[t] - g->s2[s] - x * x / (long double)(t - s);
    return v > 0 ? (double)v : 0;
}

static void fill_row(grid *g, size_t m) {
    double *row = g->rss + m * (g->n + 1);
    const double *before = row - (g->n + 1);
    uint32_t *from = g->from + m * (g->n + 1);
    for (size_t t = (m + 1) * g->h; t <= g->n; t++) {
        row[t] = INFINITY;
        for (size_t k = m * g->h; k + g->h <= t; k++) {
            double rss = before[k] + rss_of(g, k, t);
            if (rss < row[t]) {
                row[t] = rss;
                from[t] = (uint32_t)k;
            }
        }
    }
}

static double bic(double rss, size_t n, size_t m) {
    double count = (double)n;
    return count * (log(rss) + 1 - log(count) + log(2 * M_PI)) + 2 * (double)(m + 1) * log(count);
}

static void take(break_fit *f, const grid *g) {
    for (size_t m = 0; m <= f->most; m++) {
        size_t t = f->n, *at = f->at + m * (m ? m - 1 : 0) / 2;
        f->rss[m] = g->rss[m * (g->n + 1) + f->n];
        f->bic[m] = bic(f->rss[m], f->n, m);
        if (f->bic[m] < f->bic[f->best]) f->best = m;
        for (size_t i = m; i > 0; i--) {
            t = g->from[i * (g->n + 1) + t];
            at[i - 1] = t;
        }
    }
}

/* x less its first value: the variance does not drown in the level. */
static long double *running(const double *x, size_t n, bool square) {
    long double *s = malloc((n + 1) * sizeof *s);
    if (!s) return NULL;
    s[0] = 0;
    for (size_t i = 0; i < n; i++) {
        long double d = (long double)x[i] - (long double)x[0];
        s[i + 1] = s[i] + (square ? d * d : d);
    }
    return s;
}

static cordon_status no_memory(size_t n, cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for %zu values", n);
}

static cordon_status solve(break_fit *f, const double *x, cordon_error *err) {
    size_t cells = (f->most + 1) * (f->n + 1);
    long double *s1 = running(x, f->n, false), *s2 = running(x, f->n, true);
    grid g = {.s1 = s1, .s2 = s2, .n = f->n, .h = f->h};
    g.rss = malloc(cells * sizeof *g.rss);
    g.from = calloc(cells, sizeof *g.from);
    cordon_status status = CORDON_OK;
    if (s1 && s2 && g.rss && g.from) {
        for (size_t t = 1; t <= f->n; t++) g.rss[t] = rss_of(&g, 0, t);
        for (size_t m = 1; m <= f->most; m++) fill_row(&g, m);
        take(f, &g);
    } else {
        status = no_memory(f->n, err);
    }
    free(s1);
    free(s2);
    free(g.rss);
    free(g.from);
    return status;
}

cordon_status break_fit_make(break_fit *out, const double *x, size_t n, size_t h, size_t most,
                             cordon_error *err) {
    break_fit f = {.n = n, .h = h ? h : n * 15 / 100};
    if (f.h < 2) f.h = 2;
    if (n > BREAK_VALUES_MAX)
        return cordon_fail(err, CORDON_ELIMIT,
                           "Bai-Perron takes at most %d values and was given %zu; pelt and binseg "
                           "take more",
                           BREAK_VALUES_MAX, n);
    size_t fit = n / f.h ? n / f.h - 1 : 0;
    f.most = most ? most : (n + f.h - 1) / f.h > 2 ? (n + f.h - 1) / f.h - 2 : 0;
    if (f.most > fit) f.most = fit;
    if (f.most > BREAK_MOST) {
        if (most)
            return cordon_fail(err, CORDON_ELIMIT, "%zu breaks asked for, at most %d", most,
                               BREAK_MOST);
        f.most = BREAK_MOST;
    }
    f.rss = calloc(f.most + 1, sizeof *f.rss);
    f.bic = calloc(f.most + 1, sizeof *f.bic);
    f.at = calloc(f.most * (f.most + 1) / 2 + 1, sizeof *f.at);
    cordon_status status = CORDON_OK;
    if (!f.rss || !f.bic || !f.at)
        status = no_memory(n, err);
    else if (n)
        status = solve(&f, x, err);
    if (status)
        break_fit_free(&f);
    else
        *out = f;
    return status;
}

void break_fit_free(break_fit *f) {
    free(f->rss);
    free(f->bic);
    free(f->at);
    *f = (break_fit){0};
}
