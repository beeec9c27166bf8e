/* facts.h - what is known of a case on a day, each fact three-valued, with where it comes from.
 *
 * A fact is asked by name for one thing of the case: "destination.in" with a set of areas, "party.listed" with patterns of lists,
 * "party.owned" with a rule or jurisdiction, "item.on" with a group, tier or measure, "contract.signed_on" with "<2023-12-19" ... The names stand in
 * one table (fact_rows) with scope, type and meaning; `cordon assess facts` prints it. Answers are kept for the case.
 *
 * yes and no are said only of what is known: what the case leaves out, names that are only alike, codes of which a part is meant, unknown
 * owners are *unknown*; a list or annex that is not loaded and a code that does not carry to its revision are unknown and *not assessed*. */
#ifndef ASSESS_FACTS_H
#define ASSESS_FACTS_H

#include "assess/case.h"
#include "assess/fact_names.h"
#include "goods/controls.h"
#include "own/own.h"
#include "regime/regime.h"
#include "screen/hits.h"

/* What `value` is:
 *   FACT_FLAG    nothing
 *   FACT_DAY     a comparison, "<2023-12-19" (also <= = != >= >); NULL or "": is it given?
 *   FACT_NUMBER  the same with a number
 *   FACT_WORD    words by comma, each an fnmatch pattern, case ignored: one of them fits; NULL or "": is it given?
 *   FACT_SET     a set of areas as regime_areas takes it
 *   FACT_LISTS   patterns of lists: by comma all of them must be loaded for a no, by "/" (or of lists that are copies of one another) one
 *   FACT_RULE    a rule of ownership by id, or a jurisdiction: any of its rules of that day
 *   FACT_GOODS   a group, GROUP:TIER, or the id of a measure
 *   FACT_ANSWER  the id of a question; for days a comparison behind it: "risk_assessment<=365" */
typedef enum fact_type { FACT_FLAG, FACT_DAY, FACT_NUMBER, FACT_WORD, FACT_SET, FACT_LISTS, FACT_RULE, FACT_GOODS, FACT_ANSWER } fact_type;
const char *fact_type_name(fact_type t);

typedef struct fact_evidence {
    const char *kind; /* "case", "list", "goods", "ownership", "set", "history" */
    const char *pointer, *record, *file, *sha256, *text; /* NULL = none; pointer: into the case */
    int64_t line;
    date_day day;
} fact_evidence;
/* value: what the case holds, "" when nothing. why: in words. evidence[0].pointer is the value of the case that decides, or whose absence does. */
typedef struct fact { tri holds; const char *value, *why; bool not_assessed; const fact_evidence *evidence; size_t evidences; } fact;

/* What the world says: opened once, shared by threads. */
typedef struct fact_world fact_world;
/* store NULL: no lists, no ownership but the case's own. regime NULL: the store's, else the first that ships. as_at 0 = today: of cases without a day. */
typedef struct world_terms { const char *store, *regime; date_day as_at, known_by; unsigned threads; } world_terms;
cordon_status fact_world_open(fact_world **out, const world_terms *t, cordon_error *err);
void fact_world_close(fact_world *w);
/* JSON, canonical: regime tables by hash, lists with vintage and their fingerprint, loaded goods tables: what a decision rests on. */
const char *fact_world_versions(const fact_world *w);
const regime *fact_world_regime(const fact_world *w);
const areas *fact_world_areas(const fact_world *w);

/* One thread uses a handle; c and w outlive it. as_at 0: the case's day, else the world's. */
typedef struct facts facts;
cordon_status facts_begin(facts **out, fact_world *w, const case_file *c, date_day as_at, cordon_error *err);
void facts_end(facts *f);
const case_file *facts_case(const facts *f);
date_day facts_day(const facts *f);
fact_world *facts_world(const facts *f);
size_t facts_things(const facts *f, fact_scope scope); /* 1 for the case */
/* The answer lives as long as f. CORDON_EINVAL: no fact of that name and scope, no such thing, or the value is not of its type; ENOTFOUND: no such
 * set, rule, group or measure in the regime. */
cordon_status facts_ask(fact *out, facts *f, const char *name, const char *value, fact_scope scope, size_t thing, cordon_error *err);

typedef struct fact_row { const char *name; fact_scope scope; fact_type type; const char *means; } fact_row;
size_t fact_rows(void);
const fact_row *fact_row_at(size_t i);
const fact_row *fact_row_find(const char *name); /* NULL */

#endif
