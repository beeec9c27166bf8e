/* listings.h - parties of third countries on the lists of a regime: by whom, since when, and by
 * whom not.
 *
 * The regime's listings.csv says which entries of which lists are of it (all, or those whose
 * programme holds a text). A party is what links join (link.h). An entry is of a third country when
 * a country is known of it and none is a target, one of the coalition or what the regime calls not
 * third on that day; where it names none, those of its party count. Ships and aircraft are no
 * parties here: a flag says little. The day of a listing is the one printed, the earliest of all
 * forms of a list; where none is printed, the first edition that has the entry, unless that is the
 * first edition at hand.  */
#ifndef SCREEN_LISTINGS_H
#define SCREEN_LISTINGS_H

#include "lists/catalogue.h"
#include "lists/lists.h"
#include "regime/regime.h"

enum { LISTINGS_AUTHORITIES_MAX = 16, LISTINGS_COUNTRIES_MAX = 8 };

typedef struct listed_entry {
    const char *list, *key,
        *name; /* of data/lists/lists.csv; the publisher's key; the first name */
    const char *country[LISTINGS_COUNTRIES_MAX]; /* area codes, sorted */
    uint8_t countries, authority;                /* authority: of listings.authority */
    bool third;                                  /* its party is of third countries */
    bool printed;                                /* from is printed; else it was seen */
    date_day from;                               /* 0 = not known */
    uint32_t party;
    int64_t source;
    uint64_t line;
} listed_entry;

typedef struct listed_list {
    const char *list, *title;
    uint8_t authority;
    date_day vintage;
    int64_t source;                          /* of one of its entries */
    size_t entries, third, unknown, undated; /* parties counted by entry: all, of third countries,
                                                of no known country; third without a day */
} listed_list;

typedef struct listings {
    arena mem;
    catalogue about;
    listed_entry *entry;                             /* by (list, key) */
    listed_list *list;                               /* by id */
    const char *authority[LISTINGS_AUTHORITIES_MAX]; /* area codes, sorted */
    size_t entries, lists, links;
    uint8_t authorities;
    uint32_t parties; /* party numbers are below this */
} listings;

typedef struct listings_ask {
    store *store;
    regime *regime;
    const areas *areas;
    date_day as_at, known_by;
} listings_ask;

/* Nothing in lists when the store has no list of the regime, or the regime has no listings.csv. */
cordon_status listings_make(listings *out, const listings_ask *q, cordon_error *err);
/* The areas that are no third country: targets, coalition, and what the regime names in not_third.
 */
cordon_status listings_near(area_set *out, const regime *r, const areas *a, date_day on,
                            cordon_error *err);
void listings_free(listings *l);
bool listed_in(const listed_entry *e, const char *country);

#endif
