/* ofac_tables.h - OFAC's advanced XML while it is read: what is kept by key until the parties are
 * given out. */
#ifndef LISTS_OFAC_TABLES_H
#define LISTS_OFAC_TABLES_H

#include "lists/entity.h"
#include "read/xml.h"

enum { OFAC_BYTES = 1 << 30, OFAC_IDENTITIES_MAX = 8 };

/* Something under a key; of the same key the next one. */
typedef struct ofac_kept {
    const char *key;
    struct ofac_kept *next, *last; /* last: of the first */
    const char *text, *more, *third, *fourth;
    date_day from, to;
} ofac_kept;

typedef struct ofac_profile {
    entity e;
    const char *id;
    const char *identity[OFAC_IDENTITIES_MAX];
    uint32_t identities;
    struct ofac_profile *next;
} ofac_profile;

typedef struct ofac_tables {
    arena mem;
    ofac_kept **slot;
    size_t n, slots;
    ofac_profile *first, *last;
} ofac_tables;

/* A copy that lives as long as the tables; NULL: no memory. */
const char *ofac_copy(ofac_tables *t, const char *s);
/* A new one under "kind:id", behind those that are there; NULL: no memory. */
ofac_kept *ofac_keep(ofac_tables *t, const char *kind, const char *id, const char *text,
                     const char *more, const char *third, const char *fourth);
/* The first of them, NULL when there is none. */
const ofac_kept *ofac_find(const ofac_tables *t, const char *kind, const char *id);
/* The name of a type: ofac_value(t, "AliasType", "1400"); "" = not known. */
const char *ofac_value(const ofac_tables *t, const char *kind, const char *id);

/* <Year/><Month/><Day/>; 0 = no day. */
date_day ofac_point(xml_node *n);
typedef struct ofac_period {
    date_day from, to;
    bool about;
} ofac_period;
ofac_period ofac_period_of(xml_node *n); /* a DatePeriod; {0} without days */
/* A day, a month or a year where the period is one; else both ends. */
void ofac_add_period(entity *e, const char *prop, ofac_period p, const char *detail);

#endif
