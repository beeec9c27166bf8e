/* OFAC's delimited files and the history of their rows: bytes are read or refused with words, and
 * every entity's JSON reads back. The first byte chooses the reader, 0xff parts the files.    */
#include <stdlib.h>
#include <string.h>

#include "lists/readers.h"

static cordon_status entity_again(void *arg, const entity *e, unsigned file, cordon_error *err) {
    arena mem;
    entity back;
    buf json = {0};
    (void)arg, (void)file, (void)err;
    arena_init(&mem, 0);
    entity_json(&json, e);
    if (json.failed || entity_read(&back, &mem, json.p, json.len, NULL)) abort();
    buf_free(&json);
    arena_destroy(&mem);
    return CORDON_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static list_read r;
    cordon_error err = {0};
    if (size < 2 || size > 1 << 16) return 0;
    r = (list_read){.reader = data[0] & 1 ? &list_reader_ofac_csv : &list_reader_ofac_history};
    r.sink.entity = entity_again;
    const char *p = (const char *)data + 1, *end = (const char *)data + size;
    while (p <= end && r.files < 4) {
        const char *stop = memchr(p, 0xff, (size_t)(end - p));
        if (!stop) stop = end;
        r.path[r.files] = "x.csv";
        if (stream_open_memory(&r.file[r.files++], "x.csv", p, (size_t)(stop - p), NULL)) abort();
        p = stop + 1;
    }
    if (list_read_run(&r, &err) && !err.message[0]) abort();
    for (unsigned i = 0; i < r.files; i++) stream_close(r.file[i]);
    return 0;
}
