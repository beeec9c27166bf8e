/* timeline.h - measures against third-country parties and what came back, by date.
 *
 * To the left stand listing rounds that name both of the pair, measures and third
 * states' own measures that name one of them, and warnings that name both, all by
 * others than the two; to the right what the two did or said: countermeasures,
 * denials and red lines, own rules, replies. A date after another is not its
 * cause, and where another date lies within three months the months around it
 * cannot be told apart.                                                        */
#ifndef REPORT_TIMELINE_H
#define REPORT_TIMELINE_H

#include "report/record_keep.h"

enum { TIMELINE_MONTHS = 3 };

typedef struct timeline_entry {
    const kept_row *row;
    date_day on;
    bool right, reply; /* reply: what was answered to the row, on that day */
    size_t kind;       /* 0 .. 2 of its side */
    size_t near;       /* other entries within TIMELINE_MONTHS */
} timeline_entry;

typedef struct timeline {
    kept_rows rows;
    timeline_entry *v; /* by day */
    size_t n;
} timeline;

cordon_status timeline_make(timeline *out, report *r, cordon_error *err);
void timeline_free(timeline *t);
int timeline_month(date_day d); /* months since year 0 */

#endif
