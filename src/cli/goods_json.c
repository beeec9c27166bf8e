/* goods_json.c - the answer of cordon goods CODE as one JSON object. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "cli/goods_controls.h"

static void json_open(buf *b, const char *key, char bracket) {
    json_key(b, key);
    buf_char(b, bracket);
}

static void json_node(buf *b, const goods_node *n) {
    json_open(b, NULL, '{');
    json_str(b, "code", n->code);
    json_str(b, "text", n->text);
    buf_char(b, '}');
}

static cordon_status json_code(buf *b, const answer *a, cordon_error *err) {
    const goods_node *v = NULL;
    size_t n = 0;
    json_str(b, "code", a->code);
    json_str(b, "nomenclature", a->nomenclature);
    json_str(b, "hs_revision", a->revision);
    json_date(b, "as_at", a->as_at);
    json_str(b, "text", a->node->text);
    json_int(b, "level", a->node->level);
    json_open(b, "path", '[');
    for (size_t i = 0; i < a->depth; i++)
        if (a->path[i]->level) json_node(b, a->path[i]);
    buf_char(b, ']');
    json_open(b, "children", '[');
    cordon_status status = goods_nodes(&v, &n, a->goods, a->nomenclature, err);
    for (size_t i = 0; !status && i < n; i++)
        if (strcmp(v[i].parent, a->code) == 0) json_node(b, &v[i]);
    buf_char(b, ']');
    json_open(b, "exists_in", '[');
    for (size_t i = 0; !status && i < goods_nomenclature_count(a->goods); i++) {
        const goods_node *node = NULL;
        const char *name = goods_nomenclature_at(a->goods, i).name;
        status = goods_find(&node, a->goods, name, a->code, err);
        if (node) json_str(b, NULL, name);
    }
    buf_char(b, ']');
    return status;
}

static void json_link(buf *b, const goods_link *l) {
    json_open(b, NULL, '{');
    json_str(b, "code", *l->to ? l->to : NULL);
    json_str(b, "quality", goods_quality_name(l->quality));
    json_number(b, "weight", l->weight);
    json_str(b, "note", l->note);
    buf_char(b, '}');
}

static void json_revisions(buf *b, const answer *a) {
    since s = answer_since(a);
    json_date(b, "unchanged_since", s.unchanged);
    json_date(b, "digits_since", s.digits);
    json_open(b, "revisions", '[');
    for (size_t i = goods_revision_count(a->goods); i-- > 0;) {
        goods_revision r = goods_revision_at(a->goods, i);
        if (i >= REVISIONS || !a->carried[i].n) continue;
        json_open(b, NULL, '{');
        json_str(b, "revision", r.name);
        json_date(b, "valid_from", r.valid_from);
        json_date(b, "valid_to", r.valid_to);
        json_open(b, "codes", '[');
        for (size_t k = 0; k < a->carried[i].n; k++) json_link(b, &a->carried[i].v[k]);
        buf_str(b, "]}");
    }
    buf_char(b, ']');
}

static void json_hit(buf *b, const hit *h) {
    static const char *const match[] = {"none", "code", "above", "below"};
    json_open(b, NULL, '{');
    json_str(b, "group", h->group->id);
    json_str(b, "title", h->group->title);
    json_str(b, "kind", h->group->kind);
    json_str(b, "nomenclature", h->group->nomenclature);
    json_str(b, "line", h->line->code);
    json_str(b, "match", match[h->match]);
    json_str(b, "through", h->via ? h->via->to : NULL);
    json_str(b, "quality", goods_quality_name(h->via ? h->via->quality : GOODS_AS_WRITTEN));
    json_str(b, "tier", *h->line->tier ? h->line->tier : NULL);
    json_date(b, "valid_from", h->line->valid_from);
    json_str(b, "since_is", h->by ? "by" : h->line->valid_from ? "day" : "unknown");
    json_date(b, "valid_to", h->line->valid_to);
    json_str(b, "source", h->line->source);
    json_str(b, "basis", h->line->basis);
    json_str(b, "note", *h->group->note ? h->group->note : NULL);
    buf_char(b, '}');
}

static void json_lists(buf *b, const answer *a) {
    static const char *const key[] = {"other_dates", "groups"};
    buf words = {0};
    json_str(b, "regime", regime_name(a->regime));
    for (int in_force = 1; in_force >= 0; in_force--) {
        json_open(b, key[in_force], '[');
        for (size_t i = 0; i < a->hits; i++)
            if (a->hit[i].in_force == in_force) json_hit(b, &a->hit[i]);
        buf_char(b, ']');
    }
    json_open(b, "not_comparable_with", '[');
    for (size_t i = 0; i < REVISIONS; i++)
        if (a->lost[i]) json_str(b, NULL, goods_revision_at(a->goods, i).name);
    buf_char(b, ']');
    buf_printf(&words, "%s of regime %s: this is not clearance",
               answer_notice(a) ? answer_notice(a) : "", regime_name(a->regime));
    json_str(b, "notice", answer_notice(a) ? buf_text(&words) : NULL);
    b->failed = b->failed || words.failed;
    buf_free(&words);
}

cordon_status answer_json(const answer *a, cordon_error *err) {
    buf b = {0};
    buf_char(&b, '{');
    cordon_status status = json_code(&b, a, err);
    if (!status) {
        json_revisions(&b, a);
        json_lists(&b, a);
        goods_controls_json(&b, &a->controls, a->measure, a->measures);
        buf_str(&b, "}\n");
        if (b.failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory for the answer");
    }
    if (!status) fputs(buf_text(&b), stdout);
    buf_free(&b);
    return status;
}
