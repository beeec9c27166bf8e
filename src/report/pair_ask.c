/* The questions of a pair: asked, their years judged, and said as findings. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "report/changes.h"
#include "report/pledges.h"

const trend *report_trend(const report *r, const char *question_id) {
    for (size_t i = 0; i < r->trends; i++)
        if (strcmp(r->trend[i].q->id, question_id) == 0) return &r->trend[i];
    return NULL;
}

const trend *report_lead(const report *r, const char *dimension) {
    const trend *first = NULL;
    for (size_t i = 0; i < r->trends; i++) {
        const trend *t = &r->trend[i];
        if (strcmp(t->q->section, dimension) != 0) continue;
        if (t->word != SHIFT_UNKNOWN) return t;
        if (!first) first = t;
    }
    return first;
}

const char *report_cell(report *r, const table *t, size_t row, const char *column) {
    const char *s = table_cell(t, row, table_col(t, column));
    if (!r->pair) return s;
    s = pair_fill(&r->mem, r->pair, s, false);
    r->no_memory |= !s;
    return s ? s : "";
}

static const char *pair_json(report *r, const char *table_name) {
    buf b = {0};
    buf_char(&b, '{');
    json_str(&b, "a", r->pair ? r->pair->a->code : "");
    json_str(&b, "b", r->pair ? r->pair->b->code : "");
    json_str(&b, "table", table_name);
    buf_char(&b, '}');
    const char *s = b.failed ? NULL : arena_strndup(&r->mem, buf_text(&b), b.len);
    r->no_memory |= !s;
    buf_free(&b);
    return s;
}

static finding pair_finding(report *r, const char *rule, const char *subject, const char *text) {
    return (finding){.rule = rule,
                     .subject = subject,
                     .verdict = FINDING_FOUND,
                     FINDING_NO_SCORE,
                     .as_at = r->in->as_at,
                     .known_by = r->in->known_by,
                     .evidence_n = 1,
                     .text = text,
                     .next_question = "Does a second source say the same?"};
}

static cordon_status put(report *r, const finding *f, cordon_error *err) {
    finding_json(r->findings, f);
    buf_char(r->findings, '\n');
    return r->findings->failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for the report")
                               : CORDON_OK;
}

cordon_status report_found(report *r, const char *rule, const char *subject, const char *table_name,
                           const char *text, cordon_error *err) {
    finding f = pair_finding(r, rule, subject, text);
    f.method = "a row of the regime's table, with its source";
    f.parameters = pair_json(r, table_name);
    f.evidence[0] = (finding_evidence){
        .kind = "query", .measure = "row of the regime", .parameters = f.parameters, .rows = 1};
    return put(r, &f, err);
}

cordon_status report_counted(report *r, const counted *c, cordon_error *err) {
    finding f = pair_finding(r, c->rule, c->subject, c->text);
    f.method = c->method;
    if (c->nothing) f.verdict = FINDING_NOTHING_FOUND;
    f.parameters = c->parameters;
    f.next_question = NULL;
    f.evidence[0] = (finding_evidence){.kind = "query",
                                       .measure = c->measure,
                                       .parameters = c->parameters,
                                       .sources = c->source,
                                       .sources_n = c->sources,
                                       .rows = c->rows};
    return put(r, &f, err);
}

/* ---- findings of a trend ---- */

static void say_judgement(buf *b, const trend *t) {
    char x[TREND_TEXT], y[TREND_TEXT], w[WORDS];
    if (!t->base_n) return;
    buf_printf(b, " Baseline %s (%s), mean of %s.", trend_value(x, t, t->mean),
               trend_rough(y, t, t->mean), trend_base_years(w, t));
    buf_printf(b, " Change %s", trend_change(x, t, t->change));
    if (t->word == SHIFT_UNKNOWN)
        buf_printf(b, ", not judged: %zu years before it, %d needed.", t->base_n, TREND_BASE_MIN);
    else
        buf_printf(b, ", needed to be seen %s: %s.", trend_scatter(y, t, t->need),
                   shift_word_text(t->word));
    if (t->of)
        buf_printf(b, " Rank %zu of %zu by change, percentile %.0f.", t->rank, t->of,
                   trend_percentile(t));
}

static void say_trend(buf *b, const trend *t) {
    char x[TREND_TEXT], y[TREND_TEXT], w[WORDS], v[WORDS];
    const trend_point *last = trend_last(t);
    buf_printf(b, "%s: %s (%s) in %s.", t->q->title, trend_value(x, t, last->value),
               trend_rough(y, t, last->value), words_month(w, last->year));
    say_judgement(b, t);
    buf_str(b, " By year:");
    for (size_t i = 0; i < t->n; i++) {
        const trend_point *p = &t->v[i];
        buf_printf(b, "%s %s %s", i ? ";" : "", words_month(w, p->year),
                   trend_value(x, t, p->value));
        buf_printf(b, " (%s", words_million(v, p->part_milli));
        if (t->share) buf_printf(b, " of %s", words_million(v, p->whole_milli));
        buf_printf(b, " mn %s%s%s)", t->q->m.currency, *p->estimate ? ", " : "", p->estimate);
    }
    buf_char(b, '.');
}

static const char *trend_json(report *r, const trend *t) {
    buf b = {0};
    char w[WORDS];
    buf_char(&b, '{');
    json_str(&b, "question", t->q->id);
    json_str(&b, "dataset", t->q->m.dataset);
    json_str(&b, "flow", t->q->query.flow ? t->q->query.flow : "X");
    json_str(&b, "from", t->q->from.title);
    json_str(&b, "to", t->q->to.title);
    json_str(&b, "baseline", trend_base_years(w, t));
    json_str(&b, "currency", t->q->m.currency);
    buf_char(&b, '}');
    const char *s = b.failed ? NULL : arena_strndup(&r->mem, buf_text(&b), b.len);
    r->no_memory |= !s;
    buf_free(&b);
    return s;
}

static cordon_status trend_finding(report *r, const trend *t, cordon_error *err) {
    buf text = {0}, subject = {0};
    const trend_point *last = trend_last(t);
    say_trend(&text, t);
    buf_printf(&subject, "%s > %s", t->q->from.title, t->q->to.title);
    finding f = pair_finding(r, "report.trend", buf_text(&subject), buf_text(&text));
    f.score = t->change;
    f.method = "last year less the mean of the baseline; seen beyond t(97.5 %, n - 1) * s * "
               "sqrt(1 + 1/n)";
    f.parameters = trend_json(r, t);
    f.evidence[0] = (finding_evidence){.kind = "query",
                                       .measure = "sum(value)",
                                       .parameters = f.parameters,
                                       .sources = t->q->m.source,
                                       .sources_n = t->q->m.sources,
                                       .rows = last->rows,
                                       .sum_milli = last->part_milli};
    cordon_status status = put(r, &f, err);
    r->h.out->failed |= text.failed || subject.failed;
    buf_free(&text);
    buf_free(&subject);
    return status;
}

/* ---- asking ---- */

date_day report_start(const report *r) {
    const char *s = regime_value(r->in->regime, "start_date");
    date_day d = 0;
    return date_parse(&d, s, strlen(s)) && d <= r->in->as_at ? d : 0;
}

static cordon_status judge(report *r, question *q, cordon_error *err) {
    const report_input *in = r->in;
    trend t;
    cordon_status status = trend_make(&t, q, in->store, in->as_at, report_start(r), err);
    if (status) return status;
    if (!t.n) {
        trend_free(&t);
        q->assessed = false;
        snprintf(q->why, sizeof q->why, "no whole year of the file was over on that day");
        return CORDON_OK;
    }
    r->trend[r->trends++] = t;
    return CORDON_OK;
}

static cordon_status rank_leads(report *r, cordon_error *err) {
    const report_input *in = r->in;
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < r->trends && !status; i++) {
        trend *t = &r->trend[i];
        if (t == report_lead(r, t->q->section))
            status = trend_rank(t, in->store, in->goods, in->regime, in->areas, in->against, err);
    }
    for (size_t i = 0; i < r->trends && !status; i++) status = trend_finding(r, &r->trend[i], err);
    return status;
}

cordon_status report_ask_pair(report *r, cordon_error *err) {
    const report_input *in = r->in;
    cordon_status status = questions_read(&r->of_pair, in->regime, in->areas, "dyad_questions.csv",
                                          r->pair, in->as_at, in->known_by, err);
    if (status) return status;
    r->trend = calloc(r->of_pair.n + 1, sizeof *r->trend);
    r->trends = 0;
    if (!r->trend) return cordon_fail(err, CORDON_ENOMEM, "no memory for the report");
    for (size_t i = 0; i < r->of_pair.n && !status; i++) {
        question *q = &r->of_pair.v[i];
        status = question_ask(q, in->store, in->goods, err);
        if (!status && q->assessed && q->kind != QUESTION_GROWTH) status = judge(r, q, err);
    }
    if (!status) status = rank_leads(r, err);
    if (!status) status = pledges_make(r, err);
    return status ? status : changes_make(r, err);
}

void report_free_pair(report *r) {
    for (size_t i = 0; i < r->trends; i++) trend_free(&r->trend[i]);
    free(r->trend);
    free(r->pledge);
    changes_free(r->changes);
    if (r->of_pair.v) questions_free(&r->of_pair);
}
