#include <stdio.h>
#include <string.h>

#include "assess/law_inner.h"
#include "base/buf.h"

static cordon_status begin(asking *q, const law *l, const law_source *s, arena *mem, cordon_error *err) {
    *q = (asking){.l = l, .s = s, .mem = mem, .err = err};
    q->answer = arena_alloc(mem, (l->tests + 1) * sizeof *q->answer);
    q->value = arena_alloc(mem, (l->tests + 1) * sizeof *q->value);
    if (!q->answer || !q->value) return cordon_fail(err, CORDON_ENOMEM, "no memory for the facts");
    for (int k = 0; k < FACT_SCOPES; k++) {
        tri all = s->things(&q->n[k], s->arg, (fact_scope)k);
        q->things[k] = q->n[k] + (all != TRI_YES);
    }
    return CORDON_OK;
}

static cordon_status ask_one(law_outcome *o, asking *q, const law_entry *e, bool all) {
    tri v = law_value(q, e);
    *o = (law_outcome){.rule = &e->rule, .applies = v, .thing = "", .missing = "", .not_assessed = ""};
    if (q->status || (v == TRI_NO && !all)) return q->status;
    return law_explain(o, q, e, v);
}

cordon_status law_ask_source(const law_outcome **out, size_t *n, arena *mem, const law *l, const law_source *s, bool all, cordon_error *err) {
    asking q;
    cordon_status status = begin(&q, l, s, mem, err);
    if (status) return status;
    law_outcome *v = arena_alloc(mem, (l->entries + 1) * sizeof *v);
    size_t k = 0;
    if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for the answers");
    for (size_t i = 0; i < l->entries && !status; i++) {
        const law_entry *e = &l->entry[i];
        if (e->rule.kind == LAW_EXCEPTION || !law_in_force(e, s->as_at)) continue;
        status = ask_one(&v[k], &q, e, all);
        k += all || v[k].applies != TRI_NO;
    }
    if (status) return status;
    *out = v;
    *n = k;
    return CORDON_OK;
}
