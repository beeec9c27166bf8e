#include "assess/settings.h"

#include <stdlib.h>
#include <string.h>

static bool of_day(const table *t, size_t row, int from, int to, date_day day) {
    date_day a = 0, b = 0;
    const char *x = table_cell(t, row, from), *y = table_cell(t, row, to);
    if ((*x && !date_parse(&a, x, strlen(x))) || (*y && !date_parse(&b, y, strlen(y)))) return false;
    return date_within(day, a, b);
}

static int by_parameter(const void *a, const void *b) { return strcmp(((const flag_setting *)a)->parameter, ((const flag_setting *)b)->parameter); }

static int by_row(const void *a, const void *b) {
    const flag_setting *x = a, *y = b;
    int c = by_parameter(a, b);
    return c ? c : (x->row > y->row) - (x->row < y->row);
}

cordon_status flag_settings_read(flag_settings *out, arena *mem, const regime *r, date_day day, cordon_error *err) {
    const table *t = regime_table(r, "flag_parameters.csv");
    *out = (flag_settings){.n = 0};
    if (!t) return CORDON_OK;
    int key = table_col(t, "parameter"), value = table_col(t, "value"), from = table_col(t, "valid_from"), to = table_col(t, "valid_to");
    flag_setting *v = arena_alloc(mem, (t->rows + 1) * sizeof *v);
    if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for parameters of flags");
    size_t all = 0, n = 0;
    for (size_t i = 0; i < t->rows; i++)
        if (of_day(t, i, from, to, day)) v[all++] = (flag_setting){table_cell(t, i, key), table_cell(t, i, value), i};
    if (all > 1) qsort(v, all, sizeof *v, by_row);
    for (size_t i = 0; i < all; i++)
        if (!n || strcmp(v[n - 1].parameter, v[i].parameter) != 0) v[n++] = v[i];
    *out = (flag_settings){v, n};
    return CORDON_OK;
}

const char *flag_settings_find(const flag_settings *s, const char *parameter) {
    const flag_setting *found = s->n ? bsearch(&(flag_setting){.parameter = parameter}, s->v, s->n, sizeof *s->v, by_parameter) : NULL;
    return found ? found->value : NULL;
}
