#include <string.h>
#include <utf8proc.h>

#include "report/letter_pdf.h"

enum { MARKS_MAX = 4 };

static const struct { int from, to; } hidden[] = {
    {0xad, 0xad}, {0x34f, 0x34f}, {0x61c, 0x61c}, {0x115f, 0x1160}, {0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x200b, 0x200b}, {0x200e, 0x200f}, {0x2028, 0x202e},
    {0x2060, 0x206f}, {0x3164, 0x3164}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfffb}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

/* Controls, what is no character, and what Unicode calls default ignorable: it takes no room and may reorder what stands beside it. The joiners stay (Persian and Indic
 * words need them), and the selectors of a form. */
static bool is_hidden(utf8proc_int32_t c) {
    if (c < 0x20 || (c >= 0x7f && c < 0xa0) || (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef)) return true;
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (c >= hidden[i].from && c <= hidden[i].to) return true;
    return false;
}

static bool is_mark(utf8proc_int32_t c) {
    utf8proc_category_t k = utf8proc_category(c);
    return k == UTF8PROC_CATEGORY_MN || k == UTF8PROC_CATEGORY_ME;
}

/* 1: written from the right, 0: not, -1: neither (blanks, signs). */
static int from_right(utf8proc_int32_t c) {
    switch (utf8proc_get_property(c)->bidi_class) {
    case UTF8PROC_BIDI_CLASS_R:
    case UTF8PROC_BIDI_CLASS_AL: return 1;
    case UTF8PROC_BIDI_CLASS_L:
    case UTF8PROC_BIDI_CLASS_EN: return 0;
    default: return -1;
    }
}

/* Whether what stands next is not written from the right: the end, a letter or a number. */
static bool turns(const unsigned char *s) {
    while (*s) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate(s, -1, &c);
        int side = n > 0 ? from_right(c) : -1;
        if (side >= 0) return !side;
        s += n > 0 ? n : 1;
    }
    return true;
}

/* A day behind an Arabic name would be shown as 21-05-2025 (the bidirectional algorithm of Unicode: digits behind letters from the right go with them), so a name ends with a mark
 * where a comma or the like parts it from what is not written from the right. */
static bool parts(unsigned char c) { return c && strchr(",;:[(\"/", c); }

void letter_pdf_clean(buf *out, const char *text) {
    const unsigned char *s = (const unsigned char *)text;
    int marks = 0;
    bool right = false; /* the last letter is written from the right */
    while (*s) {
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate(s, -1, &c);
        if (n <= 0) {
            buf_str(out, "\xef\xbf\xbd");
            s++;
            continue;
        }
        int side = from_right(c);
        if (side >= 0) right = side;
        if (right && parts(*s) && turns(s)) buf_str(out, "\xe2\x80\x8e"), right = false;
        marks = is_mark(c) ? marks + 1 : 0;
        if (marks > MARKS_MAX) buf_str(out, "\xe2\x97\x8c"), marks = 1;
        if (c == '\n' || c == '\t' || c == '\r')
            buf_char(out, ' ');
        else if (is_hidden(c))
            buf_printf(out, "[U+%04X]", (unsigned)c);
        else
            buf_add(out, (const char *)s, (size_t)n);
        s += n;
    }
}
