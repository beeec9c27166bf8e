/* cell.c - the codes that a cell of an official table holds. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "goods/loaded.h"

enum { ONE_MAX = 64 }; /* bytes of one code as written */

/* The length of a blank at s: also no-break, thin and narrow ones; 0 for anything else. */
static size_t blank(const char *s) {
    static const char *const blanks[] = {
        " ", "\t", "\xc2\xa0", "\xe2\x80\x89", "\xe2\x80\xaf", "\xe2\x80\x87"};
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
        if (strncmp(s, blanks[i], strlen(blanks[i])) == 0) return strlen(blanks[i]);
    return 0;
}

/* One code as written, blanks made single and plain; false when it is too long for one. */
static bool tidy(char out[ONE_MAX], const char *s, const char *end) {
    size_t n = 0, k;
    while (s < end) {
        if ((k = blank(s))) {
            if (n && out[n - 1] != ' ') out[n++] = ' ';
            s += k;
        } else {
            out[n++] = *s++;
        }
        if (n >= ONE_MAX - 1) return false;
    }
    while (n && out[n - 1] == ' ') n--;
    out[n] = 0;
    return true;
}

/* "ex 3823 13" and "ex3823 13": moves behind it. */
static bool skip_ex(const char **s) {
    if (strncasecmp(*s, "ex", 2) != 0 || (!isdigit((unsigned char)(*s)[2]) && (*s)[2] != ' '))
        return false;
    *s += 2;
    while (**s == ' ') ++*s;
    return true;
}

static size_t digits_of(const char *s, bool *others) {
    size_t n = 0;
    *others = false;
    for (; *s; s++)
        if (isdigit((unsigned char)*s))
            n++;
        else if (*s != ' ' && *s != '.')
            *others = true;
    return n;
}

static const char *why_not(const char *s) {
    bool others;
    size_t n = digits_of(s, &others);
    if (!others && (n == 5 || n == 7))
        return "2, 4, 6 or 8 digits; a spreadsheet may have lost the leading zero";
    if (!others && (n == 1 || n == 3)) return "2, 4, 6 or 8 digits; a leading zero may be lost";
    if (!others && n > 8) return "2, 4, 6 or 8 digits; of ten digits the first eight, marked ex";
    if (strchr(s, '-') || strstr(s, "\xe2\x80\x93") || strstr(s, " to "))
        return "every code written out, where this is a range";
    return "2, 4, 6 or 8 digits, with blanks or points between pairs";
}

/* A dash, a row of dashes under a head: nothing. */
static bool is_mark(const char *s) { return s[strspn(s, "-:=._* ")] == 0; }

static bool add(goods_cell_codes *out, const char *one) {
    bool partial = skip_ex(&one);
    if (*one == '\'') one++; /* a spreadsheet's mark for text */
    if (out->n == GOODS_CELL_CODES_MAX) {
        out->why = "at most 256 codes in a cell";
        return false;
    }
    if (!goods_code_clean(out->code[out->n], one)) {
        out->why = why_not(one);
        return false;
    }
    out->partial[out->n++] = partial;
    return true;
}

goods_code_fault goods_cell_read(goods_cell_codes *out, const char *cell) {
    out->n = 0;
    out->why = "";
    for (const char *s = cell;;) {
        char one[ONE_MAX];
        const char *end = s + strcspn(s, ",;\r\n");
        if (!tidy(one, s, end)) {
            out->why = "codes, where this is a text";
            return GOODS_CODE_BAD;
        }
        if (!is_mark(one) && !add(out, one)) return GOODS_CODE_BAD;
        if (!*end) break;
        s = end + 1;
    }
    return out->n ? GOODS_CODE_OK : GOODS_CODE_NONE;
}
