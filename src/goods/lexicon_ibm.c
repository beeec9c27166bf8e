#include "goods/lexicon_ibm.h"

#include <stdlib.h>
#include <string.h>

typedef struct trainer {
    const ibm_pair *pair;
    size_t pairs, cells, links, slots;
    uint32_t *cell; /* the link of every cell, pair after pair, row after row of a */
    uint32_t *slot; /* link + 1 by hash */
    ibm_link *link;
    double *value, *count, *empty; /* t and its next count per link; t of "no word" per word of the target */
} trainer;

static uint64_t mixed(uint64_t x) { /* splitmix64's finish */
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static void place(trainer *t, uint32_t link) {
    size_t i = mixed((uint64_t)t->link[link].a << 32 | t->link[link].b) & (t->slots - 1);
    while (t->slot[i]) i = (i + 1) & (t->slots - 1);
    t->slot[i] = link + 1;
}

static bool grow(trainer *t) {
    size_t slots = t->slots ? 2 * t->slots : 1 << 12;
    ibm_link *link = realloc(t->link, slots / 2 * sizeof *link);
    if (link) t->link = link;
    uint32_t *slot = link ? calloc(slots, sizeof *slot) : NULL;
    if (!slot) return false;
    free(t->slot);
    t->slot = slot, t->slots = slots;
    for (size_t i = 0; i < t->links; i++) place(t, (uint32_t)i);
    return true;
}

static bool link_of(uint32_t *out, trainer *t, uint32_t a, uint32_t b) {
    if (2 * t->links >= t->slots && !grow(t)) return false;
    size_t i = mixed((uint64_t)a << 32 | b) & (t->slots - 1);
    for (; t->slot[i]; i = (i + 1) & (t->slots - 1)) {
        const ibm_link *l = &t->link[t->slot[i] - 1];
        if (l->a == a && l->b == b) return *out = t->slot[i] - 1, true;
    }
    t->link[t->links] = (ibm_link){.a = a, .b = b};
    *out = (uint32_t)t->links;
    t->slot[i] = (uint32_t)++t->links;
    return true;
}

static bool lay_out(trainer *t) {
    size_t at = 0;
    for (size_t p = 0; p < t->pairs; p++)
        for (uint16_t i = 0; i < t->pair[p].an; i++)
            for (uint16_t k = 0; k < t->pair[p].bn; k++)
                if (!link_of(&t->cell[at++], t, t->pair[p].a[i], t->pair[p].b[k])) return false;
    return true;
}

/* Shares one pair's target words among its source words. */
static void share(trainer *t, const ibm_pair *p, const uint32_t *cell, bool back, double *total, double *fresh, double *empty_total) {
    uint16_t sources = back ? p->bn : p->an, targets = back ? p->an : p->bn;
    for (uint16_t k = 0; k < targets; k++) {
        uint32_t word = (back ? p->a : p->b)[k];
        double sum = t->empty[word];
        size_t first = back ? (size_t)k * p->bn : k, step = back ? 1 : p->bn;
        for (uint16_t i = 0; i < sources; i++) sum += t->value[cell[first + i * step]];
        if (!(sum > 0)) continue;
        for (uint16_t i = 0; i < sources; i++) {
            uint32_t l = cell[first + i * step];
            double c = t->value[l] / sum;
            t->count[l] += c;
            total[(back ? p->b : p->a)[i]] += c;
        }
        fresh[word] += t->empty[word] / sum; /* left to "no word" */
        *empty_total += t->empty[word] / sum;
    }
}

static bool one_way(trainer *t, bool back, uint32_t source_words, uint32_t target_words, unsigned rounds, bool empty_word) {
    double *total = calloc((size_t)source_words + 1, sizeof *total), *fresh = calloc((size_t)target_words + 1, sizeof *fresh);
    t->empty = calloc((size_t)target_words + 1, sizeof *t->empty);
    bool ok = total && fresh && t->empty;
    for (size_t i = 0; ok && i < target_words; i++) t->empty[i] = empty_word;
    for (size_t i = 0; ok && i < t->links; i++) t->value[i] = 1;
    for (unsigned round = 0; ok && round < rounds; round++) {
        double empty_total = 0;
        size_t at = 0;
        memset(t->count, 0, t->links * sizeof *t->count);
        memset(total, 0, source_words * sizeof *total);
        memset(fresh, 0, target_words * sizeof *fresh);
        for (size_t p = 0; p < t->pairs; p++) {
            share(t, &t->pair[p], t->cell + at, back, total, fresh, &empty_total);
            at += (size_t)t->pair[p].an * t->pair[p].bn;
        }
        for (size_t i = 0; i < t->links; i++) {
            double sum = total[back ? t->link[i].b : t->link[i].a];
            t->value[i] = sum > 0 ? t->count[i] / sum : 0;
        }
        for (size_t i = 0; i < target_words && empty_total > 0; i++) t->empty[i] = fresh[i] / empty_total;
    }
    for (size_t i = 0; ok && i < t->links; i++) *(back ? &t->link[i].a_given_b : &t->link[i].b_given_a) = t->value[i];
    free(total);
    free(fresh);
    free(t->empty);
    t->empty = NULL;
    return ok;
}

static int by_words(const void *x, const void *y) {
    const ibm_link *p = x, *q = y;
    if (p->a != q->a) return p->a < q->a ? -1 : 1;
    return p->b < q->b ? -1 : p->b > q->b;
}

cordon_status ibm_train(ibm_link **out, size_t *n, const ibm_pair *pair, size_t pairs, uint32_t a_words, uint32_t b_words,
                        unsigned rounds, bool empty_word, cordon_error *err) {
    trainer t = {.pair = pair, .pairs = pairs};
    for (size_t i = 0; i < pairs; i++) t.cells += (size_t)pair[i].an * pair[i].bn;
    if (t.cells > IBM_CELLS_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "%zu pairs of words in parallel texts, at most %d are read", t.cells, IBM_CELLS_MAX);
    t.cell = malloc((t.cells + 1) * sizeof *t.cell);
    bool ok = t.cell && grow(&t) && lay_out(&t) && (t.count = calloc(t.links + 1, sizeof *t.count)) &&
              (t.value = calloc(t.links + 1, sizeof *t.value)) &&
              one_way(&t, false, a_words, b_words, rounds, empty_word) && one_way(&t, true, b_words, a_words, rounds, empty_word);
    free(t.cell);
    free(t.slot);
    free(t.count);
    free(t.value);
    if (!ok) {
        free(t.link);
        return cordon_fail(err, CORDON_ENOMEM, "no memory for a lexicon");
    }
    qsort(t.link, t.links, sizeof *t.link, by_words);
    *out = t.link, *n = t.links;
    return CORDON_OK;
}
