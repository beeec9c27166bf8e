/* finding.h - the one shape that every detector returns.
 *
 * A finding is computed, never stored: its id is BLAKE2b-128 over everything
 * that makes it (rule, subject, verdict, dates, parameters, evidence), so the
 * same store and the same question give the same id. A finding that cannot name
 * its evidence is a bug.                                                     */
#ifndef FINDING_FINDING_H
#define FINDING_FINDING_H

#include <math.h>

#include "base/buf.h"
#include "base/date.h"

typedef enum finding_verdict {
    FINDING_FOUND,
    FINDING_NOTHING_FOUND,
    FINDING_NOT_ASSESSED,
    FINDING_FAILED
} finding_verdict;
const char *finding_verdict_name(finding_verdict v);

/* One pointer to where it comes from: a record, the sum over a query, or a value of the case itself. */
typedef struct finding_evidence {
    const char *kind;          /* "row", "query" or "case" */
    int64_t source, line;      /* row */
    const char *quote;         /* row: the record's own words */
    const char *measure, *parameters; /* query: name, and a JSON object */
    const int64_t *sources;    /* query */
    size_t sources_n;
    int64_t rows, sum_milli;   /* query */
    const char *pointer;       /* case: JSON pointer of the value in the file that was asked about; quote holds it */
} finding_evidence;

enum { FINDING_EVIDENCE_MAX = 8 };

typedef struct finding {
    const char *rule, *subject;
    finding_verdict verdict;
    double score;              /* NAN = none */
    double low, high;          /* interval; NAN = none */
    double q_value;            /* NAN = none */
    date_day as_at, known_by;
    finding_evidence evidence[FINDING_EVIDENCE_MAX];
    size_t evidence_n;
    const char *method;        /* in words: formula, source */
    const char *parameters;    /* a JSON object, NULL = {} */
    const char *text;          /* a sentence with the figures and their base */
    const char *next_question; /* the cheapest thing that would settle it */
} finding;

/* For an initialiser: what a finding without an interval, and one without a score either, has not. */
#define FINDING_NO_INTERVAL .low = (double)NAN, .high = (double)NAN, .q_value = (double)NAN
#define FINDING_NO_SCORE .score = (double)NAN, FINDING_NO_INTERVAL

/* One compact JSON object, keys in the order of the shape, appended to out. */
void finding_json(buf *out, const finding *f);
/* 32 hex digits and NUL. */
void finding_id(char id[33], const finding *f);

#endif
