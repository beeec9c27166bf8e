/* log.h - the sealed log of decisions: append-only, chained, signed.
 *
 * decisions.sqlite in a store (WAL, synchronous FULL). Entry n has
 *
 *   body = BLAKE2b-256 of "cordon log body 1", at_us, and kind, who, about, bytes, each behind its length
 *   hash = BLAKE2b-256 of "cordon log entry 1", n, hash of entry n - 1 (zeros for n = 1), body
 *   signature = Ed25519 of "cordon log sign 1" and hash
 *
 * (numbers are 8 bytes, little-endian), so an entry cannot be changed, taken out or put elsewhere without a fault in its
 * own row or between it and the next. Entry 1 has kind "key" and names the public key; a change of key is an entry of
 * that kind, signed with the key before. Nothing is ever changed: an override, a review or a correction is a new entry that
 * names the old one in about.
 *
 * What the log cannot know alone is where it ended: who may write the file can cut whole entries off its end, and
 * who has the secret key as well can write all of it anew. Against both helps the head (count and hash) kept elsewhere.
 *
 * An entry is acknowledged when log_commit returned: then it is on the disk (fsync). A process that is killed, or power that fails,
 * loses entries that were not acknowledged, whole, and leaves no fault. The lock is SQLite's: a store that is
 * open for reading will do, and several processes may append in turn. One handle is used by one thread at a time. */
#ifndef STORE_LOG_H
#define STORE_LOG_H

#include "base/arena.h"
#include "store/store.h"

enum {
    LOG_HASH = 32,
    LOG_HEX = 65,
    LOG_BYTES_MAX = 16 << 20, /* of an entry */
    LOG_WHO_MAX = 200,
    LOG_ABOUT_MAX = 128,
    LOG_KIND_MAX = 32,
    LOG_KEYS_MAX = 1000,     /* changes of key */
    LOG_FAULTS_MAX = 200000, /* told one by one; the rest is counted */
    LOG_PATH_MAX = 1100
};
typedef struct decision_log decision_log;
/* File and keys are made with the first entry: secret key in STORE/keys/log.secret (0600), public half beside it and in entry 1.
 * A store without a log has no entries. */
cordon_status log_open(decision_log **out, store *s, cordon_error *err);
void log_close(decision_log *l); /* what was not committed is gone */
/* The file of the secret key instead of the store's; before the first entry. */
cordon_status log_use_key(decision_log *l, const char *path, cordon_error *err);

typedef struct log_entry {
    int64_t n;         /* 1, 2, ... without gaps */
    const char *kind;  /* a word of a-z and _: "decision", "override", ... "key" is the log's own */
    const char *who;   /* as given; the program proves nothing of it */
    const char *about; /* hash of the entry it changes, or an id of the caller's; "" */
    int64_t at_us;     /* time of appending, microseconds since 1970, UTC */
    const void *bytes; /* canonical JSON: UTF-8 without NUL; NUL-terminated when read */
    size_t len;
    char hash[LOG_HEX], before[LOG_HEX];
    bool sound; /* read: the hash is that of what stands there */
} log_entry;
/* Queues an entry; n, at_us, hash and before are set. It counts only after log_commit returned. CORDON_EINVAL: a text
 * that cannot be kept; CORDON_ENOTFOUND: the log's secret key is not there. After a failure all that was queued is gone. */
cordon_status log_append(decision_log *l, log_entry *e, cordon_error *err);
cordon_status log_commit(decision_log *l, cordon_error *err); /* one fsync, however many entries */
/* A new key, and the entry that says so, signed with the old one; commits. reason: JSON text is made of it. */
cordon_status log_rekey(decision_log *l, const char *who, const char *reason, cordon_error *err);
/* ENOTFOUND: no such entry; ECORRUPT: it is not what was sealed. What it points to is the arena's. */
cordon_status log_read(log_entry *out, decision_log *l, arena *mem, int64_t n, cordon_error *err);
/* By the first digits of its hash, 6 or more; EINVAL when several begin so. */
cordon_status log_find(log_entry *out, decision_log *l, arena *mem, const char *hash_prefix, cordon_error *err);
/* In order, from entry `from` on; what an entry points to is valid during the call. Stops at the first non-zero. */
cordon_status log_each(decision_log *l, int64_t from, int (*each)(void *arg, const log_entry *e), void *arg, cordon_error *err);
/* The entries that name `about`, in order. */
cordon_status log_about(decision_log *l, const char *about, int (*each)(void *arg, const log_entry *e), void *arg, cordon_error *err);

typedef struct log_head {
    int64_t n; /* 0: no entries; the hash is zeros */
    char hash[LOG_HEX];
} log_head;
enum { LOG_HEAD_TEXT = 100 };
cordon_status log_head_of(log_head *out, decision_log *l, cordon_error *err);
/* "cordon-log N HASH", and back; blanks around it do no harm. False for anything else. */
const char *log_head_format(char text[LOG_HEAD_TEXT], const log_head *h);
bool log_head_parse(log_head *out, const char *text);

typedef enum log_fault_kind {
    LOG_CHANGED,      /* what is there is not what was sealed */
    LOG_MISSING,
    LOG_OUT_OF_ORDER, /* a sealed entry in another's place, or twice */
    LOG_SIGNATURE,    /* not signed with the log's key */
    LOG_CUT_OFF,      /* the end is gone */
    LOG_TORN          /* looks like damage of a disk or a power cut: unreadable pages, zeros, an unfinished last line */
} log_fault_kind;
const char *log_fault_name(log_fault_kind k); /* "changed", "missing", "out of order", "signature", "cut off", "torn" */
typedef struct log_fault {
    int64_t n, to; /* first and last entry it is about */
    log_fault_kind kind;
    const char *what; /* in words */
} log_fault;
typedef struct log_report {
    log_head head; /* of what is there */
    int64_t entries, keys;
    const log_fault *fault; /* in order of n */
    size_t faults, more;    /* more: beyond LOG_FAULTS_MAX */
    bool torn;              /* there are faults, and all of them look like damage, not like a hand */
    bool unfinished;        /* a write that was never acknowledged stands behind the end: harmless */
} log_report;
/* Every entry, every hash, every signature; on all cores. head: NULL, or the one kept outside: a log that ends before it or has
 * another hash there was cut or rewritten. CORDON_OK also with faults: they are the answer. */
cordon_status log_verify(log_report *out, arena *mem, decision_log *l, const log_head *head, cordon_error *err);
/* One file, verified without a store: a header line, then an entry a line (docs/ASSESS.md has the form). Written beside and
 * renamed: the file is whole or not there. */
cordon_status log_export(decision_log *l, const char *path, cordon_error *err);
cordon_status log_verify_file(log_report *out, arena *mem, const char *path, const log_head *head, cordon_error *err);

#endif
