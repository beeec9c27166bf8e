#include "report/cases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char case_kinds[] = "attribution_cyber,espionage_case,sabotage_case,influence_case";
const char *const case_words[CASE_KINDS] = {"attribution_cyber", "espionage_case", "sabotage_case",
                                            "influence_case"};
const char *const case_titles[CASE_KINDS] = {"public attributions of cyber operations",
                                             "espionage cases", "sabotage and damage",
                                             "influence cases"};

cordon_status cases_of(cases *out, report *r, const char *accused, const char *list, cordon_error *err) {
    *out = (cases){.list = indicators_find(&r->dims.of, list)};
    if (!out->list || !out->list->last) return CORDON_OK;
    return events_list(&out->of, r,
                       &(events_ask){.kinds = case_kinds, .actor1 = accused, .accused = true}, err);
}

void cases_free(cases *c) {
    kept_rows_free(&c->of);
    *c = (cases){0};
}

bool cases_counts(const kept_row *x) {
    const char *status = x->cell[RECORD_STATUS];
    return strcmp(status, "announced") != 0 && strcmp(status, "denied") != 0;
}

bool cases_late(const report *r, date_day on) {
    int months = (r->in->as_at / 10000 - on / 10000) * 12 + r->in->as_at / 100 % 100 - on / 100 % 100;
    return months < CASE_LATE_MONTHS;
}

static const char *record_cell(const kept_row *x, const char *column) {
    for (int i = 0; i < RECORD_COLUMNS; i++)
        if (strcmp(record_column_name((record_column)i), column) == 0) return x->cell[i];
    return "";
}

static bool begins_with_code(const char *s) {
    size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return n == 3 && (!s[3] || strchr(" ,;", s[3]));
}

size_t cases_attributor(const table *t, const kept_row *x) {
    for (size_t i = 0; t && i < t->rows; i++) {
        const char *has = table_cell(t, i, table_col(t, "has")),
                   *text = record_cell(x, table_cell(t, i, table_col(t, "column")));
        if (!*has || (strcmp(has, "@state") == 0 ? begins_with_code(text) : strstr(text, has) != NULL))
            return i;
    }
    return SIZE_MAX;
}

const char *cases_sea(const table *t, const char *place, size_t *row) {
    for (; t && *row < t->rows; ++*row)
        if (strstr(place, table_cell(t, *row, table_col(t, "place"))))
            return table_cell(t, (*row)++, table_col(t, "area"));
    return "";
}
