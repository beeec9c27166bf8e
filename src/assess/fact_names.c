#include "assess/fact_names.h"

#include <string.h>

static const char *const scopes[SCOPE_OWNER + 1][2] = {
    [SCOPE_CASE] = {"case", "case"}, [SCOPE_ITEM] = {"item", "items"},          [SCOPE_PARTY] = {"party", "parties"},
    [SCOPE_LEG] = {"leg", "legs"},   [SCOPE_PAYMENT] = {"payment", "payments"}, [SCOPE_ORDER] = {"order", "orders"},
    [SCOPE_OWNER] = {"owner", "owners"},
};

static const fact_name names[] = {
    {"case.jurisdiction", SCOPE_CASE, TAKES_WORD, "the law of that jurisdiction binds who asks; a case may name several"},
    {"case.side", SCOPE_CASE, TAKES_WORD, "who asks is an exporter, forwarder, bank or investor"},
    {"case.destination", SCOPE_CASE, TAKES_AREAS, "the goods go there"},
    {"case.use_in", SCOPE_CASE, TAKES_AREAS, "the goods are for use there, as the stated use, the place of use or the end user's country say"},
    {"case.attested", SCOPE_CASE, TAKES_WORD, "an answer of that key says yes; unknown when there is none"},
    {"case.claims", SCOPE_CASE, TAKES_WORD, "an answer of that key says yes; no when there is none, as what must be invoked is not there until it is"},
    {"case.public", SCOPE_CASE, TAKES_NOTHING, "the contract is with a public authority or an international organisation"},
    {"case.signed_on", SCOPE_CASE, TAKES_DAY, "the day the contract was signed"},
    {"case.ends_on", SCOPE_CASE, TAKES_DAY, "the day the contract ends"},
    {"case.reexport_clause", SCOPE_CASE, TAKES_NOTHING, "the contract bars re-export to the target, as stated or by its words"},
    {"case.ip_licence", SCOPE_CASE, TAKES_NOTHING, "the contract transfers or licenses intellectual property or trade secrets"},
    {"case.ip_clause", SCOPE_CASE, TAKES_NOTHING, "the contract bars their use for the target"},
    {"item.on", SCOPE_ITEM, TAKES_GOODS, "the item stands in the table of that measure or group, by its code or as the case states"},
    {"item.control", SCOPE_ITEM, TAKES_WORD, "its control number is that, or begins so where the word ends in '*'"},
    {"item.origin", SCOPE_ITEM, TAKES_AREAS, "it is made there"},
    {"item.military", SCOPE_ITEM, TAKES_NOTHING, "it is for a military end use or a military end user"},
    {"party.listed", SCOPE_PARTY, TAKES_LISTS, "the party stands on a list of that name on the day; a hit that is only near is unknown"},
    {"party.owned", SCOPE_PARTY, TAKES_OWNER, "it is owned, under that rule, by parties of the rule's lists"},
    {"party.bank_listed", SCOPE_PARTY, TAKES_LISTS, "its bank stands on a list of that name"},
    {"party.country", SCOPE_PARTY, TAKES_AREAS, "it is established there"},
    {"party.role", SCOPE_PARTY, TAKES_WORD, "it has that role in the case"},
    {"party.person", SCOPE_PARTY, TAKES_NOTHING, "it is a natural person"},
    {"party.founded_on", SCOPE_PARTY, TAKES_DAY, "the day it was founded"},
    {"leg.through", SCOPE_LEG, TAKES_AREAS, "the leg begins, ends or stops there"},
    {"leg.mode", SCOPE_LEG, TAKES_WORD, "it goes by sea, air, road, rail or post"},
    {"leg.vessel_listed", SCOPE_LEG, TAKES_LISTS, "its vessel stands on a list of that name"},
    {"leg.port_listed", SCOPE_LEG, TAKES_LISTS, "a port or airport of it stands on a list of that name"},
    {"payment.bank_listed", SCOPE_PAYMENT, TAKES_LISTS, "a bank or agent of the payment stands on a list of that name"},
    {"payment.party_listed", SCOPE_PAYMENT, TAKES_LISTS, "who pays or is paid, at the front or in the end, stands on a list of that name"},
    {"payment.country", SCOPE_PAYMENT, TAKES_AREAS, "it comes from there"},
    {"payment.amount", SCOPE_PAYMENT, TAKES_NUMBER, "its amount"},
    {"order.destination", SCOPE_ORDER, TAKES_AREAS, "an earlier order went there"},
    {"order.on", SCOPE_ORDER, TAKES_DAY, "the day of an earlier order"},
};

const char *fact_scope_name(fact_scope s) { return scopes[s][0]; }
const char *fact_scope_plural(fact_scope s) { return scopes[s][1]; }
size_t fact_name_count(void) { return sizeof names / sizeof *names; }
const fact_name *fact_name_at(size_t i) { return &names[i]; }

const fact_name *fact_name_find(const char *name) {
    for (size_t i = 0; i < fact_name_count(); i++)
        if (strcmp(names[i].name, name) == 0) return &names[i];
    return NULL;
}
