/* Ownership: the published examples with their sources beside, cascade and answers against a naive twin on random graphs, and properties. */
#include "own/own.h"

#include <stdlib.h>

#include "base/random.h"
#include "test.h"

static const own_rule at_least_together = {.id = "together", .percent = 50, .at_least = true, .aggregate = true};
static const own_rule more_than_alone = {.id = "alone", .percent = 50, .control = true};
static const own_rule more_than_together = {.id = "more", .percent = 50, .aggregate = true};
static const own_rule quarter = {.id = "quarter", .percent = 25, .at_least = true, .aggregate = true};

enum { SMALL = 16 };
typedef struct made {
    own_graph *g;
    uint8_t listed[4096];
} made;

static made *begin(void) {
    made *m = calloc(1, sizeof *m);
    if (!m || own_graph_new(&m->g, NULL)) abort();
    return m;
}

static uint32_t node(made *m, const char *key) {
    uint32_t n;
    if (own_node(&n, m->g, key, NULL, NULL)) abort();
    return n;
}

static void add(made *m, const own_edge *e) {
    if (own_add(m->g, e, NULL)) abort();
}

/* "X 50 A": X holds 50 % of the shares of A. */
static void holds(made *m, const char *owner, const char *low, const char *high, const char *owned) {
    own_edge e = {.owner = node(m, owner), .owned = node(m, owned), .from = 20200101};
    int32_t other;
    if (!own_percent(&e.low_e5, &other, low, strlen(low)) || !own_percent(&other, &e.high_e5, high, strlen(high))) abort();
    add(m, &e);
}

static void read_line(made *m, const char *text) {
    char owner[40], share[40], owned[40], *dash;
    for (int used; sscanf(text, " %39s %39s %39[^,],%n", owner, share, owned, &used) == 3; text += used) {
        if ((dash = strchr(share, '-'))) *dash = 0;
        holds(m, owner, share, dash ? dash + 1 : share, owned);
    }
}

static void end(made *m) {
    if (own_graph_finish(m->g, NULL)) abort();
}

static void drop(made *m) {
    own_graph_free(m->g);
    free(m);
}

/* The verdict of `asked` where the parties in `listed` (by blanks) are listed and those in `ends` are persons; cascade and answer must agree. */
static const char *ask(const own_rule *r, const char *text, const char *listed, const char *ends, const char *asked) {
    static const char *const bad = "cascade and answer differ";
    made *m = begin();
    char word[40];
    own_answer a;
    own_result *all;
    arena mem;
    read_line(m, text);
    for (int used; sscanf(listed, " %39s%n", word, &used) == 1; listed += used) m->listed[node(m, word)] = OWN_LISTED;
    for (int used; sscanf(ends, " %39s%n", word, &used) == 1; ends += used) own_node_mark(m->g, node(m, word), OWN_END);
    uint32_t n = node(m, asked);
    end(m);
    arena_init(&mem, 0);
    if (own_ask(&a, &mem, m->g, r, m->listed, n, 20240101, NULL) || own_cascade(&all, m->g, r, m->listed, 20240101, 2, NULL)) abort();
    const char *name = own_result_of(all, n) == a.verdict ? own_verdict_name(a.verdict) : bad;
    own_result_free(all);
    arena_destroy(&mem);
    drop(m);
    return name;
}
#define VERDICT(want, ...)                                                                                                                 \
    do {                                                                                                                                   \
        const char *got_ = ask(__VA_ARGS__);                                                                                               \
        if (strcmp(got_, want)) FAIL_("%s: got \"%s\", want \"%s\"", #__VA_ARGS__, got_, want);                                            \
    } while (0)

/* ---- published examples ---- */

/* US Treasury, OFAC, FAQ 401 (ofac.treasury.gov/faqs/401): "Blocked Person X owns 50 percent of Entity A, and Entity A owns 50 percent of
 * Entity B. Entity B is considered to be blocked." No multiplication: the product would be 25 %. */
TEST(faq_401_example_1) { VERDICT("owned", &at_least_together, "X 50 A,A 50 B,", "X", "", "B"); }

/* The same, second example: X owns 50 % of A and 50 % of B; A and B own 25 % of C each: C is blocked. */
TEST(faq_401_example_2) { VERDICT("owned", &at_least_together, "X 50 A,X 50 B,A 25 C,B 25 C,", "X", "", "C"); }

/* The same, third example: X owns 50 % of A and 10 % of B; A owns 40 % of B: B is blocked (its outcome was recalled, not seen). */
TEST(faq_401_example_3) { VERDICT("owned", &at_least_together, "X 50 A,X 10 B,A 40 B,", "X", "", "B"); }

/* The same page, recalled: X owns 25 % of A and of B, which own 50 % of C each: C is not blocked, as neither A nor B is. Where nobody says who has
 * the other 75 %, it may be. */
TEST(faq_401_a_quarter_of_each) {
    VERDICT("not owned", &at_least_together, "X 25 A,X 25 B,P 75 A,P 75 B,A 50 C,B 50 C,", "X", "P", "C");
    VERDICT("possibly owned", &at_least_together, "X 25 A,X 25 B,A 50 C,B 50 C,", "X", "", "C");
}

/* Two designated owners, 25 % and 25 %: owned in the EU, where holdings add up to 50 % (Council best practices of 3 July 2024, as told by
 * Sorainen), blocked in the US (FAQ 401), not owned in the UK (more than 50 %, unrelated holders not added: Harneys, Akin). */
TEST(twenty_five_and_twenty_five) {
    const char *text = "X 25 A,Y 25 A,P 50 A,";
    VERDICT("owned", &at_least_together, text, "X Y", "P", "A");
    VERDICT("not owned", &more_than_alone, text, "X Y", "P X Y", "A");
    VERDICT("not owned", &more_than_together, text, "X Y", "P", "A");
    VERDICT("owned", &more_than_together, "X 25 A,Y 25.00001 A,P 49.99999 A,", "X Y", "P X Y", "A");
    VERDICT("not owned", &more_than_alone, "X 25 A,Y 25.00001 A,P 49.99999 A,", "X Y", "P X Y", "A");
}

/* Exactly 50: EU and US yes (50 % or more), UK no (more than 50 %). */
TEST(exactly_fifty) {
    VERDICT("owned", &at_least_together, "X 50.0 A,P 50 A,", "X", "P", "A");
    VERDICT("not owned", &more_than_alone, "X 50.0 A,P 50 A,", "X", "P", "A");
    VERDICT("owned", &more_than_alone, "X 50.00001 A,P 49.99999 A,", "X", "P", "A");
    VERDICT("not owned", &at_least_together, "X 49.99999 A,P 50.00001 A,", "X", "P", "A");
    /* Six decimals do not become 50 by rounding: below, it may reach it. */
    VERDICT("possibly owned", &at_least_together, "X 49.999999 A,P 50 A,", "X", "P", "A");
    /* 33.3 + 16.7 is 50 in decimals and 50.00000000000001 in binary floating point, 0.1 + 49.9 as well. */
    VERDICT("owned", &at_least_together, "X 33.3 A,Y 16.7 A,P 50 A,", "X Y", "P", "A");
    VERDICT("not owned", &more_than_together, "X 33.3 A,Y 16.7 A,P 50 A,", "X Y", "P", "A");
}

/* Article-wise: a quarter suffices somewhere (facts: 25 % for road transport). */
TEST(a_quarter) {
    VERDICT("owned", &quarter, "X 25 A,P 75 A,", "X", "P", "A");
    VERDICT("not owned", &quarter, "X 24.99999 A,P 75.00001 A,", "X", "P", "A");
    VERDICT("owned", &quarter, "X 25 A,P 75 A,A 25 B,P 75 B,", "X", "P", "B");
}

TEST(circular_holdings_end) {
    VERDICT("not owned", &at_least_together, "A 100 B,B 100 A,", "X", "", "A");
    VERDICT("owned", &at_least_together, "A 50 B,B 40 A,X 10 A,X 50 B,", "X", "", "A");
    VERDICT("owned", &at_least_together, "A 60 B,B 30 A,X 50 A,P 20 A,P 40 B,", "X", "P", "B");
    VERDICT("possibly owned", &at_least_together, "A 60 B,B 30 A,X 20 A,P 40 B,", "X", "P", "B");
    VERDICT("not owned", &at_least_together, "A 60 B,B 30 A,X 20 A,P 50 A,P 40 B,", "X", "P", "B");
    VERDICT("not owned", &more_than_alone, "A 60 B,B 60 C,C 60 A,P 40 A,P 40 B,P 40 C,", "X", "P", "C");
}

TEST(unknown_remainder) {
    VERDICT("possibly owned", &at_least_together, "X 30 A,", "X", "", "A");
    VERDICT("not owned", &at_least_together, "X 30 A,P 51 A,", "X", "P", "A");
    VERDICT("possibly owned", &at_least_together, "X 25-50 A,P 50-75 A,", "X", "P", "A");
    VERDICT("not owned", &more_than_together, "X 25-50 A,P 50-75 A,", "X", "P", "A");
    /* Nobody is named, and yet it is not known that nobody is. */
    VERDICT("possibly owned", &at_least_together, "P 40 A,", "X", "P", "A");
    VERDICT("not assessed", &at_least_together, "", "X", "", "A");
    /* An owner whose owners are not known; a person has none. */
    VERDICT("possibly owned", &at_least_together, "H 100 A,", "X", "", "A");
    VERDICT("not owned", &at_least_together, "H 100 A,", "X", "H", "A");
    VERDICT("not owned", &at_least_together, "A 1 B,", "X", "P", "P");
    VERDICT("owned", &at_least_together, "", "A", "", "A");
    /* Without aggregation what nobody knows may be one's who holds already, but two named ones do not add up. */
    VERDICT("possibly owned", &more_than_alone, "X 30 A,P 40 A,", "X", "P", "A");
    VERDICT("not owned", &more_than_alone, "X 30 A,Y 30 A,P 40 A,", "X Y", "P X Y", "A");
    /* Two listed companies whose owners nobody knows may be one listed owner's. */
    VERDICT("possibly owned", &more_than_alone, "X 30 A,Y 30 A,P 40 A,", "X Y", "P", "A");
    VERDICT("owned", &more_than_alone, "X 30 A,B 30 A,X 60 B,P 40 A,", "X", "P", "A");
}

/* ---- control, votes, dates, sources, marks ---- */

static own_answer asked(made *m, const own_rule *r, const char *key, date_day day) {
    static arena mem;
    own_answer a;
    arena_destroy(&mem);
    arena_init(&mem, 0);
    if (own_ask(&a, &mem, m->g, r, m->listed, node(m, key), day, NULL)) abort();
    return a;
}

TEST(control_stands_apart) {
    made *m = begin();
    uint32_t x = node(m, "X"), a = node(m, "A"), b = node(m, "B"), p = node(m, "P");
    m->listed[x] = OWN_LISTED;
    own_node_mark(m->g, p, OWN_END);
    add(m, &(own_edge){.owner = x, .owned = a, .kind = OWN_CONTROL, .from = 20200101});
    add(m, &(own_edge){.owner = p, .owned = a, .low_e5 = OWN_ALL_E5, .high_e5 = OWN_ALL_E5, .from = 20200101});
    add(m, &(own_edge){.owner = a, .owned = b, .low_e5 = 6000000, .high_e5 = 6000000, .from = 20200101});
    add(m, &(own_edge){.owner = p, .owned = b, .low_e5 = 4000000, .high_e5 = 4000000, .from = 20200101});
    end(m);
    own_answer us = asked(m, &at_least_together, "A", 20240101);
    CHECK_INT(us.verdict, OWN_NOT); /* control alone does not block: OFAC FAQ 398 */
    CHECK_INT(us.controls, 1);
    CHECK(strstr(us.why, "does not suffice"));
    own_answer uk = asked(m, &more_than_alone, "B", 20240101); /* owned by who is controlled */
    CHECK_INT(uk.verdict, OWN_OWNED);
    CHECK_INT(uk.steps, 2);
    CHECK_INT(uk.proof[0].edge->kind, OWN_CONTROL);
    CHECK(!uk.by_control);
    CHECK(asked(m, &more_than_alone, "A", 20240101).by_control);
    drop(m);
}

TEST(votes_are_no_shares) {
    own_rule votes = more_than_alone;
    made *m = begin();
    uint32_t x = node(m, "X"), a = node(m, "A"), p = node(m, "P");
    votes.votes = true;
    m->listed[x] = OWN_LISTED;
    own_node_mark(m->g, p, OWN_END);
    const int32_t shares[] = {3000000, 7000000}, voting[] = {6000000, 4000000};
    for (uint8_t kind = OWN_SHARES; kind <= OWN_VOTES; kind++)
        for (uint32_t k = 0; k < 2; k++) {
            int32_t s = kind == OWN_SHARES ? shares[k] : voting[k];
            add(m, &(own_edge){.owner = k ? p : x, .owned = a, .low_e5 = s, .high_e5 = s, .kind = kind, .from = 20200101});
        }
    end(m);
    CHECK_INT(asked(m, &votes, "A", 20240101).verdict, OWN_OWNED);
    CHECK_INT(asked(m, &votes, "A", 20240101).counted, OWN_VOTES);
    CHECK_INT(asked(m, &more_than_alone, "A", 20240101).verdict, OWN_NOT); /* 30 % of the shares */
    drop(m);
}

TEST(dates_are_days_of_law) {
    made *m = begin();
    uint32_t x = node(m, "X"), a = node(m, "A"), p = node(m, "P"), y = node(m, "Y");
    m->listed[x] = m->listed[y] = OWN_LISTED;
    own_node_mark(m->g, p, OWN_END);
    add(m, &(own_edge){.owner = x, .owned = a, .low_e5 = 6000000, .high_e5 = 6000000, .from = 20220101, .to = 20230630});
    add(m, &(own_edge){.owner = p, .owned = a, .low_e5 = 4000000, .high_e5 = 4000000, .from = 20220101});
    add(m, &(own_edge){.owner = p, .owned = a, .low_e5 = 6000000, .high_e5 = 6000000, .from = 20230701});
    add(m, &(own_edge){.owner = y, .owned = p, .low_e5 = 5000000, .high_e5 = 5000000}); /* since when is not said */
    end(m);
    CHECK_INT(asked(m, &at_least_together, "A", 20211231).verdict, OWN_NOT_ASSESSED);
    CHECK_INT(asked(m, &at_least_together, "A", 20220101).verdict, OWN_OWNED);
    CHECK_INT(asked(m, &at_least_together, "A", 20230630).steps, 1);
    CHECK(!asked(m, &at_least_together, "A", 20230630).undated);
    own_answer later = asked(m, &at_least_together, "A", 20230701);
    CHECK_INT(later.verdict, OWN_OWNED); /* P, which is owned, has 40 + 60 */
    CHECK(later.undated && strstr(later.why, "without dates"));
    drop(m);
}

TEST(records_of_one_holding) {
    const struct {
        int32_t low, high;
        uint32_t source;
    } same[] = {{2500000, 2500000, 1}, {2500000, 2500000, 1}}, two[] = {{2500000, 2500000, 1}, {2600000, 2600000, 1}},
      agree[] = {{5000000, 7500000, 1}, {6000000, 6000000, 2}}, differ[] = {{3000000, 3000000, 1}, {6000000, 6000000, 2}};
    const struct {
        const void *v;
        own_verdict verdict;
        double low, high;
        bool differ;
    } tried[] = {{same, OWN_POSSIBLY, 25, 100, false}, {two, OWN_OWNED, 51, 100, false}, {agree, OWN_OWNED, 60, 100, false}, {differ, OWN_POSSIBLY, 30, 100, true}};
    for (size_t i = 0; i < 4; i++) {
        made *m = begin();
        uint32_t x = node(m, "X"), a = node(m, "A");
        m->listed[x] = OWN_LISTED;
        for (uint32_t k = 0; k < 2; k++) {
            const int32_t *v = (const int32_t *)tried[i].v + 3 * k;
            add(m, &(own_edge){.owner = x, .owned = a, .low_e5 = v[0], .high_e5 = v[1], .source = (uint32_t)v[2], .line = k, .from = 20200101});
        }
        end(m);
        own_answer got = asked(m, &at_least_together, "A", 20240101);
        CHECK_INT(got.verdict, tried[i].verdict);
        CHECK_NEAR(got.low, tried[i].low, 0);
        CHECK_NEAR(got.high, tried[i].high, 0);
        CHECK_INT(got.differ, tried[i].differ);
        drop(m);
    }
}

TEST(all_owners_recorded) {
    for (int complete = 0; complete < 2; complete++) {
        made *m = begin();
        holds(m, "X", "25", "45", "A");
        holds(m, "P", "30", "49", "A");
        own_node_mark(m->g, node(m, "P"), OWN_END);
        m->listed[node(m, "X")] = OWN_LISTED;
        if (complete) own_node_mark(m->g, node(m, "A"), OWN_COMPLETE);
        end(m);
        own_answer a = asked(m, &at_least_together, "A", 20240101);
        CHECK_INT(a.verdict, complete ? OWN_NOT : OWN_POSSIBLY);
        CHECK_NEAR(a.high, complete ? 45 : 70, 0);
        CHECK_NEAR(a.low, complete ? 45 : 25, 0); /* others have at most 49, X at most 45 */
        CHECK_NEAR(a.unknown, complete ? 0 : 45, 0);
        drop(m);
    }
    made *m = begin(); /* marked so, and nobody recorded: nobody's */
    own_node_mark(m->g, node(m, "A"), OWN_COMPLETE);
    end(m);
    CHECK_INT(asked(m, &at_least_together, "A", 20240101).verdict, OWN_NOT);
    drop(m);
}

TEST(maybe_listed_is_only_ever_possibly) {
    made *m = begin();
    read_line(m, "X 100 A,");
    own_node_mark(m->g, node(m, "X"), OWN_END);
    m->listed[node(m, "X")] = OWN_MAYBE_LISTED;
    end(m);
    CHECK_INT(asked(m, &at_least_together, "A", 20240101).verdict, OWN_POSSIBLY);
    CHECK_INT(asked(m, &at_least_together, "A", 20240101).steps, 1);
    CHECK_INT(asked(m, &more_than_alone, "A", 20240101).verdict, OWN_POSSIBLY);
    own_answer x = asked(m, &at_least_together, "X", 20240101);
    CHECK(x.verdict == OWN_POSSIBLY && x.itself);
    drop(m);
}

TEST(a_link_has_no_stake) {
    made *m = begin();
    uint32_t x = node(m, "X"), a = node(m, "A");
    m->listed[x] = OWN_LISTED;
    add(m, &(own_edge){.owner = x, .owned = a, .kind = OWN_LINKED});
    end(m);
    own_answer got = asked(m, &at_least_together, "A", 20240101);
    CHECK_INT(got.verdict, OWN_POSSIBLY);
    CHECK_INT(got.links, 1);
    m->listed[x] = OWN_UNLISTED;
    CHECK_INT(asked(m, &at_least_together, "A", 20240101).verdict, OWN_NOT_ASSESSED);
    drop(m);
}

/* ---- proofs ---- */

TEST(a_proof_adds_up_with_each_owners_proof_before_it) {
    made *m = begin();
    read_line(m, "X 50 A,X 50 B,A 25 C,B 25 C,C 60 D,P 40 D,X 1 C,");
    m->listed[node(m, "X")] = OWN_LISTED;
    own_node_mark(m->g, node(m, "P"), OWN_END);
    end(m);
    own_answer a = asked(m, &at_least_together, "D", 20240101);
    CHECK_INT(a.verdict, OWN_OWNED);
    CHECK_INT(a.steps, 5);
    CHECK_INT(a.left_out, 0);
    CHECK_INT(a.proof[4].edge->owned, node(m, "D"));
    int64_t have = 0;
    for (size_t i = 0; i < a.steps; i++) { /* who holds has been proven, or is listed */
        uint32_t owner = a.proof[i].edge->owner, owned = a.proof[i].edge->owned;
        bool proven = m->listed[owner] == OWN_LISTED;
        for (size_t k = 0; k < i; k++) proven |= a.proof[k].edge->owned == owner;
        CHECK(proven);
        if (owned == node(m, "C")) have += a.proof[i].low_e5;
    }
    CHECK_INT(have, 5000000);
    drop(m);
}

TEST(a_long_chain_is_proven_and_cut_with_words) {
    made *m = begin();
    char owner[16], owned[16];
    for (int i = 0; i < 3000; i++) {
        snprintf(owner, sizeof owner, "C%d", i);
        snprintf(owned, sizeof owned, "C%d", i + 1);
        holds(m, owner, "51", "51", owned);
    }
    m->listed[node(m, "C0")] = OWN_LISTED;
    end(m);
    own_answer a = asked(m, &more_than_alone, "C3000", 20240101);
    CHECK_INT(a.verdict, OWN_OWNED);
    CHECK_INT(a.steps, OWN_PATH_MAX);
    CHECK_INT(a.left_out, 3000 - OWN_PATH_MAX);
    CHECK(strstr(a.why, "not shown"));
    CHECK_INT(a.proof[0].edge->owner, node(m, "C0"));
    drop(m);
}

TEST(numbers_of_percent) {
    const struct {
        const char *text;
        int32_t low, high; /* -1: no percent */
    } tried[] = {{"50", 5000000, 5000000}, {"33.33333", 3333333, 3333333}, {"33.3333333", 3333332, 3333334}, {"0", 0, 0}, {"100.00", 10000000, 10000000},
                 {"1e2", 10000000, 10000000}, {"100.000001", -1, -1}, {"99.9999999", 9999999, 10000000}, {"-1", -1, -1}, {"-0.0000001", -1, -1}, {"", -1, -1},
                 {"50%", -1, -1}, {"nan", -1, -1}, {"0.0000001", 0, 1}};
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
        int32_t low = -1, high = -1;
        CHECK_INT(own_percent(&low, &high, tried[i].text, strlen(tried[i].text)), tried[i].low >= 0);
        CHECK_INT(low, tried[i].low);
        CHECK_INT(high, tried[i].high);
    }
    int32_t low, high;
    CHECK(own_percent_of(&low, &high, 33.3) && low == 3330000 && high == 3330000);
    CHECK(!own_percent_of(&low, &high, (double)NAN) && !own_percent_of(&low, &high, 100.5));
}

TEST(what_is_no_holding_is_refused) {
    made *m = begin();
    uint32_t a = node(m, "A"), b = node(m, "B"), n;
    cordon_error err = {0};
    CHECK_INT(own_add(m->g, &(own_edge){.owner = a, .owned = b, .low_e5 = 2, .high_e5 = 1}, &err), CORDON_EINVAL);
    CHECK_INT(own_add(m->g, &(own_edge){.owner = a, .owned = b, .high_e5 = OWN_ALL_E5 + 1}, &err), CORDON_EINVAL);
    CHECK_INT(own_add(m->g, &(own_edge){.owner = a, .owned = 7}, &err), CORDON_EINVAL);
    CHECK_INT(own_add(m->g, &(own_edge){.owner = a, .owned = b, .kind = OWN_CONTROL, .high_e5 = 1}, &err), CORDON_EINVAL);
    CHECK_INT(own_add(m->g, &(own_edge){.owner = a, .owned = b, .from = 20240102, .to = 20240101}, &err), CORDON_EINVAL);
    CHECK_INT(own_node(&n, m->g, "", NULL, &err), CORDON_EINVAL);
    add(m, &(own_edge){.owner = a, .owned = a, .low_e5 = OWN_ALL_E5, .high_e5 = OWN_ALL_E5, .from = 20200101});
    end(m);
    own_answer got = asked(m, &at_least_together, "A", 20240101);
    CHECK_INT(got.selves, 1); /* kept, said, not counted */
    CHECK_INT(got.verdict, OWN_NOT_ASSESSED);
    drop(m);
}
