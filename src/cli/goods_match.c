/* goods_match.c - where a code stands in the groups of a regime, and since when it is what it is.
 *
 * A list names its codes in one nomenclature, the question comes in another. Where both follow the
 * same HS revision, digits are compared: a line stands for every code below it. Otherwise the code
 * is first carried to the line's revision, and the answer says how well that went; a code that
 * cannot be carried is reported as such, never as standing on no list. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/goods_cli.h"

size_t answer_revision(const answer *a, const char *name) {
    size_t n = goods_revision_count(a->goods);
    for (size_t i = 0; name && i < n; i++)
        if (strcmp(goods_revision_at(a->goods, i).name, name) == 0) return i;
    return n;
}

cordon_status answer_carry(answer *a, cordon_error *err) {
    char six[7];
    const char *code = six;
    cordon_status status = CORDON_OK;
    snprintf(six, sizeof six, "%.6s", a->code);
    if (strlen(six) != 6 || !a->revision) return CORDON_OK;
    for (size_t i = 0; !status && i < goods_revision_count(a->goods) && i < REVISIONS; i++)
        status = goods_carry(&a->carried[i], a->goods, a->revision,
                             goods_revision_at(a->goods, i).name, &code, 1, err);
    return status;
}

static match_kind compare(const char *code, const char *line) {
    size_t c = strlen(code), l = strlen(line);
    if (strncmp(code, line, c < l ? c : l) != 0) return MATCH_NONE;
    return c == l ? MATCH_CODE : c > l ? MATCH_ABOVE : MATCH_BELOW;
}

static cordon_status add_hit(answer *a, hit h, cordon_error *err) {
    if (a->hits == a->hits_cap) {
        size_t more = a->hits_cap ? a->hits_cap * 2 : 64;
        hit *v = realloc(a->hit, more * sizeof *v);
        if (!v) return cordon_fail(err, CORDON_ENOMEM, "no memory for the lines of the regime");
        a->hit = v;
        a->hits_cap = more;
    }
    a->hit[a->hits++] = h;
    return CORDON_OK;
}

static bool is_by(const answer *a, const char *group, date_day on) {
    for (size_t i = 0; i < a->editions; i++)
        if (a->edition[i].date == on && strcasecmp(a->edition[i].group, group) == 0)
            return a->edition[i].by;
    return false;
}

static cordon_status match_line(answer *a, const goods_group *g, const goods_line *l,
                                cordon_error *err) {
    hit h = {.group = g, .line = l};
    h.in_force = date_within(a->as_at, l->valid_from, l->valid_to);
    h.by = l->valid_from && is_by(a, g->id, l->valid_from);
    date_day on = l->valid_from ? l->valid_from : a->as_at;
    size_t to = answer_revision(a, goods_hs_revision(a->goods, g->nomenclature, on / 100));
    const goods_links *links = to < REVISIONS ? &a->carried[to] : NULL;
    if (!links || !links->n || to == answer_revision(a, a->revision)) {
        h.match = compare(a->code, l->code);
        return h.match ? add_hit(a, h, err) : CORDON_OK;
    }
    for (size_t i = 0; i < links->n; i++) {
        h.via = &links->v[i];
        if (!*h.via->to) {
            a->lost[to] = true;
            continue;
        }
        if (!(h.match = compare(h.via->to, l->code))) continue;
        /* Eight digits have no counterpart of their own: only six are carried. */
        cordon_status status = add_hit(a, h, err);
        if (status) return status;
    }
    return CORDON_OK;
}

cordon_status answer_match(answer *a, cordon_error *err) {
    cordon_status status = regime_editions(&a->edition, &a->editions, &a->mem, a->regime, err);
    for (size_t i = 0; !status && i < regime_group_count(a->regime); i++) {
        const goods_group *g = regime_group_at(a->regime, i);
        for (size_t k = 0; !status && k < g->n; k++) status = match_line(a, g, &g->line[k], err);
    }
    return status;
}

/* What must not be read out of an answer: NULL when a list has the code. A lens
 * is somebody's selection and controls nothing.                               */
const char *answer_notice(const answer *a) {
    bool any = false, undated = false;
    for (size_t i = 0; i < a->hits; i++) {
        const hit *h = &a->hit[i];
        undated = undated || (h->by && a->as_at < h->line->valid_from);
        if (!h->in_force) continue;
        if (strcmp(h->group->kind, "list") == 0) return NULL;
        any = true;
    }
    if (undated)
        return "on no list that is dated so far back";
    return any ? "on no list, only on selections" : "on no group";
}

static bool same_digits(const goods_links *l, const char *code) {
    for (size_t i = 0; i < l->n; i++)
        if (strncmp(l->v[i].to, code, 6) == 0) return true;
    return false;
}

since answer_since(const answer *a) {
    since s = {0};
    size_t own = answer_revision(a, a->revision);
    if (own >= REVISIONS || !a->carried[own].n) return s;
    bool same = true;
    for (size_t i = own + 1; i-- > 0;) {
        const goods_links *l = &a->carried[i];
        if (!same_digits(l, a->code)) break;
        same = same && l->n == 1 && l->v[0].quality == GOODS_AS_WRITTEN;
        s.digits = goods_revision_at(a->goods, i).valid_from;
        if (same) s.unchanged = s.digits;
    }
    return s;
}
