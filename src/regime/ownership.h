/* ownership.h - what counts as owned by listed parties: ownership_rules.csv.
 *
 * A row is a rule of a jurisdiction in its days: threshold, at least or more than, whether holdings of several listed parties add up, whether votes
 * and control count, and the lists whose parties are meant. `recalled` names the columns of a row that nobody read in a source. */
#ifndef REGIME_OWNERSHIP_H
#define REGIME_OWNERSHIP_H

#include "regime/regime.h"

typedef struct regime_ownership {
    const char *id, *jurisdiction, *act, *article, *title, *lists, *state, *recalled, *basis, *source, *note;
    double percent;
    bool at_least, aggregate, votes, control;
    date_day valid_from, valid_to;
} regime_ownership;

/* In the order of the table; none when the regime has none. The texts are the regime's, the array is mem's. CORDON_ENOMEM. */
cordon_status regime_ownership_rules(const regime_ownership **out, size_t *n, arena *mem, const regime *r, cordon_error *err);

#endif
