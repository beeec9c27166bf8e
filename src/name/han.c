/* han.c - Han characters and Hangul syllables, each by its tables. */
#include <string.h>

#include "name/inner.h"
#include "name/systems.h"

typedef struct text {
    char s[NAME_LATIN_MAX + 1];
    unsigned len;
    bool broken; /* a part has no reading here */
} text;

static void put(text *t, const char *s) {
    if (!*s) t->broken = true;
    for (; *s && t->len < NAME_LATIN_MAX; s++) t->s[t->len++] = *s;
}

static void add(readings *out, const text *t, unsigned system) {
    if (!t->broken) readings_add(out, t->s, t->len, READ_ROMAN, system);
}

void name_han_others(const int32_t *c, uint32_t n, bool *other, bool *hk_other) {
    *other = *hk_other = false;
    for (uint32_t i = 0; i < n; i++) {
        const names_han *h = names_han_of(c[i]);
        if (h && h->pinyin_other) *other = true;
        if (h && h->hk_other) *hk_other = true;
    }
}

void name_romanise_han(readings *out, const int32_t *c, uint32_t n, bool other, bool hk_other) {
    text pinyin = {.len = 0}, second = {.len = 0}, wade = {.len = 0}, hk = {.len = 0},
         hk_second = {.len = 0};
    for (uint32_t i = 0; i < n; i++) {
        const names_han *h = names_han_of(c[i]);
        static const names_han none;
        if (!h) h = &none;
        put(&pinyin, names_syllable(h->pinyin));
        put(&wade, names_syllable_wade(h->pinyin));
        put(&second, names_syllable(h->pinyin_other ? h->pinyin_other : h->pinyin));
        put(&hk, names_syllable(h->hk));
        put(&hk_second, names_syllable(h->hk_other ? h->hk_other : h->hk));
    }
    add(out, &pinyin, SYSTEM_PINYIN);
    if (other) add(out, &second, SYSTEM_PINYIN_OTHER);
    add(out, &wade, SYSTEM_WADE_GILES);
    add(out, &hk, SYSTEM_CANTONESE);
    if (hk_other) add(out, &hk_second, SYSTEM_CANTONESE_OTHER);
}

enum { SYLLABLE_FIRST = 0xAC00, SYLLABLE_LAST = 0xD7A3, VOWELS = 21, FINALS = 28, WAYS = 4 };

void name_romanise_hangul(readings *out, const int32_t *c, uint32_t n) {
    static const uint8_t system[WAYS] = {SYSTEM_REVISED_HANGUL, SYSTEM_MCCUNE_HANGUL,
                                         SYSTEM_SOUTH_HANGUL, SYSTEM_NORTH_HANGUL};
    for (unsigned way = 0; way < WAYS; way++) {
        text t = {.len = 0};
        for (uint32_t i = 0; i < n; i++) {
            if (c[i] < SYLLABLE_FIRST || c[i] > SYLLABLE_LAST) continue;
            unsigned at = (unsigned)(c[i] - SYLLABLE_FIRST);
            const char *part[3] = {names_hangul(0, at / (VOWELS * FINALS), way),
                                   names_hangul(1, at / FINALS % VOWELS, way),
                                   names_hangul(2, at % FINALS, way)};
            for (unsigned k = 0; k < 3; k++)
                for (const char *s = part[k]; *s && t.len < NAME_LATIN_MAX; s++)
                    t.s[t.len++] = *s;
        }
        add(out, &t, system[way]);
    }
}
