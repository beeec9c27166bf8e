/* load.h - files of a publisher become an edition in the store.
 *
 * Files that belong together are one edition: the same files again change nothing. An edition is
 * one transaction of lists.sqlite between two writes of the ledger, so a load is there whole or not
 * at all, whenever the process ends.                                       */
#ifndef LISTS_LOAD_H
#define LISTS_LOAD_H

#include "lists/reader.h"
#include "store/loading.h"

enum { LISTS_EDITION_MAX = 5000000, LISTS_VINTAGES_MAX = 20000 };

typedef struct lists_loaded {
    source file[LIST_FILES_MAX]; /* one per path */
    bool already;                /* that edition was there: nothing changed */
    date_day vintage;            /* of the edition; the last when it has several */
    uint64_t records, refused, lists;
} lists_loaded;

/* mapping is the table that says what the columns are, NULL for readers that know. The vintage is
 * the options', else what data/sources.csv says of the file, else the file itself, else a date in
 * its name, else today (assumed); of several files the newest counts. Needs a store open for
 * writing.  */
cordon_status lists_load(lists_loaded *out, store *s, const list_reader *reader,
                         const char *mapping, const char *const *paths, unsigned n,
                         const load_options *o, cordon_error *err);

#endif
