/* facts.c - the table of facts, and one answer for each question about a case. */
#include "assess/facts_inner.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "assess/euc.h"

const char *fact_type_name(fact_type t) {
    static const char *const names[] = {"yes or no", "day", "number", "word", "areas", "lists", "ownership rule", "goods", "question"};
    return names[t];
}

/* ---- values of the case, each a line ------------------------------------------- */

#define C(q) ((q)->f->c)
#define PARTY(q) (&(q)->f->c->party[(q)->thing])
#define ITEM(q) (&(q)->f->c->item[(q)->thing])
#define LEG(q) (&(q)->f->c->leg[(q)->thing])
#define PAYMENT(q) (&(q)->f->c->payment[(q)->thing])
#define ORDER(q) (&(q)->f->c->order[(q)->thing])
#define ASK(name, expression) \
    static cordon_status name(asked *q) { return expression; }

ASK(case_day_of, fact_of_day(q, &C(q)->day))
ASK(case_side, fact_of_text(q, &C(q)->side))
ASK(case_destination, fact_of_country(q, &C(q)->destination))
ASK(contract_given, fact_of_state(q, C(q)->contract_state, "/contract"))
ASK(contract_signed, fact_of_day(q, &C(q)->contract.signed_on))
ASK(contract_amended, fact_of_day(q, &C(q)->contract.amended_on))
ASK(contract_ends, fact_of_day(q, &C(q)->contract.ends))
ASK(contract_ip_licence, fact_of_bool(q, &C(q)->contract.ip_licence))
ASK(contract_ip_clause, fact_of_bool(q, &C(q)->contract.ip_clause))
ASK(contract_public, fact_of_bool(q, &C(q)->contract.public))
ASK(contract_value, fact_of_number(q, &C(q)->contract.value))
ASK(contract_terms, fact_of_text(q, &C(q)->contract.terms))
ASK(euc_given, fact_of_state(q, C(q)->euc_state, "/euc"))
ASK(item_code, fact_of_text(q, &ITEM(q)->code))
ASK(item_position, fact_of_text(q, &ITEM(q)->control))
ASK(item_eccn, fact_of_text(q, &ITEM(q)->eccn))
ASK(item_military, fact_of_bool(q, &ITEM(q)->military_end_use))
ASK(item_licence, fact_of_text(q, &ITEM(q)->licence))
ASK(item_origin, fact_of_country(q, &ITEM(q)->origin))
ASK(item_producer, fact_of_country(q, &ITEM(q)->producer))
ASK(item_quantity, fact_of_number(q, &ITEM(q)->quantity))
ASK(item_value, fact_of_number(q, &ITEM(q)->value))
ASK(party_role, fact_of_text(q, &PARTY(q)->role))
ASK(party_country, fact_of_country(q, &PARTY(q)->country))
ASK(party_founded, fact_of_day(q, &PARTY(q)->founded))
ASK(party_person, fact_of_bool(q, &PARTY(q)->person))
ASK(party_activity, fact_of_text(q, &PARTY(q)->activity))
ASK(party_employees, fact_of_number(q, &PARTY(q)->employees))
ASK(party_bank_country, fact_of_country(q, &PARTY(q)->bank_country))
ASK(leg_mode, fact_of_text(q, &LEG(q)->mode))
ASK(leg_from, fact_of_country(q, &LEG(q)->from))
ASK(leg_to, fact_of_country(q, &LEG(q)->to))
ASK(leg_flag, fact_of_country(q, &LEG(q)->flag))
ASK(payment_on, fact_of_day(q, &PAYMENT(q)->on))
ASK(payment_amount, fact_of_number(q, &PAYMENT(q)->amount))
ASK(payment_currency, fact_of_text(q, &PAYMENT(q)->currency))
ASK(payment_method, fact_of_text(q, &PAYMENT(q)->method))
ASK(payment_country, fact_of_country(q, &PAYMENT(q)->country))
ASK(payment_debtor_country, fact_of_country(q, &PAYMENT(q)->debtor_country))
ASK(order_on, fact_of_day(q, &ORDER(q)->on))
ASK(order_destination, fact_of_country(q, &ORDER(q)->destination))
ASK(order_code, fact_of_text(q, &ORDER(q)->code))
ASK(order_value, fact_of_number(q, &ORDER(q)->value))

/* ---- a little more than a value --------------------------------------------------- */

static cordon_status euc_bool(asked *q, size_t at) {
    if (C(q)->euc) return fact_of_bool(q, (const void *)((const char *)C(q)->euc + at));
    return fact_of_state(q, C(q)->euc_state, "/euc");
}
static cordon_status euc_day(asked *q, size_t at) {
    if (C(q)->euc) return fact_of_day(q, (const void *)((const char *)C(q)->euc + at));
    return fact_of_state(q, C(q)->euc_state, "/euc");
}
ASK(euc_signed, euc_day(q, offsetof(euc, signed_on)))
ASK(euc_valid, euc_day(q, offsetof(euc, valid_until)))
ASK(euc_military, euc_bool(q, offsetof(euc, military)))
ASK(euc_no_reexport, euc_bool(q, offsetof(euc, no_reexport)))
ASK(euc_no_target_use, euc_bool(q, offsetof(euc, no_target_use)))

/* The field decides; where it is not given, words of a clause are there to be read by somebody. */
static cordon_status contract_clause(asked *q) {
    const case_contract *k = &C(q)->contract;
    if (k->no_reexport_clause.state == VALUE_GIVEN || k->clause.state != VALUE_GIVEN) return fact_of_bool(q, &k->no_reexport_clause);
    return fact_say(q, TRI_UNKNOWN, &(fact_evidence){.kind = "case", .pointer = k->clause.pointer}, "the contract has words; whether they are the clause was not stated");
}

/* Where the goods are to be used: the destination, and the countries of end users, consignees and the certificate. */
static cordon_status use_in(asked *q) {
    bool begun = false;
    fact one = {0};
    asked each = *q;
    each.out = &one;
    const case_file *c = C(q);
    cordon_status status = fact_of_country(&each, &c->destination);
    if (!status) status = fact_or(q, &one, &begun);
    for (size_t i = 0; i < c->parties && !status; i++) {
        static const char users[] = "end_user consignee";
        const char *role = c->party[i].role.v;
        if (!*role || !strstr(users, role)) continue;
        one = (fact){0};
        status = fact_of_country(&each, &c->party[i].country);
        if (!status) status = fact_or(q, &one, &begun);
    }
    if (!status && c->euc && c->euc->country.state != VALUE_ABSENT) {
        one = (fact){0};
        status = fact_of_country(&each, &c->euc->country);
        if (!status) status = fact_or(q, &one, &begun);
    }
    return status;
}

/* yes when one of the two ends is in the set. */
static cordon_status leg_in(asked *q) {
    bool begun = false;
    fact one = {0}, two = {0};
    asked each = *q;
    each.out = &one;
    cordon_status status = fact_of_country(&each, &LEG(q)->from);
    each.out = &two;
    if (!status) status = fact_of_country(&each, &LEG(q)->to);
    if (!status) status = fact_or(q, &one, &begun);
    return status ? status : fact_or(q, &two, &begun);
}

/* The country of a BIC stands in its fifth and sixth letters. */
static cordon_status payment_bank_country(asked *q) {
    const case_text *bank[2] = {&PAYMENT(q)->debtor_agent, &PAYMENT(q)->creditor_agent};
    bool begun = false;
    cordon_status status = CORDON_OK;
    for (int i = 0; i < 2 && !status; i++) {
        case_text name, bic, country = *bank[i];
        fact_subject s;
        fact one = {0};
        asked each = *q;
        each.out = &one;
        fact_bank_subject(&s, bank[i], &name, &bic);
        if (bic.state == VALUE_GIVEN) {
            country.v = fact_text(q, "%.2s", bic.v + 4);
            if (!country.v) return fact_no_memory(q);
            status = fact_of_country(&each, &country);
        } else
            status = fact_say(&each, TRI_UNKNOWN, &(fact_evidence){.kind = "case", .pointer = bank[i]->pointer}, "no BIC that tells the country of the bank");
        if (!status) status = fact_or(q, &one, &begun);
    }
    return status;
}

static cordon_status party_owner_country(asked *q) {
    const case_party *p = PARTY(q);
    bool begun = false;
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < p->owners && !status; i++) {
        fact one = {0};
        asked each = *q;
        each.out = &one;
        status = fact_of_country(&each, &p->owner[i].country);
        if (!status) status = fact_or(q, &one, &begun);
    }
    if (status || q->out->holds == TRI_YES) return status;
    bool whole = p->owners_complete.v == TRI_YES || p->owners_state == VALUE_EMPTY;
    if (begun && whole) return CORDON_OK;
    const char *pointer = p->owners ? p->owners_complete.pointer : fact_text(q, "/parties/%zu/owners", q->thing);
    return fact_say(q, TRI_UNKNOWN, &(fact_evidence){.kind = "case", .pointer = pointer}, "not all owners are known");
}

/* Whether who pays is a party of the case: the name or id of one, or the certificate's purchaser or end user. */
static cordon_status payment_payer_known(asked *q) {
    const case_text *payer[2] = {&PAYMENT(q)->debtor, &PAYMENT(q)->ultimate_debtor};
    const euc *e = C(q)->euc;
    for (int i = 0; i < 2; i++) {
        const case_text *t = payer[i];
        if (i && t->state != VALUE_GIVEN) continue;
        fact_evidence at = {.kind = "case", .pointer = t->pointer, .text = t->v};
        if (t->state != VALUE_GIVEN) return fact_say(q, TRI_UNKNOWN, &at, "who pays is %s", value_state_name(t->state));
        bool known = case_party_find(C(q), t->v) >= 0 || (e && (strcasecmp(e->purchaser.v, t->v) == 0 || strcasecmp(e->end_user.v, t->v) == 0));
        if (!known) return fact_say(q, TRI_NO, &at, "\"%.100s\" is neither a party of the case nor named by the certificate", t->v);
    }
    return fact_say(q, TRI_YES, &(fact_evidence){.kind = "case", .pointer = payer[0]->pointer, .text = payer[0]->v}, "who pays is a party of the case");
}

static cordon_status order_party_known(asked *q) {
    const case_text *t = &ORDER(q)->party;
    fact_evidence at = {.kind = "case", .pointer = t->pointer, .text = t->v};
    if (t->state != VALUE_GIVEN) return fact_say(q, TRI_UNKNOWN, &at, "the customer of the order is %s", value_state_name(t->state));
    bool known = case_party_find(C(q), t->v) >= 0;
    return fact_say(q, known ? TRI_YES : TRI_NO, &at, known ? "a party of the case" : "no party of the case");
}

/* ---- answers and history ----------------------------------------------------------- */

static cordon_status attested(asked *q) {
    const case_answer *a = case_answer_find(C(q), q->value);
    if (!*q->value) return cordon_fail(q->err, CORDON_EINVAL, "%s needs the id of a question", q->row->name);
    if (!a) return fact_say(q, TRI_UNKNOWN, &(fact_evidence){.kind = "case", .pointer = "/answers"}, "nobody answered \"%.60s\"", q->value);
    fact_evidence at = {.kind = "case", .pointer = a->answer.pointer, .text = a->by.v, .day = a->on.v};
    q->out->value = a->answer.v;
    bool yes = strcasecmp(a->answer.v, "yes") == 0, no = strcasecmp(a->answer.v, "no") == 0;
    if (!yes && !no) return fact_say(q, TRI_UNKNOWN, &at, "answered with words or not at all: a person must read it");
    return fact_say(q, yes ? TRI_YES : TRI_NO, &at, "stated by %s", *a->by.v ? a->by.v : "nobody named");
}

/* "QUESTION<=365": days from the answer to the day asked about; only a yes counts. */
static cordon_status attested_days(asked *q) {
    char id[128], op[3], *end;
    size_t n = strcspn(q->value, "<>=!");
    if (!n || n >= sizeof id || !q->value[n]) return cordon_fail(q->err, CORDON_EINVAL, "%s \"%.60s\"; expected QUESTION<=DAYS", q->row->name, q->value);
    snprintf(id, sizeof id, "%.*s", (int)n, q->value);
    const char *number = fact_operator(op, q->value + n);
    double bound = strtod(number, &end);
    if (end == number || *end) return cordon_fail(q->err, CORDON_EINVAL, "%s \"%.60s\"; expected a number of days", q->row->name, q->value);
    const case_answer *a = case_answer_find(C(q), id);
    if (!a) return fact_say(q, TRI_UNKNOWN, &(fact_evidence){.kind = "case", .pointer = "/answers"}, "nobody answered \"%.60s\"", id);
    fact_evidence at = {.kind = "case", .pointer = a->on.pointer, .text = a->by.v, .day = a->on.v};
    if (strcasecmp(a->answer.v, "no") == 0) return fact_say(q, TRI_NO, &at, "answered no");
    if (strcasecmp(a->answer.v, "yes") != 0 || !a->on.v) return fact_say(q, TRI_UNKNOWN, &at, "no yes with a day");
    int32_t days = date_number(q->f->day) - date_number(a->on.v);
    q->out->value = fact_text(q, "%d", days);
    if (!q->out->value) return fact_no_memory(q);
    if (days < 0) return fact_say(q, TRI_NO, &at, "its day is after the day asked about");
    return fact_say(q, fact_compare(op, days, bound) ? TRI_YES : TRI_NO, &at, "%d days old", days);
}

static cordon_status history_first(asked *q) {
    const case_file *c = C(q);
    const case_day *first = NULL;
    bool undated = false;
    for (size_t i = 0; i < c->orders; i++) {
        undated |= c->order[i].on.state != VALUE_GIVEN;
        if (c->order[i].on.state == VALUE_GIVEN && (!first || c->order[i].on.v < first->v)) first = &c->order[i].on;
    }
    if (!first) return fact_of_state(q, c->orders_state == VALUE_GIVEN ? VALUE_UNKNOWN : c->orders_state, "/orders");
    cordon_status status = fact_of_day(q, first);
    if (!status && undated && q->out->holds != TRI_UNKNOWN) {
        q->out->evidences = 0;
        status = fact_say(q, TRI_UNKNOWN, &(fact_evidence){.kind = "history", .pointer = "/orders"}, "an earlier order has no day");
    }
    return status;
}

/* The first earlier order of the item's first six digits. */
static cordon_status item_first_order(asked *q) {
    const case_file *c = C(q);
    char own[9], other[9];
    const case_day *first = NULL;
    const case_text *code = &ITEM(q)->code;
    if (code->state != VALUE_GIVEN || !goods_code_clean(own, code->v) || strlen(own) < 6)
        return fact_say(q, TRI_UNKNOWN, &(fact_evidence){.kind = "case", .pointer = code->pointer}, "no code of six digits");
    for (size_t i = 0; i < c->orders; i++) {
        const case_order *o = &c->order[i];
        bool same = o->code.state == VALUE_GIVEN && goods_code_clean(other, o->code.v) && strncmp(own, other, 6) == 0;
        if (same && o->on.state == VALUE_GIVEN && (!first || o->on.v < first->v)) first = &o->on;
    }
    if (first) return fact_of_day(q, first);
    return fact_of_state(q, c->orders_state == VALUE_GIVEN ? VALUE_UNKNOWN : c->orders_state, "/orders");
}

static cordon_status history_orders(asked *q) {
    const case_file *c = C(q);
    case_number n = {.v = (double)c->orders, .state = c->orders_state == VALUE_EMPTY ? VALUE_GIVEN : c->orders_state, .pointer = "/orders"};
    return fact_of_number(q, &n);
}

/* ---- the table --------------------------------------------------------------------- */

typedef struct row { fact_row row; fact_function *ask; } row;
static const row table_of_facts[] = {
    {{"case.day", SCOPE_CASE, FACT_DAY, "day of the shipment or payment"}, case_day_of},
    {{"case.side", SCOPE_CASE, FACT_WORD, "whose case it is"}, case_side},
    {{"destination.in", SCOPE_CASE, FACT_SET, "country of destination is one of the set on the day"}, case_destination},
    {{"use.in", SCOPE_CASE, FACT_SET, "destination, or country of an end user, consignee or of the certificate, is one of the set"}, use_in},
    {{"contract.given", SCOPE_CASE, FACT_FLAG, "there is a contract"}, contract_given},
    {{"contract.signed_on", SCOPE_CASE, FACT_DAY, "day of its signature"}, contract_signed},
    {{"contract.amended_on", SCOPE_CASE, FACT_DAY, "day of its last amendment"}, contract_amended},
    {{"contract.ends", SCOPE_CASE, FACT_DAY, "day of its expiry"}, contract_ends},
    {{"contract.no_reexport_clause", SCOPE_CASE, FACT_FLAG, "it forbids re-export to the target: stated, or unknown where only its words are there"}, contract_clause},
    {{"contract.ip_licence", SCOPE_CASE, FACT_FLAG, "it licenses rights or trade secrets"}, contract_ip_licence},
    {{"contract.ip_clause", SCOPE_CASE, FACT_FLAG, "it forbids their use for the target"}, contract_ip_clause},
    {{"contract.public", SCOPE_CASE, FACT_FLAG, "it is with a public authority"}, contract_public},
    {{"contract.value", SCOPE_CASE, FACT_NUMBER, "its value"}, contract_value},
    {{"contract.terms", SCOPE_CASE, FACT_WORD, "terms of payment"}, contract_terms},
    {{"euc.given", SCOPE_CASE, FACT_FLAG, "there is an end-user certificate"}, euc_given},
    {{"euc.signed_on", SCOPE_CASE, FACT_DAY, "day of its signature"}, euc_signed},
    {{"euc.valid_until", SCOPE_CASE, FACT_DAY, "last day of its validity"}, euc_valid},
    {{"euc.military", SCOPE_CASE, FACT_FLAG, "it declares military end use"}, euc_military},
    {{"euc.no_reexport", SCOPE_CASE, FACT_FLAG, "undertakes not to re-export without consent"}, euc_no_reexport},
    {{"euc.no_target_use", SCOPE_CASE, FACT_FLAG, "undertakes: no use in the target, no passing on to it"}, euc_no_target_use},
    {{"attested", SCOPE_CASE, FACT_ANSWER, "the newest answer to the question is yes"}, attested},
    {{"attested.days", SCOPE_CASE, FACT_ANSWER, "days from a yes to the day asked about: QUESTION<=DAYS"}, attested_days},
    {{"history.orders", SCOPE_CASE, FACT_NUMBER, "number of earlier orders"}, history_orders},
    {{"history.first_order", SCOPE_CASE, FACT_DAY, "day of the first of them"}, history_first},
    {{"item.code", SCOPE_ITEM, FACT_WORD, "tariff code as written"}, item_code},
    {{"item.on", SCOPE_ITEM, FACT_GOODS, "stands in the group, tier or measure on the day, by its code or as somebody states"}, fact_item_on},
    {{"item.dual_use", SCOPE_ITEM, FACT_FLAG, "has a position in a list of dual-use goods"}, fact_item_dual_use},
    {{"item.position", SCOPE_ITEM, FACT_WORD, "that position"}, item_position},
    {{"item.eccn", SCOPE_ITEM, FACT_WORD, "classification number under the rules of its origin"}, item_eccn},
    {{"item.military_end_use", SCOPE_ITEM, FACT_FLAG, "known or suspected to be for military use"}, item_military},
    {{"item.licence", SCOPE_ITEM, FACT_WORD, "licence it goes under"}, item_licence},
    {{"item.origin.in", SCOPE_ITEM, FACT_SET, "country of origin is one of the set"}, item_origin},
    {{"item.producer.in", SCOPE_ITEM, FACT_SET, "country of the producer is one of the set"}, item_producer},
    {{"item.quantity", SCOPE_ITEM, FACT_NUMBER, "quantity"}, item_quantity},
    {{"item.value", SCOPE_ITEM, FACT_NUMBER, "value"}, item_value},
    {{"item.first_order", SCOPE_ITEM, FACT_DAY, "first earlier order of its first six digits"}, item_first_order},
    {{"party.role", SCOPE_PARTY, FACT_WORD, "what it does in the transaction"}, party_role},
    {{"party.country.in", SCOPE_PARTY, FACT_SET, "country of its seat is one of the set"}, party_country},
    {{"party.listed", SCOPE_PARTY, FACT_LISTS, "stands on the lists on the day: by number, or by a name at 0.95 with a second field; only alike is unknown"}, fact_party_listed},
    {{"party.alike", SCOPE_PARTY, FACT_LISTS, "screening finds it or somebody like it on the lists"}, fact_party_named},
    {{"party.contact_listed", SCOPE_PARTY, FACT_LISTS, "address, telephone, e-mail address or website is that of another party on the lists, or an officer may be on them"}, fact_party_contact},
    {{"party.address_listed", SCOPE_PARTY, FACT_FLAG, "its address is an entry of its own on a list of addresses of high diversion risk"}, fact_party_risk_address},
    {{"party.owned", SCOPE_PARTY, FACT_RULE, "is owned by listed ones under the rule; possibly owned is unknown"}, fact_party_owned},
    {{"party.owner.in", SCOPE_PARTY, FACT_SET, "an owner named by the case is of a country of the set"}, party_owner_country},
    {{"party.founded", SCOPE_PARTY, FACT_DAY, "day of its incorporation"}, party_founded},
    {{"party.person", SCOPE_PARTY, FACT_FLAG, "is a natural person"}, party_person},
    {{"party.activity", SCOPE_PARTY, FACT_WORD, "class of its business"}, party_activity},
    {{"party.employees", SCOPE_PARTY, FACT_NUMBER, "number of its employees"}, party_employees},
    {{"party.bank.listed", SCOPE_PARTY, FACT_LISTS, "its bank stands on the lists"}, fact_party_bank},
    {{"party.bank.in", SCOPE_PARTY, FACT_SET, "its bank's country is one of the set"}, party_bank_country},
    {{"owner.listed", SCOPE_OWNER, FACT_LISTS, "an owner named by the case stands on the lists on the day, as party.listed has it"}, fact_owner_listed},
    {{"leg.mode", SCOPE_LEG, FACT_WORD, "means of transport"}, leg_mode},
    {{"leg.in", SCOPE_LEG, FACT_SET, "begins or ends in a country of the set"}, leg_in},
    {{"leg.from.in", SCOPE_LEG, FACT_SET, "begins in a country of the set"}, leg_from},
    {{"leg.to.in", SCOPE_LEG, FACT_SET, "ends in a country of the set"}, leg_to},
    {{"leg.flag.in", SCOPE_LEG, FACT_SET, "the vessel's flag is of the set"}, leg_flag},
    {{"leg.vessel.listed", SCOPE_LEG, FACT_LISTS, "the vessel stands on the lists, by IMO number or name"}, fact_leg_vessel},
    {{"leg.port.listed", SCOPE_LEG, FACT_LISTS, "the port or airport stands on the lists"}, fact_leg_port},
    {{"leg.carrier.listed", SCOPE_LEG, FACT_LISTS, "the carrier stands on the lists"}, fact_leg_carrier},
    {{"payment.on", SCOPE_PAYMENT, FACT_DAY, "its day"}, payment_on},
    {{"payment.amount", SCOPE_PAYMENT, FACT_NUMBER, "its amount"}, payment_amount},
    {{"payment.currency", SCOPE_PAYMENT, FACT_WORD, "its currency"}, payment_currency},
    {{"payment.method", SCOPE_PAYMENT, FACT_WORD, "how it is paid"}, payment_method},
    {{"payment.from.in", SCOPE_PAYMENT, FACT_SET, "the country it comes from is one of the set"}, payment_country},
    {{"payment.debtor.in", SCOPE_PAYMENT, FACT_SET, "the debtor's country is one of the set"}, payment_debtor_country},
    {{"payment.bank.in", SCOPE_PAYMENT, FACT_SET, "a bank's country, by BIC, is one of the set"}, payment_bank_country},
    {{"payment.payer_known", SCOPE_PAYMENT, FACT_FLAG, "who pays is a party of the case or named by the certificate"}, payment_payer_known},
    {{"payment.party.listed", SCOPE_PAYMENT, FACT_LISTS, "debtor, creditor or who is behind them stands on the lists"}, fact_payment_party},
    {{"payment.agent.listed", SCOPE_PAYMENT, FACT_LISTS, "a bank or agent stands on the lists, by BIC or name"}, fact_payment_agent},
    {{"payment.asset.listed", SCOPE_PAYMENT, FACT_LISTS, "the crypto asset or wallet stands on the lists"}, fact_payment_asset},
    {{"order.on", SCOPE_ORDER, FACT_DAY, "day of an earlier order"}, order_on},
    {{"order.destination.in", SCOPE_ORDER, FACT_SET, "it went to a country of the set"}, order_destination},
    {{"order.code", SCOPE_ORDER, FACT_WORD, "its tariff code"}, order_code},
    {{"order.value", SCOPE_ORDER, FACT_NUMBER, "its value"}, order_value},
    {{"order.party_known", SCOPE_ORDER, FACT_FLAG, "its customer is a party of the case"}, order_party_known},
};
enum { ROWS = sizeof table_of_facts / sizeof *table_of_facts };

size_t fact_rows(void) { return ROWS; }
const fact_row *fact_row_at(size_t i) { return i < ROWS ? &table_of_facts[i].row : NULL; }
static const row *find(const char *name) {
    for (size_t i = 0; i < ROWS; i++)
        if (strcmp(table_of_facts[i].row.name, name) == 0) return &table_of_facts[i];
    return NULL;
}
const fact_row *fact_row_find(const char *name) {
    const row *r = find(name);
    return r ? &r->row : NULL;
}

/* ---- what is kept ------------------------------------------------------------------ */

static uint32_t hash_of(const char *s) { /* FNV-1a */
    uint32_t h = 2166136261U;
    for (; *s; s++) h = (h ^ (unsigned char)*s) * 16777619U;
    return h;
}

static bool grow(memos *m) {
    size_t slots = m->slots ? m->slots * 2 : 256;
    memo *more = calloc(slots, sizeof *more);
    if (!more) return false;
    for (size_t i = 0; i < m->slots; i++) {
        if (!m->slot[i].key) continue;
        size_t at = m->slot[i].hash & (slots - 1);
        while (more[at].key) at = (at + 1) & (slots - 1);
        more[at] = m->slot[i];
    }
    free(m->slot);
    m->slot = more;
    m->slots = slots;
    return true;
}

/* Its slot, or the free one where it belongs. */
static memo *slot_of(const memos *m, const char *key, uint32_t hash) {
    size_t at = hash & (m->slots - 1);
    while (m->slot[at].key && (m->slot[at].hash != hash || strcmp(m->slot[at].key, key) != 0)) at = (at + 1) & (m->slots - 1);
    return &m->slot[at];
}

void *memos_find(const memos *m, const char *key) { return m->slots ? slot_of(m, key, hash_of(key))->kept : NULL; }

void **memos_at(memos *m, arena *mem, const char *key) {
    uint32_t hash = hash_of(key);
    if (m->used * 2 >= m->slots && !grow(m)) return NULL;
    memo *s = slot_of(m, key, hash);
    if (!s->key) {
        const char *copy = arena_strndup(mem, key, strlen(key));
        if (!copy) return NULL;
        *s = (memo){.key = copy, .hash = hash};
        m->used++;
    }
    return &s->kept;
}

void **facts_kept(facts *f, const char *key) { return memos_at(&f->kept, &f->mem, key); }

cordon_status fact_no_memory(const asked *q) { return cordon_fail(q->err, CORDON_ENOMEM, "no memory for a fact"); }

static const char *text_of(facts *f, const char *fmt, va_list ap) {
    buf b = {0};
    buf_vprintf(&b, fmt, ap);
    const char *s = b.failed ? NULL : arena_strndup(&f->mem, buf_text(&b), b.len);
    buf_free(&b);
    return s;
}

const char *fact_text(const asked *q, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    const char *s = text_of(q->f, fmt, ap);
    va_end(ap);
    return s;
}

cordon_status fact_add(asked *q, const fact_evidence *e) {
    fact *o = q->out;
    fact_evidence *more = arena_alloc(&q->f->mem, (o->evidences + 1) * sizeof *more);
    if (!more) return fact_no_memory(q);
    if (o->evidences) memcpy(more, o->evidence, o->evidences * sizeof *more);
    more[o->evidences++] = *e;
    o->evidence = more;
    return CORDON_OK;
}

cordon_status fact_say(asked *q, tri holds, const fact_evidence *e, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    q->out->why = text_of(q->f, fmt, ap);
    va_end(ap);
    q->out->holds = holds;
    if (!q->out->value) q->out->value = "";
    return q->out->why ? fact_add(q, e) : fact_no_memory(q);
}

cordon_status fact_or(asked *q, const fact *more, bool *begun) {
    fact *o = q->out;
    cordon_status status = CORDON_OK;
    bool stronger = !*begun || more->holds > o->holds || (more->holds == o->holds && more->not_assessed && !o->not_assessed);
    fact before = *o;
    if (stronger) *o = *more;
    const fact *weaker = stronger ? &before : more;
    for (size_t i = 0; *begun && o->holds == weaker->holds && i < weaker->evidences && !status; i++) status = fact_add(q, &weaker->evidence[i]);
    o->not_assessed = o->holds != TRI_YES && (o->not_assessed || (*begun && before.not_assessed && before.holds == o->holds));
    *begun = true;
    return status;
}

/* ---- asking ------------------------------------------------------------------------ */

size_t facts_things(const facts *f, fact_scope scope) {
    const size_t n[] = {1, f->c->items, f->c->parties, f->c->legs, f->c->payments, f->c->orders, case_owners(f->c)};
    return n[scope];
}

cordon_status facts_ask(fact *out, facts *f, const char *name, const char *value, fact_scope scope, size_t thing, cordon_error *err) {
    const row *r = find(name);
    buf key = {0};
    if (!r || r->row.scope != scope) return cordon_fail(err, CORDON_EINVAL, "no fact \"%.60s\" of a thing of kind %s", name, fact_scope_name(scope));
    if (thing >= facts_things(f, scope)) return cordon_fail(err, CORDON_EINVAL, "%s %zu; the case has %zu", fact_scope_name(scope), thing, facts_things(f, scope));
    buf_printf(&key, "%s %zu %s", name, thing, value ? value : "");
    void **kept = key.failed ? NULL : facts_kept(f, buf_text(&key));
    buf_free(&key);
    if (!kept) return cordon_fail(err, CORDON_ENOMEM, "no memory for a fact");
    if (*kept) return *out = *(const fact *)*kept, CORDON_OK;
    fact *answer = arena_alloc(&f->mem, sizeof *answer);
    if (!answer) return cordon_fail(err, CORDON_ENOMEM, "no memory for a fact");
    *answer = (fact){.holds = TRI_UNKNOWN, .value = "", .why = ""};
    asked q = {.f = f, .row = &r->row, .value = value ? value : "", .thing = thing, .out = answer, .err = err};
    cordon_status status = r->ask(&q);
    if (status) return status;
    buf_printf(&key, "%s %zu %s", name, thing, value ? value : ""); /* the table may have moved meanwhile */
    kept = key.failed ? NULL : facts_kept(f, buf_text(&key));
    buf_free(&key);
    if (kept) *kept = answer;
    *out = *answer;
    return CORDON_OK;
}

cordon_status facts_begin(facts **out, fact_world *w, const case_file *c, date_day as_at, cordon_error *err) {
    facts *f = calloc(1, sizeof *f);
    if (!f) return cordon_fail(err, CORDON_ENOMEM, "no memory for the facts of a case");
    f->w = w;
    f->c = c;
    f->day = as_at ? as_at : c->day.v ? c->day.v : w->terms.as_at;
    arena_init(&f->mem, 0);
    cordon_status status = world_day_get(&f->d, w, f->day, err);
    if (!status) status = world_goods_take(&f->goods, w, err);
    if (!status) status = world_asker_take(&f->asker, w, f->d, err);
    if (status)
        facts_end(f);
    else
        *out = f;
    return status;
}

void facts_end(facts *f) {
    if (!f) return;
    world_goods_give(f->w, f->goods);
    if (f->d) world_asker_give(f->w, f->d, f->asker);
    facts_own_free(f->own);
    free(f->kept.slot);
    arena_destroy(&f->mem);
    free(f);
}

const case_file *facts_case(const facts *f) { return f->c; }
date_day facts_day(const facts *f) { return f->day; }
fact_world *facts_world(const facts *f) { return f->w; }
