/* Text to blocks: HTML is scanned, not parsed into a tree; what is left open or
 * closed twice changes what is read, never whether the scan ends.            */
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "report/lint_inner.h"

typedef enum element_kind {
    ELEMENT_OTHER, /* inline: goes on with the text around it */
    ELEMENT_TEXT,  /* read */
    ELEMENT_BOX,   /* ends a block, is read only inside one that is */
    ELEMENT_TABLE, /* not read but for its caption */
    ELEMENT_DEAD,  /* never read */
    ELEMENT_CODE,  /* never read, stands for a word */
    ELEMENT_RAW,   /* never read, its end is looked for */
    ELEMENT_QUOTE, /* in quotation marks */
    ELEMENT_VOID,  /* has no end */
    ELEMENT_BREAK  /* has no end, is a blank */
} element_kind;

static const struct {
    const char *name;
    element_kind kind;
} elements[] = {
    {"p", ELEMENT_TEXT},       {"li", ELEMENT_TEXT},         {"figcaption", ELEMENT_TEXT},
    {"caption", ELEMENT_TEXT}, {"h1", ELEMENT_TEXT},         {"h2", ELEMENT_TEXT},
    {"h3", ELEMENT_TEXT},      {"h4", ELEMENT_TEXT},         {"h5", ELEMENT_TEXT},
    {"h6", ELEMENT_TEXT},      {"blockquote", ELEMENT_TEXT}, {"dd", ELEMENT_TEXT},
    {"dt", ELEMENT_TEXT},      {"summary", ELEMENT_TEXT},    {"footer", ELEMENT_TEXT},
    {"title", ELEMENT_TEXT},   {"ul", ELEMENT_BOX},          {"ol", ELEMENT_BOX},
    {"dl", ELEMENT_BOX},       {"div", ELEMENT_BOX},         {"section", ELEMENT_BOX},
    {"figure", ELEMENT_BOX},   {"details", ELEMENT_BOX},     {"header", ELEMENT_BOX},
    {"main", ELEMENT_BOX},     {"nav", ELEMENT_BOX},         {"article", ELEMENT_BOX},
    {"aside", ELEMENT_BOX},    {"body", ELEMENT_BOX},        {"head", ELEMENT_BOX},
    {"table", ELEMENT_TABLE},  {"svg", ELEMENT_DEAD},        {"math", ELEMENT_DEAD},
    {"pre", ELEMENT_DEAD},     {"template", ELEMENT_DEAD},   {"textarea", ELEMENT_DEAD},
    {"select", ELEMENT_DEAD},  {"code", ELEMENT_CODE},       {"kbd", ELEMENT_CODE},
    {"samp", ELEMENT_CODE},    {"script", ELEMENT_RAW},      {"style", ELEMENT_RAW},
    {"q", ELEMENT_QUOTE},      {"br", ELEMENT_BREAK},        {"wbr", ELEMENT_VOID},
    {"hr", ELEMENT_VOID},      {"img", ELEMENT_VOID},        {"input", ELEMENT_VOID},
    {"meta", ELEMENT_VOID},    {"link", ELEMENT_VOID},       {"col", ELEMENT_VOID},
    {"source", ELEMENT_VOID},  {"area", ELEMENT_VOID},       {"base", ELEMENT_VOID},
    {"embed", ELEMENT_VOID},   {"track", ELEMENT_VOID},
};
enum { ELEMENTS = sizeof elements / sizeof *elements };

typedef struct open_element {
    char name[12];
    element_kind kind;
    bool read, table, dead;
} open_element;

typedef struct reader {
    const char *s;
    size_t len, i;
    lint_block b;
    lint_each *each;
    void *arg;
    cordon_error *err;
    open_element open[LINT_DEPTH_MAX];
    size_t depth;
} reader;

static void put(reader *r, size_t at, const char *s, size_t n) {
    uint32_t where = (uint32_t)at;
    buf_add(&r->b.text, s, n);
    for (size_t k = 0; k < n; k++) buf_add(&r->b.at, (const char *)&where, sizeof where);
}

uint32_t lint_offset(const lint_block *b, size_t byte) {
    uint32_t at = 0;
    if ((byte + 1) * sizeof at <= b->at.len) memcpy(&at, b->at.p + byte * sizeof at, sizeof at);
    return at;
}

static cordon_status flush(reader *r) {
    lint_block *b = &r->b;
    cordon_status status = CORDON_OK;
    if (b->text.failed || b->at.failed)
        return cordon_fail(r->err, CORDON_ENOMEM, "no memory to read the text");
    size_t i = 0;
    while (i < b->text.len && strchr(" \t\r\n\f", b->text.p[i])) i++;
    if (i < b->text.len) status = r->each(r->arg, b, r->err);
    b->text.len = b->at.len = 0;
    return status;
}

/* ---- HTML ---- */

static element_kind kind_of(const char *name) {
    for (size_t i = 0; i < ELEMENTS; i++)
        if (strcmp(elements[i].name, name) == 0) return elements[i].kind;
    return ELEMENT_OTHER;
}

static bool ends_block(element_kind k) {
    return k == ELEMENT_TEXT || k == ELEMENT_BOX || k == ELEMENT_TABLE;
}

static bool reading(const reader *r) { return r->depth && r->open[r->depth - 1].read; }

static void pop(reader *r) {
    const open_element *e = &r->open[--r->depth];
    if (e->kind == ELEMENT_QUOTE && e->read) put(r, r->i, "\xe2\x80\x9d", 3);
}

static cordon_status push(reader *r, const char *name, element_kind kind) {
    if (r->depth == LINT_DEPTH_MAX)
        return cordon_fail(r->err, CORDON_ELIMIT, "more than %d elements open at once",
                           LINT_DEPTH_MAX);
    open_element e = {.kind = kind};
    if (r->depth) e = r->open[r->depth - 1];
    bool before = e.read;
    memset(e.name, 0, sizeof e.name);
    memcpy(e.name, name, strlen(name));
    e.kind = kind;
    if (kind == ELEMENT_TABLE) e.table = true;
    if (kind == ELEMENT_DEAD || kind == ELEMENT_CODE) e.dead = true;
    if (kind == ELEMENT_TEXT && !e.dead) e.read = !e.table || strcmp(name, "caption") == 0;
    if (kind == ELEMENT_TABLE || e.dead) e.read = false;
    if (kind == ELEMENT_CODE && before) put(r, r->i, "[\xe2\x80\xa6]", 5);
    if (kind == ELEMENT_QUOTE && e.read) put(r, r->i, "\xe2\x80\x9c", 3);
    r->open[r->depth++] = e;
    return CORDON_OK;
}

/* What is drawn or code ends no block: the text goes on behind it. */
static bool cuts(const reader *r, element_kind k) {
    return ends_block(k) && !(r->depth && r->open[r->depth - 1].dead);
}

static bool top_is(const reader *r, const char *name) {
    return r->depth && strcmp(r->open[r->depth - 1].name, name) == 0;
}

static cordon_status start_tag(reader *r, const char *name, bool closed) {
    element_kind kind = kind_of(name);
    cordon_status status = cuts(r, kind) ? flush(r) : CORDON_OK;
    if (status) return status;
    if (kind == ELEMENT_BREAK && reading(r)) put(r, r->i, " ", 1);
    if (kind == ELEMENT_VOID || kind == ELEMENT_BREAK || closed) return CORDON_OK;
    if (kind == ELEMENT_RAW) {
        size_t n = strlen(name);
        while (r->i < r->len &&
               !(r->s[r->i] == '<' && r->len - r->i > n + 1 && r->s[r->i + 1] == '/' &&
                 strncasecmp(r->s + r->i + 2, name, n) == 0))
            r->i++;
        return CORDON_OK;
    }
    if (ends_block(kind) && top_is(r, "p")) pop(r);      /* a paragraph holds no other block */
    if (kind == ELEMENT_TEXT && top_is(r, name)) pop(r); /* nor an item an item at once */
    return push(r, name, kind);
}

static cordon_status end_tag(reader *r, const char *name) {
    size_t k = r->depth;
    cordon_status status = cuts(r, kind_of(name)) ? flush(r) : CORDON_OK;
    while (k && strcmp(r->open[k - 1].name, name) != 0) k--;
    while (k && r->depth >= k) pop(r);
    return status;
}

static bool is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static char lower(char c) {
    if (c >= 'A' && c <= 'Z') return (char)(c + 'a' - 'A');
    return c;
}

static void skip_to(reader *r, const char *end) {
    const char *p = memmem(r->s + r->i, r->len - r->i, end, strlen(end));
    r->i = p ? (size_t)(p - r->s) + strlen(end) : r->len;
}

/* At '<': a tag or a comment; false when it is only a sign. */
static bool tag(reader *r, cordon_status *status) {
    size_t i = r->i + 1;
    char name[12] = "";
    bool end = i < r->len && r->s[i] == '/';
    if (i < r->len && (r->s[i] == '!' || r->s[i] == '?')) {
        bool comment = r->len - i > 2 && memcmp(r->s + i, "!--", 3) == 0;
        r->i = comment ? i + 3 : i;
        skip_to(r, comment ? "-->" : ">");
        return true;
    }
    i += end;
    if (i >= r->len || !is_letter(r->s[i])) return false;
    for (size_t n = 0; i < r->len && (is_letter(r->s[i]) || is_digit(r->s[i]) || r->s[i] == '-');
         i++)
        if (n < sizeof name - 1) name[n++] = lower(r->s[i]);
    for (char quote = 0; i < r->len && (quote || r->s[i] != '>'); i++) {
        if (quote && r->s[i] == quote)
            quote = 0;
        else if (!quote && (r->s[i] == '"' || r->s[i] == '\''))
            quote = r->s[i];
    }
    bool closed = i < r->len && r->s[i - 1] == '/';
    r->i = i < r->len ? i + 1 : i;
    *status = end ? end_tag(r, name) : start_tag(r, name, closed);
    return true;
}

static const struct {
    const char *name;
    utf8proc_int32_t c;
} entities[] = {
    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},      {"apos", '\''},
    {"nbsp", 0xa0},    {"shy", 0xad},     {"ndash", 0x2013}, {"mdash", 0x2014},  {"lsquo", 0x2018},
    {"rsquo", 0x2019}, {"ldquo", 0x201c}, {"rdquo", 0x201d}, {"hellip", 0x2026},
};

/* The character of "&...;" at s, 0 when it is none; *n its bytes. */
static utf8proc_int32_t entity(const char *s, size_t len, size_t *n) {
    size_t i = 1;
    while (i < len && i < 12 && s[i] != ';') i++;
    if (i >= len || s[i] != ';') return 0;
    *n = i + 1;
    if (s[1] == '#') {
        bool hex = (s[2] | 32) == 'x';
        utf8proc_int32_t c = 0;
        for (size_t k = hex ? 3 : 2; k < i; k++) {
            char d = s[k];
            int v = is_digit(d) ? d - '0' : hex && is_letter(d) ? (d | 32) - 'a' + 10 : 99;
            if (v >= (hex ? 16 : 10)) return 0;
            c = c * (hex ? 16 : 10) + v;
            if (c > 0x10ffff) return 0;
        }
        return c;
    }
    for (size_t k = 0; k < sizeof entities / sizeof *entities; k++)
        if (strlen(entities[k].name) == i - 1 && memcmp(entities[k].name, s + 1, i - 1) == 0)
            return entities[k].c;
    return 0;
}

static void put_char(reader *r) {
    size_t n = 1;
    utf8proc_int32_t c = r->s[r->i] == '&' ? entity(r->s + r->i, r->len - r->i, &n) : 0;
    if (!c) n = 1;
    if (reading(r)) {
        utf8proc_uint8_t out[4];
        if (c && utf8proc_codepoint_valid(c))
            put(r, r->i, (const char *)out, (size_t)utf8proc_encode_char(c, out));
        else
            put(r, r->i, r->s + r->i, n);
    }
    r->i += n;
}

static cordon_status read_html(reader *r) {
    cordon_status status = CORDON_OK;
    while (r->i < r->len && !status)
        if (r->s[r->i] != '<' || !tag(r, &status)) put_char(r);
    return status ? status : flush(r);
}

/* ---- any other text ---- */

/* The length of an item's mark, 0 when the line begins with none. */
static size_t item_mark(const char *s, size_t n) {
    size_t i = 0;
    if (n > 3 && memcmp(s, "\xe2\x80\xa2", 3) == 0) return 3;
    if (n > 1 && strchr("-*+", s[0]) && s[1] == ' ') return 1;
    while (i < n && i < 3 && is_digit(s[i])) i++;
    return i && i + 1 < n && (s[i] == '.' || s[i] == ')') && s[i + 1] == ' ' ? i + 1 : 0;
}

/* A line without its end; spans in `backticks` are code. */
static void put_line(reader *r, size_t at, size_t end) {
    while (at < end) {
        const char *close = NULL;
        if (r->s[at] == '`') close = memchr(r->s + at + 1, '`', end - at - 1);
        if (close) {
            put(r, at, "[\xe2\x80\xa6]", 5);
            at = (size_t)(close - r->s) + 1;
            continue;
        }
        put(r, at, r->s + at, 1);
        at++;
    }
    put(r, end, " ", 1);
}

static cordon_status read_plain(reader *r) {
    bool fence = false;
    cordon_status status = CORDON_OK;
    while (r->i < r->len && !status) {
        size_t at = r->i, end, mark;
        const char *nl = memchr(r->s + at, '\n', r->len - at);
        end = nl ? (size_t)(nl - r->s) : r->len;
        r->i = nl ? end + 1 : end;
        while (at < end && strchr(" \t\r>", r->s[at])) at++;
        size_t n = end - at;
        if (n >= 3 && memcmp(r->s + at, "```", 3) == 0) {
            fence = !fence;
            status = flush(r);
        } else if (fence) {
            continue;
        } else if (!n || r->s[at] == '|') {
            status = flush(r);
        } else if (r->s[at] == '#') {
            while (at < end && r->s[at] == '#') at++;
            status = flush(r);
            put_line(r, at, end);
            if (!status) status = flush(r);
        } else {
            mark = item_mark(r->s + at, n);
            if (mark) status = flush(r);
            put_line(r, at + mark, end);
        }
    }
    return status ? status : flush(r);
}

cordon_status lint_blocks(const char *text, size_t len, lint_form form, lint_each *each, void *arg,
                          size_t *where, cordon_error *err) {
    reader r = {.s = text, .len = len, .each = each, .arg = arg, .err = err};
    cordon_status status = form == LINT_HTML ? read_html(&r) : read_plain(&r);
    *where = r.i;
    buf_free(&r.b.text);
    buf_free(&r.b.at);
    return status;
}

lint_form lint_form_of(const char *name, const char *text, size_t len) {
    size_t n = strlen(name), i = 0;
    if (n > 5 && strcasecmp(name + n - 5, ".html") == 0) return LINT_HTML;
    if (n > 4 && strcasecmp(name + n - 4, ".htm") == 0) return LINT_HTML;
    if (len > 2 && memcmp(text, "\xef\xbb\xbf", 3) == 0) i = 3;
    while (i < len && strchr(" \t\r\n", text[i])) i++;
    return len - i > 1 && text[i] == '<' && (text[i + 1] == '!' || is_letter(text[i + 1]))
               ? LINT_HTML
               : LINT_PLAIN;
}
