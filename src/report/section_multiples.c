/* One small chart per destination, each on an axis of its own from 0, with its
 * own range and median of the months before the regime began.                 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "report/chart.h"
#include "report/inner.h"
#include "report/months.h"

typedef struct exhibit {
    report *r;
    const question *q;
    month_grid g;
    date_period start; /* the month the regime began in, 0 = not known */
    date_day mark[CHART_MARKS_MAX];
    const char *mark_title[CHART_MARKS_MAX];
    size_t marks;
    char unit[24];
} exhibit;

static void find_marks(exhibit *x) {
    const regime *g = x->r->in->regime;
    const char *start = regime_value(g, "start_date");
    date_day d;
    if (date_parse(&d, start, strlen(start))) x->start = d / 100;
    for (size_t i = 0; i < regime_date_count(g) && x->marks < CHART_MARKS_MAX; i++) {
        const regime_date *m = regime_date_at(g, i);
        if (!m->mark || m->on / 100 < x->g.first || m->on / 100 > x->g.last) continue;
        x->mark[x->marks] = m->on;
        x->mark_title[x->marks++] = m->title;
    }
}

static size_t last_month(const month_series *s, size_t n) {
    while (n > 1 && !s->there[n - 1]) n--;
    return n - 1;
}

/* "4.9 mn EUR in Nov 2022; ..." */
static void sentence(buf *b, const exhibit *x, const month_series *s, const month_usual *u) {
    char t[WORDS], p[WORDS], low[WORDS], high[WORDS];
    size_t last = last_month(s, x->g.n), gaps = x->g.n - s->months;
    buf_printf(b, "%s %s in %s, the last month with rows.", words_million(t, s->value_milli[last]),
               x->unit, words_month(p, month_at(&x->g, last)));
    if (u->months)
        buf_printf(b, " Before %s: median %s, range %s to %s (%zu months).",
                   words_month(p, x->start), words_million(t, u->median_milli),
                   words_million(low, u->low_milli), words_million(high, u->high_milli), u->months);
    if (gaps) buf_printf(b, " %zu of %zu months have no row: not known to be zero.", gaps, x->g.n);
}

/* Every month of the chart in one list, null where there is no row. */
static void month_members(buf *b, const exhibit *x, const month_series *s, const month_usual *u) {
    char t[DATE_TEXT];
    buf_char(b, '{');
    json_str(b, "name", report_area(x->r, s->to));
    json_str(b, "first", date_period_format(t, x->g.first));
    json_str(b, "last", date_period_format(t, month_at(&x->g, last_month(s, x->g.n))));
    json_int(b, "months", (int64_t)x->g.n);
    json_int(b, "months_with_rows", (int64_t)s->months);
    if (u->months) json_milli(b, "median", u->median_milli);
    json_key(b, "values");
    buf_char(b, '[');
    for (size_t i = 0; i < x->g.n; i++)
        if (s->there[i]) {
            json_milli(b, NULL, s->value_milli[i]);
        } else {
            json_key(b, NULL);
            buf_str(b, "null");
        }
    buf_str(b, "]}");
}

/* The finding of one chart: all its months, and the last beside the usual. */
static cordon_status chart_finding(exhibit *x, const month_series *s, const month_usual *u,
                                   const char *text, cordon_error *err) {
    buf more = {0};
    char from[DATE_TEXT], to[DATE_TEXT], period[2 * DATE_TEXT + 2];
    snprintf(period, sizeof period, "%s..%s", date_period_format(from, x->g.first),
             date_period_format(to, x->g.last));
    month_members(&more, x, s, u);
    cordon_status status = sum_finding(
        x->r->findings, x->q,
        &(sum_found){.rule = "report.months",
                     .to = s->to,
                     .period = period,
                     .text = text,
                     .method = "value of the last month with rows beside range and median "
                               "of the months before the regime began",
                     .estimate = "",
                     .value_milli = s->total_milli,
                     .rows = s->rows,
                     .score = (double)s->value_milli[last_month(s, x->g.n)] / 1e3,
                     .low = u->months ? (double)u->low_milli / 1e3 : (double)NAN,
                     .high = u->months ? (double)u->high_milli / 1e3 : (double)NAN,
                     .more = buf_text(&more)},
        err);
    x->r->h.out->failed |= more.failed;
    buf_free(&more);
    return status;
}

static cordon_status one(exhibit *x, const month_series *s, cordon_error *err) {
    html *h = &x->r->h;
    month_usual u = {0};
    buf text = {0};
    char id[96];
    const char *name = report_area(x->r, s->to);
    cordon_status status = x->start ? month_before(&u, &x->g, s, x->start, err) : CORDON_OK;
    if (status) return status;
    sentence(&text, x, s, &u);
    snprintf(id, sizeof id, "%.48s-%.24s", x->q->id, s->to);
    html_open(h, "figure");
    html_leaf(h, "h4", name);
    chart_by_month(h, &(chart_months){.id = id,
                                      .title = name,
                                      .desc = buf_text(&text),
                                      .unit = x->unit,
                                      .first = x->g.first,
                                      .n = x->g.n,
                                      .value_milli = s->value_milli,
                                      .there = s->there,
                                      .band = u.months > 0,
                                      .low_milli = u.low_milli,
                                      .median_milli = u.median_milli,
                                      .high_milli = u.high_milli,
                                      .mark = x->mark,
                                      .marks = x->marks});
    html_leaf(h, "figcaption", buf_text(&text));
    html_close(h, "figure");
    html_line(h);
    status = chart_finding(x, s, &u, buf_text(&text), err);
    h->out->failed |= text.failed;
    buf_free(&text);
    return status;
}

static cordon_status legend(const exhibit *x, cordon_error *err) {
    html *h = &x->r->h;
    char day[DATE_TEXT], month[WORDS];
    buf dates = {0};
    html_open(h, "ul", "class", "legend");
    html_leaf(h, "li", "line: the value of each month; a gap: no row");
    if (x->start) {
        html_open(h, "li");
        html_printf(h, "shaded: the range of the months before %s; dashed: their median",
                    words_month(month, x->start));
        html_close(h, "li");
    }
    for (size_t i = 0; i < x->marks; i++) {
        html_open(h, "li");
        html_printf(h, "%c: %s, %s", (char)('A' + (int)i), date_format(day, x->mark[i]),
                    x->mark_title[i]);
        html_close(h, "li");
        buf_printf(&dates, "%s%s, %s", i ? "; " : "", day, x->mark_title[i]);
    }
    html_close(h, "ul");
    html_line(h);
    cordon_status status = CORDON_OK;
    if (x->marks)
        status =
            report_found(x->r, "report.key_dates", x->q->id, "dates.csv", buf_text(&dates), err);
    h->out->failed |= dates.failed;
    buf_free(&dates);
    return status;
}

/* Who was asked for and has no row at all. */
static cordon_status silent(const exhibit *x, cordon_error *err) {
    html *h = &x->r->h;
    const question *q = x->q;
    buf text = {0};
    size_t n = 0;
    for (size_t i = 0; i < q->to.n; i++) n += !month_series_of(&x->g, q->to.v[i]->code);
    if (!n) return CORDON_OK;
    buf_printf(&text, "No row at all, so no chart, for %zu of %zu destinations asked for: ", n,
               q->to.n);
    for (size_t i = 0, k = 0; i < q->to.n; i++)
        if (!month_series_of(&x->g, q->to.v[i]->code))
            buf_printf(&text, "%s%s", k++ ? ", " : "", q->to.v[i]->name);
    buf_str(&text,
            ". The loaded files do not cover them; nothing follows about what was sent there.");
    html_leaf(h, "p", buf_text(&text));
    html_line(h);
    cordon_status status =
        not_assessed_finding(x->r->findings, "report.silent", q->id, buf_text(&text),
                             "Which file covers them?", q->query.as_at, q->query.known_by, err);
    h->out->failed |= text.failed;
    buf_free(&text);
    return status;
}

static void figures(const exhibit *x) {
    html *h = &x->r->h;
    char t[WORDS];
    html_open(h, "details");
    html_leaf(h, "summary", "The figures of the charts");
    report_table(x->r, "The figures of the charts");
    report_caption(x->r, x->q, "Value by month");
    html_open(h, "thead");
    html_open(h, "tr");
    report_head(x->r, "month", false);
    for (size_t k = 0; k < x->g.series; k++)
        report_head(x->r, report_area(x->r, x->g.v[k].to), true);
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    for (size_t i = 0; i < x->g.n; i++) {
        html_open(h, "tr");
        html_leaf(h, "th", words_month(t, month_at(&x->g, i)), "scope", "row");
        for (size_t k = 0; k < x->g.series; k++)
            html_leaf(h, "td",
                      x->g.v[k].there[i] ? words_million(t, x->g.v[k].value_milli[i]) : "no row",
                      "class", "n");
        html_close(h, "tr");
        html_line(h);
    }
    html_close(h, "tbody");
    report_table_end(x->r);
    html_close(h, "details");
    html_line(h);
}

static cordon_status draw(exhibit *x, cordon_error *err) {
    html *h = &x->r->h;
    char a[WORDS], b[WORDS];
    cordon_status status = CORDON_OK;
    find_marks(x);
    snprintf(x->unit, sizeof x->unit, "mn %.8s", x->q->m.currency);
    html_leaf(h, "h3", x->q->title, "id", x->q->id);
    html_open(h, "p");
    html_printf(
        h,
        "The loaded file goes from %s to %s: what came later is not in it. Each chart has an "
        "axis of its own, from 0 to the figure printed above it.",
        words_month(a, x->g.first), words_month(b, x->g.last));
    html_close(h, "p");
    status = legend(x, err);
    html_open(h, "div", "class", "multiples");
    html_line(h);
    for (size_t i = 0; i < x->g.series && !status; i++) status = one(x, &x->g.v[i], err);
    if (status) return status;
    html_close(h, "div");
    html_line(h);
    if ((status = silent(x, err))) return status;
    if (*x->q->note) html_leaf(h, "p", x->q->note);
    html_open(h, "p", "class", "note");
    report_basis(x->r, x->q);
    html_close(h, "p");
    figures(x);
    return CORDON_OK;
}

cordon_status section_multiples(report *r, cordon_error *err) {
    cordon_status status = CORDON_OK;
    size_t i = 0, all = 0;
    for (question *q; !status && (q = report_next(r, "multiples", &i)); all++) {
        if (!q->assessed) {
            report_unanswered(r, q);
            continue;
        }
        exhibit *x = calloc(1, sizeof *x);
        if (!x) return cordon_fail(err, CORDON_ENOMEM, "no memory for a chart");
        x->r = r;
        x->q = q;
        status = month_grid_make(&x->g, &q->m, r->in->as_at, err);
        if (!status && x->g.n)
            status = draw(x, err);
        else if (!status)
            report_too_early(r, q);
        if (!status) month_grid_free(&x->g);
        free(x);
    }
    if (!all) report_no_question(r, "multiples");
    return status;
}
