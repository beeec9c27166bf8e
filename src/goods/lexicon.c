/* lexicon.c - a packed lexicon opened and asked. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "goods/lexicon_inner.h"

void lexicon_seal(void *bytes, size_t n) {
    crypto_generichash(bytes, LEXICON_HASH, (unsigned char *)bytes + LEXICON_HASH, n - LEXICON_HASH, NULL, 0);
}

uint32_t lexicon_signature(const char *s, size_t n) {
    uint32_t bits = 0;
    for (size_t i = 0; i < n; i++) bits |= 1u << ((unsigned char)s[i] & 31);
    return bits;
}

static cordon_status damaged(cordon_error *err, const char *what) { return cordon_fail(err, CORDON_ECORRUPT, "the lexicon of goods is damaged: %s", what); }

static bool ranges_fit(const uint32_t first[LANGS + 1], uint32_t n) {
    for (unsigned l = 0; l < LANGS; l++)
        if (first[l] > first[l + 1]) return false;
    return first[0] == 0 && first[LANGS] == n;
}

static cordon_status layout(goods_lexicon *x, const void *bytes, size_t n, cordon_error *err) {
    const lexicon_header *h = bytes;
    unsigned char hash[LEXICON_HASH];
    if (n < sizeof *h) return damaged(err, "it is cut short");
    if (h->magic != LEXICON_MAGIC) return damaged(err, "it does not begin as one of this machine's");
    uint64_t size = sizeof *h + (uint64_t)(h->stems + 1ull) * sizeof *x->stem + (uint64_t)h->forms * (sizeof *x->form + 4) +
                    (uint64_t)h->slots * 4 + (uint64_t)h->translations * sizeof *x->translation + h->text;
    if (size != n || h->bytes != n) return damaged(err, "its size is not what it says");
    crypto_generichash(hash, sizeof hash, (const unsigned char *)bytes + LEXICON_HASH, n - LEXICON_HASH, NULL, 0);
    if (memcmp(hash, h->hash, sizeof hash) != 0) return damaged(err, "its checksum differs");
    const unsigned char *at = (const unsigned char *)bytes + sizeof *h;
    x->head = h;
    x->stem = (const void *)at, at += (h->stems + (size_t)1) * sizeof *x->stem;
    x->form = (const void *)at, at += h->forms * sizeof *x->form;
    x->signature = (const void *)at, at += h->forms * (size_t)4;
    x->slot = (const void *)at, at += h->slots * (size_t)4;
    x->translation = (const void *)at, at += h->translations * sizeof *x->translation;
    x->text = (const char *)at;
    return CORDON_OK;
}

/* Nothing below is trusted: a sum fits also what somebody forged. */
static cordon_status check(const goods_lexicon *x, cordon_error *err) {
    const lexicon_header *h = x->head;
    if (!h->text || x->text[h->text - 1]) return damaged(err, "its text does not end");
    if (!ranges_fit(h->stem_first, h->stems) || !ranges_fit(h->form_first, h->forms)) return damaged(err, "its languages are out of order");
    if (h->slots & (h->slots - 1) || h->slots <= h->forms) return damaged(err, "its table of hashes is too small");
    if (x->stem[0].translation != 0 || x->stem[h->stems].translation != h->translations) return damaged(err, "translations are missing");
    for (uint32_t i = 0; i < h->stems; i++)
        if (x->stem[i].text >= h->text || x->stem[i].translation > x->stem[i + 1].translation) return damaged(err, "a stem leads nowhere");
    for (uint32_t i = 0; i < h->forms; i++) {
        const lexicon_form *f = &x->form[i];
        if (f->stem >= h->stems || !f->bytes || f->bytes > WORD_BYTES_MAX || f->text >= h->text || h->text - f->text <= f->bytes ||
            x->text[f->text + f->bytes])
            return damaged(err, "a word leads nowhere");
    }
    uint32_t used = 0;
    for (uint32_t i = 0; i < h->slots; i++) {
        if (x->slot[i] > h->forms) return damaged(err, "a hash leads nowhere");
        used += x->slot[i] != 0;
    }
    if (used != h->forms) return damaged(err, "its table of hashes is full");
    for (uint32_t i = 0; i < h->translations; i++)
        if (x->translation[i].stem >= h->stems || x->translation[i].weight > 1 << 16) return damaged(err, "a translation leads nowhere");
    return CORDON_OK;
}

cordon_status goods_lexicon_open(goods_lexicon **out, const void *bytes, size_t n, cordon_error *err) {
    goods_lexicon x;
    if ((uintptr_t)bytes % 4) return cordon_fail(err, CORDON_EINVAL, "a lexicon stands at an odd address");
    cordon_status s = layout(&x, bytes, n, err);
    if (!s) s = check(&x, err);
    if (s) return s;
    goods_lexicon *kept = malloc(sizeof *kept);
    if (!kept) return cordon_fail(err, CORDON_ENOMEM, "no memory for a lexicon");
    *kept = x;
    *out = kept;
    return CORDON_OK;
}

void goods_lexicon_close(goods_lexicon *x) { free(x); }

uint32_t lexicon_form_hashed(const goods_lexicon *x, goods_language lang, const char *s, size_t n, uint32_t hash) {
    for (uint32_t i = lexicon_hash_slot(hash) & (x->head->slots - 1); x->slot[i]; i = (i + 1) & (x->head->slots - 1)) {
        uint32_t f = x->slot[i] - 1;
        if (f < x->head->form_first[lang] || f >= x->head->form_first[lang + 1]) continue;
        if (x->form[f].bytes == n && !memcmp(x->text + x->form[f].text, s, n)) return f;
    }
    return NO_WORD;
}

uint32_t lexicon_form_find(const goods_lexicon *x, goods_language lang, const char *s, size_t n) {
    uint32_t h = lexicon_hash_begin(lang);
    for (size_t i = 0; i < n; i++) h = lexicon_hash_step(h, s[i]);
    return lexicon_form_hashed(x, lang, s, n, h);
}

goods_language lexicon_stem_language(const goods_lexicon *x, uint32_t stem) {
    unsigned l = LANG_ANY;
    while (l + 1 < LANGS && stem >= x->head->stem_first[l + 1]) l++;
    return (goods_language)l;
}
