#include "regime/measures.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "regime/dyads.h"

static const column_rule measures_columns[] = {
    {"id", CELL_WORD, NEED_CELL},
    {"act", CELL_TEXT, NEED_CELL},
    {"annex", CELL_TEXT, NEED_COLUMN},
    {"article", CELL_TEXT, NEED_COLUMN},
    {"title", CELL_TEXT, NEED_CELL},
    {"effect", CELL_WORD, NEED_CELL},
    {"destination", CELL_TEXT, NEED_COLUMN},
    {"whom", CELL_TEXT, NEED_COLUMN},
    {"group", CELL_WORD, NEED_COLUMN},
    {"codes_of", CELL_WORD, NEED_COLUMN},
    {"valid_from", CELL_DATE, NEED_COLUMN},
    {"valid_to", CELL_DATE, NEED_COLUMN},
    {"date_basis", CELL_WORD, NEED_COLUMN},
    {"basis", CELL_WORD, NEED_CELL},
    {"source", CELL_TEXT, NEED_CELL},
    {"note", CELL_TEXT, NEED_COLUMN},
    {NULL, CELL_TEXT, NEED_NONE},
};
static const column_rule editions_columns[] = {
    {"group", CELL_WORD, NEED_CELL},    {"date", CELL_DATE, NEED_CELL},
    {"since", CELL_WORD, NEED_CELL},    {"codes", CELL_NUMBER, NEED_CELL},
    {"before", CELL_TEXT, NEED_COLUMN}, {"source", CELL_TEXT, NEED_CELL},
    {"basis", CELL_WORD, NEED_CELL},    {NULL, CELL_TEXT, NEED_NONE},
};
static const table_rule measures = {"measures.csv", false, measures_columns, {NULL}};
static const table_rule editions = {
    "goods_editions.csv", false, editions_columns, {"group", "date"}};
static const column_words measures_words[] = {{"effect", "ban|licence|obligation|none|unknown"},
                                              {"date_basis", "|seen|recalled"},
                                              {"basis", "seen|recalled|public record"},
                                              {NULL, NULL}};
static const column_words editions_words[] = {
    {"since", "day|by"}, {"basis", "seen|recalled|public record"}, {NULL, NULL}};

static const char *cell(const table *t, size_t row, const char *column) {
    return table_cell(t, row, table_col(t, column));
}

/* The first row whose cell is that word, case ignored; t->rows when there is none. */
static size_t row_of(const table *t, const char *column, const char *word) {
    size_t row = 0;
    while (row < t->rows && strcasecmp(cell(t, row, column), word) != 0) row++;
    return row;
}

/* ---- what the tables must be like ---- */

static bool are_areas(const checker *c, const char *s) {
    for (; c->areas && *s; s++) {
        size_t n = strcspn(s, ",");
        if (!n || !areas_find(c->areas, "code", s, n, 0)) return false;
        s += n;
        if (!*s) return true;
    }
    return true;
}

static void check_measure(checker *c, const regime_tables *all, const table *t, size_t row) {
    const char *id = cell(t, row, "id"), *group = cell(t, row, "group");
    const char *of = cell(t, row, "codes_of");
    if (*id && row_of(t, "id", id) < row)
        check_cell_fault(c, t, row, "id", "an id that no row above has");
    if (!are_areas(c, cell(t, row, "destination")))
        check_cell_fault(c, t, row, "destination", "area codes of data/areas.csv by comma");
    if (*group && all->state[TABLE_GROUPS] == TABLE_READ &&
        row_of(&all->t[TABLE_GROUPS], "group", group) == all->t[TABLE_GROUPS].rows)
        check_cell_fault(c, t, row, "group", "a group of groups.csv, or nothing");
    bool dated = *cell(t, row, "valid_from") || *cell(t, row, "valid_to");
    if (dated != (*cell(t, row, "date_basis") != 0))
        check_cell_fault(c, t, row, "date_basis",
                         dated ? "seen or recalled, for the date" : "nothing, as there is no date");
    if (!*of) return;
    size_t other = row_of(t, "id", of);
    if (*group || other == t->rows || *cell(t, other, "codes_of"))
        check_cell_fault(c, t, row, "codes_of",
                         "the id of a row with codes of its own, and no group beside it");
}

/* Lines of the group in force on the day. */
static int lines_on(const table *goods, const char *group, date_day day) {
    int n = 0, of = table_col(goods, "group"), from = table_col(goods, "valid_from");
    int to = table_col(goods, "valid_to");
    for (size_t i = 0; i < goods->rows; i++)
        n += strcasecmp(table_cell(goods, i, of), group) == 0 &&
             date_within(day, check_date(goods, i, from), check_date(goods, i, to));
    return n;
}

/* A count of codes; -1 when it is none. */
static int count_of(const char *s) {
    size_t n = strlen(s);
    return n && n < 8 && s[strspn(s, "0123456789")] == 0 ? atoi(s) : -1;
}

static void check_edition(checker *c, const regime_tables *all, const table *t, size_t row) {
    const table *goods = &all->t[TABLE_GOODS];
    const char *group = cell(t, row, "group"), *before = cell(t, row, "before");
    date_day day = check_date(t, row, table_col(t, "date"));
    if (all->state[TABLE_GROUPS] == TABLE_READ && *group &&
        row_of(&all->t[TABLE_GROUPS], "group", group) == all->t[TABLE_GROUPS].rows)
        check_cell_fault(c, t, row, "group", "a group of groups.csv");
    if (*before && count_of(before) < 0)
        check_cell_fault(c, t, row, "before", "a number of codes, or nothing");
    if (all->state[TABLE_GOODS] != TABLE_READ || !day) return;
    if (count_of(cell(t, row, "codes")) != lines_on(goods, group, day))
        check_cell_fault(c, t, row, "codes", "as many as goods.csv has of the group on that day");
    if (strcmp(cell(t, row, "since"), "day") == 0 &&
        count_of(before) != lines_on(goods, group, date_of_number(date_number(day) - 1)))
        check_cell_fault(c, t, row, "since",
                         "by, as goods.csv has not all codes of the edition before");
}

cordon_status regime_measures_check(checker *c, const regime_tables *all, cordon_error *err) {
    const table *m = regime_further_table(all, measures.file);
    const table *e = regime_further_table(all, editions.file);
    cordon_status status = m ? check_table(c, m, &measures, err) : CORDON_OK;
    if (!status && e) status = check_table(c, e, &editions, err);
    if (status) return status;
    if (m) check_choices(c, m, measures_words);
    if (e) check_choices(c, e, editions_words);
    for (size_t i = 0; m && i < m->rows; i++) check_measure(c, all, m, i);
    for (size_t i = 0; e && i < e->rows; i++) check_edition(c, all, e, i);
    return CORDON_OK;
}

/* ---- reading them ---- */

cordon_status regime_measures(const regime_measure **out, size_t *n, arena *mem, const regime *r,
                              cordon_error *err) {
    const table *t = regime_table(r, measures.file);
    size_t rows = t ? t->rows : 0;
    regime_measure *v = arena_alloc(mem, (rows + 1) * sizeof *v);
    if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for the measures");
    for (size_t i = 0; i < rows; i++)
        v[i] = (regime_measure){.id = cell(t, i, "id"),
                                .act = cell(t, i, "act"),
                                .annex = cell(t, i, "annex"),
                                .article = cell(t, i, "article"),
                                .title = cell(t, i, "title"),
                                .effect = cell(t, i, "effect"),
                                .destination = cell(t, i, "destination"),
                                .whom = cell(t, i, "whom"),
                                .group = cell(t, i, "group"),
                                .codes_of = cell(t, i, "codes_of"),
                                .valid_from = check_date(t, i, table_col(t, "valid_from")),
                                .valid_to = check_date(t, i, table_col(t, "valid_to")),
                                .date_basis = cell(t, i, "date_basis"),
                                .basis = cell(t, i, "basis"),
                                .source = cell(t, i, "source"),
                                .note = cell(t, i, "note")};
    *out = v;
    *n = rows;
    return CORDON_OK;
}

static int by_group_and_day(const void *x, const void *y) {
    const goods_edition *a = x, *b = y;
    int k = strcasecmp(a->group, b->group);
    return k ? k : a->date < b->date ? -1 : a->date > b->date;
}

cordon_status regime_editions(const goods_edition **out, size_t *n, arena *mem, const regime *r,
                              cordon_error *err) {
    const table *t = regime_table(r, editions.file);
    size_t rows = t ? t->rows : 0;
    goods_edition *v = arena_alloc(mem, (rows + 1) * sizeof *v);
    if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for the editions");
    for (size_t i = 0; i < rows; i++)
        v[i] = (goods_edition){.group = cell(t, i, "group"),
                               .source = cell(t, i, "source"),
                               .basis = cell(t, i, "basis"),
                               .date = check_date(t, i, table_col(t, "date")),
                               .by = strcmp(cell(t, i, "since"), "by") == 0,
                               .codes = count_of(cell(t, i, "codes")),
                               .before = count_of(cell(t, i, "before"))};
    if (rows) qsort(v, rows, sizeof *v, by_group_and_day);
    *out = v;
    *n = rows;
    return CORDON_OK;
}
