/* Findings: one shape, keys in a fixed order, an id that every part changes. */
#include "finding/finding.h"

#include <stdlib.h>

#include "test.h"

static const int64_t sources[] = {3, 11};

static finding example(void) {
    finding f = {.rule = "flows.growth",
                 .subject = "A > B",
                 .verdict = FINDING_FOUND,
                 .score = -12.5,
                 .low = -20,
                 .high = -5.25,
                 .q_value = 0.01,
                 .as_at = 20230225,
                 .known_by = 20230113,
                 .evidence_n = 2,
                 .method = "a formula",
                 .parameters = "{\"base\":\"2021\"}",
                 .text = "A sent less to B.",
                 .next_question = "Why?"};
    f.evidence[0] = (finding_evidence){.kind = "query",
                                       .measure = "sum(value)",
                                       .parameters = "{\"level\":6}",
                                       .sources = sources,
                                       .sources_n = 2,
                                       .rows = 7,
                                       .sum_milli = 1234567};
    f.evidence[1] = (finding_evidence){.kind = "row", .source = 3, .line = 812, .quote = "A,B,1"};
    return f;
}

static const char *json_of(const finding *f) {
    static buf b;
    b.len = 0;
    finding_json(&b, f);
    return buf_text(&b);
}

static const char *id_of(const finding *f) {
    static char id[4][33];
    static int next;
    char *to = id[next++ % 4];
    finding_id(to, f);
    return to;
}

TEST(the_shape_has_its_keys_in_order) {
    finding f = example();
    char want[1200];
    snprintf(want, sizeof want,
             "{\"id\":\"%s\",\"rule\":\"flows.growth\",\"subject\":\"A > B\",\"verdict\":\"found\","
             "\"score\":-12.5,\"interval\":[-20,-5.25],\"q_value\":0.01,\"as_at\":\"2023-02-25\","
             "\"known_by\":\"2023-01-13\",\"evidence\":[{\"kind\":\"query\",\"measure\":\"sum(value)\","
             "\"parameters\":{\"level\":6},\"sources\":[3,11],\"rows\":7,\"sum\":1234.567},"
             "{\"kind\":\"row\",\"source\":3,\"line\":812,\"quote\":\"A,B,1\"}],\"method\":\"a formula\","
             "\"parameters\":{\"base\":\"2021\"},\"text\":\"A sent less to B.\",\"next_question\":\"Why?\"}",
             id_of(&f));
    if (strcmp(json_of(&f), want) != 0) printf("# %s\n# %s\n", json_of(&f), want);
    CHECK(strcmp(json_of(&f), want) == 0);
    CHECK(strcmp(json_of(&f), json_of(&f)) == 0);
}

TEST(what_is_not_there_is_null) {
    finding f = example();
    f.score = f.low = f.q_value = (double)NAN;
    f.known_by = 0;
    f.parameters = NULL;
    f.evidence_n = 0;
    f.next_question = NULL;
    const char *s = json_of(&f);
    CHECK(strstr(s, "\"score\":null,\"interval\":null,\"q_value\":null,\"as_at\":\"2023-02-25\","
                    "\"known_by\":null,\"evidence\":[],\"method\":\"a formula\",\"parameters\":{},"));
    CHECK(strstr(s, "\"next_question\":null}"));
    f.low = -1, f.high = (double)INFINITY;
    CHECK(strstr(json_of(&f), "\"interval\":[-1,null]"));
    f = example();
    f.high = (double)NAN; /* half an interval is none */
    CHECK(strstr(json_of(&f), "\"interval\":null"));
}

TEST(verdicts_have_four_words) {
    CHECK(strcmp(finding_verdict_name(FINDING_FOUND), "found") == 0);
    CHECK(strcmp(finding_verdict_name(FINDING_NOTHING_FOUND), "nothing_found") == 0);
    CHECK(strcmp(finding_verdict_name(FINDING_NOT_ASSESSED), "not_assessed") == 0);
    CHECK(strcmp(finding_verdict_name(FINDING_FAILED), "failed") == 0);
}

static bool differs(const finding *a, const finding *b, const char *what) {
    if (strcmp(id_of(a), id_of(b)) != 0) return true;
    printf("# %s does not change the id\n", what);
    return false;
}

TEST(every_part_that_makes_a_finding_changes_its_id) {
    static const int64_t others[] = {3, 12};
    finding a = example(), b;
    bool ok = strlen(id_of(&a)) == 32 && strspn(id_of(&a), "0123456789abcdef") == 32;
#define CHANGED(what, statement) b = example(), statement, ok = ok && differs(&a, &b, what)
    CHANGED("rule", b.rule = "flows.gap");
    CHANGED("subject", b.subject = "A > C");
    CHANGED("verdict", b.verdict = FINDING_NOT_ASSESSED);
    CHANGED("score", b.score = -12.500000000000002);
    CHANGED("low", b.low = -21);
    CHANGED("high", b.high = -5);
    CHANGED("q_value", b.q_value = 0.02);
    CHANGED("as_at", b.as_at++);
    CHANGED("known_by", b.known_by++);
    CHANGED("method", b.method = "another");
    CHANGED("parameters", b.parameters = "{\"base\":\"2020\"}");
    CHANGED("evidence", b.evidence_n = 1);
    CHANGED("kind", b.evidence[1].kind = "query");
    CHANGED("measure", b.evidence[0].measure = "count");
    CHANGED("evidence parameters", b.evidence[0].parameters = "{\"level\":4}");
    CHANGED("sources", b.evidence[0].sources = others);
    CHANGED("number of sources", b.evidence[0].sources_n = 1);
    CHANGED("rows", b.evidence[0].rows = 8);
    CHANGED("sum", b.evidence[0].sum_milli++);
    CHANGED("source", b.evidence[1].source = 4);
    CHANGED("line", b.evidence[1].line = 813);
    CHANGED("quote", b.evidence[1].quote = "A,B,2");
#undef CHANGED
    /* The words around it may be put better without being another finding. */
    b = example();
    b.text = "Less went from A to B.";
    b.next_question = NULL;
    CHECK(ok);
    CHECK(strcmp(id_of(&a), id_of(&b)) == 0);
}

/* Escapes cannot move text from one part into another. */
TEST(hostile_texts_stay_texts) {
    finding f = example(), g = example();
    f.subject = "\",\"verdict\":\"found";
    f.text = "</script>\n\r\t\\ \x01 \x7f \xff\xfe \xc3\xa4 \xe2\x80\xa8";
    f.evidence[1].quote = "=cmd|' /C calc'!A0\",\"kind\":\"query";
    const char *s = json_of(&f);
    CHECK(strstr(s, "\"subject\":\"\\\",\\\"verdict\\\":\\\"found\",\"verdict\":\"found\","));
    CHECK(strstr(s, "\"quote\":\"=cmd|' /C calc'!A0\\\",\\\"kind\\\":\\\"query\"}"));
    CHECK(strstr(s, "</script>\\n\\r\\t\\\\ \\u0001 \\u007f \xef\xbf\xbd\xef\xbf\xbd \xc3\xa4 "));
    CHECK(!strpbrk(s, "\n\r\t\x01\x7f"));
    f = example();
    f.rule = "a\",\"subject\":\"b", f.subject = "c";
    g.rule = "a", g.subject = "b\",\"subject\":\"c";
    CHECK(strcmp(id_of(&f), id_of(&g)) != 0);
}

TEST(the_most_evidence_there_may_be) {
    finding f = example();
    for (size_t i = 0; i < FINDING_EVIDENCE_MAX; i++)
        f.evidence[i] = (finding_evidence){.kind = "row", .source = (int64_t)i, .line = INT64_MAX, .quote = ""};
    f.evidence_n = FINDING_EVIDENCE_MAX;
    const char *s = json_of(&f);
    CHECK(strstr(s, "{\"kind\":\"row\",\"source\":7,\"line\":9223372036854775807,\"quote\":\"\"}]"));
}
