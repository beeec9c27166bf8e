/* points.h - the text of a name as code points: NFKC, case folded, harmless.
 *
 * What no reader sees (zero-width and direction marks) is taken out, marks beyond what a language
 * puts on one letter are dropped, digits of every script become 0-9. Each is flagged.        */
#ifndef NAME_POINTS_H
#define NAME_POINTS_H

#include "name/form.h"

enum { POINT_MARKS_MAX = 4 /* on one letter: Vietnamese has 2, pointed Hebrew and Arabic 3 */ };

typedef enum point_kind {
    POINT_OTHER, /* punctuation and signs: no part of a word */
    POINT_BLANK,
    POINT_LETTER,
    POINT_DIGIT,
    POINT_MARK,
    POINT_HYPHEN, /* binds two words: - / and their kin */
    POINT_APOSTROPHE,
    POINT_DOT,
    POINT_AND /* & and + */
} point_kind;

typedef struct name_points {
    int32_t *c;
    uint32_t n;
    uint16_t flags; /* NAME_INVISIBLE, NAME_MARKS */
} name_points;

/* CORDON_ELIMIT past NAME_BYTES_MAX, CORDON_EFORMAT when text is no UTF-8, CORDON_ENOMEM. */
cordon_status name_points_read(name_points *out, arena *mem, const char *text, size_t len,
                               cordon_error *err);
point_kind name_point_kind(int32_t c);

#endif
