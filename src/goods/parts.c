#include "goods/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/data_dir.h"
#include "goods/load_inner.h"
#include "store/ledger.h"

typedef struct search {
    sqlite3 *db;
    arena *mem;
    date_day known_by;
    part_hit *v;
    size_t n, cap;
} search;

/* In the newest catalogue of each name that was known by the day. */
static const char query[] =
    "SELECT p.manufacturer, p.part, p.hs, p.eccn, p.text, c.name, c.file, c.source, p.line, "
    "c.known_from FROM part AS p JOIN catalogue AS c ON c.id = p.catalogue "
    "WHERE p.key = ?1 AND c.known_from <= ?2 AND NOT EXISTS (SELECT 1 FROM catalogue AS n "
    "WHERE n.name = c.name AND n.known_from <= ?2 AND (n.known_from > c.known_from OR "
    "(n.known_from = c.known_from AND n.id > c.id))) "
    "ORDER BY p.manufacturer, p.part, c.name, p.line, p.seq";

static bool add_hit(search *x, sqlite3_stmt *st, const part_hit *like) {
    const char *text[7];
    if (x->n == x->cap) {
        size_t cap = x->cap ? 2 * x->cap : 16;
        part_hit *v = arena_alloc(x->mem, cap * sizeof *v);
        if (!v) return false;
        if (x->n) memcpy(v, x->v, x->n * sizeof *v);
        x->v = v;
        x->cap = cap;
    }
    for (int i = 0; i < 7; i++) {
        const char *s = (const char *)sqlite3_column_text(st, i);
        if (!s || !(text[i] = arena_strndup(x->mem, s, strlen(s)))) return false;
    }
    x->v[x->n++] = (part_hit){.manufacturer = text[0],
                              .part = text[1],
                              .hs = text[2],
                              .eccn = text[3],
                              .text = text[4],
                              .catalogue = text[5],
                              .file = text[6],
                              .source = sqlite3_column_int64(st, 7),
                              .line = (uint64_t)sqlite3_column_int64(st, 8),
                              .known_from = sqlite3_column_int(st, 9),
                              .match = like->match,
                              .suffix = like->suffix,
                              .meaning = like->meaning};
    return true;
}

/* Adds what stands under the key; like says how it was found. */
static cordon_status find_key(search *x, const char *key, const part_hit *like, cordon_error *err) {
    sqlite3_stmt *st = NULL;
    int rc;
    cordon_status status = ledger_prepare(&st, x->db, err, query, "ti", key, (int64_t)x->known_by);
    if (status) return status;
    while ((rc = sqlite3_step(st)) == SQLITE_ROW && !status)
        if (!add_hit(x, st, like)) status = cordon_fail(err, CORDON_ENOMEM, "no memory for parts");
    if (!status && rc != SQLITE_DONE) status = ledger_fail(x->db, err);
    sqlite3_finalize(st);
    return status;
}

/* Of the parts under one key those written as asked for, where there are such. */
static void prefer_exact(search *x, const char *part) {
    size_t n = 0;
    for (size_t i = 0; i < x->n; i++)
        if (strcmp(x->v[i].part, part) == 0) {
            x->v[n] = x->v[i];
            x->v[n++].match = PART_EXACT;
        }
    if (n) x->n = n;
}

/* The part asked for with the suffix, and without it when it ends so. */
static cordon_status try_suffix(search *x, const char *part, const table *t, size_t row,
                                cordon_error *err) {
    char typed[2 * PART_TEXT_MAX], key[PART_TEXT_MAX];
    const char *suffix = table_cell(t, row, table_col(t, "suffix"));
    const char *meaning = table_cell(t, row, table_col(t, "meaning"));
    size_t n = strlen(part), m = strlen(suffix);
    if (!m || m >= PART_TEXT_MAX || n >= PART_TEXT_MAX) return CORDON_OK;
    part_hit like = {.match = PART_SUFFIX,
                     .suffix = arena_strndup(x->mem, suffix, m),
                     .meaning = arena_strndup(x->mem, meaning, strlen(meaning))};
    if (!like.suffix || !like.meaning)
        return cordon_fail(err, CORDON_ENOMEM, "no memory for parts");
    cordon_status status = CORDON_OK;
    snprintf(typed, sizeof typed, "%s%s", part, suffix);
    if (part_key(key, sizeof key, typed)) status = find_key(x, key, &like, err);
    if (status || n <= m || strcasecmp(part + n - m, suffix) != 0) return status;
    typed[n - m] = 0;
    return part_key(key, sizeof key, typed) ? find_key(x, key, &like, err) : CORDON_OK;
}

static cordon_status try_suffixes(search *x, const char *part, cordon_error *err) {
    static const char *const columns[] = {"suffix", "meaning", "basis", "source", NULL};
    char path[1024];
    int col[4];
    table t = {0};
    cordon_status status =
        table_read(&t, data_path(path, sizeof path, "data/goods/part_suffixes.csv"), err);
    if (!status) status = table_cols(&t, columns, col, err);
    for (size_t i = 0; !status && i < t.rows; i++) status = try_suffix(x, part, &t, i, err);
    table_free(&t);
    return status;
}

static int by_part(const void *a, const void *b) {
    const part_hit *x = a, *y = b;
    int k = strcmp(x->manufacturer, y->manufacturer);
    if (!k) k = strcmp(x->part, y->part);
    if (!k) k = strcmp(x->catalogue, y->catalogue);
    return k ? k : x->line < y->line ? -1 : x->line > y->line;
}

cordon_status parts_find(const part_hit **out, size_t *n, arena *mem, store *s, const char *part,
                         date_day known_by, cordon_error *err) {
    search x = {.mem = mem, .known_by = known_by ? known_by : date_today()};
    static const part_hit plain = {.match = PART_NORMALISED, .suffix = "", .meaning = ""};
    char key[PART_TEXT_MAX];
    *out = NULL;
    *n = 0;
    cordon_status status = store_goods(&x.db, s, err);
    if (status || !x.db || !part_key(key, sizeof key, part)) return status;
    if ((status = find_key(&x, key, &plain, err))) return status;
    prefer_exact(&x, part);
    if (!x.n && (status = try_suffixes(&x, part, err))) return status;
    if (x.n) qsort(x.v, x.n, sizeof *x.v, by_part);
    *out = x.v;
    *n = x.n;
    return CORDON_OK;
}
