/* observation.h - published values of a series: one number, one period, one source.
 *
 * Tab separated with a header: series, period, value, unit, publisher, source, and
 * lo, hi, vintage where known; or as_of, NAME, source for a count up to a day.
 *
 *   period   2022, 2022-03, 2022-03-05, or A..B; "A -> B" with a value "x -> y"
 *            makes two observations; words in brackets behind it are left out
 *   value    a decimal number; ">300", "more than 30" and the unit "at least" are
 *            kept as a lower bound
 *   source   "same" means that of the row above
 *
 * Rows whose publisher or source is the report under test ("report sec. 4.1") are
 * never loaded: a figure cannot vouch for itself.                              */
#ifndef WATCH_OBSERVATION_H
#define WATCH_OBSERVATION_H

#include "watch/load.h"

typedef struct observation {
    const char *series, *period, *unit, *publisher, *source; /* valid during the call */
    date_day first, last; /* of the period */
    int64_t value_milli, low_milli, high_milli;
    bool has_low, has_high;
    bool at_least; /* the value is a lower bound */
    date_day vintage;
    int64_t source_id, line;
} observation;

typedef struct observation_query {
    const char *series; /* NULL = all */
    date_day from, to;  /* of the period's last day; 0 = open */
    date_day as_at;     /* periods that ended by then; 0 = all */
    date_day known_by;  /* vintages until then; 0 = all */
} observation_query;

/* By series, last day, first day and publisher. Of one publisher's values for one
 * period the newest vintage counts. *sources: how many were asked.             */
cordon_status observation_list(store *s, const observation_query *q,
                               int (*each)(void *arg, const observation *o), void *arg,
                               int64_t *sources, cordon_error *err);

extern const watch_reader observation_reader;

#endif
