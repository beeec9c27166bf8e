/* The letters of names, by their definition; the names that an index finds by letters, against spelling every one. */
#include <stdlib.h>
#include <unistd.h>

#include "base/data_dir.h"
#include "names.h"
#include "screen/index.h"
#include "screen/score_rank.h"
#include "test.h"

#if defined(__SANITIZE_ADDRESS__)
enum { NAMES = 4000, QUESTIONS = 40 };
#else
enum { NAMES = 30000, QUESTIONS = 120 };
#endif

static const name_tables *tables;

static bool open_tables(void) { return tables || !name_tables_open(&tables, NULL); }

/* "_al" for the gram of a mark, a and l. */
static void gram_text(char out[4], uint16_t gram) {
    static const char code[] = "_abcdefghijklmnopqrstuvwxyz0123456789";
    out[0] = code[gram / LETTERS_CODES / LETTERS_CODES], out[1] = code[gram / LETTERS_CODES % LETTERS_CODES];
    out[2] = code[gram % LETTERS_CODES], out[3] = 0;
}

TEST(grams_of_names) {
    static const struct {
        const char *name, *grams;
    } c[] = {{"Al-Ali", "_al al_ ali li_"},        {"ab", "_ab ab_"},
             {"A. B.", "_a_ _b_"},                 {"O'Neil 7", "_on _7_ eil il_ nei one"},
             {"aaaaaaa", "_aa aa_ aaa"},           {"--", ""},
             {"\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd", "_iv an_ iva van"},
             {"Jos\xc3\xa9 \xc3\x98y", "_jo _oy jos ose oy_ se_"}};
    CHECK(open_tables());
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        name_letters l;
        char text[400] = "";
        CHECK(!letters_read(&l, tables, NAME_ANY, c[i].name, strlen(c[i].name), NULL));
        for (unsigned g = 0; g < l.n; g++) {
            char gram[4];
            gram_text(gram, l.gram[g]);
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", g ? " " : "", gram);
        }
        if (strcmp(text, c[i].grams) != 0) FAIL_("%s: %s, want %s", c[i].name, text, c[i].grams);
    }
    name_letters l;
    CHECK_INT(letters_read(&l, tables, NAME_ANY, "\xff\xfe", 2, NULL), CORDON_EFORMAT);
}

/* Runs of three of the spelled text, each once. */
static unsigned naive_grams(char grams[][4], const char *text) {
    char spelled[600] = "_";
    size_t n = 1;
    unsigned found = 0;
    for (; *text && n < LETTERS_SPELLED - 1; text++) {
        if (*text == '\'') continue;
        if (isalnum((unsigned char)*text)) spelled[n++] = (char)tolower((unsigned char)*text);
        else if (spelled[n - 1] != '_') spelled[n++] = '_';
    }
    if (spelled[n - 1] != '_') spelled[n++] = '_';
    for (size_t i = 0; i + 2 < n; i++) {
        bool seen = spelled[i + 1] == '_';
        for (unsigned k = 0; k < found; k++) seen |= memcmp(grams[k], spelled + i, 3) == 0;
        if (!seen) memcpy(grams[found++], spelled + i, 3);
    }
    return found;
}

static void random_text(char *text, unsigned most) {
    unsigned n = 1 + (unsigned)(test_random() % most);
    for (unsigned i = 0; i < n; i++) text[i] = "aabbcCD01  -'."[test_random() % 14];
    text[n] = 0;
}

TEST(similarity_is_that_of_the_sets_of_grams) {
    CHECK(open_tables());
    for (int i = 0; i < 20000; i++) {
        char x[400], y[400];
        static char a[LETTERS_SPELLED][4], b[LETTERS_SPELLED][4];
        name_letters p, q;
        random_text(x, i % 50 ? 20 : 390), random_text(y, i % 50 ? 20 : 390);
        unsigned m = naive_grams(a, x), n = naive_grams(b, y), k = 0;
        for (unsigned s = 0; s < m; s++)
            for (unsigned t = 0; t < n; t++) k += memcmp(a[s], b[t], 3) == 0;
        CHECK(!letters_read(&p, tables, NAME_ANY, x, strlen(x), NULL) && !letters_read(&q, tables, NAME_ANY, y, strlen(y), NULL));
        double got = (double)letters_similarity(&p, &q), want = m + n ? 2.0 * k / (m + n) : 0;
        if (p.n != m || q.n != n || fabs(got - want) > 1e-6 || got < 0 || got > 1) FAIL_("'%s' '%s': %g, want %g", x, y, got, want);
        CHECK(letters_similarity(&q, &p) == letters_similarity(&p, &q));
    }
}

/* ---- the index */

static const char *const adversarial[] = {
    "A", "ABDUL", "TRADING COMPANY LIMITED", "CO LTD", "a b c d e f g", "7", "xqzxqzxqz", "--", "GeneraltradingcoLLC",
    "THE THE THE THE", "\xd0\x9c\xd0\xbe\xd1\x85\xd0\xb0\xd0\xbc\xd0\xbc\xd0\xb5\xd0\xb4", "\xe4\xb8\xad\xe5\x9b\xbd\xe7\x9f\xb3\xe6\xb2\xb9"};
enum { ADVERSARIAL = sizeof adversarial / sizeof *adversarial };
static char asked[QUESTIONS][NAMES_TEXT];

static bool build(const char *path, unsigned threads) {
    char file[1024], text[NAMES_TEXT];
    names_list real = {0};
    index_builder *b = NULL;
    random_state r;
    random_seed(&r, 21);
    bool ok = names_read(&real, data_path(file, sizeof file, "tests/data/screen/names.tsv")) && !index_build_begin(&b, path, threads, NULL);
    for (int i = 0; i < NAMES && ok; i++) {
        uint8_t kind;
        names_make(text, &kind, &real, &r);
        if (i % 97 == 0) snprintf(text, sizeof text, "%s", adversarial[(size_t)i / 97 % ADVERSARIAL]);
        index_name n = {.text = text, .len = (uint32_t)strlen(text), .kind = kind, .ref = (uint64_t)i};
        ok = !index_build_add(b, &n, NULL);
        int q = i / (NAMES / QUESTIONS);
        if (i % (NAMES / QUESTIONS) || q >= QUESTIONS) continue;
        if (q < ADVERSARIAL) snprintf(asked[q], sizeof asked[q], "%s", adversarial[q]);
        else if (!names_ask(asked[q], text, (names_how)(q % HOWS), &r)) names_ask(asked[q], text, HOW_RESPELLED, &r);
    }
    if (ok) ok = !index_build_finish(b, "test", NULL);
    index_build_drop(b);
    names_free(&real);
    return ok;
}

/* Of all names alike to `lowest`, in order: those that the same question with other terms must give. */
static bool same(index_cursor *c, const name_letters *q, const index_hit *all, size_t n, float least, size_t max) {
    const index_hit *hit;
    size_t hits, want = 0;
    if (index_letters(c, q, least, max, &hit, &hits, NULL)) return false;
    while (want < n && want < max && all[want].score >= least) want++;
    if (hits != want) printf("# %zu hits, want %zu\n", hits, want);
    return hits == want && (!hits || memcmp(hit, all, hits * sizeof *hit) == 0);
}

TEST(letters_find_what_spelling_every_name_finds) {
    char path[64];
    screen_index *x = NULL;
    index_cursor *c = NULL;
    size_t found = 0;
    CHECK(open_tables());
    snprintf(path, sizeof path, "/tmp/cordon-letters-%ld.idx", (long)getpid());
    CHECK(build(path, 2) && !index_open(&x, path, true, NULL) && !index_cursor_open(&c, x, NULL));
    unlink(path);
    for (int i = 0; i < QUESTIONS; i++) {
        static const float least[] = {0.2F, 0.4F, 0.5F, 2 / 3.0F, 1};
        const index_hit *hit;
        size_t n, max[] = {0, 1, 7, SIZE_MAX};
        name_letters q = {0};
        letters_read(&q, tables, NAME_ANY, asked[i], strlen(asked[i]), NULL);
        CHECK(!index_letters_scan(c, &q, least[0], SIZE_MAX, &hit, &n, NULL));
        index_hit *all = malloc((n + 1) * sizeof *all);
        CHECK(all != NULL);
        memset(all, 0, (n + 1) * sizeof *all);
        if (n) memcpy(all, hit, n * sizeof *all);
        found += n;
        bool ok = true;
        for (int t = 0; t < 5; t++)
            for (int m = 0; m < 4; m++) ok = ok && same(c, &q, all, n, least[t], max[m]);
        free(all);
        if (!ok) FAIL_("\"%s\"", asked[i]);
    }
    printf("# %zu names alike to 0.2\n", found);
    CHECK(found > QUESTIONS * 20);
    name_letters q = {0};
    const index_hit *hit;
    size_t n;
    cordon_error err = {0};
    CHECK_INT(index_letters(c, &q, 0, 1, &hit, &n, &err), CORDON_EINVAL);
    CHECK(strstr(err.message, "above 0") != NULL);
    index_cursor_close(c);
    index_close(x);
}

/* ---- both ways */

typedef struct wanted {
    search_hit *hit;
    size_t n;
} wanted;

static void want(wanted *w, const index_hit *hit, size_t n, uint8_t by) {
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < w->n && w->hit[k].name != hit[i].name) k++;
        if (k == w->n) w->hit[w->n++] = (search_hit){.name = hit[i].name, .ref = hit[i].ref};
        w->hit[k].by |= by;
    }
}

static int likelier(const void *a, const void *b) {
    const search_hit *x = a, *y = b;
    if (x->rank != y->rank) return x->rank > y->rank ? -1 : 1;
    return x->name < y->name ? -1 : 1;
}

/* What scoring and spelling every name finds, each ranked by itself. */
static bool want_all(wanted *w, index_cursor *c, const screen_index *x, const scored_name *q, const name_letters *l, const search_terms *t) {
    const index_hit *hit;
    const score_model *model;
    size_t n;
    w->n = 0;
    w->hit = malloc((NAMES + 1) * sizeof *w->hit);
    if (!w->hit || score_model_open(&model, NULL) || index_scan(c, q, t->threshold, &hit, &n, NULL)) return false;
    want(w, hit, n, SEARCH_WORDS);
    if (index_letters_scan(c, l, t->letters_least, t->letters_most, &hit, &n, NULL)) return false;
    want(w, hit, n, SEARCH_LETTERS);
    for (size_t i = 0; i < w->n; i++) {
        arena mem;
        scored_name name;
        name_letters letters;
        score_parts parts;
        const char *text;
        arena_init(&mem, 0);
        if (index_name_at(x, w->hit[i].name, &name, &mem, &text, NULL)) return false;
        letters_read(&letters, tables, (name_kind)name.kind, text, strlen(text), NULL);
        name_score_parts(&parts, model, q, &name);
        w->hit[i].score = parts.score, w->hit[i].letters = letters_similarity(l, &letters);
        w->hit[i].rank = name_rank(model, &parts, q, &name, w->hit[i].letters);
        arena_destroy(&mem);
    }
    if (w->n) qsort(w->hit, w->n, sizeof *w->hit, likelier);
    return true;
}

TEST(a_search_is_both_ways_in_order_of_rank) {
    char path[64];
    screen_index *x = NULL;
    index_cursor *c = NULL;
    const score_model *model;
    size_t words = 0, letters = 0, both = 0;
    CHECK(open_tables() && !score_model_open(&model, NULL));
    snprintf(path, sizeof path, "/tmp/cordon-letters-%ld.idx", (long)getpid());
    CHECK(build(path, 3) && !index_open(&x, path, true, NULL) && !index_cursor_open(&c, x, NULL));
    unlink(path);
    for (int i = 0; i < 20; i++) {
        const search_terms terms = {i % 2 ? 0.5F : 0.7F, i % 3 ? 0.3F : 0.6F, i % 5 ? 20 : 3};
        const char *text = asked[QUESTIONS - 1 - i];
        arena mem;
        name_form f;
        scored_name q;
        name_letters l;
        wanted w;
        const search_hit *hit;
        size_t n;
        arena_init(&mem, 0);
        CHECK(!name_form_read(&f, &mem, tables, NAME_ANY, text, strlen(text), NULL) && !scored_name_make(&q, &mem, model, &f, NULL) &&
              !letters_read(&l, tables, NAME_ANY, text, strlen(text), NULL));
        CHECK(want_all(&w, c, x, &q, &l, &terms) && !index_search(c, &q, &l, &terms, &hit, &n, NULL));
        bool ok = n == w.n;
        for (size_t k = 0; k < n && ok; k++) {
            const search_hit *h = &hit[k], *v = &w.hit[k];
            ok = h->name == v->name && h->ref == v->ref && h->by == v->by && memcmp(&h->rank, &v->rank, sizeof h->rank) == 0 &&
                 memcmp(&h->score, &v->score, sizeof h->score) == 0 && memcmp(&h->letters, &v->letters, sizeof h->letters) == 0;
            words += h->by == SEARCH_WORDS, letters += h->by == SEARCH_LETTERS, both += h->by == (SEARCH_WORDS | SEARCH_LETTERS);
        }
        free(w.hit);
        arena_destroy(&mem);
        if (!ok) FAIL_("\"%s\": %zu hits, want %zu", text, n, w.n);
    }
    printf("# %zu by words, %zu by letters, %zu by both\n", words, letters, both);
    CHECK(words && letters && both);
    index_cursor_close(c);
    index_close(x);
}

/* Rank of a listed name for a question, both persons, with the same likeness of letters for all. */
static float rank_of(const char *question, const char *listed) {
    const score_model *m;
    scored_name of[2];
    score_parts parts;
    const char *text[2] = {question, listed};
    arena mem;
    arena_init(&mem, 0);
    bool good = open_tables() && !score_model_open(&m, NULL);
    for (int i = 0; i < 2 && good; i++) {
        name_form f;
        good = !name_form_read(&f, &mem, tables, NAME_PERSON, text[i], strlen(text[i]), NULL) && !scored_name_make(&of[i], &mem, m, &f, NULL);
    }
    float rank = NAN;
    if (good) {
        name_score_parts(&parts, m, &of[0], &of[1]);
        rank = name_rank(m, &parts, &of[0], &of[1], 0.8F);
    }
    arena_destroy(&mem);
    return rank;
}

TEST(the_order_prefers_the_spelling_the_order_and_the_whole_name) {
    CHECK(rank_of("Panteleev Viktor", "Panteleev Viktor") > rank_of("Panteleev Viktor", "Pantelejew Viktor")); /* one key, another spelling */
    CHECK(rank_of("Panteleev Viktor", "Panteleev Viktor") > rank_of("Panteleev Viktor", "Viktor Panteleev"));
    CHECK(rank_of("Panteleev Viktor", "Panteleev Viktor") > rank_of("Panteleev Viktor", "Panteleev Viktor Mironov"));
    CHECK(rank_of("Panteleev Viktor", "Panteleev Viktor") > rank_of("Panteleev Viktor", "Panteleev"));
    CHECK(rank_of("Panteleev Viktor", "Panteleev Viktor") > rank_of("Panteleev Viktor", "Pantelgev Viktor"));
}
