#include "report/months.h"

#include <stdlib.h>
#include <string.h>

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the months");
}

static int count_months(date_period a, date_period b) {
    return (b / 100 - a / 100) * 12 + b % 100 - a % 100;
}

int month_index(const month_grid *g, date_period p) { return count_months(g->first, p); }

date_period month_at(const month_grid *g, size_t i) {
    int m = g->first / 100 * 12 + g->first % 100 - 1 + (int)i;
    return m / 12 * 100 + m % 12 + 1;
}

static int by_total(const void *x, const void *y) {
    const month_series *a = x, *b = y;
    if (a->total_milli != b->total_milli) return a->total_milli < b->total_milli ? 1 : -1;
    return strcmp(a->to, b->to);
}

static month_series *series_for(month_grid *g, const char *to) {
    for (size_t i = 0; i < g->series; i++)
        if (strcmp(g->v[i].to, to) == 0) return &g->v[i];
    month_series *s = &g->v[g->series];
    s->to = to;
    s->value_milli = arena_alloc(&g->mem, g->n * sizeof *s->value_milli);
    s->there = arena_alloc(&g->mem, g->n * sizeof *s->there);
    if (!s->value_milli || !s->there) return NULL;
    g->series++;
    return s;
}

cordon_status month_grid_make(month_grid *out, const measure *m, date_day to, cordon_error *err) {
    month_grid g = {0};
    arena_init(&g.mem, 0);
    for (size_t i = 0; i < m->n; i++) {
        date_period p = m->v[i].key.period;
        if (date_period_last(p) > to) continue;
        if (!g.first || p < g.first) g.first = p;
        if (p > g.last) g.last = p;
    }
    g.n = g.first ? (size_t)count_months(g.first, g.last) + 1 : 0;
    g.v = arena_alloc(&g.mem, (m->n + 1) * sizeof *g.v);
    cordon_status status = g.v ? CORDON_OK : no_memory(err);
    for (size_t i = 0; i < m->n && !status; i++) {
        const flow_row *k = &m->v[i].key;
        if (date_period_last(k->period) > to) continue;
        month_series *s = series_for(&g, k->to);
        if (!s) {
            status = no_memory(err);
            break;
        }
        size_t at = (size_t)month_index(&g, k->period);
        s->months += !s->there[at];
        s->there[at] = true;
        s->value_milli[at] += k->value_milli;
        s->total_milli += k->value_milli;
        s->rows += k->rows;
    }
    if (status) {
        arena_destroy(&g.mem);
        return status;
    }
    if (g.v && g.series) qsort(g.v, g.series, sizeof *g.v, by_total);
    *out = g;
    return CORDON_OK;
}

void month_grid_free(month_grid *g) {
    arena_destroy(&g->mem);
    *g = (month_grid){0};
}

const month_series *month_series_of(const month_grid *g, const char *to) {
    for (size_t i = 0; i < g->series; i++)
        if (strcmp(g->v[i].to, to) == 0) return &g->v[i];
    return NULL;
}

int64_t month_sum(const month_grid *g, const month_series *s, date_period from, date_period to,
                  size_t *months) {
    int64_t sum = 0;
    *months = 0;
    for (size_t i = 0; s && i < g->n; i++) {
        date_period p = month_at(g, i);
        if (p < from || p > to || !s->there[i]) continue;
        sum += s->value_milli[i];
        ++*months;
    }
    return sum;
}

static int by_value(const void *x, const void *y) {
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

cordon_status month_before(month_usual *out, const month_grid *g, const month_series *s,
                           date_period before, cordon_error *err) {
    int64_t *v = malloc((g->n + 1) * sizeof *v);
    size_t n = 0;
    *out = (month_usual){0};
    if (!v) return no_memory(err);
    for (size_t i = 0; i < g->n; i++)
        if (s->there[i] && month_at(g, i) < before) v[n++] = s->value_milli[i];
    if (n) {
        qsort(v, n, sizeof *v, by_value);
        /* Of an even number the mean of the two in the middle, rounded down. */
        *out = (month_usual){
            v[0], n % 2 ? v[n / 2] : (v[n / 2 - 1] & v[n / 2]) + ((v[n / 2 - 1] ^ v[n / 2]) >> 1),
            v[n - 1], n};
    }
    free(v);
    return CORDON_OK;
}
