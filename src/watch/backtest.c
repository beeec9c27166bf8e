#include "watch/backtest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "watch/alert_expect.h"
#include "watch/alert_health.h"

static const double year_days = 365.25;

/* ---- settings ---- */

#define BASE(points) .window = (points), .share = 0.5, .level = 3, .high = 5, .merge_days = 14
static const backtest_setting settings[] = {
    {"week52", "weekly share, 52 weeks, MAD", ALERT_WEEKLY, ALERT_SHARE, {BASE(52)}},
    {"sum52", "weekly sum, 52 weeks, MAD", ALERT_WEEKLY, ALERT_SUM, {BASE(52)}},
    {"log52", "weekly signed logarithm, 52 weeks, MAD", ALERT_WEEKLY, ALERT_LOG, {BASE(52)}},
    {"week26", "weekly share, 26 weeks, MAD", ALERT_WEEKLY, ALERT_SHARE, {BASE(26)}},
    {"day364", "rolling 7 days, share, 364 days, MAD", ALERT_ROLLING, ALERT_SHARE, {BASE(364)}},
    {"day182", "rolling 7 days, share, 182 days, MAD", ALERT_ROLLING, ALERT_SHARE, {BASE(182)}},
    /* Chosen on every other pair of the shipped events (most hits at 1.5 episodes a pair and
     * year, of the windows 52 to 400 and the shares .5 to .95) and read on the rest. */
    {"week78",
     "weekly share, 78 weeks, one standard deviation",
     ALERT_WEEKLY,
     ALERT_SHARE,
     {.window = 78, .window_min = 26, .share = 0.6827, .level = 2.9, .high = 5, .merge_days = 14}},
};

const backtest_setting *backtest_settings(size_t *n) {
    *n = sizeof settings / sizeof *settings;
    return settings;
}

const backtest_setting *backtest_setting_find(const char *name) {
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if (strcmp(settings[i].name, name) == 0) return &settings[i];
    return NULL;
}

/* ---- scores of the pairs that have an event ---- */

static bool has_event(const backtest_events *e, const backtest_pair *p) {
    for (size_t i = 0; i < e->n; i++)
        if (strcmp(e->v[i].a, p->a) == 0 && strcmp(e->v[i].b, p->b) == 0) return true;
    return false;
}

static cordon_status set_muted(backtest *b, backtest_series *s, cordon_error *err) {
    alert_health *h = malloc((s->n + 1) * sizeof *h);
    s->muted = arena_alloc(&b->mem, s->n + 1);
    cordon_status status = CORDON_OK;
    if (h && s->muted)
        status = alert_health_make(h, s->point, s->n, b->setting.alert.window, err);
    else
        status = cordon_fail(err, CORDON_ENOMEM, "no memory for the health of the feed");
    if (!status) alert_mute(s->muted, h, NULL, s->score, s->n);
    free(h);
    return status;
}

static cordon_status add_series(backtest *b, const backtest_pair *p, cordon_error *err) {
    alert_days d = backtest_days(b->feed, p);
    backtest_series *s = &b->series[b->pairs];
    s->pair = p;
    s->n = alert_point_count(&d, b->setting.period);
    s->point = arena_alloc(&b->mem, s->n * sizeof *s->point);
    s->score = arena_alloc(&b->mem, s->n * sizeof *s->score);
    if (!s->point || !s->score) return cordon_fail(err, CORDON_ENOMEM, "no memory for the scores");
    alert_points(s->point, &d, b->setting.period, b->setting.measure);
    b->pairs++;
    cordon_status status = alert_scores(s->score, s->point, s->n, &b->setting.alert, err);
    return status || !b->mute ? status : set_muted(b, s, err);
}

cordon_status backtest_make(backtest *out, const backtest_feed *feed, const backtest_events *events,
                            const backtest_setting *setting, bool mute, cordon_error *err) {
    *out = (backtest){.feed = feed, .events = events, .setting = *setting, .mute = mute};
    arena_init(&out->mem, 0);
    cordon_status status = CORDON_OK;
    out->series = arena_alloc(&out->mem, (events->n + 1) * sizeof *out->series);
    if (!out->series) {
        backtest_free(out);
        return cordon_fail(err, CORDON_ENOMEM, "no memory for the pairs");
    }
    for (size_t i = 0; i < feed->pairs && !status; i++)
        if (has_event(events, &feed->pair[i])) status = add_series(out, &feed->pair[i], err);
    if (status) backtest_free(out);
    return status;
}

void backtest_free(backtest *b) {
    arena_destroy(&b->mem);
    *b = (backtest){0};
}

/* ---- one event ---- */

static const backtest_series *series_of(const backtest *b, const backtest_event *e) {
    for (size_t i = 0; i < b->pairs; i++)
        if (strcmp(b->series[i].pair->a, e->a) == 0 && strcmp(b->series[i].pair->b, e->b) == 0)
            return &b->series[i];
    return NULL;
}

/* The first point that ends on this day or later. */
static size_t point_from(const backtest_series *s, int32_t day) {
    size_t low = 0, high = s->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (s->point[mid].day < day)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

backtest_outcome backtest_event_at(const backtest *b, size_t event, double level) {
    const backtest_event *e = &b->events->v[event];
    const backtest_series *s = series_of(b, e);
    backtest_outcome o = {.reason = "the feed has no such pair", .z = NAN, .delay_days = -1};
    if (!s) return o;
    int32_t day = date_number(e->day);
    o.reason = "the feed has no such days";
    for (size_t i = point_from(s, day); i < s->n && s->point[i].day <= day + BACKTEST_DAYS; i++) {
        if (!o.scorable) o.reason = "too few weeks before it, or covered days in it";
        if (s->score[i].state != ALERT_SCORED) continue;
        double z = e->sign * s->score[i].z;
        o.scorable = true;
        if (isnan(o.z) || z > o.z) o.z = z;
        if (z > level && !o.hit && !(s->muted && s->muted[i])) {
            o.hit = true;
            o.delay_days = s->point[i].day - day;
        }
    }
    if (o.scorable) o.reason = NULL;
    if (o.scorable) o.z *= e->sign;
    return o;
}

/* ---- rates ---- */

static bool in_half(const backtest *b, const backtest_series *s, backtest_half half) {
    size_t at = (size_t)(s - b->series);
    return half == BACKTEST_ALL || (half == BACKTEST_FIRST) == (at % 2 == 0);
}

static int by_value(const void *a, const void *b) {
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

static cordon_status count_events(backtest_rate *r, const backtest *b, backtest_half half,
                                  cordon_error *err) {
    int *delay = malloc((b->events->n + 1) * sizeof *delay);
    if (!delay) return cordon_fail(err, CORDON_ENOMEM, "no memory for the delays");
    for (size_t i = 0; i < b->events->n; i++) {
        const backtest_series *s = series_of(b, &b->events->v[i]);
        if (s ? !in_half(b, s, half) : half != BACKTEST_ALL) continue;
        backtest_outcome o = backtest_event_at(b, i, r->level);
        r->events++;
        r->scorable += o.scorable;
        if (o.hit) delay[r->hits++] = o.delay_days;
    }
    qsort(delay, r->hits, sizeof *delay, by_value);
    if (r->hits) {
        size_t low = (r->hits - 1) / 2, high = r->hits / 2;
        r->delay_days = (delay[low] + delay[high]) / 2.0;
    }
    free(delay);
    return CORDON_OK;
}

/* Windows of this pair that have a score, and how many hold an alert upwards or downwards. */
static void count_windows(size_t *windows, size_t *alerts, const backtest *b,
                          const backtest_series *s, double level) {
    int32_t first = b->feed->first, end = first + (int32_t)b->feed->days;
    for (int32_t day = first; day < end; day++) {
        bool scored = false, up = false, down = false;
        for (size_t i = point_from(s, day); i < s->n && s->point[i].day <= day + BACKTEST_DAYS;
             i++) {
            if (s->score[i].state != ALERT_SCORED) continue;
            scored = true;
            if (s->muted && s->muted[i]) continue;
            up = up || s->score[i].z > level;
            down = down || s->score[i].z < -level;
        }
        *windows += 2 * (size_t)scored;
        *alerts += (size_t)up + (size_t)down;
    }
}

cordon_status backtest_rate_at(backtest_rate *out, const backtest *b, double level,
                               backtest_half half, cordon_error *err) {
    backtest_rate r = {.level = level, .random_share = NAN, .delay_days = NAN};
    alert_options o = b->setting.alert;
    size_t windows = 0, alerts = 0, scored = 0, longest = 0;
    cordon_status status = count_events(&r, b, half, err);
    if (status) return status;
    for (size_t i = 0; i < b->pairs; i++)
        if (b->series[i].n > longest) longest = b->series[i].n;
    alert_episode *e = malloc((longest + 1) * sizeof *e);
    if (!e) return cordon_fail(err, CORDON_ENOMEM, "no memory for the episodes");
    o.level = level;
    for (size_t i = 0; i < b->pairs; i++) {
        const backtest_series *s = &b->series[i];
        if (!in_half(b, s, half)) continue;
        r.pairs++;
        r.episodes += alert_episodes(e, s->point, s->score, s->n, &o, s->muted);
        for (size_t k = 0; k < s->n; k++) scored += s->score[k].state == ALERT_SCORED;
        count_windows(&windows, &alerts, b, s, level);
    }
    free(e);
    double step = b->setting.period == ALERT_WEEKLY ? 7 : 1;
    double years = (double)r.pairs * (double)b->feed->days / year_days;
    double scored_years = (double)scored * step / year_days;
    r.per_year = years > 0 ? (double)r.episodes / years : (double)NAN;
    r.per_scored_year = scored_years > 0 ? (double)r.episodes / scored_years : (double)NAN;
    if (windows) r.random_share = (double)alerts / (double)windows;
    *out = r;
    return CORDON_OK;
}

cordon_status backtest_expected(double *per_year, const backtest *b, double level, uint64_t seed,
                                cordon_error *err) {
    alert_options o = b->setting.alert;
    alert_expect_options e = ALERT_EXPECT_OPTIONS_INIT;
    bool weekly = b->setting.period == ALERT_WEEKLY;
    double sum = 0;
    size_t n = 0;
    o.level = level;
    e.seed = seed;
    e.draws = 100;
    e.block = weekly ? 4 : 28;
    e.point_days = weekly ? 7 : 1;
    for (size_t i = 0; i < b->pairs; i++) {
        alert_expect x;
        const backtest_series *s = &b->series[i];
        cordon_status status = alert_expect_make(&x, s->point, s->n, &o, &e, err);
        if (status) return status;
        if (isnan(x.per_year)) continue;
        sum += x.per_year;
        n++;
    }
    *per_year = n ? sum / (double)n : (double)NAN;
    return CORDON_OK;
}
