#include "name/partial_date.h"

#include "base/random.h"
#include "test.h"

static const date_words *words(void) {
    const date_words *w = NULL;
    cordon_error err = {0};
    if (date_words_open(&w, &err))
        printf("# %s:%ju: %s\n", err.source, (uintmax_t)err.line, err.message);
    return w;
}

static partial_date read_one(const char *text) {
    partial_date p = {0};
    if (!partial_date_read(&p, words(), text, strlen(text), DATE_DAY_FIRST))
        printf("# \"%s\" is no date\n", text);
    return p;
}

static int is(const char *text, int from, int to, date_exactness e) {
    partial_date p = read_one(text);
    int same = p.from == from && p.to == to && p.exactness == e;
    if (!same)
        printf("# \"%s\" is %d to %d, %s\n", text, p.from, p.to, date_exactness_name(p.exactness));
    return same;
}

TEST(dates_as_lists_write_them) {
    CHECK(is("1971", 19710101, 19711231, DATE_YEAR));
    CHECK(is("1971-03", 19710301, 19710331, DATE_MONTH));
    CHECK(is("1971-03-05", 19710305, 19710305, DATE_EXACT));
    CHECK(is("1971-03-05T00:00:00Z", 19710305, 19710305, DATE_EXACT));
    CHECK(is("19710305", 19710305, 19710305, DATE_EXACT));
    CHECK(is("12 Dec 1965", 19651212, 19651212, DATE_EXACT));
    CHECK(is("Dec 1965", 19651201, 19651231, DATE_MONTH));
    CHECK(is("December 12, 1965", 19651212, 19651212, DATE_EXACT));
    CHECK(is("12/12/1965", 19651212, 19651212, DATE_EXACT));
    CHECK(is("12.02.1964", 19640212, 19640212, DATE_EXACT));
    CHECK(is("02/25/1964", 19640225, 19640225, DATE_EXACT)); /* one reading only */
    CHECK(is("00/00/1980", 19800101, 19801231, DATE_YEAR));
    CHECK(is("00/03/1980", 19800301, 19800331, DATE_MONTH));
    CHECK(is("1980-00-00", 19800101, 19801231, DATE_YEAR));
    CHECK(is("circa 1965", 19630101, 19671231, DATE_CIRCA));
    CHECK(is("Approximately Dec 1965", 19641201, 19661231, DATE_CIRCA));
    CHECK(is("1960 to 1962", 19600101, 19621231, DATE_RANGE));
    CHECK(is("Between 1960 and 1962", 19600101, 19621231, DATE_RANGE));
    CHECK(is("1960-1962", 19600101, 19621231, DATE_RANGE));
    CHECK(is("1960 \xe2\x80\x93 1962", 19600101, 19621231, DATE_RANGE));
    CHECK(is("01 Jan 1960 to 31 Mar 1962", 19600101, 19620331, DATE_RANGE));
    CHECK(is("5 \xd0\xbc\xd0\xb0\xd1\x80\xd1\x82\xd0\xb0 1971 \xd0\xb3.", 19710305, 19710305,
             DATE_EXACT));
    CHECK(is("1971\xe5\xb9\xb4"
             "3\xe6\x9c\x88"
             "5\xe6\x97\xa5",
             19710305, 19710305, DATE_EXACT));
    CHECK_INT(read_one("05/06/1965").exchanged, 19650506);
    CHECK_INT(read_one("05/05/1965").exchanged, 0);
    CHECK_INT(read_one("25/05/1965").exchanged, 0);
    partial_date p;
    CHECK(partial_date_read(&p, words(), "05/06/1965", 10, DATE_MONTH_FIRST) && p.from == 19650506);
}

TEST(what_is_no_date_is_refused) {
    static const char *const bad[] = {"",
                                      "unknown",
                                      "31/02/1965",
                                      "1961-13-02",
                                      "65",
                                      "1962 to 1960",
                                      "12 12 12 1965",
                                      "Jan Feb 1965",
                                      "to",
                                      "circa",
                                      "0900",
                                      "1965-01-01-01",
                                      "1960 to 1962 to 1963"};
    partial_date p = {.from = 7};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (partial_date_read(&p, words(), bad[i], strlen(bad[i]), DATE_DAY_FIRST))
            FAIL_("\"%s\" is read", bad[i]);
    CHECK_INT(p.from, 7);
    char longer[PARTIAL_DATE_TEXT_MAX + 1];
    memset(longer, ' ', sizeof longer);
    memcpy(longer, "1965", 4);
    CHECK(partial_date_read(&p, words(), longer, PARTIAL_DATE_TEXT_MAX, DATE_DAY_FIRST));
    CHECK(!partial_date_read(&p, words(), longer, sizeof longer, DATE_DAY_FIRST));
}

static double agree(const char *x, const char *y) {
    partial_date a = read_one(x), b = read_one(y);
    double d = partial_date_agreement(&a, &b);
    return d == partial_date_agreement(&b, &a) ? d : (double)NAN;
}

TEST(agreement_follows_what_both_can_mean) {
    CHECK_NEAR(agree("1965-12-12", "12 Dec 1965"), 1, 0);
    CHECK_NEAR(agree("05/06/1965", "1965-05-06"), 0.9, 0);
    CHECK_NEAR(agree("1965-12-12", "1965"), 0.6, 0);
    CHECK_NEAR(agree("1965-12-12", "Dec 1965"), 0.6, 0);
    CHECK_NEAR(agree("1965-12-12", "circa 1964"), 0.4, 0);
    CHECK_NEAR(agree("1965-12-12", "1960 to 1970"), 0.4, 0);
    CHECK_NEAR(agree("1965-12-12", "1965-12-13"), 0.2, 0);
    CHECK_NEAR(agree("1965-12-12", "1965-01-30"), 0.1, 0);
    CHECK_NEAR(agree("1965", "1966"), 0, 0);
    CHECK_NEAR(agree("1965", "1968"), -0.5, 0);
    CHECK_NEAR(agree("1965-12-12", "1985-12-12"), -1, 0);
}

TEST(any_bytes_give_a_date_in_order_or_none) {
    static const char *const bits[] = {"1965", "12",       "/",     "-",    " to ", "circa ", "Dec",
                                       "00",   "between ", " and ", "1970", "T",    "31",     " "};
    random_state r;
    printf("# seed 1965\n");
    random_seed(&r, 1965);
    unsigned read = 0;
    for (int i = 0; i < 50000; i++) {
        char text[160] = "";
        for (uint64_t k = random_below(&r, 9); k; k--)
            strcat(text, bits[random_below(&r, sizeof bits / sizeof *bits)]);
        partial_date p;
        if (!partial_date_read(&p, words(), text, strlen(text), DATE_DAY_FIRST)) continue;
        read++;
        if (!date_valid(p.from) || !date_valid(p.to) || p.from > p.to ||
            (p.exchanged && !date_valid(p.exchanged)))
            FAIL_("\"%s\" is %d to %d", text, p.from, p.to);
        CHECK(partial_date_agreement(&p, &p) > 0.3);
    }
    CHECK(read > 1000);
}
