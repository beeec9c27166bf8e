#include "flows/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static const char cells_sql[] =
#include "flows/sql/scale_cells.sql.h"
    ;
static const char delete_sql[] =
#include "flows/sql/scale_delete.sql.h"
    ;
static const char count_sql[] =
#include "flows/sql/scale_count.sql.h"
    ;
static const char chapters_sql[] =
#include "flows/sql/scale_chapters.sql.h"
    ;
static const char gaps_sql[] =
#include "flows/sql/gap_periods.sql.h"
    ;

/* ---- duplicates ---- */

static void key_list(buf *out, const parse *p) {
    static const flow_field key[] = {FLOW_REPORTER, FLOW_PARTNER,      FLOW_PARTNER2, FLOW_FLOW,
                                     FLOW_BASIS,    FLOW_FREQ,         FLOW_PERIOD,   FLOW_NOMENCLATURE,
                                     FLOW_LEVEL,    FLOW_CODE,         FLOW_TRANSPORT, FLOW_PROCEDURE,
                                     FLOW_CURRENCY};
    for (size_t i = 0; i < sizeof key / sizeof key[0]; i++)
        if (p->slot[key[i]] >= 0)
            buf_printf(out, "%s%s", out->len ? ", " : "", flow_field_name(key[i]));
}

cordon_status check_duplicates(check *c, cordon_error *err) {
    buf key = {0}, sql = {0};
    long long id = (long long)c->source_id;
    int64_t n = 0;
    key_list(&key, c->p);
    buf_printf(&sql,
               "CREATE TEMP TABLE duplicate AS SELECT line, min(first_line) AS first_line FROM ("
               "SELECT line, min(line) OVER (PARTITION BY %s) AS first_line, row_number() OVER "
               "(PARTITION BY %s ORDER BY line) AS n FROM flow WHERE source_id = %lld AND hash(%s) IN "
               "(SELECT h FROM (SELECT hash(%s) AS h FROM flow WHERE source_id = %lld) GROUP BY h "
               "HAVING count(*) > 1)) WHERE n > 1 GROUP BY line",
               buf_text(&key), buf_text(&key), id, buf_text(&key), buf_text(&key), id);
    cordon_status status = sql.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory for a check")
                                      : warehouse_exec(c->w, buf_text(&sql), err);
    if (!status)
        status = warehouse_one_int(&n, c->w, "SELECT count(*) FROM duplicate", NULL, 0, err);
    if (!status && n) {
        char text[160];
        warehouse_param of = {NULL, c->source_id};
        status = warehouse_run(c->w,
                               "INSERT INTO refused SELECT $1, line, 0, '', '', "
                               "'the key of line ' || CAST(first_line AS VARCHAR) || ' again' "
                               "FROM duplicate ORDER BY line",
                               &of, 1, err);
        if (!status)
            status = warehouse_run(c->w,
                                   "DELETE FROM flow WHERE source_id = $1 AND line IN (SELECT line "
                                   "FROM duplicate)",
                                   &of, 1, err);
        snprintf(text, sizeof text, "%lld rows repeat the key of an earlier line and were refused",
                 (long long)n);
        if (!status) status = loading_note(c->l, "duplicate", text, err);
        if (!status)
            status = warehouse_one_int(&c->duplicate_line, c->w, "SELECT min(line) FROM duplicate",
                                       NULL, 0, err);
        of.integer = c->duplicate_line;
        if (!status)
            status = warehouse_one_int(&c->duplicate_of, c->w,
                                       "SELECT first_line FROM duplicate WHERE line = $1", &of, 1,
                                       err);
        c->refused += n;
    }
    if (!status) status = warehouse_exec(c->w, "DROP TABLE duplicate", err);
    buf_free(&key);
    buf_free(&sql);
    return status;
}

/* ---- scale ---- */

typedef struct cell {
    int partner, year;
    double mean; /* per period, so that a short year compares */
} cell;

typedef struct series {
    char reporter[32], flow[8], basis[24], freq[4], nomenclature[16];
    int level;
    cell *cell;
    size_t n, cap;
    int partners;
} series;

typedef struct slice {
    series key; /* without cells */
    int year;
    double median, total;
    int partners;
} slice;

typedef struct slices {
    slice *v;
    size_t n, cap;
} slices;

static int by_value(const void *x, const void *y) {
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static double median(double *v, size_t n) {
    qsort(v, n, sizeof *v, by_value);
    return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

static bool off_scale(double ratio) {
    return ratio > SCALE_RATIO_MAX || ratio < 1.0 / SCALE_RATIO_MAX;
}

/* Compares one year with the other years, partner by partner. */
static bool judge(const series *s, int year, double *scratch, slice *out) {
    double *ratio = scratch, *other = scratch + s->n, sum = 0, reference = 0;
    size_t ratios = 0;
    for (size_t i = 0; i < s->n;) { /* cells are ordered by partner, year */
        size_t end = i, others = 0;
        double mine = 0;
        for (; end < s->n && s->cell[end].partner == s->cell[i].partner; end++) {
            if (s->cell[end].mean <= 0) continue;
            if (s->cell[end].year == year)
                mine = s->cell[end].mean;
            else
                other[others++] = s->cell[end].mean;
        }
        if (mine > 0 && others >= 2) {
            double m = median(other, others);
            ratio[ratios++] = mine / m;
            sum += mine;
            reference += m;
        }
        i = end;
    }
    if (ratios < SCALE_CELLS_MIN) return false;
    *out = (slice){.key = *s, .year = year, .median = median(ratio, ratios),
                   .total = sum / reference, .partners = (int)ratios};
    out->key.cell = NULL;
    return off_scale(out->median) && off_scale(out->total) &&
           (out->median > 1) == (out->total > 1);
}

static cordon_status judge_years(series *s, slices *out, cordon_error *err) {
    int first = 999999, last = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->cell[i].year < first) first = s->cell[i].year;
        if (s->cell[i].year > last) last = s->cell[i].year;
    }
    double *scratch = malloc((2 * s->n + 1) * sizeof *scratch);
    cordon_status status = CORDON_OK;
    if (!scratch) return cordon_fail(err, CORDON_ENOMEM, "no memory for a check");
    for (int year = first; year <= last && !status; year += 100) {
        slice bad;
        if (!judge(s, year, scratch, &bad)) continue;
        if (out->n == out->cap) {
            size_t cap = out->cap ? out->cap * 2 : 16;
            slice *v = realloc(out->v, cap * sizeof *v);
            if (!v) {
                status = cordon_fail(err, CORDON_ENOMEM, "no memory for a check");
                break;
            }
            out->v = v;
            out->cap = cap;
        }
        out->v[out->n++] = bad;
    }
    free(scratch);
    return status;
}

static bool same_series(const series *s, warehouse_rows *r) {
    return strcmp(s->reporter, warehouse_text(r, 0)) == 0 &&
           strcmp(s->flow, warehouse_text(r, 1)) == 0 &&
           strcmp(s->basis, warehouse_text(r, 2)) == 0 &&
           strcmp(s->freq, warehouse_text(r, 3)) == 0 &&
           strcmp(s->nomenclature, warehouse_text(r, 4)) == 0 && s->level == (int)warehouse_int(r, 5);
}

static void start_series(series *s, warehouse_rows *r) {
    s->n = 0;
    s->partners = 0;
    snprintf(s->reporter, sizeof s->reporter, "%s", warehouse_text(r, 0));
    snprintf(s->flow, sizeof s->flow, "%s", warehouse_text(r, 1));
    snprintf(s->basis, sizeof s->basis, "%s", warehouse_text(r, 2));
    snprintf(s->freq, sizeof s->freq, "%s", warehouse_text(r, 3));
    snprintf(s->nomenclature, sizeof s->nomenclature, "%s", warehouse_text(r, 4));
    s->level = (int)warehouse_int(r, 5);
}

static cordon_status find_slices(check *c, slices *bad, cordon_error *err) {
    series s = {0};
    char partner[32] = "";
    bool more, started = false;
    warehouse_rows *r;
    cordon_status status =
        warehouse_query(&r, c->w, cells_sql, &(warehouse_param){NULL, c->source_id}, 1, err);
    if (status) return status;
    while (!(status = warehouse_next(r, &more, err)) && more) {
        if (!started || !same_series(&s, r)) {
            if (started && (status = judge_years(&s, bad, err))) break;
            start_series(&s, r);
            started = true;
            partner[0] = 0;
        }
        const char *p = warehouse_text(r, 7);
        if (strcmp(p, partner) != 0) {
            snprintf(partner, sizeof partner, "%s", p);
            s.partners++;
        }
        if (s.n == s.cap) {
            size_t cap = s.cap ? s.cap * 2 : 1024;
            cell *v = realloc(s.cell, cap * sizeof *v);
            if (!v) {
                status = cordon_fail(err, CORDON_ENOMEM, "no memory for a check");
                break;
            }
            s.cell = v;
            s.cap = cap;
        }
        s.cell[s.n++] = (cell){s.partners, (int)warehouse_int(r, 6),
                               warehouse_real(r, 8) / (double)warehouse_int(r, 9)};
    }
    if (!status && started) status = judge_years(&s, bad, err);
    free(s.cell);
    warehouse_rows_close(r);
    return status;
}

/* One product may rise tenfold because it is being diverted: that is what we look
 * for, not a fault. Only where a slice is all of a reporter's trade, or much of
 * it, is such a jump of nearly every partner beyond belief.                   */
static cordon_status refuse_slice(check *c, const slice *b, cordon_error *err) {
    const series *k = &b->key;
    warehouse_param p[] = {{NULL, c->source_id}, {k->reporter, 0}, {k->flow, 0},
                           {k->basis, 0},        {k->freq, 0},     {k->nomenclature, 0},
                           {NULL, k->level},     {NULL, b->year}};
    int64_t n = 0, chapters = 0;
    char text[400], year[16];
    cordon_status status = warehouse_one_int(&n, c->w, count_sql, p, 8, err);
    if (!status) status = warehouse_one_int(&chapters, c->w, chapters_sql, p, 8, err);
    if (status) return status;
    bool broad = k->level == 0 || chapters >= SCALE_CHAPTERS_MIN;
    snprintf(year, sizeof year, "%d", b->year / 100);
    snprintf(text, sizeof text,
             "%s %s %s %s (%lld rows): its total is %.3g of the median of its other years and "
             "its median partner %.3g (%d partners): %s",
             k->reporter, k->flow, year, broad ? "refused" : "kept", (long long)n, b->total, b->median,
             b->partners,
             broad ? "another unit or scale?"
                   : "another unit, or a real surge: too few goods to tell");
    if (!broad) return loading_note(c->l, "scale", text, err);
    if ((status = warehouse_run(c->w, delete_sql, p, 8, err))) return status;
    warehouse_param q[] = {{NULL, c->source_id}, {year, 0}, {text, 0}};
    status = warehouse_run(c->w, "INSERT INTO refused VALUES ($1, 0, 0, 'period', $2, $3)", q, 3, err);
    c->refused += n;
    return status ? status : loading_note(c->l, "scale", text, err);
}

cordon_status check_scale(check *c, cordon_error *err) {
    slices bad = {0};
    warehouse_param of = {NULL, c->source_id};
    cordon_status status = find_slices(c, &bad, err);
    for (size_t i = 0; i < bad.n && !status; i++) status = refuse_slice(c, &bad.v[i], err);
    /* What was taken out does not cover anything any more. */
    if (!status && bad.n)
        status = warehouse_run(
            c->w,
            "DELETE FROM coverage WHERE source_id = $1 AND NOT EXISTS (SELECT 1 FROM flow f WHERE "
            "f.source_id = coverage.source_id AND f.reporter = coverage.reporter AND f.flow = "
            "coverage.flow AND f.basis = coverage.basis AND f.freq = coverage.freq AND "
            "f.nomenclature = coverage.nomenclature AND f.level = coverage.level AND f.period = "
            "coverage.period)",
            &of, 1, err);
    free(bad.v);
    return status;
}

/* ---- gaps ---- */

static cordon_status note_gap(check *c, const char *key, date_period from, date_period to,
                              cordon_error *err) {
    char a[DATE_TEXT], b[DATE_TEXT], text[300];
    date_period_format(a, from);
    date_period_format(b, to);
    snprintf(text, sizeof text, "no rows for %s%s%s: %s", a, from == to ? "" : " to ",
             from == to ? "" : b, key);
    return loading_note(c->l, "gap", text, err);
}

typedef struct gap {
    char key[160];
    date_period from, to;
} gap;

cordon_status check_gaps(check *c, cordon_error *err) {
    warehouse_rows *r;
    bool more;
    gap *v = NULL;
    size_t n = 0, cap = 0;
    char last_key[160] = "";
    date_period last = 0;
    cordon_status status =
        warehouse_query(&r, c->w, gaps_sql, &(warehouse_param){NULL, c->source_id}, 1, err);
    if (status) return status;
    while (!(status = warehouse_next(r, &more, err)) && more) {
        char key[160];
        snprintf(key, sizeof key, "%s %s", warehouse_text(r, 0), warehouse_text(r, 1));
        if (strcmp(warehouse_text(r, 2), "unknown") != 0 && strlen(key) < 100)
            snprintf(key + strlen(key), sizeof key - strlen(key), " by %s", warehouse_text(r, 2));
        if (strlen(key) < 140)
            snprintf(key + strlen(key), sizeof key - strlen(key), ", level %d",
                     (int)warehouse_int(r, 4));
        date_period p = (date_period)warehouse_int(r, 5);
        if (strcmp(key, last_key) == 0 && date_period_next(last) < p) {
            if (n == cap) {
                gap *more_v = realloc(v, (cap = cap ? cap * 2 : 64) * sizeof *v);
                if (!more_v) {
                    status = cordon_fail(err, CORDON_ENOMEM, "no memory for a check");
                    break;
                }
                v = more_v;
            }
            v[n].from = date_period_next(last);
            v[n].to = p % 100 == 1 ? p - 89 : p - 1;
            memcpy(v[n++].key, key, sizeof key);
        }
        memcpy(last_key, key, sizeof key);
        last = p;
    }
    warehouse_rows_close(r);
    for (size_t i = 0; i < n && !status; i++)
        status = note_gap(c, v[i].key, v[i].from, v[i].to, err);
    free(v);
    return status;
}
