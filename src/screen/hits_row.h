/* hits_row.h - an answer as rows of text, and as findings.
 *
 * A hit is a row; an answer without one is a row too, with its verdict and reason, so that what was asked stands in
 * the result whatever came of it.                                              */
#ifndef SCREEN_HITS_ROW_H
#define SCREEN_HITS_ROW_H

#include "screen/coverage.h"
#include "screen/hits.h"

typedef enum row_column {
    ROW_VERDICT,
    ROW_SCORE,    /* probability, four decimals */
    ROW_LIST,
    ROW_KEY,
    ROW_NAME,     /* the entry's first name */
    ROW_MATCHED,  /* the name of it that is most alike */
    ROW_NAME_SCORE,
    ROW_BY,       /* name, number, address, contact, same_name: with '+' between */
    ROW_SCHEMA,
    ROW_PROGRAMME,
    ROW_ARTICLE,
    ROW_REFERENCE,
    ROW_FROM,
    ROW_TO,       /* last day, or the first vintage without it */
    ROW_VINTAGE,
    ROW_FILE,
    ROW_SHA256,
    ROW_LINE,
    ROW_ALSO_ON,  /* other lists with an entry linked to this one: LIST:KEY with " | " between */
    ROW_REVIEW,   /* verdict and state, "" = nobody looked */
    ROW_REASON,   /* why there is no answer; what was left out of one */
    ROW_FLAGS,    /* what was odd in the name asked for */
    ROW_HIT,
    ROW_COLUMNS
} row_column;
const char *row_column_key(row_column c);

typedef struct hit_row {
    const char *cell[ROW_COLUMNS]; /* "" = nothing; live in mem */
} hit_row;
/* The row of a hit, or with hit NULL of the answer itself. */
cordon_status hit_row_make(hit_row *out, arena *mem, const screen_engine *e, const screen_answer *a, const screen_hit *hit,
                           cordon_error *err);
/* The same as a finding (one JSON object); explain adds why. */
cordon_status hit_finding(buf *out, const screen_engine *e, const screen_ask *ask, const screen_answer *a,
                          const screen_hit *hit, bool explain, cordon_error *err);
/* What was left out of the answer or held back, in words; "" = nothing. */
void answer_notes(buf *b, const screen_answer *a);
void answer_flags(buf *b, const screen_answer *a); /* "mixed_scripts invisible" */

#endif
