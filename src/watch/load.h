/* load.h - files of events, incidents, observations and the record into a store.
 *
 * A reader is one row of the table in load.c: its name (--as NAME), what it
 * reads, a test of a file's first record, and the function that makes rows of
 * the rest. Everything else is every load's (store/loading.h): the same bytes
 * again change nothing, bad rows are kept and counted, more than 5 % of them
 * refuse the file. Tables only grow; watch_source says which source has which
 * vintage, and a newer source of one edition takes the place of the older.
 *
 * To add a reader: a row in load.c, a table in sql/, a fuzzer in fuzz/.       */
#ifndef WATCH_LOAD_H
#define WATCH_LOAD_H

#include "regime/area.h"
#include "store/loading.h"

typedef struct watch_reader watch_reader;

typedef struct watch_load {
    loading l;
    const areas *a;
    const watch_reader *reader;
    void *own;         /* the reader's, from prepare to release */
    char edition[256]; /* what a newer file replaces: the file's name unless a reader sets it */
} watch_load;

struct watch_reader {
    const char *name, *what; /* for --as and its list */
    const char *dataset, *publisher;
    char delimiter, quote; /* quote 0 = none */
    bool bare;             /* the file has no header: the first record is one of the rows */
    /* Whether the first record, split as above, is this reader's. */
    bool (*is)(const record_split *first);
    /* The day the first record says the file is of, 0 = it does not; may be NULL. */
    date_day (*vintage)(const record_split *first);
    bool any_header; /* a file named with --as need not pass is() */
    /* Before the source is entered: dataset, title, edition and what load needs.
     * Both may be NULL.                                                        */
    cordon_status (*prepare)(watch_load *w, cordon_error *err);
    void (*release)(watch_load *w);
    cordon_status (*load)(watch_load *w, cordon_error *err);
};

/* NULL when there is none of that name. */
const watch_reader *watch_reader_named(const char *name);
/* By index from 0, in the order of the table; NULL behind the last. */
const watch_reader *watch_reader_at(size_t index);
/* The reader whose test the file passes, NULL for none, for "-" and for a pipe
 * (read once: say --as). Only a file that cannot be opened or unpacked fails.  */
cordon_status watch_detect(const watch_reader **out, const char *path, cordon_error *err);
/* o->layout is for the reader: the mapping file of incidents. */
cordon_status watch_load_file(load_result *out, store *s, const areas *a, const char *path,
                              const watch_reader *reader, const load_options *o, cordon_error *err);

/* For readers. Sets in->header, feed and quotes, and fills `table` (source_id
 * and then the columns of in->source, in order). columns: how many fields every
 * record has.                                                                */
cordon_status watch_rows(watch_load *w, ingest *in, const char *table, cordon_error *err);
/* The same, with a statement of one's own that reads cordon_rows(). */
cordon_status watch_rows_sql(watch_load *w, ingest *in, const char *sql, cordon_error *err);
/* Whether the header has these columns, NULL-ended, in any order. */
bool watch_has_columns(const record_split *first, const char *const names[]);
/* The column of that name, -1 when there is none. */
int watch_column(const watch_load *w, const char *name);
bool watch_is(const field *f, const char *text);

/* For queries: false when nothing was ever loaded into the table. */
cordon_status watch_has_table(bool *out, warehouse *w, const char *table, cordon_error *err);

#endif
