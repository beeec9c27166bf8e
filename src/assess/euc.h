/* euc.h - end-user certificates: fields, completeness by template, agreement with the other papers, what is drawn down.  clause.h beside it. */
#ifndef ASSESS_EUC_H
#define ASSESS_EUC_H

#include "assess/case.h"
#include "finding/finding.h"

typedef struct euc_item { case_text text, part, position, code, unit, serials; case_number quantity, value; } euc_item;
typedef struct euc {
    case_text number, place, authority, exporter, applicant, purchaser, intermediate, consignee, end_user, end_user_id, address, country, website, role;
    case_text signatory, signatory_position, signatory_firm, signature_form, end_use, place_of_use, after_use /* consumed, processed, stock, resold */;
    case_day signed_on, valid_until;
    case_bool military, no_reexport, on_site, no_target_use, flow_down, keeps_records, reports_diversion, letterhead, stamp;
    const euc_item *item; size_t items; value_state items_state;
    case_text contract, pdf;
} euc;
/* template: a row set of data/assess/euc_fields.csv ("BAFA", "BIS", "generic"). One finding per thing that is missing, contradicts another paper, is out of
 * date, or is drawn past its quantity (earlier: what earlier sealed decisions shipped under the same number). */
typedef struct euc_use { const char *number; case_number shipped; const char *decision; } euc_use;
cordon_status euc_check(const finding **out, size_t *n, arena *mem, const euc *e, const case_file *c, const char *template, const euc_use *earlier, size_t uses,
                        date_day as_at, cordon_error *err);
cordon_status euc_template(buf *out, const char *template, cordon_error *err);

#endif
