/* parse.h - records to flow rows, on the engine's threads. */
#ifndef FLOWS_PARSE_H
#define FLOWS_PARSE_H

#include "base/buf.h"
#include "flows/layout.h"
#include "store/ingest.h"

/* What all threads of a load share. */
typedef struct parse {
    const layout *l;
    const areas *a;
    int slot[FLOW_FIELDS]; /* its column of the row source, -1 = constant in every row */
    ingest in;
} parse;

/* Prepares the row source. header must outlive it. */
cordon_status parse_init(parse *p, const layout *l, const areas *a, feed *f,
                         const char *const *header, size_t columns, const char *tmp_folder,
                         cordon_error *err);
void parse_free(parse *p);
/* SELECT list for the flow table, constants as literals. Appends to sql. */
void parse_select(const parse *p, buf *sql, int64_t source_id);

#endif
