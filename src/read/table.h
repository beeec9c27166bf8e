/* table.h - a small reference table (CSV, also gz/xz/zst) whole in memory.
 * A name that ends in .tsv or .txt (or .tsv.xz, ...) means tabs and no quotes.
 *
 * For the tables that Cordon ships or a user writes by hand: regimes, areas,
 * nomenclatures, layouts. Bounded (TABLE_BYTES_MAX); every row knows its line
 * so that messages can say FILE:LINE.                                        */
#ifndef READ_TABLE_H
#define READ_TABLE_H

#include <cordon/error.h>
#include <stdbool.h>

#include "base/arena.h"

enum { TABLE_BYTES_MAX = 256 << 20, TABLE_ROWS_MAX = 5000000 };

typedef struct table {
    arena mem;
    char path[512];
    size_t cols, rows;
    const char **head;   /* cols column names */
    const char **cell;   /* rows * cols, row after row, each NUL-terminated */
    const uint32_t *line; /* rows: the line a row starts on */
} table;

/* Reads the file. Rows with another number of fields than the header are an
 * error with file, line and both numbers. Blank lines are skipped, and in NAME.tsv
 * those that begin with '#'; a cell is UTF-8 and holds no NUL. On failure *t holds nothing.                        */
cordon_status table_read(table *t, const char *path, cordon_error *err);
cordon_status table_read_memory(table *t, const char *name, const void *data, size_t len,
                                cordon_error *err);
void table_free(table *t);

/* Column by name, -1 when there is none. */
int table_col(const table *t, const char *name);
/* All names must be there: fills cols[] in the order of names (NULL-ended),
 * or fails naming the missing column and those found.                        */
cordon_status table_cols(const table *t, const char *const names[], int cols[], cordon_error *err);
/* The cell; "" when col is -1. */
static inline const char *table_cell(const table *t, size_t row, int col) {
    return col < 0 ? "" : t->cell[row * t->cols + (size_t)col];
}

#endif
