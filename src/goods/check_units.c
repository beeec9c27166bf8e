/* check_units.c - what people and tables call a unit. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "goods/check_inner.h"

enum { UNIT_NAME_MAX = 40 };

static int by_name(const void *a, const void *b) {
    const unit_name *p = a, *q = b;
    return strcmp(p->name, q->name);
}

/* ASCII in small letters, without blanks at the ends and a full stop behind; false when it is too long to be one. */
static bool folded(char out[UNIT_NAME_MAX], const char *text) {
    size_t n = strlen(text);
    while (isspace((unsigned char)*text)) text++, n--;
    while (n && (isspace((unsigned char)text[n - 1]) || text[n - 1] == '.')) n--;
    if (!n || n >= UNIT_NAME_MAX) return false;
    for (size_t i = 0; i < n; i++)
        out[i] = (char)((unsigned char)text[i] < 128 ? tolower((unsigned char)text[i]) : text[i]);
    out[n] = 0;
    return true;
}

static cordon_status add(unit_names *u, const table *t, size_t row, const int col[3], cordon_error *err) {
    char name[UNIT_NAME_MAX], *end;
    const char *text = table_cell(t, row, col[0]), *dimension = table_cell(t, row, col[1]), *factor = table_cell(t, row, col[2]);
    unit_name *v = &u->v[u->n];
    if (!folded(name, text))
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row], (uint32_t)col[0] + 1,
                              "name \"%.60s\": expected 1 to %d bytes", text, UNIT_NAME_MAX - 1);
    v->factor = strtod(factor, &end);
    if (*end || !*factor || !isfinite(v->factor) || v->factor <= 0)
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row], (uint32_t)col[2] + 1,
                              "factor \"%.40s\": expected a number above 0", factor);
    if (!*dimension)
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row], (uint32_t)col[1] + 1, "a dimension is missing");
    v->name = arena_strndup(&u->mem, name, strlen(name));
    v->dimension = arena_strndup(&u->mem, dimension, strlen(dimension));
    if (!v->name || !v->dimension) return cordon_fail(err, CORDON_ENOMEM, "no memory for the units");
    u->n++;
    return CORDON_OK;
}

cordon_status unit_names_read(unit_names *out, const table *t, cordon_error *err) {
    static const char *const names[] = {"name", "dimension", "factor", NULL};
    int col[3];
    *out = (unit_names){0};
    arena_init(&out->mem, 0);
    cordon_status status = table_cols(t, names, col, err);
    if (!status && !(out->v = arena_alloc(&out->mem, (t->rows + 1) * sizeof *out->v)))
        status = cordon_fail(err, CORDON_ENOMEM, "no memory for the units");
    for (size_t i = 0; i < t->rows && !status; i++) status = add(out, t, i, col, err);
    if (!status && out->n) qsort(out->v, out->n, sizeof *out->v, by_name);
    for (size_t i = 1; i < out->n && !status; i++)
        if (strcmp(out->v[i].name, out->v[i - 1].name) == 0)
            status = cordon_fail_at(err, CORDON_EFORMAT, t->path, 0, (uint32_t)col[0] + 1, "\"%s\" stands twice", out->v[i].name);
    if (status) unit_names_free(out);
    return status;
}

void unit_names_free(unit_names *u) {
    arena_destroy(&u->mem);
    *u = (unit_names){0};
    arena_init(&u->mem, 0);
}

const unit_name *unit_names_find(const unit_names *u, const char *text) {
    char name[UNIT_NAME_MAX];
    if (!u->n || !folded(name, text)) return NULL;
    return bsearch(&(unit_name){.name = name}, u->v, u->n, sizeof *u->v, by_name);
}
