/* words_cut.c - folded code points to words, numbers and the marks that matter. */
#include <math.h>
#include <string.h>
#include <utf8proc.h>

#include "goods/words_inner.h"

enum { DIGITS_MAX = 30, GROUPS_MAX = 8 };

typedef struct cutter {
    const int32_t *c;
    size_t n, at;
    tokens *out;
    arena *mem;
    const word_tables *tables;
    goods_language lang;
    size_t cap;
    uint16_t max;
    bool glued; /* no blank since the last token */
    bool failed;
} cutter;

static int32_t point(const cutter *x, size_t i) { return i < x->n ? x->c[i] & POINT_MASK : 0; }
static bool digit(int32_t c) { return c >= '0' && c <= '9'; }
static bool letter(int32_t c) {
    if (c < 0x80) return c >= 'a' && c <= 'z';
    utf8proc_category_t cat = utf8proc_category(c);
    return (cat >= UTF8PROC_CATEGORY_LU && cat <= UTF8PROC_CATEGORY_LO) || cat == UTF8PROC_CATEGORY_ND;
}
static bool thin(int32_t c) { return c == 0xA0 || c == 0x2009 || c == 0x202F; }

static token *add(cutter *x, token_kind kind) {
    bool word = kind != TOKEN_MARK;
    if (x->out->n == x->cap || (word && x->out->words == x->max)) {
        x->out->left_out += word;
        return NULL;
    }
    token *t = &x->out->v[x->out->n++];
    *t = (token){.kind = (uint8_t)kind, .at = x->out->words, .glued = x->glued};
    if (word) x->out->words++;
    return t;
}

static void add_text(cutter *x, token_kind kind, const char *s, size_t len, bool capital, double value) {
    token *t = add(x, kind);
    if (!t) return;
    t->s = arena_strndup(x->mem, s, len);
    if (!t->s) x->failed = true;
    t->len = (uint16_t)len, t->capital = capital, t->value = value;
}

/* Points [from, to) as a word; too long a one is left out. */
static void word(cutter *x, size_t from, size_t to) {
    char s[WORD_BYTES_MAX + 4];
    size_t len = 0;
    for (size_t i = from; i < to && len <= WORD_BYTES_MAX; i++)
        len += (size_t)utf8proc_encode_char(point(x, i), (utf8proc_uint8_t *)s + len);
    if (len > WORD_BYTES_MAX)
        x->out->left_out++;
    else if (len)
        add_text(x, TOKEN_WORD, s, len, (x->c[from] & POINT_CAPITAL) != 0, 0);
    x->glued = true;
}

static bool part_of_word(int32_t c) { return letter(c) || digit(c); }

/* "n.e.s.", "m.u.v": letters each with a point, read as one word. Returns the place behind, 0 when it is none. */
static size_t dotted(cutter *x) {
    char s[WORD_BYTES_MAX + 4];
    size_t len = 0, i = x->at, letters = 0;
    for (; letter(point(x, i)) && point(x, i + 1) == '.' && len < WORD_BYTES_MAX; i += 2, letters++)
        len += (size_t)utf8proc_encode_char(point(x, i), (utf8proc_uint8_t *)s + len);
    if (letters && letter(point(x, i)) && !part_of_word(point(x, i + 1)) && len < WORD_BYTES_MAX) {
        len += (size_t)utf8proc_encode_char(point(x, i++), (utf8proc_uint8_t *)s + len);
        letters++;
    }
    if (letters < 2 || len > WORD_BYTES_MAX) return 0;
    add_text(x, TOKEN_WORD, s, len, false, 0);
    x->glued = true;
    return i;
}

typedef struct number {
    char s[DIGITS_MAX + 2]; /* digits, at most one '.' */
    size_t len, end;        /* end: the place behind */
    bool code;              /* two or more points and no thousands: a code or a date */
} number;

/* The place behind the digits that begin at i. */
static size_t digits_end(const cutter *x, size_t i) {
    while (digit(point(x, i))) i++;
    return i;
}

/* Is the separator at i one between thousands for certain, or by the language's habit? */
static bool groups_of_three(const cutter *x, size_t i) { return digits_end(x, i + 1) == i + 4; }

static bool decimal_comma(goods_language lang) { return lang == LANG_DE || lang == LANG_FR || lang == LANG_NL; }

static void take(number *d, const cutter *x, size_t from, size_t to) {
    for (size_t i = from; i < to; i++)
        if (d->len < DIGITS_MAX) d->s[d->len++] = (char)point(x, i);
}

/* What the separators between groups of digits mean: the last of two kinds is the decimal one; one kind that comes again
 * parts thousands; one alone before three digits parts thousands when it is not the language's decimal sign. */
static number read_number(const cutter *x) {
    number d = {0};
    size_t sep[GROUPS_MAX], seps = 0, first = digits_end(x, x->at), i = first;
    while (seps < GROUPS_MAX && digit(point(x, i + 1))) {
        int32_t c = point(x, i);
        bool blank = (c == ' ' || thin(c) || c == '\'') && groups_of_three(x, i) && (seps || i - x->at <= 3) &&
                     (!seps || point(x, sep[seps - 1]) == c);
        if (!blank && c != '.' && c != ',') break;
        sep[seps++] = i;
        i = digits_end(x, i + 1);
    }
    d.end = i;
    unsigned stops = 0, commas = 0;
    bool thousands = true;
    for (size_t k = 0; k < seps; k++) {
        stops += point(x, sep[k]) == '.', commas += point(x, sep[k]) == ',';
        if (k + 1 < seps && !groups_of_three(x, sep[k])) thousands = false;
    }
    int32_t last = seps ? point(x, sep[seps - 1]) : 0;
    bool three = seps && groups_of_three(x, sep[seps - 1]);
    bool is_decimal = false;
    if (last == '.' || last == ',') {
        unsigned same = last == '.' ? stops : commas;
        if (same > 1)
            d.code = !three || !thousands || stops * commas != 0;
        else if (seps > 1)
            is_decimal = thousands, d.code = !thousands;
        else
            is_decimal = !three || first - x->at > 3 || point(x, x->at) == '0' || (last == ',') == decimal_comma(x->lang);
    }
    size_t from = x->at;
    for (size_t k = 0; k <= seps; k++) {
        size_t to = k < seps ? sep[k] : i;
        if (k == seps && is_decimal && d.len < DIGITS_MAX) d.s[d.len++] = '.';
        take(&d, x, from, to);
        from = to + 1;
    }
    return d;
}

static double value(const char *s, size_t len) {
    double v = 0, scale = 1;
    bool behind = false;
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '.')
            behind = true;
        else
            v = v * 10 + (s[i] - '0'), scale *= behind ? 10 : 1;
    }
    return v / scale;
}

/* "007.50" is written "7.5". */
static void trim(number *d) {
    size_t zero = 0;
    while (zero + 1 < d->len && d->s[zero] == '0' && d->s[zero + 1] != '.') zero++;
    memmove(d->s, d->s + zero, d->len -= zero);
    if (!memchr(d->s, '.', d->len)) return;
    while (d->s[d->len - 1] == '0') d->len--;
    if (d->s[d->len - 1] == '.') d->len--;
}

/* "316l", "3d", "2b001" are one word; "5mm" and "5achsen" are a number and a word. */
static bool one_word(const cutter *x, size_t from, size_t *end) {
    char s[WORD_BYTES_MAX + 4];
    size_t i = from, len = 0;
    bool mixed = false;
    for (; part_of_word(point(x, i)); i++) {
        mixed |= digit(point(x, i));
        if (len < WORD_BYTES_MAX) len += (size_t)utf8proc_encode_char(point(x, i), (utf8proc_uint8_t *)s + len);
    }
    s[len < WORD_BYTES_MAX ? len : 0] = 0;
    *end = i;
    if (i == from) return false;
    if (point(x, from) == 'x' && digit(point(x, from + 1))) return false;
    const unit *u = words_unit(x->tables, s, (x->c[from] & POINT_CAPITAL) != 0);
    if (u && (s[1] || u->capital == ((x->c[from] & POINT_CAPITAL) != 0))) return false;
    return mixed || i - from < 4;
}

static void number_or_code(cutter *x) {
    size_t end, digits = digits_end(x, x->at);
    if (one_word(x, digits, &end)) {
        word(x, x->at, end);
        x->at = end;
        return;
    }
    number d = read_number(x);
    bool capital = false;
    if (d.code) {
        d.len = 0;
        for (size_t i = x->at; i < d.end && d.len < DIGITS_MAX; i++) d.s[d.len++] = (char)point(x, i);
        add_text(x, TOKEN_WORD, d.s, d.len, capital, 0);
    } else {
        double v = value(d.s, d.len);
        trim(&d);
        add_text(x, TOKEN_NUMBER, d.s, d.len, capital, v);
    }
    x->glued = true;
    x->at = d.end;
    if (point(x, x->at) == 'x' && digit(point(x, x->at + 1))) x->at++; /* 10x20 */
}

/* A full stop ends a sentence when a capital follows a word that is no abbreviation. */
static bool sentence_ends(const cutter *x) {
    size_t i = x->at + 1, words = x->out->n;
    if (point(x, i) != ' ') return false;
    while (point(x, i) == ' ') i++;
    const token *before = words ? &x->out->v[words - 1] : NULL;
    return i < x->n && (x->c[i] & POINT_CAPITAL) && before && before->kind != TOKEN_MARK && before->len > 4;
}

static void mark(cutter *x, int32_t c) {
    int32_t next = point(x, x->at + 1);
    size_t step = 1;
    if ((c == '<' || c == '>') && next == '=')
        c = c == '<' ? MARK_AT_MOST : MARK_AT_LEAST, step = 2;
    else if (c == '=' && (next == '<' || next == '>'))
        c = next == '<' ? MARK_AT_MOST : MARK_AT_LEAST, step = 2;
    if (c == '[' || c == '{') c = '(';
    if (c == ']' || c == '}') c = ')';
    bool known = c == MARK_AT_MOST || c == MARK_AT_LEAST || c == MARK_DEGREE || c == MARK_PLUS_MINUS || (c < 0x80 && c > ' ' && strchr("();:,-/<>=%^+", c));
    if (c == '.') known = sentence_ends(x);
    token *t = known ? add(x, TOKEN_MARK) : NULL;
    if (t) t->mark = c;
    x->glued = known;
    x->at += step;
}

cordon_status words_cut(tokens *out, arena *mem, const word_tables *t, goods_language lang, const points *p, uint16_t max, cordon_error *err) {
    size_t cap = p->n < (size_t)max * 4 ? p->n : (size_t)max * 4;
    *out = (tokens){.v = arena_alloc(mem, (cap + 1) * sizeof *out->v), .language = lang};
    cutter x = {.c = p->c, .n = p->n, .out = out, .mem = mem, .tables = t, .lang = lang, .cap = cap, .max = max};
    if (!out->v) return cordon_fail(err, CORDON_ENOMEM, "no memory for the words of a description");
    while (x.at < x.n && !x.failed) {
        int32_t c = point(&x, x.at);
        if (c == ' ' || thin(c)) {
            x.glued = false, x.at++;
        } else if (digit(c)) {
            number_or_code(&x);
        } else if (letter(c)) {
            size_t end = dotted(&x);
            if (!end) {
                for (end = x.at; part_of_word(point(&x, end));) end++;
                word(&x, x.at, end);
            }
            x.at = end;
        } else {
            mark(&x, c);
        }
    }
    return x.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for the words of a description") : CORDON_OK;
}
