/* ofac_remarks.h - the remarks of SDN.CSV, where everything stands that has no column. */
#ifndef LISTS_OFAC_REMARKS_H
#define LISTS_OFAC_REMARKS_H

#include "lists/entity.h"

/* Longer remarks are cut there; the rest is in SDN_COMMENTS.CSV. */
enum { OFAC_REMARKS_CUT = 1000 };

/* "DOB 10 Dec 1948; POB Giza, Egypt; Passport 1084010 (Egypt); alt. Passport 19820215; a.k.a.
 * 'X'.": births, nationalities, gender, weak names, numbers with country and dates, who it is
 * linked to, listing dates; what is none of these becomes a note. `cut`: the last statement was cut
 * off by the publisher and is only noted.                                         */
void ofac_add_remarks(entity *e, const char *remarks, bool cut);
/* "ABBAS, Abu" as "Abu ABBAS" with lastName and firstName for persons (parts: only where asked);
 * the published form is the detail where it differs. Others as they are.           */
void ofac_add_name(entity *e, const char *prop, const char *name, bool parts);

#endif
