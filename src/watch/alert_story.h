/* alert_story.h - what stands behind one alert, and whether it stands without any of it.
 *
 * A point is made of parts: one report of a story by a source, with its signed weight.
 * Leaving a story or a source out takes its parts from the pair's sum, and their
 * absolute weights from the sum of all pairs, and scores what is left against the same
 * median and spread. The change in z is what the story brought.              */
#ifndef WATCH_ALERT_STORY_H
#define WATCH_ALERT_STORY_H

#include "watch/alert.h"

enum { ALERT_TOP = 5, ALERT_PARTS_MAX = 1000000 };

typedef struct alert_part {
    int64_t story, source; /* ids: of the event (or of several that are one), of its publisher */
    double weight;         /* signed, as summed into the point */
    bool state_media;      /* the publisher is controlled by a state */
} alert_part;

/* The point and its score, as alert_points and alert_scores gave them. */
typedef struct alert_basis {
    alert_measure measure;
    double total; /* absolute weights of all pairs over the covered days of the point */
    int covered;
    alert_score score;
    double level;
} alert_basis;

typedef struct alert_without {
    int64_t id;
    double weight; /* of its parts */
    double z;      /* without it; NAN when nothing is left to score */
    double change; /* z with it, less z without it */
} alert_without;

typedef struct alert_behind {
    alert_without story[ALERT_TOP]; /* by the change in the alert's direction, then by id */
    size_t tops, stories, sources;  /* sources: different publishers */
    alert_without source;           /* the one whose leaving brings z nearest to 0 */
    bool holds;         /* still beyond the level in the same direction without that source */
    double state_share; /* of the absolute weights, by state media; NAN without weights */
} alert_behind;

/* CORDON_ENOMEM; CORDON_ELIMIT beyond ALERT_PARTS_MAX parts. O(n log n). */
cordon_status alert_behind_make(alert_behind *out, const alert_part *v, size_t n,
                                const alert_basis *basis, cordon_error *err);

/* The exposure of point i as a multiple of the median of the window points before it: 1 = as
 * usual; NAN without one. An alert that comes with half or twice the reports of all pairs
 * may be about the feed.                                                      */
cordon_status alert_exposure_change(double *out, const alert_point *v, size_t n, size_t window,
                                    cordon_error *err);

#endif
