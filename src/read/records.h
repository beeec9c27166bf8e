/* records.h - delimited text, cut into blocks of whole records.
 *
 * One thread reads (and so decompresses and hashes) and hands out blocks; each
 * block can then be split into fields on any other thread. A block never cuts
 * a record, also not one with line breaks inside quotes, and knows the number
 * of its first line, so every record keeps the line it stands on.
 *
 * Refused here, because the rest of the file cannot be trusted after it: NUL
 * bytes, a record longer than RECORD_MAX, a quote that is never closed, and one
 * that is not where a field begins and runs over the end of its line.        */
#ifndef READ_RECORDS_H
#define READ_RECORDS_H

#include "read/stream.h"

enum {
    RECORD_MAX = 1 << 20,            /* bytes of one record */
    RECORDS_BLOCK = RECORD_MAX + (1 << 20), /* bytes of a block's buffer */
    RECORD_FIELDS_MAX = 1024,
    RECORD_CHAR_MAX = 8 /* bytes: no character of any encoding becomes longer */
};

typedef struct record_block {
    char *data; /* RECORDS_BLOCK bytes, owned by whoever made the block */
    size_t len;
    uint64_t first_line;
    bool quotes; /* at least one quote character in it */
} record_block;

typedef struct record_reader record_reader;

/* The reader borrows the stream. A UTF-8 byte order mark is skipped. UTF-16
 * with a byte order mark and `encoding` (an iconv name, NULL = UTF-8) are
 * converted. quote is the quote character, 0 for none.                        */
cordon_status records_open(record_reader **out, stream *s, const char *encoding, char quote,
                           cordon_error *err);
/* Smaller bounds, so that tests can try a block's end everywhere. A block must
 * hold a record and RECORD_CHAR_MAX bytes more.                               */
void records_bounds(record_reader *r, size_t record_max, size_t block_bytes);
/* The next block; len 0 at the end. After an error the reader is finished. */
cordon_status records_next(record_reader *r, record_block *block, cordon_error *err);
/* Hands on how many bytes of the file were read, and its size (0 = a pipe). */
void records_progress(const record_reader *r,
                      void (*tick)(void *arg, uint64_t done_bytes, uint64_t all_bytes), void *arg);
void records_close(record_reader *r);

typedef struct field {
    const char *p;
    uint32_t len;
} field;

typedef struct record_split {
    char delimiter, quote;
    field f[RECORD_FIELDS_MAX];
    size_t n;
    char scratch[RECORDS_BLOCK + 1]; /* where quoted fields are unquoted */
} record_split;

typedef enum split_result {
    SPLIT_OK,
    SPLIT_END,      /* no record left */
    SPLIT_MANY,     /* more than RECORD_FIELDS_MAX fields */
    SPLIT_QUOTE,    /* text after a closing quote, or a quote inside a field */
    SPLIT_LOST,     /* the same, and the next quote stands on another line: the
                     * lines between cannot be told apart, the file is to be refused */
    SPLIT_LONG      /* longer than RECORD_MAX: the file is to be refused */
} split_result;

/* Splits the record at *at, moves *at behind it, and *line to the line after.
 * A carriage return before the line end is dropped. On a fault the record is
 * skipped and f[0..n) holds what was split before it. Blank lines are skipped. The fields point into the block or into scratch.        */
split_result records_split(record_split *s, const record_block *block, size_t *at, uint64_t *line,
                           uint64_t *record_line);

/* True when the bytes are valid UTF-8. */
bool records_utf8(const char *s, size_t len);
/* How many of them are, up to the first that is not. */
size_t records_utf8_bytes(const char *s, size_t len);

#endif
