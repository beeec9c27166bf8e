/* The parts of the file for the letters of names: which grams occur, and for each the names that have it.
 * Each thread has a range of the grams.                */
#include <stdlib.h>

#include "screen/index_build.h"

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory for an index"); }

typedef struct gram_work {
    index_builder *b;
    uint32_t *names; /* of each gram */
    uint64_t *dense, *sparse; /* bytes that its names take, written so or so */
    uint64_t *at;    /* where the next one goes */
    uint32_t *last;  /* the last name written + 1 */
    uint32_t from[BUILD_THREADS_MAX + 1]; /* grams of each thread */
    bool fill;
} gram_work;

static unsigned varint_bytes(uint32_t v) {
    unsigned n = 1;
    for (; v > 127; v >>= 7) n++;
    return n;
}

static void take(gram_work *w, uint16_t gram, uint32_t name) {
    uint32_t d = w->last[gram] ? name + 1 - w->last[gram] : name;
    w->last[gram] = name + 1;
    if (!w->fill) {
        w->names[gram]++;
        w->dense[gram] += d / 255 + 1, w->sparse[gram] += varint_bytes(d);
        return;
    }
    unsigned char *to = w->b->part[PART_GRAM_NAMES].p + w->at[gram], *p = to;
    if (index_gram_dense(w->names[gram], w->b->h.names)) {
        for (; d >= 255; d -= 255) *p++ = 255;
        *p++ = (unsigned char)d;
    } else {
        p += index_varint_put(p, d);
    }
    w->at[gram] += (uint64_t)(p - to);
}

/* Every name's grams in the range of a thread. */
static void run_range(void *arg, size_t number, unsigned thread) {
    gram_work *w = arg;
    uint32_t from = w->from[number], to = w->from[number + 1];
    (void)thread;
    for (size_t i = 0; i < w->b->blocks; i++) {
        const build_block *k = &w->b->block[i];
        uint32_t name = k->first;
        for (size_t at = 0; at < k->letters.len; name++) {
            unsigned n = k->letters.p[at++];
            for (unsigned g = 0; g < n; g++, at += 2) {
                uint16_t gram;
                memcpy(&gram, k->letters.p + at, 2);
                if (gram >= from && gram < to) take(w, gram, name);
            }
        }
    }
}

static cordon_status put_slots(gram_work *w, cordon_error *err) {
    bytes *grams = &w->b->part[PART_GRAMS], *slots = &w->b->part[PART_GRAM_SLOTS], *names = &w->b->part[PART_GRAM_NAMES];
    if (!bytes_room(grams, LETTERS_GRAMS * 2) || !bytes_room(slots, LETTERS_GRAMS * sizeof(index_gram))) return no_memory(err);
    uint64_t total = 0;
    for (uint32_t g = 0; g < LETTERS_GRAMS; g++) {
        uint64_t size = index_gram_dense(w->names[g], w->b->h.names) ? w->dense[g] : w->sparse[g];
        uint16_t gram = (uint16_t)g;
        index_gram slot = {(uint32_t)total, w->names[g]};
        w->at[g] = total;
        total += size;
        if (!w->names[g]) continue;
        if (total > UINT32_MAX) return cordon_fail(err, CORDON_ELIMIT, "letters of more than 2^32 bytes: cut the index in shards");
        memcpy(grams->p + grams->len, &gram, 2), grams->len += 2;
        memcpy(slots->p + slots->len, &slot, sizeof slot), slots->len += sizeof slot;
        w->b->h.grams++;
    }
    if (!bytes_room(names, total + 1)) return no_memory(err);
    names->len = total;
    return CORDON_OK;
}

static cordon_status put_counts(index_builder *b, cordon_error *err) {
    bytes *counts = &b->part[PART_GRAM_COUNTS];
    if (!bytes_room(counts, b->h.names + 1)) return no_memory(err);
    for (size_t i = 0; i < b->blocks; i++)
        for (size_t at = 0; at < b->block[i].letters.len; at += 1 + 2u * b->block[i].letters.p[at])
            counts->p[counts->len++] = b->block[i].letters.p[at];
    return CORDON_OK;
}

cordon_status build_letters(index_builder *b, cordon_error *err) {
    gram_work w = {.b = b};
    w.names = calloc(LETTERS_GRAMS, sizeof *w.names), w.at = calloc(LETTERS_GRAMS, sizeof *w.at);
    w.last = calloc(LETTERS_GRAMS, sizeof *w.last);
    w.dense = calloc(LETTERS_GRAMS, sizeof *w.dense), w.sparse = calloc(LETTERS_GRAMS, sizeof *w.sparse);
    cordon_status status = w.names && w.at && w.last && w.dense && w.sparse ? put_counts(b, err) : no_memory(err);
    if (!status) {
        for (unsigned i = 0; i <= b->threads; i++) w.from[i] = (uint32_t)((uint64_t)LETTERS_GRAMS * i / b->threads);
        build_jobs(b->threads, b->threads, run_range, &w);
        status = put_slots(&w, err);
    }
    if (!status) {
        memset(w.last, 0, LETTERS_GRAMS * sizeof *w.last);
        w.fill = true;
        build_jobs(b->threads, b->threads, run_range, &w);
    }
    free(w.names), free(w.at), free(w.last), free(w.dense), free(w.sparse);
    return status;
}
