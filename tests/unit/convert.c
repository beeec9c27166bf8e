/* Correlates between nomenclatures. Every pair of every published table is held against
 * goods_convert: the tests read the tables on their own, count on plain arrays and walk chains path
 * by path.        */
#include "goods/convert.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/data_dir.h"
#include "goods/write_out.h"
#include "goods/years.h"
#include "read/table.h"
#include "test.h"

enum { HS = 7, SIX = 1000000 };
static const char *const hs[HS] = {"H0", "H1", "H2", "H3", "H4", "H5", "H6"};

static void read_ref(table *t, const char *file) {
    char name[160], path[1024];
    cordon_error err = {0};
    snprintf(name, sizeof name, "data/ref/%s", file);
    if (table_read(t, data_path(path, sizeof path, name), &err)) printf("# %s\n", err.message);
}

static bool has(const goods_conversion *r, const char *code, goods_correlate *out) {
    for (size_t i = 0; i < r->n; i++)
        if (r->v[i].code[5] == code[5] && strcmp(r->v[i].code, code) == 0) {
            if (out) *out = r->v[i];
            return true;
        }
    return false;
}

static double sum_of(const goods_conversion *r) {
    double sum = 0;
    for (size_t i = 0; i < r->n; i++) sum += r->v[i].weight;
    return sum;
}

/* ---- names and faults ----------------------------------------------------------- */

TEST(nomenclatures_have_several_names) {
    static const struct {
        const char *name, *want, *revision;
    } cases[] = {
        {"H6", "H6", "H6"},         {"h5", "H5", "H5"},         {"HS2022", "H6", "H6"},
        {"hs2017", "H5", "H5"},     {"HS1988", "H0", "H0"},     {"HS1992", "H0", "H0"},
        {"HS1996", "H1", "H1"},     {"HS2002", "H2", "H2"},     {"CN2023", "CN2023", "H6"},
        {"cn2021", "CN2021", "H5"}, {"CN1988", "CN1988", "H0"}, {"CN2025", "CN2025", "H6"}};
    static const char *const bad[] = {"",       "H9",      "HS",      "CN",     "HS1987", "CN1987",
                                      "CN2026", "HS20x2",  "CN02023", "HS-022", "2022",   "HS2O22",
                                      "BEC",    "HS2022 ", "CN20231", "H",      "HS9999"};
    goods *g = NULL;
    char got[16];
    CHECK_INT(goods_open(&g, NULL), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_INT(goods_nomenclature_name(got, g, cases[i].name, NULL), 0);
        if (strcmp(got, cases[i].want) != 0) FAIL_("%s is %s", cases[i].name, got);
        CHECK_INT(goods_hs_name(got, g, cases[i].name, NULL), 0);
        if (strcmp(got, cases[i].revision) != 0) FAIL_("%s follows %s", cases[i].name, got);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cordon_error err = {0};
        if (goods_nomenclature_name(got, g, bad[i], &err) != CORDON_ENOTFOUND)
            FAIL_("\"%s\" is a nomenclature", bad[i]);
        CHECK(strstr(err.message, "no nomenclature") && strstr(err.message, "CN1988 to CN2025"));
    }
    goods_close(g);
}

TEST(what_is_no_code_is_told) {
    static const struct {
        const char *from, *code;
        cordon_status want;
    } cases[] = {{"H6", "854140", CORDON_ENOTFOUND},
                 {"H6", "8542", CORDON_EINVAL},
                 {"H6", "85423111", CORDON_EINVAL},
                 {"H6", "85423x", CORDON_EINVAL},
                 {"H6", "", CORDON_EINVAL},
                 {"CN2023", "85423112", CORDON_ENOTFOUND},
                 {"CN2023", "8542", CORDON_EINVAL},
                 {"CN2025", "85299092", CORDON_ENOTFOUND},
                 {"CN2024", "85299092", CORDON_OK},
                 {"CN2023", "854231", CORDON_OK},
                 {"CN2021", "854151", CORDON_ENOTFOUND},
                 {"H7", "854231", CORDON_ENOTFOUND}};
    goods *g = NULL;
    CHECK_INT(goods_open(&g, NULL), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        arena mem;
        cordon_error err = {0};
        goods_conversion r = {.n = 77};
        arena_init(&mem, 0);
        cordon_status got = goods_convert(&r, &mem, g, cases[i].from, "H5", cases[i].code, &err);
        if (got != cases[i].want) FAIL_("%s %s: %d", cases[i].from, cases[i].code, (int)got);
        if (got && (r.n != 77 || !err.message[0])) FAIL_("%s: output or no message", cases[i].code);
        arena_destroy(&mem);
    }
    goods_close(g);
}

/* ---- every row of the correlation --------------------------------------------------- */

static uint16_t count[2][SIX]; /* rows of each newer and each older code */

static const char *expected_relation(size_t there, size_t back) {
    return there > 1 ? back > 1 ? "n:n" : "1:n" : back > 1 ? "n:1" : "1:1";
}

/* One row, in one direction: a correlate of the counted relation. */
static bool row_is_there(const goods_conversion *r, const table *t, size_t row, bool to_older) {
    goods_correlate c;
    const char *from = table_cell(t, row, to_older ? 2 : 3),
               *to = table_cell(t, row, to_older ? 3 : 2);
    size_t there = count[!to_older][atoi(from)], back = count[to_older][atoi(to)];
    if (!has(r, to, &c) || r->n != there || c.sources != back) return false;
    if (strcmp(goods_relation_name(c.relation), expected_relation(there, back)) != 0) return false;
    return r->steps == 1 && r->way[0].codes == there;
}

static const table *sorted;

static int by_older(const void *x, const void *y) {
    const size_t *p = x, *q = y;
    int c = strcmp(table_cell(sorted, *p, 3), table_cell(sorted, *q, 3));
    return c ? c : (*p > *q) - (*p < *q);
}

/* All rows of one pair of revisions, n of them from first on; they are sorted by the newer code and
 * taken by the code asked for, so that each is asked once. */
static size_t wrong_rows(goods *g, const table *t, size_t first, size_t n, size_t newer,
                         bool to_older, size_t *rows) {
    const char *from = hs[to_older ? newer : newer - 1], *to = hs[to_older ? newer - 1 : newer];
    size_t wrong = 0;
    arena mem;
    goods_conversion r = {0};
    size_t *row = malloc((n + 1) * sizeof *row);
    for (size_t k = 0; k < n; k++) row[k] = first + k;
    sorted = t;
    if (!to_older) qsort(row, n, sizeof *row, by_older);
    arena_init(&mem, 0);
    for (size_t k = 0; k < n; k++) {
        size_t i = row[k];
        const char *code = table_cell(t, i, to_older ? 2 : 3);
        ++*rows;
        if (strcmp(r.from, code) != 0) {
            arena_destroy(&mem);
            arena_init(&mem, 0);
            if (goods_convert(&r, &mem, g, from, to, code, NULL)) r = (goods_conversion){0};
        }
        if (!row_is_there(&r, t, i, to_older) && wrong++ < 5)
            printf("# %s to %s, line %u: %s\n", from, to, t->line[i], code);
    }
    free(row);
    arena_destroy(&mem);
    return wrong;
}

TEST(every_row_of_the_correlation_is_a_correlate_both_ways) {
    goods *g = NULL;
    table t;
    size_t wrong = 0, rows = 0, labels = 0, first = 0, end = 0;
    CHECK_INT(goods_open(&g, NULL), 0);
    read_ref(&t, "unsd_hs_correlation_h0_h6.csv.gz");
    CHECK_INT(t.rows, 43863);
    for (size_t newer = 1; newer < HS; newer++, first = end) { /* the oldest pair stands first */
        memset(count, 0, sizeof count);
        while (end < t.rows && strcmp(table_cell(&t, end, 0), hs[newer]) == 0) end++;
        for (size_t i = first; i < end; i++) {
            count[0][atoi(table_cell(&t, i, 2))]++;
            count[1][atoi(table_cell(&t, i, 3))]++;
        }
        for (int to_older = 0; to_older < 2; to_older++)
            wrong += wrong_rows(g, &t, first, end - first, newer, to_older, &rows);
        for (size_t i = first; i < end; i++) { /* the published label is new:old */
            size_t there = count[0][atoi(table_cell(&t, i, 2))],
                   back = count[1][atoi(table_cell(&t, i, 3))];
            labels += strcmp(table_cell(&t, i, 4), back > 1    ? there > 1 ? "n:n" : "n:1"
                                                   : there > 1 ? "1:n"
                                                               : "1:1") != 0;
        }
    }
    table_free(&t);
    goods_close(g);
    CHECK_INT(rows, 2 * 43863);
    CHECK_INT(wrong, 0);
    CHECK_INT(labels, 425); /* why the label is not used */
}

/* ---- weights -------------------------------------------------------------------------- */

static void check_weights(goods *g, const char *from, const char *to) {
    char file[64];
    arena mem;
    goods_conversion r = {0};
    table t;
    size_t positive = 0, outside = 0, codes = 0;
    snprintf(file, sizeof file, "hs_weights_%s_to_%s.csv.gz", from, to);
    read_ref(&t, file);
    arena_init(&mem, 0);
    for (size_t i = 0; i < t.rows; i++) {
        const char *code = table_cell(&t, i, 0);
        double want = strtod(table_cell(&t, i, 2), NULL);
        goods_correlate c;
        if (strcmp(r.from, code) != 0) {
            arena_destroy(&mem);
            arena_init(&mem, 0);
            if (goods_convert(&r, &mem, g, from, to, code, NULL)) FAIL_("%s %s", from, code);
            codes++;
            if (r.n && !r.weighted) { /* binapacryl: its row is not that of the table */
                CHECK(strcmp(code, "291616") == 0 && strcmp(from, "H4") == 0);
                CHECK(strcmp(to, "H3") == 0 && strstr(r.why, "contradicts"));
            }
            if (r.n && r.weighted && fabs(sum_of(&r) - 1) > 1e-9)
                FAIL_("%s of %s: weights sum to %.17g", code, from, sum_of(&r));
        }
        bool there = has(&r, table_cell(&t, i, 1), &c);
        positive += want > 0;
        outside += want > 0 && !there;
        if (there && r.weighted && fabs(c.weight - want) > 1e-12)
            FAIL_("%s line %u: %.17g, not %.17g", file, t.line[i], c.weight, want);
    }
    arena_destroy(&mem);
    table_free(&t);
    CHECK(positive > 5000 && codes > 5000);
    /* 999999, and binapacryl, whose row in the correlation of H4 and H3 is not that of the table.
     */
    CHECK_INT(outside, strcmp(from, "H5") == 0 || strcmp(to, "H5") == 0   ? 0
                       : strcmp(from, "H2") == 0 || strcmp(to, "H2") == 0 ? 1
                                                                          : 2);
}

TEST(weights_are_those_of_the_tables_and_sum_to_one) {
    goods *g = NULL;
    CHECK_INT(goods_open(&g, NULL), 0);
    for (size_t i = 2; i < 5; i++) {
        check_weights(g, hs[i], hs[i + 1]);
        check_weights(g, hs[i + 1], hs[i]);
    }
    goods_close(g);
}

/* A value of A in B, and back: nothing is lost or made, though it need not come home to its code.
 */
static double there_and_back(goods *g, const char *a, const char *b, const char *code,
                             bool *known) {
    arena mem;
    goods_conversion r = {0}, back;
    double sum = 0;
    arena_init(&mem, 0);
    *known = !goods_convert(&r, &mem, g, a, b, code, NULL) && r.weighted;
    for (size_t i = 0; *known && i < r.n; i++) {
        *known = !goods_convert(&back, &mem, g, b, a, r.v[i].code, NULL) && back.weighted;
        for (size_t k = 0; *known && k < back.n; k++) sum += r.v[i].weight * back.v[k].weight;
    }
    arena_destroy(&mem);
    return sum;
}

TEST(round_trips_conserve_weights) {
    static const char *const pairs[][2] = {{"H2", "H3"}, {"H3", "H2"}, {"H3", "H4"}, {"H4", "H3"},
                                           {"H4", "H5"}, {"H5", "H4"}, {"H2", "H5"}, {"H5", "H2"}};
    goods *g = NULL;
    CHECK_INT(goods_open(&g, NULL), 0);
    for (size_t p = 0; p < sizeof pairs / sizeof *pairs; p++) {
        const goods_node *v = NULL;
        size_t n = 0, codes = 0, open = 0;
        CHECK_INT(goods_nodes(&v, &n, g, pairs[p][0], NULL), 0);
        for (size_t i = 0; i < n; i++) {
            bool known;
            if (v[i].level != 6 || strspn(v[i].code, "0123456789") != 6 || i % 8) continue;
            double sum = there_and_back(g, pairs[p][0], pairs[p][1], v[i].code, &known);
            codes++;
            open += !known;
            if (known && fabs(sum - 1) > 1e-9)
                FAIL_("%s of %s by %s: %.17g", v[i].code, pairs[p][0], pairs[p][1], sum);
        }
        if (codes < 600 || open > 8) FAIL_("%s: %zu codes, %zu open", pairs[p][0], codes, open);
    }
    goods_close(g);
}

/* ---- chains, path by path --------------------------------------------------------------- */

typedef struct row_pair { /* of one pair of neighbours, as written */
    uint32_t newer, older;
} row_pair;

typedef struct row_share { /* of a table of weights, as written */
    uint32_t from, to;
    double share;
} row_share;

typedef struct twin {
    row_pair *row[HS];
    size_t n[HS];
    row_share *weight[HS][HS]; /* [from][to], NULL where there is no table */
    size_t weights[HS][HS];
    bool seen[SIX];
    double got[SIX]; /* NAN once a share is not known */
} twin;

static void twin_read_weights(twin *w, size_t a, size_t b) {
    char file[64];
    table t;
    snprintf(file, sizeof file, "hs_weights_%s_to_%s.csv.gz", hs[a], hs[b]);
    read_ref(&t, file);
    w->weight[a][b] = malloc((t.rows + 1) * sizeof *w->weight[a][b]);
    for (size_t i = 0; i < t.rows; i++)
        w->weight[a][b][w->weights[a][b]++] =
            (row_share){(uint32_t)atoi(table_cell(&t, i, 0)), (uint32_t)atoi(table_cell(&t, i, 1)),
                        strtod(table_cell(&t, i, 2), NULL)};
    table_free(&t);
}

static void twin_read(twin *w) {
    table t;
    read_ref(&t, "unsd_hs_correlation_h0_h6.csv.gz");
    for (size_t k = 1; k < HS; k++) w->row[k] = malloc(t.rows * sizeof *w->row[k]);
    for (size_t i = 0; i < t.rows; i++) {
        size_t k = (size_t)(table_cell(&t, i, 0)[1] - '0');
        w->row[k][w->n[k]++] =
            (row_pair){(uint32_t)atoi(table_cell(&t, i, 2)), (uint32_t)atoi(table_cell(&t, i, 3))};
    }
    table_free(&t);
    for (size_t a = 2; a < 6; a++)
        for (size_t b = 2; b < 6; b++)
            if (b == a + 1 || a == b + 1) twin_read_weights(w, a, b);
}

static void twin_free(twin *w) {
    for (size_t a = 0; a < HS; a++) {
        free(w->row[a]);
        for (size_t b = 0; b < HS; b++) free(w->weight[a][b]);
    }
    free(w);
}

static double twin_weight(const twin *w, size_t a, size_t b, uint32_t from, uint32_t to) {
    for (size_t i = 0; i < w->weights[a][b]; i++)
        if (w->weight[a][b][i].from == from && w->weight[a][b][i].to == to)
            return w->weight[a][b][i].share;
    return 0;
}

/* Every path on its own, depth first. */
static void twin_walk(twin *w, size_t a, size_t end, uint32_t code, double weight) {
    uint32_t next[1024];
    size_t n = 0, b = a < end ? a + 1 : a - 1, k = a < end ? b : a;
    if (a == end) {
        w->got[code] = (w->seen[code] ? w->got[code] : 0) + weight;
        w->seen[code] = true;
        return;
    }
    for (size_t i = 0; i < w->n[k] && n < 1024; i++) {
        row_pair p = w->row[k][i];
        if ((a < end ? p.older : p.newer) == code) next[n++] = a < end ? p.newer : p.older;
    }
    for (size_t i = 0; i < n; i++) {
        double share = n == 1                   ? 1
                       : !w->weights[a][b] ? (double)NAN
                                                : twin_weight(w, a, b, code, next[i]);
        twin_walk(w, b, end, next[i], weight == 0 ? 0 : weight * share);
    }
}

static size_t twin_count(twin *w, size_t a, size_t end, uint32_t code) {
    size_t n = 0;
    memset(w->seen, 0, sizeof w->seen);
    twin_walk(w, a, end, code, 1);
    for (size_t i = 0; i < SIX; i++) n += w->seen[i];
    return n;
}

/* Codes, weights, and for some of them how many sources they have. */
static const char *twin_fault(twin *w, const goods_conversion *r, size_t a, size_t b) {
    static double got[SIX];
    bool known = r->n > 0;
    if (twin_count(w, a, b, (uint32_t)atoi(r->from)) != r->n) return "number of correlates";
    for (size_t i = 0; i < r->n; i++) {
        if (!w->seen[atoi(r->v[i].code)]) return r->v[i].code;
        known = known && !isnan(w->got[atoi(r->v[i].code)]);
    }
    if (r->n == 1) return NULL; /* one target has all, or contradicts its table */
    if (known != r->weighted) return "weights known or not";
    memcpy(got, w->got, sizeof got);
    for (size_t i = 0; i < r->n; i++)
        if (known ? fabs(got[atoi(r->v[i].code)] - r->v[i].weight) > 1e-12 : !isnan(r->v[i].weight))
            return "a weight";
    for (size_t i = 0; i < r->n && i < 3; i++)
        if (twin_count(w, b, a, (uint32_t)atoi(r->v[i].code)) != r->v[i].sources) return "sources";
    return NULL;
}

TEST(chains_agree_with_walking_every_path) {
    goods *g = NULL;
    twin *w = calloc(1, sizeof *w);
    size_t tried = 0, weighted = 0;
    CHECK_INT(goods_open(&g, NULL), 0);
    CHECK(w);
    twin_read(w);
    while (tried < 60) {
        size_t a = test_random() % HS, b = test_random() % HS, n = 0;
        const goods_node *v = NULL;
        arena mem;
        goods_conversion r;
        CHECK_INT(goods_nodes(&v, &n, g, hs[a], NULL), 0);
        const goods_node *x = &v[test_random() % n];
        if (a == b || x->level != 6 || strspn(x->code, "0123456789") != 6) continue;
        arena_init(&mem, 0);
        CHECK_INT(goods_convert(&r, &mem, g, hs[a], hs[b], x->code, NULL), 0);
        if (r.n < 200 && tried++ < 60) { /* paths, not codes, are what takes time */
            const char *fault = twin_fault(w, &r, a, b);
            weighted += r.weighted;
            if (fault) FAIL_("%s from %s to %s: %s", x->code, hs[a], hs[b], fault);
        }
        arena_destroy(&mem);
    }
    CHECK(weighted > 10);
    twin_free(w);
    goods_close(g);
}

/* ---- traps -------------------------------------------------------------------------------- */

TEST(traps_of_the_high_priority_list) {
    static const size_t screens[] = {157, 158, 160, 179, 177, 194}; /* H5 ... H0 */
    goods *g = NULL;
    arena mem;
    goods_conversion r;
    goods_correlate c;
    arena_init(&mem, 0);
    CHECK_INT(goods_open(&g, NULL), 0);
    /* No weights, 483 correlates, its own digits among them: all of them told, none chosen. */
    CHECK_INT(goods_convert(&r, &mem, g, "HS2022", "HS2017", "852990", NULL), 0);
    CHECK_INT(r.n, 483);
    CHECK(r.verdict == VERDICT_NOT_COMPARABLE && !r.comparable && !r.weighted);
    CHECK(r.relation == RELATION_MANY_TO_MANY && has(&r, "852990", &c) && isnan(c.weight));
    CHECK(strstr(r.why, "483 codes") && strstr(r.why, "no table of weights from H6 to H5"));
    CHECK_INT(goods_convert(&r, &mem, g, "H6", "H0", "852990", NULL), 0);
    CHECK_INT(r.n, 538);
    CHECK_INT(goods_convert(&r, &mem, g, "H5", "H6", "852990", NULL), 0);
    CHECK_INT(r.n, 15);
    /* The conversion table says telephones; nothing leads there that could be taken. */
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < 6; i++) {
            CHECK_INT(goods_convert(&r, &mem, g, "H6", hs[5 - i], k ? "854159" : "854151", NULL),
                      0);
            CHECK_INT(r.n, screens[i]);
            CHECK(!r.comparable && r.relation == RELATION_MANY_TO_MANY);
        }
    /* In H0 it has its digits, from H1 to H5 it is in the rest of the chapter's parts. */
    CHECK_INT(goods_convert(&r, &mem, g, "H6", "H5", "854800", NULL), 0);
    CHECK(r.relation == RELATION_MANY_TO_ONE && r.verdict == VERDICT_WIDER && r.comparable);
    CHECK(r.n == 1 && strcmp(r.v[0].code, "854890") == 0 && r.v[0].weight == 1);
    for (size_t i = 0; i < HS; i++) {
        bool there;
        CHECK_INT(goods_has(&there, g, hs[i], "854800", NULL), 0);
        CHECK_INT(there, i == 0 || i == 6);
    }
    CHECK_INT(goods_convert(&r, &mem, g, "H1", "H0", "854890", NULL), 0);
    CHECK(r.relation == RELATION_ONE_TO_ONE && strcmp(r.v[0].code, "854800") == 0);
    /* Between revisions with a table the shares are given; most of it is itself. */
    CHECK_INT(goods_convert(&r, &mem, g, "H4", "H5", "852990", NULL), 0);
    CHECK(r.verdict == VERDICT_WEIGHTS && has(&r, "852990", &c));
    CHECK_NEAR(c.weight, 0.9184, 5e-5);
    arena_destroy(&mem);
    goods_close(g);
}

/* Codes of H6 that share a code of H5 and are not on the list, counted on the rows. */
static size_t others_by_rows(const table *rows, const table *list, const char *to) {
    size_t n = 0;
    for (size_t i = 0; i < rows->rows; i++) {
        bool listed =
            strcmp(table_cell(rows, i, 3), to) != 0 || strcmp(table_cell(rows, i, 0), "H6") != 0;
        for (size_t k = 0; !listed && k < list->rows; k++)
            listed = strcmp(table_cell(list, k, 0), table_cell(rows, i, 2)) == 0;
        n += !listed;
    }
    return n;
}

TEST(no_code_of_the_list_is_one_to_one_in_the_revision_before) {
    table t, rows;
    goods *g = NULL;
    arena mem;
    size_t relation[RELATION_MANY_TO_MANY + 1] = {0}, lost = 0, lines = 0;
    const char *codes[50];
    goods_written *v = NULL;
    read_ref(&t, "chpl_2024-02-23_hs6.csv");
    read_ref(&rows, "unsd_hs_correlation_h0_h6.csv.gz");
    CHECK_INT(t.rows, 50);
    arena_init(&mem, 0);
    CHECK_INT(goods_open(&g, NULL), 0);
    for (size_t i = 0; i < 50; i++) {
        goods_conversion r;
        codes[i] = table_cell(&t, i, 0);
        CHECK_INT(goods_convert(&r, &mem, g, "H6", "H5", codes[i], NULL), 0);
        relation[r.relation]++;
    }
    CHECK_INT(relation[RELATION_ONE_TO_ONE], 0);
    CHECK_INT(relation[RELATION_MANY_TO_ONE], 47);
    CHECK_INT(relation[RELATION_MANY_TO_MANY], 3);
    CHECK_INT(goods_write_out(&v, &lines, &mem, g, "HS2022", "HS2017", codes, 50, NULL), 0);
    CHECK_INT(lines, 50);
    for (size_t i = 0; i < lines; i++) {
        lost += !*v[i].to;
        CHECK(strcmp(v[i].to, "851712") != 0);
        CHECK(*v[i].to || strncmp(v[i].code, "85415", 5) == 0);
        CHECK(!*v[i].to || v[i].others > 0); /* every one gains something */
        if (*v[i].to) CHECK_INT(v[i].others, others_by_rows(&rows, &t, v[i].to));
        if (strcmp(v[i].code, "852990") == 0)
            CHECK(v[i].quality == GOODS_NARROWER && v[i].verdict == VERDICT_NOT_COMPARABLE);
    }
    CHECK_INT(lost, 2);
    /* In a year that follows the same revision nothing is gained or lost. */
    CHECK_INT(goods_write_out(&v, &lines, &mem, g, "HS2022", "CN2023", codes, 50, NULL), 0);
    CHECK_INT(lines, 104);
    for (size_t i = 0; i < lines; i++)
        CHECK(v[i].quality == GOODS_AS_WRITTEN && v[i].others == 0 && strlen(v[i].to) == 8 &&
              strncmp(v[i].to, v[i].code, 6) == 0);
    table_free(&t);
    table_free(&rows);
    arena_destroy(&mem);
    goods_close(g);
}

/* ---- years of the Combined Nomenclature ------------------------------------------------- */

/* Eurostat's own table of the two years, which goods_convert does not read, lists unchanged codes
 * too. */
TEST(years_agree_with_the_other_table_of_2021_to_2022) {
    goods *g = NULL;
    table t;
    size_t pairs = 0, correlates = 0, missing = 0;
    char last[9] = "";
    CHECK_INT(goods_open(&g, NULL), 0);
    read_ref(&t, "cn2021_cn2022_eurostat.csv.gz");
    CHECK_INT(t.rows, 10086);
    arena mem;
    goods_conversion r = {0};
    arena_init(&mem, 0);
    for (size_t i = 0; i < t.rows; i++) {
        const char *from = table_cell(&t, i, 0);
        if (strcmp(from, last) != 0) {
            arena_destroy(&mem);
            arena_init(&mem, 0);
            CHECK_INT(goods_convert(&r, &mem, g, "CN2021", "CN2022", from, NULL), 0);
            snprintf(last, sizeof last, "%s", from);
            correlates += r.n;
        }
        pairs++;
        if (!has(&r, table_cell(&t, i, 1), NULL)) {
            missing++;
            printf("# not a correlate: %s %s\n", from, table_cell(&t, i, 1));
        }
    }
    arena_destroy(&mem);
    table_free(&t);
    goods_close(g);
    CHECK_INT(missing, 0);
    CHECK_INT(correlates, pairs + 1); /* the concordance has one pair more: 81129221 goes on */
}

TEST(every_row_of_the_concordance_is_a_correlate_both_ways) {
    goods *g = NULL;
    table t;
    arena mem;
    size_t wrong = 0;
    CHECK_INT(goods_open(&g, NULL), 0);
    read_ref(&t, "cn_concordances_1988_2025.csv.gz");
    CHECK_INT(t.rows, 16962);
    for (size_t i = 0; i < t.rows; i++) {
        char year[2][16];
        for (int k = 0; k < 2; k++) snprintf(year[k], 16, "CN%.4s", table_cell(&t, i, k));
        for (int back = 0; back < 2; back++) {
            goods_conversion r = {0};
            arena_init(&mem, 0);
            cordon_status status = goods_convert(&r, &mem, g, year[back], year[!back],
                                                 table_cell(&t, i, 2 + back), NULL);
            if ((status || !has(&r, table_cell(&t, i, 3 - back), NULL)) && wrong++ < 5)
                printf("# line %u: %s %s\n", t.line[i], year[back], table_cell(&t, i, 2 + back));
            arena_destroy(&mem);
        }
    }
    table_free(&t);
    goods_close(g);
    CHECK_INT(wrong, 0);
}

/* What years.h says it measured: the concordance alone against the tables of codes. */
TEST(the_concordance_alone_nearly_knows_the_codes_of_a_year) {
    static const struct {
        const char *table;
        int year;
    } tables[] = {{"CN2021", 2021}, {"CN2022", 2022}, {"CN2023", 2023}};
    goods *g = NULL;
    table t;
    years *y = NULL;
    size_t known[3] = {0}, absent[3] = {0}, ghosts[3] = {0};
    CHECK_INT(goods_open(&g, NULL), 0);
    read_ref(&t, "cn_concordances_1988_2025.csv.gz");
    CHECK_INT(years_read(&y, &t, NULL), 0);
    CHECK_INT(years_first(y), 1988);
    CHECK_INT(years_last(y), 2025);
    for (size_t k = 0; k < 3; k++) {
        const goods_node *v = NULL, *found = NULL;
        size_t n = 0;
        uint32_t code;
        CHECK_INT(goods_nodes(&v, &n, g, tables[k].table, NULL), 0);
        for (size_t i = 0; i < n; i++) {
            if (!year_code(&code, v[i].code)) continue;
            years_word said = years_say(y, code, tables[k].year);
            known[k] += said == YEARS_ALIVE;
            absent[k] += said == YEARS_ABSENT;
        }
        for (size_t i = 0; i < t.rows; i++) {
            CHECK_INT(year_code(&code, table_cell(&t, i, 3)), 1);
            CHECK_INT(goods_find(&found, g, tables[k].table, table_cell(&t, i, 3), NULL), 0);
            ghosts[k] += !found && years_say(y, code, tables[k].year) == YEARS_ALIVE;
        }
    }
    printf("# known %zu %zu %zu, wrongly absent %zu %zu %zu, ghosts %zu %zu %zu\n", known[0],
           known[1], known[2], absent[0], absent[1], absent[2], ghosts[0], ghosts[1], ghosts[2]);
    for (size_t k = 0; k < 3; k++) CHECK(known[k] > 3000 && absent[k] <= 12 && ghosts[k] <= 12);
    years_free(y);
    table_free(&t);
    goods_close(g);
}

TEST(six_digits_and_eight) {
    goods *g = NULL;
    arena mem;
    goods_conversion r;
    const char(*lines)[9];
    size_t n;
    arena_init(&mem, 0);
    CHECK_INT(goods_open(&g, NULL), 0);
    CHECK_INT(goods_convert(&r, &mem, g, "CN2023", "HS2022", "85423111", NULL), 0);
    CHECK(r.n == 1 && strcmp(r.v[0].code, "854231") == 0 && r.verdict == VERDICT_WIDER);
    CHECK_INT(r.v[0].sources, 3);
    CHECK_INT(goods_convert(&r, &mem, g, "HS2022", "CN2023", "854231", NULL), 0);
    CHECK(r.n == 3 && r.verdict == VERDICT_PARTS && !r.weighted);
    CHECK_INT(goods_cn_lines(&lines, &n, &mem, g, "CN2023", "854231", NULL), 0);
    CHECK(n == 3 && strcmp(lines[0], "85423111") == 0 && strcmp(lines[2], "85423190") == 0);
    CHECK_INT(goods_cn_lines(&lines, &n, &mem, g, "H6", "854231", NULL), CORDON_EINVAL);
    /* The only line of a code is the code. */
    CHECK_INT(goods_convert(&r, &mem, g, "HS2022", "CN2023", "903020", NULL), 0);
    CHECK(r.verdict == VERDICT_SAME && r.weighted && strcmp(r.v[0].code, "90302000") == 0);
    /* Lines of a year without a table: what the concordance made of 85299092 is among them. */
    CHECK_INT(goods_cn_lines(&lines, &n, &mem, g, "CN2025", "852990", NULL), 0);
    size_t new_lines = 0;
    for (size_t i = 0; i < n; i++)
        new_lines += strcmp(lines[i], "85299093") == 0 || strcmp(lines[i], "85299096") == 0;
    CHECK_INT(new_lines, 2);
    /* To itself. */
    CHECK_INT(goods_convert(&r, &mem, g, "H6", "HS2022", "852990", NULL), 0);
    CHECK(r.n == 1 && r.steps == 0 && r.verdict == VERDICT_SAME && r.v[0].weight == 1);
    /* A code the correlation has no row for. */
    CHECK_INT(goods_convert(&r, &mem, g, "H5", "H6", "300219", NULL), 0);
    CHECK(r.n == 0 && r.relation == RELATION_NONE && !r.comparable && strstr(r.why, "no row"));
    arena_destroy(&mem);
    goods_close(g);
}

TEST(concordances_with_faults_are_refused_with_their_place) {
    static const struct {
        const char *text, *message;
        unsigned line, column;
    } cases[] = {
        {"from_year,to_year,code_from\n", "code_to", 1, 0},
        {"from_year,to_year,code_from,code_to\n20x0,2001,01012100,01012100\n", "is not a year", 2,
         1},
        {"from_year,to_year,code_from,code_to\n,2001,01012100,01012100\n", "is not a year", 2, 1},
        {"from_year,to_year,code_from,code_to\n99999,2001,01012100,01012100\n", "is not a year", 2,
         1},
        {"from_year,to_year,code_from,code_to\n2000,2002,01012100,01012100\n", "does not follow", 2,
         2},
        {"from_year,to_year,code_from,code_to\n2000,2001,0101210,01012100\n", "not eight digits", 2,
         3},
        {"from_year,to_year,code_from,code_to\n2000,2001,01012100,0101210000\n", "not eight digits",
         2, 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        table t;
        years *y = NULL;
        cordon_error err = {0};
        CHECK_INT(table_read_memory(&t, "years.csv", cases[i].text, strlen(cases[i].text), &err),
                  0);
        CHECK(years_read(&y, &t, &err) != CORDON_OK && !y);
        if (!strstr(err.message, cases[i].message) || err.line != cases[i].line ||
            err.column != cases[i].column)
            FAIL_("case %zu: line %u column %u: %s", i, (unsigned)err.line, err.column,
                  err.message);
        table_free(&t);
    }
}

static cordon_status with_little_memory(goods *g) {
    arena mem;
    goods_conversion r;
    cordon_error err;
    arena_init(&mem, 0);
    cordon_status status = goods_convert(&r, &mem, g, "H6", "H5", "852990", &err);
    arena_destroy(&mem);
    return status;
}

TEST(conversion_survives_a_lack_of_memory) {
    goods *g = NULL;
    CHECK_INT(goods_open(&g, NULL), 0);
    CHECK_INT(with_little_memory(g), 0); /* tables are loaded */
    CHECK_OOM(with_little_memory(g), arena_fail_after, CORDON_ENOMEM);
    goods_close(g);
}
