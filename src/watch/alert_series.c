#include "watch/alert_series.h"

#include <math.h>

#include "base/date.h"

enum { WEEK = 7 };

/* Days of the week before the first one. */
static size_t lead(const alert_days *d) { return (size_t)date_weekday(d->first); }

size_t alert_point_count(const alert_days *d, alert_period p) {
    if (!d->n || p == ALERT_ROLLING) return d->n;
    return (lead(d) + d->n + WEEK - 1) / WEEK;
}

double alert_measured(double value, double total, int covered, alert_measure m) {
    double mean = value / covered;
    if (m == ALERT_SUM) return mean;
    if (m == ALERT_LOG) return copysign(log1p(fabs(mean)), mean);
    return total > 0 ? 1e4 * value / total : (double)NAN;
}

/* The days from..to of the array, as one point. */
static alert_point point(const alert_days *d, size_t from, size_t to, alert_measure m) {
    alert_point p = {.value = NAN, .exposure = NAN};
    double value = 0, total = 0;
    for (size_t i = from; i < to; i++) {
        if (!d->covered[i]) continue;
        value += d->value[i];
        total += d->total[i];
        p.covered++;
    }
    if (p.covered < ALERT_COVERED_MIN) return p;
    p.value = alert_measured(value, total, p.covered, m);
    p.exposure = total / p.covered;
    return p;
}

void alert_points(alert_point *out, const alert_days *d, alert_period p, alert_measure m) {
    size_t n = alert_point_count(d, p), shift = p == ALERT_WEEKLY ? lead(d) : 0;
    for (size_t i = 0; i < n; i++) {
        size_t end = p == ALERT_WEEKLY ? (i + 1) * WEEK - shift : i + 1;
        size_t from = end > WEEK ? end - WEEK : 0;
        out[i] = point(d, from, end < d->n ? end : d->n, m);
        out[i].day = d->first + (int32_t)end - 1;
    }
}
