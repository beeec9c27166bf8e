/* Ideal points: what goes in, the likelihood and the whole sampler against plain twins, the same
 * bytes for any number of threads, and the published estimates of the authors. */
#include "watch/ideal.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/data_dir.h"
#include "test.h"
#include "watch/ideal_compare.h"
#include "watch/ideal_inner.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SLOW = 1 };
#else
enum { SLOW = 0 };
#endif

static areas *a;
static votes_file published;

static int shipped(votes_file *f, const char *name, cordon_error *err) {
    char path[1024], full[200];
    snprintf(full, sizeof full, "data/events/unga/%s", name);
    return (int)votes_file_read(f, data_path(path, sizeof path, full), a, err);
}

/* All roll calls that ship. */
static bool load(votes *v, cordon_error *err) {
    static const char *const names[] = {"votes_matrix.tsv.xz", "roll_calls.tsv.xz",
                                        "identical_resolutions.csv"};
    votes_file f[3] = {0};
    const votes_file *list[3] = {&f[0], &f[1], &f[2]};
    bool ok = a || !areas_load(&a, err);
    for (int i = 0; i < 3 && ok; i++) ok = !shipped(&f[i], names[i], err);
    ok = ok && !votes_join(v, list, 3, err);
    for (int i = 0; i < 3; i++) votes_file_free(&f[i]);
    if (!ok) printf("# %s %s\n", err->source, err->message);
    return ok;
}

TEST(as_many_observations_as_the_authors_had) {
    votes v;
    ideal_data d;
    cordon_error err = {0};
    CHECK(load(&v, &err));
    CHECK_INT(ideal_data_make(&d, &v, &(ideal_select){0}, &err), 0);
    CHECK_INT((int)d.observations, 797140);
    CHECK_INT((int)d.rolls, 4781);
    CHECK_INT((int)d.places, 10469);
    ideal_data_free(&d);
    CHECK_INT(ideal_data_make(&d, &v, &(ideal_select){19, 19}, &err), CORDON_ENOTFOUND);
    votes_free(&v);
}

/* ---- small votes ---- */

/* Three sessions (the second without the third country) of random votes. Every other text comes
 * again, which ties the sessions: a session on its own could turn around. */
static bool small(votes *v, int per_session, cordon_error *err) {
    buf m = {0}, r = {0}, s = {0};
    votes_file f[3] = {0};
    const votes_file *list[3] = {&f[0], &f[1], &f[2]};
    bool ok = a || !areas_load(&a, err);
    buf_str(&m, "rcid\tUS,RU,CN,FR,IN\n");
    buf_str(&r, "rcid\tsession\timportantvote\tdate\tunres\tamend\tpara\tshort\n");
    buf_str(&s, "v1,rcid1,rcid2\n0,1,2\n");
    for (int i = 0; i < 3 * per_session; i++) {
        int session = 1 + i / per_session, flip = (int)(test_random() % 2);
        if (i % 2 == 0) flip = i % per_session / 2 % 2; /* a text again: the sides stay */
        buf_printf(&m, "%d\t", i + 1);
        for (int c = 0; c < 5; c++) {
            int leaning = flip ? c : 4 - c, luck = (int)(test_random() % 4);
            char letter = leaning + luck > 4 ? '3' : leaning + luck == 4 ? '2' : '1';
            buf_char(&m, (session == 2 && c == 2) || test_random() % 9 == 0 ? '.' : letter);
        }
        buf_char(&m, '\n');
        buf_printf(&r, "%d\t%d\t0\t19%d-01-01\tR\t0\t0\tT\n", i + 1, session, 45 + session);
        if (i >= per_session && i % 2 == 0) buf_printf(&s, "0,%d,%d\n", i - per_session + 1, i + 1);
    }
    const buf *text[] = {&m, &r, &s};
    for (int i = 0; i < 3 && ok; i++)
        ok = !votes_file_read_memory(&f[i], "small", text[i]->p, text[i]->len, a, err) &&
             !f[i].refused_n;
    ok = ok && !votes_join(v, list, 3, err);
    for (int i = 0; i < 3; i++) votes_file_free(&f[i]);
    buf_free(&m);
    buf_free(&r);
    buf_free(&s);
    if (!ok) printf("# %s\n", err->message);
    return ok;
}

TEST(a_place_leans_on_the_session_before_the_first_on_the_second) {
    votes v;
    ideal_data d;
    cordon_error err = {0};
    size_t total = 0;
    CHECK(small(&v, 20, &err));
    CHECK_INT(ideal_data_make(&d, &v, &(ideal_select){0}, &err), 0);
    CHECK_INT((int)d.places, 14);
    long us[4], cn[4];
    for (int s = 1; s <= 3; s++) {
        us[s] = ideal_place_of(&d, (size_t)votes_country(&v, "USA"), s);
        cn[s] = ideal_place_of(&d, (size_t)votes_country(&v, "CHN"), s);
    }
    CHECK(us[1] >= 0 && us[2] >= 0 && us[3] >= 0 && cn[1] >= 0 && cn[3] >= 0);
    CHECK_INT(cn[2], -1);
    const ideal_place *p = d.place;
    CHECK(p[us[1]].prior == us[2] && p[us[2]].prior == us[1] && p[us[3]].prior == us[2]);
    CHECK(p[cn[1]].prior == cn[3] && p[cn[3]].prior == cn[1]); /* over the gap */
    CHECK_NEAR(p[us[3]].weight, (p[us[3]].votes + p[us[2]].votes) / (double)p[us[3]].votes, 1e-12);
    CHECK(p[us[1]].start > 0 && p[cn[1]].start == 0);
    for (size_t i = 0; i < d.places; i++) total += p[i].votes;
    CHECK_INT((int)total, (int)d.observations);
    for (size_t k = 0; k < d.rolls; k++)
        CHECK(!!d.roll[k].n[0] + !!d.roll[k].n[1] + !!d.roll[k].n[2] > 1);
    ideal_data_free(&d);
    votes_free(&v);
}

static double cdf(double x) { return 0.5 * erfc(-x / sqrt(2)); }

/* The category of an observation of a roll call, from its place in the list. */
static int category(const ideal_roll *r, uint32_t i) {
    return i < r->n[0] ? 1 : i < r->n[0] + r->n[1] ? 2 : 3;
}
static uint32_t size(const ideal_roll *r) { return r->n[0] + r->n[1] + r->n[2]; }

static double plain_chance(int y, double m, double low, double high) {
    return y == 1 ? cdf(low - m) : y == 3 ? cdf(m - high) : cdf(high - m) - cdf(low - m);
}

TEST(the_likelihood_is_the_plain_one) {
    static normal_tables t;
    votes v;
    ideal_data d;
    ideal_chain c;
    arena mem;
    random_state r;
    cordon_error err = {0};
    uint64_t seed = test_random();
    printf("# seed %llu\n", (unsigned long long)seed);
    random_seed(&r, seed);
    normal_fill(&t);
    arena_init(&mem, 0);
    CHECK(small(&v, 30, &err));
    CHECK_INT(ideal_data_make(&d, &v, &(ideal_select){0}, &err), 0);
    CHECK_INT(ideal_chain_begin(&c, &mem, &d, &t, &(ideal_options){.smooth = 0.5, .seed = seed}, 0, &err), 0);
    for (size_t k = 0; k < d.rolls; k++) {
        double low = 2 * random_normal(&r), high = low + 0.05 + random_unit(&r), sum = 0;
        c.beta[k] = 1.5 * random_normal(&r);
        for (size_t i = 0; i < d.places; i++) c.theta[i] = random_normal(&r);
        for (uint32_t i = 0; i < size(&d.roll[k]); i++) {
            double m = c.beta[k] * c.theta[d.at[d.roll[k].first + i]];
            sum += log(plain_chance(category(&d.roll[k], i), m, low, high));
        }
        CHECK_NEAR(ideal_chain_likelihood(&c, k, low, high), sum, 1e-5);
    }
    arena_destroy(&mem);
    ideal_data_free(&d);
    votes_free(&v);
}

/* ---- the sampler written the plain way: all z kept, draws by waiting for one that fits ---- */

typedef struct plain {
    const ideal_data *d;
    double *z, theta[64], mean[64], beta[256], low[256], high[256];
    random_state r;
} plain;

static double wait_between(random_state *r, double m, double sd, double low, double high) {
    for (;;) {
        double x = m + sd * random_normal(r);
        if (x > low && x < high) return x;
    }
}

static void plain_theta(plain *p) {
    double prior[64], sum = 0, square = 0;
    size_t n = p->d->places;
    for (size_t i = 0; i < n; i++)
        prior[i] = p->d->place[i].prior < 0 ? 0 : p->mean[p->d->place[i].prior];
    for (size_t i = 0; i < n; i++) {
        double w = p->d->place[i].weight / 0.5, bb = w, bz = w * prior[i];
        for (size_t k = 0; k < p->d->rolls; k++)
            for (uint32_t j = 0; j < size(&p->d->roll[k]); j++) {
                size_t at = p->d->roll[k].first + j;
                if (p->d->at[at] != i) continue;
                bb += p->beta[k] * p->beta[k];
                bz += p->beta[k] * p->z[at];
            }
        p->mean[i] = bz / bb;
        p->theta[i] = p->mean[i] + random_normal(&p->r) / sqrt(bb);
        sum += p->theta[i];
    }
    for (size_t i = 0; i < n; i++) square += pow(p->theta[i] - sum / (double)n, 2);
    for (size_t i = 0; i < n; i++)
        p->theta[i] = (p->theta[i] - sum / (double)n) / sqrt(square / (double)(n - 1));
}

/* A step of a random walk of both cut points, refused outside of its bounds: another
 * proposal than the one tested, with the same answer in the long run. */
static void plain_roll(plain *p, size_t k) {
    const ideal_roll *r = &p->d->roll[k];
    double low = p->low[k] + 0.5 * random_normal(&p->r), high = p->high[k] + 0.5 * random_normal(&p->r);
    double ratio = 1, tt = 1, tz = 0;
    if (low > high || low < -7 || high > 7) ratio = 0;
    for (uint32_t i = 0; i < size(r) && ratio > 0; i++) {
        double m = p->beta[k] * p->theta[p->d->at[r->first + i]];
        ratio *= plain_chance(category(r, i), m, low, high) /
                 plain_chance(category(r, i), m, p->low[k], p->high[k]);
    }
    if (random_unit(&p->r) < ratio) {
        p->low[k] = low;
        p->high[k] = high;
    }
    for (uint32_t i = 0; i < size(r); i++) {
        double theta = p->theta[p->d->at[r->first + i]];
        int y = category(r, i);
        double *z = &p->z[r->first + i];
        *z = wait_between(&p->r, p->beta[k] * theta, 1, y == 1 ? -99 : y == 2 ? p->low[k] : p->high[k],
                          y == 1 ? p->low[k] : y == 2 ? p->high[k] : 99);
        tt += theta * theta;
        tz += theta * *z;
    }
    p->beta[k] = tz / tt + random_normal(&p->r) / sqrt(tt);
}

TEST(the_sampler_agrees_with_a_plain_one) {
    votes v;
    ideal_data d;
    ideal_result r;
    cordon_error err = {0};
    ideal_options o = IDEAL_OPTIONS_INIT;
    enum { SWEEPS = SLOW ? 2000 : 8000, BURN = 500 };
    plain *p = calloc(1, sizeof *p);
    double sum[64] = {0}, square[64] = {0};
    o.seed = test_random();
    printf("# seed %llu\n", (unsigned long long)o.seed);
    CHECK(p && small(&v, 24, &err));
    CHECK_INT(ideal_data_make(&d, &v, &(ideal_select){0}, &err), 0);
    CHECK(d.places <= 64 && d.rolls <= 256);
    o.sweeps = SWEEPS;
    CHECK_INT(ideal_run(&r, &d, &o, &err), 0);
    *p = (plain){.d = &d, .z = calloc(d.observations, sizeof *p->z)};
    random_seed(&p->r, o.seed + 1);
    for (size_t i = 0; i < d.places; i++) p->mean[i] = d.place[i].start;
    for (size_t k = 0; k < d.rolls; k++) {
        p->low[k] = -0.5;
        p->high[k] = 0.5;
        p->beta[k] = d.roll[k].start;
        for (uint32_t i = 0; i < size(&d.roll[k]); i++)
            p->z[d.roll[k].first + i] = category(&d.roll[k], i) - 2;
    }
    for (int i = -BURN; i < SWEEPS; i++) {
        plain_theta(p);
        for (size_t k = 0; k < d.rolls; k++) plain_roll(p, k);
        for (size_t k = 0; k < d.places && i >= 0; k++) {
            sum[k] += p->theta[k] / SWEEPS;
            square[k] += p->theta[k] * p->theta[k] / SWEEPS;
        }
    }
    printf("# R-hat at worst %.3f\n", r.rhat_worst);
    CHECK(r.rhat_worst < 1.05);
    double tolerance = SLOW ? 0.2 : 0.1;
    for (size_t k = 0; k < d.places; k++) {
        CHECK_NEAR(r.place[k].mean, sum[k], tolerance);
        CHECK_NEAR(r.place[k].sd, sqrt(square[k] - sum[k] * sum[k]), tolerance);
        CHECK(r.place[k].q5 < r.place[k].q50 && r.place[k].q50 < r.place[k].q95);
    }
    free(p->z);
    free(p);
    ideal_result_free(&r);
    ideal_data_free(&d);
    votes_free(&v);
}

TEST(threads_change_nothing_and_seeds_do) {
    votes v;
    ideal_data d;
    ideal_result r[3];
    ideal_summary s, t;
    cordon_error err = {0};
    ideal_options o = {.chains = 5, .sweeps = 450, .burn = 20, .threads = 1, .seed = 7, .smooth = 0.5};
    CHECK(small(&v, 12, &err));
    CHECK_INT(ideal_data_make(&d, &v, &(ideal_select){0}, &err), 0);
    CHECK_INT(ideal_run(&r[0], &d, &o, &err), 0);
    o.threads = 4;
    CHECK_INT(ideal_run(&r[1], &d, &o, &err), 0);
    o.seed = 8;
    CHECK_INT(ideal_run(&r[2], &d, &o, &err), 0);
    size_t bytes = r[0].chains * r[0].draws * r[0].places * sizeof(float);
    CHECK_INT((int)r[0].draws, 225); /* every second of 450 */
    CHECK(memcmp(r[0].draw, r[1].draw, bytes) == 0);
    CHECK(memcmp(r[0].place, r[1].place, r[0].places * sizeof *r[0].place) == 0);
    CHECK(memcmp(r[0].draw, r[2].draw, bytes) != 0);
    CHECK_INT(ideal_distance(&s, &r[0], 0, 1, &err), 0);
    CHECK_INT(ideal_distance(&t, &r[0], 1, 0, &err), 0);
    CHECK_NEAR(s.q50, t.q50, 0);
    CHECK(s.q5 >= 0 && s.q5 <= s.q50 && s.q50 <= s.q95);
    for (int i = 0; i < 3; i++) ideal_result_free(&r[i]);
    ideal_data_free(&d);
    votes_free(&v);
}

TEST(what_is_out_of_range_is_refused) {
    static const ideal_options bad[] = {
        {.chains = 0, .sweeps = 10, .smooth = 0.5},   {.chains = 65, .sweeps = 10, .smooth = 0.5},
        {.chains = 1, .sweeps = 1, .smooth = 0.5},    {.chains = 1, .sweeps = 1000001, .smooth = 0.5},
        {.chains = 1, .sweeps = 10, .burn = -1, .smooth = 0.5},
        {.chains = 1, .sweeps = 10, .threads = 65, .smooth = 0.5},
        {.chains = 1, .sweeps = 10, .smooth = 0},
    };
    votes v;
    ideal_data d;
    ideal_result r;
    cordon_error err = {0};
    CHECK(small(&v, 6, &err));
    CHECK_INT(ideal_data_make(&d, &v, &(ideal_select){0}, &err), 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK_INT(ideal_run(&r, &d, &bad[i], &err), CORDON_EINVAL);
        CHECK(err.message[0]);
    }
    ideal_data_free(&d);
    votes_free(&v);
}

/* The estimates of April 2020 in the authors' repository (Output/IdealpointestimatesAll_Apr2020).
 * A short run of one chain; bench/ideal.c has the full one and its floors. */
TEST(near_the_published_estimates) {
    votes v;
    ideal_data d;
    ideal_result r;
    ideal_compared c;
    cordon_error err = {0};
    ideal_options o = {.chains = 1, .sweeps = 80, .burn = 80, .seed = 1, .smooth = 0.5};
    ideal_select s = {0};
    if (SLOW) { /* the last sessions alone, so that instruments see the same code */
        s.from = 66;
        o.sweeps = o.burn = 25;
    }
    CHECK(load(&v, &err));
    CHECK_INT(shipped(&published, "ideal_points_2020-04_All.csv.xz", &err), 0);
    CHECK_INT(ideal_data_make(&d, &v, &s, &err), 0);
    CHECK_INT(ideal_run(&r, &d, &o, &err), 0);
    CHECK_INT(ideal_compare(&c, &r, &d, &v, &published, &err), 0);
    printf("# %zu country-sessions, r %.4f, within sessions %.4f, inside %.3f\n", c.n, c.r, c.r_within,
           c.inside);
    CHECK_INT((int)c.n, (int)d.places);
    CHECK(c.r >= (SLOW ? 0.95 : 0.98));
    CHECK(c.r_within >= (SLOW ? 0.95 : 0.99));
    ideal_result_free(&r);
    ideal_data_free(&d);
    votes_file_free(&published);
    votes_free(&v);
}
