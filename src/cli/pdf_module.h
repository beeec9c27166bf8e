/* pdf_module.h - the writer of PDFs, opened when one is asked for: lib/libcordon-pdf.so beside the program, or ../lib/cordon where it is installed.
 * Linked in, Pango and cairo would more than double what every start of the program takes. */
#ifndef CLI_PDF_MODULE_H
#define CLI_PDF_MODULE_H

#include "report/letter_pdf.h"

/* EIO: the module, or a library it needs, is not there or is of another version. It stays open. */
cordon_status pdf_module(letter_pdf_writer **out, cordon_error *err);

#endif
