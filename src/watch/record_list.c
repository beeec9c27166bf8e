/* record_list.c - rows of the record out of a store, as known on a day. */
#include <string.h>

#include "watch/record.h"

static const char list_sql[] =
#include "watch/sql/record_list.sql.h"
    ;

static const char *or_any(const char *s) { return s ? s : ""; }

/* '_' stands in kinds and is a wildcard of LIKE: a kind that differs in just that
 * character would match too, and record_kinds.csv has none.                   */
static cordon_status each_row(warehouse_rows *r, int (*each)(void *arg, const record_row *row),
                              void *arg, cordon_error *err) {
    bool more = false, stop = false;
    cordon_status status;
    arena mem;
    while (!stop && !(status = warehouse_next(r, &more, err)) && more) {
        record_row row = {.source_id = warehouse_int(r, 0), .line = warehouse_int(r, 1)};
        arena_init(&mem, 0);
        for (size_t c = 0; c < RECORD_COLUMNS; c++) {
            const char *s = warehouse_text(r, c + 2);
            if (!(row.cell[c] = arena_strndup(&mem, s, strlen(s))))
                status = cordon_fail(err, CORDON_ENOMEM, "no memory for a row of the record");
        }
        row.first = (date_day)warehouse_int(r, RECORD_COLUMNS + 2);
        row.last = (date_day)warehouse_int(r, RECORD_COLUMNS + 3);
        if (!status) stop = each(arg, &row) != 0;
        arena_destroy(&mem);
        if (status) return status;
    }
    return stop ? CORDON_OK : status;
}

cordon_status record_list(store *s, const record_query *q, int (*each)(void *arg, const record_row *r),
                          void *arg, int64_t *sources, cordon_error *err) {
    warehouse *w;
    warehouse_rows *r = NULL;
    bool has = false;
    date_day to = q->to ? q->to : DATE_MAX, known = q->known_by ? q->known_by : DATE_MAX;
    if (q->as_at && q->as_at < to) to = q->as_at;
    *sources = 0;
    cordon_status status = store_warehouse(&w, s, err);
    if (!status) status = watch_has_table(&has, w, "record", err);
    if (status || !has) return status;
    warehouse_param known_by = {NULL, known};
    status = warehouse_one_int(sources, w,
                               "SELECT count(*) FROM watch_source WHERE reader = 'record' AND "
                               "vintage <= $1",
                               &known_by, 1, err);
    if (status) return status;
    warehouse_param p[] = {{NULL, known},
                           {NULL, q->from},
                           {NULL, to},
                           {or_any(q->actor1), 0},
                           {or_any(q->actor2), 0},
                           {or_any(q->dimension), 0},
                           {or_any(q->kind), 0}};
    if ((status = warehouse_query(&r, w, list_sql, p, 7, err))) return status;
    status = each_row(r, each, arg, err);
    warehouse_rows_close(r);
    return status;
}
