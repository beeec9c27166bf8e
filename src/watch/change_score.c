#include <stdlib.h>
#include <string.h>

#include "watch/change.h"

/* ---- cover ---- */

/* Segment i of the segmentation, [from, to). */
static void segment_of(size_t *from, size_t *to, const size_t *at, size_t m, size_t n, size_t i) {
    *from = i ? at[i - 1] : 0;
    *to = i < m ? at[i] : n;
}

static double overlap(size_t a, size_t b, size_t c, size_t d) {
    size_t from = a > c ? a : c, to = b < d ? b : d;
    if (from >= to) return 0;
    size_t both = to - from;
    return (double)both / (double)(b - a + d - c - both);
}

static double cover_of(const change_truth *t, const size_t *at, size_t m, size_t n) {
    double sum = 0;
    for (size_t i = 0; i <= t->n; i++) {
        size_t a, b;
        double best = 0;
        segment_of(&a, &b, t->at, t->n, n, i);
        for (size_t k = 0; k <= m; k++) {
            size_t c, d;
            segment_of(&c, &d, at, m, n, k);
            double j = overlap(a, b, c, d);
            if (j > best) best = j;
        }
        sum += (double)(b - a) * best;
    }
    return n ? sum / (double)n : 0;
}

double change_cover(const change_truth *truth, size_t truths, const size_t *at, size_t m,
                    size_t n) {
    double sum = 0;
    for (size_t k = 0; k < truths; k++) sum += cover_of(&truth[k], at, m, n);
    return truths ? sum / (double)truths : 0;
}

/* ---- F1 ---- */

static int by_place(const void *a, const void *b) {
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* Sorts, drops repetitions. */
static size_t as_set(size_t *v, size_t n) {
    size_t kept = 0;
    qsort(v, n, sizeof *v, by_place);
    for (size_t i = 0; i < n; i++)
        if (!kept || v[kept - 1] != v[i]) v[kept++] = v[i];
    return kept;
}

/* How many of the truths find one of found[] within the margin, each used once. */
static size_t matched(const size_t *truth, size_t n, const size_t *found, size_t m, size_t margin,
                      bool *used) {
    size_t hits = 0;
    memset(used, 0, m * sizeof *used);
    for (size_t i = 0; i < n; i++) {
        size_t best = m, least = 0;
        for (size_t k = 0; k < m; k++) {
            size_t d = found[k] > truth[i] ? found[k] - truth[i] : truth[i] - found[k];
            if (used[k] || d > margin || (best < m && d >= least)) continue;
            best = k;
            least = d;
        }
        if (best == m) continue;
        used[best] = true;
        hits++;
    }
    return hits;
}

typedef struct f1_room {
    size_t *all, *one, *found; /* sorted sets, position 0 in each */
    bool *used;
} f1_room;

static double f1(f1_room *r, const change_truth *truth, size_t truths, const size_t *at, size_t m,
                 size_t margin) {
    size_t all_n = 1, found_n = m + 1;
    double recall = 0;
    r->found[0] = r->all[0] = 0;
    if (m) memcpy(r->found + 1, at, m * sizeof *at);
    found_n = as_set(r->found, found_n);
    for (size_t k = 0; k < truths; k++) {
        size_t one_n = truth[k].n + 1;
        r->one[0] = 0;
        if (truth[k].n) {
            memcpy(r->one + 1, truth[k].at, truth[k].n * sizeof *at);
            memcpy(r->all + all_n, truth[k].at, truth[k].n * sizeof *at);
        }
        all_n += truth[k].n;
        one_n = as_set(r->one, one_n);
        recall += (double)matched(r->one, one_n, r->found, found_n, margin, r->used) /
                  (double)one_n / (double)truths;
    }
    all_n = as_set(r->all, all_n);
    double precision =
        (double)matched(r->all, all_n, r->found, found_n, margin, r->used) / (double)found_n;
    return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

cordon_status change_f1(double *out, const change_truth *truth, size_t truths, const size_t *at,
                        size_t m, size_t margin, cordon_error *err) {
    size_t total = 1;
    for (size_t k = 0; k < truths; k++) total += truth[k].n;
    f1_room r = {.all = malloc(total * sizeof *r.all),
                 .one = malloc(total * sizeof *r.one),
                 .found = malloc((m + 1) * sizeof *r.found),
                 .used = malloc((m + 1) * sizeof *r.used)};
    cordon_status status = CORDON_OK;
    if (r.all && r.one && r.found && r.used)
        *out = f1(&r, truth, truths, at, m, margin);
    else
        status = cordon_fail(err, CORDON_ENOMEM, "no memory to compare %zu breaks", m);
    free(r.all);
    free(r.one);
    free(r.found);
    free(r.used);
    return status;
}
