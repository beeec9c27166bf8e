/* form.c - the steps of name_form_read, one after the other. */
#include "name/form.h"

#include <pthread.h>
#include <string.h>
#include <utf8proc.h>

#include "name/inner.h"
#include "name/romanised.h"

static name_tables tables;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static bool complete;

static void fill(void) {
    latin_tables_fill(&tables.latin);
    complete = name_romanised_build(&tables);
}

cordon_status name_tables_open(const name_tables **out, cordon_error *err) {
    pthread_once(&once, fill);
    if (!complete) return cordon_fail(err, CORDON_ENOMEM, "tables of names: no memory");
    *out = &tables;
    return CORDON_OK;
}

/* A name under work. */
typedef struct work {
    name_form f;
    arena *mem;
    name_points p;
    cut c;
    name_context x;
    uint32_t *place; /* where point i begins in f.folded; [n] is the end */
    chunk chunk[NAME_TOKENS_MAX];
    uint32_t chunks;
} work;

static bool as_text(work *w) {
    char *text = arena_alloc(w->mem, (size_t)w->p.n * 4 + 1);
    w->place = arena_alloc(w->mem, ((size_t)w->p.n + 1) * sizeof *w->place);
    if (!text || !w->place) return false;
    uint32_t len = 0;
    for (uint32_t i = 0; i < w->p.n; i++) {
        w->place[i] = len;
        if (w->p.c[i] < 0x80) text[len++] = (char)w->p.c[i];
        else len += (uint32_t)utf8proc_encode_char(w->p.c[i], (utf8proc_uint8_t *)text + len);
    }
    w->place[w->p.n] = len;
    text[len] = 0;
    w->f.folded = text;
    return true;
}

static bool alphabetic(unsigned script) {
    return script != SCRIPT_HAN && script != SCRIPT_HANGUL && script != SCRIPT_KANA &&
           script != SCRIPT_OTHER && script != SCRIPT_NONE;
}

/* One letter: an initial, unless it belongs to a number ("a320") or is a word ("a", "and"). */
static name_class class_of_letter(const work *w, const chunk *k) {
    const piece *p = &w->c.piece[k->piece];
    bool after = k->piece && p[-1].joined && p[-1].digits;
    bool before = p->joined && p[1].digits;
    if (after || before) return NAME_WORD;
    bool stop = k->word && k->word->cls == NAME_STOP;
    return stop && !p->dotted && w->x.kind == NAME_ORGANISATION ? NAME_STOP : NAME_INITIAL;
}

/* Legal forms of one or two letters stand at an end of the name: within it they are words. */
static bool legal_here(const work *w, uint32_t i) {
    const chunk *k = &w->chunk[i];
    if (k->pieces > 1 || k->end - k->first > 2) return true;
    bool first = i == 0, last = i + 1 == w->chunks;
    if (w->chunks == 1) return false;
    if (first || last) return true;
    const names_word *next = w->chunk[i + 1].word, *before = w->chunk[i - 1].word;
    return (next && next->cls == NAME_LEGAL) || (before && before->cls == NAME_LEGAL);
}

/* The Arabic article before a letter that swallows its l: "as-Salam", "ad-Din". */
static bool article(const work *w, const chunk *k) {
    const piece *p = &w->c.piece[k->piece];
    const int32_t *c = w->p.c + p->first;
    uint32_t n = p->end - p->first;
    if (k->pieces > 1 || p->script != SCRIPT_LATIN || !p->joined || n < 2 || n > 3) return false;
    if (p[1].script != SCRIPT_LATIN || p[1].end - p[1].first < 3) return false;
    if (c[0] != 'a' && c[0] != 'e' && c[0] != 'u') return false;
    for (uint32_t i = 1; i < n; i++)
        if (w->p.c[p[1].first + i - 1] != c[i]) return false;
    return c[1] < 0x80 && strchr("dnrstz", (char)c[1]) && (n == 2 || c[2] == 'h');
}

static name_class class_of(const work *w, uint32_t i) {
    const chunk *k = &w->chunk[i];
    const piece *p = &w->c.piece[k->piece];
    if (article(w, k)) return NAME_PARTICLE;
    if (k->pieces == 1 && p->digits) return NAME_NUMBER;
    if (k->pieces == 1 && p->script == SCRIPT_NONE) return NAME_STOP;
    if (k->pieces == 1 && k->end - k->first == 1 && alphabetic(p->script))
        return class_of_letter(w, k);
    if (!k->word || (w->x.kind == NAME_PERSON && !alphabetic(p->script))) return NAME_WORD;
    if (k->word->cls == NAME_LEGAL && !legal_here(w, i)) return NAME_WORD;
    return (name_class)k->word->cls;
}

/* A phrase read as written, its words drawn together. */
static void read_phrase(readings *out, const work *w, const chunk *k) {
    char s[NAME_LATIN_MAX];
    unsigned len = 0;
    for (uint32_t i = k->piece; i < k->piece + k->pieces; i++) {
        const piece *p = &w->c.piece[i];
        if (p->digits || p->script == SCRIPT_NONE) continue;
        readings part;
        part.n = 0;
        name_romanise(&part, &w->x, p->script, w->p.c + p->first, p->end - p->first);
        for (unsigned j = 0; part.n && j < part.r[0].len && len < sizeof s; j++)
            s[len++] = part.text[0][j];
    }
    const piece *p = &w->c.piece[k->piece];
    name_origin origin = p->script == SCRIPT_LATIN ? READ_PLAIN
                         : p->script == SCRIPT_ARABIC || p->script == SCRIPT_HEBREW
                             ? READ_SKELETON
                             : READ_ROMAN;
    readings_add(out, s, len, origin, 0);
}

static void read_table(readings *out, const chunk *k, unsigned origin) {
    for (unsigned i = 0; k->word && i < k->word->readings; i++) {
        const names_word_reading *r = &names_word_readings[k->word->reading + i];
        const char *s = names_string(r->text);
        if (r->origin != origin) continue;
        readings_add(out, s, (unsigned)strlen(s), (name_origin)origin, 0);
    }
}

static void read_letters(readings *out, const work *w, const chunk *k) {
    const piece *p = &w->c.piece[k->piece];
    const int32_t *c = w->p.c + k->first;
    uint32_t n = k->end - k->first;
    if (p->script == SCRIPT_HAN) {
        bool other, hk;
        name_han_others(w->p.c + p->first, p->end - p->first, &other, &hk);
        name_romanise_han(out, c, n, other, hk);
        if (out->n) return;
    }
    name_romanise(out, &w->x, p->script, c, n);
}

static void read_digits(readings *out, const work *w, const chunk *k) {
    char s[NAME_LATIN_MAX];
    unsigned len = 0;
    for (uint32_t i = k->first; i < k->end && len < sizeof s; i++) s[len++] = (char)w->p.c[i];
    readings_add(out, s, len, READ_PLAIN, 0);
}

static void read_chunk(readings *out, const work *w, const chunk *k, unsigned cls) {
    const piece *p = &w->c.piece[k->piece];
    if (k->pieces > 1) read_phrase(out, w, k);
    else if (p->digits) read_digits(out, w, k);
    else if (p->script == SCRIPT_NONE) readings_add(out, "and", 3, READ_MEANING, 0);
    else read_letters(out, w, k);
    if (cls == NAME_INITIAL) return;
    bool person = w->x.kind == NAME_PERSON;
    if (article(w, k)) {
        readings_add(out, "al", 2, READ_MEANING, 0);
        return;
    }
    read_table(out, k, READ_ROMAN);
    if (!person || cls != NAME_WORD) read_table(out, k, READ_MEANING);
    if (cls == NAME_WORD && (person || w->x.kind == NAME_ANY)) read_table(out, k, READ_NICK);
}

static bool keep(name_token *to, arena *mem, const readings *r) {
    size_t bytes = 0;
    for (unsigned i = 0; i < r->n; i++) bytes += r->r[i].len + 1u;
    to->reading = arena_alloc(mem, r->n * sizeof *to->reading);
    char *text = arena_alloc(mem, bytes);
    if (!to->reading || !text) return false;
    for (unsigned i = 0; i < r->n; i++) {
        to->reading[i] = r->r[i];
        to->reading[i].latin = text;
        memcpy(text, r->text[i], r->r[i].len);
        text += r->r[i].len + 1;
    }
    to->n = r->n;
    return true;
}

static bool token(work *w, uint32_t i) {
    const chunk *k = &w->chunk[i];
    name_token *to = &w->f.token[w->f.n];
    to->at = w->place[k->first];
    to->len = w->place[k->end] - to->at;
    to->script = w->c.piece[k->piece].script;
    to->joined = k->joined;
    to->cls = (uint8_t)class_of(w, i);
    readings r;
    r.n = 0;
    read_chunk(&r, w, k, to->cls);
    if (!r.n) return true; /* nothing to read: a lone mark */
    to->text = arena_strndup(w->mem, w->f.folded + to->at, to->len);
    if (!to->text || !keep(to, w->mem, &r)) return false;
    w->f.n++;
    return true;
}

static bool small(char c) { return c >= 'a' && c <= 'z'; }
static bool capital(char c) { return c >= 'A' && c <= 'Z'; }

/* Whether the capitals at text[i], behind small letters, are a legal form that ends a word. */
static bool legal_suffix(const char *text, size_t len, size_t i) {
    enum { BEFORE_MIN = 3, SUFFIX_MIN = 2, SUFFIX_MAX = 5 };
    char low[SUFFIX_MAX];
    unsigned n = 0;
    if (i < BEFORE_MIN || !small(text[i - 1]) || !small(text[i - 2])) return false;
    for (; i + n < len && capital(text[i + n]); n++) {
        if (n == SUFFIX_MAX) return false;
        low[n] = (char)(text[i + n] + 32);
    }
    if (n < SUFFIX_MIN || (i + n < len && (small(text[i + n]) || (unsigned char)text[i + n] >= 0x80)))
        return false;
    const names_word *w = names_find(low, n);
    return w && w->cls == NAME_LEGAL;
}

/* "SiemensAG" is "Siemens AG": a blank is put in before case is lost. */
static const char *part_suffixes(arena *mem, const char *text, size_t *len) {
    size_t at = 0;
    while (at < *len && !(capital(text[at]) && legal_suffix(text, *len, at))) at++;
    if (at == *len) return text;
    char *more = arena_alloc(mem, *len + 2);
    if (!more) return NULL;
    memcpy(more, text, at);
    more[at] = ' ';
    memcpy(more + at + 1, text + at, *len - at);
    ++*len;
    return more;
}

cordon_status name_form_read(name_form *out, arena *mem, const name_tables *t, name_kind kind,
                             const char *text, size_t len, cordon_error *err) {
    work w = {.mem = mem, .f = {.kind = (uint8_t)kind}};
    if (kind != NAME_PERSON && len < NAME_BYTES_MAX && !(text = part_suffixes(mem, text, &len)))
        return cordon_fail(err, CORDON_ENOMEM, "name: no memory");
    cordon_status status = name_points_read(&w.p, mem, text, len, err);
    if (!status) status = name_cut(&w.c, mem, &w.p, err);
    if (status) return status;
    name_context_read(&w.x, t, kind, &w.p);
    bool left = false;
    w.chunks = name_chunks(w.chunk, NAME_TOKENS_MAX, &w.x, &w.p, &w.c, &left);
    w.f.flags = w.c.flags | (left ? NAME_TRUNCATED : 0);
    w.f.token = arena_alloc(mem, (w.chunks + 1) * sizeof *w.f.token);
    if (!w.f.token || !as_text(&w)) return cordon_fail(err, CORDON_ENOMEM, "name: no memory");
    for (uint32_t i = 0; i < w.chunks; i++)
        if (!token(&w, i)) return cordon_fail(err, CORDON_ENOMEM, "name: no memory");
    if (!w.f.n) return cordon_fail(err, CORDON_EINVAL, "name: no letter or digit in it");
    w.f.token[w.f.n - 1].joined = false;
    *out = w.f;
    return CORDON_OK;
}

const char *name_system_name(uint8_t system) {
    return system && system <= names_systems_n ? names_systems[system - 1].name : "";
}
