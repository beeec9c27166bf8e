/* hits_near.h - entries that are alike in letters alone.
 *
 * Words glued together, or misspelt beyond what the name score bears, leave a listed name below HITS_NAME_FLOOR though anybody
 * sees the likeness. Such entries are no hits and change no verdict: they are shown beside the answer to one
 * question, with the probability that all facts give.                          */
#ifndef SCREEN_HITS_NEAR_H
#define SCREEN_HITS_NEAR_H

#include "screen/hits_entry.h"

enum { NEAR_LOOKED_AT = 50 }; /* names most alike in letters that are looked up for each name asked */
#define NEAR_LETTERS 0.60F    /* letters_similarity from which a name is shown */

/* The terms.near entries with a name most alike in letters among those not compared in this question, by (letters falling, list,
 * key), into out->near; in mem.                                             */
cordon_status hits_near(screen_answer *out, index_cursor *c, const screen_index *x, entries *e, uint64_t question, const screen_terms *terms,
                        arena *mem, cordon_error *err);

#endif
