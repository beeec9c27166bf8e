/* own_cascade and own_ask against a twin that knows nothing of rounds, queues or views: whole matrices of holdings, and every node looked at
 * again and again until nothing changes; without aggregation once for each listed party. Random small graphs with cycles, intervals, votes,
 * control, dates, persons, complete owners; the seed is printed. */
#include <stdlib.h>

#include "base/random.h"
#include "own/own.h"
#include "test.h"

enum { N = 9, ROUNDS = 800 };
static const date_day day = 20240101;

typedef struct small {
    uint32_t n;
    uint8_t listed[N], mark[N];
    bool has[4][N][N]; /* kind, owner, owned */
    int64_t low[2][N][N], high[2][N][N];
} small;

static int64_t max64(int64_t a, int64_t b) { return a > b ? a : b; }
static int64_t min64(int64_t a, int64_t b) { return a < b ? a : b; }

/* What those in `in` hold of c, of one kind: at least (no rest to them), or at most. */
static int64_t held(const small *s, const bool *in, uint32_t c, int kind, bool most) {
    int64_t ours_low = 0, ours_high = 0, others_low = 0, others_high = 0;
    for (uint32_t o = 0; o < s->n; o++) {
        *(in[o] ? &ours_low : &others_low) += s->low[kind][o][c];
        *(in[o] ? &ours_high : &others_high) += s->high[kind][o][c];
    }
    if (s->mark[c] & OWN_COMPLETE) {
        int64_t left = OWN_ALL_E5 - (most ? others_low : others_high);
        return min64(max64(ours_low, min64(ours_high, left)), OWN_ALL_E5);
    }
    return min64(ours_low + (most ? max64(0, OWN_ALL_E5 - ours_low - others_low) : 0), OWN_ALL_E5);
}

static bool recorded(const small *s, uint32_t c, int kind) {
    for (uint32_t o = 0; o < s->n; o++)
        if (s->has[kind][o][c]) return true;
    return false;
}

static int64_t value(const small *s, const own_rule *r, const bool *in, uint32_t c, bool most) {
    int64_t best = -1;
    for (int kind = 0; kind < (r->votes ? 2 : 1); kind++)
        if (recorded(s, c, kind)) best = max64(best, held(s, in, c, kind, most));
    if (best >= 0) return best;
    return most && !(s->mark[c] & (OWN_END | OWN_COMPLETE)) ? OWN_ALL_E5 : 0;
}

static bool meets(const small *s, const own_rule *r, const bool *in, uint32_t c, bool most) {
    double v = (double)value(s, r, in, c, most), t = r->percent * 100000;
    for (uint32_t o = 0; o < s->n && r->control; o++)
        if (in[o] && s->has[OWN_CONTROL][o][c]) return true;
    return r->at_least ? v >= t : v > t;
}

static void fixed_point(const small *s, const own_rule *r, bool *in, bool most) {
    for (bool more = true; more;) {
        more = false;
        for (uint32_t c = s->n; c-- > 0;)
            if (!in[c] && meets(s, r, in, c, most)) in[c] = more = true;
    }
}

static void gather(const small *s, const own_rule *r, const bool *in, bool most, bool *any, int64_t *best) {
    for (uint32_t c = 0; c < s->n; c++) {
        any[c] |= in[c];
        best[c] = max64(best[c], value(s, r, in, c, most));
    }
}

static void twin(const small *s, const own_rule *r, own_verdict *verdict, int64_t *low, int64_t *high) {
    bool owned[N] = {false}, possibly[N] = {false};
    for (int most = 0; most < 2; most++) {
        bool *any = most ? possibly : owned;
        int64_t *best = most ? high : low;
        for (uint32_t root = 0; root <= s->n; root++) { /* the last: nobody named */
            bool in[N] = {false};
            for (uint32_t c = 0; c < s->n; c++)
                if (s->listed[c] == OWN_LISTED || (most && s->listed[c])) in[c] = r->aggregate || c == root;
            fixed_point(s, r, in, most);
            gather(s, r, in, most, any, best);
        }
    }
    for (uint32_t c = 0; c < s->n; c++) {
        bool known = recorded(s, c, 0) || (r->votes && recorded(s, c, 1)) || s->mark[c] || s->listed[c];
        for (uint32_t o = 0; o < s->n; o++)
            if (owned[o] || s->listed[o]) known |= s->has[OWN_LINKED][o][c] || (r->control && s->has[OWN_CONTROL][o][c]);
        verdict[c] = s->listed[c] == OWN_LISTED || owned[c] ? OWN_OWNED : !known ? OWN_NOT_ASSESSED : possibly[c] ? OWN_POSSIBLY : OWN_NOT;
    }
}

static own_graph *draw(small *s, random_state *r) {
    own_graph *g;
    char key[8];
    uint32_t node;
    *s = (small){.n = 2 + (uint32_t)random_below(r, N - 1)};
    if (own_graph_new(&g, NULL)) abort();
    for (uint32_t i = 0; i < s->n; i++) {
        snprintf(key, sizeof key, "n%u", i);
        if (own_node(&node, g, key, NULL, NULL) || node != i) abort();
        s->listed[i] = random_below(r, 5) ? OWN_UNLISTED : (uint8_t)(1 + random_below(r, 2));
        s->mark[i] = random_below(r, 4) ? 0 : (uint8_t)(1 + random_below(r, 2));
        own_node_mark(g, i, s->mark[i]);
    }
    uint64_t edges = random_below(r, 3 * s->n);
    for (uint64_t k = 0; k < edges; k++) {
        own_edge e = {.owner = (uint32_t)random_below(r, s->n), .owned = (uint32_t)random_below(r, s->n), .from = 20200101};
        e.kind = (uint8_t)(random_below(r, 8) < 5 ? OWN_SHARES : random_below(r, 4));
        bool stake = e.kind <= OWN_VOTES, gone = !random_below(r, 9);
        if (s->has[e.kind][e.owner][e.owned]) continue; /* one record a holding; those of several have tests of their own */
        if (stake) {
            static const int32_t some[] = {1000000, 2000000, 2500000, 3000000, 4999999, 5000000, 5000001, 6000000, 10000000};
            e.low_e5 = some[random_below(r, 9)];
            e.high_e5 = random_below(r, 3) ? e.low_e5 : e.low_e5 + (int32_t)random_below(r, (uint64_t)(OWN_ALL_E5 - e.low_e5) + 1);
        }
        if (gone) e.to = 20231231;
        if (own_add(g, &e, NULL)) abort();
        if (gone || e.owner == e.owned) continue;
        s->has[e.kind][e.owner][e.owned] = true;
        if (!stake) continue;
        s->low[e.kind][e.owner][e.owned] = e.low_e5;
        s->high[e.kind][e.owner][e.owned] = e.high_e5;
    }
    if (own_graph_finish(g, NULL)) abort();
    return g;
}

static own_rule rule_of(random_state *r) {
    static const double percents[] = {25, 50, 50, 75};
    return (own_rule){.id = "r", .percent = percents[random_below(r, 4)], .at_least = random_below(r, 2), .aggregate = random_below(r, 2),
                      .votes = random_below(r, 2), .control = random_below(r, 2)};
}

static bool proven(const own_answer *a, const small *s, const own_rule *r) {
    for (size_t i = 0; i < a->steps; i++) {
        uint32_t owner = a->proof[i].edge->owner;
        bool ok = a->verdict == OWN_POSSIBLY || s->listed[owner] == OWN_LISTED;
        for (size_t k = 0; k < i; k++) ok |= a->proof[k].edge->owned == owner;
        if (!ok || (a->proof[i].edge->kind == OWN_CONTROL && !r->control)) return false;
    }
    return true;
}

TEST(the_twin_agrees) {
    random_state r;
    const uint64_t seed = 20240703;
    size_t count[4] = {0};
    random_seed(&r, seed);
    printf("# seed %llu\n", (unsigned long long)seed);
    for (int i = 0; i < ROUNDS; i++) {
        small s;
        own_verdict want[N];
        int64_t low[N] = {0}, high[N] = {0};
        own_graph *g = draw(&s, &r);
        own_rule rule = rule_of(&r);
        twin(&s, &rule, want, low, high);
        for (unsigned threads = 1; threads < 4; threads += 2) {
            own_result *all;
            CHECK_INT(own_cascade(&all, g, &rule, s.listed, day, threads, NULL), 0);
            for (uint32_t c = 0; c < s.n; c++) {
                CHECK_INT(own_result_of(all, c), want[c]);
                CHECK_INT(own_result_low_e5(all, c), low[c]);
                CHECK_INT(own_result_high_e5(all, c), high[c]);
            }
            own_result_free(all);
        }
        for (uint32_t c = 0; c < s.n; c++) {
            own_answer a;
            arena mem;
            arena_init(&mem, 0);
            CHECK_INT(own_ask(&a, &mem, g, &rule, s.listed, c, day, NULL), 0);
            CHECK_INT(a.verdict, want[c]);
            CHECK_NEAR(a.low, (double)low[c] / 1e5, 0);
            CHECK_NEAR(a.high, (double)high[c] / 1e5, 0);
            CHECK(proven(&a, &s, &rule));
            if (a.verdict == OWN_OWNED && !a.itself) CHECK(a.steps > 0);
            count[a.verdict]++;
            arena_destroy(&mem);
        }
        own_graph_free(g);
    }
    printf("# owned %zu, possibly %zu, not %zu, not assessed %zu\n", count[0], count[1], count[2], count[3]);
    for (int i = 0; i < 4; i++) CHECK(count[i] > 150);
}

/* One more listed party, a lower threshold, "at least" for "more than", adding up: nobody is less owned by any of these. */
TEST(more_of_anything_owns_no_less) {
    static const int rank[] = {[OWN_OWNED] = 2, [OWN_POSSIBLY] = 1, [OWN_NOT] = 0, [OWN_NOT_ASSESSED] = -1};
    random_state r;
    const uint64_t seed = 7;
    size_t rose = 0;
    random_seed(&r, seed);
    printf("# seed %llu\n", (unsigned long long)seed);
    for (int i = 0; i < ROUNDS; i++) {
        small s;
        own_result *before, *after;
        own_graph *g = draw(&s, &r);
        own_rule rule = rule_of(&r), wider = rule;
        uint8_t more[N];
        memcpy(more, s.listed, sizeof more);
        switch (i % 5) {
        case 0: more[random_below(&r, s.n)] = OWN_LISTED; break;
        case 1: wider.percent = rule.percent - 12.5; break;
        case 2: wider.at_least = true; break;
        case 3: wider.control = true; break;
        default: wider.aggregate = true;
        }
        CHECK_INT(own_cascade(&before, g, &rule, s.listed, day, 1, NULL), 0);
        CHECK_INT(own_cascade(&after, g, &wider, more, day, 1, NULL), 0);
        for (uint32_t c = 0; c < s.n; c++) {
            own_verdict a = own_result_of(before, c), b = own_result_of(after, c);
            if (a == OWN_NOT_ASSESSED) continue; /* then something is known, or still nothing */
            CHECK(rank[b] >= rank[a]);
            rose += rank[b] > rank[a];
        }
        own_result_free(before);
        own_result_free(after);
        own_graph_free(g);
    }
    printf("# rose %zu times\n", rose);
    CHECK(rose > 25);
}

/* A larger graph: blocks of nodes and of listed parties by several threads, bit for bit. */
TEST(threads_change_nothing) {
    enum { MANY = 16500 };
    random_state r;
    own_graph *g;
    char key[16];
    uint32_t node;
    uint8_t *listed = calloc(MANY, 1);
    random_seed(&r, 11);
    CHECK(listed && !own_graph_new(&g, NULL));
    for (uint32_t i = 0; i < MANY; i++) {
        snprintf(key, sizeof key, "n%u", i);
        CHECK_INT(own_node(&node, g, key, NULL, NULL), 0);
        if (!random_below(&r, 3)) own_node_mark(g, i, OWN_END);
        listed[i] = random_below(&r, 20) ? OWN_UNLISTED : (uint8_t)(1 + random_below(&r, 2));
    }
    for (uint32_t k = 0; k < 3 * MANY; k++) {
        int32_t low = (int32_t)random_below(&r, OWN_ALL_E5);
        own_edge e = {.owner = (uint32_t)random_below(&r, MANY), .owned = (uint32_t)random_below(&r, MANY), .low_e5 = low, .high_e5 = low, .from = 20200101};
        CHECK_INT(own_add(g, &e, NULL), 0);
    }
    CHECK_INT(own_graph_finish(g, NULL), 0);
    for (int aggregate = 0; aggregate < 2; aggregate++) {
        own_rule rule = {.id = "r", .percent = 50, .aggregate = aggregate};
        own_result *one, *some;
        CHECK_INT(own_cascade(&one, g, &rule, listed, day, 1, NULL), 0);
        for (unsigned threads = 2; threads < 6; threads += 3) {
            CHECK_INT(own_cascade(&some, g, &rule, listed, day, threads, NULL), 0);
            for (uint32_t i = 0; i < MANY; i++)
                CHECK(own_result_of(one, i) == own_result_of(some, i) && own_result_low_e5(one, i) == own_result_low_e5(some, i) &&
                      own_result_high_e5(one, i) == own_result_high_e5(some, i));
            own_result_free(some);
        }
        own_result_free(one);
    }
    own_graph_free(g);
    free(listed);
}
