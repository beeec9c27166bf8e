/* EU acts: annexes as published (counts of the data set's README), their printed oddities, hostile files. */
#include "list_sink.h"

#include <glob.h>

static const char needs[] = "needs the large data set";
#define HEAD                                                                                       \
    "celex,recordId,programKey,annex,measure,startDate,reason,schema,name,alias,weakAlias,"        \
    "previousName,country,nationality,jurisdiction,birthDate,birthPlace,position,passportNumber,"  \
    "gender,appearance,ethnicity,fatherName,motherName,incorporationDate,legalForm,sector,"        \
    "registrationNumber,taxNumber,idNumber,innCode,ogrnCode,kppCode,okpoCode,leiCode,swiftBic,"    \
    "ticker,imoNumber,mmsi,flag,address,phone,email,website,notes\n"
/* Columns in order up to alias; then 35 others, of which some tests fill a few. */
#define REST14 ",,,,,,,,,,,,,,"
#define REST35 REST14 REST14 ",,,,,,,"
#define ROW(number, annex, schema, name, alias)                                                    \
    "32014R0833," number ",EU-RUS," annex ",Export control,25.2.2025,," schema "," name "," alias REST35 "\n"

static bool reads(got *g, const char *text) {
    cordon_status status = got_text(g, "act.csv", text, strlen(text));
    if (status) printf("# %s:%llu: %s\n", g->err.source, (unsigned long long)g->err.line, g->err.message);
    return !status;
}

TEST(a_row_is_a_party_of_an_annex) {
    got g = {.reader = "eu-acts"};
    CHECK(reads(&g, HEAD "32014R0833,7,EU-RUS,IV,Export control,25.2.2025,\"Made it; sold it.\",LegalEntity,"
                    "Invented Trading Co. Ltd,\"Inv Trade; \"\"A; B\"\"\",IT,Old Name,,,,,,,,,,,,,\"2.10.2002; 2003\",,,"
                    "1234567 (Hong Kong); 7704730655 (Tax ID/INN),,,,1027739019142,,,,,,,,,"
                    "\"1 Road, Hong Kong; 2 Road, Moscow\",+1 2,,,\n"));
    CHECK(got_has(&g.out,
                  "{\"list\":\"eu-833-iv\",\"key\":\"IV:7\",\"schema\":\"LegalEntity\",\"properties\":{"
                  "\"address\":[\"1 Road, Hong Kong\",\"2 Road, Moscow\"],\"alias\":[\"A; B\",\"Inv Trade\"],"
                  "\"incorporationDate\":[\"2002-10-02\",\"2003\"],\"innCode\":[[\"7704730655\",\"\",\"Tax ID/INN\"]],"
                  "\"measure\":[\"Export control\"],\"name\":[\"Invented Trading Co. Ltd\"],"
                  "\"ogrnCode\":[\"1027739019142\"],\"phone\":[\"+1 2\"],\"previousName\":[\"Old Name\"],"
                  "\"registrationNumber\":[[\"1234567\",\"\",\"Hong Kong\"]],\"weakAlias\":[\"IT\"]},"
                  "\"listings\":[{\"programme\":\"EU-RUS\",\"article\":\"IV\",\"reference\":\"32014R0833\","
                  "\"reason\":\"Made it; sold it.\",\"from\":\"2025-02-25\"}]}"));
    CHECK(got_has(&g.covers, "eu-833-iv\n"));
    CHECK(got_has(&g.covers, "eu-833-xlii\n")); /* known to the table of acts, and empty here */
    CHECK_INT(g.vintage, 0);                     /* no file that the table knows */
    got_free(&g);
}

TEST(numbers_begin_anew_in_each_annex) {
    got g = {.reader = "eu-acts"};
    CHECK(reads(&g, HEAD ROW("1", "IV", "Company", "One", "") ROW("1", "XIX.A", "Company", "Two", "")
                        ROW("1", "XIX.B", "Company", "Three", "") ROW("1", "XIX.B", "Vessel", "Four", "")));
    CHECK_INT(got_count(&g, "eu-833-iv"), 1);
    CHECK_INT(got_count(&g, "eu-833-xix"), 3);
    CHECK(got_has(&g.out, "\"key\":\"XIX.A:1\""));
    CHECK(got_has(&g.out, "\"key\":\"XIX.B:1:Company\""));
    CHECK(got_has(&g.out, "\"key\":\"XIX.B:1:Vessel\""));
    got_free(&g);
}

TEST(without_numbers_the_name_is_the_key) {
    got g = {.reader = "eu-acts"};
    CHECK(reads(&g, HEAD ROW("", "XV", "Company", "Channel A", "") ROW("", "XV", "Company", "Channel B", "")
                        ROW("", "XV", "Company", "Channel B", "B TV")
                "32014R0833,,EU-RUS,I,Asset freeze,,,Person,Same Name,,,,,,,1.1.1960,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n"
                "32014R0833,,EU-RUS,I,Asset freeze,,,Person,Same Name,,,,,,,2.2.1970,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n"));
    CHECK_INT(g.entities, 4); /* a row twice is one party, two birth dates are two */
    CHECK(got_has(&g.out, "\"key\":\"XV:Channel B\""));
    CHECK(got_has(&g.out, "\"key\":\"I:Same Name:1.1.1960\""));
    CHECK(got_has(&g.out, "\"alias\":[\"B TV\"]"));
    got_free(&g);
}

TEST(stray_labels_are_no_names) {
    got g = {.reader = "eu-acts"};
    CHECK(reads(&g, HEAD ROW("1", "IV", "Company", "Juhang", "Chinese:; Text of image; Korean:; Farsi:; n/a")
                        ROW("2", "IV", "Company", "Other", "Chinese: \xe4\xb8\xad\xe5\x9b\xbd; Kept")));
    CHECK(got_has(&g.out, "\"properties\":{\"measure\":[\"Export control\"],\"name\":[\"Juhang\"]}"));
    CHECK(got_has(&g.out, "\"alias\":[\"Kept\",[\"\xe4\xb8\xad\xe5\x9b\xbd\",\"zho\",\"\"]]"));
    CHECK(got_has(&g.notes, "labels without a name: 5 aliases are left out"));
    got_free(&g);
}

TEST(names_that_are_more_than_names) {
    got g = {.reader = "eu-acts"};
    CHECK(reads(&g, HEAD ROW("1", "IV", "Company", "Iran Inventions and the following subsidiaries:", "")
                        ROW("2", "IV", "Person", "Ivan INVENTED (Russian:\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd)", "")
                        ROW("3", "IV", "Company", "New Part (formerly known as Old Part) and the following subsidiaries:", "")
                        ROW("4", "IV", "Company", "\"Made Corp (Aliases: MC, MACO)\"", "")
                        ROW("5", "IV", "Person", "Javad Invented:", "")
                        ROW("6", "IV", "Company", "Plant (Branch) of X", "")));
    CHECK(got_has(&g.out, "\"name\":[\"Iran Inventions\"],\"notes\":[[\"Iran Inventions and the following "
                          "subsidiaries:\",\"\",\"name as printed\"]]"));
    CHECK(got_has(&g.out, "\"alias\":[[\"\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd\",\"rus\",\"\"]]"));
    CHECK(got_has(&g.out, "\"name\":[\"Ivan INVENTED\"]"));
    CHECK(got_has(&g.out, "\"name\":[\"New Part\"]") && got_has(&g.out, "\"previousName\":[\"Old Part\"]"));
    CHECK(got_has(&g.out, "\"alias\":[\"MACO\",\"MC\"]") && got_has(&g.out, "\"name\":[\"Made Corp\"]"));
    CHECK(got_has(&g.out, "\"name\":[\"Javad Invented\"]"));
    CHECK(got_has(&g.out, "\"name\":[\"Plant (Branch) of X\"]"));
    got_free(&g);
}

TEST(an_amending_act_adds_and_covers_nothing) {
    got g = {.reader = "eu-acts"};
    const char *head = strchr(HEAD, ',');
    char text[4000];
    snprintf(text, sizeof text, "amendedCelex,amendmentCelex%s32014R0833,32026R1848,9,EU-RUS,IV,Export control,"
             "24.7.2026,,Company,New Firm," REST35 "\n32031R0833,32031R0900,1,EU-X,Ia,Asset freeze,2031,,Company,Later,"
             REST35 "\n", head);
    CHECK(reads(&g, text));
    CHECK(got_has(&g.out, "\"list\":\"eu-833-iv\",\"key\":\"IV:9\""));
    CHECK(got_has(&g.out, "\"reference\":\"32026R1848\""));
    CHECK(got_has(&g.out, "\"list\":\"eu-2031-833-ia\"")); /* a number of another year is another act */
    CHECK(got_has(&g.out, "\"listingDate\":[\"2031\"]"));   /* no day: kept as printed */
    CHECK(!g.covers.len);
    got_free(&g);
}

TEST(faults_are_told_with_their_place) {
    got g = {.reader = "eu-acts"};
    buf text = {0};
    buf_str(&text, HEAD);
    for (int i = 0; i < 200; i++)
        buf_printf(&text, "32014R0833,%d,EU-RUS,IV,Export control,,,Company,Firm %d," REST35 "\n", i, i);
    buf_str(&text, "833/2014,300,EU-RUS,IV,Export control,,,Company,Firm," REST35 "\n");
    buf_str(&text, "32014R0833,301,EU-RUS,annex four,Export control,,,Company,Firm," REST35 "\n");
    buf_str(&text, "32014R0833,302,EU-RUS,IV,Export control,,,Company,," REST35 "\n");
    buf_str(&text, "32014R0833,303,EU-RUS,IV\n");
    buf_str(&text, "32014R0833,304,EU-RUS,IV,Export control,,,Company,F\xff," REST35 "\n");
    CHECK(reads(&g, buf_text(&text)));
    CHECK_INT(g.entities, 200);
    CHECK_INT(g.bad, 5);
    CHECK(got_has(&g.refused, "202:1 celex \"833/2014\": expected a CELEX number such as 32014R0833\n"));
    CHECK(got_has(&g.refused, "203:4 annex \"annex four\": expected an annex such as XIX.A\n"));
    CHECK(got_has(&g.refused, "204:9 name \"\": expected a name\n"));
    CHECK(got_has(&g.refused, "205:0 record \"\": expected 45 cells as in the header, not 4\n"));
    CHECK(got_has(&g.refused, "206:9 name \"\": expected valid UTF-8\n"));
    buf_free(&text);
    got_free(&g);
    CHECK(!reads(&g, "celex,recordId,programKey,annex,measure,startDate,reason,schema\n"));
    CHECK(strstr(g.err.message, "no column \"name\" in the header"));
    CHECK(!reads(&g, ""));
    CHECK(strstr(g.err.message, "empty"));
    CHECK(!reads(&g, HEAD "32014R0833,1,EU-RUS,IV,Export control,,,Company,\"Open"));
    CHECK(strstr(g.err.message, "quote"));
    got_free(&g);
}

TEST(huge_and_many_names) {
    got g = {.reader = "eu-acts", .silent = true};
    buf text = {0};
    buf_str(&text, HEAD);
    for (int i = 0; i < 40; i++) /* 40 good ones beside it */
        buf_printf(&text, "32014R0833,%d,EU-RUS,IV,Export control,,,Company,Firm %d," REST35 "\n", i, i);
    buf_str(&text, "32014R0833,77,EU-RUS,IV,Export control,,,Company,");
    for (int i = 0; i < 900000; i++) buf_char(&text, 'x');
    buf_str(&text, "," REST35 "\n");
    CHECK(reads(&g, buf_text(&text)));
    CHECK_INT(g.entities, 40);
    CHECK(got_has(&g.refused, "42:0 IV:77 \"\": expected an entity within its bounds"));
    buf_free(&text);
    got_free(&g);
    g = (got){.reader = "eu-acts", .silent = true};
    buf_str(&text, HEAD);
    for (int i = 0; i < 40; i++)
        buf_printf(&text, "32014R0833,%d,EU-RUS,IV,Export control,,,Company,Firm %d," REST35 "\n", i, i);
    for (int i = 0; i < 100000; i++) /* one party, a row for each ten of a million aliases */
        buf_printf(&text, "32014R0833,77,EU-RUS,IV,Export control,,,Company,Firm,%d;%d;%d;%d;%d;%d;%d;%d;%d;%d" REST35 "\n",
                   i, i + 1000000, i + 2000000, i + 3000000, i + 4000000, i + 5000000, i + 6000000, i + 7000000,
                   i + 8000000, i + 9000000);
    CHECK(reads(&g, buf_text(&text)));
    CHECK_INT(g.entities, 40);
    CHECK_INT(g.bad, 1);
    buf_free(&text);
    got_free(&g);
    g = (got){.reader = "eu-acts"};
    buf_str(&text, HEAD "32014R0833,77,EU-RUS,IV,Export control,,,Company,");
    for (int i = 0; i < 1200000; i++) buf_char(&text, 'x');
    CHECK(!reads(&g, buf_text(&text)));
    CHECK(strstr(g.err.message, "1048576") || strstr(g.err.message, "1 MB"));
    buf_free(&text);
    got_free(&g);
}

/* ---- the published annexes ---- */

/* Parties of one day by where an address says they are. */
typedef struct places {
    date_day day;
    const char *country;
    unsigned n;
} places;

static bool ends_in(const char *address, const char *country) {
    size_t len = strlen(address), n = strlen(country);
    while (len && strchr(" .,0123456789()AEU", address[len - 1])) len--; /* also "(UAE)" */
    return len >= n && memcmp(address + len - n, country, n) == 0;
}

static void count_places(const entity *e, void *arg) {
    if (strcmp(e->list, "eu-833-iv") != 0) return;
    for (places *p = arg; p->day; p++) {
        bool here = false, other = false;
        for (uint32_t i = 0; i < e->values; i++) {
            if (strcmp(e->value[i].prop, "address") != 0) continue;
            bool hong_kong = strstr(e->value[i].value, "Hong Kong") != NULL;
            bool is = strcmp(p->country, "Hong Kong") == 0 ? hong_kong
                                                           : !hong_kong && ends_in(e->value[i].value, p->country);
            here |= is, other |= !is;
        }
        for (uint32_t i = 0; here && i < e->listings; i++) p->n += e->listing[i].from == p->day;
    }
}

/* data/lists/README: additions to the annex by country and date. */
TEST(third_country_additions_by_date) {
    static const struct {
        date_day day;
        const char *country;
        unsigned n;
    } want[] = {
        {20230225, "Iran", 7}, {20230623, "Hong Kong", 3}, {20230623, "Uzbekistan", 2},
        {20230623, "United Arab Emirates", 2}, {20230623, "Armenia", 1}, {20230623, "Syrian Arab Republic", 1},
        {20240223, "China", 3}, {20240223, "Hong Kong", 2}, {20240223, "Sri Lanka", 1}, {20240223, "Thailand", 1},
        {20240625, "Hong Kong", 15}, {20240625, "China", 7}, {20240625, "Kyrgyz Republic", 2},
        {20241217, "China", 4}, {20241217, "Serbia", 2}, {20250225, "Hong Kong", 19}, {20250225, "China", 11},
        {20250225, "Kazakhstan", 2}, {20250521, "Vietnam", 3}, {20250521, "United Arab Emirates", 2},
        {20250720, "China", 5}, {20250720, "Hong Kong", 3}, {20251024, "China", 8}, {20251024, "Hong Kong", 6},
        {20251024, "India", 3}, {20251024, "Thailand", 2}, {20260424, "China", 13}, {20260424, "Hong Kong", 12},
        {20260424, "United Arab Emirates", 2},
    };
    enum { N = sizeof want / sizeof *want };
    char path[512];
    places p[N + 1] = {0};
    if (!got_shared(path, "eu/consolidated/32014R0833.csv.xz")) SKIP(needs);
    for (size_t i = 0; i < N; i++) p[i] = (places){want[i].day, want[i].country, 0};
    got g = {.reader = "eu-acts", .silent = true, .each = count_places, .arg = p};
    CHECK_INT(got_files(&g, (const char *[]){path, NULL}), 0);
    for (size_t i = 0; i < N; i++) {
        if (p[i].n != want[i].n) printf("# %d %s: %u, want %u\n", p[i].day, p[i].country, p[i].n, want[i].n);
        CHECK_INT(p[i].n, want[i].n);
    }
    got_free(&g);
}

TEST(counts_of_the_published_annexes) {
    char path[512];
    if (!got_shared(path, "eu/consolidated/32014R0833.csv.xz")) SKIP(needs);
    got g = {.reader = "eu-acts"};
    CHECK_INT(got_files(&g, (const char *[]){path, NULL}), 0);
    static const struct {
        const char *list;
        unsigned n;
    } want[] = {{"eu-833-iv", 921}, {"eu-833-xlii", 633}, {"eu-833-xiv", 70}, {"eu-833-xv", 32},
                {"eu-833-xix", 14}, {"eu-833-xlv", 12}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) CHECK_INT(got_count(&g, want[i].list), want[i].n);
    CHECK_INT(g.entities, 1746);
    CHECK_INT(g.bad, 0);
    CHECK_INT(g.vintage, 20260717);
    got_free(&g);
    CHECK(got_shared(path, "eu/consolidated/32014R0269.csv.xz"));
    CHECK_INT(got_files(&g, (const char *[]){path, NULL}), 0);
    CHECK_INT(got_count(&g, "eu-269-i"), 2802);
    unsigned persons = 0;
    for (const char *s = buf_text(&g.out); (s = strstr(s, "\"key\":\"I.PERSONS:")); s++) persons++;
    CHECK_INT(persons, 1984);
    CHECK(!strstr(buf_text(&g.out), "Text of image"));
    CHECK(!strstr(buf_text(&g.out), "\"Chinese:\"") && !strstr(buf_text(&g.out), "\"Korean:\""));
    got_free(&g);
}

TEST(all_acts) {
    char pattern[512];
    glob_t files = {0};
    if (!got_shared(pattern, "eu/consolidated/32014R0833.csv.xz")) SKIP(needs);
    strcpy(strrchr(pattern, '/'), "/*.csv*");
    CHECK_INT(glob(pattern, 0, NULL, &files), 0);
    CHECK_INT(files.gl_pathc, 37);
    unsigned entities = 0;
    uint64_t bad = 0;
    for (size_t i = 0; i < files.gl_pathc; i++) {
        got g = {.reader = "eu-acts", .silent = true};
        CHECK_INT(got_files(&g, (const char *[]){files.gl_pathv[i], NULL}), 0);
        CHECK(g.vintage >= 20240101); /* each pinned to its consolidated version */
        entities += g.entities;
        bad += g.bad;
        got_free(&g);
    }
    CHECK_INT(entities, 8015); /* 8,017 rows, two of them one party a second time (881/2002) */
    CHECK_INT(bad, 0);
    globfree(&files);
}
