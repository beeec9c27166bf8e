/* The sealed log: what is acknowledged is there, keys, what is refused, kills. */
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/date.h"
#include "folder.h"
#include "log_hand.h"
#include "test.h"

typedef struct shop {
    char path[300];
    store *s;
    decision_log *l;
    arena mem;
    cordon_error err;
} shop;

static bool shop_open(shop *t, const char *name) {
    *t = (shop){0};
    arena_init(&t->mem, 0);
    snprintf(t->path, sizeof t->path, "%s", in(name));
    bool ok = !store_init(t->path, "", &t->err) && !store_open(&t->s, t->path, STORE_READ, 0, &t->err) && !log_open(&t->l, t->s, &t->err);
    if (!ok) printf("# %s\n", t->err.message);
    return ok;
}

static bool shop_again(shop *t) {
    log_close(t->l);
    t->l = NULL;
    bool ok = !log_open(&t->l, t->s, &t->err);
    if (!ok) printf("# %s\n", t->err.message);
    return ok;
}

static void shop_close(shop *t) {
    log_close(t->l);
    store_close(t->s);
    arena_destroy(&t->mem);
}

static cordon_status put(shop *t, log_entry *e, const char *kind, const char *about, const char *bytes) {
    *e = (log_entry){.kind = kind, .who = "a.clerk", .about = about, .bytes = bytes, .len = strlen(bytes)};
    return log_append(t->l, e, &t->err);
}

static bool whole(shop *t, int64_t entries) {
    log_report r;
    if (log_verify(&r, &t->mem, t->l, NULL, &t->err)) return printf("# %s\n", t->err.message), false;
    for (size_t i = 0; i < r.faults; i++) printf("# %lld to %lld %s: %s\n", (long long)r.fault[i].n, (long long)r.fault[i].to, log_fault_name(r.fault[i].kind), r.fault[i].what);
    if (r.entries != entries) printf("# %lld entries\n", (long long)r.entries);
    return !r.faults && !r.more && r.entries == entries && r.head.n == entries;
}

static const char *in_store(const shop *t, const char *name) {
    static char path[4][400];
    static int at;
    at = (at + 1) % 4;
    snprintf(path[at], sizeof path[at], "%s/%s", t->path, name);
    return path[at];
}

static int count(void *arg, const log_entry *e) {
    int *n = arg;
    if (e->sound) ++*n;
    return 0;
}

TEST(a_store_without_a_log_has_no_entries) {
    shop t;
    log_head h;
    log_entry e;
    int n = 0;
    CHECK(shop_open(&t, "none"));
    CHECK_INT(log_head_of(&h, t.l, &t.err), 0);
    CHECK_INT(h.n, 0);
    CHECK_INT(log_read(&e, t.l, &t.mem, 1, &t.err), CORDON_ENOTFOUND);
    CHECK_INT(log_each(t.l, 1, count, &n, &t.err), 0);
    CHECK(n == 0 && whole(&t, 0));
    CHECK(access(in_store(&t, "decisions.sqlite"), F_OK) != 0 && access(in_store(&t, "keys"), F_OK) != 0);
    shop_close(&t);
}

TEST(what_was_committed_is_read_again_word_for_word) {
    static const char text[] = "{\"verdict\":\"hold\",\"why\":\"\xd0\x9d\xd0\xb5\\n\xe2\x82\xac\"}";
    shop t;
    log_entry a, b, r;
    log_head h;
    struct stat st;
    int n = 0;
    CHECK(shop_open(&t, "words"));
    int64_t before = date_now_us();
    CHECK_INT(put(&t, &a, "decision", "", text), 0);
    CHECK_INT(put(&t, &b, "override", a.hash, "{\"reason\":\"the end user called\"}"), 0);
    CHECK_INT(log_commit(t.l, &t.err), 0);
    CHECK(a.n == 2 && b.n == 3 && strcmp(b.before, a.hash) == 0 && a.at_us >= before);
    CHECK(shop_again(&t));
    CHECK_INT(log_read(&r, t.l, &t.mem, 2, &t.err), 0);
    CHECK(r.len == sizeof text - 1 && memcmp(r.bytes, text, sizeof text) == 0 && strcmp(r.kind, "decision") == 0 && strcmp(r.who, "a.clerk") == 0);
    CHECK(strcmp(r.hash, a.hash) == 0 && strcmp(r.before, a.before) == 0 && r.at_us == a.at_us);
    char digits[11];
    snprintf(digits, sizeof digits, "%.10s", b.hash);
    CHECK_INT(log_find(&r, t.l, &t.mem, digits, &t.err), 0);
    CHECK(r.n == 3 && strcmp(r.about, a.hash) == 0);
    CHECK_INT(log_about(t.l, a.hash, count, &n, &t.err), 0);
    CHECK_INT(n, 1);
    CHECK_INT(log_each(t.l, 2, count, &n, &t.err), 0);
    CHECK_INT(n, 3);
    CHECK_INT(log_head_of(&h, t.l, &t.err), 0);
    CHECK(h.n == 3 && strcmp(h.hash, b.hash) == 0 && whole(&t, 3));
    CHECK_INT(log_find(&r, t.l, &t.mem, "0123456789", &t.err), CORDON_ENOTFOUND);
    CHECK_INT(log_find(&r, t.l, &t.mem, "zz", &t.err), CORDON_EINVAL);
    CHECK_INT(stat(in_store(&t, "keys/log.secret"), &st), 0);
    CHECK_INT(st.st_mode & 0777, 0600);
    CHECK_INT(stat(in_store(&t, "keys"), &st), 0);
    CHECK_INT(st.st_mode & 0777, 0700);
    CHECK(access(in_store(&t, "keys/log.public"), F_OK) == 0 && access(in_store(&t, "keys/log.secret.new"), F_OK) != 0);
    shop_close(&t);
}

TEST(what_was_not_committed_never_was) {
    shop t;
    log_entry e;
    CHECK(shop_open(&t, "queued"));
    CHECK_INT(put(&t, &e, "decision", "", "{}"), 0);
    CHECK(shop_again(&t) && whole(&t, 0));
    CHECK_INT(put(&t, &e, "decision", "", "{}"), 0);
    CHECK_INT(log_commit(t.l, &t.err), 0);
    CHECK_INT(put(&t, &e, "decision", "", "{\"b\":1}"), 0);
    log_report r;
    CHECK_INT(log_verify(&r, &t.mem, t.l, NULL, &t.err), CORDON_EINVAL);
    CHECK(shop_again(&t) && whole(&t, 2));
    CHECK_INT(log_commit(t.l, &t.err), 0); /* nothing waits */
    shop_close(&t);
}

TEST(two_handles_append_in_turn) {
    shop t;
    decision_log *other = NULL;
    log_entry e;
    CHECK(shop_open(&t, "turns"));
    CHECK_INT(log_open(&other, t.s, &t.err), 0);
    decision_log *both[] = {t.l, other};
    for (int i = 0; i < 20; i++) {
        e = (log_entry){.kind = "decision", .who = i % 2 ? "b" : "a", .about = "", .bytes = "{}", .len = 2};
        CHECK_INT(log_append(both[i % 2], &e, &t.err), 0);
        CHECK_INT(log_commit(both[i % 2], &t.err), 0);
        CHECK_INT(e.n, i + 2);
    }
    log_close(other);
    CHECK(whole(&t, 21));
    shop_close(&t);
}

TEST(what_cannot_be_kept_is_refused_in_words) {
    static const struct {
        const char *kind, *who, *about, *bytes;
        size_t len;
        const char *word;
    } bad[] = {
        {"", "", "", "{}", 2, "kind"},
        {"Decision", "", "", "{}", 2, "kind"},
        {"a_word_of_more_than_thirty_two_letters", "", "", "{}", 2, "kind"},
        {"key", "", "", "{}", 2, "the log's own"},
        {"decision", "\xff", "", "{}", 2, "author"},
        {"decision", "", "\xc3", "{}", 2, "subject"},
        {"decision", "", "", "", 0, "not empty"},
        {"decision", "", "", "{\0}", 3, "NUL"},
        {"decision", "", "", "{\"\xed\xa0\x80\"}", 7, "UTF-8"},
    };
    shop t;
    char *big = malloc(LOG_BYTES_MAX + 1);
    CHECK(big && shop_open(&t, "refused"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        log_entry e = {.kind = bad[i].kind, .who = bad[i].who, .about = bad[i].about, .bytes = bad[i].bytes, .len = bad[i].len};
        CHECK_INT(log_append(t.l, &e, &t.err), CORDON_EINVAL);
        CHECK(strstr(t.err.message, bad[i].word));
    }
    memset(big, 'x', LOG_BYTES_MAX + 1);
    log_entry e = {.kind = "decision", .who = "", .about = "", .bytes = big, .len = LOG_BYTES_MAX + 1};
    CHECK_INT(log_append(t.l, &e, &t.err), CORDON_ELIMIT);
    e.len = LOG_BYTES_MAX;
    CHECK_INT(log_append(t.l, &e, &t.err), 0);
    CHECK_INT(log_commit(t.l, &t.err), 0);
    CHECK(whole(&t, 2));
    free(big);
    shop_close(&t);
}

TEST(a_new_key_is_an_entry_signed_with_the_old_one) {
    shop t;
    log_entry e;
    log_report r;
    CHECK(shop_open(&t, "rekey"));
    CHECK_INT(hand_fill(t.l, 5, 5, 1, &t.err), 0);
    CHECK_INT(log_rekey(t.l, "a.chief", "a clerk left", &t.err), 0);
    CHECK_INT(hand_fill(t.l, 5, 5, 2, &t.err), 0);
    CHECK(shop_again(&t));
    CHECK_INT(hand_fill(t.l, 2, 1, 3, &t.err), 0);
    CHECK(whole(&t, 14));
    CHECK_INT(log_verify(&r, &t.mem, t.l, NULL, &t.err), 0);
    CHECK_INT(r.keys, 2);
    CHECK_INT(log_read(&e, t.l, &t.mem, 7, &t.err), 0);
    CHECK(strcmp(e.kind, "key") == 0 && strstr(e.bytes, "\"reason\":\"a clerk left\"}"));
    /* The first thing ever done may be that. */
    shop_close(&t);
    CHECK(shop_open(&t, "rekey2"));
    CHECK_INT(log_rekey(t.l, "a.chief", "why not", &t.err), 0);
    CHECK(shop_again(&t));
    CHECK_INT(hand_fill(t.l, 2, 1, 3, &t.err), 0);
    CHECK(whole(&t, 4));
    shop_close(&t);
}

TEST(without_its_key_the_log_is_read_and_not_continued) {
    shop t;
    log_pair other, own;
    log_entry e;
    CHECK(shop_open(&t, "keys"));
    CHECK_INT(hand_fill(t.l, 3, 3, 1, &t.err), 0);
    const char *path = in_store(&t, "keys/log.secret");
    CHECK_INT(log_pair_read(&own, path, &t.err), 0);
    CHECK_INT(rename(path, in_store(&t, "aside")), 0);
    CHECK(shop_again(&t) && whole(&t, 4));
    CHECK_INT(put(&t, &e, "decision", "", "{}"), CORDON_ENOTFOUND);
    CHECK(strstr(t.err.message, "secret key is not there") && strstr(t.err.source, "log.secret"));
    log_pair_new(&other);
    CHECK_INT(log_pair_write(&other, path, &t.err), 0);
    CHECK_INT(put(&t, &e, "decision", "", "{}"), CORDON_EINVAL);
    CHECK(strstr(t.err.message, "another key"));
    /* Killed between the commit of a key and its renaming. */
    CHECK_INT(log_pair_write(&own, in_store(&t, "keys/log.secret.new"), &t.err), 0);
    CHECK_INT(put(&t, &e, "decision", "", "{}"), 0);
    CHECK_INT(log_commit(t.l, &t.err), 0);
    CHECK(access(in_store(&t, "keys/log.secret.new"), F_OK) != 0 && whole(&t, 5));
    /* Where others read the key, it is no secret. */
    CHECK_INT(chmod(path, 0640), 0);
    CHECK(shop_again(&t));
    CHECK_INT(put(&t, &e, "decision", "", "{}"), CORDON_EINVAL);
    CHECK(strstr(t.err.message, "mode 640") && strstr(t.err.message, "chmod 600"));
    CHECK_INT(chmod(path, 0600), 0);
    static const char *const no_keys[] = {"", "cordon-log-secret 1 12\n", "cordon-log-secret 2 0000000000000000000000000000000000000000000000000000000000000000\n", "\xff\xff"};
    for (size_t i = 0; i < sizeof no_keys / sizeof *no_keys; i++) {
        FILE *f = fopen(path, "w");
        CHECK(f && fputs(no_keys[i], f) >= 0 && fclose(f) == 0);
        CHECK_INT(put(&t, &e, "decision", "", "{}"), CORDON_EFORMAT);
    }
    /* A key kept elsewhere. */
    CHECK_INT(log_use_key(t.l, in_store(&t, "aside"), &t.err), 0);
    CHECK_INT(put(&t, &e, "decision", "", "{}"), 0);
    CHECK_INT(log_commit(t.l, &t.err), 0);
    CHECK(whole(&t, 6));
    shop_close(&t);
}

TEST(an_emptied_log_is_not_begun_anew) {
    shop t;
    log_entry e;
    log_report r;
    CHECK(shop_open(&t, "emptied"));
    CHECK_INT(hand_fill(t.l, 3, 3, 1, &t.err), 0);
    log_close(t.l);
    t.l = NULL;
    CHECK_INT(unlink(in_store(&t, "decisions.sqlite")), 0);
    unlink(in_store(&t, "decisions.sqlite-wal"));
    unlink(in_store(&t, "decisions.sqlite-shm"));
    CHECK(shop_again(&t));
    CHECK_INT(log_verify(&r, &t.mem, t.l, NULL, &t.err), 0);
    CHECK(r.faults == 1 && r.fault[0].kind == LOG_MISSING && !r.torn);
    CHECK_INT(put(&t, &e, "decision", "", "{}"), CORDON_ECORRUPT);
    CHECK(strstr(t.err.message, "taken away"));
    shop_close(&t);
}

TEST(heads_are_written_and_read) {
    log_head h = {.n = 12}, back;
    char text[LOG_HEAD_TEXT], other[LOG_HEAD_TEXT + 10];
    memset(h.hash, 'a', 64);
    log_head_format(text, &h);
    CHECK(log_head_parse(&back, text) && back.n == 12 && strcmp(back.hash, h.hash) == 0);
    snprintf(other, sizeof other, " %s \r\n", text);
    CHECK(log_head_parse(&back, other));
    static const char *const bad[] = {"", "cordon-log", "cordon-log 1 ab", "12 aa", "cordon-log -1 aa", "cordon-log 99999999999999999999 aa"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) CHECK(!log_head_parse(&back, bad[i]));
    for (size_t i = 0; text[i]; i++) { /* any one letter off */
        memcpy(other, text, sizeof text);
        other[i] = '!';
        CHECK(!log_head_parse(&back, other));
    }
    snprintf(other, sizeof other, "%s x", text);
    CHECK(!log_head_parse(&back, other));
}

/* -- kills -- */
typedef struct acknowledged {
    int64_t n;
    char hash[LOG_HEX];
} acknowledged;

/* Appends in groups of any size and says what was acknowledged, until it is killed. */
static void clerk(const char *path, int to, uint64_t seed) {
    store *s = NULL;
    decision_log *l = NULL;
    random_state r;
    random_seed(&r, seed);
    if (store_open(&s, path, STORE_READ, 0, NULL) || log_open(&l, s, NULL)) _exit(3);
    for (;;) {
        log_entry e = {0};
        for (uint64_t k = 1 + random_below(&r, 40); k; k--) {
            char text[64];
            snprintf(text, sizeof text, "{\"k\":\"%016llx\"}", (unsigned long long)random_next(&r));
            e = (log_entry){.kind = "decision", .who = "", .about = "", .bytes = text, .len = strlen(text)};
            if (log_append(l, &e, NULL)) _exit(4);
        }
        if (random_below(&r, 20) == 0 && log_rekey(l, "", "as a test", NULL)) _exit(6);
        if (log_commit(l, NULL)) _exit(5);
        acknowledged a = {.n = e.n};
        memcpy(a.hash, e.hash, LOG_HEX);
        if (write(to, &a, sizeof a) != sizeof a) _exit(7);
    }
}

TEST(killed_at_any_moment_it_loses_nothing_acknowledged) {
    const char *times = getenv("KILLS"), *from = getenv("KILL_SEED");
    int kills = times ? atoi(times) : 100;
    uint64_t seed = from ? strtoull(from, NULL, 10) : (uint64_t)date_now_us() % 1000000;
    random_state r;
    shop t;
    acknowledged last = {0}, a;
    printf("# KILL_SEED=%llu KILLS=%d\n", (unsigned long long)seed, kills);
    random_seed(&r, seed);
    CHECK(shop_open(&t, "killed"));
    int acks = 0, first = 0;
    uint64_t span = 8000; /* microseconds; the first ones while file and key are made, longer where the machine is slow */
    for (int i = 0; i < kills; i++) {
        int ends[2], state = 0;
        CHECK_INT(pipe(ends), 0);
        pid_t pid = fork();
        CHECK(pid >= 0);
        if (!pid) {
            close(ends[0]);
            clerk(t.path, ends[1], seed + (uint64_t)i);
        }
        close(ends[1]);
        usleep((useconds_t)random_below(&r, span));
        CHECK_INT(kill(pid, SIGKILL), 0);
        CHECK_INT(waitpid(pid, &state, 0), pid);
        if (!WIFSIGNALED(state)) printf("# it ended by itself: %d\n", WEXITSTATUS(state));
        CHECK(WIFSIGNALED(state));
        int before = acks;
        while (read(ends[0], &a, sizeof a) == sizeof a) last = a, acks++;
        if (i >= 10) span = acks == before ? span * 5 / 4 : span > 40000 ? span * 4 / 5 : 40000;
        close(ends[0]);
        first += last.n == 0;
        log_head h, kept = {.n = last.n};
        log_entry e;
        memcpy(kept.hash, last.hash, LOG_HEX);
        CHECK(shop_again(&t));
        CHECK_INT(log_head_of(&h, t.l, &t.err), 0);
        CHECK(h.n >= last.n);
        if (last.n) {
            CHECK_INT(log_read(&e, t.l, &t.mem, last.n, &t.err), 0);
            CHECK(strcmp(e.hash, last.hash) == 0);
        }
        if (i % 25 == 24 || i == kills - 1) {
            log_report report;
            CHECK_INT(log_verify(&report, &t.mem, t.l, last.n ? &kept : NULL, &t.err), 0);
            if (report.faults) printf("# %lld %s: %s\n", (long long)report.fault[0].n, log_fault_name(report.fault[0].kind), report.fault[0].what);
            CHECK(report.faults == 0 && report.entries == h.n);
        }
    }
    printf("# %d groups acknowledged, %lld entries; %d kills before the first\n", acks, (long long)last.n, first);
    CHECK(acks > 0);
    shop_close(&t);
}
