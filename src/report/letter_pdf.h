/* letter_pdf.h - the third writer of a letter: A4 pages with a running head and "n of N", by Pango (any script, either direction) and cairo.
 *
 * The text of a PDF is its text: it can be selected, searched and read out in order. The same letter with the same terms is the same bytes, with the
 * same fonts installed; no clock is read. Control characters and marks that turn the writing direction are shown as [U+202E], what no font has as the box
 * of its code point, and counted. A name written from the right does not turn the number behind it. No more than four combining marks stand on a letter; the next stand on a circle of their own.
 *
 * Pango and cairo start slowly, so this file is a module of its own, libcordon-pdf.so, that the program opens when a PDF is asked for (cli/pdf_module.h).
 * Neither the program nor libcordon is linked with them. Not for several threads at once. */
#ifndef REPORT_LETTER_PDF_H
#define REPORT_LETTER_PDF_H

#include "report/letter_doc.h"

enum { LETTER_PAGES_MAX = 5000, LETTER_MISSING_MAX = 8 };
typedef struct letter_pdf_terms {
    const char *hash, *who, *subject; /* of the entry; who: the author as given */
    const char *created;              /* "2026-08-31T00:00:00Z" */
} letter_pdf_terms;
typedef struct letter_pdf_said {
    int pages;
    size_t missing; /* characters that no font has; the first of them, each once */
    unsigned code[LETTER_MISSING_MAX], codes;
} letter_pdf_said;

/* EIO: there is no font; ELIMIT: more than LETTER_PAGES_MAX pages. */
typedef cordon_status letter_pdf_writer(buf *out, letter_pdf_said *said, const letter_doc *d, const letter_pdf_terms *t, cordon_error *err);
extern CORDON_API letter_pdf_writer cordon_letter_pdf;
/* The version of the program that the module was built with. */
extern CORDON_API const char cordon_letter_pdf_version[];

/* Text made fit to be set: see above. */
void letter_pdf_clean(buf *out, const char *text);

#endif
