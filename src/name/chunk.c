/* chunk.c - words and phrases of the tables, found among the pieces of a name. */
#include <string.h>
#include <utf8proc.h>

#include "name/inner.h"
#include "name/key.h"
#include "name/romanised.h"

enum {
    RUN_MAX = NAME_TOKENS_MAX * 4, /* characters of a run that are read; a longer one is truncated */
    RUN_WORD_MAX = 8               /* characters of a word of the tables */
};

typedef struct key {
    char s[WORD_KEY_MAX];
    unsigned len;
    bool full; /* longer than any key of the tables */
} key;

static void key_point(key *k, int32_t c) {
    if (k->len + 4 > sizeof k->s) {
        k->full = true;
        return;
    }
    if (c < 0x80) k->s[k->len++] = (char)c;
    else k->len += (unsigned)utf8proc_encode_char(c, (utf8proc_uint8_t *)k->s + k->len);
}

/* Adds a word as the tables write it: Latin letters without marks, Han simplified. */
static void key_word(key *k, const name_tables *t, uint8_t script, const int32_t *c, uint32_t n) {
    if (k->len && script != SCRIPT_HAN && script != SCRIPT_HANGUL) key_point(k, ' ');
    for (uint32_t i = 0; i < n && !k->full; i++) {
        if (script == SCRIPT_LATIN) {
            char room[LATIN_POINT_MAX];
            for (const char *s = latin_plain(&t->latin, c[i], room); *s; s++) key_point(k, *s);
        } else if (script == SCRIPT_HAN) {
            const names_han *h = names_han_of(c[i]);
            key_point(k, h && h->simple ? h->simple : c[i]);
        } else {
            key_point(k, c[i]);
        }
    }
}

static const names_word *find(const key *k) {
    return k->full ? NULL : names_find(k->s, k->len);
}

/* Whether a phrase counts here: a person has no legal form, a firm no other given name. */
static bool counts(const names_word *w, const name_context *x) {
    if (!w || w->cls == NAMES_PREFIX) return false;
    return x->kind != NAME_PERSON || w->cls != NAME_LEGAL;
}

static const names_word *find_stem(const name_context *x, const piece *p, const int32_t *c) {
    uint32_t n = name_stem(p->script, c, p->end - p->first);
    key k = {.s = "~", .len = 1};
    if (!n || x->kind == NAME_PERSON) return NULL;
    for (uint32_t i = 0; i < n; i++) key_point(&k, c[i]);
    return find(&k);
}

typedef struct finder {
    const name_context *x;
    const name_points *p;
    const cut *c;
    chunk *out;
    uint32_t n, most;
    bool left;
} finder;

static void put(finder *f, chunk one) {
    if (f->n == f->most) f->left = true;
    else f->out[f->n++] = one;
}

/* A phrase of letters drawn apart ("l l c") counts only where they are bound or all single by dots:
 * between free initials it would be an accident.                              */
static bool spelled_apart(const finder *f, uint32_t i, uint32_t n) {
    for (uint32_t k = i; k < i + n; k++)
        if (f->c->piece[k].end - f->c->piece[k].first > 1) return false;
    for (uint32_t k = i; k + 1 < i + n; k++)
        if (!f->c->piece[k].joined && !f->c->piece[k].dotted) return f->x->kind != NAME_ORGANISATION;
    return false;
}

/* The longest phrase that begins at piece i. */
static chunk phrase_at(const finder *f, uint32_t i) {
    const piece *p = f->c->piece;
    chunk out = {.piece = i, .pieces = 1, .first = p[i].first, .end = p[i].end};
    key k = {.len = 0};
    key_word(&k, f->x->t, p[i].script, f->p->c + p[i].first, p[i].end - p[i].first);
    const names_word *w = find(&k);
    if (counts(w, f->x)) out.word = w;
    else out.word = find_stem(f->x, &p[i], f->p->c + p[i].first);
    unsigned longest = w ? w->longest : 1;
    for (uint32_t n = 1; n < longest && i + n < f->c->n; n++) {
        const piece *next = &p[i + n];
        key_word(&k, f->x->t, next->script == SCRIPT_HAN ? SCRIPT_NONE : next->script,
                 f->p->c + next->first, next->end - next->first);
        w = find(&k);
        if (!counts(w, f->x) || spelled_apart(f, i, n + 1)) continue;
        out.word = w;
        out.pieces = n + 1;
        out.end = next->end;
    }
    out.joined = p[i + out.pieces - 1].joined;
    return out;
}

/* The same among legal forms of other scripts, by the keys of Latin words. */
static void romanised_at(const finder *f, uint32_t i, chunk *out) {
    char keys[WORD_KEY_MAX];
    unsigned len = 0, longest = 1;
    for (uint32_t n = 0; n < longest && i + n < f->c->n; n++) {
        const piece *p = &f->c->piece[i + n];
        key k = {.len = 0};
        if (p->script != SCRIPT_LATIN || len + 1 + NAME_KEY_MAX > sizeof keys) return;
        key_word(&k, f->x->t, p->script, f->p->c + p->first, p->end - p->first);
        if (n) keys[len++] = ' ';
        char sound[NAME_KEY_MAX];
        unsigned got = name_key(sound, k.s, k.len), more;
        memcpy(keys + len, sound, got);
        len += got;
        const names_word *w = name_romanised_find(keys, len, &more);
        if (!n) longest = more;
        if (!n || !w) continue;
        *out = (chunk){.piece = i, .pieces = n + 1, .first = f->c->piece[i].first, .end = p->end,
                       .word = w, .joined = p->joined};
    }
}

/* The longest word of the tables, of two characters or more, that ends at `end`; where it begins. */
static uint32_t word_before(const finder *f, const piece *p, uint32_t end, const names_word **word) {
    uint32_t longest = end - p->first < RUN_WORD_MAX ? end - p->first : RUN_WORD_MAX;
    for (uint32_t n = longest; n > 1; n--) {
        key k = {.len = 0};
        key_word(&k, f->x->t, p->script, f->p->c + end - n, n);
        const names_word *w = find(&k);
        if (counts(w, f->x)) {
            *word = w;
            return end - n;
        }
    }
    return end - 1;
}

/* A run of Han or Hangul: words of the tables, else one by one. Cut from the end, as what a firm is
 * stands there: from the front "zhong ke jishu" would be "zhong keji shu". */
static void cut_run(finder *f, uint32_t i) {
    const piece *p = &f->c->piece[i];
    const names_word *word[RUN_MAX] = {0}; /* that begins there */
    uint32_t end = p->end - p->first < RUN_MAX ? p->end : p->first + RUN_MAX;
    bool begins[RUN_MAX] = {0};
    for (uint32_t at = end; at > p->first;) {
        const names_word *w = NULL;
        at = f->x->kind == NAME_PERSON ? at - 1 : word_before(f, p, at, &w);
        begins[at - p->first] = true;
        word[at - p->first] = w;
    }
    if (end < p->end) f->left = true;
    for (uint32_t at = p->first; at < end;) {
        chunk one = {.piece = i, .pieces = 1, .first = at, .end = at + 1, .word = word[at - p->first]};
        while (one.end < end && !begins[one.end - p->first]) one.end++;
        if (one.end == at + 1) {
            key k = {.len = 0};
            key_word(&k, f->x->t, p->script, f->p->c + at, 1);
            const names_word *w = find(&k);
            if (w && w->cls != NAMES_PREFIX) one.word = w;
        }
        at = one.end;
        one.joined = at < p->end || p->joined;
        put(f, one);
    }
}

uint32_t name_chunks(chunk *out, uint32_t most, const name_context *x, const name_points *p,
                     const cut *c, bool *left) {
    finder f = {.x = x, .p = p, .c = c, .out = out, .most = most};
    for (uint32_t i = 0; i < c->n && !f.left;) {
        if (c->piece[i].script == SCRIPT_HAN || c->piece[i].script == SCRIPT_HANGUL) {
            cut_run(&f, i++);
        } else {
            chunk one = phrase_at(&f, i);
            if (one.pieces == 1 && x->kind != NAME_PERSON && c->piece[i].script == SCRIPT_LATIN)
                romanised_at(&f, i, &one);
            i += one.pieces;
            put(&f, one);
        }
    }
    *left = f.left;
    return f.n;
}
