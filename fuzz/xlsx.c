/* Workbooks: any bytes are rows or one error with words, and the same a second time. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "read/xlsx.h"

static cordon_status take(void *arg, const xlsx_row *row, cordon_error *err) {
    (void)err;
    buf_printf(arg, "%llu %zu", (unsigned long long)row->number, row->cells);
    for (size_t i = 0; i < row->cells; i++) buf_str(arg, row->cell[i]);
    return CORDON_OK;
}

static cordon_status once(buf *out, const uint8_t *data, size_t size) {
    stream *s = NULL;
    cordon_error err = {0};
    if (stream_open_memory(&s, "fuzz", data, size, &err)) abort();
    cordon_status status = xlsx_read(s, take, out, &err);
    if (status && !err.message[0]) abort();
    stream_close(s);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    buf a = {0}, b = {0};
    if (once(&a, data, size) != once(&b, data, size)) abort();
    if (a.len != b.len || (a.len && memcmp(a.p, b.p, a.len) != 0)) abort();
    buf_free(&a);
    buf_free(&b);
    return 0;
}
