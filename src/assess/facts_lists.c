/* facts_lists.c - what the lists of a store say on a day: screening, owners, and what was asked of them before.
 *
 * All that hangs on the lists stays the same until an edition, a listing or a review begins or ends, so days between two such turns
 * share one state, with its answers. A few states are kept; the one not used for longest gives way. */
#include "assess/facts_inner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HITS_SHOWN = 200, STATES_KEPT_MAX = 32 };

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory for the lists of a day"); }

/* ---- making one ---- */

static int by_name(const void *a, const void *b, void *graph) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    int c = strcasecmp(own_node_name(graph, x), own_node_name(graph, y));
    return c ? c : x < y ? -1 : 1;
}

/* A review counts until its last day. */
static int turn_of_review(void *arg, const review *r) {
    world_lists *l = arg;
    if (r->until < l->day) {
        if (r->until >= l->same.from) l->same.from = r->until + 1;
    } else if (r->until < l->same.to)
        l->same.to = r->until;
    return 0;
}

static cordon_status owners_of(world_lists *l, fact_world *w, store *s, cordon_error *err) {
    cordon_status status = w->said ? CORDON_OK : own_lists_read(&w->said, s, w->terms.known_by, err);
    if (!status) status = own_stored(&l->owners, s, w->said, l->day, w->terms.known_by, err);
    if (!status) l->same = own_lists_same(w->said, l->day);
    if (!status) status = review_each(s, l->day, turn_of_review, l, err);
    if (!status) status = own_graph_finish(l->owners, err);
    uint32_t n = status ? 0 : own_nodes(l->owners);
    if (!status && !(l->by_name = malloc(((size_t)n + 1) * sizeof *l->by_name))) status = no_memory(err);
    for (uint32_t i = 0; i < n && !status; i++) l->by_name[i] = i;
    if (!status && n) qsort_r(l->by_name, n, sizeof *l->by_name, by_name, l->owners);
    return status;
}

static cordon_status read_store(world_lists *l, fact_world *w, cordon_error *err) {
    store *s = NULL;
    screen_terms terms = {.as_at = l->day, .known_by = w->terms.known_by, .limit = HITS_SHOWN};
    cordon_status status = screen_engine_open(&l->engine, w->store, &terms, WORLD_WAIT_SECONDS, err);
    if (!status && !screen_engine_coverage(l->engine)->lists) {
        screen_engine_close(l->engine);
        l->engine = NULL;
    }
    if (!status) status = store_open(&s, w->store, STORE_READ, WORLD_WAIT_SECONDS, err);
    if (!status) status = owners_of(l, w, s, err);
    store_close(s);
    return status;
}

static cordon_status make(world_lists **out, fact_world *w, date_day day, cordon_error *err) {
    world_lists *l = calloc(1, sizeof *l);
    if (!l) return no_memory(err);
    l->day = day;
    l->same = (date_span){0, DATE_MAX};
    arena_init(&l->mem, 0);
    cordon_status status = *w->store ? read_store(l, w, err) : CORDON_OK;
    if (status)
        world_lists_free(l);
    else
        *out = l;
    return status;
}

void world_asker_free(asker_tools *t) {
    if (!t) return;
    screen_asker_close(t->a);
    lists_close(t->l);
    store_close(t->s);
    free(t);
}

void world_lists_free(world_lists *l) {
    if (!l) return;
    for (asker_tools *t = l->free_asker, *next; t; t = next) next = t->next, world_asker_free(t);
    screen_engine_close(l->engine);
    own_graph_free(l->owners);
    free(l->by_name);
    free(l->screened.slot);
    free(l->of_patterns.slot);
    free(l->contacts.slot);
    free(l->risks.slot);
    arena_destroy(&l->mem);
    free(l);
}

/* ---- which one ---- */

/* Lets go of the state not used for longest, where there are many and nobody uses it. */
static void make_room(fact_world *w) {
    world_lists **oldest = NULL;
    size_t n = 0;
    for (world_lists **at = &w->lists_of; *at; at = &(*at)->next) {
        n++;
        if (!(*at)->users && (!oldest || (*at)->used < (*oldest)->used)) oldest = at;
    }
    if (n < STATES_KEPT_MAX || !oldest) return;
    world_lists *gone = *oldest;
    *oldest = gone->next;
    world_lists_free(gone);
}

cordon_status world_lists_get(world_lists **out, fact_world *w, date_day day, cordon_error *err) {
    cordon_status status = CORDON_OK;
    pthread_mutex_lock(&w->lock);
    world_lists *l = w->lists_of;
    while (l && !date_within(day, l->same.from, l->same.to)) l = l->next;
    if (!l) {
        make_room(w);
        status = make(&l, w, day, err);
        if (!status) l->next = w->lists_of, w->lists_of = l;
    }
    if (!status) {
        l->users++;
        l->used = ++w->uses;
        *out = l;
    }
    pthread_mutex_unlock(&w->lock);
    return status;
}

void world_lists_give(fact_world *w, world_lists *l) {
    if (!l) return;
    pthread_mutex_lock(&w->lock);
    l->users--;
    pthread_mutex_unlock(&w->lock);
}

/* ---- handles for one thread ---- */

cordon_status world_asker_take(asker_tools **out, fact_world *w, world_lists *l, cordon_error *err) {
    *out = NULL;
    if (!l->engine) return CORDON_OK;
    pthread_mutex_lock(&w->lock);
    asker_tools *t = l->free_asker;
    if (t) l->free_asker = t->next;
    pthread_mutex_unlock(&w->lock);
    if (t) return *out = t, CORDON_OK;
    t = calloc(1, sizeof *t);
    if (!t) return no_memory(err);
    cordon_status status = screen_asker_open(&t->a, l->engine, err);
    if (!status) status = store_open(&t->s, w->store, STORE_READ, WORLD_WAIT_SECONDS, err);
    if (!status) status = lists_open(&t->l, t->s, err);
    if (status)
        world_asker_free(t);
    else
        *out = t;
    return status;
}

void world_asker_give(fact_world *w, world_lists *l, asker_tools *t) {
    if (!t) return;
    pthread_mutex_lock(&w->lock);
    t->next = l->free_asker;
    l->free_asker = t;
    pthread_mutex_unlock(&w->lock);
}

/* ---- what was asked before ---- */

/* A copy in the state's memory; NULL without. */
static subject_hits *copy_hits(arena *mem, const subject_hits *h) {
    subject_hits *copy = arena_alloc(mem, sizeof *copy);
    subject_hit *v = arena_alloc(mem, (h->n + 1) * sizeof *v);
    bool ok = copy && v;
    for (size_t i = 0; ok && i < h->n; i++) {
        const char **text[] = {&v[i].list, &v[i].key, &v[i].name, &v[i].file, &v[i].sha256};
        v[i] = h->v[i];
        for (size_t k = 0; ok && k < sizeof text / sizeof *text; k++) ok = (*text[k] = arena_strndup(mem, *text[k], strlen(*text[k]))) != NULL;
    }
    if (!ok) return NULL;
    *copy = *h;
    copy->v = v;
    if (h->not_assessed) copy->not_assessed = arena_strndup(mem, h->not_assessed, strlen(h->not_assessed));
    return h->not_assessed && !copy->not_assessed ? NULL : copy;
}

const struct subject_hits *world_screened(fact_world *w, world_lists *l, const char *key) {
    pthread_mutex_lock(&w->lock);
    const subject_hits *h = memos_find(&l->screened, key);
    pthread_mutex_unlock(&w->lock);
    return h;
}

/* Without memory nothing is kept: the next case asks again. */
void world_screened_keep(fact_world *w, world_lists *l, const char *key, const struct subject_hits *h) {
    pthread_mutex_lock(&w->lock);
    void **kept = l->screened.used < WORLD_KEPT_MAX ? memos_at(&l->screened, &l->mem, key) : NULL;
    if (kept && !*kept) *kept = copy_hits(&l->mem, h);
    pthread_mutex_unlock(&w->lock);
}

/* ---- which lists are loaded ---- */

/* What a list is a copy of, else itself. */
static const char *root_of(const fact_world *w, const char *list) {
    int col = table_col(&w->lists.t, "copies"), id = table_col(&w->lists.t, "list");
    for (size_t i = 0; i < w->lists.t.rows; i++)
        if (strcmp(table_cell(&w->lists.t, i, id), list) == 0) {
            const char *of = table_cell(&w->lists.t, i, col);
            return *of ? of : list;
        }
    return list;
}

static bool loaded(const fact_world *w, const coverage *c, const char *pattern) {
    const char *root = root_of(w, pattern);
    for (size_t i = 0; i < c->lists; i++)
        if (lists_match(pattern, c->list[i].list) || strcmp(root_of(w, c->list[i].list), root) == 0) return true;
    return false;
}

static bool any_loaded(const fact_world *w, const coverage *c, char *alternatives) {
    for (char *one; (one = strsep(&alternatives, "/"));)
        if (*one && loaded(w, c, one)) return true;
    return false;
}

bool world_on_lists(const char *patterns, const char *list) {
    char one[128];
    for (const char *s = patterns; *s;) {
        size_t n = strcspn(s, ",/");
        if (n < sizeof one) {
            snprintf(one, sizeof one, "%.*s", (int)n, s);
            if (lists_match(one, list)) return true;
        }
        s += n + (s[n] != 0);
    }
    return false;
}

/* NULL without memory. */
static lists_asked *ask_patterns(const fact_world *w, world_lists *l, const char *pattern) {
    const coverage *c = screen_engine_coverage(l->engine);
    lists_asked *a = arena_alloc(&l->mem, sizeof *a);
    fact_evidence *e = arena_alloc(&l->mem, (c->lists + 1) * sizeof *e);
    char *rest = arena_strndup(&l->mem, pattern, strlen(pattern));
    if (!a || !e || !rest) return NULL;
    for (char *part; !a->missing && (part = strsep(&rest, ","));) {
        char *alternatives = arena_strndup(&l->mem, part, strlen(part));
        if (!alternatives) return NULL;
        if (*part && !any_loaded(w, c, alternatives)) a->missing = part;
    }
    for (size_t i = 0; i < c->lists; i++)
        if (world_on_lists(pattern, c->list[i].list))
            e[a->n++] = (fact_evidence){.kind = "list", .record = c->list[i].list, .text = "searched; vintage", .day = c->list[i].vintage};
    a->searched = e;
    return a;
}

cordon_status world_patterns(const lists_asked **out, fact_world *w, world_lists *l, const char *pattern, cordon_error *err) {
    pthread_mutex_lock(&w->lock);
    void **kept = memos_at(&l->of_patterns, &l->mem, pattern);
    if (kept && !*kept) *kept = ask_patterns(w, l, pattern);
    *out = kept ? *kept : NULL;
    pthread_mutex_unlock(&w->lock);
    return *out ? CORDON_OK : no_memory(err);
}
