/* warehouse.h - the analytical engine (DuckDB) behind one file of code.
 *
 * Only warehouse.c includes the engine's header, so an upgrade or another
 * engine is one file's work. One handle per store and process; a handle is
 * used by one thread at a time (the engine uses threads of its own inside a
 * statement, and calls a row source from all of them).                       */
#ifndef STORE_WAREHOUSE_H
#define STORE_WAREHOUSE_H

#include <cordon/error.h>
#include <stdbool.h>

#include "base/buf.h"

typedef struct warehouse warehouse;

/* The version the program was made for; another library is refused at open. */
const char *warehouse_engine_version(void);

/* Opens path, creating it unless read_only. temp is a folder for spilled
 * data. The engine never loads extensions and never opens other files.
 * CORDON_THREADS sets the number of threads; the default is all cores.        */
cordon_status warehouse_open(warehouse **out, const char *path, const char *temp, bool read_only,
                             cordon_error *err);
/* An engine without a store, in memory, that reads and writes the files its statements name
 * (Parquet on its way in and out); temp "" = no spilled data.                 */
cordon_status warehouse_open_files(warehouse **out, const char *temp, cordon_error *err);
void warehouse_close(warehouse *w);

/* Statements without a result; several may be separated by ';'. */
cordon_status warehouse_exec(warehouse *w, const char *sql, cordon_error *err);

struct warehouse_param {
    const char *text; /* NULL: the integer is meant */
    int64_t integer;
};

/* Appends text as an SQL literal, its quotes doubled: the one way that text
 * gets into a statement which cannot take it as a parameter.                 */
void warehouse_literal(buf *sql, const char *text);

/* One statement with $1 ... $n and no result. */
typedef struct warehouse_param warehouse_param;
cordon_status warehouse_run(warehouse *w, const char *sql, const warehouse_param *params, size_t n,
                            cordon_error *err);

/* A query with $1 ... $n. The rows are streamed: close them before the next
 * statement on this warehouse.                                               */
typedef struct warehouse_rows warehouse_rows;
cordon_status warehouse_query(warehouse_rows **out, warehouse *w, const char *sql,
                              const warehouse_param *params, size_t n, cordon_error *err);
/* Steps to the next row; *more false at the end. */
cordon_status warehouse_next(warehouse_rows *r, bool *more, cordon_error *err);
/* Cells of the current row, by column from 0. Integers of any width, text. */
bool warehouse_null(const warehouse_rows *r, size_t col);
int64_t warehouse_int(const warehouse_rows *r, size_t col);
double warehouse_real(const warehouse_rows *r, size_t col);
/* A NUL-terminated copy, valid until the next step; "" for null. */
const char *warehouse_text(warehouse_rows *r, size_t col);
void warehouse_rows_close(warehouse_rows *r);
/* A query of one row and one integer column. */
cordon_status warehouse_one_int(int64_t *out, warehouse *w, const char *sql,
                                const warehouse_param *params, size_t n, cordon_error *err);

/* Rows made by the caller, read by SQL as the table cordon_rows(): the engine
 * calls next on several threads at once, each with its own local state.       */
typedef enum warehouse_type { WAREHOUSE_TEXT, WAREHOUSE_INT64, WAREHOUSE_INT32, WAREHOUSE_INT16 }
    warehouse_type;

typedef struct warehouse_chunk warehouse_chunk;
enum { WAREHOUSE_CHUNK_ROWS = 2048, WAREHOUSE_SOURCE_COLUMNS = 32 };

typedef struct warehouse_source {
    size_t n;
    struct {
        const char *name;
        warehouse_type type;
    } column[WAREHOUSE_SOURCE_COLUMNS];
    void *context;
    void *(*local_new)(void *context);
    void (*local_free)(void *local);
    /* Fills at most WAREHOUSE_CHUNK_ROWS rows and sets *rows; 0 ends. A failure
     * stops the statement; the caller's error wins over the engine's.         */
    cordon_status (*next)(void *context, void *local, warehouse_chunk *chunk, size_t *rows,
                          cordon_error *err);
} warehouse_source;

/* Runs sql (which reads cordon_rows()) with this source. */
cordon_status warehouse_exec_source(warehouse *w, const char *sql, const warehouse_source *source,
                                    cordon_error *err);

void *warehouse_chunk_data(const warehouse_chunk *c, size_t col); /* int64_t *, int32_t *, ... */
void warehouse_chunk_text(warehouse_chunk *c, size_t col, size_t row, const char *s, size_t len);
void warehouse_chunk_null(warehouse_chunk *c, size_t col, size_t row);

#endif
