/* Any bytes as a list in XML: entities within their bounds or a refusal with words. The first byte
 * chooses the reader.                                                          */
#include <stdlib.h>
#include <string.h>

#include "lists/reader.h"

static cordon_status on_entity(void *arg, const entity *e, unsigned file, cordon_error *err) {
    (void)arg, (void)file, (void)err;
    if (!*e->list || !*e->key || !*e->schema || !e->values || e->overfull || e->broken) abort();
    for (uint32_t i = 0; i < e->values; i++)
        if (!*e->value[i].prop || !*e->value[i].value) abort();
    return CORDON_OK;
}

static void on_refused(void *arg, unsigned file, uint64_t line, unsigned column, const char *field,
                       const char *value, const char *expected) {
    (void)arg, (void)file, (void)line, (void)column, (void)value;
    if (!*field || !*expected) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const names[] = {"un"};
    list_read r = {.files = 1, .path = {"fuzz"}};
    cordon_error err = {0};
    if (size < 1) return 0;
    r.reader = list_reader_named(names[data[0] % (sizeof names / sizeof *names)]);
    r.sink = (list_sink){.entity = on_entity, .refused = on_refused};
    if (!r.reader || stream_open_memory(&r.file[0], "fuzz", data + 1, size - 1, &err)) abort();
    r.reader->is((const char *)data + 1, size - 1 < LIST_HEAD_BYTES ? size - 1 : LIST_HEAD_BYTES);
    if (list_read_run(&r, &err) && (!err.message[0] || err.status == CORDON_EINTERNAL)) abort();
    stream_close(r.file[0]);
    return 0;
}
