#include "regime/area.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/data_dir.h"
#include "read/table.h"
#include "test.h"

static areas *load(void) {
    areas *a = NULL;
    cordon_error err = {0};
    if (areas_load(&a, &err))
        printf("# %s:%ju: %s\n", err.source, (uintmax_t)err.line, err.message);
    return a;
}

static const char *find(const areas *a, const char *schemes, const char *text, date_day on) {
    const area *x = areas_find(a, schemes, text, strlen(text), on);
    return x ? x->code : "";
}

static date_day day_after(date_day d) {
    do d++;
    while (!date_valid(d));
    return d;
}

TEST(every_spelling_finds_its_area) {
    areas *a = load();
    table t;
    char path[512];
    size_t wrong = 0, dated = 0;
    CHECK(a);
    CHECK_INT(table_read(&t, data_path(path, sizeof path, "data/area_codes.csv"), NULL), 0);
    CHECK(t.rows > 4000);
    int scheme = table_col(&t, "scheme"), code = table_col(&t, "code"), of = table_col(&t, "area");
    int from = table_col(&t, "valid_from"), to = table_col(&t, "valid_to");
    for (size_t i = 0; i < t.rows; i++) {
        const char *first = table_cell(&t, i, from), *end = table_cell(&t, i, to);
        const char *want = table_cell(&t, i, of), *text = table_cell(&t, i, code);
        date_day day = 0;
        if (date_parse(&day, first, strlen(first))) dated++;
        const char *got = find(a, table_cell(&t, i, scheme), text, day);
        if (strcmp(got, want))
            printf("# line %u: %s is \"%s\", want %s\n", t.line[i], text, got, want), wrong++;
        /* The last day is still this one's, the day after no more. */
        if (!date_parse(&day, end, strlen(end))) continue;
        if (strcmp(find(a, table_cell(&t, i, scheme), text, day), want) != 0)
            printf("# line %u: %s is not %s on %s\n", t.line[i], text, want, end), wrong++;
        if (!strcmp(find(a, table_cell(&t, i, scheme), text, day_after(day)), want))
            printf("# line %u: %s is still %s after %s\n", t.line[i], text, want, end), wrong++;
    }
    CHECK(wrong == 0);
    CHECK(dated > 0);
    table_free(&t);
    areas_free(a);
}

TEST(matching_ignores_case_and_blanks_only) {
    areas *a = load();
    CHECK(a);
    CHECK(!strcmp(find(a, "iso2", "NA", 0), "NAM")); /* not a missing value */
    CHECK(!strcmp(find(a, "iso2", " na\xc2\xa0", 0), "NAM"));
    CHECK(!strcmp(find(a, "code", "arm", 0), "ARM"));
    CHECK(!strcmp(find(a, "name", "  kyrgyz \t REPUBLIC", 0), "KGZ"));
    CHECK(!strcmp(find(a, "iso2|name", "Armenia", 0), "ARM"));
    CHECK(!strcmp(find(a, "nothing|iso2", "AM", 0), "ARM"));
    CHECK(!strcmp(find(a, "iso2", "ARM", 0), ""));
    CHECK(!strcmp(find(a, "name", "Armeniaa", 0), ""));
    CHECK(!strcmp(find(a, "name", "", 0), ""));
    CHECK(!strcmp(find(a, "", "ARM", 0), ""));
    CHECK(!strcmp(find(a, "name", "\xff\xfe", 0), ""));
    CHECK(areas_has_scheme(a, "iso2", 4) && areas_has_scheme(a, "code", 4));
    CHECK(!areas_has_scheme(a, "iso", 3) && !areas_has_scheme(a, "iso22", 5));
    areas_free(a);
    areas_free(NULL);
}

TEST(a_code_given_away_means_the_one_of_the_day) {
    areas *a = load();
    CHECK(a);
    CHECK(!strcmp(find(a, "comtrade", "280", 19850101), "DEU"));
    CHECK(!strcmp(find(a, "comtrade", "280", 19901231), "DEU")); /* the last day */
    CHECK(!strcmp(find(a, "comtrade", "280", 19910101), ""));
    CHECK(!strcmp(find(a, "comtrade", "276", 19901231), ""));
    CHECK(!strcmp(find(a, "comtrade", "276", 19910101), "DEU"));
    CHECK(!strcmp(find(a, "comtrade", "280", 20220101), ""));
    CHECK(!strcmp(find(a, "comtrade", "280", 0), "DEU"));
    CHECK(!strcmp(find(a, "comtrade", "276", 20220101), "DEU"));
    areas_free(a);
}

TEST(areas_are_sorted_and_of_a_kind) {
    areas *a = load();
    CHECK(a);
    CHECK(areas_count(a) > 300 && !areas_at(a, areas_count(a)));
    for (size_t i = 1; i < areas_count(a); i++)
        CHECK(strcmp(areas_at(a, i - 1)->code, areas_at(a, i)->code) < 0);
    const area *eu = areas_find(a, "code", "EU27_2020", 9, 0);
    CHECK(eu && eu->kind == AREA_AGGREGATE && !strcmp(area_kind_name(eu->kind), "aggregate"));
    areas_free(a);
}

/* A data root with these two tables, which the next loads read. */
static int make_root(char root[32], const char *list, const char *codes) {
    const char *const name[] = {"areas.csv", "area_codes.csv"}, *const text[] = {list, codes};
    char path[64];
    strcpy(root, "/tmp/cordon-area-XXXXXX");
    if (!mkdtemp(root)) return 0;
    snprintf(path, sizeof path, "%s/data", root);
    if (mkdir(path, 0700)) return 0;
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/data/%s", root, name[i]);
        FILE *f = fopen(path, "w");
        if (!f || fputs(text[i], f) < 0 || fclose(f)) return 0;
    }
    return setenv("CORDON_DATA", root, 1) == 0;
}

static void drop_root(const char *root) {
    static const char *const name[] = {"data/areas.csv", "data/area_codes.csv", "data", ""};
    char path[64];
    unsetenv("CORDON_DATA");
    for (int i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "%s/%s", root, name[i]);
        remove(path);
    }
}

static cordon_status load_from(const char *list, const char *codes, cordon_error *err) {
    char root[32];
    areas *a = NULL;
    cordon_status status = make_root(root, list, codes) ? areas_load(&a, err) : CORDON_EIO;
    areas_free(a);
    drop_root(root);
    return status;
}

#define LIST                                                                                       \
    "area,kind,name,valid_from,valid_to,source\nAAA,country,Aland,,,x\nBBB,country,Beland,,,x\n"
#define CODES "scheme,code,area,valid_from,valid_to,source\n"

TEST(faults_name_their_line) {
    static const struct {
        const char *list, *codes;
        int line, column;
        const char *says;
    } v[] = {
        {LIST, CODES "m,1,AAA,,,x\nm,\" 1\",BBB,,,x\n", 3, 2, "AAA on line 2 of"},
        {LIST, CODES "m,1,AAA,2000-01-01,2010-01-01,x\nm,1,BBB,2010-01-01,,x\n", 3, 2, "line 2"},
        {LIST, CODES "name,BELAND,AAA,,,x\n", 2, 2, "BBB on line 3 of areas.csv"},
        {LIST, CODES "m,1,CCC,,,x\n", 2, 3, "\"CCC\""},
        {LIST, CODES "m,1,AAA,1.2.2000,,x\n", 2, 4, "YYYY-MM-DD"},
        {LIST, CODES "m,1,AAA,2000-01-01,1999-12-31,x\n", 2, 5, "valid_to"},
        {LIST, CODES "m,1,AAA,,,\n", 2, 6, "source is empty"},
        {LIST, CODES "m|n,1,AAA,,,x\n", 2, 1, "m|n"},
        {LIST, "scheme,code\n", 1, 0, "no column \"area\""},
        {LIST "aaa,country,Other,,,x\n", CODES, 4, 1, "line 2"},
        {LIST "CCC,county,Other,,,x\n", CODES, 4, 2, "\"county\""},
        {LIST "CCC,country,aland,,,x\n", CODES, 4, 3, "AAA"},
    };
    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        cordon_error err = {0};
        cordon_status s = load_from(v[i].list, v[i].codes, &err);
        printf("# %s:%ju:%u: %s\n", err.source, (uintmax_t)err.line, err.column, err.message);
        CHECK_INT(s, CORDON_EFORMAT);
        CHECK_INT((intmax_t)err.line, v[i].line);
        CHECK_INT((int)err.column, v[i].column);
        CHECK(strstr(err.message, v[i].says));
    }
    cordon_error err = {0};
    CHECK_INT(load_from(LIST, CODES "m,1,AAA,,,x\nm,1,AAA,,,y\n", &err), 0);
    CHECK_INT(load_from(LIST, CODES "m,1,AAA,,2009-12-31,x\nm,1,BBB,2010-01-01,,x\n", &err), 0);
    CHECK_INT(load_from(LIST, CODES "m,1,AAA,2000-01-01,2000-01-01,x\n", &err), 0);
}

static cordon_status load_once(void) {
    areas *a = NULL;
    cordon_status status = areas_load(&a, NULL);
    areas_free(a);
    return status;
}

TEST(every_failed_allocation_is_reported) {
    char root[32];
    CHECK(make_root(root, LIST, CODES "m,1,AAA,,,x\nn,2,BBB,,,y\n"));
    CHECK_OOM(load_once(), arena_fail_after, CORDON_ENOMEM);
    drop_root(root);
}
