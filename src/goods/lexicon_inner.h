/* lexicon_inner.h - the packed lexicon: what lexicon_build.c writes and lexicon.c reads.
 *
 *   header | stems | forms | signatures | slots | translations | text
 *
 * Stems are sorted by language and text; forms (words as written, folded) by language, length and text, each with its stem.
 * Slots: forms by hash, open addressing. Translations stand by source stem, the best first. Text: strings that end in NUL.
 * All numbers are of this machine's byte order (the magic tells another's). The hash (BLAKE2b-256) is over all behind it;
 * what it cannot tell, a forged table, is checked at open: every number is in range.                                   */
#ifndef GOODS_LEXICON_INNER_H
#define GOODS_LEXICON_INNER_H

#include "goods/words_inner.h"

enum { LEXICON_MAGIC = 0x31784C43, LEXICON_HASH = 32, FORM_BYTES_MIN = 2, NO_WORD = 0xFFFFFFFF };

typedef struct lexicon_header {
    unsigned char hash[LEXICON_HASH];
    uint32_t magic, bytes; /* of all */
    uint32_t stems, forms, slots, translations, text;
    uint32_t stem_first[LANGS + 1], form_first[LANGS + 1];
    uint32_t reserved[2];
} lexicon_header;
typedef struct lexicon_stem {
    uint32_t text, count, translation; /* count: texts that hold it; translation: the first, the next stem's is the end */
} lexicon_stem;
typedef struct lexicon_form {
    uint32_t text, stem, bytes;
} lexicon_form;
typedef struct lexicon_translation {
    uint32_t stem, weight; /* weight in 2^-16 */
} lexicon_translation;

struct goods_lexicon {
    const lexicon_header *head;
    const lexicon_stem *stem; /* one more than head->stems */
    const lexicon_form *form;
    const uint32_t *signature, *slot;
    const lexicon_translation *translation;
    const char *text;
};

/* Writes the hash of what stands behind it. */
void lexicon_seal(void *bytes, size_t n);

/* Letters that a word holds, one bit each (other bytes share bits). An edit changes at most two bits. */
uint32_t lexicon_signature(const char *s, size_t n);
static inline uint32_t lexicon_hash_step(uint32_t h, char c) { return (h ^ (unsigned char)c) * 16777619u; }
static inline uint32_t lexicon_hash_begin(goods_language lang) { return lexicon_hash_step(2166136261u, (char)lang); }
static inline uint32_t lexicon_hash_slot(uint32_t h) { return h ^ h >> 15; }

/* The form's number, NO_WORD when the language has none such. */
uint32_t lexicon_form_find(const goods_lexicon *x, goods_language lang, const char *s, size_t n);
uint32_t lexicon_form_hashed(const goods_lexicon *x, goods_language lang, const char *s, size_t n, uint32_t hash);
static inline const char *lexicon_stem_text(const goods_lexicon *x, uint32_t stem) { return x->text + x->stem[stem].text; }
static inline uint32_t lexicon_form_count(const goods_lexicon *x, uint32_t form) { return x->stem[x->form[form].stem].count; }
goods_language lexicon_stem_language(const goods_lexicon *x, uint32_t stem);

/* The best split of a word into forms with linking letters between: the greatest geometric mean of their counts, when it
 * is above the word's own count (Koehn and Knight 2003). Fewer parts, then earlier cuts win ties. Returns the number of parts, 0 = none. */
enum { PARTS_MAX = 5, PART_BYTES_MIN = 4 };
unsigned lexicon_split(uint32_t part[PARTS_MAX], const goods_lexicon *x, goods_language lang, const char *word, size_t n);
/* The form that bytes [start, end) of a compound are, of that hash; one that is not the last may have lost an e ("Baumwoll-"). */
uint32_t lexicon_part(const goods_lexicon *x, goods_language lang, const char *word, size_t n, size_t start, size_t end, uint32_t hash);
bool lexicon_link(const char *s, size_t n); /* may these letters stand between two parts? */

/* Forms within the distance that a word of n bytes is given (0 below 4 bytes, 1, from 8 bytes 2; a swap of neighbours is one edit): nearest,
 * then most frequent, then first in order. Returns how many, at most `most`. */
typedef struct respelling {
    uint32_t form, distance;
} respelling;
unsigned lexicon_respell(respelling *out, unsigned most, const goods_lexicon *x, goods_language lang, const char *word, size_t n);
unsigned lexicon_distance(const char *a, size_t an, const char *b, size_t bn, unsigned most); /* most + 1 when it is more */
unsigned lexicon_tolerance(size_t bytes);

#endif
