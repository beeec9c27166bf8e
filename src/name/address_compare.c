/* address_compare.c - how much two addresses agree, and keys to join them on.
 *
 * With agreed = the weight of pairs that agree, against = what stands on both sides of one class
 * and does not (the smaller of the two rests), apart = what only one side says: similarity = agreed
 * / (agreed + against + 0.25 apart) x min(1, agreed / 1.5) so that a town alone, or a kind of
 * street, never makes two addresses alike. The weights are set by hand: how rarely strangers share
 * a token of the class.                        */
#include <stdlib.h>
#include <string.h>

#include "name/address.h"

static const float weight_of[ADDRESS_CLASSES] = {
    [ADDRESS_WORD] = 1.0f,      [ADDRESS_HOUSE] = 1.5f,   [ADDRESS_POSTCODE] = 1.2f,
    [ADDRESS_BOX] = 2.0f,       [ADDRESS_UNIT] = 0.6f,    [ADDRESS_FLOOR] = 0.4f,
    [ADDRESS_BLOCK] = 0.5f,     [ADDRESS_STREET] = 0.15f, [ADDRESS_BUILDING] = 0.1f,
    [ADDRESS_DIRECTION] = 0.3f, [ADDRESS_AREA] = 0.15f,   [ADDRESS_ADMIN] = 0.05f,
    [ADDRESS_PLACE] = 0.3f,
};
enum { SLIP_BYTES_MIN = 5 };

/* At most `most` single insertions, deletions and replacements of bytes. */
static bool within(const address_token *a, const address_token *b, int most) {
    int row[ADDRESS_TOKEN_BYTES + 1], gap = a->len - b->len;
    if (gap > most || -gap > most) return false;
    for (int k = 0; k <= b->len; k++) row[k] = k;
    for (int i = 1; i <= a->len; i++) {
        int diagonal = row[0]++;
        for (int k = 1; k <= b->len; k++) {
            int other = diagonal + (a->text[i - 1] != b->text[k - 1]);
            diagonal = row[k];
            if (row[k] + 1 < other) other = row[k] + 1;
            if (row[k - 1] + 1 < other) other = row[k - 1] + 1;
            row[k] = other;
        }
    }
    return row[b->len] <= most;
}

/* Words may carry a slip: one change in 5 to 8 bytes, two in more. Numbers may not. A word and the
 * same word as a place agree.                                                  */
static float agreement(const address_token *a, const address_token *b) {
    bool words = (a->cls == ADDRESS_WORD || a->cls == ADDRESS_PLACE) &&
                 (b->cls == ADDRESS_WORD || b->cls == ADDRESS_PLACE);
    if (a->cls != b->cls && !words) return 0;
    if (!strcmp(a->text, b->text)) return 1;
    unsigned shorter = a->len < b->len ? a->len : b->len;
    if (!words || shorter < SLIP_BYTES_MIN || (unsigned char)a->text[0] >= 0xe0) return 0;
    return within(a, b, shorter > 8 ? 2 : 1) ? 0.8f : 0;
}

static float lighter(const address_token *a, const address_token *b) {
    return weight_of[a->cls] < weight_of[b->cls] ? weight_of[a->cls] : weight_of[b->cls];
}

static void pair_tokens(address_match *m, const address *a, const address *b, bool used_a[],
                        bool used_b[], float least) {
    for (unsigned i = 0; i < a->n; i++)
        for (unsigned k = 0; k < b->n && !used_a[i]; k++) {
            if (used_b[k]) continue;
            float share = agreement(&a->token[i], &b->token[k]);
            if (share < least) continue;
            used_a[i] = used_b[k] = true;
            m->pair[m->pairs].a = (uint8_t)i, m->pair[m->pairs].b = (uint8_t)k;
            m->pair[m->pairs++].share = share;
        }
}

static void rests(float rest[ADDRESS_CLASSES], const address *a, const bool used[]) {
    for (unsigned i = 0; i < a->n; i++)
        if (!used[i]) rest[a->token[i].cls] += weight_of[a->token[i].cls];
}

static bool has(const address *a, unsigned cls) {
    for (unsigned i = 0; i < a->n; i++)
        if (a->token[i].cls == cls) return true;
    return false;
}

void address_compare(address_match *out, const address *a, const address *b) {
    address_match m = {0};
    bool used_a[ADDRESS_TOKENS_MAX] = {0}, used_b[ADDRESS_TOKENS_MAX] = {0}, house = false,
         word = false;
    float rest_a[ADDRESS_CLASSES] = {0}, rest_b[ADDRESS_CLASSES] = {0};
    double agreed = 0, against = 0, apart = 0;
    pair_tokens(&m, a, b, used_a, used_b, 1);
    pair_tokens(&m, a, b, used_a, used_b, 0.5f);
    for (unsigned i = 0; i < m.pairs; i++) {
        const address_token *x = &a->token[m.pair[i].a], *y = &b->token[m.pair[i].b];
        agreed += (double)(lighter(x, y) * m.pair[i].share);
        house |= x->cls == ADDRESS_HOUSE || x->cls == ADDRESS_BOX;
        word |= x->cls == ADDRESS_WORD && y->cls == ADDRESS_WORD;
    }
    rests(rest_a, a, used_a);
    rests(rest_b, b, used_b);
    /* One of the numbers of a range is enough for the house. */
    if (house) rest_a[ADDRESS_HOUSE] *= 0.2f, rest_b[ADDRESS_HOUSE] *= 0.2f;
    for (int c = 0; c < ADDRESS_CLASSES; c++) {
        double low = (double)(rest_a[c] < rest_b[c] ? rest_a[c] : rest_b[c]);
        against += low;
        apart += (double)(rest_a[c] + rest_b[c]) - 2 * low;
    }
    double all = agreed + against + 0.25 * apart;
    m.similarity = all > 0 ? agreed / all * (agreed < 1.5 ? agreed / 1.5 : 1) : 0;
    m.house_differs = !house && has(a, ADDRESS_HOUSE) && has(b, ADDRESS_HOUSE);
    m.building = house && word;
    *out = m;
}

/* FNV-1a over both texts, then mixed. */
static uint64_t key_of(const address_token *x, const address_token *y) {
    uint64_t h = 14695981039346656037u;
    for (unsigned i = 0; i < x->len; i++) h = (h ^ (unsigned char)x->text[i]) * 1099511628211u;
    h = (h ^ '|') * 1099511628211u;
    for (unsigned i = 0; i < y->len; i++) h = (h ^ (unsigned char)y->text[i]) * 1099511628211u;
    return h ^ h >> 29;
}

static int by_key(const void *x, const void *y) {
    const uint64_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

static bool keyed_number(const address_token *t) {
    return t->cls == ADDRESS_HOUSE || t->cls == ADDRESS_POSTCODE || t->cls == ADDRESS_BOX;
}
static bool keyed_word(const address_token *t) { return t->cls == ADDRESS_WORD && t->len >= 4; }

unsigned address_keys(uint64_t out[ADDRESS_KEYS_MAX], const address *a) {
    unsigned n = 0, kept = 0;
    for (unsigned i = 0; i < a->n; i++)
        for (unsigned k = 0; k < a->n && keyed_number(&a->token[i]) && n < ADDRESS_KEYS_MAX; k++)
            if (keyed_word(&a->token[k])) out[n++] = key_of(&a->token[i], &a->token[k]);
    const address_token *last = NULL;
    bool numbers = n > 0;
    for (unsigned i = 0; i < a->n && !numbers && n < ADDRESS_KEYS_MAX; i++) {
        if (!keyed_word(&a->token[i])) continue;
        if (last) out[n++] = key_of(last, &a->token[i]);
        last = &a->token[i];
    }
    qsort(out, n, sizeof *out, by_key);
    for (unsigned i = 0; i < n; i++)
        if (!i || out[i] != out[i - 1]) out[kept++] = out[i];
    return kept;
}
