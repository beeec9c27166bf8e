/* batch.h - a file of questions in, a file of answers out, of any length.
 *
 *   reader thread ──blocks of records──▶ workers ──rows of each block──▶ writer, in order of the blocks
 *
 * Blocks go round in a ring of fixed size, so memory does not grow with the file, and rows leave in the
 * order of the input whatever the number of threads. Every record asked has at least one row.
 *
 * While it is being written the output is OUTPUT.part. After every batch_run.sync records it is synced, and then
 * OUTPUT.resume is replaced (written aside, synced, renamed): how many records were read and a hash of
 * them, how many bytes of output they made and a hash of those, the arguments, the index. So a process
 * may be killed at any instant: resuming cuts the part back to what is vouched for, reads past the records
 * it stands for, and goes on. At the end the part becomes OUTPUT, by renaming.            */
#ifndef STORE_BATCH_H
#define STORE_BATCH_H

#include <cordon/error.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"

enum {
    BATCH_FIELDS_MAX = 64,  /* of a map */
    BATCH_FIELD = 48,       /* bytes of a field's name */
    BATCH_COLUMN = 256,     /* bytes of a column's name */
    BATCH_BLOCK = 32,       /* records of a block */
    BATCH_SYNC = 1024,      /* records between two points from which a run can be resumed, as screening has it */
    BATCH_THREADS_MAX = 256,
    BATCH_SHARDS_MAX = 1000000
};

/* The facts that a question can be made of. */
typedef struct batch_fields {
    const char *const *plain;           /* NULL-ended: looked for by their own names when no map is given */
    bool (*known)(const char *field);
    const char *all, *some;             /* for messages: "ref, name or id.TYPE"; "name, country, ..." */
} batch_fields;

/* Which column holds which fact: "name=Customer,country=Ctry,id.inn=\"Tax, no.\"". A field may stand several
 * times. `ref` is the customer's own number and is repeated in the rows.       */
typedef struct batch_map {
    unsigned n;
    struct {
        char field[BATCH_FIELD], column[BATCH_COLUMN];
    } at[BATCH_FIELDS_MAX];
    const batch_fields *fields;
} batch_map;
cordon_status batch_map_parse(batch_map *m, const char *text, const batch_fields *fields, cordon_error *err);
/* What is taken when no map is given: the columns that are named as fields are. */
void batch_map_plain(batch_map *m, const batch_fields *fields);

typedef struct batch_value {
    unsigned field;   /* of the map */
    const char *text; /* NUL-terminated, may hold anything that is UTF-8 but NUL */
    size_t len;
} batch_value;
typedef struct batch_record {
    uint64_t number, line; /* number of the record from 1; line of the input, 0 where it has none */
    const char *fault;     /* why it cannot be asked, NULL = sound */
    batch_value *value;
    unsigned values;
    uint64_t columns;      /* bit f: there is a column for field f of the map, also when its cell is empty */
} batch_record;

/* One row or more for a record; `worker` is what batch_run.worker_new gave for this thread. Adds to
 * the counts. An error ends the run; what is wrong with one record is a row.    */
typedef struct batch_counts {
    uint64_t records, found, nothing, not_assessed, failed, hits;
} batch_counts;

typedef enum batch_format { BATCH_CSV, BATCH_NDJSON, BATCH_PARQUET } batch_format;
/* By the ending of the name: .parquet, .json/.jsonl/.ndjson (packed or not), else CSV. */
batch_format batch_format_of(const char *path);

typedef struct batch_run {
    const char *input, *output; /* "-": standard input and output, plain */
    const batch_map *map;
    bool map_plain;             /* made by batch_map_plain: a column that is missing is no fault */
    unsigned shard, shards;     /* 1-based; shards 1 = all. Record r belongs to shard (r - 1) % shards + 1 */
    unsigned threads;           /* 0 = as many as there are cores */
    bool resume;
    const char *arguments;      /* canonical: what makes rows different */
    const char *index;          /* fingerprint of what is searched */
    uint64_t sync;              /* records between two points of resuming; 0 = it cannot be resumed */
    const char *head;           /* first line of the output with its line end; "" for none */
    const char *const *whole, *const *real; /* NULL-ended: columns that are numbers in Parquet, the others are texts */
    const char *temp;           /* folder for Parquet on its way; NULL = that of the output */
    void *arg;
    cordon_status (*worker_new)(void **out, void *arg, cordon_error *err);
    void (*worker_free)(void *worker);
    cordon_status (*ask)(void *worker, const batch_map *map, const batch_record *r, buf *rows,
                         batch_counts *counts, cordon_error *err);
    void (*tick)(void *arg, const batch_counts *so_far, uint64_t bytes, uint64_t all_bytes); /* may be NULL */
} batch_run;

/* CORDON_EEXISTS with words when --resume finds something made of other arguments, input or index. */
cordon_status batch_process(batch_counts *out, const batch_run *run, cordon_error *err);

/* The terms in a run to be resumed, "" when there is none: CORDON_OK also then. */
cordon_status batch_resume_arguments(buf *out, const char *output, cordon_error *err);

#endif
