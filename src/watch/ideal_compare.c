#include "watch/ideal_compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct pair {
    int session;
    double ours, theirs;
} pair;

static double pearson(const pair *v, size_t n) {
    double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (size_t i = 0; i < n; i++) {
        x += v[i].ours;
        y += v[i].theirs;
    }
    x /= (double)n;
    y /= (double)n;
    for (size_t i = 0; i < n; i++) {
        double a = v[i].ours - x, b = v[i].theirs - y;
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    return xy / sqrt(xx * yy);
}

static int by_session(const void *a, const void *b) {
    const pair *x = a, *y = b;
    if (x->session != y->session) return x->session < y->session ? -1 : 1;
    if (x->theirs < y->theirs || x->theirs > y->theirs) return x->theirs < y->theirs ? -1 : 1;
    return x->ours < y->ours ? -1 : x->ours > y->ours;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median_within(pair *v, size_t n, double *scratch) {
    size_t found = 0;
    qsort(v, n, sizeof *v, by_session);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from; to < n && v[to].session == v[from].session; to++) {}
        double r = to - from > 2 ? pearson(v + from, to - from) : (double)NAN;
        if (isfinite(r)) scratch[found++] = r;
    }
    if (!found) return NAN;
    qsort(scratch, found, sizeof *scratch, by_size);
    return found % 2 ? scratch[found / 2] : (scratch[found / 2 - 1] + scratch[found / 2]) / 2;
}

cordon_status ideal_compare(ideal_compared *out, const ideal_result *r, const ideal_data *d,
                            const votes *v, const votes_file *published, cordon_error *err) {
    pair *p = malloc((published->rows + 1) * sizeof *p);
    double *scratch = malloc((published->rows + 1) * sizeof *scratch);
    size_t n = 0, inside = 0, bounded = 0;
    if (!p || !scratch) {
        free(p);
        free(scratch);
        return cordon_fail(err, CORDON_ENOMEM, "no memory to compare");
    }
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < published->rows; i++) {
        const votes_row *row = &published->row[i];
        if (published->kind != VOTES_POINTS) break;
        if (strcmp(row->point.variant, published->row[0].point.variant) != 0) continue;
        long country = votes_country(v, row->point.country);
        long at = country < 0 ? -1 : ideal_place_of(d, (size_t)country, row->point.session);
        if (at < 0) continue;
        double ours = r->place[at].mean;
        p[n++] = (pair){row->point.session, ours, (double)row->point.micro[0] / 1e6};
        if (!row->point.given[1] || !row->point.given[3]) continue;
        bounded++;
        inside += ours >= (double)row->point.micro[1] / 1e6 && ours <= (double)row->point.micro[3] / 1e6;
    }
    if (n < 3)
        status = cordon_fail(err, CORDON_ENOTFOUND, "less than 3 country-sessions are in both");
    if (!status) {
        *out = (ideal_compared){.n = n, .r = pearson(p, n), .r_within = median_within(p, n, scratch)};
        out->inside = bounded ? (double)inside / (double)bounded : (double)NAN;
    }
    free(p);
    free(scratch);
    return status;
}
