#include <stdlib.h>
#include <string.h>

#include "assess/law_inner.h"
#include "base/buf.h"

/* The rows of one outcome, and the tests behind those that are unknown. */
typedef struct grounds {
    asking *q;
    law_ground *v;
    law_atom *atom; /* beside v */
    size_t n, room;
    bool failed;
} grounds;

static bool grow(grounds *g) {
    if (g->n < g->room) return true;
    size_t room = g->room ? 2 * g->room : 16;
    law_ground *v = arena_alloc(g->q->mem, room * sizeof *v);
    law_atom *atom = arena_alloc(g->q->mem, room * sizeof *atom);
    g->failed |= !v || !atom;
    if (g->failed) return false;
    if (g->n) memcpy(v, g->v, g->n * sizeof *v), memcpy(atom, g->atom, g->n * sizeof *atom);
    *g = (grounds){g->q, v, atom, g->n, room, false};
    return true;
}

/* Of several tests the one that says most for the row; of a row turned round the one that says most against it. */
static uint32_t deciding(asking *q, const law_row *r, size_t thing) {
    uint32_t best = 0;
    for (uint32_t i = 1; i < r->tests; i++)
        if (law_test_value(q, r->test[i], thing) > law_test_value(q, r->test[best], thing)) best = i;
    return r->test[best];
}

static const char *or_empty(const char *s) { return s ? s : ""; }

static void add_row(grounds *g, const char *exception, const char *clause, const law_row *r, size_t thing) {
    asking *q = g->q;
    if (!grow(g)) return;
    uint32_t test = deciding(q, r, thing);
    tri holds = law_row_value(q, r, thing);
    const law_test *t = &q->l->test[test];
    const fact *f = q->answer[test] ? &q->answer[test][thing] : NULL;
    if (!f || q->status) return;
    g->atom[g->n] = (law_atom){test, thing};
    g->v[g->n++] = (law_ground){.exception = exception, .clause = clause, .fact = t->fact, .op = r->op, .value = t->text, .scope = r->scope,
                                .thing = thing < q->n[r->scope] ? thing : (size_t)LAW_NO_THING, .holds = holds, .answer = or_empty(f->value),
                                .why = or_empty(f->why), .not_assessed = holds == TRI_UNKNOWN && f->not_assessed, .recalled = r->recalled,
                                .evidence = f->evidence, .evidences = f->evidences};
}

/* ---- things ---- */

static bool marks(asking *q) {
    for (int s = 0; s < FACT_SCOPES; s++) {
        q->mark[s] = arena_alloc(q->mem, q->things[s] + 1);
        if (!q->mark[s]) q->status = cordon_fail(q->err, CORDON_ENOMEM, "no memory for the answers");
    }
    return !q->status;
}

static void unmark(asking *q, uint8_t **keep) {
    for (int s = 0; s < FACT_SCOPES; s++) {
        keep[s] = q->mark[s];
        q->mark[s] = NULL;
    }
}

/* Rows of the clause for the things that take part, LAW_THINGS_MAX of each scope. */
static void add_clause(grounds *g, const law_clause *c, uint8_t *const *taking) {
    for (int s = 0; s < FACT_SCOPES; s++) {
        size_t written = 0;
        for (size_t i = 0; clause_has(c, s) && i < g->q->things[s] && written < LAW_THINGS_MAX; i++) {
            if (s != SCOPE_CASE && !taking[s][i]) continue;
            written++;
            for (uint32_t k = c->first[s]; k < c->first[s + 1]; k++) add_row(g, "", c->name, &c->row[k], i);
        }
    }
}

/* The first thing of each scope for which the row is what we look for. */
static void add_rows_that(grounds *g, const char *exception, const law_clause *c, tri want) {
    for (int s = 0; s < FACT_SCOPES; s++)
        for (uint32_t k = c->first[s]; k < c->first[s + 1]; k++)
            for (size_t i = 0; i < g->q->things[s]; i++)
                if (law_row_value(g->q, &c->row[k], i) == want) {
                    add_row(g, exception, c->name, &c->row[k], i);
                    break;
                }
}

static void add_exceptions(grounds *g, const law_entry *e, tri want) {
    asking *q = g->q;
    for (uint32_t i = 0; i < e->exceptions; i++) {
        const law_entry *x = &q->l->entry[e->exception[i]];
        for (uint32_t k = 0; k < x->clauses && law_in_force(x, q->s->as_at); k++) {
            const law_clause *c = &x->clause[k];
            if (!clause_in_force(c, q->s->as_at) || law_exception_clause(q, x, c) < want) continue;
            if (x->binds && law_row_value(q, x->binds, 0) == want) add_row(g, x->rule.id, "binds", x->binds, 0);
            add_rows_that(g, x->rule.id, c, want);
        }
    }
}

static void write_things(law_outcome *o, grounds *g, uint8_t *const *all, unsigned scopes) {
    buf b = {0};
    for (int s = SCOPE_CASE + 1; s < FACT_SCOPES; s++) {
        size_t written = 0;
        for (size_t i = 0; (scopes >> s & 1) && i < g->q->n[s]; i++) {
            if (!all[s][i]) continue;
            if (written == LAW_THINGS_MAX) o->further++;
            else buf_printf(&b, "%s%s/%zu", written ? ", " : b.len ? " x " : "", fact_scope_plural((fact_scope)s), i), written++;
        }
    }
    o->thing = arena_strndup(g->q->mem, buf_text(&b), b.len);
    g->failed |= !o->thing || b.failed;
    buf_free(&b);
}

/* ---- what would settle it ---- */

static int settled(asking *q, const law_entry *e, law_atom atom) {
    int n = 0;
    for (int v = TRI_NO; v <= TRI_YES; v += TRI_YES) {
        q->assumed[0] = atom;
        q->assume[0] = (tri)v;
        q->assumptions = 1;
        n += law_value(q, e) != TRI_UNKNOWN;
    }
    q->assumptions = 0;
    return n;
}

/* Among what can be asked: what is not assessed is for whoever loads lists to answer. */
static void find_question(law_outcome *o, grounds *g, const law_entry *e) {
    int best = -1;
    buf b = {0};
    for (size_t i = 0; i < g->n && i < ATOMS_MAX && best < 2; i++) {
        const law_ground *v = &g->v[i];
        if (v->holds != TRI_UNKNOWN || v->not_assessed) continue;
        int n = settled(g->q, e, g->atom[i]);
        if (n > best) best = n, o->settles = v;
    }
    const law_ground *s = o->settles;
    if (!s) return;
    if (s->thing == (size_t)LAW_NO_THING) buf_printf(&b, "%s of the case", fact_scope_plural(s->scope));
    else buf_printf(&b, "%s%s%s", s->fact, *s->value ? " " : "", s->value);
    if (s->scope != SCOPE_CASE && s->thing != (size_t)LAW_NO_THING) buf_printf(&b, " of %s/%zu", fact_scope_plural(s->scope), s->thing);
    o->missing = arena_strndup(g->q->mem, buf_text(&b), b.len);
    g->failed |= !o->missing || b.failed;
    buf_free(&b);
}

static void find_not_assessed(law_outcome *o, const grounds *g) {
    for (size_t i = 0; i < g->n && !*o->not_assessed; i++)
        if (g->v[i].not_assessed) o->not_assessed = *g->v[i].why ? g->v[i].why : "the facts it needs were not assessed";
}

/* ---- together ---- */

static unsigned scopes_of(const law_clause *c) {
    unsigned set = 0;
    for (int s = 0; s < FACT_SCOPES; s++) set |= (unsigned)clause_has(c, s) << s;
    return set;
}

/* The clauses that reach the rule's own value, with the things that take part in them. */
static unsigned add_deciding(law_outcome *o, grounds *g, const law_entry *e, tri want, uint8_t *const *all) {
    asking *q = g->q;
    unsigned scopes = 0;
    for (uint32_t i = 0; i < e->clauses && !q->status; i++) {
        const law_clause *c = &e->clause[i];
        uint8_t *taking[FACT_SCOPES];
        if (!clause_in_force(c, q->s->as_at)) continue;
        if (want == TRI_NO) {
            add_rows_that(g, "", c, TRI_NO);
            continue;
        }
        if (law_clause_value(q, e, c, want) < want || !marks(q)) continue;
        law_clause_value(q, e, c, want);
        unmark(q, taking);
        add_clause(g, c, taking);
        scopes |= scopes_of(c);
        o->verified |= e->rule.verified && !c->recalled;
        for (int s = 0; s < FACT_SCOPES; s++)
            for (size_t k = 0; k < q->things[s]; k++) all[s][k] |= taking[s][k];
    }
    return scopes;
}

/* Where the cases of unknown facts agree although no clause is sure, the clauses that may hold are shown. */
static tri to_show(asking *q, const law_entry *e, tri v) {
    tri best = TRI_NO;
    for (uint32_t i = 0; i < e->clauses && best < v; i++)
        if (clause_in_force(&e->clause[i], q->s->as_at)) best = tri_max(best, law_clause_value(q, e, &e->clause[i], TRI_YES));
    return tri_min(best, v);
}

cordon_status law_explain(law_outcome *o, asking *q, const law_entry *e, tri v) {
    grounds g = {.q = q};
    uint8_t *all[FACT_SCOPES];
    tri want = to_show(q, e, v);
    if (!marks(q)) return q->status;
    unmark(q, all);
    if (e->binds && law_row_value(q, e->binds, 0) != TRI_YES) add_row(&g, "", "binds", e->binds, 0);
    unsigned scopes = add_deciding(o, &g, e, want, all);
    if (v == TRI_UNKNOWN || (v == TRI_NO && e->exceptions)) add_exceptions(&g, e, v == TRI_NO ? TRI_YES : TRI_UNKNOWN);
    write_things(o, &g, all, scopes);
    if (v == TRI_UNKNOWN) find_not_assessed(o, &g), find_question(o, &g, e);
    if (g.failed && !q->status) q->status = cordon_fail(q->err, CORDON_ENOMEM, "no memory for the answers");
    o->ground = g.v;
    o->grounds = g.n;
    return q->status;
}
