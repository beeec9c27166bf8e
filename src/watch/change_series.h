/* change_series.h - one series from a table of dates and values.
 *
 * A CSV file (also gz, xz, zst) with a header, or without one when every cell of
 * the first line is a number. The value column is the one named, else the only
 * one, else the second of two; the dates stand in the column named, else in the
 * other of two, else in one called date, day, week, month, period, quarter or
 * year (in any case). A value that is empty, NA or NaN is missing: left out and
 * counted, as is a value that is no number; more than 5 % of those refuse the
 * file. Dates that all read as days or periods must ascend; others are names.  */
#ifndef WATCH_CHANGE_SERIES_H
#define WATCH_CHANGE_SERIES_H

#include "read/table.h"

typedef struct change_series {
    double *x;          /* n */
    const char **label; /* n; NULL: no dates, values are known by their number */
    size_t n, missing, refused;
    char value_name[64], source[160];
    cordon_error first; /* of the refused */
    table t;            /* holds the labels */
} change_series;

/* value, date: column names, NULL = as above; strict: the first cell that is no
 * number refuses the file. EINVAL: a column is not there or several could be
 * meant, the message lists them; EFORMAT, ELIMIT with file, line and column.   */
cordon_status change_series_read(change_series *out, const char *path, const char *value,
                                 const char *date, bool strict, cordon_error *err);
/* The same of a table, which is taken over (and freed on failure). */
cordon_status change_series_take(change_series *out, table *t, const char *value, const char *date,
                                 bool strict, cordon_error *err);
void change_series_free(change_series *s);
/* "1899", or "29" for value number 29: i counts from 0. */
const char *change_series_label(char room[24], const change_series *s, size_t i);

#endif
