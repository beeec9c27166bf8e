/* decide.h - facts, law and flags become one decision: block, hold, review or no bar found; sealed, explained, replayed.
 *
 *   block          a prohibition applies, and its row is verified
 *   hold           a licence is needed or an obligation is unmet, and its row is verified
 *   review         a ground that is not verified, an unknown on a deciding fact, a provision that could bear and cannot be assessed, or red
 *                  flags that together reach the threshold (data/assess/parameters.csv)
 *   no bar found   none of these; the answer lists what was not checked
 *
 * A certificate that lacks something, contradicts another paper, is out of date or drawn past its quantity (euc.h) leads to review.
 * Flags never do more than review, and rows of flags that are not verified do nothing but stand in the answer. A flag that could not be assessed
 * is a question and no ground.
 *
 * Questions are ordered by what their answer could change: the verdict is weighed again with everything unknown taken as no, and with the one fact
 * yes; the difference of the verdicts, divided by how many unknown facts the provision waits for, is the question's worth. Of equal worth the
 * cheaper comes first (data/assess/questions.csv). */
#ifndef ASSESS_DECIDE_H
#define ASSESS_DECIDE_H

#include "assess/euc.h"
#include "assess/flags.h"
#include "assess/law.h"

typedef enum verdict { VERDICT_NO_BAR, VERDICT_REVIEW, VERDICT_HOLD, VERDICT_BLOCK } verdict;
enum { VERDICTS = VERDICT_BLOCK + 1, DECIDE_QUESTIONS_MAX = 1000 };
/* "no_bar_found", "review", "hold", "block": as JSON has it. */
const char *verdict_name(verdict v);
bool verdict_parse(verdict *out, const char *name);

typedef struct question {
    const char *text, *fact, *value, *pointer; /* fact: of facts, or a flag's id; pointer: the thing of the case, "" = the case */
    const char *decides;                       /* ids of the provisions or the flag that wait for it, by comma */
    verdict could_become;
    double worth;
    int cost;                                  /* 1 look into the papers, 2 ask the customer, 3 ask an authority or load a table */
} question;

typedef struct decision {
    verdict verdict;
    date_day as_at, known_by;
    const law_outcome *outcome; size_t outcomes;
    const flag_result *flag; size_t flags;
    const finding *paper; size_t papers; /* of the certificate */
    double flag_weight;       /* of flags that were found and are verified */
    const question *question; size_t questions; /* the cheapest that could change most first */
    const char **not_checked; size_t not_checkeds;
    const char *json; size_t json_len; /* canonical: what is sealed, with case, versions and rows of law by hash */
} decision;

/* What one outcome leads to by itself. */
verdict decide_outcome(const law_outcome *o);
/* Weighs what was found; fills everything but days and json. The arrays stay the caller's. O(questions x outcomes). */
cordon_status decide_weigh(decision *out, arena *mem, const law_outcome *o, size_t n, const flag_result *f, size_t flags, cordon_error *err);
/* The findings on the certificate, over a decision that was weighed. */
cordon_status decide_papers(decision *d, arena *mem, const finding *p, size_t n, cordon_error *err);
/* The decision as one line of JSON; versions is a JSON value or NULL. Sets json, json_len. */
cordon_status decide_seal(decision *d, arena *mem, const case_file *c, const char *versions, cordon_error *err);
typedef struct decide_terms {
    date_day as_at /* 0 = the case's day, else today */, known_by;
    const euc_use *earlier; size_t uses; bool uses_known; /* what earlier shipments took from certificates */
    const euc_other *other; size_t others, others_skipped;      /* certificates of other transactions (euc_terms) */
    bool versions_apart;                                        /* name what it rests on by hash (sealed.h); else it stands in the decision */
} decide_terms;
cordon_status decide(decision *out, arena *mem, fact_world *w, const law *l, const case_file *c, const decide_terms *t, cordon_error *err);

#endif
