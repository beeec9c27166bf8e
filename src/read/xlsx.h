/* xlsx.h - rows of the first sheet of an Excel workbook (ECMA-376).
 *
 * The file is a zip of XML parts. Only the parts that are needed are unpacked, each into memory and
 * under a bound, whatever the archive says of their sizes; nothing is written to disk, and a name
 * in the archive is only compared, never opened. Cells come as text: shared and inline strings,
 * numbers as written, numbers in a date's format as ISO dates, booleans as "0" and "1". Formulas
 * count by their last value.   */
#ifndef READ_XLSX_H
#define READ_XLSX_H

#include "read/stream.h"

enum {
    XLSX_FILE_BYTES_MAX = 64 << 20,
    XLSX_PART_BYTES_MAX = 256 << 20, /* of one part, unpacked */
    XLSX_PARTS_MAX = 4096,
    XLSX_STRINGS_MAX = 4000000,
    XLSX_COLUMNS_MAX = 1024,
    XLSX_ROWS_MAX = 1048576
};

typedef struct xlsx_row {
    uint64_t number;         /* of the row in the sheet, 1-based */
    const char *const *cell; /* "" where the sheet has none */
    size_t cells;
    const char *over; /* the bound that the row broke, NULL = whole */
} xlsx_row;

/* Reads s to its end and calls row for each row that is there, in order. CORDON_EFORMAT for what is
 * no workbook or is damaged, CORDON_ELIMIT for a bound, else what row returned.  */
cordon_status xlsx_read(stream *s,
                        cordon_status (*row)(void *arg, const xlsx_row *row, cordon_error *err),
                        void *arg, cordon_error *err);

#endif
