/* direction_dims.h - a row of the table of directions from the watched
 * dimensions: the indicator with the strongest evidence leads it.             */
#ifndef REPORT_DIRECTION_DIMS_H
#define REPORT_DIRECTION_DIMS_H

#include "report/inner.h"

enum { DIRECTION_CELL = 400 };

typedef struct direction_row {
    const watch_indicator *lead;
    shift_word word;
    char indicator[DIRECTION_CELL], latest[DIRECTION_CELL], baseline[DIRECTION_CELL],
        change[DIRECTION_CELL], among[DIRECTION_CELL], without[DIRECTION_CELL];
    char shown[DIRECTION_CELL]; /* of a list made by hand: nothing else but latest is set */
} direction_row;

/* False when nothing of the dimension has a series. */
bool direction_of(direction_row *out, const report *r, const char *dimension);

#endif
