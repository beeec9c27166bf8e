/* The screening index against the judge that scores every name, its neighbours against a naive
 * twin, and files that are damaged in every way.                              */
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/data_dir.h"
#include "names.h"
#include <sodium.h>

#include "screen/index_inner.h"
#include "screen/index_near.h"
#include "test.h"

#if defined(__SANITIZE_ADDRESS__)
enum { NAMES = 10000, QUESTIONS = 60 };
#else
enum { NAMES = 100000, QUESTIONS = 300 };
#endif
enum { THRESHOLDS = 5 };
static const float threshold[THRESHOLDS] = {0.5F, 0.6F, 0.7F, 0.8F, 0.92F};

/* ---- neighbours ---- */

static unsigned least3(unsigned a, unsigned b, unsigned c) { return a < b ? (a < c ? a : c) : (b < c ? b : c); }

/* By its definition: Boytsov 2011, "Indexing methods for approximate dictionary searching", 2.2. */
static unsigned naive_distance(const char *a, unsigned n, const char *b, unsigned m) {
    unsigned d[NEAR_KEY_MAX + 1][NEAR_KEY_MAX + 1];
    for (unsigned i = 0; i <= n; i++)
        for (unsigned j = 0; j <= m; j++) {
            if (!i || !j) {
                d[i][j] = i + j;
                continue;
            }
            bool same = a[i - 1] == b[j - 1];
            d[i][j] = least3(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + !same);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < d[i][j])
                d[i][j] = d[i - 2][j - 2] + 1;
        }
    return d[n][m];
}

static unsigned random_key(char *key, unsigned letters, unsigned most) {
    unsigned len = 1 + (unsigned)(test_random() % most);
    for (unsigned i = 0; i < len; i++) key[i] = "abcdefghij0"[test_random() % letters];
    return len;
}

TEST(distance_is_the_naive_one) {
    static near_pattern p;
    for (int i = 0; i < 200000; i++) {
        char a[NEAR_KEY_MAX], b[NEAR_KEY_MAX];
        unsigned n = random_key(a, 3, i % 2 ? 7 : NEAR_KEY_MAX), m = random_key(b, 3, i % 2 ? 7 : NEAR_KEY_MAX);
        near_pattern_set(&p, a, n);
        unsigned got = near_distance(&p, b, m), want = naive_distance(a, n, b, m);
        near_pattern_clear(&p, a, n);
        if (got != want) FAIL_("%.*s %.*s: %u, want %u", (int)n, a, (int)m, b, got, want);
    }
}

/* Would the key b be found by the questions of a? */
static bool asked_for(const near_reach reach, const char *a, unsigned n, const char *b, unsigned m) {
    near_probe probe[NEAR_PROBES_MAX];
    unsigned probes = near_probes(probe, reach, 1, a, n);
    for (unsigned k = 0; k <= NEAR_REACH_MAX; k++) {
        if (!near_cut(reach, m, k)) continue;
        for (unsigned i = 0, at, len; i <= k; i++) {
            near_segment(m, k, i, &at, &len);
            uint64_t h = near_hash(1, m, k, i, b + at, len);
            for (unsigned j = 0; j < probes; j++)
                if (probe[j].hash == h && probe[j].len == m && probe[j].k == k) return true;
        }
    }
    return false;
}

/* Every pair within reach shares a segment and a mask, also after swaps across the cuts. */
TEST(no_near_key_is_missed) {
    static const near_reach reaches[] = {
        {0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2},
        {0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2},
        {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2},
        {0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2}};
    static near_pattern p;
    long near = 0;
    for (int i = 0; i < 600000; i++) {
        const uint8_t *reach = reaches[i % 4];
        char a[NEAR_KEY_MAX + 4], b[NEAR_KEY_MAX + 4];
        unsigned n = random_key(a, i % 3 ? 11 : 2, 14), m = n;
        memcpy(b, a, n);
        for (uint64_t edits = test_random() % 3; edits; edits--) {
            unsigned at = (unsigned)(test_random() % (m + 1));
            switch (test_random() % 4) {
            case 0: memmove(b + at + 1, b + at, m - at), b[at] = "ab3"[test_random() % 3], m++; break;
            case 1:
                if (at < m) memmove(b + at, b + at + 1, m - at - 1), m--;
                break;
            case 2:
                if (at < m) b[at] = "ab3"[test_random() % 3];
                break;
            default:
                if (at + 1 < m) {
                    char c = b[at];
                    b[at] = b[at + 1], b[at + 1] = c;
                }
            }
        }
        if (!m) continue;
        unsigned k = reach[n < m ? n : m];
        near_pattern_set(&p, a, n);
        bool within = near_distance(&p, b, m) <= k;
        near_pattern_clear(&p, a, n);
        if (!within) continue;
        near++;
        if (!asked_for(reach, a, n, b, m)) FAIL_("%.*s does not ask for %.*s (distance %u)", (int)n, a, (int)m, b, k);
        uint32_t x = near_mask(a, n), y = near_mask(b, m);
        int spare = (int)k - abs((int)n - (int)m);
        if (__builtin_popcount(x & ~y) > (n > m ? (int)k : spare) || __builtin_popcount(y & ~x) > (m > n ? (int)k : spare))
            FAIL_("letters of %.*s and %.*s", (int)n, a, (int)m, b);
    }
    CHECK(near > 100000);
}

/* ---- the index and the judge ---- */

typedef struct world {
    names_list real;
    char path[64];
    const score_model *model;
    const name_tables *tables;
    screen_index *x;
    arena mem;
    scored_name question[QUESTIONS];
    char asked[QUESTIONS][NAMES_TEXT], target[QUESTIONS][NAMES_TEXT];
    uint8_t target_kind[QUESTIONS];
} world;
static world w;

static bool build(const char *path, size_t names, unsigned threads, uint64_t seed, cordon_error *err) {
    index_builder *b = NULL;
    random_state r;
    random_seed(&r, seed);
    if (index_build_begin(&b, path, threads, err)) return false;
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < names && !status; i++) {
        char text[NAMES_TEXT];
        uint8_t kind;
        names_make(text, &kind, &w.real, &r);
        size_t step = NAMES / QUESTIONS;
        if (i % step == 0 && i / step < QUESTIONS) { /* one that is asked for */
            memcpy(w.target[i / step], text, sizeof text);
            w.target_kind[i / step] = kind;
        }
        index_name n = {.text = text, .len = (uint32_t)strlen(text), .kind = kind, .ref = i * 7};
        status = index_build_add(b, &n, err);
    }
    if (!status) status = index_build_finish(b, "test", err);
    index_build_drop(b);
    return !status;
}

static bool ask_form(scored_name *out, arena *mem, const char *text, name_kind kind) {
    name_form f;
    return !name_form_read(&f, mem, w.tables, kind, text, strlen(text), NULL) && !scored_name_make(out, mem, w.model, &f, NULL);
}

/* Questions that are hard on an index: nothing but frequent words, initials, one letter, the same word
 * many times, another script, more tokens than a name has. */
static const char *const adversarial[] = {
    "CORP", "TRADING COMPANY LIMITED", "INTERNATIONAL GENERAL TRADING LLC", "A", "J. R. R.", "A B C D E F G H", "AL", "AL AL AL AL AL",
    "MOHAMMED", "MOHAMMED MOHAMMED MOHAMMED MOHAMMED", "MOHAMMAD ALI", "ALI", "SMITH", "7", "2012", "TANKER 1", "PETRO CHINA 88",
    "\xd0\x90\xd0\xbb\xd0\xb8", "\xd0\x9c\xd0\xbe\xd1\x85\xd0\xb0\xd0\xbc\xd0\xbc\xd0\xb5\xd0\xb4 \xd0\x90\xd0\xbb\xd0\xb8", "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf",
    "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf \xd8\xb9\xd9\x84\xd9\x8a \xd8\xad\xd8\xb3\xd9\x8a\xd9\x86", "\xe4\xb8\xad\xe5\x9b\xbd\xe7\x9f\xb3\xe6\xb2\xb9", "\xe9\xa6\x99\xe6\xb8\xaf\xe6\x9c\x89\xe9\x99\x90\xe5\x85\xac\xe5\x8f\xb8",
    "alsalamtrading company", "al salam", "xqzxqzxqz", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "ab", "ba", "THE OF AND"};
enum { ADVERSARIAL = sizeof adversarial / sizeof *adversarial };

static bool make_questions(void) {
    random_state r;
    random_seed(&r, 11);
    for (int i = 0; i < QUESTIONS; i++) {
        uint8_t kind = i < ADVERSARIAL ? NAME_ANY : w.target_kind[i];
        if (i < ADVERSARIAL) snprintf(w.asked[i], NAMES_TEXT, "%s", adversarial[i]);
        else if (!names_ask(w.asked[i], w.target[i], (names_how)(i % HOWS), &r)) names_ask(w.asked[i], w.target[i], HOW_EDIT_2, &r);
        if (!ask_form(&w.question[i], &w.mem, w.asked[i], (name_kind)kind) &&
            !ask_form(&w.question[i], &w.mem, "NOTHING LEFT", NAME_ANY))
            return false;
    }
    return true;
}

static bool open_world(void) {
    char path[1024];
    cordon_error err = {0};
    if (w.x) return true;
    snprintf(w.path, sizeof w.path, "/tmp/cordon-index-%ld.idx", (long)getpid());
    bool ok = names_read(&w.real, data_path(path, sizeof path, "tests/data/screen/names.tsv")) && !score_model_open(&w.model, &err) &&
              !name_tables_open(&w.tables, &err) && build(w.path, NAMES, 2, 5, &err) && !index_open(&w.x, w.path, true, &err) &&
              make_questions();
    unlink(w.path);
    if (!ok) printf("# %s %s\n", err.source, err.message);
    return ok;
}

typedef struct answers {
    index_hit *hit;
    size_t n, cap;
} answers;

static void answers_add(answers *a, const index_hit *h) {
    if (a->n == a->cap) a->hit = realloc(a->hit, (a->cap = a->cap ? a->cap * 2 : 16) * sizeof *a->hit);
    a->hit[a->n++] = *h;
}

static int by_score(const void *a, const void *b) {
    const index_hit *x = a, *y = b;
    if (x->score != y->score) return x->score > y->score ? -1 : 1;
    return x->name < y->name ? -1 : 1;
}

/* The judge: a name is made once and scored for every question. */
typedef struct judging {
    uint32_t from, to;
    answers of[QUESTIONS];
    bool failed;
} judging;

static void *judge_range(void *arg) {
    judging *j = arg;
    for (uint32_t i = j->from; i < j->to && !j->failed; i++) {
        arena mem;
        scored_name n;
        arena_init(&mem, 0);
        j->failed = index_name_at(w.x, i, &n, &mem, NULL, NULL) != CORDON_OK;
        for (int q = 0; q < QUESTIONS && !j->failed; q++) {
            float s = name_score(w.model, &w.question[q], &n);
            index_hit h = {.score = s, .name = i};
            if (s >= threshold[0]) answers_add(&j->of[q], &h);
        }
        arena_destroy(&mem);
    }
    return NULL;
}

typedef struct asking {
    int from, step;
    const answers *want;
    char wrong[200 + NAMES_TEXT];
    size_t hits;
    uint64_t scored;
} asking;

static void *ask_some(void *arg) {
    asking *a = arg;
    index_cursor *c = NULL;
    if (index_cursor_open(&c, w.x, NULL)) return NULL;
    for (int q = a->from; q < QUESTIONS && !a->wrong[0]; q += a->step)
        for (int t = 0; t < THRESHOLDS; t++) {
            const index_hit *hit;
            size_t n, want = 0;
            while (want < a->want[q].n && a->want[q].hit[want].score >= threshold[t]) want++;
            bool ok = !index_ask(c, &w.question[q], threshold[t], &hit, &n, NULL) && n == want;
            for (size_t i = 0; i < n && ok; i++)
                ok = memcmp(&hit[i].score, &a->want[q].hit[i].score, 4) == 0 && hit[i].name == a->want[q].hit[i].name &&
                     hit[i].ref % 7 == 0 && hit[i].ref / 7 >= hit[i].name; /* names that cannot be kept have numbers too */
            if (!ok) snprintf(a->wrong, sizeof a->wrong, "\"%s\" at %g: %zu hits, want %zu", w.asked[q], (double)threshold[t], n, want);
            a->hits += n;
        }
    index_cursor_close(c);
    return NULL;
}

TEST(answers_are_those_of_scoring_every_name) {
    static judging part[2];
    static answers all[QUESTIONS];
    pthread_t id[3];
    CHECK(open_world());
    uint32_t names = (uint32_t)index_names(w.x);
    CHECK(names > NAMES * 99 / 100);
    for (int i = 0; i < 2; i++) {
        part[i].from = names / 2 * (uint32_t)i, part[i].to = i ? names : names / 2;
        CHECK(pthread_create(&id[i], NULL, judge_range, &part[i]) == 0);
    }
    for (int i = 0; i < 2; i++) pthread_join(id[i], NULL);
    CHECK(!part[0].failed && !part[1].failed);
    for (int q = 0; q < QUESTIONS; q++) {
        for (int i = 0; i < 2; i++)
            for (size_t k = 0; k < part[i].of[q].n; k++) answers_add(&all[q], &part[i].of[q].hit[k]);
        if (all[q].n) qsort(all[q].hit, all[q].n, sizeof *all[q].hit, by_score);
    }
    /* One thread, then three at once: the same bytes. */
    for (int threads = 1; threads <= 3; threads += 2) {
        asking ask[3];
        size_t hits = 0;
        for (int i = 0; i < threads; i++) {
            ask[i] = (asking){.from = i, .step = threads, .want = all};
            CHECK(pthread_create(&id[i], NULL, ask_some, &ask[i]) == 0);
        }
        for (int i = 0; i < threads; i++) pthread_join(id[i], NULL), hits += ask[i].hits;
        for (int i = 0; i < threads; i++)
            if (ask[i].wrong[0]) FAIL_("%s", ask[i].wrong);
        printf("# %zu hits of %d questions at %d thresholds\n", hits, QUESTIONS, THRESHOLDS);
        CHECK(hits > QUESTIONS / 2);
    }
    for (int q = 0; q < QUESTIONS; q++) {
        free(all[q].hit);
        for (int i = 0; i < 2; i++) free(part[i].of[q].hit);
    }
}

/* The judge that ships is the one of this test. */
TEST(scan_is_scoring_every_name) {
    index_cursor *c = NULL;
    const index_hit *hit;
    size_t n;
    CHECK(open_world());
    CHECK(!index_cursor_open(&c, w.x, NULL));
    for (int q = 0; q < 3; q++) {
        answers want = {0};
        CHECK(!index_ask(c, &w.question[QUESTIONS - 1 - q], threshold[0], &hit, &n, NULL));
        for (size_t i = 0; i < n; i++) answers_add(&want, &hit[i]);
        CHECK(!index_scan(c, &w.question[QUESTIONS - 1 - q], threshold[0], &hit, &n, NULL));
        CHECK_INT(n, want.n);
        CHECK(n == 0 || memcmp(hit, want.hit, n * sizeof *hit) == 0);
        free(want.hit);
    }
    index_cursor_close(c);
}

/* score_bound and score_bound_sides are never below the score: of names that share tokens. */
TEST(bounds_hold) {
    CHECK(open_world());
    for (int i = 0; i < 3000; i++) {
        const scored_name *q = &w.question[test_random() % QUESTIONS];
        arena mem;
        scored_name n;
        arena_init(&mem, 0);
        CHECK(!index_name_at(w.x, (uint32_t)(test_random() % index_names(w.x)), &n, &mem, NULL, NULL));
        const scored_name *of[2] = {q, i % 4 ? &n : &w.question[test_random() % QUESTIONS]};
        score_side side[2] = {{0, 0, 0, 0}, {0, 0, 0, 0}};
        for (int k = 0; k < 2; k++)
            for (unsigned t = 0; t < of[k]->tokens; t++) {
                float u = 0;
                for (unsigned a = 0; a < of[k]->units; a++) {
                    const unit *x = &of[k]->unit[a];
                    if (t < x->first || t >= (unsigned)x->first + x->count) continue;
                    for (unsigned b = 0; b < of[!k]->units; b++) {
                        float s = k ? unit_similarity(&of[0]->unit[b], x) : unit_similarity(x, &of[1]->unit[b]);
                        if (s > u) u = s;
                    }
                }
                side[k].all += of[k]->weight[t], side[k].met += u * of[k]->weight[t];
                if (u <= 0) side[k].unmet += of[k]->weight[t];
                if (u * of[k]->weight[t] > side[k].strongest) side[k].strongest = u * of[k]->weight[t];
            }
        float score = name_score(w.model, of[0], of[1]), both = score_bound_sides(w.model, &side[0], &side[1]);
        float one = score_bound(w.model, side[0].all > 0 ? side[0].met / side[0].all : 0), bits;
        arena_destroy(&mem);
        if (score > both || score > one) FAIL_("score %.9g, bounds %.9g %.9g", (double)score, (double)both, (double)one);
        if (score > score_generic(w.model, &bits)) CHECK(side[0].strongest >= bits && side[1].strongest >= bits);
    }
}

/* ---- files ---- */

static size_t file_read(unsigned char **out, const char *path) {
    FILE *f = fopen(path, "rb");
    size_t n = 0;
    if (!f) return 0;
    *out = malloc(4 << 20);
    if (*out) n = fread(*out, 1, 4 << 20, f);
    fclose(f);
    return n;
}

static void file_write(const char *path, const unsigned char *p, size_t n) {
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(p, 1, n, f) != n) printf("# cannot write %s\n", path);
    if (f) fclose(f);
}

static void hash_header(unsigned char *file) {
    crypto_generichash(file + offsetof(index_header, hash), INDEX_HASH, file, offsetof(index_header, hash), NULL, 0);
}

/* Opens and asks whatever is there; false when an error has no words or an open index is read past its end (ASan tells). */
static bool survives(const char *path) {
    screen_index *x = NULL;
    index_cursor *c = NULL;
    const index_hit *hit;
    size_t n;
    cordon_error err = {0};
    if (index_open(&x, path, false, &err)) return err.message[0] && err.source[0];
    bool ok = index_cursor_open(&c, x, &err) == CORDON_OK;
    for (int q = 20; ok && q < 44; q++) {
        err.message[0] = 0;
        if (index_ask(c, &w.question[q], threshold[q % THRESHOLDS], &hit, &n, &err) && !err.message[0]) ok = false;
    }
    for (int q = 30; ok && q < 34; q++) {
        name_letters l;
        err.message[0] = 0;
        if (letters_read(&l, w.tables, NAME_ANY, w.asked[q], strlen(w.asked[q]), &err)) continue;
        if (index_letters(c, &l, 0.3F, 10, &hit, &n, &err) && !err.message[0]) ok = false;
    }
    if (ok && index_scan(c, &w.question[40], 0.7F, &hit, &n, &err) && !err.message[0]) ok = false;
    for (uint32_t i = 0; ok && i < 3; i++) {
        arena mem;
        scored_name name;
        const char *text;
        arena_init(&mem, 0);
        if (index_name_at(x, i * 50, &name, &mem, &text, &err) && !err.message[0]) ok = false;
        arena_destroy(&mem);
    }
    index_cursor_close(c);
    index_close(x);
    return ok;
}

static bool refused(const char *path, bool verify, cordon_status want, const char *word) {
    screen_index *x = NULL;
    cordon_error err = {0};
    cordon_status status = index_open(&x, path, verify, &err);
    index_close(x);
    if (status == want && strstr(err.message, word) && strcmp(err.source, path) == 0) return true;
    printf("# status %d (want %d): %s\n", (int)status, (int)want, err.message);
    return false;
}

TEST(damaged_files_are_refused_in_words) {
    char path[64];
    cordon_error err = {0};
    unsigned char *good = NULL, *bad = NULL;
    CHECK(open_world());
    snprintf(path, sizeof path, "/tmp/cordon-index-%ld.bad", (long)getpid());
    CHECK(build(path, 300, 1, 9, &err));
    size_t n = file_read(&good, path);
    CHECK(n > INDEX_PAGE && (bad = malloc(n + 8)) != NULL);
    index_header *h = (index_header *)(void *)bad;
    struct {
        size_t at;
        unsigned char xor;
        bool hash;
        cordon_status want;
        const char *word;
    } c[] = {{0, 1, false, CORDON_EFORMAT, "no screening index"},
             {offsetof(index_header, version), 2, true, CORDON_EFORMAT, "version"},
             {offsetof(index_header, order), 5, true, CORDON_EFORMAT, "order of bytes"},
             {offsetof(index_header, arch), 3, true, CORDON_EFORMAT, "was built for"},
             {offsetof(index_header, reach) + 7, 3, true, CORDON_EFORMAT, "rules of likeness"},
             {offsetof(index_header, names), 1, false, CORDON_ECORRUPT, "checksum of the header"},
             {offsetof(index_header, names), 1, true, CORDON_ECORRUPT, "damaged"},
             {offsetof(index_header, entries), 1, true, CORDON_ECORRUPT, "damaged"},
             {offsetof(index_header, part) + 3 * sizeof(index_section) + 8, 64, true, CORDON_ECORRUPT, "damaged"}};
    bool ok = true;
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        memcpy(bad, good, n);
        bad[c[i].at] ^= c[i].xor;
        if (c[i].hash) hash_header(bad);
        file_write(path, bad, n);
        ok = refused(path, false, c[i].want, c[i].word) && survives(path) && ok;
    }
    size_t cut[] = {0, 1, INDEX_PAGE - 1, INDEX_PAGE, INDEX_PAGE + 1, n / 2, n - 1, n + 1};
    for (size_t i = 0; i < sizeof cut / sizeof *cut; i++) {
        memcpy(bad, good, n);
        bad[n] = 0;
        file_write(path, bad, cut[i]);
        ok = refused(path, false, cut[i] < INDEX_PAGE ? CORDON_EFORMAT : CORDON_ECORRUPT, cut[i] < INDEX_PAGE ? "no screening index" : "cut short") && ok;
    }
    memcpy(bad, good, n);
    for (int p = 0; p < INDEX_PARTS; p++) { /* one bit of each part */
        if (!h->part[p].bytes) continue;
        bad[h->part[p].at] ^= 1;
        file_write(path, bad, n);
        ok = refused(path, true, CORDON_ECORRUPT, p == PART_KINDS ? "damaged" : "checksum of a part") && ok;
        bad[h->part[p].at] ^= 1;
    }
    unlink(path);
    CHECK(refused(path, false, CORDON_ENOTFOUND, "No such file"));
    free(good), free(bad);
    CHECK(ok);
}

/* Bytes changed anywhere, the header made right again: nothing is read outside, nothing runs for ever. */
TEST(changed_bytes_do_no_harm) {
    char path[64];
    cordon_error err = {0};
    unsigned char *good = NULL, *bad = NULL;
    CHECK(open_world());
    snprintf(path, sizeof path, "/tmp/cordon-index-%ld.bad", (long)getpid());
    CHECK(build(path, 200, 1, 9, &err));
    size_t n = file_read(&good, path);
    CHECK(n > INDEX_PAGE && (bad = malloc(n)) != NULL);
    const index_header *h = (const index_header *)(const void *)good;
    for (int i = 0; i < 250; i++) {
        memcpy(bad, good, n);
        for (uint64_t k = 1 + test_random() % 6; k; k--) {
            const index_section *s = &h->part[test_random() % INDEX_PARTS];
            size_t at = s->bytes ? s->at + test_random() % s->bytes : test_random() % sizeof *h;
            if (test_random() % 8 == 0) at = test_random() % sizeof *h;
            bad[at] = test_random() % 3 ? (unsigned char)test_random() : 255;
        }
        hash_header(bad);
        file_write(path, bad, n);
        if (!survives(path)) FAIL_("change %d", i);
    }
    unlink(path);
    free(good), free(bad);
}

TEST(the_same_file_for_any_number_of_threads) {
    char path[64];
    cordon_error err = {0};
    unsigned char *one = NULL, *three = NULL;
    CHECK(open_world());
    snprintf(path, sizeof path, "/tmp/cordon-index-%ld.two", (long)getpid());
    CHECK(build(path, 9000, 1, 3, &err));
    size_t n = file_read(&one, path);
    CHECK(build(path, 9000, 3, 3, &err));
    size_t m = file_read(&three, path);
    unlink(path);
    CHECK(n > 500000 && n == m && memcmp(one, three, n) == 0);
    free(one), free(three);
}

TEST(an_empty_index_answers) {
    char path[64];
    cordon_error err = {0};
    screen_index *x = NULL;
    index_cursor *c = NULL;
    const index_hit *hit;
    size_t n = 1;
    index_builder *b = NULL;
    CHECK(open_world());
    snprintf(path, sizeof path, "/tmp/cordon-index-%ld.none", (long)getpid());
    CHECK(!index_build_begin(&b, path, 2, &err));
    static char big[NAME_BYTES_MAX + 1];
    memset(big, 'a', sizeof big);
    index_name bad[] = {{.text = "\xff\xfe", .len = 2}, {.text = "--", .len = 2}, {.text = "", .len = 0}, {.text = big, .len = sizeof big}};
    for (int i = 0; i < 4; i++) CHECK(!index_build_add(b, &bad[i], &err));
    CHECK(!index_build_finish(b, "nothing", &err));
    index_build_drop(b);
    CHECK(!index_open(&x, path, true, &err) && !index_cursor_open(&c, x, &err));
    unlink(path);
    CHECK_INT(index_names(x), 0);
    CHECK_INT(index_skipped(x), 4);
    CHECK(strcmp(index_made_of(x), "nothing") == 0);
    CHECK(!index_ask(c, &w.question[30], 0.6F, &hit, &n, &err));
    CHECK_INT(n, 0);
    index_cursor_close(c);
    index_close(x);
}
