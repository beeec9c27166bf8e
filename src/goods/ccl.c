/* ccl.c - opening, closing and asking a control list. */
#include "goods/ccl.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/data_dir.h"
#include "base/once.h"
#include "goods/ccl_inner.h"

/* ---- faults --------------------------------------------------------------------- */

cordon_status control_no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for a control list");
}

cordon_status control_fault(const char *file, const json_node *at, cordon_error *err,
                            const char *fmt, ...) {
    char words[256];
    buf pointer = {0};
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(words, sizeof words, fmt, ap);
    va_end(ap);
    json_pointer(&pointer, at);
    cordon_status status = cordon_fail_at(err, CORDON_EFORMAT, file, at->line, at->column, "%s%s%s",
                                          buf_text(&pointer), pointer.len ? ": " : "", words);
    buf_free(&pointer);
    return status;
}

cordon_status control_member(const json_node **out, const char *file, const json_node *of,
                             const char *key, json_kind kind, cordon_error *err) {
    *out = json_get(of, key);
    if (!*out)
        return control_fault(file, of, err, "\"%s\" is missing; expected %s", key,
                             json_kind_name(kind));
    if ((*out)->kind != kind)
        return control_fault(file, *out, err, "%s here; expected %s", json_kind_name((*out)->kind),
                             json_kind_name(kind));
    return CORDON_OK;
}

cordon_status control_string(const char **out, control_list *l, const json_node *of,
                             const char *key, cordon_error *err) {
    const json_node *v = json_get(of, key);
    *out = "";
    if (!v || v->kind == JSON_NULL) return CORDON_OK;
    const char *file = table_cell(&l->lists, l->row, table_col(&l->lists, "file"));
    if (v->kind != JSON_STRING)
        return control_fault(file, v, err, "%s here; expected a string or null",
                             json_kind_name(v->kind));
    if (strlen(v->text) > CONTROL_TEXT_MAX)
        return control_fault(file, v, err, "a text of %zu bytes; at most %d are taken",
                             strlen(v->text), CONTROL_TEXT_MAX);
    *out = control_text(&l->mem, v->text);
    return *out ? CORDON_OK : control_no_memory(err);
}

control_paragraph *control_add(control_list *l, const char *number, const char *above,
                               const char *label, const char *text) {
    control_paragraph *p = &l->paragraph[l->paragraphs];
    size_t a = strlen(above), b = strlen(label);
    char *item = arena_alloc(&l->mem, a + b + 2);
    if (!item) return NULL;
    bool gap = a && b &&
               (above[a - 1] == ':' ||
                !(islower((unsigned char)*label) || isdigit((unsigned char)*label)));
    snprintf(item, a + b + 2, "%s%s%s", above, gap ? " " : "", label);
    *p = (control_paragraph){
        .number = number, .item = item, .label = label, .text = text, .parent = UINT32_MAX};
    l->paragraphs++;
    return p;
}

/* ---- opening -------------------------------------------------------------------- */

enum { C_LIST, C_PART, C_FILE, C_DAY, C_TITLE, C_LABEL, C_HASH, C_SOURCE, C_COLS };
static const char *const list_columns[] = {"list",  "part",   "file",   "day", "title",
                                           "label", "sha256", "source", NULL};

static const char *cell(const control_list *l, size_t row, int which) {
    return table_cell(&l->lists, row, table_col(&l->lists, list_columns[which]));
}

/* The row of the list's part; rows when there is none. */
static size_t part_row(const control_list *l, const char *which, const char *part) {
    size_t i = 0;
    while (i < l->lists.rows &&
           (strcmp(cell(l, i, C_LIST), which) != 0 || strcmp(cell(l, i, C_PART), part) != 0))
        i++;
    return i;
}

static void free_tables(control_list *l) {
    table *const tables[] = {&l->lists, &l->reasons, &l->names};
    for (size_t i = 0; i < 3; i++)
        if (tables[i]->head) table_free(tables[i]);
    if (l->areas) areas_free(l->areas);
}

static cordon_status read_tables(control_list *l, cordon_error *err) {
    static const char *const reasons[] = {"code", "title", NULL}, *const names[] = {"name", "area",
                                                                                    NULL};
    char path[1024];
    int cols[C_COLS];
    cordon_status status =
        table_read(&l->lists, data_path(path, sizeof path, "data/goods/control_lists.csv"), err);
    if (!status) status = table_cols(&l->lists, list_columns, cols, err);
    if (!status)
        status = table_read(&l->reasons,
                            data_path(path, sizeof path, "data/goods/control_reasons.csv"), err);
    if (!status) status = table_cols(&l->reasons, reasons, cols, err);
    if (!status)
        status = table_read(&l->names,
                            data_path(path, sizeof path, "data/goods/destination_names.csv"), err);
    if (!status) status = table_cols(&l->names, names, cols, err);
    return status ? status : areas_load(&l->areas, err);
}

static cordon_status read_lent(void *fresh, cordon_error *err) {
    control_list *l = fresh;
    cordon_status status = read_tables(l, err);
    if (status) free_tables(l);
    return status;
}

/* A list of bytes takes the tables that the first such list read: these come in great numbers. */
static cordon_status borrow_tables(control_list *l, cordon_error *err) {
    static once kept = ONCE;
    cordon_status status = CORDON_OK;
    const control_list *from = once_kept(&kept, sizeof *l, read_lent, &status, err);
    if (!from) return status ? status : control_no_memory(err);
    l->lists = from->lists;
    l->reasons = from->reasons;
    l->names = from->names;
    l->areas = from->areas;
    l->lent = true;
    return CORDON_OK;
}

static cordon_status unknown_list(const control_list *l, const char *which, cordon_error *err) {
    buf known = {0};
    for (size_t i = 0; i < l->lists.rows; i++)
        if (i == 0 || strcmp(cell(l, i, C_LIST), cell(l, i - 1, C_LIST)) != 0)
            buf_printf(&known, "%s%s", known.len ? ", " : "", cell(l, i, C_LIST));
    cordon_status status = cordon_fail(
        err, CORDON_ENOTFOUND, "no control list \"%.20s\"; there are: %s", which, buf_text(&known));
    buf_free(&known);
    return status;
}

/* Finds the list's row and its day. */
static cordon_status set_list(control_list *l, const char *which, cordon_error *err) {
    l->row = part_row(l, which, "entries");
    if (l->row == l->lists.rows) l->row = part_row(l, which, "paragraphs");
    if (l->row == l->lists.rows) return unknown_list(l, which, err);
    const char *day = cell(l, l->row, C_DAY);
    date_period year;
    if (date_parse(&l->day, day, strlen(day)) || date_period_parse(&year, day, strlen(day)))
        return CORDON_OK;
    return cordon_fail_at(err, CORDON_EFORMAT, l->lists.path, l->lists.line[l->row],
                          (uint32_t)table_col(&l->lists, "day") + 1,
                          "day is \"%.20s\"; expected a day or a year", day);
}

static cordon_status read_tree(json_tree *t, const control_list *l, size_t row,
                               const control_bytes *bytes, cordon_error *err) {
    char path[1024];
    if (bytes) return json_tree_read_memory(t, bytes->name, bytes->data, bytes->len, err);
    return json_tree_read(t, data_path(path, sizeof path, cell(l, row, C_FILE)), err);
}

static cordon_status read_body(control_list *l, const char *which, const control_bytes *bytes,
                               cordon_error *err) {
    char path[1024];
    bool tree = strcmp(cell(l, l->row, C_PART), "entries") == 0;
    cordon_status status;
    if (tree) {
        status = read_tree(&l->body, l, part_row(l, which, "entries"), bytes, err);
        return status ? status : control_read_entries(l, err);
    }
    status = bytes
                 ? table_read_memory(&l->text, bytes->name, bytes->data, bytes->len, err)
                 : table_read(&l->text, data_path(path, sizeof path, cell(l, l->row, C_FILE)), err);
    return status ? status : control_read_paragraphs(l, err);
}

/* chart and groups: of memory when whole is false, else the files of the table. */
static cordon_status read_destinations(control_list *l, const char *which, bool whole,
                                       const control_bytes *chart, const control_bytes *groups,
                                       cordon_error *err) {
    size_t c = part_row(l, which, "chart"), g = part_row(l, which, "groups");
    cordon_status status = CORDON_OK;
    if (whole ? c < l->lists.rows : chart != NULL) status = read_tree(&l->chart, l, c, chart, err);
    if (!status && (whole ? g < l->lists.rows : groups != NULL))
        status = read_tree(&l->groups, l, g, groups, err);
    return status || !l->chart.root ? status : control_read_chart(l, err);
}

static cordon_status open_list(control_list **out, const char *which, bool whole,
                               const control_bytes *body, const control_bytes *chart,
                               const control_bytes *groups, cordon_error *err) {
    control_list *l = calloc(1, sizeof *l);
    *out = NULL;
    if (!l) return control_no_memory(err);
    arena_init(&l->mem, 0);
    l->note = "";
    cordon_status status = whole ? read_tables(l, err) : borrow_tables(l, err);
    if (!status) status = set_list(l, which, err);
    if (!status) status = read_body(l, which, body, err);
    if (!status) status = control_read_references(l, err);
    if (!status) status = read_destinations(l, which, whole, chart, groups, err);
    if (status)
        control_list_close(l);
    else
        *out = l;
    return status;
}

cordon_status control_list_open(control_list **out, const char *which, cordon_error *err) {
    return open_list(out, which, true, NULL, NULL, NULL, err);
}

cordon_status control_list_memory(control_list **out, const char *which, const control_bytes *body,
                                  const control_bytes *chart, const control_bytes *groups,
                                  cordon_error *err) {
    return open_list(out, which, false, body, chart, groups, err);
}

void control_list_close(control_list *l) {
    if (!l) return;
    json_tree *const trees[] = {&l->body, &l->chart, &l->groups};
    if (!l->lent) free_tables(l);
    if (l->text.head) table_free(&l->text);
    for (size_t i = 0; i < 3; i++)
        if (trees[i]->root) json_tree_free(trees[i]);
    arena_destroy(&l->mem);
    free(l);
}

/* ---- asking --------------------------------------------------------------------- */

const char *control_list_title(const control_list *l) { return cell(l, l->row, C_TITLE); }
const char *control_list_label(const control_list *l) { return cell(l, l->row, C_LABEL); }
const char *control_list_note(const control_list *l) { return l->note; }
date_day control_list_day(const control_list *l) { return l->day; }
const char *control_list_dated(const control_list *l) { return cell(l, l->row, C_DAY); }

const control_paragraph *control_list_paragraphs(const control_list *l, size_t *n) {
    *n = l->paragraphs;
    return l->paragraph;
}

size_t control_list_entries(const control_list *l) { return l->entries; }
const control_entry *control_list_entry(const control_list *l, size_t i) {
    return i < l->entries ? &l->entry[i] : NULL;
}

bool control_number_clean(char out[CONTROL_NUMBER + 1], const char *text) {
    char kept[CONTROL_NUMBER + 1] = "";
    size_t n = 0;
    for (; *text; text++) {
        if (isspace((unsigned char)*text)) continue;
        if (n == CONTROL_NUMBER) return false;
        kept[n++] = (char)toupper((unsigned char)*text);
    }
    if (n != CONTROL_NUMBER || kept[1] < 'A' || kept[1] > 'Z') return false;
    for (size_t i = 0; i < n; i++)
        if (i != 1 && !isdigit((unsigned char)kept[i])) return false;
    memcpy(out, kept, sizeof kept);
    return true;
}

static int by_number(const void *key, const void *entry) {
    return strcmp(key, ((const control_entry *)entry)->number);
}

const control_entry *control_list_find(const control_list *l, const char *number) {
    char clean[CONTROL_NUMBER + 1];
    if (!control_number_clean(clean, number) || !l->entries) return NULL;
    return bsearch(clean, l->entry, l->entries, sizeof *l->entry, by_number);
}

const char *control_reason_title(const control_list *l, const char *code) {
    for (size_t i = 0; i < l->reasons.rows; i++)
        if (strcmp(table_cell(&l->reasons, i, table_col(&l->reasons, "code")), code) == 0)
            return table_cell(&l->reasons, i, table_col(&l->reasons, "title"));
    return "";
}
