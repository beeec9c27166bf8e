/* Open addressing over twice as many places as there may be answers; nothing is
 * ever removed, so a search ends at the first free place.                     */
#include "store/memo.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES = 2 * MEMO_MAX };

typedef struct kept {
    char *key;
    size_t len;
    uint64_t hash;
    void *value;
} kept;

struct memo {
    kept v[PLACES];
    size_t n, bytes;
};

/* FNV-1a: keys are statements of this program, and are compared in full. */
static uint64_t hash_of(const char *s, size_t len) {
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < len; i++) h = (h ^ (unsigned char)s[i]) * 1099511628211u;
    return h;
}

static size_t place(const memo *m, const char *key, size_t len, uint64_t hash) {
    size_t at = (size_t)(hash % PLACES);
    while (m->v[at].key &&
           (m->v[at].hash != hash || m->v[at].len != len || memcmp(m->v[at].key, key, len) != 0))
        at = (at + 1) % PLACES;
    return at;
}

memo *memo_new(void) { return calloc(1, sizeof(memo)); }

void memo_free(memo *m, void (*drop)(void *value)) {
    if (!m) return;
    for (size_t i = 0; i < PLACES; i++) {
        if (!m->v[i].key) continue;
        drop(m->v[i].value);
        free(m->v[i].key);
    }
    free(m);
}

void *memo_get(const memo *m, const char *key, size_t len) {
    const kept *k = &m->v[place(m, key, len, hash_of(key, len))];
    return k->key ? k->value : NULL;
}

bool memo_put(memo *m, const char *key, size_t len, void *value) {
    uint64_t hash = hash_of(key, len);
    kept *k = &m->v[place(m, key, len, hash)];
    if (k->key || m->n == MEMO_MAX || len > MEMO_BYTES_MAX - m->bytes) return false;
    char *own = malloc(len + 1);
    if (!own) return false;
    memcpy(own, key, len);
    k->key = own;
    k->len = len;
    k->hash = hash;
    k->value = value;
    m->n++;
    m->bytes += len;
    return true;
}
