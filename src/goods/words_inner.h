/* words_inner.h - what the files that take a description apart share.
 *
 *   bytes --words_clean--> points (folded, markup out) --words_cut--> tokens --words_mark_spans--> excluded, dropped
 *         --words_quantities--> intervals        --words_stem--> what the index holds                      */
#ifndef GOODS_WORDS_INNER_H
#define GOODS_WORDS_INNER_H

#include "goods/words.h"

enum {
    WORD_BYTES_MAX = 64, /* a longer word is left out and counted */
    STEM_BYTES_MAX = 2 * WORD_BYTES_MAX,
    STEMS_MAX = 4096, /* words read of a text for the index */
    PHRASE_WORDS = 6
};

/* Folded code points, one after the other; POINT_CAPITAL marks what was a capital letter. */
enum { POINT_CAPITAL = 1 << 24, POINT_MASK = POINT_CAPITAL - 1 };
enum { MARK_AT_MOST = 0x2264, MARK_AT_LEAST = 0x2265, MARK_DEGREE = 0xB0, MARK_PLUS_MINUS = 0xB1 };

typedef struct points {
    int32_t *c;
    size_t n;
    uint32_t cue[LANGS]; /* letters that one language is fond of */
} points;

typedef enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_MARK } token_kind;
typedef struct token {
    const char *s; /* folded, NUL-terminated; of a number its digits with '.'; NULL of a mark */
    double value;  /* of a number */
    int32_t mark;  /* of a mark: ( ) ; , - / < > = % and the MARK_* above; '.' ends a sentence */
    uint16_t len, at; /* at: number of the written word */
    uint8_t kind;
    bool glued, capital, excluded, dropped;
} token;

typedef struct tokens {
    token *v;
    size_t n;
    uint16_t words;
    uint32_t left_out;
    goods_language language;
} tokens;

typedef enum phrase_kind { PHRASE_STOP, PHRASE_EXCLUDE, PHRASE_RESIDUAL, PHRASE_NUMBER, PHRASE_COMPARE,
                           PHRASE_COMPARE_AFTER, PHRASE_RANGE, PHRASE_AND, PHRASE_FORM, PHRASE_KINDS } phrase_kind;
/* A row of data/goods/words.csv. */
typedef struct phrase {
    const char *word[PHRASE_WORDS];
    const char *value; /* of a number its digits, of a comparison its sign, of a form its dictionary form */
    uint8_t words, kind, language;
    uint16_t next; /* of those that begin with the same hash; 0 = none */
} phrase;
/* A spelling of data/goods/units.csv. */
typedef struct unit {
    const char *spelling, *base; /* spelling folded */
    double factor;
    bool capital; /* the first letter is one: MW, mW */
    bool count;   /* axes, cylinders: its own base */
    uint16_t next;
} unit;
enum { SYNONYM_WORDS = 8 };
/* A row of data/goods/synonyms.csv. */
typedef struct synonym {
    const char *stem[PHRASE_WORDS], *means[SYNONYM_WORDS]; /* stems */
    uint8_t stems, meanings, language, means_language;
    uint16_t next;
} synonym;
enum { TABLE_SLOTS = 4096 };
typedef struct word_tables {
    phrase *phrase; /* from 1 */
    unit *unit;
    synonym *synonym;
    size_t phrases, units, synonyms;
    uint16_t phrase_slot[TABLE_SLOTS], unit_slot[TABLE_SLOTS], synonym_slot[TABLE_SLOTS];
    arena mem;
} word_tables;

const word_tables *word_tables_get(cordon_status *status, cordon_error *err);
cordon_status word_tables_read(word_tables *t, const char *words_path, const char *units_path, const char *synonyms_path,
                               cordon_error *err);
cordon_status word_synonyms_read(word_tables *t, const char *path, cordon_error *err);
int word_language(const char *name); /* -1 when there is none such */
/* The next synonym that stem[0], stem[1], ... begins with, after `after` (NULL: the first). */
const synonym *words_synonym(const word_tables *t, goods_language lang, const char *const *stem, size_t n, const synonym *after);
/* The longest phrase of the kind that begins at token i; NULL when none. n: tokens it takes. */
const phrase *words_phrase(const word_tables *t, phrase_kind kind, goods_language lang, const tokens *k, size_t i, size_t *n);
bool words_stop(const word_tables *t, goods_language lang, const char *word);
const unit *words_unit(const word_tables *t, const char *spelling, bool capital);

cordon_status words_clean(points *out, arena *mem, const char *text, size_t len, cordon_error *err);
cordon_status words_cut(tokens *out, arena *mem, const word_tables *t, goods_language lang, const points *p, uint16_t max, cordon_error *err);
/* Language by stop words and letters; LANG_ANY when nothing tells. */
goods_language words_language(const word_tables *t, const tokens *k, const points *p);
void words_mark_spans(const word_tables *t, goods_language lang, tokens *k);
cordon_status words_quantities(const goods_quantity **out, uint16_t *n, arena *mem, const word_tables *t, goods_language lang,
                               const tokens *k, cordon_error *err);

/* Stemmers, made when first asked for. */
typedef struct stemmers {
    struct sb_stemmer *of[LANGS];
    const word_tables *tables;
} stemmers;
cordon_status words_stem(char out[STEM_BYTES_MAX], stemmers *s, goods_language lang, const char *word, size_t len, cordon_error *err);
/* Worth a stem: no mark, no stop word, no single letter, no phrase like "n.e.s.". */
bool words_worth(const word_tables *t, goods_language lang, const token *v);
/* The stem of token i: digits of a number and of a number word, else as words_stem. */
cordon_status words_token_stem(char out[STEM_BYTES_MAX], stemmers *m, goods_language lang, const tokens *k, size_t i, cordon_error *err);
/* The word as a lexicon holds it: German umlauts in their one spelling. Returns its bytes. */
size_t words_form(char out[WORD_BYTES_MAX + 4], goods_language lang, const char *word, size_t len);
void stemmers_free(stemmers *s);
/* All of the above for one text. */
cordon_status words_read(tokens *out, arena *mem, const word_tables *t, goods_language lang, const char *text, size_t len,
                         uint16_t max, cordon_error *err);

static inline uint32_t words_hash(const char *s, size_t n) { /* FNV-1a */
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)s[i]) * 16777619u;
    return h ^ h >> 15;
}

#endif
