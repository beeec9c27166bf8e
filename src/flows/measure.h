/* measure.h - what a flow query gives, whole in memory, and growth and shares
 * made of it. Integer arithmetic up to the last division.                    */
#ifndef FLOWS_MEASURE_H
#define FLOWS_MEASURE_H

#include "finding/finding.h"
#include "flows/query.h"

enum { MEASURE_ROWS_MAX = 2000000, MEASURE_NOTES_MAX = 64 };

typedef struct measure_row {
    flow_row key;      /* texts owned by the measure; its value is the sum here */
    int64_t whole_milli, whole_rows; /* the denominator of a share, 0 when none */
} measure_row;

typedef struct measure {
    arena mem;
    measure_row *v; /* ordered by window, period, from, to, code, line, tier */
    size_t n, cap;
    char dataset[64], currency[16], basis[24], nomenclature[16], freq[4];
    int level;
    int64_t *source;
    size_t sources, asked, occur;
    const char *note[MEASURE_NOTES_MAX];
    size_t notes;
} measure;

typedef struct measure_options {
    const char *const *exclude; /* codes taken out of all goods; q has no codes then */
    size_t exclude_n;
    const area_set *share_of;   /* whose goods are the whole: in place of the partner */
} measure_options;

/* Rows of q, less the excluded codes, with the whole of share_of. */
cordon_status measure_make(measure *out, store *s, goods *g, const flow_query *q,
                           const measure_options *o, cordon_error *err);
void measure_free(measure *m);
/* The first period of the query's windows, in the rhythm of m, that none of the
 * reporters has rows for; 0 when there is none. A sum over it would read as a
 * fall.                                                                       */
cordon_status measure_hole(date_period *hole, const measure *m, store *s, const flow_query *q,
                           cordon_error *err);

/* One line of growth: window 1 against window 0 of the same keys. */
typedef struct growth_row {
    flow_row key; /* without window, period and values */
    int64_t base_milli, value_milli, base_rows, value_rows;
    double percent; /* NAN when the base is zero */
} growth_row;

typedef struct growth {
    growth_row *v; /* ordered by key; one line without keys or rows when there are none */
    size_t n;
} growth;

/* 100 * (value - base) / base. */
double growth_percent(int64_t base_milli, int64_t value_milli);
cordon_status growth_make(growth *out, const measure *m, cordon_error *err);
void growth_free(growth *g);
/* The finding of one growth line. Texts live in scratch. subject and goods are
 * words; q is the query of the measure.                                      */
cordon_status growth_finding(finding *out, arena *scratch, const growth_row *r, const measure *m,
                             const flow_query *q, const char *goods_text, cordon_error *err);

#endif
