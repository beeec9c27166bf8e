#include "report/recommendations.h"

#include <stdio.h>
#include <string.h>

#include "report/dated.h"
#include "report/effects.h"

static const char items_file[] = "recommended.csv", rows_file[] = "recommendations.csv";

static const char *cell(const table *t, size_t row, const char *column) {
    return table_cell(t, row, table_col(t, column));
}

static date_day day_cell(const table *t, size_t row, const char *column) {
    const char *s = cell(t, row, column);
    date_day d = 0;
    return date_parse(&d, s, strlen(s)) ? d : 0;
}

/* ---- one item ---- */

typedef struct item {
    report *r;
    const char *id, *title, *tool, *tool_does, *source;
    const area *third;
    const table *rows;
    size_t row; /* that stands on the day; rows->rows: none does */
    effect_lines said;
    buf text; /* of the finding */
} item;

static bool stands(const item *x) { return x->row < x->rows->rows; }

static const char *of_row(const item *x, const char *column) {
    return stands(x) ? report_cell(x->r, x->rows, x->row, column) : "";
}

static void put_lines(exhibit_table *t, item *x, const char *label, const char *const *line,
                      size_t n) {
    exhibit_lines(t, label, line, n);
    buf_printf(&x->text, "; %s:", label);
    for (size_t i = 0; i < n; i++) buf_printf(&x->text, " %s", line[i]);
}

static void put_instrument(exhibit_table *t, item *x) {
    const char *since = of_row(x, "in_force_since"), *verified = of_row(x, "verified");
    bool recalled = strcmp(of_row(x, "basis"), "recalled") == 0;
    bool says = strncmp(verified, "not verified", 12) == 0;
    buf b[3] = {{0}};
    buf_printf(&b[0], "In force since: %s.", !stands(x) ? "none" : *since ? since : "not said");
    if (stands(x))
        buf_printf(&b[1], "Verified: %s%s.", recalled && !says ? "not verified; " : "", verified);
    else
        buf_str(&b[1], "Verified: nothing of that day is in recommendations.csv.");
    buf_printf(&b[2], "Source: %s.", stands(x) ? of_row(x, "source") : x->source);
    const char *line[] = {stands(x) ? of_row(x, "instrument") : "none yet", buf_text(&b[0]),
                          buf_text(&b[1]), buf_text(&b[2])};
    put_lines(t, x, "instrument", line, 4);
    for (size_t i = 0; i < 3; i++) {
        x->r->no_memory |= b[i].failed;
        buf_free(&b[i]);
    }
}

/* Every answer of the data, those that are not assessed with the file they wait for. */
static void put_effect(exhibit_table *t, item *x) {
    const char *line[EFFECTS_MAX + 1];
    buf b[EFFECTS_MAX] = {{0}};
    size_t n = 0;
    for (size_t i = 0; i < x->said.n; i++) {
        const effect *e = &x->said.v[i];
        if (e->text) {
            line[n++] = e->text;
            continue;
        }
        buf_printf(&b[i], "not assessed: %s.", e->why);
        if (e->asked_at)
            buf_printf(&b[i], " Would be assessed with the file named at %s.", e->asked_at);
        else if (*e->request)
            buf_printf(&b[i], " Would be assessed with: %s.", e->request);
        line[n++] = buf_text(&b[i]);
    }
    if (!n)
        line[n++] = stands(x) ? "not assessed: no series of this regime would show it"
                              : "nothing to measure yet";
    put_lines(t, x, "what the data say", line, n);
    for (size_t i = 0; i < x->said.n; i++) {
        x->r->no_memory |= b[i].failed;
        buf_free(&b[i]);
    }
}

/* What the store can test now, and the command that carries it into daily work. */
static void put_can(exhibit_table *t, item *x) {
    const char *line[3];
    char measured[80];
    buf tool = {0}, law = {0};
    size_t n = 0;
    if (x->said.n) {
        snprintf(measured, sizeof measured, "Before and after: %zu of %zu have data.",
                 x->said.assessed, x->said.n);
        line[n++] = measured;
    }
    if (*x->tool) buf_printf(&tool, "%s: %s.", x->tool, x->tool_does);
    line[n++] = *x->tool ? buf_text(&tool) : "No command carries it.";
    for (const char *s = of_row(x, "law"); *s; s += strcspn(s, ","), s += *s == ',')
        buf_printf(&law, "%s%.*s", law.len ? ", " : "Rules of law.csv: ", (int)strcspn(s, ","), s);
    if (law.len) buf_char(&law, '.');
    if (law.len) line[n++] = buf_text(&law);
    put_lines(t, x, "can be tested here", line, n);
    x->r->no_memory |= tool.failed || law.failed;
    buf_free(&tool);
    buf_free(&law);
}

static void put_cannot(exhibit_table *t, item *x) {
    const char *line[2];
    buf with = {0};
    size_t n = 0;
    if (!stands(x)) {
        line[n++] = "there is no instrument to be tested";
    } else {
        line[n++] = of_row(x, "cannot_be_tested_because");
        if (*of_row(x, "request")) {
            buf_printf(&with, "Would be tested with: %s.", of_row(x, "request"));
            line[n++] = buf_text(&with);
        }
    }
    put_lines(t, x, "cannot be tested, and why", line, n);
    x->r->no_memory |= with.failed;
    buf_free(&with);
}

static cordon_status write(exhibit_table *t, item *x, cordon_error *err) {
    char id[40], name[300];
    snprintf(id, sizeof id, "rec-%.30s", x->id);
    snprintf(name, sizeof name, "%.20s %.270s", x->id, x->title);
    buf_str(&x->text, name);
    exhibit_row_named(t, id);
    exhibit_cell(t, name);
    put_instrument(t, x);
    put_effect(t, x);
    put_can(t, x);
    put_cannot(t, x);
    exhibit_row_end(t);
    cordon_status status = x->text.failed
                               ? cordon_fail(err, CORDON_ENOMEM, "no memory for the report")
                               : report_found(x->r, "report.recommendation", x->id, rows_file,
                                              buf_text(&x->text), err);
    buf_free(&x->text);
    return status;
}

static size_t row_of(const report *r, const table *rows, const char *id) {
    size_t i = 0;
    while (i < rows->rows &&
           !(strcmp(cell(rows, i, "item"), id) == 0 && dated_stands(r, rows, i, r->in->as_at)))
        i++;
    return i;
}

static cordon_status one(exhibit_table *t, effects *e, const table *items, size_t i,
                         const table *rows, cordon_error *err) {
    report *r = e->r;
    item x = {.r = r,
              .id = cell(items, i, "item"),
              .title = report_cell(r, items, i, "recommendation"),
              .tool = cell(items, i, "tool"),
              .tool_does = report_cell(r, items, i, "tool_does"),
              .source = cell(items, i, "source"),
              .third = dated_about(r, items, i),
              .rows = rows,
              .row = row_of(r, rows, cell(items, i, "item"))};
    cordon_status status = CORDON_OK;
    if (stands(&x))
        status = effects_say(&x.said, e, x.id, x.third, of_row(&x, "effect"),
                             day_cell(rows, x.row, "in_force_since"), err);
    return status ? status : write(t, &x, err);
}

/* ---- all of them ---- */

/* Of the pair, and recommended by the days of the page. */
static bool known(const report *r, const table *items, size_t i) {
    date_day made = day_cell(items, i, "made");
    return dated_about(r, items, i) && made <= r->in->as_at && made <= r->in->known_by;
}

static void none(report *r) {
    char why[120], day[DATE_TEXT];
    snprintf(why, sizeof why, "no row of %s is about these two and known on %s", items_file,
             date_format(day, r->in->as_at < r->in->known_by ? r->in->as_at : r->in->known_by));
    html_open(&r->h, "p");
    report_not_assessed(r, why, "");
    html_close(&r->h, "p");
    html_line(&r->h);
}

static void lead(report *r) {
    html_leaf(&r->h, "p",
              "Instruments as they stood on the day. Before and after a measure says that "
              "something moved, not why.");
    html_line(&r->h);
}

cordon_status report_recommendations(report *r, const page_listings *l, cordon_error *err) {
    static const char *const heads[] = {"recommendation",
                                        "instrument",
                                        "what the data say",
                                        "can be tested here",
                                        "cannot be tested, and why",
                                        NULL};
    const table *items = regime_table(r->in->regime, items_file),
                *rows = regime_table(r->in->regime, rows_file);
    exhibit_table t;
    effects e;
    size_t n = 0;
    html_leaf(&r->h, "h3", "Recommendations and what became of them", "id", "recommendations");
    for (size_t i = 0; items && rows && i < items->rows; i++) n += known(r, items, i);
    if (!n) {
        none(r);
        return CORDON_OK;
    }
    cordon_status status = effects_open(&e, r, l, err);
    if (!status) {
        lead(r);
        exhibit_cards_named(&t, r, "outcomes",
                            "What was recommended, what exists, and what can be said of it", heads);
        for (size_t i = 0; i < items->rows && !status; i++)
            if (known(r, items, i)) status = one(&t, &e, items, i, rows, err);
        exhibit_table_close(&t, "recommendations");
    }
    effects_close(&e);
    return status;
}
