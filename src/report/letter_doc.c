#include "report/letter_doc.h"

#include <stdlib.h>
#include <string.h>

void letter_doc_init(letter_doc *d) {
    *d = (letter_doc){.title = "", .case_id = "", .as_at = ""};
    arena_init(&d->mem, 0);
}

void letter_doc_free(letter_doc *d) {
    for (size_t i = 0; i < d->n; i++)
        if (d->block[i].table) free(d->block[i].table->cell);
    free(d->block);
    arena_destroy(&d->mem);
    *d = (letter_doc){0};
}

const char *letter_keep(letter_doc *d, const char *text) {
    const char *kept = arena_strndup(&d->mem, text, strlen(text));
    if (!kept) d->failed = true;
    return kept ? kept : "";
}

static void add(letter_doc *d, letter_block b) {
    if (d->failed) return;
    if (d->n == d->cap) {
        size_t cap = d->cap ? 2 * d->cap : 64;
        letter_block *more = realloc(d->block, cap * sizeof *more);
        if (!more) {
            d->failed = true;
            return;
        }
        d->block = more, d->cap = cap;
    }
    d->block[d->n++] = b;
}

void letter_add(letter_doc *d, letter_what what, const char *text) {
    if (what == LETTER_SIGN)
        add(d, (letter_block){.what = what, .key = letter_keep(d, text), .text = ""});
    else
        add(d, (letter_block){.what = what == LETTER_HEAD && !*text ? LETTER_GAP : what, .key = "", .text = letter_keep(d, text)});
}

void letter_item(letter_doc *d, int number, int depth, const char *text) {
    add(d, (letter_block){.what = LETTER_ITEM, .number = number, .depth = depth, .key = "", .text = letter_keep(d, text)});
}

void letter_pair(letter_doc *d, const char *key, const char *text) {
    if (text && *text) add(d, (letter_block){.what = LETTER_PAIR, .key = letter_keep(d, key), .text = letter_keep(d, text)});
}

letter_table *letter_table_add(letter_doc *d, const char *const *head, size_t columns) {
    letter_table *t = columns <= LETTER_COLUMNS_MAX ? arena_alloc(&d->mem, sizeof *t) : NULL;
    if (!t) {
        d->failed = true;
        return NULL;
    }
    t->columns = columns;
    for (size_t i = 0; i < columns; i++) t->head[i] = letter_keep(d, head[i]);
    add(d, (letter_block){.what = LETTER_TABLE, .key = "", .text = "", .table = t});
    return d->failed ? NULL : t;
}

void letter_row_add(letter_doc *d, letter_table *t, const char *const *cell) {
    if (!t || d->failed) return;
    if (t->rows == t->cap) {
        size_t cap = t->cap ? 2 * t->cap : 16;
        const char **more = realloc(t->cell, cap * t->columns * sizeof *more);
        if (!more) {
            d->failed = true;
            return;
        }
        t->cell = more, t->cap = cap;
    }
    for (size_t i = 0; i < t->columns; i++) {
        t->cell[t->rows * t->columns + i] = cell[i];
        t->used[i] = t->used[i] || *cell[i];
    }
    t->rows++;
}
