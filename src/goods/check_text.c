/* check_text.c - does the text fit the code, or a listed code beside it better?
 *
 * One search of a text answers for every code: the likeness of the declared code's own texts, and where it and its neighbours
 * stand among the candidates. A text fits when it is alike enough to a text of the code, or the code is among the first
 * candidates. Where the best candidate is not likely enough the text says too little, and nothing is told. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "goods/check_inner.h"
#include "goods/search_inner.h"

enum { EXPECTED_SHOWN = 3 };

static cordon_status no_memory(cordon_error *err) { return cordon_fail(err, CORDON_ENOMEM, "no memory for a text"); }

/* Codes are sorted; headings and chapters stand behind them. */
static uint32_t place_of(const goods_search *s, const char *six) {
    uint32_t a = 0, b = s->image.head->codes;
    while (a < b) {
        uint32_t m = (a + b) / 2;
        int c = strncmp(s->image.code[m].code, six, 6);
        if (!c) return m;
        if (c < 0) a = m + 1;
        else b = m;
    }
    return NO_PLACE;
}

static double alike(const goods_search *s, const question *q, uint32_t place) {
    double best = 0;
    const image_code *c = &s->image.code[place];
    for (uint32_t i = c->doc; i < c->doc + c->docs; i++) best = fmax(best, search_likeness(s, q, i));
    return best;
}

typedef struct texter {
    text_facts *t;
    arena *mem; /* of what is kept */
    goods_checker *k;
    const code_facts *f;
    cordon_error *err;
} texter;

static const search_candidate *candidate(const search_candidate *v, size_t n, uint32_t place, size_t *rank) {
    for (*rank = 0; *rank < n; ++*rank)
        if (v[*rank].place == place) return &v[(*rank)++];
    *rank = 0;
    return NULL;
}

/* The listed neighbour that the text fits best; of equals one with the same five digits, then the first. */
static void find_neighbour(const texter *x, const search_candidate *v, size_t n, const question *q, const char *six) {
    const goods_search *s = x->k->search;
    const heading_facts *h = x->f->heading;
    size_t rank;
    for (size_t i = 0; h && i < h->n; i++) {
        uint32_t place = place_of(s, h->line[i].six);
        const search_candidate *c = place == NO_PLACE ? NULL : candidate(v, n, place, &rank);
        if (!h->line[i].controls || strcmp(h->line[i].six, six) == 0 || !c) continue;
        bool near = strncmp(h->line[i].six, six, 5) == 0, better = c->confidence > x->t->neighbour_confidence;
        if (x->t->neighbour && !better && !(c->confidence >= x->t->neighbour_confidence && near && !x->t->near)) continue;
        x->t->neighbour = &h->line[i];
        x->t->neighbour_confidence = c->confidence;
        x->t->neighbour_alike = alike(s, q, place);
        x->t->near = near;
    }
}

/* How likely the likeliest chapter is that is not the code's, when it is far likelier. */
static double elsewhere(const goods_search *s, const search_candidate *v, size_t n, const char *six) {
    double of[100] = {0}, best = 0;
    int own = atoi((char[]){six[0], six[1], 0});
    for (size_t i = 0; i < n; i++) of[atoi((char[]){s->image.code[v[i].place].code[0], s->image.code[v[i].place].code[1], 0}) % 100] += v[i].confidence;
    for (int k = 0; k < 100; k++)
        if (k != own) best = fmax(best, of[k]);
    return own > 0 && own < 100 && best >= CHECK_ELSEWHERE * of[own] ? best : 0;
}

static cordon_status judge(texter *x, const question *q, const char *six) {
    search_candidate v[CANDIDATES];
    goods_search *s = x->k->search;
    const check_parameters *p = &x->k->c->p;
    text_facts *t = x->t;
    size_t n = 0, rank = 0;
    for (uint32_t i = 0; i < q->words; i++) t->words += !q->word[i].excluded && q->word[i].variants;
    uint32_t place = place_of(s, six);
    if (place == NO_PLACE || !t->words) return CORDON_OK;
    t->known = true;
    t->alike = alike(s, q, place);
    if (t->alike >= p->text_alike && !x->f->heading) return CORDON_OK;
    cordon_status status = search_run(v, &n, s, q, x->err);
    if (status || !n) return status;
    const search_candidate *own = candidate(v, n, place, &rank);
    t->best = v[0].confidence;
    t->cannot_tell = t->best < p->text_confidence;
    t->rank = (unsigned)rank;
    t->confidence = own ? own->confidence : 0;
    t->elsewhere = elsewhere(s, v, n, six);
    for (size_t i = 0; i < n && i < EXPECTED_SHOWN; i++) snprintf(t->first[i], 7, "%.6s", s->image.code[v[i].place].code);
    if (x->f->heading) find_neighbour(x, v, n, q, six);
    return CORDON_OK;
}

static cordon_status ask(texter *x, const char *text, size_t len, const char *six) {
    question q;
    arena work;
    cordon_error why = {0};
    arena_init(&work, 0);
    cordon_status status = search_question(&q, &work, x->k->search, LANG_ANY, text, len, &why);
    if (status == CORDON_EFORMAT || status == CORDON_ELIMIT) {
        x->t->fault = arena_strndup(x->mem, why.message, strlen(why.message));
        status = x->t->fault ? CORDON_OK : no_memory(x->err);
    } else if (status) {
        if (x->err) *x->err = why;
    } else {
        status = judge(x, &q, six);
        search_question_end(x->k->search, &q);
    }
    arena_destroy(&work);
    return status;
}

static cordon_status open_search(goods_checker *k, cordon_error *err) {
    if (k->search) return CORDON_OK;
    pthread_mutex_lock(&k->c->lock); /* one thread builds an index that is not there, the others find it */
    cordon_status status = goods_search_open(&k->search, err);
    pthread_mutex_unlock(&k->c->lock);
    return status;
}

cordon_status text_facts_of(const text_facts **out, arena *mem, goods_checker *k, const code_facts *f, const char *text, cordon_error *err) {
    char key[TEXT_KEPT + 8];
    size_t len = strlen(text);
    cordon_status status = open_search(k, err);
    if (status) return status;
    bool keep = len < TEXT_KEPT;
    size_t key_len = keep ? (size_t)snprintf(key, sizeof key, "%.6s\n%s", f->checked, text) : 0;
    text_facts *t = keep ? check_cache_find(&k->texts, key, key_len) : NULL;
    *out = t;
    if (t) return CORDON_OK;
    arena *in = keep ? &k->texts.mem : mem;
    t = arena_alloc(in, sizeof *t);
    if (!t) return no_memory(err);
    texter x = {t, in, k, f, err};
    char six[7];
    snprintf(six, sizeof six, "%.6s", f->checked);
    status = strcmp(k->c->hs, k->search->image.head->nomenclature[0]) == 0 ? ask(&x, text, len, six) : CORDON_OK;
    t->other = strcmp(k->c->hs, k->search->image.head->nomenclature[0]) != 0;
    if (!status && keep && !check_cache_add(&k->texts, key, key_len, t)) status = no_memory(err);
    *out = t;
    return status;
}

/* ---- what a row says */

static cordon_status say(check_result *out, check_kind kind, finding_verdict v, const char *found, const char *expected, const char *text, double score, cordon_error *err) {
    if (!found || !expected || !text) return no_memory(err);
    *out = (check_result){kind, v, found, expected, text, score, 0};
    return CORDON_OK;
}

static const char *not_told(const text_facts *t, const goods_checks *c) {
    if (t->fault) return t->fault;
    if (t->other) return "texts are compared for the newest revision only";
    if (!t->words) return "no word of the text is in any text of a code";
    if (!t->known) return "the code has no text";
    if ((double)t->words < c->p.text_words) return "the text has too few words";
    return "the text says too little: no code is likely enough for it";
}

static bool tells(const text_facts *t, const goods_checks *c) { return t->known && (double)t->words >= c->p.text_words && !t->cannot_tell; }

cordon_status check_text_row(check_result *out, arena *mem, const goods_checks *c, const code_facts *f, const text_facts *t, cordon_error *err) {
    if (t->known && t->alike >= c->p.text_alike) return say(out, CHECK_TEXT, FINDING_NOTHING_FOUND, "", "", "", NAN, err);
    if (!tells(t, c)) return say(out, CHECK_TEXT, FINDING_NOT_ASSESSED, "", "", not_told(t, c), NAN, err);
    if (t->rank && t->rank <= c->p.text_within) return say(out, CHECK_TEXT, FINDING_NOTHING_FOUND, "", "", "", NAN, err);
    const char *first = check_printf(mem, "%s %s %s", t->first[0], t->first[1], t->first[2]);
    const char *where = t->rank ? check_printf(mem, "in place %u", t->rank) : check_printf(mem, "not among the first %d", CANDIDATES);
    if (!first || !where) return no_memory(err);
    cordon_status status = say(out, CHECK_TEXT, FINDING_FOUND, where, first,
                               check_printf(mem, "the text does not fit %.6s: among the codes for it that is %s, likeliest are %s (%.2f for the first)", f->checked, where, first, t->best),
                               fmin(1, t->best), err);
    if (!status) out->elsewhere = fmin(1, t->elsewhere);
    return status;
}

cordon_status check_neighbour_row(check_result *out, arena *mem, const code_facts *f, const goods_checks *c, const text_facts *t, cordon_error *err) {
    if (f->controls || !f->heading) return say(out, CHECK_NEIGHBOUR, FINDING_NOTHING_FOUND, "", "", "", NAN, err);
    if (!tells(t, c)) return say(out, CHECK_NEIGHBOUR, FINDING_NOT_ASSESSED, "", "", not_told(t, c), NAN, err);
    const listed_line *l = t->neighbour;
    if (!l || t->neighbour_confidence < c->p.neighbour_least || t->neighbour_confidence < t->confidence || t->neighbour_alike < t->alike)
        return say(out, CHECK_NEIGHBOUR, FINDING_NOTHING_FOUND, "", "", "", NAN, err);
    const check_control *k = &l->control[0];
    char day[DATE_TEXT];
    date_format(day, k->since);
    const char *on = check_printf(mem, "%s%s%s%s%s", k->list, *k->tier ? " tier " : "", k->tier, k->since ? k->since_is == SINCE_DAY ? " since " : " by " : "", k->since ? day : "");
    if (!on) return no_memory(err);
    return say(out, CHECK_NEIGHBOUR, FINDING_FOUND, check_printf(mem, "%.6s, on no list", f->checked), check_printf(mem, "%s, on %s", l->six, on),
               check_printf(mem, "%.6s is on no list; %s beside it (same %s) is on %s, and the text fits that one %s (%.2f against %.2f)", f->checked, l->six,
                            t->near ? "five digits" : "heading", on, t->neighbour_confidence > t->confidence ? "better" : "as well", t->neighbour_confidence, t->confidence),
               fmin(1, t->neighbour_confidence), err);
}

/* ---- headings with listed lines */

static cordon_status add_line(heading_facts *h, arena *mem, goods_checks *c, const goods_node *node, cordon_error *err) {
    listed_line *l = &h->line[h->n++];
    snprintf(l->six, sizeof l->six, "%.6s", node->code);
    cordon_status status = check_controls(&l->control, &l->controls, mem, c, c->hs, l->six, err);
    h->listed += l->controls > 0;
    return status;
}

cordon_status heading_facts_make(heading_facts *h, arena *mem, goods_checks *c, const char *code, cordon_error *err) {
    const goods_node *v = NULL;
    size_t n = 0, a, lines = 0;
    *h = (heading_facts){0};
    cordon_status status = goods_nodes(&v, &n, c->g, c->hs, err);
    for (a = 0; a < n && strncmp(v[a].code, code, 4) < 0;) a++;
    for (size_t i = a; i < n && strncmp(v[i].code, code, 4) == 0; i++) lines++;
    h->line = status ? NULL : arena_alloc(mem, (lines + 1) * sizeof *h->line);
    if (!status && !h->line) status = no_memory(err);
    for (size_t i = a; i < a + lines && !status; i++)
        if (v[i].level == 6) status = add_line(h, mem, c, &v[i], err);
    return status;
}
