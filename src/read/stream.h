/* stream.h - a file or pipe as plain bytes: decompressed, checked, hashed.
 *
 * The first bytes decide: gzip (any number of members), xz, zstd, else plain.
 * Every checksum and length the format carries is verified, so a truncated or
 * damaged file ends in CORDON_EFORMAT and never in fewer rows. SHA-256 is
 * taken over the file's own bytes, as the publisher's would be.              */
#ifndef READ_STREAM_H
#define READ_STREAM_H

#include <cordon/error.h>
#include <stdbool.h>

typedef struct stream stream;

enum { STREAM_SHA256 = 32 };

/* path "-" is standard input. The stream keeps its own copy of the name. */
cordon_status stream_open(stream **out, const char *path, cordon_error *err);
/* Bytes from memory, for tests and fuzzers; data must outlive the stream. */
cordon_status stream_open_memory(stream **out, const char *name, const void *data, size_t len,
                                 cordon_error *err);
/* Up to len bytes; *got 0 means the end, reached with every check passed. */
cordon_status stream_read(stream *s, void *to, size_t len, size_t *got, cordon_error *err);
void stream_close(stream *s);

const char *stream_name(const stream *s);
/* Bytes taken from the file so far, and its size (0 for a pipe). */
uint64_t stream_raw_bytes(const stream *s), stream_raw_size(const stream *s);
uint64_t stream_out_bytes(const stream *s);
/* Valid after stream_read returned the end. */
void stream_sha256(const stream *s, unsigned char out[STREAM_SHA256]);

/* SHA-256 of a whole file's own bytes, as 64 hex digits and NUL. */
cordon_status stream_hash_file(char hex[65], const char *path, cordon_error *err);
void stream_hex(char hex[65], const unsigned char sha256[STREAM_SHA256]);

#endif
