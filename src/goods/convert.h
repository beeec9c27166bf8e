/* convert.h - every correlate of a code in another revision, and how the two relate.
 *
 * goods_carry (goods.h) says which code a series of trade goes on under; this says what the tables hold:
 * all correlates, each with its relation and, where a weight table exists, its weight. Nothing is
 * converted silently: what is not one-to-one says so, and many-to-many without weights is not comparable. */
#ifndef GOODS_CONVERT_H
#define GOODS_CONVERT_H

#include "base/arena.h"
#include "goods/goods.h"

/* How many codes of `from` share how many of `to`, counted on the rows, not taken from their label. */
typedef enum goods_relation {
    RELATION_NONE,        /* no row: the tables say nothing of the code */
    RELATION_ONE_TO_ONE,
    RELATION_ONE_TO_MANY, /* split: each correlate belongs to this code alone */
    RELATION_MANY_TO_ONE, /* merged: the one correlate has other codes too */
    RELATION_MANY_TO_MANY
} goods_relation;
const char *goods_relation_name(goods_relation r); /* "1:1", "1:n", "n:1", "n:n", "none" */

typedef struct goods_correlate {
    char code[9];
    goods_relation relation; /* of this pair, over the whole chain: the worst link */
    double weight;           /* share of a value under `from` that belongs to `code`; NAN without a table */
} goods_correlate;

typedef struct goods_conversion {
    char from[9];
    goods_relation relation;
    bool comparable;      /* false: RELATION_NONE, or many-to-many without weights on some link */
    bool weighted;        /* every link of the chain has a weight table; weights sum to 1 within 1e-9 */
    const char *why;      /* in words, static or in mem */
    const goods_correlate *v; /* sorted by code */
    size_t n;
} goods_conversion;

/* Six digits between HS revisions, any distance, through the neighbours; eight digits between years of the
 * Combined Nomenclature (concordances), eight to six by their digits. CORDON_ENOTFOUND: no such code in `from`, or
 * no such nomenclature; CORDON_EINVAL: no code. Lives in mem. */
cordon_status goods_convert(goods_conversion *out, arena *mem, goods *g, const char *from, const char *to,
                            const char *code, cordon_error *err);

#endif
