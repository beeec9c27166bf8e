#include "cli/breaks_store.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the series");
}

/* What was made here and is held as const. */
static void release(const void *p) { free((void *)(uintptr_t)p); }

/* ---- one series ---- */

static char *label_of(const series_point *p) {
    char text[DATE_TEXT], *out = NULL;
    date_format(text, p->first);
    int32_t days = date_number(p->last) - date_number(p->first) + 1;
    if (days > 27) text[days > 300 ? 4 : 7] = 0; /* a year, a month */
    if (asprintf(&out, "%s", text) < 0) return NULL;
    return out;
}

static void free_values(change_series *s) {
    for (size_t i = 0; s->label && i < s->n; i++) release(s->label[i]);
    release(s->label);
    free(s->x);
    *s = (change_series){0};
}

/* Values in order of time; what is missing is left out and counted. */
static cordon_status values_of(change_series *out, const watch_series *x, const series_ask *ask,
                               cordon_error *err) {
    *out = (change_series){0};
    out->x = malloc((x->n + 1) * sizeof *out->x);
    out->label = calloc(x->n + 1, sizeof *out->label);
    cordon_status status = out->x && out->label ? CORDON_OK : no_memory(err);
    snprintf(out->value_name, sizeof out->value_name, "%.63s", ask->indicator);
    snprintf(out->source, sizeof out->source, "%.20s-%.20s %.63s", ask->pair->a->code, ask->pair->b->code,
             ask->indicator);
    for (size_t i = 0; i < x->n && !status; i++) {
        const series_point *p = &x->v[i];
        if (i && p->first <= x->v[i - 1].first)
            return cordon_fail(err, CORDON_EINVAL,
                               "\"%.80s\" is not one series but several: say which, as in incidents:NAME:AAA, "
                               "or leave it",
                               ask->indicator);
        if (!isfinite(p->value)) {
            out->missing++;
            continue;
        }
        out->x[out->n] = p->value;
        if (!(out->label[out->n++] = label_of(p))) status = no_memory(err);
    }
    return status;
}

static cordon_status make_values(change_series *out, char **note, const series_ask *ask,
                                 cordon_error *err) {
    watch_series x;
    *out = (change_series){0};
    cordon_status status = watch_series_make(&x, ask, err);
    if (status) return status;
    status = values_of(out, &x, ask, err);
    if (!status && note && !(*note = strdup(x.n ? x.note : "not assessed: nothing loaded answers this")))
        status = no_memory(err);
    watch_series_free(&x);
    return status;
}

static cordon_status leave_out(breaks_series *b, const series_ask *ask, cordon_error *err) {
    series_origins o;
    series_ask without = *ask;
    cordon_status status = series_origins_make(&o, ask, err);
    if (status) return status;
    b->origins = o.n;
    b->why = o.n < 2 ? "only one source" : !o.can_leave_out ? "made of all its sources" : NULL;
    size_t n = b->why ? 0 : o.n < BREAKS_WITHOUT_MAX ? o.n : BREAKS_WITHOUT_MAX;
    b->without = calloc(n + 1, sizeof *b->without);
    if (!b->without) status = no_memory(err);
    for (size_t i = 0; i < n && !status; i++) {
        breaks_without *w = &b->without[b->n++];
        without.without = o.v[i].name;
        w->name = strdup(o.v[i].name);
        status = w->name ? make_values(&w->s, NULL, &without, err) : no_memory(err);
    }
    series_origins_free(&o);
    return status;
}

static cordon_status one(breaks_series *b, const breaks_question *q, const pair *of,
                         const char *indicator, cordon_error *err) {
    series_ask ask = {.c = q->c, .pair = of, .indicator = indicator, .directed = q->directed,
                      .newest = true, .from = q->from, .to = q->to, .as_at = q->as_at,
                      .known_by = q->known_by, .freq = q->has_freq ? q->freq : EVENT_MONTHLY};
    char *dyad = NULL, *note = NULL;
    if (asprintf(&dyad, "%s-%s", of->a->code, of->b->code) < 0) return no_memory(err);
    b->dyad = dyad;
    if (!(b->indicator = strdup(indicator))) return no_memory(err);
    cordon_status status = make_values(&b->s, &note, &ask, err);
    b->note = note;
    return status || !b->s.n ? status : leave_out(b, &ask, err);
}

/* ---- all ---- */

static char *next_of(char **list) {
    char *s = *list;
    if (!s) return NULL;
    char *end = strchr(s, ',');
    *list = end ? end + 1 : NULL;
    if (end) *end = 0;
    return s;
}

typedef struct gathering {
    const breaks_question *q;
    breaks_series *v;
    size_t n;
} gathering;

static cordon_status each_indicator(gathering *g, const char *dyad, cordon_error *err) {
    pair of;
    char *list = strdup(g->q->indicators), *at = list, *name;
    cordon_status status = list ? pair_parse(&of, g->q->c->areas, dyad, g->q->as_at, err) : no_memory(err);
    while (!status && (name = next_of(&at))) {
        if (g->n == BREAKS_SERIES_MAX)
            status = cordon_fail(err, CORDON_ELIMIT, "more than %d series", BREAKS_SERIES_MAX);
        else
            status = one(&g->v[g->n++], g->q, &of, name, err);
    }
    free(list);
    return status;
}

static cordon_status each_dyad(gathering *g, const char *dyads, cordon_error *err) {
    char *list = strdup(dyads), *at = list, *name;
    cordon_status status = list ? CORDON_OK : no_memory(err);
    while (!status && (name = next_of(&at))) status = each_indicator(g, name, err);
    free(list);
    return status;
}

cordon_status breaks_of_store(breaks_series **out, size_t *n, const breaks_question *q, cordon_error *err) {
    gathering g = {.q = q, .v = calloc(BREAKS_SERIES_MAX, sizeof *g.v)};
    const char *compared = q->against && q->c->regime ? regime_value(q->c->regime, "compare_pairs") : NULL;
    cordon_status status = g.v ? each_dyad(&g, q->dyads, err) : no_memory(err);
    if (!status && q->against && !compared)
        status = cordon_fail(err, CORDON_EINVAL, "--against: the regime names no compare_pairs");
    if (!status && compared) status = each_dyad(&g, compared, err);
    if (status) {
        breaks_of_store_free(g.v, g.n);
        return status;
    }
    *out = g.v;
    *n = g.n;
    return CORDON_OK;
}

void breaks_of_store_free(breaks_series *v, size_t n) {
    for (size_t i = 0; v && i < n; i++) {
        free_values(&v[i].s);
        for (size_t k = 0; k < v[i].n; k++) {
            free_values(&v[i].without[k].s);
            release(v[i].without[k].name);
        }
        free(v[i].without);
        release(v[i].dyad);
        release(v[i].indicator);
        release(v[i].note);
    }
    free(v);
}
