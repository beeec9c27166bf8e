/* What files say of owners, as kept in own.sqlite, and the graph of a day. */
#include <string.h>

#include "own/lists.h"
#include "store/ledger.h"

/* ---- own.sqlite ---- */

/* Of each dataset the newest that is known by then. */
#define COUNTS                                                                                                                             \
    "SELECT source, file, sha256, dataset, vintage FROM loaded l WHERE vintage <= ?1 AND NOT EXISTS (SELECT 1 FROM loaded n WHERE "       \
    "n.dataset = l.dataset AND n.vintage <= ?1 AND (n.vintage > l.vintage OR (n.vintage = l.vintage AND n.source > l.source))) ORDER BY source"

static const char *column(sqlite3_stmt *st, int at) {
    const char *s = (const char *)sqlite3_column_text(st, at);
    return s ? s : "";
}

static cordon_status stored_party(own_graph *g, sqlite3_stmt *st, cordon_error *err) {
    const char *same = column(st, 2);
    uint32_t node;
    cordon_status status = own_node(&node, g, *same ? same : column(st, 0), column(st, 1), err);
    if (!status) own_node_mark(g, node, (unsigned)sqlite3_column_int(st, 3));
    return status;
}

static cordon_status stored_holding(own_graph *g, sqlite3_stmt *st, uint32_t from, cordon_error *err) {
    own_edge e = {.source = from, .line = (uint32_t)sqlite3_column_int64(st, 0), .kind = (uint8_t)sqlite3_column_int(st, 3),
                  .low_e5 = sqlite3_column_int(st, 4), .high_e5 = sqlite3_column_int(st, 5), .from = sqlite3_column_int(st, 6), .to = sqlite3_column_int(st, 7)};
    cordon_status status = own_node(&e.owner, g, column(st, 1), "", err);
    if (!status) status = own_node(&e.owned, g, column(st, 2), "", err);
    return status ? status : own_add(g, &e, err);
}

static cordon_status each(own_graph *g, sqlite3 *db, int64_t id, uint32_t from, bool parties, cordon_error *err) {
    sqlite3_stmt *st;
    cordon_status status = ledger_prepare(
        &st, db, err,
        parties ? "SELECT key, name, same, marks FROM party WHERE source = ? ORDER BY key"
                : "SELECT h.line, CASE coalesce(a.same, '') WHEN '' THEN h.owner ELSE a.same END, CASE coalesce(b.same, '') WHEN '' THEN h.owned ELSE b.same "
                  "END, h.kind, h.low_e5, h.high_e5, h.from_day, h.to_day FROM holding h LEFT JOIN party a ON a.source = h.source AND a.key = h.owner LEFT JOIN "
                  "party b ON b.source = h.source AND b.key = h.owned WHERE h.source = ? ORDER BY h.id",
        "i", id);
    if (status) return status;
    int rc = SQLITE_DONE;
    while (!status && (rc = sqlite3_step(st)) == SQLITE_ROW) status = parties ? stored_party(g, st, err) : stored_holding(g, st, from, err);
    if (!status && rc != SQLITE_DONE) status = ledger_fail(db, err);
    sqlite3_finalize(st);
    return status;
}

static cordon_status from_files(own_graph *g, sqlite3 *db, date_day known_by, cordon_error *err) {
    sqlite3_stmt *st;
    cordon_status status = ledger_prepare(&st, db, err, COUNTS, "i", (int64_t)(known_by ? known_by : DATE_MAX));
    if (status) return status;
    int rc = SQLITE_DONE;
    while (!status && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        own_source s = {.id = sqlite3_column_int64(st, 0), .file = column(st, 1), .sha256 = column(st, 2), .dataset = column(st, 3), .vintage = sqlite3_column_int(st, 4)};
        uint32_t from;
        status = own_source_add(&from, g, &s, err);
        if (!status) status = each(g, db, s.id, from, true, err);
        if (!status) status = each(g, db, s.id, from, false, err);
    }
    if (!status && rc != SQLITE_DONE) status = ledger_fail(db, err);
    sqlite3_finalize(st);
    return status;
}

static const char *kept(arena *mem, sqlite3_stmt *st, int at) {
    const char *s = column(st, at);
    return arena_strndup(mem, s, strlen(s));
}

cordon_status own_stored_sources(const own_source **out, size_t *n, arena *mem, store *s, date_day known_by, cordon_error *err) {
    sqlite3 *db;
    sqlite3_stmt *st;
    own_source *v = NULL;
    size_t cap = 0, k = 0;
    int rc = SQLITE_DONE;
    *n = 0;
    cordon_status status = store_own(&db, s, err);
    if (status || !db) return status;
    status = ledger_prepare(&st, db, err, COUNTS, "i", (int64_t)(known_by ? known_by : DATE_MAX));
    if (status) return status;
    while (!status && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        if (k == cap) {
            own_source *more = arena_alloc(mem, (cap = cap ? 2 * cap : 16) * sizeof *more);
            if (more && k) memcpy(more, v, k * sizeof *more);
            v = more;
        }
        own_source x = {.id = sqlite3_column_int64(st, 0), .file = kept(mem, st, 1), .sha256 = kept(mem, st, 2), .dataset = kept(mem, st, 3), .vintage = sqlite3_column_int(st, 4)};
        if (!v || !x.file || !x.sha256 || !x.dataset) status = cordon_fail(err, CORDON_ENOMEM, "no memory for sources of owners");
        else v[k++] = x;
    }
    if (!status && rc != SQLITE_DONE) status = ledger_fail(db, err);
    sqlite3_finalize(st);
    *out = v;
    *n = status ? 0 : k;
    return status;
}

/* ---- the graph of a day ---- */

cordon_status own_stored(own_graph **out, store *s, const own_lists *l, date_day as_at, date_day known_by, cordon_error *err) {
    own_graph *g;
    sqlite3 *db = NULL;
    cordon_status status = own_graph_new(&g, err);
    if (status) return status;
    status = store_own(&db, s, err);
    if (!status && db) status = from_files(g, db, known_by, err);
    if (!status) status = own_lists_add(g, l, as_at, err);
    if (status)
        own_graph_free(g);
    else
        *out = g;
    return status;
}
