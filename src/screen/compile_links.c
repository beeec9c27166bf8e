/* compile_links.c - which entries of other lists describe the same party: index/X.links.
 *
 * A file of the form of facts.h; the key is a hash of an entry's list and key, the version one of the entry
 * linked to it. Links are made of the entries in force in the newest vintages (screen/link.h). */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "screen/compile_inner.h"
#include "screen/link.h"

uint64_t link_key(const char *list, const char *key) {
    crypto_generichash_state h;
    unsigned char hash[crypto_generichash_BYTES_MIN];
    uint64_t out;
    crypto_generichash_init(&h, NULL, 0, sizeof hash);
    crypto_generichash_update(&h, (const unsigned char *)list, strlen(list) + 1);
    crypto_generichash_update(&h, (const unsigned char *)key, strlen(key));
    crypto_generichash_final(&h, hash, sizeof hash);
    memcpy(&out, hash, sizeof out);
    return out;
}

static cordon_status fetch(void *arg, uint64_t ref, entity *out, arena *mem, cordon_error *err) {
    list_version v;
    cordon_status status = lists_version(&v, mem, arg, (int64_t)ref, err);
    if (!status) *out = v.e;
    return status;
}

static cordon_status add_all(linker *k, lists *l, cordon_error *err) {
    lists_filter now = {0};
    lists_cursor *c = NULL;
    const list_version *v = NULL;
    cordon_status status = lists_ask(&c, l, &now, err);
    while (!status && !(status = lists_next(c, &v, err)) && v) status = linker_add(k, (uint64_t)v->id, &v->e, err);
    lists_done(c);
    return status;
}

static fact_pair pair_of(const linker *k, uint32_t from, uint32_t to) {
    return (fact_pair){link_key(linker_list(k, from), linker_key(k, from)), (int64_t)linker_ref(k, to)};
}

cordon_status compile_links(uint64_t *count, lists *l, const char *path, cordon_error *err) {
    linker *k = NULL;
    const party_link *link = NULL;
    size_t n = 0;
    fact_pair *pair = NULL;
    cordon_status status = linker_open(&k, err);
    if (status) return status;
    status = add_all(k, l, err);
    if (!status) status = linker_find(k, fetch, l, &link, &n, err);
    if (!status && !(pair = calloc(n * 2 + 1, sizeof *pair))) status = cordon_fail(err, CORDON_ENOMEM, "no memory for links");
    for (size_t i = 0; i < n && !status; i++) {
        pair[2 * i] = pair_of(k, link[i].a, link[i].b);
        pair[2 * i + 1] = pair_of(k, link[i].b, link[i].a);
    }
    if (!status) status = facts_write(pair, n * 2, path, err);
    *count = n;
    free(pair);
    linker_close(k);
    return status;
}
