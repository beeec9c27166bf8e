/* ideal.h - dynamic ideal points of states from their votes.
 *
 * The model of Bailey, Strezhnev and Voeten, "Estimating Dynamic State
 * Preferences from United Nations Voting Data", J. Conflict Resolution 61(2),
 * 2017: an ordinal probit. In session s country i stands at theta[i,s] and votes
 * in roll call v yes (1), abstain (2) or no (3):
 *
 *   z = beta[v] * theta[i,s] + e, e ~ N(0, 1);  yes z < g1[v] <= abstain < g2[v] <= no
 *   beta ~ N(0, 1); g1 <= g2 flat on [-7, 7]
 *   theta[i,s] ~ N(theta of the session before, smooth * n[s] / (n[s] + n[s-1]))
 *
 * where n counts votes, the first session leans on the second, and a gap on the
 * last session before it. Resolutions of the same text share beta and g, which
 * is what ties sessions together. Each sweep: theta given z; (g1, g2) by
 * Metropolis-Hastings with z integrated out; z; beta. theta is standardised over
 * all country-sessions in each sweep, which fixes scale and place; a few states
 * with a known side (anchors) begin with a sign, which fixes the direction.
 *
 * As in the authors' program the prior mean of theta is the conditional mean of
 * the neighbouring session in the sweep before, not its draw, and z is cut at 9.
 * Unlike there, the proposal of (g1, g2) is corrected in full and takes longer
 * steps. as_published takes theirs (0.2/3, one factor of the correction): the level
 * of the first ten sessions hangs on it, because nothing in the model ties a session
 * to a later one but repeated texts. Places within a session, and so distances, do
 * not.
 *
 * Observations stand in the order of roll calls, z of one roll call at a time:
 * a sweep is one pass over 5 bytes an observation. A chain has its own random
 * numbers and runs on one thread, so the number of threads changes nothing.     */
#ifndef WATCH_IDEAL_H
#define WATCH_IDEAL_H

#include <cordon/error.h>
#include <stdbool.h>

#include "base/arena.h"
#include "watch/votes.h"

enum {
    IDEAL_CHAINS_MAX = 64,
    IDEAL_SWEEPS_MAX = 1000000,
    IDEAL_DRAWS_MAX = 400 /* kept of each chain, evenly spaced */
};

/* ---- what is observed ---- */

typedef struct ideal_place { /* a country in a session */
    uint16_t country;        /* index into votes.country */
    uint16_t session;
    uint32_t votes;
    int32_t prior;  /* the place its theta leans on, -1 = none: on 0 */
    double weight;  /* 1 / variance of that prior, without smooth */
    double start;   /* anchor, 0 = none */
} ideal_place;

typedef struct ideal_roll {
    int64_t rcid;   /* of the earliest of its texts */
    uint32_t first; /* its observations: yes from first, ... */
    uint32_t n[3];  /* ... n[0] yes, n[1] abstentions, n[2] no */
    double start;   /* sign of beta to begin with: 1, 0, -1 */
} ideal_roll;

typedef struct ideal_data {
    arena mem;
    ideal_place *place; /* by session, then country */
    ideal_roll *roll;   /* by rcid */
    uint32_t *at;       /* the place of each observation */
    size_t places, rolls, observations;
} ideal_data;

typedef struct ideal_select {
    int from, to; /* sessions; 0 = open */
} ideal_select;

/* Keeps what the model uses: without the roll calls and countries of the table of
 * exclusions, without votes on paragraphs and amendments after 1989, equal texts
 * joined, unanimous ones dropped. CORDON_ENOTFOUND when nothing is left.       */
cordon_status ideal_data_make(ideal_data *out, const votes *v, const ideal_select *s,
                              cordon_error *err);
void ideal_data_free(ideal_data *d);

/* ---- the sampler ---- */

typedef struct ideal_options {
    int64_t chains, sweeps, burn; /* sweeps are those kept, burn those before them */
    int64_t threads;              /* 0 = one per core, at most one per chain */
    uint64_t seed;
    double smooth; /* 0.5 as published */
    bool as_published; /* the authors' step for cut points */
    void (*progress)(void *arg, uint64_t done, uint64_t all); /* sweeps of all chains; may be NULL */
    void *arg;
} ideal_options;
#define IDEAL_OPTIONS_INIT                                                                         \
    { .chains = 4, .sweeps = 2000, .burn = 500, .seed = 20170401, .smooth = 0.5 }

/* Of a country-session, or of a distance: over all chains. */
typedef struct ideal_summary {
    double mean, sd, q5, q50, q95;
    double rhat; /* split R-hat (Gelman et al., 2013); NAN with fewer than 4 draws a chain */
} ideal_summary;

typedef struct ideal_result {
    arena mem;
    size_t places, chains, draws; /* draws kept of each chain */
    float *draw;                  /* [chain][draw][place] */
    ideal_summary *place;
    double rhat_worst;      /* over places */
    size_t rhat_over;       /* places above 1.1 */
    double sweep_ms;        /* processor time of a sweep, mean over chains: for benches */
    double accepted;        /* share of cut points' proposals */
} ideal_result;

/* CORDON_EINVAL for options out of range; CORDON_ENOMEM. Memory: places * draws *
 * chains * 4 bytes, and 1 MB a chain. Time: about 25 ns an observation, sweep and chain.        */
cordon_status ideal_run(ideal_result *out, const ideal_data *d, const ideal_options *o,
                        cordon_error *err);
void ideal_result_free(ideal_result *r);

/* |theta[a] - theta[b]| of two places over the kept draws. */
cordon_status ideal_distance(ideal_summary *out, const ideal_result *r, size_t a, size_t b,
                             cordon_error *err);
/* The place of a country in a session, -1 when it did not vote. */
long ideal_place_of(const ideal_data *d, size_t country, int session);

#endif
