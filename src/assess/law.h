/* law.h - provisions as rows, asked of a case on a day; nothing of the law stands in code.
 *
 *   regimes/NAME/law.csv        one provision: id, act, article, title, kind (prohibition, licence, obligation), binds (jurisdictions),
 *                               valid_from, valid_to, exceptions (ids), basis (seen, recalled), source, note
 *   regimes/NAME/law_when.csv   rule, clause, scope, fact, op, value, valid_from, valid_to: a rule applies when every row of one of its
 *                               clauses holds for one same thing of the scope (case, item, party, leg, payment, contract, item x party)
 *
 * Facts are named, three-valued and come from the case, the lists, ownership, goods controls and the regime's sets (facts.h). Kleene logic:
 * a clause with an unknown row and no false one is unknown, and names the fact that would settle it. */
#ifndef ASSESS_LAW_H
#define ASSESS_LAW_H

#include "assess/facts.h"
#include "regime/regime.h"

typedef enum law_kind { LAW_PROHIBITION, LAW_LICENCE, LAW_OBLIGATION } law_kind;
typedef struct law_rule {
    const char *id, *act, *article, *title, *basis, *source, *note, *binds;
    law_kind kind;
    date_day valid_from, valid_to;
    bool verified; /* basis is seen */
} law_rule;
typedef struct law_ground { const char *fact, *value; tri holds; const char *pointer; const fact_evidence *evidence; } law_ground;
typedef struct law_outcome {
    const law_rule *rule;
    tri applies;
    const char *thing;        /* "items/0 x parties/2" */
    const law_ground *ground; size_t grounds; /* the rows that decided */
    const char *missing;      /* the fact that would settle it, "" */
    const char *not_assessed; /* why nothing can be said (annex not loaded), "" */
} law_outcome;
typedef struct law law;
cordon_status law_load(law **out, const regime *r, cordon_error *err);
void law_free(law *l);
size_t law_rules(const law *l); const law_rule *law_rule_at(const law *l, size_t i);
/* Every rule in force on the day for whom it binds: applying, unknown, not assessed; those that do not apply are left out unless all. */
cordon_status law_ask(const law_outcome **out, size_t *n, arena *mem, const law *l, facts *f, bool all, cordon_error *err);

#endif
