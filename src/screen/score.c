/* The score of two names.
 *
 * Pairs of units that meet are taken greedily, by the share of both names' information they
 * explain, as long as no token is used twice. With q and n the shares explained:
 *
 *     score = q^(3/4) n^(1/2) * order * conflict * numbers * patronymics * enough,
 *             at most generic_cap without a distinctive word
 *
 * where all behind n are at most 1. The share q of a pair is its tokens' weight times its
 * similarity, which for each token is at most u(i) of promise 2; so q <= cover, and
 * score <= cover^(3/4) = score_bound(cover). Roots are IEEE square roots: same bits everywhere. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "screen/score_model.h"

enum { PAIRS_MAX = 1024 };

typedef struct found {
    float gain, similarity;
    uint16_t q, n;
} found;

typedef struct finder {
    found pair[PAIRS_MAX];
    unsigned pairs;
} finder;

static int by_gain(const void *a, const void *b) {
    const found *x = a, *y = b;
    if (x->gain != y->gain) return x->gain > y->gain ? -1 : 1;
    if (x->q != y->q) return x->q - y->q;
    return x->n - y->n;
}

static float covered(const scored_name *s, const unit *u) {
    float w = 0;
    for (unsigned t = u->first; t < (unsigned)u->first + u->count; t++) w += s->weight[t];
    return w;
}

/* Generic words joined are no less generic. */
static float strongest(const scored_name *s, const unit *u) {
    float w = 0;
    for (unsigned t = u->first; t < (unsigned)u->first + u->count; t++)
        if (s->weight[t] > w) w = s->weight[t];
    return w;
}

static void found_add(finder *f, const found *p) {
    if (f->pairs == PAIRS_MAX) { /* names of very many like tokens: the better half goes on */
        qsort(f->pair, f->pairs, sizeof *f->pair, by_gain);
        f->pairs /= 2;
    }
    f->pair[f->pairs++] = *p;
}

/* The letters of a key, one bit each (digits share bits with letters). An edit brings at most one
 * new letter to either side, so keys within reach lack at most so many of each other's.    */
static uint32_t letters_of(const unit *u) {
    uint32_t mask = 0;
    for (unsigned i = 0; i < u->len; i++) mask |= (uint32_t)1 << (u->key[i] & 31);
    return mask;
}

static bool may_meet(uint32_t a, uint32_t b) {
    return __builtin_popcount(a & ~b) <= UNIT_REACH_MAX &&
           __builtin_popcount(b & ~a) <= UNIT_REACH_MAX;
}

static void find(finder *f, const scored_name *q, const scored_name *n) {
    uint8_t meet[UNIT_SPACES] = {0};
    for (unsigned a = 0; a < UNIT_SPACES; a++)
        for (unsigned b = 0; b < UNIT_SPACES; b++)
            meet[a] |= (uint8_t)(unit_spaces_meet(a, b) << b);
    uint32_t letters[UNITS_MAX];
    for (unsigned j = 0; j < n->units; j++) letters[j] = letters_of(&n->unit[j]);
    f->pairs = 0;
    for (unsigned i = 0; i < q->units; i++) {
        const unit *a = &q->unit[i];
        float weight = -1;
        uint32_t mine = letters_of(a);
        for (unsigned j = 0; j < n->units; j++) {
            const unit *b = &n->unit[j];
            if (!(meet[a->space] >> b->space & 1) || !may_meet(mine, letters[j])) continue;
            float s = unit_similarity(a, b);
            if (s <= 0) continue;
            if (weight < 0) weight = covered(q, a) / q->weight_all;
            found p = {s * (weight + covered(n, b) / n->weight_all), s, (uint16_t)i, (uint16_t)j};
            found_add(f, &p);
        }
    }
    if (f->pairs > 1) qsort(f->pair, f->pairs, sizeof *f->pair, by_gain);
}

static uint64_t tokens_of(const unit *u) {
    return ((u->count == 64 ? 0 : (uint64_t)1 << u->count) - 1) << u->first;
}

typedef struct used {
    uint64_t q, n;
} used;

static used choose(score_parts *out, const finder *f, const scored_name *q, const scored_name *n) {
    used u = {0, 0};
    for (unsigned i = 0; i < f->pairs; i++) {
        const found *p = &f->pair[i];
        uint64_t a = tokens_of(&q->unit[p->q]), b = tokens_of(&n->unit[p->n]);
        if (a & u.q || b & u.n) continue;
        u.q |= a, u.n |= b;
        out->pair[out->pairs++] = (score_pair){p->q, p->n, p->similarity, p->gain};
    }
    return u;
}

static void share(score_parts *out, const score_numbers *k, const scored_name *q,
                  const scored_name *n) {
    float in_q = 0, in_n = 0;
    for (unsigned i = 0; i < out->pairs; i++) {
        const score_pair *p = &out->pair[i];
        float a = p->similarity * covered(q, &q->unit[p->q_unit]),
              b = p->similarity * covered(n, &n->unit[p->n_unit]);
        float bits = a < b ? a : b;
        in_q += a, in_n += b;
        out->bits += bits;
        float word_q = strongest(q, &q->unit[p->q_unit]),
              word_n = strongest(n, &n->unit[p->n_unit]);
        if (p->similarity * (word_q < word_n ? word_q : word_n) >= k->generic)
            out->distinct += bits;
    }
    out->q_cover = q->weight_all > 0 ? in_q / q->weight_all : 0;
    out->n_cover = n->weight_all > 0 ? in_n / n->weight_all : 0;
    if (out->q_cover > 1) out->q_cover = 1;
    if (out->n_cover > 1) out->n_cover = 1;
}

/* Share of two pairs' weight that stands in the same order in both names. */
static float order_of(const score_parts *s, const scored_name *q, const scored_name *n) {
    float same = 0, all = 0;
    for (unsigned i = 0; i < s->pairs; i++)
        for (unsigned j = i + 1; j < s->pairs; j++) {
            float w = s->pair[i].gain * s->pair[j].gain;
            bool a = q->unit[s->pair[i].q_unit].first < q->unit[s->pair[j].q_unit].first;
            bool b = n->unit[s->pair[i].n_unit].first < n->unit[s->pair[j].n_unit].first;
            all += w;
            if (a == b) same += w;
        }
    return all > 0 ? same / all : 1;
}

static bool left(const scored_name *s, uint64_t taken, unsigned cls) {
    for (unsigned t = 0; t < s->tokens; t++)
        if (s->cls[t] == cls && !(taken >> t & 1)) return true;
    return false;
}

/* Bits of tokens that no pair takes. */
static float rest(const scored_name *s, uint64_t taken) {
    float bits = 0;
    for (unsigned t = 0; t < s->tokens; t++)
        if (!(taken >> t & 1)) bits += s->weight[t];
    return bits;
}

/* x^(3/4), by square roots alone. */
static float three_quarters(float x) { return sqrtf(x) * sqrtf(sqrtf(x)); }

float score_bound(const score_model *m, float cover) {
    (void)m;
    float b = three_quarters(cover < 0 ? 0 : cover) + 1e-5F; /* sums in another order */
    return b > 1 ? 1 : b;
}

float score_generic(const score_model *m, float *bits) {
    const score_numbers *k = score_model_numbers(m);
    *bits = k->generic * 0.9999F;
    return k->distinct_least > 0 ? k->generic_cap : 1;
}

/* Pairs use a token once, so what a side has matched is at most `met`, and tokens of similarity 0
 * are left over: shares, bits and conflict of name_score_parts are each bounded, and the score
 * rises with the first two and falls with the third. The strongest token of a pair of sim x bits >=
 * generic has u >= sim, so without one on each side nothing is distinctive.       */
float score_bound_sides(const score_model *m, const score_side *q, const score_side *n) {
    const score_numbers *k = score_model_numbers(m);
    float in_q = q->all > 0 ? q->met / q->all : 0, in_n = n->all > 0 ? n->met / n->all : 0, generic;
    float cap = score_generic(m, &generic), bits = q->met < n->met ? q->met : n->met;
    float conflict = q->unmet < n->unmet ? q->unmet : n->unmet;
    float b = three_quarters(in_q < 1 ? in_q : 1) * sqrtf(in_n < 1 ? in_n : 1);
    b *= 1 - k->conflict * (conflict < k->conflict_bits ? conflict / k->conflict_bits : 1);
    if (bits < k->bits_full) b *= sqrtf(bits / k->bits_full);
    if ((q->strongest < generic || n->strongest < generic) && b > cap) b = cap;
    b = b * 1.00002F + 1e-5F; /* sums in another order */
    return b > 1 ? 1 : b;
}

void name_score_parts(score_parts *out, const score_model *m, const scored_name *q,
                      const scored_name *n) {
    const score_numbers *k = score_model_numbers(m);
    finder f;
    *out = (score_parts){.order = 1};
    find(&f, q, n);
    if (!f.pairs) return;
    used u = choose(out, &f, q, n);
    share(out, k, q, n);
    float rest_q = rest(q, u.q), rest_n = rest(n, u.n);
    out->conflict = rest_q < rest_n ? rest_q : rest_n;
    out->order = order_of(out, q, n);
    out->numbers = left(q, u.q, NAME_NUMBER) && left(n, u.n, NAME_NUMBER);
    out->patronymics = left(q, u.q, SCORED_PATRONYMIC) && left(n, u.n, SCORED_PATRONYMIC);
    float score =
        three_quarters(out->q_cover) * sqrtf(out->n_cover) * (1 - k->order * (1 - out->order));
    score *=
        1 - k->conflict * (out->conflict < k->conflict_bits ? out->conflict / k->conflict_bits : 1);
    if (out->numbers) score *= k->numbers;
    if (out->patronymics) score *= k->patronymics;
    if (out->bits < k->bits_full) score *= sqrtf(out->bits / k->bits_full);
    out->uncapped = score;
    if (out->distinct < k->distinct_least && score > k->generic_cap) score = k->generic_cap;
    out->score = score;
}

float name_score(const score_model *m, const scored_name *q, const scored_name *n) {
    score_parts parts;
    name_score_parts(&parts, m, q, n);
    return parts.score;
}
