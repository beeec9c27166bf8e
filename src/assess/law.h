/* law.h - provisions as rows, asked of a case on a day; nothing of the law stands in code.
 *
 *   regimes/NAME/law.csv        one version of a provision: id, kind, whom it binds, its days, exceptions, where it was seen
 *   regimes/NAME/law_when.csv   when it applies: rows (rule, clause, fact, op, value). A rule applies when of one of its clauses every row
 *                               holds, and no exception does
 *
 * A row asks a fact (fact_names.h) of one thing of its scope: the case, an item, a party, a leg, a payment. Rows of one scope in a clause mean
 * the same thing of it: "an item on the annex and a party on the list" is for some item and some party, all item rows of one item, all
 * party rows of one party. An exception is judged for the same item (party ...) where both ask of one; else for any.
 * op: is, not; of a day: before, until (on it too), from (on it too), after; of a number: less, at_most, at_least, more. A value may hold
 * several parted by bars: any of them. All rows of a clause have the same days, and on a day outside them the clause is not there.
 *
 * Facts are yes, no or unknown. Strong Kleene logic, and where that leaves a rule unknown although a fact stands in it both ways (a contract
 * signed before a day needs this, one signed later that, and both apply), the cases of such facts are gone through, up to LAW_BOTH_WAYS of
 * them: so applies = under every completion of what is unknown, unknown = under some. What is not assessed (a list or annex is not loaded)
 * counts as unknown and is said apart. */
#ifndef ASSESS_LAW_H
#define ASSESS_LAW_H

#include "assess/facts.h"
#include "regime/check.h"
#include "regime/regime.h"

enum { LAW_BOTH_WAYS = 8, LAW_THINGS_MAX = 10 /* written out per scope; further ones are counted */, LAW_PAIRS_MAX = 8000000 };

/* exposure: not barred, but who does it can be listed for it. information: what to know; an exception is asked only through rules. */
typedef enum law_kind { LAW_PROHIBITION, LAW_LICENCE, LAW_OBLIGATION, LAW_EXPOSURE, LAW_INFORMATION, LAW_EXCEPTION } law_kind;
const char *law_kind_name(law_kind k);

/* Where law.csv names a measure of measures.csv and leaves a cell empty, the measure's stands here. */
typedef struct law_rule {
    const char *id, *act, *article, *title, *says /* in short own words */, *measure, *binds /* jurisdictions by comma, "" = all */;
    const char *exceptions /* ids by comma */, *basis, *date_basis, *source, *note;
    law_kind kind;
    date_day valid_from, valid_to; /* 0 = not known, open */
    bool verified;                 /* the basis is not recalled and the first day is known */
    const char *json;              /* law_rule_json of it, made when the law was loaded; or NULL */
} law_rule;
/* Its row as members of a JSON object, the last a hash of the others: a later table that says otherwise is told by it. */
void law_rule_json(buf *b, const law_rule *r);

/* A row that decided. */
typedef struct law_ground {
    const char *exception; /* "", or the id of the exception whose row it is */
    const char *clause, *fact, *op, *value; /* value: the one of several that decided */
    fact_scope scope;
    size_t thing; /* LAW_NO_THING: the case names none */
    tri holds;    /* the row, as its op turns the fact */
    const char *answer, *why; /* the fact's value and why, "" */
    bool not_assessed, recalled; /* recalled: the row is */
    const fact_evidence *evidence;
    size_t evidences;
} law_ground;
enum { LAW_NO_THING = -1 };

typedef struct law_outcome {
    const law_rule *rule;
    tri applies;
    bool verified;     /* the rule is, and a clause that decides has no recalled row */
    const char *thing; /* "items/0, items/2 x parties/1", "" = the case */
    size_t further;    /* things not written out */
    const law_ground *ground;
    size_t grounds;
    const law_ground *settles; /* the unknown row whose answer would settle most, NULL = none */
    const char *missing;       /* it in words: "party.listed LIST of parties/1", "" */
    const char *not_assessed;  /* why nothing can be said (annex not loaded), "" */
} law_outcome;

typedef struct law law;
/* The first fault of the tables fails. A regime without law.csv has no rules. r and a must outlive it. */
cordon_status law_load(law **out, const regime *r, const areas *a, cordon_error *err);
void law_free(law *l);
size_t law_rules(const law *l); /* versions, in the order of the table, exceptions among them */
const law_rule *law_rule_at(const law *l, size_t i);
/* Every fault of law.csv and law_when.csv: ids, days, versions of one rule that meet, facts, operators and values that exist, rules that can never
 * apply, exceptions that nobody names. */
cordon_status law_check(checker *c, const regime *r, cordon_error *err);
/* Clauses that can decide nothing, as another of their rule holds wherever they do: one lacks a row, or its name is misspelt. Such tables load. */
void law_check_clauses(checker *c, const regime *r);

/* Who answers facts: facts.h, or an invented table. ask: as facts_ask; things: as facts_things. */
typedef struct law_source {
    void *arg;
    cordon_status (*ask)(fact *out, void *arg, const char *name, const char *value, fact_scope scope, size_t thing, cordon_error *err);
    tri (*things)(size_t *n, void *arg, fact_scope scope);
    date_day as_at;
} law_source;

/* Every rule in force on the day that applies or may: in the order of the table; all: also those that do not, with the rows that say no. Lives in
 * mem. O(rows x things), times the pairs of things that a clause shares with an exception (LAW_PAIRS_MAX, else CORDON_ELIMIT). */
cordon_status law_ask_source(const law_outcome **out, size_t *n, arena *mem, const law *l, const law_source *s, bool all, cordon_error *err);
cordon_status law_ask(const law_outcome **out, size_t *n, arena *mem, const law *l, facts *f, bool all, cordon_error *err);

#endif
