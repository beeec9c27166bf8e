/* load.h - one file of trade statistics into a store: all of it or nothing.
 *
 *   file -> stream (unpack, check, hash) -> records -> [threads: fields, types,
 *   areas] -> warehouse transaction -> checks -> commit -> ledger
 *
 * Good rows are kept and bad ones written down with line, column, value and
 * reason; more than 5 % bad rows refuse the file. What a whole file tells
 * (duplicate keys, a reporter's year on another scale, gaps) is checked before
 * the commit. The same bytes again change nothing.                           */
#ifndef FLOWS_LOAD_H
#define FLOWS_LOAD_H

#include "flows/layout.h"
#include "read/feed.h"
#include "store/store.h"

typedef struct load_options {
    const char *layout;       /* name or mapping file; NULL = the header decides */
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

cordon_status load_file(load_result *out, store *s, const areas *a, const char *path,
                        const load_options *o, cordon_error *err);

#endif
