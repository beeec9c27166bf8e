#include "report/media.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/chart.h"
#include "report/exhibit.h"
#include "watch/break.h"
#include "watch/change.h"
#include "watch/series.h"

enum { WEEKS_MIN = 52, MEDIA_SOURCES = 8, LEVELS = BREAK_MOST };

/* One measure of the series by week. */
typedef struct media_line {
    const char *indicator, *title, *unit;
    int digits;
    watch_series s;
    double *x, *all; /* x: weeks with a value; all: every week, NAN without */
    size_t *week;    /* of x */
    size_t n;
    change_result c;
} media_line;

static void line_free(media_line *l) {
    watch_series_free(&l->s);
    change_free(&l->c);
    free(l->x);
    free(l->all);
    free(l->week);
}

static cordon_status take(media_line *l, cordon_error *err) {
    size_t n = l->s.n + 1;
    double *x = malloc(n * sizeof *x), *all = malloc(n * sizeof *all);
    size_t *week = malloc(n * sizeof *week), weeks = 0;
    l->x = x;
    l->all = all;
    l->week = week;
    if (!x || !all || !week)
        return cordon_fail(err, CORDON_ENOMEM, "no memory for the weeks of a series");
    for (size_t i = 0; i < l->s.n; i++) {
        all[i] = l->s.v[i].value;
        if (!isfinite(all[i])) continue;
        week[weeks] = i;
        x[weeks++] = all[i];
    }
    l->n = weeks;
    return CORDON_OK;
}

static cordon_status line_make(media_line *l, const report *r, cordon_error *err) {
    cordon_store c = {r->in->areas, r->in->regime, r->in->goods, r->in->store};
    series_ask ask = {.c = &c, .pair = r->pair, .indicator = l->indicator, .freq = EVENT_WEEKLY,
                      .as_at = r->in->as_at, .known_by = r->in->known_by};
    change_options o = change_options_default;
    o.method = CHANGE_BAI_PERRON;
    o.seed = 1;
    cordon_status status = watch_series_make(&l->s, &ask, err);
    if (!status) status = take(l, err);
    if (status || l->n < WEEKS_MIN) return status;
    return change_make(&l->c, l->x, l->n, &o, err);
}

static const char *week_of(char out[DATE_TEXT], const media_line *l, size_t i) {
    return date_format(out, l->s.v[l->week[i]].first);
}

/* ---- sentences ---- */

/* Days between a break and the day the regime began: order, and no cause. */
static void say_order(buf *b, const report *r, date_day on) {
    date_day start = report_start(r);
    char day[DATE_TEXT];
    if (!start) return;
    int days = date_number(start) - date_number(on);
    buf_printf(b, " That week began %d days %s %s", abs(days), days < 0 ? "after" : "before",
               date_format(day, start));
    for (size_t i = 0; i < regime_date_count(r->in->regime); i++) {
        const regime_date *x = regime_date_at(r->in->regime, i);
        if (x->on != start) continue;
        buf_printf(b, " (%s)", x->title);
        break;
    }
    buf_char(b, '.');
}

static void say_break(buf *b, const report *r, const media_line *l, const change_point *p) {
    char day[DATE_TEXT], low[DATE_TEXT], high[DATE_TEXT];
    int d = l->digits;
    buf_printf(b, "%s: %.*f %s until the week of %s", l->title, d, p->before, l->unit,
               week_of(day, l, p->at - 1));
    buf_printf(b, ", %.*f from the week of %s on; %+.*f", d, p->after, week_of(day, l, p->at), d, p->size);
    if (isfinite(p->size_low)) buf_printf(b, ", 95 %% from %.*f to %.*f", d, p->size_low, d, p->size_high);
    if (p->low)
        buf_printf(b, "; the last week before it lies, 95 %%, between %s and %s",
                   week_of(low, l, p->low - 1), week_of(high, l, p->high - 1));
    if (isfinite(p->p)) buf_printf(b, "; p %.3f", p->p);
    buf_str(b, ". Cause unknown.");
    say_order(b, r, l->s.v[l->week[p->at]].first);
}

static cordon_status found(report *r, const media_line *l, const int64_t *ids, size_t n, const char *text,
                           cordon_error *err) {
    return report_counted(r,
                          &(counted){.rule = "report.media",
                                     .subject = l->indicator,
                                     .measure = "weekly weight of the pair over that of all pairs",
                                     .parameters = "{\"method\":\"bai-perron\",\"seed\":1}",
                                     .text = text,
                                     .method = "breaks of the mean, number by BIC (Bai and Perron 2003), dates' "
                                               "intervals after Bai 1997",
                                     .source = ids,
                                     .sources = n,
                                     .rows = (int64_t)l->n,
                                     .nothing = !l->c.count},
                          err);
}

static cordon_status item(report *r, const media_line *l, const int64_t *ids, size_t n, const buf *text,
                          cordon_error *err) {
    html_leaf(&r->h, "li", buf_text(text));
    html_line(&r->h);
    r->h.out->failed |= text->failed;
    return found(r, l, ids, n, buf_text(text), err);
}

static cordon_status say_line(report *r, const media_line *l, const int64_t *ids, size_t n,
                              cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < l->c.count && !status; i++) {
        buf text = {0};
        say_break(&text, r, l, &l->c.v[i]);
        status = item(r, l, ids, n, &text, err);
        buf_free(&text);
    }
    if (status || l->c.count) return status;
    buf text = {0};
    buf_printf(&text, "%s: no shift of level is found in %zu weeks; that is no proof of none.", l->title,
               l->n);
    if (isfinite(l->c.detectable))
        buf_printf(&text, " One in the middle is found in four of five cases from %.*f on.", l->digits,
                   l->c.detectable);
    status = item(r, l, ids, n, &text, err);
    buf_free(&text);
    return status;
}

/* ---- the exhibit ---- */

static cordon_status draw(report *r, const media_line *l, const char *title, cordon_error *err) {
    chart_level level[LEVELS + 1];
    size_t n = 0, from = 0;
    for (size_t i = 0; i <= l->c.count && n < LEVELS + 1; i++) {
        size_t to = i < l->c.count ? l->week[l->c.v[i].at] : l->s.n;
        double value = i < l->c.count ? l->c.v[i].before : l->c.count ? l->c.v[i - 1].after : l->c.mean;
        level[n++] = (chart_level){from, to, value};
        from = to;
    }
    chart_weeks c = {.id = "chart-media",
                     .title = title,
                     .desc = "A line by week with its level between breaks; the breaks stand in the text.",
                     .unit = l->unit,
                     .first = l->s.v[0].first,
                     .v = l->all,
                     .n = l->s.n,
                     .level = level,
                     .levels = n};
    html_open(&r->h, "figure", "class", "changes");
    cordon_status status = chart_by_week(&r->h, &c, err);
    html_close(&r->h, "figure");
    html_line(&r->h);
    return status;
}

static size_t sources_of(int64_t *ids, const report *r) {
    size_t n = 0;
    for (size_t i = 0; i < r->srcs && n < MEDIA_SOURCES; i++) {
        const source *s = &r->src[i];
        if (s->vintage <= r->in->known_by && strncmp(s->dataset, "pair-", 5) == 0) ids[n++] = s->id;
    }
    return n;
}

/* The line whose last break is the least likely without one. */
static const media_line *clearest(const media_line *l, size_t n) {
    const media_line *best = &l[0];
    double least = INFINITY;
    for (size_t i = 0; i < n; i++) {
        double p = l[i].c.count ? l[i].c.v[l[i].c.count - 1].p : (double)INFINITY;
        if (p < least) best = &l[i], least = p;
    }
    return best;
}

static void title_of(char out[200], const media_line *l) {
    char day[DATE_TEXT];
    const change_result *c = &l->c;
    if (c->count)
        snprintf(out, 200, "Media events: another level from the week of %s on, cause unknown",
                 week_of(day, l, c->v[c->count - 1].at));
    else
        snprintf(out, 200, "Media events: no shift of level found");
}

static cordon_status write(report *r, media_line *l, size_t lines, cordon_error *err) {
    static const char what[] =
        "This is a fact about this series of media reports, and its cause is unknown: what the press "
        "writes about, which papers are read and how they are coded move it too.";
    int64_t ids[MEDIA_SOURCES];
    char title[200];
    size_t n = sources_of(ids, r);
    const media_line *best = clearest(l, lines);
    title_of(title, best);
    html_leaf(&r->h, "h3", title, "id", "media");
    cordon_status status = found(r, best, ids, n, title, err);
    html_open(&r->h, "ul");
    for (size_t i = 0; i < lines && !status; i++) status = say_line(r, &l[i], ids, n, err);
    html_close(&r->h, "ul");
    if (!status) status = draw(r, best, title, err);
    html_open(&r->h, "p");
    html_printf(&r->h, "%s %s", what, l[0].s.note);
    html_close(&r->h, "p");
    exhibit_sources(r, ids, n);
    return status ? status : found(r, &l[0], ids, n, l[0].s.note, err);
}

/* Nothing to judge in a loaded matrix: why. */
static const char *why_not(char out[160], const media_line *l) {
    size_t zero = 0;
    for (size_t i = 0; i < l->n; i++) zero += l->x[i] == 0;
    if (zero == l->n)
        snprintf(out, 160, "the loaded matrix of pairs has no row of the two by the day");
    else
        snprintf(out, 160, "%zu weeks of the two by the day, at least %d are needed", l->n, WEEKS_MIN);
    return zero == l->n || l->n < WEEKS_MIN ? out : NULL;
}

static cordon_status unjudged(report *r, const char *why, cordon_error *err) {
    static const char title[] = "Media events of the two by week",
                      fill[] = "a matrix of pairs by day in which the two stand, over more weeks";
    html_leaf(&r->h, "h3", title, "id", "media");
    html_open(&r->h, "p");
    report_not_assessed(r, why, fill);
    html_close(&r->h, "p");
    html_line(&r->h);
    return not_assessed_finding(r->findings, "report.section", title, why, fill, r->in->as_at,
                                r->in->known_by, err);
}

cordon_status report_media(report *r, cordon_error *err) {
    media_line l[] = {
        {.indicator = "pairs:share", .title = "Weekly share of the weights of all pairs",
         .unit = "per 10,000", .digits = 1},
        {.indicator = "pairs:log", .title = "Its signed logarithm, which single weeks move less",
         .unit = "in logs", .digits = 2},
    };
    size_t n = sizeof l / sizeof *l;
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < n && !status; i++) status = line_make(&l[i], r, err);
    r->media = !status && l[0].s.n;
    if (r->media) {
        char room[160];
        const char *why = why_not(room, &l[0]);
        status = why ? unjudged(r, why, err) : write(r, l, n, err);
    }
    for (size_t i = 0; i < n; i++) line_free(&l[i]);
    return status;
}
