/* inner.h - what the steps of name_form_read hand to each other. */
#ifndef NAME_INNER_H
#define NAME_INNER_H

#include "name/form.h"
#include "name/latin.h"
#include "name/points.h"
#include "name/script.h"
#include "name/tables.h"

enum {
    PIECES_MAX = 1024, /* words before the phrases of the tables are found among them */
    WORD_KEY_MAX = 160 /* bytes of a phrase of the tables */
};

struct name_tables {
    latin_tables latin;
};

/* A run of letters of one script, or of digits. */
typedef struct piece {
    uint32_t first, end; /* points */
    uint8_t script;
    bool joined; /* nothing that parts stands before the next */
    bool bound;  /* joined by an apostrophe */
    bool dotted; /* a dot follows */
    bool digits;
} piece;

typedef struct cut {
    piece *piece;
    uint32_t n;
    uint16_t flags;
} cut;

/* Undoes look-alikes and cuts points into pieces; changes points (apostrophes inside words and
 * marks of scripts that do without go). */
cordon_status name_cut(cut *out, arena *mem, name_points *p, cordon_error *err);

/* Readings under way. */
typedef struct readings {
    name_reading r[NAME_READINGS_MAX];
    char text[NAME_READINGS_MAX][NAME_LATIN_MAX + 1];
    uint8_t n;
} readings;

/* Adds one unless it is empty, there already or there is no room. */
void readings_add(readings *all, const char *latin, unsigned len, name_origin origin,
                  unsigned system);

/* What is known of the name as a whole when one word of it is read. */
typedef struct name_context {
    const name_tables *t;
    name_kind kind;
    uint32_t cyrillic; /* systems that hold every Cyrillic letter of the name, as bits */
} name_context;

void name_context_read(name_context *out, const name_tables *t, name_kind kind,
                       const name_points *p);
/* Every way the letters [c, c + n) of one script are romanised. */
void name_romanise(readings *out, const name_context *x, uint8_t script, const int32_t *c,
                   uint32_t n);
/* Whether a second reading occurs in a run of Han. */
void name_romanise_han(readings *out, const int32_t *c, uint32_t n, bool other, bool hk_other);
void name_han_others(const int32_t *c, uint32_t n, bool *other, bool *hk_other);
void name_romanise_hangul(readings *out, const int32_t *c, uint32_t n);

/* Letters of the stem under which the tables have an inflected word; 0 when they have none. */
uint32_t name_stem(uint8_t script, const int32_t *c, uint32_t n);

/* One token to be: pieces [piece, piece + pieces) or, of a piece in Han or Hangul, points
 * [first, end). */
typedef struct chunk {
    uint32_t piece, pieces, first, end;
    const names_word *word; /* NULL: not in the tables */
    bool joined;
} chunk;

/* Finds words and phrases of the tables, the longest from the left; the rest word by word, Han and
 * Hangul by syllable. At most `most` chunks; returns how many, *left when some did not fit. */
uint32_t name_chunks(chunk *out, uint32_t most, const name_context *x, const name_points *p,
                     const cut *c, bool *left);

#endif
