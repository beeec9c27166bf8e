/* The direction of each dimension: what leads it, where it stands against its
 * own baseline, among whom, whether a second source says so, what the other
 * side answers, and what is missing.                                          */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/direction_dims.h"
#include "report/exhibit.h"

static void cell(report *r, const char *label, const char *text) {
    html_leaf(&r->h, "td", text, "data-l", label);
}

static void word(report *r, shift_word w) {
    static const char *const arrow[] = {"", "\xe2\x96\xbc ", "\xe2\x96\xac ", "\xe2\x96\xb2 "};
    char text[32];
    snprintf(text, sizeof text, "%s%s", arrow[w], shift_word_text(w));
    html_open(&r->h, "td", "data-l", "direction");
    html_leaf(&r->h, "strong", text, "class", w == SHIFT_UNKNOWN ? "na" : NULL);
    html_close(&r->h, "td");
}

static void among(report *r, const trend *t) {
    char text[160] = "not ranked", who[60];
    snprintf(who, sizeof who, "%.59s", t->of ? report_area(r, t->among) : "");
    who[strcspn(who, ",")] = 0; /* what follows a comma explains a name */
    if (t->of)
        snprintf(text, sizeof text, "percentile %.0f: rank %zu of %zu partners of %s",
                 trend_percentile(t), t->rank, t->of, who);
    cell(r, "among others", text);
}

/* Another file that has the same dimension in the same year. */
static void second(report *r, const trend *t) {
    char text[200], w[WORDS];
    for (size_t i = 0; i < r->trends; i++) {
        const trend *x = &r->trend[i];
        if (strcmp(x->q->section, t->q->section) != 0 ||
            strcmp(x->q->m.dataset, t->q->m.dataset) == 0 ||
            trend_last(x)->year != trend_last(t)->year)
            continue;
        snprintf(text, sizeof text, "%s: %.40s says %s", x->word == t->word ? "yes" : "no",
                 x->q->m.dataset, shift_word_text(x->word));
        cell(r, "without one source", text);
        return;
    }
    snprintf(text, sizeof text, "not tested: no second file for %s",
             words_month(w, trend_last(t)->year));
    cell(r, "without one source", text);
}

/* The newest reply of either side in this dimension that was made by the day. */
static cordon_status reply(report *r, const char *dimension, const char *who, cordon_error *err) {
    const table *t = regime_table(r->in->regime, "replies.csv");
    size_t best = SIZE_MAX;
    date_day newest = 0;
    for (size_t i = 0; t && i < t->rows; i++) {
        const char *of = table_cell(t, i, table_col(t, "area")),
                   *on = table_cell(t, i, table_col(t, "date"));
        date_day d;
        bool mine = strcmp(of, r->pair->a->code) == 0
                        ? *who != 'b'
                        : strcmp(of, r->pair->b->code) == 0 && *who != 'a';
        if (!mine || strcmp(table_cell(t, i, table_col(t, "dimension")), dimension) != 0 ||
            !date_parse(&d, on, strlen(on)) || d > r->in->as_at || d <= newest)
            continue;
        newest = d;
        best = i;
    }
    if (best == SIZE_MAX) {
        cell(r, "the other side's reply", "none on record");
        return CORDON_OK;
    }
    char text[400], day[DATE_TEXT];
    snprintf(text, sizeof text, "%s: %.300s", date_format(day, newest),
             table_cell(t, best, table_col(t, "text")));
    cell(r, "the other side's reply", text);
    return report_found(r, "report.reply", dimension, "replies.csv", text, err);
}

static void assessed(report *r, const trend *t) {
    char x[TREND_TEXT], y[TREND_TEXT], text[160];
    const trend_point *last = trend_last(t);
    snprintf(text, sizeof text, "%s in %s%s", trend_value(x, t, last->value),
             words_month(y, last->year),
             strcmp(last->estimate, "imputed") == 0 ? " (imputed)" : "");
    html_open(&r->h, "td", "data-l", "lead indicator");
    html_printf(&r->h, "%s, %s, ", t->q->title, t->q->m.dataset);
    report_refs(r, t->q->m.source, t->q->m.sources);
    html_close(&r->h, "td");
    cell(r, "latest", text);
    if (t->base_n)
        snprintf(text, sizeof text, "%s, mean of %s", trend_value(x, t, t->mean),
                 trend_base_years(y, t));
    cell(r, "own baseline", t->base_n ? text : "none");
    if (t->word != SHIFT_UNKNOWN)
        snprintf(text, sizeof text, "%s; seen from %s", trend_change(x, t, t->change),
                 trend_scatter(y, t, t->need));
    else
        snprintf(text, sizeof text, "too few years to judge");
    cell(r, "change", text);
    word(r, t->word);
    among(r, t);
    second(r, t);
}

static void unassessed(report *r, const char *indicator, const char *why) {
    html *h = &r->h;
    cell(r, "lead indicator", indicator);
    html_open(h, "td", "colspan", "6", "data-l", "direction");
    html_leaf(h, "strong", "not assessed", "class", "na");
    html_printf(h, ": %s", why);
    html_close(h, "td");
}

/* The row of a watched dimension; what it says stands in a finding of its own. */
static cordon_status watched(report *r, const char *dimension, const direction_row *d,
                             cordon_error *err) {
    buf text = {0};
    html_open(&r->h, "td", "data-l", "lead indicator");
    html_printf(&r->h, "%s, ", d->indicator);
    report_refs(r, d->lead->from_source, d->lead->sources);
    html_close(&r->h, "td");
    cell(r, "latest", d->latest);
    cell(r, "own baseline", d->baseline);
    cell(r, "change", d->change);
    word(r, d->word);
    cell(r, "among others", d->among);
    cell(r, "without one source", d->without);
    buf_printf(&text, "%s: %s; baseline %s; change %s; direction %s; %s; without one source: %s.",
               d->indicator, d->latest, d->baseline, d->change, shift_word_text(d->word), d->among,
               d->without);
    cordon_status status =
        report_found(r, "report.direction", dimension, "indicators.csv", buf_text(&text), err);
    r->h.out->failed |= text.failed;
    buf_free(&text);
    return status;
}

/* A list made by hand in place of the series that is not loaded. */
static cordon_status shown(report *r, const char *dimension, const direction_row *d,
                           const char *about, const char *none, cordon_error *err) {
    html *h = &r->h;
    buf text = {0};
    cell(r, "lead indicator", about);
    html_open(h, "td", "colspan", "6", "data-l", "direction");
    html_leaf(h, "strong", "not assessed", "class", "na");
    html_printf(h, ": %s. Shown, and no direction is read from it: %s (", none, d->shown);
    report_refs(r, d->lead->from_source, d->lead->sources);
    html_text(h, ").");
    html_close(h, "td");
    buf_printf(&text, "%s: not assessed: %s. Shown, and no direction is read from it: %s.", about,
               none, d->shown);
    cordon_status status =
        report_found(r, "report.direction", dimension, "indicators.csv", buf_text(&text), err);
    h->out->failed |= text.failed;
    buf_free(&text);
    return status;
}

/* The row in the note. */
static void note_watched(report *r, const char *title, const direction_row *d) {
    if (d->word == SHIFT_UNKNOWN)
        report_note(r, NULL, "- %s: no direction. %s: %s.", title, d->lead->title, d->latest);
    else
        report_note(r, NULL, "- %s: %s. %s: %s, against %s; change %s.", title,
                    shift_word_text(d->word), d->lead->title, d->latest, d->baseline, d->change);
}

static void note(report *r, const char *title, const trend *t) {
    char v[TREND_TEXT], m[TREND_TEXT], c[TREND_TEXT], n[TREND_TEXT], y[TREND_TEXT], b[TREND_TEXT];
    if (!t) {
        report_note(r, NULL, "- %s: not assessed.", title); /* why: under what cannot be seen */
        return;
    }
    if (t->word == SHIFT_UNKNOWN) {
        report_note(r, t->q, "- %s: too few years. %s: %s in %s.", title, t->q->title,
                    trend_value(v, t, trend_last(t)->value), words_month(y, trend_last(t)->year));
        return;
    }
    report_note(r, t->q, "- %s: %s. %s: %s in %s, %s on the mean of %s (%s); own scatter %s.",
                title, shift_word_text(t->word), t->q->title,
                trend_value(v, t, trend_last(t)->value), words_month(y, trend_last(t)->year),
                trend_change(c, t, t->change), trend_base_years(b, t), trend_value(m, t, t->mean),
                trend_scatter(n, t, t->need));
}

/* What would have to be loaded, while it is not, and what no file would show. */
static void gap(report *r, const table *t, size_t i) {
    char text[400];
    const char *load = report_cell(r, t, i, "load"), *always = report_cell(r, t, i, "gap");
    if (report_has(r, table_cell(t, i, table_col(t, "unless")))) load = "";
    snprintf(text, sizeof text, "%.190s%s%.190s", load, *load && *always ? " " : "", always);
    cell(r, "gap", text);
}

static cordon_status row(report *r, const table *t, size_t i, cordon_error *err) {
    html *h = &r->h;
    const char *dimension = table_cell(t, i, table_col(t, "dimension"));
    const char *title = report_cell(r, t, i, "title"), *about = report_cell(r, t, i, "indicator"),
               *none = report_cell(r, t, i, "none");
    const trend *lead = report_lead(r, dimension);
    direction_row d;
    bool dims = !(lead && lead->word != SHIFT_UNKNOWN) && direction_of(&d, r, dimension);
    cordon_status status = CORDON_OK;
    char id[80];
    snprintf(id, sizeof id, "row-%.60s", dimension);
    html_open(h, "tr", "id", id);
    html_leaf(h, "th", title, "scope", "row");
    if (dims)
        note_watched(r, title, &d);
    else if (*table_cell(t, i, table_col(t, "who")) != 'r')
        note(r, title, lead);
    if (dims && *d.shown)
        status = shown(r, dimension, &d, about, none, err);
    else if (dims)
        status = watched(r, dimension, &d, err);
    else if (lead)
        assessed(r, lead);
    else
        unassessed(r, about, none);
    if (!status) status = reply(r, dimension, table_cell(t, i, table_col(t, "who")), err);
    gap(r, t, i);
    html_close(h, "tr");
    html_line(h);
    return status;
}

static cordon_status how(report *r, cordon_error *err) {
    static const char text[] =
        "Up and down only when the last year lies further from the mean of the baseline than "
        "one more year of the baseline would in 95 of 100 cases (Student's t, the baseline's "
        "own spread). The baseline is the years that were over before the regime began, else "
        "all years but the last: at least four, at most six. The percentile ranks the same "
        "change among the reporter's partners that have all these years. Of the dimensions that are "
        "watched by several indicators the word is that of their index, the mean of robust z; the "
        "lead is the indicator that moved with the strongest evidence, counts by exact tests, and "
        "the percentile is among the pairs compared. A list made by hand is shown with its exact "
        "interval (Garwood), and no direction is read from it.";
    html *h = &r->h;
    html_open(h, "details");
    html_leaf(h, "summary", "How up, flat and down are told apart");
    html_leaf(h, "p", text);
    html_close(h, "details");
    html_line(h);
    return report_found(r, "report.method", "direction", "dyad_dimensions.csv", text, err);
}

/* The rows of the four dimensions, or those of what is at stake for the reader. */
static cordon_status rows(report *r, const table *t, bool stakes, cordon_error *err) {
    static const char *const heads[] = {"dimension",
                                        "lead indicator",
                                        "latest",
                                        "own baseline",
                                        "change",
                                        "direction",
                                        "among others",
                                        "without one source?",
                                        "the other side's reply",
                                        "gap",
                                        NULL};
    const char *name = stakes ? "What is at stake for the reader" : "Direction";
    html *h = &r->h;
    cordon_status status = CORDON_OK;
    html_open(h, "div", "class", "box cards directions", "tabindex", "0", "role", "region",
              "aria-label", name);
    html_open(h, "table");
    report_plain_caption(r, stakes
                                ? "The reader's own trade with each of the two"
                                : "Each dimension against its own past; no number stands for all "
                                  "of them");
    html_open(h, "thead");
    html_open(h, "tr");
    for (size_t i = 0; heads[i]; i++) report_head(r, heads[i], false);
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    html_line(h);
    for (size_t i = 0; i < t->rows && !status; i++)
        if ((*table_cell(t, i, table_col(t, "who")) == 'r') == stakes) status = row(r, t, i, err);
    html_close(h, "tbody");
    report_table_end(r);
    return status;
}

cordon_status report_stakes(report *r, cordon_error *err) {
    const table *t = regime_table(r->in->regime, "dyad_dimensions.csv");
    if (!t || !*r->pair->reader) return CORDON_OK;
    html_open(&r->h, "h3", "id", "stakes");
    html_printf(&r->h, "What is at stake for %s", r->pair->reader_title);
    html_close(&r->h, "h3");
    return rows(r, t, true, err);
}

cordon_status report_directions(report *r, cordon_error *err) {
    const table *t = regime_table(r->in->regime, "dyad_dimensions.csv");
    html *h = &r->h;
    html_leaf(h, "h2", "Direction", "id", "direction");
    if (!t) {
        html_open(h, "p");
        report_not_assessed(r, "the regime names no dimension", "dyad_dimensions.csv");
        html_close(h, "p");
        return CORDON_OK;
    }
    report_note_title(r, "Direction");
    cordon_status status = rows(r, t, false, err);
    return status ? status : how(r, err);
}
