/* log_inner.h - what the files of the log share, and its tests and fuzzer. */
#ifndef STORE_LOG_INNER_H
#define STORE_LOG_INNER_H

#include <sodium.h>
#include <stdio.h>

#include "base/buf.h"
#include "store/ledger.h"
#include "store/log.h"

/* -- canonical form and seals (log_seal.c) -- */
enum { LOG_SIGNATURE_BYTES = crypto_sign_BYTES, LOG_PUBLIC = crypto_sign_PUBLICKEYBYTES };
typedef struct log_row { /* an entry as it is stored, nothing of it believed */
    int64_t n, at_us;
    const char *kind, *who, *about, *bytes;
    size_t kind_len, who_len, about_len, len;
    unsigned char before[LOG_HASH], hash[LOG_HASH], signature[LOG_SIGNATURE_BYTES];
    bool damaged; /* cannot have been written so by any program: wrong types or lengths */
} log_row;
void log_body_hash(unsigned char out[LOG_HASH], const log_row *r);
void log_entry_hash(unsigned char out[LOG_HASH], int64_t n, const unsigned char before[LOG_HASH], const unsigned char body[LOG_HASH]);
void log_sign(unsigned char out[LOG_SIGNATURE_BYTES], const unsigned char hash[LOG_HASH], const unsigned char secret[crypto_sign_SECRETKEYBYTES]);
bool log_signed(const unsigned char signature[LOG_SIGNATURE_BYTES], const unsigned char hash[LOG_HASH], const unsigned char public[LOG_PUBLIC]);
void log_hex(char out[LOG_HEX], const unsigned char v[LOG_HASH]);
bool log_unhex(unsigned char *out, size_t len, const char *text, size_t text_len); /* lower-case digits, exactly */
/* Bytes of a "key" entry: {"algorithm":"ed25519","public":"HEX","reason":"..."}; false for others. */
void log_key_bytes(buf *out, const unsigned char public[LOG_PUBLIC], const char *reason);
bool log_key_of(unsigned char public[LOG_PUBLIC], const log_row *r);

/* -- keys on the disk (log_keys.c) -- */
typedef struct log_pair {
    unsigned char public[LOG_PUBLIC], secret[crypto_sign_SECRETKEYBYTES];
} log_pair;
void log_pair_new(log_pair *out);
/* ENOTFOUND when there is no such file; EINVAL when others may read it. */
cordon_status log_pair_read(log_pair *out, const char *path, cordon_error *err);
/* Beside it the public half, as path with ".public" for ".secret"; on the disk when it returns. Replaces. */
cordon_status log_pair_write(const log_pair *k, const char *path, cordon_error *err);
cordon_status log_pair_rename(const char *from, const char *to, cordon_error *err);

/* -- the file (log.c) -- */
struct decision_log {
    store *s;
    char path[LOG_PATH_MAX], key_path[LOG_PATH_MAX];
    sqlite3 *db; /* NULL: no file yet */
    bool writing, queued, has_pair;
    bool unfinished; /* there was something behind the last commit when it was opened */
    log_pair pair;
    log_head head; /* while queued: with the entries queued */
    unsigned char before[LOG_HASH];
    sqlite3_stmt *insert;
};
#define LOG_COLUMNS "n, at_us, kind, who, about, bytes, before, hash, signature"
void log_row_of(log_row *out, sqlite3_stmt *s); /* of LOG_COLUMNS; valid until the next step */
cordon_status log_end_of(log_head *out, sqlite3 *db, cordon_error *err);
/* Whether the WAL beside path holds part of a write that was not committed (log_wal.c). */
bool log_wal_unfinished(const char *path);

/* -- verifying (log_check.c) -- */
typedef struct log_known_key {
    int64_t n; /* the entry that brings it */
    unsigned char public[LOG_PUBLIC];
} log_known_key;
typedef struct log_check log_check;
enum { LOG_END_GONE = -1, LOG_END_TOLD = -2 };
typedef struct log_claim { /* what stands beside the entries */
    log_head end;              /* n LOG_END_GONE: nothing is said; LOG_END_TOLD: and that is a fault told already */
    const log_known_key *key;  /* by n; must outlive the check */
    size_t keys;
    const log_head *outside;
    bool unfinished, in_file;
} log_claim;
cordon_status log_check_begin(log_check **out, log_report *report, arena *mem, const log_claim *claim, cordon_error *err);
/* Rows in the order in which they stand; copied. */
cordon_status log_check_row(log_check *c, const log_row *r, cordon_error *err);
/* A fault that the caller found; what is in words that outlive the report. Without err: ENOMEM. */
cordon_status log_check_fault(log_check *c, int64_t n, int64_t to, log_fault_kind kind, const char *what);
/* What should be the next entries, up to `to`, cannot be read. */
cordon_status log_check_unreadable(log_check *c, int64_t to, log_fault_kind kind, const char *what, cordon_error *err);
cordon_status log_check_next(int64_t *out, log_check *c, cordon_error *err); /* the entry expected */
cordon_status log_check_damaged(log_check *c, const char *what, cordon_error *err); /* the file itself is, not by its contents */
void log_check_unfinished(log_check *c); /* the end was not written to its end */
cordon_status log_check_end(log_check *c, cordon_error *err);
void log_check_free(log_check *c);

/* -- the exported file (log_file.c, log_file_read.c) -- */
void log_line(buf *out, const log_row *r);
void log_header(buf *out, const log_head *end, const log_known_key *key, size_t keys);
/* The reader of log_verify_file, from any stream. */
cordon_status log_verify_stream(log_report *out, arena *mem, FILE *f, const char *name, const log_head *head, cordon_error *err);
cordon_status log_keys_of(log_known_key **out, size_t *n, arena *mem, sqlite3 *db, cordon_error *err);

#endif
