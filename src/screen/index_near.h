/* index_near.h - all keys of a dictionary that stand near one key.
 *
 * Near: optimal string alignment distance (insert, delete, replace, swap two neighbours; nothing is
 * edited twice) at most k = reach(length of the shorter), 0 to 2. A key of length L is cut into k + 1
 * segments for each k it may be asked with. By the pigeonhole principle (Li, Deng, Wang and Feng,
 * "Pass-Join", VLDB 2011) some segment of a near key stands unchanged in the key that is asked for:
 *
 *   Give each edit to one segment: the one its letter is in; an insertion to that of the letter before it.
 *   With at most k edits that swap no letters across a cut, one of k + 1 segments has none.
 *     - the first has none: it stands at the front.     - the last has none: it stands at the end.
 *     - k = 2 and only the middle one has none: one edit left of it, one right; it is moved by
 *       s with |s| <= 1 and |d - s| <= 1, where d is the difference of lengths.
 *   A swap across a cut spoils two segments. All k + 1 are spoiled only by
 *     - k = 1: that swap alone.  - k = 2: a swap at the first cut and an edit in the last segment
 *       or a swap at the second cut: the first segment stands at the front, its last letter one further;
 *     - k = 2: a swap at the second cut and an edit in the first segment: mirrored at the end.
 * So at most 6 + 1 questions for k = 1 and 19 + 6 for k = 2, over all lengths. Each is a bucket
 * of segments; beside each stands a mask of the letters of its whole key, of which an edit changes at
 * most two bits, and what passes is measured (Hyyro 2003).                                   */
#ifndef SCREEN_INDEX_NEAR_H
#define SCREEN_INDEX_NEAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NEAR_KEY_MAX = 32, NEAR_REACH_MAX = 2, NEAR_PROBES_MAX = 32 };

/* reach[L]: greatest distance of keys whose shorter one has L letters; 0 to NEAR_REACH_MAX. */
typedef uint8_t near_reach[NEAR_KEY_MAX + 1];

/* Is a key of that length asked for with distance k? */
bool near_cut(const near_reach reach, unsigned len, unsigned k);
static inline void near_segment(unsigned len, unsigned k, unsigned i, unsigned *at, unsigned *n) {
    *at = len * i / (k + 1);
    *n = len * (i + 1) / (k + 1) - *at;
}
/* Of a segment i of a key of length len cut for k, in one space. */
uint64_t near_hash(unsigned space, unsigned len, unsigned k, unsigned i, const char *s, unsigned n);
uint32_t near_mask(const char *key, unsigned len);

typedef struct near_probe {
    uint64_t hash;
    uint8_t len, k; /* of the keys that may be there */
} near_probe;
/* The questions of one key in a space whose keys it meets. At most NEAR_PROBES_MAX. */
unsigned near_probes(near_probe out[NEAR_PROBES_MAX], const near_reach reach, unsigned space, const char *key,
                     unsigned len);

/* A key made ready for many comparisons. */
typedef struct near_pattern {
    uint64_t place[256]; /* bit i: letter i of the key */
    unsigned len;
} near_pattern;
void near_pattern_set(near_pattern *p, const char *key, unsigned len);
void near_pattern_clear(near_pattern *p, const char *key, unsigned len);
unsigned near_distance(const near_pattern *p, const char *key, unsigned len);

#endif
