/* claims_counts.c - measures of counts and points that other files hold: a ratio of
 * two counts with its exact interval, incidents, distances of ideal points.     */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "report/claims_inner.h"
#include "watch/count_tail.h"
#include "watch/incident.h"
#include "watch/votes_load.h"

static const double level = 0.95;

/* ---- a ratio of two counts ---- */

/* The p at which a tail of n trials holds (1 - level) / 2; up: that of k or more. */
static double bound_of(int64_t k, int64_t n, bool up) {
    double low = 0, high = 1, tail = (1 - level) / 2;
    for (int i = 0; i < 200; i++) {
        double p = (low + high) / 2;
        double t = up ? count_binomial_from(k, n, p) : count_binomial_to(k, n, p);
        if (up ? t < tail : t > tail)
            low = p;
        else
            high = p;
    }
    return (low + high) / 2;
}

/* Given their sum, the later count is binomial with p = r / (1 + r), r the ratio of
 * the rates over equal spans; the bounds of p (Clopper and Pearson 1934) are those
 * of r. No upper bound when nothing was seen before.                           */
static void say_ratio(buf *b, const char *name, int64_t before, int64_t after) {
    double x[2][2];
    int64_t n = before + after;
    count_interval(&x[0][0], &x[0][1], before, level);
    count_interval(&x[1][0], &x[1][1], after, level);
    double low = after ? bound_of(after, n, true) : 0,
           high = before ? bound_of(after, n, false) : 1;
    buf_printf(
        b, "%s: exact 95 %% intervals of the means: %lld in [%.1f, %.1f], %lld in [%.1f, %.1f]\n",
        name, (long long)before, x[0][0], x[0][1], (long long)after, x[1][0], x[1][1]);
    buf_printf(b, "%s = %lld / %lld; exact 95 %% interval of the ratio [%.2f, ", name,
               (long long)after, (long long)before, low / (1 - low));
    if (before)
        buf_printf(b, "%.2f]", high / (1 - high));
    else
        buf_str(b, "no bound]");
    buf_printf(b, "; p of no rise %.2g (one-sided, given the sum)\n",
               count_rise(before, 1, after, 1));
}

cordon_status measure_ratio(claims *l, measure_def *d, cordon_error *err) {
    const char *at = d->cell[M_OF], *part;
    size_t n, k = 0;
    int64_t count[2] = {0};
    cordon_status status = CORDON_OK;
    while (k < 2 && claims_part(&at, &part, &n)) {
        char word[64];
        snprintf(word, sizeof word, "%.*s", (int)(n < 63 ? n : 63), part);
        measure_def *x = measure_find(l, word);
        if ((status = measure_value(l, x, d->got.known_by, err))) return status;
        outcome_inherit(&d->got, &x->got, k == 0);
        if (d->got.absent) return CORDON_OK;
        double v = x->got.n == 1 && x->got.item[0].number ? x->got.item[0].v : -1;
        if (v < 0 || v > 1e9 || v != floor(v)) {
            outcome_absent(&d->got, "%s is not a count", word);
            return CORDON_OK;
        }
        count[k++] = (int64_t)v;
    }
    if (!count[0]) {
        outcome_absent(&d->got, "a ratio to a count of zero");
        return CORDON_OK;
    }
    say_ratio(&d->got.steps, d->cell[M_MEASURE], count[0], count[1]);
    return outcome_number(l, d, "", (double)count[1] / (double)count[0], err);
}

/* ---- as evidence: the question that was asked ---- */

static cordon_status asked_for(claims *l, measure_def *d, const char *what, int64_t source_id,
                               int64_t rows, int64_t milli, cordon_error *err) {
    outcome *o = &d->got;
    buf b = {0};
    char number[DECIMAL_TEXT];
    buf_char(&b, '{');
    json_str(&b, "dataset", d->cell[M_DATASET]);
    json_str(&b, "from", d->cell[M_FROM]);
    if (*d->cell[M_TO]) json_str(&b, "to", d->cell[M_TO]);
    if (*d->cell[M_PICK]) json_str(&b, "pick", d->cell[M_PICK]);
    json_str(&b, "period", d->cell[M_PERIOD]);
    buf_char(&b, '}');
    const char *p = b.failed ? NULL : claims_keep(l, buf_text(&b));
    int64_t *id = arena_alloc(&l->mem, sizeof *id);
    buf_free(&b);
    if (!p || !id) return claims_no_memory(err);
    *id = source_id;
    buf_printf(&o->steps, "%s: %s of %s%s%s%s%s, %s, dataset %s, source %lld: %s\n",
               d->cell[M_MEASURE], what, d->cell[M_FROM], *d->cell[M_TO] ? " > " : "",
               d->cell[M_TO], *d->cell[M_PICK] ? ", " : "", d->cell[M_PICK], d->cell[M_PERIOD],
               d->cell[M_DATASET], (long long)source_id, decimal_milli_format(number, milli));
    if (o->evidence_n < CLAIM_EVIDENCE_MAX)
        o->evidence[o->evidence_n++] = (finding_evidence){.kind = "query",
                                                          .measure = what,
                                                          .parameters = p,
                                                          .sources = id,
                                                          .sources_n = 1,
                                                          .rows = rows,
                                                          .sum_milli = milli};
    return CORDON_OK;
}

/* ---- incidents ---- */

typedef struct tally {
    int64_t source_id, incidents, milli;
    bool any, too_large;
} tally;

static int add_year(void *arg, const incident_count *c) {
    tally *t = arg;
    t->any = true;
    t->source_id = c->source_id;
    t->incidents += c->incidents;
    t->too_large |= __builtin_add_overflow(t->milli, c->value_milli, &t->milli);
    return 0;
}

cordon_status measure_incidents(claims *l, measure_def *d, cordon_error *err) {
    outcome *o = &d->got;
    const char *const *c = d->cell;
    flow_window w;
    tally all = {0}, own = {0};
    if (claims_early(l, o, c[M_PERIOD])) return CORDON_OK;
    flow_window_parse(&w, c[M_PERIOD]);
    incident_query q = {.dataset = c[M_DATASET], .known_by = o->known_by};
    cordon_status status = incident_counts(l->c->store, &q, add_year, &all, err);
    if (status) return status;
    if (!all.any) {
        outcome_absent(o, "the store has no incidents of dataset %s", c[M_DATASET]);
        return CORDON_OK;
    }
    q.initiator = c[M_FROM];
    q.receiver = *c[M_TO] ? c[M_TO] : NULL;
    q.with = *c[M_PICK] ? c[M_PICK] : NULL;
    q.from = w.from / 100;
    q.to = w.to / 100;
    if ((status = incident_counts(l->c->store, &q, add_year, &own, err))) return status;
    if (own.too_large) {
        outcome_absent(o, "a sum beyond 64 bits");
        return CORDON_OK;
    }
    bool value = d->kind == MK_INCIDENT_VALUE;
    int64_t milli = value ? own.milli : own.incidents * 1000;
    o->statistics = true;
    status = asked_for(l, d, value ? "sum of values" : "incidents",
                       own.any ? own.source_id : all.source_id, own.incidents, milli, err);
    return status ? status : outcome_number(l, d, "", (double)milli / 1000, err);
}

/* ---- ideal points ---- */

cordon_status measure_ideal(claims *l, measure_def *d, cordon_error *err) {
    outcome *o = &d->got;
    const char *const *c = d->cell;
    votes_pair_point *v = NULL;
    size_t n = 0, k = 0;
    cordon_error e = {0};
    if (claims_early(l, o, c[M_PERIOD])) return CORDON_OK;
    cordon_status status =
        votes_published(&v, &n, l->c->store, c[M_FROM], c[M_TO], o->known_by, &e);
    if (status == CORDON_ENOTFOUND) {
        outcome_absent(o, "%.400s", e.message);
        return CORDON_OK;
    }
    if (status) {
        if (err) *err = e;
        return status;
    }
    int session =
        atoi(c[M_PERIOD]) - 1945; /* sessions begin in autumn and are named by that year */
    while (k < n && (v[k].session != session || strcmp(v[k].variant, c[M_PICK]) != 0)) k++;
    if (k == n) {
        outcome_absent(o, "no ideal points %s of %s and %s for %s", c[M_PICK], c[M_FROM], c[M_TO],
                       c[M_PERIOD]);
    } else {
        double far = fabs(v[k].a[0] - v[k].b[0]);
        o->statistics = true;
        status = asked_for(l, d, "distance of ideal points", v[k].source, 2,
                           (int64_t)llround(far * 1000), err);
        if (!status) status = outcome_number(l, d, "", far, err);
    }
    free(v);
    return status;
}
