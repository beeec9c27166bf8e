#include "report/pledges.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/dated.h"
#include "report/exhibit.h"

enum { PLEDGES_SHOWN = 6, BASE_MONTHS = 12 };

static const char *keep(report *r, const char *fmt, ...) CORDON_PRINTF(2, 3);
static const char *keep(report *r, const char *fmt, ...) {
    char text[400];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    const char *s = arena_strndup(&r->mem, text, strlen(text));
    r->no_memory |= !s;
    return s ? s : "";
}

/* ---- one test ---- */

typedef struct bound {
    const question *q;
    date_day made;
    date_period from; /* of the base */
    int base_n, months;
    bool below;
    double threshold, broken_at; /* per cent of the mean of the base; broken_at 0: none */
} bound;

static date_period month_add(date_period p, int n) {
    int m = p / 100 * 12 + p % 100 - 1 + n;
    return m / 12 * 100 + m % 12 + 1;
}

static bool month_value(int64_t *out, const measure *m, date_period p) {
    bool there = false;
    *out = 0;
    for (size_t i = 0; i < m->n; i++)
        if (m->v[i].key.period == p) {
            *out += m->v[i].key.value_milli;
            there = true;
        }
    return there;
}

/* The mean of n months; false, with the month, when one has no row. */
static bool month_mean(int64_t *out, const measure *m, date_period from, int n, date_period *hole) {
    int64_t sum = 0, v;
    for (int i = 0; i < n; i++) {
        *hole = month_add(from, i);
        if (!month_value(&v, m, *hole)) return false;
        sum += v;
    }
    *out = (sum + n / 2) / n;
    return true;
}

static date_period last_month(const measure *m, date_day made, date_day on) {
    date_period last = 0;
    int64_t v;
    for (date_period p = month_add(made / 100, 1); date_period_last(p) <= on; p = month_add(p, 1))
        if (month_value(&v, m, p)) last = p;
    return last;
}

typedef struct run {
    int there, met, broken;
    int64_t mean;
} run;

/* The last months up to `last`, none of them before the next month after it was made. */
static run count_run(const measure *m, const bound *x, date_period last, double base) {
    run c = {0};
    int64_t v, sum = 0;
    double bar = base * x->threshold / 100, worse = base * x->broken_at / 100;
    for (int k = 0; k < x->months; k++) {
        date_period p = month_add(last, -k);
        if (p <= x->made / 100 || !month_value(&v, m, p)) break;
        c.there++;
        c.met += x->below ? (double)v < bar : (double)v > bar;
        c.broken += x->broken_at > 0 && (x->below ? (double)v > worse : (double)v < worse);
        sum += v;
    }
    c.mean = c.there ? sum / c.there : 0;
    return c;
}

static pledge_state unknown(const char *before, const char *why) {
    return (pledge_state){before, why, "not assessed"};
}

static pledge_state judge(report *r, const measure *m, const bound *x, date_day on) {
    char a[WORDS], b[WORDS], u[WORDS], v[WORDS];
    date_period hole, end = month_add(x->from, x->base_n - 1);
    int64_t base;
    if (on < x->made) return (pledge_state){"", "", ""};
    if (!month_mean(&base, m, x->from, x->base_n, &hole))
        return unknown("not assessed", keep(r, "no row for %s", words_month(a, hole)));
    const char *before = keep(r, "%s a month, mean of %s to %s", words_money(v, base, m->currency),
                              words_month(a, x->from), words_month(b, end));
    date_period last = last_month(m, x->made, on);
    if (!last) return unknown(before, "no month after it was made is loaded");
    run c = count_run(m, x, last, (double)base);
    const char *since =
        keep(r, "%s a month, mean of %s to %s; bar: %s %s; met in %d of %d",
             words_money(u, c.mean, m->currency), words_month(a, month_add(last, 1 - c.there)),
             words_month(b, last), x->below ? "below" : "above",
             words_money(v, (int64_t)((double)base * x->threshold / 100 + .5), m->currency), c.met,
             x->months);
    const char *verdict = c.met == x->months      ? "kept"
                          : c.broken == x->months ? "broken"
                                                  : "not kept so far";
    return (pledge_state){before, since, verdict};
}

/* ---- rows ---- */

static const char *cell(const table *t, size_t row, const char *column) {
    return table_cell(t, row, table_col(t, column));
}

static date_day day_cell(const table *t, size_t row, const char *column) {
    const char *s = cell(t, row, column);
    date_day d = 0;
    date_parse(&d, s, strlen(s));
    return d;
}

static bool read_bound(bound *x, const report *r, const table *t, size_t row) {
    const char *base = cell(t, row, "base");
    bool back = dated_about(r, t, row) == r->pair->b;
    flow_window w;
    *x = (bound){.q = questions_find(&r->of_pair, cell(t, row, back ? "series_back" : "series")),
                 .made = day_cell(t, row, "made"),
                 .months = atoi(cell(t, row, "months")),
                 .below = strcmp(cell(t, row, "comparator"), "below") == 0,
                 .threshold = strtod(cell(t, row, "threshold"), NULL),
                 .broken_at = strtod(cell(t, row, "broken_at"), NULL)};
    if (flow_window_parse(&w, base)) {
        x->from = w.from % 100 ? w.from : w.from + 1;
        date_period end = w.to % 100 ? w.to : w.to + 12;
        x->base_n = 1;
        for (date_period p = x->from; p < end; p = month_add(p, 1)) x->base_n++;
    } else {
        x->from = month_add(x->made / 100, -BASE_MONTHS);
        x->base_n = BASE_MONTHS;
    }
    return x->q != NULL;
}

static cordon_status assess(report *r, pledge *p, const bound *x, cordon_error *err) {
    const question *q = x->q;
    flow_query f = q->query;
    measure m;
    char why[WHY];
    p->judged = r->in->as_at < r->in->known_by ? r->in->as_at : r->in->known_by;
    p->request = q->request;
    if (!q->measured || !q->m.n) {
        p->now = unknown("not assessed", keep(r, "%s", report_why(r, q, why)));
        p->then = r->in->since < x->made ? (pledge_state){"", "", ""} : p->now;
        return CORDON_OK;
    }
    if (q->m.freq[0] != 'M') {
        p->now = p->then = unknown("not assessed", "the loaded file has years and no months");
        return CORDON_OK;
    }
    f.by = BY_MONTH;
    cordon_status status = measure_make(&m, r->in->store, r->in->goods, &f, &q->options, err);
    if (status) return status;
    p->now = judge(r, &m, x, r->in->as_at);
    p->then = judge(r, &m, x, r->in->since);
    measure_free(&m);
    return CORDON_OK;
}

/* What the row of the same id that stood on the day since said. */
static pledge_state typed(const report *r, const table *t, const char *id, date_day on) {
    for (size_t i = 0; i < t->rows; i++)
        if (strcmp(cell(t, i, "id"), id) == 0 && dated_stands(r, t, i, on))
            return (pledge_state){cell(t, i, "before"), cell(t, i, "since"), cell(t, i, "verdict")};
    return (pledge_state){"", "", ""};
}

static cordon_status add(report *r, const table *t, size_t row, cordon_error *err) {
    pledge *p = &r->pledge[r->pledges++];
    bound x;
    *p = (pledge){.id = cell(t, row, "id"),
                  .what = report_cell(r, t, row, "what"),
                  .who = cell(t, row, "who_and_when"),
                  .test = report_cell(r, t, row, "test"),
                  .source = cell(t, row, "source"),
                  .record = cell(t, row, "record"),
                  .request = "",
                  .made = day_cell(t, row, "made"),
                  .judged = day_cell(t, row, "as_of"),
                  .own = strcmp(cell(t, row, "about"), "*") == 0,
                  .computed = *cell(t, row, "series") != 0};
    if (p->computed && read_bound(&x, r, t, row)) return assess(r, p, &x, err);
    p->now = typed(r, t, p->id, r->in->as_at);
    p->then = typed(r, t, p->id, r->in->since);
    if (!p->computed) return CORDON_OK;
    p->now = unknown("not assessed", "the regime asks no such series");
    return CORDON_OK;
}

cordon_status pledges_make(report *r, cordon_error *err) {
    const table *t = regime_table(r->in->regime, "pledges.csv");
    cordon_status status = CORDON_OK;
    if (!t) return CORDON_OK;
    r->pledge = calloc(t->rows + 1, sizeof *r->pledge);
    if (!r->pledge) return cordon_fail(err, CORDON_ENOMEM, "no memory for the report");
    for (size_t i = 0; i < t->rows && !status; i++)
        if (dated_stands(r, t, i, r->in->as_at)) status = add(r, t, i, err);
    return status;
}

/* ---- written ---- */

static void none(report *r) {
    char why[120], day[DATE_TEXT];
    snprintf(why, sizeof why, "no row of pledges.csv is about these two and known on %s",
             date_format(day, r->in->as_at));
    html_open(&r->h, "p");
    report_not_assessed(r, why, "");
    html_close(&r->h, "p");
    html_line(&r->h);
}

static void short_row(report *r, const pledge *p) {
    html *h = &r->h;
    char to[80];
    snprintf(to, sizeof to, "#pledge-%.60s", p->id);
    html_open(h, "tr");
    html_open(h, "th", "scope", "row");
    html_leaf(h, "a", p->what, "href", to);
    html_close(h, "th");
    html_leaf(h, "td", p->who, "data-l", "who and when");
    html_leaf(h, "td", p->test, "data-l", "test");
    if (strcmp(p->now.before, "not assessed") == 0) { /* said once, with the reason */
        html_leaf(h, "td", p->now.since, "colspan", "2", "data-l", "since");
    } else {
        html_leaf(h, "td", p->now.before, "data-l", "before");
        html_leaf(h, "td", p->now.since, "data-l", "since");
    }
    html_open(h, "td", "data-l", "verdict");
    html_leaf(h, "strong", p->now.verdict, "class",
              strncmp(p->now.verdict, "not", 3) ? NULL : "na");
    html_close(h, "td");
    html_close(h, "tr");
    html_line(h);
    bool figures = p->computed && strcmp(p->now.verdict, "not assessed") != 0;
    report_note(r, NULL, "- %s: %s%s%s.", p->what, p->now.verdict, figures ? "; " : "",
                figures ? p->now.since : "");
}

/* The requests that would fill what is not assessed, each once; how many more. */
static void below(report *r) {
    html *h = &r->h;
    html_open(h, "p", "class", "note");
    if (r->pledges > PLEDGES_SHOWN) html_printf(h, "%zu more under ", r->pledges - PLEDGES_SHOWN);
    if (r->pledges <= PLEDGES_SHOWN) html_text(h, "With sources under ");
    html_leaf(h, "a", "Responses", "href", "#pledges");
    html_text(h, ".");
    for (size_t i = 0; i < r->pledges; i++) {
        const pledge *p = &r->pledge[i];
        bool said = false;
        if (strcmp(p->now.verdict, "not assessed") != 0 || !*p->request) continue;
        for (size_t k = 0; k < i; k++) said |= strcmp(r->pledge[k].request, p->request) == 0;
        if (said) continue;
        html_printf(h, " Would be assessed with: %s.", p->request);
    }
    html_close(h, "p");
    html_line(h);
}

void report_pledges(report *r) {
    static const char *const heads[] = {"pledge or line", "who and when", "test", "before",
                                        "since",          "verdict",      NULL};
    html *h = &r->h;
    html_leaf(h, "h2", "Pledges and red lines", "id", "promised");
    if (!r->pledges) {
        none(r);
        return;
    }
    report_note_title(r, "Pledges and red lines");
    html_open(h, "div", "class", "box cards pledges", "tabindex", "0", "role", "region",
              "aria-label", "Pledges and red lines");
    html_open(h, "table");
    report_plain_caption(r, "What was said, and the figure that would show it");
    html_open(h, "thead");
    html_open(h, "tr");
    for (size_t i = 0; heads[i]; i++) report_head(r, heads[i], false);
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    html_line(h);
    for (size_t i = 0; i < r->pledges && i < PLEDGES_SHOWN; i++) short_row(r, &r->pledge[i]);
    html_close(h, "tbody");
    report_table_end(r);
    below(r);
}

static cordon_status row(exhibit_table *x, const pledge *p, cordon_error *err) {
    char id[80];
    report *r = x->r;
    buf text = {0};
    snprintf(id, sizeof id, "pledge-%.60s", p->id);
    exhibit_row_named(x, id);
    exhibit_labelled(x, "what", p->what);
    exhibit_labelled(x, "who and when", p->who);
    exhibit_labelled(x, "test", p->test);
    exhibit_labelled(x, "before", p->now.before);
    exhibit_labelled(x, "since", p->now.since);
    exhibit_labelled(x, "verdict", p->now.verdict);
    exhibit_labelled(x, "would be assessed with", *p->request ? p->request : "nothing asked");
    exhibit_labelled(x, "source", p->source);
    exhibit_row_end(x);
    buf_printf(&text, "%s; %s; test: %s; before: %s; since: %s; verdict: %s", p->what, p->who,
               p->test, p->now.before, p->now.since, p->now.verdict);
    if (*p->request) buf_printf(&text, "; would be assessed with: %s", p->request);
    buf_printf(&text, "; source: %s", p->source);
    cordon_status status =
        report_found(r, "report.pledge", p->id, "pledges.csv", buf_text(&text), err);
    r->h.out->failed |= text.failed;
    buf_free(&text);
    return status;
}

cordon_status pledges_all(report *r, cordon_error *err) {
    static const char *const heads[] = {
        "what",    "who and when",           "test",   "before", "since",
        "verdict", "would be assessed with", "source", NULL};
    exhibit_table x;
    cordon_status status = CORDON_OK;
    html_leaf(&r->h, "h3", "Pledges and red lines", "id", "pledges");
    if (!r->pledges) {
        none(r);
        return CORDON_OK;
    }
    exhibit_cards_open(&x, r, "What was said, and the test that would show it", heads);
    for (size_t i = 0; i < r->pledges && !status; i++) status = row(&x, &r->pledge[i], err);
    exhibit_table_close(&x, "pledges");
    return status;
}
