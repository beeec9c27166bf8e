/* dimensions.h - which way each dimension of a pair goes, on a day.
 *
 * Per indicator: its last year against its own window (watch/shift.h). Per
 * dimension: the index of what is in use (watch/dims.h), its direction, how many
 * indicators it rests on, and whether the same indicators moved more or less
 * between the pairs it is compared with. Of the indicators that are assessed the
 * false discovery rate is held (Benjamini and Hochberg 1995).                */
#ifndef WATCH_DIMENSIONS_H
#define WATCH_DIMENSIONS_H

#include "watch/indicator.h"

enum { DIMENSIONS_MAX = 12, DIMENSIONS_AGAINST = 12 };

typedef struct moved {
    shift shift;     /* unknown: no series, or a short window */
    bool before;     /* a count without a window: against the year before only */
    double q;        /* NAN when unknown */
    size_t window_n; /* values in the window */
} moved;

typedef struct watch_dimension {
    const char *id;
    size_t member[DIMS_SERIES_MAX], members; /* into indicators.v; those with a sign */
    int year;                                /* of the index; 0 = nothing to say */
    dims_index index;
    shift_word word; /* of the index; without one that of the counts on the year before, when they
                        agree: then `before` is set and year is theirs */
    bool before;
    /* Of the pairs compared: with at least one indicator in use in both; those
     * whose index of the same indicators rose less.                          */
    size_t compared, below;
} watch_dimension;

typedef struct dimensions {
    indicators of;
    moved *moved;  /* one for each watch_indicator */
    watch_dimension v[DIMENSIONS_MAX];
    size_t n;
    int from, to;  /* the window */
    uint64_t seed;
    char against[DIMENSIONS_AGAINST][24]; /* the pairs compared with, "AAA-BBB" */
    size_t against_n;
    dims_composite composite; /* over the dimensions; variants 0 = not asked for */
} dimensions;

typedef struct dimensions_options {
    const char *against;  /* "AAA-BBB,CCC-DDD"; NULL = the regime's own */
    bool composite;
    uint64_t seed;
    size_t draws;         /* 0 = no interval */
} dimensions_options;

/* CORDON_EINVAL for a pair that means nothing. Time: a flow question for each
 * flow indicator of each pair, and n * draws draws.                          */
cordon_status dimensions_make(dimensions *out, const indicator_ask *ask,
                              const dimensions_options *o, cordon_error *err);
void dimensions_free(dimensions *d);

/* One finding for a dimension, or for an indicator; texts in scratch. */
cordon_status dimension_finding(finding *out, arena *scratch, const dimensions *d, size_t i,
                                cordon_error *err);
cordon_status indicator_finding(finding *out, arena *scratch, const dimensions *d, size_t i,
                                cordon_error *err);
/* "46.3 %" as an indicator's values are written. */
const char *indicator_text(char out[48], const watch_indicator *x, double value);
/* Why a dimension is not assessed, or "". */
const char *dimension_why(const dimensions *d, const watch_dimension *x);

#endif
