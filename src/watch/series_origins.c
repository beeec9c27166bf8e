/* series_origins.c - who stands behind a series, so that each can be left out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watch/observation.h"
#include "watch/record.h"
#include "watch/series_inner.h"

static const char hosts_sql[] =
#include "watch/sql/event_hosts.sql.h"
    ;
/* Files of one reader that count: the newest of each edition. */
static const char files_sql[] =
    "SELECT edition, CAST(max(row_count) AS BIGINT) FROM watch_source WHERE reader = $1 AND ($2 = '' OR "
    "dataset = $2) AND vintage <= $3 GROUP BY edition ORDER BY 2 DESC, 1";

enum { ORIGINS_MAX = 100000 };

typedef struct gathering {
    const series_ask *q;
    series_origins *out;
    size_t room;
    bool failed;
} gathering;

static void put(gathering *g, const char *name, int64_t rows) {
    series_origins *o = g->out;
    if (o->n == ORIGINS_MAX) g->failed = true;
    if (g->failed) return;
    if (o->n == g->room) {
        size_t room = g->room ? 2 * g->room : 64;
        series_origin *v = arena_alloc(&o->mem, room * sizeof *v);
        if (!v) {
            g->failed = true;
            return;
        }
        if (o->n) memcpy(v, o->v, o->n * sizeof *v);
        o->v = v;
        g->room = room;
    }
    const char *copy = arena_strndup(&o->mem, name, strlen(name));
    g->failed |= !copy;
    o->v[o->n++] = (series_origin){copy, rows};
}

/* One more row of an origin; lists are short, as people write them. */
static void count(gathering *g, const char *name) {
    for (size_t i = 0; i < g->out->n; i++)
        if (strcmp(g->out->v[i].name, name) == 0) {
            g->out->v[i].rows++;
            return;
        }
    put(g, name, 1);
}

static int by_rows(const void *a, const void *b) {
    const series_origin *x = a, *y = b;
    if (x->rows != y->rows) return x->rows > y->rows ? -1 : 1;
    return strcmp(x->name, y->name);
}

static cordon_status query(gathering *g, const char *sql, const warehouse_param *p, size_t n,
                           cordon_error *err) {
    warehouse *w;
    warehouse_rows *r = NULL;
    bool more = false;
    cordon_status status = store_warehouse(&w, g->q->c->store, err);
    if (!status) status = warehouse_query(&r, w, sql, p, n, err);
    while (!status && !g->failed && !(status = warehouse_next(r, &more, err)) && more)
        put(g, warehouse_text(r, 0), warehouse_int(r, 1));
    warehouse_rows_close(r);
    return status;
}

static cordon_status of_table(gathering *g, const char *needs, const char *sql, const warehouse_param *p,
                              size_t n, cordon_error *err) {
    warehouse *w;
    bool has = false;
    cordon_status status = store_warehouse(&w, g->q->c->store, err);
    if (!status) status = watch_has_table(&has, w, needs, err);
    return status || !has ? status : query(g, sql, p, n, err);
}

static cordon_status of_events(gathering *g, const series_name *name, cordon_error *err) {
    const series_ask *q = g->q;
    date_day to = q->to ? q->to : DATE_MAX;
    if (q->as_at && q->as_at < to) to = q->as_at;
    warehouse_param p[] = {{name->set, 0},
                           {NULL, q->known_by ? q->known_by : DATE_MAX},
                           {NULL, q->from},
                           {NULL, to},
                           {q->pair->a->code, 0},
                           {q->pair->b->code, 0},
                           {NULL, q->directed}};
    g->out->can_leave_out = true;
    return of_table(g, "event", hosts_sql, p, 7, err);
}

static int one_record(void *arg, const record_row *r) {
    gathering *g = arg;
    char origin[SERIES_ORIGIN];
    series_record_origin(origin, r->cell[RECORD_SOURCE]);
    count(g, origin);
    return g->failed;
}

static cordon_status of_record(gathering *g, const series_name *name, cordon_error *err) {
    const series_ask *a = g->q;
    record_query q = {.actor1 = a->pair->a->code, .actor2 = a->pair->b->code, .kind = name->set,
                      .from = a->from, .to = a->to, .as_at = a->as_at, .known_by = a->known_by};
    int64_t sources;
    g->out->can_leave_out = true;
    return record_list(a->c->store, &q, one_record, g, &sources, err);
}

static int one_value(void *arg, const observation *o) {
    gathering *g = arg;
    count(g, o->publisher);
    return g->failed;
}

static cordon_status of_values(gathering *g, const series_name *name, cordon_error *err) {
    const series_ask *a = g->q;
    observation_query q = {.series = name->set, .from = a->from, .to = a->to, .as_at = a->as_at,
                           .known_by = a->known_by};
    int64_t sources;
    g->out->can_leave_out = true;
    return observation_list(a->c->store, &q, one_value, g, &sources, err);
}

static cordon_status of_files(gathering *g, const char *reader, const char *dataset, cordon_error *err) {
    warehouse_param p[] = {{reader, 0}, {dataset, 0}, {NULL, g->q->known_by ? g->q->known_by : DATE_MAX}};
    return of_table(g, "watch_source", files_sql, p, 3, err);
}

static cordon_status of_indicator(gathering *g, cordon_error *err) {
    indicators all;
    indicator_ask ask = {.c = g->q->c, .pair = g->q->pair,
                         .as_at = g->q->as_at ? g->q->as_at : date_today(),
                         .known_by = g->q->known_by ? g->q->known_by : date_today()};
    cordon_status status = indicators_make_one(&all, &ask, g->q->indicator, err);
    if (status) return status;
    const watch_indicator *x = indicators_find(&all, g->q->indicator);
    for (size_t i = 0; x && i < x->sources; i++) {
        char name[32];
        snprintf(name, sizeof name, "source %lld", (long long)x->from_source[i]);
        put(g, name, 0);
    }
    indicators_free(&all);
    return CORDON_OK;
}

cordon_status series_origins_make(series_origins *out, const series_ask *ask, cordon_error *err) {
    gathering g = {.q = ask, .out = out};
    series_name name;
    char dataset[80];
    *out = (series_origins){0};
    arena_init(&out->mem, 0);
    cordon_status status = series_name_of(&name, ask->c, ask->indicator, err);
    if (status) return status;
    switch (name.kind) {
    case SERIES_EVENTS: status = of_events(&g, &name, err); break;
    case SERIES_RECORD: status = of_record(&g, &name, err); break;
    case SERIES_VALUES: status = of_values(&g, &name, err); break;
    case SERIES_PAIRS: status = of_files(&g, "dyads", "", err); break;
    case SERIES_INCIDENTS:
        snprintf(dataset, sizeof dataset, "%.*s", (int)strcspn(name.part, ":"), name.part);
        status = of_files(&g, "incidents", dataset, err);
        break;
    case SERIES_INDICATOR:
    default: status = of_indicator(&g, err);
    }
    if (!status && g.failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the sources");
    if (status) {
        series_origins_free(out);
        return status;
    }
    if (out->n > 1) qsort(out->v, out->n, sizeof *out->v, by_rows);
    return CORDON_OK;
}

void series_origins_free(series_origins *o) {
    arena_destroy(&o->mem);
    *o = (series_origins){0};
}
