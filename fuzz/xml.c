/* Any bytes as XML: every tree is whole, every refusal has words, nothing is expanded. */
#include <stdlib.h>
#include <string.h>

#include "read/xml.h"

static unsigned count(const xml_node *n, const xml_node *parent, int depth) {
    unsigned k = 1;
    if (depth > XML_DEPTH_MAX || n->parent != parent || !n->line || !n->column || !n->name || !n->text)
        abort();
    for (const xml_node *c = n->first; c; c = c->next) k += count(c, n, depth + 1);
    if (k > XML_RECORD_NODES_MAX) abort();
    return k;
}

static void unused(void *arg, const char *path, const xml_node *at) {
    if (at->used || !at->text[0] || !strchr(path, '/')) abort();
    ++*(unsigned *)arg;
}

static cordon_status root(void *arg, xml_node *n, cordon_error *err) {
    (void)arg, (void)err;
    if (n->first || n->next || n->parent) abort();
    return CORDON_OK;
}

static cordon_status record(void *arg, xml_node *n, cordon_error *err) {
    unsigned left = 0;
    (void)arg, (void)err;
    unsigned nodes = count(n, NULL, 0);
    xml_unused(n, unused, &left);
    if (left >= nodes) abort();
    xml_use_all(n);
    left = 0;
    xml_unused(n, unused, &left);
    if (left) abort();
    return CORDON_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const names[] = {"r", "e", NULL};
    xml_reading r = {names, root, record, NULL, NULL};
    cordon_error err = {0};
    stream *in;
    if (stream_open_memory(&in, "fuzz", data, size, &err)) abort();
    if (xml_read(in, &r, &err) && (!err.message[0] || strcmp(err.source, "fuzz") != 0)) abort();
    stream_close(in);
    return 0;
}
