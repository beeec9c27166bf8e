/* Finding one party among many, as a screening does: by name through the index, and by number. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "screen/quality.h"

enum { NEAR = 60, NUMBERED = 40 }; /* by their names, by their numbers; of these all is compared */
static const float least = 0.35F;  /* score of a name from which its party is looked at */

static int by_key(const void *a, const void *b) {
    const quality_party *const *x = a, *const *y = b;
    int d = strcmp((*x)->list, (*y)->list);
    return d ? d : strcmp((*x)->key, (*y)->key);
}

static cordon_status fill_index(const quality_corpus *c, const char *path, cordon_error *err) {
    index_builder *b;
    cordon_status s = index_build_begin(&b, path, 2, err);
    if (s) return s;
    for (size_t i = 0; !s && i < c->n; i++)
        for (unsigned j = 0; !s && j < c->at[i].facts.names; j++) {
            const char *text = c->at[i].facts.name[j].text;
            s = index_build_add(
                b, &(index_name){text, (uint32_t)strlen(text), (uint8_t)c->at[i].facts.kind, i},
                err);
        }
    if (s)
        index_build_drop(b);
    else
        s = index_build_finish(b, "quality", err);
    return s;
}

cordon_status quality_corpus_index(quality_corpus *c, cordon_error *err) {
    char folder[] = "/tmp/cordon-quality-XXXXXX", path[64];
    c->by_key = calloc(c->n + 1, sizeof(void *));
    if (!c->by_key) return cordon_fail(err, CORDON_ENOMEM, "no memory for %zu parties", c->n);
    for (size_t i = 0; i < c->n; i++) c->by_key[i] = &c->at[i];
    qsort(c->by_key, c->n, sizeof(void *), by_key);
    if (!mkdtemp(folder))
        return cordon_fail_at(err, CORDON_EIO, folder, 0, 0, "cannot be made for an index");
    snprintf(path, sizeof path, "%s/index", folder);
    cordon_status s = fill_index(c, path, err);
    if (!s) s = index_open(&c->index, path, false, err);
    unlink(path); /* mapped as long as it is open */
    rmdir(folder);
    return s;
}

const quality_party *quality_corpus_find(const quality_corpus *c, const char *list,
                                         const char *key) {
    quality_party want = {.list = list, .key = key};
    const quality_party *p = &want;
    const quality_party *const *at =
        c->n ? bsearch(&p, c->by_key, c->n, sizeof(void *), by_key) : NULL;
    return at ? *at : NULL;
}

static bool better(const quality_found *a, const quality_found *b) {
    return a->log_odds != b->log_odds ? a->log_odds > b->log_odds : a->party < b->party;
}

static unsigned insert(quality_found *list, unsigned n, unsigned most, const quality_found *x) {
    if (n == most && !better(x, &list[n - 1])) return n;
    unsigned at = n < most ? n++ : n - 1;
    while (at && better(x, &list[at - 1])) list[at] = list[at - 1], at--;
    list[at] = *x;
    return n;
}

/* The parties of the best names, each once. */
static unsigned near_names(quality_found near[NEAR], unsigned n, const quality_corpus *c,
                           const index_hit *hit, size_t hits, const char *but) {
    for (size_t i = 0; i < hits; i++) {
        quality_found x = {(double)hit[i].score, hit[i].score, (uint32_t)hit[i].ref};
        if (n == NEAR && !better(&x, &near[n - 1])) return n; /* they come best first */
        if (but && !strcmp(c->at[x.party].list, but)) continue;
        unsigned k = 0;
        while (k < n && near[k].party != x.party) k++;
        if (k < n) {
            if (near[k].score >= x.score) continue;
            memmove(near + k, near + k + 1, (n - k - 1) * sizeof *near), n--;
        }
        n = insert(near, n, NEAR, &x);
    }
    return n;
}

static bool shares_number(const identifier_kinds *k, const pair_facts *q, const pair_facts *p) {
    for (unsigned i = 0; i < q->identifiers; i++)
        for (unsigned j = 0; j < p->identifiers; j++) {
            identifier_verdict v = identifier_compare(k, &q->identifier[i], &p->identifier[j]);
            if (v == IDENTIFIER_DECIDES || v == IDENTIFIER_SUPPORTS) return true;
        }
    return false;
}

static unsigned add_numbered(quality_found *near, unsigned n, const quality_corpus *c,
                             const pair_facts *q, const char *but) {
    const identifier_kinds *kinds;
    cordon_error err;
    unsigned most = n + NUMBERED;
    if (!q->identifiers || identifier_kinds_open(&kinds, &err)) return n;
    for (size_t i = 0; i < c->n && n < most; i++) {
        const quality_party *p = &c->at[i];
        unsigned k = 0;
        if ((but && !strcmp(p->list, but)) || !shares_number(kinds, q, &p->facts)) continue;
        while (k < n && near[k].party != i) k++;
        if (k == n) near[n++] = (quality_found){0, 0, (uint32_t)i};
    }
    return n;
}

cordon_status quality_find(quality_found found[QUALITY_FOUND], unsigned *n, index_cursor *cursor,
                           const quality_corpus *c, const score_model *m, const pair_facts *q,
                           const char *but, cordon_error *err) {
    quality_found near[NEAR + NUMBERED];
    unsigned candidates = 0;
    cordon_status s = CORDON_OK;
    *n = 0;
    for (unsigned i = 0; !s && i < q->names; i++) {
        const index_hit *hit;
        size_t hits;
        if (!(s = index_ask(cursor, &q->name[i].scored, least, &hit, &hits, err)))
            candidates = near_names(near, candidates, c, hit, hits, but);
    }
    if (!s) candidates = add_numbered(near, candidates, c, q, but);
    for (unsigned i = 0; !s && i < candidates; i++) {
        pair_result r;
        pair_compare(&r, m, q, &c->at[near[i].party].facts);
        near[i].log_odds = r.log_odds, near[i].score = r.parts.score;
        *n = insert(found, *n, QUALITY_FOUND, &near[i]);
    }
    return s;
}
