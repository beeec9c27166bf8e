/* search_image.c - the texts as numbers: where the parts lie, and the checks before any is used. */
#include <string.h>

#include "goods/search_inner.h"

static size_t padded(uint64_t n) { return (size_t)((n + 7) & ~(uint64_t)7); }

/* Offsets of the parts behind the head, then the end. */
enum {
    PART_CODE,
    PART_DOC,
    PART_QUANTITY,
    PART_LINE,
    PART_TERM,
    PART_RARITY,
    PART_NAME_AT,
    PART_SLOT,
    PART_DF,
    PART_NAME,
    PARTS
};
static void offsets(size_t at[PARTS + 1], const image_head *h) {
    const uint64_t size[PARTS] = {
        [PART_CODE] = (uint64_t)h->places * sizeof(image_code),
        [PART_DOC] = (uint64_t)h->docs * sizeof(image_doc),
        [PART_QUANTITY] = h->quantities * sizeof(image_quantity),
        [PART_LINE] = (uint64_t)h->lines * 8,
        [PART_TERM] = h->terms * sizeof(uint32_t),
        [PART_RARITY] = (uint64_t)h->stems * sizeof(float),
        [PART_NAME_AT] = (uint64_t)h->stems * sizeof(uint32_t),
        [PART_SLOT] = (uint64_t)h->slots * sizeof(uint32_t),
        [PART_DF] = (uint64_t)h->stems * sizeof(uint32_t),
        [PART_NAME] = h->name_bytes,
    };
    at[0] = padded(sizeof *h);
    for (int i = 0; i < PARTS; i++) at[i + 1] = at[i] + padded(size[i]);
}

size_t search_image_size(const image_head *h) {
    size_t at[PARTS + 1];
    offsets(at, h);
    return at[PARTS];
}

void search_image_map(search_image *x, const void *bytes) {
    const char *p = bytes;
    size_t at[PARTS + 1];
    x->head = bytes;
    offsets(at, x->head);
    x->code = (const void *)(p + at[PART_CODE]);
    x->doc = (const void *)(p + at[PART_DOC]);
    x->quantity = (const void *)(p + at[PART_QUANTITY]);
    x->line = (const void *)(p + at[PART_LINE]);
    x->term = (const void *)(p + at[PART_TERM]);
    x->rarity = (const void *)(p + at[PART_RARITY]);
    x->name_at = (const void *)(p + at[PART_NAME_AT]);
    x->slot = (const void *)(p + at[PART_SLOT]);
    x->df = (const void *)(p + at[PART_DF]);
    x->name = p + at[PART_NAME];
}

static bool head_sane(const image_head *h) {
    return h->format == SEARCH_FORMAT && !h->nomenclature[0][15] && !h->nomenclature[1][15] &&
           h->codes && h->codes <= h->places && h->places <= SEARCH_CODES_MAX &&
           h->docs <= SEARCH_DOCS_MAX && h->lines <= SEARCH_CODES_MAX &&
           h->stems <= SEARCH_STEMS_MAX && h->slots > h->stems &&
           h->slots <= 4 * SEARCH_STEMS_MAX && !(h->slots & (h->slots - 1)) &&
           h->terms <= SEARCH_TERMS_MAX && h->quantities <= SEARCH_DOCS_MAX &&
           h->name_bytes <= SEARCH_TERMS_MAX;
}

static bool doc_sane(const search_image *x, const image_doc *d) {
    const image_head *h = x->head;
    return (uint64_t)d->term + d->terms + d->excluded <= h->terms &&
           (uint64_t)d->quantity + d->quantities <= h->quantities &&
           (d->line == NO_PLACE || d->line < h->lines) && d->language < LANGS &&
           d->kind <= TEXT_ABOVE;
}

static bool parts_sane(const search_image *x) {
    const image_head *h = x->head;
    for (uint32_t i = 0; i < h->places; i++) {
        const image_code *c = &x->code[i];
        if (c->code[7] || (uint64_t)c->doc + c->docs > h->docs) return false;
        if ((c->heading != NO_PLACE && c->heading >= h->places) ||
            (c->chapter != NO_PLACE && c->chapter >= h->places))
            return false;
    }
    for (uint32_t i = 0; i < h->docs; i++)
        if (!doc_sane(x, &x->doc[i])) return false;
    for (uint64_t i = 0; i < h->terms; i++)
        if (x->term[i] >= h->stems) return false;
    for (uint32_t i = 0; i < h->slots; i++)
        if (x->slot[i] > h->stems) return false;
    for (uint32_t i = 0; i < h->stems; i++)
        if (x->name_at[i] >= h->name_bytes || !(x->rarity[i] > 0)) return false;
    for (uint64_t i = 0; i < h->quantities; i++)
        if (!memchr(x->quantity[i].unit, 0, sizeof x->quantity[i].unit)) return false;
    return !h->name_bytes || !x->name[h->name_bytes - 1];
}

cordon_status search_image_open(search_image *out, const void *bytes, size_t n, cordon_error *err) {
    search_image x = {0};
    const image_head *h = bytes;
    bool sane = n >= sizeof *h && head_sane(h) && search_image_size(h) == n;
    if (sane) {
        search_image_map(&x, bytes);
        sane = parts_sane(&x);
    }
    if (!sane) return cordon_fail(err, CORDON_ECORRUPT, "the index of goods texts is damaged");
    *out = x;
    return CORDON_OK;
}

/* FNV-1a. */
uint32_t search_stem_hash(const char *s) {
    uint32_t h = 2166136261U;
    for (; *s; s++) h = (h ^ (unsigned char)*s) * 16777619U;
    return h;
}

uint32_t search_stem(const search_image *x, const char *name) {
    uint32_t mask = x->head->slots - 1;
    for (uint32_t i = search_stem_hash(name) & mask, k = 0; k <= mask && x->slot[i];
         i = (i + 1) & mask, k++)
        if (strcmp(x->name + x->name_at[x->slot[i] - 1], name) == 0) return x->slot[i] - 1;
    return NO_STEM;
}
