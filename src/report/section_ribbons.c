/* Who sends the goods that matter, and where they go: ribbons in money, before
 * and after on one scale, with the small ones summed.                         */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "report/exhibit.h"
#include "report/ribbons.h"

typedef struct exhibit {
    report *r;
    const question *q;
    ribbons b;
    bool billions; /* the unit of the drawings */
    char title[400];
} exhibit;

static bool exports(const question *q) { return !q->query.flow || q->query.flow[0] != 'M'; }

/* The name of a place, or "22 others". */
static const char *name_of(const exhibit *x, const ribbon_end *e, char out[64]) {
    if (*e->code)
        snprintf(out, 64, "%.63s", report_area(x->r, e->code));
    else
        snprintf(out, 64, "%zu others", e->members);
    return out;
}

/* A figure too small for its decimals is not zero. */
static const char *amount(const exhibit *x, char out[WORDS], int64_t milli) {
    double v = (double)milli / (x->billions ? 1e12 : 1e9);
    int decimals = x->billions ? (v < 0.995 ? 2 : 1) : v < 9.95 ? 1 : 0;
    double least = decimals == 2 ? 0.01 : 0.1;
    if (milli > 0 && v < least / 2)
        snprintf(out, WORDS, "<%g", least);
    else if (!decimals)
        words_count(out, llround(v));
    else
        snprintf(out, WORDS, "%.*f", decimals, v);
    return out;
}

/* The place whose money changed most, and all others together. */
static void find(exhibit *x) {
    const ribbons *b = &x->b;
    const question *q = x->q;
    const char *what = exports(q) ? "exports to" : "arrivals in", *in = exports(q) ? "to" : "in";
    char name[64], v[4][WORDS];
    size_t most = 0, rest = 0;
    for (size_t i = 0; i < b->tos; i++) {
        int64_t d = llabs(b->to[i].value_milli - b->to[i].base_milli),
                m = llabs(b->to[most].value_milli - b->to[most].base_milli);
        if (d > m) most = i;
        rest += b->to[i].members;
    }
    const ribbon_end *e = &b->to[most];
    int64_t base = b->base_milli - e->base_milli, value = b->value_milli - e->value_milli;
    int n = snprintf(x->title, sizeof x->title, "%.80s, %s %.60s %s from %s to %s", q->block, what,
                     name_of(x, e, name), words_moved(e->base_milli, e->value_milli),
                     words_money(v[0], e->base_milli, q->m.currency),
                     words_money(v[1], e->value_milli, q->m.currency));
    rest -= e->members;
    if (rest)
        snprintf(x->title + n, sizeof x->title - (size_t)n, "; %s the %zu other%s %s from %s to %s",
                 in, rest, rest > 1 ? "s together they" : " it", words_moved(base, value),
                 words_money(v[2], base, q->m.currency), words_money(v[3], value, q->m.currency));
}

static void node(const exhibit *x, chart_node *out, const ribbon_end *e, bool after) {
    char v[WORDS];
    name_of(x, e, out->label);
    snprintf(out->value, sizeof out->value, "%.23s",
             !(after ? e->value_rows : e->base_rows)
                 ? "no rows"
                 : amount(x, v, after ? e->value_milli : e->base_milli));
    out->more = e->value_milli > e->base_milli;
}

static void draw(const exhibit *x, bool after) {
    const ribbons *b = &x->b;
    chart_ribbons c = {.froms = b->froms, .tos = b->tos};
    char id[80], head[120], w[WORDS], v[WORDS];
    int64_t all = after ? b->value_milli : b->base_milli;
    for (size_t i = 0; i < b->froms; i++) node(x, &c.from[i], &b->from[i], after);
    for (size_t k = 0; k < b->tos; k++) node(x, &c.to[k], &b->to[k], after);
    for (size_t i = 0; i < b->froms; i++)
        for (size_t k = 0; k < b->tos; k++) {
            const ribbon_cell *y = &b->cell[i][k];
            double money = (double)(after ? y->value_milli : y->base_milli);
            c.flow[i][k] = money > 0 ? money : 0;
        }
    snprintf(id, sizeof id, "%.60s-%s", x->q->id, after ? "after" : "before");
    snprintf(head, sizeof head, "%s: %s %s %.8s", words_window(w, x->q->query.window[after]),
             amount(x, v, all), x->billions ? "bn" : "mn", x->q->m.currency);
    c.id = id;
    c.head = head;
    c.title = x->title;
    c.desc =
        "Senders on the left, destinations on the right; the figures stand in the table below.";
    c.whole = (double)(b->base_milli > b->value_milli ? b->base_milli : b->value_milli);
    html_open(&x->r->h, "figure");
    chart_from_to(&x->r->h, &c);
    html_close(&x->r->h, "figure");
    html_line(&x->r->h);
}

static void legend_of_rest(const exhibit *x, const ribbon_end *e, const char *who) {
    char v[2][WORDS];
    html *h = &x->r->h;
    if (*e->code || !e->members) return;
    html_open(h, "li");
    html_printf(h, "%zu others: the smaller %s, together %s and then %s", e->members, who,
                words_money(v[0], e->base_milli, x->q->m.currency),
                words_money(v[1], e->value_milli, x->q->m.currency));
    html_close(h, "li");
}

static void legend(const exhibit *x) {
    html *h = &x->r->h;
    const ribbons *b = &x->b;
    html_open(h, "ul", "class", "legend");
    html_open(h, "li");
    html_printf(h,
                "widths and figures: %s %s, one scale for both; left who sends, right where it "
                "goes",
                x->billions ? "billion" : "million", x->q->m.currency);
    html_close(h, "li");
    html_leaf(
        h, "li",
        "soft with an outline: less in the later months than in the earlier; full colour: more");
    if (b->froms) legend_of_rest(x, &b->from[b->froms - 1], "senders");
    if (b->tos) legend_of_rest(x, &b->to[b->tos - 1], "destinations");
    html_close(h, "ul");
    html_line(h);
}

/* ---- the figures ---- */

/* A row, and the finding its figures stand in; an end NULL: all of that side. */
static cordon_status row(const exhibit *x, exhibit_table *t, const ribbon_end *from,
                         const ribbon_end *to, const ribbon_cell *c, cordon_error *err) {
    char name[2][64] = {"all senders", "all destinations"}, v[3][WORDS], window[2][WORDS], more[96];
    buf text = {0};
    const question *q = x->q;
    if (from) name_of(x, from, name[0]);
    if (to) name_of(x, to, name[1]);
    const char *base = c->base_rows ? words_million(v[0], c->base_milli) : "no rows",
               *value = c->value_rows ? words_million(v[1], c->value_milli) : "no rows",
               *change = c->base_rows && c->value_rows
                             ? words_change(v[2], c->value_milli - c->base_milli)
                             : "not assessed";
    exhibit_row(t);
    exhibit_cell(t, name[0]);
    exhibit_cell(t, name[1]);
    exhibit_number(t, base);
    exhibit_number(t, value);
    exhibit_number(t, change);
    exhibit_row_end(t);
    buf_printf(&text, "%s to %s, %s, mn %s: %s in %s, %s in %s, change %s.", name[0], name[1],
               q->goods_text, q->m.currency, base, words_window(window[0], q->query.window[0]),
               value, words_window(window[1], q->query.window[1]), change);
    char number[DECIMAL_TEXT];
    snprintf(more, sizeof more, "{\"base\":%s}", decimal_milli_format(number, c->base_milli));
    cordon_status status = sum_finding(
        x->r->findings, q,
        &(sum_found){.rule = "report.ribbons",
                     .from = !from         ? ""
                             : *from->code ? from->code
                                           : name[0],
                     .to = !to         ? ""
                           : *to->code ? to->code
                                       : name[1],
                     .period = q->period_text,
                     .text = buf_text(&text),
                     .method = "sums of the publisher's values as written, the smaller ends "
                               "of a side as one",
                     .estimate = "",
                     .value_milli = c->value_milli,
                     .rows = c->value_rows,
                     .score = (double)c->value_milli / 1e3,
                     .low = NAN,
                     .high = NAN,
                     .carried = q->query.carried,
                     .more = more},
        err);
    x->r->h.out->failed |= text.failed;
    buf_free(&text);
    return status;
}

/* One side of it added up. */
static void add(ribbon_cell *out, const ribbon_cell *c) {
    out->base_milli += c->base_milli;
    out->value_milli += c->value_milli;
    out->base_rows += c->base_rows;
    out->value_rows += c->value_rows;
}

static cordon_status rows(const exhibit *x, exhibit_table *t, cordon_error *err) {
    const ribbons *b = &x->b;
    cordon_status status = CORDON_OK;
    ribbon_cell all = {0};
    for (size_t k = 0; k < b->tos && !status; k++) {
        ribbon_cell sum = {0};
        for (size_t i = 0; i < b->froms && !status; i++) {
            status = row(x, t, &b->from[i], &b->to[k], &b->cell[i][k], err);
            add(&sum, &b->cell[i][k]);
        }
        if (!status) status = row(x, t, NULL, &b->to[k], &sum, err);
    }
    for (size_t i = 0; i < b->froms && !status; i++) {
        ribbon_cell sum = {0};
        for (size_t k = 0; k < b->tos; k++) add(&sum, &b->cell[i][k]);
        status = row(x, t, &b->from[i], NULL, &sum, err);
        add(&all, &sum);
    }
    return status ? status : row(x, t, NULL, NULL, &all, err);
}

static cordon_status figures(const exhibit *x, cordon_error *err) {
    char window[2][WORDS], before[WORDS + 1], after[WORDS + 1];
    exhibit_table t;
    html *h = &x->r->h;
    snprintf(before, sizeof before, "#%s", words_window(window[0], x->q->query.window[0]));
    snprintf(after, sizeof after, "#%s", words_window(window[1], x->q->query.window[1]));
    const char *head[] = {"sender", "destination", before, after, "#change", NULL};
    html_open(h, "details");
    html_leaf(h, "summary", "The figures of the charts");
    snprintf(window[0], sizeof window[0], "The figures of the charts, million %.8s",
             x->q->m.currency);
    exhibit_table_open(&t, x->r, window[0], head);
    cordon_status status = rows(x, &t, err);
    exhibit_table_close(&t, x->q->id);
    html_close(h, "details");
    html_line(h);
    return status;
}

static cordon_status one(exhibit *x, cordon_error *err) {
    html *h = &x->r->h;
    cordon_status status = ribbons_make(&x->b, x->q, err);
    if (status) return status;
    int64_t whole = x->b.base_milli > x->b.value_milli ? x->b.base_milli : x->b.value_milli;
    x->billions = whole >= 10000000000000;
    find(x);
    html_leaf(h, "h3", x->title, "id", x->q->id);
    html_open(h, "div", "class", "pairs");
    draw(x, false);
    draw(x, true);
    html_close(h, "div");
    legend(x);
    html_open(h, "p", "class", "note");
    report_basis(x->r, x->q);
    html_close(h, "p");
    html_line(h);
    exhibit_else(x->r, x->q->note);
    status = report_found(x->r, "report.ribbons", x->q->id, "headlines.csv", x->title, err);
    return status ? status : figures(x, err);
}

cordon_status section_ribbons(report *r, cordon_error *err) {
    cordon_status status = CORDON_OK;
    size_t i = 0, all = 0;
    for (question *q; !status && (q = report_next(r, "ribbons", &i)); all++) {
        if (!q->assessed) {
            report_unanswered(r, q);
            continue;
        }
        exhibit *x = calloc(1, sizeof *x);
        if (!x) return cordon_fail(err, CORDON_ENOMEM, "no memory for a chart");
        x->r = r;
        x->q = q;
        status = one(x, err);
        free(x);
    }
    if (!all) report_no_question(r, "ribbons");
    return status;
}
