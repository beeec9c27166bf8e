/* ccl_entries.c - a control list that is a JSON document of entries, each with a flat run of
 * paragraphs.
 *
 * An item's number ("a.1.c") says what it stands below; the run is in the order of the text. A note
 * stands below the item before it, with a numbering of its own; words without a number below what
 * stands before them. Where the item above is missing the paragraph is set under the nearest that
 * exists and marked. Bounds are those of json_tree.h. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "goods/ccl_inner.h"

/* The numbers above the next paragraph: items from 0 on, the notes below the last item after them.
 */
typedef struct chain {
    const char *path[2 * CONTROL_DEPTH_MAX + 1];
    uint32_t at[2 * CONTROL_DEPTH_MAX + 1];
    size_t items, depth;
} chain;

static const char *file_of(const control_list *l) {
    return table_cell(&l->lists, l->row, table_col(&l->lists, "file"));
}

/* Whether `above` is the beginning of `path` up to a full stop. */
static bool stands_above(const char *above, const char *path) {
    size_t n = strlen(above);
    return strncmp(above, path, n) == 0 && path[n] == '.';
}

static size_t steps_of(const char *path) {
    size_t n = 1;
    for (; *path; path++) n += *path == '.';
    return n;
}

/* Parts of letters and digits between full stops; at most CONTROL_DEPTH_MAX of them. */
static bool good_path(const char *path) {
    size_t n = strlen(path);
    if (!n || n > 64 || steps_of(path) > CONTROL_DEPTH_MAX || path[0] == '.' || path[n - 1] == '.')
        return false;
    for (const char *p = path; *p; p++)
        if (!isalnum((unsigned char)*p) && (*p != '.' || p[1] == '.')) return false;
    return true;
}

static const char *label_of(control_list *l, const char *path, bool top_note) {
    const char *dot = strrchr(path, '.'), *last = dot ? dot + 1 : path;
    char *label = arena_alloc(&l->mem, strlen(last) + 8);
    if (label) snprintf(label, strlen(last) + 8, top_note ? "Note %s:" : "%s.", last);
    return label;
}

/* Cuts the chain to what stands above the path and says whether a step is missing. */
static bool cut_chain(chain *c, const char *path, bool note) {
    size_t low = note ? c->items : 1;
    if (!note) c->depth = c->items;
    while (c->depth > low && !stands_above(c->path[c->depth - 1], path)) c->depth--;
    size_t have = c->depth > low ? steps_of(c->path[c->depth - 1]) : 0;
    return have + 1 != steps_of(path);
}

static cordon_status add_item(control_list *l, chain *c, const json_node *item, cordon_error *err) {
    const json_node *kind, *path = json_get(item, "paragraph");
    const char *text = "", *label = "";
    cordon_status status = control_member(&kind, file_of(l), item, "kind", JSON_STRING, err);
    if (!status) status = control_string(&text, l, item, "text", err);
    if (status) return status;
    bool note = strcmp(kind->text, "note") == 0, words = strcmp(kind->text, "text") == 0,
         orphan = false;
    if (!note && !words && strcmp(kind->text, "item") != 0)
        return control_fault(file_of(l), kind, err, "kind \"%.20s\"; expected item, note or text",
                             kind->text);
    if (!words) {
        if (!path || path->kind != JSON_STRING || !good_path(path->text))
            return control_fault(file_of(l), path ? path : item, err,
                                 "the paragraph is no number such as \"a.1.b\"");
        orphan = cut_chain(c, path->text, note);
        label = label_of(l, path->text, note && c->depth == c->items);
        if (!label) return control_no_memory(err);
    }
    uint32_t up = c->at[c->depth - 1];
    const control_paragraph *above = &l->paragraph[up];
    control_paragraph *p = control_add(l, above->number, above->item, label, text);
    if (!p) return control_no_memory(err);
    p->depth = above->depth + 1;
    p->parent = up;
    p->note = note || words;
    p->orphan = orphan;
    p->line = item->line;
    if (words) return CORDON_OK;
    c->path[c->depth] = path->text;
    c->at[c->depth++] = (uint32_t)(p - l->paragraph);
    if (!note) c->items = c->depth;
    return CORDON_OK;
}

static cordon_status add_items(control_list *l, control_entry *e, const json_node *from,
                               cordon_error *err) {
    const json_node *items = json_get(from, "items");
    chain c = {.path = {""}, .items = 1, .depth = 1};
    e->paragraph = (uint32_t)l->paragraphs;
    control_paragraph *heading = control_add(l, e->number, "", "", e->heading);
    if (!heading) return control_no_memory(err);
    heading->line = from->line;
    c.at[0] = e->paragraph;
    e->heading_only = !items || items->kind == JSON_NULL;
    if (!e->heading_only && items->kind != JSON_ARRAY)
        return control_fault(file_of(l), items, err, "expected an array of paragraphs");
    cordon_status status = CORDON_OK;
    for (const json_node *i = e->heading_only ? NULL : items->first; i && !status; i = i->next)
        status = add_item(l, &c, i, err);
    e->paragraphs = (uint32_t)l->paragraphs - e->paragraph;
    return status;
}

static cordon_status add_entry(control_list *l, const json_node *from, cordon_error *err) {
    control_entry *e = &l->entry[l->entries];
    const struct {
        const char *key, **to;
    } texts[] = {{"heading", &e->heading},
                 {"category", &e->category},
                 {"productGroup", &e->group},
                 {"relatedControls", &e->related},
                 {"staSpecialConditions", &e->special}};
    const json_node *number;
    cordon_status status = control_member(&number, file_of(l), from, "eccn", JSON_STRING, err);
    if (status) return status;
    e->number = number->text;
    for (size_t i = 0; !status && i < sizeof texts / sizeof *texts; i++)
        status = control_string(texts[i].to, l, from, texts[i].key, err);
    if (!status) status = control_read_reasons(l, e, from, err);
    if (!status) status = add_items(l, e, from, err);
    l->entries++;
    return status;
}

static int by_eccn(const void *x, const void *y) {
    const json_node *const *a = x, *const *b = y;
    int c = strcmp(json_get(*a, "eccn")->text, json_get(*b, "eccn")->text);
    return c ? c : ((*a)->index < (*b)->index ? -1 : (*a)->index > (*b)->index);
}

/* The entries in order of number, and how many paragraphs they need. */
static cordon_status sort_entries(control_list *l, const json_node ***out, const json_node *entries,
                                  size_t *need, cordon_error *err) {
    const char *file = file_of(l);
    const json_node **v = arena_alloc(&l->mem, (entries->n + 1) * sizeof *v);
    size_t n = 0;
    cordon_status status = v ? CORDON_OK : control_no_memory(err);
    for (const json_node *e = entries->first; e && !status; e = e->next) {
        const json_node *number, *items;
        char clean[CONTROL_NUMBER + 1];
        if ((status = control_member(&number, file, e, "eccn", JSON_STRING, err))) break;
        if (!control_number_clean(clean, number->text) || strcmp(clean, number->text) != 0)
            status = control_fault(file, number, err,
                                   "\"%.20s\" is no control number such as 3A001", number->text);
        items = json_get(e, "items");
        *need += 1 + (items && items->kind == JSON_ARRAY ? items->n : 0);
        v[n++] = e;
    }
    if (status) return status;
    qsort(v, n, sizeof *v, by_eccn);
    for (size_t i = 1; i < n; i++)
        if (strcmp(json_get(v[i], "eccn")->text, json_get(v[i - 1], "eccn")->text) == 0)
            return control_fault(file, v[i], err, "entry %s stands twice",
                                 json_get(v[i], "eccn")->text);
    *out = v;
    return CORDON_OK;
}

cordon_status control_read_entries(control_list *l, cordon_error *err) {
    const char *file = file_of(l), *note = "";
    const json_node *entries, **v = NULL;
    size_t need = 0;
    cordon_status status = control_member(&entries, file, l->body.root, "entries", JSON_ARRAY, err);
    if (!status) status = control_string(&note, l, l->body.root, "deepCategoryNote", err);
    if (!status) status = sort_entries(l, &v, entries, &need, err);
    if (status) return status;
    l->note = note;
    l->entry = arena_alloc(&l->mem, (entries->n + 1) * sizeof *l->entry);
    l->paragraph = arena_alloc(&l->mem, (need + 1) * sizeof *l->paragraph);
    if (!l->entry || !l->paragraph) return control_no_memory(err);
    for (size_t i = 0; i < entries->n && !status; i++) status = add_entry(l, v[i], err);
    return status;
}
