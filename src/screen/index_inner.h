/* index_inner.h - the layout of an index file and what its parts share.
 *
 *   header   one page: what the file is, how many of each thing, where each section stands, hashes
 *   made_of  the caller's text
 *   kinds    index_kind: what a unit is beside its key; sorted, none twice
 *   weights  float: every weight of a token that occurs; sorted, none twice
 *   keys     every distinct unit but for where it stands in a name: an *entry*. Entries are sorted
 *            by (space, length, key, kind), so that a group of one space and length has entries of
 *            one size (key, then 2 bytes of kind) and needs no offsets
 *   slots    4 bytes an entry: its one name (top bit set), or where its postings begin
 *   postings count, first name, differences: all varints, names rising
 *   buckets  4 bytes a bucket and one more: where its segments begin (near.h)
 *   masks    4 bytes a segment: letters of the key it is cut from
 *   segments 4 bytes a segment: the first entry with that key
 *   starts   8 bytes for each NAME_BLOCK names: where their records begin; then 2 bytes a name: from there
 *   records  a name: tokens, kind, units (varint), the entries of its units (3 or 4 each), for each token
 *            8 * units that begin at it + class (varint), weight (varint into weights); length of text (varint), text
 *   refs     8 bytes a name
 *   grams    2 bytes a gram that occurs (letters.h); sorted, none twice
 *   gram slots     index_gram: where its names begin, and how many they are
 *   gram names     first name, differences, names rising: of a gram that more than one in INDEX_GRAM_RARE names has a byte each,
 *                  255 being "255 more, and no name here"; else varints
 *   gram counts    1 byte a name: its grams
 *
 * Nothing in the file is trusted: header and groups are checked at open, everything else where it is used.  */
#ifndef SCREEN_INDEX_INNER_H
#define SCREEN_INDEX_INNER_H

#include <string.h>

#include "screen/index.h"
#include "screen/letters.h"

enum {
    INDEX_VERSION = 2,
    INDEX_ORDER = 0x01020304,
    INDEX_SPACES = UNIT_SPACES,
    INDEX_GROUPS = INDEX_SPACES * (UNIT_KEY_MAX + 1),
    INDEX_PAGE = 4096,
    INDEX_HASH = 16,
    INDEX_KIND_BYTES = 2,
    INDEX_KINDS_MAX = 65536,
    INDEX_GRAM_RARE = 256,
    INDEX_MADE_OF_MAX = 65536,
    INDEX_NAME_BLOCK = 8 /* 7 records stay below 65,536 bytes: see RECORD_MAX in index_build.c */
};
#define INDEX_ONE_NAME 0x80000000u
enum { INDEX_TRUNCATED = 128 }; /* in a record's kind: scored_name.truncated */

typedef enum index_part {
    PART_MADE_OF, PART_KINDS, PART_WEIGHTS, PART_KEYS, PART_SLOTS, PART_POSTINGS, PART_BUCKETS,
    PART_MASKS, PART_SEGMENTS, PART_STARTS, PART_RECORDS, PART_REFS,
    PART_GRAMS, PART_GRAM_SLOTS, PART_GRAM_NAMES, PART_GRAM_COUNTS, INDEX_PARTS
} index_part;

typedef struct index_kind {
    float most;
    uint8_t count, origin, spelling, zero;
} index_kind;

typedef struct index_gram {
    uint32_t at, names; /* in the gram names; how many */
} index_gram;

static inline bool index_gram_dense(uint64_t names_of_it, uint64_t names) { return names_of_it * INDEX_GRAM_RARE > names; }

typedef struct index_section {
    uint64_t at, bytes;
    unsigned char hash[INDEX_HASH]; /* BLAKE2b of the bytes */
} index_section;

typedef struct index_header {
    char magic[8];
    uint32_t version, order;
    char arch[16];
    uint64_t file_bytes, names, skipped;
    uint32_t entries, kinds, weights, bucket_bits, segments, entry_bytes, grams;
    uint8_t reach[UNIT_KEY_MAX + 1], meet[INDEX_SPACES * INDEX_SPACES]; /* of score.h when it was built */
    uint32_t group[INDEX_GROUPS]; /* entries of space * (UNIT_KEY_MAX + 1) + length */
    index_section part[INDEX_PARTS];
    unsigned char hash[INDEX_HASH]; /* of all before it */
} index_header;
_Static_assert(sizeof(index_header) <= INDEX_PAGE, "the header is one page");

struct screen_index {
    index_header h;
    const unsigned char *map;
    size_t map_bytes;
    char *made_of, *path;
    const score_model *model;
    const name_tables *tables;
    uint32_t first[INDEX_GROUPS + 1];  /* first entry of a group */
    uint64_t key_at[INDEX_GROUPS];     /* where its keys begin in PART_KEYS */
};

static inline const unsigned char *index_part_at(const screen_index *x, index_part p) {
    return x->map + x->h.part[p].at;
}
/* Sections begin at multiples of 64. */
static inline const uint32_t *index_words(const screen_index *x, index_part p) {
    return (const uint32_t *)(const void *)index_part_at(x, p);
}

static inline unsigned index_group(unsigned space, unsigned len) { return space * (UNIT_KEY_MAX + 1) + len; }

/* A number in 7-bit groups, low first. False at the end of the bytes or beyond 32 bits. */
static inline bool index_varint(uint32_t *out, const unsigned char **p, const unsigned char *end) {
    uint32_t v = 0;
    for (unsigned shift = 0; *p < end && shift < 35; shift += 7) {
        unsigned char c = *(*p)++;
        if (shift == 28 && c > 15) return false;
        v |= (uint32_t)(c & 127) << shift;
        if (c < 128) {
            *out = v;
            return true;
        }
    }
    return false;
}

static inline size_t index_varint_put(unsigned char *to, uint32_t v) {
    size_t n = 0;
    for (; v > 127; v >>= 7) to[n++] = (unsigned char)(v | 128);
    to[n++] = (unsigned char)v;
    return n;
}

static inline uint32_t index_entry_read(const unsigned char *p, unsigned bytes) {
    uint32_t v = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16;
    return bytes == 4 ? v | (uint32_t)p[3] << 24 : v;
}

/* The group of an entry < h.entries. */
unsigned index_group_of(const screen_index *x, uint32_t entry);
/* The unit of an entry of a group, with first 0. False when the file is damaged. */
bool index_unit(unit *out, const screen_index *x, uint32_t entry, unsigned group);

/* The names of an entry, one after the other. */
typedef struct index_names_of {
    const unsigned char *p, *end;
    uint32_t left, last;
} index_names_of;
/* False when the file is damaged. */
bool index_postings(index_names_of *out, const screen_index *x, uint32_t entry);
static inline bool index_posting_next(index_names_of *it, uint32_t *name) {
    uint32_t d;
    if (!it->left) return false;
    it->left--;
    if (!it->p) {
        *name = it->last;
        return true;
    }
    if (!index_varint(&d, &it->p, it->end)) return false;
    *name = it->last += d;
    return true;
}

/* The record of a name: its units' entries, then the rest. */
typedef struct index_record {
    uint8_t tokens, kind; /* of kind: INDEX_TRUNCATED */
    uint16_t units;
    const unsigned char *entry, *rest, *end;
} index_record;
bool index_record_at(index_record *out, const screen_index *x, uint32_t name);
/* Fills out, whose units are written to `to` (room for UNITS_MAX). text may be NULL. */
bool index_record_read(scored_name *out, unit *to, const screen_index *x, const index_record *r,
                       const char **text, uint32_t *text_len);
static inline void index_prefetch_start(const screen_index *x, uint32_t name) {
    __builtin_prefetch(index_part_at(x, PART_STARTS) + name / INDEX_NAME_BLOCK * 8);
    __builtin_prefetch(index_part_at(x, PART_STARTS) + (x->h.names + INDEX_NAME_BLOCK - 1) / INDEX_NAME_BLOCK * 8 + (uint64_t)name * 2);
}
void index_prefetch_record(const screen_index *x, uint32_t name);
/* Its text alone. */
bool index_record_text(const char **text, uint32_t *len, const screen_index *x, const index_record *r);
/* Weights of its tokens and for each unit its first token (room for UNITS_MAX). */
bool index_record_tokens(float weight[NAME_TOKENS_MAX], uint8_t *first, const screen_index *x, const index_record *r);
cordon_status index_damaged(const screen_index *x, const char *what, cordon_error *err);
/* What a reader and a writer must agree on beside the layout. */
void index_rules(uint8_t reach[UNIT_KEY_MAX + 1], uint8_t meet[INDEX_SPACES * INDEX_SPACES], char arch[16]);

#endif
