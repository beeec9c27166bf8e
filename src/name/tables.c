#include "name/tables.h"

#include <string.h>

#include "name/tables_inner.h"

const names_han *names_han_of(int32_t c) {
    if (c >= 0x3400 && c < 0xA000) {
        const names_han *h = &names_han_wide[c - 0x3400];
        return h->pinyin || h->hk || h->simple ? h : NULL;
    }
    unsigned lo = 0, hi = names_han_rare_n;
    while (lo < hi) {
        unsigned mid = (lo + hi) / 2;
        if (names_han_rare[mid].c < c) lo = mid + 1;
        else hi = mid;
    }
    return lo < names_han_rare_n && names_han_rare[lo].c == c ? &names_han_rare[lo].han : NULL;
}

const char *names_string(uint32_t at) { return (const char *)names_text + at; }
const char *names_syllable(unsigned id) { return names_string(names_syllables[id]); }
const char *names_syllable_wade(unsigned id) { return names_string(names_wade[id]); }

const char *names_hangul(unsigned part, unsigned letter, unsigned way) {
    static const uint32_t *const parts[] = {names_hangul_initial, names_hangul_vowel,
                                            names_hangul_final};
    return names_string(parts[part][letter * 4 + way]);
}

const names_word *names_word_at(uint32_t i) {
    return i < names_words_n ? &names_words[i] : NULL;
}

const names_word *names_find(const char *key, unsigned len) {
    uint32_t h = 0x811c9dc5u;
    for (unsigned i = 0; i < len; i++) h = (h ^ (unsigned char)key[i]) * 0x01000193u;
    for (uint32_t at = h & names_slots_mask; names_slots[at]; at = (at + 1) & names_slots_mask) {
        const names_word *w = &names_words[names_slots[at] - 1];
        const char *k = names_string(w->key);
        if (!strncmp(k, key, len) && !k[len]) return w;
    }
    return NULL;
}

static uint64_t sets_of(const names_rule_system *s, int32_t c) {
    unsigned lo = s->mask, hi = lo + s->masks, end = hi;
    while (lo < hi) {
        unsigned mid = (lo + hi) / 2;
        if (names_masks[mid].c < c) lo = mid + 1;
        else hi = mid;
    }
    return lo < end && names_masks[lo].c == c ? names_masks[lo].sets : 0;
}

/* Text under work: `in` is read at `at`, what was written stands in out. */
typedef struct pass_state {
    const int32_t *in;
    int32_t *out;
    unsigned n, at, written;
} pass_state;

static bool fits(const names_rule_system *s, const names_rule *r, const pass_state *p) {
    if (r->key > p->n - p->at) return false;
    for (unsigned i = 1; i < r->key; i++)
        if (p->in[p->at + i] != names_points[r->points + i]) return false;
    for (unsigned i = 0; i < r->before; i++) {
        unsigned back = r->before - i;
        uint64_t has = back > p->written ? s->edge : sets_of(s, p->out[p->written - back]);
        if (!(has >> names_sets[r->sets + i] & 1)) return false;
    }
    for (unsigned i = 0; i < r->after; i++) {
        unsigned to = p->at + r->key + i;
        uint64_t has = to >= p->n ? s->edge : sets_of(s, p->in[to]);
        if (!(has >> names_sets[r->sets + r->before + i] & 1)) return false;
    }
    return true;
}

static const names_rule *rule_at(const names_rule_system *s, const names_pass *pass,
                                 const pass_state *p) {
    int32_t c = p->in[p->at];
    unsigned lo = pass->first, hi = lo + pass->n, end = hi;
    while (lo < hi) {
        unsigned mid = (lo + hi) / 2;
        if (names_points[names_rules[mid].points] < c) lo = mid + 1;
        else hi = mid;
    }
    for (; lo < end && names_points[names_rules[lo].points] == c; lo++)
        if (fits(s, &names_rules[lo], p)) return &names_rules[lo];
    return NULL;
}

static unsigned run_pass(const names_rule_system *s, const names_pass *pass, pass_state *p,
                         unsigned cap) {
    while (p->at < p->n && p->written < cap) {
        const names_rule *r = rule_at(s, pass, p);
        if (!r) {
            p->out[p->written++] = p->in[p->at++];
            continue;
        }
        for (unsigned i = 0; i < r->out && p->written < cap; i++)
            p->out[p->written++] = names_points[r->points + r->key + i];
        p->at += r->key;
    }
    return p->written;
}

unsigned names_run(const names_rule_system *s, const int32_t *word, unsigned n, int32_t *out,
                   unsigned cap) {
    int32_t room[2][NAME_LATIN_MAX * 4];
    enum { ROOM = NAME_LATIN_MAX * 4 };
    if (n > ROOM) n = ROOM;
    const int32_t *from = word;
    for (unsigned i = 0; i < s->passes; i++) {
        bool last = i + 1 == s->passes;
        pass_state p = {.in = from, .n = n, .out = last ? out : room[i & 1]};
        n = run_pass(s, &names_passes[s->pass + i], &p, last ? cap : ROOM);
        from = p.out;
    }
    return s->passes ? n : 0;
}
