#include "name/points.h"

#include <string.h>
#include <utf8proc.h>

enum {
    FOLD =
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE
};

static point_kind ascii_kind(int32_t c) {
    if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') return POINT_LETTER;
    if (c >= '0' && c <= '9') return POINT_DIGIT;
    switch (c) {
    case '-':
    case '/': return POINT_HYPHEN;
    case '\'':
    case '`': return POINT_APOSTROPHE;
    case '.': return POINT_DOT;
    case '&':
    case '+': return POINT_AND;
    default: return c <= ' ' || c == '_' ? POINT_BLANK : POINT_OTHER;
    }
}

static bool apostrophe(int32_t c) {
    return (c >= 0x2B9 && c <= 0x2BF) || c == 0x2C8 || c == 0x2018 || c == 0x2019 || c == 0x201B ||
           c == 0x2032 || c == 0x55A || c == 0x5F3 || c == 0x5F4 || c == 0x2BC || c == 0xA78C;
}

static bool hyphen(int32_t c) {
    return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x58A || c == 0x5BE || c == 0x2044;
}

point_kind name_point_kind(int32_t c) {
    if (c < 0x80) return ascii_kind(c);
    if (apostrophe(c)) return POINT_APOSTROPHE;
    if (hyphen(c)) return POINT_HYPHEN;
    switch ((unsigned)utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO: return POINT_LETTER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME: return POINT_MARK;
    case UTF8PROC_CATEGORY_ND: return POINT_DIGIT;
    case UTF8PROC_CATEGORY_NL: return c == 0x3007 ? POINT_LETTER : POINT_OTHER;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC: return POINT_BLANK;
    default: return POINT_OTHER;
    }
}

/* Joiners are part of how some scripts are written; the soft hyphen is typesetting. */
static bool hides(int32_t c, const utf8proc_property_t *p) {
    return p->ignorable && c != 0xAD && c != 0x200C && c != 0x200D;
}

/* Looks at every code point once: is it text, what hides in it, and (into clean) the same without
 * the marks that are too many, so that ordering them cannot take long.                       */
static cordon_status look(name_points *out, char *clean, size_t *clean_len, const char *text,
                          size_t len, cordon_error *err) {
    unsigned marks = 0;
    size_t to = 0;
    for (size_t i = 0; i < len;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n =
            utf8proc_iterate((const utf8proc_uint8_t *)text + i, (utf8proc_ssize_t)(len - i), &c);
        if (n <= 0)
            return cordon_fail(err, CORDON_EFORMAT, "name: byte %zu is no UTF-8: \"\\x%02x\"",
                               i + 1, (unsigned)(unsigned char)text[i]);
        const utf8proc_property_t *p = utf8proc_get_property(c);
        if (hides(c, p)) out->flags |= NAME_INVISIBLE;
        bool mark = p->category == UTF8PROC_CATEGORY_MN || p->category == UTF8PROC_CATEGORY_ME;
        if (!p->ignorable) marks = mark ? marks + 1 : 0;
        if (mark && marks > POINT_MARKS_MAX) {
            out->flags |= NAME_MARKS;
        } else {
            memcpy(clean + to, text + i, (size_t)n);
            to += (size_t)n;
        }
        i += (size_t)n;
    }
    *clean_len = to;
    return CORDON_OK;
}

/* Digits stand ten in a row, zero first. */
static int32_t plain_digit(int32_t c) {
    if (c < 0x80 || utf8proc_category(c) != UTF8PROC_CATEGORY_ND) return c;
    int32_t zero = c;
    while (c - zero < 9 && utf8proc_category(zero - 1) == UTF8PROC_CATEGORY_ND) zero--;
    return '0' + (c - zero);
}

/* Letters that one script writes in several shapes; 0 takes the letter out. */
static int32_t one_shape(int32_t c) {
    if (c >= 0x370 && c < 0x400) { /* Greek: accents off, the diaeresis stays */
        static const struct {
            uint16_t from, to;
        } greek[] = {{0x3AC, 0x3B1}, {0x3AD, 0x3B5}, {0x3AE, 0x3B7}, {0x3AF, 0x3B9}, {0x390, 0x3CA},
                     {0x3CC, 0x3BF}, {0x3CD, 0x3C5}, {0x3CE, 0x3C9}, {0x3B0, 0x3CB}, {0x3C2, 0x3C3}};
        for (unsigned i = 0; i < sizeof greek / sizeof *greek; i++)
            if (greek[i].from == c) return greek[i].to;
        return c;
    }
    if (c >= 0x1F00 && c < 0x2000) { /* Greek with breathings */
        utf8proc_int32_t part[8];
        int class = 0;
        utf8proc_ssize_t n = utf8proc_decompose_char(c, part, 8, UTF8PROC_DECOMPOSE, &class);
        return n > 0 ? part[0] : c;
    }
    switch (c) {
    case 0x5DA: return 0x5DB; /* Hebrew: final letters */
    case 0x5DD: return 0x5DE;
    case 0x5DF: return 0x5E0;
    case 0x5E3: return 0x5E4;
    case 0x5E5: return 0x5E6;
    case 0x622: /* Arabic: alef with hamza, madda, wasla */
    case 0x623:
    case 0x625:
    case 0x671: return 0x627;
    case 0x624: return 0x648;
    case 0x626:
    case 0x649: /* alef maksura and the Persian yeh are yeh */
    case 0x6CC: return 0x64A;
    case 0x629:                /* teh marbuta */
    case 0x6C0: return 0x647;
    case 0x6A9: return 0x643; /* Persian kaf */
    case 0x640: return 0;     /* the stroke that stretches */
    default: return c;
    }
}

static cordon_status fold(name_points *out, arena *mem, const char *text, size_t len,
                          cordon_error *err) {
    size_t cap = len + 16;
    for (;;) {
        out->c = arena_alloc(mem, (cap + 1) * sizeof *out->c);
        if (!out->c) return cordon_fail(err, CORDON_ENOMEM, "name: no memory");
        utf8proc_ssize_t n =
            utf8proc_decompose((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len, out->c,
                               (utf8proc_ssize_t)cap, (utf8proc_option_t)FOLD);
        if (n < 0) return cordon_fail(err, CORDON_EFORMAT, "name: %s", utf8proc_errmsg(n));
        if ((size_t)n <= cap) {
            n = utf8proc_normalize_utf32(out->c, n, (utf8proc_option_t)FOLD);
            if (n < 0) return cordon_fail(err, CORDON_EFORMAT, "name: %s", utf8proc_errmsg(n));
            out->n = (uint32_t)n;
            break;
        }
        cap = (size_t)n;
    }
    uint32_t to = 0;
    for (uint32_t i = 0; i < out->n; i++) {
        int32_t c = out->c[i] < ' ' ? ' ' : one_shape(plain_digit(out->c[i]));
        if (c) out->c[to++] = c;
    }
    out->n = to;
    return CORDON_OK;
}

cordon_status name_points_read(name_points *out, arena *mem, const char *text, size_t len,
                               cordon_error *err) {
    *out = (name_points){0};
    if (len > NAME_BYTES_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "name: %zu bytes, at most %d are read", len,
                           NAME_BYTES_MAX);
    size_t ascii = 0;
    while (ascii < len && (unsigned char)text[ascii] < 0x80) ascii++;
    if (ascii < len) {
        char *clean = arena_alloc(mem, len + 1);
        if (!clean) return cordon_fail(err, CORDON_ENOMEM, "name: no memory");
        size_t n = 0;
        cordon_status status = look(out, clean, &n, text, len, err);
        return status ? status : fold(out, mem, clean, n, err);
    }
    out->c = arena_alloc(mem, (len + 1) * sizeof *out->c);
    if (!out->c) return cordon_fail(err, CORDON_ENOMEM, "name: no memory");
    for (size_t i = 0; i < len; i++)
        out->c[i] = text[i] < ' ' ? ' ' : text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32 : text[i];
    out->n = (uint32_t)len;
    return CORDON_OK;
}
