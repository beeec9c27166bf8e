/* flags.h - red flags: rows of data/assess/flags.csv (id, text, source, basis, fields, facts, parameters, computed or asked, question, weight), each with a
 * function or a question. A flag makes a person look; it never blocks. What a flag needs and the case does not have is *not assessed* and becomes
 * a question, ordered by how much the answer could change the verdict. Parameters are dated rows of the regime's flag_parameters.csv. */
#ifndef ASSESS_FLAGS_H
#define ASSESS_FLAGS_H

#include "assess/facts.h"
#include "finding/finding.h"

typedef enum flag_how { FLAG_COMPUTED, FLAG_PARTLY /* an answer settles what cannot be computed */, FLAG_ASKED } flag_how;
typedef struct flag_row { const char *id, *text, *source, *basis, *fields, *facts, *question, *parameters; flag_how how; double weight; bool verified; /* basis is seen */ } flag_row;
/* text: not assessed: why, "" = what is missing says it. missing: pointer of the first value that would settle it, "" = none. question "": it is settled. */
typedef struct flag_result { const flag_row *row; finding_verdict verdict; const char *text, *missing, *question; const fact_evidence *evidence; size_t evidences; } flag_result;

/* Facts are asked through a function, so that flags hang on no store. It may answer CORDON_EINVAL or CORDON_ENOTFOUND: there is no such fact, and the flag is
 * not assessed. Pass facts_ask with its facts as arg, through a function of this form; NULL: no facts. */
typedef cordon_status flag_fact(fact *out, void *arg, const char *name, const char *value, fact_scope scope, size_t thing, cordon_error *err);
/* A set of areas of the day, which lives as long as the asking: facts_areas. */
typedef cordon_status flag_areas(const area_set **out, void *arg, const char *text, cordon_error *err);
/* areas NULL: sets are made anew from r. settings NULL: read from r once. */
typedef struct flag_terms { const case_file *c; const regime *r; const areas *a; date_day as_at; flag_fact *ask; flag_areas *areas; void *arg; const flag_settings *settings; } flag_terms;

/* Whether a word is one of a list that blanks part; case ignored. */
bool flag_word_in(const char *word, const char *list);

/* The table; its rows are kept to the end of the program. CORDON_EFORMAT with the place of a bad row. */
cordon_status flag_rows(const flag_row **out, size_t *n, cordon_error *err);
/* One result for every row, in the table's order. In mem. O(rows x case). */
cordon_status flags_ask(const flag_result **out, size_t *n, arena *mem, const flag_terms *t, cordon_error *err);
/* Results that are not assessed, the heaviest first, then by id: what to ask next. */
cordon_status flags_questions(const flag_result ***out, size_t *n, arena *mem, const flag_result *v, size_t results, cordon_error *err);
/* Sum of the weights of verified flags found: compared with a threshold by who decides. */
double flags_score(const flag_result *v, size_t n);

#endif
