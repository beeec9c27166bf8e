#include "regime/regime.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/data_dir.h"
#include "regime/measures.h"
#include "regime/rules.h"
#include "test.h"

static areas *known(void) {
    areas *a = NULL;
    cordon_error err = {0};
    if (areas_load(&a, &err)) printf("# %s:%d: %s\n", err.source, (int)err.line, err.message);
    return a;
}

static const char *folder(const char *name) {
    static char path[512];
    return data_path(path, sizeof path, name);
}

static regime *load(const char *name, const areas *a) {
    regime *r = NULL;
    cordon_error err = {0};
    if (regime_load(&r, name, a, &err))
        printf("# %s:%d:%d: %s\n", err.source, (int)err.line, (int)err.column, err.message);
    return r;
}

/* Codes of the set with blanks between, or the name of the failure. */
static const char *codes(const regime *r, const areas *a, const char *text, date_day on,
                         char title[160]) {
    static char out[4096];
    area_set s;
    cordon_status status = regime_areas(&s, r, a, text, on, NULL);
    if (status) return cordon_status_name(status);
    size_t n = 0;
    out[0] = 0;
    for (size_t i = 0; i < s.n && n < sizeof out; i++)
        n += (size_t)snprintf(out + n, sizeof out - n, "%s%s", i ? " " : "", s.v[i]->code);
    if (title) memcpy(title, s.title, sizeof s.title);
    area_set_free(&s);
    return out;
}

static size_t count(const regime *r, const areas *a, const char *text, date_day on) {
    area_set s;
    if (regime_areas(&s, r, a, text, on, NULL)) return SIZE_MAX;
    size_t n = s.n;
    area_set_free(&s);
    return n;
}

static int same(const char *got, const char *want) {
    if (strcmp(got, want)) printf("# got \"%s\", want \"%s\"\n", got, want);
    return !strcmp(got, want);
}

TEST(the_regime_that_ships_is_clean) {
    areas *a = known();
    CHECK(a);
    regime *r = load("russia-2022", a);
    CHECK(r);
    CHECK(same(regime_name(r), "russia-2022"));
    CHECK(same(regime_value(r, "default_goods"), "chpl"));
    CHECK(same(regime_value(r, "no such key"), ""));
    CHECK(same(codes(r, a, "target", 20230101, NULL), "BLR RUS"));
    CHECK(count(r, a, "hubs", 20230101) > 10);
    CHECK(!regime_table(r, "nothing.csv"));
    CHECK(regime_table(r, "parameters.csv") && regime_table(r, "parameters.csv")->rows > 0);
    size_t n = regime_table_count(r);
    CHECK(n >= 9 && regime_table_at(r, n - 1) && !regime_table_at(r, n));
    const goods_group *g = regime_group(r, "CHPL");
    CHECK(g && g->n == 50 && same(g->nomenclature, "H6"));
    CHECK(!regime_group(r, "nothing") && !regime_group_at(r, regime_group_count(r)));
    for (size_t i = 0; i < regime_group_count(r); i++) {
        g = regime_group_at(r, i);
        CHECK(g->n > 0 && *g->title && *g->source);
        for (size_t k = 1; k < g->n; k++) CHECK(strcmp(g->line[k - 1].code, g->line[k].code) <= 0);
    }
    CHECK(regime_date_count(r) > 0 && !regime_date_at(r, regime_date_count(r)));
    size_t marks = 0;
    for (size_t i = 0; i < regime_date_count(r); i++) {
        const regime_date *d = regime_date_at(r, i);
        CHECK(date_valid(d->on) && (!i || regime_date_at(r, i - 1)->on <= d->on));
        marks += d->mark;
    }
    CHECK(marks > 0 && marks < regime_date_count(r));
    regime_free(r);
    regime_free(NULL);
    areas_free(a);
}

TEST(a_set_is_that_of_the_day) {
    areas *a = known();
    regime *r = a ? load("russia-2022", a) : NULL;
    CHECK(r);
    CHECK(count(r, a, "EU", 20190101) == 28); /* one left, ... */
    CHECK(count(r, a, "EU", 20220101) == 27);
    CHECK(strstr(codes(r, a, "EU", 20190101, NULL), "GBR"));
    CHECK(!strstr(codes(r, a, "EU", 20220101, NULL), "GBR"));
    CHECK(strstr(codes(r, a, "EU", 20200131, NULL), "GBR")); /* on its last day */
    CHECK(!strstr(codes(r, a, "EU", 20200201, NULL), "GBR"));
    CHECK(count(r, a, "EU", 20200131) == 28 && count(r, a, "EU", 20200201) == 27);
    CHECK(!strstr(codes(r, a, "EU", 20120101, NULL), "HRV")); /* ... one joined later */
    CHECK(strstr(codes(r, a, "EU", 20140101, NULL), "HRV"));
    CHECK(!strstr(codes(r, a, "nato", 20220101, NULL), "FIN"));
    CHECK(strstr(codes(r, a, "nato", 20240101, NULL), "FIN"));
    CHECK(count(r, a, "EU", 19500101) == 0);
    CHECK(count(r, a, "EU", 0) == 28); /* of any day */
    regime_free(r);
    areas_free(a);
}

TEST(words_for_areas) {
    areas *a = known();
    regime *r = a ? load(folder("tests/data/regime-invented"), a) : NULL;
    char title[160];
    CHECK(r);
    CHECK(same(codes(r, a, "ISLANDS", 20210601, title), "BVT HMD"));
    CHECK(same(title, "Far islands"));
    CHECK(same(codes(r, a, "far-islands", 20220801, NULL), "BVT"));
    CHECK(same(codes(r, a, " Islands ", 20230101, NULL), "BVT HMD"));
    CHECK(same(codes(r, a, "allies", 20220101, title), "CXR NFK"));
    CHECK(same(codes(r, a, "allies", 20230601, NULL), "NFK"));
    CHECK(same(codes(r, a, "allies", 20221231, NULL), "CXR NFK")); /* the last day */
    CHECK(same(codes(r, a, "allies", 20230101, NULL), "NFK"));
    CHECK(same(codes(r, a, "coalition", 20221231, NULL), "CXR NFK"));
    CHECK(same(codes(r, a, "coalition", 20230101, NULL), "NFK"));
    CHECK(same(codes(r, a, "hub", 20210801, title), "HMD"));
    CHECK(same(title, "hubs"));
    CHECK(same(codes(r, a, "Hubs", 20220101, NULL), "BVT HMD"));
    CHECK(same(codes(r, a, "targets", 20220101, NULL), "ATA"));
    CHECK(same(codes(r, a, "coalition", 20220101, title), "CXR NFK"));
    CHECK(same(title, "coalition"));
    CHECK(same(codes(r, a, "partners,targets", 20220101, NULL), "ATA CCK"));
    CHECK(same(codes(r, a, "hubs,-BVT", 20220101, title), "HMD"));
    CHECK(same(title, "hubs without Bouvet Island"));
    CHECK(same(codes(r, a, "-bvt , hubs, targets ,HMD", 20220101, title), "ATA HMD"));
    CHECK(strstr(title, "hubs, targets and "));
    CHECK(same(codes(r, a, "HMD,-HMD", 20220101, NULL), ""));
    CHECK(same(codes(r, a, "hmd", 20220101, NULL), "HMD"));
    CHECK(same(codes(r, a, "antarctica", 20220101, title), "ATA"));
    CHECK(same(title, "Antarctica"));
    CHECK(same(codes(r, a, "Bonaire, Sint Eustatius and Saba", 20220101, NULL), "BES"));
    CHECK(same(codes(r, a, "hubs,nowhere", 20220101, NULL), "enotfound"));
    CHECK(same(codes(r, a, "", 20220101, NULL), "einval"));
    CHECK(same(codes(r, a, "hubs,,HMD", 20220101, NULL), "einval"));
    CHECK(same(codes(r, a, "hubs,", 20220101, NULL), "einval"));
    CHECK(same(codes(r, a, "-HMD", 20220101, NULL), "einval"));
    CHECK(same(codes(r, a, "-", 20220101, NULL), "einval"));
    CHECK(same(codes(r, a, "\xff", 20220101, NULL), "einval"));
    CHECK(same(codes(r, a, "\xef\xbc\x8dHMD", 20220101, NULL), "enotfound"));
    cordon_error err = {0};
    area_set s;
    CHECK_INT(regime_areas(&s, r, a, "nowhere", 0, &err), CORDON_ENOTFOUND);
    CHECK(strstr(err.message, "nowhere") && strstr(err.message, "(ALLIES, ISLANDS)"));
    regime_free(r);
    areas_free(a);
}

TEST(all_is_every_country_of_the_day) {
    areas *a = known();
    CHECK(a);
    area_set s = {0};
    CHECK_INT(regime_areas(&s, NULL, a, "All", 20220101, NULL), 0);
    CHECK(s.n > 200 && s.n < areas_count(a));
    for (size_t i = 0; i < s.n; i++) {
        CHECK(s.v[i]->kind == AREA_COUNTRY);
        CHECK(date_within(20220101, s.v[i]->valid_from, s.v[i]->valid_to));
        CHECK(!i || strcmp(s.v[i - 1]->code, s.v[i]->code) < 0);
    }
    area_set_free(&s);
    /* One country ends the day before others begin in its place. */
    const char *before = codes(NULL, a, "all", 20101009, NULL);
    CHECK(strstr(before, "ANT") && !strstr(before, "BES") && !strstr(before, "CUW"));
    const char *after = codes(NULL, a, "all", 20101010, NULL);
    CHECK(!strstr(after, "ANT") && strstr(after, "BES") && strstr(after, "CUW"));
    CHECK(same(codes(NULL, a, "HMD", 20220101, NULL), "HMD"));
    CHECK(same(codes(NULL, a, "hubs", 20220101, NULL), "enotfound"));
    areas_free(a);
}

TEST(long_titles_are_cut_at_a_character) {
    areas *a = known();
    CHECK(a);
    char text[2048] = "", title[160];
    for (int i = 0; i < 40; i++) strcat(text, i ? ",CIV" : "CIV");
    CHECK(same(codes(NULL, a, text, 0, title), "CIV"));
    CHECK(strlen(title) < sizeof title && !strcmp(title + strlen(title) - 3, "..."));
    for (int i = 40; i < 257; i++) strcat(text, ",CIV");
    CHECK(same(codes(NULL, a, text, 0, NULL), "elimit"));
    areas_free(a);
}

/* Faults as "file:line" in the order they come. */
typedef struct seen {
    char text[8192];
    size_t n;
    int show;
} seen;

static void note(void *arg, const cordon_error *fault) {
    seen *s = arg;
    const char *slash = strrchr(fault->source, '/');
    char line[200];
    snprintf(line, sizeof line, "%s:%d\n", slash ? slash + 1 : fault->source, (int)fault->line);
    if (strlen(s->text) + strlen(line) < sizeof s->text) strcat(s->text, line);
    s->n++;
    if (s->show)
        printf("# %s:%d:%d: %s\n", slash ? slash + 1 : fault->source, (int)fault->line,
               (int)fault->column, fault->message);
}

/* EXPECTED.tsv beside the tables: file, line, what is wrong there. */
TEST(every_fault_is_found_and_no_other) {
    areas *a = known();
    seen s = {.show = 1};
    size_t faults = 0, n = 0;
    CHECK(a);
    const char *path = folder("tests/data/regime-broken");
    CHECK_INT(regime_check(&faults, path, a, note, &s, NULL), 0);
    char list[600], row[200];
    snprintf(list, sizeof list, "%s/EXPECTED.tsv", path);
    FILE *f = fopen(list, "r");
    CHECK(f && fgets(row, sizeof row, f)); /* the head */
    for (; fgets(row, sizeof row, f); n++) {
        char file[64], line[80];
        int number = 0;
        CHECK(sscanf(row, "%63[^\t]\t%d\t", file, &number) == 2);
        snprintf(line, sizeof line, "%s:%d\n", file, number);
        const char *at = strstr(s.text, line);
        if (!at) printf("# not found: %s", line);
        CHECK(at && !strstr(at + 1, line));
    }
    fclose(f);
    CHECK(n > 30 && faults == n && s.n == n);
    /* A load stops at the first of them. */
    regime *r = NULL;
    cordon_error err = {0};
    CHECK_INT(regime_load(&r, path, a, &err), CORDON_EFORMAT);
    CHECK(!r && err.line == 8 && err.column == 1 && strstr(err.message, "\"ZZZ\""));
    CHECK_INT(regime_check(&faults, "russia-2022", a, note, &s, NULL), 0);
    CHECK(faults == 0);
    CHECK_INT(regime_check(&faults, "no-such-regime", a, note, &s, &err), CORDON_ENOTFOUND);
    CHECK_INT(regime_check(&faults, "", a, note, &s, &err), CORDON_EINVAL);
    CHECK_INT(regime_load(&r, "no-such-regime", a, &err), CORDON_ENOTFOUND);
    areas_free(a);
}

/* The provisions and the editions as their readers give them. */
TEST(measures_and_editions_are_read) {
    const regime_measure *m = NULL;
    const goods_edition *e = NULL;
    size_t n = 0, k = 0;
    arena mem;
    areas *a = known();
    regime *r = a ? load(folder("tests/data/regime-invented"), a) : NULL;
    CHECK(r);
    arena_init(&mem, 0);
    CHECK_INT(regime_measures(&m, &n, &mem, r, NULL), 0);
    CHECK_INT(regime_editions(&e, &k, &mem, r, NULL), 0);
    CHECK(n == 5 && k == 1);
    CHECK(same(m[0].id, "TEST-W") && same(m[0].group, "widgets") && m[0].valid_from == 20210501);
    CHECK(same(m[1].effect, "licence") && m[1].valid_to == 20231231 && same(m[1].article, "8"));
    CHECK(same(m[2].codes_of, "TEST-A") && same(m[2].date_basis, "recalled"));
    CHECK(same(m[3].effect, "unknown") && !m[3].valid_from && same(m[3].article, ""));
    CHECK(same(e[0].group, "widgets") && e[0].by && e[0].codes == 2 && e[0].before == 1);
    regime_free(r);
    /* Of the regime that ships: every id once, and the list that dates no earlier addition. */
    r = load("russia-2022", a);
    CHECK(r && !regime_measures(&m, &n, &mem, r, NULL) && !regime_editions(&e, &k, &mem, r, NULL));
    CHECK(n == 48 && k == 3);
    for (size_t i = 0; i < n; i++) {
        CHECK(*m[i].id && *m[i].act && *m[i].source);
        for (size_t j = 0; j < i; j++) CHECK(strcmp(m[i].id, m[j].id) != 0);
        /* Nothing is said of an annex of which only the name is known. */
        if (strcmp(m[i].effect, "unknown") == 0) CHECK(!*m[i].article && !m[i].valid_from);
    }
    CHECK(same(e[0].group, "chpl") && e[0].by && e[0].codes == 45 && e[0].before == 38);
    CHECK(!e[1].by && e[1].codes == 50 && e[1].before == 45);
    /* Every allocation fails in turn. */
    for (int nth = 0; nth < 2; nth++) {
        arena one;
        arena_init(&one, 0);
        arena_fail_after = 0;
        cordon_status status = nth ? regime_measures(&m, &n, &one, r, NULL)
                                   : regime_editions(&e, &k, &one, r, NULL);
        arena_fail_after = -1;
        CHECK_INT(status, CORDON_ENOMEM);
        arena_destroy(&one);
    }
    arena_destroy(&mem);
    regime_free(r);
    areas_free(a);
}

#define REGIME "key,value,source\nname,x,s\n"
#define COUNTRIES "area,role,valid_from,valid_to,source\n"
#define SETS "set,area,valid_from,valid_to,source\n"
#define TITLES "set,title,note,aliases\n"
#define GROUPS "group,title,kind,nomenclature,note,source\n"
#define GOODS "group,code,tier,valid_from,valid_to,source\n"
#define PARAMETERS "parameter,value,unit,source\n"

/* One more row in an otherwise sound table, and what is said about it. */
TEST(each_rule_on_its_own) {
    static const struct {
        int which;
        const char *text, *want;
    } v[] = {
        {TABLE_REGIME, REGIME "name,y,s\n", "regime.csv:3\n"},
        {TABLE_REGIME, REGIME "target,XXXX,s\n", "regime.csv:3\n"},
        {TABLE_REGIME, REGIME "start_date,soon,s\n", "regime.csv:3\n"},
        {TABLE_REGIME, REGIME "third_countries,nobody,s\n", "regime.csv:3\n"},
        {TABLE_REGIME, REGIME "third_countries,Near,s\n", ""},
        {TABLE_REGIME, "key,value\nname,x\n", "regime.csv:1\n"},
        {TABLE_COUNTRIES, COUNTRIES "ATA,target,,,s\nATA,target,,,s\n", "countries.csv:3\n"},
        {TABLE_COUNTRIES, COUNTRIES "ATA,target,,,s\nATA,target,,,other source\n", ""},
        {TABLE_COUNTRIES, COUNTRIES "ATA,target,,,s\nata,coalition,2020-01-01,,s\n",
         "countries.csv:3\n"},
        {TABLE_COUNTRIES, COUNTRIES "ATA,coalition,,2019-12-31,s\nATA,target,2020-01-01,,s\n", ""},
        {TABLE_COUNTRIES, COUNTRIES "ATA,coalition,,2020-01-01,s\nATA,target,2020-01-01,,s\n",
         "countries.csv:3\n"},
        {TABLE_COUNTRIES, COUNTRIES "ATA,hub,,,s\nATA,coalition,,,s\nATA,partner,,,s\n", ""},
        {TABLE_COUNTRIES, COUNTRIES "ATA,hub,2020-01-01,2020-01-01,s\n", ""},
        {TABLE_COUNTRIES, COUNTRIES "ATA,hub,2020-01-01,2019-12-31,s\n", "countries.csv:2\n"},
        {TABLE_COUNTRIES, COUNTRIES "ATA,hub,2020-1-1,,s\n", "countries.csv:2\n"},
        {TABLE_COUNTRIES, COUNTRIES "ATA,hubs,,,s\n", "countries.csv:2\n"},
        {TABLE_SETS, SETS "near,ATA,,2020-01-01,s\nNear,ATA,2019-01-01,,s\n", "sets.csv:3\n"},
        {TABLE_SETS, SETS "near,ATA,2000-01-01,2018-12-31,s\nnear,ATA,2019-01-01,,s\n", ""},
        {TABLE_SETS, SETS "near,ATA,2000-01-01,2019-01-01,s\nnear,ATA,2019-01-01,,s\n",
         "sets.csv:3\n"},
        {TABLE_SETS, SETS "near,ATA,2019-01-01,2019-01-01,s\nnear,ATA,2019-01-01,2019-01-01,s\n",
         "sets.csv:3\n"},
        {TABLE_SETS, SETS "near,ATA,,,s\nhubs,ATA,,,s\nhubs,HMD,,,s\n", "sets.csv:3\n"},
        {TABLE_SETS, SETS "near,ATA,,,s\nALL,ATA,,,s\n", "sets.csv:3\n"},
        {TABLE_SETS, SETS "near,ATA,,,s\n-far,ATA,,,s\n", "sets.csv:3\n"},
        {TABLE_SETS, SETS "near,ATA,,,s\n\"a,b\",ATA,,,s\n", "sets.csv:3\n"},
        {TABLE_SET_TITLES, TITLES "near,Near,,a|b\nfar,Far,,\n", "set_titles.csv:3\n"},
        {TABLE_SET_TITLES, TITLES "near,Near,,a\nnear,Near,,b\n", "set_titles.csv:3\n"},
        {TABLE_SET_TITLES, TITLES "near,Near,,NEAR|b|B\n", ""},
        {TABLE_SET_TITLES, TITLES "near,Near,,a|other\n", "set_titles.csv:2\n"},
        {TABLE_SET_TITLES, TITLES "near,Near,,a|x y\nother,O,,X  Y\n", "set_titles.csv:3\n"},
        {TABLE_SET_TITLES, TITLES "near,Near,,targets\n", "set_titles.csv:2\n"},
        {TABLE_SET_TITLES, TITLES "near,Near,,a|-b\n", "set_titles.csv:2\n"},
        {TABLE_GROUPS, GROUPS "g,G,k,H6,,s\nempty,E,k,H6,,s\n", "groups.csv:3\n"},
        {TABLE_GROUPS, GROUPS "g,G,k,H7,,s\n", "groups.csv:2\n"},
        {TABLE_GROUPS, GROUPS "g,G,k,CN2022,,s\n", ""},
        {TABLE_GROUPS, GROUPS "g,G,k,CN22,,s\n", "groups.csv:2\n"},
        {TABLE_GOODS, GOODS "g,8501,,,,s\nG,8501,1,2020-01-01,,s\n", "goods.csv:3\n"},
        {TABLE_GOODS, GOODS "g,8501,,,,s\nh,8501,,,,s\n", "goods.csv:3\n"},
        {TABLE_GOODS, GOODS "g,850,,,,s\n", "goods.csv:2\n"},
        {TABLE_GOODS, GOODS "g,8501100000,,,,s\n", "goods.csv:2\n"},
        {TABLE_PARAMETERS, PARAMETERS "a,1e3,x,s\nb,-0.5,x,s\n", ""},
        {TABLE_PARAMETERS, PARAMETERS "a,five,x,s\n", "parameters.csv:2\n"},
        {TABLE_PARAMETERS, PARAMETERS "a,1,x,\n", "parameters.csv:2\n"},
    };
    static const char *const sound[TABLES_KNOWN] = {
        [TABLE_REGIME] = REGIME,
        [TABLE_COUNTRIES] = COUNTRIES "ATA,target,,,s\n",
        [TABLE_SETS] = SETS "near,ATA,,,s\nother,HMD,,,s\n",
        [TABLE_SET_TITLES] = TITLES,
        [TABLE_DATES] = "id,date,title,mark,source\n",
        [TABLE_GROUPS] = GROUPS "g,G,k,H6,,s\n",
        [TABLE_GOODS] = GOODS "g,8501,,,,s\n",
        [TABLE_PARAMETERS] = PARAMETERS,
    };
    areas *a = known();
    regime_tables *t = malloc(sizeof *t);
    CHECK(a && t);
    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        seen s = {.show = 1};
        checker c = {.areas = a, .on_fault = note, .arg = &s};
        regime_tables_init(t, "mem");
        for (int k = 0; k < TABLES_KNOWN; k++) {
            const char *text = k == v[i].which ? v[i].text : sound[k];
            if (!text) continue; /* a table a regime need not have */
            char name[80];
            snprintf(name, sizeof name, "mem/%s", t->file[k]);
            CHECK_INT(table_read_memory(&t->t[k], name, text, strlen(text), NULL), 0);
            t->state[k] = TABLE_READ;
        }
        CHECK_INT(regime_tables_check(&c, t, NULL), 0);
        if (strcmp(s.text, v[i].want)) printf("# case %zu: %s", i, v[i].text);
        CHECK(same(s.text, v[i].want));
        CHECK(!*v[i].want || c.first.column > 0 || c.first.line == 1);
        regime_tables_free(t);
    }
    /* Without its tables a regime lacks four, and nothing else is said. */
    seen s = {.show = 0};
    checker c = {.areas = a, .on_fault = note, .arg = &s};
    regime_tables_init(t, "mem");
    CHECK_INT(regime_tables_check(&c, t, NULL), 0);
    CHECK(same(s.text, "regime.csv:0\ncountries.csv:0\ngroups.csv:0\ngoods.csv:0\n"));
    regime_tables_free(t);
    free(t);
    areas_free(a);
}

static cordon_status load_once(const char *path, const areas *a) {
    regime *r = NULL;
    cordon_status status = regime_load(&r, path, a, NULL);
    regime_free(r);
    return status;
}

TEST(every_failed_allocation_is_reported) {
    areas *a = known();
    CHECK(a);
    const char *path = folder("tests/data/regime-invented");
    CHECK_OOM(load_once(path, a), arena_fail_after, CORDON_ENOMEM);
    areas_free(a);
}
