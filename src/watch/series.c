#include "watch/series.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watch/incident.h"
#include "watch/observation.h"
#include "watch/pair_day.h"
#include "watch/record.h"
#include "watch/series_inner.h"

enum { WEEK_DAYS_MIN = 4, POINTS_MAX = 100000 };

typedef struct making {
    const series_ask *q;
    watch_series *out;
    series_name name;
    store *s;
    bool failed; /* no memory or too many points, inside a callback */
} making;

/* ---- names ---- */

static const char *const event_parts[] = {"",         "plus", "minus",     "none",      "plus-weight",
                                          "minus-weight", "rate", "plus-rate", "minus-rate", "exposure", NULL};
static const char *const pair_parts[] = {"", "share", "log", NULL};

static bool among(const char *const *words, const char *s) {
    for (; *words; words++)
        if (strcmp(*words, s) == 0) return true;
    return false;
}

static bool in_table(const cordon_store *c, const char *indicator) {
    const table *t = c->regime ? regime_table(c->regime, "indicators.csv") : NULL;
    int col = t ? table_col(t, "id") : -1;
    for (size_t i = 0; col >= 0 && i < t->rows; i++)
        if (strcmp(table_cell(t, i, col), indicator) == 0) return true;
    return false;
}

static cordon_status bad_part(cordon_error *err, const char *indicator, const char *const *parts) {
    char list[200] = "";
    for (size_t i = 1; parts[i]; i++)
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", i > 1 ? ", " : "", parts[i]);
    return cordon_fail(err, CORDON_EINVAL, "\"%.80s\": behind the colon may stand %s", indicator, list);
}

cordon_status series_name_of(series_name *out, const cordon_store *c, const char *indicator,
                             cordon_error *err) {
    record_rules *rules = NULL;
    const char *colon = strchr(indicator, ':');
    size_t n = colon ? (size_t)(colon - indicator) : strlen(indicator);
    *out = (series_name){.kind = SERIES_VALUES};
    if (!*indicator || strlen(indicator) >= sizeof out->set)
        return cordon_fail(err, CORDON_EINVAL, "\"%.80s\": expected the name of an indicator", indicator);
    snprintf(out->set, sizeof out->set, "%.*s", (int)n, indicator);
    snprintf(out->part, sizeof out->part, "%s", colon ? colon + 1 : "");
    if (in_table(c, indicator)) {
        out->kind = SERIES_INDICATOR;
        return CORDON_OK;
    }
    if (strcmp(out->set, "gdelt") == 0 || strcmp(out->set, "icews") == 0 ||
        strcmp(out->set, "plover") == 0) {
        out->kind = SERIES_EVENTS;
        return among(event_parts, out->part) ? CORDON_OK : bad_part(err, indicator, event_parts);
    }
    if (strcmp(out->set, "pairs") == 0) {
        out->kind = SERIES_PAIRS;
        return among(pair_parts, out->part) ? CORDON_OK : bad_part(err, indicator, pair_parts);
    }
    if (strcmp(out->set, "incidents") == 0) {
        out->kind = SERIES_INCIDENTS;
        return *out->part ? CORDON_OK
                          : cordon_fail(err, CORDON_EINVAL, "\"incidents\": name the dataset, as in "
                                                            "incidents:NAME");
    }
    cordon_status status = record_rules_load(&rules, c->areas, err);
    if (status) return status;
    if (record_prefix(rules, indicator)) out->kind = SERIES_RECORD;
    record_rules_free(rules);
    if (out->kind == SERIES_VALUES) snprintf(out->set, sizeof out->set, "%s", indicator);
    return CORDON_OK;
}

bool series_is_yearly(const cordon_store *c, const char *indicator) {
    return in_table(c, indicator) || strncmp(indicator, "incidents:", 10) == 0;
}

/* ---- points ---- */

static const char *keep(making *m, const char *s) {
    if (!s) return NULL;
    char *copy = arena_strndup(&m->out->mem, s, strlen(s));
    m->failed |= !copy;
    return copy;
}

static void add(making *m, const series_point *p) {
    watch_series *x = m->out;
    if (x->n == POINTS_MAX) m->failed = true;
    if (m->failed) return;
    if (x->n == x->room) {
        size_t room = x->room ? 2 * x->room : 128;
        series_point *v = arena_alloc(&x->mem, room * sizeof *v);
        if (!v) {
            m->failed = true;
            return;
        }
        if (x->n) memcpy(v, x->v, x->n * sizeof *v);
        x->v = v;
        x->room = room;
    }
    x->v[x->n++] = *p;
}

static bool wanted(const series_ask *q, date_day first, date_day last) {
    return (!q->from || last >= q->from) && (!q->to || first <= q->to) &&
           (!q->as_at || first <= q->as_at);
}

#define BLANK .low = NAN, .high = NAN, .exposure = NAN, .covered = -1

/* ---- coded events: episodes, and all those between any two states ---- */

static double event_value(const event_point *e, const char *part, const char **unit) {
    double all = (double)(e->plus + e->minus + e->none), per = e->exposure ? 1000.0 / (double)e->exposure : (double)NAN;
    *unit = "episodes";
    if (!*part) return all;
    if (strcmp(part, "plus") == 0) return (double)e->plus;
    if (strcmp(part, "minus") == 0) return (double)e->minus;
    if (strcmp(part, "none") == 0) return (double)e->none;
    if (strcmp(part, "exposure") == 0) return (double)e->exposure;
    *unit = "sum of weights";
    if (strcmp(part, "plus-weight") == 0) return (double)e->plus_milli / 1000;
    if (strcmp(part, "minus-weight") == 0) return (double)e->minus_milli / 1000;
    *unit = "per 1,000 of all pairs";
    if (strcmp(part, "plus-rate") == 0) return per * (double)e->plus;
    if (strcmp(part, "minus-rate") == 0) return per * (double)e->minus;
    return per * all;
}

static cordon_status make_events(making *m, cordon_error *err) {
    const series_ask *a = m->q;
    event_query q = {.dataset = m->name.set, .actor1 = a->pair->a->code, .actor2 = a->pair->b->code,
                     .directed = a->directed, .from = a->from, .to = a->to, .as_at = a->as_at,
                     .known_by = a->known_by, .freq = a->freq, .without = a->without};
    event_series x;
    cordon_status status = event_series_make(&x, m->s, &q, err);
    if (status) return status;
    for (size_t i = 0; i < x.n; i++) {
        const event_point *e = &x.v[i];
        bool any = e->days_covered > 0;
        series_point p = {.first = e->first, .last = e->last, .vintage = x.vintage, .low = NAN, .high = NAN,
                          .exposure = any ? (double)e->exposure : (double)NAN, .plus = e->plus,
                          .minus = e->minus, .none = e->none, .plus_milli = e->plus_milli,
                          .minus_milli = e->minus_milli, .covered = e->days_covered, .days = e->days,
                          .signs = any};
        p.value = event_value(e, m->name.part, &p.unit);
        if (!any) p.value = NAN;
        add(m, &p);
    }
    if (x.n)
        snprintf(m->out->note, sizeof m->out->note,
                 "%lld rows of the pair, of which %lld repeat another; %lld sources. Counts of press "
                 "reports: compare them with all pairs, not with each other.",
                 (long long)x.rows, (long long)x.repeated, (long long)x.sources);
    event_series_free(&x);
    return CORDON_OK;
}

/* ---- matrices of pairs ---- */

/* One period from day i on; the number of days it took. */
static size_t pair_period(series_point *p, const pair_days *x, size_t i, const series_ask *q,
                          const char *part, size_t *missing) {
    date_day d = date_of_number(x->first + (int32_t)i);
    double value = 0, total = 0;
    size_t k = i;
    *p = (series_point){.first = event_period_first(q->freq, d), .vintage = x->vintage, .low = NAN,
                        .high = NAN, .value = NAN, .exposure = NAN,
                        .unit = strcmp(part, "share") == 0 ? "per 10,000 of all pairs"
                                : *part                    ? "signed log of it"
                                                           : "weight a day"};
    p->last = event_period_last(q->freq, p->first);
    p->days = date_number(p->last) - date_number(p->first) + 1;
    for (; k < x->n && date_of_number(x->first + (int32_t)k) <= p->last; k++) {
        value += x->value[k];
        total += x->total[k];
        p->covered += x->covered[k];
        *missing += !x->covered[k];
    }
    if (!p->covered || (q->freq == EVENT_WEEKLY && p->covered < WEEK_DAYS_MIN)) return k - i;
    p->exposure = total / (double)p->covered;
    p->value = !*part ? value / (double)p->covered : total > 0 ? 1e4 * value / total : (double)NAN;
    if (strcmp(part, "log") == 0) p->value = copysign(log1p(fabs(p->value)), p->value);
    return k - i;
}

static cordon_status make_pairs(making *m, cordon_error *err) {
    const series_ask *q = m->q;
    pair_days x;
    size_t missing = 0;
    cordon_status status =
        pair_days_make(&x, m->s, q->pair->a->code, q->pair->b->code, q->known_by, err);
    for (size_t i = 0; !status && i < x.n;) {
        series_point p;
        i += pair_period(&p, &x, i, q, m->name.part, &missing);
        if (wanted(q, p.first, p.last) && (!q->as_at || p.last <= q->as_at)) add(m, &p);
    }
    if (!status && x.n)
        snprintf(m->out->note, sizeof m->out->note,
                 "%zu of %zu days are missing: values are per day with data, and a week with fewer than "
                 "%d of them has none.",
                 missing, x.n, WEEK_DAYS_MIN);
    if (!status) pair_days_free(&x);
    return status;
}

/* ---- the record ---- */

void series_record_origin(char out[SERIES_ORIGIN], const char *text) {
    size_t n = strcspn(text, ",;:(");
    while (n && text[n - 1] == ' ') n--;
    snprintf(out, SERIES_ORIGIN, "%.*s", (int)(n < SERIES_ORIGIN ? n : SERIES_ORIGIN - 1), text);
}

typedef struct counting {
    making *m;
    series_point p; /* the period that is being counted; first 0 = none yet */
} counting;

static int count_record(void *arg, const record_row *e) {
    counting *k = arg;
    series_point *p = &k->p;
    char origin[SERIES_ORIGIN];
    date_day first = event_period_first(k->m->q->freq, e->first);
    series_record_origin(origin, e->cell[RECORD_SOURCE]);
    bool counts = !k->m->q->without || strcmp(origin, k->m->q->without) != 0;
    if (!counts && !p->first) return 0;
    while (p->first && p->first < first && !k->m->failed) {
        add(k->m, p);
        p->first = date_of_number(date_number(p->last) + 1);
        p->last = event_period_last(k->m->q->freq, p->first);
        p->value = 0;
    }
    p->first = first;
    p->last = event_period_last(k->m->q->freq, first);
    p->value += counts;
    return k->m->failed;
}

static cordon_status record_vintage(date_day *out, store *s, date_day known, cordon_error *err) {
    warehouse *w;
    int64_t v = 0;
    warehouse_param p = {NULL, known ? known : DATE_MAX};
    cordon_status status = store_warehouse(&w, s, err);
    if (!status)
        status = warehouse_one_int(&v, w,
                                   "SELECT coalesce(max(vintage), 0) FROM watch_source WHERE reader = "
                                   "'record' AND vintage <= $1",
                                   &p, 1, err);
    *out = (date_day)v;
    return status;
}

static cordon_status make_record(making *m, cordon_error *err) {
    const series_ask *a = m->q;
    record_query q = {.actor1 = a->pair->a->code, .actor2 = a->pair->b->code, .kind = m->name.set,
                      .from = a->from, .to = a->to, .as_at = a->as_at, .known_by = a->known_by};
    counting k = {.m = m, .p = {BLANK, .unit = "events", .detail = "an at-least list"}};
    int64_t sources;
    cordon_status status = record_list(m->s, &q, count_record, &k, &sources, err);
    if (status || !k.p.first) return status;
    add(m, &k.p);
    date_day vintage = 0;
    status = record_vintage(&vintage, m->s, a->known_by, err);
    for (size_t i = 0; i < m->out->n; i++) m->out->v[i].vintage = vintage;
    snprintf(m->out->note, sizeof m->out->note,
             "Counts of a list that is at least, from its first to its last event; the rows with their "
             "sources stand in the record.");
    return status;
}

/* ---- incidents by who is said to have begun them ---- */

typedef struct incident_making {
    making *m;
    const char *unit;
} incident_making;

static int add_count(void *arg, const incident_count *c) {
    incident_making *k = arg;
    series_point p = {.first = c->year * 10000 + 101, .last = c->year * 10000 + 1231,
                      .vintage = c->vintage, .value = (double)c->incidents, BLANK, .unit = k->unit};
    watch_series *x = k->m->out;
    /* Within one edition a year without an incident between two with some is a zero. */
    series_point *before = x->n ? &x->v[x->n - 1] : NULL;
    if (before && before->unit == p.unit && before->vintage == p.vintage)
        for (int y = before->first / 10000 + 1; y < c->year && !k->m->failed; y++) {
            series_point none = p;
            none.first = y * 10000 + 101;
            none.last = y * 10000 + 1231;
            none.value = 0;
            if (wanted(k->m->q, none.first, none.last)) add(k->m, &none);
        }
    if (wanted(k->m->q, p.first, p.last)) add(k->m, &p);
    return k->m->failed;
}

static cordon_status one_incidents(making *m, const char *dataset, const char *who, const char *with,
                                   cordon_error *err) {
    char unit[64];
    incident_query q = {.dataset = dataset, .initiator = who, .with = with, .known_by = m->q->known_by,
                        .all_vintages = !m->q->newest};
    snprintf(unit, sizeof unit, "incidents by %.10s%s%.10s", who, with ? " and " : "", with ? with : "");
    incident_making k = {m, keep(m, unit)};
    return k.unit ? incident_counts(m->s, &q, add_count, &k, err) : CORDON_OK;
}

static cordon_status make_incidents(making *m, cordon_error *err) {
    char dataset[80], a[16] = "", b[16] = "";
    const char *who = strchr(m->name.part, ':');
    const pair *of = m->q->pair;
    snprintf(dataset, sizeof dataset, "%.*s", (int)strcspn(m->name.part, ":"), m->name.part);
    if (who && sscanf(who + 1, "%15[^+]+%15s", a, b) < 1)
        return cordon_fail(err, CORDON_EINVAL, "incidents:%s: expected a state behind the last colon",
                           m->name.part);
    cordon_status status = CORDON_OK;
    if (who) {
        status = one_incidents(m, dataset, a, *b ? b : NULL, err);
    } else {
        status = one_incidents(m, dataset, of->a->code, NULL, err);
        if (!status) status = one_incidents(m, dataset, of->b->code, NULL, err);
        if (!status) status = one_incidents(m, dataset, of->a->code, of->b->code, err);
    }
    m->out->yearly = true;
    if (m->out->n)
        snprintf(m->out->note, sizeof m->out->note,
                 "Each vintage stands for itself: the last years of an older one are always short. That "
                 "two states act together cannot be seen in such a table.");
    return status;
}

/* ---- published values ---- */

static int add_value(void *arg, const observation *o) {
    making *m = arg;
    char unit[220];
    if (m->q->without && strcmp(o->publisher, m->q->without) == 0) return 0;
    snprintf(unit, sizeof unit, "%s%.190s", o->at_least ? "at least: " : "", o->unit);
    series_point p = {.first = o->first, .last = o->last, .vintage = o->vintage,
                      .value = (double)o->value_milli / 1000, .exposure = NAN, .unit = keep(m, unit),
                      .low = o->has_low ? (double)o->low_milli / 1000 : (double)NAN,
                      .high = o->has_high ? (double)o->high_milli / 1000 : (double)NAN,
                      .detail = keep(m, o->source), .covered = -1};
    add(m, &p);
    return m->failed;
}

static cordon_status make_values(making *m, cordon_error *err) {
    const series_ask *a = m->q;
    observation_query q = {.series = m->name.set, .from = a->from, .to = a->to, .as_at = a->as_at,
                           .known_by = a->known_by};
    int64_t sources;
    return observation_list(m->s, &q, add_value, m, &sources, err);
}

/* ---- rows of the regime's table ---- */

static void add_indicator(making *m, const watch_indicator *x, int first) {
    const char *unit = keep(m, x->unit), *detail = keep(m, x->title);
    for (int i = 0; i < INDICATOR_YEARS && x->last; i++) {
        int year = first + i;
        series_point p = {.first = year * 10000 + 101, .last = year * 10000 + 1231, .value = x->v[i],
                          .low = x->low[i], .high = x->high[i], .exposure = NAN, .covered = -1,
                          .vintage = x->vintage, .unit = unit, .detail = detail};
        if (isfinite(x->v[i]) && wanted(m->q, p.first, p.last)) add(m, &p);
    }
    if (x->last)
        snprintf(m->out->note, sizeof m->out->note, "%s", x->bias);
    else
        snprintf(m->out->note, sizeof m->out->note, "%s: %.200s", x->title, x->why);
}

static cordon_status make_indicator(making *m, cordon_error *err) {
    indicators all;
    indicator_ask ask = {.c = m->q->c, .pair = m->q->pair, .as_at = m->q->as_at ? m->q->as_at : date_today(),
                         .known_by = m->q->known_by ? m->q->known_by : date_today()};
    cordon_status status = indicators_make_one(&all, &ask, m->q->indicator, err);
    if (status) return status;
    const watch_indicator *x = indicators_find(&all, m->q->indicator);
    m->out->yearly = true;
    if (x) add_indicator(m, x, all.ask.first);
    indicators_free(&all);
    return CORDON_OK;
}

/* ---- all ---- */

cordon_status watch_series_make(watch_series *out, const series_ask *ask, cordon_error *err) {
    static cordon_status (*const make[])(making *, cordon_error *) = {
        [SERIES_INDICATOR] = make_indicator, [SERIES_EVENTS] = make_events, [SERIES_PAIRS] = make_pairs,
        [SERIES_RECORD] = make_record,       [SERIES_INCIDENTS] = make_incidents,
        [SERIES_VALUES] = make_values,
    };
    making m = {.q = ask, .out = out, .s = ask->c->store};
    *out = (watch_series){0};
    arena_init(&out->mem, 0);
    cordon_status status = series_name_of(&m.name, ask->c, ask->indicator, err);
    if (!status) status = make[m.name.kind](&m, err);
    if (!status && m.failed)
        status = cordon_fail(err, out->n == POINTS_MAX ? CORDON_ELIMIT : CORDON_ENOMEM,
                             "%s: no memory, or more than %d periods", ask->indicator, POINTS_MAX);
    if (status) watch_series_free(out);
    return status;
}

void watch_series_free(watch_series *s) {
    arena_destroy(&s->mem);
    *s = (watch_series){0};
}
