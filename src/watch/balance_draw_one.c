/* balance_draw_one.c - one draw after another: salience, weights of every kind. */
#include <math.h>

#include "base/random.h"
#include "watch/balance_draw_inner.h"

typedef struct both {
    double drawn, mode; /* salience */
} both;

typedef struct base_numbers {            /* shared by the contexts of a draw */
    double s[BALANCE_FACTORS_MAX];       /* salience from the triangles */
    both pull[BALANCE_FACTORS_MAX];      /* sign x salience */
    double unknown[BALANCE_FACTORS_MAX]; /* uniform, for what lost its support */
    double normal[BALANCE_FACTORS_MAX], u[BALANCE_FACTORS_MAX], e[BALANCE_FACTORS_MAX];
    double flat[BALANCE_FACTORS_MAX];                                /* falling weights, sum 1 */
    double in_group[BALANCE_FACTORS_MAX], group[BALANCE_GROUPS_MAX]; /* the same within each */
} base_numbers;

/* Uniform on the simplex, sorted: v[0] >= v[1] >= ..., sum 1. */
static void falling(double *v, size_t n, random_state *r) {
    double run = 0, sum = 0;
    for (size_t k = n; k-- > 0;) {
        run += random_exponential(r) / (double)(k + 1);
        v[k] = run;
        sum += run;
    }
    for (size_t k = 0; k < n; k++) v[k] /= sum;
}

static void draw_base(base_numbers *x, const draw_plan *p, random_state *r) {
    for (size_t k = 0; k < p->n; k++) {
        balance_range t = p->range[k];
        x->s[k] = random_triangle(t.lo, t.mode, t.hi, random_unit(r));
        x->pull[k] = (both){p->sign[k] * x->s[k], p->sign[k] * p->mode[k]};
        x->u[k] = random_unit(r);
        x->normal[k] = random_normal(r);
        x->e[k] = random_exponential(r);
    }
    falling(x->flat, p->n, r);
    for (size_t g = 0; g < p->groups; g++)
        falling(x->in_group + p->group_begin[g], p->group_begin[g + 1] - p->group_begin[g], r);
    falling(x->group, p->groups, r);
    for (size_t k = 0; k < p->n; k++) x->unknown[k] = random_unit(r);
}

static double gamma_number(const draw_gamma *g, double normal, double u, double e,
                           random_state *r) {
    if (g->nothing) return 0;
    for (;;) {
        double v = 1 + g->c * normal, square = normal * normal;
        if (v > 0) {
            v = v * v * v;
            /* The squeeze spares most logarithms. */
            if (u < 1 - 0.0331 * square * square || log(u) < square / 2 + g->d * (1 - v + log(v)))
                return g->one_over > 0 ? g->d * v * exp(-e * g->one_over) : g->d * v;
        }
        normal = random_normal(r);
        u = random_unit(r);
    }
}

static void dirichlet(double *w, const draw_plan *p, const draw_deal *d, const base_numbers *x,
                      random_state *r) {
    double sum = 0;
    for (size_t k = 0; k < p->n; k++)
        sum += w[k] = gamma_number(&d->shape[k], x->normal[k], x->u[k], x->e[k], r);
    for (size_t k = 0; k < p->n; k++) w[k] /= sum;
}

/* The items in order, those of a tie as asked. */
static void shuffle(int *out, const int *order, const int *tie, size_t n, balance_ties ties,
                    random_state *r) {
    random_picks picks = {0};
    for (size_t i = 0; i < n;) {
        size_t end = (size_t)tie[i];
        for (size_t k = i; k < end; k++)
            out[k] = order[ties == BALANCE_TIES_REVERSE ? i + end - 1 - k : k];
        for (size_t k = i; ties == BALANCE_TIES_RANDOM && k + 1 < end; k++) {
            size_t other = k + random_pick(&picks, r, (uint32_t)(end - k));
            int was = out[k];
            out[k] = out[other];
            out[other] = was;
        }
        i = end;
    }
}

static both dealt(const draw_plan *p, const base_numbers *x, const int *order) {
    both sum = {0};
    for (size_t k = 0; k < p->n; k++) {
        sum.drawn += x->flat[k] * x->pull[order[k]].drawn;
        sum.mode += x->flat[k] * x->pull[order[k]].mode;
    }
    return sum;
}

static both dealt_in_groups(const draw_plan *p, const base_numbers *x, const int *groups,
                            const int *order) {
    both sum = {0};
    for (size_t q = 0; q < p->groups; q++) {
        size_t g = (size_t)groups[q];
        both own = {0};
        for (size_t k = p->group_begin[g]; k < p->group_begin[g + 1]; k++) {
            own.drawn += x->in_group[k] * x->pull[order[k]].drawn;
            own.mode += x->in_group[k] * x->pull[order[k]].mode;
        }
        sum.drawn += x->group[q] * own.drawn;
        sum.mode += x->group[q] * own.mode;
    }
    return sum;
}

static void count(uint64_t to[2], both b) {
    to[0] += b.drawn > 0;
    to[1] += b.mode > 0;
}

/* All orders alike: every factor, and every group, is one tie. */
static void draw_without_information(draw_counts *n, const draw_plan *p, const base_numbers *x,
                                     random_state *r) {
    int order[BALANCE_FACTORS_MAX] = {0}, groups[BALANCE_GROUPS_MAX] = {0};
    int all[BALANCE_FACTORS_MAX] = {0};
    int end[BALANCE_FACTORS_MAX] = {0}, own[BALANCE_FACTORS_MAX] = {0};
    for (size_t k = 0; k < p->n; k++) all[k] = (int)k, end[k] = (int)p->n;
    shuffle(order, all, end, p->n, BALANCE_TIES_RANDOM, r);
    count(n->none[0], dealt(p, x, order));
    for (size_t g = 0; g < p->groups; g++) {
        size_t from = p->group_begin[g], to = p->group_begin[g + 1];
        for (size_t k = 0; k < to - from; k++) own[k] = (int)(to - from);
        shuffle(order + from, p->by_group + from, own, to - from, BALANCE_TIES_RANDOM, r);
    }
    for (size_t g = 0; g < p->groups; g++) end[g] = (int)p->groups;
    shuffle(groups, all, end, p->groups, BALANCE_TIES_RANDOM, r);
    count(n->none[1], dealt_in_groups(p, x, groups, order));
}

static void draw_in_order(draw_counts *n, const draw_plan *p, size_t c, const base_numbers *x,
                          random_state *r) {
    const draw_deal *d = &p->deal[c];
    int order[BALANCE_FACTORS_MAX] = {0}, groups[BALANCE_GROUPS_MAX] = {0};
    shuffle(order, d->order, d->tie, p->n, p->o->ties, r);
    count(n->rank[c][0], dealt(p, x, order));
    for (size_t g = 0; g < p->groups; g++) {
        size_t from = p->group_begin[g];
        shuffle(order + from, d->in_order + from, d->in_tie + from, p->group_begin[g + 1] - from,
                p->o->ties, r);
    }
    shuffle(groups, d->group_order, d->group_tie, p->groups, p->o->ties, r);
    count(n->rank[c][1], dealt_in_groups(p, x, groups, order));
    for (int side = 0; side < 2; side++) {
        double sum = 0;
        for (size_t k = 0; k < p->n; k++) sum += x->flat[k] * x->pull[d->side_first[side][k]].drawn;
        n->ties[c][side] += sum > 0;
    }
}

static void add(draw_tally *t, double b) {
    double place = (b + 1) / 2 * BINS;
    size_t bin = place <= 0 ? 0 : place >= BINS - 1 ? BINS - 1 : (size_t)place;
    t->bin[bin]++;
    t->sum += llround(b * BALANCE_FIXED_POINT);
    t->positive += b > 0;
    if (b < t->least) t->least = b;
    if (b > t->most) t->most = b;
}

static double draw_context(draw_counts *n, const draw_plan *p, size_t c, const base_numbers *x,
                           random_state *r) {
    double w[BALANCE_FACTORS_MAX], sum = 0;
    draw_tally *t = &n->b[c * (1 + p->lost)];
    dirichlet(w, p, &p->deal[c], x, r);
    for (size_t k = 0; k < p->n; k++) sum += w[k] * x->pull[k].drawn;
    add(t, sum);
    for (size_t l = 0; l < p->lost; l++) {
        double other = sum;
        for (size_t k = 0; k < p->n; k++)
            if (p->unsupported[l][k]) other += p->sign[k] * w[k] * (x->unknown[k] - x->s[k]);
        add(&t[1 + l], other);
    }
    return sum;
}

void balance_draw_block(draw_counts *n, const draw_plan *p, uint64_t block, uint64_t draws) {
    random_state base, mix, own[BALANCE_CONTEXTS_MAX];
    base_numbers x = {0};
    const balance *b = p->b;
    uint64_t number = block * (BALANCE_CONTEXTS_MAX + 2);
    random_stream(&base, p->o->seed, number);
    random_stream(&mix, p->o->seed, number + 1);
    for (size_t c = 0; c < b->contexts; c++) random_stream(&own[c], p->o->seed, number + 2 + c);
    for (uint64_t i = 0; i < draws; i++) {
        double mixture = 0, all = 0;
        draw_base(&x, p, &base);
        draw_without_information(n, p, &x, &base);
        for (size_t c = 0; c < b->contexts; c++) {
            balance_range q = b->context[c].prob;
            if (!p->o->context[c]) continue;
            double one = draw_context(n, p, c, &x, &own[c]);
            draw_in_order(n, p, c, &x, &own[c]);
            if (!p->mixed || !b->context[c].has_prob) continue;
            double prob = random_triangle(q.lo, q.mode, q.hi, random_unit(&mix));
            mixture += prob * one;
            all += prob;
        }
        if (p->mixed) add(&n->b[b->contexts * (1 + p->lost)], all > 0 ? mixture / all : 0);
    }
}
