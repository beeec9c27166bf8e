/* Blocks to sentences, sentences to words. English, by rules of thumb: a full
 * stop ends a sentence unless it belongs to an abbreviation, a number or an
 * initial, or what follows goes on in lower case.                             */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "report/lint_inner.h"

static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

/* A character at s, or one byte that is none (-1). */
static size_t next_char(utf8proc_int32_t *c, const char *s, size_t len) {
    if ((unsigned char)*s < 0x80) {
        *c = (unsigned char)*s;
        return 1;
    }
    utf8proc_ssize_t n =
        utf8proc_iterate((const utf8proc_uint8_t *)s, len > 4 ? 4 : (utf8proc_ssize_t)len, c);
    if (n > 0) return (size_t)n;
    *c = -1;
    return 1;
}

static bool is_space_char(utf8proc_int32_t c) {
    return (c >= 0 && c < 0x80 && is_blank((char)c)) || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) ||
           c == 0x202f || c == 0x3000;
}

/* ---- sentences ---- */

typedef enum after_stop { NEVER_ENDS, ENDS_UNLESS_DIGIT, ENDS_BEFORE_CAPITAL } after_stop;

static const struct {
    const char *word;
    after_stop what;
} abbreviations[] = {
    {"e.g", NEVER_ENDS},          {"i.e", NEVER_ENDS},
    {"cf", NEVER_ENDS},           {"vs", NEVER_ENDS},
    {"Mr", NEVER_ENDS},           {"Mrs", NEVER_ENDS},
    {"Ms", NEVER_ENDS},           {"Dr", NEVER_ENDS},
    {"Prof", NEVER_ENDS},         {"St", NEVER_ENDS},
    {"Gen", NEVER_ENDS},          {"Col", NEVER_ENDS},
    {"Lt", NEVER_ENDS},           {"Sen", NEVER_ENDS},
    {"Rep", NEVER_ENDS},          {"Gov", NEVER_ENDS},
    {"approx", NEVER_ENDS},       {"ca", NEVER_ENDS},
    {"est", NEVER_ENDS},          {"U.S", NEVER_ENDS},
    {"U.K", NEVER_ENDS},          {"U.N", NEVER_ENDS},
    {"No", ENDS_UNLESS_DIGIT},    {"Nos", ENDS_UNLESS_DIGIT},
    {"no", ENDS_UNLESS_DIGIT},    {"Art", ENDS_UNLESS_DIGIT},
    {"Arts", ENDS_UNLESS_DIGIT},  {"art", ENDS_UNLESS_DIGIT},
    {"para", ENDS_UNLESS_DIGIT},  {"Fig", ENDS_UNLESS_DIGIT},
    {"p", ENDS_UNLESS_DIGIT},     {"pp", ENDS_UNLESS_DIGIT},
    {"vol", ENDS_UNLESS_DIGIT},   {"Vol", ENDS_UNLESS_DIGIT},
    {"ch", ENDS_UNLESS_DIGIT},    {"Jan", ENDS_UNLESS_DIGIT},
    {"Feb", ENDS_UNLESS_DIGIT},   {"Mar", ENDS_UNLESS_DIGIT},
    {"Apr", ENDS_UNLESS_DIGIT},   {"Jun", ENDS_UNLESS_DIGIT},
    {"Jul", ENDS_UNLESS_DIGIT},   {"Aug", ENDS_UNLESS_DIGIT},
    {"Sep", ENDS_UNLESS_DIGIT},   {"Sept", ENDS_UNLESS_DIGIT},
    {"Oct", ENDS_UNLESS_DIGIT},   {"Nov", ENDS_UNLESS_DIGIT},
    {"Dec", ENDS_UNLESS_DIGIT},   {"etc", ENDS_BEFORE_CAPITAL},
    {"Inc", ENDS_BEFORE_CAPITAL}, {"Ltd", ENDS_BEFORE_CAPITAL},
    {"Co", ENDS_BEFORE_CAPITAL},  {"Corp", ENDS_BEFORE_CAPITAL},
    {"a.m", ENDS_BEFORE_CAPITAL}, {"p.m", ENDS_BEFORE_CAPITAL},
};

/* What stands before the stop at i: letters and single inner points. */
static size_t word_before(const char *s, size_t i) {
    size_t k = i;
    while (k && i - k < 8 &&
           (is_upper(s[k - 1]) || is_lower(s[k - 1]) || (s[k - 1] == '.' && k < i)))
        k--;
    return k;
}

/* Whether the full stop at i ends what came before; next is what follows it. */
static bool stop_ends(const char *s, size_t from, size_t i, const char *next, size_t left) {
    size_t k = word_before(s, i), n = i - k;
    bool digit = left && is_digit(*next), capital = left && is_upper(*next);
    if (n == 1 && is_upper(s[k]) && capital && (!k || !is_digit(s[k - 1]))) return false;
    for (size_t a = 0; n && a < sizeof abbreviations / sizeof *abbreviations; a++) {
        const char *w = abbreviations[a].word;
        if (strlen(w) != n || memcmp(w, s + k, n) != 0) continue;
        if (k && !is_blank(s[k - 1]) && !strchr("(\"'[", s[k - 1])) continue;
        switch (abbreviations[a].what) {
        case NEVER_ENDS: return false;
        case ENDS_UNLESS_DIGIT: return !digit;
        case ENDS_BEFORE_CAPITAL: return capital;
        }
    }
    for (k = i; k > from && is_digit(s[k - 1]) && i - k < 4;) k--;
    return !(k == from && k < i); /* "1. First" */
}

/* The length of a closing mark at s: quotes and brackets. */
static size_t closing(const char *s, size_t len) {
    if (strchr("\"')]", *s) && *s) return 1;
    if (len > 2 && memcmp(s, "\xe2\x80\x9d", 3) == 0) return 3;
    if (len > 2 && memcmp(s, "\xe2\x80\x99", 3) == 0) return 3;
    return 0;
}

/* The end of a sentence whose stop is at i, 0 when it goes on. */
static size_t ends_at(const char *s, size_t len, size_t from, size_t i) {
    size_t end = i + 1, n, next;
    while (end < len && (n = closing(s + end, len - end))) end += n;
    if (end < len && !is_blank(s[end])) return 0;
    next = end;
    while (next < len && is_blank(s[next])) next++;
    if (next == len) return end;
    if (is_lower(s[next])) return 0;
    if (s[i] == '.' && !stop_ends(s, from, i, s + next, len - next)) return 0;
    return end;
}

bool lint_sentence(const char *s, size_t len, size_t *at, size_t *from, size_t *to) {
    size_t i = *at, end = 0;
    while (i < len && is_blank(s[i])) i++;
    if (i >= len) return false;
    *from = i;
    for (; i < len && !end; i++)
        if (s[i] == '.' || s[i] == '!' || s[i] == '?') end = ends_at(s, len, *from, i);
    if (!end) end = len;
    *at = end;
    while (end > *from && is_blank(s[end - 1])) end--;
    *to = end;
    return true;
}

/* ---- words ---- */

typedef struct scan {
    lint_words *w;
    const char *s;
    size_t i, to;
} scan;

static bool is_word_char(utf8proc_int32_t c) {
    if (c < 0) return false;
    if (c < 0x80) return is_digit((char)c) || is_upper((char)c) || is_lower((char)c);
    utf8proc_category_t k = utf8proc_category(c);
    return (k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_ME) ||
           (k >= UTF8PROC_CATEGORY_ND && k <= UTF8PROC_CATEGORY_NO);
}

static bool is_apostrophe(utf8proc_int32_t c) { return c == '\'' || c == 0x2019; }

static bool grow(lint_words *w) {
    size_t cap = w->cap ? w->cap * 2 : 64;
    lint_word *v = realloc(w->v, cap * sizeof *v);
    w->no_memory = !v;
    if (!v) return false;
    w->v = v;
    w->cap = cap;
    return true;
}

static lint_word *add(lint_words *w, size_t at) {
    if (w->n == LINT_WORDS_MAX) w->too_many = true;
    if (w->too_many || w->no_memory) return NULL;
    if (w->n == w->cap && !grow(w)) return NULL;
    lint_word *x = &w->v[w->n++];
    *x = (lint_word){.text = (uint32_t)w->folded.len, .at = (uint32_t)at};
    return x;
}

static void fold_char(lint_words *w, utf8proc_int32_t c) {
    utf8proc_uint8_t out[4];
    if (c == 0x2019) c = '\'';
    if (c == 0x2010 || c == 0x2011) c = '-';
    c = c < 0x80 ? (is_upper((char)c) ? c + 32 : c) : utf8proc_tolower(c);
    buf_add(&w->folded, (const char *)out, (size_t)utf8proc_encode_char(c, out));
}

static void finish(scan *x, lint_word *w) {
    w->len = (uint32_t)x->w->folded.len - w->text;
    w->end = (uint32_t)x->i;
    x->w->no_memory |= x->w->folded.failed;
}

/* Whether the mark c between two characters of a word belongs to it. */
static bool joins(utf8proc_int32_t before, utf8proc_int32_t c, utf8proc_int32_t after,
                  bool single) {
    bool digits = before < 0x80 && is_digit((char)before) && after < 0x80 && is_digit((char)after);
    if (!is_word_char(after)) return false;
    if (c == '-' || c == 0x2010 || c == 0x2011 || c == '_') return true;
    if (c == ',' || c == '/') return digits;
    if (c == '.') return digits || (single && !(after < 0x80 && is_digit((char)after)));
    return is_apostrophe(c);
}

/* What kind of number or date the folded word is; "45-50" is a number of as many
 * digits as the finer of the two.                                            */
static void judge(lint_word *w, const char *t) {
    size_t n = w->len, points = 0, dashes = 0, digits = 0, decimals = 0;
    bool lead = true, after = false;
    if (!n || !is_digit(t[0])) return;
    for (size_t i = 0; i < n; i++) {
        points += t[i] == '.';
        dashes += t[i] == '-';
        if (!is_digit(t[i]) && !strchr(".,-", t[i])) return;
    }
    bool iso = dashes && n >= 7 && t[4] == '-';
    if (iso || dashes > 1 || points > 1 + dashes) {
        w->date = iso || (points == 2 && n >= 8);
        return;
    }
    w->number = true;
    w->date = n == 4 && !points && !dashes && (memcmp(t, "19", 2) == 0 || memcmp(t, "20", 2) == 0);
    for (size_t i = 0; i < n; i++) {
        if (t[i] == '-') {
            digits = decimals = 0;
            lead = true;
            after = false;
        }
        after |= t[i] == '.';
        if (!is_digit(t[i])) continue;
        lead = lead && t[i] == '0';
        digits += !lead;
        decimals += after;
        if (digits > w->digits) w->digits = (uint32_t)digits;
        if (decimals > w->decimals) w->decimals = (uint32_t)decimals;
    }
}

/* "X's": the two words X and 's. */
static bool is_possessive(const scan *x, size_t mark) {
    utf8proc_int32_t c;
    size_t i = mark + next_char(&c, x->s + mark, x->to - mark);
    if (i >= x->to || (x->s[i] | 32) != 's') return false;
    if (i + 1 == x->to) return true;
    next_char(&c, x->s + i + 1, x->to - i - 1);
    return !is_word_char(c) && c != '-' && !is_apostrophe(c);
}

static void read_word(scan *x, utf8proc_int32_t first, size_t bytes) {
    lint_word *w = add(x->w, x->i);
    utf8proc_int32_t c = first, mark, after;
    bool single = true; /* one letter since the last point, as in U.S. */
    size_t n = bytes;
    if (!w) {
        x->i = x->to;
        return;
    }
    w->capital = utf8proc_category(first) == UTF8PROC_CATEGORY_LU;
    for (;;) {
        fold_char(x->w, c);
        x->i += n;
        if (x->i >= x->to) break;
        n = next_char(&mark, x->s + x->i, x->to - x->i);
        if (is_word_char(mark)) {
            single = false;
            c = mark;
            continue;
        }
        if (x->i + n >= x->to || mark < 0) break;
        size_t m = next_char(&after, x->s + x->i + n, x->to - x->i - n);
        if (!joins(c, mark, after, single)) break;
        if (is_apostrophe(mark) && is_possessive(x, x->i)) break;
        fold_char(x->w, mark);
        x->i += n;
        single = true;
        c = after;
        n = m;
    }
    finish(x, w);
    if (!x->w->no_memory) judge(w, x->w->folded.p + w->text);
}

static void read_mark(scan *x, utf8proc_int32_t c, size_t bytes) {
    bool dash = c == 0x2013 || c == 0x2014;
    bool possessive =
        is_apostrophe(c) && x->w->n && x->w->v[x->w->n - 1].end == x->i && is_possessive(x, x->i);
    if (!dash && !possessive && (c <= 0 || c >= 0x80 || !strchr(",;:()%", (char)c))) {
        x->i += bytes;
        return;
    }
    lint_word *w = add(x->w, x->i);
    if (!w) {
        x->i = x->to;
        return;
    }
    buf_add(&x->w->folded, dash ? "-" : possessive ? "'s" : x->s + x->i, possessive ? 2 : 1);
    x->i += bytes + possessive;
    finish(x, w);
}

/* "{percent}" of a template. */
static bool read_template(scan *x) {
    size_t i = x->i + 1;
    while (i < x->to && i - x->i < 40 && (is_lower(x->s[i]) || x->s[i] == '_')) i++;
    if (i >= x->to || x->s[i] != '}' || i == x->i + 1) return false;
    lint_word *w = add(x->w, x->i);
    if (w) buf_add(&x->w->folded, x->s + x->i, i + 1 - x->i);
    x->i = w ? i + 1 : x->to;
    if (w) finish(x, w);
    return true;
}

static bool is_word(const lint_words *w, const lint_word *x, const char *text) {
    return strlen(text) == x->len && memcmp(w->folded.p + x->text, text, x->len) == 0;
}

static bool is_month(const lint_words *w, const lint_word *x) {
    static const char *const months[] = {
        "january",   "february", "march",    "april",    "may", "june", "july", "august",
        "september", "october",  "november", "december", "jan", "feb",  "mar",  "apr",
        "jun",       "jul",      "aug",      "sep",      "oct", "nov",  "dec"};
    for (size_t i = 0; i < sizeof months / sizeof *months; i++)
        if (is_word(w, x, months[i])) return true;
    return false;
}

static bool in_name(const lint_words *w, size_t i) {
    return i && i < w->n && w->v[i].capital && !is_month(w, &w->v[i]);
}

/* Names: words in capitals, with "of" or "for" between them. */
static void find_names(lint_words *w) {
    for (size_t i = 0; i < w->n; i++) {
        size_t end = i;
        while (in_name(w, end) || (end > i && end < w->n && in_name(w, end + 1) &&
                                   (is_word(w, &w->v[end], "of") || is_word(w, &w->v[end], "for"))))
            end++;
        if (end == i) continue;
        w->v[i].name_end = (uint32_t)end;
        i = end - 1;
    }
}

void lint_split(lint_words *w, const char *s, size_t from, size_t to) {
    scan x = {w, s, from, to};
    w->n = w->folded.len = 0;
    w->too_many = w->no_memory = false;
    while (x.i < to) {
        utf8proc_int32_t c;
        size_t n = next_char(&c, s + x.i, to - x.i);
        if (is_word_char(c))
            read_word(&x, c, n);
        else if (c != '{' || !read_template(&x))
            read_mark(&x, c, n);
    }
    w->no_memory |= w->folded.failed;
    if (!w->no_memory) find_names(w);
}

void lint_words_free(lint_words *w) {
    free(w->v);
    buf_free(&w->folded);
    *w = (lint_words){0};
}

/* ---- quotation marks ---- */

static void quote(lint_quotes *q, size_t from, size_t to) {
    if (q->no_memory) return;
    if (q->n == q->cap) {
        size_t cap = q->cap ? q->cap * 2 : 16;
        uint32_t(*v)[2] = realloc(q->v, cap * sizeof *v);
        if (!v) {
            q->no_memory = true;
            return;
        }
        q->v = v;
        q->cap = cap;
    }
    q->v[q->n][0] = (uint32_t)from;
    q->v[q->n++][1] = (uint32_t)to;
}

/* Only pairs count: a mark that is never closed makes no quotation. A single
 * mark opens after a blank and closes after anything else but before no letter,
 * so that an apostrophe is none.                                             */
void lint_quotes_find(lint_quotes *q, const char *s, size_t len) {
    enum { STRAIGHT, CURLY, SINGLE, CURLY_SINGLE, MARKS };
    size_t open[MARKS] = {0}; /* the byte + 1 */
    utf8proc_int32_t before = ' ', c;
    q->n = 0;
    q->no_memory = false;
    for (size_t i = 0, n; i < len; i += n, before = c) {
        utf8proc_int32_t after = ' ';
        n = next_char(&c, s + i, len - i);
        if (c != '"' && c != '\'' && (c < 0x2018 || c > 0x201d)) continue;
        if (i + n < len) next_char(&after, s + i + n, len - i - n);
        bool apart = is_space_char(before) || before == '(' || before == '[' || before == '"';
        int kind = c == '"' ? STRAIGHT : c == '\'' ? SINGLE : c >= 0x201c ? CURLY : CURLY_SINGLE;
        bool opens = kind == STRAIGHT ? !open[kind]
                     : kind == SINGLE ? apart && !is_space_char(after)
                                      : c == 0x201c || c == 0x2018;
        if (opens)
            open[kind] = i + 1;
        else if (open[kind] && (kind == STRAIGHT || kind == CURLY || !is_word_char(after))) {
            quote(q, open[kind] - 1, i + n);
            open[kind] = 0;
        }
    }
}

void lint_quotes_mark(const lint_quotes *q, lint_words *w) {
    for (size_t k = 0; k < q->n; k++) {
        size_t low = 0, high = w->n;
        while (low < high) { /* the first word that begins in it */
            size_t mid = low + (high - low) / 2;
            if (w->v[mid].at < q->v[k][0])
                low = mid + 1;
            else
                high = mid;
        }
        for (; low < w->n && w->v[low].end <= q->v[k][1]; low++) w->v[low].quoted = true;
    }
}
