/* tables_inner.h - the rows behind tables.h, which build/gen/name/tables.c holds. Only tables.c reads them. */
#ifndef NAME_TABLES_INNER_H
#define NAME_TABLES_INNER_H

#include "name/form.h"
#include "name/script.h"
#include "name/tables.h"

extern const names_pass names_passes[];
extern const names_rule names_rules[];
extern const uint16_t names_points[]; /* keys and outputs of rules */
extern const uint8_t names_sets[];    /* contexts of rules: numbers of bits of a mask */
extern const names_mask names_masks[]; /* by system, then by letter */
extern const names_han names_han_wide[]; /* U+3400 to U+9FFF */
extern const names_han_rare_row names_han_rare[];
extern const unsigned names_han_rare_n;
extern const uint32_t names_syllables[], names_wade[]; /* by number of a syllable, in names_text */
extern const uint32_t names_hangul_initial[], names_hangul_vowel[], names_hangul_final[]; /* four ways each */
extern const names_word names_words[];
extern const uint32_t names_slots[]; /* number of a word + 1; 0 = empty */
extern const uint32_t names_slots_mask, names_words_n;
extern const unsigned char names_text[];

#endif
