/* check_years.c - the codes of the Combined Nomenclature year by year.
 *
 * Whole tables exist for a few years only; the concordances say what changed between all. From the newest whole table the
 * codes of the years after it are made by taking away what was replaced and adding what came, those before it the other way
 * round. Of a year that has a table of its own, both count: such a table may leave out lines of special use.      */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "goods/check_inner.h"
#include "goods/years.h"

static const char changes_file[] = "data/ref/cn_concordances_1988_2025.csv.gz";

static int by_code(const void *a, const void *b) { return memcmp(a, b, 9); }

static int by_change(const void *a, const void *b) {
    const code_change *p = a, *q = b;
    if (p->year != q->year) return p->year < q->year ? -1 : 1;
    int c = memcmp(p->from, q->from, 9);
    return c ? c : memcmp(p->to, q->to, 9);
}

static bool eight_digits(const char *s) { return strlen(s) == 8 && strspn(s, "0123456789") == 8; }

static cordon_status read_changes(code_years *y, const table *t, unsigned base, cordon_error *err) {
    int col[4];
    cordon_status status = year_change_cols(col, t, err);
    if (status) return status;
    y->first = y->last = base;
    y->change = arena_alloc(&y->mem, (t->rows + 1) * sizeof *y->change);
    if (!y->change) return cordon_fail(err, CORDON_ENOMEM, "no memory for %s", t->path);
    for (size_t i = 0; i < t->rows; i++) {
        year_change row;
        if ((status = year_change_read(&row, t, i, col, err))) return status;
        unsigned from = (unsigned)row.year, to = from + 1;
        if (from < y->first) y->first = from;
        if (to > y->last) y->last = to;
        code_change *k = &y->change[y->changes++];
        k->year = (uint16_t)to;
        snprintf(k->from, sizeof k->from, "%08u", row.code % 100000000U);
        snprintf(k->to, sizeof k->to, "%08u", row.other % 100000000U);
    }
    if (y->last - y->first >= CODE_YEARS_MAX)
        return cordon_fail_at(err, CORDON_ELIMIT, t->path, 0, 0, "more than %d years", CODE_YEARS_MAX);
    qsort(y->change, y->changes, sizeof *y->change, by_change);
    return CORDON_OK;
}

static size_t place(const code_years *y, const char *code) {
    char key[9] = {0};
    snprintf(key, sizeof key, "%.8s", code);
    const char(*at)[9] = y->n ? bsearch(key, y->code, y->n, sizeof *y->code, by_code) : NULL;
    return at ? (size_t)(at - (const char(*)[9])y->code) : SIZE_MAX;
}

static cordon_status collect(code_years *y, const char *const *code, size_t n, cordon_error *err) {
    y->code = arena_alloc(&y->mem, (n + 2 * y->changes + 1) * sizeof *y->code);
    if (!y->code) return cordon_fail(err, CORDON_ENOMEM, "no memory for the codes of the years");
    for (size_t i = 0; i < n; i++) memcpy(y->code[y->n++], code[i], 9);
    for (size_t i = 0; i < y->changes; i++) {
        memcpy(y->code[y->n++], y->change[i].from, 9);
        memcpy(y->code[y->n++], y->change[i].to, 9);
    }
    qsort(y->code, y->n, sizeof *y->code, by_code);
    size_t kept = 0;
    for (size_t i = 0; i < y->n; i++)
        if (!kept || by_code(y->code[i], y->code[kept - 1]) != 0) memmove(y->code[kept++], y->code[i], 9);
    y->n = kept;
    y->years = arena_alloc(&y->mem, (kept + 1) * sizeof *y->years);
    return y->years ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory for the codes of the years");
}

/* The changes that took effect in a year. */
static size_t changes_of(const code_years *y, unsigned year, const code_change **out) {
    size_t a = 0, b = y->changes;
    while (a < b) {
        size_t m = (a + b) / 2;
        if (y->change[m].year < year) a = m + 1;
        else b = m;
    }
    *out = y->change + a;
    while (b < y->changes && y->change[b].year == year) b++;
    return b - a;
}

/* From the codes of one year to those of the next, or of the one before. */
static void step(const code_years *y, bool *now, unsigned change_year, bool forward) {
    const code_change *v;
    size_t n = changes_of(y, change_year, &v);
    for (size_t i = 0; i < n; i++) now[place(y, forward ? v[i].from : v[i].to)] = false;
    for (size_t i = 0; i < n; i++) now[place(y, forward ? v[i].to : v[i].from)] = true;
}

static void mark(code_years *y, const bool *now, unsigned year) {
    for (size_t i = 0; i < y->n; i++)
        if (now[i]) y->years[i] |= UINT64_C(1) << (year - y->first);
}

cordon_status code_years_make(code_years *out, const table *changes, const char *const *code, size_t n, unsigned year,
                              cordon_error *err) {
    *out = (code_years){0};
    arena_init(&out->mem, 0);
    cordon_status status = read_changes(out, changes, year, err);
    if (!status) status = collect(out, code, n, err);
    bool *now = status ? NULL : calloc(out->n + 1, 1);
    if (!status && !now) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the codes of the years");
    for (int forward = 0; !status && forward < 2; forward++) {
        memset(now, 0, out->n);
        for (size_t i = 0; i < n; i++) now[place(out, code[i])] = true;
        mark(out, now, year);
        for (unsigned k = year; forward ? k < out->last : k > out->first; forward ? k++ : k--) {
            step(out, now, forward ? k + 1 : k, forward);
            mark(out, now, forward ? k + 1 : k - 1);
        }
    }
    free(now);
    if (status) code_years_free(out);
    return status;
}

static cordon_status lines_of(const char ***out, size_t *n, goods *g, const char *nomenclature, cordon_error *err) {
    const goods_node *v;
    size_t all;
    *n = 0;
    cordon_status status = goods_nodes(&v, &all, g, nomenclature, err);
    if (status) return status;
    *out = calloc(all + 1, sizeof **out);
    if (!*out) return cordon_fail(err, CORDON_ENOMEM, "no memory for the codes of %s", nomenclature);
    for (size_t i = 0; i < all; i++)
        if (eight_digits(v[i].code)) (*out)[(*n)++] = v[i].code;
    return CORDON_OK;
}

/* The years that have a table of their own. */
static cordon_status add_tables(code_years *y, goods *g, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = goods_revision_count(g); i < goods_nomenclature_count(g) && !status; i++) {
        goods_revision r = goods_nomenclature_at(g, i);
        const char **code = NULL;
        size_t n, at;
        unsigned year = (unsigned)r.valid_from / 10000;
        if (year < y->first || year > y->last) continue;
        status = lines_of(&code, &n, g, r.name, err);
        for (size_t k = 0; k < n && !status; k++)
            if ((at = place(y, code[k])) != SIZE_MAX) y->years[at] |= UINT64_C(1) << (year - y->first);
        free(code);
    }
    return status;
}

cordon_status code_years_read(code_years *out, goods *g, cordon_error *err) {
    char path[1024];
    table t = {0};
    const char **code = NULL;
    size_t n = 0;
    *out = (code_years){0};
    goods_revision newest = goods_nomenclature_at(g, goods_nomenclature_count(g) - 1);
    cordon_status status = lines_of(&code, &n, g, newest.name, err);
    if (!status) status = table_read(&t, data_path(path, sizeof path, changes_file), err);
    if (!status) status = code_years_make(out, &t, code, n, (unsigned)newest.valid_from / 10000, err);
    if (!status) status = add_tables(out, g, err);
    table_free(&t);
    free(code);
    if (status) code_years_free(out);
    return status;
}

void code_years_free(code_years *y) {
    arena_destroy(&y->mem);
    *y = (code_years){0};
    arena_init(&y->mem, 0);
}

uint64_t code_years_of(const code_years *y, const char *code) {
    size_t at = place(y, code);
    return at == SIZE_MAX ? 0 : y->years[at];
}

unsigned code_year_near(const code_years *y, uint64_t in, unsigned year) {
    for (unsigned d = 0; d <= 3000; d++) {
        if (code_in_year(y, in, year - d)) return year - d;
        if (code_in_year(y, in, year + d)) return year + d;
    }
    return 0;
}

enum { CARRY_MAX = 512 }; /* codes that one code may become over all years */

static size_t add_once(char (*set)[9], size_t n, const char *code) {
    for (size_t i = 0; i < n; i++)
        if (memcmp(set[i], code, 9) == 0) return n;
    if (n < CARRY_MAX) memcpy(set[n++], code, 9);
    return n;
}

static size_t carry_year(char (*to)[9], char (*from)[9], size_t n, const code_years *y, unsigned change_year, bool forward) {
    const code_change *v;
    size_t all = changes_of(y, change_year, &v), kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool changed = false;
        for (size_t k = 0; k < all; k++) {
            if (memcmp(forward ? v[k].from : v[k].to, from[i], 9) != 0) continue;
            changed = true;
            kept = add_once(to, kept, forward ? v[k].to : v[k].from);
        }
        if (!changed) kept = add_once(to, kept, from[i]);
    }
    return kept;
}

void code_years_carry(char (*out)[9], size_t most, size_t *n, const code_years *y, const char *code, unsigned from, unsigned to) {
    char set[2][CARRY_MAX][9];
    int now = 0;
    memset(set[0][0], 0, 9);
    snprintf(set[0][0], 9, "%.8s", code);
    *n = 1;
    for (unsigned k = from; k != to; k += k < to ? 1U : -1U, now ^= 1)
        *n = carry_year(set[now ^ 1], set[now], *n, y, k < to ? k + 1 : k, k < to);
    qsort(set[now], *n, 9, by_code);
    for (size_t i = 0; i < *n && i < most; i++) memcpy(out[i], set[now][i], 9);
}
