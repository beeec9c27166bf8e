/* feed.h - a thread that reads records ahead of the threads that split them.
 *
 * A fixed number of blocks goes round: memory is bounded whatever the file's
 * size, and a slow consumer makes the reader wait.                           */
#ifndef READ_FEED_H
#define READ_FEED_H

#include "read/records.h"

enum { FEED_BLOCKS = 8 };

typedef struct feed feed;

/* Called by the feed's thread after every block: bytes of the file read so far,
 * and its size (0 for a pipe).                                               */
typedef void feed_tick(void *arg, uint64_t done_bytes, uint64_t all_bytes);

/* Starts reading; the reader is used by the feed's thread until feed_stop.
 * `first`, when not NULL, is a block already read (its data is copied) of which
 * the bytes before `at`, ending on line `line` - 1, were consumed. tick may be
 * NULL.                                                                      */
cordon_status feed_start(feed **out, record_reader *r, const record_block *first, size_t at,
                         uint64_t line, feed_tick *tick, void *arg, cordon_error *err);
/* The next block, NULL at the end; any number of threads may take. A fault of
 * the reader is given to every taker once the good blocks are gone.          */
cordon_status feed_take(record_block **out, feed *f, cordon_error *err);
void feed_give(feed *f, record_block *b);
/* Joins the thread, whether or not all was taken, and frees the blocks. */
void feed_stop(feed *f);

#endif
