/* facts_own.c - who owns the parties of a case: what the case says, joined to what the store knows.
 *
 * The graph is the case's own: its parties and the owners it names, and above each of them that the store knows (by a number, by an entry it certainly is,
 * or by its name) all that stands above it there. Who of them is listed is told by screening, with country and numbers where the case gives them. */
#include "assess/facts_inner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Who of the nodes counts as listed under a rule. */
typedef struct rule_listed {
    const own_rule *rule;
    uint8_t *listed;
    struct rule_listed *next;
} rule_listed;

typedef struct own_case {
    own_graph *g;
    uint32_t *party;            /* nodes of the parties */
    const subject_hits **found; /* by node, of those that the case describes; NULL else */
    size_t founds;
    own_hits stored;            /* of the nodes that came from the store */
    rule_listed *marked;
} own_case;

void facts_own_free(own_case *o) {
    if (!o) return;
    own_graph_free(o->g);
    free(o->stored.v);
    free(o->found);
    free(o);
}

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory for owners"); }

/* ---- which node of the store a party of the case is --------------------------------- */

static bool stored_number(uint32_t *out, const own_graph *g, const case_texts *numbers) {
    for (size_t i = 0; numbers && i < numbers->n; i++)
        if (numbers->v[i].state == VALUE_GIVEN && own_node_find(out, g, numbers->v[i].v)) return true;
    return false;
}

static bool stored_entry(uint32_t *out, const own_graph *g, const subject_hits *h) {
    char key[1200];
    for (size_t i = 0; i < h->n; i++) {
        if (!h->v[i].certain) continue;
        snprintf(key, sizeof key, "%s:%.1000s", h->v[i].list, h->v[i].key);
        if (own_node_find(out, g, key)) return true;
    }
    return false;
}

/* The only node of that name. */
static bool stored_name(uint32_t *out, const world_lists *l, const char *name) {
    size_t lo = 0, hi = own_nodes(l->owners);
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (strcasecmp(own_node_name(l->owners, l->by_name[mid]), name) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    size_t n = own_nodes(l->owners);
    bool one = lo < n && strcasecmp(own_node_name(l->owners, l->by_name[lo]), name) == 0;
    bool more = lo + 1 < n && strcasecmp(own_node_name(l->owners, l->by_name[lo + 1]), name) == 0;
    if (one && !more) *out = l->by_name[lo];
    return one && !more;
}

static bool stored_node(uint32_t *out, const facts *f, const fact_subject *s, const subject_hits *h) {
    const own_graph *g = f->l->owners;
    if (!g || !own_nodes(g)) return false;
    return stored_number(out, g, s->registration) || stored_entry(out, g, h) || (s->name->state == VALUE_GIVEN && stored_name(out, f->l, s->name->v));
}

/* ---- the graph ---------------------------------------------------------------------- */

static cordon_status note_hits(own_case *o, uint32_t node, const subject_hits *h, cordon_error *err) {
    if (node >= o->founds) {
        size_t n = node + 64;
        const subject_hits **more = realloc(o->found, n * sizeof *more);
        if (!more) return no_memory(err);
        memset(more + o->founds, 0, (n - o->founds) * sizeof *more);
        o->found = more;
        o->founds = n;
    }
    if (!o->found[node]) o->found[node] = h;
    return CORDON_OK;
}

/* Copies what stands above a node of the store. */
static cordon_status copy_above(own_case *o, facts *f, uint32_t node, cordon_error *err) {
    const own_graph *from = f->l->owners;
    uint32_t *above, to = 0;
    size_t n, edges;
    cordon_status status = own_above(&above, &n, &f->mem, from, node, f->day, err);
    for (size_t i = 0; i < n && !status; i++) {
        status = own_node(&to, o->g, own_node_key(from, above[i]), own_node_name(from, above[i]), err);
        if (!status) own_node_mark(o->g, to, own_node_marks(from, above[i]));
        const own_edge *e = own_edges_of(&edges, from, above[i]);
        for (size_t k = 0; k < edges && !status; k++) {
            own_edge copy = e[k];
            const own_source *said = own_source_of(from, &e[k]);
            if (!date_within(f->day, copy.from, copy.to)) continue;
            copy.owned = to;
            copy.source = 0;
            status = own_node(&copy.owner, o->g, own_node_key(from, e[k].owner), own_node_name(from, e[k].owner), err);
            if (!status && said) status = own_source_add(&copy.source, o->g, said, err);
            if (!status) status = own_add(o->g, &copy, err);
        }
    }
    return status;
}

static cordon_status add_node(uint32_t *out, own_case *o, facts *f, const fact_subject *s, bool person, cordon_error *err) {
    const subject_hits *h = NULL;
    uint32_t stored = 0;
    char key[160];
    cordon_status status = fact_screen(&h, f, s, err);
    if (status) return status;
    snprintf(key, sizeof key, "case:%.140s", s->pointer);
    if (stored_node(&stored, f, s, h)) {
        status = copy_above(o, f, stored, err);
        if (!status) status = own_node(out, o->g, own_node_key(f->l->owners, stored), s->name->v, err);
    } else
        status = own_node(out, o->g, key, s->name->v, err);
    if (!status && person) own_node_mark(o->g, *out, OWN_END);
    return status ? status : note_hits(o, *out, h, err);
}

static bool shares_of(own_edge *e, const case_owner *w) {
    int32_t unused;
    e->kind = strcmp(w->kind.v, "control") == 0 ? OWN_CONTROL : strcmp(w->kind.v, "votes") == 0 ? OWN_VOTES : OWN_SHARES;
    if (e->kind == OWN_CONTROL) return true;
    if (w->share.state == VALUE_GIVEN) return own_percent_of(&e->low_e5, &e->high_e5, w->share.v);
    e->high_e5 = OWN_ALL_E5;
    bool ok = w->low.state != VALUE_GIVEN || own_percent_of(&e->low_e5, &unused, w->low.v);
    return ok && (w->high.state != VALUE_GIVEN || own_percent_of(&unused, &e->high_e5, w->high.v));
}

static cordon_status add_owner(own_case *o, facts *f, size_t party, const case_owner *w, uint32_t from, uint32_t line, cordon_error *err) {
    own_edge e = {.owned = o->party[party], .from = w->from.v, .to = w->to.v, .source = from, .line = line};
    int at = case_owner_party(f->c, w);
    cordon_status status = CORDON_OK;
    fact_subject s;
    case_texts *numbers = arena_alloc(&f->mem, sizeof *numbers);
    if (!numbers) return no_memory(err);
    if (at < 0 && w->name.state != VALUE_GIVEN) return CORDON_OK; /* nobody: it stays among what is not known */
    fact_owner_subject(&s, w, numbers);
    if (at >= 0)
        e.owner = o->party[at];
    else
        status = add_node(&e.owner, o, f, &s, w->person.v == TRI_YES, err);
    if (status) return status;
    if (!shares_of(&e, w)) return cordon_fail(err, CORDON_EINTERNAL, "a share that is no percent");
    return own_add(o->g, &e, err);
}

static cordon_status fill(own_case *o, facts *f, cordon_error *err) {
    const case_file *c = f->c;
    uint32_t from = 0;
    cordon_status status = own_source_add(&from, o->g, &(own_source){.file = "the case", .sha256 = c->hash, .dataset = "case"}, err);
    o->party = arena_alloc(&f->mem, (c->parties + 1) * sizeof *o->party);
    if (!o->party) return no_memory(err);
    for (size_t i = 0; i < c->parties && !status; i++) {
        fact_subject s;
        fact_party_subject(&s, &c->party[i]);
        status = add_node(&o->party[i], o, f, &s, c->party[i].person.v == TRI_YES, err);
        if (!status && (c->party[i].owners_complete.v == TRI_YES || c->party[i].owners_state == VALUE_EMPTY)) own_node_mark(o->g, o->party[i], OWN_COMPLETE);
    }
    for (size_t i = 0; i < c->parties && !status; i++)
        for (size_t k = 0; k < c->party[i].owners && !status; k++) status = add_owner(o, f, i, &c->party[i].owner[k], from, (uint32_t)k + 1, err);
    return status ? status : own_graph_finish(o->g, err);
}

static cordon_status ask_stored(own_case *o, facts *f, cordon_error *err) {
    uint32_t n = own_nodes(o->g), many = 0;
    uint32_t *node = malloc(((size_t)n + 1) * sizeof *node);
    cordon_status status = node ? CORDON_OK : no_memory(err);
    for (uint32_t i = 0; i < n && !status; i++)
        if (i >= o->founds || !o->found[i]) node[many++] = i;
    if (!status && f->asker) status = own_hits_of(&o->stored, &f->mem, o->g, node, many, f->asker->l, f->asker->a, f->day, f->w->terms.known_by, err);
    free(node);
    return status;
}

static cordon_status graph_of(own_case **out, facts *f, cordon_error *err) {
    if (f->own) return *out = f->own, CORDON_OK;
    own_case *o = calloc(1, sizeof *o);
    if (!o) return no_memory(err);
    cordon_status status = own_graph_new(&o->g, err);
    if (!status) status = fill(o, f, err);
    if (!status) status = ask_stored(o, f, err);
    if (status)
        facts_own_free(o);
    else
        *out = f->own = o;
    return status;
}

/* ---- one rule ----------------------------------------------------------------------- */

static void mark(uint8_t *listed, const own_case *o, const own_rule *r) {
    own_hits_mark(listed, o->g, &o->stored, r);
    for (uint32_t i = 0; i < own_nodes(o->g) && i < o->founds && *r->lists; i++)
        for (size_t k = 0; o->found[i] && k < o->found[i]->n; k++) {
            const subject_hit *h = &o->found[i]->v[k];
            if (listed[i] != OWN_LISTED && lists_match(r->lists, h->list)) listed[i] = h->certain ? OWN_LISTED : OWN_MAYBE_LISTED;
        }
}

/* Once a rule and case; NULL without memory. */
static const uint8_t *listed_under(own_case *o, facts *f, const own_rule *r) {
    rule_listed *m = o->marked;
    while (m && m->rule != r) m = m->next;
    if (m) return m->listed;
    m = arena_alloc(&f->mem, sizeof *m);
    uint8_t *listed = arena_alloc(&f->mem, (size_t)own_nodes(o->g) + 1);
    if (!m || !listed) return NULL;
    mark(listed, o, r);
    *m = (rule_listed){r, listed, o->marked};
    o->marked = m;
    return listed;
}

static bool lists_there(const facts *f, const own_rule *r) {
    if (!f->asker) return false;
    const coverage *c = screen_engine_coverage(f->l->engine);
    for (size_t i = 0; i < c->lists; i++)
        if (lists_match(r->lists, c->list[i].list)) return true;
    return false;
}

static cordon_status proof(asked *q, const own_case *o, const own_answer *a) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < a->steps && !status; i++) {
        const own_edge *e = a->proof[i].edge;
        const own_source *s = own_source_of(o->g, e);
        char low[OWN_PERCENT_TEXT], high[OWN_PERCENT_TEXT];
        bool share = e->kind <= OWN_VOTES, span = share && a->proof[i].low_e5 != a->proof[i].high_e5;
        own_percent_format(low, a->proof[i].low_e5);
        own_percent_format(high, a->proof[i].high_e5);
        const char *text = fact_text(q, "%s: %s%s%s%s%s of %s", own_node_name(o->g, e->owner), share ? low : "", span ? " to " : "", span ? high : "", share ? " % " : "",
                                     own_kind_name((own_kind)e->kind), own_node_name(o->g, e->owned));
        if (!text) return fact_no_memory(q);
        status = fact_add(q, &(fact_evidence){.kind = "ownership", .record = own_node_key(o->g, e->owner), .file = s ? fact_text(q, "%s", s->file) : NULL,
                                              .sha256 = s ? fact_text(q, "%s", s->sha256) : NULL, .text = text, .line = e->line, .day = e->from});
    }
    return status;
}

static cordon_status under_rule(asked *q, const own_rule *r) {
    facts *f = q->f;
    const case_party *p = &f->c->party[q->thing];
    fact_evidence at = {.kind = "case", .pointer = fact_text(q, "/parties/%zu/owners", q->thing), .text = p->name.v};
    own_case *o = NULL;
    own_answer a = {0};
    if (r->suspended) return fact_say(q, TRI_NO, &at, "%s is suspended on the day", r->id);
    cordon_status status = graph_of(&o, f, q->err);
    if (status || !o) return status;
    const uint8_t *listed = listed_under(o, f, r);
    if (!listed) return fact_no_memory(q);
    status = own_ask(&a, &f->mem, o->g, r, listed, o->party[q->thing], f->day, q->err);
    if (status) return status;
    bool there = lists_there(f, r);
    tri holds = a.verdict == OWN_OWNED ? TRI_YES : a.verdict == OWN_NOT ? TRI_NO : TRI_UNKNOWN;
    if (holds == TRI_NO && !there) holds = TRI_UNKNOWN;
    q->out->not_assessed = a.verdict == OWN_NOT_ASSESSED || (!there && holds == TRI_UNKNOWN);
    status = fact_say(q, holds, &at, "%s: %s under %s%s%s", own_verdict_name(a.verdict), a.why ? a.why : "", r->id, there ? "" : "; no list of the rule is loaded",
                      r->verify ? "; whether the rule is in force is not known" : "");
    q->out->value = own_verdict_name(a.verdict);
    return status ? status : proof(q, o, &a);
}

cordon_status fact_party_owned(asked *q) {
    const world_day *d = q->f->d;
    bool begun = false, known = false;
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < d->rules && !status; i++) {
        const own_rule *r = &d->rule[i];
        if (strcasecmp(r->id, q->value) != 0 && strcasecmp(r->jurisdiction, q->value) != 0) continue;
        fact one = {.value = "", .why = ""};
        asked each = *q;
        each.out = &one;
        known = true;
        status = under_rule(&each, r);
        if (!status) status = fact_or(q, &one, &begun);
    }
    if (status || known) return status;
    const own_rule *all;
    size_t n;
    status = own_rules(&all, &n, &q->f->mem, q->f->w->regime, NULL, 0, q->err);
    for (size_t i = 0; i < n && !status; i++) known |= strcasecmp(all[i].id, q->value) == 0 || strcasecmp(all[i].jurisdiction, q->value) == 0;
    if (status || !known) return status ? status : cordon_fail(q->err, CORDON_ENOTFOUND, "the regime has no rule of ownership \"%.60s\"", q->value);
    return fact_say(q, TRI_NO, &(fact_evidence){.kind = "ownership", .record = fact_text(q, "%s", q->value), .day = q->f->day}, "no such rule is in force on the day");
}
