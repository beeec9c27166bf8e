/* What the index over certificates skips changes nothing: findings on a certificate against all others, and against those the index gives. */
#include "assess/euc_near.h"

#include <stdlib.h>

#include "base/random.h"
#include "test.h"

enum { PAPERS = 160, ASKED = 120 };
static cordon_error err;

static const char *pick(random_state *r, const char *const *v, size_t n) { return v[random_below(r, n)]; }
#define PICK(r, v) pick(r, v, sizeof(v) / sizeof *(v))

static void words(buf *b, random_state *r, unsigned n) {
    static const char *const word[] = {"repair", "of", "mills", "and", "lines", "for", "yarn", "tractors", "in", "our", "works", "at", "pumps", "bread", "school"};
    for (unsigned i = 0; i < n; i++) buf_printf(b, "%s%s", i ? " " : "", PICK(r, word));
}

/* Few names in several spellings, so that many match; texts of a few makers, some changed by a word. */
static void paper(buf *b, random_state *r, unsigned i) {
    static const char *const user[] = {"Example Works LLC", "LLC Example Works", "EXAMPLE WORKS", "Пример Завод ООО", "Primer Zavod", "Ornek Ticaret AS", "Örnek Ticaret", "Example Mills Ltd", "The", "Ltd"};
    static const char *const signs[] = {"C. Beispiel", "Ivan Vymyslov", "Иван Вымыслов", "D. Ornek", "E. Sample", "F. Muster"};
    b->len = 0;
    buf_printf(b, "{\"number\":\"E-%u\"", i);
    if (random_below(r, 8)) buf_printf(b, ",\"end_user\":\"%s\"", PICK(r, user));
    if (!random_below(r, 3)) buf_printf(b, ",\"end_user_id\":\"N%u\"", (unsigned)random_below(r, 12));
    if (random_below(r, 5)) buf_printf(b, ",\"signatory\":\"%s %u\"", PICK(r, signs), (unsigned)random_below(r, 9));
    random_state text;
    random_seed(&text, random_below(r, 25)); /* whose words */
    buf_str(b, ",\"end_use\":\"");
    words(b, &text, (unsigned)random_below(&text, 60));
    if (!random_below(r, 2)) buf_char(b, ' '), words(b, r, 1 + (unsigned)random_below(r, 3));
    buf_str(b, "\"}");
}

static const char *findings_of(buf *out, const euc *e, const case_file *c, const euc_terms *t) {
    arena mem;
    const finding *f = NULL;
    size_t n = 0;
    out->len = 0;
    arena_init(&mem, 0);
    if (euc_check(&f, &n, &mem, e, c, t, &err)) buf_str(out, err.message);
    for (size_t i = 0; i < n; i++)
        if (strncmp(f[i].rule, "euc.signatory", 13) == 0 || strcmp(f[i].rule, "euc.copied") == 0) finding_json(out, &f[i]), buf_char(out, '\n');
    arena_destroy(&mem);
    return buf_text(out);
}

TEST(the_index_skips_only_what_says_nothing) {
    random_state r;
    arena mem;
    euc_near *near;
    static const euc *e[PAPERS];
    static euc_other all[PAPERS], some[PAPERS];
    static char name[PAPERS][24];
    static const char *const cases[] = {"{}", "{\"parties\":[{\"owners\":[{\"name\":\"Example Works\"},{\"name\":\"ORNEK TICARET\"}]}]}"};
    case_file c[2];
    buf json = {0}, naive = {0}, skipping = {0};
    size_t skipped = 0, copies = 0, signs = 0;
    uint64_t seed = 20261126;
    random_seed(&r, seed);
    arena_init(&mem, 0);
    CHECK(!euc_near_new(&near, &err));
    for (int i = 0; i < 2; i++) CHECK(!case_read(&c[i], &mem, "case", cases[i], strlen(cases[i]), &err));
    for (unsigned i = 0; i < PAPERS; i++) {
        paper(&json, &r, i);
        snprintf(name[i], sizeof name[i], "paper %u", i);
        char *kept = arena_strndup(&mem, json.p, json.len);
        CHECK(!case_read_euc(&e[i], &mem, name[i], kept, json.len, &err));
        CHECK(!euc_near_add(near, e[i], &err));
        all[i] = (euc_other){e[i], name[i]};
    }
    for (unsigned k = 0; k < ASKED; k++) {
        const uint32_t *at;
        size_t n, found = 0;
        const euc *mine;
        paper(&json, &r, 1000 + k);
        char *kept = arena_strndup(&mem, json.p, json.len);
        CHECK(!case_read_euc(&mine, &mem, "mine", kept, json.len, &err));
        CHECK(!euc_near_find(&at, &n, near, &mem, mine, &c[k % 2], &err));
        for (size_t i = 0; i < n; i++) some[found++] = all[at[i]];
        findings_of(&naive, mine, &c[k % 2], &(euc_terms){.as_at = 20260301, .other = all, .others = PAPERS});
        findings_of(&skipping, mine, &c[k % 2], &(euc_terms){.as_at = 20260301, .other = some, .others = found, .others_skipped = PAPERS - found});
        if (strcmp(buf_text(&naive), buf_text(&skipping)) != 0) FAIL_("seed %llu, certificate %u %s\nall:\n%ssome:\n%s", (unsigned long long)seed, k, kept, buf_text(&naive), buf_text(&skipping));
        skipped += PAPERS - n;
        copies += strstr(buf_text(&naive), "also stand in") != NULL;
        signs += strstr(buf_text(&naive), "also signs for") != NULL;
    }
    printf("# %.1f %% skipped; %zu of %d copied, %zu signed by one who signs for others\n", 100.0 * (double)skipped / (PAPERS * ASKED), copies, ASKED, signs);
    CHECK(skipped > PAPERS * ASKED / 4 && copies > ASKED / 4 && copies < ASKED && signs > ASKED / 10 && signs < ASKED);
    euc_near_free(near);
    buf_free(&json), buf_free(&naive), buf_free(&skipping);
    arena_destroy(&mem);
}

TEST(an_empty_index_has_nothing) {
    arena mem;
    euc_near *near;
    const uint32_t *at;
    size_t n = 9;
    const euc none = {0};
    arena_init(&mem, 0);
    CHECK(!euc_near_new(&near, &err));
    CHECK(!euc_near_find(&at, &n, near, &mem, &none, NULL, &err));
    CHECK_INT(n, 0);
    CHECK(!euc_near_add(near, &none, &err));
    CHECK(!euc_near_find(&at, &n, near, &mem, &none, NULL, &err));
    CHECK_INT(n, 0);
    euc_near_free(near);
    arena_destroy(&mem);
}
