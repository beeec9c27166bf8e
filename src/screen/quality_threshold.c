/* The probability from which two are taken for one party, fitted kind by kind. */
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "screen/quality.h"

enum { SAMPLES = 401, SEED = 20260101 };

typedef struct judged {
    double p, weight;
    bool same;
} judged;

static int falling(const void *a, const void *b) {
    const judged *x = a, *y = b;
    return x->p < y->p ? 1 : x->p > y->p ? -1 : 0;
}

/* Halfway from the last case that is taken to the next one, where F1 is the greatest. Cases stand
 * by p falling, each `times` as often as it is. */
static double best_of(const judged *c, size_t n, const unsigned *times, double else_) {
    double same = 0, said = 0, right = 0, most = 0, best = else_;
    for (size_t i = 0; i < n; i++) same += c[i].same ? c[i].weight * times[i] : 0;
    for (size_t i = 0; i < n; i++) {
        double w = c[i].weight * times[i];
        said += w, right += c[i].same ? w : 0;
        if (i + 1 < n && c[i + 1].p >= c[i].p) continue;
        double f = said + same > 0 ? 2 * right / (said + same) : 0;
        if (f > most) most = f, best = (c[i].p + (i + 1 < n ? c[i + 1].p : 0)) / 2;
    }
    return best;
}

static int rising(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median_best(const judged *c, size_t n, unsigned *times, int kind, double else_) {
    double best[SAMPLES];
    for (uint64_t k = 0; k < SAMPLES; k++) {
        random_state r;
        random_stream(&r, SEED, (uint64_t)kind * SAMPLES + k);
        memset(times, 0, n * sizeof *times);
        for (size_t i = 0; i < n; i++) times[random_below(&r, n)]++;
        best[k] = best_of(c, n, times, else_);
    }
    qsort(best, SAMPLES, sizeof *best, rising);
    return best[SAMPLES / 2];
}

static double odds_of(const double weight[PAIR_FEATURES], const quality_case *c) {
    double z = 0;
    for (int i = 0; i < PAIR_FEATURES; i++) z += weight[i] * (double)c->value[i];
    return z;
}

cordon_status quality_fit_thresholds(pair_thresholds *at, const double weight[PAIR_FEATURES],
                                     const quality_cases *cases, cordon_error *err) {
    judged *room = calloc(cases->n + 1, sizeof *room);
    unsigned *times = calloc(cases->n + 1, sizeof *times);
    for (int kind = 0; room && times && kind < PAIR_KINDS; kind++) {
        size_t n = 0, same = 0;
        for (size_t i = 0; i < cases->n; i++) {
            const quality_case *c = &cases->at[i];
            if (c->split != QUALITY_TRAIN || (kind != NAME_ANY && (int)c->taken_for != kind))
                continue;
            room[n++] = (judged){pair_probability(odds_of(weight, c)), c->weight, c->same};
            same += c->same;
        }
        if (!same || same == n) continue;
        qsort(room, n, sizeof *room, falling);
        at->at[kind] = median_best(room, n, times, kind, at->at[kind]);
    }
    cordon_status s = room && times
                          ? CORDON_OK
                          : cordon_fail(err, CORDON_ENOMEM, "no memory for %zu cases", cases->n);
    free(room);
    free(times);
    return s;
}
