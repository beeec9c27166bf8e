/* convert.c - walking a code along a chain of steps, and home again to count who shares what it
 * reached.
 *
 * Forward goes a front of codes with the share of the code's value that belongs to each; a code
 * with one target hands all it has to it, one with several divides by the weight table of the step
 * or leaves its targets without a share. Backward goes, for every code reached, the set of codes of
 * `from` that lead to it. Both counts together are the relation, of a pair and of the whole.
 *
 * Checked: weight tables hold no positive weight outside the rows of the correlation, except for
 * three codes without rows ("not specified" and the like), which have the relation "none" here. */
#include "goods/convert.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "goods/convert_inner.h"
#include "goods/correlate_inner.h"

enum { STEPS_MAX = 64 };

/* Of the sum of a code's weights; the published tables keep it within 5e-15 a step. */
static const double SUM_TOLERANCE = 1e-9;

typedef struct front_code {
    uint32_t code;
    uint32_t order; /* of its making: sums are added in one order */
    double weight;  /* NAN: not known */
} front_code;

typedef struct front {
    front_code *v;
    size_t n, cap;
} front;

/* One conversion at work. */
typedef struct chain {
    goods *g;
    arena *mem;
    place place[STEPS_MAX + 1]; /* from place[0] to place[steps] */
    goods_step way[STEPS_MAX];
    size_t steps;
    bool lost;         /* a code on the way leads nowhere: a part of the goods is gone */
    bool contradicted; /* a weight table does not know the only row of a code */
} chain;

const char *goods_relation_name(goods_relation r) {
    static const char *const names[] = {[RELATION_NONE] = "none",
                                        [RELATION_ONE_TO_ONE] = "1:1",
                                        [RELATION_ONE_TO_MANY] = "1:n",
                                        [RELATION_MANY_TO_ONE] = "n:1",
                                        [RELATION_MANY_TO_MANY] = "n:n"};
    return (size_t)r < sizeof names / sizeof *names ? names[r] : "unknown";
}

const char *goods_verdict_name(goods_verdict v) {
    static const char *const names[] = {[VERDICT_SAME] = "same",
                                        [VERDICT_PARTS] = "parts",
                                        [VERDICT_WIDER] = "wider",
                                        [VERDICT_WEIGHTS] = "weights",
                                        [VERDICT_NOT_COMPARABLE] = "not comparable"};
    return (size_t)v < sizeof names / sizeof *names ? names[v] : "unknown";
}

static goods_relation relation_of(bool split, bool merged) {
    return split    ? merged ? RELATION_MANY_TO_MANY : RELATION_ONE_TO_MANY
           : merged ? RELATION_MANY_TO_ONE
                    : RELATION_ONE_TO_ONE;
}

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the conversion");
}

/* ---- forward ---------------------------------------------------------------------- */

static cordon_status front_add(front *f, uint32_t code, double weight, cordon_error *err) {
    if (f->n == f->cap) {
        size_t more = f->cap ? f->cap * 2 : 64;
        front_code *v = realloc(f->v, more * sizeof *v);
        if (!v) return no_memory(err);
        f->v = v;
        f->cap = more;
    }
    f->v[f->n] = (front_code){code, (uint32_t)f->n, weight};
    f->n++;
    return CORDON_OK;
}

static int by_code_made(const void *x, const void *y) {
    const front_code *p = x, *q = y;
    if (p->code != q->code) return p->code < q->code ? -1 : 1;
    return (p->order > q->order) - (p->order < q->order);
}

/* Adds up what came to one code on several ways. */
static void front_settle(front *f) {
    size_t k = 0;
    if (f->n) qsort(f->v, f->n, sizeof *f->v, by_code_made);
    for (size_t i = 0; i < f->n; i++) {
        if (k && f->v[k - 1].code == f->v[i].code)
            f->v[k - 1].weight += f->v[i].weight;
        else
            f->v[k++] = f->v[i];
    }
    f->n = k;
}

/* The share of one target out of n. A table that contradicts a single row leaves it open. */
static double share_to(const share *s, size_t shares, uint32_t from, uint32_t to, size_t n) {
    if (!s) return n == 1 ? 1 : (double)NAN;
    double part = correlation_share(s, shares, from, to);
    return n == 1 ? fabs(part - 1) <= SUM_TOLERANCE ? 1 : (double)NAN : part;
}

/* What one code hands on; nothing divided is nothing, whatever the shares. */
static cordon_status hand_on(front *next, chain *c, size_t step, const front_code *x,
                             const code_list *targets, cordon_error *err) {
    place from = c->place[step], to = c->place[step + 1];
    size_t shares = 0;
    bool hs = !from.cn && !to.cn;
    const share *s = hs ? correlation_shares(&shares, c->g->correlation, from.at, to.at) : NULL;
    cordon_status status = CORDON_OK;
    if (!targets->n) c->lost = true;
    for (size_t k = 0; !status && k < targets->n; k++) {
        double part = share_to(s, shares, x->code, targets->v[k], targets->n);
        if (isnan(part) && x->weight != 0) c->way[step].weights = false;
        if (isnan(part) && targets->n == 1) c->contradicted = true;
        status = front_add(next, targets->v[k], x->weight == 0 ? 0 : x->weight * part, err);
    }
    return status;
}

static cordon_status front_step(front *next, const front *now, chain *c, size_t step,
                                cordon_error *err) {
    bool split = false;
    code_list targets = {0};
    goods_step *w = &c->way[step];
    cordon_status status = CORDON_OK;
    w->weights = true;
    for (size_t i = 0; !status && i < now->n; i++) {
        targets.n = 0;
        status =
            place_step(&targets, c->g, c->place[step], c->place[step + 1], now->v[i].code, err);
        code_list_settle(&targets);
        split = split || targets.n > 1;
        if (!status) status = hand_on(next, c, step, &now->v[i], &targets, err);
    }
    free(targets.v);
    front_settle(next);
    w->codes = next->n;
    w->weights = w->weights && next->n;
    w->relation = next->n ? relation_of(split, false) : RELATION_NONE;
    return status;
}

/* Does any code of the front have other sources in this one step? */
static cordon_status mark_merged(goods_step *w, const front *f, goods *g, place from, place to,
                                 cordon_error *err) {
    code_list back = {0};
    bool merged = false;
    cordon_status status = CORDON_OK;
    for (size_t i = 0; !status && !merged && i < f->n; i++) {
        back.n = 0;
        status = place_step(&back, g, to, from, f->v[i].code, err);
        code_list_settle(&back);
        merged = back.n > 1;
    }
    free(back.v);
    if (merged) w->relation = relation_of(w->relation == RELATION_ONE_TO_MANY, true);
    return status;
}

/* All steps; f holds the code on entry and what it became at the end. */
static cordon_status walk(front *f, chain *c, cordon_error *err) {
    front next = {0};
    cordon_status status = CORDON_OK;
    for (size_t i = 0; !status && i < c->steps; i++) {
        next.n = 0;
        status = place_prepare(c->g, c->place[i], c->place[i + 1], err);
        if (!status) status = front_step(&next, f, c, i, err);
        if (!status)
            status = mark_merged(&c->way[i], &next, c->g, c->place[i], c->place[i + 1], err);
        front swap = *f;
        *f = next;
        next = swap;
    }
    free(next.v);
    return status;
}

/* ---- home again --------------------------------------------------------------------- */

/* How many codes of the chain's first nomenclature lead to this one of its last. */
static cordon_status sources(size_t *out, const chain *c, uint32_t code, cordon_error *err) {
    code_list now = {0}, next = {0};
    cordon_status status = code_list_add(&now, code, err);
    for (size_t i = c->steps; !status && i-- > 0;) {
        next.n = 0;
        for (size_t k = 0; !status && k < now.n; k++)
            status = place_step(&next, c->g, c->place[i + 1], c->place[i], now.v[k], err);
        code_list_settle(&next);
        code_list swap = now;
        now = next;
        next = swap;
    }
    *out = now.n;
    free(now.v);
    free(next.v);
    return status;
}

/* ---- the answer --------------------------------------------------------------------- */

__attribute__((format(printf, 2, 3))) static const char *words(arena *mem, const char *fmt, ...) {
    char text[320];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return arena_strndup(mem, text, strlen(text));
}

static const char *plural(size_t n) { return n == 1 ? "" : "s"; }

/* The first step that leaves the shares open. */
static const goods_step *open_step(const goods_conversion *r) {
    for (size_t i = 0; i < r->steps; i++)
        if (!r->way[i].weights) return &r->way[i];
    return NULL;
}

static const char *lost_words(arena *mem, const chain *c, const goods_conversion *r) {
    for (size_t i = 0; i < c->steps; i++)
        if (!c->way[i].codes)
            return words(mem, "no row of the tables says what is %s in %s", r->from, c->way[i].to);
    return "a part of its goods is lost on the way: a code between has no row that leads on";
}

/* Six digits and the one line of eight below them are the same, too. */
static bool same_digits(const char *a, const char *b) {
    size_t n = strlen(a), m = strlen(b);
    return strncmp(a, b, n < m ? n : m) == 0;
}

static const char *why(arena *mem, const chain *c, const goods_conversion *r) {
    char home[16];
    const goods_step *open = open_step(r);
    place_name(home, c->g, c->place[0]);
    if (c->lost) return lost_words(mem, c, r);
    switch (r->relation) {
    case RELATION_NONE: return "no row of the tables";
    case RELATION_ONE_TO_ONE:
        return same_digits(r->v[0].code, r->from) ? "the same goods under the same digits"
                                                  : "the same goods under other digits";
    case RELATION_ONE_TO_MANY:
        return words(mem, "split: the %zu codes together are the code%s", r->n,
                     r->weighted ? "" : "; how it divides over them is not known");
    case RELATION_MANY_TO_ONE:
        return words(mem, "merged: %s also holds goods of %zu other code%s of %s%s", r->v[0].code,
                     r->v[0].sources - 1, plural(r->v[0].sources - 1), home,
                     c->contradicted ? "; a table of weights contradicts the rows" : "");
    case RELATION_MANY_TO_MANY: break;
    }
    if (r->weighted)
        return words(mem,
                     "its goods are in %zu codes that hold goods of other codes too: the "
                     "weights are estimated shares of its value",
                     r->n);
    return words(mem,
                 "its goods are in %zu codes that hold goods of other codes too, and no table of "
                 "weights from %s to %s says in which shares",
                 r->n, open ? open->from : home, open ? open->to : "");
}

static goods_verdict verdict_of(const chain *c, const goods_conversion *r) {
    if (c->lost) return VERDICT_NOT_COMPARABLE;
    switch (r->relation) {
    case RELATION_ONE_TO_ONE: return VERDICT_SAME;
    case RELATION_ONE_TO_MANY: return VERDICT_PARTS;
    case RELATION_MANY_TO_ONE: return VERDICT_WIDER;
    case RELATION_MANY_TO_MANY: return r->weighted ? VERDICT_WEIGHTS : VERDICT_NOT_COMPARABLE;
    case RELATION_NONE: break;
    }
    return VERDICT_NOT_COMPARABLE;
}

static cordon_status fill(goods_conversion *r, chain *c, front *f, cordon_error *err) {
    bool merged = false;
    goods_correlate *v = arena_alloc(c->mem, (f->n + 1) * sizeof *v);
    if (!v) return no_memory(err);
    /* What was divided on the way and came together again is whole. */
    if (f->n == 1 && !c->lost && !c->contradicted) f->v[0].weight = 1;
    double sum = 0; /* NAN when any share is not known */
    for (size_t i = 0; i < f->n; i++) sum += f->v[i].weight;
    r->weighted = fabs(sum - 1) <= SUM_TOLERANCE;
    for (size_t i = 0; i < f->n; i++) {
        cordon_status status = sources(&v[i].sources, c, f->v[i].code, err);
        if (status) return status;
        place_code(v[i].code, c->place[c->steps], f->v[i].code);
        v[i].weight = r->weighted ? f->v[i].weight : (double)NAN;
        v[i].relation = relation_of(f->n > 1, v[i].sources > 1);
        merged = merged || v[i].sources > 1;
    }
    r->v = v;
    r->n = f->n;
    r->relation = f->n ? relation_of(f->n > 1, merged) : RELATION_NONE;
    r->verdict = verdict_of(c, r);
    r->comparable = r->verdict != VERDICT_NOT_COMPARABLE;
    r->way = c->way;
    r->steps = c->steps;
    r->why = why(c->mem, c, r);
    goods_step *way = arena_alloc(c->mem, (c->steps + 1) * sizeof *way);
    if (!r->why || !way) return no_memory(err);
    if (c->steps) memcpy(way, c->way, c->steps * sizeof *way);
    r->way = way;
    return CORDON_OK;
}

static cordon_status lay_out(chain *c, place from, place to, cordon_error *err) {
    char name[16];
    c->place[0] = from;
    while (!place_is(from, to)) {
        if (c->steps == STEPS_MAX)
            return cordon_fail(err, CORDON_ELIMIT, "more than %d steps from one to the other",
                               STEPS_MAX);
        place next = place_next(c->g, from, to);
        goods_step *w = &c->way[c->steps++];
        place_name(name, c->g, from);
        w->from = arena_strndup(c->mem, name, strlen(name));
        place_name(name, c->g, next);
        w->to = arena_strndup(c->mem, name, strlen(name));
        if (!w->from || !w->to) return no_memory(err);
        c->place[c->steps] = from = next;
    }
    return CORDON_OK;
}

/* The code's number; six digits of a CN year are a code of the revision it follows. */
static cordon_status start(uint32_t *number, place *from, goods *g, const char *name,
                           const char *code, cordon_error *err) {
    bool there = false;
    if (from->cn && code_number(number, code))
        *from = place_hs(g, *from);
    else if (!(from->cn ? year_code(number, code) : code_number(number, code)))
        return cordon_fail(err, CORDON_EINVAL, "\"%.20s\" is not a code of %s digits, as %.20s has",
                           code, from->cn ? "six or eight" : "six", name);
    cordon_status status = place_has(&there, g, *from, *number, err);
    if (!status && !there)
        status = cordon_fail(err, CORDON_ENOTFOUND, "%.20s has no code %s", name, code);
    return status;
}

cordon_status goods_convert(goods_conversion *out, arena *mem, goods *g, const char *from,
                            const char *to, const char *code, cordon_error *err) {
    chain c = {.g = g, .mem = mem};
    front f = {0};
    place a, b;
    uint32_t number = 0;
    goods_conversion r = {0};
    cordon_status status = place_of(&a, g, from, err);
    if (!status) status = place_of(&b, g, to, err);
    if (!status) status = start(&number, &a, g, from, code, err);
    if (!status) status = lay_out(&c, a, b, err);
    if (!status) status = front_add(&f, number, 1, err);
    if (!status) status = walk(&f, &c, err);
    snprintf(r.from, sizeof r.from, "%s", code);
    if (!status) status = fill(&r, &c, &f, err);
    free(f.v);
    if (!status) *out = r;
    return status;
}
