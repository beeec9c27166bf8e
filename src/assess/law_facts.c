/* law_facts.c - the facts that rows of law ask (fact_names.h), answered from a case (facts.h). The words of the law tables are fewer and simpler
 * than what facts.h knows; one table says which is which, and what takes more than a name stands below it. */
#include <string.h>
#include <strings.h>

#include "assess/law.h"

static const struct {
    const char *law, *fact;
} same[] = {
    {"case.side", "case.side"},
    {"case.destination", "destination.in"},
    {"case.use_in", "use.in"},
    {"case.attested", "attested"},
    {"case.claims", "attested"},
    {"case.public", "contract.public"},
    {"case.signed_on", "contract.signed_on"},
    {"case.ends_on", "contract.ends"},
    {"case.reexport_clause", "contract.no_reexport_clause"},
    {"case.ip_licence", "contract.ip_licence"},
    {"case.ip_clause", "contract.ip_clause"},
    {"item.on", "item.on"},
    {"item.control", "item.position"},
    {"item.origin", "item.origin.in"},
    {"item.military", "item.military_end_use"},
    {"party.listed", "party.listed"},
    {"party.owned", "party.owned"},
    {"party.bank_listed", "party.bank.listed"},
    {"party.country", "party.country.in"},
    {"party.role", "party.role"},
    {"party.person", "party.person"},
    {"party.founded_on", "party.founded"},
    {"leg.through", "leg.in"},
    {"leg.mode", "leg.mode"},
    {"leg.vessel_listed", "leg.vessel.listed"},
    {"leg.port_listed", "leg.port.listed"},
    {"payment.bank_listed", "payment.agent.listed"},
    {"payment.party_listed", "payment.party.listed"},
    {"payment.country", "payment.from.in"},
    {"payment.amount", "payment.amount"},
    {"order.destination", "order.destination.in"},
    {"order.on", "order.on"},
};

static const fact_evidence at_jurisdiction = {.kind = "case", .pointer = "/jurisdiction"}, at_answers = {.kind = "case", .pointer = "/answers"};

/* "EU, US" of the case against one word. */
static fact jurisdiction(const case_file *c, const char *word) {
    fact f = {.holds = TRI_UNKNOWN, .value = c->jurisdiction.v, .why = "the case does not say whose law binds", .evidence = &at_jurisdiction, .evidences = 1};
    if (c->jurisdiction.state != VALUE_GIVEN) return f;
    f.holds = TRI_NO;
    f.why = "";
    for (const char *s = c->jurisdiction.v; *s; s += *s == ',') {
        s += strspn(s, " ");
        size_t n = strcspn(s, ","), len = n;
        while (len && s[len - 1] == ' ') len--;
        if (len == strlen(word) && strncasecmp(s, word, len) == 0) f.holds = TRI_YES;
        s += n;
    }
    return f;
}

static cordon_status ask(fact *out, void *arg, const char *name, const char *value, fact_scope scope, size_t thing, cordon_error *err) {
    facts *f = arg;
    const case_file *c = facts_case(f);
    const fact_name *known = fact_name_find(name);
    if (strcmp(name, "case.jurisdiction") == 0) return *out = jurisdiction(c, value), CORDON_OK;
    if (strcmp(name, "case.claims") == 0 && !case_answer_find(c, value))
        return *out = (fact){.holds = TRI_NO, .value = "", .why = "nobody claims it", .evidence = &at_answers, .evidences = 1}, CORDON_OK;
    for (size_t i = 0; known && i < sizeof same / sizeof *same; i++) {
        if (strcmp(same[i].law, name) != 0) continue;
        bool compared = known->takes == TAKES_DAY || known->takes == TAKES_NUMBER; /* the law compares the value itself */
        return facts_ask(out, f, same[i].fact, compared ? "" : value, scope, thing, err);
    }
    return cordon_fail(err, CORDON_EINTERNAL, "nothing answers the fact \"%.60s\"", name);
}

static tri things(size_t *n, void *arg, fact_scope scope) {
    const facts *f = arg;
    const case_file *c = facts_case(f);
    const value_state state[FACT_SCOPES] = {VALUE_GIVEN, c->items_state, c->parties_state, c->legs_state, c->payments_state, c->orders_state};
    *n = facts_things(f, scope);
    return state[scope] == VALUE_GIVEN || state[scope] == VALUE_EMPTY ? TRI_YES : TRI_UNKNOWN;
}

cordon_status law_ask(const law_outcome **out, size_t *n, arena *mem, const law *l, facts *f, bool all, cordon_error *err) {
    law_source s = {.arg = f, .ask = ask, .things = things, .as_at = facts_day(f)};
    return law_ask_source(out, n, mem, l, &s, all, err);
}
