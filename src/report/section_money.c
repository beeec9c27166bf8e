/* Where the fall and the rise are, in money: a small base makes a large per
 * cent, so the same change is drawn in one unit for all destinations.         */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/chart.h"
#include "report/inner.h"

static int by_change(const void *x, const void *y) {
    const chart_bar *a = x, *b = y;
    if (a->value_milli != b->value_milli) return a->value_milli < b->value_milli ? -1 : 1;
    return strcmp(a->label, b->label);
}

static void describe(buf *b, const chart_bar *v, size_t n, const char *currency) {
    char t[WORDS];
    for (size_t i = 0; i < n; i++)
        buf_printf(b, "%s%s %s", i ? ", " : "", v[i].label, words_change(t, v[i].value_milli));
    buf_printf(b, " million %s", currency);
}

static void figures(report *r, const question *q) {
    html *h = &r->h;
    char t[WORDS], w[WORDS];
    report_table(r, q->block);
    report_caption(r, q, "The figures of the chart");
    html_open(h, "thead");
    html_open(h, "tr");
    report_head(r, q->by_from ? "sender" : "destination", false);
    for (size_t i = 0; i < q->query.windows; i++)
        report_head(r, words_window(w, q->query.window[i]), true);
    report_head(r, "change", true);
    report_head(r, "growth on the base", true);
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    for (size_t i = 0; i < q->n; i++) {
        const answer *a = &q->v[i];
        bool both = a->base_rows && a->value_rows;
        html_open(h, "tr");
        html_leaf(h, "th", report_area(r, q->by_from ? a->from : a->to), "scope", "row");
        html_leaf(h, "td", a->base_rows ? words_million(t, a->base_milli) : "no rows", "class",
                  "n");
        html_leaf(h, "td", a->value_rows ? words_million(t, a->value_milli) : "no rows", "class",
                  "n");
        html_leaf(h, "td", both ? words_change(t, a->value_milli - a->base_milli) : "not assessed",
                  "class", "n");
        html_leaf(h, "td", both && *words_growth(t, a->percent) ? t : "no base", "class", "n");
        html_close(h, "tr");
        html_line(h);
    }
    html_close(h, "tbody");
    report_table_end(r);
}

static cordon_status exhibit(report *r, const question *q, cordon_error *err) {
    html *h = &r->h;
    buf desc = {0};
    char a[WORDS], b[WORDS], unit[24];
    size_t n = 0;
    chart_bar *bar = calloc(q->n + 1, sizeof *bar);
    if (!bar) return cordon_fail(err, CORDON_ENOMEM, "no memory for a chart");
    for (size_t i = 0; i < q->n; i++)
        if (q->v[i].base_rows && q->v[i].value_rows)
            bar[n++] = (chart_bar){report_area(r, q->by_from ? q->v[i].from : q->v[i].to),
                                   q->v[i].value_milli - q->v[i].base_milli};
    if (n) qsort(bar, n, sizeof *bar, by_change);
    describe(&desc, bar, n, q->m.currency);
    html_leaf(h, "h3", q->block);
    html_open(h, "figure", "class", "changes", "id", q->id);
    html_line(h);
    snprintf(unit, sizeof unit, "mn %.8s", q->m.currency);
    chart_change(h, &(chart_changes){q->id, q->block, buf_text(&desc), unit, bar, n});
    html_open(h, "figcaption");
    html_printf(h, "%s less %s, one scale for all; falls to the left, rises to the right. ",
                words_window(a, q->query.window[1]), words_window(b, q->query.window[0]));
    report_basis(r, q);
    html_close(h, "figcaption");
    html_close(h, "figure");
    html_line(h);
    figures(r, q);
    if (*q->note) {
        html_open(h, "p");
        html_printf(h, "What else could explain it: %s", q->note);
        html_close(h, "p");
    }
    html_line(h);
    h->out->failed |= desc.failed;
    buf_free(&desc);
    free(bar);
    return CORDON_OK;
}

cordon_status section_money(report *r, cordon_error *err) {
    cordon_status status = CORDON_OK;
    size_t i = 0, all = 0;
    for (question *q; !status && (q = report_next(r, "money", &i)); all++) {
        if (q->assessed && q->kind == QUESTION_GROWTH)
            status = exhibit(r, q, err);
        else
            report_unanswered(r, q);
    }
    if (!all) report_no_question(r, "money");
    return status;
}
