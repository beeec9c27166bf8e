/* alert_health.h - whether the feed itself was well, before anything is said about a pair.
 *
 * A point with too few covered days is missing; one whose volume (exposure) lies outside
 * the 5 to 95 per cent of the points before it is low or high. These are alerts of their
 * own class, about the feed, and they mute the others: a fall in a week in which half of
 * the reports are missing is no news. By design about one point in ten is muted.
 *
 * Where reports come late (nowcast.h), a fall at an incomplete point is muted too; a rise
 * is not, because what is still to come can only add to it.                  */
#ifndef WATCH_ALERT_HEALTH_H
#define WATCH_ALERT_HEALTH_H

#include "watch/alert.h"

typedef enum alert_health {
    ALERT_HEALTHY,
    ALERT_FEED_MISSING,
    ALERT_FEED_LOW,
    ALERT_FEED_HIGH
} alert_health;
const char *alert_health_text(alert_health h); /* "missing days", "low volume", ... */

/* One state a point; with fewer than half of the window's values before it the volume is not
 * judged. CORDON_EINVAL for the window, CORDON_ENOMEM.                        */
cordon_status alert_health_make(alert_health *out, const alert_point *v, size_t n, size_t window,
                                cordon_error *err);

typedef struct alert_health_run {
    int32_t first, last; /* days of the first and the last point */
    size_t points;
    alert_health state;
} alert_health_run;

/* Neighbouring points of one state, without the healthy ones; at most n. */
size_t alert_health_runs(alert_health_run *out, const alert_health *h, const alert_point *v,
                         size_t n);

/* muted[i] = 1 where the feed was not well, or where incomplete[i] (NULL = none) and the score
 * is a fall. For alert_episodes().                                            */
void alert_mute(uint8_t *muted, const alert_health *h, const bool *incomplete, const alert_score *s,
                size_t n);

#endif
