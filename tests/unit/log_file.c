/* An exported log: proved without a store; no bit of it that does not matter; hostile files. */
#include <unistd.h>

#include "folder.h"
#include "log_hand.h"
#include "log_made.h"
#include "test.h"

typedef struct answer {
    cordon_status status;
    log_report r;
    arena mem;
    cordon_error err;
} answer;

static const answer *ask(const char *p, size_t len, const log_head *head) {
    static answer a;
    arena_destroy(&a.mem);
    a = (answer){0};
    arena_init(&a.mem, 0);
    FILE *f = len ? fmemopen((void *)(uintptr_t)p, len, "rb") : fopen("/dev/null", "rb");
    a.status = f ? log_verify_stream(&a.r, &a.mem, f, "log.jsonl", head, &a.err) : CORDON_EIO;
    if (f) fclose(f);
    return &a;
}

static void tell(const answer *a) {
    if (a->status) printf("# %s\n", a->err.message);
    for (size_t i = 0; i < a->r.faults && i < 10; i++)
        printf("# %lld to %lld %s: %s\n", (long long)a->r.fault[i].n, (long long)a->r.fault[i].to, log_fault_name(a->r.fault[i].kind), a->r.fault[i].what);
}

static bool whole(const answer *a) {
    bool ok = !a->status && !a->r.faults && !a->r.more;
    if (!ok) tell(a);
    return ok;
}

enum { ENTRIES = 8 };
static buf made;
static log_head made_head;
static size_t line_at[ENTRIES + 3]; /* where line i begins, and the end */

static bool make(void) {
    if (made.p) return true;
    bool ok = log_made(&made, &made_head, ENTRIES);
    size_t n = 0;
    line_at[n++] = 0;
    for (size_t i = 0; ok && i < made.len; i++)
        if (made.p[i] == '\n') line_at[n++] = i + 1;
    return ok && n == ENTRIES + 2;
}

TEST(a_store_is_exported_and_proved_without_it) {
    store *s = NULL;
    decision_log *l = NULL;
    cordon_error err = {0};
    log_head head;
    arena mem;
    log_report r;
    arena_init(&mem, 0);
    CHECK_INT(store_init(in("store"), "", &err), 0);
    CHECK_INT(store_open(&s, in("store"), STORE_READ, 0, &err), 0);
    CHECK_INT(log_open(&l, s, &err), 0);
    CHECK_INT(log_export(l, in("none.jsonl"), &err), 0);
    CHECK_INT(log_verify_file(&r, &mem, in("none.jsonl"), NULL, &err), 0);
    CHECK(r.entries == 0 && r.faults == 0);
    CHECK_INT(hand_fill(l, 300, 50, 5, &err), 0);
    CHECK_INT(log_rekey(l, "a.chief", "as it was time", &err), 0);
    CHECK_INT(hand_fill(l, 20, 50, 6, &err), 0);
    CHECK_INT(log_head_of(&head, l, &err), 0);
    CHECK_INT(log_export(l, in("log.jsonl"), &err), 0);
    CHECK(access(in("log.jsonl.part"), F_OK) != 0);
    CHECK_INT(log_verify_file(&r, &mem, in("log.jsonl"), &head, &err), 0);
    CHECK(r.entries == 322 && r.faults == 0 && r.keys == 2 && r.head.n == 322 && strcmp(r.head.hash, head.hash) == 0);
    /* Where it cannot be written nothing is left. */
    CHECK_INT(log_export(l, in("no/where.jsonl"), &err), CORDON_EIO);
    log_entry e = {.kind = "note", .who = "", .about = "", .bytes = "{}", .len = 2};
    CHECK_INT(log_append(l, &e, &err), 0);
    CHECK_INT(log_export(l, in("x.jsonl"), &err), CORDON_EINVAL);
    log_close(l);
    store_close(s);
    arena_destroy(&mem);
}

/* 2,000 bits of the file, among them all of the header. */
TEST(every_bit_of_the_file_matters) {
    random_state r;
    random_seed(&r, test_random());
    CHECK(make() && whole(ask(made.p, made.len, NULL)) && whole(ask(made.p, made.len, &made_head)));
    size_t header = 8 * line_at[1];
    for (size_t i = 0; i < header + 2000; i++) {
        size_t bit = i < header ? i : header + random_below(&r, 8 * made.len - header);
        made.p[bit / 8] ^= (char)(1 << bit % 8);
        const answer *a = ask(made.p, made.len, NULL);
        bool found = a->status ? a->err.message[0] != 0 : a->r.faults > 0;
        made.p[bit / 8] ^= (char)(1 << bit % 8);
        if (!found) printf("# bit %zu of byte %zu\n", bit % 8, bit / 8);
        CHECK(found);
    }
}

static buf with_lines(const int *order, size_t n) {
    buf b = {0};
    for (size_t i = 0; i < n; i++) buf_add(&b, made.p + line_at[order[i]], line_at[order[i] + 1] - line_at[order[i]]);
    return b;
}

TEST(lines_taken_out_doubled_and_swapped_are_found) {
    int order[ENTRIES + 2];
    CHECK(make());
    for (int a = 1; a <= ENTRIES; a++) {
        size_t n = 0;
        for (int i = 0; i <= ENTRIES; i++)
            if (i != a) order[n++] = i;
        buf b = with_lines(order, n);
        const answer *got = ask(b.p, b.len, NULL);
        if (got->r.faults != 1) tell(got);
        CHECK(!got->status && got->r.faults == 1 && got->r.fault[0].n == a && got->r.fault[0].to == a);
        CHECK_INT(got->r.fault[0].kind, a == ENTRIES ? LOG_CUT_OFF : LOG_MISSING);
        buf_free(&b);
        for (n = 0; n < ENTRIES + 2; n++) order[n] = (int)n <= a ? (int)n : (int)n - 1;
        b = with_lines(order, n);
        got = ask(b.p, b.len, NULL);
        CHECK(!got->status && got->r.faults == 1 && got->r.fault[0].n == a && got->r.fault[0].kind == LOG_OUT_OF_ORDER);
        buf_free(&b);
        for (int c = a + 1; c <= ENTRIES; c++) {
            for (n = 0; n <= ENTRIES; n++) order[n] = (int)n == a ? c : (int)n == c ? a : (int)n;
            b = with_lines(order, n);
            got = ask(b.p, b.len, NULL);
            if (!hand_told(&got->r, a)) printf("# lines %d and %d\n", a, c), tell(got);
            CHECK(!got->status && got->r.faults && hand_told(&got->r, a));
            buf_free(&b);
        }
    }
}

/* A copy that ended early, at every byte. */
TEST(a_file_that_ends_early_is_found_at_every_byte) {
    CHECK(make());
    for (size_t len = line_at[1] + 1; len < made.len; len += 1 + len % 3) {
        const answer *a = ask(made.p, len, NULL);
        int64_t lines = 0;
        for (size_t i = 1; i <= ENTRIES && line_at[i + 1] <= len; i++) lines++;
        bool amid = len > line_at[lines + 1];
        if (a->r.faults != 1) tell(a);
        CHECK(!a->status && a->r.faults == 1 && a->r.fault[0].n == lines + 1 && a->r.fault[0].to == ENTRIES);
        CHECK(a->r.torn == amid && a->r.fault[0].kind == (amid ? LOG_TORN : LOG_CUT_OFF));
    }
    /* With the header made to fit, only the head kept outside tells. */
    buf b = {0};
    log_head shorter = {.n = 5};
    unsigned char own[LOG_PUBLIC];
    log_known_key key[2] = {{.n = 1}, {.n = ENTRIES / 2}};
    const char *hash = strstr(made.p + line_at[5], "\"hash\":\"") + 8;
    memcpy(shorter.hash, hash, 64);
    for (int k = 0; k < 2; k++) {
        const char *public = made.p;
        for (int i = 0; i <= k; i++) public = strstr(public, "\"public\":\"") + 10;
        CHECK(log_unhex(own, LOG_PUBLIC, public, 64));
        memcpy(key[k].public, own, LOG_PUBLIC);
    }
    log_header(&b, &shorter, key, 2);
    buf_add(&b, made.p + line_at[1], line_at[6] - line_at[1]);
    CHECK(whole(ask(b.p, b.len, NULL)));
    const answer *a = ask(b.p, b.len, &made_head);
    CHECK(a->r.faults == 1 && a->r.fault[0].kind == LOG_CUT_OFF && a->r.fault[0].n == 6 && a->r.fault[0].to == ENTRIES);
    buf_str(&b, "{");
    a = ask(b.p, b.len, NULL);
    CHECK(a->r.faults == 1 && a->r.fault[0].kind == LOG_TORN && a->r.fault[0].n == 6);
    buf_free(&b);
}

TEST(hostile_files_are_told_in_words) {
    static const char *const bad[] = {
        "", "\n", "{}", "{}\n", "\xff\xfe\n", "{\"log\":\"cordon\",\"version\":1,\"entries\":1,\"head\":\"\",\"keys\":[]}\n",
        "{\"log\":\"cordon\",\"version\":2,\"entries\":0,\"head\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"keys\":[]}\n",
        "n,kind\n1,decision\n", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const answer *a = ask(bad[i], strlen(bad[i]), NULL);
        if (a->status != CORDON_EFORMAT) printf("# %s\n", bad[i]);
        CHECK_INT(a->status, CORDON_EFORMAT);
        CHECK(strstr(a->err.message, "is no exported log") && a->err.line == 1);
    }
    CHECK(make());
    /* Blanks, another order of keys, upper-case digits, a longer number: the same JSON, and not as it is written. */
    static const struct {
        const char *from, *to;
    } other[] = {{"{\"n\":2,", "{ \"n\":2,"}, {"{\"n\":2,", "{\"n\":02,"}, {"{\"n\":2,", "{\"n\":2e0,"}, {"\\\"quoted", "\\u0022quoted"}, {"\xc3\xa9", "\\u00e9"}};
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        buf b = {0};
        const char *at = strstr(made.p, other[i].from);
        CHECK(at);
        buf_add(&b, made.p, (size_t)(at - made.p));
        buf_str(&b, other[i].to);
        buf_str(&b, at + strlen(other[i].from));
        const answer *a = ask(b.p, b.len, NULL);
        CHECK(!a->status && a->r.faults == 1 && a->r.fault[0].n == 2 && a->r.fault[0].kind == LOG_CHANGED && strstr(a->r.fault[0].what, "as the log writes it"));
        buf_free(&b);
    }
    /* All entries the other way round; a line without an end; a file that is not there. */
    int order[ENTRIES + 1] = {0};
    for (int i = 1; i <= ENTRIES; i++) order[i] = ENTRIES + 1 - i;
    buf b = with_lines(order, ENTRIES + 1);
    const answer *a = ask(b.p, b.len, NULL);
    CHECK(!a->status && a->r.faults >= ENTRIES - 1 && !a->r.more);
    b.len = 0;
    buf_add(&b, made.p, line_at[1]);
    for (int i = 0; i < 1000; i++) buf_str(&b, "0123456789");
    a = ask(b.p, b.len, NULL);
    CHECK(!a->status && a->r.torn);
    buf_free(&b);
    log_report r;
    arena mem;
    cordon_error err = {0};
    arena_init(&mem, 0);
    CHECK_INT(log_verify_file(&r, &mem, in("nothing"), NULL, &err), CORDON_EIO);
    arena_destroy(&mem);
}
