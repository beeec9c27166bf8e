#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "assess/law_inner.h"
#include "base/decimal.h"
#include "lists/catalogue.h"
#include "regime/measures.h"

static const column_rule law_columns[] = {
    {"id", CELL_WORD, NEED_CELL},           {"act", CELL_TEXT, NEED_COLUMN},     {"article", CELL_TEXT, NEED_COLUMN},
    {"title", CELL_TEXT, NEED_CELL},        {"says", CELL_TEXT, NEED_CELL},      {"kind", CELL_WORD, NEED_CELL},
    {"binds", CELL_TEXT, NEED_COLUMN},      {"measure", CELL_WORD, NEED_COLUMN}, {"valid_from", CELL_DATE, NEED_COLUMN},
    {"valid_to", CELL_DATE, NEED_COLUMN},   {"date_basis", CELL_WORD, NEED_COLUMN}, {"exceptions", CELL_TEXT, NEED_COLUMN},
    {"basis", CELL_WORD, NEED_CELL},        {"source", CELL_TEXT, NEED_COLUMN},  {"note", CELL_TEXT, NEED_COLUMN},
    {NULL, CELL_TEXT, NEED_NONE},
};
static const column_rule when_columns[] = {
    {"rule", CELL_WORD, NEED_CELL},         {"clause", CELL_WORD, NEED_CELL},    {"fact", CELL_WORD, NEED_CELL},
    {"op", CELL_WORD, NEED_CELL},           {"value", CELL_TEXT, NEED_COLUMN},   {"valid_from", CELL_DATE, NEED_COLUMN},
    {"valid_to", CELL_DATE, NEED_COLUMN},   {"basis", CELL_WORD, NEED_COLUMN},   {"note", CELL_TEXT, NEED_COLUMN},
    {NULL, CELL_TEXT, NEED_NONE},
};
static const table_rule law_rules_of = {LAW_TABLE, false, law_columns, {"id"}};
static const table_rule when_rules = {LAW_WHEN_TABLE, false, when_columns, {NULL}};
static const column_words law_words[] = {{"kind", "prohibition|licence|obligation|exposure|information|exception"},
                                         {"basis", "seen|recalled|public record"},
                                         {"date_basis", "|seen|recalled|public record"},
                                         {NULL, NULL}};
static const column_words when_words[] = {{"basis", "|seen|recalled|public record"}, {NULL, NULL}};

/* What cells are held against. */
typedef struct judge {
    checker *c;
    const regime *r;
    const table *law, *when, *measures, *owners;
    catalogue lists;
} judge;

static bool is(const table *t, size_t row, const char *column, const char *word) { return strcasecmp(law_cell(t, row, column), word) == 0; }

/* ---- cells of values ---- */

static bool in_column(const table *t, const char *column, const char *word) { return t && law_row_of(t, column, word) < t->rows; }

static bool is_areas(const judge *j, const char *s) {
    area_set set;
    if (!j->c->areas) return true;
    if (regime_areas(&set, j->r, j->c->areas, s, 0, NULL)) return false;
    bool any = set.n > 0;
    area_set_free(&set);
    return any;
}

/* A name, or the beginning of names and '*'. The catalogue's own patterns would take any ending. */
static bool is_pattern(const judge *j, const char *s) {
    size_t n = strlen(s);
    bool begins = n && s[n - 1] == '*';
    for (size_t i = 0; i < j->lists.rows && n; i++)
        if (begins ? strncmp(j->lists.row[i].list, s, n - 1) == 0 : strcmp(j->lists.row[i].list, s) == 0) return true;
    return false;
}

/* Patterns: all of them, by comma, or one of them, by '/'. */
static bool is_list(const judge *j, const char *s) {
    char one[120];
    size_t n;
    bool ok = *s != 0;
    for (; *s && ok; s += n + (s[n] != 0)) {
        n = strcspn(s, ",/");
        snprintf(one, sizeof one, "%.*s", (int)n, s);
        ok = is_pattern(j, one) && (!s[n] || s[n + 1]);
    }
    return ok;
}

static bool is_goods(const judge *j, const char *s) {
    char name[120];
    const char *colon = strchr(s, ':');
    if (in_column(j->measures, "id", s)) return true;
    snprintf(name, sizeof name, "%.*s", (int)(colon ? colon - s : (long)strlen(s)), s);
    const goods_group *g = regime_group(j->r, name);
    for (size_t i = 0; g && colon && i < g->n; i++)
        if (strcmp(g->line[i].tier, colon + 1) == 0) return true;
    return g && !colon;
}

static bool is_day(const char *s) {
    date_day d;
    return date_parse(&d, s, strlen(s));
}

static bool is_number(const char *s) {
    int64_t milli;
    return decimal_milli(&milli, s, strlen(s), (decimal_scale){.mantissa = 1}) == DECIMAL_EXACT;
}

/* One of the words by commas that regime.csv has under the key; true when it has none. */
static bool is_named(const judge *j, const char *key, const char *word) {
    const char *s = regime_value(j->r, key), *part;
    size_t n;
    if (!*s) return true;
    while (law_part(&s, ',', &part, &n))
        if (strlen(word) == n && memcmp(word, part, n) == 0) return true;
    return false;
}

/* What the value should have been, NULL when it is. */
static const char *wanted(const judge *j, const fact_name *f, const char *s) {
    switch (f->takes) {
    case TAKES_NOTHING: return *s ? "nothing, as the fact takes no value" : NULL;
    case TAKES_AREAS: return is_areas(j, s) ? NULL : "a set, role or areas of the regime that are not empty";
    case TAKES_LISTS: return is_list(j, s) ? NULL : "lists of data/lists/lists.csv, or their beginning and *, by comma (all) or / (one)";
    case TAKES_OWNER: return !j->owners || in_column(j->owners, "id", s) ? NULL : "an id of ownership_rules.csv";
    case TAKES_GOODS: return is_goods(j, s) ? NULL : "an id of measures.csv, or a group of groups.csv (with :TIER)";
    case TAKES_QUESTION:
    case TAKES_WORD:
        if (strcmp(f->name, "case.jurisdiction") == 0 && !is_named(j, "jurisdictions", s)) return "one of the jurisdictions of regime.csv";
        return *s ? NULL : "a word";
    case TAKES_DAY: return is_day(s) ? NULL : "a day, YYYY-MM-DD";
    case TAKES_NUMBER: return is_number(s) ? NULL : "a number with at most 3 decimals";
    }
    return NULL;
}

static void check_value(const judge *j, size_t row, const fact_name *f) {
    const char *s = law_cell(j->when, row, "value"), *part, *want = NULL;
    bool several = f->takes != TAKES_NOTHING && f->takes != TAKES_DAY && f->takes != TAKES_NUMBER;
    char one[200];
    size_t n, len = strlen(s);
    if (!several || !*s) want = wanted(j, f, s);
    else if (s[len - 1] == '|') want = "a value after the last bar";
    for (; several && !want && law_part(&s, '|', &part, &n);) {
        snprintf(one, sizeof one, "%.*s", (int)n, part);
        want = n < sizeof one ? wanted(j, f, one) : "at most 199 bytes between bars";
    }
    if (want) check_cell_fault(j->c, j->when, row, "value", want);
}

/* ---- law_when.csv ---- */

static bool same_clause(const table *t, size_t a, size_t b) {
    return strcasecmp(law_cell(t, a, "rule"), law_cell(t, b, "rule")) == 0 && strcasecmp(law_cell(t, a, "clause"), law_cell(t, b, "clause")) == 0;
}

/* The first day of a lower bound, the first day past an upper one. */
static int32_t bound(const law_op *op, const char *day) {
    date_day d;
    return date_parse(&d, day, strlen(day)) ? date_number(d) + op->next : 0;
}

/* Two rows of a clause: the same twice, or never both. */
static void check_pair(const judge *j, size_t row, size_t above) {
    const table *t = j->when;
    if (strcmp(law_cell(t, row, "valid_from"), law_cell(t, above, "valid_from")) != 0 ||
        strcmp(law_cell(t, row, "valid_to"), law_cell(t, above, "valid_to")) != 0)
        check_cell_fault(j->c, t, row, "valid_from", "the days of the clause's first row, as all rows of a clause have the same");
    if (strcmp(law_cell(t, row, "fact"), law_cell(t, above, "fact")) != 0) return;
    const char *a = law_cell(t, row, "op"), *b = law_cell(t, above, "op"), *x = law_cell(t, row, "value"), *y = law_cell(t, above, "value");
    if (strcmp(x, y) == 0 && strcmp(a, b) == 0) check_cell_fault(j->c, t, row, "fact", "another row than one of the clause above");
    const fact_name *f = fact_name_find(law_cell(t, row, "fact"));
    if (!f) return;
    const law_op *p = law_op_find(a, f->takes), *q = law_op_find(b, f->takes);
    if (!p || !q || p->negated == q->negated) return;
    bool never = strcmp(x, y) == 0 && p->kind == q->kind && p->next == q->next;
    if (f->takes == TAKES_DAY) never = bound(p->negated ? p : q, p->negated ? x : y) >= bound(p->negated ? q : p, p->negated ? y : x);
    if (never) check_cell_fault(j->c, t, row, "op", "rows of a clause that can hold together");
}

static void check_when(const judge *j, size_t row) {
    const table *t = j->when;
    const fact_name *f = fact_name_find(law_cell(t, row, "fact"));
    if (!in_column(j->law, "id", law_cell(t, row, "rule"))) check_cell_fault(j->c, t, row, "rule", "an id of " LAW_TABLE);
    if (!f)
        check_cell_fault(j->c, t, row, "fact", "a fact that a case can be asked");
    else if (!law_op_find(law_cell(t, row, "op"), f->takes))
        check_cell_fault(j->c, t, row, "op", law_ops_of(f->takes));
    else
        check_value(j, row, f);
    bool first = true;
    for (size_t above = 0; above < row; above++)
        if (same_clause(t, row, above)) {
            if (first || strcmp(law_cell(t, row, "fact"), law_cell(t, above, "fact")) == 0) check_pair(j, row, above);
            first = false;
        }
}

/* ---- clauses ---- */

static bool begins(const table *t, size_t row) {
    for (size_t above = 0; above < row; above++)
        if (same_clause(t, row, above)) return false;
    return true;
}

static bool has_part(const char *parts, const char *word, size_t n) {
    const char *part;
    size_t m;
    while (law_part(&parts, '|', &part, &m))
        if (m == n && strncasecmp(part, word, n) == 0) return true;
    return false;
}

static bool parts_among(const char *some, const char *all) {
    const char *part;
    size_t n;
    while (law_part(&some, '|', &part, &n))
        if (!has_part(all, part, n)) return false;
    return true;
}

/* Whoever meets row y meets row x: the same fact and op, and of values no others ("not": no fewer). */
static bool row_holds_with(const table *t, size_t x, size_t y) {
    const char *a = law_cell(t, x, "value"), *b = law_cell(t, y, "value"), *op = law_cell(t, x, "op");
    if (strcmp(law_cell(t, x, "fact"), law_cell(t, y, "fact")) != 0 || strcmp(op, law_cell(t, y, "op")) != 0) return false;
    if (strcmp(a, b) == 0) return true;
    return strcmp(op, "is") == 0 ? parts_among(b, a) : strcmp(op, "not") == 0 && parts_among(a, b);
}

static bool days_cover(const table *t, size_t x, size_t y) {
    date_day from = check_date(t, x, table_col(t, "valid_from")), to = check_date(t, x, table_col(t, "valid_to"));
    date_day begin = check_date(t, y, table_col(t, "valid_from")), end = check_date(t, y, table_col(t, "valid_to"));
    return (!from || from <= begin) && (!to || (end && end <= to));
}

static bool clause_recalled(const table *t, size_t row) {
    bool any = false;
    for (size_t i = row; i < t->rows && !any; i++) any = same_clause(t, i, row) && is(t, i, "basis", "recalled");
    return any;
}

/* Clauses begin at x and y. Every row of x holds where those of y do. */
static bool clause_holds_with(const table *t, size_t x, size_t y) {
    for (size_t i = x; i < t->rows; i++) {
        bool met = !same_clause(t, i, x);
        for (size_t k = y; k < t->rows && !met; k++) met = same_clause(t, k, y) && row_holds_with(t, i, k);
        if (!met) return false;
    }
    return true;
}

/* A clause that can decide nothing, as another of its rule holds wherever it does: one of the two lacks a row, often by its misspelt name. */
static void check_clause(const judge *j, size_t y) {
    const table *t = j->when;
    char want[200];
    for (size_t x = 0; x < t->rows; x++) {
        if (x == y || !begins(t, x) || strcasecmp(law_cell(t, x, "rule"), law_cell(t, y, "rule")) != 0) continue;
        if (!days_cover(t, x, y) || (clause_recalled(t, x) && !clause_recalled(t, y)) || !clause_holds_with(t, x, y)) continue;
        if (x > y && clause_holds_with(t, y, x) && days_cover(t, y, x)) continue; /* the same twice is said once, at the second */
        snprintf(want, sizeof want, "rows that clause \"%.40s\" of line %u lacks: that one holds wherever this does", law_cell(t, x, "clause"), (unsigned)t->line[x]);
        check_cell_fault(j->c, t, y, "clause", want);
        return;
    }
}

/* ---- ownership_rules.csv ---- */

static void check_owner_lists(const judge *j) {
    for (size_t i = 0; j->owners && i < j->owners->rows; i++) {
        const char *s = law_cell(j->owners, i, "lists");
        if (*s && (strchr(s, '/') || !is_list(j, s))) check_cell_fault(j->c, j->owners, i, "lists", "lists of data/lists/lists.csv, or their beginning and *, by comma, or nothing");
    }
}

/* ---- law.csv ---- */

static bool meet(const table *a, size_t x, const table *b, size_t y) {
    date_day from = check_date(a, x, table_col(a, "valid_from")), to = check_date(a, x, table_col(a, "valid_to"));
    date_day other_from = check_date(b, y, table_col(b, "valid_from")), other_to = check_date(b, y, table_col(b, "valid_to"));
    return (!to || !other_from || other_from <= to) && (!other_to || !from || from <= other_to);
}

/* A row of the one table that names this row of the other in `column` on a day they share. */
static bool is_met(const table *t, size_t row, const table *other, const char *column) {
    for (size_t i = 0; i < other->rows; i++)
        if (strcasecmp(law_cell(other, i, column), law_cell(t, row, "id")) == 0 && meet(t, row, other, i)) return true;
    return false;
}

static bool names(const char *ids, const char *id) {
    const char *part;
    size_t n;
    while (law_part(&ids, ',', &part, &n))
        if (strlen(id) == n && strncasecmp(part, id, n) == 0) return true;
    return false;
}

static bool is_named_exception(const table *t, size_t row) {
    for (size_t i = 0; i < t->rows; i++)
        if (names(law_cell(t, i, "exceptions"), law_cell(t, row, "id")) && meet(t, row, t, i)) return true;
    return false;
}

static void check_parts(const judge *j, size_t row) {
    const table *t = j->law;
    const char *s = law_cell(t, row, "binds"), *part;
    char id[200];
    size_t n;
    while (law_part(&s, ',', &part, &n)) {
        snprintf(id, sizeof id, "%.*s", (int)n, part);
        if (!n || !is_named(j, "jurisdictions", id)) check_cell_fault(j->c, t, row, "binds", "jurisdictions of regime.csv by comma, or nothing");
    }
    for (s = law_cell(t, row, "exceptions"); law_part(&s, ',', &part, &n);) {
        snprintf(id, sizeof id, "%.*s", (int)n, part);
        size_t at = law_row_of(t, "id", id);
        if (at == t->rows || !is(t, at, "kind", "exception") || is(t, row, "kind", "exception"))
            check_cell_fault(j->c, t, row, "exceptions", "ids of rows of kind exception by comma, and none of an exception");
    }
}

/* What a measure lends: an empty cell here needs one there. */
static void check_rule(const judge *j, size_t row) {
    static const char *const lent[] = {"act", "source"};
    const table *t = j->law;
    const char *measure = law_cell(t, row, "measure");
    bool dated = *law_cell(t, row, "valid_from") || *law_cell(t, row, "valid_to");
    bool exception = is(t, row, "kind", "exception");
    check_parts(j, row);
    if (*measure && !in_column(j->measures, "id", measure)) check_cell_fault(j->c, t, row, "measure", "an id of measures.csv, or nothing");
    for (size_t i = 0; i < 2; i++)
        if (!*law_cell(t, row, lent[i]) && !*measure) check_cell_fault(j->c, t, row, lent[i], "text, as no measure lends it");
    if (dated != (*law_cell(t, row, "date_basis") != 0))
        check_cell_fault(j->c, t, row, "date_basis", dated ? "seen, recalled or public record, for the days" : "nothing, as there is no day");
    if (!is_met(t, row, j->when, "rule"))
        check_cell_fault(j->c, t, row, "id", "a rule with a clause of " LAW_WHEN_TABLE " in its days: without it never applies");
    if (exception && !is_named_exception(t, row)) check_cell_fault(j->c, t, row, "id", "an exception that a rule names in its days");
}

static bool is_version_of_clause(const judge *j, size_t row) {
    for (size_t i = 0; i < j->law->rows; i++)
        if (strcasecmp(law_cell(j->law, i, "id"), law_cell(j->when, row, "rule")) == 0 && meet(j->law, i, j->when, row)) return true;
    return false;
}

cordon_status law_check(checker *c, const regime *r, cordon_error *err) {
    judge j = {.c = c, .r = r, .law = regime_table(r, LAW_TABLE), .when = regime_table(r, LAW_WHEN_TABLE)};
    j.measures = regime_table(r, "measures.csv");
    j.owners = regime_table(r, "ownership_rules.csv");
    if (!j.law && !j.when) return CORDON_OK;
    if (!j.law || !j.when) {
        check_fault(c, j.law ? j.law->path : j.when->path, 0, -1, "%s is missing; the two tables of law stand together",
                    j.law ? LAW_WHEN_TABLE : LAW_TABLE);
        return CORDON_OK;
    }
    cordon_status status = check_table(c, j.law, &law_rules_of, err);
    if (!status) status = check_table(c, j.when, &when_rules, err);
    if (!status) status = catalogue_read(&j.lists, err);
    if (status) return status;
    check_choices(c, j.law, law_words);
    check_choices(c, j.when, when_words);
    for (size_t i = 0; i < j.law->rows; i++) check_rule(&j, i);
    check_owner_lists(&j);
    for (size_t i = 0; i < j.when->rows; i++) {
        check_when(&j, i);
        if (!is_version_of_clause(&j, i) && in_column(j.law, "id", law_cell(j.when, i, "rule")))
            check_cell_fault(c, j.when, i, "valid_from", "days on which the rule is in force");
    }
    catalogue_free(&j.lists);
    return CORDON_OK;
}

void law_check_clauses(checker *c, const regime *r) {
    judge j = {.c = c, .r = r, .when = regime_table(r, LAW_WHEN_TABLE)};
    for (size_t i = 0; j.when && i < j.when->rows; i++)
        if (begins(j.when, i)) check_clause(&j, i);
}
