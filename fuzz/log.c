/* Any bytes as an exported log, and a sound one with any bytes put into it: words, or an answer; and what is whole up to the head
 * kept outside is the sound one to the last bit.                                */
#include <stdlib.h>

#include "log_made.h"

static buf sound;
static log_head head;

static void judge(const char *p, size_t len) {
    arena mem;
    log_report r;
    cordon_error err = {0};
    FILE *f = fmemopen((void *)(uintptr_t)p, len, "rb");
    if (!f) return;
    arena_init(&mem, 0);
    if (log_verify_stream(&r, &mem, f, "fuzz", &head, &err)) {
        if (!err.message[0] || err.status == CORDON_EINTERNAL) abort();
    } else {
        if (!r.faults && (len != sound.len || memcmp(p, sound.p, len) != 0)) abort();
        for (size_t i = 0; i < r.faults; i++)
            if (!r.fault[i].what[0] || r.fault[i].to < r.fault[i].n) abort();
    }
    fclose(f);
    arena_destroy(&mem);
}

/* Cut at the first two numbers, what is between replaced by the rest of the data. */
static void put_into(const uint8_t *data, size_t size) {
    buf b = {0};
    size_t from = (size_t)(data[0] | data[1] << 8) % (sound.len + 1), gone = data[2] % 64, rest = from + gone;
    if (rest > sound.len) rest = sound.len;
    buf_add(&b, sound.p, from);
    buf_add(&b, (const char *)data + 3, size - 3);
    buf_add(&b, sound.p + rest, sound.len - rest);
    if (!b.failed && b.len) judge(b.p, b.len);
    buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!sound.p && !log_made(&sound, &head, 6)) abort();
    if (!size || size > 1 << 16) return 0;
    judge((const char *)data, size);
    if (size > 3) put_into(data, size);
    return 0;
}
