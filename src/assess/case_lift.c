/* case_lift.c - a case as a stranger writes it, brought to the form of the table: roles as keys become parties, a route its legs. */
#include <string.h>

#include "assess/case_fields.h"

/* All nodes are the tree's own. */
static json_node *own(const json_node *node) { return (json_node *)(uintptr_t)node; }

static void append(json_node *parent, json_node *node) {
    const json_node *last = parent->first;
    while (last && last->next) last = last->next;
    if (last)
        own(last)->next = node;
    else
        parent->first = node;
    node->parent = parent;
    node->next = NULL;
    node->index = parent->n++;
}

static void take_out(json_node *parent, const json_node *node) {
    const json_node **at = &parent->first;
    while (*at != node) at = (const json_node **)(uintptr_t)&(*at)->next;
    *at = node->next;
    parent->n--;
    uint32_t i = 0;
    for (const json_node *c = parent->first; c; c = c->next) own(c)->index = i++;
}

static json_node *make(json_tree *t, json_kind kind, const char *key, const json_node *place) {
    json_node *n = arena_alloc(&t->mem, sizeof *n);
    if (n) *n = (json_node){.kind = kind, .key = key, .text = "", .line = place->line, .column = place->column};
    return n;
}

/* What stands under the key of a role (is_party): a party, its name, or nothing known of it. NULL: no memory. */
static json_node *party_of(json_tree *t, json_node *value, const char *role) {
    json_node *party = value;
    if (value->kind == JSON_STRING || value->kind == JSON_NULL) {
        if (!(party = make(t, JSON_OBJECT, NULL, value))) return NULL;
        value->key = "name";
        append(party, value);
    }
    json_node *r = make(t, JSON_STRING, "role", party);
    if (!r) return NULL;
    r->text = role;
    party->key = NULL;
    append(party, r);
    return party;
}

static const json_node *find(const json_node *root, const case_field *f) {
    for (const json_node *c = root->first; c; c = c->next)
        if (strncmp(c->key, "//", 2) != 0 && case_field_find(&case_shape_case, c->key) == f) return c;
    return NULL;
}

/* False: no memory. */
static bool add_party(json_tree *t, json_node *root, json_node *value, const char *role) {
    const case_field *f = case_field_find(&case_shape_case, "parties");
    json_node *parties = own(find(root, f));
    if (parties && parties->kind != JSON_ARRAY) return true; /* the reader refuses the key */
    if (!parties) {
        if (!(parties = make(t, JSON_ARRAY, f->key, value))) return false;
        append(root, parties);
    }
    take_out(root, value);
    if (value->kind == JSON_ARRAY) {
        for (const json_node *c = value->first, *next; c; c = next) {
            next = c->next;
            json_node *party = party_of(t, own(c), role);
            if (!party) return false;
            append(parties, party);
        }
        return true;
    }
    json_node *party = party_of(t, value, role);
    if (party) append(parties, party);
    return party != NULL;
}

static bool is_party(const json_node *n) { return n->kind == JSON_OBJECT || n->kind == JSON_STRING || n->kind == JSON_NULL; }
static bool are_parties(const json_node *n) {
    if (n->kind != JSON_ARRAY) return is_party(n);
    for (const json_node *c = n->first; c; c = c->next)
        if (!is_party(c)) return false;
    return true;
}

bool case_lift(json_tree *t) {
    const case_field *role = case_field_find(case_field_find(&case_shape_case, "parties")->shape, "role"), *legs = case_field_find(&case_shape_case, "legs");
    json_node *root = own(t->root);
    if (root->kind != JSON_OBJECT) return true;
    for (const json_node *c = root->first, *next; c; c = next) {
        size_t len;
        next = c->next;
        if (strncmp(c->key, "//", 2) == 0) continue;
        const case_field *f = case_field_find(&case_shape_case, c->key);
        if (f == legs && c->kind == JSON_OBJECT && c->n == 1 && case_field_find(&case_shape_case, c->first->key) == legs) {
            json_node *inner = own(c->first);
            inner->key = legs->key;
            take_out(root, c);
            append(root, inner);
        }
        const char *word = f ? NULL : case_field_spelt(role, c->key, &len);
        if (!word || !are_parties(c)) continue;
        const char *canonical = arena_strndup(&t->mem, word, len);
        if (!canonical || !add_party(t, root, own(c), canonical)) return false;
    }
    return true;
}
