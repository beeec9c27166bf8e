/* XML as records: trees, what nobody asked for, bounds, and hostile files. */
#include <stdlib.h>

#include "base/buf.h"
#include "read/xml.h"
#include "test.h"

typedef struct seen {
    buf out;
    unsigned records, stray;
} seen;

static void put(buf *b, const xml_node *n) {
    buf_printf(b, "<%s", n->name);
    for (uint32_t i = 0; i < n->attributes; i++)
        buf_printf(b, " %s=%s", n->attribute[i].name, n->attribute[i].value);
    buf_printf(b, "@%u:%u>%s", (unsigned)n->line, n->column, n->text);
    for (const xml_node *c = n->first; c; c = c->next) put(b, c);
    buf_str(b, "</>");
}

static cordon_status on_root(void *arg, xml_node *root, cordon_error *err) {
    seen *s = arg;
    if (strcmp(root->name, "list") != 0)
        return cordon_fail_at(err, CORDON_EFORMAT, "t.xml", root->line, root->column,
                              "the root is <%s>; expected <list>", root->name);
    put(&s->out, root);
    return CORDON_OK;
}

static cordon_status on_record(void *arg, xml_node *record, cordon_error *err) {
    seen *s = arg;
    (void)err;
    s->records++;
    if (record->over)
        buf_printf(&s->out, "[too many %s at %u:%u]", record->over, (unsigned)record->line,
                   record->column);
    else
        put(&s->out, record);
    return CORDON_OK;
}

static void on_stray(void *arg, const char *name, uint64_t line) {
    seen *s = arg;
    s->stray++;
    buf_printf(&s->out, "[stray %s %u]", name, (unsigned)line);
}

static const char *const names[] = {"entry", "other", NULL};

static cordon_status read_text(seen *s, const char *text, size_t len, cordon_error *err) {
    stream *in;
    xml_reading r = {names, on_root, on_record, on_stray, s};
    cordon_status status = stream_open_memory(&in, "t.xml", text, len, err);
    if (status) return status;
    status = xml_read(in, &r, err);
    stream_close(in);
    return status;
}

static bool says(const char *text, const char *expected) {
    seen s = {0};
    cordon_error err = {0};
    if (read_text(&s, text, strlen(text), &err)) {
        s.out.len = 0;
        buf_printf(&s.out, "%s %u:%u %s", cordon_status_name(err.status), (unsigned)err.line,
                   err.column, err.message);
    }
    bool same = strcmp(buf_text(&s.out), expected) == 0;
    if (!same) printf("# got  %s\n# want %s\n", buf_text(&s.out), expected);
    buf_free(&s.out);
    return same;
}

TEST(records_are_trees) {
    CHECK(says("<list v='1'>\n <entry id=\"7\">\n  <a> x &amp; <![CDATA[y]]> </a><b/>tail</entry>"
               "<wrap><n:other xmlns:n='u'>z</n:other></wrap></list>",
               "<list v=1@1:1></><entry id=7@2:2>tail<a@3:3>x & y</><b@3:33></></>"
               "<other n=u@3:55>z</>"));
}

TEST(text_outside_of_records_is_told) {
    CHECK(says("<list><count>4</count>\n<entry/></list>",
               "<list@1:1></>[stray count 1]<entry@2:1></>"));
}

TEST(faults_have_their_place) {
    CHECK(says("", "eformat 1:1 the file ends; expected an XML element"));
    CHECK(says("<html><body/></html>", "eformat 1:1 the root is <html>; expected <list>"));
    CHECK(says("<list>\n<entry><a>b", "eformat 2:12 the file ends inside <a>; expected </a> (truncated?)"));
    CHECK(says("<list>\n<entry><a", "eformat 2:8 the file ends inside <entry>; expected </entry> (truncated?)"));
    CHECK(says("<list><entry></list>", "eformat 1:16 another end tag here; expected </entry>"));
    CHECK(says("<list><entry>\xff</entry></list>",
               "eformat 1:14 byte 255: no UTF-8 here; expected text in the file's encoding"));
    CHECK(says("<list><entry a='1' a='2'/></list>", "eformat 1:20 no XML here: duplicate attribute"));
    CHECK(says("<list>&nbsp;</list>", "eformat 1:7 no XML here: undefined entity"));
    CHECK(says("{\"a\":1}", "eformat 1:1 no XML here: not well-formed (invalid token)"));
}

#define DOCTYPE(column)                                                                            \
    "eformat 2:" column " a document type declaration (<!DOCTYPE list>): entities are not "        \
    "expanded and nothing is fetched; expected a file without one"

TEST(entities_are_not_expanded) {
    CHECK(says("<?xml version='1.0'?>\n<!DOCTYPE list [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>"
               "<!ENTITY c '&b;&b;&b;&b;'>]><list><entry>&c;</entry></list>", DOCTYPE("16")));
    CHECK(says("<?xml version='1.0'?>\n<!DOCTYPE list [<!ENTITY x SYSTEM 'http://e/'>]><list>&x;</list>",
               DOCTYPE("16")));
    CHECK(says("<?xml version='1.0'?>\n<!DOCTYPE list SYSTEM 'file:///etc/passwd'><list/>",
               DOCTYPE("43")));
}

static char *repeated(const char *begin, const char *piece, size_t times, const char *end) {
    buf b = {0};
    buf_str(&b, begin);
    while (times--) buf_str(&b, piece);
    buf_str(&b, end);
    return b.p;
}

static bool bound(char *text, const char *expected) {
    bool same = says(text, expected);
    free(text);
    return same;
}

TEST(bounds) {
    CHECK(bound(repeated("<list>", "<a>", 100, ""), "elimit 1:196 more than 64 levels of nesting"));
    CHECK(bound(repeated("<list><entry ", "", 0, "x/></list>"), "eformat 1:15 no XML here: not well-formed (invalid token)"));
    CHECK(bound(repeated("<list><entry a=\"", "x", 3000000, "\"/></list>"),
                "elimit 1:7 more than 1048576 bytes in one tag"));
    /* A record that is too large is one record: the next one is read. */
    CHECK(bound(repeated("<list><entry><name>", "X", 1000000, "</name></entry><entry/></list>"),
                "<list@1:1></>[too many bytes of text in one element at 1:7]<entry@1:1000035></>"));
    CHECK(bound(repeated("<list><entry>", "<aka>b</aka>", 1000000, "</entry><entry/></list>"),
                "<list@1:1></>[too many elements in one record at 1:7]<entry@1:12000022></>"));
    CHECK(bound(repeated("<list><entry>", "<aka>01234567890123456789012345678901234567890123456789012345"
                         "678901234567890123456789012345678901234567890123456789</aka>", 99000,
                         "</entry><entry/></list>"),
                "<list@1:1></>[too many bytes in one record at 1:7]<entry@1:11979022></>"));
}

TEST(many_attributes) {
    buf b = {0};
    buf_str(&b, "<list><entry");
    for (int i = 0; i < 65; i++) buf_printf(&b, " a%d='x'", i);
    buf_str(&b, "/></list>");
    bool same = says(b.p, "elimit 1:7 more than 64 attributes of one element");
    buf_free(&b);
    CHECK(same);
}

static void note(void *arg, const char *path, const xml_node *at) {
    buf_printf(arg, "%s=%s ", path, at->text);
}

static cordon_status ask(void *arg, xml_node *record, cordon_error *err) {
    buf *b = arg;
    (void)err;
    buf_printf(b, "%s,%s,%s,", xml_text(record, "name"), xml_text(record, "none"),
               xml_attribute_of(record, "id"));
    for (xml_node *a = xml_child(xml_child(record, "akas"), "aka"); a; a = xml_next(a))
        buf_printf(b, "%s|", a->text);
    buf_char(b, ' ');
    xml_unused(record, note, b);
    xml_use_all(record);
    buf_char(b, '.');
    xml_unused(record, note, b);
    return CORDON_OK;
}

static cordon_status any_root(void *arg, xml_node *root, cordon_error *err) {
    (void)arg, (void)root, (void)err;
    return CORDON_OK;
}

TEST(what_nobody_asked_for_is_known) {
    static const char text[] = "<l><entry id='4'><name>n</name><akas><aka>a</aka><x><y>1</y></x><aka>b</aka>"
                               "</akas><z>2</z></entry></l>";
    buf b = {0};
    stream *in;
    xml_reading r = {names, any_root, ask, NULL, &b};
    CHECK_INT(stream_open_memory(&in, "t.xml", text, sizeof text - 1, NULL), CORDON_OK);
    cordon_status status = xml_read(in, &r, NULL);
    stream_close(in);
    bool same = strcmp(buf_text(&b), "n,,4,a|b| entry/akas/x/y=1 entry/z=2 .") == 0;
    if (!same) printf("# %s\n", buf_text(&b));
    buf_free(&b);
    CHECK_INT(status, CORDON_OK);
    CHECK(same);
}
