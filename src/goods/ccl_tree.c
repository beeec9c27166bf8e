/* ccl_tree.c - a control list that is a table of paragraphs with paths.
 *
 * A path is steps of four characters; a paragraph stands below the one whose path is its own less
 * the last step. In order of path that is the order of the text. Where the one above is missing in
 * its entry the paragraph is set under the nearest that exists, at least the heading, and marked.
 * The column of the kind of note is spelt in too many ways to be relied on: what has a number or a
 * letter with a full stop as its label is an item, all else a note. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "goods/ccl_inner.h"

enum { STEP = 4, PATH_MAX_BYTES = STEP * CONTROL_DEPTH_MAX };
enum { NUMBER, PATH, DEPTH, ITEM, NOTE, TEXT, COLS };
static const char *const columns[] = {"control_code", "path", "depth", "item",
                                      "note_type",    "text", NULL};

typedef struct source_row {
    const char *number, *path;
    size_t row, steps;
} source_row;

static int by_place(const void *x, const void *y) {
    const source_row *a = x, *b = y;
    int c = strcmp(a->number, b->number);
    if (!c && (a->steps == 1) != (b->steps == 1)) return a->steps == 1 ? -1 : 1;
    return c ? c : strcmp(a->path, b->path);
}

static cordon_status fault(const table *t, size_t row, int col, cordon_error *err,
                           const char *expected) {
    return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row], (uint32_t)col + 1,
                          "%s is \"%.40s\"; expected %s", t->head[col], table_cell(t, row, col),
                          expected);
}

static cordon_status check_row(source_row *out, const table *t, const int *col, size_t row,
                               cordon_error *err) {
    const char *number = table_cell(t, row, col[NUMBER]), *path = table_cell(t, row, col[PATH]);
    char clean[CONTROL_NUMBER + 1];
    size_t len = strlen(path);
    if (!control_number_clean(clean, number) || strcmp(clean, number) != 0)
        return fault(t, row, col[NUMBER], err, "a control number such as 3A001");
    if (!len || len % STEP || len > PATH_MAX_BYTES)
        return fault(t, row, col[PATH], err, "1 to 12 steps of four characters");
    for (const char *p = path; *p; p++)
        if (!isdigit((unsigned char)*p) && !(*p >= 'A' && *p <= 'Z'))
            return fault(t, row, col[PATH], err, "digits and capital letters");
    const char *depth = table_cell(t, row, col[DEPTH]);
    char *end = NULL;
    if (!isdigit((unsigned char)*depth) || strtoul(depth, &end, 10) != len / STEP || *end)
        return fault(t, row, col[DEPTH], err, "the number of steps of the path");
    if (strlen(table_cell(t, row, col[TEXT])) > CONTROL_TEXT_MAX ||
        strlen(table_cell(t, row, col[ITEM])) > 64)
        return cordon_fail_at(err, CORDON_ELIMIT, t->path, t->line[row], 0,
                              "an item of more than 64 or a text of more than %d bytes",
                              CONTROL_TEXT_MAX);
    *out = (source_row){.number = number, .path = path, .row = row, .steps = len / STEP};
    return CORDON_OK;
}

/* "a.", "12.", "ab.": an item's label. */
static bool is_item(const char *label) {
    size_t n = 0;
    while (islower((unsigned char)label[n])) n++;
    if (!n)
        while (isdigit((unsigned char)label[n])) n++;
    return n && n <= 3 && label[n] == '.' && !label[n + 1];
}

/* The source leaves the last word of the label at the head of the text: "Technical Note:" and
 * "Note: In ...". */
static const char *less_label(const char *label, const char *text) {
    size_t n = strcspn(text, " "), len = strlen(label);
    if (!n || n >= len || strncmp(label + len - n, text, n) != 0 || label[len - n - 1] != ' ')
        return text;
    if (isdigit((unsigned char)*text) && text[n - 1] != ':')
        return text; /* the number of an entry */
    return text + n + (text[n] == ' ');
}

/* Takes the rows from i on that have one number as an entry. */
static cordon_status add_entry(control_list *l, const source_row *v, size_t n, const int *col,
                               cordon_error *err) {
    const table *t = &l->text;
    uint32_t chain[CONTROL_DEPTH_MAX + 1]; /* paragraphs that may be above the next one */
    const source_row *of[CONTROL_DEPTH_MAX + 1];
    size_t depth = 0;
    if (v[0].steps != 1)
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[v[0].row], 0,
                              "%s has no heading (a path of one step)", v[0].number);
    uint32_t first = (uint32_t)l->paragraphs;
    for (size_t i = 0; i < n; i++) {
        if (i && (v[i].steps == 1 || strcmp(v[i].path, v[i - 1].path) == 0))
            return fault(t, v[i].row, col[PATH], err,
                         v[i].steps == 1 ? "one heading of an entry" : "no path twice in an entry");
        while (depth > 1 &&
               strncmp(of[depth - 1]->path, v[i].path, strlen(of[depth - 1]->path)) != 0)
            depth--;
        const char *label = i ? table_cell(t, v[i].row, col[ITEM]) : "";
        const char *text = control_text(&l->mem, table_cell(t, v[i].row, col[TEXT]));
        bool note = i && !is_item(label);
        if (text && note) text = less_label(label, text);
        const control_paragraph *up = depth ? &l->paragraph[chain[depth - 1]] : NULL;
        control_paragraph *p =
            text ? control_add(l, v[0].number, up ? up->item : "", label, text) : NULL;
        if (!p) return control_no_memory(err);
        p->note = note;
        p->line = t->line[v[i].row];
        p->depth = up ? up->depth + 1 : 0;
        if (up) p->parent = chain[depth - 1];
        /* A heading has one step; a child of a path has one more and begins with it. */
        p->orphan =
            up && (of[depth - 1]->steps + 1 != v[i].steps ||
                   strncmp(of[depth - 1]->path, v[i].path, of[depth - 1]->steps * STEP) != 0);
        chain[depth] = (uint32_t)(p - l->paragraph);
        of[depth++] = &v[i];
    }
    l->entry[l->entries++] = (control_entry){.number = v[0].number,
                                             .heading = l->paragraph[first].text,
                                             .category = "",
                                             .group = "",
                                             .related = "",
                                             .special = "",
                                             .paragraph = first,
                                             .paragraphs = (uint32_t)n};
    return CORDON_OK;
}

/* Category and group are the first two characters of a number. */
static cordon_status set_groups(control_list *l, cordon_error *err) {
    for (size_t i = 0; i < l->entries; i++) {
        control_entry *e = &l->entry[i];
        e->category = arena_strndup(&l->mem, e->number, 1);
        e->group = arena_strndup(&l->mem, e->number + 1, 1);
        if (!e->category || !e->group) return control_no_memory(err);
    }
    return CORDON_OK;
}

cordon_status control_read_paragraphs(control_list *l, cordon_error *err) {
    const table *t = &l->text;
    int col[COLS];
    cordon_status status = table_cols(t, columns, col, err);
    if (status) return status;
    if (t->rows > CONTROL_ROWS_MAX)
        return cordon_fail_at(err, CORDON_ELIMIT, t->path, 0, 0,
                              "%zu paragraphs; at most %d are taken", t->rows, CONTROL_ROWS_MAX);
    source_row *v = calloc(t->rows + 1, sizeof *v);
    l->paragraph = arena_alloc(&l->mem, (t->rows + 1) * sizeof *l->paragraph);
    l->entry = arena_alloc(&l->mem, (t->rows + 1) * sizeof *l->entry);
    if (!v || !l->paragraph || !l->entry) status = control_no_memory(err);
    for (size_t i = 0; !status && i < t->rows; i++) status = check_row(&v[i], t, col, i, err);
    if (!status) qsort(v, t->rows, sizeof *v, by_place);
    for (size_t i = 0, n; !status && i < t->rows; i += n) {
        for (n = 1; i + n < t->rows && strcmp(v[i + n].number, v[i].number) == 0;) n++;
        status = add_entry(l, v + i, n, col, err);
    }
    free(v);
    return status ? status : set_groups(l, err);
}
