#include "screen/hits.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "name/form.h"
#include "screen/coverage.h"
#include "screen/hits_entry.h"
#include "screen/hits_near.h"
#include "screen/score_model.h"

struct screen_engine {
    char path[1024];
    screen_terms terms;
    double wait_seconds;
    store *s;
    compiled index;
    reviews *reviews;
    coverage coverage;
    const score_model *model;
    pair_thresholds thresholds;
    const name_tables *tables;
    char reviewed[33];
};

struct screen_asker {
    screen_engine *e;
    store *s; /* of its own: a handle of lists belongs to one thread */
    lists *l;
    index_cursor *cursor;
    entries *entries;
    uint64_t questions;
};

/* ---- what is opened once */

/* The index as it should be; made first where that can be. */
static cordon_status open_index(screen_engine *e, cordon_error *err) {
    cordon_error why, failed = {0};
    store *w = NULL;
    compile_report report;
    cordon_status status = compiled_open(&e->index, e->s, err);
    if (status != CORDON_ENOTFOUND) return status;
    why = *err;
    store_close(e->s);
    e->s = NULL;
    /* Another may be making it just now: then it is there when the lock is ours. */
    double wait = e->wait_seconds > HITS_COMPILE_WAIT ? e->wait_seconds : HITS_COMPILE_WAIT;
    status = store_open(&w, e->path, STORE_WRITE, wait, &failed);
    if (!status) status = screen_compile(&report, w, 0, &failed);
    store_close(w);
    if (status)
        return cordon_fail_at(err, status, e->path, 0, 0, "%.200s, and it could not be made: %.250s", why.message,
                              failed.message);
    status = store_open(&e->s, e->path, STORE_READ, wait, err);
    return status ? status : compiled_open(&e->index, e->s, err);
}

cordon_status screen_engine_open(screen_engine **out, const char *path, const screen_terms *terms, double wait_seconds,
                                 cordon_error *err) {
    cordon_error own;
    lists *l = NULL;
    if (!err) err = &own;
    screen_engine *e = calloc(1, sizeof *e);
    if (!e) return cordon_fail(err, CORDON_ENOMEM, "no memory to screen");
    snprintf(e->path, sizeof e->path, "%s", path);
    e->terms = *terms;
    e->wait_seconds = wait_seconds;
    cordon_status status = store_open(&e->s, path, STORE_READ, wait_seconds, err);
    if (!status) status = lists_open(&l, e->s, err);
    if (!status) status = coverage_read(&e->coverage, l, &e->terms, err);
    lists_close(l);
    if (!status && e->coverage.lists) status = open_index(e, err);
    if (!status) status = reviews_read(&e->reviews, e->s, terms->as_at, err);
    if (!status) status = score_model_open(&e->model, err);
    if (!status) status = pair_thresholds_read(&e->thresholds, e->model, err);
    if (!status) status = name_tables_open(&e->tables, err);
    if (status) {
        screen_engine_close(e);
        return status;
    }
    reviews_fingerprint(e->reviewed, e->reviews);
    *out = e;
    return CORDON_OK;
}

void screen_engine_close(screen_engine *e) {
    if (!e) return;
    compiled_close(&e->index);
    reviews_free(e->reviews);
    coverage_free(&e->coverage);
    store_close(e->s);
    free(e);
}

const screen_terms *screen_engine_terms(const screen_engine *e) { return &e->terms; }
const coverage *screen_engine_coverage(const screen_engine *e) { return &e->coverage; }
const score_model *screen_engine_model(const screen_engine *e) { return e->model; }
double screen_engine_threshold(const screen_engine *e, name_kind kind) {
    return e->terms.threshold > 0 ? e->terms.threshold : e->thresholds.at[kind];
}

void screen_engine_fingerprint(char hex[33], const screen_engine *e) {
    unsigned char hash[16];
    buf b = {0};
    buf_printf(&b, "%s %s ", e->index.made_of, e->reviewed);
    coverage_json(&b, &e->coverage);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)buf_text(&b), b.len, NULL, 0);
    sodium_bin2hex(hex, 33, hash, sizeof hash);
    buf_free(&b);
}

cordon_status screen_asker_open(screen_asker **out, screen_engine *e, cordon_error *err) {
    screen_asker *a = calloc(1, sizeof *a);
    if (!a) return cordon_fail(err, CORDON_ENOMEM, "no memory to screen");
    a->e = e;
    cordon_status status = store_open(&a->s, e->path, STORE_READ, e->wait_seconds, err);
    if (!status) status = lists_open(&a->l, a->s, err);
    if (!status) status = entries_open(&a->entries, a->l, &e->terms, err);
    if (!status && e->index.names) status = index_cursor_open(&a->cursor, e->index.names, err);
    if (status)
        screen_asker_close(a);
    else
        *out = a;
    return status;
}

void screen_asker_close(screen_asker *a) {
    if (!a) return;
    index_cursor_close(a->cursor);
    entries_close(a->entries);
    lists_close(a->l);
    store_close(a->s);
    free(a);
}

/* ---- one question */

typedef struct asking {
    screen_answer *out;
    screen_asker *a;
    const screen_ask *ask;
    arena *mem;
    screen_entry **candidate;
    size_t n;
} asking;

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory for an answer"); }

/* An entry once; the first HITS_CANDIDATES_MAX of them are compared. */
static cordon_status add_candidate(asking *q, int64_t version, cordon_error *err) {
    screen_entry *entry;
    cordon_status status = entries_get(&entry, q->a->entries, version, err);
    if (status || !entry || entry->asked == q->a->questions) return status;
    entry->asked = q->a->questions;
    if (q->n == HITS_CANDIDATES_MAX)
        q->out->uncompared++;
    else
        q->candidate[q->n++] = entry;
    return CORDON_OK;
}

static cordon_status by_facts(asking *q, cordon_error *err) {
    fact_keys keys;
    cordon_status status = fact_keys_of(&keys, q->mem, &q->ask->facts, err);
    for (size_t i = 0; i < keys.n && !status; i++) {
        const fact_pair *pair;
        size_t n = facts_find(&pair, q->a->e->index.facts, keys.key[i]);
        for (size_t k = 0; k < n && !status; k++) status = add_candidate(q, pair[k].version, err);
    }
    return status;
}

static cordon_status by_names(asking *q, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (unsigned i = 0; i < q->out->facts.names && !status; i++) {
        const index_hit *hit;
        size_t n = 0;
        status = index_ask(q->a->cursor, &q->out->facts.name[i].scored, HITS_NAME_FLOOR, &hit, &n, err);
        for (size_t k = 0; k < n && !status; k++) status = add_candidate(q, (int64_t)hit[k].ref, err);
    }
    return status;
}

/* Something beside the name that agrees. */
static bool second_field(const pair_result *p) {
    static const pair_feature fields[] = {PAIR_BIRTH_SAME, PAIR_COUNTRY_SAME, PAIR_ADDRESS_SAME, PAIR_ID_SUPPORT,
                                          PAIR_ID_DECIDES};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (p->value[fields[i]] > 0) return true;
    return false;
}

/* Letters and digits of the listed name that is most alike. */
static unsigned letters_of(const screen_entry *entry, const pair_result *p) {
    const scored_name *n = &entry->facts.name[p->l_name].scored;
    unsigned letters = 0;
    for (unsigned t = 0; t < n->tokens; t++) {
        unsigned most = 0;
        for (unsigned u = 0; u < n->units; u++)
            if (n->unit[u].first == t && n->unit[u].count == 1 && n->unit[u].len > most) most = n->unit[u].len;
        letters += most;
    }
    return letters;
}

static unsigned words_of(const scored_name *n) {
    unsigned words = 0;
    for (unsigned t = 0; t < n->tokens; t++) words += n->cls[t] == NAME_WORD || n->cls[t] == SCORED_PATRONYMIC;
    return words;
}

/* A name that many bear, or that chance makes: it needs something beside it. An organisation's one word may be as
 * frequent as the group is large, and is its name all the same.                */
static bool thin(const screen_entry *entry, const pair_result *p) {
    if (p->value[PAIR_WEAK_ONLY] > 0) return true;
    if (!entry->facts.names) return false;
    bool natural = entry->facts.kind == NAME_PERSON || entry->facts.kind == NAME_VESSEL;
    bool frequent = p->value[PAIR_SHORT] > 0 && words_of(&entry->facts.name[p->l_name].scored) < 2;
    return (natural && frequent) || letters_of(entry, p) < HITS_LETTERS_MIN;
}

/* Whether a name of both is the same word by word. */
static bool same_name(const asking *q, const screen_entry *entry) {
    const pair_facts *mine = &q->out->facts, *theirs = &entry->facts;
    bool same = false;
    if (theirs->kind == NAME_PERSON || theirs->kind == NAME_VESSEL) return false;
    for (unsigned i = 0; i < mine->names && !same; i++) {
        buf x = {0};
        bool asked = exact_name(&x, mine->name[i].text, strlen(mine->name[i].text));
        for (unsigned k = 0; k < theirs->names && asked && !same; k++) {
            buf y = {0};
            same = theirs->name[k].cls != PAIR_WEAK && exact_name(&y, theirs->name[k].text, strlen(theirs->name[k].text)) &&
                   strcmp(buf_text(&x), buf_text(&y)) == 0;
            buf_free(&y);
        }
        buf_free(&x);
    }
    return same;
}

/* The same words tell a party when one is rare, or all together are not what every other firm is called. */
static bool tells(const asking *q, const pair_result *p) {
    bool enough = p->parts.distinct > 0 || p->parts.bits >= score_model_numbers(q->a->e->model)->generic;
    return enough && p->value[PAIR_GENERIC] == 0 && (double)p->parts.score >= HITS_SAME_FLOOR;
}

/* One that chance does not make twice, whoever issued it. */
static bool long_number(const asking *q, const pair_result *p) {
    return p->identifier[0] >= 0 && strlen(q->out->facts.identifier[p->identifier[0]].value) >= HITS_NUMBER_MIN;
}

/* A ship and something that is none may have one name; neither is the other. */
static bool ship_or_not(name_kind a, name_kind b) { return a != NAME_ANY && b != NAME_ANY && (a == NAME_VESSEL) != (b == NAME_VESSEL); }

static unsigned judge(asking *q, const screen_entry *entry, pair_result *p) {
    pair_compare(p, q->a->e->model, &q->out->facts, &entry->facts);
    unsigned by = 0;
    bool alike = q->out->facts.names && p->parts.score >= HITS_NAME_FLOOR,
         enough = p->probability >= screen_engine_threshold(q->a->e, p->kind);
    if (alike && enough) by |= HIT_NAME;
    if (p->verdict == IDENTIFIER_DECIDES || (p->verdict == IDENTIFIER_SUPPORTS && (enough || long_number(q, p)))) by |= HIT_NUMBER;
    if ((double)p->address_similarity >= HITS_ADDRESS_SAME) by |= HIT_ADDRESS;
    if (contacts_shared(&q->ask->facts, &entry->v.e)) by |= HIT_CONTACT;
    if (tells(q, p) && same_name(q, entry)) by |= HIT_SAME_NAME;
    if (by == HIT_NAME && ((thin(entry, p) && !second_field(p)) || ship_or_not(q->ask->kind, entry->facts.kind))) {
        q->out->weak++;
        by = 0;
    }
    return by;
}

/* In force on the day: begun and not ended; of several the one begun last. */
static const entity_listing *listing_of(const entity *e, date_day day) {
    const entity_listing *best = NULL;
    bool best_in = false;
    for (uint32_t i = 0; i < e->listings; i++) {
        const entity_listing *l = &e->listing[i];
        bool in = date_within(day, l->from, l->to);
        if (!best || (in && !best_in) || (in == best_in && l->from > best->from)) best = l, best_in = in;
    }
    return best;
}

static void fill(asking *q, screen_hit *h, const screen_entry *entry) {
    h->entry = entry;
    h->listing = listing_of(&entry->v.e, q->a->e->terms.as_at);
    snprintf(h->id.question, sizeof h->id.question, "%s", q->out->question);
    sodium_bin2hex(h->id.facts, sizeof h->id.facts, entry->v.hash, ENTITY_HASH / 2);
    snprintf(h->id.list, sizeof h->id.list, "%s", entry->v.e.list);
    snprintf(h->id.key, sizeof h->id.key, "%s", entry->v.e.key);
    h->review = reviews_find(&h->review_state, q->a->e->reviews, &h->id);
}

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* Linked entries that are in force on the day, whether or not they are hits themselves. */
static cordon_status also_on(asking *q, screen_hit *h, cordon_error *err) {
    const fact_pair *link;
    size_t n = facts_find(&link, q->a->e->index.links, link_key(h->id.list, h->id.key));
    buf b = {0};
    h->also_on = arena_alloc(q->mem, (n + 1) * sizeof *h->also_on);
    cordon_status status = h->also_on ? CORDON_OK : no_memory(err);
    for (size_t i = 0; i < n && !status; i++) {
        screen_entry *e = NULL;
        status = entries_get(&e, q->a->entries, link[i].version, err);
        if (status || !e || e->former) continue;
        b.len = 0;
        buf_printf(&b, "%s:%s", e->v.e.list, e->v.e.key);
        h->also_on[h->also] = arena_strndup(q->mem, buf_text(&b), b.len);
        if (!h->also_on[h->also++]) status = no_memory(err);
    }
    if (!status && h->also) qsort(h->also_on, h->also, sizeof *h->also_on, by_text);
    buf_free(&b);
    return status;
}

static int by_place(const screen_hit *x, const screen_hit *y) {
    int c = strcmp(x->id.list, y->id.list);
    return c ? c : strcmp(x->id.key, y->id.key);
}

static int by_probability(const void *a, const void *b) {
    const screen_hit *x = a, *y = b;
    if (x->pair.log_odds != y->pair.log_odds) return x->pair.log_odds > y->pair.log_odds ? -1 : 1;
    int c = by_place(x, y);
    if (c) return c;
    return (x->entry->v.id < y->entry->v.id) - (x->entry->v.id > y->entry->v.id);
}

/* Former versions of one entry are one hit: the best of them. */
static size_t once(screen_hit *hit, size_t n) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool seen = false;
        for (size_t k = 0; k < kept && hit[i].entry->former && !seen; k++) seen = by_place(&hit[k], &hit[i]) == 0;
        if (!seen) hit[kept++] = hit[i];
    }
    return kept;
}

static cordon_status compare_all(asking *q, cordon_error *err) {
    screen_answer *out = q->out;
    out->hit = arena_alloc(q->mem, (q->n + 1) * sizeof *out->hit);
    if (!out->hit) return no_memory(err);
    for (size_t i = 0; i < q->n; i++) {
        screen_hit *h = &out->hit[out->hits];
        *h = (screen_hit){0};
        h->by = judge(q, q->candidate[i], &h->pair);
        if (!h->by) continue;
        fill(q, h, q->candidate[i]);
        out->hits++;
    }
    if (out->hits) qsort(out->hit, out->hits, sizeof *out->hit, by_probability);
    out->hits = once(out->hit, out->hits);
    if (!q->a->e->terms.history) {
        size_t kept = 0;
        for (size_t i = 0; i < out->hits; i++)
            if (out->hit[i].entry->former)
                out->former++;
            else
                out->hit[kept++] = out->hit[i];
        out->hits = kept;
    }
    if (out->hits > q->a->e->terms.limit) {
        out->left_out = out->hits - q->a->e->terms.limit;
        out->hits = q->a->e->terms.limit;
    }
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < out->hits && !status; i++) status = also_on(q, &out->hit[i], err);
    return status;
}

/* ---- what is wrong before anything is looked for */

static cordon_status say(screen_answer *out, arena *mem, finding_verdict verdict, const char *reason, cordon_error *err) {
    out->verdict = verdict;
    out->reason = arena_strndup(mem, reason, strlen(reason));
    return out->reason ? CORDON_OK : no_memory(err);
}

/* Each name must be one: what a list's entry may leave out, a question may not. */
static cordon_status check_names(asking *q, cordon_error *err) {
    const entity *e = &q->ask->facts;
    for (uint32_t i = 0; i < e->values; i++) {
        name_form form;
        cordon_error fault = {0};
        const char *name = e->value[i].value;
        if (!lists_is_name(e->value[i].prop)) continue;
        cordon_status status = name_form_read(&form, q->mem, q->a->e->tables, q->ask->kind, name, strlen(name), &fault);
        if (status == CORDON_ENOMEM) return no_memory(err);
        if (status) return say(q->out, q->mem, FINDING_FAILED, fault.message, err);
        q->out->name_flags |= form.flags;
    }
    return CORDON_OK;
}

static cordon_status check_lists(asking *q, cordon_error *err) {
    const coverage *c = &q->a->e->coverage;
    char text[256];
    if (!c->lists)
        return say(q->out, q->mem, FINDING_NOT_ASSESSED, "no list is loaded", err);
    if (c->searched) return CORDON_OK;
    snprintf(text, sizeof text, "none of the lists asked for is loaded (%.100s)",
             c->absents ? c->absent[0] : c->unknowns ? c->unknown[0] : "");
    return say(q->out, q->mem, FINDING_NOT_ASSESSED, text, err);
}

/* Nothing found where something asked for was not there to be searched, or was not compared, is no answer. */
static cordon_status conclude(asking *q, cordon_error *err) {
    const coverage *c = &q->a->e->coverage;
    char text[256];
    q->out->verdict = q->out->hits ? FINDING_FOUND : FINDING_NOTHING_FOUND;
    if (q->out->hits || (!c->absents && !q->out->uncompared)) return CORDON_OK;
    if (c->absents)
        snprintf(text, sizeof text, "nothing found in the lists that are loaded, but %.100s is not", c->absent[0]);
    else
        snprintf(text, sizeof text, "nothing found among %d entries with a name or fact alike; %zu more were not compared",
                 HITS_CANDIDATES_MAX, q->out->uncompared);
    return say(q->out, q->mem, FINDING_NOT_ASSESSED, text, err);
}

cordon_status screen_ask_lists(screen_answer *out, screen_asker *a, const screen_ask *ask, arena *mem, cordon_error *err) {
    asking q = {.out = out, .a = a, .ask = ask, .mem = mem};
    cordon_error fault = {0};
    *out = (screen_answer){.verdict = FINDING_NOTHING_FOUND};
    entries_trim(a->entries);
    a->questions++;
    cordon_status status = screen_ask_hash(out->question, ask, err);
    if (status) return status;
    if (screen_ask_check(ask, &fault)) return say(out, mem, FINDING_FAILED, fault.message, err);
    status = check_names(&q, err);
    if (!status && !out->reason) status = check_lists(&q, err);
    if (status || out->reason) return status;
    q.candidate = arena_alloc(mem, HITS_CANDIDATES_MAX * sizeof(screen_entry *));
    if (!q.candidate) return no_memory(err);
    status = pair_facts_make(&out->facts, mem, &ask->facts, err);
    if (!status) status = by_facts(&q, err);
    if (!status) status = by_names(&q, err);
    if (!status) status = compare_all(&q, err);
    if (!status) status = hits_near(out, a->cursor, a->e->index.names, a->entries, a->questions, &a->e->terms, mem, err);
    return status ? status : conclude(&q, err);
}

/* ---- contacts alone */

static int by_entry(const void *a, const void *b) {
    const list_version *x = &(*(screen_entry *const *)a)->v, *y = &(*(screen_entry *const *)b)->v;
    int c = strcmp(x->e.list, y->e.list);
    if (!c) c = strcmp(x->e.key, y->e.key);
    return c ? c : x->id < y->id ? -1 : x->id > y->id;
}

static bool copy_shared(screen_shared *s, arena *mem, const screen_entry *entry, date_day day) {
    const list_version *v = &entry->v;
    const entity_listing *l = listing_of(&v->e, day);
    const char *name = entity_first(&v->e, "name");
    const char *from[] = {v->e.list, v->e.key, name ? name : "", v->file, v->sha256, s->listed};
    const char **to[] = {&s->list, &s->key, &s->name, &s->file, &s->sha256, &s->listed};
    s->line = (int64_t)v->line;
    s->since = l ? l->from : 0;
    for (size_t i = 0; i < sizeof to / sizeof *to; i++)
        if (!(*to[i] = arena_strndup(mem, from[i], strlen(from[i])))) return false;
    return true;
}

cordon_status screen_ask_shared(const screen_shared **out, size_t *n, size_t *uncompared, screen_asker *a, const entity *facts,
                                arena *mem, cordon_error *err) {
    screen_ask ask = {.facts = *facts, .kind = NAME_ANY};
    screen_answer answer = {.hits = 0};
    asking q = {.out = &answer, .a = a, .ask = &ask, .mem = mem};
    *n = 0;
    entries_trim(a->entries);
    a->questions++;
    q.candidate = arena_alloc(mem, HITS_CANDIDATES_MAX * sizeof(screen_entry *));
    cordon_status status = q.candidate ? by_facts(&q, err) : no_memory(err);
    screen_shared *v = status ? NULL : arena_alloc(mem, (q.n * facts->values + 1) * sizeof *v);
    if (!status && !v) status = no_memory(err);
    if (!status && q.n) qsort(q.candidate, q.n, sizeof(screen_entry *), by_entry);
    for (size_t i = 0; i < q.n && !status; i++)
        for (uint32_t k = 0; k < facts->values && !q.candidate[i]->former && !status; k++) {
            const char *listed = contact_also_of(&facts->value[k], &q.candidate[i]->v.e);
            if (!listed) continue;
            v[*n] = (screen_shared){.prop = facts->value[k].prop, .asked = facts->value[k].value, .listed = listed};
            if (!copy_shared(&v[(*n)++], mem, q.candidate[i], a->e->terms.as_at)) status = no_memory(err);
        }
    *out = v;
    *uncompared = answer.uncompared;
    return status;
}
