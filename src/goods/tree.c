/* tree.c - nomenclatures as arrays sorted by code.
 *
 * A code's ancestors are its prefixes of 2, 4 and 6 digits, so a tree needs no
 * pointers: look-up is a binary search, a parent a shorter one. The published
 * tables differ: those of the Harmonized System repeat the code in the text and
 * hold a TOTAL; those of the Combined Nomenclature leave out a six-digit line
 * that has a single code below it, or hold the eight-digit lines only. What is
 * missing above a code is filled in from the HS revision the codes follow. Units
 * stand in the HS tables, "n/a" above the leaves, and in one of the CN, where no
 * unit means that mass is enough.                                             */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/data_dir.h"
#include "goods/inner.h"

enum { CODE_MAX = 8 };

/* Where a nomenclature's table stands. Those of the HS have one form, so their
 * file name is made from the revision's.                                      */
typedef struct layout {
    const char *name, *file, *code, *text;
    const char *unit, *unit_head; /* column, NULL = none; what stands before every unit */
} layout;
static const layout layouts[] = {
    {"CN2021", "data/ref/cn2021_eurostat.csv.gz", "CN 2021", "SupText", NULL, ""},
    {"CN2022", "data/ref/cn2022_eurostat.csv.gz", "CN 2022", "SupText", NULL, ""},
    {"CN2023", "data/ref/cn2023_cn8_en_de_fr_nl.csv.gz", "code", "desc_en", "unit_id", "intrastat_unit_"},
};

const char *tree_layout_name(size_t index) {
    return index < sizeof layouts / sizeof *layouts ? layouts[index].name : NULL;
}

static int by_code(const void *x, const void *y) {
    const goods_node *p = x, *q = y;
    return strcmp(p->code, q->code);
}

const goods_node *tree_find(const tree *t, const char *code) {
    goods_node key = {.code = code};
    return t->n ? bsearch(&key, t->v, t->n, sizeof key, by_code) : NULL;
}

/* Drops the "CODE - " that HS tables put before the text, dashes that only
 * show the depth, and blanks at both ends.                                    */
static const char *clean_text(arena *mem, const char *text, const char *code) {
    size_t len = strlen(code);
    if (strncmp(text, code, len) == 0 && strncmp(text + len, " - ", 3) == 0) text += len + 3;
    while (*text == '-' || isspace((unsigned char)*text)) text++;
    size_t n = strlen(text);
    while (n && isspace((unsigned char)text[n - 1])) n--;
    return arena_strndup(mem, text, n);
}

/* Roman numbers of sections and other words are no codes. */
static bool is_code(const char *code) {
    size_t n = strlen(code);
    if (strcmp(code, "TOTAL") == 0) return true;
    return n >= 2 && n <= CODE_MAX && n % 2 == 0 && isdigit((unsigned char)code[0]);
}

static cordon_status no_memory(cordon_error *err, const char *name) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the codes of %s", name);
}

static const char *clean_unit(arena *mem, const char *text, const char *head) {
    size_t len = strlen(head);
    if (strncmp(text, head, len) == 0) text += len;
    return !*text || strcmp(text, "n/a") == 0 ? "" : arena_strndup(mem, text, strlen(text));
}

static cordon_status read_nodes(tree *t, goods *g, const layout *l, cordon_error *err) {
    char path[1024];
    int cols[3] = {-1, -1, -1};
    table rows;
    cordon_status status = table_read(&rows, data_path(path, sizeof path, l->file), err);
    if (status) return status;
    const char *const names[] = {l->code, l->text, l->unit, NULL};
    if ((status = table_cols(&rows, names, cols, err))) goto out;
    /* Room for each code and for three ancestors that have to be filled in. */
    t->v = arena_alloc(&g->mem, (rows.rows + 1) * 4 * sizeof *t->v);
    if (!t->v) {
        status = no_memory(err, l->name);
        goto out;
    }
    for (size_t i = 0; !status && i < rows.rows; i++) {
        const char *code = table_cell(&rows, i, cols[0]);
        if (!is_code(code)) continue;
        goods_node *node = &t->v[t->n++];
        node->code = arena_strndup(&g->mem, code, strlen(code));
        node->text = clean_text(&g->mem, table_cell(&rows, i, cols[1]), code);
        node->unit = clean_unit(&g->mem, table_cell(&rows, i, cols[2]), l->unit_head);
        if (!node->code || !node->text || !node->unit) status = no_memory(err, l->name);
    }
    if (status) goto out;
    qsort(t->v, t->n, sizeof *t->v, by_code);
    for (size_t i = 1; i < t->n && !status; i++)
        if (strcmp(t->v[i].code, t->v[i - 1].code) == 0)
            status = cordon_fail_at(err, CORDON_EFORMAT, rows.path, 0, 0,
                                    "code \"%s\" stands twice", t->v[i].code);
out:
    table_free(&rows);
    return status;
}

/* The longest proper prefix that the tree has, NULL when there is none. */
static const goods_node *above(const tree *t, const char *code) {
    char prefix[CODE_MAX + 1];
    size_t len = strlen(code);
    if (strcmp(code, "TOTAL") == 0) return NULL;
    for (len -= 2; len >= 2 && len <= CODE_MAX; len -= 2) {
        memcpy(prefix, code, len);
        prefix[len] = 0;
        const goods_node *n = tree_find(t, prefix);
        if (n) return n;
    }
    return tree_find(t, "TOTAL");
}

/* Adds the ancestors of the tree's codes that only the HS tree has. Sorted
 * order puts the codes below one ancestor side by side, so each is added once. */
static void fill_in(tree *t, const tree *hs) {
    size_t n = t->n;
    const char *last[CODE_MAX + 1] = {"", "", "", "", "", "", "", "", ""};
    char prefix[CODE_MAX + 1];
    for (size_t i = 0; i < n; i++) {
        for (size_t len = 2; len < strlen(t->v[i].code); len += 2) {
            memcpy(prefix, t->v[i].code, len);
            prefix[len] = 0;
            const goods_node *from = tree_find(hs, prefix);
            tree own = {.v = t->v, .n = n};
            if (!from || strcmp(last[len], prefix) == 0 || tree_find(&own, prefix)) continue;
            last[len] = from->code;
            t->v[t->n++] = *from;
        }
    }
    const goods_node *total = tree_find(hs, "TOTAL");
    tree own = {.v = t->v, .n = n};
    if (total && !tree_find(&own, "TOTAL")) t->v[t->n++] = *total;
    qsort(t->v, t->n, sizeof *t->v, by_code);
}

static void set_places(tree *t) {
    for (size_t i = 0; i < t->n; i++) {
        goods_node *node = &t->v[i];
        bool total = strcmp(node->code, "TOTAL") == 0;
        const goods_node *up = above(t, node->code);
        size_t len = strlen(node->code);
        node->level = total ? 0 : (int)len;
        node->parent = up ? up->code : "";
        node->leaf = !total && (i + 1 == t->n || strncmp(t->v[i + 1].code, node->code, len) != 0);
    }
}

static cordon_status load(tree *out, goods *g, const char *name, cordon_error *err) {
    char file[96];
    tree t = {0};
    layout l = {.name = name, .file = file, .code = "id", .text = "text", .unit = "standardUnitAbbr", .unit_head = ""};
    snprintf(file, sizeof file, "data/ref/hs_nomenclature_%.*s.csv.gz", NOMENCLATURE_NAME, name);
    bool hs = revisions_index(&g->hs, name) < g->hs.n;
    for (size_t i = 0; !hs && i < sizeof layouts / sizeof *layouts; i++)
        if (strcasecmp(layouts[i].name, name) == 0) l = layouts[i];
    if (l.file == file && !hs)
        return cordon_fail(err, CORDON_ENOTFOUND,
                           "no table of codes for nomenclature \"%.20s\"; there are H0 to H6, "
                           "CN2021, CN2022 and CN2023",
                           name);
    cordon_status status = read_nodes(&t, g, &l, err);
    if (status) return status;
    if (!hs) {
        const char *revision = goods_hs_revision(g, l.name, 0);
        const tree *upper = NULL;
        if (revision && (status = goods_tree(&upper, g, revision, err))) return status;
        if (upper) fill_in(&t, upper);
    }
    set_places(&t);
    t.name = arena_strndup(&g->mem, l.name, strlen(l.name));
    if (!t.name) return no_memory(err, name);
    *out = t;
    return CORDON_OK;
}

cordon_status goods_tree(const tree **out, goods *g, const char *nomenclature, cordon_error *err) {
    for (size_t i = 0; i < g->trees; i++) {
        if (strcasecmp(g->tree[i].name, nomenclature) != 0) continue;
        *out = &g->tree[i];
        return CORDON_OK;
    }
    tree t;
    cordon_status status = load(&t, g, nomenclature, err);
    if (status) return status;
    if (g->trees == TREES_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "more than %d nomenclatures", TREES_MAX);
    g->tree[g->trees] = t;
    *out = &g->tree[g->trees++];
    return CORDON_OK;
}

cordon_status goods_find(const goods_node **out, goods *g, const char *nomenclature,
                         const char *code, cordon_error *err) {
    const tree *t = NULL;
    cordon_status status = goods_tree(&t, g, nomenclature, err);
    if (status || !t) return status;
    *out = tree_find(t, code);
    return CORDON_OK;
}

cordon_status goods_nodes(const goods_node **out, size_t *n, goods *g, const char *nomenclature,
                          cordon_error *err) {
    const tree *t = NULL;
    cordon_status status = goods_tree(&t, g, nomenclature, err);
    if (status || !t) return status;
    *out = t->v;
    *n = t->n;
    return CORDON_OK;
}

cordon_status goods_path(const goods_node *path[GOODS_PATH_MAX], size_t *n, goods *g,
                         const char *nomenclature, const char *code, cordon_error *err) {
    const tree *t = NULL;
    cordon_status status = goods_tree(&t, g, nomenclature, err);
    if (status || !t) return status;
    const goods_node *way[GOODS_PATH_MAX] = {NULL};
    size_t count = 0;
    const goods_node *node = tree_find(t, code);
    if (!node && goods_code_clean((char[9]){0}, code)) node = above(t, code);
    for (; node && count < GOODS_PATH_MAX; node = *node->parent ? tree_find(t, node->parent) : NULL)
        way[count++] = node;
    for (size_t i = 0; i < count; i++) path[i] = way[count - 1 - i];
    *n = count;
    return CORDON_OK;
}

bool goods_below(const goods_node *node, const char *code) {
    size_t len = strlen(code);
    if (strcmp(code, "TOTAL") == 0) return node->level > 0;
    return strlen(node->code) > len && strncmp(node->code, code, len) == 0;
}
