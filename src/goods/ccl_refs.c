/* ccl_refs.c - control numbers named in the text of other entries.
 *
 * A number is a digit, a letter from A to E and three digits, not inside a longer word before it
 * ("1C111a.2.a" of the source counts); what follows as ".b.2" is the item. The item is looked for
 * in the entry; as much of it as exists is the target. One pass to count, one to keep; the finding
 * of an item is linear in its entry. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "goods/ccl_inner.h"

enum { ITEM_MAX = 32 };

typedef struct finder {
    control_list *l;
    uint32_t from;
    const char *own; /* number of the entry that is read */
    bool related, failed;
} finder;

static bool number_at(const char *text, size_t at, char out[CONTROL_NUMBER + 1]) {
    const char *p = text + at;
    if (at && isalnum((unsigned char)p[-1])) return false;
    if (!isdigit((unsigned char)p[0]) || p[1] < 'A' || p[1] > 'E') return false;
    for (int i = 2; i < CONTROL_NUMBER; i++)
        if (!isdigit((unsigned char)p[i])) return false;
    if (isdigit((unsigned char)p[CONTROL_NUMBER]) || isupper((unsigned char)p[CONTROL_NUMBER]))
        return false;
    memcpy(out, p, CONTROL_NUMBER);
    out[CONTROL_NUMBER] = 0;
    return true;
}

/* ".b.2" or "a.2." after a number as "b.2."; "" when there is none. */
static void item_after(const char *p, char out[ITEM_MAX]) {
    size_t n = 0;
    if (*p == '.') p++;
    for (;;) {
        size_t k = 0;
        if (islower((unsigned char)*p))
            k = !isalpha((unsigned char)p[1]);
        else
            while (isdigit((unsigned char)p[k])) k++;
        bool ends = k && !isalnum((unsigned char)p[k]);
        if (!ends || k > 3 || n + k + 2 > ITEM_MAX) break;
        memcpy(out + n, p, k);
        n += k;
        out[n++] = '.';
        p += k;
        if (*p != '.') break;
        p++;
    }
    out[n] = 0;
}

/* The paragraph of the entry whose item is the longest beginning of `item`; the heading when none
 * is. */
static uint32_t target(const control_list *l, const char *number, const char *item) {
    const control_entry *e = control_list_find(l, number);
    if (!e) return UINT32_MAX;
    uint32_t best = e->paragraph;
    size_t length = 0;
    for (uint32_t i = e->paragraph + 1; *item && i < e->paragraph + e->paragraphs; i++) {
        const control_paragraph *p = &l->paragraph[i];
        size_t n = strlen(p->item);
        if (p->note || n <= length || strncmp(p->item, item, n) != 0) continue;
        best = i;
        length = n;
    }
    return best;
}

static void keep(finder *f, const char *number, const char *item) {
    control_list *l = f->l;
    control_reference *r = &l->reference[l->references];
    *r = (control_reference){.from = f->from, .related = f->related, .to = target(l, number, item)};
    r->number = arena_strndup(&l->mem, number, CONTROL_NUMBER);
    r->item = arena_strndup(&l->mem, item, strlen(item));
    if (!r->number || !r->item) f->failed = true;
    l->references++;
}

/* Counts the references of a text, and keeps them when there is room. */
static size_t find(finder *f, const char *text) {
    size_t n = 0;
    char number[CONTROL_NUMBER + 1], item[ITEM_MAX];
    for (size_t i = 0; text[i]; i++) {
        if (!number_at(text, i, number)) continue;
        i += CONTROL_NUMBER - 1;
        if (strcmp(number, f->own) == 0) continue;
        n++;
        if (!f->l->reference) continue;
        item_after(text + i + 1, item);
        keep(f, number, item);
    }
    return n;
}

static size_t find_all(finder *f) {
    size_t n = 0;
    control_list *l = f->l;
    for (size_t i = 0; i < l->entries && !f->failed; i++) {
        const control_entry *e = &l->entry[i];
        f->own = e->number;
        for (uint32_t k = e->paragraph; k < e->paragraph + e->paragraphs; k++) {
            f->from = k;
            f->related = false;
            n += find(f, l->paragraph[k].text);
            if (k > e->paragraph) continue;
            f->related = true;
            n += find(f, e->related);
        }
    }
    return n;
}

/* Entry of a paragraph: the last that begins at or before it. */
static size_t entry_of(const control_list *l, uint32_t paragraph) {
    size_t lo = 0, hi = l->entries;
    while (hi - lo > 1) {
        size_t mid = lo + (hi - lo) / 2;
        if (l->entry[mid].paragraph <= paragraph)
            lo = mid;
        else
            hi = mid;
    }
    return lo;
}

/* Places of references, by the entry they go to: counted, then dealt out. */
static cordon_status turn(control_list *l, cordon_error *err) {
    uint32_t *first = calloc(l->entries + 1, sizeof *first);
    l->by_target = arena_alloc(&l->mem, (l->references + 1) * sizeof *l->by_target);
    if (!first || !l->by_target) {
        free(first);
        return control_no_memory(err);
    }
    for (size_t i = 0; i < l->references; i++)
        if (l->reference[i].to != UINT32_MAX) {
            first[entry_of(l, l->reference[i].to) + 1]++;
            l->targets++;
        }
    for (size_t i = 0; i < l->entries; i++) first[i + 1] += first[i];
    for (size_t i = 0; i < l->references; i++)
        if (l->reference[i].to != UINT32_MAX)
            l->by_target[first[entry_of(l, l->reference[i].to)]++] = (uint32_t)i;
    free(first);
    return CORDON_OK;
}

cordon_status control_read_references(control_list *l, cordon_error *err) {
    finder f = {.l = l};
    size_t n = find_all(&f);
    l->reference = arena_alloc(&l->mem, (n + 1) * sizeof *l->reference);
    if (!l->reference) return control_no_memory(err);
    find_all(&f);
    return f.failed ? control_no_memory(err) : turn(l, err);
}

const control_reference *control_list_references(const control_list *l, size_t *n) {
    *n = l->references;
    return l->reference;
}

const control_reference *control_entry_names(const control_list *l, const control_entry *e,
                                             size_t *n) {
    size_t lo = 0;
    while (lo < l->references && l->reference[lo].from < e->paragraph) lo++;
    size_t hi = lo;
    while (hi < l->references && l->reference[hi].from < e->paragraph + e->paragraphs) hi++;
    *n = hi - lo;
    return l->reference + lo;
}

const uint32_t *control_entry_named_by(const control_list *l, const control_entry *e, size_t *n) {
    size_t lo = 0;
    while (lo < l->targets && l->reference[l->by_target[lo]].to < e->paragraph) lo++;
    size_t hi = lo;
    while (hi < l->targets && l->reference[l->by_target[hi]].to < e->paragraph + e->paragraphs)
        hi++;
    *n = hi - lo;
    return l->by_target + lo;
}
