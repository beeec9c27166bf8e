/* store.h - one folder that holds everything loaded.
 *
 *   warehouse.duckdb   many rows: flows, coverage, refused rows, notes
 *   ledger.sqlite      few, precious rows: sources, settings
 *   lists.sqlite       lists of parties: every version of every entity
 *   goods.sqlite       annexes and catalogues of parts that a user loaded
 *   own.sqlite         who owns whom, file by file
 *   lock               shared by readers, exclusive to one writer
 *   tmp/               spilled data, emptied by the next writer
 *
 * A load is one transaction of the warehouse (or of the lists) between two ledger
 * writes ("loading", "loaded"). That transaction's commit is the truth: opening for writing turns
 * "loading" rows that were committed into "loaded" and forgets the others. So
 * a process may be killed at any instant.                                    */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <cordon/error.h>
#include <stdbool.h>

#include "base/date.h"
#include "store/warehouse.h"

typedef struct store store;
typedef enum store_mode { STORE_READ, STORE_WRITE } store_mode;

/* Makes a new store. CORDON_EEXISTS when path is a store already, CORDON_EINVAL
 * when it is anything else than an empty folder.                             */
cordon_status store_init(const char *path, const char *regime, cordon_error *err);
/* Waits up to wait_seconds for the lock; CORDON_EBUSY names the holder. */
cordon_status store_open(store **out, const char *path, store_mode mode, double wait_seconds,
                         cordon_error *err);
void store_close(store *s);
const char *store_path(const store *s);
/* The ledger, for those who keep rows of their own there (store/ledger.h); the store's. */
struct sqlite3 *store_ledger(const store *s);
/* The warehouse, opened on first use. */
cordon_status store_warehouse(warehouse **out, store *s, cordon_error *err);
/* lists.sqlite, opened on first use, made when the store is written to; NULL when
 * it is only read and has none.                                              */
struct sqlite3;
cordon_status store_lists(struct sqlite3 **out, store *s, cordon_error *err);
/* goods.sqlite, in the same way. */
cordon_status store_goods(struct sqlite3 **out, store *s, cordon_error *err);
cordon_status store_own(struct sqlite3 **out, store *s, cordon_error *err); /* own.sqlite, the same way */
/* A setting such as "regime"; ENOTFOUND when it was never set. */
cordon_status store_setting(char *out, size_t size, store *s, const char *key, cordon_error *err);
/* ENOSPC unless that many bytes are free where the store is. */
cordon_status store_need_space(const store *s, uint64_t bytes, cordon_error *err);

typedef struct source {
    int64_t id;
    char sha256[65];
    int64_t bytes;
    char file_name[256], layout[64], dataset[64], publisher[160], title[256], licence[160];
    date_day vintage, retrieved;
    char vintage_basis[160]; /* where the vintage comes from, in words */
    int64_t rows, refused, rounded;
} source;

/* Whether a loaded source has these many bytes (a cheap test before hashing). */
cordon_status store_has_bytes(bool *out, store *s, int64_t bytes, cordon_error *err);
/* CORDON_ENOTFOUND when no loaded source has the hash. */
cordon_status store_source_by_hash(source *out, store *s, const char *sha256, cordon_error *err);
/* Enters the source as "loading" and sets its id; sha256 may still be "". */
cordon_status store_source_begin(store *s, source *src, cordon_error *err);
/* Says "loaded", with its hash and counts. */
cordon_status store_source_done(store *s, const source *src, cordon_error *err);
/* Forgets a source that was not loaded. */
cordon_status store_source_drop(store *s, int64_t id, cordon_error *err);
/* Calls each for every loaded source, by id; stops at the first non-zero. */
cordon_status store_sources(store *s, int (*each)(void *arg, const source *src), void *arg,
                            cordon_error *err);

#endif
