/* words_synonym.c - data/goods/synonyms.csv: everyday words and what the tariff calls the same goods. */
#include <string.h>

#include "goods/words_inner.h"
#include "read/table.h"

enum { SYNONYMS_MAX = 4096 };

/* The stems of a cell, at most `max`. */
static cordon_status stems_of(const char *out[], uint8_t *n, unsigned max, word_tables *t, stemmers *m, goods_language lang, const table *f,
                              size_t row, const char *cell, cordon_error *err) {
    tokens k;
    goods_language of = lang == LANG_ANY ? LANG_EN : lang;
    cordon_status s = words_read(&k, &t->mem, t, of, cell, strlen(cell), SYNONYM_WORDS + 1, err);
    uint8_t count = 0;
    for (size_t i = 0; !s && i < k.n; i++) {
        char stem[STEM_BYTES_MAX];
        if (!words_worth(t, of, &k.v[i])) continue;
        if (count == max) return cordon_fail_at(err, CORDON_EFORMAT, f->path, f->line[row], 0, "more than %u words in \"%s\"", max, cell);
        s = words_token_stem(stem, m, of, &k, i, err);
        if (!s && !(out[count++] = arena_strndup(&t->mem, stem, strlen(stem)))) s = cordon_fail(err, CORDON_ENOMEM, "no memory for %s", f->path);
    }
    if (!s && !count) s = cordon_fail_at(err, CORDON_EFORMAT, f->path, f->line[row], 0, "no word in \"%s\"", cell);
    *n = count;
    return s;
}

static cordon_status read_row(word_tables *t, stemmers *m, const table *f, size_t row, const int col[], cordon_error *err) {
    int lang = word_language(table_cell(f, row, col[0])), means = word_language(table_cell(f, row, col[2]));
    if (lang < 0 || means <= LANG_ANY)
        return cordon_fail_at(err, CORDON_EFORMAT, f->path, f->line[row], 0, "unknown language \"%s\"", table_cell(f, row, col[lang < 0 ? 0 : 2]));
    synonym y = {.language = (uint8_t)lang, .means_language = (uint8_t)means};
    cordon_status s = stems_of(y.stem, &y.stems, PHRASE_WORDS, t, m, (goods_language)lang, f, row, table_cell(f, row, col[1]), err);
    if (!s) s = stems_of(y.means, &y.meanings, SYNONYM_WORDS, t, m, (goods_language)means, f, row, table_cell(f, row, col[3]), err);
    if (s) return s;
    uint16_t *slot = &t->synonym_slot[words_hash(y.stem[0], strlen(y.stem[0])) % TABLE_SLOTS];
    y.next = *slot;
    t->synonym[++t->synonyms] = y;
    *slot = (uint16_t)t->synonyms;
    return CORDON_OK;
}

cordon_status word_synonyms_read(word_tables *t, const char *path, cordon_error *err) {
    static const char *const names[] = {"language", "word", "means_language", "means", "basis", "source", NULL};
    int col[6];
    table f;
    stemmers m = {.tables = t};
    cordon_status s = table_read(&f, path, err);
    if (s) return s;
    s = table_cols(&f, names, col, err);
    if (!s && f.rows > SYNONYMS_MAX) s = cordon_fail_at(err, CORDON_ELIMIT, path, 0, 0, "%zu rows, at most %d are read", f.rows, SYNONYMS_MAX);
    if (!s && !(t->synonym = arena_alloc(&t->mem, (f.rows + 1) * sizeof *t->synonym))) s = cordon_fail(err, CORDON_ENOMEM, "no memory for %s", path);
    for (size_t i = 0; i < f.rows && !s; i++) s = read_row(t, &m, &f, i, col, err);
    stemmers_free(&m);
    table_free(&f);
    return s;
}

static bool begins(const synonym *y, const char *const *stem, size_t n) {
    for (size_t i = 0; i < y->stems; i++)
        if (i >= n || strcmp(stem[i], y->stem[i]) != 0) return false;
    return true;
}

const synonym *words_synonym(const word_tables *t, goods_language lang, const char *const *stem, size_t n, const synonym *after) {
    uint16_t at = after ? after->next : t->synonym_slot[words_hash(stem[0], strlen(stem[0])) % TABLE_SLOTS];
    for (; at; at = t->synonym[at].next) {
        const synonym *y = &t->synonym[at];
        bool speaks = y->language == LANG_ANY || lang == LANG_ANY || y->language == lang;
        if (speaks && begins(y, stem, n)) return y;
    }
    return NULL;
}
