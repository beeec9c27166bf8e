/* Files as bytes: every format is unpacked whole or refused, never cut short. */
#include "read/stream.h"

#include <lzma.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/buf.h"
#include "test.h"

/* ---- making compressed bytes ---- */

static void add_gzip(buf *out, const char *s, size_t len, const char *file_name) {
    z_stream z = {0};
    unsigned char packed[1 << 16];
    deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    gz_header head = {.name = (Bytef *)(uintptr_t)file_name};
    if (file_name) deflateSetHeader(&z, &head);
    z.next_in = (Bytef *)(uintptr_t)s;
    z.avail_in = (uInt)len;
    int r;
    do {
        z.next_out = packed;
        z.avail_out = sizeof packed;
        r = deflate(&z, Z_FINISH);
        buf_add(out, (const char *)packed, sizeof packed - z.avail_out);
    } while (r == Z_OK);
    deflateEnd(&z);
}

static void add_xz(buf *out, const char *s, size_t len) {
    size_t cap = lzma_stream_buffer_bound(len), at = 0;
    unsigned char *packed = malloc(cap);
    if (lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, NULL, (const uint8_t *)s, len, packed, &at,
                                cap) == LZMA_OK)
        buf_add(out, (const char *)packed, at);
    free(packed);
}

static void add_zstd(buf *out, const char *s, size_t len) {
    size_t cap = ZSTD_compressBound(len);
    char *packed = malloc(cap);
    ZSTD_CCtx *c = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
    size_t n = ZSTD_compress2(c, packed, cap, s, len);
    if (!ZSTD_isError(n)) buf_add(out, packed, n);
    ZSTD_freeCCtx(c);
    free(packed);
}

typedef enum kind { PLAIN, GZ, XZ, ZST, KINDS } kind;
static const char *const kind_name[] = {"plain", "gz", "xz", "zst"};

static void pack(buf *out, kind k, const char *s, size_t len) {
    if (k == PLAIN) buf_add(out, s, len);
    if (k == GZ) add_gzip(out, s, len, NULL);
    if (k == XZ) add_xz(out, s, len);
    if (k == ZST) add_zstd(out, s, len);
}

/* Reads to the end in pieces of `piece` bytes. */
static cordon_status read_all(buf *out, const void *data, size_t len, size_t piece,
                              cordon_error *err) {
    stream *s;
    char *part = malloc(piece);
    size_t got = 1;
    cordon_status status = stream_open_memory(&s, "test", data, len, err);
    while (!status && got) {
        status = stream_read(s, part, piece, &got, err);
        if (!status) buf_add(out, part, got);
    }
    if (!status && (stream_raw_bytes(s) != len || stream_out_bytes(s) != out->len))
        status = CORDON_EINTERNAL;
    stream_close(s);
    free(part);
    return status;
}

/* True when the packed bytes give exactly the text. */
static bool gives(const buf *packed, const char *text, size_t len, size_t piece) {
    buf out = {0};
    cordon_error err = {0};
    cordon_status status = read_all(&out, buf_text(packed), packed->len, piece, &err);
    if (status) printf("# %s\n", err.message);
    bool same = !status && out.len == len && memcmp(buf_text(&out), text, len) == 0;
    buf_free(&out);
    return same;
}

static void random_text(buf *b, size_t len) {
    while (b->len < len) buf_printf(b, "AT,CHN,%u,%llu\n", (unsigned)(test_random() % 100), (unsigned long long)test_random() % 100000);
}

TEST(every_format_gives_its_text) {
    static const size_t sizes[] = {0, 1, 2, 3, 5, 100, 70000, 1000000}, pieces[] = {1, 7, 4096, 1 << 20};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t p = 0; p < 4; p++)
            for (int k = 0; k < KINDS; k++) {
                if (sizes[i] > 1000 && pieces[p] < 1000) continue;
                buf text = {0}, packed = {0};
                random_text(&text, sizes[i]);
                pack(&packed, (kind)k, buf_text(&text), sizes[i]);
                bool ok = gives(&packed, buf_text(&text), sizes[i], pieces[p]);
                buf_free(&text);
                buf_free(&packed);
                if (!ok) FAIL_("%s of %zu bytes by %zu", kind_name[k], sizes[i], pieces[p]);
            }
}

TEST(members_follow_one_another) {
    for (int k = GZ; k < KINDS; k++) {
        buf packed = {0};
        pack(&packed, (kind)k, "one,", 4);
        pack(&packed, (kind)k, "", 0);
        pack(&packed, (kind)k, "two,", 4);
        pack(&packed, (kind)k, "three", 5);
        bool ok = gives(&packed, "one,two,three", 13, 4096) && gives(&packed, "one,two,three", 13, 1);
        buf_free(&packed);
        if (!ok) FAIL_("%s", kind_name[k]);
    }
    /* xz allows padding between streams, by fours. */
    buf packed = {0};
    pack(&packed, XZ, "one", 3);
    buf_add(&packed, "\0\0\0\0", 4);
    pack(&packed, XZ, "two", 3);
    bool ok = gives(&packed, "onetwo", 6, 4096);
    buf_free(&packed);
    CHECK(ok);
}

/* Many members, so that their ends fall on every place of the read buffer. */
TEST(members_across_the_read_buffer) {
    for (int k = GZ; k < KINDS; k++) {
        buf packed = {0}, text = {0};
        char noise[4000];
        for (size_t i = 0; i < sizeof noise; i++) noise[i] = (char)test_random();
        for (int i = 0; i < 300; i++) {
            size_t len = test_random() % sizeof noise;
            pack(&packed, (kind)k, noise, len);
            buf_add(&text, noise, len);
        }
        bool ok = packed.len > 512 * 1024 && gives(&packed, text.p, text.len, 1 << 16);
        buf_free(&packed);
        buf_free(&text);
        if (!ok) FAIL_("%s", kind_name[k]);
    }
}

/* The end of a gzip member on each byte around the end of the read buffer (256 KB):
 * two bytes tell whether another follows.                                        */
TEST(a_member_ends_at_the_end_of_the_read_buffer) {
    enum { BUFFER = 256 * 1024 };
    char name[400];
    buf noise = {0};
    size_t hit = 0;
    for (size_t i = 0; i < BUFFER - 300; i++) buf_char(&noise, (char)test_random());
    for (size_t n = 1; n < sizeof name; n++) {
        buf packed = {0};
        memset(name, 'n', n);
        name[n] = 0;
        add_gzip(&packed, noise.p, noise.len, name);
        bool near = packed.len + 3 > BUFFER && packed.len < BUFFER + 3;
        hit += near;
        add_gzip(&packed, "", 0, NULL);
        bool ok = !near || gives(&packed, noise.p, noise.len, 1 << 16);
        buf_free(&packed);
        if (!ok) FAIL_("a name of %zu bytes", n);
        if (n > 1 && !near && hit) break;
    }
    buf_free(&noise);
    CHECK_INT((intmax_t)hit, 5);
}

/* Cut at every byte: an error, or nothing at all was there. A whole first member
 * alone is a file of its own, so that cut is left out.                           */
TEST(a_cut_at_any_byte_is_an_error) {
    buf text = {0};
    random_text(&text, 600);
    for (int k = GZ; k < KINDS; k++)
        for (int members = 1; members <= 2; members++) {
            buf packed = {0};
            pack(&packed, (kind)k, text.p, 300);
            size_t whole = packed.len;
            if (members == 2) pack(&packed, (kind)k, text.p + 300, 300);
            for (size_t cut = 1; cut < packed.len; cut++) {
                buf out = {0};
                cordon_error err = {0};
                if (members == 2 && cut == whole) continue;
                cordon_status status = read_all(&out, packed.p, cut, 4096, &err);
                bool plain = cut < 6 && !status && out.len == cut; /* no magic number yet */
                buf_free(&out);
                if (status != CORDON_EFORMAT && !plain)
                    FAIL_("%s cut at %zu of %zu: status %d", kind_name[k], cut, packed.len, status);
                if (!plain && (!err.message[0] || strcmp(err.source, "test") != 0))
                    FAIL_("%s cut at %zu says nothing", kind_name[k], cut);
            }
            buf_free(&packed);
        }
    buf_free(&text);
}

/* Every bit of a small file flipped: an error, or the same bytes (a flip in a time
 * stamp or a stored name), never other bytes. A flip in the magic number makes
 * another, plain file of it: then all bytes are given as they are.               */
TEST(a_flipped_bit_is_an_error_or_without_effect) {
    buf text = {0};
    random_text(&text, 300);
    size_t without_effect[KINDS] = {0};
    for (int k = GZ; k < KINDS; k++) {
        buf packed = {0};
        if (k == GZ)
            add_gzip(&packed, text.p, text.len, "stored-name.csv");
        else
            pack(&packed, (kind)k, text.p, text.len);
        for (size_t bit = 0; bit < packed.len * 8; bit++) {
            buf out = {0};
            packed.p[bit / 8] = (char)(packed.p[bit / 8] ^ (1 << bit % 8));
            cordon_status status = read_all(&out, packed.p, packed.len, 4096, NULL);
            bool same = out.len == text.len && memcmp(out.p, text.p, text.len) == 0;
            bool plain = bit < 48 && out.len == packed.len && memcmp(out.p, packed.p, out.len) == 0;
            packed.p[bit / 8] = (char)(packed.p[bit / 8] ^ (1 << bit % 8));
            buf_free(&out);
            if (!status && !same && !plain)
                FAIL_("%s: other bytes after a flip of bit %zu", kind_name[k], bit);
            without_effect[k] += !status && same;
        }
        buf_free(&packed);
    }
    buf_free(&text);
    printf("# flips without effect: gz %zu, xz %zu, zst %zu bits\n", without_effect[GZ],
           without_effect[XZ], without_effect[ZST]);
    CHECK(without_effect[GZ] < 8 * 40); /* time, system and name of the header */
    CHECK_INT((int)without_effect[XZ], 0);
    CHECK(without_effect[ZST] < 8 * 2);      /* the size of the window */
}

TEST(bytes_behind_the_end_are_an_error) {
    static const char *const tails[] = {"x", "xy", "trailing garbage, and more of it", "\x1f", "\x1f\x8b"};
    for (int k = GZ; k < KINDS; k++)
        for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
            buf packed = {0}, out = {0};
            pack(&packed, (kind)k, "text\n", 5);
            buf_str(&packed, tails[i]);
            cordon_status status = read_all(&out, packed.p, packed.len, 4096, NULL);
            buf_free(&packed);
            buf_free(&out);
            if (status != CORDON_EFORMAT) FAIL_("%s and \"%s\": %d", kind_name[k], tails[i], status);
        }
}

/* zstd tools that work in parallel begin with a frame that is to be skipped. */
TEST(a_skippable_frame_is_skipped) {
    buf packed = {0};
    buf_add(&packed, "\x50\x2a\x4d\x18\x04\0\0\0abcd", 12);
    pack(&packed, ZST, "text", 4);
    buf_add(&packed, "\x5f\x2a\x4d\x18\x02\0\0\0xy", 10);
    bool ok = gives(&packed, "text", 4, 4096);
    buf_free(&packed);
    CHECK(ok);
}

TEST(a_bomb_needs_no_memory) {
    buf packed = {0};
    char *zeros = calloc(1, 1 << 20);
    for (int i = 0; i < 64; i++) add_gzip(&packed, zeros, 1 << 20, NULL);
    stream *s;
    size_t got = 1, all = 0;
    cordon_status status = stream_open_memory(&s, "bomb", packed.p, packed.len, NULL);
    while (!status && got) {
        status = stream_read(s, zeros, 1 << 20, &got, NULL);
        all += got;
    }
    stream_close(s);
    free(zeros);
    buf_free(&packed);
    CHECK_INT(status, 0);
    CHECK_INT((intmax_t)all, 64 << 20);
}

/* ---- files and hashes ---- */

static bool write_file(const char *path, const void *p, size_t len) {
    FILE *f = fopen(path, "wb");
    if (!f) return false;
    bool ok = fwrite(p, 1, len, f) == len;
    return fclose(f) == 0 && ok;
}

TEST(the_hash_is_that_of_sha256sum) {
    char path[] = "/tmp/cordon-stream-XXXXXX", hex[65], want[65], line[200] = "", command[200];
    int fd = mkstemp(path);
    CHECK(fd >= 0);
    close(fd);
    for (int k = 0; k < KINDS; k++)
        for (size_t len = 0; len < 600000; len = len * 3 + 50) {
            buf text = {0}, packed = {0};
            random_text(&text, len);
            pack(&packed, (kind)k, buf_text(&text), len);
            bool wrote = write_file(path, buf_text(&packed), packed.len);
            snprintf(command, sizeof command, "sha256sum %s", path);
            FILE *p = popen(command, "r");
            bool read = p && fgets(line, sizeof line, p);
            if (p) pclose(p);
            snprintf(want, sizeof want, "%.64s", line);
            /* By the hash alone, and as read through the unpacker. */
            stream *s;
            unsigned char sha[STREAM_SHA256];
            char through[65] = "", part[5000];
            size_t got = 1, n = 0;
            cordon_status whole = stream_hash_file(hex, path, NULL), status = stream_open(&s, path, NULL);
            bool size = !status && stream_raw_size(s) == packed.len;
            while (!status && got && !(status = stream_read(s, part, sizeof part, &got, NULL))) n += got;
            if (!status) stream_sha256(s, sha), stream_hex(through, sha), stream_close(s);
            buf_free(&text);
            buf_free(&packed);
            if (!wrote || !read || whole || status || !size || n != len) FAIL_("%s %zu", kind_name[k], len);
            if (strcmp(hex, want) != 0 || strcmp(through, want) != 0)
                FAIL_("%s of %zu bytes: %s, %s, want %s", kind_name[k], len, hex, through, want);
        }
    unlink(path);
}

TEST(what_cannot_be_opened_says_so) {
    stream *s = NULL;
    cordon_error err = {0};
    CHECK_INT(stream_open(&s, "/nowhere/file.csv", &err), CORDON_ENOTFOUND);
    CHECK(strcmp(err.source, "/nowhere/file.csv") == 0 && strstr(err.message, "No such file"));
    CHECK_INT(stream_open(&s, "/tmp", &err), CORDON_EIO);
    CHECK(strstr(err.message, "directory"));
    CHECK(s == NULL);
    stream_close(NULL);
}
