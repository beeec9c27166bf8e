/* letter_write.h - headings, paragraphs and items of a letter, as text or HTML. */
#ifndef REPORT_LETTER_WRITE_H
#define REPORT_LETTER_WRITE_H

#include "report/html.h"

typedef struct letter_page {
    buf *out;
    html h;
    bool html, list;
    int width;
} letter_page;

void letter_begin(letter_page *p, buf *out, bool as_html, int width, const char *title);
void letter_end(letter_page *p);
void letter_title(letter_page *p, const char *text);
void letter_head(letter_page *p, const char *text);
void letter_para(letter_page *p, const char *text);
/* number 0 = a dash; depth 0 or 1. */
void letter_item(letter_page *p, int number, int depth, const char *text);
/* "key: value"; nothing where value is empty. */
void letter_pair(letter_page *p, const char *key, const char *value);

#endif
