/* words_stem.c - endings of inflection off, by Snowball's stemmers (Porter 2001) on words whose marks are off already.
 *
 * German ae, oe, ue after no vowel and no q become a, o, u first (as in Snowball's german2), so that "Fraesmaschinen",
 * "Fr\u00e4smaschine" and "Frasmaschine" meet. French is stemmed without accents; the endings that this loses are in `endings`. */
#include <libstemmer.h>
#include <string.h>

#include "goods/words_inner.h"

static const char *const algorithm[LANGS] = {"english", "english", "german", "french", "dutch"};

static bool vowel(char c) { return c && strchr("aeiou", c); }

static size_t umlauts(char *s, size_t n) {
    size_t to = 0;
    for (size_t i = 0; i < n; i++) {
        s[to++] = s[i];
        bool pair = i + 1 < n && s[i + 1] == 'e' && (s[i] == 'a' || s[i] == 'o' || s[i] == 'u');
        if (pair && (!i || (!vowel(s[i - 1]) && s[i - 1] != 'q'))) i++;
    }
    return to;
}

size_t words_form(char out[WORD_BYTES_MAX + 4], goods_language lang, const char *word, size_t len) {
    size_t n = len < WORD_BYTES_MAX ? len : WORD_BYTES_MAX;
    memcpy(out, word, n);
    if (lang == LANG_DE) n = umlauts(out, n);
    out[n] = 0;
    return n;
}

/* "usinee", "usinees" -> "usine"; the stemmer does the rest. */
static size_t french(char *s, size_t n) {
    if (n > 4 && s[n - 1] == 's') n--;
    if (n > 4 && s[n - 1] == 'e' && s[n - 2] == 'e') n--;
    return n;
}

static const char *form(const word_tables *t, goods_language lang, const char *word) {
    for (uint16_t at = t->phrase_slot[words_hash(word, strlen(word)) % TABLE_SLOTS]; at; at = t->phrase[at].next) {
        const phrase *p = &t->phrase[at];
        if (p->kind == PHRASE_FORM && p->words == 1 && p->language == lang && !strcmp(p->word[0], word)) return p->value;
    }
    return NULL;
}

cordon_status words_stem(char out[STEM_BYTES_MAX], stemmers *s, goods_language lang, const char *word, size_t len, cordon_error *err) {
    goods_language of = lang == LANG_ANY ? LANG_EN : lang;
    char room[WORD_BYTES_MAX + 4];
    size_t n = len < sizeof room ? len : sizeof room - 1;
    const char *dictionary = form(s->tables, of, word);
    if (dictionary) n = strlen(dictionary) < sizeof room ? strlen(dictionary) : sizeof room - 1;
    memcpy(room, dictionary ? dictionary : word, n);
    if (of == LANG_DE) n = umlauts(room, n);
    if (of == LANG_FR) n = french(room, n);
    if (!s->of[of] && !(s->of[of] = sb_stemmer_new(algorithm[of], "UTF_8")))
        return cordon_fail(err, CORDON_ENOMEM, "no memory for a stemmer");
    const sb_symbol *stem = sb_stemmer_stem(s->of[of], (const sb_symbol *)room, (int)n);
    if (!stem) return cordon_fail(err, CORDON_ENOMEM, "no memory for a stem");
    int stem_len = sb_stemmer_length(s->of[of]);
    n = stem_len > 0 && stem_len < STEM_BYTES_MAX ? (size_t)stem_len : 0;
    memcpy(out, n ? (const char *)stem : room, n);
    out[n] = 0;
    return CORDON_OK;
}

void stemmers_free(stemmers *s) {
    for (unsigned l = 0; l < LANGS; l++)
        if (s->of[l]) sb_stemmer_delete(s->of[l]);
    *s = (stemmers){0};
}
