#include "watch/dimensions.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watch/change.h"

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the dimensions");
}

/* ---- the window ---- */

/* The six years that were over when the regime began; of an earlier day the six
 * before the last.                                                           */
static void set_window(dimensions *d, const indicator_ask *ask) {
    const char *s = regime_value(ask->c->regime, "start_date");
    date_day start = 0;
    int last = indicator_first_year(ask->as_at) + INDICATOR_YEARS - 1;
    if (!date_parse(&start, s, strlen(s)) || start / 10000 > last) start = last * 10000 + 101;
    d->to = start / 10000 - 1;
    d->from = d->to - 5;
}

static dims_frame frame_of(const dimensions *d, int year, size_t draws) {
    return (dims_frame){.first = d->of.ask.first,
                        .n = INDICATOR_YEARS,
                        .from = d->from,
                        .to = d->to,
                        .year = year,
                        .seed = d->seed,
                        .draws = draws};
}

/* ---- each indicator ---- */

static void set_moved(moved *m, const dimensions *d, const watch_indicator *x) {
    double base[INDICATOR_YEARS];
    int64_t count[INDICATOR_YEARS];
    size_t n = 0;
    *m = (moved){.q = NAN};
    shift_values(&m->shift, NULL, 0, NAN);
    if (!x->last || x->last <= d->to) return;
    for (int y = d->from; y <= d->to; y++) {
        double v = x->v[y - d->of.ask.first];
        if (!isfinite(v)) continue;
        base[n] = v;
        count[n++] = (int64_t)llround(v);
    }
    double last = x->v[x->last - d->of.ask.first], before = x->v[x->last - d->of.ask.first - 1];
    m->window_n = n;
    if (!x->sign) n = 0; /* shown, and no direction is read from it */
    m->before = x->sign && x->counts && n < SHIFT_BASE_MIN && isfinite(before);
    if (m->before)
        shift_counts_before(&m->shift, (int64_t)llround(before), (int64_t)llround(last));
    else if (x->counts)
        shift_counts(&m->shift, count, n, (int64_t)llround(last));
    else
        shift_values(&m->shift, base, n, last);
    if (x->late && m->shift.word == SHIFT_DOWN) m->shift.word = SHIFT_UNKNOWN;
}

static cordon_status set_q(dimensions *d, cordon_error *err) {
    double *p = malloc((2 * d->of.n + 1) * sizeof *p), *q = p ? p + d->of.n : NULL;
    if (!p) return no_memory(err);
    for (size_t i = 0; i < d->of.n; i++) p[i] = d->moved[i].shift.p;
    cordon_status status = change_bh(q, p, d->of.n, err);
    for (size_t i = 0; i < d->of.n && !status; i++) d->moved[i].q = q[i];
    free(p);
    return status;
}

/* ---- each dimension ---- */

static watch_dimension *dimension_of(dimensions *d, const char *id) {
    for (size_t i = 0; i < d->n; i++)
        if (strcmp(d->v[i].id, id) == 0) return &d->v[i];
    if (d->n == DIMENSIONS_MAX) return NULL;
    d->v[d->n] = (watch_dimension){.id = id};
    return &d->v[d->n++];
}

static cordon_status gather(dimensions *d, cordon_error *err) {
    for (size_t i = 0; i < d->of.n; i++) {
        const watch_indicator *x = &d->of.v[i];
        watch_dimension *to = dimension_of(d, x->dimension);
        if (!to || to->members == DIMS_SERIES_MAX)
            return cordon_fail(err, CORDON_ELIMIT,
                               "indicators.csv: at most %d dimensions of %d indicators",
                               DIMENSIONS_MAX, DIMS_SERIES_MAX);
        if (!x->sign) continue;
        to->member[to->members++] = i;
        if (x->last > d->to && x->last > to->year) to->year = x->last;
    }
    return CORDON_OK;
}

static dims_series series_of(const watch_indicator *x) {
    return (dims_series){.v = x->last ? x->v : NULL,
                         .low = x->low,
                         .high = x->high,
                         .counts = x->counts,
                         .sign = x->sign};
}

static void set_index(dimensions *d, watch_dimension *x, size_t draws) {
    dims_series s[DIMS_SERIES_MAX];
    if (!x->year) return;
    for (size_t i = 0; i < x->members; i++) s[i] = series_of(&d->of.v[x->member[i]]);
    dims_frame f = frame_of(d, x->year, draws);
    dims_index_make(&x->index, s, x->members, &f);
}

static void set_word(const dimensions *d, watch_dimension *x) {
    x->word = x->index.used ? x->index.shift.word : SHIFT_UNKNOWN;
    for (size_t i = 0; i < x->members && x->word == SHIFT_DOWN; i++)
        if (x->index.use[i] == DIMS_USED && d->of.v[x->member[i]].late) x->word = SHIFT_UNKNOWN;
    if (x->index.used) return;
    for (size_t i = 0; i < x->members; i++) {
        const watch_indicator *k = &d->of.v[x->member[i]];
        const moved *m = &d->moved[x->member[i]];
        if (!m->before || m->shift.word == SHIFT_UNKNOWN) continue;
        shift_word closer = k->sign > 0 || m->shift.word == SHIFT_FLAT ? m->shift.word
                            : m->shift.word == SHIFT_UP                ? SHIFT_DOWN
                                                                       : SHIFT_UP;
        x->word = x->before && closer != x->word ? SHIFT_UNKNOWN : closer;
        x->before = true;
        x->year = k->last;
    }
}

/* ---- among other pairs ---- */

static void compare_one(dimensions *d, watch_dimension *x, const indicators *other) {
    dims_series mine[DIMS_SERIES_MAX], theirs[DIMS_SERIES_MAX];
    dims_frame f = frame_of(d, x->year, 0);
    dims_index a, b;
    size_t n = 0;
    for (size_t i = 0; i < x->members; i++) {
        const watch_indicator *me = &d->of.v[x->member[i]], *it = indicators_find(other, me->id);
        if (x->index.use[i] != DIMS_USED || !it) continue;
        theirs[n] = series_of(it);
        dims_index_make(&b, &theirs[n], 1, &f);
        if (b.used) mine[n++] = series_of(me);
    }
    if (!n) return;
    dims_index_make(&a, mine, n, &f);
    dims_index_make(&b, theirs, n, &f);
    if (!isfinite(a.shift.change) || !isfinite(b.shift.change)) return;
    x->compared++;
    x->below += b.shift.change < a.shift.change;
}

static bool same_pair(const pair *p, const pair *q) {
    return (p->a == q->a && p->b == q->b) || (p->a == q->b && p->b == q->a);
}

/* The state that both pairs have takes the same place in both. */
static void turn(pair *p, const pair *mine) {
    if (p->a != mine->b && p->b != mine->a) return;
    const area *a = p->a;
    p->a = p->b;
    p->b = a;
}

static cordon_status compare(dimensions *d, const char *list, cordon_error *err) {
    cordon_status status = CORDON_OK;
    if (!list) list = regime_value(d->of.ask.c->regime, "compare_pairs");
    for (const char *s = list; *s && !status; s += *s == ',') {
        char text[160];
        pair p;
        size_t n = strcspn(s, ",");
        snprintf(text, sizeof text, "%.*s", (int)(n < 159 ? n : 159), s);
        s += n;
        status = pair_parse(&p, d->of.ask.pair->areas, text, d->of.ask.as_at, err);
        if (status || same_pair(&p, d->of.ask.pair)) continue;
        turn(&p, d->of.ask.pair);
        if (d->against_n == DIMENSIONS_AGAINST)
            return cordon_fail(err, CORDON_ELIMIT, "more than %d pairs to compare with",
                               DIMENSIONS_AGAINST);
        indicators other;
        indicator_ask ask = d->of.ask;
        ask.pair = &p;
        ask.of_index = true;
        status = indicators_make(&other, &ask, err);
        if (status) break;
        snprintf(d->against[d->against_n++], sizeof d->against[0], "%s-%s", p.a->code, p.b->code);
        for (size_t i = 0; i < d->n; i++)
            if (d->v[i].index.used) compare_one(d, &d->v[i], &other);
        indicators_free(&other);
    }
    return status;
}

/* ---- all together ---- */

/* The composite asks every dimension about the same year: the last that all with
 * something to say have.                                                     */
static void set_composite(dimensions *d) {
    dims_series s[DIMS_PARTS_MAX][DIMS_SERIES_MAX];
    dims_part part[DIMS_PARTS_MAX];
    size_t k = 0;
    int year = 0;
    for (size_t i = 0; i < d->n && k < DIMS_PARTS_MAX; i++) {
        const watch_dimension *x = &d->v[i];
        if (!x->index.used) continue;
        for (size_t j = 0; j < x->members; j++) s[k][j] = series_of(&d->of.v[x->member[j]]);
        part[k] = (dims_part){s[k], x->members};
        if (!year || x->year < year) year = x->year;
        k++;
    }
    dims_frame f = frame_of(d, year, 0);
    if (k) dims_composite_make(&d->composite, part, k, &f);
}

cordon_status dimensions_make(dimensions *out, const indicator_ask *ask,
                              const dimensions_options *o, cordon_error *err) {
    *out = (dimensions){.seed = o->seed};
    if (!ask->c->regime)
        return cordon_fail(err, CORDON_EINVAL, "the store has no regime; expected --regime NAME|DIR");
    set_window(out, ask);
    cordon_status status = indicators_make(&out->of, ask, err);
    if (status) return status;
    out->moved = calloc(out->of.n + 1, sizeof *out->moved);
    if (!out->moved) status = no_memory(err);
    for (size_t i = 0; i < out->of.n && !status; i++) set_moved(&out->moved[i], out, &out->of.v[i]);
    if (!status) status = set_q(out, err);
    if (!status) status = gather(out, err);
    for (size_t i = 0; i < out->n && !status; i++) {
        set_index(out, &out->v[i], o->draws);
        set_word(out, &out->v[i]);
    }
    if (!status) status = compare(out, o->against, err);
    if (!status && o->composite) set_composite(out);
    if (status) dimensions_free(out);
    return status;
}

void dimensions_free(dimensions *d) {
    indicators_free(&d->of);
    free(d->moved);
    *d = (dimensions){0};
}
