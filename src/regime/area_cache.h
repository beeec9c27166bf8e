/* area_cache.h - what a thread has already asked areas_find, so that folding and the
 * table of spellings are gone through once per distinct text.                   */
#ifndef REGIME_AREA_CACHE_H
#define REGIME_AREA_CACHE_H

#include "regime/area.h"

enum { AREA_CACHE_SLOTS = 4096, AREA_CACHE_TEXT = 56 };

/* Zeroed memory is an empty cache; one thread uses it. */
typedef struct area_cache {
    struct {
        const char *schemes; /* compared as a pointer: one text per caller */
        const area *area;
        uint8_t len;
        char text[AREA_CACHE_TEXT];
    } slot[AREA_CACHE_SLOTS];
} area_cache;

/* areas_find(a, schemes, text, len, 0). */
const area *area_cache_find(area_cache *c, const areas *a, const char *schemes, const char *text,
                            size_t len);

#endif
