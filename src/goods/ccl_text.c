/* ccl_text.c - the text of control lists without markup.
 *
 * One pass: a tag becomes a blank, an entity its character (once, so "&amp;lt;" is "&lt;"), line
 * ends and runs of blanks one blank. Letters that a word processor wrote in its font for symbols
 * are brought back. What is no tag ("a < b") stays as written. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "goods/ccl_inner.h"

enum { TAG_MAX = 64, ENTITY_MAX = 10 };

/* Length of the tag at p ("<br>", "</p>", "<i class=x>"), 0 when it is none. */
static size_t tag_length(const char *p) {
    size_t i = p[1] == '/' ? 2 : 1;
    if (!isalpha((unsigned char)p[i])) return 0;
    for (; i < TAG_MAX && p[i] && p[i] != '<' && p[i] != '\n'; i++)
        if (p[i] == '>') return i + 1;
    return 0;
}

static const struct {
    const char *name, *text;
} entities[] = {{"amp", "&"},
                {"lt", "<"},
                {"gt", ">"},
                {"quot", "\""},
                {"apos", "'"},
                {"nbsp", " "},
                {"emsp", " "},
                {"ensp", " "},
                {"thinsp", " "},
                {"deg", "\xc2\xb0"},
                {"micro", "\xc2\xb5"},
                {"times", "\xc3\x97"},
                {"ndash", "\xe2\x80\x93"},
                {"mdash", "\xe2\x80\x94"},
                {"le", "\xe2\x89\xa4"},
                {"ge", "\xe2\x89\xa5"}};

/* The font for symbols, at U+F000 and its code (Adobe, symbol.txt). */
static const struct {
    unsigned char code;
    const char *text;
} symbols[] = {{0x63, "\xcf\x87"},
               {0x73, "\xcf\x83"},
               {0xb0, "\xc2\xb0"},
               {0xb4, "\xc3\x97"},
               {0xf2, "\xe2\x88\xab"}};

static void put_rune(char out[5], unsigned long c) {
    bool bad = c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0xd800 && c < 0xe000) || c > 0x10ffff;
    size_t n = 0;
    if (c == '\t' || c == '\n' || c == '\r') c = ' ', bad = false;
    if (bad) c = 0xfffd;
    if (c < 0x80) {
        out[n++] = (char)c;
    } else if (c < 0x800) {
        out[n++] = (char)(0xc0 | c >> 6);
    } else if (c < 0x10000) {
        out[n++] = (char)(0xe0 | c >> 12);
        out[n++] = (char)(0x80 | (c >> 6 & 0x3f));
    } else {
        out[n++] = (char)(0xf0 | c >> 18);
        out[n++] = (char)(0x80 | (c >> 12 & 0x3f));
        out[n++] = (char)(0x80 | (c >> 6 & 0x3f));
    }
    if (c >= 0x80) out[n++] = (char)(0x80 | (c & 0x3f));
    out[n] = 0;
}

/* Length of the entity at p and its text, 0 when it is none. */
static size_t entity_length(const char *p, char out[5]) {
    size_t n = 1;
    while (n <= ENTITY_MAX && (isalnum((unsigned char)p[n]) || p[n] == '#')) n++;
    if (p[n] != ';' || n < 2) return 0;
    if (p[1] == '#') {
        bool hex = p[2] == 'x' || p[2] == 'X';
        char *end = NULL;
        if (!isxdigit((unsigned char)p[hex ? 3 : 2])) return 0;
        unsigned long c = strtoul(p + (hex ? 3 : 2), &end, hex ? 16 : 10);
        if (end != p + n) return 0;
        put_rune(out, c);
        return n + 1;
    }
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (strlen(entities[i].name) == n - 1 && strncmp(entities[i].name, p + 1, n - 1) == 0) {
            strcpy(out, entities[i].text); // NOLINT: at most three bytes
            return n + 1;
        }
    return 0;
}

/* U+F000 to U+F0FF of the font for symbols: 3 bytes, 0 when it is another. */
static size_t symbol_length(const unsigned char *p, const char **out) {
    if (p[0] != 0xef || (p[1] & 0xfc) != 0x80) return 0;
    unsigned code = (unsigned)(p[1] & 3) << 6 | (p[2] & 0x3f);
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
        if (symbols[i].code == code) {
            *out = symbols[i].text;
            return 3;
        }
    return 0;
}

static size_t blank_length(const unsigned char *p) {
    if (*p <= 0x20 || *p == 0x7f) return 1;
    return p[0] == 0xc2 && p[1] == 0xa0 ? 2 : 0;
}

const char *control_text(arena *mem, const char *source) {
    size_t n = 0;
    char *out =
        arena_alloc(mem, strlen(source) + 1); /* nothing grows: an entity is longer than its text */
    if (!out) return NULL;
    for (const char *p = source; *p;) {
        char rune[5] = "";
        const char *add = rune;
        const unsigned char *u = (const unsigned char *)p;
        size_t used = blank_length(u);
        if (used) {
            add = " ";
        } else if (*p == '<' && (used = tag_length(p))) {
            add = " ";
        } else if (*p == '&' && (used = entity_length(p, rune))) {
            add = rune;
        } else if (!(used = symbol_length(u, &add))) {
            used = 1;
            rune[0] = *p;
        }
        p += used;
        if (add[0] == ' ' && !add[1] && (!n || out[n - 1] == ' ')) continue;
        for (; *add; add++) out[n++] = *add;
    }
    while (n && out[n - 1] == ' ') n--;
    out[n] = 0;
    return out;
}
