/* claims_rows.c - measures on tables that ship and on the record of the store: a
 * cell, a count, a sum of the rows that meet some conditions.
 *
 * A table named in data/sources.csv, but for those of data/events, holds
 * statistics: it counts as data at hand
 * when its vintage is not later than known_by and the store holds anything at
 * all. Every other table holds what somebody published; what comes of it is at
 * most a consistent other source.                                            */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "report/claims_inner.h"

typedef struct condition {
    int col;
    char op; /* = ! ^ ~ > < : is, is not, begins with, holds one of A|B, not below, not above */
    char value[160];
} condition;

static cordon_status open_table(const table **out, claims *l, outcome *o, const char *name,
                                cordon_error *err) {
    char path[1024];
    for (size_t i = 0; i < l->cached; i++)
        if (strcmp(l->cache[i].name, name) == 0) {
            *out = l->cache[i].there ? &l->cache[i].t : NULL;
            if (!*out) outcome_absent(o, "%s is not there", name);
            return CORDON_OK;
        }
    if (l->cached == CACHED_TABLES)
        return cordon_fail(err, CORDON_ELIMIT, "claims name more than %d tables", CACHED_TABLES);
    cached_table *x = &l->cache[l->cached];
    cordon_error e = {0};
    cordon_status status = table_read(&x->t, data_path(path, sizeof path, name), &e);
    x->name = name;
    x->there = !status;
    if (status && status != CORDON_ENOTFOUND) {
        if (err) *err = e;
        return status;
    }
    l->cached++;
    if (status) outcome_absent(o, "%s is not there", name);
    *out = status ? NULL : &x->t;
    return CORDON_OK;
}

static bool read_condition(condition *c, const table *t, const char *part, size_t n,
                           char name[64]) {
    size_t word = strcspn(part, " ");
    const char *op = part + word + 1, *value = op + strcspn(op, " ") + 1;
    snprintf(name, 64, "%.*s", (int)(word < 63 ? word : 63), part);
    *c = (condition){.col = table_col(t, name), .op = *op};
    snprintf(c->value, sizeof c->value, "%.*s", (int)(part + n - value), value);
    return c->col >= 0;
}

static bool holds_one(const char *cell, const char *words) {
    for (const char *p = words; *p;) {
        char word[64];
        size_t n = strcspn(p, "|");
        snprintf(word, sizeof word, "%.*s", (int)(n < 63 ? n : 63), p);
        if (*word && strstr(cell, word)) return true;
        p += n + (p[n] == '|');
    }
    return false;
}

static bool meets(const condition *c, const char *cell) {
    switch (c->op) {
    case '=': return strcmp(cell, c->value) == 0;
    case '!': return strcmp(cell, c->value) != 0;
    case '^': return strncmp(cell, c->value, strlen(c->value)) == 0;
    case '~': return holds_one(cell, c->value);
    case '>': return strcmp(cell, c->value) >= 0;
    default: return strcmp(cell, c->value) <= 0;
    }
}

/* A date of the table, with day, month or year, as its first day. */
date_day claims_day_of(const char *text) {
    date_day d = 0;
    date_period p = 0;
    if (date_parse(&d, text, strlen(text))) return d;
    return date_period_parse(&p, text, strlen(text)) ? date_period_first(p) : 0;
}

/* Statistics of a later vintage are not at hand. */
static void at_hand(claims *l, outcome *o, const char *name) {
    date_day vintage = claims_vintage_of(l, name);
    char day[2][DATE_TEXT];
    if (!vintage) return;
    o->statistics = true;
    if (vintage > o->known_by)
        outcome_absent(o, "%s is of %s, later than %s", name, date_format(day[0], vintage),
                       date_format(day[1], o->known_by));
}

enum { CLAIM_ROWS_SHOWN = 24 };
typedef struct found {
    size_t rows, first; /* of the table */
    size_t shown[CLAIM_ROWS_SHOWN];
    int64_t milli;
} found;

typedef struct question {
    const table *t;
    const stored_table *stored; /* NULL: a table that ships */
    stored_kind what;
    condition c[CLAIM_WHERE_MAX];
    size_t conditions;
    int col, dated;
} question;

static void look(found *out, claims *l, measure_def *d, const question *q) {
    const table *t = q->t;
    int col = q->col, dated = q->dated;
    *out = (found){0};
    for (size_t row = 0; row < t->rows; row++) {
        size_t k = 0;
        while (k < q->conditions && meets(&q->c[k], table_cell(t, row, q->c[k].col))) k++;
        if (k < q->conditions) continue;
        /* What happened later is no fact of the day, and was known to nobody before. */
        date_day day = dated >= 0 ? claims_day_of(table_cell(t, row, dated)) : 0;
        if (day > l->as_at || day > d->got.known_by) {
            d->got.early = true;
            continue;
        }
        if (!out->rows++) out->first = row;
        if (out->rows <= CLAIM_ROWS_SHOWN) out->shown[out->rows - 1] = row;
        if (d->kind != MK_ROW_SUM) continue;
        int64_t v;
        const char *cell = table_cell(t, row, col);
        decimal_result r = decimal_milli(&v, cell, strlen(cell), (decimal_scale){1, 0});
        if (r > DECIMAL_ROUNDED || __builtin_add_overflow(out->milli, v, &out->milli)) {
            outcome_absent(&d->got, "%s line %u: \"%.60s\" cannot be added", t->path, t->line[row],
                           cell);
            return;
        }
    }
}

/* "38 bcm", "37th meeting", but not "2024-05". */
static bool ends_number(const char *end) {
    static const char *const ordinal[] = {"st", "nd", "rd", "th"};
    for (size_t i = 0; i < sizeof ordinal / sizeof *ordinal; i++)
        if (strncmp(end, ordinal[i], 2) == 0) end += 2;
    return !*end || *end == ' ';
}

/* The cell's number, or the one after a word in it, or its words. */
static cordon_status give_cell(claims *l, measure_def *d, const char *cell, cordon_error *err) {
    const char *after = d->cell[M_AFTER], *p = cell, *end;
    double v;
    claim_item *x = &d->got.item[0];
    if (*after) {
        p = strstr(cell, after);
        if (!p || !claims_number(&v, p + strlen(after), &end)) {
            outcome_absent(&d->got, "no number after \"%s\" in \"%.200s\"", after, cell);
            return CORDON_OK;
        }
        return outcome_number(l, d, "", v, err);
    }
    if (claims_number(&v, p, &end) && ends_number(end)) return outcome_number(l, d, "", v, err);
    *x = (claim_item){.label = "", .text = claims_keep(l, cell)};
    d->got.n = 1;
    return x->text ? CORDON_OK : claims_no_memory(err);
}

static cordon_status prove(claims *l, measure_def *d, const table *t, const found *f,
                           const char *shown, cordon_error *err) {
    buf b = {0};
    char number[DECIMAL_TEXT];
    buf_printf(&d->got.steps, "%s: %s where %s", d->cell[M_MEASURE], d->cell[M_TABLE],
               d->cell[M_WHERE]);
    if (d->kind == MK_ROW)
        buf_printf(&d->got.steps, ", line %u, %s: %s\n", t->line[f->first], d->cell[M_COLUMN],
                   shown);
    else if (d->kind == MK_ROW_SUM)
        buf_printf(&d->got.steps, ", %zu rows, sum of %s: %s\n", f->rows, d->cell[M_COLUMN],
                   decimal_milli_format(number, f->milli));
    else
        buf_printf(&d->got.steps, ": %zu rows\n", f->rows);
    if (d->kind == MK_ROW)
        buf_printf(&b, "%s: %s", d->cell[M_TABLE], shown);
    else
        buf_printf(&b, "%s: the first of %zu rows where %s", d->cell[M_TABLE], f->rows,
                   d->cell[M_WHERE]);
    const char *quote = b.failed ? NULL : claims_keep(l, buf_text(&b));
    buf_free(&b);
    if (!quote) return claims_no_memory(err);
    d->got.evidence[d->got.evidence_n++] =
        (finding_evidence){.kind = "row", .line = t->line[f->first], .quote = quote};
    return CORDON_OK;
}

static bool one_cell(const measure_def *d) {
    return d->kind == MK_ROW || d->kind == MK_RECORD || d->kind == MK_OBSERVATION;
}

/* Every row that was counted, with its source: up to CLAIM_ROWS_SHOWN of them. */
static cordon_status prove_stored(claims *l, measure_def *d, const question *q, const found *f,
                                  cordon_error *err) {
    buf *b = &d->got.steps;
    cordon_status status = CORDON_OK;
    buf_printf(b, "%s: %s where %s", d->cell[M_MEASURE], d->cell[M_DATASET], d->cell[M_WHERE]);
    if (one_cell(d))
        buf_printf(b, ", %s: %s\n", d->cell[M_COLUMN], table_cell(q->t, f->first, q->col));
    else
        buf_printf(b, ": %zu row%s\n", f->rows, f->rows == 1 ? "" : "s");
    for (size_t i = 0; i < f->rows && i < CLAIM_ROWS_SHOWN && !status; i++)
        status = claims_stored_prove(l, d, q->what, q->stored, f->shown[i], err);
    if (f->rows > CLAIM_ROWS_SHOWN) buf_printf(b, "  and %zu more\n", f->rows - CLAIM_ROWS_SHOWN);
    return status;
}

static cordon_status give(claims *l, measure_def *d, const question *q, const found *f,
                          cordon_error *err) {
    outcome *o = &d->got;
    const char *where = q->stored ? q->t->path : d->cell[M_TABLE], *cell = "";
    cordon_status status;
    if ((one_cell(d) || d->kind == MK_ROW_SUM) && !f->rows) {
        outcome_absent(o, "%s has no row where %s", where, d->cell[M_WHERE]);
        return CORDON_OK;
    }
    if (one_cell(d) && f->rows > 1) {
        outcome_absent(o, "%s has %zu rows where %s", where, f->rows, d->cell[M_WHERE]);
        return CORDON_OK;
    }
    o->early = o->early && !f->rows;
    if (one_cell(d))
        status = give_cell(l, d, cell = table_cell(q->t, f->first, q->col), err);
    else
        status = outcome_number(
            l, d, "", d->kind == MK_ROW_SUM ? (double)f->milli / 1000 : (double)f->rows, err);
    if (!status && d->kind == MK_RECORD_AT_LEAST && o->n) {
        char text[48];
        snprintf(text, sizeof text, "at least %s", o->item[0].text);
        o->item[0].bound = '+';
        if (!(o->item[0].text = claims_keep(l, text))) status = claims_no_memory(err);
    }
    if (status || o->absent) return status;
    if (q->stored) return prove_stored(l, d, q, f, err);
    return f->rows ? prove(l, d, q->t, f, cell, err) : CORDON_OK;
}

static cordon_status open_question(question *q, claims *l, measure_def *d, cordon_error *err) {
    if (!measure_stored(&q->what, d->kind)) {
        at_hand(l, &d->got, d->cell[M_TABLE]);
        return d->got.absent ? CORDON_OK : open_table(&q->t, l, &d->got, d->cell[M_TABLE], err);
    }
    cordon_status status = claims_stored(&q->stored, l, q->what, &d->got, err);
    if (!status && q->stored) q->t = &q->stored->t;
    return status;
}

cordon_status measure_rows(claims *l, measure_def *d, cordon_error *err) {
    question q = {0};
    size_t len;
    const char *at = d->cell[M_WHERE], *part;
    char name[64];
    outcome *o = &d->got;
    cordon_status status = open_question(&q, l, d, err);
    if (status || o->absent || !q.t) return status;
    const char *where = q.t->path;
    while (q.conditions < CLAIM_WHERE_MAX && claims_part(&at, &part, &len))
        if (!read_condition(&q.c[q.conditions++], q.t, part, len, name)) {
            outcome_absent(o, "%s has no column \"%s\"", where, name);
            return CORDON_OK;
        }
    const char *dated = !q.stored                       ? d->cell[M_DATED]
                        : q.what == STORED_OBSERVATIONS ? "last"
                                                        : "date_start";
    q.col = *d->cell[M_COLUMN] ? table_col(q.t, d->cell[M_COLUMN]) : -1;
    q.dated = *dated ? table_col(q.t, dated) : -1;
    if ((*d->cell[M_COLUMN] && q.col < 0) || (*dated && q.dated < 0)) {
        outcome_absent(o, "%s has no column \"%s\"", where,
                       q.col < 0 && *d->cell[M_COLUMN] ? d->cell[M_COLUMN] : dated);
        return CORDON_OK;
    }
    found f;
    look(&f, l, d, &q);
    return o->absent ? CORDON_OK : give(l, d, &q, &f, err);
}
