/* Cases: four states of every value, places of faults, canonical JSON that reads as itself, CSV that is the same case, hostile bytes. */
#include "assess/case_fields.h"

#include <stdlib.h>

#include "assess/euc.h"
#include "base/data_dir.h"
#include "test.h"

static cordon_error err;
static arena mem;
static case_file c;

static cordon_status take(const char *text) {
    arena_destroy(&mem);
    arena_init(&mem, 0);
    memset(&err, 0, sizeof err);
    memset(&c, 0, sizeof c);
    return case_read(&c, &mem, "case", text, strlen(text), &err);
}

#define CHECK_TEXT(got, want)                                                        \
    do {                                                                             \
        const char *g2_ = (got), *w2_ = (want);                                      \
        if (strcmp(g2_, w2_) != 0) FAIL_("%s is \"%s\", want \"%s\"", #got, g2_, w2_); \
    } while (0)
/* Refused there and with those words. */
#define CHECK_FAULT(text, want_line, want_column, words)                       \
    do {                                                                       \
        CHECK_INT(take(text), CORDON_EFORMAT);                                 \
        CHECK_INT(err.line, want_line);                                        \
        CHECK_INT(err.column, want_column);                                    \
        if (!strstr(err.message, words)) FAIL_("\"%s\"", err.message);         \
        CHECK(!c.canonical);                                                   \
    } while (0)

TEST(four_states_are_told_apart) {
    CHECK_INT(take("{\"id\":\"A\",\"destination\":\"\",\"end_use\":null,\"incoterm\":\"Unknown\",\"parties\":[],\"items\":null,\"contract\":{},\"legs\":\"\"}"), 0);
    CHECK_INT(c.id.state, VALUE_GIVEN);
    CHECK_INT(c.destination.state, VALUE_EMPTY);
    CHECK_INT(c.end_use.state, VALUE_UNKNOWN);
    CHECK_INT(c.incoterm.state, VALUE_UNKNOWN);
    CHECK_INT(c.side.state, VALUE_ABSENT);
    CHECK_INT(c.day.state, VALUE_ABSENT);
    CHECK_INT(c.parties_state, VALUE_EMPTY);
    CHECK_INT(c.items_state, VALUE_UNKNOWN);
    CHECK_INT(c.legs_state, VALUE_EMPTY);
    CHECK_INT(c.payments_state, VALUE_ABSENT);
    CHECK_INT(c.contract_state, VALUE_EMPTY);
    CHECK_INT(c.contract.no_reexport_clause.v, TRI_UNKNOWN);
    CHECK_INT(c.contract.no_reexport_clause.state, VALUE_ABSENT);
    CHECK_TEXT(c.contract.no_reexport_clause.pointer, "/contract/no_reexport_clause");
    CHECK_INT(c.euc_state, VALUE_ABSENT);
    CHECK(!c.euc);
    CHECK_TEXT(c.canonical, "{\"id\":\"A\",\"destination\":\"\",\"end_use\":null,\"incoterm\":null,\"parties\":[],\"items\":null,\"legs\":[],\"contract\":{}}");
}

TEST(values_of_every_kind) {
    CHECK_INT(take("{\"day\":\"2024-06-25\",\"items\":[{\"quantity\":0.5,\"military_end_use\":\"no\",\"serials\":[\"A1\",null,\"\"],\"value\":\"unknown\"}],"
                   "\"contract\":{\"ip_licence\":true},\"euc\":{\"end_user\":\"X\",\"items\":[{\"quantity\":3}]}}"),
              0);
    CHECK_INT(c.day.v, 20240625);
    CHECK_INT(c.items, 1);
    CHECK_NEAR(c.item->quantity.v, 0.5, 0);
    CHECK_TEXT(c.item->quantity.pointer, "/items/0/quantity");
    CHECK_INT(c.item->military_end_use.v, TRI_NO);
    CHECK_INT(c.item->serials.n, 3);
    CHECK_INT(c.item->serials.v[1].state, VALUE_UNKNOWN);
    CHECK_TEXT(c.item->serials.v[2].pointer, "/items/0/serials/2");
    CHECK_INT(c.item->value.state, VALUE_UNKNOWN);
    CHECK_INT(c.contract.ip_licence.v, TRI_YES);
    CHECK(c.euc && c.euc->items == 1);
    CHECK_TEXT(c.euc->end_user.v, "X");
    CHECK_NEAR(c.euc->item->quantity.v, 3, 0);
    CHECK_INT(c.euc->on_site.state, VALUE_ABSENT);
    CHECK_TEXT(c.canonical, "{\"day\":\"2024-06-25\",\"items\":[{\"serials\":[\"A1\",null,\"\"],\"quantity\":0.5,\"value\":null,\"military_end_use\":false}],"
                            "\"contract\":{\"ip_licence\":true},\"euc\":{\"end_user\":\"X\",\"items\":[{\"quantity\":3}]}}");
}

TEST(comments_are_read_over_and_change_nothing) {
    char hash[65];
    CHECK_INT(take("{\"id\":\"A\"}"), 0);
    memcpy(hash, c.hash, sizeof hash);
    CHECK_INT(strlen(hash), 64);
    CHECK_INT(take("{\"//\":1,\"// id\":[{}], \"id\" : \"A\"}"), 0);
    CHECK_TEXT(c.hash, hash);
    CHECK_INT(take("{\"id\":\"B\"}"), 0);
    CHECK(strcmp(c.hash, hash) != 0);
}

TEST(faults_name_place_value_and_what_was_expected) {
    CHECK_FAULT("{\n \"day\": \"2024-13-02\"\n}", 2, 9, "/day: \"2024-13-02\"; expected a day, YYYY-MM-DD");
    CHECK_FAULT("{\"items\":[{},{\"quantity\":\"4\"}]}", 1, 26, "/items/1/quantity: \"4\"; expected a number without quotes");
    CHECK_FAULT("{\"items\":[{\"value\":-1}]}", 1, 20, "/items/0/value: -1; expected a number from 0");
    CHECK_FAULT("{\"items\":[{\"code\":854231}]}", 1, 19, "expected a text in quotes");
    CHECK_FAULT("{\"side\":\"shipper\"}", 1, 9, "expected one of: exporter forwarder bank investor");
    CHECK_FAULT("{\"contract\":{\"ip_licence\":\"maybe\"}}", 1, 27, "expected yes, no or unknown");
    CHECK_FAULT("{\"parties\":{}}", 1, 12, "expected an array of objects");
    CHECK_FAULT("{\"parties\":[3]}", 1, 13, "/parties/0: 3; expected an object: a party");
    CHECK_FAULT("{\"contract\":[]}", 1, 13, "expected an object: a contract");
    CHECK_FAULT("{\"parties\":[{\"alias\":{}}]}", 1, 22, "expected an array of texts");
    CHECK_FAULT("{\"id\":\"A\",}", 1, 11, "expected a key in quotes");
    CHECK_FAULT("[]", 1, 1, "expected an object: a case");
    CHECK_FAULT("", 1, 1, "the file ends");
    CHECK_FAULT("{\"id\":\"A\",\"id\":\"B\"}", 1, 16, "stands twice");
}

TEST(an_unknown_key_is_refused_with_the_nearest_known) {
    CHECK_FAULT("{\"items\":[{\"quantty\":1}]}", 1, 22, "/items/0/quantty: unknown key of an item; is \"quantity\" meant?");
    CHECK_FAULT("{\"partise\":[]}", 1, 12, "is \"parties\" meant?");
    CHECK_FAULT("{\"contract\":{\"signd_on\":\"\"}}", 1, 25, "is \"signed_on\" meant?");
    CHECK_FAULT("{\"items\":[{\"hs_cod\":\"\"}]}", 1, 21, "is \"code\" meant?");
    CHECK_FAULT("{\"legs\":[{\"xyzzy\":1}]}", 1, 19, "expected one of: mode from to");
}

TEST(what_contradicts_itself_is_refused) {
    CHECK_FAULT("{\"parties\":[{\"id\":\"a\"},{\"id\":\"b\"},{\"id\":\"a\"}]}", 1, 41, "/parties/2/id: \"a\" is also the id of /parties/0");
    CHECK_FAULT("{\"parties\":[{\"owners\":[{\"low\":60,\"high\":40}]}]}", 1, 24, "/parties/0/owners/0: low 60 above high 40");
    CHECK_FAULT("{\"parties\":[{\"owners\":[{\"share\":60,\"high\":70}]}]}", 1, 24, "expected one way to say it");
    CHECK_FAULT("{\"parties\":[{\"owners\":[{\"share\":100.5}]}]}", 1, 33, "from 0 to 100");
    CHECK_FAULT("{\"parties\":[{\"owners\":[{\"from\":\"2024-01-02\",\"to\":\"2024-01-01\"}]}]}", 1, 50, "a last day before the first day");
}

/* n values of a list, by text. */
static char *many(const char *before, const char *one, int n, const char *after) {
    size_t len = strlen(before) + (strlen(one) + 1) * (size_t)n + strlen(after) + 1;
    char *s = malloc(len), *p = s + sprintf(s, "%s", before);
    for (int i = 0; i < n; i++) p += sprintf(p, "%s%s", i ? "," : "", one);
    strcpy(p, after);
    return s;
}

static cordon_status take_many(const char *before, const char *one, int n, const char *after) {
    char *s = many(before, one, n, after);
    cordon_status status = take(s);
    free(s);
    return status;
}

TEST(bounds_hold_on_either_side) {
    CHECK_INT(take_many("{\"parties\":[", "{}", CASE_PARTIES_MAX, "]}"), 0);
    CHECK_INT(c.parties, CASE_PARTIES_MAX);
    CHECK_INT(take_many("{\"parties\":[", "{}", CASE_PARTIES_MAX + 1, "]}"), CORDON_ELIMIT);
    CHECK(strstr(err.message, "/parties: 201 values; at most 200 are read"));
    CHECK_INT(take_many("{\"legs\":[", "{}", CASE_LEGS_MAX + 1, "]}"), CORDON_ELIMIT);
    CHECK_INT(take_many("{\"parties\":[{\"alias\":[", "\"a\"", CASE_TEXTS_MAX + 1, "]}]}"), CORDON_ELIMIT);
    char *s = malloc(CASE_TEXT_MAX + 40), *p = s + sprintf(s, "{\"id\":\"");
    memset(p, 'x', CASE_TEXT_MAX + 1);
    strcpy(p + CASE_TEXT_MAX, "\"}");
    CHECK_INT(take(s), 0);
    strcpy(p + CASE_TEXT_MAX, "x\"}");
    CHECK_INT(take(s), CORDON_ELIMIT);
    free(s);
    char *big = calloc(1, CASE_BYTES_MAX + 2);
    memset(big, ' ', CASE_BYTES_MAX + 1);
    CHECK_INT(take(big), CORDON_ELIMIT);
    free(big);
}

static char *file(const char *name) {
    char path[512];
    data_path(path, sizeof path, name);
    FILE *in = fopen(path, "rb");
    char *s = in ? calloc(1, 1 << 20) : NULL;
    if (s && fread(s, 1, (1 << 20) - 1, in) == 0) *s = 0;
    if (in) fclose(in);
    return s;
}

/* Canonical JSON reads as itself, byte for byte. */
static int reads_as_itself(void) {
    char *canonical = strdup(c.canonical), hash[65];
    memcpy(hash, c.hash, sizeof hash);
    int same = !take(canonical) && strcmp(c.canonical, canonical) == 0 && strcmp(c.hash, hash) == 0;
    free(canonical);
    return same;
}

TEST(templates_are_read_and_are_canonical_once) {
    static const char *const sides[] = {"exporter", "forwarder", "bank", "investor"};
    for (int i = 0; i < 4; i++) {
        buf b = {0};
        CHECK_INT(case_template(&b, sides[i], &err), 0);
        cordon_status status = take(buf_text(&b));
        if (status) FAIL_("%s: %ju:%u %s", sides[i], (uintmax_t)err.line, err.column, err.message);
        CHECK_TEXT(c.side.v, sides[i]);
        CHECK(c.day.v && c.parties > 2);
        CHECK(reads_as_itself());
        buf_free(&b);
    }
    buf b = {0};
    CHECK_INT(case_template(&b, "smuggler", &err), CORDON_EINVAL);
    CHECK(strstr(err.message, "expected one of: exporter forwarder bank investor"));
    CHECK_INT(case_template(&b, "../templates/bank", &err), CORDON_EINVAL);
    buf_free(&b);
}

TEST(the_published_schema_is_that_of_the_table) {
    buf b = {0};
    char *want = file("data/schema/case.schema.json");
    CHECK(want);
    case_schema(&b);
    const char *to = getenv("WRITE_SCHEMA");
    FILE *out = to ? fopen(to, "wb") : NULL;
    if (out) fputs(buf_text(&b), out), fclose(out);
    CHECK(strcmp(want, buf_text(&b)) == 0);
    free(want);
    buf_free(&b);
}

/* A case at random from the table: every key in a state at random. */
static void random_object(buf *b, const case_shape *s, int depth);

static void random_value(buf *b, const case_field *f, int depth) {
    unsigned r = (unsigned)(test_random() % 8);
    if (r < 3) {
        buf_str(b, r == 0 ? "null" : r == 1 ? "\"unknown\"" : "\"\"");
        return;
    }
    size_t n = test_random() % 3;
    switch (f->kind) {
    case FIELD_TEXT: buf_printf(b, "\"%s%u\"", test_random() % 2 ? "\\u00e9\\\"\\n" : " a", r); return;
    case FIELD_WORD: buf_printf(b, "\"%.*s\"", (int)strcspn(f->words, " "), f->words); return;
    case FIELD_DAY: buf_printf(b, "\"20%02u-%02u-%02u\"", (unsigned)(test_random() % 30), 1 + r, 10 + r); return;
    case FIELD_NUMBER: buf_printf(b, "%.15g", (double)(test_random() % 100000) / 1000); return;
    case FIELD_BOOL: buf_str(b, r % 2 ? "\"yes\"" : "false"); return;
    case FIELD_TEXTS: buf_str(b, n ? "[\"x\",null,\"\"]" : "[]"); return;
    case FIELD_OBJECT: random_object(b, f->shape, depth + 1); return;
    case FIELD_LIST:
        buf_char(b, '[');
        for (size_t i = 0; i < n; i++) {
            if (i) buf_char(b, ',');
            random_object(b, f->shape, depth + 1);
        }
        buf_char(b, ']');
        return;
    }
}

static void random_object(buf *b, const case_shape *s, int depth) {
    bool any = false;
    buf_char(b, '{');
    for (size_t i = s->fields; i-- > 0;) { /* not in the table's order */
        const char *key = s->field[i].key;
        if (test_random() % 2 || strcmp(key, "id") == 0 || strcmp(key, "share") == 0 || strcmp(key, "high") == 0 || strcmp(key, "to") == 0) continue;
        buf_printf(b, "%s\"%s\":", any ? "," : "", key);
        random_value(b, &s->field[i], depth);
        any = true;
    }
    buf_char(b, '}');
}

TEST(canonical_json_of_random_cases_reads_as_itself) {
    for (int k = 0; k < 200; k++) {
        buf b = {0};
        random_object(&b, &case_shape_case, 0);
        cordon_status status = take(buf_text(&b));
        if (status) FAIL_("%s in %s", err.message, buf_text(&b));
        buf_free(&b);
        CHECK(reads_as_itself());
    }
}

TEST(a_table_is_the_same_case_as_its_json) {
    char hash[65];
    CHECK_INT(take("{\"id\":\"A-1\",\"day\":\"2024-06-25\",\"destination\":\"Example\",\"parties\":[{\"role\":\"end_user\",\"name\":\"X, Ltd\",\"alias\":[\"Y\",\"Z\"]},{\"name\":\"W\"}],"
                   "\"items\":[{\"code\":\"8482 10\",\"quantity\":4,\"military_end_use\":false},{\"code\":\"unknown\",\"quantity\":2.5,\"military_end_use\":\"\"}],"
                   "\"contract\":{\"signed_on\":\"2024-01-02\"}}"),
              0);
    memcpy(hash, c.hash, sizeof hash);
    CHECK_INT(take("id,day,destination,parties/0/role,parties/0/name,parties/0/alias,parties/1/name,items/code,items/quantity,items/military_end_use,contract/signed_on\n"
                   "A-1,2024-06-25,Example,end_user,\"X, Ltd\",Y|Z,W,8482 10,4,no,2024-01-02\n"
                   ",,Example,,,,,unknown,2.5,,\n"),
              0);
    CHECK_INT(c.items, 2);
    CHECK_TEXT(c.hash, hash);
}

TEST(faults_of_a_table_name_line_and_column) {
    CHECK_FAULT("items/code,items/quantity\n1,2\n3,x\n", 3, 2, "/items/1/quantity: \"x\"; expected a number");
    CHECK_FAULT("items/code,items/quantty\n1,2\n", 1, 2, "is \"quantity\" meant?");
    CHECK_FAULT("id,items/code\nA,1\nB,2\n", 3, 1, "a file holds one case");
    CHECK_FAULT("parties/1/name,items/code\nA,1\n", 1, 1, "expected number 0 next");
    CHECK_FAULT("parties/name,items/code\nA,1\n", 1, 1, "expected a path such as");
    CHECK_FAULT("items,items/code\nA,1\n", 1, 1, "expected a path such as");
    CHECK_FAULT("contract,items/code\nA,1\n", 1, 1, "expected a path such as");
    CHECK_FAULT("id/x,items/code\nA,1\n", 1, 1, "expected a path such as");
    CHECK_FAULT("items/code,items/code\nA,1\n", 1, 2, "stands twice");
    CHECK_FAULT("id\nA\nA\n", 3, 0, "no column of items");
}

TEST(an_order_of_many_items_is_read) {
    buf b = {0};
    buf_str(&b, "id,items/code,items/quantity\n");
    for (int i = 0; i < 900; i++) buf_printf(&b, "%s,8482 10,%d\n", i ? "" : "A", i);
    CHECK_INT(take(buf_text(&b)), 0);
    CHECK_INT(c.items, 900);
    CHECK_NEAR(c.item[899].quantity.v, 899, 0);
    CHECK_TEXT(c.item[899].quantity.pointer, "/items/899/quantity");
    buf_free(&b);
}

TEST(every_column_that_is_named_can_be_read) {
    buf list = {0}, csv = {0};
    case_columns(&list);
    char *all = strdup(buf_text(&list));
    int n = 0;
    for (char *rest = all, *line; (line = strsep(&rest, "\n")) && *line; n++) {
        csv.len = 0;
        buf_printf(&csv, "%.*s%s\n%s\n", (int)strcspn(line, "\t"), line, strncmp(line, "items/", 6) ? ",items/id" : "", strncmp(line, "items/", 6) ? "unknown,1" : "unknown");
        cordon_status status = take(buf_text(&csv));
        if (status) FAIL_("%s: %s", line, err.message);
    }
    CHECK(n > 150);
    free(all);
    buf_free(&list);
    buf_free(&csv);
}

TEST(an_end_user_certificate_by_itself) {
    const struct euc *e = NULL;
    static const char json[] = "{\"number\":\"1\",\"military\":\"no\",\"items\":[]}", bad[] = "{\"end_usr\":\"X\"}";
    arena_destroy(&mem);
    arena_init(&mem, 0);
    CHECK_INT(case_read_euc(&e, &mem, "euc", json, strlen(json), &err), 0);
    CHECK_INT(e->military.v, TRI_NO);
    CHECK_INT(e->items_state, VALUE_EMPTY);
    CHECK_INT(case_read_euc(&e, &mem, "euc", bad, strlen(bad), &err), CORDON_EFORMAT);
    CHECK(strstr(err.message, "is \"end_use"));
}

TEST(parties_and_answers_are_found) {
    CHECK_INT(take("{\"parties\":[{\"name\":\"b\"},{\"id\":\"b\"}],\"answers\":[{\"question\":\"q\",\"answer\":\"no\",\"on\":\"2024-01-01\"},{\"question\":\"q\",\"answer\":\"yes\","
                   "\"on\":\"2024-02-01\"},{\"question\":\"q\",\"answer\":\"maybe\"}]}"),
              0);
    CHECK_INT(case_party_find(&c, "b"), 1);
    CHECK_INT(case_party_find(&c, "B"), 0);
    CHECK_INT(case_party_find(&c, ""), -1);
    CHECK_TEXT(case_answer_find(&c, "q")->answer.v, "yes");
    CHECK(!case_answer_find(&c, "r"));
    CHECK(case_question_same("risk-assessment", "Risk assessment") && case_question_same("risk_assessment", "risk-assessment"));
    CHECK(!case_question_same("risk-assessment", "riskassessment") && !case_question_same("risk", "risk-") && !case_question_same("", "-"));
}

static cordon_status with_little_memory(void) {
    static const char json[] = "{\"id\":\"A\",\"parties\":[{\"id\":\"a\",\"alias\":[\"x\"]},{\"id\":\"b\"}],\"euc\":{\"items\":[{}]}}";
    arena m;
    case_file out;
    arena_init(&m, 0);
    cordon_status status = case_read(&out, &m, "case", json, strlen(json), &err);
    arena_destroy(&m);
    return status;
}

TEST(every_allocation_that_fails_is_an_error) {
    CHECK_OOM(with_little_memory(), arena_fail_after, CORDON_ENOMEM);
}
