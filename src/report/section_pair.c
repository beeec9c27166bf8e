/* The two in figures: shares by year, and two sources side by side. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/chart.h"
#include "report/exhibit.h"
#include "report/published.h"

static const char *flow_of(const trend *t) { return t->q->query.flow ? t->q->query.flow : "X"; }
static const char *from_of(const trend *t) { return t->q->from.n ? t->q->from.v[0]->code : ""; }
static const char *to_of(const trend *t) { return t->q->to.n ? t->q->to.v[0]->code : ""; }

/* ---- shares by year ---- */

typedef struct shares {
    const char *dimension, *name; /* of the questions; of the exhibit, in ids and files */
    const trend *t[CHART_LINES_MAX];
    size_t n;
    published dot[8];
    const trend *of[8]; /* whose series a dot is of */
    size_t dots;
} shares;

/* The series of the lead's dataset in the lead's unit. */
static void pick(shares *s, report *r) {
    const trend *lead = report_lead(r, s->dimension);
    for (size_t i = 0; lead && i < r->trends && s->n < CHART_LINES_MAX; i++) {
        const trend *t = &r->trend[i];
        if (strcmp(t->q->section, lead->q->section) == 0 && t->share == lead->share &&
            strcmp(t->q->m.dataset, lead->q->m.dataset) == 0 && t->n <= CHART_YEARS_MAX)
            s->t[s->n++] = t;
    }
    for (size_t k = 0; k < s->n; k++) {
        size_t i = 0;
        published p;
        while (s->t[k]->share && s->dots < 8 &&
               published_next(&p, r, &i, flow_of(s->t[k]), from_of(s->t[k]), to_of(s->t[k]), "%")) {
            s->of[s->dots] = s->t[k];
            s->dot[s->dots++] = p;
        }
    }
}

static void draw_shares(report *r, const shares *s, const char *title, const char *desc) {
    char id[80];
    snprintf(id, sizeof id, "chart-%.60s", s->name);
    chart_years c = {.id = id, .title = title, .desc = desc, .lines = s->n};
    char unit[32], x[TREND_TEXT];
    snprintf(unit, sizeof unit, "bn %.8s", s->t[0]->q->m.currency);
    c.unit = s->t[0]->share ? "%" : unit;
    for (size_t k = 0; k < s->n; k++) {
        const trend *t = s->t[k];
        for (size_t i = 0; i < t->n; i++)
            c.line[k].v[c.line[k].n++] =
                (chart_year){t->v[i].year / 100, t->v[i].value,
                             *t->v[i].estimate && strcmp(t->v[i].estimate, "reported") != 0};
        snprintf(c.line[k].last, sizeof c.line[k].last, "%.23s",
                 trend_rough(x, t, trend_last(t)->value));
    }
    for (size_t i = 0; i < s->dots; i++)
        c.dot[c.dots++] = (chart_year){s->dot[i].year, s->dot[i].value, false};
    chart_by_year(&r->h, &c);
}

static void legend_shares(report *r, const shares *s) {
    static const char *const strokes[] = {"solid", "dashed", "dotted", "dash and dot"};
    html *h = &r->h;
    char w[WORDS];
    html_open(h, "ul", "class", "legend");
    for (size_t k = 0; k < s->n; k++) {
        html_open(h, "li");
        html_printf(h, "%s: %s", strokes[k], s->t[k]->q->title);
        html_close(h, "li");
    }
    html_leaf(h, "li", "hollow points: not as reported, the publisher imputed them from partners");
    for (size_t i = 0; i < s->dots; i++) {
        const published *p = &s->dot[i];
        html_open(h, "li");
        html_printf(h, "square: %s was %g %s in %s, %s, through %s. %s", s->of[i]->q->title,
                    p->value, p->unit, words_window(w, p->window), p->publisher, p->through,
                    p->note);
        html_close(h, "li");
    }
    html_close(h, "ul");
    html_line(h);
}

static const trend_point *in_year(const trend *t, date_period year) {
    for (size_t i = 0; i < t->n; i++)
        if (t->v[i].year == year) return &t->v[i];
    return NULL;
}

static void table_shares(report *r, const shares *s) {
    const char *head[2 * CHART_LINES_MAX + 2] = {"year"};
    exhibit_table t;
    char x[TREND_TEXT], w[WORDS], names[CHART_LINES_MAX][200];
    date_period first = s->t[0]->v[0].year, last = trend_last(s->t[0])->year;
    for (size_t k = 0; k < s->n; k++) {
        snprintf(names[k], sizeof names[k], "#%.180s", s->t[k]->q->title);
        head[1 + 2 * k] = names[k];
        head[2 + 2 * k] = "values are";
        if (s->t[k]->v[0].year < first) first = s->t[k]->v[0].year;
        if (trend_last(s->t[k])->year > last) last = trend_last(s->t[k])->year;
    }
    html_open(&r->h, "details");
    html_leaf(&r->h, "summary", "The figures of the chart");
    exhibit_table_open(&t, r, "The figures of the chart", head);
    for (date_period y = first; y <= last; y += 100) {
        exhibit_row(&t);
        exhibit_cell(&t, words_month(w, y));
        for (size_t k = 0; k < s->n; k++) {
            const trend_point *p = in_year(s->t[k], y);
            exhibit_number(&t, p ? trend_value(x, s->t[k], p->value) : "no row");
            exhibit_cell(&t, !p ? "" : *p->estimate ? p->estimate : "reported");
        }
        exhibit_row_end(&t);
    }
    exhibit_table_close(&t, s->name);
    html_close(&r->h, "details");
    html_line(&r->h);
}

static cordon_status dots_found(report *r, const shares *s, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < s->dots && !status; i++) {
        char text[400], w[WORDS];
        const published *p = &s->dot[i];
        snprintf(text, sizeof text, "%.100s was %g %s in %s, %.60s, through %.60s. %.100s",
                 s->of[i]->q->title, p->value, p->unit, words_window(w, p->window), p->publisher,
                 p->through, p->note);
        status = report_found(r, "report.published", p->id, "published.csv", text, err);
    }
    return status;
}

cordon_status report_years(report *r, const char *dimension, const char *name, cordon_error *err) {
    html *h = &r->h;
    shares *s = calloc(1, sizeof *s);
    char x[TREND_TEXT], y[TREND_TEXT], a[WORDS], b[WORDS], title[300];
    if (!s) return cordon_fail(err, CORDON_ENOMEM, "no memory for a chart");
    s->dimension = dimension;
    s->name = name;
    pick(s, r);
    if (!s->n) {
        free(s);
        return CORDON_OK;
    }
    const trend *t = s->t[0];
    snprintf(title, sizeof title, "%.180s: %s in %s, %s in %s", t->q->title,
             trend_value(x, t, t->v[0].value), words_month(a, t->v[0].year),
             trend_value(y, t, trend_last(t)->value), words_month(b, trend_last(t)->year));
    html_leaf(h, "h3", title, "id", name);
    html_open(h, "figure", "class", "changes");
    draw_shares(r, s, title, "Lines by year from zero; the figures stand in the table below.");
    html_close(h, "figure");
    legend_shares(r, s);
    exhibit_sources(r, t->q->m.source, t->q->m.sources);
    exhibit_else(r, t->q->note);
    table_shares(r, s);
    cordon_status status = dots_found(r, s, err);
    free(s);
    return status;
}

static cordon_status exhibit_shares(report *r, cordon_error *err) {
    if (report_lead(r, "trade")) return report_years(r, "trade", "shares", err);
    html_open(&r->h, "p");
    report_not_assessed(r, "no loaded series has whole years of the trade of the two",
                        "a file of either's goods trade by partner");
    html_close(&r->h, "p");
    return CORDON_OK;
}

/* ---- two sources ---- */

enum { BESIDE_MAX = 8 };

typedef struct beside {
    chart_two bar[BESIDE_MAX];
    int year[BESIDE_MAX], way[BESIDE_MAX]; /* way 0: from a to b */
    size_t n;
    const trend *t;
    published p;
} beside;

/* The dataset's money from one to the other: of a share its part. */
static const trend *money_of(const report *r, const char *from, const char *to,
                             const char *dataset) {
    for (size_t i = 0; i < r->trends; i++)
        if (strcmp(from_of(&r->trend[i]), from) == 0 && strcmp(to_of(&r->trend[i]), to) == 0 &&
            strcmp(r->trend[i].q->section, "trade") == 0 &&
            strcmp(r->trend[i].q->m.dataset, dataset) == 0)
            return &r->trend[i];
    return NULL;
}

static void one_way(beside *x, report *r, const area *from, const area *to, int way) {
    const trend *lead = report_lead(r, "trade");
    const trend *t = lead ? money_of(r, from->code, to->code, lead->q->m.dataset) : NULL;
    char unit[24];
    published p;
    size_t i = 0;
    if (!t) return;
    snprintf(unit, sizeof unit, "bn %.8s", t->q->m.currency);
    while (x->n < BESIDE_MAX && published_next(&p, r, &i, "", from->code, to->code, unit)) {
        const trend_point *at = in_year(t, p.year * 100);
        if (!at || p.period % 100) continue;
        chart_two *b = &x->bar[x->n];
        snprintf(b->label, sizeof b->label, "%.20s to %.20s, %d", from->name, to->name, p.year);
        b->first = p.value;
        b->second = (double)at->part_milli / 1e12;
        x->year[x->n] = p.year;
        x->way[x->n++] = way;
        x->t = t;
        x->p = p;
    }
}

static const chart_two *bar_of(const beside *x, int way, int year) {
    for (size_t i = 0; i < x->n; i++)
        if (x->way[i] == way && x->year[i] == year) return &x->bar[i];
    return NULL;
}

/* What both say of growth, and who they say had the surplus in the last year. */
static void find(char out[200], const beside *x) {
    int last = 0, first = 9999;
    for (size_t i = 0; i < x->n; i++) {
        if (x->year[i] > last) last = x->year[i];
        if (x->year[i] < first) first = x->year[i];
    }
    const chart_two *a0 = bar_of(x, 0, first), *a1 = bar_of(x, 0, last), *b0 = bar_of(x, 1, first),
                    *b1 = bar_of(x, 1, last);
    bool both = a0 && a1 && b0 && b1 && first < last;
    bool grew = both && a1->first > a0->first && a1->second > a0->second && b1->first > b0->first &&
                b1->second > b0->second;
    const char *both_ways =
        grew ? "Both sources show growth both ways" : "Two sources side by side";
    if (!a1 || !b1)
        snprintf(out, 200, "%s", both_ways);
    else
        snprintf(out, 200, "%s; in %d they %s who had the surplus", both_ways, last,
                 (a1->first > b1->first) == (a1->second > b1->second) ? "agree" : "disagree");
}

static cordon_status table_beside(report *r, const beside *x, const char *title,
                                  cordon_error *err) {
    const char *head[] = {"from, to and year", "#published, bn", "#dataset, bn",
                          "#dataset less published", NULL};
    exhibit_table t;
    buf text = {0};
    buf_printf(&text, "%s. ", title);
    html_open(&r->h, "details");
    html_leaf(&r->h, "summary", "The figures of the chart");
    exhibit_table_open(&t, r, "The figures of the chart", head);
    for (size_t i = 0; i < x->n; i++) {
        char v[32], w[32], d[32];
        const chart_two *b = &x->bar[i];
        exhibit_row(&t);
        exhibit_cell(&t, b->label);
        snprintf(v, sizeof v, "%.1f", b->first);
        snprintf(w, sizeof w, "%.1f", b->second);
        snprintf(d, sizeof d, "%+.1f %%", b->first > 0 ? 100 * (b->second / b->first - 1) : 0.0);
        exhibit_number(&t, v);
        exhibit_number(&t, w);
        exhibit_number(&t, d);
        exhibit_row_end(&t);
        buf_printf(&text, "%s%s: %s published, %s dataset, %s", i ? "; " : "", b->label, v, w, d);
    }
    exhibit_table_close(&t, "two-sources");
    html_close(&r->h, "details");
    html_line(&r->h);
    cordon_status status =
        report_found(r, "report.beside", "two sources", "published.csv", buf_text(&text), err);
    r->h.out->failed |= text.failed;
    buf_free(&text);
    return status;
}

static cordon_status sources_beside(report *r, const beside *x, cordon_error *err) {
    html *h = &r->h;
    char day[DATE_TEXT], text[400];
    cordon_status status = CORDON_OK;
    date_day said = 0;
    const table *t = regime_table(r->in->regime, "published.csv");
    html_open(h, "ul", "class", "legend");
    html_open(h, "li");
    html_printf(h, "full: %s, through the press", x->p.publisher);
    html_close(h, "li");
    html_open(h, "li");
    html_printf(h, "hatched: dataset %s, ", x->t->q->m.dataset);
    report_refs(r, x->t->q->m.source, x->t->q->m.sources);
    html_close(h, "li");
    for (size_t i = 0; t && i < t->rows && !status; i++) {
        published p;
        if (!published_read(&p, r, t, i) || p.period % 100 || !bar_of(x, 0, p.year)) continue;
        if (strcmp(p.from, from_of(x->t)) != 0 && strcmp(p.to, from_of(x->t)) != 0) continue;
        if (p.on == said) continue;
        said = p.on;
        snprintf(text, sizeof text, "%d: %.100s, through %.100s, %s. %.160s", p.year, p.publisher,
                 p.through, date_format(day, p.on), p.note);
        html_leaf(h, "li", text);
        status = report_found(r, "report.published", p.id, "published.csv", text, err);
    }
    html_close(h, "ul");
    html_line(h);
    return status;
}

static cordon_status exhibit_beside(report *r, cordon_error *err) {
    html *h = &r->h;
    beside *x = calloc(1, sizeof *x);
    char title[200], unit[24];
    cordon_status status = CORDON_OK;
    if (!x) return cordon_fail(err, CORDON_ENOMEM, "no memory for a chart");
    one_way(x, r, r->pair->a, r->pair->b, 0);
    one_way(x, r, r->pair->b, r->pair->a, 1);
    if (x->n) {
        find(title, x);
        snprintf(unit, sizeof unit, "bn %.8s", x->t->q->m.currency);
        html_leaf(h, "h3", title, "id", "beside");
        html_open(h, "figure", "class", "changes");
        chart_side_by_side(h, &(chart_pairs){"chart-beside", title,
                                             "Two bars for each direction and year; the figures "
                                             "stand in the table below.",
                                             unit, x->bar, x->n});
        html_close(h, "figure");
        status = sources_beside(r, x, err);
        exhibit_else(
            r, "Imports are valued with freight and insurance, exports without; a year may be "
               "revised later; imputed values rest on what partners report.");
        if (!status) status = table_beside(r, x, title, err);
    } else {
        html_open(h, "p");
        report_not_assessed(r, "no second source of the same trade by year is on record",
                            "rows of published.csv, or the other side's file");
        html_close(h, "p");
    }
    free(x);
    return status;
}

cordon_status section_pair(report *r, cordon_error *err) {
    if (!r->pair) return CORDON_OK;
    cordon_status status = exhibit_shares(r, err);
    if (!status) status = exhibit_beside(r, err);
    if (!status) status = report_stakes(r, err);
    if (!status && report_is_target(r)) status = report_gap(r, err);
    return status;
}
