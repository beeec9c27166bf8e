#include <string.h>
#include <unistd.h>

#include "store/log_inner.h"

static const char unreadable[] = "cannot be read: a damaged disk, or power that failed on a disk that had said it was written";

static bool damage(sqlite3 *db) {
    int code = sqlite3_errcode(db) & 0xff;
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_IOERR;
}

/* One by one, what a walk through all could not read, up to the last that is known. */
static cordon_status one_by_one(log_check *c, sqlite3 *db, int64_t last, cordon_error *err) {
    int64_t n = 0;
    cordon_status status = log_check_next(&n, c, err);
    for (; !status && n <= last; n++) {
        sqlite3_stmt *s;
        log_row r;
        status = ledger_prepare(&s, db, err, "SELECT " LOG_COLUMNS " FROM entry WHERE n = ?", "i", n);
        if (status) break;
        int rc = sqlite3_step(s);
        if (rc == SQLITE_ROW) {
            log_row_of(&r, s);
            status = log_check_row(c, &r, err);
        } else if (rc != SQLITE_DONE) {
            status = damage(db) ? log_check_unreadable(c, n, LOG_TORN, unreadable, err) : ledger_fail(db, err);
        }
        sqlite3_finalize(s);
    }
    return status;
}

static cordon_status all_rows(log_check *c, sqlite3 *db, int64_t last, cordon_error *err) {
    sqlite3_stmt *s;
    log_row r;
    int rc;
    cordon_status status = ledger_prepare(&s, db, err, "SELECT " LOG_COLUMNS " FROM entry ORDER BY n", "");
    if (status) return status;
    while ((rc = sqlite3_step(s)) == SQLITE_ROW && !status) {
        log_row_of(&r, s);
        status = log_check_row(c, &r, err);
    }
    bool broken = rc != SQLITE_ROW && rc != SQLITE_DONE, damaged = broken && damage(db);
    if (!status && broken && !damaged) status = ledger_fail(db, err);
    sqlite3_finalize(s);
    if (status || !damaged) return status;
    status = log_check_unreadable(c, 0, LOG_TORN, unreadable, err);
    if (!status) status = one_by_one(c, db, last, err);
    return status;
}

/* The pages, whatever stands in them. */
static bool pages_whole(sqlite3 *db) {
    sqlite3_stmt *s = NULL;
    bool whole = sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW &&
                 strcmp((const char *)sqlite3_column_text(s, 0), "ok") == 0;
    sqlite3_finalize(s);
    return whole;
}

/* The end as it is kept; a damaged one is none. */
static cordon_status claimed_end(log_head *out, sqlite3 *db, cordon_error *err) {
    sqlite3_stmt *s;
    cordon_status status = ledger_prepare(&s, db, err, "SELECT n, hash FROM log_end WHERE id = 1", "");
    if (status) return status;
    int rc = sqlite3_step(s);
    *out = (log_head){.n = LOG_END_GONE};
    if (rc == SQLITE_ROW && sqlite3_column_type(s, 0) == SQLITE_INTEGER && sqlite3_column_int64(s, 0) > 0 &&
        sqlite3_column_type(s, 1) == SQLITE_BLOB && sqlite3_column_bytes(s, 1) == LOG_HASH) {
        out->n = sqlite3_column_int64(s, 0);
        log_hex(out->hash, sqlite3_column_blob(s, 1));
    } else if (rc != SQLITE_ROW && rc != SQLITE_DONE && !damage(db)) {
        status = ledger_fail(db, err);
    }
    sqlite3_finalize(s);
    return status;
}

static cordon_status claim_of(log_claim *out, arena *mem, decision_log *l, const log_head *head, cordon_error *err) {
    log_known_key *key = NULL;
    *out = (log_claim){.end = {.n = LOG_END_GONE}, .outside = head, .unfinished = l->unfinished};
    if (!l->db) return CORDON_OK;
    cordon_status status = claimed_end(&out->end, l->db, err);
    if (!status) status = log_keys_of(&key, &out->keys, mem, l->db, err);
    out->key = key;
    return status == CORDON_ECORRUPT ? CORDON_OK : status;
}

static cordon_status run(log_check *c, decision_log *l, const log_claim *claim, cordon_error *err) {
    char own[LOG_PATH_MAX];
    int64_t next = 1;
    int64_t last = claim->outside && claim->outside->n > claim->end.n ? claim->outside->n : claim->end.n;
    cordon_status status = l->db ? all_rows(c, l->db, last, err) : CORDON_OK;
    if (!status) status = log_check_next(&next, c, err);
    snprintf(own, sizeof own, "%s/keys/log.secret", store_path(l->s));
    bool gone = next == 1 && access(own, F_OK) == 0;
    if (!status && gone && log_check_fault(c, 1, 1, LOG_MISSING, "the log is empty, but its key has signed entries")) status = cordon_fail(err, CORDON_ENOMEM, "no memory to verify the log");
    if (!status && l->db && !pages_whole(l->db)) status = log_check_damaged(c, "pages of decisions.sqlite are damaged (sqlite3: PRAGMA integrity_check)", err);
    return status ? status : log_check_end(c, err);
}

cordon_status log_verify(log_report *out, arena *mem, decision_log *l, const log_head *head, cordon_error *err) {
    log_claim claim;
    log_check *c = NULL;
    log_report report = {0};
    if (l->queued) return cordon_fail(err, CORDON_EINVAL, "entries are waiting: commit them before the log is verified");
    /* One moment, while others append. */
    cordon_status status = l->db ? ledger_exec(l->db, "BEGIN", err) : CORDON_OK;
    if (status) return status;
    status = claim_of(&claim, mem, l, head, err);
    if (!status) status = log_check_begin(&c, &report, mem, &claim, err);
    if (!status) status = run(c, l, &claim, err);
    log_check_free(c);
    if (l->db) sqlite3_exec(l->db, "ROLLBACK", NULL, NULL, NULL);
    if (!status) *out = report;
    return status;
}
