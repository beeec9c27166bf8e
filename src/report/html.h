/* html.h - the one writer of HTML, which escapes everything by default.
 *
 * Text and attribute values can only be added through functions that escape
 * them; the names of elements and attributes are literals of the program. What
 * is opened is closed in order, so the page is also well-formed XML: a void
 * element is written <br/>, an attribute always has a value, and characters
 * that XML does not allow, or bytes that are not UTF-8, become U+FFFD.
 *
 * Attributes are pairs of name and value after the element; one whose value is
 * NULL is left out.                                                 */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "base/buf.h"

enum { HTML_DEPTH_MAX = 32 };

typedef struct html {
    buf *out;
    const char *open[HTML_DEPTH_MAX];
    int depth;
    bool broken; /* closed what was not open, or too deep: a mistake of the program */
} html;

/* html_open(h, "td", "class", "n"); */
#define html_open(h, ...) html_open_all(h, (const char *const[]){__VA_ARGS__, NULL})
void html_open_all(html *h, const char *const *v);
void html_close(html *h, const char *element);
#define html_void(h, ...) html_void_all(h, (const char *const[]){__VA_ARGS__, NULL})
void html_void_all(html *h, const char *const *v);
/* An element with nothing but a text: html_leaf(h, "td", text, "class", "n"). */
#define html_leaf(h, ...) html_leaf_all(h, (const char *const[]){__VA_ARGS__, NULL})
void html_leaf_all(html *h, const char *const *v);

void html_text(html *h, const char *s);
void html_printf(html *h, const char *fmt, ...) CORDON_PRINTF(2, 3);
/* A line feed between elements, so that the page can be read and compared. */
void html_line(html *h);
/* The style sheet, a literal of the program: the only bytes not escaped. */
void html_style(html *h, const char *css);

/* Whether everything was closed and there was memory. */
bool html_whole(const html *h);

#endif
