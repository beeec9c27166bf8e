/* fact_names.h - the facts that a case can be asked, by name: of what, with which value, and what a yes means.
 *
 * One table. Rows of law (law_when.csv) and red flags (flags.csv) are written in these words, `cordon regime check` holds rows of law to them,
 * `cordon assess facts` prints them and facts.h answers them. The first word of a name is its scope, so a row cannot ask a party for
 * its tariff code. */
#ifndef ASSESS_FACT_NAMES_H
#define ASSESS_FACT_NAMES_H

#include <stdbool.h>
#include <stddef.h>

typedef enum fact_scope { SCOPE_CASE, SCOPE_ITEM, SCOPE_PARTY, SCOPE_LEG, SCOPE_PAYMENT, SCOPE_ORDER, SCOPE_OWNER /* of parties; no row of law asks one */ } fact_scope;
enum { FACT_SCOPES = SCOPE_ORDER + 1 /* that law asks of */ };
const char *fact_scope_name(fact_scope s);   /* "case", "item" ... */
const char *fact_scope_plural(fact_scope s); /* "items", "parties" ...: where the things stand in a case */

/* What is asked with the name. A day and a number may be asked with nothing (is it given?): a row of law does, and compares fact.value. */
typedef enum fact_takes {
    TAKES_NOTHING,
    TAKES_AREAS,    /* as regime_areas takes it: a set, a role, areas by comma */
    TAKES_LISTS,    /* patterns of lists of data/lists/lists.csv: by comma all of them must be loaded for a no, by "/" (or of copies of one another) one */
    TAKES_OWNER,    /* a rule of ownership, by its id in ownership_rules.csv, or a jurisdiction: any of its rules of that day */
    TAKES_GOODS,    /* a measure of measures.csv, or GROUP or GROUP:TIER of groups.csv */
    TAKES_WORD,     /* words by comma, each an fnmatch pattern, case ignored: one of them fits; nothing: is it given? */
    TAKES_QUESTION, /* the id of a question that a person answers; where days are asked, a comparison behind it: "risk-assessment<=365" */
    TAKES_DAY,      /* a comparison, "<2023-12-19" (also <= = != >= >); in a row of law the words before, until, from, after */
    TAKES_NUMBER,   /* the same of a number; in a row of law less, at_most, at_least, more */
} fact_takes;
const char *fact_takes_name(fact_takes t); /* "nothing", "areas", "ownership rule" ... */

typedef struct fact_name {
    const char *name; /* "party.listed" */
    fact_scope scope;
    fact_takes takes;
    const char *meaning; /* what yes says */
} fact_name;

size_t fact_name_count(void);
const fact_name *fact_name_at(size_t i);           /* by scope; NULL behind the last */
const fact_name *fact_name_find(const char *name); /* NULL: none of that name. O(length) */

#endif
