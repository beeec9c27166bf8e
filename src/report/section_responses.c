/* What was recommended, what can be chosen, and what was promised: tables of
 * the regime, each row as it stood on the day of the report. Of several rows
 * with one id the newest not later than that day is printed.                 */
#include <stdio.h>
#include <string.h>

#include "report/changes.h"
#include "report/dated.h"
#include "report/exhibit.h"
#include "report/pledges.h"
#include "report/recommendations.h"

enum { COLUMNS_MAX = 8, OPTIONS_SHOWN = 3 };

typedef struct sheet {
    const char *file, *id, *title, *caption;
    const char *column[COLUMNS_MAX + 1], *head[COLUMNS_MAX + 1];
} sheet;

static const sheet options = {
    "options.csv",
    "options",
    "Options",
    "What can be chosen, as it stood on the day; no option is advised here",
    {"option", "legal_basis", "who_decides", "effect_so_far", "reply_so_far", "side_effect",
     "missing_fact", NULL},
    {"option", "legal basis", "who decides", "effect so far", "reply so far", "side effect",
     "missing fact", NULL},
};

static bool stands(const report *r, const table *t, size_t row) {
    return dated_stands(r, t, row, r->in->as_at);
}

static cordon_status row(exhibit_table *x, const sheet *s, const table *t, size_t i,
                         cordon_error *err) {
    buf text = {0};
    exhibit_row(x);
    for (size_t k = 0; s->column[k]; k++) {
        const char *c = report_cell(x->r, t, i, s->column[k]);
        exhibit_labelled(x, s->head[k], *c ? c : "none");
        buf_printf(&text, "%s%s: %s", k ? "; " : "", s->head[k], *c ? c : "none");
    }
    const char *from = table_cell(t, i, table_col(t, "source"));
    exhibit_labelled(x, "source", from);
    buf_printf(&text, "; source: %s", from);
    exhibit_row_end(x);
    cordon_status status = report_found(x->r, "report.table", table_cell(t, i, table_col(t, "id")),
                                        s->file, buf_text(&text), err);
    x->r->h.out->failed |= text.failed;
    buf_free(&text);
    return status;
}

static void none(report *r, const char *file) {
    char why[120], day[DATE_TEXT];
    snprintf(why, sizeof why, "no row of %s is about these two and known on %s", file,
             date_format(day, r->in->as_at));
    html_open(&r->h, "p");
    report_not_assessed(r, why, "");
    html_close(&r->h, "p");
    html_line(&r->h);
}

static cordon_status one(report *r, const sheet *s, cordon_error *err) {
    const table *t = regime_table(r->in->regime, s->file);
    const char *head[COLUMNS_MAX + 2];
    exhibit_table x;
    size_t n = 0;
    cordon_status status = CORDON_OK;
    html_leaf(&r->h, "h3", s->title, "id", s->id);
    for (size_t i = 0; t && i < t->rows; i++) n += stands(r, t, i);
    if (!n) {
        none(r, s->file);
        return CORDON_OK;
    }
    memcpy(head, s->head, sizeof s->head);
    for (n = 0; head[n]; n++) continue;
    head[n] = "source";
    head[n + 1] = NULL;
    exhibit_cards_open(&x, r, s->caption, head);
    for (size_t i = 0; i < t->rows && !status; i++)
        if (stands(r, t, i)) status = row(&x, s, t, i, err);
    exhibit_table_close(&x, s->id);
    return status;
}

/* ---- the first page: the options in four of their columns; their findings are
 * those of the rows under Responses.                                          */

static void short_option(report *r, const table *t, size_t i) {
    static const char *const column[] = {"who_decides", "effect_so_far", "missing_fact", NULL};
    static const char *const label[] = {"who decides", "effect so far", "missing fact"};
    html *h = &r->h;
    const char *name = report_cell(r, t, i, "option");
    html_open(h, "tr");
    html_open(h, "th", "scope", "row");
    html_leaf(h, "a", name, "href", "#options");
    html_close(h, "th");
    for (size_t k = 0; column[k]; k++)
        html_leaf(h, "td", report_cell(r, t, i, column[k]), "data-l", label[k]);
    html_close(h, "tr");
    html_line(h);
}

/* The note has room for their names. */
static void note_options(report *r, const table *t) {
    buf b = {0};
    size_t n = 0;
    for (size_t i = 0; i < t->rows; i++)
        if (stands(r, t, i) && n++ < OPTIONS_SHOWN)
            buf_printf(&b, "%s%s", b.len ? "; " : "", report_cell(r, t, i, "option"));
    report_note(r, NULL, "- Options, with basis and effect on the page: %s.", buf_text(&b));
    r->h.out->failed |= b.failed;
    buf_free(&b);
}

static void more_options(report *r, size_t n) {
    if (n <= OPTIONS_SHOWN) return;
    html_open(&r->h, "p", "class", "note");
    html_printf(&r->h, "%zu more under ", n - OPTIONS_SHOWN);
    html_leaf(&r->h, "a", "Responses", "href", "#options");
    html_text(&r->h, ".");
    html_close(&r->h, "p");
    html_line(&r->h);
}

void report_options(report *r) {
    static const char *const heads[] = {"option", "who decides", "effect so far", "missing fact",
                                        NULL};
    const table *t = regime_table(r->in->regime, "options.csv");
    html *h = &r->h;
    size_t n = 0;
    for (size_t i = 0; t && i < t->rows; i++) n += stands(r, t, i);
    html_leaf(h, "h2", "Options", "id", "choices");
    if (!n) {
        none(r, "options.csv");
        return;
    }
    note_options(r, t);
    html_open(h, "div", "class", "box cards choices", "tabindex", "0", "role", "region",
              "aria-label", "Options");
    html_open(h, "table");
    report_plain_caption(r, "What can be chosen; basis, reply and side effect under Responses");
    html_open(h, "thead");
    html_open(h, "tr");
    for (size_t i = 0; heads[i]; i++) report_head(r, heads[i], false);
    html_close(h, "tr");
    html_close(h, "thead");
    html_open(h, "tbody");
    html_line(h);
    n = 0;
    for (size_t i = 0; i < t->rows; i++)
        if (stands(r, t, i) && n++ < OPTIONS_SHOWN) short_option(r, t, i);
    html_close(h, "tbody");
    report_table_end(r);
    more_options(r, n);
}

/* What would need lists that are not loaded. */
static void no_lists(report *r) {
    html *h = &r->h;
    char why[WHY];
    for (size_t i = 0; i < r->of_pair.n; i++) {
        const question *q = &r->of_pair.v[i];
        if (strcmp(q->section, "lists") != 0 || q->assessed) continue;
        html_leaf(h, "h3", q->title, "id", q->id);
        html_open(h, "p");
        report_not_assessed(r, report_why(r, q, why), q->request);
        html_close(h, "p");
        html_line(h);
    }
}

cordon_status section_responses(report *r, cordon_error *err) {
    page_listings l;
    cordon_status status = listings_open(&l, r, err);
    if (!status) status = one(r, &options, err);
    if (!status) status = report_recommendations(r, &l, err);
    if (!status) status = pledges_all(r, err);
    if (!status) status = changes_all(r, err);
    if (!status && l.l.lists) status = report_listings(&l, err);
    if (!status && !l.l.lists) no_lists(r);
    listings_close(&l);
    return status;
}
