/* json.h - writing JSON: compact, UTF-8, keys in the order of the calls.
 * Invalid UTF-8 becomes U+FFFD, so the output is always valid.               */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"

/* Length of the valid UTF-8 sequence at s (left >= 1 bytes), 0 if there is none. */
size_t json_sequence(const unsigned char *s, size_t left);
bool json_utf8(const char *s, size_t len); /* nothing but such sequences */
void json_text(buf *b, const char *s, size_t len); /* with quotes and escapes */
void json_key(buf *b, const char *key); /* a comma where needed, then "key": */
void json_str(buf *b, const char *key, const char *s); /* NULL = null */
void json_int(buf *b, const char *key, int64_t v);
void json_milli(buf *b, const char *key, int64_t milli); /* thousandths as a number */
void json_number(buf *b, const char *key, double v);     /* %.17g shortest; not finite = null */
void json_date(buf *b, const char *key, int32_t day);    /* 0 = null */

#endif
