/* What stands out from its own past, robustly: no step is moved far by one odd year.
 *
 * Usual, by year. The slope of log values is the median of the slopes between all
 * pairs of past years, the level the median of what is left (Theil 1950, Proc. Kon.
 * Ned. Akad. Wet. A 53; Sen 1968, J. Am. Stat. Assoc. 63:1379). Usual is the higher of
 * that line carried on and the median of the last three past years: a partner that fell
 * for a decade and comes back to where it was does not stand out.
 *
 * Usual, by month. The higher of the median of the same month of earlier years and the
 * median of the last twelve past months. With five years or more of past the former is
 * moved along the seasonal slope, the median of slopes between the same months of
 * different years (Hirsch, Slack and Smith 1982, Water Resour. Res. 18:107).
 *
 * Scatter. 1.4826 * the median absolute distance (MAD; Hampel 1974, J. Am. Stat. Assoc.
 * 69:383) from that line; by month, of the differences to the same month a year before,
 * over the square root of two. A short or quiet past is not taken at its word: the square
 * is shrunk to that of the median partner, which counts as four periods, and a partner's
 * own scatter is a lower bound.
 *
 * Others. The median partner of the same sender is taken off in each period, so that
 * prices and booms that all partners share do not count. It needs twenty partners.
 *
 * Persistence. p of a series is that of "at least need of its n periods are above usual"
 * (partial conjunction; Benjamini and Heller 2008, Biometrics 64:1215): with need = n the
 * p of its weakest period. q over all series tested: Benjamini and Hochberg 1995, J. R.
 * Stat. Soc. B 57:289.
 *
 * Money. In as many periods the excess over usual must be a part (0.1 %) of the sum of
 * all partners' excesses. Logs alone would put islands first, money alone large partners.
 *
 * What q is not: a past of a dozen years says little about its tails, so the same rule is
 * asked of the years before, where nothing of the kind is known to have happened, and how
 * often it finds something there is printed with the answer.                       */
#include "flows/routes.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "flows/money.h"

enum { PRIOR = 4, PARTNERS_MIN = 20, LEVEL_YEARS = 3, SLOPE_MONTHS = 60, DIFFERENCES_MIN = 6 };
static const double MAD_SCALE = 1.4826, RANGE = 2;

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the routes");
}

/* ---- statistics ---- */

static int ascending(const void *x, const void *y) {
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

double routes_median(double *v, size_t n) {
    qsort(v, n, sizeof *v, ascending);
    return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

bool routes_theil_sen(double *slope, double *intercept, const double *x, const double *y, size_t n,
                      double *scratch) {
    size_t pairs = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            if (x[i] < x[k] || x[i] > x[k]) scratch[pairs++] = (y[k] - y[i]) / (x[k] - x[i]);
    if (!pairs) return false;
    *slope = routes_median(scratch, pairs);
    for (size_t i = 0; i < n; i++) scratch[i] = y[i] - *slope * x[i];
    *intercept = routes_median(scratch, n);
    return true;
}

double routes_mad(const double *v, size_t n, double centre, double *scratch) {
    for (size_t i = 0; i < n; i++) scratch[i] = fabs(v[i] - centre);
    return MAD_SCALE * routes_median(scratch, n);
}

typedef struct ranked {
    double p;
    size_t at;
} ranked;

static int by_p(const void *x, const void *y) {
    const ranked *a = x, *b = y;
    if (a->p < b->p || a->p > b->p) return a->p < b->p ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

bool routes_bh(double *q, const double *p, size_t n) {
    ranked *v = calloc(n + 1, sizeof *v);
    double least = 1;
    if (!v) return false;
    for (size_t i = 0; i < n; i++) v[i] = (ranked){p[i], i};
    if (n) qsort(v, n, sizeof *v, by_p);
    for (size_t i = n; i-- > 0;) {
        double x = v[i].p * (double)n / (double)(i + 1);
        if (x < least) least = x;
        q[v[i].at] = least;
    }
    free(v);
    return true;
}

/* ---- periods ---- */

static int number_of(date_period p) { return p % 100 ? p / 100 * 12 + p % 100 - 1 : p / 100; }
static date_period period_of(int n, bool monthly) {
    return monthly ? n / 12 * 100 + n % 12 + 1 : n * 100;
}

bool routes_periods(routes_options *o, const char *text) {
    const size_t most = sizeof o->asked / sizeof *o->asked;
    o->asked_n = 0;
    for (const char *p = text; *p;) {
        char part[32];
        flow_window w;
        size_t n = strcspn(p, ",");
        if (n >= sizeof part) return false;
        memcpy(part, p, n);
        part[n] = 0;
        if (!flow_window_parse(&w, part)) return false;
        for (date_period at = w.from; at <= w.to; at = date_period_next(at)) {
            if (o->asked_n == most || (o->asked_n && (at % 100 == 0) != (o->asked[0] % 100 == 0)) ||
                (o->asked_n && at <= o->asked[o->asked_n - 1]))
                return false;
            o->asked[o->asked_n++] = at;
        }
        p += n + (p[n] == ',');
    }
    return o->asked_n > 0;
}

/* ---- the panel: every series on one line of periods ---- */

typedef struct series {
    flow_row key;
    size_t pool;
    double *log;    /* by period; NAN = no value above zero */
    int64_t *milli; /* by period */
    int64_t *rows;  /* 0 = none */
} series;

typedef struct panel {
    series *v;
    size_t n, pools;
    int first;
    size_t periods;
    bool monthly;
    double *scratch; /* room for all pairs of periods, and for all series */
} panel;

static int by_pool(const flow_row *a, const flow_row *b, bool mirror) {
    int c = mirror ? strcmp(a->to, b->to) : strcmp(a->from, b->from);
    if (!c) c = strcmp(a->code, b->code);
    if (!c) c = strcmp(a->line, b->line);
    return c ? c : strcmp(a->tier, b->tier);
}

typedef struct picked {
    const measure_row *row;
} picked;

static int by_series(const void *x, const void *y, void *arg) {
    const measure_row *a = ((const picked *)x)->row, *b = ((const picked *)y)->row;
    int c = by_pool(&a->key, &b->key, *(const bool *)arg);
    if (!c) c = strcmp(a->key.from, b->key.from);
    if (!c) c = strcmp(a->key.to, b->key.to);
    return c ? c : (a->key.period > b->key.period) - (a->key.period < b->key.period);
}

static bool same_series(const flow_row *a, const flow_row *b) {
    return !by_pool(a, b, false) && !strcmp(a->to, b->to);
}

/* Aggregates and "not specified" are no partners; neither is the sender itself. */
static bool is_partner(const cordon_store *c, const flow_row *k, bool mirror) {
    const char *code = mirror ? k->from : k->to;
    const area *a = areas_find(c->areas, "code", code, strlen(code), 0);
    return a && a->kind == AREA_COUNTRY && strcmp(k->from, k->to) != 0;
}

static cordon_status add_series(panel *p, arena *mem, const measure_row *row, bool mirror,
                                cordon_error *err) {
    series *s = &p->v[p->n];
    *s = (series){.key = row->key};
    s->log = arena_alloc(mem, p->periods * sizeof *s->log);
    s->milli = arena_alloc(mem, p->periods * sizeof *s->milli);
    s->rows = arena_alloc(mem, p->periods * sizeof *s->rows);
    if (!s->log || !s->milli || !s->rows) return no_memory(err);
    for (size_t i = 0; i < p->periods; i++) s->log[i] = NAN;
    if (p->n && by_pool(&p->v[p->n - 1].key, &s->key, mirror) != 0) p->pools++;
    s->pool = p->pools;
    p->n++;
    return CORDON_OK;
}

static cordon_status fill(panel *p, arena *mem, const picked *v, size_t n, bool mirror,
                          cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < n && !status; i++) {
        const flow_row *k = &v[i].row->key;
        if (!p->n || !same_series(&p->v[p->n - 1].key, k))
            status = add_series(p, mem, v[i].row, mirror, err);
        if (status) break;
        series *s = &p->v[p->n - 1];
        size_t at = (size_t)(number_of(k->period) - p->first);
        s->milli[at] = k->value_milli;
        s->rows[at] = k->rows;
        if (k->value_milli > 0) s->log[at] = log((double)k->value_milli / 1000.0);
    }
    if (p->n) p->pools++;
    return status;
}

static cordon_status panel_make(panel *p, routes *r, const cordon_store *c, bool mirror,
                                cordon_error *err) {
    picked *v = calloc(r->m.n + 1, sizeof *v);
    size_t n = 0;
    int last = 0;
    if (!v) return no_memory(err);
    p->first = 0;
    for (size_t i = 0; i < r->m.n; i++) {
        const flow_row *k = &r->m.v[i].key;
        if (!is_partner(c, k, mirror)) {
            r->dropped++;
            continue;
        }
        int at = number_of(k->period);
        if (!n || at < p->first) p->first = at;
        if (!n || at > last) last = at;
        v[n++].row = &r->m.v[i];
    }
    if (n) qsort_r(v, n, sizeof *v, by_series, &mirror);
    p->periods = n ? (size_t)(last - p->first) + 1 : 0;
    size_t room = p->periods * p->periods + n + p->periods + 1;
    p->v = arena_alloc(&r->mem, (n + 1) * sizeof *p->v);
    p->scratch = arena_alloc(&r->mem, 2 * room * sizeof *p->scratch);
    cordon_status status =
        p->v && p->scratch ? fill(p, &r->mem, v, n, mirror, err) : no_memory(err);
    free(v);
    return status;
}

/* ---- one series against its past ---- */

typedef struct past {
    size_t n, points; /* values; values that the scatter is of */
    double slope, level, recent, own;
    bool ok;
} past;

/* The past is periods from .. to - 1 of the panel. */
static past annual_past(const panel *p, const series *s, size_t from, size_t to) {
    double *x = p->scratch, *y = x + p->periods, *work = y + p->periods;
    past out = {0};
    for (size_t i = from; i < to; i++)
        if (isfinite(s->log[i])) x[out.n] = (double)i, y[out.n++] = s->log[i];
    out.points = out.n;
    if (out.n < ROUTES_BASE_YEARS || !routes_theil_sen(&out.slope, &out.level, x, y, out.n, work))
        return out;
    for (size_t i = 0; i < LEVEL_YEARS; i++) work[i] = y[out.n - LEVEL_YEARS + i];
    out.recent = routes_median(work, LEVEL_YEARS);
    for (size_t i = 0; i < out.n; i++) y[i] -= out.level + out.slope * x[i];
    out.own = routes_mad(y, out.n, 0, work);
    out.ok = true;
    return out;
}

static past monthly_past(const panel *p, const series *s, size_t from, size_t to) {
    double *d = p->scratch, *work = d + p->periods;
    past out = {0};
    size_t pairs = 0;
    for (size_t i = from; i < to; i++) out.n += isfinite(s->log[i]);
    for (size_t i = from + 12; i < to; i++)
        if (isfinite(s->log[i]) && isfinite(s->log[i - 12]))
            d[out.points++] = s->log[i] - s->log[i - 12];
    if (out.n < ROUTES_BASE_MONTHS || out.points < DIFFERENCES_MIN) return out;
    for (size_t i = 0; i < out.points; i++) work[i] = d[i];
    double middle = routes_median(work, out.points);
    out.own = routes_mad(d, out.points, middle, work) / sqrt(2);
    if (to - from >= SLOPE_MONTHS) {
        for (size_t i = from; i < to; i++)
            for (size_t k = i + 12; k < to; k += 12)
                if (isfinite(s->log[i]) && isfinite(s->log[k]))
                    work[pairs++] = (s->log[k] - s->log[i]) / (double)(k - i);
        if (pairs) out.slope = routes_median(work, pairs);
    }
    size_t last = 0;
    for (size_t i = to; i-- > from && last < 12;)
        if (isfinite(s->log[i])) work[last++] = s->log[i];
    out.recent = routes_median(work, last);
    out.ok = true;
    return out;
}

static double usual_log(const panel *p, const series *s, const past *x, size_t from, size_t to,
                        size_t at) {
    if (!p->monthly) return fmax(x->level + x->slope * (double)at, x->recent);
    double *work = p->scratch;
    size_t n = 0;
    for (size_t i = from; i < to; i++)
        if (i % 12 == at % 12 && isfinite(s->log[i]))
            work[n++] = s->log[i] + x->slope * (double)(at - i);
    return n ? fmax(routes_median(work, n), x->recent) : x->recent;
}

/* ---- all series against each other ---- */

typedef struct past_span {
    size_t from, to; /* the past: from .. to - 1 */
    size_t at[ROUTES_ASKED_MAX];
    size_t n, need;
} past_span;

static void past_of(route *r, const panel *p, const series *s, const past_span *a) {
    past x = p->monthly ? monthly_past(p, s, a->from, a->to) : annual_past(p, s, a->from, a->to);
    size_t there = 0;
    *r = (route){.key = s->key,
                 .pool = s->pool,
                 .base_n = x.n,
                 .slope = p->monthly ? 12 * x.slope : x.slope,
                 .own = x.own,
                 .v = r->v,
                 .n = a->n,
                 .need = a->need,
                 .score = NAN,
                 .p = NAN,
                 .q = NAN};
    for (size_t i = a->from; i < a->to; i++) {
        r->base_milli += s->rows[i] ? s->milli[i] : 0;
        r->base_rows += s->rows[i];
    }
    for (size_t k = 0; k < a->n; k++) {
        size_t at = a->at[k];
        double usual = x.ok ? usual_log(p, s, &x, a->from, a->to, at) : (double)NAN;
        r->v[k] = (route_period){.period = period_of(p->first + (int)at, p->monthly),
                                 .there = s->rows[at] > 0,
                                 .value = (double)s->milli[at] / 1000.0,
                                 .usual = exp(usual),
                                 .others = 1,
                                 .z = -INFINITY};
        there += r->v[k].there;
        r->asked_milli += s->milli[at];
        r->asked_rows += s->rows[at];
    }
    r->assessed = x.ok && there >= a->need;
    r->scatter = (double)x.points; /* until the median partner's is known */
}

/* What the median partner did, and the scatter that a series is given. */
static void against_pool(route *v, size_t n, const panel *p, size_t periods, bool *off) {
    double *work = p->scratch;
    for (size_t first = 0, next; first < n; first = next) {
        size_t count = 0;
        for (next = first; next < n && v[next].pool == v[first].pool; next++)
            if (v[next].assessed) work[count++] = v[next].own;
        if (!count) continue;
        double typical = routes_median(work, count);
        *off |= count < PARTNERS_MIN;
        for (size_t i = first; i < next; i++) {
            double points = v[i].scatter, own = v[i].own;
            if (v[i].assessed)
                v[i].scatter = fmax(
                    own, sqrt((points * own * own + PRIOR * typical * typical) / (points + PRIOR)));
        }
        for (size_t k = 0; k < periods && count >= PARTNERS_MIN; k++) {
            size_t seen = 0;
            for (size_t i = first; i < next; i++)
                if (v[i].assessed && v[i].v[k].value > 0)
                    work[seen++] = log(v[i].v[k].value / v[i].v[k].usual);
            double others = seen >= PARTNERS_MIN ? exp(routes_median(work, seen)) : 1;
            for (size_t i = first; i < next; i++) v[i].v[k].others = others;
        }
    }
}

static void score_periods(route *r) {
    for (size_t k = 0; k < r->n; k++) {
        route_period *x = &r->v[k];
        double expected = x->usual * x->others;
        x->low = x->usual * exp(-RANGE * r->scatter);
        x->high = x->usual * exp(RANGE * r->scatter);
        x->excess = x->value - expected;
        /* A past without any scatter, of all partners, allows no statement. */
        if (x->value > 0 && r->scatter > 0) x->z = log(x->value / expected) / r->scatter;
    }
}

/* At least need of n periods: the need-th largest z decides, and as there are n - need + 1
 * ways to leave periods out its p is multiplied by that.                             */
static void score(route *r, double *work) {
    for (size_t k = 0; k < r->n; k++) work[k] = r->v[k].z;
    qsort(work, r->n, sizeof *work, ascending);
    r->score = work[r->n - r->need];
    r->p = fmin(1, (double)(r->n - r->need + 1) * erfc(r->score / sqrt(2)) / 2);
    for (size_t k = 0; k < r->n; k++) {
        r->value += r->v[k].value;
        r->usual += r->v[k].usual * r->v[k].others;
        r->excess += r->v[k].excess;
    }
}

static void money_floor(route *v, size_t n, size_t periods, double share) {
    for (size_t first = 0, next; first < n; first = next) {
        double all = 0;
        for (next = first; next < n && v[next].pool == v[first].pool; next++) {
        }
        for (size_t k = 0; k < periods; k++) {
            double rise = 0;
            for (size_t i = first; i < next; i++)
                if (v[i].assessed && v[i].v[k].excess > 0) rise += v[i].v[k].excess;
            for (size_t i = first; i < next; i++)
                v[i].v[k].large =
                    v[i].assessed && v[i].v[k].excess > 0 && v[i].v[k].excess >= share * rise;
            all += rise;
        }
        for (size_t i = first; i < next; i++)
            v[i].rise_percent = all > 0 ? 100 * v[i].excess / all : (double)NAN;
    }
}

/* The rule, over every series of the panel in its order. */
static cordon_status judge(route *v, const panel *p, const past_span *a, const routes_options *o,
                           bool *off, size_t *tested, size_t *found, cordon_error *err) {
    double *pq = calloc(2 * p->n + 1, sizeof *pq);
    size_t m = 0;
    if (!pq) return no_memory(err);
    *tested = *found = 0;
    for (size_t i = 0; i < p->n; i++) past_of(&v[i], p, &p->v[i], a);
    against_pool(v, p->n, p, a->n, off);
    for (size_t i = 0; i < p->n; i++) {
        if (!v[i].assessed) continue;
        score_periods(&v[i]);
        score(&v[i], p->scratch);
        pq[m++] = v[i].p;
    }
    money_floor(v, p->n, a->n, o->floor_share);
    bool ok = routes_bh(pq + m, pq, m);
    for (size_t i = 0, k = 0; i < p->n && ok; i++) {
        size_t large = 0;
        if (!v[i].assessed) continue;
        v[i].q = pq[m + k++];
        for (size_t j = 0; j < a->n; j++) {
            large += v[i].v[j].large;
            v[i].held += v[i].v[j].large && v[i].v[j].z >= RANGE;
        }
        v[i].found = v[i].q <= o->q_max && large >= a->need;
        *found += v[i].found;
    }
    *tested = m;
    free(pq);
    return ok ? CORDON_OK : no_memory(err);
}

static int by_rank(const void *x, const void *y) {
    const route *a = x, *b = y;
    if (a->found != b->found) return a->found ? -1 : 1;
    if (a->assessed != b->assessed) return a->assessed ? -1 : 1;
    if (a->assessed && (a->score < b->score || a->score > b->score))
        return a->score > b->score ? -1 : 1;
    int c = by_pool(&a->key, &b->key, false);
    return c ? c : strcmp(a->key.to, b->key.to);
}

static route *routes_alloc(arena *mem, size_t series_n, size_t periods) {
    route *v = arena_alloc(mem, (series_n + 1) * sizeof *v);
    route_period *x = arena_alloc(mem, (series_n * periods + 1) * sizeof *x);
    for (size_t i = 0; i < series_n && v && x; i++) v[i].v = x + i * periods;
    return x ? v : NULL;
}

/* The same number of periods, ending before the ones asked about. */
static cordon_status ask_earlier(routes *r, const panel *p, const past_span *a, const routes_options *o,
                                 cordon_error *err) {
    size_t least = p->monthly ? ROUTES_BASE_MONTHS : ROUTES_BASE_YEARS,
           step = p->monthly ? a->n : 1;
    route *v = routes_alloc(&r->mem, p->n, a->n);
    cordon_status status = v ? CORDON_OK : no_memory(err);
    bool off = false;
    for (size_t end = a->to; !status && r->earlier_n < ROUTES_EARLIER_MAX; end -= step) {
        past_span b = {.from = a->from, .to = end - a->n, .n = a->n, .need = a->need};
        if (end < a->from + a->n + least) break;
        for (size_t k = 0; k < a->n; k++) b.at[k] = b.to + k;
        routes_earlier *e = &r->earlier[r->earlier_n];
        e->from = period_of(p->first + (int)b.to, p->monthly);
        e->to = period_of(p->first + (int)end - 1, p->monthly);
        status = judge(v, p, &b, o, &off, &e->tested, &e->found, err);
        r->earlier_n++;
        r->earlier_cases += e->tested;
        for (size_t i = 0; i < p->n && !status; i++) {
            size_t large = 0;
            for (size_t k = 0; k < a->n; k++) large += v[i].v[k].large;
            if (!v[i].assessed || large < a->need) continue;
            for (size_t k = 0; k < r->n; k++)
                r->v[k].earlier_high += r->v[k].assessed && v[i].score >= r->v[k].score;
        }
    }
    return status;
}

static cordon_status find_span(past_span *a, const panel *p, const routes_options *o,
                                cordon_error *err) {
    char t[DATE_TEXT];
    size_t hold = !p->monthly ? o->asked_n : o->hold ? o->hold : 6;
    int first = number_of(o->asked[0]), from = o->base.from ? number_of(o->base.from) : p->first;
    int to = o->base.from ? number_of(o->base.to) + 1 : first;
    if (hold > o->asked_n) hold = o->asked_n;
    if (hold > ROUTES_ASKED_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "more than %d periods to judge", ROUTES_ASKED_MAX);
    *a = (past_span){.n = hold, .need = p->monthly ? hold - hold / 6 : hold};
    if (from < p->first) from = p->first;
    if (to <= from || to > first)
        return cordon_fail(err, CORDON_EINVAL, "the base must lie before %s and have rows",
                           date_period_format(t, o->asked[0]));
    a->from = (size_t)(from - p->first);
    a->to = (size_t)(to - p->first);
    for (size_t k = 0; k < hold; k++) {
        date_period x = o->asked[o->asked_n - hold + k];
        int at = number_of(x);
        if (at < p->first || at >= p->first + (int)p->periods)
            return cordon_fail(err, CORDON_ENOTFOUND, "nobody has rows for %s",
                               date_period_format(t, x));
        a->at[k] = (size_t)(at - p->first);
    }
    return CORDON_OK;
}

cordon_status routes_make(routes *out, const cordon_store *c, const asked *q,
                          const routes_options *o, cordon_error *err) {
    routes *r = out;
    panel p = {.monthly = o->asked[0] % 100 != 0};
    past_span a = {0};
    *r = (routes){.options = *o, .monthly = p.monthly};
    arena_init(&r->mem, 0);
    cordon_status status = measure_make(&r->m, c->store, c->goods, &q->query, &q->measure, err);
    if (status) {
        arena_destroy(&r->mem);
        return status;
    }
    bool mirror = q->query.flow && q->query.flow[0] == 'M';
    status = panel_make(&p, r, c, mirror, err);
    if (!status && !p.n)
        status = cordon_fail(err, CORDON_EINVAL,
                             "no partner has rows: aggregates and areas not specified are none");
    if (!status) status = find_span(&a, &p, o, err);
    if (!status && !(r->v = routes_alloc(&r->mem, p.n, a.n))) status = no_memory(err);
    if (!status) {
        r->n = r->partners = p.n;
        r->base_from = period_of(p.first + (int)a.from, p.monthly);
        r->base_to = period_of(p.first + (int)a.to - 1, p.monthly);
        status = judge(r->v, &p, &a, o, &r->others_off, &r->tested, &r->found, err);
    }
    if (!status) status = ask_earlier(r, &p, &a, o, err);
    if (!status) qsort(r->v, r->n, sizeof *r->v, by_rank);
    if (status) routes_free(r);
    return status;
}

void routes_free(routes *r) {
    measure_free(&r->m);
    arena_destroy(&r->mem);
    *r = (routes){0};
}

/* ---- the finding ---- */

static double mn(double units) { return units / 1e6; }

static void span(buf *b, date_period from, date_period to) {
    char t[DATE_TEXT];
    buf_str(b, date_period_format(t, from));
    if (from != to) buf_printf(b, "..%s", date_period_format(t, to));
}

static const char *goods_of(const route *x, const asked *q) {
    return *x->key.code   ? x->key.code
           : *x->key.line ? x->key.line
           : *x->key.tier ? x->key.tier
                          : q->goods_text;
}

static const char *from_of(const route *x, const asked *q) {
    return *x->key.from ? x->key.from : q->from.title;
}
static const char *to_of(const route *x, const asked *q) {
    return *x->key.to ? x->key.to : q->to.title;
}

static void write_query(buf *b, const routes *r, const route *x, const asked *q) {
    json_str(b, "dataset", r->m.dataset);
    json_str(b, "flow", q->query.flow ? q->query.flow : "X");
    json_str(b, "basis", r->m.basis);
    json_str(b, "freq", r->m.freq);
    json_str(b, "from", from_of(x, q));
    json_str(b, "to", to_of(x, q));
    json_str(b, "goods", goods_of(x, q));
    json_str(b, "nomenclature", r->m.nomenclature);
    json_int(b, "level", r->m.level);
    json_str(b, "currency", r->m.currency);
}

static const char *query_json(arena *a, const routes *r, const route *x, const asked *q,
                              date_period from, date_period to) {
    buf b = {0}, t = {0};
    span(&t, from, to);
    buf_char(&b, '{');
    write_query(&b, r, x, q);
    json_str(&b, "period", buf_text(&t));
    buf_char(&b, '}');
    b.failed |= t.failed;
    buf_free(&t);
    return money_hold(a, &b);
}

static void write_period(buf *b, const route_period *x) {
    char t[DATE_TEXT];
    buf_char(b, '{');
    json_str(b, "period", date_period_format(t, x->period));
    json_number(b, "value", x->there ? x->value : (double)NAN);
    json_number(b, "usual", x->usual);
    json_number(b, "usual_low", x->low);
    json_number(b, "usual_high", x->high);
    json_number(b, "others_percent", 100 * (x->others - 1));
    json_number(b, "excess", x->excess);
    json_number(b, "z", x->z);
    json_key(b, "holds");
    buf_str(b, x->large && x->z >= RANGE ? "true" : "false");
    buf_char(b, '}');
}

static const char *parameters_json(arena *a, const routes *r, const route *x, const asked *q) {
    buf b = {0}, t = {0};
    span(&t, r->base_from, r->base_to);
    buf_char(&b, '{');
    write_query(&b, r, x, q);
    json_str(&b, "base", buf_text(&t));
    json_int(&b, "base_periods", (int64_t)x->base_n);
    json_number(&b, "trend_percent_a_year", x->assessed ? 100 * expm1(x->slope) : (double)NAN);
    json_number(&b, "scatter_own", x->own);
    json_number(&b, "scatter", x->scatter);
    json_number(&b, "p_value", x->p);
    json_int(&b, "series_tested", (int64_t)r->tested);
    json_number(&b, "q_max", r->options.q_max);
    json_number(&b, "floor_share", r->options.floor_share);
    json_int(&b, "must_hold", (int64_t)x->need);
    json_int(&b, "holds", (int64_t)x->held);
    json_number(&b, "excess", x->excess);
    json_number(&b, "share_of_rise_percent", x->rise_percent);
    json_int(&b, "earlier_cases", (int64_t)r->earlier_cases);
    json_int(&b, "earlier_as_high", (int64_t)x->earlier_high);
    json_key(&b, "periods");
    buf_char(&b, '[');
    for (size_t k = 0; k < x->n && x->assessed; k++) {
        if (k) buf_char(&b, ',');
        write_period(&b, &x->v[k]);
    }
    buf_str(&b, "]}");
    b.failed |= t.failed;
    buf_free(&t);
    return money_hold(a, &b);
}

/* Which part of the rule is not met. */
static void why_not(buf *b, const routes *r, const route *x) {
    size_t large = 0;
    for (size_t k = 0; k < x->n; k++) large += x->v[k].large;
    buf_str(b, " It does not stand out: ");
    if (x->q > r->options.q_max) buf_printf(b, "q %.2g is above %.2g", x->q, r->options.q_max);
    if (large < x->need)
        buf_printf(
            b, "%sthe excess is %.2g %% of the sender's rise or more in %zu of %zu periods only",
            x->q > r->options.q_max ? "; " : "", 100 * r->options.floor_share, large, x->n);
    buf_char(b, '.');
}

static const char *name_of(const cordon_store *c, const char *code) {
    const area *a = areas_find(c->areas, "code", code, strlen(code), 0);
    return a ? a->name : code;
}

void routes_text(buf *b, const routes *r, size_t i, const cordon_store *c, const asked *q) {
    const route *x = &r->v[i];
    char t[DATE_TEXT];
    buf_printf(b, "%s to %s, %s: ", name_of(c, from_of(x, q)), name_of(c, to_of(x, q)),
               goods_of(x, q));
    if (!x->assessed) {
        buf_printf(b,
                   "not assessed, %zu past periods with a value are too few or a period asked for "
                   "has none.",
                   x->base_n);
        return;
    }
    for (size_t k = 0; k < x->n; k++) {
        const route_period *v = &x->v[k];
        buf_printf(
            b, "%s%.1f mn in %s (usual by its own past %.1f, range %.1f to %.1f; others %+.0f %%)",
            k ? ", " : "", mn(v->value), date_period_format(t, v->period), mn(v->usual), mn(v->low),
            mn(v->high), 100 * (v->others - 1));
    }
    buf_printf(b,
               ". Excess over both: %.1f mn %s, %.1f %% of what all partners have above usual. It "
               "holds in %zu of "
               "%zu periods; %.1f scatters in the weakest that must hold, q %.2g over %zu series.",
               mn(x->excess), r->m.currency, x->rise_percent, x->held, x->n, x->score, x->q,
               r->tested);
    if (!x->found) why_not(b, r, x);
    if (r->earlier_cases)
        buf_printf(b, " Of %zu cases of the same rule in earlier periods %zu stood out as much.",
                   r->earlier_cases, x->earlier_high);
}

/* The pair of the regime that would show whether it arrived. */
static const char *next_question(arena *a, const cordon_store *c, const route *x, bool mirror) {
    const table *t = c->regime ? regime_table(c->regime, "mirrors.csv") : NULL;
    const char *partner = mirror ? x->key.from : x->key.to;
    buf b = {0};
    for (size_t i = 0; t && i < t->rows; i++) {
        if (strcmp(table_cell(t, i, table_col(t, "country")), partner) != 0) continue;
        buf_printf(&b, "Is it recorded as arriving? cordon flows gap --mirror %s",
                   table_cell(t, i, table_col(t, "id")));
        return money_hold(a, &b);
    }
    return "Which goods are they, and does the partner record them as arriving?";
}

static const char method[] = "usual: the higher of the Theil-Sen line of log values carried on and "
                             "of the recent median (by month: of the same "
                             "month of earlier years and of the last twelve); scatter: 1.4826 MAD, "
                             "not below its own, shrunk to the median "
                             "partner's; the median partner is taken off; p: partial conjunction "
                             "over the periods that must hold; q: Benjamini "
                             "and Hochberg 1995; the excess must be a part of the sender's rise "
                             "(Theil 1950, Sen 1968, Hampel 1974, Benjamini "
                             "and Heller 2008)";

cordon_status routes_finding(finding *out, arena *scratch, const routes *r, size_t i,
                             const cordon_store *c, const asked *q, cordon_error *err) {
    const route *x = &r->v[i];
    buf subject = {0}, text = {0};
    bool mirror = q->query.flow && q->query.flow[0] == 'M';
    date_period first = x->v[0].period, last = x->v[x->n - 1].period;
    buf_printf(&subject, "%s > %s", from_of(x, q), to_of(x, q));
    routes_text(&text, r, i, c, q);
    if (x->found) {
        buf_char(&text, ' ');
        money_explanations(&text, c->regime, "flows.routes");
    }
    *out = (finding){.rule = "flows.routes",
                     .subject = money_hold(scratch, &subject),
                     .verdict = !x->assessed ? FINDING_NOT_ASSESSED
                                : x->found   ? FINDING_FOUND
                                             : FINDING_NOTHING_FOUND,
                     .score = x->score,
                     .low = NAN,
                     .high = NAN,
                     .q_value = x->q,
                     .as_at = q->query.as_at,
                     .known_by = q->query.known_by,
                     .evidence_n = 2,
                     .method = method,
                     .parameters = parameters_json(scratch, r, x, q),
                     .text = money_hold(scratch, &text),
                     .next_question = next_question(scratch, c, x, mirror)};
    out->evidence[0] =
        (finding_evidence){.kind = "query",
                           .measure = "sum(value)",
                           .parameters = query_json(scratch, r, x, q, r->base_from, r->base_to),
                           .sources = r->m.source,
                           .sources_n = r->m.sources,
                           .rows = x->base_rows,
                           .sum_milli = x->base_milli};
    out->evidence[1] = out->evidence[0];
    out->evidence[1].parameters = query_json(scratch, r, x, q, first, last);
    out->evidence[1].rows = x->asked_rows;
    out->evidence[1].sum_milli = x->asked_milli;
    if (!out->subject || !out->parameters || !out->text || !out->next_question ||
        !out->evidence[0].parameters || !out->evidence[1].parameters)
        return no_memory(err);
    return CORDON_OK;
}
