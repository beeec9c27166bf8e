/* facts_screen.c - parties, banks, vessels and ports of a case against the lists of the day.
 *
 * Each subject is screened once for all lists; a fact looks at the hits of its lists. One is certain by an equal number that is given once, by a
 * probability of 0.95 that a second field supports (docs/ARCHITECTURE.md 8.21), or when a review that counts says so; a hit that is not certain makes
 * the fact unknown, never no. A false positive that was reviewed and still counts is no hit. */
#include "assess/facts_inner.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CERTAIN 0.95

/* ---- who is asked about ------------------------------------------------------------ */

/* What the field does not take (an address too long, an unknown kind of number) is left out: the name still finds. */
static void put(screen_ask *a, const char *as, const case_text *t) {
    if (t && t->state == VALUE_GIVEN) (void)screen_ask_add(a, as, t->v, strlen(t->v), NULL);
}

static void put_number(screen_ask *a, const char *text) {
    char as[64];
    const char *colon = strchr(text, ':');
    if (!colon || colon == text || colon - text > 40) {
        (void)screen_ask_add(a, "id.registration", text, strlen(text), NULL);
        return;
    }
    snprintf(as, sizeof as, "id.%.*s", (int)(colon - text), text);
    const char *kind = screen_ask_field(as) && !screen_ask_type(as, NULL) ? as : "id.registration";
    (void)screen_ask_add(a, kind, colon + 1, strlen(colon + 1), NULL);
}

/* A branch (11 letters) is its bank (8 letters, or XXX behind them): both ways of writing are asked. */
static void put_bic(screen_ask *a, const case_text *bic) {
    char head[12];
    put(a, "id.bic", bic);
    size_t n = bic && bic->state == VALUE_GIVEN ? strlen(bic->v) : 0;
    if (n != 8 && n != 11) return;
    snprintf(head, sizeof head, "%.8s", bic->v);
    if (n == 11) (void)screen_ask_add(a, "id.bic", head, 8, NULL);
    snprintf(head, sizeof head, "%.8sXXX", bic->v);
    (void)screen_ask_add(a, "id.bic", head, 11, NULL);
}

static bool make_question(screen_ask *a, arena *mem, facts *f, const fact_subject *s) {
    char day[DATE_TEXT];
    screen_ask_begin(a, mem);
    (void)screen_ask_add(a, "kind", s->kind, strlen(s->kind), NULL);
    put(a, "name", s->name);
    for (size_t i = 0; s->alias && i < s->alias->n; i++) put(a, "alias", &s->alias->v[i]);
    const area *country = s->country && s->country->state == VALUE_GIVEN
                              ? areas_find(f->w->areas, "code|iso3|iso2|name", s->country->v, strlen(s->country->v), f->day)
                              : NULL;
    if (country) (void)screen_ask_add(a, "country", country->code, strlen(country->code), NULL);
    put(a, "address", s->address);
    put(a, "phone", s->phone);
    put(a, "email", s->email);
    put(a, "website", s->website);
    put_bic(a, s->bic);
    put(a, "id.imo", s->imo);
    for (size_t i = 0; s->registration && i < s->registration->n; i++)
        if (s->registration->v[i].state == VALUE_GIVEN) put_number(a, s->registration->v[i].v);
    if (s->founded && s->founded->state == VALUE_GIVEN) {
        date_format(day, s->founded->v);
        (void)screen_ask_add(a, "birth", day, strlen(day), NULL);
    }
    return !screen_ask_check(a, NULL);
}

void fact_party_subject(fact_subject *s, const case_party *p) {
    const char *kind = p->person.v == TRI_YES ? "person" : p->person.v == TRI_NO && p->person.state == VALUE_GIVEN ? "organisation" : "any";
    *s = (fact_subject){.kind = kind, .name = &p->name, .country = &p->country, .address = &p->address, .phone = &p->phone, .email = &p->email, .website = &p->website,
                        .alias = &p->alias, .registration = &p->registration, .founded = &p->founded, .pointer = p->name.pointer};
}

void fact_owner_subject(fact_subject *s, const case_owner *o, case_texts *numbers) {
    *numbers = (case_texts){0};
    if (o->id.state == VALUE_GIVEN && strchr(o->id.v, ':')) *numbers = (case_texts){.v = &o->id, .n = 1, .state = VALUE_GIVEN, .pointer = o->id.pointer};
    *s = (fact_subject){.kind = o->person.v == TRI_YES ? "person" : "any", .name = &o->name, .country = &o->country, .registration = numbers, .pointer = o->name.pointer};
}

static bool is_bic(const char *s) {
    size_t n = strlen(s);
    if (n != 8 && n != 11) return false;
    for (size_t i = 0; i < n; i++)
        if (!(isupper((unsigned char)s[i]) || ((i >= 6 || i < 4) && isdigit((unsigned char)s[i])))) return false;
    return true;
}

void fact_bank_subject(fact_subject *s, const case_text *bank, case_text *name, case_text *bic) {
    bool number = bank->state == VALUE_GIVEN && is_bic(bank->v);
    *name = *bic = (case_text){.v = "", .pointer = bank->pointer};
    *(number ? bic : name) = *bank;
    *s = (fact_subject){.kind = number ? "any" : "organisation", .name = name, .bic = bic, .pointer = bank->pointer};
}

/* ---- hits -------------------------------------------------------------------------- */

static bool second_field(const pair_result *p) {
    static const pair_feature fields[] = {PAIR_BIRTH_SAME, PAIR_COUNTRY_SAME, PAIR_ADDRESS_SAME, PAIR_ID_SUPPORT, PAIR_ID_DECIDES};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (p->value[fields[i]] > 0) return true;
    return false;
}

static bool certain(const screen_hit *h) {
    bool reviewed = h->review && h->review_state == REVIEW_COUNTS && strcmp(h->review->verdict, "true-match") == 0;
    return reviewed || h->pair.value[PAIR_ID_DECIDES] > 0 || (h->pair.probability >= CERTAIN && second_field(&h->pair));
}

static bool refused(const screen_hit *h) { return h->review && h->review_state == REVIEW_COUNTS && strcmp(h->review->verdict, "false-positive") == 0; }

static const char *keep(facts *f, const char *s) { return arena_strndup(&f->mem, s ? s : "", s ? strlen(s) : 0); }

static cordon_status keep_hits(subject_hits *out, facts *f, const screen_answer *a, cordon_error *err) {
    out->v = arena_alloc(&f->mem, (a->hits + 1) * sizeof *out->v);
    if (!out->v) return cordon_fail(err, CORDON_ENOMEM, "no memory for hits");
    out->left_out = a->left_out + a->uncompared;
    out->weak = a->weak;
    for (size_t i = 0; i < a->hits; i++) {
        const screen_hit *h = &a->hit[i];
        const list_version *v = &h->entry->v;
        if (refused(h)) continue;
        subject_hit *s = &out->v[out->n++];
        *s = (subject_hit){.list = keep(f, v->e.list), .key = keep(f, v->e.key), .name = keep(f, entity_first(&v->e, "name")), .file = keep(f, v->file),
                           .sha256 = keep(f, v->sha256), .line = (int64_t)v->line, .since = h->listing ? h->listing->from : 0,
                           .probability = h->pair.probability, .certain = certain(h)};
        if (!s->list || !s->key || !s->name || !s->file || !s->sha256) return cordon_fail(err, CORDON_ENOMEM, "no memory for hits");
    }
    return CORDON_OK;
}

static cordon_status screen(subject_hits *out, facts *f, const screen_ask *ask, arena *mem, cordon_error *err) {
    screen_answer a;
    cordon_status status = screen_ask_lists(&a, f->asker->a, ask, mem, err);
    if (status) return status;
    if (a.verdict == FINDING_NOT_ASSESSED || a.verdict == FINDING_FAILED) {
        out->not_assessed = keep(f, a.reason);
        return out->not_assessed ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory for hits");
    }
    return keep_hits(out, f, &a, err);
}

static cordon_status screen_once(const subject_hits **out, facts *f, const screen_ask *ask, arena *mem, cordon_error *err) {
    char hash[ASK_HASH], key[ASK_HASH + 16];
    cordon_status status = screen_ask_hash(hash, ask, err);
    if (status) return status;
    snprintf(key, sizeof key, "?%d %s", (int)ask->kind, hash);
    if ((*out = world_screened(f->w, f->l, key)) != NULL) return CORDON_OK;
    subject_hits *h = arena_alloc(&f->mem, sizeof *h);
    status = h ? screen(h, f, ask, mem, err) : cordon_fail(err, CORDON_ENOMEM, "no memory for hits");
    if (status) return status;
    world_screened_keep(f->w, f->l, key, h);
    *out = h;
    return CORDON_OK;
}

static cordon_status screen_subject(const subject_hits **out, facts *f, const fact_subject *s, cordon_error *err) {
    static const subject_hits nothing = {.not_assessed = "nothing to look for: no name and no number"}, no_lists = {.not_assessed = "no list is loaded"};
    arena mem;
    screen_ask ask;
    cordon_status status = CORDON_OK;
    arena_init(&mem, 0);
    if (!make_question(&ask, &mem, f, s))
        *out = &nothing;
    else if (!f->asker)
        *out = &no_lists;
    else
        status = screen_once(out, f, &ask, &mem, err);
    arena_destroy(&mem);
    return status;
}

/* Once in a case: a place in it stands for one subject of a kind. */
cordon_status fact_screen(const subject_hits **out, facts *f, const fact_subject *s, cordon_error *err) {
    char key[256];
    int n = snprintf(key, sizeof key, "@%s %s", s->kind, s->pointer);
    bool keeps = *s->pointer && n < (int)sizeof key;
    void **kept = keeps ? facts_kept(f, key) : NULL;
    if (keeps && !kept) return cordon_fail(err, CORDON_ENOMEM, "no memory for hits");
    if (kept && *kept) return *out = *kept, CORDON_OK;
    cordon_status status = screen_subject(out, f, s, err);
    if (!status && kept) *kept = (void *)(uintptr_t)*out;
    return status;
}

/* ---- the facts ---------------------------------------------------------------------- */

static cordon_status say_hit(asked *q, const fact_subject *s, const subject_hit *h, size_t more) {
    char day[DATE_TEXT];
    fact_evidence at = {.kind = "case", .pointer = s->pointer, .text = s->name ? s->name->v : ""};
    q->out->value = fact_text(q, "%s:%s", h->list, h->key);
    if (!q->out->value) return fact_no_memory(q);
    cordon_status status = fact_say(q, h->certain ? TRI_YES : TRI_UNKNOWN, &at, "%s %s:%s \"%.100s\"%s%s, probability %.3f%s", h->certain ? "is" : "may be", h->list, h->key, h->name,
                                    h->since ? ", listed since " : "", h->since ? date_format(day, h->since) : "", h->probability,
                                    more ? fact_text(q, ", and %zu more", more) : "");
    if (status) return status;
    return fact_add(q, &(fact_evidence){.kind = "list", .record = q->out->value, .file = h->file, .sha256 = h->sha256, .line = h->line, .day = h->since, .text = h->name});
}

static cordon_status say_none(asked *q, const fact_subject *s, const subject_hits *h) {
    const lists_asked *l = NULL;
    fact_evidence at = {.kind = "case", .pointer = s->pointer, .text = s->name ? s->name->v : ""};
    cordon_status status = world_patterns(&l, q->f->w, q->f->l, q->value, q->err);
    if (status) return status;
    if (l->missing) {
        q->out->not_assessed = true;
        return fact_say(q, TRI_UNKNOWN, &at, "no hit on the lists that are loaded, and %.100s is not loaded", l->missing);
    }
    if (h->left_out) return fact_say(q, TRI_UNKNOWN, &at, "%zu entries alike could not all be compared", h->left_out);
    status = fact_say(q, TRI_NO, &at, h->weak ? "not found; %zu alike by a weak alias or a short name only, or of another kind" : "not found", h->weak);
    return status ? status : fact_add_all(q, l->searched, l->n);
}

static cordon_status on_hits(asked *q, const fact_subject *s, const subject_hits *h, bool alike) {
    const subject_hit *best = NULL;
    size_t n = 0;
    for (size_t i = 0; i < h->n; i++) {
        if (!world_on_lists(q->value, h->v[i].list)) continue;
        n++;
        if (!best || (h->v[i].certain && !best->certain)) best = &h->v[i]; /* they come by probability */
    }
    if (!best) return say_none(q, s, h);
    cordon_status status = say_hit(q, s, best, n - 1);
    if (alike) q->out->holds = TRI_YES;
    return status;
}

static cordon_status of_lists(asked *q, const fact_subject *s, bool alike) {
    const subject_hits *h = NULL;
    if (!*q->value) return cordon_fail(q->err, CORDON_EINVAL, "%s needs patterns of lists", q->row->name);
    cordon_status status = fact_screen(&h, q->f, s, q->err);
    if (status) return status;
    if (!h->not_assessed) return on_hits(q, s, h, alike);
    q->out->not_assessed = !q->f->asker;
    return fact_say(q, TRI_UNKNOWN, &(fact_evidence){.kind = "case", .pointer = s->pointer}, "%s", h->not_assessed);
}

cordon_status fact_of_lists(asked *q, const fact_subject *s) { return of_lists(q, s, false); }

cordon_status fact_party_listed(asked *q) {
    fact_subject s;
    fact_party_subject(&s, &q->f->c->party[q->thing]);
    return of_lists(q, &s, false);
}

cordon_status fact_owner_listed(asked *q) {
    fact_subject s;
    case_texts numbers;
    fact_owner_subject(&s, case_owner_at(q->f->c, q->thing), &numbers);
    return of_lists(q, &s, false);
}

cordon_status fact_party_named(asked *q) {
    fact_subject s;
    fact_party_subject(&s, &q->f->c->party[q->thing]);
    return of_lists(q, &s, true);
}

static cordon_status of_bank(asked *q, const case_text *bank) {
    fact_subject s;
    case_text name, bic;
    fact_bank_subject(&s, bank, &name, &bic);
    return fact_of_lists(q, &s);
}

cordon_status fact_leg_vessel(asked *q) {
    const case_leg *l = &q->f->c->leg[q->thing];
    const case_text *at = l->vessel_imo.state == VALUE_GIVEN ? &l->vessel_imo : &l->vessel;
    if (l->mode.state == VALUE_GIVEN && strcmp(l->mode.v, "sea") != 0 && at->state != VALUE_GIVEN)
        return fact_say(q, TRI_NO, &(fact_evidence){.kind = "case", .pointer = l->mode.pointer, .text = l->mode.v}, "no leg by sea");
    return fact_of_lists(q, &(fact_subject){.kind = "vessel", .name = &l->vessel, .imo = &l->vessel_imo, .country = &l->flag, .pointer = at->pointer});
}

cordon_status fact_leg_port(asked *q) {
    const case_leg *l = &q->f->c->leg[q->thing];
    if (l->port.state == VALUE_ABSENT && l->mode.state == VALUE_GIVEN && strcmp(l->mode.v, "sea") != 0 && strcmp(l->mode.v, "air") != 0)
        return fact_say(q, TRI_NO, &(fact_evidence){.kind = "case", .pointer = l->mode.pointer, .text = l->mode.v}, "a leg by %s, and no port is named", l->mode.v);
    return fact_of_lists(q, &(fact_subject){.kind = "any", .name = &l->port, .country = &l->to, .pointer = l->port.pointer});
}

cordon_status fact_leg_carrier(asked *q) {
    const case_leg *l = &q->f->c->leg[q->thing];
    return fact_of_lists(q, &(fact_subject){.kind = "organisation", .name = &l->carrier, .pointer = l->carrier.pointer});
}

/* Several texts of a payment, each a bank or a name; of the first the country may be known. */
static cordon_status of_several(asked *q, const case_text *const *t, size_t n, bool banks, const case_text *first) {
    bool begun = false;
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < n && !status; i++) {
        fact one = {.value = "", .why = ""};
        asked each = *q;
        each.out = &one;
        int party = banks ? -1 : case_party_find(q->f->c, t[i]->v);
        fact_subject s = {.kind = "any", .name = t[i], .country = i ? NULL : first, .pointer = t[i]->pointer};
        if (party >= 0) fact_party_subject(&s, &q->f->c->party[party]);
        status = banks ? of_bank(&each, t[i]) : fact_of_lists(&each, &s);
        if (!status) status = fact_or(q, &one, &begun);
    }
    return status;
}

cordon_status fact_payment_party(asked *q) {
    const case_payment *p = &q->f->c->payment[q->thing];
    const case_text *t[4] = {&p->debtor, &p->creditor};
    size_t n = 2;
    if (p->ultimate_debtor.state != VALUE_ABSENT) t[n++] = &p->ultimate_debtor;
    if (p->ultimate_creditor.state != VALUE_ABSENT) t[n++] = &p->ultimate_creditor;
    return of_several(q, t, n, false, &p->debtor_country);
}

cordon_status fact_payment_agent(asked *q) {
    const case_payment *p = &q->f->c->payment[q->thing];
    const case_text *t[CASE_TEXTS_MAX + 2] = {&p->debtor_agent, &p->creditor_agent};
    size_t n = 2;
    for (size_t i = 0; i < p->agent.n; i++) t[n++] = &p->agent.v[i];
    return of_several(q, t, n, true, NULL);
}

cordon_status fact_payment_asset(asked *q) {
    const case_payment *p = &q->f->c->payment[q->thing];
    const case_text *t[2] = {&p->asset, &p->wallet};
    size_t n = 0;
    if (p->method.state == VALUE_GIVEN && strcmp(p->method.v, "crypto") != 0 && p->asset.state != VALUE_GIVEN && p->wallet.state != VALUE_GIVEN)
        return fact_say(q, TRI_NO, &(fact_evidence){.kind = "case", .pointer = p->method.pointer, .text = p->method.v}, "not paid by a crypto asset");
    for (int i = 0; i < 2; i++)
        if (t[i]->state == VALUE_GIVEN || (!i && t[1]->state != VALUE_GIVEN)) t[n++] = t[i];
    return of_several(q, t, n, false, NULL);
}
