/* agree.h - how alike two states vote: four measures, with what chance would do.
 *
 * Over the roll calls in which both voted yes (1), abstain (2) or no (3) and which
 * were not unanimous, with d = |i - j| / 2 of one roll call and p the shares of the
 * nine pairs of votes:
 *
 *   agree   1 - mean d                                        Lijphart 1963
 *   S       1 - 2 mean d; squared: 1 - 2 mean d^2             Signorino and Ritter 1999
 *   kappa   1 - mean d / sum p[i.] p[.j] d                    Cohen 1968
 *   pi      1 - mean d / sum q[i] q[j] d, q of both together  Scott 1955
 *
 * as in DyadicAgreementScores.R of the authors of the votes, and Haege 2011, who
 * shows that S is inflated where both mostly vote with the majority. All depend on
 * what was put to a vote. Intervals: roll calls drawn anew with replacement.        */
#ifndef WATCH_AGREE_H
#define WATCH_AGREE_H

#include <cordon/error.h>

#include "watch/votes.h"

typedef enum agree_measure {
    AGREE_LIJPHART,
    AGREE_S,
    AGREE_S_SQUARED,
    AGREE_KAPPA,
    AGREE_PI,
    AGREE_MEASURES
} agree_measure;

typedef struct agree_options {
    int from, to;      /* sessions; 0 = open */
    long issue;        /* index into votes.issue, -1 = all */
    uint64_t seed;     /* of the intervals */
    size_t replicates; /* 0 = no intervals; at most AGREE_REPLICATES_MAX */
} agree_options;
#define AGREE_OPTIONS_INIT                                                                         \
    { .issue = -1, .seed = 1, .replicates = 1000 }
enum { AGREE_REPLICATES_MAX = 100000 };

typedef struct agree_row {
    int session;             /* 0 = all of them together */
    uint32_t n;              /* roll calls */
    uint32_t count[3][3];    /* votes of a, of b */
    double value[AGREE_MEASURES]; /* NAN without roll calls, or kappa and pi without chance */
    double low[AGREE_MEASURES], high[AGREE_MEASURES]; /* 90 %; NAN = none */
} agree_row;

typedef struct agree {
    agree_row *v; /* by session, those with roll calls; last the row of all */
    size_t n;
} agree;

const char *agree_name(agree_measure m); /* "agree", "s", "s_squared", "kappa", "pi" */
void agree_measures(double value[AGREE_MEASURES], const uint32_t count[3][3]);
/* a and b index votes.country. CORDON_ENOTFOUND when they never voted together in
 * what is asked. O(roll calls * countries + replicates * roll calls).              */
cordon_status agree_make(agree *out, const votes *v, size_t a, size_t b, const agree_options *o,
                         cordon_error *err);
void agree_free(agree *g);

#endif
