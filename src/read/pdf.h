/* pdf.h - what a PDF says of itself: its information dictionary, its XMP packet, its signatures.
 *
 * A bounded reading without a PDF library: objects are found by their text ("12 0 obj"), object streams and XMP
 * packets packed with Flate are unpacked to a bound. Nothing is drawn or run. A field that stands in both places is taken from
 * the information dictionary; `xmp_differs` says that the two disagree. What is encrypted is not read and said so.   */
#ifndef READ_PDF_H
#define READ_PDF_H

#include <cordon/error.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/date.h"

enum { PDF_BYTES_MAX = 64 << 20, PDF_TEXT_MAX = 1000, PDF_UNPACKED_MAX = 16 << 20, PDF_STREAMS_MAX = 4000 };

typedef struct pdf_info {
    const char *title, *author, *creator, *producer; /* UTF-8; "" = not there */
    date_day created, changed;                       /* as written, without its zone; 0 = not there */
    unsigned updates;  /* times it was saved by appending: ends of file behind the first */
    bool signature;    /* has a signature's byte range: electronic, whatever it is worth */
    bool encrypted;    /* then texts are "" */
    bool xmp_differs;
    bool any;          /* at least one of the texts or days is there */
} pdf_info;

/* Texts live in mem. CORDON_EFORMAT: it does not begin as a PDF. CORDON_ELIMIT: longer than PDF_BYTES_MAX. O(len). */
cordon_status pdf_info_read(pdf_info *out, arena *mem, const char *name, const void *data, size_t len, cordon_error *err);

#endif
