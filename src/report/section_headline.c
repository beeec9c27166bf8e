/* Tables of growth, shares and levels: one per block of headlines.csv, split
 * where the kind, the periods or the currency differ, so that each column has
 * one unit and one period.                                                    */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/inner.h"

static const char *name_of(const report *r, const question *q, const answer *a) {
    if (q->by_to && *a->to) return report_area(r, a->to);
    if (q->by_from && *a->from) return report_area(r, a->from);
    return q->title;
}

static void number(report *r, const char *text) { html_leaf(&r->h, "td", text, "class", "n", NULL); }

static void money(report *r, int64_t milli, int64_t rows) {
    char t[WORDS];
    number(r, rows ? words_million(t, milli) : "no rows");
}

static const char *estimate_words(const char *e) {
    if (!*e || strcmp(e, "reported") == 0) return "reported";
    return strcmp(e, "mixed") == 0 ? "partly estimated" : e;
}

static void heads(report *r, const question *q) {
    char t[WORDS + 24], w[WORDS];
    const flow_query *f = &q->query;
    html *h = &r->h;
    html_open(h, "thead", NULL);
    html_open(h, "tr", NULL);
    report_head(r, q->kind == QUESTION_SHARE ? "year" : q->by_from ? "sender" : q->by_to ? "destination" : "what",
                false);
    if (q->kind == QUESTION_SHARE) {
        snprintf(t, sizeof t, "part, mn %s", q->m.currency);
        report_head(r, t, true);
        snprintf(t, sizeof t, "whole, mn %s", q->m.currency);
        report_head(r, t, true);
        report_head(r, "share of the whole", true);
    } else {
        for (size_t i = 0; i < f->windows; i++) {
            snprintf(t, sizeof t, "%s, mn %s", words_window(w, f->window[i]), q->m.currency);
            report_head(r, t, true);
        }
    }
    if (q->kind == QUESTION_GROWTH) {
        snprintf(t, sizeof t, "change, mn %s", q->m.currency);
        report_head(r, t, true);
        report_head(r, "growth on the base", true);
    }
    report_head(r, "values are", false);
    report_head(r, "data", false);
    html_close(h, "tr");
    html_close(h, "thead");
    html_line(h);
}

static void row(report *r, const question *q, const answer *a, bool first) {
    html *h = &r->h;
    char t[WORDS];
    html_open(h, "tr", "id", first ? q->id : NULL, NULL);
    html_leaf(h, "th", q->kind == QUESTION_SHARE ? words_month(t, a->period) : name_of(r, q, a), "scope",
              "row", NULL);
    if (q->kind == QUESTION_GROWTH) {
        money(r, a->base_milli, a->base_rows);
        money(r, a->value_milli, a->value_rows);
        bool both = a->base_rows && a->value_rows;
        number(r, both ? words_change(t, a->value_milli - a->base_milli) : "not assessed");
        number(r, both && !isnan(a->percent) ? words_growth(t, a->percent) : "no base");
    } else {
        money(r, a->value_milli, a->value_rows);
        if (q->kind == QUESTION_SHARE) {
            number(r, words_million(t, a->base_milli));
            number(r, isnan(a->percent) ? "no whole" : words_share(t, a->percent));
        }
    }
    html_leaf(h, "td", estimate_words(a->estimate), NULL);
    html_open(h, "td", NULL);
    html_printf(h, "%s, ", q->m.dataset);
    report_refs(r, q->m.source, q->m.sources);
    html_close(h, "td");
    html_close(h, "tr");
    html_line(h);
}

static bool same_table(const question *a, const question *b) {
    return a->kind == b->kind && strcmp(a->base_text, b->base_text) == 0 &&
           strcmp(a->period_text, b->period_text) == 0 && strcmp(a->m.currency, b->m.currency) == 0;
}

static bool same_block(const question *a, const question *b) {
    return strcmp(a->block, b->block) == 0;
}

/* The questions of one table, from *i on in v. */
static void one_table(report *r, question *const *v, size_t n) {
    html *h = &r->h;
    report_table(r, v[0]->block);
    heads(r, v[0]);
    html_open(h, "tbody", NULL);
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < v[k]->n; i++) row(r, v[k], &v[k]->v[i], i == 0);
    html_close(h, "tbody");
    report_table_end(r);
}

static void offset(report *r, const question *q) {
    char t[WORDS], a[WORDS], b[WORDS];
    const question *other = questions_find(&r->q, q->against);
    double p = question_offset(q, other);
    if (isnan(p)) return;
    int64_t mine = 0, theirs = 0;
    for (size_t i = 0; i < q->n; i++) mine += q->v[i].value_milli - q->v[i].base_milli;
    for (size_t i = 0; i < other->n; i++) theirs += other->v[i].value_milli - other->v[i].base_milli;
    html_open(&r->h, "p", NULL);
    html_printf(&r->h, "%s: the %s is %s of the %s (%s) in money: %s of %s.", q->title,
                mine > 0 ? "rise" : "fall", words_rough(t, p), theirs < 0 ? "fall" : "rise",
                other->title, words_money(a, mine < 0 ? -mine : mine, q->m.currency),
                words_money(b, theirs < 0 ? -theirs : theirs, q->m.currency));
    html_close(&r->h, "p");
    html_line(&r->h);
}

/* Each different text once. */
static bool said_before(question *const *v, size_t k) {
    for (size_t i = 0; i < k; i++)
        if (strcmp(v[i]->note, v[k]->note) == 0) return true;
    return false;
}

static bool same_basis(const question *a, const question *b) {
    return strcmp(a->m.dataset, b->m.dataset) == 0 && strcmp(a->m.basis, b->m.basis) == 0 &&
           a->m.level == b->m.level && a->m.asked == b->m.asked && a->m.occur == b->m.occur &&
           a->silent == b->silent;
}

static void under(report *r, question *const *v, size_t n) {
    html *h = &r->h;
    for (size_t k = 0; k < n; k++) offset(r, v[k]);
    for (size_t k = 0; k < n; k++) {
        if (!*v[k]->note || said_before(v, k)) continue;
        html_leaf(h, "p", v[k]->note, NULL);
        html_line(h);
    }
    for (size_t k = 0; k < n; k++) {
        if (!v[k]->assessed || (k && v[k - 1]->assessed && same_basis(v[k], v[k - 1]))) continue;
        html_open(h, "p", "class", "note", NULL);
        report_basis(r, v[k]);
        if (v[k]->n < v[k]->of) html_printf(h, " The %zu largest of %zu are shown.", v[k]->n, v[k]->of);
        html_close(h, "p");
        html_line(h);
    }
}

static void block(report *r, question *const *v, size_t n) {
    html *h = &r->h;
    html_leaf(h, "h3", v[0]->block, NULL);
    html_line(h);
    for (size_t i = 0; i < n;) {
        if (!v[i]->assessed) {
            char what[120];
            snprintf(what, sizeof what, "dataset %.100s", v[i]->query.dataset ? v[i]->query.dataset : "");
            html_open(h, "p", "id", v[i]->id, NULL);
            html_printf(h, "%s: ", v[i]->title);
            report_not_assessed(r, v[i]->why,
                                *v[i]->request        ? v[i]->request
                                : v[i]->query.dataset ? what
                                                      : "");
            html_close(h, "p");
            html_line(h);
            i++;
            continue;
        }
        size_t k = i + 1;
        while (k < n && v[k]->assessed && same_table(v[i], v[k])) k++;
        one_table(r, v + i, k - i);
        i = k;
    }
    under(r, v, n);
}

enum { BLOCK_MAX = 64 };

cordon_status section_headline(report *r, cordon_error *err) {
    question *v[BLOCK_MAX], *q;
    size_t n = 0, i = 0, all = 0;
    (void)err;
    while ((q = report_next(r, "headline", &i))) {
        if (n && (!same_block(v[0], q) || n == BLOCK_MAX)) {
            block(r, v, n);
            n = 0;
        }
        v[n++] = q;
        all++;
    }
    if (n) block(r, v, n);
    if (!all) {
        html_open(&r->h, "p", NULL);
        report_not_assessed(r, "the regime asks no headline question", "rows in its headlines.csv");
        html_close(&r->h, "p");
    }
    return CORDON_OK;
}
