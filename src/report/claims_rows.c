/* claims_rows.c - measures on tables that ship: a cell, a count, a sum of the
 * rows that meet some conditions.
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
static date_day day_of(const char *text) {
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

typedef struct found {
    size_t rows, first; /* of the table */
    int64_t milli;
} found;

static void look(found *out, claims *l, measure_def *d, const table *t, const condition *c,
                 size_t conditions, int col, int dated) {
    *out = (found){0};
    for (size_t row = 0; row < t->rows; row++) {
        size_t k = 0;
        while (k < conditions && meets(&c[k], table_cell(t, row, c[k].col))) k++;
        if (k < conditions) continue;
        /* What happened later is no fact of the day, and was known to nobody before. */
        date_day day = dated >= 0 ? day_of(table_cell(t, row, dated)) : 0;
        if (day > l->as_at || day > d->got.known_by) {
            d->got.early = true;
            continue;
        }
        if (!out->rows++) out->first = row;
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
    if (claims_number(&v, p, &end) && (!*end || *end == ' '))
        return outcome_number(l, d, "", v, err);
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

static cordon_status give(claims *l, measure_def *d, const table *t, const found *f, int col,
                          cordon_error *err) {
    outcome *o = &d->got;
    if (d->kind != MK_ROW_COUNT && !f->rows) {
        outcome_absent(o, "%s has no row where %s", d->cell[M_TABLE], d->cell[M_WHERE]);
        return CORDON_OK;
    }
    if (d->kind == MK_ROW && f->rows > 1) {
        outcome_absent(o, "%s has %zu rows where %s", d->cell[M_TABLE], f->rows, d->cell[M_WHERE]);
        return CORDON_OK;
    }
    o->early = o->early && !f->rows;
    cordon_status status =
        d->kind == MK_ROW
            ? give_cell(l, d, table_cell(t, f->first, col), err)
            : outcome_number(
                  l, d, "", d->kind == MK_ROW_SUM ? (double)f->milli / 1000 : (double)f->rows, err);
    if (status || o->absent || !f->rows) return status;
    return prove(l, d, t, f, d->kind == MK_ROW ? table_cell(t, f->first, col) : "", err);
}

cordon_status measure_rows(claims *l, measure_def *d, cordon_error *err) {
    const table *t = NULL;
    condition c[CLAIM_WHERE_MAX];
    size_t n = 0, len;
    const char *at = d->cell[M_WHERE], *part;
    char name[64];
    outcome *o = &d->got;
    at_hand(l, o, d->cell[M_TABLE]);
    if (o->absent) return CORDON_OK;
    cordon_status status = open_table(&t, l, o, d->cell[M_TABLE], err);
    if (status || o->absent || !t) return status;
    while (n < CLAIM_WHERE_MAX && claims_part(&at, &part, &len))
        if (!read_condition(&c[n++], t, part, len, name)) {
            outcome_absent(o, "%s has no column \"%s\"", d->cell[M_TABLE], name);
            return CORDON_OK;
        }
    int col = *d->cell[M_COLUMN] ? table_col(t, d->cell[M_COLUMN]) : -1;
    int dated = *d->cell[M_DATED] ? table_col(t, d->cell[M_DATED]) : -1;
    if ((*d->cell[M_COLUMN] && col < 0) || (*d->cell[M_DATED] && dated < 0)) {
        outcome_absent(o, "%s has no column \"%s\"", d->cell[M_TABLE],
                       col < 0 && *d->cell[M_COLUMN] ? d->cell[M_COLUMN] : d->cell[M_DATED]);
        return CORDON_OK;
    }
    found f;
    look(&f, l, d, t, c, n, col, dated);
    return o->absent ? CORDON_OK : give(l, d, t, &f, col, err);
}
