/* lexicon_build.c - texts gathered for a lexicon. What is learnt of them hangs on the set of texts, not on their order:
 * before anything is counted in doubles, words and pairs are sorted. */
#include "goods/lexicon_build.h"

#include <stdlib.h>
#include <string.h>

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory for a lexicon"); }

cordon_status lexicon_begin(lexicon_builder **out, cordon_error *err) {
    cordon_status s;
    const word_tables *t = word_tables_get(&s, err);
    if (s) return s;
    lexicon_builder *b = calloc(1, sizeof *b);
    if (!b) return no_memory(err);
    arena_init(&b->mem, 0);
    b->stemmer.tables = t;
    *out = b;
    return CORDON_OK;
}

void lexicon_drop(lexicon_builder *b) {
    if (!b) return;
    arena_destroy(&b->mem);
    free(b->stem.v), free(b->stem.slot), free(b->form.v), free(b->form.slot), free(b->pair);
    for (unsigned l = 0; l < LANGS; l++) free(b->last[l].text);
    stemmers_free(&b->stemmer);
    free(b);
}

static bool grow(gathered *g) {
    size_t slots = g->slots ? 2 * g->slots : 1 << 12;
    gathered_word *v = realloc(g->v, slots / 2 * sizeof *v);
    if (v) g->v = v;
    uint32_t *slot = v ? calloc(slots, sizeof *slot) : NULL;
    if (!slot) return false;
    for (size_t i = 0; i < g->n; i++) {
        size_t at = words_hash(g->v[i].key, strlen(g->v[i].key)) & (slots - 1);
        while (slot[at]) at = (at + 1) & (slots - 1);
        slot[at] = (uint32_t)i + 1;
    }
    free(g->slot);
    g->slot = slot, g->slots = slots;
    return true;
}

/* The word's number; fresh when it was not there. */
static cordon_status number(uint32_t *out, bool *fresh, gathered *g, arena *mem, goods_language lang, const char *text, cordon_error *err) {
    char key[STEM_BYTES_MAX + 1];
    size_t n = strlen(text);
    key[0] = (char)('0' + lang);
    memcpy(key + 1, text, n + 1);
    if (2 * g->n >= g->slots && !grow(g)) return no_memory(err);
    size_t at = words_hash(key, n + 1) & (g->slots - 1);
    for (; g->slot[at]; at = (at + 1) & (g->slots - 1))
        if (!strcmp(g->v[g->slot[at] - 1].key, key)) {
            *out = g->slot[at] - 1, *fresh = false;
            return CORDON_OK;
        }
    if (g->n == GATHERED_MAX) return cordon_fail(err, CORDON_ELIMIT, "more than %d different words", GATHERED_MAX);
    const char *kept = arena_strndup(mem, key, n + 1);
    if (!kept) return no_memory(err);
    g->v[g->n] = (gathered_word){.key = kept};
    *out = (uint32_t)g->n++, *fresh = true;
    g->slot[at] = *out + 1;
    return CORDON_OK;
}

static bool plain(const char *s) {
    for (; *s; s++)
        if (*s < 'a' || *s > 'z') return false;
    return true;
}

/* The number of a token's stem, its form noted. *none: nothing to learn of it. */
static cordon_status token_stem(uint32_t *out, bool *none, lexicon_builder *b, goods_language lang, const tokens *k, size_t i, cordon_error *err) {
    const token *v = &k->v[i];
    size_t words;
    bool fresh;
    uint32_t form;
    *none = v->kind != TOKEN_WORD || !plain(v->s) || !words_worth(b->stemmer.tables, lang, v) ||
            words_phrase(b->stemmer.tables, PHRASE_NUMBER, lang, k, i, &words);
    if (*none) return CORDON_OK;
    char word[WORD_BYTES_MAX + 4];
    words_form(word, lang, v->s, v->len);
    cordon_status s = number(&form, &fresh, &b->form, &b->mem, lang, word, err);
    if (!s && fresh) {
        char stem[STEM_BYTES_MAX];
        s = words_stem(stem, &b->stemmer, lang, v->s, v->len, err);
        bool any;
        if (!s) s = number(out, &any, &b->stem, &b->mem, lang, stem, err);
        b->failed |= s != CORDON_OK;
        if (!s) b->form.v[form].stem = *out;
        return s;
    }
    if (!s) *out = b->form.v[form].stem;
    return s;
}

/* The different stems of a text; counts them when `count`. A table says the same text again for each other language, so the
 * last one of each is remembered. */
static cordon_status remember(gathered_text *last, const uint32_t *stems, uint16_t n, const char *text, cordon_error *err) {
    char *copy = strdup(text);
    if (!copy) return no_memory(err);
    free(last->text);
    last->text = copy, last->n = n;
    memcpy(last->stem, stems, n * sizeof *stems);
    return CORDON_OK;
}

static cordon_status gather(uint32_t stems[SIDE_WORDS_MAX], uint16_t *n, lexicon_builder *b, goods_language lang, const char *text, bool count, cordon_error *err) {
    tokens k;
    arena_init(&b->scratch, 0);
    cordon_status s = words_read(&k, &b->scratch, b->stemmer.tables, lang, text, strlen(text), STEMS_MAX, err);
    uint16_t different = 0;
    if (count) b->texts++;
    for (size_t i = 0; !s && i < k.n; i++) {
        uint32_t stem;
        bool none;
        s = token_stem(&stem, &none, b, k.language, &k, i, err);
        if (s || none) continue;
        gathered_word *w = &b->stem.v[stem];
        if (count && w->seen != b->texts) w->seen = b->texts, w->count++;
        bool there = false;
        for (uint16_t j = 0; j < different && !there; j++) there = stems[j] == stem;
        if (!there && different < SIDE_WORDS_MAX) stems[different++] = stem;
    }
    arena_destroy(&b->scratch);
    *n = different;
    return s ? s : remember(&b->last[lang], stems, different, text, err);
}

static cordon_status gather_again(uint32_t stems[SIDE_WORDS_MAX], uint16_t *n, lexicon_builder *b, goods_language lang, const char *text, cordon_error *err) {
    const gathered_text *last = &b->last[lang];
    if (!last->text || strcmp(last->text, text) != 0) return gather(stems, n, b, lang, text, false, err);
    *n = last->n;
    memcpy(stems, last->stem, last->n * sizeof *stems);
    return CORDON_OK;
}

static cordon_status add_pair(lexicon_builder *b, goods_language la, const uint32_t *a, uint16_t an, goods_language lb, const uint32_t *bs, uint16_t bn, cordon_error *err) {
    if (b->pairs == b->pairs_cap) {
        size_t cap = b->pairs_cap ? 2 * b->pairs_cap : 1024;
        gathered_pair *v = realloc(b->pair, cap * sizeof *v);
        if (!v) return no_memory(err);
        b->pair = v, b->pairs_cap = cap;
    }
    uint32_t *kept = arena_alloc(&b->mem, ((size_t)an + bn) * sizeof *kept);
    if (!kept) return no_memory(err);
    memcpy(kept, a, an * sizeof *kept);
    memcpy(kept + an, bs, bn * sizeof *kept);
    b->pair[b->pairs++] = (gathered_pair){kept, kept + an, an, bn, (uint8_t)la, (uint8_t)lb};
    return CORDON_OK;
}

cordon_status lexicon_add(lexicon_builder *b, goods_language lang, const char *text, goods_language other_lang, const char *other, cordon_error *err) {
    uint32_t one[SIDE_WORDS_MAX], two[SIDE_WORDS_MAX];
    uint16_t ones, twos;
    if (lang <= LANG_ANY || lang >= LANGS || (other && (other_lang <= LANG_ANY || other_lang >= LANGS || other_lang == lang)))
        return cordon_fail(err, CORDON_EINVAL, "a text of a lexicon has one language, a pair two different ones");
    cordon_status s = other ? gather_again(one, &ones, b, lang, text, err) : gather(one, &ones, b, lang, text, true, err);
    if (s || !other || (s = gather_again(two, &twos, b, other_lang, other, err))) return s;
    if (!ones || !twos) return CORDON_OK;
    return lang < other_lang ? add_pair(b, lang, one, ones, other_lang, two, twos, err)
                             : add_pair(b, other_lang, two, twos, lang, one, ones, err);
}

static int by_key(const void *x, const void *y) { return strcmp(((const gathered_word *)x)->key, ((const gathered_word *)y)->key); }

/* Language, length, text. */
static int by_length(const void *x, const void *y) {
    const char *p = ((const gathered_word *)x)->key, *q = ((const gathered_word *)y)->key;
    size_t pn = strlen(p), qn = strlen(q);
    if (*p != *q) return *p < *q ? -1 : 1;
    return pn != qn ? (pn < qn ? -1 : 1) : strcmp(p, q);
}

static int by_number(const void *x, const void *y) {
    uint32_t p = *(const uint32_t *)x, q = *(const uint32_t *)y;
    return p < q ? -1 : p > q;
}

static int by_stems(const void *x, const void *y) {
    const gathered_pair *p = x, *q = y;
    if (p->a_language != q->a_language) return p->a_language < q->a_language ? -1 : 1;
    if (p->b_language != q->b_language) return p->b_language < q->b_language ? -1 : 1;
    if (p->an != q->an) return p->an < q->an ? -1 : 1;
    if (p->bn != q->bn) return p->bn < q->bn ? -1 : 1;
    for (unsigned i = 0; i < (unsigned)p->an + p->bn; i++) /* b stands behind a */
        if (p->a[i] != q->a[i]) return p->a[i] < q->a[i] ? -1 : 1;
    return 0;
}

/* Numbers become places in the order of languages and texts. */
static cordon_status sort_all(lexicon_builder *b, cordon_error *err) {
    uint32_t *place = malloc((b->stem.n + 1) * sizeof *place);
    if (!place) return no_memory(err);
    for (size_t i = 0; i < b->stem.n; i++) b->stem.v[i].stem = (uint32_t)i;
    if (b->stem.n) qsort(b->stem.v, b->stem.n, sizeof *b->stem.v, by_key);
    for (size_t i = 0; i < b->stem.n; i++) place[b->stem.v[i].stem] = (uint32_t)i;
    for (size_t i = 0; i < b->form.n; i++) b->form.v[i].stem = place[b->form.v[i].stem];
    if (b->form.n) qsort(b->form.v, b->form.n, sizeof *b->form.v, by_length);
    for (size_t i = 0; i < b->pairs; i++) {
        gathered_pair *p = &b->pair[i];
        for (unsigned k = 0; k < (unsigned)p->an + p->bn; k++) p->a[k] = place[p->a[k]];
        qsort(p->a, p->an, sizeof *p->a, by_number);
        qsort(p->b, p->bn, sizeof *p->b, by_number);
    }
    if (b->pairs) qsort(b->pair, b->pairs, sizeof *b->pair, by_stems);
    free(place);
    return CORDON_OK;
}

cordon_status lexicon_finish(lexicon_builder *b, void **bytes, size_t *n, cordon_error *err) {
    if (b->failed) return no_memory(err); /* a word lacks its stem */
    cordon_status s = sort_all(b, err);
    return s ? s : lexicon_pack(bytes, n, b, err);
}
