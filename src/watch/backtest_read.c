#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "watch/backtest.h"

enum { SLOTS = 4 * BACKTEST_ACTORS_MAX, YEARS_MAX = 200, BAD_PER_CENT = 5 };

/* ---- cells ---- */

static bool read_number(double *out, const char *s) {
    char *end;
    if (!isdigit((unsigned char)*s) && *s != '-' && *s != '.') return false;
    if (strpbrk(s, "xXnNiI")) return false;
    *out = strtod(s, &end);
    return end != s && !*end && isfinite(*out);
}

static bool read_day(int32_t *out, const char *s) {
    char dashed[11];
    date_day d;
    size_t len = strlen(s);
    if (len == 8) {
        memcpy(dashed, s, 4);
        dashed[4] = dashed[7] = '-';
        memcpy(dashed + 5, s + 4, 2);
        memcpy(dashed + 8, s + 6, 2);
        s = dashed;
        len = 10;
    }
    if (!date_parse(&d, s, len)) return false;
    *out = date_number(d);
    return true;
}

/* Letters, digits, and _ - . as in region codes: no blank, no control. */
static bool is_code(const char *s) {
    size_t n = strlen(s);
    if (n < 1 || n > BACKTEST_CODE_MAX) return false;
    for (; *s; s++)
        if (!isalnum((unsigned char)*s) && !strchr("_-.", *s)) return false;
    return true;
}

static cordon_status bad_cell(cordon_error *err, const table *t, size_t row, int col,
                              const char *expected) {
    return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row], (uint32_t)col + 1,
                          "%s \"%.40s\": expected %s", t->head[col], table_cell(t, row, col),
                          expected);
}

/* ---- the feed ---- */

typedef struct row {
    int32_t day;
    uint16_t a, b;
    double value;
} row;

typedef struct maker {
    backtest_feed *feed;
    const table *rows, *totals;
    row *row; /* a day of INT32_MIN was refused */
    const char *code[BACKTEST_ACTORS_MAX];
    uint16_t slot[SLOTS]; /* 1 + number of a code; 0 = free */
    size_t codes;
    int32_t first, last;
    double **column; /* codes * codes; NULL = no such pair so far */
    double *total;
    uint8_t *covered;
} maker;

static cordon_status number_of(uint16_t *out, maker *m, const char *code, cordon_error *err) {
    uint32_t h = 2166136261u;
    for (const char *s = code; *s; s++) h = (h ^ (unsigned char)*s) * 16777619u;
    size_t i = h % SLOTS;
    for (; m->slot[i]; i = (i + 1) % SLOTS) {
        *out = (uint16_t)(m->slot[i] - 1);
        if (strcmp(m->code[*out], code) == 0) return CORDON_OK;
    }
    if (m->codes == BACKTEST_ACTORS_MAX)
        return cordon_fail_at(err, CORDON_ELIMIT, m->rows->path, 0, 0, "more than %d codes",
                              BACKTEST_ACTORS_MAX);
    m->code[m->codes] = code;
    *out = (uint16_t)m->codes++;
    m->slot[i] = (uint16_t)(*out + 1);
    return CORDON_OK;
}

static cordon_status refuse(maker *m, size_t i, const cordon_error *why, cordon_error *err) {
    backtest_feed *f = m->feed;
    if (!f->refused++) f->reason = *why;
    m->row[i].day = INT32_MIN;
    if (f->refused * 100 <= m->rows->rows * BAD_PER_CENT) return CORDON_OK;
    return cordon_fail_at(err, CORDON_EFORMAT, f->reason.source, f->reason.line, f->reason.column,
                          "%s; more than %d %% of the rows are bad", f->reason.message,
                          BAD_PER_CENT);
}

/* Reads the cells of row i; CORDON_EFORMAT for one that is to be refused. */
static cordon_status read_row(maker *m, size_t i, const int col[4], cordon_error *err) {
    const table *t = m->rows;
    row *r = &m->row[i];
    const char *a = table_cell(t, i, col[1]), *b = table_cell(t, i, col[2]);
    if (!read_day(&r->day, table_cell(t, i, col[0])))
        return bad_cell(err, t, i, col[0], "a day such as 20220224 or 2022-02-24");
    if (!is_code(a)) return bad_cell(err, t, i, col[1], "a code of 1 to 15 letters or digits");
    if (!is_code(b)) return bad_cell(err, t, i, col[2], "a code of 1 to 15 letters or digits");
    if (!read_number(&r->value, table_cell(t, i, col[3])))
        return bad_cell(err, t, i, col[3], "a number");
    cordon_status status = number_of(&r->a, m, a, err);
    return status ? status : number_of(&r->b, m, b, err);
}

static cordon_status read_rows(maker *m, cordon_error *err) {
    static const char *const names[] = {"date", "a", "b", "w", NULL};
    cordon_error why = {0};
    int col[4];
    cordon_status status = table_cols(m->rows, names, col, err);
    m->first = INT32_MAX;
    m->last = INT32_MIN;
    for (size_t i = 0; i < m->rows->rows && !status; i++) {
        status = read_row(m, i, col, &why);
        if (status == CORDON_EFORMAT)
            status = refuse(m, i, &why, err);
        else if (status && err)
            *err = why;
        if (status || m->row[i].day == INT32_MIN) continue;
        if (m->row[i].day < m->first) m->first = m->row[i].day;
        if (m->row[i].day > m->last) m->last = m->row[i].day;
    }
    if (!status && m->first > m->last)
        status = cordon_fail_at(err, CORDON_EFORMAT, m->rows->path, 0, 0, "no row to use");
    return status;
}

/* The days of the totals are those that are covered, and the span. */
static cordon_status span(maker *m, int32_t *day, double *sum, cordon_error *err) {
    static const char *const names[] = {"date", "sum_abs_w", NULL};
    const table *t = m->totals;
    int col[2];
    cordon_status status = table_cols(t, names, col, err);
    for (size_t i = 0; i < t->rows && !status; i++) {
        if (!read_day(&day[i], table_cell(t, i, col[0])))
            status = bad_cell(err, t, i, col[0], "a day such as 20220224 or 2022-02-24");
        else if (!read_number(&sum[i], table_cell(t, i, col[1])) || sum[i] < 0)
            status = bad_cell(err, t, i, col[1], "a number of 0 or more");
        if (status) break;
        if (day[i] < m->first) m->first = day[i];
        if (day[i] > m->last) m->last = day[i];
    }
    return status;
}

static cordon_status set_totals(maker *m, const int32_t *day, const double *sum,
                                cordon_error *err) {
    const table *t = m->totals;
    for (size_t i = 0; i < t->rows; i++) {
        size_t at = (size_t)(day[i] - m->first);
        if (m->covered[at])
            return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[i], 1,
                                  "a second total for this day");
        m->covered[at] = 1;
        m->total[at] = sum[i];
    }
    return CORDON_OK;
}

static cordon_status no_memory(cordon_error *err, const maker *m) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for %s", m->rows->path);
}

static cordon_status set_days(maker *m, cordon_error *err) {
    backtest_feed *f = m->feed;
    int32_t *day = NULL;
    double *sum = NULL;
    cordon_status status = CORDON_OK;
    if (m->totals) {
        day = calloc(m->totals->rows + 1, sizeof *day);
        sum = calloc(m->totals->rows + 1, sizeof *sum);
        status = day && sum ? span(m, day, sum, err) : no_memory(err, m);
    }
    if (!status && m->last - m->first > YEARS_MAX * 366)
        status = cordon_fail_at(err, CORDON_ELIMIT, m->rows->path, 0, 0,
                                "the days span more than %d years", YEARS_MAX);
    if (!status) {
        f->first = m->first;
        f->days = (size_t)(m->last - m->first) + 1;
        f->total = m->total = arena_alloc(&f->mem, f->days * sizeof *m->total);
        f->covered = m->covered = arena_alloc(&f->mem, f->days);
        if (!m->total || !m->covered) status = no_memory(err, m);
    }
    if (!status && m->totals) status = set_totals(m, day, sum, err);
    free(day);
    free(sum);
    return status;
}

static cordon_status column_of(double **out, maker *m, const row *r, size_t *cells,
                               cordon_error *err) {
    double **c = &m->column[r->a * m->codes + r->b];
    if (!*c) {
        if ((*cells += m->feed->days) > BACKTEST_CELLS_MAX)
            return cordon_fail_at(err, CORDON_ELIMIT, m->rows->path, 0, 0,
                                  "more than %d pairs times days", BACKTEST_CELLS_MAX);
        *c = arena_alloc(&m->feed->mem, m->feed->days * sizeof **c);
        if (!*c) return no_memory(err, m);
        for (size_t i = 0; i < m->feed->days; i++) (*c)[i] = NAN;
    }
    *out = *c;
    return CORDON_OK;
}

/* Into the column of its ordered pair; a second value for it is refused. */
static cordon_status place(maker *m, size_t i, size_t *cells, cordon_error *err) {
    const row *r = &m->row[i];
    size_t at = (size_t)(r->day - m->first);
    cordon_error why = {0};
    double *c = NULL;
    cordon_status status = column_of(&c, m, r, cells, err);
    if (status) return status;
    if (m->totals && !m->covered[at]) {
        cordon_fail_at(&why, CORDON_EFORMAT, m->rows->path, m->rows->line[i], 0,
                       "the table of totals does not have this day");
        return refuse(m, i, &why, err);
    }
    if (!isnan(c[at])) {
        cordon_fail_at(&why, CORDON_EFORMAT, m->rows->path, m->rows->line[i], 0,
                       "%s, %s a second time on this day", m->code[r->a], m->code[r->b]);
        return refuse(m, i, &why, err);
    }
    c[at] = r->value;
    if (!m->totals) {
        m->covered[at] = 1;
        m->total[at] += fabs(r->value);
    }
    return CORDON_OK;
}

static double day_of(const double *one, const double *other, size_t i) {
    double v = one && !isnan(one[i]) ? one[i] : 0;
    return other && !isnan(other[i]) ? v + other[i] : v;
}

static int by_pair(const void *x, const void *y) {
    const backtest_pair *p = x, *q = y;
    int order = strcmp(p->a, q->a);
    return order ? order : strcmp(p->b, q->b);
}

/* Both directions of a pair become one column, and the pairs stand in order. */
static cordon_status set_pairs(maker *m, cordon_error *err) {
    backtest_feed *f = m->feed;
    f->pair = arena_alloc(&f->mem, (m->codes * (m->codes + 1) / 2) * sizeof *f->pair);
    if (!f->pair) return no_memory(err, m);
    for (size_t a = 0; a < m->codes; a++)
        for (size_t b = 0; b <= a; b++) {
            double *one = m->column[a * m->codes + b];
            double *other = a == b ? NULL : m->column[b * m->codes + a];
            double *to = one ? one : other;
            if (!to) continue;
            for (size_t i = 0; i < f->days; i++) to[i] = day_of(one, other, i);
            const char *x = arena_strndup(&f->mem, m->code[a], strlen(m->code[a]));
            const char *y = arena_strndup(&f->mem, m->code[b], strlen(m->code[b]));
            if (!x || !y) return no_memory(err, m);
            bool swap = strcmp(x, y) > 0;
            f->pair[f->pairs++] = (backtest_pair){swap ? y : x, swap ? x : y, to};
        }
    qsort(f->pair, f->pairs, sizeof *f->pair, by_pair);
    return CORDON_OK;
}

static cordon_status make(maker *m, cordon_error *err) {
    backtest_feed *f = m->feed;
    size_t cells = 0;
    m->row = calloc(m->rows->rows + 1, sizeof *m->row);
    if (!m->row) return no_memory(err, m);
    cordon_status status = read_rows(m, err);
    if (!status) status = set_days(m, err);
    if (!status) {
        m->column = calloc(m->codes * m->codes + 1, sizeof *m->column);
        if (!m->column) status = no_memory(err, m);
    }
    for (size_t i = 0; i < m->rows->rows && !status; i++)
        if (m->row[i].day != INT32_MIN) status = place(m, i, &cells, err);
    if (!status) status = set_pairs(m, err);
    f->rows = m->rows->rows - f->refused;
    return status;
}

cordon_status backtest_feed_make(backtest_feed *out, const table *rows, const table *totals,
                                 cordon_error *err) {
    *out = (backtest_feed){.own_totals = !totals};
    arena_init(&out->mem, 0);
    maker *m = calloc(1, sizeof *m);
    if (!m) return cordon_fail(err, CORDON_ENOMEM, "no memory for %s", rows->path);
    m->feed = out;
    m->rows = rows;
    m->totals = totals;
    cordon_status status = make(m, err);
    free(m->row);
    free(m->column);
    free(m);
    if (status) backtest_feed_free(out);
    return status;
}

cordon_status backtest_feed_read(backtest_feed *out, const char *path, const char *totals,
                                 cordon_error *err) {
    table rows, sums = {0};
    *out = (backtest_feed){0};
    cordon_status status = table_read(&rows, path, err);
    if (status) return status;
    if (totals) status = table_read(&sums, totals, err);
    if (!status) status = backtest_feed_make(out, &rows, totals ? &sums : NULL, err);
    table_free(&rows);
    table_free(&sums);
    return status;
}

void backtest_feed_free(backtest_feed *f) {
    arena_destroy(&f->mem);
    *f = (backtest_feed){0};
}

const backtest_pair *backtest_feed_pair(const backtest_feed *f, const char *a, const char *b) {
    bool swap = strcmp(a, b) > 0;
    backtest_pair key = {swap ? b : a, swap ? a : b, NULL};
    return f->pairs ? bsearch(&key, f->pair, f->pairs, sizeof *f->pair, by_pair) : NULL;
}

alert_days backtest_days(const backtest_feed *f, const backtest_pair *p) {
    return (alert_days){f->first, f->days, p->value, f->total, f->covered};
}

/* ---- the events ---- */

static cordon_status read_event(backtest_events *out, const table *t, size_t i, const int col[5],
                                cordon_error *err) {
    backtest_event *e = &out->v[i];
    const char *a = table_cell(t, i, col[0]), *b = table_cell(t, i, col[1]);
    const char *day = table_cell(t, i, col[2]), *sign = table_cell(t, i, col[3]);
    const char *text = table_cell(t, i, col[4]);
    if (!is_code(a)) return bad_cell(err, t, i, col[0], "a code of 1 to 15 letters or digits");
    if (!is_code(b)) return bad_cell(err, t, i, col[1], "a code of 1 to 15 letters or digits");
    if (!date_parse(&e->day, day, strlen(day)))
        return bad_cell(err, t, i, col[2], "a day such as 2022-02-24");
    if (strcmp(sign, "+") != 0 && strcmp(sign, "-") != 0)
        return bad_cell(err, t, i, col[3], "+ or -");
    e->sign = *sign == '+' ? 1 : -1;
    bool swap = strcmp(a, b) > 0;
    e->a = arena_strndup(&out->mem, swap ? b : a, strlen(swap ? b : a));
    e->b = arena_strndup(&out->mem, swap ? a : b, strlen(swap ? a : b));
    e->text = arena_strndup(&out->mem, text, strlen(text));
    if (!e->a || !e->b || !e->text)
        return cordon_fail(err, CORDON_ENOMEM, "no memory for %s", t->path);
    out->n++;
    return CORDON_OK;
}

cordon_status backtest_events_make(backtest_events *out, const table *t, cordon_error *err) {
    static const char *const names[] = {"a", "b", "date", "sign", "event", NULL};
    int col[5];
    *out = (backtest_events){0};
    arena_init(&out->mem, 0);
    cordon_status status = table_cols(t, names, col, err);
    if (!status && t->rows > BACKTEST_EVENTS_MAX)
        status = cordon_fail_at(err, CORDON_ELIMIT, t->path, t->line[BACKTEST_EVENTS_MAX], 0,
                                "more than %d events", BACKTEST_EVENTS_MAX);
    if (!status && !t->rows)
        status = cordon_fail_at(err, CORDON_EFORMAT, t->path, 0, 0, "no event in the file");
    if (!status && !(out->v = arena_alloc(&out->mem, t->rows * sizeof *out->v)))
        status = cordon_fail(err, CORDON_ENOMEM, "no memory for %s", t->path);
    for (size_t i = 0; i < t->rows && !status; i++) status = read_event(out, t, i, col, err);
    if (status) backtest_events_free(out);
    return status;
}

cordon_status backtest_events_read(backtest_events *out, const char *path, cordon_error *err) {
    table t;
    *out = (backtest_events){0};
    cordon_status status = table_read(&t, path, err);
    if (status) return status;
    status = backtest_events_make(out, &t, err);
    table_free(&t);
    return status;
}

void backtest_events_free(backtest_events *e) {
    arena_destroy(&e->mem);
    *e = (backtest_events){0};
}
