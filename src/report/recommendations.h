/* recommendations.h - what was recommended, item by item: the instrument that
 * exists on the day, what the data at hand say of its effect, and what the store
 * can and cannot test.
 *
 * The items are recommended.csv; what became of each is dated rows of
 * recommendations.csv. An item without a row that stands on the day has no
 * instrument yet. A row whose basis is recalled is not verified, whatever its
 * text says.                                                                  */
#ifndef REPORT_RECOMMENDATIONS_H
#define REPORT_RECOMMENDATIONS_H

#include "report/section_listings.h"

cordon_status report_recommendations(report *r, const page_listings *l, cordon_error *err);

#endif
