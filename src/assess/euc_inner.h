/* euc_inner.h - the parts of euc_check: each looks at one thing and says it. */
#ifndef ASSESS_EUC_INNER_H
#define ASSESS_EUC_INNER_H

#include "assess/case_fields.h"
#include "assess/euc.h"
#include "assess/says.h"
#include "assess/tables.h"

typedef struct euc_asked {
    const euc *e;
    const case_file *c;
    const euc_terms *t;
    const char *template;
    const char *name; /* the certificate's number, else "certificate" */
    says says;
} euc_asked;

cordon_status euc_fields_check(euc_asked *q, cordon_error *err);  /* complete, form, years */
cordon_status euc_signer_check(euc_asked *q, cordon_error *err);  /* signer, validity, days */
cordon_status euc_papers_check(euc_asked *q, cordon_error *err);  /* parties of order, invoice, bill of lading, payment */
cordon_status euc_amounts_check(euc_asked *q, cordon_error *err); /* destinations, quantities, values */
cordon_status euc_goods_check(euc_asked *q, cordon_error *err);   /* goods covered, drawn down */
cordon_status euc_others_check(euc_asked *q, cordon_error *err);  /* copied words, one signatory for several */
cordon_status euc_pdf_check(euc_asked *q, cordon_error *err);
cordon_status euc_after_check(euc_asked *q, cordon_error *err);   /* arrival, visits */

/* A value of a certificate by its key: state, and its text ("yes" and "no" of booleans, days as printed) in room. */
typedef struct euc_value { value_state state; const char *text, *pointer; tri holds; } euc_value;
euc_value euc_value_of(const case_shape *s, const void *thing, const char *key, char room[64]);
/* Whether a certificate names somebody as purchaser, consignee, end user, intermediate or applicant. */
cordon_status euc_names(tri *out, const euc *e, const char *name, cordon_error *err);
cordon_status euc_template_known(const char **out, const char *template, cordon_error *err);

#endif
