/* Mirror gap over a base: the definition of CEPR Discussion Paper 20097 (2025).
 * The five reasons for a difference that no statistic can tell apart (partner,
 * timing, valuation, coverage, errors) are said in explanations.csv.           */
#include "flows/gap.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "base/json.h"
#include "flows/money.h"
#include "read/table.h"

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for a gap");
}

double gap_lost(double *sent, double *arrived, const gap_period *v, size_t n, bool nes,
                double rate) {
    int64_t a[2] = {0}, b[2] = {0};
    double count[2] = {0};
    for (size_t i = 0; i < n; i++) {
        int k = !v[i].base;
        a[k] += v[i].sent_milli;
        b[k] += v[i].arrived_milli + (nes ? v[i].nes_milli : 0);
        count[k]++;
    }
    if (count[0] < 1) return NAN;
    double x = ((double)a[1] - (double)a[0] * count[1] / count[0]) / 1000.0;
    double m = ((double)b[1] - (double)b[0] * count[1] / count[0]) / 1000.0;
    if (sent) *sent = x;
    if (arrived) *arrived = m;
    return x > 0 ? 100.0 * (1.0 - m / (1.0 + rate) / x) : (double)NAN;
}

/* ---- the table ---- */

static const char *const names[] = {"id",        "side",  "country", "dataset",    "flow",
                                    "freq",      "from",  "to",      "definition", "nes",
                                    "valuation", "rate",  "base",    "period",     "lag_months",
                                    "source",    "basis", "note",    NULL};
enum {
    ID,
    SIDE,
    COUNTRY,
    DATASET,
    FLOW,
    FREQ,
    FROM,
    TO,
    DEFINITION,
    NES,
    VALUATION,
    RATE,
    BASE,
    PERIOD,
    LAG,
    SOURCE,
    BASIS,
    NOTE,
    COLUMNS
};

typedef struct work {
    const cordon_store *c;
    const table *t;
    int col[COLUMNS];
    gap *g;
    gap_options o;
    table rates;
    char rates_of[256]; /* the cell whose table is open */
} work;

static const char *cell(const work *w, size_t row, int column) {
    return table_cell(w->t, row, w->col[column]);
}

static cordon_status fault(const work *w, size_t row, int column, const char *want,
                           cordon_error *err) {
    return cordon_fail_at(err, CORDON_EFORMAT, w->t->path, w->t->line[row], 0,
                          "%s is \"%.80s\"; expected %s", names[column], cell(w, row, column),
                          want);
}

static bool is(const char *a, const char *b) { return strcmp(a, b) == 0; }

static cordon_status check(const work *w, cordon_error *err) {
    for (size_t i = 0; i < w->t->rows; i++) {
        const char *side = cell(w, i, SIDE), *d = cell(w, i, DEFINITION), *f = cell(w, i, FREQ);
        flow_window x;
        if (!is(side, "sender") && !is(side, "receiver"))
            return fault(w, i, SIDE, "sender or receiver", err);
        if (!is(f, "A") && !is(f, "M")) return fault(w, i, FREQ, "A or M", err);
        if (!*cell(w, i, DATASET)) return fault(w, i, DATASET, "the name of a dataset", err);
        if (is(side, "receiver")) {
            if (!is(d, "origin") && !is(d, "consignment") && !is(d, "both"))
                return fault(w, i, DEFINITION, "origin, consignment or both", err);
        } else if (!flow_window_parse(&x, cell(w, i, BASE))) {
            return fault(w, i, BASE, "YYYY..YYYY", err);
        } else if (!flow_window_parse(&x, cell(w, i, PERIOD))) {
            return fault(w, i, PERIOD, "YYYY..YYYY", err);
        }
        if (strlen(cell(w, i, LAG)) > 2 || atoi(cell(w, i, LAG)) > GAP_LAGS_MAX)
            return fault(w, i, LAG, "at most 12 months", err);
        for (size_t k = 0; k < i; k++)
            if (is(cell(w, k, ID), cell(w, i, ID)) && is(cell(w, k, SIDE), side) &&
                is(cell(w, k, DEFINITION), d))
                return fault(w, i, ID, "one row for each side and definition", err);
    }
    return CORDON_OK;
}

/* ---- one side's values ---- */

typedef struct values {
    date_period first, last; /* months, or years */
    int64_t milli[GAP_PERIODS_MAX];
    bool there[GAP_PERIODS_MAX];
    finding_evidence evidence;
    char currency[16];
} values;

static size_t place(const values *v, date_period p) {
    if (v->first % 100 == 0) return (size_t)((p - v->first) / 100);
    return (size_t)((p / 100 - v->first / 100) * 12 + p % 100 - v->first % 100);
}

static date_period months_on(date_period p, int n) {
    int m = p / 100 * 12 + p % 100 - 1 + n;
    return m / 12 * 100 + m % 12 + 1;
}

/* "data/ref/rates.csv:column": units of this currency for one of the sender's. */
static cordon_status rate_of(double *out, work *w, size_t row, int year, cordon_error *err) {
    const char *s = cell(w, row, RATE), *colon = strchr(s, ':');
    char path[512], file[256];
    *out = 1;
    if (!*s) return CORDON_OK;
    if (!colon || s[0] == '/' || strstr(s, "..") || (size_t)(colon - s) >= sizeof file)
        return fault(w, row, RATE, "FILE:COLUMN with a file of the data folder", err);
    if (!is(w->rates_of, s)) {
        table_free(&w->rates);
        w->rates_of[0] = 0;
        snprintf(file, sizeof file, "%.*s", (int)(colon - s), s);
        cordon_status status = table_read(&w->rates, data_path(path, sizeof path, file), err);
        if (status) return status;
        snprintf(w->rates_of, sizeof w->rates_of, "%s", s);
    }
    int at = table_col(&w->rates, "year"), col = table_col(&w->rates, colon + 1);
    for (size_t i = 0; i < w->rates.rows && at >= 0 && col >= 0; i++) {
        if (atoi(table_cell(&w->rates, i, at)) != year) continue;
        *out = strtod(table_cell(&w->rates, i, col), NULL);
        if (*out > 0 && isfinite(*out)) return CORDON_OK;
    }
    return cordon_fail_at(err, CORDON_ENOTFOUND, w->t->path, w->t->line[row], 0,
                          "no rate of %d in %.200s", year, s);
}

static const char *parameters(work *w, const measure *m, size_t row, const char *from,
                              const char *to, const char *period) {
    buf b = {0};
    buf_char(&b, '{');
    json_str(&b, "mirror", cell(w, row, ID));
    json_str(&b, "side", cell(w, row, SIDE));
    json_str(&b, "dataset", m->dataset);
    json_str(&b, "flow", cell(w, row, FLOW));
    json_str(&b, "basis", m->basis);
    json_str(&b, "freq", m->freq);
    json_str(&b, "from", from);
    json_str(&b, "to", to);
    json_str(&b, "period", period);
    json_str(&b, "valuation", cell(w, row, VALUATION));
    json_str(&b, "currency", m->currency);
    if (*cell(w, row, RATE)) json_str(&b, "rate", cell(w, row, RATE));
    buf_char(&b, '}');
    return money_hold(&w->g->mem, &b);
}

static cordon_status collect(values *v, work *w, size_t row, const measure *m, cordon_error *err) {
    for (size_t i = 0; i < m->n; i++) {
        const flow_row *k = &m->v[i].key;
        double rate;
        if (k->period < v->first || k->period > v->last) continue;
        cordon_status status = rate_of(&rate, w, row, k->period / 100, err);
        if (status) return status;
        v->milli[place(v, k->period)] =
            rate == 1 ? k->value_milli : llround((double)k->value_milli / rate);
        v->there[place(v, k->period)] = true;
        v->evidence.rows += k->rows;
        v->evidence.sum_milli += k->value_milli;
    }
    return CORDON_OK;
}

/* The values of a row from first to last, by month when these are months. from
 * NULL takes the row's own. CORDON_ENOTFOUND when nobody answers.            */
static cordon_status read_side(values *v, work *w, size_t row, const char *from, date_period first,
                               date_period last, cordon_error *err) {
    cordon_flow_question words = CORDON_FLOW_QUESTION_INIT;
    asked q;
    measure m;
    char a[DATE_TEXT], b[DATE_TEXT], period[2 * DATE_TEXT + 2];
    bool months = first % 100 != 0;
    *v = (values){.first = first, .last = last};
    if (place(v, last) >= GAP_PERIODS_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "a gap over more than %d periods", GAP_PERIODS_MAX);
    snprintf(period, sizeof period, "%s..%s", date_period_format(a, first),
             date_period_format(b, last));
    words.dataset = cell(w, row, DATASET);
    words.flow = cell(w, row, FLOW);
    words.basis = *cell(w, row, BASIS) ? cell(w, row, BASIS) : NULL;
    words.freq = months ? "M" : "A";
    words.from = from ? from : cell(w, row, FROM);
    words.to = cell(w, row, TO);
    words.by = months ? "month" : "year";
    words.period = period;
    words.as_at = w->o.as_at;
    words.known_by = w->o.known_by;
    cordon_status status = asked_resolve(&q, w->c, &words, false, 0, err);
    if (status) return status;
    status = measure_make(&m, w->c->store, w->c->goods, &q.query, &q.measure, err);
    if (!status) {
        int64_t *ids = arena_alloc(&w->g->mem, (m.sources + 1) * sizeof *ids);
        if (ids) memcpy(ids, m.source, m.sources * sizeof *ids);
        v->evidence =
            (finding_evidence){.kind = "query",
                               .measure = "sum(value)",
                               .sources = ids,
                               .sources_n = m.sources,
                               .parameters = parameters(w, &m, row, words.from, words.to, period)};
        snprintf(v->currency, sizeof v->currency, "%s", m.currency);
        status = ids && v->evidence.parameters ? collect(v, w, row, &m, err) : no_memory(err);
        measure_free(&m);
    }
    asked_free(&q);
    return status;
}

/* Years of monthly rows: a year with a month missing is missing. */
static void into_years(values *v) {
    values y = {
        .first = v->first / 100 * 100, .last = v->last / 100 * 100, .evidence = v->evidence};
    memcpy(y.currency, v->currency, sizeof y.currency);
    for (date_period p = y.first; p <= y.last; p += 100) {
        bool all = true;
        for (int m = 1; m <= 12; m++) {
            size_t at = place(v, p + m);
            all = all && v->there[at];
            y.milli[place(&y, p)] += v->milli[at];
        }
        y.there[place(&y, p)] = all;
    }
    *v = y;
}

/* As the windows count: years of an annual or of a monthly row, or months. */
static cordon_status read_as(values *v, work *w, size_t row, const char *from, date_period first,
                             date_period last, cordon_error *err) {
    bool years = first % 100 == 0, monthly = is(cell(w, row, FREQ), "M");
    if (!years || !monthly) return read_side(v, w, row, from, first, last, err);
    cordon_status status = read_side(v, w, row, from, first + 1, last + 12, err);
    if (!status) into_years(v);
    return status;
}

/* ---- one mirror ---- */

typedef struct mirror {
    const char *id;
    size_t sender;
    flow_window base, period;
    values sent;
    bool sent_there;
    const char *why;
} mirror;

static date_period step(date_period p) { return date_period_next(p); }
static date_period lesser(date_period a, date_period b) { return a < b ? a : b; }
static date_period greater(date_period a, date_period b) { return a > b ? a : b; }

static const char *keep(work *w, const char *fmt, ...) CORDON_PRINTF(2, 3);
static const char *keep(work *w, const char *fmt, ...) {
    char text[600];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    const char *s = arena_strndup(&w->g->mem, text, strlen(text));
    return s ? s : "no memory";
}

/* What the store cannot answer becomes the reason of a line. */
static cordon_status not_assessed(const char **why, work *w, cordon_status status,
                                  const cordon_error *e, cordon_error *err) {
    if (status == CORDON_ENOTFOUND || status == CORDON_EINVAL) {
        *why = keep(w, "%s", e->message);
        return CORDON_OK;
    }
    if (status && err) *err = *e;
    return status;
}

static void judge(gap_line *l, const gap_options *o) {
    bool any = false, nes = l->nes_counted;
    for (size_t i = 0; i < l->n; i++) any |= l->v[i].nes_milli != 0;
    l->lost = gap_lost(&l->sent_extra, &l->arrived_extra, l->v, l->n, nes, 0);
    l->lost_high = gap_lost(NULL, NULL, l->v, l->n, nes, o->cif_fob);
    l->lost_other = any ? gap_lost(NULL, NULL, l->v, l->n, !nes, 0) : (double)NAN;
}

static void add_evidence(gap_line *l, const finding_evidence *e) {
    if (l->evidence_n < FINDING_EVIDENCE_MAX) l->evidence[l->evidence_n++] = *e;
}

static cordon_status join(gap_line *l, work *w, const mirror *m, const values *arrived,
                          const values *nes, cordon_error *err) {
    size_t room = 0;
    char t[DATE_TEXT];
    for (int k = 0; k < 2; k++) {
        flow_window x = k ? m->period : m->base;
        for (date_period p = x.from; p <= x.to; p = step(p)) room++;
    }
    if (!(l->v = arena_alloc(&w->g->mem, room * sizeof *l->v))) return no_memory(err);
    for (int k = 0; k < 2; k++) {
        flow_window x = k ? m->period : m->base;
        for (date_period p = x.from; p <= x.to; p = step(p)) {
            size_t s = place(&m->sent, p), a = place(arrived, p);
            if (!m->sent.there[s] || !arrived->there[a]) {
                l->reason =
                    keep(w, "the %s does not report the whole of %s",
                         m->sent.there[s] ? "receiver" : "sender", date_period_format(t, p));
                l->n = 0;
                return CORDON_OK;
            }
            l->v[l->n++] = (gap_period){p, !k, m->sent.milli[s], arrived->milli[a],
                                        nes ? nes->milli[place(nes, p)] : 0};
        }
    }
    return CORDON_OK;
}

/* The same with arrivals so many months later, where both sides have months. */
static cordon_status lags(gap_line *l, work *w, const mirror *m, size_t row, cordon_error *err) {
    int most = atoi(cell(w, row, LAG));
    values *v = malloc(3 * sizeof *v);
    cordon_error why = {0};
    if (!v) return no_memory(err);
    values *sent = v, *arrived = v + 1, *nes = v + 2;
    bool years = m->base.from % 100 == 0;
    flow_window b = m->base, p = m->period;
    if (years) b = (flow_window){b.from + 1, b.to + 12}, p = (flow_window){p.from + 1, p.to + 12};
    date_period first = lesser(b.from, p.from), last = greater(b.to, p.to);
    cordon_status status = CORDON_OK;
    if (!most || !is(cell(w, row, FREQ), "M")) goto done;
    status = read_side(sent, w, m->sender, NULL, first, last, &why);
    if (!status) status = read_side(arrived, w, row, NULL, first, months_on(last, most), &why);
    if (!status && l->nes_counted) {
        status = read_side(nes, w, row, cell(w, row, NES), first, months_on(last, most), &why);
        if (status == CORDON_ENOTFOUND) {
            *nes = (values){.first = first, .last = months_on(last, most)};
            status = CORDON_OK;
        }
    } else if (!status) {
        *nes = (values){.first = first, .last = months_on(last, most)};
    }
    for (int lag = 0; lag <= most && !status; lag++) {
        int64_t x[2] = {0}, y[2] = {0};
        double n[2] = {0};
        bool all = true;
        for (int k = 0; k < 2; k++) {
            flow_window z = k ? p : b;
            for (date_period at = z.from; at <= z.to; at = step(at), n[k]++) {
                size_t s = place(sent, at), a = place(arrived, months_on(at, lag));
                all = all && sent->there[s] && arrived->there[a];
                x[k] += sent->milli[s];
                y[k] += arrived->milli[a] + nes->milli[a];
            }
        }
        double extra_x = (double)x[1] - (double)x[0] * n[1] / n[0];
        double extra_y = (double)y[1] - (double)y[0] * n[1] / n[0];
        if (!all || !(extra_x > 0)) break;
        l->lag[l->lags++] = 100.0 * (1.0 - extra_y / extra_x);
    }
    if (status == CORDON_ENOTFOUND || status == CORDON_EINVAL) status = CORDON_OK;
    if (status && err) *err = why;
done:
    free(v);
    return status;
}

static cordon_status receiver(work *w, const mirror *m, size_t row, cordon_error *err) {
    gap_line *l = &w->g->v[w->g->n];
    values *v = malloc(2 * sizeof *v);
    cordon_error why = {0};
    cordon_status status = CORDON_OK;
    if (!v) return no_memory(err);
    *l = (gap_line){.id = m->id,
                    .country = cell(w, row, COUNTRY),
                    .definition = cell(w, row, DEFINITION),
                    .from = cell(w, m->sender, FROM),
                    .to = cell(w, m->sender, TO),
                    .valuation = cell(w, row, VALUATION),
                    .source = cell(w, m->sender, SOURCE),
                    .note = cell(w, row, NOTE),
                    .reason = m->why,
                    .lost = NAN,
                    .lost_high = NAN,
                    .lost_other = NAN};
    if (m->why) goto done;
    l->currency = keep(w, "%s", m->sent.currency);
    date_period first = lesser(m->base.from, m->period.from),
                last = greater(m->base.to, m->period.to);
    status = read_as(v, w, row, NULL, first, last, &why);
    if (status) {
        status = not_assessed(&l->reason, w, status, &why, err);
        goto done;
    }
    bool nes = false;
    if (*cell(w, row, NES)) {
        cordon_status s =
            read_side(v + 1, w, row, cell(w, row, NES),
                      is(cell(w, row, FREQ), "M") && first % 100 == 0 ? first + 1 : first,
                      is(cell(w, row, FREQ), "M") && last % 100 == 0 ? last + 12 : last, &why);
        nes = !s;
        if (s && s != CORDON_ENOTFOUND) {
            status = not_assessed(&l->reason, w, s, &why, err);
            goto done;
        }
        if (nes && first % 100 == 0 && v[1].first % 100) into_years(v + 1);
    }
    l->nes_counted = nes && !w->o.without_nes;
    status = join(l, w, m, v, nes ? v + 1 : NULL, err);
    add_evidence(l, &m->sent.evidence);
    add_evidence(l, &v->evidence);
    if (l->nes_counted) add_evidence(l, &v[1].evidence);
    if (!*cell(w, row, RATE) && !is(v->currency, m->sent.currency) && !l->reason)
        l->reason = keep(w, "%s and %s, and no rate is named", m->sent.currency, v->currency);
    if (!status && !l->reason) {
        judge(l, &w->o);
        status = lags(l, w, m, row, err);
    }
done:
    if (!status) w->g->n++;
    free(v);
    return status;
}

static cordon_status one_mirror(work *w, size_t sender, cordon_error *err) {
    mirror *m = calloc(1, sizeof *m);
    cordon_error why = {0};
    if (!m) return no_memory(err);
    m->id = cell(w, sender, ID);
    m->sender = sender;
    flow_window_parse(&m->base, w->o.base ? w->o.base : cell(w, sender, BASE));
    flow_window_parse(&m->period, w->o.period ? w->o.period : cell(w, sender, PERIOD));
    if (!w->g->n) w->g->base = m->base, w->g->period = m->period;
    cordon_status status = read_as(&m->sent, w, sender, NULL, lesser(m->base.from, m->period.from),
                                   greater(m->base.to, m->period.to), &why);
    if (status) status = not_assessed(&m->why, w, status, &why, err);
    size_t before = w->g->n;
    for (size_t i = 0; i < w->t->rows && !status; i++)
        if (is(cell(w, i, ID), m->id) && is(cell(w, i, SIDE), "receiver"))
            status = receiver(w, m, i, err);
    if (!status && w->g->n == before)
        status = fault(w, sender, ID, "a row of side receiver for it", err);
    free(m);
    return status;
}

/* ---- all of them together ---- */

static const gap_line *member(const gap *g, size_t n, const char *id, const char *definition) {
    const gap_line *both = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!is(g->v[i].id, id)) continue;
        if (is(g->v[i].definition, definition)) return &g->v[i];
        if (is(g->v[i].definition, "both")) both = &g->v[i];
    }
    return both;
}

static void all_evidence(gap_line *l, const gap_line *from) {
    for (size_t i = 0; i < from->evidence_n; i++) {
        if (l->evidence_n < FINDING_EVIDENCE_MAX)
            l->evidence[l->evidence_n++] = from->evidence[i];
        else
            l->reason = "a finding cannot name so many queries: name fewer with --mirror";
    }
}

static cordon_status add_member(gap_line *l, work *w, const gap_line *x, bool first,
                                cordon_error *err) {
    if (x->reason || (l->n && l->n != x->n)) {
        l->reason = keep(w, "%s: %s", x->country, x->reason ? x->reason : "other periods");
        return CORDON_OK;
    }
    if (l->currency && !is(l->currency, x->currency)) {
        l->reason = keep(w, "%s and %s", l->currency, x->currency);
        return CORDON_OK;
    }
    l->currency = x->currency;
    if (!l->v && !(l->v = arena_alloc(&w->g->mem, x->n * sizeof *l->v))) return no_memory(err);
    l->n = x->n;
    for (size_t i = 0; i < x->n; i++) {
        if (first) l->v[i] = (gap_period){.period = x->v[i].period, .base = x->v[i].base};
        if (l->v[i].period != x->v[i].period) l->reason = "other periods";
        l->v[i].sent_milli += x->v[i].sent_milli;
        l->v[i].arrived_milli += x->v[i].arrived_milli;
        l->v[i].nes_milli += x->v[i].nes_milli;
    }
    l->nes_counted |= x->nes_counted;
    all_evidence(l, x);
    return CORDON_OK;
}

static cordon_status together(work *w, size_t ids, const char *const *id, const char *definition,
                              cordon_error *err) {
    gap *g = w->g;
    gap_line *l = &g->v[g->n];
    const size_t n = g->n;
    buf to = {0};
    cordon_status status = CORDON_OK;
    const gap_line *one = &g->v[0];
    *l = (gap_line){.id = "together",
                    .country = "",
                    .definition = definition,
                    .from = one->from,
                    .source = one->source,
                    .valuation = "",
                    .note = "",
                    .together = true,
                    .lost = NAN,
                    .lost_high = NAN,
                    .lost_other = NAN};
    for (size_t i = 0; i < ids && !status && !l->reason; i++) {
        const gap_line *x = member(g, n, id[i], definition);
        if (!x)
            l->reason = keep(w, "%s is not reported by %s", id[i], definition);
        else
            status = add_member(l, w, x, i == 0, err);
    }
    for (size_t i = 0; i < g->countries; i++) buf_printf(&to, "%s%s", i ? "," : "", g->country[i]);
    l->to = money_hold(&g->mem, &to);
    if (!status && !l->to) status = no_memory(err);
    if (!status && !l->reason) judge(l, &w->o);
    if (!status) g->n++;
    return status;
}

static bool asked_for(const char *list, const char *id) {
    size_t n = strlen(id);
    for (const char *p = list; p && *p; p += strcspn(p, ","), p += *p == ',')
        if (strncmp(p, id, n) == 0 && (p[n] == ',' || !p[n])) return true;
    return !list;
}

static cordon_status known(const work *w, const char *list, cordon_error *err) {
    for (const char *p = list; p && *p; p += strcspn(p, ","), p += *p == ',') {
        size_t n = strcspn(p, ","), i = 0;
        while (i < w->t->rows && (strlen(cell(w, i, ID)) != n || memcmp(cell(w, i, ID), p, n) != 0))
            i++;
        if (i < w->t->rows) continue;
        buf all = {0};
        for (i = 0; i < w->t->rows; i++)
            if (is(cell(w, i, SIDE), "sender"))
                buf_printf(&all, "%s%s", all.len ? ", " : "", cell(w, i, ID));
        cordon_fail(err, CORDON_EINVAL, "mirror \"%.*s\": the regime has %s",
                    (int)(n < 60 ? n : 60), p, buf_text(&all));
        buf_free(&all);
        return CORDON_EINVAL;
    }
    return CORDON_OK;
}

static cordon_status windows(const gap_options *o, cordon_error *err) {
    const char *const word[] = {"base", "period"}, *const text[] = {o->base, o->period};
    flow_window v[2] = {{0, 0}, {0, 0}};
    for (int i = 0; i < 2; i++)
        if (text[i] && !flow_window_parse(&v[i], text[i]))
            return cordon_fail(err, CORDON_EINVAL,
                               "%s \"%.60s\": expected YYYY or A..B of one kind", word[i], text[i]);
    if (!o->base != !o->period)
        return cordon_fail(err, CORDON_EINVAL, "base and period: both or neither");
    if (!o->base) return CORDON_OK;
    if ((v[0].from % 100 == 0) != (v[1].from % 100 == 0))
        return cordon_fail(err, CORDON_EINVAL, "base and period: both years or both months");
    if (v[0].from <= v[1].to && v[1].from <= v[0].to)
        return cordon_fail(err, CORDON_EINVAL, "base %s and period %s overlap", o->base, o->period);
    return CORDON_OK;
}

static cordon_status all_mirrors(work *w, cordon_error *err) {
    gap *g = w->g;
    size_t rows = w->t->rows, ids = 0, alone;
    const char **id = arena_alloc(&g->mem, (rows + 1) * sizeof *id);
    const char **country = arena_alloc(&g->mem, (rows + 1) * sizeof *country);
    g->v = arena_alloc(&g->mem, (rows + 3) * sizeof *g->v);
    if (!id || !country || !g->v) return no_memory(err);
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < rows && !status; i++) {
        if (!is(cell(w, i, SIDE), "sender") || !asked_for(w->o.mirrors, cell(w, i, ID))) continue;
        id[ids] = cell(w, i, ID);
        country[ids++] = cell(w, i, COUNTRY);
        status = one_mirror(w, i, err);
    }
    g->country = country;
    g->countries = ids;
    alone = g->n;
    static const char *const definitions[] = {"consignment", "origin"};
    bool any = false;
    for (int k = 0; k < 2 && ids > 1 && !status; k++) {
        bool there = false;
        for (size_t i = 0; i < alone; i++) there |= is(g->v[i].definition, definitions[k]);
        if (there) status = together(w, ids, id, definitions[k], err);
        any |= there;
    }
    if (!any && ids > 1 && !status) status = together(w, ids, id, "both", err);
    return status;
}

cordon_status gap_make(gap *out, const cordon_store *c, const gap_options *o, cordon_error *err) {
    const table *t = c->regime ? regime_table(c->regime, "mirrors.csv") : NULL;
    *out = (gap){.options = *o};
    if (!out->options.as_at) out->options.as_at = date_today();
    if (!out->options.known_by) out->options.known_by = date_today();
    arena_init(&out->mem, 0);
    if (!t || !t->rows)
        return cordon_fail(err, CORDON_ENOTFOUND,
                           "the regime %s has no mirrors.csv: which dataset reports "
                           "for whom is not known",
                           c->regime ? regime_name(c->regime) : "");
    work w = {.c = c, .t = t, .g = out, .o = out->options};
    cordon_status status = table_cols(t, names, w.col, err);
    if (!status) status = windows(o, err);
    if (!status) status = check(&w, err);
    if (!status) status = known(&w, o->mirrors, err);
    if (!status) status = all_mirrors(&w, err);
    table_free(&w.rates);
    if (status) gap_free(out);
    return status;
}

void gap_free(gap *g) {
    arena_destroy(&g->mem);
    *g = (gap){0};
}

/* ---- the finding ---- */

static const char *partner_by(const char *definition) {
    return is(definition, "both")     ? "partner as the receiver states it"
           : is(definition, "origin") ? "partner by origin"
                                      : "partner by consignment";
}

static double mn(int64_t milli) { return (double)milli / 1e9; }

static const char *span(char out[32], flow_window w) {
    char a[DATE_TEXT], b[DATE_TEXT];
    snprintf(out, 32, "%s%s%s", date_period_format(a, w.from), w.from == w.to ? "" : "..",
             w.from == w.to ? "" : date_period_format(b, w.to));
    return out;
}

static void write_parameters(buf *b, const gap *g, const gap_line *l, flow_window base,
                             flow_window period) {
    char t[32];
    buf_char(b, '{');
    json_str(b, "mirror", l->id);
    json_str(b, "from", l->from);
    json_str(b, "to", l->to);
    json_str(b, "definition", l->definition);
    json_str(b, "base", span(t, base));
    json_str(b, "period", span(t, period));
    json_number(b, "cif_fob", g->options.cif_fob);
    json_key(b, "not_specified_counted");
    buf_str(b, l->nes_counted ? "true" : "false");
    json_str(b, "currency", l->currency);
    json_number(b, "extra_sent", l->reason ? (double)NAN : l->sent_extra);
    json_number(b, "extra_recorded", l->reason ? (double)NAN : l->arrived_extra);
    json_number(b, "lost_percent_other_not_specified", l->lost_other);
    json_key(b, "lost_percent_by_lag_months");
    buf_char(b, '[');
    for (size_t i = 0; i < l->lags; i++) json_number(b, NULL, l->lag[i]);
    buf_char(b, ']');
    json_key(b, "periods");
    buf_char(b, '[');
    for (size_t i = 0; i < l->n; i++) {
        const gap_period *p = &l->v[i];
        int64_t in = p->arrived_milli + (l->nes_counted ? p->nes_milli : 0);
        if (i) buf_char(b, ',');
        buf_char(b, '{');
        json_str(b, "period", date_period_format(t, p->period));
        json_str(b, "of", p->base ? "base" : "period");
        json_milli(b, "sent", p->sent_milli);
        json_milli(b, "recorded", in);
        json_number(b, "recorded_percent",
                    p->sent_milli ? 100.0 * (double)in / (double)p->sent_milli : (double)NAN);
        buf_char(b, '}');
    }
    buf_str(b, "]}");
}

/* The names of the areas in "A,B". */
static void write_names(buf *b, const cordon_store *c, const char *codes) {
    for (const char *p = codes; *p; p += strcspn(p, ","), p += *p == ',') {
        size_t n = strcspn(p, ",");
        const area *a = areas_find(c->areas, "code", p, n, 0);
        if (p != codes) buf_str(b, p[n] ? ", " : " and ");
        if (a)
            buf_str(b, a->name);
        else
            buf_add(b, p, n);
    }
}

static void write_text(buf *b, const gap *g, const gap_line *l, const cordon_store *c,
                       flow_window base, flow_window period) {
    char x[32], y[32];
    write_names(b, c, l->from);
    buf_str(b, " to ");
    write_names(b, c, l->to);
    if (l->reason) {
        buf_printf(b, ": not assessed, %s.", l->reason);
        return;
    }
    buf_printf(b, ", %s: in %s exports were %.1f mn %s above the mean of %s; ",
               partner_by(l->definition), span(x, period), l->sent_extra / 1e6, l->currency,
               span(y, base));
    if (!(l->sent_extra > 0)) {
        buf_str(b, "there are no extra exports that could be missing.");
        return;
    }
    buf_printf(b,
               "recorded as arriving %.1f mn more, so %.1f %% of the extra exports do not appear "
               "(%.1f to %.1f %% "
               "when arrivals are valued 0 to %.0f %% above exports).",
               l->arrived_extra / 1e6, l->lost, l->lost, l->lost_high, 100 * g->options.cif_fob);
    const gap_period *p = &l->v[l->n - 1];
    int64_t in = p->arrived_milli + (l->nes_counted ? p->nes_milli : 0);
    buf_printf(b, " In %s: %.0f mn sent, %.0f mn recorded (%.0f %% of it).",
               date_period_format(x, p->period), mn(p->sent_milli), mn(in),
               100.0 * (double)in / (double)p->sent_milli);
    if (isfinite(l->lost_other) && fabs(l->lost_other - l->lost) >= 0.05)
        buf_printf(b,
                   " %s the receiver's line of countries not specified it is %.1f %% of the extra "
                   "exports.",
                   l->nes_counted ? "Without" : "With", l->lost_other);
    if (l->lags) {
        buf_str(b, " With arrivals ");
        for (size_t i = 0; i < l->lags; i++) buf_printf(b, "%s%zu", i ? ", " : "", i);
        buf_str(b, " months later: ");
        for (size_t i = 0; i < l->lags; i++) buf_printf(b, "%s%.1f", i ? ", " : "", l->lag[i]);
        buf_str(b, " % of the extra exports.");
    } else {
        buf_str(b, " Annual values: no delay between the two sides could be tried.");
    }
}

cordon_status gap_finding(finding *out, arena *scratch, const gap *g, size_t i,
                          const cordon_store *c, cordon_error *err) {
    const gap_line *l = &g->v[i];
    buf subject = {0}, text = {0}, par = {0}, method = {0};
    flow_window base = g->base, period = g->period;
    for (size_t k = 0; k < l->n; k++) {
        flow_window *w = l->v[k].base ? &base : &period;
        if (!k || l->v[k].base != l->v[k - 1].base) w->from = l->v[k].period;
        w->to = l->v[k].period;
    }
    buf_printf(&subject, "%s > %s", l->from, l->to);
    write_text(&text, g, l, c, base, period);
    if (!l->reason) {
        buf_char(&text, ' ');
        money_explanations(&text, c->regime, "flows.gap");
    }
    write_parameters(&par, g, l, base, period);
    buf_printf(
        &method,
        "lost = 1 - extra arrivals / extra exports, extra = sum over the period - n * mean of the "
        "base; arrivals as the receiver values them (%s), no correction; high end: arrivals / "
        "(1 + %.2f); other currencies at the average rate of the year; after %s",
        l->together ? "see each" : l->valuation, g->options.cif_fob, l->source);
    bool found = !l->reason && l->lost > 0;
    *out = (finding){.rule = "flows.gap",
                     .subject = money_hold(scratch, &subject),
                     .verdict = l->reason ? FINDING_NOT_ASSESSED
                                : found   ? FINDING_FOUND
                                          : FINDING_NOTHING_FOUND,
                     .score = l->lost,
                     .low = l->lost,
                     .high = l->lost_high,
                     .q_value = NAN,
                     .as_at = g->options.as_at,
                     .known_by = g->options.known_by,
                     .evidence_n = l->evidence_n,
                     .method = money_hold(scratch, &method),
                     .parameters = money_hold(scratch, &par),
                     .text = money_hold(scratch, &text),
                     .next_question =
                         "Which goods are missing? The receiver's imports by product and partner "
                         "would say."};
    memcpy(out->evidence, l->evidence, sizeof l->evidence);
    return out->subject && out->parameters && out->text && out->method ? CORDON_OK : no_memory(err);
}
