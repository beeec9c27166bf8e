/* claims.h - published figures against the data: expected, got, verdict, why.
 *
 * data/claims/claims.csv holds what others published, one row each, with a
 * tolerance and either a measure (measures.csv) that recomputes it or the
 * evidence (evidence.csv) that decides it. Verdicts on data are computed; only
 * where a person has to judge (tolerance judge, wording or none, or a source
 * that speaks of something else) does the table's judgement stand, and the
 * result says so. docs/CLAIMS.md explains the nine words and how to add a row.  */
#ifndef REPORT_CLAIMS_H
#define REPORT_CLAIMS_H

#include "finding/finding.h"
#include "flows/asked.h"

enum { CLAIMS_MAX = 5000, CLAIM_EVIDENCE_MAX = 32 };

typedef enum claim_verdict {
    CLAIM_REPRODUCED,
    CLAIM_CONSISTENT,
    CLAIM_DIFFERS,
    CLAIM_MISQUOTES,
    CLAIM_NO_DATA,
    CLAIM_CAME_TRUE,
    CLAIM_DID_NOT,
    CLAIM_OPEN,
    CLAIM_DENIED,
    CLAIM_VERDICTS
} claim_verdict;
const char *claim_verdict_name(claim_verdict v); /* "consistent_other_source" */
bool claim_verdict_of(claim_verdict *out, const char *name);
/* "figure", "rank", ...; NULL after the last. */
const char *claim_kind_name(size_t i);

/* A row of claims.csv; texts are never NULL and live as long as the ledger. */
typedef struct claim {
    const char *id, *kind, *statement, *value, *unit, *period, *actor, *stated_source,
        *primary_source, *primary_says, *correction, *test_file, *test_query, *tolerance, *basis,
        *note, *measure, *dataset, *judged, *evidence, *needs;
    date_day known_by, deadline; /* 0 = none */
    uint32_t line;
} claim;

typedef struct claim_result {
    const claim *claim;
    claim_verdict verdict;
    bool judged;          /* by a person, not computed */
    const char *got;      /* "231.29"; "" when there is nothing */
    double number;        /* got as one number, NAN when it is none or several */
    const char *got_unit; /* of got; "" when there is nothing */
    const char *why;      /* a sentence */
    const char *steps;    /* the arithmetic, a line per step; may be "" */
    const finding_evidence *evidence;
    size_t evidence_n;
    date_day as_at, known_by; /* what it was computed with */
} claim_result;

typedef struct claims claims;

/* Reads the three tables. The first fault fails with file, line, column and
 * what was expected. The store must outlive the ledger. Facts go to as_at,
 * sources of a later vintage than known_by do not count.                     */
cordon_status claims_open(claims **out, const cordon_store *c, date_day as_at, date_day known_by,
                          cordon_error *err);
void claims_close(claims *l);
size_t claims_count(const claims *l);
const claim *claims_at(const claims *l, size_t i); /* in the order of the table */
const claim *claims_find(const claims *l, const char *id);
/* Fails only when the store or memory fails: what cannot be computed is
 * no_data with its reason. Texts live as long as the ledger.                 */
cordon_status claims_check(claim_result *out, claims *l, size_t i, cordon_error *err);

/* The finding of a result: rule claims.check, its first evidence. Texts live as
 * long as the result and scratch.                                            */
cordon_status claim_finding(finding *out, arena *scratch, const claim_result *r, cordon_error *err);
/* One JSON object, with the arithmetic when explain is set. */
cordon_status claim_json(buf *out, const claim_result *r, bool explain, cordon_error *err);

#endif
