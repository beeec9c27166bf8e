/* search_rank.c - what speaks for a candidate, and how much.
 *
 * A code is its texts: in several languages, of several revisions, each a few words. A text is like
 * the question when rare words of the one are words of the other; which reading of a written word a
 * text has (the word, a part of it, its translation) is chosen per text. From the best texts, from
 * all together and from the words of the heading and chapter come the features of search_inner.h; a
 * conditional logistic model (data/goods/search_parameters.csv) makes of them the probability that
 * this candidate, of all, is the one meant. What it was fitted on, and how well it holds, is in
 * docs/BENCH.md.           */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/data_dir.h"
#include "goods/search_inner.h"
#include "read/table.h"

/* How one text meets the question. */
typedef struct meeting {
    double dot, covered, said, ruled_out, said_out, both_out;
} meeting;

typedef struct reader {
    const goods_search *s;
    const question *q;
    float best[GOODS_WORDS_MAX];  /* of this text: weight of the best reading of each word */
    float all[GOODS_WORDS_MAX];   /* of all texts of the code */
    float above[GOODS_WORDS_MAX]; /* of the heading, then of the chapter */
} reader;

static void read_said(meeting *m, reader *r, const image_doc *d) {
    const search_image *x = &r->s->image;
    const question *q = r->q;
    memset(r->best, 0, q->words * sizeof *r->best);
    for (uint32_t t = d->term; t < d->term + d->terms; t++) {
        uint32_t stem = x->term[t];
        float said = 0;
        for (uint32_t i = r->s->first_variant[stem]; i != NO_PLACE; i = q->variant[i].next) {
            const question_variant *v = &q->variant[i];
            if (v->weight > r->best[v->word]) r->best[v->word] = v->weight;
            if (v->weight > said && !q->word[v->word].excluded) said = v->weight;
        }
        m->said += (double)(said * x->rarity[stem]);
    }
    for (uint32_t i = 0; i < q->words; i++) {
        double rarity = (double)q->word[i].rarity, best = (double)r->best[i];
        if (q->word[i].excluded) {
            m->said_out += best * rarity;
            continue;
        }
        m->covered += best * rarity;
        m->dot += best * rarity * rarity;
    }
}

/* Words the text rules out: the question may say them, or rule them out too. */
static void read_excluded(meeting *m, reader *r, const image_doc *d) {
    const question *q = r->q;
    uint32_t from = d->term + d->terms;
    for (uint32_t t = from; t < from + d->excluded; t++) {
        for (uint32_t i = r->s->first_variant[r->s->image.term[t]]; i != NO_PLACE;
             i = q->variant[i].next) {
            const question_variant *v = &q->variant[i];
            const question_word *w = &q->word[v->word];
            if (r->best[v->word] > 0) continue; /* said as well: says nothing */
            *(w->excluded ? &m->both_out : &m->ruled_out) += (double)(v->weight * w->rarity);
            r->best[v->word] = v->weight;
        }
    }
}

static double share(double part, double whole) { return whole > 0 ? fmin(part / whole, 1) : 0; }

static double covered_by(const reader *r, const float *best) {
    double sum = 0;
    for (uint32_t i = 0; i < r->q->words; i++)
        if (!r->q->word[i].excluded) sum += (double)(best[i] * r->q->word[i].rarity);
    return share(sum, (double)r->q->mass);
}

static void gather(float *all, const float *best, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        if (best[i] > all[i]) all[i] = best[i];
}

static void read_above(reader *r, uint32_t place) {
    if (place == NO_PLACE) return;
    const image_code *c = &r->s->image.code[place];
    for (uint32_t i = c->doc; i < c->doc + c->docs; i++) {
        meeting m = {0};
        read_said(&m, r, &r->s->image.doc[i]);
        gather(r->above, r->best, r->q->words);
    }
}

static bool before(double high, bool high_open, double low, bool low_open) {
    return high < low || (!(high > low) && (high_open || low_open));
}

bool search_overlap(const goods_quantity *a, const goods_quantity *b) {
    return !before(a->high, a->high_open, b->low, b->low_open) &&
           !before(b->high, b->high_open, a->low, a->low_open);
}

/* Numbers with the same unit: those that may be the same, and those that cannot. */
static void read_quantities(search_candidate *c, const reader *r, const image_doc *d) {
    const goods_description *g = r->q->d;
    double agree = 0, against = 0;
    for (uint16_t i = 0; i < g->quantities; i++) {
        const goods_quantity *a = &g->quantity[i];
        int met = 0, same = 0;
        if (!*a->unit || a->excluded) continue;
        for (uint32_t k = d->quantity; k < d->quantity + d->quantities; k++) {
            const image_quantity *b = &r->s->image.quantity[k];
            if (strcmp(a->unit, b->unit) != 0) continue;
            met = 1;
            goods_quantity other = {
                .low = b->low, .high = b->high, .low_open = b->low_open, .high_open = b->high_open};
            if (search_overlap(a, &other)) same = 1;
        }
        agree += same;
        against += met && !same;
    }
    c->feature[F_AGREE] = (float)fmin(agree, 3);
    c->feature[F_CONTRADICT] = (float)fmin(against, 3);
}

/* One best text for each language and kind; texts lie sorted by both. */
typedef struct groups {
    uint16_t last;
    double best, sum;
    int n;
} groups;
static void group_text(groups *g, const image_doc *d, double cosine) {
    uint16_t key = (uint16_t)(d->language * 8 + d->kind + 1);
    if (key != g->last) {
        g->sum += g->best;
        g->best = 0;
        g->last = key;
        g->n++;
    }
    g->best = fmax(g->best, cosine);
}

static void read_text(search_candidate *c, reader *r, uint32_t doc, groups *g, double *top) {
    const image_doc *d = &r->s->image.doc[doc];
    const question *q = r->q;
    meeting m = {0};
    read_said(&m, r, d);
    gather(r->all, r->best, q->words);
    double length = (double)q->norm * (double)d->norm, covered = share(m.covered, (double)q->mass);
    double cosine = length > 0 ? fmin(m.dot / length, 1) : 0;
    if (d->kind <= TEXT_HS_OLD && cosine > (double)c->feature[F_COSINE_HS])
        c->feature[F_COSINE_HS] = (float)cosine;
    if (covered > (double)c->feature[F_COVERED]) c->feature[F_COVERED] = (float)covered;
    group_text(g, d, cosine);
    if (cosine <= *top) return;
    *top = cosine;
    c->doc = doc;
    read_excluded(&m, r, d);
    c->feature[F_PRECISION] = (float)share(m.said, (double)d->mass);
    c->feature[F_COSINE] = (float)cosine;
    c->feature[F_RULED_OUT] = (float)share(m.ruled_out, (double)q->mass);
    c->feature[F_SAID] = (float)share(m.said_out, (double)q->mass);
    c->feature[F_EXCLUDED_BOTH] = (float)share(m.both_out, (double)q->mass);
}

void search_features(search_candidate *c, const goods_search *s, const question *q,
                     double best_bm25) {
    reader r = {.s = s, .q = q};
    const image_code *code = &s->image.code[c->place];
    groups g = {0};
    double top = 0;
    memset(c->feature, 0, sizeof c->feature);
    memset(r.all, 0, q->words * sizeof *r.all);
    memset(r.above, 0, q->words * sizeof *r.above);
    for (uint32_t i = code->doc; i < code->doc + code->docs; i++) read_text(c, &r, i, &g, &top);
    c->feature[F_COSINE_MEAN] = (float)(g.n ? (g.sum + g.best) / g.n : 0);
    c->feature[F_COVERED_ALL] = (float)covered_by(&r, r.all);
    read_above(&r, code->heading);
    c->feature[F_HEADING] = (float)covered_by(&r, r.above);
    read_above(&r, code->chapter);
    c->feature[F_CHAPTER] = (float)covered_by(&r, r.above);
    c->feature[F_BM25] = (float)share(c->bm25, best_bm25);
    if (c->doc != NO_PLACE && q->d->quantities) read_quantities(c, &r, &s->image.doc[c->doc]);
}

double search_likeness(const goods_search *s, const question *q, uint32_t doc) {
    reader r = {.s = s, .q = q};
    meeting m = {0};
    const image_doc *d = &s->image.doc[doc];
    read_said(&m, &r, d);
    double length = (double)q->norm * (double)d->norm;
    return length > 0 ? fmin(m.dot / length, 1) : 0;
}

typedef struct word_weight {
    uint32_t word;
    float weight;
} word_weight;

static int by_weight(const void *x, const void *y) {
    const word_weight *p = x, *q = y;
    if (p->weight != q->weight) return p->weight > q->weight ? -1 : 1;
    return (p->word > q->word) - (p->word < q->word);
}

cordon_status search_matched(const char *const **out, uint16_t *n, arena *mem,
                             const goods_search *s, const question *q, uint32_t place,
                             cordon_error *err) {
    reader r = {.s = s, .q = q};
    word_weight v[GOODS_WORDS_MAX];
    const image_code *code = &s->image.code[place];
    for (uint32_t i = code->doc; i < code->doc + code->docs; i++) {
        meeting m = {0};
        read_said(&m, &r, &s->image.doc[i]);
        gather(r.all, r.best, q->words);
    }
    uint16_t found = 0;
    for (uint32_t i = 0; i < q->words; i++)
        if (r.all[i] > 0 && !q->word[i].excluded)
            v[found++] = (word_weight){i, r.all[i] * q->word[i].rarity};
    qsort(v, found, sizeof *v, by_weight);
    const char **words = arena_alloc(mem, ((size_t)found + 1) * sizeof *words);
    if (!words) return cordon_fail(err, CORDON_ENOMEM, "no memory for a search of goods");
    for (uint16_t i = 0; i < found; i++) words[i] = q->d->written[q->word[v[i].word].at];
    *out = words;
    *n = found;
    return CORDON_OK;
}

static int by_score(const void *x, const void *y) {
    const search_candidate *p = x, *q = y;
    if (p->score != q->score) return p->score > q->score ? -1 : 1;
    return (p->place > q->place) - (p->place < q->place);
}

void search_rank(search_candidate *v, size_t n, const search_model *m) {
    double top = m->none;
    for (size_t i = 0; i < n; i++) {
        v[i].score = 0;
        for (int f = 0; f < SEARCH_FEATURES; f++)
            v[i].score += m->weight[f] * (double)v[i].feature[f];
        top = fmax(top, v[i].score);
    }
    double sum = exp(m->none - top);
    qsort(v, n, sizeof *v, by_score);
    for (size_t i = 0; i < n; i++) sum += v[i].confidence = exp(v[i].score - top);
    for (size_t i = 0; i < n; i++) v[i].confidence /= sum;
}

/* ---- the model ---------------------------------------------------------------------- */

static const char *const names[SEARCH_FEATURES] = {
    [F_COSINE] = "cosine",
    [F_COSINE_MEAN] = "cosine_mean",
    [F_COSINE_HS] = "cosine_hs",
    [F_COVERED] = "covered",
    [F_COVERED_ALL] = "covered_all",
    [F_PRECISION] = "precision",
    [F_HEADING] = "heading",
    [F_CHAPTER] = "chapter",
    [F_RULED_OUT] = "ruled_out",
    [F_SAID] = "said",
    [F_EXCLUDED_BOTH] = "excluded_both",
    [F_AGREE] = "agree",
    [F_CONTRADICT] = "contradict",
    [F_BM25] = "bm25",
};
const char *search_feature_name(enum search_feature f) { return names[f]; }

static double *parameter(search_model *m, const char *name) {
    for (int f = 0; f < SEARCH_FEATURES; f++)
        if (strcmp(names[f], name) == 0) return &m->weight[f];
    if (strcmp(name, "none") == 0) return &m->none;
    return strcmp(name, "floor") == 0 ? &m->floor : NULL;
}

cordon_status search_model_read(search_model *out, cordon_error *err) {
    static const char *const columns[] = {"name", "value", NULL};
    char path[1024];
    int col[2];
    table t;
    search_model m;
    for (int f = 0; f < SEARCH_FEATURES; f++) m.weight[f] = NAN;
    m.none = m.floor = NAN;
    cordon_status status =
        table_read(&t, data_path(path, sizeof path, "data/goods/search_parameters.csv"), err);
    if (status) return status;
    status = table_cols(&t, columns, col, err);
    for (size_t i = 0; !status && i < t.rows; i++) {
        const char *text = table_cell(&t, i, col[1]);
        char *end;
        double v = strtod(text, &end), *to = parameter(&m, table_cell(&t, i, col[0]));
        if (!to || !isnan(*to))
            status = cordon_fail_at(err, CORDON_EFORMAT, t.path, t.line[i], 0,
                                    "\"%s\" is no parameter of the search, or stands twice",
                                    table_cell(&t, i, col[0]));
        else if (end == text || *end || !isfinite(v) || fabs(v) > 1000)
            status = cordon_fail_at(err, CORDON_EFORMAT, t.path, t.line[i], 0,
                                    "value \"%s\": a number from -1000 to 1000 was expected", text);
        else
            *to = v;
    }
    for (int f = 0; !status && f < SEARCH_FEATURES + 2; f++) {
        const char *name = f < SEARCH_FEATURES ? names[f] : f == SEARCH_FEATURES ? "none" : "floor";
        if (isnan(*parameter(&m, name)))
            status = cordon_fail_at(err, CORDON_EFORMAT, t.path, 0, 0, "no value of \"%s\"", name);
    }
    table_free(&t);
    if (!status) *out = m;
    return status;
}
