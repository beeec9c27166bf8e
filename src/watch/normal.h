/* normal.h - the normal distribution at speed: log of its cdf, truncated draws.
 *
 * normal_log_cdf reads a table of Taylor expansions to the third degree, 16 a
 * unit: within 1e-7 of log(erfc(-x/sqrt 2)/2), checked in tests. The draws are
 * exact, none inverts a table: the ziggurat (Marsaglia and Tsang 2000, with the
 * bits of one number used once, Doornik 2005) and rejection (Robert 1995).
 *
 * The tables are the caller's, filled once and then only read by any thread.  */
#ifndef WATCH_NORMAL_H
#define WATCH_NORMAL_H

#include "base/random.h"

enum {
    NORMAL_LOW = -16,  /* below, the slow way */
    NORMAL_HIGH = 8,   /* above, the cdf is 1 */
    NORMAL_STEPS = 16, /* a unit */
    NORMAL_CELLS = (NORMAL_HIGH - NORMAL_LOW) * NORMAL_STEPS + 1,
    NORMAL_LAYERS = 256
};

typedef struct normal_tables {
    struct {
        double value, first, second, third; /* of log cdf: value and derivatives / k! */
    } log_cdf[NORMAL_CELLS];
    double edge[NORMAL_LAYERS + 1];   /* right edge of each layer; [0] is the base's */
    double height[NORMAL_LAYERS + 1]; /* density (not normalised) at the edges */
    double ratio[NORMAL_LAYERS];      /* edge[i + 1] / edge[i]: surely inside below */
} normal_tables;

void normal_fill(normal_tables *t);

/* log of the standard normal cdf, by erfc and for far tails by its continued
 * fraction: full precision, slow.                                             */
double normal_log_cdf_exact(double x);

static inline double normal_log_cdf(const normal_tables *t, double x) {
    if (x >= NORMAL_HIGH) return 0;
    if (x < NORMAL_LOW) return normal_log_cdf_exact(x);
    int i = (int)((x - NORMAL_LOW) * NORMAL_STEPS + 0.5);
    double d = x - (NORMAL_LOW + i * (1.0 / NORMAL_STEPS));
    return t->log_cdf[i].value +
           d * (t->log_cdf[i].first + d * (t->log_cdf[i].second + d * t->log_cdf[i].third));
}

/* log(cdf(b) - cdf(a)) for a < b, exact in both tails; -inf when it is empty. */
double normal_log_between(double a, double b);

/* The part of a draw that is not settled at once: layer i, place u in [-1, 1). */
double normal_edge_draw(const normal_tables *t, random_state *r, unsigned i, double u);

static inline double normal_draw(const normal_tables *t, random_state *r) {
    uint64_t bits = random_next(r);
    unsigned i = (unsigned)(bits & (NORMAL_LAYERS - 1));
    double u = (double)((int64_t)bits >> 11) * 0x1p-52; /* the layer's bits are not among these */
    if (u < t->ratio[i] && u > -t->ratio[i]) return u * t->edge[i];
    return normal_edge_draw(t, r, i, u);
}

/* A standard normal draw given that it is above a. */
double normal_tail_draw(const normal_tables *t, random_state *r, double a);

static inline double normal_above(const normal_tables *t, random_state *r, double a) {
    if (a > 0.4) return normal_tail_draw(t, r, a);
    double x;
    do x = normal_draw(t, r);
    while (x <= a);
    return x;
}
/* ... given that it is between a and b, a <= b. */
double normal_between(const normal_tables *t, random_state *r, double a, double b);

#endif
