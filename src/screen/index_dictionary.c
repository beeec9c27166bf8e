#include <stdlib.h>

#include "screen/index_build.h"

static uint32_t unit_hash(const unit *u) {
    uint32_t most;
    memcpy(&most, &u->most, 4);
    uint64_t h = ((uint64_t)most << 32 | (uint32_t)u->spelling << 24 | (uint32_t)u->space << 16 | (uint32_t)u->count << 8 |
                  (uint32_t)u->origin) * 0x9e3779b97f4a7c15u + u->len;
    for (unsigned i = 0; i < UNIT_KEY_MAX; i += 8) {
        uint64_t w;
        memcpy(&w, u->key + i, 8);
        h = (h ^ h >> 32 ^ w) * 0x9fb21c651e98df25u;
        if (i + 8 >= u->len) break;
    }
    h ^= h >> 32;
    return (uint32_t)(h * 0xbf58476d1ce4e5b9u >> 32);
}

static uint32_t bits_of(float f) {
    uint32_t bits;
    memcpy(&bits, &f, sizeof bits);
    return bits;
}

static bool unit_is(const packed_unit *p, const unit *u) {
    return p->space == u->space && p->len == u->len && p->count == u->count && p->origin == u->origin &&
           p->spelling == u->spelling && bits_of(p->most) == bits_of(u->most) && memcmp(p->key, u->key, u->len) == 0;
}

static bool grow(dictionary *d) {
    if (d->n == d->cap) {
        uint32_t cap = d->cap ? d->cap * 2 : 1024;
        uint32_t *off = realloc(d->off, (size_t)cap * 4);
        if (off) d->off = off;
        uint32_t *hash = realloc(d->hash, (size_t)cap * 4);
        if (hash) d->hash = hash;
        if (!off || !hash) return false;
        d->cap = cap;
    }
    if (d->words + 12 > d->words_cap) {
        size_t cap = d->words_cap ? d->words_cap * 2 : 8192;
        uint32_t *word = realloc(d->word, cap * 4);
        if (!word) return false;
        d->word = word;
        d->words_cap = cap;
    }
    if (d->slot && (uint64_t)d->n * 2 <= d->mask) return true;
    uint32_t mask = d->slot ? d->mask * 2 + 1 : 4095;
    uint32_t *slot = calloc((size_t)mask + 1, 4);
    if (!slot) return false;
    for (uint32_t i = 0; i < d->n; i++) {
        uint32_t at = d->hash[i] & mask;
        while (slot[at]) at = (at + 1) & mask;
        slot[at] = i + 1;
    }
    free(d->slot);
    d->slot = slot;
    d->mask = mask;
    return true;
}

bool dictionary_put(dictionary *d, const unit *u, uint32_t *number) {
    if (!grow(d)) return false;
    uint32_t hash = unit_hash(u), at = hash & d->mask;
    for (; d->slot[at]; at = (at + 1) & d->mask) {
        uint32_t i = d->slot[at] - 1;
        if (d->hash[i] != hash || !unit_is(dictionary_unit(d, i), u)) continue;
        *number = i;
        return true;
    }
    packed_unit *p = (packed_unit *)(void *)(d->word + d->words);
    d->off[d->n] = (uint32_t)d->words;
    d->hash[d->n] = hash;
    p->most = u->most;
    p->space = u->space, p->len = u->len, p->count = u->count, p->origin = u->origin, p->spelling = u->spelling;
    memcpy(p->key, u->key, u->len);
    d->words += (sizeof *p + u->len + 3) / 4;
    d->slot[at] = ++d->n;
    *number = d->n - 1;
    return true;
}

void dictionary_free(dictionary *d) {
    free(d->slot), free(d->off), free(d->hash), free(d->word), free(d->sorted), free(d->entry);
    *d = (dictionary){0};
}

bool float_set_put(float_set *s, float v) {
    uint32_t bits;
    memcpy(&bits, &v, 4);
    if (!bits) return s->has_zero = true;
    if (!s->slot || (uint64_t)s->n * 2 > s->mask) {
        uint32_t mask = s->slot ? s->mask * 2 + 1 : 255, *slot = calloc((size_t)mask + 1, 4);
        if (!slot) return false;
        for (uint32_t i = 0; s->slot && i <= s->mask; i++) {
            if (!s->slot[i]) continue;
            uint32_t at = (s->slot[i] * 0x9e3779b1u) & mask;
            while (slot[at]) at = (at + 1) & mask;
            slot[at] = s->slot[i];
        }
        free(s->slot);
        s->slot = slot;
        s->mask = mask;
    }
    uint32_t at = (bits * 0x9e3779b1u) & s->mask;
    while (s->slot[at] && s->slot[at] != bits) at = (at + 1) & s->mask;
    s->n += !s->slot[at];
    s->slot[at] = bits;
    return true;
}

/* ---- the order of entries ---- */

static index_kind kind_of(const packed_unit *u) {
    return (index_kind){.most = u->most, .count = u->count, .origin = u->origin, .spelling = u->spelling};
}

static int kind_order(const index_kind *a, const index_kind *b) {
    if (a->count != b->count) return a->count < b->count ? -1 : 1;
    if (a->origin != b->origin) return a->origin < b->origin ? -1 : 1;
    if (a->spelling != b->spelling) return a->spelling < b->spelling ? -1 : 1;
    return a->most < b->most ? -1 : a->most > b->most;
}

int packed_unit_order(const packed_unit *a, const packed_unit *b) {
    if (a->space != b->space) return a->space < b->space ? -1 : 1;
    if (a->len != b->len) return a->len < b->len ? -1 : 1;
    int c = memcmp(a->key, b->key, a->len);
    if (c) return c;
    index_kind x = kind_of(a), y = kind_of(b);
    return kind_order(&x, &y);
}

typedef struct sort_item {
    uint64_t begin; /* space, length and the first six letters: settles most comparisons */
    const packed_unit *u;
    uint32_t number;
} sort_item;

static int by_unit(const void *a, const void *b) {
    const sort_item *x = a, *y = b;
    if (x->begin != y->begin) return x->begin < y->begin ? -1 : 1;
    return packed_unit_order(x->u, y->u);
}

bool dictionary_sort(dictionary *d) {
    sort_item *item = malloc(((size_t)d->n + 1) * sizeof *item);
    d->sorted = malloc(((size_t)d->n + 1) * 4);
    d->entry = malloc(((size_t)d->n + 1) * 4);
    if (item && d->sorted && d->entry) {
        for (uint32_t i = 0; i < d->n; i++) {
            const packed_unit *u = dictionary_unit(d, i);
            uint64_t begin = (uint64_t)u->space << 8 | u->len;
            for (unsigned k = 0; k < 6; k++) begin = begin << 8 | (k < u->len ? (unsigned char)u->key[k] : 0);
            item[i] = (sort_item){begin, u, i};
        }
        qsort(item, d->n, sizeof *item, by_unit);
        for (uint32_t i = 0; i < d->n; i++) d->sorted[i] = item[i].number;
    }
    free(item);
    return item && d->sorted && d->entry;
}

/* ---- of all threads together ---- */

typedef struct merging {
    index_builder *b;
    uint32_t at[BUILD_THREADS_MAX];
    index_kind kind[INDEX_KINDS_MAX];
    uint32_t kinds;
} merging;

static size_t kind_place(const merging *m, const packed_unit *u, bool *there) {
    index_kind want = kind_of(u);
    size_t low = 0, high = m->kinds;
    *there = false;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = kind_order(&m->kind[mid], &want);
        if (!c) {
            *there = true;
            return mid;
        }
        if (c < 0) low = mid + 1;
        else high = mid;
    }
    return low;
}

static cordon_status collect_kinds(merging *m, cordon_error *err) {
    for (unsigned w = 0; w < m->b->threads; w++) {
        const dictionary *d = &m->b->worker[w].units;
        for (uint32_t i = 0; i < d->n; i++) {
            bool there;
            const packed_unit *u = dictionary_unit(d, i);
            size_t at = kind_place(m, u, &there);
            if (there) continue;
            if (m->kinds == INDEX_KINDS_MAX)
                return cordon_fail(err, CORDON_ELIMIT, "units of more than %d kinds", INDEX_KINDS_MAX);
            memmove(&m->kind[at + 1], &m->kind[at], (m->kinds++ - at) * sizeof *m->kind);
            m->kind[at] = kind_of(u);
        }
    }
    return CORDON_OK;
}

/* The least unit that no entry has yet, or NULL. */
static const packed_unit *least(const merging *m) {
    const packed_unit *best = NULL;
    for (unsigned w = 0; w < m->b->threads; w++) {
        const dictionary *d = &m->b->worker[w].units;
        if (m->at[w] == d->n) continue;
        const packed_unit *u = dictionary_unit(d, d->sorted[m->at[w]]);
        if (!best || packed_unit_order(u, best) < 0) best = u;
    }
    return best;
}

static cordon_status number_entries(merging *m, cordon_error *err) {
    index_builder *b = m->b;
    bytes *keys = &b->part[PART_KEYS];
    for (const packed_unit *u; (u = least(m));) {
        bool there;
        size_t kind = kind_place(m, u, &there);
        if (!bytes_room(keys, u->len + INDEX_KIND_BYTES)) return cordon_fail(err, CORDON_ENOMEM, "no memory for the keys");
        memcpy(keys->p + keys->len, u->key, u->len);
        keys->p[keys->len + u->len] = (unsigned char)kind;
        keys->p[keys->len + u->len + 1] = (unsigned char)(kind >> 8);
        keys->len += u->len + INDEX_KIND_BYTES;
        b->h.group[index_group(u->space, u->len)]++;
        for (unsigned w = 0; w < b->threads; w++) {
            dictionary *d = &b->worker[w].units;
            if (m->at[w] < d->n && packed_unit_order(dictionary_unit(d, d->sorted[m->at[w]]), u) == 0)
                d->entry[d->sorted[m->at[w]++]] = b->h.entries;
        }
        if (++b->h.entries == UINT32_MAX) return cordon_fail(err, CORDON_ELIMIT, "more than 2^32 - 1 distinct units");
    }
    return CORDON_OK;
}

static int by_float(const void *a, const void *b) {
    float x = *(const float *)a, y = *(const float *)b;
    return x < y ? -1 : x > y;
}

static cordon_status merge_weights(index_builder *b, cordon_error *err) {
    bytes *part = &b->part[PART_WEIGHTS];
    for (unsigned w = 0; w < b->threads; w++) {
        const float_set *s = &b->worker[w].weights;
        if (!bytes_room(part, ((size_t)s->n + 1) * 4)) return cordon_fail(err, CORDON_ENOMEM, "no memory for the weights");
        if (s->has_zero) memset(part->p + part->len, 0, 4), part->len += 4;
        for (uint32_t i = 0; s->slot && i <= s->mask; i++)
            if (s->slot[i]) memcpy(part->p + part->len, &s->slot[i], 4), part->len += 4;
    }
    if (!part->len) return CORDON_OK;
    float *v = (float *)(void *)part->p;
    size_t n = part->len / 4, kept = 0;
    qsort(v, n, 4, by_float);
    for (size_t i = 0; i < n; i++)
        if (!i || by_float(&v[i], &v[i - 1]) != 0) v[kept++] = v[i];
    part->len = kept * 4;
    b->h.weights = (uint32_t)kept;
    return CORDON_OK;
}

static void renumber(void *arg, size_t i, unsigned thread) {
    (void)thread;
    index_builder *b = arg;
    build_block *k = &b->block[i];
    const uint32_t *entry = b->worker[k->worker].units.entry;
    for (size_t at = 0; at < k->raw.len;) {
        const raw_name *r = (const raw_name *)(const void *)(k->raw.p + at);
        uint32_t *id = raw_entries(k->raw.p + at);
        for (unsigned u = 0; u < r->units; u++) id[u] = entry[id[u]];
        at += raw_name_bytes(r);
    }
}

static void sort_one(void *arg, size_t i, unsigned thread) {
    (void)thread;
    index_builder *b = arg;
    if (!dictionary_sort(&b->worker[i].units)) b->worker[i].status = CORDON_ENOMEM;
}

cordon_status build_merge(index_builder *b, cordon_error *err) {
    merging *m = calloc(1, sizeof *m);
    cordon_status status = m ? CORDON_OK : CORDON_ENOMEM;
    build_jobs(b->threads, b->threads, sort_one, b);
    for (unsigned w = 0; w < b->threads; w++)
        if (b->worker[w].status) status = CORDON_ENOMEM;
    if (status) {
        free(m);
        return cordon_fail(err, status, "no memory for the dictionary");
    }
    m->b = b;
    status = collect_kinds(m, err);
    if (!status) status = number_entries(m, err);
    if (!status) status = merge_weights(b, err);
    b->h.kinds = m->kinds;
    bytes *kinds = &b->part[PART_KINDS];
    if (!status && !bytes_room(kinds, m->kinds * sizeof(index_kind))) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the kinds");
    if (!status && m->kinds) {
        kinds->len = m->kinds * sizeof(index_kind);
        memcpy(kinds->p, m->kind, kinds->len);
    }
    free(m);
    for (unsigned g = 0; g < INDEX_GROUPS; g++) {
        b->first[g + 1] = b->first[g] + b->h.group[g];
        if (g + 1 < INDEX_GROUPS)
            b->key_at[g + 1] = b->key_at[g] + (uint64_t)b->h.group[g] * (g % (UNIT_KEY_MAX + 1) + INDEX_KIND_BYTES);
    }
    if (!status) build_jobs(b->threads, b->blocks, renumber, b);
    for (unsigned w = 0; w < b->threads; w++) dictionary_free(&b->worker[w].units);
    return status;
}
