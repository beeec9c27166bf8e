#include "regime/area_cache.h"

#include <string.h>

enum { TRIES = 8 };

const area *area_cache_find(area_cache *c, const areas *a, const char *schemes, const char *text,
                            size_t len) {
    if (len > AREA_CACHE_TEXT) return areas_find(a, schemes, text, len, 0);
    uint32_t h = 2166136261u ^ (uint32_t)((uintptr_t)schemes >> 4);
    for (size_t i = 0; i < len; i++) h = (h ^ (unsigned char)text[i]) * 16777619u;
    /* Two texts that share a slot must not push each other out row by row. */
    size_t k = 0;
    for (uint32_t i = 0; i < TRIES; i++) {
        k = (h + i) % AREA_CACHE_SLOTS;
        if (!c->slot[k].schemes) break;
        if (c->slot[k].schemes == schemes && c->slot[k].len == len &&
            memcmp(c->slot[k].text, text, len) == 0)
            return c->slot[k].area;
    }
    c->slot[k].area = areas_find(a, schemes, text, len, 0);
    c->slot[k].schemes = schemes;
    c->slot[k].len = (uint8_t)len;
    memcpy(c->slot[k].text, text, len);
    return c->slot[k].area;
}
