#include "watch/feed.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watch/event.h"
#include "watch/pair_day.h"

static const char pair_list_sql[] =
#include "watch/sql/pair_list.sql.h"
    ;
static const char pair_all_sql[] =
#include "watch/sql/pair_all.sql.h"
    ;
static const char event_list_sql[] =
#include "watch/sql/event_list.sql.h"
    ;
static const char sources_sql[] =
    "SELECT source_id, vintage FROM (SELECT source_id, vintage, row_number() OVER (PARTITION BY reader, "
    "edition ORDER BY vintage DESC, source_id DESC) AS n FROM watch_source WHERE dataset = $1 AND vintage "
    "<= $2) WHERE n = 1 ORDER BY source_id";

typedef struct maker {
    backtest_feed *f;
    const feed_ask *ask;
    store *s;
    warehouse *w;
    date_day known, to;
    double *total;
    uint8_t *covered;
    double **value; /* f->pairs columns, as f->pair has them */
    const char *dataset;
} maker;

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the feed");
}

/* ---- which pairs ---- */

static bool wanted(const feed_ask *ask, const char *a, const char *b) {
    for (size_t i = 0; i < ask->pairs; i++)
        if (strcmp(ask->pair[i].a, a) == 0 && strcmp(ask->pair[i].b, b) == 0) return true;
    return !ask->pair;
}

static int by_pair(const void *x, const void *y) {
    const backtest_pair *p = x, *q = y;
    int order = strcmp(p->a, q->a);
    return order ? order : strcmp(p->b, q->b);
}

static cordon_status add_pair(maker *m, size_t *room, const char *a, const char *b, cordon_error *err) {
    backtest_feed *f = m->f;
    if (f->pairs == *room) {
        size_t more = *room ? 2 * *room : 256;
        backtest_pair *v = arena_alloc(&f->mem, more * sizeof *v);
        if (!v) return no_memory(err);
        if (f->pairs) memcpy(v, f->pair, f->pairs * sizeof *v);
        f->pair = v;
        *room = more;
    }
    backtest_pair *p = &f->pair[f->pairs++];
    p->a = arena_strndup(&f->mem, a, strlen(a));
    p->b = arena_strndup(&f->mem, b, strlen(b));
    return p->a && p->b ? CORDON_OK : no_memory(err);
}

static cordon_status list_pairs(maker *m, const char *sql, const warehouse_param *p, size_t n,
                                cordon_error *err) {
    warehouse_rows *r = NULL;
    bool more = false;
    size_t room = 0;
    cordon_status status = warehouse_query(&r, m->w, sql, p, n, err);
    while (!status && !(status = warehouse_next(r, &more, err)) && more) {
        char a[80];
        snprintf(a, sizeof a, "%s", warehouse_text(r, 0));
        if (wanted(m->ask, a, warehouse_text(r, 1))) status = add_pair(m, &room, a, warehouse_text(r, 1), err);
    }
    warehouse_rows_close(r);
    if (m->f->pairs) qsort(m->f->pair, m->f->pairs, sizeof *m->f->pair, by_pair);
    return status;
}

static cordon_status make_days(maker *m, int32_t first, int32_t last, cordon_error *err) {
    backtest_feed *f = m->f;
    f->first = first;
    f->days = (size_t)(last - first) + 1;
    if (f->days > PAIR_DAYS_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "more than %d days between the first and the last", PAIR_DAYS_MAX);
    if (f->pairs * f->days > BACKTEST_CELLS_MAX)
        return cordon_fail(err, CORDON_ELIMIT,
                           "%zu pairs times %zu days are more than %d: name the pairs with --dyad", f->pairs,
                           f->days, BACKTEST_CELLS_MAX);
    f->total = m->total = arena_alloc(&f->mem, f->days * sizeof *m->total);
    f->covered = m->covered = arena_alloc(&f->mem, f->days);
    m->value = arena_alloc(&f->mem, (f->pairs + 1) * sizeof *m->value);
    if (!m->total || !m->covered || !m->value) return no_memory(err);
    for (size_t i = 0; i < f->pairs; i++) {
        f->pair[i].value = m->value[i] = arena_alloc(&f->mem, f->days * sizeof **m->value);
        if (!m->value[i]) return no_memory(err);
    }
    return CORDON_OK;
}

static double *cell(maker *m, const char *a, const char *b, int32_t day) {
    const backtest_pair *p = backtest_feed_pair(m->f, a, b);
    int64_t at = day - m->f->first;
    if (!p || at < 0 || at >= (int64_t)m->f->days || !m->covered[at]) return NULL;
    return &m->value[p - m->f->pair][at];
}

/* ---- the matrix ---- */

static cordon_status pair_values(maker *m, cordon_error *err) {
    warehouse_param p[] = {{NULL, m->known}, {NULL, m->to}};
    warehouse_rows *r = NULL;
    bool more = false;
    cordon_status status = warehouse_query(&r, m->w, pair_all_sql, p, 2, err);
    while (!status && !(status = warehouse_next(r, &more, err)) && more) {
        char a[80];
        snprintf(a, sizeof a, "%s", warehouse_text(r, 0));
        double *v = cell(m, a, warehouse_text(r, 1), (int32_t)warehouse_int(r, 2));
        if (v) *v = (double)warehouse_int(r, 3) / 1000;
        m->f->rows += v != NULL;
    }
    warehouse_rows_close(r);
    return status;
}

static cordon_status make_pairs(maker *m, cordon_error *err) {
    warehouse_param p[] = {{NULL, m->known}, {NULL, m->to}};
    pair_days x;
    bool has = false;
    cordon_status status = watch_has_table(&has, m->w, "pair_day", err);
    if (status || !has) return status;
    /* Of no pair in particular: the days and the totals. */
    if ((status = pair_days_make(&x, m->s, "", "", m->known, err))) return status;
    size_t n = x.n;
    while (n && (!x.covered[n - 1] || date_of_number(x.first + (int32_t)n - 1) > m->to)) n--;
    if (n) status = list_pairs(m, pair_list_sql, p, 2, err);
    if (n && !status) status = make_days(m, x.first, x.first + (int32_t)n - 1, err);
    if (n && !status) {
        memcpy(m->total, x.total, n * sizeof *x.total);
        memcpy(m->covered, x.covered, n);
        status = pair_values(m, err);
    }
    pair_days_free(&x);
    return status;
}

/* ---- coded events ---- */

static int add_episode(void *arg, const event_episode *e) {
    maker *m = arg;
    int64_t at = e->day - m->f->first;
    if (at < 0 || at >= (int64_t)m->f->days || !m->covered[at] || !e->weighed) return 0;
    double weight = (double)e->milli / 1000;
    m->total[at] += fabs(weight);
    double *v = cell(m, e->actor1, e->actor2, e->day);
    if (v) *v += weight;
    m->f->rows += v != NULL;
    return 0;
}

static cordon_status make_events(maker *m, cordon_error *err) {
    event_query q = {.dataset = m->dataset, .as_at = m->to, .known_by = m->known};
    warehouse_param p[] = {{m->dataset, 0}, {NULL, m->known}, {NULL, m->to}};
    date_day *day;
    size_t n;
    cordon_status status = event_covered_days(&day, &n, m->s, &q, err);
    if (!status && n) status = list_pairs(m, event_list_sql, p, 3, err);
    if (!status && n) status = make_days(m, date_number(day[0]), date_number(day[n - 1]), err);
    for (size_t i = 0; i < n && !status; i++) m->covered[date_number(day[i]) - m->f->first] = 1;
    if (!status && n) status = event_each_episode(m->s, &q, add_episode, m, err);
    free(day);
    return status;
}

/* ---- all ---- */

static cordon_status find_sources(feed_source *out, maker *m, cordon_error *err) {
    warehouse_param p[] = {{strcmp(m->dataset, "pairs") == 0 ? "pair-days" : m->dataset, 0}, {NULL, m->known}};
    warehouse_rows *r = NULL;
    bool more = false, has = false;
    size_t room = 0;
    *out = (feed_source){0};
    cordon_status status = watch_has_table(&has, m->w, "watch_source", err);
    if (status || !has) return status;
    status = warehouse_query(&r, m->w, sources_sql, p, 2, err);
    while (!status && !(status = warehouse_next(r, &more, err)) && more) {
        if (out->sources == room) {
            room = room ? 2 * room : 16;
            int64_t *ids = realloc(out->source, room * sizeof *ids);
            if (!ids) {
                status = no_memory(err);
                break;
            }
            out->source = ids;
        }
        out->source[out->sources++] = warehouse_int(r, 0);
        if ((date_day)warehouse_int(r, 1) > out->vintage) out->vintage = (date_day)warehouse_int(r, 1);
    }
    warehouse_rows_close(r);
    if (out->sources) snprintf(out->name, sizeof out->name, "%s", m->dataset);
    return status;
}

cordon_status feed_of_store(backtest_feed *out, feed_source *from, store *s, const feed_ask *ask,
                            cordon_error *err) {
    maker m = {.f = out, .ask = ask, .s = s, .known = ask->known_by ? ask->known_by : DATE_MAX,
               .to = ask->as_at ? ask->as_at : DATE_MAX, .dataset = ask->name ? ask->name : "pairs"};
    *out = (backtest_feed){0};
    *from = (feed_source){0};
    arena_init(&out->mem, 0);
    cordon_status status = store_warehouse(&m.w, s, err);
    if (!status) status = find_sources(from, &m, err);
    if (!status && !from->sources && !ask->name) {
        m.dataset = "gdelt";
        status = find_sources(from, &m, err);
    }
    if (!status && from->sources)
        status = strcmp(m.dataset, "pairs") == 0 ? make_pairs(&m, err) : make_events(&m, err);
    if (!status) return status;
    backtest_feed_free(out);
    feed_source_free(from);
    return status;
}

bool feed_is_name(const char *name) {
    static const char *const names[] = {"pairs", "gdelt", "icews", "plover"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

void feed_source_free(feed_source *f) {
    free(f->source);
    *f = (feed_source){0};
}
