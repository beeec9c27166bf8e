/* ideal_inner.h - one chain of ideal.h, for the run and for the tests. */
#ifndef WATCH_IDEAL_INNER_H
#define WATCH_IDEAL_INNER_H

#include "watch/ideal.h"
#include "watch/normal.h"

typedef struct ideal_chain {
    const ideal_data *d;
    const normal_tables *t;
    double smooth, step; /* step: of the proposals for cut points */
    bool as_published;
    random_state random;
    double *theta, *mean, *sum_bz, *sum_bb; /* by place */
    double *beta, *low, *high;              /* by roll call */
    double *z;                              /* of the roll call at hand */
    uint64_t proposed, accepted;
} ideal_chain;

/* Arrays in mem, start values drawn. */
cordon_status ideal_chain_begin(ideal_chain *c, arena *mem, const ideal_data *d,
                                const normal_tables *t, const ideal_options *o, uint64_t number,
                                cordon_error *err);
void ideal_chain_sweep(ideal_chain *c);
/* log likelihood of a roll call at these cut points, z integrated out. */
double ideal_chain_likelihood(const ideal_chain *c, size_t roll, double low, double high);

#endif
