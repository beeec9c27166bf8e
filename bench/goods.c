/* goods.c - how often the search for goods is right, and how long it takes.
 *
 *   goods quality SEED          the held tenth, in both languages, also strictly; calibration;
 * times goods train SEED            fits the model on the next tenth; prints
 * data/goods/search_parameters.csv goods dump SEED LANG DIR    texts and questions of the same
 * split for others (bench/goods_peers.py) goods names FILE            headings by another
 * publisher's names of them
 *
 * The split is tests/goods_split.h's. Tenth 0 is asked for and never learned from; tenth 1 is what
 * the model is fitted on, with both out of the index. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <time.h>

#include "base/progress.h"
#include "base/random.h"
#include "goods_split.h"
#include "read/table.h"

enum { RANKS = 3, FEATURES = SEARCH_FEATURES + 1 };
static const int rank_of[RANKS] = {1, 5, 10};
static const unsigned level_digits[3] = {6, 4, 2};

static void must(cordon_status status, const cordon_error *err) {
    if (!status) return;
    fprintf(stderr, "goods: %s\n", err->message);
    exit(3);
}

static goods_search *open_split(split *s, double *seconds, size_t *bytes) {
    cordon_error err = {0};
    unsigned char *db = NULL;
    size_t n = 0;
    goods_search *out = NULL;
    search_build_options o = {.keep = split_keep, .self = s};
    must(split_make(s, &err), &err);
    int64_t from = progress_now_ns();
    must(search_build(&db, &n, &o, &err), &err);
    *seconds = (double)(progress_now_ns() - from) / 1e9;
    *bytes = n;
    must(search_open_bytes(&out, db, n, &err), &err);
    return out;
}

typedef struct score {
    size_t right[3][RANKS], n;
    double said[10], true_of[10], in[10]; /* by tenth of confidence */
    double *us;
} score;

/* Rank of the truth among the distinct codes of so many digits. */
static int rank_at(const goods_search *s, const search_candidate *v, size_t n, const char *truth,
                   unsigned digits) {
    int rank = 0;
    for (size_t i = 0; i < n; i++) {
        const char *code = s->image.code[v[i].place].code;
        bool seen = false;
        for (size_t k = 0; k < i && !seen; k++)
            seen = strncmp(s->image.code[v[k].place].code, code, digits) == 0;
        if (seen) continue;
        rank++;
        if (strncmp(code, truth, digits) == 0) return rank;
    }
    return 0;
}

/* Time of this thread on a processor: other programs do not count. */
static double now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void ask(score *sc, goods_search *s, const char *text, goods_language lang,
                const char *truth) {
    static search_candidate v[CANDIDATES];
    cordon_error err = {0};
    question q;
    arena mem;
    size_t n = 0;
    arena_init(&mem, 0);
    double from = now_us();
    must(search_question(&q, &mem, s, lang, text, strlen(text), &err), &err);
    must(search_run(v, &n, s, &q, &err), &err);
    search_question_end(s, &q);
    sc->us[sc->n++] = now_us() - from;
    for (int l = 0; l < 3; l++) {
        if (strlen(truth) < level_digits[l]) continue;
        int rank = rank_at(s, v, n, truth, level_digits[l]);
        for (int r = 0; r < RANKS; r++) sc->right[l][r] += rank && rank <= rank_of[r];
    }
    if (n) {
        int bin = (int)(v[0].confidence * 10);
        bin = bin > 9 ? 9 : bin;
        sc->said[bin] += v[0].confidence;
        sc->in[bin]++;
        sc->true_of[bin] += strncmp(s->image.code[v[0].place].code, truth, 6) == 0;
    }
    arena_destroy(&mem);
}

static int by_double(const void *x, const void *y) {
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static void print_score(const char *name, score *sc) {
    printf("%-34s %5zu", name, sc->n);
    for (int l = 0; l < 3; l++)
        for (int r = 0; r < RANKS; r++)
            printf(" %5.1f", 100.0 * (double)sc->right[l][r] / (double)sc->n);
    qsort(sc->us, sc->n, sizeof *sc->us, by_double);
    printf("  %6.2f %6.2f\n", sc->us[sc->n / 2] / 1e3, sc->us[sc->n * 99 / 100] / 1e3);
}

static void print_calibration(const score *sc) {
    double gap = 0, all = 0;
    printf("    confidence said/found (number):");
    for (int i = 0; i < 10; i++) {
        if (!(sc->in[i] > 0)) continue;
        printf(" %.2f/%.2f (%.0f)", sc->said[i] / sc->in[i], sc->true_of[i] / sc->in[i], sc->in[i]);
        gap += fabs(sc->said[i] - sc->true_of[i]);
        all += sc->in[i];
    }
    printf("; mean gap %.3f\n", gap / all);
}

static void measure(const char *name, uint64_t seed, goods_language lang, bool strict,
                    bool nothing) {
    split s = {.seed = seed, .lang = lang, .held = 1, .strict = strict, .nothing = nothing};
    double seconds = 0;
    size_t bytes = 0;
    goods_search *g = open_split(&s, &seconds, &bytes);
    score sc = {.us = calloc(s.n + 1, sizeof(double))};
    for (size_t i = 0; i < s.n; i++) ask(&sc, g, s.v[i].text, lang, s.v[i].code);
    print_score(name, &sc);
    print_calibration(&sc);
    printf("    index %.1f MB built in %.2f s\n", (double)bytes / 1e6, seconds);
    fflush(stdout);
    free(sc.us);
    goods_search_close(g);
    split_free(&s);
}

static void head(void) {
    printf("%-34s %5s %-17s %-17s %-17s %s\n", "held tenth", "texts", "HS6 top-1/5/10", "HS4",
           "HS2", "ms p50, p99");
}

static int quality(uint64_t seed) {
    head();
    measure("EN", seed, LANG_EN, false, false);
    measure("DE", seed, LANG_DE, false, false);
    measure("EN, line's other languages held too", seed, LANG_EN, true, false);
    measure("DE, line's other languages held too", seed, LANG_DE, true, false);
    measure("EN, nothing held", seed, LANG_EN, false, true);
    measure("DE, nothing held", seed, LANG_DE, false, true);
    return 0;
}

static int names(const char *file) {
    cordon_error err = {0};
    table t;
    goods_search *g = NULL;
    unsigned char *db = NULL;
    size_t n = 0;
    must(table_read(&t, file, &err), &err);
    must(search_build(&db, &n, NULL, &err), &err);
    must(search_open_bytes(&g, db, n, &err), &err);
    score sc = {.us = calloc(t.rows + 1, sizeof(double))};
    int code = table_col(&t, "hs4"), text = table_col(&t, "commodity");
    for (size_t i = 0; i < t.rows; i++)
        ask(&sc, g, table_cell(&t, i, text), LANG_EN, table_cell(&t, i, code));
    head();
    print_score("names of headings", &sc);
    free(sc.us);
    goods_search_close(g);
    table_free(&t);
    return 0;
}

/* ---- fitting -------------------------------------------------------------------------- */

typedef struct example {
    float (*f)[SEARCH_FEATURES];
    size_t n;
    int truth; /* -1: none of them */
} example;

typedef struct examples {
    example *v;
    size_t n, cap;
} examples;

static void learn(examples *e, goods_search *s, const char *text, goods_language lang,
                  const char *truth) {
    static search_candidate v[CANDIDATES];
    cordon_error err = {0};
    question q;
    arena mem;
    size_t n = 0;
    arena_init(&mem, 0);
    must(search_question(&q, &mem, s, lang, text, strlen(text), &err), &err);
    must(search_run(v, &n, s, &q, &err), &err);
    search_question_end(s, &q);
    arena_destroy(&mem);
    if (!n) return;
    if (e->n == e->cap) {
        e->cap = e->cap ? e->cap * 2 : 1024;
        e->v = realloc(e->v, e->cap * sizeof *e->v);
    }
    example *x = &e->v[e->n++];
    *x = (example){.f = malloc(n * sizeof *x->f), .n = n, .truth = -1};
    for (size_t i = 0; i < n; i++) {
        memcpy(x->f[i], v[i].feature, sizeof v[i].feature);
        if (truth && strncmp(s->image.code[v[i].place].code, truth, 6) == 0) x->truth = (int)i;
    }
}

/* So many words of a text, in their order, chosen at random; from `all` texts when said so. */
static void some_words(char *out, size_t size, random_state *r, const split *s, size_t i,
                       unsigned want, bool mixed) {
    size_t used = 0;
    out[0] = 0;
    if (mixed) {
        for (unsigned k = 0; k < want; k++) {
            const char *text = s->v[random_below(r, s->n)].text;
            const char *p = text + random_below(r, strlen(text));
            while (p > text && p[-1] != ' ') p--;
            used +=
                (size_t)snprintf(out + used, size - used, "%.*s ", (int)strcspn(p, " ") % 60, p);
        }
        return;
    }
    unsigned words = 1, left;
    for (const char *p = s->v[i].text; *p; p++) words += *p == ' ';
    left = words;
    for (const char *p = s->v[i].text; *p && used + 64 < size; left--) {
        size_t len = strcspn(p, " ");
        if (random_below(r, left ? left : 1) < want && len < 60) {
            used += (size_t)snprintf(out + used, size - used, "%.*s ", (int)len, p);
            want--;
        }
        p += len;
        while (*p == ' ') p++;
        if (!want) break;
    }
}

static double gradient(const example *x, const double *w, double *g, double (*h)[FEATURES]) {
    static double p[CANDIDATES + 1];
    double top = w[SEARCH_FEATURES], sum, mean[FEATURES] = {0};
    for (size_t i = 0; i < x->n; i++) {
        p[i] = 0;
        for (int f = 0; f < SEARCH_FEATURES; f++) p[i] += w[f] * (double)x->f[i][f];
        top = fmax(top, p[i]);
    }
    sum = p[x->n] = exp(w[SEARCH_FEATURES] - top);
    for (size_t i = 0; i < x->n; i++) sum += p[i] = exp(p[i] - top);
    for (size_t i = 0; i <= x->n; i++) {
        double share = p[i] / sum, v[FEATURES] = {0};
        if (i < x->n)
            for (int f = 0; f < SEARCH_FEATURES; f++) v[f] = (double)x->f[i][f];
        else
            v[SEARCH_FEATURES] = 1;
        bool truth = x->truth < 0 ? i == x->n : (int)i == x->truth;
        for (int f = 0; f < FEATURES; f++) {
            mean[f] += share * v[f];
            if (truth) g[f] += v[f];
            for (int k = 0; k <= f && share > 1e-9; k++) h[f][k] += share * v[f] * v[k];
        }
    }
    for (int f = 0; f < FEATURES; f++) {
        g[f] -= mean[f];
        for (int k = 0; k <= f; k++) h[f][k] -= mean[f] * mean[k];
    }
    return log(p[x->truth < 0 ? x->n : (size_t)x->truth] / sum + 1e-300);
}

/* What may only speak for a candidate, and what only against it: a coefficient of the other sign
 * would be an accident of the split (the code's own text is always missing, its neighbours' never).
 */
static double bounded(int f, double w) {
    bool against = f == F_RULED_OUT || f == F_SAID || f == F_CONTRADICT;
    return f == SEARCH_FEATURES ? w : against ? fmin(w, 0) : fmax(w, 0);
}

/* Newton's step within the bounds: the best point of the quadratic by sweeps over the coordinates.
 */
static void step(double *d, const double *w, const double *g, double (*h)[FEATURES], double ridge) {
    memset(d, 0, FEATURES * sizeof *d);
    for (int sweep = 0; sweep < 3000; sweep++)
        for (int f = 0; f < FEATURES; f++) {
            double slope = g[f] - ridge * (w[f] + d[f]);
            for (int k = 0; k < FEATURES; k++) slope -= h[f > k ? f : k][f > k ? k : f] * d[k];
            d[f] = bounded(f, w[f] + d[f] + slope / (h[f][f] + ridge)) - w[f];
        }
}

static double likelihood(const examples *e, const double *w, double ridge, double *g,
                         double (*h)[FEATURES]) {
    double like = 0;
    memset(g, 0, FEATURES * sizeof *g);
    memset(h, 0, FEATURES * sizeof *h);
    for (size_t i = 0; i < e->n; i++) like += gradient(&e->v[i], w, g, h);
    for (int f = 0; f < FEATURES; f++) like -= ridge * w[f] * w[f] / 2;
    return like;
}

/* Steps that do not gain are halved. */
static void fit(const examples *e, double *w) {
    static double g[FEATURES], h[FEATURES][FEATURES];
    const double ridge = 1;
    double like = likelihood(e, w, ridge, g, h), gain = 1;
    int round = 0;
    for (; round < 60 && gain > 1e-3; round++) {
        double d[FEATURES], to[FEATURES], t = 1, now = like;
        step(d, w, g, h, ridge);
        for (int half = 0; half < 12; half++, t /= 2) {
            for (int f = 0; f < FEATURES; f++) to[f] = w[f] + t * d[f];
            now = likelihood(e, to, ridge, g, h);
            if (now > like) break;
        }
        gain = now - like;
        if (!(gain > 0)) break;
        like = now;
        memcpy(w, to, sizeof to);
    }
    fprintf(stderr, "%d rounds: mean log-likelihood %.4f of %zu\n", round, like / (double)e->n,
            e->n);
}

static int train(uint64_t seed) {
    static const goods_language langs[] = {LANG_EN, LANG_DE};
    examples e = {0};
    random_state r;
    random_seed(&r, seed);
    for (int l = 0; l < 2; l++) {
        for (int strict = 0; strict < 2; strict++) {
            split s = {.seed = seed, .lang = langs[l], .held = 3, .strict = strict};
            double seconds;
            size_t bytes;
            goods_search *g = open_split(&s, &seconds, &bytes);
            for (size_t i = 0; i < s.n; i++) {
                char text[4096];
                if (split_tenth(&s, s.v[i].key) != 1) continue;
                learn(&e, g, s.v[i].text, s.lang, s.v[i].code);
                some_words(text, sizeof text, &r, &s, i, 3 + (unsigned)random_below(&r, 8), false);
                if (i % 2) {
                    size_t used = strlen(text);
                    some_words(text + used, sizeof text - used, &r, &s, i,
                               1 + (unsigned)random_below(&r, 4), true);
                }
                learn(&e, g, text, s.lang, s.v[i].code);
                if (i % 8) continue;
                some_words(text, sizeof text, &r, &s, i, 3 + (unsigned)random_below(&r, 6), true);
                learn(&e, g, text, s.lang, NULL);
            }
            goods_search_close(g);
            split_free(&s);
        }
    }
    double w[FEATURES] = {0};
    fit(&e, w);
    printf("name,value,how\n");
    for (int f = 0; f < FEATURES; f++)
        printf("%s,%.4f,\"conditional logistic regression on the second tenth of tariff texts, "
               "seed %" PRIu64 ": make bench\"\n",
               f < SEARCH_FEATURES ? search_feature_name((enum search_feature)f) : "none", w[f],
               seed);
    printf("floor,0.05,\"set by hand: below it fewer than one first candidate in three was right "
           "on held texts\"\n");
    return 0;
}

/* ---- for others ------------------------------------------------------------------------ */

typedef struct dump_files {
    split *s;
    FILE *texts;
} dump_files;

static cordon_status dump_row(void *self, const corpus_row *row, cordon_error *err) {
    dump_files *d = self;
    (void)err;
    for (int l = 0; l < LANGS; l++) {
        if (!row->text[l] || strlen(row->hs6) != 6 || !split_keep(d->s, row, (goods_language)l))
            continue;
        fprintf(d->texts, "%s\t%s\t%s\t%s%s%s\n", row->hs6, row->nomenclature,
                (const char *[]){"", "en", "de", "fr", "nl"}[l], row->above,
                *row->above ? "; " : "", row->text[l]);
    }
    return CORDON_OK;
}

static int dump(uint64_t seed, const char *lang, bool strict, const char *folder) {
    cordon_error err = {0};
    char path[1024];
    goods *g = NULL;
    split s = {.seed = seed,
               .lang = strcmp(lang, "de") == 0 ? LANG_DE : LANG_EN,
               .held = 1,
               .strict = strict};
    must(split_make(&s, &err), &err);
    snprintf(path, sizeof path, "%s/%s.texts", folder, lang);
    dump_files d = {.s = &s, .texts = fopen(path, "w")};
    snprintf(path, sizeof path, "%s/%s.asked", folder, lang);
    FILE *asked = fopen(path, "w");
    if (!d.texts || !asked) {
        perror(path);
        return 3;
    }
    must(goods_open(&g, &err), &err);
    must(corpus_each(g, dump_row, &d, &err), &err);
    for (size_t i = 0; i < s.n; i++) fprintf(asked, "%.6s\t%s\n", s.v[i].code, s.v[i].text);
    goods_close(g);
    split_free(&s);
    return fclose(d.texts) | fclose(asked) ? 3 : 0;
}

int main(int argc, char **argv) {
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    if (argc == 3 && strcmp(argv[1], "quality") == 0) return quality(seed);
    if (argc == 3 && strcmp(argv[1], "train") == 0) return train(seed);
    if (argc == 3 && strcmp(argv[1], "names") == 0) return names(argv[2]);
    if (argc == 5 && strcmp(argv[1], "dump") == 0) return dump(seed, argv[3], false, argv[4]);
    fputs("usage: goods quality SEED | train SEED | names FILE | dump SEED LANG DIR\n", stderr);
    return 2;
}
