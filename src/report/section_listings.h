/* section_listings.h - what the two halves of the section of listings share. */
#ifndef REPORT_SECTION_LISTINGS_H
#define REPORT_SECTION_LISTINGS_H

#include "report/exhibit.h"
#include "screen/listings.h"

typedef struct page_listings {
    report *r;
    listings l;
    const area *own; /* the third country of the pair; NULL: neither is one */
    uint32_t *seen;  /* by party: marks of the count at hand */
    uint32_t mark;
} page_listings;

/* Counted once for the page; closed also after a failure. lists 0: none of the regime is loaded. */
cordon_status listings_open(page_listings *out, report *r, cordon_error *err);
void listings_close(page_listings *p);
/* Parties of third countries on loaded lists of the regime. */
cordon_status report_listings(page_listings *p, cordon_error *err);

/* A finding about some entries; e, when there is one, is quoted. */
cordon_status listings_put(page_listings *p, const char *rule, const char *subject,
                           const char *text, size_t rows, const listed_entry *e, cordon_error *err);
bool listings_later(const listed_entry *e, const listed_entry *than); /* than NULL: true */
const char *listings_authority(const page_listings *p, uint8_t a);    /* its name */
bool listings_of_own(const page_listings *p,
                     const listed_entry *e); /* of the pair's third country */

/* Who is listed by one and not by another: the matrix, and the latest. */
cordon_status listings_divergence(page_listings *p, cordon_error *err);

#endif
