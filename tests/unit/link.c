/* Entries of several lists linked: invented entries by each reason, any order the same, and published pairs. */
#include "screen/link.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/data_dir.h"
#include "base/random.h"
#include "read/table.h"
#include "screen/quality.h"
#include "test.h"

enum { MADE_MAX = 64 };

typedef struct world {
    arena mem;
    linker *l;
    buf json[MADE_MAX];
    unsigned n;
    const party_link *v;
    size_t links;
    cordon_error err;
} world;

static cordon_status fetch(void *arg, uint64_t ref, entity *out, arena *mem, cordon_error *err) {
    world *w = arg;
    return entity_read(out, mem, w->json[ref].p, w->json[ref].len, err);
}

static bool begin(world *w) {
    *w = (world){0};
    arena_init(&w->mem, 0);
    bool ok = !linker_open(&w->l, &w->err);
    if (!ok) printf("# %s\n", w->err.message);
    return ok;
}

static void end(world *w) {
    for (unsigned i = 0; i < w->n; i++) buf_free(&w->json[i]);
    linker_close(w->l);
    arena_destroy(&w->mem);
}

/* "list key schema" and properties, NULL-ended; "prop=value" or "prop=value@detail". */
static bool add(world *w, const char *list, const char *key, const char *schema, const char *const facts[]) {
    entity e;
    entity_begin(&e, &w->mem, list, key, schema);
    for (; *facts; facts++) {
        const char *eq = strchr(*facts, '='), *at = strchr(eq, '@');
        char prop[64] = "";
        memcpy(prop, *facts, (size_t)(eq - *facts));
        entity_add(&e, prop, eq + 1, at ? at - eq - 1 : -1, NULL, at ? at + 1 : NULL);
    }
    entity_json(&w->json[w->n], &e);
    bool ok = !linker_add(w->l, w->n++, &e, &w->err);
    if (!ok) printf("# %s\n", w->err.message);
    return ok;
}
#define ADD(w, list, key, schema, ...) add(w, list, key, schema, (const char *const[]){__VA_ARGS__, NULL})

static bool find(world *w) {
    bool ok = !linker_find(w->l, fetch, w, &w->v, &w->links, &w->err);
    if (!ok) printf("# %s\n", w->err.message);
    return ok;
}

static const party_link *of(const world *w, const char *key_a, const char *key_b) {
    for (size_t i = 0; i < w->links; i++) {
        const char *a = linker_key(w->l, w->v[i].a), *b = linker_key(w->l, w->v[i].b);
        if ((!strcmp(a, key_a) && !strcmp(b, key_b)) || (!strcmp(a, key_b) && !strcmp(b, key_a))) return &w->v[i];
    }
    return NULL;
}

static int linked(const world *w, const char *a, const char *b, const char *evidence) {
    const party_link *l = of(w, a, b);
    if (l && strcmp(l->evidence, evidence) != 0) printf("# %s\n", l->evidence);
    return l && !strcmp(l->evidence, evidence);
}

TEST(each_reason_links_and_says_so) {
    world w;
    CHECK(begin(&w));
    CHECK(ADD(&w, "a", "A1", "Company", "name=Invented Works LLC", "innCode=7707083893", "country=Russia"));
    CHECK(ADD(&w, "b", "B1", "LegalEntity", "name=OOO Vydumka", "taxNumber=7707083893@Russia"));
    CHECK(ADD(&w, "c", "C1", "Person", "name=Ivan Inventov", "unscId=XXi.001"));
    CHECK(ADD(&w, "u", "XXi.001", "Person", "name=Somebody Quite Else"));
    CHECK(ADD(&w, "a", "A2", "Company", "name=Krasnaya Zarya Volshebnaya Trading Ltd", "country=RU",
              "address=17 Vydumannaya Street, Moscow, Russia"));
    CHECK(ADD(&w, "b", "B2", "Company", "name=Trading Krasnaya Zarya Volshebnaya Ltd", "country=Russia",
              "address=Vydumannaya st. 17, Moscow"));
    CHECK(find(&w));
    CHECK(linked(&w, "A1", "B1", "inn 7707083893"));
    CHECK(linked(&w, "C1", "XXi.001", "XXI.001"));
    CHECK(of(&w, "A2", "B2") && of(&w, "A2", "B2")->reason == LINK_NAME);
    CHECK(strstr(of(&w, "A2", "B2")->evidence, "; address"));
    CHECK_INT(w.links, 3);
    uint32_t party[6];
    linker_parties(party, w.l, w.v, w.links);
    CHECK(party[0] == 0 && party[1] == 0 && party[2] == 2 && party[3] == 2 && party[4] == 4 && party[5] == 4);
    end(&w);
}

TEST(what_must_not_be_linked_is_not) {
    world w;
    CHECK(begin(&w));
    /* One list keeps its entries apart; a wrong check digit proves nothing; other numbers refute. */
    CHECK(ADD(&w, "a", "A1", "Company", "name=One", "innCode=7707083893"));
    CHECK(ADD(&w, "a", "A2", "Company", "name=Two", "innCode=7707083893"));
    CHECK(ADD(&w, "a", "A3", "Company", "name=Three", "innCode=7707083894"));
    CHECK(ADD(&w, "b", "B3", "Company", "name=Four", "innCode=7707083894"));
    CHECK(ADD(&w, "b", "B4", "Company", "name=Five", "leiCode=5493001KJTIIGC8Y1R12", "innCode=7707083893"));
    CHECK(ADD(&w, "c", "C4", "Company", "name=Six", "leiCode=5493001KJTIIGC8Y1R12", "innCode=7736050003"));
    /* A person and a ship; the same keys in two lists by chance; one common name and nothing else. */
    CHECK(ADD(&w, "a", "77", "Vessel", "name=Pobeda Nekaya", "imoNumber=9074729"));
    CHECK(ADD(&w, "b", "77", "Company", "name=Shipowner", "imoNumber=9074729"));
    CHECK(ADD(&w, "a", "P1", "Person", "name=Ivan Ivanov", "birthDate=1950", "country=RU"));
    CHECK(ADD(&w, "b", "P2", "Person", "name=Ivan Ivanov", "birthDate=1990", "country=RU"));
    CHECK(find(&w));
    CHECK(!of(&w, "A1", "A2") && !of(&w, "A3", "B3") && !of(&w, "B4", "C4") && !of(&w, "P1", "P2"));
    CHECK(linked(&w, "A1", "B4", "inn 7707083893"));
    for (size_t i = 0; i < w.links; i++) CHECK(strcmp(linker_key(w.l, w.v[i].a), "77") != 0);
    CHECK(linker_counts(w.l).refuted > 0);
    end(&w);
}

TEST(a_number_on_too_many_entries_links_nothing) {
    for (unsigned n = LINK_SHARED_MAX; n <= LINK_SHARED_MAX + 1; n++) {
        world w;
        CHECK(begin(&w));
        for (unsigned i = 0; i < n; i++) {
            char list[16], name[32];
            snprintf(list, sizeof list, "l%02u", i);
            snprintf(name, sizeof name, "name=Number %u", i);
            CHECK(ADD(&w, list, list, "Company", name, "innCode=7707083893"));
        }
        CHECK(find(&w));
        CHECK_INT(w.links, n > LINK_SHARED_MAX ? 0 : n * (n - 1) / 2);
        CHECK_INT(linker_counts(w.l).shared, n > LINK_SHARED_MAX);
        end(&w);
    }
}

/* Every order of adding gives the same links, as a text of keys. */
static void say(buf *out, const world *w) {
    for (size_t i = 0; i < w->links; i++)
        buf_printf(out, "%s %s %s %.3f %s\n", linker_key(w->l, w->v[i].a), linker_key(w->l, w->v[i].b),
                   link_reason_name(w->v[i].reason), (double)w->v[i].probability, w->v[i].evidence);
}

TEST(the_order_of_entries_does_not_count) {
    static const char *const inns[] = {"innCode=7707083893", "innCode=7736050003", "innCode=7740000076"};
    buf first = {0};
    random_state r;
    printf("# seed 14\n");
    random_seed(&r, 14);
    for (int round = 0; round < 20; round++) {
        unsigned order[30];
        world w;
        buf text = {0};
        CHECK(begin(&w));
        for (unsigned i = 0; i < 30; i++) order[i] = i;
        for (unsigned i = 29; i && round; i--) {
            unsigned k = (unsigned)random_below(&r, i + 1), t = order[i];
            order[i] = order[k], order[k] = t;
        }
        for (unsigned i = 0; i < 30; i++) {
            char list[8], key[8], name[64];
            snprintf(list, sizeof list, "l%u", order[i] % 5);
            snprintf(key, sizeof key, "k%u", order[i]);
            snprintf(name, sizeof name, "name=Vydumannyi Zavod Nomer %u", order[i] / 10);
            CHECK(ADD(&w, list, key, "Company", name, "country=Russia", inns[order[i] % 3]));
        }
        CHECK(find(&w));
        say(&text, &w);
        if (!round) buf_add(&first, buf_text(&text), text.len);
        CHECK(w.links > 10 && !strcmp(buf_text(&first), buf_text(&text)));
        buf_free(&text);
        end(&w);
    }
    buf_free(&first);
}

/* ---- published pairs: entries of two lists with a number in common (label 1) or two numbers that differ (label 0) */

typedef struct loaded {
    linker *l;
    buf json;
    uint64_t n;
} loaded;

static cordon_status take(void *arg, const entity *e, cordon_error *err) {
    loaded *w = arg;
    return linker_add(w->l, w->n++, e, err);
}

/* The set writes an entry of an act as ACT/ANNEX/NUMBER. */
static const char *told(char out[200], const linker *l, uint32_t entry) {
    static const char *const acts[][2] = {{"eu-269-", "32014R0269/"}, {"eu-833-", "32014R0833/"}, {"eu-765-", "32006R0765/"}};
    const char *list = linker_list(l, entry), *act = "";
    for (size_t i = 0; i < 3; i++)
        if (!strncmp(list, acts[i][0], strlen(acts[i][0]))) act = acts[i][1];
    snprintf(out, 200, "%s%s", act, linker_key(l, entry));
    char *colon = *act ? strchr(out, ':') : NULL;
    if (colon) *colon = '/';
    return out;
}

static int by_text(const void *x, const void *y) {
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

TEST(numbers_link_the_published_pairs_and_none_that_differ) {
    static const char *const files[] = {"ofac/sdn_2024-05-03.csv.xz", "eu/consolidated/32014R0269.csv.xz",
                                        "eu/consolidated/32014R0833.csv.xz", "eu/consolidated/32006R0765.csv.xz",
                                        "merged/ua_war_sanctions_targets.simple_2026-03-13.csv.xz",
                                        "uk/subjects_2026-05-13.csv.xz", "uk/subject_names_2026-05-13.csv.xz",
                                        "uk/subject_countries_2026-05-13.csv.xz", "uk/subject_dobs_2026-05-13.csv.xz",
                                        "uk/subject_identifiers_2026-05-13.csv.xz"};
    static const char *const names[] = {"label", "id_a", "id_b", NULL};
    char path[16][1200];
    const char *given[16];
    loaded w = {0};
    cordon_error err = {0};
    table t;
    int col[3];
    size_t read = 0, n = 0, both = 0, hit = 0, wrong = 0, keys = 0, label0 = 0;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char name[200];
        snprintf(name, sizeof name, "../shared/data/lists/%s", files[i]);
        data_path(path[read], sizeof path[read], name);
        if (access(path[read], R_OK) != 0) continue;
        given[read] = path[read];
        read++;
    }
    char bench[1200];
    data_path(bench, sizeof bench, "../shared/data/lists/bench/crosslist_id_pairs.csv.xz");
    if (read < sizeof files / sizeof *files || access(bench, R_OK) != 0) SKIP("needs the large data set");
    CHECK_INT(linker_open(&w.l, &err), CORDON_OK);
    for (unsigned i = 0; i < read; i++) {
        unsigned together = strncmp(files[i], "uk/", 3) ? 1 : 5;
        if (quality_lists(&given[i], together, take, &w, &err)) printf("# %s: %s\n", files[i], err.message);
        i += together - 1;
    }
    const party_link *v;
    CHECK_INT(linker_find(w.l, NULL, NULL, &v, &n, &err), CORDON_OK);
    CHECK_INT(table_read(&t, bench, &err), CORDON_OK);
    CHECK_INT(table_cols(&t, names, col, &err), CORDON_OK);
    /* Sorted "a|b" of all links, and all keys. */
    const char **pair = malloc((n + 1) * sizeof *pair), **key = malloc((w.n + 1) * sizeof *key);
    arena mem;
    arena_init(&mem, 0);
    CHECK(pair && key);
    for (size_t i = 0; i < n; i++) {
        char text[400];
        char ta[200], tb[200];
        const char *a = told(ta, w.l, v[i].a), *b = told(tb, w.l, v[i].b);
        int len = snprintf(text, sizeof text, "%s|%s", strcmp(a, b) < 0 ? a : b, strcmp(a, b) < 0 ? b : a);
        pair[i] = arena_strndup(&mem, text, (size_t)len);
    }
    for (; keys < w.n; keys++) {
        char text[200];
        told(text, w.l, (uint32_t)keys);
        key[keys] = arena_strndup(&mem, text, strlen(text));
    }
    qsort(pair, n, sizeof *pair, by_text);
    qsort(key, keys, sizeof *key, by_text);
    for (size_t i = 0; i < t.rows; i++) {
        const char *a = table_cell(&t, i, col[1]), *b = table_cell(&t, i, col[2]);
        char text[400];
        const char *p = text;
        if (!bsearch(&a, key, keys, sizeof *key, by_text) || !bsearch(&b, key, keys, sizeof *key, by_text)) continue;
        snprintf(text, sizeof text, "%s|%s", strcmp(a, b) < 0 ? a : b, strcmp(a, b) < 0 ? b : a);
        bool found = bsearch(&p, pair, n, sizeof *pair, by_text) != NULL;
        bool same = table_cell(&t, i, col[0])[0] == '1';
        both += same, label0 += !same;
        hit += same && found;
        wrong += !same && found;
        if (same != found && wrong + (both - hit) < 12) printf("# label %s: %s, %s\n", table_cell(&t, i, col[0]), a, b);
    }
    printf("# %ju entries, %zu links by number; of %zu pairs %zu found; of %zu that differ %zu linked\n", (uintmax_t)w.n, n,
           both, hit, label0, wrong);
    free(pair);
    free(key);
    arena_destroy(&mem);
    table_free(&t);
    linker_close(w.l);
    if (both < 300) SKIP("lists of the set have no reader yet");
    CHECK_INT(wrong, 0);
    CHECK(hit * 100 >= both * 95);
}
