/* buf.h - text that grows. A failed allocation marks the buffer and later
 * additions do nothing, so a writer checks once, at the end.                 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <cordon/error.h>
#include <stdarg.h>
#include <stdbool.h>

typedef struct buf {
    char *p; /* NUL-terminated once anything was added; NULL when empty */
    size_t len, cap;
    bool failed;
} buf;

void buf_add(buf *b, const char *s, size_t len);
void buf_str(buf *b, const char *s); /* NULL adds nothing */
void buf_char(buf *b, char c);
void buf_words(buf *b, const char *id); /* "no_data" as "no data" */
void buf_printf(buf *b, const char *fmt, ...) CORDON_PRINTF(2, 3);
void buf_vprintf(buf *b, const char *fmt, va_list ap) CORDON_PRINTF(2, 0);
void buf_free(buf *b);
static inline const char *buf_text(const buf *b) { return b->p ? b->p : ""; }

#endif
