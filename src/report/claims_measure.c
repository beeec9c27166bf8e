/* claims_measure.c - measures.csv: which columns a kind takes, what they hold,
 * and that references end. A measure is made of the words of a flow question or
 * of a cell of a table; it is never a statement of SQL.                       */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/claims_inner.h"

static const char *const column_names[M_COLUMNS + 1] = {
    "measure",  "kind",  "unit",  "decimals", "dataset", "flow", "basis",  "freq",
    "from",     "to",    "group", "codes",    "exclude", "base", "period", "by",
    "share_of", "of",    "pick",  "rank_by",  "floor",   "top",  "table",  "where",
    "column",   "after", "dated", "as_at",    "note",    NULL};

#define BIT(c) (1u << (c))
enum {
    /* What every kind of question to the flows needs and may have. */
    FLOW_NEEDS = BIT(M_DATASET) | BIT(M_FROM) | BIT(M_TO) | BIT(M_PERIOD),
    FLOW_TAKES = BIT(M_FLOW) | BIT(M_BASIS) | BIT(M_FREQ) | BIT(M_GROUP) | BIT(M_CODES) |
                 BIT(M_EXCLUDE) | BIT(M_AS_AT),
    ALWAYS = BIT(M_MEASURE) | BIT(M_KIND) | BIT(M_UNIT) | BIT(M_DECIMALS),
    ROWS = BIT(M_TABLE) | BIT(M_WHERE),
    RECORD = BIT(M_DATASET) | BIT(M_WHERE),
    INCIDENTS = BIT(M_DATASET) | BIT(M_FROM) | BIT(M_PERIOD)
};

static const struct {
    const char *name;
    unsigned needs, takes;
} kinds[MK_KINDS] = {
    [MK_SUM] = {"sum", FLOW_NEEDS, FLOW_TAKES | BIT(M_BY)},
    [MK_CHANGE] = {"change", FLOW_NEEDS | BIT(M_BASE), FLOW_TAKES | BIT(M_BY)},
    [MK_GROWTH] = {"growth", FLOW_NEEDS | BIT(M_BASE), FLOW_TAKES | BIT(M_BY)},
    [MK_SHARE] = {"share", FLOW_NEEDS | BIT(M_SHARE_OF), FLOW_TAKES},
    [MK_SHARE_CHANGE] = {"share_change", FLOW_NEEDS | BIT(M_SHARE_OF) | BIT(M_BASE), FLOW_TAKES},
    [MK_RANK] = {"rank", FLOW_NEEDS | BIT(M_BY) | BIT(M_RANK_BY) | BIT(M_PICK),
                 FLOW_TAKES | BIT(M_BASE) | BIT(M_FLOOR)},
    [MK_IN_TOP] = {"in_top", FLOW_NEEDS | BIT(M_BY) | BIT(M_RANK_BY) | BIT(M_PICK) | BIT(M_TOP),
                   FLOW_TAKES | BIT(M_BASE) | BIT(M_FLOOR)},
    [MK_TOP] = {"top", FLOW_NEEDS | BIT(M_BY) | BIT(M_TOP), FLOW_TAKES},
    [MK_YEAR_RANK] = {"year_rank", BIT(M_OF) | BIT(M_PERIOD) | BIT(M_PICK), 0},
    [MK_COUNT] = {"count", BIT(M_GROUP), BIT(M_AS_AT)},
    [MK_ROW] = {"row", ROWS | BIT(M_COLUMN), BIT(M_AFTER) | BIT(M_DATED)},
    [MK_ROW_COUNT] = {"row_count", ROWS, BIT(M_DATED)},
    [MK_ROW_SUM] = {"row_sum", ROWS | BIT(M_COLUMN), BIT(M_DATED)},
    [MK_RECORD] = {"record", RECORD | BIT(M_COLUMN), BIT(M_AFTER)},
    [MK_RECORD_COUNT] = {"record_count", RECORD, 0},
    [MK_RECORD_AT_LEAST] = {"record_at_least", RECORD, 0},
    [MK_OBSERVATION] = {"observation", RECORD | BIT(M_COLUMN), 0},
    [MK_COUNT_RATIO] = {"count_ratio", BIT(M_OF), 0},
    [MK_INCIDENT_COUNT] = {"incident_count", INCIDENTS, BIT(M_TO) | BIT(M_PICK)},
    [MK_INCIDENT_VALUE] = {"incident_value", INCIDENTS, BIT(M_TO) | BIT(M_PICK)},
    [MK_IDEAL_DISTANCE] = {"ideal_distance", INCIDENTS | BIT(M_TO) | BIT(M_PICK), 0},
    [MK_FORMULA] = {"formula", BIT(M_OF), 0},
    [MK_LIST] = {"list", BIT(M_OF), 0},
};

typedef struct reader {
    claims *l;
    const table *t;
    int col[M_COLUMNS];
    int nested; /* references followed, of one another */
} reader;

static cordon_status fault(const reader *r, const measure_def *d, measure_column c,
                           const char *want, cordon_error *err) {
    return cordon_fail_at(err, CORDON_EFORMAT, r->t->path, d->line, (uint32_t)r->col[c] + 1,
                          "%s is \"%.120s\"; expected %s", column_names[c], d->cell[c], want);
}

bool money_unit_parse(money_unit *out, const char *text) {
    static const struct {
        const char *word;
        int64_t scale;
    } scales[] = {{"bn", 1000000000}, {"mn", 1000000}, {"thousand", 1000}, {"", 1}};
    *out = (money_unit){.scale = 1};
    for (int i = 0; i < 3; i++)
        if (!isupper((unsigned char)text[i])) return false;
    if (text[3] && text[3] != ' ') return false;
    const char *word = text[3] ? text + 4 : "";
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
        if (strcmp(word, scales[i].word) == 0) {
            snprintf(out->currency, sizeof out->currency, "%.3s", text);
            out->scale = scales[i].scale;
            return true;
        }
    return false;
}

bool claims_part(const char **at, const char **part, size_t *len) {
    const char *s = *at;
    while (*s == ' ' || *s == ';') s++;
    if (!*s) return false;
    size_t n = strcspn(s, ";");
    *at = s + n;
    while (n && s[n - 1] == ' ') n--;
    *part = s;
    *len = n;
    return true;
}

bool claims_names(const char *list, const char *word) {
    const char *part;
    size_t n;
    while (claims_part(&list, &part, &n))
        if (strlen(word) == n && memcmp(part, word, n) == 0) return true;
    return false;
}

measure_def *measure_find(const claims *l, const char *name) {
    for (size_t i = 0; i < l->measures; i++)
        if (strcmp(l->measure[i].cell[M_MEASURE], name) == 0) return &l->measure[i];
    return NULL;
}

static bool good_name(const char *s) {
    size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return n && n < 64 && !s[n] && islower((unsigned char)*s);
}

static bool small_number(const char *s, int low, int high, int *out) {
    char *end;
    if (!isdigit((unsigned char)*s) || strlen(s) > 6) return false;
    long v = strtol(s, &end, 10);
    if (*end || v < low || v > high) return false;
    *out = (int)v;
    return true;
}

/* column op value; ...: the columns are known only when the table is read. */
static bool good_where(const char *text) {
    const char *part;
    size_t n, all = 0;
    while (claims_part(&text, &part, &n)) {
        size_t word = strcspn(part, " ");
        const char *op = part + word + 1;
        if (word + 3 >= n || ++all > CLAIM_WHERE_MAX) return false;
        size_t k = strcspn(op, " ");
        if (op + k + 1 >= part + n) return false;
        if (!(k == 1 && strchr("=~", *op)) && !(k == 2 && op[1] == '=' && strchr("^<>!", *op)))
            return false;
    }
    return all > 0;
}

static cordon_status check_columns(const reader *r, const measure_def *d, cordon_error *err) {
    unsigned needs = kinds[d->kind].needs | ALWAYS;
    unsigned takes = needs | kinds[d->kind].takes | BIT(M_NOTE);
    for (int c = 0; c < M_COLUMNS; c++) {
        char want[80];
        bool has = *d->cell[c];
        if (has ? (takes & BIT(c)) != 0 : !(needs & BIT(c))) continue;
        snprintf(want, sizeof want, "%s for the kind %s", has ? "nothing" : "a value",
                 kinds[d->kind].name);
        return fault(r, d, (measure_column)c, want, err);
    }
    return CORDON_OK;
}

static cordon_status check_cells(const reader *r, measure_def *d, cordon_error *err) {
    flow_window w;
    date_day day;
    money_unit u;
    int n = 0;
    char floor_number[32];
    const char *const *c = d->cell;
    static const char *const stored_names[] = {"record", "observations"};
    stored_kind stored;
    if (!small_number(c[M_DECIMALS], 0, 6, &d->decimals))
        return fault(r, d, M_DECIMALS, "0 to 6", err);
    if ((d->kind == MK_SUM || d->kind == MK_CHANGE || d->kind == MK_TOP) &&
        !money_unit_parse(&u, c[M_UNIT]))
        return fault(r, d, M_UNIT, "a currency and bn, mn, thousand or nothing", err);
    if (*c[M_BASE] && !flow_window_parse(&w, c[M_BASE]))
        return fault(r, d, M_BASE, "YYYY, YYYY-MM or A..B", err);
    if (*c[M_PERIOD] && !flow_window_parse(&w, c[M_PERIOD]))
        return fault(r, d, M_PERIOD, "YYYY, YYYY-MM or A..B", err);
    if (*c[M_AS_AT] && !date_parse(&day, c[M_AS_AT], strlen(c[M_AS_AT])))
        return fault(r, d, M_AS_AT, "YYYY-MM-DD", err);
    if (*c[M_BY] && strcmp(c[M_BY], "from") != 0 && strcmp(c[M_BY], "to") != 0)
        return fault(r, d, M_BY, "from or to", err);
    if (*c[M_TOP] && !small_number(c[M_TOP], 1, 1000, &n))
        return fault(r, d, M_TOP, "1 to 1000", err);
    if (d->kind == MK_TOP && n > CLAIM_ITEMS_MAX) return fault(r, d, M_TOP, "1 to 16", err);
    if (*c[M_RANK_BY] && strcmp(c[M_RANK_BY], "value") != 0) {
        if (strcmp(c[M_RANK_BY], "change") != 0 && strcmp(c[M_RANK_BY], "growth") != 0)
            return fault(r, d, M_RANK_BY, "value, change or growth", err);
        if (!*c[M_BASE]) return fault(r, d, M_BASE, "the period compared with", err);
    }
    if (*c[M_FLOOR]) { /* "100 mn USD" */
        char word[2][16];
        money_unit f;
        if (sscanf(c[M_FLOOR], "%31[0-9] %15s %15s", floor_number, word[0], word[1]) != 3 ||
            strlen(word[1]) != 3 || strlen(floor_number) > 6)
            return fault(r, d, M_FLOOR, "a number, mn or bn, and a currency", err);
        char both[40];
        snprintf(both, sizeof both, "%s %s", word[1], word[0]);
        if (!money_unit_parse(&f, both))
            return fault(r, d, M_FLOOR, "a number, mn or bn, and a currency", err);
    }
    if (d->kind == MK_YEAR_RANK &&
        (!small_number(c[M_PICK], 1000, 9999, &n) || !flow_window_parse(&w, c[M_PERIOD]) ||
         w.from % 100 != 0 || n * 100 < w.from || n * 100 > w.to))
        return fault(r, d, M_PICK, "a year of the period, which is in years", err);
    if (*c[M_WHERE] && !good_where(c[M_WHERE]))
        return fault(r, d, M_WHERE, "COLUMN =|!=|^=|~|>=|<= VALUE, at most 8 with ; between", err);
    if (measure_stored(&stored, d->kind) && strcmp(c[M_DATASET], stored_names[stored]) != 0)
        return fault(r, d, M_DATASET, stored_names[stored], err);
    if (d->kind == MK_IDEAL_DISTANCE && !small_number(c[M_PERIOD], 1946, 9999, &n))
        return fault(r, d, M_PERIOD, "a year", err);
    if (*c[M_TABLE] && (strncmp(c[M_TABLE], "data/", 5) != 0 || strstr(c[M_TABLE], "..")))
        return fault(r, d, M_TABLE, "a file below data/", err);
    return CORDON_OK;
}

static cordon_status read_one(reader *r, size_t row, measure_def *d, cordon_error *err) {
    for (int c = 0; c < M_COLUMNS; c++) d->cell[c] = table_cell(r->t, row, r->col[c]);
    d->line = r->t->line[row];
    if (!good_name(d->cell[M_MEASURE]))
        return fault(r, d, M_MEASURE, "small letters, digits and _, at most 63", err);
    if (measure_find(r->l, d->cell[M_MEASURE])) return fault(r, d, M_MEASURE, "a new name", err);
    int k = 0;
    while (k < MK_KINDS && strcmp(kinds[k].name, d->cell[M_KIND]) != 0) k++;
    if (k == MK_KINDS)
        return fault(r, d, M_KIND,
                     "sum, change, growth, share, share_change, rank, in_top, top, year_rank, "
                     "count, row, row_count, row_sum, record, record_count, record_at_least, "
                     "observation, count_ratio, incident_count, incident_value, ideal_distance, "
                     "formula or list",
                     err);
    d->kind = (measure_kind)k;
    cordon_status status = check_columns(r, d, err);
    return status ? status : check_cells(r, d, err);
}

/* ---- references ---- */

typedef struct follow {
    reader *r;
    const measure_def *d;
    const char *unit; /* of the first operand that has one */
    int height;
    bool no_name, mixed;
    cordon_status status;
    cordon_error *err;
} follow;

static cordon_status follow_all(reader *r, measure_def *d, cordon_error *err);

static bool follow_one(void *arg, const char *name, double *out, buf *shown) {
    follow *f = arg;
    measure_def *to = measure_find(f->r->l, name);
    (void)shown;
    *out = 1;
    if (!to) {
        f->no_name = true;
        return false;
    }
    if (f->unit && strcmp(f->unit, to->cell[M_UNIT]) != 0) f->mixed = true;
    f->unit = to->cell[M_UNIT];
    if (!f->status) f->status = follow_all(f->r, to, f->err);
    if (f->height <= to->height) f->height = to->height + 1;
    return f->status == CORDON_OK;
}

static cordon_status follow_list(follow *f, measure_def *d) {
    const char *at = d->cell[M_OF], *part;
    size_t n, all = 0;
    char word[64];
    double one;
    while (claims_part(&at, &part, &n) && !f->status) {
        snprintf(word, sizeof word, "%.*s", (int)(n < 63 ? n : 63), part);
        if (++all > CLAIM_ITEMS_MAX) return fault(f->r, d, M_OF, "at most 16 measures", f->err);
        if (!follow_one(f, word, &one, NULL)) break;
        const measure_def *x = measure_find(f->r->l, word);
        if (d->kind == MK_COUNT_RATIO && all > 2)
            return fault(f->r, d, M_OF, "two measures: before; after", f->err);
        if (d->kind == MK_YEAR_RANK && x && x->kind != MK_SUM)
            return fault(f->r, d, M_OF, "measures of the kind sum", f->err);
    }
    if (!f->status && !f->no_name && d->kind == MK_COUNT_RATIO && all != 2)
        return fault(f->r, d, M_OF, "two measures: before; after", f->err);
    if (!f->status && !f->no_name && !all) return fault(f->r, d, M_OF, "measures", f->err);
    return f->status;
}

/* Depth first, each once, so that a measure made of itself is found at whatever
 * distance. A chain longer than the bound is a fault before it is followed.   */
static cordon_status follow_all(reader *r, measure_def *d, cordon_error *err) {
    follow f = {.r = r, .d = d, .height = 1, .err = err};
    cordon_status status = CORDON_OK;
    if (d->height || !d->cell[M_OF]) return CORDON_OK;
    if (d->visiting) return fault(r, d, M_OF, "measures that do not lead back to this one", err);
    if (r->nested == MEASURE_DEPTH_MAX)
        return fault(r, d, M_OF, "measures at most 8 deep in one another", err);
    r->nested++;
    d->visiting = true;
    if (!*d->cell[M_OF]) {
        /* made of the data itself */
    } else if (d->kind == MK_FORMULA) {
        size_t at;
        const char *why;
        double v;
        if (!formula_run(&v, NULL, d->cell[M_OF], follow_one, &f, &at, &why) && !f.status &&
            !f.no_name) {
            char want[120];
            snprintf(want, sizeof want, "%s at character %zu", why, at + 1);
            status = fault(r, d, M_OF, want, err);
        }
    } else {
        status = follow_list(&f, d);
    }
    r->nested--;
    d->visiting = false;
    d->height = f.height;
    if (!f.status && !status && d->height > MEASURE_DEPTH_MAX)
        return fault(r, d, M_OF, "measures at most 8 deep in one another", err);
    if (f.status) return f.status;
    if (status) return status;
    if (f.no_name) return fault(r, d, M_OF, "names of measures of this table", err);
    if (f.mixed) return fault(r, d, M_OF, "measures of one unit", err);
    return CORDON_OK;
}

cordon_status measures_read(claims *l, cordon_error *err) {
    reader r = {.l = l, .t = &l->measure_table};
    cordon_status status = table_cols(r.t, column_names, r.col, err);
    if (status) return status;
    if (r.t->rows > MEASURES_MAX)
        return cordon_fail_at(err, CORDON_ELIMIT, r.t->path, 0, 0, "more than %d measures",
                              MEASURES_MAX);
    l->measure = calloc(r.t->rows + 1, sizeof *l->measure);
    if (!l->measure) return claims_no_memory(err);
    for (size_t i = 0; i < r.t->rows && !status; i++) {
        status = read_one(&r, i, &l->measure[i], err);
        l->measures += !status;
    }
    for (size_t i = 0; i < l->measures && !status; i++)
        status = follow_all(&r, &l->measure[i], err);
    return status;
}

/* ---- what a measure rests on ---- */

typedef struct below {
    claims *l;
    void (*each)(void *arg, const char *dataset);
    void *arg;
} below;

static void walk(below *b, measure_def *d);

static bool walk_one(void *arg, const char *name, double *out, buf *shown) {
    below *b = arg;
    (void)shown;
    *out = 1;
    walk(b, measure_find(b->l, name));
    return true;
}

static void walk(below *b, measure_def *d) {
    if (!d || d->stamp == b->l->stamp) return; /* each once */
    const char *at = d->cell[M_OF], *part, *why;
    size_t n;
    double v;
    d->stamp = b->l->stamp;
    if (*d->cell[M_DATASET]) b->each(b->arg, d->cell[M_DATASET]);
    if (d->kind == MK_FORMULA) {
        formula_run(&v, NULL, at, walk_one, b, &n, &why);
        return;
    }
    while (claims_part(&at, &part, &n)) {
        char word[64];
        snprintf(word, sizeof word, "%.*s", (int)(n < 63 ? n : 63), part);
        walk_one(b, word, &v, NULL);
    }
}

void measure_datasets(claims *l, measure_def *d, void (*each)(void *arg, const char *dataset),
                      void *arg) {
    below b = {l, each, arg};
    l->stamp++;
    walk(&b, d);
}
