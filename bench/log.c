/* log.c - the sealed log at its full size: how fast it is, and that nothing done to it stays hidden.
 *
 *   log STORE [DECISIONS [GROUP [BITS]]]     STORE must not be there; 100000, 256, 10000
 *
 * Prints a line for each part; exits 1 when something done was not found or acknowledging is slower than 2,000 a second. */
#include <unistd.h>

#include "base/progress.h"
#include "log_hand.h"

typedef struct shop {
    store *s;
    decision_log *l;
    sqlite3 *hand;
    arena mem;
    log_report r;
    cordon_error err;
    int64_t entries;
    bool failed;
} shop;

static double seconds(int64_t from) { return (double)(progress_now_ns() - from) / 1e9; }

static bool verify(shop *t, const log_head *head) {
    arena_destroy(&t->mem);
    arena_init(&t->mem, 0);
    if (log_verify(&t->r, &t->mem, t->l, head, &t->err) == CORDON_OK) return true;
    fprintf(stderr, "log: %s\n", t->err.message);
    t->failed = true;
    return false;
}

static void say(shop *t, bool ok, const char *what, long long found, long long of, double took) {
    printf("%-62s %7lld of %7lld  %6.1f s  %s\n", what, found, of, took, ok ? "ok" : "MISSED");
    fflush(stdout);
    t->failed |= !ok;
}

static void rates(shop *t, int64_t decisions, int64_t group) {
    int64_t from = progress_now_ns();
    if (hand_fill(t->l, decisions, group, 1, &t->err)) {
        fprintf(stderr, "log: %s\n", t->err.message);
        t->failed = true;
        return;
    }
    double took = seconds(from), rate = (double)decisions / took;
    printf("acknowledged in groups of %lld: %lld decisions in %.1f s, %.0f a second (goal 2,000)\n", (long long)group, (long long)decisions, took, rate);
    t->failed |= rate < 2000;
    from = progress_now_ns();
    if (hand_fill(t->l, 500, 1, 2, &t->err)) t->failed = true;
    printf("one by one: %.0f a second, %.2f ms each\n", 500 / seconds(from), seconds(from) * 2);
    t->entries = decisions + 501;
    from = progress_now_ns();
    bool whole = verify(t, NULL) && !t->r.faults && t->r.entries == t->entries;
    say(t, whole, "entries proved whole", t->r.entries, t->entries, seconds(from));
}

/* Ten rounds of as many entries, one bit in each. */
static void bits(shop *t, int64_t n) {
    enum { ROUNDS = 10 };
    random_state r;
    random_seed(&r, 3);
    hand_bit *bit = malloc((size_t)n * sizeof *bit);
    bool *changed = calloc((size_t)t->entries + 1, 1);
    long long found = 0, wrong = 0;
    int64_t from = progress_now_ns(), each = n / ROUNDS;
    for (int round = 0; bit && changed && round < ROUNDS; round++) {
        memset(changed, 0, (size_t)t->entries + 1);
        hand_run(t->hand, "BEGIN");
        for (int64_t k = 0; k < each; k++) {
            int64_t e;
            do e = 1 + (int64_t)random_below(&r, (uint64_t)t->entries);
            while (changed[e]);
            changed[e] = hand_flip_any(&bit[k], t->hand, e, &r);
        }
        hand_run(t->hand, "COMMIT");
        if (verify(t, NULL))
            for (size_t f = 0; f < t->r.faults; f++) t->r.fault[f].n == t->r.fault[f].to && changed[t->r.fault[f].n] ? found++ : wrong++;
        hand_run(t->hand, "BEGIN");
        for (int64_t k = each; k-- > 0;) hand_flip(t->hand, &bit[k]);
        hand_run(t->hand, "COMMIT");
    }
    say(t, found == each * ROUNDS && !wrong, "changed bits found in their entries, and no other entry named", found, each * ROUNDS, seconds(from));
    free(bit);
    free(changed);
}

/* Every entry with its neighbour: (1,2) (3,4) ..., then (2,3) (4,5) ... */
static void swaps(shop *t) {
    long long found = 0, done = 0;
    int64_t from = progress_now_ns();
    for (int64_t start = 1; start <= 2; start++) {
        for (int back = 0; back < 2; back++) {
            hand_run(t->hand, "BEGIN");
            for (int64_t n = start; n < t->entries; n += 2) hand_swap(t->hand, n, n + 1), done += !back;
            hand_run(t->hand, "COMMIT");
            if (back || !verify(t, NULL)) continue;
            for (size_t f = 0; f < t->r.faults; f++) found += t->r.fault[f].kind == LOG_OUT_OF_ORDER && t->r.fault[f].n == t->r.fault[f].to;
        }
    }
    say(t, found == 2 * done, "swaps of neighbours, each found at both places", found / 2, done, seconds(from));
}

/* Every third entry gone, three times; the last one is a cut-off end. */
static void deletions(shop *t) {
    long long found = 0;
    int64_t from = progress_now_ns();
    hand_run(t->hand, "CREATE TABLE aside AS SELECT * FROM entry");
    for (int64_t third = 0; third < 3; third++) {
        hand_do(t->hand, "DELETE FROM entry WHERE n %% 3 = %lld", third, 0);
        if (verify(t, NULL))
            for (size_t f = 0; f < t->r.faults; f++) found += t->r.fault[f].n == t->r.fault[f].to && t->r.fault[f].n % 3 == third && (t->r.fault[f].kind == LOG_MISSING || t->r.fault[f].kind == LOG_CUT_OFF);
        hand_do(t->hand, "INSERT INTO entry SELECT * FROM aside WHERE n %% 3 = %lld", third, 0);
    }
    hand_run(t->hand, "DROP TABLE aside");
    say(t, found == t->entries, "deleted entries found", found, t->entries, seconds(from));
}

/* Ends cut off so that the file does not tell. */
static void cuts(shop *t, const log_head *head) {
    enum { CUTS = 5 };
    long long found = 0, silent = 0;
    int64_t from = progress_now_ns();
    for (int64_t i = 1; i <= CUTS; i++) {
        int64_t left = t->entries - (t->entries - 1) * i / CUTS;
        hand_cut(t->hand, left);
        silent += verify(t, NULL) && !t->r.faults && t->r.entries == left;
        found += verify(t, head) && t->r.faults == 1 && t->r.fault[0].kind == LOG_CUT_OFF && t->r.fault[0].n == left + 1 && t->r.fault[0].to == t->entries;
    }
    say(t, found == CUTS && silent == CUTS, "cut-off ends found by the head kept outside, by it alone", found, CUTS, seconds(from));
}

int main(int argc, char **argv) {
    shop t = {0};
    int64_t decisions = argc > 2 ? atoll(argv[2]) : 100000, group = argc > 3 ? atoll(argv[3]) : 256, n = argc > 4 ? atoll(argv[4]) : 10000;
    log_head head;
    if (argc < 2 || decisions < 100 || group < 1 || n < 10 || n / 10 > decisions / 2) {
        fputs("usage: log STORE [DECISIONS [GROUP [BITS]]]\n", stderr);
        return 2;
    }
    arena_init(&t.mem, 0);
    if (store_init(argv[1], "", &t.err) || store_open(&t.s, argv[1], STORE_READ, 0, &t.err) || log_open(&t.l, t.s, &t.err)) {
        fprintf(stderr, "log: %s: %s\n", t.err.source, t.err.message);
        return 3;
    }
    rates(&t, decisions, group);
    t.hand = hand_open(argv[1]);
    if (!t.failed && t.hand && !log_head_of(&head, t.l, &t.err)) {
        bits(&t, n);
        swaps(&t);
        deletions(&t);
        bool whole = verify(&t, &head) && !t.r.faults;
        say(&t, whole, "entries whole again, up to the head", t.r.entries, t.entries, 0);
        cuts(&t, &head);
    }
    sqlite3_close(t.hand);
    log_close(t.l);
    store_close(t.s);
    arena_destroy(&t.mem);
    return t.failed || !t.hand;
}
