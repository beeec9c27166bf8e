/* Exhibit: measures to the left, countermeasures and replies to the right, and the
 * monthly series of the two around each date.                                  */
#include <stdio.h>
#include <string.h>

#include "report/chart.h"
#include "report/events.h"
#include "report/exhibit.h"
#include "report/timeline.h"

enum { SHOWN = 10, SERIES_MAX = 4 };

/* ---- the series around a date ---- */

typedef struct around {
    const question *q[SERIES_MAX];
    measure m[SERIES_MAX];
    size_t n;
} around;

static cordon_status around_make(around *a, report *r, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < r->of_pair.n && a->n < SERIES_MAX && !status; i++) {
        const question *q = &r->of_pair.v[i];
        if (strcmp(q->section, "trade") != 0 && strcmp(q->section, "goods") != 0) continue;
        if (!q->measured || !q->m.n || q->m.freq[0] != 'M' || q->kind == QUESTION_SHARE) continue;
        flow_query f = q->query;
        f.by = BY_MONTH;
        status = measure_make(&a->m[a->n], r->in->store, r->in->goods, &f, &q->options, err);
        if (!status) a->q[a->n++] = q;
    }
    return status;
}

static void around_free(around *a) {
    for (size_t i = 0; i < a->n; i++) measure_free(&a->m[i]);
}

/* The mean of three months from one on; false when one has no row or is not over. */
static bool mean_of(int64_t *out, const report *r, const measure *m, int month) {
    int64_t sum = 0;
    int found = 0;
    for (size_t i = 0; i < m->n; i++) {
        date_period p = m->v[i].key.period;
        int at = p / 100 * 12 + p % 100 - 1 - month;
        if (p % 100 == 0 || at < 0 || at >= TIMELINE_MONTHS || date_period_last(p) > r->in->as_at) continue;
        sum += m->v[i].key.value_milli;
        found |= 1 << at;
    }
    *out = sum / TIMELINE_MONTHS;
    return found == (1 << TIMELINE_MONTHS) - 1;
}

static void say_around(buf *out, const report *r, const around *a, const timeline_entry *e) {
    int month = timeline_month(e->on);
    size_t said = 0;
    for (size_t i = 0; i < a->n; i++) {
        int64_t before, after;
        char x[WORDS], y[WORDS];
        if (!mean_of(&before, r, &a->m[i], month - TIMELINE_MONTHS) ||
            !mean_of(&after, r, &a->m[i], month + 1))
            continue;
        buf_printf(out, "%s%s (%s): %s a month before, %s after", said++ ? "; " : "", a->q[i]->title,
                   a->m[i].dataset, words_money(x, before, a->m[i].currency),
                   words_money(y, after, a->m[i].currency));
    }
    if (!said) buf_str(out, "no monthly series covers it");
    if (said && e->near)
        buf_printf(out, "; not separable: %zu other date%s within %d months", e->near,
                   e->near == 1 ? "" : "s", TIMELINE_MONTHS);
}

/* ---- the table ---- */

static void say_what(buf *out, const report *r, const timeline_entry *e) {
    const kept_row *x = e->row;
    buf_printf(out, "%s: ", report_area(r, x->cell[e->reply ? RECORD_REPLY_BY : RECORD_ACTOR1]));
    if (e->reply) {
        buf_printf(out, "reply to %s: %s", x->cell[RECORD_DATE_START], x->cell[RECORD_REPLY]);
        return;
    }
    buf_printf(out, "%s (", x->cell[RECORD_TITLE]);
    buf_words(out, x->cell[RECORD_KIND]);
    buf_char(out, ')');
    if (*x->cell[RECORD_SCALE]) buf_printf(out, "; %s", x->cell[RECORD_SCALE]);
    if (!e->right && strcmp(x->cell[RECORD_REPLY], "no reply found") == 0) {
        buf_str(out, "; ");
        events_reply(out, r, x);
    }
}

static const char *source_of(report *r, const kept_row *x) {
    return record_published(x, x->first) > r->in->as_at ? "published after the day the facts go to"
                                                        : record_source_short(r, x);
}

static cordon_status write_entry(report *r, exhibit_table *t, const around *a,
                                 const timeline_entry *e, bool say, cordon_error *err) {
    buf what = {0}, about = {0}, text = {0};
    char day[DATE_TEXT];
    const char *date = e->reply ? e->row->cell[RECORD_REPLY_DATE] : e->row->cell[RECORD_DATE_START];
    snprintf(day, sizeof day, "%.10s", date);
    say_what(&what, r, e);
    say_around(&about, r, a, e);
    exhibit_row(t);
    exhibit_cell(t, day);
    exhibit_labelled(t, "measure", e->right ? "" : buf_text(&what));
    exhibit_labelled(t, "countermeasure or reply", e->right ? buf_text(&what) : "");
    exhibit_labelled(t, "around the date", buf_text(&about));
    exhibit_labelled(t, "source", source_of(r, e->row));
    exhibit_row_end(t);
    buf_printf(&text, "%s: %s; around the date: %s; source: %s.", day, buf_text(&what),
               buf_text(&about), source_of(r, e->row));
    cordon_status status =
        say ? record_found(r, e->reply ? "report.timeline.reply" : "report.timeline", e->row,
                           buf_text(&text), err)
            : CORDON_OK;
    r->h.out->failed |= what.failed || about.failed || text.failed;
    buf_free(&what);
    buf_free(&about);
    buf_free(&text);
    return status;
}

static cordon_status table_of(report *r, const timeline *t, const around *a, size_t most,
                              const char *name, const char *caption, bool say, cordon_error *err) {
    static const char *const head[] = {"date",   "measure", "countermeasure or reply",
                                       "around the date", "source",  NULL};
    exhibit_table x;
    cordon_status status = CORDON_OK;
    exhibit_cards_open(&x, r, caption, head);
    for (size_t i = 0; i < t->n && i < most && !status; i++)
        status = write_entry(r, &x, a, &t->v[t->n - 1 - i], say, err);
    exhibit_table_close(&x, name);
    return status;
}

/* ---- the chart ---- */

static int quarter(date_day d) { return timeline_month(d) / 3; }

static cordon_status draw(report *r, const timeline *t, const char *title, cordon_error *err) {
    chart_timeline c = {.id = "chart-timeline",
                        .title = title,
                        .desc = "Bars by quarter, measures to the left, countermeasures and replies "
                                "to the right; the dates stand in the table below.",
                        .left = "measures",
                        .right = "what came back"};
    int last = quarter(t->v[t->n - 1].on), first = quarter(t->v[0].on);
    buf said = {0};
    if (first < last - CHART_QUARTERS_MAX + 1) first = last - CHART_QUARTERS_MAX + 1;
    for (int q = first; q <= last; q++) {
        struct chart_timeline_quarter *to = &c.v[c.n++];
        int n[2] = {0, 0};
        snprintf(to->label, sizeof to->label, "%d Q%d", q / 4, q % 4 + 1);
        for (size_t i = 0; i < t->n; i++) {
            if (quarter(t->v[i].on) != q) continue;
            (t->v[i].right ? to->right : to->left)[t->v[i].kind]++;
            n[t->v[i].right]++;
        }
        buf_printf(&said, "quarter %s: measures %d, countermeasures, replies %d; ", to->label, n[0], n[1]);
    }
    html_open(&r->h, "figure", "class", "changes");
    chart_two_sided(&r->h, &c);
    html_close(&r->h, "figure");
    cordon_status status =
        report_found(r, "report.timeline", "chart-timeline", "record", buf_text(&said), err);
    r->h.out->failed |= said.failed;
    buf_free(&said);
    return status;
}

static void legend(report *r) {
    html *h = &r->h;
    html_open(h, "ul", "class", "legend");
    html_leaf(h, "li",
              "left: full, listing rounds that name both; light with an edge, measures and third "
              "states' own measures that name either; outlined, warnings");
    html_leaf(h, "li",
              "right: full, countermeasures; light with an edge, denials, red lines and own rules; "
              "outlined, replies");
    html_leaf(h, "li", "A date after another is not its cause.");
    html_close(h, "ul");
    html_line(h);
}

static cordon_status empty(report *r, const char *title, cordon_error *err) {
    static const char why[] = "no row of a loaded record is about measures and these two by the day",
                      fill[] = "a record with listing rounds, measures and countermeasures by date";
    html_open(&r->h, "p");
    report_not_assessed(r, why, fill);
    html_close(&r->h, "p");
    html_line(&r->h);
    return not_assessed_finding(r->findings, "report.section", title, why, fill, r->in->as_at,
                                r->in->known_by, err);
}

cordon_status section_timeline(report *r, cordon_error *err) {
    static const char title[] = "Measures and countermeasures, side by side";
    timeline t;
    around a = {.n = 0};
    char newest[80], all[80];
    cordon_status status = timeline_make(&t, r, err);
    if (status) return status;
    html_leaf(&r->h, "h3", title, "id", "timeline");
    if (!t.n) {
        timeline_free(&t);
        return empty(r, title, err);
    }
    status = around_make(&a, r, err);
    snprintf(newest, sizeof newest, "The newest %zu of %zu dates", t.n < SHOWN ? t.n : (size_t)SHOWN, t.n);
    snprintf(all, sizeof all, "All %zu dates", t.n);
    if (!status) status = draw(r, &t, title, err);
    if (!status) {
        legend(r);
        exhibit_sources(r, &t.rows.v[0].source, 1);
        status = table_of(r, &t, &a, SHOWN, "timeline-newest", newest, false, err);
    }
    if (!status) {
        html_open(&r->h, "details");
        html_leaf(&r->h, "summary", all);
        status = table_of(r, &t, &a, t.n, "timeline", all, true, err);
        html_close(&r->h, "details");
        html_line(&r->h);
    }
    if (!status) status = report_found(r, "report.timeline", "timeline", "record", newest, err);
    around_free(&a);
    timeline_free(&t);
    return status;
}
