#include "store/ledger.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"

static const char migration_1[] =
#include "store/sql/ledger_1.sql.h"
    ;
static const char migration_2[] =
#include "store/sql/ledger_2.sql.h"
    ;
/* Version n is reached by running migrations[n - 1]. Only ever add to it. */
static const char *const migrations[] = {migration_1, migration_2};
static const ledger_kind own = {"ledger", migrations, sizeof migrations / sizeof migrations[0],
                                false};

cordon_status ledger_fail(sqlite3 *db, cordon_error *err) {
    int code = db ? sqlite3_errcode(db) & 0xff : SQLITE_NOMEM;
    bool io = code == SQLITE_IOERR || code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
    bool full = code == SQLITE_FULL || (io && sqlite3_system_errno(db) == ENOSPC);
    cordon_status status = full                                              ? CORDON_ENOSPC
                           : code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? CORDON_ECORRUPT
                           : code == SQLITE_BUSY || code == SQLITE_LOCKED    ? CORDON_EBUSY
                           : code == SQLITE_NOMEM                            ? CORDON_ENOMEM
                           : io                                              ? CORDON_EIO
                                                                             : CORDON_EINTERNAL;
    return cordon_fail(err, status, "%sledger: %s", full ? "the disk is full: " : "",
                       db ? sqlite3_errmsg(db) : "no memory");
}

cordon_status ledger_exec(sqlite3 *db, const char *sql, cordon_error *err) {
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK ? CORDON_OK : ledger_fail(db, err);
}

static int bind(sqlite3_stmt *st, const char *types, va_list *ap) {
    int rc = SQLITE_OK;
    for (int i = 0; types[i] && rc == SQLITE_OK; i++)
        rc = types[i] == 'i'
                 ? sqlite3_bind_int64(st, i + 1, va_arg(*ap, int64_t))
                 : sqlite3_bind_text(st, i + 1, va_arg(*ap, const char *), -1, SQLITE_TRANSIENT);
    return rc;
}

static cordon_status prepare(sqlite3_stmt **out, sqlite3 *db, cordon_error *err, const char *sql,
                             const char *types, va_list *ap) {
    sqlite3_stmt *s;
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK) return ledger_fail(db, err);
    if (bind(s, types, ap) != SQLITE_OK) {
        cordon_status status = ledger_fail(db, err);
        sqlite3_finalize(s);
        return status;
    }
    *out = s;
    return CORDON_OK;
}

cordon_status ledger_prepare(sqlite3_stmt **out, sqlite3 *db, cordon_error *err, const char *sql,
                             const char *types, ...) {
    va_list ap;
    va_start(ap, types);
    cordon_status status = prepare(out, db, err, sql, types, &ap);
    va_end(ap);
    return status;
}

/* *row: the first step found one. */
static cordon_status step_once(bool *row, sqlite3 *db, cordon_error *err, const char *sql,
                               const char *types, va_list *ap) {
    sqlite3_stmt *st = NULL;
    cordon_status status = prepare(&st, db, err, sql, types, ap);
    if (status) return status;
    int rc = sqlite3_step(st);
    *row = rc == SQLITE_ROW;
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) status = ledger_fail(db, err);
    sqlite3_finalize(st);
    return status;
}

cordon_status ledger_once(sqlite3 *db, cordon_error *err, const char *sql, const char *types, ...) {
    va_list ap;
    bool row;
    va_start(ap, types);
    cordon_status status = step_once(&row, db, err, sql, types, &ap);
    va_end(ap);
    return status;
}

cordon_status ledger_has(bool *out, sqlite3 *db, cordon_error *err, const char *sql,
                         const char *types, ...) {
    va_list ap;
    va_start(ap, types);
    cordon_status status = step_once(out, db, err, sql, types, &ap);
    va_end(ap);
    return status;
}

cordon_status ledger_run(sqlite3 *db, sqlite3_stmt *st, cordon_error *err,
                                 const char *types, ...) {
    va_list ap;
    va_start(ap, types);
    int rc = bind(st, types, &ap);
    va_end(ap);
    if (rc == SQLITE_OK) rc = sqlite3_step(st);
    cordon_status status = rc == SQLITE_DONE ? CORDON_OK : ledger_fail(db, err);
    sqlite3_reset(st);
    return status;
}

static cordon_status version(int *out, sqlite3 *db, cordon_error *err) {
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &s, NULL) != SQLITE_OK)
        return ledger_fail(db, err);
    *out = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int(s, 0) : -1;
    sqlite3_finalize(s);
    return *out < 0 ? ledger_fail(db, err) : CORDON_OK;
}

static cordon_status migrate(sqlite3 *db, const ledger_kind *kind, int from, cordon_error *err) {
    assert(from >= 0);
    for (int v = from; v < kind->versions; v++) {
        char pragma[64];
        cordon_status status = ledger_exec(db, "BEGIN IMMEDIATE", err);
        sqlite3_snprintf(sizeof pragma, pragma, "PRAGMA user_version = %d", v + 1);
        if (!status) status = ledger_exec(db, kind->migration[v], err);
        if (!status) status = ledger_exec(db, pragma, err);
        if (!status) status = ledger_exec(db, "COMMIT", err);
        if (status) {
            sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
            return status;
        }
    }
    return CORDON_OK;
}

/* Opens a ledger that nobody writes (the caller holds the store's lock) without
 * the files beside it, which a full disk or a read-only one has no place for.
 * Only without a log of writes: what stands in that would not be seen.        */
static cordon_status open_as_it_is(sqlite3 **out, const char *path, int *have, cordon_error *err) {
    struct stat log;
    buf name = {0};
    buf_printf(&name, "%s-wal", path);
    bool written = stat(buf_text(&name), &log) == 0 && log.st_size > 0;
    buf_free(&name);
    if (written) return CORDON_EIO;
    buf_str(&name, "file:");
    for (const char *p = path; *p; p++)
        if (strchr("?#%", *p))
            buf_printf(&name, "%%%02x", (unsigned char)*p);
        else
            buf_char(&name, *p);
    buf_str(&name, "?immutable=1");
    sqlite3 *db = NULL;
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    cordon_status status = name.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for the ledger")
                           : sqlite3_open_v2(name.p, &db, flags, NULL) == SQLITE_OK
                               ? version(have, db, err)
                               : ledger_fail(db, err);
    buf_free(&name);
    if (status)
        sqlite3_close(db);
    else
        *out = db;
    return status;
}

cordon_status ledger_open(sqlite3 **out, const char *path, bool read_only, cordon_error *err) {
    return ledger_open_kind(out, path, &own, read_only, err);
}

cordon_status ledger_open_kind(sqlite3 **out, const char *path, const ledger_kind *kind,
                               bool read_only, cordon_error *err) {
    sqlite3 *db = NULL;
    int have = 0;
    cordon_status status = CORDON_OK;
    /* A reader needs write access to the WAL's shared memory, not to the data. */
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | (read_only ? 0 : SQLITE_OPEN_CREATE),
                        NULL) != SQLITE_OK &&
        (!read_only || (sqlite3_close(db), db = NULL,
                        sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL)) != SQLITE_OK))
        status = ledger_fail(db, err);
    if (!status) sqlite3_busy_timeout(db, 10000);
    if (!status && !read_only)
        status = ledger_exec(db,
                             kind->normal ? "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL"
                                          : "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
                             err);
    if (!status) status = version(&have, db, err);
    sqlite3 *as_it_is = NULL;
    if (status && read_only && !open_as_it_is(&as_it_is, path, &have, NULL)) {
        sqlite3_close(db);
        db = as_it_is;
        status = CORDON_OK;
    }
    if (!status && have > kind->versions)
        status = cordon_fail(err, CORDON_EFORMAT,
                             "the store's %s has version %d, this program knows up to %d",
                             kind->what, have, kind->versions);
    if (!status && have < kind->versions)
        status = read_only ? cordon_fail(err, CORDON_EFORMAT,
                                         "the store's %s has version %d and must be brought to "
                                         "%d: run any loading command once",
                                         kind->what, have, kind->versions)
                           : migrate(db, kind, have, err);
    if (status) {
        sqlite3_close(db);
        return status;
    }
    *out = db;
    return CORDON_OK;
}
