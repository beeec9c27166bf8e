#include "own/rules.h"

#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "regime/ownership.h"

static cordon_status unknown(const regime_ownership *v, size_t n, const char *jurisdiction, cordon_error *err) {
    buf known = {0};
    for (size_t i = 0; i < n; i++) {
        bool before = false;
        for (size_t k = 0; k < i; k++) before |= strcasecmp(v[k].jurisdiction, v[i].jurisdiction) == 0;
        if (!before) buf_printf(&known, "%s%s", known.len ? ", " : "", v[i].jurisdiction);
    }
    cordon_status status = cordon_fail(err, CORDON_ENOTFOUND, "the regime has no rule of ownership of \"%.40s\"; it has %s", jurisdiction,
                                       known.len ? buf_text(&known) : "none");
    buf_free(&known);
    return status;
}

cordon_status own_rules(const own_rule **out, size_t *n, arena *mem, const regime *r, const char *jurisdiction, date_day on, cordon_error *err) {
    const regime_ownership *v;
    size_t all, k = 0;
    bool met = !jurisdiction || strcasecmp(jurisdiction, "all") == 0, every = met;
    cordon_status status = regime_ownership_rules(&v, &all, mem, r, err);
    if (status) return status;
    own_rule *rule = arena_alloc(mem, (all + 1) * sizeof *rule);
    if (!rule) return cordon_fail(err, CORDON_ENOMEM, "no memory for the rules of ownership");
    for (size_t i = 0; i < all; i++) {
        const regime_ownership *o = &v[i];
        bool mine = every || strcasecmp(o->jurisdiction, jurisdiction) == 0;
        met |= mine;
        if (!mine || (on && !date_within(on, o->valid_from, o->valid_to))) continue;
        rule[k++] = (own_rule){.id = o->id, .jurisdiction = o->jurisdiction, .act = o->act, .article = o->article, .title = o->title,
                               .source = o->source, .basis = o->basis, .note = o->note, .recalled = o->recalled, .lists = o->lists,
                               .percent = o->percent, .at_least = o->at_least, .aggregate = o->aggregate, .votes = o->votes,
                               .control = o->control, .suspended = strcmp(o->state, "suspended") == 0, .verify = strcmp(o->state, "verify") == 0,
                               .valid_from = o->valid_from, .valid_to = o->valid_to};
    }
    if (!met) return unknown(v, all, jurisdiction, err);
    *out = rule;
    *n = k;
    return CORDON_OK;
}
