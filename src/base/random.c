#include "base/random.h"

#include <math.h>

static uint64_t splitmix(uint64_t *x) {
    uint64_t z = *x += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

void random_seed(random_state *r, uint64_t seed) {
    for (int i = 0; i < 4; i++) r->s[i] = splitmix(&seed);
}

void random_stream(random_state *r, uint64_t seed, uint64_t stream) {
    uint64_t first = splitmix(&seed), second = stream + 1;
    random_seed(r, first ^ splitmix(&second));
}

uint64_t random_below(random_state *r, uint64_t n) {
    unsigned __int128 m = (unsigned __int128)random_next(r) * n;
    if ((uint64_t)m < n) {
        uint64_t least = -n % n;
        while ((uint64_t)m < least) m = (unsigned __int128)random_next(r) * n;
    }
    return (uint64_t)(m >> 64);
}

double random_unit(random_state *r) { return (double)(random_next(r) >> 11) * 0x1p-53; }

double random_normal(random_state *r) {
    for (;;) {
        double x = 2 * random_unit(r) - 1, y = 2 * random_unit(r) - 1, q = x * x + y * y;
        if (q > 0 && q < 1) return x * sqrt(-2 * log(q) / q);
    }
}

double random_gamma(random_state *r, double shape) {
    if (shape < 1) {
        double u;
        do u = random_unit(r);
        while (u <= 0);
        return random_gamma(r, shape + 1) * pow(u, 1 / shape);
    }
    double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double x = random_normal(r), v = 1 + c * x, u = random_unit(r);
        if (v <= 0) continue;
        v = v * v * v;
        if (log(u) < x * x / 2 + d - d * v + d * log(v)) return d * v;
    }
}

double random_exponential(random_state *r) { return -log(1 - random_unit(r)); }

double random_triangle(double lo, double mode, double hi, double u) {
    double width = hi - lo, left = mode - lo;
    if (width <= 0) return mode;
    return u * width < left ? lo + sqrt(u * width * left)
                            : hi - sqrt((1 - u) * width * (hi - mode));
}
