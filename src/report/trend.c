#include "report/trend.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/words.h"

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the report");
}

/* ---- the years ---- */

static void add_row(trend *t, const measure_row *r, date_day as_at) {
    date_period year = r->key.period / 100 * 100;
    if (date_period_last(year) > as_at) return;
    trend_point *p = t->n ? &t->v[t->n - 1] : NULL;
    if (!p || p->year != year) {
        p = &t->v[t->n++];
        *p =
            (trend_point){.year = year, .whole_milli = r->whole_milli, .estimate = r->key.estimate};
    }
    p->part_milli += r->key.value_milli;
    p->rows += r->key.rows;
    if (strcmp(p->estimate, r->key.estimate) != 0) p->estimate = "mixed";
}

/* Years of a monthly file in which a month has no row of the reporter would
 * read as falls.                                                              */
static cordon_status drop_cut_years(trend *t, store *s, cordon_error *err) {
    static const char sql[] =
        "SELECT count(DISTINCT period) FROM coverage WHERE dataset = $1 AND flow = $2 AND basis = "
        "$3 "
        "AND level = $4 AND freq = 'M' AND vintage <= $5 AND reporter = $6 AND period BETWEEN $7 "
        "AND $8";
    const question *q = t->q;
    const area_set *who = q->query.flow && q->query.flow[0] == 'M' ? &q->to : &q->from;
    warehouse *w;
    size_t kept = 0;
    if (q->m.freq[0] != 'M' || !who->n) return CORDON_OK;
    cordon_status status = store_warehouse(&w, s, err);
    for (size_t i = 0; i < t->n && !status; i++) {
        int64_t n = 0;
        warehouse_param p[] = {{q->m.dataset, 0},         {q->query.flow ? q->query.flow : "X", 0},
                               {q->m.basis, 0},           {NULL, q->m.level},
                               {NULL, q->query.known_by}, {who->v[0]->code, 0},
                               {NULL, t->v[i].year + 1},  {NULL, t->v[i].year + 12}};
        status = warehouse_one_int(&n, w, sql, p, sizeof p / sizeof *p, err);
        if (!status && n == 12) t->v[kept++] = t->v[i];
    }
    t->n = kept;
    return status;
}

/* ---- the shift ---- */

static void set_base(trend *t, date_day start) {
    size_t before = 0;
    while (before < t->n && start && date_period_last(t->v[before].year) < start) before++;
    if (before < TREND_BASE_MIN || before >= t->n) before = t->n ? t->n - 1 : 0;
    t->base = before > TREND_BASE_MAX ? before - TREND_BASE_MAX : 0;
    t->base_n = before - t->base;
}

static void set_shift(trend *t) {
    double base[TREND_BASE_MAX];
    shift x;
    for (size_t i = 0; i < t->base_n; i++) base[i] = t->v[t->base + i].value;
    shift_values(&x, base, t->base_n, t->n ? trend_last(t)->value : (double)NAN);
    t->mean = x.mean;
    t->need = x.need;
    t->change = x.change;
    t->word = x.word;
}

static double value_of(const trend *t, int64_t part, int64_t whole) {
    if (!t->share) return (double)part / 1e12;
    return whole ? 100.0 * (double)part / (double)whole : (double)NAN;
}

cordon_status trend_make(trend *out, const question *q, store *s, date_day as_at, date_day start,
                         cordon_error *err) {
    trend t = {.q = q, .share = q->kind == QUESTION_SHARE, .need = NAN, .mean = NAN, .change = NAN};
    t.v = calloc(q->m.n + 1, sizeof *t.v);
    if (!t.v) return no_memory(err);
    for (size_t i = 0; i < q->m.n; i++) add_row(&t, &q->m.v[i], as_at);
    cordon_status status = drop_cut_years(&t, s, err);
    if (status) {
        free(t.v);
        return status;
    }
    for (size_t i = 0; i < t.n; i++)
        t.v[i].value = value_of(&t, t.v[i].part_milli, t.v[i].whole_milli);
    set_base(&t, start);
    set_shift(&t);
    *out = t;
    return CORDON_OK;
}

void trend_free(trend *t) {
    free(t->v);
    *t = (trend){0};
}

/* ---- among others ---- */

typedef struct other {
    const char *area;
    int64_t part[TREND_BASE_MAX + 1]; /* the baseline, then the last year */
    unsigned there;                   /* a bit for each */
} other;

static bool has_pair(const areas *a, const char *list, const char *x, const char *y) {
    if (!list) return true;
    for (const char *s = list; *s; s += *s == ',') {
        char text[160];
        pair p;
        size_t n = strcspn(s, ",");
        snprintf(text, sizeof text, "%.*s", (int)(n < 159 ? n : 159), s);
        s += n;
        if (pair_parse(&p, a, text, 0, NULL)) continue;
        if ((strcmp(p.a->code, x) == 0 && strcmp(p.b->code, y) == 0) ||
            (strcmp(p.a->code, y) == 0 && strcmp(p.b->code, x) == 0))
            return true;
    }
    return false;
}

/* The place of a year among those compared, -1 when it is none of them. */
static int place_of(const trend *t, date_period year) {
    if (year == trend_last(t)->year) return (int)t->base_n;
    for (size_t i = 0; i < t->base_n; i++)
        if (t->v[t->base + i].year == year) return (int)i;
    return -1;
}

static int by_area(const void *x, const void *y) {
    return strcmp(((const other *)x)->area, ((const other *)y)->area);
}

/* One row per partner; the measure has them by period first. */
static size_t gather(other *v, const trend *t, const measure *m, bool by_to) {
    size_t n = 0;
    for (size_t i = 0; i < m->n; i++) {
        const flow_row *k = &m->v[i].key;
        int at = place_of(t, k->period / 100 * 100);
        if (at >= 0)
            v[n++] = (other){.area = by_to ? k->to : k->from, .part = {[0] = 0}, .there = 1u << at};
        if (at >= 0) v[n - 1].part[at] = k->value_milli;
    }
    if (n) qsort(v, n, sizeof *v, by_area);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (!kept || strcmp(v[kept - 1].area, v[i].area) != 0) {
            v[kept++] = v[i];
            continue;
        }
        v[kept - 1].there |= v[i].there;
        for (int k = 0; k <= TREND_BASE_MAX; k++) v[kept - 1].part[k] += v[i].part[k];
    }
    return kept;
}

static double change_of(const trend *t, const other *o) {
    double sum = 0;
    for (size_t i = 0; i < t->base_n; i++)
        sum += value_of(t, o->part[i], t->v[t->base + i].whole_milli);
    return value_of(t, o->part[t->base_n], trend_last(t)->whole_milli) - sum / (double)t->base_n;
}

static void rank(trend *t, const other *v, size_t n, const char *self, const char *reporter,
                 const areas *a, const char *against) {
    unsigned all = (1u << (t->base_n + 1)) - 1;
    t->rank = 1;
    t->of = 1;
    t->among = reporter;
    for (size_t i = 0; i < n; i++) {
        if (v[i].there != all || strcmp(v[i].area, self) == 0) continue;
        if (!has_pair(a, against, v[i].area, reporter)) continue;
        t->of++;
        t->rank += change_of(t, &v[i]) > t->change;
    }
    if (t->of < 2) t->of = 0; /* nobody to compare with */
}

cordon_status trend_rank(trend *t, store *s, goods *g, const regime *r, const areas *a,
                         const char *against, cordon_error *err) {
    const question *q = t->q;
    flow_query f = q->query;
    measure m;
    area_set all = {0};
    bool imports = f.flow && f.flow[0] == 'M';
    if (t->base_n < TREND_BASE_MIN || q->from.n != 1 || q->to.n != 1) return CORDON_OK;
    cordon_status status = regime_areas(&all, r, a, "all", q->query.as_at, err);
    if (status) return status;
    if (imports)
        f.from = &all;
    else
        f.to = &all;
    f.by = BY_YEAR | (unsigned)(imports ? BY_FROM : BY_TO);
    measure_options none = {0};
    status = measure_make(&m, s, g, &f, &none, err);
    if (!status) {
        other *v = calloc(m.n + 1, sizeof *v);
        if (v) {
            size_t n = gather(v, t, &m, !imports);
            rank(t, v, n, (imports ? q->from : q->to).v[0]->code,
                 (imports ? q->to : q->from).v[0]->code, a, against);
        } else {
            status = no_memory(err);
        }
        free(v);
        measure_free(&m);
    }
    area_set_free(&all);
    return status;
}

/* ---- words ---- */

const char *trend_value(char out[TREND_TEXT], const trend *t, double value) {
    if (t->share) return words_share(out, value);
    return words_money(out, (int64_t)llround(value * 1e12), t->q->m.currency);
}

const char *trend_rough(char out[TREND_TEXT], const trend *t, double value) {
    if (t->share) return words_rough(out, value);
    return trend_value(out, t, value);
}

const char *trend_change(char out[TREND_TEXT], const trend *t, double change) {
    char plain[TREND_TEXT];
    if (t->share)
        snprintf(out, TREND_TEXT, "%+.1f points", change);
    else
        snprintf(out, TREND_TEXT, "%s%.40s", change > 0 ? "+" : "", trend_value(plain, t, change));
    return out;
}

const char *trend_scatter(char out[TREND_TEXT], const trend *t, double size) {
    if (t->share) {
        snprintf(out, TREND_TEXT, "%.1f points", size);
        return out;
    }
    return trend_value(out, t, size);
}

const char *trend_base_years(char out[TREND_TEXT], const trend *t) {
    if (!t->base_n) {
        out[0] = 0;
        return out;
    }
    return words_window(out, (flow_window){t->v[t->base].year, t->v[t->base + t->base_n - 1].year});
}
