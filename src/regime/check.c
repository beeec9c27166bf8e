#include "regime/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "name/fold.h"

static const struct {
    const char *one, *many;
} roles[ROLES] = {
    [ROLE_TARGET] = {"target", "targets"},
    [ROLE_COALITION] = {"coalition", "coalitions"},
    [ROLE_HUB] = {"hub", "hubs"},
    [ROLE_PARTNER] = {"partner", "partners"},
};

int role_of(const char *word, size_t len) {
    for (int i = 0; i < ROLES; i++) {
        if (strlen(roles[i].one) == len && memcmp(roles[i].one, word, len) == 0) return i;
        if (strlen(roles[i].many) == len && memcmp(roles[i].many, word, len) == 0) return i;
    }
    return -1;
}

const char *role_name(int role) { return roles[role].one; }

/* A coalition is already many. */
const char *role_plural(int role) {
    return role == ROLE_COALITION ? roles[role].one : roles[role].many;
}

void check_fault(checker *c, const char *file, uint32_t line, int col, const char *fmt, ...) {
    char text[sizeof c->first.message];
    cordon_error fault;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    cordon_fail_at(&fault, CORDON_EFORMAT, file, line, (uint32_t)(col + 1), "%s", text);
    if (c->faults++ == 0) c->first = fault;
    if (c->on_fault) c->on_fault(c->arg, &fault);
}

static bool digits_only(const char *s) { return s[strspn(s, "0123456789")] == 0; }

static bool is_number(const char *s) {
    int64_t milli;
    decimal_scale one = {.mantissa = 1};
    decimal_result r = decimal_milli(&milli, s, strlen(s), one);
    return r == DECIMAL_EXACT || r == DECIMAL_ROUNDED;
}

static bool is_nomenclature(const char *s) {
    if (s[0] == 'H') return s[1] >= '0' && s[1] <= '6' && !s[2];
    return strncmp(s, "CN", 2) == 0 && (!s[2] || (strlen(s) == 6 && digits_only(s + 2)));
}

static bool is_goods_code(const char *s) {
    size_t n = strlen(s);
    return n >= 2 && n <= 8 && n % 2 == 0 && digits_only(s);
}

static bool is_area_kind(const char *s) {
    for (int k = AREA_COUNTRY; k <= AREA_SPECIAL; k++)
        if (strcmp(s, area_kind_name((area_kind)k)) == 0) return true;
    return false;
}

static bool is_role(const char *s) {
    for (int i = 0; i < ROLES; i++)
        if (strcmp(s, roles[i].one) == 0) return true;
    return false;
}

/* What a cell of the kind should have held, NULL when it does. */
static const char *wanted(const checker *c, cell_kind kind, const char *s) {
    date_day d;
    switch (kind) {
    case CELL_TEXT: return NULL;
    case CELL_DATE: return date_parse(&d, s, strlen(s)) ? NULL : "a date, YYYY-MM-DD";
    case CELL_AREA:
        return !c->areas || areas_find(c->areas, "code", s, strlen(s), 0)
                   ? NULL
                   : "an area code of data/areas.csv";
    case CELL_AREA_KIND: return is_area_kind(s) ? NULL : "country, aggregate, nes or special";
    case CELL_ROLE: return is_role(s) ? NULL : "target, coalition, hub or partner";
    case CELL_GOODS_CODE: return is_goods_code(s) ? NULL : "2, 4, 6 or 8 digits";
    case CELL_NUMBER: return is_number(s) ? NULL : "a decimal number";
    case CELL_YES_NO: return strcmp(s, "yes") == 0 || strcmp(s, "no") == 0 ? NULL : "yes or no";
    case CELL_NOMENCLATURE:
        return is_nomenclature(s) ? NULL : "H0 to H6, CN, or CN and a year such as CN2022";
    case CELL_WORD:
        return s[0] != '-' && !strchr(s, ',') ? NULL : "no comma and no minus before it";
    }
    return NULL;
}

date_day check_date(const table *t, size_t row, int col) {
    date_day d = 0;
    const char *s = table_cell(t, row, col);
    return date_parse(&d, s, strlen(s)) ? d : 0;
}

static void check_cell(checker *c, const table *t, size_t row, int col, const column_rule *rule) {
    const char *s = table_cell(t, row, col);
    if (s[strspn(s, " \t\r\n")] == 0) {
        if (rule->need == NEED_CELL)
            check_fault(c, t->path, t->line[row], col, "%s is empty", rule->name);
        return;
    }
    const char *want = wanted(c, rule->kind, s);
    if (want)
        check_fault(c, t->path, t->line[row], col, "%s is \"%.80s\"; expected %s", rule->name, s,
                    want);
}

static void check_order(checker *c, const table *t, size_t row, int from_col, int to_col) {
    char a[DATE_TEXT], b[DATE_TEXT];
    date_day from = check_date(t, row, from_col), to = check_date(t, row, to_col);
    if (from && to && to < from)
        check_fault(c, t->path, t->line[row], to_col,
                    "valid_to is %s; expected no day before "
                    "valid_from, %s",
                    date_format(b, to), date_format(a, from));
}

static int by_key(const void *pa, const void *pb) {
    const period_row *a = pa, *b = pb;
    int k = strcmp(a->key, b->key);
    if (k) return k;
    if (a->from != b->from) return a->from < b->from ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

/* Within a key the rows come by their first day, so a row meets an earlier one
 * exactly when it begins on or before the last day any of them reaches. One
 * such furthest row is kept per side.                                        */
void check_periods(period_row *p, size_t n, bool across, uint32_t *clash) {
    const period_row *furthest[2] = {NULL, NULL};
    if (n) qsort(p, n, sizeof *p, by_key);
    for (size_t i = 0; i < n; i++) {
        const period_row *e = &p[i];
        if (i && strcmp(e->key, p[i - 1].key) != 0) furthest[0] = furthest[1] = NULL;
        const period_row *f = furthest[across ? !e->side : e->side];
        if (f && (!f->to || e->from <= f->to)) {
            uint32_t late = e->row > f->row ? e->row : f->row;
            clash[late] = (e->row > f->row ? f->row : e->row) + 1;
        }
        const period_row **own = &furthest[e->side];
        if (!*own || ((*own)->to && (!e->to || e->to > (*own)->to))) *own = e;
    }
}

/* The key of a row: its cells, folded, with a character between them that no
 * folded text holds. NULL when a cell is empty: that is a fault of its own.  */
static cordon_status row_key(const char **out, arena *mem, const table *t, size_t row,
                             const int col[TABLE_KEY_MAX], buf *scratch) {
    scratch->len = 0;
    *out = NULL;
    for (int k = 0; k < TABLE_KEY_MAX && col[k] >= 0; k++) {
        const char *s = table_cell(t, row, col[k]);
        if (k) buf_char(scratch, '\x1f');
        size_t before = scratch->len;
        cordon_status status = name_fold(scratch, s, strlen(s));
        if (status == CORDON_ENOMEM) return status;
        if (status || scratch->len == before) return CORDON_OK;
    }
    if (scratch->failed) return CORDON_ENOMEM;
    *out = arena_strndup(mem, buf_text(scratch), scratch->len);
    return *out ? CORDON_OK : CORDON_ENOMEM;
}

cordon_status check_rows(period_row **out, size_t *n, arena *mem, const table *t,
                         const char *const key[TABLE_KEY_MAX], cordon_error *err) {
    int from = table_col(t, "valid_from"), to = table_col(t, "valid_to"), col[TABLE_KEY_MAX];
    cordon_status status = CORDON_OK;
    buf scratch = {0};
    *out = NULL;
    *n = 0;
    for (int k = 0; k < TABLE_KEY_MAX; k++) {
        col[k] = key[k] ? table_col(t, key[k]) : -1;
        if (!key[0] || (key[k] && col[k] < 0)) return CORDON_OK;
    }
    period_row *p = arena_alloc(mem, t->rows * sizeof *p);
    if (!p) status = CORDON_ENOMEM;
    for (size_t row = 0; row < t->rows && !status; row++) {
        period_row *e = &p[*n];
        *e = (period_row){NULL, check_date(t, row, from), check_date(t, row, to), (uint32_t)row, 0};
        status = row_key(&e->key, mem, t, row, col, &scratch);
        if (e->key) ++*n;
    }
    *out = p;
    buf_free(&scratch);
    return status ? cordon_fail_at(err, status, t->path, 0, 0, "no memory to check the table")
                  : CORDON_OK;
}

static bool same_row(const table *t, size_t a, size_t b) {
    for (size_t i = 0; i < t->cols; i++)
        if (strcmp(table_cell(t, a, (int)i), table_cell(t, b, (int)i)) != 0) return false;
    return true;
}

/* "SET AREA": what two rows have in common. */
static void key_text(char *out, size_t size, const table *t, size_t row, const table_rule *rule) {
    size_t n = 0;
    out[0] = 0;
    for (int k = 0; k < TABLE_KEY_MAX && rule->key[k] && n < size; k++)
        n += (size_t)snprintf(out + n, size - n, "%s%.80s", k ? " " : "",
                              table_cell(t, row, table_col(t, rule->key[k])));
}

static void report_clashes(checker *c, const table *t, const table_rule *rule,
                           const uint32_t *clash) {
    char key[250];
    int col = table_col(t, rule->key[0]);
    bool dated = table_col(t, "valid_from") >= 0;
    for (size_t row = 0; row < t->rows; row++) {
        if (!clash[row]) continue;
        size_t other = clash[row] - 1;
        key_text(key, sizeof key, t, row, rule);
        check_fault(c, t->path, t->line[row], col, "\"%s\" stands already on line %u%s", key,
                    t->line[other],
                    same_row(t, row, other) ? ", the same row"
                    : dated                 ? ", valid on the same day"
                                            : "");
    }
}

static cordon_status check_keys(checker *c, const table *t, const table_rule *rule,
                                cordon_error *err) {
    size_t n;
    period_row *p;
    arena mem;
    arena_init(&mem, 0);
    cordon_status status = check_rows(&p, &n, &mem, t, rule->key, err);
    if (status || !n) goto out;
    uint32_t *clash = arena_alloc(&mem, t->rows * sizeof *clash);
    if (!clash) {
        status = cordon_fail_at(err, CORDON_ENOMEM, t->path, 0, 0, "no memory to check the table");
        goto out;
    }
    check_periods(p, n, false, clash);
    report_clashes(c, t, rule, clash);
out:
    arena_destroy(&mem);
    return status;
}

cordon_status check_table(checker *c, const table *t, const table_rule *rule, cordon_error *err) {
    int from = table_col(t, "valid_from"), to = table_col(t, "valid_to");
    for (const column_rule *r = rule->column; r->name; r++)
        if (r->need != NEED_NONE && table_col(t, r->name) < 0)
            check_fault(c, t->path, 1, -1, "no column \"%s\"", r->name);
    for (size_t row = 0; row < t->rows; row++) {
        for (const column_rule *r = rule->column; r->name; r++) {
            int col = table_col(t, r->name);
            if (col >= 0) check_cell(c, t, row, col, r);
        }
        check_order(c, t, row, from, to);
    }
    return check_keys(c, t, rule, err);
}

static bool among(const char *words, const char *s) {
    size_t len = strlen(s);
    for (;; words++) {
        size_t n = strcspn(words, "|");
        if (n == len && memcmp(words, s, n) == 0) return true;
        words += n;
        if (!*words) return false;
    }
}

void check_cell_fault(checker *c, const table *t, size_t row, const char *column,
                      const char *want) {
    int col = table_col(t, column);
    check_fault(c, t->path, t->line[row], col, "%s is \"%.60s\"; expected %s", column,
                table_cell(t, row, col), want);
}

/* "sender or receiver" of "sender|receiver". */
static void say_words(buf *b, const char *words) {
    const char *last = strrchr(words, '|');
    bool empty = *words == '|';
    for (const char *s = words + empty; *s; s++) {
        if (*s != '|')
            buf_char(b, *s);
        else
            buf_str(b, s == last && !empty ? " or " : ", ");
    }
    if (empty) buf_str(b, " or nothing");
}

void check_choices(checker *c, const table *t, const column_words *w) {
    for (; w->column; w++) {
        int col = table_col(t, w->column);
        bool empty = *w->words == '|';
        for (size_t row = 0; row < t->rows && col >= 0; row++) {
            const char *s = table_cell(t, row, col);
            if ((!*s && !empty) || among(w->words, s)) continue; /* an empty cell is said already */
            buf text = {0};
            say_words(&text, w->words);
            check_cell_fault(c, t, row, w->column, buf_text(&text));
            buf_free(&text);
        }
    }
}
