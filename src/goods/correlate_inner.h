/* correlate_inner.h - the tables of the correlation as they stand in memory, for the files that
 * read them (correlate_read.c), carry by the rule (correlate.c) and list correlates (convert.c). */
#ifndef GOODS_CORRELATE_INNER_H
#define GOODS_CORRELATE_INNER_H

#include "goods/correlate.h"

typedef struct pair {
    uint32_t a, b;
} pair;

typedef struct share {
    uint32_t from, to;
    double weight;
} share;

typedef struct neighbours { /* revision i (newer) and i - 1 (older) */
    pair *back, *forth;     /* newer, older and older, newer; sorted, each once */
    pair *converted;        /* newer, older by the conversion */
    size_t n, converted_n, cap, converted_cap;
    share *share[2]; /* [0] out of the newer revision, [1] out of the older one */
    size_t share_n[2];
} neighbours;

struct correlation {
    const revisions *names;
    neighbours step[REVISIONS_MAX]; /* [i]: i and i - 1; [0] is not used */
};

typedef struct span {
    const pair *v;
    size_t n;
} span;

/* One step in one direction. */
typedef struct view {
    span there, back, converted;
    const share *share; /* out of the target revision, NULL when there is none */
    size_t share_n;
    bool to_older;
} view;

/* All pairs that begin with a. */
span correlation_span(span all, uint32_t a);
/* The step between neighbours; empty when the tables have no rows for the two. */
view correlation_view(const correlation *c, size_t from, size_t to);
/* Weights that say how a value of a code of `from` divides over codes of its neighbour `to`; NULL
 * without a table. Not what view.share holds, which is the table out of the target.              */
const share *correlation_shares(size_t *n, const correlation *c, size_t from, size_t to);
/* The weight of the pair in such a table, 0 when it has none. */
double correlation_share(const share *v, size_t n, uint32_t from, uint32_t to);

#endif
