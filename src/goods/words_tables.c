/* words_tables.c - data/goods/words.csv and units.csv, read once. */
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "base/once.h"
#include "goods/words_inner.h"
#include "read/table.h"

enum { ROWS_MAX = 16000, DECIMAL_ROOM = 32 };

static const char *const languages[LANGS] = {"any", "en", "de", "fr", "nl"};
static const char *const kinds[PHRASE_KINDS] = {"stop", "exclude", "residual", "number", "compare",
                                                "compare_after", "range", "and", "form"};

const char *goods_language_name(goods_language lang) { return languages[lang]; }

static int place(const char *const names[], int n, const char *s) {
    for (int i = 0; i < n; i++)
        if (!strcmp(names[i], s)) return i;
    return -1;
}

int word_language(const char *name) { return place(languages, LANGS, name); }

static cordon_status row_fail(const table *f, size_t row, cordon_error *err, const char *what, const char *value) {
    return cordon_fail_at(err, CORDON_EFORMAT, f->path, f->line[row], 0, "%s \"%s\"", what, value);
}

static const char *kept(arena *mem, const char *s) { return arena_strndup(mem, s, strlen(s)); }

/* The words of a cell as a description's words would be cut. */
static cordon_status cut_phrase(phrase *p, word_tables *t, const table *f, size_t row, const char *cell, cordon_error *err) {
    static const word_tables none;
    points c;
    tokens k;
    cordon_status s = words_clean(&c, &t->mem, cell, strlen(cell), err);
    if (!s) s = words_cut(&k, &t->mem, &none, LANG_ANY, &c, PHRASE_WORDS + 1, err);
    if (s) return s;
    if (!k.words || k.words > PHRASE_WORDS || k.left_out) return row_fail(f, row, err, "expected one to six words, not", cell);
    for (size_t i = 0; i < k.n; i++)
        if (k.v[i].s) p->word[p->words++] = k.v[i].s;
    return CORDON_OK;
}

static bool value_fits(uint8_t kind, const char *v) {
    static const char *const signs[] = {">", ">=", "<", "<=", "="};
    if (kind == PHRASE_COMPARE || kind == PHRASE_COMPARE_AFTER) return place(signs, 5, v) >= 0;
    if (kind == PHRASE_NUMBER) return *v && strspn(v, "0123456789") == strlen(v) && strlen(v) < 4;
    return kind == PHRASE_FORM ? *v : !*v;
}

static cordon_status read_phrases(word_tables *t, const char *path, cordon_error *err) {
    static const char *const names[] = {"language", "kind", "phrase", "value", NULL};
    int col[4];
    table f;
    cordon_status s = table_read(&f, path, err);
    if (s) return s;
    s = table_cols(&f, names, col, err);
    if (!s && f.rows > ROWS_MAX) s = cordon_fail_at(err, CORDON_ELIMIT, path, 0, 0, "%zu rows, at most %d are read", f.rows, ROWS_MAX);
    if (!s && !(t->phrase = arena_alloc(&t->mem, (f.rows + 1) * sizeof *t->phrase))) s = cordon_fail(err, CORDON_ENOMEM, "no memory for %s", path);
    for (size_t i = 0; i < f.rows && !s; i++) {
        phrase *p = &t->phrase[++t->phrases];
        int lang = place(languages, LANGS, table_cell(&f, i, col[0])), kind = place(kinds, PHRASE_KINDS, table_cell(&f, i, col[1]));
        if (lang < 0) s = row_fail(&f, i, err, "unknown language", table_cell(&f, i, col[0]));
        else if (kind < 0) s = row_fail(&f, i, err, "unknown kind", table_cell(&f, i, col[1]));
        else if (!value_fits((uint8_t)kind, table_cell(&f, i, col[3]))) s = row_fail(&f, i, err, "a value that the kind does not take:", table_cell(&f, i, col[3]));
        else s = cut_phrase(p, t, &f, i, table_cell(&f, i, col[2]), err);
        if (s) break;
        p->language = (uint8_t)lang, p->kind = (uint8_t)kind;
        if (!(p->value = kept(&t->mem, table_cell(&f, i, col[3])))) s = cordon_fail(err, CORDON_ENOMEM, "no memory for %s", path);
        uint16_t *slot = &t->phrase_slot[words_hash(p->word[0], strlen(p->word[0])) % TABLE_SLOTS];
        p->next = *slot, *slot = (uint16_t)t->phrases;
    }
    table_free(&f);
    return s;
}

/* One spelling: its folded form and whether it begins with a capital. */
static cordon_status add_unit(word_tables *t, const table *f, size_t row, const char *spelling, size_t len, const char *base, double factor, cordon_error *err) {
    points p;
    if (t->units >= ROWS_MAX) return cordon_fail_at(err, CORDON_ELIMIT, f->path, f->line[row], 0, "more than %d spellings of units", ROWS_MAX);
    cordon_status s = words_clean(&p, &t->mem, spelling, len, err);
    if (s) return s;
    char *folded = arena_alloc(&t->mem, 4 * p.n + 1);
    if (!folded) return cordon_fail(err, CORDON_ENOMEM, "no memory for units");
    size_t n = 0;
    for (size_t i = 0; i < p.n; i++) {
        int32_t c = p.c[i] & POINT_MASK;
        if (c < 0x80) folded[n++] = (char)c;
        else if (c < 0x800) folded[n++] = (char)(0xC0 | c >> 6), folded[n++] = (char)(0x80 | (c & 0x3F));
        else return row_fail(f, row, err, "a unit holds a letter that is not read:", spelling);
    }
    if (!n) return row_fail(f, row, err, "an empty spelling in", spelling);
    unit *u = &t->unit[++t->units];
    *u = (unit){.spelling = folded, .base = base, .factor = factor, .capital = (p.c[0] & POINT_CAPITAL) != 0,
                 .count = !strcmp(base, table_cell(f, row, table_col(f, "unit")))};
    uint16_t *slot = &t->unit_slot[words_hash(folded, n) % TABLE_SLOTS];
    while (*slot) slot = &t->unit[*slot].next; /* the first row is asked first */
    *slot = (uint16_t)t->units;
    return CORDON_OK;
}

static cordon_status read_units(word_tables *t, const char *path, cordon_error *err) {
    static const char *const names[] = {"unit", "base", "factor", "spellings", NULL};
    int col[4];
    table f;
    cordon_status s = table_read(&f, path, err);
    if (s) return s;
    s = table_cols(&f, names, col, err);
    if (!s && !(t->unit = arena_alloc(&t->mem, (ROWS_MAX + 1) * sizeof *t->unit))) s = cordon_fail(err, CORDON_ENOMEM, "no memory for %s", path);
    for (size_t i = 0; i < f.rows && !s; i++) {
        char *end;
        const char *cell = table_cell(&f, i, col[2]), *base = kept(&t->mem, table_cell(&f, i, col[1]));
        double factor = strtod(cell, &end);
        if (!base) s = cordon_fail(err, CORDON_ENOMEM, "no memory for %s", path);
        else if (end == cell || *end || !(factor > 0 && factor < 1e30)) s = row_fail(&f, i, err, "expected a factor above zero, not", cell);
        for (const char *at = table_cell(&f, i, col[3]); !s && *at;) {
            size_t n = strcspn(at, " ");
            if (n) s = add_unit(t, &f, i, at, n, base, factor, err);
            at += n + (at[n] != 0);
        }
    }
    table_free(&f);
    return s;
}

cordon_status word_tables_read(word_tables *t, const char *words_path, const char *units_path, const char *synonyms_path,
                               cordon_error *err) {
    arena_init(&t->mem, 0);
    cordon_status s = read_phrases(t, words_path, err);
    if (!s) s = read_units(t, units_path, err);
    if (!s) s = word_synonyms_read(t, synonyms_path, err);
    if (s) arena_destroy(&t->mem);
    return s;
}

static cordon_status read_shipped(void *fresh, cordon_error *err) {
    char words[1024], units[1024], synonyms[1024];
    return word_tables_read(fresh, data_path(words, sizeof words, "data/goods/words.csv"), data_path(units, sizeof units, "data/goods/units.csv"),
                            data_path(synonyms, sizeof synonyms, "data/goods/synonyms.csv"), err);
}

const word_tables *word_tables_get(cordon_status *status, cordon_error *err) {
    static once forever = ONCE;
    return once_kept(&forever, sizeof(word_tables), read_shipped, status, err);
}

static bool begins(const phrase *p, const tokens *k, size_t i) {
    if (i + p->words > k->n) return false;
    for (size_t w = 0; w < p->words; w++)
        if (k->v[i + w].kind == TOKEN_MARK || strcmp(k->v[i + w].s, p->word[w]) != 0) return false;
    return true;
}

static bool speaks(const phrase *p, goods_language lang) { return p->language == LANG_ANY || lang == LANG_ANY || p->language == lang; }

const phrase *words_phrase(const word_tables *t, phrase_kind kind, goods_language lang, const tokens *k, size_t i, size_t *n) {
    const phrase *best = NULL;
    const token *first = &k->v[i];
    if (i >= k->n || first->kind == TOKEN_MARK) return NULL;
    for (uint16_t at = t->phrase_slot[words_hash(first->s, first->len) % TABLE_SLOTS]; at; at = t->phrase[at].next) {
        const phrase *p = &t->phrase[at];
        if (p->kind == kind && speaks(p, lang) && (!best || p->words > best->words) && begins(p, k, i)) best = p;
    }
    if (best) *n = best->words;
    return best;
}

bool words_stop(const word_tables *t, goods_language lang, const char *word) {
    for (uint16_t at = t->phrase_slot[words_hash(word, strlen(word)) % TABLE_SLOTS]; at; at = t->phrase[at].next) {
        const phrase *p = &t->phrase[at];
        if (p->kind == PHRASE_STOP && p->words == 1 && speaks(p, lang) && !strcmp(p->word[0], word)) return true;
    }
    return false;
}

const unit *words_unit(const word_tables *t, const char *spelling, bool capital) {
    const unit *first = NULL;
    for (uint16_t at = t->unit_slot[words_hash(spelling, strlen(spelling)) % TABLE_SLOTS]; at; at = t->unit[at].next) {
        const unit *u = &t->unit[at];
        if (strcmp(u->spelling, spelling) != 0) continue;
        if (u->capital == capital) return u;
        if (!first) first = u;
    }
    return first;
}
