/* votes_file.c - a whole file in memory (votes.h). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watch/votes_inner.h"

enum { CELL_SHOWN = 80, FIELDS_MAX = 64 };

typedef struct reader {
    votes_file *f;
    record_split *split;
    const char *header[FIELDS_MAX];
    votes_layout layout;
    size_t rows_cap, refused_cap;
    uint64_t line;
} reader;

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for a file of votes");
}

/* Doubles an array that is full. */
static bool room(void **v, size_t n, size_t *cap, size_t size) {
    if (n < *cap) return true;
    size_t want = *cap ? 2 * *cap : 256;
    void *p = reallocarray(*v, want, size);
    if (!p) return false;
    *v = p;
    *cap = want;
    return true;
}

static cordon_status refuse(reader *r, const votes_fault *fault, cordon_error *err) {
    votes_file *f = r->f;
    int column = fault->column;
    const field *c = column >= 0 && (size_t)column < r->split->n ? &r->split->f[column] : NULL;
    if (!room((void **)&f->refused, f->refused_n, &r->refused_cap, sizeof *f->refused))
        return no_memory(err);
    const char *value = arena_strndup(&f->mem, c ? c->p : "",
                                      !c ? 0 : c->len < CELL_SHOWN ? c->len : (size_t)CELL_SHOWN);
    const char *reason = arena_strndup(&f->mem, fault->reason, strlen(fault->reason));
    if (!value || !reason) return no_memory(err);
    f->refused[f->refused_n++] = (votes_refused){
        (uint32_t)r->line, (uint32_t)(column + 1), c ? r->header[column] : "", value, reason};
    return CORDON_OK;
}

/* ---- rows ---- */

static bool own(votes_file *f, field *t) {
    t->p = arena_strndup(&f->mem, t->p, t->len);
    return t->p;
}

static bool own_texts(votes_file *f, votes_row *row) {
    switch (f->kind) {
    case VOTES_MATRIX: return own(f, &row->cells);
    case VOTES_ROLLS: return own(f, &row->roll.unres) && own(f, &row->roll.title);
    case VOTES_ISSUES: return own(f, &row->issue.code) && own(f, &row->issue.name);
    case VOTES_SAME:
    case VOTES_POINTS:
    case VOTES_KINDS: break;
    }
    return true;
}

static cordon_status take(reader *r, cordon_error *err) {
    votes_row row[VOTES_VARIANTS_MAX];
    votes_fault fault = {0};
    size_t n = 0;
    for (size_t i = 0; i < r->split->n; i++)
        if (!records_utf8(r->split->f[i].p, r->split->f[i].len))
            return refuse(r, &(votes_fault){(int)i, "not valid UTF-8"}, err);
    if (!votes_parse(row, &n, &fault, &r->layout, r->split)) return refuse(r, &fault, err);
    for (size_t i = 0; i < n; i++) {
        row[i].line = (uint32_t)r->line;
        if (!room((void **)&r->f->row, r->f->rows, &r->rows_cap, sizeof *row) ||
            !own_texts(r->f, &row[i]))
            return no_memory(err);
        r->f->row[r->f->rows++] = row[i];
    }
    return CORDON_OK;
}

static int by_rcid(const void *a, const void *b) {
    const votes_row *x = a, *y = b;
    if (x->rcid != y->rcid) return x->rcid < y->rcid ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

/* The second row of one number is refused: which of them is meant? */
static cordon_status refuse_repeated(reader *r, cordon_error *err) {
    votes_file *f = r->f;
    size_t kept = 0;
    if (f->kind != VOTES_MATRIX && f->kind != VOTES_ROLLS) return CORDON_OK;
    if (f->rows) qsort(f->row, f->rows, sizeof *f->row, by_rcid);
    for (size_t i = 0; i < f->rows; i++) {
        votes_fault fault = {-1, ""};
        if (!kept || f->row[kept - 1].rcid != f->row[i].rcid) {
            f->row[kept++] = f->row[i];
            continue;
        }
        snprintf(fault.reason, sizeof fault.reason, "roll call %lld again, first on line %u",
                 (long long)f->row[i].rcid, f->row[kept - 1].line);
        r->line = f->row[i].line;
        cordon_status status = refuse(r, &fault, err);
        if (status) return status;
    }
    f->rows = kept;
    return CORDON_OK;
}

/* ---- the file ---- */

/* Tabs where the first line has one, else commas. */
static void choose_delimiter(record_split *s, const record_block *b) {
    const char *end = memchr(b->data, '\n', b->len);
    size_t len = end ? (size_t)(end - b->data) : b->len;
    s->delimiter = memchr(b->data, '\t', len) ? '\t' : ',';
    s->quote = 0;
}

static cordon_status read_header(reader *r, const char *name, const record_block *b, size_t *at,
                                 uint64_t *line, const areas *a, cordon_error *err) {
    votes_file *f = r->f;
    choose_delimiter(r->split, b);
    if (records_split(r->split, b, at, line, &r->line) != SPLIT_OK || r->split->n > FIELDS_MAX)
        return cordon_fail_at(err, CORDON_EFORMAT, name, r->line, 0, "the header cannot be read");
    for (size_t i = 0; i < r->split->n; i++) {
        const field *c = &r->split->f[i];
        if (!records_utf8(c->p, c->len))
            return cordon_fail_at(err, CORDON_EFORMAT, name, r->line, (uint32_t)i + 1,
                                  "the header is not valid UTF-8");
        if (!(r->header[i] = arena_strndup(&f->mem, c->p, c->len))) return no_memory(err);
    }
    cordon_status status = votes_layout_bind(&r->layout, r->header, r->split->n, a, name, err);
    if (status) return status;
    f->kind = r->layout.kind;
    f->countries = r->layout.countries;
    f->country = arena_alloc(&f->mem, (f->countries + 1) * sizeof *f->country);
    if (!f->country) return no_memory(err);
    memcpy(f->country, r->layout.country, f->countries * sizeof *f->country);
    return CORDON_OK;
}

static cordon_status read_block(reader *r, const char *name, const record_block *b, size_t at,
                                uint64_t line, cordon_error *err) {
    split_result got;
    cordon_status status = CORDON_OK;
    while (!status && (got = records_split(r->split, b, &at, &line, &r->line)) != SPLIT_END) {
        if (got == SPLIT_LONG)
            return cordon_fail_at(err, CORDON_ELIMIT, name, r->line, 0, "a record is too long");
        if (++r->f->records > VOTES_ROWS_MAX)
            return cordon_fail_at(err, CORDON_ELIMIT, name, r->line, 0, "more than %d rows",
                                  VOTES_ROWS_MAX);
        status = got == SPLIT_OK
                     ? take(r, err)
                     : refuse(r, &(votes_fault){-1, "the fields cannot be told apart"}, err);
    }
    return status;
}

static cordon_status read_records(reader *r, stream *s, const areas *a, cordon_error *err) {
    const char *name = stream_name(s);
    record_reader *records = NULL;
    record_block b = {.data = malloc(RECORDS_BLOCK)};
    r->split = calloc(1, sizeof *r->split);
    cordon_status status = b.data && r->split ? records_open(&records, s, NULL, 0, err) : no_memory(err);
    for (bool first = true; !status; first = false) {
        if ((status = records_next(records, &b, err))) break;
        if (first && !b.len)
            status = cordon_fail_at(err, CORDON_EFORMAT, name, 0, 0, "the file is empty");
        if (status || !b.len) break;
        size_t at = 0;
        uint64_t line = b.first_line;
        if (first) status = read_header(r, name, &b, &at, &line, a, err);
        if (!status) status = read_block(r, name, &b, at, line, err);
    }
    if (!status && !r->f->records)
        status = cordon_fail_at(err, CORDON_EFORMAT, name, 0, 0, "the file has a header and no rows");
    if (!status) status = refuse_repeated(r, err);
    records_close(records);
    free(r->split);
    free(b.data);
    return status;
}

static cordon_status read_stream(votes_file *out, stream *s, const areas *a, cordon_error *err) {
    reader *r = calloc(1, sizeof *r);
    cordon_status status = r ? CORDON_OK : no_memory(err);
    arena_init(&out->mem, (size_t)512 << 20);
    if (r) {
        r->f = out;
        status = read_records(r, s, a, err);
    }
    if (status) votes_file_free(out);
    free(r);
    stream_close(s);
    return status;
}

cordon_status votes_file_read(votes_file *out, const char *path, const areas *a, cordon_error *err) {
    stream *s;
    *out = (votes_file){0};
    cordon_status status = stream_open(&s, path, err);
    return status ? status : read_stream(out, s, a, err);
}

cordon_status votes_file_read_memory(votes_file *out, const char *name, const void *data, size_t len,
                                     const areas *a, cordon_error *err) {
    stream *s;
    *out = (votes_file){0};
    cordon_status status = stream_open_memory(&s, name, data, len, err);
    return status ? status : read_stream(out, s, a, err);
}

void votes_file_free(votes_file *f) {
    arena_destroy(&f->mem);
    free(f->row);
    free(f->refused);
    *f = (votes_file){0};
}
