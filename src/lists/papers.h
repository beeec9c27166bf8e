/* papers.h - numbers and remarks that US lists give with a kind in words.
 *
 * "Tax ID No.", "Passport", "SWIFT/BIC", "Digital Currency Address - XBT", "Secondary sanctions
 * risk:", "Executive Order 13662 Directive Determination -": what is a number of the party goes to
 * its property, what describes it to that, what says why and since when it is listed to a listing,
 * and all else to the notes with its kind.                                        */
#ifndef LISTS_PAPERS_H
#define LISTS_PAPERS_H

#include "lists/entity.h"

enum { ENTITY_PAPER_BYTES = 512 };

/* detail: the country that issued it and dates, joined by "; "; may be "". The kind is added to it
 * where the property does not say it already. O(kinds).                                  */
void list_add_paper(entity *e, const char *kind, const char *value, const char *detail);

/* How much of a phrase ("Registration Number 26740 (Iran)") is a kind that is known, the longest; 0
 * = it begins with none. O(kinds).                                              */
size_t list_paper_begins(const char *phrase);

#endif
