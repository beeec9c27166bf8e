#include "lists/datasets.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "read/table.h"

struct datasets {
    table t;
    int name, list;
};

cordon_status datasets_open(datasets **out, cordon_error *err) {
    static const char *const columns[] = {"dataset", "list", NULL};
    char path[1200];
    int col[2];
    datasets *d = calloc(1, sizeof *d);
    if (!d) return cordon_fail(err, CORDON_ENOMEM, "no memory for the names of data sets");
    cordon_status status =
        table_read(&d->t, data_path(path, sizeof path, "data/lists/datasets.csv"), err);
    if (status) return free(d), status;
    if ((status = table_cols(&d->t, columns, col, err))) return datasets_close(d), status;
    d->name = col[0];
    d->list = col[1];
    *out = d;
    return CORDON_OK;
}

void datasets_close(datasets *d) {
    if (!d) return;
    table_free(&d->t);
    free(d);
}

void datasets_list(const datasets *d, char id[LIST_ID_MAX], const char *prefix, const char *name,
                   size_t len) {
    for (size_t i = 0; i < d->t.rows; i++) {
        const char *known = table_cell(&d->t, i, d->name);
        if (strlen(known) != len || memcmp(known, name, len) != 0) continue;
        snprintf(id, LIST_ID_MAX, "%s", table_cell(&d->t, i, d->list));
        return;
    }
    size_t n = (size_t)snprintf(id, LIST_ID_MAX, "%.8s", prefix);
    for (size_t i = 0; i < len && n + 1 < LIST_ID_MAX; i++) {
        if (isalnum((unsigned char)name[i]))
            id[n++] = (char)tolower((unsigned char)name[i]);
        else if (n && id[n - 1] != '-')
            id[n++] = '-';
    }
    while (n && id[n - 1] == '-') n--;
    id[n] = '\0';
}

cordon_status lists_meet(lists_met *m, const char *id, cordon_error *err) {
    for (size_t i = m->n; i-- > 0;) /* the last is the most likely */
        if (strcmp(m->id[i], id) == 0) return CORDON_OK;
    if (m->n == LISTS_OF_FILE_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "more than %d lists in the files",
                           LISTS_OF_FILE_MAX);
    if (m->n == m->cap) {
        size_t cap = m->cap ? 2 * m->cap : 16;
        void *more = realloc(m->id, cap * sizeof *m->id);
        if (!more) return cordon_fail(err, CORDON_ENOMEM, "no memory for the names of lists");
        m->id = more;
        m->cap = cap;
    }
    snprintf(m->id[m->n++], LIST_ID_MAX, "%s", id);
    return CORDON_OK;
}

cordon_status lists_cover(const lists_met *m, list_read *r, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < m->n && !status; i++) status = list_covers(r, m->id[i], err);
    return status;
}

void lists_met_free(lists_met *m) {
    free(m->id);
    *m = (lists_met){0};
}
