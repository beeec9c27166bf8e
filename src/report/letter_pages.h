/* letter_pages.h - where pages break: strips as wide as the page, one after the other, each on a page and at a height.
 *
 * A strip is never cut. Strips that belong together (`with_next`: a heading and what it heads, the first two and the last two lines of a paragraph) stand on
 * one page when a page can hold them; a chain longer than a page breaks where the page is full. Space above is not left at the top of a page. A strip
 * inside a table has the height of the table's head, which is repeated above it when it begins a page. O(n). */
#ifndef REPORT_LETTER_PAGES_H
#define REPORT_LETTER_PAGES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct letter_strip {
    int height, above, head; /* in any one unit; head 0 = nothing is repeated */
    bool with_next;
} letter_strip;
typedef struct letter_place { int page, y; } letter_place; /* page from 0; y of its upper edge, below space and repeated head */

/* Places n strips on pages of height `room`; returns the number of pages, 1 when n is 0. A strip higher than a page has one to itself. */
int letter_pages(letter_place *out, const letter_strip *s, size_t n, int room);

#endif
