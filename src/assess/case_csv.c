/* case_csv.c - an order as a table: one line per item, whose columns are named by paths.
 *
 * "items/code" is the item's own; every other path ("destination", "parties/0/name") is of the case: its cell is the same in every line, or blank
 * after the first that says it. Things of a list are numbered from 0 in the order of the columns. A blank cell of an item is empty; of the case, absent.
 * The table becomes the tree that JSON of the same content would be, so that all that follows is one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assess/case_fields.h"
#include "read/table.h"

enum { PATH_STEPS = 6, COLUMNS_MAX = 400 };

typedef struct column {
    const case_field *field;
    bool item;
    const char *step[PATH_STEPS]; /* of the case */
    int steps;
    const char *cell; /* first that says it */
    uint32_t line;
} column;

typedef struct maker {
    json_tree *t;
    const char *path;
    table *table;
    column *col;
    cordon_error *err;
} maker;

static cordon_status no_memory(const maker *m) { return cordon_fail(m->err, CORDON_ENOMEM, "no memory for %s", m->path); }

static json_node *add(const maker *m, json_node *parent, const char *key, json_kind kind, uint32_t line, size_t col) {
    json_node *node = arena_alloc(&m->t->mem, sizeof *node);
    if (!node) return NULL;
    *node = (json_node){.kind = kind, .key = key, .line = line, .column = (uint32_t)col + 1, .parent = parent};
    if (!parent) return node;
    node->index = parent->n++;
    return node;
}

/* Appends; `last` keeps the end of the parent's chain, so that many are no quadratic work. */
static void append(json_node *parent, json_node **last, json_node *node) {
    if (*last)
        (*last)->next = node;
    else
        parent->first = node;
    *last = node;
}

static void append_slow(json_node *parent, json_node *node) {
    const json_node *last = parent->first;
    if (!last) {
        parent->first = node;
        return;
    }
    while (last->next) last = last->next;
    ((json_node *)(uintptr_t)last)->next = node; /* all nodes are ours */
}

/* ---- header ------------------------------------------------------------------ */

static bool number(const char *s, size_t len, size_t *out) {
    size_t v = 0;
    if (!len || len > 5 || (len > 1 && *s == '0')) return false;
    for (size_t i = 0; i < len; i++) {
        if (s[i] < '0' || s[i] > '9') return false;
        v = v * 10 + (size_t)(s[i] - '0');
    }
    *out = v;
    return true;
}

static cordon_status refuse_column(const maker *m, size_t at, const case_shape *s, const char *step) {
    const char *near = s ? case_field_near(s, step) : NULL;
    return cordon_fail_at(m->err, CORDON_EFORMAT, m->path, 1, (uint32_t)at + 1, "column \"%.80s\"; %s%s%s", m->table->head[at],
                          near ? "is \"" : "expected a path such as items/code or parties/0/name", near ? near : "", near ? "\" meant?" : "");
}

static bool same_path(const column *a, const column *b) {
    if (a->steps != b->steps) return false;
    for (int i = 0; i < a->steps; i++)
        if (strcmp(a->step[i], b->step[i]) != 0) return false;
    return true;
}

static cordon_status read_column(const maker *m, size_t at) {
    column *c = &m->col[at];
    const case_shape *s = &case_shape_case;
    char *rest = arena_strndup(&m->t->mem, m->table->head[at], strlen(m->table->head[at]));
    if (!rest) return no_memory(m);
    for (char *step; (step = strsep(&rest, "/"));) {
        size_t unused;
        if (c->steps >= PATH_STEPS - 1) return refuse_column(m, at, NULL, step);
        const case_field *f = s ? case_field_find(s, step) : NULL;
        if (!f) return refuse_column(m, at, s, step);
        c->step[c->steps++] = f->key;
        c->field = f;
        s = f->shape;
        if (c->steps == 1 && strcmp(f->key, "items") == 0) c->item = true;
        if (f->kind != FIELD_LIST || (c->item && c->steps == 1)) continue;
        step = strsep(&rest, "/");
        if (!step || !number(step, strlen(step), &unused)) return refuse_column(m, at, NULL, "");
        c->step[c->steps++] = step;
    }
    if (s) return refuse_column(m, at, NULL, ""); /* a path that ends in an object */
    for (size_t i = 0; i < at; i++)
        if (same_path(&m->col[i], c))
            return cordon_fail_at(m->err, CORDON_EFORMAT, m->path, 1, (uint32_t)at + 1, "the column \"%.80s\" stands twice", m->table->head[at]);
    return CORDON_OK;
}

/* ---- cells ------------------------------------------------------------------- */

static bool plain_number(const char *s) {
    size_t n = strspn(s + (*s == '-'), "0123456789");
    const char *p = s + (*s == '-') + n;
    if (!n) return false;
    if (*p == '.') {
        n = strspn(p + 1, "0123456789");
        p += n + 1;
        if (!n) return false;
    }
    return !*p;
}

static cordon_status fill_texts(const maker *m, json_node *node, const char *cell) {
    json_node *last = NULL;
    for (const char *s = cell;;) {
        size_t n = strcspn(s, "|");
        json_node *c = add(m, node, NULL, JSON_STRING, node->line, node->column - 1);
        if (!c || !(c->text = arena_strndup(&m->t->mem, s, n))) return no_memory(m);
        append(node, &last, c);
        if (!s[n]) return CORDON_OK;
        s += n + 1;
    }
}

/* The cell as the value that its field takes; what it does not take stays a text, which the reader refuses with its place. */
static cordon_status fill(const maker *m, json_node *node, const case_field *f, const char *cell) {
    node->kind = JSON_STRING;
    node->text = arena_strndup(&m->t->mem, cell, strlen(cell));
    if (!node->text) return no_memory(m);
    if (f->kind == FIELD_NUMBER && plain_number(cell)) {
        node->kind = JSON_NUMBER;
        node->number = strtod(cell, NULL);
    }
    if (f->kind != FIELD_TEXTS || !*cell || strcmp(cell, "unknown") == 0) return CORDON_OK;
    node->kind = JSON_ARRAY;
    return fill_texts(m, node, cell);
}

static json_node *child(const json_node *parent, const char *key, size_t index) {
    for (const json_node *c = parent->first; c; c = c->next)
        if (key ? strcmp(c->key, key) == 0 : c->index == index) return (json_node *)(uintptr_t)c;
    return NULL;
}

static cordon_status place(const maker *m, size_t at) {
    const column *c = &m->col[at];
    const case_shape *s = &case_shape_case;
    json_node *node = (json_node *)(uintptr_t)m->t->root;
    for (int i = 0; i < c->steps; i++) {
        bool array = node->kind == JSON_ARRAY;
        size_t index = 0;
        if (array) number(c->step[i], strlen(c->step[i]), &index);
        json_node *next = child(node, array ? NULL : c->step[i], index);
        const case_field *f = array ? NULL : case_field_find(s, c->step[i]);
        if (f) s = f->shape;
        if (!next) {
            if (array && index != node->n)
                return cordon_fail_at(m->err, CORDON_EFORMAT, m->path, 1, (uint32_t)at + 1, "column \"%.80s\"; expected number %u next: they count from 0 and none is left out",
                                      m->table->head[at], node->n);
            next = add(m, node, array ? NULL : c->step[i], f && f->kind == FIELD_LIST ? JSON_ARRAY : JSON_OBJECT, c->line, at);
            if (!next) return no_memory(m);
            append_slow(node, next);
        }
        node = next;
    }
    return fill(m, node, c->field, c->cell);
}

/* One line: its item, and what it says of the case. */
static cordon_status read_line(const maker *m, size_t row, json_node *items, json_node **last) {
    json_node *item = add(m, items, NULL, JSON_OBJECT, m->table->line[row], 0), *end = NULL;
    cordon_status status = CORDON_OK;
    if (!item) return no_memory(m);
    append(items, last, item);
    for (size_t i = 0; i < m->table->cols && !status; i++) {
        column *c = &m->col[i];
        const char *cell = table_cell(m->table, row, (int)i);
        if (c->item) {
            json_node *node = add(m, item, c->step[1], JSON_STRING, m->table->line[row], i);
            if (!node) return no_memory(m);
            append(item, &end, node);
            status = fill(m, node, c->field, cell);
        } else if (*cell && !c->cell) {
            c->cell = cell;
            c->line = m->table->line[row];
        } else if (*cell && strcmp(cell, c->cell) != 0)
            status = cordon_fail_at(m->err, CORDON_EFORMAT, m->path, m->table->line[row], (uint32_t)i + 1,
                                    "%.80s is \"%.60s\", and \"%.60s\" in line %u; a file holds one case", m->table->head[i], cell, c->cell, c->line);
    }
    return status;
}

static cordon_status make(const maker *m) {
    bool any = false;
    cordon_status status = CORDON_OK;
    json_node *last = NULL, *root = add(m, NULL, NULL, JSON_OBJECT, 1, 0), *items = NULL;
    m->t->root = root;
    if (!root) return no_memory(m);
    if (m->table->cols > COLUMNS_MAX) return cordon_fail_at(m->err, CORDON_ELIMIT, m->path, 1, 0, "%zu columns; at most %d are read", m->table->cols, COLUMNS_MAX);
    for (size_t i = 0; i < m->table->cols && !status; i++) status = read_column(m, i), any |= m->col[i].item;
    if (status) return status;
    if (!any && m->table->rows > 1)
        return cordon_fail_at(m->err, CORDON_EFORMAT, m->path, m->table->line[1], 0, "a second line, and no column of items; expected items/code or another");
    items = add(m, root, "items", JSON_ARRAY, 1, 0);
    if (!items) return no_memory(m);
    if (any) append_slow(root, items);
    if (!any) root->n--;
    for (size_t row = 0; row < m->table->rows && !status; row++) status = read_line(m, row, items, &last);
    for (size_t i = 0; i < m->table->cols && !status; i++)
        if (!m->col[i].item && m->col[i].cell) status = place(m, i);
    return status;
}

cordon_status case_csv_tree(json_tree *out, const char *path, const char *csv, size_t len, cordon_error *err) {
    table t;
    *out = (json_tree){0};
    cordon_status status = table_read_memory(&t, path, csv, len, err);
    if (status) return status;
    arena_init(&out->mem, 0);
    maker m = {.t = out, .path = path, .table = &t, .err = err};
    m.col = arena_alloc(&out->mem, (t.cols + 1) * sizeof *m.col);
    status = m.col ? make(&m) : no_memory(&m);
    table_free(&t);
    if (status) json_tree_free(out);
    return status;
}
