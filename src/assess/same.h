/* same.h - whether two papers name one party, spelled as papers spell. */
#ifndef ASSESS_SAME_H
#define ASSESS_SAME_H

#include "assess/case.h"

/* TRI_YES: the words are the same but for case, marks, legal forms, stop words and the script they are in (a reading in
 * common for each). TRI_UNKNOWN: one of them cannot be read as a name. No likeness is guessed: papers of one
 * transaction are copied from one another, and what differs is worth a look. O(words). */
cordon_status same_name(tri *out, const char *a, const char *b, cordon_error *err);
/* Two names are the same only if they have a key in common: hashes, one per reading of the first word that counts. None: it
 * cannot be read, and is the same as no other. */
enum { SAME_KEYS_MAX = 8 };
cordon_status same_name_keys(uint64_t out[SAME_KEYS_MAX], size_t *n, const char *name, cordon_error *err);
/* The same for an area's name or code. TRI_UNKNOWN: one is no known area. */
struct areas;
tri same_area(const struct areas *a, const char *x, const char *y, date_day on);
/* The area that a case's text means: a code, a name. NULL. */
const struct area *case_area(const struct areas *a, const char *text, date_day on);

#endif
