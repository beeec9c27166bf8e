/* hits_entry.h - entries of lists as they stand on the day, kept from question to question. */
#ifndef SCREEN_HITS_ENTRY_H
#define SCREEN_HITS_ENTRY_H

#include "screen/hits.h"

typedef struct entries entries;
cordon_status entries_open(entries **out, lists *l, const screen_terms *terms, cordon_error *err);
void entries_close(entries *e);
/* Forgets what is kept when that has become much; entries handed out before are gone then. */
void entries_trim(entries *e);
/* The entry of which `version` is a version: in force on the day of the terms, else, if it was listed before, as
 * it was last known (former). *out NULL: not of the lists asked, or not known by the day. */
cordon_status entries_get(screen_entry **out, entries *e, int64_t version, cordon_error *err);

/* A telephone, e-mail address or website of both (hits_contact.c). */
bool contacts_shared(const entity *a, const entity *b);
/* The value of b that is the same contact as v, an address also; NULL = none. */
const char *contact_also_of(const entity_value *v, const entity *b);

#endif
