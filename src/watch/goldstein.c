#include "watch/goldstein.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "base/decimal.h"
#include "read/table.h"

typedef struct weight {
    char code[GOLDSTEIN_CODE_MAX + 1];
    int64_t milli;
} weight;

struct goldstein {
    weight w[GOLDSTEIN_SCALES][GOLDSTEIN_CODES_MAX];
    size_t n[GOLDSTEIN_SCALES];
};

static int by_code(const void *a, const void *b) {
    return strcmp(((const weight *)a)->code, ((const weight *)b)->code);
}

static weight *find(const goldstein *g, goldstein_scale s, const char *code, size_t len) {
    weight key = {0};
    if (!len || len > GOLDSTEIN_CODE_MAX) return NULL;
    memcpy(key.code, code, len);
    return bsearch(&key, g->w[s], g->n[s], sizeof key, by_code);
}

/* The place of a code, also while the table is not yet sorted. */
static weight *seek(goldstein *g, goldstein_scale s, const char *code) {
    for (size_t i = 0; i < g->n[s]; i++)
        if (strcmp(g->w[s][i].code, code) == 0) return &g->w[s][i];
    return NULL;
}

static cordon_status add(goldstein *g, goldstein_scale s, const table *t, size_t row, int code,
                         int value, cordon_error *err) {
    const char *c = table_cell(t, row, code), *v = table_cell(t, row, value);
    weight x = {0};
    size_t len = strlen(c);
    if (!len || len > GOLDSTEIN_CODE_MAX || strspn(c, "0123456789") != len)
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row], (uint32_t)code + 1,
                              "code \"%.20s\": expected 2 to 4 digits", c);
    if (decimal_milli(&x.milli, v, strlen(v), (decimal_scale){1, 0}) != DECIMAL_EXACT ||
        x.milli < -10000 || x.milli > 10000)
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row], (uint32_t)value + 1,
                              "value \"%.20s\": expected a number from -10 to 10", v);
    weight *have = seek(g, s, c);
    if (have && s == GOLDSTEIN_GDELT)
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row], (uint32_t)code + 1,
                              "code %s stands twice", c);
    if (have) {
        have->milli = x.milli;
        return CORDON_OK;
    }
    if (g->n[s] == GOLDSTEIN_CODES_MAX)
        return cordon_fail_at(err, CORDON_ELIMIT, t->path, t->line[row], 0, "more than %d codes",
                              GOLDSTEIN_CODES_MAX);
    memcpy(x.code, c, len);
    g->w[s][g->n[s]++] = x;
    return CORDON_OK;
}

static cordon_status add_table(goldstein *g, goldstein_scale s, const char *file,
                               const char *const names[], cordon_error *err) {
    char path[1024];
    int col[2];
    table t;
    cordon_status status = table_read(&t, data_path(path, sizeof path, file), err);
    if (status) return status;
    status = table_cols(&t, names, col, err);
    for (size_t i = 0; i < t.rows && !status; i++)
        status = add(g, s, &t, i, col[0], col[1], err);
    qsort(g->w[s], g->n[s], sizeof g->w[s][0], by_code);
    table_free(&t);
    return status;
}

cordon_status goldstein_load(goldstein **out, cordon_error *err) {
    goldstein *g = calloc(1, sizeof *g);
    if (!g) return cordon_fail(err, CORDON_ENOMEM, "no memory for the scales");
    cordon_status status =
        add_table(g, GOLDSTEIN_GDELT, "data/events/CAMEO.goldsteinscale.txt",
                  (const char *[]){"CAMEOEVENTCODE", "GOLDSTEINSCALE", NULL}, err);
    if (!status) {
        memcpy(g->w[GOLDSTEIN_ICEWS], g->w[GOLDSTEIN_GDELT], sizeof g->w[0]);
        g->n[GOLDSTEIN_ICEWS] = g->n[GOLDSTEIN_GDELT];
        status = add_table(g, GOLDSTEIN_ICEWS, "data/events/goldstein_icews.csv",
                           (const char *[]){"code", "value", NULL}, err);
    }
    if (status)
        goldstein_free(g);
    else
        *out = g;
    return status;
}

void goldstein_free(goldstein *g) { free(g); }

size_t goldstein_count(const goldstein *g, goldstein_scale s) { return g->n[s]; }

bool goldstein_milli(int64_t *out, const goldstein *g, goldstein_scale s, const char *code,
                     size_t len) {
    const weight *w = find(g, s, code, len);
    if (w) *out = w->milli;
    return w != NULL;
}
