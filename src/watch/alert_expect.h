/* alert_expect.h - how many alerts a series raises by itself.
 *
 * The series' own values are laid in a new order, in blocks of some weeks so that what
 * hangs together stays together (moving blocks: Kuensch 1989), scored like the real one,
 * and its episodes counted; again and again. The spikes of real events are among the
 * values, but not the lasting shifts: what the real order has more than this is order.
 * Missing points stay where they are. Fixed seed, a stream a draw: print it.  */
#ifndef WATCH_ALERT_EXPECT_H
#define WATCH_ALERT_EXPECT_H

#include "watch/alert.h"

enum { ALERT_DRAWS_MAX = 100000 };

typedef struct alert_expect_options {
    size_t draws, block; /* block: points */
    uint64_t seed;
    double point_days; /* of a point's step: 7 for weeks, 1 for days */
} alert_expect_options;
#define ALERT_EXPECT_OPTIONS_INIT                                                                  \
    { .draws = 200, .block = 4, .seed = 20220224, .point_days = 7 }

typedef struct alert_expect {
    double per_year;  /* mean episodes a year that has scores */
    double low, high; /* 5 and 95 % of the draws */
    size_t values;    /* of the series; with fewer than two blocks all are NAN */
} alert_expect;

/* CORDON_EINVAL for options out of range, CORDON_ENOMEM. O(draws * n). */
cordon_status alert_expect_make(alert_expect *out, const alert_point *v, size_t n,
                                const alert_options *o, const alert_expect_options *e,
                                cordon_error *err);

#endif
