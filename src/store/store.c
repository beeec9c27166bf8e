#include "store/store.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "store/ledger.h"
#include "store/lock.h"

static const char warehouse_schema[] =
#include "store/sql/warehouse.sql.h"
    ;
enum { WAREHOUSE_VERSION = 1 };
static const char lists_1[] =
#include "store/sql/lists_1.sql.h"
    ;
static const char *const lists_migrations[] = {lists_1};
static const ledger_kind lists_kind = {"lists.sqlite", lists_migrations,
                                       sizeof lists_migrations / sizeof lists_migrations[0], true};
static const char goods_1[] =
#include "store/sql/goods_1.sql.h"
    ;
static const char *const goods_migrations[] = {goods_1};
static const ledger_kind goods_kind = {"goods.sqlite", goods_migrations,
                                       sizeof goods_migrations / sizeof goods_migrations[0], true};
static const char own_1[] =
#include "store/sql/own_1.sql.h"
    ;
static const char *const own_migrations[] = {own_1};
static const ledger_kind own_kind = {"own.sqlite", own_migrations,
                                     sizeof own_migrations / sizeof own_migrations[0], true};

struct store {
    char path[1024];
    store_mode mode;
    int lock;
    sqlite3 *ledger, *lists, *goods, *own;
    warehouse *wh;
};

static const char *inside(char out[1100], const char *path, const char *name) {
    snprintf(out, 1100, "%s/%s", path, name);
    return out;
}

const char *store_path(const store *s) { return s->path; }
sqlite3 *store_ledger(const store *s) { return s->ledger; }

static bool exists(const char *path, const char *name) {
    char full[1100];
    return access(inside(full, path, name), F_OK) == 0;
}

static bool empty_folder(const char *path) {
    DIR *d = opendir(path);
    bool empty = d != NULL;
    for (struct dirent *e; d && (e = readdir(d));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) empty = false;
    if (d) closedir(d);
    return empty;
}

static void empty_tmp(const char *path) {
    char tmp[1100], file[1400];
    DIR *d = opendir(inside(tmp, path, "tmp"));
    for (struct dirent *e; d && (e = readdir(d));) {
        if (e->d_name[0] == '.') continue;
        snprintf(file, sizeof file, "%s/%s", tmp, e->d_name);
        unlink(file);
    }
    if (d) closedir(d);
}

cordon_status store_init(const char *path, const char *regime, cordon_error *err) {
    char full[1100];
    if (strlen(path) > 1000) return cordon_fail(err, CORDON_EINVAL, "the path is too long");
    if (strchr(path, '?'))
        return cordon_fail_at(err, CORDON_EINVAL, path, 0, 0,
                              "the engine takes no \"?\" in a path");
    if (exists(path, "ledger.sqlite") || exists(path, "warehouse.duckdb"))
        return cordon_fail_at(err, CORDON_EEXISTS, path, 0, 0, "is a store already");
    if (mkdir(path, 0777) != 0 && (errno != EEXIST || !empty_folder(path)))
        return cordon_fail_at(err, errno == EEXIST ? CORDON_EINVAL : CORDON_EIO, path, 0, 0, "%s",
                              errno == EEXIST ? "exists and is not an empty folder"
                                              : strerror(errno));
    if (mkdir(inside(full, path, "tmp"), 0777) != 0 && errno != EEXIST)
        return cordon_fail_at(err, CORDON_EIO, full, 0, 0, "%s", strerror(errno));
    int lock = -1;
    sqlite3 *ledger = NULL;
    sqlite3_stmt *st = NULL;
    warehouse *wh = NULL;
    cordon_status status = lock_take(&lock, inside(full, path, "lock"), true, 0, err);
    if (!status) {
        char temp[1100];
        status = warehouse_open(&wh, inside(full, path, "warehouse.duckdb"),
                                inside(temp, path, "tmp"), false, err);
    }
    if (!status) status = warehouse_exec(wh, warehouse_schema, err);
    warehouse_close(wh);
    /* The ledger comes last: with it the folder is a store. */
    if (!status) status = ledger_open(&ledger, inside(full, path, "ledger.sqlite"), false, err);
    if (!status)
        status = ledger_prepare(
            &st, ledger, err, "INSERT INTO setting (key, value) VALUES ('regime', ?)", "t", regime);
    if (!status && sqlite3_step(st) != SQLITE_DONE) status = ledger_fail(ledger, err);
    sqlite3_finalize(st);
    sqlite3_close(ledger);
    lock_release(lock);
    return status;
}

static cordon_status one_loading(int64_t *id, store *s, cordon_error *err) {
    sqlite3_stmt *st;
    cordon_status status =
        ledger_prepare(&st, s->ledger, err,
                       "SELECT id FROM source WHERE state = 'loading' ORDER BY id LIMIT 1", "");
    if (status) return status;
    *id = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
    sqlite3_finalize(st);
    return CORDON_OK;
}

/* Whether the load of that source was committed in that file; fills its counts. */
static cordon_status committed_in(bool *out, store *s, const char *file,
                                  cordon_status (*open)(sqlite3 **, store *, cordon_error *),
                                  source *src, cordon_error *err) {
    sqlite3 *db;
    sqlite3_stmt *st;
    if (*out || !exists(s->path, file)) return CORDON_OK;
    cordon_status status = open(&db, s, err);
    if (!status)
        status = ledger_prepare(&st, db, err,
                                "SELECT sha256, bytes, row_count, refused_count FROM loaded "
                                "WHERE source = ?",
                                "i", src->id);
    if (status) return status;
    int rc = sqlite3_step(st);
    if (rc == SQLITE_ROW) {
        *out = true;
        snprintf(src->sha256, sizeof src->sha256, "%s", (const char *)sqlite3_column_text(st, 0));
        src->bytes = sqlite3_column_int64(st, 1);
        src->rows = sqlite3_column_int64(st, 2);
        src->refused = sqlite3_column_int64(st, 3);
    } else if (rc != SQLITE_DONE) {
        status = ledger_fail(db, err);
    }
    sqlite3_finalize(st);
    return status;
}

static cordon_status committed_rows(bool *out, store *s, source *src, cordon_error *err) {
    warehouse *w;
    warehouse_rows *r;
    cordon_status status = store_warehouse(&w, s, err);
    if (status) return status;
    status =
        warehouse_query(&r, w,
                        "SELECT sha256, bytes, row_count, refused_count, rounded_count FROM loaded "
                        "WHERE source_id = $1",
                        &(warehouse_param){.integer = src->id}, 1, err);
    if (status) return status;
    if (!(status = warehouse_next(r, out, err)) && *out) {
        snprintf(src->sha256, sizeof src->sha256, "%s", warehouse_text(r, 0));
        src->bytes = warehouse_int(r, 1);
        src->rows = warehouse_int(r, 2);
        src->refused = warehouse_int(r, 3);
        src->rounded = warehouse_int(r, 4);
    }
    warehouse_rows_close(r);
    return status;
}

/* Rows of a load that did not commit are not there, by the engine's word; one kill in some two hundred left those of one table
 * behind nevertheless (engine 1.4.4), so its word is checked. */
static cordon_status drop_rows(store *s, int64_t id, cordon_error *err) {
    static const char *const tables[] = {"flow", "coverage", "scope_code", "scope_partner", "refused", "source_note"};
    warehouse *w;
    char sql[100];
    cordon_status status = store_warehouse(&w, s, err);
    for (size_t i = 0; i < sizeof tables / sizeof *tables && !status; i++) {
        int64_t rows = 0;
        warehouse_param p = {.integer = id};
        snprintf(sql, sizeof sql, "SELECT count(*) FROM %s WHERE source_id = $1", tables[i]);
        status = warehouse_one_int(&rows, w, sql, &p, 1, err);
        snprintf(sql, sizeof sql, "DELETE FROM %s WHERE source_id = $1", tables[i]);
        if (!status && rows) status = warehouse_run(w, sql, &p, 1, err);
    }
    return status;
}

/* What a killed load left: the commit decides. */
static cordon_status repair(store *s, cordon_error *err) {
    int64_t id;
    cordon_status status;
    while (!(status = one_loading(&id, s, err)) && id) {
        bool committed = false;
        source src = {.id = id};
        status = committed_in(&committed, s, "lists.sqlite", store_lists, &src, err);
        if (!status && !committed)
            status = committed_in(&committed, s, "goods.sqlite", store_goods, &src, err);
        if (!status && !committed)
            status = committed_in(&committed, s, "own.sqlite", store_own, &src, err);
        if (!status && !committed) status = committed_rows(&committed, s, &src, err);
        if (!status && !committed) status = drop_rows(s, id, err);
        if (!status)
            status = committed ? store_source_done(s, &src, err) : store_source_drop(s, id, err);
        if (status) return status;
    }
    return status;
}

cordon_status store_open(store **out, const char *path, store_mode mode, double wait_seconds,
                         cordon_error *err) {
    char full[1100];
    if (strlen(path) > 1000) return cordon_fail(err, CORDON_EINVAL, "the path is too long");
    if (!exists(path, "ledger.sqlite"))
        return cordon_fail_at(err, CORDON_ENOTFOUND, path, 0, 0,
                              "is not a store (make one with: cordon init %s)", path);
    store *s = calloc(1, sizeof *s);
    if (!s) return cordon_fail(err, CORDON_ENOMEM, "no memory to open %s", path);
    snprintf(s->path, sizeof s->path, "%s", path);
    s->mode = mode;
    s->lock = -1;
    cordon_status status =
        lock_take(&s->lock, inside(full, path, "lock"), mode == STORE_WRITE, wait_seconds, err);
    if (!status)
        status =
            ledger_open(&s->ledger, inside(full, path, "ledger.sqlite"), mode == STORE_READ, err);
    if (!status && mode == STORE_WRITE) {
        empty_tmp(path);
        status = repair(s, err);
    }
    if (status) {
        if (err && !err->source[0] && status != CORDON_EBUSY)
            snprintf(err->source, sizeof err->source, "%s", path);
        store_close(s);
        return status;
    }
    *out = s;
    return CORDON_OK;
}

void store_close(store *s) {
    if (!s) return;
    warehouse_close(s->wh);
    sqlite3_close(s->lists);
    sqlite3_close(s->goods);
    sqlite3_close(s->own);
    sqlite3_close(s->ledger);
    lock_release(s->lock);
    free(s);
}

cordon_status store_warehouse(warehouse **out, store *s, cordon_error *err) {
    char full[1100], temp[1100];
    cordon_status status = CORDON_OK;
    int64_t version = 0;
    if (!s->wh) {
        status = warehouse_open(&s->wh, inside(full, s->path, "warehouse.duckdb"),
                                inside(temp, s->path, "tmp"), s->mode == STORE_READ, err);
        if (!status)
            status = warehouse_one_int(&version, s->wh, "SELECT max(version) FROM schema_version",
                                       NULL, 0, err);
        if (!status && version != WAREHOUSE_VERSION)
            status = cordon_fail(err, CORDON_EFORMAT,
                                 "the store's warehouse has version %d, this program knows %d",
                                 (int)version, WAREHOUSE_VERSION);
        if (status) {
            warehouse_close(s->wh);
            s->wh = NULL;
            return status;
        }
    }
    *out = s->wh;
    return status;
}

static cordon_status open_file(sqlite3 **out, sqlite3 **held, const store *s, const char *file,
                               const ledger_kind *kind, cordon_error *err) {
    char full[1100];
    cordon_status status = CORDON_OK;
    bool none = s->mode == STORE_READ && !exists(s->path, file);
    if (!*held && !none)
        status = ledger_open_kind(held, inside(full, s->path, file), kind, s->mode == STORE_READ,
                                  err);
    if (!status) *out = *held;
    return status;
}

cordon_status store_lists(sqlite3 **out, store *s, cordon_error *err) {
    return open_file(out, &s->lists, s, "lists.sqlite", &lists_kind, err);
}

cordon_status store_goods(sqlite3 **out, store *s, cordon_error *err) {
    return open_file(out, &s->goods, s, "goods.sqlite", &goods_kind, err);
}

cordon_status store_own(sqlite3 **out, store *s, cordon_error *err) {
    return open_file(out, &s->own, s, "own.sqlite", &own_kind, err);
}

cordon_status store_setting(char *out, size_t size, store *s, const char *key, cordon_error *err) {
    sqlite3_stmt *st;
    cordon_status status =
        ledger_prepare(&st, s->ledger, err, "SELECT value FROM setting WHERE key = ?", "t", key);
    if (status) return status;
    if (sqlite3_step(st) == SQLITE_ROW)
        snprintf(out, size, "%s", (const char *)sqlite3_column_text(st, 0));
    else
        status = cordon_fail(err, CORDON_ENOTFOUND, "the store has no setting \"%s\"", key);
    sqlite3_finalize(st);
    return status;
}

cordon_status store_need_space(const store *s, uint64_t bytes, cordon_error *err) {
    struct statvfs v;
    if (statvfs(s->path, &v) != 0)
        return cordon_fail_at(err, CORDON_EIO, s->path, 0, 0, "%s", strerror(errno));
    uint64_t have = (uint64_t)v.f_bavail * v.f_frsize;
    if (have >= bytes) return CORDON_OK;
    return cordon_fail_at(err, CORDON_ENOSPC, s->path, 0, 0,
                          "the disk has %.0f MB free where this load may need %.0f MB",
                          (double)have / 1e6, (double)bytes / 1e6);
}

cordon_status store_has_bytes(bool *out, store *s, int64_t bytes, cordon_error *err) {
    sqlite3_stmt *st;
    cordon_status status =
        ledger_prepare(&st, s->ledger, err,
                       "SELECT 1 FROM source WHERE bytes = ? AND state = 'loaded'", "i", bytes);
    if (status) return status;
    *out = sqlite3_step(st) == SQLITE_ROW;
    sqlite3_finalize(st);
    return CORDON_OK;
}

#define SOURCE_COLUMNS                                                                             \
    "id, sha256, bytes, file_name, layout, dataset, publisher, title, licence, vintage, "          \
    "vintage_basis, retrieved, row_count, refused_count, rounded_count"

static void source_row(source *out, sqlite3_stmt *st) {
    struct {
        char *to;
        size_t size;
    } texts[] = {{out->sha256, sizeof out->sha256},
                 {NULL, 0},
                 {out->file_name, sizeof out->file_name},
                 {out->layout, sizeof out->layout},
                 {out->dataset, sizeof out->dataset},
                 {out->publisher, sizeof out->publisher},
                 {out->title, sizeof out->title},
                 {out->licence, sizeof out->licence},
                 {NULL, 0},
                 {out->vintage_basis, sizeof out->vintage_basis}};
    out->id = sqlite3_column_int64(st, 0);
    out->bytes = sqlite3_column_int64(st, 2);
    for (int i = 0; i < (int)(sizeof texts / sizeof texts[0]); i++)
        if (texts[i].to)
            snprintf(texts[i].to, texts[i].size, "%s",
                     (const char *)sqlite3_column_text(st, i + 1));
    out->vintage = sqlite3_column_int(st, 9);
    out->retrieved = sqlite3_column_int(st, 11);
    out->rows = sqlite3_column_int64(st, 12);
    out->refused = sqlite3_column_int64(st, 13);
    out->rounded = sqlite3_column_int64(st, 14);
}

cordon_status store_source_by_hash(source *out, store *s, const char *sha256, cordon_error *err) {
    sqlite3_stmt *st;
    cordon_status status = ledger_prepare(
        &st, s->ledger, err,
        "SELECT " SOURCE_COLUMNS " FROM source WHERE sha256 = ? AND state = 'loaded'", "t", sha256);
    if (status) return status;
    if (sqlite3_step(st) == SQLITE_ROW)
        source_row(out, st);
    else
        status = cordon_fail(err, CORDON_ENOTFOUND, "no source has SHA-256 %s", sha256);
    sqlite3_finalize(st);
    return status;
}

static cordon_status run(store *s, sqlite3_stmt *st, cordon_error *err) {
    cordon_status status =
        sqlite3_step(st) == SQLITE_DONE ? CORDON_OK : ledger_fail(s->ledger, err);
    sqlite3_finalize(st);
    return status;
}

cordon_status store_source_begin(store *s, source *src, cordon_error *err) {
    sqlite3_stmt *st;
    cordon_status status = ledger_prepare(
        &st, s->ledger, err,
        "INSERT INTO source (sha256, bytes, file_name, layout, dataset, publisher, title, licence, "
        "vintage, vintage_basis, retrieved, state) VALUES (?,?,?,?,?,?,?,?,?,?,?,'loading')",
        "tittttttiti", src->sha256, src->bytes, src->file_name, src->layout, src->dataset,
        src->publisher, src->title, src->licence, (int64_t)src->vintage, src->vintage_basis,
        (int64_t)src->retrieved);
    if (!status) status = run(s, st, err);
    if (!status) src->id = sqlite3_last_insert_rowid(s->ledger);
    return status;
}

cordon_status store_source_done(store *s, const source *src, cordon_error *err) {
    sqlite3_stmt *st;
    cordon_status status = ledger_prepare(
        &st, s->ledger, err,
        "UPDATE source SET state = 'loaded', sha256 = ?, bytes = ?, row_count = ?, "
        "refused_count = ?, rounded_count = ? WHERE id = ?",
        "tiiiii", src->sha256, src->bytes, src->rows, src->refused, src->rounded, src->id);
    return status ? status : run(s, st, err);
}

cordon_status store_source_drop(store *s, int64_t id, cordon_error *err) {
    sqlite3_stmt *st;
    cordon_status status = ledger_prepare(
        &st, s->ledger, err, "DELETE FROM source WHERE id = ? AND state = 'loading'", "i", id);
    return status ? status : run(s, st, err);
}

cordon_status store_sources(store *s, int (*each)(void *arg, const source *src), void *arg,
                            cordon_error *err) {
    sqlite3_stmt *st;
    source src = {0};
    cordon_status status = ledger_prepare(
        &st, s->ledger, err,
        "SELECT " SOURCE_COLUMNS " FROM source WHERE state = 'loaded' ORDER BY id", "");
    if (status) return status;
    int rc;
    while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        source_row(&src, st);
        if (each(arg, &src)) break;
    }
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) status = ledger_fail(s->ledger, err);
    sqlite3_finalize(st);
    return status;
}
