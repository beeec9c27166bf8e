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

#include "watch/balance_draw_inner.h"

enum { BLOCK = 1000, THREADS_MAX = 8, SMAA_KINDS = 4 };

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
static void one_side_first(int *out, const draw_plan *p, const draw_deal *d, double side) {
    for (size_t i = 0; i < p->n;) {
        size_t end = (size_t)d->tie[i], at = i;
        for (size_t k = i; k < end; k++)
            if (p->sign[d->order[k]] == side) out[at++] = d->order[k];
        for (size_t k = i; k < end; k++)
            if (p->sign[d->order[k]] != side) out[at++] = d->order[k];
        i = end;
    }
}

static draw_gamma gamma_of(double shape) {
    double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
    return (draw_gamma){d, 1 / sqrt(9 * d), shape < 1 ? 1 / shape : 0, shape <= 0};
}

static void plan_context(draw_plan *p, size_t c, const balance_model *m) {
    draw_deal *d = &p->deal[c];
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

static void plan_groups(draw_plan *p, const balance_model *m) {
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

static void plan_make(draw_plan *p, const balance *b, const balance_draw_opts *o) {
    balance_model m;
    size_t with_prob = 0;
    *p = (draw_plan){.b = b, .o = o};
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

/* ---- threads ---------------------------------------------------------------------- */

typedef struct work {
    const draw_plan *p;
    atomic_uint_fast64_t next; /* block */
} work;

typedef struct worker {
    work *w;
    draw_counts n;
    pthread_t thread;
    bool started;
} worker;

static void *run_worker(void *arg) {
    worker *k = arg;
    uint64_t draws = k->w->p->o->draws, blocks = (draws + BLOCK - 1) / BLOCK, i;
    while ((i = atomic_fetch_add(&k->w->next, 1)) < blocks)
        balance_draw_block(&k->n, k->w->p, i, i + 1 < blocks ? BLOCK : draws - i * BLOCK);
    return NULL;
}

static size_t tallies(const draw_plan *p) { return p->b->contexts * (1 + p->lost) + 1; }

static bool counts_init(draw_counts *n, const draw_plan *p) {
    n->b = calloc(tallies(p), sizeof *n->b);
    for (size_t i = 0; n->b && i < tallies(p); i++)
        n->b[i].least = HUGE_VAL, n->b[i].most = -HUGE_VAL;
    return n->b != NULL;
}

static void merge(draw_counts *to, const draw_counts *from, const draw_plan *p) {
    for (size_t i = 0; i < SMAA_KINDS; i++) to->none[i / 2][i % 2] += from->none[i / 2][i % 2];
    for (size_t c = 0; c < p->b->contexts; c++) {
        for (size_t i = 0; i < SMAA_KINDS; i++)
            to->rank[c][i / 2][i % 2] += from->rank[c][i / 2][i % 2];
        to->ties[c][0] += from->ties[c][0];
        to->ties[c][1] += from->ties[c][1];
    }
    for (size_t i = 0; i < tallies(p); i++) {
        draw_tally *t = &to->b[i];
        const draw_tally *f = &from->b[i];
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

static cordon_status run_all(draw_counts *total, const draw_plan *p, cordon_error *err) {
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

static double quantile(const draw_tally *t, uint64_t draws, double at) {
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

static balance_drawn drawn_of(const draw_tally *t, uint64_t draws) {
    return (balance_drawn){(double)t->sum / BALANCE_FIXED_POINT / (double)draws,
                           quantile(t, draws, 0.05), quantile(t, draws, 0.5),
                           quantile(t, draws, 0.95), (double)t->positive / (double)draws};
}

static balance_smaa smaa_of(const uint64_t n[2], double draws) {
    return (balance_smaa){(double)n[0] / draws, (double)n[1] / draws};
}

static void results(balance_draws *out, const draw_counts *n, const draw_plan *p) {
    uint64_t draws = p->o->draws;
    double all = (double)draws;
    *out = (balance_draws){.opts = *p->o, .mixed = p->mixed};
    out->none_flat = smaa_of(n->none[0], all);
    out->none_groups = smaa_of(n->none[1], all);
    for (size_t c = 0; c < p->b->contexts; c++) {
        balance_context_drawn *x = &out->context[c];
        const draw_tally *t = &n->b[c * (1 + p->lost)];
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
    draw_counts total = {0};
    if (o->draws < BALANCE_DRAWS_MIN || o->draws > BALANCE_DRAWS_MAX)
        return cordon_fail(err, CORDON_EINVAL, "%llu draws; expected %d to %d",
                           (unsigned long long)o->draws, BALANCE_DRAWS_MIN, BALANCE_DRAWS_MAX);
    draw_plan *p = calloc(1, sizeof *p);
    if (!p) return cordon_fail(err, CORDON_ENOMEM, "no memory to draw");
    plan_make(p, b, o);
    cordon_status status = counts_init(&total, p)
                               ? run_all(&total, p, err)
                               : cordon_fail(err, CORDON_ENOMEM, "no memory to draw");
    if (!status) results(out, &total, p);
    free(total.b);
    free(p);
    return status;
}
