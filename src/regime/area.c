#include "regime/area.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "name/fold.h"
#include "regime/check.h"

enum { SCHEMES_MAX = 64, SCHEME_BYTES_MAX = 64 };

/* What one scheme writes for an area in a period. Several may share a key when
 * a code was given to another area later.                                    */
typedef struct meaning {
    const char *key; /* scheme, '|', folded text; NULL = free slot */
    const area *area;
    date_day from, to;
    const char *file; /* where it stands */
    uint32_t line;
} meaning;

struct areas {
    arena mem;
    area *v;
    size_t n;
    meaning *slot; /* open addressing, linear probing, at most half full */
    size_t slots;  /* a power of two */
    const char *scheme[SCHEMES_MAX];
    size_t schemes;
};

static const column_rule area_columns[] = {
    {"area", CELL_WORD, NEED_CELL},       {"kind", CELL_AREA_KIND, NEED_CELL},
    {"name", CELL_TEXT, NEED_CELL},       {"valid_from", CELL_DATE, NEED_COLUMN},
    {"valid_to", CELL_DATE, NEED_COLUMN}, {"source", CELL_TEXT, NEED_CELL},
    {NULL, CELL_TEXT, NEED_NONE},
};
static const table_rule area_rule = {"areas.csv", true, area_columns, {"area"}};

/* No key: the same text may stand twice for one area; add() refuses the rest. */
static const column_rule code_columns[] = {
    {"scheme", CELL_WORD, NEED_CELL},     {"code", CELL_TEXT, NEED_CELL},
    {"area", CELL_AREA, NEED_CELL},       {"valid_from", CELL_DATE, NEED_COLUMN},
    {"valid_to", CELL_DATE, NEED_COLUMN}, {"source", CELL_TEXT, NEED_CELL},
    {NULL, CELL_TEXT, NEED_NONE},
};
static const table_rule code_rule = {"area_codes.csv", true, code_columns, {NULL}};

const char *area_kind_name(area_kind k) {
    switch (k) {
    case AREA_COUNTRY: return "country";
    case AREA_AGGREGATE: return "aggregate";
    case AREA_NES: return "nes";
    case AREA_SPECIAL: return "special";
    }
    return "unknown";
}

static area_kind kind_of(const char *name) {
    for (int k = AREA_COUNTRY; k < AREA_SPECIAL; k++)
        if (strcmp(name, area_kind_name((area_kind)k)) == 0) return (area_kind)k;
    return AREA_SPECIAL;
}

/* FNV-1a. */
static uint64_t hash(const char *s) {
    uint64_t h = 14695981039346656037u;
    for (; *s; s++) h = (h ^ (unsigned char)*s) * 1099511628211u;
    return h ^ h >> 32;
}

static cordon_status make_key(buf *out, const char *scheme, size_t scheme_len, const char *text,
                              size_t len) {
    out->len = 0;
    buf_add(out, scheme, scheme_len);
    buf_char(out, '|');
    return name_fold(out, text, len);
}

static bool overlap(const meaning *a, const meaning *b) {
    return (!a->to || b->from <= a->to) && (!b->to || a->from <= b->to);
}

/* Enters what the scheme's text means; col is where the text stands. */
static cordon_status add(areas *a, const table *t, int col, const char *scheme, const char *text,
                         meaning m, buf *key, cordon_error *err) {
    uint32_t column = (uint32_t)col + 1;
    cordon_status status = make_key(key, scheme, strlen(scheme), text, strlen(text));
    if (status)
        return cordon_fail_at(err, status, t->path, m.line, column, "\"%.80s\": %s", text,
                              status == CORDON_ENOMEM ? "no memory" : "not a text of UTF-8");
    size_t i = hash(key->p) & (a->slots - 1);
    for (; a->slot[i].key; i = (i + 1) & (a->slots - 1)) {
        const meaning *other = &a->slot[i];
        if (strcmp(other->key, key->p) != 0 || other->area == m.area || !overlap(other, &m))
            continue;
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, m.line, column,
                              "%s \"%.80s\" is %s here and %s on line %u of %s, on the same day",
                              scheme, text, m.area->code, other->area->code, other->line,
                              other->file);
    }
    m.key = arena_strndup(&a->mem, key->p, key->len);
    if (!m.key) return cordon_fail_at(err, CORDON_ENOMEM, t->path, m.line, 0, "no memory");
    a->slot[i] = m;
    return CORDON_OK;
}

static cordon_status add_scheme(areas *a, const char *scheme, const table *t, uint32_t line,
                                cordon_error *err) {
    size_t len = strlen(scheme);
    if (areas_has_scheme(a, scheme, len)) return CORDON_OK;
    if (a->schemes == SCHEMES_MAX)
        return cordon_fail_at(err, CORDON_ELIMIT, t->path, line, 1, "more than %d schemes",
                              SCHEMES_MAX);
    if (len > SCHEME_BYTES_MAX || strchr(scheme, '|'))
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, line, 1,
                              "scheme is \"%.80s\"; expected at most %d bytes and no |", scheme,
                              SCHEME_BYTES_MAX);
    const char *own = arena_strndup(&a->mem, scheme, len);
    if (!own) return cordon_fail_at(err, CORDON_ENOMEM, t->path, line, 1, "no memory");
    a->scheme[a->schemes++] = own;
    return CORDON_OK;
}

typedef struct coded_row {
    const char *code;
    size_t row;
} coded_row;

static int by_code(const void *x, const void *y) {
    const coded_row *a = x, *b = y;
    int k = strcmp(a->code, b->code);
    return k ? k : a->row < b->row ? -1 : 1;
}

/* The code of an area means it on any day, also before and after the area was
 * there; so does its own name.                                               */
static cordon_status add_area(areas *a, const table *t, size_t row, buf *key, cordon_error *err) {
    int code = table_col(t, "area"), name = table_col(t, "name");
    const char *c = table_cell(t, row, code), *n = table_cell(t, row, name);
    area *v = &a->v[a->n++];
    *v = (area){.code = arena_strndup(&a->mem, c, strlen(c)),
                .name = arena_strndup(&a->mem, n, strlen(n)),
                .kind = kind_of(table_cell(t, row, table_col(t, "kind"))),
                .valid_from = check_date(t, row, table_col(t, "valid_from")),
                .valid_to = check_date(t, row, table_col(t, "valid_to"))};
    if (!v->code || !v->name)
        return cordon_fail_at(err, CORDON_ENOMEM, t->path, t->line[row], 0, "no memory");
    meaning m = {.area = v, .file = area_rule.file, .line = t->line[row]};
    cordon_status status = add(a, t, code, "code", v->code, m, key, err);
    return status ? status : add(a, t, name, "name", v->name, m, key, err);
}

static cordon_status add_areas(areas *a, const table *t, buf *key, cordon_error *err) {
    cordon_status status = CORDON_OK;
    coded_row *order = malloc((t->rows + 1) * sizeof *order);
    a->v = arena_alloc(&a->mem, t->rows * sizeof *a->v);
    if (!order || !a->v) {
        status = cordon_fail_at(err, CORDON_ENOMEM, t->path, 0, 0, "no memory");
        goto out;
    }
    for (size_t i = 0; i < t->rows; i++)
        order[i] = (coded_row){table_cell(t, i, table_col(t, "area")), i};
    if (t->rows) qsort(order, t->rows, sizeof *order, by_code);
    status = add_scheme(a, "code", t, 0, err);
    if (!status) status = add_scheme(a, "name", t, 0, err);
    for (size_t i = 0; i < t->rows && !status; i++) status = add_area(a, t, order[i].row, key, err);
out:
    free(order);
    return status;
}

static cordon_status add_codes(areas *a, const table *t, buf *key, cordon_error *err) {
    int scheme = table_col(t, "scheme"), code = table_col(t, "code"), of = table_col(t, "area");
    int from = table_col(t, "valid_from"), to = table_col(t, "valid_to");
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < t->rows && !status; i++) {
        const char *s = table_cell(t, i, scheme), *c = table_cell(t, i, of);
        meaning m = {.area = areas_find(a, "code", c, strlen(c), 0),
                     .from = check_date(t, i, from),
                     .to = check_date(t, i, to),
                     .file = code_rule.file,
                     .line = t->line[i]};
        if (!m.area) return cordon_fail_at(err, CORDON_ENOMEM, t->path, m.line, 0, "no memory");
        status = add_scheme(a, s, t, m.line, err);
        if (!status) status = add(a, t, code, s, table_cell(t, i, code), m, key, err);
    }
    return status;
}

static cordon_status read_data(table *t, const table_rule *rule, cordon_error *err) {
    char name[64], path[sizeof t->path];
    snprintf(name, sizeof name, "data/%s", rule->file);
    return table_read(t, data_path(path, sizeof path, name), err);
}

static cordon_status check_all(const table *t, const table_rule *rule, const areas *known,
                               cordon_error *err) {
    checker c = {.areas = known};
    cordon_status status = check_table(&c, t, rule, err);
    if (status || !c.faults) return status;
    if (err) *err = c.first;
    return c.first.status;
}

/* Every area has two meanings of its own, and half the slots stay free. */
static cordon_status make_slots(areas *a, size_t meanings, cordon_error *err) {
    for (a->slots = 64; a->slots < 2 * meanings;) a->slots *= 2;
    a->slot = arena_alloc(&a->mem, a->slots * sizeof *a->slot);
    return a->slot ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory for the areas");
}

/* The codes are checked last: what their areas are is known only then. */
static cordon_status fill(areas *a, cordon_error *err) {
    table list = {0}, codes = {0};
    buf key = {0};
    cordon_status status;
    if ((status = read_data(&list, &area_rule, err))) goto out;
    if ((status = read_data(&codes, &code_rule, err))) goto out;
    if ((status = check_all(&list, &area_rule, NULL, err))) goto out;
    if ((status = make_slots(a, 2 * list.rows + codes.rows, err))) goto out;
    if ((status = add_areas(a, &list, &key, err))) goto out;
    if ((status = check_all(&codes, &code_rule, a, err))) goto out;
    status = add_codes(a, &codes, &key, err);
out:
    buf_free(&key);
    table_free(&list);
    table_free(&codes);
    return status;
}

cordon_status areas_load(areas **out, cordon_error *err) {
    areas *a = calloc(1, sizeof *a);
    if (!a) return cordon_fail(err, CORDON_ENOMEM, "no memory for the areas");
    arena_init(&a->mem, 0);
    cordon_status status = fill(a, err);
    if (status)
        areas_free(a);
    else
        *out = a;
    return status;
}

void areas_free(areas *a) {
    if (!a) return;
    arena_destroy(&a->mem);
    free(a);
}

size_t areas_count(const areas *a) { return a->n; }

const area *areas_at(const areas *a, size_t index) { return index < a->n ? &a->v[index] : NULL; }

int areas_has_scheme(const areas *a, const char *scheme, size_t len) {
    for (size_t i = 0; i < a->schemes; i++)
        if (strlen(a->scheme[i]) == len && memcmp(a->scheme[i], scheme, len) == 0) return 1;
    return 0;
}

/* Without a day the latest meaning is taken: the one still open, else the one
 * that ended last.                                                           */
static const meaning *look_up(const areas *a, const char *key, date_day on) {
    const meaning *best = NULL;
    for (size_t i = hash(key) & (a->slots - 1); a->slot[i].key; i = (i + 1) & (a->slots - 1)) {
        const meaning *m = &a->slot[i];
        if (strcmp(m->key, key) != 0 || (on && !date_within(on, m->from, m->to))) continue;
        if (!best || (best->to && (!m->to || m->to > best->to))) best = m;
    }
    return best;
}

const area *areas_find(const areas *a, const char *schemes, const char *text, size_t len,
                       date_day on) {
    const meaning *found = NULL;
    buf key = {0};
    for (const char *s = schemes; *s && !found;) {
        size_t n = strcspn(s, "|");
        if (make_key(&key, s, n, text, len) == CORDON_OK) found = look_up(a, key.p, on);
        s += n + (s[n] == '|');
    }
    buf_free(&key);
    return found ? found->area : NULL;
}
