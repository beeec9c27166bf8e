/* claims_eval.c - measures computed from the flows: sums, changes, growth,
 * shares, positions, and formulas over them.
 *
 * Everything rests on ask(): one question for one period, by year, and by the
 * sender or receiver where the measure says so. Sums are integers; other
 * currencies are converted year by year at the yearly average rates that ship.
 * A period with months or years that no reporter has rows for is not answered:
 * what lacks would read as a fall.                                           */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "base/json.h"
#include "report/claims_inner.h"

enum { LABEL = 24 };

typedef struct line {
    char label[LABEL];                      /* the sender or receiver, "" for all in one */
    int64_t base, value, base_whole, whole; /* thousandths; whole: of a share */
    double key;                             /* what positions go by */
} line;

typedef struct lines {
    line *v;
    size_t n, cap;
    char currency[16]; /* of the values */
} lines;

cordon_status claims_no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the claims");
}

const char *claims_keep(claims *l, const char *s) { return arena_strndup(&l->mem, s, strlen(s)); }

void outcome_absent(outcome *o, const char *fmt, ...) {
    va_list v;
    o->absent = true;
    va_start(v, fmt);
    vsnprintf(o->why, sizeof o->why, fmt, v);
    va_end(v);
}

cordon_status outcome_number(claims *l, measure_def *d, const char *label, double v,
                             cordon_error *err) {
    char text[80];
    outcome *o = &d->got;
    if (o->n == CLAIM_ITEMS_MAX) return CORDON_OK;
    if (!isfinite(v)) {
        outcome_absent(o, "%s has no value: a division by zero", d->cell[M_MEASURE]);
        return CORDON_OK;
    }
    double half = 0.5;
    for (int i = 0; i < d->decimals; i++) half /= 10;
    snprintf(text, sizeof text, "%s%s%.*f", label, *label ? " " : "", d->decimals,
             fabs(v) < half * (1 - 1e-12) ? 0.0 : v);
    claim_item *x = &o->item[o->n++];
    *x = (claim_item){
        .number = true, .v = v, .label = claims_keep(l, label), .text = claims_keep(l, text)};
    return x->label && x->text ? CORDON_OK : claims_no_memory(err);
}

/* ---- exchange rates ---- */

/* How many millionths of `to` a unit of `from` was in that year; 0 = not known.
 * A column "usd_per_eur" serves both ways, the second by division.           */
static bool rate(claims *l, int year, const char *from, const char *to, int64_t *number,
                 bool *divide) {
    char name[2][24];
    snprintf(name[0], sizeof name[0], "%.3s_per_%.3s", to, from);
    snprintf(name[1], sizeof name[1], "%.3s_per_%.3s", from, to);
    for (int k = 0; k < 2; k++) {
        for (char *p = name[k]; *p; p++)
            if (*p >= 'A' && *p <= 'Z') *p = (char)(*p + 'a' - 'A');
        int col = l->has_fx ? table_col(&l->fx, name[k]) : -1;
        int years = l->has_fx ? table_col(&l->fx, "year") : -1;
        for (size_t i = 0; col >= 0 && years >= 0 && i < l->fx.rows; i++) {
            const char *text = table_cell(&l->fx, i, col);
            if (atoi(table_cell(&l->fx, i, years)) != year) continue;
            *divide = k == 1;
            return decimal_milli(number, text, strlen(text), (decimal_scale){1, 3}) ==
                       DECIMAL_EXACT &&
                   *number > 0;
        }
    }
    return false;
}

static __int128 rounded(__int128 a, __int128 b) {
    __int128 q = a / b, r = a % b;
    if (r < 0 ? -r * 2 >= b : r * 2 >= b) q += a < 0 ? -1 : 1;
    return q;
}

static bool convert(claims *l, int64_t *milli, int year, const char *from, const char *to) {
    int64_t number;
    bool divide;
    if (!rate(l, year, from, to, &number, &divide)) return false;
    __int128 v = divide ? rounded((__int128)*milli * 1000000, number)
                        : rounded((__int128)*milli * number, 1000000);
    if (v > INT64_MAX || v < INT64_MIN) return false;
    *milli = (int64_t)v;
    return true;
}

/* ---- one question ---- */

static cordon_status line_of(line **out, lines *all, const char *label, cordon_error *err) {
    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->v[i].label, label) == 0) {
            *out = &all->v[i];
            return CORDON_OK;
        }
    if (all->n == all->cap) {
        size_t cap = all->cap ? all->cap * 2 : 64;
        line *v = realloc(all->v, cap * sizeof *v);
        if (!v) return claims_no_memory(err);
        all->v = v;
        all->cap = cap;
    }
    line *x = &all->v[all->n++];
    *x = (line){0};
    snprintf(x->label, sizeof x->label, "%s", label);
    *out = x;
    return CORDON_OK;
}

static const char *text_or_null(const char *s) { return *s ? s : NULL; }

static date_day group_day(const claims *l, const measure_def *d) {
    date_day day = l->as_at;
    if (*d->cell[M_AS_AT]) date_parse(&day, d->cell[M_AS_AT], strlen(d->cell[M_AS_AT]));
    return day;
}

static void parameters(buf *b, const measure_def *d, const asked *q, const measure *m,
                       const char *period) {
    buf_char(b, '{');
    json_str(b, "dataset", m->dataset);
    json_str(b, "flow", q->query.flow ? q->query.flow : "X");
    json_str(b, "basis", m->basis);
    json_str(b, "freq", m->freq);
    json_str(b, "from", q->from.title);
    json_str(b, "to", q->to.title);
    if (*d->cell[M_BY]) json_str(b, "by", d->cell[M_BY]);
    if (*d->cell[M_SHARE_OF]) json_str(b, "share_of", q->share_of.title);
    json_str(b, "goods", q->goods_text);
    json_str(b, "nomenclature", m->nomenclature);
    json_int(b, "level", m->level);
    json_str(b, "period", period);
    json_str(b, "currency", m->currency);
    buf_char(b, '}');
}

static cordon_status prove(claims *l, measure_def *d, const asked *q, const measure *m,
                           const char *period, int64_t sum, int64_t rows, cordon_error *err) {
    outcome *o = &d->got;
    buf b = {0};
    char number[DECIMAL_TEXT];
    parameters(&b, d, q, m, period);
    buf_printf(&o->steps, "%s: %s > %s, %s, %s %s, dataset %s, source", d->cell[M_MEASURE],
               q->from.title, q->to.title, q->goods_text,
               q->query.flow && q->query.flow[0] == 'M' ? "imports" : "exports", period,
               m->dataset);
    for (size_t i = 0; i < m->sources; i++)
        buf_printf(&o->steps, "%s%lld",
                   i                ? ", "
                   : m->sources > 1 ? "s "
                                    : " ",
                   (long long)m->source[i]);
    buf_printf(&o->steps, ", %lld row%s: %s %s%s\n", (long long)rows, rows == 1 ? "" : "s",
               decimal_milli_format(number, sum), m->currency, o->imputed ? " (imputed)" : "");
    if (o->evidence_n < CLAIM_EVIDENCE_MAX) {
        int64_t *ids = arena_alloc(&l->mem, (m->sources + 1) * sizeof *ids);
        const char *p = claims_keep(l, buf_text(&b));
        if (!ids || !p || b.failed) {
            buf_free(&b);
            return claims_no_memory(err);
        }
        memcpy(ids, m->source, m->sources * sizeof *ids);
        o->evidence[o->evidence_n++] = (finding_evidence){.kind = "query",
                                                          .measure = "sum(value)",
                                                          .parameters = p,
                                                          .sources = ids,
                                                          .sources_n = m->sources,
                                                          .rows = rows,
                                                          .sum_milli = sum};
    }
    buf_free(&b);
    return CORDON_OK;
}

static bool add(int64_t *to, int64_t v, outcome *o) {
    if (!__builtin_add_overflow(*to, v, to)) return true;
    outcome_absent(o, "a sum beyond 64 bits");
    return false;
}

/* Adds the measure's rows to the lines, as base or as value. */
static cordon_status take(claims *l, measure_def *d, lines *all, const asked *q,
                          const measure *m, const char *period, bool base, cordon_error *err) {
    outcome *o = &d->got;
    money_unit unit;
    int64_t sum = 0, rows = 0;
    cordon_status status = CORDON_OK;
    bool money = money_unit_parse(&unit, d->cell[M_UNIT]);
    const char *currency = money ? unit.currency : m->currency;
    for (size_t i = 0; i < m->n && !status; i++) {
        const measure_row *r = &m->v[i];
        const char *label = strcmp(d->cell[M_BY], "from") == 0 ? r->key.from
                            : strcmp(d->cell[M_BY], "to") == 0 ? r->key.to
                                                               : "";
        line *x = NULL;
        int64_t v = r->key.value_milli, whole = r->whole_milli;
        if (strcmp(r->key.estimate, "imputed") == 0) o->imputed = true;
        if (!add(&sum, v, o)) return CORDON_OK;
        rows += r->key.rows;
        if (strcmp(currency, m->currency) != 0) {
            int year = r->key.period / 100;
            if (!convert(l, &v, year, m->currency, currency)) {
                outcome_absent(o, "no rate of %s in %s for %d", m->currency, currency, year);
                return CORDON_OK;
            }
        }
        if ((status = line_of(&x, all, label, err))) break;
        if (!add(base ? &x->base : &x->value, v, o) ||
            !add(base ? &x->base_whole : &x->whole, whole, o))
            return CORDON_OK;
    }
    snprintf(all->currency, sizeof all->currency, "%s", currency);
    if (!status && !m->n)
        outcome_absent(o, "dataset %s has no row for %s > %s in %s", m->dataset, q->from.title,
                       q->to.title, period);
    return status ? status : prove(l, d, q, m, period, sum, rows, err);
}

bool claims_early(claims *l, outcome *o, const char *period) {
    flow_window w;
    char day[DATE_TEXT];
    if (!flow_window_parse(&w, period) || date_period_last(w.to) <= l->as_at) return false;
    outcome_absent(o, "the period %s ends after %s, the day the facts go to", period,
                   date_format(day, l->as_at));
    o->early = true;
    return true;
}

/* What the flows cannot answer is no failure: it is absent, with the words. */
static bool no_answer(cordon_status s) {
    return s == CORDON_ENOTFOUND || s == CORDON_EINVAL || s == CORDON_ELIMIT;
}

static cordon_status ask(claims *l, measure_def *d, lines *all, const char *period, bool base,
                         cordon_error *err) {
    outcome *o = &d->got;
    const char *const *c = d->cell;
    cordon_error e = {0};
    asked q;
    measure m;
    date_period hole = 0;
    if (o->absent || claims_early(l, o, period)) return CORDON_OK;
    cordon_flow_question w = {.dataset = c[M_DATASET],
                              .basis = text_or_null(c[M_BASIS]),
                              .freq = text_or_null(c[M_FREQ]),
                              .flow = text_or_null(c[M_FLOW]),
                              .from = c[M_FROM],
                              .to = c[M_TO],
                              .group = text_or_null(c[M_GROUP]),
                              .codes = text_or_null(c[M_CODES]),
                              .exclude = text_or_null(c[M_EXCLUDE]),
                              .period = period,
                              .share_of = text_or_null(c[M_SHARE_OF]),
                              .level = -1,
                              .as_at = group_day(l, d),
                              .known_by = o->known_by};
    char by[16];
    snprintf(by, sizeof by, "year%s%s", *c[M_BY] ? "," : "", c[M_BY]);
    w.by = by;
    cordon_status status = asked_resolve(&q, l->c, &w, false, BY_YEAR, &e);
    if (!status) {
        status = measure_make(&m, l->c->store, l->c->goods, &q.query, &q.measure, &e);
        if (!status) {
            status = measure_hole(&hole, &m, l->c->store, &q.query, &e);
            if (!status && hole) {
                char text[DATE_TEXT];
                outcome_absent(o, "dataset %s has no row of any reporter for %s", m.dataset,
                               date_period_format(text, hole));
            } else if (!status) {
                status = take(l, d, all, &q, &m, period, base, &e);
            }
            measure_free(&m);
        }
        asked_free(&q);
    }
    if (no_answer(status)) {
        outcome_absent(o, "%.400s", e.message);
        return CORDON_OK;
    }
    if (status && err) *err = e;
    return status;
}

/* ---- in which order several values stand ---- */

static int by_label(const void *x, const void *y) {
    return strcmp(((const line *)x)->label, ((const line *)y)->label);
}

static int by_key(const void *x, const void *y) {
    const line *a = x, *b = y;
    if (a->key != b->key) return a->key < b->key ? 1 : -1;
    return by_label(x, y);
}

static double percent(int64_t part, int64_t whole) {
    return whole ? 100.0 * (double)part / (double)whole : (double)NAN;
}

static double cell_of(const measure_def *d, const line *x, int64_t scale) {
    double part = 1000.0 * (double)scale;
    switch (d->kind) {
    case MK_CHANGE: return (double)(x->value - x->base) / part;
    case MK_GROWTH: return growth_percent(x->base, x->value);
    case MK_SHARE: return percent(x->value, x->whole);
    case MK_SHARE_CHANGE: return percent(x->value, x->whole) - percent(x->base, x->base_whole);
    case MK_SUM:
    case MK_RANK:
    case MK_IN_TOP:
    case MK_TOP:
    case MK_YEAR_RANK:
    case MK_COUNT:
    case MK_ROW:
    case MK_ROW_COUNT:
    case MK_ROW_SUM:
    case MK_RECORD:
    case MK_RECORD_COUNT:
    case MK_RECORD_AT_LEAST:
    case MK_OBSERVATION:
    case MK_COUNT_RATIO:
    case MK_INCIDENT_COUNT:
    case MK_INCIDENT_VALUE:
    case MK_IDEAL_DISTANCE:
    case MK_FORMULA:
    case MK_LIST:
    case MK_KINDS: break;
    }
    return (double)x->value / part;
}

static void say_formula(measure_def *d, const line *x, double v) {
    char t[4][DECIMAL_TEXT];
    buf *b = &d->got.steps;
    decimal_milli_format(t[0], x->base);
    decimal_milli_format(t[1], x->value);
    decimal_milli_format(t[2], x->base_whole);
    decimal_milli_format(t[3], x->whole);
    const char *of = *x->label ? " " : "";
    if (d->kind == MK_GROWTH)
        buf_printf(b, "%s%s%s = 100 * (%s - %s) / %s = %.*f\n", d->cell[M_MEASURE], of, x->label,
                   t[1], t[0], t[0], d->decimals, v);
    else if (d->kind == MK_SHARE)
        buf_printf(b, "%s = 100 * %s / %s = %.*f\n", d->cell[M_MEASURE], t[1], t[3], d->decimals,
                   v);
    else if (d->kind == MK_SHARE_CHANGE)
        buf_printf(b, "%s = 100 * %s / %s - 100 * %s / %s = %.*f\n", d->cell[M_MEASURE], t[1], t[3],
                   t[0], t[2], d->decimals, v);
    else
        buf_printf(b, "%s%s%s = %s%s%s = %.*f %s\n", d->cell[M_MEASURE], of, x->label, t[1],
                   d->kind == MK_CHANGE ? " - " : "", d->kind == MK_CHANGE ? t[0] : "", d->decimals,
                   v, d->cell[M_UNIT]);
}

/* In the order the areas are named in the measure, the others by their code. */
static cordon_status give_all(claims *l, measure_def *d, lines *all, cordon_error *err) {
    money_unit unit;
    money_unit_parse(&unit, d->cell[M_UNIT]);
    const char *named = d->cell[strcmp(d->cell[M_BY], "from") == 0 ? M_FROM : M_TO];
    for (size_t i = 0; i < all->n; i++) {
        const char *at = strstr(named, all->v[i].label);
        all->v[i].key = at && *all->v[i].label ? -(double)(at - named) : -1e9;
    }
    if (all->n) qsort(all->v, all->n, sizeof *all->v, by_key);
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < all->n && !status && !d->got.absent; i++) {
        double v = cell_of(d, &all->v[i], unit.scale);
        say_formula(d, &all->v[i], v);
        status = outcome_number(l, d, "", v, err);
    }
    return status;
}

/* ---- positions ---- */

static int64_t floor_of(const measure_def *d, char currency[8]) {
    char number[32], scale[16], both[40];
    money_unit u;
    currency[0] = 0;
    if (sscanf(d->cell[M_FLOOR], "%31[0-9] %15s %7s", number, scale, currency) != 3) return 0;
    snprintf(both, sizeof both, "%s %s", currency, scale);
    money_unit_parse(&u, both);
    return strtoll(number, NULL, 10) * u.scale * 1000;
}

/* Keeps the lines that count and sorts them, the greatest first. */
static void arrange(measure_def *d, lines *all) {
    char currency[8];
    const char *by = d->cell[M_RANK_BY];
    bool change = strcmp(by, "change") == 0, rate_of = strcmp(by, "growth") == 0;
    int64_t least = floor_of(d, currency);
    size_t n = 0;
    if (*currency && strcmp(currency, all->currency) != 0) {
        outcome_absent(&d->got, "the floor is in %s, the values in %s", currency, all->currency);
        return;
    }
    for (size_t i = 0; i < all->n; i++) {
        line *x = &all->v[i];
        if (least && (change || rate_of ? x->base : x->value) < least) continue;
        if (rate_of && !x->base) continue;
        x->key = rate_of  ? growth_percent(x->base, x->value)
                 : change ? (double)(x->value - x->base)
                          : (double)x->value;
        all->v[n++] = *x;
    }
    all->n = n;
    if (n) qsort(all->v, n, sizeof *all->v, by_key);
}

static void say_first(measure_def *d, const lines *all, size_t n) {
    buf *b = &d->got.steps;
    bool percents = strcmp(d->cell[M_RANK_BY], "growth") == 0;
    buf_printf(b, "%s: of %zu", d->cell[M_MEASURE], all->n);
    for (size_t i = 0; i < all->n && i < n; i++)
        if (percents)
            buf_printf(b, "%s %zu. %s %+.1f %%", i ? "," : "", i + 1, all->v[i].label,
                       all->v[i].key);
        else
            buf_printf(b, "%s %zu. %s %.1f mn %s", i ? "," : "", i + 1, all->v[i].label,
                       all->v[i].key / 1e9, all->currency);
    buf_char(b, '\n');
}

static bool in_set(const area_set *s, const char *code) {
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->v[i]->code, code) == 0) return true;
    return false;
}

static cordon_status give_position(claims *l, measure_def *d, const lines *all, cordon_error *err) {
    area_set pick;
    cordon_error e = {0};
    size_t top = d->kind == MK_IN_TOP ? (size_t)atoi(d->cell[M_TOP]) : 0, count = 0, rank = 0;
    cordon_status status =
        regime_areas(&pick, l->c->regime, l->c->areas, d->cell[M_PICK], l->as_at, &e);
    if (no_answer(status)) {
        outcome_absent(&d->got, "%.400s", e.message);
        return CORDON_OK;
    }
    if (status) {
        if (err) *err = e;
        return status;
    }
    for (size_t i = 0; i < all->n; i++) {
        if (!in_set(&pick, all->v[i].label)) continue;
        if (!rank) rank = i + 1;
        count += i < top;
    }
    area_set_free(&pick);
    say_first(d, all, top > 5 ? top : rank > 5 && rank <= 20 ? rank : 5);
    if (d->kind == MK_IN_TOP) return outcome_number(l, d, "", (double)count, err);
    if (rank) return outcome_number(l, d, "", (double)rank, err);
    outcome_absent(&d->got, "%s is not among the %zu that count", d->cell[M_PICK], all->n);
    return CORDON_OK;
}

static cordon_status give_top(claims *l, measure_def *d, const lines *all, cordon_error *err) {
    money_unit unit;
    cordon_status status = CORDON_OK;
    size_t top = (size_t)atoi(d->cell[M_TOP]);
    money_unit_parse(&unit, d->cell[M_UNIT]);
    say_first(d, all, top);
    for (size_t i = 0; i < all->n && i < top && !status; i++)
        status = outcome_number(l, d, all->v[i].label,
                                (double)all->v[i].value / (1000.0 * (double)unit.scale), err);
    return status;
}

static cordon_status from_flows(claims *l, measure_def *d, cordon_error *err) {
    lines all = {0};
    cordon_status status = CORDON_OK;
    d->got.statistics = true;
    if (*d->cell[M_BASE]) status = ask(l, d, &all, d->cell[M_BASE], true, err);
    if (!status) status = ask(l, d, &all, d->cell[M_PERIOD], false, err);
    if (!status && !d->got.absent) {
        bool position = d->kind == MK_RANK || d->kind == MK_IN_TOP || d->kind == MK_TOP;
        if (position) arrange(d, &all);
        if (d->got.absent) {
            /* the floor is in another currency */
        } else if (d->kind == MK_TOP) {
            status = give_top(l, d, &all, err);
        } else if (position) {
            status = give_position(l, d, &all, err);
        } else {
            status = give_all(l, d, &all, err);
        }
    }
    free(all.v);
    return status;
}

/* ---- made of other measures ---- */

/* What an operand rests on is what the whole rests on. */
void outcome_inherit(outcome *to, const outcome *from, bool first) {
    if (first) to->statistics = true;
    to->statistics = to->statistics && from->statistics;
    to->imputed = to->imputed || from->imputed;
    if (from->absent && !to->absent) {
        to->absent = true;
        to->early = from->early;
        snprintf(to->why, sizeof to->why, "%s", from->why);
    }
    if (from->steps.len && strstr(buf_text(&to->steps), buf_text(&from->steps))) return; /* again */
    buf_str(&to->steps, buf_text(&from->steps));
    for (size_t i = 0; i < from->evidence_n && to->evidence_n < CLAIM_EVIDENCE_MAX; i++)
        to->evidence[to->evidence_n++] = from->evidence[i];
}

typedef struct operand {
    claims *l;
    measure_def *d;
    bool any;
    cordon_status status;
    cordon_error *err;
} operand;

static bool operand_value(void *arg, const char *name, double *out, buf *shown) {
    operand *f = arg;
    measure_def *x = measure_find(f->l, name);
    *out = 1;
    if (!f->status) f->status = measure_value(f->l, x, f->d->got.known_by, f->err);
    if (f->status) return false;
    outcome_inherit(&f->d->got, &x->got, !f->any);
    f->any = true;
    if (f->d->got.absent) return false;
    if (x->got.n != 1 || !x->got.item[0].number) {
        outcome_absent(&f->d->got, "%s is not one number", name);
        return false;
    }
    *out = x->got.item[0].v;
    if (*out < 0)
        buf_printf(shown, "(%s)", x->got.item[0].text);
    else
        buf_str(shown, x->got.item[0].text);
    return true;
}

static cordon_status from_formula(claims *l, measure_def *d, cordon_error *err) {
    operand f = {.l = l, .d = d, .err = err};
    buf filled = {0};
    const char *why;
    size_t at;
    double v = 0;
    bool done = formula_run(&v, &filled, d->cell[M_OF], operand_value, &f, &at, &why);
    if (!f.status && done) {
        f.status = outcome_number(l, d, "", v, err);
        buf_printf(&d->got.steps, "%s = %s = %s = %s %s\n", d->cell[M_MEASURE], d->cell[M_OF],
                   buf_text(&filled), d->got.n ? d->got.item[0].text : "nothing", d->cell[M_UNIT]);
    } else if (!f.status && !d->got.absent) {
        outcome_absent(&d->got, "the formula of %s: expected %s", d->cell[M_MEASURE], why);
    }
    buf_free(&filled);
    return f.status;
}

static cordon_status from_list(claims *l, measure_def *d, cordon_error *err) {
    const char *at = d->cell[M_OF], *part;
    size_t n;
    char word[64];
    cordon_status status = CORDON_OK;
    bool first = true;
    while (claims_part(&at, &part, &n) && !status) {
        snprintf(word, sizeof word, "%.*s", (int)(n < 63 ? n : 63), part);
        measure_def *x = measure_find(l, word);
        if ((status = measure_value(l, x, d->got.known_by, err))) break;
        outcome_inherit(&d->got, &x->got, first);
        first = false;
        for (size_t i = 0; i < x->got.n && d->got.n < CLAIM_ITEMS_MAX; i++)
            d->got.item[d->got.n++] = x->got.item[i];
    }
    return status;
}

/* The sums of a question year by year, then the place of one of the years. */
static cordon_status from_years(claims *l, measure_def *d, cordon_error *err) {
    const char *at = d->cell[M_OF], *part;
    size_t n, rank = 1, years = 0;
    int64_t value[64] = {0}; /* a longer span is refused */
    flow_window w;
    cordon_status status = CORDON_OK;
    flow_window_parse(&w, d->cell[M_PERIOD]);
    int first = w.from / 100, last = w.to / 100, pick = atoi(d->cell[M_PICK]);
    d->got.statistics = true;
    if (last - first >= 64) {
        outcome_absent(&d->got, "more than 64 years");
        return CORDON_OK;
    }
    while (claims_part(&at, &part, &n) && !status && !d->got.absent) {
        char word[64], year[16];
        snprintf(word, sizeof word, "%.*s", (int)(n < 63 ? n : 63), part);
        measure_def *base = measure_find(l, word);
        for (int y = first; y <= last && !status && !d->got.absent; y++) {
            lines all = {0};
            measure_def one = *base;
            one.got = (outcome){.known_by = d->got.known_by, .statistics = true};
            snprintf(year, sizeof year, "%d", y);
            status = ask(l, &one, &all, year, false, err);
            for (size_t i = 0; i < all.n; i++) add(&value[y - first], all.v[i].value, &one.got);
            outcome_inherit(&d->got, &one.got, false);
            buf_free(&one.got.steps);
            free(all.v);
        }
    }
    if (status || d->got.absent) return status;
    for (int y = first; y <= last; y++, years++)
        rank += y != pick && value[y - first] > value[pick - first];
    buf_printf(&d->got.steps, "%s: of %zu years", d->cell[M_MEASURE], years);
    for (int y = first; y <= last; y++)
        buf_printf(&d->got.steps, "%s %d %.1f mn", y > first ? "," : "", y,
                   (double)value[y - first] / 1e9);
    buf_char(&d->got.steps, '\n');
    return outcome_number(l, d, "", (double)rank, err);
}

static cordon_status count_codes(claims *l, measure_def *d, cordon_error *err) {
    char id[64];
    const char *text = d->cell[M_GROUP];
    size_t n = strcspn(text, ":"), all = 0;
    date_day day = group_day(l, d);
    char on[DATE_TEXT];
    snprintf(id, sizeof id, "%.*s", (int)(n < 63 ? n : 63), text);
    const goods_group *g = l->c->regime ? regime_group(l->c->regime, id) : NULL;
    d->got.statistics = true;
    if (!g) {
        outcome_absent(&d->got, "the store's regime has no group \"%s\"", id);
        return CORDON_OK;
    }
    for (size_t i = 0; i < g->n; i++) {
        const goods_line *x = &g->line[i];
        bool again = !date_within(day, x->valid_from, x->valid_to) ||
                     (text[n] && strcmp(x->tier, text + n + 1) != 0);
        for (size_t k = 0; k < i && !again; k++) /* a code counts once */
            again = strcmp(g->line[k].code, x->code) == 0 &&
                    date_within(day, g->line[k].valid_from, g->line[k].valid_to);
        all += !again;
    }
    buf_printf(&d->got.steps, "%s: codes of the group %s of the regime %s on %s, each once: %zu\n",
               d->cell[M_MEASURE], text, regime_name(l->c->regime), date_format(on, day), all);
    buf b = {0};
    buf_char(&b, '{');
    json_str(&b, "regime", regime_name(l->c->regime));
    json_str(&b, "group", text);
    json_str(&b, "as_at", on);
    buf_char(&b, '}');
    const char *p = b.failed ? NULL : claims_keep(l, buf_text(&b));
    buf_free(&b);
    if (!p) return claims_no_memory(err);
    d->got.evidence[d->got.evidence_n++] = (finding_evidence){.kind = "query",
                                                              .measure = "count(code)",
                                                              .parameters = p,
                                                              .rows = (int64_t)all,
                                                              .sum_milli = (int64_t)all * 1000};
    return outcome_number(l, d, "", (double)all, err);
}

cordon_status measure_value(claims *l, measure_def *d, date_day known_by, cordon_error *err) {
    cordon_status status = CORDON_OK;
    if (d->got.done && d->got.known_by == known_by) return CORDON_OK;
    buf_free(&d->got.steps);
    d->got = (outcome){.known_by = known_by};
    bool asks = *d->cell[M_DATASET] || d->kind == MK_YEAR_RANK || d->kind == MK_COUNT;
    if (!l->c && asks) {
        outcome_absent(&d->got, "there is no store");
        d->got.done = true;
        return CORDON_OK;
    }
    switch (d->kind) {
    case MK_SUM:
    case MK_CHANGE:
    case MK_GROWTH:
    case MK_SHARE:
    case MK_SHARE_CHANGE:
    case MK_RANK:
    case MK_IN_TOP:
    case MK_TOP: status = from_flows(l, d, err); break;
    case MK_YEAR_RANK: status = from_years(l, d, err); break;
    case MK_COUNT: status = count_codes(l, d, err); break;
    case MK_ROW:
    case MK_ROW_COUNT:
    case MK_ROW_SUM:
    case MK_RECORD:
    case MK_RECORD_COUNT:
    case MK_RECORD_AT_LEAST:
    case MK_OBSERVATION: status = measure_rows(l, d, err); break;
    case MK_COUNT_RATIO: status = measure_ratio(l, d, err); break;
    case MK_INCIDENT_COUNT:
    case MK_INCIDENT_VALUE: status = measure_incidents(l, d, err); break;
    case MK_IDEAL_DISTANCE: status = measure_ideal(l, d, err); break;
    case MK_FORMULA: status = from_formula(l, d, err); break;
    case MK_LIST: status = from_list(l, d, err); break;
    case MK_KINDS: break;
    }
    if (!status && d->got.steps.failed) status = claims_no_memory(err);
    d->got.done = !status;
    return status;
}
