/* Sent and never recorded as arriving: extra exports as bars, the part that the
 * receiver does not record hatched, under each definition of the partner.     */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/chart.h"
#include "report/exhibit.h"
#include "report/gap_bars.h"
#include "report/route_rows.h"

static const gap_bar *best(const gap_bars *g) {
    for (size_t i = g->n; i-- > 0;)
        if (!*g->v[i].reason) return &g->v[i];
    return NULL;
}

static void range(char out[64], const gap_bar *b) {
    snprintf(out, 64, "%.0f to %.0f %%", b->lost, b->lost_high);
}

/* Under all definitions that are assessed of those together. */
static void title_of(char out[200], const gap_bars *g) {
    double low = 100, high = 0, sent = 0;
    const char *currency = "";
    for (size_t i = 0; i < g->n; i++) {
        const gap_bar *b = &g->v[i];
        if (*b->reason || strncmp(b->label, "Together", 8) != 0) continue;
        if (b->lost < low) low = b->lost;
        if (b->lost > high) high = b->lost;
        sent = b->sent;
        currency = b->currency;
    }
    if (sent > 0)
        snprintf(out, 200,
                 "%.0f to %.0f %% of %.1f bn %.8s of extra exports were not recorded as arriving",
                 low, high, sent, currency);
    else
        snprintf(out, 200, "Extra exports, and what of them was recorded as arriving");
}

static void draw(report *r, const gap_bars *g, const char *title) {
    chart_stack bar[GAP_BARS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < g->n; i++) {
        const gap_bar *b = &g->v[i];
        if (*b->reason || !(b->sent > 0)) continue;
        chart_stack *s = &bar[n++];
        snprintf(s->label, sizeof s->label, "%.63s", b->label);
        s->whole = b->sent;
        s->part = b->arrived < 0 ? 0 : b->arrived > b->sent ? b->sent : b->arrived;
        snprintf(s->value, sizeof s->value, "%.1f bn %.8s", b->sent, b->currency);
    }
    html_open(&r->h, "figure", "class", "changes");
    chart_stacked(&r->h, &(chart_stacks){"chart-gap", title,
                                         "A bar for each: extra exports, the part not recorded on "
                                         "arrival hatched; the figures stand in the table below.",
                                         bar, n});
    html_close(&r->h, "figure");
}

static void rows(report *r, const gap_bars *g) {
    static const char *const head[] = {"to", "#extra exports, bn", "#recorded, bn", "#not recorded",
                                       NULL};
    exhibit_table t;
    html_open(&r->h, "details");
    html_leaf(&r->h, "summary", "The figures of the chart");
    exhibit_table_open(&t, r,
                       "Extra exports and extra arrivals; the higher figure takes a tenth for "
                       "freight and insurance off the arrivals",
                       head);
    for (size_t i = 0; i < g->n; i++) {
        const gap_bar *b = &g->v[i];
        char x[64], y[64], z[64];
        snprintf(x, sizeof x, "%.1f %.8s", b->sent, b->currency);
        snprintf(y, sizeof y, "%.1f %.8s", b->arrived, b->currency);
        range(z, b);
        exhibit_row(&t);
        exhibit_cell(&t, b->label);
        exhibit_number(&t, *b->reason ? "not assessed" : x);
        exhibit_number(&t, *b->reason ? "not assessed" : y);
        exhibit_number(&t, *b->reason ? b->reason : z);
        exhibit_row_end(&t);
    }
    exhibit_table_close(&t, "mirror-gap");
    html_close(&r->h, "details");
    html_line(&r->h);
}

static cordon_status found(report *r, const gap_bars *g, const char *title, cordon_error *err) {
    buf b = {0};
    buf_printf(&b, "%s.", title);
    for (size_t i = 0; i < g->n; i++)
        if (!*g->v[i].reason)
            buf_printf(&b, " %s: %.1f bn %s extra, %.1f recorded, %.0f to %.0f %% not recorded.",
                       g->v[i].label, g->v[i].sent, g->v[i].currency, g->v[i].arrived, g->v[i].lost,
                       g->v[i].lost_high);
    cordon_status status =
        report_found(r, "report.gap", "mirror gap", "mirrors.csv", buf_text(&b), err);
    r->h.out->failed |= b.failed;
    buf_free(&b);
    return status;
}

cordon_status report_gap(report *r, cordon_error *err) {
    html *h = &r->h;
    gap_bars *g = calloc(1, sizeof *g);
    char title[200], a[WORDS], b[WORDS];
    if (!g) return cordon_fail(err, CORDON_ENOMEM, "no memory for a chart");
    cordon_status status = gap_bars_make(g, r->findings, r->in, err);
    const gap_bar *last = best(g);
    bool later = g->n && date_period_last(g->period.to) > r->in->as_at;
    if (!status && g->n && !later && last) {
        title_of(title, g);
        html_leaf(h, "h3", title, "id", "gap");
        draw(r, g, title);
        html_open(h, "p", "class", "note");
        html_printf(
            h,
            "Extra: %s above the mean of %s, as published. Hatched: not recorded by the receiver. ",
            words_window(a, g->period), words_window(b, g->base));
        report_refs(r, last->source, last->sources);
        html_text(h, ".");
        html_close(h, "p");
        exhibit_else(
            r, "Goods in transit are not imports; freight and insurance, late booking, another "
               "definition of the partner and plain under-recording also make a gap. By code: "
               "not assessed, because no receiver's file has codes by partner.");
        rows(r, g);
        status = found(r, g, title, err);
    } else if (!status && !later) {
        html_open(h, "p");
        report_not_assessed(r, "no loaded files have both sides of the same trade",
                            "the sender's and the receiver's totals by partner (mirrors.csv)");
        html_close(h, "p");
    }
    if (!status) status = report_routes(r, g, err);
    free(g);
    return status;
}
