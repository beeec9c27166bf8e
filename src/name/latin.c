#include "name/latin.h"

#include <string.h>
#include <utf8proc.h>

typedef struct letter {
    int32_t c;
    const char *plain, *respelled;
} letter;

/* Letters that no decomposition leads to, and those with a habit of respelling. Sorted. */
static const letter letters[] = {
    {0xE0, NULL, NULL},  {0xE4, NULL, "ae"},  {0xE5, NULL, "aa"},  {0xE6, "ae", NULL},
    {0xE7, NULL, "ch"},  {0xF0, "d", "dh"},   {0xF1, NULL, "ny"},  {0xF6, NULL, "oe"},
    {0xF8, "o", "oe"},   {0xFC, NULL, "ue"},  {0xFE, "th", NULL},  {0x107, NULL, "c"},
    {0x10D, NULL, "ch"}, {0x111, "d", "dj"},  {0x127, "h", NULL},  {0x131, "i", "y"},
    {0x138, "k", NULL},  {0x142, "l", NULL},  {0x14B, "ng", NULL}, {0x153, "oe", NULL},
    {0x15B, NULL, "sh"}, {0x15D, NULL, "sh"}, {0x15F, NULL, "sh"}, {0x161, NULL, "sh"},
    {0x167, "t", NULL},  {0x17C, NULL, "zh"}, {0x17E, NULL, "zh"}, {0x180, "b", NULL},
    {0x183, "b", NULL},  {0x188, "c", NULL},  {0x18C, "d", NULL},  {0x192, "f", NULL},
    {0x195, "hv", NULL}, {0x199, "k", NULL},  {0x19A, "l", NULL},  {0x19E, "n", NULL},
    {0x1A3, "gh", NULL}, {0x1A5, "p", NULL},  {0x1AB, "t", NULL},  {0x1AD, "t", NULL},
    {0x1B4, "y", NULL},  {0x1B6, "z", NULL},  {0x1B9, "zh", NULL}, {0x1BF, "w", NULL},
    {0x1DD, "e", "a"},   {0x1E5, "g", NULL},  {0x1E7, NULL, NULL}, {0x21D, "y", NULL},
    {0x225, "z", NULL},  {0x23C, "c", NULL},  {0x23F, "s", NULL},  {0x240, "z", NULL},
    {0x242, "h", NULL},  {0x247, "e", NULL},  {0x249, "j", NULL},  {0x24B, "q", NULL},
    {0x24D, "r", NULL},  {0x24F, "y", NULL},  {0x253, "b", NULL},  {0x254, "o", NULL},
    {0x256, "d", NULL},  {0x257, "d", NULL},  {0x259, "e", "a"},   {0x25B, "e", NULL},
    {0x260, "g", NULL},  {0x263, "gh", NULL}, {0x268, "i", NULL},  {0x269, "i", NULL},
    {0x26B, "l", NULL},  {0x26F, "m", NULL},  {0x272, "n", NULL},  {0x275, "o", NULL},
    {0x280, "r", NULL},  {0x283, "sh", NULL}, {0x288, "t", NULL},  {0x289, "u", NULL},
    {0x28A, "u", NULL},  {0x28B, "v", NULL},  {0x292, "zh", NULL}, {0x294, "q", NULL},
};

static const letter *find(int32_t c) {
    unsigned lo = 0, hi = sizeof letters / sizeof *letters;
    while (lo < hi) {
        unsigned mid = (lo + hi) / 2;
        if (letters[mid].c < c)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < sizeof letters / sizeof *letters && letters[lo].c == c ? &letters[lo] : NULL;
}

static void fill(char out[LATIN_POINT_MAX], int32_t c) {
    const letter *l = find(c);
    if (l && l->plain) {
        memcpy(out, l->plain, strlen(l->plain) + 1);
        return;
    }
    utf8proc_int32_t part[8];
    int class = 0;
    utf8proc_ssize_t n =
        utf8proc_decompose_char(c, part, 8, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &class);
    unsigned len = 0;
    for (utf8proc_ssize_t i = 0; i < n && i < 8 && len + 1 < LATIN_POINT_MAX; i++) {
        const letter *base = part[i] == c ? NULL : find(part[i]);
        if (base && base->plain)
            out[len++] = base->plain[0];
        else if ((part[i] | 0x20) >= 'a' && (part[i] | 0x20) <= 'z')
            out[len++] = (char)(part[i] | 0x20);
    }
    out[len] = 0;
}

void latin_tables_fill(latin_tables *t) {
    for (int32_t c = 0xA0; c < 0x250; c++) fill(t->plain[c - 0xA0], c);
    for (int32_t c = 0x1E00; c < 0x1F00; c++) fill(t->more[c - 0x1E00], c);
}

const char *latin_plain(const latin_tables *t, int32_t c, char room[LATIN_POINT_MAX]) {
    if (c < 0x80) {
        room[0] = (char)c;
        room[1] = 0;
        return room;
    }
    if (c >= 0xA0 && c < 0x250) return t->plain[c - 0xA0];
    if (c >= 0x1E00 && c < 0x1F00) return t->more[c - 0x1E00];
    const letter *l = find(c);
    if (l && l->plain) return l->plain;
    fill(room, c);
    return room;
}

const char *latin_respelled(int32_t c) {
    const letter *l = c < 0x80 ? NULL : find(c);
    return l ? l->respelled : NULL;
}
