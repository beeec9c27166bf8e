/* output_in.h - what output.c shares with the table and the workbook. */
#ifndef CLI_OUTPUT_IN_H
#define CLI_OUTPUT_IN_H

#include "base/buf.h"
#include "cli/output.h"

typedef enum cell_kind { CELL_MISSING, CELL_TEXT, CELL_INT, CELL_REAL } cell_kind;

typedef struct cell {
    cell_kind kind;
    int64_t i;
    double d;
    size_t at, len; /* the text of a row stands in one piece, this is a cell's part */
} cell;

/* Adds the cell as a table shows it; text is the row's. A missing value is "-":
 * a blank could be taken for an empty text or overlooked.                    */
void cell_show(buf *b, const output_column *column, const cell *v, const char *text);

/* grid: an aligned table. Rows are held until the widths are known, at most
 * GRID_ROWS of them or GRID_BYTES of text; later rows keep those widths and
 * stand out where they are longer.                                           */
enum { GRID_ROWS = 10000, GRID_BYTES = 16 << 20 };
typedef struct grid grid;
/* limit is the terminal's width, 0 = none. NULL: no memory. */
grid *grid_begin(const char *title, const output_column *columns, size_t n, size_t limit);
/* What is ready is added to out; failures of memory show there. */
void grid_row(grid *g, buf *out, const cell *row, const char *text);
void grid_end(grid *g, buf *out);
void grid_free(grid *g);

/* sheet: an Excel workbook of one sheet. NULL, with a line on stderr, when it
 * cannot be written. It appears under its name only when it is complete.     */
typedef struct sheet sheet;
sheet *sheet_begin(const char *path, const char *title, const output_column *columns, size_t n);
void sheet_row(sheet *s, const cell *row, const char *text);
/* Notes are lines of text. Frees; EXIT_OK, or EXIT_FAILED with a line. */
int sheet_end(sheet *s, const char *notes);
void sheet_drop(sheet *s);

#endif
