#include "watch/dims.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"

const char *dims_use_text(dims_use u) {
    static const char *const text[] = {"in use", "no series", "other year", "short window",
                                       "constant"};
    return text[u];
}

/* ---- one scale ---- */

static int by_value(const void *x, const void *y) {
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static double median(double *v, size_t n) {
    qsort(v, n, sizeof *v, by_value);
    return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

/* 1.4826 makes the MAD of a normal its standard deviation, 1.2533 the mean
 * absolute deviation; the latter stands in where more than half are equal.   */
typedef struct scale {
    double centre, spread;
} scale;

static scale scale_of(const double *v, size_t n, bool counts) {
    double work[DIMS_YEARS_MAX], sum = 0;
    scale s;
    for (size_t i = 0; i < n; i++) work[i] = v[i];
    s.centre = median(work, n);
    for (size_t i = 0; i < n; i++) {
        work[i] = fabs(v[i] - s.centre);
        sum += work[i];
    }
    s.spread = 1.4826 * median(work, n);
    if (s.spread <= 0) s.spread = 1.2533 * sum / (double)n;
    /* What Anscombe's transformation makes of a Poisson count has variance 1. */
    if (counts && s.spread < 1) s.spread = 1;
    return s;
}

static double on_scale(const dims_series *s, double x) {
    return s->counts ? 2 * sqrt(x + 0.375) : x;
}

/* The window's values; the number of them. */
static size_t window_of(double out[DIMS_YEARS_MAX], const dims_series *s, const dims_frame *f) {
    size_t n = 0;
    for (int y = f->from; y <= f->to; y++)
        if (isfinite(s->v[y - f->first])) out[n++] = on_scale(s, s->v[y - f->first]);
    return n;
}

static dims_use use_of(scale *out, const dims_series *s, const dims_frame *f) {
    double w[DIMS_YEARS_MAX];
    bool any = false;
    for (size_t i = 0; i < f->n && s->v; i++) any = any || isfinite(s->v[i]);
    if (!any) return DIMS_NO_SERIES;
    if (!isfinite(s->v[f->year - f->first])) return DIMS_NO_YEAR;
    size_t n = window_of(w, s, f);
    if (n < DIMS_WINDOW_MIN) return DIMS_SHORT_WINDOW;
    *out = scale_of(w, n, s->counts);
    return out->spread > 0 ? DIMS_USED : DIMS_NO_SCALE;
}

/* ---- the index ---- */

static double z_of(const dims_series *s, const scale *c, double x) {
    return s->sign * (on_scale(s, x) - c->centre) / c->spread;
}

static void set_years(dims_index *x, const dims_series *s, size_t n, const scale *c,
                      const dims_frame *f) {
    for (size_t i = 0; i < f->n; i++) {
        double sum = 0;
        for (size_t k = 0; k < n; k++)
            if (x->use[k] == DIMS_USED) sum += z_of(&s[k], &c[k], s[k].v[i]);
        x->by_year[i] = x->used ? sum / (double)x->used : (double)NAN;
    }
}

/* The year's value as it might have been: of counts the rate, of others the
 * triangle of their own interval.                                            */
static double draw_value(random_state *r, const dims_series *s, size_t at) {
    double x = s->v[at], low = s->low ? s->low[at] : (double)NAN,
           high = s->high ? s->high[at] : (double)NAN;
    if (s->counts) return random_gamma(r, x + 0.5);
    if (!isfinite(low) || !isfinite(high) || low > x || high < x || low == high) return x;
    double u = random_unit(r), at_x = (x - low) / (high - low);
    return u < at_x ? low + sqrt(u * (high - low) * (x - low))
                    : high - sqrt((1 - u) * (high - low) * (high - x));
}

static double draw_index(random_state *r, const dims_index *x, const dims_series *s, size_t n,
                         const scale *c, const dims_frame *f) {
    double sum = 0;
    for (size_t k = 0; k < n; k++) {
        double w[DIMS_YEARS_MAX], again[DIMS_YEARS_MAX];
        if (x->use[k] != DIMS_USED) continue;
        size_t m = window_of(w, &s[k], f);
        for (size_t i = 0; i < m; i++) again[i] = w[random_below(r, m)];
        scale drawn = scale_of(again, m, s[k].counts);
        /* A window drawn nearly constant says nothing about the spread. */
        if (drawn.spread < c[k].spread / 2) drawn.spread = c[k].spread / 2;
        sum += z_of(&s[k], &drawn, draw_value(r, &s[k], (size_t)(f->year - f->first)));
    }
    return sum / (double)x->used;
}

static void set_interval(dims_index *x, const dims_series *s, size_t n, const scale *c,
                         const dims_frame *f) {
    x->low = x->high = NAN;
    double *v = f->draws && x->used ? malloc(f->draws * sizeof *v) : NULL;
    if (!v) return;
    random_state r;
    random_seed(&r, f->seed);
    for (size_t i = 0; i < f->draws; i++) v[i] = draw_index(&r, x, s, n, c, f);
    qsort(v, f->draws, sizeof *v, by_value);
    x->low = v[(size_t)(0.05 * (double)(f->draws - 1))];
    x->high = v[(size_t)ceil(0.95 * (double)(f->draws - 1))];
    free(v);
}

void dims_index_make(dims_index *out, const dims_series *s, size_t n, const dims_frame *f) {
    dims_index x = {.of = n};
    scale c[DIMS_SERIES_MAX];
    double base[DIMS_YEARS_MAX];
    size_t base_n = 0;
    for (size_t k = 0; k < n; k++) {
        x.use[k] = use_of(&c[k], &s[k], f);
        x.used += x.use[k] == DIMS_USED;
        x.z[k] = x.use[k] == DIMS_USED ? z_of(&s[k], &c[k], s[k].v[f->year - f->first])
                                       : (double)NAN;
    }
    set_years(&x, s, n, c, f);
    x.value = x.by_year[f->year - f->first];
    set_interval(&x, s, n, c, f);
    for (int y = f->from; y <= f->to; y++)
        if (isfinite(x.by_year[y - f->first])) base[base_n++] = x.by_year[y - f->first];
    shift_values(&x.shift, base, x.used ? base_n : 0, x.value);
    *out = x;
}
