#include "watch/alerts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "watch/change.h"

/* What one pair needs, made once for the longest and used again. */
typedef struct maker {
    watch_alerts *x;
    store *s;
    const backtest_feed *f;
    alert_options o;
    alert_point *point;
    alert_score *score;
    alert_health *health;
    alert_episode *episode;
    double *exposure;
    uint8_t *muted;
    size_t n;
    int32_t since;
    double *p, *q; /* of the points tested, pair after pair */
    size_t tests;
    size_t *test_of; /* of the alerts: their place in p */
} maker;

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the alerts");
}

static cordon_status begin(maker *m, cordon_error *err) {
    const alerts_ask *ask = &m->x->ask;
    alert_days d = {m->f->first, m->f->days, NULL, m->f->total, m->f->covered};
    m->n = alert_point_count(&d, ask->setting->period);
    m->point = malloc((m->n + 1) * sizeof *m->point);
    m->score = malloc((m->n + 1) * sizeof *m->score);
    m->health = malloc((m->n + 1) * sizeof *m->health);
    m->episode = malloc((m->n + 1) * sizeof *m->episode);
    m->exposure = malloc((m->n + 1) * sizeof *m->exposure);
    m->muted = malloc(m->n + 1);
    m->p = malloc((2 * m->n * m->f->pairs + 1) * sizeof *m->p);
    return m->point && m->score && m->health && m->episode && m->exposure && m->muted && m->p
               ? CORDON_OK
               : no_memory(err);
}

static void end(maker *m) {
    free(m->point);
    free(m->score);
    free(m->health);
    free(m->episode);
    free(m->exposure);
    free(m->muted);
    free(m->p);
    free(m->test_of);
}

/* The feed's own state: the exposure of a point is that of all pairs, whichever pair. */
static cordon_status judge_feed(maker *m, cordon_error *err) {
    watch_alerts *x = m->x;
    if (!m->f->pairs) return CORDON_OK;
    alert_days d = backtest_days(m->f, &m->f->pair[0]);
    alert_points(m->point, &d, x->ask.setting->period, x->ask.setting->measure);
    cordon_status status = alert_health_make(m->health, m->point, m->n, m->o.window, err);
    if (!status) status = alert_exposure_change(m->exposure, m->point, m->n, m->o.window, err);
    if (status) return status;
    alert_health_run *all = arena_alloc(&x->mem, (m->n + 1) * sizeof *all);
    if (!all) return no_memory(err);
    size_t n = alert_health_runs(all, m->health, m->point, m->n);
    x->health = all;
    for (size_t i = 0; i < n; i++)
        if (all[i].last >= m->since) all[x->healths++] = all[i];
    return CORDON_OK;
}

static pair_alert *add_alert(maker *m, cordon_error *err) {
    watch_alerts *x = m->x;
    if (!m->test_of || x->n == x->room) {
        size_t room = x->room ? 2 * x->room : 64;
        pair_alert *v = arena_alloc(&x->mem, room * sizeof *v);
        size_t *t = realloc(m->test_of, room * sizeof *t);
        if (t) m->test_of = t;
        if (!v || !t) {
            no_memory(err);
            return NULL;
        }
        if (x->n) memcpy(v, x->v, x->n * sizeof *v);
        x->v = v;
        x->room = room;
    }
    return &x->v[x->n++];
}

static cordon_status behind(maker *m, pair_alert *to, cordon_error *err) {
    const alert_point *p = &m->point[to->episode.peak];
    int32_t first = p->day - 6, last = p->day;
    alert_basis basis = {.measure = m->x->ask.setting->measure, .covered = p->covered, .score = to->peak,
                         .level = m->o.level};
    if (first < m->f->first) first = m->f->first;
    for (int32_t d = first; d <= last && d < m->f->first + (int32_t)m->f->days; d++)
        if (m->f->covered[d - m->f->first]) basis.total += m->f->total[d - m->f->first];
    if (strcmp(m->x->from.name, "pairs") == 0) {
        to->behind = (alert_behind){.sources = m->x->from.sources, .state_share = NAN};
        return CORDON_OK;
    }
    to->stories = true;
    return alert_reports_of(m->x, to, m->s, &basis, first, last, err);
}

static cordon_status one_alert(maker *m, const backtest_pair *pair, const alert_episode *e,
                               size_t first_test, cordon_error *err) {
    pair_alert *to = add_alert(m, err);
    if (!to) return CORDON_ENOMEM;
    *to = (pair_alert){.a = arena_strndup(&m->x->mem, pair->a, strlen(pair->a)),
                       .b = arena_strndup(&m->x->mem, pair->b, strlen(pair->b)), .episode = *e,
                       .peak = m->score[e->peak], .value = m->point[e->peak].value, .q = NAN,
                       .exposure_change = m->exposure[e->peak],
                       .expect = {.per_year = NAN, .low = NAN, .high = NAN}, .weakest = ""};
    m->test_of[m->x->n - 1] = SIZE_MAX;
    for (size_t i = 0, t = first_test; i <= e->peak; i++) {
        if (m->point[i].day < m->since || m->score[i].state != ALERT_SCORED) continue;
        if (i == e->peak) m->test_of[m->x->n - 1] = t;
        t++;
    }
    return to->a && to->b ? behind(m, to, err) : no_memory(err);
}

/* Its own alerts to be expected, the same for all alerts of a pair. */
static cordon_status expect(maker *m, size_t first_alert, cordon_error *err) {
    const alerts_ask *ask = &m->x->ask;
    alert_expect_options e = ALERT_EXPECT_OPTIONS_INIT;
    alert_expect x;
    bool weekly = ask->setting->period == ALERT_WEEKLY;
    if (!ask->draws || first_alert == m->x->n) return CORDON_OK;
    e.seed = ask->seed;
    e.draws = ask->draws;
    e.block = weekly ? 4 : 28;
    e.point_days = weekly ? 7 : 1;
    cordon_status status = alert_expect_make(&x, m->point, m->n, &m->o, &e, err);
    for (size_t i = first_alert; i < m->x->n && !status; i++) m->x->v[i].expect = x;
    return status;
}

static cordon_status one_pair(maker *m, const backtest_pair *pair, cordon_error *err) {
    const backtest_setting *how = m->x->ask.setting;
    alert_days d = backtest_days(m->f, pair);
    alert_points(m->point, &d, how->period, how->measure);
    cordon_status status = alert_scores(m->score, m->point, m->n, &m->o, err);
    if (status) return status;
    size_t first_test = m->tests, first_alert = m->x->n;
    for (size_t i = 0; i < m->n; i++)
        if (m->point[i].day >= m->since && m->score[i].state == ALERT_SCORED) m->p[m->tests++] = m->score[i].p;
    alert_mute(m->muted, m->health, NULL, m->score, m->n);
    size_t all = alert_episodes(m->episode, m->point, m->score, m->n, &m->o, NULL);
    for (size_t i = 0; i < all; i++) m->x->muted += m->episode[i].last >= m->since;
    size_t n = alert_episodes(m->episode, m->point, m->score, m->n, &m->o, m->muted);
    for (size_t i = 0; i < n && !status; i++) {
        if (m->episode[i].last < m->since) continue;
        status = one_alert(m, pair, &m->episode[i], first_test, err);
    }
    return status ? status : expect(m, first_alert, err);
}

static int by_day(const void *a, const void *b) {
    const pair_alert *x = a, *y = b;
    if (x->episode.peak_day != y->episode.peak_day)
        return x->episode.peak_day < y->episode.peak_day ? -1 : 1;
    int order = strcmp(x->a, y->a);
    return order ? order : strcmp(x->b, y->b);
}

static cordon_status make(maker *m, cordon_error *err) {
    watch_alerts *x = m->x;
    cordon_status status = begin(m, err);
    if (!status) status = judge_feed(m, err);
    for (size_t i = 0; i < m->f->pairs && !status; i++) status = one_pair(m, &m->f->pair[i], err);
    m->q = status ? NULL : m->p + m->tests;
    if (!status) status = change_bh(m->q, m->p, m->tests, err);
    for (size_t i = 0; m->test_of && i < x->n && !status; i++)
        if (m->test_of[i] != SIZE_MAX) x->v[i].q = m->q[m->test_of[i]];
    x->points = m->tests;
    x->muted = x->muted > x->n ? x->muted - x->n : 0;
    if (x->n) qsort(x->v, x->n, sizeof *x->v, by_day);
    return status;
}

cordon_status watch_alerts_make(watch_alerts *out, store *s, const alerts_ask *ask, cordon_error *err) {
    backtest_feed f;
    *out = (watch_alerts){.ask = *ask};
    arena_init(&out->mem, 0);
    cordon_status status = feed_of_store(&f, &out->from, s, &ask->feed, err);
    if (status) return status;
    maker m = {.x = out, .s = s, .f = &f, .o = ask->setting->alert,
               .since = ask->since ? date_number(ask->since) : INT32_MIN};
    if (ask->level > 0) m.o.level = ask->level;
    if (m.o.high < m.o.level) m.o.high = m.o.level;
    out->ask.level = m.o.level;
    out->pairs = f.pairs;
    if (f.days) {
        out->first = date_of_number(f.first);
        out->last = date_of_number(f.first + (int32_t)f.days - 1);
        if (ask->last_year) {
            m.since = date_number(out->last) - 364;
            out->ask.since = date_of_number(m.since);
        }
        status = make(&m, err);
    }
    end(&m);
    backtest_feed_free(&f);
    if (status) watch_alerts_free(out);
    return status;
}

void watch_alerts_free(watch_alerts *x) {
    feed_source_free(&x->from);
    arena_destroy(&x->mem);
    *x = (watch_alerts){0};
}
