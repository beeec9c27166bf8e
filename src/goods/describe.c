/* describe.c - a description as a question: every written word with the readings of its stem. */
#include <string.h>

#include "goods/lexicon_inner.h"

enum { READINGS_MAX = 64 /* of one written word */, RESPELLINGS_MAX = 2, READINGS_ALL_MAX = 8192 };
/* Certainty of a reading, before the translation's probability. */
#define PART_OF_KNOWN 0.5
#define PART_OF_UNKNOWN 0.8
#define OTHER_LANGUAGE 0.9
#define SYNONYM_WEIGHT 0.7
static const double respelled_weight[] = {1, 0.6, 0.35}; /* by distance */

typedef struct describer {
    goods_description *out;
    arena *mem;
    goods_word *word;
    size_t cap;
    const goods_lexicon *lexicon;
    stemmers stem;
    const tokens *tokens;
    size_t first; /* readings of the word at hand begin there */
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

/* One more reading of the word at hand; the same stem of the same language is kept once, at its greatest weight. */
static cordon_status add(describer *d, const token *v, const char *stem, word_origin origin, goods_language lang, double weight, cordon_error *err) {
    for (size_t i = d->first; i < d->out->words; i++)
        if (d->word[i].language == lang && !strcmp(d->word[i].stem, stem)) {
            if (d->word[i].weight < (float)weight) d->word[i].weight = (float)weight;
            return CORDON_OK;
        }
    if (d->out->words == d->cap || d->out->words - d->first == READINGS_MAX) return CORDON_OK;
    const char *kept = arena_strndup(d->mem, stem, strlen(stem));
    if (!kept) return no_memory(err);
    d->word[d->out->words++] = (goods_word){.stem = kept, .at = v->at, .origin = (uint8_t)origin, .language = (uint8_t)lang,
                                            .excluded = v->excluded, .weight = (float)weight};
    return CORDON_OK;
}

static cordon_status add_translations(describer *d, const token *v, uint32_t stem, double weight, cordon_error *err) {
    const goods_lexicon *x = d->lexicon;
    cordon_status s = CORDON_OK;
    for (uint32_t i = x->stem[stem].translation; i < x->stem[stem + 1].translation && !s; i++) {
        uint32_t to = x->translation[i].stem;
        s = add(d, v, lexicon_stem_text(x, to), WORD_TRANSLATED, lexicon_stem_language(x, to), weight * x->translation[i].weight / (1 << 16), err);
    }
    return s;
}

static cordon_status add_form(describer *d, const token *v, uint32_t form, word_origin origin, double weight, cordon_error *err) {
    uint32_t stem = d->lexicon->form[form].stem;
    cordon_status s = add(d, v, lexicon_stem_text(d->lexicon, stem), origin, lexicon_stem_language(d->lexicon, stem), weight, err);
    return s ? s : add_translations(d, v, stem, weight, err);
}

static uint32_t form_of(const goods_lexicon *x, goods_language lang, const token *v) {
    char s[WORD_BYTES_MAX + 4];
    return lexicon_form_find(x, lang, s, words_form(s, lang, v->s, v->len));
}

/* The language that knows the word: the likeliest, else the one where it is most frequent. */
static uint32_t known(const describer *d, const token *v, goods_language lang) {
    uint32_t best = lang ? form_of(d->lexicon, lang, v) : NO_WORD;
    for (unsigned l = LANG_EN; best == NO_WORD && l < LANGS; l++) best = form_of(d->lexicon, (goods_language)l, v);
    if (lang) return best;
    for (unsigned l = LANG_EN; l < LANGS; l++) {
        uint32_t f = form_of(d->lexicon, (goods_language)l, v);
        if (f != NO_WORD && lexicon_form_count(d->lexicon, f) > lexicon_form_count(d->lexicon, best)) best = f;
    }
    return best;
}

static cordon_status add_parts(describer *d, const token *v, goods_language lang, bool is_known, bool *split, cordon_error *err) {
    cordon_status s = CORDON_OK;
    for (unsigned l = LANG_DE; l <= LANG_NL && !*split; l++) {
        uint32_t part[PARTS_MAX];
        if ((l != LANG_DE && l != LANG_NL) || (lang != LANG_ANY && lang != l)) continue;
        char form[WORD_BYTES_MAX + 4];
        size_t len = words_form(form, (goods_language)l, v->s, v->len);
        unsigned n = lexicon_split(part, d->lexicon, (goods_language)l, form, len);
        for (unsigned i = 0; i < n && !s; i++) s = add_form(d, v, part[i], WORD_PART, is_known ? PART_OF_KNOWN : PART_OF_UNKNOWN, err);
        *split = n > 0;
    }
    return s;
}

static cordon_status add_respelled(describer *d, const token *v, goods_language lang, cordon_error *err) {
    cordon_status s = CORDON_OK;
    for (unsigned l = LANG_EN; l < LANGS && !s; l++) {
        respelling near[RESPELLINGS_MAX];
        if (lang != LANG_ANY && lang != l) continue;
        char form[WORD_BYTES_MAX + 4];
        size_t len = words_form(form, (goods_language)l, v->s, v->len);
        unsigned n = lexicon_respell(near, RESPELLINGS_MAX, d->lexicon, (goods_language)l, form, len);
        for (unsigned i = 0; i < n && !s; i++) s = add_form(d, v, near[i].form, WORD_RESPELLED, respelled_weight[near[i].distance], err);
    }
    return s;
}

/* What the lexicon has to say of a word of letters. */
static cordon_status read_in_lexicon(describer *d, const token *v, goods_language lang, cordon_error *err) {
    uint32_t form = known(d, v, lang);
    bool split = false;
    cordon_status s = form == NO_WORD ? CORDON_OK : add_form(d, v, form, WORD_WRITTEN, OTHER_LANGUAGE, err);
    if (!s) s = add_parts(d, v, form == NO_WORD ? lang : lexicon_stem_language(d->lexicon, d->lexicon->form[form].stem), form != NO_WORD, &split, err);
    if (!s && form == NO_WORD && !split) s = add_respelled(d, v, lang, err);
    return s;
}

static cordon_status add_synonyms(describer *d, const token *v, const char *const *stem, size_t n, cordon_error *err) {
    cordon_status s = CORDON_OK;
    const synonym *y = NULL;
    while (!s && (y = words_synonym(d->stem.tables, d->out->language, stem, n, y)))
        for (unsigned i = 0; i < y->meanings && !s; i++) s = add(d, v, y->means[i], WORD_SYNONYM, (goods_language)y->means_language, SYNONYM_WEIGHT, err);
    return s;
}

/* The tokens worth a reading, and their stems. */
typedef struct worthy {
    const token **token;
    const char **stem;
    size_t n;
} worthy;

static cordon_status stem_all(worthy *w, describer *d, cordon_error *err) {
    const tokens *k = d->tokens;
    *w = (worthy){.token = arena_alloc(d->mem, (k->words + 1u) * sizeof *w->token), .stem = arena_alloc(d->mem, (k->words + 1u) * sizeof *w->stem)};
    if (!w->token || !w->stem) return no_memory(err);
    cordon_status s = CORDON_OK;
    for (size_t i = 0; i < k->n && !s; i++) {
        char stem[STEM_BYTES_MAX];
        if (!words_worth(d->stem.tables, k->language, &k->v[i])) continue;
        s = words_token_stem(stem, &d->stem, k->language, k, i, err);
        w->token[w->n] = &k->v[i];
        if (!s && !(w->stem[w->n++] = arena_strndup(d->mem, stem, strlen(stem)))) s = no_memory(err);
    }
    return s;
}

static cordon_status describe_words(describer *d, cordon_error *err) {
    worthy w;
    cordon_status s = stem_all(&w, d, err);
    for (size_t i = 0; i < w.n && !s; i++) {
        const token *v = w.token[i];
        d->first = d->out->words;
        s = add(d, v, w.stem[i], WORD_WRITTEN, d->out->language, 1, err);
        bool letters = v->kind == TOKEN_WORD && w.stem[i][0] > '9';
        if (!s && letters) s = add_synonyms(d, v, w.stem + i, w.n - i, err);
        if (!s && letters && d->lexicon) s = read_in_lexicon(d, v, d->out->language, err);
    }
    return s;
}

/* Where letters and stop words do not tell, the words that the corpus knows do. */
static goods_language language_by_words(const goods_lexicon *x, const tokens *k) {
    double sum[LANGS] = {0};
    goods_language best = LANG_ANY;
    for (size_t i = 0; i < k->n; i++)
        for (unsigned l = LANG_EN; l < LANGS && k->v[i].kind == TOKEN_WORD; l++)
            sum[l] += form_of(x, (goods_language)l, &k->v[i]) != NO_WORD;
    for (unsigned l = LANG_EN; l < LANGS; l++) /* at equal numbers the first: English */
        if (sum[l] > sum[best]) best = (goods_language)l;
    return best;
}

cordon_status goods_describe(goods_description *out, arena *mem, const goods_lexicon *x, goods_language lang, const char *text,
                             size_t len, cordon_error *err) {
    cordon_status s;
    const word_tables *t = word_tables_get(&s, err);
    tokens k;
    goods_description d = {0};
    if (s || (s = words_read(&k, mem, t, lang, text, len, GOODS_WORDS_MAX, err))) return s;
    goods_language guess = x && k.language == LANG_ANY ? language_by_words(x, &k) : LANG_ANY;
    if ((guess && (s = words_read(&k, mem, t, guess, text, len, GOODS_WORDS_MAX, err))) || (s = written(&d, mem, &k, err)) ||
        (s = words_quantities(&d.quantity, &d.quantities, mem, t, d.language, &k, err)))
        return s;
    describer x_ = {.out = &d, .mem = mem, .lexicon = x, .stem = {.tables = t}, .tokens = &k};
    x_.cap = (size_t)k.words * READINGS_MAX;
    if (x_.cap > READINGS_ALL_MAX) x_.cap = READINGS_ALL_MAX;
    x_.word = arena_alloc(mem, (x_.cap + 1) * sizeof *x_.word);
    s = x_.word ? describe_words(&x_, err) : no_memory(err);
    stemmers_free(&x_.stem);
    if (s) return s;
    d.word = x_.word;
    *out = d;
    return CORDON_OK;
}
