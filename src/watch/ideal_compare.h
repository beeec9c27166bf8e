/* ideal_compare.h - our ideal points beside published ones.
 *
 * A sampler is never equal to another to the digit; what can be asked is how
 * closely they run together and how often ours lies in their interval.         */
#ifndef WATCH_IDEAL_COMPARE_H
#define WATCH_IDEAL_COMPARE_H

#include "watch/ideal.h"

typedef struct ideal_compared {
    size_t n;        /* country-sessions that both have */
    double r;        /* Pearson's, over all of them */
    double r_within; /* median of Pearson's within a session (3 countries or more) */
    double inside;   /* share in the published interval q5..q95, of those that have one */
} ideal_compared;

/* The first variant of the file. CORDON_ENOTFOUND when less than 3 are in both. */
cordon_status ideal_compare(ideal_compared *out, const ideal_result *r, const ideal_data *d,
                            const votes *v, const votes_file *published, cordon_error *err);

#endif
