/* goods_check_cli.h - cordon goods check: the command, and its rows in each form. */
#ifndef CLI_GOODS_CHECK_CLI_H
#define CLI_GOODS_CHECK_CLI_H

#include "cli/cmd.h"
#include "goods/check.h"
#include "store/batch.h"

typedef enum check_form { FORM_TEXT, FORM_CSV, FORM_PARQUET, FORM_NDJSON } check_form;

/* One record with its answer; answer NULL = it has a fault. */
typedef struct checked_row {
    const batch_record *record;
    const char *ref;
    check_row row;
    const check_answer *answer;
    date_day as_at;
    size_t width; /* of a line of text */
} checked_row;

/* First line of CSV and Parquet. */
void check_head(buf *b);
/* Numeric columns for Parquet. */
extern const char *const check_whole[], *const check_real[];
/* The record as a whole: the worst that a check says, failed before found before not assessed. */
finding_verdict check_verdict(const checked_row *r);
/* A row for every finding and failure; a record without has one row. In text only what there is to say. */
void check_print(buf *b, const checked_row *r, check_form form);

typedef struct check_counts {
    uint64_t by[CHECK_KINDS][4]; /* kind and verdict: records */
} check_counts;
void check_summary_text(buf *b, const batch_counts *c, const check_counts *k, const char *about, size_t width);
void check_summary_json(buf *b, const batch_counts *c, const check_counts *k, const char *about);

#endif
