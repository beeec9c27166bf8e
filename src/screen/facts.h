/* facts.h - which versions share a number, a telephone, a building: exact look-up beside the names.
 *
 * One sorted, immutable, memory-mapped array of (key, version). A key is a hash of a normalised fact, so a match
 * is a candidate, and comparing the facts decides.
 *
 *   0    8   "CRDNFCT1"          16   8   number of pairs
 *   8    4   0x01020304, LE      24  16   BLAKE2b of all pairs
 *   12   4   size of the head    40  24   0
 *   64   16 a pair: key, version (LE, sorted by both)                              */
#ifndef SCREEN_FACTS_H
#define SCREEN_FACTS_H

#include <cordon/error.h>
#include <stdbool.h>

#include "base/arena.h"
#include "lists/entity.h"

enum { FACT_KEYS_MAX = 4096 }; /* of one entity; more are left out of the look-up, and counted */

typedef struct fact_keys {
    uint64_t *key; /* sorted, none twice */
    size_t n;
    bool cut;
} fact_keys;
/* The keys of an entity's identifiers, of its exact names unless it is a person or vessel, of its telephones, e-mail addresses, websites and addresses; in mem. */
cordon_status fact_keys_of(fact_keys *out, arena *mem, const entity *e, cordon_error *err);

/* The words of an organisation's name without its legal form, as they stand, with blanks between: two names with
 * the same words are the same name, also where every word of it is too frequent to score. False for fewer
 * than two words or EXACT_LETTERS_MIN bytes, and for what is no name.            */
enum { EXACT_LETTERS_MIN = 8 };
bool exact_name(buf *out, const char *name, size_t len);

typedef struct fact_pair {
    uint64_t key;
    int64_t version;
} fact_pair;
/* Sorts the pairs and writes path.new, syncs and renames it over path. */
cordon_status facts_write(fact_pair *pair, size_t n, const char *path, cordon_error *err);

typedef struct facts_file facts_file;
/* Refuses, in words, what is no such file, cut short, or damaged (verify: every byte is hashed). */
cordon_status facts_open(facts_file **out, const char *path, bool verify, cordon_error *err);
void facts_close(facts_file *f);
/* The versions of a key; they live as long as the file is open. */
size_t facts_find(const fact_pair **first, const facts_file *f, uint64_t key);
uint64_t facts_count(const facts_file *f);

#endif
