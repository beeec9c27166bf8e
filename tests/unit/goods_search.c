/* The search for goods: floors of its quality on held texts, FTS5's sums, exactness, hostile input.
 */
#include "test.h"

#include <unistd.h>

#include "goods_split.h"

/* Quality is measured on whole tables by make bench; here chapters of one first digit. */
static const char sample[] = "8";

static goods_search *open_held(split *s) {
    cordon_error err = {0};
    unsigned char *bytes = NULL;
    size_t n = 0;
    goods_search *g = NULL;
    search_build_options o = {.keep = split_keep, .self = s};
    if (split_make(s, &err) || search_build(&bytes, &n, &o, &err) ||
        search_open_bytes(&g, bytes, n, &err))
        printf("# %s\n", err.message);
    return g;
}

static size_t rank_of(const goods_found *f, const char *code, size_t digits) {
    for (size_t i = 0; i < f->codes; i++)
        if (strncmp(f->code[i].code, code, digits) == 0) return i + 1;
    return 0;
}

/* FTS5's own BM25 of all words with OR: what the sums of single words must be. */
static bool same_as_fts5(goods_search *s, const char *text) {
    search_candidate v[CANDIDATES];
    question q;
    arena mem;
    size_t n = 0, met = 0;
    char match[2048] = "";
    sqlite3_stmt *st = NULL;
    arena_init(&mem, 0);
    bool good = !search_question(&q, &mem, s, LANG_EN, text, strlen(text), NULL);
    /* One reading a word: weights and the choice among readings are ours. */
    for (uint32_t i = 0; good && i < q.words; i++) {
        q.word[i].variants = q.word[i].variants ? 1 : 0;
        if (!q.word[i].variants) continue;
        q.variant[q.word[i].first].weight = 1;
        size_t used = strlen(match);
        snprintf(match + used, sizeof match - used, "%s\"%s\"", used ? " OR " : "",
                 s->image.name + s->image.name_at[q.variant[q.word[i].first].stem]);
    }
    good = good && !search_candidates(v, &n, s, &q, NULL) && n > 0;
    search_question_end(s, &q);
    sqlite3_prepare_v2(s->db, "SELECT rowid, bm25(words) FROM words WHERE words MATCH ?", -1, &st,
                       NULL);
    sqlite3_bind_text(st, 1, match, -1, SQLITE_STATIC);
    while (good && sqlite3_step(st) == SQLITE_ROW)
        for (size_t i = 0; i < n; i++)
            if (v[i].place + 1 == (uint32_t)sqlite3_column_int64(st, 0)) {
                met++;
                good = good && fabs(v[i].bm25 + sqlite3_column_double(st, 1)) < 1e-3;
            }
    sqlite3_finalize(st);
    arena_destroy(&mem);
    return good && met == n;
}

static void check_fits(goods_search *s, const split_query *q, const goods_found *f) {
    arena mem;
    unsigned rank = 99;
    double confidence = 0;
    arena_init(&mem, 0);
    CHECK_INT(
        goods_search_fits(&rank, &confidence, &mem, s, q->code, q->text, strlen(q->text), 10, NULL),
        0);
    CHECK_INT(rank, rank_of(f, q->code, 6));
    if (rank) CHECK_NEAR(confidence, f->code[rank - 1].confidence, 1e-12);
    arena_destroy(&mem);
}

/* Floors: what was measured on this sample less three standard errors. Also FTS5's sums,
 * determinism whatever was asked before, and that goods_search_fits says what a search says. */
TEST(held_texts_are_found) {
    split s = {.seed = 1, .lang = LANG_EN, .held = 1, .prefix = sample};
    goods_search *g = open_held(&s);
    CHECK(g && s.n > 100);
    size_t first = 0, fifth = 0, heading = 0, asked = 0;
    for (size_t i = 0; i < s.n; i++, asked++) {
        goods_found f;
        arena mem;
        const split_query *q = &s.v[i];
        arena_init(&mem, 0);
        CHECK_INT(goods_search_ask(&f, &mem, g, LANG_ANY, q->text, strlen(q->text), 6, 10, NULL),
                  0);
        size_t rank = rank_of(&f, q->code, 6);
        first += rank == 1;
        fifth += rank && rank <= 5;
        heading += f.codes && strncmp(f.code[0].code, q->code, 4) == 0;
        for (size_t k = 0; k < f.codes; k++) {
            CHECK(f.code[k].confidence >= 0 && f.code[k].confidence <= 1);
            CHECK(!k || f.code[k].confidence <= f.code[k - 1].confidence);
            CHECK(f.code[k].text && f.code[k].matches);
        }
        if (i % 8 == 0) check_fits(g, q, &f);
        arena_destroy(&mem);
    }
    printf("# %zu texts: first %zu, first five %zu, heading %zu\n", asked, first, fifth, heading);
    CHECK(fifth * 100 >= asked * 91 && heading * 100 >= asked * 86 && first * 100 >= asked * 60);
    goods_search_close(g);
    split_free(&s);
}

/* One handle for what needs the whole index: the cache of this user's, or made in memory. */
static goods_search *whole(void) {
    static goods_search *g;
    cordon_error err = {0};
    if (!g && goods_search_open(&g, &err)) printf("# %s\n", err.message);
    return g;
}

TEST(single_words_sum_to_the_bm25_of_fts5) {
    CHECK(whole());
    CHECK(same_as_fts5(whole(), "petrol engines for aircraft"));
    CHECK(same_as_fts5(whole(), "roller bearings, tapered, with cages"));
    CHECK(same_as_fts5(whole(), "horses"));
}

TEST(the_example_finds_five_axes) {
    static const char text[] = "five-axis CNC milling machine, linear scale feedback";
    goods_found f;
    arena mem;
    bool found = false, heading = false;
    arena_init(&mem, 0);
    CHECK(whole());
    CHECK_INT(goods_search_ask(&f, &mem, whole(), LANG_ANY, text, strlen(text), 6, 10, NULL), 0);
    for (size_t i = 0; i < f.codes; i++)
        heading = heading || strncmp(f.code[i].code, "8459", 4) == 0;
    for (size_t i = 0; i < f.controls; i++)
        if (strcmp(f.control[i].number, "2B001") == 0)
            found = strncmp(f.control[i].text, "Five or more axes", 17) == 0;
    CHECK(heading && found);
    arena_destroy(&mem);
}

static cordon_status ask_any(const char *text, size_t len) {
    goods_found f;
    arena mem;
    arena_init(&mem, 0);
    cordon_status status = goods_search_ask(&f, &mem, whole(), LANG_ANY, text, len, 8, 50, NULL);
    arena_destroy(&mem);
    return status;
}

TEST(hostile_text_is_answered_or_refused_in_bounded_time) {
    char *big = malloc(GOODS_TEXT_MAX + 2);
    CHECK(whole() && big);
    memset(big, 'a', GOODS_TEXT_MAX + 1);
    CHECK_INT(ask_any(big, GOODS_TEXT_MAX), CORDON_OK);
    CHECK_INT(ask_any(big, GOODS_TEXT_MAX + 1), CORDON_ELIMIT);
    for (size_t i = 0; i < GOODS_TEXT_MAX; i++) big[i] = "machine "[i % 8];
    CHECK_INT(ask_any(big, GOODS_TEXT_MAX), CORDON_OK);
    for (size_t i = 0; i < GOODS_TEXT_MAX; i++) big[i] = (char)(test_random() % 127 + 1);
    CHECK_INT(ask_any(big, GOODS_TEXT_MAX), CORDON_OK);
    CHECK_INT(ask_any("\xff\xfe", 2), CORDON_EFORMAT);
    CHECK_INT(ask_any("", 0), CORDON_OK);
    CHECK_INT(ask_any("\"' OR 1=1 NEAR( * ^ {}", 22), CORDON_OK);
    free(big);
}

TEST(a_damaged_image_is_refused) {
    goods_search *g = whole();
    CHECK(g);
    size_t n = search_image_size(g->image.head);
    unsigned char *copy = malloc(n);
    search_image x;
    CHECK(copy);
    memcpy(copy, g->image_bytes, n);
    CHECK_INT(search_image_open(&x, copy, n, NULL), CORDON_OK);
    CHECK_INT(search_image_open(&x, copy, n - 8, NULL), CORDON_ECORRUPT);
    for (int i = 0; i < 64; i++) { /* whatever is changed: refused, or every range still holds */
        size_t at = test_random() % (i % 2 ? sizeof(image_head) : n);
        unsigned char was = copy[at];
        copy[at] ^= (unsigned char)(1 + test_random() % 255);
        (void)search_image_open(&x, copy, n, NULL);
        copy[at] = was;
    }
    free(copy);
}

TEST(numbers_overlap_as_intervals) {
    goods_quantity five = {.low = 5, .high = 5}, more = {.low = 5, .high = INFINITY},
                   above = {.low = 5, .high = INFINITY, .low_open = true};
    CHECK(search_overlap(&five, &more) && search_overlap(&more, &five));
    CHECK(!search_overlap(&five, &above) && !search_overlap(&above, &five));
    CHECK(search_overlap(&more, &above));
}
