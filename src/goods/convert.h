/* convert.h - every correlate of a code in another nomenclature, and how the two relate.
 *
 * goods_carry (goods.h) says which code a series of trade goes on under; this says what the tables
 * hold: all correlates, each with its relation and, where the shares are known, its weight. Nothing
 * is converted silently: what is not one-to-one says so, and many-to-many without shares is not
 * comparable.
 *
 * A nomenclature is "H0" ... "H6", "HS" and a year (the revision in force then: "HS2022" is H6) or
 * "CN" and a year the concordance has ("CN2023"). Case does not count. */
#ifndef GOODS_CONVERT_H
#define GOODS_CONVERT_H

#include "base/arena.h"
#include "goods/goods.h"

/* How many codes of `from` share how many of `to`, counted on the rows, not taken from their label.
 */
typedef enum goods_relation {
    RELATION_NONE, /* no row: the tables say nothing of the code */
    RELATION_ONE_TO_ONE,
    RELATION_ONE_TO_MANY, /* split: each correlate belongs to this code alone */
    RELATION_MANY_TO_ONE, /* merged: the one correlate has other codes too */
    RELATION_MANY_TO_MANY
} goods_relation;
const char *goods_relation_name(goods_relation r); /* "1:1", "1:n", "n:1", "n:n", "none" */

/* What may be done with the correlates. */
typedef enum goods_verdict {
    VERDICT_SAME,          /* 1:1: the same goods */
    VERDICT_PARTS,         /* 1:n: the correlates together are the code, and nothing else */
    VERDICT_WIDER,         /* n:1: the correlate holds goods of other codes as well */
    VERDICT_WEIGHTS,       /* n:n, and shares are known: an estimate */
    VERDICT_NOT_COMPARABLE /* n:n without shares, or no row */
} goods_verdict;
const char *goods_verdict_name(goods_verdict v); /* "same", "parts", "wider", "weights", ... */

typedef struct goods_correlate {
    char code[9];
    goods_relation relation; /* of this pair, counted over the whole chain */
    size_t sources;          /* codes of `from` that lead to it, 1 = the one asked for only */
    double weight; /* share of a value under `from` that belongs to `code`; NAN when not known */
} goods_correlate;

/* A link of the chain, for the codes on the way. */
typedef struct goods_step {
    const char *from, *to;   /* "H6", "H5"; in mem */
    goods_relation relation; /* of all of them: n:n when any is split and any merged */
    size_t codes;            /* after the step */
    bool weights;            /* a weight table, or no choice: every code has one target only */
} goods_step;

typedef struct goods_conversion {
    char from[9];
    goods_relation relation;
    goods_verdict verdict;
    bool comparable;          /* verdict is not VERDICT_NOT_COMPARABLE */
    bool weighted;            /* the share of every correlate is known; they sum to 1 within 1e-9 */
    const char *why;          /* in words, static or in mem */
    const goods_correlate *v; /* sorted by code */
    size_t n;
    const goods_step *way; /* none when both nomenclatures are one */
    size_t steps;
} goods_conversion;

/* Six digits between HS revisions, any distance, through the neighbours. Eight digits between years
 * of the Combined Nomenclature, through the concordances. Between the two by the digits, in the
 * revision the CN year follows: eight digits to the six they begin with, six to every line of eight
 * below them. Six digits "from" a CN year are a code of that revision.
 *
 * The relation of a chain is counted over the chain: how many codes of `from` reach a correlate, on
 * any way, and how many it has. That may see goods shared that are not (two steps may share
 * different goods of the code between), never the other way round: 1:1 is 1:1.
 *
 * Weights exist for neighbours H2 to H5 (tables of estimates) and wherever a code has one target. A
 * chain multiplies them, and adds what reaches one code on several ways. One link without: no
 * weights.
 *
 * CORDON_ENOTFOUND: no such code in `from`, or no such nomenclature; CORDON_EINVAL: not six digits
 * (HS) or six or eight (CN). O(correlates * codes on the way back). Lives in mem. */
cordon_status goods_convert(goods_conversion *out, arena *mem, goods *g, const char *from,
                            const char *to, const char *code, cordon_error *err);

/* The name in the tables' words, "H6" for "HS2022", "CN2023" for "cn2023", in out. ENOTFOUND: none.
 */
cordon_status goods_nomenclature_name(char out[16], goods *g, const char *name, cordon_error *err);
/* The HS revision it follows, "H5" for "CN2021"; its own name for a revision. */
cordon_status goods_hs_name(char out[16], goods *g, const char *name, cordon_error *err);
/* Lines of eight digits of a CN year that begin with the six, sorted; in mem. */
cordon_status goods_cn_lines(const char (**out)[9], size_t *n, arena *mem, goods *g, const char *cn,
                             const char *six, cordon_error *err);
/* Is it a code of that nomenclature? Also for CN years without a table of codes (years.h). */
cordon_status goods_has(bool *out, goods *g, const char *nomenclature, const char *code,
                        cordon_error *err);

#endif
