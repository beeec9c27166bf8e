/* identify.h - what is normal in an entity's facts: countries as codes, identifiers by kind, dates.
 *
 * An entity keeps what its publisher wrote; these functions say what it means. The country that
 * issued a number is the one in the value's detail, else the entity's own when all its countries
 * are one.    */
#ifndef LISTS_IDENTIFY_H
#define LISTS_IDENTIFY_H

#include "lists/entity.h"
#include "name/identifier.h"
#include "name/partial_date.h"
#include "regime/area.h"

enum { LIST_COUNTRIES_MAX = 32 };

/* Codes of areas (ISO 3166 alpha-3 and own ones), sorted, none twice. */
typedef struct list_countries {
    uint8_t n;
    bool more;                            /* there were more than fit */
    const char *code[LIST_COUNTRIES_MAX]; /* as long as the areas */
} list_countries;

/* Adds the countries a text means: "RU", "Russian Federation", "Hong Kong, China" (the first; what
 * follows a comma says whose it is), "Korea, North", "Iran; Iraq". Nothing when it means none:
 * false. */
bool list_country_add(list_countries *out, const areas *a, const char *text, size_t len);
/* The country that an address names at its end, or else at its beginning; several addresses may be
 * separated by ';'. False when none does.                                     */
bool list_country_of_address(list_countries *out, const areas *a, const char *address, size_t len);
bool list_country_has(const list_countries *c, const char *code);

/* All of an entity's countries: properties country, jurisdiction, nationality, citizenship,
 * mainCountry, flag; where there is none of these, of its addresses. */
void list_countries_of(list_countries *out, const areas *a, const entity *e);

/* Its identifiers, by (kind, country, value), none twice; in mem. NULL and 0 when there is none.
 * An IMO number of what is no vessel is that of a company.                      */
cordon_status list_identifiers_of(identifier **out, size_t *n, arena *mem,
                                  const identifier_kinds *k, const areas *a, const entity *e,
                                  cordon_error *err);

/* Tables that a reader of facts needs, opened together once; thread-safe; kept to the end. */
typedef struct list_facts_tables {
    const areas *areas;
    const identifier_kinds *kinds;
    const date_words *dates;
} list_facts_tables;
cordon_status list_facts_tables_open(const list_facts_tables **out, cordon_error *err);

#endif
