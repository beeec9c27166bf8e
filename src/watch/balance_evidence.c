/* balance_evidence.c - what the evidence carries: leave out, stale, shared. */
#include <stdlib.h>
#include <string.h>

#include "watch/balance.h"

bool balance_unsupported(const balance_factor *f) {
    for (size_t i = 0; i < f->evidence_count; i++)
        if (f->evidence[i].stance > 0) return false;
    return true;
}

bool balance_no_counter(const balance_factor *f) {
    for (size_t i = 0; i < f->evidence_count; i++)
        if (f->evidence[i].stance < 0) return false;
    return true;
}

bool balance_one_origin(const balance_factor *f) {
    int origin = -1;
    for (size_t i = 0; i < f->evidence_count; i++) {
        const balance_evidence *e = &f->evidence[i];
        if (e->stance < 0) continue;
        if (e->origin < 0 || (origin >= 0 && e->origin != origin)) return false;
        origin = e->origin;
    }
    return origin >= 0;
}

bool balance_state_only(const balance *b, const balance_factor *f) {
    for (size_t i = 0; i < f->evidence_count; i++) {
        const balance_evidence *e = &f->evidence[i];
        if (e->stance > 0 && (e->origin < 0 || !b->origin[e->origin].state)) return false;
    }
    return !balance_unsupported(f);
}

bool balance_stale(const balance *b, const balance_evidence *e, int months) {
    if (!e->dated || !b->as_of) return false;
    int now = b->as_of / 10000 * 12 + b->as_of / 100 % 100 - 1;
    int month = now - months, day = b->as_of % 100;
    if (month < 0) return false;
    return e->dated < month / 12 * 10000 + (month % 12 + 1) * 100 + day;
}

/* ---- leave out -------------------------------------------------------------------- */

typedef struct graded {
    double support, all;
    size_t items, supporting;
} graded;

typedef bool kept_fn(const balance_evidence *e, const void *arg);

static graded grades_of(const balance_factor *f, kept_fn *kept, const void *arg) {
    graded g = {0};
    for (size_t i = 0; i < f->evidence_count; i++) {
        const balance_evidence *e = &f->evidence[i];
        if (kept && !kept(e, arg)) continue;
        g.items++;
        g.all += e->weight;
        if (e->stance < 0) continue;
        g.supporting++;
        g.support += e->weight;
    }
    return g;
}

/* s' = min(1, s after/before); no item left, or nothing to compare with: 0.5. */
static double by_ratio(double s, graded before, graded after) {
    if (!after.items || before.support <= 0) return 0.5;
    double r = s * (after.support / after.all) / (before.support / before.all);
    return r < 1 ? r : 1;
}

static void lose(balance_loss *l, const balance *b, kept_fn *kept, const void *arg) {
    double unknown[BALANCE_FACTORS_MAX] = {0}, ratio[BALANCE_FACTORS_MAX] = {0};
    *l = (balance_loss){0};
    for (size_t i = 0; i < b->factors; i++) {
        const balance_factor *f = &b->factor[i];
        if (f->direction == BALANCE_STRUCTURAL) continue;
        graded before = grades_of(f, NULL, NULL), after = grades_of(f, kept, arg);
        if (after.items == before.items) continue;
        l->items += before.items - after.items;
        l->factors++;
        ratio[i] = by_ratio(f->salience.mode, before, after) - f->salience.mode;
        if (after.supporting || !before.supporting) continue;
        l->unsupported[i] = true;
        l->unsupported_count++;
        unknown[i] = 0.5 - f->salience.mode;
    }
    for (size_t c = 0; c < b->contexts; c++) {
        balance_model m;
        double w[BALANCE_FACTORS_MAX];
        balance_model_of(&m, b, c, -1);
        balance_weights(w, &m);
        l->unknown[c] = balance_sum(&m, w, unknown);
        l->ratio[c] = balance_sum(&m, w, ratio);
    }
}

static bool other_origin(const balance_evidence *e, const void *arg) {
    return e->origin != *(const int *)arg;
}

static bool other_item(const balance_evidence *e, const void *arg) { return e != arg; }

void balance_without_origin(balance_loss *l, const balance *b, size_t origin) {
    int o = (int)origin;
    lose(l, b, other_origin, &o);
}

void balance_without_item(balance_loss *l, const balance *b, size_t factor, size_t item) {
    lose(l, b, other_item, &b->factor[factor].evidence[item]);
}

/* ---- used under several factors --------------------------------------------------- */

typedef struct use {
    const balance *b;
    const balance_evidence *e;
    int factor;
} use;

/* "line 9" before "line 107": runs of digits count as numbers. */
static int by_locator(const char *x, const char *y) {
    static const char digit[] = "0123456789";
    for (; *x && *y; x++, y++) {
        if (strchr(digit, *x) && strchr(digit, *y)) {
            x += strspn(x, "0");
            y += strspn(y, "0");
            size_t n = strspn(x, digit), m = strspn(y, digit);
            if (n != m) return n < m ? -1 : 1;
        }
        if (*x != *y) return (unsigned char)*x < (unsigned char)*y ? -1 : 1;
        if (!*x) return 0;
    }
    return *x ? 1 : *y ? -1 : 0;
}

/* The passage, then the order in the file. */
static int same_passage(const use *x, const use *y) {
    const balance_origin *o = x->b->origin;
    int c = strcmp(x->e->ref, y->e->ref);
    if (!c) c = by_locator(x->e->locator, y->e->locator);
    if (!c) c = strcmp(x->e->locator, y->e->locator);
    if (!c && x->e->origin != y->e->origin)
        c = x->e->origin < 0 || y->e->origin < 0 ? (x->e->origin < y->e->origin ? -1 : 1)
                                                 : strcmp(o[x->e->origin].id, o[y->e->origin].id);
    return c ? c : strcmp(x->e->date, y->e->date);
}

static int by_passage(const void *a, const void *b) {
    const use *x = a, *y = b;
    int c = same_passage(x, y);
    if (c) return c;
    if (x->factor != y->factor) return x->factor < y->factor ? -1 : 1;
    return x->e < y->e ? -1 : x->e > y->e;
}

static size_t collect(use *u, const balance *b) {
    size_t n = 0;
    for (size_t i = 0; i < b->factors; i++) {
        const balance_factor *f = &b->factor[i];
        if (f->direction == BALANCE_STRUCTURAL) continue;
        for (size_t k = 0; k < f->evidence_count; k++)
            if (*f->evidence[k].locator) u[n++] = (use){b, &f->evidence[k], (int)i};
    }
    return n;
}

cordon_status balance_shared_evidence(balance_shared **out, size_t *n, const balance *b, arena *mem,
                                      cordon_error *err) {
    use *u = arena_alloc(mem, BALANCE_EVIDENCE_MAX * sizeof *u);
    size_t all = u ? collect(u, b) : 0, found = 0;
    balance_shared *s = NULL;
    if (u) qsort(u, all, sizeof *u, by_passage);
    for (int pass = 0; u && pass < 2; pass++) {
        found = 0;
        for (size_t i = 0, end; i < all; i = end) {
            balance_shared one = {.item = u[i].e};
            for (end = i; end < all && same_passage(&u[i], &u[end]) == 0; end++)
                if (!one.factors || one.factor[one.factors - 1] != u[end].factor)
                    one.factor[one.factors++] = u[end].factor;
            if (one.factors < 2) continue;
            if (s) s[found] = one;
            found++;
        }
        if (!s && !(s = arena_alloc(mem, (found + 1) * sizeof *s))) break;
    }
    if (!s) return cordon_fail(err, CORDON_ENOMEM, "no memory for the evidence of %s", b->path);
    *out = s;
    *n = found;
    return CORDON_OK;
}

int balance_same_side(const balance_model *m, const balance_shared *s, size_t k) {
    int sign = m->sign[s->factor[k]];
    for (size_t i = 0; sign && i < k; i++)
        if (m->sign[s->factor[i]] == sign) return s->factor[i];
    return -1;
}

/* ---- data move it ----------------------------------------------------------------- */

static double mapped(const balance_factor *f, double value, bool *outside) {
    const balance_knot *k = f->knot;
    size_t last = f->knots - 1;
    *outside = value < k[0].value || value > k[last].value;
    if (value <= k[0].value) return k[0].salience;
    for (size_t i = 1; i <= last; i++)
        if (value <= k[i].value)
            return k[i - 1].salience + (value - k[i - 1].value) / (k[i].value - k[i - 1].value) *
                                           (k[i].salience - k[i - 1].salience);
    return k[last].salience;
}

cordon_status balance_set_value(balance *b, const char *series, double value, balance_move *move,
                                size_t room, size_t *moved, cordon_error *err) {
    *moved = 0;
    for (size_t i = 0; i < b->factors; i++) {
        balance_factor *f = &b->factor[i];
        if (!f->knot || strcmp(f->indicator, series) != 0) continue;
        if (f->direction == BALANCE_STRUCTURAL) continue;
        if (*moved == room)
            return cordon_fail(err, CORDON_ELIMIT, "more than %zu factors follow series", room);
        balance_move *v = &move[(*moved)++];
        *v =
            (balance_move){.series = series, .factor = (int)i, .value = value, .from = f->salience};
        double mode = mapped(f, value, &v->outside);
        double lo = mode - (f->salience.mode - f->salience.lo);
        double hi = mode + (f->salience.hi - f->salience.mode);
        f->salience = v->to = (balance_range){lo > 0 ? lo : 0, mode, hi < 1 ? hi : 1};
    }
    return CORDON_OK;
}
