/* reader.h - a publisher's files become entities.
 *
 * A reader is one row of the table in reader.c and one file read_*.c: its name (--as NAME), a test
 * of a file's beginning, and a function that calls list_emit for every record. It knows the
 * publisher's form and nothing of stores. Files that belong together (names, addresses and remarks
 * of one publisher) come in one call. A bad record is refused, counted, and reading goes on; the
 * file is refused as a whole when its frame is damaged, or more than 5 % of its records are bad. */
#ifndef LISTS_READER_H
#define LISTS_READER_H

#include "lists/entity.h"
#include "read/stream.h"

enum { LIST_FILES_MAX = 64, LIST_HEAD_BYTES = 4096, LIST_BAD_PERCENT_MAX = 5 };

typedef struct list_reader list_reader;

/* Who takes the entities: the store's writer, or a test. */
typedef struct list_sink {
    /* e lives until the call returns; an error ends the reading. */
    cordon_status (*entity)(void *arg, const entity *e, unsigned file, cordon_error *err);
    /* The files are a whole edition of that list: what is not in them has left it. */
    cordon_status (*covers)(void *arg, const char *list, cordon_error *err);
    /* Files that hold many editions name the days of all, rising; entities then have a span. */
    cordon_status (*day)(void *arg, const char *list, date_day day, cordon_error *err);
    void (*refused)(void *arg, unsigned file, uint64_t line, unsigned column, const char *field,
                    const char *value, const char *expected);
    void (*note)(void *arg, unsigned file, const char *kind, const char *text);
    void *arg;
} list_sink;

typedef struct list_read {
    const list_reader *reader;
    const char *mapping; /* --as FILE.csv: the table mapping; else NULL */
    const char *path[LIST_FILES_MAX];
    stream *file[LIST_FILES_MAX]; /* opened, at the beginning; the reader reads each to its end */
    unsigned files;
    arena mem; /* emptied before each entity: list_entity */
    list_sink sink;
    date_day vintage;    /* what the files say of themselves; 0 = nothing */
    date_day seen, gone; /* span of the entity given next, [seen, gone); 0, 0 = the edition's day */
    char form[96];       /* which of its forms the publisher's files have; "" = the reader's name */
    unsigned dated_by; /* the edition's day is that of this file, counted from 1; 0 = the newest */
    uint64_t records, refused;     /* records counts the refused too */
    uint64_t rows[LIST_FILES_MAX]; /* of a file; 0 = as many as records came from it */
    struct {                       /* the first that was refused, for the message */
        unsigned file, column;
        uint64_t line;
        char text[400];
    } first;
    void *own; /* the reader's */
} list_read;

struct list_reader {
    const char *name, *what; /* for --as and its list */
    const char *publisher, *licence;
    /* Whether a file that begins so (unpacked, at most LIST_HEAD_BYTES) is this reader's. */
    bool (*is)(const char *head, size_t len);
    /* Whether that table says what the columns of this reader's files are (--as TABLE.csv);
     * NULL = takes no table. */
    bool (*maps)(const char *path);
    bool together; /* all files of a command are one edition */
    cordon_status (*read)(list_read *r, cordon_error *err);
};

const list_reader *list_reader_named(const char *name);
const list_reader *list_reader_at(size_t index); /* NULL behind the last */
/* The reader whose file begins so; NULL when it is none's. */
const list_reader *list_reader_of(const char *head, size_t len);
/* The same of a file, which is opened for it; *out NULL when it is none's. "-" and what cannot be
 * read twice are nobody's.                                                         */
cordon_status list_reader_detect(const list_reader **out, const char *path, cordon_error *err);
/* By --as: a reader's name, a table that one of them takes, or the name of one in
 * data/lists/mappings (then *mapping is as). NULL = none of them. */
const list_reader *list_reader_as(const char *as, const char **mapping);

/* For readers. Begins an entity in r->mem, which is emptied. */
void list_entity(list_read *r, entity *e, const char *list, const char *key, const char *schema);
/* Gives e to the sink. One that is overfull, broken, without key or without any value is refused
 * and counted instead; an error (no memory, the sink's) ends the reading.     */
cordon_status list_emit(list_read *r, entity *e, unsigned file, cordon_error *err);
cordon_status list_covers(list_read *r, const char *list, cordon_error *err);
cordon_status list_day(list_read *r, const char *list, date_day day, cordon_error *err);
/* Counts a record that is not taken: where, which field, its text, what was expected there. */
void list_refuse(list_read *r, unsigned file, uint64_t line, unsigned column, const char *field,
                 const char *value, const char *expected);
/* Tells what was found and is no fault of a record: rows without a party, a stray header, ... */
void list_note(list_read *r, unsigned file, const char *kind, const char *format, ...)
    CORDON_PRINTF(4, 5);
/* Runs the reader over files that are open; judges the share of refused records. r->mem need
 * not be begun and is nothing afterwards.                                     */
cordon_status list_read_run(list_read *r, cordon_error *err);

#endif
