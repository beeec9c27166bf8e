/* Decimal text to thousandths, held against digits moved about as text. */
#include "base/decimal.h"

#include <stdlib.h>

#include "test.h"

static const decimal_scale one = {1, 0};

static decimal_result milli(int64_t *out, const char *s, const char *scale) {
    decimal_scale k = {0, 0};
    if (!decimal_scale_parse(&k, scale, strlen(scale))) return (decimal_result)-1;
    return decimal_milli(out, s, strlen(s), k);
}

TEST(published_numbers) {
    static const struct {
        const char *text, *scale;
        decimal_result result;
        int64_t want;
    } cases[] = {
        /* As printed by the IMF, UN Comtrade and Eurostat. */
        {"6e-05", "1000", DECIMAL_EXACT, 60},
        {"6e-05", "1", DECIMAL_ROUNDED, 0},
        {"6E-05", "1e6", DECIMAL_EXACT, 60000},
        {"1.005", "1", DECIMAL_EXACT, 1005},
        {"1.005", "1000", DECIMAL_EXACT, 1005000},
        {"0", "1", DECIMAL_EXACT, 0},
        {"-0", "1", DECIMAL_EXACT, 0},
        {"-0.0", "1e6", DECIMAL_EXACT, 0},
        {"+12", "1", DECIMAL_EXACT, 12000},
        {"-12.5", "1", DECIMAL_EXACT, -12500},
        {".5", "1", DECIMAL_EXACT, 500},
        {"-.5", "1", DECIMAL_EXACT, -500},
        {"5.", "1", DECIMAL_EXACT, 5000},
        {"1e3", "1", DECIMAL_EXACT, 1000000},
        {"1E+3", "1", DECIMAL_EXACT, 1000000},
        {"1.5e0", "0.001", DECIMAL_ROUNDED, 2},
        {"00012", "1", DECIMAL_EXACT, 12000},
        {"2.5e-9", "1e6", DECIMAL_ROUNDED, 3},
        /* Half goes away from zero, and only from half on. */
        {"0.0004", "1", DECIMAL_ROUNDED, 0},
        {"0.0005", "1", DECIMAL_ROUNDED, 1},
        {"-0.0005", "1", DECIMAL_ROUNDED, -1},
        {"0.00049999999999999999", "1", DECIMAL_ROUNDED, 0},
        {"0.00050000000000000001", "1", DECIMAL_ROUNDED, 1},
        {"1.0015", "1", DECIMAL_ROUNDED, 1002},
        {"1.0025", "1", DECIMAL_ROUNDED, 1003},
        {"-1.0025", "1", DECIMAL_ROUNDED, -1003},
        {"0.9995", "1", DECIMAL_ROUNDED, 1000},
        {"1.00500000000000000", "1", DECIMAL_EXACT, 1005},
        {"0.00000000000000000000000000005", "1", DECIMAL_ROUNDED, 0},
        {"1e-99999999999", "1", DECIMAL_ROUNDED, 0},
        {"0e99999999999", "1", DECIMAL_EXACT, 0},
        /* Thirty significant digits, and one more. */
        {"123456789012.345678901234567890", "1", DECIMAL_ROUNDED, 123456789012346},
        {"0.00123456789012345678901234567890", "1e9", DECIMAL_ROUNDED, 1234567890},
        {"1234567890123.456789012345678901", "1", DECIMAL_BAD, 0},
        {"0000000000000000000000000000000000000012.5", "1", DECIMAL_EXACT, 12500},
        /* The ends of 64 bits. */
        {"9223372036854775.807", "1", DECIMAL_EXACT, INT64_MAX},
        {"-9223372036854775.807", "1", DECIMAL_EXACT, -INT64_MAX},
        {"9223372036854775.8074", "1", DECIMAL_ROUNDED, INT64_MAX},
        {"9223372036854775.8075", "1", DECIMAL_TOO_LARGE, 0},
        {"9223372036854775.808", "1", DECIMAL_TOO_LARGE, 0},
        {"9223372036854775.807", "10", DECIMAL_TOO_LARGE, 0},
        {"1e16", "1", DECIMAL_TOO_LARGE, 0},
        {"1e400", "1", DECIMAL_TOO_LARGE, 0},
        {"1e99999999999", "1", DECIMAL_TOO_LARGE, 0},
        {"999999999999999999999999999999", "999999999999999", DECIMAL_TOO_LARGE, 0},
        {"1.00000000000000000000000000000", "100000000000000", DECIMAL_EXACT, 100000000000000000},
        /* No numbers. */
        {"", "1", DECIMAL_BAD, 0},
        {".", "1", DECIMAL_BAD, 0},
        {"-", "1", DECIMAL_BAD, 0},
        {"+-1", "1", DECIMAL_BAD, 0},
        {"--1", "1", DECIMAL_BAD, 0},
        {"1-", "1", DECIMAL_BAD, 0},
        {"1.2.3", "1", DECIMAL_BAD, 0},
        {"1,5", "1", DECIMAL_BAD, 0},
        {"1 000", "1", DECIMAL_BAD, 0},
        {"1_000", "1", DECIMAL_BAD, 0},
        {" 1", "1", DECIMAL_BAD, 0},
        {"1 ", "1", DECIMAL_BAD, 0},
        {"0x10", "1", DECIMAL_BAD, 0},
        {"1e", "1", DECIMAL_BAD, 0},
        {"1e+", "1", DECIMAL_BAD, 0},
        {"e5", "1", DECIMAL_BAD, 0},
        {"1e5.5", "1", DECIMAL_BAD, 0},
        {"1e5e5", "1", DECIMAL_BAD, 0},
        {"nan", "1", DECIMAL_BAD, 0},
        {"inf", "1", DECIMAL_BAD, 0},
        {"NA", "1", DECIMAL_BAD, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t got = 77;
        decimal_result r = milli(&got, cases[i].text, cases[i].scale);
        if (r != cases[i].result) FAIL_("\"%s\" x %s: result %d", cases[i].text, cases[i].scale, r);
        int64_t want = r == DECIMAL_EXACT || r == DECIMAL_ROUNDED ? cases[i].want : 77;
        if (got != want)
            FAIL_("\"%s\" x %s is %jd, want %jd", cases[i].text, cases[i].scale, (intmax_t)got,
                  (intmax_t)want);
    }
}

TEST(scales_are_positive_numbers) {
    decimal_scale s;
    static const char *const good[] = {"1", "1000", "0.001", "1e6", "1e-6", "453.59237", "999999999999999"};
    static const char *const bad[] = {"",     "0",    "-1", "x",   "1,000", "1e31", "1e-31",
                                      "0.0",  "1 ",   "1e", "nan", "1234567890123456"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!decimal_scale_parse(&s, good[i], strlen(good[i]))) FAIL_("\"%s\" is refused", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (decimal_scale_parse(&s, bad[i], strlen(bad[i]))) FAIL_("\"%s\" is taken", bad[i]);
}

/* ---- the naive twin: schoolbook arithmetic on digits as text ---- */

enum { PLACES = 160, POINT = 80 }; /* place i is worth 10^(i - POINT) */

typedef struct digits {
    unsigned char d[PLACES];
} digits;

static digits naive_number(const char *s, bool *negative) {
    digits v = {{0}};
    int point = -1, n = 0, e = 0;
    char all[64];
    *negative = *s == '-';
    if (*s == '-' || *s == '+') s++;
    for (; *s && *s != 'e'; s++) {
        if (*s == '.')
            point = n;
        else
            all[n++] = *s;
    }
    if (point < 0) point = n;
    if (*s) e = atoi(s + 1);
    for (int i = 0; i < n; i++) v.d[POINT + point - 1 - i + e] = (unsigned char)(all[i] - '0');
    return v;
}

static digits naive_product(const digits *a, const digits *b) {
    int sum[PLACES] = {0};
    for (int i = 0; i < PLACES; i++)
        for (int k = 0; k < PLACES; k++)
            if (a->d[i] && b->d[k]) sum[i + k - POINT] += a->d[i] * b->d[k];
    digits v = {{0}};
    for (int i = 0, carry = 0; i < PLACES; i++) {
        carry += sum[i];
        v.d[i] = (unsigned char)(carry % 10);
        carry /= 10;
    }
    return v;
}

static decimal_result naive(int64_t *out, const char *s, const char *scale) {
    bool negative, none, rounded = false;
    digits a = naive_number(s, &negative), b = naive_number(scale, &none);
    digits v = naive_product(&a, &b);
    enum { MILLI = POINT - 3 };
    for (int i = 0; i < MILLI; i++) rounded |= v.d[i] != 0;
    if (v.d[MILLI - 1] >= 5) {
        int i = MILLI;
        while (v.d[i] == 9) v.d[i++] = 0;
        v.d[i]++;
    }
    uint64_t n = 0;
    for (int i = PLACES - 1; i >= MILLI; i--)
        if (__builtin_mul_overflow(n, 10u, &n) || __builtin_add_overflow(n, v.d[i], &n) ||
            n > INT64_MAX)
            return DECIMAL_TOO_LARGE;
    *out = negative ? -(int64_t)n : (int64_t)n;
    return rounded ? DECIMAL_ROUNDED : DECIMAL_EXACT;
}

static void random_text(char *s, bool positive) {
    size_t whole = test_random() % 14, rest = test_random() % 10;
    if (!positive && test_random() % 3 == 0) *s++ = test_random() % 2 ? '-' : '+';
    if (!whole && !rest) whole = 1;
    static const char biased[] = "0123456789000999555";
    for (size_t i = 0; i < whole; i++) *s++ = biased[test_random() % (sizeof biased - 1)];
    if (rest || test_random() % 8 == 0) *s++ = '.';
    for (size_t i = 0; i < rest; i++) *s++ = biased[test_random() % (sizeof biased - 1)];
    *s = 0;
    if (test_random() % 3 == 0) sprintf(s, "e%d", (int)(test_random() % 24) - 14);
}

TEST(random_numbers_equal_schoolbook_arithmetic) {
    static const char *const scales[] = {"1", "1000", "1e6", "0.001", "453.59237", "1e-6", "7.5"};
    size_t seen[4] = {0};
    for (int i = 0; i < 30000; i++) {
        char text[64];
        const char *scale = scales[test_random() % (sizeof scales / sizeof *scales)];
        int64_t got = 0, want = 0;
        random_text(text, false);
        decimal_result r = milli(&got, text, scale), w = naive(&want, text, scale);
        if (r != w || got != want)
            FAIL_("\"%s\" x %s is %jd (%d), want %jd (%d)", text, scale, (intmax_t)got, r,
                  (intmax_t)want, w);
        seen[r]++;
    }
    /* The three answers all came up, or the test tests nothing. */
    CHECK(seen[DECIMAL_EXACT] > 1000 && seen[DECIMAL_ROUNDED] > 1000 && seen[DECIMAL_TOO_LARGE] > 100);
}

TEST(what_is_shown_is_read_back) {
    static const int64_t ends[] = {0, 1, -1, 10, 100, 999, 1000, 1001, -999, INT64_MAX, -INT64_MAX};
    for (int i = 0; i < 100000; i++) {
        char text[DECIMAL_TEXT];
        int64_t v = i < 11 ? ends[i] : (int64_t)(test_random() >> (test_random() % 64)), got = v ^ 1;
        if (v < 0) v = -(v & INT64_MAX);
        if (i >= 11 && i % 2) v = -v;
        decimal_milli_format(text, v);
        if (decimal_milli(&got, text, strlen(text), one) != DECIMAL_EXACT || got != v)
            FAIL_("%jd is shown as %s, read as %jd", (intmax_t)v, text, (intmax_t)got);
    }
    char text[DECIMAL_TEXT];
    CHECK(strcmp(decimal_milli_format(text, 1234567), "1234.567") == 0);
    CHECK(strcmp(decimal_milli_format(text, 1000), "1") == 0);
    CHECK(strcmp(decimal_milli_format(text, -50), "-0.05") == 0);
    CHECK(strcmp(decimal_milli_format(text, INT64_MIN), "-9223372036854775.808") == 0);
}
