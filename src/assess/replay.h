/* replay.h - a sealed decision against the same case decided again: what is different, provision by provision. */
#ifndef ASSESS_REPLAY_H
#define ASSESS_REPLAY_H

#include "assess/sealed.h"

typedef enum replay_what { REPLAY_NEW, REPLAY_GONE, REPLAY_OTHER /* applies, or is open, and was otherwise */, REPLAY_ROW /* the row of law reads otherwise */ } replay_what;
const char *replay_what_name(replay_what w); /* "new", "gone", "other", "row" */

typedef struct replay_change {
    replay_what what;
    bool flag;              /* of a red flag, else of a provision */
    const char *id, *before, *now; /* "applies", "open", "" */
    const char *why;        /* the evidence that it rests on now, "" */
} replay_change;
typedef struct replay {
    verdict before, now;
    const replay_change *change; size_t changes;
    bool differs;           /* another verdict, or another provision or flag; not a row alone */
} replay;
/* was, is: roots of two decisions. O(provisions^2). */
cordon_status replay_compare(replay *out, arena *mem, const json_node *was, const json_node *is, cordon_error *err);

#endif
