/* ingest.h - records of a file as rows of the engine, on the engine's threads.
 *
 *   feed -> block -> [each thread: split, UTF-8, fields counted] -> record() -> chunk
 *
 * What a record means is the caller's `record`: it fills rows of the chunk, or
 * refuses the record with ingest_refuse. Refused rows are spooled to a file, so
 * memory stays bounded; they end in the table `refused`. A record that cannot
 * be told from its neighbours (a lost quote) ends the load.                   */
#ifndef STORE_INGEST_H
#define STORE_INGEST_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "read/feed.h"
#include "store/warehouse.h"

typedef struct refused_row {
    uint64_t line; /* 0 = none yet */
    uint32_t column;
    char column_name[64], value[200], reason[256];
} refused_row;

typedef struct ingest ingest;

/* One thread's part. */
typedef struct ingest_worker {
    ingest *in;
    record_block *block;
    size_t at;
    uint64_t line, record_line;
    bool lost; /* a refused cell has a line break in it */
    record_split split;
    uint64_t records, rounded;
    void *own; /* own_bytes zeroed bytes for the caller */
} ingest_worker;

struct ingest {
    /* Set by the caller before ingest_open. */
    feed *feed;
    const char *const *header; /* column names, for messages */
    size_t columns;            /* fields every record must have */
    char delimiter, quote;
    size_t rows_max;           /* rows a record makes at most */
    size_t own_bytes;
    void *context;
    /* Makes the record's rows from row on and returns the row behind them. A
     * null set in a chunk cannot be taken back: store only when all is made. */
    size_t (*record)(ingest_worker *w, warehouse_chunk *c, size_t row);
    warehouse_source source; /* its columns are the caller's; so is next where rows come of no feed:
                              * then record is not called and the worker has no block */
    /* What became of the records. */
    pthread_mutex_t mutex; /* guards the members below */
    FILE *spool;
    refused_row first; /* the one with the smallest line */
    bool spool_failed;
    atomic_ulong records, refused, rounded, rows;
};

/* Makes the spool in the folder and completes `source`. */
cordon_status ingest_open(ingest *in, const char *tmp_folder, cordon_error *err);
void ingest_close(ingest *in);
/* Writes a refused row down; thread-safe. */
void ingest_refuse(ingest *in, const refused_row *r);
/* The worker's record, at the field of that index (-1 = none) and name; false. */
bool ingest_refuse_field(ingest_worker *w, int index, const char *column, const char *reason);
/* The spool as a row source for the table `refused` (without source_id). */
void ingest_spool_source(ingest *in, warehouse_source *out);

#endif
