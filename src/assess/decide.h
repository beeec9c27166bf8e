/* decide.h - facts, law and flags become one decision: block, hold, review or no bar found; sealed, explained, replayed.
 *
 *   block          a prohibition applies, and its row is verified
 *   hold           a licence is needed or an obligation is unmet
 *   review         a flag at or above its threshold, an unknown on a deciding fact, a provision not assessed that could bear, or a ground that is not verified
 *   no bar found   none of these; the answer lists what was not checked */
#ifndef ASSESS_DECIDE_H
#define ASSESS_DECIDE_H

#include "assess/flags.h"
#include "assess/law.h"
#include "store/log.h"

typedef enum verdict { VERDICT_NO_BAR, VERDICT_REVIEW, VERDICT_HOLD, VERDICT_BLOCK } verdict;
typedef struct question { const char *text, *fact, *pointer; verdict could_become; double worth; } question;
typedef struct decision {
    verdict verdict;
    date_day as_at, known_by;
    const law_outcome *outcome; size_t outcomes;
    const flag_result *flag; size_t flags;
    const question *question; size_t questions; /* the cheapest that could change most first */
    const char **not_checked; size_t not_checkeds;
    const char *json; size_t json_len; /* canonical: what is sealed, with case, versions and rule rows by hash */
    char id[65];
} decision;
cordon_status decide(decision *out, arena *mem, fact_world *w, const law *l, const case_file *c, date_day as_at, cordon_error *err);

#endif
