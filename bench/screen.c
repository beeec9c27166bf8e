/* screen.c - names to be screened against, questions about them, and what the index takes.
 *
 *   screen make REAL N QUESTIONS NAMES ASKED [SEED]   writes N distinct names made of the real ones (kind, tab, name) and the
 *                                              questions (way, kind, asked, meant)
 *   screen run NAMES ASKED INDEX THRESHOLD...  builds, opens, asks: first the 200 questions that the peers get, then all;
 *                                              by words and letters together, then by words alone
 *                                              (NAMES "-": INDEX is there already)
 *   screen exact NAMES ASKED INDEX             holds every question at five thresholds against scoring every name
 *
 * Times are of the processor and by the clock; one thread asks.       */
#include <inttypes.h>
#include <pthread.h>
#include <sys/stat.h>
#include <time.h>

#include "base/progress.h"
#include "names.h"
#include "screen/index.h"

enum { PEERS_ASKED = 200, ASKED_MAX = 20000, TOP = 10, THRESHOLDS = 5 };

typedef struct question {
    char asked[NAMES_TEXT], meant[NAMES_TEXT];
    int how;
    uint8_t kind;
} question;

typedef struct cost {
    double wall, cpu; /* ms */
} cost;

static question *all;
static size_t n_all;
static const score_model *model;
static const name_tables *tables;

static _Noreturn void fail(const char *what, const cordon_error *err) {
    fprintf(stderr, "screen: %s%s%s\n", what, err && err->message[0] ? ": " : "", err ? err->message : "");
    exit(3);
}

static double now_ms(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ---- make ---- */

static bool ascii(const char *s) {
    for (; *s; s++)
        if ((unsigned char)*s > 126) return false;
    return true;
}

/* The same for names of the same words, whatever their order, case and punctuation. */
static uint64_t text_hash(const char *s) {
    uint64_t h = 0xcbf29ce484222325u, sum = 0;
    for (;; s++) {
        unsigned char c = (unsigned char)*s;
        if (c > 127 || isalnum(c)) {
            h = (h ^ (unsigned)tolower(c)) * 0x100000001b3u;
        } else {
            sum += h * 0x9e3779b97f4a7c15u ^ h >> 29;
            h = 0xcbf29ce484222325u;
        }
        if (!c) return sum ^ sum >> 31;
    }
}

/* By 64 bits of hash: two names may be taken for one, which costs one name. */
static bool seen_before(uint64_t *seen, uint64_t mask, const char *text) {
    uint64_t h = text_hash(text) | 1, at = h * 0x9e3779b97f4a7c15u >> 20 & mask;
    for (; seen[at]; at = (at + 1) & mask)
        if (seen[at] == h) return true;
    seen[at] = h;
    return false;
}

static const char *const kind_name[] = {"any", "person", "organisation", "vessel"};

static void write_questions(const char *path, const names_list *made, const names_list *real, size_t questions, uint64_t seed) {
    FILE *f = fopen(path, "w");
    random_state r;
    random_seed(&r, seed);
    if (!f) fail(path, NULL);
    for (size_t i = 0; i < questions;) {
        names_how how = (names_how)(i % HOWS);
        size_t k = random_below(&r, made->n);
        char text[NAMES_TEXT];
        if (!ascii(made->text[k]) || strlen(made->text[k]) < 8) continue;
        if (how == HOW_INITIALS && made->kind[k] != NAME_PERSON) continue;
        if (how == HOW_UNRELATED) {
            do names_unrelated(text, real, &r);
            while (!ascii(text));
        } else if (!names_ask(text, made->text[k], how, &r)) continue;
        fprintf(f, "%s\t%s\t%s\t%s\n", names_how_name[how], kind_name[made->kind[k]], text, how == HOW_UNRELATED ? "" : made->text[k]);
        i++;
    }
    if (fclose(f) != 0) fail(path, NULL);
}

static int make(char **arg, uint64_t seed) {
    names_list real = {0}, made = {0};
    size_t n = strtoull(arg[1], NULL, 10), kept = 0;
    uint64_t mask = 1;
    random_state r;
    if (!names_read(&real, arg[0])) fail(arg[0], NULL);
    while (mask < n * 2 + real.n * 2) mask *= 2;
    uint64_t *seen = calloc(mask--, 8);
    FILE *f = fopen(arg[3], "w");
    if (!seen || !f) fail(arg[3], NULL);
    random_seed(&r, 1);
    for (size_t tries = 0; kept < n && tries < 4 * n + real.n; tries++) {
        char text[NAMES_TEXT];
        uint8_t kind = 0;
        if (tries < real.n) snprintf(text, sizeof text, "%s", real.text[tries]), kind = real.kind[tries];
        else names_make(text, &kind, &real, &r);
        if (!text[0] || seen_before(seen, mask, text)) continue;
        fprintf(f, "%s\t%s\n", kind_name[kind], text);
        if (kept++ % (n / 20000 + 1) == 0) names_add(&made, text, kind);
    }
    if (fclose(f) != 0 || kept < n) fail("not so many names can be made", NULL);
    write_questions(arg[4], &made, &real, strtoull(arg[2], NULL, 10), seed);
    names_free(&real);
    names_free(&made);
    free(seen);
    return 0;
}

/* ---- run ---- */

static uint8_t kind_of(const char *s) {
    for (uint8_t k = 0; k < 4; k++)
        if (strcmp(s, kind_name[k]) == 0) return k;
    return NAME_ANY;
}

static void read_questions(const char *path) {
    FILE *f = fopen(path, "r");
    char line[4 * NAMES_TEXT];
    all = calloc(ASKED_MAX, sizeof *all);
    if (!f || !all) fail(path, NULL);
    while (n_all < ASKED_MAX && fgets(line, sizeof line, f)) {
        char *save = line, *how = strsep(&save, "\t"), *kind = strsep(&save, "\t"), *asked = strsep(&save, "\t"), *meant = strsep(&save, "\n");
        question *q = &all[n_all++];
        if (!asked || !meant) fail(path, NULL);
        while (strcmp(how, names_how_name[q->how]) != 0 && q->how < HOWS - 1) q->how++;
        q->kind = kind_of(kind);
        snprintf(q->asked, sizeof q->asked, "%s", asked);
        snprintf(q->meant, sizeof q->meant, "%s", meant);
    }
    fclose(f);
}

static void build(const char *names, const char *path) {
    index_builder *b = NULL;
    cordon_error err = {0};
    char line[4096];
    FILE *f = fopen(names, "r");
    double wall = now_ms(CLOCK_MONOTONIC), cpu = now_ms(CLOCK_PROCESS_CPUTIME_ID);
    if (!f) fail(names, NULL);
    if (index_build_begin(&b, path, 0, &err)) fail("build", &err);
    for (uint64_t i = 0; fgets(line, sizeof line, f); i++) {
        char *text = strchr(line, '\t');
        if (!text) fail(names, NULL);
        *text++ = 0;
        index_name n = {.text = text, .len = (uint32_t)strcspn(text, "\n"), .kind = kind_of(line), .ref = i};
        if (index_build_add(b, &n, &err)) fail("build", &err);
    }
    if (index_build_finish(b, "bench", &err)) fail("build", &err);
    index_build_drop(b);
    fclose(f);
    wall = now_ms(CLOCK_MONOTONIC) - wall, cpu = now_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    struct stat st;
    screen_index *x = NULL;
    if (stat(path, &st) != 0) fail(path, NULL);
    double opened = now_ms(CLOCK_MONOTONIC);
    if (index_open(&x, path, false, &err)) fail("open", &err);
    opened = now_ms(CLOCK_MONOTONIC) - opened;
    printf("built %" PRIu64 " names in %.1f s (%.1f s of processor), %.0f bytes a name, opened in %.2f ms\n", index_names(x), wall / 1e3,
           cpu / 1e3, (double)st.st_size / (double)index_names(x), opened);
    index_close(x);
}

/* Rank of what was meant among the first ten hits, 0 = not there. */
static int rank_of(const screen_index *x, const question *q, const uint32_t *hit, size_t n) {
    arena mem;
    int rank = 0;
    arena_init(&mem, 0);
    for (size_t i = 0; i < n && i < TOP && !rank; i++) {
        scored_name s;
        const char *text;
        cordon_error err = {0};
        if (index_name_at(x, hit[i], &s, &mem, &text, &err)) fail("name", &err);
        if (strcmp(text, q->meant) == 0) rank = (int)i + 1;
    }
    arena_destroy(&mem);
    return rank;
}

static bool form_of(scored_name *out, arena *mem, const question *q) {
    name_form f;
    return !name_form_read(&f, mem, tables, (name_kind)q->kind, q->asked, strlen(q->asked), NULL) &&
           !scored_name_make(out, mem, model, &f, NULL);
}

enum { LETTERS_MOST = 32 };
static const float letters_least = 0.3F;

/* The first hits of an answer. */
typedef struct answered {
    uint32_t name[TOP];
    size_t names, hits;
} answered;

static void ask_both(answered *a, index_cursor *c, const question *q, const scored_name *s, float threshold) {
    const search_terms terms = {threshold, letters_least, LETTERS_MOST};
    name_letters l;
    const search_hit *hit;
    cordon_error err = {0};
    if (letters_read(&l, tables, (name_kind)q->kind, q->asked, strlen(q->asked), &err) || index_search(c, s, &l, &terms, &hit, &a->hits, &err))
        fail(q->asked, &err);
    for (; a->names < TOP && a->names < a->hits; a->names++) a->name[a->names] = hit[a->names].name;
}

static void ask_words(answered *a, index_cursor *c, const question *q, const scored_name *s, float threshold) {
    const index_hit *hit;
    cordon_error err = {0};
    if (index_ask(c, s, threshold, &hit, &a->hits, &err)) fail(q->asked, &err);
    for (; a->names < TOP && a->names < a->hits; a->names++) a->name[a->names] = hit[a->names].name;
}

static cost ask(index_cursor *c, const question *q, float threshold, bool letters, answered *out) {
    arena mem;
    scored_name s;
    double wall = now_ms(CLOCK_MONOTONIC), cpu = now_ms(CLOCK_THREAD_CPUTIME_ID);
    arena_init(&mem, 0);
    *out = (answered){.names = 0};
    if (form_of(&s, &mem, q)) (letters ? ask_both : ask_words)(out, c, q, &s, threshold);
    arena_destroy(&mem);
    return (cost){now_ms(CLOCK_MONOTONIC) - wall, now_ms(CLOCK_THREAD_CPUTIME_ID) - cpu};
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double quantile(double *v, size_t n, double p) {
    qsort(v, n, sizeof *v, by_value);
    size_t at = (size_t)(p * (double)n);
    return v[at < n ? at : n - 1];
}

static void run_some(const screen_index *x, index_cursor *c, size_t n, float threshold, bool letters, bool by_how) {
    double *wall = calloc(n, sizeof *wall), *cpu = calloc(n, sizeof *cpu), sum = 0, hits = 0;
    size_t asked[HOWS + 1] = {0}, first[HOWS + 1] = {0}, ten[HOWS + 1] = {0};
    index_work before = index_cursor_work(c);
    if (!wall || !cpu) fail("no memory", NULL);
    for (size_t i = 0; i < n; i++) {
        answered a;
        cost took = ask(c, &all[i], threshold, letters, &a);
        wall[i] = took.wall, cpu[i] = took.cpu, sum += took.cpu, hits += (double)a.hits;
        if (all[i].how == HOW_UNRELATED) continue;
        int rank = rank_of(x, &all[i], a.name, a.names), h[2] = {all[i].how, HOWS};
        for (int j = 0; j < 2; j++) asked[h[j]]++, first[h[j]] += rank == 1, ten[h[j]] += rank > 0;
    }
    printf("%s, threshold %.2f, %zu questions: median %.3f ms (%.3f processor), p99 %.2f ms (%.2f), %.0f names/s/core, %.1f hits, R@1 %.3f R@10 %.3f\n",
           letters ? "words and letters" : "words", (double)threshold, n, quantile(wall, n, 0.5), quantile(cpu, n, 0.5), quantile(wall, n, 0.99), quantile(cpu, n, 0.99),
           1e3 * (double)n / sum, hits / (double)n, (double)first[HOWS] / (double)asked[HOWS], (double)ten[HOWS] / (double)asked[HOWS]);
    index_work w = index_cursor_work(c);
    printf("  %.0f postings, %.0f records, %.1f scored a question\n", (double)(w.postings - before.postings) / (double)n,
           (double)(w.records - before.records) / (double)n, (double)(w.scored - before.scored) / (double)n);
    for (int h = 0; by_how && h < HOW_UNRELATED; h++)
        printf("  %-10s R@1 %.3f R@10 %.3f\n", names_how_name[h], (double)first[h] / (double)asked[h], (double)ten[h] / (double)asked[h]);
    free(wall);
    free(cpu);
}

static int run(int n, char **arg) {
    screen_index *x = NULL;
    index_cursor *c = NULL;
    cordon_error err = {0};
    read_questions(arg[1]);
    if (strcmp(arg[0], "-") != 0) build(arg[0], arg[2]);
    if (index_open(&x, arg[2], false, &err)) fail("open", &err);
    for (int i = 0; i < 2 * (n - 3); i++) {
        float threshold = strtof(arg[3 + i / 2], NULL);
        bool letters = i % 2 == 0;
        answered a;
        if (index_cursor_open(&c, x, &err)) fail("open", &err);
        for (size_t q = PEERS_ASKED; q < n_all && q < 2000; q++) ask(c, &all[q], threshold, letters, &a); /* pages of the file into memory */
        index_cursor_close(c);
        if (index_cursor_open(&c, x, &err)) fail("open", &err);
        run_some(x, c, n_all < PEERS_ASKED ? n_all : PEERS_ASKED, threshold, letters, false);
        if (n_all > PEERS_ASKED) run_some(x, c, n_all, threshold, letters, true);
        index_cursor_close(c);
    }
    index_close(x);
    return 0;
}

/* ---- exact ---- */

typedef struct share {
    const screen_index *x;
    uint32_t from, to;
    const scored_name *question;
    struct answers {
        index_hit *hit;
        size_t n, cap;
    } *of;
} share;
static const float thresholds[THRESHOLDS] = {0.5F, 0.6F, 0.7F, 0.8F, 0.9F};

static void *judge(void *arg) {
    share *s = arg;
    for (uint32_t i = s->from; i < s->to; i++) {
        arena mem;
        scored_name n;
        cordon_error err = {0};
        arena_init(&mem, 0);
        if (index_name_at(s->x, i, &n, &mem, NULL, &err)) fail("name", &err);
        for (size_t q = 0; q < n_all; q++) {
            float score = s->question[q].tokens ? name_score(model, &s->question[q], &n) : 0;
            struct answers *a = &s->of[q];
            if (score < thresholds[0]) continue;
            if (a->n == a->cap) a->hit = realloc(a->hit, (a->cap = a->cap ? a->cap * 2 : 8) * sizeof *a->hit);
            if (!a->hit) fail("no memory", NULL);
            a->hit[a->n++] = (index_hit){.score = score, .name = i};
        }
        arena_destroy(&mem);
    }
    return NULL;
}

static int by_score(const void *a, const void *b) {
    const index_hit *x = a, *y = b;
    if (x->score != y->score) return x->score > y->score ? -1 : 1;
    return x->name < y->name ? -1 : 1;
}

static size_t differ(index_cursor *c, const scored_name *q, const struct answers *want) {
    size_t wrong = 0;
    for (int t = 0; t < THRESHOLDS && q->tokens; t++) {
        const index_hit *hit;
        size_t n, m = 0;
        cordon_error err = {0};
        if (index_ask(c, q, thresholds[t], &hit, &n, &err)) fail("ask", &err);
        while (m < want->n && want->hit[m].score >= thresholds[t]) m++;
        bool same = n == m;
        for (size_t i = 0; same && i < n; i++) same = memcmp(&hit[i].score, &want->hit[i].score, 4) == 0 && hit[i].name == want->hit[i].name;
        wrong += !same;
    }
    return wrong;
}

static int exact(char **arg) {
    screen_index *x = NULL;
    index_cursor *c = NULL;
    cordon_error err = {0};
    arena mem;
    share part[2];
    pthread_t id[2];
    size_t wrong = 0, hits = 0;
    read_questions(arg[1]);
    build(arg[0], arg[2]);
    if (index_open(&x, arg[2], true, &err) || index_cursor_open(&c, x, &err)) fail("open", &err);
    scored_name *q = calloc(n_all, sizeof *q);
    arena_init(&mem, 0);
    for (size_t i = 0; q && i < n_all; i++)
        if (!form_of(&q[i], &mem, &all[i])) q[i].tokens = 0;
    uint32_t half = (uint32_t)index_names(x) / 2;
    for (int i = 0; i < 2; i++) {
        part[i] = (share){x, i ? half : 0, i ? (uint32_t)index_names(x) : half, q, calloc(n_all, sizeof *part->of)};
        if (!q || !part[i].of || pthread_create(&id[i], NULL, judge, &part[i]) != 0) fail("no memory", NULL);
    }
    for (int i = 0; i < 2; i++) pthread_join(id[i], NULL);
    for (size_t i = 0; i < n_all; i++) {
        struct answers *a = &part[0].of[i], *b = &part[1].of[i];
        index_hit *both = realloc(a->hit, (a->n + b->n + 1) * sizeof *both);
        if (!both) fail("no memory", NULL);
        if (b->n) memcpy(both + a->n, b->hit, b->n * sizeof *both);
        a->hit = both, a->n += b->n;
        qsort(a->hit, a->n, sizeof *a->hit, by_score);
        hits += a->n;
        wrong += differ(c, &q[i], a);
        free(a->hit), free(b->hit);
    }
    printf("%zu questions at %d thresholds against scoring every one of %" PRIu64 " names: %zu hits at %.1f, %zu answers differ\n", n_all, THRESHOLDS,
           index_names(x), hits, (double)thresholds[0], wrong);
    index_cursor_close(c);
    index_close(x);
    arena_destroy(&mem);
    free(part[0].of), free(part[1].of), free(q);
    return wrong != 0;
}

int main(int argc, char **argv) {
    cordon_error err = {0};
    if ((argc == 7 || argc == 8) && strcmp(argv[1], "make") == 0) return make(argv + 2, argc == 8 ? strtoull(argv[7], NULL, 10) : 20240224);
    if (score_model_open(&model, &err) || name_tables_open(&tables, &err)) fail("tables", &err);
    if (argc > 5 && strcmp(argv[1], "run") == 0) return run(argc - 2, argv + 2);
    if (argc == 5 && strcmp(argv[1], "exact") == 0) return exact(argv + 2);
    fputs("usage: screen make REAL N QUESTIONS NAMES ASKED [SEED] | run NAMES ASKED INDEX THRESHOLD... | exact NAMES ASKED INDEX\n", stderr);
    return 2;
}
