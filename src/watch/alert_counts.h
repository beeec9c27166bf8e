/* alert_counts.h - years in which many more or fewer incidents are ascribed to a state.
 *
 * The count of a year against the five before it, in the newest edition known by then,
 * by an exact tail (shift.h); z is the place of that tail in the normal distribution.
 * Incidents become known late, so a fall counts only when the year is complete enough:
 * the growth between the last two editions, by the chain ladder (nowcast.h; a period is
 * as long as the time between them, the pattern that of all states), says what share is
 * known. Below NOWCAST_COMPLETE, or within COUNT_LATE_YEARS of the only edition there
 * is, or in a year that was not over, a fall raises no alert and is told as incomplete. */
#ifndef WATCH_ALERT_COUNTS_H
#define WATCH_ALERT_COUNTS_H

#include "finding/finding.h"
#include "regime/area.h"
#include "store/store.h"
#include "watch/nowcast.h"
#include "watch/shift.h"

/* Between two editions of one such table, eight months apart, the counts of the last four years grew
 * by half or more, those of earlier years by three at most (EuRepoC 1.1 and December 2023). */
enum { COUNT_WINDOW = 5, COUNT_LATE_YEARS = 4 };

typedef struct count_ask {
    const areas *a;           /* who is a state */
    const char *const *state; /* only these; NULL = all states */
    size_t states;
    date_day since, as_at, known_by; /* 0 = all */
    double level;                    /* of |z| */
    uint64_t seed;
} count_ask;

typedef struct count_alert {
    const char *dataset, *state;
    int year;
    int64_t count;
    double mean, low, high, z, p, q; /* of the window; rate of the year, 95 % */
    double share, share_low, share_high; /* known of the expected; NAN = cannot be told */
    bool muted;          /* a fall that late reporting may explain */
    const char *why;     /* when muted */
    int64_t source;      /* of the edition */
    date_day vintage;
    size_t editions;     /* known by then */
} count_alert;

typedef struct count_alerts {
    arena mem;
    count_alert *v; /* by dataset, state, year; muted ones too */
    size_t n, room, tests, datasets;
    count_ask ask;
} count_alerts;

cordon_status count_alerts_make(count_alerts *out, store *s, const count_ask *ask, cordon_error *err);
void count_alerts_free(count_alerts *x);
/* One finding; texts in scratch. A muted one is not assessed. */
cordon_status count_alert_finding(finding *out, arena *scratch, const count_alerts *x, size_t i,
                                  cordon_error *err);

#endif
