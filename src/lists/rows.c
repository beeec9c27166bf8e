#include "lists/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lists/words.h"
#include "read/records.h"

struct list_rows {
    list_read *r;
    unsigned file;
    list_form form;
    record_reader *records;
    record_block block;
    size_t at;
    uint64_t line, of; /* the next line; where the row at hand begins */
    size_t columns;
    const char **head; /* in mem */
    const char **cell; /* of the row at hand, in text */
    char *text;        /* room for a record and a NUL for each cell */
    buf preface;
    arena mem;
    record_split split;
    char bytes[RECORDS_BLOCK];
};

/* ---- records ---- */

/* The next record, good or not. */
static cordon_status next_record(list_rows *w, split_result *how, cordon_error *err) {
    for (;;) {
        *how = records_split(&w->split, &w->block, &w->at, &w->line, &w->of);
        if (*how != SPLIT_END) return CORDON_OK;
        cordon_status status = records_next(w->records, &w->block, err);
        if (status || !w->block.len) return status;
        w->at = 0;
        w->line = w->block.first_line;
    }
}

static cordon_status lost(const list_rows *w, split_result how, cordon_error *err) {
    return cordon_fail_at(err, CORDON_EFORMAT, stream_name(w->r->file[w->file]), w->of, 0,
                          how == SPLIT_LONG
                              ? "a record of more than 1 MB"
                              : "a quote inside a field that runs over the line's end: "
                                "the lines after it cannot be told apart");
}

static void refuse_split(list_rows *w, split_result how) {
    const char *expected =
        how == SPLIT_MANY ? "at most 1024 cells" : "a quote only around a whole cell";
    list_refuse(w->r, w->file, w->of, 0, "record", "", expected);
}

/* The split cells as NUL-ended texts without blanks around them. */
static void take_cells(list_rows *w, size_t n) {
    char *to = w->text;
    for (size_t i = 0; i < n; i++) {
        const char *p = w->split.f[i].p;
        size_t len = list_trim(&p, w->split.f[i].len);
        memcpy(to, p, len);
        to[len] = '\0';
        w->cell[i] = to;
        to += len + 1;
    }
}

static bool utf8_cells(const list_rows *w, size_t *bad) {
    for (size_t i = 0; i < w->split.n; i++)
        if (!records_utf8(w->split.f[i].p, w->split.f[i].len)) {
            *bad = i;
            return false;
        }
    return true;
}

/* ---- the header ---- */

static bool has_column(const list_rows *w, const char *name) {
    for (size_t i = 0; i < w->split.n; i++)
        if (strcasecmp(w->cell[i], name) == 0) return true;
    return false;
}

static cordon_status keep_head(list_rows *w, cordon_error *err) {
    w->columns = w->split.n;
    w->head = arena_alloc(&w->mem, w->columns * sizeof *w->head);
    if (!w->head) return cordon_fail(err, CORDON_ENOMEM, "no memory for a header");
    for (size_t i = 0; i < w->columns; i++)
        if (!(w->head[i] = arena_strndup(&w->mem, w->cell[i], strlen(w->cell[i]))))
            return cordon_fail(err, CORDON_ENOMEM, "no memory for a header");
    return CORDON_OK;
}

static cordon_status find_head(list_rows *w, cordon_error *err) {
    const char *name = stream_name(w->r->file[w->file]);
    split_result how = SPLIT_END;
    for (int i = 0; i <= LIST_PREFACE_LINES; i++) {
        size_t bad = 0;
        cordon_status status = next_record(w, &how, err);
        if (status) return status;
        if (how == SPLIT_END && !i)
            return cordon_fail_at(err, CORDON_EFORMAT, name, 0, 0, "the file is empty");
        if (how == SPLIT_END) break;
        if (how != SPLIT_OK || !utf8_cells(w, &bad))
            return cordon_fail_at(err, CORDON_EFORMAT, name, w->of, 0,
                                  "no header: expected names of columns "
                                  "in UTF-8");
        take_cells(w, w->split.n);
        if (!w->form.head_has || has_column(w, w->form.head_has)) return keep_head(w, err);
        for (size_t k = 0; k < w->split.n; k++)
            if (*w->cell[k]) buf_str(&w->preface, w->cell[k]), buf_char(&w->preface, ' ');
    }
    return cordon_fail_at(err, CORDON_EFORMAT, name, 1, 0, "no header: expected a column \"%s\"",
                          w->form.head_has ? w->form.head_has : "");
}

cordon_status list_rows_open(list_rows **out, list_read *r, unsigned file, const list_form *form,
                             cordon_error *err) {
    list_rows *w = calloc(1, sizeof *w);
    if (w) {
        w->r = r, w->file = file, w->form = *form;
        w->block.data = w->bytes;
        w->split.delimiter = form->delimiter;
        w->split.quote = form->quote;
        w->text = malloc(RECORD_MAX + RECORD_FIELDS_MAX + 1);
        w->cell = malloc(RECORD_FIELDS_MAX * sizeof *w->cell);
        arena_init(&w->mem, 0);
    }
    cordon_status status = CORDON_OK;
    if (!w || !w->text || !w->cell)
        status =
            cordon_fail(err, CORDON_ENOMEM, "no memory to read %s", stream_name(r->file[file]));
    if (!status)
        status = records_open(&w->records, r->file[file], form->encoding, form->quote, err);
    if (!status) status = find_head(w, err);
    if (status)
        list_rows_close(w);
    else
        *out = w;
    return status;
}

void list_rows_close(list_rows *w) {
    if (!w) return;
    records_close(w->records);
    arena_destroy(&w->mem);
    buf_free(&w->preface);
    free(w->text);
    free(w->cell);
    free(w);
}

int list_col(const list_rows *w, const char *name) {
    for (size_t i = 0; i < w->columns; i++)
        if (strcasecmp(w->head[i], name) == 0) return (int)i;
    return -1;
}

cordon_status list_cols(const list_rows *w, const char *const names[], int cols[],
                        cordon_error *err) {
    for (size_t i = 0; names[i]; i++)
        if ((cols[i] = list_col(w, names[i])) < 0)
            return cordon_fail_at(err, CORDON_EFORMAT, stream_name(w->r->file[w->file]), 1, 0,
                                  "no column \"%s\" in the header", names[i]);
    return CORDON_OK;
}

size_t list_columns(const list_rows *w) { return w->columns; }
const char *list_column_name(const list_rows *w, size_t col) { return w->head[col]; }
const char *list_preface(const list_rows *w) { return buf_text(&w->preface); }

void list_note_columns(const list_rows *w, const char *const names[]) {
    for (size_t i = 0; i < w->columns; i++) {
        bool known = !*w->head[i];
        for (size_t k = 0; names[k] && !known; k++) known = strcasecmp(names[k], w->head[i]) == 0;
        if (!known) list_note(w->r, w->file, "column not used", "%.200s", w->head[i]);
    }
}

/* ---- rows ---- */

/* Whether the record can be used; if not it is refused. */
static bool good_record(list_rows *w, split_result how) {
    size_t bad = 0;
    char expected[64];
    if (how != SPLIT_OK) {
        refuse_split(w, how);
        return false;
    }
    if (w->split.n > w->columns || (w->split.n < w->columns && !w->form.short_rows)) {
        snprintf(expected, sizeof expected, "%zu cells as in the header, not %zu", w->columns,
                 w->split.n);
        list_refuse(w->r, w->file, w->of, 0, "record", "", expected);
        return false;
    }
    if (!utf8_cells(w, &bad)) {
        list_refuse(w->r, w->file, w->of, (unsigned)bad + 1, w->head[bad], "", "valid UTF-8");
        return false;
    }
    return true;
}

cordon_status list_rows_next(list_rows *w, bool *more, cordon_error *err) {
    split_result how = SPLIT_END;
    for (;;) {
        cordon_status status = next_record(w, &how, err);
        *more = how != SPLIT_END;
        if (status || how == SPLIT_END) return status;
        if (how == SPLIT_LOST || how == SPLIT_LONG) return lost(w, how, err);
        if (good_record(w, how)) break;
    }
    take_cells(w, w->split.n);
    for (size_t i = w->split.n; i < w->columns; i++) w->cell[i] = "";
    return CORDON_OK;
}

const char *list_cell(const list_rows *w, int col) { return col < 0 ? "" : w->cell[col]; }
const char *const *list_row_cells(const list_rows *w) { return w->cell; }
uint64_t list_rows_line(const list_rows *w) { return w->of; }

void list_rows_refuse(list_rows *w, int col, const char *expected) {
    list_refuse(w->r, w->file, w->of, (unsigned)(col + 1), col < 0 ? "record" : w->head[col],
                list_cell(w, col), expected);
}

/* ---- rows held together ---- */

void list_held_init(list_held *h) {
    *h = (list_held){0};
    arena_init(&h->mem, LIST_HELD_BYTES);
}

void list_held_free(list_held *h) {
    arena_destroy(&h->mem);
    free(h->row);
    h->row = NULL;
    h->rows = h->cap = 0;
}

static const char *keep(list_held *h, const char *s) {
    return *s ? arena_strndup(&h->mem, s, strlen(s)) : "";
}

cordon_status list_hold_cells(list_held *h, const char *const cell[], size_t cells, uint64_t line,
                              unsigned file, const char *key, const char *sub, cordon_error *err) {
    if (h->rows == h->cap) {
        size_t cap = h->cap ? h->cap * 2 : 1024;
        list_held_row *more = realloc(h->row, cap * sizeof *more);
        if (!more) return cordon_fail(err, CORDON_ENOMEM, "no memory for %zu rows", cap);
        h->row = more;
        h->cap = cap;
    }
    const char **kept = arena_alloc(&h->mem, cells * sizeof *kept);
    list_held_row row = {keep(h, key), keep(h, sub), kept, line, file};
    bool full = !kept || !row.key || !row.sub;
    for (size_t i = 0; i < cells && !full; i++) full = !(kept[i] = keep(h, cell[i]));
    if (full)
        return cordon_fail(err, CORDON_ELIMIT,
                           "more than 1 GB of rows that belong together (line %llu)",
                           (unsigned long long)line);
    h->row[h->rows++] = row;
    return CORDON_OK;
}

cordon_status list_hold(list_held *h, const list_rows *w, unsigned file, const char *key,
                        const char *sub, cordon_error *err) {
    return list_hold_cells(h, w->cell, w->columns, w->of, file, key, sub, err);
}

static int by_key(const void *a, const void *b) {
    const list_held_row *x = a, *y = b;
    int c = strcmp(x->key, y->key);
    if (!c) c = strcmp(x->sub, y->sub);
    if (!c) c = (x->file > y->file) - (x->file < y->file);
    return c ? c : (x->line > y->line) - (x->line < y->line);
}

void list_held_sort(list_held *h) {
    if (h->rows) qsort(h->row, h->rows, sizeof *h->row, by_key);
}

size_t list_group(const list_held *h, size_t at) {
    size_t to = at + 1;
    while (to < h->rows && strcmp(h->row[at].key, h->row[to].key) == 0) to++;
    return to;
}
