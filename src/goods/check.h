/* check.h - is a line of an invoice consistent: code, text, unit, and what stands beside the code on a list?
 *
 * A row goes through one check after another; each says found, nothing found, not assessed with the reason, or failed.
 *
 *   goods.code       no code, a lost zero, digits that do not exist, only a heading
 *   goods.date       a code of another year of the Combined Nomenclature or of another revision, and what it became
 *   goods.text       the declared code is not among the likeliest for the text
 *   goods.neighbour  the code is on no list, one beside it is, and the text fits that one as well or better
 *   goods.unit       another kind of unit than the nomenclature counts the goods in
 *   goods.unit-value the value of a unit is outside what the flows of a store show for the code
 *   goods.number     a quantity or value that is no number
 *
 * What the checks measure against stands in data/goods: check_parameters.csv, unit_names.csv. A finding says that a
 * line is worth a look, never that somebody meant it.                            */
#ifndef GOODS_CHECK_H
#define GOODS_CHECK_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "finding/finding.h"
#include "goods/controls.h"
#include "goods/goods.h"

typedef enum check_kind { CHECK_CODE, CHECK_DATE, CHECK_TEXT, CHECK_NEIGHBOUR, CHECK_UNIT, CHECK_PRICE, CHECK_NUMBER, CHECK_KINDS } check_kind;
const char *check_rule(check_kind k);   /* "goods.code" */
const char *check_method(check_kind k); /* in words: against what */
bool check_of_rule(check_kind *out, const char *rule);

/* One declared line; NULL = no such column, "" = the cell is empty. All NUL-terminated UTF-8 of any length. */
typedef struct check_row {
    const char *code, *text, *quantity, *unit, *value, *currency;
} check_row;

/* What one check says; texts live as long as the answer. */
typedef struct check_result {
    check_kind kind;
    finding_verdict verdict;
    const char *found, *expected; /* short: "5 digits", "085231"; "" = nothing to say */
    const char *text;             /* a sentence */
    double score;                 /* how strong, [0, 1]; NAN = none */
    double elsewhere;             /* of a text that does not fit: how likely one other chapter is, where that is CHECK_ELSEWHERE times as likely as the code's own; else 0 */
} check_result;
enum { CHECK_ELSEWHERE = 2 };

typedef struct check_control {
    const char *list, *tier, *line; /* line: the digits that the list has */
    date_day since;
    control_since since_is;
    bool partial; /* the list means a part of the code, or the code only as its text says */
} check_control;

enum { CHECK_RESULTS_MAX = 16, CHECK_DIGITS_MAX = 10, CHECK_QUOTE = 120 /* bytes of a cell repeated in a sentence */ };
typedef struct check_answer {
    char checked[9];          /* the digits that were judged, "" = none */
    const char *nomenclature; /* what they are judged by, "H6" or "CN2023"; "" = nothing */
    const char *as_written;   /* how `checked` came from the cell, in words; "" = it is the cell */
    check_result result[CHECK_RESULTS_MAX];
    unsigned n;
    /* For information: the lists that name the code on the day, each once. */
    const check_control *control;
    size_t controls;
    bool controls_asked; /* false: no regime, or no code to ask for */
} check_answer;

/* What a unit of goods costs, from wherever: quartiles of ln(currency per unit). */
typedef struct check_price {
    const char *nomenclature, *code, *unit, *currency; /* an HS revision, or another name: then of any; six digits */
    int64_t records;
    double low, middle, high;
} check_price;

typedef struct check_terms {
    date_day as_at;
    const char *nomenclature; /* of all codes, as goods.h names it; NULL = by digits: 6 = HS, 8 = CN */
    const regime *regime;     /* its lists say what is controlled; NULL = no lists are asked */
    const char *store;        /* with lists that the user loaded; NULL = none */
    const check_price *price; /* sorted by code; of the caller, as long as the checks */
    size_t prices;            /* 0 = values are not asked about */
    double usd_per_eur;       /* to compare the two; NAN = they are not compared */
    bool plain;               /* keeps nothing from row to row: the twin of tests */
} check_terms;

/* What all threads share: tables of codes, units and parameters. The terms' texts must outlive it. */
typedef struct goods_checks goods_checks;
cordon_status goods_checks_open(goods_checks **out, const check_terms *t, cordon_error *err);
void goods_checks_close(goods_checks *c);
/* By what codes are judged on the day, in sentences; also what the tables do not reach. */
void goods_checks_about(buf *b, const goods_checks *c);

/* One thread's; c must outlive it. What it keeps from row to row is bounded and changes no answer. */
typedef struct goods_checker goods_checker;
cordon_status goods_checker_open(goods_checker **out, goods_checks *c, cordon_error *err);
void goods_checker_close(goods_checker *k);
/* O(length of the row), and a search of texts for a text not seen before. Lives in mem and until the next call. */
cordon_status goods_check_row(check_answer *out, arena *mem, goods_checker *k, const check_row *row, cordon_error *err);

#endif
