/* romanise.c - letters of other scripts in Latin letters. */
#include <string.h>

#include "name/inner.h"
#include "name/systems.h"

void readings_add(readings *all, const char *latin, unsigned len, name_origin origin,
                  unsigned system) {
    if (!len || all->n == NAME_READINGS_MAX) return;
    if (len > NAME_LATIN_MAX) len = NAME_LATIN_MAX;
    for (unsigned i = 0; i < all->n; i++)
        if (all->r[i].len == len && !memcmp(all->text[i], latin, len) &&
            ((all->r[i].system == system && all->r[i].origin == origin) ||
             all->r[i].origin == READ_PLAIN))
            return;
    memcpy(all->text[all->n], latin, len);
    all->text[all->n][len] = 0;
    all->r[all->n] = (name_reading){
        .len = (uint8_t)len, .origin = (uint8_t)origin, .system = (uint8_t)system};
    all->n++;
}


enum { LETTERS_MAX = 4 * NAME_LATIN_MAX };

/* Bits of the systems whose alphabet has all Cyrillic letters among c. */
static uint32_t alphabets(const int32_t *c, uint32_t n) {
    uint32_t bits = ~0u;
    for (uint32_t i = 0; i < n; i++)
        if (c[i] >= 0x400 && c[i] < 0x530 && names_cyrillic[c[i] - 0x400])
            bits &= names_cyrillic[c[i] - 0x400];
    return bits;
}

void name_context_read(name_context *out, const name_tables *t, name_kind kind,
                       const name_points *p) {
    *out = (name_context){.t = t, .kind = kind, .cyrillic = alphabets(p->c, p->n)};
}

/* The systems among bits that are to be used: see names_use. */
static uint32_t chosen(uint32_t bits) {
    for (unsigned use = USE_COMMON; use <= USE_LAST; use++) {
        uint32_t of = bits & names_cyrillic_use[use];
        if (of) return of;
    }
    return 0;
}

static unsigned as_latin(char *to, const latin_tables *t, const int32_t *c, unsigned n,
                         bool respelled) {
    unsigned len = 0;
    for (unsigned i = 0; i < n && len < NAME_LATIN_MAX; i++) {
        char room[LATIN_POINT_MAX];
        const char *s = respelled ? latin_respelled(c[i]) : NULL;
        if (!s) s = name_script_of(c[i]) == SCRIPT_LATIN ? latin_plain(t, c[i], room) : "";
        for (; *s; s++) to[len++] = *s;
    }
    return len;
}

static bool said(const readings *r, const char *s, unsigned len) {
    for (unsigned i = 0; i < r->n; i++)
        if (r->r[i].len == len && !memcmp(r->text[i], s, len)) return true;
    return false;
}

static void run(readings *out, const name_context *x, unsigned system, const int32_t *c,
                uint32_t n, name_origin origin) {
    const names_rule_system *s = &names_systems[system];
    int32_t letters[LETTERS_MAX];
    char latin[NAME_LATIN_MAX + LATIN_POINT_MAX];
    unsigned got = names_run(s, c, n, letters, LETTERS_MAX);
    unsigned len = as_latin(latin, &x->t->latin, letters, got, s->respelled);
    if (len > NAME_LATIN_MAX) len = NAME_LATIN_MAX;
    if (!said(out, latin, len)) readings_add(out, latin, len, origin, system + 1);
}

static void romanise_rules(readings *out, const name_context *x, unsigned script, const int32_t *c,
                           uint32_t n) {
    uint32_t bits = ~0u;
    bool cyrillic = script == SCRIPT_CYRILLIC;
    if (cyrillic) {
        uint32_t own = alphabets(c, n);
        bits = chosen(x->cyrillic & own ? x->cyrillic & own : own);
    }
    bool vowels = script != SCRIPT_ARABIC && script != SCRIPT_HEBREW;
    uint8_t before = out->n;
    for (unsigned i = 0; i < names_systems_n; i++) {
        if (names_systems[i].script != script || !names_systems[i].passes) continue;
        if (cyrillic && !(bits >> i & 1)) continue;
        run(out, x, i, c, n, vowels ? READ_ROMAN : READ_SKELETON);
    }
    /* What all systems agree on is of none. */
    if (out->n == before + 1) out->r[before].system = 0;
}

static void romanise_latin(readings *out, const name_tables *t, const int32_t *c, uint32_t n) {
    char plain[NAME_LATIN_MAX + LATIN_POINT_MAX], other[NAME_LATIN_MAX + LATIN_POINT_MAX];
    readings_add(out, plain, as_latin(plain, &t->latin, c, n, false), READ_PLAIN, 0);
    for (uint32_t i = 0; i < n; i++) {
        if (!latin_respelled(c[i])) continue;
        readings_add(out, other, as_latin(other, &t->latin, c, n, true), READ_ROMAN, 0);
        break;
    }
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

void name_romanise(readings *out, const name_context *x, uint8_t script, const int32_t *c,
                   uint32_t n) {
    uint8_t before = out->n;
    if (script == SCRIPT_LATIN) {
        romanise_latin(out, x->t, c, n);
    } else if (script == SCRIPT_HAN) {
        bool other, hk;
        name_han_others(c, n, &other, &hk);
        name_romanise_han(out, c, n, other, hk);
    } else if (script == SCRIPT_HANGUL) {
        name_romanise_hangul(out, c, n);
    } else if (script != SCRIPT_OTHER) {
        romanise_rules(out, x, script, c, n);
    }
    if (out->n == before) romanise_code(out, c, n);
}
