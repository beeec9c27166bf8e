/* words.c - a text read to the end of its words: for the index, and as a question without a lexicon. */
#include <string.h>

#include "goods/words_inner.h"

cordon_status words_read(tokens *out, arena *mem, const word_tables *t, goods_language lang, const char *text, size_t len,
                         uint16_t max, cordon_error *err) {
    points p;
    cordon_status s = words_clean(&p, mem, text, len, err);
    if (!s) s = words_cut(out, mem, t, lang, &p, max, err);
    if (!s && lang == LANG_ANY) {
        lang = words_language(t, out, &p);
        /* The decimal sign hangs on the language. */
        if (lang > LANG_EN) s = words_cut(out, mem, t, lang, &p, max, err);
        out->language = lang;
    }
    if (!s) words_mark_spans(t, lang, out);
    return s;
}

static bool plain(const char *s) {
    for (; *s; s++)
        if ((unsigned char)*s >= 0x80 || (*s >= '0' && *s <= '9')) return false;
    return true;
}

bool words_worth(const word_tables *t, goods_language lang, const token *v) {
    if (v->kind == TOKEN_MARK || v->dropped) return false;
    if (v->kind == TOKEN_NUMBER) return true;
    return v->s[v->len > 0] && !words_stop(t, lang, v->s);
}

cordon_status words_token_stem(char out[STEM_BYTES_MAX], stemmers *m, goods_language lang, const tokens *k, size_t i, cordon_error *err) {
    const token *v = &k->v[i];
    size_t n;
    const phrase *number = v->kind == TOKEN_WORD ? words_phrase(m->tables, PHRASE_NUMBER, lang, k, i, &n) : NULL;
    if (v->kind == TOKEN_WORD && !number && plain(v->s)) return words_stem(out, m, lang, v->s, v->len, err);
    const char *s = number ? number->value : v->s;
    size_t len = strlen(s) < STEM_BYTES_MAX ? strlen(s) : STEM_BYTES_MAX - 1;
    memcpy(out, s, len);
    out[len] = 0;
    return CORDON_OK;
}

cordon_status goods_stems(const goods_word **out, uint16_t *n, arena *mem, goods_language lang, const char *text, size_t len, cordon_error *err) {
    cordon_status s;
    const word_tables *t = word_tables_get(&s, err);
    tokens k;
    if (s || (s = words_read(&k, mem, t, lang, text, len, STEMS_MAX, err))) return s;
    stemmers m = {.tables = t};
    goods_word *v = arena_alloc(mem, ((size_t)k.words + 1) * sizeof *v);
    uint16_t count = 0;
    if (!v) s = cordon_fail(err, CORDON_ENOMEM, "no memory for the words of a text");
    for (size_t i = 0; i < k.n && !s; i++) {
        char stem[STEM_BYTES_MAX];
        if (k.v[i].excluded || !words_worth(t, k.language, &k.v[i]) || (s = words_token_stem(stem, &m, k.language, &k, i, err))) continue;
        const char *kept = arena_strndup(mem, stem, strlen(stem));
        if (!kept) s = cordon_fail(err, CORDON_ENOMEM, "no memory for the words of a text");
        v[count++] = (goods_word){.stem = kept, .at = k.v[i].at, .language = (uint8_t)k.language, .weight = 1};
    }
    stemmers_free(&m);
    if (s) return s;
    *out = v, *n = count;
    return CORDON_OK;
}
