/* rules.h - the rules of ownership of a regime, as own.h takes them. */
#ifndef OWN_RULES_H
#define OWN_RULES_H

#include "own/own.h"
#include "regime/regime.h"

/* Those in force on the day (0 = all), in the order of the table; also those that are suspended then, marked so. jurisdiction: one of the table's,
 * case ignored, NULL or "all" = every one; CORDON_ENOTFOUND names those there are. The texts are the regime's, the array is mem's. */
cordon_status own_rules(const own_rule **out, size_t *n, arena *mem, const regime *r, const char *jurisdiction, date_day on, cordon_error *err);

#endif
