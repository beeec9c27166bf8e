/* case_fields.c - the tables of keys: the one place that says what a case holds. */
#include "assess/case_fields.h"

#include <stddef.h>
#include <stdio.h>
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
    TEXT(case_owner, name, "who owns", .also = "owner holder"),
    TEXT(case_owner, id, "id of a party of the case, or TYPE:VALUE"),
    TEXT(case_owner, country, "country of the owner"),
    NUMBER(case_owner, share, 0, 100, "percent held, when it is known exactly", .also = "percent pct percentage share_percent"),
    NUMBER(case_owner, low, 0, 100, "least percent held", .also = "min_share"),
    NUMBER(case_owner, high, 0, 100, "most percent held", .also = "max_share"),
    WORD(case_owner, kind, "shares votes control", "what is held; control: board, veto or conduct without a stake"),
    DAY(case_owner, from, "first day of the holding", .also = "since valid_from"),
    DAY(case_owner, to, "last day of the holding", .also = "until valid_to"),
    BOOL(case_owner, person, "a natural person"),
};
static const case_shape owner_shape = {.name = "an owner", MEMBERS(owner_field), .size = sizeof(case_owner)};

static const case_field party_field[] = {
    TEXT(case_party, id, "short name used inside the case"),
    WORD(case_party, role,
         "exporter producer seller purchaser consignor consignee intermediate_consignee end_user intermediary forwarder carrier payer payee agent bank insurer broker investor "
         "target notify other",
         "what the party does in the transaction",
         .spelt = "buyer=purchaser importer=purchaser customer=purchaser ultimate_consignee=consignee supplier=seller vendor=seller manufacturer=producer shipper=consignor reseller=intermediary distributor=intermediary freight_forwarder=forwarder debtor=payer creditor=payee payment_agent=agent"),
    TEXT(case_party, name, "full name as in its register", .also = "legal_name full_name"),
    TEXTS(case_party, alias, "other names, also in other scripts", .also = "aliases aka other_names"),
    TEXTS(case_party, registration, "numbers as TYPE:VALUE", .also = "reg_no registration_no registration_number registrations reg_number"),
    TEXT(case_party, country, "country of the seat", .also = "country_code"),
    TEXT(case_party, address, "address"),
    TEXT(case_party, phone, "telephone with the country's prefix", .also = "telephone tel"),
    TEXT(case_party, email, "e-mail address", .also = "e_mail mail"),
    TEXT(case_party, website, "website", .also = "web url homepage"),
    TEXT(case_party, activity, "NACE or ISIC class of the business", .also = "nace isic business industry"),
    DAY(case_party, founded, "day of incorporation", .also = "incorp_date incorporated incorporation_date incorporated_on founded_on established"),
    NUMBER(case_party, employees, 0, 1e8, "number of employees"),
    BOOL(case_party, person, "a natural person", .also = "natural_person"),
    TEXTS(case_party, officer, "directors and officers", .also = "officers director directors"),
    TEXT(case_party, bank_bic, "BIC of its bank", .also = "bic swift bank"),
    TEXT(case_party, bank_country, "country of its bank"),
    TEXT(case_party, ip, "address on the internet from which it ordered"),
    TEXT(case_party, ip_country, "country of that address"),
    LIST(case_party, "owners", owner, owners, CASE_OWNERS_MAX, owner_shape, "who owns or controls it", .also = "owner shareholders"),
    BOOL(case_party, owners_complete, "all owners are named: nobody else holds anything", .also = "all_owners_known"),
};
static const case_shape party_shape = {.name = "a party", MEMBERS(party_field), .size = sizeof(case_party)};

static const case_field item_field[] = {
    TEXT(case_item, id, "number of the line", .also = "line"),
    TEXT(case_item, code, "tariff code, 4 to 10 digits", .also = "hs cn hs_code cn_code hs6 taric tariff_code"),
    TEXT(case_item, nomenclature, "whose code it is; by default that of the day"),
    TEXT(case_item, text, "description", .also = "desc description goods"),
    TEXT(case_item, part, "part or type number", .also = "part_no part_number model"),
    TEXT(case_item, manufacturer, "who made it"),
    TEXTS(case_item, serials, "serial numbers", .also = "serial serial_no serial_numbers"),
    NUMBER(case_item, quantity, 0, AMOUNT_MAX, "quantity in `unit`", .also = "qty"),
    TEXT(case_item, unit, "unit of the quantity"),
    NUMBER(case_item, value, 0, AMOUNT_MAX, "value of the line in `currency`"),
    TEXT(case_item, currency, "currency of the value", .also = "ccy"),
    NUMBER(case_item, mass_kg, 0, AMOUNT_MAX, "net mass in kilograms", .also = "weight_kg net_kg kg"),
    TEXT(case_item, origin, "country of origin", .also = "country_of_origin origin_country"),
    TEXT(case_item, producer, "country of the producer, or the producer"),
    TEXT(case_item, control, "position in the list of dual-use goods; \"none\": classified, and in no position", .also = "dual_use_position control_position"),
    TEXT(case_item, eccn, "classification number under the export rules of the origin"),
    TEXT(case_item, annex, "measure (cordon goods coverage) in which somebody says that it stands"),
    TEXT(case_item, annex_by, "who says so"),
    BOOL(case_item, military_end_use, "known or suspected to be for military use", .also = "military"),
    TEXT(case_item, licence, "number of the licence it goes under", .also = "license licence_no license_no"),
};
static const case_shape item_shape = {.name = "an item", MEMBERS(item_field), .size = sizeof(case_item)};

static const case_field leg_field[] = {
    WORD(case_leg, mode, "sea air road rail post pipeline hand", "means of transport",
         .spelt = "truck=road ship=sea vessel=sea plane=air train=rail courier=post"),
    TEXT(case_leg, from, "country where the leg begins", .also = "from_country"),
    TEXT(case_leg, to, "country where it ends", .also = "to_country"),
    TEXT(case_leg, vessel, "name of the vessel", .also = "vessel_name ship"),
    TEXT(case_leg, vessel_imo, "IMO number of the vessel", .also = "imo"),
    TEXT(case_leg, flag, "flag of the vessel"),
    TEXT(case_leg, port, "port or airport where it ends"),
    TEXT(case_leg, carrier, "who carries"),
    DAY(case_leg, on, "day of departure", .also = "date departure"),
};
static const case_shape leg_shape = {.name = "a leg", MEMBERS(leg_field), .size = sizeof(case_leg)};

static const case_field contract_field[] = {
    TEXT(case_contract, number, "number of the contract or order", .also = "no contract_no"),
    DAY(case_contract, signed_on, "day of signature", .also = "date signed contract_date signed_date signature_date"),
    DAY(case_contract, amended_on, "day of the last amendment", .also = "amended"),
    DAY(case_contract, ends, "day of expiry", .also = "end_date expires ends_on expiry valid_until"),
    LONG(case_contract, clause, "words of the no re-export clause, or the whole contract", .also = "clause_text text"),
    BOOL(case_contract, no_reexport_clause, "it forbids re-export to the target", .also = "reexport_clause no_re_export_clause"),
    BOOL(case_contract, ip_licence, "it licenses or transfers rights or trade secrets", .also = "ip_license"),
    BOOL(case_contract, ip_clause, "it forbids their use for the target"),
    BOOL(case_contract, public, "it is with a public authority"),
    NUMBER(case_contract, value, 0, AMOUNT_MAX, "value in `currency`"),
    TEXT(case_contract, currency, "currency of the value", .also = "ccy"),
    TEXT(case_contract, governing_law, "law that governs it"),
    WORD(case_contract, terms, "advance cash open_account letter_of_credit collection instalments other", "terms of payment",
         .spelt = "prepayment=advance prepaid=advance lc=letter_of_credit l/c=letter_of_credit", .also = "payment_terms"),
};
static const case_shape contract_shape = {.name = "a contract", MEMBERS(contract_field), .size = sizeof(case_contract)};

static const case_field payment_field[] = {
    TEXT(case_payment, debtor, "who pays", .also = "dbtr payer"),
    TEXT(case_payment, ultimate_debtor, "for whom it pays", .also = "ult_debtor ultmt_dbtr"),
    TEXT(case_payment, debtor_agent, "BIC or name of the debtor's bank", .also = "debtor_bank debtor_bic dbtr_agt payer_bank"),
    TEXT(case_payment, debtor_country, "country of the debtor"),
    TEXTS(case_payment, agent, "BICs or names of banks and agents between", .also = "agents bics intermediary_agents"),
    TEXT(case_payment, creditor_agent, "BIC or name of the creditor's bank", .also = "creditor_bank creditor_bic cdtr_agt payee_bank"),
    TEXT(case_payment, creditor, "who is paid", .also = "cdtr payee beneficiary"),
    TEXT(case_payment, ultimate_creditor, "for whom it is", .also = "ult_creditor ultmt_cdtr"),
    NUMBER(case_payment, amount, 0, AMOUNT_MAX, "amount in `currency`"),
    TEXT(case_payment, currency, "currency", .also = "ccy"),
    TEXT(case_payment, country, "country from which it comes"),
    DAY(case_payment, on, "day", .also = "date"),
    TEXT(case_payment, reference, "words of the reference", .also = "remittance purpose"),
    WORD(case_payment, method, "transfer cash card cheque crypto barter other", "how it is paid",
         .spelt = "bank_transfer=transfer wire=transfer check=cheque"),
    TEXT(case_payment, wallet, "wallet paid from"),
    TEXT(case_payment, asset, "crypto asset", .also = "crypto_asset"),
};
static const case_shape payment_shape = {.name = "a payment", MEMBERS(payment_field), .size = sizeof(case_payment)};

static const case_field order_field[] = {
    DAY(case_order, on, "day of the earlier order", .also = "date"),
    TEXT(case_order, destination, "country it went to", .also = "dest country"),
    TEXT(case_order, code, "tariff code", .also = "hs cn hs_code cn_code hs6"),
    TEXT(case_order, party, "id or name of the customer", .also = "customer buyer"),
    NUMBER(case_order, quantity, 0, AMOUNT_MAX, "quantity in `unit`", .also = "qty"),
    TEXT(case_order, unit, "unit of the quantity"),
    NUMBER(case_order, value, 0, AMOUNT_MAX, "value in `currency`"),
    TEXT(case_order, currency, "currency of the value", .also = "ccy"),
};
static const case_shape order_shape = {.name = "an order", MEMBERS(order_field), .size = sizeof(case_order)};

static const case_field document_field[] = {
    WORD(case_document, kind, "order invoice bill_of_lading packing_list letter_of_credit licence declaration delivery other", "what paper it is", .also = "type"),
    TEXT(case_document, number, "its number"),
    TEXT(case_document, issuer, "who issued it"),
    TEXT(case_document, seller, "seller it names"),
    TEXT(case_document, buyer, "buyer it names"),
    TEXT(case_document, consignee, "consignee it names"),
    TEXT(case_document, notify, "whom it asks to notify"),
    TEXT(case_document, end_user, "end user it names"),
    TEXT(case_document, destination, "country of destination it names"),
    TEXT(case_document, goods, "goods it names"),
    NUMBER(case_document, quantity, 0, AMOUNT_MAX, "quantity in all", .also = "qty"),
    NUMBER(case_document, value, 0, AMOUNT_MAX, "value in `currency`"),
    TEXT(case_document, currency, "currency of the value", .also = "ccy"),
    DAY(case_document, on, "its day", .also = "date"),
    DAY(case_document, valid_until, "last day of validity"),
};
static const case_shape document_shape = {.name = "a document", MEMBERS(document_field), .size = sizeof(case_document)};

static const case_field change_field[] = {
    DAY(case_change, on, "day of the change", .also = "date"),
    WORD(case_change, of, "destination payer party route goods delivery bank other", "what was changed", .also = "what field"),
    TEXT(case_change, before, "how it was", .also = "old"),
    TEXT(case_change, after, "how it is", .also = "new"),
};
static const case_shape change_shape = {.name = "a change", MEMBERS(change_field), .size = sizeof(case_change)};

static const case_field answer_field[] = {
    TEXT(case_answer, question, "id of the question or attestation", .also = "id"),
    TEXT(case_answer, answer, "yes, no, unknown or words", .also = "value"),
    TEXT(case_answer, by, "who says so", .also = "who"),
    DAY(case_answer, on, "day", .also = "date"),
};
static const case_shape answer_shape = {.name = "an answer", MEMBERS(answer_field), .size = sizeof(case_answer)};

static const case_field euc_item_field[] = {
    TEXT(euc_item, text, "description", .also = "desc description goods"),
    TEXT(euc_item, part, "part or type number", .also = "part_no part_number"),
    TEXT(euc_item, position, "position in a control list"),
    TEXT(euc_item, code, "tariff code", .also = "hs cn hs_code cn_code hs6"),
    NUMBER(euc_item, quantity, 0, AMOUNT_MAX, "quantity in `unit`", .also = "qty"),
    TEXT(euc_item, unit, "unit of the quantity"),
    NUMBER(euc_item, value, 0, AMOUNT_MAX, "value"),
    TEXT(euc_item, serials, "serial numbers"),
};
static const case_shape euc_item_shape = {.name = "a certified item", MEMBERS(euc_item_field), .size = sizeof(euc_item)};

static const case_field euc_field[] = {
    TEXT(euc, number, "number of the certificate", .also = "no document_no"),
    TEXT(euc, place, "place of signature"),
    DAY(euc, signed_on, "day of signature", .also = "date signed signature_date signed_date"),
    DAY(euc, valid_until, "last day of validity", .also = "expires valid_to expiry"),
    TEXT(euc, authority, "authority it is for"),
    TEXT(euc, exporter, "exporter"),
    TEXT(euc, applicant, "applicant of the licence"),
    TEXT(euc, purchaser, "purchaser"),
    TEXT(euc, intermediate, "intermediate consignee", .also = "intermediate_consignee"),
    TEXT(euc, consignee, "ultimate consignee", .also = "ultimate_consignee"),
    TEXT(euc, end_user, "end user"),
    TEXT(euc, end_user_id, "its number as TYPE:VALUE", .also = "reg_no end_user_reg_no"),
    TEXT(euc, address, "its address", .also = "end_user_address"),
    TEXT(euc, country, "its country", .also = "end_user_country"),
    TEXT(euc, website, "its website"),
    TEXT(euc, role, "what it is in the transaction"),
    TEXT(euc, signatory, "who signs", .also = "signatory_name signer signed_by"),
    TEXT(euc, signatory_position, "position of who signs"),
    TEXT(euc, signatory_firm, "firm for which is signed"),
    WORD(euc, signature_form, "hand electronic_advanced electronic_simple scanned none", "form of the signature",
         .spelt = "handwritten=hand original=hand eidas_advanced=electronic_advanced pasted=scanned"),
    TEXT(euc, end_use, "end use"),
    TEXT(euc, place_of_use, "place of use or installation"),
    WORD(euc, after_use, "consumed processed installed stock resold", "what happens to the goods",
         .spelt = "incorporated=processed resale=resold", .also = "goods_become"),
    BOOL(euc, military, "military end use is declared", .also = "military_end_use"),
    BOOL(euc, no_reexport, "undertakes not to re-export without consent", .also = "no_re_export"),
    BOOL(euc, on_site, "agrees to checks on site", .also = "on_site_verification"),
    BOOL(euc, no_target_use, "undertakes: no use in, no passing on to the target"),
    BOOL(euc, flow_down, "binds own customers to the same"),
    BOOL(euc, keeps_records, "keeps records"),
    BOOL(euc, reports_diversion, "reports diversion"),
    BOOL(euc, letterhead, "on the firm's letterhead"),
    BOOL(euc, stamp, "stamped"),
    TEXT(euc, contract, "contract or order it is for", .also = "contract_no order_no"),
    TEXT(euc, pdf, "file of the scanned certificate"),
    LIST(euc, "items", item, items, CASE_ITEMS_MAX, euc_item_shape, "goods it covers"),
};
const case_shape case_shape_euc = {.name = "a certificate", MEMBERS(euc_field), .size = sizeof(euc)};

static const case_field case_field_table[] = {
    TEXT(case_file, id, "number of the case", .also = "case case_id case_no"),
    WORD(case_file, side, "exporter forwarder bank investor", "whose case it is",
         .spelt = "seller=exporter carrier=forwarder"),
    TEXT(case_file, jurisdiction, "whose law binds, by comma", .also = "jurisdictions", .joins = true),
    DAY(case_file, day, "day of the shipment or payment", .also = "date as_at shipment_date"),
    TEXT(case_file, destination, "country of final destination", .also = "dest country_of_destination destination_country"),
    TEXT(case_file, end_use, "what the goods are for", .also = "use"),
    TEXT(case_file, incoterm, "delivery term", .also = "incoterms"),
    LIST(case_file, "parties", party, parties, CASE_PARTIES_MAX, party_shape, "everybody who takes part", .also = "party"),
    LIST(case_file, "items", item, items, CASE_ITEMS_MAX, item_shape, "goods, line by line"),
    LIST(case_file, "legs", leg, legs, CASE_LEGS_MAX, leg_shape, "route, leg by leg", .also = "route route_legs"),
    {.key = "contract", .kind = FIELD_OBJECT, .at = offsetof(case_file, contract), .at_state = offsetof(case_file, contract_state), .shape = &contract_shape,
     .means = "contract or order"},
    {.key = "euc", .kind = FIELD_OBJECT, .at = offsetof(case_file, euc), .at_state = offsetof(case_file, euc_state), .shape = &case_shape_euc, .apart = true,
     .also = "end_user_certificate eus", .means = "end-user certificate"},
    LIST(case_file, "payments", payment, payments, CASE_PAYMENTS_MAX, payment_shape, "payments made or announced", .also = "payment"),
    LIST(case_file, "orders", order, orders, CASE_HISTORY_MAX, order_shape, "earlier orders", .also = "history order_history"),
    LIST(case_file, "documents", document, documents, CASE_DOCUMENTS_MAX, document_shape, "other papers", .also = "papers"),
    LIST(case_file, "changes", change, changes, CASE_CHANGES_MAX, change_shape, "what was changed after the order", .also = "amendments"),
    LIST(case_file, "answers", answer, answers, CASE_ANSWERS_MAX, answer_shape, "answers and attestations", .also = "attestations"),
};
const case_shape case_shape_case = {.name = "a case", MEMBERS(case_field_table), .size = sizeof(case_file)};

static unsigned lower(char c) { return c >= 'A' && c <= 'Z' ? (unsigned)(c - 'A' + 'a') : (unsigned char)c; }

static bool apart(char c) { return c == '_' || c == '-' || c == ' '; }

/* Alike but for case and what parts words: "End-user" is "end_user". b ends at its end, a blank or "=". */
static bool alike(const char *a, const char *b) {
    for (;; a++, b++) {
        while (apart(*a)) a++;
        while (*b == '_') b++;
        bool end = !*b || *b == ' ' || *b == '=';
        if (!*a || end) return !*a && end;
        if (lower(*a) != lower(*b)) return false;
    }
}

/* Where a word stands among words parted by blanks; NULL. */
static const char *among(const char *words, const char *word) {
    for (const char *w = words; w && *w; w += strspn(w, " ")) {
        if (alike(word, w)) return w;
        w += strcspn(w, " ");
    }
    return NULL;
}

const case_field *case_field_find(const case_shape *s, const char *key) {
    for (size_t i = 0; i < s->fields; i++)
        if (strcmp(s->field[i].key, key) == 0) return &s->field[i];
    for (size_t i = 0; i < s->fields; i++)
        if (alike(key, s->field[i].key) || among(s->field[i].also, key)) return &s->field[i];
    return NULL;
}

bool case_field_word(const char *words, const char *word) {
    size_t len = strlen(word);
    for (const char *at = words; len && (at = strstr(at, word)) != NULL; at += len)
        if ((at == words || at[-1] == ' ') && (at[len] == ' ' || !at[len])) return true;
    return false;
}

const char *case_field_spelt(const case_field *f, const char *word, size_t *len) {
    const char *w = among(f->words, word), *other = w ? NULL : among(f->spelt, word);
    if (other) w = other + strcspn(other, "=") + 1;
    if (w) *len = strcspn(w, " ");
    return w;
}

enum { NEAR_KEY_MAX = 40 };

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
    char one[NEAR_KEY_MAX + 1];
    const char *best = NULL;
    size_t len = strlen(key);
    unsigned least = len < 5 ? 2 : len < 9 ? 3 : 4; /* fewer than that */
    for (size_t i = 0; i < s->fields; i++) {
        unsigned d = edits(key, s->field[i].key);
        if (d < least) least = d, best = s->field[i].key;
    }
    for (size_t i = 0; i < s->fields; i++)
        for (const char *w = s->field[i].also; w && *w; w += strspn(w, " ")) {
            size_t n = strcspn(w, " ");
            snprintf(one, sizeof one, "%.*s", (int)n, w);
            unsigned d = edits(key, one);
            if (d < least) least = d, best = s->field[i].key;
            w += n;
        }
    for (size_t i = 0; !best && len >= 3 && i < s->fields; i++) {
        const char *k = s->field[i].key;
        size_t shorter = len < strlen(k) ? len : strlen(k);
        if (shorter >= 3 && strncasecmp(key, k, shorter) == 0) best = k;
    }
    return best;
}
