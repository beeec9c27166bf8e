#include "name/identifier.h"

#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "base/once.h"
#include "name/fold.h"
#include "read/table.h"

enum { WORDS_MAX = 512, WORD_BYTES_MAX = 64 };

typedef struct kind_row {
    identifier_kind is;
    const char *shape, *check, *guess_from;
    bool alone; /* shape and check digit prove the kind without a country */
} kind_row;

typedef struct kind_word {
    const char *text; /* folded */
    size_t len;
    uint8_t kind;
} kind_word;

struct identifier_kinds {
    table t; /* texts live in it */
    kind_row row[IDENTIFIER_KINDS_MAX];
    unsigned n;
    kind_word word[WORDS_MAX]; /* longest first */
    unsigned words;
    kind_word prop[WORDS_MAX];
    unsigned props;
};

enum {
    KIND,
    TITLE,
    COUNTRY,
    SCOPE,
    REFUTES,
    GENERIC,
    SHAPE,
    CHECK,
    GUESS,
    ALONE,
    PROPS,
    WORDS,
    SOURCE
};
static const char *const columns[] = {"kind",       "title", "country", "scope",      "refutes",
                                      "generic",    "shape", "check",   "guess_from", "alone",
                                      "properties", "words", "source",  NULL};

static cordon_status add_word(identifier_kinds *k, kind_word *list, unsigned *n, const char *s,
                              size_t len, unsigned kind, cordon_error *err) {
    buf b = {0};
    cordon_status status = name_fold(&b, s, len);
    char *own = status ? NULL : arena_strndup(&k->t.mem, buf_text(&b), b.len);
    if (own && b.len && *n < WORDS_MAX)
        list[(*n)++] = (kind_word){own, b.len, (uint8_t)kind};
    else if (!status)
        status = own ? CORDON_ELIMIT : CORDON_ENOMEM;
    buf_free(&b);
    if (!status) return CORDON_OK;
    return cordon_fail_at(err, status, k->t.path, k->t.line[kind], 0,
                          "word \"%.*s\" is empty, no text or one too many",
                          (int)(len < 80 ? len : 80), s);
}

static cordon_status add_words(identifier_kinds *k, kind_word *list, unsigned *n, const char *s,
                               unsigned kind, cordon_error *err) {
    while (*s) {
        size_t len = strcspn(s, "|");
        cordon_status status = add_word(k, list, n, s, len, kind, err);
        if (status) return status;
        s += len + (s[len] == '|');
    }
    return CORDON_OK;
}

static int longest_first(const void *x, const void *y) {
    const kind_word *a = x, *b = y;
    if (a->len != b->len) return a->len > b->len ? -1 : 1;
    int c = strcmp(a->text, b->text);
    return c ? c : (a->kind > b->kind) - (a->kind < b->kind);
}

static cordon_status scope_of(identifier_scope *out, const table *t, size_t row, const char *s,
                              cordon_error *err) {
    static const char *const names[] = {"world", "country", "support"};
    for (int i = 0; i < 3; i++)
        if (!strcmp(s, names[i])) {
            *out = (identifier_scope)i;
            return CORDON_OK;
        }
    return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row], SCOPE + 1,
                          "scope is \"%.40s\"; expected world, country or support", s);
}

static cordon_status read_row(identifier_kinds *k, size_t row, const int col[], cordon_error *err) {
    const table *t = &k->t;
    kind_row *r = &k->row[row];
    const char *cell[SOURCE + 1];
    for (int i = 0; i <= SOURCE; i++) cell[i] = table_cell(t, row, col[i]);
    r->is = (identifier_kind){.name = cell[KIND],
                              .title = cell[TITLE],
                              .refutes = !strcmp(cell[REFUTES], "yes"),
                              .generic = !strcmp(cell[GENERIC], "yes"),
                              .source = cell[SOURCE]};
    r->shape = cell[SHAPE], r->check = cell[CHECK], r->guess_from = cell[GUESS];
    r->alone = !strcmp(cell[ALONE], "yes");
    if (strlen(cell[COUNTRY]) > 3)
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row], COUNTRY + 1,
                              "country is \"%.40s\"; expected three letters", cell[COUNTRY]);
    memcpy(r->is.country, cell[COUNTRY], strlen(cell[COUNTRY]) + 1);
    cordon_status status = scope_of(&r->is.scope, t, row, cell[SCOPE], err);
    if (!status)
        status =
            add_word(k, k->word, &k->words, cell[KIND], strlen(cell[KIND]), (unsigned)row, err);
    if (!status) status = add_words(k, k->word, &k->words, cell[WORDS], (unsigned)row, err);
    if (!status) status = add_words(k, k->prop, &k->props, cell[PROPS], (unsigned)row, err);
    return status;
}

static cordon_status read_kinds(void *fresh, cordon_error *err) {
    identifier_kinds *k = fresh;
    char path[512];
    int col[SOURCE + 1];
    cordon_status status =
        table_read(&k->t, data_path(path, sizeof path, "data/names/identifiers.csv"), err);
    if (status) return status;
    status = table_cols(&k->t, columns, col, err);
    if (!status && k->t.rows > IDENTIFIER_KINDS_MAX)
        status = cordon_fail_at(err, CORDON_ELIMIT, k->t.path, k->t.line[IDENTIFIER_KINDS_MAX], 0,
                                "more than %d kinds", IDENTIFIER_KINDS_MAX);
    for (size_t i = 0; !status && i < k->t.rows; i++) status = read_row(k, i, col, err);
    k->n = status ? 0 : (unsigned)k->t.rows;
    qsort(k->word, k->words, sizeof *k->word, longest_first);
    if (status) table_free(&k->t);
    return status;
}

cordon_status identifier_kinds_open(const identifier_kinds **out, cordon_error *err) {
    static once forever = ONCE;
    cordon_status status;
    const identifier_kinds *k = once_kept(&forever, sizeof *k, read_kinds, &status, err);
    if (k) *out = k;
    return status;
}

unsigned identifier_kinds_count(const identifier_kinds *k) { return k->n; }
const identifier_kind *identifier_kind_at(const identifier_kinds *k, unsigned i) {
    return &k->row[i].is;
}

static int word_at(const kind_word *list, unsigned n, const char *s, size_t len) {
    for (unsigned i = 0; i < n; i++)
        if (list[i].len == len && !memcmp(list[i].text, s, len)) return list[i].kind;
    return -1;
}

int identifier_kind_find(const identifier_kinds *k, const char *word, size_t len) {
    if (len > (size_t)WORD_BYTES_MAX * 2) return -1;
    buf b = {0};
    int found = -1;
    if (!name_fold(&b, word, len)) {
        found = word_at(k->prop, k->props, buf_text(&b), b.len);
        if (found < 0) found = word_at(k->word, k->words, buf_text(&b), b.len);
    }
    buf_free(&b);
    return found;
}

static bool alnum(unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

/* The digits of other scripts that numbers are published in, as Unicode blocks them. */
static size_t other_digit(char *digit, const unsigned char *s) {
    unsigned two = (unsigned)s[0] << 8 | s[1];
    if (two >= 0xd9a0 && two <= 0xd9a9)
        *digit = (char)('0' + two - 0xd9a0); /* U+0660 */
    else if (two >= 0xdbb0 && two <= 0xdbb9)
        *digit = (char)('0' + two - 0xdbb0); /* U+06F0 */
    else
        return 0;
    return 2;
}

/* Takes words of a kind off the front of a folded text: "imo no. 9234567". Only where a mark or a
 * blank, or for words in letters a digit, follows: a number may begin with the letters of a word.
 */
static const char *after_words(const identifier_kinds *k, int kind, const char *s) {
    for (int round = 0; round < 3; round++) {
        const char *from = s;
        for (unsigned i = 0; i < k->words && from == s; i++) {
            const kind_word *w = &k->word[i];
            bool plain = w->kind == kind || k->row[w->kind].is.generic;
            if (!plain || strncmp(s, w->text, w->len) != 0) continue;
            unsigned char next = (unsigned char)s[w->len];
            bool mark = !alnum((unsigned char)w->text[w->len - 1]);
            if (next && (!alnum(next) || mark ||
                         (w->kind == kind && next >= '0' && next <= '9' && w->len > 2)))
                s += w->len;
        }
        s += strspn(s, " .:#-=/");
        if (s == from) break;
    }
    return s;
}

static bool normalise(char out[IDENTIFIER_MAX + 1], const identifier_kinds *k, int kind,
                      const char *s, size_t len) {
    buf b = {0};
    size_t n = 0;
    bool fits = !name_fold(&b, s, len) && b.len;
    for (const char *p = fits ? after_words(k, kind, b.p) : ""; *p && fits;) {
        const unsigned char *u = (const unsigned char *)p;
        char digit;
        size_t taken = other_digit(&digit, u);
        if (!taken) digit = (char)(*p >= 'a' && *p <= 'z' ? *p - 32 : *p);
        if (taken || alnum(*u)) {
            fits = n < IDENTIFIER_MAX;
            if (fits) out[n++] = digit;
        }
        p += taken ? taken : 1;
    }
    out[n] = 0;
    buf_free(&b);
    return fits && n;
}

/* A wallet as it is, without blanks around it and without the currency before it ("XBT 1A1z...").
 */
static bool wallet_value(char out[IDENTIFIER_MAX + 1], const char *s, size_t len) {
    while (len && (unsigned char)s[len - 1] <= ' ') len--;
    const char *last = s;
    for (size_t i = 0; i < len; i++)
        if (s[i] == ' ' || s[i] == ':' || s[i] == '\t') last = s + i + 1;
    size_t n = (size_t)(s + len - last);
    if (!n || n > IDENTIFIER_MAX) return false;
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)last[i] <= ' ' || (unsigned char)last[i] >= 0x7f) return false;
        out[i] = last[i];
    }
    out[n] = 0;
    bool hex = n == 42 && out[0] == '0' && (out[1] == 'x' || out[1] == 'X');
    bool upper = true;
    for (size_t i = 0; i < n; i++) upper &= !(out[i] >= 'a' && out[i] <= 'z');
    if (upper && !hex && identifier_wallet(out) == 1 && strchr(out, '0')) /* no base 58: has a 0 */
        for (size_t i = 0; i < n; i++)
            if (out[i] >= 'A' && out[i] <= 'Z') out[i] = (char)(out[i] + 32);
    return true;
}

static unsigned judged(const kind_row *r, const char *value) {
    if (!identifier_shape(r->shape, value)) return IDENTIFIER_INVALID;
    int right = *r->check ? identifier_check(r->check, value) : 0;
    return right > 0 ? IDENTIFIER_VALID : right < 0 ? IDENTIFIER_INVALID : IDENTIFIER_UNCHECKED;
}

static bool listed(const char *list, const char *word) {
    size_t n = strlen(word);
    for (const char *s = list; *s;) {
        size_t len = strcspn(s, "|");
        if (len == n && !memcmp(s, word, n)) return true;
        s += len + (s[len] == '|');
    }
    return false;
}

/* The special kind that a generic one's value shows itself to be. */
static int guessed(const identifier_kinds *k, int kind, const char *value, const char *country) {
    for (unsigned i = 0; i < k->n; i++) {
        const kind_row *r = &k->row[i];
        if (!listed(r->guess_from, k->row[kind].is.name)) continue;
        bool home = *country && !strcmp(country, r->is.country);
        if (!home && !(r->alone && (!*country || !*r->is.country))) continue;
        unsigned v = judged(r, value);
        if (v == IDENTIFIER_VALID || (v == IDENTIFIER_UNCHECKED && home)) return (int)i;
    }
    return kind;
}

/* A branch code of X says: the head office. */
static void shorten_bic(const kind_row *r, char *value) {
    if (!strcmp(r->is.name, "bic") && strlen(value) == 11 && !strcmp(value + 8, "XXX"))
        value[8] = 0;
}

static bool read_kind(identifier *out, const identifier_kinds *k, int kind, const char *value,
                      size_t len, const char *country) {
    identifier id = {.kind = (uint8_t)kind};
    if (!country) country = "";
    bool wallet = !strcmp(k->row[kind].check, "wallet");
    if (len > IDENTIFIER_TEXT_MAX) return false;
    if (wallet ? !wallet_value(id.value, value, len) : !normalise(id.value, k, kind, value, len))
        return false;
    if (k->row[kind].is.generic) kind = guessed(k, kind, id.value, country);
    const kind_row *r = &k->row[kind];
    shorten_bic(r, id.value);
    id.kind = (uint8_t)kind;
    id.validity = (uint8_t)judged(r, id.value);
    if (wallet && id.value[0] == '0' && (id.value[1] == 'x' || id.value[1] == 'X') &&
        strlen(id.value) == 42)
        for (char *p = id.value; *p; p++) /* the case was the checksum; the address has none */
            if (*p >= 'A' && *p <= 'Z') *p = (char)(*p + 32);
    const char *from = *r->is.country ? r->is.country : country;
    memcpy(id.country, from, strnlen(from, 3));
    *out = id;
    return true;
}

bool identifier_read(identifier *out, const identifier_kinds *k, const char *prop,
                     const char *value, size_t len, const char *country) {
    buf b = {0};
    int kind =
        name_fold(&b, prop, strlen(prop)) ? -1 : word_at(k->prop, k->props, buf_text(&b), b.len);
    buf_free(&b);
    for (unsigned i = 0; i < k->n && kind < 0; i++) /* a question names the kind itself */
        if (strcmp(k->row[i].is.name, prop) == 0) kind = (int)i;
    return kind >= 0 && read_kind(out, k, kind, value, len, country);
}

static cordon_status no_type(const identifier_kinds *k, const char *text, size_t len,
                             cordon_error *err) {
    buf b = {0};
    for (unsigned i = 0; i < k->n; i++) buf_printf(&b, "%s%s", i ? ", " : "", k->row[i].is.name);
    cordon_status status = cordon_fail(
        err, CORDON_EINVAL, "identifier \"%.60s\": expected TYPE:VALUE with one of the types %s",
        text, buf_text(&b));
    (void)len;
    buf_free(&b);
    return status;
}

cordon_status identifier_parse(identifier *out, const identifier_kinds *k, const char *text,
                               const char *country, cordon_error *err) {
    size_t len = strcspn(text, ":");
    int kind = text[len] ? identifier_kind_find(k, text, len) : -1;
    if (kind < 0) return no_type(k, text, len, err);
    const char *value = text + len + 1;
    if (!read_kind(out, k, kind, value, strlen(value), country))
        return cordon_fail(
            err, CORDON_EINVAL,
            "identifier \"%.60s\": no value of 1 to %d letters and digits after the type", text,
            IDENTIFIER_MAX);
    return CORDON_OK;
}

identifier_verdict identifier_strength(const identifier_kinds *k, const identifier *a) {
    const identifier_kind *kind = &k->row[a->kind].is;
    if (a->validity == IDENTIFIER_INVALID) return IDENTIFIER_APART;
    if (kind->scope == IDENTIFIER_WORLD) return IDENTIFIER_DECIDES;
    bool home = kind->scope == IDENTIFIER_COUNTRY && *a->country && strlen(a->value) >= 5;
    return home ? IDENTIFIER_DECIDES : IDENTIFIER_SUPPORTS;
}

identifier_verdict identifier_compare(const identifier_kinds *k, const identifier *a,
                                      const identifier *b) {
    if (a->validity == IDENTIFIER_INVALID || b->validity == IDENTIFIER_INVALID)
        return IDENTIFIER_APART;
    const identifier_kind *kind = &k->row[a->kind].is;
    bool same = !strcmp(a->value, b->value);
    if (a->kind != b->kind) {
        /* One publisher says "registration number" where another says which. */
        bool loose = kind->generic || k->row[b->kind].is.generic;
        bool home = !*a->country || !*b->country || !strcmp(a->country, b->country);
        return same && loose && home && strlen(a->value) >= 7 ? IDENTIFIER_SUPPORTS
                                                              : IDENTIFIER_APART;
    }
    if (same) {
        bool apart = kind->scope == IDENTIFIER_COUNTRY && *a->country && *b->country &&
                     strcmp(a->country, b->country) != 0;
        if (apart) return IDENTIFIER_APART;
        bool decides = identifier_strength(k, a) == IDENTIFIER_DECIDES &&
                       identifier_strength(k, b) == IDENTIFIER_DECIDES;
        return decides ? IDENTIFIER_DECIDES : IDENTIFIER_SUPPORTS;
    }
    bool both = a->validity == IDENTIFIER_VALID && b->validity == IDENTIFIER_VALID;
    return kind->refutes && both ? IDENTIFIER_REFUTES : IDENTIFIER_APART;
}

const char *identifier_validity_name(unsigned v) {
    return v == IDENTIFIER_VALID ? "valid" : v == IDENTIFIER_INVALID ? "invalid" : "unchecked";
}
