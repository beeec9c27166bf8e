#include "read/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "read/records.h"

typedef struct builder {
    table *t;
    record_split *split;
    char *block;
    const char **cell;
    uint32_t *line;
    size_t cells, cells_cap, rows, rows_cap, bytes;
} builder;

static void *grow(void *p, size_t *cap, size_t need, size_t size) {
    if (need <= *cap) return p;
    size_t n = *cap ? *cap * 2 : 1024;
    while (n < need) n *= 2;
    void *q = realloc(p, n * size);
    if (q) *cap = n;
    return q;
}

static cordon_status add_record(builder *b, uint64_t line, cordon_error *err) {
    table *t = b->t;
    record_split *s = b->split;
    if (s->delimiter == '\t' && s->f[0].len && s->f[0].p[0] == '#') return CORDON_OK;
    if (t->head && s->n != t->cols)
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, line, 0,
                              "%zu fields where the header has %zu", s->n, t->cols);
    if (b->rows >= TABLE_ROWS_MAX)
        return cordon_fail_at(err, CORDON_ELIMIT, t->path, line, 0, "more than %d rows",
                              TABLE_ROWS_MAX);
    const char **cells = grow(b->cell, &b->cells_cap, b->cells + s->n, sizeof *b->cell);
    if (!cells) goto memory;
    b->cell = cells;
    uint32_t *lines = grow(b->line, &b->rows_cap, b->rows + 1, sizeof *b->line);
    if (!lines) goto memory;
    b->line = lines;
    for (size_t i = 0; i < s->n; i++) {
        if (!records_utf8(s->f[i].p, s->f[i].len))
            return cordon_fail_at(err, CORDON_EFORMAT, t->path, line, (uint32_t)i + 1,
                                  "field %zu is not valid UTF-8", i + 1);
        char *text = arena_strndup(&t->mem, s->f[i].p, s->f[i].len);
        if (!text) goto memory;
        b->cell[b->cells + i] = text;
    }
    if (!t->head) {
        t->cols = s->n;
        t->head = arena_alloc(&t->mem, s->n * sizeof *t->head);
        if (!t->head) goto memory;
        memcpy(t->head, b->cell, s->n * sizeof *t->head);
        return CORDON_OK;
    }
    b->line[b->rows++] = (uint32_t)line;
    b->cells += s->n;
    return CORDON_OK;
memory:
    return cordon_fail_at(err, CORDON_ENOMEM, t->path, line, 0, "no memory for the table");
}

static cordon_status read_all(builder *b, stream *s, cordon_error *err) {
    record_reader *r = NULL;
    record_block block = {.data = b->block};
    cordon_status status = records_open(&r, s, NULL, b->split->quote, err);
    while (!status) {
        if ((status = records_next(r, &block, err)) || !block.len) break;
        b->bytes += block.len;
        if (b->bytes > TABLE_BYTES_MAX) {
            status = cordon_fail_at(err, CORDON_ELIMIT, b->t->path, 0, 0, "more than %d MB",
                                    TABLE_BYTES_MAX >> 20);
            break;
        }
        size_t at = 0;
        uint64_t line = block.first_line, record_line = line;
        split_result sr;
        while (!status &&
               (sr = records_split(b->split, &block, &at, &line, &record_line)) != SPLIT_END) {
            if (sr == SPLIT_OK)
                status = add_record(b, record_line, err);
            else
                status = cordon_fail_at(err, CORDON_EFORMAT, b->t->path, record_line, 0,
                                        sr == SPLIT_MANY    ? "more than 1,024 fields"
                                        : sr == SPLIT_LONG ? "a line longer than 1 MB"
                                                           : "a quote inside a field");
        }
    }
    records_close(r);
    return status;
}

/* NAME.tsv or NAME.txt, also packed (NAME.tsv.xz). */
static bool tab_separated(const char *path) {
    const char *slash = strrchr(path, '/'), *name = slash ? slash : path, *dot = strstr(name, ".tsv");
    if (!dot) dot = strstr(name, ".txt");
    return dot && (!dot[4] || dot[4] == '.');
}

static cordon_status build(table *t, stream *s, cordon_error *err) {
    builder b = {.t = t};
    cordon_status status = CORDON_OK;
    arena_init(&t->mem, 0);
    snprintf(t->path, sizeof t->path, "%s", stream_name(s));
    b.split = malloc(sizeof *b.split);
    b.block = malloc(RECORDS_BLOCK);
    if (!b.split || !b.block) {
        status = cordon_fail(err, CORDON_ENOMEM, "no memory to read %s", t->path);
        goto out;
    }
    bool tabs = tab_separated(t->path);
    b.split->delimiter = tabs ? '\t' : ',';
    b.split->quote = tabs ? 0 : '"';
    if ((status = read_all(&b, s, err))) goto out;
    if (!t->head) {
        status = cordon_fail_at(err, CORDON_EFORMAT, t->path, 1, 0, "the file is empty");
        goto out;
    }
    const char **cell = arena_alloc(&t->mem, (b.cells + 1) * sizeof *cell);
    uint32_t *line = arena_alloc(&t->mem, (b.rows + 1) * sizeof *line);
    if (!cell || !line) {
        status = cordon_fail(err, CORDON_ENOMEM, "no memory for %s", t->path);
        goto out;
    }
    if (b.cells) memcpy(cell, b.cell, b.cells * sizeof *cell);
    if (b.rows) memcpy(line, b.line, b.rows * sizeof *line);
    t->cell = cell;
    t->line = line;
    t->rows = b.rows;
out:
    free(b.split);
    free(b.block);
    free(b.cell);
    free(b.line);
    stream_close(s);
    if (status) table_free(t);
    return status;
}

cordon_status table_read(table *t, const char *path, cordon_error *err) {
    stream *s;
    *t = (table){0};
    cordon_status status = stream_open(&s, path, err);
    return status ? status : build(t, s, err);
}

cordon_status table_read_memory(table *t, const char *name, const void *data, size_t len,
                                cordon_error *err) {
    stream *s;
    *t = (table){0};
    cordon_status status = stream_open_memory(&s, name, data, len, err);
    return status ? status : build(t, s, err);
}

void table_free(table *t) {
    arena_destroy(&t->mem);
    *t = (table){0};
}

int table_col(const table *t, const char *name) {
    for (size_t i = 0; i < t->cols; i++)
        if (strcmp(t->head[i], name) == 0) return (int)i;
    return -1;
}

cordon_status table_cols(const table *t, const char *const names[], int cols[],
                         cordon_error *err) {
    for (size_t i = 0; names[i]; i++) {
        cols[i] = table_col(t, names[i]);
        if (cols[i] >= 0) continue;
        buf found = {0};
        for (size_t k = 0; k < t->cols; k++) buf_printf(&found, "%s%s", k ? "," : "", t->head[k]);
        cordon_fail_at(err, CORDON_EFORMAT, t->path, 1, 0, "no column \"%s\"; the header is %.200s",
                       names[i], buf_text(&found));
        buf_free(&found);
        return CORDON_EFORMAT;
    }
    return CORDON_OK;
}
