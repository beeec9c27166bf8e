#include "name/partial_date.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/data_dir.h"
#include "base/once.h"
#include "name/fold.h"
#include "read/table.h"

enum { WORDS_MAX = 1024, PARTS_MAX = 16 };

/* What a word says: a month 1 to 12, or one of these. */
enum { SAYS_CIRCA = 20, SAYS_BETWEEN, SAYS_TO, SAYS_NOTHING };

typedef struct date_word {
    const char *text;
    int says;
} date_word;

struct date_words {
    table t;
    date_word word[WORDS_MAX]; /* sorted */
    size_t n;
};

static int by_text(const void *x, const void *y) {
    return strcmp(((const date_word *)x)->text, ((const date_word *)y)->text);
}

static int meaning(const char *s) {
    static const char *const names[] = {"circa", "between", "to", "nothing"};
    for (int i = 0; i < 4; i++)
        if (!strcmp(s, names[i])) return SAYS_CIRCA + i;
    int month = atoi(s);
    return month >= 1 && month <= 12 ? month : 0;
}

static cordon_status read_words(void *fresh, cordon_error *err) {
    date_words *w = fresh;
    static const char *const names[] = {"word", "says", NULL};
    char path[512];
    int col[2];
    cordon_status status =
        table_read(&w->t, data_path(path, sizeof path, "data/names/date_words.csv"), err);
    if (status) return status;
    status = table_cols(&w->t, names, col, err);
    if (!status && w->t.rows > WORDS_MAX)
        status = cordon_fail_at(err, CORDON_ELIMIT, w->t.path, w->t.line[WORDS_MAX], 0,
                                "more than %d words", WORDS_MAX);
    for (size_t i = 0; !status && i < w->t.rows; i++) {
        const char *says = table_cell(&w->t, i, col[1]);
        w->word[w->n++] = (date_word){table_cell(&w->t, i, col[0]), meaning(says)};
        if (!meaning(says))
            status =
                cordon_fail_at(err, CORDON_EFORMAT, w->t.path, w->t.line[i], 2,
                               "\"%.40s\": expected 1 to 12, circa, between, to or nothing", says);
    }
    qsort(w->word, w->n, sizeof *w->word, by_text);
    if (status) table_free(&w->t);
    return status;
}

cordon_status date_words_open(const date_words **out, cordon_error *err) {
    static once forever = ONCE;
    cordon_status status;
    const date_words *w = once_kept(&forever, sizeof *w, read_words, &status, err);
    if (w) *out = w;
    return status;
}

/* A number, or what a word says. */
typedef struct part {
    int number, digits; /* digits 0 = a word */
    int says;
    char before; /* the mark before it, ' ' = blanks only, 0 = nothing */
} part;

static bool cut_word(part *p, const date_words *w, const char *s, size_t len) {
    char text[48];
    if (len >= sizeof text) return false;
    memcpy(text, s, len);
    text[len] = 0;
    date_word key = {text, 0};
    const date_word *found = bsearch(&key, w->word, w->n, sizeof *w->word, by_text);
    if (!found) return false;
    p->says = found->says;
    return true;
}

static bool mark(unsigned char c) {
    return c < 0x80 && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z');
}

/* False when a word is not known, or there are too many parts. A time behind a T is left out. */
static int cut_parts(part *v, const date_words *w, const char *s, size_t len) {
    int n = 0;
    char before = 0;
    for (size_t i = 0; i < len;) {
        size_t from = i;
        if (mark((unsigned char)s[i])) {
            if (s[i] != ' ' || !before) before = s[i];
            i++;
            continue;
        }
        if (n == PARTS_MAX) return -1;
        part p = {.before = before};
        before = 0;
        if (s[i] >= '0' && s[i] <= '9') {
            for (; i < len && s[i] >= '0' && s[i] <= '9'; i++)
                if (p.digits++ < 8) p.number = p.number * 10 + (s[i] - '0');
            if (p.digits > 8) return -1;
        } else {
            bool time = s[i] == 't' && n == 3 && i + 1 < len && s[i + 1] >= '0' && s[i + 1] <= '9';
            if (time) return n;
            while (i < len && !mark((unsigned char)s[i]) && !(s[i] >= '0' && s[i] <= '9')) i++;
            if (!cut_word(&p, w, s + from, i - from)) return -1;
            if (p.says == SAYS_NOTHING) continue;
        }
        v[n++] = p;
    }
    return n;
}

static bool make(partial_date *out, int y, int m, int d) {
    if (y < 1000 || y > 9999 || m < 0 || m > 12 || d < 0 || (!m && d)) return false;
    partial_date p = {.exactness = (uint8_t)(d ? DATE_EXACT : m ? DATE_MONTH : DATE_YEAR)};
    if (d) {
        p.from = p.to = y * 10000 + m * 100 + d;
        if (!date_valid(p.from)) return false;
    } else {
        p.from = date_period_first(y * 100 + m), p.to = date_period_last(y * 100 + m);
    }
    *out = p;
    return true;
}

static bool day_and_month(partial_date *out, int y, int first, int second, date_order order) {
    int d = order == DATE_DAY_FIRST ? first : second, m = order == DATE_DAY_FIRST ? second : first;
    if (m > 12 && d <= 12) {
        int t = d;
        d = m, m = t;
    }                   /* only one reading is a date */
    if (!m && d) d = 0; /* 00/00/1980, and a day without a month says the year */
    if (!make(out, y, m, d)) return false;
    if (d && d <= 12 && d != m) out->exchanged = y * 10000 + d * 100 + m;
    return true;
}

/* Three numbers, or two and a month in words, in their orders. */
static bool one_date(partial_date *out, const part *v, int n, date_order order) {
    int month = -1, year = -1;
    for (int i = 0; i < n; i++) {
        if (!v[i].digits && (month >= 0 || v[i].says > 12)) return false;
        if (!v[i].digits) month = i;
        if (v[i].digits == 4 && year < 0) year = i;
    }
    if (n == 1 && v[0].digits == 8)
        return make(out, v[0].number / 10000, v[0].number / 100 % 100, v[0].number % 100);
    if (year < 0) return false;
    int y = v[year].number, rest[2], r = 0;
    for (int i = 0; i < n; i++)
        if (i != year && i != month && (r == 2 || (rest[r++] = v[i].number, v[i].digits > 2)))
            return false;
    if (month >= 0) return r < 2 && make(out, y, v[month].says, r ? rest[0] : 0);
    if (r == 0) return make(out, y, 0, 0);
    if (r == 1) return make(out, y, rest[0], 0);
    if (year == 0) return make(out, y, rest[0], rest[0] ? rest[1] : 0); /* 1971-03-05, 1980-00-00 */
    return year == 2 && day_and_month(out, y, rest[0], rest[1], order);
}

static date_day moved(date_day d, int years) {
    int y = d / 10000 + years, rest = d % 10000;
    if (y < 1000) return 10000101;
    if (y > 9999) return DATE_MAX;
    if (rest == 229 && date_days_in_month(y, 2) == 28) rest = 228;
    return y * 10000 + rest;
}

static void about(partial_date *p) {
    int years = p->exactness == DATE_EXACT || p->exactness == DATE_MONTH ? 1 : CIRCA_YEARS;
    *p = (partial_date){moved(p->from, -years), moved(p->to, years), 0, DATE_CIRCA};
}

static bool between(partial_date *out, const part *v, int n, int to, date_order order) {
    partial_date a, b;
    if (!one_date(&a, v, to, order) || !one_date(&b, v + to + 1, n - to - 1, order) ||
        b.to < a.from)
        return false;
    *out = (partial_date){a.from, b.to, 0, DATE_RANGE};
    return true;
}

/* "1960-1962", "1960/1962": two years and nothing else. */
static bool two_years(partial_date *out, const part *v, int n) {
    if (n != 2 || v[0].digits != 4 || v[1].digits != 4 || v[1].number < v[0].number) return false;
    partial_date a, b;
    if (!make(&a, v[0].number, 0, 0) || !make(&b, v[1].number, 0, 0)) return false;
    *out = (partial_date){a.from, b.to, 0, DATE_RANGE};
    return true;
}

static bool read_parts(partial_date *out, part *v, int n, date_order order) {
    bool circa = false;
    int kept = 0, to = -1;
    for (int i = 0; i < n; i++) {
        if (!v[i].digits && v[i].says == SAYS_CIRCA) {
            circa = true;
            continue;
        }
        if (!v[i].digits && v[i].says == SAYS_BETWEEN) continue;
        if (!v[i].digits && v[i].says == SAYS_TO) {
            if (to >= 0) return false;
            to = kept;
        }
        v[kept++] = v[i];
    }
    if (to >= 0 ? !between(out, v, kept, to, order)
                : !two_years(out, v, kept) && !one_date(out, v, kept, order))
        return false;
    if (circa) about(out);
    return true;
}

bool partial_date_read(partial_date *out, const date_words *w, const char *text, size_t len,
                       date_order order) {
    if (len > PARTIAL_DATE_TEXT_MAX) return false;
    buf b = {0};
    part v[PARTS_MAX];
    partial_date p = {0};
    int n = name_fold(&b, text, len) ? -1 : cut_parts(v, w, buf_text(&b), b.len);
    buf_free(&b);
    if (n <= 0 || !read_parts(&p, v, n, order)) return false;
    *out = p;
    return true;
}

static bool overlap(const partial_date *a, const partial_date *b) {
    return a->from <= b->to && b->from <= a->to;
}

double partial_date_agreement(const partial_date *a, const partial_date *b) {
    bool exact = a->exactness == DATE_EXACT && b->exactness == DATE_EXACT;
    if (exact && a->from == b->from) return 1;
    if (exact && (a->exchanged == b->from || b->exchanged == a->from)) return 0.9;
    if (exact && a->from / 100 == b->from / 100) return 0.2;
    if (exact && a->from / 10000 == b->from / 10000) return 0.1;
    if (overlap(a, b)) return a->exactness >= DATE_RANGE || b->exactness >= DATE_RANGE ? 0.4 : 0.6;
    int32_t gap = a->from > b->to ? date_number(a->from) - date_number(b->to)
                                  : date_number(b->from) - date_number(a->to);
    return gap <= 366 ? 0 : gap <= 5 * 366 ? -0.5 : -1;
}

const char *date_exactness_name(unsigned e) {
    static const char *const names[] = {"exact", "month", "year", "range", "circa"};
    return e <= DATE_CIRCA ? names[e] : "unknown";
}
