/* Clauses: what is made is read as whole, each sentence taken out is missed, words that undo a prohibition do not pass for one; duties by
 * day of signature and day of the law. */
#include "assess/clause.h"

#include <stdlib.h>

#include "base/random.h"
#include "test.h"

static areas *known;
static regime *law;

static bool begin(arena *mem) {
    cordon_error err = {0};
    arena_init(mem, 0);
    if (law) return true;
    bool fine = !areas_load(&known, &err) && !regime_load(&law, "russia-2022", known, &err);
    if (!fine) printf("# %s\n", err.message);
    return fine;
}

static const clause_element *read_text(arena *mem, const char *text, const char *kind, const char *name) {
    static const clause_element none = {.name = "none", .quote = ""};
    const clause_element *e;
    size_t n;
    cordon_error err = {0};
    if (clause_read(&e, &n, mem, text, strlen(text), kind, law, &err)) {
        printf("# %s\n", err.message);
        return &none;
    }
    for (size_t i = 0; i < n; i++)
        if (strcmp(e[i].name, name) == 0) return &e[i];
    return &none;
}

static const char *made(arena *mem, const char *kind, const char *language) {
    buf b = {0};
    const clause_duty *d;
    cordon_error err = {0};
    clause_form f = {.kind = kind, .language = language, .as_at = 20250115};
    if (clause_make(&b, &d, mem, &f, law, &err)) printf("# %s\n", err.message);
    const char *text = arena_strndup(mem, buf_text(&b), b.len);
    buf_free(&b);
    return text;
}

static int missing(arena *mem, const char *text, const char *kind) {
    const clause_element *e;
    size_t n;
    int m = 0;
    if (clause_read(&e, &n, mem, text, strlen(text), kind, law, NULL)) return -1;
    for (size_t i = 0; i < n; i++) m += !e[i].there;
    return m;
}

TEST(what_is_made_is_whole) {
    static const char *const kinds[] = {"reexport", "ip"}, *const languages[] = {"en", "de"};
    for (int k = 0; k < 2; k++)
        for (int l = 0; l < 2; l++) {
            arena mem;
            CHECK(begin(&mem));
            const char *text = made(&mem, kinds[k], languages[l]);
            CHECK(*text && !strchr(text, '{'));
            if (missing(&mem, text, kinds[k])) FAIL_("%s %s: %d missing", kinds[k], languages[l], missing(&mem, text, kinds[k]));
            arena_destroy(&mem);
        }
}

/* Without its nth paragraph the clause lacks what stood there, and nothing else of another paragraph. */
TEST(a_paragraph_taken_out_is_missed) {
    static const char *const lost[] = {"1 prohibition", "2 third parties", "3 monitoring", "4 breach: penalty", "5 information"};
    for (int l = 0; l < 2; l++)
        for (int k = 0; k < 5; k++) {
            arena mem;
            buf b = {0};
            int at = 0;
            CHECK(begin(&mem));
            for (const char *p = made(&mem, "reexport", l ? "de" : "en"); *p; at++) {
                const char *to = strstr(p, "\n\n") + 2;
                if (at != k) buf_add(&b, p, (size_t)(to - p));
                p = to;
            }
            CHECK_INT(at, 5);
            for (int i = 0; i < 5; i++) {
                bool there = read_text(&mem, b.p, "reexport", lost[i])->there;
                if (there != (i != k)) FAIL_("%s without paragraph %d: \"%s\" is %s", l ? "de" : "en", k + 1, lost[i], there ? "there" : "missing");
            }
            buf_free(&b);
            arena_destroy(&mem);
        }
}

TEST(words_that_are_no_prohibition) {
    static const struct { const char *text; bool there; } cases[] = {
        {"The Buyer shall not resell the Goods to Russia.", true},
        {"The Buyer shall not sell, export or re\xe2\x80\x91" "export the Goods to the RUSSIAN\nFEDERATION.", true},
        {"The Importer undertakes not to re-export the goods to Russia", true},
        {"The Buyer may resell the Goods to Russia.", false},
        {"The Buyer shall not be prohibited from reselling the Goods to Russia.", false},
        {"Nothing in this clause means that the Buyer shall not export to Russia.", false},
        {"The Buyer shall not resell the Goods to Prussia.", false},
        {"The Buyer shall not resell the Goods.\n\nDeliveries to Russia are made by rail.", false},
        {"The Buyer shall not resell the Goods. This covers Russia.", true},
        {"The Buyer shall not resell. Prices are net. Russia is far.", false},
        {"Art. 5 No. 3: the Buyer shall not transfer them to Russia.", true},
        {"Der K\xc3\xa4ufer darf die Ware nicht nach Russland ausf\xc3\xbchren.", true},
        {"Der K\xc3\xa4ufer ist nicht gehindert, nach Russland auszuf\xc3\xbchren; Ausfuhr bleibt frei.", false},
        {"", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        arena mem;
        CHECK(begin(&mem));
        if (read_text(&mem, cases[i].text, "reexport", "1 prohibition")->there != cases[i].there) FAIL_("case %zu: %s", i, cases[i].text);
        arena_destroy(&mem);
    }
    arena mem;
    CHECK(begin(&mem));
    const clause_element *e = read_text(&mem, "1. Price\nThe price is 5.\n\n2. Use\nThe Buyer shall not\nexport to Russia.", "reexport", "1 prohibition");
    CHECK(e->there && e->line == 4 && strcmp(e->quote, "2. Use\nThe Buyer shall not\nexport to Russia.") == 0);
    clause_reading r;
    const char *bare = "The Buyer shall not export to Russia.", *full = "Price: 5.\n\nThe Buyer shall not export to Russia. A breach is a material breach.";
    CHECK_INT(clause_holds(&r, &mem, bare, strlen(bare), "reexport", law, NULL), 0);
    CHECK(r.understood && r.prohibition && !r.remedy && r.line == 1);
    CHECK_INT(clause_holds(&r, &mem, full, strlen(full), "reexport", law, NULL), 0);
    CHECK(r.understood && r.prohibition && r.remedy && r.line == 3 && strcmp(r.quote, "The Buyer shall not export to Russia.") == 0);
    CHECK_INT(clause_holds(&r, &mem, "\xff", 1, "reexport", law, NULL), CORDON_EFORMAT);
    CHECK_INT(clause_holds(&r, &mem, "x", 1, "nothing", law, NULL), CORDON_EINVAL);
    CHECK_INT(clause_read(&e, &(size_t){0}, &mem, "x", 1, "language", law, NULL), CORDON_EINVAL);
    static const struct { const char *text; bool understood; } languages[] = {
        {"The price of the goods is payable in advance.", true},
        {"Der Preis der Ware ist im Voraus zu zahlen.", true},
        {"Le prix des marchandises est payable d'avance.", false},
        {"El comprador no vender\xc3\xa1 las mercanc\xc3\xad" "as.", false},
        {"\xd0\x9f\xd0\xbe\xd0\xba\xd1\x83\xd0\xbf\xd0\xb0\xd1\x82\xd0\xb5\xd0\xbb\xd1\x8c \xd0\xbd\xd0\xb5 \xd0\xbf\xd0\xb5\xd1\x80\xd0\xb5\xd0\xbf\xd1\x80\xd0\xbe\xd0\xb4\xd0\xb0\xd1\x91\xd1\x82.", false},
        {"", false},
    };
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
        CHECK_INT(clause_holds(&r, &mem, languages[i].text, strlen(languages[i].text), "reexport", law, NULL), 0);
        if (r.understood != languages[i].understood || r.prohibition) FAIL_("\"%s\" is %sread", languages[i].text, r.understood ? "" : "not ");
    }
    arena_destroy(&mem);
}

/* Contracts signed from 19 December 2023 need it from 20 March 2024, older ones from 20 December 2024 ((EU) 833/2014 as amended; law firm notes). */
TEST(duties_by_day) {
    static const struct { date_day signed_on, as_at; const char *kind; tri due; bool general; } cases[] = {
        {20231218, 20240401, "reexport", TRI_NO, false},  {20231219, 20240319, "reexport", TRI_NO, false}, {20231219, 20240320, "reexport", TRI_YES, false},
        {20231218, 20241219, "reexport", TRI_NO, false},  {20231218, 20241220, "reexport", TRI_YES, true}, {0, 20240401, "reexport", TRI_UNKNOWN, false},
        {20240625, 20240624, "ip", TRI_NO, false},        {20240625, 20240625, "ip", TRI_YES, false},      {20240624, 20240625, "ip", TRI_YES, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        arena mem;
        const clause_duty *d;
        size_t n;
        tri due = TRI_NO;
        bool general = false;
        CHECK(begin(&mem));
        CHECK_INT(clause_duties(&d, &n, &mem, law, NULL), 0);
        CHECK(n == 4);
        for (size_t k = 0; k < n; k++) {
            tri one = strcmp(d[k].kind, cases[i].kind) == 0 ? clause_due(&d[k], cases[i].signed_on, cases[i].as_at) : TRI_NO;
            if (one > due) due = one;
            general |= one == TRI_YES && d[k].general;
        }
        if (due != cases[i].due || general != cases[i].general) FAIL_("case %zu", i);
        arena_destroy(&mem);
    }
}

static int count(arena *mem, const char *text, date_day signed_on, date_day as_at, finding_verdict v) {
    const finding *f;
    size_t n;
    int m = 0;
    clause_terms t = {.r = law, .kind = "reexport", .as_at = as_at, .signed_on = signed_on};
    if (clause_check(&f, &n, mem, text, strlen(text), &t, NULL)) return -1;
    for (size_t i = 0; i < n; i++) {
        if (!f[i].evidence_n) return -2;
        m += f[i].verdict == v && strcmp(f[i].rule, "clause.element") == 0;
    }
    return m;
}

TEST(a_missing_element_is_found_where_it_is_due) {
    arena mem;
    static const char *const none = "The price is five.", *const general = "The Buyer complies with all sanctions. Any violation entitles the Seller to terminate the contract.";
    CHECK(begin(&mem));
    CHECK_INT(count(&mem, none, 20231219, 20240320, FINDING_FOUND), 11);
    CHECK_INT(count(&mem, none, 20231219, 20240319, FINDING_FOUND), 0);
    CHECK_INT(count(&mem, none, 20231218, 20240401, FINDING_FOUND), 0);
    CHECK_INT(count(&mem, none, 20231218, 20241220, FINDING_FOUND), 11);
    CHECK_INT(count(&mem, general, 20231218, 20241220, FINDING_FOUND), 0);
    CHECK(count(&mem, general, 20231219, 20241220, FINDING_FOUND) >= 10);
    CHECK_INT(count(&mem, none, 0, 20240401, FINDING_NOT_ASSESSED), 11);
    CHECK_INT(count(&mem, none, 0, 20241220, FINDING_FOUND), 11); /* whatever its day, it needs one by now */
    CHECK_INT(count(&mem, general, 0, 20241220, FINDING_FOUND), 0);
    CHECK_INT(count(&mem, made(&mem, "reexport", "en"), 20240501, 20250101, FINDING_FOUND), 0);
    arena_destroy(&mem);
}

/* Damaged text is read or refused, never more. */
TEST(damaged_texts) {
    random_state r;
    uint64_t seed = test_random();
    printf("# seed %llu\n", (unsigned long long)seed);
    random_seed(&r, seed);
    for (int k = 0; k < 60; k++) {
        arena mem;
        CHECK(begin(&mem));
        const char *text = made(&mem, "reexport", "de");
        size_t len = random_below(&r, strlen(text) + 1);
        char *copy = malloc(len + 1);
        const clause_element *e;
        size_t n;
        memcpy(copy, text, len);
        if (len) copy[random_below(&r, len)] = (char)random_below(&r, 256);
        cordon_status s = clause_read(&e, &n, &mem, copy, len, "reexport", law, NULL);
        CHECK(s == CORDON_OK || s == CORDON_EFORMAT);
        free(copy);
        arena_destroy(&mem);
    }
}
