/* How many parties of the lists have a word of a key in one of their names. */
#include <errno.h>
#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "name/key.h"
#include "screen/quality.h"

enum { KINDS = 3, FIRST_SLOTS = 1 << 16, LEAST_PARTIES = 2 };

typedef struct counted {
    char key[NAME_KEY_MAX];
    uint32_t count[KINDS];
    uint32_t last; /* party that counted last */
} counted;

typedef struct counting {
    counted *slot;
    size_t slots, keys;
    uint32_t parties[KINDS], party;
    const name_tables *tables;
} counting;

static counted *slot_of(const counting *c, const char key[NAME_KEY_MAX]) {
    uint64_t h = 14695981039346656037U;
    for (unsigned i = 0; i < NAME_KEY_MAX; i++) h = (h ^ (unsigned char)key[i]) * 1099511628211U;
    for (size_t i = (size_t)(h ^ h >> 29) & (c->slots - 1);; i = (i + 1) & (c->slots - 1))
        if (!c->slot[i].key[0] || !memcmp(c->slot[i].key, key, NAME_KEY_MAX)) return &c->slot[i];
}

static cordon_status grow(counting *c, cordon_error *err) {
    counting more = *c;
    more.slots = c->slots ? c->slots * 2 : FIRST_SLOTS;
    more.slot = calloc(more.slots, sizeof *more.slot);
    if (!more.slot) return cordon_fail(err, CORDON_ENOMEM, "no memory for %zu keys", more.slots);
    for (size_t i = 0; i < c->slots; i++)
        if (c->slot[i].key[0]) *slot_of(&more, c->slot[i].key) = c->slot[i];
    free(c->slot);
    *c = more;
    return CORDON_OK;
}

static cordon_status count_name(counting *c, unsigned kind, const char *text, cordon_error *err) {
    arena mem;
    name_form f;
    cordon_error why;
    cordon_status s = CORDON_OK;
    arena_init(&mem, 0);
    if (!name_form_read(&f, &mem, c->tables, (name_kind)(kind + NAME_PERSON), text, strlen(text),
                        &why))
        for (unsigned t = 0; !s && t < f.n; t++)
            for (unsigned r = 0; !s && r < f.token[t].n; r++) {
                const name_reading *x = &f.token[t].reading[r];
                char key[NAME_KEY_MAX];
                if ((x->origin != READ_PLAIN && x->origin != READ_ROMAN) ||
                    f.token[t].cls == NAME_NUMBER)
                    continue;
                if (!name_key(key, x->latin, x->len)) continue;
                if (c->keys * 2 >= c->slots && (s = grow(c, err))) break;
                counted *to = slot_of(c, key);
                if (!to->key[0]) memcpy(to->key, key, sizeof key), c->keys++;
                if (to->last != c->party) to->count[kind]++, to->last = c->party;
            }
    arena_destroy(&mem);
    return s;
}

static cordon_status count_entity(void *arg, const entity *e, cordon_error *err) {
    counting *c = arg;
    cordon_status s = CORDON_OK;
    unsigned kind = pair_kind_of_schema(e->schema);
    if (kind == NAME_ANY) kind = NAME_ORGANISATION; /* most of those of whom a list does not say */
    c->party++, c->parties[kind - NAME_PERSON]++;
    for (uint32_t i = 0; !s && i < e->values; i++)
        if (pair_name_kind(e->value[i].prop) >= 0)
            s = count_name(c, kind - NAME_PERSON, e->value[i].value, err);
    return s;
}

static int by_key(const void *a, const void *b) { return memcmp(a, b, NAME_KEY_MAX); }

static void print(buf *b, counting *c) {
    buf_printf(b, "key,person,organisation,vessel\n*,%u,%u,%u\n", c->parties[0], c->parties[1],
               c->parties[2]);
    qsort(c->slot, c->slots, sizeof *c->slot, by_key);
    for (size_t i = 0; i < c->slots; i++) {
        const counted *k = &c->slot[i];
        if (k->count[0] + k->count[1] + k->count[2] < LEAST_PARTIES) continue;
        buf_printf(b, "%.*s,%u,%u,%u\n", NAME_KEY_MAX, k->key, k->count[0], k->count[1],
                   k->count[2]);
    }
}

static cordon_status save(const char *path, const buf *b, cordon_error *err) {
    size_t len = strlen(path), n = 0, room = lzma_stream_buffer_bound(b->len);
    bool xz = len > 3 && !strcmp(path + len - 3, ".xz");
    uint8_t *packed = xz ? malloc(room) : NULL;
    if (b->failed ||
        (xz && (!packed || lzma_easy_buffer_encode(9, LZMA_CHECK_CRC64, NULL, (const uint8_t *)b->p,
                                                   b->len, packed, &n, room)))) {
        free(packed);
        return cordon_fail(err, CORDON_ENOMEM, "no memory for the table");
    }
    FILE *f = fopen(path, "w");
    bool good = f && fwrite(xz ? packed : (const uint8_t *)b->p, 1, xz ? n : b->len, f) ==
                         (xz ? n : b->len);
    if (f && fclose(f)) good = false;
    free(packed);
    return good ? CORDON_OK : cordon_fail_at(err, CORDON_EIO, path, 0, 0, "%s", strerror(errno));
}

cordon_status quality_frequency(const char *out, const char *const *path, unsigned paths,
                                cordon_error *err) {
    counting c = {0};
    buf b = {0};
    cordon_status s = name_tables_open(&c.tables, err);
    if (!s) s = grow(&c, err);
    if (!s) s = quality_lists(path, paths, count_entity, &c, err);
    if (!s) print(&b, &c);
    if (!s) s = save(out, &b, err);
    buf_free(&b);
    free(c.slot);
    return s;
}
