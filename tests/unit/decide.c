/* What facts, law and flags add up to: the verdict, the order of questions, what was not checked; against a twin that weighs everything again. */
#include "assess/decide.h"

#include "assess/strings.h"
#include "read/json_tree.h"
#include "test.h"

static const law_rule ban = {.id = "BAN", .act = "act", .article = "1", .title = "t", .basis = "seen", .source = "s", .says = "", .note = "", .binds = "X", .kind = LAW_PROHIBITION, .verified = true};
static const law_rule told = {.id = "TOLD", .act = "act", .article = "2", .title = "t", .basis = "recalled", .source = "s", .says = "", .note = "", .binds = "X", .kind = LAW_PROHIBITION};
static const law_rule licence = {.id = "LIC", .act = "act", .article = "3", .title = "t", .basis = "seen", .source = "s", .says = "", .note = "", .binds = "X", .kind = LAW_LICENCE, .verified = true};
static const law_rule duty = {.id = "DUTY", .act = "act", .article = "4", .title = "t", .basis = "seen", .source = "s", .says = "", .note = "", .binds = "X", .kind = LAW_OBLIGATION, .verified = true};

static const law_rule exposed = {.id = "EXP", .kind = LAW_EXPOSURE, .verified = true}, note = {.id = "NOTE", .kind = LAW_INFORMATION, .verified = true};

static law_outcome out_of(const law_rule *r, tri applies) { return (law_outcome){.rule = r, .applies = applies, .verified = r->verified, .thing = "", .missing = "", .not_assessed = ""}; }

TEST(one_ground_leads_to_what_its_kind_and_basis_say) {
    static const struct {
        const law_rule *rule;
        tri applies;
        verdict want;
    } rows[] = {{&ban, TRI_YES, VERDICT_BLOCK},      {&ban, TRI_UNKNOWN, VERDICT_REVIEW},  {&ban, TRI_NO, VERDICT_NO_BAR},  {&told, TRI_YES, VERDICT_REVIEW},
                {&told, TRI_UNKNOWN, VERDICT_REVIEW}, {&licence, TRI_YES, VERDICT_HOLD},   {&duty, TRI_YES, VERDICT_HOLD}, {&duty, TRI_UNKNOWN, VERDICT_REVIEW}, {&exposed, TRI_YES, VERDICT_REVIEW}, {&note, TRI_YES, VERDICT_NO_BAR}, {&note, TRI_UNKNOWN, VERDICT_NO_BAR}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        law_outcome o = out_of(rows[i].rule, rows[i].applies);
        CHECK_INT(decide_outcome(&o), rows[i].want);
        o.not_assessed = "no table"; /* says why it is unknown; what applies by another clause applies */
        CHECK_INT(decide_outcome(&o), rows[i].want);
    }
}

static const flag_row half = {.id = "F1", .text = "one", .source = "s", .basis = "seen", .verified = true, .question = "ask one?", .how = FLAG_COMPUTED, .weight = 1},
                      other = {.id = "F2", .text = "two", .source = "s", .basis = "seen", .verified = true, .how = FLAG_ASKED, .question = "ask two?", .weight = 1},
                      hearsay = {.id = "F3", .text = "three", .source = "s", .basis = "recalled", .how = FLAG_ASKED, .question = "ask three?", .weight = 5};

TEST(flags_never_do_more_than_review_and_recalled_ones_nothing) {
    decision d;
    arena mem;
    arena_init(&mem, 0);
    flag_result f[3] = {{.row = &half, .verdict = FINDING_FOUND}, {.row = &other, .verdict = FINDING_NOTHING_FOUND}, {.row = &hearsay, .verdict = FINDING_FOUND}};
    CHECK_INT(decide_weigh(&d, &mem, NULL, 0, f, 3, NULL), 0);
    CHECK_INT(d.verdict, VERDICT_NO_BAR); /* half of the threshold; the third counts nothing */
    CHECK_NEAR(d.flag_weight, 1, 0);
    f[1].verdict = FINDING_FOUND;
    CHECK_INT(decide_weigh(&d, &mem, NULL, 0, f, 3, NULL), 0);
    CHECK_INT(d.verdict, VERDICT_REVIEW);
    law_outcome o = out_of(&ban, TRI_YES);
    CHECK_INT(decide_weigh(&d, &mem, &o, 1, f, 3, NULL), 0);
    CHECK_INT(d.verdict, VERDICT_BLOCK);
    CHECK_INT(d.questions, 0);
    arena_destroy(&mem);
}

TEST(a_flag_that_nobody_answered_is_a_question_and_no_ground) {
    decision d;
    arena mem;
    arena_init(&mem, 0);
    flag_result f[3] = {{.row = &half, .verdict = FINDING_FOUND}, {.row = &other, .verdict = FINDING_NOT_ASSESSED, .question = "ask two?", .missing = "/parties/0/ip"}, {.row = &hearsay, .verdict = FINDING_NOT_ASSESSED, .question = "ask three?"}};
    CHECK_INT(decide_weigh(&d, &mem, NULL, 0, f, 3, NULL), 0);
    CHECK_INT(d.verdict, VERDICT_NO_BAR);
    CHECK_INT(d.questions, 2);
    CHECK(strcmp(d.question[0].fact, "F2") == 0 && d.question[0].could_become == VERDICT_REVIEW);
    CHECK(d.question[0].worth > d.question[1].worth && d.question[1].worth <= 0); /* what is recalled changes nothing */
    CHECK_INT(d.not_checkeds, 2);
    CHECK(strncmp(d.not_checked[0], "F2 (/parties/0/ip): ", 20) == 0 && strstr(d.not_checked[0], f[1].row->text));
    arena_destroy(&mem);
}

/* ---- random decisions against a twin */

enum { FACTS = 5, OUTCOMES = 8 };
static const char *const fact_names[FACTS] = {"a", "b", "c", "d", "e"};

typedef struct drawn {
    law_outcome o[OUTCOMES];
    law_ground g[OUTCOMES][FACTS];
} drawn;

static void draw(drawn *x) {
    static const law_rule *const rules[] = {&ban, &told, &licence, &duty};
    memset(x, 0, sizeof *x);
    for (int i = 0; i < OUTCOMES; i++) {
        tri all = TRI_YES;
        size_t n = 0;
        for (int k = 0; k < FACTS; k++) {
            if (test_random() % 3) continue;
            tri t = test_random() % 2 ? TRI_YES : TRI_UNKNOWN;
            x->g[i][n++] = (law_ground){.fact = fact_names[k], .value = "", .op = "is", .holds = t};
            if (t < all) all = t;
        }
        x->o[i] = out_of(rules[test_random() % 4], n ? all : TRI_NO);
        x->o[i].ground = x->g[i], x->o[i].grounds = n;
    }
}

/* The verdict when every unknown ground is no, but those of a fact yes where that alone settles the outcome. */
static int again(const drawn *x, const char *yes) {
    int most = VERDICT_NO_BAR;
    for (int i = 0; i < OUTCOMES; i++) {
        const law_outcome *o = &x->o[i];
        bool holds = o->grounds > 0;
        for (size_t k = 0; k < o->grounds; k++)
            if (o->ground[k].holds == TRI_UNKNOWN) holds = holds && yes && strcmp(yes, o->ground[k].fact) == 0;
        int v = !holds ? VERDICT_NO_BAR : !o->rule->verified ? VERDICT_REVIEW : o->rule->kind == LAW_PROHIBITION ? VERDICT_BLOCK : VERDICT_HOLD;
        if (v > most) most = v;
    }
    return most;
}

TEST(a_question_is_worth_at_least_what_its_answer_alone_changes) {
    printf("# seed: TEST_SEED\n");
    for (int round = 0; round < 2000; round++) {
        drawn x;
        decision d;
        arena mem;
        arena_init(&mem, 0);
        draw(&x);
        CHECK_INT(decide_weigh(&d, &mem, x.o, OUTCOMES, NULL, 0, NULL), 0);
        int base = again(&x, NULL);
        bool unknown = false;
        for (int i = 0; i < OUTCOMES; i++) unknown |= x.o[i].applies == TRI_UNKNOWN;
        CHECK_INT(d.verdict, unknown && base == VERDICT_NO_BAR ? VERDICT_REVIEW : base);
        for (size_t i = 0; i < d.questions; i++) {
            CHECK(d.question[i].worth >= again(&x, d.question[i].fact) - base);
            CHECK(!i || d.question[i - 1].worth >= d.question[i].worth);
            CHECK(d.question[i].worth <= VERDICT_BLOCK - base);
        }
        for (int k = 0; k < FACTS; k++) { /* nothing that would change the verdict is left unasked */
            bool asked = false;
            for (size_t i = 0; i < d.questions; i++) asked |= strcmp(d.question[i].fact, fact_names[k]) == 0;
            CHECK(asked || again(&x, fact_names[k]) == base);
        }
        arena_destroy(&mem);
    }
}

TEST(a_sealed_decision_is_json_and_its_id_hangs_on_every_word) {
    decision d;
    arena mem;
    json_tree t;
    cordon_error err = {0};
    char *first;
    arena_init(&mem, 0);
    law_ground g = {.fact = "party.listed", .value = "list \"x\"", .holds = TRI_YES, .scope = SCOPE_PARTY, .op = "is"};
    law_outcome o = out_of(&ban, TRI_YES);
    o.ground = &g, o.grounds = 1;
    case_file c = {.canonical = "{\"id\":\"1\"}", .canonical_len = 10, .hash = "00"};
    CHECK_INT(decide_weigh(&d, &mem, &o, 1, NULL, 0, &err), 0);
    d.as_at = 20260302;
    CHECK_INT(decide_seal(&d, &mem, &c, "{\"lists\":[]}", &err), 0);
    CHECK_INT(json_tree_read_memory(&t, "decision", d.json, d.json_len, &err), 0);
    CHECK(strcmp(json_get(t.root, "verdict")->text, "block") == 0);
    CHECK(strcmp(json_get(json_get(t.root, "case"), "id")->text, "1") == 0);
    json_tree_free(&t);
    CHECK((first = arena_strndup(&mem, d.json, d.json_len)) != NULL);
    CHECK_INT(decide_seal(&d, &mem, &c, "{\"lists\":[]}", &err), 0);
    CHECK(strcmp(first, d.json) == 0);
    CHECK_INT(decide_seal(&d, &mem, &c, "{\"lists\":[1]}", &err), 0);
    CHECK(strcmp(first, d.json) != 0);
    verdict v;
    CHECK(verdict_parse(&v, "hold") && v == VERDICT_HOLD && !verdict_parse(&v, "allow"));
    arena_destroy(&mem);
}
