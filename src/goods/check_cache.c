/* check_cache.c - what a thread found out about a code or a text, kept for the next row that has it.
 *
 * Open addressing; keys are hashed with a key of their own in every process, so that nobody can prepare a file whose codes
 * collide. When it is full everything is forgotten: memory is bounded, answers are the same.          */
#include <stdlib.h>
#include <string.h>

#include "goods/check_inner.h"

struct check_slot {
    const unsigned char *key; /* NULL = free */
    void *value;
    size_t len;
    uint64_t hash;
};

cordon_status check_cache_open(check_cache *c, size_t most, cordon_error *err) {
    *c = (check_cache){.most = most, .cap = most * 2 + 2};
    arena_init(&c->mem, 0);
    randombytes_buf(c->key, sizeof c->key);
    c->slot = calloc(c->cap, sizeof *c->slot);
    return c->slot ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory for a thread");
}

void check_cache_close(check_cache *c) {
    arena_destroy(&c->mem);
    free(c->slot);
    c->slot = NULL;
}

void check_cache_tidy(check_cache *c, bool all) {
    if (!c->n || (!all && c->n < c->most && c->mem.used_bytes < CHECK_CACHE_BYTES)) return;
    arena_destroy(&c->mem);
    arena_init(&c->mem, 0);
    memset(c->slot, 0, c->cap * sizeof *c->slot);
    c->n = 0;
}

static uint64_t hash_of(const check_cache *c, const void *key, size_t len) {
    uint64_t h;
    crypto_shorthash((unsigned char *)&h, key, len, c->key);
    return h;
}

static struct check_slot *slot_of(const check_cache *c, const void *key, size_t len, uint64_t hash) {
    for (size_t i = hash % c->cap;; i = (i + 1) % c->cap) {
        struct check_slot *s = &c->slot[i];
        if (!s->key || (s->hash == hash && s->len == len && memcmp(s->key, key, len) == 0)) return s;
    }
}

void *check_cache_find(const check_cache *c, const void *key, size_t len) {
    const struct check_slot *s = slot_of(c, key, len, hash_of(c, key, len));
    return s->key ? s->value : NULL;
}

bool check_cache_add(check_cache *c, const void *key, size_t len, void *value) {
    uint64_t hash = hash_of(c, key, len);
    const void *copy = arena_strndup(&c->mem, key, len);
    if (!copy || c->n + 1 >= c->cap) return false;
    *slot_of(c, key, len, hash) = (struct check_slot){copy, value, len, hash};
    c->n++;
    return true;
}
