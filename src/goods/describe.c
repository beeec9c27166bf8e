/* describe.c - a description as a question: every written word with the readings of its stem. */
#include <string.h>

#include "goods/words_inner.h"

typedef struct describer {
    goods_description *out;
    arena *mem;
    goods_word *word;
    const goods_lexicon *lexicon;
    stemmers stem;
    const tokens *tokens;
} describer;

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory for a description"); }

static cordon_status written(goods_description *out, arena *mem, const tokens *k, cordon_error *err) {
    const char **v = arena_alloc(mem, ((size_t)k->words + 1) * sizeof *v);
    if (!v) return no_memory(err);
    for (size_t i = 0; i < k->n; i++)
        if (k->v[i].s) v[k->v[i].at] = k->v[i].s;
    out->written = v, out->words_written = k->words, out->left_out = k->left_out, out->language = k->language;
    return CORDON_OK;
}

static cordon_status add(describer *d, const token *v, const char *stem, word_origin origin, goods_language lang, double weight, cordon_error *err) {
    const char *kept = arena_strndup(d->mem, stem, strlen(stem));
    if (!kept) return no_memory(err);
    d->word[d->out->words++] = (goods_word){.stem = kept, .at = v->at, .origin = (uint8_t)origin, .language = (uint8_t)lang,
                                            .excluded = v->excluded, .weight = (float)weight};
    return CORDON_OK;
}

static cordon_status describe_words(describer *d, cordon_error *err) {
    goods_language lang = d->out->language;
    cordon_status s = CORDON_OK;
    for (size_t i = 0; i < d->tokens->n && !s; i++) {
        char stem[STEM_BYTES_MAX];
        const token *v = &d->tokens->v[i];
        if (!words_worth(d->stem.tables, lang, v)) continue;
        s = words_token_stem(stem, &d->stem, lang, d->tokens, i, err);
        if (!s) s = add(d, v, stem, WORD_WRITTEN, lang, 1, err);
    }
    return s;
}

cordon_status goods_describe(goods_description *out, arena *mem, const goods_lexicon *x, goods_language lang, const char *text,
                             size_t len, cordon_error *err) {
    cordon_status s;
    const word_tables *t = word_tables_get(&s, err);
    tokens k;
    goods_description d = {0};
    if (s || (s = words_read(&k, mem, t, lang, text, len, GOODS_WORDS_MAX, err)) || (s = written(&d, mem, &k, err)) ||
        (s = words_quantities(&d.quantity, &d.quantities, mem, t, d.language, &k, err)))
        return s;
    describer x_ = {.out = &d, .mem = mem, .lexicon = x, .stem = {.tables = t}, .tokens = &k};
    x_.word = arena_alloc(mem, ((size_t)k.words + 1) * sizeof *x_.word);
    s = x_.word ? describe_words(&x_, err) : no_memory(err);
    stemmers_free(&x_.stem);
    if (s) return s;
    d.word = x_.word;
    *out = d;
    return CORDON_OK;
}
