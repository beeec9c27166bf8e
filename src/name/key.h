/* key.h - spellings that romanise one sound written one way.
 *
 * "Panteleev", "Panteleyev" and "Pantelejev" are one key; "Akhmed", "Ahmed" another. The rules are
 * those on which romanisations of the world's scripts differ (ch/tsch/tj, sh/sch/sz, kh/h, ou/u,
 * y/j/i, w/v, ck/q/k, doubled letters); what is less sure is left to the similarity of keys, where
 * such pairs of letters cost little. A skeleton is what scripts that leave vowels out
 * write of the same word: no vowels, glides only at the front, no h at the end.          */
#ifndef NAME_KEY_H
#define NAME_KEY_H

#include <stddef.h>

enum { NAME_KEY_MAX = 32 };

/* Key of len letters a-z and digits (others are left out); the rest of out is filled with NUL.
 * Returns its length, 0 to NAME_KEY_MAX; what is longer is cut. Pure, O(len).               */
unsigned name_key(char out[NAME_KEY_MAX], const char *latin, size_t len);
/* The same for the skeleton. May be "" ("io"). */
unsigned name_skeleton(char out[NAME_KEY_MAX], const char *latin, size_t len);

#endif
