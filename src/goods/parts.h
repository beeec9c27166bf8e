/* parts.h - part numbers of catalogues that a user loaded (goods/loaded.h), and what they say. */
#ifndef GOODS_PARTS_H
#define GOODS_PARTS_H

#include "base/arena.h"
#include "base/date.h"
#include "store/store.h"

enum { PART_TEXT_MAX = 128 /* bytes of a part number; longer ones are found nowhere */ };

typedef enum part_match {
    PART_EXACT,      /* as written */
    PART_NORMALISED, /* without blanks, dashes, points, slashes; letters of either case */
    PART_SUFFIX      /* and with or without a suffix of data/goods/part_suffixes.csv */
} part_match;

typedef struct part_hit {
    const char *manufacturer, *part, *hs, *eccn, *text; /* "" = the catalogue does not say */
    const char *catalogue, *file;
    int64_t source;
    uint64_t line;
    date_day known_from;
    part_match match;
    const char *suffix, *meaning; /* of PART_SUFFIX: which, and what it says; "" */
} part_hit;

/* The best kind of match only; by manufacturer, part, catalogue, line. A name of several makers
 * gives several. None is no error, nor a store without catalogues. known_by 0 = today. O(suffixes x
 * log parts). Lives in mem. */
cordon_status parts_find(const part_hit **out, size_t *n, arena *mem, store *s, const char *part,
                         date_day known_by, cordon_error *err);

#endif
