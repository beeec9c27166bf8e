#include "name/romanised.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "name/key.h"

enum { WORDS_MAX = 8, WAYS = 3, SLOTS = 1 << 14 };

typedef struct entry {
    char *key;
    const names_word *word; /* NULL: only begins phrases */
    uint8_t longest;
} entry;

static entry slots[SLOTS];
static unsigned used;

static entry *slot_of(const char *key, unsigned len) {
    uint32_t h = 0x811c9dc5u;
    for (unsigned i = 0; i < len; i++) h = (h ^ (unsigned char)key[i]) * 0x01000193u;
    for (unsigned at = h % SLOTS;; at = (at + 1) % SLOTS) {
        entry *e = &slots[at];
        if (!e->key || (!strncmp(e->key, key, len) && !e->key[len])) return e;
    }
}

static entry *put(const char *key, unsigned len) {
    entry *e = slot_of(key, len);
    if (e->key || used >= SLOTS / 2) return e->key ? e : NULL;
    e->key = strndup(key, len);
    if (!e->key) return NULL;
    used++;
    return e;
}

const names_word *name_romanised_find(const char *keys, unsigned len, unsigned *longest) {
    const entry *e = slot_of(keys, len);
    *longest = e->key ? e->longest : 0;
    return e->key ? e->word : NULL;
}

typedef struct phrase {
    int32_t c[WORD_KEY_MAX];
    uint32_t first[WORDS_MAX + 1]; /* word i is [first[i], first[i + 1]) */
    unsigned words;
    uint8_t script;
} phrase;

/* Splits a key of the tables; false unless it is two to eight words of one script that has vowels. */
static bool split(phrase *p, const char *key) {
    *p = (phrase){.words = 1};
    uint32_t n = 0;
    for (size_t i = 0, len = strlen(key); i < len;) {
        utf8proc_int32_t c;
        utf8proc_ssize_t k = utf8proc_iterate((const utf8proc_uint8_t *)key + i, (utf8proc_ssize_t)(len - i), &c);
        if (k <= 0 || n == WORD_KEY_MAX) return false;
        i += (size_t)k;
        if (c == ' ') {
            if (p->words == WORDS_MAX) return false;
            p->first[p->words++] = n;
            continue;
        }
        uint8_t script = (uint8_t)name_script_of(c);
        if (p->script && script != p->script) return false;
        p->script = script;
        p->c[n++] = c;
    }
    p->first[p->words] = n;
    return p->words > 1 && n > 2 * p->words &&
           (p->script == SCRIPT_CYRILLIC || p->script == SCRIPT_GREEK || p->script == SCRIPT_ARMENIAN ||
            p->script == SCRIPT_GEORGIAN);
}

/* Keeps the phrase as its words read in the way-th manner. */
static bool keep(const phrase *p, const readings *r, unsigned way, const names_word *w) {
    char keys[WORDS_MAX * (NAME_KEY_MAX + 1)];
    unsigned len = 0;
    entry *first = NULL;
    for (unsigned i = 0; i < p->words; i++) {
        unsigned k = way < r[i].n ? way : r[i].n - 1U;
        char key[NAME_KEY_MAX];
        unsigned n = name_key(key, r[i].text[k], r[i].r[k].len);
        if (i) keys[len++] = ' ';
        memcpy(keys + len, key, n);
        len += n;
        if (!i && !(first = put(keys, len))) return false;
    }
    entry *whole = put(keys, len);
    if (!whole) return false;
    if (!whole->word) whole->word = w;
    if (first && first->longest < p->words) first->longest = (uint8_t)p->words;
    return true;
}

bool name_romanised_build(const name_tables *t) {
    const names_word *w;
    for (uint32_t i = 0; (w = names_word_at(i)); i++) {
        phrase p;
        if (w->cls != NAME_LEGAL || !split(&p, names_string(w->key))) continue;
        name_points all = {.c = p.c, .n = p.first[p.words]};
        name_context x;
        readings r[WORDS_MAX];
        unsigned ways = 1;
        name_context_read(&x, t, NAME_ORGANISATION, &all);
        for (unsigned k = 0; k < p.words; k++) {
            r[k].n = 0;
            name_romanise(&r[k], &x, p.script, p.c + p.first[k], p.first[k + 1] - p.first[k]);
            if (r[k].n > ways) ways = r[k].n;
        }
        for (unsigned k = 0; k < ways && k < WAYS; k++)
            if (!keep(&p, r, k, w)) return false;
    }
    return true;
}
