/* lexicon_split.c - compounds of German and Dutch cut into words of the corpus. */
#include <math.h>
#include <string.h>

#include "goods/lexicon_inner.h"

bool lexicon_link(const char *s, size_t n) {
    static const char *const links[] = {"s", "es", "n", "en", "er", "e"};
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        if (strlen(links[i]) == n && !memcmp(links[i], s, n)) return true;
    return n == 0;
}

enum { LINK_BYTES_MAX = 2 };
/* The best way to cut the first `end` bytes into so many parts. */
typedef struct way {
    double sum; /* of logarithms of counts */
    uint32_t form;
    uint8_t start, before; /* where the last part begins, where the one before ends */
    bool reached;
} way;

static void extend(way best[][WORD_BYTES_MAX + 1], unsigned k, size_t before, size_t start, size_t end, uint32_t form, double log_count) {
    double sum = k ? best[k - 1][before].sum + log_count : log_count;
    way *w = &best[k][end];
    if (w->reached && w->sum >= sum) return;
    *w = (way){sum, form, (uint8_t)start, (uint8_t)before, true};
}

uint32_t lexicon_part(const goods_lexicon *x, goods_language lang, const char *word, size_t n, size_t start, size_t end, uint32_t hash) {
    char s[WORD_BYTES_MAX + 1];
    size_t len = end - start;
    uint32_t form = lexicon_form_hashed(x, lang, word + start, len, hash);
    if (form != NO_WORD && lexicon_form_count(x, form)) return form;
    if (end == n || len == WORD_BYTES_MAX) return NO_WORD;
    memcpy(s, word + start, len);
    s[len] = 'e';
    form = lexicon_form_hashed(x, lang, s, len + 1, lexicon_hash_step(hash, 'e'));
    return form != NO_WORD && lexicon_form_count(x, form) ? form : NO_WORD;
}

/* Every form that begins at `start`, behind every part that ends there or up to two linking letters before. */
static void parts_from(way best[][WORD_BYTES_MAX + 1], const goods_lexicon *x, goods_language lang, const char *word, size_t n, size_t start) {
    bool follows[PARTS_MAX][LINK_BYTES_MAX + 1] = {{0}}, any = start == 0;
    for (unsigned k = 1; k < PARTS_MAX && start; k++)
        for (size_t link = 0; link <= LINK_BYTES_MAX && link < start; link++)
            any |= follows[k][link] = best[k - 1][start - link].reached && lexicon_link(word + start - link, link);
    uint32_t h = lexicon_hash_begin(lang);
    for (size_t end = start + 1; any && end <= n; end++) {
        h = lexicon_hash_step(h, word[end - 1]);
        if (end - start < PART_BYTES_MIN || end - start == n) continue;
        uint32_t form = lexicon_part(x, lang, word, n, start, end, h);
        if (form == NO_WORD) continue;
        double log_count = log(lexicon_form_count(x, form));
        if (!start) extend(best, 0, 0, 0, end, form, log_count);
        for (unsigned k = 1; k < PARTS_MAX; k++)
            for (size_t link = 0; link <= LINK_BYTES_MAX; link++)
                if (follows[k][link]) extend(best, k, start - link, start, end, form, log_count);
    }
}

unsigned lexicon_split(uint32_t part[PARTS_MAX], const goods_lexicon *x, goods_language lang, const char *word, size_t n) {
    way best[PARTS_MAX][WORD_BYTES_MAX + 1];
    if (n < 2 * PART_BYTES_MIN || n > WORD_BYTES_MAX) return 0;
    memset(best, 0, sizeof best);
    for (size_t start = 0; start + PART_BYTES_MIN <= n; start++) parts_from(best, x, lang, word, n, start);
    uint32_t whole = lexicon_form_find(x, lang, word, n), count = whole == NO_WORD ? 0 : lexicon_form_count(x, whole);
    double most = count ? log(count) : -1;
    unsigned parts = 0;
    for (unsigned k = 1; k < PARTS_MAX; k++)
        if (best[k][n].reached && best[k][n].sum / (k + 1) > most + 1e-12) most = best[k][n].sum / (k + 1), parts = k + 1;
    size_t end = n;
    for (unsigned k = parts; k--;) {
        part[k] = best[k][end].form;
        end = best[k][end].before;
    }
    return parts;
}
