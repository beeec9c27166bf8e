/* Lists in XML: excerpts of the published files beside what they become, counts of the whole
 * files (README of the data set), and what hostile files come to.             */
#include "list_files.h"

/* ---- hostile files ------------------------------------------------------------ */

typedef struct form {
    const char *reader, *begin, *record, *name, *end_name, *end, *root;
} form;

static const form forms[] = {
    {"un", "<CONSOLIDATED_LIST><INDIVIDUALS>",
     "<INDIVIDUAL><DATAID>%d</DATAID><FIRST_NAME>A %d</FIRST_NAME></INDIVIDUAL>",
     "<INDIVIDUAL><DATAID>x</DATAID><FIRST_NAME>", "</FIRST_NAME></INDIVIDUAL>",
     "</INDIVIDUALS></CONSOLIDATED_LIST>", "<CONSOLIDATED_LIST>"},
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
