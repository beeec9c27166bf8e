#include "watch/alert_expect.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/random.h"

static const double year_days = 365.25;

typedef struct work {
    const alert_point *v;
    size_t n, values;
    const alert_options *o;
    const alert_expect_options *e;
    double *value, *rate; /* values of the series; rate of each draw */
    alert_point *drawn;
    alert_score *score;
    alert_episode *episode;
} work;

/* The values in drawn blocks, into the places that have one. */
static void redraw(work *w, random_state *random) {
    size_t left = 0, from = 0;
    for (size_t i = 0; i < w->n; i++) {
        w->drawn[i] = w->v[i];
        if (isnan(w->v[i].value)) continue;
        if (!left) {
            left = w->e->block;
            from = random_below(random, w->values - w->e->block + 1);
        }
        w->drawn[i].value = w->value[from++];
        left--;
    }
}

static cordon_status draw(work *w, size_t k, cordon_error *err) {
    random_state random;
    size_t scored = 0;
    random_stream(&random, w->e->seed, k);
    redraw(w, &random);
    cordon_status status = alert_scores(w->score, w->drawn, w->n, w->o, err);
    if (status) return status;
    size_t episodes = alert_episodes(w->episode, w->drawn, w->score, w->n, w->o, NULL);
    for (size_t i = 0; i < w->n; i++) scored += w->score[i].state == ALERT_SCORED;
    w->rate[k] = scored ? (double)episodes * year_days / ((double)scored * w->e->point_days) : 0;
    return CORDON_OK;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void summarise(alert_expect *out, double *rate, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += rate[i];
    qsort(rate, n, sizeof *rate, by_value);
    out->per_year = sum / (double)n;
    out->low = rate[n / 20];
    out->high = rate[n - 1 - n / 20];
}

static cordon_status check(const alert_expect_options *e, cordon_error *err) {
    if (e->draws < 1 || e->draws > ALERT_DRAWS_MAX)
        return cordon_fail(err, CORDON_EINVAL, "%zu draws: expected 1 to %d", e->draws,
                           ALERT_DRAWS_MAX);
    if (e->block < 1 || !(e->point_days > 0))
        return cordon_fail(err, CORDON_EINVAL, "a block of %zu points of %g days", e->block,
                           e->point_days);
    return CORDON_OK;
}

static bool reserve(work *w, arena *mem) {
    size_t n = w->n + 1;
    w->value = arena_alloc(mem, n * sizeof *w->value);
    w->rate = arena_alloc(mem, w->e->draws * sizeof *w->rate);
    w->drawn = arena_alloc(mem, n * sizeof *w->drawn);
    w->score = arena_alloc(mem, n * sizeof *w->score);
    w->episode = arena_alloc(mem, n * sizeof *w->episode);
    return w->value && w->rate && w->drawn && w->score && w->episode;
}

static cordon_status draw_all(alert_expect *out, work *w, cordon_error *err) {
    alert_expect r = {.per_year = NAN, .low = NAN, .high = NAN};
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < w->n; i++)
        if (!isnan(w->v[i].value)) w->value[w->values++] = w->v[i].value;
    r.values = w->values;
    bool enough = w->values >= 2 * w->e->block;
    for (size_t k = 0; k < w->e->draws && enough && !status; k++) status = draw(w, k, err);
    if (status) return status;
    if (enough) summarise(&r, w->rate, w->e->draws);
    *out = r;
    return CORDON_OK;
}

cordon_status alert_expect_make(alert_expect *out, const alert_point *v, size_t n,
                                const alert_options *o, const alert_expect_options *e,
                                cordon_error *err) {
    cordon_status status = check(e, err);
    if (status) return status;
    arena mem;
    arena_init(&mem, 0);
    work w = {.v = v, .n = n, .o = o, .e = e};
    if (reserve(&w, &mem))
        status = draw_all(out, &w, err);
    else
        status = cordon_fail(err, CORDON_ENOMEM, "no memory for %zu draws", e->draws);
    arena_destroy(&mem);
    return status;
}
