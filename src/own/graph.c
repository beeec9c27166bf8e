#include <stdlib.h>
#include <string.h>

#include "own/own.h"

/* Keys and names live in the arena; `slot` finds a key by its hash (node + 1, 0 = free). */
struct own_graph {
    arena mem;
    const char **key, **name;
    uint8_t *mark;
    uint32_t nodes, nodes_cap;
    uint32_t *slot, slots; /* a power of two */
    own_edge *edge;
    size_t edges, edges_cap;
    own_source *source;
    uint32_t sources, sources_cap;
    size_t *at; /* nodes + 1: edges of an owned node, after finish */
};

const char *own_kind_name(own_kind k) {
    static const char *const names[] = {"shares", "votes", "control", "linked"};
    return names[k];
}

const char *own_verdict_name(own_verdict v) {
    static const char *const names[] = {"owned", "possibly owned", "not owned", "not assessed"};
    return names[v];
}

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory for owners"); }

cordon_status own_graph_new(own_graph **out, cordon_error *err) {
    own_graph *g = calloc(1, sizeof *g);
    if (!g) return no_memory(err);
    arena_init(&g->mem, 0);
    *out = g;
    return CORDON_OK;
}

void own_graph_free(own_graph *g) {
    if (!g) return;
    arena_destroy(&g->mem);
    free(g->key);
    free(g->name);
    free(g->mark);
    free(g->slot);
    free(g->edge);
    free(g->source);
    free(g->at);
    free(g);
}

/* ---- nodes ---- */

static uint64_t hash_of(const char *s) { /* FNV-1a, 64 bits */
    uint64_t h = 1469598103934665603U;
    for (; *s; s++) h = (h ^ (unsigned char)*s) * 1099511628211U;
    return h ^ h >> 29;
}

/* The slot that has the key, or the free one where it would go. */
static uint32_t *slot_of(const own_graph *g, const char *key) {
    uint32_t i = (uint32_t)hash_of(key) & (g->slots - 1);
    while (g->slot[i] && strcmp(g->key[g->slot[i] - 1], key) != 0) i = (i + 1) & (g->slots - 1);
    return &g->slot[i];
}

static bool more_slots(own_graph *g) {
    uint32_t n = g->slots ? g->slots * 2 : 1024, *old = g->slot;
    uint32_t *fresh = calloc(n, sizeof *fresh);
    if (!fresh) return false;
    g->slot = fresh;
    g->slots = n;
    for (uint32_t i = 0; i < g->nodes; i++) *slot_of(g, g->key[i]) = i + 1;
    free(old);
    return true;
}

static bool grow(void *array, size_t n, size_t size) {
    void **p = array, *more = realloc(*p, n * size);
    if (!more) return false;
    *p = more;
    return true;
}

static bool more_nodes(own_graph *g) {
    uint32_t n = g->nodes_cap ? g->nodes_cap * 2 : 512;
    if (!grow(&g->key, n, sizeof *g->key) || !grow(&g->name, n, sizeof *g->name) || !grow(&g->mark, n, sizeof *g->mark)) return false;
    g->nodes_cap = n;
    return true;
}

bool own_node_find(uint32_t *out, const own_graph *g, const char *key) {
    uint32_t *slot = g->slots ? slot_of(g, key) : NULL;
    if (!slot || !*slot) return false;
    *out = *slot - 1;
    return true;
}

cordon_status own_node(uint32_t *out, own_graph *g, const char *key, const char *name, cordon_error *err) {
    size_t len = strlen(key);
    if (!len || len > OWN_KEY_BYTES_MAX)
        return cordon_fail(err, CORDON_EINVAL, "the key of a party has %zu bytes; expected 1 to %d", len, OWN_KEY_BYTES_MAX);
    if (g->nodes * 2U >= g->slots && !more_slots(g)) return no_memory(err);
    uint32_t *slot = slot_of(g, key);
    bool named = name && *name;
    if (!*slot) {
        if (g->nodes == OWN_NODES_MAX) return cordon_fail(err, CORDON_ELIMIT, "more than %d parties own or are owned", OWN_NODES_MAX);
        if (g->nodes == g->nodes_cap && !more_nodes(g)) return no_memory(err);
        const char *copy = arena_strndup(&g->mem, key, len);
        if (!copy) return no_memory(err);
        g->key[g->nodes] = copy;
        g->name[g->nodes] = "";
        g->mark[g->nodes] = 0;
        *slot = ++g->nodes;
    }
    uint32_t node = *slot - 1;
    if (named && !*g->name[node] && !(g->name[node] = arena_strndup(&g->mem, name, strlen(name)))) {
        g->name[node] = "";
        return no_memory(err);
    }
    *out = node;
    return CORDON_OK;
}

const char *own_node_key(const own_graph *g, uint32_t node) { return g->key[node]; }
const char *own_node_name(const own_graph *g, uint32_t node) { return *g->name[node] ? g->name[node] : g->key[node]; }
uint32_t own_nodes(const own_graph *g) { return g->nodes; }
void own_node_mark(own_graph *g, uint32_t node, unsigned marks) { g->mark[node] |= (uint8_t)marks; }
unsigned own_node_marks(const own_graph *g, uint32_t node) { return g->mark[node]; }

/* ---- sources ---- */

cordon_status own_source_add(uint32_t *out, own_graph *g, const own_source *s, cordon_error *err) {
    if (g->sources == g->sources_cap) {
        uint32_t n = g->sources_cap ? g->sources_cap * 2 : 16;
        if (!grow(&g->source, n, sizeof *g->source)) return no_memory(err);
        g->sources_cap = n;
    }
    own_source copy = *s;
    const char **text[] = {&copy.file, &copy.sha256, &copy.dataset};
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        const char *t = *text[i] ? *text[i] : "";
        if (!(*text[i] = arena_strndup(&g->mem, t, strlen(t)))) return no_memory(err);
    }
    g->source[g->sources] = copy;
    *out = ++g->sources;
    return CORDON_OK;
}

const own_source *own_source_of(const own_graph *g, const own_edge *e) {
    return e->source && e->source <= g->sources ? &g->source[e->source - 1] : NULL;
}

/* ---- edges ---- */

cordon_status own_add(own_graph *g, const own_edge *e, cordon_error *err) {
    bool stake = e->kind == OWN_SHARES || e->kind == OWN_VOTES;
    if (e->owner >= g->nodes || e->owned >= g->nodes || e->kind > OWN_LINKED || g->at)
        return cordon_fail(err, CORDON_EINVAL, "an edge between parties that are not in the graph, or after its end");
    if (e->low_e5 < 0 || e->low_e5 > e->high_e5 || e->high_e5 > OWN_ALL_E5 || (!stake && e->high_e5))
        return cordon_fail(err, CORDON_EINVAL, "a share from %.5f to %.5f %%; expected 0 <= low <= high <= 100", e->low_e5 / 1e5, e->high_e5 / 1e5);
    if (e->from && e->to && e->to < e->from) return cordon_fail(err, CORDON_EINVAL, "a holding that ends before it begins");
    if (g->edges == OWN_EDGES_MAX) return cordon_fail(err, CORDON_ELIMIT, "more than %d holdings", OWN_EDGES_MAX);
    if (g->edges == g->edges_cap) {
        size_t n = g->edges_cap ? g->edges_cap * 2 : 1024;
        if (!grow(&g->edge, n, sizeof *g->edge)) return no_memory(err);
        g->edges_cap = n;
    }
    g->edge[g->edges++] = *e;
    return CORDON_OK;
}

static int by_holding(const void *x, const void *y) {
    const own_edge *a = x, *b = y;
#define BY(f) if (a->f != b->f) return a->f < b->f ? -1 : 1
    BY(owner);
    BY(kind);
    BY(source);
    BY(line);
    BY(from);
    BY(to);
    BY(low_e5);
    BY(high_e5);
#undef BY
    return 0;
}

/* By owned party: counted out, then each party's few edges sorted. */
cordon_status own_graph_finish(own_graph *g, cordon_error *err) {
    size_t *at = calloc((size_t)g->nodes + 2, sizeof *at);
    own_edge *sorted = malloc((g->edges + 1) * sizeof *sorted);
    if (!at || !sorted) {
        free(at);
        free(sorted);
        return no_memory(err);
    }
    for (size_t i = 0; i < g->edges; i++) at[g->edge[i].owned + 2]++;
    for (size_t i = 2; i < (size_t)g->nodes + 2; i++) at[i] += at[i - 1];
    for (size_t i = 0; i < g->edges; i++) sorted[at[g->edge[i].owned + 1]++] = g->edge[i];
    for (uint32_t i = 0; i < g->nodes; i++)
        if (at[i + 1] - at[i] > 1) qsort(sorted + at[i], at[i + 1] - at[i], sizeof *sorted, by_holding);
    free(g->edge);
    free(g->at);
    g->edge = sorted;
    g->at = at;
    g->edges_cap = g->edges + 1;
    return CORDON_OK;
}

const own_edge *own_edges_of(size_t *n, const own_graph *g, uint32_t owned) {
    *n = g->at[owned + 1] - g->at[owned];
    return g->edge + g->at[owned];
}

size_t own_edges(const own_graph *g) { return g->edges; }
