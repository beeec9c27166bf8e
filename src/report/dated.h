/* dated.h - rows of a regime's tables that stand from a day on: options, pledges,
 * recommendations. Of the rows of one id that are about the pair the newest one
 * not later than the day stands; a row about the pair goes before a general one. */
#ifndef REPORT_DATED_H
#define REPORT_DATED_H

#include "report/inner.h"

bool dated_stands(const report *r, const table *t, size_t row, date_day on);
/* The area of the pair that a row is about, NULL when it names none: of a general
 * row ("*") the one that is not the regime's target.                          */
const area *dated_about(const report *r, const table *t, size_t row);

#endif
