/* area.h - the one list of countries and other areas, and every publisher's
 * codes and spellings for them.
 *
 * data/areas.csv names each area once (ISO 3166 alpha-3 or an own code such as
 * EU27_2020, NES, WORLD) with its kind; data/area_codes.csv says what each
 * scheme writes for it, dated. Matching is exact after Unicode case folding
 * and after blanks are trimmed and collapsed: nothing is guessed. Kinds never
 * mix in a sum: an aggregate is not added to the countries it contains.      */
#ifndef REGIME_AREA_H
#define REGIME_AREA_H

#include <cordon/error.h>

#include "base/date.h"

typedef enum area_kind { AREA_COUNTRY, AREA_AGGREGATE, AREA_NES, AREA_SPECIAL } area_kind;

typedef struct area {
    const char *code, *name; /* valid as long as the areas */
    area_kind kind;
    date_day valid_from, valid_to; /* first and last day; 0 = undated, open */
} area;

typedef struct areas areas;

/* Reads both tables from the data folder. */
cordon_status areas_load(areas **out, cordon_error *err);
void areas_free(areas *a);
size_t areas_count(const areas *a);
const area *areas_at(const areas *a, size_t index); /* sorted by code */
const char *area_kind_name(area_kind k);

/* The area a scheme's text means, NULL when unknown. schemes is one scheme or
 * several separated by '|', tried in order ("iso2", "eurostat|name", ...).
 * "code" is the scheme of the area codes themselves, valid on every day. on = 0
 * takes the latest meaning; else the one valid on that day, where valid_to is
 * the last day it is valid. Thread-safe. O(length).                          */
const area *areas_find(const areas *a, const char *schemes, const char *text, size_t len,
                       date_day on);
/* Whether a scheme of that name has any code. */
int areas_has_scheme(const areas *a, const char *scheme, size_t len);

#endif
