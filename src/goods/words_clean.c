/* words_clean.c - bytes to folded code points: UTF-8 checked, markup, marks and what cannot be seen taken out. */
#include <string.h>
#include <utf8proc.h>

#include "goods/words_inner.h"

enum { TAG_BYTES_MAX = 1024, ENTITY_BYTES_MAX = 10, PARTS_MAX = 18 };

static const struct {
    const char *name;
    int32_t c;
} entities[] = {{"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},     {"apos", '\''},
                {"nbsp", 0xA0},    {"emsp", ' '},     {"ensp", ' '},     {"thinsp", 0x2009}, {"deg", 0xB0},
                {"micro", 0xB5},   {"plusmn", 0xB1},  {"le", 0x2264},    {"ge", 0x2265},    {"times", 0xD7},
                {"sup2", 0xB2},    {"sup3", 0xB3},    {"mdash", '-'},    {"ndash", '-'},    {"shy", 0xAD},
                {"auml", 0xE4},    {"ouml", 0xF6},    {"uuml", 0xFC},    {"szlig", 0xDF},   {"eacute", 0xE9},
                {"egrave", 0xE8},  {"agrave", 0xE0},  {"ccedil", 0xE7},  {"rsquo", '\''},   {"Ouml", 0xD6},
                {"Auml", 0xC4},    {"Uuml", 0xDC}};

static bool letter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

/* Bytes of the tag that s begins with; 0 when it is none ("< 100 nm" is not). */
static size_t tag(const char *s, size_t n) {
    size_t i = 1;
    if (i < n && (s[i] == '/' || s[i] == '!')) i++;
    if (i >= n || (!letter(s[i]) && s[i] != '-')) return 0;
    for (; i < n && i < TAG_BYTES_MAX && s[i] != '<'; i++)
        if (s[i] == '>') return i + 1;
    return 0;
}

static int32_t numbered(const char *s, size_t n) {
    bool hex = n > 1 && (s[1] | 0x20) == 'x';
    int32_t c = 0;
    for (size_t i = hex ? 2 : 1; i < n; i++) {
        int d = s[i] >= '0' && s[i] <= '9' ? s[i] - '0' : hex && letter(s[i]) ? (s[i] | 0x20) - 'a' + 10 : 99;
        if (d >= (hex ? 16 : 10) || c > 0x10FFFF) return ' ';
        c = c * (hex ? 16 : 10) + d;
    }
    return c > 0 && c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF) ? c : ' ';
}

/* Bytes of the entity that s begins with, 0 when it is none; an unknown one is a blank. */
static size_t entity(int32_t *c, const char *s, size_t n) {
    size_t end = 1;
    while (end < n && end <= ENTITY_BYTES_MAX && (letter(s[end]) || s[end] == '#' || (s[end] >= '0' && s[end] <= '9'))) end++;
    if (end < 3 || end >= n || s[end] != ';') return 0;
    *c = ' ';
    if (s[1] == '#') *c = numbered(s + 1, end - 1);
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (strlen(entities[i].name) == end - 1 && !memcmp(entities[i].name, s + 1, end - 1)) *c = entities[i].c;
    return end + 1;
}

static void cue(points *p, int32_t c) {
    if (c == 0xE4 || c == 0xF6 || c == 0xFC || c == 0xDF)
        p->cue[LANG_DE] += c == 0xDF ? 2 : 1;
    else if (c == 0xE9 || c == 0xE8 || c == 0xE0 || c == 0xE7 || c == 0xEA || c == 0x153)
        p->cue[LANG_FR]++;
    else if (c == 0xEB || c == 0xEF)
        p->cue[LANG_NL]++;
}

static bool digit(int32_t c) { return c >= '0' && c <= '9'; }

/* One character, already decoded, to at most `room` points. */
static void fold(points *p, int32_t c, size_t room) {
    if (c < 0x80) {
        bool capital = c >= 'A' && c <= 'Z';
        if (c >= ' ' && c != 0x7F)
            p->c[p->n++] = capital ? (c | 0x20) | POINT_CAPITAL : c;
        else if (c >= '\t' && c <= '\r')
            p->c[p->n++] = ' ';
        return;
    }
    utf8proc_category_t cat = utf8proc_category(c);
    bool super = c == 0xB2 || c == 0xB3 || c == 0xB9 || (c >= 0x2070 && c <= 0x2079);
    if (super && p->n && digit(p->c[p->n - 1])) p->c[p->n++] = '^', room--;
    if (cat == UTF8PROC_CATEGORY_CF || cat == UTF8PROC_CATEGORY_CN || cat == UTF8PROC_CATEGORY_CO || c == 0xFFFD) return;
    if (cat == UTF8PROC_CATEGORY_CC || cat == UTF8PROC_CATEGORY_ZL || cat == UTF8PROC_CATEGORY_ZP) {
        if (c == 0x85 || cat != UTF8PROC_CATEGORY_CC) p->c[p->n++] = ' ';
        return;
    }
    if (cat == UTF8PROC_CATEGORY_PD || c == 0x2212) {
        p->c[p->n++] = '-';
        return;
    }
    if (c == 0xA0 || c == 0x2009 || c == 0x202F || c == MARK_AT_MOST || c == MARK_AT_LEAST || c == MARK_DEGREE || c == MARK_PLUS_MINUS) {
        p->c[p->n++] = c;
        return;
    }
    if (c == 0x2A7D || c == 0x2A7E) {
        p->c[p->n++] = c == 0x2A7D ? MARK_AT_MOST : MARK_AT_LEAST;
        return;
    }
    if (c == 0x2018 || c == 0x2019 || c == 0x2032 || c == 0xB4) {
        p->c[p->n++] = '\'';
        return;
    }
    utf8proc_int32_t part[PARTS_MAX];
    int class = 0;
    utf8proc_ssize_t n = utf8proc_decompose_char(
        c, part, PARTS_MAX, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE, &class);
    if (n > PARTS_MAX) n = PARTS_MAX;
    bool capital = cat == UTF8PROC_CATEGORY_LU;
    if (c < 0x180) cue(p, utf8proc_tolower(c));
    for (utf8proc_ssize_t i = 0; i < n && room; i++, room--) p->c[p->n++] = i || !capital ? part[i] : part[i] | POINT_CAPITAL;
}

cordon_status words_clean(points *out, arena *mem, const char *text, size_t len, cordon_error *err) {
    if (len > GOODS_TEXT_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "a description of %zu bytes, at most %d are read", len, GOODS_TEXT_MAX);
    points p = {.c = arena_alloc(mem, (2 * len + 8) * sizeof *p.c)};
    if (!p.c) return cordon_fail(err, CORDON_ENOMEM, "no memory for a description");
    for (size_t i = 0; i < len;) {
        int32_t c = (unsigned char)text[i];
        size_t step = 1;
        if (c == '<' && (step = tag(text + i, len - i)))
            c = ' ';
        else if (c == '&' && (step = entity(&c, text + i, len - i)))
            ;
        else if (c < 0x80)
            step = 1;
        else {
            utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text + i, (utf8proc_ssize_t)(len - i), &c);
            if (n <= 0) return cordon_fail_at(err, CORDON_EFORMAT, NULL, 0, (uint32_t)i + 1, "byte 0x%02x is no UTF-8", (unsigned char)text[i]);
            step = (size_t)n;
        }
        fold(&p, c, 2 * step);
        i += step;
    }
    *out = p;
    return CORDON_OK;
}
