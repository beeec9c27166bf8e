#include "base/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/decimal.h"

size_t json_sequence(const unsigned char *s, size_t left) {
    size_t n = s[0] < 0x80                     ? 1
               : s[0] >= 0xc2 && s[0] <= 0xdf ? 2
               : (s[0] & 0xf0) == 0xe0        ? 3
               : s[0] >= 0xf0 && s[0] <= 0xf4 ? 4
                                              : 0;
    if (!n || n > left) return 0;
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80) return 0;
    if (s[0] == 0xe0 && s[1] < 0xa0) return 0;
    if (s[0] == 0xed && s[1] > 0x9f) return 0;
    if (s[0] == 0xf0 && s[1] < 0x90) return 0;
    if (s[0] == 0xf4 && s[1] > 0x8f) return 0;
    return n;
}

bool json_utf8(const char *s, size_t len) {
    const unsigned char *p = (const unsigned char *)s;
    size_t i = 0;
    while (i < len) {
        uint64_t eight;
        if (len - i >= sizeof eight && (memcpy(&eight, p + i, sizeof eight), !(eight & 0x8080808080808080U))) {
            i += sizeof eight;
            continue;
        }
        size_t n = json_sequence(p + i, len - i);
        if (!n) return false;
        i += n;
    }
    return true;
}

/* How many bytes from s on stand in JSON as they are. */
static size_t plain(const unsigned char *s, size_t len) {
    size_t n = 0;
    while (n < len && s[n] >= 0x20 && s[n] < 0x7f && s[n] != '"' && s[n] != '\\') n++;
    return n;
}

void json_text(buf *b, const char *s, size_t len) {
    const unsigned char *p = (const unsigned char *)s;
    buf_char(b, '"');
    for (size_t i = 0; i < len;) {
        size_t n = plain(p + i, len - i);
        if (!n) n = json_sequence(p + i, len - i);
        if (p[i] == '"' || p[i] == '\\') {
            buf_char(b, '\\');
            buf_char(b, s[i++]);
        } else if (p[i] == '\n') {
            buf_str(b, "\\n"), i++;
        } else if (p[i] == '\t') {
            buf_str(b, "\\t"), i++;
        } else if (p[i] == '\r') {
            buf_str(b, "\\r"), i++;
        } else if (p[i] < 0x20 || p[i] == 0x7f) {
            buf_printf(b, "\\u%04x", p[i++]);
        } else if (n) {
            buf_add(b, s + i, n), i += n;
        } else {
            buf_str(b, "\xef\xbf\xbd"), i++;
        }
    }
    buf_char(b, '"');
}

void json_key(buf *b, const char *key) {
    char last = '{';
    if (b->len) last = b->p[b->len - 1];
    if (last != '{' && last != '[' && last != ':') buf_char(b, ',');
    if (!key) return;
    json_text(b, key, strlen(key));
    buf_char(b, ':');
}

void json_str(buf *b, const char *key, const char *s) {
    json_key(b, key);
    if (s)
        json_text(b, s, strlen(s));
    else
        buf_str(b, "null");
}

void json_int(buf *b, const char *key, int64_t v) {
    json_key(b, key);
    buf_printf(b, "%lld", (long long)v);
}

void json_milli(buf *b, const char *key, int64_t milli) {
    char text[DECIMAL_TEXT];
    json_key(b, key);
    buf_str(b, decimal_milli_format(text, milli));
}

void json_number(buf *b, const char *key, double v) {
    json_key(b, key);
    if (!isfinite(v)) {
        buf_str(b, "null");
        return;
    }
    char text[32];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, v);
        if (strtod(text, NULL) == v) break;
    }
    buf_str(b, text);
}

void json_date(buf *b, const char *key, int32_t day) {
    char text[DATE_TEXT];
    json_str(b, key, day ? date_format(text, day) : NULL);
}
