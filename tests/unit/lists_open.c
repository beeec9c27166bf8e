/* Lists as collectors give them on: targets.simple.csv, FollowTheMoney entities, Senzing records.
 */
#include "list_sink.h"

static const char needs[] = "needs the large data set";

static cordon_status text(got *g, const char *s) { return got_text(g, "t.csv", s, strlen(s)); }

#define SIMPLE                                                                                     \
    "\"id\",\"schema\",\"name\",\"aliases\",\"birth_date\",\"countries\",\"addresses\","           \
    "\"identifiers\",\"sanctions\","                                                               \
    "\"phones\",\"emails\",\"program_ids\",\"dataset\",\"first_seen\",\"last_seen\",\"last_"       \
    "change\"\n"

TEST(simple_rows) {
    got g = {.reader = "opensanctions-csv"};
    CHECK_INT(
        text(&g, SIMPLE
             "\"NK-1\",\"Company\",\"Made Up JSC\",\"MU;\"\"A; B\"\"\",\"\",\"ru;cy\",\"1 Road; "
             "Moscow\",\"1157847359273;IMO0031113\","
             "\"\"\"\"\"\",\"+1\",\"a@b.c\",\"UA-X;UA-Y\",\"Ukraine War and "
             "Sanctions\",\"2025-10-06T14:15:21\",\"2026-03-13T05:41:01\","
             "\"2026-02-05T14:54:48\"\n"
             "\"NK-2\",\"Vessel\",\"STAR\",\"\",\"\",\"\",\"\",\"636020980;5LBR2;IMO9326861\","
             "\"\"\"Went; far\"\"\",\"\",\"\",\"\","
             "\"Ukraine War and Sanctions;Some Other List\",\"\",\"2026-03-12T05:41:01\",\"\"\n"
             "\"NK-3\",\"Person\",\"Made "
             "UP\",\"\",\"1960-02;1961\",\"\",\"\",\"123\",\"\",\"\",\"\",\"\",\"Some Other "
             "List\",\"\",\"\",\"\"\n"),
        0);
    CHECK_INT(g.entities, 4);
    CHECK_INT(got_count(&g, "ua-ws"), 2);
    CHECK_INT(got_count(&g, "os-some-other-list"), 2);
    CHECK_INT(g.vintage, 20260313);
    CHECK(got_has(&g.out, "{\"list\":\"ua-ws\",\"key\":\"NK-1\",\"schema\":\"Company\","
                          "\"properties\":{\"address\":[\"1 Road\",\"Moscow\"],"
                          "\"alias\":[\"A; "
                          "B\",\"MU\"],\"country\":[\"cy\",\"ru\"],\"createdAt\":[\"2025-10-06\"],"
                          "\"email\":[\"a@b.c\"],"
                          "\"imoNumber\":[\"IMO0031113\"],\"modifiedAt\":[\"2026-02-05\"],\"name\":"
                          "[\"Made Up JSC\"],\"phone\":[\"+1\"],"
                          "\"registrationNumber\":[\"1157847359273\"]},\"listings\":[{"
                          "\"programme\":\"UA-X\"},{\"programme\":\"UA-Y\"}]}"));
    CHECK(got_has(&g.out, "\"imoNumber\":[\"IMO9326861\"],\"mmsi\":[\"636020980\"],\"name\":["
                          "\"STAR\"],\"registrationNumber\":[\"5LBR2\"]},"
                          "\"listings\":[{\"reason\":\"Went; far\"}]}"));
    CHECK(got_has(&g.out, "\"birthDate\":[\"1960-02\",\"1961\"],\"idNumber\":[\"123\"]"));
    CHECK(strcmp(buf_text(&g.covers), "ua-ws\nos-some-other-list\n") == 0);
    got_free(&g);
}

TEST(simple_faults) {
    got g = {.reader = "opensanctions-csv"};
    CHECK_INT(text(&g, "id,schema,name,aliases\n"), CORDON_EFORMAT);
    CHECK(strstr(g.err.message, "no column \"birth_date\""));
    CHECK_INT(
        text(&g, SIMPLE ",Person,A,,,,,,,,,,X,,,\n1,,A,,,,,,,,,,X,,,\n1,Person,A,,,,,,,,,,,,,\n"),
        CORDON_EFORMAT);
    CHECK(got_has(&g.refused, "2:1 id \"\": expected an id\n"));
    CHECK(got_has(&g.refused, "3:2 schema \"\": expected a schema such as Person\n"));
    CHECK(got_has(&g.refused, "4:13 dataset \"\": expected the name of a data set\n"));
    got_free(&g);
}

/* data/lists/README: 5,600 parties: 1,543 persons, 1,524 + 1,193 firms, 1,340 vessels. */
TEST(the_published_simple_table) {
    char path[512];
    if (!got_shared(path, "merged/ua_war_sanctions_targets.simple_2026-03-13.csv.xz")) SKIP(needs);
    got g = {.reader = "opensanctions-csv"};
    CHECK_INT(got_files(&g, (const char *[]){path, NULL}), 0);
    CHECK_INT(got_count(&g, "ua-ws"), 5600);
    CHECK_INT(g.bad, 0);
    CHECK_INT(g.vintage, 20260313);
    static const struct {
        const char *schema;
        unsigned n;
    } want[] = {{"\"schema\":\"Person\"", 1543},
                {"\"schema\":\"Company\"", 1524},
                {"\"schema\":\"LegalEntity\"", 1193},
                {"\"schema\":\"Vessel\"", 1340}};
    for (size_t i = 0; i < 4; i++) {
        unsigned n = 0;
        for (const char *s = buf_text(&g.out); (s = strstr(s, want[i].schema)); s++) n++;
        CHECK_INT(n, want[i].n);
    }
    got_free(&g);
}
