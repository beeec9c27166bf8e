#include "base/decimal.h"

#include <stdio.h>

typedef __int128 wide;

typedef struct number {
    wide digits; /* below 10^30 */
    int exponent;
    bool negative;
} number;

static const char *exponent_part(int *exponent, const char *s, const char *end) {
    bool neg = false;
    int e = 0;
    const char *first;
    if (s < end && (*s == '+' || *s == '-')) neg = *s++ == '-';
    for (first = s; s < end && *s >= '0' && *s <= '9'; s++)
        if (e < 10000) e = e * 10 + (*s - '0');
    if (s == first) return NULL;
    *exponent += neg ? -e : e;
    return s;
}

static bool parse(number *n, const char *s, size_t len) {
    const char *end = s + len;
    int significant = 0, seen = 0;
    bool point = false;
    *n = (number){0};
    if (s < end && (*s == '+' || *s == '-')) n->negative = *s++ == '-';
    for (; s < end; s++) {
        if (*s == '.' && !point) {
            point = true;
            continue;
        }
        if (*s < '0' || *s > '9') break;
        seen++;
        if (significant || *s != '0') significant++;
        if (significant > 30) return false;
        n->digits = n->digits * 10 + (*s - '0');
        if (point) n->exponent--;
    }
    if (!seen) return false;
    if (s < end && (*s == 'e' || *s == 'E')) s = exponent_part(&n->exponent, s + 1, end);
    return s == end;
}

bool decimal_scale_parse(decimal_scale *out, const char *s, size_t len) {
    number n;
    if (!parse(&n, s, len) || n.negative || n.digits <= 0 || n.digits > 999999999999999)
        return false;
    if (n.exponent < -30 || n.exponent > 30) return false;
    for (; n.digits % 10 == 0; n.exponent++) n.digits /= 10; /* leaves room for the value's digits */
    *out = (decimal_scale){(int64_t)n.digits, n.exponent};
    return true;
}

decimal_result decimal_milli(int64_t *out, const char *s, size_t len, decimal_scale scale) {
    number n;
    wide v, limit = ((wide)1 << 126);
    bool rounded = false;
    if (!parse(&n, s, len)) return DECIMAL_BAD;
    if (__builtin_mul_overflow(n.digits, (wide)scale.mantissa, &v)) return DECIMAL_TOO_LARGE;
    int e = n.exponent + scale.exponent + 3;
    for (; e > 0 && v; e--) {
        if (v > limit / 10) return DECIMAL_TOO_LARGE;
        v *= 10;
    }
    wide rest = 0; /* last digit dropped; earlier ones only matter as not zero */
    for (; e < 0 && v; e++) {
        if (rest) rounded = true;
        rest = v % 10;
        v /= 10;
    }
    /* Everything below the first dropped digit is smaller than half a unit of
     * it, so half away from zero needs that digit alone. When v ran out
     * early the value is below a tenth of a thousandth and rounds to zero.   */
    if (e < 0 && (rest || v)) {
        rounded = true;
        rest = 0;
    }
    if (rest) rounded = true;
    if (rest >= 5) v++;
    if (v > INT64_MAX) return DECIMAL_TOO_LARGE;
    *out = n.negative ? -(int64_t)v : (int64_t)v;
    return rounded ? DECIMAL_ROUNDED : DECIMAL_EXACT;
}

const char *decimal_milli_format(char text[DECIMAL_TEXT], int64_t milli) {
    uint64_t u = milli < 0 ? 0 - (uint64_t)milli : (uint64_t)milli;
    int n = snprintf(text, DECIMAL_TEXT, "%s%llu", milli < 0 ? "-" : "",
                     (unsigned long long)(u / 1000));
    unsigned frac = (unsigned)(u % 1000);
    if (frac) {
        n += snprintf(text + n, DECIMAL_TEXT - (size_t)n, ".%03u", frac);
        while (text[n - 1] == '0') text[--n] = 0;
    }
    return text;
}
