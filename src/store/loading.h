/* loading.h - one file becomes one source: all of it or nothing.
 *
 *   loading_seen      the same bytes again change nothing
 *   loading_open      stream (unpack, check, hash) -> records -> first block
 *   loading_begin     the source's row in the ledger, a warehouse transaction
 *   ... the caller's rows, through an ingest; loading_rows runs its statement ...
 *   loading_same      a pipe's bytes are known only now
 *   loading_commit    warehouse first, then the ledger
 *   loading_end       after a failure: everything as it was
 *
 * What a row means is not known here: flows and events load through this.     */
#ifndef STORE_LOADING_H
#define STORE_LOADING_H

#include "base/arena.h"
#include "store/ingest.h"
#include "store/store.h"

typedef struct load_options {
    const char *layout;       /* layout, reader or mapping file; NULL = the header decides */
    const char *publisher, *licence, *encoding; /* NULL = from table or layout */
    date_day vintage;         /* 0 = from the table of bundled files, else today */
    bool strict;              /* the first bad row refuses the file */
    bool no_checks;           /* leave out duplicates and plausibility (bench) */
    void (*note)(void *arg, const char *text); /* what was found; may be NULL */
    feed_tick *progress;      /* bytes of the file read; from another thread; may be NULL */
    void *arg;
} load_options;

typedef struct load_result {
    source source;
    bool already;         /* the same bytes were loaded before: nothing changed */
    uint64_t records;     /* rows of the file */
    int64_t seconds_checks_ns, seconds_all_ns;
} load_result;

enum { LOAD_BAD_PERCENT_MAX = 5 };

typedef struct loading {
    store *s;
    const char *path;
    const load_options *o;
    load_result *out;
    stream *stream;
    record_reader *reader;
    record_block first; /* the file's first block */
    record_split *split;
    warehouse *w;
    arena mem;
    const char **header; /* names of the columns; made up when the file has none */
    size_t columns;
    size_t body;         /* where the first record behind the header starts */
    uint64_t body_line;
    feed *feed;
    int64_t notes; /* written so far */
    bool begun, in_ledger;
} loading;

/* Sets *out to nothing and remembers the arguments. */
cordon_status loading_init(loading *l, load_result *out, store *s, const char *path,
                           const load_options *o, cordon_error *err);
/* out->already when a file of these bytes is loaded. A file of which no source
 * has the size is not hashed.                                                */
cordon_status loading_seen(loading *l, cordon_error *err);
cordon_status loading_open_stream(loading *l, cordon_error *err);
/* Opens the stream unless open, and reads the first block; empty files fail. */
cordon_status loading_open(loading *l, const char *encoding, char quote, cordon_error *err);
/* Splits the first record as the header; split then holds its fields. */
cordon_status loading_header(loading *l, char delimiter, char quote, cordon_error *err);
/* The record behind it in the first block becomes the header instead; false when
 * there is none. One that cannot be split counts as far as it could.          */
bool loading_header_next(loading *l);
/* Starts the thread that reads ahead, from the body on. */
cordon_status loading_feed(loading *l, cordon_error *err);
/* The source's texts must be set (layout, dataset, publisher, title); the table
 * of bundled files and the options go over them.                              */
cordon_status loading_begin(loading *l, cordon_error *err);
/* Fills in what the table of bundled files and the options say of a file: texts, vintage and where
 * it is from ("assumed: ..." when nothing says), the day of retrieval.        */
cordon_status loading_describe(source *src, const char *path, uint64_t bytes,
                               const load_options *o, cordon_error *err);
/* Runs the statement over the rows of in, judges them and keeps the refused. */
cordon_status loading_rows(loading *l, ingest *in, const char *sql, cordon_error *err);
/* Whether the file may stay with this many bad rows, of which one is given. */
cordon_status loading_judge(const loading *l, uint64_t bad, uint64_t line, uint32_t column,
                            const char *what, cordon_error *err);
cordon_status loading_same(loading *l, cordon_error *err);
/* Writes a note of the source, also to the caller. */
cordon_status loading_note(loading *l, const char *kind, const char *text, cordon_error *err);
cordon_status loading_note_assumed(loading *l, cordon_error *err);
cordon_status loading_commit(loading *l, cordon_error *err);
void loading_end(loading *l);

#endif
