/* The parts of the file that are made of the names: records, postings, segments. */
#include <stdlib.h>

#include "screen/index_build.h"
#include "screen/index_near.h"

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory for an index"); }

/* ---- records ---- */

static uint32_t weight_number(const index_builder *b, float v) {
    const float *w = (const float *)(const void *)b->part[PART_WEIGHTS].p;
    uint32_t low = 0, high = b->h.weights;
    while (high - low > 1) {
        uint32_t mid = (low + high) / 2;
        if (w[mid] <= v) low = mid;
        else high = mid;
    }
    return low;
}

static size_t put_entry(unsigned char *to, uint32_t id, unsigned size) {
    for (unsigned i = 0; i < size; i++) to[i] = (unsigned char)(id >> 8 * i);
    return size;
}

static size_t put_record(const index_builder *b, unsigned char *to, const unsigned char *raw) {
    const raw_name *r = (const raw_name *)(const void *)raw;
    const build_input *in = &b->input[r->input];
    unsigned char *p = to;
    *p++ = (unsigned char)r->tokens;
    *p++ = r->kind;
    p += index_varint_put(p, r->units);
    for (unsigned u = 0; u < r->units; u++) p += put_entry(p, raw_entries(raw)[u], b->h.entry_bytes);
    for (unsigned t = 0; t < r->tokens; t++) {
        p += index_varint_put(p, raw_begins(raw)[t] * 8u + raw_classes(raw)[t]);
        p += index_varint_put(p, weight_number(b, raw_weights(raw)[t]));
    }
    p += index_varint_put(p, in->len);
    memcpy(p, in->text, in->len);
    return (size_t)(p - to) + in->len;
}

static void make_records(void *arg, size_t number, unsigned thread) {
    index_builder *b = arg;
    build_block *k = &b->block[number];
    k->record_bytes = malloc((k->names + 1u) * sizeof *k->record_bytes);
    uint32_t i = 0;
    for (size_t at = 0; k->record_bytes && at < k->raw.len; i++) {
        const raw_name *r = (const raw_name *)(const void *)(k->raw.p + at);
        if (!bytes_room(&k->records, 4u + r->units * 4u + r->tokens * 8u + 10u + b->input[r->input].len)) break;
        size_t n = put_record(b, k->records.p + k->records.len, k->raw.p + at);
        k->record_bytes[i] = (uint16_t)n;
        k->records.len += n;
        at += raw_name_bytes(r);
    }
    if (i < k->names || !k->record_bytes) b->worker[thread].status = CORDON_ENOMEM;
}

cordon_status build_records(index_builder *b, cordon_error *err) {
    bytes *starts = &b->part[PART_STARTS], *refs = &b->part[PART_REFS];
    uint64_t names = b->h.names, groups = (names + INDEX_NAME_BLOCK - 1) / INDEX_NAME_BLOCK, at = 0, begun = 0, name = 0;
    b->h.entry_bytes = b->h.entries < 1u << 24 ? 3 : 4;
    build_jobs(b->threads, b->blocks, make_records, b);
    for (unsigned w = 0; w < b->threads; w++)
        if (b->worker[w].status) return no_memory(err);
    if (!bytes_room(starts, groups * 8 + names * 2 + 1) || !bytes_room(refs, names * 8 + 1)) return no_memory(err);
    starts->len = groups * 8 + names * 2;
    refs->len = names * 8;
    for (size_t i = 0; i < b->blocks; i++) {
        const build_block *k = &b->block[i];
        size_t raw = 0;
        for (uint32_t j = 0; j < k->names; j++, name++) {
            const raw_name *r = (const raw_name *)(const void *)(k->raw.p + raw);
            if (name % INDEX_NAME_BLOCK == 0) {
                begun = at;
                memcpy(starts->p + name / INDEX_NAME_BLOCK * 8, &at, 8);
            }
            uint16_t more = (uint16_t)(at - begun);
            memcpy(starts->p + groups * 8 + name * 2, &more, 2);
            memcpy(refs->p + name * 8, &b->input[r->input].ref, 8);
            at += k->record_bytes[j];
            raw += raw_name_bytes(r);
        }
    }
    return CORDON_OK;
}

/* ---- postings: each thread has a range of the entries ---- */

typedef struct posting_range {
    uint32_t from, to;      /* entries */
    uint32_t *names, *last; /* how many it has so far, and the last one + 1 */
    uint32_t *size, *first; /* bytes of its postings; its first name */
    bytes out;
    bool failed;
} posting_range;

typedef struct posting_work {
    index_builder *b;
    posting_range range[BUILD_THREADS_MAX];
} posting_work;

static unsigned varint_bytes(uint32_t v) {
    unsigned n = 1;
    for (; v > 127; v >>= 7) n++;
    return n;
}

/* Calls once for each name and each distinct unit of it within the range. */
static void each_posting(const index_builder *b, posting_range *r, void (*call)(posting_range *, uint32_t, uint32_t)) {
    for (size_t i = 0; i < b->blocks; i++) {
        const build_block *k = &b->block[i];
        uint32_t name = k->first;
        for (size_t at = 0; at < k->raw.len; name++) {
            const raw_name *raw = (const raw_name *)(const void *)(k->raw.p + at);
            const uint32_t *id = raw_entries(k->raw.p + at);
            for (unsigned u = 0; u < raw->units; u++)
                if (id[u] >= r->from && id[u] < r->to && r->last[id[u] - r->from] != name + 1) call(r, id[u] - r->from, name);
            at += raw_name_bytes(raw);
        }
    }
}

static void measure(posting_range *r, uint32_t e, uint32_t name) {
    if (!r->names[e]++) r->first[e] = name, r->size[e] = varint_bytes(name);
    else r->size[e] += varint_bytes(name + 1 - r->last[e]);
    r->last[e] = name + 1;
}

static void fill(posting_range *r, uint32_t e, uint32_t name) {
    if (r->names[e] < 2) return;
    uint32_t d = r->last[e] ? name + 1 - r->last[e] : name;
    r->size[e] += (uint32_t)index_varint_put(r->out.p + r->size[e], d); /* now the place of the next one */
    r->last[e] = name + 1;
}

static void make_postings(void *arg, size_t number, unsigned thread) {
    (void)thread;
    posting_work *w = arg;
    posting_range *r = &w->range[number];
    uint32_t n = r->to - r->from;
    r->names = calloc(n + 1, 4), r->last = calloc(n + 1, 4), r->size = calloc(n + 1, 4), r->first = calloc(n + 1, 4);
    r->failed = !r->names || !r->last || !r->size || !r->first;
    if (r->failed) return;
    each_posting(w->b, r, measure);
    uint64_t total = 0;
    for (uint32_t e = 0; e < n; e++)
        if (r->names[e] > 1) total += varint_bytes(r->names[e]) + r->size[e];
    r->failed = total >= INDEX_ONE_NAME || !bytes_room(&r->out, total + 1);
    if (r->failed) return;
    for (uint32_t e = 0; e < n; e++) {
        r->last[e] = 0;
        uint32_t size = r->size[e], at = (uint32_t)r->out.len;
        if (r->names[e] < 2) continue;
        r->first[e] = at;
        r->size[e] = at + (uint32_t)index_varint_put(r->out.p + at, r->names[e]);
        r->out.len = r->size[e] + size;
    }
    each_posting(w->b, r, fill);
}

static void drop_ranges(posting_work *w, unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        posting_range *r = &w->range[i];
        free(r->names), free(r->last), free(r->size), free(r->first), free(r->out.p);
    }
    free(w);
}

cordon_status build_postings(index_builder *b, cordon_error *err) {
    posting_work *w = calloc(1, sizeof *w);
    bytes *slots = &b->part[PART_SLOTS], *out = &b->part[PART_POSTINGS];
    if (!w || !bytes_room(slots, (uint64_t)b->h.entries * 4 + 4)) {
        free(w);
        return no_memory(err);
    }
    w->b = b;
    for (unsigned i = 0; i < b->threads; i++) {
        w->range[i].from = (uint32_t)((uint64_t)b->h.entries * i / b->threads);
        w->range[i].to = (uint32_t)((uint64_t)b->h.entries * (i + 1) / b->threads);
    }
    build_jobs(b->threads, b->threads, make_postings, w);
    cordon_status status = CORDON_OK;
    uint32_t *slot = (uint32_t *)(void *)slots->p;
    for (unsigned i = 0; i < b->threads && !status; i++) {
        posting_range *r = &w->range[i];
        if (r->failed || !bytes_room(out, r->out.len + 1)) status = no_memory(err);
        else if (out->len + r->out.len >= INDEX_ONE_NAME) status = cordon_fail(err, CORDON_ELIMIT, "postings of more than 2^31 bytes: cut the index in shards");
        if (status) break;
        for (uint32_t e = 0; e < r->to - r->from; e++)
            *slot++ = r->names[e] == 1 ? r->first[e] | INDEX_ONE_NAME : r->first[e] + (uint32_t)out->len;
        if (r->out.len) memcpy(out->p + out->len, r->out.p, r->out.len);
        out->len += r->out.len;
    }
    slots->len = (uint64_t)b->h.entries * 4;
    drop_ranges(w, b->threads);
    return status;
}

/* ---- segments ---- */

typedef struct segment_work {
    index_builder *b;
    uint32_t *at; /* of a bucket: how many, then where the next one goes */
    uint32_t *mask, *entry;
    uint64_t n;
} segment_work;

static void count_segment(segment_work *w, uint64_t bucket, uint32_t mask, uint32_t entry) {
    (void)mask, (void)entry;
    w->at[bucket + 1]++;
}

static void put_segment(segment_work *w, uint64_t bucket, uint32_t mask, uint32_t entry) {
    uint32_t i = w->at[bucket]++;
    w->mask[i] = mask;
    w->entry[i] = entry;
}

static void total_segment(segment_work *w, uint64_t bucket, uint32_t mask, uint32_t entry) {
    (void)bucket, (void)mask, (void)entry;
    w->n++;
}

/* Calls for every segment of every distinct key. */
static void each_segment(segment_work *w, bool hash, void (*call)(segment_work *, uint64_t, uint32_t, uint32_t)) {
    const index_builder *b = w->b;
    uint64_t buckets = ((uint64_t)1 << b->h.bucket_bits) - 1;
    for (unsigned g = 0; g < INDEX_GROUPS; g++) {
        unsigned len = g % (UNIT_KEY_MAX + 1), space = g / (UNIT_KEY_MAX + 1), size = len + INDEX_KIND_BYTES;
        const char *key = (const char *)b->part[PART_KEYS].p + b->key_at[g];
        for (uint32_t e = b->first[g]; e < b->first[g + 1]; e++, key += size) {
            if (e > b->first[g] && memcmp(key, key - size, len) == 0) continue;
            uint32_t mask = near_mask(key, len);
            for (unsigned k = 0; k <= NEAR_REACH_MAX; k++) {
                if (!near_cut(b->h.reach, len, k)) continue;
                for (unsigned i = 0, at, n; i <= k; i++) {
                    near_segment(len, k, i, &at, &n);
                    call(w, hash ? near_hash(space, len, k, i, key + at, n) & buckets : 0, mask, e);
                }
            }
        }
    }
}

cordon_status build_segments(index_builder *b, cordon_error *err) {
    segment_work w = {.b = b};
    bytes *buckets = &b->part[PART_BUCKETS], *masks = &b->part[PART_MASKS], *ids = &b->part[PART_SEGMENTS];
    each_segment(&w, false, total_segment);
    if (w.n >= UINT32_MAX) return cordon_fail(err, CORDON_ELIMIT, "more than 2^32 - 1 segments of keys: cut the index in shards");
    b->h.segments = (uint32_t)w.n;
    while ((uint64_t)2 << b->h.bucket_bits < w.n) b->h.bucket_bits++;
    uint64_t n = (uint64_t)1 << b->h.bucket_bits;
    if (!bytes_room(buckets, (n + 2) * 4) || !bytes_room(masks, w.n * 4 + 4) || !bytes_room(ids, w.n * 4 + 4)) return no_memory(err);
    memset(buckets->p, 0, (n + 2) * 4);
    buckets->len = (n + 1) * 4;
    masks->len = ids->len = w.n * 4;
    /* at[i + 1] counts bucket i, then is where it begins; filling moves it to its end, where the next one begins. */
    uint32_t *begin = (uint32_t *)(void *)buckets->p;
    w.mask = (uint32_t *)(void *)masks->p, w.entry = (uint32_t *)(void *)ids->p;
    w.at = begin + 1;
    each_segment(&w, true, count_segment);
    for (uint64_t i = 0; i < n; i++) w.at[i + 1] += w.at[i];
    each_segment(&w, true, put_segment);
    return CORDON_OK;
}
