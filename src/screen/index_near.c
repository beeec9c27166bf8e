#include "screen/index_near.h"

#include <stdlib.h>
#include <string.h>

bool near_cut(const near_reach reach, unsigned len, unsigned k) {
    unsigned from = len > k ? len - k : 0;
    for (unsigned other = from; other <= len; other++)
        if (reach[other] == k) return true;
    return false;
}

uint64_t near_hash(unsigned space, unsigned len, unsigned k, unsigned i, const char *s, unsigned n) {
    uint64_t h = 0x9e3779b97f4a7c15u ^ ((uint64_t)space << 24 | len << 16 | k << 8 | i);
    for (unsigned j = 0; j < n; j++) h = (h ^ (unsigned char)s[j]) * 0x9fb21c651e98df25u, h ^= h >> 29;
    h ^= h >> 32;
    h *= 0xbf58476d1ce4e5b9u;
    return h ^ h >> 31;
}

/* Bit 2c and 2c + 1 of the six most frequent letters: there, and there twice; one bit for each
 * other one. Digits and whatever else share them: the count that the bits stand for is still
 * changed by one by an insertion, by one at two places by a replacement.                        */
static const uint8_t letter_bit[26] = {/* a */ 0, 12, 13, 14, /* e */ 2,  15, 16, 17, /* i */ 4, 18, 19, 20, 21,
                                       /* n */ 6, /* o */ 8,  22, 23, /* r */ 10, 24, 25, 26, 27, 28, 29, 30, 31};

uint32_t near_mask(const char *key, unsigned len) {
    uint32_t mask = 0;
    for (unsigned i = 0; i < len; i++) {
        unsigned c = (unsigned char)key[i];
        unsigned bit = letter_bit[(c >= 'a' ? c - 'a' : c) % 26], one = (uint32_t)1 << bit;
        if (bit < 12 && mask & one) one <<= 1;
        mask |= one;
    }
    return mask;
}

static void ask(near_probe *out, unsigned *n, unsigned space, unsigned len, unsigned k, unsigned i, const char *s,
                unsigned s_len) {
    out[(*n)++] = (near_probe){near_hash(space, len, k, i, s, s_len), (uint8_t)len, (uint8_t)k};
}

/* The first segment with its last letter swapped with the next; the last one with its first. */
static void ask_swapped(near_probe *out, unsigned *n, unsigned space, unsigned len, unsigned k, const char *key,
                        unsigned key_len) {
    char s[NEAR_KEY_MAX];
    unsigned at, m;
    near_segment(len, k, 0, &at, &m);
    if (m && m < key_len) {
        memcpy(s, key, m - 1);
        s[m - 1] = key[m];
        ask(out, n, space, len, k, 0, s, m);
    }
    if (k < 2) return;
    near_segment(len, k, k, &at, &m);
    if (!m || m >= key_len) return;
    memcpy(s, key + key_len - m, m);
    s[0] = key[key_len - m - 1];
    ask(out, n, space, len, k, k, s, m);
}

static void ask_length(near_probe *out, unsigned *n, unsigned space, unsigned len, unsigned k, const char *key,
                       unsigned key_len) {
    int d = (int)key_len - (int)len;
    unsigned at, m;
    near_segment(len, k, 0, &at, &m);
    if (m <= key_len) ask(out, n, space, len, k, 0, key, m);
    if (!k) return;
    near_segment(len, k, k, &at, &m);
    if (m <= key_len) ask(out, n, space, len, k, k, key + key_len - m, m);
    near_segment(len, k, 1, &at, &m);
    for (int s = -1; k == 2 && s <= 1; s++) {
        int from = (int)at + s;
        if (abs(d - s) <= 1 && from >= 0 && from + (int)m <= (int)key_len)
            ask(out, n, space, len, k, 1, key + from, m);
    }
    if (abs(d) < (int)k) ask_swapped(out, n, space, len, k, key, key_len);
}

unsigned near_probes(near_probe out[NEAR_PROBES_MAX], const near_reach reach, unsigned space, const char *key,
                     unsigned len) {
    unsigned n = 0;
    for (unsigned other = len > NEAR_REACH_MAX ? len - NEAR_REACH_MAX : 0;
         other <= len + NEAR_REACH_MAX && other <= NEAR_KEY_MAX; other++) {
        unsigned k = reach[other < len ? other : len];
        if ((unsigned)abs((int)other - (int)len) <= k) ask_length(out, &n, space, other, k, key, len);
    }
    return n;
}

void near_pattern_set(near_pattern *p, const char *key, unsigned len) {
    p->len = len;
    for (unsigned i = 0; i < len; i++) p->place[(unsigned char)key[i]] |= (uint64_t)1 << i;
}

void near_pattern_clear(near_pattern *p, const char *key, unsigned len) {
    for (unsigned i = 0; i < len; i++) p->place[(unsigned char)key[i]] = 0;
}

/* Hyyro, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003. */
unsigned near_distance(const near_pattern *p, const char *key, unsigned len) {
    uint64_t up = ~(uint64_t)0, down = 0, zero = 0, before = 0;
    unsigned distance = p->len;
    if (!p->len) return len;
    uint64_t last = (uint64_t)1 << (p->len - 1);
    for (unsigned j = 0; j < len; j++) {
        uint64_t at = p->place[(unsigned char)key[j]];
        uint64_t swapped = ((~zero & at) << 1) & before;
        zero = (((at & up) + up) ^ up) | at | down | swapped;
        uint64_t plus = down | ~(zero | up), minus = zero & up;
        distance += (plus & last) != 0;
        distance -= (minus & last) != 0;
        plus = plus << 1 | 1;
        minus <<= 1;
        up = minus | ~(zero | plus);
        down = plus & zero;
        before = at;
    }
    return distance;
}
