/* area_within.h - areas that others contain: a list says the one, a question the other.
 *
 * data/screen/area_within.csv   area,within,valid_from,source: one row for each area that a larger one with
 * a code of its own contains. Two such areas are neither the same country nor different ones. The table
 * says what publishers mix up, and takes no side in whose an area is.                  */
#ifndef SCREEN_AREA_WITHIN_H
#define SCREEN_AREA_WITHIN_H

#include "regime/area.h"

enum { AREA_WITHIN_MAX = 1024 }; /* rows */

typedef struct area_within area_within;

/* Reads a table. CORDON_EFORMAT with file, line and column: an area that is not one of `a`, one within
 * itself, a row given twice or a bad date; CORDON_ELIMIT: more than AREA_WITHIN_MAX rows. */
cordon_status area_within_read(area_within **out, const char *path, const areas *a,
                               cordon_error *err);
void area_within_free(area_within *w);
/* The shipped table; read once, thread-safe, kept to the end. */
cordon_status area_within_open(const area_within **out, cordon_error *err);

/* Whether one of the two codes contains the other, directly; O(log rows). */
bool area_within_either(const area_within *w, const char *a, const char *b);

#endif
