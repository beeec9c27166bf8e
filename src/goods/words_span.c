/* words_span.c - what a description says its goods are not, and which language it is in. */
#include "goods/words_inner.h"

/* The place behind a span that an opener at bracket depth `depth` begins: the bracket that closes it; outside of brackets
 * the next semicolon or end of sentence. */
static size_t span_end(const tokens *k, size_t i, int depth) {
    for (int d = depth; i < k->n; i++) {
        const token *t = &k->v[i];
        if (t->kind != TOKEN_MARK) continue;
        if (t->mark == '(') d++;
        if (t->mark == ')' && --d < depth) return i;
        if ((t->mark == ';' || t->mark == '.') && d == 0 && depth == 0) return i;
    }
    return i;
}

void words_mark_spans(const word_tables *t, goods_language lang, tokens *k) {
    int depth = 0;
    for (size_t i = 0; i < k->n; i++) {
        token *v = &k->v[i];
        size_t n = 0;
        if (v->kind == TOKEN_MARK) {
            if (v->mark == '(') depth++;
            if (v->mark == ')' && depth) depth--;
            continue;
        }
        if (words_phrase(t, PHRASE_RESIDUAL, lang, k, i, &n)) {
            for (size_t w = 0; w < n; w++) k->v[i + w].dropped = true;
            i += n - 1;
        } else if (words_phrase(t, PHRASE_EXCLUDE, lang, k, i, &n)) {
            size_t end = span_end(k, i + n, depth);
            for (size_t w = 0; w < n; w++) k->v[i + w].dropped = true;
            for (; i < end; i++) k->v[i].excluded = true;
            i--;
        }
    }
}

goods_language words_language(const word_tables *t, const tokens *k, const points *p) {
    uint32_t hits[LANGS], best = 0, second = 0;
    goods_language lang = LANG_ANY;
    for (unsigned l = LANG_EN; l < LANGS; l++) {
        hits[l] = p->cue[l];
        for (size_t i = 0; i < k->n; i++) {
            size_t n;
            if (k->v[i].kind != TOKEN_WORD || k->v[i].len < 2) continue;
            if (words_stop(t, (goods_language)l, k->v[i].s)) hits[l] += 2;
            if (words_phrase(t, PHRASE_EXCLUDE, (goods_language)l, k, i, &n)) hits[l] += 2;
        }
        if (hits[l] > best)
            second = best, best = hits[l], lang = (goods_language)l;
        else if (hits[l] > second)
            second = hits[l];
    }
    return best > second ? lang : LANG_ANY;
}
