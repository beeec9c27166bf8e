/* lexicon_pack.c - what was gathered, learnt from and packed. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "goods/lexicon_build.h"
#include "goods/lexicon_ibm.h"

/* What one stem means: candidates of one pair of languages, then of all. */
typedef struct meaning {
    uint32_t from, to;
    double weight;
} meaning;
typedef struct meanings {
    meaning *v;
    size_t n, cap;
} meanings;

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory for a lexicon"); }

static goods_language language(const gathered_word *w) { return (goods_language)(w->key[0] - '0'); }

static void firsts(uint32_t first[LANGS + 1], const gathered *g) {
    size_t at = 0;
    for (unsigned l = 0; l <= LANGS; l++) {
        while (at < g->n && (unsigned)language(&g->v[at]) < l) at++;
        first[l] = (uint32_t)at;
    }
}

static bool keep(meanings *m, uint32_t from, uint32_t to, double weight) {
    if (m->n == m->cap) {
        size_t cap = m->cap ? 2 * m->cap : 4096;
        meaning *v = realloc(m->v, cap * sizeof *v);
        if (!v) return false;
        m->v = v, m->cap = cap;
    }
    m->v[m->n++] = (meaning){from, to, weight};
    return true;
}

/* The best few links of one source word, by probability, at equal ones by order. */
static bool keep_best(meanings *m, const ibm_link *const *of, size_t n, bool back) {
    const ibm_link *best[TRANSLATIONS_MAX];
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        double p = back ? of[i]->a_given_b : of[i]->b_given_a;
        if (p < TRANSLATION_FLOOR) continue;
        size_t at = found < TRANSLATIONS_MAX ? found++ : TRANSLATIONS_MAX;
        for (; at && (back ? best[at - 1]->a_given_b : best[at - 1]->b_given_a) < p; at--)
            if (at < TRANSLATIONS_MAX) best[at] = best[at - 1];
        if (at < TRANSLATIONS_MAX) best[at] = of[i];
    }
    for (size_t i = 0; i < found; i++)
        if (!keep(m, back ? best[i]->b : best[i]->a, back ? best[i]->a : best[i]->b, back ? best[i]->a_given_b : best[i]->b_given_a)) return false;
    return true;
}

static int back_order(const void *x, const void *y) {
    const ibm_link *p = *(const ibm_link *const *)x, *q = *(const ibm_link *const *)y;
    if (p->b != q->b) return p->b < q->b ? -1 : 1;
    return p->a < q->a ? -1 : p->a > q->a;
}

static bool choose(meanings *m, const ibm_link *link, size_t n) {
    const ibm_link **order = malloc((n + 1) * sizeof *order);
    bool ok = order != NULL;
    for (int back = 0; ok && back < 2; back++) {
        for (size_t i = 0; i < n; i++) order[i] = &link[i];
        if (back) qsort(order, n, sizeof *order, back_order);
        for (size_t i = 0, end; ok && i < n; i = end) {
            for (end = i; end < n && (back ? order[end]->b == order[i]->b : order[end]->a == order[i]->a);) end++;
            ok = keep_best(m, order + i, end - i, back != 0);
        }
    }
    free(order);
    return ok;
}

/* Learns from the pairs of two languages; they stand together. */
static cordon_status learn(meanings *m, const lexicon_builder *b, size_t from, size_t to, cordon_error *err) {
    ibm_pair *v = malloc((to - from + 1) * sizeof *v);
    if (!v) return no_memory(err);
    for (size_t i = from; i < to; i++) v[i - from] = (ibm_pair){b->pair[i].a, b->pair[i].b, b->pair[i].an, b->pair[i].bn};
    ibm_link *link = NULL;
    size_t links = 0;
    cordon_status s = ibm_train(&link, &links, v, to - from, (uint32_t)b->stem.n, (uint32_t)b->stem.n, LEXICON_ROUNDS, true, err);
    free(v);
    if (!s && !choose(m, link, links)) s = no_memory(err);
    free(link);
    return s;
}

static int by_source(const void *x, const void *y) {
    const meaning *p = x, *q = y;
    if (p->from != q->from) return p->from < q->from ? -1 : 1;
    if (p->weight != q->weight) return p->weight > q->weight ? -1 : 1;
    return p->to < q->to ? -1 : p->to > q->to;
}

static cordon_status learn_all(meanings *m, const lexicon_builder *b, cordon_error *err) {
    cordon_status s = CORDON_OK;
    for (size_t i = 0, end; i < b->pairs && !s; i = end) {
        for (end = i; end < b->pairs && b->pair[end].a_language == b->pair[i].a_language && b->pair[end].b_language == b->pair[i].b_language;) end++;
        s = learn(m, b, i, end, err);
    }
    if (!s && m->n) qsort(m->v, m->n, sizeof *m->v, by_source);
    return s;
}

/* The parts of the file, laid out in one block. */
typedef struct writer {
    lexicon_header *head;
    lexicon_stem *stem;
    lexicon_form *form;
    uint32_t *signature, *slot;
    lexicon_translation *translation;
    char *text;
} writer;

static void write_words(writer *w, const lexicon_builder *b) {
    uint32_t at = 0;
    for (size_t i = 0; i < b->stem.n; i++) {
        size_t n = strlen(b->stem.v[i].key);
        w->stem[i].text = at, w->stem[i].count = b->stem.v[i].count;
        memcpy(w->text + at, b->stem.v[i].key + 1, n);
        at += (uint32_t)n;
    }
    for (size_t i = 0; i < b->form.n; i++) {
        const gathered_word *g = &b->form.v[i];
        size_t n = strlen(g->key) - 1;
        w->form[i] = (lexicon_form){at, g->stem, (uint32_t)n};
        w->signature[i] = lexicon_signature(g->key + 1, n);
        memcpy(w->text + at, g->key + 1, n + 1);
        at += (uint32_t)n + 1;
        uint32_t h = lexicon_hash_begin(language(g));
        for (size_t k = 0; k < n; k++) h = lexicon_hash_step(h, g->key[k + 1]);
        uint32_t slot = lexicon_hash_slot(h) & (w->head->slots - 1);
        while (w->slot[slot]) slot = (slot + 1) & (w->head->slots - 1);
        w->slot[slot] = (uint32_t)i + 1;
    }
}

static void write_meanings(writer *w, const lexicon_builder *b, const meanings *m) {
    size_t at = 0;
    for (size_t i = 0; i <= b->stem.n; i++) {
        w->stem[i].translation = (uint32_t)at;
        for (; at < m->n && m->v[at].from == i; at++)
            w->translation[at] = (lexicon_translation){m->v[at].to, (uint32_t)lrint(m->v[at].weight * (1 << 16))};
    }
}

static cordon_status pack(void **bytes, size_t *size, const lexicon_builder *b, const meanings *m, cordon_error *err) {
    size_t text = 1, slots = 16;
    for (size_t i = 0; i < b->stem.n; i++) text += strlen(b->stem.v[i].key);
    for (size_t i = 0; i < b->form.n; i++) text += strlen(b->form.v[i].key);
    while (slots < 2 * b->form.n) slots *= 2;
    writer w = {0};
    size_t n = sizeof *w.head + (b->stem.n + 1) * sizeof *w.stem + b->form.n * (sizeof *w.form + 4) + slots * 4 + m->n * sizeof *w.translation + text;
    unsigned char *at = n <= UINT32_MAX ? calloc(1, n) : NULL;
    if (!at) return no_memory(err);
    *bytes = at, *size = n;
    w.head = (void *)at, at += sizeof *w.head;
    w.stem = (void *)at, at += (b->stem.n + 1) * sizeof *w.stem;
    w.form = (void *)at, at += b->form.n * sizeof *w.form;
    w.signature = (void *)at, at += b->form.n * 4;
    w.slot = (void *)at, at += slots * 4;
    w.translation = (void *)at, at += m->n * sizeof *w.translation;
    w.text = (char *)at;
    *w.head = (lexicon_header){.magic = LEXICON_MAGIC, .bytes = (uint32_t)n, .stems = (uint32_t)b->stem.n, .forms = (uint32_t)b->form.n,
                               .slots = (uint32_t)slots, .translations = (uint32_t)m->n, .text = (uint32_t)text};
    firsts(w.head->stem_first, &b->stem);
    firsts(w.head->form_first, &b->form);
    write_words(&w, b);
    write_meanings(&w, b, m);
    lexicon_seal(*bytes, n);
    return CORDON_OK;
}

cordon_status lexicon_pack(void **bytes, size_t *n, lexicon_builder *b, cordon_error *err) {
    meanings m = {0};
    cordon_status s = learn_all(&m, b, err);
    if (!s) s = pack(bytes, n, b, &m, err);
    free(m.v);
    return s;
}
