#include "watch/alert_counts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watch/change.h"
#include "watch/count_tail.h"
#include "watch/incident.h"

static const char initiators_sql[] =
#include "watch/sql/incident_initiators.sql.h"
    ;
static const char months_sql[] =
#include "watch/sql/incident_months.sql.h"
    ;

enum { YEARS_MAX = 400, FIRST_YEAR = 1800, PERIODS = 60, DRAWS = 1000, STATES_MAX = 10000 };

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the counts");
}

/* ---- how complete a year is ---- */

/* Counts of one month in one edition; months and vintages as 12 * year + month - 1. */
typedef struct month_count {
    int edition, month;
    int64_t source, n;
} month_count;

typedef struct editions {
    month_count *v;
    size_t n;
    int last, before;       /* of the newest edition and of the one before; before 0 = none */
    int64_t last_source, before_source;
} editions;

static int month_of(int64_t yyyymm) { return (int)(yyyymm / 100) * 12 + (int)(yyyymm % 100) - 1; }

static cordon_status read_months(editions *e, store *s, const char *dataset, date_day known,
                                 const char *state, cordon_error *err) {
    warehouse *w;
    warehouse_rows *r = NULL;
    warehouse_param p[] = {{dataset, 0}, {NULL, known}, {state, 0}};
    bool more = false;
    size_t room = 0;
    *e = (editions){0};
    cordon_status status = store_warehouse(&w, s, err);
    if (!status) status = warehouse_query(&r, w, months_sql, p, 3, err);
    while (!status && !(status = warehouse_next(r, &more, err)) && more) {
        if (e->n == room) {
            room = room ? 2 * room : 256;
            month_count *v = realloc(e->v, room * sizeof *v);
            if (!v) {
                status = no_memory(err);
                break;
            }
            e->v = v;
        }
        month_count c = {month_of(warehouse_int(r, 0) / 100), month_of(warehouse_int(r, 2)),
                         warehouse_int(r, 1), warehouse_int(r, 3)};
        e->v[e->n++] = c;
        if (c.source == e->last_source) continue;
        e->before = e->last;
        e->before_source = e->last_source;
        e->last = c.edition;
        e->last_source = c.source;
    }
    warehouse_rows_close(r);
    return status;
}

/* The period a month lies in: 0 is the one that ends with the newest edition. */
static int period_of(int month, int last, int length) {
    return month > last ? 0 : -((last - month) / length);
}

/* What the older edition had is known at its period, what the newer one has more at its own. */
static cordon_status triangle_of(nowcast_triangle *out, const editions *e, int last, int before,
                                 int first, cordon_error *err) {
    int length = last - before;
    int64_t then[PERIODS] = {0}, now[PERIODS] = {0}, all = 0;
    for (size_t i = 0; i < e->n; i++) {
        int p = period_of(e->v[i].month, last, length) - first;
        if (p < 0) continue;
        if (e->v[i].source == e->before_source) then[p] += e->v[i].n;
        if (e->v[i].source == e->last_source) now[p] += e->v[i].n;
    }
    for (int p = 0; p <= -first; p++) all += now[p] > then[p] ? now[p] : then[p];
    nowcast_event *v = malloc(((size_t)all + 1) * sizeof *v);
    if (!v) return no_memory(err);
    size_t n = 0;
    for (int p = 0; p <= -first; p++) {
        for (int64_t k = 0; k < then[p]; k++) v[n++] = (nowcast_event){first + p, -1};
        for (int64_t k = then[p]; k < now[p]; k++) v[n++] = (nowcast_event){first + p, 0};
    }
    nowcast_span span = {.first = first, .as_known = 0, .vintage = -1, .ages = (size_t)(1 - first)};
    cordon_status status = nowcast_triangle_make(out, v, n, &span, err);
    free(v);
    return status;
}

static cordon_status completeness(count_alert *a, const editions *all, const editions *own,
                                  uint64_t seed, cordon_error *err) {
    int length = all->last - all->before, first = 0;
    nowcast_triangle pattern, t;
    nowcast c;
    nowcast_options o = NOWCAST_OPTIONS_INIT;
    for (size_t i = 0; i < all->n; i++) {
        int p = period_of(all->v[i].month, all->last, length);
        if (p < first && p > -PERIODS) first = p;
    }
    o.draws = DRAWS;
    o.seed = seed;
    o.counts = true;
    o.sum_first = period_of(12 * a->year, all->last, length);
    o.sum_last = period_of(12 * a->year + 11, all->last, length);
    if (o.sum_first < first || !first) return CORDON_OK; /* older than the triangle: complete */
    cordon_status status = triangle_of(&pattern, all, all->last, all->before, first, err);
    if (status) return status;
    status = triangle_of(&t, own, all->last, all->before, first, err);
    if (!status) {
        if (!o.sum_first && !o.sum_last) o.sum_first = -1; /* both 0 would mean all */
        status = nowcast_make(&c, &t, &pattern, &o, err);
        if (!status) {
            a->share = c.total.share;
            a->share_low = c.total.share_low;
            a->share_high = c.total.share_high;
            nowcast_free(&c);
        }
        nowcast_triangle_free(&t);
    }
    nowcast_triangle_free(&pattern);
    return status;
}

/* ---- one state ---- */

typedef struct counting {
    int64_t n[YEARS_MAX];
    int first, last; /* years with an incident; 0 = none */
    int64_t source;
    date_day vintage;
} counting;

static int one_count(void *arg, const incident_count *c) {
    counting *k = arg;
    int at = c->year - FIRST_YEAR;
    if (at < 0 || at >= YEARS_MAX) return 0;
    k->n[at] = c->incidents;
    if (!k->first) k->first = c->year;
    k->last = c->year;
    k->source = c->source_id;
    k->vintage = c->vintage;
    return 0;
}

typedef struct maker {
    count_alerts *x;
    store *s;
    const char *dataset, *state;
    editions all, own;
    double *p;
    size_t p_room, *test_of;
} maker;

static cordon_status put_test(maker *m, double p, cordon_error *err) {
    if (!m->p || m->x->tests == m->p_room) {
        m->p_room = m->p_room ? 2 * m->p_room : 256;
        double *v = realloc(m->p, m->p_room * sizeof *v);
        if (!v) return no_memory(err);
        m->p = v;
    }
    m->p[m->x->tests++] = p;
    return CORDON_OK;
}

static cordon_status put_alert(maker *m, const count_alert *a, cordon_error *err) {
    count_alerts *x = m->x;
    if (!m->test_of || x->n == x->room) {
        size_t room = x->room ? 2 * x->room : 64;
        count_alert *v = arena_alloc(&x->mem, room * sizeof *v);
        size_t *t = realloc(m->test_of, room * sizeof *t);
        if (t) m->test_of = t;
        if (!v || !t) return no_memory(err);
        if (x->n) memcpy(v, x->v, x->n * sizeof *v);
        x->v = v;
        x->room = room;
    }
    m->test_of[x->n] = x->tests - 1;
    x->v[x->n++] = *a;
    return CORDON_OK;
}

/* Whether a fall of this year may be late reporting; sets why. */
static cordon_status judge_fall(maker *m, count_alert *a, cordon_error *err) {
    int known = a->vintage / 10000;
    cordon_status status = CORDON_OK;
    if (m->all.before && m->all.before < m->all.last) {
        if (!m->own.v)
            status = read_months(&m->own, m->s, m->dataset, m->x->ask.known_by, m->state, err);
        /* The editions are those of all, also where this state is in one of them only. */
        m->own.last_source = m->all.last_source;
        m->own.before_source = m->all.before_source;
        if (!status) status = completeness(a, &m->all, &m->own, m->x->ask.seed, err);
        a->editions = 2;
    } else {
        a->editions = 1;
    }
    a->why = known < a->year || (known == a->year && a->vintage % 10000 < 1231)
                 ? "the year was not over when the edition was made"
             : a->editions == 1 && known - a->year < COUNT_LATE_YEARS
                 ? "there is no other edition that could tell how complete its last years are"
             : a->share < NOWCAST_COMPLETE ? "less than 60 % of the expected reports are known"
                                           : NULL;
    a->muted = a->why != NULL;
    return status;
}

static cordon_status one_year(maker *m, const counting *k, int year, cordon_error *err) {
    const count_ask *ask = &m->x->ask;
    shift s;
    shift_counts(&s, &k->n[year - COUNT_WINDOW - FIRST_YEAR], COUNT_WINDOW, k->n[year - FIRST_YEAR]);
    if (!(s.p >= 0)) return CORDON_OK;
    cordon_status status = put_test(m, s.p, err);
    double z = copysign(s.p < 1 ? count_normal_score(s.p / 2) : 0, s.change);
    if (status || fabs(z) < ask->level) return status;
    count_alert a = {.dataset = m->dataset, .state = m->state, .year = year, .count = k->n[year - FIRST_YEAR],
                     .mean = s.mean, .low = s.low, .high = s.high, .z = z, .p = s.p, .q = NAN,
                     .share = NAN, .share_low = NAN, .share_high = NAN, .source = k->source,
                     .vintage = k->vintage};
    status = judge_fall(m, &a, err);
    if (a.z > 0) { /* more can only come */
        a.muted = false;
        a.why = NULL;
    }
    return status ? status : put_alert(m, &a, err);
}

static cordon_status one_state(maker *m, cordon_error *err) {
    const count_ask *ask = &m->x->ask;
    counting *k = calloc(1, sizeof *k);
    if (!k) return no_memory(err);
    incident_query q = {.dataset = m->dataset, .initiator = m->state, .known_by = ask->known_by};
    cordon_status status = incident_counts(m->s, &q, one_count, k, err);
    /* A state without an incident in the last year of the edition has a zero there. */
    int last = k->first ? k->vintage / 10000 : 0, year = k->first + COUNT_WINDOW;
    /* A year that is not over as at that day would hold later incidents. */
    int over = ask->as_at / 10000 - (ask->as_at % 10000 < 1231);
    if (ask->as_at && over < last) last = over;
    if (ask->since && ask->since / 10000 > year) year = ask->since / 10000;
    for (; k->first && year <= last && year < FIRST_YEAR + YEARS_MAX && !status; year++)
        status = one_year(m, k, year, err);
    free(k);
    free(m->own.v);
    m->own = (editions){0};
    return status;
}

/* ---- all ---- */

static bool wanted(const count_ask *ask, const char *state) {
    for (size_t i = 0; i < ask->states; i++)
        if (strcmp(ask->state[i], state) == 0) return true;
    return !ask->state && areas_find(ask->a, "code", state, strlen(state), 0) != NULL;
}

typedef struct initiator {
    const char *dataset, *state;
} initiator;

static cordon_status list(initiator **out, size_t *n, maker *m, warehouse *w, cordon_error *err) {
    warehouse_param p = {NULL, m->x->ask.known_by};
    warehouse_rows *r = NULL;
    bool more = false;
    *n = 0;
    *out = malloc(STATES_MAX * sizeof **out);
    if (!*out) return no_memory(err);
    cordon_status status = warehouse_query(&r, w, initiators_sql, &p, 1, err);
    while (!status && !(status = warehouse_next(r, &more, err)) && more) {
        const char *d = warehouse_text(r, 0), *dataset = arena_strndup(&m->x->mem, d, strlen(d));
        const char *i = warehouse_text(r, 1);
        if (!wanted(&m->x->ask, i)) continue;
        if (*n == STATES_MAX) {
            status = cordon_fail(err, CORDON_ELIMIT, "more than %d initiators of incidents", STATES_MAX);
            break;
        }
        initiator *x = &(*out)[(*n)++];
        *x = (initiator){dataset, arena_strndup(&m->x->mem, i, strlen(i))};
        if (!x->dataset || !x->state) status = no_memory(err);
    }
    warehouse_rows_close(r);
    return status;
}

static cordon_status make(maker *m, warehouse *w, cordon_error *err) {
    count_alerts *x = m->x;
    initiator *v;
    size_t n;
    cordon_status status = list(&v, &n, m, w, err);
    for (size_t i = 0; i < n && !status; i++) {
        if (!i || strcmp(v[i].dataset, v[i - 1].dataset) != 0) {
            free(m->all.v);
            x->datasets++;
            status = read_months(&m->all, m->s, v[i].dataset, x->ask.known_by, "", err);
        }
        m->dataset = v[i].dataset;
        m->state = v[i].state;
        if (!status) status = one_state(m, err);
    }
    free(m->all.v);
    free(v);
    double *q = status ? NULL : malloc((x->tests + 1) * sizeof *q);
    if (!status) status = q ? change_bh(q, m->p, x->tests, err) : no_memory(err);
    for (size_t i = 0; m->test_of && i < x->n && !status; i++) x->v[i].q = q[m->test_of[i]];
    free(q);
    return status;
}

cordon_status count_alerts_make(count_alerts *out, store *s, const count_ask *ask, cordon_error *err) {
    warehouse *w;
    bool has = false;
    *out = (count_alerts){.ask = *ask};
    if (!out->ask.known_by) out->ask.known_by = DATE_MAX;
    arena_init(&out->mem, 0);
    maker m = {.x = out, .s = s};
    cordon_status status = store_warehouse(&w, s, err);
    if (!status) status = watch_has_table(&has, w, "incident", err);
    if (!status && has) status = make(&m, w, err);
    free(m.p);
    free(m.test_of);
    if (status) count_alerts_free(out);
    return status;
}

void count_alerts_free(count_alerts *x) {
    arena_destroy(&x->mem);
    *x = (count_alerts){0};
}
