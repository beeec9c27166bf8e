/* Indicators that the flows have: a value, or a share of a whole, by year. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "flows/gap.h"
#include "flows/routes.h"
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

static void not_loaded(watch_indicator *x) {
    snprintf(x->why, sizeof x->why, "no loaded file has it");
}

/* What goes round the measures says something of pairs with their target only. */
static bool of_target(watch_indicator *x, const indicator_ask *ask) {
    const char *target = regime_value(ask->c->regime, "target");
    if (strcmp(ask->pair->a->code, target) == 0 || strcmp(ask->pair->b->code, target) == 0) return true;
    snprintf(x->why, sizeof x->why, "neither of the two is the target of the measures");
    return false;
}

/* ---- the mirror gap ---- */

/* Of all that the sender says it sent, what is not recorded as arriving, per cent. */
static void add_years(watch_indicator *x, const indicator_ask *ask, const gap_line *l) {
    for (size_t i = 0; i < l->n; i++) {
        const gap_period *p = &l->v[i];
        if (p->period % 100 || date_period_last(p->period) > ask->as_at || p->sent_milli <= 0) continue;
        double arrived = (double)(p->arrived_milli + (l->nes_counted ? p->nes_milli : 0));
        indicator_set(x, ask, p->period / 100, 100 * (1 - arrived / (double)p->sent_milli));
        x->rows++;
    }
    for (size_t i = 0; i < l->evidence_n; i++)
        for (size_t k = 0; k < l->evidence[i].sources_n; k++)
            indicator_add_source(x, l->evidence[i].sources[k]);
}

/* what: the definition of the partner, "origin" or "consignment". */
cordon_status indicator_gap(watch_indicator *x, const indicator_ask *ask, cordon_error *err) {
    gap_options o = {.as_at = ask->as_at, .known_by = ask->known_by};
    cordon_error why = {0};
    gap g;
    if (!of_target(x, ask)) return CORDON_OK;
    cordon_status status = gap_make(&g, ask->c, &o, &why);
    if (status == CORDON_ENOTFOUND) {
        not_loaded(x);
        return CORDON_OK;
    }
    if (status) {
        if (err) *err = why;
        return status;
    }
    for (size_t i = 0; i < g.n; i++)
        if (g.v[i].together && !g.v[i].reason && strcmp(g.v[i].definition, x->what) == 0)
            add_years(x, ask, &g.v[i]);
    gap_free(&g);
    if (!x->last) not_loaded(x);
    return CORDON_OK;
}

/* ---- routes that stand out ---- */

static void count_found(watch_indicator *x, const indicator_ask *ask, const routes *r, int year) {
    indicator_set(x, ask, year, (double)r->found);
    x->rows = r->n;
    for (size_t i = 0; i < r->m.sources; i++) indicator_add_source(x, r->m.source[i]);
}

/* what: the id of a row of the regime's routes.csv; the value is of its last period. */
cordon_status indicator_routes(watch_indicator *x, const indicator_ask *ask, cordon_error *err) {
    const table *t = regime_table(ask->c->regime, "routes.csv");
    cordon_flow_question w = CORDON_FLOW_QUESTION_INIT;
    routes_options o = {.q_max = 0.05, .floor_share = 0.001};
    cordon_error why = {0};
    size_t row = 0;
    asked q;
    routes r;
    while (t && row < t->rows && strcmp(table_cell(t, row, table_col(t, "id")), x->what) != 0) row++;
    if (!of_target(x, ask)) return CORDON_OK;
    not_loaded(x);
    if (!t || row == t->rows || !routes_periods(&o, table_cell(t, row, table_col(t, "period"))) ||
        date_period_last(o.asked[o.asked_n - 1]) > ask->as_at)
        return CORDON_OK;
    w.dataset = table_cell(t, row, table_col(t, "dataset"));
    w.flow = table_cell(t, row, table_col(t, "flow"));
    w.freq = table_cell(t, row, table_col(t, "freq"));
    w.from = table_cell(t, row, table_col(t, "from"));
    w.to = table_cell(t, row, table_col(t, "to"));
    w.by = "year,to";
    w.as_at = ask->as_at;
    w.known_by = ask->known_by;
    cordon_status status = asked_resolve(&q, ask->c, &w, false, BY_YEAR | BY_TO, &why);
    if (!status) status = routes_make(&r, ask->c, &q, &o, &why);
    if (!status) {
        count_found(x, ask, &r, o.asked[o.asked_n - 1] / 100);
        routes_free(&r);
        x->why[0] = 0;
    }
    asked_free(&q);
    if (status && status != CORDON_ENOTFOUND && status != CORDON_EINVAL) {
        if (err) *err = why;
        return status;
    }
    return CORDON_OK;
}
