/* Names alike by their letters: every name of every gram of the question is counted.
 *
 * That is some half a million names of a million, each an addition to one byte: less than leaving out the frequent grams
 * and reading what names are spelled like (a prefix filter with MaxScore took four times as long). A name of n grams
 * is then as alike as letters_share(count, m, n) says, which is looked up the other way round: for each n the least
 * count that reaches `least`. Eight counts at a time are passed over while none reaches the least of these.  */
#include <stdlib.h>

#include "screen/index_cursor.h"

enum { STEPS = 1024 /* of similarity, in which hits are counted to find the best */ };

/* The names of a gram. */
typedef struct gram_list {
    const unsigned char *p, *end;
    uint32_t names;
} gram_list;

typedef struct alike {
    uint32_t name;
    float similarity;
} alike;

struct letters_query {
    alike *alike;   /* names that reach the least */
    size_t alikes, cap;
    uint8_t *count; /* of each name: grams in common with the question */
    unsigned grams; /* of the question */
    bool dirty;     /* some count is not 0 */
};

void index_letters_free(struct letters_query *k) {
    if (!k) return;
    free(k->count), free(k->alike);
    free(k);
}

static cordon_status ready(index_cursor *c, cordon_error *err) {
    struct letters_query *k = c->letters;
    uint64_t size = (c->x->h.names + 8) & ~(uint64_t)7;
    if (k && k->dirty) memset(k->count, 0, size);
    if (k) return k->dirty = false, CORDON_OK;
    k = calloc(1, sizeof *k);
    if (k) k->count = calloc(size, 1);
    if (!k || !k->count) {
        index_letters_free(k);
        return cordon_fail(err, CORDON_ENOMEM, "no memory for a cursor");
    }
    c->letters = k;
    return CORDON_OK;
}

static const unsigned char *sizes_of(const screen_index *x) { return index_part_at(x, PART_GRAM_COUNTS); }

/* ---- counting */

/* Empty when no name has it; false when the file is damaged. */
static bool find_list(gram_list *out, const screen_index *x, uint16_t wanted) {
    const uint16_t *gram = (const uint16_t *)(const void *)index_part_at(x, PART_GRAMS);
    const index_gram *slot = (const index_gram *)(const void *)index_part_at(x, PART_GRAM_SLOTS);
    const unsigned char *names = index_part_at(x, PART_GRAM_NAMES);
    uint32_t low = 0, high = x->h.grams;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (gram[mid] < wanted) low = mid + 1;
        else high = mid;
    }
    *out = (gram_list){names, names, 0};
    if (low == x->h.grams || gram[low] != wanted) return true;
    uint64_t bytes = x->h.part[PART_GRAM_NAMES].bytes, from = slot[low].at, to = low + 1 < x->h.grams ? slot[low + 1].at : bytes;
    *out = (gram_list){names + from, names + to, slot[low].names};
    return slot[low].names <= x->h.names && from <= to && to <= bytes;
}

static bool count_dense(uint8_t *count, uint64_t names, const gram_list *l) {
    uint64_t name = 0;
    for (const unsigned char *p = l->p; p < l->end; p++) {
        name += *p;
        if (name >= names) return false;
        count[name] = (uint8_t)(count[name] + (*p != 255));
    }
    return true;
}

static bool count_sparse(uint8_t *count, uint64_t names, const gram_list *l) {
    uint64_t name = 0;
    for (const unsigned char *p = l->p; p < l->end;) {
        uint32_t d;
        if (!index_varint(&d, &p, l->end)) return false;
        name += d;
        if (name >= names) return false;
        count[name]++;
    }
    return true;
}

cordon_status index_letters_count(index_cursor *c, const name_letters *q, cordon_error *err) {
    uint64_t names = c->x->h.names;
    cordon_status status = ready(c, err);
    if (status) return status;
    struct letters_query *k = c->letters;
    k->grams = q->n;
    k->dirty = q->n;
    for (unsigned i = 0; i < q->n; i++) {
        gram_list l;
        bool whole = find_list(&l, c->x, q->gram[i]);
        if (whole) whole = index_gram_dense(l.names, names) ? count_dense(k->count, names, &l) : count_sparse(k->count, names, &l);
        if (!whole) return index_damaged(c->x, "letters", err);
        c->work.postings += l.names;
    }
    return CORDON_OK;
}

float index_letters_of(const index_cursor *c, uint32_t name) {
    return letters_share(c->letters->count[name], c->letters->grams, sizes_of(c->x)[name]);
}

/* ---- the best */

/* Whether one of 8 bytes is `least` (1 to 128) or more. */
static bool any_reaches(const uint8_t *p, unsigned least) {
    uint64_t v, low = 0x7f7f7f7f7f7f7f7fu, one = 0x0101010101010101u;
    memcpy(&v, p, 8);
    return (((v & low) + (128 - least) * one) | v) & ~low;
}

/* Every name that reaches least. */
static cordon_status gather(index_cursor *c, float least, cordon_error *err) {
    struct letters_query *k = c->letters;
    const unsigned char *sizes = sizes_of(c->x);
    unsigned want[256], from = 128; /* grams in common that a name of so many needs; the fewest of all */
    k->alikes = 0;
    for (unsigned n = 0; n < 256; n++) {
        for (want[n] = 1; want[n] < 256 && letters_share(want[n], k->grams, n) < least;) want[n]++;
        if (want[n] <= n && want[n] < from) from = want[n];
    }
    for (uint64_t name = 0; name < c->x->h.names; name += 8) {
        if (!any_reaches(k->count + name, from)) continue;
        if (k->cap - k->alikes < 8) {
            size_t cap = k->cap ? k->cap * 2 : 4096;
            alike *more = realloc(k->alike, cap * sizeof *more);
            if (!more) return cordon_fail(err, CORDON_ENOMEM, "no memory for a question");
            k->alike = more, k->cap = cap;
        }
        for (unsigned i = 0; i < 8; i++) {
            unsigned count = k->count[name + i];
            if (count >= from && count >= want[sizes[name + i]])
                k->alike[k->alikes++] = (alike){(uint32_t)(name + i), letters_share(count, k->grams, sizes[name + i])};
        }
    }
    return CORDON_OK;
}

static unsigned step_of(float similarity) { return similarity >= 1 ? STEPS - 1 : (unsigned)(similarity * STEPS); }

/* Those of the lowest step that is needed, and above. */
static cordon_status keep_best(index_cursor *c, size_t max, cordon_error *err) {
    const struct letters_query *k = c->letters;
    size_t of[STEPS] = {0}, above = 0;
    unsigned lowest = STEPS;
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < k->alikes; i++) of[step_of(k->alike[i].similarity)]++;
    while (lowest && above < max) above += of[--lowest];
    for (size_t i = 0; i < k->alikes && !status; i++)
        if (step_of(k->alike[i].similarity) >= lowest) status = index_hit_add(c, k->alike[i].name, k->alike[i].similarity, err);
    return status;
}

static void answer(index_cursor *c, size_t max, const index_hit **hits, size_t *n) {
    index_hits_sort(c);
    if (c->hits > max) c->hits = max;
    *hits = c->hit;
    *n = c->hits;
}

static cordon_status check_least(float least, cordon_error *err) {
    return least > 0 ? CORDON_OK : cordon_fail(err, CORDON_EINVAL, "the least similarity of letters is %g, expected above 0", (double)least);
}

cordon_status index_letters(index_cursor *c, const name_letters *q, float least, size_t max, const index_hit **hits, size_t *n,
                            cordon_error *err) {
    cordon_status status = check_least(least, err);
    if (!status) status = index_letters_count(c, q, err);
    c->hits = 0;
    if (!status) status = gather(c, least, err);
    if (!status) status = keep_best(c, max, err);
    if (!status) answer(c, max, hits, n);
    return status;
}

cordon_status index_letters_scan(index_cursor *c, const name_letters *q, float least, size_t max, const index_hit **hits, size_t *n,
                                 cordon_error *err) {
    cordon_status status = check_least(least, err);
    c->hits = 0;
    for (uint32_t i = 0; i < c->x->h.names && !status; i++) {
        index_record r;
        name_letters l;
        const char *text;
        uint32_t len;
        if (!index_record_at(&r, c->x, i) || !index_record_text(&text, &len, c->x, &r)) return index_damaged(c->x, "a name", err);
        status = letters_read(&l, c->x->tables, r.kind & (INDEX_TRUNCATED - 1), text, len, err);
        float s = status ? 0 : letters_similarity(q, &l);
        if (!status && s >= least) status = index_hit_add(c, i, s, err);
    }
    if (!status) answer(c, max, hits, n);
    return status;
}
