/* ccl_reasons.c - why an entry is controlled, and where: reasons, columns of the chart, exceptions.
 *
 * The publisher's field of reasons is written by hand ("MT and AT", "RS AT", "CC 1", "AT."): it is
 * taken apart into the codes of data/goods/control_reasons.csv and what else it says. A row that
 * says where a reason applies names a column of the chart
 * ("NS Column 1"), several, or gives the rule in prose; then the prose is the answer and nobody
 * guesses at it. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "goods/ccl_inner.h"

enum { CODE = 2, KINDS_MAX = 32, COLUMNS_MAX = 8 };

static const char *file_of(const control_list *l) {
    return table_cell(&l->lists, l->row, table_col(&l->lists, "file"));
}

/* The code of the table at the beginning of text, where no letter follows; else NULL. */
static const char *code_at(const control_list *l, const char *text) {
    int col = table_col(&l->reasons, "code");
    for (size_t i = 0; i < l->reasons.rows; i++) {
        const char *code = table_cell(&l->reasons, i, col);
        size_t n = strlen(code);
        if (n && strncmp(text, code, n) == 0 && !isalpha((unsigned char)text[n])) return code;
    }
    return NULL;
}

static bool ends_word(char c) {
    return !c || c == ',' || c == '.' || c == ';' || c == '/' || isspace((unsigned char)c);
}

/* Next part of the field: a code, or words up to a comma. NULL at the end; *p goes on. */
static const char *next_kind(control_list *l, const char **p, bool *failed) {
    for (;;) {
        while (**p && ends_word(**p)) (*p)++;
        if (!**p) return NULL;
        const char *code = code_at(l, *p);
        if (code) {
            *p += strlen(code);
            while (isdigit((unsigned char)**p)) (*p)++; /* "CC1" */
            return code;
        }
        if (strncasecmp(*p, "and", 3) == 0 && ends_word((*p)[3])) {
            *p += 3;
            continue;
        }
        size_t n = strcspn(*p, ",;");
        const char *start = *p;
        *p += n;
        while (n && ends_word(start[n - 1])) n--;
        if (strspn(start, "0123456789") >= n) continue; /* "CC 1" */
        char *words = arena_strndup(&l->mem, start, n);
        *failed = !words;
        for (char *c = words; c && *c; c++) *c = (char)tolower((unsigned char)*c);
        return words;
    }
}

static cordon_status read_kinds(control_list *l, control_entry *e, const char *field,
                                cordon_error *err) {
    const char *found[KINDS_MAX], *k;
    bool failed = false;
    size_t n = 0;
    while ((k = next_kind(l, &field, &failed))) {
        size_t i = 0;
        while (i < n && strcmp(found[i], k) != 0) i++;
        if (i < n) continue;
        if (n == KINDS_MAX)
            return cordon_fail_at(err, CORDON_ELIMIT, file_of(l), 0, 0,
                                  "%s: more than %d reasons for control", e->number, KINDS_MAX);
        found[n++] = k;
    }
    const char **kept = arena_alloc(&l->mem, (n + 1) * sizeof *kept);
    if (failed || !kept) return control_no_memory(err);
    memcpy(kept, found, n * sizeof *kept);
    e->kind = kept;
    e->kinds = n;
    return CORDON_OK;
}

/* Length of "NS Column 1" at p, 0 when it is none; the code may be missing for `own`. */
static size_t column_length(const control_list *l, const char *p, const char **code) {
    static const char word[] = " Column ";
    *code = code_at(l, p);
    size_t n = *code ? strlen(*code) : 0;
    if (!n || strncmp(p + n, word, sizeof word - 1) != 0) return 0;
    n += sizeof word - 1;
    return isdigit((unsigned char)p[n]) && !isdigit((unsigned char)p[n + 1]) ? n + 1 : 0;
}

static cordon_status add_reason(control_list *l, control_entry *e, control_reason *to,
                                const char *code, const char *column, size_t len,
                                control_reason rest, cordon_error *err) {
    *to = rest;
    to->reason = code ? code : "";
    to->column = arena_strndup(&l->mem, column, len);
    e->reasons++;
    return to->column ? CORDON_OK : control_no_memory(err);
}

/* "Column 1." alone: the reason is the row's own. */
static cordon_status add_bare_column(control_list *l, control_entry *e, control_reason *to,
                                     const char *code, const char *chart, control_reason rest,
                                     cordon_error *err) {
    char column[24];
    int n = snprintf(column, sizeof column, "%s Column %c", code, chart[7]);
    rest.words = "the source writes the column without the reason; it is that of its row";
    return add_reason(l, e, to, code, column, (size_t)n, rest, err);
}

static bool is_bare_column(const char *chart) {
    return strncmp(chart, "Column ", 7) == 0 && isdigit((unsigned char)chart[7]) &&
           (!chart[8] || (chart[8] == '.' && !chart[9]));
}

/* The reasons of one row of the source, at most COLUMNS_MAX. */
static cordon_status read_row(control_list *l, control_entry *e, control_reason *v,
                              const json_node *row, cordon_error *err) {
    const char *applies = "", *chart = "", *code;
    cordon_status status = control_string(&applies, l, row, "control", err);
    if (!status) status = control_string(&chart, l, row, "countryChart", err);
    if (status) return status;
    const char *own = code_at(l, applies);
    control_reason rest = {.applies = applies, .row = row->index, .words = ""};
    if (own && is_bare_column(chart))
        return add_bare_column(l, e, &v[e->reasons], own, chart, rest, err);
    size_t named = 0, covered = 0, total = strlen(chart);
    for (const char *p = chart; *p; p++)
        if (p == chart || !isalnum((unsigned char)p[-1])) covered += column_length(l, p, &code);
    /* What stands beside the columns is part of the answer. */
    if (total > covered + 2 || !covered) rest.words = chart;
    for (const char *p = chart; *p && !status; p++) {
        size_t n = p == chart || !isalnum((unsigned char)p[-1]) ? column_length(l, p, &code) : 0;
        if (!n) continue;
        if (named++ == COLUMNS_MAX)
            return control_fault(file_of(l), row, err, "more than %d columns in a row",
                                 COLUMNS_MAX);
        status = add_reason(l, e, &v[e->reasons], code, p, n, rest, err);
    }
    return status || named ? status : add_reason(l, e, &v[e->reasons], own, "", 0, rest, err);
}

/* Reasons that the field names and no row places. */
static cordon_status add_unplaced(control_list *l, control_entry *e, control_reason *v,
                                  cordon_error *err) {
    static const control_reason rest = {
        .applies = "",
        .row = UINT32_MAX,
        .words = "the source names this reason and no column or rule for it: read the entry's "
                 "license requirements"};
    cordon_status status = CORDON_OK;
    size_t placed = e->reasons;
    for (size_t k = 0; k < e->kinds && !status; k++) {
        size_t i = 0;
        while (i < placed && strcmp(v[i].reason, e->kind[k]) != 0) i++;
        if (i == placed) status = add_reason(l, e, &v[e->reasons], e->kind[k], "", 0, rest, err);
    }
    return status;
}

static cordon_status read_exceptions(control_list *l, control_entry *e, const json_node *from,
                                     cordon_error *err) {
    const json_node *flags = json_get(from, "licenceExceptionFlags");
    if (!flags || flags->kind == JSON_NULL) return CORDON_OK;
    if (flags->kind != JSON_OBJECT)
        return control_fault(file_of(l), flags, err, "expected an object of exceptions");
    control_exception *v = arena_alloc(&l->mem, (flags->n + 1) * sizeof *v);
    if (!v) return control_no_memory(err);
    for (const json_node *f = flags->first; f; f = f->next) {
        control_exception *x = &v[e->exceptions++];
        x->name = f->key;
        cordon_status status = control_string(&x->words, l, flags, f->key, err);
        if (status) return status;
    }
    e->exception = v;
    return CORDON_OK;
}

cordon_status control_read_reasons(control_list *l, control_entry *e, const json_node *from,
                                   cordon_error *err) {
    const char *field = "";
    const json_node *rows = json_get(from, "countryChart");
    cordon_status status = control_string(&field, l, from, "reasonForControl", err);
    if (!status) status = read_kinds(l, e, field, err);
    if (!status && rows && rows->kind != JSON_ARRAY)
        status = control_fault(file_of(l), rows, err, "expected an array of rows");
    if (status) return status;
    size_t n = rows ? rows->n : 0;
    control_reason *v = arena_alloc(&l->mem, (n * COLUMNS_MAX + e->kinds + 1) * sizeof *v);
    if (!v) return control_no_memory(err);
    for (const json_node *r = rows ? rows->first : NULL; r && !status; r = r->next)
        status = read_row(l, e, v, r, err);
    if (!status) status = add_unplaced(l, e, v, err);
    e->reason = v;
    e->rows = n;
    return status ? status : read_exceptions(l, e, from, err);
}
