/* batch_read_table.c - questions from delimited text: commas, or tabs or semicolons when only those are in
 * the header. One record behind the header is one question.                      */
#include <string.h>

#include "store/batch_inner.h"

typedef struct reader {
    batch_text text;
    record_split split;
    size_t columns;
    unsigned n;                 /* fields of the map that have a column */
    unsigned field[BATCH_FIELDS_MAX];
    size_t column[BATCH_FIELDS_MAX];
} reader;

/* The delimiter that stands most often in the header, outside of quotes. */
static char delimiter_of(const record_block *b) {
    static const char candidates[] = {',', ';', '\t'};
    size_t count[sizeof candidates] = {0}, best = 0;
    bool quoted = false;
    for (size_t i = 0; i < b->len && (quoted || b->data[i] != '\n'); i++) {
        quoted ^= b->data[i] == '"';
        for (size_t c = 0; c < sizeof candidates && !quoted; c++) count[c] += b->data[i] == candidates[c];
    }
    for (size_t c = 1; c < sizeof candidates; c++)
        if (count[c] > count[best]) best = c;
    return candidates[best];
}

static bool is_column(const reader *r, size_t i, const char *name) {
    const field *f = &r->split.f[i];
    return f->len == strlen(name) && memcmp(f->p, name, f->len) == 0;
}

static cordon_status bind(reader *r, const batch_run *run, cordon_error *err) {
    const batch_map *m = run->map;
    r->columns = r->split.n;
    for (unsigned f = 0; f < m->n; f++) {
        size_t found = 0, at = 0;
        for (size_t i = 0; i < r->columns; i++)
            if (is_column(r, i, m->at[f].column)) at = i, found++;
        if (found > 1)
            return cordon_fail_at(err, CORDON_EFORMAT, run->input, 1, 0, "the header has column \"%s\" %zu times",
                                  m->at[f].column, found);
        if (!found && run->map_plain) continue;
        if (!found)
            return cordon_fail_at(err, CORDON_EFORMAT, run->input, 1, 0,
                                  "the header has no column \"%s\" (map: %s); it has %zu columns, the first is \"%.*s\"",
                                  m->at[f].column, m->at[f].field, r->columns,
                                  (int)(r->split.f[0].len < 60 ? r->split.f[0].len : 60), r->split.f[0].p);
        r->field[r->n] = f;
        r->column[r->n++] = at;
    }
    if (r->n) return CORDON_OK;
    return cordon_fail_at(err, CORDON_EFORMAT, run->input, 1, 0,
                          "no column is named %s: say with --map which is which",
                              m->fields->some);
}

static cordon_status header(reader *r, const batch_run *run, cordon_error *err) {
    batch_text *t = &r->text;
    uint64_t record_line;
    cordon_status status = batch_text_more(t, err);
    if (status) return status;
    r->split.quote = '"';
    r->split.delimiter = delimiter_of(&t->block);
    if (!t->block.len || records_split(&r->split, &t->block, &t->at, &t->line, &record_line) != SPLIT_OK)
        return cordon_fail_at(err, CORDON_EFORMAT, run->input, 1, 0, "there is no header that can be read");
    return bind(r, run, err);
}

static cordon_status values(reader *r, batch_record *out, arena *mem, cordon_error *err) {
    if (r->split.n != r->columns)
        return batch_fault(out, mem, err, "%zu fields, the header has %zu", r->split.n, r->columns);
    cordon_status status = batch_values(out, mem, r->n, err);
    for (unsigned i = 0; i < r->n && !status; i++) {
        out->columns |= UINT64_C(1) << r->field[i];
        const field *f = &r->split.f[r->column[i]];
        if (f->len) status = batch_value_add(out, mem, r->field[i], f->p, f->len, err);
    }
    return status;
}

static cordon_status next(void *self, batch_record *out, arena *mem, bool *more, cordon_error *err) {
    reader *r = self;
    batch_text *t = &r->text;
    for (;;) {
        split_result sr = records_split(&r->split, &t->block, &t->at, &t->line, &out->line);
        *more = sr != SPLIT_END;
        switch (sr) {
        case SPLIT_OK: return values(r, out, mem, err);
        case SPLIT_MANY: return batch_fault(out, mem, err, "more than %d fields", RECORD_FIELDS_MAX);
        case SPLIT_QUOTE: return batch_fault(out, mem, err, "a quote stands inside a field, or text behind one");
        case SPLIT_LOST:
            return cordon_fail_at(err, CORDON_EFORMAT, stream_name(t->s), out->line, 0,
                                  "a quote inside a field runs over the end of the line: records cannot be told apart");
        case SPLIT_LONG:
            return cordon_fail_at(err, CORDON_ELIMIT, stream_name(t->s), out->line, 0,
                                  "the record has more than %d bytes", RECORD_MAX);
        case SPLIT_END: break;
        }
        cordon_status status = batch_text_more(t, err);
        if (status || !t->block.len) return status;
    }
}

cordon_status batch_read_table(batch_source *out, const batch_run *run, stream *in, cordon_error *err) {
    void *self;
    cordon_status status = batch_text_open(&self, sizeof(reader), run, in, '"', err);
    if (status) return status;
    status = header(self, run, err);
    if (status)
        batch_text_close(self);
    else
        *out = (batch_source){self, next, batch_text_close, batch_text_bytes};
    return status;
}
