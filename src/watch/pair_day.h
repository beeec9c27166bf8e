/* pair_day.h - matrices of pairs of states by day: one signed weight a pair.
 *
 * Made by others from GDELT: the weights of both directions summed over the day,
 * friendly and hostile netted, so neither counts nor direction can be had back.
 * A pair without a row on a covered day is zero; a day without any row is missing
 * (in the matrix of 2018 to 2024 some hundred days, most of them in a row).     */
#ifndef WATCH_PAIR_DAY_H
#define WATCH_PAIR_DAY_H

#include "watch/load.h"

/* Consecutive days; free with pair_days_free. */
typedef struct pair_days {
    int32_t first; /* date_number of value[0] */
    size_t n;
    double *value;    /* weight of the pair */
    double *total;    /* sum of the absolute weights of all pairs */
    uint8_t *covered; /* 0: the day is missing, value and total are 0 */
    int64_t sources;  /* asked; 0 = no matrix is loaded */
    date_day vintage; /* the newest of them */
} pair_days;

enum { PAIR_DAYS_MAX = 80000 };

/* From the first to the last covered day of what was known by that day (0 =
 * today's knowledge). The totals are those of a file of totals where one is
 * loaded, else of the matrix itself. O(rows of the matrix).                   */
cordon_status pair_days_make(pair_days *out, store *s, const char *actor1, const char *actor2,
                             date_day known_by, cordon_error *err);
void pair_days_free(pair_days *x);

extern const watch_reader pair_reader_days, pair_reader_totals;

#endif
