/* search_collect.c - the corpus read into documents, and the documents laid out as the image.
 *
 * One pass over the corpus makes a document of each text (its stems as numbers) and feeds the
 * lexicon; then documents are sorted by code and laid out, rarity is counted and FTS5 gets one row
 * of words a code. A text that a code has already, in the same language and for the same line, is
 * no second document.              */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "goods/search_inner.h"
#include "store/ledger.h"

typedef struct doc {
    char hs6[8], line[9];
    uint8_t language, kind;
    uint32_t order; /* of reading: makes every sort total */
    const uint32_t *term;
    const goods_quantity *quantity;
    uint16_t terms, excluded, quantities;
    bool newest;
} doc;

typedef struct collector {
    arena mem, scratch;
    lexicon_builder *lexicon;
    const search_build_options *options;
    doc *doc;
    size_t docs, docs_cap;
    const char **name; /* stems */
    uint32_t *slot;
    size_t stems, stems_cap, slots;
    sqlite3_stmt *text;
    char nomenclature[2][16];
} collector;

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the index of goods texts");
}

static void free_collector(collector *c) {
    sqlite3_finalize(c->text);
    lexicon_drop(c->lexicon);
    arena_destroy(&c->mem);
    arena_destroy(&c->scratch);
    free(c->doc);
    free(c->name);
    free(c->slot);
}

/* ---- stems to numbers ----------------------------------------------------------- */

static bool grow_stems(collector *c) {
    size_t cap = c->stems_cap ? c->stems_cap * 2 : 1 << 14;
    const char **name = realloc(c->name, cap * sizeof *name);
    if (name) c->name = name;
    uint32_t *slot = calloc(cap * 2, sizeof *slot);
    if (!name || !slot || cap > SEARCH_STEMS_MAX) {
        free(slot);
        return false;
    }
    for (size_t i = 0; i < c->stems; i++) {
        size_t at = search_stem_hash(name[i]) & (cap * 2 - 1);
        while (slot[at]) at = (at + 1) & (cap * 2 - 1);
        slot[at] = (uint32_t)i + 1;
    }
    free(c->slot);
    c->slot = slot;
    c->slots = cap * 2;
    c->stems_cap = cap;
    return true;
}

static uint32_t stem_number(collector *c, const char *name) {
    if (c->stems == c->stems_cap && !grow_stems(c)) return NO_STEM;
    size_t at = search_stem_hash(name) & (c->slots - 1);
    for (; c->slot[at]; at = (at + 1) & (c->slots - 1))
        if (strcmp(c->name[c->slot[at] - 1], name) == 0) return c->slot[at] - 1;
    c->name[c->stems] = arena_strndup(&c->mem, name, strlen(name));
    if (!c->name[c->stems]) return NO_STEM;
    c->slot[at] = (uint32_t)++c->stems;
    return (uint32_t)c->stems - 1;
}

/* ---- texts to documents --------------------------------------------------------- */

static int by_number(const void *x, const void *y) {
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return (a > b) - (a < b);
}

static uint16_t distinct(uint32_t *v, uint16_t n) {
    uint16_t kept = 0;
    qsort(v, n, sizeof *v, by_number);
    for (uint16_t i = 0; i < n; i++)
        if (!kept || v[kept - 1] != v[i]) v[kept++] = v[i];
    return kept;
}

static cordon_status doc_terms(doc *d, collector *c, const goods_description *g,
                               cordon_error *err) {
    uint32_t *v = arena_alloc(&c->mem, ((size_t)g->words + 1) * sizeof *v);
    uint16_t said = 0, excluded = 0;
    if (!v) return no_memory(err);
    for (int pass = 0; pass < 2; pass++) {
        uint16_t *n = pass ? &excluded : &said;
        for (uint16_t i = 0; i < g->words; i++) {
            if (g->word[i].excluded != (pass == 1)) continue;
            uint32_t stem = stem_number(c, g->word[i].stem);
            if (stem == NO_STEM) return no_memory(err);
            v[said + (pass ? excluded : 0)] = stem;
            ++*n;
        }
        if (!pass) said = distinct(v, said);
    }
    d->term = v;
    d->terms = said;
    d->excluded = distinct(v + said, excluded);
    return CORDON_OK;
}

static cordon_status doc_quantities(doc *d, collector *c, const goods_description *g,
                                    cordon_error *err) {
    goods_quantity *v = arena_alloc(&c->mem, ((size_t)g->quantities + 1) * sizeof *v);
    if (!v) return no_memory(err);
    for (uint16_t i = 0; i < g->quantities; i++) {
        const goods_quantity *q = &g->quantity[i];
        if (!*q->unit || q->excluded) continue; /* bare numbers tell too little */
        v[d->quantities] = *q;
        v[d->quantities++].unit = arena_strndup(&c->mem, q->unit, strlen(q->unit));
    }
    d->quantity = v;
    return CORDON_OK;
}

static text_kind kind_of(const corpus_row *row) {
    size_t n = strlen(row->code);
    return n < 6 ? TEXT_ABOVE : n > 6 ? TEXT_CN : row->newest ? TEXT_HS : TEXT_HS_OLD;
}

static cordon_status add_doc(collector *c, const corpus_row *row, goods_language lang,
                             cordon_error *err) {
    buf text = {0};
    goods_description g;
    if (c->docs == c->docs_cap) {
        size_t cap = c->docs_cap ? c->docs_cap * 2 : 1 << 14;
        doc *v = cap <= SEARCH_DOCS_MAX ? realloc(c->doc, cap * sizeof *v) : NULL;
        if (!v) return no_memory(err);
        c->doc = v;
        c->docs_cap = cap;
    }
    buf_printf(&text, "%s%s%s", row->above, *row->above ? "; " : "", row->text[lang]);
    cordon_status status = text.failed ? no_memory(err) : CORDON_OK;
    if (!status)
        status = goods_describe(&g, &c->scratch, NULL, lang, buf_text(&text), text.len, err);
    buf_free(&text);
    doc *d = &c->doc[c->docs];
    *d = (doc){.language = (uint8_t)lang,
               .kind = (uint8_t)kind_of(row),
               .order = (uint32_t)c->docs,
               .newest = row->newest};
    memcpy(d->hs6, row->hs6, 7);
    if (strlen(row->code) == 8) memcpy(d->line, row->code, 8);
    if (!status) status = doc_terms(d, c, &g, err);
    if (!status) status = doc_quantities(d, c, &g, err);
    if (!status && d->terms) c->docs++;
    arena_destroy(&c->scratch);
    arena_init(&c->scratch, 0);
    return status;
}

static cordon_status keep_text(collector *c, const corpus_row *row, goods_language lang,
                               cordon_error *err) {
    sqlite3_bind_text(c->text, 1, row->code, -1, SQLITE_STATIC);
    sqlite3_bind_int(c->text, 2, lang);
    sqlite3_bind_text(c->text, 3, row->text[lang], -1, SQLITE_STATIC);
    int rc = sqlite3_step(c->text);
    sqlite3_reset(c->text);
    return rc == SQLITE_DONE ? CORDON_OK : ledger_fail(sqlite3_db_handle(c->text), err);
}

/* Each text goes to the lexicon alone, and each pair of languages together. */
static cordon_status learn(collector *c, const corpus_row *row, const char *const text[LANGS],
                           cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (int l = 0; !status && l < LANGS; l++) {
        if (!text[l]) continue;
        status = lexicon_add(c->lexicon, (goods_language)l, text[l], LANG_ANY, NULL, err);
        for (int m = l + 1; !status && m < LANGS; m++)
            if (text[m])
                status = lexicon_add(c->lexicon, (goods_language)l, text[l], (goods_language)m,
                                     text[m], err);
    }
    (void)row;
    return status;
}

static cordon_status on_row(void *self, const corpus_row *row, cordon_error *err) {
    collector *c = self;
    const char *text[LANGS] = {NULL};
    if (row->newest)
        snprintf(c->nomenclature[strlen(row->code) == 8], sizeof *c->nomenclature, "%s",
                 row->nomenclature);
    cordon_status status = CORDON_OK;
    for (int l = 0; !status && l < LANGS; l++) {
        if (!row->text[l] || !*row->text[l]) continue;
        if (row->newest) status = keep_text(c, row, (goods_language)l, err);
        const search_build_options *o = c->options;
        if (status || (o->keep && !o->keep(o->self, row, (goods_language)l))) continue;
        text[l] = row->text[l];
        status = add_doc(c, row, (goods_language)l, err);
    }
    return status ? status : learn(c, row, text, err);
}

/* ---- documents to the image ------------------------------------------------------ */

static int compare_terms(const doc *p, const doc *q) {
    if (p->terms != q->terms) return p->terms < q->terms ? -1 : 1;
    if (p->excluded != q->excluded) return p->excluded < q->excluded ? -1 : 1;
    return memcmp(p->term, q->term, (size_t)(p->terms + p->excluded) * sizeof *p->term);
}

static int by_place(const void *x, const void *y) {
    const doc *p = x, *q = y;
    int c = (strlen(p->hs6) < 6) - (strlen(q->hs6) < 6); /* answers first */
    if (!c) c = strcmp(p->hs6, q->hs6);
    if (!c) c = p->language - q->language;
    if (!c) c = p->kind - q->kind;
    if (!c) c = strcmp(p->line, q->line);
    if (!c) c = compare_terms(p, q);
    return c ? c : (p->order > q->order) - (p->order < q->order);
}

static bool repeated(const doc *p, const doc *q) {
    bool old = p->kind == TEXT_HS_OLD && q->kind == TEXT_HS_OLD;
    return strcmp(p->hs6, q->hs6) == 0 && p->language == q->language &&
           (p->kind == q->kind || old) && strcmp(p->line, q->line) == 0 && compare_terms(p, q) == 0;
}

static int by_line(const void *x, const void *y) { return memcmp(x, y, 8); }

typedef struct layout {
    image_head head;
    char (*line)[8];
    void *bytes;
    search_image x;
} layout;

static cordon_status count_parts(layout *l, const collector *c, cordon_error *err) {
    image_head *h = &l->head;
    *h = (image_head){.format = SEARCH_FORMAT,
                      .docs = (uint32_t)c->docs,
                      .stems = (uint32_t)c->stems,
                      .slots = (uint32_t)c->slots};
    memcpy(h->nomenclature, c->nomenclature, sizeof h->nomenclature);
    l->line = calloc(c->docs + 1, sizeof *l->line);
    if (!l->line) return no_memory(err);
    size_t lines = 0;
    for (size_t i = 0; i < c->docs; i++) {
        const doc *d = &c->doc[i];
        bool first = !i || strcmp(d->hs6, c->doc[i - 1].hs6) != 0;
        h->places += first;
        h->codes += first && strlen(d->hs6) == 6;
        h->terms += d->terms + d->excluded;
        h->quantities += d->quantities;
        if (*d->line && d->newest) memcpy(l->line[lines++], d->line, 8);
    }
    qsort(l->line, lines, sizeof *l->line, by_line);
    for (size_t i = 0; i < lines; i++)
        if (!h->lines || memcmp(l->line[h->lines - 1], l->line[i], 8) != 0)
            memmove(l->line[h->lines++], l->line[i], 8);
    for (size_t i = 0; i < c->stems; i++) h->name_bytes += strlen(c->name[i]) + 1;
    if (h->places > SEARCH_CODES_MAX || h->terms > SEARCH_TERMS_MAX ||
        h->quantities > SEARCH_DOCS_MAX || h->lines > SEARCH_CODES_MAX)
        return cordon_fail(err, CORDON_ELIMIT, "too many texts for an index of goods");
    return CORDON_OK;
}

static uint32_t line_place(const layout *l, const char *line) {
    const char(*found)[8] = *line ? bsearch(line, l->line, l->head.lines, 8, by_line) : NULL;
    return found ? (uint32_t)(found - (const char(*)[8])l->line) : NO_PLACE;
}

static void lay_names(layout *l, const collector *c) {
    uint32_t *at = (uint32_t *)(uintptr_t)l->x.name_at, used = 0;
    char *name = (char *)(uintptr_t)l->x.name;
    for (size_t i = 0; i < c->stems; i++) {
        size_t n = strlen(c->name[i]) + 1;
        at[i] = used;
        memcpy(name + used, c->name[i], n);
        used += (uint32_t)n;
    }
    memcpy((void *)(uintptr_t)l->x.slot, c->slot, c->slots * sizeof *c->slot);
    memcpy((void *)(uintptr_t)l->x.line, l->line, (size_t)l->head.lines * 8);
}

static void lay_docs(layout *l, const collector *c) {
    image_doc *docs = (image_doc *)(uintptr_t)l->x.doc;
    image_code *code = (image_code *)(uintptr_t)l->x.code - 1;
    uint32_t *term = (uint32_t *)(uintptr_t)l->x.term, terms = 0, quantities = 0;
    image_quantity *quantity = (image_quantity *)(uintptr_t)l->x.quantity;
    for (uint32_t i = 0; i < c->docs; i++) {
        const doc *d = &c->doc[i];
        if (!i || strcmp(d->hs6, d[-1].hs6) != 0) {
            *++code = (image_code){.heading = NO_PLACE, .chapter = NO_PLACE, .doc = i};
            memcpy(code->code, d->hs6, 7);
        }
        code->docs++;
        docs[i] = (image_doc){.term = terms,
                              .terms = d->terms,
                              .excluded = d->excluded,
                              .quantity = quantities,
                              .quantities = d->quantities,
                              .line = line_place(l, d->line),
                              .language = d->language,
                              .kind = d->kind};
        memcpy(term + terms, d->term, (size_t)(d->terms + d->excluded) * sizeof *term);
        terms += (uint32_t)d->terms + d->excluded;
        for (uint16_t k = 0; k < d->quantities; k++) {
            image_quantity *q = &quantity[quantities++];
            q->low = d->quantity[k].low;
            q->high = d->quantity[k].high;
            q->low_open = d->quantity[k].low_open;
            q->high_open = d->quantity[k].high_open;
            strncpy(q->unit, d->quantity[k].unit, sizeof q->unit - 1);
        }
    }
}

/* Headings and chapters come behind the codes, sorted, so each is found by its digits. */
static void lay_parents(layout *l) {
    image_code *v = (image_code *)(uintptr_t)l->x.code;
    for (uint32_t i = 0; i < l->head.codes; i++) {
        for (uint32_t k = l->head.codes; k < l->head.places; k++) {
            size_t n = strlen(v[k].code);
            if (memcmp(v[k].code, v[i].code, n) != 0) continue;
            *(n == 2 ? &v[i].chapter : &v[i].heading) = k;
        }
    }
}

static void lay_rarity(layout *l) {
    search_image *x = &l->x;
    uint32_t *df = (uint32_t *)(uintptr_t)x->df;
    float *rarity = (float *)(uintptr_t)x->rarity;
    uint32_t *seen = calloc((size_t)l->head.stems + 1, sizeof *seen);
    for (uint32_t i = 0; seen && i < l->head.codes; i++)
        for (uint32_t d = x->code[i].doc; d < x->code[i].doc + x->code[i].docs; d++)
            for (uint32_t t = x->doc[d].term; t < x->doc[d].term + x->doc[d].terms; t++)
                if (seen[x->term[t]] != i + 1) seen[x->term[t]] = i + 1, df[x->term[t]]++;
    free(seen);
    for (uint32_t i = 0; i < l->head.stems; i++)
        rarity[i] = (float)fmax(log((l->head.codes + 1.0) / (df[i] + 0.5)), 0.05);
    for (uint32_t i = 0; i < l->head.docs; i++) {
        image_doc *d = (image_doc *)(uintptr_t)&x->doc[i];
        double mass = 0, square = 0;
        for (uint32_t t = d->term; t < d->term + d->terms; t++) {
            double r = (double)rarity[x->term[t]];
            mass += r;
            square += r * r;
        }
        d->mass = (float)mass;
        d->norm = (float)sqrt(square);
    }
}

static cordon_status lay_out(layout *l, collector *c, cordon_error *err) {
    size_t kept = 0;
    qsort(c->doc, c->docs, sizeof *c->doc, by_place);
    for (size_t i = 0; i < c->docs; i++)
        if (!kept || !repeated(&c->doc[kept - 1], &c->doc[i])) c->doc[kept++] = c->doc[i];
    c->docs = kept;
    cordon_status status = count_parts(l, c, err);
    if (status) return status;
    l->bytes = calloc(1, search_image_size(&l->head));
    if (!l->bytes) return no_memory(err);
    memcpy(l->bytes, &l->head, sizeof l->head);
    search_image_map(&l->x, l->bytes);
    lay_names(l, c);
    lay_docs(l, c);
    lay_parents(l);
    lay_rarity(l);
    return CORDON_OK;
}

cordon_status search_collect(search_parts *out, sqlite3 *db, const search_build_options *o,
                             cordon_error *err) {
    collector c = {.options = o};
    layout l = {0};
    goods *g = NULL;
    *out = (search_parts){0};
    arena_init(&c.mem, 0);
    arena_init(&c.scratch, 0);
    cordon_status status = lexicon_begin(&c.lexicon, err);
    if (!status && !grow_stems(&c)) status = no_memory(err);
    if (!status)
        status =
            ledger_prepare(&c.text, db, err, "INSERT OR IGNORE INTO text VALUES (?, ?, ?)", "");
    if (!status) status = goods_open(&g, err);
    if (!status) status = corpus_each(g, on_row, &c, err);
    if (!status) status = lexicon_finish(c.lexicon, &out->lexicon, &out->lexicon_size, err);
    if (!status) status = lay_out(&l, &c, err);
    free(l.line);
    if (!status) {
        out->image = l.bytes;
        out->image_size = search_image_size(&l.head);
    } else {
        free(l.bytes);
        search_parts_free(out);
    }
    goods_close(g);
    free_collector(&c);
    return status;
}

void search_parts_free(search_parts *p) {
    free(p->image);
    free(p->lexicon);
    *p = (search_parts){0};
}
