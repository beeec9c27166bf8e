/* Large JSON in parts: the same values at the same places as the whole file read at once, lines one by
 * one, and every bound and fault with its place.                              */
#include <stdlib.h>

#include "base/json.h"
#include "base/random.h"
#include "read/json_stream.h"
#include "test.h"

typedef struct opened {
    stream *in;
    json_stream *s;
} opened;

static cordon_status open_text(opened *o, const char *text, size_t len, json_form form) {
    cordon_error err;
    cordon_status status = stream_open_memory(&o->in, "t.json", text, len, &err);
    return status ? status : json_stream_open(&o->s, o->in, form, &err);
}

static void close_text(opened *o) {
    json_stream_close(o->s);
    stream_close(o->in);
}

static void put(buf *b, const json_node *n) {
    buf_printf(b, "%s@%u:%u", json_kind_name(n->kind), n->line, n->column);
    if (n->key) buf_printf(b, "(%s)", n->key);
    if (n->text) buf_str(b, n->text);
    for (const json_node *c = n->first; c; c = c->next) put(b, c);
    buf_char(b, ';');
}

/* Everything the parts hold, as one text; the members that are arrays element by element. */
static cordon_status all_parts(buf *b, const char *text, size_t len, json_form form, size_t *items,
                               cordon_error *err) {
    opened o;
    bool more = true;
    json_item item;
    cordon_status status = open_text(&o, text, len, form);
    for (*items = 0; !status && more; *items += more) {
        status = json_stream_next(o.s, &item, &more, err);
        if (!status && more && item.value) {
            json_node n = *item.value;
            n.key = item.element || !item.member[0] ? NULL : item.member;
            put(b, &n);
        } else if (!status && more) {
            buf_printf(b, "[%s at %llu:%u]", item.refused.message, (unsigned long long)item.line,
                       item.column);
        }
    }
    close_text(&o);
    return status;
}

static void all_whole(buf *b, const char *text, size_t len) {
    json_tree t;
    if (json_tree_read_memory(&t, "t.json", text, len, NULL)) return;
    for (const json_node *c = t.root->first; c; c = c->next)
        if (t.root->kind == JSON_OBJECT && c->kind == JSON_ARRAY)
            for (const json_node *e = c->first; e; e = e->next) put(b, e);
        else
            put(b, c);
    json_tree_free(&t);
}

static void blanks(buf *b, random_state *r) {
    static const char kinds[] = " \n\t\r";
    for (uint64_t n = random_below(r, 4); n--;) buf_char(b, kinds[random_below(r, 4)]);
}

static void random_string(buf *b, random_state *r) {
    static const char *const pieces[] = {"a", "\\\"", "\\\\", "\\n", "\\u00e9", "\xd0\x9e", "{", "}]",
                                         ",", "long enough to be passed in one go ", "\\ud83d\\ude00"};
    buf_char(b, '"');
    for (uint64_t n = random_below(r, 9); n--;)
        buf_str(b, pieces[random_below(r, sizeof pieces / sizeof *pieces)]);
    buf_char(b, '"');
}

static void random_value(buf *b, random_state *r, int depth) {
    uint64_t kind = random_below(r, depth > 3 ? 3 : 5), n = random_below(r, 4);
    if (kind == 0) return random_string(b, r);
    if (kind == 1) return buf_printf(b, "%d.5e1", (int)random_below(r, 1000));
    if (kind == 2) return buf_str(b, random_below(r, 2) ? "true" : "null");
    buf_char(b, kind == 3 ? '[' : '{');
    for (uint64_t i = 0; i < n; i++) {
        if (i) buf_char(b, ',');
        blanks(b, r);
        if (kind == 4) buf_printf(b, "\"k%d\":", (int)i);
        blanks(b, r);
        random_value(b, r, depth + 1);
        blanks(b, r);
    }
    buf_char(b, kind == 3 ? ']' : '}');
}

static void random_document(buf *b, random_state *r, size_t bytes) {
    bool object = random_below(r, 2);
    blanks(b, r);
    buf_char(b, object ? '{' : '[');
    for (int i = 0; b->len < bytes; i++) {
        if (i) buf_char(b, ',');
        blanks(b, r);
        if (object) buf_printf(b, "\"m%d\"", i);
        blanks(b, r);
        if (object) buf_char(b, ':');
        blanks(b, r);
        random_value(b, r, 0);
        blanks(b, r);
    }
    buf_char(b, object ? '}' : ']');
    blanks(b, r);
}

TEST(parts_are_the_whole) {
    for (uint64_t seed = 1; seed <= 60; seed++) {
        random_state r;
        buf doc = {0}, parts = {0}, whole = {0};
        size_t items;
        cordon_error err = {0};
        random_seed(&r, seed);
        random_document(&doc, &r, seed > 50 ? 600000 : random_below(&r, 300)); /* several reads */
        cordon_status status = all_parts(&parts, doc.p, doc.len, JSON_DOCUMENT, &items, &err);
        all_whole(&whole, doc.p, doc.len);
        bool same = !status && strcmp(buf_text(&parts), buf_text(&whole)) == 0;
        if (!same) printf("# seed %d: %s\n", (int)seed, err.message);
        buf_free(&doc);
        buf_free(&parts);
        buf_free(&whole);
        CHECK(same);
    }
}

static bool parts_say(const char *text, json_form form, const char *expected) {
    buf b = {0};
    size_t items;
    cordon_error err = {0};
    cordon_status status = all_parts(&b, text, strlen(text), form, &items, &err);
    if (status) {
        b.len = 0;
        buf_printf(&b, "%s %llu:%u %s", cordon_status_name(status), (unsigned long long)err.line,
                   err.column, err.message);
    }
    bool same = strcmp(buf_text(&b), expected) == 0;
    if (!same) printf("# got  %s\n# want %s\n", buf_text(&b), expected);
    buf_free(&b);
    return same;
}

TEST(lines) {
    CHECK(parts_say("{\"a\":1}\n\n[2]\r\n3", JSON_LINES,
                    "an object@1:1a number@1:6(a)1;;an array@3:1a number@3:22;;a number@4:13;"));
    CHECK(parts_say("", JSON_LINES, ""));
    /* A line that is no JSON is one record: told, and the next one is read. */
    CHECK(parts_say("{\"a\"\n7", JSON_LINES,
                    "[the value ends; expected \":\" after the key at 1:1]a number@2:17;"));
}

TEST(faults_have_their_place) {
    CHECK(parts_say("", JSON_DOCUMENT, "eformat 1:1 the file ends; expected \"{\" or \"[\" (truncated?)"));
    CHECK(parts_say("<html>", JSON_DOCUMENT, "eformat 1:1 \"<\" here; expected \"{\" or \"[\""));
    CHECK(parts_say("[1,\n 2", JSON_DOCUMENT,
                    "eformat 2:3 the file ends; expected \",\" or \"]\" (truncated?)"));
    CHECK(parts_say("{\"a\":[1,]}", JSON_DOCUMENT,
                    "eformat 1:9 \"]\" here; expected a value after the comma"));
    CHECK(parts_say("{\"a\" 1}", JSON_DOCUMENT, "eformat 1:6 \"1\" here; expected \":\" after the key"));
    CHECK(parts_say("{\"a\":}", JSON_DOCUMENT, "eformat 1:6 \"}\" here; expected a value"));
    CHECK(parts_say("{\"a\":{\"b\":[}}", JSON_DOCUMENT, "eformat 1:12 \"}\" here; expected a value"));
    CHECK(parts_say("[1] 2", JSON_DOCUMENT, "eformat 1:5 \"2\" here; expected the end of the file"));
    CHECK(parts_say("[\"\xff\"]", JSON_DOCUMENT, "eformat 1:3 bytes that are no UTF-8"));
    CHECK(parts_say("{\"list\":\n [{\"n\":\"a\" \"b\"}]}", JSON_DOCUMENT,
                    "eformat 2:12 \"\"\" here; expected \",\" or \"}\""));
}

/* One value of many megabytes is passed over, and what follows is read. */
TEST(too_large_is_passed_over) {
    buf b = {0}, got = {0};
    size_t items;
    cordon_error err = {0};
    buf_str(&b, "{\"entities\":[1,[");
    for (int i = 0; i < 1000000; i++) buf_str(&b, "\"alias\",");
    buf_str(&b, "0],2]}");
    cordon_status status = all_parts(&got, b.p, b.len, JSON_DOCUMENT, &items, &err);
    bool same = strcmp(buf_text(&got), "a number@1:141;[more than 4194304 bytes in one value at "
                                       "1:16]a number@1:80000202;") == 0;
    if (!same) printf("# %s\n", buf_text(&got));
    buf_free(&b);
    buf_free(&got);
    CHECK_INT(status, CORDON_OK);
    CHECK_INT(items, 3);
    CHECK(same);
}

TEST(deep_nesting_is_passed_over) {
    buf b = {0}, got = {0};
    size_t items;
    cordon_error err = {0};
    buf_char(&b, '[');
    for (int i = 0; i < 100000; i++) buf_char(&b, '[');
    for (int i = 0; i < 100000; i++) buf_char(&b, ']');
    buf_str(&b, ",7]");
    cordon_status status = all_parts(&got, b.p, b.len, JSON_DOCUMENT, &items, &err);
    bool same = strcmp(buf_text(&got), "[more than 32 levels of nesting at 1:2]a number@1:2000037;") == 0;
    if (!same) printf("# %s\n", buf_text(&got));
    buf_free(&b);
    buf_free(&got);
    CHECK_INT(status, CORDON_OK);
    CHECK(same);
}
