/* citations.h - notices of the Federal Register and the dates beside them.
 *
 * "62 FR 35334, 6/30/97.\n66 FR 24266, 5/14/01", "59 F.R. 47303 9/15/94", "85 FR 30783 (corrected
 * by 85 FR 39967, 2020-07-02)", "86 FR 30145 (June 7, 2021)", "Vol. 86, No. 51, 03/18/21, Federal
 * Register": volume and page with the day of the notice, once or many times.  */
#ifndef LISTS_CITATIONS_H
#define LISTS_CITATIONS_H

#include "lists/entity.h"

/* The first day printed in s up to end: "9/15/94", "June 7, 2021", "03 Jun 2021", "2020-07-02";
 * month before day, years of two digits from 1950 to 2049. 0 = none. *after behind it.  */
date_day list_us_day(const char *s, const char *end, const char **after);
/* A listing for each notice, otherwise like `base`: reference "62 FR 35334" or "Vol. 86, No. 51",
 * from = the day beside it. base->from, when given, is that of the first. Without a notice one
 * listing with the whole text as reference.                                                */
void list_citations(entity *e, const char *text, const entity_listing *base);

#endif
