/* alert.h - what moved out of the range that its own past makes usual.
 *
 *     z = (value - median) / (1.4826 * MAD)
 *
 * over the `window` points before this one, so that a point is never its own
 * baseline; 1.4826 makes the MAD of normal values their standard deviation. Spikes
 * are the signal, so nothing is transformed. With another `share` than a half that
 * quantile of the distances takes the place of the MAD, and its place in the normal
 * distribution that of 1 / 1.4826: 0.6827 is the distance of one standard deviation. Where half of
 * the past is one value the MAD is 0: counts then get exact tails as p and z (count_tail.h), other
 * values get none ("no spread").
 *
 * Alerts at most `merge_days` apart are one episode, since one story is told for
 * days. A z is not a probability: values are heavier-tailed than the normal, so q
 * of many series from change_bh() is a bound on the low side, and what to expect from the series'
 * own past stands in alert_expect.h.                                              */
#ifndef WATCH_ALERT_H
#define WATCH_ALERT_H

#include <cordon/error.h>

#include "watch/alert_series.h"

typedef struct alert_options {
    size_t window;      /* points of the baseline: 1 to ALERT_WINDOW_MAX */
    size_t window_min;  /* of them with a value; 0 = half of the window, at least 2 */
    double share;       /* of the distances from the median within one spread: 0.5 = the MAD */
    double level, high; /* |z| of an alert, and of one of the second level */
    int merge_days;     /* 0 or more */
    bool counts;        /* values are counts: exact tails where there is no spread */
} alert_options;
#define ALERT_OPTIONS_INIT                                                                         \
    { .window = 52, .share = 0.5, .level = 3, .high = 5, .merge_days = 14 }

typedef enum alert_state {
    ALERT_SCORED,
    ALERT_MISSING,     /* the point has no value */
    ALERT_NO_BASELINE, /* fewer than window_min values before it */
    ALERT_NO_SPREAD    /* MAD 0 and no counts */
} alert_state;

typedef struct alert_score {
    double median, spread; /* spread = 1.4826 * MAD; NAN without a baseline */
    double z;              /* NAN unless scored */
    double p;              /* two-sided: normal, or exact for counts without spread */
    bool exact;            /* z and p come from an exact tail */
    alert_state state;
} alert_score;

/* One score a point. CORDON_EINVAL for options out of range, CORDON_ENOMEM. O(n log window)
 * searches and moves of at most `window` doubles.                             */
cordon_status alert_scores(alert_score *out, const alert_point *v, size_t n, const alert_options *o,
                           cordon_error *err);

typedef struct alert_episode {
    int32_t first, last, peak_day; /* date_number */
    size_t peak, points;           /* index of the greatest |z|; how many points are beyond */
    double z;                      /* of the peak, signed */
    int level;                     /* 1 or 2 */
} alert_episode;

/* Writes at most n episodes in order and returns how many there are. muted (NULL =
 * none): points with a 1 raise nothing. `level` is |z| of an alert.           */
size_t alert_episodes(alert_episode *out, const alert_point *v, const alert_score *s, size_t n,
                      const alert_options *o, const uint8_t *muted);

#endif
