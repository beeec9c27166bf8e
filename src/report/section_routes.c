/* The route table: the partners of a sender that stand out from their own past. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/exhibit.h"
#include "report/gap_bars.h"
#include "report/route_rows.h"

/* "73 to 75 %" of the extra exports, from the mirror gap of the same country. */
static void recorded(char out[64], const gap_bars *g, const char *name) {
    double low = INFINITY, high = -INFINITY;
    size_t n = strlen(name);
    for (size_t i = 0; i < g->n; i++) {
        const gap_bar *b = &g->v[i];
        if (*b->reason || strncmp(b->label, name, n) != 0 || (b->label[n] && b->label[n] != ','))
            continue;
        if (b->lost < low) low = b->lost;
        if (b->lost_high > high) high = b->lost_high;
    }
    if (low <= high)
        snprintf(out, 64, "%.0f to %.0f %% not recorded", low, high);
    else
        snprintf(out, 64, "not assessed");
}

static void number(exhibit_table *t, const char *label, double v) {
    char text[WORDS];
    (void)label;
    exhibit_number(t, words_million(text, (int64_t)llround(v * 1e9)));
}

static cordon_status row(exhibit_table *t, const route_rows *x, const route_row *v,
                         const gap_bars *g, cordon_error *err) {
    char usual[64], arrival[64], a[WORDS], b[WORDS], text[400];
    snprintf(usual, sizeof usual, "%s to %s", words_million(a, (int64_t)llround(v->low * 1e9)),
             words_million(b, (int64_t)llround(v->high * 1e9)));
    recorded(arrival, g, v->name);
    exhibit_row(t);
    exhibit_cell(t, v->name);
    exhibit_cell(t, "all goods");
    number(t, "last year", v->last);
    exhibit_number(t, usual);
    number(t, "excess", v->excess);
    exhibit_cell(t, v->found ? "stands out" : "does not");
    exhibit_cell(t, arrival);
    exhibit_row_end(t);
    snprintf(text, sizeof text,
             "%.60s: %s mn %s in the last year, usual %s, excess %s mn over %.40s, %s", v->name,
             words_million(a, (int64_t)llround(v->last * 1e9)), x->currency, usual,
             words_million(b, (int64_t)llround(v->excess * 1e9)), x->period, arrival);
    return report_found(t->r, "report.route", v->code, "routes.csv", text, err);
}

static cordon_status draw(report *r, const route_rows *x, const gap_bars *g, cordon_error *err) {
    static const char *const head[] = {"to",
                                       "goods",
                                       "#last year, mn",
                                       "#usual range, mn",
                                       "#excess, mn",
                                       "against its own past",
                                       "recorded on arrival",
                                       NULL};
    html *h = &r->h;
    char title[240], method[240];
    exhibit_table t;
    cordon_status status = CORDON_OK;
    snprintf(title, sizeof title, "%zu of %zu partners stand out from their own past in %.40s",
             x->found, x->tested, x->period);
    html_leaf(h, "h3", title, "id", "routes");
    exhibit_table_open(&t, r, x->title, head);
    for (size_t i = 0; i < x->n && !status; i++) status = row(&t, x, &x->v[i], g, err);
    exhibit_table_close(&t, "routes");
    snprintf(method, sizeof method,
             "Sender: %.60s; million %s. The same rule asked of earlier years found %zu of %zu: "
             "its rate of false alarms.",
             x->sender, x->currency, x->earlier_found, x->earlier_tested);
    html_leaf(h, "p", method, "class", "note");
    exhibit_sources(r, x->from, x->froms);
    exhibit_else(r,
                 "Own demand, diverted lawful trade, prices, energy, re-export of other goods. By "
                 "code: not assessed, because no receiver's file has codes by partner.");
    html_leaf(h, "p", "Next question: which goods, which companies, and do they go on from there?");
    if (status) return status;
    buf b = {0};
    buf_printf(&b, "%s. %s", title, method);
    status = report_found(r, "report.routes", "routes", "routes.csv", buf_text(&b), err);
    r->h.out->failed |= b.failed;
    buf_free(&b);
    return status;
}

cordon_status report_routes(report *r, const gap_bars *g, cordon_error *err) {
    route_rows *x = calloc(1, sizeof *x);
    if (!x) return cordon_fail(err, CORDON_ENOMEM, "no memory for a table");
    cordon_status status = route_rows_make(x, r->findings, r->in, err);
    if (!status && x->n) {
        status = draw(r, x, g, err);
    } else if (!status && x->asked && !x->later) {
        html_open(&r->h, "p");
        report_not_assessed(r, "no loaded file has the sender's exports by partner and year",
                            x->source);
        html_close(&r->h, "p");
    }
    free(x);
    return status;
}
