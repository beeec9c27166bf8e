/* words.h - a description of goods taken apart for search: words, their parts, translations, numbers with units.
 *
 *   text -> folded, markup and control characters out -> words, "excluding ..." spans marked
 *        -> stems, parts of compounds ("Halbleiterbauelemente"), corrected spellings, translations mined from the
 *           tariff's parallel texts, numbers with unit and comparison ("five axes", ">= 5 axes", "< 100 nm")   */
#ifndef GOODS_WORDS_H
#define GOODS_WORDS_H

#include "base/arena.h"
#include <cordon/error.h>
#include <stdbool.h>
#include <stdint.h>

enum { GOODS_TEXT_MAX = 1 << 20 /* bytes; longer is CORDON_ELIMIT */, GOODS_WORDS_MAX = 256 /* words behind are counted, not read */ };
typedef enum goods_language { LANG_ANY, LANG_EN, LANG_DE, LANG_FR, LANG_NL, LANGS } goods_language;
typedef enum word_origin { WORD_WRITTEN, WORD_PART, WORD_TRANSLATED, WORD_RESPELLED, WORD_SYNONYM } word_origin;

typedef struct goods_word {
    const char *stem;     /* what the index holds */
    uint16_t at;          /* number of the written word it comes from */
    uint8_t origin, language;
    bool excluded;        /* stands in an "excl. ..." part: what the goods are not */
    float weight;         /* certainty of the reading, (0, 1] */
} goods_word;

typedef struct goods_quantity {
    double low, high;     /* in the base unit; -INFINITY, INFINITY when there is no bound */
    const char *unit;     /* base of data/goods/units.csv: "m", "axis", "Hz", ...; "" = a bare number */
    uint16_t at;
    bool low_open, high_open; /* the bound itself is not meant ("exceeding") */
    bool excluded;
} goods_quantity;

typedef struct goods_description {
    const char *const *written; /* as typed, folded */
    uint16_t words_written;
    const goods_word *word;
    uint16_t words;
    const goods_quantity *quantity;
    uint16_t quantities;
    goods_language language; /* the likeliest */
    uint32_t left_out;       /* written words past GOODS_WORDS_MAX, and words of more than 64 bytes */
} goods_description;

const char *goods_language_name(goods_language lang); /* "any", "en", "de", "fr", "nl" */

/* Translations, compounds, spellings and stop words, mined from the corpus a search index is built of (search.h). */
typedef struct goods_lexicon goods_lexicon;
/* Stems of a text as the index stores them: no translation, no spelling; stop words, "n.e.s." and excluded words left out;
 * numbers as digits ("5", "0.75"), number words too; at most 4096. LANG_ANY: the language is guessed, English when nothing
 * tells. For the builder. Errors as goods_describe. */
cordon_status goods_stems(const goods_word **out, uint16_t *n, arena *mem, goods_language lang, const char *text, size_t len, cordon_error *err);

typedef struct lexicon_builder lexicon_builder;
cordon_status lexicon_begin(lexicon_builder **out, cordon_error *err);
/* The same goods said in two languages (a row of a table with several). Every text once, for spelling and compounds, with other NULL. */
cordon_status lexicon_add(lexicon_builder *b, goods_language lang, const char *text, goods_language other_lang, const char *other, cordon_error *err);
/* Mines (IBM model 1, six rounds; the three likeliest translations of a stem in each other language, from 0.05 on) and packs
 * into *bytes (malloc'ed), to be stored in the index: the same for any order of the same texts. The builder is then only to
 * be dropped. CN 2023 and nine English tables: 3.2 MB, 1.2 s of one core. */
cordon_status lexicon_finish(lexicon_builder *b, void **bytes, size_t *n, cordon_error *err);
void lexicon_drop(lexicon_builder *b);
/* bytes must outlive it and stand at an address divisible by four (malloc's do; sqlite's blobs: copy them). What is damaged is
 * CORDON_ECORRUPT: every byte is in the checksum and every number is looked at, 0.7 ms a megabyte. */
cordon_status goods_lexicon_open(goods_lexicon **out, const void *bytes, size_t n, cordon_error *err);
void goods_lexicon_close(goods_lexicon *x);

/* The readings of every written word that is worth one (no stop words, no "n.e.s."; excluded words are marked), word after word:
 * as written, in the language that knows it; synonyms (0.7); parts of a compound (0.8, of a known word 0.5); of a word that
 * nobody knows the nearest spellings (0.6, 0.35); each of these with its translations, times their probability. A stem
 * comes once for a written word. x may be NULL: no translations, spellings, compounds. LANG_ANY: the language is guessed from
 * letters, stop words, then the lexicon. Invalid UTF-8 is CORDON_EFORMAT (column = byte), past GOODS_TEXT_MAX CORDON_ELIMIT.
 * O(len). Lives in mem. */
cordon_status goods_describe(goods_description *out, arena *mem, const goods_lexicon *x, goods_language lang, const char *text,
                             size_t len, cordon_error *err);

#endif
