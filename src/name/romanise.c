/* romanise.c - letters of other scripts in Latin letters. */
#include <string.h>

#include "name/inner.h"

void readings_add(readings *all, const char *latin, unsigned len, name_origin origin,
                  unsigned system) {
    if (!len || all->n == NAME_READINGS_MAX) return;
    if (len > NAME_LATIN_MAX) len = NAME_LATIN_MAX;
    for (unsigned i = 0; i < all->n; i++)
        if (all->r[i].len == len && all->r[i].system == system && all->r[i].origin == origin &&
            !memcmp(all->text[i], latin, len))
            return;
    memcpy(all->text[all->n], latin, len);
    all->text[all->n][len] = 0;
    all->r[all->n] =
        (name_reading){.len = (uint8_t)len, .origin = (uint8_t)origin, .system = (uint8_t)system};
    all->n++;
}

static const char *const cyrillic[] = {
    "a", "b", "v",  "g", "d",  "e",  "zh", "z",  "i",  "y",    "k",  "l", "m", "n", "o",  "p",
    "r", "s", "t",  "u", "f",  "kh", "ts", "ch", "sh", "shch", "",   "y", "",  "e", "yu", "ya",
    "e", "e", "dj", "g", "ye", "dz", "i",  "yi", "j",  "lj",   "nj", "c", "k", "i", "u",  "dz"};

static void romanise_cyrillic(readings *out, const int32_t *c, uint32_t n) {
    char s[NAME_LATIN_MAX + 8];
    unsigned len = 0;
    for (uint32_t i = 0; i < n && len < NAME_LATIN_MAX; i++) {
        const char *l = c[i] >= 0x430 && c[i] < 0x460 ? cyrillic[c[i] - 0x430] : "";
        while (*l) s[len++] = *l++;
    }
    readings_add(out, s, len, READ_ROMAN, 1);
}

static void romanise_latin(readings *out, const name_tables *t, const int32_t *c, uint32_t n) {
    char plain[NAME_LATIN_MAX + LATIN_POINT_MAX] = "", other[NAME_LATIN_MAX + LATIN_POINT_MAX] = "";
    unsigned a = 0, b = 0;
    bool differs = false;
    for (uint32_t i = 0; i < n && a < NAME_LATIN_MAX && b < NAME_LATIN_MAX; i++) {
        char room[LATIN_POINT_MAX];
        const char *p = latin_plain(&t->latin, c[i], room), *r = latin_respelled(c[i]);
        differs |= r != NULL;
        if (!r) r = p;
        while (*p) plain[a++] = *p++;
        while (*r) other[b++] = *r++;
    }
    readings_add(out, plain, a, READ_PLAIN, 0);
    if (differs) readings_add(out, other, b, READ_ROMAN, 0);
}

/* A script without a table: each letter as the low byte of its code, in two letters. */
static void romanise_code(readings *out, const int32_t *c, uint32_t n) {
    char s[NAME_LATIN_MAX];
    unsigned len = 0;
    for (uint32_t i = 0; i < n && len + 2 <= NAME_LATIN_MAX; i++) {
        s[len++] = (char)('a' + ((c[i] >> 4) & 15));
        s[len++] = (char)('a' + (c[i] & 15));
    }
    readings_add(out, s, len, READ_ROMAN, 0);
}

void name_romanise(readings *out, const name_tables *t, uint8_t script, const int32_t *c,
                   uint32_t n) {
    if (script == SCRIPT_LATIN)
        romanise_latin(out, t, c, n);
    else if (script == SCRIPT_CYRILLIC)
        romanise_cyrillic(out, c, n);
    if (!out->n) romanise_code(out, c, n);
}
