/* facts_contact.c - whether a party's address, telephone, e-mail address, website or officer leads to a listed party.
 *
 * Contacts are compared through the keys that the screening index holds of every listed version, by equality after one
 * spelling each (screen_ask_shared). What says nothing of a firm is left out: websites and domains of free mail and of
 * platforms (flag_parameters.csv: free_mail, shared_hosts). An entry that the party itself certainly is does not count:
 * nobody shares with oneself, and party.listed says it. Officers are screened as persons; a hit is one that may be. */
#include "assess/facts_flags.h"

#include <fnmatch.h>
#include <string.h>

#include "name/contact.h"

/* ---- what the party gives ---------------------------------------------------------- */

enum { CONTACTS_MAX = 5 };
typedef struct contact { const char *prop, *words; const case_text *from; } contact; /* words: for sentences */
typedef struct contacts { entity e; contact v[CONTACTS_MAX]; size_t n; const case_text *lacks; const char *lacks_words; } contacts;

static void give(contacts *c, const char *prop, const char *words, const case_text *from, const char *value) {
    if (!*value) return;
    entity_add(&c->e, prop, value, -1, NULL, NULL);
    c->v[c->n++] = (contact){prop, words, from};
}

static void give_text(contacts *c, const char *prop, const char *words, const case_text *t) {
    if (t->state == VALUE_GIVEN) give(c, prop, words, t, t->v);
    else if (t->state != VALUE_EMPTY && !c->lacks) c->lacks = t, c->lacks_words = words;
}

/* The domain of a website, or behind the @ of an address; "" when it is nobody's own. */
static void own_domain(char out[CONTACT_MAX], const case_text *t, const char *free_mail, const char *hosts) {
    if (t->state != VALUE_GIVEN || !contact_domain(out, t->v, strlen(t->v)) || flag_word_in(out, free_mail) || flag_word_in(out, hosts)) *out = 0;
}

static cordon_status gather(contacts *c, asked *q, arena *mem, const case_party *p) {
    const char *free_mail, *hosts;
    char site[CONTACT_MAX], mail[CONTACT_MAX];
    *c = (contacts){.n = 0};
    cordon_status status = fact_parameter(&free_mail, q, "free_mail");
    if (!status) status = fact_parameter(&hosts, q, "shared_hosts");
    if (status) return status;
    entity_begin(&c->e, mem, "", "", "LegalEntity");
    give_text(c, "address", "address", &p->address);
    give_text(c, "phone", "telephone", &p->phone);
    give_text(c, "email", "e-mail address", &p->email);
    own_domain(site, &p->website, free_mail, hosts);
    own_domain(mail, &p->email, free_mail, hosts);
    give(c, "website", "website", &p->website, site);
    if (strcmp(site, mail) != 0) give(c, "website", "domain of the e-mail address", &p->email, mail);
    return c->e.failed ? fact_no_memory(q) : CORDON_OK;
}

static const contact *contact_of(const contacts *c, const screen_shared *s) {
    const contact *best = &c->v[0];
    char domain[CONTACT_MAX];
    for (size_t i = 0; i < c->n; i++) {
        if (strcmp(c->v[i].prop, s->prop) != 0) continue;
        best = &c->v[i];
        if (strcmp(s->prop, "website") != 0 || (contact_domain(domain, best->from->v, strlen(best->from->v)) && strcmp(domain, s->asked) == 0)) break;
    }
    return best;
}

/* ---- what is shared, kept with the lists ---------------------------------------------- */

typedef struct shared_kept { const screen_shared *v; size_t n, uncompared; } shared_kept;

static const shared_kept *copy_kept(arena *mem, const shared_kept *from) {
    shared_kept *k = arena_alloc(mem, sizeof *k);
    screen_shared *v = k ? arena_alloc(mem, (from->n + 1) * sizeof *v) : NULL;
    if (!v) return NULL;
    for (size_t i = 0; i < from->n; i++) {
        v[i] = from->v[i];
        const char **text[] = {&v[i].prop, &v[i].asked, &v[i].listed, &v[i].list, &v[i].key, &v[i].name, &v[i].file, &v[i].sha256};
        for (size_t k2 = 0; k2 < sizeof text / sizeof *text; k2++)
            if (!(*text[k2] = arena_strndup(mem, *text[k2], strlen(*text[k2])))) return NULL;
    }
    *k = (shared_kept){v, from->n, from->uncompared};
    return k;
}

static cordon_status ask_lists(shared_kept *out, asked *q, const contacts *c, const char *key) {
    pthread_mutex_t *lock = &q->f->w->lock;
    world_lists *l = q->f->l;
    cordon_status status = screen_ask_shared(&out->v, &out->n, &out->uncompared, q->f->asker->a, &c->e, &q->f->mem, q->err);
    if (status) return status;
    pthread_mutex_lock(lock);
    void **kept = l->contacts.used < WORLD_KEPT_MAX ? memos_at(&l->contacts, &l->mem, key) : NULL;
    if (kept && !*kept) *kept = (void *)(uintptr_t)copy_kept(&l->mem, out);
    pthread_mutex_unlock(lock);
    return CORDON_OK;
}

static cordon_status shared_of(shared_kept *out, asked *q, const contacts *c) {
    buf key = {0};
    cordon_status status = CORDON_OK;
    *out = (shared_kept){.n = 0};
    if (!c->n) return CORDON_OK;
    entity_json(&key, &c->e);
    pthread_mutex_lock(&q->f->w->lock);
    const shared_kept *kept = key.failed ? NULL : memos_find(&q->f->l->contacts, buf_text(&key));
    if (kept) *out = *kept;
    pthread_mutex_unlock(&q->f->w->lock);
    if (!kept) status = key.failed ? fact_no_memory(q) : ask_lists(out, q, c, buf_text(&key));
    buf_free(&key);
    return status;
}

/* ---- R08, R09 ------------------------------------------------------------------------ */

static bool is_itself(const subject_hits *self, const screen_shared *s) {
    for (size_t i = 0; self && i < self->n; i++)
        if (self->v[i].certain && strcmp(self->v[i].list, s->list) == 0 && strcmp(self->v[i].key, s->key) == 0) return true;
    return false;
}

static cordon_status say_shared(asked *q, const contacts *c, const screen_shared *s, const char *of) {
    const contact *by = contact_of(c, s);
    fact_evidence at = {.kind = "case", .pointer = by->from->pointer, .text = by->from->v};
    const char *record = fact_text(q, "%s:%s", s->list, s->key);
    if (!record) return fact_no_memory(q);
    cordon_status status = CORDON_OK;
    if (q->out->holds != TRI_YES) {
        q->out->value = record;
        status = fact_say(q, TRI_YES, &at, "%s \"%.120s\" is %s %s \"%.100s\"", by->words, by->from->v, of, record, s->name);
    } else
        status = fact_add(q, &at);
    return status ? status : fact_add(q, &(fact_evidence){.kind = "list", .record = record, .file = s->file, .sha256 = s->sha256, .line = s->line, .day = s->since, .text = s->listed});
}

static cordon_status say_officer(asked *q, const case_text *officer, const subject_hit *h) {
    const char *record = fact_text(q, "%s:%s", h->list, h->key);
    fact_evidence at = {.kind = "case", .pointer = officer->pointer, .text = officer->v};
    if (!record) return fact_no_memory(q);
    cordon_status status = fact_add(q, &at);
    if (q->out->holds != TRI_YES) {
        q->out->value = record;
        q->out->evidences = 0;
        status = fact_say(q, TRI_YES, &at, "officer \"%.100s\" may be %s \"%.100s\", probability %.3f", officer->v, record, h->name, h->probability);
    }
    return status ? status : fact_add(q, &(fact_evidence){.kind = "list", .record = record, .file = h->file, .sha256 = h->sha256, .line = h->line, .day = h->since, .text = h->name});
}

/* *open: why an officer cannot be told, NULL = all can. */
static cordon_status officers(asked *q, const case_party *p, const char **open) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < p->officer.n && !status; i++) {
        const subject_hits *h = NULL;
        const subject_hit *best = NULL;
        const case_text *t = &p->officer.v[i];
        if (t->state != VALUE_GIVEN) continue;
        status = fact_screen(&h, q->f, &(fact_subject){.kind = "person", .name = t, .pointer = t->pointer}, q->err);
        for (size_t k = 0; !status && k < h->n; k++)
            if (!best && lists_match(q->value, h->v[k].list)) best = &h->v[k];
        if (!status && best) status = say_officer(q, t, best);
        else if (!status && (h->not_assessed || h->left_out)) *open = h->not_assessed ? h->not_assessed : "officers alike could not all be compared";
    }
    return status;
}

/* The first pattern of which no list is loaded; NULL = each has one. */
static const char *not_loaded(asked *q, const char *patterns) {
    const coverage *c = screen_engine_coverage(q->f->l->engine);
    for (const char *s = patterns; *s; s += strcspn(s, ","), s += *s == ',') {
        const char *one = fact_text(q, "%.*s", (int)strcspn(s, ","), s);
        bool any = false;
        for (size_t i = 0; one && i < c->lists && !any; i++) any = lists_match(one, c->list[i].list);
        if (one && *one && !any) return one;
    }
    return NULL;
}

static cordon_status unknown_at(asked *q, const char *pointer, bool not_assessed, const char *why) {
    q->out->not_assessed = not_assessed;
    return fact_say(q, TRI_UNKNOWN, &(fact_evidence){.kind = "case", .pointer = pointer}, "%s", why);
}

/* Nothing is shared: said only where everything was given and compared. */
static cordon_status say_none(asked *q, const case_party *p, const contacts *c, const shared_kept *s, const char *open) {
    const char *list = not_loaded(q, q->value);
    if (list) return unknown_at(q, p->name.pointer, true, fact_text(q, "%.100s is not loaded", list));
    if (s->uncompared) return unknown_at(q, p->name.pointer, false, fact_text(q, "%zu entries alike could not all be compared", s->uncompared));
    if (c->lacks) return unknown_at(q, c->lacks->pointer, false, fact_text(q, "%s of \"%.100s\" is not given; what is given is that of no listed party", c->lacks_words, p->name.v));
    if (p->officer.state != VALUE_GIVEN && p->officer.state != VALUE_EMPTY) return unknown_at(q, p->officer.pointer, false, fact_text(q, "officers of \"%.100s\" are not given; its contacts are those of no listed party", p->name.v));
    if (open) return unknown_at(q, p->officer.pointer, false, open);
    cordon_status status = fact_say(q, TRI_NO, &(fact_evidence){.kind = "case", .pointer = p->name.pointer, .text = p->name.v}, "%zu contacts and %zu officers lead to no other listed party", c->n, p->officer.n);
    const coverage *of = screen_engine_coverage(q->f->l->engine);
    for (size_t i = 0; i < of->lists && !status; i++)
        if (lists_match(q->value, of->list[i].list)) status = fact_add(q, &(fact_evidence){.kind = "list", .record = of->list[i].list, .text = "searched; vintage", .day = of->list[i].vintage});
    return status;
}

cordon_status fact_party_contact(asked *q) {
    const case_party *p = &q->f->c->party[q->thing];
    const subject_hits *self = NULL;
    const char *open = NULL;
    contacts c;
    shared_kept s;
    fact_subject who;
    if (!*q->value) return cordon_fail(q->err, CORDON_EINVAL, "%s needs patterns of lists", q->row->name);
    if (!q->f->asker) return unknown_at(q, p->name.pointer, true, "no list is loaded");
    cordon_status status = gather(&c, q, &q->f->mem, p);
    if (!status) status = shared_of(&s, q, &c);
    fact_party_subject(&who, p);
    if (!status && s.n) status = fact_screen(&self, q->f, &who, q->err);
    for (size_t i = 0; !status && i < s.n; i++)
        if (lists_match(q->value, s.v[i].list) && !is_itself(self, &s.v[i])) status = say_shared(q, &c, &s.v[i], "that of");
    if (!status) status = officers(q, p, &open);
    return status || q->out->holds == TRI_YES ? status : say_none(q, p, &c, &s, open);
}

/* ---- R12 ----------------------------------------------------------------------------- */

static cordon_status say_moved(asked *q, const case_owner *o, const case_day *moved, const subject_hit *h, int32_t days) {
    char on[DATE_TEXT], since[DATE_TEXT];
    const char *record = fact_text(q, "%s:%s", h->list, h->key), *day = fact_text(q, "%s", date_format(on, moved->v));
    if (!record || !day) return fact_no_memory(q);
    q->out->value = record;
    cordon_status status = fact_say(q, TRI_YES, &(fact_evidence){.kind = "case", .pointer = moved->pointer, .text = day, .day = moved->v}, "the share of \"%.100s\" %s on %s, %d days %s it was listed as %s on %s", o->name.v,
                                    moved == &o->to ? "ended" : "began", day, days < 0 ? -days : days, days < 0 ? "before" : "after", record, date_format(since, h->since));
    return status ? status : fact_add(q, &(fact_evidence){.kind = "list", .record = record, .file = h->file, .sha256 = h->sha256, .line = h->line, .day = h->since, .text = h->name});
}

/* Days from a listing to the day on which the holding changed, when that is near; 0 hits otherwise. */
static cordon_status near_listing(asked *q, const case_owner *o, const subject_hit *h, double most) {
    const case_day *moved[2] = {&o->from, &o->to};
    for (int i = 0; i < 2; i++) {
        int32_t days = moved[i]->state == VALUE_GIVEN ? date_number(moved[i]->v) - date_number(h->since) : 0;
        if (moved[i]->state == VALUE_GIVEN && days <= most && -days <= most) return say_moved(q, o, moved[i], h, days);
    }
    return CORDON_OK;
}

cordon_status fact_owner_moved(asked *q) {
    const case_owner *o = case_owner_at(q->f->c, q->thing);
    int party = case_owner_party(q->f->c, o);
    const subject_hits *h = NULL;
    case_texts numbers;
    fact_subject who;
    double most;
    size_t listed = 0, alike = 0, undated = 0;
    if (!*q->value) return cordon_fail(q->err, CORDON_EINVAL, "%s needs patterns of lists", q->row->name);
    cordon_status status = fact_parameter_number(&most, q, "transfer_days");
    fact_owner_subject(&who, o, &numbers);
    if (party >= 0) fact_party_subject(&who, &q->f->c->party[party]);
    if (!status) status = fact_screen(&h, q->f, &who, q->err);
    if (status) return status;
    if (h->not_assessed) return unknown_at(q, o->name.pointer, !q->f->asker, h->not_assessed);
    for (size_t i = 0; i < h->n && !status && q->out->holds != TRI_YES; i++) {
        if (!lists_match(q->value, h->v[i].list)) continue;
        listed += h->v[i].certain, alike += !h->v[i].certain, undated += h->v[i].certain && !h->v[i].since;
        if (h->v[i].certain && h->v[i].since) status = near_listing(q, o, &h->v[i], most);
    }
    if (status || q->out->holds == TRI_YES) return status;
    if (listed && o->from.state != VALUE_GIVEN) return unknown_at(q, o->from.pointer, false, fact_text(q, "\"%.100s\" is listed, and since when it holds its share is not given", o->name.v));
    if (undated) return unknown_at(q, o->name.pointer, false, fact_text(q, "\"%.100s\" is listed, and a list does not say since when", o->name.v));
    if (alike || h->left_out) return unknown_at(q, o->name.pointer, false, fact_text(q, "\"%.100s\" may be listed", o->name.v));
    const char *list = not_loaded(q, q->value);
    if (list) return unknown_at(q, o->name.pointer, true, fact_text(q, "%.100s is not loaded", list));
    return fact_say(q, TRI_NO, &(fact_evidence){.kind = "case", .pointer = o->name.pointer, .text = o->name.v}, listed ? "listed, and no share changed hands near the day of it" : "not listed");
}

/* ---- R56 ----------------------------------------------------------------------------- */

/* Entries that are an address and no party. */
typedef struct risk_entries { size_t entries, with_address; } risk_entries;

/* Counts the entries of the lists that are addresses, and how many of them say which. Under no lock: done twice it is the same. */
static cordon_status count_risks(risk_entries *out, asked *q, const char *on, const char *names) {
    lists_filter filter = {.lists = on, .known_by = q->f->w->terms.known_by, .as_at = q->f->day};
    lists_cursor *c = NULL;
    const list_version *v = NULL;
    cordon_status status = lists_ask(&c, q->f->asker->l, &filter, q->err);
    while (!status && !(status = lists_next(c, &v, q->err)) && v) {
        const char *name = entity_first(&v->e, "name");
        if (!name || fnmatch(names, name, FNM_CASEFOLD) != 0) continue;
        out->entries++;
        out->with_address += entity_first(&v->e, "address") != NULL;
    }
    lists_done(c);
    return status == CORDON_ENOTFOUND ? CORDON_OK : status;
}

static cordon_status risks_of(risk_entries *out, asked *q, const char *on, const char *names) {
    world_lists *l = q->f->l;
    pthread_mutex_t *lock = &q->f->w->lock;
    const char *key = fact_text(q, "%s\n%s", on, names);
    if (!key) return fact_no_memory(q);
    pthread_mutex_lock(lock);
    const risk_entries *known = memos_find(&l->risks, key);
    if (known) *out = *known;
    pthread_mutex_unlock(lock);
    if (known) return CORDON_OK;
    cordon_status status = count_risks(out, q, on, names);
    if (status) return status;
    pthread_mutex_lock(lock);
    risk_entries *copy = arena_alloc(&l->mem, sizeof *copy);
    void **kept = copy ? memos_at(&l->risks, &l->mem, key) : NULL; /* without memory the next case counts again */
    if (kept && !*kept) {
        *copy = *out;
        *kept = copy;
    }
    pthread_mutex_unlock(lock);
    return CORDON_OK;
}

static cordon_status no_risk(asked *q, const case_text *place, const risk_entries *r, const char *on, size_t uncompared) {
    if (!r->entries) return unknown_at(q, place->pointer, true, fact_text(q, "no list that is loaded has an entry that is an address; %.100s would", on));
    if (!r->with_address) return unknown_at(q, place->pointer, true, fact_text(q, "%zu entries that are an address are loaded, and none says which: load the list with its addresses", r->entries));
    if (uncompared) return unknown_at(q, place->pointer, false, "entries alike could not all be compared");
    cordon_status status = fact_say(q, TRI_NO, &(fact_evidence){.kind = "case", .pointer = place->pointer, .text = place->v}, "none of %zu entries that are an address (%zu more do not say which)", r->with_address, r->entries - r->with_address);
    return status ? status : fact_add(q, &(fact_evidence){.kind = "list", .record = on, .text = "searched", .day = q->f->day});
}

cordon_status fact_party_risk_address(asked *q) {
    const case_text *place = &q->f->c->party[q->thing].address;
    const char *on, *names;
    contacts c = {.n = 0};
    shared_kept s = {.n = 0};
    risk_entries r = {.entries = 0};
    cordon_status status = fact_parameter(&on, q, "risk_address_lists");
    if (!status) status = fact_parameter(&names, q, "risk_address_names");
    if (status) return status;
    if (!q->f->asker) return unknown_at(q, place->pointer, true, "no list is loaded");
    if (place->state != VALUE_GIVEN) return fact_of_state(q, place->state == VALUE_EMPTY ? VALUE_EMPTY : VALUE_UNKNOWN, place->pointer);
    entity_begin(&c.e, &q->f->mem, "", "", "LegalEntity");
    give_text(&c, "address", "address", place);
    if (c.e.failed) return fact_no_memory(q);
    status = shared_of(&s, q, &c);
    for (size_t i = 0; !status && i < s.n; i++)
        if (lists_match(on, s.v[i].list) && fnmatch(names, s.v[i].name, FNM_CASEFOLD) == 0) status = say_shared(q, &c, &s.v[i], "the entry");
    if (!status && q->out->holds != TRI_YES) status = risks_of(&r, q, on, names);
    return status || q->out->holds == TRI_YES ? status : no_risk(q, place, &r, on, s.uncompared);
}
