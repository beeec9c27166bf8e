/* Text as records: the same fields and lines whatever the blocks, and written out with
 * quotes and read again they are the same. The first two bytes choose the size of the
 * second reading's blocks and the quote character.                              */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "read/records.h"

static record_split split;
static char block_bytes[RECORDS_BLOCK];

/* The records as text; the good ones also as CSV. Sets *failed when the file is refused. */
static void read_all(buf *seen, buf *csv, const char *text, size_t len, char quote,
                     size_t block, size_t *longest, bool *failed) {
    stream *s = NULL;
    record_reader *r = NULL;
    record_block b = {.data = block_bytes};
    cordon_error err = {0};
    if (stream_open_memory(&s, "fuzz", text, len, &err)) abort();
    if (records_open(&r, s, NULL, quote, &err)) abort();
    if (block) records_bounds(r, block - RECORD_CHAR_MAX, block);
    split.delimiter = ',';
    split.quote = quote;
    cordon_status status;
    uint64_t last = 0;
    while (!(status = records_next(r, &b, &err)) && b.len) {
        size_t at = 0;
        uint64_t line = b.first_line, of = 0;
        split_result sr;
        size_t before = 0;
        while ((sr = records_split(&split, &b, &at, &line, &of)) != SPLIT_END) {
            if (of <= last || line < of) abort(); /* lines go up */
            last = of;
            if (at - before > *longest) *longest = at - before;
            before = at;
            buf_printf(seen, "%llu %d", (unsigned long long)of, (int)sr);
            for (size_t i = 0; sr == SPLIT_OK && i < split.n; i++) {
                buf_printf(seen, "|%u:", split.f[i].len);
                buf_add(seen, split.f[i].p, split.f[i].len);
                if (i) buf_char(csv, ',');
                buf_char(csv, '"');
                for (uint32_t k = 0; k < split.f[i].len; k++) {
                    if (split.f[i].p[k] == '"') buf_char(csv, '"');
                    buf_char(csv, split.f[i].p[k]);
                }
                buf_char(csv, '"');
            }
            if (sr == SPLIT_OK) buf_char(csv, '\n');
            buf_char(seen, '\n');
        }
        if (at != b.len) abort(); /* nothing is left over */
    }
    if (status && (!err.message[0] || strcmp(err.source, "fuzz") != 0)) abort();
    *failed = status != CORDON_OK;
    records_close(r);
    stream_close(s);
}

/* The text of the good records alone, without their lines. */
static void fields_only(buf *out, const buf *seen) {
    for (size_t i = 0; i < seen->len;) {
        size_t sp = i;
        while (seen->p[sp] != ' ') sp++;
        bool ok = seen->p[sp + 1] == '0' + SPLIT_OK;
        i = sp + 2;
        while (seen->p[i] != '\n') { /* |LENGTH:bytes */
            size_t n = strtoul(seen->p + i + 1, NULL, 10), end = i + 1;
            while (seen->p[end] != ':') end++;
            end += 1 + n;
            if (ok) buf_add(out, seen->p + i, end - i);
            i = end;
        }
        if (ok) buf_char(out, '\n');
        i++;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 3 || size > 1 << 16) return 0;
    const char *text = (const char *)data + 2;
    size_t len = size - 2;
    char quote = data[1] % 8 == 0 ? 0 : data[1] % 8 == 1 ? '\'' : '"';
    buf a = {0}, b = {0}, csv = {0}, unused = {0}, again = {0}, one = {0}, two = {0};
    bool failed, other, third;
    size_t longest = 0, none = 0;
    read_all(&a, &csv, text, len, quote, 0, &longest, &failed);
    /* Blocks just large enough for the longest record: of a refused text, for all. UTF-16
     * becomes up to three halves of its length.                                         */
    size_t block = (failed ? 2 * len : longest) + RECORD_CHAR_MAX + 1 + data[0] % 32;
    read_all(&b, &unused, text, len, quote, block, &none, &other);
    if (failed != other) abort();
    if (!failed && (a.len != b.len || (a.len && memcmp(a.p, b.p, a.len) != 0))) abort();
    if (!failed && csv.len) {
        read_all(&again, &unused, csv.p, csv.len, '"', 0, &none, &third);
        fields_only(&one, &a);
        fields_only(&two, &again);
        if (third || one.len != two.len || (one.len && memcmp(one.p, two.p, one.len) != 0)) abort();
    }
    buf *all[] = {&a, &b, &csv, &unused, &again, &one, &two};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) buf_free(all[i]);
    (void)records_utf8(text, len);
    return 0;
}
