#include "screen/hits_entry.h"

#include <stdlib.h>
#include <string.h>

enum { KEPT_BYTES_MAX = 128 << 20, KEPT_SLOTS_MAX = 1 << 20, SLOTS_FIRST = 1024 };

typedef struct slot {
    int64_t version;     /* 0 = free */
    screen_entry *entry; /* NULL: there is none to be shown */
} slot;

struct entries {
    lists *l;
    const screen_terms *terms;
    slot *slot;
    size_t slots, used;
    arena mem; /* of all entries: they go together */
};

cordon_status entries_open(entries **out, lists *l, const screen_terms *terms, cordon_error *err) {
    entries *e = calloc(1, sizeof *e);
    if (e) e->slot = calloc(SLOTS_FIRST, sizeof *e->slot);
    if (!e || !e->slot) {
        free(e);
        return cordon_fail(err, CORDON_ENOMEM, "no memory for entries");
    }
    arena_init(&e->mem, 0);
    e->slots = SLOTS_FIRST;
    e->l = l;
    e->terms = terms;
    *out = e;
    return CORDON_OK;
}

static void forget(entries *e) {
    arena_destroy(&e->mem);
    arena_init(&e->mem, 0);
    memset(e->slot, 0, e->slots * sizeof *e->slot);
    e->used = 0;
}

void entries_close(entries *e) {
    if (!e) return;
    arena_destroy(&e->mem);
    free(e->slot);
    free(e);
}

void entries_trim(entries *e) {
    if (e->mem.used_bytes > KEPT_BYTES_MAX || e->used > KEPT_SLOTS_MAX) forget(e);
}

static slot *place(const slot *table, size_t slots, int64_t version) {
    uint64_t h = (uint64_t)version * 0x9e3779b97f4a7c15U;
    size_t i = (size_t)(h >> 32) & (slots - 1);
    while (table[i].version && table[i].version != version) i = (i + 1) & (slots - 1);
    return (slot *)(uintptr_t)&table[i];
}

static bool grow(entries *e) {
    if (e->used * 2 < e->slots) return true;
    slot *more = calloc(e->slots * 2, sizeof *more);
    if (!more) return false;
    for (size_t i = 0; i < e->slots; i++)
        if (e->slot[i].version) *place(more, e->slots * 2, e->slot[i].version) = e->slot[i];
    free(e->slot);
    e->slot = more;
    e->slots *= 2;
    return true;
}

static bool is_asked(const screen_terms *t, const char *list) {
    for (unsigned i = 0; i < t->lists; i++)
        if (lists_match(t->list[i], list)) return true;
    return t->lists == 0;
}

/* The version in force, by id; 0 = none. */
static cordon_status in_force(int64_t *out, entries *e, const list_version *of, cordon_error *err) {
    lists_filter f = {.lists = of->e.list, .key = of->e.key, .known_by = e->terms->known_by, .as_at = e->terms->as_at};
    lists_cursor *c = NULL;
    const list_version *v = NULL;
    cordon_status status = lists_ask(&c, e->l, &f, err);
    if (!status) status = lists_next(c, &v, err);
    *out = v ? v->id : 0;
    lists_done(c);
    return status;
}

static cordon_status make(screen_entry **out, entries *e, int64_t version, bool former, cordon_error *err) {
    screen_entry *entry = arena_alloc(&e->mem, sizeof *entry);
    if (!entry) return cordon_fail(err, CORDON_ENOMEM, "no memory for entries");
    entry->former = former;
    cordon_status status = lists_version(&entry->v, &e->mem, e->l, version, err);
    if (!status) status = pair_facts_make(&entry->facts, &e->mem, &entry->v.e, err);
    if (!status) *out = entry;
    return status;
}

static cordon_status keep(entries *e, int64_t version, screen_entry *entry, cordon_error *err) {
    if (!grow(e)) return cordon_fail(err, CORDON_ENOMEM, "no memory for entries");
    *place(e->slot, e->slots, version) = (slot){version, entry};
    e->used++;
    return CORDON_OK;
}

/* The version that stands for this one on the day, 0 = none; and whether it has left the list. */
static cordon_status resolve(int64_t *out, bool *former, entries *e, int64_t version, cordon_error *err) {
    arena mem;
    list_version v;
    *out = 0;
    arena_init(&mem, 0);
    cordon_status status = lists_version(&v, &mem, e->l, version, err);
    bool wanted = !status && is_asked(e->terms, v.e.list) && v.first <= e->terms->known_by;
    if (wanted) status = in_force(out, e, &v, err);
    arena_destroy(&mem);
    *former = wanted && !*out;
    if (*former) *out = version;
    return status;
}

static cordon_status add(screen_entry **out, entries *e, int64_t version, cordon_error *err) {
    int64_t now;
    bool former;
    cordon_status status = resolve(&now, &former, e, version, err);
    if (status) return status;
    slot *s = now && now != version ? place(e->slot, e->slots, now) : NULL;
    if (s && s->version) { /* the entry is here under another of its versions */
        *out = s->entry;
        return keep(e, version, s->entry, err);
    }
    *out = NULL;
    if (now) status = make(out, e, now, former, err);
    if (status) return status;
    if (*out && now != version) status = keep(e, now, *out, err);
    return status ? status : keep(e, version, *out, err);
}

cordon_status entries_get(screen_entry **out, entries *e, int64_t version, cordon_error *err) {
    slot *s = place(e->slot, e->slots, version);
    if (!s->version) return add(out, e, version, err);
    *out = s->entry;
    return CORDON_OK;
}
