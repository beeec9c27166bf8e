/* months.h - a measure by month and destination as a grid without holes in
 * time: what has no row is not there, which is not zero.                      */
#ifndef REPORT_MONTHS_H
#define REPORT_MONTHS_H

#include "flows/measure.h"

typedef struct month_series {
    const char *to; /* the area's code */
    int64_t *value_milli;
    bool *there;
    int64_t total_milli, rows;
    size_t months; /* that have rows */
} month_series;

typedef struct month_grid {
    arena mem;
    date_period first, last; /* of any series; 0 when there is none */
    size_t n;                /* months from first to last */
    month_series *v;         /* by total, the greatest first */
    size_t series;
} month_grid;

/* m is by month and destination; texts stay its own. Months that are not over on
 * the day are left out.                                                      */
cordon_status month_grid_make(month_grid *out, const measure *m, date_day to, cordon_error *err);
void month_grid_free(month_grid *g);

/* The month's place in the grid, which may lie outside it. */
int month_index(const month_grid *g, date_period p);
date_period month_at(const month_grid *g, size_t i);
/* The series of an area, NULL when there is none. */
const month_series *month_series_of(const month_grid *g, const char *to);

/* Sum of a window; *rows counts its months that have rows. */
int64_t month_sum(const month_grid *g, const month_series *s, date_period from, date_period to,
                  size_t *months);

typedef struct month_usual {
    int64_t low_milli, median_milli, high_milli;
    size_t months; /* with rows; 0 = nothing to say */
} month_usual;
/* What was usual before a month: range and median of the months with rows. */
cordon_status month_before(month_usual *out, const month_grid *g, const month_series *s,
                           date_period before, cordon_error *err);

#endif
