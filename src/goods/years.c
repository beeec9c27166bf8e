/* years.c - the concordances of the Combined Nomenclature in memory: two sorted copies of the rows.
 */
#include "goods/years.h"

#include <stdlib.h>

enum { YEAR_MIN = 1900, YEAR_MAX = 2200, CODES_MAX = 1 << 17 };

typedef year_change change;

struct years {
    change *out, *in; /* by the code left and by the code reached; then year, other */
    size_t n;
    int first, last;
};

bool year_code(uint32_t *out, const char *text) {
    uint32_t v = 0;
    for (int i = 0; i < 8; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        v = v * 10 + (uint32_t)(text[i] - '0');
    }
    if (text[8]) return false;
    *out = v;
    return true;
}

static int by_change(const void *x, const void *y) {
    const change *p = x, *q = y;
    if (p->code != q->code) return p->code < q->code ? -1 : 1;
    if (p->year != q->year) return p->year < q->year ? -1 : 1;
    return (p->other > q->other) - (p->other < q->other);
}

static cordon_status read_year(int32_t *out, const table *t, size_t row, int col,
                               cordon_error *err) {
    const char *text = table_cell(t, row, col);
    char *end;
    long v = strtol(text, &end, 10);
    if (end != text + 4 || *end || v < YEAR_MIN || v > YEAR_MAX)
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row], (uint32_t)col + 1,
                              "\"%.20s\" is not a year from %d to %d", text, YEAR_MIN, YEAR_MAX);
    *out = (int32_t)v;
    return CORDON_OK;
}

cordon_status year_change_cols(int cols[4], const table *t, cordon_error *err) {
    static const char *const names[] = {"from_year", "to_year", "code_from", "code_to", NULL};
    return table_cols(t, names, cols, err);
}

cordon_status year_change_read(year_change *c, const table *t, size_t row, const int cols[4],
                               cordon_error *err) {
    int32_t next;
    cordon_status status = read_year(&c->year, t, row, cols[0], err);
    if (!status) status = read_year(&next, t, row, cols[1], err);
    if (status) return status;
    if (next != c->year + 1)
        return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row], (uint32_t)cols[1] + 1,
                              "%d does not follow %d", (int)next, (int)c->year);
    uint32_t *to[] = {&c->code, &c->other};
    for (int k = 0; k < 2; k++)
        if (!year_code(to[k], table_cell(t, row, cols[2 + k])))
            return cordon_fail_at(err, CORDON_EFORMAT, t->path, t->line[row],
                                  (uint32_t)cols[2 + k] + 1, "code \"%.20s\" is not eight digits",
                                  table_cell(t, row, cols[2 + k]));
    return CORDON_OK;
}

cordon_status years_read(years **out, const table *rows, cordon_error *err) {
    int cols[4];
    cordon_status status = year_change_cols(cols, rows, err);
    if (status) return status;
    years *y = calloc(1, sizeof *y);
    if (y) y->out = malloc((rows->rows + 1) * sizeof *y->out);
    if (y) y->in = malloc((rows->rows + 1) * sizeof *y->in);
    if (!y || !y->out || !y->in) {
        years_free(y);
        return cordon_fail(err, CORDON_ENOMEM, "no memory for the concordance");
    }
    for (size_t i = 0; !status && i < rows->rows; i++) {
        change c;
        if ((status = year_change_read(&c, rows, i, cols, err))) break;
        if (!y->n || c.year < y->first) y->first = c.year;
        if (!y->n || c.year + 1 > y->last) y->last = c.year + 1;
        y->out[y->n] = c;
        y->in[y->n++] = (change){c.other, c.code, c.year};
    }
    qsort(y->out, y->n, sizeof *y->out, by_change);
    qsort(y->in, y->n, sizeof *y->in, by_change);
    if (status)
        years_free(y);
    else
        *out = y;
    return status;
}

void years_free(years *y) {
    if (!y) return;
    free(y->out);
    free(y->in);
    free(y);
}

int years_first(const years *y) { return y->first; }
int years_last(const years *y) { return y->last; }

/* The first change that is not before (code, year). */
static size_t lower(const change *v, size_t n, uint32_t code, int32_t year) {
    size_t low = 0, high = n;
    change key = {.code = code, .year = year};
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (by_change(&v[mid], &key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* The year of the code's last change before `year` (before), or of its first one from then on; 0
 * without one. A change of a year leads to the next year.                                        */
static int32_t near(const change *v, size_t n, uint32_t code, int32_t year, bool before) {
    size_t i = lower(v, n, code, year);
    if (before) return i > 0 && v[i - 1].code == code ? v[i - 1].year : 0;
    return i < n && v[i].code == code ? v[i].year : 0;
}

years_word years_say(const years *y, uint32_t code, int year) {
    int32_t left = near(y->out, y->n, code, year, true),
            reached = near(y->in, y->n, code, year, true);
    if (left || reached) return reached >= left ? YEARS_ALIVE : YEARS_ABSENT;
    left = near(y->out, y->n, code, year, false);
    reached = near(y->in, y->n, code, year, false);
    if (!left && !reached) return YEARS_SILENT;
    return left && (!reached || left <= reached) ? YEARS_ALIVE : YEARS_ABSENT;
}

cordon_status code_list_add(code_list *l, uint32_t code, cordon_error *err) {
    if (l->n >= CODES_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "a code leads to more than %d codes", CODES_MAX);
    if (l->n == l->cap) {
        size_t more = l->cap ? l->cap * 2 : 16;
        uint32_t *v = realloc(l->v, more * sizeof *v);
        if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for the codes");
        l->v = v;
        l->cap = more;
    }
    l->v[l->n++] = code;
    return CORDON_OK;
}

static int by_number(const void *x, const void *y) {
    const uint32_t *p = x, *q = y;
    return (*p > *q) - (*p < *q);
}

void code_list_settle(code_list *l) {
    size_t k = 0;
    if (l->n) qsort(l->v, l->n, sizeof *l->v, by_number);
    for (size_t i = 0; i < l->n; i++)
        if (!k || l->v[k - 1] != l->v[i]) l->v[k++] = l->v[i];
    l->n = k;
}

cordon_status years_step(code_list *out, const years *y, int from, int to, uint32_t code,
                         cordon_error *err) {
    const change *v = from < to ? y->out : y->in;
    int32_t year = from < to ? from : to;
    cordon_status status = CORDON_OK;
    for (size_t i = lower(v, y->n, code, year);
         !status && i < y->n && v[i].code == code && v[i].year == year; i++)
        status = code_list_add(out, v[i].other, err);
    return status;
}

cordon_status years_below(code_list *out, const years *y, uint32_t six, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (int k = 0; k < 2; k++) {
        const change *v = k ? y->in : y->out;
        for (size_t i = lower(v, y->n, six * 100, 0); !status && i < y->n && v[i].code / 100 == six;
             i++)
            if (!out->n || out->v[out->n - 1] != v[i].code)
                status = code_list_add(out, v[i].code, err);
    }
    return status;
}
