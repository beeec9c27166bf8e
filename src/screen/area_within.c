#include "screen/area_within.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "lists/identify.h"
#include "read/table.h"

typedef struct containing {
    const char *area, *within; /* of the areas */
} containing;

struct area_within {
    size_t n;
    containing at[AREA_WITHIN_MAX];
};

static int by_codes(const void *a, const void *b) {
    const containing *x = a, *y = b;
    int c = strcmp(x->area, y->area);
    return c ? c : strcmp(x->within, y->within);
}

static bool has(const area_within *w, const char *part, const char *whole) {
    containing key = {part, whole};
    return bsearch(&key, w->at, w->n, sizeof *w->at, by_codes) != NULL;
}

bool area_within_either(const area_within *w, const char *a, const char *b) {
    return has(w, a, b) || has(w, b, a);
}

static cordon_status code_of(const char **out, const table *t, size_t row, int col, const areas *a,
                             cordon_error *err) {
    const char *text = table_cell(t, row, col);
    const area *found = areas_find(a, "code", text, strlen(text), 0);
    if (!found)
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row], (uint32_t)col + 1,
                              "area \"%.40s\", expected a code of data/areas.csv", text);
    *out = found->code;
    return CORDON_OK;
}

static cordon_status read_row(area_within *w, const table *t, size_t row, const int col[3],
                              const areas *a, cordon_error *err) {
    containing *c = &w->at[w->n];
    const char *from = table_cell(t, row, col[2]);
    date_day day;
    cordon_status s = code_of(&c->area, t, row, col[0], a, err);
    if (!s) s = code_of(&c->within, t, row, col[1], a, err);
    if (s) return s;
    if (*from && !date_parse(&day, from, strlen(from)))
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row], (uint32_t)col[2] + 1,
                              "day \"%.40s\", expected YYYY-MM-DD or nothing", from);
    bool again = !strcmp(c->area, c->within);
    for (size_t i = 0; i < w->n && !again; i++) again = by_codes(c, &w->at[i]) == 0;
    if (again)
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row], (uint32_t)col[0] + 1,
                              "%s within %s, expected two areas, once", c->area, c->within);
    w->n++;
    return CORDON_OK;
}

cordon_status area_within_read(area_within **out, const char *path, const areas *a,
                               cordon_error *err) {
    table t;
    int col[3];
    area_within *w = calloc(1, sizeof *w);
    if (!w) return cordon_fail(err, CORDON_ENOMEM, "no memory for areas");
    cordon_status s = table_read(&t, path, err);
    if (s) {
        free(w);
        return s;
    }
    s = table_cols(&t, (const char *const[]){"area", "within", "valid_from", NULL}, col, err);
    if (!s && t.rows > AREA_WITHIN_MAX)
        s = cordon_fail_at(err, CORDON_ELIMIT, path, 0, 0, "%zu rows, at most %d", t.rows,
                           AREA_WITHIN_MAX);
    for (size_t r = 0; !s && r < t.rows; r++) s = read_row(w, &t, r, col, a, err);
    table_free(&t);
    if (s) {
        area_within_free(w);
        return s;
    }
    qsort(w->at, w->n, sizeof *w->at, by_codes);
    *out = w;
    return CORDON_OK;
}

void area_within_free(area_within *w) { free(w); }

cordon_status area_within_open(const area_within **out, cordon_error *err) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static area_within *kept;
    const list_facts_tables *facts;
    cordon_status s = list_facts_tables_open(&facts, err);
    if (s) return s;
    pthread_mutex_lock(&lock);
    if (!kept) {
        char path[1024];
        s = area_within_read(&kept, data_path(path, sizeof path, "data/screen/area_within.csv"),
                             facts->areas, err);
    }
    if (!s) *out = kept;
    pthread_mutex_unlock(&lock);
    return s;
}
