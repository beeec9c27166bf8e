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

/* ---- FollowTheMoney: invented lines ---- */

TEST(ftm_edges_become_links_of_both_ends) {
    got g = {.reader = "ftm"};
    CHECK_INT(text(&g,
        "{\"id\":\"own-1\",\"schema\":\"Ownership\",\"properties\":{\"owner\":[\"p-1\"],\"asset\":[\"c-1\"],\"percentage\":[\"51.5\"]},\"datasets\":[\"inv\"]}\n"
        "{\"id\":\"c-1\",\"schema\":\"Company\",\"caption\":\"Made Up JSC\",\"properties\":{\"name\":[\"Made Up JSC\",\"MU\"],\"innCode\":[\"7704730655\"],"
        "\"sanctions\":[{\"id\":\"s-9\",\"schema\":\"Sanction\",\"properties\":{\"program\":[\"X\"],\"startDate\":[\"2022-02-25\"],\"reason\":[\"because\"]}}]},"
        "\"datasets\":[\"ua_war_sanctions\",\"inv_list\"],\"referents\":[\"c-old\"],\"first_seen\":\"2024-01-02T03:04:05\",\"last_seen\":\"2026-03-04T05:06:07\",\"extra\":1}\n"
        "{\"id\":\"p-1\",\"schema\":\"Person\",\"properties\":{\"name\":[\"Made UP\"],\"birthDate\":[\"1960\"]},\"datasets\":[\"inv_list\"]}\n"
        "{\"id\":\"s-1\",\"schema\":\"Sanction\",\"properties\":{\"entity\":[\"p-1\"],\"programId\":[\"P-1\"],\"authority\":[\"A\"],\"startDate\":[\"2023-01-01\"],\"endDate\":[\"2024-01-01\"]},\"datasets\":[\"inv_list\"]}\n"
        "{\"id\":\"pp\",\"schema\":\"Passport\",\"properties\":{\"holder\":[\"p-1\"],\"number\":[\"AB1\"],\"country\":[\"ru\"]},\"datasets\":[\"inv_list\"]}\n"
        "{\"id\":\"d\",\"schema\":\"Directorship\",\"properties\":{\"director\":[\"p-1\"],\"organization\":[\"gone\"],\"role\":[\"chair\"]},\"datasets\":[\"inv_list\"]}\n"), 0);
    CHECK_INT(g.entities, 3);
    CHECK_INT(g.vintage, 20260304);
    CHECK(got_has(&g.out, "{\"list\":\"ua-ws\",\"key\":\"c-1\",\"schema\":\"Company\",\"properties\":{\"createdAt\":[\"2024-01-02\"],"
                          "\"innCode\":[\"7704730655\"],\"name\":[\"MU\",\"Made Up JSC\"],\"referents\":[\"c-old\"]},"
                          "\"listings\":[{\"programme\":\"X\",\"reason\":\"because\",\"from\":\"2022-02-25\"}],"
                          "\"links\":[{\"kind\":\"Ownership\",\"role\":\"owner\",\"to_key\":\"p-1\",\"percent\":51.5}]}"));
    CHECK(got_has(&g.out, "{\"list\":\"os-inv-list\",\"key\":\"p-1\",\"schema\":\"Person\",\"properties\":{\"authority\":[\"A\"],"
                          "\"birthDate\":[\"1960\"],\"name\":[\"Made UP\"],\"passportNumber\":[[\"AB1\",\"\",\"ru\"]]},"
                          "\"listings\":[{\"programme\":\"P-1\",\"from\":\"2023-01-01\",\"to\":\"2024-01-01\"}],"
                          "\"links\":[{\"kind\":\"Directorship\",\"role\":\"chair\",\"to_key\":\"gone\"},"
                          "{\"kind\":\"Ownership\",\"role\":\"asset\",\"to_key\":\"c-1\",\"percent\":51.5}]}"));
    CHECK(got_has(&g.notes, "end of a link that is not in the file: gone\n"));
    CHECK(got_has(&g.notes, "extra"));
    got_free(&g);
}

TEST(ftm_faults) {
    got g = {.reader = "ftm"};
    CHECK_INT(text(&g, "{\"id\":\"a\",\"schema\":\"Person\"}\n{\"id\":1}\nnonsense\n{\"id\":\"b\",\"id\":\"c\"}\n"), CORDON_EFORMAT);
    CHECK_INT(g.bad, 4);
    CHECK(got_has(&g.refused, "1:0 a \"Person\": expected an object with id, schema and properties\n"));
    CHECK(got_has(&g.refused, "3:1 line"));
    got_free(&g);
    buf deep = {0};
    buf_str(&deep, "{\"id\":\"a\",\"schema\":\"Person\",\"properties\":");
    for (int i = 0; i < 10000; i++) buf_str(&deep, "[");
    g = (got){.reader = "ftm"};
    CHECK_INT(text(&g, buf_text(&deep)), CORDON_EFORMAT);
    buf_free(&deep);
    got_free(&g);
    buf many = {0}; /* a million aliases of one entity: above the bound of a line */
    buf_str(&many, "{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{\"alias\":[\"x\"");
    for (int i = 0; i < 1000000; i++) buf_printf(&many, ",\"%d\"", i);
    buf_str(&many, "]}}\n");
    g = (got){.reader = "ftm"};
    CHECK_INT(text(&g, buf_text(&many)), CORDON_ELIMIT);
    CHECK(g.err.message[0]);
    buf_free(&many);
    got_free(&g);
}

/* ---- Senzing: invented lines ---- */

TEST(senzing_records) {
    got g = {.reader = "senzing"};
    CHECK_INT(text(&g,
        "{\"DATA_SOURCE\":\"WATCHLIST\",\"RECORD_ID\":\"1\",\"RECORD_TYPE\":\"PERSON\",\"NAMES\":[{\"NAME_TYPE\":\"PRIMARY\",\"NAME_LAST\":\"Up\",\"NAME_FIRST\":\"Made\"},"
        "{\"NAME_TYPE\":\"NATIVE\",\"NAME_FULL\":\"M\xc3\xa4""de \xc3\x9cp\"}],\"DATE_OF_BIRTH\":\"1960-02-03\",\"PASSPORT_NUMBER\":\"P1\",\"PASSPORT_COUNTRY\":\"RU\","
        "\"ADDRESSES\":[{\"ADDR_TYPE\":\"HOME\",\"ADDR_LINE1\":\"1 Road\",\"ADDR_CITY\":\"Town\",\"ADDR_COUNTRY\":\"RU\"},{\"ADDR_FULL\":\"2 Road, Town\"}],"
        "\"RELATIONSHIPS\":[{\"REL_POINTER_DOMAIN\":\"X\",\"REL_POINTER_KEY\":\"2\",\"REL_POINTER_ROLE\":\"Owns 60%\"}],\"STATUS\":\"Active\"}\n"
        "{\"DATA_SOURCE\":\"WATCHLIST\",\"RECORD_ID\":\"2\",\"FEATURES\":[{\"RECORD_TYPE\":\"ORGANIZATION\"},{\"NAME_TYPE\":\"PRIMARY\",\"NAME_ORG\":\"Made Up LLC\"},"
        "{\"NAME_TYPE\":\"FORMER\",\"NAME_ORG\":\"Old LLC\"},{\"LEI_NUMBER\":\"X\"},{\"TAX_ID_NUMBER\":\"77\",\"TAX_ID_COUNTRY\":\"RU\"},{\"PHONE_NUMBER\":\"+1\"}]}\n"
        "{\"DATA_SOURCE\":\"WATCHLIST\",\"RECORD_ID\":\"3\",\"PRIMARY_NAME_FULL\":\"Flat One\",\"SECONDARY_NAME_ORG\":\"Flat LLC\",\"NATIVE_NAME_FULL\":\"F\"}\n"), 0);
    CHECK_INT(got_count(&g, "sz-watchlist"), 3);
    CHECK(got_has(&g.out, "{\"list\":\"sz-watchlist\",\"key\":\"1\",\"schema\":\"Person\",\"properties\":{\"address\":[[\"1 Road, Town, RU\",\"\",\"HOME\"],\"2 Road, Town\"],"
                          "\"alias\":[[\"M\xc3\xa4""de \xc3\x9cp\",\"\",\"NATIVE\"]],\"birthDate\":[\"1960-02-03\"],\"country\":[\"RU\"],\"name\":[\"Made Up\"],"
                          "\"notes\":[[\"Active\",\"\",\"STATUS\"]],\"passportNumber\":[[\"P1\",\"\",\"RU\"]]},"
                          "\"links\":[{\"kind\":\"UnknownLink\",\"role\":\"Owns 60%\",\"to_key\":\"2\"}]}"));
    CHECK(got_has(&g.out, "\"key\":\"2\",\"schema\":\"LegalEntity\",\"properties\":{\"leiCode\":[\"X\"],\"name\":[\"Made Up LLC\"],\"phone\":[\"+1\"],"
                          "\"previousName\":[[\"Old LLC\",\"\",\"FORMER\"]],\"taxNumber\":[[\"77\",\"\",\"RU\"]]}"));
    CHECK(got_has(&g.out, "\"key\":\"3\",\"schema\":\"LegalEntity\",\"properties\":{\"alias\":[[\"F\",\"\",\"NATIVE\"],[\"Flat LLC\",\"\",\"SECONDARY\"]],\"name\":[\"Flat One\"]}"));
    CHECK(got_has(&g.notes, "STATUS"));
    got_free(&g);
}

TEST(senzing_faults) {
    got g = {.reader = "senzing"};
    CHECK_INT(text(&g, "{\"RECORD_ID\":\"1\"}\n[1]\n{\"DATA_SOURCE\":\"A\",\"RECORD_ID\":\"2\"}\nx\n"), CORDON_EFORMAT);
    CHECK(got_has(&g.refused, "1:0 record \"1\": expected an object with DATA_SOURCE and RECORD_ID\n"));
    CHECK_INT(g.bad, 4); /* the third says nothing */
    got_free(&g);
}
