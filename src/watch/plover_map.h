/* plover_map.h - weights of PLOVER's events out of a table CAMEO -> PLOVER.
 *
 * PLOVER's events have no scale of their own. The table that its editors give
 * out (a user's file, it does not ship) says which CAMEO codes each event and
 * mode stand for:
 *
 *     0813: RETREAT, ease, legal # what it is
 *
 * The weight of an event and mode is the mean of the scale over their codes,
 * and of the event over all of its codes where the table lacks the mode.      */
#ifndef WATCH_PLOVER_MAP_H
#define WATCH_PLOVER_MAP_H

#include "watch/goldstein.h"

enum { PLOVER_MAP_ROWS_MAX = 2000, PLOVER_WORD_MAX = 31 };

typedef struct plover_map plover_map;

/* Whether the first line with a code reads "CODE: EVENT". */
bool plover_is_map(const char *path);
/* A line that is none of the table's is one error line with its place. */
cordon_status plover_map_read(plover_map **out, const char *path, const goldstein *g,
                              goldstein_scale s, cordon_error *err);
cordon_status plover_map_read_memory(plover_map **out, const char *name, const char *text, size_t len,
                                     const goldstein *g, goldstein_scale s, cordon_error *err);
void plover_map_free(plover_map *m);
size_t plover_map_codes(const plover_map *m);
/* Thousandths, rounded half away from zero; false when the table has no such event. */
bool plover_map_milli(int64_t *out, const plover_map *m, const char *event, const char *mode);

#endif
