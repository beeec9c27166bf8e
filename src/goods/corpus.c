#include "goods/corpus.h"

#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "goods/correlate.h"
#include "goods/inner.h"

/* Texts shorter than this ("Other", "Of wood") are read together with their heading's. */
enum { SHORT_BYTES = 40 };

/* A table with several languages: one column each. */
typedef struct many {
    const char *nomenclature, *file, *code, *column[LANGS];
} many;
static const many languages = {
    "CN2023",
    "data/ref/cn2023_cn8_en_de_fr_nl.csv.gz",
    "code",
    {[LANG_EN] = "desc_en", [LANG_DE] = "desc_de", [LANG_FR] = "desc_fr", [LANG_NL] = "desc_nl"},
};

static bool digits(const char *code) {
    size_t n = strspn(code, "0123456789");
    return code[n] == 0 && n >= 2 && n <= 8 && n % 2 == 0;
}

/* Six digits of another revision, and those of the newest that stand for them. */
typedef struct moved {
    char from[9], to[9];
} moved;

static int by_from(const void *x, const void *y) {
    return strcmp(((const moved *)x)->from, ((const moved *)y)->from);
}

typedef struct carrying {
    moved *v; /* sorted by from */
    size_t n;
    bool same; /* of the newest revision: digits stay */
} carrying;

static const char *carried(const carrying *c, const char *six) {
    moved key = {0};
    if (c->same) return six;
    memcpy(key.from, six, 6);
    const moved *m = c->n ? bsearch(&key, c->v, c->n, sizeof key, by_from) : NULL;
    return m ? m->to : NULL;
}

static bool stands_for(const goods_link *l) {
    return *l->to && l->quality != GOODS_NOT_COMPARABLE &&
           (strcmp(l->from, l->to) == 0 || l->quality <= GOODS_ONE_TO_ONE);
}

static const char *newest_revision(const goods *g) { return g->hs.name[g->hs.n - 1]; }

/* Which codes of a revision stand for which of the newest. */
static cordon_status carry(carrying *out, goods *g, const char *revision, cordon_error *err) {
    const goods_node *v = NULL;
    size_t n = 0, asked = 0;
    goods_links links = {0};
    *out = (carrying){.same = strcmp(revision, newest_revision(g)) == 0};
    if (out->same) return CORDON_OK;
    cordon_status status = goods_nodes(&v, &n, g, revision, err);
    if (status) return status;
    const char **codes = calloc(n + 1, sizeof *codes);
    if (!codes) return cordon_fail(err, CORDON_ENOMEM, "no memory for the codes of %s", revision);
    for (size_t i = 0; i < n; i++)
        if (v[i].level == 6 && digits(v[i].code)) codes[asked++] = v[i].code;
    status = goods_carry(&links, g, revision, newest_revision(g), codes, asked, err);
    free(codes);
    if (status) return status;
    out->v = calloc(links.n + 1, sizeof *out->v);
    for (size_t i = 0; out->v && i < links.n; i++) {
        const goods_link *l = &links.v[i];
        if (!stands_for(l)) continue;
        /* The same digits win over others; links of one code stand side by side. */
        bool again = out->n && strcmp(out->v[out->n - 1].from, l->from) == 0;
        if (again && strcmp(l->from, l->to) != 0) continue;
        moved *m = again ? &out->v[out->n - 1] : &out->v[out->n++];
        memcpy(m->from, l->from, sizeof m->from);
        memcpy(m->to, l->to, sizeof m->to);
    }
    goods_links_free(&links);
    if (!out->v) return cordon_fail(err, CORDON_ENOMEM, "no memory for the codes of %s", revision);
    qsort(out->v, out->n, sizeof *out->v, by_from);
    return CORDON_OK;
}

/* Fills hs6; false when nothing of the newest revision stands for the code. */
static bool place(corpus_row *row, const carrying *c) {
    size_t n = strlen(row->code);
    const char *six = n >= 6 ? carried(c, row->code) : row->code;
    memset(row->hs6, 0, sizeof row->hs6);
    if (six) memcpy(row->hs6, six, n < 6 ? n : 6);
    return six != NULL;
}

static const char *heading_text(goods *g, const char *nomenclature, const char *code) {
    const goods_node *up = NULL;
    char four[5] = "";
    if (strlen(code) < 6) return "";
    memcpy(four, code, 4);
    return !goods_find(&up, g, nomenclature, four, NULL) && up ? up->text : "";
}

/* The nodes a nomenclature's own table has in one language. */
static cordon_status tree_rows(goods *g, const char *name, bool newest, corpus_fn *fn, void *self,
                               cordon_error *err) {
    const goods_node *v = NULL;
    size_t n = 0;
    carrying c = {0};
    const char *revision = goods_hs_revision(g, name, 0);
    if (!revision) return CORDON_OK;
    bool combined = strcmp(revision, name) != 0;
    cordon_status status = goods_nodes(&v, &n, g, name, err);
    if (!status) status = carry(&c, g, revision, err);
    for (size_t i = 0; !status && i < n; i++) {
        corpus_row row = {.nomenclature = name, .code = v[i].code, .above = "", .newest = newest};
        /* Above eight digits a Combined Nomenclature is filled in from the Harmonized System. */
        if (!v[i].level || !digits(v[i].code) || (combined && v[i].level < 8)) continue;
        if (!place(&row, &c)) continue;
        row.text[LANG_EN] = v[i].text;
        if (strlen(v[i].text) < SHORT_BYTES) row.above = heading_text(g, name, v[i].code);
        status = fn(self, &row, err);
    }
    free(c.v);
    return status;
}

static cordon_status language_rows(goods *g, corpus_fn *fn, void *self, cordon_error *err) {
    char path[1024];
    int code, column[LANGS];
    table t;
    carrying c = {0};
    cordon_status status = table_read(&t, data_path(path, sizeof path, languages.file), err);
    if (status) return status;
    const char *const names[] = {languages.code, NULL};
    status = table_cols(&t, names, &code, err);
    for (int l = 0; !status && l < LANGS; l++) {
        const char *const one[] = {languages.column[l], NULL};
        column[l] = -1;
        if (languages.column[l]) status = table_cols(&t, one, &column[l], err);
    }
    if (!status) status = carry(&c, g, goods_hs_revision(g, languages.nomenclature, 0), err);
    for (size_t i = 0; !status && i < t.rows; i++) {
        corpus_row row = {.nomenclature = languages.nomenclature,
                          .code = table_cell(&t, i, code),
                          .above = "",
                          .newest = true};
        if (!digits(row.code) || !place(&row, &c)) continue;
        for (int l = 0; l < LANGS; l++)
            if (column[l] >= 0) row.text[l] = table_cell(&t, i, column[l]);
        status = fn(self, &row, err);
    }
    free(c.v);
    table_free(&t);
    return status;
}

cordon_status corpus_each(goods *g, corpus_fn *fn, void *self, cordon_error *err) {
    size_t n = goods_nomenclature_count(g), hs = goods_revision_count(g);
    cordon_status status = CORDON_OK;
    for (size_t i = hs; !status && i-- > 0;)
        status = tree_rows(g, goods_nomenclature_at(g, i).name, i + 1 == hs, fn, self, err);
    if (!status) status = language_rows(g, fn, self, err);
    for (size_t i = n; !status && i-- > hs;) {
        const char *name = goods_nomenclature_at(g, i).name;
        if (strcmp(name, languages.nomenclature) != 0)
            status = tree_rows(g, name, false, fn, self, err);
    }
    return status;
}
