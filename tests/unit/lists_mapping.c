/* Tables through mappings: the rules, and the layouts that ship with one. */
#include <unistd.h>

#include "base/data_dir.h"
#include "list_sink.h"

static const char needs[] = "needs the large data set";

static cordon_status text(got *g, const char *s) { return got_text(g, "t.csv", s, strlen(s)); }

/* A mapping of one's own in a file; the caller removes it. */
static bool own(char path[64], const char *rules) {
    strcpy(path, "/tmp/cordon-mapping-XXXXXX.csv");
    int fd = mkstemps(path, 4);
    if (fd < 0) return false;
    size_t len = strlen(rules);
    bool ok = write(fd, rules, len) == (ssize_t)len;
    close(fd);
    return ok;
}

#define HEAD "to,column,value,form,when,lang,detail\n"
#define PLACE "list,,inv,,,,\nkey,No,,,,,\nschema,Kind,,,,,\nmap,schema,P=Person,,,,\nmap,schema,*=Company,,,,\n"

static cordon_status mapped(got *g, const char *rules, const char *table) {
    char path[64];
    if (!own(path, rules)) return CORDON_EIO;
    *g = (got){.reader = "table", .mapping = path};
    cordon_status status = text(g, table);
    unlink(path);
    return status;
}

TEST(rules_of_every_form) {
    got g;
    CHECK_INT(mapped(&g, HEAD "option,delimiter,;,,,,\n" PLACE
        "name/alias,First+Last,,,,@Lang,\nweakAlias,Last,,,Strength=low|weak,,\nbirthDate,Born,,\"date split ,\",,,\n"
        "nationality,Nat,,numbered,,,\nidNumber,Id,,noted,Id!=none,,\nregistrationNumber,Reg,,numbers,,,\n"
        "passportNumber,Pass,,before,Pass~(passport,,\naddress,Street+City|Town,,comma,,,\nprogramme,,PR,,,,\nfrom,Since,,,,,\n"
        "topics,,constant,,Kind!,,\nlink,Owner,Ownership,split |,,,owner\nvintage,Since,,,,,\nignore,Other,,,,,\n",
        "No;Kind;First;Last;Lang;Strength;Born;Nat;Id;Reg;Pass;Street;Town;Since;Owner;Other;More\n"
        "1;P;Made;UP;Russian;;11.8.1960, 1961;1) Russia 2) Cyprus;77 (RU);INN: 7704730655 KPP: 770401001;A1 (passport-x);1 Road;Town;1.2.2024;A|B;x;y\n"
        "1;P;Mad;U;;weak;n/a;Mali;none;X 1;B2;-;Town;2.2.2024;;;\n"
        "2;;Q;;;;;;;;;;;;;;\n"), 0);
    CHECK_INT(g.entities, 2);
    CHECK_INT(g.vintage, 20240202);
    CHECK(got_has(&g.out, "{\"list\":\"inv\",\"key\":\"1\",\"schema\":\"Person\",\"properties\":{\"address\":[\"1 Road, Town\",\"Town\"],\"alias\":[\"Mad U\"],"
                          "\"birthDate\":[\"1960-08-11\",\"1961\"],\"idNumber\":[[\"77\",\"\",\"RU\"]],\"innCode\":[\"7704730655\"],\"kppCode\":[\"770401001\"],"
                          "\"name\":[[\"Made UP\",\"rus\",\"\"]],\"nationality\":[\"Cyprus\",\"Mali\",\"Russia\"],\"passportNumber\":[[\"A1\",\"\",\"(passport-x)\"]],"
                          "\"registrationNumber\":[\"X 1\"],\"weakAlias\":[\"U\"]},\"listings\":[{\"programme\":\"PR\",\"from\":\"2024-02-01\"},"
                          "{\"programme\":\"PR\",\"from\":\"2024-02-02\"}],\"links\":[{\"kind\":\"Ownership\",\"role\":\"owner\",\"to_name\":\"A\"},"
                          "{\"kind\":\"Ownership\",\"role\":\"owner\",\"to_name\":\"B\"}]}"));
    CHECK(got_has(&g.out, "\"key\":\"2\",\"schema\":\"Company\",\"properties\":{\"name\":[\"Q\"],\"topics\":[\"constant\"]}"));
    CHECK(got_has(&g.notes, "column not used: More\n"));
    CHECK(!strstr(buf_text(&g.notes), "Other"));
    CHECK(got_has(&g.covers, "inv\n"));
    got_free(&g);
}

TEST(mappings_that_are_wrong) {
    static const struct {
        const char *rules, *want;
        unsigned line;
    } wrong[] = {
        {HEAD "list,,x,,,,\nschema,,x,,,,\n", "no rule for key", 0},
        {HEAD "key,A,,,,,\nschema,,x,,,,\n", "no rule for list", 0},
        {HEAD PLACE "name,A,,spilt x,,,\n", "form: not known: \"spilt x\"", 7},
        {HEAD PLACE "option,colour,red,,,,\n", "expected delimiter, quote", 7},
        {HEAD PLACE "map,list,nothing,,,,\n", "map: expected X=Y", 7},
        {HEAD PLACE "name,A,,,A!B,,\n", "when: expected", 7},
        {HEAD PLACE ",A,,,,,\n", "to: expected", 7},
        {HEAD PLACE "name,a+b+c+d+e+f+g+h+i+j+k+l+m,,,,,\n", "more than 12 are joined", 7},
        {"to,column\nlist,x\n", "value", 1},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        got g;
        CHECK_INT(mapped(&g, wrong[i].rules, "No,Kind,A\n1,P,B\n"), CORDON_EFORMAT);
        bool told = strstr(g.err.message, wrong[i].want) != NULL;
        if (!told || g.err.line != wrong[i].line) printf("# %zu: %llu %s\n", i, (unsigned long long)g.err.line, g.err.message);
        CHECK(told);
        CHECK_INT(g.err.line, wrong[i].line);
        got_free(&g);
    }
    got g;
    CHECK_INT(mapped(&g, HEAD PLACE "name,A,,,,,\n", "Nr,Kind,A\n1,P,B\n"), CORDON_EFORMAT);
    CHECK(strstr(g.err.message, "no column \"No\" in the header"));
    got_free(&g);
    g = (got){.reader = "table"};
    CHECK_INT(text(&g, "a,b\n"), CORDON_EINVAL);
    CHECK(strstr(g.err.message, "--as FILE.csv"));
    got_free(&g);
}

/* ---- invented rows of known layouts ---- */

#define UKSL "Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,Alias strength,Title,"           \
             "Name non-latin script,Non-latin script type,Non-latin script language,Regime Name,Designation Type,Designation source,Sanctions Imposed,"     \
             "Other Information,UK Statement of Reasons,Address Line 1,Address Line 2,Address Line 3,Address Line 4,Address Line 5,Address Line 6,"          \
             "Address Postal Code,Address Country,Phone number,Website,Email address,Date Designated,D.O.B,Nationality(/ies),National Identifier number,"     \
             "National Identifier additional information,Passport number,Passport additional information,Position,Gender,Town of birth,Country of birth,"    \
             "Type of entity,Subsidiaries,Parent company,Business registration number (s),IMO number,Current owner/operator (s),Previous owner/operator (s),"\
             "Current believed flag of ship,Previous flags,Type of ship,Tonnage of ship,Length of ship,Year Built,Hull identification number (HIN)\n"

TEST(uk_list_in_one_table) {
    got g = {.reader = "uksl"};
    CHECK_INT(text(&g, "Report Date: 12-Aug-2026\n" UKSL
        "16/04/2026,INV0001,12703,TAe.010,UP,Made,,,,,Primary Name,,Mr,\xd0\x90\xd0\xb1\xd0\xb2" ",Cyrillic,Russian,The Invented Regulations 2019,Individual,UK,Asset freeze|Travel ban,Note,Reasons,1 Road,,,,,,12345,Russia,+1,,,29/06/2022,dd/mm/1967,Russia,77,,AB1,issued 2001,Minister,Male,Town,Russia,,,,,,,,,,,,,,\n"
        "16/04/2026,INV0001,12703,TAe.010,VANYA,,,,,,Alias,Low quality,,,,,The Invented Regulations 2019,Individual,UK,Asset freeze|Travel ban,Note,Reasons,,,,,,,,,,,,29/06/2022,01/02/1968,,,,,,,,,,,,,,,,,,,,,,,\n"
        "16/04/2026,INV0002,,,STAR,,,,,,Primary Name,,,,,,The Invented Regulations 2019,Ship,UK,,,,,,,,,,,,,,,01/01/2024,,,,,,,,,,,,,,,9326861,Owner Ltd,,Panama,,Tanker,5000,,2010,\n"), 0);
    CHECK_INT(g.entities, 2);
    CHECK_INT(g.vintage, 20260812);
    CHECK(got_has(&g.out, "{\"list\":\"uk-sl\",\"key\":\"INV0001\",\"schema\":\"Person\",\"properties\":{\"address\":[\"1 Road, 12345, Russia\"],"
                          "\"alias\":[[\"\xd0\x90\xd0\xb1\xd0\xb2\",\"rus\",\"Cyrillic\"]],\"authorityId\":[[\"12703\",\"\",\"OFSI Group ID\"]],\"birthCountry\":[\"Russia\"],"
                          "\"birthDate\":[\"1967\",\"1968-02-01\"],"));
    CHECK(got_has(&g.out, "\"passportNumber\":[[\"AB1\",\"\",\"issued 2001\"]]"));
    CHECK(got_has(&g.out, "\"weakAlias\":[\"VANYA\"]},\"listings\":[{\"programme\":\"The Invented Regulations 2019\",\"reference\":\"UK\",\"reason\":\"Reasons\",\"from\":\"2022-06-29\"}]"));
    CHECK(got_has(&g.out, "\"imoNumber\":[\"9326861\"]"));
    CHECK(got_has(&g.out, "\"links\":[{\"kind\":\"Ownership\",\"role\":\"current owner or operator\",\"to_name\":\"Owner Ltd\"}]"));
    CHECK(!g.notes.len);
    got_free(&g);
}

#define FSF11 "fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_UnitedNationId;Entity_DesignationDate;Entity_SubjectType_ClassificationCode;"         \
              "Entity_Regulation_NumberTitle;Entity_Regulation_Programme;NameAlias_WholeName;NameAlias_NameLanguage;Address_Street;Address_CountryIso2Code;"     \
              "Address_CountryDescription;BirthDate_BirthDate;BirthDate_Year;Identification_Number;Identification_TypeCode;Identification_TypeDescription;Identification_CountryIso2Code\n"

TEST(eu_list_by_its_later_header) {
    got g = {.reader = "eu-fsf"};
    CHECK_INT(text(&g, "\xef\xbb\xbf" FSF11 "01/09/2026;13;EU.1.1;QDi.1;2001-05-28;P;2001/927;TERR;Made UP;EN;;;;;;;;;\n"
                       "01/09/2026;13;EU.1.1;QDi.1;2001-05-28;P;2001/927;TERR;\xd0\x90;RU;;;;;;;;;\n"
                       "01/09/2026;13;EU.1.1;QDi.1;2001-05-28;P;2001/927;TERR;;;1 Road;RU;RUSSIA;;1960;A1;passport;Passport;RU\n"), 0);
    CHECK_INT(g.vintage, 20260901);
    CHECK(got_has(&g.out, "{\"list\":\"eu-fsf\",\"key\":\"EU.1.1\",\"schema\":\"Person\",\"properties\":{\"address\":[\"1 Road, RUSSIA\"],\"alias\":[[\"\xd0\x90\",\"rus\",\"\"]],"
                          "\"birthDate\":[\"1960\"],\"country\":[[\"RUSSIA\",\"\",\"RU\"]],\"name\":[[\"Made UP\",\"eng\",\"\"]],\"passportNumber\":[[\"A1\",\"\",\"RU\"]],"
                          "\"unscId\":[\"QDi.1\"]},\"listings\":[{\"programme\":\"TERR\",\"reference\":\"2001/927\",\"from\":\"2001-05-28\"}]}"));
    got_free(&g);
}

TEST(eu_list_as_xml) {
    got g = {.reader = "eu-fsf"};
    CHECK_INT(text(&g, "<?xml version=\"1.0\"?><export xmlns=\"http://eu.europa.ec/fpi/fsd/export\" generationDate=\"2026-09-01T10:00:00.000+02:00\" globalFileId=\"1\">"
        "<sanctionEntity designationDate=\"2022-02-28\" unitedNationId=\"\" euReferenceNumber=\"EU.7.1\" logicalId=\"13\">"
        "<remark>A remark</remark><regulation programme=\"UKR\" numberTitle=\"2022/1\" publicationDate=\"2022-02-28\"><publicationUrl>http://x</publicationUrl></regulation>"
        "<subjectType code=\"person\" classificationCode=\"P\"/>"
        "<nameAlias firstName=\"Made\" lastName=\"UP\" wholeName=\"Made UP\" gender=\"M\" nameLanguage=\"EN\" strong=\"true\" logicalId=\"1\"/>"
        "<nameAlias wholeName=\"Vanya\" strong=\"false\" logicalId=\"2\"/>"
        "<citizenship countryIso2Code=\"RU\" countryDescription=\"RUSSIAN FEDERATION\"/>"
        "<birthdate circa=\"false\" calendarType=\"GREGORIAN\" year=\"1960\" monthOfYear=\"2\" city=\"Town\" countryIso2Code=\"00\" countryDescription=\"UNKNOWN\"/>"
        "<birthdate circa=\"true\" birthdate=\"1961-01-01\" calendarType=\"GREGORIAN\" countryIso2Code=\"RU\" countryDescription=\"RUSSIAN FEDERATION\"/>"
        "<address street=\"1 Road\" city=\"Town\" countryIso2Code=\"RU\" countryDescription=\"RUSSIAN FEDERATION\"><contactInfo key=\"EMAIL\" value=\"a@b.c\"/></address>"
        "<identification number=\"AB 1\" identificationTypeCode=\"passport\" identificationTypeDescription=\"National passport\" countryIso2Code=\"RU\" knownFalse=\"true\"/>"
        "</sanctionEntity></export>"), 0);
    CHECK_INT(g.vintage, 20260901);
    CHECK(got_has(&g.out, "{\"list\":\"eu-fsf\",\"key\":\"EU.7.1\",\"schema\":\"Person\",\"properties\":{\"address\":[[\"1 Road, Town, RUSSIAN FEDERATION\",\"\",\"RU\"]],"
                          "\"birthCountry\":[[\"RUSSIAN FEDERATION\",\"\",\"RU\"]],\"birthDate\":[\"1960-02\",[\"1961-01-01\",\"\",\"circa\"]],\"birthPlace\":[\"Town\"],"
                          "\"citizenship\":[[\"RUSSIAN FEDERATION\",\"\",\"RU\"]],\"country\":[[\"RUSSIAN FEDERATION\",\"\",\"RU\"]],\"email\":[[\"a@b.c\",\"\",\"EMAIL\"]],"
                          "\"firstName\":[\"Made\"],\"gender\":[\"M\"],\"lastName\":[\"UP\"],\"name\":[[\"Made UP\",\"eng\",\"\"]],\"notes\":[\"A remark\"],"
                          "\"passportNumber\":[[\"AB 1\",\"\",\"RU; known to be false\"]],\"weakAlias\":[\"Vanya\"]},"
                          "\"listings\":[{\"programme\":\"UKR\",\"reference\":\"2022/1\",\"from\":\"2022-02-28\"}]}"));
    got_free(&g);
    CHECK_INT(text(&g, "<other/>"), CORDON_EFORMAT);
    CHECK(strstr(g.err.message, "the root is other"));
    CHECK_INT(text(&g, "<!DOCTYPE a [<!ENTITY b \"c\">]><export>&b;</export>"), CORDON_EFORMAT);
    CHECK_INT(text(&g, "<export><sanctionEntity>"), CORDON_EFORMAT);
    CHECK_INT(text(&g, ""), CORDON_EFORMAT);
    got_free(&g);
}

/* ---- published files ---- */

static void count_links(const entity *e, void *arg) {
    for (uint32_t i = 0; i < e->links; i++) *(unsigned *)arg += strcmp(e->link[i].role, "linked to") == 0;
}

static cordon_status published(got *g, const char *reader, const char *mapping, const char *file) {
    static char path[512], rules[1200];
    char name[100];
    if (!got_shared(path, file)) return CORDON_ENOTFOUND;
    snprintf(name, sizeof name, "data/lists/mappings/%s.csv", mapping ? mapping : "");
    *g = (got){.silent = g->silent, .each = g->each, .arg = g->arg,
               .reader = reader, .mapping = mapping ? data_path(rules, sizeof rules, name) : NULL};
    return got_files(g, (const char *[]){path, NULL});
}

TEST(published_tables) {
    static const struct {
        const char *reader, *mapping, *file, *list;
        unsigned n;
        date_day vintage;
    } want[] = {
        {"uk-conlist", NULL, "uk/ConList_2018-04-13.csv.xz", "uk-conlist", 2106, 20180413}, /* groups of 9,487 rows */
        {"eu-fsf", NULL, "eu/fsf_csv_1.0_sample_2018-07-04.csv.xz", "eu-fsf", 93, 20180704}, /* of 999 rows */
        {"table", "us-1260h", "us/section_1260H_chinese_military_companies.csv.xz", "us-1260h", 234, 0},
        {"table", "us-1286", "us/section_1286.csv.xz", "us-1286", 194, 0},
        {"table", "fincen-special", "us/fincen_special_measures.csv.xz", "fincen-special", 407, 0},
        {"table", "cn-countersanctions", "jp_cn/cn_countersanctions.csv.xz", "cn-counter", 464, 0},
    };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        got g = {.silent = true};
        cordon_status status = published(&g, want[i].reader, want[i].mapping, want[i].file);
        if (status == CORDON_ENOTFOUND) SKIP(needs);
        if (status) printf("# %s: %s\n", want[i].file, g.err.message);
        CHECK_INT(status, 0);
        CHECK_INT(got_count(&g, want[i].list), want[i].n);
        CHECK_INT(g.bad, 0);
        CHECK_INT(g.vintage, want[i].vintage);
        CHECK(!strstr(buf_text(&g.notes), "not used")); /* every column has a rule */
        got_free(&g);
    }
}

/* The README's defects: UK rows have no names, EU rows no kind of subject. */
TEST(the_merged_table_of_banks) {
    unsigned linked = 0;
    got g = {.silent = true, .each = count_links, .arg = &linked};
    cordon_status status = published(&g, "table", "bank-merged", "merged/bank_merged_UN_EU_OFAC_UK_NG_2026-04-22.csv.xz");
    if (status == CORDON_ENOTFOUND) SKIP(needs);
    CHECK_INT(status, 0);
    CHECK_INT(got_count(&g, "merged-ofac"), 18758);
    CHECK_INT(got_count(&g, "merged-uk"), 6045);
    CHECK_INT(got_count(&g, "merged-eu"), 5873);
    CHECK_INT(got_count(&g, "merged-un"), 1005);
    CHECK_INT(got_count(&g, "merged-ng"), 60);
    CHECK_INT(g.bad, 0);
    CHECK(!strstr(buf_text(&g.notes), "not used"));
    printf("# %u links\n", linked);
    CHECK(linked > 7000); /* ownership/ofac_linked_to_edges: 7,804 */
    got_free(&g);
}

TEST(ofsi_dates_and_references) {
    got g = {0};
    if (published(&g, "uk-conlist", NULL, "uk/ConList_2018-04-13.csv.xz") == CORDON_ENOTFOUND) SKIP(needs);
    CHECK(got_has(&g.out, "\"key\":\"13349\",\"schema\":\"Person\""));
    CHECK(got_has(&g.out, "\"birthDate\":[\"1980\",\"1981\"]")); /* 00/00/1980 */
    CHECK(got_has(&g.out, "\"unscId\":[\"QDe.004\"]"));
    CHECK(got_has(&g.out, "\"nationality\":[\"Qatar\",\"Saudi Arabia\"]"));
    got_free(&g);
}
