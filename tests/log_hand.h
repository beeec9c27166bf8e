/* log_hand.h - a hand in the log: decisions.sqlite changed behind the program's back, for tests and bench/log.c. */
#ifndef TESTS_LOG_HAND_H
#define TESTS_LOG_HAND_H

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "store/log_inner.h"

/* Nobody waits for the disk here. */
static inline sqlite3 *hand_open(const char *store_path) {
    char path[1200];
    sqlite3 *db = NULL;
    snprintf(path, sizeof path, "%s/decisions.sqlite", store_path);
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) return NULL;
    sqlite3_exec(db, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
    return db;
}

static inline bool hand_run(sqlite3 *db, const char *sql) {
    bool ok = sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
    if (!ok) printf("# %s: %s\n", sql, sqlite3_errmsg(db));
    return ok;
}

static inline bool hand_do(sqlite3 *db, const char *fmt, long long a, long long b) {
    char sql[400];
    sqlite3_snprintf(sizeof sql, sql, fmt, a, b);
    return hand_run(db, sql);
}

/* Columns a bit of which can be changed where it stands (n is another place: hand_swap). */
static const char *const hand_columns[] = {"at_us", "kind", "who", "about", "bytes", "before", "hash", "signature"};
enum { HAND_COLUMNS = 8 };

typedef struct hand_bit {
    int64_t n;
    int column;
    uint64_t bit;
} hand_bit;

/* Changes one bit of an entry; again, and it is as before. False: it has no such bit. */
static inline bool hand_flip(sqlite3 *db, const hand_bit *f) {
    sqlite3_stmt *get, *set = NULL;
    char sql[120];
    bool ok = false;
    snprintf(sql, sizeof sql, "SELECT %s FROM entry WHERE n = ?", hand_columns[f->column]);
    if (sqlite3_prepare_v2(db, sql, -1, &get, NULL) != SQLITE_OK) return false;
    snprintf(sql, sizeof sql, "UPDATE entry SET %s = ? WHERE n = ?", hand_columns[f->column]);
    sqlite3_bind_int64(get, 1, f->n);
    if (sqlite3_prepare_v2(db, sql, -1, &set, NULL) == SQLITE_OK && sqlite3_step(get) == SQLITE_ROW) {
        int len = sqlite3_column_type(get, 0) == SQLITE_INTEGER ? 8 : sqlite3_column_bytes(get, 0);
        unsigned char *copy = malloc((size_t)len + 1);
        if (copy && f->bit < 8u * (unsigned)len) {
            if (f->column == 0) {
                sqlite3_bind_int64(set, 1, (int64_t)((uint64_t)sqlite3_column_int64(get, 0) ^ (uint64_t)1 << f->bit));
            } else {
                memcpy(copy, sqlite3_column_blob(get, 0), (size_t)len);
                copy[f->bit / 8] ^= (unsigned char)(1 << f->bit % 8);
                if (f->column < 4)
                    sqlite3_bind_text(set, 1, (char *)copy, len, SQLITE_TRANSIENT);
                else
                    sqlite3_bind_blob(set, 1, copy, len, SQLITE_TRANSIENT);
            }
            sqlite3_bind_int64(set, 2, f->n);
            ok = sqlite3_step(set) == SQLITE_DONE;
        }
        free(copy);
    }
    sqlite3_finalize(set);
    sqlite3_finalize(get);
    return ok;
}

/* A random bit of entry n, each column as likely as the others, and every bit of it. */
static inline bool hand_flip_any(hand_bit *f, sqlite3 *db, int64_t n, random_state *r) {
    for (int tries = 0; tries < 1000; tries++) {
        *f = (hand_bit){n, (int)random_below(r, HAND_COLUMNS), 0};
        uint64_t bits = f->column == 0 ? 64 : f->column == 4 ? 8 * 4096 : f->column < 4 ? 8 * 64 : 8 * 64;
        f->bit = random_below(r, bits);
        if (hand_flip(db, f)) return true;
    }
    return false;
}

static inline bool hand_swap(sqlite3 *db, int64_t a, int64_t b) {
    return hand_do(db, "UPDATE entry SET n = -1 WHERE n = %lld", a, 0) && hand_do(db, "UPDATE entry SET n = %lld WHERE n = %lld", a, b) &&
           hand_do(db, "UPDATE entry SET n = %lld WHERE n = -1", b, 0);
}

/* Cuts off everything behind entry n so that nothing in the file tells of it. */
static inline bool hand_cut(sqlite3 *db, int64_t n) {
    return hand_do(db, "DELETE FROM entry WHERE n > %lld", n, 0) && hand_do(db, "DELETE FROM log_key WHERE n > %lld", n, 0) &&
           hand_do(db, "DELETE FROM log_end WHERE %lld = 0", n, 0) &&
           hand_do(db, "UPDATE log_end SET n = %lld, hash = (SELECT hash FROM entry WHERE n = %lld)", n, n);
}

/* Appends n decisions of some 300 to 3,000 bytes in groups. */
static inline cordon_status hand_fill(decision_log *l, int64_t n, int64_t group, uint64_t seed, cordon_error *err) {
    random_state r;
    random_seed(&r, seed);
    cordon_status status = CORDON_OK;
    for (int64_t i = 0; i < n && !status; i++) {
        static const char *const verdicts[] = {"block", "hold", "review", "no bar found"};
        buf b = {0};
        buf_printf(&b, "{\"case\":\"%016llx\",\"verdict\":\"%s\",\"why\":\"", (unsigned long long)random_next(&r), verdicts[random_below(&r, 4)]);
        for (uint64_t k = 8 + random_below(&r, 64); k; k--) buf_printf(&b, "%016llx \xc3\xa9\\n ", (unsigned long long)random_next(&r));
        buf_str(&b, "\"}");
        log_entry e = {.kind = "decision", .who = i % 7 ? "a.clerk" : "", .about = i % 5 ? "" : "case 5", .bytes = b.p, .len = b.len};
        status = b.failed ? CORDON_ENOMEM : log_append(l, &e, err);
        if (!status && (i % group == group - 1 || i == n - 1)) status = log_commit(l, err);
        buf_free(&b);
    }
    return status;
}

/* Whether a fault of the report is about entry n. */
static inline bool hand_told(const log_report *r, int64_t n) {
    for (size_t i = 0; i < r->faults; i++)
        if (r->fault[i].n <= n && n <= r->fault[i].to) return true;
    return false;
}

#endif
