#include "regime/rules.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "name/fold.h"

#define END                                                                                        \
    { NULL, CELL_TEXT, NEED_NONE }

static const column_rule regime_columns[] = {
    {"key", CELL_WORD, NEED_CELL},
    {"value", CELL_TEXT, NEED_CELL},
    {"source", CELL_TEXT, NEED_CELL},
    END,
};
static const column_rule countries_columns[] = {
    {"area", CELL_AREA, NEED_CELL},         {"role", CELL_ROLE, NEED_CELL},
    {"valid_from", CELL_DATE, NEED_COLUMN}, {"valid_to", CELL_DATE, NEED_COLUMN},
    {"source", CELL_TEXT, NEED_CELL},       END,
};
static const column_rule sets_columns[] = {
    {"set", CELL_WORD, NEED_CELL},          {"area", CELL_AREA, NEED_CELL},
    {"valid_from", CELL_DATE, NEED_COLUMN}, {"valid_to", CELL_DATE, NEED_COLUMN},
    {"source", CELL_TEXT, NEED_CELL},       END,
};
static const column_rule set_titles_columns[] = {
    {"set", CELL_WORD, NEED_CELL},
    {"title", CELL_TEXT, NEED_CELL},
    {"aliases", CELL_WORD, NEED_COLUMN},
    END,
};
static const column_rule dates_columns[] = {
    {"id", CELL_WORD, NEED_CELL},     {"date", CELL_DATE, NEED_CELL},
    {"title", CELL_TEXT, NEED_CELL},  {"mark", CELL_YES_NO, NEED_CELL},
    {"source", CELL_TEXT, NEED_CELL}, {"record", CELL_TEXT, NEED_NONE},
    {"about", CELL_TEXT, NEED_NONE},  END,
};
static const column_rule groups_columns[] = {
    {"group", CELL_WORD, NEED_CELL},  {"title", CELL_TEXT, NEED_CELL},
    {"kind", CELL_TEXT, NEED_CELL},   {"nomenclature", CELL_NOMENCLATURE, NEED_CELL},
    {"source", CELL_TEXT, NEED_CELL}, END,
};
static const column_rule goods_columns[] = {
    {"group", CELL_WORD, NEED_CELL},
    {"code", CELL_GOODS_CODE, NEED_CELL},
    {"tier", CELL_TEXT, NEED_NONE},
    {"valid_from", CELL_DATE, NEED_COLUMN},
    {"valid_to", CELL_DATE, NEED_COLUMN},
    {"source", CELL_TEXT, NEED_CELL},
    END,
};
static const column_rule parameters_columns[] = {
    {"parameter", CELL_WORD, NEED_CELL},
    {"value", CELL_NUMBER, NEED_CELL},
    {"unit", CELL_TEXT, NEED_CELL},
    {"source", CELL_TEXT, NEED_CELL},
    END,
};

/* headlines.c knows what the cells mean; the columns left out here may be
 * missing.                                                                   */
static const column_rule headlines_columns[] = {
    {"id", CELL_WORD, NEED_CELL},
    {"section", CELL_WORD, NEED_CELL},
    {"title", CELL_TEXT, NEED_CELL},
    {"from", CELL_TEXT, NEED_CELL},
    {"to", CELL_TEXT, NEED_CELL},
    {"period", CELL_TEXT, NEED_COLUMN},
    {"carry", CELL_YES_NO, NEED_NONE},
    {"top", CELL_NUMBER, NEED_NONE},
    {"lead", CELL_NUMBER, NEED_NONE},
    {"source", CELL_TEXT, NEED_CELL},
    END,
};

/* report/lint.h says what patterns are; rows of one list have one id. */
static const column_rule wording_columns[] = {
    {"id", CELL_WORD, NEED_CELL},        {"rule", CELL_NUMBER, NEED_COLUMN},
    {"kind", CELL_WORD, NEED_CELL},      {"pattern", CELL_TEXT, NEED_CELL},
    {"unless", CELL_TEXT, NEED_COLUMN},  {"needs", CELL_TEXT, NEED_COLUMN},
    {"message", CELL_TEXT, NEED_COLUMN}, {"instead", CELL_TEXT, NEED_COLUMN},
    {"source", CELL_TEXT, NEED_CELL},    END,
};

/* Two sources may each give an area the same role. */
static const table_rule rules[TABLES_KNOWN] = {
    [TABLE_REGIME] = {"regime.csv", true, regime_columns, {"key"}},
    [TABLE_COUNTRIES] = {"countries.csv", true, countries_columns, {"area", "role", "source"}},
    [TABLE_SETS] = {"sets.csv", false, sets_columns, {"set", "area"}},
    [TABLE_SET_TITLES] = {"set_titles.csv", false, set_titles_columns, {"set"}},
    [TABLE_DATES] = {"dates.csv", false, dates_columns, {"id"}},
    [TABLE_GROUPS] = {"groups.csv", true, groups_columns, {"group"}},
    [TABLE_GOODS] = {"goods.csv", true, goods_columns, {"group", "code"}},
    [TABLE_PARAMETERS] = {"parameters.csv", false, parameters_columns, {"parameter"}},
    [TABLE_HEADLINES] = {"headlines.csv", false, headlines_columns, {"id"}},
    [TABLE_WORDING] = {"wording.csv", false, wording_columns, {"id", "pattern"}},
};

const table_rule *regime_rule(int which) { return &rules[which]; }

void regime_tables_init(regime_tables *r, const char *folder) {
    memset(r, 0, sizeof *r);
    snprintf(r->folder, sizeof r->folder, "%s", folder);
    for (int i = 0; i < TABLES_KNOWN; i++)
        snprintf(r->file[i], TABLE_FILE_MAX, "%s", rules[i].file);
    r->n = TABLES_KNOWN;
}

void regime_tables_free(regime_tables *r) {
    for (size_t i = 0; i < r->n; i++) table_free(&r->t[i]);
    r->n = 0;
}

static int is_table(const struct dirent *e) {
    size_t n = strlen(e->d_name);
    return n > 4 && e->d_name[0] != '.' && strcmp(e->d_name + n - 4, ".csv") == 0;
}

static size_t slot_of(const regime_tables *r, const char *file) {
    size_t i = 0;
    while (i < r->n && strcmp(r->file[i], file) != 0) i++;
    return i;
}

static cordon_status read_one(regime_tables *r, const char *file, checker *c, cordon_error *err) {
    char path[sizeof r->folder + 256 + 2];
    cordon_error fault = {0};
    size_t i = slot_of(r, file);
    snprintf(path, sizeof path, "%s/%s", r->folder, file);
    if (i == TABLES_MAX || strlen(file) >= TABLE_FILE_MAX) {
        check_fault(c, path, 0, -1,
                    "one table too many, or a name too long; expected at most %d "
                    "tables with names of %d bytes",
                    TABLES_MAX, TABLE_FILE_MAX - 1);
        return CORDON_OK;
    }
    if (i == r->n) memcpy(r->file[r->n++], file, strlen(file) + 1);
    cordon_status status = table_read(&r->t[i], path, &fault);
    r->state[i] = status ? TABLE_FAULTY : TABLE_READ;
    if (status == CORDON_ENOMEM) {
        if (err) *err = fault;
        return status;
    }
    if (status)
        check_fault(c, fault.source[0] ? fault.source : path, (uint32_t)fault.line,
                    (int)fault.column - 1, "%s", fault.message);
    return CORDON_OK;
}

cordon_status regime_tables_read(regime_tables *r, checker *c, cordon_error *err) {
    struct dirent **e = NULL;
    cordon_status status = CORDON_OK;
    int n = scandir(r->folder, &e, is_table, alphasort);
    if (n < 0)
        return cordon_fail_at(err, errno == ENOMEM ? CORDON_ENOMEM : CORDON_EIO, r->folder, 0, 0,
                              "the folder of the regime cannot be read: %s", strerror(errno));
    for (int i = 0; i < n; i++) {
        if (!status) status = read_one(r, e[i]->d_name, c, err);
        free(e[i]);
    }
    free(e);
    return status;
}

static int by_place(const void *x, const void *y) {
    const set_word *a = x, *b = y;
    if (a->alias != b->alias) return a->alias ? 1 : -1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static int by_word(const void *x, const void *y) {
    const set_word *a = x, *b = y;
    int k = strcmp(a->word, b->word);
    return k ? k : by_place(x, y);
}

const set_word *regime_word(const set_word *v, size_t n, const char *word) {
    size_t low = 0, high = n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (strcmp(v[mid].word, word) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < n && strcmp(v[low].word, word) == 0 ? &v[low] : NULL;
}

static int by_set(const void *x, const void *y) {
    const period_row *a = x, *b = y;
    int k = strcmp(a->key, b->key);
    return k ? k : a->row < b->row ? -1 : a->row > b->row;
}

/* The ids of sets.csv, each once, sorted. Room for more words is left behind. */
static cordon_status set_ids(set_word **out, size_t *n, arena *mem, const regime_tables *r,
                             size_t more, cordon_error *err) {
    const table *t = &r->t[TABLE_SETS];
    const char *const key[TABLE_KEY_MAX] = {"set"};
    period_row *p = NULL;
    size_t rows = 0;
    *n = 0;
    cordon_status status =
        r->state[TABLE_SETS] == TABLE_READ ? check_rows(&p, &rows, mem, t, key, err) : CORDON_OK;
    if (status) return status;
    *out = arena_alloc(mem, (rows + more) * sizeof **out);
    if (!*out) return cordon_fail(err, CORDON_ENOMEM, "no memory for the sets");
    if (rows) qsort(p, rows, sizeof *p, by_set);
    for (size_t i = 0; i < rows; i++) {
        if (*n && strcmp((*out)[*n - 1].set, p[i].key) == 0) continue;
        const char *label = table_cell(t, p[i].row, table_col(t, "set"));
        (*out)[(*n)++] = (set_word){p[i].key, p[i].key, label, false, p[i].row, NULL};
    }
    return CORDON_OK;
}

/* The next alias of a cell "a|b|c"; false at its end. */
static bool next_alias(const char **at, const char **s, size_t *len) {
    while (**at == '|') ++*at;
    *s = *at;
    *len = strcspn(*at, "|");
    *at += *len;
    return *len > 0;
}

static size_t count_aliases(const table *t, int col) {
    size_t n = 0, len;
    for (size_t row = 0; row < t->rows; row++) {
        const char *at = table_cell(t, row, col), *s;
        while (next_alias(&at, &s, &len)) n++;
    }
    return n;
}

static cordon_status add_aliases(set_word *v, size_t *n, arena *mem, const table *t,
                                 cordon_error *err) {
    int set_col = table_col(t, "set"), col = table_col(t, "aliases");
    size_t ids = *n, len;
    buf word = {0};
    cordon_status status = CORDON_OK;
    for (size_t row = 0; row < t->rows && !status; row++) {
        const char *at = table_cell(t, row, col), *s = table_cell(t, row, set_col);
        word.len = 0;
        if ((status = name_fold(&word, s, strlen(s))) || !word.len) continue;
        const set_word *id = regime_word(v, ids, word.p);
        while (id && !status && next_alias(&at, &s, &len)) {
            word.len = 0;
            if ((status = name_fold(&word, s, len)) || !word.len) continue;
            const char *own = arena_strndup(mem, word.p, word.len);
            if (!own) status = CORDON_ENOMEM;
            v[*n] = (set_word){own, id->set, id->label, true, (uint32_t)row, NULL};
            *n += own != NULL;
        }
    }
    buf_free(&word);
    return status ? cordon_fail_at(err, status, t->path, 0, 0, "no memory for the aliases")
                  : CORDON_OK;
}

cordon_status regime_words(set_word **out, size_t *n, arena *mem, const regime_tables *r,
                           cordon_error *err) {
    const table *t = r->state[TABLE_SET_TITLES] == TABLE_READ ? &r->t[TABLE_SET_TITLES] : NULL;
    if (t && (table_col(t, "set") < 0 || table_col(t, "aliases") < 0)) t = NULL;
    size_t more = t ? count_aliases(t, table_col(t, "aliases")) : 0;
    cordon_status status = set_ids(out, n, mem, r, more, err);
    if (!status && t) status = add_aliases(*out, n, mem, t, err);
    if (!status && *n) qsort(*out, *n, sizeof **out, by_word);
    return status;
}

/* A word may mean one thing only, and roles and "all" have a meaning. */
static void mark_taken(set_word *v, size_t n) {
    const set_word *first = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!first || strcmp(first->word, v[i].word) != 0) first = &v[i];
        if (role_of(v[i].word, strlen(v[i].word)) >= 0)
            v[i].taken = "a role";
        else if (strcmp(v[i].word, "all") == 0)
            v[i].taken = "every country";
        else if (strcmp(first->set, v[i].set) != 0)
            v[i].taken = first->label;
        else if (v[i].alias && (v[i].word[0] == '-' || strchr(v[i].word, ',')))
            v[i].taken = "taking away or a list";
    }
}

static cordon_status check_words(checker *c, const regime_tables *r, cordon_error *err) {
    const table *sets = &r->t[TABLE_SETS], *titles = &r->t[TABLE_SET_TITLES];
    set_word *v = NULL;
    size_t n = 0;
    arena mem;
    arena_init(&mem, 0);
    cordon_status status = regime_words(&v, &n, &mem, r, err);
    if (status) goto out;
    mark_taken(v, n);
    if (n) qsort(v, n, sizeof *v, by_place);
    for (size_t i = 0; i < n; i++) {
        const table *t = v[i].alias ? titles : sets;
        if (!v[i].taken) continue;
        check_fault(c, t->path, t->line[v[i].row], table_col(t, v[i].alias ? "aliases" : "set"),
                    "\"%.80s\" cannot name the set %.80s: it means %.80s", v[i].word, v[i].label,
                    v[i].taken);
    }
out:
    arena_destroy(&mem);
    return status;
}

static int by_key(const void *x, const void *y) {
    return strcmp(((const period_row *)x)->key, ((const period_row *)y)->key);
}

static bool was_read(const regime_tables *r, int which) { return r->state[which] == TABLE_READ; }

/* What a row of the one table names in this column must have a row in the
 * other; a table that is not there has none, one that cannot be read is not
 * held against the first.                                                    */
static cordon_status check_known(checker *c, const regime_tables *r, int which, int in,
                                 const char *column, const char *want, cordon_error *err) {
    const char *const key[TABLE_KEY_MAX] = {column};
    const table *t = &r->t[which];
    int col = table_col(t, column);
    period_row *p = NULL, *q = NULL;
    size_t n = 0, m = 0;
    arena mem;
    if (!was_read(r, which) || r->state[in] == TABLE_FAULTY) return CORDON_OK;
    arena_init(&mem, 0);
    cordon_status status = check_rows(&p, &n, &mem, t, key, err);
    if (!status) status = check_rows(&q, &m, &mem, &r->t[in], key, err);
    if (!status && m) qsort(q, m, sizeof *q, by_key);
    for (size_t i = 0; i < n && !status; i++)
        if (!m || !bsearch(&p[i], q, m, sizeof *q, by_key))
            check_fault(c, t->path, t->line[p[i].row], col, "%s is \"%.80s\"; expected %s", column,
                        table_cell(t, p[i].row, col), want);
    arena_destroy(&mem);
    return status;
}

/* Nobody is a target and in the coalition on one day. */
static cordon_status check_sides(checker *c, const regime_tables *r, cordon_error *err) {
    const char *const key[TABLE_KEY_MAX] = {"area"};
    const table *t = &r->t[TABLE_COUNTRIES];
    int col = table_col(t, "role");
    period_row *p;
    size_t n, kept = 0;
    arena mem;
    if (!was_read(r, TABLE_COUNTRIES) || col < 0) return CORDON_OK;
    arena_init(&mem, 0);
    cordon_status status = check_rows(&p, &n, &mem, t, key, err);
    if (status || !n) goto out;
    uint32_t *clash = arena_alloc(&mem, t->rows * sizeof *clash);
    if (!clash) {
        status = cordon_fail_at(err, CORDON_ENOMEM, t->path, 0, 0, "no memory to check the table");
        goto out;
    }
    for (size_t i = 0; i < n; i++) {
        const char *role = table_cell(t, p[i].row, col);
        p[i].side = role_of(role, strlen(role));
        if (p[i].side == ROLE_TARGET || p[i].side == ROLE_COALITION) p[kept++] = p[i];
    }
    check_periods(p, kept, true, clash);
    for (size_t row = 0; row < t->rows; row++)
        if (clash[row])
            check_fault(c, t->path, t->line[row], col,
                        "\"%.80s\" is target and coalition on the same day; the other is line %u",
                        table_cell(t, row, table_col(t, "area")), t->line[clash[row] - 1]);
out:
    arena_destroy(&mem);
    return status;
}

enum { VALUE_DATE, VALUE_AREA, VALUE_GROUP, VALUE_SET };

/* Keys of regime.csv whose value names something of another table. */
static const struct {
    const char *key, *want;
    int kind;
} values[] = {
    {"start_date", "a date, YYYY-MM-DD", VALUE_DATE},
    {"target", "an area code of data/areas.csv", VALUE_AREA},
    {"eu_aggregate", "an area code of data/areas.csv", VALUE_AREA},
    {"default_goods", "a group of groups.csv", VALUE_GROUP},
    {"third_countries", "a set of sets.csv", VALUE_SET},
};

static bool in_column(const regime_tables *r, int which, const char *column, const char *value) {
    const table *t = &r->t[which];
    int col = table_col(t, column);
    if (r->state[which] == TABLE_FAULTY) return true; /* it may be there */
    for (size_t row = 0; row < t->rows && col >= 0; row++)
        if (strcasecmp(table_cell(t, row, col), value) == 0) return true;
    return false;
}

static bool value_fits(const checker *c, const regime_tables *r, int kind, const char *value) {
    date_day d;
    switch (kind) {
    case VALUE_DATE: return date_parse(&d, value, strlen(value));
    case VALUE_AREA: return !c->areas || areas_find(c->areas, "code", value, strlen(value), 0);
    case VALUE_GROUP: return in_column(r, TABLE_GROUPS, "group", value);
    case VALUE_SET: return in_column(r, TABLE_SETS, "set", value);
    default: return true;
    }
}

static void check_values(checker *c, const regime_tables *r) {
    const table *t = &r->t[TABLE_REGIME];
    int key = table_col(t, "key"), value = table_col(t, "value");
    if (!was_read(r, TABLE_REGIME) || key < 0 || value < 0) return;
    for (size_t row = 0; row < t->rows; row++)
        for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            const char *v = table_cell(t, row, value);
            if (strcmp(table_cell(t, row, key), values[i].key) != 0 || !*v ||
                value_fits(c, r, values[i].kind, v))
                continue;
            check_fault(c, t->path, t->line[row], value, "%s is \"%.80s\"; expected %s",
                        values[i].key, v, values[i].want);
        }
}

cordon_status regime_tables_check(checker *c, const regime_tables *r, cordon_error *err) {
    char path[sizeof r->folder + TABLE_FILE_MAX + 2];
    cordon_status status = CORDON_OK;
    for (int i = 0; i < TABLES_KNOWN && !status; i++) {
        if (was_read(r, i)) status = check_table(c, &r->t[i], &rules[i], err);
        if (r->state[i] != TABLE_ABSENT || !rules[i].required) continue;
        snprintf(path, sizeof path, "%s/%s", r->folder, rules[i].file);
        check_fault(c, path, 0, -1, "the file is missing; a regime needs it");
    }
    if (!status) check_values(c, r);
    if (!status) status = check_sides(c, r, err);
    if (!status)
        status = check_known(c, r, TABLE_SET_TITLES, TABLE_SETS, "set", "a set of sets.csv", err);
    if (!status) status = check_words(c, r, err);
    if (!status)
        status =
            check_known(c, r, TABLE_GOODS, TABLE_GROUPS, "group", "a group of groups.csv", err);
    if (!status)
        status = check_known(c, r, TABLE_GROUPS, TABLE_GOODS, "group",
                             "a group with lines in goods.csv", err);
    if (!status) status = regime_headlines_check(c, r, err);
    return status;
}
