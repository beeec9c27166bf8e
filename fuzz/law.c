/* Any bytes as the two tables of law, parted by a zero byte (either may be missing: then a sound one stands there): refused with a place, or every
 * question has an answer that keeps its promises, twice the same. */
#include "assess/law.h"

#include "fuzz_regime.h"

static const char sound_law[] = "id,act,article,title,says,kind,binds,measure,valid_from,valid_to,date_basis,exceptions,basis,source,note\n"
                                "L1,A,1,t,s,prohibition,EU,,2020-01-01,,seen,X1,seen,s,\nX1,A,2,t,s,exception,,,,,,,seen,s,\n";
static const char sound_when[] = "rule,clause,fact,op,value,valid_from,valid_to,basis,note\n"
                                 "L1,a,item.on,is,g,,,,\nL1,a,party.country,not,near,,,recalled,\nL1,b,contract.signed,before,2021-01-01,,,,\nX1,a,contract.signed,from,2021-01-01,,,,\n";

/* Facts made of the question: the same question has the same answer. */
static cordon_status made(fact *out, void *arg, const char *name, const char *value, fact_scope scope, size_t thing, cordon_error *err) {
    const fact_name *f = fact_name_find(name);
    uint32_t h = 2166136261u + (uint32_t)thing;
    (void)arg;
    if (!f || f->scope != scope) return cordon_fail(err, CORDON_EINVAL, "no fact \"%.40s\"", name);
    for (const char *s = name; *s; s++) h = (h ^ (unsigned char)*s) * 16777619u;
    for (const char *s = value; *s; s++) h = (h ^ (unsigned char)*s) * 16777619u;
    static const char *const days[] = {"2019-05-05", "2022-02-24", "2026-01-01"}, *const numbers[] = {"0", "49.999", "1000000"};
    *out = (fact){.holds = (tri)(h >> 8 & 1 ? TRI_YES : h >> 9 & 1 ? TRI_NO : TRI_UNKNOWN), .value = "", .why = "", .not_assessed = (h >> 12) % 11 == 0};
    if (f->takes == TAKES_DAY || f->takes == TAKES_NUMBER) {
        out->value = (h >> 16) % 4 == 3 ? "" : (f->takes == TAKES_DAY ? days : numbers)[(h >> 16) % 4];
        out->holds = *out->value ? TRI_YES : TRI_UNKNOWN;
    }
    if (out->not_assessed) out->holds = TRI_UNKNOWN, out->value = "", out->why = "not loaded";
    return CORDON_OK;
}

static tri things(size_t *n, void *arg, fact_scope scope) {
    (void)arg;
    *n = scope == SCOPE_CASE ? 1 : 2;
    return scope == SCOPE_PARTY ? TRI_UNKNOWN : TRI_YES;
}

static void ask(const law *l, date_day day) {
    arena mem;
    const law_outcome *v, *again;
    size_t n, m;
    cordon_error err = {0};
    const law_source s = {.ask = made, .things = things, .as_at = day};
    arena_init(&mem, 0);
    if (law_ask_source(&v, &n, &mem, l, &s, true, &err)) {
        if (!err.message[0] || err.status == CORDON_EINTERNAL) abort();
        arena_destroy(&mem);
        return;
    }
    if (law_ask_source(&again, &m, &mem, l, &s, true, &err) || n != m) abort();
    for (size_t i = 0; i < n; i++) {
        const law_outcome *o = &v[i];
        if (o->applies > TRI_YES || o->applies != again[i].applies || o->verified != again[i].verified || strcmp(o->thing, again[i].thing) != 0) abort();
        if (!date_within(day, o->rule->valid_from, o->rule->valid_to)) abort();
        if (o->settles && !*o->missing) abort();
        for (size_t k = 0; k < o->grounds; k++)
            if (!fact_name_find(o->ground[k].fact) || !o->ground[k].answer || !o->ground[k].why) abort();
    }
    arena_destroy(&mem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    regime *r = NULL;
    law *l = NULL;
    cordon_error err = {0};
    const char *part[2] = {"", ""};
    size_t len[2] = {0}, at = 0;
    if (size > 1 << 14) return 0;
    for (int i = 0; i < 2 && fuzz_part(&part[i], &len[i], data, size, &at); i++) continue;
    regime_tables *t = fuzz_tables();
    fuzz_add(t, "law.csv", len[0] ? part[0] : sound_law, len[0] ? len[0] : sizeof sound_law - 1);
    fuzz_add(t, "law_when.csv", len[1] ? part[1] : sound_when, len[1] ? len[1] : sizeof sound_when - 1);
    cordon_status status = regime_of_tables(&r, t, fuzz_areas(), &err);
    if (!status) status = law_load(&l, r, fuzz_areas(), &err);
    if (status && (!err.message[0] || err.status == CORDON_EINTERNAL)) abort();
    if (!status) {
        ask(l, 20200101);
        ask(l, 20250601);
    }
    law_free(l);
    regime_free(r);
    free(t);
    return 0;
}
