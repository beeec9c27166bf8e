/* The file: sections behind each other, each at a multiple of 64, then the header at the front.
 * What stands under the path is whole at every moment: the old file until the new one is on disk. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "screen/index_build.h"

typedef struct writing {
    int fd;
    uint64_t at;
    bool failed; /* errno in why */
    int why;
    crypto_generichash_state hash;
} writing;

static void put(writing *w, const void *p, size_t len) {
    const unsigned char *s = p;
    for (size_t done = 0; !w->failed && done < len;) {
        ssize_t n = pwrite(w->fd, s + done, len - done < 1 << 30 ? len - done : 1 << 30, (off_t)(w->at + done));
        if (n <= 0 && errno != EINTR) w->failed = true, w->why = n ? errno : EIO;
        if (n > 0) done += (size_t)n;
    }
    w->at += len;
    if (len) crypto_generichash_update(&w->hash, p, len);
}

static void put_part(writing *w, index_builder *b, index_part p) {
    index_section *s = &b->h.part[p];
    w->at = (w->at + 63) & ~(uint64_t)63;
    s->at = w->at;
    crypto_generichash_init(&w->hash, NULL, 0, INDEX_HASH);
    if (p == PART_RECORDS)
        for (size_t i = 0; i < b->blocks; i++) put(w, b->block[i].records.p, b->block[i].records.len);
    else
        put(w, b->part[p].p, b->part[p].len);
    s->bytes = w->at - s->at;
    crypto_generichash_final(&w->hash, s->hash, INDEX_HASH);
}

static void put_header(writing *w, index_builder *b) {
    unsigned char page[INDEX_PAGE] = {0};
    index_header *h = &b->h;
    memcpy(h->magic, "CORDNIDX", sizeof h->magic);
    h->version = INDEX_VERSION;
    h->order = INDEX_ORDER;
    h->file_bytes = w->at;
    crypto_generichash(h->hash, INDEX_HASH, (const unsigned char *)h, offsetof(index_header, hash), NULL, 0);
    memcpy(page, h, sizeof *h);
    w->at = 0;
    put(w, page, sizeof page);
}

/* The name in its folder is on disk only when the folder is. */
static bool sync_folder(const char *path) {
    char copy[PATH_MAX];
    snprintf(copy, sizeof copy, "%s", path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0) close(fd);
    errno = why;
    return ok;
}

cordon_status build_write(index_builder *b, cordon_error *err) {
    char fresh[PATH_MAX];
    if ((size_t)snprintf(fresh, sizeof fresh, "%s.new", b->path) >= sizeof fresh)
        return cordon_fail_at(err, CORDON_EINVAL, b->path, 0, 0, "the path is too long");
    writing w = {.fd = open(fresh, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644), .at = INDEX_PAGE};
    if (w.fd < 0) return cordon_fail_at(err, errno == ENOSPC ? CORDON_ENOSPC : CORDON_EIO, fresh, 0, 0, "%s", strerror(errno));
    for (index_part p = PART_MADE_OF; p < INDEX_PARTS; p++) put_part(&w, b, p);
    if (!w.failed && ftruncate(w.fd, (off_t)w.at) != 0) w.failed = true, w.why = errno; /* an empty last part */
    put_header(&w, b);
    if (!w.failed && fsync(w.fd) != 0) w.failed = true, w.why = errno;
    close(w.fd);
    if (!w.failed && (rename(fresh, b->path) != 0 || !sync_folder(b->path))) w.failed = true, w.why = errno;
    if (!w.failed) return CORDON_OK;
    unlink(fresh);
    return cordon_fail_at(err, w.why == ENOSPC ? CORDON_ENOSPC : CORDON_EIO, b->path, 0, 0, "cannot be written: %s", strerror(w.why));
}
