#include "read/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "read/records.h"
#include "read/xlsx.h"

typedef struct sheet {
    cordon_status (*row)(void *arg, const sheet_row *row, cordon_error *err);
    void *arg;
    uint64_t rows;
    bool workbook;
    buf text; /* the cells of the row at hand, each with a NUL behind it */
    const char *cell[RECORD_FIELDS_MAX];
} sheet;

static bool ends_in(const char *name, const char *ending) {
    size_t n = strlen(name), m = strlen(ending);
    return n >= m && strcasecmp(name + n - m, ending) == 0;
}

/* NAME.tsv or NAME.txt, also packed. */
static bool tab_separated(const char *name) {
    static const char *const ending[] = {"", ".gz", ".xz", ".zst"};
    char t[16];
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++) {
        snprintf(t, sizeof t, ".tsv%s", ending[i]);
        if (ends_in(name, t)) return true;
        snprintf(t, sizeof t, ".txt%s", ending[i]);
        if (ends_in(name, t)) return true;
    }
    return false;
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/* Adds a cell without the blanks around it; false when it is no text. */
static bool add_cell(sheet *x, const char *p, size_t len) {
    while (len && is_blank(*p)) p++, len--;
    while (len && is_blank(p[len - 1])) len--;
    if (!records_utf8(p, len) || memchr(p, 0, len)) return false;
    if (len) buf_add(&x->text, p, len);
    buf_char(&x->text, 0);
    return true;
}

/* The cells were added to the text: hands them on, unless all are empty. */
static cordon_status give(sheet *x, uint64_t line, size_t cells, const char *fault,
                          const char *file, cordon_error *err) {
    sheet_row r = {.line = line,
                   .cell = x->cell,
                   .cells = fault ? 0 : cells,
                   .workbook = x->workbook,
                   .fault = fault};
    if (x->text.failed) return cordon_fail_at(err, CORDON_ENOMEM, file, line, 0, "no memory");
    const char *p = x->text.p;
    bool blank = !fault;
    for (size_t i = 0; i < r.cells; i++) {
        x->cell[i] = p;
        blank = blank && !*p;
        p += strlen(p) + 1;
    }
    if (blank) return CORDON_OK;
    if (++x->rows > SHEET_ROWS_MAX)
        return cordon_fail_at(err, CORDON_ELIMIT, file, line, 0, "more than %d rows",
                              SHEET_ROWS_MAX);
    return x->row(x->arg, &r, err);
}

/* ---- delimited text ---- */

/* The delimiter that stands most often in the first line, outside of quotes. */
static char delimiter_of(const record_block *b) {
    static const char candidate[] = {',', ';', '\t', '|'};
    size_t count[sizeof candidate] = {0}, best = 0, i = 0;
    bool quoted = false;
    while (i < b->len && (b->data[i] == '\n' || b->data[i] == '\r')) i++;
    for (; i < b->len && (quoted || b->data[i] != '\n'); i++) {
        quoted ^= b->data[i] == '"';
        for (size_t c = 0; c < sizeof candidate && !quoted; c++)
            count[c] += b->data[i] == candidate[c];
    }
    for (size_t c = 1; c < sizeof candidate; c++)
        if (count[c] > count[best]) best = c;
    return candidate[best];
}

static cordon_status take_record(sheet *x, const record_split *s, split_result sr, uint64_t line,
                                 const char *file, cordon_error *err) {
    const char *fault = NULL;
    x->text.len = 0;
    if (sr == SPLIT_LOST)
        return cordon_fail_at(err, CORDON_EFORMAT, file, line, 0,
                              "a quote inside a field runs over the end of the line: rows cannot "
                              "be told apart");
    if (sr == SPLIT_LONG)
        return cordon_fail_at(err, CORDON_ELIMIT, file, line, 0, "a row longer than %d bytes",
                              RECORD_MAX);
    if (sr == SPLIT_MANY) fault = "more than 1,024 cells";
    if (sr == SPLIT_QUOTE) fault = "a quote stands inside a cell, or text behind one";
    for (size_t i = 0; i < s->n && !fault; i++)
        if (!add_cell(x, s->f[i].p, s->f[i].len)) fault = "a cell that is no UTF-8 text";
    return give(x, line, s->n, fault, file, err);
}

static cordon_status take_block(sheet *x, record_split *split, const record_block *block,
                                const char *file, cordon_error *err) {
    size_t at = 0;
    uint64_t next = block->first_line, line = next;
    cordon_status status = CORDON_OK;
    split_result sr;
    while (!status && (sr = records_split(split, block, &at, &next, &line)) != SPLIT_END)
        status = take_record(x, split, sr, line, file, err);
    return status;
}

static cordon_status read_text(sheet *x, stream *s, cordon_error *err) {
    const char *file = stream_name(s);
    bool tabs = tab_separated(file);
    record_reader *r = NULL;
    record_block block = {.data = malloc(RECORDS_BLOCK)};
    record_split *split = malloc(sizeof *split);
    cordon_status status =
        block.data && split ? records_open(&r, s, NULL, tabs ? 0 : '"', err)
                            : cordon_fail_at(err, CORDON_ENOMEM, file, 0, 0, "no memory to read");
    for (bool first = true; !status; first = false) {
        if ((status = records_next(r, &block, err)) || !block.len) break;
        if (stream_out_bytes(s) > SHEET_BYTES_MAX) {
            status = cordon_fail_at(err, CORDON_ELIMIT, file, 0, 0, "more than %d MB",
                                    SHEET_BYTES_MAX >> 20);
            break;
        }
        if (first) {
            split->delimiter = tabs ? '\t' : delimiter_of(&block);
            split->quote = tabs ? 0 : '"';
        }
        status = take_block(x, split, &block, file, err);
    }
    records_close(r);
    free(split);
    free(block.data);
    return status;
}

/* ---- workbooks ---- */

typedef struct workbook_rows {
    sheet *x;
    const char *file;
} workbook_rows;

static cordon_status take_row(void *arg, const xlsx_row *row, cordon_error *err) {
    workbook_rows *w = arg;
    const char *fault = row->over;
    w->x->text.len = 0;
    if (!fault && row->cells > RECORD_FIELDS_MAX) fault = "more than 1,024 cells";
    for (size_t i = 0; i < row->cells && !fault; i++)
        if (!add_cell(w->x, row->cell[i], strlen(row->cell[i])))
            fault = "a cell that is no UTF-8 text";
    return give(w->x, row->number, row->cells, fault, w->file, err);
}

cordon_status sheet_read(stream *s,
                         cordon_status (*row)(void *arg, const sheet_row *row, cordon_error *err),
                         void *arg, cordon_error *err) {
    sheet *x = calloc(1, sizeof *x);
    if (!x) return cordon_fail_at(err, CORDON_ENOMEM, stream_name(s), 0, 0, "no memory to read");
    x->row = row;
    x->arg = arg;
    cordon_status status = ends_in(stream_name(s), ".xlsx")
                               ? xlsx_read(s, take_row, &(workbook_rows){x, stream_name(s)}, err)
                               : read_text(x, s, err);
    if (!status && !x->rows)
        status = cordon_fail_at(err, CORDON_EFORMAT, stream_name(s), 0, 0, "the file is empty");
    buf_free(&x->text);
    free(x);
    return status;
}
