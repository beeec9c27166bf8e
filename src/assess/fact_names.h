/* fact_names.h - the facts that a table may ask of a case, by name: of what, with which value, and what an answer means.
 *
 * law_when.csv is written in these words, `cordon regime check` holds it to them, and facts.c answers them. The first word of a name is
 * its scope, so a row cannot ask a party for its tariff code. */
#ifndef ASSESS_FACT_NAMES_H
#define ASSESS_FACT_NAMES_H

#include <stdbool.h>
#include <stddef.h>

typedef enum fact_scope { SCOPE_CASE, SCOPE_ITEM, SCOPE_PARTY, SCOPE_LEG, SCOPE_PAYMENT, SCOPE_ORDER, SCOPE_OWNER /* of parties; no row of law asks one */ } fact_scope;
enum { FACT_SCOPES = SCOPE_ORDER + 1 /* that law asks of */ };
const char *fact_scope_name(fact_scope s);   /* "case", "item" ... */
const char *fact_scope_plural(fact_scope s); /* "items", "parties" ...: where the things stand in a case */

/* What is asked with the name. Of a day and a number nothing is: the fact's value is compared (fact.value, "2024-03-20" or "12.5"). */
typedef enum fact_takes {
    TAKES_NOTHING,
    TAKES_AREAS,  /* as regime_areas takes it: a set, a role, areas by comma */
    TAKES_LISTS,  /* the name of a list of data/lists/lists.csv, or its beginning and '*' */
    TAKES_OWNER,  /* a rule of ownership, by its id in ownership_rules.csv */
    TAKES_GOODS,  /* a measure of measures.csv, or GROUP or GROUP:TIER of groups.csv */
    TAKES_WORD,   /* a word of the case: a role, a side, a jurisdiction, the key of an attestation */
    TAKES_DAY,    /* compared: before, until, from, after */
    TAKES_NUMBER, /* compared: less, at_most, at_least, more */
} fact_takes;

typedef struct fact_name {
    const char *name; /* "party.listed" */
    fact_scope scope;
    fact_takes takes;
    const char *meaning; /* what yes says */
} fact_name;

size_t fact_name_count(void);
const fact_name *fact_name_at(size_t i);           /* by scope */
const fact_name *fact_name_find(const char *name); /* NULL: none of that name */

#endif
