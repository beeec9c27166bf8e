/* The composite of the dimensions over every way to make it. */
#include <math.h>
#include <string.h>

#include "watch/dims.h"

typedef enum norm { NORM_ROBUST, NORM_MOMENTS, NORM_RANGE, NORM_RANK, NORMS } norm;

/* One indicator on 0 to 1 by year, more is closer. */
static void normalise(double out[DIMS_YEARS_MAX], const dims_series *s, norm how,
                      const dims_frame *f) {
    dims_index one;
    dims_frame quick = *f;
    quick.draws = 0;
    dims_index_make(&one, s, 1, &quick);
    double sum = 0, square = 0, least = INFINITY, greatest = -INFINITY, n = 0;
    for (int y = f->from; y <= f->to; y++) {
        double x = one.by_year[y - f->first];
        if (!isfinite(x)) continue;
        sum += x;
        square += x * x;
        n++;
    }
    double mean = sum / n, spread = sqrt(fmax(0, square / n - mean * mean));
    for (size_t i = 0; i < f->n; i++) {
        least = fmin(least, one.by_year[i]);
        greatest = fmax(greatest, one.by_year[i]);
    }
    for (size_t i = 0; i < f->n; i++) {
        double x = one.by_year[i], below = 0, all = 0;
        for (size_t j = 0; j < f->n; j++) {
            if (!isfinite(one.by_year[j])) continue;
            all++;
            below += one.by_year[j] < x ? 1 : one.by_year[j] == x ? 0.5 : 0;
        }
        switch (how) {
        case NORM_ROBUST: out[i] = 0.5 * erfc(-x * M_SQRT1_2); break;
        case NORM_MOMENTS: out[i] = 0.5 * erfc(-(x - mean) / fmax(spread, 1e-9) * M_SQRT1_2); break;
        case NORM_RANGE: out[i] = (x - least) / fmax(greatest - least, 1e-12); break;
        case NORM_RANK:
        case NORMS: out[i] = below / all; break;
        }
        /* Power means below 1 need what is above zero. */
        out[i] = fmin(0.99, fmax(0.01, out[i]));
        if (!isfinite(x)) out[i] = NAN;
    }
}

/* The mean of a dimension's indicators in use, by year. */
static size_t part_scores(double out[DIMS_YEARS_MAX], const dims_part *p, norm how,
                          const dims_frame *f) {
    double one[DIMS_YEARS_MAX];
    dims_index x;
    dims_frame quick = *f;
    quick.draws = 0;
    dims_index_make(&x, p->s, p->n, &quick);
    for (size_t i = 0; i < f->n; i++) out[i] = 0;
    for (size_t k = 0; k < p->n; k++) {
        if (x.use[k] != DIMS_USED) continue;
        normalise(one, &p->s[k], how, f);
        for (size_t i = 0; i < f->n; i++) out[i] += one[i] / (double)x.used;
    }
    return x.used;
}

/* Power mean with exponent p; 0 is the geometric mean. */
static double power_mean(const double *u, const double *w, size_t k, int p) {
    double sum = 0, weight = 0;
    for (size_t i = 0; i < k; i++) {
        sum += w[i] * (p ? pow(u[i], p) : log(u[i]));
        weight += w[i];
    }
    return p ? pow(sum / weight, 1.0 / p) : exp(sum / weight);
}

static double change_of(double score[][DIMS_YEARS_MAX], const double *w, size_t k, int p,
                        const dims_frame *f) {
    double base = 0, n = 0, last = NAN;
    for (size_t i = 0; i < f->n; i++) {
        double u[DIMS_PARTS_MAX] = {0};
        int year = f->first + (int)i;
        for (size_t j = 0; j < k; j++) u[j] = score[j][i];
        double x = power_mean(u, w, k, p);
        if (year >= f->from && year <= f->to && isfinite(x)) {
            base += x;
            n++;
        }
        if (year == f->year) last = x;
    }
    return last - base / n;
}

static void count(dims_composite *out, double change) {
    if (!isfinite(change)) return;
    if (!out->variants || change < out->least) out->least = change;
    if (!out->variants || change > out->greatest) out->greatest = change;
    out->variants++;
    out->up += change > 0;
    out->down += change < 0;
}

void dims_composite_make(dims_composite *out, const dims_part *part, size_t k,
                         const dims_frame *f) {
    static const int powers[] = {1, 0, -1};
    *out = (dims_composite){.least = NAN, .greatest = NAN};
    for (int how = 0; how < NORMS; how++) {
        double score[DIMS_PARTS_MAX][DIMS_YEARS_MAX];
        size_t n = 0;
        for (size_t j = 0; j < k && n < DIMS_PARTS_MAX; j++)
            n += part_scores(score[n], &part[j], (norm)how, f) > 0;
        out->dimensions = n;
        for (size_t p = 0; n && p < sizeof powers / sizeof *powers; p++)
            for (size_t odd = 0; odd <= 2 * n; odd++) { /* equal, one doubled, one left out */
                double w[DIMS_PARTS_MAX];
                for (size_t j = 0; j < n; j++) w[j] = 1;
                if (odd > n && n == 1) continue;
                if (odd) w[(odd - 1) % n] = odd <= n ? 2 : 0;
                count(out, change_of(score, w, n, powers[p], f));
            }
    }
}
