/* A form becomes units and weights. */
#include <stdlib.h>
#include <string.h>

#include "name/key.h"
#include "screen/score_model.h"

enum { UNITS_TRIED = 2 * UNITS_MAX, CHOICES = 3 /* readings of one system followed per token */ };

typedef struct maker {
    const score_model *m;
    const score_numbers *n;
    const name_form *f;
    unit *list;
    unsigned units;
    bool truncated;
} maker;

static uint8_t spelling_of(const char *s, size_t len) {
    uint32_t h = 2166136261U;
    for (size_t i = 0; i < len; i++) h = (h ^ (unsigned char)s[i]) * 16777619U;
    return (uint8_t)(h ^ h >> 8 ^ h >> 16 ^ h >> 24);
}

static void add(maker *k, const unit *u) {
    if (!u->len) return;
    if (k->units == UNITS_TRIED)
        k->truncated = true;
    else
        k->list[k->units++] = *u;
}

static float most_of(const score_numbers *n, const name_reading *r) {
    switch ((name_origin)r->origin) {
    case READ_PLAIN: return 1;
    case READ_ROMAN: return n->roman;
    case READ_SKELETON: return 1; /* by its length, in consonants */
    case READ_MEANING: return n->meaning;
    case READ_NICK: return n->nick;
    }
    return 1;
}

static float abjad_most(const score_numbers *n, unsigned len) {
    return len < 2 ? n->abjad_1 : len == 2 ? n->abjad_2 : len == 3 ? n->abjad_3 : n->abjad;
}

static void add_skeleton(maker *k, unit u, const char *latin, size_t len, unit_space space) {
    u.space = (uint8_t)space;
    u.len = (uint8_t)name_skeleton(u.key, latin, len);
    float most = abjad_most(k->n, u.len);
    if (most < u.most) u.most = most;
    add(k, &u);
}

/* "s3ch1n": letters and digits of one word, the digits read as the letters they look like. */
static void add_digits_read(maker *k, unit u, const char *latin, size_t len) {
    static const char look[] = "oizeasgtbg";
    char read[3 * NAME_LATIN_MAX];
    size_t digits = 0;
    for (size_t i = 0; i < len; i++) {
        bool digit = latin[i] >= '0' && latin[i] <= '9';
        read[i] = (char)(digit ? look[latin[i] - '0'] : latin[i]);
        digits += digit;
    }
    for (unsigned t = u.first; t + 1U < (unsigned)u.first + u.count; t++)
        if (!k->f->token[t].joined) return;
    if (!digits || digits * 2 >= len) return;
    u.space = UNIT_PLAIN, u.len = (uint8_t)name_key(u.key, read, len);
    if (u.most > k->n->digits) u.most = k->n->digits;
    add(k, &u);
}

/* The units that letters read in one way give. */
static void add_reading(maker *k, unit u, const char *latin, size_t len) {
    unsigned cls = k->f->token[u.first].cls;
    u.spelling = spelling_of(latin, len);
    if (u.origin == READ_SKELETON) {
        add_skeleton(k, u, latin, len, UNIT_ABJAD);
        return;
    }
    u.len = (uint8_t)name_key(u.key, latin, len);
    if (u.count == 1 && cls == NAME_INITIAL) {
        u.space = UNIT_INITIAL, u.len = u.len ? 1 : 0;
        memset(u.key + 1, 0, UNIT_KEY_MAX - 1);
        add(k, &u);
        return;
    }
    u.space = UNIT_PLAIN;
    add(k, &u);
    if (u.origin == READ_MEANING || u.origin == READ_NICK) return;
    if (u.count == 1 && cls == NAME_WORD && u.len > 1) {
        unit letter = u;
        letter.space = UNIT_LETTER, letter.len = 1;
        if (letter.most > k->n->letter) letter.most = k->n->letter;
        memset(letter.key + 1, 0, UNIT_KEY_MAX - 1);
        add(k, &letter);
    }
    if (u.count > 1) add_digits_read(k, u, latin, len);
    if (cls != NAME_NUMBER) add_skeleton(k, u, latin, len, UNIT_SKELETON);
}

static void add_token(maker *k, unsigned t) {
    const name_token *token = &k->f->token[t];
    for (unsigned r = 0; r < token->n; r++) {
        const name_reading *x = &token->reading[r];
        unit u = {.first = (uint8_t)t, .count = 1, .origin = x->origin, .most = most_of(k->n, x)};
        add_reading(k, u, x->latin, x->len);
    }
}

/* Two words always; more when they are syllables of one word, or three of which two are short. */
static bool may_join(const maker *k, const unit *u, unsigned next) {
    const name_token *t = k->f->token;
    bool one_word = true;
    unsigned brief = t[next].len <= 4;
    for (unsigned i = u->first; i < next; i++) one_word &= t[i].joined, brief += t[i].len <= 4;
    return u->count == 1 || one_word || (u->count == 2 && brief > 1);
}

/* The next token in the same reading, glued on; u covers what is in latin. No system joins with any. */
static void add_joined(maker *k, unit u, char *latin, size_t len, unsigned system) {
    unsigned next = (unsigned)u.first + u.count, taken = 0;
    if (u.count == UNIT_TOKENS_MAX || next == k->f->n || !may_join(k, &u, next)) return;
    const name_token *token = &k->f->token[next];
    if ((token->cls == NAME_LEGAL || token->cls == NAME_STOP) && !k->f->token[next - 1].joined)
        return;
    for (unsigned r = 0; r < token->n && taken < CHOICES; r++) {
        const name_reading *x = &token->reading[r];
        if (x->origin != u.origin || (x->system && system && x->system != system) ||
            len + x->len > (size_t)2 * NAME_LATIN_MAX)
            continue;
        taken++;
        memcpy(latin + len, x->latin, x->len);
        unit more = u;
        more.count++;
        float most = most_of(k->n, x);
        if (most < more.most) more.most = most;
        add_reading(k, more, latin, len + x->len);
        add_joined(k, more, latin, len + x->len, system ? system : x->system);
    }
}

static void add_joins(maker *k, unsigned t) {
    const name_token *token = &k->f->token[t];
    if (token->cls == NAME_LEGAL || token->cls == NAME_STOP) return;
    for (unsigned r = 0; r < token->n; r++) {
        const name_reading *x = &token->reading[r];
        if (x->origin == READ_MEANING || x->origin == READ_NICK) continue;
        char latin[2 * NAME_LATIN_MAX + NAME_LATIN_MAX];
        float most = most_of(k->n, x);
        unit u = {.first = (uint8_t)t,
                  .count = 1,
                  .origin = x->origin,
                  .most = most < k->n->joined ? most : k->n->joined};
        memcpy(latin, x->latin, x->len);
        add_joined(k, u, latin, x->len, x->system);
    }
}

static int by_place(const void *a, const void *b) {
    const unit *x = a, *y = b;
    if (x->first != y->first) return x->first - y->first;
    if (x->count != y->count) return x->count - y->count;
    if (x->space != y->space) return x->space - y->space;
    int c = memcmp(x->key, y->key, UNIT_KEY_MAX);
    if (c) return c;
    if (x->most != y->most) return x->most > y->most ? -1 : 1; /* the surest first */
    if (x->origin != y->origin) return x->origin - y->origin;
    return x->spelling - y->spelling;
}

/* Of units with the same key the surest stays. */
static unsigned sort_and_thin(unit *u, unsigned n) {
    unsigned kept = 0;
    if (n) qsort(u, n, sizeof *u, by_place);
    for (unsigned i = 0; i < n; i++)
        if (!kept || u[kept - 1].first != u[i].first || u[kept - 1].count != u[i].count ||
            u[kept - 1].space != u[i].space || memcmp(u[kept - 1].key, u[i].key, UNIT_KEY_MAX) != 0)
            u[kept++] = u[i];
    return kept;
}

/* ---- weights ---- */

static bool ends(const unit *u, const char *end) {
    size_t n = strlen(end);
    return u->len > n && memcmp(u->key + u->len - n, end, n) == 0;
}

static bool patronymic(const unit *u) {
    static const char *const end[] = {"ovic", "evic", "ovik", "evik", "ovna", "evna",
                                      "icna", "ogli", "oglu", "ugli", "kizi"};
    for (size_t i = 0; u->space == UNIT_PLAIN && i < sizeof end / sizeof *end; i++)
        if (ends(u, end[i])) return true;
    return false;
}

/* Bits of a word: of the reading that is the least surprising, translations among them. */
static float word_bits(const maker *k, unsigned t, bool *is_patronymic) {
    float least = k->n->bits_most;
    for (unsigned i = 0; i < k->units; i++) {
        const unit *u = &k->list[i];
        if (u->first != t || u->count != 1) continue;
        if ((u->space != UNIT_PLAIN && u->space != UNIT_ABJAD) || u->origin == READ_NICK) continue;
        float bits = score_model_bits(k->m, u->key, u->len, u->space == UNIT_ABJAD, k->f->kind);
        if (bits < least) least = bits;
        *is_patronymic |= patronymic(u);
    }
    return least;
}

static float weight_of(const maker *k, unsigned t, unsigned words, uint8_t *cls) {
    const name_token *token = &k->f->token[t];
    bool is_patronymic = false;
    switch ((name_class)token->cls) {
    case NAME_LEGAL: return k->n->legal;
    case NAME_TITLE: return k->n->title;
    case NAME_PARTICLE: return k->n->particle;
    case NAME_STOP: return k->n->stop;
    case NAME_INITIAL: return k->n->initial;
    case NAME_NUMBER: return k->n->number + k->n->digit * (float)(token->len < 8 ? token->len : 8);
    case NAME_WORD: break;
    case NAME_CLASSES: break;
    }
    float bits = word_bits(k, t, &is_patronymic);
    if (token->joined || (t && k->f->token[t - 1].joined)) bits *= k->n->syllable;
    if (is_patronymic && words > 2 && k->f->kind != NAME_ORGANISATION && k->f->kind != NAME_VESSEL)
        bits *= k->n->patronymic, *cls = SCORED_PATRONYMIC;
    return bits;
}

cordon_status scored_name_make(scored_name *out, arena *mem, const score_model *m,
                               const name_form *f, cordon_error *err) {
    maker k = {m, score_model_numbers(m), f, NULL, 0, false};
    unit tried[UNITS_TRIED];
    scored_name s = {.tokens = f->n, .kind = f->kind};
    unsigned words = 0;
    k.list = tried;
    for (unsigned t = 0; t < f->n; t++) add_token(&k, t), words += f->token[t].cls == NAME_WORD;
    for (unsigned t = 0; t < f->n; t++) add_joins(&k, t); /* last: the first to be left out */
    if (k.units > UNITS_MAX) k.units = sort_and_thin(tried, k.units);
    if (k.units > UNITS_MAX) k.units = UNITS_MAX, k.truncated = true;
    k.units = sort_and_thin(tried, k.units);
    for (unsigned t = 0; t < f->n; t++) {
        s.cls[t] = f->token[t].cls;
        s.weight[t] = weight_of(&k, t, words, &s.cls[t]);
        s.weight_all += s.weight[t];
    }
    s.unit = arena_alloc(mem, k.units * sizeof *s.unit);
    if (!s.unit) return cordon_fail(err, CORDON_ENOMEM, "no memory for the units of a name");
    memcpy(s.unit, tried, k.units * sizeof *s.unit);
    s.units = (uint16_t)k.units;
    s.truncated = k.truncated;
    *out = s;
    return CORDON_OK;
}
