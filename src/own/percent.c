#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "own/own.h"

bool own_percent(int32_t *low_e5, int32_t *high_e5, const char *text, size_t len) {
    int64_t v; /* thousandths of a hundredfold: hundred-thousandths */
    decimal_result r = decimal_milli(&v, text, len, (decimal_scale){1, 2});
    if ((r != DECIMAL_EXACT && r != DECIMAL_ROUNDED) || v < 0 || v > OWN_ALL_E5) return false;
    if (len && text[0] == '-' && (v || r == DECIMAL_ROUNDED)) return false;
    int64_t low = v - (r == DECIMAL_ROUNDED), high = v + (r == DECIMAL_ROUNDED);
    if (r == DECIMAL_ROUNDED && high > OWN_ALL_E5) { /* 99.999999 is below, 100.000001 is no share */
        if (text[strspn(text, "+0")] == '1') return false;
        high = OWN_ALL_E5;
    }
    *low_e5 = (int32_t)(low < 0 ? 0 : low);
    *high_e5 = (int32_t)high;
    return true;
}

bool own_percent_of(int32_t *low_e5, int32_t *high_e5, double percent) {
    char text[40];
    if (!isfinite(percent)) return false;
    for (int digits = 6; digits <= 17; digits++) { /* the shortest that reads back */
        double back = 0;
        int n = snprintf(text, sizeof text, "%.*g", digits, percent);
        if (sscanf(text, "%lf", &back) == 1 && !(back < percent) && !(back > percent)) return own_percent(low_e5, high_e5, text, (size_t)n);
    }
    return false;
}

const char *own_percent_format(char text[OWN_PERCENT_TEXT], int64_t e5) {
    int n = snprintf(text, OWN_PERCENT_TEXT, "%lld.%05lld", (long long)(e5 / 100000), (long long)(e5 % 100000));
    while (n > 0 && text[n - 1] == '0') n--;
    if (n > 0 && text[n - 1] == '.') n--;
    text[n] = 0;
    return text;
}
