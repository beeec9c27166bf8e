/* law_facts.c - law asked of a case: its facts behind the calls of law.h. */
#include "assess/law.h"

static cordon_status ask(fact *out, void *arg, const char *name, const char *value, fact_scope scope, size_t thing, cordon_error *err) {
    return facts_ask(out, arg, name, value, scope, thing, err);
}

static tri things(size_t *n, void *arg, fact_scope scope) {
    *n = facts_things(arg, scope);
    return facts_things_all(arg, scope) ? TRI_YES : TRI_UNKNOWN;
}

cordon_status law_ask(const law_outcome **out, size_t *n, arena *mem, const law *l, facts *f, bool all, cordon_error *err) {
    law_source s = {.arg = f, .ask = ask, .things = things, .as_at = facts_day(f)};
    return law_ask_source(out, n, mem, l, &s, all, err);
}
