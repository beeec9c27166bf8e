/* Days and periods: what is a date, the calendar, and the one clock. */
#include "base/date.h"

#include <stdlib.h>
#include <time.h>

#include "test.h"

static date_day day(const char *s) {
    date_day d = -1;
    return date_parse(&d, s, strlen(s)) ? d : -1;
}

static date_period period(const char *s) {
    date_period p = -1;
    return date_period_parse(&p, s, strlen(s)) ? p : -1;
}

TEST(days_are_read) {
    static const struct {
        const char *text;
        date_day want;
    } cases[] = {{"2022-02-24", 20220224}, {"1000-01-01", 10000101}, {"9999-12-31", 99991231},
                 {"2024-02-29", 20240229}, {"2000-02-29", 20000229}, {"1900-02-29", -1},
                 {"2023-02-29", -1},       {"2100-02-29", -1},       {"2022-04-31", -1},
                 {"2022-13-01", -1},       {"2022-00-01", -1},       {"2022-01-00", -1},
                 {"2022-01-32", -1},       {"0999-12-31", -1},       {"2022-2-24", -1},
                 {"20220224", -1},         {"2022/02/24", -1},       {"2022-02-24 ", -1},
                 {" 2022-02-24", -1},      {"2022-02-2x", -1},       {"+022-02-24", -1},
                 {"22-02-2022", -1},       {"2022-02-24T", -1},      {"", -1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (day(cases[i].text) != cases[i].want)
            FAIL_("\"%s\" is %d", cases[i].text, day(cases[i].text));
}

TEST(a_refused_day_leaves_the_output_alone) {
    date_day d = 7;
    date_period p = 7;
    CHECK(!date_parse(&d, "2022-02-30", 10));
    CHECK(!date_period_parse(&p, "2022-13", 7));
    CHECK_INT(d, 7);
    CHECK_INT(p, 7);
}

TEST(periods_are_read) {
    static const struct {
        const char *text;
        date_period want;
    } cases[] = {{"2022", 202200},  {"202203", 202203}, {"2022-03", 202203}, {"1000", 100000},
                 {"0999", -1},      {"2022-00", -1},    {"202200", -1},      {"2022-13", -1},
                 {"202213", -1},    {"2022-3", -1},     {"20223", -1},       {"2022M03", -1},
                 {"2022 03", -1},   {"", -1},           {"22", -1},          {"202x", -1},
                 {"9999-12", 999912}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (period(cases[i].text) != cases[i].want)
            FAIL_("\"%s\" is %d", cases[i].text, period(cases[i].text));
}

/* Every day of 1582 to 2400 against the C library's calendar: parsing, formatting,
 * validity and the number of days of a month.                                    */
TEST(every_day_is_the_c_librarys) {
    struct tm tm = {.tm_year = 1582 - 1900, .tm_mday = 1};
    time_t t = timegm(&tm);
    date_day last = 15811231;
    for (size_t i = 0; last < 24001231; i++, t += 86400) {
        char text[DATE_TEXT], want[DATE_TEXT];
        gmtime_r(&t, &tm);
        strftime(want, sizeof want, "%Y-%m-%d", &tm);
        date_day d = day(want);
        if (d <= last || !date_valid(d)) FAIL_("%s is %d", want, d);
        if (strcmp(date_format(text, d), want) != 0) FAIL_("%d is shown as %s", d, text);
        /* The days between two neighbours are no dates. */
        for (date_day gap = last + 1; gap < d && gap < last + 100; gap++)
            if (date_valid(gap)) FAIL_("%d is no day", gap);
        if (d % 100 == 1 && last % 100 != date_days_in_month(last / 10000, last / 100 % 100))
            FAIL_("the month of %d has %d days", last,
                  date_days_in_month(last / 10000, last / 100 % 100));
        last = d;
    }
}

TEST(a_period_has_a_first_and_a_last_day) {
    CHECK_INT(date_period_first(202202), 20220201);
    CHECK_INT(date_period_last(202202), 20220228);
    CHECK_INT(date_period_last(202402), 20240229);
    CHECK_INT(date_period_first(202200), 20220101);
    CHECK_INT(date_period_last(202200), 20221231);
    CHECK_INT(date_period_next(202212), 202301);
    CHECK_INT(date_period_next(202201), 202202);
    CHECK_INT(date_period_next(202200), 202300);
    for (date_period p = 190001; p < 210012; p = date_period_next(p)) {
        date_period n = date_period_next(p);
        CHECK(date_valid(date_period_first(p)) && date_valid(date_period_last(p)));
        CHECK(!date_valid(date_period_last(p) + 1));
        CHECK(n > p && n % 100 >= 1 && n % 100 <= 12);
    }
}

TEST(nothing_is_shown_for_no_date) {
    char text[DATE_TEXT];
    CHECK(strcmp(date_format(text, 0), "") == 0);
    CHECK(strcmp(date_format(text, -5), "") == 0);
    CHECK(strcmp(date_format(text, DATE_MAX + 1), "") == 0);
    CHECK(strcmp(date_period_format(text, 0), "") == 0);
    CHECK(strcmp(date_period_format(text, 202200), "2022") == 0);
    CHECK(strcmp(date_period_format(text, 202203), "2022-03") == 0);
}

TEST(within_is_from_its_first_day_to_its_last) {
    CHECK(date_within(20220224, 20220224, 20221231));
    CHECK(date_within(20221231, 20220224, 20221231));
    CHECK(!date_within(20230101, 20220224, 20221231));
    CHECK(date_within(20220224, 20220224, 20220224));
    CHECK(!date_within(20220223, 20220224, 0));
    CHECK(date_within(20220223, 0, 0));
}

TEST(the_clock_follows_source_date_epoch) {
    static const struct {
        const char *epoch;
        date_day want;
    } cases[] = {{"0", 19700101},          {"86399", 19700101},      {"86400", 19700102},
                 {"1645660800", 20220224}, {"1709164800", 20240229}, {"-1", 19691231}};
    char *was = getenv("SOURCE_DATE_EPOCH"), *kept = was ? strdup(was) : NULL;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        setenv("SOURCE_DATE_EPOCH", cases[i].epoch, 1);
        CHECK_INT(date_today(), cases[i].want);
    }
    /* What is no number, or no year of four digits, is as if it were not set. */
    static const char *const bad[] = {"", "yesterday", "1645660800x", "99999999999999",
                                      "-99999999999999", "9223372036854775807"};
    unsetenv("SOURCE_DATE_EPOCH");
    date_day before = date_today();
    CHECK(date_valid(before) && before >= 20240101);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        setenv("SOURCE_DATE_EPOCH", bad[i], 1);
        date_day got = date_today(), after = (unsetenv("SOURCE_DATE_EPOCH"), date_today());
        if (got < before || got > after) FAIL_("SOURCE_DATE_EPOCH=\"%s\" gives %d", bad[i], got);
    }
    if (kept) setenv("SOURCE_DATE_EPOCH", kept, 1);
    free(kept);
}

TEST(days_are_counted_and_found_again) {
    CHECK_INT(date_number(19700101), 0);
    CHECK_INT(date_number(20000301), 11017);
    CHECK_INT(date_weekday(date_number(20180101)), 0); /* a Monday */
    CHECK_INT(date_weekday(date_number(19691231)), 2); /* a Wednesday, before the first day */
    int32_t n = date_number(10000101);
    for (date_day d = 10000101; d <= DATE_MAX; d++) {
        if (!date_valid(d)) {
            d = d % 100 > 31 ? d / 100 * 100 + 99 : d;
            continue;
        }
        if (date_number(d) != n) CHECK_INT(date_number(d), n);
        if (date_of_number(n) != d) CHECK_INT(date_of_number(n), d);
        n++;
    }
    CHECK_INT(n, date_number(DATE_MAX) + 1);
}
