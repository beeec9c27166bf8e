/* What was recommended, what can be chosen, and what was promised: tables of
 * the regime, each row as it stood on the day of the report. Of several rows
 * with one id the newest not later than that day is printed.                 */
#include <stdio.h>
#include <string.h>

#include "report/changes.h"
#include "report/dated.h"
#include "report/exhibit.h"
#include "report/pledges.h"

enum { COLUMNS_MAX = 8 };

typedef struct sheet {
    const char *file, *id, *title, *caption;
    const char *column[COLUMNS_MAX + 1], *head[COLUMNS_MAX + 1];
} sheet;

static const sheet sheets[] = {
    {"options.csv",
     "options",
     "Options",
     "What can be chosen, as it stood on the day; no option is advised here",
     {"option", "legal_basis", "who_decides", "effect_so_far", "reply_so_far", "side_effect",
      "missing_fact", NULL},
     {"option", "legal basis", "who decides", "effect so far", "reply so far", "side effect",
      "missing fact", NULL}},
    {"recommendations.csv",
     "recommendations",
     "Recommendations and what became of them",
     "What was recommended, and the instrument that exists",
     {"recommendation", "instrument", "in_force_since", "verified", "effect",
      "cannot_be_tested_because", "basis", NULL},
     {"recommendation", "instrument", "in force since", "verified", "evidence of effect",
      "cannot be tested because", "basis", NULL}},
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

static cordon_status one(report *r, const sheet *s, cordon_error *err) {
    const table *t = regime_table(r->in->regime, s->file);
    const char *head[COLUMNS_MAX + 2];
    exhibit_table x;
    size_t n = 0;
    cordon_status status = CORDON_OK;
    html_leaf(&r->h, "h3", s->title, "id", s->id);
    for (size_t i = 0; t && i < t->rows; i++) n += stands(r, t, i);
    if (!n) {
        char why[120], day[DATE_TEXT];
        snprintf(why, sizeof why, "no row of %s is about these two and known on %s", s->file,
                 date_format(day, r->in->as_at));
        html_open(&r->h, "p");
        report_not_assessed(r, why, "");
        html_close(&r->h, "p");
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

/* What would need lists that are not loaded. */
static void lists(report *r) {
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
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets && !status; i++)
        status = one(r, &sheets[i], err);
    if (!status) status = pledges_all(r, err);
    if (!status) status = changes_all(r, err);
    if (!status) lists(r);
    return status;
}
