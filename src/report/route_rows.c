#include "report/route_rows.h"

#include <stdio.h>
#include <string.h>

#include "flows/routes.h"

static void take(route_row *x, const route *t, const areas *all) {
    const area *a = areas_find(all, "code", t->key.to, strlen(t->key.to), 0);
    *x = (route_row){.code = a ? a->code : "",
                     .name = a ? a->name : "",
                     .value = t->value / 1e6,
                     .usual = t->usual / 1e6,
                     .excess = t->excess / 1e6,
                     .score = t->score,
                     .q = t->q,
                     .found = t->found};
    if (!t->n) return;
    const route_period *last = &t->v[t->n - 1];
    x->last = last->value / 1e6;
    x->low = last->low / 1e6;
    x->high = last->high / 1e6;
}

static cordon_status say(buf *out, const routes *r, size_t i, const cordon_store *c,
                         const asked *q, cordon_error *err) {
    finding f;
    arena mem;
    arena_init(&mem, 0);
    cordon_status status = routes_finding(&f, &mem, r, i, c, q, err);
    if (!status) {
        finding_json(out, &f);
        buf_char(out, '\n');
    }
    arena_destroy(&mem);
    return status;
}

static cordon_status fill(route_rows *out, buf *findings, const routes *r, const cordon_store *c,
                          const asked *q, cordon_error *err) {
    cordon_status status = CORDON_OK;
    out->tested = r->tested;
    out->found = r->found;
    for (size_t i = 0; i < r->earlier_n; i++) {
        out->earlier_tested += r->earlier[i].tested;
        out->earlier_found += r->earlier[i].found;
    }
    snprintf(out->sender, sizeof out->sender, "%s", q->from.title);
    snprintf(out->currency, sizeof out->currency, "%s", r->m.currency);
    for (size_t i = 0; i < r->m.sources && out->froms < 8; i++)
        out->from[out->froms++] = r->m.source[i];
    for (size_t i = 0; i < r->n && out->n < ROUTE_ROWS_MAX && !status; i++) {
        if (!r->v[i].assessed) continue;
        take(&out->v[out->n++], &r->v[i], c->areas);
        status = say(findings, r, i, c, q, err);
    }
    return status;
}

cordon_status route_rows_make(route_rows *out, buf *findings, const report_input *in,
                              cordon_error *err) {
    cordon_store c = {in->areas, in->regime, in->goods, in->store};
    const table *t = regime_table(in->regime, "routes.csv");
    cordon_flow_question w = CORDON_FLOW_QUESTION_INIT;
    routes_options o = {.q_max = 0.05, .floor_share = 0.001};
    cordon_error e = {0};
    asked q;
    routes r;
    *out = (route_rows){.title = "", .period = "", .source = ""};
    if (!t || !t->rows) return CORDON_OK;
    out->asked = true;
    out->title = table_cell(t, 0, table_col(t, "title"));
    out->period = table_cell(t, 0, table_col(t, "period"));
    out->source = table_cell(t, 0, table_col(t, "source"));
    if (!routes_periods(&o, out->period)) return CORDON_OK; /* the check of the regime says so */
    out->later = date_period_last(o.asked[o.asked_n - 1]) > in->as_at;
    if (out->later) return CORDON_OK;
    w.dataset = table_cell(t, 0, table_col(t, "dataset"));
    w.flow = table_cell(t, 0, table_col(t, "flow"));
    w.freq = table_cell(t, 0, table_col(t, "freq"));
    w.from = table_cell(t, 0, table_col(t, "from"));
    w.to = table_cell(t, 0, table_col(t, "to"));
    w.by = "year,to";
    w.as_at = in->as_at;
    w.known_by = in->known_by;
    cordon_status status = asked_resolve(&q, &c, &w, false, BY_YEAR | BY_TO, err);
    if (status) return status;
    status = routes_make(&r, &c, &q, &o, &e);
    if (!status) {
        status = fill(out, findings, &r, &c, &q, err);
        routes_free(&r);
    } else if (status == CORDON_ENOTFOUND || status == CORDON_EINVAL) {
        status = CORDON_OK; /* not assessed */
    } else if (err) {
        *err = e;
    }
    asked_free(&q);
    return status;
}
