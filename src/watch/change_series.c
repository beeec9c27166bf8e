#include "watch/change_series.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/date.h"

/* [-+]digits[.digits][e[-+]digits], at most 60 characters: no hex, no inf. */
static bool parse_number(double *out, const char *s) {
    char *end;
    size_t len = strlen(s);
    if (!len || len > 60 || strspn(s, "+-.0123456789eE") != len) return false;
    double v = strtod(s, &end);
    if (*end || !isfinite(v)) return false;
    *out = v;
    return true;
}

static bool is_missing(const char *s) {
    return !*s || strcmp(s, "NA") == 0 || strcasecmp(s, "nan") == 0;
}

/* ---- which columns ---- */

static bool headless(const table *t) {
    double v;
    for (size_t i = 0; i < t->cols; i++)
        if (!parse_number(&v, t->head[i])) return false;
    return true;
}

static cordon_status which_column(const table *t, const char *what, cordon_error *err) {
    buf names = {0};
    for (size_t i = 0; i < t->cols && names.len < 300; i++)
        buf_printf(&names, "%s%.60s", i ? ", " : "", t->head[i]);
    cordon_status status = cordon_fail_at(err, CORDON_EINVAL, t->path, 1, 0, "%s; there are: %s",
                                          what, buf_text(&names));
    buf_free(&names);
    return status;
}

static cordon_status named(int *col, const table *t, const char *name, cordon_error *err) {
    char what[160];
    *col = table_col(t, name);
    if (*col >= 0) return CORDON_OK;
    snprintf(what, sizeof what, "no column \"%.100s\"", name);
    return which_column(t, what, err);
}

static int date_column(const table *t, int value) {
    static const char *const words[] = {"date",   "day",     "week", "month",
                                        "period", "quarter", "year", NULL};
    if (t->cols == 2) return 1 - value;
    for (size_t i = 0; i < t->cols; i++)
        for (const char *const *w = words; *w; w++)
            if ((int)i != value && strcasecmp(t->head[i], *w) == 0) return (int)i;
    return -1;
}

static cordon_status columns(int *value, int *date, const table *t, const char *value_name,
                             const char *date_name, cordon_error *err) {
    cordon_status status = CORDON_OK;
    *value = t->cols == 1 ? 0 : t->cols == 2 ? 1 : -1;
    if (value_name) status = named(value, t, value_name, err);
    if (status) return status;
    if (*value < 0) return which_column(t, "which column holds the values? Name it", err);
    *date = date_column(t, *value);
    return date_name ? named(date, t, date_name, err) : CORDON_OK;
}

/* ---- values ---- */

typedef struct reader {
    change_series *s;
    int value, date;
    bool dated; /* every label so far reads as a day or period */
    date_day last;
    uint64_t fell; /* the first line whose date does not ascend, 0 = none */
    const char *fell_label;
} reader;

static bool read_day(date_day *d, const char *s) {
    date_period p;
    if (date_parse(d, s, strlen(s))) return true;
    if (!date_period_parse(&p, s, strlen(s))) return false;
    *d = date_period_first(p);
    return true;
}

static void check_date(reader *r, const char *label, uint64_t line) {
    date_day d;
    if (!r->dated) return;
    r->dated = read_day(&d, label);
    if (r->dated && d <= r->last && !r->fell) {
        r->fell = line;
        r->fell_label = label;
    }
    if (r->dated) r->last = d;
}

static void take_cell(reader *r, const char *text, const char *label, uint64_t line) {
    change_series *s = r->s;
    double v;
    if (label) check_date(r, label, line);
    if (is_missing(text)) {
        s->missing++;
    } else if (parse_number(&v, text)) {
        if (label) s->label[s->n] = label;
        s->x[s->n++] = v;
    } else if (!s->refused++) {
        cordon_fail_at(&s->first, CORDON_EFORMAT, s->t.path, line, (uint32_t)r->value + 1,
                       "\"%.60s\" is not a number", text);
    }
}

static cordon_status read_rows(reader *r, bool headed, bool strict, cordon_error *err) {
    change_series *s = r->s;
    const table *t = &s->t;
    if (!headed) take_cell(r, t->head[r->value], r->date < 0 ? NULL : t->head[r->date], 1);
    for (size_t i = 0; i < t->rows; i++)
        take_cell(r, table_cell(t, i, r->value), r->date < 0 ? NULL : table_cell(t, i, r->date),
                  t->line[i]);
    size_t rows = t->rows + !headed;
    if (s->refused && (strict || s->refused * 20 > rows)) {
        if (err) *err = s->first;
        return CORDON_EFORMAT;
    }
    if (r->date >= 0 && r->dated && r->fell)
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, r->fell, (uint32_t)r->date + 1,
                              "\"%.60s\" does not come after the line before: dates must ascend",
                              r->fell_label);
    return CORDON_OK;
}

cordon_status change_series_take(change_series *out, table *t, const char *value, const char *date,
                                 bool strict, cordon_error *err) {
    change_series s = {.t = *t};
    reader r = {.s = &s, .date = -1, .dated = true};
    bool headed = !headless(t);
    *t = (table){0};
    cordon_status status = columns(&r.value, &r.date, &s.t, value, date, err);
    if (!status) {
        snprintf(s.source, sizeof s.source, "%.159s", s.t.path);
        snprintf(s.value_name, sizeof s.value_name, "%.63s", headed ? s.t.head[r.value] : "");
        s.x = malloc((s.t.rows + 2) * sizeof *s.x);
        if (r.date >= 0) s.label = malloc((s.t.rows + 2) * sizeof *s.label);
        if (!s.x || (r.date >= 0 && !s.label))
            status = cordon_fail(err, CORDON_ENOMEM, "no memory for %zu values", s.t.rows);
        else
            status = read_rows(&r, headed, strict, err);
    }
    if (status)
        change_series_free(&s);
    else
        *out = s;
    return status;
}

cordon_status change_series_read(change_series *out, const char *path, const char *value,
                                 const char *date, bool strict, cordon_error *err) {
    table t;
    cordon_status status = table_read(&t, path, err);
    return status ? status : change_series_take(out, &t, value, date, strict, err);
}

void change_series_free(change_series *s) {
    free(s->x);
    free(s->label);
    table_free(&s->t);
    *s = (change_series){0};
}

const char *change_series_label(char room[24], const change_series *s, size_t i) {
    if (s->label && i < s->n) return s->label[i];
    snprintf(room, 24, "%zu", i + 1);
    return room;
}
