/* Entities: canonical JSON whatever the order, bounds, refusals; the reader of our own form. */
#include "lists/entity.h"

#include <stdlib.h>

#include "lists/reader.h"
#include "test.h"

static cordon_error err;

TEST(values_are_trimmed_and_stand_once) {
    arena mem;
    entity e;
    arena_init(&mem, 0);
    entity_begin(&e, &mem, "list-a", "7", "Company");
    entity_add(&e, "name", " \xc2\xa0\xe3\x80\x80 Ab  c\xef\xbb\xbf\t", -1, NULL, NULL);
    entity_add(&e, "name", "Ab  c", -1, "eng", NULL);
    entity_add(&e, "alias", "Ab  c", -1, NULL, "");
    entity_add(&e, "name", "  \xc2\xa0", -1, NULL, NULL);
    entity_add(&e, "name", "xyz", 2, NULL, NULL);
    entity_add(&e, "notes", "a\x01\nb", -1, NULL, NULL);
    CHECK_INT(e.values, 4);
    CHECK(strcmp(e.value[0].value, "Ab  c") == 0 && strcmp(e.value[0].lang, "eng") == 0);
    CHECK(strcmp(e.value[2].value, "xy") == 0 && !*e.value[2].lang);
    CHECK(strcmp(entity_first(&e, "notes"), "a \nb") == 0 && !entity_first(&e, "x"));
    CHECK(!e.overfull && !e.broken && !e.failed);
    entity_add(&e, "name", "\xff", -1, NULL, NULL);
    CHECK(e.broken && e.values == 4);
    arena_destroy(&mem);
}

TEST(json_by_hand) {
    arena mem;
    entity e;
    buf b = {0};
    arena_init(&mem, 0);
    entity_begin(&e, &mem, "list-a", "7", "Company");
    entity_add(&e, "name", "\"Q\"", -1, NULL, NULL);
    entity_add(&e, "innCode", "77", -1, NULL, "RU");
    entity_list(&e, &(entity_listing){.programme = "P", .from = 20220224});
    entity_relate(&e, &(entity_link){.kind = "Ownership", .to_name = "X", .percent = 50.5});
    entity_relate(&e, &(entity_link){.kind = "Ownership", .to_name = "Y", .percent = NAN});
    entity_json(&b, &e);
    CHECK(strcmp(
              buf_text(&b),
              "{\"list\":\"list-a\",\"key\":\"7\",\"schema\":\"Company\",\"properties\":{"
              "\"innCode\":[[\"77\",\"\",\"RU\"]],\"name\":[\"\\\"Q\\\"\"]},\"listings\":[{"
              "\"programme\":\"P\",\"from\":\"2022-02-24\"}],\"links\":[{\"kind\":\"Ownership\","
              "\"to_name\":\"X\",\"percent\":50.5},{\"kind\":\"Ownership\",\"to_name\":\"Y\"}]}") ==
          0);
    buf_free(&b);
    arena_destroy(&mem);
}

static const char *word(char text[8]) {
    uint64_t r = test_random();
    snprintf(text, 8, "%c%u", (int)('a' + r % 3), (unsigned)(r >> 8) % 7);
    return text;
}

/* The n-th statement of a random entity; the same for the same seed of it. */
static void say(entity *e, char (*w)[8]) {
    switch (w[0][0] % 4) {
    case 0:
        entity_list(e, &(entity_listing){w[1], w[2], NULL, w[3], 20200101 + w[0][1] - '0', 0});
        break;
    case 1: entity_relate(e, &(entity_link){w[1], w[2], w[3], "", w[0][1] - '0'}); break;
    default: entity_add(e, w[1], w[2], -1, NULL, NULL); break;
    }
}

TEST(the_order_of_saying_does_not_matter_and_json_reads_back) {
    for (int round = 0; round < 300; round++) {
        enum { N = 60 };
        char w[N][4][8];
        arena mem;
        entity e, f, back;
        buf one = {0}, two = {0}, three = {0};
        arena_init(&mem, 0);
        for (int i = 0; i < N; i++)
            for (int k = 0; k < 4; k++) word(w[i][k]);
        entity_begin(&e, &mem, "l", "k", "Person");
        entity_begin(&f, &mem, "l", "k", "Person");
        int n = (int)(test_random() % N);
        for (int i = 0; i < n; i++) say(&e, w[i]);
        for (int i = n; i-- > 0;) say(&f, w[i]);
        entity_json(&one, &e);
        entity_json(&two, &f);
        CHECK(one.len == two.len && memcmp(one.p, two.p, one.len) == 0);
        CHECK_INT(entity_read(&back, &mem, one.p, one.len, &err), 0);
        entity_json(&three, &back);
        CHECK(one.len == three.len && memcmp(one.p, three.p, one.len) == 0);
        CHECK_INT(back.values, e.values);
        buf_free(&one), buf_free(&two), buf_free(&three);
        arena_destroy(&mem);
    }
}

TEST(bounds_of_an_entity) {
    arena mem;
    entity e;
    char text[32];
    arena_init(&mem, 0);
    entity_begin(&e, &mem, "l", "k", "Person");
    for (int i = 0; i < 1000000 && !e.overfull; i++) {
        snprintf(text, sizeof text, "%d", i);
        entity_add(&e, "alias", text, -1, NULL, NULL);
    }
    CHECK(e.overfull);
    CHECK_INT(e.values, ENTITY_VALUES_MAX);
    entity_begin(&e, &mem, "l", "k", "Person");
    char *big = malloc(ENTITY_VALUE_BYTES_MAX + 2);
    memset(big, 'x', ENTITY_VALUE_BYTES_MAX + 1);
    big[ENTITY_VALUE_BYTES_MAX + 1] = 0;
    entity_add(&e, "name", big, ENTITY_VALUE_BYTES_MAX, NULL, NULL);
    CHECK(!e.overfull && e.values == 1);
    entity_add(&e, "name", big, -1, NULL, NULL);
    CHECK(e.overfull && e.values == 1);
    free(big);
    arena_destroy(&mem);
}

TEST(what_is_no_entity_is_refused) {
    static const char *const bad[] = {
        "",
        "{}",
        "[]",
        "{\"list\":\"a\",\"key\":\"1\",\"schema\":\"Person\"}",
        "{\"list\":\"a\",\"key\":\"1\",\"schema\":\"Person\",\"properties\":{\"name\":\"x\"}}",
        "{\"list\":\"a\",\"key\":\"1\",\"schema\":\"Person\",\"properties\":{\"name\":[[\"x\","
        "\"y\"]]}}",
        "{\"list\":\"a\",\"key\":1,\"schema\":\"Person\",\"properties\":{}}",
        "{\"list\":\"a\",\"key\":\"1\",\"schema\":\"P\",\"properties\":{},\"listings\":[{\"from\":"
        "\"2022-02-30\"}]}",
        "{\"list\":\"a\",\"key\":\"1\",\"schema\":\"P\",\"properties\":{},\"links\":[{\"percent\":"
        "\"5\"}]}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        arena mem;
        entity e;
        arena_init(&mem, 0);
        CHECK_INT(entity_read(&e, &mem, bad[i], strlen(bad[i]), &err), CORDON_EFORMAT);
        CHECK(*err.message);
        arena_destroy(&mem);
    }
}

/* ---- the frame of readers ------------------------------------------------------- */

static int entities, refusals;
static uint64_t last_line;

static cordon_status take(void *arg, const entity *e, unsigned file, cordon_error *why) {
    (void)arg, (void)file, (void)why;
    entities++;
    last_line = e->line;
    return CORDON_OK;
}
static void refuse(void *arg, unsigned file, uint64_t line, unsigned column, const char *field,
                   const char *value, const char *expected) {
    (void)arg, (void)file, (void)line, (void)column, (void)field, (void)value, (void)expected;
    refusals++;
}

static cordon_status run(const char *text) {
    static list_read r;
    r = (list_read){.reader = list_reader_of(text, strlen(text)),
                    .files = 1,
                    .sink = {.entity = take, .refused = refuse}};
    entities = refusals = 0;
    if (!r.reader || stream_open_memory(&r.file[0], "x.ndjson", text, strlen(text), &err))
        return CORDON_EINVAL;
    cordon_status status = list_read_run(&r, &err);
    stream_close(r.file[0]);
    return status;
}

static char *lines(int good, int bad) {
    buf b = {0};
    for (int i = 0; i < good; i++)
        buf_printf(&b,
                   "{\"list\":\"a\",\"key\":\"%d\",\"schema\":\"Person\",\"properties\":{\"name\":["
                   "\"N\"]}}\n",
                   i);
    for (int i = 0; i < bad; i++) buf_str(&b, "{\"list\":\"a\",\"key\":\"\"}\n");
    return b.p;
}

TEST(bad_records_are_counted_up_to_one_in_twenty) {
    char *some = lines(95, 5), *more = lines(94, 6);
    CHECK_INT(run(some), 0);
    CHECK_INT(entities, 95);
    CHECK_INT(refusals, 5);
    CHECK_INT(last_line, 95);
    CHECK_INT(run(more), CORDON_EFORMAT);
    CHECK_INT(err.line, 95);
    CHECK(strstr(err.message, "6 of 100 records are bad"));
    free(some), free(more);
}

TEST(readers_have_names_and_find_their_files) {
    CHECK(list_reader_named("entities") && !list_reader_named("x") && !list_reader_of("x", 1));
    for (size_t i = 0; list_reader_at(i); i++) {
        const list_reader *r = list_reader_at(i);
        CHECK(*r->name && *r->what && r->read && list_reader_named(r->name) == r);
        if (r->is) CHECK(!r->is("", 0) && !r->is("x\n", 2));
    }
}
