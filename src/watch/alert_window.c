#include "watch/alert_window.h"

#include <math.h>
#include <string.h>

bool alert_window_init(alert_window *w, arena *mem, size_t size) {
    *w = (alert_window){.size = size};
    w->ring = arena_alloc(mem, size * sizeof *w->ring);
    w->sorted = arena_alloc(mem, size * sizeof *w->sorted);
    return w->ring && w->sorted;
}

void alert_window_clear(alert_window *w) { w->at = w->seen = w->n = 0; }

/* The first place whose value is not below v. */
static size_t place(const alert_window *w, double v) {
    size_t low = 0, high = w->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (w->sorted[mid] < v)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static void leave(alert_window *w, double v) {
    if (isnan(v)) return;
    size_t i = place(w, v);
    w->n--;
    memmove(w->sorted + i, w->sorted + i + 1, (w->n - i) * sizeof *w->sorted);
}

void alert_window_push(alert_window *w, double v) {
    if (w->seen == w->size)
        leave(w, w->ring[w->at]);
    else
        w->seen++;
    w->ring[w->at] = v;
    w->at = w->at + 1 == w->size ? 0 : w->at + 1;
    if (isnan(v)) return;
    size_t i = place(w, v);
    memmove(w->sorted + i + 1, w->sorted + i, (w->n - i) * sizeof *w->sorted);
    w->sorted[i] = v;
    w->n++;
}

double alert_window_median(const alert_window *w) {
    size_t half = w->n / 2;
    if (!w->n) return NAN;
    return w->n % 2 ? w->sorted[half] : (w->sorted[half - 1] + w->sorted[half]) / 2;
}

double alert_window_quantile(const alert_window *w, double q) {
    if (!w->n) return NAN;
    double at = q * (double)(w->n - 1), whole = floor(at);
    size_t k = (size_t)whole;
    double v = w->sorted[k];
    return k + 1 < w->n ? v + (at - whole) * (w->sorted[k + 1] - v) : v;
}

/* The k + 1 values nearest to m stand side by side; the farther end is the k-th distance. */
static double distance(const alert_window *w, double m, size_t k) {
    const double *s = w->sorted;
    size_t low = 0, high = w->n - 1 - k;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (m - s[mid] > s[mid + k + 1] - m)
            low = mid + 1;
        else
            high = mid;
    }
    return fmax(fabs(s[low] - m), fabs(s[low + k] - m));
}

double alert_window_mad(const alert_window *w, double median) {
    size_t half = w->n / 2;
    if (!w->n) return NAN;
    double d = distance(w, median, half);
    return w->n % 2 ? d : (distance(w, median, half - 1) + d) / 2;
}

double alert_window_distance(const alert_window *w, double median, double share) {
    if (!w->n) return NAN;
    double at = share * (double)(w->n - 1), whole = floor(at);
    size_t k = (size_t)whole;
    double d = distance(w, median, k);
    return k + 1 < w->n ? d + (at - whole) * (distance(w, median, k + 1) - d) : d;
}
