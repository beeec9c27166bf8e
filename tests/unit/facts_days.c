/* Days between two turns of the lists share one state of them: whatever day is asked about, in whatever order, the answer is that of a
 * world opened for that day alone. Lists, their editions and a review are made up. */
#include "assess/facts_inner.h"
#include "base/random.h"
#include "folder.h"
#include "lists/load.h"
#include "lists/reader.h"
#include "store/store.h"
#include "test.h"

enum { PARTIES = 24, DAYS = 36, SEED = 7 };
static cordon_error err;
static char path[300];

static date_day some_day(random_state *r) { return 20240100 + (date_day)(100 * random_below(r, 3) + 1 + random_below(r, 28)); }

/* Party k of an edition; some leave with the second, some have days of beginning or end, some own another. */
static void write_edition(const char *file, unsigned edition) {
    random_state r;
    random_seed(&r, SEED);
    FILE *f = fopen(file, "w");
    for (unsigned k = 0; k < PARTIES; k++) {
        char from[DATE_TEXT], to[DATE_TEXT];
        date_day a = some_day(&r), b = some_day(&r);
        unsigned kind = (unsigned)random_below(&r, 5);
        if (edition == 2 && k % 6 == 5) continue;
        fprintf(f, "{\"list\":\"eu-833-iv\",\"key\":\"K%u\",\"schema\":\"Company\",\"properties\":{\"name\":[\"Vymysel Works Number%c%c LLC\"],\"country\":[\"RU\"],\"address\":[\"%u Vymyslov street, Ordynsk\"]}", k, 'A' + (int)(k / 5), 'a' + (int)(k % 5) * 4, k / 2);
        if (kind) fprintf(f, ",\"listings\":[{\"programme\":\"annex\",\"from\":\"%s\"", date_format(from, a < b ? a : b));
        if (kind > 2) fprintf(f, ",\"to\":\"%s\"", date_format(to, a < b ? b : a));
        fprintf(f, "%s}\n", kind ? "}]" : "");
    }
    /* Entries that are an address: one more in the second edition, and one that says no address. */
    for (unsigned k = 0; k < edition; k++) fprintf(f, "{\"list\":\"bis-el\",\"key\":\"A%u\",\"schema\":\"LegalEntity\",\"properties\":{\"name\":[\"Address 0%u\"],\"address\":[\"%u Vymyslov street, Ordynsk\"],\"country\":[\"RU\"]}}\n", k, k + 1, 3 * k);
    fprintf(f, "{\"list\":\"bis-el\",\"key\":\"N\",\"schema\":\"LegalEntity\",\"properties\":{\"name\":[\"Address 09\"],\"country\":[\"RU\"]}}\n");
    if (edition == 1) fprintf(f, "{\"list\":\"eu-833-iv\",\"key\":\"GONE\",\"schema\":\"Company\",\"properties\":{\"name\":[\"Departed Vymysel Trading\"],\"country\":[\"RU\"]}}\n");
    fprintf(f, "{\"list\":\"eu-833-iv\",\"key\":\"CHILD\",\"schema\":\"Company\",\"properties\":{\"name\":[\"Daughter Vymysel\"]},\"links\":[{\"kind\":\"UnknownLink\",\"role\":\"Linked To\",\"to_name\":\"Mother Vymysel Holding\"}]}\n");
    fprintf(f, "{\"list\":\"eu-833-iv\",\"key\":\"MOTHER\",\"schema\":\"Company\",\"properties\":{\"name\":[\"Mother Vymysel Holding\"]}}\n");
    fclose(f);
}

static cordon_status load_edition(store *s, const char *file, date_day vintage) {
    static lists_loaded out;
    load_options o = {.vintage = vintage};
    return lists_load(&out, s, list_reader_named("entities"), NULL, &file, 1, &o, &err);
}

static bool made(void) {
    static bool there;
    store *s = NULL;
    if (there) return true;
    snprintf(path, sizeof path, "%s", in("store"));
    bool ok = !store_init(path, "russia-2022", &err) && !store_open(&s, path, STORE_WRITE, 0, &err);
    for (unsigned i = 1; ok && i <= 2; i++) {
        char file[300];
        snprintf(file, sizeof file, "%s", in(i == 1 ? "one.jsonl" : "two.jsonl"));
        write_edition(file, i);
        ok = !load_edition(s, file, i == 1 ? 20240105 : 20240214);
    }
    store_close(s);
    if (!ok) printf("# %s\n", err.message);
    return there = ok;
}

/* All answers of a day in one text. */
static unsigned kinds[3]; /* of each question the answers that came */
static void answers(buf *out, fact_world *w, const case_file *c, date_day day) {
    facts *f = NULL;
    fact got;
    out->len = 0;
    if (facts_begin(&f, w, c, day, &err)) return;
    static const char *const of[][2] = {{"party.listed", "eu-833-iv"}, {"party.contact_listed", "eu-833-iv"}, {"party.address_listed", ""}};
    for (size_t i = 0; i < 3 * c->parties; i++) {
        if (facts_ask(&got, f, of[i % 3][0], of[i % 3][1], SCOPE_PARTY, i / 3, &err)) buf_str(out, err.message);
        else buf_printf(out, "%d %s %s %d\n", (int)got.holds, got.value, got.why, got.evidences > 1 ? got.evidence[1].day : 0);
        kinds[i % 3] |= 1U << got.holds;
    }
    facts_end(f);
}

static cordon_status the_case(case_file *c, arena *mem) {
    buf b = {0};
    buf_str(&b, "{\"parties\":[");
    for (unsigned k = 0; k < PARTIES; k++) buf_printf(&b, "%s{\"name\":\"Vymysel Works Number%c%c LLC\",\"country\":\"RU\",\"address\":\"%u Vymyslov street, Ordynsk\",\"phone\":\"\",\"email\":\"\",\"website\":\"\",\"officer\":[]}", k ? "," : "", 'A' + (int)(k / 5), 'a' + (int)(k % 5) * 4, k / 2);
    buf_str(&b, "]}");
    cordon_status status = case_read(c, mem, "case", b.p, b.len, &err);
    buf_free(&b);
    return status;
}

TEST(every_day_answers_as_if_asked_alone) {
    arena mem;
    case_file c;
    random_state r;
    fact_world *shared = NULL;
    buf one = {0}, other = {0}, first = {0};
    size_t states = 0, changes = 0;
    arena_init(&mem, 0);
    random_seed(&r, SEED);
    CHECK(made());
    CHECK(!the_case(&c, &mem));
    world_terms t = {.store = path, .as_at = 20240601, .known_by = 20260101};
    CHECK(!fact_world_open(&shared, &t, &err));
    for (unsigned i = 0; i < DAYS; i++) {
        fact_world *alone = NULL;
        date_day day = some_day(&r);
        t.as_at = day;
        CHECK(!fact_world_open(&alone, &t, &err));
        answers(&one, shared, &c, day);
        answers(&other, alone, &c, day);
        if (one.len != other.len || memcmp(one.p, other.p, one.len) != 0) FAIL_("seed %d, day %d:\n%s---\n%s", SEED, day, buf_text(&one), buf_text(&other));
        if (!i) buf_add(&first, one.p, one.len);
        changes += first.len != one.len || memcmp(first.p, one.p, one.len) != 0;
        fact_world_close(alone);
    }
    for (const world_lists *l = shared->lists_of; l; l = l->next) states++;
    if (changes < DAYS / 2 || states > DAYS || states < 4) FAIL_("%zu of %d days differ from the first, in %zu states", changes, DAYS, states);
    for (int i = 1; i < 3; i++)
        if ((kinds[i] & 5) != 5) FAIL_("question %d has not both answers: %x", i, kinds[i]); /* no and yes: TRI_NO 0, TRI_YES 2 */
    /* Asked again, no state is made; what the parties of one address share is kept once in each. */
    answers(&one, shared, &c, 20240601);
    size_t again = 0;
    for (const world_lists *l = shared->lists_of; l; l = l->next) {
        again++;
        if (l->contacts.used > PARTIES / 2 || l->risks.used > 1) FAIL_("%zu contacts of %d addresses, %zu counts of one list", l->contacts.used, PARTIES / 2, l->risks.used);
    }
    CHECK_INT(again, states);
    fact_world_close(shared);
    buf_free(&one), buf_free(&other), buf_free(&first);
    arena_destroy(&mem);
}

/* A batch over many days keeps some of them; one that is held stays, with its sets. */
TEST(of_many_days_some_are_kept) {
    enum { MANY = WORLD_DAYS_MAX + 60 };
    arena mem;
    case_file c;
    fact_world *w = NULL;
    facts *held = NULL, *f = NULL;
    const area_set *set = NULL, *again = NULL;
    size_t kept = 0;
    arena_init(&mem, 0);
    CHECK(!the_case(&c, &mem));
    CHECK(!fact_world_open(&w, &(world_terms){.regime = "russia-2022", .as_at = 20240601, .known_by = 20260101}, &err));
    CHECK(!facts_begin(&held, w, &c, 20200101, &err));
    CHECK(!facts_areas(&set, held, "coalition", &err));
    for (int i = 0; i < MANY; i++) {
        const area_set *other;
        CHECK(!facts_begin(&f, w, &c, date_of_number(date_number(20200102) + i), &err));
        CHECK(!facts_areas(&other, f, "coalition", &err));
        CHECK(flag_settings_find(facts_settings(f), "quantity_share") != NULL);
        facts_end(f);
    }
    for (const world_day *d = w->days; d; d = d->next) kept++;
    CHECK_INT(kept, WORLD_DAYS_MAX);
    CHECK(!facts_areas(&again, held, "coalition", &err) && again == set && set->n > 0);
    facts_end(held);
    fact_world_close(w);
    arena_destroy(&mem);
}

/* An edition that is complete makes those leave who are not in it, from its day on. */
TEST(who_left_is_gone_from_the_day_of_the_edition) {
    static const char json[] = "{\"parties\":[{\"name\":\"Departed Vymysel Trading\",\"country\":\"RU\"}]}";
    arena mem;
    case_file c;
    fact_world *w = NULL;
    arena_init(&mem, 0);
    CHECK(made());
    CHECK(!case_read(&c, &mem, "case", json, strlen(json), &err));
    CHECK(!fact_world_open(&w, &(world_terms){.store = path, .as_at = 20240601, .known_by = 20260101}, &err));
    for (int i = 0; i < 2; i++) {
        facts *f = NULL;
        fact got;
        CHECK(!facts_begin(&f, w, &c, i ? 20240214 : 20240213, &err));
        CHECK(!facts_ask(&got, f, "party.listed", "eu-833-iv", SCOPE_PARTY, 0, &err));
        CHECK_INT(got.holds, i ? TRI_NO : TRI_YES);
        facts_end(f);
    }
    fact_world_close(w);
    arena_destroy(&mem);
}

/* "Linked to NAME" of a list is its entry of that name, which says nothing of owners itself. */
TEST(an_entry_is_meant_by_its_name) {
    store *s = NULL;
    own_lists *l = NULL;
    own_graph *g = NULL;
    uint32_t child;
    size_t n = 0;
    CHECK(made());
    CHECK(!store_open(&s, path, STORE_READ, 0, &err));
    CHECK(!own_lists_read(&l, s, 20260101, &err));
    CHECK(!own_stored(&g, s, l, 20240601, 20260101, &err));
    CHECK(!own_graph_finish(g, &err));
    CHECK(own_node_find(&child, g, "eu-833-iv:CHILD"));
    const own_edge *e = own_edges_of(&n, g, child);
    CHECK_INT(n, 1);
    CHECK(strcmp(own_node_key(g, e->owner), "eu-833-iv:MOTHER") == 0);
    own_graph_free(g);
    own_lists_free(l);
    store_close(s);
}
