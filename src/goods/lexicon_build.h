/* lexicon_build.h - what the two halves of making a lexicon share: gathering (lexicon_build.c) and packing (lexicon_pack.c). */
#ifndef GOODS_LEXICON_BUILD_H
#define GOODS_LEXICON_BUILD_H

#include "goods/lexicon_inner.h"

enum { SIDE_WORDS_MAX = 96 /* different stems of one text that take part in learning */, GATHERED_MAX = 1 << 20 };

/* Words by language and text. */
typedef struct gathered_word {
    const char *key; /* the language as one byte, then the text */
    uint32_t count, stem, seen; /* stem: of a form; seen: the last text that counted it */
} gathered_word;
typedef struct gathered {
    gathered_word *v;
    uint32_t *slot;
    size_t n, slots;
} gathered;
typedef struct gathered_pair {
    uint32_t *a, *b; /* stems */
    uint16_t an, bn;
    uint8_t a_language, b_language;
} gathered_pair;

typedef struct gathered_text { /* the last of a language */
    char *text;
    uint32_t stem[SIDE_WORDS_MAX];
    uint16_t n;
} gathered_text;

struct lexicon_builder {
    gathered_text last[LANGS];
    arena mem, scratch;
    gathered stem, form;
    gathered_pair *pair;
    size_t pairs, pairs_cap;
    uint32_t texts;
    stemmers stemmer;
    bool failed;
};

/* Learns and writes all; b->stem and b->form are sorted, pairs hold sorted numbers. */
cordon_status lexicon_pack(void **bytes, size_t *n, lexicon_builder *b, cordon_error *err);

/* Rounds of learning; what a translation must reach, and how many of a word are kept. */
enum { LEXICON_ROUNDS = 6, TRANSLATIONS_MAX = 3 };
#define TRANSLATION_FLOOR 0.05

#endif
