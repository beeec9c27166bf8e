/* facts.c - asking a case: what was answered is kept, and answers are put together. */
#include "assess/facts_inner.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is kept ------------------------------------------------------------------ */

static bool grow(memos *m) {
    size_t slots = m->slots ? m->slots * 2 : 256;
    memo *more = calloc(slots, sizeof *more);
    if (!more) return false;
    for (size_t i = 0; i < m->slots; i++) {
        if (!m->slot[i].key) continue;
        size_t at = m->slot[i].hash & (slots - 1);
        while (more[at].key) at = (at + 1) & (slots - 1);
        more[at] = m->slot[i];
    }
    free(m->slot);
    m->slot = more;
    m->slots = slots;
    return true;
}

/* Its slot, or the free one where it belongs. */
static memo *slot_of(const memos *m, const char *key, uint32_t hash) {
    size_t at = hash & (m->slots - 1);
    while (m->slot[at].key && (m->slot[at].hash != hash || strcmp(m->slot[at].key, key) != 0)) at = (at + 1) & (m->slots - 1);
    return &m->slot[at];
}

void *memos_find(const memos *m, const char *key) { return m->slots ? slot_of(m, key, text_hash(key))->kept : NULL; }

void **memos_at(memos *m, arena *mem, const char *key) {
    uint32_t hash = text_hash(key);
    if (m->used * 2 >= m->slots && !grow(m)) return NULL;
    memo *s = slot_of(m, key, hash);
    if (!s->key) {
        const char *copy = arena_strndup(mem, key, strlen(key));
        if (!copy) return NULL;
        *s = (memo){.key = copy, .hash = hash};
        m->used++;
    }
    return &s->kept;
}

void **facts_kept(facts *f, const char *key) { return memos_at(&f->kept, &f->mem, key); }

cordon_status fact_no_memory(const asked *q) { return cordon_fail(q->err, CORDON_ENOMEM, "no memory for a fact"); }

static const char *text_of(facts *f, const char *fmt, va_list ap) {
    buf b = {0};
    buf_vprintf(&b, fmt, ap);
    const char *s = b.failed ? NULL : arena_strndup(&f->mem, buf_text(&b), b.len);
    buf_free(&b);
    return s;
}

const char *fact_text(const asked *q, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    const char *s = text_of(q->f, fmt, ap);
    va_end(ap);
    return s;
}

/* Always into an array of its own: facts share theirs. */
cordon_status fact_add_all(asked *q, const fact_evidence *e, size_t n) {
    fact *o = q->out;
    if (!n) return CORDON_OK;
    fact_evidence *more = arena_alloc(&q->f->mem, (o->evidences + n) * sizeof *more);
    if (!more) return fact_no_memory(q);
    if (o->evidences) memcpy(more, o->evidence, o->evidences * sizeof *more);
    memcpy(more + o->evidences, e, n * sizeof *more);
    o->evidences += n;
    o->evidence = more;
    return CORDON_OK;
}

cordon_status fact_add(asked *q, const fact_evidence *e) { return fact_add_all(q, e, 1); }

cordon_status fact_say(asked *q, tri holds, const fact_evidence *e, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    q->out->why = text_of(q->f, fmt, ap);
    va_end(ap);
    q->out->holds = holds;
    if (!q->out->value) q->out->value = "";
    return q->out->why ? fact_add(q, e) : fact_no_memory(q);
}

cordon_status fact_or(asked *q, const fact *more, bool *begun) {
    fact *o = q->out;
    cordon_status status = CORDON_OK;
    bool stronger = !*begun || more->holds > o->holds || (more->holds == o->holds && more->not_assessed && !o->not_assessed);
    fact before = *o;
    if (stronger) *o = *more;
    const fact *weaker = stronger ? &before : more;
    if (*begun && o->holds == weaker->holds) status = fact_add_all(q, weaker->evidence, weaker->evidences);
    o->not_assessed = o->holds != TRI_YES && (o->not_assessed || (*begun && before.not_assessed && before.holds == o->holds));
    *begun = true;
    return status;
}

/* ---- asking ------------------------------------------------------------------------ */

static uint32_t answer_hash(const fact_name *row, const char *value, uint32_t thing) {
    return text_hash(value) ^ (uint32_t)((uintptr_t)row / sizeof(void *)) * 2654435761U ^ thing * 2246822519U;
}

static bool more_answers(facts *f) {
    size_t slots = f->answer_slots ? f->answer_slots * 2 : 512;
    kept_answer *more = calloc(slots, sizeof *more);
    if (!more) return false;
    for (size_t i = 0; i < f->answer_slots; i++) {
        if (!f->answer[i].row) continue;
        size_t at = f->answer[i].hash & (slots - 1);
        while (more[at].row) at = (at + 1) & (slots - 1);
        more[at] = f->answer[i];
    }
    free(f->answer);
    f->answer = more;
    f->answer_slots = slots;
    return true;
}

size_t facts_things(const facts *f, fact_scope scope) {
    const size_t n[] = {1, f->c->items, f->c->parties, f->c->legs, f->c->payments, f->c->orders, case_owners(f->c)};
    return n[scope];
}

bool facts_things_all(const facts *f, fact_scope scope) {
    const case_file *c = f->c;
    const value_state state[] = {VALUE_GIVEN, c->items_state, c->parties_state, c->legs_state, c->payments_state, c->orders_state, c->parties_state};
    return state[scope] == VALUE_GIVEN || state[scope] == VALUE_EMPTY;
}

/* Where the answer to a question stands, or the free place where it belongs; NULL without memory. */
static kept_answer *answer_slot(facts *f, const fact_name *row, const char *value, uint32_t thing) {
    if (f->answers * 2 >= f->answer_slots && !more_answers(f)) return NULL;
    uint32_t hash = answer_hash(row, value, thing);
    size_t at = hash & (f->answer_slots - 1);
    for (;; at = (at + 1) & (f->answer_slots - 1)) {
        kept_answer *k = &f->answer[at];
        if (!k->row) k->hash = hash;
        if (!k->row || (k->row == row && k->thing == thing && strcmp(k->value, value) == 0)) return k;
    }
}

static cordon_status answer_new(fact *out, facts *f, const fact_name *row, const char *value, size_t thing, cordon_error *err) {
    fact *answer = arena_alloc(&f->mem, sizeof *answer);
    const char *copy = *value ? arena_strndup(&f->mem, value, strlen(value)) : "";
    if (!answer || !copy) return cordon_fail(err, CORDON_ENOMEM, "no memory for a fact");
    *answer = (fact){.holds = TRI_UNKNOWN, .value = "", .why = ""};
    asked q = {.f = f, .row = row, .value = copy, .thing = thing, .out = answer, .err = err};
    cordon_status status = fact_function_of(row)(&q);
    if (status) return status;
    kept_answer *k = answer_slot(f, row, copy, (uint32_t)thing); /* the table may have moved meanwhile */
    if (!k) return cordon_fail(err, CORDON_ENOMEM, "no memory for a fact");
    *k = (kept_answer){row, copy, answer, (uint32_t)thing, k->hash};
    f->answers++;
    *out = *answer;
    return CORDON_OK;
}

cordon_status facts_ask(fact *out, facts *f, const char *name, const char *value, fact_scope scope, size_t thing, cordon_error *err) {
    const fact_name *row = fact_name_find(name);
    if (!row || row->scope != scope) return cordon_fail(err, CORDON_EINVAL, "no fact \"%.60s\" of a thing of kind %s", name, fact_scope_name(scope));
    if (thing >= facts_things(f, scope)) return cordon_fail(err, CORDON_EINVAL, "%s %zu; the case has %zu", fact_scope_name(scope), thing, facts_things(f, scope));
    if (!value) value = "";
    const kept_answer *k = answer_slot(f, row, value, (uint32_t)thing);
    if (k && k->row) return *out = *k->answer, CORDON_OK;
    return answer_new(out, f, row, value, thing, err);
}

cordon_status facts_begin(facts **out, fact_world *w, const case_file *c, date_day as_at, cordon_error *err) {
    facts *f = calloc(1, sizeof *f);
    if (!f) return cordon_fail(err, CORDON_ENOMEM, "no memory for the facts of a case");
    f->w = w;
    f->c = c;
    f->day = as_at ? as_at : c->day.v ? c->day.v : w->terms.as_at;
    arena_init(&f->mem, 0);
    cordon_status status = world_day_get(&f->d, w, f->day, err);
    if (!status) status = world_goods_take(&f->goods, w, err);
    if (!status) status = world_lists_get(&f->l, w, f->day, err);
    if (!status) status = world_asker_take(&f->asker, w, f->l, err);
    if (status)
        facts_end(f);
    else
        *out = f;
    return status;
}

void facts_end(facts *f) {
    if (!f) return;
    world_goods_give(f->w, f->goods);
    if (f->l) world_asker_give(f->w, f->l, f->asker);
    world_lists_give(f->w, f->l);
    world_day_give(f->w, f->d);
    facts_own_free(f->own);
    free(f->kept.slot);
    free(f->answer);
    arena_destroy(&f->mem);
    free(f);
}

const case_file *facts_case(const facts *f) { return f->c; }
date_day facts_day(const facts *f) { return f->day; }
const flag_settings *facts_settings(const facts *f) { return &f->d->settings; }
cordon_status facts_areas(const area_set **out, facts *f, const char *text, cordon_error *err) { return world_set(out, f->w, f->d, text, err); }
fact_world *facts_world(const facts *f) { return f->w; }
