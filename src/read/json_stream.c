#include "read/json_stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 128 * 1024 };

/* Where in the document the next value stands. */
typedef enum place { AT_START, IN_OBJECT, IN_ARRAY, IN_MEMBER, AT_END } place;

struct json_stream {
    stream *in;
    json_form form;
    place place;
    bool first, ended; /* first: no comma is due yet; ended: the file has no more */
    unsigned char *p;  /* bytes at..len are unread; from hold on they are kept */
    size_t at, len, cap, hold;
    bool holding;
    uint64_t before;           /* bytes of the file before p[0] */
    uint64_t line, line_start; /* line_start: as a place in the file */
    char member[JSON_MEMBER_BYTES_MAX + 1];
    json_tree tree;
};

static uint32_t column_of(const json_stream *s) {
    return (uint32_t)(s->before + s->at - s->line_start) + 1;
}

static cordon_status fail(const json_stream *s, cordon_error *err, const char *expected) {
    const char *name = stream_name(s->in);
    if (s->at == s->len)
        return cordon_fail_at(err, CORDON_EFORMAT, name, s->line, column_of(s),
                              "the file ends; expected %s (truncated?)", expected);
    unsigned char c = s->p[s->at];
    return cordon_fail_at(err, CORDON_EFORMAT, name, s->line, column_of(s),
                          c > 0x20 && c < 0x7f ? "\"%c\" here; expected %s"
                                               : "byte %u here; expected %s",
                          c, expected);
}

/* ---- bytes -------------------------------------------------------------------- */

/* Reads more behind what is kept. */
static cordon_status fill(json_stream *s, cordon_error *err) {
    size_t keep = s->holding ? s->hold : s->at, got = 0;
    if (keep) {
        memmove(s->p, s->p + keep, s->len - keep);
        s->before += keep;
        s->at -= keep;
        s->len -= keep;
        s->hold = 0;
    }
    if (s->cap - s->len < CHUNK) {
        size_t cap = s->cap ? 2 * s->cap : (size_t)2 * CHUNK;
        unsigned char *p = realloc(s->p, cap);
        if (!p) return cordon_fail(err, CORDON_ENOMEM, "no memory for %s", stream_name(s->in));
        s->p = p;
        s->cap = cap;
    }
    cordon_status status = stream_read(s->in, s->p + s->len, CHUNK, &got, err);
    s->len += got;
    if (!status && !got) s->ended = true;
    return status;
}

/* Makes a byte stand at s->at, unless the file has ended. */
static cordon_status need(json_stream *s, cordon_error *err) {
    cordon_status status = CORDON_OK;
    while (!status && s->at == s->len && !s->ended) status = fill(s, err);
    return status;
}

static void newline(json_stream *s) {
    s->line++;
    s->line_start = s->before + s->at + 1;
}

static cordon_status skip_blanks(json_stream *s, cordon_error *err) {
    for (;;) {
        cordon_status status = need(s, err);
        if (status || s->at == s->len) return status;
        unsigned char c = s->p[s->at];
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') return CORDON_OK;
        if (c == '\n') newline(s);
        s->at++;
    }
}

static bool here(const json_stream *s, unsigned char c) {
    return s->at < s->len && s->p[s->at] == c;
}

/* ---- a value's extent --------------------------------------------------------- */

typedef struct extent {
    bool in_string, escaped, done, over;
    int64_t depth;
    uint64_t line;
    uint32_t column;
} extent;

/* One byte of a value; true when it belongs to it. What the value holds is judged by the
 * parser afterwards: here only its end is sought.                             */
static bool take(extent *e, unsigned char c) {
    if (e->in_string) {
        if (e->escaped)
            e->escaped = false;
        else if (c == '\\')
            e->escaped = true;
        else if (c == '"')
            e->in_string = false, e->done = !e->depth;
        return true;
    }
    switch (c) {
    case '"': e->in_string = true; return true;
    case '{':
    case '[': e->depth++; return true;
    case '}':
    case ']':
        if (!e->depth) return e->done = true, false;
        e->done = !--e->depth;
        return true;
    case ',':
    case ' ':
    case '\t':
    case '\r':
    case '\n':
        if (!e->depth) return e->done = true, false;
        return true;
    default: return true;
    }
}

/* Bytes that cannot matter inside a string are passed in one go. */
static void pass_plain(json_stream *s) {
    while (s->at < s->len && s->p[s->at] != '"' && s->p[s->at] != '\\' && s->p[s->at] != '\n')
        s->at++;
}

static void let_go(json_stream *s, extent *e) {
    if (!s->holding || s->at - s->hold <= JSON_BYTES_MAX) return;
    e->over = true;
    s->holding = false;
}

/* The bytes of a value from s->at on, which are kept: p[hold] up to s->at. */
static cordon_status find_end(json_stream *s, extent *e, cordon_error *err) {
    *e = (extent){.line = s->line, .column = column_of(s)};
    s->hold = s->at;
    s->holding = true;
    while (!e->done) {
        let_go(s, e);
        cordon_status status = need(s, err);
        if (status) return status;
        if (s->at == s->len) break; /* a number may end with the file; else the parser objects */
        if (e->in_string && !e->escaped) pass_plain(s);
        for (; s->at < s->len; s->at++) {
            if (s->p[s->at] == '\n' && !(e->depth == 0 && !e->in_string)) newline(s);
            if (!take(e, s->p[s->at])) break;
            if (e->done) {
                s->at++;
                break;
            }
            if (e->in_string && !e->escaped && s->p[s->at] != '"') {
                s->at++;
                pass_plain(s);
                s->at--;
            }
        }
    }
    let_go(s, e);
    return CORDON_OK;
}

static cordon_status find_line(json_stream *s, extent *e, cordon_error *err) {
    *e = (extent){.line = s->line, .column = column_of(s)};
    s->hold = s->at;
    s->holding = true;
    while (!e->done) {
        let_go(s, e);
        cordon_status status = need(s, err);
        if (status || s->at == s->len) return status;
        const unsigned char *end = memchr(s->p + s->at, '\n', s->len - s->at);
        s->at = end ? (size_t)(end - s->p) : s->len;
        e->done = end != NULL;
    }
    let_go(s, e);
    return CORDON_OK;
}

static cordon_status parse(json_stream *s, const extent *e, json_item *item, cordon_error *err) {
    const char *name = stream_name(s->in);
    uint32_t line = e->line < UINT32_MAX ? (uint32_t)e->line : UINT32_MAX;
    cordon_status status;
    item->line = e->line;
    item->column = e->column;
    if (e->over)
        status = cordon_fail_at(&item->refused, CORDON_ELIMIT, name, e->line, e->column,
                                "more than %d bytes in one value", JSON_BYTES_MAX);
    else
        status = json_tree_read_part(&s->tree, name, s->p + s->hold, s->at - s->hold, line,
                                     e->column, &item->refused);
    s->holding = false;
    if (!status) item->value = s->tree.root;
    if (!status || status == CORDON_ELIMIT) return CORDON_OK;
    if (status == CORDON_EFORMAT && s->form == JSON_LINES) return CORDON_OK;
    if (err) *err = item->refused;
    return status;
}

static cordon_status value(json_stream *s, json_item *item, cordon_error *err) {
    extent e;
    if (s->at == s->len || strchr(",:]}", s->p[s->at])) return fail(s, err, "a value");
    cordon_status status = find_end(s, &e, err);
    return status ? status : parse(s, &e, item, err);
}

/* ---- the document ------------------------------------------------------------- */

/* The name of a member, unescaped, and its colon. */
static cordon_status member(json_stream *s, cordon_error *err) {
    extent e;
    json_item item = {0};
    if (!here(s, '"')) return fail(s, err, "a key in quotes");
    cordon_status status = find_end(s, &e, err);
    if (!status) status = parse(s, &e, &item, err);
    if (status) return status;
    if (!item.value || strlen(item.value->text) > JSON_MEMBER_BYTES_MAX)
        return cordon_fail_at(err, CORDON_ELIMIT, stream_name(s->in), e.line, e.column,
                              "more than %d bytes in a key", JSON_MEMBER_BYTES_MAX);
    snprintf(s->member, sizeof s->member, "%s", item.value->text);
    json_tree_free(&s->tree);
    status = skip_blanks(s, err);
    if (status) return status;
    if (!here(s, ':')) return fail(s, err, "\":\" after the key");
    s->at++;
    return skip_blanks(s, err);
}

static cordon_status begin(json_stream *s, cordon_error *err) {
    for (int i = 0; i < 3 && !s->ended && s->len < 3; i++) {
        cordon_status status = fill(s, err);
        if (status) return status;
    }
    if (s->len >= 3 && memcmp(s->p, "\xef\xbb\xbf", 3) == 0) s->at = 3; /* a byte order mark */
    s->first = true;
    if (s->form == JSON_LINES) return s->place = IN_ARRAY, CORDON_OK;
    cordon_status status = skip_blanks(s, err);
    if (status) return status;
    if (!here(s, '{') && !here(s, '[')) return fail(s, err, "\"{\" or \"[\"");
    s->place = here(s, '{') ? IN_OBJECT : IN_ARRAY;
    s->at++;
    return CORDON_OK;
}

static cordon_status at_end(json_stream *s, cordon_error *err) {
    cordon_status status = skip_blanks(s, err);
    if (!status && s->at < s->len) return fail(s, err, "the end of the file");
    return status;
}

/* Before a value of the container at hand: its comma, or its end (*closed). */
static cordon_status separator(json_stream *s, bool *closed, cordon_error *err) {
    bool object = s->place == IN_OBJECT;
    *closed = false;
    cordon_status status = skip_blanks(s, err);
    if (status) return status;
    if (here(s, object ? '}' : ']')) {
        s->at++;
        *closed = true;
        s->first = false;
        if (s->place == IN_MEMBER)
            s->place = IN_OBJECT;
        else
            s->place = AT_END;
        return CORDON_OK;
    }
    if (!s->first) {
        if (!here(s, ',')) return fail(s, err, object ? "\",\" or \"}\"" : "\",\" or \"]\"");
        s->at++;
        status = skip_blanks(s, err);
        if (!status && here(s, object ? '}' : ']')) return fail(s, err, "a value after the comma");
    }
    s->first = false;
    return status;
}

static cordon_status next_line(json_stream *s, json_item *item, bool *more, cordon_error *err) {
    extent e;
    cordon_status status = skip_blanks(s, err);
    if (status || s->at == s->len) return status;
    status = find_line(s, &e, err);
    if (!status) status = parse(s, &e, item, err);
    *more = item->element = !status;
    return status;
}

static cordon_status next_value(json_stream *s, json_item *item, bool *more, cordon_error *err) {
    for (;;) {
        bool closed;
        if (s->place == AT_END) return at_end(s, err);
        cordon_status status = separator(s, &closed, err);
        if (status) return status;
        if (closed) continue;
        if (s->place == IN_OBJECT) {
            status = member(s, err);
            if (status) return status;
            if (here(s, '[')) {
                s->at++;
                s->place = IN_MEMBER;
                s->first = true;
                continue;
            }
        }
        status = value(s, item, err);
        item->member = s->place == IN_ARRAY ? "" : s->member;
        item->element = s->place != IN_OBJECT;
        *more = !status;
        return status;
    }
}

cordon_status json_stream_next(json_stream *s, json_item *item, bool *more, cordon_error *err) {
    cordon_status status = CORDON_OK;
    *item = (json_item){.member = ""};
    *more = false;
    json_tree_free(&s->tree);
    if (s->place == AT_START) status = begin(s, err);
    if (status) return status;
    return s->form == JSON_LINES ? next_line(s, item, more, err) : next_value(s, item, more, err);
}

cordon_status json_stream_open(json_stream **out, stream *in, json_form form, cordon_error *err) {
    json_stream *s = calloc(1, sizeof *s);
    if (!s) return cordon_fail(err, CORDON_ENOMEM, "no memory for %s", stream_name(in));
    s->in = in;
    s->form = form;
    s->line = 1;
    *out = s;
    return CORDON_OK;
}

void json_stream_close(json_stream *s) {
    if (!s) return;
    json_tree_free(&s->tree);
    free(s->p);
    free(s);
}
