/* flags.h - red flags: rows of data/assess/flags.csv (id, text, source, basis, fields, parameters, computed or asked, question, weight), each with a
 * function or a question. A flag makes a person look; it never blocks. What a flag needs and the case does not have is *not assessed* and becomes
 * a question, ordered by how much the answer could change the verdict. */
#ifndef ASSESS_FLAGS_H
#define ASSESS_FLAGS_H

#include "assess/facts.h"
#include "finding/finding.h"

typedef struct flag_row { const char *id, *text, *source, *basis, *fields, *question, *parameters; bool computed; double weight; } flag_row;
typedef struct flag_result { const flag_row *row; finding_verdict verdict; const char *text, *missing; const fact_evidence *evidence; size_t evidences; } flag_result;
size_t flag_rows(void); const flag_row *flag_row_at(size_t i);
cordon_status flags_ask(const flag_result **out, size_t *n, arena *mem, facts *f, cordon_error *err);

#endif
