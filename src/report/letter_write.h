/* letter_write.h - a letter as text, wrapped before a width, and as HTML. The third writer is letter_pdf.h. */
#ifndef REPORT_LETTER_WRITE_H
#define REPORT_LETTER_WRITE_H

#include "report/letter_doc.h"

void letter_text(buf *out, const letter_doc *d, int width);
/* False: a mistake of the program, or no memory. */
bool letter_html(buf *out, const letter_doc *d);

#endif
