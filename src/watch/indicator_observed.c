/* Indicators that others counted or measured: published observations by year, and
 * incidents by the year in which they began.                                   */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "watch/incident.h"
#include "watch/indicator.h"
#include "watch/observation.h"

typedef struct filling {
    watch_indicator *x;
    const indicator_ask *ask;
    date_day upto[INDICATOR_YEARS]; /* last day of the period that gave the value */
    bool whole;                     /* only values of whole years */
} filling;

static int place_of(const filling *f, int year) {
    int at = year - f->ask->first;
    return at >= 0 && at < INDICATOR_YEARS ? at : -1;
}

/* ---- observations ---- */

/* A level of a month stands for its year until a later month is known; a count is
 * of the whole year or of nothing.                                             */
static int observe(void *arg, const observation *o) {
    filling *f = arg;
    int year = o->last / 10000, at = place_of(f, year);
    if (at < 0 || o->first / 10000 != year) return 0;
    if (f->whole && (o->first % 10000 != 101 || o->last % 10000 != 1231)) return 0;
    if (f->upto[at] && o->last < f->upto[at]) return 0;
    f->upto[at] = o->last;
    indicator_set(f->x, f->ask, year, (double)o->value_milli / 1000);
    f->x->low[at] = o->has_low ? (double)o->low_milli / 1000 : (double)NAN;
    f->x->high[at] = o->has_high ? (double)o->high_milli / 1000 : (double)NAN;
    indicator_add_source(f->x, o->source_id);
    if (o->vintage > f->x->vintage) f->x->vintage = o->vintage;
    f->x->rows++;
    return 0;
}

static cordon_status observed(watch_indicator *x, const indicator_ask *ask, bool whole,
                              cordon_error *err) {
    filling f = {.x = x, .ask = ask, .whole = whole};
    observation_query q = {.series = x->what, .as_at = ask->as_at, .known_by = ask->known_by};
    int64_t sources = 0;
    cordon_status status = observation_list(ask->c->store, &q, observe, &f, &sources, err);
    if (!status && !x->last)
        snprintf(x->why, sizeof x->why, sources ? "no whole year of it is loaded"
                                                : "no observations are loaded");
    return status;
}

cordon_status indicator_observation(watch_indicator *x, const indicator_ask *ask,
                                    cordon_error *err) {
    return observed(x, ask, false, err);
}
cordon_status indicator_observation_count(watch_indicator *x, const indicator_ask *ask,
                                          cordon_error *err) {
    return observed(x, ask, true, err);
}

/* ---- incidents ---- */

/* What the edition holds at all: between its first and last year with any incident,
 * and before the year it is of, a year without one is a zero.                  */
typedef struct edition {
    watch_indicator *x;
    int first, last;
} edition;

static int see(void *arg, const incident_count *c) {
    edition *e = arg;
    if (!e->first || c->year < e->first) e->first = c->year;
    if (c->year > e->last) e->last = c->year;
    e->x->vintage = c->vintage;
    indicator_add_source(e->x, c->source_id);
    return 0;
}

static int add_count(void *arg, const incident_count *c) {
    filling *f = arg;
    int at = place_of(f, c->year);
    if (at < 0) return 0;
    f->x->v[at] = (isfinite(f->x->v[at]) ? f->x->v[at] : 0) + (double)c->incidents;
    f->x->rows += (size_t)c->incidents;
    return 0;
}

static void set_zeros(watch_indicator *x, const indicator_ask *ask, int first, int last) {
    if (last > x->vintage / 10000 - 1) last = x->vintage / 10000 - 1;
    for (int i = 0; i < INDICATOR_YEARS; i++) {
        int year = ask->first + i;
        if (year < first || year > last)
            x->v[i] = NAN;
        else if (!isfinite(x->v[i]))
            x->v[i] = 0;
    }
}

/* what: DATASET, or DATASET:both for incidents that name both sides as initiators. */
cordon_status indicator_incidents(watch_indicator *x, const indicator_ask *ask, cordon_error *err) {
    filling f = {.x = x, .ask = ask};
    edition all = {.x = x};
    char dataset[64];
    size_t n = strcspn(x->what, ":");
    bool both = strcmp(x->what + n, ":both") == 0;
    snprintf(dataset, sizeof dataset, "%.*s", (int)n, x->what);
    incident_query q = {.dataset = dataset, .known_by = ask->known_by};
    cordon_status status = incident_counts(ask->c->store, &q, see, &all, err);
    if (status) return status;
    if (!x->sources) {
        snprintf(x->why, sizeof x->why, "no loaded file has it");
        return CORDON_OK;
    }
    q.initiator = x->from;
    q.with = both ? x->to : NULL;
    q.receiver = !both && *x->to ? x->to : NULL;
    status = incident_counts(ask->c->store, &q, add_count, &f, err);
    if (!status) set_zeros(x, ask, all.first, all.last);
    return status;
}
