/* ledger.h - SQLite for the few, precious rows, with versions and migrations. */
#ifndef STORE_LEDGER_H
#define STORE_LEDGER_H

#include <cordon/error.h>
#include <sqlite3.h>
#include <stdbool.h>

/* Opens and, when writing, migrates forward. A ledger of a newer program is
 * refused with both versions named.                                          */
cordon_status ledger_open(sqlite3 **out, const char *path, bool read_only, cordon_error *err);
/* The same for another file of that making. Version n is reached by migration[n - 1]. */
typedef struct ledger_kind {
    const char *what; /* for messages: "ledger" */
    const char *const *migration;
    int versions;
    bool normal; /* synchronous NORMAL: the caller says when it must be on the disk */
} ledger_kind;
cordon_status ledger_open_kind(sqlite3 **out, const char *path, const ledger_kind *kind,
                               bool read_only, cordon_error *err);
cordon_status ledger_fail(sqlite3 *db, cordon_error *err);
cordon_status ledger_exec(sqlite3 *db, const char *sql, cordon_error *err);
/* Prepares and binds: one letter of types per parameter, 't' const char *,
 * 'i' int64_t. Finish with sqlite3_finalize.                                 */
cordon_status ledger_prepare(sqlite3_stmt **out, sqlite3 *db, cordon_error *err, const char *sql,
                             const char *types, ...);
/* Prepares, binds, steps and finalizes: a statement for one time, without rows. */
cordon_status ledger_once(sqlite3 *db, cordon_error *err, const char *sql, const char *types, ...);
/* The same of a question: whether it has a row. */
cordon_status ledger_has(bool *out, sqlite3 *db, cordon_error *err, const char *sql,
                         const char *types, ...);
/* Binds in the same way, steps and resets: a statement without rows, to be run again. */
cordon_status ledger_run(sqlite3 *db, sqlite3_stmt *st, cordon_error *err, const char *types, ...);

#endif
