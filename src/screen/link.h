/* link.h - entries of several lists that describe one party: linked with a reason, never merged.
 *
 *   references   an entry names the entry of another list (the Council's number)
 *   identifiers  equal numbers of a kind that is given once, valid or without a rule
 *   names        one name the same, and a probability of LINK_PROBABILITY or more that another field supports
 *
 * Entries of one list are never linked: their publisher keeps them apart. A number on more than
 * LINK_SHARED_MAX entries is somebody's agent, address or mistake and links nothing; neither does one when
 * another number of the two refutes it. Links are computed from the entries alone: the same entries in any
 * order and on any number of threads give the same links.                    */
#ifndef SCREEN_LINK_H
#define SCREEN_LINK_H

#include "lists/entity.h"

enum { LINK_SHARED_MAX = 14, LINK_NAMES_SHARED_MAX = 40, LINK_ENTRIES_MAX = 4000000 };
#define LINK_PROBABILITY 0.95

typedef enum link_reason { LINK_REFERENCE, LINK_IDENTIFIER, LINK_NAME } link_reason;

typedef struct party_link {
    uint32_t a, b;         /* numbers of entries, in the order they were added; the key of a sorts before b's */
    uint8_t reason;        /* link_reason: the strongest there is */
    float probability;     /* of the pair; 1 where a reference or number decides */
    const char *evidence;  /* "inn 7707083893", "reference QDi.006", "name ...; country": as long as the linker */
} party_link;

typedef struct linker linker;
/* Gives back an entry that was added; it lives in mem. */
typedef cordon_status link_fetch(void *arg, uint64_t ref, entity *out, arena *mem, cordon_error *err);

cordon_status linker_open(linker **out, cordon_error *err);
void linker_close(linker *l);
/* Takes what is needed of e; ref is the caller's, who gives each entry of a list once. */
cordon_status linker_add(linker *l, uint64_t ref, const entity *e, cordon_error *err);
/* All links, by (list and key of a, list and key of b), one for a pair. fetch is asked for the entries whose names
 * meet; NULL leaves names out. O(n log n + candidates).                         */
cordon_status linker_find(linker *l, link_fetch *fetch, void *arg, const party_link **out, size_t *n, cordon_error *err);

uint32_t linker_entries(const linker *l);
uint64_t linker_ref(const linker *l, uint32_t entry);
const char *linker_list(const linker *l, uint32_t entry), *linker_key(const linker *l, uint32_t entry);
/* What was left out: numbers shared by too many, pairs whose other numbers differ. */
typedef struct link_counts {
    uint64_t shared, refuted, compared;
} link_counts;
link_counts linker_counts(const linker *l);
/* Which party an entry is of: the smallest entry that links reach from it. party has linker_entries places. */
void linker_parties(uint32_t *party, const linker *l, const party_link *v, size_t n);
const char *link_reason_name(unsigned reason);

#endif
