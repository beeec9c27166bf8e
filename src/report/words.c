#include "report/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const months[] = {"",    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static void group(char out[WORDS], uint64_t n) {
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    for (int i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0) *out++ = ',';
        *out++ = digits[i];
    }
    *out = 0;
}

static uint64_t magnitude(int64_t v) { return v < 0 ? (uint64_t) - (v + 1) + 1 : (uint64_t)v; }

const char *words_count(char out[WORDS], int64_t n) {
    size_t at = 0;
    if (n < 0) out[at++] = '-';
    group(out + at, magnitude(n));
    return out;
}

const char *words_million(char out[WORDS], int64_t milli) {
    uint64_t tenths = (magnitude(milli) + 50000000) / 100000000;
    size_t at = 0;
    if (milli < 0 && tenths) out[at++] = '-';
    group(out + at, tenths / 10);
    at = strlen(out);
    snprintf(out + at, WORDS - at, ".%d", (int)(tenths % 10));
    return out;
}

const char *words_change(char out[WORDS], int64_t milli) {
    char plain[WORDS];
    words_million(plain, milli);
    snprintf(out, WORDS, "%s%.40s", milli > 0 ? "+" : "", plain);
    return out;
}

const char *words_money(char out[WORDS], int64_t milli, const char *currency) {
    double mn = fabs((double)milli) / 1e9;
    const char *sign = milli < 0 ? "-" : "";
    if (mn >= 999.5)
        snprintf(out, WORDS, "%s%.1f bn %.8s", sign, mn / 1e3, currency);
    else if (mn >= 9.95)
        snprintf(out, WORDS, "%s%.0f mn %.8s", sign, mn, currency);
    else
        snprintf(out, WORDS, "%s%.1f mn %.8s", sign, mn, currency);
    return out;
}

const char *words_growth(char out[WORDS], double percent) {
    out[0] = 0;
    if (isfinite(percent)) snprintf(out, WORDS, "%+.2f %%", percent);
    return out;
}

const char *words_share(char out[WORDS], double percent) {
    out[0] = 0;
    if (isfinite(percent)) snprintf(out, WORDS, "%.1f %%", percent);
    return out;
}

const char *words_rough(char out[WORDS], double percent) {
    double p = fabs(percent);
    out[0] = 0;
    if (isfinite(p)) snprintf(out, WORDS, p >= 9.95 ? "%.0f %%" : "%.1f %%", p);
    return out;
}

const char *words_month(char out[WORDS], date_period p) {
    int m = p % 100;
    if (m >= 1 && m <= 12)
        snprintf(out, WORDS, "%s %d", months[m], p / 100);
    else
        snprintf(out, WORDS, "%d", p / 100);
    return out;
}

const char *words_window(char out[WORDS], flow_window w) {
    char a[WORDS], b[WORDS];
    words_month(a, w.from);
    words_month(b, w.to);
    if (w.from == w.to)
        snprintf(out, WORDS, "%.20s", a);
    else if (w.from % 100 && w.from / 100 == w.to / 100)
        snprintf(out, WORDS, "%.3s to %.20s", a, b);
    else
        snprintf(out, WORDS, "%.20s to %.20s", a, b);
    return out;
}

const char *words_moved(int64_t base, int64_t value) {
    return value < base ? "fell" : value > base ? "rose" : "stayed";
}
