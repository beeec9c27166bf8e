/* input.h - files that say who owns whom, read record by record.
 *
 * A reader is a list_reader (lists/reader.h: bounds, refusals with line, field, value and what was expected, at most 5 % of them) whose `own` is an
 * own_sink: what it reads goes there and no entity is emitted. Parties have keys of the file; `same` says under which key they are known elsewhere
 * ("lei:..."), so that files meet. */
#ifndef OWN_INPUT_H
#define OWN_INPUT_H

#include "lists/reader.h"
#include "own/own.h"

typedef struct own_sink {
    cordon_status (*party)(void *arg, const char *key, const char *name, const char *same, unsigned marks, cordon_error *err);
    /* e holds share, kind, days and line; its nodes and source say nothing. record: what a later statement may end, "" = nothing. */
    cordon_status (*holding)(void *arg, const char *owner, const char *owned, const own_edge *e, const char *record, cordon_error *err);
    /* What was read of a record ends the day before. */
    cordon_status (*ends)(void *arg, const char *record, date_day day, cordon_error *err);
    void *arg;
    const char *map; /* of ownership-csv: FIELD=COLUMN,...; NULL = columns bear the names of the fields */
} own_sink;

const list_reader *own_reader_named(const char *name); /* NULL when there is none */
const list_reader *own_reader_at(size_t index);        /* NULL behind the last */
/* Which reader's a file is that begins so; NULL = none's. */
const list_reader *own_reader_of(const char *head, size_t len);

/* The day of "2020-01-31" and of what may follow a day ("T00:00:00Z"); 0 of "" and of a year or a month alone, whose day is not known. False: neither. */
bool own_input_day(date_day *out, const char *s);

/* input_csv.c, input_bods.c, input_gleif.c, input_ftm.c */
cordon_status own_read_csv(list_read *r, cordon_error *err);
cordon_status own_read_bods(list_read *r, cordon_error *err);
cordon_status own_read_gleif(list_read *r, cordon_error *err);
cordon_status own_read_ftm(list_read *r, cordon_error *err);
bool own_is_csv(const char *head, size_t len), own_is_bods(const char *head, size_t len), own_is_gleif(const char *head, size_t len);

#endif
