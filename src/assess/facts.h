/* facts.h - what is known of a case on a day, each fact three-valued, with where it comes from.
 *
 * A fact is asked by name for one thing of the case: "case.destination" with a value (a set or role of areas), "party.listed" (a pattern of
 * lists), "party.owned" (a rule of ownership), "item.on" (a measure, group or tier), "case.signed_on" (nothing: its value is compared) ...
 * The names stand in fact_names.c's one table with scope, what they take and what they mean; `cordon assess facts` prints it. Answers are
 * kept for the case. */
#ifndef ASSESS_FACTS_H
#define ASSESS_FACTS_H

#include "assess/case.h"
#include "assess/fact_names.h"
#include "goods/controls.h"
#include "own/own.h"
#include "regime/regime.h"
#include "screen/hits.h"

typedef struct fact_evidence { const char *kind; /* "case", "list", "goods", "ownership", "set", "history" */ const char *pointer, *record, *file, *sha256, *text; int64_t line; date_day day; } fact_evidence;
typedef struct fact { tri holds; const char *value, *why; bool not_assessed; const fact_evidence *evidence; size_t evidences; } fact;

/* What the world says: all opened once, shared by threads for reading. */
typedef struct fact_world fact_world;
typedef struct world_terms { const char *store, *regime; date_day as_at, known_by; unsigned threads; } world_terms;
cordon_status fact_world_open(fact_world **out, const world_terms *t, cordon_error *err);
void fact_world_close(fact_world *w);
const char *fact_world_versions(const fact_world *w); /* JSON: lists, law tables, goods tables by hash: what a decision rests on */

typedef struct facts facts;
cordon_status facts_begin(facts **out, fact_world *w, const case_file *c, date_day as_at, cordon_error *err);
void facts_end(facts *f);
date_day facts_day(const facts *f);
/* How many things of the scope the case has (1 of SCOPE_CASE). TRI_YES: these are all (also [] = none); TRI_UNKNOWN: the case does not say so. */
tri facts_things(size_t *n, const facts *f, fact_scope scope);
/* CORDON_EINVAL: no fact of that name or scope. Of what TAKES_DAY or TAKES_NUMBER: yes = out->value holds it, else unknown. */
cordon_status facts_ask(fact *out, facts *f, const char *name, const char *value, fact_scope scope, size_t thing, cordon_error *err);

#endif
