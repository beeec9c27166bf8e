#include "assess/shipments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assess/euc_near.h"
#include "assess/facts_inner.h"

/* A certificate as it stands in one case or several, word for word. */
typedef struct paper {
    const euc *e;
    const char *where;
    size_t cases; /* whose newest decision holds it */
} paper;

typedef struct shipment {
    const char *decision, *number; /* number: NULL = the certificate has none */
    paper *paper;
    const case_item *item; size_t items;
    verdict v;
    bool replaced; /* by a newer decision of the case */
    struct shipment *next; /* of the same number, older */
} shipment;

struct shipments {
    arena mem;
    memos kept; /* "case K", "hash H": shipment; "number N": the newest shipment of it; "paper TEXT": paper */
    paper **paper; /* in the order of near */
    size_t papers, room, live; /* live: papers that some case holds */
    euc_near *near;
    size_t count, damaged;
    int64_t next; /* entry */
};

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory for earlier shipments"); }

cordon_status shipments_new(shipments **out, cordon_error *err) {
    shipments *s = calloc(1, sizeof *s);
    if (!s) return no_memory(err);
    arena_init(&s->mem, 0);
    s->next = 1;
    cordon_status status = euc_near_new(&s->near, err);
    if (status)
        shipments_free(s);
    else
        *out = s;
    return status;
}

void shipments_free(shipments *s) {
    if (!s) return;
    arena_destroy(&s->mem);
    euc_near_free(s->near);
    free(s->kept.slot);
    free(s->paper);
    free(s);
}

size_t shipments_count(const shipments *s) { return s->count; }
size_t shipments_damaged(const shipments *s) { return s->damaged; }

static void **at(shipments *s, const char *what, const char *key, size_t len) {
    buf b = {0};
    buf_str(&b, what);
    buf_add(&b, key, len);
    void **slot = b.failed ? NULL : memos_at(&s->kept, &s->mem, buf_text(&b));
    buf_free(&b);
    return slot;
}

static void *find(const shipments *s, const char *what, const char *key) {
    buf b = {0};
    buf_str(&b, what);
    buf_str(&b, key);
    void *v = b.failed ? NULL : memos_find(&s->kept, buf_text(&b));
    buf_free(&b);
    return v;
}

static const char *key_of(const case_file *c) { return c->id.state == VALUE_GIVEN ? c->id.v : c->hash; }

static bool keep_text(shipments *s, case_text *out, const case_text *t) {
    *out = (case_text){.v = t->state == VALUE_GIVEN ? arena_strndup(&s->mem, t->v, strlen(t->v)) : "", .state = t->state, .pointer = ""};
    return out->v != NULL;
}

/* Of the items what a certificate is held against. */
static bool keep_items(shipments *s, shipment *x, const case_file *c) {
    case_item *v = arena_alloc(&s->mem, (c->items + 1) * sizeof *v);
    if (!v) return false;
    for (size_t i = 0; i < c->items; i++) {
        const case_item *from = &c->item[i];
        if (!keep_text(s, &v[i].part, &from->part) || !keep_text(s, &v[i].text, &from->text) || !keep_text(s, &v[i].code, &from->code) || !keep_text(s, &v[i].unit, &from->unit)) return false;
        v[i].quantity = from->quantity;
        v[i].quantity.pointer = "";
    }
    x->item = v;
    x->items = c->items;
    return true;
}

/* The words of "euc" in a canonical case: within texts its quotes would stand behind a backslash, and no other key is so named. */
static const char *euc_text(size_t *len, const case_file *c) {
    static const char key[] = "\"euc\":";
    const char *end = c->canonical + c->canonical_len;
    for (const char *p = c->canonical; (p = memmem(p, (size_t)(end - p), key, sizeof key - 1)); p += sizeof key - 1) {
        if (p == c->canonical || (p[-1] != ',' && p[-1] != '{')) continue;
        p += sizeof key - 1;
        return sealed_value(len, p, end);
    }
    return NULL;
}

static cordon_status room_for_paper(shipments *s, cordon_error *err) {
    if (s->papers < s->room) return CORDON_OK;
    size_t room = s->room ? s->room * 2 : 64;
    paper **more = realloc(s->paper, room * sizeof(paper *));
    if (!more) return no_memory(err);
    s->paper = more;
    s->room = room;
    return CORDON_OK;
}

static cordon_status paper_of(paper **out, shipments *s, const case_file *c, const char *where, cordon_error *err) {
    size_t len = 0;
    const char *text = euc_text(&len, c);
    if (!text) return cordon_fail(err, CORDON_EFORMAT, "a case without its certificate");
    void **slot = at(s, "paper ", text, len);
    if (!slot) return no_memory(err);
    if (*slot) return *out = *slot, CORDON_OK;
    paper *p = arena_alloc(&s->mem, sizeof *p);
    if (!p) return no_memory(err);
    p->where = where;
    cordon_status status = case_read_euc(&p->e, &s->mem, where, text, len, err);
    if (!status) status = room_for_paper(s, err);
    if (!status) status = euc_near_add(s->near, p->e, err);
    if (status) return status;
    *slot = *out = s->paper[s->papers++] = p;
    return CORDON_OK;
}

static void hold(shipments *s, paper *p) { s->live += !p->cases++; }

static void replace(shipments *s, shipment *old) {
    if (!old || old->replaced) return;
    old->replaced = true;
    s->live -= !--old->paper->cases;
}

static cordon_status keep_shipment(shipments *s, const case_file *c, const log_entry *e, verdict v, cordon_error *err) {
    char name[200];
    snprintf(name, sizeof name, "entry %lld of the log (%.120s)", (long long)e->n, key_of(c));
    shipment *x = arena_alloc(&s->mem, sizeof *x);
    if (!x || !(x->decision = arena_strndup(&s->mem, name, strlen(name))) || !keep_items(s, x, c)) return no_memory(err);
    x->v = v;
    cordon_status status = paper_of(&x->paper, s, c, x->decision, err);
    if (status) return status;
    const case_text *number = &x->paper->e->number;
    x->number = number->state == VALUE_GIVEN ? number->v : NULL;
    void **slot = at(s, "hash ", e->hash, strlen(e->hash));
    if (!slot) return no_memory(err);
    *slot = x;
    if (!(slot = at(s, "case ", key_of(c), strlen(key_of(c))))) return no_memory(err);
    *slot = x;
    hold(s, x->paper);
    s->count++;
    if (!x->number) return CORDON_OK;
    if (!(slot = at(s, "number ", x->number, strlen(x->number)))) return no_memory(err);
    x->next = *slot;
    *slot = x;
    return CORDON_OK;
}

static cordon_status add_decision(shipments *s, const log_entry *e, cordon_error *err) {
    arena mem;
    case_file c;
    verdict v = VERDICT_REVIEW;
    size_t len = 0;
    const char *json = sealed_case(&len, e);
    if (!json || !sealed_verdict(&v, e)) return cordon_fail(err, CORDON_EFORMAT, "entry %lld: a decision without case or verdict", (long long)e->n);
    arena_init(&mem, 0);
    cordon_status status = case_read(&c, &mem, "the log", json, len, err);
    if (!status) replace(s, find(s, "case ", key_of(&c)));
    if (!status && c.euc) status = keep_shipment(s, &c, e, v, err);
    arena_destroy(&mem);
    return status;
}

static cordon_status add_override(shipments *s, const log_entry *e, cordon_error *err) {
    verdict v;
    shipment *x = find(s, "hash ", e->about);
    if (!sealed_verdict(&v, e)) return cordon_fail(err, CORDON_EFORMAT, "entry %lld: no override that can be read", (long long)e->n);
    if (x) x->v = v;
    return CORDON_OK;
}

cordon_status shipments_add(shipments *s, const log_entry *e, cordon_error *err) {
    cordon_error fault = {0};
    cordon_status status = CORDON_OK;
    s->next = e->n + 1;
    if (!e->sound) status = CORDON_ECORRUPT;
    else if (strcmp(e->kind, "decision") == 0) status = add_decision(s, e, &fault);
    else if (strcmp(e->kind, "override") == 0) status = add_override(s, e, &fault);
    if (status == CORDON_ENOMEM) return *err = fault, status;
    s->damaged += status != CORDON_OK;
    return CORDON_OK;
}

typedef struct following {
    shipments *s;
    int64_t before;
    cordon_status status;
    cordon_error *err;
} following;

static int each(void *arg, const log_entry *e) {
    following *f = arg;
    if (f->before && e->n >= f->before) return 1;
    f->status = shipments_add(f->s, e, f->err);
    return f->status != CORDON_OK;
}

cordon_status shipments_follow(shipments *s, decision_log *l, int64_t before, cordon_error *err) {
    following f = {.s = s, .before = before, .err = err};
    if (before && s->next >= before) return CORDON_OK;
    cordon_status status = log_each(l, s->next, each, &f, err);
    return status ? status : f.status;
}

static bool ships(const shipment *x) { return !x->replaced && x->v <= VERDICT_REVIEW; }

static cordon_status uses_of(shipped *out, arena *mem, const shipment *newest, const shipment *own, cordon_error *err) {
    size_t n = 0;
    for (const shipment *x = newest; x; x = x->next) n += ships(x) && x != own ? x->items : 0;
    euc_use *v = arena_alloc(mem, (n + 1) * sizeof *v);
    if (!v) return no_memory(err);
    out->use = v;
    out->uses = n;
    for (const shipment *x = newest; x; x = x->next)
        for (size_t i = x->items; ships(x) && x != own && i-- > 0;) /* oldest first: from the end */
            v[--n] = (euc_use){.number = x->number, .part = "", .code = "", .unit = x->item[i].unit.v, .quantity = x->item[i].quantity.v, .decision = x->decision, .item = &x->item[i],
                               .unknown = x->item[i].quantity.state != VALUE_GIVEN};
    return CORDON_OK;
}

cordon_status shipments_of(shipped *out, shipments *s, arena *mem, const euc *e, const case_file *c, cordon_error *err) {
    const shipment *own = c ? find(s, "case ", key_of(c)) : NULL, *newest = e->number.state == VALUE_GIVEN ? find(s, "number ", e->number.v) : NULL;
    const paper *mine = own && !own->replaced ? own->paper : NULL;
    const uint32_t *near = NULL;
    size_t n = 0;
    *out = (shipped){.known = e->number.state == VALUE_GIVEN && !s->damaged};
    cordon_status status = euc_near_find(&near, &n, s->near, mem, e, c, err);
    if (status) return status;
    euc_other *o = arena_alloc(mem, (n + 1) * sizeof *o);
    if (!o) return no_memory(err);
    out->other = o;
    for (size_t i = 0; i < n; i++) {
        const paper *p = s->paper[near[i]];
        if (p->cases > (p == mine)) o[out->others++] = (euc_other){p->e, p->where};
    }
    out->skipped = s->live - (mine && mine->cases == 1) - out->others;
    return uses_of(out, mem, newest, own, err);
}
