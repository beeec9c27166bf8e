/* Which lists name a code on a day: the dates of the shipped lists, what is said where a day is not
 * in the data, tables of a user, and a naive twin on random tables. */
#include "goods/controls.h"

#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include "base/data_dir.h"
#include "base/random.h"
#include "goods/loaded.h"
#include "store/store.h"
#include "test.h"

static cordon_error err;
static char folder[200];

static const char *in(char path[300], const char *name) {
    const char *tmp = getenv("TMPDIR");
    if (!*folder) {
        snprintf(folder, sizeof folder, "%s/cordon-controls-XXXXXX", tmp ? tmp : "/tmp");
        if (!mkdtemp(folder)) return NULL;
    }
    snprintf(path, 300, "%s/%s", folder, name);
    return path;
}

__attribute__((destructor)) static void remove_folder(void) {
    char command[260];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (*folder && system(command) != 0) printf("# %s stays\n", folder);
}

typedef struct world {
    arena mem;
    areas *a;
    regime *r;
    goods *g;
    goods_controls *c;
} world;

/* True when everything is there; end with close_world in any case. */
static bool open_world(world *w, const char *name, const char *path_of_store) {
    char path[1024];
    *w = (world){0};
    arena_init(&w->mem, 0);
    bool ok = !areas_load(&w->a, &err) &&
              !regime_load(&w->r, strchr(name, '/') ? data_path(path, sizeof path, name) : name,
                           w->a, &err) &&
              !goods_open(&w->g, &err) &&
              !goods_controls_open(&w->c, w->g, w->r, path_of_store, &err);
    if (!ok) printf("# %s\n", err.message);
    return ok;
}

static void close_world(world *w) {
    goods_controls_close(w->c);
    goods_close(w->g);
    regime_free(w->r);
    areas_free(w->a);
    arena_destroy(&w->mem);
}

static const control_hit *find(const control_answer *a, const char *list, const char *measure) {
    for (size_t i = 0; i < a->hits; i++)
        if (strcmp(a->hit[i].list, list) == 0 &&
            (!measure || (a->hit[i].measure && !strcmp(a->hit[i].measure->id, measure))))
            return &a->hit[i];
    return NULL;
}

static bool is_open(const control_answer *a, const char *measure) {
    for (size_t i = 0; i < a->open; i++)
        if (strcmp(a->not_assessed[i]->id, measure) == 0) return true;
    return false;
}

static const char chpl[] = "chpl", union_list[] = "eu-listed-2023-01";

/* ../shared/domain/rules.md, "CHPL tiers": 45 codes of 14 September 2023, and on 23 February 2024
 * the five of tier 4.B. */
TEST(the_answers_before_and_after_the_last_edition_differ_by_five_codes) {
    world w;
    bool ok = open_world(&w, "russia-2022", NULL);
    const goods_node *v = NULL;
    size_t n = 0, added = 0, others = 0, listed = 0;
    ok = ok && !goods_nodes(&v, &n, w.g, "H6", &err);
    for (size_t i = 0; ok && i < n; i++) {
        control_answer a[2];
        arena one;
        if (v[i].level != 6) continue;
        arena_init(&one, 0);
        for (int k = 0; k < 2 && ok; k++)
            ok = !goods_controls_ask(&a[k], &one, w.c, "H6", v[i].code, k ? 20240223 : 20240222, 0,
                                     &err);
        const control_hit *new = ok ? find(&a[1], chpl, NULL) : NULL;
        listed += new != NULL;
        if (ok && a[0].hits != a[1].hits) {
            added += !find(&a[0], chpl, NULL) && new && !strcmp(new->tier, "4.B") &&
                     new->since == 20240223 && new->since_is == SINCE_DAY;
            others += a[1].hits != a[0].hits + 1;
        }
        arena_destroy(&one);
    }
    close_world(&w);
    CHECK(ok);
    CHECK(n > 5000 && listed == 50 && added == 5 && others == 0);
}

TEST(a_day_the_data_do_not_have_is_said_and_never_read_as_not_listed) {
    world w;
    control_answer a = {0}, b = {0}, late = {0}, cn = {0};
    bool ok = open_world(&w, "russia-2022", NULL) &&
              !goods_controls_ask(&a, &w.mem, w.c, "H6", "854231", 20230601, 0, &err) &&
              !goods_controls_ask(&b, &w.mem, w.c, "H6", "845710", 20230601, 0, &err) &&
              !goods_controls_ask(&late, &w.mem, w.c, "H6", "854231", 20230914, 0, &err) &&
              !goods_controls_ask(&cn, &w.mem, w.c, "CN2022", "85423111", 20220601, 0, &err);
    const control_hit *h = ok ? find(&a, chpl, NULL) : NULL;
    bool first = h && h->undated && h->since_is == SINCE_BY && h->since == 20230914;
    /* The five are dated: on that day they did not stand there. */
    bool five = ok && !find(&b, chpl, NULL);
    h = ok ? find(&late, chpl, NULL) : NULL;
    bool listed = h && !h->undated && h->since_is == SINCE_BY && !strcmp(h->tier, "1");
    bool nothing_by_itself = h && h->measure && !strcmp(h->measure->effect, "none");
    h = ok ? find(&cn, union_list, NULL) : NULL;
    bool by = h && h->undated && h->since_is == SINCE_BY && !h->measure && h->match == CONTROL_CODE;
    bool text = h && *h->text;
    close_world(&w);
    CHECK(ok);
    CHECK(first);
    CHECK(five);
    CHECK(listed);
    CHECK(nothing_by_itself);
    CHECK(by);
    CHECK(text);
}

TEST(provisions_without_codes_are_not_assessed) {
    world w;
    control_answer a = {0}, b = {0}, old = {0};
    const goods_measure *m = NULL;
    size_t n = 0, in_force = 0, without = 0;
    bool ok = open_world(&w, "russia-2022", NULL) &&
              !goods_controls_ask(&a, &w.mem, w.c, "H6", "854231", 20250701, 0, &err) &&
              !goods_controls_ask(&b, &w.mem, w.c, "H6", "010121", 20250701, 0, &err) &&
              !goods_controls_ask(&old, &w.mem, w.c, "H6", "010121", 20220101, 0, &err) &&
              !goods_controls_coverage(&m, &n, &w.mem, w.c, 20250701, 0, &err);
    if (ok) goods_controls_count(&in_force, &without, m, n);
    /* Two articles work on goods of the list by then; the list itself controls nothing. */
    bool articles = ok && find(&a, chpl, "EU-833-12ga") && find(&a, chpl, "EU-833-12gb") &&
                    find(&a, chpl, "CHPL") &&
                    !strcmp(find(&a, chpl, "EU-833-12gb")->measure->effect, "obligation");
    bool open = ok && is_open(&a, "EU-833-VII") && is_open(&b, "EU-833-XXIII") &&
                is_open(&b, "EU-821-I") && is_open(&b, "EU-833-XVII") && !is_open(&b, "EU-833-I") &&
                !is_open(&a, "EU-833-12gb");
    /* Before its day a provision is not open; one without a day always is. */
    bool dated = ok && !is_open(&old, "EU-833-VII") && is_open(&old, "EU-833-XI");
    bool nothing = ok && b.hits == 1 && find(&b, union_list, NULL); /* "010121" has a CN line */
    close_world(&w);
    CHECK(ok);
    CHECK(articles);
    CHECK(open);
    CHECK(dated);
    CHECK(nothing);
    CHECK(n == 48 && in_force > 30 && without == in_force - 2);
}

TEST(codes_of_another_revision_and_of_fewer_or_more_digits) {
    world w;
    control_answer a[5] = {{0}};
    static const struct {
        const char *nomenclature, *code;
    } q[] = {{"H5", "854140"}, {"H5", "854129"}, {"H6", "8542"}, {"CN2023", "84821010"}};
    bool ok = open_world(&w, "russia-2022", NULL);
    for (size_t i = 0; ok && i < 4; i++)
        ok = !goods_controls_ask(&a[i], &w.mem, w.c, q[i].nomenclature, q[i].code, 20240301, 0,
                                 &err);
    const control_hit *h = ok ? find(&a[0], chpl, NULL) : NULL;
    bool carried = h && !strcmp(h->via, "854149") && h->quality == GOODS_NARROWER;
    size_t parts = 0, others = 0;
    for (size_t i = 0; ok && i < a[2].hits; i++)
        if (!strcmp(a[2].hit[i].list, chpl))
            parts += a[2].hit[i].match == CONTROL_PART;
        else
            others++;
    h = ok ? find(&a[3], chpl, NULL) : NULL;
    bool above = h && h->match == CONTROL_COVERS && !strcmp(h->code, "848210");
    /* A code that does not carry is said to be lost; it is no answer. */
    const goods_node *v = NULL;
    size_t n = 0, lost = 0, said = 0;
    ok = ok && !goods_nodes(&v, &n, w.g, "H5", &err);
    for (size_t i = 0; ok && i < n && lost < 20; i++) {
        goods_links l = {0};
        if (v[i].level != 6 || goods_carry(&l, w.g, "H5", "H6", &v[i].code, 1, &err)) continue;
        bool gone = false;
        for (size_t k = 0; k < l.n; k++) gone = gone || !*l.v[k].to;
        goods_links_free(&l);
        if (!gone) continue;
        lost++;
        ok = !goods_controls_ask(&a[4], &w.mem, w.c, "H5", v[i].code, 20240301, 0, &err);
        said += ok && a[4].lost;
    }
    cordon_status bad =
        ok ? goods_controls_ask(&a[0], &w.mem, w.c, "H6", "85423", 20240301, 0, &err) : CORDON_OK;
    close_world(&w);
    CHECK(ok);
    CHECK(carried);
    CHECK(parts == 4 && others > 4);
    CHECK(above);
    CHECK_INT(bad, CORDON_EINVAL);
    CHECK(lost > 10 && said == lost);
}

/* The example of the issue: what changed between 1 September 2023 and 1 March 2024. */
TEST(dated_additions_stand_apart_from_those_of_no_known_day) {
    world w;
    control_diff d = {0}, none = {0}, first = {0};
    bool ok = open_world(&w, "russia-2022", NULL) &&
              !goods_controls_diff(&d, &w.mem, w.c, 20230901, 20240301, 0, &err) &&
              !goods_controls_diff(&none, &w.mem, w.c, 20240301, 20250301, 0, &err) &&
              !goods_controls_diff(&first, &w.mem, w.c, 20230101, 20230201, 0, &err);
    bool two = ok && d.changes == 50 && d.batches == 2;
    bool by = two && d.batch[0].kind == CONTROL_ADDED_BY && d.batch[0].n == 45 &&
              d.batch[0].on == 20230914 && d.batch[0].earlier == 38;
    bool dated =
        two && d.batch[1].kind == CONTROL_ADDED && d.batch[1].n == 5 && d.batch[1].on == 20240223;
    for (size_t i = 45; two && i < 50; i++)
        dated = dated && !strcmp(d.change[i].tier, "4.B") && *d.change[i].text;
    /* The union of January 2023 is a day of the data: no addition of that day. */
    bool data = ok && first.batches == 1 && first.batch[0].kind == CONTROL_ADDED_BY &&
                first.batch[0].n == 2223 && first.batch[0].earlier == -1;
    cordon_status bad =
        ok ? goods_controls_diff(&d, &w.mem, w.c, 20240301, 20230901, 0, &err) : CORDON_OK;
    close_world(&w);
    CHECK(ok && two);
    CHECK(by);
    CHECK(dated);
    CHECK(none.changes == 0);
    CHECK(data);
    CHECK_INT(bad, CORDON_EINVAL);
}

TEST(a_stated_annex_has_its_articles) {
    world w;
    control_answer a = {0}, early = {0};
    bool ok = open_world(&w, "russia-2022", NULL) &&
              !goods_controls_stated(&a, &w.mem, w.c, "eu-833-xi", 20250101, &err) &&
              !goods_controls_stated(&early, &w.mem, w.c, "EU-833-XI", 20230101, &err);
    bool both = ok && a.hits == 2 && find(&a, "EU-833-XI", "EU-833-XI") &&
                find(&a, "EU-833-XI", "EU-833-12g-XI") && a.hit[0].match == CONTROL_STATED;
    bool one = ok && early.hits == 1;
    cordon_status none =
        ok ? goods_controls_stated(&a, &w.mem, w.c, "no-such", 20250101, &err) : CORDON_OK;
    close_world(&w);
    CHECK(ok);
    CHECK(both);
    CHECK(one);
    CHECK_INT(none, CORDON_ENOTFOUND);
}

/* ---- tables of a user, and a naive twin ---- */

enum { TABLES = 8, LINES = 60 };
static const date_day days[] = {20210601, 20211231, 20220101, 20220630, 20220701,
                                20221231, 20230101, 20230615, 20231231, 20240101};
enum { DAYS = sizeof days / sizeof *days };

typedef struct naive_table {
    char code[LINES][9];
    bool part[LINES];
    size_t n;
    date_day from, to, known;
} naive_table;

static void random_code(char out[9], random_state *x) {
    static const char digits[] = "0123";
    size_t n = 2 + 2 * (random_next(x) % 4);
    for (size_t i = 0; i < n; i++) out[i] = digits[random_next(x) % (i < 2 ? 2 : 3)];
    out[0] = '8';
    out[n] = 0;
}

static bool write_table(naive_table *t, const char *path, random_state *x) {
    FILE *f = fopen(path, "w");
    if (!f) return false;
    fprintf(f, "code,text\n");
    t->n = 1 + random_next(x) % (LINES - 1);
    for (size_t i = 0; i < t->n; i++) {
        random_code(t->code[i], x);
        t->part[i] = random_next(x) % 4 == 0;
        fprintf(f, "%s%s,line %zu\n", t->part[i] ? "ex " : "", t->code[i], i);
    }
    t->from = days[random_next(x) % (DAYS - 2)];
    t->to = random_next(x) % 3 ? 0 : days[DAYS - 1];
    t->known = random_next(x) % 2 ? 20240601 : 20240701;
    return fclose(f) == 0;
}

static bool load_tables(store *s, naive_table t[TABLES], random_state *x) {
    char path[300];
    bool ok = true;
    for (int i = 0; i < TABLES && ok; i++) {
        goods_load_result r;
        ok = write_table(&t[i], in(path, "table.csv"), x);
        goods_load_options o = {.measure = "TEST-A",
                                .nomenclature = "H6",
                                .valid_from = t[i].from,
                                .valid_to = t[i].to,
                                .vintage = t[i].known};
        ok = ok && !goods_load_annex(&r, s, path, &o, &err) && !r.refused && r.lines == t[i].n;
    }
    return ok;
}

/* The table of the day: the latest first day, then the latest known, then the last loaded. */
static const naive_table *naive_of(const naive_table t[TABLES], date_day on, date_day known_by) {
    const naive_table *best = NULL;
    for (int i = 0; i < TABLES; i++)
        if (t[i].from <= on && t[i].known <= known_by &&
            (!best || t[i].from > best->from ||
             (t[i].from == best->from && t[i].known >= best->known)))
            best = &t[i];
    return best && (!best->to || on <= best->to) ? best : NULL;
}

/* How many lines of the table concern the code. */
static size_t naive_hits(const naive_table *t, const char *code) {
    size_t n = 0;
    for (size_t i = 0; t && i < t->n; i++) {
        size_t a = strlen(code), b = strlen(t->code[i]);
        n += strncmp(code, t->code[i], a < b ? a : b) == 0;
    }
    return n;
}

static bool naive_has(const naive_table *t, const char *code, bool part) {
    for (size_t i = 0; t && i < t->n; i++)
        if (!strcmp(t->code[i], code) && t->part[i] == part) return true;
    return false;
}

/* Asks the same of both; the nomenclature follows the revision of the tables. */
static bool same_answers(world *w, const naive_table t[TABLES], random_state *x) {
    char code[9];
    control_answer a;
    random_code(code, x);
    date_day on = days[random_next(x) % DAYS], known = random_next(x) % 2 ? 20240630 : 20240801;
    const naive_table *now = naive_of(t, on, known);
    if (goods_controls_ask(&a, &w->mem, w->c, "H6", code, on, known, &err)) return false;
    size_t n = 0, clause = 0, want = naive_hits(now, code);
    for (size_t i = 0; i < a.hits; i++) {
        const control_hit *h = &a.hit[i];
        if (strcmp(h->list, "TEST-A") != 0) continue;
        n += !strcmp(h->measure->id, "TEST-A");
        clause += !strcmp(h->measure->id, "TEST-A-clause");
        if (!naive_has(now, h->code, h->partial) || h->since > on) return false;
    }
    /* The clause is of 2022. */
    bool ok = n == want && clause == (on >= 20220101 ? want : 0) &&
              is_open(&a, "TEST-A") == (!now && on >= 20210601 && on <= 20231231);
    if (!ok)
        printf("# %s on %d known %d: %zu and %zu, want %zu\n", code, on, known, n, clause, want);
    return ok;
}

/* What the difference says is what the tables of the two days say. */
static bool same_difference(world *w, const naive_table t[TABLES], random_state *x) {
    size_t i = random_next(x) % DAYS, k = random_next(x) % DAYS;
    date_day from = days[i < k ? i : k], to = days[i < k ? k : i], known = 20240801;
    control_diff d;
    const naive_table *a = naive_of(t, from, known), *b = naive_of(t, to, known);
    if (goods_controls_diff(&d, &w->mem, w->c, from, to, known, &err)) return false;
    char code[9];
    for (int n = 0; n < 40; n++) {
        random_code(code, x);
        int balance = 0;
        for (size_t j = 0; j < d.changes; j++)
            if (!strcmp(d.change[j].list, "TEST-A") && !strcmp(d.change[j].code, code) &&
                !d.change[j].partial)
                balance += d.change[j].kind == CONTROL_REMOVED ? -1 : 1;
        if (balance != (int)naive_has(b, code, false) - (int)naive_has(a, code, false))
            return false;
    }
    return true;
}

static bool store_with_tables(char path[300], const char *name, naive_table t[TABLES],
                              random_state *x) {
    store *s = NULL;
    bool ok = !store_init(in(path, name), "none", &err) &&
              !store_open(&s, path, STORE_WRITE, 0, &err) && load_tables(s, t, x);
    store_close(s);
    in(path, name);
    return ok;
}

TEST(tables_of_a_user_answer_as_a_naive_twin_does) {
    random_state x;
    uint64_t seed = test_random();
    printf("# seed %llu\n", (unsigned long long)seed);
    random_seed(&x, seed);
    for (int round = 0; round < 2; round++) {
        static naive_table t[TABLES];
        char path[300], name[16];
        world w;
        snprintf(name, sizeof name, "twin%d", round);
        bool ok = store_with_tables(path, name, t, &x);
        ok = open_world(&w, "tests/data/regime-invented", path) && ok;
        for (int i = 0; ok && i < 300; i++) ok = same_answers(&w, t, &x);
        for (int i = 0; ok && i < 20; i++) ok = same_difference(&w, t, &x);
        close_world(&w);
        if (!ok) printf("# %s\n", err.message);
        CHECK(ok);
    }
}

static cordon_status once(world *w, const char *path) {
    arena mem;
    control_answer a;
    control_diff d;
    goods_controls *c = NULL;
    arena_init(&mem, 0);
    cordon_status status = goods_controls_open(&c, w->g, w->r, path, NULL);
    if (!status) status = goods_controls_ask(&a, &mem, c, "H6", "851762", 20220301, 20240801, NULL);
    if (!status) status = goods_controls_diff(&d, &mem, c, 20210101, 20240101, 20240801, NULL);
    arena_destroy(&mem);
    goods_controls_close(c);
    return status;
}

TEST(every_failed_allocation_of_an_answer_is_reported) {
    static naive_table t[TABLES];
    world w;
    char path[300];
    random_state x;
    cordon_status status = CORDON_EINTERNAL;
    int n = 0;
    random_seed(&x, 7);
    bool ok = store_with_tables(path, "oom", t, &x);
    if (open_world(&w, "tests/data/regime-invented", NULL) && ok) status = once(&w, path);
    while (!n || status == CORDON_ENOMEM) {
        arena_fail_after = n++;
        status = once(&w, path);
    }
    arena_fail_after = -1;
    close_world(&w);
    CHECK_INT(status, CORDON_OK);
    CHECK(n > 2);
}
