#include "lists/catalogue.h"

#include <string.h>

#include "base/data_dir.h"
#include "lists/lists.h"

cordon_status catalogue_read(catalogue *c, cordon_error *err) {
    static const char *const names[] = {"list",  "publisher", "title",  "authority", "kind",
                                        "means", "readers",   "source", NULL};
    enum { LIST, PUBLISHER, TITLE, AUTHORITY, KIND, MEANS, READERS, SOURCE, N };
    int col[N];
    char path[1024];
    *c = (catalogue){0};
    cordon_status status =
        table_read(&c->t, data_path(path, sizeof path, "data/lists/lists.csv"), err);
    if (!status) status = table_cols(&c->t, names, col, err);
    if (!status && !(c->row = arena_alloc(&c->t.mem, c->t.rows * sizeof *c->row)))
        status = cordon_fail(err, CORDON_ENOMEM, "no memory for %s", path);
    for (size_t i = 0; !status && i < c->t.rows; i++) {
        const char *const *at = c->t.cell + i * c->t.cols;
        c->row[c->rows++] =
            (list_about){at[col[LIST]], at[col[PUBLISHER]], at[col[TITLE]],   at[col[AUTHORITY]],
                         at[col[KIND]], at[col[MEANS]],     at[col[READERS]], at[col[SOURCE]]};
    }
    if (status) catalogue_free(c);
    return status;
}

void catalogue_free(catalogue *c) {
    table_free(&c->t);
    *c = (catalogue){0};
}

const list_about *catalogue_find(const catalogue *c, const char *list) {
    for (size_t i = 0; i < c->rows; i++)
        if (strcmp(c->row[i].list, list) == 0) return &c->row[i];
    for (size_t i = 0; i < c->rows; i++)
        if (lists_match(c->row[i].list, list)) return &c->row[i];
    return NULL;
}

int catalogue_rank(const list_about *a, const char *form) {
    const char *colon = strchr(form, ':');
    if (colon) form = colon + 1;   /* table:us-1286 */
    size_t n = strcspn(form, "+"); /* ofac-sdn+alt+add is of the reader ofac-sdn */
    int rank = 0;
    for (const char *p = a ? a->readers : ""; *p; rank++) {
        size_t len = strcspn(p, " ");
        if (len == n && memcmp(p, form, n) == 0) return rank;
        p += len;
        p += strspn(p, " ");
    }
    return 1000;
}
