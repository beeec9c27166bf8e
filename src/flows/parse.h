/* parse.h - records to flow rows, on the engine's threads. */
#ifndef FLOWS_PARSE_H
#define FLOWS_PARSE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/buf.h"
#include "flows/layout.h"
#include "read/feed.h"
#include "store/warehouse.h"

typedef struct refused_row {
    uint64_t line; /* 0 = none yet */
    uint32_t column;
    char column_name[64], value[200], reason[256];
} refused_row;

/* What all threads of a load share. */
typedef struct parse {
    const layout *l;
    const areas *a;
    feed *feed;
    const char *const *header; /* column names, for messages */
    size_t columns;
    warehouse_source source;   /* the columns that are not the same in every row */
    int slot[FLOW_FIELDS];     /* its column, -1 = constant */
    pthread_mutex_t mutex;     /* guards the members below */
    FILE *spool;               /* refused rows on disk: memory stays bounded */
    refused_row first;         /* the one with the smallest line */
    bool spool_failed;
    atomic_ulong records, refused, rounded, rows;
} parse;

/* Prepares the row source. header must outlive it. */
cordon_status parse_init(parse *p, const layout *l, const areas *a, feed *f,
                         const char *const *header, size_t columns, const char *tmp_folder,
                         cordon_error *err);
void parse_free(parse *p);
/* SELECT list for the flow table, constants as literals. Appends to sql. */
void parse_select(const parse *p, buf *sql, int64_t source_id);
/* Writes a refused row down; thread-safe. */
void parse_refuse(parse *p, const refused_row *r);
/* The spool as a row source for the table `refused` (without source_id). */
void parse_spool_source(parse *p, warehouse_source *out);

#endif
