/* Series of effects.csv before and after a day, by month or by year. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/effects.h"
#include "watch/break.h"

enum { SERIES_MAX = 1200, BREAK_LEAST = 24 };

typedef struct points {
    date_period period[SERIES_MAX];
    double v[SERIES_MAX]; /* thousandths of the currency */
    size_t n;
    int64_t rows;
} points;

static size_t place(const effects *e, const char *id) {
    for (size_t i = 0; i < e->series.n; i++)
        if (strcmp(e->series.v[i].id, id) == 0) return i;
    return e->series.n;
}

/* The row named, or the same of the other order of the two. */
static question *named(effect *x) {
    effects *e = x->e;
    const table *t = regime_table(e->r->in->regime, "effects.csv");
    size_t i = place(e, x->id);
    if (i < e->series.n && x->back) i = place(e, table_cell(t, i, table_col(t, "back")));
    return i < e->series.n ? &e->series.v[i] : NULL;
}

static cordon_status ask(effects *e, question *q, cordon_error *err) {
    bool *before = &e->asked[q - e->series.v];
    if (*before) return CORDON_OK;
    *before = true;
    if (q->query.freq && q->query.freq[0] == 'M') q->query.by = BY_MONTH;
    return question_ask(q, e->r->in->store, e->r->in->goods, err);
}

static void gather(points *p, const question *q, date_day as_at) {
    *p = (points){0};
    for (size_t i = 0; i < q->m.n; i++) {
        const measure_row *m = &q->m.v[i];
        if (date_period_last(m->key.period) > as_at) continue;
        bool same = p->n && p->period[p->n - 1] == m->key.period;
        if (!same && p->n == SERIES_MAX) break;
        if (!same) p->period[p->n++] = m->key.period;
        p->v[p->n - 1] += (double)m->key.value_milli;
        p->rows += m->key.rows;
    }
}

static size_t find(const points *p, date_period at) {
    size_t i = 0;
    while (i < p->n && p->period[i] != at) i++;
    return i;
}

/* ---- by month ---- */

/* The months of one side that are there without a hole, from the day outwards. */
static size_t beside(const points *p, date_period month, int step, size_t most) {
    size_t n = 0;
    while (n < most && find(p, effect_month(month, step * (int)(n + 1))) < p->n) n++;
    return n;
}

static int months_apart(date_period a, date_period b) {
    return abs((a / 100 - b / 100) * 12 + a % 100 - b % 100);
}

/* The break nearest to the month, of the whole series when it has no hole. */
static cordon_status say_break(buf *b, const points *p, date_period month, cordon_error *err) {
    break_fit f;
    char at[WORDS], from[WORDS], to[WORDS];
    size_t near = 0, low, high;
    for (size_t i = 1; i < p->n; i++)
        if (p->period[i] != effect_month(p->period[i - 1], 1)) return CORDON_OK;
    if (p->n < BREAK_LEAST) return CORDON_OK;
    cordon_status status = break_fit_make(&f, p->v, p->n, 0, 0, err);
    if (status) return status;
    const size_t *k = break_at(&f, f.best);
    for (size_t i = 1; i < f.best; i++)
        if (months_apart(p->period[k[i]], month) < months_apart(p->period[k[near]], month))
            near = i;
    if (!f.best)
        buf_str(b, ". The series has no break of its own");
    else {
        size_t left = near ? k[near - 1] : 0, right = near + 1 < f.best ? k[near + 1] : p->n;
        buf_printf(b, ". Its own break nearest to it: %s", words_month(at, p->period[k[near]]));
        if (break_interval(&low, &high, p->v, left, k[near], right, true) && high < p->n)
            buf_printf(b, " (%s to %s)", words_month(from, p->period[low]),
                       words_month(to, p->period[high]));
    }
    break_fit_free(&f);
    return CORDON_OK;
}

/* All figures of a line in one unit, which is printed once. */
static const char *amount(char out[WORDS], bool billions, double v) {
    if (!billions) return words_million(out, (int64_t)llround(v));
    snprintf(out, WORDS, "%.1f", v / 1e12);
    return out;
}

static void signed_amount(buf *b, bool billions, double v) {
    char w[WORDS];
    buf_printf(b, "%s%s", v < 0 ? "-" : "+", amount(w, billions, fabs(v)));
}

typedef struct sides {
    double before[EFFECT_MONTHS], after; /* after: mean, or the last year */
    size_t n;
    date_period from, to, since, until; /* of the time before and of that after */
} sides;

static cordon_status put(effect *x, const question *q, const points *p, const sides *s,
                         const char *per, cordon_error *err) {
    char a[WORDS], c[WORDS], u[WORDS], v[WORDS], day[DATE_TEXT];
    shift f;
    buf b = {0};
    bool month = s->until % 100 != 0;
    shift_values(&f, s->before, s->n, s->after);
    bool bn = fmax(f.mean, s->after) >= 1e13;
    buf_printf(&b, "%s: %s %s %s%s before %s (%s), ", q->title, amount(a, bn, f.mean),
               bn ? "bn" : "mn", q->m.currency, per, date_format(day, x->day),
               words_window(u, (flow_window){s->from, s->to}));
    buf_printf(&b, "%s after it (%s): moved by ", amount(c, bn, s->after),
               words_window(v, (flow_window){s->since, s->until}));
    signed_amount(&b, bn, f.change);
    if (isfinite(f.low)) {
        buf_str(&b, " (95 % from ");
        signed_amount(&b, bn, f.low);
        buf_str(&b, " to ");
        signed_amount(&b, bn, f.high);
        buf_char(&b, ')');
    }
    buf_printf(&b, ", %s", effect_word(&f));
    cordon_status status = month ? say_break(&b, p, x->day / 100, err) : CORDON_OK;
    effect_tail(&b, x, date_period_first(s->from), date_period_last(s->until));
    if (!status && b.failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the report");
    if (!status)
        status = effect_put(x,
                            &(effect_found){.measure = "sum(value)",
                                            .method = "mean after less mean before; beyond "
                                                      "t(97.5 %, n - 1) * s * sqrt(1 + 1/n) of "
                                                      "the time before",
                                            .text = buf_text(&b),
                                            .before = f.mean / 1e3,
                                            .after = s->after / 1e3,
                                            .low = f.low / 1e3,
                                            .high = f.high / 1e3,
                                            .word = shift_word_text(f.word),
                                            .source = q->m.source,
                                            .sources = q->m.sources,
                                            .rows = p->rows},
                            err);
    buf_free(&b);
    return status;
}

static void cannot(effect *x, const question *q, const points *p, const char *side) {
    char day[DATE_TEXT], a[WORDS], b[WORDS], why[400];
    snprintf(why, sizeof why, "%.200s: the loaded series goes from %s to %s, nothing of it %s %s",
             q->title, words_month(a, p->period[0]), words_month(b, p->period[p->n - 1]), side,
             date_format(day, x->day));
    effect_unknown(x, why, q->request);
}

/* The day may lie in a hole, or outside what is loaded. */
static const char *missing_side(const points *p, date_day day) {
    if (date_period_first(p->period[0]) >= day) return "before";
    return date_period_last(p->period[p->n - 1]) <= day ? "after" : "next to";
}

static cordon_status by_month(effect *x, const question *q, const points *p, cordon_error *err) {
    date_period month = x->day / 100;
    size_t before = beside(p, month, -1, EFFECT_MONTHS), after = beside(p, month, 1, EFFECT_MONTHS);
    sides s = {.n = before,
               .from = effect_month(month, -(int)before),
               .to = effect_month(month, -1),
               .since = effect_month(month, 1),
               .until = effect_month(month, (int)after)};
    if (!before || !after) {
        cannot(x, q, p, missing_side(p, x->day));
        return CORDON_OK;
    }
    for (size_t i = 0; i < before; i++) s.before[i] = p->v[find(p, effect_month(s.from, (int)i))];
    for (size_t i = 0; i < after; i++)
        s.after += p->v[find(p, effect_month(s.since, (int)i))] / (double)after;
    return put(x, q, p, &s, " a month on average", err);
}

/* ---- by year ---- */

static cordon_status by_year(effect *x, const question *q, const points *p, cordon_error *err) {
    date_period last = effect_last_before(x->day) * 100;
    sides s = {0};
    size_t to = 0, from;
    while (to < p->n && p->period[to] <= last) to++;
    if (!to || to == p->n) {
        cannot(x, q, p, to ? "after" : "before");
        return CORDON_OK;
    }
    from = to > EFFECT_YEARS ? to - EFFECT_YEARS : 0;
    for (size_t i = from; i < to; i++) s.before[s.n++] = p->v[i];
    s.after = p->v[p->n - 1];
    s.from = p->period[from];
    s.to = p->period[to - 1];
    s.since = s.until = p->period[p->n - 1];
    return put(x, q, p, &s, s.n > 1 ? " on average" : "", err);
}

cordon_status effect_series(effect *x, cordon_error *err) {
    question *q = named(x);
    char why[WHY + 220], of[WHY];
    if (!q) {
        effect_unknown(x, "the regime has no such series", "");
        return CORDON_OK;
    }
    cordon_status status = ask(x->e, q, err);
    if (status) return status;
    points *p = q->assessed ? malloc(sizeof *p) : NULL;
    if (q->assessed && !p) return cordon_fail(err, CORDON_ENOMEM, "no memory for the report");
    if (p) gather(p, q, x->e->r->in->as_at);
    if (!p || !p->n) {
        snprintf(why, sizeof why, "%.200s: %s", q->title,
                 p ? "no period of it was over on the day the facts go to"
                   : report_why(x->e->r, q, of));
        effect_unknown(x, why, q->request);
    } else {
        status = q->m.freq[0] == 'M' ? by_month(x, q, p, err) : by_year(x, q, p, err);
    }
    free(p);
    return status;
}
