/* says.h - findings about a case or its papers, one after another. */
#ifndef ASSESS_SAYS_H
#define ASSESS_SAYS_H

#include "base/arena.h"
#include "finding/finding.h"

typedef struct says {
    arena *mem;
    const char *subject, *method;
    date_day as_at;
    finding *v;
    size_t n, room;
    bool failed; /* no memory: asked once, at the end */
} says;

/* Adds one; question "" or NULL: none. What is printed and all evidence is copied to mem. */
void says_add(says *s, finding_verdict verdict, const char *rule, const char *question, const char *fmt, ...) CORDON_PRINTF(5, 6);
/* Evidence of the last one: a value of the case at a JSON pointer. What is behind the FINDING_EVIDENCE_MAX-th is left out. */
void says_value(says *s, const char *pointer, const char *quote);
/* Parameters of the last one: a JSON object. */
void says_parameters(says *s, const char *fmt, ...) CORDON_PRINTF(2, 3);
const char *says_copy(says *s, const char *text);

#endif
