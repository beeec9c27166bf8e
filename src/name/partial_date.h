/* partial_date.h - dates as lists give them: whole, in part, about, or between two.
 *
 * "1971", "1971-03", "Mar 1971", "12 Dec 1965", "12/12/1965", "00/00/1980", "circa 1965", "1960 to
 * 1962", "between 1960 and 1962", "1971-03-05T00:00:00Z" become the first and last day that are
 * meant. Words for months and for about, between and to stand in data/names/date_words.csv in
 * several languages. Where day and month could be exchanged ("05/06/1965") the other reading is
 * kept.       */
#ifndef NAME_PARTIAL_DATE_H
#define NAME_PARTIAL_DATE_H

#include <cordon/error.h>
#include <stdbool.h>

#include "base/date.h"

enum { PARTIAL_DATE_TEXT_MAX = 128, CIRCA_YEARS = 2 };

typedef enum date_exactness {
    DATE_EXACT, /* one day */
    DATE_MONTH, /* a month */
    DATE_YEAR,  /* a year */
    DATE_RANGE, /* between two */
    DATE_CIRCA  /* about: CIRCA_YEARS years around a year, one year around a month or day */
} date_exactness;

typedef struct partial_date {
    date_day from, to;  /* first and last day meant */
    date_day exchanged; /* the day when day and month change places, 0 = they cannot */
    uint8_t exactness;  /* date_exactness */
} partial_date;

typedef struct date_words date_words;
cordon_status date_words_open(const date_words **out,
                              cordon_error *err); /* read once; thread-safe */

typedef enum date_order { DATE_DAY_FIRST, DATE_MONTH_FIRST } date_order; /* of 05/06/1965 */
/* False, and out untouched, when the text is no date of the years 1000 to 9999. O(len). */
bool partial_date_read(partial_date *out, const date_words *w, const char *text, size_t len,
                       date_order order);

/* In [-1, 1]: 1 the same day; 0.9 day and month exchanged; 0.6 one lies in the other's year or
 * month; 0.4 they overlap, one being about or between; 0 within a year of each other; -0.5 two to
 * five years apart; -1 further. Two whole days of one year that differ: 0.1, of one month 0.2.
 * Symmetric. */
double partial_date_agreement(const partial_date *a, const partial_date *b);
const char *date_exactness_name(unsigned e);

#endif
