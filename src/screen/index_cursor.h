/* index_cursor.h - the working space of a question, shared by index_find.c, index_ask.c and index_scan.c. */
#ifndef SCREEN_INDEX_CURSOR_H
#define SCREEN_INDEX_CURSOR_H

#include "screen/index_inner.h"
#include "screen/index_near.h"

/* An entry near a unit of the query. */
typedef struct near_entry {
    uint32_t entry, names; /* names: how many have it */
    float similarity;
    uint8_t count; /* tokens it covers in a name */
} near_entry;

typedef struct near_list {
    uint32_t at, n; /* in pool */
} near_list;

/* Lists of units that were asked for, by content of the unit; emptied when they are too many. */
typedef struct near_cache {
    unit *key; /* first is 0 in all; len 0 = free */
    near_list *list;
    uint32_t n;
    near_entry *pool;
    size_t used, cap;
} near_cache;
enum { NEAR_CACHE_SLOTS = 1 << 14, NEAR_CACHE_POOL = 1 << 21 };

typedef struct candidate {
    uint32_t name;
    float sum, last; /* of w(i) u(i) over the tokens looked at; of the token being looked at */
    uint16_t token;  /* which that is */
} candidate;

struct index_cursor {
    const screen_index *x;
    index_hit *hit;
    size_t hits, hits_cap;
    search_hit *found; /* index_search.c */
    size_t founds, founds_cap;
    unit units[UNITS_MAX]; /* of the name under the score */
    near_pattern pattern;
    near_cache cache;
    uint32_t *slot; /* of a name: its candidate, when that has the name */
    candidate *cand;
    size_t cands, cands_cap;
    struct query *query; /* index_ask.c */
    struct letters_query *letters; /* index_letters.c; NULL until asked */
    index_work work;
};

/* The entries near u, in order of entries. The list stands in c->cache.pool until cache_trim. */
cordon_status index_near(near_list *out, index_cursor *c, const unit *u, cordon_error *err);
void index_near_trim(near_cache *k); /* before a question: empties a cache that is full */
cordon_status index_hit_add(index_cursor *c, uint32_t name, float score, cordon_error *err);
/* The score of one name of the index. */
cordon_status index_score(float *out, index_cursor *c, const scored_name *q, const index_record *r, cordon_error *err);
void index_hits_sort(index_cursor *c);
struct query *index_query_new(void);
void index_query_free(struct query *q);
void index_letters_free(struct letters_query *q);
/* Counts what names have in common with q; then says how alike one is. */
cordon_status index_letters_count(index_cursor *c, const name_letters *q, cordon_error *err);
float index_letters_of(const index_cursor *c, uint32_t name);
/* Greater scores first, then names as they were added. */
int index_hit_order(const void *a, const void *b);

#endif
