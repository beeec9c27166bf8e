/* The files of roll calls: what they hold, and that what is wrong with one is said in a line. */
#include "watch/votes.h"

#include <stdlib.h>

#include "base/data_dir.h"
#include "base/buf.h"
#include "read/table.h"
#include "test.h"

static areas *a;

static const areas *all_areas(void) {
    if (!a && areas_load(&a, NULL)) a = NULL;
    return a;
}

static int shipped(votes_file *f, const char *name, cordon_error *err) {
    char path[1024], full[200];
    snprintf(full, sizeof full, "data/events/unga/%s", name);
    return (int)votes_file_read(f, data_path(path, sizeof path, full), all_areas(), err);
}

static int from_text(votes_file *f, const char *text, cordon_error *err) {
    return (int)votes_file_read_memory(f, "t", text, strlen(text), all_areas(), err);
}

TEST(the_shipped_files_are_read) {
    votes_file m, r, i, s, p;
    cordon_error err = {0};
    CHECK_INT(shipped(&m, "votes_matrix.tsv.xz", &err), 0);
    CHECK_INT((int)m.kind, VOTES_MATRIX);
    CHECK_INT((int)m.rows, 6202);
    CHECK_INT((int)m.countries, 200);
    CHECK_INT((int)m.refused_n, 0);
    CHECK_INT(shipped(&r, "roll_calls.tsv.xz", &err), 0);
    CHECK_INT((int)r.kind, VOTES_ROLLS);
    /* Two lines of session 14 are damaged: their title has a tabulator and stray quotes. */
    CHECK_INT((int)r.rows, 6200);
    CHECK_INT((int)r.refused_n, 2);
    CHECK_INT(r.refused[0].line, 609);
    CHECK_INT(r.refused[1].line, 613);
    CHECK(strstr(r.refused[0].reason, "9 fields where the header has 8"));
    CHECK_INT(shipped(&i, "issues.tsv.xz", &err), 0);
    CHECK_INT((int)i.rows, 5745);
    CHECK_INT(shipped(&s, "identical_resolutions.csv", &err), 0);
    CHECK_INT((int)s.kind, VOTES_SAME);
    CHECK_INT((int)s.rows, 955);
    CHECK_INT((int)s.refused_n, 0);
    CHECK_INT(shipped(&p, "ideal_points_2020-04_All.csv.xz", &err), 0);
    CHECK_INT((int)p.kind, VOTES_POINTS);
    CHECK_INT((int)p.rows, 10469);
    CHECK_INT((int)p.refused_n, 0);
    CHECK(strcmp(p.row[0].point.variant, "all") == 0);
    CHECK_INT(p.row[0].point.micro[0], 1675486);
    CHECK_INT(p.row[0].point.micro[1], 1348943);
    CHECK(!p.row[0].point.given[2]);
    const votes_file *all[] = {&m, &r, &i, &s, &p};
    votes v;
    CHECK_INT(votes_join(&v, all, 5, &err), 0);
    CHECK_INT((int)v.rolls, 6200);
    CHECK_INT((int)v.without_roll, 2);
    CHECK_INT((int)v.issues, 6);
    CHECK_INT(v.given, 869937 - 161); /* all but those of the two damaged lines */
    votes_free(&v);
    votes_file_free(&m);
    votes_file_free(&r);
    votes_file_free(&i);
    votes_file_free(&s);
    votes_file_free(&p);
}

/* Trap: "NA" is a country, and three others have no code at all in the package. */
TEST(namibia_stays_and_three_others_stay_apart) {
    static const struct {
        const char *code;
        int votes;
    } want[] = {{"NAM", 2454}, {"GFR", 2151}, {"YAR", 3291}, {"ZAN", 2}};
    votes_file m;
    cordon_error err = {0};
    CHECK_INT(shipped(&m, "votes_matrix.tsv.xz", &err), 0);
    for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
        int n = 0, found = 0;
        for (size_t c = 0; c < m.countries; c++) {
            if (strcmp(m.country[c], want[k].code) != 0) continue;
            found++;
            for (size_t i = 0; i < m.rows; i++) n += m.row[i].cells.p[c] != '.';
        }
        CHECK_INT(found, 1);
        CHECK_INT(n, want[k].votes);
    }
    votes_file_free(&m);
}

/* The package's own list of countries: each code is known, "NA" among them. */
TEST(every_code_of_the_package_is_an_area) {
    table t;
    char path[1024];
    cordon_error err = {0};
    const char *file = data_path(path, sizeof path, "data/events/unga/countries.csv");
    CHECK_INT(table_read(&t, file, &err), 0);
    CHECK_INT((int)t.rows, 200);
    int namibia = 0;
    for (size_t i = 0; i < t.rows; i++) {
        const char *code = table_cell(&t, i, 0);
        const area *who = areas_find(all_areas(), "unvotes|iso2", code, strlen(code), 0);
        CHECK(who);
        namibia += strcmp(code, "NA") == 0 && strcmp(who->code, "NAM") == 0 &&
                   strcmp(table_cell(&t, i, 1), "Namibia") == 0;
    }
    CHECK_INT(namibia, 1);
    table_free(&t);
}

TEST(a_bad_file_is_refused_in_one_line) {
    static const struct {
        const char *text;
        int status;
        const char *words;
    } cases[] = {
        {"", CORDON_EFORMAT, "the file is empty"},
        {"x,y\n1,2\n", CORDON_EFORMAT, "the header is none of votes"},
        {"rcid\tUS,XQ\n1\t11\n", CORDON_EFORMAT, "country code \"XQ\" of the votes is unknown"},
        {"rcid\tUS,,FR\n1\t111\n", CORDON_EFORMAT, "country code \"\" of the votes is unknown"},
        {"rcid\tUS,US\n1\t11\n", CORDON_EFORMAT, "has a column already"},
        {"rcid\tUS,FR\n", CORDON_EFORMAT, "a header and no rows"},
        {"rcid\tUS\n1\t\0", CORDON_OK, ""},
        {"ccode,session,other\n2,1,1\n", CORDON_EFORMAT, "ideal points need the columns"},
        {"\xff,y\n1,2\n", CORDON_EFORMAT, "not valid UTF-8"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        votes_file f;
        cordon_error err = {0};
        int status = from_text(&f, cases[i].text, &err);
        if (status != cases[i].status || !strstr(err.message, cases[i].words))
            FAIL_("case %zu: %d \"%s\"", i, status, err.message);
        if (!status) votes_file_free(&f);
    }
}

#define ROLLS "rcid\tsession\timportantvote\tdate\tunres\tamend\tpara\tshort\n"
TEST(a_bad_row_is_refused_alone) {
    static const struct {
        const char *text;
        int column;
        const char *value, *words;
    } cases[] = {
        {"rcid\tUS,FR\n1\t11\n2\t14\n", 2, "14", "vote 2 (FRA) has the code \"4\": expected 1 yes"},
        {"rcid\tUS,FR\n1\t11\n2\t1\n", 2, "1", "1 votes where the header has 2 countries"},
        {"rcid\tUS,FR\n1\t11\n2\t111\n", 2, "111", "3 votes where the header has 2 countries"},
        {"rcid\tUS,FR\n1\t11\n2\t11\t1\n", 0, "", "3 fields where the header has 2"},
        {"rcid\tUS,FR\n1\t11\n1\t13\n", 0, "", "roll call 1 again, first on line 2"},
        {"rcid\tUS,FR\n1\t11\n-2\t13\n", 1, "-2", "no number of a roll call"},
        {"rcid\tUS,FR\n1\t11\n99999999999999999999\t13\n", 1, "99999999999999999999",
         "no number of a roll call"},
        {ROLLS "1\t1\t0\t1946-01-01\tR\t1\t0\tS\n2\t0\t0\t1946-01-01\tR\t1\t0\tS\n", 2, "0",
         "no session"},
        {ROLLS "1\t1\t0\t1946-01-01\tR\t1\t0\tS\n2\t1\t0\t1945-10-23\tR\t1\t0\tS\n", 4, "1945-10-23",
         "out of range: 1945-10-24 to today"},
        {ROLLS "1\t1\t0\t1946-01-01\tR\t1\t0\tS\n2\t1\t0\t9999-01-01\tR\t1\t0\tS\n", 4, "9999-01-01",
         "out of range"},
        {ROLLS "1\t1\t0\t1946-01-01\tR\t1\t0\tS\n2\t1\t0\t1999-02-30\tR\t1\t0\tS\n", 4, "1999-02-30",
         "expected a date YYYY-MM-DD that exists"},
        {ROLLS "1\t1\t0\t1946-01-01\tR\t1\t0\tS\n2\t1\t2\t1999-02-20\tR\t1\t0\tS\n", 3, "2",
         "expected 0, 1 or NA"},
        {ROLLS "1\t1\t0\t1946-01-01\tR\t1\t0\tS\n2\t1\t1\t1999-02-20\tR\t1\t0\t\xff\n", 8, "\xff",
         "not valid UTF-8"},
        {"rcid\tshort_name\tissue\n1\tme\tM\n2\tm e\tM\n", 2, "m e", "no short name"},
        {"v1,rcid1,rcid2\n1,5,6\n2,6,6\n", 3, "6", "must come after"},
        {"ccode,session,IdealPoint\n2,1,0.5\n9999,1,0.5\n", 1, "9999", "unknown country number"},
        {"ccode,session,IdealPoint\n2,1,0.5\n2,x,0.5\n", 2, "x", "no session"},
        {"ccode,year,IdealPoint\n2,1946,0.5\n2,1945,0.5\n", 2, "1945", "no year from 1946"},
        {"ccode,session,IdealPoint\n2,1,0.5\n2,1,21\n", 3, "21", "expected a number from -20 to 20"},
        {"ccode,session,IdealPoint\n2,1,0.5\n2,1,nan\n", 3, "nan", "expected a number from -20 to 20"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        votes_file f;
        cordon_error err = {0};
        if (from_text(&f, cases[i].text, &err)) FAIL_("case %zu: %s", i, err.message);
        const votes_refused *r = f.refused;
        if (f.rows != 1 || f.refused_n != 1 || r->line != 3 || (int)r->column != cases[i].column ||
            strcmp(r->value, cases[i].value) != 0 || !strstr(r->reason, cases[i].words))
            FAIL_("case %zu: %zu rows, %zu refused, line %u column %u \"%s\": %s", i, f.rows,
                  f.refused_n, f.refused_n ? r->line : 0, f.refused_n ? r->column : 0,
                  f.refused_n ? r->value : "", f.refused_n ? r->reason : "");
        votes_file_free(&f);
    }
}

TEST(variants_are_told_by_the_endings_of_columns) {
    votes_file f;
    CHECK_INT(from_text(&f,
                        "ccode,iso3c,year,idealpointfp,idealpointall,idealpointlegacy,nvotesfp,q5fp,"
                        "q50fp,q95fp,nvotesall,q5all,q50all,q95all,nvotesLegacy\n"
                        "710,CHN,2022,-0.5,-0.25,,80.000000,-0.7,-0.5,-0.3,100,-1,-0.25,0.5,\n",
                        NULL),
              0);
    CHECK_INT((int)f.rows, 2);
    CHECK(strcmp(f.row[0].point.variant, "fp") == 0 && strcmp(f.row[1].point.variant, "all") == 0);
    CHECK_INT(f.row[0].point.session, 77);
    CHECK_INT(f.row[0].point.votes, 80);
    CHECK_INT(f.row[1].point.micro[1], -1000000);
    CHECK(strcmp(f.row[0].point.country, "CHN") == 0);
    votes_file_free(&f);
}

/* Joining against the same in the plainest way, on random files. */
TEST(the_later_file_wins_and_equal_texts_find_their_first) {
    votes_file f[5];
    const votes_file *list[5];
    votes v;
    cordon_error err = {0};
    CHECK_INT(from_text(&f[0], "rcid\tUS,FR\n10\t13\n20\t3.\n", &err), 0);
    CHECK_INT(from_text(&f[1], "rcid\tNA,FR\n20\t12\n30\t..\n", &err), 0);
    CHECK_INT(from_text(&f[2], ROLLS "10\t1\t0\t1946-01-01\tR/1\t1\t0\tA\n"
                                     "20\t2\t0\t1947-01-01\tR/2\tNA\t0\tB\n",
                        &err),
              0);
    CHECK_INT(from_text(&f[3], "rcid\tshort_name\tissue\n20\tnu\tN\n20\tdi\tD\n10\tdi\tD\n", &err), 0);
    CHECK_INT(from_text(&f[4], "v1,rcid1,rcid2\n1,12,20\n2,10,12\n3,15,20\n", &err), 0);
    for (int i = 0; i < 5; i++) list[i] = &f[i];
    CHECK_INT(votes_join(&v, list, 5, &err), 0);
    for (int i = 0; i < 5; i++) votes_file_free(&f[i]);
    CHECK_INT((int)v.rolls, 2);
    CHECK_INT((int)v.without_roll, 1);
    CHECK_INT((int)v.countries, 3);
    long us = votes_country(&v, "USA"), fr = votes_country(&v, "FRA"), na = votes_country(&v, "NAM");
    CHECK(us >= 0 && fr >= 0 && na >= 0 && votes_country(&v, "CHN") == -1);
    CHECK_INT(votes_cell(&v, 0, (size_t)us), VOTE_YES);
    CHECK_INT(votes_cell(&v, 0, (size_t)na), VOTE_NONE);
    CHECK_INT(votes_cell(&v, 1, (size_t)us), VOTE_NONE); /* the second file has no such column */
    CHECK_INT(votes_cell(&v, 1, (size_t)na), VOTE_YES);
    CHECK_INT(votes_cell(&v, 1, (size_t)fr), VOTE_ABSTAIN);
    CHECK_INT(v.roll[1].same, 10);
    CHECK_INT(v.roll[1].amend, -1);
    CHECK_INT(v.roll[1].issues, 1u << votes_issue(&v, "di") | 1u << votes_issue(&v, "nu"));
    CHECK(!votes_unanimous(&v, 0));
    votes_free(&v);
}

TEST(no_memory_is_said) {
    extern int arena_fail_after;
    static const char text[] = "rcid\tUS,FR\n1\t11\n2\t14\n";
    votes_file f = {0};
    all_areas();
    CHECK_OOM(votes_file_read_memory(&f, "t", text, sizeof text - 1, a, NULL), arena_fail_after,
              CORDON_ENOMEM);
    votes_file_free(&f);
}
