#include "read/xml.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

enum { CHUNK = 64 * 1024, NAME_MAX_BYTES = 200 };

typedef struct reader {
    const xml_reading *r;
    const char *name; /* of the file */
    XML_Parser parser;
    cordon_error *err;
    cordon_status status;
    arena mem; /* of the record at hand */
    xml_node *record, *at;
    uint32_t nodes;
    size_t bytes;
    int depth, over_depth; /* over_depth: where cutting began, 0 = not cutting */
    buf text;              /* of the element at hand, not yet put into it */
    bool text_over;
    char open[XML_DEPTH_MAX + 1][NAME_MAX_BYTES]; /* names of the elements that are open */
    uint64_t fed;
} reader;

static uint64_t line_of(const reader *s) { return XML_GetCurrentLineNumber(s->parser); }
static uint32_t column_of(const reader *s) {
    return (uint32_t)XML_GetCurrentColumnNumber(s->parser) + 1;
}

static void stop(reader *s, cordon_status status) {
    if (s->status) return;
    s->status = status;
    XML_StopParser(s->parser, XML_FALSE);
}

static void stop_limit(reader *s, const char *what, long max) {
    if (s->status) return;
    stop(s, cordon_fail_at(s->err, CORDON_ELIMIT, s->name, line_of(s), column_of(s),
                           "more than %ld %s", max, what));
}

static void stop_memory(reader *s) {
    stop(s, cordon_fail(s->err, CORDON_ENOMEM, "no memory for %s", s->name));
}

static const char *local(const char *name) {
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static bool is_record(const reader *s, const char *name) {
    for (const char *const *p = s->r->records; *p; p++)
        if (strcmp(*p, name) == 0) return true;
    return false;
}

/* The record has broken a bound: what comes is not kept, until it ends. */
static void cut(reader *s, const char *what) {
    if (!s->record->over) s->record->over = what;
}

static char *copy(reader *s, const char *text, size_t len) {
    s->bytes += len + 1;
    return arena_strndup(&s->mem, text, len);
}

/* ---- building a tree ---------------------------------------------------------- */

static bool copy_attributes(reader *s, xml_node *n, const char **given) {
    size_t k = 0;
    while (given[2 * k] && k <= XML_ATTRIBUTES_MAX) k++;
    if (k > XML_ATTRIBUTES_MAX) {
        stop_limit(s, "attributes of one element", XML_ATTRIBUTES_MAX);
        return false;
    }
    if (!k) return true;
    n->attribute = arena_alloc(&s->mem, k * sizeof *n->attribute);
    if (!n->attribute) return stop_memory(s), false;
    for (size_t i = 0; i < k; i++, n->attributes++) {
        const char *name = local(given[2 * i]), *value = given[2 * i + 1];
        xml_attribute *a = &n->attribute[i];
        a->name = copy(s, name, strlen(name));
        a->value = copy(s, value, strlen(value));
        if (!a->name || !a->value) return stop_memory(s), false;
    }
    return true;
}

static xml_node *node_new(reader *s, const char *name, const char **attributes) {
    xml_node *n = arena_alloc(&s->mem, sizeof *n);
    if (n) n->name = copy(s, name, strlen(name));
    if (!n || !n->name) return stop_memory(s), NULL;
    n->text = "";
    n->line = line_of(s);
    n->column = column_of(s);
    s->nodes++;
    s->bytes += sizeof *n;
    return copy_attributes(s, n, attributes) ? n : NULL;
}

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* Blanks with a line end among them come from how the file is laid out: they become one. */
static size_t unfold(char *p, size_t n) {
    size_t k = 0;
    for (size_t i = 0; i < n;) {
        size_t j = i;
        while (j < n && blank(p[j])) j++;
        if (memchr(p + i, '\n', j - i))
            p[k++] = ' ', i = j;
        else
            p[k++] = p[i++];
    }
    return k;
}

/* Puts the text read so far into the element at hand. */
static void flush(reader *s) {
    const char *p = buf_text(&s->text);
    size_t n = s->text.len;
    bool as_is = s->at && strcmp(xml_attribute_of(s->at, "space"), "preserve") == 0;
    while (!as_is && n && blank(p[n - 1])) n--;
    while (!as_is && n && blank(*p)) p++, n--;
    if (n && s->at && !s->record->over) {
        size_t had = strlen(s->at->text);
        char *to = arena_alloc(&s->mem, had + n + 2);
        if (!to) return stop_memory(s);
        memcpy(to, s->at->text, had);
        if (had) to[had++] = ' ';
        memcpy(to + had, p, n);
        to[had + (as_is ? n : unfold(to + had, n))] = '\0';
        s->at->text = to;
        s->bytes += had + n + 2;
    } else if (n && !s->record && s->r->stray && s->depth) {
        s->r->stray(s->r->arg, s->open[s->depth], line_of(s));
    }
    s->text.len = 0;
    s->text_over = false;
}

static void root(reader *s, const char *name, const char **attributes) {
    xml_node *n = node_new(s, name, attributes);
    cordon_status status = n ? s->r->root(s->r->arg, n, s->err) : s->status;
    arena_destroy(&s->mem);
    s->nodes = 0;
    s->bytes = 0;
    if (status) stop(s, status);
}

static void add_child(reader *s, xml_node *n) {
    xml_node *last = s->at->first;
    /* The last child is found in one step: while an element is open its parent's "next" is
     * not set yet, and serves as the pointer to the last child.                */
    if (!last)
        s->at->first = n;
    else
        s->at->next->next = n;
    s->at->next = n;
    n->parent = s->at;
}

static void start_in_record(reader *s, const char *name, const char **attributes) {
    if (s->nodes >= XML_RECORD_NODES_MAX) cut(s, "elements in one record");
    if (s->bytes >= XML_RECORD_BYTES_MAX) cut(s, "bytes in one record");
    if (s->record->over) return;
    xml_node *n = node_new(s, name, attributes);
    if (!n) return;
    add_child(s, n);
    s->at = n;
}

static void XMLCALL on_start(void *arg, const XML_Char *full, const XML_Char **attributes) {
    reader *s = arg;
    const char *name = local(full);
    if (s->status) return;
    flush(s);
    if (s->status) return;
    if (++s->depth > XML_DEPTH_MAX) return stop_limit(s, "levels of nesting", XML_DEPTH_MAX);
    if (strlen(name) >= NAME_MAX_BYTES)
        return stop_limit(s, "bytes in the name of an element", NAME_MAX_BYTES - 1);
    snprintf(s->open[s->depth], NAME_MAX_BYTES, "%s", name);
    if (s->record) return start_in_record(s, name, attributes);
    if (s->depth == 1) return root(s, name, attributes);
    if (!is_record(s, name)) return;
    s->record = s->at = node_new(s, name, attributes);
    s->over_depth = s->depth;
}

static void end_record(reader *s) {
    xml_node *n = s->record;
    for (xml_node *open = s->at; open; open = open->parent) open->next = NULL; /* of a cut one */
    s->record = s->at = NULL;
    cordon_status status = s->r->record(s->r->arg, n, s->err);
    arena_destroy(&s->mem);
    s->nodes = 0;
    s->bytes = 0;
    if (status) stop(s, status);
}

static void XMLCALL on_end(void *arg, const XML_Char *name) {
    reader *s = arg;
    (void)name;
    if (s->status) return;
    flush(s);
    if (s->status) return;
    if (s->record && s->depth == s->over_depth) {
        end_record(s);
    } else if (s->record && !s->record->over) {
        xml_node *up = s->at->parent;
        s->at->next = NULL;
        s->at = up;
    }
    s->depth--;
}

static void XMLCALL on_text(void *arg, const XML_Char *text, int len) {
    reader *s = arg;
    if (s->status || s->text_over || (s->record && s->record->over)) return;
    if (!s->record && !s->r->stray) return;
    if (s->text.len + (size_t)len > XML_TEXT_BYTES_MAX) {
        if (s->record) cut(s, "bytes of text in one element");
        s->text_over = true;
        return;
    }
    buf_add(&s->text, text, (size_t)len);
    if (s->text.failed) stop_memory(s);
}

static void XMLCALL on_doctype(void *arg, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int has_internal) {
    reader *s = arg;
    (void)system, (void)public, (void)has_internal;
    if (s->status) return;
    stop(s, cordon_fail_at(s->err, CORDON_EFORMAT, s->name, line_of(s), column_of(s),
                           "a document type declaration (<!DOCTYPE %.60s>): entities are not "
                           "expanded and nothing is fetched; expected a file without one",
                           name));
}

/* ---- faults ------------------------------------------------------------------- */

/* The byte the parser stopped at, 0 when it is not to be had. */
static unsigned char byte_at_fault(const reader *s) {
    int at = 0, size = 0;
    const char *p = XML_GetInputContext(s->parser, &at, &size);
    return p && at >= 0 && at < size ? (unsigned char)p[at] : 0;
}

static cordon_status fault_at_end(const reader *s) {
    if (!s->depth)
        return cordon_fail_at(s->err, CORDON_EFORMAT, s->name, line_of(s), column_of(s),
                              "the file ends; expected an XML element");
    return cordon_fail_at(s->err, CORDON_EFORMAT, s->name, line_of(s), column_of(s),
                          "the file ends inside <%.100s>; expected </%.100s> (truncated?)",
                          s->open[s->depth], s->open[s->depth]);
}

static cordon_status fault(const reader *s, bool last) {
    enum XML_Error code = XML_GetErrorCode(s->parser);
    unsigned char c = byte_at_fault(s);
    if (code == XML_ERROR_NO_MEMORY)
        return cordon_fail(s->err, CORDON_ENOMEM, "no memory for %s", s->name);
    if (code == XML_ERROR_NO_ELEMENTS ||
        (last && (code == XML_ERROR_UNCLOSED_TOKEN || code == XML_ERROR_PARTIAL_CHAR ||
                  code == XML_ERROR_UNCLOSED_CDATA_SECTION)))
        return fault_at_end(s);
    if (code == XML_ERROR_TAG_MISMATCH && s->depth)
        return cordon_fail_at(s->err, CORDON_EFORMAT, s->name, line_of(s), column_of(s),
                              "another end tag here; expected </%.100s>", s->open[s->depth]);
    if ((code == XML_ERROR_INVALID_TOKEN || code == XML_ERROR_PARTIAL_CHAR) && c >= 0x80)
        return cordon_fail_at(s->err, CORDON_EFORMAT, s->name, line_of(s), column_of(s),
                              "byte %u: no UTF-8 here; expected text in the file's encoding", c);
    return cordon_fail_at(s->err, CORDON_EFORMAT, s->name, line_of(s), column_of(s),
                          "no XML here: %s", XML_ErrorString(code));
}

/* ---- the file ----------------------------------------------------------------- */

static cordon_status feed(reader *s, stream *in) {
    for (;;) {
        size_t got = 0;
        void *to = XML_GetBuffer(s->parser, CHUNK);
        if (!to) return cordon_fail(s->err, CORDON_ENOMEM, "no memory for %s", s->name);
        cordon_status status = stream_read(in, to, CHUNK, &got, s->err);
        if (status) return status;
        s->fed += got;
        enum XML_Status ok = XML_ParseBuffer(s->parser, (int)got, !got);
        if (s->status) return s->status;
        if (ok != XML_STATUS_OK) return fault(s, !got);
        if (!got) return CORDON_OK;
        XML_Index at = XML_GetCurrentByteIndex(s->parser);
        if (at >= 0 && s->fed > (uint64_t)at + XML_TOKEN_BYTES_MAX + CHUNK)
            return cordon_fail_at(s->err, CORDON_ELIMIT, s->name, line_of(s), column_of(s),
                                  "more than %d bytes in one tag", XML_TOKEN_BYTES_MAX);
    }
}

cordon_status xml_read(stream *in, const xml_reading *r, cordon_error *err) {
    reader *s = calloc(1, sizeof *s);
    if (!s) return cordon_fail(err, CORDON_ENOMEM, "no memory for %s", stream_name(in));
    s->r = r;
    s->name = stream_name(in);
    s->err = err;
    arena_init(&s->mem, 0);
    s->parser = XML_ParserCreate(NULL);
    cordon_status status = CORDON_OK;
    if (s->parser) {
        XML_SetUserData(s->parser, s);
        XML_SetElementHandler(s->parser, on_start, on_end);
        XML_SetCharacterDataHandler(s->parser, on_text);
        XML_SetStartDoctypeDeclHandler(s->parser, on_doctype);
        status = feed(s, in);
        XML_ParserFree(s->parser);
    } else {
        status = cordon_fail(err, CORDON_ENOMEM, "no memory for %s", s->name);
    }
    arena_destroy(&s->mem);
    buf_free(&s->text);
    free(s);
    return status;
}

/* ---- asking a record ---------------------------------------------------------- */

static xml_node *named(xml_node *n, const char *name) {
    while (n && strcmp(n->name, name) != 0) n = n->next;
    if (n) n->used = true;
    return n;
}

xml_node *xml_child(xml_node *node, const char *name) {
    return node ? named(node->first, name) : NULL;
}

xml_node *xml_next(xml_node *node) { return node ? named(node->next, node->name) : NULL; }

const char *xml_text(xml_node *node, const char *name) {
    xml_node *n = xml_child(node, name);
    return n ? n->text : "";
}

const char *xml_attribute_of(const xml_node *node, const char *name) {
    for (uint32_t i = 0; node && i < node->attributes; i++)
        if (strcmp(node->attribute[i].name, name) == 0) return node->attribute[i].value;
    return "";
}

/* The node behind n in the order of the file, below top; NULL at the end. */
static xml_node *walk(const xml_node *top, xml_node *n) {
    if (n->first) return n->first;
    while (n != top && !n->next) n = n->parent;
    return n == top ? NULL : n->next;
}

void xml_use_all(xml_node *node) {
    for (xml_node *n = node; n; n = walk(node, n)) n->used = true;
}

static void put_path(buf *b, const xml_node *record, const xml_node *n) {
    if (n != record) {
        put_path(b, record, n->parent);
        buf_char(b, '/');
    }
    buf_str(b, n->name);
}

void xml_unused(const xml_node *record,
                void (*each)(void *arg, const char *path, const xml_node *at), void *arg) {
    buf b = {0};
    union {
        const xml_node *from;
        xml_node *to;
    } top = {.from = record};
    for (xml_node *n = record->first; n; n = walk(top.to, n)) {
        if (n->used || !n->text[0]) continue;
        b.len = 0;
        put_path(&b, record, n);
        if (!b.failed) each(arg, buf_text(&b), n);
    }
    buf_free(&b);
}
