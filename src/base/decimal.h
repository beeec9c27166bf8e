/* decimal.h - decimal text to an integer count of thousandths, exactly.
 *
 * Statistics print "1.005", "6e-05" or "-.5" and mean thousands or millions.
 * Nothing here passes through binary floating point: the digits are an
 * integer, the scale is an integer times a power of ten, and what does not fit
 * a thousandth is rounded half away from zero and reported as rounded.       */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct decimal_scale {
    int64_t mantissa; /* 1 ..., so that scale = mantissa * 10^exponent */
    int exponent;
} decimal_scale;

typedef enum decimal_result {
    DECIMAL_EXACT,
    DECIMAL_ROUNDED,  /* the value is the nearest thousandth */
    DECIMAL_BAD,      /* not a decimal number */
    DECIMAL_TOO_LARGE /* outside the 64-bit range of thousandths, or more than
                       * 38 digits together with those of the scale */
} decimal_result;

/* "1000" or "0.001" or "1e6". False when it is no positive number of at most
 * 15 digits.                                                                 */
bool decimal_scale_parse(decimal_scale *out, const char *s, size_t len);

/* [-+]digits[.digits][e[-+]digits] times scale, in thousandths. At most 30
 * significant digits; no blanks, no thousands separator, no hex, no NaN.     */
decimal_result decimal_milli(int64_t *out, const char *s, size_t len, decimal_scale scale);

enum { DECIMAL_TEXT = 32 };
/* 1234567 -> "1234.567", 1000 -> "1": no trailing zeros. */
const char *decimal_milli_format(char text[DECIMAL_TEXT], int64_t milli);

#endif
