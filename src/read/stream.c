#include "read/stream.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <lzma.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { IN_BYTES = 256 * 1024, XZ_MEMORY_MAX = 256 << 20, ZSTD_WINDOW_LOG_MAX = 27 };

typedef enum kind { PLAIN, GZIP, XZ, ZSTD } kind;

struct stream {
    char name[160];
    int fd;               /* -1 when reading from memory */
    const unsigned char *memory;
    size_t memory_left;
    kind kind;
    bool file_ended, finished, sniffed;
    bool member_open; /* gzip, zstd: inside a member or frame */
    uint64_t raw_bytes, raw_size, out_bytes;
    size_t in_at, in_len;
    crypto_hash_sha256_state sha;
    unsigned char sha256[STREAM_SHA256];
    z_stream z;
    lzma_stream xz;
    ZSTD_DStream *zstd;
    unsigned char in[IN_BYTES];
};

static cordon_status fail(const stream *s, cordon_status status, cordon_error *err,
                          const char *what) {
    return cordon_fail_at(err, status, s->name, 0, 0, "%s (at byte %llu of the file)", what,
                          (unsigned long long)(s->raw_bytes - (s->in_len - s->in_at)));
}

static stream *stream_new(const char *name) {
    stream *s = malloc(sizeof *s);
    if (!s) return NULL;
    memset(s, 0, offsetof(stream, in));
    s->fd = -1;
    snprintf(s->name, sizeof s->name, "%s", name);
    crypto_hash_sha256_init(&s->sha);
    return s;
}

cordon_status stream_open(stream **out, const char *path, cordon_error *err) {
    bool standard = strcmp(path, "-") == 0;
    stream *s = stream_new(standard ? "standard input" : path);
    if (!s) return cordon_fail(err, CORDON_ENOMEM, "no memory to open %s", path);
    s->fd = standard ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (s->fd < 0 || fstat(s->fd, &st) != 0) {
        cordon_status status = errno == ENOENT ? CORDON_ENOTFOUND : CORDON_EIO;
        cordon_fail_at(err, status, s->name, 0, 0, "cannot open: %s", strerror(errno));
        stream_close(s);
        return status;
    }
    if (S_ISDIR(st.st_mode)) {
        cordon_fail_at(err, CORDON_EIO, s->name, 0, 0, "is a directory, not a file");
        stream_close(s);
        return CORDON_EIO;
    }
    if (S_ISREG(st.st_mode)) s->raw_size = (uint64_t)st.st_size;
    *out = s;
    return CORDON_OK;
}

cordon_status stream_open_memory(stream **out, const char *name, const void *data, size_t len,
                                 cordon_error *err) {
    stream *s = stream_new(name);
    if (!s) return cordon_fail(err, CORDON_ENOMEM, "no memory to open %s", name);
    s->memory = data;
    s->memory_left = len;
    s->raw_size = len;
    *out = s;
    return CORDON_OK;
}

void stream_close(stream *s) {
    if (!s) return;
    if (s->kind == GZIP) inflateEnd(&s->z);
    if (s->kind == XZ) lzma_end(&s->xz);
    if (s->zstd) ZSTD_freeDStream(s->zstd);
    if (s->fd >= 0) close(s->fd);
    free(s);
}

/* Reads more of the file behind what is unread. */
static cordon_status fill(stream *s, cordon_error *err) {
    if (s->file_ended) return CORDON_OK;
    if (s->in_at) {
        memmove(s->in, s->in + s->in_at, s->in_len - s->in_at);
        s->in_len -= s->in_at;
        s->in_at = 0;
    }
    size_t room = IN_BYTES - s->in_len;
    ssize_t n;
    if (s->fd < 0) {
        n = (ssize_t)(s->memory_left < room ? s->memory_left : room);
        if (n) memcpy(s->in + s->in_len, s->memory, (size_t)n);
        s->memory += n;
        s->memory_left -= (size_t)n;
    } else {
        do n = read(s->fd, s->in + s->in_len, room);
        while (n < 0 && errno == EINTR);
    }
    if (n < 0) return fail(s, CORDON_EIO, err, strerror(errno));
    if (n == 0) {
        s->file_ended = true;
        crypto_hash_sha256_final(&s->sha, s->sha256);
        return CORDON_OK;
    }
    crypto_hash_sha256_update(&s->sha, s->in + s->in_len, (unsigned long long)n);
    s->in_len += (size_t)n;
    s->raw_bytes += (uint64_t)n;
    return CORDON_OK;
}

static cordon_status sniff(stream *s, cordon_error *err) {
    while (s->in_len < 6 && !s->file_ended) {
        cordon_status status = fill(s, err);
        if (status) return status;
    }
    s->sniffed = true;
    const unsigned char *p = s->in;
    if (s->in_len >= 2 && p[0] == 0x1f && p[1] == 0x8b) {
        if (inflateInit2(&s->z, 15 + 16) != Z_OK) return fail(s, CORDON_ENOMEM, err, "no memory");
        s->kind = GZIP;
        s->member_open = true;
    } else if (s->in_len >= 6 && memcmp(p, "\xfd"
                                           "7zXZ\0",
                                        6) == 0) {
        s->xz = (lzma_stream)LZMA_STREAM_INIT;
        if (lzma_stream_decoder(&s->xz, XZ_MEMORY_MAX, LZMA_CONCATENATED) != LZMA_OK)
            return fail(s, CORDON_ENOMEM, err, "no memory");
        s->kind = XZ;
    } else if (s->in_len >= 4 && (memcmp(p, "\x28\xb5\x2f\xfd", 4) == 0 ||
                                  /* a frame to skip: what parallel packers begin with */
                                  ((p[0] & 0xf0) == 0x50 && memcmp(p + 1, "\x2a\x4d\x18", 3) == 0))) {
        s->zstd = ZSTD_createDStream();
        if (!s->zstd) return fail(s, CORDON_ENOMEM, err, "no memory");
        ZSTD_DCtx_setParameter(s->zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG_MAX);
        s->kind = ZSTD;
        s->member_open = true;
    }
    return CORDON_OK;
}

static cordon_status read_gzip(stream *s, unsigned char *to, size_t len, size_t *got,
                               cordon_error *err) {
    if (!s->member_open) { /* another member, or the end */
        if (s->in_len == s->in_at) {
            s->finished = true;
            return CORDON_OK;
        }
        if (s->in_len - s->in_at == 1 && !s->file_ended) return CORDON_OK;
        if (s->in_len - s->in_at < 2 || s->in[s->in_at] != 0x1f || s->in[s->in_at + 1] != 0x8b)
            return fail(s, CORDON_EFORMAT, err, "gzip: bytes after the end of the data");
        if (inflateReset2(&s->z, 15 + 16) != Z_OK) return fail(s, CORDON_ENOMEM, err, "no memory");
        s->member_open = true;
    }
    s->z.next_in = s->in + s->in_at;
    s->z.avail_in = (uInt)(s->in_len - s->in_at);
    s->z.next_out = to;
    s->z.avail_out = (uInt)len;
    int r = inflate(&s->z, Z_NO_FLUSH);
    s->in_at = s->in_len - s->z.avail_in;
    *got = len - s->z.avail_out;
    if (r == Z_STREAM_END) {
        s->member_open = false;
        return CORDON_OK;
    }
    if (r == Z_MEM_ERROR) return fail(s, CORDON_ENOMEM, err, "no memory");
    if (r == Z_OK || r == Z_BUF_ERROR) {
        if (s->file_ended && s->in_at == s->in_len && *got == 0)
            return fail(s, CORDON_EFORMAT, err, "gzip: the file ends in the middle (truncated?)");
        return CORDON_OK;
    }
    char what[160];
    snprintf(what, sizeof what, "gzip: damaged data (%s)", s->z.msg ? s->z.msg : "unknown");
    return fail(s, CORDON_EFORMAT, err, what);
}

static cordon_status read_xz(stream *s, unsigned char *to, size_t len, size_t *got,
                             cordon_error *err) {
    s->xz.next_in = s->in + s->in_at;
    s->xz.avail_in = s->in_len - s->in_at;
    s->xz.next_out = to;
    s->xz.avail_out = len;
    lzma_ret r = lzma_code(&s->xz, s->file_ended ? LZMA_FINISH : LZMA_RUN);
    s->in_at = s->in_len - s->xz.avail_in;
    *got = len - s->xz.avail_out;
    if (r == LZMA_STREAM_END) {
        s->finished = true;
        return CORDON_OK;
    }
    if (r == LZMA_OK) return CORDON_OK;
    if (r == LZMA_MEM_ERROR || r == LZMA_MEMLIMIT_ERROR)
        return fail(s, CORDON_ELIMIT, err, "xz: needs more than 256 MB of memory to unpack");
    if (r == LZMA_BUF_ERROR && s->file_ended)
        return fail(s, CORDON_EFORMAT, err, "xz: the file ends in the middle (truncated?)");
    if (r == LZMA_BUF_ERROR) return CORDON_OK;
    return fail(s, CORDON_EFORMAT, err, "xz: damaged data");
}

static cordon_status read_zstd(stream *s, unsigned char *to, size_t len, size_t *got,
                               cordon_error *err) {
    if (!s->member_open && s->in_at == s->in_len && s->file_ended) {
        s->finished = true;
        return CORDON_OK;
    }
    ZSTD_inBuffer in = {s->in + s->in_at, s->in_len - s->in_at, 0};
    ZSTD_outBuffer out = {to, len, 0};
    size_t r = ZSTD_decompressStream(s->zstd, &out, &in);
    s->in_at += in.pos;
    *got = out.pos;
    if (ZSTD_isError(r)) {
        char what[160];
        snprintf(what, sizeof what, "zstd: damaged data (%s)", ZSTD_getErrorName(r));
        return fail(s, CORDON_EFORMAT, err, what);
    }
    s->member_open = r != 0;
    if (s->member_open && s->file_ended && s->in_at == s->in_len && out.pos < out.size && !*got)
        return fail(s, CORDON_EFORMAT, err, "zstd: the file ends in the middle (truncated?)");
    return CORDON_OK;
}

static cordon_status read_plain(stream *s, unsigned char *to, size_t len, size_t *got) {
    size_t n = s->in_len - s->in_at;
    if (n > len) n = len;
    memcpy(to, s->in + s->in_at, n);
    s->in_at += n;
    *got = n;
    if (!n && s->file_ended) s->finished = true;
    return CORDON_OK;
}

cordon_status stream_read(stream *s, void *to, size_t len, size_t *got, cordon_error *err) {
    cordon_status status = CORDON_OK;
    *got = 0;
    if (len > 1 << 30) len = 1 << 30;
    if (!s->sniffed && (status = sniff(s, err))) return status;
    while (!status && !*got && !s->finished) {
        /* Two bytes are needed to tell a second gzip member. */
        if (s->in_len - s->in_at < 2 && !s->file_ended && (status = fill(s, err))) break;
        switch (s->kind) {
        case PLAIN: status = read_plain(s, to, len, got); break;
        case GZIP: status = read_gzip(s, to, len, got, err); break;
        case XZ: status = read_xz(s, to, len, got, err); break;
        case ZSTD: status = read_zstd(s, to, len, got, err); break;
        }
    }
    s->out_bytes += *got;
    return status;
}

const char *stream_name(const stream *s) { return s->name; }
uint64_t stream_raw_bytes(const stream *s) { return s->raw_bytes; }
uint64_t stream_raw_size(const stream *s) { return s->raw_size; }
uint64_t stream_out_bytes(const stream *s) { return s->out_bytes; }

void stream_sha256(const stream *s, unsigned char out[STREAM_SHA256]) {
    memcpy(out, s->sha256, STREAM_SHA256);
}

void stream_hex(char hex[65], const unsigned char sha256[STREAM_SHA256]) {
    sodium_bin2hex(hex, 65, sha256, STREAM_SHA256);
}

cordon_status stream_hash_file(char hex[65], const char *path, cordon_error *err) {
    stream *s = NULL;
    cordon_status status = stream_open(&s, path, err);
    if (status) return status;
    assert(s);
    while (!status && !s->file_ended) {
        s->in_at = s->in_len = 0;
        status = fill(s, err);
    }
    if (!status) stream_hex(hex, s->sha256);
    stream_close(s);
    return status;
}
