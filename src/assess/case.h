/* case.h - the facts of one case, as given: who, what, by which way, under which papers, paid by whom.
 *
 * Read from JSON (data/schema/case.schema.json) or CSV (one line per item). Every value has a state: given, empty ("" or []), unknown
 * (null, "unknown") or absent: none of the last three is ever a no. Errors: line and column for syntax, JSON pointer for meaning. What a
 * case may hold is one table (case_fields.h); reading, canonical JSON, the schema and the list of columns follow from it. */
#ifndef ASSESS_CASE_H
#define ASSESS_CASE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include <cordon/error.h>
#include <stdbool.h>

typedef enum value_state { VALUE_ABSENT, VALUE_UNKNOWN, VALUE_EMPTY, VALUE_GIVEN } value_state;
const char *value_state_name(value_state s); /* "absent", "unknown", "empty", "given" */

/* pointer: the JSON pointer of the value, or of where it would stand. v is "", 0 or TRI_UNKNOWN unless given. */
typedef struct case_text { const char *v; value_state state; const char *pointer; } case_text;
typedef struct case_number { double v; value_state state; const char *pointer; } case_number;
typedef struct case_day { date_day v; value_state state; const char *pointer; } case_day;
typedef enum tri { TRI_NO, TRI_UNKNOWN, TRI_YES } tri;
typedef struct case_bool { tri v; value_state state; const char *pointer; } case_bool;
typedef struct case_texts { const case_text *v; size_t n; value_state state; const char *pointer; } case_texts;

/* Bounds; JSON is also held to those of read/json_tree.h (4 MiB, 200,000 values): larger orders come as CSV. */
enum { CASE_BYTES_MAX = 16 << 20, CASE_TEXT_MAX = 4000, CASE_CLAUSE_MAX = 400000, CASE_PARTIES_MAX = 200, CASE_ITEMS_MAX = 20000, CASE_OWNERS_MAX = 1000,
       CASE_LEGS_MAX = 100, CASE_PAYMENTS_MAX = 2000, CASE_HISTORY_MAX = 20000, CASE_DOCUMENTS_MAX = 500, CASE_CHANGES_MAX = 500, CASE_ANSWERS_MAX = 500,
       CASE_TEXTS_MAX = 200 };

/* share: exactly so many percent; else low and high. kind: shares, votes or control. */
typedef struct case_owner { case_text name, id, country; case_number share, low, high; case_text kind; case_day from, to; case_bool person; } case_owner;
typedef struct case_party {
    case_text id, role, name, country, address, phone, email, website, activity /* NACE or ISIC */, bank_bic, bank_country, ip, ip_country;
    case_texts alias, registration /* TYPE:VALUE */, officer;
    case_day founded; case_number employees;
    case_bool person;
    const case_owner *owner; size_t owners; value_state owners_state;
    case_bool owners_complete;
} case_party;
typedef struct case_item {
    case_text id, code, nomenclature, text, part, manufacturer, unit, currency, origin, producer;
    case_text control /* position in a list of dual-use goods */, eccn, annex /* stated: a measure's id */, annex_by /* who says so */, licence;
    case_texts serials;
    case_number quantity, value, mass_kg;
    case_bool military_end_use;
} case_item;
typedef struct case_leg { case_text mode, from, to, vessel, vessel_imo, flag, port, carrier; case_day on; } case_leg;
typedef struct case_contract {
    case_text number; case_day signed_on, amended_on, ends;
    case_text clause /* the words of the no re-export clause, or of the whole contract */, governing_law, terms;
    case_bool no_reexport_clause, ip_licence, ip_clause, public; case_number value; case_text currency;
} case_contract;
typedef struct case_payment {
    case_text debtor, ultimate_debtor, debtor_agent, debtor_country, creditor, ultimate_creditor, creditor_agent, currency, country, reference, method, wallet, asset;
    case_texts agent; case_number amount; case_day on;
} case_payment;
typedef struct case_order { case_day on; case_text destination, code, party, unit; case_number quantity, value; case_text currency; } case_order;
/* Another paper, for agreement with the rest: invoice, order, bill of lading, packing list, letter of credit, licence. */
typedef struct case_document {
    case_text kind, number, issuer, seller, buyer, consignee, notify, end_user, destination, goods, currency; case_number quantity, value; case_day on, valid_until;
} case_document;
/* Something that was otherwise before: of = destination, payer, party, route, goods, delivery. */
typedef struct case_change { case_day on; case_text of, before, after; } case_change;
typedef struct case_answer { case_text question, answer, by; case_day on; } case_answer; /* attestations */

typedef struct case_file {
    case_text id, side /* exporter, forwarder, bank, investor */, jurisdiction /* that bind, by comma */, destination, end_use, incoterm;
    case_day day; /* of the shipment or payment; the day the law is asked of unless --as-at */
    const case_party *party; size_t parties; value_state parties_state;
    const case_item *item; size_t items; value_state items_state;
    const case_leg *leg; size_t legs; value_state legs_state;
    case_contract contract; value_state contract_state;
    const struct euc *euc; value_state euc_state; /* euc.h; NULL unless given */
    const case_payment *payment; size_t payments; value_state payments_state;
    const case_order *order; size_t orders; value_state orders_state;
    const case_document *document; size_t documents; value_state documents_state;
    const case_change *change; size_t changes; value_state changes_state;
    const case_answer *answer; size_t answers; value_state answers_state;
    const char *canonical; size_t canonical_len; /* canonical JSON: what is sealed */
    char hash[65]; /* BLAKE2b-256 of it */
} case_file;

/* Reads json[0 .. len) as JSON where its first byte that is no blank is "{", else as CSV. path names it in messages. Everything lives in mem.
 * CORDON_EFORMAT, CORDON_ELIMIT: line, column and, where it is about a value, its JSON pointer at the head of the message. O(len). */
cordon_status case_read(case_file *out, arena *mem, const char *path, const char *json, size_t len, cordon_error *err);
/* A value that a larger file holds (a line of a batch): it begins at that line and column. */
cordon_status case_read_at(case_file *out, arena *mem, const char *path, const char *json, size_t len, uint32_t line, cordon_error *err);
/* The same from a file ("-" is standard input; gz, xz, zst are unpacked). */
cordon_status case_read_file(case_file *out, arena *mem, const char *path, cordon_error *err);
/* An end-user certificate by itself, as it stands under "euc" in a case. */
cordon_status case_read_euc(const struct euc **out, arena *mem, const char *path, const char *json, size_t len, cordon_error *err);

/* The commented file of data/assess/templates for a side: keys beginning with "//" are read over. CORDON_EINVAL names the sides there are. */
cordon_status case_template(buf *out, const char *side, cordon_error *err);
/* The JSON Schema (draft 7) of a case, as data/schema/case.schema.json. */
void case_schema(buf *out);
/* The columns that a CSV may have, one a line: path, what it takes, meaning. */
void case_columns(buf *out);

/* The party of an id, else of a name (case ignored); -1 = none. */
int case_party_find(const case_file *c, const char *id_or_name);
/* The party that an owner is, by its id or name; -1 = none. */
int case_owner_party(const case_file *c, const case_owner *o);
/* Owners of all parties are counted in one row, in the order of the case: where o of p stands in it, how many there are, and back (NULL = none). */
size_t case_owner_index(const case_file *c, const case_party *p, const case_owner *o);
size_t case_owners(const case_file *c);
const case_owner *case_owner_at(const case_file *c, size_t i);
/* One question: letters alike but for case, and "-", "_" and a blank for one another. */
bool case_question_same(const char *a, const char *b);
/* The newest attestation of a question; NULL = none was given. Undated ones are older than dated ones. */
const case_answer *case_answer_find(const case_file *c, const char *question);

#endif
