/* votes_parse.c - a header and a record as checked values (votes_inner.h). */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/decimal.h"
#include "watch/votes_inner.h"

static const char *const kind_names[] = {"votes", "roll calls", "issues", "same texts",
                                         "ideal points"};
const char *votes_kind_name(votes_kind k) { return kind_names[k]; }

typedef struct parsing {
    votes_fault *fault;
    const votes_layout *l;
    const record_split *split;
} parsing;

/* ---- cells ---- */

static bool refuse(const parsing *p, int column, const char *reason) {
    p->fault->column = column;
    snprintf(p->fault->reason, sizeof p->fault->reason, "%s", reason);
    return false;
}

/* Digits only, at most 18 of them. */
static bool number(int64_t *out, const field *f, int64_t low, int64_t high) {
    int64_t n = 0;
    if (!f->len || f->len > 18) return false;
    for (uint32_t i = 0; i < f->len; i++) {
        if (f->p[i] < '0' || f->p[i] > '9') return false;
        n = 10 * n + (f->p[i] - '0');
    }
    *out = n;
    return n >= low && n <= high;
}

static bool rcid(int64_t *out, const parsing *p, int column) {
    return number(out, &p->split->f[column], 1, INT32_MAX) ||
           refuse(p, column, "no number of a roll call (1 to 2147483647)");
}

/* Files of statistics programs write a flag as 0, 1 or NA. */
static bool flag(int8_t *out, const parsing *p, int column) {
    const field *f = &p->split->f[column];
    if (f->len == 1 && (*f->p == '0' || *f->p == '1'))
        *out = (int8_t)(*f->p - '0');
    else if (f->len == 2 && memcmp(f->p, "NA", 2) == 0)
        *out = -1;
    else
        return refuse(p, column, "expected 0, 1 or NA");
    return true;
}

static bool text(field *out, const parsing *p, int column) {
    *out = p->split->f[column];
    return out->len <= VOTES_TEXT_MAX || refuse(p, column, "longer than 2000 bytes");
}

/* ---- rows ---- */

static bool matrix_row(votes_row *row, const parsing *p) {
    const field *f = &p->split->f[1];
    char reason[160];
    if (!rcid(&row->rcid, p, 0)) return false;
    if (f->len != p->l->countries) {
        snprintf(reason, sizeof reason, "%u votes where the header has %zu countries", f->len,
                 p->l->countries);
        return refuse(p, 1, reason);
    }
    for (uint32_t i = 0; i < f->len; i++) {
        char c = f->p[i];
        if (c == '.' || (c >= '1' && c <= '3')) continue;
        snprintf(reason, sizeof reason,
                 "vote %u (%.20s) has the code \"%c\": expected 1 yes, 2 abstain, 3 no or . none",
                 i + 1, p->l->country[i], c >= ' ' && c < 127 ? c : '?');
        return refuse(p, 1, reason);
    }
    row->cells = *f;
    return true;
}

static bool roll_row(votes_row *row, const parsing *p) {
    const field *day = &p->split->f[3];
    int64_t session;
    if (!rcid(&row->rcid, p, 0)) return false;
    if (!number(&session, &p->split->f[1], 1, VOTES_SESSION_MAX))
        return refuse(p, 1, "no session (1 to 999)");
    row->roll.session = (int16_t)session;
    if (!flag(&row->roll.important, p, 2)) return false;
    if (!date_parse(&row->roll.day, day->p, day->len)) return refuse(p, 3, "expected a date YYYY-MM-DD that exists");
    if (row->roll.day < VOTES_FIRST_DAY || row->roll.day > date_today())
        return refuse(p, 3, "out of range: 1945-10-24 to today");
    return text(&row->roll.unres, p, 4) && flag(&row->roll.amend, p, 5) &&
           flag(&row->roll.para, p, 6) && text(&row->roll.title, p, 7);
}

static bool issue_row(votes_row *row, const parsing *p) {
    const field *f = &p->split->f[1];
    if (!rcid(&row->rcid, p, 0)) return false;
    bool good = f->len && f->len <= 20;
    for (uint32_t i = 0; i < f->len && good; i++) good = f->p[i] > ' ' && f->p[i] != ',';
    if (!good) return refuse(p, 1, "no short name (1 to 20 bytes, no blank, no comma)");
    return text(&row->issue.code, p, 1) && text(&row->issue.name, p, 2);
}

static bool same_row(votes_row *row, const parsing *p) {
    if (!rcid(&row->earlier, p, 1) || !rcid(&row->rcid, p, 2)) return false;
    return row->earlier < row->rcid ||
           refuse(p, 2, "a repeated roll call must come after the one it repeats");
}

/* Written as "1.25", "-0.5" or "42.000000", in millionths; empty is not given. */
static bool micro(int64_t *out, bool *given, const parsing *p, int column, int low, int high) {
    static const decimal_scale thousand = {1000, 0};
    char reason[60];
    *given = column >= 0 && p->split->f[column].len;
    if (!*given) return true;
    decimal_result got = decimal_milli(out, p->split->f[column].p, p->split->f[column].len, thousand);
    if ((got == DECIMAL_EXACT || got == DECIMAL_ROUNDED) && *out >= low * 1000000ll &&
        *out <= high * 1000000ll)
        return true;
    snprintf(reason, sizeof reason, "expected a number from %d to %d", low, high);
    return refuse(p, column, reason);
}

static bool variant_row(votes_row *row, const parsing *p, size_t variant) {
    int64_t n = 0;
    bool given = false;
    for (int i = 0; i < 4; i++)
        if (!micro(&row->point.micro[i], &row->point.given[i], p,
                   p->l->variant[variant].value[i], -20, 20))
            return false;
    if (!micro(&n, &given, p, p->l->variant[variant].votes, 0, 20000)) return false;
    row->point.variant = p->l->variant[variant].name;
    row->point.votes = given ? (int32_t)(n / 1000000) : -1;
    return true;
}

static bool point_rows(votes_row row[VOTES_VARIANTS_MAX], size_t *rows, const parsing *p) {
    const votes_layout *l = p->l;
    const field *c = &p->split->f[l->country_column];
    const area *who = areas_find(l->a, "cow", c->p, c->len, 0);
    int base = l->years ? 1945 : 0;
    int64_t when;
    if (!who)
        return refuse(p, l->country_column, "unknown country number (Correlates of War)");
    if (!number(&when, &p->split->f[l->session_column], base + 1, base + VOTES_SESSION_MAX))
        return refuse(p, l->session_column,
                      l->years ? "no year from 1946" : "no session (1 to 999)");
    for (size_t k = 0; k < l->variants; k++) {
        row[*rows] = (votes_row){.point = {.country = who->code, .session = (int16_t)(when - base)}};
        if (!variant_row(&row[*rows], p, k)) return false;
        *rows += row[*rows].point.given[0];
    }
    return true;
}

bool votes_parse(votes_row row[VOTES_VARIANTS_MAX], size_t *rows, votes_fault *fault,
                 const votes_layout *l, const record_split *split) {
    static bool (*const of[])(votes_row *, const parsing *) = {matrix_row, roll_row, issue_row,
                                                               same_row};
    const parsing p = {fault, l, split};
    *rows = 0;
    if (split->n != l->columns) {
        snprintf(fault->reason, sizeof fault->reason, "%zu fields where the header has %zu", split->n,
                 l->columns);
        fault->column = -1;
        return false;
    }
    if (l->kind == VOTES_POINTS) return point_rows(row, rows, &p);
    row[0] = (votes_row){0};
    *rows = of[l->kind](row, &p);
    return *rows;
}

/* ---- the header ---- */

/* "Q5%HumanRights" is q5 of HumanRights: the ending behind a stem, NULL without it. */
static const char *ending(const char *column, const char *stem) {
    size_t n = strlen(stem);
    if (strncasecmp(column, stem, n) != 0) return NULL;
    return column[n] == '%' ? column + n + 1 : column + n;
}

static int column_of(const char *const *header, size_t columns, const char *stem,
                     const char *variant) {
    for (size_t i = 0; i < columns; i++) {
        const char *end = ending(header[i], stem);
        if (end && strcasecmp(end, variant) == 0) return (int)i;
    }
    return -1;
}

static bool is_header(const char *const *header, size_t columns, const char *const names[]) {
    size_t n = 0;
    for (; names[n]; n++)
        if (n >= columns || strcmp(header[n], names[n]) != 0) return false;
    return n == columns;
}

bool votes_header_kind(votes_kind *out, const char *const *header, size_t columns) {
    static const char *const rolls[] = {"rcid",  "session", "importantvote", "date",
                                        "unres", "amend",   "para",          "short", NULL};
    static const char *const issues[] = {"rcid", "short_name", "issue", NULL};
    static const char *const same[] = {"v1", "rcid1", "rcid2", NULL};
    if (is_header(header, columns, rolls))
        *out = VOTES_ROLLS;
    else if (is_header(header, columns, issues))
        *out = VOTES_ISSUES;
    else if (is_header(header, columns, same))
        *out = VOTES_SAME;
    else if (columns == 2 && strcmp(header[0], "rcid") == 0)
        *out = VOTES_MATRIX;
    else if (column_of(header, columns, "ccode", "") >= 0)
        *out = VOTES_POINTS;
    else
        return false;
    return true;
}

static cordon_status bind_countries(votes_layout *l, const char *list, const char *file,
                                    cordon_error *err) {
    for (const char *p = list;; p++) {
        size_t len = strcspn(p, ",");
        int shown = (int)(len < 40 ? len : 40);
        const area *who = areas_find(l->a, "unvotes|iso2", p, len, 0);
        if (!who)
            return cordon_fail_at(err, CORDON_EFORMAT, file, 1, 2,
                                  "country code \"%.*s\" of the votes is unknown", shown, p);
        for (size_t i = 0; i < l->countries; i++)
            if (strcmp(l->country[i], who->code) == 0)
                return cordon_fail_at(err, CORDON_EFORMAT, file, 1, 2,
                                      "country code \"%.*s\" means %s, which has a column already",
                                      shown, p, who->code);
        if (l->countries == VOTES_COUNTRIES_MAX)
            return cordon_fail_at(err, CORDON_ELIMIT, file, 1, 2, "more than %d countries",
                                  VOTES_COUNTRIES_MAX);
        l->country[l->countries++] = who->code;
        p += len;
        if (!*p) return CORDON_OK;
    }
}

static cordon_status bind_points(votes_layout *l, const char *const *header, const char *file,
                                 cordon_error *err) {
    static const char *const stems[] = {"idealpoint", "q5", "q50", "q95"};
    l->country_column = column_of(header, l->columns, "ccode", "");
    l->session_column = column_of(header, l->columns, "session", "");
    l->years = l->session_column < 0;
    if (l->years) l->session_column = column_of(header, l->columns, "year", "");
    for (size_t i = 0; i < l->columns; i++) {
        const char *end = ending(header[i], stems[0]);
        if (!end) continue;
        if (l->variants == VOTES_VARIANTS_MAX)
            return cordon_fail_at(err, CORDON_ELIMIT, file, 1, 0, "more than %d variants",
                                  VOTES_VARIANTS_MAX);
        l->variant[l->variants].name = *end ? end : "all";
        for (int k = 0; k < 4; k++)
            l->variant[l->variants].value[k] = column_of(header, l->columns, stems[k], end);
        l->variant[l->variants++].votes = column_of(header, l->columns, "nvotes", end);
    }
    if (l->session_column >= 0 && l->variants) return CORDON_OK;
    return cordon_fail_at(err, CORDON_EFORMAT, file, 1, 0,
                          "ideal points need the columns ccode, session or year, and idealpoint");
}

cordon_status votes_layout_bind(votes_layout *out, const char *const *header, size_t columns,
                                const areas *a, const char *file, cordon_error *err) {
    *out = (votes_layout){.a = a, .columns = columns};
    if (!votes_header_kind(&out->kind, header, columns))
        return cordon_fail_at(err, CORDON_EFORMAT, file, 1, 0,
                              "the header is none of votes (rcid and countries), roll calls, issues, "
                              "same texts (v1,rcid1,rcid2) or ideal points (ccode)");
    if (out->kind == VOTES_MATRIX) return bind_countries(out, header[1], file, err);
    return out->kind == VOTES_POINTS ? bind_points(out, header, file, err) : CORDON_OK;
}
