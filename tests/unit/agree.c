/* Agreement of two states: a fixture of 528 dyads and sessions, a plain twin on random votes, and
 * textbook values. The fixture (votes_similarity.csv) was computed from the same votes by formulas
 * as in DyadicAgreementScores.R and Haege 2011; the authors' own file of dyads is not public. */
#include "watch/agree.h"

#include <stdlib.h>

#include "base/data_dir.h"
#include "read/table.h"
#include "test.h"

static areas *a;

static bool load(votes *v, cordon_error *err) {
    static const char *const names[] = {"votes_matrix.tsv.xz", "roll_calls.tsv.xz", "issues.tsv.xz"};
    votes_file f[3] = {0};
    const votes_file *list[3] = {&f[0], &f[1], &f[2]};
    char path[1024], full[200];
    bool ok = a || !areas_load(&a, err);
    for (int i = 0; i < 3 && ok; i++) {
        snprintf(full, sizeof full, "data/events/unga/%s", names[i]);
        ok = !votes_file_read(&f[i], data_path(path, sizeof path, full), a, err);
    }
    ok = ok && !votes_join(v, list, 3, err);
    for (int i = 0; i < 3; i++) votes_file_free(&f[i]);
    return ok;
}

/* Empty where the measure has no value. */
static double cell(const table *t, size_t row, const char *column) {
    const char *s = table_cell(t, row, table_col(t, column));
    return *s ? strtod(s, NULL) : (double)NAN;
}
static bool as_in(const agree_row *r, agree_measure m, const table *t, size_t row, const char *column) {
    double want = cell(t, row, column), got = r->value[m]; /* ten digits are printed there */
    if ((isnan(want) && isnan(got)) || fabs(want - got) <= 1e-9) return true;
    printf("# row %zu, %s: %.12g, want %.12g\n", row + 2, column, got, want);
    return false;
}
static size_t country(const votes *v, const table *t, size_t row, const char *column) {
    const char *code = table_cell(t, row, table_col(t, column));
    const area *who = areas_find(a, "unvotes|iso2", code, strlen(code), 0);
    return who ? (size_t)votes_country(v, who->code) : SIZE_MAX;
}

TEST(the_fixture_to_nine_digits) {
    votes v;
    table t;
    char path[1024];
    cordon_error err = {0};
    const char *file = data_path(path, sizeof path, "tests/data/votes_similarity.csv");
    CHECK(load(&v, &err));
    CHECK_INT(table_read(&t, file, &err), 0);
    CHECK_INT((int)t.rows, 528);
    for (size_t i = 0; i < t.rows; i++) {
        agree g;
        agree_options o = AGREE_OPTIONS_INIT;
        size_t x = country(&v, &t, i, "a"), y = country(&v, &t, i, "b");
        CHECK(x < v.countries && y < v.countries);
        o.from = o.to = (int)cell(&t, i, "session");
        o.replicates = 0;
        CHECK_INT(agree_make(&g, &v, x, y, &o, &err), 0);
        CHECK_INT((int)g.n, 2);
        CHECK_INT((int)g.v[0].n, (int)cell(&t, i, "n"));
        CHECK(as_in(&g.v[0], AGREE_LIJPHART, &t, i, "agree"));
        CHECK(as_in(&g.v[0], AGREE_S, &t, i, "S_abs"));
        CHECK(as_in(&g.v[0], AGREE_S_SQUARED, &t, i, "S_sq"));
        CHECK(as_in(&g.v[0], AGREE_KAPPA, &t, i, "kappa"));
        CHECK(as_in(&g.v[0], AGREE_PI, &t, i, "pi"));
        agree_free(&g);
    }
    table_free(&t);
    votes_free(&v);
}

/* Roll call by roll call and every pair of votes against every other: no counts, no shares. */
static void plain(double value[AGREE_MEASURES], const int *x, const int *y, int n) {
    double d = 0, square = 0, cross = 0, pooled = 0;
    for (int i = 0; i < n; i++) {
        d += abs(x[i] - y[i]) / 2.0 / n;
        square += pow(abs(x[i] - y[i]) / 2.0, 2) / n;
        for (int k = 0; k < n; k++) {
            cross += abs(x[i] - y[k]) / 2.0 / n / n;
            pooled += (abs(x[i] - x[k]) + abs(y[i] - y[k]) + 2 * abs(x[i] - y[k])) / 8.0 / n / n;
        }
    }
    value[AGREE_LIJPHART] = 1 - d;
    value[AGREE_S] = 1 - 2 * d;
    value[AGREE_S_SQUARED] = 1 - 2 * square;
    value[AGREE_KAPPA] = cross > 0 ? 1 - d / cross : (double)NAN;
    value[AGREE_PI] = pooled > 0 ? 1 - d / pooled : (double)NAN;
}

TEST(the_measures_are_the_plain_ones) {
    for (int round = 0; round < 300; round++) {
        int x[40], y[40], n = 1 + (int)(test_random() % 40);
        uint32_t count[3][3] = {{0}};
        double got[AGREE_MEASURES], want[AGREE_MEASURES];
        for (int i = 0; i < n; i++) {
            x[i] = (int)(test_random() % 3);
            y[i] = test_random() % 2 ? x[i] : (int)(test_random() % 3);
            count[x[i]][y[i]]++;
        }
        agree_measures(got, count);
        plain(want, x, y, n);
        for (int m = 0; m < AGREE_MEASURES; m++)
            CHECK((isnan(got[m]) && isnan(want[m])) || fabs(got[m] - want[m]) < 1e-12);
    }
}

TEST(chance_leaves_nothing_and_no_spread_no_kappa) {
    static const uint32_t independent[3][3] = {{4, 2, 2}, {2, 1, 1}, {2, 1, 1}};
    static const uint32_t same[3][3] = {{9, 0, 0}, {0, 0, 0}, {0, 0, 0}}, none[3][3] = {{0}};
    double v[AGREE_MEASURES];
    agree_measures(v, independent);
    CHECK_NEAR(v[AGREE_KAPPA], 0, 1e-15);
    CHECK_NEAR(v[AGREE_PI], 0, 1e-15);
    CHECK(v[AGREE_S] > 0); /* what is called inflated by chance */
    agree_measures(v, same);
    CHECK_NEAR(v[AGREE_LIJPHART], 1, 0);
    CHECK(isnan(v[AGREE_KAPPA]) && isnan(v[AGREE_PI]));
    agree_measures(v, none);
    CHECK(isnan(v[AGREE_LIJPHART]));
}

TEST(intervals_repeat_and_hold_the_value) {
    votes v;
    agree g, again, one;
    agree_options o = AGREE_OPTIONS_INIT;
    cordon_error err = {0};
    CHECK(load(&v, &err));
    size_t x = (size_t)votes_country(&v, "CHN"), y = (size_t)votes_country(&v, "RUS");
    o.from = 70;
    CHECK_INT(agree_make(&g, &v, x, y, &o, &err), 0);
    CHECK_INT(agree_make(&again, &v, x, y, &o, &err), 0);
    CHECK_INT((int)g.n, 6); /* sessions 70 to 74, and together */
    CHECK(memcmp(g.v, again.v, g.n * sizeof *g.v) == 0);
    for (size_t i = 0; i < g.n; i++)
        for (int m = 0; m < AGREE_MEASURES; m++)
            CHECK(g.v[i].low[m] < g.v[i].value[m] && g.v[i].value[m] < g.v[i].high[m]);
    /* The published figure of session 74: 0.8721 over 86 roll calls. */
    CHECK_INT(g.v[4].session, 74);
    CHECK_INT((int)g.v[4].n, 86);
    CHECK_NEAR(g.v[4].value[AGREE_LIJPHART], 0.8721, 5e-5);
    o.from = o.to = 74; /* a session's interval does not hang on what else is asked */
    CHECK_INT(agree_make(&one, &v, x, y, &o, &err), 0);
    CHECK(memcmp(&one.v[0], &g.v[4], sizeof one.v[0]) == 0);
    agree_free(&one);
    o.issue = votes_issue(&v, "nu");
    CHECK_INT(agree_make(&one, &v, x, y, &o, &err), 0);
    CHECK(one.v[0].n > 0 && one.v[0].n < 86);
    agree_free(&one);
    o.from = o.to = 75;
    CHECK_INT(agree_make(&one, &v, x, y, &o, &err), CORDON_ENOTFOUND);
    CHECK(strstr(err.message, "CHN and RUS never both voted"));
    o.replicates = AGREE_REPLICATES_MAX + 1;
    CHECK_INT(agree_make(&one, &v, x, y, &o, &err), CORDON_EINVAL);
    agree_free(&g);
    agree_free(&again);
    votes_free(&v);
}
