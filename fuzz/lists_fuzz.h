/* lists_fuzz.h - any bytes through one reader of lists. */
#ifndef FUZZ_LISTS_FUZZ_H
#define FUZZ_LISTS_FUZZ_H

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

/* The reader of that file, of a NULL-ended list of names. */
static inline const list_reader *fuzz_choose(const char *const names[], const uint8_t *data, size_t size) {
    size_t n = 0, head = size < LIST_HEAD_BYTES ? size : LIST_HEAD_BYTES;
    const list_reader *r;
    for (; names[n]; n++) {
        if (!(r = list_reader_named(names[n]))) abort();
        if (r->is((const char *)data, head)) return r;
    }
    return list_reader_named(names[size % n]);
}

static inline void fuzz_readers(const char *const names[], const uint8_t *data, size_t size) {
    list_read r = {.reader = fuzz_choose(names, data, size), .files = 1, .path = {"fuzz"}};
    cordon_error err = {0};
    r.sink = (list_sink){.entity = on_entity, .refused = on_refused};
    if (stream_open_memory(&r.file[0], "fuzz", data, size, &err)) abort();
    if (list_read_run(&r, &err) && (!err.message[0] || err.status == CORDON_EINTERNAL)) abort();
    stream_close(r.file[0]);
}

#endif
