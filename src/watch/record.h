/* record.h - the own record: dated events of states, each with its source.
 *
 * One row is one event in 23 columns (data/events/record.tsv, tab separated, no
 * quotes). The rules below are one table for the reader, for `watch record
 * check` and for `watch record add`, so nothing can be added that would not
 * load. Kinds and actors that are no state stand in data/events/record_kinds.csv
 * and record_actors.csv.                                                      */
#ifndef WATCH_RECORD_H
#define WATCH_RECORD_H

#include "watch/load.h"

typedef enum record_column {
    RECORD_ID,
    RECORD_DATE_START,
    RECORD_DATE_END,
    RECORD_PRECISION,
    RECORD_DIMENSION,
    RECORD_KIND,
    RECORD_ACTOR1,
    RECORD_ACTOR2,
    RECORD_OTHERS,
    RECORD_PLACE,
    RECORD_TITLE,
    RECORD_SCALE,
    RECORD_STATUS,
    RECORD_ATTRIBUTED_BY,
    RECORD_REPLY,
    RECORD_REPLY_BY,
    RECORD_REPLY_DATE,
    RECORD_SOURCE,
    RECORD_SOURCE_KIND,
    RECORD_STATE_MEDIA,
    RECORD_BASIS,
    RECORD_SEED_LINE,
    RECORD_NOTE,
    RECORD_COLUMNS
} record_column;
enum { RECORD_CELL_MAX = 4000, RECORD_ROWS_MAX = 100000 };

const char *record_column_name(record_column c); /* as in the header: "date_start" */
/* The words a column takes ("day|month|year"), NULL when it takes any text. */
const char *record_words(record_column c);

typedef struct record_rules record_rules;
cordon_status record_rules_load(record_rules **out, const areas *a, cordon_error *err);
void record_rules_free(record_rules *r);
/* What ids of the kind begin with, NULL for an unknown kind. */
const char *record_prefix(const record_rules *r, const char *kind);

typedef struct record_fault {
    record_column column;
    char text[200]; /* what was expected */
} record_fault;
/* Up to max faults of one row, in the order of the columns; returns how many
 * there are (perhaps more than max). first and last: the first and last day of
 * the event as far as its precision says; set only without a fault.           */
size_t record_faults(const record_rules *r, const field f[RECORD_COLUMNS], record_fault *out,
                     size_t max, date_day *first, date_day *last);

/* Calls each for every fault of a file (source, line, column and words), also
 * an id that stands twice; rows: how many were looked at. Fails only when the
 * file cannot be read as a table of these columns.                            */
typedef void record_each_fault(void *arg, const cordon_error *fault);
cordon_status record_check_file(size_t *faults, size_t *rows, const char *path, const areas *a,
                                record_each_fault *each, void *arg, cordon_error *err);
/* The same over what a store has loaded (the rows that count today). */
cordon_status record_check_store(size_t *faults, size_t *rows, store *s, const areas *a,
                                 record_each_fault *each, void *arg, cordon_error *err);

/* Appends one row to the file (made with its header when it is not there), or
 * fails with the first fault and leaves the file as it was. An empty id is made:
 * prefix of the kind, year, next number; id receives it. The file is written
 * beside and renamed, so a reader sees the old or the new one.                */
cordon_status record_add(char id[64], const char *path, const char *const cell[RECORD_COLUMNS],
                         const areas *a, cordon_error *err);

/* One row to be added. from, line and column say where its cells stood, for
 * faults; from NULL: where the row would stand in the file.                  */
typedef struct record_new {
    const char *cell[RECORD_COLUMNS]; /* "" when empty */
    char id[64];                      /* set by record_add_rows */
    const char *from;
    uint32_t line, column[RECORD_COLUMNS]; /* 0 = not given there */
} record_new;
/* As record_add for n rows: all of them or, when *faults, none. An empty
 * precision becomes that of the date.                                        */
cordon_status record_add_rows(size_t *faults, record_new *row, size_t n, const char *path,
                              const areas *a, record_each_fault *each, void *arg, cordon_error *err);

/* JSON Lines as rows: one object a line whose keys are columns of the record
 * and whose values are texts; null and keys left out are empty. At most
 * JSON_BYTES_MAX bytes and RECORD_ROWS_MAX rows. Fails at the first line that
 * is no such object, with its place. path "-" is standard input.             */
typedef struct record_lines record_lines;
cordon_status record_lines_read(record_lines **out, const char *path, cordon_error *err);
cordon_status record_lines_read_memory(record_lines **out, const char *name, const char *data,
                                       size_t len, cordon_error *err);
record_new *record_lines_rows(record_lines *x, size_t *n);
void record_lines_free(record_lines *x);

/* ---- asking a store ---- */

typedef struct record_query {
    const char *actor1, *actor2; /* both must take part, in any role; NULL = any */
    const char *dimension, *kind; /* NULL = any; kind may be several with ',' */
    date_day from, to;           /* of the first day; 0 = open */
    date_day as_at;              /* begun by that day; 0 = all */
    date_day known_by;           /* vintages until then; 0 = all */
} record_query;

typedef struct record_row {
    int64_t source_id, line;
    const char *cell[RECORD_COLUMNS]; /* "" when empty; valid during the call */
    date_day first, last;
} record_row;

/* Rows in the order of first day and id; each stops by answering non-zero. Of
 * one edition the newest source counts, of one id the newest row. A store
 * without a record has no rows: *sources says how many sources were asked.    */
cordon_status record_list(store *s, const record_query *q, int (*each)(void *arg, const record_row *r),
                          void *arg, int64_t *sources, cordon_error *err);

extern const watch_reader record_reader_own, record_reader_fixture;

#endif
