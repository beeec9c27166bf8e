/* date.h - calendar days and statistical periods as plain sortable integers.
 *
 * A day is yyyymmdd (20220224), 0 where a date is not given. A period is
 * yyyymm (202203 = March 2022, 202200 = the year 2022). The range is the
 * years 1000 to 9999.                                                        */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int32_t date_day;
typedef int32_t date_period;
enum { DATE_MAX = 99991231, DATE_TEXT = 12 };

/* "2022-02-24" -> 20220224. False, and out untouched, for anything else. */
bool date_parse(date_day *out, const char *s, size_t len);
/* "2022-03" or "202203" -> 202203, "2022" -> 202200. */
bool date_period_parse(date_period *out, const char *s, size_t len);
/* Writes "2022-02-24" (or "" for 0) and returns text. */
const char *date_format(char text[DATE_TEXT], date_day d);
/* Writes "2022-03", or "2022" for a year. */
const char *date_period_format(char text[DATE_TEXT], date_period p);
date_day date_period_first(date_period p), date_period_last(date_period p);
date_period date_period_next(date_period p); /* the next month, or year */
int date_days_in_month(int year, int month);
bool date_valid(date_day d);
/* Days since 1970-01-01 of a valid day, and back (Hinnant, "chrono-Compatible Low-Level Date
 * Algorithms"); Monday is 0 in date_weekday.                                  */
int32_t date_number(date_day d);
date_day date_of_number(int32_t number);
int date_weekday(int32_t number);
/* Today in UTC; SOURCE_DATE_EPOCH replaces the clock. The only clock read, with the one below. */
date_day date_today(void);
/* Now, in microseconds since 1970 (UTC), of the same clock, and its text "2022-02-24T08:15:00.000000Z"
 * ("" outside the years 1000 to 9999).                                         */
enum { DATE_TIME_TEXT = 32 };
int64_t date_now_us(void);
const char *date_time_format(char text[DATE_TIME_TEXT], int64_t us);
/* Days in a row, both ends included. */
typedef struct date_span {
    date_day from, to;
} date_span;
/* from <= d <= to: to is the last day. from 0 = always, to 0 = open. */
static inline bool date_within(date_day d, date_day from, date_day to) {
    return (!from || from <= d) && (!to || d <= to);
}

#endif
