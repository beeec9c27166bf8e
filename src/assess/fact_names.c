/* fact_names.c - the table of facts: what can be asked, and who answers. */
#include "assess/facts_inner.h"

#include <pthread.h>
#include <stddef.h>
#include <string.h>

#include "assess/euc.h"

const char *fact_scope_name(fact_scope s) {
    static const char *const names[] = {"case", "item", "party", "leg", "payment", "order", "owner"};
    return names[s];
}

const char *fact_scope_plural(fact_scope s) {
    static const char *const names[] = {"case", "items", "parties", "legs", "payments", "orders", "owners"};
    return names[s];
}

const char *fact_takes_name(fact_takes t) {
    static const char *const names[] = {"nothing", "areas", "lists", "ownership rule", "goods", "word", "question", "day", "number"};
    return names[t];
}

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

/* ---- the table --------------------------------------------------------------------- */

typedef struct row {
    fact_name name;
    fact_function *ask;
} row;
static const row rows[] = {
    {{"case.day", SCOPE_CASE, TAKES_DAY, "day of the shipment or payment"}, case_day_of},
    {{"case.side", SCOPE_CASE, TAKES_WORD, "who asks is an exporter, forwarder, bank or investor"}, case_side},
    {{"case.jurisdiction", SCOPE_CASE, TAKES_WORD, "the law of that jurisdiction binds who asks; a case may name several"}, fact_case_jurisdiction},
    {{"case.destination", SCOPE_CASE, TAKES_AREAS, "the goods go there"}, case_destination},
    {{"case.use_in", SCOPE_CASE, TAKES_AREAS, "the goods are for use there: the destination, or the country of an end user, a consignee or of the certificate"}, fact_case_use_in},
    {{"case.attested", SCOPE_CASE, TAKES_QUESTION, "the newest answer to the question is yes; unknown when there is none"}, fact_case_attested},
    {{"case.claims", SCOPE_CASE, TAKES_QUESTION, "the newest answer to the question is yes; no when there is none, as what must be invoked is not there until it is"}, fact_case_claims},
    {{"case.attested_days", SCOPE_CASE, TAKES_QUESTION, "so many days lie between a yes and the day asked about: QUESTION<=DAYS"}, fact_case_attested_days},
    {{"case.contract", SCOPE_CASE, TAKES_NOTHING, "there is a contract"}, contract_given},
    {{"case.signed_on", SCOPE_CASE, TAKES_DAY, "the day the contract was signed"}, contract_signed},
    {{"case.amended_on", SCOPE_CASE, TAKES_DAY, "the day of its last amendment"}, contract_amended},
    {{"case.ends_on", SCOPE_CASE, TAKES_DAY, "the day the contract ends"}, contract_ends},
    {{"case.reexport_clause", SCOPE_CASE, TAKES_NOTHING, "the contract bars re-export to the target, as stated or by its words"}, fact_case_reexport_clause},
    {{"case.ip_licence", SCOPE_CASE, TAKES_NOTHING, "the contract transfers or licenses intellectual property or trade secrets"}, contract_ip_licence},
    {{"case.ip_clause", SCOPE_CASE, TAKES_NOTHING, "the contract bars their use for the target, as stated or by its words"}, fact_case_ip_clause},
    {{"case.public", SCOPE_CASE, TAKES_NOTHING, "the contract is with a public authority or an international organisation"}, contract_public},
    {{"case.contract_value", SCOPE_CASE, TAKES_NUMBER, "its value"}, contract_value},
    {{"case.terms", SCOPE_CASE, TAKES_WORD, "its terms of payment"}, contract_terms},
    {{"case.euc", SCOPE_CASE, TAKES_NOTHING, "there is an end-user certificate"}, euc_given},
    {{"case.euc_signed_on", SCOPE_CASE, TAKES_DAY, "the day it was signed"}, euc_signed},
    {{"case.euc_valid_until", SCOPE_CASE, TAKES_DAY, "the last day of its validity"}, euc_valid},
    {{"case.euc_military", SCOPE_CASE, TAKES_NOTHING, "it declares military end use"}, euc_military},
    {{"case.euc_no_reexport", SCOPE_CASE, TAKES_NOTHING, "it undertakes not to re-export without consent"}, euc_no_reexport},
    {{"case.euc_no_target_use", SCOPE_CASE, TAKES_NOTHING, "it undertakes: no use in the target, no passing on to it"}, euc_no_target_use},
    {{"case.orders", SCOPE_CASE, TAKES_NUMBER, "number of earlier orders"}, fact_case_orders},
    {{"case.first_order_on", SCOPE_CASE, TAKES_DAY, "the day of the first of them"}, fact_case_first_order},
    {{"item.code", SCOPE_ITEM, TAKES_WORD, "its tariff code as written"}, item_code},
    {{"item.on", SCOPE_ITEM, TAKES_GOODS, "it stands in the table of that measure or group on the day, by its code or as somebody states"}, fact_item_on},
    {{"item.dual_use", SCOPE_ITEM, TAKES_NOTHING, "it has a position in a list of dual-use goods"}, fact_item_dual_use},
    {{"item.control", SCOPE_ITEM, TAKES_WORD, "that position; a word that ends in '*' is its beginning"}, item_position},
    {{"item.eccn", SCOPE_ITEM, TAKES_WORD, "its classification number under the rules of its origin"}, item_eccn},
    {{"item.military", SCOPE_ITEM, TAKES_NOTHING, "it is known or suspected to be for a military end use or a military end user"}, item_military},
    {{"item.licence", SCOPE_ITEM, TAKES_WORD, "the licence it goes under"}, item_licence},
    {{"item.origin", SCOPE_ITEM, TAKES_AREAS, "it is made there"}, item_origin},
    {{"item.producer", SCOPE_ITEM, TAKES_AREAS, "its producer is of there"}, item_producer},
    {{"item.quantity", SCOPE_ITEM, TAKES_NUMBER, "its quantity"}, item_quantity},
    {{"item.value", SCOPE_ITEM, TAKES_NUMBER, "its value"}, item_value},
    {{"item.first_order_on", SCOPE_ITEM, TAKES_DAY, "the day of the first earlier order of its first six digits"}, fact_item_first_order},
    {{"item.misclassified", SCOPE_ITEM, TAKES_NOTHING, "its text does not fit its code, fits a listed code beside it better, or is too vague to fit any"}, fact_item_misclassified},
    {{"item.overpriced", SCOPE_ITEM, TAKES_NOTHING, "its unit value is above what the flows of the store show for its code"}, fact_item_overpriced},
    {{"item.underpriced", SCOPE_ITEM, TAKES_NOTHING, "its unit value is below what the flows of the store show for its code"}, fact_item_underpriced},
    {{"party.role", SCOPE_PARTY, TAKES_WORD, "what it does in the transaction"}, party_role},
    {{"party.country", SCOPE_PARTY, TAKES_AREAS, "it is established there"}, party_country},
    {{"party.listed", SCOPE_PARTY, TAKES_LISTS, "it stands on the lists on the day: by number, or by a name at 0.95 with a second field; only alike is unknown"}, fact_party_listed},
    {{"party.alike", SCOPE_PARTY, TAKES_LISTS, "screening finds it or somebody like it on the lists"}, fact_party_named},
    {{"party.contact_listed", SCOPE_PARTY, TAKES_LISTS, "address, telephone, e-mail address or website is that of another party on the lists, or an officer may be on them"}, fact_party_contact},
    {{"party.address_listed", SCOPE_PARTY, TAKES_NOTHING, "its address is an entry of its own on a list of addresses of high diversion risk"}, fact_party_risk_address},
    {{"party.owned", SCOPE_PARTY, TAKES_OWNER, "it is owned, under that rule, by parties of the rule's lists; possibly owned is unknown"}, fact_party_owned},
    {{"party.owner_country", SCOPE_PARTY, TAKES_AREAS, "an owner named by the case is of there"}, fact_party_owner_country},
    {{"party.founded_on", SCOPE_PARTY, TAKES_DAY, "the day it was founded"}, party_founded},
    {{"party.person", SCOPE_PARTY, TAKES_NOTHING, "it is a natural person"}, party_person},
    {{"party.activity", SCOPE_PARTY, TAKES_WORD, "the class of its business"}, party_activity},
    {{"party.employees", SCOPE_PARTY, TAKES_NUMBER, "number of its employees"}, party_employees},
    {{"party.bank_listed", SCOPE_PARTY, TAKES_LISTS, "its bank stands on the lists"}, fact_party_bank},
    {{"party.bank_country", SCOPE_PARTY, TAKES_AREAS, "its bank is of there"}, party_bank_country},
    {{"leg.mode", SCOPE_LEG, TAKES_WORD, "it goes by sea, air, road, rail or post"}, leg_mode},
    {{"leg.through", SCOPE_LEG, TAKES_AREAS, "it begins or ends there"}, fact_leg_through},
    {{"leg.from", SCOPE_LEG, TAKES_AREAS, "it begins there"}, leg_from},
    {{"leg.to", SCOPE_LEG, TAKES_AREAS, "it ends there"}, leg_to},
    {{"leg.flag", SCOPE_LEG, TAKES_AREAS, "its vessel's flag is of there"}, leg_flag},
    {{"leg.vessel_listed", SCOPE_LEG, TAKES_LISTS, "its vessel stands on the lists, by IMO number or name"}, fact_leg_vessel},
    {{"leg.port_listed", SCOPE_LEG, TAKES_LISTS, "its port or airport stands on the lists"}, fact_leg_port},
    {{"leg.carrier_listed", SCOPE_LEG, TAKES_LISTS, "its carrier stands on the lists"}, fact_leg_carrier},
    {{"payment.on", SCOPE_PAYMENT, TAKES_DAY, "its day"}, payment_on},
    {{"payment.amount", SCOPE_PAYMENT, TAKES_NUMBER, "its amount"}, payment_amount},
    {{"payment.currency", SCOPE_PAYMENT, TAKES_WORD, "its currency"}, payment_currency},
    {{"payment.method", SCOPE_PAYMENT, TAKES_WORD, "how it is paid"}, payment_method},
    {{"payment.country", SCOPE_PAYMENT, TAKES_AREAS, "it comes from there"}, payment_country},
    {{"payment.debtor_country", SCOPE_PAYMENT, TAKES_AREAS, "the debtor is of there"}, payment_debtor_country},
    {{"payment.bank_country", SCOPE_PAYMENT, TAKES_AREAS, "a bank of it, by BIC, is of there"}, fact_payment_bank_country},
    {{"payment.payer_known", SCOPE_PAYMENT, TAKES_NOTHING, "who pays is a party of the case or named by the certificate"}, fact_payment_payer_known},
    {{"payment.party_listed", SCOPE_PAYMENT, TAKES_LISTS, "debtor, creditor or who is behind them stands on the lists"}, fact_payment_party},
    {{"payment.bank_listed", SCOPE_PAYMENT, TAKES_LISTS, "a bank or agent of it stands on the lists, by BIC or name"}, fact_payment_agent},
    {{"payment.asset_listed", SCOPE_PAYMENT, TAKES_LISTS, "the crypto asset or wallet stands on the lists"}, fact_payment_asset},
    {{"order.on", SCOPE_ORDER, TAKES_DAY, "the day of an earlier order"}, order_on},
    {{"order.destination", SCOPE_ORDER, TAKES_AREAS, "an earlier order went there"}, order_destination},
    {{"order.code", SCOPE_ORDER, TAKES_WORD, "its tariff code"}, order_code},
    {{"order.value", SCOPE_ORDER, TAKES_NUMBER, "its value"}, order_value},
    {{"order.party_known", SCOPE_ORDER, TAKES_NOTHING, "its customer is a party of the case"}, fact_order_party_known},
    {{"owner.listed", SCOPE_OWNER, TAKES_LISTS, "an owner named by the case stands on the lists on the day, as party.listed has it"}, fact_owner_listed},
    {{"owner.moved", SCOPE_OWNER, TAKES_LISTS, "an owner named by the case is on the lists, and its holding began or ended within transfer_days of the day it was listed"}, fact_owner_moved},
};
enum { ROWS = sizeof rows / sizeof *rows, SLOTS = 256 };
_Static_assert(ROWS * 2 < SLOTS, "the index of names is at most half full");

size_t fact_name_count(void) { return ROWS; }
const fact_name *fact_name_at(size_t i) { return i < ROWS ? &rows[i].name : NULL; }

/* Facts are asked by name some hundred times a case: rows by the hash of their name, 0 = free, else the row's place and one. */
static uint8_t slot[SLOTS];
static pthread_once_t indexed = PTHREAD_ONCE_INIT;

static void make_index(void) {
    for (size_t i = 0; i < ROWS; i++) {
        uint32_t at = text_hash(rows[i].name.name) % SLOTS;
        while (slot[at]) at = (at + 1) % SLOTS;
        slot[at] = (uint8_t)(i + 1);
    }
}

const fact_name *fact_name_find(const char *name) {
    (void)pthread_once(&indexed, make_index);
    for (uint32_t at = text_hash(name) % SLOTS; slot[at]; at = (at + 1) % SLOTS)
        if (strcmp(rows[slot[at] - 1].name.name, name) == 0) return &rows[slot[at] - 1].name;
    return NULL;
}

/* name stands at the head of its row. */
fact_function *fact_function_of(const fact_name *name) { return ((const row *)(const void *)name)->ask; }
