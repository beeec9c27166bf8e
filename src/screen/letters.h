/* letters.h - how alike two names are letter by letter, whatever their words.
 *
 * The words of a name are lost to the word score (score.h) when they are glued ("GoodviewGmbH"), short and misspelt,
 * or misspelt where a key joins letters. Their letters are still there. A name is spelled in the letters a-z and
 * digits, with a mark before, between and behind its words; its *grams* are the distinct runs of three of these whose
 * middle is no mark. Of two names with m and n grams, k of them common,
 *
 *     letters_similarity = 2 k / (m + n)
 *
 * (Dice 1945, as q-grams in Ukkonen 1992), in [0, 1], 1 for the same grams, the same bits on every machine: both are
 * whole numbers below 2^10 and the quotient is one IEEE division.
 *
 * Spelled is the text itself where it is ASCII: letters in lower case, apostrophes left out, all else between words;
 * else the first reading of every token of its form (name/form.h).               */
#ifndef SCREEN_LETTERS_H
#define SCREEN_LETTERS_H

#include "name/form.h"

enum {
    LETTERS_MARK = 0,                                                      /* 1 to 26 are a to z, 27 to 36 digits */
    LETTERS_CODES = 37,
    LETTERS_GRAMS = LETTERS_CODES * LETTERS_CODES * LETTERS_CODES,         /* a gram is below it */
    LETTERS_SPELLED = 257,                                                 /* letters and marks of a name; the rest is cut */
    LETTERS_MAX = LETTERS_SPELLED - 2                                      /* grams of a name */
};

typedef struct name_letters {
    uint16_t n, gram[LETTERS_MAX]; /* distinct, rising */
} name_letters;

/* Where the spelling of a name grows. */
typedef struct letters_spelled {
    uint16_t n;
    uint8_t code[LETTERS_SPELLED];
} letters_spelled;

/* False when the text is not ASCII: then it is spelled by its form. O(len). */
bool letters_spell_plain(letters_spelled *out, const char *text, size_t len);
void letters_spell_form(letters_spelled *out, const name_form *f);
static inline uint16_t letters_gram(const uint8_t *code) {
    return (uint16_t)((code[0] * LETTERS_CODES + code[1]) * LETTERS_CODES + code[2]);
}
void letters_of_spelled(name_letters *out, const letters_spelled *s);

/* The letters of a name; errors are those of name_form_read. A name without letters has none. */
cordon_status letters_read(name_letters *out, const name_tables *t, name_kind kind, const char *text, size_t len, cordon_error *err);

/* Of k common grams; 0 when both have none. Rises with k, falls with m and n. */
static inline float letters_share(unsigned k, unsigned m, unsigned n) {
    return m + n ? (float)(2 * k) / (float)(m + n) : 0;
}
float letters_similarity(const name_letters *a, const name_letters *b);

#endif
