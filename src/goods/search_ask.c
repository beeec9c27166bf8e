/* search_ask.c - a question as numbers of stems, and the codes FTS5 finds for it.
 *
 * FTS5's BM25 of several words is the sum of those of each word, so each word is asked once, alone,
 * and its list kept: `SELECT rowid, bm25(words) ... MATCH '"word"'`. A written word counts once, by
 * the reading (translation, part, spelling) that fits a code best. The rarest words come first and
 * the rest is left out of this first step when enough has been read (POSTINGS_READ), which bounds
 * the time of a question. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "goods/search_inner.h"
#include "store/ledger.h"

enum { VARIANTS_ASKED = 96, POSTINGS_READ = 8000 };
static const double unknown_rarity = 6; /* of a word no text has; the rarest known has 9.3 */

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for a question about goods");
}

/* ---- the question ----------------------------------------------------------------- */

static void add_variant(question *q, const goods_search *s, const goods_word *w, uint16_t word) {
    uint32_t stem = search_stem(&s->image, w->stem);
    if (stem == NO_STEM || !(w->weight > 0)) return;
    for (uint32_t i = q->word[word].first; i < q->variants; i++) {
        question_variant *v = &q->variant[i];
        if (v->stem != stem) continue;
        if (w->weight > v->weight) v->weight = w->weight;
        return;
    }
    q->variant[q->variants++] = (question_variant){.stem = stem, .word = word, .weight = w->weight};
    q->word[word].variants++;
}

/* A word that no text has in the likeliest language is tried with the endings of the others. */
static cordon_status try_languages(question *q, arena *mem, const goods_search *s, uint16_t word,
                                   cordon_error *err) {
    const char *written = q->d->written[q->word[word].at];
    for (int l = LANG_ANY + 1; l < LANGS; l++) {
        const goods_word *stem = NULL;
        uint16_t n = 0;
        cordon_status status =
            goods_stems(&stem, &n, mem, (goods_language)l, written, strlen(written), err);
        if (status) return status;
        if (n) add_variant(q, s, stem, word);
    }
    return CORDON_OK;
}

/* A word is as rare as its likeliest reading. */
static float word_rarity(const question *q, const question_word *w, const search_image *x) {
    double sum = 0, weight = 0;
    for (uint32_t i = w->first; i < w->first + w->variants; i++) {
        double p = (double)q->variant[i].weight * (double)q->variant[i].weight;
        sum += p * (double)x->rarity[q->variant[i].stem];
        weight += p;
    }
    return (float)(weight > 0 ? sum / weight : unknown_rarity);
}

static void weigh_words(question *q, const goods_search *s) {
    double mass = 0, square = 0;
    for (uint32_t i = 0; i < q->words; i++) {
        question_word *w = &q->word[i];
        w->rarity = word_rarity(q, w, &s->image);
        if (w->excluded) continue;
        mass += (double)w->rarity;
        square += (double)w->rarity * (double)w->rarity;
    }
    q->mass = (float)mass;
    q->norm = (float)sqrt(square);
}

/* A word typed twice is one word: the first. */
static bool repeats(const goods_description *d, uint16_t i) {
    for (uint16_t k = 0; k < i; k++)
        if (d->word[k].at != d->word[i].at && d->word[k].origin == d->word[i].origin &&
            d->word[k].excluded == d->word[i].excluded &&
            strcmp(d->word[k].stem, d->word[i].stem) == 0)
            return true;
    return false;
}

cordon_status search_question(question *out, arena *mem, goods_search *s, goods_language lang,
                              const char *text, size_t len, cordon_error *err) {
    goods_description *d = arena_alloc(mem, sizeof *d);
    question q = {.d = d};
    if (!d) return no_memory(err);
    cordon_status status = goods_describe(d, mem, s->lexicon, lang, text, len, err);
    if (status) return status;
    q.word = arena_alloc(mem, ((size_t)d->words + 1) * sizeof *q.word);
    q.variant = arena_alloc(mem, ((size_t)d->words * LANGS + 1) * sizeof *q.variant);
    if (!q.word || !q.variant) return no_memory(err);
    int32_t at = -1;
    for (uint16_t i = 0; !status && i < d->words; i++) {
        const goods_word *w = &d->word[i];
        if (w->at != at) {
            at = -1;
            if (repeats(d, i)) continue;
            at = w->at;
            q.word[q.words++] =
                (question_word){.first = q.variants, .at = w->at, .excluded = w->excluded};
        }
        add_variant(&q, s, w, (uint16_t)(q.words - 1));
        bool last = i + 1 == d->words || d->word[i + 1].at != w->at;
        if (last && !q.word[q.words - 1].variants)
            status = try_languages(&q, mem, s, (uint16_t)(q.words - 1), err);
    }
    if (status) return status;
    weigh_words(&q, s);
    for (uint32_t i = 0; i < q.variants; i++) {
        question_variant *v = &q.variant[i];
        v->next = s->first_variant[v->stem];
        s->first_variant[v->stem] = i;
    }
    *out = q;
    return CORDON_OK;
}

void search_question_end(goods_search *s, const question *q) {
    for (uint32_t i = 0; i < q->variants; i++) s->first_variant[q->variant[i].stem] = NO_PLACE;
}

/* ---- candidates --------------------------------------------------------------------- */

static cordon_status read_postings(posting_list *out, goods_search *s, uint32_t stem,
                                   cordon_error *err) {
    char match[256];
    const char *name = s->image.name + s->image.name_at[stem];
    posting_list l = {.v = arena_alloc(&s->mem, ((size_t)s->image.df[stem] * 2 + 64) * sizeof *l.v),
                      .read = true};
    uint32_t room = s->image.df[stem] * 2 + 64;
    if (!l.v) return no_memory(err);
    snprintf(match, sizeof match, "\"%.200s\"", name);
    sqlite3_bind_text(s->postings, 1, match, -1, SQLITE_STATIC);
    int rc;
    while ((rc = sqlite3_step(s->postings)) == SQLITE_ROW) {
        int64_t place = sqlite3_column_int64(s->postings, 0) - 1;
        if (place < 0 || place >= s->image.head->codes) continue;
        if (l.n == room) { /* codes that only inherit the word from the heading */
            posting *more = arena_alloc(&s->mem, (size_t)room * 4 * sizeof *more);
            if (!more) break;
            memcpy(more, l.v, l.n * sizeof *more);
            l.v = more;
            room *= 4;
        }
        l.v[l.n++] = (posting){(uint32_t)place, (float)-sqlite3_column_double(s->postings, 1)};
    }
    sqlite3_reset(s->postings);
    if (rc == SQLITE_ROW) return no_memory(err);
    if (rc != SQLITE_DONE) return ledger_fail(s->db, err);
    *out = l;
    return CORDON_OK;
}

typedef struct asked_word {
    uint32_t word, df;
} asked_word;

static int rarest(const void *x, const void *y) {
    const asked_word *p = x, *q = y;
    if (p->df != q->df) return p->df < q->df ? -1 : 1;
    return (p->word > q->word) - (p->word < q->word);
}

/* What one question may still cost in this step. */
typedef struct budget {
    uint32_t readings, read;
} budget;

/* Marks, for each code, the best reading of the word. */
static cordon_status mark(uint32_t *marked, goods_search *s, const question_variant *v,
                          cordon_error *err) {
    posting_list *l = &s->list[v->stem];
    cordon_status status = l->read ? CORDON_OK : read_postings(l, s, v->stem, err);
    for (uint32_t k = 0; !status && k < l->n; k++) {
        uint32_t c = l->v[k].place;
        float score = v->weight * l->v[k].bm25;
        if (!(s->one[c] > 0)) s->marked[(*marked)++] = c;
        if (score > s->one[c]) s->one[c] = score;
    }
    return status;
}

static cordon_status add_word(uint32_t *touched, budget *left, goods_search *s, const question *q,
                              const question_word *w, cordon_error *err) {
    uint32_t marked = 0;
    cordon_status status = CORDON_OK;
    for (uint32_t i = w->first; !status && i < w->first + w->variants && left->readings; i++) {
        left->readings--;
        left->read += s->image.df[q->variant[i].stem];
        status = mark(&marked, s, &q->variant[i], err);
    }
    for (uint32_t k = 0; k < marked; k++) {
        uint32_t c = s->marked[k];
        if (!(s->sum[c] > 0)) s->touched[(*touched)++] = c;
        s->sum[c] += s->one[c];
        s->one[c] = 0;
    }
    return status;
}

static int by_bm25(const void *x, const void *y) {
    const search_candidate *p = x, *q = y;
    if (p->bm25 != q->bm25) return p->bm25 > q->bm25 ? -1 : 1;
    return (p->place > q->place) - (p->place < q->place);
}

/* Keeps the best in a heap whose top is the worst kept. */
static void keep_best(search_candidate *v, size_t *n, search_candidate c) {
    size_t i;
    if (*n < CANDIDATES) {
        for (i = (*n)++; i && by_bm25(&c, &v[(i - 1) / 2]) > 0; i = (i - 1) / 2)
            v[i] = v[(i - 1) / 2];
    } else {
        if (by_bm25(&c, &v[0]) > 0) return;
        for (i = 0;;) {
            size_t k = 2 * i + 1;
            if (k >= *n) break;
            if (k + 1 < *n && by_bm25(&v[k + 1], &v[k]) > 0) k++;
            if (by_bm25(&c, &v[k]) > 0) break;
            v[i] = v[k];
            i = k;
        }
    }
    v[i] = c;
}

static uint32_t sort_words(asked_word *v, const goods_search *s, const question *q) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < q->words; i++) {
        const question_word *w = &q->word[i];
        uint32_t df = 0;
        for (uint32_t k = w->first; k < w->first + w->variants; k++)
            df += s->image.df[q->variant[k].stem];
        if (!w->excluded && w->variants) v[n++] = (asked_word){i, df};
    }
    qsort(v, n, sizeof *v, rarest);
    return n;
}

cordon_status search_candidates(search_candidate *v, size_t *n, goods_search *s, const question *q,
                                cordon_error *err) {
    asked_word order[GOODS_WORDS_MAX];
    uint32_t words = sort_words(order, s, q), touched = 0;
    budget left = {.readings = VARIANTS_ASKED};
    cordon_status status = CORDON_OK;
    *n = 0;
    for (uint32_t i = 0; !status && i < words && left.readings; i++) {
        if (left.read && left.read + order[i].df > POSTINGS_READ) break;
        status = add_word(&touched, &left, s, q, &q->word[order[i].word], err);
    }
    for (uint32_t i = 0; i < touched; i++) {
        uint32_t c = s->touched[i];
        search_candidate found = {.place = c, .doc = NO_PLACE, .bm25 = (double)s->sum[c]};
        s->sum[c] = 0;
        if (!status) keep_best(v, n, found);
    }
    qsort(v, *n, sizeof *v, by_bm25);
    return status;
}
