#include "flows/measure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for a result");
}

static int compare_keys(const flow_row *a, const flow_row *b, bool with_time) {
    int c = 0;
    if (with_time) {
        c = (a->window > b->window) - (a->window < b->window);
        if (!c) c = (a->period > b->period) - (a->period < b->period);
    }
    if (!c) c = strcmp(a->from, b->from);
    if (!c) c = strcmp(a->to, b->to);
    if (!c) c = strcmp(a->code, b->code);
    if (!c) c = strcmp(a->line, b->line);
    return c ? c : strcmp(a->tier, b->tier);
}

static int by_key(const void *x, const void *y) {
    return compare_keys(&((const measure_row *)x)->key, &((const measure_row *)y)->key, true);
}

typedef struct collect {
    measure *m;
    int sign; /* of the wholes: 1 adds, -1 takes away */
    cordon_status status;
    cordon_error *err;
} collect;

static const char *keep(measure *m, const char *s) {
    return *s ? arena_strndup(&m->mem, s, strlen(s)) : "";
}

/* Rows arrive ordered, the estimate last: two ways of one key are one row. */
static bool merge_last(measure *m, const flow_row *r) {
    if (!m->n) return false;
    measure_row *last = &m->v[m->n - 1];
    if (compare_keys(&last->key, r, true) != 0) return false;
    last->key.value_milli += r->value_milli;
    last->key.mass_g = last->key.mass_g && r->mass_g ? last->key.mass_g + r->mass_g : 0;
    last->key.rows += r->rows;
    if (strcmp(last->key.estimate, r->estimate) != 0) last->key.estimate = "mixed";
    return true;
}

static int add_row(void *arg, const flow_row *r) {
    collect *c = arg;
    measure *m = c->m;
    if (merge_last(m, r)) return 0;
    if (m->n == MEASURE_ROWS_MAX) {
        c->status = cordon_fail(c->err, CORDON_ELIMIT,
                                "more than %d rows: ask with fewer breakdowns", MEASURE_ROWS_MAX);
        return 1;
    }
    if (m->n == m->cap) {
        size_t cap = m->cap ? m->cap * 2 : 256;
        measure_row *v = realloc(m->v, cap * sizeof *v);
        if (!v) {
            c->status = no_memory(c->err);
            return 1;
        }
        m->v = v;
        m->cap = cap;
    }
    measure_row x = {.key = *r};
    x.key.from = keep(m, r->from);
    x.key.to = keep(m, r->to);
    x.key.code = keep(m, r->code);
    x.key.line = keep(m, r->line);
    x.key.tier = keep(m, r->tier);
    x.key.estimate = keep(m, r->estimate);
    if (!x.key.from || !x.key.to || !x.key.code || !x.key.line || !x.key.tier || !x.key.estimate) {
        c->status = no_memory(c->err);
        return 1;
    }
    m->v[m->n++] = x;
    return 0;
}

static int take_row(void *arg, const flow_row *r) {
    collect *c = arg;
    measure_row key = {.key = *r};
    measure_row *x = bsearch(&key, c->m->v, c->m->n, sizeof key, by_key);
    if (x) {
        x->key.value_milli -= r->value_milli;
        x->key.mass_g = x->key.mass_g && r->mass_g ? x->key.mass_g - r->mass_g : 0;
        x->key.rows += r->rows;
    }
    return 0;
}

static int whole_row(void *arg, const flow_row *r) {
    collect *c = arg;
    for (size_t i = 0; i < c->m->n; i++) {
        flow_row *k = &c->m->v[i].key;
        /* The key that share_of stands for is empty: it meets every row. */
        if (k->window != r->window || k->period != r->period ||
            (*r->from && strcmp(k->from, r->from) != 0) || (*r->to && strcmp(k->to, r->to) != 0))
            continue;
        c->m->v[i].whole_milli += c->sign * r->value_milli;
        c->m->v[i].whole_rows += r->rows;
    }
    return 0;
}

/* The plan's notes behind those there are, each once. */
static cordon_status take_notes(measure *m, const flow_plan *p, const char *of, cordon_error *err) {
    const char *words;
    for (size_t i = 0; (words = flow_plan_note(p, i)) && m->notes < MEASURE_NOTES_MAX; i++) {
        char t[1100];
        size_t k = 0;
        snprintf(t, sizeof t, "%s%s", of, words);
        while (k < m->notes && strcmp(m->note[k], t) != 0) k++;
        if (k < m->notes) continue;
        const char *copy = keep(m, t);
        if (!copy) return no_memory(err);
        m->note[m->notes++] = copy;
    }
    return CORDON_OK;
}

static cordon_status describe(measure *m, const flow_plan *p, cordon_error *err) {
    const int64_t *ids;
    size_t n = flow_plan_sources(p, &ids);
    snprintf(m->dataset, sizeof m->dataset, "%s", flow_plan_dataset(p));
    snprintf(m->currency, sizeof m->currency, "%s", flow_plan_currency(p));
    snprintf(m->basis, sizeof m->basis, "%s", flow_plan_basis(p));
    snprintf(m->nomenclature, sizeof m->nomenclature, "%s", flow_plan_nomenclature(p));
    snprintf(m->freq, sizeof m->freq, "%s", flow_plan_freq(p));
    m->level = flow_plan_level(p);
    flow_plan_codes(p, &m->asked, &m->occur);
    m->source = arena_alloc(&m->mem, (n + 1) * sizeof *m->source);
    if (!m->source) return no_memory(err);
    memcpy(m->source, ids, n * sizeof *ids);
    m->sources = n;
    return take_notes(m, p, "", err);
}

/* Runs a further query of the same dataset, rows and moment over the measure. */
static cordon_status second(measure *m, store *s, goods *g, flow_query q, bool take,
                            int (*each)(void *arg, const flow_row *r), cordon_error *err) {
    flow_plan *p;
    collect c = {.m = m, .sign = take ? -1 : 1, .err = err};
    q.dataset = m->dataset;
    q.basis = m->basis;
    q.freq = m->freq;
    q.nomenclature = m->nomenclature;
    cordon_status status = flow_plan_make(&p, s, g, &q, err);
    if (status) return status;
    if (strcmp(flow_plan_currency(p), m->currency) != 0)
        status = cordon_fail(err, CORDON_EINVAL, "%s cannot be compared with %s",
                             flow_plan_currency(p), m->currency);
    if (!status) status = take_notes(m, p, take ? "excluded codes: " : "", err);
    if (!status) status = flow_plan_run(p, each, &c, err);
    flow_plan_free(p);
    return status ? status : c.status;
}

/* The same question about the excluded codes only. */
static flow_query excluded(flow_query q, const measure_options *o) {
    q.codes = o->exclude;
    q.codes_n = o->exclude_n;
    q.level = -1;
    return q;
}

static flow_query whole_of(flow_query q, const measure *m, const area_set *share_of) {
    if (q.flow && q.flow[0] == 'M') {
        q.from = share_of;
        q.by &= ~(unsigned)BY_FROM;
    } else {
        q.to = share_of;
        q.by &= ~(unsigned)BY_TO;
    }
    q.level = m->level;
    return q;
}

/* Shares and exclusions meet rows by period and partner, not by goods. */
static cordon_status possible(const flow_query *q, const measure_options *o, cordon_error *err) {
    if (!o || !(q->by & (BY_CODE | BY_LINE | BY_TIER))) return CORDON_OK;
    if (o->share_of)
        return cordon_fail(err, CORDON_EINVAL, "a share is by period and partner only");
    if (o->exclude_n)
        return cordon_fail(err, CORDON_EINVAL, "goods less some codes are by period and partner only");
    return CORDON_OK;
}

cordon_status measure_make(measure *out, store *s, goods *g, const flow_query *q,
                           const measure_options *o, cordon_error *err) {
    flow_plan *p;
    measure *m = out;
    *m = (measure){0};
    arena_init(&m->mem, 0);
    cordon_status status = possible(q, o, err);
    if (!status) status = flow_plan_make(&p, s, g, q, err);
    if (status) return status;
    collect c = {.m = m, .err = err};
    status = describe(m, p, err);
    if (!status) status = flow_plan_run(p, add_row, &c, err);
    if (!status) status = c.status;
    flow_plan_free(p);
    if (!status && o && o->exclude_n)
        status = second(m, s, g, excluded(*q, o), true, take_row, err);
    if (!status && o && o->share_of) {
        flow_query whole = whole_of(*q, m, o->share_of);
        status = second(m, s, g, whole, false, whole_row, err);
        if (!status && o->exclude_n)
            status = second(m, s, g, excluded(whole, o), true, whole_row, err);
    }
    if (status) measure_free(m);
    return status;
}

void measure_free(measure *m) {
    arena_destroy(&m->mem);
    free(m->v);
    *m = (measure){0};
}

/* ---- periods nobody has rows for ---- */

static cordon_status hole_in(date_period *hole, warehouse *w, const char *sql, const measure *m,
                             const flow_query *q, flow_window x, cordon_error *err) {
    warehouse_rows *r = NULL;
    bool more = false;
    if (x.from % 100 == 0 && m->freq[0] == 'M') x = (flow_window){x.from + 1, x.to + 12};
    warehouse_param p[] = {{m->dataset, 0},      {q->flow ? q->flow : "X", 0},
                           {m->basis, 0},        {m->nomenclature, 0},
                           {NULL, m->level},     {m->freq, 0},
                           {NULL, q->known_by},  {NULL, x.from},
                           {NULL, x.to}};
    cordon_status status = warehouse_query(&r, w, sql, p, sizeof p / sizeof *p, err);
    for (date_period at = x.from; at <= x.to && !status && !*hole; at = date_period_next(at)) {
        status = warehouse_next(r, &more, err);
        if (!status && (!more || warehouse_int(r, 0) != at)) *hole = at;
    }
    warehouse_rows_close(r);
    return status;
}

cordon_status measure_hole(date_period *hole, const measure *m, store *s, const flow_query *q,
                           cordon_error *err) {
    static const char head[] =
#include "flows/sql/covered.sql.h"
        ;
    const area_set *who = q->flow && q->flow[0] == 'M' ? q->to : q->from;
    warehouse *w;
    buf sql = {0};
    cordon_status status = store_warehouse(&w, s, err);
    *hole = 0;
    buf_str(&sql, head);
    for (size_t i = 0; i < who->n; i++) {
        buf_str(&sql, i ? ", " : "");
        warehouse_literal(&sql, who->v[i]->code);
    }
    buf_str(&sql, ") ORDER BY period");
    if (!status && sql.failed) status = no_memory(err);
    for (size_t i = 0; i < q->windows && !status && !*hole; i++)
        status = hole_in(hole, w, buf_text(&sql), m, q, q->window[i], err);
    buf_free(&sql);
    return status;
}

double growth_percent(int64_t base_milli, int64_t value_milli) {
    if (base_milli == 0) return NAN;
    return 100.0 * ((double)value_milli - (double)base_milli) / (double)base_milli;
}

static int by_growth_key(const void *x, const void *y) {
    return compare_keys(&((const growth_row *)x)->key, &((const growth_row *)y)->key, false);
}

cordon_status growth_make(growth *out, const measure *m, cordon_error *err) {
    growth_row *v = calloc(m->n + 1, sizeof *v);
    size_t n = 0;
    if (!v) return no_memory(err);
    for (size_t i = 0; i < m->n; i++) {
        const flow_row *k = &m->v[i].key;
        bool later = k->window > 0;
        v[i].key = *k;
        *(later ? &v[i].value_milli : &v[i].base_milli) = k->value_milli;
        *(later ? &v[i].value_rows : &v[i].base_rows) = k->rows;
    }
    if (m->n) qsort(v, m->n, sizeof *v, by_growth_key);
    for (size_t i = 0; i < m->n; i++) {
        if (n && by_growth_key(&v[n - 1], &v[i]) == 0) {
            v[n - 1].base_milli += v[i].base_milli;
            v[n - 1].value_milli += v[i].value_milli;
            v[n - 1].base_rows += v[i].base_rows;
            v[n - 1].value_rows += v[i].value_rows;
        } else {
            v[n++] = v[i];
        }
    }
    /* No row at all is an answer too: one line without rows, not assessed. */
    if (!n) v[n++].key = (flow_row){.from = "", .to = "", .code = "", .line = "", .tier = "", .estimate = ""};
    for (size_t i = 0; i < n; i++) v[i].percent = growth_percent(v[i].base_milli, v[i].value_milli);
    *out = (growth){v, n};
    return CORDON_OK;
}

void growth_free(growth *g) {
    free(g->v);
    *g = (growth){0};
}

static void window_text(char out[32], flow_window w) {
    char a[DATE_TEXT], b[DATE_TEXT];
    date_period_format(a, w.from);
    date_period_format(b, w.to);
    snprintf(out, 32, "%s%s%s", a, w.from == w.to ? "" : "..", w.from == w.to ? "" : b);
}

static void parameters_json(buf *b, const growth_row *r, const measure *m, const flow_query *q,
                            const char *goods_text, const flow_window *only) {
    char text[32];
    buf_char(b, '{');
    json_str(b, "dataset", m->dataset);
    json_str(b, "flow", q->flow ? q->flow : "X");
    json_str(b, "basis", m->basis);
    json_str(b, "freq", m->freq);
    json_str(b, "from", *r->key.from ? r->key.from : q->from->title);
    json_str(b, "to", *r->key.to ? r->key.to : q->to->title);
    json_str(b, "goods", goods_text);
    if (*r->key.code) json_str(b, "code", r->key.code);
    if (*r->key.line) json_str(b, "line", r->key.line);
    if (*r->key.tier) json_str(b, "tier", r->key.tier);
    json_str(b, "nomenclature", m->nomenclature);
    json_int(b, "level", m->level);
    if (q->transport) json_str(b, "transport", q->transport);
    json_str(b, "mapping", q->carried ? "carried" : "as_written");
    for (int i = 0; i < 2; i++) {
        if (only && only != &q->window[i]) continue;
        window_text(text, q->window[i]);
        json_str(b, only ? "period" : i ? "period" : "base", text);
    }
    json_str(b, "currency", m->currency);
    buf_char(b, '}');
}

static const char *hold(arena *a, buf *b) {
    const char *s = b->failed ? NULL : arena_strndup(a, buf_text(b), b->len);
    buf_free(b);
    return s;
}

static void percent_text(buf *b, double percent) {
    if (isnan(percent))
        buf_str(b, "no growth figure (the base is zero)");
    else
        buf_printf(b, "%+.1f %%", percent);
}

cordon_status growth_finding(finding *out, arena *scratch, const growth_row *r, const measure *m,
                             const flow_query *q, const char *goods_text, cordon_error *err) {
    buf parameters = {0}, base = {0}, value = {0}, text = {0}, subject = {0};
    char before[32], now[32];
    const char *from = *r->key.from ? r->key.from : q->from->title;
    const char *to = *r->key.to ? r->key.to : q->to->title;
    parameters_json(&parameters, r, m, q, goods_text, NULL);
    parameters_json(&base, r, m, q, goods_text, &q->window[0]);
    parameters_json(&value, r, m, q, goods_text, &q->window[1]);
    window_text(before, q->window[0]);
    window_text(now, q->window[1]);
    buf_printf(&subject, "%s > %s", from, to);
    buf_printf(&text, "%s to %s, %s%s%s: ", from, to, goods_text,
               *r->key.code || *r->key.line ? " " : "", *r->key.code ? r->key.code : r->key.line);
    if (r->base_rows || r->value_rows) {
        buf_printf(&text, "%.1f mn %s in %s, ", (double)r->value_milli / 1e9, m->currency, now);
        percent_text(&text, r->percent);
        buf_printf(&text, " on %.1f mn in %s (%s).", (double)r->base_milli / 1e9, before, m->dataset);
    } else {
        buf_printf(&text, "no rows in %s and none in %s (%s).", now, before, m->dataset);
    }
    *out = (finding){.rule = "flows.growth",
                     .subject = hold(scratch, &subject),
                     .verdict = r->value_rows || r->base_rows ? FINDING_FOUND : FINDING_NOT_ASSESSED,
                     .score = r->percent,
                     FINDING_NO_INTERVAL,
                     .as_at = q->as_at,
                     .known_by = q->known_by,
                     .evidence_n = 2,
                     .method = "100 * (value - base) / base, sums of the publisher's values as written",
                     .parameters = hold(scratch, &parameters),
                     .text = hold(scratch, &text),
                     .next_question = "Does the partner record the same goods as arriving?"};
    out->evidence[0] = (finding_evidence){.kind = "query",
                                          .measure = "sum(value)",
                                          .parameters = hold(scratch, &base),
                                          .sources = m->source,
                                          .sources_n = m->sources,
                                          .rows = r->base_rows,
                                          .sum_milli = r->base_milli};
    out->evidence[1] = out->evidence[0];
    out->evidence[1].parameters = hold(scratch, &value);
    out->evidence[1].rows = r->value_rows;
    out->evidence[1].sum_milli = r->value_milli;
    if (!out->subject || !out->parameters || !out->text || !out->evidence[0].parameters ||
        !out->evidence[1].parameters)
        return no_memory(err);
    return CORDON_OK;
}
