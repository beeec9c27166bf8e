#include "watch/shift.h"

#include <math.h>

#include "watch/count_tail.h"

const char *shift_word_text(shift_word w) {
    static const char *const words[] = {"not assessed", "down", "flat", "up"};
    return words[w];
}

static const shift unknown = {.mean = NAN, .change = NAN, .need = NAN, .low = NAN, .high = NAN, .p = NAN};

/* ---- values ---- */

/* 97.5 % of Student's t by degrees of freedom, from 1. */
static double student(size_t df) {
    static const double t[] = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447,
                               2.365,  2.306, 2.262, 2.228, 2.201};
    return t[df - 1];
}

/* Two-sided p of Student's t, by the finite sums for whole degrees of freedom
 * (Abramowitz and Stegun, 26.7.3 and 26.7.4).                                */
static double student_p(double t, size_t df) {
    double a = atan(fabs(t) / sqrt((double)df)), c = cos(a), term, sum;
    if (df % 2) {
        term = df > 1 ? c : 0;
        sum = term;
        for (size_t k = 3; k + 2 <= df; k += 2) sum += term *= c * c * (double)(k - 1) / (double)k;
        return 1 - 2 / M_PI * (a + sin(a) * sum);
    }
    term = 1;
    sum = term;
    for (size_t k = 2; k + 2 <= df; k += 2) sum += term *= c * c * (double)(k - 1) / (double)k;
    return 1 - sin(a) * sum;
}

void shift_values(shift *out, const double *base, size_t n, double last) {
    double sum = 0, square = 0;
    *out = unknown;
    if (n > SHIFT_BASE_MAX) {
        base += n - SHIFT_BASE_MAX;
        n = SHIFT_BASE_MAX;
    }
    if (!n) return;
    for (size_t i = 0; i < n; i++) sum += base[i];
    out->mean = sum / (double)n;
    out->change = last - out->mean;
    if (n < SHIFT_BASE_MIN) return;
    for (size_t i = 0; i < n; i++) square += (base[i] - out->mean) * (base[i] - out->mean);
    double spread = sqrt(square / (double)(n - 1)) * sqrt(1 + 1 / (double)n);
    out->need = student(n - 1) * spread;
    out->low = out->change - out->need;
    out->high = out->change + out->need;
    out->p = spread > 0 ? student_p(out->change / spread, n - 1) : out->change != 0 ? 0 : 1;
    out->word = fabs(out->change) <= out->need ? SHIFT_FLAT : out->change > 0 ? SHIFT_UP : SHIFT_DOWN;
}

/* ---- counts ---- */

static void counts_against(shift *out, const int64_t *base, size_t n, size_t least_n, int64_t last) {
    int64_t total = 0;
    *out = unknown;
    if (n > SHIFT_BASE_MAX) {
        base += n - SHIFT_BASE_MAX;
        n = SHIFT_BASE_MAX;
    }
    count_interval(&out->low, &out->high, last, 0.95);
    if (!n) return;
    for (size_t i = 0; i < n; i++) total += base[i];
    out->mean = (double)total / (double)n;
    out->change = (double)last - out->mean;
    if (n < least_n) return;
    double p = 1 / (double)(n + 1), up = count_binomial_from(last, total + last, p),
           down = count_binomial_to(last, total + last, p);
    int64_t least = (int64_t)floor(out->mean) + 1;
    while (count_binomial_from(least, total + least, p) > 0.025) least++;
    out->need = (double)least - out->mean;
    out->p = fmin(1, 2 * fmin(up, down));
    out->word = up <= 0.025 ? SHIFT_UP : down <= 0.025 ? SHIFT_DOWN : SHIFT_FLAT;
}

void shift_counts(shift *out, const int64_t *base, size_t n, int64_t last) {
    counts_against(out, base, n, SHIFT_BASE_MIN, last);
}

void shift_counts_before(shift *out, int64_t before, int64_t last) {
    counts_against(out, &before, 1, 1, last);
}
