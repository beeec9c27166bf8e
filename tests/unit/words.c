/* Descriptions taken apart: words, spans of what is excluded, numbers with units, hostile text. The texts of the golden
 * cases are lines of the tariff (CN 2023 in four languages, HS 2022) unless the comment beside them says otherwise. */
#include "goods/words.h"

#include <stdlib.h>

#include "base/buf.h"
#include "goods/words_inner.h"
#include "test.h"

/* "stem !excluded | low..high unit", bounds that are not meant with '(' or ')'. */
static void render(buf *out, const goods_description *d, bool words) {
    for (uint16_t i = 0; i < d->words && words; i++)
        if (d->word[i].origin == WORD_WRITTEN)
            buf_printf(out, "%s%s%s", out->len ? " " : "", d->word[i].excluded ? "!" : "", d->word[i].stem);
    for (uint16_t i = 0; i < d->quantities && !words; i++) {
        const goods_quantity *q = &d->quantity[i];
        buf_printf(out, "%s%c%.10g %.10g%c %s%s", out->len ? "; " : "", q->low_open ? '(' : '[', q->low, q->high, q->high_open ? ')' : ']',
                   *q->unit ? q->unit : "-", q->excluded ? " excluded" : "");
    }
}

typedef struct golden {
    goods_language lang;
    const char *text, *want;
} golden;

static void check_golden(const golden *g, bool words) {
    arena mem;
    buf got = {0};
    goods_description d;
    cordon_error err = {0};
    arena_init(&mem, 0);
    cordon_status s = goods_describe(&d, &mem, NULL, g->lang, g->text, strlen(g->text), &err);
    if (s)
        printf("# %s: %s\n", g->text, err.message), test_failed = 1;
    else
        render(&got, &d, words);
    if (!s && strcmp(buf_text(&got), g->want) != 0) printf("# %s\n#  is   %s\n#  want %s\n", g->text, buf_text(&got), g->want), test_failed = 1;
    buf_free(&got);
    arena_destroy(&mem);
}

TEST(words_and_spans_are_read_in_four_languages) {
    static const golden cases[] = {
        {LANG_EN, "Pure-bred breeding horses", "pure bred breed hors"},
        {LANG_DE, "Zuchtpferde, reinrassig", "zuchtpferd reinrass"},
        {LANG_FR, "Chevaux reproducteurs de race pure", "cheval reproducteur rac pur"},
        {LANG_NL, "Fokpaarden van zuiver ras", "fokpaard zuiver ras"},
        {LANG_EN, "Horses; live, other than pure-bred breeding animals", "hors live !pure !bred !breed !anim"},
        {LANG_EN, "Live asses (excl. for slaughter), n.e.s.; pure", "live ass !slaughter pure"},
        /* Brackets in brackets, and one that nobody closes (ours). */
        {LANG_EN, "rods (excl. bars (of iron) and wire) drawn", "rod !bar !iron !wire drawn"},
        {LANG_EN, "rods (excluding wire", "rod !wire"},
        {LANG_DE, "Waren aus Holz (ausg. M\xc3\xb6" "bel), a.n.g., lackiert", "war holz !mobel lackiert"},
        {LANG_FR, "T\xc3\xb4les (\xc3\xa0 l'excl. des produits lamin\xc3\xa9s), n.d.a.", "tol !produit !lamin"},
        {LANG_FR, "Tubes (sauf en acier) soud\xc3\xa9s", "tub !aci soud"},
        {LANG_NL, "Platte producten (m.u.v. die van roestvrij staal), n.e.g.", "plat product !roestvrij !stal"},
        /* Ours: umlauts in their three spellings, inflection, plural. */
        {LANG_DE, "Fr\xc3\xa4smaschine Fraesmaschinen FRASMASCHINE Gro\xc3\x9f gross", "frasmaschin frasmaschin frasmaschin gross gross"},
        {LANG_DE, "numerisch gesteuerte numerisch gesteuert", "numer gesteuert numer gesteuert"},
        {LANG_EN, "axes axis, lens lenses, knives knife", "axi axi len len knife knife"},
        {LANG_EN, "316L 3D 2B001.a 8542.31.10 AISI316", "316l 3d 2b001 8542.31.10 aisi316"},
        {LANG_EN, "Of wood. Other machines (hand/power)", "wood machin hand power"},
        {LANG_EN, "<b>Steel</b>&nbsp;bars&amp;rods <br/>&#x41;lloy", "steel bar rod alloy"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) check_golden(&cases[i], true);
}

TEST(quantities_are_intervals_in_base_units) {
    static const golden cases[] = {
        {LANG_EN, "850132 Electric motors, of an output exceeding 750W but not exceeding 75kW", "[850132 850132] -; (750 75000] W"},
        {LANG_EN, "of a width of >= 600 mm, of a thickness of > 15 mm", "[0.6 inf] m; (0.015 inf] m"},
        {LANG_EN, "of a width 600mm or more, of a thickness exceeding 10mm", "[0.6 inf] m; (0.01 inf] m"},
        {LANG_EN, "AC generators, of an output not exceeding 75kVA", "[-inf 75000] VA"},
        {LANG_EN, "cylinder capacity not over 1000cc", "[-inf 0.001] m3"},
        {LANG_EN, "a 360\xc2\xb0 revolving superstructure", "[360 360] deg"},
        {LANG_DE, "mit einer Breite von >= 600 mm, Dicke von > 15 mm", "[0.6 inf] m; (0.015 inf] m"},
        {LANG_FR, "d'une largeur >= 600 mm, d'une \xc3\xa9paisseur > 15 mm", "[0.6 inf] m; (0.015 inf] m"},
        {LANG_NL, "met een breedte van >= 600 mm, dikte van > 15 mm", "[0.6 inf] m; (0.015 inf] m"},
        /* Control-list text: "Five or more axes which can be coordinated simultaneously". */
        {LANG_EN, "Five or more axes which can be coordinated simultaneously", "[5 inf] axis"},
        /* Ours, from here on. */
        {LANG_EN, "five-axis; five axes; 5-axis; five controlled axes; >= 5 axes; at least five axes", "[5 5] axis; [5 5] axis; [5 5] axis; [5 5] axis; [5 inf] axis; [5 inf] axis"},
        {LANG_DE, "5-Achs, f\xc3\xbcnfachsige, fuenf Achsen, mindestens zwei Achsen", "[5 5] axis; [5 5] axis; [5 5] axis; [2 inf] axis"},
        {LANG_EN, "exceeding 30 kW but not exceeding 75 kVA", "(30000 inf] W; [-inf 75000] VA"},
        {LANG_DE, "mehr als 1.000 kW, bis 5 mm, 1,5 bis 2,5 m, > 15 mm bis 20 mm", "(1000000 inf] W; [-inf 0.005] m; [1.5 2.5] m; (0.015 0.02] m"},
        {LANG_FR, "exc\xc3\xa9" "dant 1\xe2\x80\xaf" "000 cm\xc2\xb3 mais n'exc\xc3\xa9" "dant pas 1 500 cm\xc2\xb3", "(0.001 0.0015] m3"},
        {LANG_NL, "meer dan 3 mm doch niet meer dan 4,75 mm, ten minste twee assen", "(0.003 0.00475] m; [2 inf] axis"},
        {LANG_EN, "between 5 and 10 kg, 20-30 mm, 5 to 10 kW, > 3 but <= 5 mm", "[5 10] kg; [0.02 0.03] m; [5000 10000] W; (0.003 0.005] m"},
        {LANG_EN, "<= 5 mm but > 3 mm; < 100 nm; \xe2\x89\xa5 0.5 \xc2\xb5m", "(0.003 0.005] m; [-inf 1e-07) m; [5e-07 inf] m"},
        {LANG_EN, "1,000 V; 1,234,567.5 kg; 3.175 mm; 0,125 mm", "[1000 1000] V; [1234567.5 1234567.5] kg; [0.003175 0.003175] m; [0.000125 0.000125] m"},
        {LANG_EN, "-40 to 85 \xc2\xb0" "C, 10\xe2\x81\xb6 ohm, \xc2\xb1" "5 %, 120 g/m\xc2\xb2", "[-40 85] degC; [1000000 1000000] ohm; [-5 5] %; [0.12 0.12] kg/m2"},
        {LANG_EN, "5 mW, 5 MW, 5 Nm, 5 nm", "[0.005 0.005] W; [5000000 5000000] W; [5 5] N m; [5e-09 5e-09] m"},
        {LANG_EN, "sheets (excl. < 3 mm) 4 mm", "[-inf 0.003) m excluded; [0.004 0.004] m"},
        {LANG_EN, "\xc2\xb1 -1 mm", "[-0.001 0.001] m"}, /* found by the fuzzer */
        {LANG_EN, "10x20 mm; 3D; one of the machines", "[10 10] -; [0.02 0.02] m"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) check_golden(&cases[i], false);
}

TEST(number_words_one_to_twelve) {
    static const char *const words[LANGS][12] = {
        [LANG_EN] = {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"},
        [LANG_DE] = {"eine", "zwei", "drei", "vier", "f\xc3\xbcnf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zw\xc3\xb6lf"},
        [LANG_FR] = {"un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"},
        [LANG_NL] = {"een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"}};
    static const char *const axes[LANGS] = {NULL, "axes", "Achsen", "axes", "assen"};
    for (unsigned l = LANG_EN; l < LANGS; l++)
        for (int i = 0; i < 12; i++) {
            char text[64], want[64];
            snprintf(text, sizeof text, "%s %s", words[l][i], axes[l]);
            snprintf(want, sizeof want, "[%d %d] axis", i + 1, i + 1);
            golden g = {(goods_language)l, text, want};
            check_golden(&g, false);
        }
}

TEST(the_language_is_guessed) {
    static const golden cases[] = {
        {LANG_EN, "Machines for working of metal, with a numerical control", NULL},
        {LANG_DE, "Maschinen zum Bearbeiten von Metallen, numerisch gesteuert", NULL},
        {LANG_FR, "Centres d'usinage pour le travail des m\xc3\xa9taux", NULL},
        {LANG_NL, "Bewerkingscentra voor de bewerking van metaal", NULL},
        {LANG_ANY, "xyzzy 12", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        arena mem;
        goods_description d;
        arena_init(&mem, 0);
        CHECK_INT(goods_describe(&d, &mem, NULL, LANG_ANY, cases[i].text, strlen(cases[i].text), NULL), 0);
        if (d.language != cases[i].lang) FAIL_("%s: %s", cases[i].text, goods_language_name(d.language));
        arena_destroy(&mem);
    }
}

static cordon_status describe(goods_description *d, arena *mem, const char *text, size_t len, cordon_error *err) {
    return goods_describe(d, mem, NULL, LANG_ANY, text, len, err);
}

TEST(hostile_text_is_bounded) {
    arena mem;
    goods_description d;
    cordon_error err = {0};
    size_t n = GOODS_TEXT_MAX;
    char *text = malloc(n + 1);
    CHECK(text);
    memset(text, 'a', n + 1);
    arena_init(&mem, 0);
    CHECK_INT(describe(&d, &mem, text, n, &err), 0);
    CHECK_INT(d.words, 0);
    CHECK_INT(d.left_out, 1);
    CHECK_INT(describe(&d, &mem, text, n + 1, &err), CORDON_ELIMIT);
    for (size_t i = 0; i < n; i++) text[i] = "ab "[i % 3];
    CHECK_INT(describe(&d, &mem, text, n, &err), 0);
    CHECK_INT(d.words_written, GOODS_WORDS_MAX);
    CHECK_INT(d.left_out, (n + 2) / 3 - GOODS_WORDS_MAX);
    for (size_t i = 0; i < n; i++) text[i] = "(<&1"[i % 4];
    CHECK_INT(describe(&d, &mem, text, n, &err), 0);
    memset(text, '1', n);
    CHECK_INT(describe(&d, &mem, text, n, &err), 0);
    CHECK_INT(describe(&d, &mem, "steel \xff", 7, &err), CORDON_EFORMAT);
    CHECK_INT(err.column, 7);
    CHECK_INT(describe(&d, &mem, "\xed\xa0\x80", 3, &err), CORDON_EFORMAT);
    CHECK_INT(describe(&d, &mem, "", 0, &err), 0);
    CHECK_INT(d.words, 0);
    free(text);
    arena_destroy(&mem);
}

TEST(what_cannot_be_seen_changes_nothing) {
    /* Zero-width space, soft hyphen, right-to-left override, byte order mark, a control character inside words. */
    static const golden g = {LANG_EN, "\xef\xbb\xbfst\xe2\x80\x8b" "eel \xe2\x80\xaepi\xc2\xadpes\xe2\x80\xac b\x01" "a\x7frs", "steel pipe bar"};
    check_golden(&g, true);
}

static cordon_status stems_once(const char *text) {
    arena mem;
    const goods_word *w;
    uint16_t n;
    arena_init(&mem, 0);
    cordon_status s = goods_stems(&w, &n, &mem, LANG_EN, text, strlen(text), NULL);
    arena_destroy(&mem);
    return s;
}

TEST(stems_for_the_index) {
    arena mem;
    const goods_word *w;
    uint16_t n;
    static const char text[] = "Five lathes (excl. of wood) for removing metal, n.e.s.";
    arena_init(&mem, 0);
    CHECK_INT(goods_stems(&w, &n, &mem, LANG_EN, text, sizeof text - 1, NULL), 0);
    static const char *const want[] = {"5", "lath", "remov", "metal"};
    CHECK_INT(n, 4);
    for (uint16_t i = 0; i < n; i++) CHECK(!strcmp(w[i].stem, want[i]) && w[i].weight == 1.0F);
    arena_destroy(&mem);
    CHECK_OOM(stems_once(text), arena_fail_after, CORDON_ENOMEM);
}
