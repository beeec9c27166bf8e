/* memo.h - answers kept by the question that was asked, word for word.
 *
 * A store that is only read gives the same rows for the same statement, and a
 * page asks many of its small ones (what does this dataset cover?) again and
 * again. The number of answers and the bytes of the questions are bounded: what
 * comes later is not kept, and nothing kept is thrown away before the end.    */
#ifndef STORE_MEMO_H
#define STORE_MEMO_H

#include <stdbool.h>
#include <stddef.h>

enum { MEMO_MAX = 4096, MEMO_BYTES_MAX = 32 << 20 };

typedef struct memo memo;

memo *memo_new(void); /* NULL without memory */
/* drop is called with every value. NULL is no memo. */
void memo_free(memo *m, void (*drop)(void *value));
/* The value of that key, NULL when there is none. Valid until memo_free. */
void *memo_get(const memo *m, const char *key, size_t len);
/* Takes the value over; false when the key is there, the memo is full or there
 * is no memory: then it stays the caller's.                                   */
bool memo_put(memo *m, const char *key, size_t len, void *value);

#endif
