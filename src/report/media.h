/* media.h - media events of the pair by week, and since when their level is another. */
#ifndef REPORT_MEDIA_H
#define REPORT_MEDIA_H

#include "report/inner.h"

/* The series of a loaded matrix of pairs by day (watch/pair_day.h): the weekly share
 * and its signed logarithm, the breaks of their level (Bai and Perron, number by
 * BIC) with intervals, and that a break has no cause in it. Nothing without a
 * matrix; r->media says whether there is one.                                  */
cordon_status report_media(report *r, cordon_error *err);

#endif
