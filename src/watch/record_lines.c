/* record_lines.c - rows of the record as JSON Lines. */
#include <stdlib.h>
#include <string.h>

#include "read/json_tree.h"
#include "read/stream.h"
#include "watch/record.h"

struct record_lines {
    char *name;
    json_tree *tree; /* one a row; they own the texts */
    record_new *row;
    size_t n, room;
};

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory for rows"); }

static cordon_status grow(record_lines *x, cordon_error *err) {
    if (x->n < x->room) return CORDON_OK;
    if (x->n == RECORD_ROWS_MAX)
        return cordon_fail_at(err, CORDON_ELIMIT, x->name, 0, 0, "more than %d rows", RECORD_ROWS_MAX);
    size_t room = x->room ? 2 * x->room : 16;
    json_tree *tree = realloc(x->tree, room * sizeof *tree);
    if (tree) x->tree = tree;
    record_new *row = tree ? realloc(x->row, room * sizeof *row) : NULL;
    if (!row) return no_memory(err);
    x->row = row;
    x->room = room;
    return CORDON_OK;
}

static int column_of(const char *key) {
    for (int c = 0; c < RECORD_COLUMNS; c++)
        if (strcmp(record_column_name((record_column)c), key) == 0) return c;
    return -1;
}

static cordon_status fill(record_new *r, const record_lines *x, const json_node *root, uint32_t line,
                          cordon_error *err) {
    *r = (record_new){.from = x->name, .line = line};
    for (int c = 0; c < RECORD_COLUMNS; c++) r->cell[c] = "";
    if (root->kind != JSON_OBJECT)
        return cordon_fail_at(err, CORDON_EFORMAT, x->name, line, root->column,
                              "expected an object with the columns of the record, not %s",
                              json_kind_name(root->kind));
    for (const json_node *v = root->first; v; v = v->next) {
        int c = column_of(v->key);
        if (c < 0)
            return cordon_fail_at(err, CORDON_EFORMAT, x->name, line, v->column,
                                  "\"%.40s\": expected a column of the record (id, date_start, ...)", v->key);
        if (v->kind != JSON_STRING && v->kind != JSON_NULL)
            return cordon_fail_at(err, CORDON_EFORMAT, x->name, line, v->column,
                                  "%s: expected a text, not %s", v->key, json_kind_name(v->kind));
        r->cell[c] = v->kind == JSON_STRING ? v->text : "";
        r->column[c] = v->column;
    }
    return CORDON_OK;
}

static cordon_status one_line(record_lines *x, const char *p, size_t len, uint32_t line, cordon_error *err) {
    cordon_status status = grow(x, err);
    if (status) return status;
    json_tree *t = &x->tree[x->n];
    if ((status = json_tree_read_memory(t, x->name, p, len, err))) {
        if (err && err->line) err->line = line;
        return status;
    }
    return fill(&x->row[x->n++], x, t->root, line, err);
}

static bool blank(const char *p, size_t len) {
    for (size_t i = 0; i < len; i++)
        if (p[i] != ' ' && p[i] != '\t' && p[i] != '\r') return false;
    return true;
}

cordon_status record_lines_read_memory(record_lines **out, const char *name, const char *data,
                                       size_t len, cordon_error *err) {
    record_lines *x = calloc(1, sizeof *x);
    uint32_t line = 1;
    cordon_status status = x && (x->name = strdup(name)) ? CORDON_OK : no_memory(err);
    for (size_t at = 0; at < len && !status; line++) {
        const char *nl = memchr(data + at, '\n', len - at);
        size_t end = nl ? (size_t)(nl - data) : len;
        if (!blank(data + at, end - at)) status = one_line(x, data + at, end - at, line, err);
        at = end + 1;
    }
    if (!status && !x->n)
        status = cordon_fail_at(err, CORDON_EFORMAT, name, 0, 0, "no row: expected one JSON object a line");
    if (status) record_lines_free(x);
    else *out = x;
    return status;
}

cordon_status record_lines_read(record_lines **out, const char *path, cordon_error *err) {
    stream *in = NULL;
    buf b = {0};
    char chunk[16384];
    size_t got = 0;
    cordon_status status = stream_open(&in, path, err);
    while (!status && !(status = stream_read(in, chunk, sizeof chunk, &got, err)) && got) {
        buf_add(&b, chunk, got);
        if (b.failed) status = no_memory(err);
        else if (b.len > JSON_BYTES_MAX)
            status = cordon_fail_at(err, CORDON_ELIMIT, stream_name(in), 0, 0, "more than %d bytes of rows",
                                    JSON_BYTES_MAX);
    }
    if (!status) status = record_lines_read_memory(out, stream_name(in), buf_text(&b), b.len, err);
    stream_close(in);
    buf_free(&b);
    return status;
}

record_new *record_lines_rows(record_lines *x, size_t *n) {
    *n = x->n;
    return x->row;
}

void record_lines_free(record_lines *x) {
    if (!x) return;
    for (size_t i = 0; i < x->n; i++) json_tree_free(&x->tree[i]);
    free(x->tree);
    free(x->row);
    free(x->name);
    free(x);
}
