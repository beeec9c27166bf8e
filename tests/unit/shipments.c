/* Certificates over the decisions of a log: newest decision of a case, last override, stops, damage; against a twin that reads everything anew. */
#include "assess/shipments.h"

#include <stdlib.h>

#include "base/random.h"
#include "test.h"

#define EUC(number, who, end) "\"euc\":{\"number\":\"" number "\",\"end_user\":\"" who "\",\"signatory\":\"C. Beispiel\",\"items\":[{\"code\":\"848210\",\"quantity\":100,\"unit\":\"pcs\"}]" end "}"

typedef struct bench {
    shipments *s;
    arena mem;
    int64_t n;
    cordon_error err;
} bench;

static bool begin(bench *b) {
    *b = (bench){0};
    arena_init(&b->mem, 0);
    return !shipments_new(&b->s, &b->err);
}
static void end(bench *b) {
    shipments_free(b->s);
    arena_destroy(&b->mem);
}

static bool add(bench *b, const char *kind, const char *about, const char *json, bool sound) {
    log_entry e = {.n = ++b->n, .kind = kind, .who = "", .about = about, .bytes = json, .len = strlen(json), .sound = sound};
    snprintf(e.hash, sizeof e.hash, "hash%lld", (long long)e.n);
    return !shipments_add(b->s, &e, &b->err);
}

/* A case of one item under a certificate. */
static bool decided(bench *b, const char *v, const char *id, const char *number, const char *who, int quantity) {
    char json[2000];
    snprintf(json, sizeof json, "{\"format\":\"cordon.decision-1\",\"verdict\":\"%s\",\"case_hash\":\"\",\"case\":{\"id\":\"%s\",\"end_use\":\"a text, \\\"euc\\\":{\\\"number\\\":\\\"X\\\"}\",\"items\":[{\"code\":\"84821010\",\"quantity\":%d,\"unit\":\"pcs\"}],"
             EUC("%s", "%s", "") "},\"versions\":{}}", v, id, quantity, number, who);
    return add(b, "decision", "", json, true);
}

static bool overridden(bench *b, int64_t of, const char *v) {
    char about[40], json[200];
    snprintf(about, sizeof about, "hash%lld", (long long)of);
    snprintf(json, sizeof json, "{\"format\":\"cordon.override-1\",\"decision\":\"%s\",\"was\":\"block\",\"verdict\":\"%s\",\"reason\":\"r\"}", about, v);
    return add(b, "override", about, json, true);
}

/* What is drawn before the case of that id; -1 = cannot be told. */
static double before(bench *b, shipped *out, const char *id, const char *number, const char *who) {
    char json[1000];
    static case_file c;
    snprintf(json, sizeof json, "{\"id\":\"%s\"," EUC("%s", "%s", "") "}", id, number, who);
    if (case_read(&c, &b->mem, "case", json, strlen(json), &b->err) || shipments_of(out, b->s, &b->mem, c.euc, &c, &b->err)) return -2;
    double sum = 0;
    for (size_t i = 0; i < out->uses; i++) sum += out->use[i].quantity;
    return out->known ? sum : -1;
}

TEST(what_ships) {
    bench b;
    shipped s;
    CHECK(begin(&b));
    CHECK(decided(&b, "no_bar_found", "A", "E-1", "Works", 1));
    CHECK(decided(&b, "review", "B", "E-1", "Works", 2));
    CHECK(decided(&b, "hold", "C", "E-1", "Works", 4));
    CHECK(decided(&b, "block", "D", "E-1", "Works", 8));
    CHECK(decided(&b, "review", "E", "E-2", "Works", 16));
    CHECK(before(&b, &s, "N", "E-1", "Works") == 3);
    CHECK(s.uses == 2 && s.use[0].quantity == 1 && strstr(s.use[0].decision, "entry 1 of the log (A)") != NULL); /* oldest first */
    CHECK(before(&b, &s, "A", "E-1", "Works") == 2); /* a case does not draw before itself */
    CHECK(before(&b, &s, "N", "E-3", "Works") == 0);
    CHECK(overridden(&b, 2, "hold") && before(&b, &s, "N", "E-1", "Works") == 1);
    CHECK(overridden(&b, 2, "no_bar_found") && overridden(&b, 4, "review") && before(&b, &s, "N", "E-1", "Works") == 11);
    CHECK(decided(&b, "no_bar_found", "D", "E-1", "Works", 32) && before(&b, &s, "N", "E-1", "Works") == 35); /* decided again: the newest alone */
    CHECK(overridden(&b, 4, "no_bar_found") && before(&b, &s, "N", "E-1", "Works") == 35);
    CHECK(decided(&b, "block", "A", "E-1", "Works", 1) && before(&b, &s, "N", "E-1", "Works") == 34);
    end(&b);
}

TEST(without_certificate_or_number) {
    bench b;
    shipped s;
    const euc bare = {0};
    CHECK(begin(&b));
    CHECK(decided(&b, "review", "A", "E-1", "Works", 1));
    CHECK(add(&b, "decision", "", "{\"format\":\"x\",\"verdict\":\"review\",\"case\":{\"id\":\"A\"}}", true)); /* the certificate was taken back */
    CHECK(before(&b, &s, "N", "E-1", "Works") == 0 && s.others == 0);
    CHECK_INT(shipments_of(&s, b.s, &b.mem, &bare, NULL, &b.err), 0);
    CHECK(!s.known);
    end(&b);
}

TEST(certificates_of_others_once_each) {
    bench b;
    shipped s;
    CHECK(begin(&b));
    CHECK(decided(&b, "review", "A", "E-1", "Works", 1));
    CHECK(decided(&b, "block", "B", "E-1", "Works", 2)); /* the same paper */
    CHECK(decided(&b, "block", "C", "E-2", "Other", 2));
    CHECK(before(&b, &s, "N", "E-9", "New") == 0);
    CHECK(s.others == 2 && strcmp(s.other[0].e->end_user.v, "Works") == 0 && strcmp(s.other[1].e->end_user.v, "Other") == 0);
    CHECK(before(&b, &s, "C", "E-2", "Other") == 0 && s.others == 1);  /* not its own */
    CHECK(before(&b, &s, "A", "E-1", "Works") == 0 && s.others == 2);  /* B holds it too */
    CHECK(decided(&b, "review", "C", "E-2", "Other Ltd", 2));          /* corrected: the old one is gone */
    CHECK(before(&b, &s, "N", "E-9", "New") == 0 && s.others == 2 && strcmp(s.other[1].e->end_user.v, "Other Ltd") == 0);
    end(&b);
}

TEST(damage_makes_it_unknown) {
    static const char *const bad[] = {"{", "{\"verdict\":\"review\"}", "{\"format\":\"x\",\"verdict\":\"perhaps\",\"case\":{\"id\":\"A\"}}", "{\"format\":\"x\",\"verdict\":\"review\",\"case\":{\"id\":", "{\"format\":\"x\",\"verdict\":\"review\",\"case\":{\"idd\":1}}"};
    for (size_t i = 0; i <= sizeof bad / sizeof *bad; i++) {
        bench b;
        shipped s;
        CHECK(begin(&b));
        CHECK(decided(&b, "review", "A", "E-1", "Works", 1) && before(&b, &s, "N", "E-1", "Works") == 1);
        CHECK(i < sizeof bad / sizeof *bad ? add(&b, "decision", "", bad[i], true) : add(&b, "decision", "", "{}", false));
        CHECK(before(&b, &s, "N", "E-1", "Works") == -1 && shipments_damaged(b.s) == 1);
        CHECK(s.uses == 1); /* what can be read counts */
        end(&b);
    }
}

/* Entries cut anywhere and with a byte changed are taken, or counted as damaged; nothing else happens. */
TEST(hostile_entries) {
    static const char sound[] = "{\"format\":\"cordon.decision-1\",\"verdict\":\"review\",\"case_hash\":\"\",\"case\":{\"id\":\"A\",\"items\":[{\"code\":\"848210\",\"quantity\":5}]," EUC("E-1", "Works", "") "}}";
    random_state rng;
    bench b;
    shipped s;
    size_t good = 0;
    random_seed(&rng, 20260831);
    CHECK(begin(&b));
    for (int i = 0; i < 3000; i++) {
        size_t len = random_below(&rng, 3) ? sizeof sound - 1 : (size_t)random_below(&rng, sizeof sound);
        char *copy = malloc(len + 1);
        if (!copy) return;
        memcpy(copy, sound, len);
        copy[len] = 0;
        if (len) copy[random_below(&rng, len)] = (char)(1 + random_below(&rng, 255));
        log_entry e = {.n = ++b.n, .kind = random_below(&rng, 8) ? "decision" : "override", .who = "", .about = "hash1", .bytes = copy, .len = len, .sound = true};
        snprintf(e.hash, sizeof e.hash, "hash%d", i + 1);
        size_t bad = shipments_damaged(b.s);
        CHECK_INT(shipments_add(b.s, &e, &b.err), 0);
        good += shipments_damaged(b.s) == bad;
        free(copy);
    }
    CHECK(good > 100 && shipments_damaged(b.s) > 100);
    CHECK(before(&b, &s, "N", "E-1", "Works") == -1);
    end(&b);
}

/* ---- random logs against a twin */

enum { CASES = 6, NUMBERS = 3, ENTRIES = 60 };
static const char *const verdicts[] = {"no_bar_found", "review", "hold", "block"};
typedef struct row { bool override; int of, id, number, quantity, v; } row;

static double twin(const row *r, int n, int id, int number) {
    double sum = 0;
    for (int k = 0; k < CASES; k++) {
        int at = -1;
        for (int i = 0; i < n; i++)
            if (!r[i].override && r[i].id == k) at = i;
        if (at < 0 || k == id || r[at].number != number) continue;
        int v = r[at].v;
        for (int i = at; i < n; i++)
            if (r[i].override && r[i].of == at) v = r[i].v;
        if (v < 2) sum += r[at].quantity;
    }
    return sum;
}

TEST(random_logs_as_their_twin) {
    random_state rng;
    uint64_t seed = 20260829;
    random_seed(&rng, seed);
    for (int turn = 0; turn < 20; turn++) {
        bench b;
        row r[ENTRIES];
        int wrong = 0;
        CHECK(begin(&b));
        for (int n = 0; n < ENTRIES; n++) {
            shipped s;
            char id[8], number[8];
            r[n] = (row){.override = n && random_below(&rng, 3) == 0, .id = (int)random_below(&rng, CASES), .number = (int)random_below(&rng, NUMBERS), .quantity = 1 + (int)random_below(&rng, 50), .v = (int)random_below(&rng, 4)};
            if (r[n].override) r[n].of = (int)random_below(&rng, (uint64_t)n); /* of an override too: it changes nothing */
            snprintf(id, sizeof id, "K%d", r[n].id);
            snprintf(number, sizeof number, "E-%d", r[n].number);
            CHECK(r[n].override ? overridden(&b, r[n].of + 1, verdicts[r[n].v]) : decided(&b, verdicts[r[n].v], id, number, "Works", r[n].quantity));
            wrong += before(&b, &s, id, number, "Works") != twin(r, n + 1, r[n].id, r[n].number);
        }
        if (wrong) printf("# seed %llu turn %d: %d wrong\n", (unsigned long long)seed, turn, wrong);
        CHECK_INT(wrong, 0);
        end(&b);
    }
}
