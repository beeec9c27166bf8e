/* alert_window.h - the median and its spread over the last values, one at a time.
 *
 * The values stand in the order they came and, a second time, sorted. A new one
 * costs two binary searches and a move of at most `size` doubles; the median is
 * read off, and the median absolute deviation is found by one more binary search
 * for the nearest half of the values. The same bits as sorting each time.     */
#ifndef WATCH_ALERT_WINDOW_H
#define WATCH_ALERT_WINDOW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum { ALERT_WINDOW_MAX = 4096 };

typedef struct alert_window {
    double *ring, *sorted; /* size places; a missing value is NAN in the ring only */
    size_t size, at, seen, n;
} alert_window;

/* False without memory. size: 1 to ALERT_WINDOW_MAX values, missing ones too. */
bool alert_window_init(alert_window *w, arena *mem, size_t size);
void alert_window_clear(alert_window *w);
/* The oldest value leaves a full window; NAN takes a place and has no value. */
void alert_window_push(alert_window *w, double v);
/* Of the n values there are; NAN without one. O(1) and O(log n). */
double alert_window_median(const alert_window *w);
/* Below it lie q of the values, 0 <= q <= 1 (type 7 of Hyndman and Fan 1996). */
double alert_window_quantile(const alert_window *w, double q);
double alert_window_mad(const alert_window *w, double median);
/* The distance from the median within which `share` of the values lie, 0 < share < 1
 * (between two by their weights: type 7 of Hyndman and Fan 1996). 0.5 is the MAD. */
double alert_window_distance(const alert_window *w, double median, double share);

#endif
