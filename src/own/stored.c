#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lists/lists.h"
#include "own/load.h"
#include "store/ledger.h"

/* ---- own.sqlite ---- */

/* Of each dataset the newest that is known by then. */
#define COUNTS                                                                                                                             \
    "SELECT source, file, sha256, dataset, vintage FROM loaded l WHERE vintage <= ?1 AND NOT EXISTS (SELECT 1 FROM loaded n WHERE "       \
    "n.dataset = l.dataset AND n.vintage <= ?1 AND (n.vintage > l.vintage OR (n.vintage = l.vintage AND n.source > l.source))) ORDER BY source"

static const char *column(sqlite3_stmt *st, int at) {
    const char *s = (const char *)sqlite3_column_text(st, at);
    return s ? s : "";
}

static cordon_status stored_party(own_graph *g, sqlite3_stmt *st, cordon_error *err) {
    const char *same = column(st, 2);
    uint32_t node;
    cordon_status status = own_node(&node, g, *same ? same : column(st, 0), column(st, 1), err);
    if (!status) own_node_mark(g, node, (unsigned)sqlite3_column_int(st, 3));
    return status;
}

static cordon_status stored_holding(own_graph *g, sqlite3_stmt *st, uint32_t from, cordon_error *err) {
    own_edge e = {.source = from, .line = (uint32_t)sqlite3_column_int64(st, 0), .kind = (uint8_t)sqlite3_column_int(st, 3),
                  .low_e5 = sqlite3_column_int(st, 4), .high_e5 = sqlite3_column_int(st, 5), .from = sqlite3_column_int(st, 6), .to = sqlite3_column_int(st, 7)};
    cordon_status status = own_node(&e.owner, g, column(st, 1), "", err);
    if (!status) status = own_node(&e.owned, g, column(st, 2), "", err);
    return status ? status : own_add(g, &e, err);
}

static cordon_status each(own_graph *g, sqlite3 *db, int64_t id, uint32_t from, bool parties, cordon_error *err) {
    sqlite3_stmt *st;
    cordon_status status = ledger_prepare(
        &st, db, err,
        parties ? "SELECT key, name, same, marks FROM party WHERE source = ? ORDER BY key"
                : "SELECT h.line, CASE coalesce(a.same, '') WHEN '' THEN h.owner ELSE a.same END, CASE coalesce(b.same, '') WHEN '' THEN h.owned ELSE b.same "
                  "END, h.kind, h.low_e5, h.high_e5, h.from_day, h.to_day FROM holding h LEFT JOIN party a ON a.source = h.source AND a.key = h.owner LEFT JOIN "
                  "party b ON b.source = h.source AND b.key = h.owned WHERE h.source = ? ORDER BY h.id",
        "i", id);
    if (status) return status;
    int rc = SQLITE_DONE;
    while (!status && (rc = sqlite3_step(st)) == SQLITE_ROW) status = parties ? stored_party(g, st, err) : stored_holding(g, st, from, err);
    if (!status && rc != SQLITE_DONE) status = ledger_fail(db, err);
    sqlite3_finalize(st);
    return status;
}

static cordon_status from_files(own_graph *g, sqlite3 *db, date_day known_by, cordon_error *err) {
    sqlite3_stmt *st;
    cordon_status status = ledger_prepare(&st, db, err, COUNTS, "i", (int64_t)(known_by ? known_by : DATE_MAX));
    if (status) return status;
    int rc = SQLITE_DONE;
    while (!status && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        own_source s = {.id = sqlite3_column_int64(st, 0), .file = column(st, 1), .sha256 = column(st, 2), .dataset = column(st, 3), .vintage = sqlite3_column_int(st, 4)};
        uint32_t from;
        status = own_source_add(&from, g, &s, err);
        if (!status) status = each(g, db, s.id, from, true, err);
        if (!status) status = each(g, db, s.id, from, false, err);
    }
    if (!status && rc != SQLITE_DONE) status = ledger_fail(db, err);
    sqlite3_finalize(st);
    return status;
}

static const char *kept(arena *mem, sqlite3_stmt *st, int at) {
    const char *s = column(st, at);
    return arena_strndup(mem, s, strlen(s));
}

cordon_status own_stored_sources(const own_source **out, size_t *n, arena *mem, store *s, date_day known_by, cordon_error *err) {
    sqlite3 *db;
    sqlite3_stmt *st;
    own_source *v = NULL;
    size_t cap = 0, k = 0;
    int rc = SQLITE_DONE;
    *n = 0;
    cordon_status status = store_own(&db, s, err);
    if (status || !db) return status;
    status = ledger_prepare(&st, db, err, COUNTS, "i", (int64_t)(known_by ? known_by : DATE_MAX));
    if (status) return status;
    while (!status && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        if (k == cap) {
            own_source *more = arena_alloc(mem, (cap = cap ? 2 * cap : 16) * sizeof *more);
            if (more && k) memcpy(more, v, k * sizeof *more);
            v = more;
        }
        own_source x = {.id = sqlite3_column_int64(st, 0), .file = kept(mem, st, 1), .sha256 = kept(mem, st, 2), .dataset = kept(mem, st, 3), .vintage = sqlite3_column_int(st, 4)};
        if (!v || !x.file || !x.sha256 || !x.dataset) status = cordon_fail(err, CORDON_ENOMEM, "no memory for sources of owners");
        else v[k++] = x;
    }
    if (!status && rc != SQLITE_DONE) status = ledger_fail(db, err);
    sqlite3_finalize(st);
    *out = v;
    *n = status ? 0 : k;
    return status;
}

/* ---- what lists say ---- */

typedef struct listed_link {
    uint32_t from; /* node of the entry */
    uint32_t source, line;
    const char *list, *kind, *role, *to_key, *to_name;
    double percent;
} listed_link;

typedef struct listing {
    own_graph *g, *names; /* names: "LIST|NAME" is a key, the entry's own its name */
    arena mem;
    listed_link *v;
    size_t n, cap;
    int64_t source_id; /* the last one */
    uint32_t source;
} listing;

static const char *keep(listing *l, const char *s) { return arena_strndup(&l->mem, s, strlen(s)); }

static cordon_status keep_names(listing *l, const list_version *v, const char *key, cordon_error *err) {
    char text[1200];
    uint32_t node;
    cordon_status status = CORDON_OK;
    for (uint32_t i = 0; i < v->e.values && !status; i++) {
        if (!lists_is_name(v->e.value[i].prop)) continue;
        snprintf(text, sizeof text, "%s|%.1000s", v->e.list, v->e.value[i].value);
        status = own_node(&node, l->names, text, key, err);
    }
    return status;
}

static cordon_status source_of(listing *l, const list_version *v, cordon_error *err) {
    if (l->source && l->source_id == v->source) return CORDON_OK;
    l->source_id = v->source;
    return own_source_add(&l->source, l->g, &(own_source){.file = v->file, .sha256 = v->sha256, .dataset = v->e.list, .id = v->source, .vintage = v->first}, err);
}

static cordon_status keep_links(listing *l, const list_version *v, const char *key, cordon_error *err) {
    uint32_t node;
    const char *name = entity_first(&v->e, "name");
    cordon_status status = own_node(&node, l->g, key, name, err);
    if (!status) status = source_of(l, v, err);
    if (!status && strcmp(v->e.schema, "Person") == 0) own_node_mark(l->g, node, OWN_END);
    for (uint32_t i = 0; i < v->e.links && !status; i++) {
        const entity_link *k = &v->e.link[i];
        if (l->n == l->cap) {
            size_t cap = l->cap ? l->cap * 2 : 256;
            listed_link *more = realloc(l->v, cap * sizeof *more);
            if (!more) return cordon_fail(err, CORDON_ENOMEM, "no memory for links of lists");
            l->v = more;
            l->cap = cap;
        }
        listed_link *x = &l->v[l->n++];
        *x = (listed_link){node, l->source, (uint32_t)v->line, keep(l, v->e.list), keep(l, k->kind), keep(l, k->role), keep(l, k->to_key), keep(l, k->to_name), k->percent};
        if (!x->list || !x->kind || !x->role || !x->to_key || !x->to_name) status = cordon_fail(err, CORDON_ENOMEM, "no memory for links of lists");
    }
    return status;
}

/* Who a link leads to: by key, by a name of the same list, else a party known by name alone. */
static cordon_status other_end(uint32_t *node, const listing *l, const listed_link *x, cordon_error *err) {
    char text[1200];
    uint32_t named;
    if (*x->to_key)
        snprintf(text, sizeof text, "%s:%.1000s", x->list, x->to_key);
    else
        snprintf(text, sizeof text, "%s|%.1000s", x->list, x->to_name);
    if (*x->to_key) return own_node(node, l->g, text, x->to_name, err);
    if (own_node_find(&named, l->names, text)) return own_node(node, l->g, own_node_name(l->names, named), x->to_name, err);
    return own_node(node, l->g, x->to_name, x->to_name, err);
}

/* Family and the like own nothing. "asset" stands at the owner, "owner" at what is owned (read_ftm.c); what says neither has no direction but
 * that the other end is the one the entry hangs on, and no stake. */
static cordon_status link_edge(const listing *l, const listed_link *x, cordon_error *err) {
    bool owns = strcmp(x->kind, "Ownership") == 0, unknown = strcmp(x->kind, "UnknownLink") == 0;
    uint32_t other;
    if ((!owns && !unknown) || (!*x->to_key && !*x->to_name)) return CORDON_OK;
    cordon_status status = other_end(&other, l, x, err);
    if (status) return status;
    bool asset = owns && strcmp(x->role, "asset") == 0, owner = owns && strstr(x->role, "owner");
    own_edge e = {.owner = asset ? x->from : other, .owned = asset ? other : x->from, .kind = asset || owner ? OWN_SHARES : OWN_LINKED, .source = x->source, .line = x->line};
    if (e.kind == OWN_SHARES) {
        e.high_e5 = OWN_ALL_E5;
        if (!isnan(x->percent)) own_percent_of(&e.low_e5, &e.high_e5, x->percent);
    }
    return own_add(l->g, &e, err);
}

static cordon_status from_lists(own_graph *g, store *s, date_day as_at, date_day known_by, cordon_error *err) {
    lists *all;
    lists_cursor *c = NULL;
    const list_version *v = NULL;
    listing l = {.g = g};
    char key[1200];
    cordon_status status = lists_open(&all, s, err);
    if (status) return status;
    arena_init(&l.mem, 0);
    status = own_graph_new(&l.names, err);
    if (!status) status = lists_ask(&c, all, &(lists_filter){.as_at = as_at, .known_by = known_by}, err);
    while (!status && !(status = lists_next(c, &v, err)) && v) {
        snprintf(key, sizeof key, "%s:%.1000s", v->e.list, v->e.key);
        status = keep_names(&l, v, key, err);
        if (!status && v->e.links) status = keep_links(&l, v, key, err);
    }
    if (c) lists_done(c);
    for (size_t i = 0; i < l.n && !status; i++) status = link_edge(&l, &l.v[i], err);
    free(l.v);
    own_graph_free(l.names);
    arena_destroy(&l.mem);
    lists_close(all);
    return status;
}

cordon_status own_stored(own_graph **out, store *s, date_day as_at, date_day known_by, cordon_error *err) {
    own_graph *g;
    sqlite3 *db = NULL;
    cordon_status status = own_graph_new(&g, err);
    if (status) return status;
    status = store_own(&db, s, err);
    if (!status && db) status = from_files(g, db, known_by, err);
    if (!status) status = from_lists(g, s, as_at, known_by, err);
    if (status)
        own_graph_free(g);
    else
        *out = g;
    return status;
}
