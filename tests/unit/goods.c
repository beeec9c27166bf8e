/* Nomenclatures, codes as people write them, and carrying codes between HS
 * revisions. The rule of src/goods/correlate.c is held against a slow direct
 * reading of the published rows, over every code of every pair of neighbours. */
#include "goods/goods.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/data_dir.h"
#include "goods/correlate.h"
#include "read/table.h"
#include "test.h"

#define CHECK_SIZE(got, want) CHECK_INT((intmax_t)(got), (intmax_t)(want))

static const char *const hs[] = {"H0", "H1", "H2", "H3", "H4", "H5", "H6"};
enum { HS = 7 };

static void read_ref(table *t, const char *file) {
    char name[160], path[1024];
    cordon_error err = {0};
    snprintf(name, sizeof name, "data/ref/%s", file);
    if (table_read(t, data_path(path, sizeof path, name), &err)) printf("# %s\n", err.message);
}

TEST(codes_are_cleaned) {
    static const struct {
        const char *text, *want;
    } cases[] = {{"85", "85"},
                 {"8542", "8542"},
                 {"854231", "854231"},
                 {"8542.31", "854231"},
                 {"8542 31 10", "85423110"},
                 {"8542.31.10", "85423110"},
                 {"85423110", "85423110"},
                 {" 8542 31 ", "854231"},
                 {"01 01", "0101"},
                 {"", NULL},
                 {" ", NULL},
                 {"8", NULL},
                 {"854", NULL},
                 {"85423", NULL},
                 {"8542311", NULL},
                 {"854231100", NULL},
                 {"8542311000", NULL},
                 {"8542..31", NULL},
                 {"8542. 31", NULL},
                 {"8542  31", NULL},
                 {".8542", NULL},
                 {"8542.", NULL},
                 {"854.231", NULL},
                 {"8542-31", NULL},
                 {"8542x", NULL},
                 {"TOTAL", NULL},
                 {"-8542", NULL},
                 {"８５４２", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char got[9] = "as it is";
        bool ok = goods_code_clean(got, cases[i].text);
        if (ok != (cases[i].want != NULL)) FAIL_("\"%s\" -> %d", cases[i].text, ok);
        if (strcmp(got, ok ? cases[i].want : "as it is") != 0)
            FAIL_("\"%s\" -> \"%s\"", cases[i].text, got);
    }
}

TEST(nomenclatures_have_their_published_size) {
    /* Rows with TOTAL and headings; CN with the levels above filled in. */
    static const struct {
        const char *name;
        size_t rows, six, eight;
    } want[] = {{"H0", 6382, 5041, 0}, {"H1", 6475, 5134, 0},  {"H2", 6570, 5226, 0},
                {"H3", 6374, 5053, 0}, {"H4", 6530, 5206, 0},  {"H5", 6709, 5388, 0},
                {"H6", 6940, 5613, 0}, {"CN2021", 0, 0, 9494}, {"CN2022", 0, 0, 9736},
                {"cn2023", 0, 0, 9759}};
    goods *g = NULL;
    CHECK_INT(goods_open(&g, NULL), 0);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        const goods_node *v = NULL;
        size_t n = 0, at[9] = {0};
        CHECK_INT(goods_nodes(&v, &n, g, want[i].name, NULL), 0);
        for (size_t k = 0; k < n; k++) {
            at[v[k].level]++;
            if (k && strcmp(v[k - 1].code, v[k].code) >= 0) FAIL_("%s: order", v[k].code);
            if (v[k].level == 0 ? *v[k].parent : !goods_below(&v[k], v[k].parent))
                FAIL_("%s %s: parent \"%s\"", want[i].name, v[k].code, v[k].parent);
            if (strncmp(v[k].text, v[k].code, strlen(v[k].code)) == 0 || v[k].text[0] == '-' ||
                v[k].text[0] == ' ' || !v[k].text[0])
                FAIL_("%s: text \"%s\"", v[k].code, v[k].text);
        }
        if (want[i].rows) CHECK_SIZE(n, want[i].rows);
        if (want[i].six) CHECK_SIZE(at[6], want[i].six);
        CHECK_SIZE(at[8], want[i].eight);
        CHECK_SIZE(at[0], 1);
    }
    goods_close(g);
}

TEST(codes_are_found_with_text_and_path) {
    goods *g = NULL;
    const goods_node *n = NULL, *path[GOODS_PATH_MAX];
    size_t depth = 0;
    CHECK_INT(goods_open(&g, NULL), 0);
    CHECK_INT(goods_find(&n, g, "H6", "854231", NULL), 0);
    CHECK(n && n->leaf && n->level == 6 && strcmp(n->parent, "8542") == 0);
    CHECK(strncmp(n->text, "Electronic integrated circuits; processors", 42) == 0);
    CHECK_INT(goods_find(&n, g, "H2", "854231", NULL), 0);
    CHECK(!n);
    CHECK_INT(goods_path(path, &depth, g, "CN2022", "85423111", NULL), 0);
    CHECK_SIZE(depth, 5);
    CHECK(strcmp(path[0]->code, "TOTAL") == 0 && strcmp(path[1]->code, "85") == 0);
    CHECK(strcmp(path[3]->code, "854231") == 0 && strcmp(path[4]->code, "85423111") == 0);
    /* CN leaves out a six-digit line with one code below it: filled in. */
    CHECK_INT(goods_path(path, &depth, g, "CN2021", "01012100", NULL), 0);
    CHECK_SIZE(depth, 5);
    CHECK(strcmp(path[3]->code, "010121") == 0 && !path[3]->leaf && path[4]->leaf);
    /* The nearest that exists. */
    CHECK_INT(goods_path(path, &depth, g, "H6", "854140", NULL), 0);
    CHECK_SIZE(depth, 3);
    CHECK(strcmp(path[2]->code, "8541") == 0);
    cordon_error err = {0};
    CHECK_INT(goods_find(&n, g, "H9", "8541", &err), CORDON_ENOTFOUND);
    CHECK(strstr(err.message, "\"H9\"") && strstr(err.message, "H0 to H6"));
    goods_close(g);
}

TEST(combined_nomenclature_follows_the_revision_of_its_year) {
    static const struct {
        const char *name;
        date_period period;
        const char *want;
    } cases[] = {
        {"CN", 198800, "H0"},     {"CN", 199512, "H0"}, {"CN", 199601, "H1"}, {"CN", 200612, "H2"},
        {"CN", 200700, "H3"},     {"CN", 201612, "H4"}, {"CN", 201700, "H5"}, {"CN", 202112, "H5"},
        {"CN", 202201, "H6"},     {"CN", 202711, "H6"}, {"CN", 202801, NULL}, {"CN", 198712, NULL},
        {"CN", 0, NULL},          {"H4", 202201, "H4"}, {"h4", 0, "H4"},      {"CN2021", 0, "H5"},
        {"CN2022", 202201, "H6"}, {"HS", 202201, "H6"}, {"HS", 201200, "H4"}, {"XX", 202201, NULL}};
    goods *g = NULL;
    CHECK_INT(goods_open(&g, NULL), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *got = goods_hs_revision(g, cases[i].name, cases[i].period);
        if (strcmp(got ? got : "-", cases[i].want ? cases[i].want : "-") != 0)
            FAIL_("%s in %d: %s", cases[i].name, cases[i].period, got ? got : "-");
    }
    CHECK_SIZE(goods_revision_count(g), HS);
    CHECK_INT(goods_revision_at(g, 5).valid_from, 20170101);
    CHECK_INT(goods_revision_at(g, 5).valid_to, 20211231);
    /* On its last day a revision is in force alone, the day after the next one. */
    for (size_t i = 0; i + 1 < HS; i++) {
        goods_revision r = goods_revision_at(g, i), next = goods_revision_at(g, i + 1);
        date_day first = next.valid_from, last = r.valid_to;
        CHECK_INT(first, (last / 10000 + 1) * 10000 + 101);
        CHECK(date_within(last, r.valid_from, last) && !date_within(first, r.valid_from, last));
        CHECK(!date_within(last, first, next.valid_to) && date_within(first, first, next.valid_to));
    }
    goods_close(g);
}

/* What data/revisions.csv says was measured, measured again: every six-digit
 * code that a year's concordance introduces is one of that year's revision.   */
TEST(concordances_confirm_the_revisions) {
    table t = {0};
    goods *g = NULL;
    size_t outside = 0;
    static const char *const names[] = {"to_year", "code_to", NULL};
    int cols[2];
    CHECK_INT(goods_open(&g, NULL), 0);
    read_ref(&t, "cn_concordances_1988_2025.csv.gz");
    CHECK_SIZE(t.rows, 16962);
    CHECK_INT(table_cols(&t, names, cols, NULL), 0);
    for (size_t i = 0; i < t.rows; i++) {
        char six[7];
        const goods_node *n = NULL;
        snprintf(six, sizeof six, "%.6s", table_cell(&t, i, cols[1]));
        const char *rev = goods_hs_revision(g, "CN", atoi(table_cell(&t, i, cols[0])) * 100);
        CHECK(rev);
        CHECK_INT(goods_find(&n, g, rev, six, NULL), 0);
        outside += !n;
    }
    CHECK_SIZE(outside, 0);
    table_free(&t);
    goods_close(g);
}

TEST(cn_2021_to_2022_table_agrees_with_both_nomenclatures) {
    table t = {0};
    goods *g = NULL;
    size_t changed = 0, missing = 0;
    static const char *const names[] = {"CN 2021", "CN 2022", NULL};
    int cols[2];
    CHECK_INT(goods_open(&g, NULL), 0);
    read_ref(&t, "cn2021_cn2022_eurostat.csv.gz");
    CHECK_SIZE(t.rows, 10086);
    CHECK_INT(table_cols(&t, names, cols, NULL), 0);
    for (size_t i = 0; i < t.rows; i++) {
        const goods_node *a = NULL, *b = NULL;
        const char *before = table_cell(&t, i, cols[0]), *after = table_cell(&t, i, cols[1]);
        CHECK_INT(goods_find(&a, g, "CN2021", before, NULL), 0);
        CHECK_INT(goods_find(&b, g, "CN2022", after, NULL), 0);
        missing += (*before && !a) || (*after && !b);
        changed += strcmp(before, after) != 0;
    }
    CHECK_SIZE(missing, 0);
    CHECK(changed > 500 && changed < 1200);
    table_free(&t);
    goods_close(g);
}

/* ---- the naive twin: the rule straight over the rows ---------------------- */

typedef struct row {
    char a[8], b[8]; /* from, to */
} row;
typedef struct twin {
    row *v, *conv;
    size_t n, convs;
    table weights;
    bool has_weights, to_older;
} twin;

static void twin_rows(row **out, size_t *n, const table *t, int from, int to) {
    int newer = from > to ? from : to;
    *out = malloc((t->rows + 1) * sizeof **out);
    *n = 0;
    for (size_t i = 0; i < t->rows; i++) {
        if (strcmp(table_cell(t, i, 0), hs[newer]) != 0) continue;
        row *r = &(*out)[(*n)++];
        snprintf(r->a, 8, "%s", table_cell(t, i, from > to ? 2 : 3));
        snprintf(r->b, 8, "%s", table_cell(t, i, from > to ? 3 : 2));
    }
}

static void twin_open(twin *w, const table *rows, const table *conv, int from, int to) {
    char file[64], path[1024], name[96];
    *w = (twin){.to_older = from > to};
    twin_rows(&w->v, &w->n, rows, from, to);
    twin_rows(&w->conv, &w->convs, conv, from, to);
    snprintf(file, sizeof file, "hs_weights_%s_to_%s.csv.gz", hs[to], hs[from]);
    snprintf(name, sizeof name, "data/ref/%s", file);
    FILE *f = fopen(data_path(path, sizeof path, name), "r");
    if (!f) return;
    fclose(f);
    w->has_weights = true;
    read_ref(&w->weights, file);
}

static void twin_close(twin *w) {
    free(w->v);
    free(w->conv);
    table_free(&w->weights);
}

/* Codes that share goods with x, which stands on side 0 (from) or 1 (to). */
static size_t sharing(const twin *w, int side, const char *x, const char *out[], size_t max) {
    size_t n = 0;
    for (size_t i = 0; i < w->n; i++) {
        const char *own = side ? w->v[i].b : w->v[i].a, *other = side ? w->v[i].a : w->v[i].b;
        if (strcmp(own, x) == 0 && n < max) out[n++] = other;
    }
    return n;
}

enum { MANY = 2000 };

static bool only_this(const twin *w, const char *target) {
    const char *v[2];
    return sharing(w, 1, target, v, 2) == 1;
}

static double twin_weight(const twin *w, const char *target, const char *code) {
    if (only_this(w, target)) return 1;
    for (size_t i = 0; i < w->weights.rows; i++)
        if (strcmp(table_cell(&w->weights, i, 0), target) == 0 &&
            strcmp(table_cell(&w->weights, i, 1), code) == 0)
            return atof(table_cell(&w->weights, i, 2));
    return 0;
}

/* The conversion, told as from -> to in the direction at hand. */
static bool converts(const twin *w, const char *from, const char *to) {
    for (size_t i = 0; i < w->convs; i++)
        if (strcmp(w->conv[i].a, from) == 0 && strcmp(w->conv[i].b, to) == 0) return true;
    return false;
}

static goods_quality twin_one(const twin *w, const char *c, const char *t) {
    static const char *b[MANY], *x[2];
    size_t nb = sharing(w, 1, t, b, MANY);
    if (nb == 1) return strcmp(c, t) ? GOODS_ONE_TO_ONE : GOODS_AS_WRITTEN;
    if (strncmp(c, t, 4) == 0) return GOODS_WIDER;
    for (size_t i = 0; i < nb; i++)
        if (sharing(w, 0, b[i], x, 2) == 1 && strncmp(b[i], c, 4) != 0) return GOODS_NOT_COMPARABLE;
    return GOODS_WIDER;
}

/* Writes "code:weight " for each target, in the order of the codes. */
static goods_quality twin_step(const twin *w, const char *c, char *text, size_t size) {
    static const char *t[MANY];
    size_t n = sharing(w, 0, c, t, MANY), at = 0;
    text[0] = 0;
    if (n == 0) return GOODS_NOT_COMPARABLE;
    if (n == 1) {
        goods_quality q = twin_one(w, c, t[0]);
        if (q != GOODS_NOT_COMPARABLE) snprintf(text, size, "%s:1.000000 ", t[0]);
        return q;
    }
    bool all = true, near = true, kept = false, main = false, weighted = false;
    for (size_t i = 0; i < n; i++) {
        bool own = only_this(w, t[i]);
        all = all && own;
        near = near && strncmp(c, t[i], 4) == 0;
        if (strcmp(c, t[i]) == 0 && converts(w, c, c)) kept = true;
        if (own && (!w->to_older || converts(w, c, t[i]))) main = true;
        if (w->has_weights && twin_weight(w, t[i], c) >= 1e-6) weighted = true;
    }
    goods_quality q = all                                  ? GOODS_NARROWER
                      : near && w->has_weights && weighted ? GOODS_WEIGHTS
                      : kept || main                       ? GOODS_NARROWER
                                                           : GOODS_NOT_COMPARABLE;
    for (size_t i = 0; i < n && q != GOODS_NOT_COMPARABLE; i++) {
        double weight = q == GOODS_WEIGHTS ? twin_weight(w, t[i], c) : 1;
        bool in = q == GOODS_WEIGHTS ? weight >= 1e-6
                                     : all || only_this(w, t[i]) || (kept && !strcmp(c, t[i]));
        if (in && at < size) at += (size_t)snprintf(text + at, size - at, "%s:%.6f ", t[i], weight);
    }
    return q;
}

/* The rows of one code are sorted in the published tables only by chance. */
static int by_row(const void *x, const void *y) {
    const row *p = x, *q = y;
    int c = strcmp(p->a, q->a);
    return c ? c : strcmp(p->b, q->b);
}

static goods_quality links_text(const goods_links *l, char *text, size_t size) {
    size_t at = 0;
    text[0] = 0;
    for (size_t i = 0; i < l->n; i++)
        if (*l->v[i].to && at < size)
            at += (size_t)snprintf(text + at, size - at, "%s:%.6f ", l->v[i].to, l->v[i].weight);
    return l->v[0].quality;
}

TEST(rule_agrees_with_a_direct_reading_of_the_rows) {
    enum { TRIES = 60, TEXT = 65536 };
    static char want[TEXT], got[TEXT];
    table rows = {0}, conv = {0};
    goods *g = NULL;
    CHECK_INT(goods_open(&g, NULL), 0);
    read_ref(&rows, "unsd_hs_correlation_h0_h6.csv.gz");
    read_ref(&conv, "unsd_hs_conversion_h0_h6.csv.gz");
    CHECK_SIZE(rows.rows, 43863);
    CHECK_SIZE(conv.rows, 31611);
    for (int k = 0; k < 2 * (HS - 1); k++) {
        int from = k < HS - 1 ? HS - 1 - k : k - HS + 1, to = k < HS - 1 ? from - 1 : from + 1;
        twin w;
        twin_open(&w, &rows, &conv, from, to);
        qsort(w.v, w.n, sizeof *w.v, by_row);
        for (int i = 0; i < TRIES; i++) {
            /* Rows, not codes, so that codes with many correlates come often. */
            const char *code = w.v[test_random() % w.n].a;
            goods_links l = {0};
            CHECK_INT(goods_carry(&l, g, hs[from], hs[to], &code, 1, NULL), 0);
            goods_quality q = twin_step(&w, code, want, TEXT);
            goods_quality have = links_text(&l, got, TEXT);
            if (have != q || strcmp(got, want) != 0)
                FAIL_("%s %s->%s: %s %s, want %s %s", code, hs[from], hs[to],
                      goods_quality_name(have), got, goods_quality_name(q), want);
            goods_links_free(&l);
        }
        twin_close(&w);
    }
    table_free(&rows);
    table_free(&conv);
    goods_close(g);
}

/* ---- the whole of every pair ---------------------------------------------- */

/* Six-digit codes of a revision; *v is freed by the caller. */
static size_t six_digits(const char ***v, goods *g, const char *revision) {
    const goods_node *node = NULL;
    size_t n = 0, k = 0;
    uint32_t number;
    if (goods_nodes(&node, &n, g, revision, NULL)) return 0;
    *v = malloc((n + 1) * sizeof **v);
    for (size_t i = 0; i < n; i++)
        if (node[i].level == 6 && code_number(&number, node[i].code)) (*v)[k++] = node[i].code;
    return k;
}

static size_t correlates(const table *t, const char *newer, int col, const char *code) {
    size_t n = 0;
    for (size_t i = 0; i < t->rows; i++)
        n += strcmp(table_cell(t, i, 0), newer) == 0 && strcmp(table_cell(t, i, col), code) == 0;
    return n;
}

TEST(classes_are_as_measured_and_no_heading_is_reached_through_n_n) {
    /* as the table at the head of correlate.c; not comparable are also the codes the
     * correlation does not know (last column) */
    static const struct {
        int from, to;
        size_t quality[6], absent;
    } want[] = {{6, 5, {4070, 27, 1386, 55, 0, 75}, 0},  {5, 4, {4740, 4, 577, 16, 42, 9}, 0},
                {4, 3, {4746, 39, 325, 53, 25, 17}, 1},  {3, 2, {4450, 21, 288, 162, 99, 32}, 1},
                {2, 1, {4714, 30, 314, 101, 0, 65}, 1},  {1, 0, {4539, 31, 341, 141, 0, 61}, 20},
                {0, 1, {4539, 31, 187, 224, 0, 39}, 20}, {1, 2, {4714, 30, 148, 185, 0, 36}, 20},
                {2, 3, {4450, 21, 424, 184, 86, 59}, 1}, {3, 4, {4746, 39, 102, 113, 49, 2}, 2},
                {4, 5, {4740, 4, 43, 275, 140, 4}, 0},   {5, 6, {4070, 27, 53, 1223, 0, 14}, 1}};
    table rows = {0};
    goods *g = NULL;
    CHECK_INT(goods_open(&g, NULL), 0);
    read_ref(&rows, "unsd_hs_correlation_h0_h6.csv.gz");
    for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
        int from = want[k].from, to = want[k].to;
        const char *newer = hs[from > to ? from : to];
        const char **codes = NULL;
        size_t n = six_digits(&codes, g, hs[from]), seen[6] = {0}, absent = 0;
        goods_links l = {0};
        CHECK_INT(goods_carry(&l, g, hs[from], hs[to], codes, n, NULL), 0);
        for (size_t i = 0; i < l.n; i++) {
            const goods_link *x = &l.v[i];
            CHECK((x->quality == GOODS_NOT_COMPARABLE) == (x->to[0] == 0));
            CHECK(x->weight >= 0 && x->weight <= 1.000001);
            if (i == 0 || strcmp(l.v[i - 1].from, x->from) != 0) {
                bool none = strstr(x->note, "no such code") != NULL;
                absent += none;
                seen[x->quality] += !none;
            }
            if (!*x->to || strncmp(x->from, x->to, 4) == 0) continue;
            /* Into another heading only where the one lies wholly in the other. */
            if (correlates(&rows, newer, from > to ? 2 : 3, x->from) != 1 &&
                correlates(&rows, newer, from > to ? 3 : 2, x->to) != 1)
                FAIL_("%s -> %s through n:n", x->from, x->to);
        }
        for (int q = 0; q < 6; q++)
            if (seen[q] != want[k].quality[q])
                FAIL_("%s->%s: %zu codes %s, want %zu", hs[from], hs[to], seen[q],
                      goods_quality_name((goods_quality)q), want[k].quality[q]);
        CHECK_SIZE(absent, want[k].absent);
        goods_links_free(&l);
        free(codes);
    }
    table_free(&rows);
    goods_close(g);
}

/* ---- the high priority list ----------------------------------------------- */

/* An empty link when there is none. */
static const goods_link *link_of(const goods_links *l, const char *from) {
    static const goods_link none;
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->v[i].from, from) == 0) return &l->v[i];
    return &none;
}

TEST(high_priority_list_has_its_tiers) {
    static const struct {
        const char *tier;
        int n;
    } want[] = {{"1", 4}, {"2", 5}, {"3.A", 16}, {"3.B", 9}, {"4.A", 11}, {"4.B", 5}};
    table t = {0};
    read_ref(&t, "chpl_2024-02-23_hs6.csv");
    int code = table_col(&t, "hs6"), tier = table_col(&t, "tier");
    CHECK_SIZE(t.rows, 50);
    goods *g = NULL;
    CHECK_INT(goods_open(&g, NULL), 0);
    for (size_t k = 0; k < sizeof want / sizeof *want; k++) {
        int n = 0;
        for (size_t i = 0; i < t.rows; i++) n += !strcmp(table_cell(&t, i, tier), want[k].tier);
        CHECK_INT(n, want[k].n);
    }
    for (size_t i = 0; i < t.rows; i++) {
        const goods_node *n = NULL;
        CHECK_INT(goods_find(&n, g, "H6", table_cell(&t, i, code), NULL), 0);
        CHECK(n);
    }
    table_free(&t);
    goods_close(g);
}

TEST(high_priority_list_carried_back_never_holds_phones) {
    table t = {0};
    goods *g = NULL;
    const char *codes[50];
    CHECK_INT(goods_open(&g, NULL), 0);
    read_ref(&t, "chpl_2024-02-23_hs6.csv");
    CHECK_SIZE(t.rows, 50);
    for (size_t i = 0; i < 50; i++) codes[i] = table_cell(&t, i, table_col(&t, "hs6"));
    /* Codes without a counterpart in H0 ... H5. */
    static const int not_comparable[HS - 1] = {13, 11, 11, 2, 2, 2};
    for (int to = HS - 2; to >= 0; to--) {
        goods_links l = {0};
        int lost = 0;
        CHECK_INT(goods_carry(&l, g, "H6", hs[to], codes, 50, NULL), 0);
        for (size_t i = 0; i < 50; i++) CHECK(*link_of(&l, codes[i])->from);
        for (size_t i = 0; i < l.n; i++) {
            lost += l.v[i].quality == GOODS_NOT_COMPARABLE;
            /* Telephones and transmitters, under whatever number they had. */
            CHECK(strcmp(l.v[i].to, "851712") != 0 && strcmp(l.v[i].to, "852520") != 0);
            if (!*l.v[i].to || strncmp(l.v[i].from, l.v[i].to, 4) == 0) continue;
            /* The only heading that was left is that of aircraft parts. */
            CHECK(strcmp(l.v[i].from, "880730") == 0 && strcmp(l.v[i].to, "880330") == 0);
        }
        CHECK(strcmp(link_of(&l, "854151")->to, "") == 0);
        CHECK(strcmp(link_of(&l, "854159")->to, "") == 0);
        CHECK_INT(lost, not_comparable[to]);
        goods_links_free(&l);
    }
    goods_links l = {0};
    CHECK_INT(goods_carry(&l, g, "H6", "H5", codes, 50, NULL), 0);
    CHECK_SIZE(l.n, 50);
    CHECK_INT(link_of(&l, "852990")->quality, GOODS_NARROWER);
    CHECK(strcmp(link_of(&l, "852990")->to, "852990") == 0);
    CHECK_INT(link_of(&l, "854149")->quality, GOODS_WIDER);
    CHECK(strcmp(link_of(&l, "854149")->to, "854140") == 0);
    CHECK(strcmp(link_of(&l, "854800")->to, "854890") == 0);
    CHECK(strcmp(link_of(&l, "852589")->to, "852580") == 0);
    goods_links_free(&l);
    table_free(&t);
    goods_close(g);
}

TEST(chains_equal_their_steps) {
    goods *g = NULL;
    const char **codes = NULL;
    CHECK_INT(goods_open(&g, NULL), 0);
    size_t n = six_digits(&codes, g, "H6");
    for (int i = 0; i < 200 && n > 0; i++) {
        const char *code = codes[test_random() % n];
        goods_links one = {0}, two = {0}, both = {0};
        CHECK_INT(goods_carry(&one, g, "H6", "H5", &code, 1, NULL), 0);
        CHECK_INT(goods_carry(&both, g, "H6", "H4", &code, 1, NULL), 0);
        goods_quality worst = one.v[0].quality;
        for (size_t k = 0; k < one.n && *one.v[k].to; k++) {
            const char *via = one.v[k].to;
            CHECK_INT(goods_carry(&two, g, "H5", "H4", &via, 1, NULL), 0);
            for (size_t m = 0; m < two.n; m++) {
                bool found = false;
                for (size_t j = 0; j < both.n; j++) found |= !strcmp(both.v[j].to, two.v[m].to);
                CHECK(found || both.v[0].quality == GOODS_NOT_COMPARABLE);
                if (two.v[m].quality > worst) worst = two.v[m].quality;
            }
            goods_links_free(&two);
        }
        goods_quality got = both.v[0].quality;
        for (size_t j = 0; j < both.n; j++)
            if (both.v[j].quality > got) got = both.v[j].quality;
        CHECK_INT(got, worst);
        goods_links_free(&one);
        goods_links_free(&both);
    }
    free(codes);
    goods_close(g);
}

TEST(carry_refuses_what_it_cannot_read) {
    goods *g = NULL;
    goods_links l = {0};
    cordon_error err = {0};
    const char *good = "854231", *heading = "8542", *unknown = "000000";
    CHECK_INT(goods_open(&g, NULL), 0);
    CHECK_INT(goods_carry(&l, g, "H6", "H7", &good, 1, &err), CORDON_ENOTFOUND);
    CHECK(strstr(err.message, "\"H7\""));
    CHECK_INT(goods_carry(&l, g, "H6", "H5", &heading, 1, &err), CORDON_EINVAL);
    CHECK(strstr(err.message, "\"8542\"") && !l.v);
    CHECK_INT(goods_carry(&l, g, "H6", "H5", &unknown, 1, NULL), 0);
    CHECK_INT(l.v[0].quality, GOODS_NOT_COMPARABLE);
    goods_links_free(&l);
    CHECK_INT(goods_carry(&l, g, "H5", "h5", &good, 1, NULL), 0);
    CHECK(l.n == 1 && l.v[0].quality == GOODS_AS_WRITTEN && strcmp(l.v[0].to, good) == 0);
    goods_links_free(&l);
    CHECK_INT(goods_carry(&l, g, "H6", "H5", NULL, 0, NULL), 0);
    CHECK(l.n == 0);
    goods_links_free(&l);
    goods_close(g);
}

static cordon_status read_text(const char *rows, const char *conv, const char *weights,
                               cordon_error *err) {
    static const revisions two = {.name = {"H0", "H1"}, .n = 2};
    table a = {0}, b = {0}, c = {0};
    correlation *k = NULL;
    cordon_status s = table_read_memory(&a, "rows.csv", rows, strlen(rows), err);
    if (!s) s = table_read_memory(&b, "conv.csv", conv, strlen(conv), err);
    if (!s) s = correlation_read(&k, &a, &b, &two, err);
    if (!s && weights) {
        s = table_read_memory(&c, "weights.csv", weights, strlen(weights), err);
        if (!s) s = correlation_weights(k, 1, 0, &c, err);
        table_free(&c);
    }
    correlation_free(k);
    table_free(&a);
    table_free(&b);
    return s;
}

TEST(tables_with_faults_are_refused_with_their_place) {
#define HEAD "rev_new,rev_old,code_new,code_old\n"
    static const struct {
        const char *rows, *conv, *weights;
        unsigned line, column;
        const char *says;
    } cases[] = {{HEAD "H1,H0,010121,01012\n", HEAD, NULL, 2, 4, "\"01012\" is not six digits"},
                 {HEAD "H1,H0,010121,010121\nH0,H1,010121,010121\n", HEAD, NULL, 3, 1, "\"H0\""},
                 {HEAD "H1,H1,010121,010121\n", HEAD, NULL, 2, 1, "neighbouring"},
                 {HEAD, HEAD "H1,H0,010121,01 121\n", NULL, 2, 4, "\"01 121\""},
                 {HEAD, HEAD "H1,H0,010121,010121\nH1,H0,010121,010122\n", NULL, 0, 0, "both"},
                 {"a,b\n", HEAD, NULL, 1, 0, "rev_new"},
                 {HEAD, HEAD, "H1,H0\n", 1, 0, "2 columns"},
                 {HEAD, HEAD, "H1,H0,w\n010121,010121,0.5\n010121,010129,0.4\n", 0, 0, "sum to"},
                 {HEAD, HEAD, "H1,H0,w\n010121,010121,-0.5\n", 2, 3, "\"-0.5\""},
                 {HEAD, HEAD, "H1,H0,w\n010121,010121,nan\n", 2, 3, "\"nan\""},
                 {HEAD, HEAD, "H1,H0,w\n010121,010121,0.5\n010121,010121,0.5\n", 0, 0, "two"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cordon_error err = {0};
        CHECK_INT(read_text(cases[i].rows, cases[i].conv, cases[i].weights, &err), CORDON_EFORMAT);
        CHECK_SIZE(err.line, cases[i].line);
        CHECK_INT(err.column, cases[i].column);
        if (!strstr(err.message, cases[i].says)) FAIL_("case %zu: %s", i, err.message);
    }
    CHECK_INT(read_text(HEAD "H1,H0,010121,010121\n", HEAD, "a,b,w\n010121,010121,1\n", NULL), 0);
}

TEST(tables_survive_a_lack_of_memory) {
    CHECK_OOM(read_text(HEAD "H1,H0,010121,010121\n", HEAD "H1,H0,010121,010121\n",
                        "a,b,w\n010121,010121,1\n", NULL),
              arena_fail_after, CORDON_ENOMEM);
}
