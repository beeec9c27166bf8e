/* alert_series.h - from days with gaps to the points that alerts are sought in.
 *
 * A day is covered or it is not: a day without a row in a covered feed is a zero, a
 * day on which the feed gave nothing is no day. A point is a week from Monday to
 * Sunday or the seven days that end on its day; with fewer than ALERT_COVERED_MIN
 * covered days it is missing. Sums are per covered day, so that a week of five
 * covered days is not a fall.                                                 */
#ifndef WATCH_ALERT_SERIES_H
#define WATCH_ALERT_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ALERT_COVERED_MIN = 4 };

typedef struct alert_point {
    int32_t day;     /* date_number of its last day */
    double value;    /* NAN = missing */
    double exposure; /* of all pairs, per covered day; NAN = missing */
    int covered;     /* days, 0 to 7 */
} alert_point;

/* Consecutive days of one pair. */
typedef struct alert_days {
    int32_t first; /* date_number */
    size_t n;
    const double *value;    /* n: sum of the signed weights; not read on uncovered days */
    const double *total;    /* n: sum of the absolute weights of all pairs */
    const uint8_t *covered; /* n: 1 or 0 */
} alert_days;

typedef enum alert_measure {
    ALERT_SHARE, /* 10,000 * sum(value) / sum(total) over the covered days */
    ALERT_SUM,   /* sum(value) per covered day */
    ALERT_LOG    /* sign(x) * log(1 + |x|) of ALERT_SUM: hides the spikes, kept to show it */
} alert_measure;

typedef enum alert_period { ALERT_WEEKLY, ALERT_ROLLING } alert_period;

/* The value of sums over so many covered days; NAN for a share of nothing. */
double alert_measured(double value, double total, int covered, alert_measure m);
/* How many points the days make: one a week begun, or one a day. */
size_t alert_point_count(const alert_days *d, alert_period p);
/* Fills alert_point_count() points, in order. A share of nothing is missing. Linear. */
void alert_points(alert_point *out, const alert_days *d, alert_period p, alert_measure m);

#endif
