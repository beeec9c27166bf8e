/* event_series.c - episodes between two states over time, beside all others.
 *
 * The rows come ordered by actors, code and day, so that one pass makes the
 * episodes: one begins with the first event and takes in those of the same kind
 * on that day and the next. Linear in the distinct events of the time asked for. */
#include <stdlib.h>
#include <string.h>

#include "watch/event.h"

static const char pairs_sql[] =
#include "watch/sql/event_pairs.sql.h"
    ;
static const char days_sql[] =
#include "watch/sql/event_days.sql.h"
    ;
static const char counts_sql[] =
#include "watch/sql/event_counts.sql.h"
    ;

enum { KEY_MAX = 400, DAYS_MAX = 80000 };

typedef struct maker {
    const event_query *q;
    event_series *out;
    warehouse *w;
    date_day from, to, known;
} maker;

date_day event_period_first(event_freq f, date_day d) {
    int32_t n;
    switch (f) {
    case EVENT_WEEKLY: n = date_number(d); return date_of_number(n - date_weekday(n));
    case EVENT_MONTHLY: return d / 100 * 100 + 1;
    case EVENT_YEARLY: return d / 10000 * 10000 + 101;
    case EVENT_DAILY:
    default: return d;
    }
}

date_day event_period_last(event_freq f, date_day first) {
    switch (f) {
    case EVENT_WEEKLY: return date_of_number(date_number(first) + 6);
    case EVENT_MONTHLY:
        return first / 100 * 100 + date_days_in_month(first / 10000, first / 100 % 100);
    case EVENT_YEARLY: return first / 10000 * 10000 + 1231;
    case EVENT_DAILY:
    default: return first;
    }
}

static cordon_status make_points(maker *m, cordon_error *err) {
    event_series *x = m->out;
    event_freq f = m->q->freq;
    size_t cap = 0;
    for (date_day d = event_period_first(f, m->from); d <= m->to;
         d = date_of_number(date_number(event_period_last(f, d)) + 1)) {
        if (x->n == DAYS_MAX)
            return cordon_fail(err, CORDON_ELIMIT, "more than %d periods; ask for less time", DAYS_MAX);
        if (x->n == cap) {
            cap = cap ? 2 * cap : 256;
            event_point *v = realloc(x->v, cap * sizeof *v);
            if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for a series");
            x->v = v;
        }
        date_day last = event_period_last(f, d);
        x->v[x->n++] = (event_point){.first = d, .last = last,
                                     .days = date_number(last) - date_number(d) + 1};
    }
    return CORDON_OK;
}

static event_point *point_of(const maker *m, date_day d) {
    size_t lo = 0, hi = m->out->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (m->out->v[mid].last < d)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < m->out->n && m->out->v[lo].first <= d ? &m->out->v[lo] : NULL;
}

static date_day last_day(const event_query *q) {
    date_day to = q->to ? q->to : DATE_MAX;
    return q->as_at && q->as_at < to ? q->as_at : to;
}

static cordon_status has_events(warehouse **w, bool *has, store *s, cordon_error *err) {
    cordon_status status = store_warehouse(w, s, err);
    return status ? status : watch_has_table(has, *w, "event", err);
}

cordon_status event_covered_days(date_day **day, size_t *n, store *s, const event_query *q,
                                 cordon_error *err) {
    warehouse_param p[] = {{q->dataset, 0}, {NULL, q->known_by ? q->known_by : DATE_MAX}, {NULL, last_day(q)}};
    warehouse *w;
    warehouse_rows *r = NULL;
    bool more = false, has = false;
    *n = 0;
    *day = NULL;
    cordon_status status = has_events(&w, &has, s, err);
    if (status || !has) return status;
    if (!(*day = malloc(DAYS_MAX * sizeof **day)))
        return cordon_fail(err, CORDON_ENOMEM, "no memory for a series");
    status = warehouse_query(&r, w, days_sql, p, 3, err);
    while (!status && !(status = warehouse_next(r, &more, err)) && more) {
        if (*n == DAYS_MAX) {
            status = cordon_fail(err, CORDON_ELIMIT, "more than %d days with events", DAYS_MAX);
            break;
        }
        (*day)[(*n)++] = (date_day)warehouse_int(r, 0);
    }
    warehouse_rows_close(r);
    if (!status) return status;
    free(*day);
    *day = NULL;
    return status;
}

/* Without from and to the days with data are the bounds. */
static cordon_status cover(maker *m, store *s, cordon_error *err) {
    date_day *day;
    size_t n;
    cordon_status status = event_covered_days(&day, &n, s, m->q, err);
    if (!status && n) {
        if (!m->from) m->from = day[0];
        if (m->to == DATE_MAX) m->to = day[n - 1];
        if (m->from <= m->to) status = make_points(m, err);
        for (size_t i = 0; i < n && !status; i++) {
            event_point *x = point_of(m, day[i]);
            if (x && day[i] >= m->from && day[i] <= m->to) x->days_covered++;
        }
    }
    free(day);
    return status;
}

static bool of_pair(const event_query *q, const char *a, const char *b) {
    if (!q->actor1) return true;
    if (strcmp(a, q->actor1) == 0 && strcmp(b, q->actor2) == 0) return true;
    return !q->directed && strcmp(a, q->actor2) == 0 && strcmp(b, q->actor1) == 0;
}

static void count_episode(event_point *x, bool pair, bool known, int64_t milli) {
    x->exposure++;
    if (!pair) return;
    if (!known || !milli) {
        x->none++;
    } else if (milli > 0) {
        x->plus++;
        x->plus_milli += milli;
    } else {
        x->minus++;
        x->minus_milli += milli;
    }
}

cordon_status event_each_episode(store *s, const event_query *q,
                                 int (*each)(void *arg, const event_episode *e), void *arg,
                                 cordon_error *err) {
    warehouse_param p[] = {{q->dataset, 0}, {NULL, q->known_by ? q->known_by : DATE_MAX}, {NULL, q->from},
                           {NULL, last_day(q)}, {NULL, q->root_only}, {q->without ? q->without : "", 0}};
    warehouse *w;
    warehouse_rows *r = NULL;
    char key[KEY_MAX] = "", now[KEY_MAX];
    int32_t begun = 0;
    bool more = false, has = false, stop = false;
    cordon_status status = has_events(&w, &has, s, err);
    if (status || !has) return status;
    status = warehouse_query(&r, w, pairs_sql, p, 6, err);
    while (!status && !stop && !(status = warehouse_next(r, &more, err)) && more) {
        size_t at = 0;
        now[0] = 0;
        for (size_t i = 0; i < 5 && at < sizeof now; i++)
            at += (size_t)snprintf(now + at, sizeof now - at, "%.70s\t", warehouse_text(r, i));
        int32_t day = (int32_t)warehouse_int(r, 5);
        if (strcmp(now, key) == 0 && day - begun <= 1) continue;
        memcpy(key, now, sizeof key);
        begun = day;
        char a[80], b[80];
        snprintf(a, sizeof a, "%s", warehouse_text(r, 3));
        snprintf(b, sizeof b, "%s", warehouse_text(r, 4));
        event_episode e = {a, b, day, !warehouse_null(r, 6), warehouse_int(r, 6)};
        stop = each(arg, &e) != 0;
    }
    warehouse_rows_close(r);
    return status;
}

static int one_episode(void *arg, const event_episode *e) {
    const maker *m = arg;
    event_point *x = point_of(m, date_of_number(e->day));
    if (x) count_episode(x, of_pair(m->q, e->actor1, e->actor2), e->weighed, e->milli);
    return 0;
}

static cordon_status episodes(maker *m, store *s, cordon_error *err) {
    event_query q = *m->q;
    q.from = m->from;
    q.to = m->to;
    return event_each_episode(s, &q, one_episode, m, err);
}

static cordon_status counts(maker *m, cordon_error *err) {
    const event_query *q = m->q;
    warehouse_param p[] = {{q->dataset, 0},
                           {NULL, m->known},
                           {NULL, m->from},
                           {NULL, m->to},
                           {q->actor1 ? q->actor1 : "", 0},
                           {q->actor2 ? q->actor2 : "", 0},
                           {NULL, q->directed}};
    warehouse_rows *r = NULL;
    bool more = false;
    cordon_status status = warehouse_query(&r, m->w, counts_sql, p, 7, err);
    if (!status && !(status = warehouse_next(r, &more, err)) && more) {
        m->out->rows = warehouse_int(r, 0);
        m->out->repeated = warehouse_int(r, 1);
    }
    warehouse_rows_close(r);
    return status;
}

static cordon_status sources(maker *m, cordon_error *err) {
    warehouse_param p[] = {{m->q->dataset, 0}, {NULL, m->known}};
    warehouse_rows *r = NULL;
    bool more = false;
    cordon_status status = warehouse_query(
        &r, m->w, "SELECT count(*), max(vintage) FROM watch_source WHERE dataset = $1 AND vintage <= $2",
        p, 2, err);
    if (!status && !(status = warehouse_next(r, &more, err)) && more) {
        m->out->sources = warehouse_int(r, 0);
        m->out->vintage = (date_day)warehouse_int(r, 1);
    }
    warehouse_rows_close(r);
    return status;
}

cordon_status event_series_make(event_series *out, store *s, const event_query *q, cordon_error *err) {
    maker m = {.q = q, .out = out, .from = q->from, .to = last_day(q)};
    bool has = false;
    m.known = q->known_by ? q->known_by : DATE_MAX;
    *out = (event_series){0};
    cordon_status status = has_events(&m.w, &has, s, err);
    if (status || !has) return status;
    if (!(status = sources(&m, err))) status = cover(&m, s, err);
    if (!status && out->n) {
        status = counts(&m, err);
        if (!status) status = episodes(&m, s, err);
    }
    if (status) event_series_free(out);
    return status;
}

void event_series_free(event_series *x) {
    free(x->v);
    *x = (event_series){0};
}
