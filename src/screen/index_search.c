/* Names by words and by letters, the likeliest first. */
#include <stdlib.h>

#include "screen/index_cursor.h"
#include "screen/score_rank.h"

static cordon_status keep(index_cursor *c, const index_hit *hit, size_t n, uint8_t by, cordon_error *err) {
    if (c->founds + n > c->founds_cap) {
        size_t cap = (c->founds + n) * 2;
        search_hit *found = realloc(c->found, cap * sizeof *found);
        if (!found) return cordon_fail(err, CORDON_ENOMEM, "no memory for hits");
        c->found = found, c->founds_cap = cap;
    }
    for (size_t i = 0; i < n; i++) c->found[c->founds++] = (search_hit){.name = hit[i].name, .ref = hit[i].ref, .by = by};
    return CORDON_OK;
}

static int by_name(const void *a, const void *b) {
    const search_hit *x = a, *y = b;
    return x->name != y->name ? (x->name < y->name ? -1 : 1) : x->by - y->by;
}

static int by_rank(const void *a, const void *b) {
    const search_hit *x = a, *y = b;
    if (x->rank != y->rank) return x->rank > y->rank ? -1 : 1;
    return x->name < y->name ? -1 : x->name > y->name;
}

static void join(index_cursor *c) {
    size_t kept = 0;
    if (c->founds > 1) qsort(c->found, c->founds, sizeof *c->found, by_name);
    for (size_t i = 0; i < c->founds; i++) {
        if (kept && c->found[kept - 1].name == c->found[i].name) c->found[kept - 1].by |= c->found[i].by;
        else c->found[kept++] = c->found[i];
    }
    c->founds = kept;
}

static cordon_status rank(search_hit *h, index_cursor *c, const scored_name *q, cordon_error *err) {
    index_record r;
    scored_name n;
    score_parts parts;
    if (!index_record_at(&r, c->x, h->name) || !index_record_read(&n, c->units, c->x, &r, NULL, NULL))
        return index_damaged(c->x, "a name", err);
    name_score_parts(&parts, c->x->model, q, &n);
    h->score = parts.score;
    h->letters = index_letters_of(c, h->name);
    h->rank = name_rank(c->x->model, &parts, q, &n, h->letters);
    return CORDON_OK;
}

cordon_status index_search(index_cursor *c, const scored_name *q, const name_letters *l, const search_terms *t,
                           const search_hit **hits, size_t *n, cordon_error *err) {
    const index_hit *hit;
    size_t k;
    c->founds = 0;
    cordon_status status = index_letters(c, l, t->letters_least, t->letters_most, &hit, &k, err);
    if (!status) status = keep(c, hit, k, SEARCH_LETTERS, err);
    if (!status) status = index_ask(c, q, t->threshold, &hit, &k, err);
    if (!status) status = keep(c, hit, k, SEARCH_WORDS, err);
    if (status) return status;
    join(c);
    for (size_t i = 0; i < c->founds && !status; i++) status = rank(&c->found[i], c, q, err);
    if (status) return status;
    if (c->founds > 1) qsort(c->found, c->founds, sizeof *c->found, by_rank);
    *hits = c->found;
    *n = c->founds;
    return CORDON_OK;
}
