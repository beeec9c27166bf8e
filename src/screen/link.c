#include "screen/link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screen/link_inner.h"

enum { MARK_TEXT_MAX = 512 };

bool link_grow(void *array, size_t *cap, size_t n, size_t size) {
    void **a = array;
    if (n < *cap) return true;
    size_t more = *cap ? *cap * 2 : 256, bytes;
    void *p = __builtin_mul_overflow(more, size, &bytes) ? NULL : realloc(*a, bytes);
    if (!p) return false;
    *a = p, *cap = more;
    return true;
}

/* FNV-1a, mixed. */
static uint64_t hash_of(const char *s, size_t len) {
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < len; i++) h = (h ^ (unsigned char)s[i]) * 1099511628211u;
    return h ^ h >> 31;
}

cordon_status linker_open(linker **out, cordon_error *err) {
    linker *l = calloc(1, sizeof *l);
    if (!l) return cordon_fail(err, CORDON_ENOMEM, "no memory to link lists");
    arena_init(&l->mem, 0);
    cordon_status status = list_facts_tables_open(&l->tables, err);
    if (!status) status = name_tables_open(&l->names, err);
    if (!status) status = score_model_open(&l->model, err);
    if (status)
        linker_close(l);
    else
        *out = l;
    return status;
}

void linker_close(linker *l) {
    if (!l) return;
    free(l->entry);
    free(l->mark);
    free(l->found);
    arena_destroy(&l->mem);
    free(l);
}

cordon_status link_mark_add(linker *l, uint32_t entry, link_reason reason, const char *text, size_t len,
                            cordon_error *err) {
    char *own = arena_strndup(&l->mem, text, len);
    if (!own || !link_grow(&l->mark, &l->marks_cap, l->marks, sizeof *l->mark))
        return cordon_fail(err, CORDON_ENOMEM, "no memory to link lists");
    l->mark[l->marks++] = (link_mark){hash_of(text, len), own, entry, (uint8_t)reason};
    return CORDON_OK;
}

/* References are compared without regard to letter case and blanks. */
static cordon_status add_reference(linker *l, uint32_t entry, const char *s, cordon_error *err) {
    char text[MARK_TEXT_MAX];
    size_t n = 0;
    for (; *s && n + 1 < sizeof text; s++)
        if (*s != ' ') text[n++] = (char)(*s >= 'a' && *s <= 'z' ? *s - 32 : *s);
    return n ? link_mark_add(l, entry, LINK_REFERENCE, text, n, err) : CORDON_OK;
}

static cordon_status add_numbers(linker *l, uint32_t entry, const entity *e, cordon_error *err) {
    link_entry *x = &l->entry[entry];
    size_t n = 0;
    cordon_status status = list_identifiers_of(&x->id, &n, &l->mem, l->tables->kinds, l->tables->areas, e, err);
    x->ids = (uint32_t)n;
    for (size_t i = 0; i < n && !status; i++) {
        const identifier *id = &x->id[i];
        const identifier_kind *k = identifier_kind_at(l->tables->kinds, id->kind);
        char text[MARK_TEXT_MAX];
        if (identifier_strength(l->tables->kinds, id) != IDENTIFIER_DECIDES) continue;
        bool home = k->scope == IDENTIFIER_COUNTRY;
        int len = snprintf(text, sizeof text, "%s %s%s%s", k->name, id->value, home ? " of " : "", home ? id->country : "");
        status = link_mark_add(l, entry, LINK_IDENTIFIER, text, (size_t)len, err);
    }
    return status;
}

cordon_status linker_add(linker *l, uint64_t ref, const entity *e, cordon_error *err) {
    if (l->entries == LINK_ENTRIES_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "more than %d entries to link", LINK_ENTRIES_MAX);
    if (!link_grow(&l->entry, &l->entries_cap, l->entries, sizeof *l->entry))
        return cordon_fail(err, CORDON_ENOMEM, "no memory to link lists");
    uint32_t n = (uint32_t)l->entries;
    l->entry[n] = (link_entry){.ref = ref,
                               .list = arena_strndup(&l->mem, e->list, strlen(e->list)),
                               .key = arena_strndup(&l->mem, e->key, strlen(e->key)),
                               .kind = (uint8_t)pair_kind_of_schema(e->schema)};
    if (!l->entry[n].list || !l->entry[n].key) return cordon_fail(err, CORDON_ENOMEM, "no memory to link lists");
    l->entries++;
    cordon_status status = add_reference(l, n, e->key, err);
    for (uint32_t i = 0; i < e->values && !status; i++)
        if (!strcmp(e->value[i].prop, "unscId")) status = add_reference(l, n, e->value[i].value, err);
    if (!status) status = add_numbers(l, n, e, err);
    if (!status) status = link_names_add(l, n, e, err);
    return status;
}

static int by_mark(const void *x, const void *y) {
    const link_mark *a = x, *b = y;
    if (a->reason != b->reason) return a->reason < b->reason ? -1 : 1;
    if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
    int c = strcmp(a->text, b->text);
    return c ? c : (a->entry > b->entry) - (a->entry < b->entry);
}

static int by_names(const linker *l, uint32_t a, uint32_t b) {
    int c = strcmp(l->entry[a].list, l->entry[b].list);
    if (!c) c = strcmp(l->entry[a].key, l->entry[b].key);
    return c ? c : (a > b) - (a < b);
}

static int by_pair(const void *x, const void *y, void *arg) {
    const party_link *p = x, *q = y;
    int c = by_names(arg, p->a, q->a);
    if (!c) c = by_names(arg, p->b, q->b);
    if (!c) c = (p->reason > q->reason) - (p->reason < q->reason);
    return c ? c : strcmp(p->evidence, q->evidence);
}

static bool refuted(linker *l, const link_entry *a, const link_entry *b) {
    for (uint32_t i = 0; i < a->ids; i++)
        for (uint32_t k = 0; k < b->ids; k++)
            if (identifier_compare(l->tables->kinds, &a->id[i], &b->id[k]) == IDENTIFIER_REFUTES) {
                bool also = false; /* a second number of the kind beside an equal one says nothing */
                for (uint32_t m = 0; m < a->ids && !also; m++)
                    for (uint32_t o = 0; o < b->ids && !also; o++)
                        also = a->id[m].kind == a->id[i].kind && b->id[o].kind == a->id[i].kind &&
                               !strcmp(a->id[m].value, b->id[o].value);
                if (!also) return true;
            }
    return false;
}

static bool may_meet(const link_entry *a, const link_entry *b) {
    return strcmp(a->list, b->list) != 0 && (a->kind == b->kind || a->kind == NAME_ANY || b->kind == NAME_ANY);
}

/* A reference needs one entry that has it as its key. */
static bool refers(const link_entry *a, const link_entry *b, const char *text) {
    return !strcasecmp(a->key, text) || !strcasecmp(b->key, text);
}

static cordon_status add_pair(linker *l, const link_mark *x, const link_mark *y, cordon_error *err) {
    const link_entry *a = &l->entry[x->entry], *b = &l->entry[y->entry];
    if (x->entry == y->entry || !may_meet(a, b)) return CORDON_OK;
    /* Keys of two lists that are the same by chance (1, 2, 3, ...) are no reference. */
    if (x->reason == LINK_REFERENCE && (!refers(a, b, x->text) || !strcasecmp(a->key, b->key))) return CORDON_OK;
    if (x->reason == LINK_IDENTIFIER && refuted(l, a, b)) {
        l->counts.refuted++;
        return CORDON_OK;
    }
    if (!link_grow(&l->found, &l->founds_cap, l->founds, sizeof *l->found))
        return cordon_fail(err, CORDON_ENOMEM, "no memory to link lists");
    bool turned = by_names(l, x->entry, y->entry) > 0;
    l->found[l->founds++] = (party_link){turned ? y->entry : x->entry, turned ? x->entry : y->entry, x->reason, 1, x->text};
    return CORDON_OK;
}

static size_t entries_of(const link_mark *v, size_t n) {
    size_t entries = 0;
    for (size_t i = 0; i < n; i++) entries += !i || v[i].entry != v[i - 1].entry;
    return entries;
}

static bool same_mark(const link_mark *a, const link_mark *b) {
    return a->reason == b->reason && a->hash == b->hash && !strcmp(a->text, b->text);
}

static cordon_status add_groups(linker *l, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (size_t i = 0, end; i < l->marks && !status; i = end) {
        for (end = i + 1; end < l->marks && same_mark(&l->mark[i], &l->mark[end]);) end++;
        size_t most = l->mark[i].reason == LINK_IDENTIFIER ? LINK_SHARED_MAX
                      : l->mark[i].reason == LINK_NAME     ? LINK_NAMES_SHARED_MAX
                                                           : SIZE_MAX;
        if (entries_of(&l->mark[i], end - i) > most) {
            l->counts.shared++;
            continue;
        }
        for (size_t a = i; a < end && !status; a++)
            for (size_t b = a + 1; b < end && !status; b++) status = add_pair(l, &l->mark[a], &l->mark[b], err);
    }
    return status;
}

static void keep_strongest(linker *l) {
    size_t kept = 0;
    qsort_r(l->found, l->founds, sizeof *l->found, by_pair, l);
    for (size_t i = 0; i < l->founds; i++)
        if (!kept || l->found[i].a != l->found[kept - 1].a || l->found[i].b != l->found[kept - 1].b)
            l->found[kept++] = l->found[i];
    l->founds = kept;
}

cordon_status linker_find(linker *l, link_fetch *fetch, void *arg, const party_link **out, size_t *n, cordon_error *err) {
    l->founds = 0;
    l->counts = (link_counts){0};
    l->fetch = fetch, l->arg = arg;
    if (l->marks) qsort(l->mark, l->marks, sizeof *l->mark, by_mark);
    cordon_status status = add_groups(l, err);
    if (status) return status;
    if (l->founds) keep_strongest(l);
    status = link_names_judge(l, err);
    if (status) return status;
    *out = l->found, *n = l->founds;
    return CORDON_OK;
}

uint32_t linker_entries(const linker *l) { return (uint32_t)l->entries; }
uint64_t linker_ref(const linker *l, uint32_t entry) { return l->entry[entry].ref; }
const char *linker_list(const linker *l, uint32_t entry) { return l->entry[entry].list; }
const char *linker_key(const linker *l, uint32_t entry) { return l->entry[entry].key; }
link_counts linker_counts(const linker *l) { return l->counts; }

static uint32_t root(uint32_t *party, uint32_t i) {
    while (party[i] != i) i = party[i] = party[party[i]];
    return i;
}

void linker_parties(uint32_t *party, const linker *l, const party_link *v, size_t n) {
    for (uint32_t i = 0; i < l->entries; i++) party[i] = i;
    for (size_t i = 0; i < n; i++) {
        uint32_t a = root(party, v[i].a), b = root(party, v[i].b);
        if (a < b) party[b] = a;
        if (b < a) party[a] = b;
    }
    for (uint32_t i = 0; i < l->entries; i++) party[i] = root(party, i);
}

const char *link_reason_name(unsigned reason) {
    static const char *const names[] = {"reference", "identifier", "name"};
    return reason <= LINK_NAME ? names[reason] : "unknown";
}
