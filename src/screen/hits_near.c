#include "screen/hits_near.h"

#include <stdlib.h>
#include <string.h>

#include "screen/score_model.h"

typedef struct nearing {
    screen_answer *out;
    index_cursor *c;
    const screen_index *x;
    entries *e;
    uint64_t question;
    const screen_terms *terms;
    const score_model *model;
    arena *mem;
} nearing;

static bool before(const screen_near *a, const screen_near *b) {
    if (a->letters != b->letters) return a->letters > b->letters;
    int c = strcmp(a->entry->v.e.list, b->entry->v.e.list);
    return c ? c < 0 : strcmp(a->entry->v.e.key, b->entry->v.e.key) < 0;
}

/* Into its place; the last one falls out when there are enough. */
static void put(nearing *k, screen_near n) {
    screen_answer *out = k->out;
    size_t at = out->nears;
    if (at == k->terms->near && !before(&n, &out->near[at - 1])) return;
    if (at < k->terms->near) out->nears++;
    else at--;
    for (; at && before(&n, &out->near[at - 1]); at--) out->near[at] = out->near[at - 1];
    out->near[at] = n;
}

static cordon_status look_at(nearing *k, const index_hit *hit, cordon_error *err) {
    screen_entry *entry;
    scored_name name;
    pair_result p;
    screen_near n = {.letters = hit->score};
    cordon_status status = entries_get(&entry, k->e, (int64_t)hit->ref, err);
    if (status || !entry || entry->former || entry->asked == k->question) return status;
    entry->asked = k->question;
    status = index_name_at(k->x, hit->name, &name, k->mem, &n.name, err);
    if (status) return status;
    pair_compare(&p, k->model, &k->out->facts, &entry->facts);
    n.entry = entry, n.probability = p.probability, n.score = p.parts.score;
    put(k, n);
    return CORDON_OK;
}

static cordon_status near_name(nearing *k, const pair_name *name, cordon_error *err) {
    const name_tables *tables;
    name_letters letters;
    const index_hit *hit;
    size_t n = 0;
    cordon_status status = name_tables_open(&tables, err);
    if (!status) status = letters_read(&letters, tables, (name_kind)name->scored.kind, name->text, strlen(name->text), err);
    if (!status) status = index_letters(k->c, &letters, NEAR_LETTERS, NEAR_LOOKED_AT, &hit, &n, err);
    for (size_t i = 0; i < n && !status; i++) status = look_at(k, &hit[i], err);
    return status;
}

cordon_status hits_near(screen_answer *out, index_cursor *c, const screen_index *x, entries *e, uint64_t question, const screen_terms *terms,
                        arena *mem, cordon_error *err) {
    nearing k = {out, c, x, e, question, terms, NULL, mem};
    cordon_status status = score_model_open(&k.model, err);
    if (!terms->near || !c || status) return status;
    out->near = arena_alloc(mem, terms->near * sizeof *out->near);
    if (!out->near) return cordon_fail(err, CORDON_ENOMEM, "no memory for an answer");
    for (unsigned i = 0; i < out->facts.names && !status; i++) status = near_name(&k, &out->facts.name[i], err);
    return status;
}
