/* euc.h - end-user certificates: complete by a template, in agreement with the other papers, signed by the end user, in time, not drawn past their
 * quantity, not a copy of somebody else's, and what was found where the goods were said to be.  clause.h beside it. */
#ifndef ASSESS_EUC_H
#define ASSESS_EUC_H

#include "assess/case.h"
#include "finding/finding.h"
#include "regime/area.h"

typedef struct euc_item { case_text text, part, position, code, unit, serials; case_number quantity, value; } euc_item;
typedef struct euc {
    case_text number, place, authority, exporter, applicant, purchaser, intermediate, consignee, end_user, end_user_id, address, country, website, role;
    case_text signatory, signatory_position, signatory_firm, signature_form, end_use, place_of_use, after_use /* consumed, processed, stock, resold */;
    case_day signed_on, valid_until;
    case_bool military, no_reexport, on_site, no_target_use, flow_down, keeps_records, reports_diversion, letterhead, stamp;
    const euc_item *item; size_t items; value_state items_state;
    case_text contract, pdf;
} euc;

/* What an earlier shipment took from a certificate: of the item with that part number, else that code; both "" = of its only item. item: what was
 * shipped, which decides instead as it does for this shipment; NULL = only the words are known. unknown: nobody said how many. */
typedef struct euc_use { const char *number, *part, *code, *unit; double quantity; const char *decision; const case_item *item; bool unknown; } euc_use;
/* A certificate of another transaction; where: the file or decision that holds it. */
typedef struct euc_other { const struct euc *e; const char *where; } euc_other;
/* A check after shipment: outcome verified, not_found, moved or denied. */
typedef struct euc_visit { const char *number, *serial, *inspector, *outcome, *evidence; date_day on; } euc_visit;
struct pdf_info;

typedef struct euc_terms {
    const char *template; /* a row set of data/assess/euc_fields.csv; NULL = that of the certificate's authority where there is one, else "generic" */
    date_day as_at;
    const areas *areas; /* NULL: countries are not compared */
    const euc_use *earlier; size_t uses; bool uses_known; /* uses_known false: drawing down over shipments is not assessed */
    const euc_other *other; size_t others; size_t others_skipped; /* skipped: further ones that an index (euc_near.h) proved to be of no matter */
    const euc_visit *visit; size_t visits;
    const struct pdf_info *pdf; /* NULL: no file was given */
} euc_terms;

/* Findings in the order of the checks: found (something is missing, contradicts, is out of date ...), not_assessed (with the question that would
 * settle it) and nothing_found (with what was compared), so that all that was looked at is there. c NULL: papers, goods and shipments are
 * not assessed. Everything lives in mem. CORDON_EINVAL: no such template, the message names those there are. O(items x certified items + others x words). */
cordon_status euc_check(const finding **out, size_t *n, arena *mem, const euc *e, const case_file *c, const euc_terms *t, cordon_error *err);
/* A certificate to fill in: JSON with a comment ("//FIELD") before each field the template asks for. */
cordon_status euc_template(buf *out, const char *template, cordon_error *err);
/* "BAFA, BIS, generic". */
cordon_status euc_templates(buf *out, cordon_error *err);

/* Rows of a CSV file: number, part, code, unit, quantity, decision; and number, serial, on, inspector, outcome, evidence. */
cordon_status euc_uses_read(const euc_use **out, size_t *n, arena *mem, const char *path, cordon_error *err);
cordon_status euc_visits_read(const euc_visit **out, size_t *n, arena *mem, const char *path, cordon_error *err);

#endif
