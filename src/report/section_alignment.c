/* The nature of the alignment: meetings of the leaders and what others count of
 * them, joint statements, labels others give, the peace track; how the two vote,
 * every loaded variant beside the others and none of them chosen.              */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/chart.h"
#include "report/events.h"
#include "report/exhibit.h"
#include "report/media.h"

/* ---- rows of the record ---- */

/* The rows, or that there are none: a record that was not made for these two says
 * nothing of them.                                                            */
static cordon_status rows(report *r, const events_ask *ask, cordon_error *err) {
    size_t n = 0;
    cordon_status status = events_rows(r, ask, &n, err);
    if (status || n) return status;
    html_leaf(&r->h, "h3", ask->title, "id", ask->name);
    html_open(&r->h, "p");
    report_not_assessed(r, "no row of a loaded record names the two in this by the day",
                        "a record kept for these two: dated events with source, status and reply");
    html_close(&r->h, "p");
    html_line(&r->h);
    return not_assessed_finding(r->findings, "report.section", ask->title,
                                "no row of a loaded record names the two in this by the day",
                                "a record kept for these two", r->in->as_at, r->in->known_by, err);
}

/* ---- what others count of the meetings ---- */

static cordon_status say_count(report *r, exhibit_table *t, const kept_row *x, cordon_error *err) {
    buf text = {0};
    const char *note = x->cell[RECORD_NOTE];
    exhibit_row(t);
    exhibit_cell(t, x->cell[RECORD_DATE_START]);
    exhibit_labelled(t, "count as the source has it", x->cell[RECORD_SCALE]);
    exhibit_labelled(t, "note", *note ? note : "none");
    exhibit_labelled(t, "source", record_source_short(r, x));
    exhibit_row_end(t);
    buf_printf(&text, "%s: %s; %s; %s.", x->cell[RECORD_DATE_START], x->cell[RECORD_SCALE],
               *note ? note : "none", record_source_short(r, x));
    cordon_status status = record_found(r, "report.counted", x, buf_text(&text), err);
    r->h.out->failed |= text.failed;
    buf_free(&text);
    return status;
}

static bool has_count(const report *r, const kept_row *x) {
    const char *s = x->cell[RECORD_SCALE];
    return s[strcspn(s, "0123456789")] && record_published(x, x->first) <= r->in->as_at;
}

static cordon_status counts(report *r, cordon_error *err) {
    static const char *const head[] = {"meeting of", "count as the source has it", "note", "source", NULL};
    kept_rows k;
    exhibit_table t;
    size_t n = 0;
    cordon_status status = events_list(&k, r,
                                       &(events_ask){.kinds = "leader_meeting",
                                                     .actor1 = r->pair->a->code,
                                                     .actor2 = r->pair->b->code},
                                       err);
    for (size_t i = 0; i < k.n && !status; i++) n += has_count(r, &k.v[i]);
    if (!status && n) {
        html_leaf(&r->h, "h3", "What others count of the meetings", "id", "meeting-counts");
        exhibit_cards_open(&t, r, "Published counts, which differ: talks by video are counted or not",
                           head);
        for (size_t i = 0; i < k.n && !status; i++)
            if (has_count(r, &k.v[i])) status = say_count(r, &t, &k.v[i], err);
        exhibit_table_close(&t, "meeting-counts");
    }
    kept_rows_free(&k);
    return status;
}

/* ---- votes ---- */

static bool is_distance(const watch_indicator *x) { return strcmp(x->kind, "un_distance") == 0; }
static bool is_vote(const watch_indicator *x) {
    return x->last && (is_distance(x) || strcmp(x->kind, "un_agreement") == 0);
}

enum { VOTES_MAX = 6, VOTE_YEARS = 12 };

typedef struct votes_page {
    const watch_indicator *v[VOTES_MAX];
    size_t n;
    int first, last;
} votes_page;

static votes_page votes_of(const report *r) {
    votes_page p = {.last = 0};
    for (size_t i = 0; i < r->dims.of.n && p.n < VOTES_MAX; i++) {
        const watch_indicator *x = &r->dims.of.v[i];
        if (!is_vote(x)) continue;
        p.v[p.n++] = x;
        if (x->last > p.last) p.last = x->last;
    }
    p.first = p.last - VOTE_YEARS + 1;
    if (p.first < r->dims.of.ask.first) p.first = r->dims.of.ask.first;
    return p;
}

static double at(const report *r, const watch_indicator *x, int year) {
    return x->v[year - r->dims.of.ask.first];
}

/* "0.377; 90 % from 0.213 to 0.541". */
static void value_text(char out[80], const report *r, const watch_indicator *x, int year) {
    int i = year - r->dims.of.ask.first;
    if (!isfinite(x->v[i]))
        snprintf(out, 80, "no value");
    else if (!is_distance(x))
        snprintf(out, 80, "%.1f %%", x->v[i]);
    else if (isfinite(x->low[i]))
        snprintf(out, 80, "%.3f; %.3f to %.3f", x->v[i], x->low[i], x->high[i]);
    else
        snprintf(out, 80, "%.3f", x->v[i]);
}

static cordon_status table_votes(report *r, const votes_page *p, cordon_error *err) {
    const char *head[VOTES_MAX + 2] = {"session opened in"};
    char names[VOTES_MAX][140], text[80];
    buf said = {0};
    exhibit_table t;
    for (size_t k = 0; k < p->n; k++) {
        snprintf(names[k], sizeof names[k], "#%.120s", p->v[k]->title);
        head[k + 1] = names[k];
    }
    exhibit_table_open(&t, r, "Agreement, and the distance of ideal points with its interval", head);
    for (int y = p->first; y <= p->last; y++) {
        exhibit_row(&t);
        snprintf(text, sizeof text, "%d", y);
        exhibit_cell(&t, text);
        buf_printf(&said, "Agreement, and the distance of ideal points with its interval, session opened in %d:", y);
        for (size_t k = 0; k < p->n; k++) {
            value_text(text, r, p->v[k], y);
            exhibit_number(&t, text);
            buf_printf(&said, " %s %s,", p->v[k]->title, text);
        }
        buf_str(&said, ". ");
        exhibit_row_end(&t);
    }
    exhibit_table_close(&t, "votes");
    cordon_status status =
        report_found(r, "report.votes", "votes", "indicators.csv", buf_text(&said), err);
    r->h.out->failed |= said.failed;
    buf_free(&said);
    return status;
}

/* One sentence for each variant, all alike: its last value and the step before. */
static cordon_status say_vote(report *r, const watch_indicator *x, cordon_error *err) {
    double v = at(r, x, x->last),
           before = x->last > r->dims.of.ask.first ? at(r, x, x->last - 1) : (double)NAN;
    buf text = {0};
    bool distance = is_distance(x);
    buf_printf(&text, distance ? "%s: %.3f in %d" : "%s: %.0f %% of the votes in %d", x->title, v, x->last);
    if (isfinite(before))
        buf_printf(&text, distance ? ", %+.3f on %d" : ", %+.1f points on %d", v - before, x->last - 1);
    buf_printf(&text, ". %s", x->bias);
    html_leaf(&r->h, "li", buf_text(&text));
    cordon_status status = report_found(r, "report.votes", x->id, "indicators.csv", buf_text(&text), err);
    r->h.out->failed |= text.failed;
    buf_free(&text);
    return status;
}

/* ---- what the variants say of one step ---- */

enum { STEP_SEEN = 5 }; /* thousandths: less than that is printed as no change */

static void say_step(buf *b, const report *r, const watch_indicator *x, int year) {
    int i = year - r->dims.of.ask.first;
    double before = x->v[i - 1], after = x->v[i], by = after - before;
    buf_printf(b, "variant %s ", x->what);
    if (!isfinite(by)) {
        buf_str(b, "has no values of both");
        return;
    }
    bool seen = fabs(by) * 1000 >= STEP_SEEN;
    buf_str(b, !seen ? "did not move" : by < 0 ? "falls by " : "rises by ");
    if (seen) buf_printf(b, "%.2f", fabs(by));
    buf_printf(b, " (%.3f to %.3f", before, after);
    if (isfinite(x->low[i]) && isfinite(x->low[i - 1]))
        buf_printf(b, "; the intervals of the two %s",
                   x->low[i] <= x->high[i - 1] && x->low[i - 1] <= x->high[i] ? "overlap"
                                                                               : "do not overlap");
    buf_str(b, ")");
}

/* From the session before the regime began to the next one: every loaded variant
 * in one sentence, and whether they agree.                                     */
static cordon_status step(report *r, const votes_page *p, cordon_error *err) {
    int year = report_start(r) / 10000, i = year - r->dims.of.ask.first;
    size_t up = 0, down = 0, n = 0;
    buf text = {0};
    if (i < 1 || i >= INDICATOR_YEARS) return CORDON_OK;
    buf_printf(&text, "Distance of ideal points, session opened in %d to that of %d: ", year - 1, year);
    for (size_t k = 0; k < p->n; k++) {
        const watch_indicator *x = p->v[k];
        if (!is_distance(x)) continue;
        double by = x->v[i] - x->v[i - 1];
        up += by * 1000 >= STEP_SEEN;
        down += by * 1000 <= -STEP_SEEN;
        if (n++) buf_str(&text, "; ");
        say_step(&text, r, x, year);
    }
    buf_printf(&text, ". %s", up && down ? "The variants contradict each other; none is chosen."
                                         : "None of the variants is chosen.");
    cordon_status status = CORDON_OK;
    if (n) {
        html_leaf(&r->h, "p", buf_text(&text), "id", "votes-step");
        html_line(&r->h);
        status = report_found(r, "report.votes", "votes-step", "indicators.csv", buf_text(&text), err);
    }
    r->h.out->failed |= text.failed;
    buf_free(&text);
    return status;
}

/* Lines in the order of chart_by_year. */
static void legend(report *r, const votes_page *p) {
    static const char *const lines[CHART_LINES_MAX] = {"solid", "dashed", "dotted", "wide dashes"};
    size_t line = 0;
    html_open(&r->h, "ul", "class", "legend");
    for (size_t k = 0; k < p->n && line < CHART_LINES_MAX; k++) {
        if (!is_distance(p->v[k])) continue;
        html_open(&r->h, "li");
        html_printf(&r->h, "%s: %s", lines[line++], p->v[k]->title);
        html_close(&r->h, "li");
    }
    html_close(&r->h, "ul");
    html_line(&r->h);
}

static void draw_votes(report *r, const votes_page *p) {
    chart_years c = {.id = "chart-votes",
                     .title = "Distance of ideal points by session, each loaded variant",
                     .desc = "Lines by year; the figures stand in the table below.",
                     .unit = "units"};
    for (size_t k = 0; k < p->n && c.lines < CHART_LINES_MAX; k++) {
        const watch_indicator *x = p->v[k];
        if (!is_distance(x)) continue;
        size_t line = c.lines++;
        for (int y = p->first; y <= p->last; y++)
            if (isfinite(at(r, x, y)) && c.line[line].n < CHART_YEARS_MAX)
                c.line[line].v[c.line[line].n++] = (chart_year){y, at(r, x, y), false};
        snprintf(c.line[line].last, sizeof c.line[line].last, "%.3f", at(r, x, x->last));
    }
    if (!c.lines) return;
    html_open(&r->h, "figure", "class", "changes");
    chart_by_year(&r->h, &c);
    html_close(&r->h, "figure");
    legend(r, p);
}

static void sources(report *r, const votes_page *p) {
    int64_t id[VOTES_MAX * INDICATOR_SOURCES];
    size_t n = 0;
    for (size_t k = 0; k < p->n; k++)
        for (size_t i = 0; i < p->v[k]->sources; i++) {
            size_t at = 0;
            while (at < n && id[at] != p->v[k]->from_source[i]) at++;
            if (at == n) id[n++] = p->v[k]->from_source[i];
        }
    exhibit_sources(r, id, n);
}

static cordon_status votes(report *r, cordon_error *err) {
    votes_page p = votes_of(r);
    cordon_status status = CORDON_OK;
    if (!p.n) return CORDON_OK;
    html_leaf(&r->h, "h3", "Votes in the General Assembly", "id", "votes");
    html_open(&r->h, "ul");
    for (size_t k = 0; k < p.n && !status; k++) status = say_vote(r, p.v[k], err);
    html_close(&r->h, "ul");
    html_line(&r->h);
    if (!status) status = step(r, &p, err);
    draw_votes(r, &p);
    sources(r, &p);
    return status ? status : table_votes(r, &p, err);
}

cordon_status section_alignment(report *r, cordon_error *err) {
    const char *a = r->pair->a->code, *b = r->pair->b->code;
    const events_ask asks[] = {
        {"joint-statements", "Joint statements", "joint_statement", a, b, false, 6},
        {"labels", "Official labels that others give, of those that name both", "official_label", a, b,
         false, 8},
        {"peace-track", "Steps of the peace track in which both are named", "peace_track", a, b, false, 8},
    };
    cordon_status status = events_counts(r, "political", "meetings", "meetings", err);
    if (!status) status = counts(r, err);
    for (size_t i = 0; i < sizeof asks / sizeof *asks && !status; i++) status = rows(r, &asks[i], err);
    if (!status) status = votes(r, err);
    if (!status) status = report_media(r, err);
    return status ? status : report_waiting(r, "alignment", err);
}
