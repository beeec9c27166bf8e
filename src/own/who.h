/* who.h - which parties of a graph stand on which lists on a day.
 *
 * "LIST:KEY" is that entry, certainly. Others are screened by name, and "lei:..." and the like by number: an equal number is certain, a name alike is
 * not, so it makes owned only ever possibly. */
#ifndef OWN_WHO_H
#define OWN_WHO_H

#include "own/own.h"
#include "screen/hits.h"

enum { OWN_SCREENED_MAX = 5000 };

typedef struct own_hit {
    uint32_t node;
    const char *list, *key, *name;
    double probability;
    bool certain;
} own_hit;
typedef struct own_hits {
    own_hit *v;
    size_t n, cap;
    size_t not_asked; /* parties behind OWN_SCREENED_MAX, or that could not be asked about */
} own_hits;

/* Of these nodes. asker may be NULL: then only keys tell. All texts live in mem; v is malloc'd. */
cordon_status own_hits_of(own_hits *out, arena *mem, const own_graph *g, const uint32_t *node, size_t n, lists *l, screen_asker *asker, date_day as_at,
                          date_day known_by, cordon_error *err);
/* What a rule says of each node of the graph (own_listed): of the hits those on its lists. listed has own_nodes(g) places, which are cleared. */
void own_hits_mark(uint8_t *listed, const own_graph *g, const own_hits *h, const own_rule *r);

#endif
