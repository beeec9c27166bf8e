/* pair.h - two states, and texts that name them.
 *
 * Nothing in the program or in the tables is written for one pair: questions
 * and sentences hold {a} and {b}, {r} for the reader whose view is taken, and
 * {a#}, {b#} for the numbers the statistics of the United Nations give them.   */
#ifndef REGIME_PAIR_H
#define REGIME_PAIR_H

#include "base/arena.h"
#include "base/buf.h"
#include "regime/regime.h"

typedef struct pair {
    const areas *areas;
    date_day on; /* the day of sets and numbers */
    const area *a, *b;
    char reader[64]; /* as regime_areas takes it */
    char reader_title[160];
} pair;

/* "AAA-BBB", by code or name. Two different areas, else CORDON_EINVAL. */
cordon_status pair_parse(pair *out, const areas *all, const char *text, date_day on,
                         cordon_error *err);
/* NULL takes the regime's aggregate of its own side. */
cordon_status pair_reader(pair *p, const regime *r, const char *text, cordon_error *err);

/* The text with the braces it knows filled, by name or by code; others stay. In
 * mem; NULL without memory. The same text when it has none.                   */
const char *pair_fill(arena *mem, const pair *p, const char *s, bool codes);

#endif
