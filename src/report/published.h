/* published.h - figures that others published and no loaded file holds: rows of
 * the regime's published.csv, shown beside the files' own, never added to them. */
#ifndef REPORT_PUBLISHED_H
#define REPORT_PUBLISHED_H

#include "report/inner.h"

typedef struct published {
    const char *id, *flow, *from, *to, *unit, *publisher, *through, *note;
    date_period period; /* its end */
    flow_window window;
    int year;
    double value;
    date_day on;
} published;

/* The row, when it was published by the day and its period was over by then. */
bool published_read(published *out, report *r, const table *t, size_t row);
/* The next row from *i on about these goods, in this unit; flow "" takes any. */
bool published_next(published *out, report *r, size_t *i, const char *flow, const char *from,
                    const char *to, const char *unit);

#endif
