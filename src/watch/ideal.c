/* ideal.c - chains on threads, and what their draws say. */
#include "watch/ideal.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "watch/ideal_inner.h"

typedef struct run run;

typedef struct chain_work {
    run *all;
    ideal_chain chain;
    arena mem;
    uint64_t number;
    int64_t cpu_ns;
    cordon_status status;
} chain_work;

struct run {
    const ideal_data *d;
    const ideal_options *o;
    ideal_result *out;
    normal_tables *t;
    chain_work *chain;
    double *sum, *square; /* [chain][place], of all sweeps kept */
    int64_t thin;
    atomic_ulong next, done;
    pthread_mutex_t telling; /* one at a time calls progress */
};

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the draws of ideal points");
}

static cordon_status check_options(const ideal_options *o, cordon_error *err) {
    if (o->chains < 1 || o->chains > IDEAL_CHAINS_MAX)
        return cordon_fail(err, CORDON_EINVAL, "%lld chains: 1 to %d", (long long)o->chains,
                           IDEAL_CHAINS_MAX);
    if (o->sweeps < 2 || o->sweeps > IDEAL_SWEEPS_MAX)
        return cordon_fail(err, CORDON_EINVAL, "%lld sweeps: 2 to %d", (long long)o->sweeps,
                           IDEAL_SWEEPS_MAX);
    if (o->burn < 0 || o->burn > IDEAL_SWEEPS_MAX)
        return cordon_fail(err, CORDON_EINVAL, "%lld sweeps before: 0 to %d", (long long)o->burn,
                           IDEAL_SWEEPS_MAX);
    if (o->threads < 0 || o->threads > IDEAL_CHAINS_MAX)
        return cordon_fail(err, CORDON_EINVAL, "%lld threads: 0 to %d", (long long)o->threads,
                           IDEAL_CHAINS_MAX);
    if (!(o->smooth > 0 && o->smooth <= 100))
        return cordon_fail(err, CORDON_EINVAL, "smooth must be above 0, at most 100");
    return CORDON_OK;
}

/* ---- one chain ---- */

static void keep(chain_work *w, int64_t sweep) {
    const run *all = w->all;
    size_t n = all->d->places;
    double *sum = all->sum + w->number * n, *square = all->square + w->number * n;
    for (size_t i = 0; i < n; i++) {
        sum[i] += w->chain.theta[i];
        square[i] += w->chain.theta[i] * w->chain.theta[i];
    }
    /* Draw k is the last of its `thin` sweeps. */
    if ((sweep + 1) % all->thin != 0) return;
    size_t k = (size_t)((sweep + 1) / all->thin - 1);
    float *to = all->out->draw + (w->number * all->out->draws + k) * n;
    for (size_t i = 0; i < n; i++) to[i] = (float)w->chain.theta[i];
}

static void tell(run *all) {
    uint64_t done = atomic_fetch_add(&all->done, 1) + 1;
    const ideal_options *o = all->o;
    if (!o->progress || pthread_mutex_trylock(&all->telling) != 0) return;
    o->progress(o->arg, done, (uint64_t)(o->chains * (o->burn + o->sweeps)));
    pthread_mutex_unlock(&all->telling);
}

static int64_t thread_cpu_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void run_chain(chain_work *w) {
    run *all = w->all;
    const ideal_options *o = all->o;
    arena_init(&w->mem, 0);
    w->status = ideal_chain_begin(&w->chain, &w->mem, all->d, all->t, o, w->number, NULL);
    if (w->status) return;
    int64_t begun = thread_cpu_ns();
    for (int64_t i = -o->burn; i < o->sweeps; i++) {
        ideal_chain_sweep(&w->chain);
        if (i >= 0) keep(w, i);
        tell(all);
    }
    w->cpu_ns = thread_cpu_ns() - begun;
}

static void *run_some(void *arg) {
    run *all = arg;
    for (;;) {
        uint64_t k = atomic_fetch_add(&all->next, 1);
        if (k >= (uint64_t)all->o->chains) return NULL;
        run_chain(&all->chain[k]);
    }
}

static void run_threads(run *all) {
    pthread_t id[IDEAL_CHAINS_MAX];
    int64_t n = all->o->threads, started = 0;
    if (!n) n = sysconf(_SC_NPROCESSORS_ONLN);
    if (n > all->o->chains) n = all->o->chains;
    /* This thread works too; a thread that cannot be started is not needed. */
    while (started < n - 1 && pthread_create(&id[started], NULL, run_some, all) == 0) started++;
    run_some(all);
    for (int64_t i = 0; i < started; i++) pthread_join(id[i], NULL);
}

/* ---- what the draws say ---- */

static int by_value(const void *a, const void *b) {
    float x = *(const float *)a, y = *(const float *)b;
    return x < y ? -1 : x > y;
}

/* The usual linear interpolation (type 7 of Hyndman and Fan 1996). */
static double quantile(const float *sorted, size_t n, double p) {
    double at = p * (double)(n - 1);
    size_t i = (size_t)at;
    double part = at - (double)i;
    double low = (double)sorted[i], high = (double)sorted[i + 1 < n ? i + 1 : i];
    return low + part * (high - low);
}

static void moments(double *mean, double *variance, const float *v, size_t n) {
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++) sum += (double)v[i];
    *mean = sum / (double)n;
    for (size_t i = 0; i < n; i++) squares += ((double)v[i] - *mean) * ((double)v[i] - *mean);
    *variance = squares / (double)(n - 1);
}

/* Each chain cut in two halves: what they differ, against what each varies. */
static double split_rhat(const float *v, size_t chains, size_t draws) {
    size_t half = draws / 2, parts = 2 * chains;
    double mean[2 * IDEAL_CHAINS_MAX], within = 0, centre = 0, between = 0;
    if (half < 2) return NAN;
    for (size_t k = 0; k < parts; k++) {
        double variance;
        moments(&mean[k], &variance, v + k / 2 * draws + (k % 2 ? draws - half : 0), half);
        within += variance / (double)parts;
        centre += mean[k] / (double)parts;
    }
    for (size_t k = 0; k < parts; k++)
        between += (mean[k] - centre) * (mean[k] - centre) / (double)(parts - 1);
    if (within <= 0) return between > 0 ? INFINITY : 1;
    return sqrt(((double)half - 1) / (double)half + between / within);
}

/* v: draws of each chain, one chain after another; sorted in place at the end. */
static void summarise(ideal_summary *s, float *v, size_t chains, size_t draws) {
    size_t n = chains * draws;
    double variance;
    moments(&s->mean, &variance, v, n);
    s->sd = sqrt(variance);
    s->rhat = split_rhat(v, chains, draws);
    qsort(v, n, sizeof *v, by_value);
    s->q5 = quantile(v, n, 0.05);
    s->q50 = quantile(v, n, 0.5);
    s->q95 = quantile(v, n, 0.95);
}

static void summarise_places(run *all, float *scratch) {
    ideal_result *r = all->out;
    size_t n = r->places, total = (size_t)all->o->chains * (size_t)all->o->sweeps;
    for (size_t i = 0; i < n; i++) {
        double sum = 0, square = 0;
        for (size_t k = 0; k < r->chains * r->draws; k++) scratch[k] = r->draw[k * n + i];
        summarise(&r->place[i], scratch, r->chains, r->draws);
        /* Every sweep counts for the mean, not only those whose draw is kept. */
        for (size_t c = 0; c < r->chains; c++) {
            sum += all->sum[c * n + i];
            square += all->square[c * n + i];
        }
        r->place[i].mean = sum / (double)total;
        r->place[i].sd = sqrt(fmax(0, square / (double)total - r->place[i].mean * r->place[i].mean));
        if (r->place[i].rhat > r->rhat_worst) r->rhat_worst = r->place[i].rhat;
        if (r->place[i].rhat > 1.1) r->rhat_over++;
    }
}

static cordon_status finish(run *all, cordon_error *err) {
    ideal_result *r = all->out;
    uint64_t proposed = 0, accepted = 0;
    int64_t cpu = 0;
    for (size_t c = 0; c < r->chains; c++) {
        if (all->chain[c].status) return no_memory(err);
        proposed += all->chain[c].chain.proposed;
        accepted += all->chain[c].chain.accepted;
        cpu += all->chain[c].cpu_ns;
    }
    r->accepted = proposed ? (double)accepted / (double)proposed : 0;
    r->sweep_ms = (double)cpu / 1e6 /
                  (double)(all->o->chains * (all->o->sweeps + all->o->burn));
    float *scratch = calloc(r->chains * r->draws + 1, sizeof *scratch);
    if (!scratch) return no_memory(err);
    summarise_places(all, scratch);
    free(scratch);
    return CORDON_OK;
}

static cordon_status allocate(run *all, cordon_error *err) {
    ideal_result *r = all->out;
    size_t n = all->d->places, chains = (size_t)all->o->chains;
    r->places = n;
    r->chains = chains;
    all->thin = (all->o->sweeps + IDEAL_DRAWS_MAX - 1) / IDEAL_DRAWS_MAX;
    r->draws = (size_t)(all->o->sweeps / all->thin);
    r->draw = arena_alloc(&r->mem, (chains * r->draws * n + 1) * sizeof *r->draw);
    r->place = arena_alloc(&r->mem, (n + 1) * sizeof *r->place);
    all->t = malloc(sizeof *all->t);
    all->chain = calloc(chains, sizeof *all->chain);
    all->sum = calloc(chains * n + 1, sizeof *all->sum);
    all->square = calloc(chains * n + 1, sizeof *all->square);
    if (!r->draw || !r->place || !all->t || !all->chain || !all->sum || !all->square)
        return no_memory(err);
    normal_fill(all->t);
    for (size_t c = 0; c < chains; c++) {
        all->chain[c].all = all;
        all->chain[c].number = c;
    }
    return CORDON_OK;
}

cordon_status ideal_run(ideal_result *out, const ideal_data *d, const ideal_options *o,
                        cordon_error *err) {
    run all = {.d = d, .o = o, .out = out};
    *out = (ideal_result){0};
    arena_init(&out->mem, 0);
    pthread_mutex_init(&all.telling, NULL);
    cordon_status status = check_options(o, err);
    if (!status) status = allocate(&all, err);
    if (!status) {
        run_threads(&all);
        status = finish(&all, err);
    }
    for (int64_t c = 0; all.chain && c < o->chains; c++) arena_destroy(&all.chain[c].mem);
    free(all.chain);
    free(all.t);
    free(all.sum);
    free(all.square);
    pthread_mutex_destroy(&all.telling);
    if (status) ideal_result_free(out);
    return status;
}

void ideal_result_free(ideal_result *r) {
    arena_destroy(&r->mem);
    *r = (ideal_result){0};
}

cordon_status ideal_distance(ideal_summary *out, const ideal_result *r, size_t a, size_t b,
                             cordon_error *err) {
    size_t n = r->chains * r->draws;
    float *v = calloc(n + 1, sizeof *v);
    if (!v) return no_memory(err);
    for (size_t k = 0; k < n; k++)
        v[k] = fabsf(r->draw[k * r->places + a] - r->draw[k * r->places + b]);
    summarise(out, v, r->chains, r->draws);
    free(v);
    return CORDON_OK;
}
