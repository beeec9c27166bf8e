/* csv.h - a cell of comma-separated values (RFC 4180) that does no harm.
 *
 * A text that a spreadsheet would run as a formula gets a leading apostrophe. What is no UTF-8 and
 * control characters become U+FFFD; line ends and tabs stay.                   */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/buf.h"

enum {
    CSV_EXACT = 1,   /* no apostrophe: for readers that run nothing */
    CSV_ONE_LINE = 2 /* line ends and tabs become blanks, so that a record is one line */
};

/* Adds the cell, in quotes where it needs them. flags 0 is for spreadsheets. */
void csv_cell(buf *b, const char *s, size_t len, unsigned flags);

#endif
