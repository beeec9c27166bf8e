/* batch_inner.h - the parts of a batch: its reader, its output, its point of resuming. */
#ifndef STORE_BATCH_INNER_H
#define STORE_BATCH_INNER_H

#include <sodium.h>

#include "read/records.h"
#include "read/stream.h"
#include "store/batch.h"

/* ---- batch_read.c: records one after another, from any of the three formats */
typedef struct batch_reader batch_reader;
cordon_status batch_reader_open(batch_reader **out, const batch_run *run, cordon_error *err);
/* The same from a stream, which is the reader's from then on, also after a failure; CSV or NDJSON. */
cordon_status batch_reader_open_stream(batch_reader **out, const batch_run *run, stream *in, cordon_error *err);
/* The next record; its texts live in mem. False in *more at the end. */
cordon_status batch_reader_next(batch_reader *r, batch_record *out, arena *mem, bool *more, cordon_error *err);
void batch_reader_close(batch_reader *r);
/* Bytes of the file read so far, and of all (0 = not known). */
uint64_t batch_reader_bytes(const batch_reader *r, uint64_t *all);
const char *batch_reader_name(const batch_reader *r);

/* ---- batch_read_table.c, batch_read_json.c, batch_read_parquet.c: what a format has to give */
typedef struct batch_source {
    void *self;
    /* Fills text, line, fault and values of out; the number is the caller's. */
    cordon_status (*next)(void *self, batch_record *out, arena *mem, bool *more, cordon_error *err);
    void (*close)(void *self);
    uint64_t (*bytes)(const void *self, uint64_t *all);
} batch_source;
/* What a reader of text begins with. */
typedef struct batch_text {
    stream *s;
    record_reader *r;
    record_block block;
    size_t at;     /* in the block */
    uint64_t line; /* of what stands there */
} batch_text;
/* A zeroed reader of `size` bytes that begins with batch_text; in is its from then on, also after a failure. */
cordon_status batch_text_open(void **out, size_t size, const batch_run *run, stream *in, char quote,
                              cordon_error *err);
/* The next block; an empty one at the end. */
cordon_status batch_text_more(batch_text *t, cordon_error *err);
void batch_text_close(void *self);
uint64_t batch_text_bytes(const void *self, uint64_t *all);
cordon_status batch_read_table(batch_source *out, const batch_run *run, stream *in, cordon_error *err);
cordon_status batch_read_json(batch_source *out, const batch_run *run, stream *in, cordon_error *err);
cordon_status batch_read_parquet(batch_source *out, const batch_run *run, cordon_error *err);
/* Room for n values of a record in mem; a text that is no UTF-8 is the record's fault. */
cordon_status batch_values(batch_record *out, arena *mem, unsigned n, cordon_error *err);
cordon_status batch_value_add(batch_record *out, arena *mem, unsigned of, const char *text, size_t len,
                              cordon_error *err);
cordon_status batch_fault(batch_record *out, arena *mem, cordon_error *err, const char *fmt, ...)
    CORDON_PRINTF(4, 5);

/* ---- batch_state.c: what a run that was cut off has vouched for */
typedef struct batch_hash {
    crypto_generichash_state state;
} batch_hash;
enum { BATCH_HASH = 33 }; /* 32 hex digits and NUL */
void batch_hash_begin(batch_hash *h);
void batch_hash_add(batch_hash *h, const void *p, size_t len);
void batch_hash_record(batch_hash *h, const batch_record *r); /* every part with its length */
void batch_hash_now(const batch_hash *h, char hex[BATCH_HASH]); /* more may be added after it */

typedef struct batch_state {
    char index[BATCH_HASH], input[BATCH_HASH], output[BATCH_HASH];
    uint64_t records, bytes; /* records read, of all shards; bytes of output */
    batch_counts counts;
    buf arguments;
} batch_state;
/* CORDON_ENOTFOUND: there is none. CORDON_ECORRUPT: it is damaged. */
cordon_status batch_state_read(batch_state *out, const char *path, cordon_error *err);
cordon_status batch_state_write(const batch_state *s, const char *path, cordon_error *err);
void batch_state_free(batch_state *s);

/* ---- batch_output.c: the part, its syncs, its becoming the output */
typedef struct batch_output {
    const batch_run *run;
    batch_format format;
    char part[1100], resume[1100];
    int fd;          /* -1: standard output */
    uint64_t bytes;
    batch_hash hash; /* of the bytes written */
    batch_hash input; /* of the records read so far whose rows are written, all shards */
    uint64_t records, synced; /* read; at the last sync */
    batch_counts counts;
    char want[BATCH_HASH]; /* of the records that a run taken up stands for; "" when begun anew */
} batch_output;
/* Opens, and with run->resume takes up what is vouched for. */
cordon_status batch_output_open(batch_output *o, const batch_run *run, cordon_error *err);
cordon_status batch_output_add(batch_output *o, const char *p, size_t len, cordon_error *err);
cordon_status batch_output_sync(batch_output *o, cordon_error *err);
cordon_status batch_output_end(batch_output *o, cordon_error *err);
void batch_output_close(batch_output *o); /* the part and its point of resuming stay */

/* ---- batch_parquet.c */
/* The part becomes run->output; run->whole and run->real name at least one column. */
cordon_status batch_parquet_write(const char *part, const batch_run *run, cordon_error *err);

#endif
