#include "lists/words.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static size_t blank_at(const unsigned char *p, size_t len) {
    if (!len) return 0;
    if (*p == ' ' || (*p >= 9 && *p <= 13)) return 1;
    if (len >= 2 && p[0] == 0xc2 && p[1] == 0xa0) return 2;                  /* no-break space */
    if (len >= 3 && p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf) return 3;  /* byte order mark */
    return len >= 3 && p[0] == 0xe3 && p[1] == 0x80 && p[2] == 0x80 ? 3 : 0; /* ideographic */
}

size_t list_trim(const char **s, size_t len) {
    const unsigned char *p = (const unsigned char *)*s;
    size_t n;
    while ((n = blank_at(p, len))) p += n, len -= n;
    for (bool more = true; more && len;) {
        more = false;
        for (size_t k = 1; k <= 3 && k <= len && !more; k++)
            if (blank_at(p + len - k, k) == k) len -= k, more = true;
    }
    *s = (const char *)p;
    return len;
}

/* ---- dates ---- */

/* The month that begins with these letters, 0 = none: "Sept", "September", "SEP". */
static int month_of(const char *s, size_t len) {
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
    if (len < 3) return 0;
    for (int i = 0; i < 12; i++)
        if (len <= strlen(names[i]) && strncasecmp(s, names[i], len) == 0) return i + 1;
    return 0;
}

/* The parts of a date: numbers and one month's name. False when there is something else. */
static bool parts_of(const char *s, int number[3], int digits[3], int *n, int *month,
                     int *month_at) {
    *n = 0, *month = 0, *month_at = -1;
    while (*s) {
        if (isdigit((unsigned char)*s)) {
            char *end;
            if (*n == 3) return false;
            long v = strtol(s, &end, 10);
            digits[*n] = (int)(end - s);
            if (digits[*n] > 4) return false;
            number[(*n)++] = (int)v;
            s = end;
        } else if (isalpha((unsigned char)*s)) {
            size_t len = 0;
            while (isalpha((unsigned char)s[len])) len++;
            if (len == 2 && (strncasecmp(s, "dd", 2) == 0 || strncasecmp(s, "mm", 2) == 0) &&
                *n < 3) {
                number[*n] = 0, digits[(*n)++] = 2; /* "dd/mm/1967": not known */
                s += 2;
                continue;
            }
            if (*month || !(*month = month_of(s, len))) return false;
            *month_at = *n;
            s += len;
        } else if (strchr(" .,/-", *s)) {
            s++;
        } else {
            return false;
        }
    }
    return true;
}

static bool write_date(char out[DATE_TEXT], int y, int m, int d) {
    if (y < 1000 || y > 9999 || m < 0 || m > 12 || d < 0) return false;
    if (!m) return !d && snprintf(out, DATE_TEXT, "%04d", y) > 0;
    if (d > date_days_in_month(y, m)) return false;
    if (!d) return snprintf(out, DATE_TEXT, "%04d-%02d", y, m) > 0;
    return snprintf(out, DATE_TEXT, "%04d-%02d-%02d", y, m, d) > 0;
}

bool list_date(char out[DATE_TEXT], const char *s) {
    int v[3] = {0}, digits[3] = {0}, n, month, month_at;
    char day[32];
    size_t len = strlen(s);
    if (len >= 19 && s[10] == 'T' && len < 40) { /* a moment: its day */
        memcpy(day, s, 10);
        day[10] = '\0';
        return list_date(out, day);
    }
    if (len > 30 || !parts_of(s, v, digits, &n, &month, &month_at)) return false;
    if (month) {
        if (n == 1 && digits[0] == 4) return write_date(out, v[0], month, 0);
        if (n != 2) return false;
        if (digits[0] == 4 && month_at == 1) return write_date(out, v[0], month, v[1]);
        return digits[1] == 4 && digits[0] <= 2 && month_at < 2 &&
               write_date(out, v[1], month, v[0]);
    }
    if (n == 1) return digits[0] == 4 && write_date(out, v[0], 0, 0);
    if (n == 2 && digits[0] == 4) return digits[1] == 2 && write_date(out, v[0], v[1], 0);
    if (n == 2) return digits[1] == 4 && digits[0] <= 2 && write_date(out, v[1], v[0], 0);
    if (n != 3) return false;
    if (digits[0] == 4)
        return digits[1] <= 2 && digits[2] <= 2 && write_date(out, v[0], v[1], v[2]);
    if (digits[2] == 2 && strchr(s, '.'))
        v[2] += v[2] < 70 ? 2000 : 1900, digits[2] = 4; /* 12.07.24 */
    return digits[2] == 4 && digits[0] <= 2 && digits[1] <= 2 && write_date(out, v[2], v[1], v[0]);
}

date_day list_whole_day(const char *s) {
    char iso[DATE_TEXT];
    date_day d = 0;
    return list_date(iso, s) && date_parse(&d, iso, strlen(iso)) ? d : 0;
}

void list_add_date(entity *e, const char *prop, const char *value) {
    char iso[DATE_TEXT];
    entity_add(e, prop, list_date(iso, value) ? iso : value, -1, NULL, NULL);
}

/* ---- several values in a cell ---- */

/* The end of a value in quotes that fills its place up to `by`, NULL = none. */
static const char *quoted_end(const char *p, char by) {
    for (p++; *p; p++) {
        if (*p != '"') continue;
        if (p[1] == '"') {
            p++;
            continue;
        }
        const char *after = p + 1;
        while (*after == ' ') after++;
        return !*after || *after == by ? p : NULL;
    }
    return NULL;
}

static void unquote(buf *out, const char *p, const char *end) {
    for (; p < end; p++) {
        buf_char(out, *p);
        if (*p == '"' && p[1] == '"') p++;
    }
}

bool list_split(buf *out, const char **at, char by) {
    const char *p = *at;
    out->len = 0;
    while (*p == ' ' || *p == by) p++;
    if (!*p) return *at = p, false;
    const char *end = *p == '"' ? quoted_end(p, by) : NULL;
    if (end) {
        unquote(out, p + 1, end);
        for (p = end + 1; *p && *p != by;) p++;
    } else {
        const char *stop = strchr(p, by);
        if (!stop) stop = p + strlen(p);
        buf_add(out, p, (size_t)(stop - p));
        p = stop;
    }
    *at = p;
    if (!out->len) buf_str(out, ""); /* a value of two quotes is passed by the entity */
    return true;
}

void list_add_noted(entity *e, const char *prop, const char *value) {
    size_t len = strlen(value);
    const char *open = len && value[len - 1] == ')' ? strrchr(value, '(') : NULL;
    char inside[256];
    if (!open || open == value || (size_t)(value + len - 1 - open) >= sizeof inside ||
        memchr(value, ')', len - 1)) {
        entity_add(e, prop, value, -1, NULL, NULL);
        return;
    }
    size_t n = (size_t)(value + len - 1 - open) - 1;
    memcpy(inside, open + 1, n);
    inside[n] = '\0';
    entity_add(e, prop, value, open - value, NULL, inside);
}

/* ---- languages ---- */

static const char *const languages[][3] = {
    {"ara", "Arabic", "ar"},     {"aze", "Azerbaijani", "az"}, {"bel", "Belarusian", "be"},
    {"bul", "Bulgarian", "bg"},  {"ces", "Czech", "cs"},       {"dan", "Danish", "da"},
    {"deu", "German", "de"},     {"ell", "Greek", "el"},       {"eng", "English", "en"},
    {"est", "Estonian", "et"},   {"fas", "Farsi", "fa"},       {"fas", "Persian", ""},
    {"fin", "Finnish", "fi"},    {"fra", "French", "fr"},      {"gle", "Irish", "ga"},
    {"heb", "Hebrew", "he"},     {"hrv", "Croatian", "hr"},    {"hun", "Hungarian", "hu"},
    {"hye", "Armenian", "hy"},   {"ita", "Italian", "it"},     {"jpn", "Japanese", "ja"},
    {"kat", "Georgian", "ka"},   {"kaz", "Kazakh", "kk"},      {"kir", "Kyrgyz", "ky"},
    {"kor", "Korean", "ko"},     {"lav", "Latvian", "lv"},     {"lit", "Lithuanian", "lt"},
    {"mlt", "Maltese", "mt"},    {"mya", "Burmese", "my"},     {"nld", "Dutch", "nl"},
    {"pol", "Polish", "pl"},     {"por", "Portuguese", "pt"},  {"prs", "Dari", ""},
    {"pus", "Pashto", "ps"},     {"ron", "Romanian", "ro"},    {"rus", "Russian", "ru"},
    {"slk", "Slovak", "sk"},     {"slv", "Slovenian", "sl"},   {"spa", "Spanish", "es"},
    {"srp", "Serbian", "sr"},    {"swe", "Swedish", "sv"},     {"tur", "Turkish", "tr"},
    {"ukr", "Ukrainian", "uk"},  {"urd", "Urdu", "ur"},        {"uzb", "Uzbek", "uz"},
    {"vie", "Vietnamese", "vi"}, {"zho", "Chinese", "zh"},
};

const char *list_lang(const char *name, size_t len) {
    for (size_t i = 0; i < sizeof languages / sizeof *languages && len; i++)
        for (int k = 0; k < 3; k++)
            if (strlen(languages[i][k]) == len && strncasecmp(languages[i][k], name, len) == 0)
                return languages[i][0];
    return "";
}
