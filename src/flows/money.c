#include "flows/money.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for a finding");
}

const char *money_hold(arena *a, buf *b) {
    const char *s = b->failed ? NULL : arena_strndup(a, buf_text(b), b->len);
    buf_free(b);
    return s;
}

void money_explanations(buf *out, const regime *r, const char *rule) {
    const table *t = r ? regime_table(r, "explanations.csv") : NULL;
    bool any = false;
    if (!t) return;
    int key = table_col(t, "rule"), text = table_col(t, "text");
    for (size_t i = 0; i < t->rows; i++) {
        if (strcmp(table_cell(t, i, key), rule) != 0 || !*table_cell(t, i, text)) continue;
        buf_printf(out, "%s%s",
                   any ? "; " : "What else could explain it: ", table_cell(t, i, text));
        any = true;
    }
    if (any) buf_char(out, '.');
}

/* ---- shares ---- */

static void share_parameters(buf *b, const measure_row *r, const measure *m, const asked *q,
                             bool whole) {
    const flow_query *w = &q->query;
    const char *flow = w->flow ? w->flow : "X";
    char period[DATE_TEXT];
    bool imports = flow[0] == 'M';
    buf_char(b, '{');
    json_str(b, "dataset", m->dataset);
    json_str(b, "flow", flow);
    json_str(b, "basis", m->basis);
    json_str(b, "freq", m->freq);
    json_str(b, "from",
             whole && imports ? q->share_of.title
             : *r->key.from   ? r->key.from
                              : q->from.title);
    json_str(b, "to", whole && !imports ? q->share_of.title : *r->key.to ? r->key.to : q->to.title);
    json_str(b, "goods", q->goods_text);
    json_str(b, "nomenclature", m->nomenclature);
    json_int(b, "level", m->level);
    json_str(b, "period", r->key.period ? date_period_format(period, r->key.period) : "all");
    json_str(b, "currency", m->currency);
    if (!whole) json_str(b, "kind", r->key.estimate);
    buf_char(b, '}');
}

cordon_status share_finding(finding *out, arena *scratch, const measure_row *r, const measure *m,
                            const asked *q, cordon_error *err) {
    const flow_query *w = &q->query;
    buf subject = {0}, text = {0}, all = {0}, part = {0}, whole = {0};
    char period[DATE_TEXT];
    bool imports = w->flow && w->flow[0] == 'M', any = r->whole_milli != 0;
    const char *from = *r->key.from ? r->key.from : q->from.title;
    const char *to = *r->key.to ? r->key.to : q->to.title;
    double percent =
        any ? 100.0 * (double)r->key.value_milli / (double)r->whole_milli : (double)NAN;
    date_period_format(period, r->key.period);
    buf_printf(&subject, "%s > %s", from, to);
    buf_printf(&text, "%s in the %s of %s, %s%s%s: ", imports ? from : to,
               imports ? "imports" : "exports", imports ? to : from, q->goods_text,
               *period ? ", " : "", period);
    if (any)
        buf_printf(&text, "%.1f %% of what %s %s (%.1f of %.1f mn %s; %s", percent,
                   imports ? "comes from" : "goes to", q->share_of.title,
                   (double)r->key.value_milli / 1e9, (double)r->whole_milli / 1e9, m->currency,
                   m->dataset);
    else
        buf_printf(&text, "no whole to compare with (%s", m->dataset);
    /* What the reporter did not state itself is marked in every sentence. */
    if (any && *r->key.estimate && strcmp(r->key.estimate, "reported") != 0)
        buf_printf(&text, "; %s, not reported", r->key.estimate);
    buf_str(&text, ").");
    share_parameters(&all, r, m, q, false);
    share_parameters(&part, r, m, q, false);
    share_parameters(&whole, r, m, q, true);
    *out = (finding){.rule = "flows.share",
                     .subject = money_hold(scratch, &subject),
                     .verdict = any ? FINDING_FOUND : FINDING_NOT_ASSESSED,
                     .score = percent,
                     FINDING_NO_INTERVAL,
                     .as_at = w->as_at,
                     .known_by = w->known_by,
                     .evidence_n = 2,
                     .method = "100 * part / whole, sums of the publisher's values as written, one "
                               "reporter, period and goods",
                     .parameters = money_hold(scratch, &all),
                     .text = money_hold(scratch, &text),
                     .next_question = "Does another source of the same trade show the same share?"};
    out->evidence[0] = (finding_evidence){.kind = "query",
                                          .measure = "sum(value)",
                                          .parameters = money_hold(scratch, &part),
                                          .sources = m->source,
                                          .sources_n = m->sources,
                                          .rows = r->key.rows,
                                          .sum_milli = r->key.value_milli};
    out->evidence[1] = out->evidence[0];
    out->evidence[1].parameters = money_hold(scratch, &whole);
    out->evidence[1].rows = r->whole_rows;
    out->evidence[1].sum_milli = r->whole_milli;
    if (!out->subject || !out->parameters || !out->text || !out->evidence[0].parameters ||
        !out->evidence[1].parameters)
        return no_memory(err);
    return CORDON_OK;
}

/* ---- a rise against a fall ---- */

static const char *cell(const table *t, size_t row, const char *column) {
    return table_cell(t, row, table_col(t, column));
}
static const char *filled(const table *t, size_t row, const char *column) {
    const char *s = cell(t, row, column);
    return *s ? s : NULL;
}

/* The question of one row, two periods in all. */
static cordon_flow_question row_question(const table *t, size_t row, date_day as_at, date_day known_by,
                                  char group[128]) {
    cordon_flow_question q = CORDON_FLOW_QUESTION_INIT;
    const char *tier = cell(t, row, "tier");
    q.dataset = filled(t, row, "dataset");
    q.flow = filled(t, row, "flow");
    q.basis = filled(t, row, "basis");
    q.freq = filled(t, row, "freq");
    q.from = cell(t, row, "from");
    q.to = cell(t, row, "to");
    q.exclude = filled(t, row, "exclude");
    q.base = filled(t, row, "base");
    q.period = filled(t, row, "period");
    q.carry = strcmp(cell(t, row, "carry"), "yes") == 0;
    q.as_at = as_at;
    q.known_by = known_by;
    snprintf(group, 128, "%.63s%s%.63s", cell(t, row, "group"), *tier ? ":" : "", tier);
    q.group = *cell(t, row, "group") ? group : NULL;
    return q;
}

static cordon_status sums(money_side *out, arena *mem, const cordon_store *c, const asked *q,
                          cordon_error *err) {
    measure m;
    growth g = {0};
    cordon_status status = measure_make(&m, c->store, c->goods, &q->query, &q->measure, err);
    if (status) return status;
    status = growth_make(&g, &m, err);
    for (size_t i = 0; i < g.n && !status; i++) {
        out->base_milli += g.v[i].base_milli;
        out->value_milli += g.v[i].value_milli;
        out->base_rows += g.v[i].base_rows;
        out->value_rows += g.v[i].value_rows;
    }
    if (!status) {
        snprintf(out->dataset, sizeof out->dataset, "%s", m.dataset);
        snprintf(out->currency, sizeof out->currency, "%s", m.currency);
        out->sources = m.sources;
        out->source = arena_alloc(mem, (m.sources + 1) * sizeof *out->source);
        if (out->source)
            memcpy(out->source, m.source, m.sources * sizeof *m.source);
        else
            status = no_memory(err);
    }
    growth_free(&g);
    measure_free(&m);
    return status;
}

static bool has_any(const area_set *s, const char *const *codes, size_t n) {
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; k < n; k++)
            if (strcmp(s->v[i]->code, codes[k]) == 0) return true;
    return false;
}

/* What the store cannot answer is left out, for then there is no figure; only a
 * want of memory or a broken store is passed on.                             */
static bool unanswered(cordon_status s) { return s == CORDON_EINVAL || s == CORDON_ENOTFOUND; }

static cordon_status side_make(money_side *out, bool *there, arena *mem, const cordon_store *c,
                               const table *t, size_t row, const money *m, const char *const *codes,
                               size_t n, cordon_error *err) {
    char group[128];
    asked q;
    cordon_error why = {0};
    cordon_flow_question words = row_question(t, row, m->as_at, m->known_by, group);
    *there = false;
    *out = (money_side){.id = cell(t, row, "id"),
                        .title = cell(t, row, "title"),
                        .base = cell(t, row, "base"),
                        .period = cell(t, row, "period")};
    cordon_status status = asked_resolve(&q, c, &words, true, 0, &why);
    if (!status && (!n || has_any(&q.to, codes, n))) {
        snprintf(out->from, sizeof out->from, "%s", q.from.title);
        snprintf(out->to, sizeof out->to, "%s", q.to.title);
        snprintf(out->goods, sizeof out->goods, "%s", q.goods_text);
        status = sums(out, mem, c, &q, &why);
        *there = !status && out->base_rows && out->value_rows;
    }
    asked_free(&q);
    if (!status || unanswered(status)) return CORDON_OK;
    if (err) *err = why;
    return status;
}

static bool find_row(size_t *row, const table *t, const char *id) {
    for (*row = 0; *row < t->rows; ++*row)
        if (strcmp(cell(t, *row, "id"), id) == 0) return true;
    return false;
}

cordon_status money_make(money *out, const cordon_store *c, const char *const *codes, size_t n,
                         date_day as_at, date_day known_by, cordon_error *err) {
    const table *t = c->regime ? regime_table(c->regime, "headlines.csv") : NULL;
    cordon_status status = CORDON_OK;
    *out = (money){.as_at = as_at, .known_by = known_by};
    arena_init(&out->mem, 0);
    if (!t || !n) return CORDON_OK;
    if (!(out->v = arena_alloc(&out->mem, (t->rows + 1) * sizeof *out->v))) status = no_memory(err);
    for (size_t i = 0; i < t->rows && !status; i++) {
        money_pair p = {0};
        size_t other;
        bool there = false;
        if (!*cell(t, i, "against") || !find_row(&other, t, cell(t, i, "against"))) continue;
        status = side_make(&p.rise, &there, &out->mem, c, t, i, out, codes, n, err);
        if (status || !there) continue;
        for (size_t k = 0; k < out->n && !p.fall.id; k++)
            if (strcmp(out->v[k].fall.id, cell(t, other, "id")) == 0) p.fall = out->v[k].fall;
        if (!p.fall.id) {
            status = side_make(&p.fall, &there, &out->mem, c, t, other, out, NULL, 0, err);
            if (status || !there) continue;
        }
        int64_t up = p.rise.value_milli - p.rise.base_milli;
        int64_t down = p.fall.base_milli - p.fall.value_milli;
        if (up <= 0 || down <= 0 || strcmp(p.rise.currency, p.fall.currency) != 0) continue;
        p.percent = 100.0 * (double)up / (double)down;
        out->v[out->n++] = p;
    }
    if (status) money_free(out);
    return status;
}

void money_free(money *m) {
    arena_destroy(&m->mem);
    *m = (money){0};
}

static double bn(int64_t milli) { return (double)milli / 1e12; }

void money_text(buf *out, const money_pair *p) {
    const money_side *r = &p->rise, *f = &p->fall;
    buf_printf(out,
               "%s to %s, %s: up by %.2f bn %s from %.2f bn in %s to %.2f bn in %s; that is "
               "%.0f %% of the fall of %.2f bn to %s (from %.2f to %.2f bn; %s).",
               r->from, r->to, r->goods, bn(r->value_milli - r->base_milli), r->currency,
               bn(r->base_milli), r->base, bn(r->value_milli), r->period, p->percent,
               bn(f->base_milli - f->value_milli), f->to, bn(f->base_milli), bn(f->value_milli),
               f->dataset);
}

static const char *side_parameters(arena *a, const money_side *s, const char *window) {
    buf b = {0};
    buf_char(&b, '{');
    json_str(&b, "dataset", s->dataset);
    json_str(&b, "from", s->from);
    json_str(&b, "to", s->to);
    json_str(&b, "goods", s->goods);
    json_str(&b, "period", window);
    json_str(&b, "currency", s->currency);
    buf_char(&b, '}');
    return money_hold(a, &b);
}

cordon_status money_finding(finding *out, arena *scratch, const money *m, size_t i,
                            cordon_error *err) {
    const money_pair *p = &m->v[i];
    const money_side *side[2] = {&p->rise, &p->fall};
    buf subject = {0}, text = {0}, parameters = {0};
    buf_printf(&subject, "%s > %s", p->rise.from, p->rise.to);
    money_text(&text, p);
    buf_char(&parameters, '{');
    json_str(&parameters, "row", p->rise.id);
    json_str(&parameters, "against", p->fall.id);
    json_milli(&parameters, "rise", p->rise.value_milli - p->rise.base_milli);
    json_milli(&parameters, "fall", p->fall.base_milli - p->fall.value_milli);
    json_str(&parameters, "currency", p->rise.currency);
    buf_char(&parameters, '}');
    *out = (finding){.rule = "flows.offset",
                     .subject = money_hold(scratch, &subject),
                     .verdict = FINDING_FOUND,
                     .score = p->percent,
                     FINDING_NO_INTERVAL,
                     .as_at = m->as_at,
                     .known_by = m->known_by,
                     .evidence_n = 4,
                     .method = "100 * (value - base) of the rise / (base - value) of the fall, one "
                               "currency; the pair is a row of headlines.csv",
                     .parameters = money_hold(scratch, &parameters),
                     .text = money_hold(scratch, &text),
                     .next_question = "How much of the rise is recorded as arriving?"};
    bool held = out->subject && out->parameters && out->text;
    for (int k = 0; k < 4; k++) {
        const money_side *s = side[k / 2];
        bool base = k % 2 == 0;
        out->evidence[k] = (finding_evidence){
            .kind = "query",
            .measure = "sum(value)",
            .parameters = side_parameters(scratch, s, base ? s->base : s->period),
            .sources = s->source,
            .sources_n = s->sources,
            .rows = base ? s->base_rows : s->value_rows,
            .sum_milli = base ? s->base_milli : s->value_milli};
        held = held && out->evidence[k].parameters;
    }
    return held ? CORDON_OK : no_memory(err);
}
