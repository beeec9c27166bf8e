/* The entries near a unit of a query: see index_near.h for which segments are asked. */
#include <stdlib.h>

#include "screen/index_cursor.h"

typedef uint32_t lanes __attribute__((vector_size(16), aligned(4), may_alias));

/* A key whose mask passed. Many are asked for before the first is measured: each is a miss of the caches. */
typedef struct passed {
    uint32_t entry;
    uint16_t group;
    uint8_t reach;
} passed;
enum { PASSED_MAX = 64 };

typedef struct finding {
    index_cursor *c;
    const unit *u;
    uint32_t mask;
    size_t begin; /* of the list in the pool */
    passed wait[PASSED_MAX];
    unsigned waiting;
    cordon_error *err;
} finding;

static cordon_status add(finding *f, uint32_t entry, float similarity, uint8_t count) {
    near_cache *k = &f->c->cache;
    /* A key is found by each of its probes at most; more are there only in a file made to be slow. */
    if (k->used - f->begin > (uint64_t)NEAR_PROBES_MAX * f->c->x->h.entries) return index_damaged(f->c->x, "segments of keys", f->err);
    if (k->used == k->cap) {
        size_t cap = k->cap ? k->cap * 2 : 4096;
        near_entry *pool = cap > UINT32_MAX ? NULL : realloc(k->pool, cap * sizeof *pool);
        if (!pool) return cordon_fail(f->err, CORDON_ENOMEM, "no memory for a question");
        k->pool = pool;
        k->cap = cap;
    }
    k->pool[k->used++] = (near_entry){entry, 0, similarity, count};
    return CORDON_OK;
}

static const char *key_of(const screen_index *x, uint32_t entry, unsigned group) {
    unsigned size = group % (UNIT_KEY_MAX + 1) + INDEX_KIND_BYTES;
    return (const char *)index_part_at(x, PART_KEYS) + x->key_at[group] + (uint64_t)(entry - x->first[group]) * size;
}

/* A key is measured; then every entry that has it. */
static cordon_status weigh(finding *f, const passed *p) {
    const screen_index *x = f->c->x;
    unsigned group = p->group, len = group % (UNIT_KEY_MAX + 1), size = len + INDEX_KIND_BYTES;
    uint32_t entry = p->entry;
    const char *key = key_of(x, entry, group);
    if (near_distance(&f->c->pattern, key, len) > p->reach) return CORDON_OK;
    for (const char *at = key; entry < x->first[group + 1] && memcmp(at, key, len) == 0; entry++, at += size) {
        unit n;
        if (!index_unit(&n, x, entry, group)) return index_damaged(x, "a key", f->err);
        float s = unit_similarity(f->u, &n);
        cordon_status status = s > 0 ? add(f, entry, s, n.count) : CORDON_OK;
        if (status) return status;
    }
    return CORDON_OK;
}

static cordon_status weigh_all(finding *f) {
    cordon_status status = CORDON_OK;
    for (unsigned i = 0; i < f->waiting && !status; i++) status = weigh(f, &f->wait[i]);
    f->waiting = 0;
    return status;
}

static cordon_status wait_for(finding *f, uint32_t entry, unsigned group, unsigned reach) {
    const screen_index *x = f->c->x;
    if (entry < x->first[group] || entry >= x->first[group + 1]) return CORDON_OK; /* of another group */
    __builtin_prefetch(key_of(x, entry, group));
    f->wait[f->waiting++] = (passed){entry, (uint16_t)group, (uint8_t)reach};
    return f->waiting == PASSED_MAX ? weigh_all(f) : CORDON_OK;
}

/* With at most k edits between keys whose lengths differ by d, the shorter has at most k - d letters that
 * the other lacks, the longer at most k: so many lowest bits are cleared, and nothing may be left. */
typedef struct lacks {
    unsigned theirs, mine; /* of the index; of the query */
} lacks;

#define LETTERS_PASS(type, all, own, limit)                                                                              \
    ({                                                                                                                 \
        type a_ = (all) & ~(own), b_ = ~(all) & (own);                                                                 \
        for (unsigned i_ = 0; i_ < (limit).theirs; i_++) a_ &= a_ - 1;                                                 \
        for (unsigned i_ = 0; i_ < (limit).mine; i_++) b_ &= b_ - 1;                                                   \
        (a_ | b_) == 0;                                                                                                \
    })

static cordon_status look(finding *f, const near_probe *p, unsigned space, uint32_t from, uint32_t to) {
    const screen_index *x = f->c->x;
    const uint32_t *mask = index_words(x, PART_MASKS), *entry = index_words(x, PART_SEGMENTS);
    unsigned group = index_group(space, p->len), own = f->u->len;
    unsigned longer = p->len > own ? p->len - own : 0, shorter = own > p->len ? own - p->len : 0;
    lacks limit = {p->k - shorter, p->k - longer};
    cordon_status status = CORDON_OK;
    if (to > x->h.segments || from > to) return index_damaged(x, "segments of keys", f->err);
    uint32_t i = from;
    for (; i + 4 <= to && !status; i += 4) {
        lanes hit = LETTERS_PASS(lanes, *(const lanes *)(const void *)(mask + i), f->mask, limit);
        uint64_t any[2];
        memcpy(any, &hit, sizeof any);
        if (!(any[0] | any[1])) continue;
        for (unsigned k = 0; k < 4 && !status; k++)
            if (hit[k]) status = wait_for(f, entry[i + k], group, p->k);
    }
    for (; i < to && !status; i++)
        if (LETTERS_PASS(uint32_t, mask[i], f->mask, limit)) status = wait_for(f, entry[i], group, p->k);
    return status;
}

static cordon_status find_in(finding *f, unsigned space) {
    const screen_index *x = f->c->x;
    const uint32_t *begin = index_words(x, PART_BUCKETS), *mask = index_words(x, PART_MASKS);
    near_probe probe[NEAR_PROBES_MAX];
    uint64_t low = ((uint64_t)1 << x->h.bucket_bits) - 1;
    unsigned n = near_probes(probe, x->h.reach, space, f->u->key, f->u->len);
    cordon_status status = CORDON_OK;
    /* All buckets are asked for before the first is needed. */
    for (unsigned i = 0; i < n; i++) __builtin_prefetch(&begin[probe[i].hash & low]);
    for (unsigned i = 0; i < n; i++) __builtin_prefetch(&mask[begin[probe[i].hash & low]]);
    for (unsigned i = 0; i < n && !status; i++) {
        uint64_t bucket = probe[i].hash & low;
        if (x->h.group[index_group(space, probe[i].len)]) status = look(f, &probe[i], space, begin[bucket], begin[bucket + 1]);
    }
    return status;
}

/* How many names each entry has. */
static cordon_status count_names(const screen_index *x, near_entry *v, size_t n, cordon_error *err) {
    const uint32_t *slot = index_words(x, PART_SLOTS);
    for (size_t i = 0; i < n; i++) __builtin_prefetch(&slot[v[i].entry]);
    for (size_t i = 0; i < n; i++)
        if (slot[v[i].entry] < x->h.part[PART_POSTINGS].bytes) __builtin_prefetch(index_part_at(x, PART_POSTINGS) + slot[v[i].entry]);
    for (size_t i = 0; i < n; i++) {
        index_names_of it;
        if (!index_postings(&it, x, v[i].entry)) return index_damaged(x, "postings", err);
        v[i].names = it.left;
    }
    return CORDON_OK;
}

static int by_entry(const void *a, const void *b) {
    const near_entry *x = a, *y = b;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

static cordon_status find(near_list *out, index_cursor *c, const unit *u, cordon_error *err) {
    near_cache *k = &c->cache;
    finding f;
    f.c = c, f.u = u, f.mask = near_mask(u->key, u->len), f.begin = k->used, f.waiting = 0, f.err = err;
    cordon_status status = CORDON_OK;
    near_pattern_set(&c->pattern, u->key, u->len);
    for (unsigned s = 0; s < INDEX_SPACES && !status; s++)
        if (unit_spaces_meet(u->space, s)) status = find_in(&f, s);
    if (!status) status = weigh_all(&f);
    near_pattern_clear(&c->pattern, u->key, u->len);
    if (status) {
        k->used = f.begin;
        return status;
    }
    near_entry *v = k->pool + f.begin;
    size_t n = k->used - f.begin, kept = 0;
    if (n > 1) qsort(v, n, sizeof *v, by_entry);
    for (size_t i = 0; i < n; i++)
        if (!i || v[i].entry != v[kept - 1].entry) v[kept++] = v[i];
    k->used = f.begin + kept;
    if (kept && (status = count_names(c->x, v, kept, err))) return status;
    *out = (near_list){(uint32_t)f.begin, (uint32_t)kept};
    return CORDON_OK;
}

static uint32_t slot_of(const unit *u) {
    uint64_t w, h = (uint64_t)u->space << 8 | u->count;
    for (unsigned i = 0; i < UNIT_KEY_MAX; i += 8) {
        memcpy(&w, u->key + i, 8);
        h = (h ^ h >> 29 ^ w) * 0x9fb21c651e98df25u;
    }
    return (uint32_t)(h >> 40) & (NEAR_CACHE_SLOTS - 1);
}

cordon_status index_near(near_list *out, index_cursor *c, const unit *u, cordon_error *err) {
    near_cache *k = &c->cache;
    unit want;
    memset(&want, 0, sizeof want); /* the padding too */
    want.count = u->count, want.space = u->space, want.len = u->len, want.origin = u->origin;
    want.spelling = u->spelling, want.most = u->most;
    memcpy(want.key, u->key, UNIT_KEY_MAX);
    uint32_t at = slot_of(&want);
    if (!u->len) return *out = (near_list){0, 0}, CORDON_OK;
    for (; k->key[at].len; at = (at + 1) & (NEAR_CACHE_SLOTS - 1))
        // NOLINTNEXTLINE(bugprone-suspicious-memory-comparison): the padding is zero on both sides
        if (memcmp(&k->key[at], &want, sizeof want) == 0) return *out = k->list[at], CORDON_OK;
    cordon_status status = find(out, c, u, err);
    if (status || k->n >= NEAR_CACHE_SLOTS - UNITS_MAX) return status;
    k->key[at] = want;
    k->list[at] = *out;
    k->n++;
    return CORDON_OK;
}

void index_near_trim(near_cache *k) {
    if (k->n < NEAR_CACHE_SLOTS / 2 && k->used < NEAR_CACHE_POOL) return;
    memset(k->key, 0, NEAR_CACHE_SLOTS * sizeof *k->key);
    k->n = 0;
    k->used = 0;
}
