/* Lists in JSON: excerpts of the published files beside what they become, counts of the whole
 * files (README of the data set), notices and their days, and hostile files.  */
#include "list_files.h"
#include "lists/citations.h"
#include "lists/fields.h"
#include "lists/papers.h"

TEST(excerpts) {
    CHECK(golden("csl", "csl_excerpt", ".json", 20260731));
    CHECK(golden("bis-entity", "bis_entity_list_excerpt", ".json", 20260709));
    CHECK(golden("bis-entity", "bis_dpl_excerpt", ".json", 20260709));
    CHECK(golden("bis-entity", "ofac_nscmic_excerpt", ".json", 20260709));
    CHECK(golden("bis-entity", "state_nonproliferation_excerpt", ".json", 20260709));
    CHECK(golden("bis-entity", "dhs_uflpa_excerpt", ".json", 20260709));
}

TEST(csl_whole) {
    static const struct {
        const char *list;
        unsigned n;
    } want[] = {{"csl-ofac-sdn", 19181}, {"csl-bis-el", 3420}, {"csl-bis-dpl", 1596}, {"csl-state-dtc", 787},
                {"csl-ofac-ssi", 286},   {"csl-bis-uvl", 222}, {"csl-state-isn", 161}, {"csl-ofac-plc", 78},
                {"csl-bis-meu", 70},     {"csl-ofac-cmic", 68}, {"csl-ofac-mbs", 51}, {"csl-ofac-cap", 1}};
    char path[512];
    if (!published(path, "us/csl_2026-07-31.json.xz")) SKIP(needs);
    got g;
    CHECK(whole("csl", "us/csl_2026-07-31.json.xz", "csl-ofac-sdn", 19181, 20260731, &g));
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) CHECK_INT(got_count(&g, want[i].list), want[i].n);
    CHECK_INT(g.entities, 25921);
    CHECK_INT(g.lists, 12);
    got_free(&g);
}

/* Entities of one country by the year of their first notice. */
static void by_year(const entity *e, void *arg) {
    const char *country = entity_first(e, "country");
    date_day first = 0;
    for (uint32_t i = 0; i < e->listings; i++)
        if (e->listing[i].from && (!first || e->listing[i].from < first)) first = e->listing[i].from;
    if (country && strcmp(country, "China") == 0 && first >= 20220101 && first < 20260101)
        ((unsigned *)arg)[first / 10000 - 2022]++;
}

/* README of the data set: "BIS Entity List China additions by FR year: 2022 68, 2023 154, 2024 264,
 * 2025 130".                                                                  */
TEST(first_notices_by_year) {
    static const unsigned want[4] = {68, 154, 264, 130};
    unsigned years[4] = {0};
    char path[512];
    if (!published(path, "us/nsfreg/bis_entity_list.json.xz")) SKIP(needs);
    got g = {.reader = "bis-entity", .silent = true, .each = by_year, .arg = years};
    CHECK_INT(got_files(&g, (const char *[]){path, NULL}), CORDON_OK);
    for (int i = 0; i < 4; i++) CHECK_INT(years[i], want[i]);
    got_free(&g);
}

TEST(us_lists_whole) {
    static const struct {
        const char *file, *list;
        unsigned n;
    } want[] = {{"bis_entity_list.json.xz", "bis-el", 3409}, {"bis_dpl.json.xz", "bis-dpl", 564},
                {"bis_meu.json.xz", "bis-meu", 70},          {"dow_1260h.json.xz", "dow-1260h", 80},
                {"dow_1286.json.xz", "dow-1286", 134},       {"dhs_uflpa.json.xz", "dhs-uflpa", 148},
                {"ofac_nscmic.json.xz", "ofac-cmic", 68},    {"state_debarred_statutory.json.xz", "state-dtc", 779},
                {"state_debarred_admin.json", "state-dtc-admin", 8},
                {"state_nonproliferation.json.xz", "state-isn", 528}, {"cbp_wro.json.xz", "cbp-wro", 67},
                {"fcc_covered.json", "fcc", 15},             {"ofac_eo14032_annex.json", "eo14032", 59}};
    char path[512], file[200];
    if (!published(path, "us/nsfreg/bis_entity_list.json.xz")) SKIP(needs);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        got g;
        snprintf(file, sizeof file, "us/nsfreg/%s", want[i].file);
        CHECK(whole("bis-entity", file, want[i].list, want[i].n, 20260709, &g));
        got_free(&g);
    }
}

/* ---- notices, papers, birth dates ------------------------------------------------ */

static bool becomes(void (*fill)(entity *e, const char *text), const char *text, const char *expected) {
    arena mem;
    entity e;
    buf b = {0};
    arena_init(&mem, 0);
    entity_begin(&e, &mem, "l", "k", "Company");
    fill(&e, text);
    entity_json(&b, &e);
    const char *from = strstr(buf_text(&b), "\"properties\":");
    bool same = from && strcmp(from + 13, expected) == 0;
    if (!same) printf("# %s\n# got  %s\n# want %s\n", text, from ? from + 13 : "", expected);
    buf_free(&b);
    arena_destroy(&mem);
    return same;
}

static void cite(entity *e, const char *text) { list_citations(e, text, &(entity_listing){.to = 20301231}); }
#define LISTED(...) "{},\"listings\":[" __VA_ARGS__ "]}"
#define ONE(reference, from) "{\"reference\":\"" reference "\",\"from\":\"" from "\",\"to\":\"2030-12-31\"}"

TEST(notices_and_their_days) {
    CHECK(becomes(cite, "62 FR 35334, 6/30/97.\n66 FR 24266,\n05/14/01", LISTED(ONE("62 FR 35334", "1997-06-30") "," ONE("66 FR 24266", "2001-05-14"))));
    CHECK(becomes(cite, "80 F.R.44930 7/28/2015", LISTED(ONE("80 FR 44930", "2015-07-28"))));
    CHECK(becomes(cite, "91 FR 35189 (June 10, 2026)", LISTED(ONE("91 FR 35189", "2026-06-10"))));
    CHECK(becomes(cite, "85 FR 30783 (corrected by 85 FR 39967, 2020-07-02)",
                  LISTED("{\"reference\":\"85 FR 30783\",\"to\":\"2030-12-31\"}," ONE("85 FR 39967", "2020-07-02"))));
    CHECK(becomes(cite, "Vol. 86, No. 51, 03/18/21, Federal Register Vol.83, No. 166, January 31, 2018",
                  LISTED(ONE("Vol. 83, No. 166", "2018-01-31") "," ONE("Vol. 86, No. 51", "2021-03-18"))));
    CHECK(becomes(cite, "an order of 1/2/2003", LISTED(ONE("an order of 1/2/2003", "2003-01-02"))));
    CHECK(becomes(cite, "59 FR 1, 1/1/123456789 999999999/9/94", LISTED("{\"reference\":\"59 FR 1\",\"to\":\"2030-12-31\"}")));
    CHECK(becomes(cite, "59 FR 5664, 13/45/94", LISTED("{\"reference\":\"59 FR 5664\",\"to\":\"2030-12-31\"}")));
}

TEST(birth_dates_in_words) {
    CHECK(becomes(list_add_birth, "15 Jul 1965", "{\"birthDate\":[\"1965-07-15\"]}}"));
    CHECK(becomes(list_add_birth, "November, 1975", "{\"birthDate\":[\"1975-11\"]}}"));
    CHECK(becomes(list_add_birth, "circa 1965", "{\"birthDate\":[[\"1965\",\"\",\"circa 1965\"]]}}"));
    CHECK(becomes(list_add_birth, "1965 to 1968",
                  "{\"birthDate\":[[\"1965\",\"\",\"1965 to 1968\"],[\"1968\",\"\",\"1965 to 1968\"]]}}"));
    CHECK(becomes(list_add_birth, "around the war", "{\"birthDate\":[\"around the war\"]}}"));
}

static void paper(entity *e, const char *text) { /* "kind|value" */
    char kind[100];
    snprintf(kind, sizeof kind, "%.*s", (int)(strchr(text, '|') - text), text);
    list_add_paper(e, kind, strchr(text, '|') + 1, "Russia");
}

TEST(papers_by_kind) {
    CHECK(becomes(paper, "Digital Currency Address - XBT|1abc", "{\"publicKey\":[[\"1abc\",\"\",\"Russia; XBT\"]]}}"));
    CHECK(becomes(paper, "Tax ID No.|7702070139", "{\"taxNumber\":[[\"7702070139\",\"\",\"Russia; Tax ID No.\"]]}}"));
    CHECK(becomes(paper, "SWIFT/BIC|VTBRRUMM", "{\"swiftBic\":[[\"VTBRRUMM\",\"\",\"Russia\"]]}}"));
    CHECK(becomes(paper, "Identification Number|IMO 5342883", "{\"imoNumber\":[[\"IMO 5342883\",\"\",\"Russia; Identification Number\"]]}}"));
    CHECK(becomes(paper, "Organization Established Date|17 Oct 1990", "{\"incorporationDate\":[\"1990-10-17\"]}}"));
    CHECK(becomes(paper, "Secondary sanctions risk:|See Section 11", "{\"notes\":[[\"See Section 11\",\"\",\"Russia; Secondary sanctions risk\"]]}}"));
    CHECK(becomes(paper, "Listing Date (EO 14024 Directive 2):|24 Feb 2022",
                  "{},\"listings\":[{\"article\":\"EO 14024 Directive 2\",\"from\":\"2022-02-24\"}]}"));
    CHECK(becomes(paper, "Executive Order 13662 Directive Determination -|Subject to Directive 1",
                  "{},\"listings\":[{\"article\":\"Executive Order 13662, Directive 1\"}]}"));
}

/* ---- layouts and hostile files ---------------------------------------------------- */

static cordon_status reads(got *g, const char *reader, const char *text) {
    got_free(g);
    *g = (got){.reader = reader};
    return got_text(g, "list.json", text, strlen(text));
}

/* trade.gov's own layout, invented: not tried on a real file. */
TEST(csl_by_field_names) {
    got g = {0};
    CHECK_INT(reads(&g, "csl",
        "{\"search_performed_at\":\"2026-08-01T10:00:00Z\",\"total\":2,\"results\":[{\"id\":\"ab1\",\"source\":"
        "\"Specially Designated Nationals (SDN) - Treasury Department\",\"entity_number\":36,\"type\":\"Individual\","
        "\"programs\":[\"CUBA\",\"SDGT\"],\"name\":\"PEREZ, Ana\",\"title\":\"Head\",\"addresses\":[{\"address\":\"1 Road\","
        "\"city\":\"Havana\",\"state\":null,\"postal_code\":\"7\",\"country\":\"CU\"}],\"federal_register_notice\":null,"
        "\"start_date\":\"2001-02-03\",\"end_date\":null,\"alt_names\":[\"PEREZ A\"],\"citizenships\":[\"CU\"],"
        "\"dates_of_birth\":[\"circa 1970\"],\"nationalities\":[],\"places_of_birth\":[\"Havana\"],\"ids\":[{\"country\":\"CU\","
        "\"type\":\"Passport\",\"number\":\"A1\",\"issue_date\":null,\"expiration_date\":\"2030-01-01\"}],\"source_list_url\":\"http://u\"},"
        "{\"source\":\"New Kind of List (NKL) - Someone\",\"name\":\"Ship\",\"type\":\"Vessel\",\"vessel_flag\":\"PA\","
        "\"vessel_owner\":\"Owner Ltd\",\"call_sign\":\"XX\",\"colour\":\"red\",\"source_list_url\":\"u\"}]}"), CORDON_OK);
    CHECK(got_has(&g.out, "{\"list\":\"csl-ofac-sdn\",\"key\":\"36\",\"schema\":\"Person\",\"properties\":{\"address\":[\"1 Road, Havana, 7, CU\"],"
                          "\"alias\":[\"PEREZ A\"],\"birthDate\":[[\"1970\",\"\",\"circa 1970\"]],\"birthPlace\":[\"Havana\"],\"citizenship\":[\"CU\"],"
                          "\"city\":[\"Havana\"],\"country\":[\"CU\"],\"firstName\":[\"Ana\"],\"lastName\":[\"PEREZ\"],\"name\":[[\"Ana PEREZ\",\"\",\"PEREZ, Ana\"]],\"passportNumber\":[[\"A1\",\"\",\"CU; expires 2030-01-01; Passport\"]],"
                          "\"position\":[\"Head\"],\"recordId\":[\"ab1\"],\"sourceUrl\":[\"http://u\"]},\"listings\":[{\"programme\":\"CUBA\",\"from\":\"2001-02-03\"},"
                          "{\"programme\":\"SDGT\",\"from\":\"2001-02-03\"}]}"));
    CHECK(got_has(&g.out, "{\"list\":\"csl-nkl\",\"key\":\"Ship\",\"schema\":\"Vessel\""));
    CHECK(got_has(&g.out, "\"links\":[{\"kind\":\"Ownership\",\"role\":\"vessel owner\",\"to_name\":\"Owner Ltd\"}]"));
    CHECK(got_has(&g.notes, "new list: \"New Kind of List (NKL) - Someone\" is not known; it is read as csl-nkl"));
    CHECK(got_has(&g.notes, "not read: colour: 1 times"));
    CHECK_INT(g.vintage, 20260801);
    got_free(&g);
}

#define COMPACT                                                                                    \
    "{\"entryCount\":%d,\"countsBySource\":{},\"fieldKey\":{\"n\":\"name\",\"a\":\"alt_names\","   \
    "\"s\":\"source (index into tables.sources)\"},\"tables\":{\"sources\":[\"List (EL) - B\"]},\"entries\":["

/* 40 good records, then `more`. */
static void many(buf *b, const char *more) {
    b->len = 0;
    buf_printf(b, COMPACT, 41);
    for (int i = 0; i < 40; i++) buf_printf(b, "{\"n\":\"Firm %d\",\"s\":0},\n", i);
    buf_printf(b, "%s]}", more);
}

TEST(bad_records_are_told) {
    got g = {0};
    buf b = {0};
    many(&b, "{\"n\":\"X\",\"s\":1}");
    CHECK_INT(reads(&g, "csl", b.p), CORDON_OK);
    CHECK(got_has(&g.refused, "41:14 source \"1\": expected a value of the kind that fieldKey says, within its table"));
    CHECK_INT(g.entities, 40);
    many(&b, "{\"s\":0}");
    CHECK_INT(reads(&g, "csl", b.p), CORDON_OK);
    CHECK(got_has(&g.refused, "41:1 name \"\": expected a name"));
    many(&b, "{\"n\":{\"x\":1},\"s\":0}");
    CHECK_INT(reads(&g, "csl", b.p), CORDON_OK);
    CHECK(got_has(&g.refused, "41:6 name \"an object\": expected"));
    many(&b, "7");
    CHECK_INT(reads(&g, "csl", b.p), CORDON_OK);
    CHECK(got_has(&g.refused, "41:1 record \"a number\": expected an object"));
    buf_free(&b);
    got_free(&g);
}

TEST(monstrous_records) {
    got g = {0};
    buf b = {0}, more = {0};
    buf_str(&more, "{\"n\":\"");
    for (int i = 0; i < 1 << 20; i++) buf_char(&more, 'N');
    buf_str(&more, "\",\"s\":0}");
    many(&b, more.p);
    CHECK_INT(reads(&g, "csl", b.p), CORDON_OK);
    CHECK_INT(g.entities, 40);
    CHECK(got_has(&g.refused, "within its bounds"));
    for (int n = 25000; n <= 1000000; n *= 40) {
        more.len = 0;
        buf_str(&more, "{\"n\":\"X\",\"s\":0,\"a\":[\"A\"");
        for (int i = 0; i < n; i++) buf_printf(&more, ",\"A%d\"", i);
        buf_str(&more, "]}");
        many(&b, more.p);
        CHECK_INT(reads(&g, "csl", b.p), CORDON_OK);
        CHECK_INT(g.entities, 40);
        CHECK(got_has(&g.refused, n < 100000 ? "within its bounds" : "more than 4194304 bytes in one value"));
    }
    more.len = 0;
    for (int i = 0; i < 100000; i++) buf_char(&more, '[');
    for (int i = 0; i < 100000; i++) buf_char(&more, ']');
    many(&b, more.p);
    CHECK_INT(reads(&g, "csl", b.p), CORDON_OK);
    CHECK(got_has(&g.refused, "more than 32 levels of nesting"));
    buf_free(&b);
    buf_free(&more);
    got_free(&g);
}

static bool refuses(const char *reader, const char *text, unsigned line, const char *words) {
    got g = {0};
    cordon_status status = reads(&g, reader, text);
    bool good = status == CORDON_EFORMAT && g.err.line == line && strstr(g.err.message, words) &&
                (g.bad || !g.covers.len);
    if (!good) printf("# %s: %d %u:%u %s; want %s\n", reader, status, (unsigned)g.err.line, g.err.column, g.err.message, words);
    got_free(&g);
    return good;
}

TEST(wrong_files) {
    char text[2000];
    CHECK(refuses("csl", "<html>", 1, "expected \"{\" or \"[\""));
    CHECK(refuses("csl", "{\"entries\":[\n{\"n\":\"A\"}]}", 2, "expected fieldKey and tables before entries"));
    CHECK(refuses("csl", "{\"fieldKey\":{\"s\":\"source (index into tables.sources)\"},\n\"tables\":{}}", 2, "a table that fieldKey names is not there"));
    CHECK(refuses("csl", "{\"total\":0,\"results\":[]}", 0, "no records"));
    snprintf(text, sizeof text, COMPACT "{\"n\":\"A\",\"s\":0},\n{\"n\":\"B\xff\",\"s\":0}]}", 2);
    CHECK(refuses("csl", text, 2, "bytes that are no UTF-8"));
    snprintf(text, sizeof text, COMPACT "{\"n\":\"A\",\"s\":0},\n{\"n\":\"B", 2);
    CHECK(refuses("csl", text, 2, "ends"));
    CHECK(refuses("bis-entity", "{\"list_id\":\"bis-unknown\",\n\"entities\":[]}", 1, "list_id \"bis-unknown\"; expected"));
    CHECK(refuses("bis-entity", "{\"entities\":[\n{\"name\":\"A\"}]}", 2, "a record before \"list_id\""));
    CHECK(refuses("bis-entity", "{\"list_id\":\"bis-meu\",\"entities\":[{\"name\":\"A\"},\n{\"name\":\"B\"", 2, "ends"));
    CHECK(refuses("bis-entity", "{\"list_id\":\"bis-meu\",\"entities\":[\n{\"name\":7}]}", 2, "name \"7\": expected a text"));
    CHECK(refuses("bis-entity", "[]", 0, "no records"));
}

/* Every allocation of an arena fails once: no memory is said, nothing leaks, and then it works. */
TEST(no_memory_is_said) {
    static const char *const files[][2] = {{"csl", "csl_excerpt.json"},
                                           {"bis-entity", "ofac_nscmic_excerpt.json"},
                                           {"un", "un_excerpt.xml"},
                                           {"ofac-xml", "ofac_sample.xml"},
                                           {"ofac-xml", "ofac_advanced_sample.xml"},
                                           {"canada", "canada_excerpt.xml"}};
    char path[512], local[200];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        cordon_status status = CORDON_ENOMEM;
        int n = 0, step = 1;
        snprintf(local, sizeof local, "tests/data/lists/%s", files[i][1]);
        for (; status && n < 100000; n += step) {
            got g = {.reader = files[i][0], .silent = true};
            arena_fail_after = n;
            status = got_files(&g, (const char *[]){tree(path, local), NULL});
            arena_fail_after = -1;
            bool said = !status || status == CORDON_ENOMEM || status == CORDON_ELIMIT;
            if (!said) printf("# %s, allocation %d: %d %s\n", local, n, status, g.err.message);
            got_free(&g);
            CHECK(said);
            if (n > 200) step = 1 + n / 100; /* with a malloc for each object there are thousands */
        }
        CHECK_INT(status, CORDON_OK);
        CHECK(n > 1);
    }
}
