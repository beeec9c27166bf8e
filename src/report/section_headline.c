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

static void number(report *r, const char *text) { html_leaf(&r->h, "td", text, "class", "n"); }

static void money(report *r, int64_t milli, int64_t rows) {
    char t[WORDS];
    number(r, rows ? words_million(t, milli) : "no rows");
}

static const char *estimate_words(const char *e) {
    if (!*e || strcmp(e, "reported") == 0) return "reported";
    return strcmp(e, "mixed") == 0 ? "partly estimated" : e;
}

/* Some value is not as reported: then each row says what it is. */
static bool any_estimate(question *const *v, size_t n) {
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < v[k]->n; i++)
            if (strcmp(estimate_words(v[k]->v[i].estimate), "reported") != 0) return true;
    return false;
}

static void heads(report *r, const question *q, bool estimates) {
    char w[WORDS];
    const flow_query *f = &q->query;
    html *h = &r->h;
    html_open(h, "thead");
    html_open(h, "tr");
    if (q->kind == QUESTION_SHARE) {
        report_head(r, "year", false);
        report_head(r, "part", true);
        report_head(r, "whole", true);
        report_head(r, "share of the whole", true);
    } else {
        report_head(r, q->by_from ? "sender" : q->by_to ? "destination" : "what", false);
        for (size_t i = 0; i < f->windows; i++) report_head(r, words_window(w, f->window[i]), true);
    }
    if (q->kind == QUESTION_GROWTH) {
        report_head(r, "change", true);
        report_head(r, "growth on the base", true);
    }
    if (estimates) report_head(r, "values are", false);
    html_close(h, "tr");
    html_close(h, "thead");
    html_line(h);
}

static void row(report *r, const question *q, const answer *a, bool first, bool estimates) {
    html *h = &r->h;
    char t[WORDS];
    html_open(h, "tr", "id", first ? q->id : NULL);
    html_leaf(h, "th", q->kind == QUESTION_SHARE ? words_month(t, a->period) : name_of(r, q, a),
              "scope", "row");
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
    if (estimates) html_leaf(h, "td", estimate_words(a->estimate));
    html_close(h, "tr");
    html_line(h);
}

static bool same_sources(const measure *a, const measure *b) {
    return a->sources == b->sources &&
           (!a->sources || memcmp(a->source, b->source, a->sources * sizeof *a->source) == 0);
}

static bool same_table(const question *a, const question *b) {
    return a->kind == b->kind && strcmp(a->base_text, b->base_text) == 0 &&
           strcmp(a->period_text, b->period_text) == 0 &&
           strcmp(a->m.currency, b->m.currency) == 0 && strcmp(a->m.dataset, b->m.dataset) == 0 &&
           same_sources(&a->m, &b->m);
}

static bool same_block(const question *a, const question *b) {
    return strcmp(a->block, b->block) == 0;
}

static const char *caption_of(const question *q, bool estimates) {
    bool imports = q->query.flow && q->query.flow[0] == 'M';
    if (estimates)
        return imports ? "Imports, as reported or as each row says"
                       : "Exports, as reported or as each row says";
    return imports ? "Imports as the receiver reports them" : "Exports as the sender reports them";
}

/* The questions of one table. */
static void one_table(report *r, question *const *v, size_t n) {
    html *h = &r->h;
    bool estimates = any_estimate(v, n);
    report_table(r, v[0]->block);
    report_caption(r, v[0], caption_of(v[0], estimates));
    heads(r, v[0], estimates);
    html_open(h, "tbody");
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < v[k]->n; i++) row(r, v[k], &v[k]->v[i], i == 0, estimates);
    html_close(h, "tbody");
    report_table_end(r);
}

static int64_t change_of(const question *q) {
    int64_t sum = 0;
    for (size_t i = 0; i < q->n; i++) sum += q->v[i].value_milli - q->v[i].base_milli;
    return sum;
}

static void offset(report *r, const question *q) {
    char t[WORDS], a[WORDS], b[WORDS];
    const question *other = questions_find(&r->q, q->against);
    double p = question_offset(q, other);
    if (isnan(p)) return;
    int64_t mine = change_of(q), theirs = change_of(other);
    html_open(&r->h, "p");
    html_printf(&r->h, "%s: the %s of %s is %s of the %s of %s for %s.", q->title,
                mine > 0 ? "rise" : "fall", words_money(a, mine < 0 ? -mine : mine, q->m.currency),
                words_rough(t, p), theirs < 0 ? "fall" : "rise",
                words_money(b, theirs < 0 ? -theirs : theirs, q->m.currency), other->title);
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
    bool same = strcmp(a->m.dataset, b->m.dataset) == 0 && strcmp(a->m.basis, b->m.basis) == 0 &&
                a->m.level == b->m.level && a->m.notes == b->m.notes;
    for (size_t i = 0; same && i < a->m.notes; i++) same = strcmp(a->m.note[i], b->m.note[i]) == 0;
    return same;
}

static void under(report *r, question *const *v, size_t n) {
    html *h = &r->h;
    for (size_t k = 0; k < n; k++) offset(r, v[k]);
    for (size_t k = 0; k < n; k++) {
        if (!*v[k]->note || said_before(v, k)) continue;
        html_leaf(h, "p", v[k]->note);
        html_line(h);
    }
    for (size_t k = 0; k < n; k++) {
        if (!v[k]->assessed || (k && v[k - 1]->assessed && same_basis(v[k], v[k - 1]))) continue;
        html_open(h, "p", "class", "note");
        report_basis(r, v[k]);
        if (v[k]->n < v[k]->of)
            html_printf(h, " The %zu largest of %zu are shown.", v[k]->n, v[k]->of);
        html_close(h, "p");
        html_line(h);
    }
}

static void block(report *r, question *const *v, size_t n) {
    html *h = &r->h;
    html_leaf(h, "h3", v[0]->block);
    html_line(h);
    for (size_t i = 0; i < n;) {
        if (!v[i]->assessed) {
            report_unanswered(r, v[i]);
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

/* Of goods: those about a group of codes; else those about all goods. */
static cordon_status blocks(report *r, bool of_goods) {
    question *v[BLOCK_MAX] = {NULL}, *q;
    size_t n = 0, i = 0, all = 0;
    while ((q = report_next(r, "headline", &i))) {
        all++;
        if ((q->query.group != NULL) != of_goods) continue;
        if (n && (!same_block(v[0], q) || n == BLOCK_MAX)) {
            block(r, v, n);
            n = 0;
        }
        v[n++] = q;
    }
    if (n) block(r, v, n);
    if (!all && !of_goods) report_no_question(r, "headline");
    return CORDON_OK;
}

cordon_status section_headline(report *r, cordon_error *err) {
    (void)err;
    return blocks(r, false);
}

cordon_status section_headline_goods(report *r, cordon_error *err) {
    (void)err;
    return blocks(r, true);
}
