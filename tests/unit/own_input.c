/* Readers of who owns whom: what is read of the invented files of tests/data/own, hostile input, and loads into a store. */
#include <stdlib.h>

#include "base/data_dir.h"
#include "own/load.h"
#include "own/rules.h"
#include "folder.h"
#include "test.h"

typedef struct taken {
    char text[8192];
    size_t n, refused;
    char first[400];
} taken;

static cordon_status on_party(void *arg, const char *key, const char *name, const char *same, unsigned marks, cordon_error *err) {
    (void)arg, (void)key, (void)name, (void)same, (void)marks, (void)err;
    return CORDON_OK;
}

static cordon_status on_holding(void *arg, const char *owner, const char *owned, const own_edge *e, const char *record, cordon_error *err) {
    taken *t = arg;
    (void)err, (void)record;
    if (t->n < sizeof t->text)
        t->n += (size_t)snprintf(t->text + t->n, sizeof t->text - t->n, "%s>%s %s %d-%d %d-%d|", owner, owned, own_kind_name((own_kind)e->kind), e->low_e5, e->high_e5, e->from, e->to);
    return CORDON_OK;
}

static cordon_status on_ends(void *arg, const char *record, date_day day, cordon_error *err) {
    taken *t = arg;
    (void)err;
    if (t->n < sizeof t->text) t->n += (size_t)snprintf(t->text + t->n, sizeof t->text - t->n, "%s ends %d|", record, day);
    return CORDON_OK;
}

static void on_refused(void *arg, unsigned file, uint64_t line, unsigned column, const char *name, const char *value, const char *expected) {
    taken *t = arg;
    (void)file, (void)column;
    if (!t->refused++) snprintf(t->first, sizeof t->first, "%d %s \"%s\": %s", (int)line, name, value, expected);
}

static cordon_status take(taken *t, const char *reader, const char *form, const char *text, const char *map, cordon_error *err) {
    own_sink sink = {on_party, on_holding, on_ends, t, map};
    list_read r = {.reader = own_reader_named(reader), .files = 1, .path = {"f"}, .own = &sink, .sink = {.refused = on_refused, .arg = t}};
    *t = (taken){.n = 0};
    snprintf(r.form, sizeof r.form, "%s", form);
    if (stream_open_memory(&r.file[0], "f", text, strlen(text), err)) abort();
    cordon_status status = list_read_run(&r, err);
    stream_close(r.file[0]);
    return status;
}

/* The head of a file is bytes with no end of their own: here in a block of just their length. */
static const list_reader *reader_of(const char *head) {
    size_t n = strlen(head);
    char *copy = malloc(n);
    if (!copy) abort();
    memcpy(copy, head, n);
    const list_reader *r = own_reader_of(copy, n);
    free(copy);
    return r;
}

TEST(a_table_is_told_by_its_first_line) {
    static const char *const are[] = {"owner,owned", "OWNED;share;Owner\r\nA;1;B", "x\towner\ty\towned\n", "\"owner\",\"owned\"\n", "\xef\xbb\xbfowner,owned\n"};
    static const char *const are_not[] = {"owner", "owner,owne", "owner,owned2", "owner\nowned", "owners,owned\n", "\"owner,owned\n", ",", "\n"};
    for (size_t i = 0; i < sizeof are / sizeof *are; i++) CHECK(reader_of(are[i]) == own_reader_named("ownership-csv"));
    for (size_t i = 0; i < sizeof are_not / sizeof *are_not; i++) CHECK(!reader_of(are_not[i]));
}

TEST(a_table) {
    taken t;
    cordon_error err = {0};
    CHECK_INT(take(&t, "ownership-csv", "csv", "owner,owned,low,high,kind,from,to\nA,B,50,,,2020-01-01,\nA,C,25,50,votes,,2021-12-31\nA,D,,,control,,\nA,E,,,,,\n", NULL, &err), 0);
    CHECK(!strcmp(t.text, "A>B shares 5000000-5000000 20200101-0|A>C votes 2500000-5000000 0-20211231|A>D control 0-0 0-0|A>E shares 0-10000000 0-0|"));
    CHECK_INT(take(&t, "ownership-csv", "csv", "P,Q,S\nA,B,33.3333333%\n", "owner=P,owned=Q,share=S", &err), 0);
    CHECK(!strcmp(t.text, "A>B shares 3333332-3333334 0-0|"));
}

TEST(days_of_files) {
    static const struct {
        const char *text;
        date_day day; /* -1: refused */
    } days[] = {{"", 0}, {"2020", 0}, {"2020-02", 0}, {"2020-01-31", 20200131}, {"2020-01-31T00:00:00Z", 20200131}, {"2020-01-31+02:00", 20200131},
                {"2020-01-310", -1}, {"2020-02-30", -1}, {"0000-00-00", -1}, {"soon", -1}, {"31.01.2020", -1}, {"2020-01-3", -1}};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        date_day day = 7;
        bool good = own_input_day(&day, days[i].text);
        if (good != (days[i].day >= 0) || (good && day != days[i].day)) printf("# %s: %d\n", days[i].text, day);
        CHECK(good == (days[i].day >= 0) && (!good || day == days[i].day));
    }
}

TEST(a_table_with_faults) {
    static const struct {
        const char *row, *want;
    } bad[] = {{"A,B,101,,,,", "2 low \"101\": a percentage from 0 to 100"},
               {"A,B,60,50,,,", "2 high \"50\": a share not below the low one"},
               {"A,B,5,,control,,", "2 low \"5\": nothing: control and links have no share"},
               {"A,B,5,,golden,,", "2 kind \"golden\": shares, votes, control or linked"},
               {"A,B,5,,,2020-13-01,", "2 from \"2020-13-01\": a day, YYYY-MM-DD"},
               {"A,B,5,,,2020-01-02,2020-01-01", "2 to \"2020-01-01\": a day not before the first one"},
               {",B,5,,,,", "2 owner \"\": a key or a name of a party"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        taken t;
        char text[256];
        cordon_error err = {0};
        snprintf(text, sizeof text, "owner,owned,low,high,kind,from,to\n%s\n", bad[i].row);
        CHECK_INT(take(&t, "ownership-csv", "csv", text, NULL, &err), CORDON_EFORMAT); /* one of one: more than 5 % */
        if (strcmp(t.first, bad[i].want)) printf("# %s\n", t.first);
        CHECK(!strcmp(t.first, bad[i].want));
        CHECK_INT(err.line, 2);
    }
    taken t;
    cordon_error err = {0};
    CHECK_INT(take(&t, "ownership-csv", "csv", "owner,owned,\nA,B,\xf0\xf0\n", NULL, &err), CORDON_EFORMAT);
    CHECK(!strcmp(t.first, "2 a cell without a name \"\": valid UTF-8"));
    CHECK_INT(take(&t, "ownership-csv", "csv", "owner,share\nA,1\n", NULL, &err), CORDON_EFORMAT);
    CHECK(strstr(err.message, "owner and owned"));
    CHECK_INT(take(&t, "ownership-csv", "csv", "a,b\nA,1\n", "owner=a,owner=c", &err), CORDON_EINVAL);
    CHECK_INT(take(&t, "ownership-csv", "csv", "a,b\nA,1\n", "colour=a", &err), CORDON_EINVAL);
    CHECK_INT(take(&t, "ownership-csv", "csv", "", NULL, &err), CORDON_EFORMAT);
}

/* Exclusive bounds are a hundred-thousandth further in: "more than 50 %" is not met by exactly 50. */
TEST(statements) {
    static const char *const relation = "[{\"statementId\":\"s\",\"statementDate\":\"2024-01-01\",\"recordId\":\"r\",\"recordStatus\":\"%s\",\"recordType\":\"relationship\",\"recordDetails\":"
                                        "{\"subject\":\"a\",\"interestedParty\":%s,\"interests\":[%s]}}]";
    static const struct {
        const char *status, *party, *interest, *want;
    } tried[] = {
        {"new", "\"b\"", "{\"type\":\"shareholding\",\"share\":{\"exclusiveMinimum\":50,\"exclusiveMaximum\":75}}", "bods:b>bods:a shares 5000001-7499999 0-0|"},
        {"new", "\"b\"", "{\"type\":\"votingRights\",\"share\":{\"exact\":33.3},\"startDate\":\"2020-01-01\",\"endDate\":\"2021-01-01\"}", "bods:b>bods:a votes 3330000-3330000 20200101-20210101|"},
        {"new", "\"b\"", "{\"type\":\"shareholding\"}", "bods:b>bods:a shares 0-10000000 0-0|"},
        {"new", "\"b\"", "{\"type\":\"appointment-of-board\"}", "bods:b>bods:a control 0-0 0-0|"},
        {"new", "\"b\"", "{\"type\":\"shareholding\",\"directOrIndirect\":\"indirect\",\"share\":{\"exact\":60}}", "bods:b>bods:a linked 0-0 0-0|"},
        {"updated", "\"b\"", "{\"type\":\"shareholding\",\"share\":{\"exact\":60},\"startDate\":\"2020-01-01\"}", "r ends 20240101|bods:b>bods:a shares 6000000-6000000 20240101-0|"},
        {"closed", "\"b\"", "{\"type\":\"shareholding\",\"share\":{\"exact\":60}}", "r ends 20240101|"},
        {"new", "{\"reason\":\"noBeneficialOwners\"}", "", ""}};
    char text[1024];
    taken t;
    cordon_error err = {0};
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
        snprintf(text, sizeof text, relation, tried[i].status, tried[i].party, tried[i].interest);
        CHECK_INT(take(&t, "bods", "json", text, NULL, &err), 0);
        if (strcmp(t.text, tried[i].want)) printf("# %s\n", t.text);
        CHECK(!strcmp(t.text, tried[i].want));
    }
    snprintf(text, sizeof text, relation, "new", "\"b\"", "{\"type\":\"shareholding\",\"share\":{\"exact\":160}}");
    CHECK_INT(take(&t, "bods", "json", text, NULL, &err), CORDON_EFORMAT);
    CHECK(strstr(t.first, "exact \"160\""));
    static const struct {
        const char *party, *interest, *want;
    } bad[] = {{"\"b\"", "{\"type\":\"shareholding\",\"startDate\":\"9999-99-99\"}", "1 startDate \"9999-99-99\": a date as 2020-01-31"},
               {"\"b\"", "{\"type\":\"shareholding\",\"endDate\":20240101}", "1 endDate \"20240101\": a date as 2020-01-31"},
               {"7", "{\"type\":\"shareholding\"}", "1 interestedParty \"\": the id of an entity, at most 500 bytes"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        snprintf(text, sizeof text, relation, "new", bad[i].party, bad[i].interest);
        CHECK_INT(take(&t, "bods", "json", text, NULL, &err), CORDON_EFORMAT);
        if (strcmp(t.first, bad[i].want)) printf("# %s\n", t.first);
        CHECK(!strcmp(t.first, bad[i].want));
    }
    CHECK_INT(take(&t, "bods", "json", "[{\"statementId\":", NULL, &err), CORDON_EFORMAT);
    CHECK_INT(take(&t, "bods", "json", "[1,2,3]", NULL, &err), CORDON_EFORMAT);
}

TEST(a_hostile_xml_is_refused_where_it_begins) {
    taken t;
    cordon_error err = {0};
    CHECK_INT(take(&t, "gleif-rr", "xml", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY a \"x\">]><RelationshipData/>", NULL, &err), CORDON_EFORMAT);
    CHECK_INT(take(&t, "gleif-rr", "xml", "<other/>", NULL, &err), CORDON_EFORMAT);
    CHECK(strstr(err.message, "RelationshipData"));
    CHECK_INT(take(&t, "gleif-rr", "json", "[{\"Relationship\":{\"StartNode\":{\"NodeID\":\"X\"}}}]", NULL, &err), CORDON_EFORMAT);
    CHECK(strstr(t.first, "an LEI of 20"));
}

/* ---- FollowTheMoney ---- */

static void entity_of(char text[2048], const char *properties) { snprintf(text, 2048, "{\"id\":\"o\",\"schema\":\"Ownership\",\"properties\":{%s}}\n", properties); }

TEST(ownerships) {
    static const struct { const char *properties, *want; } good[] = {
        {"\"owner\":[\"a\"],\"asset\":[\"b\"],\"percentage\":[\"50.5 %\"],\"startDate\":[\"2020-01-31\"],\"endDate\":[\"2021-02-01\"]", "ftm:a>ftm:b shares 5050000-5050000 20200131-20210201|"},
        {"\"owner\":[\"a\"],\"asset\":[\"b\"]", "ftm:a>ftm:b shares 0-10000000 0-0|"},
        {"\"owner\":[\"a\"],\"asset\":[\"b\"],\"percentage\":[\"33,3%\"]", "ftm:a>ftm:b shares 3330000-3330000 0-0|"},
        {"\"owner\":[\"a\"],\"asset\":[\"b\"],\"percentage\":[\"25-50\"]", "ftm:a>ftm:b shares 2500000-5000000 0-0|"},
        {"\"owner\":[\"a\"],\"asset\":[\"b\"],\"percentage\":[\" 25 % - 50 % \"]", "ftm:a>ftm:b shares 2500000-5000000 0-0|"},
        {"\"owner\":[\"a\"],\"asset\":[\"b\"],\"percentage\":[\"60\",\"40\"]", "ftm:a>ftm:b shares 4000000-6000000 0-0|"}, /* sources differ: the span */
        {"\"owner\":[\"a\"],\"asset\":[\"b\"],\"percentage\":[\"60\",\"more than half\"]", "ftm:a>ftm:b shares 0-10000000 0-0|"},
        {"\"owner\":[\"a\"],\"asset\":[\"b\"],\"percentage\":[\"0\"]", "ftm:a>ftm:b shares 0-0 0-0|"},
        {"\"owner\":[\"a\",\"c\"],\"asset\":[\"b\"],\"percentage\":[\"60\"]", "ftm:a>ftm:b shares 0-6000000 0-0|ftm:c>ftm:b shares 0-6000000 0-0|"}, /* together */
        {"\"owner\":[\"a\"],\"asset\":[\"b\",\"c\"],\"percentage\":[\"60\"]", "ftm:a>ftm:b shares 6000000-6000000 0-0|ftm:a>ftm:c shares 6000000-6000000 0-0|"},
        {"\"owner\":[\"a\"],\"asset\":[\"b\"],\"startDate\":[\"2020\"],\"endDate\":[\"2021-02\"]", "ftm:a>ftm:b shares 0-10000000 0-20210228|"}, /* ended some day of that month */
        {"\"owner\":[\"a\"],\"asset\":[\"b\"],\"startDate\":[\"2020-03-01\",\"2019-01-01\"],\"endDate\":[\"2021-02-01\",\"2022\"]", "ftm:a>ftm:b shares 0-10000000 20190101-20221231|"},
        {"\"owner\":[\"a\"],\"asset\":[\"b\"],\"startDate\":[\"2020-03-01\",\"2019\"]", "ftm:a>ftm:b shares 0-10000000 0-0|"},
        {"\"owner\":[\"a\"],\"asset\":[\"b\"],\"percentage\":[\"60\"],\"ownershipType\":[\"Indirect\"]", "ftm:a>ftm:b linked 0-0 0-0|"},
        {"\"owner\":[{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{\"name\":[\"A\"]}}],\"asset\":[\"b\"],\"percentage\":[\"60\"]", "ftm:a>ftm:b shares 6000000-6000000 0-0|"},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        char text[2048];
        taken t;
        cordon_error err = {0};
        entity_of(text, good[i].properties);
        if (take(&t, "ftm-ownership", "lines", text, NULL, &err) || strcmp(t.text, good[i].want) != 0) FAIL_("%s: %s%s", good[i].properties, t.text, err.message);
    }
    static const struct { const char *properties, *want; } bad[] = {
        {"\"owner\":[\"a\"]", "1 asset \"\": ids of entities, each of at most 500 bytes"},
        {"\"owner\":[],\"asset\":[\"b\"]", "1 owner \"\": ids of entities, each of at most 500 bytes"},
        {"\"owner\":\"a\",\"asset\":[\"b\"]", "1 owner \"\": ids of entities, each of at most 500 bytes"},
        {"\"owner\":[\"a\"],\"asset\":[\"b\",7]", "1 asset \"\": ids of entities, each of at most 500 bytes"},
        {"\"owner\":[\"a\"],\"asset\":[{\"schema\":\"Company\"}]", "1 asset \"\": ids of entities, each of at most 500 bytes"},
        {"\"owner\":[\"a\"],\"asset\":[\"b\"],\"percentage\":[\"150\"]", "1 percentage \"150\": a percentage from 0 to 100, or two with a dash between"},
        {"\"owner\":[\"a\"],\"asset\":[\"b\"],\"percentage\":[\"-5\"]", "1 percentage \"-5\": a percentage from 0 to 100, or two with a dash between"},
        {"\"owner\":[\"a\"],\"asset\":[\"b\"],\"percentage\":[\"50-25\"]", "1 percentage \"50-25\": a percentage from 0 to 100, or two with a dash between"},
        {"\"owner\":[\"a\"],\"asset\":[\"b\"],\"percentage\":[\"5%%\"]", "1 percentage \"5%%\": a percentage from 0 to 100, or two with a dash between"},
        {"\"owner\":[\"a\"],\"asset\":[\"b\"],\"percentage\":[\"1,000,5\"]", "1 percentage \"1,000,5\": a percentage from 0 to 100, or two with a dash between"},
        {"\"owner\":[\"a\"],\"asset\":[\"b\"],\"percentage\":[50]", "1 percentage \"50\": a text"},
        {"\"owner\":[\"a\"],\"asset\":[\"b\"],\"startDate\":[\"2020-02-30\"]", "1 startDate \"2020-02-30\": a date as 2020-01-31"},
        {"\"owner\":[\"a\"],\"asset\":[\"b\"],\"endDate\":[\"soon\"]", "1 endDate \"soon\": a date as 2020-01-31"},
        {"\"owner\":[\"a\"],\"asset\":[\"b\"],\"startDate\":[\"2020-02-01\"],\"endDate\":[\"2020-01-01\"]", "1 endDate \"2020-01-01\": a day not before startDate"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[2048];
        taken t;
        cordon_error err = {0};
        entity_of(text, bad[i].properties);
        if (take(&t, "ftm-ownership", "lines", text, NULL, &err) != CORDON_EFORMAT || t.n || t.refused != 1 || strcmp(t.first, bad[i].want) != 0) FAIL_("%s: %s (%s)", bad[i].properties, t.first, t.text);
    }
    static const char *const frames[] = {"{\"id\":\"\",\"schema\":\"Company\",\"properties\":{}}\n", "{\"id\":\"a\",\"properties\":{}}\n", "{\"id\":\"a\",\"schema\":\"Company\",\"properties\":[]}\n", "[]\n", "7\n", "{\n"};
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
        taken t;
        cordon_error err = {0};
        if (take(&t, "ftm-ownership", "lines", frames[i], NULL, &err) != CORDON_EFORMAT || t.refused != 1) FAIL_("%s: %zu refused, %s", frames[i], t.refused, err.message);
    }
}

/* 40 owners of 40 assets are 1600 holdings of one line. */
TEST(an_ownership_of_too_many_is_refused) {
    buf b = {0};
    taken t;
    cordon_error err = {0};
    buf_str(&b, "{\"id\":\"o\",\"schema\":\"Ownership\",\"properties\":{\"owner\":[");
    for (int i = 0; i < 40; i++) buf_printf(&b, "%s\"a%d\"", i ? "," : "", i);
    buf_str(&b, "],\"asset\":[");
    for (int i = 0; i < 40; i++) buf_printf(&b, "%s\"b%d\"", i ? "," : "", i);
    buf_str(&b, "]}}\n");
    CHECK_INT(take(&t, "ftm-ownership", "lines", buf_text(&b), NULL, &err), CORDON_EFORMAT);
    CHECK(!strcmp(t.first, "1 owner \"\": at most 1000 pairs of owner and asset"));
    buf_free(&b);
}

/* ---- into a store ---- */

static const char *data(const char *name) {
    static char path[4][600];
    static int at;
    char full[200];
    snprintf(full, sizeof full, "tests/data/own/%s", name);
    at = (at + 1) % 4;
    return data_path(path[at], sizeof path[at], full);
}

static own_loaded load(store *s, const char *path, date_day vintage) {
    own_loaded r = {.records = 0};
    const list_reader *reader;
    cordon_error err = {0};
    load_options o = {.vintage = vintage};
    if (own_reader_detect(&reader, path, &err) || !reader || own_load(&r, s, reader, NULL, path, &o, &err)) printf("# %s: %s\n", path, err.message);
    return r;
}

static size_t holdings_of(store *s, date_day known_by, const char *key, own_edge *first) {
    own_graph *g;
    own_lists *l;
    uint32_t node;
    size_t n = 0;
    if (own_lists_read(&l, s, known_by, NULL) || own_stored(&g, s, l, 20250101, known_by, NULL) || own_graph_finish(g, NULL)) abort();
    own_lists_free(l);
    if (own_node_find(&node, g, key)) {
        const own_edge *e = own_edges_of(&n, g, node);
        if (n) *first = e[0];
    }
    own_graph_free(g);
    return n;
}

TEST(a_relationship_with_a_bad_day_is_refused) {
    static const char *const row = "[{\"Relationship\":{\"StartNode\":{\"NodeID\":\"AAAAAAAAAAAAAAAAAAAA\"},\"EndNode\":{\"NodeID\":\"BBBBBBBBBBBBBBBBBBBB\"},"
                                   "\"RelationshipType\":\"IS_DIRECTLY_CONSOLIDATED_BY\",\"RelationshipPeriods\":[{\"PeriodType\":\"RELATIONSHIP_PERIOD\",\"StartDate\":\"%s\","
                                   "\"EndDate\":\"%s\"}]}}]";
    char text[600];
    taken t;
    cordon_error err = {0};
    snprintf(text, sizeof text, row, "0000-00-00", "2020-01-01");
    CHECK_INT(take(&t, "gleif-rr", "json", text, NULL, &err), CORDON_EFORMAT);
    CHECK(!strcmp(t.first, "1 StartDate \"0000-00-00\": a date as 2020-01-31"));
    snprintf(text, sizeof text, row, "2019-01-01T00:00:00Z", "2020-31-01");
    CHECK_INT(take(&t, "gleif-rr", "json", text, NULL, &err), CORDON_EFORMAT);
    CHECK(!strcmp(t.first, "1 EndDate \"2020-31-01\": a date as 2020-01-31"));
    snprintf(text, sizeof text, row, "2019-01-01T00:00:00Z", "2020-01-31");
    CHECK_INT(take(&t, "gleif-rr", "json", text, NULL, &err), 0);
    CHECK(strstr(t.text, " 20190101-20200131|"));
}

TEST(a_store_keeps_each_file_once_and_of_a_dataset_the_newest) {
    store *s;
    own_edge e = {0};
    CHECK_INT(store_init(in("store"), "russia-2022", NULL), 0);
    CHECK_INT(store_open(&s, in("store"), STORE_WRITE, 0, NULL), 0);
    own_loaded x = load(s, data("gleif.xml"), 20240601);
    CHECK_INT(x.holdings, 3);
    CHECK(!x.already && load(s, data("gleif.xml"), 20240601).already);
    CHECK_INT(load(s, data("gleif.json"), 20240602).holdings, 3);
    CHECK_INT(load(s, data("gleif.csv"), 20240603).holdings, 3);
    CHECK_INT(holdings_of(s, 0, "lei:529900INVENTED0CHILD", &e), 2); /* not six */
    CHECK_INT(e.low_e5, 7500000);
    CHECK_INT(holdings_of(s, 20240531, "lei:529900INVENTED0CHILD", &e), 0); /* not known yet */
    CHECK_INT(load(s, data("bods_04.json"), 20240601).holdings, 5);
    CHECK_INT(holdings_of(s, 0, "lei:5299000INVENTED00001", &e), 5); /* by its LEI, not by the file's own number */
    CHECK_INT(load(s, data("owners.csv"), 20240601).holdings, 16);
    own_loaded f = load(s, data("ftm.jsonl"), 20240601);
    CHECK_INT(f.holdings, 5);
    CHECK_INT(f.refused, 0);
    CHECK_INT(holdings_of(s, 0, "lei:5299000INVENTED00001", &e), 6); /* one more, of the company that ftm.jsonl has under a number of its own */
    CHECK_INT(holdings_of(s, 0, "ftm:v-ship", &e), 1);
    CHECK_INT(e.low_e5, 10000000);
    store_close(s);
}

/* Which rules are in force on a day: the switch of the affiliates rule, and the words of the threshold. */
TEST(rules_have_days) {
    static const struct {
        const char *who;
        date_day day;
        const char *want;
    } tried[] = {{"us", 20250928, "US-50 US-SSI-50 "}, {"us", 20251109, "US-50 US-SSI-50 US-AFFILIATES "}, {"us", 20251110, "US-50 US-SSI-50 US-AFFILIATES-OFF? "},
                 {"us", 20261109, "US-50 US-SSI-50 US-AFFILIATES-OFF? "}, {"us", 20261110, "US-50 US-SSI-50 US-AFFILIATES-BACK! "}, {"uk", 20260127, "UK-7 "}, {"uk", 20260128, "UK-7-2026 "},
                 {"eu", 20240702, "EU-FREEZE-2014 EU-833-5aa EU-833-5h EU-833-3l EU-833-8a "}, {"eu", 20240703, "EU-FREEZE EU-FREEZE-CONTROL EU-833-5aa EU-833-5h EU-833-3l EU-833-8a "}};
    areas *a;
    regime *r;
    arena mem;
    CHECK_INT(areas_load(&a, NULL), 0);
    CHECK_INT(regime_load(&r, "russia-2022", a, NULL), 0);
    arena_init(&mem, 0);
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
        const own_rule *rule;
        size_t n;
        char got[400] = "";
        CHECK_INT(own_rules(&rule, &n, &mem, r, tried[i].who, tried[i].day, NULL), 0);
        for (size_t k = 0; k < n; k++)
            snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s%s ", rule[k].id, rule[k].suspended ? "?" : "", rule[k].verify ? "!" : "");
        if (strcmp(got, tried[i].want)) printf("# %d: %s\n", tried[i].day, got);
        CHECK(!strcmp(got, tried[i].want));
    }
    const own_rule *rule;
    size_t n;
    cordon_error err = {0};
    CHECK_INT(own_rules(&rule, &n, &mem, r, "atlantis", 0, &err), CORDON_ENOTFOUND);
    CHECK(strstr(err.message, "EU, US, UK"));
    arena_destroy(&mem);
    regime_free(r);
    areas_free(a);
}
