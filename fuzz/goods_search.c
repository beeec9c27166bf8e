/* Descriptions asked of a small index, and the image of an index whose bytes were changed: an
 * answer keeps its promises, a damaged image is refused or every range in it holds. */
#include <stdlib.h>
#include <string.h>

#include "goods/search_inner.h"

static bool few(void *self, const corpus_row *row, goods_language lang) {
    (void)self;
    (void)lang;
    return strncmp(row->hs6, "01", 2) == 0;
}

static goods_search *small(void) {
    static goods_search *g;
    search_build_options o = {.keep = few};
    unsigned char *bytes = NULL;
    size_t n = 0;
    if (!g && (search_build(&bytes, &n, &o, NULL) || search_open_bytes(&g, bytes, n, NULL)))
        abort();
    return g;
}

static void ask(const uint8_t *data, size_t size) {
    goods_search *g = small();
    goods_found f;
    arena mem;
    arena_init(&mem, 0);
    unsigned digits = data[0] & 1 ? 8 : 6, most = 1 + data[0] % GOODS_CANDIDATES_MAX;
    if (!goods_search_ask(&f, &mem, g, (goods_language)(data[0] % LANGS), (const char *)data + 1,
                          size - 1, digits, most, NULL)) {
        if (f.codes > most || !f.why || !f.description) abort();
        for (size_t i = 0; i < f.codes; i++)
            if (strlen(f.code[i].code) != digits || !(f.code[i].confidence >= 0) ||
                f.code[i].confidence > 1 || !f.code[i].text)
                abort();
    }
    arena_destroy(&mem);
}

static void change(const uint8_t *data, size_t size) {
    goods_search *g = small();
    size_t n = search_image_size(g->image.head);
    search_image x;
    unsigned char *copy = malloc(n);
    if (!copy) return;
    memcpy(copy, g->image_bytes, n);
    for (size_t i = 1; i + 4 < size; i += 5) {
        uint32_t at;
        memcpy(&at, data + i, sizeof at);
        copy[data[i + 4] & 1 ? at % sizeof(image_head) : at % n] ^= data[i + 4];
    }
    if (!search_image_open(&x, copy, n, NULL)) {
        uint64_t sum = 0; /* every range is readable */
        for (uint32_t i = 0; i < x.head->docs; i++)
            for (uint32_t t = 0; t < x.doc[i].terms + x.doc[i].excluded; t++)
                sum += x.df[x.term[x.doc[i].term + t]];
        if (search_stem(&x, "horse") == sum + 1) sum++;
    }
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2 || size > 1 << 14) return 0;
    if (data[0] % 4 == 3)
        change(data, size);
    else
        ask(data, size);
    return 0;
}
