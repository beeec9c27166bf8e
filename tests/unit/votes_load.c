/* Roll calls through a store come out as they went in, and each day knows what was known then. */
#include "watch/votes_load.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/data_dir.h"
#include "test.h"

static areas *a;
static char folder[100];

static store *make(cordon_error *err) {
    const char *tmp = getenv("TMPDIR");
    store *s = NULL;
    snprintf(folder, sizeof folder, "%.60s/cordon-votes-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(folder) || (!a && areas_load(&a, err)) || store_init(folder, "", err) ||
        store_open(&s, folder, STORE_WRITE, 0, err))
        return NULL;
    return s;
}

static void drop(store *s) {
    char command[200];
    store_close(s);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command) != 0) printf("# %s stays\n", folder);
}

static cordon_status load(store *s, const char *path, date_day vintage, load_result *r,
                          cordon_error *err) {
    const watch_reader *reader;
    load_options o = {.vintage = vintage};
    cordon_status status = watch_detect(&reader, path, err);
    if (status) return status;
    if (!reader) return cordon_fail(err, CORDON_EFORMAT, "no reader takes %s", path);
    return watch_load_file(r, s, a, path, reader, &o, err);
}

static cordon_status load_text(store *s, const char *name, const char *text, date_day vintage,
                               load_result *r, cordon_error *err) {
    char path[200];
    snprintf(path, sizeof path, "%.99s/tmp/%.40s", folder, name);
    FILE *f = fopen(path, "w");
    if (!f || fputs(text, f) < 0 || fclose(f) != 0) return cordon_fail(err, CORDON_EIO, "%s", path);
    return load(s, path, vintage, r, err);
}

static bool same_roll(const votes_roll *x, const votes_roll *y) {
    return x->rcid == y->rcid && x->same == y->same && x->session == y->session && x->day == y->day &&
           x->important == y->important && x->amend == y->amend && x->para == y->para &&
           x->issues == y->issues && strcmp(x->unres, y->unres) == 0 && strcmp(x->title, y->title) == 0;
}

TEST(what_ships_comes_out_as_it_went_in) {
    static const char *const names[] = {"votes_matrix.tsv.xz", "roll_calls.tsv.xz", "issues.tsv.xz",
                                        "identical_resolutions.csv"};
    votes_file f[4];
    const votes_file *list[4];
    votes want, got;
    votes_sources from;
    cordon_error err = {0};
    store *s = make(&err);
    CHECK(s);
    for (int i = 0; i < 4; i++) {
        char name[100], path[1024];
        load_result r;
        snprintf(name, sizeof name, "data/events/unga/%s", names[i]);
        data_path(path, sizeof path, name);
        CHECK_INT(votes_file_read(&f[i], path, a, &err), 0);
        CHECK_INT(load(s, path, 0, &r, &err), 0);
        CHECK_INT((int)r.source.refused, (int)f[i].refused_n);
        list[i] = &f[i];
    }
    CHECK_INT(votes_join(&want, list, 4, &err), 0);
    for (int i = 0; i < 4; i++) votes_file_free(&f[i]);
    CHECK_INT(votes_from_store(&got, &from, s, 20260101, &err), 0);
    CHECK_INT((int)from.n, 4);
    CHECK_INT(from.vintage, 20200401); /* from the table of bundled files */
    CHECK(got.rolls == want.rolls && got.countries == want.countries && got.issues == want.issues);
    CHECK(got.given == want.given && got.without_roll == want.without_roll);
    CHECK(memcmp(got.cell, want.cell, got.rolls * got.countries) == 0);
    for (size_t c = 0; c < got.countries; c++) CHECK(strcmp(got.country[c], want.country[c]) == 0);
    for (size_t i = 0; i < got.rolls; i++) CHECK(same_roll(&got.roll[i], &want.roll[i]));
    votes_free(&want);
    votes_free(&got);
    drop(s);
}

#define ROLLS "rcid\tsession\timportantvote\tdate\tunres\tamend\tpara\tshort\n"
TEST(each_day_knows_what_was_known_then) {
    load_result r;
    votes v;
    votes_sources from;
    cordon_error err = {0};
    store *s = make(&err);
    CHECK(s);
    CHECK_INT(votes_from_store(&v, &from, s, 20260101, &err), CORDON_ENOTFOUND);
    CHECK(strstr(err.message, "the store has no votes"));
    CHECK_INT(load_text(s, "a.tsv", "rcid\tUS,NA\n1\t13\n", 20200101, &r, &err), 0);
    CHECK_INT(votes_from_store(&v, &from, s, 20260101, &err), CORDON_ENOTFOUND);
    CHECK(strstr(err.message, "the store has no roll calls"));
    CHECK_INT(load_text(s, "r.tsv", ROLLS "1\t5\tNA\t1950-10-01\tR\t0\t0\tNA\n", 20200101, &r, &err), 0);
    CHECK_INT(load_text(s, "b.tsv", "rcid\tNA,US\n1\t22\n", 20210101, &r, &err), 0);
    for (int year = 2020; year < 2022; year++) {
        CHECK_INT(votes_from_store(&v, &from, s, year * 10000 + 601, &err), 0);
        CHECK_INT(from.vintage, year * 10000 + 101);
        CHECK_INT(votes_cell(&v, 0, (size_t)votes_country(&v, "NAM")), year == 2020 ? VOTE_NO : VOTE_ABSTAIN);
        CHECK_INT(v.roll[0].important, -1);
        CHECK(strcmp(v.roll[0].title, "NA") == 0); /* a title may be the two letters */
        votes_free(&v);
    }
    /* The same bytes again; and a number that stands twice in one file. */
    CHECK_INT(load_text(s, "c.tsv", "rcid\tNA,US\n1\t22\n", 20220101, &r, &err), 0);
    CHECK(r.already);
    CHECK_INT(load_text(s, "d.tsv", "rcid\tUS,FR\n4\t11\n4\t13\n", 20220101, &r, &err), CORDON_EFORMAT);
    CHECK(strstr(err.message, "roll call 4 again, first on line 2") && err.line == 3);
    CHECK_INT(load_text(s, "e.tsv", "rcid\tUS,XQ\n4\t11\n", 20220101, &r, &err), CORDON_EFORMAT);
    CHECK(strstr(err.message, "country code \"XQ\""));
    drop(s);
}

TEST(published_points_of_a_pair_come_from_the_latest_file) {
    votes_pair_point *p;
    size_t n;
    load_result r;
    cordon_error err = {0};
    store *s = make(&err);
    CHECK(s);
    CHECK_INT(votes_published(&p, &n, s, "CHN", "RUS", 20260101, &err), CORDON_ENOTFOUND);
    CHECK_INT(load_text(s, "a.csv", "ccode,session,IdealPoint,Q5%,Q95%\n710,70,-0.5,-0.7,-0.3\n365,70,0.25,,\n",
                        20200101, &r, &err), 0);
    CHECK_INT(load_text(s, "b.csv", "ccode,year,idealpointall,idealpointfp\n710,2015,-1,0.5\n365,2015,1,\n",
                        20210101, &r, &err), 0);
    CHECK_INT(votes_published(&p, &n, s, "CHN", "RUS", 20200601, &err), 0);
    CHECK_INT((int)n, 1);
    CHECK(strcmp(p[0].variant, "all") == 0 && p[0].session == 70 && p[0].vintage == 20200101);
    CHECK_NEAR(p[0].a[0], -0.5, 0);
    CHECK_NEAR(p[0].a[1], -0.7, 0);
    CHECK(isnan(p[0].a[2]) && isnan(p[0].b[1]));
    free(p);
    CHECK_INT(votes_published(&p, &n, s, "RUS", "CHN", 20260101, &err), 0);
    CHECK_INT((int)n, 1); /* fp has one of the two */
    CHECK_NEAR(p[0].a[0], 1, 0);
    CHECK_NEAR(p[0].b[0], -1, 0);
    free(p);
    CHECK_INT(votes_published(&p, &n, s, "USA", "CHN", 20260101, &err), 0);
    CHECK_INT((int)n, 0);
    free(p);
    drop(s);
}
