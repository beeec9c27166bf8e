/* case_fields.c - the tables of keys: the one place that says what a case holds. */
#include "assess/case_fields.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "assess/euc.h"

#define MEMBERS(a) .field = (a), .fields = sizeof(a) / sizeof *(a)
#define TEXT(s, m, ...) {.key = #m, .kind = FIELD_TEXT, .at = offsetof(s, m), .max = CASE_TEXT_MAX, .means = __VA_ARGS__}
#define LONG(s, m, ...) {.key = #m, .kind = FIELD_TEXT, .at = offsetof(s, m), .max = CASE_CLAUSE_MAX, .means = __VA_ARGS__}
#define WORD(s, m, w, ...) {.key = #m, .kind = FIELD_WORD, .at = offsetof(s, m), .words = (w), .means = __VA_ARGS__}
#define DAY(s, m, ...) {.key = #m, .kind = FIELD_DAY, .at = offsetof(s, m), .means = __VA_ARGS__}
#define NUMBER(s, m, lo, hi, ...) {.key = #m, .kind = FIELD_NUMBER, .at = offsetof(s, m), .low = (lo), .high = (hi), .means = __VA_ARGS__}
#define BOOL(s, m, ...) {.key = #m, .kind = FIELD_BOOL, .at = offsetof(s, m), .means = __VA_ARGS__}
#define TEXTS(s, m, ...) {.key = #m, .kind = FIELD_TEXTS, .at = offsetof(s, m), .max = CASE_TEXTS_MAX, .means = __VA_ARGS__}
#define LIST(s, k, one, many, most, sh, ...) \
    {.key = (k), .kind = FIELD_LIST, .at = offsetof(s, one), .at_n = offsetof(s, many), .at_state = offsetof(s, many##_state), .max = (most), .shape = &(sh), .means = __VA_ARGS__}
#define AMOUNT_MAX 1e15

static const case_field owner_field[] = {
    TEXT(case_owner, name, "who owns"),
    TEXT(case_owner, id, "id of a party of the case, or TYPE:VALUE"),
    TEXT(case_owner, country, "country of the owner"),
    NUMBER(case_owner, share, 0, 100, "percent held, when it is known exactly"),
    NUMBER(case_owner, low, 0, 100, "least percent held"),
    NUMBER(case_owner, high, 0, 100, "most percent held"),
    WORD(case_owner, kind, "shares votes control", "what is held; control: board, veto or conduct without a stake"),
    DAY(case_owner, from, "first day of the holding"),
    DAY(case_owner, to, "last day of the holding"),
    BOOL(case_owner, person, "a natural person"),
};
static const case_shape owner_shape = {.name = "an owner", MEMBERS(owner_field), .size = sizeof(case_owner)};

static const case_field party_field[] = {
    TEXT(case_party, id, "short name used inside the case"),
    WORD(case_party, role,
         "exporter producer seller purchaser consignor consignee intermediate_consignee end_user intermediary forwarder carrier payer payee agent bank insurer broker investor "
         "target notify other",
         "what the party does in the transaction"),
    TEXT(case_party, name, "full name as in its register"),
    TEXTS(case_party, alias, "other names, also in other scripts"),
    TEXTS(case_party, registration, "numbers as TYPE:VALUE"),
    TEXT(case_party, country, "country of the seat"),
    TEXT(case_party, address, "address"),
    TEXT(case_party, phone, "telephone with the country's prefix"),
    TEXT(case_party, email, "e-mail address"),
    TEXT(case_party, website, "website"),
    TEXT(case_party, activity, "NACE or ISIC class of the business"),
    DAY(case_party, founded, "day of incorporation"),
    NUMBER(case_party, employees, 0, 1e8, "number of employees"),
    BOOL(case_party, person, "a natural person"),
    TEXTS(case_party, officer, "directors and officers"),
    TEXT(case_party, bank_bic, "BIC of its bank"),
    TEXT(case_party, bank_country, "country of its bank"),
    TEXT(case_party, ip, "address on the internet from which it ordered"),
    TEXT(case_party, ip_country, "country of that address"),
    LIST(case_party, "owners", owner, owners, CASE_OWNERS_MAX, owner_shape, "who owns or controls it"),
    BOOL(case_party, owners_complete, "all owners are named: nobody else holds anything"),
};
static const case_shape party_shape = {.name = "a party", MEMBERS(party_field), .size = sizeof(case_party)};

static const case_field item_field[] = {
    TEXT(case_item, id, "number of the line"),
    TEXT(case_item, code, "tariff code, 4 to 10 digits"),
    TEXT(case_item, nomenclature, "whose code it is; by default that of the day"),
    TEXT(case_item, text, "description"),
    TEXT(case_item, part, "part or type number"),
    TEXT(case_item, manufacturer, "who made it"),
    TEXTS(case_item, serials, "serial numbers"),
    NUMBER(case_item, quantity, 0, AMOUNT_MAX, "quantity in `unit`"),
    TEXT(case_item, unit, "unit of the quantity"),
    NUMBER(case_item, value, 0, AMOUNT_MAX, "value of the line in `currency`"),
    TEXT(case_item, currency, "currency of the value"),
    NUMBER(case_item, mass_kg, 0, AMOUNT_MAX, "net mass in kilograms"),
    TEXT(case_item, origin, "country of origin"),
    TEXT(case_item, producer, "country of the producer, or the producer"),
    TEXT(case_item, control, "position in the list of dual-use goods; \"none\": classified, and in no position"),
    TEXT(case_item, eccn, "classification number under the export rules of the origin"),
    TEXT(case_item, annex, "measure (cordon goods coverage) in which somebody says that it stands"),
    TEXT(case_item, annex_by, "who says so"),
    BOOL(case_item, military_end_use, "known or suspected to be for military use"),
    TEXT(case_item, licence, "number of the licence it goes under"),
};
static const case_shape item_shape = {.name = "an item", MEMBERS(item_field), .size = sizeof(case_item)};

static const case_field leg_field[] = {
    WORD(case_leg, mode, "sea air road rail post pipeline hand", "means of transport"),
    TEXT(case_leg, from, "country where the leg begins"),
    TEXT(case_leg, to, "country where it ends"),
    TEXT(case_leg, vessel, "name of the vessel"),
    TEXT(case_leg, vessel_imo, "IMO number of the vessel"),
    TEXT(case_leg, flag, "flag of the vessel"),
    TEXT(case_leg, port, "port or airport where it ends"),
    TEXT(case_leg, carrier, "who carries"),
    DAY(case_leg, on, "day of departure"),
};
static const case_shape leg_shape = {.name = "a leg", MEMBERS(leg_field), .size = sizeof(case_leg)};

static const case_field contract_field[] = {
    TEXT(case_contract, number, "number of the contract or order"),
    DAY(case_contract, signed_on, "day of signature"),
    DAY(case_contract, amended_on, "day of the last amendment"),
    DAY(case_contract, ends, "day of expiry"),
    LONG(case_contract, clause, "words of the no re-export clause, or the whole contract"),
    BOOL(case_contract, no_reexport_clause, "it forbids re-export to the target"),
    BOOL(case_contract, ip_licence, "it licenses or transfers rights or trade secrets"),
    BOOL(case_contract, ip_clause, "it forbids their use for the target"),
    BOOL(case_contract, public, "it is with a public authority"),
    NUMBER(case_contract, value, 0, AMOUNT_MAX, "value in `currency`"),
    TEXT(case_contract, currency, "currency of the value"),
    TEXT(case_contract, governing_law, "law that governs it"),
    WORD(case_contract, terms, "advance cash open_account letter_of_credit collection instalments other", "terms of payment"),
};
static const case_shape contract_shape = {.name = "a contract", MEMBERS(contract_field), .size = sizeof(case_contract)};

static const case_field payment_field[] = {
    TEXT(case_payment, debtor, "who pays"),
    TEXT(case_payment, ultimate_debtor, "for whom it pays"),
    TEXT(case_payment, debtor_agent, "BIC or name of the debtor's bank"),
    TEXT(case_payment, debtor_country, "country of the debtor"),
    TEXTS(case_payment, agent, "BICs or names of banks and agents between"),
    TEXT(case_payment, creditor_agent, "BIC or name of the creditor's bank"),
    TEXT(case_payment, creditor, "who is paid"),
    TEXT(case_payment, ultimate_creditor, "for whom it is"),
    NUMBER(case_payment, amount, 0, AMOUNT_MAX, "amount in `currency`"),
    TEXT(case_payment, currency, "currency"),
    TEXT(case_payment, country, "country from which it comes"),
    DAY(case_payment, on, "day"),
    TEXT(case_payment, reference, "words of the reference"),
    WORD(case_payment, method, "transfer cash card cheque crypto barter other", "how it is paid"),
    TEXT(case_payment, wallet, "wallet paid from"),
    TEXT(case_payment, asset, "crypto asset"),
};
static const case_shape payment_shape = {.name = "a payment", MEMBERS(payment_field), .size = sizeof(case_payment)};

static const case_field order_field[] = {
    DAY(case_order, on, "day of the earlier order"),
    TEXT(case_order, destination, "country it went to"),
    TEXT(case_order, code, "tariff code"),
    TEXT(case_order, party, "id or name of the customer"),
    NUMBER(case_order, quantity, 0, AMOUNT_MAX, "quantity in `unit`"),
    TEXT(case_order, unit, "unit of the quantity"),
    NUMBER(case_order, value, 0, AMOUNT_MAX, "value in `currency`"),
    TEXT(case_order, currency, "currency of the value"),
};
static const case_shape order_shape = {.name = "an order", MEMBERS(order_field), .size = sizeof(case_order)};

static const case_field document_field[] = {
    WORD(case_document, kind, "order invoice bill_of_lading packing_list letter_of_credit licence declaration delivery other", "what paper it is"),
    TEXT(case_document, number, "its number"),
    TEXT(case_document, issuer, "who issued it"),
    TEXT(case_document, seller, "seller it names"),
    TEXT(case_document, buyer, "buyer it names"),
    TEXT(case_document, consignee, "consignee it names"),
    TEXT(case_document, notify, "whom it asks to notify"),
    TEXT(case_document, end_user, "end user it names"),
    TEXT(case_document, destination, "country of destination it names"),
    TEXT(case_document, goods, "goods it names"),
    NUMBER(case_document, quantity, 0, AMOUNT_MAX, "quantity in all"),
    NUMBER(case_document, value, 0, AMOUNT_MAX, "value in `currency`"),
    TEXT(case_document, currency, "currency of the value"),
    DAY(case_document, on, "its day"),
    DAY(case_document, valid_until, "last day of validity"),
};
static const case_shape document_shape = {.name = "a document", MEMBERS(document_field), .size = sizeof(case_document)};

static const case_field change_field[] = {
    DAY(case_change, on, "day of the change"),
    WORD(case_change, of, "destination payer party route goods delivery bank other", "what was changed"),
    TEXT(case_change, before, "how it was"),
    TEXT(case_change, after, "how it is"),
};
static const case_shape change_shape = {.name = "a change", MEMBERS(change_field), .size = sizeof(case_change)};

static const case_field answer_field[] = {
    TEXT(case_answer, question, "id of the question or attestation"),
    TEXT(case_answer, answer, "yes, no, unknown or words"),
    TEXT(case_answer, by, "who says so"),
    DAY(case_answer, on, "day"),
};
static const case_shape answer_shape = {.name = "an answer", MEMBERS(answer_field), .size = sizeof(case_answer)};

static const case_field euc_item_field[] = {
    TEXT(euc_item, text, "description"),
    TEXT(euc_item, part, "part or type number"),
    TEXT(euc_item, position, "position in a control list"),
    TEXT(euc_item, code, "tariff code"),
    NUMBER(euc_item, quantity, 0, AMOUNT_MAX, "quantity in `unit`"),
    TEXT(euc_item, unit, "unit of the quantity"),
    NUMBER(euc_item, value, 0, AMOUNT_MAX, "value"),
    TEXT(euc_item, serials, "serial numbers"),
};
static const case_shape euc_item_shape = {.name = "a certified item", MEMBERS(euc_item_field), .size = sizeof(euc_item)};

static const case_field euc_field[] = {
    TEXT(euc, number, "number of the certificate"),
    TEXT(euc, place, "place of signature"),
    DAY(euc, signed_on, "day of signature"),
    DAY(euc, valid_until, "last day of validity"),
    TEXT(euc, authority, "authority it is for"),
    TEXT(euc, exporter, "exporter"),
    TEXT(euc, applicant, "applicant of the licence"),
    TEXT(euc, purchaser, "purchaser"),
    TEXT(euc, intermediate, "intermediate consignee"),
    TEXT(euc, consignee, "ultimate consignee"),
    TEXT(euc, end_user, "end user"),
    TEXT(euc, end_user_id, "its number as TYPE:VALUE"),
    TEXT(euc, address, "its address"),
    TEXT(euc, country, "its country"),
    TEXT(euc, website, "its website"),
    TEXT(euc, role, "what it is in the transaction"),
    TEXT(euc, signatory, "who signs"),
    TEXT(euc, signatory_position, "position of who signs"),
    TEXT(euc, signatory_firm, "firm for which is signed"),
    WORD(euc, signature_form, "hand electronic_advanced electronic_simple scanned none", "form of the signature"),
    TEXT(euc, end_use, "end use"),
    TEXT(euc, place_of_use, "place of use or installation"),
    WORD(euc, after_use, "consumed processed installed stock resold", "what happens to the goods"),
    BOOL(euc, military, "military end use is declared"),
    BOOL(euc, no_reexport, "undertakes not to re-export without consent"),
    BOOL(euc, on_site, "agrees to checks on site"),
    BOOL(euc, no_target_use, "undertakes: no use in, no passing on to the target"),
    BOOL(euc, flow_down, "binds own customers to the same"),
    BOOL(euc, keeps_records, "keeps records"),
    BOOL(euc, reports_diversion, "reports diversion"),
    BOOL(euc, letterhead, "on the firm's letterhead"),
    BOOL(euc, stamp, "stamped"),
    TEXT(euc, contract, "contract or order it is for"),
    TEXT(euc, pdf, "file of the scanned certificate"),
    LIST(euc, "items", item, items, CASE_ITEMS_MAX, euc_item_shape, "goods it covers"),
};
const case_shape case_shape_euc = {.name = "a certificate", MEMBERS(euc_field), .size = sizeof(euc)};

static const case_field case_field_table[] = {
    TEXT(case_file, id, "number of the case"),
    WORD(case_file, side, "exporter forwarder bank investor", "whose case it is"),
    TEXT(case_file, jurisdiction, "whose law binds, by comma"),
    DAY(case_file, day, "day of the shipment or payment"),
    TEXT(case_file, destination, "country of final destination"),
    TEXT(case_file, end_use, "what the goods are for"),
    TEXT(case_file, incoterm, "delivery term"),
    LIST(case_file, "parties", party, parties, CASE_PARTIES_MAX, party_shape, "everybody who takes part"),
    LIST(case_file, "items", item, items, CASE_ITEMS_MAX, item_shape, "goods, line by line"),
    LIST(case_file, "legs", leg, legs, CASE_LEGS_MAX, leg_shape, "route, leg by leg"),
    {.key = "contract", .kind = FIELD_OBJECT, .at = offsetof(case_file, contract), .at_state = offsetof(case_file, contract_state), .shape = &contract_shape,
     .means = "contract or order"},
    {.key = "euc", .kind = FIELD_OBJECT, .at = offsetof(case_file, euc), .at_state = offsetof(case_file, euc_state), .shape = &case_shape_euc, .apart = true,
     .means = "end-user certificate"},
    LIST(case_file, "payments", payment, payments, CASE_PAYMENTS_MAX, payment_shape, "payments made or announced"),
    LIST(case_file, "orders", order, orders, CASE_HISTORY_MAX, order_shape, "earlier orders"),
    LIST(case_file, "documents", document, documents, CASE_DOCUMENTS_MAX, document_shape, "other papers"),
    LIST(case_file, "changes", change, changes, CASE_CHANGES_MAX, change_shape, "what was changed after the order"),
    LIST(case_file, "answers", answer, answers, CASE_ANSWERS_MAX, answer_shape, "answers and attestations"),
};
const case_shape case_shape_case = {.name = "a case", MEMBERS(case_field_table), .size = sizeof(case_file)};

const case_field *case_field_find(const case_shape *s, const char *key) {
    for (size_t i = 0; i < s->fields; i++)
        if (strcmp(s->field[i].key, key) == 0) return &s->field[i];
    return NULL;
}

bool case_field_word(const char *words, const char *word) {
    size_t len = strlen(word);
    for (const char *at = words; len && (at = strstr(at, word)) != NULL; at += len)
        if ((at == words || at[-1] == ' ') && (at[len] == ' ' || !at[len])) return true;
    return false;
}

enum { NEAR_KEY_MAX = 40 };

static unsigned lower(char c) { return c >= 'A' && c <= 'Z' ? (unsigned)(c - 'A' + 'a') : (unsigned char)c; }

/* Edits between two keys, case ignored; two letters that changed places are one (Damerau 1964, adjacent swaps only). */
static unsigned edits(const char *a, const char *b) {
    size_t n = strlen(a), m = strlen(b);
    unsigned row[3][NEAR_KEY_MAX + 1];
    if (n > NEAR_KEY_MAX || m > NEAR_KEY_MAX) return NEAR_KEY_MAX;
    for (unsigned j = 0; j <= m; j++) row[0][j] = j;
    for (unsigned i = 1; i <= n; i++) {
        unsigned *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            unsigned change = last[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));
            unsigned less = (last[j] < now[j - 1] ? last[j] : now[j - 1]) + 1;
            now[j] = change < less ? change : less;
            bool swap = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
            if (swap && before[j - 2] + 1 < now[j]) now[j] = before[j - 2] + 1;
        }
    }
    return row[n % 3][m];
}

const char *case_field_near(const case_shape *s, const char *key) {
    const char *best = NULL;
    size_t len = strlen(key);
    unsigned least = len < 5 ? 2 : len < 9 ? 3 : 4; /* fewer than that */
    for (size_t i = 0; i < s->fields; i++) {
        unsigned d = edits(key, s->field[i].key);
        if (d < least) least = d, best = s->field[i].key;
    }
    for (size_t i = 0; !best && len >= 3 && i < s->fields; i++) {
        const char *k = s->field[i].key;
        size_t shorter = len < strlen(k) ? len : strlen(k);
        if (shorter >= 3 && strncasecmp(key, k, shorter) == 0) best = k;
    }
    return best;
}
