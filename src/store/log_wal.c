/* What a crash leaves behind the last commit in SQLite's write-ahead log.
 *
 *   0   magic 0x377f0682 or ...83 (words of the checksums little- or big-endian)   4  format   8  page size
 *   12  number of checkpoints   16  salt (8)   24  checksum of the first 24 bytes (8)
 *   32  frames: page number (4), pages of the database after a commit or 0 (4), salt (8), checksum over
 *       all frames so far (8), the page
 *
 * All numbers are big-endian (sqlite.org/fileformat2.html, "The Write-Ahead Log"). SQLite reads up to the last frame that ends a
 * commit and whose checksum holds; what has this salt and stands behind that was being written when it ended. */
#include <string.h>

#include "store/log_inner.h"

enum { HEADER = 32, FRAME = 24, PAGE_MAX = 65536 };

static uint32_t word(const unsigned char *p, bool big) {
    return big ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]
               : (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static void add(uint32_t sum[2], const unsigned char *p, size_t len, bool big) {
    for (size_t i = 0; i + 8 <= len; i += 8) {
        sum[0] += word(p + i, big) + sum[1];
        sum[1] += word(p + i + 4, big) + sum[0];
    }
}

static bool same(const uint32_t sum[2], const unsigned char *p) { return word(p, true) == sum[0] && word(p + 4, true) == sum[1]; }

static bool unfinished(FILE *f) {
    static const size_t salt = 8;
    unsigned char head[HEADER], frame[FRAME], page[PAGE_MAX];
    uint32_t sum[2] = {0, 0};
    if (fread(head, 1, HEADER, f) != HEADER) return false;
    uint32_t magic = word(head, true), size = word(head + 8, true);
    bool big = magic & 1, behind = false;
    if ((magic & ~1u) != 0x377f0682 || size < 512 || size > PAGE_MAX || size & (size - 1)) return false;
    add(sum, head, 24, big);
    if (!same(sum, head + 24)) return false;
    for (size_t got; (got = fread(frame, 1, FRAME, f)) > 0;) {
        if (got < FRAME) return behind || got < 16 || memcmp(frame + 8, head + 16, salt) == 0;
        if (memcmp(frame + 8, head + 16, salt) != 0) return behind; /* of a round before */
        if (fread(page, 1, size, f) != size) return true;
        add(sum, frame, 8, big);
        add(sum, page, size, big);
        if (!same(sum, frame + 16)) return true;
        behind = word(frame + 4, true) == 0;
    }
    return behind;
}

bool log_wal_unfinished(const char *path) {
    buf name = {0};
    buf_printf(&name, "%s-wal", path);
    FILE *f = name.failed ? NULL : fopen(name.p, "rb");
    bool found = f && unfinished(f);
    if (f) fclose(f);
    buf_free(&name);
    return found;
}
