#include <assert.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "own/inner.h"
#include "screen/index_build.h"

/* ---- one pass ---- */

void pass_free(own_pass *p) {
    void *all[] = {p->round, p->sum, p->controlled, p->touched, p->queue, p->touch};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
    *p = (own_pass){0};
}

cordon_status pass_make(own_pass *p, const own_view *v, const own_rule *r, bool at_high, cordon_error *err) {
    size_t n = (size_t)v->n + 1;
    *p = (own_pass){.v = v, .threshold_e5 = llround(r->percent * 1e5), .at_least = r->at_least, .votes = r->votes,
                    .control = r->control, .at_high = at_high};
    p->round = calloc(n, sizeof *p->round);
    p->controlled = calloc(n, sizeof *p->controlled);
    p->touched = calloc(n, 1);
    p->queue = malloc(n * sizeof *p->queue);
    p->touch = malloc(n * sizeof *p->touch);
    p->sum = calloc(n, sizeof *p->sum);
    if (p->round && p->controlled && p->touched && p->queue && p->touch && p->sum) return CORDON_OK;
    pass_free(p);
    return cordon_fail(err, CORDON_ENOMEM, "no memory for who is owned");
}

static int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }
static int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

/* Where all owners are recorded, others cannot hold more than their highs, or less than their lows. */
static int64_t value_of(const own_pass *p, uint32_t node, int kind) {
    const own_view *v = p->v;
    const own_sums *all = &v->all[node];
    int64_t low = p->sum[node].low[kind], high = p->sum[node].high[kind], rest = OWN_ALL_E5 - all->low[kind];
    if (v->mark[node] & OWN_COMPLETE) {
        int64_t others = p->at_high ? all->low[kind] - low : all->high[kind] - high;
        return smaller(larger(low, smaller(high, OWN_ALL_E5 - others)), OWN_ALL_E5);
    }
    return smaller(p->at_high ? low + larger(0, rest) : low, OWN_ALL_E5);
}

int64_t pass_value(const own_pass *p, uint32_t node, own_kind *kind) {
    uint8_t kinds = p->v->kinds[node] & 3U;
    own_kind best = kinds == 2 ? OWN_VOTES : OWN_SHARES;
    int64_t value = 0;
    if (kinds) value = value_of(p, node, (int)best);
    /* Nothing is recorded: it may be anybody's, unless it can be nobody's. */
    else if (p->at_high && !(p->v->mark[node] & (OWN_END | OWN_COMPLETE))) value = OWN_ALL_E5;
    if (kinds == 3 && value_of(p, node, OWN_VOTES) > value) {
        best = OWN_VOTES;
        value = value_of(p, node, OWN_VOTES);
    }
    if (kind) *kind = best;
    return value;
}

bool pass_by_share(const own_pass *p, uint32_t node) {
    int64_t value = pass_value(p, node, NULL);
    return p->at_least ? value >= p->threshold_e5 : value > p->threshold_e5;
}

bool pass_holds(const own_pass *p, uint32_t node) { return (p->control && p->controlled[node]) || pass_by_share(p, node); }

static void count_in(own_pass *p, uint32_t node, uint32_t round) {
    p->round[node] = round;
    p->queue[p->queued++] = node;
}

void pass_seed(own_pass *p, uint32_t node) {
    if (!p->round[node]) count_in(p, node, 1);
}

/* Adds (or takes away) what the node holds to the sums of whom it holds. */
static void add_holdings(own_pass *p, uint32_t node, int sign) {
    const own_view *v = p->v;
    p->visits += v->out_at[node + 1] - v->out_at[node];
    for (size_t i = v->out_at[node]; i < v->out_at[node + 1]; i++) {
        const own_out *h = &v->out[i];
        uint32_t to = h->owned;
        if (h->kind <= OWN_VOTES) {
            p->sum[to].low[h->kind] += sign * h->low_e5;
            p->sum[to].high[h->kind] += sign * h->high_e5;
        } else if (h->kind == OWN_CONTROL) {
            assert(sign > 0 || p->controlled[to]);
            p->controlled[to] += (uint32_t)sign;
        }
        if (p->touched[to]) continue;
        p->touched[to] = 1;
        p->touch[p->touches++] = to;
    }
}

/* Round by round: who is looked at in a round is decided by those that counted before it, so that rounds do not hang on any order. */
void pass_run(own_pass *p, bool all) {
    size_t done = p->fixed;
    uint32_t round = 1;
    for (uint32_t i = 0; all && i < p->v->n; i++)
        if (!p->round[i] && pass_holds(p, i)) count_in(p, i, 1);
    while (done < p->queued) {
        size_t end = p->queued;
        for (; done < end; done++) add_holdings(p, p->queue[done], 1);
        round++;
        for (size_t i = 0; i < p->touches; i++) {
            uint32_t node = p->touch[i];
            p->touched[node] = 0;
            if (!p->round[node] && pass_holds(p, node)) count_in(p, node, round);
        }
        p->touches = 0;
    }
}

void pass_fix(own_pass *p) { p->fixed = p->queued; }

void pass_undo(own_pass *p) {
    while (p->queued > p->fixed) {
        uint32_t node = p->queue[--p->queued];
        add_holdings(p, node, -1);
        p->round[node] = 0;
    }
    for (size_t i = 0; i < p->touches; i++) p->touched[p->touch[i]] = 0;
    p->touches = 0;
}

/* ---- all nodes ---- */

void found_free(own_found *f) {
    free(f->owned);
    free(f->possibly);
    free(f->low_e5);
    free(f->high_e5);
    *f = (own_found){0};
}

cordon_status found_make(own_found *f, uint32_t n, cordon_error *err) {
    size_t all = (size_t)n + 1;
    *f = (own_found){calloc(all, 1), calloc(all, 1), calloc(all, sizeof *f->low_e5), calloc(all, sizeof *f->high_e5)};
    if (f->owned && f->possibly && f->low_e5 && f->high_e5) return CORDON_OK;
    found_free(f);
    return cordon_fail(err, CORDON_ENOMEM, "no memory for who is owned");
}

/* What a pass found of one node goes over what is there. */
static void keep(own_found *f, const own_pass *p, uint32_t node) {
    uint8_t *yes = p->at_high ? f->possibly : f->owned;
    int64_t *value = p->at_high ? f->high_e5 : f->low_e5, mine = pass_value(p, node, NULL);
    yes[node] |= p->round[node] != 0;
    if (mine > value[node]) value[node] = mine;
}

typedef struct solving {
    const own_view *v;
    const own_rule *r;
    own_found *f[BUILD_THREADS_MAX + 1]; /* one a thread; the last is the caller's */
    own_pass *pass[BUILD_THREADS_MAX];   /* two a thread: at low, at high; made when first needed */
    const uint32_t *root;
    size_t roots;
    cordon_status status[BUILD_THREADS_MAX];
    atomic_ullong visits; /* of all roots; the sum hangs on no order, so neither does whether it is too large */
} solving;

/* With aggregation: job 0 at low, job 1 at high. */
static void pass_together(void *arg, size_t number, unsigned thread) {
    solving *s = arg;
    own_pass p;
    (void)thread;
    if ((s->status[number] = pass_make(&p, s->v, s->r, number == 1, NULL))) return;
    for (uint32_t i = 0; i < s->v->n; i++)
        if (s->v->listed[i] == OWN_LISTED || (p.at_high && s->v->listed[i] == OWN_MAYBE_LISTED)) pass_seed(&p, i);
    pass_run(&p, true);
    for (uint32_t i = 0; i < s->v->n; i++) keep(s->f[0], &p, i);
    pass_free(&p);
}

/* The nodes whose sums a root changed: those its counting nodes hold, and these themselves. */
static void keep_root(own_found *f, const own_pass *p) {
    for (size_t i = p->fixed; i < p->queued; i++) {
        uint32_t node = p->queue[i];
        keep(f, p, node);
        for (size_t k = p->v->out_at[node]; k < p->v->out_at[node + 1]; k++) keep(f, p, p->v->out[k].owned);
    }
}

static void one_root(solving *s, own_pass *p, own_found *f, uint32_t root) {
    uint64_t before = p->visits;
    pass_seed(p, root);
    pass_run(p, false);
    keep_root(f, p);
    pass_undo(p);
    atomic_fetch_add(&s->visits, p->visits - before);
}

enum { ROOTS_BLOCK = 64 };

/* A block of roots, each by itself. What nobody knows is any one's, so the pass at high begins where nobody is named. */
static void pass_roots(void *arg, size_t number, unsigned thread) {
    solving *s = arg;
    own_found *f = s->f[thread];
    if (s->status[thread]) return;
    if (!s->pass[thread]) {
        own_pass *two = s->pass[thread] = calloc(2, sizeof *two);
        if (!two || (f != s->f[0] && found_make(f, s->v->n, NULL)) || pass_make(&two[0], s->v, s->r, false, NULL) ||
            pass_make(&two[1], s->v, s->r, true, NULL)) {
            s->status[thread] = CORDON_ENOMEM;
            return;
        }
        for (int k = 0; k < 2; k++) {
            pass_run(&two[k], true);
            pass_fix(&two[k]);
            for (uint32_t i = 0; i < s->v->n; i++) keep(f, &two[k], i);
        }
    }
    size_t from = number * ROOTS_BLOCK, to = from + ROOTS_BLOCK < s->roots ? from + ROOTS_BLOCK : s->roots;
    for (size_t i = from; i < to && atomic_load(&s->visits) <= OWN_VISITS_MAX; i++) {
        if (s->v->listed[s->root[i]] == OWN_LISTED) one_root(s, &s->pass[thread][0], f, s->root[i]);
        one_root(s, &s->pass[thread][1], f, s->root[i]);
    }
}

static void keep_found(own_found *to, const own_found *from, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        to->owned[i] |= from->owned[i];
        to->possibly[i] |= from->possibly[i];
        to->low_e5[i] = larger(to->low_e5[i], from->low_e5[i]);
        to->high_e5[i] = larger(to->high_e5[i], from->high_e5[i]);
    }
}

static cordon_status solve_apart(solving *s, unsigned threads, cordon_error *err) {
    static const size_t some = sizeof(own_found);
    uint32_t *root = malloc(((size_t)s->v->n + 1) * sizeof *root);
    own_found *more = calloc(BUILD_THREADS_MAX, some);
    bool bad = !root || !more;
    if (!bad) {
        for (uint32_t i = 0; i < s->v->n; i++)
            if (s->v->listed[i]) root[s->roots++] = i;
        s->root = root;
        for (unsigned i = 1; i < BUILD_THREADS_MAX; i++) s->f[i] = &more[i];
        /* At least one block, so that what nobody knows is looked at. */
        size_t blocks = (s->roots + ROOTS_BLOCK - 1) / ROOTS_BLOCK;
        build_jobs(threads, blocks ? blocks : 1, pass_roots, s);
        for (unsigned i = 0; i < BUILD_THREADS_MAX; i++) {
            bad |= s->status[i] != CORDON_OK;
            if (i && s->f[i]->owned && !bad) keep_found(s->f[0], s->f[i], s->v->n);
        }
    }
    for (unsigned i = 0; i < BUILD_THREADS_MAX; i++) {
        for (int k = 0; s->pass[i] && k < 2; k++) pass_free(&s->pass[i][k]);
        free(s->pass[i]);
        if (i && more) found_free(&more[i]);
    }
    free(more);
    free(root);
    if (bad) return cordon_fail(err, CORDON_ENOMEM, "no memory for who is owned");
    if (atomic_load(&s->visits) <= OWN_VISITS_MAX) return CORDON_OK;
    return cordon_fail(err, CORDON_ELIMIT, "what listed parties own, each by itself, has more than %u holdings", OWN_VISITS_MAX);
}

cordon_status view_solve(own_found *f, const own_view *v, const own_rule *r, unsigned threads, cordon_error *err) {
    solving s = {.v = v, .r = r, .f = {f}};
    if (!r->aggregate) return solve_apart(&s, threads, err);
    build_jobs(threads, 2, pass_together, &s);
    return s.status[0] || s.status[1] ? cordon_fail(err, CORDON_ENOMEM, "no memory for who is owned") : CORDON_OK;
}

/* Whether a party that counts controls it or is linked to it: then something is known, though no stake. */
static bool touched_by_listed(const own_found *f, const own_view *v, const own_rule *r, uint32_t node) {
    for (uint32_t i = 0; i < v->in_n[node]; i++) {
        const own_hold *h = &v->in[v->in_at[node] + i];
        bool counts = v->listed[h->owner] || f->owned[h->owner];
        if (counts && (h->kind == OWN_LINKED || (h->kind == OWN_CONTROL && r->control))) return true;
    }
    return false;
}

own_verdict found_verdict(const own_found *f, const own_view *v, const own_rule *r, uint32_t node) {
    if (v->listed[node] == OWN_LISTED || f->owned[node]) return OWN_OWNED;
    bool known = v->kinds[node] & 3U || v->mark[node] & (OWN_END | OWN_COMPLETE) || v->listed[node] || touched_by_listed(f, v, r, node);
    if (!known) return OWN_NOT_ASSESSED;
    return f->possibly[node] ? OWN_POSSIBLY : OWN_NOT;
}
