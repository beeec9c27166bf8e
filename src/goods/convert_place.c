/* convert_place.c - one step from a nomenclature to its neighbour, whatever the two are.
 *
 *   H5 - H6            rows of the correlation
 *   CN2022 - CN2023    rows of the concordance; a code without a row goes on, if the other year has
 * it CN2023 - H6        the first six digits, or the lines below them
 *
 * The same function goes forth and back, so that counting who shares a code is walking home from
 * it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "goods/convert_inner.h"
#include "goods/correlate_inner.h"

static cordon_status no_place(goods *g, const char *name, cordon_error *err) {
    return cordon_fail(err, CORDON_ENOTFOUND,
                       "no nomenclature \"%.20s\"; there are %s to %s (also as HS and a year, "
                       "\"HS2022\") and CN%d to CN%d",
                       name, g->hs.n ? g->hs.name[0] : "", g->hs.n ? g->hs.name[g->hs.n - 1] : "",
                       years_first(g->years), years_last(g->years));
}

cordon_status place_of(place *out, goods *g, const char *name, cordon_error *err) {
    cordon_status status = goods_load_years(g, err);
    if (status) return status;
    *out = (place){.at = revisions_index(&g->hs, name)};
    if (out->at < g->hs.n) return CORDON_OK;
    bool hs = strncasecmp(name, "HS", 2) == 0, cn = strncasecmp(name, "CN", 2) == 0;
    if ((!hs && !cn) || strlen(name) != 6 || strspn(name + 2, "0123456789") != 4)
        return no_place(g, name, err);
    int year = atoi(name + 2);
    if (cn) {
        *out = (place){.cn = true, .at = (size_t)year};
        return year >= years_first(g->years) && year <= years_last(g->years)
                   ? CORDON_OK
                   : no_place(g, name, err);
    }
    const char *revision = goods_hs_revision(g, "HS", year * 100 + 1);
    if (!revision) return no_place(g, name, err);
    out->at = revisions_index(&g->hs, revision);
    return CORDON_OK;
}

void place_name(char out[16], const goods *g, place p) {
    if (p.cn)
        snprintf(out, 16, "CN%zu", p.at);
    else
        snprintf(out, 16, "%s", g->hs.name[p.at]);
}

place place_hs(goods *g, place p) {
    if (!p.cn) return p;
    const char *revision = goods_hs_revision(g, "CN", (date_period)p.at * 100 + 1);
    return (place){.at = revision ? revisions_index(&g->hs, revision) : 0};
}

bool place_is(place a, place b) { return a.cn == b.cn && a.at == b.at; }

place place_next(goods *g, place from, place to) {
    if (from.cn && !to.cn) return place_hs(g, from);
    place target = !from.cn && to.cn ? place_hs(g, to) : to;
    if (place_is(from, target)) return to;
    from.at = from.at < target.at ? from.at + 1 : from.at - 1;
    return from;
}

cordon_status place_prepare(goods *g, place from, place to, cordon_error *err) {
    if (from.cn || to.cn) return goods_load_years(g, err);
    cordon_status status = goods_load_correlation(g, err);
    return status ? status : goods_load_weights(g, from.at, to.at, err);
}

void place_code(char out[9], place p, uint32_t code) {
    snprintf(out, 9, p.cn ? "%08u" : "%06u", (unsigned)(code % (p.cn ? 100000000 : 1000000)));
}

/* ---- codes of a CN year --------------------------------------------------------- */

/* The table of codes of the year, or of the nearest year that has one. */
static cordon_status cn_table(const tree **out, bool *exact, goods *g, size_t year,
                              cordon_error *err) {
    const char *best = NULL;
    size_t distance = SIZE_MAX;
    for (size_t i = 0; tree_layout_name(i); i++) {
        const char *name = tree_layout_name(i);
        if (strncmp(name, "CN", 2) != 0) continue;
        size_t y = strtoul(name + 2, NULL, 10), d = y > year ? y - year : year - y;
        if (d < distance) best = name, distance = d;
    }
    *exact = distance == 0;
    return goods_tree(out, g, best ? best : "CN", err);
}

static bool tree_has(const tree *t, place p, uint32_t code) {
    char text[9];
    place_code(text, p, code);
    return tree_find(t, text) != NULL;
}

cordon_status place_has(bool *out, goods *g, place p, uint32_t code, cordon_error *err) {
    const tree *t = NULL;
    bool exact = true;
    cordon_status status =
        p.cn ? cn_table(&t, &exact, g, p.at, err) : goods_tree(&t, g, g->hs.name[p.at], err);
    if (status) return status;
    years_word word = exact ? YEARS_SILENT : years_say(g->years, code, (int)p.at);
    *out = word == YEARS_SILENT ? tree_has(t, p, code) : word == YEARS_ALIVE;
    return CORDON_OK;
}

/* Lines of eight digits under six. */
static cordon_status cn_below(code_list *out, goods *g, place cn, uint32_t six, cordon_error *err) {
    const tree *t = NULL;
    bool exact = false, there = false;
    code_list all = {0};
    cordon_status status = cn_table(&t, &exact, g, cn.at, err);
    if (!status && !exact) status = years_below(&all, g->years, six, err);
    /* At most a hundred numbers begin with the six digits: each may be a line of the table. */
    for (uint32_t i = 0; !status && i < 100; i++)
        if (tree_has(t, cn, six * 100 + i)) status = code_list_add(&all, six * 100 + i, err);
    code_list_settle(&all);
    for (size_t i = 0; !status && i < all.n; i++) {
        status = place_has(&there, g, cn, all.v[i], err);
        if (!status && there) status = code_list_add(out, all.v[i], err);
    }
    free(all.v);
    return status;
}

/* ---- the step --------------------------------------------------------------------- */

/* A code the concordance does not list goes on as it is: it must be a code of the other year, and
 * one that comes from nowhere else there. */
static cordon_status year_step(code_list *out, goods *g, place from, place to, uint32_t code,
                               cordon_error *err) {
    size_t n = out->n;
    bool there = false;
    code_list back = {0};
    cordon_status status = years_step(out, g->years, (int)from.at, (int)to.at, code, err);
    if (status || out->n > n) return status;
    status = years_step(&back, g->years, (int)to.at, (int)from.at, code, err);
    if (!status && !back.n) status = place_has(&there, g, to, code, err);
    if (!status && there) status = code_list_add(out, code, err);
    free(back.v);
    return status;
}

cordon_status place_step(code_list *out, goods *g, place from, place to, uint32_t code,
                         cordon_error *err) {
    bool there = false;
    if (from.cn && to.cn) return year_step(out, g, from, to, code, err);
    if (!from.cn && to.cn) return cn_below(out, g, to, code, err);
    if (from.cn) {
        cordon_status status = place_has(&there, g, to, code / 100, err);
        return status || !there ? status : code_list_add(out, code / 100, err);
    }
    span rows = correlation_span(correlation_view(g->correlation, from.at, to.at).there, code);
    cordon_status status = CORDON_OK;
    for (size_t i = 0; !status && i < rows.n; i++) status = code_list_add(out, rows.v[i].b, err);
    return status;
}

/* ---- for callers -------------------------------------------------------------------- */

cordon_status goods_nomenclature_name(char out[16], goods *g, const char *name, cordon_error *err) {
    place p;
    cordon_status status = place_of(&p, g, name, err);
    if (!status) place_name(out, g, p);
    return status;
}

cordon_status goods_hs_name(char out[16], goods *g, const char *name, cordon_error *err) {
    place p;
    cordon_status status = place_of(&p, g, name, err);
    if (!status) place_name(out, g, place_hs(g, p));
    return status;
}

cordon_status goods_has(bool *out, goods *g, const char *nomenclature, const char *code,
                        cordon_error *err) {
    place p;
    uint32_t number;
    cordon_status status = place_of(&p, g, nomenclature, err);
    if (status) return status;
    *out = false;
    if (!(p.cn ? year_code(&number, code) : code_number(&number, code))) return CORDON_OK;
    return place_has(out, g, p, number, err);
}

cordon_status goods_cn_lines(const char (**out)[9], size_t *n, arena *mem, goods *g, const char *cn,
                             const char *six, cordon_error *err) {
    place p;
    uint32_t number;
    code_list l = {0};
    cordon_status status = place_of(&p, g, cn, err);
    if (status) return status;
    if (!p.cn || !code_number(&number, six))
        return cordon_fail(err, CORDON_EINVAL,
                           "\"%.20s\" is not six digits, or %.20s no year of the CN", six, cn);
    char(*v)[9] = NULL;
    status = cn_below(&l, g, p, number, err);
    if (!status && !(v = arena_alloc(mem, (l.n + 1) * sizeof *v)))
        status = cordon_fail(err, CORDON_ENOMEM, "no memory for the codes");
    for (size_t i = 0; v && i < l.n; i++) place_code(v[i], p, l.v[i]);
    if (!status) *out = (const char(*)[9])v, *n = l.n;
    free(l.v);
    return status;
}
