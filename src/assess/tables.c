#include "assess/tables.h"

#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "base/once.h"
#include "base/buf.h"
#include "read/records.h"
#include "read/stream.h"

static const struct {
    const char *file;
    const char *const *columns;
} files[ASSESS_FILES] = {
    [ASSESS_EUC_FIELDS] = {"data/assess/euc_fields.csv", (const char *const[]){"template", "field", "need", "value", "means", "source", "basis", NULL}},
    [ASSESS_EUC_PARAMETERS] = {"data/assess/euc_parameters.csv", (const char *const[]){"parameter", "value", "unit", "source", NULL}},
    [ASSESS_CLAUSE_ELEMENTS] = {"data/assess/clause_elements.csv", (const char *const[]){"kind", "element", "language", "pattern", "means", "source", "basis", NULL}},
    [ASSESS_CLAUSE_TEXTS] = {"data/assess/clause_texts.csv", (const char *const[]){"kind", "language", "element", "text", "source", "basis", NULL}},
    [ASSESS_FLAGS] = {"data/assess/flags.csv",
                      (const char *const[]){"id", "text", "how", "fields", "facts", "parameters", "question", "weight", "source", "basis", NULL}},
};

static cordon_status read_file(void *fresh, assess_file which, cordon_error *err) {
    char path[1024];
    int cols[16];
    table *t = fresh;
    cordon_status status = table_read(t, data_path(path, sizeof path, files[which].file), err);
    if (status) return status;
    status = table_cols(t, files[which].columns, cols, err);
    if (status) table_free(t);
    return status;
}

static cordon_status read_0(void *t, cordon_error *err) { return read_file(t, ASSESS_EUC_FIELDS, err); }
static cordon_status read_1(void *t, cordon_error *err) { return read_file(t, ASSESS_EUC_PARAMETERS, err); }
static cordon_status read_2(void *t, cordon_error *err) { return read_file(t, ASSESS_CLAUSE_ELEMENTS, err); }
static cordon_status read_3(void *t, cordon_error *err) { return read_file(t, ASSESS_CLAUSE_TEXTS, err); }
static cordon_status read_4(void *t, cordon_error *err) { return read_file(t, ASSESS_FLAGS, err); }

cordon_status assess_table(const table **out, assess_file which, cordon_error *err) {
    static once kept[ASSESS_FILES] = {ONCE, ONCE, ONCE, ONCE, ONCE};
    static cordon_status (*const reader[ASSESS_FILES])(void *, cordon_error *) = {read_0, read_1, read_2, read_3, read_4};
    cordon_status status = CORDON_OK;
    const table *t = once_kept(&kept[which], sizeof *t, reader[which], &status, err);
    if (t) *out = t;
    return status;
}

cordon_status assess_parameter(double *out, assess_file which, const char *name, cordon_error *err) {
    const table *t = NULL;
    cordon_status status = assess_table(&t, which, err);
    if (status || !t) return status;
    int key = table_col(t, "parameter"), value = table_col(t, "value");
    for (size_t i = 0; i < t->rows; i++) {
        if (strcmp(table_cell(t, i, key), name) != 0) continue;
        char *end;
        const char *cell = table_cell(t, i, value);
        double v = strtod(cell, &end);
        if (!*cell || *end) return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[i], 0, "value \"%s\" of %s is no number", cell, name);
        *out = v;
        return CORDON_OK;
    }
    return cordon_fail_at(err, CORDON_EFORMAT, t->path, 0, 0, "there is no row of parameter %s", name);
}

cordon_status assess_file_read(const char **out, size_t *len, arena *mem, const char *path, size_t max, cordon_error *err) {
    stream *s = NULL;
    buf b = {0};
    char part[16384];
    size_t got = 1;
    cordon_status status = stream_open(&s, path, err);
    while (!status && got && b.len <= max) {
        status = stream_read(s, part, sizeof part, &got, err);
        if (!status) buf_add(&b, part, got);
    }
    if (!status && b.len > max) status = cordon_fail_at(err, CORDON_ELIMIT, path, 0, 0, "more than %zu bytes", max);
    if (!status && b.failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for %s", path);
    if (!status) {
        *len = b.len;
        *out = arena_strndup(mem, buf_text(&b), b.len);
        if (!*out) status = cordon_fail(err, CORDON_ENOMEM, "no memory for %s", path);
    }
    stream_close(s);
    buf_free(&b);
    return status;
}

static cordon_status no_text(const char *path, const char *s, size_t at, const char *what, cordon_error *err) {
    uint32_t line = 1, column = 1;
    for (size_t i = 0; i < at; i++) {
        column = s[i] == '\n' ? 1 : column + 1;
        line += s[i] == '\n';
    }
    return cordon_fail_at(err, CORDON_EFORMAT, path, line, column, "%s; expected plain text in UTF-8", what);
}

cordon_status assess_text_read(const char **out, size_t *len, arena *mem, const char *path, size_t max, cordon_error *err) {
    const char *s;
    size_t n;
    cordon_status status = assess_file_read(&s, &n, mem, path, max, err);
    if (status) return status;
    size_t good = records_utf8_bytes(s, n), text = strlen(s); /* up to the first NUL byte */
    if (strncmp(s, "%PDF-", 5) == 0) return no_text(path, s, 0, "this is a PDF", err);
    if (text < n && text <= good) return no_text(path, s, text, "a NUL byte", err);
    if (good < n) return no_text(path, s, good, "bytes that are no UTF-8", err);
    if (strspn(s, " \t\r\n") == n) return no_text(path, s, 0, "a file without a word", err);
    *out = s;
    *len = n;
    return CORDON_OK;
}
