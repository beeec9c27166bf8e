/* Half-years by destination, with the codes as the data write them and carried
 * to the revision of each period. A half the file does not end with is compared
 * with the same months of the year before, never with a whole half.           */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/inner.h"
#include "report/months.h"

enum { HALVES_MAX = 8 };

typedef struct column {
    flow_window w;
    bool like; /* of the comparison at the end */
} column;

typedef struct sheet {
    report *r;
    const question *q;
    measure carried;
    month_grid g, c; /* as written, carried */
    column col[HALVES_MAX + 1];
    size_t cols, before, now; /* the two compared */
    bool cut, has_carried;
} sheet;

static date_period half_start(date_period p) { return p / 100 * 100 + (p % 100 <= 6 ? 1 : 7); }

/* The halves of the file, the last HALVES_MAX of them, each as far as the file
 * goes; and, where the last is not whole, its months a year earlier.          */
static void set_columns(sheet *s) {
    date_period first = s->g.first, last = s->g.last;
    int halves = (last / 100 - first / 100) * 2 + (last % 100 > 6) - (first % 100 > 6) + 1;
    date_period at = half_start(first);
    for (; halves > HALVES_MAX; halves--) at = at % 100 == 1 ? at + 6 : at + 94;
    for (; at <= last; at = at % 100 == 1 ? at + 6 : at + 94) {
        flow_window w = {at < first ? first : at, at + 5 > last ? last : at + 5};
        s->col[s->cols++] = (column){w, false};
    }
    flow_window now = s->col[s->cols - 1].w, year = {now.from - 100, now.to - 100};
    s->cut = half_start(last) + 5 != last || half_start(now.from) != now.from;
    s->now = s->cols - 1;
    s->before = s->cols;
    for (size_t i = 0; i + 1 < s->cols; i++)
        if (s->col[i].w.from == year.from && s->col[i].w.to == year.to) s->before = i;
    if (s->before < s->cols || year.from < first) return;
    s->col[s->cols] = s->col[s->cols - 1];
    s->col[s->cols - 1] = (column){year, true};
    s->before = s->cols - 1;
    s->now = s->cols++;
}

static void head(sheet *s) {
    html *h = &s->r->h;
    char w[WORDS];
    html_open(h, "thead");
    html_open(h, "tr");
    report_head(s->r, "destination", false);
    if (s->has_carried) report_head(s->r, "codes", false);
    for (size_t i = 0; i < s->cols; i++) report_head(s->r, words_window(w, s->col[i].w), true);
    if (s->before < s->cols) report_head(s->r, "change on a year earlier", true);
    html_close(h, "tr");
    html_close(h, "thead");
    html_line(h);
}

static cordon_status finding_of(sheet *s, const char *to, const month_grid *g, bool carried,
                                const char *name, cordon_error *err) {
    const month_series *x = month_series_of(g, to);
    char a[WORDS], b[WORDS], wa[WORDS], wb[WORDS], t[WORDS], from[DATE_TEXT], until[DATE_TEXT],
        period[2 * DATE_TEXT + 2];
    size_t n, m;
    flow_window before = s->col[s->before].w, now = s->col[s->now].w;
    int64_t base = month_sum(g, x, before.from, before.to, &n),
            value = month_sum(g, x, now.from, now.to, &m);
    double p = n && m ? growth_percent(base, value) : (double)NAN;
    buf text = {0};
    snprintf(period, sizeof period, "%s..%s", date_period_format(from, now.from),
             date_period_format(until, now.to));
    buf_printf(&text, "%s to %s, %s, codes %s: %s mn %s in %s on %s mn in %s (%s).",
               s->q->from.title, name, s->q->goods_text, carried ? "carried" : "as written",
               m ? words_million(a, value) : "no rows", s->q->m.currency, words_window(wa, now),
               n ? words_million(b, base) : "no rows", words_window(wb, before),
               isnan(p) ? "no growth figure" : words_growth(t, p));
    cordon_status status = sum_finding(
        s->r->findings, s->q,
        &(sum_found){.rule = "report.halves",
                     .to = to,
                     .period = period,
                     .text = buf_text(&text),
                     .method = "100 * (value - base) / base, like months with like months",
                     .estimate = "",
                     .value_milli = value,
                     .rows = x ? x->rows : 0,
                     .score = p,
                     .low = NAN,
                     .high = NAN,
                     .carried = carried},
        err);
    s->r->h.out->failed |= text.failed;
    buf_free(&text);
    return status;
}

static cordon_status line(sheet *s, const char *to, const char *name, const month_grid *g,
                          bool carried, cordon_error *err) {
    html *h = &s->r->h;
    const month_series *x = month_series_of(g, to);
    buf all = {0}, subject = {0};
    buf_printf(&all, "%s, %s, million:", name, carried ? "carried" : "as written");
    buf_printf(&subject, "%s > %s, %s", s->q->id, to, carried ? "carried" : "as written");
    int64_t base = 0, value = 0;
    bool both = true;
    html_open(h, "tr", "class", carried ? "second" : NULL);
    html_leaf(h, "th", name, "scope", "row");
    if (s->has_carried) html_leaf(h, "td", carried ? "carried" : "as written", "class", "w");
    for (size_t i = 0; i < s->cols; i++) {
        char t[WORDS], w[WORDS];
        size_t n;
        int64_t v = month_sum(g, x, s->col[i].w.from, s->col[i].w.to, &n);
        html_leaf(h, "td", n ? words_million(t, v) : "no rows", "class", "n");
        buf_printf(&all, "%s %s %s", i ? ";" : "", words_window(w, s->col[i].w), n ? t : "no rows");
        if (i == s->before) base = v;
        if (i == s->now) value = v;
        if (i == s->before || i == s->now) both = both && n;
    }
    if (s->before < s->cols) {
        char t[WORDS];
        double p = both ? growth_percent(base, value) : (double)NAN;
        html_leaf(h, "td", isnan(p) ? "no base" : words_growth(t, p), "class", "n");
    }
    html_close(h, "tr");
    html_line(h);
    cordon_status status = report_found(s->r, "report.half_years", buf_text(&subject),
                                        "headlines.csv", buf_text(&all), err);
    h->out->failed |= all.failed || subject.failed;
    buf_free(&all);
    buf_free(&subject);
    return status;
}

/* Notes that only the carried codes have say how each was carried. */
static bool of_carrying(const sheet *s, size_t i) {
    for (size_t k = 0; k < s->q->m.notes; k++)
        if (strcmp(s->q->m.note[k], s->carried.note[i]) == 0) return false;
    return true;
}

static void mapping(sheet *s) {
    html *h = &s->r->h;
    size_t n = 0;
    for (size_t i = 0; s->has_carried && i < s->carried.notes; i++) {
        if (!of_carrying(s, i)) continue;
        if (!n++) {
            html_leaf(
                h, "p",
                "As written, a code counts only where the data use it. Carried, the codes follow "
                "the "
                "revision of each period: where a code was wider then, other goods are in the "
                "figure; one that is not comparable is left out of those periods.");
            html_open(h, "ul", "class", "note");
        }
        html_leaf(h, "li", s->carried.note[i]);
    }
    if (n) html_close(h, "ul");
}

static void notes(sheet *s) {
    html *h = &s->r->h;
    char a[WORDS], b[WORDS];
    const measure *m = &s->q->m;
    if (s->cut) {
        html_open(h, "p");
        html_printf(h, "The last half-year is not whole: the file ends in %s. ",
                    words_month(a, s->g.last));
        if (s->before < s->cols)
            html_printf(h, "It is compared like for like, %s with %s.",
                        words_window(a, s->col[s->now].w), words_window(b, s->col[s->before].w));
        html_close(h, "p");
    }
    if (m->occur < m->asked) {
        html_open(h, "p");
        html_printf(
            h,
            "Only %zu of the %zu codes occur in the dataset: of the other %zu the table says "
            "nothing.",
            m->occur, m->asked, m->asked - m->occur);
        html_close(h, "p");
    }
    mapping(s);
    html_open(h, "p", "class", "note");
    report_basis(s->r, s->q);
    html_close(h, "p");
    html_line(h);
}

static cordon_status carried_notes(sheet *s, cordon_error *err) {
    buf b = {0};
    if (!s->has_carried || !s->carried.notes) return CORDON_OK;
    for (size_t i = 0; i < s->carried.notes; i++)
        buf_printf(&b, "%s%s", i ? "; " : "", s->carried.note[i]);
    cordon_status status =
        report_found(s->r, "report.carried", s->q->id, "headlines.csv", buf_text(&b), err);
    s->r->h.out->failed |= b.failed;
    buf_free(&b);
    return status;
}

static cordon_status print(sheet *s, cordon_error *err) {
    html *h = &s->r->h;
    cordon_status status = CORDON_OK;
    set_columns(s);
    html_leaf(h, "h3", s->q->title, "id", s->q->id);
    report_table(s->r, s->q->title);
    report_caption(s->r, s->q, "Value by half-year, as far as the file goes");
    head(s);
    html_open(h, "tbody");
    for (size_t i = 0; i < s->g.series && !status; i++) {
        const char *to = s->g.v[i].to, *name = report_area(s->r, to);
        status = line(s, to, name, &s->g, false, err);
        if (!status && s->has_carried) status = line(s, to, name, &s->c, true, err);
        if (status || s->before == s->cols) continue;
        status = finding_of(s, to, &s->g, false, name, err);
        if (!status && s->has_carried) status = finding_of(s, to, &s->c, true, name, err);
    }
    if (status) return status;
    html_close(h, "tbody");
    report_table_end(s->r);
    notes(s);
    return carried_notes(s, err);
}

static cordon_status make(sheet *s, cordon_error *err) {
    flow_query q = s->q->query;
    const report_input *in = s->r->in;
    q.carried = true;
    cordon_status status = month_grid_make(&s->g, &s->q->m, in->as_at, err);
    if (status) return status;
    if (!s->g.n) {
        report_too_early(s->r, s->q);
        month_grid_free(&s->g);
        return CORDON_OK;
    }
    if (q.group && q.group->nomenclature[0] == 'H') {
        status = measure_make(&s->carried, in->store, in->goods, &q, &s->q->options, err);
        s->has_carried = !status;
        if (!status) status = month_grid_make(&s->c, &s->carried, in->as_at, err);
    }
    if (!status) status = print(s, err);
    month_grid_free(&s->g);
    if (s->has_carried) {
        month_grid_free(&s->c);
        measure_free(&s->carried);
    }
    return status;
}

cordon_status section_halves(report *r, cordon_error *err) {
    cordon_status status = CORDON_OK;
    size_t i = 0, all = 0;
    for (question *q; !status && (q = report_next(r, "halves", &i)); all++) {
        if (!q->assessed) {
            report_unanswered(r, q);
            continue;
        }
        sheet *s = calloc(1, sizeof *s);
        if (!s) return cordon_fail(err, CORDON_ENOMEM, "no memory for a table");
        s->r = r;
        s->q = q;
        status = make(s, err);
        free(s);
    }
    if (!all) report_no_question(r, "halves");
    return status;
}
