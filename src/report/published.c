#include "report/published.h"

#include <stdlib.h>
#include <string.h>

bool published_read(published *out, report *r, const table *t, size_t row) {
    const char *on = table_cell(t, row, table_col(t, "published"));
    const char *period = table_cell(t, row, table_col(t, "period"));
    flow_window w;
    *out = (published){.id = table_cell(t, row, table_col(t, "id")),
                       .flow = table_cell(t, row, table_col(t, "flow")),
                       .from = table_cell(t, row, table_col(t, "from")),
                       .to = table_cell(t, row, table_col(t, "to")),
                       .unit = table_cell(t, row, table_col(t, "unit")),
                       .publisher = table_cell(t, row, table_col(t, "publisher")),
                       .through = table_cell(t, row, table_col(t, "through")),
                       .note = table_cell(t, row, table_col(t, "note")),
                       .value = strtod(table_cell(t, row, table_col(t, "value")), NULL)};
    if (!date_parse(&out->on, on, strlen(on)) || !flow_window_parse(&w, period)) return false;
    out->period = w.to;
    out->window = w;
    out->year = w.to / 100;
    return out->on <= r->in->known_by && date_period_last(w.to) <= r->in->as_at;
}

bool published_next(published *out, report *r, size_t *i, const char *flow, const char *from,
                    const char *to, const char *unit) {
    const table *t = regime_table(r->in->regime, "published.csv");
    while (t && *i < t->rows) {
        if (published_read(out, r, t, (*i)++) && (!*flow || strcmp(out->flow, flow) == 0) &&
            strcmp(out->from, from) == 0 && strcmp(out->to, to) == 0 &&
            strcmp(out->unit, unit) == 0)
            return true;
    }
    return false;
}
