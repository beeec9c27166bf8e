#include "own/input_json.h"

#include <string.h>

const char *own_json_text(const json_node *n, const char *key) {
    const json_node *v = n ? json_get(n, key) : NULL;
    return v && v->kind == JSON_STRING ? v->text : "";
}

void own_json_refuse(list_read *r, const json_node *at, uint64_t line, const char *field, const char *value, const char *expected) {
    list_refuse(r, 0, at ? at->line : line, at ? at->column : 0, field, value, expected);
}

bool own_json_day(list_read *r, const json_node *v, const char *key, date_day *out) {
    *out = 0;
    if (!v || v->kind == JSON_NULL || (v->kind == JSON_STRING && own_input_day(out, v->text))) return true;
    own_json_refuse(r, v, 0, key, v->text ? v->text : json_kind_name(v->kind), "a date as 2020-01-31");
    return false;
}

cordon_status own_json_each(list_read *r, const char *what, own_json_take *take, void *arg, cordon_error *err) {
    json_stream *s;
    bool more = true;
    /* A package is an array, else each line is one. The caller looked: r->form says which. */
    cordon_status status = json_stream_open(&s, r->file[0], strcmp(r->form, "lines") == 0 ? JSON_LINES : JSON_DOCUMENT, err);
    if (status) return status;
    r->form[0] = 0;
    while (!status) {
        json_item item;
        if ((status = json_stream_next(s, &item, &more, err)) || !more) break;
        if (!item.value || item.value->kind != JSON_OBJECT)
            list_refuse(r, 0, item.line, item.column, what, "", item.value ? "an object" : item.refused.message);
        else
            status = take(r, arg, item.value, item.line, err);
    }
    json_stream_close(s);
    return status;
}
