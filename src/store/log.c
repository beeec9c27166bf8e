#include <errno.h>
#include <string.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "store/lock.h"
#include "store/log_inner.h"

static const char migration_1[] =
#include "store/sql/log_1.sql.h"
    ;
static const char *const migrations[] = {migration_1};
static const ledger_kind kind_of_file = {"decisions.sqlite", migrations, sizeof migrations / sizeof migrations[0], false};
enum { LOCK_SECONDS = 10 };

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory for the log"); }

cordon_status log_end_of(log_head *out, sqlite3 *db, cordon_error *err) {
    sqlite3_stmt *s;
    log_head h = {0};
    unsigned char zeros[LOG_HASH] = {0};
    cordon_status status = ledger_prepare(&s, db, err, "SELECT n, hash FROM log_end WHERE id = 1", "");
    if (status) return status;
    log_hex(h.hash, zeros);
    int rc = sqlite3_step(s);
    if (rc == SQLITE_ROW && sqlite3_column_bytes(s, 1) == LOG_HASH) {
        h.n = sqlite3_column_int64(s, 0);
        log_hex(h.hash, sqlite3_column_blob(s, 1));
    } else if (rc != SQLITE_DONE) {
        status = rc == SQLITE_ROW ? cordon_fail(err, CORDON_ECORRUPT, "the log's end is damaged: see cordon log verify") : ledger_fail(db, err);
    }
    sqlite3_finalize(s);
    if (!status) *out = h;
    return status;
}

static bool file_is_there(const char *path) { return access(path, F_OK) == 0; }

/* A process killed while it made the file leaves one without tables: no log. */
static bool empty_file(const char *path) {
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    bool empty = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
                 sqlite3_prepare_v2(db, "SELECT (SELECT count(*) FROM sqlite_master) FROM pragma_user_version WHERE user_version = 0", -1, &s, NULL) == SQLITE_OK &&
                 sqlite3_step(s) == SQLITE_ROW && sqlite3_column_int(s, 0) == 0;
    sqlite3_finalize(s);
    sqlite3_close(db);
    return empty;
}

cordon_status log_open(decision_log **out, store *s, cordon_error *err) {
    decision_log *l = calloc(1, sizeof *l);
    if (!l) return no_memory(err);
    if (sodium_init() < 0) {
        free(l);
        return cordon_fail(err, CORDON_EINTERNAL, "the cryptographic library does not start");
    }
    l->s = s;
    snprintf(l->path, sizeof l->path, "%s/decisions.sqlite", store_path(s));
    snprintf(l->key_path, sizeof l->key_path, "%s/keys/log.secret", store_path(s));
    cordon_status status = CORDON_OK;
    if (file_is_there(l->path)) {
        l->unfinished = log_wal_unfinished(l->path);
        status = ledger_open_kind(&l->db, l->path, &kind_of_file, true, err);
        if (status && empty_file(l->path)) status = CORDON_OK;
    }
    /* Reading takes no evidence of a crash away. */
    if (l->db) sqlite3_db_config(l->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (status) {
        if (err && !err->source[0]) snprintf(err->source, sizeof err->source, "%.150s", l->path);
        log_close(l);
        return status;
    }
    *out = l;
    return CORDON_OK;
}

void log_close(decision_log *l) {
    if (!l) return;
    sqlite3_finalize(l->insert);
    sqlite3_close(l->db);
    sodium_memzero(&l->pair, sizeof l->pair);
    free(l);
}

cordon_status log_use_key(decision_log *l, const char *path, cordon_error *err) {
    if (strlen(path) > LOG_PATH_MAX - 32) return cordon_fail(err, CORDON_EINVAL, "the path of the key is too long");
    snprintf(l->key_path, sizeof l->key_path, "%s", path);
    l->has_pair = false;
    return CORDON_OK;
}

/* -- writing -- */
static const char *new_path(char out[LOG_PATH_MAX + 8], const decision_log *l) {
    snprintf(out, LOG_PATH_MAX + 8, "%s.new", l->key_path);
    return out;
}

static cordon_status start_writing(decision_log *l, cordon_error *err) {
    char folder[LOG_PATH_MAX], lock_path[LOG_PATH_MAX + 8];
    int lock = -1;
    if (l->writing) return CORDON_OK;
    snprintf(folder, sizeof folder, "%s/keys", store_path(l->s));
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) return cordon_fail_at(err, errno == ENOSPC ? CORDON_ENOSPC : CORDON_EIO, folder, 0, 0, "%s", strerror(errno));
    snprintf(lock_path, sizeof lock_path, "%s/lock", folder);
    cordon_status status = lock_take(&lock, lock_path, true, LOCK_SECONDS, err);
    if (status) return status;
    sqlite3 *db = NULL;
    status = ledger_open_kind(&db, l->path, &kind_of_file, false, err);
    lock_release(lock);
    if (!status)
        status = ledger_prepare(&l->insert, db, err, "INSERT INTO entry (" LOG_COLUMNS ") VALUES (?,?,?,?,?,?,?,?,?)", "");
    if (status) {
        sqlite3_close(db);
        return status;
    }
    sqlite3_close(l->db);
    l->db = db;
    l->writing = true;
    return CORDON_OK;
}

static cordon_status step(sqlite3_stmt *s, sqlite3 *db, cordon_error *err) {
    return sqlite3_step(s) == SQLITE_DONE ? CORDON_OK : ledger_fail(db, err);
}

static cordon_status insert_row(decision_log *l, const log_row *r, cordon_error *err) {
    sqlite3_stmt *s = l->insert;
    sqlite3_reset(s);
    bool ok = sqlite3_bind_int64(s, 1, r->n) == SQLITE_OK && sqlite3_bind_int64(s, 2, r->at_us) == SQLITE_OK &&
              sqlite3_bind_text(s, 3, r->kind, (int)r->kind_len, SQLITE_STATIC) == SQLITE_OK &&
              sqlite3_bind_text(s, 4, r->who, (int)r->who_len, SQLITE_STATIC) == SQLITE_OK &&
              sqlite3_bind_text(s, 5, r->about, (int)r->about_len, SQLITE_STATIC) == SQLITE_OK &&
              sqlite3_bind_blob(s, 6, r->bytes, (int)r->len, SQLITE_STATIC) == SQLITE_OK &&
              sqlite3_bind_blob(s, 7, r->before, LOG_HASH, SQLITE_STATIC) == SQLITE_OK &&
              sqlite3_bind_blob(s, 8, r->hash, LOG_HASH, SQLITE_STATIC) == SQLITE_OK &&
              sqlite3_bind_blob(s, 9, r->signature, LOG_SIGNATURE_BYTES, SQLITE_STATIC) == SQLITE_OK;
    cordon_status status = ok ? step(s, l->db, err) : ledger_fail(l->db, err);
    sqlite3_reset(s);
    sqlite3_clear_bindings(s);
    return status;
}

/* Seals e behind the head. */
static cordon_status seal(decision_log *l, log_entry *e, cordon_error *err) {
    log_row r = {.n = l->head.n + 1, .at_us = date_now_us(), .kind = e->kind, .who = e->who, .about = e->about, .bytes = e->bytes,
                 .kind_len = strlen(e->kind), .who_len = strlen(e->who), .about_len = strlen(e->about), .len = e->len};
    unsigned char body[LOG_HASH];
    memcpy(r.before, l->before, LOG_HASH);
    log_body_hash(body, &r);
    log_entry_hash(r.hash, r.n, r.before, body);
    log_sign(r.signature, r.hash, l->pair.secret);
    cordon_status status = insert_row(l, &r, err);
    if (status) return status;
    e->n = l->head.n = r.n;
    e->at_us = r.at_us;
    e->sound = true;
    log_hex(e->before, r.before);
    log_hex(e->hash, r.hash);
    memcpy(l->head.hash, e->hash, LOG_HEX);
    memcpy(l->before, r.hash, LOG_HASH);
    return CORDON_OK;
}

static cordon_status seal_key(decision_log *l, const log_pair *k, const char *who, const char *reason, cordon_error *err) {
    buf b = {0};
    sqlite3_stmt *s = NULL;
    log_key_bytes(&b, k->public, reason);
    log_entry e = {.kind = "key", .who = who, .about = "", .bytes = b.p, .len = b.len};
    cordon_status status = b.failed ? no_memory(err) : seal(l, &e, err);
    if (!status) status = ledger_prepare(&s, l->db, err, "INSERT INTO log_key (n, public) VALUES (?, ?)", "i", e.n);
    if (!status && sqlite3_bind_blob(s, 2, k->public, LOG_PUBLIC, SQLITE_STATIC) != SQLITE_OK) status = ledger_fail(l->db, err);
    if (!status) status = step(s, l->db, err);
    sqlite3_finalize(s);
    buf_free(&b);
    return status;
}

/* The key in force, from the log. */
static cordon_status public_of(unsigned char out[LOG_PUBLIC], sqlite3 *db, cordon_error *err) {
    sqlite3_stmt *s;
    cordon_status status = ledger_prepare(&s, db, err, "SELECT public FROM log_key ORDER BY n DESC LIMIT 1", "");
    if (status) return status;
    int rc = sqlite3_step(s);
    if (rc == SQLITE_ROW && sqlite3_column_bytes(s, 0) == LOG_PUBLIC)
        memcpy(out, sqlite3_column_blob(s, 0), LOG_PUBLIC);
    else
        status = rc == SQLITE_ROW || rc == SQLITE_DONE ? cordon_fail(err, CORDON_ECORRUPT, "the log does not say which key it is signed with: see cordon log verify") : ledger_fail(db, err);
    sqlite3_finalize(s);
    return status;
}

/* Makes the pair in hand the one in force. A process killed between the commit of a key and its renaming left it as ".new". */
static cordon_status need_pair(decision_log *l, cordon_error *err) {
    char path[LOG_PATH_MAX + 8];
    unsigned char public[LOG_PUBLIC];
    log_pair fresh;
    cordon_status status = public_of(public, l->db, err);
    if (status || (l->has_pair && memcmp(l->pair.public, public, LOG_PUBLIC) == 0)) return status;
    l->has_pair = false;
    status = log_pair_read(&l->pair, l->key_path, err);
    bool fits = !status && memcmp(l->pair.public, public, LOG_PUBLIC) == 0;
    if (!fits && log_pair_read(&fresh, new_path(path, l), NULL) == CORDON_OK && memcmp(fresh.public, public, LOG_PUBLIC) == 0) {
        status = log_pair_rename(path, l->key_path, err);
        /* Another process may have done it in between. */
        if (status && log_pair_read(&l->pair, l->key_path, NULL) == CORDON_OK && memcmp(l->pair.public, public, LOG_PUBLIC) == 0) status = CORDON_OK;
        l->pair = fresh;
        fits = !status;
    }
    sodium_memzero(&fresh, sizeof fresh);
    if (status) return status;
    if (!fits) return cordon_fail_at(err, CORDON_EINVAL, l->key_path, 0, 0, "is another key than the one the log is signed with");
    l->has_pair = true;
    return CORDON_OK;
}

/* The first entry: the key. The secret half stands on the disk before, and under its own name only after the commit: where a
 * key has its name, there were entries.                                                                       */
static cordon_status begin_log(decision_log *l, const char *who, cordon_error *err) {
    char path[LOG_PATH_MAX + 8], own[LOG_PATH_MAX];
    snprintf(own, sizeof own, "%s/keys/log.secret", store_path(l->s));
    bool there = file_is_there(l->key_path);
    if (there && strcmp(own, l->key_path) == 0)
        return cordon_fail_at(err, CORDON_ECORRUPT, l->path, 0, 0, "the log is empty, but its key has signed entries: they were taken away (to begin a new log, move %.200s aside)", own);
    cordon_status status = CORDON_OK;
    if (there) {
        status = log_pair_read(&l->pair, l->key_path, err);
    } else {
        log_pair_new(&l->pair);
        status = log_pair_write(&l->pair, new_path(path, l), err);
    }
    if (!status) status = seal_key(l, &l->pair, who, "the log begins", err);
    l->has_pair = !status;
    return status;
}

static cordon_status check_last(decision_log *l, cordon_error *err) {
    sqlite3_stmt *s;
    cordon_status status = ledger_prepare(&s, l->db, err, "SELECT n, hash FROM entry ORDER BY n DESC LIMIT 1", "");
    if (status) return status;
    int rc = sqlite3_step(s);
    bool fits = rc == SQLITE_ROW ? sqlite3_column_int64(s, 0) == l->head.n && sqlite3_column_bytes(s, 1) == LOG_HASH &&
                                       memcmp(sqlite3_column_blob(s, 1), l->before, LOG_HASH) == 0
                                 : l->head.n == 0;
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        status = ledger_fail(l->db, err);
    else if (!fits)
        status = cordon_fail_at(err, CORDON_ECORRUPT, l->path, 0, 0, "the last entry is not the one that was sealed last: see cordon log verify");
    sqlite3_finalize(s);
    return status;
}

static void give_up(decision_log *l) {
    if (!l->db || sqlite3_get_autocommit(l->db)) return;
    sqlite3_exec(l->db, "ROLLBACK", NULL, NULL, NULL);
    l->queued = false;
}

static cordon_status begin_group(decision_log *l, const char *who, cordon_error *err) {
    if (l->queued) return CORDON_OK;
    cordon_status status = start_writing(l, err);
    if (!status) status = ledger_exec(l->db, "BEGIN IMMEDIATE", err);
    if (!status) status = log_end_of(&l->head, l->db, err);
    if (!status) log_unhex(l->before, LOG_HASH, l->head.hash, LOG_HEX - 1);
    if (!status) status = check_last(l, err);
    if (!status) status = l->head.n ? need_pair(l, err) : begin_log(l, who, err);
    l->queued = !status;
    return status;
}

static bool good_text(const char *s, size_t len) { return !memchr(s, 0, len) && json_utf8(s, len); }

static cordon_status refuse(cordon_error *err, const char *what, const char *expected) {
    return cordon_fail(err, CORDON_EINVAL, "the %s of an entry of the log must be %s", what, expected);
}

static cordon_status check_entry(const log_entry *e, cordon_error *err) {
    size_t kind = strlen(e->kind), who = strlen(e->who), about = strlen(e->about);
    if (!kind || kind > LOG_KIND_MAX || e->kind[strspn(e->kind, "abcdefghijklmnopqrstuvwxyz_")])
        return refuse(err, "kind", "a word of a to z and _, up to 32");
    if (strcmp(e->kind, "key") == 0) return refuse(err, "kind", "another than \"key\", which is the log's own");
    if (who > LOG_WHO_MAX || !good_text(e->who, who)) return refuse(err, "author", "at most 200 bytes of UTF-8");
    if (about > LOG_ABOUT_MAX || !good_text(e->about, about)) return refuse(err, "subject", "at most 128 bytes of UTF-8");
    if (e->len > LOG_BYTES_MAX) return cordon_fail(err, CORDON_ELIMIT, "an entry of %zu bytes is more than the log takes (%d)", e->len, (int)LOG_BYTES_MAX);
    if (!e->len || !good_text(e->bytes, e->len)) return refuse(err, "text", "UTF-8 without NUL, and not empty");
    return CORDON_OK;
}

cordon_status log_append(decision_log *l, log_entry *e, cordon_error *err) {
    cordon_status status = check_entry(e, err);
    if (!status) status = begin_group(l, e->who, err);
    if (!status) status = seal(l, e, err);
    if (status) give_up(l);
    return status;
}

/* Commits, with the end beside the entries; a key that waits under ".new" gets its name. */
static cordon_status commit(decision_log *l, cordon_error *err) {
    char path[LOG_PATH_MAX + 8];
    sqlite3_stmt *s = NULL;
    cordon_status status = ledger_prepare(&s, l->db, err, "INSERT OR REPLACE INTO log_end (id, n, hash) VALUES (1, ?, ?)", "i", l->head.n);
    if (!status && sqlite3_bind_blob(s, 2, l->before, LOG_HASH, SQLITE_STATIC) != SQLITE_OK) status = ledger_fail(l->db, err);
    if (!status) status = step(s, l->db, err);
    sqlite3_finalize(s);
    if (!status) status = ledger_exec(l->db, "COMMIT", err);
    if (status) {
        give_up(l);
        return status;
    }
    l->queued = false;
    /* Should this fail, the next writer does it (need_pair): the entries are there. */
    if (!file_is_there(l->key_path) && file_is_there(new_path(path, l))) log_pair_rename(path, l->key_path, NULL);
    return CORDON_OK;
}

cordon_status log_commit(decision_log *l, cordon_error *err) { return l->queued ? commit(l, err) : CORDON_OK; }

cordon_status log_rekey(decision_log *l, const char *who, const char *reason, cordon_error *err) {
    char path[LOG_PATH_MAX + 8];
    log_pair fresh;
    log_entry probe = {.kind = "rekey", .who = who, .about = "", .bytes = reason, .len = strlen(reason)};
    cordon_status status = check_entry(&probe, err);
    if (!status) status = begin_group(l, who, err);
    if (!status) log_pair_new(&fresh), status = log_pair_write(&fresh, new_path(path, l), err);
    if (!status) status = seal_key(l, &fresh, who, reason, err);
    if (!status) status = commit(l, err);
    if (!status && file_is_there(path)) status = log_pair_rename(path, l->key_path, err);
    if (!status)
        l->pair = fresh;
    else
        give_up(l);
    sodium_memzero(&fresh, sizeof fresh);
    return status;
}
