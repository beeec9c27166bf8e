#include "report/events.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/chart.h"
#include "report/exhibit.h"
#include "report/record_keep.h"

/* ---- counts by year ---- */

typedef struct event_counts {
    const watch_indicator *v[CHART_KINDS_MAX];
    size_t n;
    int first, last;
    int64_t source[INDICATOR_SOURCES];
    size_t sources;
} event_counts;

enum { COLUMNS_MAX = 16 };

static bool add_source(event_counts *c, int64_t id) {
    for (size_t i = 0; i < c->sources; i++)
        if (c->source[i] == id) return true;
    if (c->sources == INDICATOR_SOURCES) return false;
    c->source[c->sources++] = id;
    return true;
}

static bool is_of(const watch_indicator *x, const char *dimension) {
    return strcmp(x->dimension, dimension) == 0 && x->counts && x->last;
}

/* What gives no direction is drawn only where nothing does. */
static event_counts pick(const report *r, const char *dimension) {
    event_counts c = {.first = 9999};
    bool any = false;
    for (size_t i = 0; i < r->dims.of.n; i++)
        any = any || (is_of(&r->dims.of.v[i], dimension) && r->dims.of.v[i].sign);
    for (size_t i = 0; i < r->dims.of.n && c.n < CHART_KINDS_MAX; i++) {
        const watch_indicator *x = &r->dims.of.v[i];
        if (!is_of(x, dimension) || (any && !x->sign)) continue;
        c.v[c.n++] = x;
        for (int k = 0; k < INDICATOR_YEARS; k++)
            if (isfinite(x->v[k]) && r->dims.of.ask.first + k < c.first)
                c.first = r->dims.of.ask.first + k;
        if (x->last > c.last) c.last = x->last;
        for (size_t k = 0; k < x->sources; k++) add_source(&c, x->from_source[k]);
    }
    if (c.first < c.last - COLUMNS_MAX + 1) c.first = c.last - COLUMNS_MAX + 1;
    return c;
}

static double value_of(const report *r, const watch_indicator *x, int year) {
    return x->v[year - r->dims.of.ask.first];
}

static void draw(report *r, const event_counts *c, const char *name, const char *title,
                 const char *unit) {
    char id[80];
    snprintf(id, sizeof id, "chart-%.60s", name);
    chart_counts all = {.id = id,
                        .title = title,
                        .desc = "Columns by year, one piece for each kind; the figures stand in "
                                "the table below.",
                        .unit = unit,
                        .kinds = c->n,
                        .at_least = true};
    for (int y = c->first; y <= c->last; y++) {
        struct chart_counts_year *to = &all.v[all.n++];
        to->year = y;
        for (size_t k = 0; k < c->n; k++) {
            double v = value_of(r, c->v[k], y);
            if (!isfinite(v)) continue;
            to->there = true;
            to->n[k] = (int64_t)llround(v);
        }
    }
    html_open(&r->h, "figure", "class", "changes");
    chart_counts_by_year(&r->h, &all);
    html_close(&r->h, "figure");
}

static void legend(report *r, const event_counts *c) {
    static const char *const fills[] = {"full", "light with an edge", "outlined", "hatched"};
    html *h = &r->h;
    html_open(h, "ul", "class", "legend");
    for (size_t k = 0; k < c->n; k++) {
        html_open(h, "li");
        html_printf(h, "%s: %s. %s", fills[k], c->v[k]->title, c->v[k]->bias);
        html_close(h, "li");
    }
    html_close(h, "ul");
    html_line(h);
}

static void table_counts(report *r, const event_counts *c, const char *name) {
    const char *head[CHART_KINDS_MAX + 2] = {"year"};
    char names[CHART_KINDS_MAX][160], text[32];
    exhibit_table t;
    for (size_t k = 0; k < c->n; k++) {
        snprintf(names[k], sizeof names[k], "#%.150s", c->v[k]->title);
        head[k + 1] = names[k];
    }
    html_open(&r->h, "details");
    html_leaf(&r->h, "summary", "The figures of the chart");
    exhibit_table_open(&t, r, "The figures of the chart", head);
    for (int y = c->first; y <= c->last; y++) {
        exhibit_row(&t);
        snprintf(text, sizeof text, "%d", y);
        exhibit_cell(&t, text);
        for (size_t k = 0; k < c->n; k++) {
            double v = value_of(r, c->v[k], y);
            snprintf(text, sizeof text, "%.0f", v);
            exhibit_number(&t, isfinite(v) ? text : "list not kept");
        }
        exhibit_row_end(&t);
    }
    exhibit_table_close(&t, name);
    html_close(&r->h, "details");
    html_line(&r->h);
}

/* "Joint exercises 4, joint air and sea patrols 4 in 2024". */
static void title_of(char out[240], const report *r, const event_counts *c) {
    size_t at = 0;
    for (size_t k = 0; k < c->n && at < 200; k++) {
        double v = value_of(r, c->v[k], c->last);
        if (!isfinite(v)) continue;
        at += (size_t)snprintf(out + at, 240 - at, "%s%.90s: at least %.0f", at ? "; " : "",
                               c->v[k]->title, v);
    }
    if (at < 230) snprintf(out + at, 240 - at, " in %d", c->last);
}

/* The totals on the columns. */
static cordon_status say_totals(report *r, const event_counts *c, const char *name,
                                cordon_error *err) {
    buf text = {0};
    for (int y = c->first; y <= c->last; y++) {
        double sum = 0;
        for (size_t k = 0; k < c->n; k++) {
            double v = value_of(r, c->v[k], y);
            sum += isfinite(v) ? v : 0;
        }
        buf_printf(&text, "%syear %d: at least %.0f", y > c->first ? "; " : "", y, sum);
    }
    cordon_status status =
        report_found(r, "report.counts", name, "indicators.csv", buf_text(&text), err);
    r->h.out->failed |= text.failed;
    buf_free(&text);
    return status;
}

cordon_status events_counts(report *r, const char *dimension, const char *name, const char *unit,
                            cordon_error *err) {
    char title[240] = "";
    event_counts c = pick(r, dimension);
    if (!c.n) return CORDON_OK;
    title_of(title, r, &c);
    html_leaf(&r->h, "h3", title, "id", name);
    draw(r, &c, name, title, unit);
    legend(r, &c);
    exhibit_sources(r, c.source, c.sources);
    table_counts(r, &c, name);
    return say_totals(r, &c, name, err);
}

/* ---- the events themselves ---- */

static void add_others(buf *b, const report *r, const char *list) {
    for (const char *s = list; *s; s += *s == ',') {
        char code[16];
        size_t n = strcspn(s, ",");
        snprintf(code, sizeof code, "%.*s", (int)(n < 15 ? n : 15), s);
        buf_printf(b, ", %s", report_area(r, code));
        s += n;
    }
}

void events_who(buf *out, const report *r, const kept_row *x) {
    buf_str(out, report_area(r, x->cell[RECORD_ACTOR1]));
    if (*x->cell[RECORD_ACTOR2]) buf_printf(out, ", %s", report_area(r, x->cell[RECORD_ACTOR2]));
    add_others(out, r, x->cell[RECORD_OTHERS]);
}

/* No reply found means none in what was read when the record was made. */
static bool not_found(const kept_row *x) {
    return strcmp(x->cell[RECORD_REPLY], "no reply found") == 0;
}

void events_reply(buf *out, const report *r, const kept_row *x) {
    const source *s = report_source(r, x->source);
    char day[DATE_TEXT];
    if (*x->cell[RECORD_REPLY_DATE] && !record_replied(r, x))
        buf_str(out, "none by the day the facts go to");
    else if (not_found(x))
        buf_printf(out, "no reply found, searched to %s",
                   date_format(day, s && s->vintage < r->in->as_at ? s->vintage : r->in->as_at));
    else
        buf_str(out, *x->cell[RECORD_REPLY] ? x->cell[RECORD_REPLY] : "none needed");
    if (record_replied(r, x)) buf_printf(out, " (%s)", x->cell[RECORD_REPLY_DATE]);
}

static void text_of(buf *who, buf *status, buf *reply, const report *r, const kept_row *x) {
    events_who(who, r, x);
    buf_words(status, x->cell[RECORD_STATUS]);
    if (*x->cell[RECORD_ATTRIBUTED_BY]) buf_str(status, ", by ");
    report_names(status, r, x->cell[RECORD_ATTRIBUTED_BY]);
    if (strcmp(x->cell[RECORD_STATE_MEDIA], "yes") == 0)
        buf_str(status, "; state-controlled media only");
    events_reply(reply, r, x);
}

static const char *source_of(report *r, const kept_row *x) {
    return record_published(x, x->first) > r->in->as_at ? "published after the day the facts go to"
                                                        : record_source_short(r, x);
}

void events_days(buf *b, const report *r, const kept_row *x) {
    const char *end = x->cell[RECORD_DATE_END];
    buf_str(b, x->cell[RECORD_DATE_START]);
    if (!*end) return;
    if (record_last_day(end) <= r->in->as_at)
        buf_printf(b, " to %s", end);
    else
        buf_str(b, ", not over then");
}

static cordon_status say(report *r, const kept_row *x, const char *who, const char *status,
                         const char *reply, cordon_error *err) {
    buf text = {0};
    events_days(&text, r, x);
    buf_printf(&text, ": %s. %s; %s%sstatus: %s; reply: %s; source: %s.", x->cell[RECORD_TITLE],
               who, x->cell[RECORD_SCALE], *x->cell[RECORD_SCALE] ? "; " : "", status, reply,
               source_of(r, x));
    cordon_status s = text.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for an event")
                                  : record_found(r, "watch.record", x, buf_text(&text), err);
    buf_free(&text);
    return s;
}

static cordon_status write_row(report *r, exhibit_table *t, const kept_row *x, cordon_error *err) {
    buf who = {0}, status = {0}, reply = {0}, what = {0}, date = {0};
    text_of(&who, &status, &reply, r, x);
    events_days(&date, r, x);
    buf_printf(&what, "%s%s%s", x->cell[RECORD_TITLE], *x->cell[RECORD_SCALE] ? "; " : "",
               x->cell[RECORD_SCALE]);
    exhibit_row(t);
    exhibit_cell(t, buf_text(&date));
    exhibit_labelled(t, "what", buf_text(&what));
    exhibit_labelled(t, "who", buf_text(&who));
    exhibit_labelled(t, "status", buf_text(&status));
    exhibit_labelled(t, "reply", buf_text(&reply));
    exhibit_labelled(t, "source", source_of(r, x));
    exhibit_row_end(t);
    cordon_status s = say(r, x, buf_text(&who), buf_text(&status), buf_text(&reply), err);
    buf_free(&who);
    buf_free(&status);
    buf_free(&reply);
    buf_free(&what);
    buf_free(&date);
    return s;
}

static cordon_status write_rows(report *r, const events_ask *ask, const kept_row *v, size_t n,
                                cordon_error *err) {
    static const char *const head[] = {"date", "what", "who", "status", "reply", "source", NULL};
    exhibit_table t;
    char caption[160];
    size_t shown = n < ask->most ? n : ask->most;
    cordon_status status = CORDON_OK;
    html_leaf(&r->h, "h3", ask->title, "id", ask->name);
    if (shown < n)
        snprintf(caption, sizeof caption, "The newest %zu of %zu on record", shown, n);
    else
        snprintf(caption, sizeof caption, "All %zu on record", n);
    exhibit_cards_open(&t, r, caption, head);
    for (size_t i = 0; i < shown && !status; i++) status = write_row(r, &t, &v[n - 1 - i], err);
    exhibit_table_close(&t, ask->name);
    exhibit_sources(r, &v[n - 1].source, 1);
    return status ? status : report_found(r, "report.events", ask->name, "record", caption, err);
}

/* What is accused of an actor, and not what names it in another role. */
static void only_by(kept_rows *k, const char *actor) {
    size_t n = 0;
    for (size_t i = 0; i < k->n; i++)
        if (strcmp(k->v[i].cell[RECORD_ACTOR1], actor) == 0) k->v[n++] = k->v[i];
    k->n = n;
}

/* Of a row that knows its month or year alone the day may be later than that of
 * the report: it is left out until the month or year is over.                 */
static bool may_be_later(const report *r, const kept_row *x) {
    return strcmp(x->cell[RECORD_PRECISION], "day") != 0 &&
           record_last_day(x->cell[RECORD_DATE_START]) > r->in->as_at;
}

static void drop_later(kept_rows *k, const report *r) {
    size_t n = 0;
    for (size_t i = 0; i < k->n; i++)
        if (!may_be_later(r, &k->v[i])) k->v[n++] = k->v[i];
    k->n = n;
}

cordon_status events_list(kept_rows *out, report *r, const events_ask *ask, cordon_error *err) {
    record_query q = {.kind = ask->kinds, .actor1 = ask->actor1, .actor2 = ask->actor2};
    cordon_status status = record_keep(out, r, q, err);
    if (!status && ask->accused) only_by(out, ask->actor1);
    if (!status) drop_later(out, r);
    return status;
}

cordon_status events_rows(report *r, const events_ask *ask, size_t *n, cordon_error *err) {
    kept_rows k;
    cordon_status status = events_list(&k, r, ask, err);
    if (status) return status;
    if (k.n) status = write_rows(r, ask, k.v, k.n, err);
    *n = k.n;
    kept_rows_free(&k);
    return status;
}
