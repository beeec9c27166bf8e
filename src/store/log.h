/* log.h - the sealed log of decisions: append-only, chained, signed.
 *
 * decisions.sqlite in a store (WAL, synchronous FULL). Entry n holds canonical bytes, the BLAKE2b-256 hash of (n, kind, time, hash of
 * entry n - 1, bytes) and an Ed25519 signature of that hash. An entry is acknowledged after the fsync of the commit that has
 * it; commits are grouped. Nothing is ever changed: an override, a review or a correction is a new entry that names the old one. */
#ifndef STORE_LOG_H
#define STORE_LOG_H

#include "base/arena.h"
#include "store/store.h"

enum { LOG_HASH = 32, LOG_HEX = 65, LOG_BYTES_MAX = 4 << 20 };
typedef struct decision_log decision_log;
/* Makes keys and file on first writing: keys in STORE/keys/ (secret key 0600; --key elsewhere), their public half in the log. */
cordon_status log_open(decision_log **out, store *s, cordon_error *err);
void log_close(decision_log *l);

typedef struct log_entry {
    int64_t n;              /* 1, 2, ... without gaps */
    const char *kind;       /* "decision", "override", "anchor", "key", ... */
    const char *who;        /* as given; the program proves nothing of it */
    const char *about;      /* id of the entry it changes, "" */
    int64_t at_us;          /* time of appending, microseconds since 1970, UTC */
    const void *bytes;      /* canonical JSON */
    size_t len;
    char hash[LOG_HEX], before[LOG_HEX];
} log_entry;
/* Queues an entry; e->n and e->hash are set. It counts only after log_commit returned. */
cordon_status log_append(decision_log *l, log_entry *e, cordon_error *err);
cordon_status log_commit(decision_log *l, cordon_error *err);
cordon_status log_read(log_entry *out, decision_log *l, arena *mem, int64_t n, cordon_error *err); /* ENOTFOUND */
cordon_status log_find(log_entry *out, decision_log *l, arena *mem, const char *hash_prefix, cordon_error *err);
cordon_status log_each(decision_log *l, int64_t from, int (*each)(void *arg, const log_entry *e), void *arg, cordon_error *err);

typedef struct log_head { int64_t n; char hash[LOG_HEX]; } log_head;
cordon_status log_head_of(log_head *out, decision_log *l, cordon_error *err);

typedef struct log_fault { int64_t n; const char *what; } log_fault; /* "changed", "missing", "out of order", "signature", "cut off", "torn" */
typedef struct log_report { int64_t entries; size_t faults; log_fault fault[64]; bool torn; /* damage of a crash, not of a hand */ } log_report;
/* head: NULL or the one kept outside: a log that ends before it or has another hash there was cut or rewritten. */
cordon_status log_verify(log_report *out, arena *mem, decision_log *l, const log_head *head, cordon_error *err);
/* One file, verified without a store: header, public keys, entries. */
cordon_status log_export(decision_log *l, const char *path, cordon_error *err);
cordon_status log_verify_file(log_report *out, arena *mem, const char *path, const log_head *head, cordon_error *err);

#endif
