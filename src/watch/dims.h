/* dims.h - the index of a dimension: its indicators on one scale, by year.
 *
 * Each indicator is set against a declared window of its own past: z = (x -
 * median) / (1.4826 MAD), counts after Anscombe's 2 sqrt(x + 3/8). The index of
 * a year is the plain mean of the z of the indicators in use, each turned so
 * that more means closer. In use is what has a value in the year asked about and
 * at least DIMS_WINDOW_MIN in the window: nothing is imputed, and what is not in
 * use is counted and named, never silently reweighted. The index moved when its
 * last value lies outside the scatter of its own window (watch/shift.h).
 *
 * Nardo et al., Handbook on Constructing Composite Indicators (OECD/JRC 2008),
 * steps 5 to 7; Anscombe 1948.                                               */
#ifndef WATCH_DIMS_H
#define WATCH_DIMS_H

#include <stdbool.h>
#include <stdint.h>

#include "watch/shift.h"

enum { DIMS_WINDOW_MIN = SHIFT_BASE_MIN, DIMS_SERIES_MAX = 32, DIMS_YEARS_MAX = 64 };

/* One indicator: values of the years first .. first + n - 1, NAN where none. */
typedef struct dims_series {
    const double *v;
    const double *low, *high; /* of each value, NULL or NAN = none known */
    bool counts;
    int sign; /* +1: more is closer; -1: more is farther */
} dims_series;

typedef enum dims_use {
    DIMS_USED,
    DIMS_NO_SERIES,    /* nothing at all */
    DIMS_NO_YEAR,      /* no value in the year asked about */
    DIMS_SHORT_WINDOW, /* fewer than DIMS_WINDOW_MIN values in the window */
    DIMS_NO_SCALE      /* the window does not vary, and it is no count */
} dims_use;
const char *dims_use_text(dims_use u);

typedef struct dims_frame {
    int first; /* year of v[0] */
    size_t n;  /* years, at most DIMS_YEARS_MAX */
    int from, to; /* the window, within the years */
    int year;  /* asked about */
    uint64_t seed;
    size_t draws; /* of the interval; 0 = no interval */
} dims_frame;

typedef struct dims_index {
    dims_use use[DIMS_SERIES_MAX];
    double z[DIMS_SERIES_MAX]; /* in the year asked about, turned; NAN when not in use */
    size_t used, of;
    double by_year[DIMS_YEARS_MAX]; /* the index; NAN where one in use has no value */
    double value, low, high; /* in the year asked about; 90 %, from resampling the window,
                                the values' own intervals and Gamma draws for counts */
    shift shift;             /* unknown when nothing is in use or the window is short */
} dims_index;

/* n at most DIMS_SERIES_MAX. O(draws * n * window). The same for a seed on any
 * number of threads.                                                         */
void dims_index_make(dims_index *out, const dims_series *s, size_t n, const dims_frame *f);

/* The composite, only on request and only as a range: every combination of how
 * values are put on one scale, how dimensions are put together and what they
 * weigh. change is that of the year against the mean of the window.          */
enum { DIMS_PARTS_MAX = 8 };
typedef struct dims_composite {
    size_t variants, up, down; /* the sign of the change */
    double least, greatest;    /* change, on the scale 0 to 1 */
    size_t dimensions;         /* with something in use */
} dims_composite;

/* One index's series for each of the k dimensions. */
typedef struct dims_part {
    const dims_series *s;
    size_t n;
} dims_part;
void dims_composite_make(dims_composite *out, const dims_part *part, size_t k,
                         const dims_frame *f);

#endif
