/* lists.h - what lists say of their entries' owners: read once with the days of each stay, then taken into the graph of any day. */
#ifndef OWN_LISTS_H
#define OWN_LISTS_H

#include "own/load.h"

/* Adds what they say on a day. O(entries that own, are owned or are meant by name). */
cordon_status own_lists_add(own_graph *g, const own_lists *l, date_day as_at, cordon_error *err);

#endif
