/* case.h - the facts of one case, as given: who, what, by which way, under which papers, paid by whom.
 *
 * Read from JSON (data/schema/case.schema.json) or CSV (one line per item). Every value has a state: given, empty ("" or []), unknown
 * (null, "unknown") or absent: none of the last three is ever a no. Errors: line and column for syntax, JSON pointer for meaning. */
#ifndef ASSESS_CASE_H
#define ASSESS_CASE_H

#include "base/arena.h"
#include "base/date.h"
#include "base/buf.h"
#include <cordon/error.h>
#include <stdbool.h>

typedef enum value_state { VALUE_ABSENT, VALUE_UNKNOWN, VALUE_EMPTY, VALUE_GIVEN } value_state;
typedef struct case_text { const char *v; value_state state; const char *pointer; } case_text;     /* v "" unless given */
typedef struct case_number { double v; value_state state; const char *pointer; } case_number;
typedef struct case_day { date_day v; value_state state; const char *pointer; } case_day;
typedef enum tri { TRI_NO, TRI_UNKNOWN, TRI_YES } tri;
typedef struct case_bool { tri v; value_state state; const char *pointer; } case_bool;

enum { CASE_BYTES_MAX = 16 << 20, CASE_PARTIES_MAX = 200, CASE_ITEMS_MAX = 20000, CASE_OWNERS_MAX = 1000, CASE_LEGS_MAX = 100,
       CASE_PAYMENTS_MAX = 2000, CASE_HISTORY_MAX = 20000 };

typedef struct case_owner { case_text name, id, country; case_number low, high; case_text kind; case_day from, to; } case_owner;
typedef struct case_party {
    case_text id, role, name, country, address, phone, email, website, activity /* NACE or ISIC */, bank_bic;
    const case_text *alias; size_t aliases;
    const case_text *registration; size_t registrations; /* TYPE:VALUE */
    case_day founded; case_number employees;
    case_bool person;
    const case_owner *owner; size_t owners; case_bool owners_complete;
} case_party;
typedef struct case_item {
    case_text id, code, nomenclature, text, part, manufacturer, unit, currency, origin, producer, eccn, annex /* stated */, annex_by /* who says so */;
    case_number quantity, value, mass_kg;
    case_bool military_end_use;
} case_item;
typedef struct case_leg { case_text mode, from, to, vessel_imo, port, carrier; case_day on; } case_leg;
typedef struct case_contract { case_day signed_on, ends; case_text clause, governing_law; case_bool no_reexport_clause, ip_licence, ip_clause, public; case_number value; } case_contract;
typedef struct case_payment { case_text debtor, ultimate_debtor, debtor_agent, creditor, ultimate_creditor, creditor_agent, currency, country, reference;
    const case_text *agent; size_t agents; case_number amount; case_day on; } case_payment;
typedef struct case_order { case_day on; case_text destination, code, party; case_number quantity, value; } case_order;
typedef struct case_answer { case_text question, answer, by; case_day on; } case_answer; /* attestations */
typedef struct case_file {
    case_text id, side /* exporter, forwarder, bank, investor */, jurisdiction, destination, end_use, incoterm;
    case_day day; /* of the shipment or payment; the day the law is asked of unless --as-at */
    const case_party *party; size_t parties;
    const case_item *item; size_t items;
    const case_leg *leg; size_t legs;
    case_contract contract; value_state contract_state;
    const struct euc *euc; /* euc.h, NULL = absent */
    const case_payment *payment; size_t payments;
    const case_order *order; size_t orders;
    const case_answer *answer; size_t answers;
    const char *canonical; size_t canonical_len; /* canonical JSON: what is sealed */
    char hash[65]; /* BLAKE2b-256 of it */
} case_file;
cordon_status case_read(case_file *out, arena *mem, const char *path, const char *json, size_t len, cordon_error *err);
cordon_status case_template(buf *out, const char *side, cordon_error *err); /* commented: keys beginning with "//" are read over */

#endif
