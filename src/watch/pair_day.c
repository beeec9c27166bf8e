#include "watch/pair_day.h"

#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "regime/area_cache.h"
#include "watch/event.h"

static const char days_sql[] =
#include "watch/sql/pair_days.sql.h"
    ;
static const char totals_sql[] =
#include "watch/sql/pair_totals.sql.h"
    ;

/* ---- reading ---- */

static bool is_days(const record_split *first) {
    return first->n == 4 && watch_is(&first->f[0], "date") && watch_is(&first->f[1], "a") &&
           watch_is(&first->f[2], "b") && watch_is(&first->f[3], "w");
}

static bool is_totals(const record_split *first) {
    return first->n == 3 && watch_is(&first->f[0], "date") && watch_is(&first->f[1], "sum_abs_w") &&
           watch_is(&first->f[2], "nonzero_dyads");
}

static bool day_and_weight(ingest_worker *w, warehouse_chunk *c, size_t row, date_day *day,
                           int weight, int64_t *milli, bool negative) {
    const field *f = w->split.f;
    const char *name = w->in->header[weight];
    if (!event_day(day, &f[0]))
        return ingest_refuse_field(w, 0, "date", "expected a day as YYYYMMDD from 1900 to 2100");
    decimal_result r = decimal_milli(milli, f[weight].p, f[weight].len, (decimal_scale){1, 0});
    if (r > DECIMAL_ROUNDED) return ingest_refuse_field(w, weight, name, "expected a decimal number");
    if (*milli < 0 && !negative) return ingest_refuse_field(w, weight, name, "a sum of absolute weights below zero");
    w->rounded += r == DECIMAL_ROUNDED;
    ((int64_t *)warehouse_chunk_data(c, 0))[row] = (int64_t)w->record_line;
    ((int32_t *)warehouse_chunk_data(c, 1))[row] = *day;
    ((int32_t *)warehouse_chunk_data(c, 2))[row] = date_number(*day);
    return true;
}

static size_t one_day(ingest_worker *w, warehouse_chunk *c, size_t row) {
    const areas *a = w->in->context;
    const field *f = w->split.f;
    date_day day = 0;
    int64_t milli = 0;
    for (int i = 1; i <= 2; i++) {
        const area *x = area_cache_find(w->own, a, "iso3", f[i].p, f[i].len);
        if (!x || x->kind != AREA_COUNTRY) {
            ingest_refuse_field(w, i, w->in->header[i], "expected the three letters of a state (ISO 3166-1)");
            return row;
        }
    }
    if (!day_and_weight(w, c, row, &day, 3, &milli, true)) return row;
    warehouse_chunk_text(c, 3, row, f[1].p, f[1].len);
    warehouse_chunk_text(c, 4, row, f[2].p, f[2].len);
    ((int64_t *)warehouse_chunk_data(c, 5))[row] = milli;
    return row + 1;
}

static size_t one_total(ingest_worker *w, warehouse_chunk *c, size_t row) {
    date_day day = 0;
    int64_t milli = 0, pairs = 0;
    bool none;
    if (!event_count(&pairs, &none, &w->split.f[2]) || none) {
        ingest_refuse_field(w, 2, "nonzero_dyads", "expected a whole number");
        return row;
    }
    if (!day_and_weight(w, c, row, &day, 1, &milli, false)) return row;
    ((int64_t *)warehouse_chunk_data(c, 3))[row] = milli;
    ((int64_t *)warehouse_chunk_data(c, 4))[row] = pairs;
    return row + 1;
}

static cordon_status load_days(watch_load *w, cordon_error *err) {
    ingest in = {.columns = 4, .context = (void *)(uintptr_t)w->a, .record = one_day,
                 .own_bytes = sizeof(area_cache)};
    in.source = (warehouse_source){.n = 6,
                                   .column = {{"line", WAREHOUSE_INT64},
                                              {"day", WAREHOUSE_INT32},
                                              {"day_number", WAREHOUSE_INT32},
                                              {"actor1", WAREHOUSE_TEXT},
                                              {"actor2", WAREHOUSE_TEXT},
                                              {"value_milli", WAREHOUSE_INT64}}};
    return watch_rows(w, &in, "pair_day", err);
}

static cordon_status load_totals(watch_load *w, cordon_error *err) {
    ingest in = {.columns = 3, .record = one_total};
    in.source = (warehouse_source){.n = 5,
                                   .column = {{"line", WAREHOUSE_INT64},
                                              {"day", WAREHOUSE_INT32},
                                              {"day_number", WAREHOUSE_INT32},
                                              {"total_milli", WAREHOUSE_INT64},
                                              {"pairs", WAREHOUSE_INT64}}};
    return watch_rows(w, &in, "pair_total", err);
}

const watch_reader pair_reader_days = {
    .name = "dyads",
    .what = "pairs of states by day: date, a, b, w",
    .dataset = "pair-days",
    .publisher = "GDELT Project, summed by others",
    .delimiter = ',',
    .quote = '"',
    .is = is_days,
    .load = load_days,
};
const watch_reader pair_reader_totals = {
    .name = "dyad-totals",
    .what = "sum over all pairs by day: date, sum_abs_w, nonzero_dyads",
    .dataset = "pair-totals",
    .publisher = "GDELT Project, summed by others",
    .delimiter = ',',
    .quote = '"',
    .is = is_totals,
    .load = load_totals,
};

/* ---- asking ---- */

static cordon_status make_room(pair_days *x, int32_t from, int32_t to, cordon_error *err) {
    size_t n = (size_t)(to - from) + 1;
    if (n > PAIR_DAYS_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "more than %d days between the first and the last",
                           PAIR_DAYS_MAX);
    x->value = calloc(n, sizeof *x->value);
    x->total = calloc(n, sizeof *x->total);
    x->covered = calloc(n, 1);
    x->first = from;
    x->n = n;
    return x->value && x->total && x->covered ? CORDON_OK
                                              : cordon_fail(err, CORDON_ENOMEM, "no memory for days");
}

static cordon_status span(pair_days *x, warehouse *w, date_day known, cordon_error *err) {
    warehouse_param p = {NULL, known};
    warehouse_rows *r = NULL;
    bool more = false, any = false;
    int32_t from = 0, to = 0;
    cordon_status status = warehouse_query(
        &r, w,
        "SELECT count(DISTINCT s.source_id), max(s.vintage), min(d.day_number), max(d.day_number) FROM "
        "watch_source AS s JOIN pair_day AS d ON d.source_id = s.source_id WHERE s.vintage <= $1",
        &p, 1, err);
    if (!status && !(status = warehouse_next(r, &more, err)) && more && warehouse_int(r, 0)) {
        any = true;
        x->sources = warehouse_int(r, 0);
        x->vintage = (date_day)warehouse_int(r, 1);
        from = (int32_t)warehouse_int(r, 2);
        to = (int32_t)warehouse_int(r, 3);
    }
    warehouse_rows_close(r);
    return !status && any ? make_room(x, from, to, err) : status;
}

/* Days of the matrix are covered; a file of totals only replaces their total. */
static cordon_status fill(pair_days *x, warehouse *w, const char *sql, const warehouse_param *p,
                          size_t n, cordon_error *err) {
    warehouse_rows *r = NULL;
    bool more = false;
    cordon_status status = warehouse_query(&r, w, sql, p, n, err);
    while (!status && !(status = warehouse_next(r, &more, err)) && more) {
        int64_t i = warehouse_int(r, 0) - x->first;
        bool matrix = warehouse_int(r, 1) != 0;
        if (i < 0 || i >= (int64_t)x->n) continue;
        if (matrix) {
            x->covered[i] = 1;
            x->value[i] = (double)warehouse_int(r, 2) / 1000;
        }
        if (x->covered[i]) x->total[i] = (double)warehouse_int(r, 3) / 1000;
    }
    warehouse_rows_close(r);
    return status;
}

cordon_status pair_days_make(pair_days *out, store *s, const char *actor1, const char *actor2,
                             date_day known_by, cordon_error *err) {
    warehouse *w;
    bool has = false;
    date_day known = known_by ? known_by : DATE_MAX;
    *out = (pair_days){0};
    cordon_status status = store_warehouse(&w, s, err);
    if (!status) status = watch_has_table(&has, w, "pair_day", err);
    if (status || !has) return status;
    status = span(out, w, known, err);
    warehouse_param p[] = {{"dyads", 0}, {NULL, known}, {actor1, 0}, {actor2, 0}};
    warehouse_param t[] = {{"dyad-totals", 0}, {NULL, known}};
    if (!status && out->n) status = fill(out, w, days_sql, p, 4, err);
    if (!status && out->n) status = fill(out, w, totals_sql, t, 2, err);
    if (status) pair_days_free(out);
    return status;
}

void pair_days_free(pair_days *x) {
    free(x->value);
    free(x->total);
    free(x->covered);
    *x = (pair_days){0};
}
