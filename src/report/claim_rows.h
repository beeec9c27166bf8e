/* claim_rows.h - the ledger of claims as plain rows: what the page prints. */
#ifndef REPORT_CLAIM_ROWS_H
#define REPORT_CLAIM_ROWS_H

#include "base/arena.h"
#include "report/report.h"

enum { CLAIM_WORDS = 9 };

typedef struct claim_row {
    const char *id, *statement, *value, *unit, *got, *got_unit, *verdict, *says;
    bool judged;
} claim_row;

typedef struct claim_rows {
    arena mem;
    claim_row *v; /* those that differ, are misquoted or denied */
    size_t n, all;
    const char *verdict[CLAIM_WORDS];
    size_t count[CLAIM_WORDS];
} claim_rows;

/* Checks every claim; appends the findings. */
cordon_status claim_rows_make(claim_rows *out, buf *findings, const report_input *in,
                              cordon_error *err);
void claim_rows_free(claim_rows *c);

#endif
