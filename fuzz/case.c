/* Any bytes as a case, seeds: data/assess/templates. What is refused says where; what is taken is canonical once and for all. */
#include <stdlib.h>
#include <string.h>

#include "assess/case.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    arena mem;
    case_file c, again;
    cordon_error err = {0};
    if (size > 1 << 16) return 0;
    char *text = malloc(size + 1); /* no byte behind the end */
    if (!text) return 0;
    if (size) memcpy(text, data, size);
    arena_init(&mem, 0);
    cordon_status status = case_read(&c, &mem, "fuzz", text, size, &err);
    if (status && status != CORDON_EFORMAT && status != CORDON_ELIMIT) abort();
    if (status && !err.message[0]) abort();
    if (!status) {
        if (case_read(&again, &mem, "again", c.canonical, c.canonical_len, &err)) abort();
        if (c.canonical_len != again.canonical_len || memcmp(c.canonical, again.canonical, c.canonical_len) != 0) abort();
        if (strcmp(c.hash, again.hash) != 0) abort();
    }
    arena_destroy(&mem);
    free(text);
    return 0;
}
