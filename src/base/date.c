#include "base/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static bool digits(int *out, const char *s, size_t n) {
    int v = 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9') return false;
        v = v * 10 + (s[i] - '0');
    }
    *out = v;
    return true;
}

int date_days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12) return 0;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool date_valid(date_day d) {
    int y = d / 10000, m = d / 100 % 100, day = d % 100;
    return y >= 1000 && y <= 9999 && day >= 1 && day <= date_days_in_month(y, m);
}

bool date_parse(date_day *out, const char *s, size_t len) {
    int y, m, d;
    if (len != 10 || s[4] != '-' || s[7] != '-') return false;
    if (!digits(&y, s, 4) || !digits(&m, s + 5, 2) || !digits(&d, s + 8, 2)) return false;
    date_day v = y * 10000 + m * 100 + d;
    if (!date_valid(v)) return false;
    *out = v;
    return true;
}

bool date_period_parse(date_period *out, const char *s, size_t len) {
    int y, m = 0;
    if (len == 7 && s[4] == '-') {
        if (!digits(&m, s + 5, 2) || m < 1) return false;
    } else if (len == 6) {
        if (!digits(&m, s + 4, 2) || m < 1) return false;
    } else if (len != 4) {
        return false;
    }
    if (!digits(&y, s, 4) || y < 1000 || m > 12) return false;
    *out = y * 100 + m;
    return true;
}

const char *date_format(char text[DATE_TEXT], date_day d) {
    text[0] = 0;
    if (d > 0 && d <= DATE_MAX)
        snprintf(text, DATE_TEXT, "%04d-%02d-%02d", d / 10000, d / 100 % 100, d % 100);
    return text;
}

const char *date_period_format(char text[DATE_TEXT], date_period p) {
    text[0] = 0;
    if (p <= 0 || p > 999912) return text;
    if (p % 100)
        snprintf(text, DATE_TEXT, "%04d-%02d", p / 100, p % 100);
    else
        snprintf(text, DATE_TEXT, "%04d", p / 100);
    return text;
}

int32_t date_number(date_day d) {
    int y = d / 10000, m = d / 100 % 100, day = d % 100;
    if (m <= 2) y--; /* years begin in March, so that the leap day is the last */
    int of_era = y % 400, of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return y / 400 * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

date_day date_of_number(int32_t number) {
    int32_t n = number + 719468;
    int era = n / 146097, of_era = n % 146097;
    int y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;
    int month = m < 10 ? m + 3 : m - 9;
    return (y + era * 400 + (month <= 2)) * 10000 + month * 100 + of_year - (153 * m + 2) / 5 + 1;
}

int date_weekday(int32_t number) { return ((number + 3) % 7 + 7) % 7; }

date_day date_period_first(date_period p) { return p * 100 + (p % 100 ? 1 : 101); }

date_day date_period_last(date_period p) {
    int y = p / 100, m = p % 100;
    return m ? p * 100 + date_days_in_month(y, m) : y * 10000 + 1231;
}

date_period date_period_next(date_period p) {
    if (p % 100 == 0) return p + 100;
    return p % 100 == 12 ? p + 89 : p + 1;
}

static const long long first_second = -30610224000, last_second = 253402300799; /* the years 1000 to 9999 */

/* Whether SOURCE_DATE_EPOCH says what time it is. */
static bool told(long long *out) {
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    char *end = NULL;
    *out = epoch && *epoch ? strtoll(epoch, &end, 10) : 0;
    return end && end != epoch && !*end && *out >= first_second && *out <= last_second;
}

date_day date_today(void) {
    long long t;
    time_t when = told(&t) ? (time_t)t : time(NULL);
    struct tm tm;
    if (!gmtime_r(&when, &tm)) return 0;
    return (tm.tm_year + 1900) * 10000 + (tm.tm_mon + 1) * 100 + tm.tm_mday;
}

int64_t date_now_us(void) {
    long long t;
    struct timespec now;
    if (told(&t)) return t * 1000000;
    return clock_gettime(CLOCK_REALTIME, &now) == 0 ? (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000 : 0;
}

const char *date_time_format(char text[DATE_TIME_TEXT], int64_t us) {
    int64_t part = us % 1000000;
    if (part < 0) part += 1000000;
    time_t when = (time_t)((us - part) / 1000000);
    struct tm tm;
    *text = 0;
    if (when < first_second || when > last_second || !gmtime_r(&when, &tm)) return text;
    size_t n = strftime(text, DATE_TIME_TEXT, "%Y-%m-%dT%H:%M:%S", &tm);
    snprintf(text + n, DATE_TIME_TEXT - n, ".%06dZ", (int)part);
    return text;
}
