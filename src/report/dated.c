#include "report/dated.h"

#include <string.h>

static const char *cell(const table *t, size_t row, const char *column) {
    return table_cell(t, row, table_col(t, column));
}

static date_day day_of(const table *t, size_t row) {
    const char *s = cell(t, row, "as_of");
    date_day d = 0;
    return date_parse(&d, s, strlen(s)) ? d : DATE_MAX;
}

static const area *of_pair(const report *r, const char *code) {
    if (strcmp(code, r->pair->a->code) == 0) return r->pair->a;
    return strcmp(code, r->pair->b->code) == 0 ? r->pair->b : NULL;
}

static bool is_general(const table *t, size_t row) {
    return strcmp(cell(t, row, "about"), "*") == 0;
}

const area *dated_about(const report *r, const table *t, size_t row) {
    const area *target = of_pair(r, regime_value(r->in->regime, "target"));
    if (!is_general(t, row)) return of_pair(r, cell(t, row, "about"));
    if (!target) return NULL;
    return target == r->pair->a ? r->pair->b : r->pair->a;
}

static bool applies(const report *r, const table *t, size_t row) {
    const char *with = cell(t, row, "with");
    if (*with && !of_pair(r, with)) return false;
    return !*cell(t, row, "about") || dated_about(r, t, row);
}

/* Whether row x goes before row y, both of one id and both about the pair. */
static bool before(const table *t, size_t x, size_t y) {
    if (is_general(t, x) != is_general(t, y)) return is_general(t, y);
    return day_of(t, x) > day_of(t, y);
}

bool dated_stands(const report *r, const table *t, size_t row, date_day on) {
    if (day_of(t, row) > on || !applies(r, t, row)) return false;
    for (size_t i = 0; i < t->rows; i++)
        if (i != row && strcmp(cell(t, i, "id"), cell(t, row, "id")) == 0 && day_of(t, i) <= on &&
            applies(r, t, i) && before(t, i, row))
            return false;
    return true;
}
