#include "flows/prices.h"

#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "read/table.h"

static const char sql[] =
#include "flows/sql/prices.sql.h"
    ;

enum { PRICES_MAX = 2000000 };

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory for the prices of the store"); }

static cordon_status count_them(int64_t *n, warehouse *w, cordon_error *err) {
    buf b = {0};
    buf_printf(&b, "SELECT count(*) FROM (%s) y", sql);
    cordon_status status = b.failed ? no_memory(err) : warehouse_one_int(n, w, b.p, NULL, 0, err);
    buf_free(&b);
    return status;
}

static const char *text(arena *mem, warehouse_rows *r, size_t col) {
    const char *s = warehouse_text(r, col);
    return arena_strndup(mem, s, strlen(s));
}

static cordon_status read_row(flow_price *p, arena *mem, warehouse_rows *r, cordon_error *err) {
    *p = (flow_price){text(mem, r, 0), text(mem, r, 1), text(mem, r, 2), text(mem, r, 3), warehouse_int(r, 4),
                      warehouse_real(r, 5), warehouse_real(r, 6), warehouse_real(r, 7)};
    return p->nomenclature && p->code && p->unit && p->currency ? CORDON_OK : no_memory(err);
}

cordon_status flow_prices(const flow_price **out, size_t *n, arena *mem, store *s, cordon_error *err) {
    warehouse *w;
    warehouse_rows *r = NULL;
    int64_t all = 0;
    *n = 0;
    *out = NULL;
    cordon_status status = store_warehouse(&w, s, err);
    if (!status) status = count_them(&all, w, err);
    if (!status && all > PRICES_MAX) status = cordon_fail(err, CORDON_ELIMIT, "more than %d prices in the store", PRICES_MAX);
    if (status || !all) return status;
    flow_price *v = arena_alloc(mem, (size_t)all * sizeof *v);
    status = v ? warehouse_query(&r, w, sql, NULL, 0, err) : no_memory(err);
    for (bool more = true; !status && *n < (size_t)all;) {
        status = warehouse_next(r, &more, err);
        if (status || !more) break;
        status = read_row(&v[*n], mem, r, err);
        if (!status) ++*n;
    }
    if (r) warehouse_rows_close(r);
    *out = v;
    return status;
}

static int by_code(const void *a, const void *b) {
    const check_price *p = a, *q = b;
    int c = strcmp(p->code, q->code);
    if (!c) c = strcmp(p->nomenclature, q->nomenclature);
    if (!c) c = strcmp(p->unit, q->unit);
    return c ? c : strcmp(p->currency, q->currency);
}

static cordon_status read_rate(check_terms *out, cordon_error *err) {
    static const char *const names[] = {"year", "usd_per_eur", NULL};
    char path[1024];
    table t;
    int col[2];
    cordon_status status = table_read(&t, data_path(path, sizeof path, "data/ref/fx_ecb_annual_average.csv"), err);
    if (status) return status;
    status = table_cols(&t, names, col, err);
    for (size_t i = 0; i < t.rows && !status; i++)
        if (atoi(table_cell(&t, i, col[0])) <= out->as_at / 10000 || !i) out->usd_per_eur = strtod(table_cell(&t, i, col[1]), NULL);
    table_free(&t);
    return status;
}

cordon_status flow_prices_for_checks(check_terms *t, arena *mem, store *s, cordon_error *err) {
    const flow_price *v = NULL;
    size_t n = 0;
    cordon_status status = flow_prices(&v, &n, mem, s, err);
    check_price *p = status || !n ? NULL : arena_alloc(mem, n * sizeof *p);
    if (status || !n) return status;
    if (!p) return no_memory(err);
    for (size_t i = 0; i < n; i++)
        p[i] = (check_price){v[i].nomenclature, v[i].code, v[i].unit, v[i].currency, v[i].records, v[i].low, v[i].middle, v[i].high};
    qsort(p, n, sizeof *p, by_code);
    t->price = p;
    t->prices = n;
    return read_rate(t, err);
}
