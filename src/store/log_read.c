#include <string.h>

#include "store/log_inner.h"

static const char *text_at(sqlite3_stmt *s, int i, size_t *len) {
    const char *p = (const char *)sqlite3_column_text(s, i);
    *len = p ? (size_t)sqlite3_column_bytes(s, i) : 0;
    return p ? p : "";
}

static bool bytes_at(unsigned char *out, size_t len, sqlite3_stmt *s, int i) {
    const void *p = sqlite3_column_type(s, i) == SQLITE_BLOB ? sqlite3_column_blob(s, i) : NULL;
    bool ok = p && (size_t)sqlite3_column_bytes(s, i) == len;
    if (ok) memcpy(out, p, len);
    return ok;
}

void log_row_of(log_row *out, sqlite3_stmt *s) {
    *out = (log_row){.n = sqlite3_column_int64(s, 0), .at_us = sqlite3_column_int64(s, 1)};
    out->damaged = sqlite3_column_type(s, 1) != SQLITE_INTEGER || sqlite3_column_type(s, 5) != SQLITE_BLOB;
    for (int i = 2; i < 5; i++) out->damaged |= sqlite3_column_type(s, i) != SQLITE_TEXT;
    out->damaged |= !bytes_at(out->before, LOG_HASH, s, 6);
    out->damaged |= !bytes_at(out->hash, LOG_HASH, s, 7);
    out->damaged |= !bytes_at(out->signature, LOG_SIGNATURE_BYTES, s, 8);
    out->kind = text_at(s, 2, &out->kind_len);
    out->who = text_at(s, 3, &out->who_len);
    out->about = text_at(s, 4, &out->about_len);
    out->bytes = text_at(s, 5, &out->len); /* of a blob: the same bytes, and a NUL behind them */
}

static void entry_of(log_entry *out, const log_row *r) {
    unsigned char body[LOG_HASH], hash[LOG_HASH];
    *out = (log_entry){.n = r->n, .at_us = r->at_us, .kind = r->kind, .who = r->who, .about = r->about, .bytes = r->bytes, .len = r->len};
    log_hex(out->hash, r->hash);
    log_hex(out->before, r->before);
    log_body_hash(body, r);
    log_entry_hash(hash, r->n, r->before, body);
    out->sound = !r->damaged && memcmp(hash, r->hash, LOG_HASH) == 0;
}

static cordon_status walk(sqlite3 *db, sqlite3_stmt *s, int (*each)(void *arg, const log_entry *e), void *arg, cordon_error *err) {
    log_row r;
    log_entry e;
    int rc;
    cordon_status status = CORDON_OK;
    while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
        log_row_of(&r, s);
        entry_of(&e, &r);
        if (each(arg, &e)) break;
    }
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) status = ledger_fail(db, err);
    sqlite3_finalize(s);
    return status;
}

cordon_status log_each(decision_log *l, int64_t from, int (*each)(void *arg, const log_entry *e), void *arg, cordon_error *err) {
    sqlite3_stmt *s;
    if (!l->db) return CORDON_OK;
    cordon_status status = ledger_prepare(&s, l->db, err, "SELECT " LOG_COLUMNS " FROM entry WHERE n >= ? ORDER BY n", "i", from);
    return status ? status : walk(l->db, s, each, arg, err);
}

cordon_status log_about(decision_log *l, const char *about, int (*each)(void *arg, const log_entry *e), void *arg, cordon_error *err) {
    sqlite3_stmt *s;
    if (!l->db || !*about) return CORDON_OK;
    cordon_status status = ledger_prepare(&s, l->db, err, "SELECT " LOG_COLUMNS " FROM entry WHERE about = ? AND about <> '' ORDER BY n", "t", about);
    return status ? status : walk(l->db, s, each, arg, err);
}

typedef struct keeper {
    arena *mem;
    log_entry e;
    int seen;
    bool no_memory;
} keeper;

static int keep(void *arg, const log_entry *e) {
    keeper *k = arg;
    if (k->seen++) return 1;
    k->e = *e;
    k->e.kind = arena_strndup(k->mem, e->kind, strlen(e->kind));
    k->e.who = arena_strndup(k->mem, e->who, strlen(e->who));
    k->e.about = arena_strndup(k->mem, e->about, strlen(e->about));
    k->e.bytes = arena_strndup(k->mem, e->bytes, e->len);
    k->no_memory = !k->e.kind || !k->e.who || !k->e.about || !k->e.bytes;
    return 0;
}

static cordon_status kept(log_entry *out, const keeper *k, const char *asked, cordon_error *err) {
    if (!k->seen) return cordon_fail(err, CORDON_ENOTFOUND, "the log has no entry %s", asked);
    if (k->seen > 1) return cordon_fail(err, CORDON_EINVAL, "several entries of the log begin with %s: give more digits", asked);
    if (k->no_memory) return cordon_fail(err, CORDON_ENOMEM, "no memory for entry %s", asked);
    if (!k->e.sound) return cordon_fail(err, CORDON_ECORRUPT, "entry %lld of the log is not what was sealed: see cordon log verify", (long long)k->e.n);
    *out = k->e;
    return CORDON_OK;
}

cordon_status log_read(log_entry *out, decision_log *l, arena *mem, int64_t n, cordon_error *err) {
    keeper k = {.mem = mem};
    char asked[32];
    sqlite3_stmt *s;
    snprintf(asked, sizeof asked, "%lld", (long long)n);
    if (!l->db) return kept(out, &k, asked, err);
    cordon_status status = ledger_prepare(&s, l->db, err, "SELECT " LOG_COLUMNS " FROM entry WHERE n = ?", "i", n);
    if (!status) status = walk(l->db, s, keep, &k, err);
    return status ? status : kept(out, &k, asked, err);
}

cordon_status log_find(log_entry *out, decision_log *l, arena *mem, const char *prefix, cordon_error *err) {
    keeper k = {.mem = mem};
    size_t len = strlen(prefix);
    char low[LOG_HEX], high[LOG_HEX];
    unsigned char from[LOG_HASH], to[LOG_HASH];
    sqlite3_stmt *s;
    if (len < 6 || len >= LOG_HEX || prefix[strspn(prefix, "0123456789abcdef")])
        return cordon_fail(err, CORDON_EINVAL, "\"%.80s\" is no hash of an entry: 6 to 64 hexadecimal digits", prefix);
    if (!l->db) return kept(out, &k, prefix, err);
    for (size_t i = 0; i < LOG_HEX - 1; i++) low[i] = i < len ? prefix[i] : '0', high[i] = i < len ? prefix[i] : 'f';
    log_unhex(from, LOG_HASH, low, LOG_HEX - 1);
    log_unhex(to, LOG_HASH, high, LOG_HEX - 1);
    cordon_status status = ledger_prepare(&s, l->db, err, "SELECT " LOG_COLUMNS " FROM entry WHERE hash BETWEEN ? AND ? ORDER BY n LIMIT 2", "");
    if (status) return status;
    if (sqlite3_bind_blob(s, 1, from, LOG_HASH, SQLITE_STATIC) == SQLITE_OK && sqlite3_bind_blob(s, 2, to, LOG_HASH, SQLITE_STATIC) == SQLITE_OK) {
        status = walk(l->db, s, keep, &k, err);
    } else {
        status = ledger_fail(l->db, err);
        sqlite3_finalize(s);
    }
    return status ? status : kept(out, &k, prefix, err);
}

cordon_status log_head_of(log_head *out, decision_log *l, cordon_error *err) {
    unsigned char zeros[LOG_HASH] = {0};
    if (l->queued) {
        *out = l->head;
        return CORDON_OK;
    }
    if (l->db) return log_end_of(out, l->db, err);
    *out = (log_head){0};
    log_hex(out->hash, zeros);
    return CORDON_OK;
}

cordon_status log_keys_of(log_known_key **out, size_t *n, arena *mem, sqlite3 *db, cordon_error *err) {
    sqlite3_stmt *s;
    int rc;
    size_t have = 0;
    cordon_status status = ledger_prepare(&s, db, err, "SELECT n, public FROM log_key ORDER BY n", "");
    if (status) return status;
    log_known_key *k = arena_alloc(mem, LOG_KEYS_MAX * sizeof *k);
    if (!k) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the keys of the log");
    while (!status && (rc = sqlite3_step(s)) != SQLITE_DONE) {
        if (rc != SQLITE_ROW)
            status = ledger_fail(db, err);
        else if (have == LOG_KEYS_MAX)
            status = cordon_fail(err, CORDON_ELIMIT, "the log names more than %d keys", (int)LOG_KEYS_MAX);
        else if (k[have].n = sqlite3_column_int64(s, 0), bytes_at(k[have].public, LOG_PUBLIC, s, 1))
            have++;
    }
    sqlite3_finalize(s);
    if (status) return status;
    *out = k;
    *n = have;
    return CORDON_OK;
}
