/* What was recommended (recommended.csv, an item a row), what became of each item
 * (recommendations.csv, dated rows) and the series its effect would be seen in
 * (effects.csv). The list of items is the first table: what is checked here is
 * that it has no gap, that each item has rows and each row its item, and that a
 * row names only what can be asked.                                           */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "regime/dyads.h"

#define END                                                                                        \
    { NULL, CELL_TEXT, NEED_NONE }

static const column_rule items_columns[] = {
    {"item", CELL_WORD, NEED_CELL},
    {"about", CELL_TEXT, NEED_CELL},
    {"recommendation", CELL_TEXT, NEED_CELL},
    {"made", CELL_DATE, NEED_CELL},
    {"tool", CELL_TEXT, NEED_COLUMN},
    {"tool_does", CELL_TEXT, NEED_COLUMN},
    {"source", CELL_TEXT, NEED_CELL},
    {"basis", CELL_TEXT, NEED_CELL},
    END,
};
static const column_rule rows_columns[] = {
    {"item", CELL_WORD, NEED_CELL},       {"id", CELL_WORD, NEED_CELL},
    {"as_of", CELL_DATE, NEED_CELL},      {"about", CELL_TEXT, NEED_CELL},
    {"instrument", CELL_TEXT, NEED_CELL}, {"in_force_since", CELL_DATE, NEED_COLUMN},
    {"law", CELL_TEXT, NEED_COLUMN},      {"verified", CELL_TEXT, NEED_CELL},
    {"effect", CELL_TEXT, NEED_CELL},     {"cannot_be_tested_because", CELL_TEXT, NEED_CELL},
    {"request", CELL_TEXT, NEED_COLUMN},  {"source", CELL_TEXT, NEED_CELL},
    {"basis", CELL_TEXT, NEED_CELL},      END,
};
static const column_rule series_columns[] = {
    {"id", CELL_WORD, NEED_CELL},
    {"section", CELL_WORD, NEED_CELL},
    {"back", CELL_WORD, NEED_CELL},
    {"title", CELL_TEXT, NEED_CELL},
    {"dataset", CELL_WORD, NEED_CELL},
    {"flow", CELL_WORD, NEED_CELL},
    {"freq", CELL_WORD, NEED_CELL},
    {"from", CELL_TEXT, NEED_CELL},
    {"to", CELL_TEXT, NEED_CELL},
    {"group", CELL_TEXT, NEED_COLUMN},
    {"request", CELL_TEXT, NEED_CELL},
    {"source", CELL_TEXT, NEED_CELL},
    END,
};
static const table_rule items_rule = {"recommended.csv", false, items_columns, {"item"}};
static const table_rule rows_rule = {
    "recommendations.csv", false, rows_columns, {"id", "as_of", "about"}};
static const table_rule series_rule = {"effects.csv", false, series_columns, {"id"}};

static const column_words series_words[] = {{"flow", "X|M"}, {"freq", "A|M"}, {NULL, NULL}};
static const column_words basis_words[] = {{"basis", "seen|recalled|public record"}, {NULL, NULL}};

static const char *cell(const table *t, size_t row, const char *column) {
    return table_cell(t, row, table_col(t, column));
}

static bool has(const table *t, const char *column, const char *word, size_t n) {
    for (size_t i = 0; t && i < t->rows; i++) {
        const char *s = cell(t, i, column);
        if (strncmp(s, word, n) == 0 && !s[n]) return true;
    }
    return false;
}

static bool has_all(const table *t, const char *column, const char *list) {
    for (const char *s = list; *s; s += strcspn(s, ","), s += *s == ',')
        if (!has(t, column, s, strcspn(s, ","))) return false;
    return true;
}

/* ---- the items ---- */

static bool has_row(const table *rows, const char *item, const char *about) {
    for (size_t i = 0; rows && i < rows->rows; i++)
        if (strcmp(cell(rows, i, "item"), item) == 0 && strcmp(cell(rows, i, "about"), about) == 0)
            return true;
    return false;
}

/* "A7" after "A6": letters, then the number that comes next among those letters. */
static bool comes_next(const table *t, size_t row) {
    const char *s = cell(t, row, "item"), *before = row ? cell(t, row - 1, "item") : "";
    size_t n = 0;
    while (isalpha((unsigned char)s[n])) n++;
    bool same = n && strncmp(s, before, n) == 0 && isdigit((unsigned char)before[n]);
    char want[24];
    snprintf(want, sizeof want, "%ld", same ? strtol(before + n, NULL, 10) + 1 : 1);
    return n && (strcmp(s + n, want) == 0 || (!same && isdigit((unsigned char)s[n])));
}

static void check_items(checker *c, const table *t, const table *rows) {
    for (size_t i = 0; i < t->rows; i++) {
        if (!comes_next(t, i))
            check_cell_fault(c, t, i, "item",
                             "letters and a number, one more than in the row before");
        else if (rows && !has_row(rows, cell(t, i, "item"), cell(t, i, "about")))
            check_cell_fault(c, t, i, "item",
                             "an item with a row of recommendations.csv that is about the same");
        if (!*cell(t, i, "tool") != !*cell(t, i, "tool_does"))
            check_cell_fault(c, t, i, "tool_does", "what the tool does, or nothing without a tool");
    }
}

/* ---- the rows ---- */

/* The row before of the same id and area; t->rows when there is none. */
static size_t row_before(const table *t, size_t row) {
    for (size_t i = row; i-- > 0;)
        if (strcmp(cell(t, i, "id"), cell(t, row, "id")) == 0 &&
            strcmp(cell(t, i, "about"), cell(t, row, "about")) == 0)
            return i;
    return t->rows;
}

/* One item has one id and one id one item, or a row would hide another. */
static bool own_id(const table *t, size_t row) {
    for (size_t i = 0; i < row; i++)
        if ((strcmp(cell(t, i, "id"), cell(t, row, "id")) == 0) !=
            (strcmp(cell(t, i, "item"), cell(t, row, "item")) == 0))
            return false;
    return true;
}

/* What a row's effect may name: watch/ and screen/, later folders, answer the rest. */
static bool can_be_asked(const regime_tables *all, const char *kind, size_t k, const char *id,
                         size_t n) {
    static const struct {
        const char *kind, *file;
    } of[] = {{"series", "effects.csv"},
              {"indicator", "indicators.csv"},
              {"headline", NULL},
              {"listings", "listings.csv"},
              {"record", NULL}};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        if (strlen(of[i].kind) != k || memcmp(of[i].kind, kind, k) != 0) continue;
        if (i == 3)
            return (n == 1 && *id == '*') ||
                   has(regime_further_table(all, of[i].file), "list", id, n);
        if (of[i].file) return has(regime_further_table(all, of[i].file), "id", id, n);
        return n && (i != 2 || all->state[TABLE_HEADLINES] != TABLE_READ ||
                     has(&all->t[TABLE_HEADLINES], "id", id, n));
    }
    return false;
}

static bool is_effect(const regime_tables *all, const char *s, const char *as_of) {
    if (strcmp(s, "none") == 0) return true;
    for (; *s; s += *s == ',') {
        size_t n = strcspn(s, ","), k = strcspn(s, ":,");
        const char *at = memchr(s, '@', n);
        size_t end = at ? (size_t)(at - s) : n;
        date_day day;
        if (k >= end || !can_be_asked(all, s, k, s + k + 1, end - k - 1)) return false;
        if (at && (!date_parse(&day, at + 1, n - end - 1) || strncmp(at + 1, as_of, 10) > 0))
            return false;
        s += n;
    }
    return true;
}

static void check_outcomes(checker *c, const table *t, const table *items,
                           const regime_tables *all) {
    const table *law = regime_further_table(all, "law.csv");
    for (size_t i = 0; i < t->rows; i++) {
        const char *item = cell(t, i, "item"), *as_of = cell(t, i, "as_of");
        const char *since = cell(t, i, "in_force_since");
        size_t before = row_before(t, i);
        if (*item && items && !has(items, "item", item, strlen(item)))
            check_cell_fault(c, t, i, "item", "an item of recommended.csv");
        else if (!own_id(t, i))
            check_cell_fault(c, t, i, "id", "one id for an item, and one item for an id");
        if (before < t->rows && strcmp(cell(t, before, "as_of"), as_of) > 0)
            check_cell_fault(c, t, i, "as_of",
                             "no day before that of the row above of the same id");
        if (*since && strcmp(since, as_of) > 0)
            check_cell_fault(c, t, i, "in_force_since", "no day after as_of");
        if (!is_effect(all, cell(t, i, "effect"), as_of))
            check_cell_fault(
                c, t, i, "effect",
                "none, or series:, indicator:, headline:, listings: or record: with an "
                "id of its table, and @DAY not after as_of; by comma");
        if (law && !has_all(law, "id", cell(t, i, "law")))
            check_cell_fault(c, t, i, "law", "rows of law.csv, by comma, or nothing");
    }
}

static void check_series(checker *c, const table *t) {
    for (size_t i = 0; i < t->rows; i++)
        if (!has(t, "id", cell(t, i, "back"), strlen(cell(t, i, "back"))))
            check_cell_fault(c, t, i, "back",
                             "the id of the same series for the other order of the two");
}

cordon_status regime_recommendations_check(checker *c, const regime_tables *all,
                                           cordon_error *err) {
    const table_rule *rule[] = {&items_rule, &rows_rule, &series_rule};
    const table *t[3];
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < 3 && !status; i++) {
        if (!(t[i] = regime_further_table(all, rule[i]->file))) continue;
        status = check_table(c, t[i], rule[i], err);
        check_braces(c, t[i], CHECK_NAMES);
        if (i < 2) check_about(c, t[i]);
        check_choices(c, t[i], i < 2 ? basis_words : series_words);
    }
    if (status) return status;
    if (t[0]) check_items(c, t[0], t[1]);
    if (t[1]) check_outcomes(c, t[1], t[0], all);
    if (t[2]) check_series(c, t[2]);
    return CORDON_OK;
}
