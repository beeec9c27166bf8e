/* goods_entry_json.c - an entry of the control lists as one JSON object: everything, nothing cut.
 */
#include "base/json.h"
#include "cli/goods_entry.h"

static void json_open(buf *b, const char *key, char bracket) {
    json_key(b, key);
    buf_char(b, bracket);
}

static void json_flag(buf *b, const char *key, bool v) {
    json_key(b, key);
    buf_str(b, v ? "true" : "false");
}

static void json_some(buf *b, const char *key, const char *text) {
    json_str(b, key, *text ? text : NULL);
}

static void json_strings(buf *b, const char *key, const char *const *v, size_t n) {
    json_open(b, key, '[');
    for (size_t i = 0; i < n; i++) json_str(b, NULL, v[i]);
    buf_char(b, ']');
}

static void json_reason(buf *b, const control_reason *r) {
    json_some(b, "reason", r->reason);
    json_some(b, "column", r->column);
    json_some(b, "applies", r->applies);
    json_some(b, "words", r->words);
}

static void json_reasons(buf *b, const control_list *l, const control_entry *e) {
    json_open(b, "reasons_for_control", '[');
    for (size_t i = 0; i < e->kinds; i++) {
        json_open(b, NULL, '{');
        json_str(b, "reason", e->kind[i]);
        json_some(b, "title", control_reason_title(l, e->kind[i]));
        buf_char(b, '}');
    }
    buf_char(b, ']');
    json_open(b, "applies", '[');
    for (size_t i = 0; i < e->reasons; i++) {
        json_open(b, NULL, '{');
        json_reason(b, &e->reason[i]);
        buf_char(b, '}');
    }
    buf_char(b, ']');
    json_open(b, "license_exceptions", '[');
    for (size_t i = 0; i < e->exceptions; i++) {
        json_open(b, NULL, '{');
        json_str(b, "name", e->exception[i].name);
        json_str(b, "words", e->exception[i].words);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

static void json_chart(buf *b, const entry_view *v) {
    const control_destination *d = &v->destination;
    json_open(b, "destination", '{');
    json_str(b, "area", v->to);
    json_flag(b, "known", d->known);
    json_some(b, "row", d->row);
    json_some(b, "basis", d->basis);
    json_some(b, "pointer", d->pointer);
    json_strings(b, "marks", d->mark, d->marks);
    json_strings(b, "country_groups", d->group, d->groups);
    json_strings(b, "footnotes", d->footnote, d->footnotes);
    json_str(b, "no_mark_caveat", control_chart_caveat(v->list));
    json_open(b, "lines", '[');
    for (size_t i = 0; i < v->lines; i++) {
        const chart_line *c = &v->line[i];
        json_open(b, NULL, '{');
        json_str(b, "answer", chart_answer_name(c->answer));
        json_some(b, "reason", c->reason ? c->reason->reason : "");
        json_some(b, "column", c->reason ? c->reason->column : "");
        json_some(b, "applies", c->reason ? c->reason->applies : "");
        json_some(b, "words", c->words);
        buf_char(b, '}');
    }
    buf_str(b, "]}");
}

static void json_paragraphs(buf *b, const entry_view *v) {
    size_t n, below = entry_run(v);
    const control_paragraph *g = control_list_paragraphs(v->list, &n);
    json_open(b, "paragraphs", '[');
    for (uint32_t i = v->first; i <= v->first + below; i++) {
        json_open(b, NULL, '{');
        json_str(b, "item", g[i].item);
        json_str(b, "label", g[i].label);
        json_int(b, "depth", g[i].depth);
        json_str(b, "text", g[i].text);
        json_flag(b, "note", g[i].note);
        json_flag(b, "above_missing", g[i].orphan);
        json_int(b, "line", g[i].line);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

static void json_references(buf *b, const entry_view *v, bool in) {
    size_t n, total = entry_references(v, in);
    const control_paragraph *g = control_list_paragraphs(v->list, &n);
    json_open(b, in ? "named_by" : "names", '[');
    for (size_t i = 0; i < total; i++) {
        const control_reference *r = entry_reference(v, in, i);
        json_open(b, NULL, '{');
        json_str(b, "number", in ? g[r->from].number : r->number);
        json_some(b, "item", in ? g[r->from].item : r->item);
        json_str(b, "where", r->related ? "related controls" : "paragraph");
        if (!in) json_flag(b, "in_list", r->to != UINT32_MAX);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

static void json_entry(buf *b, const entry_view *v) {
    const control_entry *e = v->entry;
    json_str(b, "heading", e->heading);
    json_some(b, "category", e->category);
    json_some(b, "group", e->group);
    json_flag(b, "heading_only", e->heading_only);
    json_flag(b, "item_missing", v->item_missing);
    json_reasons(b, v->list, e);
    json_some(b, "special_conditions", e->special);
    json_some(b, "related_controls", e->related);
    if (v->lines) json_chart(b, v);
    json_paragraphs(b, v);
    json_references(b, v, false);
    json_references(b, v, true);
}

static void json_view(buf *b, const goods_request *q, const entry_view *v) {
    json_open(b, NULL, '{');
    json_str(b, "list", v->which);
    json_str(b, "title", control_list_title(v->list));
    json_str(b, "label", control_list_label(v->list));
    json_str(b, "text_of", control_list_dated(v->list));
    json_some(b, "other_day", entry_other_day(v, q->as_at));
    json_some(b, "incomplete", control_list_note(v->list));
    json_flag(b, "found", v->entry != NULL);
    if (v->entry)
        json_entry(b, v);
    else
        json_int(b, "named_in_its_text", (int64_t)v->named);
    buf_char(b, '}');
}

void entry_json(buf *b, const goods_request *q, const entry_view *v, size_t n) {
    buf_char(b, '{');
    json_str(b, "number", v->number);
    json_some(b, "item", v->item);
    json_date(b, "as_at", q->as_at);
    json_str(b, "to", v->to);
    json_open(b, "lists", '[');
    for (size_t i = 0; i < n; i++) json_view(b, q, &v[i]);
    buf_str(b, "]}\n");
}
