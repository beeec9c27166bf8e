/* Methods in plain words: what the words and figures of the page mean, from a table
 * of the regime, each with where it is from.                                  */
#include <stdio.h>

#include "report/inner.h"

cordon_status section_methods(report *r, cordon_error *err) {
    const table *t = regime_table(r->in->regime, "methods.csv");
    cordon_status status = CORDON_OK;
    html *h = &r->h;
    if (!t || !t->rows) {
        html_leaf(h, "p", "The regime has no methods.csv: what the figures mean is not said here.");
        return CORDON_OK;
    }
    html_open(h, "dl", "class", "methods");
    html_line(h);
    for (size_t i = 0; i < t->rows && !status; i++) {
        char said[1200];
        const char *text = table_cell(t, i, table_col(t, "text")),
                   *from = table_cell(t, i, table_col(t, "source"));
        snprintf(said, sizeof said, "%.900s (%.280s)", text, from);
        html_leaf(h, "dt", table_cell(t, i, table_col(t, "title")));
        html_open(h, "dd");
        html_leaf(h, "p", text);
        html_leaf(h, "p", from, "class", "note");
        html_close(h, "dd");
        html_line(h);
        status = report_found(r, "report.method", table_cell(t, i, table_col(t, "id")),
                              "methods.csv", said, err);
    }
    html_close(h, "dl");
    html_line(h);
    return status;
}
