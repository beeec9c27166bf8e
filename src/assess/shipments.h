/* shipments.h - what the decisions of a log say of certificates: how much was shipped under each, and which others there are.
 *
 * Of each case (its id; without one its hash) the newest decision counts, under its last override. It ships when it ends as "no bar found" or as
 * "review": a review that nobody turned into hold or block is taken to have left, since a certificate asked about once too often costs a
 * question and one drawn past its quantity unseen costs the control. Hold and block do not ship. Certificates of all cases are there
 * to be compared, also of those that were stopped: a copied one is as likely there.
 *
 * The log is read once, then only what was appended since. One thread at a time. */
#ifndef ASSESS_SHIPMENTS_H
#define ASSESS_SHIPMENTS_H

#include "assess/sealed.h"

typedef struct shipments shipments;
cordon_status shipments_new(shipments **out, cordon_error *err);
void shipments_free(shipments *s);
/* Takes in the entries of l behind the last one taken; before: only those of a smaller number (0 = all). O(new entries). */
cordon_status shipments_follow(shipments *s, decision_log *l, int64_t before, cordon_error *err);
/* One entry, as follow does; in the order of their numbers. An entry that is not what was sealed, or cannot be read, is counted as damaged. */
cordon_status shipments_add(shipments *s, const log_entry *e, cordon_error *err);

typedef struct shipped {
    const euc_use *use; size_t uses;
    bool known; /* false: the certificate has no number, or an entry of the log is damaged */
    const euc_other *other; size_t others;
    size_t skipped; /* certificates of other cases with nothing in common (euc_near.h) */
} shipped;
/* Of a certificate: what other cases than c (NULL = none) took from its number, and the certificates of other cases that it has to be compared with,
 * each once. Arrays are in mem, what they point to lives as long as s and is not moved by more entries. O(uses + certificates with a key in common). */
cordon_status shipments_of(shipped *out, shipments *s, arena *mem, const euc *e, const case_file *c, cordon_error *err);
/* Decisions with a certificate, and entries that could not be read. */
size_t shipments_count(const shipments *s);
size_t shipments_damaged(const shipments *s);

#endif
