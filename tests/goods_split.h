/* goods_split.h - tariff texts held back from an index, to ask for them afterwards.
 *
 * A text of the Combined Nomenclature in the language under test belongs to a tenth by the hash of
 * its letters and digits, so equal texts share their fate in every table. Held back are by value
 * every text, of any table and code, with the same letters and digits as a held one; nearly every
 * text of the same eight digits in another year whose words are eight in ten the same; strict the
 * texts of the same eight digits in every other language and year as well. Texts of the line in
 * other languages (but strict) and of its six digits in the Harmonized System stay.  */
#ifndef TESTS_GOODS_SPLIT_H
#define TESTS_GOODS_SPLIT_H

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "goods/search_inner.h"

enum { SPLIT_TENTHS = 10, SPLIT_WORDS = 256 };

typedef struct split_query {
    char code[9];
    char *text;
    goods_language lang;
    uint64_t key;
    uint32_t words;
    uint32_t *word; /* hashes, sorted, distinct */
} split_query;

typedef struct split {
    uint64_t seed;
    goods_language lang;
    unsigned held;        /* bits: tenths left out of the index */
    bool strict, nothing; /* nothing: asked for, yet all texts stay */
    const char *prefix;   /* NULL, or digits: everything else is left out */
    split_query *v;       /* held ones, sorted by code */
    size_t n, cap;
    uint64_t *key; /* of all held, sorted */
    unsigned shift;
} split;

static uint64_t split_mix(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

/* Letters (small) and digits only; bytes beyond ASCII as they are. */
static uint64_t split_key(const char *s) {
    uint64_t h = 14695981039346656037ULL;
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c >= 0x80 || isalnum(c)) h = (h ^ (uint64_t)(unsigned)tolower(c)) * 1099511628211ULL;
    }
    return split_mix(h);
}

static inline unsigned split_tenth(const split *s, uint64_t key) {
    return (unsigned)(split_mix(key ^ s->seed) % SPLIT_TENTHS);
}

static int split_u32(const void *x, const void *y) {
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return (a > b) - (a < b);
}
static int split_u64(const void *x, const void *y) {
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}
static int split_code(const void *x, const void *y) {
    return strcmp(((const split_query *)x)->code, ((const split_query *)y)->code);
}

static uint32_t split_words(uint32_t *v, const char *s) {
    uint32_t n = 0, kept = 0;
    while (*s && n < SPLIT_WORDS) {
        uint32_t h = 2166136261U, letters = 0;
        for (; (unsigned char)*s >= 0x80 || isalnum((unsigned char)*s); s++, letters++)
            h = (h ^ (uint32_t)tolower((unsigned char)*s)) * 16777619U;
        if (letters)
            v[n++] = h;
        else
            s++;
    }
    qsort(v, n, sizeof *v, split_u32);
    for (uint32_t i = 0; i < n; i++)
        if (!kept || v[kept - 1] != v[i]) v[kept++] = v[i];
    return kept;
}

static bool split_near(const uint32_t *a, uint32_t n, const uint32_t *b, uint32_t m) {
    uint32_t i = 0, k = 0, both = 0;
    while (i < n && k < m) {
        if (a[i] == b[k])
            both++, i++, k++;
        else if (a[i] < b[k])
            i++;
        else
            k++;
    }
    return both * 10 >= (n + m - both) * 8;
}

static bool split_within(const split *s, const char *hs6) {
    return !s->prefix || !*hs6 || strncmp(hs6, s->prefix, strlen(s->prefix)) == 0;
}

/* First pass: which texts are held. */
static cordon_status split_collect(void *self, const corpus_row *row, cordon_error *err) {
    split *s = self;
    const char *text = row->text[s->lang];
    if (!row->newest || strlen(row->code) != 8 || strlen(row->hs6) != 6 || !text ||
        !split_within(s, row->hs6))
        return CORDON_OK;
    uint64_t key = split_key(text);
    if (!(s->held >> split_tenth(s, key) & 1)) return CORDON_OK;
    if (s->n == s->cap) {
        s->cap = s->cap ? s->cap * 2 : 1024;
        s->v = realloc(s->v, s->cap * sizeof *s->v);
        s->key = realloc(s->key, s->cap * sizeof *s->key);
    }
    uint32_t words[SPLIT_WORDS];
    split_query *q = &s->v[s->n];
    *q = (split_query){.lang = s->lang, .key = key, .text = strdup(text)};
    q->words = split_words(words, text);
    q->word = malloc((q->words + 1) * sizeof *words);
    if (!s->key || !q->text || !q->word)
        return cordon_fail(err, CORDON_ENOMEM, "no memory for the split");
    memcpy(q->word, words, q->words * sizeof *words);
    memcpy(q->code, row->code, 9);
    s->key[s->n++] = key;
    return CORDON_OK;
}

static cordon_status split_make(split *s, cordon_error *err) {
    goods *g = NULL;
    cordon_status status = goods_open(&g, err);
    if (!status) status = corpus_each(g, split_collect, s, err);
    goods_close(g);
    if (status) return status;
    qsort(s->v, s->n, sizeof *s->v, split_code);
    qsort(s->key, s->n, sizeof *s->key, split_u64);
    return CORDON_OK;
}

/* The search_keep of an index without the held texts. */
static bool split_keep(void *self, const corpus_row *row, goods_language lang) {
    const split *s = self;
    if (s->nothing) return true;
    if (!split_within(s, row->hs6)) return false;
    split_query key = {0};
    memcpy(key.code, row->code, strlen(row->code) + 1);
    const split_query *held = s->n ? bsearch(&key, s->v, s->n, sizeof key, split_code) : NULL;
    if (held && s->strict) return false;
    if (lang != s->lang) return true;
    uint64_t k = split_key(row->text[lang]);
    if (s->n && bsearch(&k, s->key, s->n, sizeof k, split_u64)) return false;
    if (!held) return true;
    uint32_t words[SPLIT_WORDS], n = split_words(words, row->text[lang]);
    return !split_near(words, n, held->word, held->words);
}

static void split_free(split *s) {
    for (size_t i = 0; i < s->n; i++) {
        free(s->v[i].text);
        free(s->v[i].word);
    }
    free(s->v);
    free(s->key);
    *s = (split){0};
}

#endif
