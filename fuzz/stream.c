/* Bytes as a file: unpacked or refused, the same whatever the size of the reads, and
 * never without end. The first byte chooses the size of the reads.              */
#include <stdlib.h>
#include <string.h>

#include "read/stream.h"

enum { OUT_MAX = 1 << 20 }; /* a bomb is cut here: it may be endless */

static size_t read_all(unsigned char *out, const uint8_t *data, size_t size, size_t piece,
                       cordon_status *status) {
    stream *s;
    size_t n = 0, got = 1;
    cordon_error err;
    *status = stream_open_memory(&s, "fuzz", data, size, &err);
    if (*status) return 0;
    while (!*status && got && n < OUT_MAX) {
        size_t want = piece < OUT_MAX - n ? piece : OUT_MAX - n;
        *status = stream_read(s, out + n, want, &got, &err);
        if (got > want) abort();
        if (!*status) n += got;
    }
    /* An error says what and where; an end was reached with all bytes read. */
    if (*status && (!err.message[0] || strcmp(err.source, "fuzz") != 0)) abort();
    if (!*status && !got && stream_raw_bytes(s) != size) abort();
    if (stream_out_bytes(s) < n) abort();
    stream_close(s);
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static unsigned char whole[OUT_MAX], parts[OUT_MAX];
    cordon_status a, b;
    if (size < 1) return 0;
    size_t piece = 1 + data[0];
    size_t n = read_all(whole, data + 1, size - 1, OUT_MAX, &a);
    size_t m = read_all(parts, data + 1, size - 1, piece, &b);
    if (a != b) abort();
    if (!a && (n != m || memcmp(whole, parts, n) != 0)) abort();
    return 0;
}
