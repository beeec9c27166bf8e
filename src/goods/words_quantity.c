/* words_quantity.c - numbers with what is said about them, as intervals in base units.
 *
 *   quantity:  [comparison] number [comparison behind] [-] [unit] [comparison behind] [range number [unit]]
 *   "exceeding 30 kW", "600 mm or more", "five or more axes", "5-Achs", "20 bis 30 mm", "between 5 and 10 kg"
 *
 * Two that follow each other, one bound from below and one from above in the same unit, are one interval
 * ("> 3 mm but <= 5 mm"); a unit said once counts for both numbers.                                       */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "goods/words_inner.h"

typedef struct reader {
    const word_tables *t;
    goods_language lang;
    const tokens *k;
} reader;
/* One quantity in the unit as written. */
typedef struct amount {
    double low, high;
    bool low_open, high_open, compared;
    const unit *unit;
    size_t number; /* the token */
} amount;

static bool is_mark(const reader *r, size_t i, int32_t mark) { return i < r->k->n && r->k->v[i].kind == TOKEN_MARK && r->k->v[i].mark == mark; }

static char sign_of(const char *s) { return s[0] == '=' ? '=' : s[1] ? (s[0] == '<' ? 'l' : 'g') : s[0]; }

/* '<' '>' '=', 'l' at most, 'g' at least, '~' plus or minus; 0 when token i compares nothing. */
static char comparison(const reader *r, phrase_kind kind, size_t i, size_t *n) {
    const phrase *p = i < r->k->n ? words_phrase(r->t, kind, r->lang, r->k, i, n) : NULL;
    if (p) return sign_of(p->value);
    if (kind != PHRASE_COMPARE || i >= r->k->n || r->k->v[i].kind != TOKEN_MARK) return 0;
    *n = 1;
    switch (r->k->v[i].mark) {
    case '<': return '<';
    case '>': return '>';
    case '=': return '=';
    case MARK_AT_MOST: return 'l';
    case MARK_AT_LEAST: return 'g';
    case MARK_PLUS_MINUS: return '~';
    default: return 0;
    }
}

static void bound(amount *a, char sign) {
    double v = a->low;
    a->compared = sign != 0;
    if (sign == '<' || sign == 'l') a->low = -INFINITY, a->high = v, a->high_open = sign == '<';
    if (sign == '>' || sign == 'g') a->high = INFINITY, a->low_open = sign == '>';
    if (sign == '~') a->low = -fabs(v), a->high = fabs(v);
}

/* "funfachsig": a number word and a unit in one. */
static const unit *number_in_word(const reader *r, size_t i, double *value) {
    enum { NUMBER_MIN = 3, NUMBER_MAX = 6 };
    const token *v = &r->k->v[i];
    if (r->lang == LANG_EN || r->lang == LANG_FR) return NULL;
    for (size_t n = NUMBER_MIN; n <= NUMBER_MAX && n + 2 < v->len; n++) {
        uint16_t at = r->t->phrase_slot[words_hash(v->s, n) % TABLE_SLOTS];
        for (; at; at = r->t->phrase[at].next) {
            const phrase *p = &r->t->phrase[at];
            if (p->kind != PHRASE_NUMBER || p->words > 1 || strlen(p->word[0]) != n || strncmp(p->word[0], v->s, n) != 0) continue;
            const unit *u = words_unit(r->t, v->s + n, false);
            if (u && strlen(u->spelling) > 2) {
                *value = (p->value[0] - '0') * (p->value[1] ? 10 : 1) + (p->value[1] ? p->value[1] - '0' : 0);
                return u;
            }
        }
    }
    return NULL;
}

/* The number at token i; n tokens. A number word counts only with a unit: *bare says so. */
static bool number(const reader *r, size_t i, double *v, size_t *n, bool *bare, const unit **u) {
    bool minus = is_mark(r, i, '-') && i + 1 < r->k->n && r->k->v[i + 1].kind == TOKEN_NUMBER && r->k->v[i + 1].glued && !r->k->v[i].glued;
    size_t at = i + minus, words;
    *u = NULL, *bare = true, *n = 1 + minus;
    if (at >= r->k->n || r->k->v[at].kind == TOKEN_MARK) return false;
    const token *t = &r->k->v[at];
    if (t->kind == TOKEN_NUMBER) {
        *v = minus ? -t->value : t->value;
        if (is_mark(r, at + 1, '^') && at + 2 < r->k->n && r->k->v[at + 2].kind == TOKEN_NUMBER && r->k->v[at + 2].value < 30)
            *v = pow(*v, r->k->v[at + 2].value), *n += 2;
        return true;
    }
    *bare = false;
    const phrase *p = words_phrase(r->t, PHRASE_NUMBER, r->lang, r->k, at, &words);
    if (!p) return (*u = number_in_word(r, at, v)) != NULL;
    *v = 0, *n = words;
    for (const char *d = p->value; *d; d++) *v = *v * 10 + (*d - '0');
    return true;
}

static const unit *spelled(const reader *r, const char *s, const token *first) {
    const unit *u = words_unit(r->t, s, first->capital);
    if (!u) return NULL;
    bool letter = first->len == 1 && !s[1];
    if (letter && u->capital != first->capital) return NULL;
    return !letter && words_stop(r->t, r->lang, s) ? NULL : u;
}

/* The unit at token i: a word, "%", degrees with a letter, "g/m2". n tokens. */
static const unit *unit_at(const reader *r, size_t i, size_t *n) {
    char s[2 * WORD_BYTES_MAX + 8];
    if (i >= r->k->n) return NULL;
    const token *t = &r->k->v[i], *after = i + 1 < r->k->n ? t + 1 : NULL;
    *n = 1;
    if (is_mark(r, i, '%')) return words_unit(r->t, "%", false);
    if (is_mark(r, i, MARK_DEGREE)) {
        if (after && after->kind == TOKEN_WORD && after->glued) {
            snprintf(s, sizeof s, "\302\260%s", after->s);
            const unit *u = words_unit(r->t, s, false);
            if (u) return *n = 2, u;
        }
        return words_unit(r->t, "\302\260", false);
    }
    if (t->kind != TOKEN_WORD) return NULL;
    if (i + 2 < r->k->n && (is_mark(r, i + 1, '/') || is_mark(r, i + 1, '^')) && t[2].kind != TOKEN_MARK && t[1].glued && t[2].glued) {
        snprintf(s, sizeof s, "%s%c%s", t->s, t[1].mark, t[2].s);
        const unit *u = words_unit(r->t, s, t->capital);
        if (u) return *n = 3, u;
    }
    return spelled(r, t->s, t);
}

/* The unit behind a number: at once, behind a hyphen, or, of a count, behind one more word ("five controlled axes"). */
static const unit *unit_behind(const reader *r, size_t i, size_t *n) {
    size_t dash = is_mark(r, i, '-') ? 1 : 0;
    const unit *u = unit_at(r, i + dash, n);
    if (u) return *n += dash, u;
    if (dash || i + 1 >= r->k->n || r->k->v[i].kind != TOKEN_WORD) return NULL;
    u = unit_at(r, i + 1, n);
    if (!u || !u->count) return NULL;
    return *n += 1, u;
}

/* One amount without ranges; returns the place behind, 0 when there is none. */
static size_t single(const reader *r, size_t i, amount *a) {
    size_t n = 0, at = i;
    bool bare;
    *a = (amount){0};
    char sign = comparison(r, PHRASE_COMPARE, at, &n), behind = 0;
    if (sign) at += n;
    if (!number(r, at, &a->low, &n, &bare, &a->unit)) return 0;
    a->number = at + n - 1, a->high = a->low;
    for (size_t k = at; k < at + n; k++)
        if (r->k->v[k].kind != TOKEN_MARK) { a->number = k; break; }
    at += n;
    if ((behind = comparison(r, PHRASE_COMPARE_AFTER, at, &n))) at += n;
    const unit *u = a->unit ? NULL : unit_behind(r, at, &n);
    if (u) a->unit = u, at += n;
    if (!behind && (behind = comparison(r, PHRASE_COMPARE_AFTER, at, &n))) at += n;
    if (!bare && !a->unit) return 0;
    bound(a, sign && sign != '=' ? sign : behind ? behind : sign);
    return at;
}

static bool joins(const reader *r, phrase_kind kind, size_t i, size_t *n) {
    *n = 1;
    if (i >= r->k->n) return false;
    if (kind == PHRASE_RANGE && is_mark(r, i, '-')) return true;
    return words_phrase(r->t, kind, r->lang, r->k, i, n) != NULL;
}

static bool same_unit(const amount *a, const amount *b) { return !a->unit || !b->unit || !strcmp(a->unit->base, b->unit->base); }

/* "5 to 10 kW", "between 5 and 10", "> 3 mm but <= 5 mm": the second amount goes into the first. */
static size_t ranged(const reader *r, size_t at, amount *a) {
    amount b;
    size_t n, end;
    bool point = a->low == a->high, from = isinf(a->high) && !a->low_open;
    if (joins(r, PHRASE_RANGE, at, &n) || (point && a->compared && joins(r, PHRASE_AND, at, &n))) {
        end = single(r, at + n, &b);
        if (end && (point || from) && b.low == b.high && b.low >= a->low && same_unit(a, &b) && (a->unit || b.unit || !is_mark(r, at, '-'))) {
            a->high = b.high;
            goto unite;
        }
    }
    size_t skip = is_mark(r, at, ',') ? 1 : 0;
    if (joins(r, PHRASE_AND, at + skip, &n) && n) skip += n;
    bool upper = isinf(a->high) && !isinf(a->low), lower = isinf(a->low) && !isinf(a->high);
    for (size_t back = skip; (upper || lower); back = 0) {
        end = single(r, at + back, &b);
        if (end && same_unit(a, &b) && (upper ? isinf(b.low) : isinf(b.high)) && isinf(b.low) != isinf(b.high)) {
            double fa = a->unit && b.unit ? a->unit->factor / b.unit->factor : 1;
            if (upper && b.high >= a->low * fa) {
                a->high_open = b.high_open, a->high = b.high;
                goto unite;
            }
            if (lower && b.low <= a->high * fa) {
                a->low = b.low / fa, a->low_open = b.low_open;
                if (!a->unit) a->unit = b.unit;
                return end;
            }
        }
        if (!back) break;
    }
    return at;
unite: /* a->high is in b's unit, a->low in a's, or in b's when a has none */
    if (a->unit && b.unit) a->high *= b.unit->factor / a->unit->factor;
    if (!a->unit) a->unit = b.unit;
    return end;
}

cordon_status words_quantities(const goods_quantity **out, uint16_t *n, arena *mem, const word_tables *t, goods_language lang,
                               const tokens *k, cordon_error *err) {
    reader r = {t, lang, k};
    goods_quantity *v = arena_alloc(mem, ((size_t)k->words + 1) * sizeof *v);
    uint16_t count = 0;
    if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for the numbers of a description");
    for (size_t i = 0; i < k->n;) {
        amount a;
        size_t end = single(&r, i, &a);
        if (!end) {
            i++;
            continue;
        }
        i = ranged(&r, end, &a);
        const token *at = &k->v[a.number];
        double f = a.unit ? a.unit->factor : 1;
        v[count++] = (goods_quantity){.low = a.low * f, .high = a.high * f, .low_open = a.low_open, .high_open = a.high_open,
                                      .excluded = at->excluded, .unit = a.unit ? a.unit->base : "", .at = at->at};
    }
    *out = v, *n = count;
    return CORDON_OK;
}
