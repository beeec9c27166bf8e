#include "assess/decide.h"

#include <stdio.h>

static cordon_status papers(decision *d, arena *mem, fact_world *w, const case_file *c, const decide_terms *t, date_day as_at, cordon_error *err) {
    const finding *f = NULL;
    size_t n = 0;
    if (!c->euc) return CORDON_OK;
    euc_terms e = {.as_at = as_at, .areas = fact_world_areas(w), .earlier = t->earlier, .uses = t->uses, .uses_known = t->uses_known, .other = t->other, .others = t->others, .others_skipped = t->others_skipped};
    cordon_status status = euc_check(&f, &n, mem, c->euc, c, &e, err);
    return status ? status : decide_papers(d, mem, f, n, err);
}

static cordon_status ask_fact(fact *out, void *arg, const char *name, const char *value, fact_scope scope, size_t thing, cordon_error *err) {
    return facts_ask(out, arg, name, value, scope, thing, err);
}

static cordon_status areas_of(const area_set **out, void *arg, const char *text, cordon_error *err) { return facts_areas(out, arg, text, err); }

cordon_status decide(decision *out, arena *mem, fact_world *w, const law *l, const case_file *c, const decide_terms *t, cordon_error *err) {
    facts *f = NULL;
    const law_outcome *o = NULL;
    const flag_result *flag = NULL;
    size_t n = 0, flags = 0;
    date_day as_at = t->as_at ? t->as_at : c->day.state == VALUE_GIVEN ? c->day.v : date_today();
    cordon_status status = facts_begin(&f, w, c, as_at, err);
    flag_terms ft = {.c = c, .r = fact_world_regime(w), .a = fact_world_areas(w), .as_at = as_at, .ask = ask_fact, .areas = areas_of, .arg = f};
    if (!status) ft.settings = facts_settings(f);
    if (!status) status = law_ask(&o, &n, mem, l, f, false, err);
    if (!status) status = flags_ask(&flag, &flags, mem, &ft, err);
    if (!status) status = decide_weigh(out, mem, o, n, flag, flags, err);
    if (!status) status = papers(out, mem, w, c, t, as_at, err);
    if (!status) {
        out->as_at = as_at;
        out->known_by = t->known_by;
        char hash[80];
        snprintf(hash, sizeof hash, "\"%s\"", fact_world_versions_hash(w));
        status = decide_seal(out, mem, c, t->versions_apart ? hash : fact_world_versions(w), err);
    }
    facts_end(f);
    return status;
}
