#include "store/warehouse.h"

#include <assert.h>
#include <duckdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/buf.h"
#include "store/memo.h"

#define ENGINE_VERSION "v1.5.6"

struct warehouse {
    duckdb_database db;
    duckdb_connection con;
    pthread_mutex_t mutex;          /* guards the members below */
    const warehouse_source *source; /* while warehouse_exec_source runs */
    cordon_error source_error;
    memo *memo; /* of a store that is only read: small answers by their statement */
};

/* An answer of one chunk, or of none. */
typedef struct answer {
    duckdb_data_chunk chunk;
    idx_t cols;
    duckdb_type type[64];
} answer;

static void answer_free(void *value) {
    answer *a = value;
    if (a->chunk) duckdb_destroy_data_chunk(&a->chunk);
    free(a);
}

struct warehouse_chunk {
    duckdb_vector vector[WAREHOUSE_SOURCE_COLUMNS];
    void *data[WAREHOUSE_SOURCE_COLUMNS];
    uint64_t *validity[WAREHOUSE_SOURCE_COLUMNS];
};

struct warehouse_rows {
    duckdb_prepared_statement statement;
    duckdb_result result;
    duckdb_data_chunk chunk; /* the current one, at the end the last */
    const answer *known;     /* kept from before: its chunk is chunk */
    size_t chunks;           /* so far */
    bool ended;
    memo *memo;              /* NULL: nothing is kept */
    buf key;
    idx_t rows, row, cols;
    duckdb_vector vector[64];
    void *data[64];
    uint64_t *validity[64];
    duckdb_type type[64];
    char *text[64];
    size_t text_cap[64];
    bool has_result;
};

const char *warehouse_engine_version(void) { return duckdb_library_version(); }

/* The engine's words, first line, with the kind of failure they mean. */
static cordon_status engine_fail(cordon_error *err, duckdb_error_type type, const char *text) {
    char line[400];
    snprintf(line, sizeof line, "%s", text ? text : "no message");
    line[strcspn(line, "\r\n")] = 0;
    cordon_status status = CORDON_EINTERNAL;
    if (strcasestr(line, "no space left") || strcasestr(line, "disk quota"))
        status = CORDON_ENOSPC;
    else if (strcasestr(line, "corrupt") || strcasestr(line, "checksum") ||
             strcasestr(line, "not a valid DuckDB"))
        status = CORDON_ECORRUPT;
    else if (strcasestr(line, "conflicting lock"))
        status = CORDON_EBUSY;
    else if (type == DUCKDB_ERROR_OUT_OF_MEMORY)
        status = CORDON_ENOMEM;
    else if (type == DUCKDB_ERROR_IO)
        status = CORDON_EIO;
    else if (type == DUCKDB_ERROR_OUT_OF_RANGE)
        status = CORDON_ELIMIT;
    else if (type == DUCKDB_ERROR_FATAL && strcasestr(line, "IO Error"))
        status = CORDON_EIO;
    return cordon_fail(err, status, "%s%s", status == CORDON_ENOSPC ? "the disk is full: " : "",
                       line);
}

static cordon_status result_fail(cordon_error *err, duckdb_result *result) {
    return engine_fail(err, duckdb_result_error_type(result), duckdb_result_error(result));
}

static void set(duckdb_config config, const char *name, const char *value) {
    duckdb_set_config(config, name, value);
}

static void memory_limit(char *text, size_t size) {
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGE_SIZE);
    long long mb = (long long)pages / 1024 * page / 1024 / 4;
    snprintf(text, size, "%lldMB", mb > 2048 || mb <= 0 ? 2048 : mb < 256 ? 256 : mb);
}

/* The engine hands work to its threads by means that a race detector does not
 * see; taking the mutex once per thread shows it the order there is.         */
static const warehouse_source *current(warehouse *w) {
    pthread_mutex_lock(&w->mutex);
    const warehouse_source *source = w->source;
    pthread_mutex_unlock(&w->mutex);
    return source;
}

static void set_source(warehouse *w, const warehouse_source *source) {
    pthread_mutex_lock(&w->mutex);
    w->source = source;
    pthread_mutex_unlock(&w->mutex);
}

static void table_bind(duckdb_bind_info info) {
    const warehouse_source *source = current(duckdb_bind_get_extra_info(info));
    static const duckdb_type types[] = {
        [WAREHOUSE_TEXT] = DUCKDB_TYPE_VARCHAR,
        [WAREHOUSE_INT64] = DUCKDB_TYPE_BIGINT,
        [WAREHOUSE_INT32] = DUCKDB_TYPE_INTEGER,
        [WAREHOUSE_INT16] = DUCKDB_TYPE_SMALLINT,
    };
    if (!source) {
        duckdb_bind_set_error(info, "cordon_rows() is only for loads");
        return;
    }
    for (size_t i = 0; i < source->n; i++) {
        duckdb_logical_type t = duckdb_create_logical_type(types[source->column[i].type]);
        duckdb_bind_add_result_column(info, source->column[i].name, t);
        duckdb_destroy_logical_type(&t);
    }
}

static void table_init(duckdb_init_info info) { duckdb_init_set_max_threads(info, 64); }

typedef struct local {
    const warehouse_source *source;
    void *state;
} local;

static void local_free(void *p) {
    local *l = p;
    l->source->local_free(l->state);
    free(l);
}

static void table_local(duckdb_init_info info) {
    const warehouse_source *source = current(duckdb_init_get_extra_info(info));
    local *l = malloc(sizeof *l);
    if (l) *l = (local){source, source->local_new(source->context)};
    if (!l || !l->state) {
        free(l);
        duckdb_init_set_error(info, "no memory for a reading thread");
        return;
    }
    duckdb_init_set_init_data(info, l, local_free);
}

static void table_next(duckdb_function_info info, duckdb_data_chunk output) {
    warehouse *w = duckdb_function_get_extra_info(info);
    local *l = duckdb_function_get_local_init_data(info);
    warehouse_chunk c = {0};
    for (size_t i = 0; i < l->source->n; i++) {
        c.vector[i] = duckdb_data_chunk_get_vector(output, i);
        c.data[i] = duckdb_vector_get_data(c.vector[i]);
    }
    size_t rows = 0;
    cordon_error e = {0};
    if (l->source->next(l->source->context, l->state, &c, &rows, &e)) {
        pthread_mutex_lock(&w->mutex);
        if (!w->source_error.status) w->source_error = e;
        pthread_mutex_unlock(&w->mutex);
        duckdb_function_set_error(info, e.message);
        return;
    }
    duckdb_data_chunk_set_size(output, rows);
}

static cordon_status register_rows(warehouse *w, cordon_error *err) {
    duckdb_table_function f = duckdb_create_table_function();
    duckdb_table_function_set_name(f, "cordon_rows");
    duckdb_table_function_set_extra_info(f, w, NULL);
    duckdb_table_function_set_bind(f, table_bind);
    duckdb_table_function_set_init(f, table_init);
    duckdb_table_function_set_local_init(f, table_local);
    duckdb_table_function_set_function(f, table_next);
    duckdb_state state = duckdb_register_table_function(w->con, f);
    duckdb_destroy_table_function(&f);
    if (state != DuckDBSuccess)
        return cordon_fail(err, CORDON_EINTERNAL, "the engine refused the row source");
    return CORDON_OK;
}

/* files: the statements may name files, and rows keep the order they are read in. */
static cordon_status open_as(warehouse **out, const char *path, const char *temp, bool read_only,
                             bool files, cordon_error *err) {
    if (strcmp(duckdb_library_version(), ENGINE_VERSION) != 0)
        return cordon_fail(err, CORDON_EINTERNAL,
                           "this program needs DuckDB %s, the library found is %s", ENGINE_VERSION,
                           duckdb_library_version());
    warehouse *w = calloc(1, sizeof *w);
    if (!w) return cordon_fail(err, CORDON_ENOMEM, "no memory to open %s", path);
    if (read_only) w->memo = memo_new();
    pthread_mutex_init(&w->mutex, NULL);
    duckdb_config config;
    char limit[32], *words = NULL;
    cordon_status status = CORDON_OK;
    if (duckdb_create_config(&config) != DuckDBSuccess) {
        status = cordon_fail(err, CORDON_ENOMEM, "no memory to open %s", path);
        goto out;
    }
    memory_limit(limit, sizeof limit);
    set(config, "access_mode", read_only ? "READ_ONLY" : "READ_WRITE");
    set(config, "autoinstall_known_extensions", "false");
    set(config, "autoload_known_extensions", "false");
    set(config, "allow_community_extensions", "false");
    set(config, "enable_external_access", files ? "true" : "false");
    set(config, "preserve_insertion_order", files ? "true" : "false");
    set(config, "memory_limit", limit);
    set(config, "temp_directory", temp);
    const char *threads = getenv("CORDON_THREADS");
    if (threads && *threads) set(config, "threads", threads);
    if (duckdb_open_ext(path, &w->db, config, &words) != DuckDBSuccess) {
        status = engine_fail(err, DUCKDB_ERROR_IO, words);
        duckdb_free(words);
    } else if (duckdb_connect(w->db, &w->con) != DuckDBSuccess) {
        status = cordon_fail(err, CORDON_EINTERNAL, "the engine gave no connection to %s", path);
    } else {
        status = register_rows(w, err);
    }
    duckdb_destroy_config(&config);
out:
    if (status) {
        warehouse_close(w);
        return status;
    }
    *out = w;
    return CORDON_OK;
}

cordon_status warehouse_open(warehouse **out, const char *path, const char *temp, bool read_only,
                             cordon_error *err) {
    return open_as(out, path, temp, read_only, false, err);
}

cordon_status warehouse_open_files(warehouse **out, const char *temp, cordon_error *err) {
    return open_as(out, ":memory:", temp, false, true, err);
}

void warehouse_close(warehouse *w) {
    if (!w) return;
    memo_free(w->memo, answer_free);
    if (w->con) duckdb_disconnect(&w->con);
    if (w->db) duckdb_close(&w->db);
    pthread_mutex_destroy(&w->mutex);
    free(w);
}

cordon_status warehouse_exec(warehouse *w, const char *sql, cordon_error *err) {
    duckdb_result result;
    cordon_status status = CORDON_OK;
    if (duckdb_query(w->con, sql, &result) != DuckDBSuccess) status = result_fail(err, &result);
    duckdb_destroy_result(&result);
    return status;
}

cordon_status warehouse_exec_source(warehouse *w, const char *sql, const warehouse_source *source,
                                    cordon_error *err) {
    set_source(w, source);
    w->source_error = (cordon_error){0};
    cordon_status status = warehouse_exec(w, sql, err);
    set_source(w, NULL);
    if (status && w->source_error.status) {
        if (err) *err = w->source_error;
        return w->source_error.status;
    }
    return status;
}

static cordon_status bind(duckdb_prepared_statement s, const warehouse_param *params, size_t n,
                          cordon_error *err) {
    for (size_t i = 0; i < n; i++) {
        duckdb_state state = params[i].text
                                 ? duckdb_bind_varchar(s, i + 1, params[i].text)
                                 : duckdb_bind_int64(s, i + 1, params[i].integer);
        if (state != DuckDBSuccess)
            return cordon_fail(err, CORDON_EINTERNAL, "parameter %zu of a statement", i + 1);
    }
    return CORDON_OK;
}

/* ---- answers kept ---- */

static void write_key(buf *b, const char *sql, const warehouse_param *params, size_t n) {
    buf_str(b, sql);
    for (size_t i = 0; i < n; i++) {
        const char *s = params[i].text;
        buf_char(b, 0);
        if (s)
            buf_printf(b, "t%zu:%s", strlen(s), s);
        else
            buf_printf(b, "i%lld", (long long)params[i].integer);
    }
}

static bool recall(warehouse_rows *r, const char *sql, const warehouse_param *params, size_t n) {
    if (!r->memo) return false;
    write_key(&r->key, sql, params, n);
    r->known = r->key.failed ? NULL : memo_get(r->memo, buf_text(&r->key), r->key.len);
    if (!r->known) return false;
    r->cols = r->known->cols;
    memcpy(r->type, r->known->type, sizeof r->type);
    return true;
}

/* An answer that was read to its end, or that has no more than what was read of it. */
static bool is_whole(warehouse_rows *r) {
    if (r->ended || r->chunks != 1) return r->ended && r->chunks <= 1;
    duckdb_data_chunk more = duckdb_fetch_chunk(r->result);
    const char *words = more ? NULL : duckdb_result_error(&r->result);
    bool whole = !more && !(words && *words);
    if (more) duckdb_destroy_data_chunk(&more);
    return whole;
}

static void remember(warehouse_rows *r) {
    if (!r->memo || r->known || r->key.failed || !is_whole(r)) return;
    answer *a = calloc(1, sizeof *a);
    if (!a) return;
    *a = (answer){.chunk = r->chunk, .cols = r->cols};
    memcpy(a->type, r->type, sizeof a->type);
    if (memo_put(r->memo, buf_text(&r->key), r->key.len, a))
        r->chunk = NULL;
    else
        free(a);
}

cordon_status warehouse_query(warehouse_rows **out, warehouse *w, const char *sql,
                              const warehouse_param *params, size_t n, cordon_error *err) {
    warehouse_rows *r = calloc(1, sizeof *r);
    if (!r) return cordon_fail(err, CORDON_ENOMEM, "no memory for a result");
    cordon_status status;
    duckdb_pending_result pending = NULL;
    r->memo = w->memo;
    if (recall(r, sql, params, n)) {
        *out = r;
        return CORDON_OK;
    }
    if (duckdb_prepare(w->con, sql, &r->statement) != DuckDBSuccess) {
        status = engine_fail(err, DUCKDB_ERROR_INVALID, duckdb_prepare_error(r->statement));
        goto out;
    }
    if ((status = bind(r->statement, params, n, err))) goto out;
    if (duckdb_pending_prepared_streaming(r->statement, &pending) != DuckDBSuccess) {
        status = engine_fail(err, DUCKDB_ERROR_INVALID, duckdb_pending_error(pending));
        goto out;
    }
    r->has_result = true;
    if (duckdb_execute_pending(pending, &r->result) != DuckDBSuccess) {
        status = result_fail(err, &r->result);
        goto out;
    }
    r->cols = duckdb_column_count(&r->result);
    if (r->cols > sizeof r->data / sizeof r->data[0]) {
        status = cordon_fail(err, CORDON_ELIMIT, "a result of %d columns", (int)r->cols);
        goto out;
    }
    for (idx_t i = 0; i < r->cols; i++) r->type[i] = duckdb_column_type(&r->result, i);
out:
    if (pending) duckdb_destroy_pending(&pending);
    if (status) {
        warehouse_rows_close(r);
        return status;
    }
    *out = r;
    return CORDON_OK;
}

cordon_status warehouse_next(warehouse_rows *r, bool *more, cordon_error *err) {
    *more = false;
    if (r->ended) return CORDON_OK;
    if (r->chunk && ++r->row < r->rows) {
        *more = true;
        return CORDON_OK;
    }
    do {
        duckdb_data_chunk next = NULL;
        if (!r->known)
            next = duckdb_fetch_chunk(r->result);
        else if (!r->chunks)
            next = r->known->chunk;
        if (!next) {
            const char *words = r->known ? NULL : duckdb_result_error(&r->result);
            if (words && *words) return result_fail(err, &r->result);
            r->ended = true;
            return CORDON_OK;
        }
        if (r->chunk) duckdb_destroy_data_chunk(&r->chunk); /* a known one has no next */
        r->chunk = next;
        r->chunks++;
        r->rows = duckdb_data_chunk_get_size(r->chunk);
    } while (!r->rows);
    r->row = 0;
    for (idx_t i = 0; i < r->cols; i++) {
        r->vector[i] = duckdb_data_chunk_get_vector(r->chunk, i);
        r->data[i] = duckdb_vector_get_data(r->vector[i]);
        r->validity[i] = duckdb_vector_get_validity(r->vector[i]);
    }
    *more = true;
    return CORDON_OK;
}

bool warehouse_null(const warehouse_rows *r, size_t col) {
    return r->validity[col] && !duckdb_validity_row_is_valid(r->validity[col], r->row);
}

int64_t warehouse_int(const warehouse_rows *r, size_t col) {
    if (warehouse_null(r, col)) return 0;
    const void *d = r->data[col];
    switch ((int)r->type[col]) {
    case DUCKDB_TYPE_BOOLEAN: return ((const bool *)d)[r->row];
    case DUCKDB_TYPE_TINYINT: return ((const int8_t *)d)[r->row];
    case DUCKDB_TYPE_SMALLINT: return ((const int16_t *)d)[r->row];
    case DUCKDB_TYPE_INTEGER: return ((const int32_t *)d)[r->row];
    case DUCKDB_TYPE_BIGINT: return ((const int64_t *)d)[r->row];
    case DUCKDB_TYPE_UBIGINT: return (int64_t)((const uint64_t *)d)[r->row];
    case DUCKDB_TYPE_HUGEINT: return (int64_t)((const duckdb_hugeint *)d)[r->row].lower;
    case DUCKDB_TYPE_DOUBLE: return (int64_t)((const double *)d)[r->row];
    default: return 0;
    }
}

double warehouse_real(const warehouse_rows *r, size_t col) {
    if (r->type[col] == DUCKDB_TYPE_DOUBLE && !warehouse_null(r, col))
        return ((const double *)r->data[col])[r->row];
    return (double)warehouse_int(r, col);
}

const char *warehouse_text(warehouse_rows *r, size_t col) {
    if (warehouse_null(r, col) || r->type[col] != DUCKDB_TYPE_VARCHAR) return "";
    duckdb_string_t *s = (duckdb_string_t *)r->data[col] + r->row;
    uint32_t len = duckdb_string_t_length(*s);
    if (r->text_cap[col] < (size_t)len + 1) {
        char *p = realloc(r->text[col], (size_t)len + 64);
        if (!p) return "";
        r->text[col] = p;
        r->text_cap[col] = (size_t)len + 64;
    }
    memcpy(r->text[col], duckdb_string_t_data(s), len);
    r->text[col][len] = 0;
    return r->text[col];
}

void warehouse_rows_close(warehouse_rows *r) {
    if (!r) return;
    remember(r);
    if (r->chunk && !r->known) duckdb_destroy_data_chunk(&r->chunk);
    buf_free(&r->key);
    if (r->has_result) duckdb_destroy_result(&r->result);
    if (r->statement) duckdb_destroy_prepare(&r->statement);
    for (size_t i = 0; i < sizeof r->text / sizeof r->text[0]; i++) free(r->text[i]);
    free(r);
}

void warehouse_literal(buf *sql, const char *text) {
    buf_char(sql, '\'');
    for (; *text; text++) {
        if (*text == '\'') buf_char(sql, '\'');
        buf_char(sql, *text);
    }
    buf_char(sql, '\'');
}

cordon_status warehouse_run(warehouse *w, const char *sql, const warehouse_param *params, size_t n,
                            cordon_error *err) {
    warehouse_rows *r = NULL;
    bool more = true;
    cordon_status status = warehouse_query(&r, w, sql, params, n, err);
    if (status) return status;
    assert(r);
    while (!status && more) status = warehouse_next(r, &more, err);
    warehouse_rows_close(r);
    return status;
}

cordon_status warehouse_one_int(int64_t *out, warehouse *w, const char *sql,
                                const warehouse_param *params, size_t n, cordon_error *err) {
    warehouse_rows *r = NULL;
    bool more = false;
    cordon_status status = warehouse_query(&r, w, sql, params, n, err);
    if (status) return status;
    assert(r);
    if (!(status = warehouse_next(r, &more, err))) {
        if (more)
            *out = warehouse_int(r, 0);
        else
            status = cordon_fail(err, CORDON_ENOTFOUND, "no row");
    }
    warehouse_rows_close(r);
    return status;
}

void *warehouse_chunk_data(const warehouse_chunk *c, size_t col) { return c->data[col]; }

void warehouse_chunk_text(warehouse_chunk *c, size_t col, size_t row, const char *s, size_t len) {
    duckdb_string_t *t = (duckdb_string_t *)c->data[col] + row;
    if (len > sizeof t->value.inlined.inlined) {
        duckdb_vector_assign_string_element_len(c->vector[col], row, s, len);
        return;
    }
    /* A short text is stored in place, the rest of the place zeroed: what the
     * engine's own call does, without a call for each of the millions.       */
    memset(t, 0, sizeof *t);
    t->value.inlined.length = (uint32_t)len;
    memcpy(t->value.inlined.inlined, s, len);
}

void warehouse_chunk_null(warehouse_chunk *c, size_t col, size_t row) {
    if (!c->validity[col]) {
        duckdb_vector_ensure_validity_writable(c->vector[col]);
        c->validity[col] = duckdb_vector_get_validity(c->vector[col]);
    }
    duckdb_validity_set_row_invalid(c->validity[col], row);
}
