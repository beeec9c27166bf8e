#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "goods/load_inner.h"
#include "name/fold.h"
#include "store/ledger.h"
#include "store/loading.h"

/* ---- which column is what ---- */

/* Whether two names are the same word; s of len bytes. */
static bool same_name(const char *name, const char *s, size_t len) {
    buf a = {0}, b = {0};
    bool same = !name_fold(&a, name, strlen(name)) && !name_fold(&b, s, len) &&
                strcmp(buf_text(&a), buf_text(&b)) == 0;
    buf_free(&a);
    buf_free(&b);
    return same;
}

static int find_column(const sheet_row *r, const char *name, size_t len) {
    for (size_t i = 0; len && i < r->cells; i++)
        if (same_name(r->cell[i], name, len)) return (int)i;
    return -1;
}

static cordon_status no_column(const goods_loader *l, const sheet_row *r, const char *name,
                               size_t len, cordon_error *err) {
    buf head = {0};
    for (size_t i = 0; i < r->cells && head.len < 200; i++)
        buf_printf(&head, "%s\"%.60s\"", i ? ", " : "", r->cell[i]);
    cordon_fail_at(err, CORDON_EFORMAT, l->path, r->line, 0,
                   "no column \"%.*s\" for --map; the header is %.220s", (int)(len < 60 ? len : 60),
                   name, buf_text(&head));
    buf_free(&head);
    return CORDON_EFORMAT;
}

/* "code=CN code,text=Goods" */
static cordon_status map_columns(goods_loader *l, const sheet_row *r, cordon_error *err) {
    for (const char *s = l->o->map; s && *s;) {
        size_t n = strcspn(s, ","), name = strcspn(s, "="), role = 0;
        while (l->role[role] &&
               (strlen(l->role[role]) != name || memcmp(l->role[role], s, name) != 0))
            role++;
        if (name >= n || !l->role[role])
            return cordon_fail(err, CORDON_EINVAL,
                               "--map: \"%.*s\" is no ROLE=COLUMN with a role of such a table",
                               (int)(n < 60 ? n : 60), s);
        l->column[role] = find_column(r, s + name + 1, n - name - 1);
        if (l->column[role] < 0) return no_column(l, r, s + name + 1, n - name - 1, err);
        s += n + (s[n] == ',');
    }
    return CORDON_OK;
}

/* The first name of data/goods/columns.csv that the header has. */
static void guess_columns(goods_loader *l, const sheet_row *r) {
    const table *t = &l->names;
    int of = table_col(t, "table"), role = table_col(t, "role"), head = table_col(t, "header");
    for (size_t k = 0; l->role[k]; k++)
        for (size_t i = 0; i < t->rows && l->column[k] < 0; i++) {
            const char *name = table_cell(t, i, head);
            if (strcmp(table_cell(t, i, of), l->table) == 0 &&
                strcmp(table_cell(t, i, role), l->role[k]) == 0)
                l->column[k] = find_column(r, name, strlen(name));
        }
}

static cordon_status read_head(goods_loader *l, const sheet_row *r, cordon_error *err) {
    if (r->fault)
        return cordon_fail_at(err, CORDON_EFORMAT, l->path, r->line, 0, "the header: %s", r->fault);
    l->headed = true;
    l->columns = r->cells;
    for (size_t k = 0; l->role[k]; k++) l->column[k] = -1;
    cordon_status status = map_columns(l, r, err);
    if (status) return status;
    guess_columns(l, r);
    for (size_t k = 0; l->role[k]; k++) {
        const char *name = l->column[k] < 0 ? "" : r->cell[l->column[k]];
        l->head[k] = arena_strndup(&l->mem, name, strlen(name));
        if (!l->head[k]) return cordon_fail(err, CORDON_ENOMEM, "no memory for the header");
    }
    if (l->column[0] >= 0) return CORDON_OK;
    return cordon_fail_at(err, CORDON_EFORMAT, l->path, r->line, 0,
                          "no column of the header is known to hold a %s: say which with --map "
                          "%s=COLUMN",
                          l->role[0], l->role[0]);
}

/* ---- rows ---- */

cordon_status goods_load_refuse(goods_loader *l, uint64_t line, int role, const char *value,
                                const char *why, cordon_error *err) {
    char cut[200];
    unsigned column = role < 0 ? 0 : (unsigned)l->column[role] + 1;
    const char *name = role < 0 ? "" : l->head[role];
    size_t n = strlen(value) < sizeof cut ? strlen(value) : sizeof cut - 1;
    while (n && n < strlen(value) && ((unsigned char)value[n] & 0xc0) == 0x80) n--;
    snprintf(cut, sizeof cut, "%.*s", (int)n, value);
    l->out->refused++;
    if (l->o->refused) l->o->refused(l->o->arg, l->path, line, column, name, cut, why);
    if (l->o->strict)
        return cordon_fail_at(err, CORDON_EFORMAT, l->path, line, column,
                              "\"%.80s\"; expected %s (--strict refuses the file)", cut, why);
    return ledger_run(l->db, l->refuse, err, "iiittt", l->out->source.id, (int64_t)line,
                      (int64_t)column, name, cut, why);
}

static cordon_status take_row(void *arg, const sheet_row *r, cordon_error *err) {
    goods_loader *l = arg;
    const char *cell[LOAD_ROLES_MAX] = {NULL};
    char why[100];
    if (!l->headed) return read_head(l, r, err);
    l->out->rows++;
    if (r->fault) return goods_load_refuse(l, r->line, -1, "", r->fault, err);
    if (r->cells != l->columns && !r->workbook) {
        snprintf(why, sizeof why, "%zu cells as in the header, not %zu", l->columns, r->cells);
        return goods_load_refuse(l, r->line, -1, "", why, err);
    }
    for (int k = 0; l->role[k]; k++) {
        bool there = l->column[k] >= 0 && (size_t)l->column[k] < r->cells;
        cell[k] = there ? r->cell[l->column[k]] : "";
        if (strlen(cell[k]) > GOODS_CELL_MAX)
            return goods_load_refuse(l, r->line, k, cell[k], "at most 65,536 bytes in a cell", err);
    }
    return l->row(l, cell, r->line, err);
}

/* ---- the source ---- */

static cordon_status begin_source(goods_loader *l, const stream *in, const goods_load_use *use,
                                  cordon_error *err) {
    source *src = &l->out->source;
    load_options o = {.vintage = l->o->vintage};
    *src = (source){0};
    cordon_status status = loading_describe(src, l->path, stream_raw_size(in), &o, err);
    if (status) return status;
    snprintf(src->layout, sizeof src->layout, "%s", l->table);
    snprintf(src->dataset, sizeof src->dataset, "%.60s", use->dataset);
    if (!*src->title) snprintf(src->title, sizeof src->title, "%s", use->title);
    return store_source_begin(l->s, src, err);
}

static cordon_status judge(const goods_loader *l, cordon_error *err) {
    const goods_load_result *r = l->out;
    if (r->refused * 100 > r->rows * GOODS_LOAD_BAD_PERCENT_MAX)
        return cordon_fail_at(err, CORDON_EFORMAT, l->path, 0, 0,
                              "%llu of %llu rows are refused, more than %d %%: this is another "
                              "table, or --map names the wrong columns",
                              (unsigned long long)r->refused, (unsigned long long)r->rows,
                              GOODS_LOAD_BAD_PERCENT_MAX);
    if (r->lines) return CORDON_OK;
    return cordon_fail_at(err, CORDON_EFORMAT, l->path, 0, 0, "the table holds no %s", l->role[0]);
}

/* The bytes may be those of a source that was loaded for another use: then the rows are its. */
static cordon_status settle_source(goods_loader *l, const stream *in, bool *own,
                                   cordon_error *err) {
    unsigned char sha[STREAM_SHA256];
    char hex[65];
    source *src = &l->out->source, other;
    stream_sha256(in, sha);
    stream_hex(hex, sha);
    memcpy(src->sha256, hex, sizeof hex);
    src->bytes = (int64_t)stream_raw_bytes(in);
    src->rows = (int64_t)l->out->rows;
    src->refused = (int64_t)l->out->refused;
    cordon_status status = store_source_by_hash(&other, l->s, hex, err);
    *own = status == CORDON_ENOTFOUND;
    if (status && !*own) return status;
    if (*own)
        status =
            ledger_once(l->db, err, "INSERT INTO loaded VALUES (?, ?, ?, ?, ?, ?)", "ititii",
                        src->id, src->sha256, src->bytes, src->file_name, src->rows, src->refused);
    else
        status = ledger_once(l->db, err, "UPDATE refused SET source = ? WHERE source = ?", "ii",
                             other.id, src->id);
    if (status || *own) return status;
    status = store_source_drop(l->s, src->id, err);
    other.rows = src->rows;
    other.refused = src->refused;
    other.vintage = src->vintage;
    memcpy(other.vintage_basis, src->vintage_basis, sizeof other.vintage_basis);
    *src = other;
    return status;
}

static cordon_status keep(goods_loader *l, const stream *in, const goods_load_use *use,
                          cordon_error *err) {
    bool own = false;
    cordon_status status = judge(l, err);
    if (!status) status = settle_source(l, in, &own, err);
    if (!status && !own) status = use->known(&l->out->already, l, l->out->source.id, err);
    if (status || l->out->already) return status;
    if (!(status = use->done(l, l->out->source.id, err)))
        status = ledger_exec(l->db, "COMMIT", err);
    if (status) return status;
    /* What is acknowledged must be on the disk, also when the power goes. */
    sqlite3_wal_checkpoint_v2(l->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return own ? store_source_done(l->s, &l->out->source, err) : CORDON_OK;
}

static cordon_status load_stream(goods_loader *l, stream *in, const goods_load_use *use,
                                 cordon_error *err) {
    cordon_status status = begin_source(l, in, use, err);
    int64_t begun = l->out->source.id;
    if (status) return status;
    if (!(status = ledger_exec(l->db, "BEGIN IMMEDIATE", err)) && !(status = use->begin(l, err)))
        status = ledger_prepare(&l->refuse, l->db, err,
                                "INSERT INTO refused VALUES (?, ?, ?, ?, ?, ?)", "");
    if (!status) status = sheet_read(in, take_row, l, err);
    if (!status) status = keep(l, in, use, err);
    sqlite3_finalize(l->add);
    sqlite3_finalize(l->refuse);
    if (sqlite3_get_autocommit(l->db)) return status;
    ledger_exec(l->db, "ROLLBACK", NULL);
    store_source_drop(l->s, begun, NULL);
    return status;
}

cordon_status goods_load_run(goods_loader *l, const goods_load_use *use, cordon_error *err) {
    static const char *const columns[] = {"table", "role", "header", NULL};
    char path[1024];
    int col[3];
    stream *in = NULL;
    *l->out = (goods_load_result){0};
    arena_init(&l->mem, 0);
    cordon_status status =
        table_read(&l->names, data_path(path, sizeof path, "data/goods/columns.csv"), err);
    if (!status) status = table_cols(&l->names, columns, col, err);
    if (!status) status = store_goods(&l->db, l->s, err);
    if (!status) status = stream_open(&in, l->path, err);
    if (!status) status = store_need_space(l->s, 16000000 + 4 * stream_raw_size(in), err);
    if (!status) status = load_stream(l, in, use, err);
    stream_close(in);
    table_free(&l->names);
    arena_destroy(&l->mem);
    return status;
}
