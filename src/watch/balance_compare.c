/* balance_compare.c - two editions of one file and what moved the balance.
 *
 * Three things can differ: which factors there are and which way they pull,
 * their salience, and the weights. Each alone and in every company gives one
 * of eight mixtures of the editions; a thing's share of the difference is its
 * mean effect over the six orders in which the three can be put in (Shapley
 * 1953). So the shares sum to the difference and no order is preferred.       */
#include <string.h>

#include "watch/balance.h"

enum { FACTORS = 1, SALIENCE = 2, WEIGHTS = 4, ALL = 7 };

/* Factors of both editions side by side; groups by name. */
typedef struct pair_of {
    const balance *from, *to;
    balance_model m[2]; /* of the context in either edition */
    int at[2][BALANCE_FACTORS_MAX * 2];
    size_t n;
} pair_of;

static void align(pair_of *p) {
    p->n = 0;
    for (size_t i = 0; i < p->from->factors; i++) {
        p->at[0][p->n] = (int)i;
        p->at[1][p->n++] = balance_factor_find(p->to, p->from->factor[i].id);
    }
    for (size_t i = 0; i < p->to->factors; i++) {
        if (balance_factor_find(p->from, p->to->factor[i].id) >= 0) continue;
        p->at[0][p->n] = -1;
        p->at[1][p->n++] = (int)i;
    }
}

typedef struct cell {
    const char *group;
    double sign, salience, points;
} cell;

static cell cell_of(const pair_of *p, int side, int i) {
    const balance *b = side ? p->to : p->from;
    const balance_model *m = &p->m[side];
    return (cell){b->groups ? b->group[m->group[i]] : "", m->sign[i], m->salience[i].mode,
                  m->points[i]};
}

/* The group's points in one edition, or in the other when only that has it. */
static double group_points(const pair_of *p, int side, const char *name) {
    for (int turn = 0; turn < 2; turn++, side = !side) {
        const balance *b = side ? p->to : p->from;
        for (size_t g = 0; g < b->groups; g++)
            if (strcmp(b->group[g], name) == 0) return p->m[side].group_points[g];
    }
    return 1; /* neither edition is layered */
}

/* The factors that have a sign in the mixture. */
static size_t mix(cell *use, const pair_of *p, int newer) {
    size_t n = 0;
    for (size_t k = 0; k < p->n; k++) {
        int i = p->at[0][k], j = p->at[1][k];
        if ((newer & FACTORS ? j : i) < 0) continue;
        /* What only one edition has, it says for both. */
        cell old = cell_of(p, i < 0, i < 0 ? j : i), new = cell_of(p, j >= 0, j < 0 ? i : j);
        cell c = newer & FACTORS ? new : old;
        /* A factor that gains or loses its sign brings salience and points along. */
        if (old.sign != 0 && new.sign != 0) {
            c.salience = newer & SALIENCE ? new.salience : old.salience;
            c.points = newer & WEIGHTS ? new.points : old.points;
        }
        if (c.sign != 0) use[n++] = c;
    }
    return n;
}

/* B of the mixture: what the bits name is the newer edition's. */
static double mixture(const pair_of *p, int newer) {
    cell use[BALANCE_FACTORS_MAX * 2];
    size_t n = mix(use, p, newer);
    double all = 0, sum = 0;
    for (size_t k = 0; k < n; k++) {
        double own = 0, pull = 0, share = group_points(p, (newer & WEIGHTS) != 0, use[k].group);
        bool first = true;
        for (size_t q = 0; q < n; q++) {
            if (strcmp(use[q].group, use[k].group) != 0) continue;
            first = first && q >= k; /* each group is summed at its first factor */
            own += use[q].points;
            pull += use[q].sign * use[q].points * use[q].salience;
        }
        if (!first) continue;
        all += share;
        if (own > 0) sum += share * pull / own;
    }
    return all > 0 ? sum / all : 0;
}

static double shapley(const double b[ALL + 1], int bit) {
    int other = ALL & ~bit, one = other & -other, two = other & ~one;
    return (b[bit] - b[0]) / 3 + (b[bit | one] - b[one]) / 6 + (b[bit | two] - b[two]) / 6 +
           (b[ALL] - b[other]) / 3;
}

cordon_status balance_compare(balance_difference *d, const balance *from, const balance *to,
                              cordon_error *err) {
    if (strcmp(from->perspective, to->perspective) != 0)
        return cordon_fail(err, CORDON_EINVAL,
                           "%.150s speaks for %.40s, %.150s for %.40s: only editions for the same "
                           "actor are compared",
                           from->path, from->perspective, to->path, to->perspective);
    pair_of p = {.from = from, .to = to};
    *d = (balance_difference){0};
    align(&p);
    for (size_t k = 0; k < p.n; k++) {
        if (p.at[1][k] < 0) d->removed[p.at[0][k]] = true;
        if (p.at[0][k] < 0) d->added[p.at[1][k]] = true;
    }
    for (size_t c = 0; c < from->contexts; c++) {
        int other = balance_context_find(to, from->context[c].id);
        double b[ALL + 1];
        if (other < 0) continue;
        balance_model_of(&p.m[0], from, c, -1);
        balance_model_of(&p.m[1], to, (size_t)other, -1);
        for (int bits = 0; bits <= ALL; bits++) b[bits] = mixture(&p, bits);
        d->context[d->contexts++] = (balance_context_change){(int)c,
                                                             other,
                                                             b[0],
                                                             b[ALL],
                                                             shapley(b, FACTORS),
                                                             shapley(b, SALIENCE),
                                                             shapley(b, WEIGHTS)};
    }
    return CORDON_OK;
}
