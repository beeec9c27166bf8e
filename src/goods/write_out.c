/* write_out.c - lists of codes in another nomenclature. */
#include "goods/write_out.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 1 << 20 };

typedef struct reached { /* a correlate of any code of the list */
    char code[9];
} reached;

typedef struct writing {
    arena *mem;
    goods *g;
    char from[16], to[16], hs_from[16], hs_to[16];
    bool cn_from, cn_to;
    goods_written *v;
    size_t n, cap;
    reached *reached;
    size_t reached_n, reached_cap;
} writing;

static cordon_status no_memory(cordon_error *err) {
    return cordon_fail(err, CORDON_ENOMEM, "no memory for the lines of the list");
}

/* Room for one more of size bytes. */
static bool grow(void **v, size_t n, size_t *cap, size_t size) {
    if (n < *cap) return true;
    size_t more = *cap ? *cap * 2 : 256;
    void *p = more > LINES_MAX ? NULL : realloc(*v, more * size);
    if (!p) return false;
    *v = p;
    *cap = more;
    return true;
}

static const goods_correlate *correlate(const goods_conversion *r, const char *code) {
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->v[i].code, code) == 0) return &r->v[i];
    return NULL;
}

/* others holds the number of all sources until settle_others(). */
static cordon_status add_line(writing *w, const goods_conversion *r, const char *code,
                              const char *to, goods_quality q, const char *why, cordon_error *err) {
    void *v = w->v;
    const goods_correlate *c = correlate(r, to);
    if (!grow(&v, w->n, &w->cap, sizeof *w->v)) return no_memory(err);
    w->v = v;
    goods_written *x = &w->v[w->n++];
    *x = (goods_written){.code = code,
                         .quality = q,
                         .relation = c ? c->relation : r->relation,
                         .verdict = r->verdict,
                         .correlates = r->n,
                         .others = c ? c->sources : 0,
                         .why = why};
    snprintf(x->to, sizeof x->to, "%s", to);
    return CORDON_OK;
}

static cordon_status note_reached(writing *w, const goods_conversion *r, cordon_error *err) {
    for (size_t i = 0; i < r->n; i++) {
        void *v = w->reached;
        if (!grow(&v, w->reached_n, &w->reached_cap, sizeof *w->reached)) return no_memory(err);
        w->reached = v;
        memcpy(w->reached[w->reached_n++].code, r->v[i].code, sizeof r->v[i].code);
    }
    return CORDON_OK;
}

/* ---- one code --------------------------------------------------------------------- */

static cordon_status write_years(writing *w, const goods_conversion *r, const char *code,
                                 cordon_error *err) {
    static const goods_quality quality[] = {[VERDICT_SAME] = GOODS_ONE_TO_ONE,
                                            [VERDICT_PARTS] = GOODS_NARROWER,
                                            [VERDICT_WIDER] = GOODS_WIDER,
                                            [VERDICT_WEIGHTS] = GOODS_WEIGHTS,
                                            [VERDICT_NOT_COMPARABLE] = GOODS_NOT_COMPARABLE};
    cordon_status status = CORDON_OK;
    if (!r->comparable) return add_line(w, r, code, "", GOODS_NOT_COMPARABLE, r->why, err);
    for (size_t i = 0; !status && i < r->n; i++) {
        goods_quality q = quality[r->verdict];
        if (r->verdict == VERDICT_SAME && strcmp(r->v[i].code, code) == 0) q = GOODS_AS_WRITTEN;
        status = add_line(w, r, code, r->v[i].code, q, r->why, err);
    }
    return status;
}

/* A carried six-digit code, as it is or as the lines of eight digits below it. */
static cordon_status write_carried(writing *w, const goods_conversion *r, const char *code,
                                   const goods_link *l, goods_quality q, cordon_error *err) {
    const char(*lines)[9] = NULL;
    size_t n = 0;
    const char *why = q == GOODS_NARROWER || q == GOODS_WEIGHTS ? l->note : r->why;
    if (!w->cn_to) return add_line(w, r, code, l->to, q, why, err);
    cordon_status status = goods_cn_lines(&lines, &n, w->mem, w->g, w->to, l->to, err);
    if (!status && !n)
        status =
            add_line(w, r, code, "", GOODS_NOT_COMPARABLE, "no line of the year is below it", err);
    for (size_t i = 0; !status && i < n; i++) status = add_line(w, r, code, lines[i], q, why, err);
    return status;
}

/* Through the six digits and the revisions that the two nomenclatures follow. */
static cordon_status write_revisions(writing *w, const goods_conversion *r, const char *code,
                                     cordon_error *err) {
    char six[7];
    const char *asked = six;
    const char(*sisters)[9] = NULL;
    size_t sisters_n = 0;
    goods_links links = {0};
    snprintf(six, sizeof six, "%.6s", code);
    cordon_status status = goods_carry(&links, w->g, w->hs_from, w->hs_to, &asked, 1, err);
    if (!status && w->cn_from)
        status = goods_cn_lines(&sisters, &sisters_n, w->mem, w->g, w->from, six, err);
    for (size_t i = 0; !status && i < links.n; i++) {
        const goods_link *l = &links.v[i];
        goods_quality q = l->quality;
        if (sisters_n > 1 && q < GOODS_WIDER) q = GOODS_WIDER;
        status = *l->to ? write_carried(w, r, code, l, q, err)
                        : add_line(w, r, code, "", GOODS_NOT_COMPARABLE, r->why, err);
    }
    goods_links_free(&links);
    return status;
}

static cordon_status write_code(writing *w, const char *code, cordon_error *err) {
    goods_conversion r = {.relation = RELATION_NONE, .verdict = VERDICT_NOT_COMPARABLE};
    cordon_status status = goods_convert(&r, w->mem, w->g, w->from, w->to, code, err);
    if (status == CORDON_ENOTFOUND)
        return add_line(w, &r, code, "", GOODS_NOT_COMPARABLE,
                        "its own nomenclature does not have the code", err);
    if (!status) status = note_reached(w, &r, err);
    if (status) return status;
    return w->cn_from && w->cn_to ? write_years(w, &r, code, err)
                                  : write_revisions(w, &r, code, err);
}

/* ---- all of them ------------------------------------------------------------------ */

static int by_code(const void *x, const void *y) { return strcmp(x, y); }

/* Of all sources of a line, those that are not on the list. */
static void settle_others(writing *w) {
    if (w->reached_n) qsort(w->reached, w->reached_n, sizeof *w->reached, by_code);
    for (size_t i = 0; i < w->n; i++) {
        goods_written *x = &w->v[i];
        size_t low = 0, high = w->reached_n, own = 0;
        while (low < high) {
            size_t mid = low + (high - low) / 2;
            if (strcmp(w->reached[mid].code, x->to) < 0)
                low = mid + 1;
            else
                high = mid;
        }
        while (low + own < w->reached_n && strcmp(w->reached[low + own].code, x->to) == 0) own++;
        x->others = x->others > own ? x->others - own : 0;
    }
}

static cordon_status set_names(writing *w, const char *from, const char *to, cordon_error *err) {
    cordon_status status = goods_nomenclature_name(w->from, w->g, from, err);
    if (!status) status = goods_nomenclature_name(w->to, w->g, to, err);
    if (!status) status = goods_hs_name(w->hs_from, w->g, from, err);
    if (!status) status = goods_hs_name(w->hs_to, w->g, to, err);
    w->cn_from = strcmp(w->from, w->hs_from) != 0;
    w->cn_to = strcmp(w->to, w->hs_to) != 0;
    return status;
}

cordon_status goods_write_out(goods_written **out, size_t *lines, arena *mem, goods *g,
                              const char *from, const char *to, const char *const codes[], size_t n,
                              cordon_error *err) {
    writing w = {.mem = mem, .g = g};
    cordon_status status = set_names(&w, from, to, err);
    for (size_t i = 0; !status && i < n; i++) status = write_code(&w, codes[i], err);
    settle_others(&w);
    goods_written *v = status ? NULL : arena_alloc(mem, (w.n + 1) * sizeof *v);
    if (!status && !v) status = no_memory(err);
    if (v && w.n) memcpy(v, w.v, w.n * sizeof *v);
    if (!status) *out = v, *lines = w.n;
    free(w.v);
    free(w.reached);
    return status;
}
