/* The lexicon mined from parallel texts: learning against a published example, spelling and compounds against slow twins,
 * the packed bytes against damage and disorder. */
#include <stdlib.h>

#include "base/data_dir.h"
#include "base/random.h"
#include "goods/lexicon_ibm.h"
#include "goods/lexicon_inner.h"
#include "read/table.h"
#include "test.h"

/* Koehn, Statistical Machine Translation (2010), figure 4.4: "das Haus" - "the house", "das Buch" - "the book",
 * "ein Buch" - "a book", no empty word; t(e|f) after one, two and three rounds. */
TEST(learning_follows_the_published_example) {
    enum { DAS, HAUS, BUCH, EIN };
    enum { THE, HOUSE, BOOK, A };
    static const uint32_t f[3][2] = {{DAS, HAUS}, {DAS, BUCH}, {EIN, BUCH}}, e[3][2] = {{THE, HOUSE}, {THE, BOOK}, {A, BOOK}};
    static const struct {
        uint32_t f, e;
        double t[3];
    } want[] = {{DAS, THE, {0.5, 0.6364, 0.7479}},    {DAS, BOOK, {0.25, 0.1818, 0.1208}}, {DAS, HOUSE, {0.25, 0.1818, 0.1313}},
                {BUCH, THE, {0.25, 0.1818, 0.1208}},  {BUCH, BOOK, {0.5, 0.6364, 0.7479}}, {BUCH, A, {0.25, 0.1818, 0.1313}},
                {EIN, BOOK, {0.5, 0.4286, 0.3466}},   {EIN, A, {0.5, 0.5714, 0.6534}},     {HAUS, THE, {0.5, 0.4286, 0.3466}},
                {HAUS, HOUSE, {0.5, 0.5714, 0.6534}}};
    ibm_pair pair[3];
    for (int i = 0; i < 3; i++) pair[i] = (ibm_pair){f[i], e[i], 2, 2};
    for (unsigned rounds = 1; rounds <= 3; rounds++) {
        ibm_link *link;
        size_t n;
        CHECK_INT(ibm_train(&link, &n, pair, 3, 4, 4, rounds, false, NULL), 0);
        CHECK_INT(n, 10);
        for (size_t i = 0; i < sizeof want / sizeof *want; i++)
            for (size_t k = 0; k < n; k++) {
                if (link[k].a != want[i].f || link[k].b != want[i].e) continue;
                CHECK_NEAR(link[k].b_given_a, want[i].t[rounds - 1], 5e-5);
            }
        free(link);
    }
    ibm_link *link;
    size_t n;
    CHECK_INT(ibm_train(&link, &n, pair, 3, 4, 4, 200, false, NULL), 0);
    for (size_t k = 0; k < n; k++) /* in the end the table is certain */
        if (link[k].a == link[k].b) CHECK(link[k].b_given_a > 0.97 && link[k].a_given_b > 0.97);
    free(link);
}

typedef struct corpus {
    table t;
    int col[LANGS];
    size_t step; /* every so-manieth row */
} corpus;

static bool corpus_open(corpus *c, size_t step) {
    static const char *const names[LANGS] = {"code", "desc_en", "desc_de", "desc_fr", "desc_nl"};
    char path[1024];
    if (table_read(&c->t, data_path(path, sizeof path, "data/ref/cn2023_cn8_en_de_fr_nl.csv.gz"), NULL)) return false;
    for (int l = 0; l < LANGS; l++) c->col[l] = table_col(&c->t, names[l]);
    c->step = step;
    return true;
}

static cordon_status add_row(lexicon_builder *b, const corpus *c, size_t row) {
    const char *english = table_cell(&c->t, row, c->col[LANG_EN]);
    cordon_status s = lexicon_add(b, LANG_EN, english, LANG_ANY, NULL, NULL);
    for (int l = LANG_DE; l < LANGS && !s; l++) {
        const char *text = table_cell(&c->t, row, c->col[l]);
        s = lexicon_add(b, (goods_language)l, text, LANG_ANY, NULL, NULL);
        /* Either half may come first. */
        if (!s) s = row % 2 ? lexicon_add(b, LANG_EN, english, (goods_language)l, text, NULL) : lexicon_add(b, (goods_language)l, text, LANG_EN, english, NULL);
    }
    return s;
}

/* Packs every step-th row, in order or shuffled. */
static cordon_status build(void **bytes, size_t *n, const corpus *c, uint64_t shuffle) {
    size_t rows = c->t.rows / c->step, *order = malloc(rows * sizeof *order);
    lexicon_builder *b = NULL;
    random_state r;
    random_seed(&r, shuffle);
    for (size_t i = 0; i < rows; i++) order[i] = i * c->step;
    for (size_t i = rows; shuffle && i > 1; i--) {
        size_t k = random_below(&r, i), keep = order[k];
        order[k] = order[i - 1], order[i - 1] = keep;
    }
    cordon_status s = lexicon_begin(&b, NULL);
    for (size_t i = 0; i < rows && !s; i++) s = add_row(b, c, order[i]);
    if (!s) s = lexicon_finish(b, bytes, n, NULL);
    lexicon_drop(b);
    free(order);
    return s;
}

static void *kept_bytes;
static size_t kept_n;
/* The lexicon of every tenth line of the tariff, made once. */
static const goods_lexicon *small(void) {
    static goods_lexicon *x;
    corpus c;
    if (x || !corpus_open(&c, 10)) return x;
    if (build(&kept_bytes, &kept_n, &c, 0) || goods_lexicon_open(&x, kept_bytes, kept_n, NULL)) x = NULL;
    table_free(&c.t);
    return x;
}

TEST(the_order_of_texts_changes_no_byte) {
    corpus c;
    void *one = NULL, *two = NULL;
    size_t n1 = 0, n2 = 0;
    CHECK(corpus_open(&c, 40));
    CHECK_INT(build(&one, &n1, &c, 0), 0);
    CHECK_INT(build(&two, &n2, &c, 7), 0);
    CHECK_INT(n1, n2);
    CHECK(!memcmp(one, two, n1));
    free(one), free(two);
    table_free(&c.t);
}

/* Does the reading of the text hold the stem with that origin? */
static float weight_of(const goods_lexicon *x, goods_language lang, const char *text, word_origin origin, goods_language of, const char *stem) {
    arena mem;
    goods_description d = {0};
    float w = 0;
    arena_init(&mem, 0);
    if (!goods_describe(&d, &mem, x, lang, text, strlen(text), NULL))
        for (uint16_t i = 0; i < d.words; i++)
            if (d.word[i].origin == origin && d.word[i].language == of && !strcmp(d.word[i].stem, stem)) w = d.word[i].weight;
    arena_destroy(&mem);
    return w;
}

TEST(words_are_translated_split_and_respelled) {
    const goods_lexicon *x = small();
    CHECK(x);
    static const struct {
        goods_language lang;
        const char *text;
        word_origin origin;
        goods_language of;
        const char *stem;
        float least;
    } cases[] = {
        {LANG_DE, "Maschinen", WORD_TRANSLATED, LANG_EN, "machin", 0.5F},
        {LANG_DE, "Baumwolle", WORD_TRANSLATED, LANG_EN, "cotton", 0.5F},
        {LANG_FR, "coton", WORD_TRANSLATED, LANG_EN, "cotton", 0.5F},
        {LANG_NL, "katoen", WORD_TRANSLATED, LANG_EN, "cotton", 0.5F},
        {LANG_EN, "cotton", WORD_TRANSLATED, LANG_DE, "baumwoll", 0.3F},
        {LANG_EN, "machnies", WORD_RESPELLED, LANG_EN, "machin", 0.35F},
        {LANG_EN, "machnies", WORD_TRANSLATED, LANG_DE, "maschin", 0.1F},
        {LANG_DE, "Baumwollmaschinen", WORD_PART, LANG_DE, "maschin", 0.5F},
        {LANG_DE, "Baumwollmaschinen", WORD_TRANSLATED, LANG_EN, "machin", 0.3F},
        {LANG_DE, "Metallpulver", WORD_PART, LANG_DE, "metall", 0.5F},
        {LANG_EN, "a CNC lathe", WORD_SYNONYM, LANG_EN, "numer", 0.5F},
        {LANG_EN, "UAVs", WORD_SYNONYM, LANG_EN, "unman", 0.5F},
        {LANG_EN, "a thermal-imager", WORD_SYNONYM, LANG_EN, "camera", 0.5F},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        float w = weight_of(x, cases[i].lang, cases[i].text, cases[i].origin, cases[i].of, cases[i].stem);
        if (!(w >= cases[i].least) || w > 1) printf("# %s -> %s: %g\n", cases[i].text, cases[i].stem, (double)w), test_failed = 1;
    }
    CHECK(weight_of(x, LANG_EN, "machines", WORD_RESPELLED, LANG_EN, "machin") == 0); /* known: not respelled */
}

/* The definition of optimal string alignment, over the whole matrix. */
static unsigned distance_twin(const char *a, size_t an, const char *b, size_t bn) {
    static unsigned d[80][80];
    for (size_t i = 0; i <= an; i++)
        for (size_t k = 0; k <= bn; k++) {
            if (!i || !k) {
                d[i][k] = (unsigned)(i + k);
                continue;
            }
            unsigned best = d[i - 1][k - 1] + (a[i - 1] != b[k - 1]);
            if (d[i - 1][k] + 1 < best) best = d[i - 1][k] + 1;
            if (d[i][k - 1] + 1 < best) best = d[i][k - 1] + 1;
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] && d[i - 2][k - 2] + 1 < best) best = d[i - 2][k - 2] + 1;
            d[i][k] = best;
        }
    return d[an][bn];
}

static size_t misspell(char *s, size_t n, random_state *r) {
    size_t at = random_below(r, n), kind = random_below(r, 4);
    char c = (char)('a' + random_below(r, 26));
    if (kind == 0) s[at] = c;
    if (kind == 1 && at + 1 < n) { char keep = s[at]; s[at] = s[at + 1], s[at + 1] = keep; }
    if (kind == 2 && n > 1) memmove(s + at, s + at + 1, --n - at);
    if (kind == 3 && n < WORD_BYTES_MAX) memmove(s + at + 1, s + at, n++ - at), s[at] = c;
    return n;
}

TEST(spelling_equals_a_search_of_all_words) {
    enum { WORDS = 150, KEPT = 3 };
    const goods_lexicon *x = small();
    CHECK(x);
    uint64_t seed = test_random();
    printf("# seed %ju\n", (uintmax_t)seed);
    random_state r;
    random_seed(&r, seed);
    unsigned hits = 0;
    for (int i = 0; i < WORDS; i++) {
        goods_language lang = (goods_language)(LANG_EN + random_below(&r, 4));
        uint32_t first = x->head->form_first[lang], end = x->head->form_first[lang + 1];
        uint32_t f = first + (uint32_t)random_below(&r, end - first);
        char s[WORD_BYTES_MAX + 4];
        size_t n = x->form[f].bytes;
        memcpy(s, x->text + x->form[f].text, n);
        for (uint64_t edits = random_below(&r, 4); edits; edits--) n = misspell(s, n, &r);
        respelling got[KEPT], want[KEPT];
        unsigned found = lexicon_respell(got, KEPT, x, lang, s, n), wanted = 0, tolerance = n < 4 ? 0 : n < 8 ? 1 : 2;
        for (uint32_t k = first; k < end && tolerance; k++) {
            respelling w = {k, distance_twin(s, n, x->text + x->form[k].text, x->form[k].bytes)};
            if (w.distance > tolerance || !lexicon_form_count(x, k)) continue;
            unsigned at = wanted < KEPT ? wanted++ : KEPT;
            for (; at; at--) {
                uint32_t c = lexicon_form_count(x, want[at - 1].form), mine = lexicon_form_count(x, k);
                if (want[at - 1].distance < w.distance || (want[at - 1].distance == w.distance && c >= mine)) break;
                if (at < KEPT) want[at] = want[at - 1];
            }
            if (at < KEPT) want[at] = w;
        }
        if (found != wanted || memcmp(got, want, found * sizeof *got) != 0) FAIL_("%.*s: %u found, %u wanted", (int)n, s, found, wanted);
        hits += found != 0;
    }
    CHECK(hits > WORDS / 3);
}

/* The best mean over all ways to cut the rest of the word, written as the definition says it. */
typedef struct cuts {
    const goods_lexicon *x;
    const char *s;
    size_t n;
    double best;
    unsigned parts;
} cuts;
static void cut_twin(cuts *c, size_t at, unsigned parts, double sum) {
    for (size_t end = at + PART_BYTES_MIN; end <= c->n && parts < PARTS_MAX; end++) {
        char with_e[WORD_BYTES_MAX + 2];
        uint32_t f = end - at == c->n ? NO_WORD : lexicon_form_find(c->x, LANG_DE, c->s + at, end - at);
        if (f == NO_WORD && end < c->n) f = lexicon_form_find(c->x, LANG_DE, with_e, (size_t)snprintf(with_e, sizeof with_e, "%.*se", (int)(end - at), c->s + at));
        if (f == NO_WORD || !lexicon_form_count(c->x, f)) continue;
        double all = sum + log(lexicon_form_count(c->x, f));
        if (end == c->n && parts && all / (parts + 1) > c->best + 1e-12) c->best = all / (parts + 1), c->parts = parts + 1;
        for (size_t link = 0; link <= 2 && end + link < c->n; link++)
            if (lexicon_link(c->s + end, link)) cut_twin(c, end + link, parts + 1, all);
    }
}

TEST(compounds_equal_a_search_of_all_splits) {
    enum { WORDS = 400 };
    const goods_lexicon *x = small();
    CHECK(x);
    uint64_t seed = test_random();
    printf("# seed %ju\n", (uintmax_t)seed);
    random_state r;
    random_seed(&r, seed);
    unsigned splits = 0;
    static const char *const links[] = {"", "s", "es", "n", "en", "er", "e"};
    for (int i = 0; i < WORDS; i++) {
        char s[4 * WORD_BYTES_MAX];
        size_t n = 0;
        for (uint64_t part = 1 + random_below(&r, 3); part; part--) {
            uint32_t first = x->head->form_first[LANG_DE], f = first + (uint32_t)random_below(&r, x->head->form_first[LANG_DE + 1] - first);
            n += (size_t)snprintf(s + n, sizeof s - n, "%s%s", x->text + x->form[f].text, part > 1 ? links[random_below(&r, 7)] : "");
        }
        if (n > WORD_BYTES_MAX) continue;
        uint32_t whole = lexicon_form_find(x, LANG_DE, s, n), part[PARTS_MAX];
        cuts c = {x, s, n, whole != NO_WORD && lexicon_form_count(x, whole) ? log(lexicon_form_count(x, whole)) : -1, 0};
        cut_twin(&c, 0, 0, 0);
        unsigned got = lexicon_split(part, x, LANG_DE, s, n);
        double sum = 0;
        for (unsigned k = 0; k < got; k++) sum += log(lexicon_form_count(x, part[k]));
        if (!got != !c.parts || (got && fabs(sum / got - c.best) > 1e-9)) FAIL_("%s: %u parts of mean %g, want %u of %g", s, got, got ? sum / got : 0, c.parts, c.best);
        splits += got != 0;
    }
    CHECK(splits > WORDS / 4);
}

TEST(a_damaged_lexicon_is_refused) {
    CHECK(small());
    unsigned char *copy = malloc(kept_n);
    goods_lexicon *x = NULL;
    cordon_error err;
    memcpy(copy, kept_bytes, kept_n);
    CHECK_INT(goods_lexicon_open(&x, copy, kept_n - 4, &err), CORDON_ECORRUPT);
    CHECK_INT(goods_lexicon_open(&x, copy, 16, &err), CORDON_ECORRUPT);
    for (size_t at = 0; at < kept_n; at += 1 + kept_n / 97) {
        copy[at] ^= 4;
        CHECK_INT(goods_lexicon_open(&x, copy, kept_n, &err), CORDON_ECORRUPT);
        copy[at] ^= 4;
    }
    CHECK_INT(goods_lexicon_open(&x, copy, kept_n, &err), 0);
    goods_lexicon_close(x);
    free(copy);
}

/* A sum that fits is no proof: numbers changed and sealed anew are refused or harmless. */
TEST(a_forged_lexicon_does_no_harm) {
    enum { TRIES = 60 };
    CHECK(small());
    unsigned char *copy = malloc(kept_n);
    uint64_t seed = test_random();
    random_state r;
    printf("# seed %ju\n", (uintmax_t)seed);
    random_seed(&r, seed);
    unsigned refused = 0;
    for (int i = 0; i < TRIES; i++) {
        memcpy(copy, kept_bytes, kept_n);
        for (int k = 0; k < 8; k++) {
            uint32_t v = (uint32_t)random_next(&r) >> random_below(&r, 32);
            size_t room = i % 2 ? sizeof(lexicon_header) : kept_n;
            memcpy(copy + LEXICON_HASH + 4 * random_below(&r, (room - LEXICON_HASH) / 4), &v, 4);
        }
        lexicon_seal(copy, kept_n);
        goods_lexicon *x = NULL;
        if (goods_lexicon_open(&x, copy, kept_n, NULL)) {
            refused++;
            continue;
        }
        (void)weight_of(x, LANG_ANY, "Baumwollmaschinen machnies of cotton, metal Zuchtpferde", WORD_WRITTEN, LANG_EN, "");
        goods_lexicon_close(x);
    }
    CHECK(refused > TRIES / 4);
    free(copy);
}

static cordon_status tiny(void) {
    lexicon_builder *b = NULL;
    void *bytes = NULL;
    size_t n;
    cordon_status s = lexicon_begin(&b, NULL);
    if (!s) s = lexicon_add(b, LANG_EN, "steel bars", LANG_ANY, NULL, NULL);
    if (!s) s = lexicon_add(b, LANG_EN, "steel bars", LANG_DE, "Stabstahl", NULL);
    if (!s) s = lexicon_finish(b, &bytes, &n, NULL);
    lexicon_drop(b);
    free(bytes);
    return s;
}

TEST(empty_and_failing_lexicons) {
    lexicon_builder *b = NULL;
    void *bytes = NULL;
    size_t n = 0;
    goods_lexicon *x = NULL;
    CHECK_INT(lexicon_begin(&b, NULL), 0);
    CHECK_INT(lexicon_add(b, LANG_EN, "a", LANG_EN, "b", NULL), CORDON_EINVAL);
    CHECK_INT(lexicon_add(b, LANG_ANY, "a", LANG_ANY, NULL, NULL), CORDON_EINVAL);
    CHECK_INT(lexicon_add(b, LANG_EN, "\xff", LANG_ANY, NULL, NULL), CORDON_EFORMAT);
    CHECK_INT(lexicon_finish(b, &bytes, &n, NULL), 0);
    CHECK_INT(goods_lexicon_open(&x, bytes, n, NULL), 0);
    CHECK(weight_of(x, LANG_EN, "steel", WORD_WRITTEN, LANG_EN, "steel") == 1.0F);
    goods_lexicon_close(x);
    lexicon_drop(b);
    free(bytes);
    CHECK_OOM(tiny(), arena_fail_after, CORDON_ENOMEM);
}
