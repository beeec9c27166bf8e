/* flows.h - trade statistics into a store, and questions to them. */
#ifndef CORDON_FLOWS_H
#define CORDON_FLOWS_H

#include <cordon/store.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How to load a file; start from {0}. Days are yyyymmdd, 0 = not given. */
typedef struct cordon_load_options {
    const char *layout;    /* a layout that ships, or a mapping file; NULL = by the header */
    const char *publisher, *licence, *encoding; /* NULL = as the layout says */
    int32_t vintage;       /* the day the facts are of; 0 = as known, else today */
    bool strict;           /* the first bad row refuses the file */
    void (*note)(void *arg, const char *text); /* what the checks found; may be NULL */
    void *arg;
} cordon_load_options;

typedef struct cordon_load_result {
    int64_t source_id;     /* of the row in the list of sources */
    bool already;          /* the same bytes were there: nothing changed */
    int64_t rows, refused, rounded; /* kept; refused; values rounded to a thousandth */
    char sha256[65];
} cordon_load_result;

/**
 * Loads one file: all of its good rows, or nothing.
 *
 * @param path  the file, also gz, xz or zst; "-" is standard input.
 * @param o     NULL = {0}.
 * @return CORDON_OK also when rows were refused (out->refused); CORDON_EFORMAT
 *         or CORDON_ELIMIT with line and column when the file is refused as a
 *         whole (damaged, not a table, more than 5 % bad rows); CORDON_ENOSPC,
 *         CORDON_EIO, CORDON_ENOTFOUND, CORDON_EINVAL. After a failure the store
 *         is as before.
 *
 * Time linear in the file; memory bounded by the engine's limit (a quarter of
 * the machine's, at most 2 GB) and 400 MB, whatever the file's size. The store must be open for writing.
 */
CORDON_API CORDON_MUST_USE cordon_status cordon_load_file(cordon_load_result *out, cordon_store *s,
                                                          const char *path,
                                                          const cordon_load_options *o,
                                                          cordon_error *err);

/* A question, in the words of the command line; start from
 * CORDON_FLOW_QUESTION_INIT. Sets are those of the regime, its roles ("hubs"),
 * areas by code or name, or several separated by commas.                      */
typedef struct cordon_flow_question {
    const char *dataset, *nomenclature, *basis, *freq, *transport; /* NULL = found */
    const char *from, *to;   /* where the goods come from and go; needed */
    const char *flow;        /* "X" the sender's report (NULL), "M" the receiver's */
    const char *group;       /* GROUP or GROUP:TIER of the regime */
    const char *codes;       /* or "85,9013": all codes below each count */
    const char *exclude;     /* or all goods less these codes */
    const char *by;          /* "month,to"; NULL = the call's default */
    const char *period;      /* "2022-03..2022-11" or "2022"; NULL = all */
    const char *base;        /* growth: the period compared with */
    const char *share_of;    /* series: the set whose goods are the whole */
    int level;               /* digits of the codes added; -1 = found */
    bool carry;              /* carry the group's codes to each period's revision */
    int32_t as_at, known_by; /* yyyymmdd; 0 = today */
} cordon_flow_question;
#define CORDON_FLOW_QUESTION_INIT                                                                  \
    { .level = -1 }

typedef struct cordon_flow_row {
    int32_t period;          /* yyyymm, yyyy00; 0 when not asked by period */
    const char *from, *to, *code, *line, *tier; /* "" when not asked */
    const char *currency, *estimate; /* "reported", "imputed", ... */
    int64_t value_milli;     /* thousandths of the currency's unit */
    int64_t mass_g;          /* grams; 0 = not reported */
    int64_t rows;            /* records added */
} cordon_flow_row;

/**
 * Adds values by the keys of q->by (default "month") and calls each per row, in
 * the order of the keys. The row's texts are valid during the call; a non-zero
 * return of each stops.
 *
 * @return CORDON_OK; CORDON_EINVAL for words that mean nothing or that could
 *         mean several things (the message lists them); CORDON_ENOTFOUND when no
 *         loaded data answers.
 */
CORDON_API CORDON_MUST_USE cordon_status cordon_flows_series(
    cordon_store *s, const cordon_flow_question *q,
    int (*each)(void *arg, const cordon_flow_row *row), void *arg, cordon_error *err);

/**
 * Compares q->period with q->base and calls each with one finding per key, as
 * one JSON object (docs/ARCHITECTURE.md, "Finding") valid during the call.
 *
 * Growth is 100 * (value - base) / base; null where the base is zero.
 */
CORDON_API CORDON_MUST_USE cordon_status cordon_flows_growth(
    cordon_store *s, const cordon_flow_question *q, int (*each)(void *arg, const char *finding_json),
    void *arg, cordon_error *err);

#ifdef __cplusplus
}
#endif
#endif
