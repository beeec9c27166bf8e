/* Any bytes as JSON in parts: what the whole-file reader takes is taken, value for value; what is refused has
 * words and a place. The first byte chooses lines or a document.                */
#include <stdlib.h>
#include <string.h>

#include "read/json_stream.h"

static void put(buf *b, const json_node *n) {
    buf_printf(b, "%d@%u:%u", (int)n->kind, n->line, n->column);
    if (n->text) buf_str(b, n->text);
    for (const json_node *c = n->first; c; c = c->next) put(b, c);
}

static cordon_status parts(buf *b, json_form form, const uint8_t *data, size_t size, bool *passed) {
    stream *in;
    json_stream *s;
    cordon_error err = {0};
    bool more = true;
    json_item item;
    if (stream_open_memory(&in, "fuzz", data, size, &err) || json_stream_open(&s, in, form, &err)) abort();
    cordon_status status = CORDON_OK;
    while (!status && more) {
        status = json_stream_next(s, &item, &more, &err);
        if (status || !more) continue;
        if (item.value)
            put(b, item.value);
        else if (!item.refused.message[0] || !item.line)
            abort();
        else
            *passed = true;
    }
    if (status && (!err.message[0] || strcmp(err.source, "fuzz") != 0)) abort();
    json_stream_close(s);
    stream_close(in);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    buf a = {0}, b = {0};
    json_tree t;
    bool passed = false;
    if (size < 1) return 0;
    json_form form = data[0] & 1 ? JSON_LINES : JSON_DOCUMENT;
    if (size > 3 && (memcmp(data + 1, "\x1f\x8b", 2) == 0 || memcmp(data + 1, "\x28\xb5", 2) == 0 || data[1] == 0xfd))
        return 0; /* packed: a matter of the stream's fuzzer */
    cordon_status status = parts(&a, form, data + 1, size - 1, &passed);
    bool whole = form == JSON_DOCUMENT && !json_tree_read_memory(&t, "fuzz", data + 1, size - 1, NULL);
    if (whole && t.root->kind >= JSON_ARRAY) {
        for (const json_node *c = t.root->first; c; c = c->next)
            if (t.root->kind == JSON_OBJECT && c->kind == JSON_ARRAY)
                for (const json_node *e = c->first; e; e = e->next) put(&b, e);
            else
                put(&b, c);
        bool long_key = status == CORDON_ELIMIT;
        if (!long_key && (status || passed || strcmp(buf_text(&a), buf_text(&b)) != 0)) abort();
    }
    if (whole) json_tree_free(&t);
    buf_free(&a);
    buf_free(&b);
    return 0;
}
