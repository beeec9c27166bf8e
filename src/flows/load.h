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
#include "store/loading.h"

cordon_status load_file(load_result *out, store *s, const areas *a, const char *path,
                        const load_options *o, cordon_error *err);

#endif
