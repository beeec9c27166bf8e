/* Checks of declared lines: what digits are on a day, units, numbers; the same answers with and without what a thread keeps,
 * and the same verdict on a code as a slow reading of the published tables gives.     */
#include "goods/check.h"

#include <stdlib.h>

#include "base/data_dir.h"
#include "base/random.h"
#include "goods/check_inner.h"
#include "test.h"

static const date_day the_day = 20240301;

typedef struct bench {
    goods_checks *c;
    goods_checker *k;
    arena mem;
    cordon_error err;
} bench;

/* What tests of the usual day share: opened once, at the first. */
static bench usual;
static bool begin(bench *b, check_terms t) {
    bool shared = t.as_at == the_day && !t.nomenclature && !t.plain;
    if (shared && usual.k) {
        *b = usual;
        arena_init(&b->mem, 0);
        return true;
    }
    *b = (bench){0};
    arena_init(&b->mem, 0);
    bool failed = goods_checks_open(&b->c, &t, &b->err) || goods_checker_open(&b->k, b->c, &b->err);
    if (failed) printf("# %s\n", b->err.message);
    if (shared && !failed) usual = *b;
    return !failed;
}

static void end(bench *b) {
    if (b->k != usual.k) {
        goods_checker_close(b->k);
        goods_checks_close(b->c);
    }
    arena_destroy(&b->mem);
}

static bool asked(const check_answer *a, check_kind kind) {
    for (unsigned i = 0; i < a->n; i++)
        if (a->result[i].kind == kind) return true;
    return false;
}

/* Never NULL: what was not asked is a failure without words. */
static const check_result *result_of(const check_answer *a, check_kind kind) {
    static const check_result none = {.verdict = FINDING_FAILED, .found = "not asked", .expected = "", .text = ""};
    for (unsigned i = 0; i < a->n; i++)
        if (a->result[i].kind == kind) return &a->result[i];
    return &none;
}

TEST(what_digits_are_on_a_day) {
    static const struct {
        const char *cell, *checked, *found, *expected;
        check_kind kind;
        finding_verdict verdict;
    } cases[] = {
        {"854231", "854231", "", "", CHECK_CODE, FINDING_NOTHING_FOUND},
        {" 8542.31-11 ", "85423111", "", "", CHECK_CODE, FINDING_NOTHING_FOUND},
        {"8542311190", "85423111", "", "", CHECK_CODE, FINDING_NOTHING_FOUND},
        {"8542310000", "854231", "", "", CHECK_CODE, FINDING_NOTHING_FOUND},
        {"854231001", "854231", "", "", CHECK_CODE, FINDING_NOTHING_FOUND},
        {"1012100", "01012100", "7 digits", "01012100", CHECK_CODE, FINDING_FOUND},
        {"10121", "010121", "5 digits", "010121", CHECK_CODE, FINDING_FOUND},
        {"85423", "", "5 digits", "6, 8 or 10 digits", CHECK_CODE, FINDING_FOUND},
        {"8542", "", "only a heading", "6, 8 or 10 digits", CHECK_CODE, FINDING_FOUND},
        {"85", "", "only a chapter", "6, 8 or 10 digits", CHECK_CODE, FINDING_FOUND},
        {"1", "", "1 digits", "6, 8 or 10 digits", CHECK_CODE, FINDING_FOUND},
        {"85423100", "854231", "only a heading", "85423111 85423119 85423190", CHECK_CODE, FINDING_FOUND},
        {"85423177", "854231", "no such line", "85423111 85423119 85423190", CHECK_CODE, FINDING_FOUND},
        {"123456", "", "no code of any revision", "a code of the nomenclature", CHECK_CODE, FINDING_FOUND},
        {"12345678", "", "no code of any year", "a code of the nomenclature", CHECK_CODE, FINDING_FOUND},
        {"12345678901", "", "12345678901", "6, 8 or 10 digits", CHECK_CODE, FINDING_FOUND},
        {"chips", "", "chips", "6, 8 or 10 digits", CHECK_CODE, FINDING_FOUND},
        {"85..42", "", "85..42", "6, 8 or 10 digits", CHECK_CODE, FINDING_FOUND},
        {"\t ", "", "no code", "6, 8 or 10 digits", CHECK_CODE, FINDING_NOT_ASSESSED},
        /* UNSD: 852580 of 2017 became four codes; CN concordances: 85299092 until 2024, 85299096 from 2025. */
        {"852580", "", "a code of H5", "852581 852582 852583 852589", CHECK_DATE, FINDING_FOUND},
        {"85299096", "852990", "a code of 2025", "85299018 85299020 85299040 85299091 and 2 more", CHECK_DATE, FINDING_FOUND},
    };
    bench b;
    if (!begin(&b, (check_terms){.as_at = the_day})) FAIL_("not opened");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_answer a;
        check_row row = {.code = cases[i].cell};
        CHECK_INT(goods_check_row(&a, &b.mem, b.k, &row, &b.err), 0);
        const check_result *r = result_of(&a, cases[i].kind);
        if (strcmp(a.checked, cases[i].checked) != 0 || r->verdict != cases[i].verdict || strcmp(r->found, cases[i].found) != 0 ||
            strcmp(r->expected, cases[i].expected) != 0)
            FAIL_("\"%s\": %s, %d, \"%s\", \"%s\"", cases[i].cell, a.checked, (int)r->verdict, r->found, r->expected);
    }
    end(&b);
}

TEST(the_day_decides_which_codes_count) {
    const struct {
        date_day day;
        const char *cell;
        finding_verdict date;
    } cases[] = {{20210601, "852580", FINDING_NOTHING_FOUND}, {the_day, "852580", FINDING_FOUND},
                 {the_day, "85299092", FINDING_NOTHING_FOUND}, {20250601, "85299092", FINDING_FOUND}, {19950601, "854231", FINDING_FOUND}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bench b;
        check_answer a;
        if (!begin(&b, (check_terms){.as_at = cases[i].day})) FAIL_("not opened");
        CHECK_INT(goods_check_row(&a, &b.mem, b.k, &(check_row){.code = cases[i].cell}, &b.err), 0);
        if (result_of(&a, CHECK_DATE)->verdict != cases[i].date) FAIL_("%s on %d", cases[i].cell, (int)cases[i].day);
        end(&b);
    }
}

TEST(of_a_nomenclature_that_is_named) {
    bench b;
    check_answer a;
    if (!begin(&b, (check_terms){.as_at = the_day, .nomenclature = "h5"})) FAIL_("not opened");
    CHECK_INT(goods_check_row(&a, &b.mem, b.k, &(check_row){.code = "852580"}, &b.err), 0);
    CHECK(result_of(&a, CHECK_CODE)->verdict == FINDING_NOTHING_FOUND && strcmp(a.nomenclature, "H5") == 0);
    CHECK_INT(goods_check_row(&a, &b.mem, b.k, &(check_row){.code = "8525801234"}, &b.err), 0);
    CHECK(strcmp(a.checked, "852580") == 0 && strstr(a.as_written, "first 6 of 10"));
    CHECK_INT(goods_check_row(&a, &b.mem, b.k, &(check_row){.code = "852581"}, &b.err), 0);
    CHECK(result_of(&a, CHECK_CODE)->verdict == FINDING_FOUND);
    end(&b);
    CHECK_INT(goods_checks_open(&b.c, &(check_terms){.as_at = the_day, .nomenclature = "H9"}, &b.err), CORDON_ENOTFOUND);
}

TEST(units_are_of_one_kind_or_not) {
    static const struct {
        const char *code, *unit;
        finding_verdict verdict;
    } cases[] = {
        {"854231", "pcs", FINDING_NOTHING_FOUND}, {"854231", " PCS. ", FINDING_NOTHING_FOUND}, {"854231", "C62", FINDING_NOTHING_FOUND},
        {"854231", "1000u", FINDING_NOTHING_FOUND}, {"854231", "kg", FINDING_FOUND}, {"84571010", "KGM", FINDING_FOUND},
        {"84571010", "m", FINDING_FOUND}, {"85423111", "KGM", FINDING_NOTHING_FOUND}, {"852990", "pcs", FINDING_NOTHING_FOUND}, {"854231", "bushel-ish", FINDING_NOT_ASSESSED},
        {"854231", "", FINDING_NOT_ASSESSED}, {"123456", "kg", FINDING_NOT_ASSESSED}, {"22042111", "l", FINDING_NOTHING_FOUND},
        {"22042111", "kg", FINDING_FOUND},
    };
    bench b;
    if (!begin(&b, (check_terms){.as_at = the_day})) FAIL_("not opened");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_answer a;
        CHECK_INT(goods_check_row(&a, &b.mem, b.k, &(check_row){.code = cases[i].code, .unit = cases[i].unit}, &b.err), 0);
        if (result_of(&a, CHECK_UNIT)->verdict != cases[i].verdict) FAIL_("%s in %s", cases[i].code, cases[i].unit);
    }
    check_answer a;
    CHECK_INT(goods_check_row(&a, &b.mem, b.k, &(check_row){.code = "854231", .unit = "kg"}, &b.err), 0);
    CHECK(result_of(&a, CHECK_UNIT)->score > 0.8 && strstr(result_of(&a, CHECK_UNIT)->text, "weight in the place of a number"));
    CHECK_INT(goods_check_row(&a, &b.mem, b.k, &(check_row){.code = "854231"}, &b.err), 0);
    CHECK(!asked(&a, CHECK_UNIT)); /* no column: not asked */
    end(&b);
}

/* Every unit that a table of codes uses has a name. */
TEST(all_units_of_the_nomenclatures_are_known) {
    bench b;
    if (!begin(&b, (check_terms){.as_at = the_day})) FAIL_("not opened");
    size_t seen = 0;
    for (size_t i = 0; i < goods_nomenclature_count(b.c->g); i++) {
        const goods_node *v;
        size_t n;
        CHECK_INT(goods_nodes(&v, &n, b.c->g, goods_nomenclature_at(b.c->g, i).name, &b.err), 0);
        for (size_t k = 0; k < n; k++) {
            if (!*v[k].unit) continue;
            seen++;
            if (!unit_names_find(&b.c->units, v[k].unit)) FAIL_("\"%s\" of %s", v[k].unit, v[k].code);
        }
    }
    CHECK(seen > 30000);
    end(&b);
}

TEST(numbers_are_numbers) {
    static const struct {
        const char *text;
        bool bad;
    } cases[] = {{"12", false}, {" 1234.5 ", false}, {"1e3", false}, {"", false}, {"abc", true}, {"1,5", true}, {"-4", true}, {"1 000", true},
                 {"99999999999999999999", true}, {"NaN", true}, {"0x10", true}};
    bench b;
    if (!begin(&b, (check_terms){.as_at = the_day})) FAIL_("not opened");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_answer a;
        CHECK_INT(goods_check_row(&a, &b.mem, b.k, &(check_row){.code = "854231", .quantity = cases[i].text}, &b.err), 0);
        if (asked(&a, CHECK_NUMBER) != cases[i].bad || (cases[i].bad && result_of(&a, CHECK_NUMBER)->verdict != FINDING_FAILED)) FAIL_("\"%s\"", cases[i].text);
    }
    end(&b);
}

/* ---- unit values: quartiles of 10, 20 and 40 a piece make 10/8 to 40*8 usual (1.5 times a range of ln 4) */

TEST(unit_values_are_within_the_fences_or_not) {
    const double ln2 = log(2), mid = log(20);
    const check_price price[] = {
        {"H0", "854231", "u", "EUR", 1000, 0, 0, 0}, /* not the same goods: not used */
        {"H6", "854231", "kg", "USD", 5, mid, mid, mid},
        {"H6", "854231", "u", "USD", 40, mid - ln2, mid, mid + ln2},
        {"H6", "854232", "u", "USD", 40, mid, mid, mid},
    };
    static const struct {
        const char *code, *quantity, *unit, *value, *currency;
        finding_verdict verdict;
    } cases[] = {
        {"854231", "10", "pcs", "200", "USD", FINDING_NOTHING_FOUND}, {"854231", "10", "pcs", "13", "USD", FINDING_NOTHING_FOUND},
        {"854231", "10", "pcs", "12", "USD", FINDING_FOUND}, {"854231", "10", "pcs", "3190", "USD", FINDING_NOTHING_FOUND},
        {"854231", "10", "pcs", "3210", "USD", FINDING_FOUND}, {"854231", "1", "dozen", "240", "usd ", FINDING_NOTHING_FOUND},
        {"854231", "1", "dozen", "14", "USD", FINDING_FOUND}, {"854231", "10", "pcs", "2950", "EUR", FINDING_FOUND},
        {"854231", "10", "pcs", "2900", "EUR", FINDING_NOTHING_FOUND}, {"854231", "10", "kg", "200", "USD", FINDING_NOT_ASSESSED},
        {"854231", "10", "m2", "200", "USD", FINDING_NOT_ASSESSED}, {"854231", "10", "pcs", "200", "CHF", FINDING_NOT_ASSESSED},
        {"854231", "0", "pcs", "200", "USD", FINDING_NOT_ASSESSED}, {"854231", "", "pcs", "200", "USD", FINDING_NOT_ASSESSED},
        {"854231", "10", "what", "200", "USD", FINDING_NOT_ASSESSED}, {"854233", "10", "pcs", "200", "USD", FINDING_NOT_ASSESSED},
        {"854232", "10", "pcs", "800", "USD", FINDING_NOTHING_FOUND}, {"854232", "10", "pcs", "820", "USD", FINDING_FOUND},
    };
    bench b;
    if (!begin(&b, (check_terms){.as_at = 20230601, .price = price, .prices = 4, .usd_per_eur = 1.1})) FAIL_("not opened");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_answer a;
        check_row row = {.code = cases[i].code, .quantity = cases[i].quantity, .unit = cases[i].unit, .value = cases[i].value, .currency = cases[i].currency};
        CHECK_INT(goods_check_row(&a, &b.mem, b.k, &row, &b.err), 0);
        const check_result *r = result_of(&a, CHECK_PRICE);
        if (r->verdict != cases[i].verdict) FAIL_("%s, %s %s for %s %s: %s", row.code, row.quantity, row.unit, row.value, row.currency, r->text);
    }
    end(&b);
}

/* ---- texts */

typedef struct law {
    areas *areas;
    regime *regime;
} law;
static law the_law(void) {
    static law l; /* as long as the program */
    cordon_error err;
    if (!l.regime && (areas_load(&l.areas, &err) || regime_load(&l.regime, "russia-2022", l.areas, &err))) printf("# %s\n", err.message);
    return l;
}

static const char *const texts[] = {"Live horses, pure-bred breeding animals", "Ball bearings", "CNC machining centre for working metal, five axes, vertical",
                                    "Electronic integrated circuits, processors and controllers", "stuff", "", "qqq zzz xyzzy",
                                    "Thyristors, diacs and triacs, other than photosensitive devices"};

TEST(texts_fit_or_not_or_say_too_little) {
    static const struct {
        const char *code;
        int text;
        finding_verdict fits, neighbour;
        const char *expected; /* of the neighbour */
    } cases[] = {
        {"010121", 0, FINDING_NOTHING_FOUND, FINDING_NOTHING_FOUND, ""}, {"854231", 0, FINDING_FOUND, FINDING_NOTHING_FOUND, ""},
        {"848210", 1, FINDING_NOTHING_FOUND, FINDING_NOTHING_FOUND, ""}, {"85423190", 3, FINDING_NOTHING_FOUND, FINDING_NOTHING_FOUND, ""},
        {"010121", 3, FINDING_FOUND, FINDING_NOTHING_FOUND, ""}, {"854231", 4, FINDING_NOT_ASSESSED, FINDING_NOTHING_FOUND, ""},
        {"854231", 5, FINDING_NOT_ASSESSED, FINDING_NOT_ASSESSED, ""}, {"854231", 6, FINDING_NOT_ASSESSED, FINDING_NOTHING_FOUND, ""},
        {"845730", 2, FINDING_NOTHING_FOUND, FINDING_FOUND, "845710, on chpl tier 4.B since 2024-02-23"}, {"845710", 2, FINDING_NOTHING_FOUND, FINDING_NOTHING_FOUND, ""},
        /* Of the heading's eight listed lines the one that is meant, neither the first nor the last. */
        {"854141", 7, FINDING_FOUND, FINDING_FOUND, "854130, on chpl tier 3.A by 2023-09-14"},
        {"845730", 4, FINDING_NOT_ASSESSED, FINDING_NOT_ASSESSED, ""}, {"123456", 1, FINDING_NOT_ASSESSED, FINDING_NOT_ASSESSED, ""},
    };
    bench b;
    if (!begin(&b, (check_terms){.as_at = 20240302, .regime = the_law().regime})) FAIL_("not opened");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_answer a;
        CHECK_INT(goods_check_row(&a, &b.mem, b.k, &(check_row){.code = cases[i].code, .text = texts[cases[i].text]}, &b.err), 0);
        const check_result *t = result_of(&a, CHECK_TEXT), *n = result_of(&a, CHECK_NEIGHBOUR);
        if (t->verdict != cases[i].fits) FAIL_("%s \"%s\": %d, %s", cases[i].code, texts[cases[i].text], (int)t->verdict, t->text);
        if (n->verdict != cases[i].neighbour || strcmp(n->expected, cases[i].expected) != 0)
            FAIL_("%s \"%s\" beside: %d, %s", cases[i].code, texts[cases[i].text], (int)n->verdict, n->expected);
    }
    end(&b);
    /* The day before, the neighbour was on no list. */
    check_answer a;
    if (!begin(&b, (check_terms){.as_at = 20240222, .regime = the_law().regime})) FAIL_("not opened");
    CHECK_INT(goods_check_row(&a, &b.mem, b.k, &(check_row){.code = "845730", .text = texts[2]}, &b.err), 0);
    CHECK(result_of(&a, CHECK_NEIGHBOUR)->verdict == FINDING_NOTHING_FOUND);
    end(&b);
}

/* Headings of the high-priority list hold 102 six-digit codes beside it, in 24 headings. */
TEST(the_listed_lines_of_headings_are_those_of_the_list) {
    bench b;
    if (!begin(&b, (check_terms){.as_at = 20240302, .regime = the_law().regime})) FAIL_("not opened");
    const goods_node *v;
    size_t n, beside = 0, headings = 0;
    char last[5] = "";
    CHECK_INT(goods_nodes(&v, &n, b.c->g, "H6", &b.err), 0);
    for (size_t i = 0; i < n; i++) {
        heading_facts h;
        if (v[i].level != 6 || strncmp(v[i].code, last, 4) == 0) continue;
        snprintf(last, sizeof last, "%.4s", v[i].code);
        if (*last != '8' && *last != '9') continue;
        CHECK_INT(heading_facts_make(&h, &b.mem, b.c, v[i].code, &b.err), 0);
        size_t on = 0;
        for (size_t k = 0; k < h.n; k++)
            for (size_t c = 0; c < h.line[k].controls; c++) on += strcmp(h.line[k].control[c].list, "chpl") == 0;
        headings += on > 0;
        if (on) beside += h.n - on;
    }
    CHECK_INT(beside, 102);
    CHECK_INT(headings, 24);
    end(&b);
}

/* ---- the years of the Combined Nomenclature */

static const char made_up[] = "from_year,to_year,code_from,code_to\n2000,2001,00000001,00000002\n2001,2002,00000002,00000003\n"
                              "2001,2002,00000002,00000004\n2002,2003,00000004,00000004\n2002,2003,00000003,00000005\n";

TEST(years_are_made_of_changes) {
    table t;
    code_years y;
    cordon_error err;
    static const char *const now[] = {"00000003", "00000004", "00000009"};
    CHECK_INT(table_read_memory(&t, "t.csv", made_up, sizeof made_up - 1, &err), 0);
    CHECK_INT(code_years_make(&y, &t, now, 3, 2002, &err), 0);
    CHECK_INT(y.first, 2000);
    CHECK_INT(y.last, 2003);
    static const struct {
        const char *code;
        unsigned years; /* bit 0 = 2000 */
    } want[] = {{"00000001", 1}, {"00000002", 2}, {"00000003", 4}, {"00000004", 12}, {"00000005", 8}, {"00000009", 15}, {"00000007", 0}};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) CHECK_INT(code_years_of(&y, want[i].code), want[i].years);
    char to[4][9];
    size_t n;
    code_years_carry(to, 4, &n, &y, "00000001", 2000, 2003);
    CHECK_INT(n, 2);
    CHECK(strcmp(to[0], "00000004") == 0 && strcmp(to[1], "00000005") == 0);
    code_years_carry(to, 4, &n, &y, "00000005", 2003, 2000);
    CHECK(n == 1 && strcmp(to[0], "00000001") == 0);
    CHECK_INT(code_year_near(&y, 12, 2000), 2002);
    CHECK_INT(code_year_near(&y, 0, 2000), 0);
    code_years_free(&y);
    table_free(&t);
    static const char *const bad[] = {"from_year,to_year,code_from,code_to\n2000,2002,00000001,00000002\n",
                                      "from_year,to_year,code_from,code_to\n2000,2001,0000001,00000002\n", "from_year,to_year,code_from\n2000,2001,00000001\n",
                                      "from_year,to_year,code_from,code_to\n1900,1901,00000001,00000002\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK_INT(table_read_memory(&t, "t.csv", bad[i], strlen(bad[i]), &err), 0);
        CHECK(code_years_make(&y, &t, now, 3, 2002, &err) != 0 && err.message[0]);
        table_free(&t);
    }
}

/* The years before the newest table, derived from the changes, against the tables of those years: what differs are lines of
 * special use that Eurostat's table leaves out, and one code that the changes do not know. */
TEST(derived_years_are_those_of_the_tables) {
    goods *g;
    code_years y;
    cordon_error err;
    CHECK_INT(goods_open(&g, &err), 0);
    CHECK_INT(code_years_read(&y, g, &err), 0);
    CHECK_INT(y.first, 1988);
    CHECK_INT(y.last, 2025);
    static const struct {
        const char *name;
        unsigned year, lines, derived;
    } want[] = {{"CN2021", 2021, 9494, 9513}, {"CN2022", 2022, 9736, 9747}, {"CN2023", 2023, 9759, 9759}};
    for (size_t i = 0; i < 3; i++) {
        const goods_node *v;
        size_t n, lines = 0, both = 0, derived = 0;
        CHECK_INT(goods_nodes(&v, &n, g, want[i].name, &err), 0);
        for (size_t k = 0; k < n; k++) {
            if (strlen(v[k].code) != 8) continue;
            lines++;
            both += code_in_year(&y, code_years_of(&y, v[k].code), want[i].year);
        }
        for (size_t k = 0; k < y.n; k++) derived += code_in_year(&y, y.years[k], want[i].year);
        CHECK_INT(lines, want[i].lines);
        CHECK_INT(both, lines);
        CHECK_INT(derived, want[i].derived);
    }
    code_years_free(&y);
    goods_close(g);
}

/* ---- twins */

/* Cells as they come: codes of any table, cut, grown, with separators, damaged. */
static void random_cell(char out[40], random_state *r, const goods_checks *c) {
    const code_years *y = &c->years;
    char digits[16];
    static const char *const rubbish[] = {"", "x", "85.42.31.", "0", "=1+1", "8542 31 xx", "-85423111", "000000"};
    if (random_below(r, 20) == 0) {
        snprintf(out, 40, "%s", rubbish[random_below(r, sizeof rubbish / sizeof *rubbish)]);
        return;
    }
    snprintf(digits, sizeof digits, "%s%02u", y->code[random_below(r, y->n)], (unsigned)random_below(r, 100));
    if (random_below(r, 4) == 0) digits[random_below(r, 8)] = (char)('0' + random_below(r, 10));
    static const int cut[] = {8, 8, 8, 8, 6, 6, 6, 10, 9, 4, 2, 7, 5, 3};
    digits[cut[random_below(r, sizeof cut / sizeof *cut)]] = 0;
    const char *from = digits + (*digits == '0' && random_below(r, 2));
    size_t n = 0;
    for (size_t i = 0; from[i]; i++) {
        if (i && i % 2 == 0 && random_below(r, 5) == 0) out[n++] = ". -"[random_below(r, 3)];
        out[n++] = from[i];
    }
    out[n] = 0;
}

static bool same(const check_answer *a, const check_answer *b) {
    bool same = a->n == b->n && strcmp(a->checked, b->checked) == 0 && strcmp(a->nomenclature, b->nomenclature) == 0 && strcmp(a->as_written, b->as_written) == 0;
    for (unsigned i = 0; same && i < a->n; i++) {
        const check_result *p = &a->result[i], *q = &b->result[i];
        same = p->kind == q->kind && p->verdict == q->verdict && strcmp(p->found, q->found) == 0 && strcmp(p->expected, q->expected) == 0 &&
               strcmp(p->text, q->text) == 0 && (p->score == q->score || (isnan(p->score) && isnan(q->score)));
    }
    return same;
}

TEST(what_is_kept_changes_no_answer) {
    bench kept, naive;
    random_state r;
    uint64_t seed = test_random();
    printf("# seed %llu\n", (unsigned long long)seed);
    random_seed(&r, seed);
    const regime *rules = the_law().regime;
    if (!begin(&kept, (check_terms){.as_at = 20240303, .regime = rules}) || !begin(&naive, (check_terms){.as_at = 20240303, .regime = rules, .plain = true})) FAIL_("not opened");
    static const char *const units[] = {"pcs", "kg", "", "m2", "what", "KGM"}, *const numbers[] = {"1", "1,5", "", "2.5"};
    unsigned found = 0;
    for (int i = 0; i < 1000; i++) {
        char cell[40];
        check_answer a, b;
        random_cell(cell, &r, kept.c);
        check_row row = {.code = cell, .unit = units[random_below(&r, 6)], .quantity = numbers[random_below(&r, 4)],
                         .text = i % 4 ? NULL : texts[random_below(&r, 7)]};
        CHECK_INT(goods_check_row(&a, &kept.mem, kept.k, &row, &kept.err), 0);
        CHECK_INT(goods_check_row(&b, &naive.mem, naive.k, &row, &naive.err), 0);
        if (!same(&a, &b)) FAIL_("\"%s\" \"%s\" \"%s\"", row.code, row.unit, row.quantity);
        for (unsigned k = 0; k < a.n; k++) found += a.result[k].verdict == FINDING_FOUND;
    }
    printf("# %u findings\n", found);
    CHECK(found > 300);
    end(&kept);
    end(&naive);
}

/* Is it a code on the day? Read from the files, line by line, by rules written down here again. */
static bool in_file(const table *t, int col, const char *code) {
    for (size_t i = 0; i < t->rows; i++)
        if (strcmp(table_cell(t, i, col), code) == 0) return true;
    return false;
}

TEST(a_slow_reading_of_the_files_gives_the_same_codes) {
    char path[1024];
    table hs, cn, changes;
    cordon_error err;
    bench b;
    random_state r;
    uint64_t seed = test_random();
    printf("# seed %llu\n", (unsigned long long)seed);
    random_seed(&r, seed);
    CHECK_INT(table_read(&hs, data_path(path, sizeof path, "data/ref/hs_nomenclature_H6.csv.gz"), &err), 0);
    CHECK_INT(table_read(&cn, data_path(path, sizeof path, "data/ref/cn2023_cn8_en_de_fr_nl.csv.gz"), &err), 0);
    CHECK_INT(table_read(&changes, data_path(path, sizeof path, "data/ref/cn_concordances_1988_2025.csv.gz"), &err), 0);
    if (!begin(&b, (check_terms){.as_at = the_day})) FAIL_("not opened");
    int year = table_col(&changes, "to_year"), from = table_col(&changes, "code_from"), to = table_col(&changes, "code_to");
    unsigned yes = 0;
    for (int i = 0; i < 400; i++) {
        char cell[40];
        check_answer a;
        random_cell(cell, &r, b.c);
        size_t n = strlen(cell);
        if ((n != 6 && n != 8) || strspn(cell, "0123456789") != n) continue;
        bool is = n == 6 ? in_file(&hs, table_col(&hs, "id"), cell) : in_file(&cn, table_col(&cn, "code"), cell);
        for (size_t k = 0; n == 8 && k < changes.rows; k++) /* those of 2024 take effect on the day */
            if (strcmp(table_cell(&changes, k, year), "2024") == 0 && strcmp(table_cell(&changes, k, from), cell) == 0) is = false;
        for (size_t k = 0; n == 8 && k < changes.rows; k++)
            if (strcmp(table_cell(&changes, k, year), "2024") == 0 && strcmp(table_cell(&changes, k, to), cell) == 0) is = true;
        CHECK_INT(goods_check_row(&a, &b.mem, b.k, &(check_row){.code = cell}, &b.err), 0);
        bool judged = strcmp(a.checked, cell) == 0 && result_of(&a, CHECK_CODE)->verdict == FINDING_NOTHING_FOUND &&
                      result_of(&a, CHECK_DATE)->verdict == FINDING_NOTHING_FOUND;
        if (judged != is) FAIL_("%s: %d in the files", cell, is);
        yes += is;
    }
    printf("# %u codes\n", yes);
    CHECK(yes > 30);
    end(&b);
    table_free(&hs);
    table_free(&cn);
    table_free(&changes);
}

/* ---- bounds */

TEST(cells_of_any_length_and_kind) {
    bench b;
    enum { LONG = 1 << 20 };
    char *text = malloc(LONG + 1);
    CHECK(text != NULL);
    static const char fill[] = {'1', ' ', 'x', '\xd8', '\x01', '='};
    if (!begin(&b, (check_terms){.as_at = the_day})) FAIL_("not opened");
    for (size_t i = 0; i < sizeof fill; i++) {
        check_answer a;
        memset(text, fill[i], LONG);
        text[LONG] = 0;
        CHECK_INT(goods_check_row(&a, &b.mem, b.k, &(check_row){text, text, text, text, text, text}, &b.err), 0);
        for (unsigned k = 0; k < a.n; k++) {
            CHECK(strlen(a.result[k].text) < 600 && strlen(a.result[k].found) <= CHECK_QUOTE);
            for (const char *p = a.result[k].text; *p; p++) CHECK((unsigned char)*p >= 32);
        }
    }
    /* Long cells that begin alike are told apart. */
    check_answer a;
    memset(text, ' ', LONG);
    memcpy(text + LONG - 6, "854231", 6);
    CHECK_INT(goods_check_row(&a, &b.mem, b.k, &(check_row){.code = text}, &b.err), 0);
    CHECK(strcmp(a.checked, "854231") == 0);
    memcpy(text + LONG - 6, "x54231", 6);
    CHECK_INT(goods_check_row(&a, &b.mem, b.k, &(check_row){.code = text}, &b.err), 0);
    CHECK(strcmp(a.checked, "") == 0);
    free(text);
    end(&b);
}

TEST(what_is_kept_is_bounded) {
    check_cache c;
    cordon_error err;
    size_t most = 0;
    CHECK_INT(check_cache_open(&c, 100, &err), 0);
    for (int i = 0; i < 1000; i++) {
        char key[16];
        check_cache_tidy(&c, false);
        int n = snprintf(key, sizeof key, "%d", i);
        CHECK(!check_cache_find(&c, key, (size_t)n));
        CHECK(check_cache_add(&c, key, (size_t)n, &most));
        CHECK(check_cache_find(&c, key, (size_t)n) == &most);
        if (c.n > most) most = c.n;
    }
    CHECK_INT(most, 100);
    check_cache_close(&c);
}

TEST(without_memory_it_says_so) {
    bench b;
    check_answer a;
    if (!begin(&b, (check_terms){.as_at = the_day, .plain = true})) FAIL_("not opened");
    check_row row = {.code = "852580", .unit = "kg", .quantity = "x"};
    CHECK_INT(goods_check_row(&a, &b.mem, b.k, &row, &b.err), 0); /* tables are read */
    CHECK_OOM(goods_check_row(&a, &b.mem, b.k, &row, &b.err), arena_fail_after, CORDON_ENOMEM);
    end(&b);
}
