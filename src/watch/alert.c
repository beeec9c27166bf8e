#include "watch/alert.h"

#include <math.h>

#include "watch/alert_window.h"
#include "watch/count_tail.h"

static const double normal_mad = 1.4826;

/* ---- scores ---- */

/* Sums over the baseline, for the exact tails. */
typedef struct baseline {
    const alert_point *v;
    size_t from, to;
} baseline;

static void moments(double *mean, double *variance, size_t *n, const baseline *b) {
    double sum = 0, square = 0;
    *n = 0;
    for (size_t i = b->from; i < b->to; i++) {
        if (isnan(b->v[i].value)) continue;
        sum += b->v[i].value;
        ++*n;
    }
    *mean = sum / (double)*n;
    for (size_t i = b->from; i < b->to; i++)
        if (!isnan(b->v[i].value)) square += (b->v[i].value - *mean) * (b->v[i].value - *mean);
    *variance = *n > 1 ? square / (double)(*n - 1) : 0;
}

/* Given the sum of all, the last count is binomial (count_rise); with a variance above the
 * mean the counts are no Poisson and the negative binomial of both moments takes its place. */
static void exact(alert_score *s, double value, const baseline *b) {
    double mean, variance, up, down;
    size_t n;
    moments(&mean, &variance, &n, b);
    int64_t k = llround(value), before = llround(mean * (double)n);
    if (variance > mean) {
        up = count_negative_from(k, mean, variance);
        down = count_negative_to(k, mean, variance);
    } else {
        double part = 1 / ((double)n + 1);
        up = count_binomial_from(k, before + k, part);
        down = count_binomial_to(k, before + k, part);
    }
    double tail = fmin(up, down);
    s->exact = true;
    s->p = fmin(1, 2 * tail);
    s->z = tail >= 0.5 ? 0 : copysign(count_normal_score(tail), up <= down ? 1 : -1);
    s->state = ALERT_SCORED;
}

/* How a score is made, worked out once for the series. */
typedef struct scale {
    size_t least;
    double share, factor; /* factor: of the distance at `share`, to the standard deviation */
    bool counts;
} scale;

static alert_score score(const alert_window *w, const scale *c, double value, const baseline *b) {
    alert_score s = {.median = NAN, .spread = NAN, .z = NAN, .p = NAN};
    s.state = isnan(value) ? ALERT_MISSING : ALERT_NO_BASELINE;
    if (w->n < c->least) return s;
    s.median = alert_window_median(w);
    s.spread = c->factor * (c->share == 0.5 ? alert_window_mad(w, s.median)
                                            : alert_window_distance(w, s.median, c->share));
    if (s.state == ALERT_MISSING) return s;
    s.state = ALERT_NO_SPREAD;
    if (s.spread > 0) {
        s.z = (value - s.median) / s.spread;
        s.p = erfc(fabs(s.z) / M_SQRT2);
        s.state = ALERT_SCORED;
    } else if (c->counts) {
        exact(&s, value, b);
    }
    return s;
}

static cordon_status check(const alert_options *o, cordon_error *err) {
    if (o->window < 1 || o->window > ALERT_WINDOW_MAX)
        return cordon_fail(err, CORDON_EINVAL, "window %zu: expected 1 to %d points", o->window,
                           ALERT_WINDOW_MAX);
    if (o->window_min > o->window)
        return cordon_fail(err, CORDON_EINVAL, "%zu values needed in a window of %zu",
                           o->window_min, o->window);
    if (!(o->share >= 0.1 && o->share <= 0.99))
        return cordon_fail(err, CORDON_EINVAL, "share %g: expected 0.1 to 0.99", o->share);
    return CORDON_OK;
}

static scale scale_of(const alert_options *o) {
    size_t half = o->window / 2;
    scale c = {.least = o->window_min ? o->window_min
                        : half > 2    ? half
                                      : 2,
               .share = o->share,
               .factor = normal_mad,
               .counts = o->counts};
    if (o->share != 0.5) c.factor = 1 / count_normal_score((1 - o->share) / 2);
    return c;
}

cordon_status alert_scores(alert_score *out, const alert_point *v, size_t n, const alert_options *o,
                           cordon_error *err) {
    cordon_status status = check(o, err);
    if (status) return status;
    arena mem;
    alert_window w;
    scale c = scale_of(o);
    arena_init(&mem, 0);
    if (!alert_window_init(&w, &mem, o->window))
        status = cordon_fail(err, CORDON_ENOMEM, "no memory for a window of %zu points", o->window);
    for (size_t i = 0; i < n && !status; i++) {
        baseline b = {v, i > o->window ? i - o->window : 0, i};
        out[i] = score(&w, &c, v[i].value, &b);
        alert_window_push(&w, v[i].value);
    }
    arena_destroy(&mem);
    return status;
}

/* ---- episodes ---- */

static void extend(alert_episode *e, const alert_point *v, const alert_score *s, size_t i) {
    e->last = v[i].day;
    e->points++;
    if (e->points > 1 && fabs(s[i].z) <= fabs(e->z)) return;
    e->z = s[i].z;
    e->peak = i;
    e->peak_day = v[i].day;
}

size_t alert_episodes(alert_episode *out, const alert_point *v, const alert_score *s, size_t n,
                      const alert_options *o, const uint8_t *muted) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i].state != ALERT_SCORED || !(fabs(s[i].z) > o->level) || (muted && muted[i]))
            continue;
        if (!count || v[i].day - out[count - 1].last > o->merge_days)
            out[count++] = (alert_episode){.first = v[i].day};
        extend(&out[count - 1], v, s, i);
        out[count - 1].level = fabs(out[count - 1].z) > o->high ? 2 : 1;
    }
    return count;
}
