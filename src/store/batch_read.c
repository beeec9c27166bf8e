/* batch_read.c - what the formats have in common: numbers of records, values, faults. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/batch_inner.h"

struct batch_reader {
    batch_source source;
    const batch_map *map;
    uint64_t number;
    const char *name;
};

cordon_status batch_values(batch_record *out, arena *mem, unsigned n, cordon_error *err) {
    out->values = 0;
    out->value = arena_alloc(mem, (n ? n : 1) * sizeof *out->value);
    return out->value ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory for a record");
}

cordon_status batch_fault(batch_record *out, arena *mem, cordon_error *err, const char *fmt, ...) {
    char text[256];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    out->fault = arena_strndup(mem, text, strlen(text));
    return out->fault ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory for a record");
}

cordon_status batch_value_add(batch_record *out, arena *mem, unsigned of, const char *text, size_t len,
                              cordon_error *err) {
    batch_value *v = &out->value[out->values];
    v->field = of;
    v->len = len;
    v->text = arena_strndup(mem, text, len);
    if (!v->text) return cordon_fail(err, CORDON_ENOMEM, "no memory for a record");
    out->values++;
    return CORDON_OK;
}

cordon_status batch_text_open(void **out, size_t size, const batch_run *run, stream *in, char quote,
                              cordon_error *err) {
    batch_text *t = calloc(1, size);
    if (!t || !(t->block.data = malloc(RECORDS_BLOCK))) {
        free(t);
        stream_close(in);
        return cordon_fail(err, CORDON_ENOMEM, "no memory to read %s", run->input);
    }
    t->s = in;
    cordon_status status = records_open(&t->r, in, NULL, quote, err);
    if (status)
        batch_text_close(t);
    else
        *out = t;
    return status;
}

cordon_status batch_text_more(batch_text *t, cordon_error *err) {
    cordon_status status = records_next(t->r, &t->block, err);
    t->at = 0;
    t->line = t->block.first_line;
    return status;
}

void batch_text_close(void *self) {
    batch_text *t = self;
    records_close(t->r);
    stream_close(t->s);
    free(t->block.data);
    free(t);
}

uint64_t batch_text_bytes(const void *self, uint64_t *all) {
    const batch_text *t = self;
    *all = stream_raw_size(t->s);
    return stream_raw_bytes(t->s);
}

static cordon_status begin(batch_reader **out, const batch_run *run, stream *in, cordon_error *err) {
    batch_reader *r = calloc(1, sizeof *r);
    if (!r) {
        stream_close(in);
        return cordon_fail(err, CORDON_ENOMEM, "no memory to read %s", run->input);
    }
    r->name = run->input;
    r->map = run->map;
    batch_format format = batch_format_of(run->input);
    cordon_status status = format == BATCH_PARQUET  ? batch_read_parquet(&r->source, run, err)
                           : format == BATCH_NDJSON ? batch_read_json(&r->source, run, in, err)
                                                    : batch_read_table(&r->source, run, in, err);
    if (status)
        free(r);
    else
        *out = r;
    return status;
}

cordon_status batch_reader_open_stream(batch_reader **out, const batch_run *run, stream *in, cordon_error *err) {
    return begin(out, run, in, err);
}

cordon_status batch_reader_open(batch_reader **out, const batch_run *run, cordon_error *err) {
    stream *in = NULL;
    if (batch_format_of(run->input) != BATCH_PARQUET) {
        cordon_status status = stream_open(&in, run->input, err);
        if (status) return status;
    }
    return begin(out, run, in, err);
}

cordon_status batch_reader_next(batch_reader *r, batch_record *out, arena *mem, bool *more, cordon_error *err) {
    *out = (batch_record){0};
    cordon_status status = r->source.next(r->source.self, out, mem, more, err);
    if (status || !*more) return status;
    out->number = ++r->number;
    for (unsigned i = 0; i < out->values && !out->fault && !status; i++)
        if (!records_utf8(out->value[i].text, out->value[i].len))
            status = batch_fault(out, mem, err, "%s is not valid UTF-8", r->map->at[out->value[i].field].column);
    return status;
}

void batch_reader_close(batch_reader *r) {
    if (!r) return;
    r->source.close(r->source.self);
    free(r);
}

uint64_t batch_reader_bytes(const batch_reader *r, uint64_t *all) { return r->source.bytes(r->source.self, all); }
const char *batch_reader_name(const batch_reader *r) { return r->name; }
