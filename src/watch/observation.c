#include "watch/observation.h"

#include <string.h>

#include "base/decimal.h"

static const char list_sql[] =
#include "watch/sql/observation_list.sql.h"
    ;
static const char same_sql[] =
#include "watch/sql/observation_same.sql.h"
    ;

enum { O_SERIES, O_PERIOD, O_VALUE, O_UNIT, O_LOW, O_HIGH, O_VINTAGE, O_PUBLISHER, O_SOURCE, O_FIELDS };
static const char *const names[O_FIELDS] = {"series", "period", "value",   "unit",  "lo",
                                            "hi",     "vintage", "publisher", "source"};

static bool counts_to_a_day(const record_split *first) {
    return first->n == 3 && watch_is(&first->f[0], "as_of") && watch_is(&first->f[2], "source") &&
           first->f[1].len;
}

static bool is_observations(const record_split *first) {
    static const char *const needed[] = {"series", "period", "value", "unit", "source", NULL};
    return watch_has_columns(first, needed) || counts_to_a_day(first);
}

typedef struct making {
    int index[O_FIELDS]; /* -1 = no such column */
    const char *series;  /* when it is the name of a column */
    atomic_long own;     /* rows of the report under test */
} making;

typedef struct piece {
    date_day first, last;
    int64_t milli;
} piece;

static field cell(const ingest_worker *w, int which) {
    const making *k = w->in->context;
    return k->index[which] < 0 ? (field){"", 0} : w->split.f[k->index[which]];
}

static bool refuse(ingest_worker *w, int which, const char *reason) {
    const making *k = w->in->context;
    int i = k->index[which];
    return ingest_refuse_field(w, i, i < 0 ? "" : w->in->header[i], reason);
}

static bool begins(const field *f, const char *with) {
    size_t len = strlen(with);
    return f->len >= len && memcmp(f->p, with, len) == 0;
}

/* Without blanks around and without words in brackets behind. */
static field trim(field f) {
    const char *open = memchr(f.p, '(', f.len);
    if (open && open > f.p) f.len = (uint32_t)(open - f.p);
    while (f.len && f.p[0] == ' ') f.p++, f.len--;
    while (f.len && f.p[f.len - 1] == ' ') f.len--;
    return f;
}

static const char *find(const field *f, const char *what) {
    return f->len ? memmem(f->p, f->len, what, strlen(what)) : NULL;
}

static bool one_period(const field *f, date_day *first, date_day *last) {
    date_period p;
    if (f->len == 10 && date_parse(first, f->p, 10)) {
        *last = *first;
        return true;
    }
    if ((f->len != 4 && (f->len != 7 || f->p[4] != '-')) || !date_period_parse(&p, f->p, f->len))
        return false;
    *first = date_period_first(p);
    *last = date_period_last(p);
    return true;
}

static bool read_period(field f, piece *out) {
    const char *dots = find(&f, "..");
    date_day ignored;
    if (!dots) return one_period(&f, &out->first, &out->last);
    field a = {f.p, (uint32_t)(dots - f.p)};
    field b = {dots + 2, (uint32_t)(f.p + f.len - dots - 2)};
    return one_period(&a, &out->first, &ignored) && one_period(&b, &ignored, &out->last) &&
           out->first <= out->last;
}

static bool read_value(field f, int64_t *milli, bool *at_least, uint64_t *rounded) {
    static const char *const more[] = {"more than ", "over ", "at least ", ">=", ">"};
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        if (begins(&f, more[i])) {
            f.p += strlen(more[i]);
            f.len -= (uint32_t)strlen(more[i]);
            *at_least = true;
            break;
        }
    decimal_result r = decimal_milli(milli, f.p, f.len, (decimal_scale){1, 0});
    *rounded += r == DECIMAL_ROUNDED;
    return f.len && r <= DECIMAL_ROUNDED;
}

/* One piece, or two where the cell says "from -> to". */
static size_t read_pieces(ingest_worker *w, piece out[2], bool *at_least) {
    field p = trim(cell(w, O_PERIOD)), v = trim(cell(w, O_VALUE));
    const char *pa = find(&p, "->"), *va = find(&v, "->");
    size_t n = pa && va ? 2 : 1;
    if ((pa != NULL) != (va != NULL)) {
        refuse(w, O_VALUE, "\"->\" stands in one of period and value and not in the other");
        return 0;
    }
    for (size_t i = 0; i < n; i++) {
        field fp = p, fv = v;
        if (n == 2 && i == 0) fp.len = (uint32_t)(pa - p.p), fv.len = (uint32_t)(va - v.p);
        if (n == 2 && i == 1) {
            fp = (field){pa + 2, (uint32_t)(p.p + p.len - pa - 2)};
            fv = (field){va + 2, (uint32_t)(v.p + v.len - va - 2)};
        }
        if (!read_period(trim(fp), &out[i])) {
            refuse(w, O_PERIOD, "expected YYYY, YYYY-MM, YYYY-MM-DD or two of them with .. between");
            return 0;
        }
        if (!read_value(trim(fv), &out[i].milli, at_least, &w->rounded)) {
            refuse(w, O_VALUE, "expected a decimal number");
            return 0;
        }
    }
    return n;
}

static bool read_bound(ingest_worker *w, int which, int64_t *milli, bool *has) {
    field f = cell(w, which);
    *has = f.len > 0;
    if (!*has || decimal_milli(milli, f.p, f.len, (decimal_scale){1, 0}) <= DECIMAL_ROUNDED) return true;
    return refuse(w, which, "expected a decimal number");
}

static size_t one_observation(ingest_worker *w, warehouse_chunk *c, size_t row) {
    making *k = w->in->context;
    field publisher = cell(w, O_PUBLISHER), from = cell(w, O_SOURCE), unit = cell(w, O_UNIT);
    field series = k->series ? (field){k->series, (uint32_t)strlen(k->series)} : cell(w, O_SERIES);
    field day = cell(w, O_VINTAGE);
    piece v[2];
    int64_t low = 0, high = 0;
    bool has_low, has_high, at_least = watch_is(&unit, "at least");
    date_day vintage = 0;
    if (begins(&publisher, "report ") || begins(&from, "report ")) {
        atomic_fetch_add(&k->own, 1);
        return row;
    }
    if (!series.len || !from.len) {
        refuse(w, series.len ? O_SOURCE : O_SERIES, "this cell must not be empty");
        return row;
    }
    if (day.len && !date_parse(&vintage, day.p, day.len)) {
        refuse(w, O_VINTAGE, "expected a day as YYYY-MM-DD");
        return row;
    }
    if (!read_bound(w, O_LOW, &low, &has_low) || !read_bound(w, O_HIGH, &high, &has_high)) return row;
    size_t n = read_pieces(w, v, &at_least);
    if (n && ((has_low && low > v[0].milli) || (has_high && high < v[0].milli))) {
        refuse(w, O_VALUE, "the value lies outside lo to hi");
        return row;
    }
    field period = cell(w, O_PERIOD);
    for (size_t i = 0; i < n; i++, row++) {
        const struct {
            size_t col;
            field f;
        } text[] = {{1, series}, {2, period}, {8, {at_least ? ">=" : "", at_least ? 2 : 0}},
                    {9, unit},   {11, publisher}, {12, from}};
        ((int64_t *)warehouse_chunk_data(c, 0))[row] = (int64_t)w->record_line;
        ((int32_t *)warehouse_chunk_data(c, 3))[row] = v[i].first;
        ((int32_t *)warehouse_chunk_data(c, 4))[row] = v[i].last;
        ((int64_t *)warehouse_chunk_data(c, 5))[row] = v[i].milli;
        ((int64_t *)warehouse_chunk_data(c, 6))[row] = low;
        ((int64_t *)warehouse_chunk_data(c, 7))[row] = high;
        ((int32_t *)warehouse_chunk_data(c, 10))[row] = vintage;
        for (size_t j = 0; j < sizeof text / sizeof *text; j++)
            warehouse_chunk_text(c, text[j].col, row, text[j].f.p, text[j].f.len);
        if (!has_low) warehouse_chunk_null(c, 6, row);
        if (!has_high) warehouse_chunk_null(c, 7, row);
        if (!vintage) warehouse_chunk_null(c, 10, row);
    }
    return row;
}

static cordon_status load_observations(watch_load *w, cordon_error *err) {
    making k = {.series = NULL};
    for (int i = 0; i < O_FIELDS; i++) k.index[i] = watch_column(w, names[i]);
    if (k.index[O_SERIES] < 0) { /* as_of, NAME, source */
        k.series = w->l.header[1];
        k.index[O_PERIOD] = 0;
        k.index[O_VALUE] = 1;
    }
    ingest in = {.columns = w->l.columns, .context = &k, .record = one_observation, .rows_max = 2};
    in.source = (warehouse_source){.n = 13,
                                   .column = {{"line", WAREHOUSE_INT64},
                                              {"series", WAREHOUSE_TEXT},
                                              {"period", WAREHOUSE_TEXT},
                                              {"day_first", WAREHOUSE_INT32},
                                              {"day_last", WAREHOUSE_INT32},
                                              {"value_milli", WAREHOUSE_INT64},
                                              {"low_milli", WAREHOUSE_INT64},
                                              {"high_milli", WAREHOUSE_INT64},
                                              {"bound", WAREHOUSE_TEXT},
                                              {"unit", WAREHOUSE_TEXT},
                                              {"vintage", WAREHOUSE_INT32},
                                              {"publisher", WAREHOUSE_TEXT},
                                              {"source", WAREHOUSE_TEXT}}};
    warehouse_param p = {NULL, w->l.out->source.id};
    cordon_status status = watch_rows(w, &in, "observation", err);
    if (!status) status = warehouse_run(w->l.w, same_sql, &p, 1, err);
    if (!status && atomic_load(&k.own)) {
        char text[120];
        snprintf(text, sizeof text, "%ld rows give the report under test as their source and are left out",
                 atomic_load(&k.own));
        status = loading_note(&w->l, "left out", text, err);
    }
    return status;
}

const watch_reader observation_reader = {
    .name = "observations",
    .what = "published values: series, period, value, unit, publisher, source",
    .dataset = "observations",
    .publisher = "named in each row",
    .delimiter = '\t',
    .is = is_observations,
    .load = load_observations,
};

cordon_status observation_list(store *s, const observation_query *q,
                               int (*each)(void *arg, const observation *o), void *arg,
                               int64_t *sources, cordon_error *err) {
    warehouse *w;
    warehouse_rows *r = NULL;
    bool has = false, more = false, stop = false;
    date_day known = q->known_by ? q->known_by : DATE_MAX, to = q->to ? q->to : DATE_MAX;
    if (q->as_at && q->as_at < to) to = q->as_at;
    *sources = 0;
    cordon_status status = store_warehouse(&w, s, err);
    if (!status) status = watch_has_table(&has, w, "observation", err);
    if (status || !has) return status;
    warehouse_param p[] = {{NULL, known}, {q->series ? q->series : "", 0}, {NULL, q->from}, {NULL, to}};
    status = warehouse_one_int(sources, w,
                               "SELECT count(*) FROM watch_source WHERE reader = 'observations' AND "
                               "vintage <= $1",
                               p, 1, err);
    if (!status) status = warehouse_query(&r, w, list_sql, p, 4, err);
    while (!status && !stop && !(status = warehouse_next(r, &more, err)) && more) {
        char text[5][1200];
        for (size_t i = 0; i < 5; i++) snprintf(text[i], sizeof text[i], "%s", warehouse_text(r, i));
        observation o = {.series = text[0], .period = text[1], .unit = text[2], .publisher = text[3],
                         .source = text[4], .first = (date_day)warehouse_int(r, 5),
                         .last = (date_day)warehouse_int(r, 6), .value_milli = warehouse_int(r, 7),
                         .low_milli = warehouse_int(r, 8), .high_milli = warehouse_int(r, 9),
                         .has_low = !warehouse_null(r, 8), .has_high = !warehouse_null(r, 9),
                         .at_least = *warehouse_text(r, 10) != 0,
                         .vintage = (date_day)warehouse_int(r, 11), .source_id = warehouse_int(r, 12),
                         .line = warehouse_int(r, 13)};
        stop = each(arg, &o) != 0;
    }
    warehouse_rows_close(r);
    return status;
}
