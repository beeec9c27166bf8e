/* Indicators that the flows have: a value, or a share of a whole, by year. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "watch/indicator.h"

static const char *filled(const char *s) { return *s ? s : NULL; }

static void add(watch_indicator *x, const indicator_ask *ask, const measure_row *r, bool share) {
    int year = r->key.period / 100;
    if (date_period_last(year * 100) > ask->as_at) return;
    double value = share ? r->whole_milli ? 100.0 * (double)r->key.value_milli / (double)r->whole_milli
                                          : (double)NAN
                         : (double)r->key.value_milli / 1e12;
    /* The measure has a row per period here: one sender, one receiver. */
    indicator_set(x, ask, year, value);
    if (year == x->last) snprintf(x->estimate, sizeof x->estimate, "%s", r->key.estimate);
    x->rows += (size_t)r->key.rows;
}

static cordon_status flow(watch_indicator *x, const indicator_ask *ask, bool share, cordon_error *err) {
    cordon_flow_question words = CORDON_FLOW_QUESTION_INIT;
    cordon_error why = {0};
    asked q;
    measure m;
    words.dataset = filled(x->what);
    words.flow = filled(x->flow);
    words.freq = "A";
    words.from = x->from;
    words.to = x->to;
    words.share_of = share ? x->share_of : NULL;
    words.as_at = ask->as_at;
    words.known_by = ask->known_by;
    cordon_status status = asked_resolve(&q, ask->c, &words, false, BY_YEAR, &why);
    if (!status) status = measure_make(&m, ask->c->store, ask->c->goods, &q.query, &q.measure, &why);
    if (!status) {
        for (size_t i = 0; i < m.n; i++) add(x, ask, &m.v[i], share);
        for (size_t i = 0; i < m.sources; i++) indicator_add_source(x, m.source[i]);
        measure_free(&m);
    }
    asked_free(&q);
    if (status == CORDON_EINVAL || status == CORDON_ENOTFOUND) {
        snprintf(x->why, sizeof x->why, "no loaded file has it");
        return CORDON_OK;
    }
    if (status && err) *err = why;
    return status;
}

cordon_status indicator_share(watch_indicator *x, const indicator_ask *ask, cordon_error *err) {
    return flow(x, ask, true, err);
}
cordon_status indicator_value(watch_indicator *x, const indicator_ask *ask, cordon_error *err) {
    return flow(x, ask, false, err);
}
