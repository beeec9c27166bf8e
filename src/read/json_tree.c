#include "read/json_tree.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "read/stream.h"

typedef struct parser {
    json_tree *tree;
    const char *name, *whole; /* whole: what the text is, "file" or "value" */
    const unsigned char *p, *end, *line_start;
    uint32_t line, values;
    uint32_t before; /* bytes of the first line that stand before the text */
    cordon_error *err;
} parser;

static cordon_status refuse_at(const parser *s, cordon_status status, uint32_t line,
                               uint32_t column, const char *what) {
    return cordon_fail_at(s->err, status, s->name, line, column, "%s", what);
}

static uint32_t column_of(const parser *s) {
    return (uint32_t)(s->p - s->line_start) + 1 + s->before;
}

static cordon_status refuse(const parser *s, const char *what) {
    return refuse_at(s, CORDON_EFORMAT, s->line, column_of(s), what);
}

/* The byte at hand is not what the grammar wants. */
static cordon_status unexpected(const parser *s, const char *expected) {
    unsigned char c = s->p < s->end ? *s->p : 0;
    if (s->p == s->end)
        return cordon_fail_at(s->err, CORDON_EFORMAT, s->name, s->line, column_of(s),
                              "the %s ends; expected %s", s->whole, expected);
    return cordon_fail_at(s->err, CORDON_EFORMAT, s->name, s->line, column_of(s),
                          c > 0x20 && c < 0x7f ? "\"%c\" here; expected %s"
                                               : "byte %u here; expected %s",
                          c, expected);
}

static void skip_blanks(parser *s) {
    for (; s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r');
         s->p++)
        if (*s->p == '\n') {
            s->line++;
            s->line_start = s->p + 1;
            s->before = 0;
        }
}

/* ---- strings and numbers ------------------------------------------------------ */

static bool hex4(const parser *s, const unsigned char *p, uint32_t *out) {
    uint32_t v = 0;
    if (s->end - p < 4) return false;
    for (int i = 0; i < 4; i++) {
        unsigned char c = p[i];
        uint32_t d = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                     : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                     : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                            : 16;
        if (d > 15) return false;
        v = v * 16 + d;
    }
    *out = v;
    return true;
}

static size_t put_utf8(char *to, uint32_t c) {
    if (c < 0x80) return to[0] = (char)c, 1;
    if (c < 0x800) {
        to[0] = (char)(0xc0 | c >> 6), to[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        to[0] = (char)(0xe0 | c >> 12), to[1] = (char)(0x80 | (c >> 6 & 0x3f));
        to[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    to[0] = (char)(0xf0 | c >> 18), to[1] = (char)(0x80 | (c >> 12 & 0x3f));
    to[2] = (char)(0x80 | (c >> 6 & 0x3f)), to[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

/* After the backslash and "u"; moves past the digits of one or two escapes. */
static cordon_status unicode_escape(parser *s, char *to, size_t *len) {
    uint32_t c, low;
    if (!hex4(s, s->p, &c)) return refuse(s, "\\u without four hexadecimal digits");
    s->p += 4;
    if (c >= 0xd800 && c < 0xe000) {
        bool pair = c < 0xdc00 && s->end - s->p >= 6 && s->p[0] == '\\' && s->p[1] == 'u' &&
                    hex4(s, s->p + 2, &low) && low >= 0xdc00 && low < 0xe000;
        if (!pair) return refuse(s, "half of a surrogate pair");
        s->p += 6;
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    if (!c) return refuse(s, "a NUL character in a string");
    *len += put_utf8(to + *len, c);
    return CORDON_OK;
}

static cordon_status escape(parser *s, char *to, size_t *len) {
    static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
    if (s->p == s->end) return unexpected(s, "an escape");
    if (*s->p == 'u') {
        s->p++;
        return unicode_escape(s, to, len);
    }
    const char *at = *s->p ? strchr(from, *s->p) : NULL;
    if (!at) return unexpected(s, "one of \" \\ / b f n r t u after a backslash");
    to[(*len)++] = into[at - from];
    s->p++;
    return CORDON_OK;
}

/* At the opening quote. What is written is never longer than what was read. */
static cordon_status string(parser *s, const char **out) {
    const unsigned char *close = ++s->p;
    while (close < s->end && *close != '"' && *close != '\n') close += *close == '\\' ? 2 : 1;
    if (close > s->end) close = s->end;
    char *to = arena_alloc(&s->tree->mem, (size_t)(close - s->p) + 1);
    size_t len = 0;
    if (!to) return cordon_fail(s->err, CORDON_ENOMEM, "no memory for %s", s->name);
    while (s->p < s->end && *s->p != '"') {
        if (*s->p < 0x20) return refuse(s, "a control character in a string; is a quote missing?");
        if (*s->p == '\\') {
            s->p++;
            cordon_status status = escape(s, to, &len);
            if (status) return status;
            continue;
        }
        size_t n = json_sequence(s->p, (size_t)(s->end - s->p));
        if (!n) return refuse(s, "bytes that are no UTF-8");
        memcpy(to + len, s->p, n);
        len += n;
        s->p += n;
    }
    if (s->p == s->end) return unexpected(s, "the closing quote of a string");
    s->p++;
    *out = to;
    return CORDON_OK;
}

static const unsigned char *digits(const parser *s, const unsigned char *p) {
    while (p < s->end && *p >= '0' && *p <= '9') p++;
    return p;
}

static cordon_status number(parser *s, json_node *node) {
    const unsigned char *begin = s->p, *p = begin, *q;
    if (*p == '-') p++;
    q = digits(s, p);
    if (q == p) {
        s->p = p;
        return unexpected(s, "a digit");
    }
    if (*p == '0' && q > p + 1) return refuse(s, "a number with a leading zero");
    if (q < s->end && *q == '.') {
        p = q + 1;
        q = digits(s, p);
        if (q == p) {
            s->p = p;
            return unexpected(s, "a digit after the point");
        }
    }
    if (q < s->end && (*q == 'e' || *q == 'E')) {
        p = q + 1;
        if (p < s->end && (*p == '+' || *p == '-')) p++;
        q = digits(s, p);
        if (q == p) {
            s->p = p;
            return unexpected(s, "a digit of the exponent");
        }
    }
    node->text = arena_strndup(&s->tree->mem, (const char *)begin, (size_t)(q - begin));
    if (!node->text) return cordon_fail(s->err, CORDON_ENOMEM, "no memory for %s", s->name);
    node->number = strtod(node->text, NULL);
    if (!isfinite(node->number)) return refuse(s, "a number too large for a double");
    s->p = q;
    node->kind = JSON_NUMBER;
    return CORDON_OK;
}

static cordon_status word(parser *s, json_node *node) {
    static const struct {
        const char *text;
        json_kind kind;
    } words[] = {{"null", JSON_NULL}, {"false", JSON_FALSE}, {"true", JSON_TRUE}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t len = strlen(words[i].text);
        if ((size_t)(s->end - s->p) < len || memcmp(s->p, words[i].text, len) != 0) continue;
        s->p += len;
        node->kind = words[i].kind;
        return CORDON_OK;
    }
    return unexpected(s, "a value");
}

/* ---- values ------------------------------------------------------------------- */

typedef struct member {
    const json_node *node;
} member;

static int by_key(const void *a, const void *b) {
    const json_node *x = ((const member *)a)->node, *y = ((const member *)b)->node;
    int c = strcmp(x->key, y->key);
    return c ? c : x->index < y->index ? -1 : 1;
}

static cordon_status refuse_duplicates(const parser *s, const json_node *object) {
    member *v = malloc((object->n + 1) * sizeof *v);
    const json_node *again = NULL;
    size_t n = 0;
    if (!v) return cordon_fail(s->err, CORDON_ENOMEM, "no memory for %s", s->name);
    for (const json_node *c = object->first; c; c = c->next) v[n++].node = c;
    qsort(v, n, sizeof *v, by_key);
    for (size_t i = 1; i < n; i++) {
        const json_node *c = v[i].node;
        if (strcmp(c->key, v[i - 1].node->key) == 0 && (!again || c->index < again->index))
            again = c;
    }
    free(v);
    if (!again) return CORDON_OK;
    return cordon_fail_at(s->err, CORDON_EFORMAT, s->name, again->line, again->column,
                          "the key \"%.100s\" stands twice in one object", again->key);
}

static cordon_status value(parser *s, json_node **out, int depth);

static cordon_status member_key(parser *s, const char **key) {
    if (s->p == s->end || *s->p != '"') return unexpected(s, "a key in quotes");
    cordon_status status = string(s, key);
    if (status) return status;
    skip_blanks(s);
    if (s->p == s->end || *s->p != ':') return unexpected(s, "\":\" after the key");
    s->p++;
    skip_blanks(s);
    return CORDON_OK;
}

static cordon_status members(parser *s, json_node *node, int depth) {
    bool object = *s->p == '{';
    unsigned char closing = object ? '}' : ']';
    json_node *last = NULL;
    node->kind = object ? JSON_OBJECT : JSON_ARRAY;
    s->p++;
    skip_blanks(s);
    if (s->p < s->end && *s->p == closing) return s->p++, CORDON_OK;
    for (;;) {
        const char *key = NULL;
        json_node *child = NULL;
        cordon_status status = object ? member_key(s, &key) : CORDON_OK;
        if (!status) status = value(s, &child, depth + 1);
        if (status || !child) return status;
        child->key = key;
        child->parent = node;
        child->index = node->n++;
        if (last)
            last->next = child;
        else
            node->first = child;
        last = child;
        skip_blanks(s);
        if (s->p < s->end && *s->p == closing) break;
        if (s->p == s->end || *s->p != ',')
            return unexpected(s, object ? "\",\" or \"}\"" : "\",\" or \"]\"");
        s->p++;
        skip_blanks(s);
    }
    s->p++;
    return object ? refuse_duplicates(s, node) : CORDON_OK;
}

static cordon_status value(parser *s, json_node **out, int depth) {
    if (depth > JSON_DEPTH_MAX || ++s->values > JSON_VALUES_MAX)
        return cordon_fail_at(s->err, CORDON_ELIMIT, s->name, s->line, column_of(s),
                              depth > JSON_DEPTH_MAX ? "more than %d levels of nesting"
                                                     : "more than %d values",
                              depth > JSON_DEPTH_MAX ? JSON_DEPTH_MAX : JSON_VALUES_MAX);
    json_node *node = arena_alloc(&s->tree->mem, sizeof *node);
    if (!node) return cordon_fail(s->err, CORDON_ENOMEM, "no memory for %s", s->name);
    *out = node;
    node->line = s->line;
    node->column = column_of(s);
    if (s->p == s->end) return unexpected(s, "a value");
    if (*s->p == '{' || *s->p == '[') return members(s, node, depth);
    if (*s->p == '-' || (*s->p >= '0' && *s->p <= '9')) return number(s, node);
    if (*s->p != '"') return word(s, node);
    node->kind = JSON_STRING;
    return string(s, &node->text);
}

/* ---- files -------------------------------------------------------------------- */

static cordon_status read_text(json_tree *t, parser s, const void *data, size_t len) {
    json_node *root = NULL;
    *t = (json_tree){0};
    if (len > JSON_BYTES_MAX)
        return cordon_fail_at(s.err, CORDON_ELIMIT, s.name, s.line, s.before + 1,
                              "more than %d bytes", JSON_BYTES_MAX);
    arena_init(&t->mem, 0);
    s.tree = t;
    s.p = s.line_start = data ? data : (const unsigned char *)"";
    s.end = s.p + len;
    skip_blanks(&s);
    cordon_status status = value(&s, &root, 0);
    if (!status) {
        skip_blanks(&s);
        if (s.p < s.end) {
            char end[32];
            snprintf(end, sizeof end, "the end of the %s", s.whole);
            status = unexpected(&s, end);
        }
    }
    if (status)
        json_tree_free(t);
    else
        t->root = root;
    return status;
}

cordon_status json_tree_read_memory(json_tree *t, const char *name, const void *data, size_t len,
                                    cordon_error *err) {
    *t = (json_tree){0};
    if (len > JSON_BYTES_MAX)
        return cordon_fail_at(err, CORDON_ELIMIT, name, 0, 0, "more than %d bytes", JSON_BYTES_MAX);
    uint32_t mark =
        len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0; /* of the byte order */
    parser s = {.name = name, .whole = "file", .line = 1, .before = mark, .err = err};
    return read_text(t, s, mark ? (const char *)data + mark : data, len - mark);
}

cordon_status json_tree_read_part(json_tree *t, const char *name, const void *data, size_t len,
                                  uint32_t line, uint32_t column, cordon_error *err) {
    parser s = {.name = name, .whole = "value", .line = line, .before = column - 1, .err = err};
    return read_text(t, s, data, len);
}

static cordon_status read_all(buf *b, stream *in, cordon_error *err) {
    char chunk[16384];
    for (size_t got;;) {
        cordon_status status = stream_read(in, chunk, sizeof chunk, &got, err);
        if (status || !got) return status;
        buf_add(b, chunk, got);
        if (b->failed) return cordon_fail(err, CORDON_ENOMEM, "no memory for %s", stream_name(in));
        if (b->len > JSON_BYTES_MAX) return CORDON_OK; /* refused by the parser */
    }
}

cordon_status json_tree_read(json_tree *t, const char *path, cordon_error *err) {
    stream *in = NULL;
    buf b = {0};
    unsigned char sha256[32] = {0};
    *t = (json_tree){0};
    cordon_status status = stream_open(&in, path, err);
    if (!status) status = read_all(&b, in, err);
    if (!status && b.len <= JSON_BYTES_MAX) stream_sha256(in, sha256);
    if (!status) status = json_tree_read_memory(t, path, b.p, b.len, err);
    if (!status) memcpy(t->sha256, sha256, sizeof sha256);
    stream_close(in);
    buf_free(&b);
    return status;
}

void json_tree_free(json_tree *t) {
    arena_destroy(&t->mem);
    *t = (json_tree){0};
}

const json_node *json_get(const json_node *node, const char *key) {
    if (!node || node->kind != JSON_OBJECT) return NULL;
    for (const json_node *c = node->first; c; c = c->next)
        if (strcmp(c->key, key) == 0) return c;
    return NULL;
}

const char *json_text_of(const json_node *node, const char *key) {
    const json_node *v = json_get(node, key);
    return v && v->kind == JSON_STRING ? v->text : "";
}

void json_pointer(buf *b, const json_node *node) {
    if (!node || !node->parent) return;
    json_pointer(b, node->parent);
    if (!node->key) {
        buf_printf(b, "/%u", node->index);
        return;
    }
    buf_char(b, '/');
    for (const char *s = node->key; *s; s++)
        buf_str(b, *s == '~' ? "~0" : *s == '/' ? "~1" : (char[]){*s, 0});
}

const char *json_kind_name(json_kind kind) {
    static const char *const names[] = {"null",     "false",    "true",     "a number",
                                        "a string", "an array", "an object"};
    return names[kind];
}
