/* Entries hang together by key or by name: "owned by X" of a list means the entry of that list called X, on that day. So an entry is kept
 * when it says something of owners, or when another means it by one of its names. */
#include "own/lists.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lists/lists.h"

enum { KEY_BYTES = 1200 };

typedef struct list_link {
    const char *kind, *role, *to_key, *to_name;
    double percent;
} list_link;

typedef struct list_entry {
    date_span days;
    const char *list, *key, *name, *file, *sha256; /* key: "LIST:KEY" */
    int64_t source;
    date_day first;
    uint32_t line;
    bool person;
    const char **called; /* "LIST|NAME" */
    list_link *link;
    size_t calleds, links;
    struct list_entry *next;
} list_entry;

struct own_lists {
    arena mem;
    list_entry *first;
    date_day *turn;
    size_t turns;
};

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory for the owners that lists name"); }

static const char *keep(arena *mem, const char *s) { return arena_strndup(mem, s, strlen(s)); }

static void named(char text[KEY_BYTES], const char *list, char between, const char *name) { snprintf(text, KEY_BYTES, "%s%c%.1000s", list, between, name); }

/* ---- reading ---- */

static bool keep_links(list_entry *x, arena *mem, const entity *e) {
    x->link = arena_alloc(mem, (e->links + 1) * sizeof *x->link);
    if (!x->link) return false;
    for (; x->links < e->links; x->links++) {
        const entity_link *k = &e->link[x->links];
        list_link *l = &x->link[x->links];
        *l = (list_link){keep(mem, k->kind), keep(mem, k->role), keep(mem, k->to_key), keep(mem, k->to_name), k->percent};
        if (!l->kind || !l->role || !l->to_key || !l->to_name) return false;
    }
    return true;
}

static bool keep_names(list_entry *x, arena *mem, const entity *e) {
    char text[KEY_BYTES];
    x->called = arena_alloc(mem, (e->values + 1) * sizeof *x->called);
    if (!x->called) return false;
    for (uint32_t i = 0; i < e->values; i++) {
        if (!lists_is_name(e->value[i].prop)) continue;
        named(text, e->list, '|', e->value[i].value);
        if (!(x->called[x->calleds++] = keep(mem, text))) return false;
    }
    return true;
}

static list_entry *make(arena *mem, const list_version *v, date_span days) {
    char key[KEY_BYTES];
    list_entry *x = arena_alloc(mem, sizeof *x);
    if (!x) return NULL;
    named(key, v->e.list, ':', v->e.key);
    *x = (list_entry){.days = days, .list = keep(mem, v->e.list), .key = keep(mem, key), .name = keep(mem, entity_first(&v->e, "name")), .file = keep(mem, v->file),
                      .sha256 = keep(mem, v->sha256), .source = v->source, .first = v->first, .line = (uint32_t)v->line, .person = strcmp(v->e.schema, "Person") == 0};
    bool ok = x->list && x->key && x->name && x->file && x->sha256;
    return ok && keep_names(x, mem, &v->e) && keep_links(x, mem, &v->e) ? x : NULL;
}

/* The names that links mean somebody by. */
static cordon_status note_meant(own_graph *meant, const list_entry *x, cordon_error *err) {
    char text[KEY_BYTES];
    uint32_t node;
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < x->links && !status; i++) {
        if (*x->link[i].to_key || !*x->link[i].to_name) continue;
        named(text, x->list, '|', x->link[i].to_name);
        status = own_node(&node, meant, text, "", err);
    }
    return status;
}

static bool copy_texts(arena *mem, const char **v[], size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!(*v[i] = keep(mem, *v[i]))) return false;
    return true;
}

/* A copy with those of its names that are meant. */
static list_entry *copy(arena *mem, const list_entry *from, const own_graph *meant) {
    uint32_t node;
    list_entry *x = arena_alloc(mem, sizeof *x);
    if (!x) return NULL;
    *x = *from;
    x->next = NULL;
    x->calleds = 0;
    x->called = arena_alloc(mem, (from->calleds + 1) * sizeof *x->called);
    x->link = arena_alloc(mem, (from->links + 1) * sizeof *x->link);
    bool ok = x->called && x->link && copy_texts(mem, (const char **[]){&x->list, &x->key, &x->name, &x->file, &x->sha256}, 5);
    for (size_t i = 0; ok && i < from->calleds; i++)
        if (own_node_find(&node, meant, from->called[i])) ok = (x->called[x->calleds++] = keep(mem, from->called[i])) != NULL;
    for (size_t i = 0; ok && i < from->links; i++) {
        list_link *k = &x->link[i];
        *k = from->link[i];
        ok = copy_texts(mem, (const char **[]){&k->kind, &k->role, &k->to_key, &k->to_name}, 4);
    }
    return ok ? x : NULL;
}

static bool is_meant(const list_entry *x, const own_graph *meant) {
    uint32_t node;
    for (size_t i = 0; i < x->calleds; i++)
        if (own_node_find(&node, meant, x->called[i])) return true;
    return false;
}

/* Keeps the entries that count. */
static cordon_status choose(own_lists *l, const list_entry *all, const own_graph *meant, cordon_error *err) {
    list_entry **last = &l->first;
    for (const list_entry *x = all; x; x = x->next) {
        if (!x->links && !is_meant(x, meant)) continue;
        if (!(*last = copy(&l->mem, x, meant))) return no_memory(err);
        last = &(*last)->next;
    }
    return CORDON_OK;
}

static cordon_status read_all(own_lists *l, arena *mem, own_graph *meant, lists_cursor *c, cordon_error *err) {
    const list_version *v = NULL;
    list_entry *first = NULL, **last = &first;
    cordon_status status;
    while (!(status = lists_next(c, &v, err)) && v) {
        list_entry *x = make(mem, v, lists_stay(c));
        if (!x) return no_memory(err);
        *last = x;
        last = &x->next;
        if ((status = note_meant(meant, x, err))) return status;
    }
    if (!status) status = choose(l, first, meant, err);
    if (status) return status;
    const date_day *turn = lists_turns(&l->turns, c);
    if (!(l->turn = arena_alloc(&l->mem, (l->turns + 1) * sizeof *l->turn))) return no_memory(err);
    if (l->turns) memcpy(l->turn, turn, l->turns * sizeof *turn);
    return CORDON_OK;
}

cordon_status own_lists_read(own_lists **out, store *s, date_day known_by, cordon_error *err) {
    own_lists *l = calloc(1, sizeof *l);
    own_graph *meant = NULL;
    lists *all = NULL;
    lists_cursor *c = NULL;
    arena mem;
    if (!l) return no_memory(err);
    arena_init(&l->mem, 0);
    arena_init(&mem, 0);
    cordon_status status = lists_open(&all, s, err);
    if (!status) status = own_graph_new(&meant, err);
    if (!status) status = lists_ask(&c, all, &(lists_filter){.stays = true, .known_by = known_by}, err);
    if (!status) status = read_all(l, &mem, meant, c, err);
    arena_destroy(&mem);
    lists_done(c);
    if (meant) own_graph_free(meant);
    if (all) lists_close(all);
    if (status)
        own_lists_free(l);
    else
        *out = l;
    return status;
}

void own_lists_free(own_lists *l) {
    if (!l) return;
    arena_destroy(&l->mem);
    free(l);
}

date_span own_lists_same(const own_lists *l, date_day day) {
    size_t lo = 0, hi = l->turns;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (l->turn[mid] <= day)
            lo = mid + 1;
        else
            hi = mid;
    }
    return (date_span){lo ? l->turn[lo - 1] : 0, lo < l->turns ? l->turn[lo] - 1 : DATE_MAX};
}

/* ---- the graph of a day ---- */

typedef struct day_graph {
    own_graph *g, *names; /* names: "LIST|NAME" is a key, the entry's own its name */
    int64_t source_id;    /* the last one */
    uint32_t source;
} day_graph;

static cordon_status source_of(day_graph *d, const list_entry *x, cordon_error *err) {
    if (d->source && d->source_id == x->source) return CORDON_OK;
    d->source_id = x->source;
    return own_source_add(&d->source, d->g, &(own_source){.file = x->file, .sha256 = x->sha256, .dataset = x->list, .id = x->source, .vintage = x->first}, err);
}

/* Who a link leads to: by key, by a name of the same list, else a party known by name alone. */
static cordon_status other_end(uint32_t *node, const day_graph *d, const list_entry *x, const list_link *k, cordon_error *err) {
    char text[KEY_BYTES];
    uint32_t called;
    named(text, x->list, *k->to_key ? ':' : '|', *k->to_key ? k->to_key : k->to_name);
    if (*k->to_key) return own_node(node, d->g, text, k->to_name, err);
    if (own_node_find(&called, d->names, text)) return own_node(node, d->g, own_node_name(d->names, called), k->to_name, err);
    return own_node(node, d->g, k->to_name, k->to_name, err);
}

/* Family and the like own nothing. "asset" stands at the owner, "owner" at what is owned (read_ftm.c); what says neither has no direction but
 * that the other end is the one the entry hangs on, and no stake. */
static cordon_status link_edge(const day_graph *d, const list_entry *x, const list_link *k, uint32_t from, cordon_error *err) {
    bool owns = strcmp(k->kind, "Ownership") == 0, unknown = strcmp(k->kind, "UnknownLink") == 0;
    uint32_t other, self;
    if ((!owns && !unknown) || (!*k->to_key && !*k->to_name)) return CORDON_OK;
    cordon_status status = own_node(&self, d->g, x->key, x->name, err);
    if (!status) status = other_end(&other, d, x, k, err);
    if (status) return status;
    bool asset = owns && strcmp(k->role, "asset") == 0, owner = owns && strstr(k->role, "owner");
    own_edge e = {.owner = asset ? self : other, .owned = asset ? other : self, .kind = asset || owner ? OWN_SHARES : OWN_LINKED, .source = from, .line = x->line};
    if (e.kind == OWN_SHARES) {
        e.high_e5 = OWN_ALL_E5;
        if (!isnan(k->percent)) own_percent_of(&e.low_e5, &e.high_e5, k->percent);
    }
    return own_add(d->g, &e, err);
}

static bool stands(const list_entry *x, date_day day) { return x->days.from <= day && day <= x->days.to; }

static cordon_status add_party(day_graph *d, const list_entry *x, cordon_error *err) {
    uint32_t node;
    cordon_status status = CORDON_OK;
    for (size_t i = 0; i < x->calleds && !status; i++) status = own_node(&node, d->names, x->called[i], x->key, err);
    if (status || !x->links) return status;
    status = own_node(&node, d->g, x->key, x->name, err);
    if (!status && x->person) own_node_mark(d->g, node, OWN_END);
    return status;
}

/* Parties before holdings: a link may mean an entry that comes later. */
cordon_status own_lists_add(own_graph *g, const own_lists *l, date_day as_at, cordon_error *err) {
    day_graph d = {.g = g};
    cordon_status status = own_graph_new(&d.names, err);
    for (const list_entry *x = l->first; x && !status; x = x->next)
        if (stands(x, as_at)) status = add_party(&d, x, err);
    for (const list_entry *x = l->first; x && !status; x = x->next) {
        if (!x->links || !stands(x, as_at)) continue;
        status = source_of(&d, x, err);
        for (size_t i = 0; i < x->links && !status; i++) status = link_edge(&d, x, &x->link[i], d.source, err);
    }
    own_graph_free(d.names);
    return status;
}
