#include "watch/normal.h"

#include <math.h>

/* The ziggurat's layers have equal areas under exp(-x*x/2), the lowest with the
 * tail beyond BASE; both numbers belong to 256 layers.                         */
#define BASE 3.6541528853610088
#define AREA 0.00492867323399
#define ROOT_HALF 0.70710678118654752440
#define LOG_ROOT_2PI 0.91893853320467274178

double normal_log_cdf_exact(double x) {
    if (x > -30) return x < 5 ? log(0.5 * erfc(-x * ROOT_HALF)) : log1p(-0.5 * erfc(x * ROOT_HALF));
    /* cdf(x) = density(x) / (-x + 1/(-x + 2/(-x + ...))); 12 terms are plenty here. */
    double f = -x;
    for (int k = 12; k > 0; k--) f = -x + k / f;
    return -0.5 * x * x - LOG_ROOT_2PI - log(f);
}

double normal_log_between(double a, double b) {
    if (!(a < b)) return -INFINITY;
    if (a > 0) { /* the upper tail is the lower one mirrored */
        double swap = a;
        a = -b;
        b = -swap;
    }
    double high = normal_log_cdf_exact(b), low = normal_log_cdf_exact(a);
    return high + log(-expm1(low - high));
}

static void fill_log_cdf(normal_tables *t) {
    for (int i = 0; i < NORMAL_CELLS; i++) {
        double x = NORMAL_LOW + i * (1.0 / NORMAL_STEPS), f = normal_log_cdf_exact(x);
        double h = exp(-0.5 * x * x - LOG_ROOT_2PI - f); /* density / cdf */
        double second = -h * (x + h);
        double third = -second * (x + h) - h * (1 + second);
        t->log_cdf[i].value = f;
        t->log_cdf[i].first = h;
        t->log_cdf[i].second = second / 2;
        t->log_cdf[i].third = third / 6;
    }
}

void normal_fill(normal_tables *t) {
    fill_log_cdf(t);
    t->edge[0] = AREA / exp(-0.5 * BASE * BASE);
    t->edge[1] = BASE;
    t->height[0] = 0;
    t->height[1] = exp(-0.5 * BASE * BASE);
    for (int i = 2; i < NORMAL_LAYERS; i++) {
        t->height[i] = t->height[i - 1] + AREA / t->edge[i - 1];
        t->edge[i] = sqrt(-2 * log(t->height[i]));
    }
    t->edge[NORMAL_LAYERS] = 0;
    t->height[NORMAL_LAYERS] = 1;
    for (int i = 0; i < NORMAL_LAYERS; i++) t->ratio[i] = t->edge[i + 1] / t->edge[i];
}

/* Not 0, so that it has a logarithm. */
static double open_unit(random_state *r) { return ((double)(random_next(r) >> 11) + 0.5) * 0x1p-53; }

/* Beyond BASE (Marsaglia 1964). */
static double base_tail(random_state *r) {
    double x, y;
    do {
        x = -log(open_unit(r)) / BASE;
        y = -log(open_unit(r));
    } while (2 * y < x * x);
    return BASE + x;
}

double normal_edge_draw(const normal_tables *t, random_state *r, unsigned i, double u) {
    for (;;) {
        double x = u * t->edge[i];
        if (fabs(u) < t->ratio[i]) return x;
        if (i == 0) return u < 0 ? -base_tail(r) : base_tail(r);
        double y = t->height[i] + open_unit(r) * (t->height[i + 1] - t->height[i]);
        if (y < exp(-0.5 * x * x)) return x;
        uint64_t bits = random_next(r);
        i = (unsigned)(bits & (NORMAL_LAYERS - 1));
        u = (double)((int64_t)bits >> 11) * 0x1p-52;
    }
}

double normal_tail_draw(const normal_tables *t, random_state *r, double a) {
    double x;
    if (a < 0.4) return normal_above(t, r, a);
    /* Robert 1995: an exponential of the best rate, shifted to a. */
    double rate = 0.5 * (a + sqrt(a * a + 4)), d;
    do {
        x = a - log(open_unit(r)) / rate;
        d = x - rate;
    } while (log(open_unit(r)) > -0.5 * d * d);
    return x;
}

/* A flat proposal; top is where the density is highest. */
static double flat_draw(random_state *r, double a, double b) {
    double top = a > 0 ? a : b < 0 ? b : 0, x;
    do x = a + (b - a) * random_unit(r);
    while (log(open_unit(r)) > 0.5 * (top * top - x * x));
    return x;
}

double normal_between(const normal_tables *t, random_state *r, double a, double b) {
    double x;
    if (b < 0) return -normal_between(t, r, -b, -a); /* the near end is a, or 0 is inside */
    if (a <= 0) {
        if (b - a < 2.5) return flat_draw(r, a, b);
        do x = normal_draw(t, r);
        while (x < a || x > b);
        return x;
    }
    if ((b - a) * (a + 0.5 * (b - a)) < 1.5) return flat_draw(r, a, b); /* the density falls little */
    do x = normal_above(t, r, a);
    while (x > b);
    return x;
}
