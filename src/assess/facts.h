/* facts.h - what is known of a case on a day, each fact three-valued, with where it comes from.
 *
 * A fact is asked by name for one thing of the case: "case.destination" with a set of areas, "party.listed" with patterns of lists,
 * "party.owned" with a rule or jurisdiction, "item.on" with a group, tier or measure, "case.signed_on" with "<2023-12-19" ... The names stand in
 * one table (fact_names.h) with scope, what they take and their meaning; `cordon assess facts` prints it. Answers are kept for the case.
 *
 * yes and no are said only of what is known: what the case leaves out, names that are only alike, codes of which a part is meant, unknown
 * owners are *unknown*; a list or annex that is not loaded and a code that does not carry to its revision are unknown and *not assessed*. */
#ifndef ASSESS_FACTS_H
#define ASSESS_FACTS_H

#include "assess/case.h"
#include "assess/fact_names.h"
#include "assess/settings.h"
#include "goods/controls.h"
#include "own/own.h"
#include "regime/regime.h"
#include "screen/hits.h"

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
/* JSON, canonical: what a decision rests on, each file by its SHA-256: tables of the regime and of the program, lists with vintage and their fingerprint, tables of
 * annexes that were loaded, files of owners. */
const char *fact_world_versions(const fact_world *w);
const char *fact_world_versions_hash(const fact_world *w); /* BLAKE2b-256 of it, 64 hex digits */
const regime *fact_world_regime(const fact_world *w);
const areas *fact_world_areas(const fact_world *w);

/* One thread uses a handle; c and w outlive it. as_at 0: the case's day, else the world's. */
typedef struct facts facts;
cordon_status facts_begin(facts **out, fact_world *w, const case_file *c, date_day as_at, cordon_error *err);
void facts_end(facts *f);
const case_file *facts_case(const facts *f);
date_day facts_day(const facts *f);
/* Of the day, living as long as f: parameters of red flags; a set of areas (regime_areas). */
const flag_settings *facts_settings(const facts *f);
cordon_status facts_areas(const area_set **out, facts *f, const char *text, cordon_error *err);
fact_world *facts_world(const facts *f);
size_t facts_things(const facts *f, fact_scope scope); /* 1 for the case */
bool facts_things_all(const facts *f, fact_scope scope); /* the case says that these are all: given or empty, not left out */
/* value: what the fact takes (fact_names.h), NULL = "". The answer lives as long as f. CORDON_EINVAL: no fact of that name and scope, no such thing, or the value is not of its type; ENOTFOUND: no such
 * set, rule, group or measure in the regime. */
cordon_status facts_ask(fact *out, facts *f, const char *name, const char *value, fact_scope scope, size_t thing, cordon_error *err);

#endif
