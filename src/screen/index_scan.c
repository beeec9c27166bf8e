/* The cursor, and the judge: every name is scored. */
#include <stdlib.h>

#include "screen/index_cursor.h"

cordon_status index_cursor_open(index_cursor **out, const screen_index *x, cordon_error *err) {
    index_cursor *c = calloc(1, sizeof *c);
    if (c) {
        c->x = x;
        c->slot = calloc(x->h.names + 1, sizeof *c->slot);
        c->cache.key = calloc(NEAR_CACHE_SLOTS, sizeof *c->cache.key);
        c->cache.list = calloc(NEAR_CACHE_SLOTS, sizeof *c->cache.list);
        c->query = index_query_new();
    }
    if (!c || !c->slot || !c->cache.key || !c->cache.list || !c->query) {
        index_cursor_close(c);
        return cordon_fail(err, CORDON_ENOMEM, "no memory for a cursor");
    }
    *out = c;
    return CORDON_OK;
}

void index_cursor_close(index_cursor *c) {
    if (!c) return;
    free(c->cache.key), free(c->cache.list), free(c->cache.pool);
    free(c->slot), free(c->cand), free(c->hit), free(c->found);
    index_query_free(c->query);
    index_letters_free(c->letters);
    free(c);
}

index_work index_cursor_work(const index_cursor *c) { return c->work; }

cordon_status index_hit_add(index_cursor *c, uint32_t name, float score, cordon_error *err) {
    if (c->hits == c->hits_cap) {
        size_t cap = c->hits_cap ? c->hits_cap * 2 : 256;
        index_hit *hit = realloc(c->hit, cap * sizeof *hit);
        if (!hit) return cordon_fail(err, CORDON_ENOMEM, "no memory for hits");
        c->hit = hit;
        c->hits_cap = cap;
    }
    uint64_t ref;
    memcpy(&ref, index_part_at(c->x, PART_REFS) + (uint64_t)name * 8, sizeof ref);
    c->hit[c->hits++] = (index_hit){.score = score, .name = name, .ref = ref};
    return CORDON_OK;
}

cordon_status index_score(float *out, index_cursor *c, const scored_name *q, const index_record *r, cordon_error *err) {
    scored_name n;
    n.weight_all = 0;
    if (!index_record_read(&n, c->units, c->x, r, NULL, NULL)) return index_damaged(c->x, "a name", err);
    *out = name_score(c->x->model, q, &n);
    c->work.scored++;
    return CORDON_OK;
}

int index_hit_order(const void *a, const void *b) {
    const index_hit *x = a, *y = b;
    if (x->score != y->score) return x->score > y->score ? -1 : 1;
    return x->name < y->name ? -1 : x->name > y->name;
}

void index_hits_sort(index_cursor *c) {
    if (c->hits > 1) qsort(c->hit, c->hits, sizeof *c->hit, index_hit_order);
}

cordon_status index_scan(index_cursor *c, const scored_name *q, float threshold, const index_hit **hits, size_t *n,
                         cordon_error *err) {
    c->hits = 0;
    for (uint32_t i = 0; i < c->x->h.names; i++) {
        index_record r;
        float score = 0;
        if (!index_record_at(&r, c->x, i)) return index_damaged(c->x, "a name", err);
        cordon_status status = index_score(&score, c, q, &r, err);
        if (!status && score >= threshold) status = index_hit_add(c, i, score, err);
        if (status) return status;
    }
    index_hits_sort(c);
    *hits = c->hit;
    *n = c->hits;
    return CORDON_OK;
}
