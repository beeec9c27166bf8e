#include "lists/citations.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lists/words.h"

/* ---- days --------------------------------------------------------------------- */

static bool digit(const char *p, const char *end) { return p < end && isdigit((unsigned char)*p); }

static const char *number(const char *p, const char *end, int *out, int *digits) {
    for (*out = *digits = 0; digit(p, end) && *digits < 9; p++, ++*digits)
        *out = *out * 10 + (*p - '0');
    return p;
}

static date_day day_of(int y, int digits, int m, int d) {
    if ((digits != 2 && digits != 4) || m < 1 || m > 12 || d < 1 || d > 31) return 0;
    if (digits == 2) y += y < 50 ? 2000 : 1900;
    date_day day = y * 10000 + m * 100 + d;
    return date_valid(day) ? day : 0;
}

/* At a digit: "9/15/94" or "2020-07-02". */
static date_day numeric_day(const char *p, const char *end, const char **after) {
    int v[3], n[3];
    for (int i = 0; i < 3; i++) {
        p = number(p, end, &v[i], &n[i]);
        if (!n[i] || (i < 2 && (p == end || (*p != '/' && *p != '-')))) return 0;
        if (i < 2) p++;
    }
    *after = p;
    if (n[0] == 4) return day_of(v[0], n[0], v[1], v[2]);
    return n[0] <= 2 && n[1] <= 2 ? day_of(v[2], n[2], v[0], v[1]) : 0;
}

/* Words from p on that are a date: "June 7, 2021", "03 Jun 2021". */
static date_day worded_day(const char *p, const char *end, const char **after) {
    char text[32];
    for (size_t len = 8; len < sizeof text && len <= (size_t)(end - p); len++) {
        if (!digit(p + len - 1, end) || digit(p + len, end)) continue;
        memcpy(text, p, len);
        text[len] = '\0';
        date_day day = strpbrk(text, "/-") ? 0 : list_whole_day(text);
        if (day) return *after = p + len, day;
    }
    return 0;
}

date_day list_us_day(const char *s, const char *end, const char **after) {
    for (const char *p = s; p < end; p++) {
        bool begins = p == s || !isalnum((unsigned char)p[-1]);
        if (!begins || !isalnum((unsigned char)*p)) continue;
        date_day day = digit(p, end) ? numeric_day(p, end, after) : 0;
        if (!day) day = worded_day(p, end, after);
        if (day) return day;
    }
    return 0;
}

/* ---- notices ------------------------------------------------------------------ */

typedef struct notice {
    char reference[48];
    const char *begin, *end;
} notice;

/* At a digit: "62 FR 35334", "80 F.R.44930". */
static bool by_page(const char *p, const char *end, notice *out) {
    int volume, page, digits;
    out->begin = p;
    p = number(p, end, &volume, &digits);
    if (!digits || digits > 3) return false;
    while (p < end && isspace((unsigned char)*p)) p++;
    if (end - p >= 4 && strncasecmp(p, "F.R.", 4) == 0)
        p += 4;
    else if (end - p >= 2 && strncmp(p, "FR", 2) == 0)
        p += 2;
    else
        return false;
    while (p < end && isspace((unsigned char)*p)) p++;
    p = number(p, end, &page, &digits);
    if (!digits || digits > 6) return false;
    snprintf(out->reference, sizeof out->reference, "%d FR %d", volume, page);
    out->end = p;
    return true;
}

/* At "Vol": "Vol. 86, No. 51", "Vol.83, No. 166". */
static bool by_number(const char *p, const char *end, notice *out) {
    int volume, issue, digits;
    out->begin = p;
    if (end - p < 4 || strncasecmp(p, "Vol", 3) != 0) return false;
    for (p += 3; p < end && (*p == '.' || *p == ' '); p++) {
    }
    p = number(p, end, &volume, &digits);
    if (!digits || digits > 3) return false;
    while (p < end && (*p == ',' || *p == ' ')) p++;
    if (end - p < 3 || strncasecmp(p, "No", 2) != 0) return false;
    for (p += 2; p < end && (*p == '.' || *p == ' '); p++) {
    }
    p = number(p, end, &issue, &digits);
    if (!digits || digits > 4) return false;
    snprintf(out->reference, sizeof out->reference, "Vol. %d, No. %d", volume, issue);
    out->end = p;
    return true;
}

static bool next_notice(const char *p, const char *end, notice *out) {
    for (const char *begin = p; p < end; p++) {
        bool starts = p == begin || !isalnum((unsigned char)p[-1]);
        if (!starts) continue;
        if (isdigit((unsigned char)*p) ? by_page(p, end, out) : by_number(p, end, out)) return true;
    }
    return false;
}

void list_citations(entity *e, const char *text, const entity_listing *base) {
    const char *end = text + strlen(text), *after;
    notice n, next;
    entity_listing l = *base;
    bool more = next_notice(text, end, &n);
    if (!more) {
        l.reference = text;
        if (!l.from) l.from = list_us_day(text, end, &after);
        entity_list(e, &l);
    }
    for (bool first = true; more; first = false) {
        bool another = next_notice(n.end, end, &next);
        l.reference = n.reference;
        l.from = first && base->from ? base->from
                                     : list_us_day(n.end, another ? next.begin : end, &after);
        entity_list(e, &l);
        n = next;
        more = another;
    }
}
