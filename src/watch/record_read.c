/* record_read.c - the record into a store, and its fixtures, which are not. */
#include <string.h>

#include "watch/record.h"

static bool is_record(const record_split *first) {
    if (first->n != RECORD_COLUMNS) return false;
    for (int c = 0; c < RECORD_COLUMNS; c++)
        if (!watch_is(&first->f[c], record_column_name((record_column)c))) return false;
    return true;
}

static size_t one_record(ingest_worker *w, warehouse_chunk *c, size_t row) {
    const record_rules *rules = w->in->context;
    record_fault f;
    date_day first = 0, last = 0;
    if (record_faults(rules, w->split.f, &f, 1, &first, &last)) {
        ingest_refuse_field(w, (int)f.column, record_column_name(f.column), f.text);
        return row;
    }
    ((int64_t *)warehouse_chunk_data(c, 0))[row] = (int64_t)w->record_line;
    for (size_t i = 0; i < RECORD_COLUMNS; i++)
        warehouse_chunk_text(c, i + 1, row, w->split.f[i].p, w->split.f[i].len);
    ((int32_t *)warehouse_chunk_data(c, RECORD_COLUMNS + 1))[row] = first;
    ((int32_t *)warehouse_chunk_data(c, RECORD_COLUMNS + 2))[row] = last;
    return row + 1;
}

/* An id names one event: the second row of an id is refused like a bad one. */
static cordon_status refuse_twice(watch_load *w, cordon_error *err) {
    static const char twice[] =
        "SELECT line, id, first_line FROM (SELECT line, id, row_number() OVER (PARTITION BY id ORDER "
        "BY line) AS n, min(line) OVER (PARTITION BY id) AS first_line FROM record WHERE source_id = "
        "$1) WHERE n > 1";
    char sql[700], what[200];
    source *src = &w->l.out->source;
    warehouse_param p = {NULL, src->id};
    warehouse_rows *r = NULL;
    bool more = false;
    uint64_t line = 0, n = 0;
    snprintf(sql, sizeof sql, "%s ORDER BY line", twice);
    cordon_status status = warehouse_query(&r, w->l.w, sql, &p, 1, err);
    while (!status && !(status = warehouse_next(r, &more, err)) && more) {
        if (!n++) {
            line = (uint64_t)warehouse_int(r, 0);
            snprintf(what, sizeof what, "id \"%.60s\": the id of line %lld again",
                     warehouse_text(r, 1), (long long)warehouse_int(r, 2));
        }
    }
    warehouse_rows_close(r);
    if (status || !n) return status;
    snprintf(sql, sizeof sql,
             "INSERT INTO refused SELECT $1, line, 1, 'id', id, 'the id of line ' || "
             "CAST(first_line AS VARCHAR) || ' again' FROM (%s) ORDER BY line",
             twice);
    if ((status = warehouse_run(w->l.w, sql, &p, 1, err))) return status;
    status = warehouse_run(w->l.w,
                           "DELETE FROM record WHERE source_id = $1 AND line IN (SELECT line FROM "
                           "refused WHERE source_id = $1)",
                           &p, 1, err);
    src->refused += (int64_t)n;
    src->rows -= (int64_t)n;
    return status ? status : loading_judge(&w->l, (uint64_t)src->refused, line, 1, what, err);
}

static cordon_status load_record(watch_load *w, cordon_error *err) {
    record_rules *rules = NULL;
    cordon_status status = record_rules_load(&rules, w->a, err);
    if (status) return status;
    ingest in = {.columns = RECORD_COLUMNS, .context = rules, .record = one_record};
    in.source.n = RECORD_COLUMNS + 3;
    in.source.column[0].name = "line";
    in.source.column[0].type = WAREHOUSE_INT64;
    for (int c = 0; c < RECORD_COLUMNS; c++) {
        in.source.column[c + 1].name = record_column_name((record_column)c);
        in.source.column[c + 1].type = WAREHOUSE_TEXT;
    }
    in.source.column[RECORD_COLUMNS + 1].name = "day_first";
    in.source.column[RECORD_COLUMNS + 2].name = "day_last";
    in.source.column[RECORD_COLUMNS + 1].type = in.source.column[RECORD_COLUMNS + 2].type =
        WAREHOUSE_INT32;
    status = watch_rows(w, &in, "record", err);
    record_rules_free(rules);
    return status ? status : refuse_twice(w, err);
}

const watch_reader record_reader_own = {
    .name = "record",
    .what = "the own record of dated events, 23 columns",
    .dataset = "record",
    .publisher = "own compilation, source in each row",
    .delimiter = '\t',
    .is = is_record,
    .load = load_record,
};

/* Lists of exercises and of meetings from which the record was begun: the same
 * events again, in other columns.                                            */
static bool is_fixture(const record_split *first) {
    static const char *const exercises[] = {"start", "end", "name", "participants", "scale", NULL};
    static const char *const meetings[] = {"date", "place", "occasion", "source", NULL};
    return watch_has_columns(first, exercises) || (first->n == 4 && watch_has_columns(first, meetings));
}

static cordon_status load_fixture(watch_load *w, cordon_error *err) {
    return cordon_fail_at(err, CORDON_EINVAL, stream_name(w->l.stream), 0, 0,
                          "a list of exercises or meetings: the record (data/events/record.tsv) holds "
                          "the same events with more columns, so they would count twice; not loaded");
}

const watch_reader record_reader_fixture = {
    .name = "fixture",
    .what = "lists of exercises and meetings, never loaded beside the record",
    .dataset = "fixture",
    .publisher = "",
    .delimiter = '\t',
    .is = is_fixture,
    .load = load_fixture,
};
