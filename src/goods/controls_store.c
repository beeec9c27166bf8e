/* controls_store.c - the tables of annexes that a store holds. */
#include <string.h>
#include <strings.h>

#include "goods/controls_inner.h"
#include "store/ledger.h"
#include "store/store.h"

enum { WAIT_SECONDS = 10 };

static const char *keep(goods_controls *c, sqlite3_stmt *st, int column) {
    const char *s = (const char *)sqlite3_column_text(st, column);
    return s ? arena_strndup(&c->mem, s, strlen(s)) : NULL;
}

static cordon_status read_lines(goods_controls *c, control_list *l, sqlite3 *db, int64_t annex,
                                const char *basis, cordon_error *err) {
    sqlite3_stmt *st = NULL;
    control_line *v = NULL;
    size_t cap = 0;
    int rc;
    unsigned revision = control_line_revision(c, l->nomenclature, l->from);
    cordon_status status = ledger_prepare(
        &st, db, err, "SELECT code, part, text FROM annex_line WHERE annex = ? ORDER BY code, part, seq",
        "i", annex);
    if (status) return status;
    while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        control_line x = {.code = keep(c, st, 0),
                          .text = keep(c, st, 2),
                          .tier = "",
                          .source = l->file,
                          .basis = basis,
                          .from = l->from,
                          .to = l->to,
                          .partial = sqlite3_column_int(st, 1) != 0,
                          .revision = revision};
        control_line *more = control_grow(v, l->n, &cap, sizeof *v, &c->mem);
        if (!x.code || !x.text || !more) {
            status = cordon_fail(err, CORDON_ENOMEM, "no memory for the tables of goods");
            break;
        }
        v = more;
        v[l->n++] = x;
    }
    if (!status && rc != SQLITE_DONE) status = ledger_fail(db, err);
    sqlite3_finalize(st);
    l->line = v;
    l->revisions = 1U << revision;
    return status;
}

static cordon_status read_table(goods_controls *c, size_t *cap, sqlite3 *db, sqlite3_stmt *st,
                                cordon_error *err) {
    const char *measure = (const char *)sqlite3_column_text(st, 1);
    size_t i = 0;
    while (i < c->measures && strcasecmp(c->m[i].id, measure) != 0) i++;
    if (i == c->measures) return CORDON_OK; /* of another regime */
    control_list l = {.id = c->m[i].id,
                      .title = c->m[i].title,
                      .measure = (int)i,
                      .nomenclature = keep(c, st, 2),
                      .from = sqlite3_column_int(st, 3),
                      .to = sqlite3_column_int(st, 4),
                      .known_from = sqlite3_column_int(st, 5),
                      .file = keep(c, st, 6),
                      .refused = (size_t)sqlite3_column_int64(st, 7),
                      .sha256 = "",
                      .from_source = sqlite3_column_int64(st, 8)};
    cordon_status status =
        l.nomenclature && l.file ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory");
    if (!status) status = read_lines(c, &l, db, sqlite3_column_int64(st, 0), "loaded", err);
    if (status) return status;
    control_list *more = control_grow(c->list, c->lists, cap, sizeof *more, &c->mem);
    if (!more) return cordon_fail(err, CORDON_ENOMEM, "no memory for the tables of goods");
    c->list = more;
    c->list[c->lists++] = l;
    return CORDON_OK;
}

static cordon_status read_tables(goods_controls *c, sqlite3 *db, cordon_error *err) {
    sqlite3_stmt *st = NULL;
    size_t cap = c->lists;
    int rc = SQLITE_DONE;
    cordon_status status =
        ledger_prepare(&st, db, err,
                       "SELECT id, measure, nomenclature, valid_from, valid_to, known_from, file, "
                       "refused, source FROM annex ORDER BY measure, valid_from, known_from, id",
                       "");
    if (status) return status;
    while (!status && (rc = sqlite3_step(st)) == SQLITE_ROW)
        status = read_table(c, &cap, db, st, err);
    if (!status && rc != SQLITE_DONE) status = ledger_fail(db, err);
    sqlite3_finalize(st);
    return status;
}

/* The hash of the file is the store's: its bytes may have been loaded for another use first. */
static int name_source(void *arg, const source *src) {
    goods_controls *c = arg;
    for (size_t i = c->groups; i < c->lists; i++)
        if (c->list[i].from_source == src->id) {
            const char *hash = arena_strndup(&c->mem, src->sha256, strlen(src->sha256));
            if (!hash) return 1;
            c->list[i].sha256 = hash;
        }
    return 0;
}

cordon_status control_read_store(goods_controls *c, const char *path, cordon_error *err) {
    store *s = NULL;
    sqlite3 *db = NULL;
    cordon_status status = store_open(&s, path, STORE_READ, WAIT_SECONDS, err);
    if (status) return status;
    if (!(status = store_goods(&db, s, err)) && db) status = read_tables(c, db, err);
    if (!status && db) status = store_sources(s, name_source, c, err);
    store_close(s);
    return status;
}
