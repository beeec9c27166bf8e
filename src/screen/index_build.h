/* index_build.h - what the parts of the builder share.
 *
 *   add       names are copied                                        index_build.c
 *   read      threads take blocks of names, take them apart (name/form.h, score.h) and give every
 *             distinct unit a number of their own                     index_build.c, index_dictionary.c
 *   merge     the numbers of all threads become entries, sorted by content: so the file is the same
 *             bytes for any number of threads                         index_dictionary.c
 *   make      records, postings and segments, in threads              index_parts.c
 *             names by their letters                                  index_grams.c
 *   write     path.new, checksums, fsync, rename                      index_write.c
 * Costs some 500 bytes of memory a name.                              */
#ifndef SCREEN_INDEX_BUILD_H
#define SCREEN_INDEX_BUILD_H

#include <stdatomic.h>

#include "screen/index_inner.h"

enum { BUILD_BLOCK = 4096, BUILD_THREADS_MAX = 64 };

/* A unit but for its place, as kept by a dictionary: `words` 4-byte words with the key behind. */
typedef struct packed_unit {
    float most;
    uint8_t space, len, count, origin, spelling;
    char key[];
} packed_unit;

typedef struct dictionary {
    uint32_t *slot, mask;       /* open addressing: number + 1 */
    uint32_t *off, *hash, n, cap; /* of unit number i: its place in `word` */
    uint32_t *word;
    size_t words, words_cap;
    uint32_t *sorted;           /* numbers in the order of entries */
    uint32_t *entry;            /* of number i */
} dictionary;

/* Every float that was put, once. */
typedef struct float_set {
    uint32_t *slot, mask, n;
    bool has_zero;
} float_set;

static inline const packed_unit *dictionary_unit(const dictionary *d, uint32_t i) {
    return (const packed_unit *)(const void *)(d->word + d->off[i]);
}
bool dictionary_put(dictionary *d, const unit *u, uint32_t *number); /* false: no memory */
bool dictionary_sort(dictionary *d);
int packed_unit_order(const packed_unit *a, const packed_unit *b);
void dictionary_free(dictionary *d);
bool float_set_put(float_set *s, float v);

/* A name read, behind each other in a block: this, the weights, the entries of units, units that begin at each token (u16), classes (u8). */
typedef struct raw_name {
    uint32_t input; /* number of the name as added */
    uint16_t tokens, units;
    float weight_all;
    uint8_t kind;
} raw_name;
static inline size_t raw_name_bytes(const raw_name *r) {
    return (sizeof *r + r->tokens * 7u + r->units * 4u + 3u) & ~(size_t)3;
}
static inline float *raw_weights(const unsigned char *p) { return (float *)(uintptr_t)(p + sizeof(raw_name)); }
static inline uint32_t *raw_entries(const unsigned char *p) {
    return (uint32_t *)(uintptr_t)(p + sizeof(raw_name) + ((const raw_name *)(const void *)p)->tokens * 4u);
}
static inline uint16_t *raw_begins(const unsigned char *p) {
    return (uint16_t *)(void *)(raw_entries(p) + ((const raw_name *)(const void *)p)->units);
}
static inline uint8_t *raw_classes(const unsigned char *p) {
    return (uint8_t *)(raw_begins(p) + ((const raw_name *)(const void *)p)->tokens);
}

typedef struct bytes {
    unsigned char *p;
    size_t len, cap;
} bytes;
bool bytes_room(bytes *b, size_t more); /* false: no memory */

typedef struct build_block {
    bytes raw, records;
    bytes letters;          /* of each name: how many grams (1), the grams (2 each) */
    uint16_t *record_bytes; /* of each name */
    uint32_t names, first;  /* stored; number of the first */
    unsigned worker;
} build_block;

typedef struct build_input {
    const char *text;
    uint64_t ref;
    uint16_t len;
    uint8_t kind;
} build_input;

typedef struct build_worker {
    struct index_builder *b;
    unsigned number;
    dictionary units;
    float_set weights;
    cordon_status status;
    cordon_error err;
} build_worker;

struct index_builder {
    char *path;
    unsigned threads;
    const score_model *model;
    const name_tables *tables;
    arena texts;
    build_input *input;
    size_t inputs, inputs_cap;
    uint64_t skipped;
    /* what finish makes */
    index_header h;
    build_block *block;
    size_t blocks;
    build_worker *worker;
    bytes part[INDEX_PARTS];
    uint32_t first[INDEX_GROUPS + 1];
    uint64_t key_at[INDEX_GROUPS];
};

/* Runs job 0 .. n - 1, each once, on at most `threads` threads; the caller's is one. */
void build_jobs(unsigned threads, size_t n, void (*job)(void *arg, size_t number, unsigned thread), void *arg);

cordon_status build_merge(index_builder *b, cordon_error *err);   /* kinds, keys, groups, weights; blocks hold entries */
cordon_status build_records(index_builder *b, cordon_error *err); /* starts, records, refs */
cordon_status build_postings(index_builder *b, cordon_error *err);
cordon_status build_segments(index_builder *b, cordon_error *err);
cordon_status build_letters(index_builder *b, cordon_error *err); /* grams, their names, counts */
cordon_status build_write(index_builder *b, cordon_error *err);

#endif
