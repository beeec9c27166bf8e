/* tables.h - what tools/names/main.mjs makes of data/names and data/lists/names at build.
 *
 * Romanisation: a system runs its passes over a word; a pass tries its rules, in order, at each letter:
 * key letters, then sets that must hold before (in what was written so far) and after. A set is a bit;
 * names_masks tells of each letter in which sets of the system it is.
 * Words: an open hash table (FNV-1a of the key, linear probing) from a phrase to class and readings. */
#ifndef NAME_TABLES_H
#define NAME_TABLES_H

#include <stdint.h>

typedef struct names_rule_system {
    const char *name;
    uint8_t script;
    uint8_t use;       /* names_use */
    uint8_t respelled; /* letters with marks as they are respelled, not bare */
    uint16_t pass, passes, mask, masks;
    uint64_t edge; /* sets that hold beside the first and last letter */
} names_rule_system;

typedef struct names_pass {
    uint16_t first, n; /* rules, by first key letter */
} names_pass;

typedef struct names_rule {
    uint16_t points; /* key, then output */
    uint16_t sets;   /* before, then after */
    uint8_t key, out, before, after;
} names_rule;

typedef struct names_mask {
    uint16_t c;
    uint64_t sets;
} names_mask;

/* Of several alphabets: those of the common ones that hold all letters of a name are all used; when
 * none does, the special ones; then the last, that knows every letter.                      */
enum names_use { USE_COMMON, USE_SPECIAL, USE_LAST };

/* Numbers of syllables; 0 = none. */
typedef struct names_han {
    uint16_t pinyin, pinyin_other, hk, hk_other;
    uint16_t simple; /* the simplified character; 0 = itself */
} names_han;

typedef struct names_han_rare_row {
    int32_t c;
    names_han han;
} names_han_rare_row;

enum { NAMES_PREFIX = 255 /* class of a word that only begins phrases */ };

typedef struct names_word {
    uint32_t key; /* in names_text */
    uint32_t reading;
    uint8_t readings, cls;
    uint8_t longest; /* words (or characters) of the longest phrase that begins with it */
} names_word;

typedef struct names_word_reading {
    uint32_t text;
    uint8_t origin;
} names_word_reading;

extern const names_rule_system names_systems[]; /* system n of a reading is [n - 1] */
extern const unsigned names_systems_n;
extern const uint32_t names_cyrillic[0x130]; /* systems whose alphabet has U+0400 + i, as bits */
extern const uint32_t names_cyrillic_use[3]; /* systems by names_use, as bits */
const names_han *names_han_of(int32_t c);    /* NULL when not known */
const char *names_syllable(unsigned id);     /* "" for 0 */
const char *names_syllable_wade(unsigned id);
const char *names_hangul(unsigned part, unsigned letter, unsigned way); /* part 0-2, way 0-3 */
extern const names_word_reading names_word_readings[];
const char *names_string(uint32_t at);

const names_word *names_word_at(uint32_t i); /* in the order of keys; NULL past the last */
/* The word or phrase, or NULL. */
const names_word *names_find(const char *key, unsigned len);

/* Runs system s over a word; returns the letters written to out, at most cap. */
unsigned names_run(const names_rule_system *s, const int32_t *word, unsigned n, int32_t *out,
                   unsigned cap);

#endif
