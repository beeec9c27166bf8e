/* random.h - numbers that look random and are the same on every run.
 *
 * xoshiro256** (Blackman and Vigna 2021), its state filled by splitmix64 from a
 * seed that the caller prints. One state belongs to one thread; work that is cut
 * into blocks takes a state per block (random_stream), so that the number of
 * threads changes nothing. Not for secrets.                                  */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdint.h>

typedef struct random_state {
    uint64_t s[4];
} random_state;

void random_seed(random_state *r, uint64_t seed);
/* The state of block number `stream` of the same seed. */
void random_stream(random_state *r, uint64_t seed, uint64_t stream);
static inline uint64_t random_rotate(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
static inline uint64_t random_next(random_state *r) {
    uint64_t *s = r->s, result = random_rotate(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = random_rotate(s[3], 45);
    return result;
}
/* 0 to n - 1, each equally likely (Lemire 2019); n > 0. */
uint64_t random_below(random_state *r, uint64_t n);
double random_unit(random_state *r);   /* [0, 1), 53 bits */
double random_normal(random_state *r); /* mean 0, variance 1 (Marsaglia and Bray 1964) */
double random_exponential(random_state *r); /* mean 1 */
/* The value of the triangular distribution lo <= mode <= hi at probability u. */
double random_triangle(double lo, double mode, double hi, double u);
/* As random_below for many small n: one word of bits serves four (Brackett-Rozinsky and Lemire
 * 2024). n up to 256; the bias is below 2^-24. Start from {0}.                */
typedef struct random_picks {
    uint64_t bits;
    int left;
} random_picks;
static inline uint32_t random_pick(random_picks *p, random_state *r, uint32_t n) {
    if (!p->left--) p->bits = random_next(r), p->left = 3;
    unsigned __int128 m = (unsigned __int128)p->bits * n;
    p->bits = (uint64_t)m;
    return (uint32_t)(m >> 64);
}
/* Mean and variance `shape` > 0 (Marsaglia and Tsang 2000). */
double random_gamma(random_state *r, double shape);

#endif
