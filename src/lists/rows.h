/* rows.h - a publisher's delimited text, row by row or held and grouped by key.
 *
 * Rows stream with their lines. One that cannot be used (another number of cells than the
 * header, no UTF-8, a stray quote) is refused, counted and passed; what makes the rest of
 * the file unreadable (an open quote, NUL, a record above RECORD_MAX) ends the reading with an
 * error. Publishers that spread one entity over many rows or files need them together: such rows
 * are held in memory, at most LIST_HELD_BYTES, and sorted by key.       */
#ifndef LISTS_ROWS_H
#define LISTS_ROWS_H

#include "lists/reader.h"

enum { LIST_PREFACE_LINES = 10, LIST_HELD_BYTES = 1 << 30 };

typedef struct list_form {
    char delimiter, quote;
    const char *encoding; /* iconv's name, NULL = UTF-8 */
    const char *head_has; /* a column that the header has: lines above it are the preface; NULL =
                             the first line is it */
    bool short_rows;      /* rows may end early: the cells that lack are "" */
} list_form;

typedef struct list_rows list_rows;

/* Reads up to the header. The rows borrow r, whose stream of that file they read. */
cordon_status list_rows_open(list_rows **out, list_read *r, unsigned file, const list_form *form,
                             cordon_error *err);
void list_rows_close(list_rows *w);
/* The first column of that name, letter case and blanks around it aside; -1 = none. */
int list_col(const list_rows *w, const char *name);
/* The same for each name of a NULL-ended list; names the first that lacks in the error. */
cordon_status list_cols(const list_rows *w, const char *const names[], int cols[],
                        cordon_error *err);
size_t list_columns(const list_rows *w);
const char *list_column_name(const list_rows *w, size_t col);
/* Cells above the header, joined by blanks, "" when there are none. */
const char *list_preface(const list_rows *w);
cordon_status list_rows_next(list_rows *w, bool *more, cordon_error *err);
/* A cell of the row at hand without blanks around it, "" for col -1; good until the next. */
const char *list_cell(const list_rows *w, int col);
const char *const *list_row_cells(const list_rows *w); /* all of them, as many as columns */
uint64_t list_rows_line(const list_rows *w);
/* Refuses the row at hand for what stands in that column (-1 = the row). */
void list_rows_refuse(list_rows *w, int col, const char *expected);
/* Notes once every column that is not among the names (NULL-ended). */
void list_note_columns(const list_rows *w, const char *const names[]);

typedef struct list_held_row {
    const char *key, *sub; /* rows of one key stand together, then by sub, file and line */
    const char **cell;
    uint64_t line;
    unsigned file;
} list_held_row;

typedef struct list_held {
    arena mem;
    list_held_row *row;
    size_t rows, cap;
} list_held;

void list_held_init(list_held *h);
void list_held_free(list_held *h);
/* Keeps the row at hand; key and sub are copied. */
cordon_status list_hold(list_held *h, const list_rows *w, unsigned file, const char *key,
                        const char *sub, cordon_error *err);
/* The same for cells that come from elsewhere. */
cordon_status list_hold_cells(list_held *h, const char *const cell[], size_t cells, uint64_t line,
                              unsigned file, const char *key, const char *sub, cordon_error *err);
/* Sorts; afterwards list_group gives the end of the rows that share row[at]'s key. */
void list_held_sort(list_held *h);
size_t list_group(const list_held *h, size_t at);

#endif
