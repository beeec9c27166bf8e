/* What stands in the file about one entry and one name. Everything is held against the bounds
 * of its section, so that no file, however made, is read outside.                  */
#include <math.h>

#include "screen/index_inner.h"

_Static_assert(SCORED_PATRONYMIC < 8, "a class has three bits");

unsigned index_group_of(const screen_index *x, uint32_t entry) {
    unsigned low = 0, high = INDEX_GROUPS;
    while (high - low > 1) {
        unsigned mid = (low + high) / 2;
        if (x->first[mid] <= entry) low = mid;
        else high = mid;
    }
    return low;
}

bool index_unit(unit *out, const screen_index *x, uint32_t entry, unsigned group) {
    unsigned len = group % (UNIT_KEY_MAX + 1);
    const unsigned char *p = index_part_at(x, PART_KEYS) + x->key_at[group] +
                             (uint64_t)(entry - x->first[group]) * (len + INDEX_KIND_BYTES);
    uint32_t k = (uint32_t)p[len] | (uint32_t)p[len + 1] << 8;
    if (k >= x->h.kinds) return false;
    const index_kind *kind = (const index_kind *)(const void *)index_part_at(x, PART_KINDS) + k;
    memset(out, 0, sizeof *out);
    out->count = kind->count;
    out->space = (uint8_t)(group / (UNIT_KEY_MAX + 1));
    out->len = (uint8_t)len;
    out->origin = kind->origin;
    out->spelling = kind->spelling;
    out->most = kind->most;
    for (unsigned i = 0; i < len; i++) {
        out->key[i] = (char)p[i];
        if (!((p[i] >= 'a' && p[i] <= 'z') || (p[i] >= '0' && p[i] <= '9'))) return false;
    }
    return true;
}

bool index_postings(index_names_of *out, const screen_index *x, uint32_t entry) {
    uint32_t slot = index_words(x, PART_SLOTS)[entry];
    if (slot & INDEX_ONE_NAME) {
        *out = (index_names_of){.left = 1, .last = slot & ~INDEX_ONE_NAME};
        return true;
    }
    const index_section *s = &x->h.part[PART_POSTINGS];
    if (slot >= s->bytes) return false;
    *out = (index_names_of){.p = index_part_at(x, PART_POSTINGS) + slot,
                            .end = index_part_at(x, PART_POSTINGS) + s->bytes};
    return index_varint(&out->left, &out->p, out->end) && out->left <= x->h.names;
}

/* Where the record of a name < names begins; more than its section has when that is damaged. */
static uint64_t record_place(const screen_index *x, uint32_t name) {
    const unsigned char *starts = index_part_at(x, PART_STARTS);
    uint64_t at, blocks = (x->h.names + INDEX_NAME_BLOCK - 1) / INDEX_NAME_BLOCK;
    uint16_t more;
    memcpy(&at, starts + (uint64_t)(name / INDEX_NAME_BLOCK) * 8, sizeof at);
    memcpy(&more, starts + blocks * 8 + (uint64_t)name * 2, sizeof more);
    return at > x->h.part[PART_RECORDS].bytes ? at : at + more;
}

void index_prefetch_record(const screen_index *x, uint32_t name) {
    uint64_t at = record_place(x, name);
    if (at + 128 > x->h.part[PART_RECORDS].bytes) return;
    __builtin_prefetch(index_part_at(x, PART_RECORDS) + at);
    __builtin_prefetch(index_part_at(x, PART_RECORDS) + at + 64);
}

bool index_record_at(index_record *out, const screen_index *x, uint32_t name) {
    if (name >= x->h.names) return false;
    uint64_t at = record_place(x, name), bytes = x->h.part[PART_RECORDS].bytes;
    uint32_t units;
    if (at > bytes || bytes - at < 3) return false;
    const unsigned char *records = index_part_at(x, PART_RECORDS), *p = records + at;
    out->tokens = *p++;
    out->kind = *p++;
    out->end = records + bytes;
    if (!index_varint(&units, &p, out->end) || units > UNITS_MAX) return false;
    out->units = (uint16_t)units;
    out->entry = p;
    uint64_t ids = (uint64_t)out->units * x->h.entry_bytes;
    if (out->tokens > NAME_TOKENS_MAX || (uint64_t)(out->end - out->entry) < ids) return false;
    out->rest = out->entry + ids;
    return true;
}

static bool read_text(const unsigned char *p, const unsigned char *end, const char **text, uint32_t *len) {
    uint32_t n;
    if (!index_varint(&n, &p, end) || (uint64_t)(end - p) < n) return false;
    *text = (const char *)p;
    *len = n;
    return true;
}

bool index_record_tokens(float weight[NAME_TOKENS_MAX], uint8_t *first, const screen_index *x, const index_record *r) {
    const unsigned char *p = r->rest;
    const float *all = (const float *)(const void *)index_part_at(x, PART_WEIGHTS);
    unsigned n = 0;
    for (unsigned t = 0; t < r->tokens; t++) {
        uint32_t begin, w;
        if (!index_varint(&begin, &p, r->end) || (begin >>= 3) > r->units - n) return false;
        if (!index_varint(&w, &p, r->end) || w >= x->h.weights) return false;
        weight[t] = all[w];
        for (; begin; begin--) first[n++] = (uint8_t)t;
    }
    return n == r->units;
}

bool index_record_text(const char **text, uint32_t *len, const screen_index *x, const index_record *r) {
    const unsigned char *p = r->rest;
    uint32_t skipped;
    (void)x;
    for (unsigned i = 0; i < 2u * r->tokens; i++)
        if (!index_varint(&skipped, &p, r->end)) return false;
    return read_text(p, r->end, text, len);
}

bool index_record_read(scored_name *out, unit *to, const screen_index *x, const index_record *r, const char **text,
                       uint32_t *text_len) {
    const unsigned char *p = r->rest;
    const float *weight = (const float *)(const void *)index_part_at(x, PART_WEIGHTS);
    unsigned n = 0;
    out->tokens = r->tokens;
    out->units = r->units;
    out->kind = r->kind & (INDEX_TRUNCATED - 1);
    out->truncated = r->kind & INDEX_TRUNCATED;
    out->unit = to;
    out->weight_all = 0;
    for (unsigned t = 0; t < r->tokens; t++) {
        uint32_t begin, w;
        if (!index_varint(&begin, &p, r->end)) return false;
        out->cls[t] = begin & 7;
        begin >>= 3;
        if (begin > r->units - n || !index_varint(&w, &p, r->end) || w >= x->h.weights) return false;
        out->weight[t] = weight[w];
        out->weight_all += weight[w]; /* in the order of scored_name_make */
        if (!isfinite(weight[w])) return false;
        for (; begin; begin--, n++) {
            uint32_t id = index_entry_read(r->entry + (size_t)n * x->h.entry_bytes, x->h.entry_bytes);
            if (id >= x->h.entries || !index_unit(&to[n], x, id, index_group_of(x, id))) return false;
            to[n].first = (uint8_t)t;
            if (t + to[n].count > r->tokens) return false;
        }
    }
    return n == r->units && isfinite(out->weight_all) && (!text || read_text(p, r->end, text, text_len));
}

cordon_status index_name_at(const screen_index *x, uint32_t name, scored_name *out, arena *mem, const char **text,
                            cordon_error *err) {
    index_record r;
    const char *from = NULL;
    uint32_t len = 0;
    if (name >= x->h.names)
        return cordon_fail(err, CORDON_ENOTFOUND, "no name %u: the index has %llu", name, (unsigned long long)x->h.names);
    if (!index_record_at(&r, x, name)) return index_damaged(x, "a name", err);
    scored_name made = {0};
    unit *to = arena_alloc(mem, r.units * sizeof *to);
    if (!to) return cordon_fail(err, CORDON_ENOMEM, "no memory for a name");
    if (!index_record_read(&made, to, x, &r, &from, &len)) return index_damaged(x, "a name", err);
    char *copy = arena_strndup(mem, from, len);
    if (!copy) return cordon_fail(err, CORDON_ENOMEM, "no memory for a name");
    *out = made;
    if (text) *text = copy;
    return CORDON_OK;
}
