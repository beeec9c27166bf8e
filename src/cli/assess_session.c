#include "cli/assess_session.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "assess/strings.h"
#include "cli/text.h"

cordon_status assess_open_log(assess_session *s, const char *path, cordon_error *err) {
    cordon_status status = store_open(&s->store, path, STORE_READ, 0, err);
    if (!status) status = log_open(&s->log, s->store, err);
    return status ? status : assess_strings_open(err);
}

cordon_status assess_open(assess_session *s, const assess_terms *t, cordon_error *err) {
    *s = (assess_session){.terms = *t, .known_by = t->known_by ? t->known_by : date_today()};
    world_terms w = {.store = t->store, .regime = t->regime, .as_at = t->as_at ? t->as_at : date_today(), .known_by = s->known_by, .threads = 1};
    cordon_status status = t->log ? assess_open_log(s, t->store, err) : assess_strings_open(err);
    if (!status) status = fact_world_open(&s->world, &w, err);
    if (!status) status = law_load(&s->law, fact_world_regime(s->world), fact_world_areas(s->world), err);
    return status;
}

void assess_close(assess_session *s) {
    shipments_free(s->past);
    law_free(s->law);
    fact_world_close(s->world);
    log_close(s->log);
    store_close(s->store);
    *s = (assess_session){0};
}

cordon_status assess_shipped(shipped *out, assess_session *s, arena *mem, const euc *e, const case_file *c, cordon_error *err) {
    cordon_status status = s->past ? CORDON_OK : shipments_new(&s->past, err);
    if (!status) status = shipments_follow(s->past, s->log, s->before, err);
    return status ? status : shipments_of(out, s->past, mem, e, c, err);
}

cordon_status assess_decide(decision *out, assess_session *s, arena *mem, const case_file *c, date_day as_at, cordon_error *err) {
    decide_terms t = {.as_at = as_at ? as_at : s->terms.as_at, .known_by = s->known_by, .versions_apart = s->sealing};
    shipped past = {0};
    if (c->euc && s->log) {
        cordon_status status = assess_shipped(&past, s, mem, c->euc, c, err);
        if (status) return status;
    }
    t.earlier = past.use, t.uses = past.uses, t.uses_known = past.known;
    t.other = past.other, t.others = past.others, t.others_skipped = past.skipped;
    return decide(out, mem, s->world, s->law, c, &t, err);
}

void assess_seal_line(buf *out, const log_entry *e) {
    time_t t = (time_t)(e->at_us / 1000000);
    struct tm tm;
    char when[40] = "";
    if (gmtime_r(&t, &tm)) strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S UTC", &tm);
    buf_printf(out, "Sealed as entry %lld of the log, %.16s, %s", (long long)e->n, e->hash, when);
    if (*e->who) buf_printf(out, ", by %s", e->who);
    buf_char(out, '.');
}

const char *assess_who(const char *given) {
    const char *user = given ? given : getenv("USER");
    return user ? user : "";
}

void assess_print(const buf *b) {
    buf clean = {0};
    text_clean(&clean, buf_text(b), b->len, true);
    fputs(buf_text(&clean), stdout);
    buf_free(&clean);
}

int assess_exit(verdict v) { return v == VERDICT_NO_BAR ? EXIT_OK : EXIT_FOUND; }
