#include "screen/score_rank.h"

#include "screen/score_model.h"

static float bits_of(const scored_name *s, const unit *u, uint64_t *met) {
    float bits = 0;
    for (unsigned t = u->first; t < (unsigned)u->first + u->count; t++) bits += s->weight[t], *met |= (uint64_t)1 << t;
    return bits;
}

float name_rank(const score_model *m, const score_parts *parts, const scored_name *q, const scored_name *n, float letters) {
    const score_numbers *k = score_model_numbers(m);
    uint64_t met_q = 0, met_n = 0;
    float rank = k->rank_letters * letters - k->rank_order * (1 - parts->order);
    for (unsigned i = 0; i < parts->pairs; i++) {
        const score_pair *p = &parts->pair[i];
        const unit *a = &q->unit[p->q_unit], *b = &n->unit[p->n_unit];
        float x = bits_of(q, a, &met_q), y = bits_of(n, b, &met_n), bits = x < y ? x : y;
        bool initial = a->space == UNIT_INITIAL || a->space == UNIT_LETTER;
        rank += k->rank_bits * (initial ? p->similarity * bits : bits);
        if (!initial) rank -= k->rank_unlike * (1 - p->similarity) + (a->spelling != b->spelling ? k->rank_spelled : 0);
    }
    for (unsigned t = 0; t < q->tokens; t++)
        if (!(met_q >> t & 1)) rank -= k->rank_asked + k->rank_asked_bits * q->weight[t];
    for (unsigned t = 0; t < n->tokens; t++)
        if (!(met_n >> t & 1)) rank -= k->rank_listed;
    return rank;
}
