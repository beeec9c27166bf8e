/* law_world.h - an invented table of facts behind the calls that law asks, for tests of law. */
#ifndef LAW_WORLD_H
#define LAW_WORLD_H

#include <stdlib.h>
#include <string.h>

#include "assess/law.h"

enum { WORLD_LINES = 400, WORLD_TEXT = 120 };
typedef struct world_fact {
    char name[WORLD_TEXT], value[WORLD_TEXT]; /* of a day or number: what it is */
    long thing;                               /* -1 = every thing */
    tri holds;
    bool not_assessed;
} world_fact;

typedef struct law_world {
    world_fact fact[WORLD_LINES];
    size_t facts;
    size_t n[FACT_SCOPES];
    tri all[FACT_SCOPES];
    tri otherwise; /* what is not in the table */
    size_t asked;
} law_world;

static inline cordon_status world_ask(fact *out, void *arg, const char *name, const char *value, fact_scope scope, size_t thing, cordon_error *err) {
    law_world *w = arg;
    const fact_name *f = fact_name_find(name);
    w->asked++;
    if (!f || f->scope != scope || thing >= w->n[scope]) return cordon_fail(err, CORDON_EINVAL, "no fact \"%s\" of thing %zu", name, thing);
    bool compared = f->takes == TAKES_DAY || f->takes == TAKES_NUMBER;
    *out = (fact){.holds = compared ? TRI_UNKNOWN : w->otherwise, .value = ""};
    for (size_t i = 0; i < w->facts; i++) {
        const world_fact *k = &w->fact[i];
        if (strcmp(k->name, name) != 0 || (k->thing >= 0 && (size_t)k->thing != thing)) continue;
        if (!compared && strcmp(k->value, value) != 0) continue;
        *out = (fact){.holds = k->holds, .value = k->value, .not_assessed = k->not_assessed, .why = k->not_assessed ? "not loaded" : ""};
    }
    return CORDON_OK;
}

static inline tri world_things(size_t *n, void *arg, fact_scope scope) {
    const law_world *w = arg;
    *n = w->n[scope];
    return w->all[scope];
}

static inline law_source world_source(law_world *w, date_day day) { return (law_source){.arg = w, .ask = world_ask, .things = world_things, .as_at = day}; }

#endif
