/* Questions, facts as keys, reviews, and answers from a store of invented lists. */
#include "screen/hits.h"

#include <stdlib.h>
#include <unistd.h>

#include "lists/load.h"
#include "screen/coverage.h"
#include "screen/explain.h"
#include "screen/hits_row.h"
#include "folder.h"
#include "test.h"

/* ---- questions */

static cordon_status add(screen_ask *a, const char *name, const char *value, cordon_error *err) {
    return screen_ask_add(a, name, value, strlen(value), err);
}

TEST(facts_of_a_question_are_checked) {
    static const struct {
        const char *name, *value;
        cordon_status status;
    } cases[] = {
        {"birth", "1970", 0},        {"birth", "1970-05", 0},        {"birth", "1970-05-04", 0},
        {"birth", "1970-13", CORDON_EFORMAT}, {"birth", "1970-02-30", CORDON_EFORMAT}, {"birth", "197005", CORDON_EFORMAT},
        {"birth", "70", CORDON_EFORMAT},      {"birth", " 1970 ", 0},    {"gender", "F", 0},
        {"gender", "x", CORDON_EFORMAT},      {"kind", "vessel", 0},     {"kind", "lorry", CORDON_EFORMAT},
        {"id.inn", "1", 0}, {"id.zz", "1", CORDON_EINVAL},                   {"id.", "1", CORDON_EINVAL}, {"id.1", "1", CORDON_EINVAL},
        {"nom", "x", CORDON_EINVAL},          {"name", "\xff", CORDON_EFORMAT}, {"name", "   ", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        arena mem;
        screen_ask a;
        cordon_error err = {0};
        arena_init(&mem, 0);
        screen_ask_begin(&a, &mem);
        cordon_status status = add(&a, cases[i].name, cases[i].value, &err);
        arena_destroy(&mem);
        if (status != cases[i].status) printf("# %s %s\n", cases[i].name, cases[i].value);
        CHECK_INT(status, cases[i].status);
    }
}

TEST(the_bounds_of_a_question) {
    arena mem;
    screen_ask a;
    cordon_error err = {0};
    char *big = calloc(1, (1 << 20) + 1);
    CHECK(big);
    memset(big, 'a', 1 << 20);
    arena_init(&mem, 0);
    screen_ask_begin(&a, &mem);
    CHECK_INT(screen_ask_add(&a, "name", big, 1 << 20, &err), CORDON_ELIMIT);
    CHECK(strstr(err.message, "1048576 bytes"));
    CHECK_INT(screen_ask_add(&a, "name", big, NAME_BYTES_MAX, &err), 0);
    CHECK_INT(screen_ask_add(&a, "name", big, NAME_BYTES_MAX + 1, &err), CORDON_ELIMIT);
    for (int i = 1; i < ASK_VALUES_MAX; i++) {
        char text[16];
        snprintf(text, sizeof text, "n%d", i);
        CHECK_INT(add(&a, "alias", text, &err), 0);
    }
    CHECK_INT(add(&a, "alias", "one more", &err), CORDON_ELIMIT);
    arena_destroy(&mem);
    free(big);
}

TEST(the_same_facts_in_any_order_are_one_question) {
    arena mem;
    screen_ask a, b, c;
    char x[ASK_HASH], y[ASK_HASH], z[ASK_HASH];
    cordon_error err = {0};
    arena_init(&mem, 0);
    screen_ask_begin(&a, &mem);
    screen_ask_begin(&b, &mem);
    screen_ask_begin(&c, &mem);
    CHECK_INT(screen_ask_check(&a, &err), CORDON_EINVAL);
    CHECK(!add(&a, "name", "Ada", &err) && !add(&a, "country", "FR", &err));
    CHECK(!add(&b, "country", "FR", &err) && !add(&b, "name", " Ada ", &err));
    CHECK(!add(&c, "name", "Ada", &err) && !add(&c, "country", "DE", &err));
    CHECK(!screen_ask_hash(x, &a, &err) && !screen_ask_hash(y, &b, &err) && !screen_ask_hash(z, &c, &err));
    CHECK(strcmp(x, y) == 0);
    CHECK(strcmp(x, z) != 0 && strncmp(x, z, ASK_NAMED) == 0);
    screen_ask_begin(&c, &mem);
    CHECK(!add(&c, "country", "FR", &err));
    CHECK_INT(screen_ask_check(&c, &err), CORDON_EINVAL);
    CHECK(!add(&c, "id.imo", "9074729", &err) && !screen_ask_check(&c, &err));
    arena_destroy(&mem);
}

/* ---- facts */

TEST(facts_are_found_again_and_a_damaged_file_is_refused) {
    enum { N = 1000 };
    fact_pair pair[N + 1];
    const fact_pair *found;
    facts_file *f = NULL;
    cordon_error err = {0};
    for (int i = 0; i < N; i++) pair[i] = (fact_pair){test_random() % 300, (int64_t)(test_random() % 50)};
    pair[N] = pair[0]; /* the same twice is one */
    fact_pair copy[N + 1];
    memcpy(copy, pair, sizeof pair);
    CHECK_INT(facts_write(copy, N + 1, in("x.facts"), &err), 0);
    CHECK_INT(facts_open(&f, in("x.facts"), true, &err), 0);
    for (uint64_t key = 0; key < 310; key++) {
        bool there[50] = {false};
        size_t want = 0, n = facts_find(&found, f, key);
        for (int i = 0; i < N; i++)
            if (pair[i].key == key && !there[pair[i].version]) there[pair[i].version] = true, want++;
        CHECK_INT(n, want);
        for (size_t i = 0; i < n; i++) CHECK(found[i].key == key && there[found[i].version] && (!i || found[i].version > found[i - 1].version));
    }
    uint64_t bytes = 64 + 16 * facts_count(f);
    facts_close(f);
    for (int damage = 0; damage < 4; damage++) {
        FILE *w = fopen(in("x.facts"), "r+");
        CHECK(w);
        if (damage == 0) fseek(w, 3, SEEK_SET), fputc('x', w);
        if (damage == 1) fseek(w, 3, SEEK_SET), fputc('N', w), fseek(w, 8, SEEK_SET), fputc(1, w);
        if (damage == 2) fseek(w, 8, SEEK_SET), fputc(4, w), fseek(w, 100, SEEK_SET), fputc(0xaa, w);
        fclose(w);
        if (damage == 3) CHECK_INT(truncate(in("x.facts"), (off_t)bytes - 1), 0);
        CHECK_INT(facts_open(&f, in("x.facts"), true, &err), CORDON_ECORRUPT);
        CHECK(strstr(err.message, "file of facts") || strstr(err.message, "damaged") || strstr(err.message, "machine"));
    }
}

/* ---- reviews */

TEST(a_review_counts_until_its_day_and_while_nothing_changes) {
    store *s = NULL;
    reviews *r = NULL;
    hit_id h, other;
    int64_t id = 0;
    review_state state;
    cordon_error err = {0};
    static const char text[] = "00112233445566778899aabbccddeeff.0123456789abcdef.own:KEY:1";
    char again[HIT_ID_MAX];
    CHECK_INT(hit_id_parse(&h, text, &err), 0);
    CHECK(strcmp(h.list, "own") == 0 && strcmp(h.key, "KEY:1") == 0 && strcmp(hit_id_format(again, &h), text) == 0);
    CHECK_INT(hit_id_parse(&other, "00112233445566778899aabbccddeeff.0123456789abcdef.own", &err), CORDON_EFORMAT);
    CHECK_INT(hit_id_parse(&other, "", &err), CORDON_EFORMAT);
    CHECK_INT(store_init(in("reviews"), "", &err), 0);
    CHECK_INT(store_open(&s, in("reviews"), STORE_WRITE, 0, &err), 0);
    review w = {.hit = h, .verdict = "false-positive", .reason = "other birth", .by = "A", .made = 20250101, .until = 20250630};
    review none = w;
    none.reason = " ";
    CHECK_INT(review_add(&id, s, &none, &err), CORDON_EINVAL);
    none = w, none.until = 20241231;
    CHECK_INT(review_add(&id, s, &none, &err), CORDON_EINVAL);
    none = w, none.verdict = "maybe";
    CHECK_INT(review_add(&id, s, &none, &err), CORDON_EINVAL);
    CHECK_INT(review_add(&id, s, &w, &err), 0);
    CHECK_INT(reviews_read(&r, s, 20250630, &err), 0);
    CHECK(reviews_find(&state, r, &h) && state == REVIEW_COUNTS);
    other = h, strcpy(other.facts, "ffffffffffffffff");
    CHECK(reviews_find(&state, r, &other) && state == REVIEW_CHANGED);
    other = h, strcpy(other.question + ASK_NAMED, "0000000000000000");
    CHECK(reviews_find(&state, r, &other) && state == REVIEW_ASKED);
    other = h, other.question[0] = 'f';
    CHECK(!reviews_find(&state, r, &other) && state == REVIEW_NONE);
    char one[33], two[33];
    reviews_fingerprint(one, r);
    reviews_free(r);
    CHECK_INT(reviews_read(&r, s, 20250701, &err), 0);
    CHECK(reviews_find(&state, r, &h) && state == REVIEW_EXPIRED);
    reviews_fingerprint(two, r);
    CHECK(strcmp(one, two) != 0);
    reviews_free(r);
    CHECK_INT(review_end(s, &h, 20250301, "it was him", "B", &err), 0);
    CHECK_INT(review_end(s, &h, 20250301, "again", "B", &err), CORDON_ENOTFOUND);
    CHECK_INT(reviews_read(&r, s, 20250301, &err), 0);
    const review *found = reviews_find(&state, r, &h);
    CHECK(found && state == REVIEW_ENDED && strcmp(found->ended_by, "B") == 0);
    reviews_free(r);
    store_close(s);
}

/* ---- answers */

static cordon_status load(store *s, const char *file, date_day vintage, cordon_error *err) {
    static lists_loaded out;
    load_options o = {.vintage = vintage};
    return lists_load(&out, s, list_reader_named("entities"), NULL, &file, 1, &o, err);
}

/* The store that questions are put to, when it is not the common one. */
static const char *other_store;

static const char *store_with_lists(void) {
    static char path[300];
    cordon_error err = {0};
    store *s = NULL;
    if (other_store) return other_store;
    if (path[0]) return path;
    snprintf(path, sizeof path, "%s", in("lists"));
    if (store_init(path, "", &err) || store_open(&s, path, STORE_WRITE, 0, &err) ||
        load(s, "tests/data/screen/annex.jsonl", 20250101, &err) || load(s, "tests/data/screen/freeze_2023.jsonl", 20230101, &err) ||
        load(s, "tests/data/screen/freeze_2025.jsonl", 20250101, &err))
        printf("# %s: %s\n", err.source, err.message);
    store_close(s);
    return path;
}

typedef struct asked {
    screen_engine *e;
    screen_asker *a;
    screen_answer answer;
    screen_ask ask;
    arena mem;
} asked;

static const screen_terms plain = {.as_at = 20260101, .known_by = 20260101, .limit = 20};

/* "name=...", "country=...", ...; NULL ends them. */
static cordon_status asks(asked *q, const screen_terms *t, const char *const *facts, cordon_error *err) {
    *q = (asked){0};
    arena_init(&q->mem, 0);
    screen_ask_begin(&q->ask, &q->mem);
    cordon_status status = screen_engine_open(&q->e, store_with_lists(), t, 0, err);
    if (!status) status = screen_asker_open(&q->a, q->e, err);
    for (; *facts && !status; facts++) {
        char name[32];
        const char *equals = strchr(*facts, '=');
        snprintf(name, sizeof name, "%.*s", (int)(equals - *facts), *facts);
        status = add(&q->ask, name, equals + 1, err);
    }
    return status ? status : screen_ask_lists(&q->answer, q->a, &q->ask, &q->mem, err);
}

static void over(asked *q) {
    screen_asker_close(q->a);
    screen_engine_close(q->e);
    arena_destroy(&q->mem);
}

#define ASK(terms, ...)                                                                                               \
    asked q;                                                                                                          \
    cordon_error err = {0};                                                                                           \
    if (asks(&q, terms, (const char *const[]){__VA_ARGS__, NULL}, &err)) FAIL_("%s: %s", err.source, err.message)

#define FOUND(list_key, ...)                                                                                          \
    do {                                                                                                              \
        ASK(&plain, __VA_ARGS__);                                                                                     \
        char place[600] = "nothing";                                                                                  \
        if (q.answer.hits) snprintf(place, sizeof place, "%s:%s", q.answer.hit[0].id.list, q.answer.hit[0].id.key);   \
        over(&q);                                                                                                     \
        if (strcmp(place, list_key) != 0) FAIL_("%s found, want %s", place, list_key);                                \
    } while (0)

TEST(found_by_name_number_telephone_and_address) {
    FOUND("own-freeze:P1", "name=Vymyslov Ivan Petrovich");
    FOUND("own-freeze:P1", "name=\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd \xd0\x92\xd1\x8b\xd0\xbc\xd1\x8b\xd1\x81\xd0\xbb\xd0\xbe\xd0\xb2");
    FOUND("own-freeze:P1", "id.inn=999901234595");
    FOUND("nothing", "id.inn=999901234596"); /* the check digit is wrong */
    FOUND("own-freeze:O1", "id.inn=9999012347", "name=Quite Another");
    FOUND("own-freeze:V1", "id.imo=9074729");
    FOUND("eu-833-iv:IV:2", "phone=00971 4 5550199");
    FOUND("eu-833-iv:IV:1", "name=Harbour Lantern");
    /* A Chinese name that the list has not, at the listed address. */
    FOUND("eu-833-iv:IV:1", "name=\xe6\xb8\xaf\xe7\x87\x88\xe8\xb2\xbf\xe6\x98\x93", "address=Rm 1203 12/F Example Tower, 77 Invented Road, Kowloon, Hong Kong");
    FOUND("eu-833-iv:IV:1", "name=\xe6\xb8\xaf\xe7\x87\x88\xe8\xb2\xbf\xe6\x98\x93", "alias=Harbour Lantern Trading", "country=HK");
}

TEST(weak_and_frequent_names_need_a_second_field) {
    static const char *const never[] = {"name=CORP", "name=TRADING", "name=INTERNATIONAL", "name=International Trading Corp"};
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) FOUND("nothing", never[i]);
    FOUND("nothing", "name=Grey Heron");
    FOUND("own-freeze:P1", "name=Grey Heron", "birth=1970-05-04", "country=RU");
    FOUND("nothing", "name=ABX");
    FOUND("own-freeze:O2", "name=ABX", "country=KZ");
    ASK(&plain, "name=Grey Heron");
    CHECK_INT(q.answer.weak, 1); /* held back, and said */
    over(&q);
}

/* The same words are a hit when they tell a party: not two that every other firm has. */
TEST(the_same_words_of_trade_are_no_hit) {
    static const char *const name[] = {"International Trading LLC", "Intl Trade Company", "Aerospace Systems Design Bureau"};
    cordon_error fault = {0};
    store *s = NULL;
    FILE *f = fopen(in("trade.jsonl"), "w");
    CHECK(f);
    for (int i = 0; i < 3; i++)
        fprintf(f, "{\"list\":\"own-trade\",\"key\":\"T%d\",\"schema\":\"Company\",\"properties\":{\"name\":[\"%s\"]}}\n", i, name[i]);
    CHECK_INT(fclose(f), 0);
    const char *path = in("trade");
    CHECK_INT(store_init(path, "", &fault), 0);
    CHECK_INT(store_open(&s, path, STORE_WRITE, 0, &fault), 0);
    CHECK_INT(load(s, in("trade.jsonl"), 20250101, &fault), 0);
    store_close(s);
    other_store = in("trade");
    FOUND("nothing", "name=International Trading");
    FOUND("nothing", "name=International Trading Corp", "kind=organisation");
    FOUND("nothing", "name=Intl Trade");
    FOUND("own-trade:T2", "name=Aerospace Systems Design Bureau", "kind=organisation");
    other_store = NULL;
}

/* More entries of one weak alias than are compared: nothing found among some of them is no answer. */
TEST(entries_that_were_not_compared_are_no_answer) {
    cordon_error fault = {0};
    store *s = NULL;
    FILE *f = fopen(in("many.jsonl"), "w");
    CHECK(f);
    for (int i = 0; i <= HITS_CANDIDATES_MAX; i++)
        fprintf(f, "{\"list\":\"own-many\",\"key\":\"M%d\",\"schema\":\"Person\",\"properties\":{\"weakAlias\":[\"Grey Heron\"]}}\n", i);
    CHECK_INT(fclose(f), 0);
    const char *path = in("many");
    CHECK_INT(store_init(path, "", &fault), 0);
    CHECK_INT(store_open(&s, path, STORE_WRITE, 0, &fault), 0);
    if (load(s, in("many.jsonl"), 20250101, &fault)) FAIL_("%s: %s", fault.source, fault.message);
    store_close(s);
    other_store = path;
    {
        ASK(&plain, "name=Grey Heron");
        CHECK_INT(q.answer.hits, 0);
        CHECK_INT(q.answer.uncompared, 1);
        CHECK_INT(q.answer.verdict, FINDING_NOT_ASSESSED);
        CHECK(strstr(q.answer.reason, "1 more were not compared"));
        over(&q);
    }
    other_store = NULL;
}

TEST(who_has_left_and_what_was_not_known_yet) {
    screen_terms t = plain;
    {
        ASK(&t, "name=Old Lighthouse Export Bureau");
        CHECK_INT(q.answer.hits, 0);
        CHECK_INT(q.answer.former, 1);
        over(&q);
    }
    t.history = true;
    {
        ASK(&t, "name=Old Lighthouse Export Bureau");
        CHECK_INT(q.answer.hits, 1);
        CHECK(q.answer.hit[0].entry->former && q.answer.hit[0].entry->v.gone == 20250101);
        over(&q);
    }
    t.history = false;
    t.as_at = t.known_by = 20240101;
    {
        ASK(&t, "name=Old Lighthouse Export Bureau");
        CHECK_INT(q.answer.hits, 1);
        CHECK(!q.answer.hit[0].entry->former);
        over(&q);
    }
    { /* the annex was not known then */
        ASK(&t, "name=Harbour Lantern Trading");
        CHECK_INT(q.answer.verdict, FINDING_NOTHING_FOUND);
        CHECK_INT(screen_engine_coverage(q.e)->searched, 1);
        over(&q);
    }
    t.as_at = t.known_by = 20200101;
    {
        ASK(&t, "name=Harbour Lantern Trading");
        CHECK_INT(q.answer.verdict, FINDING_NOT_ASSESSED);
        over(&q);
    }
}

TEST(the_coverage_says_what_was_not_searched) {
    screen_terms t = plain;
    t.list[0] = "un-sc";
    t.lists = 1;
    ASK(&t, "name=Harbour Lantern Trading");
    CHECK_INT(q.answer.verdict, FINDING_NOT_ASSESSED);
    CHECK(strstr(q.answer.reason, "un-sc"));
    over(&q);
    t.list[1] = "own-*";
    t.lists = 2;
    CHECK_INT(asks(&q, &t, (const char *const[]){"name=Harbour Lantern Trading", NULL}, &err), 0);
    CHECK_INT(q.answer.verdict, FINDING_NOT_ASSESSED); /* nothing found, but not everywhere */
    buf b = {0};
    coverage_text(&b, screen_engine_coverage(q.e));
    CHECK(strstr(b.p, "own-freeze 2025-01-01") && strstr(b.p, "Not loaded (") && strstr(b.p, "loaded, vintage 2025-01-01, but not asked."));
    buf_free(&b);
    over(&q);
    CHECK_INT(asks(&q, &t, (const char *const[]){"name=Ivan Vymyslov", NULL}, &err), 0);
    CHECK_INT(q.answer.verdict, FINDING_FOUND);
    over(&q);
}

TEST(an_explanation_adds_up) {
    ASK(&plain, "name=Vymyslov Ivan", "birth=1970-05-04");
    CHECK_INT(q.answer.hits, 1);
    const screen_hit *h = &q.answer.hit[0];
    double sum = 0;
    for (int i = 0; i < PAIR_FEATURES; i++) sum += h->pair.part[i];
    CHECK_NEAR(sum, h->pair.log_odds, 1e-9);
    CHECK_NEAR(pair_probability(sum), h->pair.probability, 1e-12);
    explain_if ifs[EXPLAIN_IFS];
    explain_what_if(ifs, screen_engine_model(q.e), &q.answer, h);
    CHECK(strcmp(ifs[1].fact, "birth") == 0 && ifs[1].compared && strcmp(ifs[1].entry_says, "1970-05-04") == 0);
    CHECK(isnan(ifs[1].same));                        /* that is how it is */
    CHECK(ifs[1].other <= h->pair.probability);       /* another date lowers it, or says nothing */
    CHECK(ifs[4].same > 0.99 && ifs[4].other < h->pair.probability); /* the number decides */
    /* What it says of another country is what is found with another country. */
    double other = ifs[0].other;
    over(&q);
    CHECK_INT(asks(&q, &plain, (const char *const[]){"name=Vymyslov Ivan", "birth=1970-05-04", "country=FR", NULL}, &err), 0);
    double now = q.answer.hits ? q.answer.hit[0].pair.probability : 0;
    CHECK(q.answer.hits ? fabs(now - other) < 1e-6 : other < screen_engine_threshold(q.e, NAME_PERSON));
    over(&q);
}

TEST(hostile_names_are_answered_with_words_or_flags) {
    static const struct {
        const char *name;
        finding_verdict verdict;
        unsigned flag;
    } cases[] = {
        {"...", FINDING_FAILED, 0},
        {"Vy\xe2\x80\x8bmys\xe2\x80\x8blov Iv\xe2\x80\x8b" "an", FINDING_FOUND, NAME_INVISIBLE},
        {"\xe2\x80\xae" "Ivan Vymyslov", FINDING_FOUND, NAME_INVISIBLE},
        {"Ivan Vym\xd1\x83slov", FINDING_FOUND, 0}, /* Cyrillic u looks like y */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char fact[200];
        snprintf(fact, sizeof fact, "name=%s", cases[i].name);
        ASK(&plain, fact);
        if (q.answer.verdict != cases[i].verdict) printf("# case %zu\n", i);
        CHECK_INT(q.answer.verdict, cases[i].verdict);
        CHECK(q.answer.verdict != FINDING_FAILED || *q.answer.reason);
        CHECK((q.answer.name_flags & cases[i].flag) == cases[i].flag);
        over(&q);
    }
    buf bomb = {0}; /* a thousand marks on one letter */
    buf_str(&bomb, "name=Ivan Vymyslov");
    for (int i = 0; i < 1000; i++) buf_str(&bomb, "\xcc\x81");
    ASK(&plain, bomb.p);
    CHECK(q.answer.name_flags & NAME_MARKS);
    over(&q);
    buf_free(&bomb);
}
