/* balance_draw_inner.h - the plan of a simulation and what it counts, for the
 * two files that make them.                                                    */
#ifndef WATCH_BALANCE_DRAW_INNER_H
#define WATCH_BALANCE_DRAW_INNER_H

#include "watch/balance.h"

enum { BINS = 4096 };
#define BALANCE_FIXED_POINT 0x1p36

/* The draws of one B: quantiles from bins of 1/2048, the mean exact to 2^-36. */
typedef struct draw_tally {
    uint32_t bin[BINS];
    int64_t sum;
    uint64_t positive;
    double least, most;
} draw_tally;

/* A gamma distribution: d and c of Marsaglia and Tsang; a shape below 1 is
 * drawn as shape + 1 times U^(1/shape), one_over = 1/shape, else 0.           */
typedef struct draw_gamma {
    double d, c, one_over;
    bool nothing; /* shape 0 */
} draw_gamma;

/* A context's weights as the loops want them. */
typedef struct draw_deal {
    draw_gamma shape[BALANCE_FACTORS_MAX]; /* K w, of the factors with a sign */
    int order[BALANCE_FACTORS_MAX];        /* by w, heaviest first, file order in ties */
    int tie[BALANCE_FACTORS_MAX];          /* tie[k]: end of the tie that begins at k */
    int group_order[BALANCE_GROUPS_MAX], group_tie[BALANCE_GROUPS_MAX];
    int in_order[BALANCE_FACTORS_MAX], in_tie[BALANCE_FACTORS_MAX]; /* group after group */
    int side_first[2][BALANCE_FACTORS_MAX]; /* ties to the convergent, the divergent */
} draw_deal;

typedef struct draw_plan {
    const balance *b;
    const balance_draw_opts *o;
    size_t n, groups, group_begin[BALANCE_GROUPS_MAX + 1]; /* factors with a sign, used groups */
    int factor[BALANCE_FACTORS_MAX];                       /* index in the file */
    double sign[BALANCE_FACTORS_MAX], mode[BALANCE_FACTORS_MAX];
    balance_range range[BALANCE_FACTORS_MAX];
    int by_group[BALANCE_FACTORS_MAX]; /* the factors, group after group */
    draw_deal deal[BALANCE_CONTEXTS_MAX];
    size_t lost; /* scenarios: an origin gone */
    bool unsupported[BALANCE_LOST_MAX][BALANCE_FACTORS_MAX];
    bool mixed;
} draw_plan;

typedef struct draw_counts {
    uint64_t none[2][2];                       /* [groups][mode] */
    uint64_t rank[BALANCE_CONTEXTS_MAX][2][2]; /* the same */
    uint64_t ties[BALANCE_CONTEXTS_MAX][2];    /* convergent, divergent first */
    draw_tally *b;                             /* [context][1 + lost], then the mixture */
} draw_counts;

/* Adds the draws of one block to what was counted. */
void balance_draw_block(draw_counts *n, const draw_plan *p, uint64_t block, uint64_t draws);

#endif
