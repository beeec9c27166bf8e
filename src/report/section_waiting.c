/* Sections whose detectors do not exist yet: each row of dyad_sections.csv says
 * what is not assessed and names the file that would fill it.                  */
#include <stdio.h>
#include <string.h>

#include "report/exhibit.h"

static const char file[] = "dyad_sections.csv";

static cordon_status row(report *r, exhibit_table *x, const table *t, size_t i, cordon_error *err) {
    char text[600];
    const char *title = report_cell(r, t, i, "title"), *why = report_cell(r, t, i, "why"),
               *fill = report_cell(r, t, i, "filled_by");
    exhibit_row(x);
    exhibit_cell(x, title);
    snprintf(text, sizeof text, "not assessed: %.500s", why);
    exhibit_labelled(x, "today", text);
    exhibit_labelled(x, "what would fill it", fill);
    exhibit_row_end(x);
    return not_assessed_finding(r->findings, "report.section", title, why, fill, r->in->as_at,
                                r->in->known_by, err);
}

cordon_status report_waiting(report *r, const char *section, cordon_error *err) {
    static const char *const head[] = {"question", "today", "what would fill it", NULL};
    const table *t = regime_table(r->in->regime, file);
    cordon_status status = CORDON_OK;
    exhibit_table x;
    bool open = false, named = false;
    for (size_t i = 0; t && i < t->rows && !status; i++) {
        if (strcmp(table_cell(t, i, table_col(t, "section")), section) != 0) continue;
        named = true;
        if (report_has(r, table_cell(t, i, table_col(t, "unless")))) continue;
        if (!open) exhibit_cards_open(&x, r, "What is asked, and the file to load", head);
        open = true;
        status = row(r, &x, t, i, err);
    }
    if (open) exhibit_table_close(&x, section);
    if (named) return status;
    html_open(&r->h, "p");
    report_not_assessed(r, "the regime asks nothing here", "");
    html_printf(&r->h, " It would be filled by rows of section %s in its %s.", section, file);
    html_close(&r->h, "p");
    html_line(&r->h);
    return status;
}
