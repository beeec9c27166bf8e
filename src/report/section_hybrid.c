/* Contested cases of either side, by year and kind, by who attributes them and by
 * sea area; the newest with status, attributor and reply; counts that others
 * publish, with exact intervals. Nothing here is about the two together: counts
 * of either alone cannot show that.                                           */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/cases.h"
#include "report/chart.h"
#include "report/exhibit.h"
#include "watch/count_tail.h"
#include "watch/incident.h"

typedef struct side {
    const area *of;
    const char *letter; /* "a" */
    cases c;
} side;

static int year_of(const kept_row *x) { return x->first / 10000; }
static double kept(const report *r, const cases *c, int year) {
    int at = year - r->dims.of.ask.first;
    return at < 0 || at >= INDICATOR_YEARS ? (double)NAN : c->list->v[at];
}

/* Counted is what the indicator counts: whole years in which the list was kept. */
static bool counted_in(const report *r, const cases *c, const kept_row *x) {
    return cases_counts(x) && isfinite(kept(r, c, year_of(x)));
}

static int64_t count(const report *r, const cases *c, size_t kind, int year) {
    int64_t n = 0;
    for (size_t i = 0; i < c->of.n; i++) {
        const kept_row *x = &c->of.v[i];
        n += counted_in(r, c, x) && year_of(x) == year &&
             strcmp(x->cell[RECORD_KIND], case_words[kind]) == 0;
    }
    return n;
}

/* ---- by year and kind ---- */

static chart_counts by_year(const report *r, const side *s) {
    chart_counts all = {.unit = "cases", .kinds = CASE_KINDS, .at_least = true};
    for (int y = s->c.list->last - CHART_YEARS_MAX + 1; y <= s->c.list->last; y++) {
        if (!isfinite(kept(r, &s->c, y))) continue;
        struct chart_counts_year *to = &all.v[all.n++];
        *to = (struct chart_counts_year){
            .year = y, .there = true, .late = cases_late(r, y * 10000 + 1231)};
        for (size_t k = 0; k < CASE_KINDS; k++) to->n[k] = count(r, &s->c, k, y);
    }
    return all;
}

static void legend(report *r, const side *s) {
    static const char *const fills[] = {"full", "light with an edge", "outlined", "hatched"};
    html *h = &r->h;
    html_open(h, "ul", "class", "legend");
    for (size_t k = 0; k < CASE_KINDS; k++) {
        html_open(h, "li");
        html_printf(h, "%s: %s", fills[k], case_titles[k]);
        html_close(h, "li");
    }
    html_open(h, "li");
    html_printf(h, "all hatched: a year of the last %d months, of which more will become known. %s",
                CASE_LATE_MONTHS, s->c.list->bias);
    html_close(h, "li");
    html_close(h, "ul");
    html_line(h);
}

static cordon_status table_years(report *r, const chart_counts *c, const char *name,
                                 cordon_error *err) {
    const char *head[CASE_KINDS + 3] = {"year"};
    char names[CASE_KINDS][80], text[32];
    buf said = {0};
    exhibit_table t;
    for (size_t k = 0; k < CASE_KINDS; k++) {
        snprintf(names[k], sizeof names[k], "#%.70s", case_titles[k]);
        head[k + 1] = names[k];
    }
    head[CASE_KINDS + 1] = "reporting";
    html_open(&r->h, "details");
    html_leaf(&r->h, "summary", "The figures of the chart");
    exhibit_table_open(&t, r, "The figures of the chart", head);
    for (size_t i = 0; i < c->n; i++) {
        exhibit_row(&t);
        snprintf(text, sizeof text, "%d", c->v[i].year);
        exhibit_cell(&t, text);
        int64_t sum = 0;
        buf_printf(&said, "%d:", c->v[i].year);
        for (size_t k = 0; k < CASE_KINDS; k++) {
            snprintf(text, sizeof text, "%lld", (long long)c->v[i].n[k]);
            exhibit_number(&t, text);
            buf_printf(&said, " %s %s,", case_titles[k], text);
            sum += c->v[i].n[k];
        }
        exhibit_cell(&t, c->v[i].late ? "not over: late reports" : "");
        buf_printf(&said, " at least %lld in all; ", (long long)sum);
        exhibit_row_end(&t);
    }
    exhibit_table_close(&t, name);
    html_close(&r->h, "details");
    html_line(&r->h);
    buf_printf(&said, "all hatched: a year of the last %d months, of which more will become known.",
               CASE_LATE_MONTHS);
    cordon_status status =
        report_found(r, "report.counts", name, "indicators.csv", buf_text(&said), err);
    r->h.out->failed |= said.failed;
    buf_free(&said);
    return status;
}

static cordon_status years(report *r, const side *s, cordon_error *err) {
    char id[64], name[40], title[240];
    chart_counts c = by_year(r, s);
    snprintf(name, sizeof name, "cases-%s", s->letter);
    snprintf(id, sizeof id, "chart-%s", name);
    double last = kept(r, &s->c, s->c.list->last);
    if (last > 0)
        snprintf(title, sizeof title, "Cases attributed to %.80s: at least %.0f in %d", s->of->name,
                 last, s->c.list->last);
    else
        snprintf(title, sizeof title,
                 "Cases attributed to %.80s: none on record in %d, which is not known to be none",
                 s->of->name, s->c.list->last);
    c.id = id;
    c.title = title;
    c.desc = "Columns by year, one piece for each kind; the figures stand in the table below.";
    html_leaf(&r->h, "h3", title, "id", name);
    html_open(&r->h, "figure", "class", "changes");
    chart_counts_by_year(&r->h, &c);
    html_close(&r->h, "figure");
    legend(r, s);
    exhibit_sources(r, s->c.list->from_source, s->c.list->sources);
    return table_years(r, &c, name, err);
}

static cordon_status newest(report *r, const side *s, cordon_error *err) {
    char name[40], title[200];
    size_t n;
    snprintf(name, sizeof name, "newest-%s", s->letter);
    snprintf(title, sizeof title, "The newest cases in which %.80s is named, with the reply",
             s->of->name);
    return events_rows(r,
                       &(events_ask){.name = name,
                                     .title = title,
                                     .kinds = case_kinds,
                                     .actor1 = s->of->code,
                                     .accused = true,
                                     .most = 6},
                       &n, err);
}

/* ---- by a property: who attributes, where ---- */

typedef struct tally {
    const char *title;
    int64_t n[2], late[2];
} tally;
enum { TALLIES = 24 };

static void add(tally *v, size_t *n, const char *title, size_t which, bool late) {
    size_t i = 0;
    while (i < *n && strcmp(v[i].title, title) != 0) i++;
    if (i == TALLIES) return;
    if (i == *n) v[(*n)++] = (tally){.title = title};
    v[i].n[which]++;
    v[i].late[which] += late;
}

static cordon_status table_tally(report *r, const side *s, const tally *v, size_t n,
                                 const char *name, const char *title, const char *what,
                                 cordon_error *err) {
    char heads[4][120], text[32];
    const char *head[] = {what, heads[0], heads[1], heads[2], heads[3], NULL};
    buf said = {0};
    exhibit_table t;
    size_t cols = 1;
    for (size_t k = 0; k < 2; k++) {
        if (!s[k].c.list || !s[k].c.list->last) continue;
        snprintf(heads[cols - 1], 120, "#%.80s, at least", s[k].of->name);
        snprintf(heads[cols], 120, "#of them in the last %d months", CASE_LATE_MONTHS);
        cols += 2;
    }
    head[cols] = NULL;
    html_leaf(&r->h, "h3", title, "id", name);
    exhibit_table_open(&t, r, title, head);
    for (size_t i = 0; i < n; i++) {
        exhibit_row(&t);
        exhibit_cell(&t, v[i].title);
        buf_printf(&said, "%s:", v[i].title);
        for (size_t k = 0; k < 2; k++) {
            if (!s[k].c.list || !s[k].c.list->last) continue;
            snprintf(text, sizeof text, "%lld", (long long)v[i].n[k]);
            exhibit_number(&t, text);
            buf_printf(&said, " %s at least %s,", s[k].of->name, text);
            snprintf(text, sizeof text, "%lld", (long long)v[i].late[k]);
            exhibit_number(&t, text);
            buf_printf(&said, " of them in the last %d months %s;", CASE_LATE_MONTHS, text);
        }
        exhibit_row_end(&t);
    }
    exhibit_table_close(&t, name);
    cordon_status status =
        report_found(r, "report.counts", name, "attributors.csv", buf_text(&said), err);
    r->h.out->failed |= said.failed;
    buf_free(&said);
    return status;
}

/* All cases of the record by the day, also those of years in which it has gaps. */
static cordon_status attributors(report *r, const side *s, cordon_error *err) {
    const table *t = regime_table(r->in->regime, "attributors.csv");
    tally v[TALLIES];
    size_t n = 0;
    for (size_t i = 0; t && i < t->rows; i++)
        for (size_t k = 0; k < 2; k++)
            for (size_t j = 0; j < s[k].c.of.n; j++) {
                const kept_row *x = &s[k].c.of.v[j];
                if (cases_counts(x) && cases_attributor(t, x) == i)
                    add(v, &n, table_cell(t, i, table_col(t, "title")), k, cases_late(r, x->first));
            }
    if (!n) return CORDON_OK;
    return table_tally(r, s, v, n, "attributors", "Who attributes the cases on record",
                       "who attributes", err);
}

static cordon_status seas(report *r, const side *s, cordon_error *err) {
    const table *t = regime_table(r->in->regime, "sea_areas.csv");
    tally v[TALLIES];
    size_t n = 0;
    for (size_t k = 0; k < 2; k++)
        for (size_t j = 0; j < s[k].c.of.n; j++) {
            const kept_row *x = &s[k].c.of.v[j];
            size_t row = 0;
            if (!cases_counts(x) || strcmp(x->cell[RECORD_KIND], case_words[CASE_SABOTAGE]) != 0) continue;
            const char *sea = cases_sea(t, x->cell[RECORD_PLACE], &row);
            add(v, &n, *sea ? sea : "on land, or no sea named", k, cases_late(r, x->first));
        }
    if (!n) return CORDON_OK;
    return table_tally(r, s, v, n, "seas", "Sabotage and damage on record, by sea area", "where", err);
}

/* ---- counts that others publish ---- */

static cordon_status say_published(report *r, exhibit_table *t, const watch_indicator *x, int year,
                                   cordon_error *err) {
    double v = x->v[year - r->dims.of.ask.first], low, high;
    double before = year > r->dims.of.ask.first ? x->v[year - r->dims.of.ask.first - 1] : (double)NAN;
    char text[5][120] = {"", "", "", "none", "not assessed"}, subject[96];
    shift s;
    count_interval(&low, &high, (int64_t)llround(v), 0.95);
    snprintf(text[0], 120, "%d", year);
    snprintf(text[1], 120, "%.0f", v);
    snprintf(text[2], 120, "%.1f to %.1f", low, high);
    if (isfinite(before)) {
        shift_counts_before(&s, (int64_t)llround(before), (int64_t)llround(v));
        snprintf(text[3], 120, "%.4f", count_rise((int64_t)llround(before), 1, (int64_t)llround(v), 1));
        snprintf(text[4], 120, "%s", shift_word_text(s.word));
    }
    exhibit_row(t);
    exhibit_cell(t, text[0]);
    exhibit_number(t, text[1]);
    exhibit_number(t, text[2]);
    exhibit_number(t, text[3]);
    exhibit_cell(t, text[4]);
    exhibit_row_end(t);
    buf said = {0};
    buf_printf(&said, "%s: count %s in %s, 95 %% interval %s; p of no rise on the year before %s: %s.", x->title, text[1],
               text[0], text[2], text[3], text[4]);
    snprintf(subject, sizeof subject, "%.80s %d", x->id, year);
    cordon_status status =
        report_found(r, "report.counts", subject, "indicators.csv", buf_text(&said), err);
    r->h.out->failed |= said.failed;
    buf_free(&said);
    return status;
}

static cordon_status published(report *r, const char *dimension, cordon_error *err) {
    static const char *const head[] = {"year", "#count", "#95 % interval", "#p of no rise on the year before",
                                       "on the year before", NULL};
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < r->dims.of.n && !status; i++) {
        const watch_indicator *x = &r->dims.of.v[i];
        exhibit_table t;
        if (strcmp(x->dimension, dimension) != 0 || strcmp(x->kind, "observation_count") != 0 || !x->last)
            continue;
        html_leaf(&r->h, "h3", x->title, "id", x->id);
        exhibit_table_open(&t, r, "Published counts, with the exact interval of each (Garwood)", head);
        for (int y = r->dims.of.ask.first; y <= x->last && !status; y++)
            if (isfinite(x->v[y - r->dims.of.ask.first])) status = say_published(r, &t, x, y, err);
        exhibit_table_close(&t, x->id);
        html_leaf(&r->h, "p", x->bias, "class", "note");
        exhibit_sources(r, x->from_source, x->sources);
    }
    return status;
}

/* ---- the two together ---- */

typedef struct whole {
    int64_t incidents;
    int to; /* year */
} whole;

static int add_incidents(void *arg, const incident_count *c) {
    whole *w = arg;
    if (c->year <= w->to) w->incidents += c->incidents;
    return 0;
}

/* All incidents of the file that the indicator counts, to its last year. */
static cordon_status incidents_of(whole *w, const report *r, const watch_indicator *x,
                                  cordon_error *err) {
    char dataset[64];
    *w = (whole){.to = x->last};
    snprintf(dataset, sizeof dataset, "%.*s", (int)strcspn(x->what, ":"), x->what);
    incident_query q = {.dataset = dataset, .known_by = r->in->known_by};
    return incident_counts(r->in->store, &q, add_incidents, w, err);
}

/* How many incidents name both, and of how many, when such a file is loaded. */
static cordon_status together(report *r, cordon_error *err) {
    const watch_indicator *x = NULL;
    double both = 0;
    char text[400];
    for (size_t i = 0; i < r->dims.of.n && !x; i++)
        if (strcmp(r->dims.of.v[i].dimension, "coordination") == 0 && r->dims.of.v[i].last)
            x = &r->dims.of.v[i];
    for (int i = 0; x && i < INDICATOR_YEARS; i++) both += isfinite(x->v[i]) ? x->v[i] : 0;
    html_leaf(&r->h, "h3", "The two together", "id", "together");
    whole all = {0};
    cordon_status status = x ? incidents_of(&all, r, x, err) : CORDON_OK;
    if (status) return status;
    if (x)
        snprintf(text, sizeof text,
                 "Coordination is not observable in these data: %.0f of %lld incidents to %d name "
                 "both as initiator, and a count of either alone does not show who agreed what with "
                 "whom.",
                 both, (long long)all.incidents, all.to);
    else
        snprintf(text, sizeof text,
                 "Coordination is not observable in these data: each case is put on one side, and "
                 "what happens in parallel is no evidence of an agreement.");
    html_leaf(&r->h, "p", text);
    html_line(&r->h);
    return report_found(r, "report.together", "coordination", "indicators.csv", text, err);
}

cordon_status section_hybrid(report *r, cordon_error *err) {
    side s[2] = {{.of = r->pair->a, .letter = "a"}, {.of = r->pair->b, .letter = "b"}};
    cordon_status status = cases_of(&s[0].c, r, s[0].of->code, "attributed-a", err);
    if (!status) status = cases_of(&s[1].c, r, s[1].of->code, "attributed-b", err);
    for (size_t k = 0; k < 2 && !status; k++) {
        if (!s[k].c.list || !s[k].c.list->last) continue;
        status = years(r, &s[k], err);
        if (!status) status = newest(r, &s[k], err);
    }
    if (!status) status = attributors(r, s, err);
    if (!status) status = seas(r, s, err);
    if (!status) status = published(r, "hybrid-a", err);
    if (!status) status = published(r, "hybrid-b", err);
    cases_free(&s[0].c);
    cases_free(&s[1].c);
    if (!status) status = together(r, err);
    return status ? status : report_waiting(r, "hybrid", err);
}
