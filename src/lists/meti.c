#include "lists/meti.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static int32_t char_at(const char *s, size_t len, size_t *n) {
    utf8proc_int32_t c = -1;
    utf8proc_ssize_t got = utf8proc_iterate((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)len, &c);
    *n = got > 0 ? (size_t)got : 1;
    return got > 0 ? c : -1;
}

/* Kana, Han, Japanese marks, and brackets in wide form. */
static bool is_cjk(int32_t c) {
    return (c >= 0x3001 && c < 0xa000) || (c >= 0xf900 && c < 0xfb00) ||
           (c >= 0xff61 && c < 0xffa0);
}

bool meti_cjk(const char *s, size_t len) {
    for (size_t i = 0, n; i < len; i += n)
        if (is_cjk(char_at(s + i, len - i, &n))) return true;
    return false;
}

/* A number in ASCII or wide digits at s: its bytes, 0 = none. */
static size_t number_at(const char *s, size_t len, unsigned *number) {
    size_t i = 0, n, digits = 0;
    *number = 0;
    for (; i < len && digits < 6; i += n, digits++) {
        int32_t c = char_at(s + i, len - i, &n);
        if (c >= 0xff10 && c <= 0xff19) c -= 0xff10 - '0';
        if (c < '0' || c > '9') break;
        *number = *number * 10 + (unsigned)(c - '0');
    }
    return i;
}

/* "12 NAME": an entry's number, blanks, and a text with Japanese in it. */
static bool begins_entry(const char *s, size_t len, unsigned due) {
    unsigned number;
    size_t n = number_at(s, len, &number), blanks = 0;
    if (!n || number != due) return false;
    while (n + blanks < len && s[n + blanks] == ' ') blanks++;
    if (n + blanks + 3 <= len && memcmp(s + n + blanks, "\xe3\x80\x80", 3) == 0) blanks += 3;
    return blanks && meti_cjk(s + n + blanks, len - n - blanks);
}

/* Where the entry that is due begins in a line, len = nowhere: at its start, or glued to the end of
 * the entry before, behind a letter, a full stop or a bracket.                */
static size_t entry_in(const char *s, size_t len, unsigned due) {
    if (begins_entry(s, len, due)) return 0;
    for (size_t i = 1; i < len; i++) {
        unsigned char c = (unsigned char)s[i], before = (unsigned char)s[i - 1];
        if ((c & 0xc0) == 0x80 || (!isdigit(c) && c != 0xef)) continue;
        if (!isalpha(before) && before != '.' && before != ')' && before < 0x80) continue;
        if (begins_entry(s + i, len - i, due)) return i;
    }
    return len;
}

/* ---- the parts of an entry ---- */

typedef enum part { JAPANESE, ENGLISH, OTHER, OTHER_ENGLISH, ADDRESS } part;

typedef struct cutting {
    meti_entry *e;
    part at;
    int depth;    /* brackets open in the Japanese name */
    bool aliases; /* of the English part have begun */
    bool follow;  /* "a.k.a." was there */
} cutting;

/* Joins a line to a text: a blank between Latin words, none in Japanese or behind a hyphen. */
static void join(buf *b, const char *s, size_t len) {
    while (len && *s == ' ') s++, len--;
    while (len && s[len - 1] == ' ') len--;
    if (!len) return;
    size_t n, at = b->len;
    while (at && (b->p[--at] & 0xc0) == 0x80) {
    }
    int32_t last = b->len ? char_at(b->p + at, b->len - at, &n) : ' ';
    bool latin = !is_cjk(last) && last < 0xff00 && last != ' ' && last != '-' && last != '\n';
    if (latin && !is_cjk(char_at(s, len, &n))) buf_char(b, ' ');
    buf_add(b, s, len);
}

static int brackets(const char *s, size_t len) {
    int depth = 0;
    for (size_t i = 0, n; i < len; i += n) {
        int32_t c = char_at(s + i, len - i, &n);
        depth += (c == '(' || c == 0xff08) - (c == ')' || c == 0xff09);
    }
    return depth;
}

static bool has_prefix(const char *s, size_t len, const char *word) {
    return len >= strlen(word) && memcmp(s, word, strlen(word)) == 0;
}

bool meti_kana(const char *s, size_t len) {
    for (size_t i = 0; i + 2 < len; i++)
        if ((unsigned char)s[i] == 0xe3 && (unsigned char)s[i + 1] >= 0x81 &&
            (unsigned char)s[i + 1] <= 0x83)
            return true;
    return false;
}

/* Words of Latin letters up to the line's end, or to the Chinese name in brackets: at least two,
 * one of them not all capitals.                                                   */
static bool latin_words(const char *s, size_t len) {
    const char *open = memmem(s, len, METI_OPEN, 3);
    if (open && !meti_kana(open, len - (size_t)(open - s)) &&
        !memmem(open, len - (size_t)(open - s), METI_ALIAS, 6))
        len = (size_t)(open - s);
    bool blank = memchr(s, ' ', len) != NULL, lower = false;
    for (size_t i = 0; i < len; i++) lower |= islower((unsigned char)s[i]) != 0;
    return blank && lower && isalpha((unsigned char)*s) && !meti_cjk(s, len) && !strchr("(", *s) &&
           brackets(s, len) == 0;
}

/* Where the English name begins inside a line of the Japanese one, len = nowhere. */
static size_t english_in(const char *s, size_t len, int depth) {
    bool after = false; /* the character before is Japanese or closes a bracket */
    for (size_t i = 0, n; i < len; i += n) {
        int32_t c = char_at(s + i, len - i, &n);
        if (after && depth == 0 && latin_words(s + i, len - i)) return i;
        depth += (c == '(' || c == 0xff08) - (c == ')' || c == 0xff09);
        after = is_cjk(c) || c == ')' || c == 0xff09 || c == 0x2019 || c == 0x201d;
    }
    return len;
}

/* An alias in a list begins with a dash: "-X", and glued to the one before: "X;-Y", "and-Y", ":-X".
 */
static size_t dash_at(const char *s, size_t len, size_t from) {
    for (size_t i = from; i < len; i++) {
        bool dash = s[i] == '-' || has_prefix(s + i, len - i, "\xe2\x80\x94");
        if (dash && (i == 0 || strchr(";:.", s[i - 1]) ||
                     (i >= 3 && memcmp(s + i - 3, "\xef\xbc\x9b", 3) == 0) ||
                     (i >= 3 && memcmp(s + i - 3, "and", 3) == 0)))
            return i;
    }
    return len;
}

/* A line of the English part: aliases begin with dashes once "a.k.a." or "alias" was there. */
static void english_line(cutting *c, const char *s, size_t len) {
    meti_entry *e = c->e;
    size_t i = 0;
    if (!c->aliases) c->aliases = memmem(s, len, "alias", 5) || c->follow;
    c->follow |= memmem(s, len, "a.k.a", 5) != NULL;
    while (i < len) {
        size_t dash = c->aliases ? dash_at(s, len, i) : len;
        join(&e->english, s + i, dash - i);
        if (dash == len) return;
        buf_char(&e->english, '\n');
        i = dash + (s[dash] == '-' ? 1 : 3);
    }
}

static void add_line(cutting *c, const char *s, size_t len);

/* Takes the label off and goes on in that part. */
static bool labelled(cutting *c, const char *s, size_t len) {
    static const struct {
        const char *word;
        part to;
    } labels[] = {
        {METI_ADDRESS, ADDRESS},
        {"\xe6\x89\x80 \xe5\x9c\xa8 \xe5\x9c\xb0", ADDRESS}, /* printed with blanks between */
        {METI_ALIAS, OTHER}};
    for (int i = 0; i < 3 && c->at != ADDRESS; i++) {
        const char *p = memmem(s, len, labels[i].word, strlen(labels[i].word));
        if (!p || (labels[i].to == OTHER && c->at == JAPANESE &&
                   c->depth + brackets(s, (size_t)(p - s)) > 0))
            continue;
        size_t before = (size_t)(p - s), n = before + strlen(labels[i].word);
        while (n < len && s[n] == ' ') n++;
        if (has_prefix(s + n, len - n, METI_COLON))
            n += strlen(METI_COLON);
        else if (n < len && s[n] == ':')
            n++;
        else
            continue;
        if (before) add_line(c, s, before);
        c->at = labels[i].to;
        add_line(c, s + n, len - n);
        return true;
    }
    return false;
}

static void japanese_line(cutting *c, const char *s, size_t len) {
    bool first = !c->e->japanese.len;
    size_t english = english_in(s, len, c->depth);
    if (!first && c->depth <= 0 && (!meti_cjk(s, len) || latin_words(s, len))) english = 0;
    join(&c->e->japanese, s, english);
    c->depth += brackets(s, english);
    if (english == len) return;
    c->at = ENGLISH;
    add_line(c, s + english, len - english);
}

static void add_line(cutting *c, const char *s, size_t len) {
    while (len && *s == ' ') s++, len--;
    if (!len || labelled(c, s, len)) return;
    if (c->at == JAPANESE) {
        japanese_line(c, s, len);
    } else if (c->at == ENGLISH) {
        english_line(c, s, len);
    } else if (c->at == ADDRESS) {
        join(&c->e->address, s, len);
    } else {
        if (c->at == OTHER && !meti_cjk(s, len))
            c->at = OTHER_ENGLISH, buf_char(&c->e->other, '\n');
        join(&c->e->other, s, len);
    }
}

bool meti_next(meti_entry *e, const char **at, size_t *line, unsigned number) {
    cutting c = {.e = e};
    bool begun = false;
    const char *s = *at;
    e->number = number;
    e->japanese.len = e->english.len = e->other.len = e->address.len = 0;
    while (*s) {
        size_t len = strcspn(s, "\n"), full = len;
        if (begun && c.at >= ENGLISH) { /* the next may begin here */
            size_t next = entry_in(s, len, number + 1);
            if (next < len) {
                add_line(&c, s, next);
                *at = s + next;
                return true;
            }
        }
        if (!begun) {
            size_t start =
                begins_entry(s, len, number) ? 0 : len; /* no entry before it to be glued to */
            unsigned unused;
            if (start < len) {
                begun = true;
                e->line = *line;
                s += start, len -= start, full = len;
                size_t n = number_at(s, len, &unused);
                add_line(&c, s + n, len - n);
            }
        } else {
            add_line(&c, s, len);
        }
        s += full;
        if (*s == '\n') s++, (*line)++;
    }
    *at = s;
    return begun;
}

void meti_free(meti_entry *e) {
    buf_free(&e->japanese);
    buf_free(&e->english);
    buf_free(&e->other);
    buf_free(&e->address);
}
