/* cut.c - points to pieces: one script each, words and numbers apart. */
#include <string.h>

#include "name/inner.h"

typedef struct look_alike {
    int32_t a; /* a Latin letter */
    int32_t cyrillic, greek;
} look_alike;

/* Folded letters whose capital or small form is drawn alike. */
static const look_alike alike[] = {
    {'a', 0x430, 0x3B1}, {'b', 0x432, 0x3B2}, {'c', 0x441, 0x3C3}, {'e', 0x435, 0x3B5},
    {'h', 0x43D, 0x3B7}, {'i', 0x456, 0x3B9}, {'j', 0x458, 0},     {'k', 0x43A, 0x3BA},
    {'m', 0x43C, 0x3BC}, {'n', 0, 0x3BD},     {'o', 0x43E, 0x3BF}, {'p', 0x440, 0x3C1},
    {'q', 0x51B, 0},     {'s', 0x455, 0},     {'t', 0x442, 0x3C4}, {'u', 0, 0x3C5},
    {'v', 0x475, 0},     {'w', 0x51D, 0x3C9}, {'x', 0x445, 0x3C7}, {'y', 0x443, 0x3B3},
    {'z', 0, 0x3B6},     {'d', 0x501, 0},     {'h', 0x4BB, 0},
};

static int32_t in_script(const look_alike *l, unsigned script) {
    return script == SCRIPT_LATIN ? l->a : script == SCRIPT_CYRILLIC ? l->cyrillic : l->greek;
}

/* The letter of `script` drawn like c; 0 when there is none. */
static int32_t twin(int32_t c, unsigned script) {
    unsigned own = name_script_of(c);
    if (own != SCRIPT_LATIN && own != SCRIPT_CYRILLIC && own != SCRIPT_GREEK) return 0;
    for (unsigned i = 0; i < sizeof alike / sizeof *alike; i++)
        if (in_script(&alike[i], own) == c && in_script(&alike[i], script))
            return in_script(&alike[i], script);
    return 0;
}

static bool mixes(unsigned script) {
    return script == SCRIPT_LATIN || script == SCRIPT_CYRILLIC || script == SCRIPT_GREEK;
}

/* Letters of each of the three scripts, and of which every other letter has a twin in it. */
static bool becomes(const int32_t *c, uint32_t n, unsigned script) {
    for (uint32_t i = 0; i < n; i++) {
        if (name_point_kind(c[i]) != POINT_LETTER) continue;
        unsigned own = name_script_of(c[i]);
        if (own != script && (!mixes(own) || !twin(c[i], script))) return false;
    }
    return true;
}

/* One word [first, end) in letters of several scripts: all become letters of one, of the script
 * that has most letters in the word (then in the name) among those all have twins in.       */
static void undo_look_alikes(name_points *p, uint32_t first, uint32_t end,
                             const unsigned whole[SCRIPTS], uint16_t *flags) {
    unsigned count[SCRIPTS] = {0}, kinds = 0, best = 0;
    for (uint32_t i = first; i < end; i++)
        if (name_point_kind(p->c[i]) == POINT_LETTER && !count[name_script_of(p->c[i])]++) kinds++;
    if (kinds < 2 || !count[SCRIPT_LATIN] + !count[SCRIPT_CYRILLIC] + !count[SCRIPT_GREEK] > 1)
        return;
    for (unsigned s = SCRIPT_LATIN; s <= SCRIPT_GREEK; s++) {
        if (!count[s] || !becomes(p->c + first, end - first, s)) continue;
        if (!best || count[s] > count[best] || (count[s] == count[best] && whole[s] > whole[best]))
            best = s;
    }
    if (!best) {
        *flags |= NAME_MIXED;
        return;
    }
    for (uint32_t i = first; i < end; i++)
        if (name_point_kind(p->c[i]) == POINT_LETTER && name_script_of(p->c[i]) != best)
            p->c[i] = twin(p->c[i], best);
    *flags |= NAME_CONFUSABLE;
}

static bool in_word(point_kind k) {
    return k == POINT_LETTER || k == POINT_MARK || k == POINT_APOSTROPHE;
}

static void undo_all(name_points *p, uint16_t *flags) {
    unsigned whole[SCRIPTS] = {0};
    for (uint32_t i = 0; i < p->n; i++)
        if (name_point_kind(p->c[i]) == POINT_LETTER) whole[name_script_of(p->c[i])]++;
    if (!whole[SCRIPT_LATIN] + !whole[SCRIPT_CYRILLIC] + !whole[SCRIPT_GREEK] > 1) return;
    for (uint32_t i = 0; i < p->n;) {
        uint32_t first = i;
        while (i < p->n && in_word(name_point_kind(p->c[i]))) i++;
        if (i > first)
            undo_look_alikes(p, first, i, whole, flags);
        else
            i++;
    }
}

/* Marks say nothing in these scripts once letters are composed. */
static bool drops_marks(unsigned script) { return script != SCRIPT_OTHER && script != SCRIPT_KANA; }

/* An apostrophe inside a word of two letters or more is an accent ("Vasil'yev"); after one letter
 * it binds ("O'Brien").                                                        */
static bool swallowed(const name_points *p, uint32_t at, uint32_t letters) {
    return letters >= 2 && at + 1 < p->n && name_point_kind(p->c[at + 1]) == POINT_LETTER;
}

/* Reads one piece at *at; letters of another script end it. */
static piece piece_at(name_points *p, uint32_t *at, uint32_t *to) {
    piece out = {.first = *to};
    uint32_t i = *at, letters = 0;
    out.digits = name_point_kind(p->c[i]) == POINT_DIGIT;
    out.script = (uint8_t)(out.digits ? SCRIPT_NONE : name_script_of(p->c[i]));
    for (; i < p->n; i++) {
        point_kind k = name_point_kind(p->c[i]);
        if (k == POINT_DIGIT ? !out.digits : k == POINT_LETTER ? out.digits : false) break;
        if (k == POINT_LETTER && name_script_of(p->c[i]) != out.script) break;
        if (k == POINT_MARK && !out.digits) {
            if (!drops_marks(out.script)) p->c[(*to)++] = p->c[i];
            continue;
        }
        if (k == POINT_APOSTROPHE && !out.digits && swallowed(p, i, letters)) continue;
        if (k != POINT_LETTER && k != POINT_DIGIT) break;
        letters++;
        p->c[(*to)++] = p->c[i];
    }
    *at = i;
    out.end = *to;
    return out;
}

/* "al" before an Arabic word is a word of its own, as it is in Latin letters; so are "wa" (and) and
 * "li" (for) before it. How many letters of the piece are such a word, 0 if none.      */
static uint32_t arabic_prefix(const int32_t *c, uint32_t n) {
    enum { ALEF = 0x627, LAM = 0x644, WAW = 0x648 };
    if (n >= 5 && c[0] == ALEF && c[1] == LAM) return 2;
    if (n >= 5 && c[0] == LAM && c[1] == LAM) return 2;
    if (n >= 6 && c[0] == WAW && c[1] == ALEF && c[2] == LAM) return 1;
    return 0;
}

/* Copies what stands between pieces; true when it binds them. */
static bool between(name_points *p, uint32_t *at, uint32_t *to, bool *dotted) {
    uint32_t i = *at;
    bool binds = true;
    *dotted = i < p->n && name_point_kind(p->c[i]) == POINT_DOT;
    for (; i < p->n; i++) {
        point_kind k = name_point_kind(p->c[i]);
        if (k == POINT_LETTER || k == POINT_DIGIT || k == POINT_AND) break;
        if (k == POINT_BLANK || k == POINT_OTHER) binds = false;
        if (k != POINT_MARK) p->c[(*to)++] = p->c[i];
    }
    *at = i;
    return binds && i < p->n;
}

cordon_status name_cut(cut *out, arena *mem, name_points *p, cordon_error *err) {
    *out = (cut){.flags = p->flags};
    undo_all(p, &out->flags);
    uint32_t most = p->n < PIECES_MAX ? p->n : PIECES_MAX; /* a piece has a point or more */
    out->piece = arena_alloc(mem, (most + 1) * sizeof *out->piece);
    if (!out->piece) return cordon_fail(err, CORDON_ENOMEM, "name: no memory");
    uint32_t at = 0, to = 0;
    bool dotted;
    (void)between(p, &at, &to, &dotted);
    while (at < p->n) {
        if (out->n == PIECES_MAX) {
            out->flags |= NAME_TRUNCATED;
            break;
        }
        piece *next = &out->piece[out->n++];
        if (name_point_kind(p->c[at]) == POINT_AND) {
            *next = (piece){.first = to, .end = to + 1, .script = SCRIPT_NONE};
            p->c[to++] = p->c[at++];
        } else {
            *next = piece_at(p, &at, &to);
        }
        for (uint32_t k; next->script == SCRIPT_ARABIC && out->n < PIECES_MAX &&
                         (k = arabic_prefix(p->c + next->first, next->end - next->first));) {
            piece rest = *next;
            next->end = rest.first += k;
            next->joined = true;
            *(next = &out->piece[out->n++]) = rest;
        }
        next->joined = between(p, &at, &to, &next->dotted);
    }
    p->n = to;
    if (out->n) out->piece[out->n - 1].joined = false;
    return CORDON_OK;
}
