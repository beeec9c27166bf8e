/* output.c - rows in, one of four formats out.
 *
 * Cells are kept until the next row begins, because a command may still give
 * the finished row its own JSON. JSON and CSV then leave at once, a workbook
 * goes to libxlsxwriter row by row, a table is held by output_table.c as far as
 * it needs to know its widths: memory is bounded for any number of rows.
 *
 * Rules against harm: no control character reaches a terminal; a CSV cell of
 * text that a spreadsheet would run as a formula gets a leading apostrophe
 * (numbers do not: -1 is no formula); a workbook holds texts as texts.       */
#include "cli/output.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/date.h"
#include "base/decimal.h"
#include "base/json.h"
#include "cli/output_in.h"
#include "cli/text.h"

typedef enum format { AS_TABLE, AS_JSON, AS_CSV, AS_XLSX } format;

struct output {
    format as;
    const output_column *columns;
    size_t n, at; /* columns; cells of the row at hand */
    cell *row;
    buf text;  /* of the row's cells */
    buf own;   /* the row's own JSON, empty for none */
    buf out;   /* what goes to stdout next */
    buf notes; /* cleaned lines */
    grid *grid;
    sheet *sheet;
    int error; /* errno of the first failed write */
    bool memory;
};

/* Digits with a comma at each thousand. */
static void add_grouped(buf *b, const char *digits, size_t len) {
    for (size_t i = 0; i < len; i++) {
        buf_char(b, digits[i]);
        if (i + 1 < len && (len - i - 1) % 3 == 0) buf_char(b, ',');
    }
}

/* Any decimal number as printed: only the digits before the point are grouped. */
static void show_number(buf *b, const char *s) {
    if (*s == '-') buf_char(b, *s++);
    size_t whole = strspn(s, "0123456789");
    add_grouped(b, s, whole);
    buf_str(b, s + whole);
}

/* Thousandths as millions with one decimal, half away from zero. */
static void show_million(buf *b, int64_t milli) {
    char text[32];
    uint64_t u = milli < 0 ? 0 - (uint64_t)milli : (uint64_t)milli;
    uint64_t tenths = u / 100000000 + (u % 100000000 >= 50000000);
    snprintf(text, sizeof text, "%s%llu.%llu", milli < 0 && tenths ? "-" : "",
             (unsigned long long)(tenths / 10), (unsigned long long)(tenths % 10));
    show_number(b, text);
}

static void show_real(buf *b, bool percent, double v) {
    char text[400]; /* the largest double has 309 digits */
    double size = fabs(v);
    if (percent)
        snprintf(text, sizeof text, "%.2f", v);
    else if (size >= 1e5 && size < 1e15)
        snprintf(text, sizeof text, "%.0f", v);
    else
        snprintf(text, sizeof text, "%.6g", v);
    /* What rounds to zero has no sign. */
    show_number(b, text[0] == '-' && strtod(text, NULL) == 0 ? text + 1 : text);
}

static void show_int(buf *b, output_type type, int64_t v) {
    char text[DECIMAL_TEXT];
    switch (type) {
    case OUT_MILLI: show_number(b, decimal_milli_format(text, v)); return;
    case OUT_MILLION: show_million(b, v); return;
    case OUT_DATE: buf_str(b, date_format(text, (date_day)v)); return;
    case OUT_PERIOD: buf_str(b, date_period_format(text, (date_period)v)); return;
    case OUT_TEXT:
    case OUT_INT:
    case OUT_PERCENT:
    case OUT_REAL: break;
    }
    snprintf(text, sizeof text, "%lld", (long long)v);
    show_number(b, text);
}

void cell_show(buf *b, const output_column *column, const cell *v, const char *text) {
    switch (v->kind) {
    case CELL_MISSING: buf_char(b, '-'); return;
    case CELL_TEXT: text_clean(b, text + v->at, v->len, false); return;
    case CELL_INT: show_int(b, column->type, v->i); return;
    case CELL_REAL: show_real(b, column->type == OUT_PERCENT, v->d); return;
    }
}

static void json_cell(buf *b, const output_column *column, const cell *v, const char *text) {
    char date[DATE_TEXT];
    json_key(b, column->key);
    switch (v->kind) {
    case CELL_MISSING: buf_str(b, "null"); return;
    case CELL_TEXT: json_text(b, text + v->at, v->len); return;
    case CELL_REAL: json_number(b, NULL, v->d); return;
    case CELL_INT:
        if (column->type == OUT_DATE)
            json_str(b, NULL, date_format(date, (date_day)v->i));
        else if (column->type == OUT_PERIOD)
            json_str(b, NULL, date_period_format(date, (date_period)v->i));
        else if (column->type == OUT_MILLI || column->type == OUT_MILLION)
            json_milli(b, NULL, v->i);
        else
            json_int(b, NULL, v->i);
        return;
    }
}

static void json_row(output *o) {
    if (o->own.len) {
        buf_add(&o->out, o->own.p, o->own.len);
    } else {
        buf_char(&o->out, '{');
        for (size_t i = 0; i < o->n; i++)
            json_cell(&o->out, &o->columns[i], &o->row[i], buf_text(&o->text));
        buf_char(&o->out, '}');
    }
    buf_char(&o->out, '\n');
}

static void csv_value(buf *b, const output_column *column, const cell *v, const char *text) {
    char plain[DECIMAL_TEXT];
    buf number = {0};
    switch (v->kind) {
    case CELL_MISSING: return;
    case CELL_TEXT: csv_cell(b, text + v->at, v->len, 0); return;
    case CELL_REAL:
        json_number(&number, NULL, v->d);
        if (number.failed) b->failed = true;
        buf_str(b, buf_text(&number));
        buf_free(&number);
        return;
    case CELL_INT:
        if (column->type == OUT_DATE)
            buf_str(b, date_format(plain, (date_day)v->i));
        else if (column->type == OUT_PERIOD)
            buf_str(b, date_period_format(plain, (date_period)v->i));
        else if (column->type == OUT_MILLI || column->type == OUT_MILLION)
            buf_str(b, decimal_milli_format(plain, v->i));
        else
            buf_printf(b, "%lld", (long long)v->i);
        return;
    }
}

static void csv_row(output *o) {
    size_t from = o->out.len;
    for (size_t i = 0; i < o->n; i++) {
        if (i) buf_char(&o->out, ',');
        csv_value(&o->out, &o->columns[i], &o->row[i], buf_text(&o->text));
    }
    /* One empty column would be an empty line, which readers skip. */
    if (o->out.len == from) buf_str(&o->out, "\"\"");
    buf_char(&o->out, '\n');
}

static void csv_head(output *o, bool bom) {
    if (bom) buf_str(&o->out, "\xef\xbb\xbf");
    for (size_t i = 0; i < o->n; i++) {
        if (i) buf_char(&o->out, ',');
        csv_cell(&o->out, o->columns[i].key, strlen(o->columns[i].key), 0);
    }
    buf_char(&o->out, '\n');
}

/* Whoever read our output has gone: end as a program that never heard of it. */
static void end_by_pipe(void) {
    signal(SIGPIPE, SIG_DFL);
    raise(SIGPIPE);
}

static void send(output *o) {
    if (o->out.failed) o->memory = true;
    if (o->out.len && !o->error && !o->memory) {
        errno = 0;
        if (fwrite(o->out.p, 1, o->out.len, stdout) != o->out.len) o->error = errno ? errno : EIO;
        if (o->error == EPIPE) end_by_pipe();
    }
    o->out.len = 0;
}

static void row_done(output *o) {
    if (o->text.failed || o->own.failed) o->memory = true;
    if (!o->memory) {
        if (o->as == AS_JSON)
            json_row(o);
        else if (o->as == AS_CSV)
            csv_row(o);
        else if (o->as == AS_XLSX)
            sheet_row(o->sheet, o->row, buf_text(&o->text));
        else
            grid_row(o->grid, &o->out, o->row, buf_text(&o->text));
        send(o);
    }
    o->at = 0;
    o->text.len = o->own.len = 0;
}

static cell *next_cell(output *o) {
    if (o->at == o->n) row_done(o);
    cell *c = &o->row[o->at++];
    *c = (cell){.kind = CELL_MISSING};
    return c;
}

void output_text(output *o, const char *s) {
    cell *c = next_cell(o);
    assert(o->columns[o->at - 1].type == OUT_TEXT);
    if (!s) return;
    c->kind = CELL_TEXT;
    c->at = o->text.len;
    c->len = strlen(s);
    buf_add(&o->text, s, c->len);
}

void output_int(output *o, int64_t v) {
    cell *c = next_cell(o);
    output_type type = o->columns[o->at - 1].type;
    assert(type != OUT_TEXT && type != OUT_PERCENT && type != OUT_REAL);
    if (v == 0 && (type == OUT_DATE || type == OUT_PERIOD)) return;
    c->kind = CELL_INT;
    c->i = v;
}

void output_real(output *o, double v) {
    cell *c = next_cell(o);
    assert(o->columns[o->at - 1].type == OUT_PERCENT || o->columns[o->at - 1].type == OUT_REAL);
    if (!isfinite(v)) return;
    c->kind = CELL_REAL;
    c->d = v == 0 ? 0 : v; /* no "-0" */
}

void output_missing(output *o) { next_cell(o); }

void output_row_json(output *o, const char *json) {
    assert(o->at == o->n && !strchr(json, '\n'));
    o->own.len = 0;
    buf_str(&o->own, json);
}

void output_note(output *o, const char *fmt, ...) {
    buf said = {0}, note = {0};
    va_list ap;
    va_start(ap, fmt);
    buf_vprintf(&said, fmt, ap);
    va_end(ap);
    text_clean(&note, buf_text(&said), said.len, false);
    if (said.failed || note.failed) o->memory = true;
    buf_add(&o->notes, buf_text(&note), note.len);
    buf_char(&o->notes, '\n');
    buf_free(&note);
    buf_free(&said);
}

/* What the reader chose wrongly; NULL when nothing. */
static const char *fault(const output_choice *c) {
    if (c->json && c->csv) return "--json and --csv: choose one";
    if (c->json && c->xlsx) return "--json and --xlsx: choose one";
    if (c->csv && c->xlsx) return "--csv and --xlsx: choose one";
    if (c->bom && !c->csv) return "--bom goes with --csv only";
    if (c->xlsx && strcmp(c->xlsx, "-") == 0)
        return "--xlsx \"-\": a workbook needs the name of a file";
    return NULL;
}

int output_refused(const output_choice *choice) { return fault(choice) ? EXIT_USAGE : EXIT_FAILED; }

static bool begin_format(output *o, const output_choice *choice, const char *title) {
    o->as = choice->json ? AS_JSON : choice->csv ? AS_CSV : choice->xlsx ? AS_XLSX : AS_TABLE;
    if (o->as == AS_XLSX) {
        o->sheet = sheet_begin(choice->xlsx, title, o->columns, o->n);
        return o->sheet;
    }
    if (o->as == AS_CSV) csv_head(o, choice->bom);
    if (o->as != AS_TABLE) return true;
    o->grid = grid_begin(title, o->columns, o->n, text_terminal(STDOUT_FILENO));
    if (!o->grid) fprintf(stderr, "cordon: no memory for the table\n");
    return o->grid;
}

output *output_begin(const output_choice *choice, const char *title, const output_column *columns,
                     size_t n) {
    const char *wrong = fault(choice);
    assert(n > 0);
    if (wrong) {
        fprintf(stderr, "cordon: %s\n", wrong);
        return NULL;
    }
    output *o = calloc(1, sizeof *o);
    cell *row = calloc(n, sizeof *row);
    if (!o || !row) {
        fprintf(stderr, "cordon: no memory for the output\n");
        free(o);
        free(row);
        return NULL;
    }
    o->columns = columns;
    o->n = n;
    o->row = row;
    if (begin_format(o, choice, title)) return o;
    output_drop(o);
    return NULL;
}

/* Below a table, or on stderr, so that JSON and CSV stay what they are. */
static void print_notes(output *o) {
    size_t limit = o->as == AS_TABLE ? text_terminal(STDOUT_FILENO) : 0;
    if (o->as == AS_XLSX || !o->notes.len) return;
    if (o->as != AS_TABLE) {
        fputs(buf_text(&o->notes), stderr);
        return;
    }
    buf_char(&o->out, '\n');
    for (const char *s = buf_text(&o->notes), *end; *s; s = end + 1) {
        end = strchr(s, '\n');
        if (limit)
            text_wrap(&o->out, s, (size_t)(end - s), 0, 0, limit);
        else
            buf_add(&o->out, s, (size_t)(end - s));
        buf_char(&o->out, '\n');
    }
}

int output_end(output *o) {
    int rc = EXIT_OK;
    if (!o) return EXIT_FAILED;
    assert(o->at == 0 || o->at == o->n);
    if (o->at) {
        while (o->at < o->n) output_missing(o);
        row_done(o);
    }
    if (o->notes.failed) o->memory = true;
    if (o->as == AS_TABLE && !o->memory) grid_end(o->grid, &o->out);
    if (!o->memory) print_notes(o);
    send(o);
    if (o->memory) {
        fprintf(stderr, "cordon: no memory for the output\n");
        rc = EXIT_FAILED;
    } else if (o->as == AS_XLSX) {
        rc = sheet_end(o->sheet, buf_text(&o->notes));
        o->sheet = NULL;
    } else if (o->error) {
        fprintf(stderr, "cordon: cannot write the output: %s\n", strerror(o->error));
        rc = EXIT_FAILED;
    } else {
        rc = output_stdout(EXIT_OK);
    }
    output_drop(o);
    return rc;
}

void output_drop(output *o) {
    if (!o) return;
    grid_free(o->grid);
    sheet_drop(o->sheet);
    free(o->row);
    buf_free(&o->text);
    buf_free(&o->own);
    buf_free(&o->out);
    buf_free(&o->notes);
    free(o);
}

int output_stdout(int rc) {
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout)) return rc;
    int error = errno;
    if (!error) { /* an earlier write failed, when its buffer was full: one more tells why */
        clearerr(stdout);
        error = fputc('\n', stdout) == EOF || fflush(stdout) ? errno : 0;
    }
    if (error == EPIPE) end_by_pipe();
    /* Who failed has already said why, and the disk is the same one. */
    if (rc != EXIT_FAILED)
        fprintf(stderr, "cordon: cannot write the output: %s\n", strerror(error ? error : EIO));
    return EXIT_FAILED;
}
