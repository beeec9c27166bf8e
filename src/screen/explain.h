/* explain.h - why a hit has the probability it has: token by token, fact by fact, and what would have
 * made it higher or lower.                                                     */
#ifndef SCREEN_EXPLAIN_H
#define SCREEN_EXPLAIN_H

#include "screen/hits.h"

/* A fact that one side lacks, or that was compared, and the probability were it the same or another. */
typedef struct explain_if {
    const char *fact;         /* "country", "birth", ... */
    const char *entry_says;   /* the entry's own words for it, "" = it says nothing */
    bool compared;            /* both sides have it */
    double same, other;       /* NAN where that is how it is, or cannot be */
} explain_if;
enum { EXPLAIN_IFS = 5 };
void explain_what_if(explain_if out[EXPLAIN_IFS], const score_model *m, const screen_answer *a, const screen_hit *h);
/* The fact whose answer would move the probability most; NULL when the entry says nothing that was not compared. */
const explain_if *explain_cheapest(const explain_if ifs[EXPLAIN_IFS], const screen_hit *h);

/* {"tokens":[..],"features":[..],"what_if":[..]} */
cordon_status explain_json(buf *out, const score_model *m, const screen_answer *a, const screen_hit *h, cordon_error *err);
/* Lines, each indented by two blanks and ended. */
cordon_status explain_text(buf *out, const screen_engine *e, const screen_answer *a, const screen_hit *h, cordon_error *err);

#endif
