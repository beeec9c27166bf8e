/* Lists in XML: excerpts of the published files beside what they become, counts of the whole
 * files (README of the data set), and what hostile files come to.             */
#include "list_files.h"

/* ---- hostile files ------------------------------------------------------------ */

typedef struct form {
    const char *reader, *begin, *record, *name, *end_name, *end;
} form;

static const form forms[] = {
    {"un", "<CONSOLIDATED_LIST><INDIVIDUALS>",
     "<INDIVIDUAL><DATAID>%d</DATAID><FIRST_NAME>A %d</FIRST_NAME></INDIVIDUAL>",
     "<INDIVIDUAL><DATAID>x</DATAID><FIRST_NAME>", "</FIRST_NAME></INDIVIDUAL>",
     "</INDIVIDUALS></CONSOLIDATED_LIST>"},
    {"ofac-xml", "<sdnList>", "<sdnEntry><uid>%d</uid><lastName>A %d</lastName></sdnEntry>",
     "<sdnEntry><uid>x</uid><lastName>", "</lastName></sdnEntry>", "</sdnList>"},
    {"ofac-xml",
     "<Sanctions><ReferenceValueSets><ListValues><List ID='1'>SDN List</List></ListValues></ReferenceValueSets>",
     "<DistinctParty FixedRef='%d'><Profile ID='%d'><Identity ID='%d'><Alias Primary='true'><DocumentedName>"
     "<DocumentedNamePart><NamePartValue>A %d</NamePartValue></DocumentedNamePart></DocumentedName></Alias>"
     "</Identity></Profile></DistinctParty><SanctionsEntry ProfileID='%d' ListID='1'/>",
     "<SanctionsEntry ProfileID='x' ListID='1'/><DistinctParty FixedRef='x'><Profile ID='x'><Identity ID='x'>"
     "<Alias Primary='true'><DocumentedName><DocumentedNamePart><NamePartValue>",
     "</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity></Profile></DistinctParty>",
     "</Sanctions>"},
    {"canada", "<data-set>",
     "<record><Country>X</Country><Item>%d</Item><EntityOrShip>A %d</EntityOrShip></record>",
     "<record><Country>X</Country><Item>x</Item><EntityOrShip>", "</EntityOrShip></record>", "</data-set>"},
};

/* A file of n good records and what stands in `more` behind them. */
static void good_file(buf *b, const form *f, int n, const char *more) {
    b->len = 0;
    buf_str(b, f->begin);
    for (int i = 0; i < n; i++) {
        const char *p = f->record;
        for (const char *d; (d = strstr(p, "%d")); p = d + 2) {
            buf_add(b, p, (size_t)(d - p));
            buf_printf(b, "%d", i);
        }
        buf_str(b, p);
    }
    buf_str(b, more);
    buf_str(b, f->end);
}

static cordon_status reads(got *g, const form *f, const buf *b) {
    got_free(g);
    *g = (got){.reader = f->reader};
    return got_text(g, "list.xml", buf_text(b), b->len);
}

/* The error has a line, and says so. */
static bool refused_with(const got *g, const char *words) {
    bool good = strcmp(g->err.source, "list.xml") == 0 && g->err.line && strstr(g->err.message, words);
    if (!good) printf("# %s: %s:%u %s; want %s\n", g->reader, g->err.source, (unsigned)g->err.line, g->err.message, words);
    return good;
}

#define EACH_FORM(f) for (const form *f = forms; f < forms + sizeof forms / sizeof *forms; f++)

TEST(wrong_root_dtd_truncation) {
    got g = {0};
    buf b = {0};
    EACH_FORM(f) {
        buf_str(&b, "<html><body>503</body></html>");
        CHECK_INT(reads(&g, f, &b), CORDON_EFORMAT);
        CHECK(refused_with(&g, "the root is <html>; expected <"));
        b.len = 0;
        buf_str(&b, "<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'haha'>");
        for (char c = 'b'; c < 'l'; c++) buf_printf(&b, "<!ENTITY %c '&%c;&%c;&%c;&%c;'>", c, c - 1, c - 1, c - 1, c - 1);
        buf_printf(&b, "]>%s%s&k;%s%s", f->begin, f->name, f->end_name, f->end);
        CHECK_INT(reads(&g, f, &b), CORDON_EFORMAT);
        CHECK(refused_with(&g, "a document type declaration"));
        good_file(&b, f, 30, "");
        CHECK_INT(reads(&g, f, &b), CORDON_OK);
        CHECK_INT(g.entities, 30);
        CHECK(g.covers.len);
        b.len -= strlen(f->end) + 10;
        CHECK_INT(reads(&g, f, &b), CORDON_EFORMAT);
        CHECK(refused_with(&g, "(truncated?)"));
        CHECK(!g.covers.len); /* half a file ends nobody's listing */
        b.len = 0;
        buf_printf(&b, "%s%s", f->begin, f->end);
        CHECK_INT(reads(&g, f, &b), CORDON_EFORMAT);
        CHECK(strstr(g.err.message, "no records"));
        b.len = 0;
    }
    buf_free(&b);
    got_free(&g);
}

/* One record that is too large or too deep among good ones: refused with words, the rest is read. */
TEST(one_monstrous_record) {
    got g = {0};
    buf b = {0}, more = {0};
    EACH_FORM(f) {
        more.len = 0;
        buf_str(&more, f->name);
        for (int i = 0; i < 1 << 20; i++) buf_char(&more, 'N'); /* a name of 1 MB */
        buf_str(&more, f->end_name);
        good_file(&b, f, 30, buf_text(&more));
        CHECK_INT(reads(&g, f, &b), CORDON_OK);
        CHECK_INT(g.entities, 30);
        CHECK(got_has(&g.refused, "expected fewer bytes of text in one element"));
        more.len = 0;
        buf_str(&more, f->name);
        for (int i = 0; i < 70000; i++) buf_char(&more, 'N'); /* above the bound of a value */
        buf_str(&more, f->end_name);
        good_file(&b, f, 30, buf_text(&more));
        CHECK_INT(reads(&g, f, &b), CORDON_OK);
        CHECK_INT(g.entities, 30);
        CHECK(got_has(&g.refused, "expected an entity within its bounds"));
        more.len = 0;
        buf_str(&more, f->name);
        for (int i = 0; i < 100; i++) buf_str(&more, "<deep>");
        good_file(&b, f, 30, buf_text(&more));
        CHECK_INT(reads(&g, f, &b), CORDON_ELIMIT);
        CHECK(refused_with(&g, "more than 64 levels of nesting"));
        good_file(&b, f, 30, "");
        char *n = strstr(b.p, "29");
        *n = (char)0xff;
        CHECK_INT(reads(&g, f, &b), CORDON_EFORMAT);
        CHECK(refused_with(&g, "byte 255: no UTF-8 here"));
    }
    buf_free(&b);
    buf_free(&more);
    got_free(&g);
}

static bool many_aliases(const form *f, const char *begin, const char *alias, const char *end, int n,
                         const char *expected) {
    got g = {0};
    buf b = {0}, more = {0};
    buf_str(&more, begin);
    for (int i = 0; i < n; i++) {
        const char *d = strstr(alias, "%d");
        buf_add(&more, alias, (size_t)(d - alias));
        buf_printf(&more, "%d%s", i, d + 2);
    }
    buf_str(&more, end);
    good_file(&b, f, 30, buf_text(&more));
    cordon_status status = reads(&g, f, &b);
    bool good = !status && g.entities == 30 && got_has(&g.refused, expected);
    buf_free(&b);
    buf_free(&more);
    got_free(&g);
    return good;
}

/* ---- UN ----------------------------------------------------------------------- */

TEST(un_excerpt) { CHECK(golden("un", "un_excerpt", ".xml", 20260801)); }

TEST(un_whole) {
    got g;
    char path[512];
    if (!published(path, "un/un_consolidated_2026-08-01.xml.xz")) SKIP(needs);
    CHECK(whole("un", "un/un_consolidated_2026-08-01.xml.xz", "un-sc", 736 + 275, 20260801, &g));
    unsigned persons = 0;
    for (const char *s = buf_text(&g.out); (s = strstr(s, "\"schema\":\"Person\"")); s++) persons++;
    CHECK_INT(persons, 736);
    CHECK(strcmp(buf_text(&g.covers), "un-sc\n") == 0);
    got_free(&g);
    CHECK(whole("un", "un/un_consolidated_2026-02-27.xml.xz", "un-sc", 730 + 273, 20260227, &g));
    got_free(&g);
}

TEST(un_many_aliases) {
    static const char begin[] = "<INDIVIDUAL><DATAID>x</DATAID>",
                      alias[] = "<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>A%d</ALIAS_NAME></INDIVIDUAL_ALIAS>";
    CHECK(many_aliases(&forms[0], begin, alias, "</INDIVIDUAL>", 25000, "an entity within its bounds"));
    CHECK(many_aliases(&forms[0], begin, alias, "</INDIVIDUAL>", 1000000, "fewer elements in one record"));
}

TEST(un_what_is_new_is_told) {
    static const char text[] =
        "<CONSOLIDATED_LIST dateGenerated='2026-09-01T00:00:00Z'><COUNT>2</COUNT><ENTITIES>\n<ENTITY><DATAID>1</DATAID>"
        "<FIRST_NAME>A</FIRST_NAME><WEBSITE>a.example</WEBSITE><ENTITY_ALIAS><QUALITY>Medium</QUALITY>"
        "<ALIAS_NAME>B</ALIAS_NAME><SCRIPT>Latin</SCRIPT></ENTITY_ALIAS></ENTITY>"
        "<ENTITY><DATAID>2</DATAID><WEBSITE>b.example</WEBSITE><FIRST_NAME>C</FIRST_NAME></ENTITY>"
        "</ENTITIES></CONSOLIDATED_LIST>";
    got g = {.reader = "un"};
    CHECK_INT(got_text(&g, "un.xml", text, sizeof text - 1), CORDON_OK);
    CHECK_INT(g.entities, 2);
    CHECK(got_has(&g.notes, "not read: ENTITY/WEBSITE: 2 times, first in line 2: \"a.example\""));
    CHECK(got_has(&g.notes, "not read: ENTITY/ENTITY_ALIAS/SCRIPT: 1 times"));
    CHECK(got_has(&g.notes, "not read: QUALITY of an alias (read as alias): 1 times, first in line 2: \"Medium\""));
    CHECK(got_has(&g.notes, "not read: COUNT: 1 times"));
    got_free(&g);
}

/* ---- OFAC --------------------------------------------------------------------- */

TEST(ofac_samples) {
    CHECK(golden("ofac-xml", "ofac_consolidated_excerpt", ".xml", 20250328));
    /* The same three invented parties in both forms. */
    CHECK(golden("ofac-xml", "ofac_sample", ".xml", 20260713));
    CHECK(golden("ofac-xml", "ofac_advanced_sample", ".xml", 20260713));
}

/* The counts of the same lists in the US Consolidated Screening List, less the 42 menu-based of later. */
TEST(ofac_whole) {
    got g;
    char path[512];
    if (!published(path, "ofac/consolidated_nonsdn_2025-03-28.xml.xz")) SKIP(needs);
    CHECK(whole("ofac-xml", "ofac/consolidated_nonsdn_2025-03-28.xml.xz", "ofac-ssi", 286, 20250328, &g));
    CHECK_INT(g.entities, 443);
    CHECK_INT(got_count(&g, "ofac-plc"), 78);
    CHECK_INT(got_count(&g, "ofac-cmic"), 68);
    CHECK_INT(got_count(&g, "ofac-mbs"), 9);
    CHECK_INT(got_count(&g, "ofac-cap"), 1);
    CHECK_INT(got_count(&g, "ofac-fse"), 1);
    CHECK(!strstr(buf_text(&g.covers), "ofac-sdn"));
    unsigned okpo = 0;
    for (const char *s = buf_text(&g.out); (s = strstr(s, "\"okpoCode\"")); s++) okpo++;
    CHECK(okpo > 100);
    got_free(&g);
}

/* What the schema allows and the sample has not: dates in part and about, reference details, papers with dates,
 * several lists for one profile, a relation to nobody, no entry at all.        */
TEST(ofac_advanced_forms) {
    static const char text[] =
        "<Sanctions xmlns='urn:ADVANCED_XML'><DateOfIssue><Year>2026</Year><Month>8</Month><Day>2</Day></DateOfIssue>"
        "<ReferenceValueSets><X><FeatureType ID='8'>Birthdate</FeatureType><FeatureType ID='224'>Gender</FeatureType>"
        "<FeatureType ID='344'>Digital Currency Address - XBT</FeatureType><DetailReference ID='91526'>Male</DetailReference>"
        "<List ID='1'>SDN List</List><List ID='2'>Sectoral Sanctions Identifications List</List><List ID='3'>A new list</List>"
        "<AliasType ID='1401'>F.K.A.</AliasType><PartySubType ID='4'>Individual</PartySubType>"
        "<IDRegDocType ID='1571'>Passport</IDRegDocType><Country ID='11'>Utopia</Country><Validity ID='2'>Fraudulent</Validity>"
        "<IDRegDocDateType ID='1480'>Issue Date</IDRegDocDateType><IDRegDocDateType ID='1481'>Expiration Date</IDRegDocDateType>"
        "<RelationType ID='5'>Leader or official of</RelationType><SanctionsType ID='1'>Program</SanctionsType>"
        "<NamePartType ID='1520'>Last Name</NamePartType><NamePartType ID='1521'>First Name</NamePartType></X></ReferenceValueSets>"
        "<IDRegDocuments><IDRegDocument ID='1' IDRegDocTypeID='1571' IdentityID='i1' IssuedBy-CountryID='11' ValidityID='2'>"
        "<IDRegistrationNo>P1</IDRegistrationNo><DocumentDate IDRegDocDateTypeID='1481'><DatePeriod><Start><From><Year>2030</Year>"
        "<Month>1</Month><Day>2</Day></From></Start></DatePeriod></DocumentDate></IDRegDocument></IDRegDocuments>"
        "<DistinctParties><DistinctParty FixedRef='36'><Comment>(Linked To: SOMEBODY (X))</Comment><Profile ID='p1' PartySubTypeID='4'>"
        "<Identity ID='i1'><Alias Primary='true' LowQuality='false'><DocumentedName><DocumentedNamePart><NamePartValue NamePartGroupID='g1'>"
        "DOE</NamePartValue></DocumentedNamePart><DocumentedNamePart><NamePartValue NamePartGroupID='g2'>John</NamePartValue>"
        "</DocumentedNamePart></DocumentedName></Alias><Alias AliasTypeID='1401' Primary='false' LowQuality='false'><DocumentedName>"
        "<DocumentedNamePart><NamePartValue>ROE</NamePartValue></DocumentedNamePart></DocumentedName></Alias><NamePartGroups>"
        "<MasterNamePartGroup><NamePartGroup ID='g1' NamePartTypeID='1520'/></MasterNamePartGroup><MasterNamePartGroup>"
        "<NamePartGroup ID='g2' NamePartTypeID='1521'/></MasterNamePartGroup></NamePartGroups></Identity>"
        "<Feature FeatureTypeID='8'><FeatureVersion><DatePeriod><Start Approximate='true'><From><Year>1970</Year><Month>1</Month>"
        "<Day>1</Day></From></Start><End><To><Year>1970</Year><Month>12</Month><Day>31</Day></To></End></DatePeriod></FeatureVersion>"
        "<FeatureVersion><DatePeriod><Start><From><Year>1971</Year><Month>3</Month><Day>1</Day></From></Start><End><To><Year>1972</Year>"
        "<Month>5</Month><Day>4</Day></To></End></DatePeriod></FeatureVersion></Feature>"
        "<Feature FeatureTypeID='224'><FeatureVersion><VersionDetail DetailReferenceID='91526'/></FeatureVersion></Feature>"
        "<Feature FeatureTypeID='344'><FeatureVersion><VersionDetail>1abc</VersionDetail></FeatureVersion></Feature>"
        "</Profile></DistinctParty><DistinctParty FixedRef='37'><Profile ID='p2'><Identity ID='i2'><Alias Primary='true'>"
        "<DocumentedName><DocumentedNamePart><NamePartValue>LOST</NamePartValue></DocumentedNamePart></DocumentedName></Alias>"
        "</Identity></Profile></DistinctParty></DistinctParties>"
        "<ProfileRelationships><ProfileRelationship From-ProfileID='p1' To-ProfileID='p9' RelationTypeID='5' Former='true'/>"
        "</ProfileRelationships><SanctionsEntries><SanctionsEntry ProfileID='p1' ListID='1'><EntryEvent><Date><Year>2020</Year>"
        "<Month>2</Month><Day>3</Day></Date></EntryEvent><SanctionsMeasure SanctionsTypeID='1'><Comment>SDGT</Comment></SanctionsMeasure>"
        "</SanctionsEntry><SanctionsEntry ProfileID='p1' ListID='2'/><SanctionsEntry ProfileID='p1' ListID='3'/></SanctionsEntries></Sanctions>";
    static const char same[] =
        "\"birthDate\":[[\"1970\",\"\",\"circa\"],[\"1971-03-01\",\"\",\"between 1971-03-01 and 1972-05-04\"],"
        "[\"1972-05-04\",\"\",\"between 1971-03-01 and 1972-05-04\"]],\"gender\":[\"male\"],\"name\":[\"John DOE\"],"
        "\"notes\":[\"(Linked To: SOMEBODY (X))\"],\"passportNumber\":[[\"P1\",\"\",\"Utopia; expires 2030-01-02; Fraudulent; "
        "Passport\"]],\"previousName\":[\"ROE\"],\"publicKey\":[[\"1abc\",\"\",\"XBT\"]]}";
    got g = {.reader = "ofac-xml"};
    cordon_status status = got_text(&g, "SDN_ADVANCED.XML", text, sizeof text - 1);
    CHECK_INT(status, CORDON_EFORMAT); /* one of four has no entry */
    CHECK(strstr(g.err.message, "DistinctParty \"LOST\": expected a SanctionsEntry for its profile"));
    CHECK_INT(g.entities, 3);
    CHECK(got_has(&g.out, same));
    CHECK(got_has(&g.out, "{\"list\":\"ofac-sdn\",\"key\":\"36\",\"schema\":\"Person\""));
    CHECK(got_has(&g.out, "\"listings\":[{\"programme\":\"SDGT\",\"from\":\"2020-02-03\"}]"));
    CHECK(got_has(&g.out, "{\"list\":\"ofac-ssi\",\"key\":\"36\""));
    CHECK(got_has(&g.out, "{\"list\":\"ofac-cons\",\"key\":\"36\""));
    CHECK(got_has(&g.out, "{\"kind\":\"UnknownLink\",\"role\":\"Linked To\",\"to_name\":\"SOMEBODY (X)\"}"));
    CHECK(got_has(&g.out, "{\"kind\":\"Directorship\",\"role\":\"Leader or official of; former\"}"));
    CHECK(got_has(&g.notes, "List (read as ofac-cons): 1 times"));
    CHECK_INT(g.vintage, 20260802);
    got_free(&g);
}

/* ---- Canada ------------------------------------------------------------------- */

TEST(canada_excerpt) { CHECK(golden("canada", "canada_excerpt", ".xml", 0)); }

TEST(canada_whole) {
    got g;
    char path[512];
    if (!published(path, "au_ca/canada_sema_2025-06.xml.xz")) SKIP(needs);
    CHECK(whole("canada", "au_ca/canada_sema_2025-06.xml.xz", "ca-sema", 4759, 0, &g));
    unsigned ships = 0;
    for (const char *s = buf_text(&g.out); (s = strstr(s, "\"schema\":\"Vessel\"")); s++) ships++;
    CHECK_INT(ships, 109);
    got_free(&g);
}

static bool canada_aliases(const char *name, const char *aliases, const char *expected) {
    got g = {.reader = "canada"};
    char text[1000];
    snprintf(text, sizeof text, "<data-set><record><Country>X</Country><Item>1</Item>%s<Aliases>%s</Aliases></record></data-set>",
             name, aliases);
    bool good = !got_text(&g, "c.xml", text, strlen(text)) && got_has(&g.out, expected);
    got_free(&g);
    return good;
}

TEST(canada_aliases_are_parted) {
    static const char firm[] = "<EntityOrShip>Firm</EntityOrShip>", person[] = "<LastName>DOE</LastName><GivenName>J</GivenName>";
    CHECK(canada_aliases(firm, "M Invest, OOO", "\"alias\":[\"M Invest, OOO\"]"));
    CHECK(canada_aliases(firm, "KGB, Belarusian KGB; State Security", "\"alias\":[\"Belarusian KGB\",\"KGB\",\"State Security\"]"));
    CHECK(canada_aliases(firm, "Institute of science, technology and so on", "\"alias\":[\"Institute of science, technology and so on\"]"));
    CHECK(canada_aliases(firm, "OAO / One Firm", "\"alias\":[\"One Firm\"],\"legalForm\":[\"OAO\"]"));
    CHECK(canada_aliases(person, "John Doe, Jon Dou; Russian: Jean Do", "\"alias\":[[\"Jean Do\",\"rus\",\"\"],\"John Doe\",\"Jon Dou\"]"));
    CHECK(canada_aliases(person, "DOE, John", "\"alias\":[\"DOE, John\"]"));
    CHECK(canada_aliases(person, "(Jane Roe / Jana Ro", "\"alias\":[\"Jana Ro\",\"Jane Roe\"]"));
    CHECK(canada_aliases("<EntityOrShip>Agency of the Air/Agence de l air</EntityOrShip>", "",
                         "\"alias\":[[\"Agence de l air\",\"\",\"part of the name\"],[\"Agency of the Air\",\"\",\"part of the name\"]]"));
}
