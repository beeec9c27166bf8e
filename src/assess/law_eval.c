/* What a rule says of a case, three-valued.
 *
 * A clause asks for one thing of each scope so that all rows hold: the greatest, over all tuples of things, of the least of its rows. Rows look at one
 * scope each, so that is the least of the greatest of each scope, except where an exception asks of a scope too: those scopes are gone
 * through thing by thing (pairs at most, LAW_PAIRS_MAX), and the exception is judged for the same things. */
#include "assess/law_inner.h"

#include <string.h>

#include "base/decimal.h"

/* ---- facts ---- */

static tri compare(asking *q, const law_test *t, const fact *f) {
    date_day day;
    int64_t milli;
    const char *s = f->value ? f->value : "";
    if (t->kind == TEST_HOLDS) return f->holds;
    if (f->holds != TRI_YES) return TRI_UNKNOWN; /* a day that is not there lies neither before nor after */
    if (t->kind == TEST_BEFORE) {
        if (date_parse(&day, s, strlen(s))) return day < t->day ? TRI_YES : TRI_NO;
    } else {
        decimal_result r = decimal_milli(&milli, s, strlen(s), (decimal_scale){.mantissa = 1});
        if (r == DECIMAL_EXACT || r == DECIMAL_ROUNDED) return milli < t->milli || (t->kind == TEST_AT_MOST && milli == t->milli) ? TRI_YES : TRI_NO;
    }
    q->status = cordon_fail(q->err, CORDON_EINTERNAL, "%s answers \"%.40s\"; expected a value to compare", t->fact, s);
    return TRI_UNKNOWN;
}

static bool room_for(asking *q, uint32_t test) {
    size_t things = q->things[q->l->test[test].scope];
    if (q->value[test]) return true;
    q->value[test] = arena_alloc(q->mem, things + 1);
    q->answer[test] = arena_alloc(q->mem, (things + 1) * sizeof *q->answer[test]);
    if (!q->value[test] || !q->answer[test]) {
        q->status = cordon_fail(q->err, CORDON_ENOMEM, "no memory for the facts");
        return false;
    }
    memset(q->value[test], -1, things + 1);
    return true;
}

static void note_both(asking *q, uint32_t test, size_t thing) {
    if (!q->of || !q->of->both[test]) return;
    for (size_t i = 0; i < q->boths; i++)
        if (q->both[i].test == test && q->both[i].thing == thing) return;
    if (q->boths < ATOMS_MAX) q->both[q->boths++] = (law_atom){test, thing};
}

tri law_test_value(asking *q, uint32_t test, size_t thing) {
    const law_test *t = &q->l->test[test];
    for (size_t i = 0; i < q->assumptions; i++)
        if (q->assumed[i].test == test && q->assumed[i].thing == thing) return q->assume[i];
    if (q->status || !room_for(q, test)) return TRI_UNKNOWN;
    int8_t *v = &q->value[test][thing];
    if (*v < 0) {
        fact *f = &q->answer[test][thing];
        if (thing < q->n[t->scope])
            q->status = q->s->ask(f, q->s->arg, t->fact, t->value, t->scope, thing, q->err);
        else
            *f = (fact){.holds = TRI_UNKNOWN};
        *v = (int8_t)(q->status ? TRI_UNKNOWN : compare(q, t, f));
    }
    if (*v == TRI_UNKNOWN) note_both(q, test, thing);
    return (tri)*v;
}

tri law_row_value(asking *q, const law_row *r, size_t thing) {
    tri best = TRI_NO;
    for (uint32_t i = 0; i < r->tests && best != TRI_YES; i++) best = tri_max(best, law_test_value(q, r->test[i], thing));
    return r->negated ? tri_not(best) : best;
}

/* ---- rows of a scope ---- */

tri law_scope_value(asking *q, const law_clause *c, int scope, size_t thing) {
    tri v = thing < q->n[scope] ? TRI_YES : TRI_UNKNOWN; /* there may be no further thing */
    for (uint32_t i = c->first[scope]; i < c->first[scope + 1] && v != TRI_NO; i++) v = tri_min(v, law_row_value(q, &c->row[i], thing));
    return v;
}

static tri for_some(asking *q, const law_clause *c, int scope) {
    tri best = TRI_NO;
    for (size_t i = 0; i < q->things[scope] && best != TRI_YES; i++) best = tri_max(best, law_scope_value(q, c, scope, i));
    return best;
}

/* ---- exceptions ---- */

enum { ANY_THING = -1 };
typedef struct tuple {
    long thing[FACT_SCOPES]; /* ANY_THING: for some */
} tuple;

static tri clause_at(asking *q, const law_clause *c, const tuple *t) {
    tri v = law_scope_value(q, c, SCOPE_CASE, 0);
    for (int s = SCOPE_CASE + 1; s < FACT_SCOPES && v != TRI_NO; s++)
        if (clause_has(c, s)) v = tri_min(v, t && t->thing[s] != ANY_THING ? law_scope_value(q, c, s, (size_t)t->thing[s]) : for_some(q, c, s));
    return v;
}

static tri bound_by(asking *q, const law_entry *e) { return e->binds ? law_row_value(q, e->binds, 0) : TRI_YES; }

tri law_exception_clause(asking *q, const law_entry *e, const law_clause *c) {
    tri v = bound_by(q, e);
    return v == TRI_NO ? v : tri_min(v, clause_at(q, c, NULL));
}

static tri excepted(asking *q, const law_entry *e, const tuple *t) {
    tri best = TRI_NO;
    for (uint32_t i = 0; i < e->exceptions && best != TRI_YES; i++) {
        const law_entry *x = &q->l->entry[e->exception[i]];
        if (!law_in_force(x, q->s->as_at)) continue;
        tri bound = bound_by(q, x);
        for (uint32_t k = 0; k < x->clauses && bound != TRI_NO && best != TRI_YES; k++)
            if (clause_in_force(&x->clause[k], q->s->as_at)) best = tri_max(best, tri_min(bound, clause_at(q, &x->clause[k], t)));
    }
    return best;
}

static unsigned scopes_of_exceptions(const asking *q, const law_entry *e) {
    unsigned set = 0;
    for (uint32_t i = 0; i < e->exceptions; i++) {
        const law_entry *x = &q->l->entry[e->exception[i]];
        for (uint32_t k = 0; k < x->clauses && law_in_force(x, q->s->as_at); k++)
            for (int s = SCOPE_CASE + 1; s < FACT_SCOPES && clause_in_force(&x->clause[k], q->s->as_at); s++)
                if (clause_has(&x->clause[k], s)) set |= 1U << s;
    }
    return set;
}

/* ---- a clause ---- */

typedef struct walk {
    asking *q;
    const law_entry *e;
    const law_clause *c;
    unsigned shared; /* scopes gone through */
    tri at_least, best;
    tuple t;
} walk;

static void mark(asking *q, int scope, size_t thing) {
    if (q->mark[scope]) q->mark[scope][thing] = 1;
}

static void leaf(walk *w, tri v) {
    v = tri_min(v, tri_not(excepted(w->q, w->e, &w->t)));
    w->best = tri_max(w->best, v);
    for (int s = 0; s < FACT_SCOPES; s++)
        if (v >= w->at_least && w->t.thing[s] != ANY_THING) mark(w->q, s, (size_t)w->t.thing[s]);
}

static bool enough(const walk *w) { return w->q->status || (w->best == TRI_YES && !w->q->mark[SCOPE_ITEM]); }

static void go_through(walk *w, int scope, tri v) {
    while (scope < FACT_SCOPES && !(w->shared >> scope & 1)) scope++;
    if (scope == FACT_SCOPES) {
        leaf(w, v);
        return;
    }
    for (size_t i = 0; i < w->q->things[scope] && !enough(w); i++) {
        tri here = tri_min(v, law_scope_value(w->q, w->c, scope, i));
        w->t.thing[scope] = (long)i;
        if (here != TRI_NO) go_through(w, scope + 1, here);
    }
    w->t.thing[scope] = ANY_THING;
}

static void mark_scope(walk *w, int scope) {
    for (size_t i = 0; w->q->mark[scope] && i < w->q->things[scope]; i++)
        if (law_scope_value(w->q, w->c, scope, i) >= w->at_least) mark(w->q, scope, i);
}

static bool too_many(asking *q, unsigned shared) {
    size_t pairs = 1;
    for (int s = 0; s < FACT_SCOPES; s++)
        if ((shared >> s & 1) && __builtin_mul_overflow(pairs, q->things[s] + 1, &pairs)) pairs = SIZE_MAX;
    if (pairs > LAW_PAIRS_MAX)
        q->status = cordon_fail(q->err, CORDON_ELIMIT, "a rule and its exception ask of more than %d pairs of things; split the case", LAW_PAIRS_MAX);
    return q->status;
}

tri law_clause_value(asking *q, const law_entry *e, const law_clause *c, tri at_least) {
    walk w = {.q = q, .e = e, .c = c, .at_least = at_least, .best = TRI_NO};
    unsigned excepts = scopes_of_exceptions(q, e);
    tri v = bound_by(q, e);
    for (int s = 0; s < FACT_SCOPES; s++) w.t.thing[s] = ANY_THING;
    if (v != TRI_NO) v = tri_min(v, law_scope_value(q, c, SCOPE_CASE, 0));
    for (int s = SCOPE_CASE + 1; s < FACT_SCOPES && v != TRI_NO; s++) {
        if (!clause_has(c, s)) continue;
        if (excepts >> s & 1) w.shared |= 1U << s;
        else v = tri_min(v, for_some(q, c, s));
    }
    if (v == TRI_NO || too_many(q, w.shared)) return v == TRI_NO ? TRI_NO : TRI_UNKNOWN;
    go_through(&w, 0, v);
    for (int s = SCOPE_CASE + 1; s < FACT_SCOPES && w.best >= at_least; s++)
        if (clause_has(c, s) && !(w.shared >> s & 1)) mark_scope(&w, s);
    return w.best;
}

/* ---- a rule ---- */

static tri kleene(asking *q, const law_entry *e) {
    tri best = TRI_NO;
    for (uint32_t i = 0; i < e->clauses && best != TRI_YES && !q->status; i++)
        if (clause_in_force(&e->clause[i], q->s->as_at)) best = tri_max(best, law_clause_value(q, e, &e->clause[i], TRI_YES));
    return best;
}

/* The cases of what stands in the rule both ways: their answer where they agree. */
static tri cases(asking *q, const law_entry *e, const law_atom *both, size_t n) {
    if (!n) return kleene(q, e);
    size_t at = q->assumptions++;
    q->assumed[at] = both[n - 1];
    q->assume[at] = TRI_YES;
    tri yes = cases(q, e, both, n - 1), no = TRI_UNKNOWN;
    if (yes != TRI_UNKNOWN) {
        q->assume[at] = TRI_NO;
        no = cases(q, e, both, n - 1);
    }
    q->assumptions = at;
    return yes == no ? yes : TRI_UNKNOWN;
}

tri law_value(asking *q, const law_entry *e) {
    law_atom both[LAW_BOTH_WAYS];
    q->of = e;
    q->boths = 0;
    tri v = kleene(q, e);
    size_t n = q->boths;
    q->of = NULL;
    if (v != TRI_UNKNOWN || !n || n > LAW_BOTH_WAYS || q->status) return v;
    memcpy(both, q->both, n * sizeof *both);
    return cases(q, e, both, n);
}
