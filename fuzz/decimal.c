/* Decimal text: what is read is shown and read again as the same number, a sign only
 * changes the sign, and dates follow the same rule. A comma parts number and scale.  */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/decimal.h"

static void fuzz_number(const char *s, size_t len, decimal_scale scale) {
    int64_t v = 77, w = 77;
    char text[DECIMAL_TEXT], other[300];
    decimal_result r = decimal_milli(&v, s, len, scale);
    if (r == DECIMAL_BAD || r == DECIMAL_TOO_LARGE) {
        if (v != 77) abort();
        return;
    }
    decimal_milli_format(text, v);
    if (decimal_milli(&w, text, strlen(text), (decimal_scale){1, 0}) != DECIMAL_EXACT || w != v)
        abort();
    if (len < sizeof other && len && *s != '-' && *s != '+') {
        other[0] = '-';
        memcpy(other + 1, s, len);
        if (decimal_milli(&w, other, len + 1, scale) != r || w != -v) abort();
    }
}

static void fuzz_date(const char *s, size_t len) {
    char text[DATE_TEXT];
    date_day d;
    date_period p;
    if (date_parse(&d, s, len)) {
        if (!date_valid(d) || len != 10 || memcmp(date_format(text, d), s, len) != 0) abort();
    }
    if (date_period_parse(&p, s, len)) {
        date_period q;
        date_period_format(text, p);
        if (!date_period_parse(&q, text, strlen(text)) || q != p) abort();
        if (date_period_first(p) > date_period_last(p) || date_period_next(p) <= p) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *s = (const char *)data, *comma = size ? memchr(s, ',', size) : NULL;
    size_t len = comma ? (size_t)(comma - s) : size;
    decimal_scale scale = {1, 0};
    if (comma && !decimal_scale_parse(&scale, comma + 1, size - len - 1)) scale = (decimal_scale){1000, 0};
    fuzz_number(s, len, scale);
    fuzz_date(s, len);
    return 0;
}
