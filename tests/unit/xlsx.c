/* Workbooks: cells of every kind, dates of both calendars, and archives that lie. Then Australia's
 * list. */
#include "read/xlsx.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

#include "list_sink.h"

static const char needs[] = "needs the large data set";

typedef struct zipped {
    char *p;
    size_t len, cap;
} zipped;

/* A zip of parts: name, text, name, text, ..., NULL. repeat: how often the last part's text is
 * written. */
static void zip_parts(zipped *z, const char *const part[], size_t repeat) {
    struct archive *a = archive_write_new();
    z->cap = 4 << 20;
    z->p = malloc(z->cap);
    archive_write_set_format_zip(a);
    archive_write_open_memory(a, z->p, z->cap, &z->len);
    for (; part[0]; part += 2) {
        size_t n = part[2] ? 1 : repeat, len = strlen(part[1]);
        struct archive_entry *e = archive_entry_new();
        archive_entry_set_pathname(e, part[0]);
        archive_entry_set_filetype(e, AE_IFREG);
        archive_entry_set_size(e, (la_int64_t)(n * len));
        archive_write_header(a, e);
        for (size_t i = 0; i < n; i++) archive_write_data(a, part[1], len);
        archive_entry_free(e);
    }
    archive_write_close(a);
    archive_write_free(a);
}

#define WORKBOOK(pr)                                                                               \
    "xl/workbook.xml",                                                                             \
        "<workbook>" pr "<sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\" xmlns:r=\"x\"/>"      \
        "<sheet name=\"B\" sheetId=\"2\" r:id=\"r9\" xmlns:r=\"x\"/></sheets></workbook>"
#define RELATION(id, type, target)                                                                 \
    "<Relationship Id=\"" id "\" Type=\"http://x/" type "\" Target=\"" target "\"/>"
#define RELS(s) "xl/_rels/workbook.xml.rels", "<Relationships>" s "</Relationships>"
#define SHEET(s) "xl/worksheets/s1.xml", "<worksheet><sheetData>" s "</sheetData></worksheet>"
#define USUAL                                                                                      \
    RELS(RELATION("r1", "worksheet", "worksheets/s1.xml")                                          \
             RELATION("r2", "sharedStrings", "sharedStrings.xml"))

static cordon_status show(void *arg, const xlsx_row *row, cordon_error *err) {
    (void)err;
    buf_printf(arg, "%llu", (unsigned long long)row->number);
    for (size_t i = 0; i < row->cells; i++) buf_printf(arg, "|%s", row->cell[i]);
    buf_printf(arg, "%s%s\n", row->over ? "!" : "", row->over ? row->over : "");
    return CORDON_OK;
}

static cordon_status read_bytes(buf *out, const char *p, size_t len, cordon_error *err) {
    stream *s = NULL;
    cordon_status status = stream_open_memory(&s, "b.xlsx", p, len, err);
    out->len = 0;
    buf_str(out, "");
    if (!status) status = xlsx_read(s, show, out, err);
    stream_close(s);
    return status;
}

static cordon_status read_parts(buf *out, const char *const part[], cordon_error *err) {
    zipped z = {0};
    zip_parts(&z, part, 1);
    cordon_status status = read_bytes(out, z.p, z.len, err);
    free(z.p);
    return status;
}
#define READ(out, err, ...) read_parts(out, (const char *const[]){__VA_ARGS__, NULL, NULL}, err)

TEST(cells_of_every_kind) {
    buf out = {0};
    cordon_error err = {0};
    CHECK_INT(READ(&out, &err,
                   SHEET("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"C1\" "
                         "t=\"inlineStr\"><is><t>in</t></is></c></row>"
                         "<row r=\"4\"><c t=\"b\"><v>1</v></c><c><v>1.50</v></c><c "
                         "t=\"str\"><f>A1</f><v>formula</v></c>"
                         "<c t=\"inlineStr\"><is><r><t xml:space=\"preserve\">two "
                         "</t></r><r><t>runs</t></r></is></c><c t=\"e\"><v>#N/A</v></c></row>"
                         "<row/>"),
                   WORKBOOK(""), USUAL, "xl/sharedStrings.xml",
                   "<sst><si><t>zero</t></si><si><r><t>o</t></r><r><t>ne</t></r><rPh><t>x</t></"
                   "rPh></si></sst>"),
              0);
    CHECK(got_has(&out, "1|one||in\n4|1|1.50|formula|two runs|#N/A\n3\n"));
    buf_free(&out);
}

#define STYLES                                                                                     \
    "xl/styles.xml", "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy;@\"/>" \
                     "<numFmt numFmtId=\"165\" formatCode=\"0.00&quot; "                           \
                     "days&quot;\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"  \
                     "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf "                      \
                     "numFmtId=\"164\"/><xf numFmtId=\"165\"/></cellXfs></styleSheet>"
#define DAYS                                                                                       \
    "<row r=\"1\"><c s=\"0\"><v>1957</v></c><c s=\"1\"><v>26451</v></c><c "                        \
    "s=\"2\"><v>46073.5</v></c><c s=\"3\"><v>3</v></c>"                                            \
    "<c s=\"1\"><v>59</v></c><c s=\"1\"><v>61</v></c><c s=\"1\"><v>x</v></c><c "                   \
    "s=\"9\"><v>5</v></c></row>"

TEST(dates_by_their_format) {
    buf out = {0};
    cordon_error err = {0};
    CHECK_INT(READ(&out, &err, WORKBOOK(""), USUAL, STYLES, SHEET(DAYS)), 0);
    CHECK(got_has(&out, "1|1957|1972-06-01|2026-02-20|3|1900-02-28|1900-03-01|x|5\n"));
    CHECK_INT(READ(&out, &err, WORKBOOK("<workbookPr date1904=\"1\"/>"), USUAL, STYLES,
                   SHEET("<row><c s=\"1\"><v>24989</v></c></row>")),
              0);
    CHECK(got_has(&out, "1|1972-06-01\n"));
    buf_free(&out);
}

TEST(workbooks_that_are_none) {
    buf out = {0};
    cordon_error err = {0};
    CHECK_INT(read_bytes(&out, "no zip at all", 13, &err), CORDON_EFORMAT);
    CHECK_INT(READ(&out, &err, "a.txt", "<x/>"), CORDON_EFORMAT);
    CHECK(strstr(err.message, "no part xl/workbook.xml"));
    CHECK_INT(
        READ(&out, &err, WORKBOOK(""), RELS(RELATION("r7", "worksheet", "worksheets/s1.xml"))),
        CORDON_EFORMAT);
    CHECK(strstr(err.message, "without a sheet"));
    CHECK_INT(READ(&out, &err, WORKBOOK(""), RELS(RELATION("r1", "worksheet", "../../etc/passwd"))),
              CORDON_EFORMAT);
    CHECK(strstr(err.message, "leads out"));
    CHECK_INT(READ(&out, &err, WORKBOOK(""),
                   RELS(RELATION("r1", "worksheet", "http://x/s.xml\" TargetMode=\"External"))),
              CORDON_EFORMAT);
    CHECK(strstr(err.message, "leads out"));
    CHECK_INT(READ(&out, &err, WORKBOOK(""), USUAL, "xl/worksheets/s1.xml", "\x1f\x8bgz"),
              CORDON_EFORMAT);
    CHECK(strstr(err.message, "is no XML"));
    CHECK_INT(READ(&out, &err, WORKBOOK(""), USUAL, "xl/worksheets/s1.xml",
                   "<!DOCTYPE a [<!ENTITY e \"x\">]><worksheet>&e;</worksheet>"),
              CORDON_EFORMAT);
    CHECK_INT(READ(&out, &err, WORKBOOK(""), USUAL,
                   SHEET("<row><c t=\"s\"><v>7</v></c></row><row><c r=\"B2\"/><c r=\"A2\"/></row>"
                         "<row><c r=\"ZZZ3\"><v>1</v></c></row>")),
              0);
    CHECK(got_has(
        &out,
        "1!a cell whose string is not there\n2!cells out of order\n3!more than 1024 columns\n"));
    buf_free(&out);
}

TEST(damaged_and_swollen_archives) {
    buf out = {0};
    cordon_error err = {0};
    zipped z = {0};
    zip_parts(&z, (const char *const[]){WORKBOOK(""), USUAL, SHEET(DAYS), NULL, NULL}, 1);
    for (size_t len = 0; len < z.len;
         len += 7) { /* cut anywhere: an error with words, or whole parts */
        err = (cordon_error){0};
        if (read_bytes(&out, z.p, len, &err)) CHECK(err.message[0]);
    }
    free(z.p);
    char *blanks = malloc((1 << 20) + 1);
    memset(blanks, ' ', 1 << 20);
    blanks[0] = '<';
    blanks[1 << 20] = '\0';
    z = (zipped){0};
    zip_parts(
        &z, (const char *const[]){WORKBOOK(""), USUAL, "xl/worksheets/s1.xml", blanks, NULL, NULL},
        257);
    CHECK(z.len < 1 << 20); /* 257 MB in a few hundred kB */
    CHECK_INT(read_bytes(&out, z.p, z.len, &err), CORDON_ELIMIT);
    CHECK(strstr(err.message, "unpacks to more than 256 MB"));
    free(blanks);
    free(z.p);
    buf_free(&out);
}

/* ---- the list ---- */

#define S(c, v) "<c r=\"" c "\" t=\"inlineStr\"><is><t>" v "</t></is></c>"

TEST(rows_of_a_number_are_a_party) {
    zipped z = {0};
    got g = {.reader = "dfat"};
    zip_parts(
        &z,
        (const char *const[]){
            WORKBOOK(""), USUAL, STYLES,
            SHEET(
                "<row>" S("A1", "Reference") S("B1", "Name of Individual or Entity") S("C1", "Type")
                    S("D1", "Name Type") S("E1", "Alias Strength") S("F1", "Date of Birth") S(
                        "G1", "Place of Birth") S("H1", "Citizenship") S("I1", "Address")
                        S("J1", "Additional Information") S("K1", "Listing Information") S(
                            "L1", "New Column") S("M1", "Committees") S("N1", "Control Date")
                            S("O1",
                              "Travel Ban") "</row>"
                                            "<row><c r=\"A2\"><v>2</v></c>" S("B2", "Made UP") S(
                                                "C2", "Individual") S("D2", "Primary Name")
                                                S("F2", "Approximately 1963, 30/01/1972") S(
                                                    "G2", "a) Town, A b) Village, B") S("H2",
                                                                                        "China;na")
                                                    S("I2", "1 Road; 2 Road") S("J2", "TAi.002. "
                                                                                      "Title: "
                                                                                      "Mullah") S(
                                                        "K2",
                                                        "Listed on 25 January 2001 (amended on 3 "
                                                        "Sep 2003)")
                                                        S("M2",
                                                          "1988 (X)") "<c r=\"N2\" "
                                                                      "s=\"1\"><v>46073</v></c>"
                                                                      "<c r=\"O2\" "
                                                                      "t=\"b\"><v>1</v></c></row>"
                                                                      "<row>" S("A3", "2a") S(
                                                                          "B3",
                                                                          "Up  Made") S("C3", "Indi"
                                                                                              "vidu"
                                                                                              "al")
                                                                          S("D3", "Alias") S(
                                                                              "E3",
                                                                              "Weak") "</row>"
                                                                                      "<row><c "
                                                                                      "r=\"A4\"><v>"
                                                                                      "3</v></c>" S(
                                                                                          "B4",
                                                                                          "STAR")
                                                                                          S("C4",
                                                                                            "Vesse"
                                                                                            "l")
                                                                                              S("D"
                                                                                                "4",
                                                                                                "Pr"
                                                                                                "im"
                                                                                                "ar"
                                                                                                "y "
                                                                                                "Na"
                                                                                                "m"
                                                                                                "e") "</row>"),
            NULL, NULL},
        1);
    CHECK_INT(got_text(&g, "l.xlsx", z.p, z.len), 0);
    CHECK_INT(g.entities, 2);
    CHECK_INT(g.vintage, 20260220);
    CHECK(got_has(&g.out,
                  "{\"list\":\"au-dfat\",\"key\":\"2\",\"schema\":\"Person\",\"properties\":{"
                  "\"address\":[\"1 Road\",\"2 Road\"],"
                  "\"birthDate\":[\"1972-01-30\",\"Approximately 1963\"],\"birthPlace\":[\"Town, "
                  "A\",\"Village, B\"],"
                  "\"citizenship\":[\"China\"],\"measure\":[\"Travel "
                  "Ban\"],\"modifiedAt\":[\"2026-02-20\"],\"name\":[\"Made UP\"],"
                  "\"notes\":[[\"Listed on 25 January 2001 (amended on 3 Sep "
                  "2003)\",\"\",\"listing information\"],\"TAi.002. Title: Mullah\"],"
                  "\"unscId\":[\"TAi.002\"],\"weakAlias\":[\"Up "
                  "Made\"]},\"listings\":[{\"programme\":\"1988 (X)\",\"from\":\"2001-01-25\"}"));
    CHECK(got_has(&g.notes, "column not used: New Column\n"));
    CHECK(got_has(&g.covers, "au-dfat\n"));
    free(z.p);
    got_free(&g);
}

static void count(const entity *e, void *arg) {
    unsigned *n = arg;
    n[0] += strcmp(e->schema, "Person") == 0;
    n[1] += strcmp(e->schema, "Vessel") == 0;
    for (uint32_t i = 0; i < e->values; i++) {
        const char *p = e->value[i].prop;
        n[2] += strcmp(p, "name") == 0 || strcmp(p, "alias") == 0 || strcmp(p, "weakAlias") == 0;
    }
}

/* data/lists/README: 11,068 rows of names; 2,543 persons, 1,041 entities and 262 vessels have a
 * primary name. */
TEST(the_published_workbook) {
    char path[512];
    unsigned n[3] = {0};
    if (!got_shared(path, "au_ca/dfat_2026-08-02.xlsx")) SKIP(needs);
    got g = {.reader = "dfat", .silent = true, .each = count, .arg = n};
    CHECK_INT(got_files(&g, (const char *[]){path, NULL}), 0);
    CHECK_INT(g.entities, 2543 + 1041 + 262);
    CHECK_INT(n[0], 2543);
    CHECK_INT(n[1], 262);
    printf("# %u different names of 11,068 rows\n", n[2]);
    CHECK(n[2] > 11000 && n[2] <= 11068);
    CHECK_INT(g.bad, 0);
    CHECK(g.vintage >= 20260701 && g.vintage <= 20260802);
    got_free(&g);
}
