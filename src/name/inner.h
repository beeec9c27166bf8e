/* inner.h - what the steps of name_form_read hand to each other. */
#ifndef NAME_INNER_H
#define NAME_INNER_H

#include "name/form.h"
#include "name/latin.h"
#include "name/points.h"
#include "name/script.h"

enum { PIECES_MAX = 1024 }; /* words before the phrases of the tables are found among them */

struct name_tables {
    latin_tables latin;
};

/* A run of letters of one script, or of digits. */
typedef struct piece {
    uint32_t first, end; /* points */
    uint8_t script;
    bool joined; /* no blank before the next */
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

/* Every way the letters [c, c + n) of one script are romanised. */
void name_romanise(readings *out, const name_tables *t, uint8_t script, const int32_t *c,
                   uint32_t n);

#endif
