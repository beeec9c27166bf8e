/* balance_draw.c - ranges and SMAA by simulation.
 *
 * One draw takes every salience from its triangle once and uses it in all
 * contexts, so that contexts are compared on the same ground. Weights of a
 * context are gamma numbers of shape K w over their sum (Dirichlet); the gammas
 * (Marsaglia and Tsang 2000) of all contexts start from the same normal and
 * uniform numbers, and only a rejected one goes to the context's own stream.
 * Weights without information are exponentials over their sum. Sorted ones
 * need no sorting: the k-th largest of n is the sum over j >= k of E_j / j
 * (Renyi 1953), and they are dealt out in the stated order.
 *
 * Work is cut into blocks of draws, each with its own streams. What is kept is
 * counts and sums of integers, so the order in which threads finish does not
 * matter, and memory does not grow with the draws.                             */
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/random.h"
#include "watch/balance.h"

enum { BINS = 4096, BLOCK = 1000, THREADS_MAX = 8, SMAA_KINDS = 4 };
static const double fixed_point = 0x1p36;

/* The draws of one B: quantiles from bins of 1/2048, the mean exact to 2^-36. */
typedef struct tally {
    uint32_t bin[BINS];
    int64_t sum;
    uint64_t positive;
    double least, most;
} tally;

/* A gamma distribution: d and c of Marsaglia and Tsang; a shape below 1 is
 * drawn as shape + 1 times U^(1/shape), one_over = 1/shape, else 0.           */
typedef struct gamma_shape {
    double d, c, one_over;
    bool nothing; /* shape 0 */
} gamma_shape;

/* A context's weights as the loops want them. */
typedef struct deal {
    gamma_shape shape[BALANCE_FACTORS_MAX]; /* K w, of the factors with a sign */
    int order[BALANCE_FACTORS_MAX];         /* by w, heaviest first, file order in ties */
    int tie[BALANCE_FACTORS_MAX];           /* tie[k]: end of the tie that begins at k */
    int group_order[BALANCE_GROUPS_MAX], group_tie[BALANCE_GROUPS_MAX];
    int in_order[BALANCE_FACTORS_MAX], in_tie[BALANCE_FACTORS_MAX]; /* group after group */
    int side_first[2][BALANCE_FACTORS_MAX]; /* ties to the convergent, the divergent */
} deal;

typedef struct plan {
    const balance *b;
    const balance_draw_opts *o;
    size_t n, groups, group_begin[BALANCE_GROUPS_MAX + 1]; /* factors with a sign, used groups */
    int factor[BALANCE_FACTORS_MAX];                       /* index in the file */
    double sign[BALANCE_FACTORS_MAX], mode[BALANCE_FACTORS_MAX];
    balance_range range[BALANCE_FACTORS_MAX];
    int by_group[BALANCE_FACTORS_MAX]; /* the factors, group after group */
    deal deal[BALANCE_CONTEXTS_MAX];
    size_t lost; /* scenarios: an origin gone */
    bool unsupported[BALANCE_LOST_MAX][BALANCE_FACTORS_MAX];
    bool mixed;
} plan;

typedef struct counts {
    uint64_t none[2][2];                       /* [groups][mode] */
    uint64_t rank[BALANCE_CONTEXTS_MAX][2][2]; /* the same */
    uint64_t ties[BALANCE_CONTEXTS_MAX][2];    /* convergent, divergent first */
    tally *b;                                  /* [context][1 + lost], then the mixture */
} counts;

/* ---- the plan --------------------------------------------------------------------- */

static bool tied(double a, double b) { return fabs(a - b) <= 1e-12 * (fabs(a) + fabs(b)); }

/* order[0..n): by value, heaviest first; tie[k] is where k's tie ends. */
static void order_by(int *order, int *tie, size_t n, const double *value) {
    for (size_t i = 0; i < n; i++) {
        int item = order[i];
        size_t at = i;
        for (; at > 0 && value[order[at - 1]] < value[item] &&
               !tied(value[order[at - 1]], value[item]);
             at--)
            order[at] = order[at - 1];
        order[at] = item;
    }
    for (size_t i = n; i-- > 0;)
        tie[i] = i + 1 < n && tied(value[order[i]], value[order[i + 1]]) ? tie[i + 1] : (int)i + 1;
}

/* Heaviest weights to the one side within each tie. */
static void one_side_first(int *out, const plan *p, const deal *d, double side) {
    for (size_t i = 0; i < p->n;) {
        size_t end = (size_t)d->tie[i], at = i;
        for (size_t k = i; k < end; k++)
            if (p->sign[d->order[k]] == side) out[at++] = d->order[k];
        for (size_t k = i; k < end; k++)
            if (p->sign[d->order[k]] != side) out[at++] = d->order[k];
        i = end;
    }
}

static gamma_shape gamma_of(double shape) {
    double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
    return (gamma_shape){d, 1 / sqrt(9 * d), shape < 1 ? 1 / shape : 0, shape <= 0};
}

static void plan_context(plan *p, size_t c, const balance_model *m) {
    deal *d = &p->deal[c];
    double w[BALANCE_FACTORS_MAX], signed_w[BALANCE_FACTORS_MAX], points[BALANCE_FACTORS_MAX];
    double group_points[BALANCE_GROUPS_MAX];
    balance_weights(w, m);
    for (size_t k = 0; k < p->n; k++) {
        signed_w[k] = w[p->factor[k]];
        points[k] = m->points[p->factor[k]];
        d->shape[k] = gamma_of(m->concentration * signed_w[k]);
        d->order[k] = (int)k;
        d->in_order[k] = p->by_group[k];
    }
    order_by(d->order, d->tie, p->n, signed_w);
    one_side_first(d->side_first[0], p, d, 1);
    one_side_first(d->side_first[1], p, d, -1);
    for (size_t g = 0; g < p->groups; g++) {
        size_t from = p->group_begin[g], n = p->group_begin[g + 1] - from;
        order_by(d->in_order + from, d->in_tie + from, n, points);
        d->group_order[g] = (int)g;
        group_points[g] = m->group_points[m->group[p->factor[p->by_group[from]]]];
    }
    order_by(d->group_order, d->group_tie, p->groups, group_points);
}

static void plan_groups(plan *p, const balance_model *m) {
    size_t at = 0;
    for (size_t g = 0; g < (m->groups ? m->groups : 1); g++) {
        size_t begin = at;
        for (size_t k = 0; k < p->n; k++)
            if (m->group[p->factor[k]] == (int)g) p->by_group[at++] = (int)k;
        if (at == begin) continue;
        p->group_begin[p->groups++] = begin;
        p->group_begin[p->groups] = at;
    }
}

static void plan_make(plan *p, const balance *b, const balance_draw_opts *o) {
    balance_model m;
    size_t with_prob = 0;
    *p = (plan){.b = b, .o = o};
    balance_model_of(&m, b, 0, -1);
    for (size_t i = 0; i < m.n; i++) {
        if (!m.sign[i]) continue;
        p->factor[p->n] = (int)i;
        p->sign[p->n] = m.sign[i];
        p->range[p->n] = m.salience[i];
        p->mode[p->n++] = m.salience[i].mode;
    }
    plan_groups(p, &m);
    for (size_t c = 0; c < b->contexts; c++) {
        balance_model_of(&m, b, c, -1);
        plan_context(p, c, &m);
        with_prob += o->context[c] && b->context[c].has_prob;
    }
    p->mixed = with_prob > 1;
    for (; p->lost < BALANCE_LOST_MAX && o->lost_origin[p->lost] >= 0; p->lost++) {
        balance_loss l;
        balance_without_origin(&l, b, (size_t)o->lost_origin[p->lost]);
        for (size_t k = 0; k < p->n; k++) p->unsupported[p->lost][k] = l.unsupported[p->factor[k]];
    }
}

/* ---- one draw --------------------------------------------------------------------- */

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

static void draw_base(base_numbers *x, const plan *p, random_state *r) {
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

static double gamma_number(const gamma_shape *g, double normal, double u, double e,
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

static void dirichlet(double *w, const plan *p, const deal *d, const base_numbers *x,
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

static both dealt(const plan *p, const base_numbers *x, const int *order) {
    both sum = {0};
    for (size_t k = 0; k < p->n; k++) {
        sum.drawn += x->flat[k] * x->pull[order[k]].drawn;
        sum.mode += x->flat[k] * x->pull[order[k]].mode;
    }
    return sum;
}

static both dealt_in_groups(const plan *p, const base_numbers *x, const int *groups,
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
static void draw_without_information(counts *n, const plan *p, const base_numbers *x,
                                     random_state *r) {
    int order[BALANCE_FACTORS_MAX], groups[BALANCE_GROUPS_MAX], all[BALANCE_FACTORS_MAX];
    int end[BALANCE_FACTORS_MAX], own[BALANCE_FACTORS_MAX];
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

static void draw_in_order(counts *n, const plan *p, size_t c, const base_numbers *x,
                          random_state *r) {
    const deal *d = &p->deal[c];
    int order[BALANCE_FACTORS_MAX], groups[BALANCE_GROUPS_MAX];
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

static void add(tally *t, double b) {
    double place = (b + 1) / 2 * BINS;
    size_t bin = place <= 0 ? 0 : place >= BINS - 1 ? BINS - 1 : (size_t)place;
    t->bin[bin]++;
    t->sum += llround(b * fixed_point);
    t->positive += b > 0;
    if (b < t->least) t->least = b;
    if (b > t->most) t->most = b;
}

static double draw_context(counts *n, const plan *p, size_t c, const base_numbers *x,
                           random_state *r) {
    double w[BALANCE_FACTORS_MAX], sum = 0;
    tally *t = &n->b[c * (1 + p->lost)];
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

static void run_block(counts *n, const plan *p, uint64_t block, uint64_t draws) {
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

/* ---- threads ---------------------------------------------------------------------- */

typedef struct work {
    const plan *p;
    atomic_uint_fast64_t next; /* block */
} work;

typedef struct worker {
    work *w;
    counts n;
    pthread_t thread;
    bool started;
} worker;

static void *run_worker(void *arg) {
    worker *k = arg;
    uint64_t draws = k->w->p->o->draws, blocks = (draws + BLOCK - 1) / BLOCK, i;
    while ((i = atomic_fetch_add(&k->w->next, 1)) < blocks)
        run_block(&k->n, k->w->p, i, i + 1 < blocks ? BLOCK : draws - i * BLOCK);
    return NULL;
}

static size_t tallies(const plan *p) { return p->b->contexts * (1 + p->lost) + 1; }

static bool counts_init(counts *n, const plan *p) {
    n->b = calloc(tallies(p), sizeof *n->b);
    for (size_t i = 0; n->b && i < tallies(p); i++)
        n->b[i].least = HUGE_VAL, n->b[i].most = -HUGE_VAL;
    return n->b != NULL;
}

static void merge(counts *to, const counts *from, const plan *p) {
    for (size_t i = 0; i < SMAA_KINDS; i++) to->none[i / 2][i % 2] += from->none[i / 2][i % 2];
    for (size_t c = 0; c < p->b->contexts; c++) {
        for (size_t i = 0; i < SMAA_KINDS; i++)
            to->rank[c][i / 2][i % 2] += from->rank[c][i / 2][i % 2];
        to->ties[c][0] += from->ties[c][0];
        to->ties[c][1] += from->ties[c][1];
    }
    for (size_t i = 0; i < tallies(p); i++) {
        tally *t = &to->b[i];
        const tally *f = &from->b[i];
        for (size_t k = 0; k < BINS; k++) t->bin[k] += f->bin[k];
        t->sum += f->sum;
        t->positive += f->positive;
        t->least = fmin(t->least, f->least);
        t->most = fmax(t->most, f->most);
    }
}

static int thread_count(const balance_draw_opts *o) {
    long n = o->threads > 0 ? o->threads : sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > THREADS_MAX ? THREADS_MAX : (int)n;
}

static cordon_status run_all(counts *total, const plan *p, cordon_error *err) {
    worker k[THREADS_MAX] = {0};
    work w = {.p = p};
    int n = thread_count(p->o);
    bool good = true;
    for (int i = 0; i < n; i++) {
        k[i].w = &w;
        good = good && counts_init(&k[i].n, p);
    }
    /* A thread that cannot start is no failure: the others do its blocks. */
    for (int i = 1; good && i < n; i++)
        k[i].started = pthread_create(&k[i].thread, NULL, run_worker, &k[i]) == 0;
    if (good) run_worker(&k[0]);
    for (int i = 0; i < n; i++) {
        if (k[i].started) pthread_join(k[i].thread, NULL);
        if (good) merge(total, &k[i].n, p);
        free(k[i].n.b);
    }
    return good ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory to draw");
}

/* ---- results ---------------------------------------------------------------------- */

static double quantile(const tally *t, uint64_t draws, double at) {
    double rank = at * (double)(draws - 1), below = 0;
    for (size_t k = 0; k < BINS; k++) {
        if (below + t->bin[k] > rank) {
            double inside = (rank - below + 0.5) / t->bin[k];
            double v = ((double)k + inside) / BINS * 2 - 1;
            return fmin(fmax(v, t->least), t->most);
        }
        below += t->bin[k];
    }
    return t->most;
}

static balance_drawn drawn_of(const tally *t, uint64_t draws) {
    return (balance_drawn){(double)t->sum / fixed_point / (double)draws, quantile(t, draws, 0.05),
                           quantile(t, draws, 0.5), quantile(t, draws, 0.95),
                           (double)t->positive / (double)draws};
}

static balance_smaa smaa_of(const uint64_t n[2], double draws) {
    return (balance_smaa){(double)n[0] / draws, (double)n[1] / draws};
}

static void results(balance_draws *out, const counts *n, const plan *p) {
    uint64_t draws = p->o->draws;
    double all = (double)draws;
    *out = (balance_draws){.opts = *p->o, .mixed = p->mixed};
    out->none_flat = smaa_of(n->none[0], all);
    out->none_groups = smaa_of(n->none[1], all);
    for (size_t c = 0; c < p->b->contexts; c++) {
        balance_context_drawn *x = &out->context[c];
        const tally *t = &n->b[c * (1 + p->lost)];
        if (!p->o->context[c]) continue;
        x->b = drawn_of(t, draws);
        for (size_t l = 0; l < p->lost; l++) x->lost[l] = drawn_of(&t[1 + l], draws);
        x->rank_flat = smaa_of(n->rank[c][0], all);
        x->rank_groups = smaa_of(n->rank[c][1], all);
        x->ties_convergent_first = (double)n->ties[c][0] / all;
        x->ties_divergent_first = (double)n->ties[c][1] / all;
    }
    if (p->mixed) out->mixture = drawn_of(&n->b[p->b->contexts * (1 + p->lost)], draws);
}

void balance_draw_defaults(balance_draw_opts *o) {
    *o = (balance_draw_opts){.draws = BALANCE_DRAWS, .seed = BALANCE_SEED};
    for (size_t i = 0; i < BALANCE_CONTEXTS_MAX; i++) o->context[i] = true;
    for (size_t i = 0; i < BALANCE_LOST_MAX; i++) o->lost_origin[i] = -1;
}

cordon_status balance_draw(balance_draws *out, const balance *b, const balance_draw_opts *o,
                           cordon_error *err) {
    counts total = {0};
    if (o->draws < BALANCE_DRAWS_MIN || o->draws > BALANCE_DRAWS_MAX)
        return cordon_fail(err, CORDON_EINVAL, "%llu draws; expected %d to %d",
                           (unsigned long long)o->draws, BALANCE_DRAWS_MIN, BALANCE_DRAWS_MAX);
    plan *p = calloc(1, sizeof *p);
    bool ready = false;
    if (p) {
        plan_make(p, b, o);
        ready = counts_init(&total, p);
    }
    cordon_status status =
        ready ? run_all(&total, p, err) : cordon_fail(err, CORDON_ENOMEM, "no memory to draw");
    if (!status) results(out, &total, p);
    free(total.b);
    free(p);
    return status;
}
