/* trend.h - one series by year of a pair, and whether it moved.
 *
 * A series is said to go up or down only when its last year lies outside what
 * its own scatter would give (watch/shift.h). The baseline is the years that
 * were over before the regime began, else all years but the last; at most the
 * six nearest.                                                               */
#ifndef REPORT_TREND_H
#define REPORT_TREND_H

#include "report/question.h"
#include "watch/shift.h"

enum { TREND_BASE_MIN = SHIFT_BASE_MIN, TREND_BASE_MAX = 6 };

typedef struct trend_point {
    date_period year;
    int64_t part_milli, whole_milli, rows;
    double value; /* per cent, or billions of the currency */
    const char *estimate;
} trend_point;

typedef struct trend {
    const question *q;
    trend_point *v;         /* by year; whole years that were over on the day */
    size_t n, base, base_n; /* the baseline is v[base .. base + base_n) */
    bool share;
    double mean, need, change; /* of the baseline; to be seen at all; last less mean */
    shift_word word;           /* unknown: fewer than five years */
    size_t rank, of;           /* by change, the greatest is 1; of 0 = not ranked */
    const char *among;         /* the reporter's code */
} trend;

/* q was asked and is assessed. start: the day the regime began, 0 = not known. */
cordon_status trend_make(trend *out, const question *q, store *s, date_day as_at, date_day start,
                         cordon_error *err);
/* Ranks its change among the same reporter's other partners, or among those the
 * list names ("AAA-BBB,CCC-BBB"; NULL = all countries with all its years).    */
cordon_status trend_rank(trend *t, store *s, goods *g, const regime *r, const areas *a,
                         const char *against, cordon_error *err);
void trend_free(trend *t);

/* The percentile of its change among those ranked; of must not be 0. */
static inline double trend_percentile(const trend *t) {
    return t->of > 1 ? 100.0 * (double)(t->of - t->rank) / (double)(t->of - 1) : 0;
}
static inline const trend_point *trend_last(const trend *t) { return &t->v[t->n - 1]; }
/* "46.3 %" or "119.8 bn USD"; rough: two digits. */
enum { TREND_TEXT = 48 };
const char *trend_value(char out[TREND_TEXT], const trend *t, double value);
const char *trend_rough(char out[TREND_TEXT], const trend *t, double value);
/* "+24.2 points" or "+56.8 bn USD". */
const char *trend_change(char out[TREND_TEXT], const trend *t, double change);
/* The same without a sign. */
const char *trend_scatter(char out[TREND_TEXT], const trend *t, double size);
const char *trend_base_years(char out[TREND_TEXT], const trend *t); /* "2016 to 2021" */

#endif
