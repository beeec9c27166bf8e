/* Cells of codes, and tables from bytes: the first byte says which, and the kind of the table.
 * seeds: data/examples */
#include <stdlib.h>
#include <string.h>

#include "goods/load_inner.h"
#include "read/records.h"

static void fuzz_cell(const char *text) {
    static goods_cell_codes c;
    char key[64];
    goods_code_fault fault = goods_cell_read(&c, text);
    if ((fault == GOODS_CODE_OK) != (c.n > 0 && !*c.why) && fault == GOODS_CODE_OK) abort();
    if (fault == GOODS_CODE_BAD && !*c.why) abort();
    for (unsigned i = 0; fault == GOODS_CODE_OK && i < c.n; i++) {
        size_t n = strlen(c.code[i]);
        if (n < 2 || n > 8 || n % 2 || strspn(c.code[i], "0123456789") != n) abort();
    }
    if (part_key(key, sizeof key, text) && (!*key || strlen(key) >= sizeof key)) abort();
}

static cordon_status check_row(void *arg, const sheet_row *row, cordon_error *err) {
    uint64_t *last = arg;
    (void)err;
    if (row->line < *last) abort();
    *last = row->line;
    if (row->fault && row->cells) abort();
    for (size_t i = 0; i < row->cells; i++) {
        if (!records_utf8(row->cell[i], strlen(row->cell[i]))) abort();
        fuzz_cell(row->cell[i]);
    }
    return CORDON_OK;
}

static void fuzz_sheet(const char *name, const char *data, size_t len) {
    stream *s = NULL;
    uint64_t last = 0;
    cordon_error err;
    if (stream_open_memory(&s, name, data, len, &err)) return;
    (void)sheet_read(s, check_row, &last, &err);
    stream_close(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const names[] = {"a.csv", "a.tsv", "a.csv"};
    if (size < 1 || size > 1 << 16) return 0;
    char *text = malloc(size);
    if (!text) return 0;
    memcpy(text, data + 1, size - 1);
    text[size - 1] = 0;
    if (data[0] % 4 == 3)
        fuzz_cell(text);
    else
        fuzz_sheet(names[data[0] % 4], text, size - 1);
    free(text);
    return 0;
}
