/* correlate_read.c - the tables of correlation, conversion and weights, and finding rows in them.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "goods/correlate_inner.h"

enum { PAIRS_MAX = 1 << 20 }; /* rows of one pair of revisions */

size_t revisions_index(const revisions *r, const char *name) {
    for (size_t i = 0; i < r->n; i++)
        if (strcasecmp(r->name[i], name) == 0) return i;
    return r->n;
}

void code_text(char out[9], uint32_t code) {
    memset(out, 0, 9);
    for (int i = 5; code != CODE_NONE && i >= 0; i--, code /= 10) out[i] = (char)('0' + code % 10);
}

bool code_number(uint32_t *out, const char *text) {
    uint32_t v = 0;
    for (int i = 0; i < 6; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        v = v * 10 + (uint32_t)(text[i] - '0');
    }
    if (text[6]) return false;
    *out = v;
    return true;
}

static int by_pair(const void *x, const void *y) {
    const pair *p = x, *q = y;
    if (p->a != q->a) return p->a < q->a ? -1 : 1;
    return (p->b > q->b) - (p->b < q->b);
}

static int by_share(const void *x, const void *y) {
    const share *p = x, *q = y;
    if (p->from != q->from) return p->from < q->from ? -1 : 1;
    return (p->to > q->to) - (p->to < q->to);
}

static cordon_status add_pair(pair **v, size_t *n, size_t *cap, pair p, cordon_error *err) {
    if (*n >= PAIRS_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "more than %d rows for one pair of revisions",
                           PAIRS_MAX);
    if (*n == *cap) {
        size_t more = *cap ? *cap * 2 : 1024;
        pair *q = realloc(*v, more * sizeof *q);
        if (!q) return cordon_fail(err, CORDON_ENOMEM, "no memory for the correlation");
        *v = q;
        *cap = more;
    }
    (*v)[(*n)++] = p;
    return CORDON_OK;
}

/* The row's pair of codes, and the place of its pair of revisions. */
static cordon_status row_pair(size_t *step, pair *out, const revisions *names, const table *t,
                              size_t row, const int cols[4], cordon_error *err) {
    const char *newer = table_cell(t, row, cols[0]), *older = table_cell(t, row, cols[1]);
    size_t i = revisions_index(names, newer);
    if (i == 0 || i == names->n || revisions_index(names, older) != i - 1)
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row], (uint32_t)cols[0] + 1,
                              "\"%.20s\" and \"%.20s\" are not neighbouring HS revisions", newer,
                              older);
    uint32_t *to[] = {&out->a, &out->b};
    for (int k = 0; k < 2; k++) {
        const char *code = table_cell(t, row, cols[2 + k]);
        if (!code_number(to[k], code))
            return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row],
                                  (uint32_t)cols[2 + k] + 1, "code \"%.20s\" is not six digits",
                                  code);
    }
    *step = i;
    return CORDON_OK;
}

static cordon_status read_pairs(correlation *c, const table *t, bool conversion,
                                cordon_error *err) {
    static const char *const names[] = {"rev_new", "rev_old", "code_new", "code_old", NULL};
    int cols[4];
    cordon_status status = table_cols(t, names, cols, err);
    for (size_t row = 0; !status && row < t->rows; row++) {
        size_t step = 0;
        pair p;
        if ((status = row_pair(&step, &p, c->names, t, row, cols, err))) break;
        neighbours *s = &c->step[step];
        status = conversion ? add_pair(&s->converted, &s->converted_n, &s->converted_cap, p, err)
                            : add_pair(&s->back, &s->n, &s->cap, p, err);
    }
    return status;
}

static size_t unique(pair *v, size_t n) {
    size_t k = 0;
    if (n) qsort(v, n, sizeof *v, by_pair);
    for (size_t i = 0; i < n; i++)
        if (!k || by_pair(&v[k - 1], &v[i])) v[k++] = v[i];
    return k;
}

/* Sorts both directions; a newer code may be converted to one older code only. */
static cordon_status settle(neighbours *s, const char *path, cordon_error *err) {
    s->n = unique(s->back, s->n);
    s->converted_n = unique(s->converted, s->converted_n);
    for (size_t i = 1; i < s->converted_n; i++)
        if (s->converted[i].a == s->converted[i - 1].a)
            return cordon_fail_at(err, CORDON_EFORMAT, path, 0, 0,
                                  "code %06u is converted to both %06u and %06u", s->converted[i].a,
                                  s->converted[i - 1].b, s->converted[i].b);
    if (!s->n) return CORDON_OK;
    s->forth = malloc(s->n * sizeof *s->forth);
    if (!s->forth) return cordon_fail(err, CORDON_ENOMEM, "no memory for the correlation");
    for (size_t i = 0; i < s->n; i++) s->forth[i] = (pair){s->back[i].b, s->back[i].a};
    qsort(s->forth, s->n, sizeof *s->forth, by_pair);
    return CORDON_OK;
}

cordon_status correlation_read(correlation **out, const table *rows, const table *conversion,
                               const revisions *r, cordon_error *err) {
    correlation *c = calloc(1, sizeof *c);
    if (!c) return cordon_fail(err, CORDON_ENOMEM, "no memory for the correlation");
    c->names = r;
    cordon_status status = read_pairs(c, rows, false, err);
    if (!status) status = read_pairs(c, conversion, true, err);
    for (size_t i = 1; !status && i < r->n; i++)
        status = settle(&c->step[i], conversion->path, err);
    if (status)
        correlation_free(c);
    else
        *out = c;
    return status;
}

void correlation_free(correlation *c) {
    if (!c) return;
    for (size_t i = 0; i < REVISIONS_MAX; i++) {
        neighbours *s = &c->step[i];
        free(s->back);
        free(s->forth);
        free(s->converted);
        free(s->share[0]);
        free(s->share[1]);
    }
    free(c);
}

bool correlation_has_weights(const correlation *c, size_t from, size_t to) {
    return c->step[from > to ? from : to].share[from < to] != NULL;
}

static cordon_status read_share(share *s, const table *t, size_t row, cordon_error *err) {
    const char *weight = table_cell(t, row, 2);
    char *end;
    for (int k = 0; k < 2; k++)
        if (!code_number(k ? &s->to : &s->from, table_cell(t, row, k)))
            return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row], (uint32_t)k + 1,
                                  "code \"%.20s\" is not six digits", table_cell(t, row, k));
    s->weight = strtod(weight, &end);
    if (end == weight || *end || !(s->weight >= 0 && s->weight <= 1.000001))
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row], 3,
                              "weight \"%.40s\" is not a number from 0 to 1", weight);
    return CORDON_OK;
}

static cordon_status check_sums(const share *v, size_t n, const char *path, cordon_error *err) {
    for (size_t i = 0; i < n;) {
        double sum = 0;
        uint32_t from = v[i].from;
        for (; i < n && v[i].from == from; i++) {
            if (sum > 0 && v[i].to == v[i - 1].to)
                return cordon_fail_at(err, CORDON_EFORMAT, path, 0, 0,
                                      "two weights from %06u to %06u", from, v[i].to);
            sum += v[i].weight;
        }
        if (fabs(sum - 1) > 1e-6)
            return cordon_fail_at(err, CORDON_EFORMAT, path, 0, 0,
                                  "the weights of code %06u sum to %.9g, not 1", from, sum);
    }
    return CORDON_OK;
}

cordon_status correlation_weights(correlation *c, size_t from, size_t to, const table *rows,
                                  cordon_error *err) {
    if (rows->cols < 3)
        return cordon_fail_at(err, CORDON_EFORMAT, rows->path, 1, 0,
                              "%zu columns; from, to and weight are needed", rows->cols);
    share *v = malloc((rows->rows + 1) * sizeof *v);
    if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for the weights");
    cordon_status status = CORDON_OK;
    for (size_t i = 0; !status && i < rows->rows; i++) status = read_share(&v[i], rows, i, err);
    if (!status) {
        qsort(v, rows->rows, sizeof *v, by_share);
        status = check_sums(v, rows->rows, rows->path, err);
    }
    if (status) {
        free(v);
        return status;
    }
    neighbours *s = &c->step[from > to ? from : to];
    free(s->share[from < to]);
    s->share[from < to] = v;
    s->share_n[from < to] = rows->rows;
    return CORDON_OK;
}

span correlation_span(span all, uint32_t a) {
    size_t low = 0, high = all.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (all.v[mid].a < a)
            low = mid + 1;
        else
            high = mid;
    }
    span s = {all.v ? all.v + low : NULL, 0};
    while (low + s.n < all.n && s.v[s.n].a == a) s.n++;
    return s;
}

view correlation_view(const correlation *c, size_t from, size_t to) {
    bool to_older = to < from;
    const neighbours *s = &c->step[to_older ? from : to];
    span back = {s->back, s->forth ? s->n : 0}, forth = {s->forth, s->forth ? s->n : 0};
    return (view){.there = to_older ? back : forth,
                  .back = to_older ? forth : back,
                  .converted = {s->converted, s->converted_n},
                  .share = s->share[to_older],
                  .share_n = s->share_n[to_older],
                  .to_older = to_older};
}

const share *correlation_shares(size_t *n, const correlation *c, size_t from, size_t to) {
    const neighbours *s = &c->step[from > to ? from : to];
    *n = s->share_n[from < to];
    return s->share[from < to];
}

double correlation_share(const share *v, size_t n, uint32_t from, uint32_t to) {
    share key = {.from = from, .to = to};
    const share *s = v ? bsearch(&key, v, n, sizeof key, by_share) : NULL;
    return s ? s->weight : 0;
}
