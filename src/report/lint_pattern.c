/* Patterns: read once, then found by moving a set of positions along: after each
 * place the set holds every position where the words so far may have ended. So
 * the work is words x places, whatever the gaps; lists are looked up once for
 * each sentence.                                                             */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/lint_inner.h"

static const char no_memory[] = "no memory for the pattern";

/* ---- reading ---- */

typedef struct pattern_reader {
    word_lists *lists;
    bool in_list;
    place v[LINT_PLACES_MAX];
    size_t n, max;
    const char *fault;
} pattern_reader;

static void add_place(pattern_reader *r, const choice *v, size_t n, size_t gap) {
    if (r->n == r->max) {
        r->fault = r->in_list ? "more than 8 words" : "more than 64 words";
        return;
    }
    choice *own = n ? arena_alloc(r->lists->mem, n * sizeof *own) : NULL;
    if (n && !own) {
        r->fault = no_memory;
        return;
    }
    if (n) memcpy(own, v, n * sizeof *own);
    r->v[r->n++] = (place){own, n, gap};
}

static bool starts(const char *s, size_t len, const char *with) {
    size_t n = strlen(with);
    return len >= n && memcmp(s, with, n) == 0;
}

static bool is(const char *s, size_t len, const char *word) {
    return strlen(word) == len && starts(s, len, word);
}

static const char *read_class(choice *c, const char *s, size_t len, bool in_list) {
    char text[24] = "", end;
    unsigned a, b;
    if (len < sizeof text) memcpy(text, s, len);
    if (is(s, len, "<number>"))
        c->kind = CHOICE_NUMBER;
    else if (is(s, len, "<date>"))
        c->kind = CHOICE_DATE;
    else if (is(s, len, "<name>") && !in_list)
        c->kind = CHOICE_NAME;
    else if (sscanf(text, "<fine:%3u:%3u%c", &a, &b, &end) == 3 && end == '>' && !in_list)
        *c = (choice){.kind = CHOICE_FINE, .a = a, .b = b};
    else
        return "not <number>, <date>, or outside lists <name>, <fine:N:N>";
    return NULL;
}

static const char *read_list(choice *c, const pattern_reader *r, const char *s, size_t len) {
    int list = r->in_list ? -1 : word_list_find(r->lists, s + 1, len - 1);
    c->kind = CHOICE_LIST;
    c->a = (uint32_t)(list < 0 ? 0 : list);
    return r->in_list ? "a list in a list" : list < 0 ? "a list that no row has" : NULL;
}

/* A chunk without blanks that is a choice of one word, or one that makes several
 * words ("found,"): those become places of their own.                        */
static void read_words(pattern_reader *r, const char *s, size_t len) {
    lint_words w = {0};
    bool stem = len > 1 && s[len - 1] == '*';
    lint_split(&w, s, 0, len - stem);
    if (w.no_memory) r->fault = no_memory;
    if (!w.n && !r->fault) r->fault = "a sign that is no word";
    for (size_t i = 0; i < w.n && !r->fault; i++) {
        choice c = {.kind = stem && i + 1 == w.n ? CHOICE_STEM : CHOICE_WORD, .len = w.v[i].len};
        c.text = arena_strndup(r->lists->mem, w.folded.p + w.v[i].text, w.v[i].len);
        if (!c.text)
            r->fault = no_memory;
        else
            add_place(r, &c, 1, 0);
    }
    lint_words_free(&w);
}

static void read_choices(pattern_reader *r, const char *s, size_t len) {
    choice v[32];
    size_t n = 0;
    for (size_t i = 0, k; i <= len && !r->fault; i = k + 1) {
        for (k = i; k < len && s[k] != '/';) k++;
        choice c = {.kind = CHOICE_WORD};
        size_t before = r->n;
        if (n == sizeof v / sizeof *v)
            r->fault = "more than 32 choices at one place";
        else if (k == i)
            r->fault = "a choice without a word";
        else if (s[i] == '<')
            r->fault = read_class(&c, s + i, k - i, r->in_list);
        else if (s[i] == '@')
            r->fault = read_list(&c, r, s + i, k - i);
        else { /* read as a place, which is taken back into this one */
            read_words(r, s + i, k - i);
            if (r->fault) return;
            if (r->n != before + 1) {
                r->fault = "a choice of more than one word";
                return;
            }
            c = r->v[--r->n].v[0];
        }
        if (!r->fault) v[n++] = c;
    }
    if (!r->fault) add_place(r, v, n, 0);
}

static void read_chunk(pattern_reader *r, const char *s, size_t len) {
    choice start = {.kind = CHOICE_START};
    if (is(s, len, "..") || is(s, len, "...")) {
        if (r->in_list || !r->n || !r->v[r->n - 1].n)
            r->fault = r->in_list ? "a gap in a list" : "a gap without a word before it";
        else
            add_place(r, NULL, 0, len == 2 ? GAP_FEW : GAP_ANY);
    } else if (is(s, len, "^")) {
        if (r->in_list || r->n)
            r->fault = "^ stands first, and in no list";
        else
            add_place(r, &start, 1, 0);
    } else if (memchr(s, '/', len) || *s == '<' || *s == '@') {
        read_choices(r, s, len);
    } else {
        read_words(r, s, len);
    }
}

/* One alternative; an empty one only counts when <quoted> stood there. */
static bool read_sequence(pattern_reader *r, sequence *out, const char *s, size_t len) {
    bool quoted = false;
    r->n = 0;
    for (size_t i = 0; i < len && !r->fault;) {
        size_t k = i;
        while (k < len && !strchr(" \t\r\n", s[k])) k++;
        if (k > i && is(s + i, k - i, "<quoted>"))
            quoted = true;
        else if (k > i)
            read_chunk(r, s + i, k - i);
        i = k + 1;
    }
    if (!r->fault && r->n && quoted) r->fault = "<quoted> stands alone";
    if (!r->fault && !r->n && !quoted) r->fault = "an alternative without a word";
    if (!r->fault && r->n && !r->v[r->n - 1].n) r->fault = "a gap without a word behind it";
    if (r->fault || quoted) return quoted;
    place *own = arena_alloc(r->lists->mem, r->n * sizeof *own);
    if (!own) r->fault = no_memory;
    if (own) memcpy(own, r->v, r->n * sizeof *own);
    *out = (sequence){own, r->n};
    return false;
}

const char *pattern_read(pattern *out, word_lists *lists, const char *text, bool in_list) {
    size_t len = strlen(text), bars = 1;
    pattern_reader r = {
        .lists = lists, .in_list = in_list, .max = in_list ? LIST_WORDS_MAX : LINT_PLACES_MAX};
    *out = (pattern){0};
    if (len > LINT_PATTERN_MAX) return "more than 16 KB";
    if (!text[strspn(text, " \t\r\n")]) return NULL;
    for (size_t i = 0; i < len; i++) bars += text[i] == '|';
    sequence *v = arena_alloc(lists->mem, bars * sizeof *v);
    if (!v) return no_memory;
    for (const char *s = text; !r.fault; s++) {
        size_t n = strcspn(s, "|");
        if (read_sequence(&r, &v[out->n], s, n))
            out->quoted = true;
        else
            out->n++;
        s += n;
        if (!*s) break;
    }
    out->v = v;
    return r.fault;
}

int word_list_find(const word_lists *lists, const char *id, size_t len) {
    for (size_t i = 0; i < lists->n; i++)
        if (is(id, len, lists->v[i].id)) return (int)i;
    return -1;
}

bool word_list_add(word_lists *lists, size_t list, const pattern *p) {
    word_list *l = &lists->v[list];
    if (l->n + p->n > l->cap) {
        size_t cap = (l->n + p->n) * 2;
        sequence *v = arena_alloc(lists->mem, cap * sizeof *v);
        if (!v) return false;
        if (l->n) memcpy(v, l->v, l->n * sizeof *v);
        l->v = v;
        l->cap = cap;
    }
    if (p->n) memcpy(l->v + l->n, p->v, p->n * sizeof *p->v);
    l->n += p->n;
    return true;
}

/* ---- finding ---- */

enum { SET_WORDS = LINT_WORDS_MAX / 64 + 1 };

bool matcher_make(matcher *m, const word_lists *lists) {
    *m = (matcher){.lists = lists};
    for (int i = 0; i < 2; i++) m->set[i] = calloc(SET_WORDS, sizeof(uint64_t));
    if (m->set[0] && m->set[1]) return true;
    matcher_free(m);
    return false;
}

void matcher_free(matcher *m) {
    free(m->set[0]);
    free(m->set[1]);
    free(m->mask);
    *m = (matcher){0};
}

bool matcher_take(matcher *m, const lint_words *w) {
    size_t need = m->lists->n * (w->n + 1);
    m->words = w;
    memset(m->ready, 0, sizeof m->ready);
    if (need <= m->mask_cap) return true;
    unsigned char *p = realloc(m->mask, need);
    if (!p) return false;
    m->mask = p;
    m->mask_cap = need;
    return true;
}

/* One word, of those kinds that lists may have too. */
static bool fits_word(const lint_words *w, size_t i, const choice *c) {
    const lint_word *x = &w->v[i];
    switch (c->kind) {
    case CHOICE_WORD: return x->len == c->len && !memcmp(w->folded.p + x->text, c->text, c->len);
    case CHOICE_STEM: return x->len >= c->len && !memcmp(w->folded.p + x->text, c->text, c->len);
    case CHOICE_NUMBER: return x->number;
    case CHOICE_DATE: return x->date;
    case CHOICE_FINE: return x->number && (x->digits > c->a || x->decimals > c->b);
    case CHOICE_LIST:
    case CHOICE_NAME:
    case CHOICE_START: break;
    }
    return false;
}

static bool fits_place(const lint_words *w, size_t i, const place *p) {
    for (size_t k = 0; k < p->n; k++)
        if (fits_word(w, i, &p->v[k])) return true;
    return false;
}

static const unsigned char *mask_of(matcher *m, size_t list) {
    const lint_words *w = m->words;
    const word_list *l = &m->lists->v[list];
    unsigned char *mask = m->mask + list * (w->n + 1);
    if (m->ready[list]) return mask;
    m->ready[list] = true;
    for (size_t i = 0; i < w->n; i++) {
        mask[i] = 0;
        for (size_t s = 0; s < l->n; s++) {
            size_t k = 0, n = l->v[s].n;
            if (i + n > w->n) continue;
            while (k < n && fits_place(w, i + k, &l->v[s].v[k])) k++;
            if (k == n) mask[i] |= (unsigned char)(1U << (n - 1));
        }
    }
    return mask;
}

/* Positions lo to hi of which those with a bit are meant. */
typedef struct positions {
    uint64_t *bit;
    size_t lo, hi;
    bool any;
} positions;

static void set_add(positions *s, size_t i) {
    s->bit[i / 64] |= 1ULL << (i % 64);
    if (!s->any || i < s->lo) s->lo = i;
    if (!s->any || i > s->hi) s->hi = i;
    s->any = true;
}

static bool set_has(const positions *s, size_t i) { return s->bit[i / 64] >> (i % 64) & 1; }

static void set_clear(positions *s) {
    if (s->any) memset(s->bit + s->lo / 64, 0, (s->hi / 64 - s->lo / 64 + 1) * sizeof *s->bit);
    s->any = false;
}

/* Adds to next where one of the choices ends that begins at i. */
static void step(matcher *m, const place *p, size_t i, positions *next) {
    const lint_words *w = m->words;
    for (size_t k = 0; k < p->n; k++) {
        const choice *c = &p->v[k];
        if (c->kind == CHOICE_START) {
            if (!i) set_add(next, i);
        } else if (i >= w->n) {
            continue;
        } else if (c->kind == CHOICE_NAME) {
            if (w->v[i].name_end) set_add(next, w->v[i].name_end);
        } else if (c->kind == CHOICE_LIST) {
            unsigned mask = mask_of(m, c->a)[i];
            for (size_t n = 1; mask; mask >>= 1, n++)
                if (mask & 1) set_add(next, i + n);
        } else if (fits_word(w, i, c)) {
            set_add(next, i + 1);
        }
    }
}

static void take_place(matcher *m, const place *p, const positions *now, positions *next) {
    size_t reach = 0, n = m->words->n;
    for (size_t i = now->lo; p->n && i <= now->hi; i++)
        if (set_has(now, i)) step(m, p, i, next);
    for (size_t i = now->lo; !p->n && i <= n; i++) { /* a gap */
        if (i <= now->hi && set_has(now, i)) reach = i + p->gap;
        if (i > now->hi && i > reach) break;
        if (i <= reach) set_add(next, i);
    }
}

/* The first place where the sequence may end that begins at i; false when it
 * does not fit.                                                              */
static bool sequence_fits(matcher *m, const sequence *s, size_t i, size_t *end) {
    positions v[2] = {{.bit = m->set[0]}, {.bit = m->set[1]}};
    set_add(&v[0], i);
    for (size_t k = 0; k < s->n && v[k % 2].any; k++) {
        take_place(m, &s->v[k], &v[k % 2], &v[(k + 1) % 2]);
        set_clear(&v[k % 2]);
    }
    bool fits = v[s->n % 2].any;
    *end = v[s->n % 2].lo;
    set_clear(&v[0]);
    set_clear(&v[1]);
    return fits;
}

bool pattern_find(matcher *m, const pattern *p, size_t *from, size_t *to) {
    for (size_t i = *from; i < m->words->n; i++) {
        bool found = false;
        for (size_t k = 0; k < p->n; k++) {
            size_t end;
            if (!sequence_fits(m, &p->v[k], i, &end)) continue;
            if (!found || end > *to) *to = end; /* the longest tells most */
            found = true;
        }
        if (!found) continue;
        *from = i;
        return true;
    }
    return false;
}
