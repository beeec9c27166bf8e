/* lexicon_spell.c - words of the corpus that a word unknown to it may have been meant to be.
 *
 * Every form of nearly the same length is looked at by the letters it holds: an edit changes at most two bits of that
 * signature, so most fall out by one comparison of words of 32 bits, and nothing within the distance is missed. The rest is measured. */
#include <string.h>

#include "goods/lexicon_inner.h"

enum { SHORT_MIN = 4, LONG_MIN = 8 };

unsigned lexicon_tolerance(size_t bytes) { return bytes < SHORT_MIN ? 0 : bytes < LONG_MIN ? 1 : 2; }

/* Insertions, deletions, substitutions, swaps of neighbours, none edited twice (optimal string alignment). */
unsigned lexicon_distance(const char *a, size_t an, const char *b, size_t bn, unsigned most) {
    unsigned row[3][WORD_BYTES_MAX + 1];
    if (an > WORD_BYTES_MAX || bn > WORD_BYTES_MAX || (an > bn ? an - bn : bn - an) > most) return most + 1;
    for (size_t k = 0; k <= bn; k++) row[0][k] = (unsigned)k;
    for (size_t i = 1; i <= an; i++) {
        unsigned *now = row[i % 3], *up = row[(i + 2) % 3], *upper = row[(i + 1) % 3], least = now[0] = (unsigned)i;
        for (size_t k = 1; k <= bn; k++) {
            unsigned d = up[k - 1] + (a[i - 1] != b[k - 1]);
            if (up[k] + 1 < d) d = up[k] + 1;
            if (now[k - 1] + 1 < d) d = now[k - 1] + 1;
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1] && upper[k - 2] + 1 < d) d = upper[k - 2] + 1;
            now[k] = d;
            if (d < least) least = d;
        }
        if (least > most) return most + 1;
    }
    unsigned d = row[an % 3][bn];
    return d > most ? most + 1 : d;
}

/* The first form of the language that has at least so many bytes. */
static uint32_t first_of_length(const goods_lexicon *x, goods_language lang, size_t bytes) {
    uint32_t lo = x->head->form_first[lang], hi = x->head->form_first[lang + 1];
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (x->form[mid].bytes < bytes)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static bool before(const goods_lexicon *x, respelling p, respelling q) {
    if (p.distance != q.distance) return p.distance < q.distance;
    uint32_t pc = lexicon_form_count(x, p.form), qc = lexicon_form_count(x, q.form);
    return pc != qc ? pc > qc : p.form < q.form;
}

unsigned lexicon_respell(respelling *out, unsigned most, const goods_lexicon *x, goods_language lang, const char *word, size_t n) {
    unsigned tolerance = lexicon_tolerance(n), found = 0;
    if (!tolerance || n > WORD_BYTES_MAX || !most) return 0;
    uint32_t bits = lexicon_signature(word, n), end = first_of_length(x, lang, n + tolerance + 1);
    for (uint32_t f = first_of_length(x, lang, n - tolerance); f < end; f++) {
        if (__builtin_popcount(x->signature[f] ^ bits) > (int)(2 * tolerance)) continue;
        respelling r = {f, lexicon_distance(word, n, x->text + x->form[f].text, x->form[f].bytes, tolerance)};
        if (r.distance > tolerance || !lexicon_form_count(x, f) || (found == most && !before(x, r, out[most - 1]))) continue;
        unsigned at = found < most ? found++ : most - 1;
        for (; at && before(x, r, out[at - 1]); at--) out[at] = out[at - 1];
        out[at] = r;
    }
    return found;
}
