#include "regime/ownership.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/decimal.h"
#include "regime/dyads.h"

static const column_rule columns[] = {
    {"id", CELL_WORD, NEED_CELL},          {"jurisdiction", CELL_WORD, NEED_CELL}, {"act", CELL_TEXT, NEED_CELL},
    {"article", CELL_TEXT, NEED_COLUMN},   {"title", CELL_TEXT, NEED_CELL},        {"percent", CELL_NUMBER, NEED_CELL},
    {"comparator", CELL_WORD, NEED_CELL},  {"aggregate", CELL_YES_NO, NEED_CELL},  {"votes", CELL_YES_NO, NEED_CELL},
    {"control", CELL_YES_NO, NEED_CELL},   {"lists", CELL_TEXT, NEED_COLUMN},      {"state", CELL_WORD, NEED_CELL},
    {"valid_from", CELL_DATE, NEED_CELL},  {"valid_to", CELL_DATE, NEED_COLUMN},   {"recalled", CELL_TEXT, NEED_COLUMN},
    {"basis", CELL_WORD, NEED_CELL},       {"source", CELL_TEXT, NEED_CELL},       {"note", CELL_TEXT, NEED_COLUMN},
    {NULL, CELL_TEXT, NEED_NONE},
};
static const table_rule rule = {"ownership_rules.csv", false, columns, {"jurisdiction", "title", "act"}};
static const column_words words[] = {{"comparator", "at_least|more_than"}, {"state", "in_force|suspended|verify"}, {"basis", "seen|recalled"}, {NULL, NULL}};

static const char *cell(const table *t, size_t row, const char *column) { return table_cell(t, row, table_col(t, column)); }

/* A share that can be reached, with at most three decimals. */
static bool is_threshold(const char *s) {
    int64_t milli;
    return decimal_milli(&milli, s, strlen(s), (decimal_scale){.mantissa = 1}) == DECIMAL_EXACT && milli > 0 && milli <= 100000;
}

/* Every word names a column of the table. */
static bool are_columns(const table *t, const char *s) {
    char name[64];
    while (*(s += strspn(s, " "))) {
        size_t n = strcspn(s, " ");
        if (n >= sizeof name) return false;
        memcpy(name, s, n);
        name[n] = 0;
        if (table_col(t, name) < 0) return false;
        s += n;
    }
    return true;
}

static void check_row(checker *c, const table *t, size_t row) {
    const char *id = cell(t, row, "id");
    for (size_t above = 0; above < row; above++)
        if (strcasecmp(cell(t, above, "id"), id) == 0) {
            check_cell_fault(c, t, row, "id", "an id that no row above has");
            break;
        }
    const char *percent = cell(t, row, "percent");
    int64_t milli = 0;
    if (*percent && !is_threshold(percent)) check_cell_fault(c, t, row, "percent", "above 0 and at most 100, with at most 3 decimals");
    else if (decimal_milli(&milli, percent, strlen(percent), (decimal_scale){.mantissa = 1}) == DECIMAL_EXACT && milli == 100000 &&
             strcmp(cell(t, row, "comparator"), "more_than") == 0)
        check_cell_fault(c, t, row, "percent", "less than 100, as nobody holds more than that");
    if (!are_columns(t, cell(t, row, "recalled"))) check_cell_fault(c, t, row, "recalled", "names of columns of this table, with blanks between");
    if (strcmp(cell(t, row, "basis"), "recalled") == 0 && !*cell(t, row, "recalled"))
        check_cell_fault(c, t, row, "recalled", "which columns are recalled, as the row is");
}

cordon_status regime_ownership_check(checker *c, const regime_tables *all, cordon_error *err) {
    const table *t = regime_further_table(all, rule.file);
    if (!t) return CORDON_OK;
    cordon_status status = check_table(c, t, &rule, err);
    if (status) return status;
    check_choices(c, t, words);
    for (size_t i = 0; i < t->rows; i++) check_row(c, t, i);
    return CORDON_OK;
}

static bool is(const table *t, size_t row, const char *column, const char *word) { return strcmp(cell(t, row, column), word) == 0; }

cordon_status regime_ownership_rules(const regime_ownership **out, size_t *n, arena *mem, const regime *r, cordon_error *err) {
    const table *t = regime_table(r, rule.file);
    size_t rows = t ? t->rows : 0;
    regime_ownership *v = arena_alloc(mem, (rows + 1) * sizeof *v);
    if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for the rules of ownership");
    for (size_t i = 0; i < rows; i++)
        v[i] = (regime_ownership){.id = cell(t, i, "id"),
                                  .jurisdiction = cell(t, i, "jurisdiction"),
                                  .act = cell(t, i, "act"),
                                  .article = cell(t, i, "article"),
                                  .title = cell(t, i, "title"),
                                  .lists = cell(t, i, "lists"),
                                  .state = cell(t, i, "state"),
                                  .recalled = cell(t, i, "recalled"),
                                  .basis = cell(t, i, "basis"),
                                  .source = cell(t, i, "source"),
                                  .note = cell(t, i, "note"),
                                  .percent = strtod(cell(t, i, "percent"), NULL),
                                  .at_least = is(t, i, "comparator", "at_least"),
                                  .aggregate = is(t, i, "aggregate", "yes"),
                                  .votes = is(t, i, "votes", "yes"),
                                  .control = is(t, i, "control", "yes"),
                                  .valid_from = check_date(t, i, table_col(t, "valid_from")),
                                  .valid_to = check_date(t, i, table_col(t, "valid_to"))};
    *out = v;
    *n = rows;
    return CORDON_OK;
}
