#include "screen/score.h"

#include <stdlib.h>

#include "base/random.h"
#include "name/key.h"
#include "screen/score_model.h"
#include "test.h"

/* The textbook: whole table, nothing cut off. */
static int osa(const char *a, int n, const char *b, int m) {
    int d[UNIT_KEY_MAX + 1][UNIT_KEY_MAX + 1];
    for (int i = 0; i <= n; i++)
        for (int j = 0; j <= m; j++) {
            int best = i && j ? d[i - 1][j - 1] + (a[i - 1] != b[j - 1]) : i + j;
            if (i && d[i - 1][j] + 1 < best) best = d[i - 1][j] + 1;
            if (j && d[i][j - 1] + 1 < best) best = d[i][j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    return d[n][m];
}

static void random_key(unit *u, random_state *r, unsigned longest, unsigned letters) {
    u->len = (uint8_t)(1 + random_below(r, longest));
    memset(u->key, 0, sizeof u->key);
    for (unsigned i = 0; i < u->len; i++)
        u->key[i] = "aeiouhkgscztdvfbpj0123456789lrmn"[random_below(r, letters)];
}

/* One edit of any kind at any place. */
static void edit(unit *u, random_state *r) {
    unsigned at = (unsigned)random_below(r, u->len);
    char c = "aeiouhkgsczj1"[random_below(r, 13)];
    switch (random_below(r, 4)) {
    case 0: u->key[at] = c; break;
    case 1:
        if (at + 1U < u->len) c = u->key[at], u->key[at] = u->key[at + 1], u->key[at + 1] = c;
        break;
    case 2:
        if (u->len == 1) break;
        memmove(u->key + at, u->key + at + 1, (size_t)(u->len - at - 1U));
        u->key[--u->len] = 0;
        break;
    default:
        if (u->len == UNIT_KEY_MAX) break;
        memmove(u->key + at + 1, u->key + at, (size_t)(u->len - at));
        u->key[at] = c, u->len++;
    }
}

TEST(similar_units_are_within_reach) {
    random_state r;
    uint64_t seed = 5;
    printf("# seed %d\n", (int)seed);
    random_seed(&r, seed);
    unsigned alike = 0, apart = 0;
    for (int i = 0; i < 60000; i++) {
        unit a = {.count = 1, .most = 1}, b;
        random_key(&a, &r, i % 3 ? 9 : UNIT_KEY_MAX, i % 2 ? 5 : 32);
        b = a;
        if (i % 5 == 0) random_key(&b, &r, 6, 4);
        for (uint64_t k = random_below(&r, 4); k; k--) edit(&b, &r);
        a.space = (uint8_t)random_below(&r, UNIT_SPACES),
        b.space = (uint8_t)random_below(&r, UNIT_SPACES);
        if (i % 4) a.space = b.space = UNIT_PLAIN;
        a.most = (float)random_unit(&r);
        float s = unit_similarity(&a, &b);
        int d = osa(a.key, a.len, b.key, b.len);
        CHECK(s >= 0 && s <= a.most && s == unit_similarity(&b, &a));
        if (s > 0) {
            CHECK(unit_spaces_meet(a.space, b.space));
            CHECK(d <= (int)unit_reach(a.len < b.len ? a.len : b.len));
        }
        if (unit_spaces_meet(a.space, b.space) && d == 0) CHECK(s > 0 || a.most == 0);
        s > 0 ? alike++ : apart++;
    }
    printf("# %u alike, %u apart\n", alike, apart);
    CHECK(alike > 10000 && apart > 10000);
}

static char key_of(const char *latin, const char *want) {
    char out[NAME_KEY_MAX];
    unsigned n = name_key(out, latin, strlen(latin));
    bool same = n == strlen(want) && !memcmp(out, want, n);
    if (!same) printf("# key of %s is %.*s, want %s\n", latin, (int)n, out, want);
    return same;
}

TEST(one_sound_is_one_key) {
    CHECK(key_of("panteleev", "pantelev") && key_of("panteleyev", "pantelev") &&
          key_of("pantelejev", "pantelev"));
    CHECK(key_of("akhmed", "ahmed") && key_of("ahmed", "ahmed"));
    CHECK(key_of("yurievich", "iurevic") && key_of("jurjevitj", "iurevic") &&
          key_of("iurievitch", "iurevic"));
    CHECK(key_of("mohammed", "mohamed") && key_of("abdallah", "abdala") &&
          key_of("smirnoff", "smirnov"));
    CHECK(key_of("tatjana", "tatiana") && key_of("tatyana", "tatiana"));
    CHECK(key_of("unit1100", "unit1100") && key_of("", "") && key_of("--", ""));
}

TEST(a_skeleton_has_no_vowels) {
    static const char *const same[][2] = {{"muhammad", "mhmd"}, {"yousef", "ysf"},
                                          {"walid", "wlyd"},    {"abdallah", "bdllh"},
                                          {"jamal", "jml"},     {"khaled", "khld"}};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        char a[NAME_KEY_MAX], b[NAME_KEY_MAX];
        unsigned n = name_skeleton(a, same[i][0], strlen(same[i][0]));
        unsigned m = name_skeleton(b, same[i][1], strlen(same[i][1]));
        if (n != m || memcmp(a, b, n))
            printf("# %s: %.*s and %.*s\n", same[i][0], (int)n, a, (int)m, b);
        CHECK(n == m && !memcmp(a, b, n));
    }
}

TEST(keys_are_bounded_and_fill_with_nul) {
    random_state r;
    random_seed(&r, 9);
    for (int i = 0; i < 20000; i++) {
        char s[80], a[NAME_KEY_MAX], b[NAME_KEY_MAX];
        size_t len = (size_t)random_below(&r, sizeof s);
        for (size_t k = 0; k < len; k++) s[k] = (char)random_below(&r, i % 2 ? 256 : 123);
        unsigned n = name_key(a, s, len), m = name_skeleton(b, s, len);
        CHECK(n <= NAME_KEY_MAX && m <= NAME_KEY_MAX);
        for (unsigned k = 0; k < NAME_KEY_MAX; k++)
            CHECK((a[k] != 0) == (k < n) && (b[k] != 0) == (k < m));
    }
}

/* A name of random units: few letters and weights, so that much is alike. */
static void random_name(scored_name *s, unit *units, random_state *r) {
    *s = (scored_name){.tokens = (uint16_t)(1 + random_below(r, 6)), .unit = units};
    for (unsigned t = 0; t < s->tokens; t++) {
        s->weight[t] = 0.1F + 10 * (float)random_unit(r);
        s->cls[t] = random_below(r, 5) ? NAME_WORD : NAME_NUMBER;
        s->weight_all += s->weight[t];
        for (uint64_t k = 1 + random_below(r, 4); k; k--) {
            unit *u = &units[s->units++];
            *u = (unit){.first = (uint8_t)t, .count = 1, .most = 0.5F + (float)random_unit(r) / 2};
            if (random_below(r, 3) == 0 && t + 2U <= s->tokens) u->count = 2;
            u->space = (uint8_t)random_below(r, UNIT_SPACES);
            random_key(u, r, 7, 3);
            if (u->space >= UNIT_INITIAL) u->len = 1, memset(u->key + 1, 0, UNIT_KEY_MAX - 1);
        }
    }
}

TEST(no_score_is_above_its_bound) {
    const score_model *m;
    cordon_error err = {0};
    random_state r;
    unsigned positive = 0;
    if (score_model_open(&m, &err)) printf("# %s\n", err.message);
    CHECK_INT(err.status, CORDON_OK);
    random_seed(&r, 11);
    puts("# seed 11");
    for (int i = 0; i < 20000; i++) {
        scored_name q, n;
        unit a[64], b[64];
        random_name(&q, a, &r), random_name(&n, b, &r);
        float sum = 0, score = name_score(m, &q, &n);
        for (unsigned t = 0; t < q.tokens; t++) {
            float u = 0;
            for (unsigned x = 0; x < q.units; x++)
                for (unsigned y = 0; y < n.units; y++)
                    if (a[x].first <= t && t < (unsigned)a[x].first + a[x].count)
                        u = fmaxf(u, unit_similarity(&a[x], &b[y]));
            sum += q.weight[t] * u;
        }
        CHECK(score >= 0 && score <= 1);
        CHECK(score <= score_bound(m, sum / q.weight_all));
        positive += score > 0.3F;
    }
    printf("# %u of 20000 above 0.3\n", positive);
    CHECK(positive > 1000);
}

TEST(the_bound_never_falls) {
    const score_model *m;
    cordon_error err;
    CHECK_INT(score_model_open(&m, &err), CORDON_OK);
    for (int i = 1; i <= 1000; i++)
        CHECK(score_bound(m, (float)i / 1000) >= score_bound(m, (float)(i - 1) / 1000));
    CHECK(score_bound(m, 1) >= 1);
}

static bool joins_as(unsigned first, unsigned second, const char *want) {
    const score_model *m;
    arena mem;
    scored_name s = {0};
    name_reading a = {.latin = "tolma", .len = 5, .origin = READ_ROMAN, .system = (uint8_t)first};
    name_reading b = {.latin = "rident", .len = 6, .origin = READ_ROMAN, .system = (uint8_t)second};
    name_token token[2] = {{.text = "a", .len = 1, .n = 1, .reading = &a}, {.text = "b", .len = 1, .n = 1, .reading = &b}};
    name_form f = {.folded = "a b", .token = token, .n = 2};
    char key[NAME_KEY_MAX];
    unsigned n = name_key(key, want, strlen(want));
    bool found = false;
    arena_init(&mem, 0);
    if (score_model_open(&m, NULL) || scored_name_make(&s, &mem, m, &f, NULL)) s.units = 0;
    for (unsigned i = 0; i < s.units; i++)
        found |= s.unit[i].count == 2 && s.unit[i].len == n && memcmp(s.unit[i].key, key, n) == 0;
    arena_destroy(&mem);
    return found;
}

TEST(a_reading_of_no_system_joins_with_any) {
    CHECK(joins_as(3, 3, "tolmarident"));
    CHECK(joins_as(0, 3, "tolmarident"));
    CHECK(joins_as(3, 0, "tolmarident"));
    CHECK(joins_as(0, 0, "tolmarident"));
    CHECK(!joins_as(2, 3, "tolmarident"));
}
