/* What is written is JSON, whatever bytes come in. */
#include "base/json.h"

#include <math.h>
#include <stdlib.h>

#include "read/records.h"
#include "test.h"

#define BAD "\xef\xbf\xbd"

TEST(texts_are_escaped) {
    static const struct {
        const char *text;
        size_t len;
        const char *want;
    } cases[] = {
        {"", 0, "\"\""},
        {"a\"b\\c", 5, "\"a\\\"b\\\\c\""},
        {"\n\r\t", 3, "\"\\n\\r\\t\""},
        {"\0\x01\x1f\x7f", 4, "\"\\u0000\\u0001\\u001f\\u007f\""},
        {"a/b", 3, "\"a/b\""},
        {"\xd0\xa0\xd0\xa4", 4, "\"\xd0\xa0\xd0\xa4\""},
        {"\xf0\x9f\x9a\xa2", 4, "\"\xf0\x9f\x9a\xa2\""},
        {"\xff", 1, "\"" BAD "\""},
        {"a\xe9z", 3, "\"a" BAD "z\""},                     /* latin-1 */
        {"\xc3", 1, "\"" BAD "\""},                         /* cut short */
        {"\xc3\"", 2, "\"" BAD "\\\"\""},                   /* must not eat the quote */
        {"\xe2\x82", 2, "\"" BAD BAD "\""},
        {"\xc0\x80", 2, "\"" BAD BAD "\""},                 /* overlong NUL */
        {"\xe0\x80\xaf", 3, "\"" BAD BAD BAD "\""},         /* overlong slash */
        {"\xf0\x80\x80\xaf", 4, "\"" BAD BAD BAD BAD "\""},
        {"\xed\xa0\x80", 3, "\"" BAD BAD BAD "\""},         /* a surrogate */
        {"\xf4\x90\x80\x80", 4, "\"" BAD BAD BAD BAD "\""}, /* above U+10FFFF */
        {"\xf5\x80\x80\x80", 4, "\"" BAD BAD BAD BAD "\""},
        {"\x80", 1, "\"" BAD "\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf b = {0};
        json_text(&b, cases[i].text, cases[i].len);
        bool same = strcmp(buf_text(&b), cases[i].want) == 0;
        if (!same) printf("# got %s\n", buf_text(&b));
        buf_free(&b);
        if (!same) FAIL_("case %zu", i);
    }
}

/* Reads one JSON string back; false when it is none. Escapes as RFC 8259. */
static bool read_back(buf *out, const char *s, size_t len) {
    if (len < 2 || s[0] != '"' || s[len - 1] != '"') return false;
    for (size_t i = 1; i < len - 1; i++) {
        if ((unsigned char)s[i] < 0x20 || s[i] == '"') return false;
        if (s[i] != '\\') {
            buf_char(out, s[i]);
            continue;
        }
        unsigned u;
        switch (s[++i]) {
        case '"':
        case '\\': buf_char(out, s[i]); break;
        case 'n': buf_char(out, '\n'); break;
        case 'r': buf_char(out, '\r'); break;
        case 't': buf_char(out, '\t'); break;
        case 'u':
            if (i + 4 >= len - 1 || sscanf(s + i + 1, "%4x", &u) != 1 || u > 0x7f) return false;
            buf_char(out, (char)u);
            i += 4;
            break;
        default: return false;
        }
    }
    return true;
}

TEST(random_bytes_become_valid_json_and_valid_text_comes_back) {
    static const char pieces[][5] = {"a",    "\"",   "\\",   "\n",       "\x01",         "\xc3\xa9",
                                     "\xff", "\xc3", "\xe2", "\x82\xac", "\xf0\x9f\x9a", "\xa2"};
    for (int i = 0; i < 20000; i++) {
        buf in = {0}, json = {0}, out = {0};
        for (size_t n = test_random() % 8; n; n--)
            buf_str(&in, pieces[test_random() % (sizeof pieces / sizeof *pieces)]);
        if (test_random() % 8 == 0) buf_char(&in, 0);
        json_text(&json, buf_text(&in), in.len);
        bool valid = records_utf8(buf_text(&in), in.len);
        bool ok = read_back(&out, json.p, json.len) && records_utf8(json.p, json.len) &&
                  (!valid || (out.len == in.len && !memcmp(buf_text(&out), buf_text(&in), in.len)));
        if (!ok) printf("# got %s\n", json.p);
        buf_free(&in);
        buf_free(&json);
        buf_free(&out);
        CHECK(ok);
    }
}

TEST(an_object_has_its_commas) {
    buf b = {0};
    buf_char(&b, '{');
    json_str(&b, "name", "a,b");
    json_str(&b, "none", NULL);
    json_int(&b, "low", INT64_MIN);
    json_milli(&b, "milli", -50);
    json_date(&b, "from", 20220224);
    json_date(&b, "to", 0);
    json_key(&b, "list");
    buf_char(&b, '[');
    json_int(&b, NULL, 1);
    json_int(&b, NULL, 2);
    buf_str(&b, "]}");
    CHECK(strcmp(buf_text(&b),
                 "{\"name\":\"a,b\",\"none\":null,\"low\":-9223372036854775808,\"milli\":-0.05,"
                 "\"from\":\"2022-02-24\",\"to\":null,\"list\":[1,2]}") == 0);
    buf_free(&b);
}

TEST(numbers_are_short_and_come_back) {
    static const struct {
        double v;
        const char *want;
    } cases[] = {{0.1, "{\"x\":0.1"},     {1.0 / 3, "{\"x\":0.333333333333333"},
                 {1e300, "{\"x\":1e+300"}, {-0.5, "{\"x\":-0.5"},
                 {INFINITY, "{\"x\":null"}, {NAN, "{\"x\":null"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf b = {0};
        buf_char(&b, '{');
        json_number(&b, "x", cases[i].v);
        bool same = strncmp(buf_text(&b), cases[i].want, strlen(cases[i].want)) == 0 &&
                    (!isfinite(cases[i].v) || strtod(b.p + 5, NULL) == cases[i].v);
        buf_free(&b);
        if (!same) FAIL_("case %zu", i);
    }
}
