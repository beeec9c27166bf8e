/* UK lists: the five tables, the older consolidated list, the new layout of one table. */
#include "list_sink.h"
#include "lists/words.h"

static const char needs[] = "needs the large data set";

/* ---- five tables ---- */

static const char subjects[] =
    "unique_id,subject_type,un_reference_number,ofsi_group_id,date_designated,last_updated\n"
    "INV0001,individual,TAi.001,1,29/06/2012,16/04/2026\n"
    "INV0002,ship,,2,01/03/2024,01/03/2024\n"
    "INV0003,entity,,3,,\n";
static const char names[] = "name_id,unique_id,name_type,alias_strength,full_name,name_6,name_1,"
                            "name_2,name_3,name_4,name_5\n"
                            "1,INV0001,primary,,IVAN   INVENTED ,INVENTED,IVAN,,,,\n"
                            "2,INV0001,alias,low_quality_aka,Vanya,Vanya,,,,,\n"
                            "3,INV0001,primary_variation,,IVAN INVENTOV,INVENTOV,IVAN,,,,\n"
                            "4,INV0002,primary,,MADE UP STAR,MADE UP STAR,,,,,\n"
                            "5,INV0003,primary,,Made Up LLC,Made Up LLC,,,,,\n"
                            "6,INV0003,alias,good_quality_aka,MU,MU,,,,,\n";
static const char identifiers[] =
    "id,unique_id,ofsi_group_id,raw_value,identifier_type,additional_info\n"
    "1,INV0001,1,'00123,passport,issued in 2001\n"
    "2,INV0001,1,'00123,passport,issued in 2001\n"
    "3,INV0002,2,IMO9562233,imo,\n"
    "4,INV0003,3,\"OGRN: 1025403641900; INN/TIN: 5408100018; KPP: 540801001; "
    "\",business_registration_numbers,\n"
    "5,INV0003,3,Russian INN -7725413350,business_registration_numbers,\n";
static const char countries[] =
    "id,unique_id,raw_value,country_type,iso,resolution_method,iso_available\n"
    "1,INV0001,Afghanistan,birth,AF,direct,True\n"
    "2,INV0001,Afghanistan,birth,AF,direct,True\n"
    "3,INV0003,Russia,address,RU,synonym,True\n";
static const char births[] = "dob_id,unique_id,year,month,day,precision,parse_issues\n"
                             "1,INV0001,1968,,,year_only,\"non_numeric_month, non_numeric_day\"\n"
                             "2,INV0001,1969,06,04,exact,\n";

static cordon_status tables(got *g, const char *const text[], unsigned n) {
    list_read r = {.files = n};
    for (unsigned i = 0; i < n; i++) {
        r.path[i] = "t.csv";
        if (stream_open_memory(&r.file[i], "t.csv", text[i], strlen(text[i]), &g->err))
            return CORDON_EIO;
    }
    return got_run(g, &r);
}

TEST(five_tables_are_joined) {
    got g = {.reader = "uk"};
    CHECK_INT(tables(&g, (const char *[]){births, names, subjects, countries, identifiers}, 5), 0);
    CHECK_INT(g.entities, 3);
    CHECK_INT(g.vintage, 20260416);
    CHECK(got_has(
        &g.out,
        "{\"list\":\"uk-sl\",\"key\":\"INV0001\",\"schema\":\"Person\",\"properties\":{"
        "\"alias\":[[\"IVAN INVENTOV\",\"\",\"primary name "
        "variation\"]],\"authorityId\":[[\"1\",\"\",\"OFSI Group ID\"]],"
        "\"birthCountry\":[[\"Afghanistan\",\"\",\"AF\"]],\"birthDate\":[\"1968\",\"1969-06-04\"],"
        "\"firstName\":[\"IVAN\"],\"lastName\":[\"INVENTED\"],\"modifiedAt\":[\"2026-04-16\"],"
        "\"name\":[\"IVAN INVENTED\"],\"passportNumber\":[[\"00123\",\"\",\"issued in 2001\"]],"
        "\"unscId\":[\"TAi.001\"],\"weakAlias\":[\"Vanya\"]},"
        "\"listings\":[{\"programme\":\"INV\",\"from\":\"2012-06-29\"}]}"));
    CHECK(got_has(&g.out, "\"schema\":\"Vessel\",\"properties\":{\"authorityId\":[[\"2\",\"\","
                          "\"OFSI Group ID\"]],\"imoNumber\":[\"IMO9562233\"]"));
    CHECK(got_has(
        &g.out,
        "\"innCode\":[\"5408100018\",\"7725413350\"],\"kppCode\":[\"540801001\"],\"name\":[\"Made "
        "Up LLC\"],"
        "\"ogrnCode\":[\"1025403641900\"],\"registrationNumber\":[\"Russian INN -7725413350\"]"));
    CHECK(got_has(&g.covers, "uk-sl\n"));
    got_free(&g);
}

TEST(a_table_that_lacks_or_comes_twice) {
    got g = {.reader = "uk"};
    CHECK_INT(tables(&g, (const char *[]){births, names, subjects, countries}, 4), CORDON_EFORMAT);
    CHECK(strstr(g.err.message, "the table of identifiers lacks: give the five tables"));
    CHECK(!g.entities);
    CHECK_INT(tables(&g, (const char *[]){names, names}, 2), CORDON_EFORMAT);
    CHECK(strstr(g.err.message, "a second table of names"));
    CHECK_INT(tables(&g, (const char *[]){"a,b\n1,2\n"}, 1), CORDON_EFORMAT);
    CHECK(strstr(g.err.message, "none of the tables"));
    got_free(&g);
}

TEST(a_row_without_subject_is_refused) {
    got g = {.reader = "uk"};
    const char *other = "name_id,unique_id,name_type,alias_strength,full_name,name_6,name_1,name_2,"
                        "name_3,name_4,name_5\n"
                        "1,INV0009,primary,,Nobody,Nobody,,,,,\n2,INV0001,primary,,A,A,,,,,\n2,"
                        "INV0002,primary,,B,B,,,,,\n";
    CHECK_INT(tables(&g, (const char *[]){births, other, subjects, countries, identifiers}, 5),
              CORDON_EFORMAT);
    CHECK(got_has(&g.refused,
                  "2:0 unique_id \"INV0009\": expected a row in the table of subjects\n"));
    got_free(&g);
}

static void count_values(const entity *e, void *arg) {
    unsigned *n = arg;
    for (uint32_t i = 0; i < e->values; i++) {
        const char *p = e->value[i].prop;
        n[0] += strcmp(p, "name") == 0 || strcmp(p, "alias") == 0 || strcmp(p, "weakAlias") == 0;
        n[1] += strcmp(p, "birthDate") == 0;
        n[2] += strcmp(p, "imoNumber") == 0;
    }
}

/* data/lists/README: 6,046 subjects, 15,050 names, 3,538 birth dates, many rows twice. */
TEST(the_published_tables) {
    static const char *const part[] = {"subjects", "subject_names", "subject_identifiers",
                                       "subject_countries", "subject_dobs"};
    char path[5][512], name[80];
    const char *paths[6] = {path[0], path[1], path[2], path[3], path[4], NULL};
    for (int i = 0; i < 5; i++) {
        snprintf(name, sizeof name, "uk/%s_2026-05-13.csv.xz", part[i]);
        if (!got_shared(path[i], name)) SKIP(needs);
    }
    unsigned n[3] = {0};
    got g = {.reader = "uk", .silent = true, .each = count_values, .arg = n};
    CHECK_INT(got_files(&g, paths), 0);
    CHECK_INT(g.entities, 6046);
    CHECK_INT(g.bad, 0);
    CHECK(n[0] > 15040 &&
          n[0] <= 15050); /* names of one entity that differ in blanks only are one */
    CHECK_INT(n[1], 3538);
    CHECK(n[2] > 600);
    printf("# %u names, %u birth dates, %u IMO numbers\n", n[0], n[1], n[2]);
    got_free(&g);
}

/* Annexes and tables write the label behind the number as often as in front of it. */
TEST(labels_behind_numbers) {
    arena mem;
    entity e;
    arena_init(&mem, 0);
    entity_begin(&e, &mem, "uk", "1", "Company");
    list_add_numbers(&e, "registrationNumber",
                     "7704734000 (Tax ID/INN); 12345 (INN); 1234567 (CR No.)", NULL);
    list_add_numbers(&e, "registrationNumber", "1027700132195 (OGRN)", NULL);
    const char *inn = entity_first(&e, "innCode"), *ogrn = entity_first(&e, "ogrnCode");
    CHECK(inn && !strcmp(inn, "7704734000"));
    CHECK(ogrn && !strcmp(ogrn, "1027700132195"));
    /* Too short for a number, or a label that is not known: the text stays whole. */
    CHECK(entity_first(&e, "registrationNumber") != NULL);
    arena_destroy(&mem);
}
