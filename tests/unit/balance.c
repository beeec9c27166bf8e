/* Balance of interests: random small files against naive twins, hand figures, threads, memory.
 * The numbers of the shipped files stand in tests/cli/balance.bats.                            */
#include "watch/balance.h"

#include <stdlib.h>

#include "base/data_dir.h"
#include "base/random.h"
#include "test.h"
#include "watch/ach.h"

static cordon_error err;

static double unit(void) { return (double)(test_random() >> 11) * 0x1p-53; }

/* A model of n factors in up to three groups. */
static balance_model random_model(void) {
    balance_model m = {.n = 2 + test_random() % 12, .groups = test_random() % 4};
    for (size_t i = 0; i < m.n; i++) {
        double a = unit(), b = unit(), c = unit();
        double lo = fmin(a, fmin(b, c)), hi = fmax(a, fmax(b, c));
        m.sign[i] = i < 2 ? (i ? -1 : 1) : (int)(test_random() % 3) - 1;
        m.group[i] = m.groups ? (int)(test_random() % m.groups) : 0;
        m.salience[i] = (balance_range){lo, a + b + c - lo - hi, hi};
        m.points[i] = 1 + floor(unit() * 10) * 10;
    }
    for (size_t g = 0; g < m.groups; g++) m.group_points[g] = 1 + floor(unit() * 10) * 10;
    m.concentration = 40;
    return m;
}

TEST(weights_sum_to_one_and_masses_to_the_balance) {
    for (int k = 0; k < 500; k++) {
        balance_model m = random_model();
        balance_value v;
        double sum = 0, equal[2] = {0}, w[BALANCE_FACTORS_MAX];
        balance_evaluate(&v, &m, k % 2 ? BALANCE_MEAN : BALANCE_MODE);
        for (size_t i = 0; i < m.n; i++) sum += v.weight[i];
        CHECK_NEAR(sum, 1, 1e-12);
        CHECK_NEAR(v.balance, v.convergent - v.divergent, 1e-12);
        CHECK(v.balance >= -1 && v.balance <= 1);
        for (int g = 0; g < 2; g++) {
            balance_equal_weights(w, &m, g);
            for (size_t i = 0; i < m.n; i++) equal[g] += w[i];
            CHECK_NEAR(equal[g], 1, 1e-12);
        }
    }
}

/* The flip weight put in, the others in proportion, gives 0. */
TEST(a_flip_weight_brings_the_balance_to_zero) {
    int flips = 0;
    for (int k = 0; k < 300; k++) {
        balance_model m = random_model();
        balance_value v;
        balance_evaluate(&v, &m, BALANCE_MODE);
        for (size_t f = 0; f < m.n; f++) {
            double sum = 0;
            if (isnan(v.flip[f])) continue;
            flips++;
            for (size_t i = 0; i < m.n; i++) {
                double w = i == f ? v.flip[f] : v.weight[i] / (1 - v.weight[f]) * (1 - v.flip[f]);
                sum += m.sign[i] * w * m.salience[i].mode;
            }
            CHECK_NEAR(sum, 0, 1e-9);
            CHECK(fabs(v.flip[f] - v.weight[f]) >=
                  fabs(v.flip[v.first_flip] - v.weight[v.first_flip]) - 1e-12);
        }
    }
    CHECK(flips > 500);
}

/* Naive twin: weight is moved in small steps from the best giver to the best taker. */
TEST(the_least_move_is_that_of_small_steps) {
    for (int k = 0; k < 60; k++) {
        balance_model m = random_model();
        balance_value v;
        double w[BALANCE_FACTORS_MAX], moved = 0, step = 1e-4;
        balance_evaluate(&v, &m, BALANCE_MODE);
        memcpy(w, v.weight, sizeof w);
        double side = v.balance < 0 ? -1 : 1, b = fabs(v.balance);
        if (isnan(v.least_move)) continue;
        while (b > 0) {
            int from = -1, to = -1;
            for (int i = 0; i < (int)m.n; i++) {
                double p = side * m.sign[i] * m.salience[i].mode;
                if (!m.sign[i]) continue;
                if (w[i] > 0 && (from < 0 || p > side * m.sign[from] * m.salience[from].mode))
                    from = i;
                if (to < 0 || p < side * m.sign[to] * m.salience[to].mode) to = i;
            }
            double take = fmin(step, w[from]);
            w[from] -= take;
            w[to] += take;
            moved += take;
            b -= take * side *
                 (m.sign[from] * m.salience[from].mode - m.sign[to] * m.salience[to].mode);
        }
        CHECK_NEAR(v.least_move, moved, 2 * step);
    }
}

TEST(splitting_with_shared_points_changes_nothing) {
    for (int k = 0; k < 100; k++) {
        balance_model m = random_model(), two;
        double s[BALANCE_FACTORS_MAX], w[BALANCE_FACTORS_MAX];
        size_t f = test_random() % m.n;
        balance_value v;
        balance_evaluate(&v, &m, BALANCE_MODE);
        CHECK_NEAR(balance_split(&m, f, true), v.balance, 1e-12);
        /* Twice for real: a second factor of the same points. */
        two = m;
        two.sign[m.n] = m.sign[f], two.group[m.n] = m.group[f];
        two.salience[m.n] = m.salience[f], two.points[m.n] = m.points[f];
        two.n++;
        balance_weights(w, &two);
        balance_salience_at(s, &two, BALANCE_MODE);
        CHECK_NEAR(balance_split(&m, f, false), balance_sum(&two, w, s), 1e-12);
    }
}

TEST(shares_of_the_variance_sum_to_one) {
    for (int k = 0; k < 100; k++) {
        balance_model m = random_model();
        balance_variance x;
        balance_variance_of(&x, &m);
        double sum = x.both;
        for (size_t i = 0; i < m.n; i++) sum += x.salience[i] + x.weight[i];
        CHECK_NEAR(sum, 1, 1e-9);
    }
}

TEST(the_strongest_are_in_order_and_of_one_side) {
    for (int k = 0; k < 200; k++) {
        balance_model m = random_model();
        balance_value v;
        balance_pull p[3];
        balance_bar bar[BALANCE_FACTORS_MAX];
        balance_evaluate(&v, &m, BALANCE_MODE);
        balance_strongest(p, 3, &v, &m, BALANCE_DIVERGENT);
        double most = 0;
        for (size_t i = 0; i < m.n; i++)
            if (m.sign[i] < 0) most = fmax(most, -v.pull[i]);
        CHECK(p[0].factor >= 0);
        CHECK_NEAR(-p[0].pull, most, 0);
        for (int i = 1; i < 3 && p[i].factor >= 0; i++)
            CHECK(m.sign[p[i].factor] < 0 && fabs(p[i].pull) <= fabs(p[i - 1].pull));
        size_t n = balance_tornado(bar, &m, BALANCE_MODE), signs = 0;
        for (size_t i = 0; i < m.n; i++) signs += m.sign[i] != 0;
        CHECK_INT((intmax_t)n, (intmax_t)signs);
    }
}

/* ---- files ---- */

static balance *shipped(const char *name) {
    char path[512];
    balance *b = NULL;
    if (balance_read(&b, data_path(path, sizeof path, name), NULL, &err))
        printf("# %s\n", err.message);
    return b;
}

static bool same_drawn(const balance_draws *x, const balance_draws *y) {
    return memcmp(&x->none_flat, &y->none_flat, sizeof x->none_flat) == 0 &&
           memcmp(&x->none_groups, &y->none_groups, sizeof x->none_groups) == 0 &&
           memcmp(&x->mixture, &y->mixture, sizeof x->mixture) == 0 &&
           memcmp(x->context, y->context, sizeof x->context) == 0;
}

TEST(threads_do_not_change_a_number) {
    balance *b = shipped("tests/data/balance/china_russia_example.json");
    static balance_draws one, more;
    balance_draw_opts o;
    CHECK(b);
    balance_draw_defaults(&o);
    o.draws = 4321;
    o.threads = 1;
    CHECK_INT(balance_draw(&one, b, &o, &err), 0);
    for (int t = 2; t <= 5; t++) {
        o.threads = t;
        CHECK_INT(balance_draw(&more, b, &o, &err), 0);
        CHECK(one.mixed && same_drawn(&one, &more));
    }
    o.seed++;
    CHECK_INT(balance_draw(&more, b, &o, &err), 0);
    CHECK(!same_drawn(&one, &more));
    o.draws = 10;
    CHECK_INT(balance_draw(&more, b, &o, &err), CORDON_EINVAL);
    balance_free(b);
}

/* Naive twin of the draws: gamma numbers of whole shapes are sums of exponentials; weights in
 * order are sorted ones. Two groups, no ties.                                                */
static const char small[] =
    "{\"schema\":\"cordon.balance/1\",\"title\":\"t\",\"dyad\":[\"A\",\"B\"],\"perspective\":\"A\","
    "\"as_of\":\"2024-01-01\",\"groups\":[\"g\",\"h\"],\"factors\":["
    "{\"id\":\"a\",\"label\":\"a\",\"direction\":\"convergent\",\"group\":\"g\",\"salience\":{"
    "\"lo\":0.2,\"mode\":0.5,\"hi\":0.9},\"evidence\":[]},"
    "{\"id\":\"b\",\"label\":\"b\",\"direction\":\"divergent\",\"group\":\"g\",\"salience\":{"
    "\"lo\":0.4,\"mode\":0.6,\"hi\":0.8},\"evidence\":[]},"
    "{\"id\":\"c\",\"label\":\"c\",\"direction\":\"divergent\",\"group\":\"h\",\"salience\":{"
    "\"lo\":0.1,\"mode\":0.7,\"hi\":0.7},\"evidence\":[]},"
    "{\"id\":\"d\",\"label\":\"d\",\"direction\":\"convergent\",\"group\":\"h\",\"salience\":{"
    "\"lo\":0.3,\"mode\":0.3,\"hi\":1},\"evidence\":[]}],"
    "\"contexts\":[{\"id\":\"x\",\"label\":\"x\",\"weights\":{\"method\":\"swing\","
    "\"concentration\":10,"
    "\"group_points\":{\"g\":100,\"h\":25},\"points\":{\"a\":100,\"b\":60,\"c\":100,\"d\":100}}}]}";

static int falling(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

static void simplex(double *v, size_t n, random_state *r) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += v[i] = random_exponential(r);
    for (size_t i = 0; i < n; i++) v[i] /= sum;
    qsort(v, n, sizeof *v, falling);
}

TEST(draws_agree_with_a_naive_twin) {
    enum { DRAWS = 100000 };
    /* w = .5 .3 .1 .1, shapes 5 3 1 1. */
    static const int shape[4] = {5, 3, 1, 1}, sign[4] = {1, -1, -1, 1};
    static const double t[4][3] = {
        {0.2, 0.5, 0.9}, {0.4, 0.6, 0.8}, {0.1, 0.7, 0.7}, {0.3, 0.3, 1}};
    balance *b;
    static balance_draws d;
    balance_draw_opts o;
    random_state r;
    double mean = 0, positive = 0, groups = 0, none = 0;
    CHECK_INT(balance_read_memory(&b, "small", small, strlen(small), NULL, &err), 0);
    balance_draw_defaults(&o);
    o.draws = DRAWS;
    o.ties = BALANCE_TIES_FILE;
    CHECK_INT(balance_draw(&d, b, &o, &err), 0);
    random_seed(&r, 99);
    for (int k = 0; k < DRAWS; k++) {
        double w[4], s[4], sum = 0, all = 0, g[2], in[2][2], g2[2], in2[2][2];
        for (int i = 0; i < 4; i++) {
            s[i] = sign[i] * random_triangle(t[i][0], t[i][1], t[i][2], random_unit(&r));
            w[i] = 0;
            for (int j = 0; j < shape[i]; j++) w[i] += random_exponential(&r);
            all += w[i];
        }
        for (int i = 0; i < 4; i++) sum += w[i] / all * s[i];
        mean += sum;
        positive += sum > 0;
        simplex(g, 2, &r), simplex(in[0], 2, &r), simplex(in[1], 2, &r);
        groups += g[0] * (in[0][0] * s[0] + in[0][1] * s[1]) +
                      g[1] * (in[1][0] * s[2] + in[1][1] * s[3]) >
                  0;
        g2[0] = random_unit(&r), g2[1] = 1 - g2[0];
        in2[0][0] = random_unit(&r), in2[0][1] = 1 - in2[0][0];
        in2[1][0] = random_unit(&r), in2[1][1] = 1 - in2[1][0];
        none += g2[0] * (in2[0][0] * s[0] + in2[0][1] * s[1]) +
                    g2[1] * (in2[1][0] * s[2] + in2[1][1] * s[3]) >
                0;
    }
    CHECK_NEAR(d.context[0].b.mean, mean / DRAWS, 0.003);
    CHECK_NEAR(d.context[0].b.p_positive, positive / DRAWS, 0.008);
    CHECK_NEAR(d.context[0].rank_groups.drawn, groups / DRAWS, 0.008);
    CHECK_NEAR(d.none_groups.drawn, none / DRAWS, 0.008);
    balance_free(b);
}

/* Equal ranks share the centroids of their places. */
TEST(ranks_become_centroids) {
    char text[sizeof small + 64];
    balance *b;
    const char *cut = strstr(small, "\"method\"");
    snprintf(text, sizeof text,
             "%.*s\"method\":\"rank\",\"group_points\":{\"g\":1,\"h\":2},"
             "\"points\":{\"a\":1,\"b\":2,\"c\":1,\"d\":1}}}]}",
             (int)(cut - small), small);
    CHECK_INT(balance_read_memory(&b, "r", text, strlen(text), NULL, &err), 0);
    balance_model m;
    double w[BALANCE_FACTORS_MAX];
    balance_model_of(&m, b, 0, -1);
    balance_weights(w, &m);
    CHECK_NEAR(w[0], 0.75 * 0.75, 1e-12);
    CHECK_NEAR(w[1], 0.75 * 0.25, 1e-12);
    CHECK_NEAR(w[2], 0.25 * 0.5, 1e-12);
    CHECK_NEAR(w[3], 0.25 * 0.5, 1e-12);
    CHECK(!b->context[0].concentration_given);
    balance_free(b);
}

TEST(an_item_that_goes_and_an_origin_that_goes) {
    balance *b = shipped("data/balance/china_2024-06.json");
    balance_loss l;
    CHECK(b);
    for (size_t f = 0; f < b->factors; f++) /* the only item: the salience is unknown */
        if (b->factor[f].evidence_count == 1 && b->factor[f].direction != BALANCE_STRUCTURAL) {
            balance_without_item(&l, b, f, 0);
            CHECK_INT((intmax_t)l.unsupported_count, 1);
            CHECK_NEAR(l.unknown[0], l.ratio[0], 1e-12);
        }
    CHECK(balance_stale(b, &(balance_evidence){.dated = 20220614}, 24));
    CHECK(!balance_stale(b, &(balance_evidence){.dated = 20220615}, 24));
    CHECK(!balance_stale(b, &(balance_evidence){.dated = 0}, 24));
    balance_free(b);
}

/* A file compared with itself moves nothing; with a changed copy the shares sum up. */
TEST(shares_of_a_change_sum_to_it) {
    balance *a = shipped("data/balance/russia_2024-06.json"),
            *b = shipped("data/balance/russia_2024-06.json");
    static balance_difference d;
    CHECK(a && b);
    CHECK_INT(balance_compare(&d, a, b, &err), 0);
    CHECK_INT((intmax_t)d.contexts, 9);
    for (size_t i = 0; i < d.contexts; i++)
        CHECK(d.context[i].by_factors == 0 && d.context[i].by_salience == 0 &&
              d.context[i].by_weights == 0);
    for (int k = 0; k < 30; k++) {
        balance_factor *f = &b->factor[test_random() % b->factors];
        balance_context *c = &b->context[test_random() % b->contexts];
        if (f->direction == BALANCE_STRUCTURAL) continue;
        if (k % 3 == 0) f->salience = (balance_range){0, unit(), 1};
        if (k % 3 == 1) c->points[f - b->factor] = 1 + 100 * unit();
        if (k % 3 == 2) f->group = (int)(test_random() % b->groups);
        CHECK_INT(balance_compare(&d, a, b, &err), 0);
        for (size_t i = 0; i < d.contexts; i++) {
            balance_context_change *x = &d.context[i];
            balance_model m;
            balance_value v;
            balance_model_of(&m, b, (size_t)x->to, -1);
            balance_evaluate(&v, &m, BALANCE_MODE);
            CHECK_NEAR(x->balance_to, v.balance, 1e-12);
            CHECK_NEAR(x->by_factors + x->by_salience + x->by_weights,
                       x->balance_to - x->balance_from, 1e-12);
        }
    }
    balance_free(a);
    balance_free(b);
}

TEST(hypotheses_by_hand) {
    ach_item item[2] = {{.weight = 1, .cell = {ACH_C, ACH_II}},
                        {.weight = 0.5, .cell = {ACH_I, ACH_I}}};
    ach a = {.id = {"A", "B"},
             .hypotheses = 2,
             .items = 2,
             .item = item,
             .likelihood = {0.9, 0.6, 0.4, 0.2}};
    ach_score s;
    ach_evaluate(&s, &a, -1, -1);
    CHECK_NEAR(s.inconsistency[0], 0.5, 1e-12);
    CHECK_NEAR(s.inconsistency[1], 2.5, 1e-12);
    CHECK_NEAR(s.posterior[0], 0.9 / (0.9 + 0.2), 1e-12);
    CHECK(s.first[0] && !s.first[1] && s.order[1] == 1);
    CHECK_NEAR(ach_diagnosticity(&a, 0), log(4.5), 1e-12);
    CHECK_NEAR(ach_diagnosticity(&a, 1), 0, 0);
    ach_evaluate(&s, &a, 0, -1);
    CHECK(s.first[0] && s.first[1]);
}

TEST(every_allocation_of_a_file_may_fail) {
    balance *b = NULL;
    CHECK_OOM(balance_read_memory(&b, "small", small, strlen(small), NULL, &err), arena_fail_after,
              CORDON_ENOMEM);
    balance_free(b);
}

/* Cut anywhere, or with any byte replaced, a file is sound or has faults with places. */
TEST(damaged_files_have_faults_with_places) {
    static balance_faults faults;
    char text[sizeof small];
    int refused = 0;
    for (size_t i = 0; i < sizeof small - 1; i++) {
        balance *b;
        memcpy(text, small, sizeof small);
        text[i] = (char)(test_random() & 0xff);
        cordon_status s = balance_read_memory(&b, "x", text, sizeof small - 1, &faults, &err);
        CHECK(s ? !b && faults.count > 0 && faults.fault[0].line == 1 && faults.fault[0].text[0]
                : b != NULL);
        refused += s != 0;
        balance_free(b);
        s = balance_read_memory(&b, "x", small, i, &faults, &err);
        CHECK(s == CORDON_EFORMAT && !b && faults.count == 1);
    }
    CHECK(refused > 300);
}
