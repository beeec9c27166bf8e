#include "own/who.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cordon_status put(own_hits *h, arena *mem, const own_hit *x, cordon_error *err) {
    for (size_t i = 0; i < h->n; i++) {
        own_hit *o = &h->v[i];
        if (o->node != x->node || strcmp(o->list, x->list) != 0 || strcmp(o->key, x->key) != 0) continue;
        o->certain |= x->certain;
        return CORDON_OK;
    }
    if (h->n == h->cap) {
        size_t cap = h->cap ? h->cap * 2 : 32;
        own_hit *more = realloc(h->v, cap * sizeof *more);
        if (!more) return cordon_fail(err, CORDON_ENOMEM, "no memory for who is listed");
        h->v = more;
        h->cap = cap;
    }
    own_hit copy = *x;
    copy.list = arena_strndup(mem, x->list, strlen(x->list));
    copy.key = arena_strndup(mem, x->key, strlen(x->key));
    copy.name = arena_strndup(mem, x->name ? x->name : "", x->name ? strlen(x->name) : 0);
    if (!copy.list || !copy.key || !copy.name) return cordon_fail(err, CORDON_ENOMEM, "no memory for who is listed");
    h->v[h->n++] = copy;
    return CORDON_OK;
}

/* The entry of a key "LIST:KEY", when it is in force. */
static cordon_status by_key(own_hits *h, bool *found, arena *mem, const char *key, uint32_t node, lists *l, date_day as_at, date_day known_by, cordon_error *err) {
    const char *colon = strchr(key, ':');
    char list[64];
    *found = false;
    if (!colon || colon == key || (size_t)(colon - key) >= sizeof list) return CORDON_OK;
    snprintf(list, sizeof list, "%.*s", (int)(colon - key), key);
    if (strpbrk(list, "*?,[")) return CORDON_OK; /* no pattern */
    lists_cursor *c;
    const list_version *v = NULL;
    cordon_status status = lists_ask(&c, l, &(lists_filter){.lists = list, .key = colon + 1, .as_at = as_at, .known_by = known_by}, err);
    if (status) return status;
    status = lists_next(c, &v, err);
    if (!status && v) {
        *found = true;
        status = put(h, mem, &(own_hit){node, v->e.list, v->e.key, entity_first(&v->e, "name"), 1, true}, err);
    }
    lists_done(c);
    return status;
}

/* The facts that a key and a name are; false when they make no question. */
static bool question(screen_ask *ask, const char *key, const char *name) {
    const char *colon = strchr(key, ':');
    char field[64];
    bool named = strcmp(key, name) != 0 || !colon;
    if (colon && colon - key < 40) {
        snprintf(field, sizeof field, "id.%.*s", (int)(colon - key), key);
        if (screen_ask_field(field) && !screen_ask_type(field, NULL)) (void)screen_ask_add(ask, field, colon + 1, strlen(colon + 1), NULL);
    }
    if (named && *name) (void)screen_ask_add(ask, "name", name, strlen(name), NULL);
    return !screen_ask_check(ask, NULL);
}

static cordon_status by_screening(own_hits *h, arena *mem, const own_graph *g, uint32_t node, screen_asker *asker, cordon_error *err) {
    screen_ask ask;
    screen_answer a;
    arena own;
    arena_init(&own, 0);
    screen_ask_begin(&ask, &own);
    cordon_status status = CORDON_OK;
    if (question(&ask, own_node_key(g, node), own_node_name(g, node))) {
        status = screen_ask_lists(&a, asker, &ask, &own, err);
        if (!status && a.verdict != FINDING_FOUND && a.verdict != FINDING_NOTHING_FOUND) h->not_asked++;
        for (size_t i = 0; i < a.hits && !status; i++) {
            const screen_hit *x = &a.hit[i];
            const entity *e = &x->entry->v.e;
            status = put(h, mem, &(own_hit){node, e->list, e->key, entity_first(e, "name"), x->pair.probability, (x->by & HIT_NUMBER) != 0}, err);
        }
    } else {
        h->not_asked++;
    }
    arena_destroy(&own);
    return status;
}

cordon_status own_hits_of(own_hits *out, arena *mem, const own_graph *g, const uint32_t *node, size_t n, lists *l, screen_asker *asker, date_day as_at,
                          date_day known_by, cordon_error *err) {
    cordon_status status = CORDON_OK;
    size_t asked = 0;
    for (size_t i = 0; i < n && !status; i++) {
        bool found;
        status = by_key(out, &found, mem, own_node_key(g, node[i]), node[i], l, as_at, known_by, err);
        if (status || found) continue;
        if (asker && asked < OWN_SCREENED_MAX) {
            asked++;
            status = by_screening(out, mem, g, node[i], asker, err);
        } else {
            out->not_asked++;
        }
    }
    return status;
}

void own_hits_mark(uint8_t *listed, const own_graph *g, const own_hits *h, const own_rule *r) {
    memset(listed, OWN_UNLISTED, own_nodes(g));
    for (size_t i = 0; i < h->n; i++) {
        const own_hit *x = &h->v[i];
        if (!*r->lists || !lists_match(r->lists, x->list) || listed[x->node] == OWN_LISTED) continue;
        listed[x->node] = x->certain ? OWN_LISTED : OWN_MAYBE_LISTED;
    }
}
