/* The JSON reader: values and places by hand, faults with line and column, a round trip of random
 * documents from a printed seed. */
#include "read/json_tree.h"

#include <stdlib.h>

#include "base/json.h"
#include "test.h"

static cordon_error err;

static cordon_status take(json_tree *t, const char *text) {
    return json_tree_read_memory(t, "x.json", text, strlen(text), &err);
}

TEST(values_keep_their_place_and_their_pointer) {
    json_tree t;
    buf b = {0};
    CHECK_INT(
        take(&t,
             "{\"a\": [1, -2.5e1, true,\n  {\"b/~\": \"\\u00e9\\ud83d\\ude00\\n\"}], \"n\": null}"),
        0);
    const json_node *a = json_get(t.root, "a"), *o = a->first->next->next->next;
    CHECK(a->kind == JSON_ARRAY && a->n == 4 && a->line == 1 && a->column == 7);
    CHECK_NEAR(a->first->next->number, -25, 0);
    CHECK(o->kind == JSON_OBJECT && o->line == 2 && o->column == 3);
    CHECK(strcmp(json_get(o, "b/~")->text, "\xc3\xa9\xf0\x9f\x98\x80\n") == 0);
    json_pointer(&b, json_get(o, "b/~"));
    CHECK(strcmp(buf_text(&b), "/a/3/b~1~0") == 0);
    CHECK(json_get(t.root, "n")->kind == JSON_NULL && !json_get(t.root, "x") && !json_get(a, "x"));
    buf_free(&b);
    json_tree_free(&t);
}

static const struct {
    const char *text;
    unsigned line, column;
} bad[] = {
    {"", 1, 1},
    {"{", 1, 2},
    {"[1,]", 1, 4},
    {"[1 2]", 1, 4},
    {"{\"a\" 1}", 1, 6},
    {"{a: 1}", 1, 2},
    {"{\"a\":1,}", 1, 8},
    {"01", 1, 1},
    {"1.", 1, 3},
    {"-", 1, 2},
    {"1e", 1, 3},
    {"1e999", 1, 1},
    {"nul", 1, 1},
    {"\"a", 1, 3},
    {"\"a\nb\"", 1, 3},
    {"\"\\x\"", 1, 3},
    {"\"\\u12\"", 1, 4},
    {"\"\\ud800\"", 1, 8},
    {"\"\\u0000\"", 1, 8},
    {"\"\xff\"", 1, 2},
    {"1 1", 1, 3},
    {"[\n\n 1,\n x]", 4, 2},
    {"{\"a\":1,\n\"a\":2}", 2, 5},
    {"\"\\", 1, 3},
    {"+1", 1, 1},
    {".5", 1, 1},
    {"NaN", 1, 1},
    {"'a'", 1, 1},
};

TEST(a_fault_has_its_line_and_column) {
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        json_tree t;
        CHECK_INT(take(&t, bad[i].text), CORDON_EFORMAT);
        if (err.line != bad[i].line || err.column != bad[i].column || !*err.message)
            FAIL_("%s: %llu:%u %s", bad[i].text, (unsigned long long)err.line, err.column,
                  err.message);
    }
}

TEST(bounds) {
    json_tree t;
    char deep[2 * JSON_DEPTH_MAX + 8];
    for (int more = 0; more < 2; more++) {
        size_t n = JSON_DEPTH_MAX + (size_t)more;
        memset(deep, '[', n);
        deep[n] = '1';
        memset(deep + n + 1, ']', n);
        CHECK_INT(json_tree_read_memory(&t, "x", deep, 2 * n + 1, &err),
                  more ? CORDON_ELIMIT : CORDON_OK);
        json_tree_free(&t);
    }
    char *many = malloc(2 * JSON_VALUES_MAX + 8), *p = many;
    *p++ = '[';
    for (int i = 0; i < JSON_VALUES_MAX; i++) *p++ = '1', *p++ = ',';
    p[-1] = ']';
    CHECK_INT(json_tree_read_memory(&t, "x", many, (size_t)(p - many), &err), CORDON_ELIMIT);
    CHECK_INT(json_tree_read_memory(&t, "x", many, JSON_BYTES_MAX + 1, &err), CORDON_ELIMIT);
    free(many);
}

/* A document by our writer, read and written again, is the same bytes. */
static void grow(buf *b, int depth) {
    uint64_t r = test_random();
    char text[4] = {(char)(r >> 8 & 0x7f ? r >> 8 & 0x7f : 'x'), (char)('a' + (r >> 16) % 26), 0,
                    0};
    if (depth && r % 4 == 0) {
        buf_char(b, '[');
        for (uint64_t i = 0; i < (r >> 32) % 5; i++) {
            json_key(b, NULL);
            grow(b, depth - 1);
        }
        buf_char(b, ']');
    } else if (depth && r % 4 == 1) {
        buf_char(b, '{');
        for (uint64_t i = 0; i < (r >> 32) % 5; i++) {
            char key[3] = {(char)('a' + i), 'k', 0};
            json_key(b, key);
            grow(b, depth - 1);
        }
        buf_char(b, '}');
    } else if (r % 4 == 2) {
        json_text(b, text, strlen(text));
    } else {
        buf_printf(b, "%.15g", (double)(int64_t)test_random() / 1e9);
    }
}

static void write_again(buf *b, const json_node *n) {
    if (n->kind == JSON_STRING) {
        json_text(b, n->text, strlen(n->text));
    } else if (n->kind == JSON_NUMBER) {
        buf_str(b, n->text);
    } else {
        buf_char(b, n->kind == JSON_ARRAY ? '[' : '{');
        for (const json_node *c = n->first; c; c = c->next) {
            json_key(b, c->key);
            write_again(b, c);
        }
        buf_char(b, n->kind == JSON_ARRAY ? ']' : '}');
    }
}

TEST(what_is_written_reads_back) {
    for (int i = 0; i < 300; i++) {
        buf out = {0}, back = {0};
        json_tree t;
        grow(&out, 6);
        CHECK_INT(json_tree_read_memory(&t, "x", out.p, out.len, &err), 0);
        write_again(&back, t.root);
        CHECK(strcmp(buf_text(&out), buf_text(&back)) == 0);
        buf_free(&out);
        buf_free(&back);
        json_tree_free(&t);
    }
}

TEST(every_allocation_may_fail) {
    json_tree t = {0};
    CHECK_OOM(take(&t, "{\"a\": [1, \"two\", {\"b\": null}], \"c\": 1.5}"), arena_fail_after,
              CORDON_ENOMEM);
    json_tree_free(&t);
}
