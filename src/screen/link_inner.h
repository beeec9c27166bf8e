/* link_inner.h - what the two files of the linker share. */
#ifndef SCREEN_LINK_INNER_H
#define SCREEN_LINK_INNER_H

#include "lists/identify.h"
#include "screen/link.h"
#include "screen/pair.h"

typedef struct link_entry {
    uint64_t ref;
    const char *list, *key;
    identifier *id;
    uint32_t ids;
    uint8_t kind; /* name_kind */
} link_entry;

/* What entries may share: a reference, a number, a name. Sorted by (reason, hash, text, entry). */
typedef struct link_mark {
    uint64_t hash;
    const char *text;
    uint32_t entry;
    uint8_t reason;
} link_mark;

struct linker {
    arena mem;
    const list_facts_tables *tables;
    const name_tables *names;
    const score_model *model;
    link_entry *entry;
    link_mark *mark;
    party_link *found;
    size_t entries, entries_cap, marks, marks_cap, founds, founds_cap;
    link_counts counts;
    link_fetch *fetch;
    void *arg;
};

/* Grows an array by doubling; false = no memory. */
bool link_grow(void *array, size_t *cap, size_t n, size_t size);
cordon_status link_mark_add(linker *l, uint32_t entry, link_reason reason, const char *text, size_t len,
                            cordon_error *err);
/* The marks of e's names (link_names.c). */
cordon_status link_names_add(linker *l, uint32_t entry, const entity *e, cordon_error *err);
/* Judges the pairs of names that were found and keeps those that stand; the others are taken out. */
cordon_status link_names_judge(linker *l, cordon_error *err);

#endif
