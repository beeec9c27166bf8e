/* load.h - files that say who owns whom, in a store, and the graph of them.
 *
 * A file is one source: all of it or nothing, the same bytes again change nothing (store/loading.h). Files of one dataset (the file's name without its
 * dates, as owners-2024.csv and owners-2025.csv, and its reader) follow each other: of them the newest vintage known by a day counts; a note says so. */
#ifndef OWN_LOAD_H
#define OWN_LOAD_H

#include "own/input.h"
#include "store/loading.h"

typedef struct own_loaded {
    source source;
    bool already;
    uint64_t records, refused, holdings;
} own_loaded;

/* Needs a store open for writing. map: of own_sink. CORDON_EINVAL for standard input. */
cordon_status own_load(own_loaded *out, store *s, const list_reader *reader, const char *map, const char *path, const load_options *o, cordon_error *err);
/* Which reader's the file is; *out NULL = none's. */
cordon_status own_reader_detect(const list_reader **out, const char *path, cordon_error *err);

/* The files of own.sqlite that count as known by a day (0 = any), by the order they were loaded in; in mem. */
cordon_status own_stored_sources(const own_source **out, size_t *n, arena *mem, store *s, date_day known_by, cordon_error *err);
/* What the lists of a store say of their entries' owners on every day, as known by a day (0 = any): read once, for many days. */
typedef struct own_lists own_lists;
cordon_status own_lists_read(own_lists **out, store *s, date_day known_by, cordon_error *err);
void own_lists_free(own_lists *l);
/* The days around one on which all lists say the same, listings of entries included. For comparing only: an end need not be of the calendar. */
date_span own_lists_same(const own_lists *l, date_day day);
/* Everything a store says of owners: own.sqlite as known by a day, and the lists in the state of as_at ("LIST:KEY" are their
 * keys). Not finished: the caller may add its own. */
cordon_status own_stored(own_graph **out, store *s, const own_lists *l, date_day as_at, date_day known_by, cordon_error *err);

#endif
