/* A hand in the log, or a crash: whatever was changed is found, and where. TEST_SEED for other bits. */
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "folder.h"
#include "log_hand.h"
#include "test.h"

typedef struct shop {
    char path[300];
    store *s;
    decision_log *l;
    sqlite3 *hand;
    arena mem;
    cordon_error err;
    log_report r;
} shop;

static bool shop_open(shop *t, const char *name, int64_t decisions) {
    *t = (shop){0};
    arena_init(&t->mem, 0);
    snprintf(t->path, sizeof t->path, "%s", in(name));
    bool ok = !store_init(t->path, "", &t->err) && !store_open(&t->s, t->path, STORE_READ, 0, &t->err) && !log_open(&t->l, t->s, &t->err) &&
              !hand_fill(t->l, decisions, 64, 7, &t->err);
    log_close(t->l);
    t->l = NULL;
    t->hand = ok ? hand_open(t->path) : NULL;
    if (!ok) printf("# %s\n", t->err.message);
    return t->hand;
}

static void shop_close(shop *t) {
    sqlite3_close(t->hand);
    log_close(t->l);
    store_close(t->s);
    arena_destroy(&t->mem);
}

static bool verify(shop *t, const log_head *head) {
    arena_destroy(&t->mem);
    arena_init(&t->mem, 0);
    bool ok = (t->l || !log_open(&t->l, t->s, &t->err)) && !log_verify(&t->r, &t->mem, t->l, head, &t->err);
    if (!ok) printf("# %s\n", t->err.message);
    return ok;
}

static void tell(const shop *t) {
    for (size_t i = 0; i < t->r.faults && i < 20; i++)
        printf("# %lld to %lld %s: %s\n", (long long)t->r.fault[i].n, (long long)t->r.fault[i].to, log_fault_name(t->r.fault[i].kind), t->r.fault[i].what);
}

static bool whole(shop *t, const log_head *head) {
    bool ok = verify(t, head) && !t->r.faults;
    if (!ok) tell(t);
    return ok;
}

/* Exactly these entries, all of a kind, are told. */
static bool told(shop *t, const log_head *head, int64_t n, int64_t to, log_fault_kind kind) {
    bool ok = verify(t, head) && t->r.faults == 1 && t->r.fault[0].n == n && t->r.fault[0].to == to && t->r.fault[0].kind == kind;
    if (!ok) printf("# wanted %lld to %lld %s\n", (long long)n, (long long)to, log_fault_name(kind)), tell(t);
    return ok;
}

static log_head head_at(shop *t, int64_t n) {
    log_head h = {.n = n};
    log_entry e;
    if (!t->l) verify(t, NULL);
    if (!log_read(&e, t->l, &t->mem, n, &t->err)) memcpy(h.hash, e.hash, LOG_HEX);
    return h;
}

/* 10,000 bits, 500 entries at a time, one bit in each: these entries are told and no others. */
TEST(every_changed_bit_is_found_in_its_entry) {
    enum { ENTRIES = 1001, A_TIME = 500, TIMES = 20 };
    shop t;
    random_state r;
    static hand_bit bit[A_TIME];
    static bool changed[ENTRIES + 1];
    uint64_t seed = test_random();
    printf("# seed %llu\n", (unsigned long long)seed);
    random_seed(&r, seed);
    CHECK(shop_open(&t, "bits", ENTRIES - 1) && whole(&t, NULL));
    for (int i = 0; i < TIMES; i++) {
        memset(changed, 0, sizeof changed);
        CHECK(hand_run(t.hand, "BEGIN"));
        for (int k = 0; k < A_TIME; k++) {
            int64_t n;
            do n = 1 + (int64_t)random_below(&r, ENTRIES);
            while (changed[n]);
            changed[n] = true;
            CHECK(hand_flip_any(&bit[k], t.hand, n, &r));
        }
        CHECK(hand_run(t.hand, "COMMIT") && verify(&t, NULL));
        CHECK_INT(t.r.faults, A_TIME);
        for (size_t f = 0; f < t.r.faults; f++) CHECK(t.r.fault[f].n == t.r.fault[f].to && changed[t.r.fault[f].n]);
        CHECK(hand_run(t.hand, "BEGIN"));
        for (int k = A_TIME; k-- > 0;) CHECK(hand_flip(t.hand, &bit[k]));
        CHECK(hand_run(t.hand, "COMMIT"));
    }
    CHECK(whole(&t, NULL));
    shop_close(&t);
}

/* One alone, every bit of every column but the long ones, in the first entry (the key), one amid and the last. */
TEST(one_bit_alone_is_found_in_its_entry) {
    shop t;
    int found = 0;
    CHECK(shop_open(&t, "alone", 3));
    for (int64_t n = 1; n <= 4; n += n == 1 ? 1 : 2)
        for (int column = 0; column < HAND_COLUMNS; column++)
            for (uint64_t b = 0; b < 8 * 200; b += column == 4 ? 7 : 5) {
                hand_bit bit = {n, column, b};
                if (!hand_flip(t.hand, &bit)) break;
                CHECK(verify(&t, NULL));
                if (t.r.faults != 1 || t.r.fault[0].n != n || t.r.fault[0].to != n || t.r.torn) printf("# entry %lld %s bit %llu\n", (long long)n, hand_columns[column], (unsigned long long)b), tell(&t);
                CHECK(t.r.faults == 1 && t.r.fault[0].n == n && t.r.fault[0].to == n && !t.r.torn);
                found++;
                CHECK(hand_flip(t.hand, &bit));
            }
    printf("# %d bits, each alone\n", found);
    CHECK(found > 1000 && whole(&t, NULL));
    shop_close(&t);
}

/* Bits of the number itself: the entry stands elsewhere. */
TEST(an_entry_with_another_number_is_found) {
    shop t;
    CHECK(shop_open(&t, "numbers", 20));
    for (int64_t n = 1; n <= 21; n += 10)
        for (int b = 0; b < 63; b++) {
            int64_t other = n ^ (int64_t)1 << b;
            if (other >= 1 && other <= 21) continue; /* taken: swaps are below */
            CHECK(hand_do(t.hand, "UPDATE entry SET n = %lld WHERE n = %lld", other, n) && verify(&t, NULL));
            if (!hand_told(&t.r, n)) printf("# %lld as %lld\n", (long long)n, (long long)other), tell(&t);
            CHECK(t.r.faults && hand_told(&t.r, n) && hand_told(&t.r, other) && !t.r.torn);
            CHECK(hand_do(t.hand, "UPDATE entry SET n = %lld WHERE n = %lld", n, other));
        }
    CHECK(whole(&t, NULL));
    shop_close(&t);
}

TEST(every_swap_of_two_entries_is_found) {
    enum { ENTRIES = 16 };
    shop t;
    CHECK(shop_open(&t, "swaps", ENTRIES - 1));
    for (int64_t a = 1; a <= ENTRIES; a++)
        for (int64_t b = a + 1; b <= ENTRIES; b++) {
            CHECK(hand_swap(t.hand, a, b) && verify(&t, NULL));
            bool right = t.r.faults == 2 && t.r.fault[0].n == a && t.r.fault[1].n == b && t.r.fault[0].kind == LOG_OUT_OF_ORDER && t.r.fault[1].kind == LOG_OUT_OF_ORDER;
            if (!right) printf("# %lld and %lld\n", (long long)a, (long long)b), tell(&t);
            CHECK(right);
            CHECK(hand_swap(t.hand, a, b));
        }
    CHECK(whole(&t, NULL));
    shop_close(&t);
}

TEST(every_deletion_is_found) {
    enum { ENTRIES = 40 };
    shop t;
    CHECK(shop_open(&t, "deletions", ENTRIES - 1));
    CHECK(hand_run(t.hand, "CREATE TABLE aside AS SELECT * FROM entry"));
    for (int64_t n = 1; n <= ENTRIES; n++) {
        CHECK(hand_do(t.hand, "DELETE FROM entry WHERE n = %lld", n, 0));
        CHECK(told(&t, NULL, n, n, n == ENTRIES ? LOG_CUT_OFF : LOG_MISSING) && !t.r.torn);
        CHECK(hand_do(t.hand, "INSERT INTO entry SELECT * FROM aside WHERE n = %lld", n, 0));
    }
    CHECK(hand_run(t.hand, "DELETE FROM entry WHERE n BETWEEN 10 AND 19") && told(&t, NULL, 10, 19, LOG_MISSING));
    CHECK(hand_run(t.hand, "INSERT INTO entry SELECT * FROM aside WHERE n BETWEEN 10 AND 19") && whole(&t, NULL));
    shop_close(&t);
}

/* Cut so that the file does not tell: only the head kept outside does. */
TEST(a_cut_off_end_is_found_by_the_head_kept_outside) {
    enum { ENTRIES = 60 };
    shop t;
    CHECK(shop_open(&t, "cut", ENTRIES - 1));
    log_head head = head_at(&t, ENTRIES), old = head_at(&t, 20);
    CHECK(head.hash[0] && whole(&t, &head) && whole(&t, &old));
    CHECK(hand_do(t.hand, "DELETE FROM entry WHERE n > 50", 0, 0) && told(&t, NULL, 51, ENTRIES, LOG_CUT_OFF) && told(&t, &head, 51, ENTRIES, LOG_CUT_OFF));
    for (int64_t n = 49; n >= 1; n -= n > 10 ? 4 : 1) {
        CHECK(hand_cut(t.hand, n) && whole(&t, n < 20 ? NULL : &old));
        CHECK(told(&t, &head, n + 1, ENTRIES, LOG_CUT_OFF) && !t.r.torn);
    }
    CHECK(hand_cut(t.hand, 0) && verify(&t, NULL) && t.r.faults == 1 && t.r.fault[0].kind == LOG_MISSING);
    CHECK(verify(&t, &head) && t.r.faults == 2 && hand_told(&t.r, 1) && hand_told(&t.r, ENTRIES));
    shop_close(&t);
}

/* Seals what stands there from entry n on anew, with that key. */
static bool seal_again(shop *t, int64_t n, const log_pair *k) {
    sqlite3_stmt *get, *set;
    unsigned char before[LOG_HASH] = {0}, body[LOG_HASH];
    bool ok = true;
    if (sqlite3_prepare_v2(t->hand, "SELECT " LOG_COLUMNS " FROM entry ORDER BY n", -1, &get, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(t->hand, "UPDATE entry SET before = ?, hash = ?, signature = ? WHERE n = ?", -1, &set, NULL) != SQLITE_OK)
        return false;
    while (ok && sqlite3_step(get) == SQLITE_ROW) {
        log_row r;
        log_row_of(&r, get);
        if (r.n >= n) {
            memcpy(r.before, before, LOG_HASH);
            log_body_hash(body, &r);
            log_entry_hash(r.hash, r.n, r.before, body);
            log_sign(r.signature, r.hash, k->secret);
            sqlite3_bind_blob(set, 1, r.before, LOG_HASH, SQLITE_STATIC);
            sqlite3_bind_blob(set, 2, r.hash, LOG_HASH, SQLITE_STATIC);
            sqlite3_bind_blob(set, 3, r.signature, LOG_SIGNATURE_BYTES, SQLITE_STATIC);
            sqlite3_bind_int64(set, 4, r.n);
            ok = sqlite3_step(set) == SQLITE_DONE;
            sqlite3_reset(set);
        }
        memcpy(before, r.hash, LOG_HASH);
    }
    sqlite3_finalize(get);
    sqlite3_finalize(set);
    return ok && hand_run(t->hand, "UPDATE log_end SET hash = (SELECT hash FROM entry WHERE entry.n = log_end.n)");
}

TEST(a_log_written_anew_is_found) {
    enum { ENTRIES = 30 };
    shop t;
    log_pair other, own;
    char path[400];
    CHECK(shop_open(&t, "anew", ENTRIES - 1));
    log_head head = head_at(&t, ENTRIES), early = head_at(&t, 5);
    snprintf(path, sizeof path, "%s/keys/log.secret", t.path);
    log_pair_new(&other);
    CHECK_INT(log_pair_read(&own, path, &t.err), 0);
    CHECK(hand_run(t.hand, "CREATE TABLE aside AS SELECT * FROM entry; CREATE TABLE aside_end AS SELECT * FROM log_end"));
    const char *change = "UPDATE entry SET bytes = CAST('{\"verdict\":\"no bar found\"}' AS BLOB) WHERE n = 10";
    const char *back = "DELETE FROM entry; INSERT INTO entry SELECT * FROM aside; DELETE FROM log_end; INSERT INTO log_end SELECT * FROM aside_end";
    /* Without the key: every hash fits, no signature does. */
    CHECK(hand_run(t.hand, change) && seal_again(&t, 10, &other) && verify(&t, NULL));
    CHECK_INT(t.r.faults, ENTRIES - 9);
    for (size_t i = 0; i < t.r.faults; i++) CHECK(t.r.fault[i].n == 10 + (int64_t)i && t.r.fault[i].kind == LOG_SIGNATURE);
    /* With the key, all from there on: nothing tells but a head kept outside, from then or later. */
    CHECK(hand_run(t.hand, back) && hand_run(t.hand, change) && seal_again(&t, 10, &own));
    CHECK(whole(&t, NULL) && whole(&t, &early) && told(&t, &head, ENTRIES, ENTRIES, LOG_CHANGED));
    CHECK(strstr(t.r.fault[0].what, "kept outside"));
    /* With the key, that one alone: the next one stands on another. */
    CHECK(hand_run(t.hand, back) && hand_run(t.hand, change) && seal_again(&t, 10, &own));
    CHECK(hand_run(t.hand, "DELETE FROM entry WHERE n > 10; INSERT INTO entry SELECT * FROM aside WHERE n > 10; DELETE FROM log_end; INSERT INTO log_end SELECT * FROM aside_end"));
    CHECK(told(&t, NULL, 10, 10, LOG_CHANGED) && strstr(t.r.fault[0].what, "replaced with the log's key"));
    /* A forged entry behind the end; a key slipped in beside. */
    CHECK(hand_run(t.hand, back) && hand_run(t.hand, "INSERT INTO entry SELECT 31, at_us, kind, who, about, bytes, hash, hash, signature FROM entry WHERE n = 30"));
    CHECK(verify(&t, NULL) && hand_told(&t.r, 31));
    CHECK(hand_run(t.hand, "DELETE FROM entry WHERE n = 31; INSERT INTO log_key SELECT 12, public FROM log_key") && told(&t, NULL, 12, 12, LOG_CHANGED));
    CHECK(hand_run(t.hand, "UPDATE log_key SET n = 99 WHERE n = 12") && told(&t, NULL, 99, 99, LOG_CHANGED));
    CHECK(hand_run(t.hand, "DELETE FROM log_key WHERE n = 99; UPDATE log_key SET public = zeroblob(32)") && told(&t, NULL, 1, 1, LOG_CHANGED));
    CHECK(hand_run(t.hand, "DELETE FROM log_key") && told(&t, NULL, 1, 1, LOG_CHANGED));
    shop_close(&t);
}

TEST(what_is_kept_beside_the_entries_is_held_against_them) {
    shop t;
    CHECK(shop_open(&t, "beside", 9));
    CHECK(hand_run(t.hand, "UPDATE log_end SET hash = zeroblob(32)") && told(&t, NULL, 10, 10, LOG_CHANGED));
    CHECK(hand_run(t.hand, "UPDATE log_end SET hash = (SELECT hash FROM entry WHERE n = 7), n = 7") && told(&t, NULL, 8, 10, LOG_CHANGED));
    log_entry e = {.kind = "note", .who = "", .about = "", .bytes = "{}", .len = 2};
    CHECK_INT(log_append(t.l, &e, &t.err), CORDON_ECORRUPT); /* nothing is put behind a broken end */
    CHECK(strstr(t.err.message, "cordon log verify"));
    CHECK(hand_run(t.hand, "DELETE FROM log_end") && told(&t, NULL, 10, 10, LOG_CHANGED));
    shop_close(&t);
}

/* -- damage -- */
static bool copy(const char *from, const char *to, long bytes) {
    FILE *a = fopen(from, "rb"), *b = fopen(to, "wb");
    bool ok = a && b;
    for (int c; ok && bytes-- != 0 && (c = fgetc(a)) != EOF;) ok = fputc(c, b) != EOF;
    if (a) fclose(a);
    return b && fclose(b) == 0 && ok;
}

static long size_of(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 ? (long)st.st_size : 0;
}

/* Pages turned to zeros, wholly or in part, as power that fails leaves them: found, and told from a hand where no page was whole. */
TEST(damage_of_a_disk_is_found_and_told_from_a_hand) {
    enum { PAGE = 4096 };
    shop t;
    char path[400], aside[400];
    static const char zeros[PAGE];
    random_state r;
    random_seed(&r, test_random());
    CHECK(shop_open(&t, "torn", 300));
    CHECK(hand_run(t.hand, "PRAGMA wal_checkpoint(TRUNCATE)"));
    snprintf(path, sizeof path, "%s/decisions.sqlite", t.path);
    snprintf(aside, sizeof aside, "%s/aside", t.path);
    CHECK(copy(path, aside, -1));
    long pages = size_of(path) / PAGE;
    int torn = 0, found = 0, refused = 0, spared = 0, tries = 60;
    for (int i = 0; i < tries; i++) {
        long page = 1 + (long)random_below(&r, (uint64_t)pages - 1), from = i % 2 ? 512 * (long)random_below(&r, 8) : 0;
        sqlite3_close(t.hand);
        log_close(t.l);
        t.l = NULL;
        CHECK(copy(aside, path, -1));
        FILE *f = fopen(path, "r+b");
        CHECK(f && fseek(f, page * PAGE + from, SEEK_SET) == 0 && fwrite(zeros, 1, (size_t)(PAGE - from), f) > 0 && fclose(f) == 0);
        t.hand = NULL;
        arena_destroy(&t.mem);
        arena_init(&t.mem, 0);
        if (log_open(&t.l, t.s, &t.err) || log_verify(&t.r, &t.mem, t.l, NULL, &t.err)) {
            refused++;
            CHECK(t.err.status == CORDON_ECORRUPT);
        } else if (t.r.faults) {
            found++;
            torn += t.r.torn;
        } else {
            spared++; /* a page of an index, or nothing on it */
        }
    }
    printf("# %d of %d found, %d of them told as damage; %d not opened, %d without any entry\n", found, tries, torn, refused, spared);
    CHECK(found > tries / 2 && torn * 10 >= found * 9);
    shop_close(&t);
}

/* Power fails while the log is written: its write-ahead log ends anywhere behind what was acknowledged. */
TEST(a_write_cut_anywhere_loses_nothing_acknowledged) {
    enum { GROUPS = 12 };
    shop t;
    char db[400], wal[420], to[300], path[400];
    long acked[GROUPS];
    int64_t entries[GROUPS];
    random_state r;
    random_seed(&r, test_random());
    CHECK(shop_open(&t, "power", 1));
    sqlite3_close(t.hand);
    t.hand = NULL;
    CHECK_INT(log_open(&t.l, t.s, &t.err), 0);
    snprintf(db, sizeof db, "%s/decisions.sqlite", t.path);
    snprintf(wal, sizeof wal, "%s-wal", db);
    for (int i = 0; i < GROUPS; i++) {
        log_head h;
        CHECK_INT(hand_fill(t.l, 3 + i, 100, 9 + (uint64_t)i, &t.err), 0);
        CHECK_INT(log_head_of(&h, t.l, &t.err), 0);
        entries[i] = h.n;
        acked[i] = size_of(wal);
        CHECK(!i || acked[i] > acked[i - 1]);
    }
    snprintf(to, sizeof to, "%s", in("power2"));
    CHECK_INT(store_init(to, "", &t.err), 0);
    log_head head = {0};
    CHECK_INT(log_head_of(&head, t.l, &t.err), 0);
    int unfinished = 0;
    for (int i = 0; i < 120; i++) {
        long cut = acked[0] + (long)random_below(&r, (uint64_t)(acked[GROUPS - 1] - acked[0]));
        if (i % 8 == 0) cut = acked[random_below(&r, GROUPS - 1)]; /* between two of them */
        int last = 0;
        while (last + 1 < GROUPS && acked[last + 1] <= cut) last++;
        store *s = NULL;
        decision_log *l = NULL;
        snprintf(path, sizeof path, "%s/decisions.sqlite-shm", to);
        unlink(path);
        snprintf(path, sizeof path, "%s/decisions.sqlite", to);
        CHECK(copy(db, path, -1));
        snprintf(path, sizeof path, "%s/decisions.sqlite-wal", to);
        CHECK(copy(wal, path, cut));
        CHECK_INT(store_open(&s, to, STORE_READ, 0, &t.err), 0);
        CHECK_INT(log_open(&l, s, &t.err), 0);
        CHECK_INT(log_verify(&t.r, &t.mem, l, NULL, &t.err), 0);
        CHECK(t.r.faults == 0 && t.r.entries == entries[last]);
        CHECK(t.r.unfinished == (cut != acked[last]));
        unfinished += t.r.unfinished;
        /* Were more acknowledged, a disk lied: told as damage as long as the rest of that write is there. */
        CHECK_INT(log_verify(&t.r, &t.mem, l, &head, &t.err), 0);
        CHECK(t.r.faults == 1 && t.r.fault[0].n == entries[last] + 1 && t.r.fault[0].to == head.n);
        CHECK(t.r.fault[0].kind == (t.r.unfinished ? LOG_TORN : LOG_CUT_OFF) && t.r.torn == t.r.unfinished);
        log_close(l);
        store_close(s);
    }
    printf("# 120 cuts, %d of them amid a write\n", unfinished);
    CHECK(unfinished > 50 && unfinished < 120);
    shop_close(&t);
}

TEST(out_of_memory_while_verifying_is_an_error) {
    shop t;
    CHECK(shop_open(&t, "memory", 20));
    CHECK_INT(log_open(&t.l, t.s, &t.err), 0);
    CHECK_OOM(log_verify(&t.r, &t.mem, t.l, NULL, &t.err), arena_fail_after, CORDON_ENOMEM);
    CHECK_INT(t.r.entries, 21);
    shop_close(&t);
}
