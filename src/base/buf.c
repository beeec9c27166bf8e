#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(buf *b, size_t more) {
    size_t need;
    if (b->failed) return false;
    if (__builtin_add_overflow(b->len, more, &need) || __builtin_add_overflow(need, 1, &need)) {
        b->failed = true;
        return false;
    }
    if (need <= b->cap) return true;
    size_t cap = b->cap ? b->cap : 256;
    while (cap < need) cap = cap > (size_t)1 << 62 ? need : cap * 2;
    char *p = realloc(b->p, cap);
    if (!p) {
        b->failed = true;
        return false;
    }
    b->p = p;
    b->cap = cap;
    return true;
}

void buf_add(buf *b, const char *s, size_t len) {
    if (!reserve(b, len)) return;
    if (len) memcpy(b->p + b->len, s, len);
    b->len += len;
    b->p[b->len] = 0;
}

void buf_str(buf *b, const char *s) {
    if (s) buf_add(b, s, strlen(s));
}

void buf_char(buf *b, char c) { buf_add(b, &c, 1); }

void buf_words(buf *b, const char *id) {
    for (const char *stop; (stop = strchr(id, '_')); id = stop + 1) {
        buf_add(b, id, (size_t)(stop - id));
        buf_char(b, ' ');
    }
    buf_str(b, id);
}

void buf_vprintf(buf *b, const char *fmt, va_list ap) {
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    if (n >= 0 && reserve(b, (size_t)n)) {
        vsnprintf(b->p + b->len, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

void buf_printf(buf *b, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    buf_vprintf(b, fmt, ap);
    va_end(ap);
}

void buf_free(buf *b) {
    free(b->p);
    *b = (buf){0};
}
