#include "watch/agree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

static const char *const names[AGREE_MEASURES] = {"agree", "s", "s_squared", "kappa", "pi"};
const char *agree_name(agree_measure m) { return names[m]; }

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for agreement");
}

static double apart(int i, int j) { return abs(i - j) / 2.0; }

void agree_measures(double value[AGREE_MEASURES], const uint32_t count[3][3]) {
    double n = 0, a[3] = {0}, b[3] = {0}, d = 0, square = 0, kappa = 0, pi = 0;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            double c = count[i][j];
            n += c;
            a[i] += c;
            b[j] += c;
            d += c * apart(i, j);
            square += c * apart(i, j) * apart(i, j);
        }
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            kappa += a[i] * b[j] * apart(i, j);
            pi += (a[i] + b[i]) * (a[j] + b[j]) * apart(i, j) / 4;
        }
    value[AGREE_LIJPHART] = n > 0 ? 1 - d / n : (double)NAN;
    value[AGREE_S] = n > 0 ? 1 - 2 * d / n : (double)NAN;
    value[AGREE_S_SQUARED] = n > 0 ? 1 - 2 * square / n : (double)NAN;
    value[AGREE_KAPPA] = kappa > 0 ? 1 - d * n / kappa : (double)NAN;
    value[AGREE_PI] = pi > 0 ? 1 - d * n / pi : (double)NAN;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* 5th and 95th of a hundred; those without a value are left out. */
static void ends(double *low, double *high, double *v, size_t n) {
    size_t kept = 0;
    *low = *high = NAN;
    for (size_t i = 0; i < n; i++)
        if (!isnan(v[i])) v[kept++] = v[i];
    if (kept < 20) return;
    qsort(v, kept, sizeof *v, by_size);
    *low = v[(size_t)(0.05 * (double)(kept - 1) + 0.5)];
    *high = v[(size_t)(0.95 * (double)(kept - 1) + 0.5)];
}

/* A session has random numbers of its own, whatever else is asked. */
static void intervals(agree_row *r, const agree_options *o, double *scratch) {
    random_state random;
    uint8_t *pair = malloc(r->n + 1u); /* of each roll call: 3 * i + j */
    size_t n = 0;
    for (int m = 0; m < AGREE_MEASURES; m++) r->low[m] = r->high[m] = NAN;
    if (!pair || r->n < 2 || !o->replicates) {
        free(pair);
        return;
    }
    for (int k = 0; k < 9; k++)
        for (uint32_t c = 0; c < r->count[k / 3][k % 3]; c++) pair[n++] = (uint8_t)k;
    random_stream(&random, o->seed, (uint64_t)r->session);
    for (size_t i = 0; i < o->replicates; i++) {
        uint32_t count[3][3] = {{0}};
        double value[AGREE_MEASURES];
        for (size_t k = 0; k < n; k++) {
            unsigned p = pair[random_below(&random, n)];
            count[p / 3][p % 3]++;
        }
        agree_measures(value, count);
        for (int m = 0; m < AGREE_MEASURES; m++) scratch[(size_t)m * o->replicates + i] = value[m];
    }
    for (int m = 0; m < AGREE_MEASURES; m++)
        ends(&r->low[m], &r->high[m], scratch + (size_t)m * o->replicates, o->replicates);
    free(pair);
}

static bool counts(const votes *v, size_t roll, size_t a, size_t b, const agree_options *o) {
    const votes_roll *r = &v->roll[roll];
    if ((o->from && r->session < o->from) || (o->to && r->session > o->to)) return false;
    if (o->issue >= 0 && !(r->issues >> o->issue & 1)) return false;
    return votes_cell(v, roll, a) != VOTE_NONE && votes_cell(v, roll, b) != VOTE_NONE &&
           !votes_unanimous(v, roll);
}

/* Counts by session, in all[0..VOTES_SESSION_MAX], 0 for all of them. */
static void tally(agree_row *all, const votes *v, size_t a, size_t b, const agree_options *o) {
    for (int s = 0; s <= VOTES_SESSION_MAX; s++) all[s].session = s;
    for (size_t i = 0; i < v->rolls; i++) {
        if (!counts(v, i, a, b, o)) continue;
        vote x = votes_cell(v, i, a), y = votes_cell(v, i, b);
        agree_row *of[] = {&all[0], &all[v->roll[i].session]};
        for (int k = 0; k < 2; k++) {
            of[k]->count[x - 1][y - 1]++;
            of[k]->n++;
        }
    }
}

cordon_status agree_make(agree *out, const votes *v, size_t a, size_t b, const agree_options *o,
                         cordon_error *err) {
    *out = (agree){0};
    if (o->replicates > AGREE_REPLICATES_MAX)
        return cordon_fail(err, CORDON_EINVAL, "at most %d replicates", AGREE_REPLICATES_MAX);
    agree_row *all = calloc(VOTES_SESSION_MAX + 1, sizeof *all);
    double *scratch = calloc(AGREE_MEASURES * o->replicates + 1, sizeof *scratch);
    if (!all || !scratch) {
        free(all);
        free(scratch);
        return no_memory(err);
    }
    cordon_status status = CORDON_OK;
    tally(all, v, a, b, o);
    if (!all[0].n)
        status = cordon_fail(err, CORDON_ENOTFOUND,
                             "%s and %s never both voted in what is asked (unanimous votes left out)",
                             v->country[a], v->country[b]);
    for (int s = 0; s <= VOTES_SESSION_MAX && !status; s++) {
        if (!all[s].n) continue;
        agree_measures(all[s].value, all[s].count);
        intervals(&all[s], o, scratch);
    }
    free(scratch);
    if (status) {
        free(all);
        return status;
    }
    /* Sessions with roll calls move to the front, the row of all behind them. */
    const agree_row together = all[0];
    for (int s = 1; s <= VOTES_SESSION_MAX; s++)
        if (all[s].n) all[out->n++] = all[s];
    all[out->n++] = together;
    out->v = all;
    return CORDON_OK;
}

void agree_free(agree *g) {
    free(g->v);
    *g = (agree){0};
}
