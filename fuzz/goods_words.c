/* Any bytes as a description, and a lexicon with any numbers changed whose sum fits. The first byte chooses: the language,
 * with or without a lexicon, or a forged one (the bytes are places and values). */
#include <stdlib.h>
#include <string.h>

#include "goods/lexicon_inner.h"

static void *bytes;
static size_t bytes_n;

static goods_lexicon *whole(void) {
    static goods_lexicon *x;
    static const char *const rows[][2] = {{"Pure-bred breeding horses", "Zuchtpferde, reinrassig"},
                                          {"Horses for slaughter", "Pferde zum Schlachten"},
                                          {"Machining centres for working metal", "Maschinenzentren zum Bearbeiten von Metallen"},
                                          {"Machines for breeding", "Zucht Maschinen"}};
    lexicon_builder *b = NULL;
    if (x) return x;
    if (lexicon_begin(&b, NULL)) abort();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (lexicon_add(b, LANG_EN, rows[i][0], LANG_ANY, NULL, NULL) || lexicon_add(b, LANG_DE, rows[i][1], LANG_ANY, NULL, NULL) ||
            lexicon_add(b, LANG_EN, rows[i][0], LANG_DE, rows[i][1], NULL))
            abort();
    if (lexicon_finish(b, &bytes, &bytes_n, NULL) || goods_lexicon_open(&x, bytes, bytes_n, NULL)) abort();
    lexicon_drop(b);
    return x;
}

static void check(const goods_description *d) {
    if (d->words_written > GOODS_WORDS_MAX || d->language >= LANGS) abort();
    for (uint16_t i = 0; i < d->words; i++) {
        const goods_word *w = &d->word[i];
        if (w->at >= d->words_written || w->origin > WORD_SYNONYM || w->language >= LANGS) abort();
        if (!(w->weight >= 0) || w->weight > 1 || strlen(w->stem) >= STEM_BYTES_MAX) abort();
    }
    for (uint16_t i = 0; i < d->quantities; i++) {
        const goods_quantity *q = &d->quantity[i];
        if (!(q->low <= q->high) || q->at >= d->words_written || !q->unit) abort();
    }
}

static void describe(const goods_lexicon *x, goods_language lang, const char *text, size_t n) {
    arena mem;
    goods_description d;
    cordon_error err;
    arena_init(&mem, 0);
    cordon_status s = goods_describe(&d, &mem, x, lang, text, n, &err);
    if (s && s != CORDON_EFORMAT) abort();
    if (!s) check(&d);
    arena_destroy(&mem);
}

static void forge(const uint8_t *data, size_t size) {
    (void)whole();
    unsigned char *copy = malloc(bytes_n);
    goods_lexicon *x = NULL;
    if (!copy) return;
    memcpy(copy, bytes, bytes_n);
    for (; size >= 6; data += 6, size -= 6) {
        size_t at = ((size_t)data[0] | (size_t)data[1] << 8) % (bytes_n - 4);
        memcpy(copy + at, data + 2, 4);
    }
    lexicon_seal(copy, bytes_n);
    if (!goods_lexicon_open(&x, copy, bytes_n, NULL)) {
        static const char text[] = "Zuchtpferde Pferdmaschinen breding of hors metal";
        describe(x, LANG_ANY, text, sizeof text - 1);
        goods_lexicon_close(x);
    }
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1 || size > 1 << 14) return 0;
    if (data[0] & 0x80)
        forge(data + 1, size - 1);
    else
        describe(data[0] & 8 ? whole() : NULL, (goods_language)(data[0] % LANGS), (const char *)data + 1, size - 1);
    return 0;
}
