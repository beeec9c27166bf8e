#include "screen/quality.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/data_dir.h"
#include "base/random.h"
#include "lists/identify.h"
#include "screen/area_within.h"
#include "screen/score_model.h"
#include "test.h"

static const char needs[] = "needs the large data set";

typedef struct counts {
    size_t right, said, same;
} counts;

static double f1(const counts *c) {
    return c->right ? 2 * (double)c->right / (double)(c->said + c->same) : 0;
}

/* What is told by the thresholds of the kinds. */
static counts count(const quality_cases *q, const char *set, const char *kind) {
    counts c = {0};
    const score_model *m;
    pair_thresholds at;
    cordon_error err;
    if (score_model_open(&m, &err) || pair_thresholds_read(&at, m, &err)) return c;
    for (size_t i = 0; i < q->n; i++) {
        const quality_case *x = &q->at[i];
        if (strcmp(x->set, set) != 0 || (kind && strcmp(x->kind, kind) != 0)) continue;
        bool said = pair_probability(x->log_odds) >= at.at[x->taken_for];
        c.same += x->same, c.said += said, c.right += said && x->same;
    }
    return c;
}

/* nomenklatura's cases, of which logic_v2, its own matcher, gets F1 .794. */
TEST(name_cases_of_another_project) {
    const score_model *m;
    quality_cases q;
    cordon_error err = {0};
    char path[512];
    CHECK_INT(score_model_open(&m, &err), CORDON_OK);
    CHECK_INT(quality_cases_make(&q, m, data_path(path, sizeof path, "tests/data/bench"), false,
                                 NULL, &err),
              CORDON_OK);
    counts all = count(&q, "nk_names", NULL);
    size_t held[2] = {0};
    for (size_t i = 0; i < q.n; i++)
        if (!strcmp(q.at[i].set, "nk_names")) held[q.at[i].split == QUALITY_HELD]++;
    quality_cases_free(&q);
    printf("# F1 %.3f; %zu learned from, %zu held out\n", f1(&all), held[0], held[1]);
    CHECK_INT(all.same, 216);
    CHECK(held[0] > 200 && held[1] > 100);
    CHECK(f1(&all) >= 0.855);
}

/* A fast part of the sets that do not ship: floors, far enough below what docs/QUALITY.md says. */
TEST(parties_of_two_lists) {
    static const char *const files[] = {"crosslist_id_pairs.csv.xz", "un_reference_pairs.csv.xz"};
    char folder[] = "/tmp/quality-XXXXXX", from[600], to[600];
    const score_model *m;
    quality_cases q;
    cordon_error err = {0};
    data_path(from, sizeof from, "../shared/data/lists/bench/crosslist_id_pairs.csv.xz");
    if (access(from, R_OK)) SKIP(needs);
    CHECK(mkdtemp(folder));
    for (int i = 0; i < 2; i++) {
        char name[128], real[4096];
        snprintf(name, sizeof name, "../shared/data/lists/bench/%s", files[i]);
        snprintf(to, sizeof to, "%s/%s", folder, files[i]);
        CHECK(realpath(data_path(from, sizeof from, name), real) && symlink(real, to) == 0);
    }
    CHECK_INT(score_model_open(&m, &err), CORDON_OK);
    CHECK_INT(quality_cases_make(&q, m, folder, false, NULL, &err), CORDON_OK);
    counts person = count(&q, "crosslist", "person"), firm = count(&q, "crosslist", "organisation");
    counts vessel = count(&q, "crosslist", "vessel"), un = count(&q, "un_reference", NULL);
    counts strangers = count(&q, "strangers", NULL);
    quality_cases_free(&q);
    for (int i = 0; i < 2; i++) snprintf(to, sizeof to, "%s/%s", folder, files[i]), unlink(to);
    rmdir(folder);
    printf("# F1 %.3f persons, %.3f organisations, %.3f vessels; recall %.3f\n", f1(&person),
           f1(&firm), f1(&vessel), (double)un.right / (double)un.same);
    printf("# strangers taken for the same: %zu\n", strangers.said);
    CHECK(f1(&person) >= 0.99 && f1(&firm) >= 0.94 && f1(&vessel) >= 0.91);
    CHECK((double)un.right / (double)un.same >= 0.985);
}

/* ---- pairs by hand ---- */

static pair_result compared(const char *schema, const char *const q[], const char *const l[],
                            arena *mem) {
    entity a, b;
    pair_facts x, y;
    pair_result r = {0};
    const score_model *m;
    cordon_error err;
    entity_begin(&a, mem, "", "", schema), entity_begin(&b, mem, "list", "1", schema);
    for (; q[0]; q += 2) entity_add(&a, q[0], q[1], -1, NULL, NULL);
    for (; l[0]; l += 2) entity_add(&b, l[0], l[1], -1, NULL, NULL);
    if (!score_model_open(&m, &err) && !pair_facts_make(&x, mem, &a, &err) &&
        !pair_facts_make(&y, mem, &b, &err))
        pair_compare(&r, m, &x, &y);
    else
        printf("# %s\n", err.message);
    return r;
}
#define FACTS(...) ((const char *const[]){__VA_ARGS__, NULL, NULL})

static double threshold(name_kind kind) {
    const score_model *m;
    pair_thresholds at;
    cordon_error err;
    return score_model_open(&m, &err) || pair_thresholds_read(&at, m, &err) ? 0 : at.at[kind];
}

static void generic_pair(const char *schema, const char *asked, const char *listed) {
    arena mem;
    arena_init(&mem, 0);
    pair_result r = compared(schema, FACTS("name", asked), FACTS("name", listed), &mem);
    if (r.probability >= threshold(r.kind))
        printf("# %s, %s, %s: %.3f %.3f\n", schema, asked, listed, (double)r.parts.score,
               r.probability);
    CHECK(r.probability < threshold(r.kind));
    arena_destroy(&mem);
}

TEST(generic_words_alone_never_alert) {
    static const char *const asked[] = {"CORP",
                                        "corp",
                                        "TRADING",
                                        "trading",
                                        "INTERNATIONAL",
                                        "international",
                                        "Corps",
                                        "Tradings",
                                        "Internationals",
                                        "Trading Ltd",
                                        "Corp. LLC",
                                        "INTERNATIONAL GMBH",
                                        "International Trading",
                                        "trading corp.",
                                        "Intl",
                                        "Intl Trading"};
    static const char *const listed[] = {"CORP",
                                         "TRADING",
                                         "INTERNATIONAL",
                                         "International Trading Corp. Ltd.",
                                         "Trading Company",
                                         "Internationals",
                                         "Tradings Ltd"};
    static const char *const schema[] = {"Organization", "LegalEntity", "Company", "Person",
                                         "Vessel"};
    for (size_t k = 0; k < sizeof schema / sizeof *schema; k++)
        for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
            for (size_t j = 0; j < sizeof listed / sizeof *listed; j++)
                generic_pair(schema[k], asked[i], listed[j]);
}

/* Words of trade say nothing, and hide no name that does; what sounds like them is a name. */
TEST(a_generic_name_is_as_good_as_none) {
    arena mem;
    arena_init(&mem, 0);
    pair_result none = compared("Vessel", FACTS("name", "Trading", "flag", "FR"),
                                FACTS("name", "Trading", "flag", "FR"), &mem);
    pair_result both = compared("Vessel", FACTS("name", "Trading", "alias", "Nordstern"),
                                FACTS("name", "Trading", "alias", "Nordstern"), &mem);
    pair_result dass = compared("Person", FACTS("name", "Dass"), FACTS("name", "Dass"), &mem);
    CHECK(none.value[PAIR_GENERIC] > 0 && none.value[PAIR_SCORE] == 0 &&
          none.value[PAIR_COUNTRY_SAME] > 0);
    CHECK(none.probability < threshold(NAME_VESSEL));
    CHECK(both.value[PAIR_GENERIC] == 0 && both.probability >= threshold(NAME_VESSEL));
    CHECK(both.q_name == 1 && both.l_name == 1 && both.agreeing == 1);
    CHECK(dass.value[PAIR_GENERIC] == 0 && dass.probability >= threshold(NAME_PERSON));
    arena_destroy(&mem);
}

TEST(numbers_decide_and_refute) {
    arena mem;
    arena_init(&mem, 0);
    /* IMO 9074729 is the example of the rule; one more in the last digit is wrong. */
    pair_result same = compared("Vessel", FACTS("name", "Nordstern", "imoNumber", "9074729"),
                                FACTS("name", "Sea Pearl", "imoNumber", "IMO 9074729"), &mem);
    pair_result wrong = compared("Vessel", FACTS("name", "Nordstern", "imoNumber", "9074728"),
                                 FACTS("name", "Sea Pearl", "imoNumber", "9074728"), &mem);
    pair_result other = compared("Vessel", FACTS("name", "Nordstern", "imoNumber", "9074729"),
                                 FACTS("name", "Nordstern", "imoNumber", "9241061"), &mem);
    pair_result name =
        compared("Vessel", FACTS("name", "Nordstern"), FACTS("name", "Nordstern"), &mem);
    arena_destroy(&mem);
    CHECK(same.verdict == IDENTIFIER_DECIDES && same.probability > 0.95);
    CHECK(wrong.verdict == IDENTIFIER_APART && wrong.probability < 0.1);
    CHECK(other.verdict == IDENTIFIER_REFUTES && other.probability < 0.05);
    CHECK(name.probability > 0.5);
}

TEST(other_facts_support_and_contradict) {
    arena mem;
    arena_init(&mem, 0);
    pair_result plain =
        compared("Person", FACTS("name", "Ivan Petrov"), FACTS("name", "PETROV, Ivan"), &mem);
    pair_result born = compared("Person", FACTS("name", "Ivan Petrov", "birthDate", "1971-03-05"),
                                FACTS("name", "PETROV, Ivan", "birthDate", "5 Mar 1971"), &mem);
    pair_result later = compared("Person", FACTS("name", "Ivan Petrov", "birthDate", "1999-03-05"),
                                 FACTS("name", "PETROV, Ivan", "birthDate", "1971"), &mem);
    pair_result weak =
        compared("Person", FACTS("name", "Ivan Petrov"),
                 FACTS("name", "Semyon Kuznetsov", "weakAlias", "Ivan Petrov"), &mem);
    pair_result gender = compared("Person", FACTS("name", "Ivan Petrov", "gender", "female"),
                                  FACTS("name", "PETROV, Ivan", "gender", "male"), &mem);
    arena_destroy(&mem);
    CHECK(born.log_odds > plain.log_odds && later.log_odds < plain.log_odds - 2);
    CHECK(weak.log_odds < plain.log_odds && weak.value[PAIR_WEAK_ONLY] > 0);
    CHECK(gender.log_odds < plain.log_odds);
    double sum = 0;
    for (int i = 0; i < PAIR_FEATURES; i++) sum += born.part[i];
    CHECK_NEAR(sum, born.log_odds, 1e-12);
    CHECK_NEAR(born.probability, 1 / (1 + exp(-born.log_odds)), 1e-12);
}

static float country_feature(const char *q, const char *l, pair_feature f) {
    arena mem;
    arena_init(&mem, 0);
    pair_result r = compared("Company", FACTS("name", "Harbour Lantern", "country", q),
                             FACTS("name", "Harbour Lantern", "country", l), &mem);
    arena_destroy(&mem);
    return r.value[f];
}

TEST(an_area_within_a_country_neither_agrees_nor_contradicts) {
    static const struct {
        const char *q, *l;
        bool same, apart;
    } cases[] = {
        {"Hong Kong", "China", false, false},
        {"CN", "HK", false, false},
        {"MO", "CN", false, false},
        {"HK", "HK", true, false},
        {"HK", "MO", false, true},
        {"TW", "CN", false, true},
        {"PR", "US", false, false},
        {"GB", "JE", false, false},
        {"CW", "NL", false, false},
        {"JE", "GG", false, true},
        {"HK", "GB", false, true},
        {"RU", "BY", false, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        printf("# %s, %s\n", cases[i].q, cases[i].l);
        CHECK_INT(country_feature(cases[i].q, cases[i].l, PAIR_COUNTRY_SAME) > 0, cases[i].same);
        CHECK_INT(country_feature(cases[i].q, cases[i].l, PAIR_COUNTRY_APART) > 0, cases[i].apart);
    }
}

TEST(a_bad_table_of_areas_within_others_is_refused) {
    static const struct {
        const char *row, *says;
    } cases[] = {
        {"HKG,CHINA,,x", "area \"CHINA\", expected a code of data/areas.csv"},
        {",CHN,,x", "area \"\", expected"},
        {"HKG,HKG,,x", "HKG within HKG, expected two areas, once"},
        {"HKG,CHN,,x\nHKG,CHN,,y", "HKG within CHN, expected two areas, once"},
        {"HKG,CHN,1997-02-30,x", "day \"1997-02-30\", expected YYYY-MM-DD"},
    };
    const list_facts_tables *facts;
    cordon_error err;
    CHECK_INT(list_facts_tables_open(&facts, &err), CORDON_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[] = "/tmp/within-XXXXXX";
        area_within *w = NULL;
        FILE *f = fdopen(mkstemp(path), "w");
        CHECK(f && fprintf(f, "area,within,valid_from,source\n%s\n", cases[i].row) > 0 &&
              fclose(f) == 0);
        cordon_status s = area_within_read(&w, path, facts->areas, &err);
        unlink(path);
        area_within_free(w);
        CHECK_INT(s, CORDON_EFORMAT);
        CHECK(strstr(err.message, cases[i].says) != NULL && err.line > 1);
    }
}

/* Cases drawn from known coefficients give them back. */
TEST(the_fit_finds_what_made_the_cases) {
    enum { N = 40000 };
    const score_model *m;
    cordon_error err;
    double w[PAIR_FEATURES];
    random_state r;
    quality_cases q = {.at = calloc(N, sizeof *q.at), .n = N, .room = N};
    random_seed(&r, 77);
    puts("# seed 77");
    CHECK(q.at && !score_model_open(&m, &err));
    for (size_t i = 0; i < N; i++) {
        quality_case *c = &q.at[i];
        float x = (float)random_unit(&r), y = random_below(&r, 3) == 0;
        c->set = "made", c->split = QUALITY_TRAIN, c->weight = 1;
        c->value[PAIR_BASE] = 1, c->value[PAIR_SCORE] = x, c->value[PAIR_ALONE] = y;
        c->same = random_unit(&r) < pair_probability(-2 + 4 * (double)x - 1.5 * (double)y);
    }
    quality_fit(w, m, &q);
    quality_cases_free(&q);
    printf("# %.3f %.3f %.3f\n", w[PAIR_BASE], w[PAIR_SCORE], w[PAIR_ALONE]);
    CHECK_NEAR(w[PAIR_BASE], -2, 0.1);
    CHECK_NEAR(w[PAIR_SCORE], 4, 0.2);
    CHECK_NEAR(w[PAIR_ALONE], -1.5, 0.1);
}

/* Of calibrated probabilities the threshold that makes F1 the greatest is half of that F1 (Lipton,
 * Elkan and Naryanaswamy 2014, theorem 1): here the cases say what it must be. Cases that are held
 * out say nothing. */
TEST(the_threshold_is_half_of_the_best_f1) {
    enum { N = 40000 };
    double w[PAIR_FEATURES] = {0};
    pair_thresholds at = {{0.5, 0.5, 0.5, 0.5}}, again;
    cordon_error err;
    random_state r;
    quality_cases q = {.at = calloc(N, sizeof *q.at), .n = N, .room = N};
    double expected[N / 100], said = 0, right = 0, same = 0, best = 0;
    CHECK(q.at);
    random_seed(&r, 78);
    puts("# seed 78");
    w[PAIR_BASE] = -2, w[PAIR_SCORE] = 5;
    for (size_t i = 0; i < N; i++) {
        quality_case *c = &q.at[i];
        double x = random_unit(&r);
        c->set = "made", c->weight = 1, c->split = i % 4 ? QUALITY_TRAIN : QUALITY_HELD;
        c->taken_for = i % 2 ? NAME_PERSON : NAME_VESSEL;
        c->value[PAIR_BASE] = 1, c->value[PAIR_SCORE] = (float)x;
        c->same = random_unit(&r) < pair_probability(-2 + 5 * x);
    }
    size_t grid = sizeof expected / sizeof *expected;
    for (size_t i = 0; i < grid; i++)
        same += pair_probability(-2 + 5 * ((double)i + 0.5) / (double)grid);
    for (size_t i = grid; i-- > 0;) {
        said += 1, right += pair_probability(-2 + 5 * ((double)i + 0.5) / (double)grid);
        best = fmax(best, 2 * right / (said + same));
    }
    CHECK_INT(quality_fit_thresholds(&at, w, &q, &err), CORDON_OK);
    printf("# best F1 %.3f, thresholds %.3f %.3f %.3f\n", best, at.at[NAME_ANY], at.at[NAME_PERSON],
           at.at[NAME_VESSEL]);
    CHECK_NEAR(at.at[NAME_PERSON], best / 2, 0.04);
    CHECK_NEAR(at.at[NAME_VESSEL], best / 2, 0.04);
    CHECK_NEAR(at.at[NAME_ANY], best / 2, 0.04);
    CHECK(at.at[NAME_ORGANISATION] == 0.5); /* no case */
    for (size_t i = 0; i < N; i += 4) q.at[i].same = !q.at[i].same;
    again = at;
    CHECK_INT(quality_fit_thresholds(&again, w, &q, &err), CORDON_OK);
    CHECK(memcmp(&again, &at, sizeof at) == 0);
    quality_cases_free(&q);
}

TEST(a_threshold_that_is_no_probability_is_refused) {
    score_model *m;
    pair_thresholds at;
    cordon_error err;
    CHECK_INT(score_model_for_training(&m, &err), CORDON_OK);
    double was = score_parameter(m, "threshold.vessel");
    CHECK(score_model_set(m, "threshold.vessel", 1.5));
    CHECK_INT(pair_thresholds_read(&at, m, &err), CORDON_EFORMAT);
    CHECK(strstr(err.message, "threshold.vessel, expected a number above 0 and at most 1") != NULL);
    CHECK(score_model_set(m, "threshold.vessel", was));
    CHECK_INT(pair_thresholds_read(&at, m, &err), CORDON_OK);
}
