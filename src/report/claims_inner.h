/* claims_inner.h - what the files of the ledger share. */
#ifndef REPORT_CLAIMS_INNER_H
#define REPORT_CLAIMS_INNER_H

#include "base/decimal.h"
#include "read/table.h"
#include "report/claims.h"

enum { MEASURES_MAX = 5000, MEASURE_DEPTH_MAX = 8, CLAIM_ITEMS_MAX = 16, CLAIM_WHERE_MAX = 8 };

/* One of the values of a cell or of a result: "240", ">300", "AB 4.4", a date, words. */
typedef struct claim_item {
    bool number;
    double v;
    char bound;        /* '<', '>', of a result also '+': at least; or 0 */
    const char *label; /* "AB" of "AB 4.4"; "" when none */
    const char *text;  /* as it stands */
} claim_item;

/* What a measure gave. */
typedef struct outcome {
    bool done, absent; /* absent: nothing to compute it from; why says what lacks */
    bool early;        /* absent because the period is not over on the day of the facts */
    bool statistics;   /* the data at hand, not somebody else's words about them */
    bool imputed;
    char why[480];
    claim_item item[CLAIM_ITEMS_MAX];
    size_t n;
    buf steps;
    finding_evidence evidence[CLAIM_EVIDENCE_MAX];
    size_t evidence_n;
    date_day known_by;
} outcome;

/* The columns of measures.csv. */
typedef enum measure_column {
    M_MEASURE,
    M_KIND,
    M_UNIT,
    M_DECIMALS,
    M_DATASET,
    M_FLOW,
    M_BASIS,
    M_FREQ,
    M_FROM,
    M_TO,
    M_GROUP,
    M_CODES,
    M_EXCLUDE,
    M_BASE,
    M_PERIOD,
    M_BY,
    M_SHARE_OF,
    M_OF,
    M_PICK,
    M_RANK_BY,
    M_FLOOR,
    M_TOP,
    M_TABLE,
    M_WHERE,
    M_COLUMN,
    M_AFTER,
    M_DATED,
    M_AS_AT,
    M_NOTE,
    M_COLUMNS
} measure_column;

typedef enum measure_kind {
    MK_SUM,
    MK_CHANGE,
    MK_GROWTH,
    MK_SHARE,
    MK_SHARE_CHANGE,
    MK_RANK,
    MK_IN_TOP,
    MK_TOP,
    MK_YEAR_RANK,
    MK_COUNT,
    MK_ROW,
    MK_ROW_COUNT,
    MK_ROW_SUM,
    MK_RECORD,
    MK_RECORD_COUNT,
    MK_RECORD_AT_LEAST,
    MK_OBSERVATION,
    MK_COUNT_RATIO,
    MK_INCIDENT_COUNT,
    MK_INCIDENT_VALUE,
    MK_IDEAL_DISTANCE,
    MK_FORMULA,
    MK_LIST,
    MK_KINDS
} measure_kind;

typedef struct money_unit {
    char currency[8]; /* "" when the unit is no money */
    int64_t scale;    /* units of the currency: 1000000000 for "USD bn" */
} money_unit;

typedef struct measure_def {
    const char *cell[M_COLUMNS]; /* never NULL */
    measure_kind kind;
    int decimals;
    uint32_t line;
    bool visiting; /* while its references are followed */
    int height;    /* of the tree below it, 1 = made of the data itself; 0 = not followed yet */
    unsigned stamp;
    outcome got;
} measure_def;

typedef struct claim_proof { /* a row of evidence.csv */
    const char *id, *value, *unit, *claimed, *kind, *says, *source;
    bool same_thing;
    date_day date; /* 0 = not known */
    uint32_t line;
} claim_proof;

typedef struct cached_table {
    const char *name;
    bool there;
    table t;
} cached_table;
enum { CACHED_TABLES = 16 };

/* The record, or the observations, of the store as a table, as known on a day. */
typedef struct stored_table {
    date_day known_by;
    bool there; /* something was loaded by then */
    table t;
    int64_t *source; /* of each row, in the table's memory */
} stored_table;
typedef enum stored_kind { STORED_RECORD, STORED_OBSERVATIONS, STORED_KINDS } stored_kind;

struct claims {
    const cordon_store *c;
    date_day as_at, known_by;
    arena mem;
    table claim_table, measure_table, proof_table, fx, sources;
    bool has_fx, has_sources;
    claim *v;
    size_t n;
    measure_def *measure;
    size_t measures;
    unsigned stamp;
    claim_proof *proof;
    size_t proofs;
    int64_t loaded; /* sources in the store; -1 = not counted yet */
    cached_table cache[CACHED_TABLES];
    size_t cached;
    stored_table stored[STORED_KINDS]; /* of the day asked about last; known_by 0 = none yet */
};

/* The tables from memory, as the fuzzer and the tests give them; they are taken
 * over and freed by claims_close. c may be NULL: then nothing can be computed. */
cordon_status claims_take(claims **out, table *claim_t, table *measure_t, table *proof_t,
                          const cordon_store *c, date_day as_at, date_day known_by,
                          cordon_error *err);

cordon_status measures_read(claims *l, cordon_error *err);
measure_def *measure_find(const claims *l, const char *name);
/* Whether text names the dataset: "a; b" has a and b. */
bool claims_names(const char *list, const char *word);
/* Calls each for every dataset below the measure, its own first. */
void measure_datasets(claims *l, measure_def *d, void (*each)(void *arg, const char *dataset),
                      void *arg);
bool money_unit_parse(money_unit *out, const char *text);

/* Computes the measure for that known_by, once. */
cordon_status measure_value(claims *l, measure_def *d, date_day known_by, cordon_error *err);
cordon_status measure_rows(claims *l, measure_def *d, cordon_error *err); /* of tables */
/* Which table of the store a kind looks up rows of; false: none. */
bool measure_stored(stored_kind *out, measure_kind k);
/* The table with the columns of its file; *out NULL, and the outcome absent, when
 * nothing was loaded by then. It holds until another day is asked about.      */
cordon_status claims_stored(const stored_table **out, claims *l, stored_kind kind, outcome *o,
                            cordon_error *err);
/* The line of the arithmetic for one row, and the row as evidence. */
cordon_status claims_stored_prove(claims *l, measure_def *d, stored_kind kind,
                                  const stored_table *x, size_t row, cordon_error *err);
const char *claims_stored_quote(claims *l, stored_kind kind, const stored_table *x,
                                size_t row); /* NULL without memory */
/* The first day of YYYY, YYYY-MM or YYYY-MM-DD; 0 when it is none of them. */
date_day claims_day_of(const char *text);
/* Adds the rows that the claim's evidence names, of evidence.csv and of the record,
 * to the result's steps and, those of the record, to its evidence.             */
cordon_status claims_bind(claims *l, claim_result *r, cordon_error *err);
const claim_proof *claims_proof(const claims *l, const char *id, size_t n);
/* "record:ID" -> the length of "record:", else 0. */
size_t claims_record_prefix(const char *part, size_t n);
/* Two counts and their ratio with exact intervals; incidents; ideal points. */
cordon_status measure_ratio(claims *l, measure_def *d, cordon_error *err);
cordon_status measure_incidents(claims *l, measure_def *d, cordon_error *err);
cordon_status measure_ideal(claims *l, measure_def *d, cordon_error *err);
/* What an operand rests on is what the whole rests on; first: the first operand. */
void outcome_inherit(outcome *to, const outcome *from, bool first);
/* Whether the period is not over on the day of the facts; the outcome says so. */
bool claims_early(claims *l, outcome *o, const char *period);
void outcome_absent(outcome *o, const char *fmt, ...) CORDON_PRINTF(2, 3);
cordon_status outcome_number(claims *l, measure_def *d, const char *label, double v,
                             cordon_error *err);
const char *claims_keep(claims *l, const char *s); /* NULL without memory */
cordon_status claims_no_memory(cordon_error *err);
/* The data's files that hold the dataset, in words: "load data/flows/x.csv.gz". */
void claims_files_of(claims *l, const char *dataset, buf *out);
/* The day a bundled file ("data/flows/x.csv.gz") is of, 0 when it is none or unknown. */
date_day claims_vintage_of(claims *l, const char *path);

/* One part of "a; b; c" without the blanks around it; false at the end. */
bool claims_part(const char **at, const char **part, size_t *len);
/* A cell's items. More than CLAIM_ITEMS_MAX are not read; *n says how many are. */
cordon_status claims_items(claims *l, claim_item *out, size_t *n, const char *text,
                           cordon_error *err);
/* "+1,234.5 and more" -> 1234.5: a number at the start of a text, commas at
 * thousands allowed; *end is what follows.                                   */
bool claims_number(double *out, const char *text, const char **end);

/* tolerance.c words: "abs:0.5", "rel:1%", "exact", ... */
typedef enum tolerance_kind {
    TOL_EXACT,
    TOL_ABS,
    TOL_REL,
    TOL_SIGN,
    TOL_DAY,
    TOL_MONTH,
    TOL_YEAR,
    TOL_JUDGE,
    TOL_WORDING,
    TOL_NONE
} tolerance_kind;
typedef struct tolerance {
    tolerance_kind kind;
    double x;
} tolerance;
bool tolerance_parse(tolerance *out, const char *text);
static inline bool tolerance_soft(tolerance_kind k) { return k >= TOL_JUDGE; }
/* Whether every expected item meets a got one; why gets a sentence. */
bool claims_compare(const areas *a, const claim_item *want, size_t wants, const claim_item *got,
                    size_t gots, tolerance t, int decimals, buf *why);

/* Formulas: + - * / ( ) numbers and names of measures. value gives a name's
 * number; false ends with its reason in why. filled gets the text with numbers
 * in place of names. On a fault false: *at is the byte, *why what was expected. */
typedef bool (*formula_value)(void *arg, const char *name, double *out, buf *shown);
enum { FORMULA_MAX = 1000, FORMULA_DEPTH_MAX = 32 };
bool formula_run(double *out, buf *filled, const char *text, formula_value value, void *arg,
                 size_t *at, const char **why);

#endif
