/* An entity's JSON: read or refused with words, and what was read is written and read again as the
 * same bytes. The same bytes as values: whatever is added, the JSON of it reads back.     */
#include <stdlib.h>
#include <string.h>

#include "lists/entity.h"

static void again(const entity *e) {
    arena mem;
    entity back;
    buf one = {0}, two = {0};
    arena_init(&mem, 0);
    entity_json(&one, e);
    if (one.failed || entity_read(&back, &mem, one.p, one.len, NULL)) abort();
    entity_json(&two, &back);
    if (two.failed || one.len != two.len || memcmp(one.p, two.p, one.len) != 0) abort();
    buf_free(&one);
    buf_free(&two);
    arena_destroy(&mem);
}

/* Lines of prop|value|lang|detail. */
static void values(const char *data, size_t size) {
    arena mem;
    entity e;
    arena_init(&mem, 0);
    entity_begin(&e, &mem, "list", "key", "LegalEntity");
    for (const char *p = data, *end = data + size, *stop; p < end; p = stop + 1) {
        stop = memchr(p, '\n', (size_t)(end - p));
        if (!stop) stop = end;
        char prop[2] = {(char)('a' + (unsigned char)*p % 26), 0};
        char lang[4] = {p + 1 < stop ? p[1] : 0, 0};
        entity_add(&e, prop, p, (long)(stop - p), lang, stop - p > 9 ? prop : NULL);
        if (stop - p == 5) entity_list(&e, &(entity_listing){.programme = lang, .from = 20220224});
        if (stop - p == 6) entity_relate(&e, &(entity_link){.kind = prop, .percent = p[0]});
    }
    again(&e);
    arena_destroy(&mem);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    arena mem;
    entity e;
    cordon_error err = {0};
    if (size > 1 << 16) return 0;
    arena_init(&mem, 0);
    if (!entity_read(&e, &mem, (const char *)data, size, &err))
        again(&e);
    else if (!err.message[0])
        abort();
    arena_destroy(&mem);
    values((const char *)data, size);
    return 0;
}
