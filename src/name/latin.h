/* latin.h - letters of the Latin script, with all their marks, as a to z. */
#ifndef NAME_LATIN_H
#define NAME_LATIN_H

#include <stdbool.h>
#include <stdint.h>

enum { LATIN_POINT_MAX = 4 };

typedef struct latin_tables {
    char plain[0x250 - 0xA0][LATIN_POINT_MAX]; /* U+00A0..U+024F */
    char more[0x1F00 - 0x1E00][LATIN_POINT_MAX];
} latin_tables;

void latin_tables_fill(latin_tables *t);

/* One to three letters for a folded letter, marks off: "o" for o with a stroke; "" when none fits.
 */
const char *latin_plain(const latin_tables *t, int32_t c, char room[LATIN_POINT_MAX]);
/* How the letter is written where it has no key: "oe" for o with a stroke; NULL when there is no
 * such habit. s_next is true before another s-like letter.                                */
const char *latin_respelled(int32_t c);

#endif
