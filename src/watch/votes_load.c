/* votes_load.c - records of votes.h into the tables of sql/votes.sql. */
#include <stdio.h>
#include <string.h>

#include "watch/votes_inner.h"
#include "watch/votes_load.h"

static const char tables_sql[] =
#include "watch/sql/votes.sql.h"
    ;

/* ---- one record ---- */

static void put16(warehouse_chunk *c, size_t col, size_t row, int v) {
    ((int16_t *)warehouse_chunk_data(c, col))[row] = (int16_t)v;
}
static void put32(warehouse_chunk *c, size_t col, size_t row, int32_t v) {
    ((int32_t *)warehouse_chunk_data(c, col))[row] = v;
}
static void put64(warehouse_chunk *c, size_t col, size_t row, int64_t v) {
    ((int64_t *)warehouse_chunk_data(c, col))[row] = v;
}
static void put_text(warehouse_chunk *c, size_t col, size_t row, const char *s) {
    warehouse_chunk_text(c, col, row, s, strlen(s));
}
/* A flag that is not given is null. */
static void put_flag(warehouse_chunk *c, size_t col, size_t row, int8_t v) {
    if (v < 0)
        warehouse_chunk_null(c, col, row);
    else
        put16(c, col, row, v);
}

static size_t put_votes(const votes_layout *l, const votes_row *r, int64_t line, warehouse_chunk *c,
                        size_t row) {
    for (size_t i = 0; i < l->countries; i++) {
        if (r->cells.p[i] == '.') continue;
        put64(c, 0, row, line);
        put64(c, 1, row, r->rcid);
        put_text(c, 2, row, l->country[i]);
        put16(c, 3, row++, r->cells.p[i] - '0');
    }
    return row;
}

static void put_roll(const votes_row *r, warehouse_chunk *c, size_t row) {
    put16(c, 2, row, r->roll.session);
    put32(c, 3, row, r->roll.day);
    put_flag(c, 4, row, r->roll.important);
    put_flag(c, 5, row, r->roll.amend);
    put_flag(c, 6, row, r->roll.para);
    warehouse_chunk_text(c, 7, row, r->roll.unres.p, r->roll.unres.len);
    warehouse_chunk_text(c, 8, row, r->roll.title.p, r->roll.title.len);
}

static void put_point(const votes_row *r, warehouse_chunk *c, size_t row) {
    put_text(c, 1, row, r->point.variant);
    put_text(c, 2, row, r->point.country);
    put16(c, 3, row, r->point.session);
    if (r->point.votes < 0)
        warehouse_chunk_null(c, 4, row);
    else
        put32(c, 4, row, r->point.votes);
    for (size_t i = 0; i < 4; i++) {
        if (r->point.given[i])
            put64(c, 5 + i, row, r->point.micro[i]);
        else
            warehouse_chunk_null(c, 5 + i, row);
    }
}

static size_t one_record(ingest_worker *w, warehouse_chunk *c, size_t row) {
    const votes_layout *l = w->in->context;
    votes_row r[VOTES_VARIANTS_MAX];
    votes_fault fault = {-1, ""};
    size_t n;
    int64_t line = (int64_t)w->record_line;
    if (!votes_parse(r, &n, &fault, l, &w->split)) {
        const char *column = fault.column < 0 ? "" : w->in->header[fault.column];
        ingest_refuse_field(w, fault.column, strlen(column) < 40 ? column : "votes", fault.reason);
        return row;
    }
    if (l->kind == VOTES_MATRIX) return put_votes(l, r, line, c, row);
    for (size_t i = 0; i < n; i++, row++) {
        put64(c, 0, row, line);
        if (l->kind != VOTES_POINTS) put64(c, 1, row, r[i].rcid);
        if (l->kind == VOTES_ROLLS) put_roll(&r[i], c, row);
        if (l->kind == VOTES_SAME) put64(c, 2, row, r[i].earlier);
        if (l->kind == VOTES_POINTS) put_point(&r[i], c, row);
        if (l->kind != VOTES_ISSUES) continue;
        warehouse_chunk_text(c, 2, row, r[i].issue.code.p, r[i].issue.code.len);
        warehouse_chunk_text(c, 3, row, r[i].issue.name.p, r[i].issue.name.len);
    }
    return row;
}

/* ---- one file ---- */

typedef struct target {
    const char *table;
    struct {
        const char *name;
        warehouse_type type;
    } column[9];
    size_t columns;
} target;

static const target targets[VOTES_KINDS] = {
    [VOTES_MATRIX] = {"vote",
                      {{"line", WAREHOUSE_INT64},
                       {"rcid", WAREHOUSE_INT64},
                       {"country", WAREHOUSE_TEXT},
                       {"vote", WAREHOUSE_INT16}},
                      4},
    [VOTES_ROLLS] = {"roll_call",
                     {{"line", WAREHOUSE_INT64},
                      {"rcid", WAREHOUSE_INT64},
                      {"session", WAREHOUSE_INT16},
                      {"day", WAREHOUSE_INT32},
                      {"important", WAREHOUSE_INT16},
                      {"amend", WAREHOUSE_INT16},
                      {"para", WAREHOUSE_INT16},
                      {"unres", WAREHOUSE_TEXT},
                      {"title", WAREHOUSE_TEXT}},
                     9},
    [VOTES_ISSUES] = {"roll_call_issue",
                      {{"line", WAREHOUSE_INT64},
                       {"rcid", WAREHOUSE_INT64},
                       {"code", WAREHOUSE_TEXT},
                       {"name", WAREHOUSE_TEXT}},
                      4},
    [VOTES_SAME] = {"roll_call_same",
                    {{"line", WAREHOUSE_INT64}, {"rcid", WAREHOUSE_INT64}, {"earlier", WAREHOUSE_INT64}},
                    3},
    [VOTES_POINTS] = {"ideal_point",
                      {{"line", WAREHOUSE_INT64},
                       {"variant", WAREHOUSE_TEXT},
                       {"country", WAREHOUSE_TEXT},
                       {"session", WAREHOUSE_INT16},
                       {"votes", WAREHOUSE_INT32},
                       {"mean_micro", WAREHOUSE_INT64},
                       {"q5_micro", WAREHOUSE_INT64},
                       {"q50_micro", WAREHOUSE_INT64},
                       {"q95_micro", WAREHOUSE_INT64}},
                      9},
};

/* The second line of a number is refused: which of them is meant? */
static cordon_status refuse_repeated(watch_load *w, const char *table, cordon_error *err) {
    char twice[400], sql[700], what[120];
    source *src = &w->l.out->source;
    warehouse_param p = {NULL, src->id};
    warehouse_rows *r = NULL;
    bool more = false;
    uint64_t line = 0, n = 0;
    snprintf(twice, sizeof twice,
             "SELECT DISTINCT line, rcid, first_line FROM (SELECT line, rcid, min(line) OVER "
             "(PARTITION BY rcid) AS first_line FROM %s WHERE source_id = $1) WHERE line > first_line",
             table);
    snprintf(sql, sizeof sql, "%s ORDER BY line", twice);
    cordon_status status = warehouse_query(&r, w->l.w, sql, &p, 1, err);
    while (!status && !(status = warehouse_next(r, &more, err)) && more) {
        if (n++) continue;
        line = (uint64_t)warehouse_int(r, 0);
        snprintf(what, sizeof what, "roll call %lld again, first on line %lld",
                 (long long)warehouse_int(r, 1), (long long)warehouse_int(r, 2));
    }
    warehouse_rows_close(r);
    if (status || !n) return status;
    snprintf(sql, sizeof sql,
             "INSERT INTO refused SELECT $1, line, 1, 'rcid', CAST(rcid AS VARCHAR), 'roll call again, "
             "first on line ' || CAST(first_line AS VARCHAR) FROM (%s) ORDER BY line",
             twice);
    if ((status = warehouse_run(w->l.w, sql, &p, 1, err))) return status;
    snprintf(sql, sizeof sql,
             "DELETE FROM %s WHERE source_id = $1 AND line IN (SELECT line FROM refused WHERE "
             "source_id = $1)",
             table);
    if ((status = warehouse_run(w->l.w, sql, &p, 1, err))) return status;
    src->refused += (int64_t)n;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s WHERE source_id = $1", table);
    status = warehouse_one_int(&src->rows, w->l.w, sql, &p, 1, err);
    return status ? status : loading_judge(&w->l, (uint64_t)src->refused, line, 1, what, err);
}

static cordon_status load(watch_load *w, cordon_error *err) {
    votes_layout l;
    cordon_status status = votes_layout_bind(&l, w->l.header, w->l.columns, w->a,
                                             stream_name(w->l.stream), err);
    if (!status) status = warehouse_exec(w->l.w, tables_sql, err);
    if (status) return status;
    const target *t = &targets[l.kind];
    ingest in = {.columns = w->l.columns, .context = &l, .record = one_record};
    in.rows_max = l.kind == VOTES_MATRIX ? l.countries : l.variants ? l.variants : 1;
    in.source.n = t->columns;
    for (size_t i = 0; i < t->columns; i++) {
        in.source.column[i].name = t->column[i].name;
        in.source.column[i].type = t->column[i].type;
    }
    status = watch_rows(w, &in, t->table, err);
    if (status || (l.kind != VOTES_MATRIX && l.kind != VOTES_ROLLS)) return status;
    return refuse_repeated(w, t->table, err);
}

/* ---- the readers ---- */

static bool is_unvotes(const record_split *first) {
    static const char *const rolls[] = {"rcid", "session", "importantvote", "date",
                                        "unres", "amend",  "para",          NULL};
    static const char *const issues[] = {"rcid", "short_name", "issue", NULL};
    return watch_has_columns(first, rolls) || watch_has_columns(first, issues) ||
           (first->n == 2 && watch_is(&first->f[0], "rcid"));
}

static bool is_same(const record_split *first) {
    static const char *const same[] = {"v1", "rcid1", "rcid2", NULL};
    return first->n == 3 && watch_has_columns(first, same);
}

static bool is_points(const record_split *first) {
    static const char *const country[] = {"ccode", NULL};
    if (!watch_has_columns(first, country)) return false;
    for (size_t i = 0; i < first->n; i++)
        if (first->f[i].len >= 10 && strncasecmp(first->f[i].p, "idealpoint", 10) == 0) return true;
    return false;
}

const watch_reader votes_reader = {
    .name = "unvotes",
    .what = "votes, roll calls and issues of the package unvotes",
    .dataset = "unga",
    .publisher = "",
    .delimiter = '\t',
    .is = is_unvotes,
    .load = load,
};
const watch_reader votes_reader_same = {
    .name = "unvotes-same",
    .what = "roll calls that repeat the text of an earlier one: v1,rcid1,rcid2",
    .dataset = "unga",
    .publisher = "",
    .delimiter = ',',
    .is = is_same,
    .load = load,
};
const watch_reader votes_reader_points = {
    .name = "idealpoints",
    .what = "published ideal points, a variant for each ending of the columns",
    .dataset = "unga-ideal",
    .publisher = "",
    .delimiter = ',',
    .is = is_points,
    .load = load,
};
