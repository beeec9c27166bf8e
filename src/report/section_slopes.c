/* Falls and rises in money: the same months before and after, on one scale. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/chart.h"
#include "report/exhibit.h"

static bool in_slope(const report *r, const question *q, const char *block) {
    if (strcmp(q->block, block) != 0 || q->kind != QUESTION_GROWTH || !q->assessed || q->n != 1)
        return false;
    if (*q->against) return true;
    for (size_t i = 0; i < r->q.n; i++)
        if (strcmp(r->q.v[i].against, q->id) == 0) return true;
    return false;
}

static void slope_of(chart_slope *v, const question *q, double *change) {
    char t[WORDS];
    const answer *a = &q->v[0];
    *v = (chart_slope){.label = q->title,
                       .base = (double)a->base_milli / 1e12,
                       .value = (double)a->value_milli / 1e12};
    *change = v->value - v->base;
    snprintf(v->base_text, sizeof v->base_text, "%.23s",
             words_money(t, a->base_milli, q->m.currency));
    snprintf(v->value_text, sizeof v->value_text, "%.23s",
             words_money(t, a->value_milli, q->m.currency));
}

static void one_slope(report *r, const question *first, size_t number) {
    html *h = &r->h;
    chart_slopes c = {0};
    char id[32], a[WORDS], b[WORDS], w[WORDS];
    const question *with = NULL;
    double change;
    for (size_t i = 0; i < r->q.n && c.n < CHART_SLOPES_MAX; i++) {
        const question *q = &r->q.v[i];
        if (!in_slope(r, q, first->block)) continue;
        slope_of(&c.v[c.n++], q, &change);
        if (*q->against && !with) with = q;
    }
    snprintf(id, sizeof id, "slope-%zu", number);
    c.id = id;
    c.title = first->block;
    c.desc = "The same money before and after on one scale; the figures stand in the table below.";
    c.base_name = words_window(a, first->query.window[0]);
    c.value_name = words_window(b, first->query.window[1]);
    html_open(h, "figure");
    html_leaf(h, "h4", first->block);
    chart_slope_lines(h, &c);
    html_open(h, "figcaption");
    if (with)
        html_printf(h, "%s: %s of the opposite change in money. ", with->title,
                    words_rough(w, question_offset(with, questions_find(&r->q, with->against))));
    report_basis(r, first);
    html_close(h, "figcaption");
    html_close(h, "figure");
    html_line(h);
}

static void slope_title(report *r, char out[300]) {
    for (size_t i = 0; i < r->q.n; i++) {
        const question *q = &r->q.v[i], *other = questions_find(&r->q, q->against);
        double p = question_offset(q, other);
        char x[WORDS], y[WORDS], w[WORDS];
        if (isnan(p) || q->n != 1 || other->n != 1) continue;
        bool up = q->v[0].value_milli > q->v[0].base_milli;
        snprintf(
            out, 300, "%.60s %s%s, %.60s %s%s: the %s is %s of the %s", q->title, up ? "+" : "",
            words_money(x, q->v[0].value_milli - q->v[0].base_milli, q->m.currency), other->title,
            up ? "" : "+",
            words_money(y, other->v[0].value_milli - other->v[0].base_milli, other->m.currency),
            up ? "rise" : "fall", words_rough(w, p), up ? "fall" : "rise");
        return;
    }
    snprintf(out, 300, "Falls and rises in money");
}

static void table_slopes(report *r) {
    const char *head[] = {"exports to",       "goods", "#before", "#after", "#change",
                          "#opposite change", NULL};
    exhibit_table t;
    char a[WORDS], b[WORDS], c[WORDS], p[WORDS];
    html_open(&r->h, "details");
    html_leaf(&r->h, "summary", "The figures of the charts");
    exhibit_table_open(&t, r, "The figures of the charts, million; the rise as a share of the fall",
                       head);
    for (size_t i = 0; i < r->q.n; i++) {
        const question *q = &r->q.v[i];
        if (!in_slope(r, q, q->block)) continue;
        double share = question_offset(q, questions_find(&r->q, q->against));
        exhibit_row(&t);
        exhibit_cell(&t, q->title);
        exhibit_cell(&t, q->block);
        exhibit_number(&t, words_million(a, q->v[0].base_milli));
        exhibit_number(&t, words_million(b, q->v[0].value_milli));
        exhibit_number(&t, words_change(c, q->v[0].value_milli - q->v[0].base_milli));
        exhibit_number(&t, isnan(share) ? "" : words_rough(p, share));
        exhibit_row_end(&t);
    }
    exhibit_table_close(&t, "falls-and-rises");
    html_close(&r->h, "details");
    html_line(&r->h);
}

cordon_status section_slopes(report *r, cordon_error *err) {
    html *h = &r->h;
    char title[300];
    size_t n = 0;
    if (!r->pair || !report_is_target(r)) return CORDON_OK; /* elsewhere they are tables */
    for (size_t i = 0; i < r->q.n; i++) n += in_slope(r, &r->q.v[i], r->q.v[i].block);
    if (!n) return CORDON_OK;
    slope_title(r, title);
    html_leaf(h, "h3", title, "id", "slopes");
    html_open(h, "div", "class", "pairs");
    n = 0;
    for (size_t i = 0; i < r->q.n; i++) {
        const question *q = &r->q.v[i];
        bool before = false;
        for (size_t k = 0; k < i; k++) before |= in_slope(r, &r->q.v[k], q->block);
        if (in_slope(r, q, q->block) && !before) one_slope(r, q, ++n);
    }
    html_close(h, "div");
    html_line(h);
    table_slopes(r);
    exhibit_else(r, "Prices, lawful trade, and the neighbours' own growth and demand.");
    return report_found(r, "report.slopes", "falls and rises", "headlines.csv", title, err);
}
