/* batch_parquet.c - Parquet through the engine: rows in, as texts, and rows out of the part. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/batch_inner.h"
#include "store/warehouse.h"

typedef struct reader {
    warehouse *w;
    warehouse_rows *rows;
    unsigned n;                      /* fields of the map that have a column */
    unsigned field[BATCH_FIELDS_MAX];
} reader;

static void close_it(void *self) {
    reader *r = self;
    warehouse_rows_close(r->rows);
    warehouse_close(r->w);
    free(r);
}

static uint64_t bytes(const void *self, uint64_t *all) {
    (void)self;
    *all = 0;
    return 0;
}

static void quoted(buf *sql, const char *name) {
    buf_char(sql, '"');
    for (; *name; name++) {
        if (*name == '"') buf_char(sql, '"');
        buf_char(sql, *name);
    }
    buf_char(sql, '"');
}

static cordon_status has_column(bool *has, warehouse *w, const char *path, const char *column, cordon_error *err) {
    buf sql = {0};
    int64_t n = 0;
    buf_str(&sql, "SELECT count(*) FROM (DESCRIBE SELECT * FROM read_parquet(");
    warehouse_literal(&sql, path);
    buf_str(&sql, ")) WHERE column_name = $1");
    cordon_status status = sql.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory to read %s", path)
                                      : warehouse_one_int(&n, w, sql.p, &(warehouse_param){.text = column}, 1, err);
    buf_free(&sql);
    *has = n > 0;
    return status;
}

static cordon_status select_columns(reader *r, buf *sql, const batch_run *run, cordon_error *err) {
    buf_str(sql, "SELECT ");
    for (unsigned f = 0; f < run->map->n; f++) {
        const char *column = run->map->at[f].column;
        bool has;
        cordon_status status = has_column(&has, r->w, run->input, column, err);
        if (status) return status;
        if (!has && run->map_plain) continue;
        if (!has)
            return cordon_fail_at(err, CORDON_EFORMAT, run->input, 0, 0, "there is no column \"%s\" (map: %s)", column,
                                  run->map->at[f].field);
        if (r->n) buf_str(sql, ", ");
        buf_str(sql, "CAST(");
        quoted(sql, column);
        buf_str(sql, " AS VARCHAR)");
        r->field[r->n++] = f;
    }
    if (!r->n)
        return cordon_fail_at(err, CORDON_EFORMAT, run->input, 0, 0,
                              "no column is named %s: say with --map which is which",
                              run->map->fields->some);
    buf_str(sql, " FROM read_parquet(");
    warehouse_literal(sql, run->input);
    buf_char(sql, ')');
    return sql->failed ? cordon_fail(err, CORDON_ENOMEM, "no memory to read %s", run->input) : CORDON_OK;
}

static cordon_status next(void *self, batch_record *out, arena *mem, bool *more, cordon_error *err) {
    reader *r = self;
    cordon_status status = warehouse_next(r->rows, more, err);
    if (status || !*more) return status;
    status = batch_values(out, mem, r->n, err);
    for (unsigned i = 0; i < r->n && !status; i++) {
        out->columns |= UINT64_C(1) << r->field[i];
        const char *text = warehouse_null(r->rows, i) ? "" : warehouse_text(r->rows, i);
        if (*text) status = batch_value_add(out, mem, r->field[i], text, strlen(text), err);
    }
    return status;
}

cordon_status batch_read_parquet(batch_source *out, const batch_run *run, cordon_error *err) {
    reader *r = calloc(1, sizeof *r);
    if (!r) return cordon_fail(err, CORDON_ENOMEM, "no memory to read %s", run->input);
    buf sql = {0};
    cordon_status status = access(run->input, R_OK) == 0
                               ? warehouse_open_files(&r->w, run->temp ? run->temp : "", err)
                               : cordon_fail_at(err, CORDON_EIO, run->input, 0, 0, "cannot be read");
    if (!status) status = select_columns(r, &sql, run, err);
    if (!status) status = warehouse_query(&r->rows, r->w, sql.p, NULL, 0, err);
    buf_free(&sql);
    if (status) {
        close_it(r);
        return status;
    }
    *out = (batch_source){r, next, close_it, bytes};
    return CORDON_OK;
}

static void casts(buf *sql, const char *const *column, const char *type) {
    for (; *column; column++) {
        buf_str(sql, "CAST(");
        quoted(sql, *column);
        buf_printf(sql, " AS %s) AS ", type);
        quoted(sql, *column);
        buf_char(sql, ',');
    }
}

cordon_status batch_parquet_write(const char *part, const batch_run *run, cordon_error *err) {
    const char *output = run->output, *temp = run->temp ? run->temp : "";
    char aside[1200];
    buf sql = {0};
    warehouse *w = NULL;
    snprintf(aside, sizeof aside, "%s.new", output);
    buf_str(&sql, "COPY (SELECT * REPLACE (");
    casts(&sql, run->whole, "BIGINT");
    casts(&sql, run->real, "DOUBLE");
    sql.len--; /* the last comma */
    buf_str(&sql, ") FROM read_csv(");
    warehouse_literal(&sql, part);
    buf_str(&sql, ", header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', "
                  "max_line_size = 4000000)) TO ");
    warehouse_literal(&sql, aside);
    buf_str(&sql, " (FORMAT parquet, COMPRESSION zstd)");
    cordon_status status = sql.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory to write %s", output)
                                      : warehouse_open_files(&w, temp, err);
    if (!status) status = warehouse_exec(w, sql.p, err);
    warehouse_close(w);
    buf_free(&sql);
    if (!status && rename(aside, output) != 0) status = cordon_fail_at(err, CORDON_EIO, output, 0, 0, "cannot be written");
    if (status) unlink(aside);
    return status;
}
