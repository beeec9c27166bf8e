/* entity.h - what a list describes: a party, vessel or bank, as one publisher put it.
 *
 * Schemas and properties bear the names of FollowTheMoney (followthemoney.tech):
 * Person, Company, Organization, LegalEntity, Vessel, Airplane, CryptoWallet, ...; "name",
 * "alias", "weakAlias", "previousName", "birthDate", "innCode", "imoNumber", ... Values stay as
 * published, one property a value; what they mean (dates, countries, codes) is normalised by
 * those who ask. An entity belongs to one list and has one key in it: entities of
 * several lists are linked (screen/), never merged.                           */
#ifndef LISTS_ENTITY_H
#define LISTS_ENTITY_H

#include <cordon/error.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"

enum {
    ENTITY_VALUES_MAX = 20000, /* values of one entity; a record with more is refused and counted */
    ENTITY_VALUE_BYTES_MAX = 64 << 10,
    ENTITY_BYTES_MAX = 1 << 20, /* all its texts together */
    ENTITY_LISTINGS_MAX = 256,
    ENTITY_LINKS_MAX = 4096
};

typedef struct entity_value {
    const char *prop;   /* FollowTheMoney property */
    const char *value;  /* UTF-8, blanks trimmed, never "" */
    const char *lang;   /* ISO 639-3 as the publisher says it, "" = not said */
    const char *detail; /* country that issued an identifier, kind of document, ...; "" = none */
} entity_value;

/* Why and since when the entity stands on the list. */
typedef struct entity_listing {
    const char *programme, *article, *reference,
        *reason;       /* reference: act, notice, decision; "" = none */
    date_day from, to; /* 0 = not said, not ended */
} entity_listing;

/* What the publisher says of another party: owner, subsidiary, acts for, family. */
typedef struct entity_link {
    const char *kind;             /* FollowTheMoney relation: "Ownership", "Directorship", "Family",
                                     "UnknownLink", ... */
    const char *role;             /* in the publisher's words */
    const char *to_key, *to_name; /* key in the same list, "" when only named */
    double percent;               /* stake, NAN = not said */
} entity_link;

typedef struct entity {
    const char *list; /* id of data/lists/lists.csv */
    const char *key;  /* the publisher's own number or code in that list */
    const char *schema;
    entity_value *value;
    entity_listing *listing;
    entity_link *link;
    uint32_t values, listings, links;
    uint64_t line;         /* of the file, where the record begins */
    arena *mem;            /* everything above lives here */
    bool overfull;         /* a bound above was hit: what was added last is not in it */
    bool broken;           /* a text was no UTF-8, or a day none, and is not in it */
    bool failed;           /* no memory */
    uint32_t bytes, slots; /* of the texts; places in slot */
    uint32_t *slot;        /* values by hash, number + 1 */
} entity;

/* Empties e; mem is the caller's and outlives it. Every text given here and below is copied. */
void entity_begin(entity *e, arena *mem, const char *list, const char *key, const char *schema);
/* Adds a value, trimmed (also of no-break and wide blanks); control characters but tab and line
 * feed become blanks. "" adds nothing; a value that is there already (same property and text) only
 * gets the lang and detail that it lacks. len -1 = to the NUL. lang and detail may be NULL.
 * O(len).                                                                     */
void entity_add(entity *e, const char *prop, const char *value, long len, const char *lang,
                const char *detail);
/* NULL texts become ""; a percent outside 0 to 100 is not said. What is there already, word for
 * word, is not added again. */
void entity_list(entity *e, const entity_listing *l);
void entity_relate(entity *e, const entity_link *l);
/* The first value of a property, NULL when there is none. */
const char *entity_first(const entity *e, const char *prop);
/* Canonical JSON: fixed key order, values sorted by (property, value), listings and links by all
 * they say, so that two records that say the same are the same bytes; line is not part of it.
 *   {"list","key","schema","properties":{"name":["A",["B","rus",""]]},"listings":[{..}],"links":[{..}]}
 * A value is a text, or [text, lang, detail] where one of these is said. Members that say nothing
 * are left out. No memory marks out as failed.                                    */
void entity_json(buf *out, const entity *e);
/* Reads that back into e, everything in mem. What is not that form is CORDON_EFORMAT. */
cordon_status entity_read(entity *e, arena *mem, const char *json, size_t len, cordon_error *err);

#endif
