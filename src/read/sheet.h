/* sheet.h - the rows of a table somebody else made: delimited text or the first sheet of a
 * workbook.
 *
 * For tables that people send each other. A name that ends in .xlsx is a workbook; else the
 * delimiter is that of comma, semicolon, tab and bar which stands most often in the first line; in
 * NAME.tsv and NAME.txt it is the tab and quotes are letters. Cells lose the blanks around them.
 * A row that cannot be read is handed on with its fault, and reading goes on behind it. */
#ifndef READ_SHEET_H
#define READ_SHEET_H

#include "read/stream.h"

enum { SHEET_BYTES_MAX = 256 << 20, SHEET_ROWS_MAX = 5000000 };

typedef struct sheet_row {
    uint64_t line;           /* of the file; of a workbook the row's number */
    const char *const *cell; /* valid UTF-8, NUL-terminated, until the callback returns */
    size_t cells;
    bool workbook;     /* whose rows end at the last cell that is there */
    const char *fault; /* why the row cannot be read; then there are no cells. NULL = whole */
} sheet_row;

/* Calls row for every row that is not blank, the first (the header) too. CORDON_EFORMAT for what is
 * damaged or no table, CORDON_ELIMIT past a bound, else what row returned. Reads s to its end, so
 * that its hash is known. O(bytes). */
cordon_status sheet_read(stream *s,
                         cordon_status (*row)(void *arg, const sheet_row *row, cordon_error *err),
                         void *arg, cordon_error *err);

#endif
