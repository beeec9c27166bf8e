#include "screen/facts.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_BYTES = 64, HASH_BYTES = 16, ENDIAN_MARK = 0x01020304 };
static const char magic[8] = {'C', 'R', 'D', 'N', 'F', 'C', 'T', '1'};

typedef struct head {
    char magic[8];
    uint32_t endian, head_bytes;
    uint64_t n;
    unsigned char hash[HASH_BYTES], none[24];
} head;
_Static_assert(sizeof(head) == HEAD_BYTES && sizeof(fact_pair) == 16, "the layout of facts.h");

struct facts_file {
    const fact_pair *pair;
    size_t n;
    void *map;
    size_t map_bytes;
};

static int by_key(const void *a, const void *b) {
    const fact_pair *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return (x->version > y->version) - (x->version < y->version);
}

static void hash_pairs(unsigned char out[HASH_BYTES], const fact_pair *pair, size_t n) {
    crypto_generichash(out, HASH_BYTES, (const unsigned char *)pair, n * sizeof *pair, NULL, 0);
}

static bool write_all(int fd, const void *data, size_t len) {
    for (const char *p = data; len;) {
        ssize_t n = write(fd, p, len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        p += n;
        len -= (size_t)n;
    }
    return true;
}

cordon_status facts_write(fact_pair *pair, size_t n, const char *path, cordon_error *err) {
    char aside[1300];
    size_t kept = 0;
    if (n) qsort(pair, n, sizeof *pair, by_key);
    for (size_t i = 0; i < n; i++)
        if (!kept || by_key(&pair[kept - 1], &pair[i]) != 0) pair[kept++] = pair[i];
    head h = {.endian = ENDIAN_MARK, .head_bytes = HEAD_BYTES, .n = kept};
    memcpy(h.magic, magic, sizeof magic);
    hash_pairs(h.hash, pair, kept);
    snprintf(aside, sizeof aside, "%s.new", path);
    int fd = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool done = fd >= 0 && write_all(fd, &h, sizeof h) && write_all(fd, pair, kept * sizeof *pair) && fsync(fd) == 0;
    int error = errno;
    if (fd >= 0 && close(fd) != 0) done = false;
    if (done && rename(aside, path) == 0) return CORDON_OK;
    if (done) error = errno;
    unlink(aside);
    return cordon_fail_at(err, error == ENOSPC ? CORDON_ENOSPC : CORDON_EIO, path, 0, 0, "%s", strerror(error));
}

static const char *fault_of(const head *h, size_t bytes, bool verify) {
    unsigned char hash[HASH_BYTES];
    if (bytes < HEAD_BYTES || memcmp(h->magic, magic, sizeof magic) != 0) return "is no file of facts";
    if (h->endian != ENDIAN_MARK || h->head_bytes != HEAD_BYTES) return "was made on another kind of machine";
    if (h->n != (bytes - HEAD_BYTES) / sizeof(fact_pair) || (bytes - HEAD_BYTES) % sizeof(fact_pair))
        return "is cut short or damaged";
    if (!verify) return NULL;
    hash_pairs(hash, (const fact_pair *)(h + 1), (size_t)h->n);
    return memcmp(hash, h->hash, HASH_BYTES) == 0 ? NULL : "is damaged: its checksum is another";
}

cordon_status facts_open(facts_file **out, const char *path, bool verify, cordon_error *err) {
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cordon_fail_at(err, errno == ENOENT ? CORDON_ENOTFOUND : CORDON_EIO, path, 0, 0, "%s", strerror(errno));
    void *map = MAP_FAILED;
    if (fstat(fd, &st) == 0 && st.st_size >= HEAD_BYTES)
        map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (map == MAP_FAILED) return cordon_fail_at(err, CORDON_ECORRUPT, path, 0, 0, "is no file of facts");
    const char *fault = fault_of(map, (size_t)st.st_size, verify);
    facts_file *f = fault ? NULL : calloc(1, sizeof *f);
    if (!f) {
        munmap(map, (size_t)st.st_size);
        return fault ? cordon_fail_at(err, CORDON_ECORRUPT, path, 0, 0, "%s: load a list or delete the folder", fault)
                     : cordon_fail(err, CORDON_ENOMEM, "no memory to open %s", path);
    }
    f->map = map;
    f->map_bytes = (size_t)st.st_size;
    f->pair = (const fact_pair *)((const head *)map + 1);
    f->n = (size_t)((const head *)map)->n;
    *out = f;
    return CORDON_OK;
}

void facts_close(facts_file *f) {
    if (!f) return;
    munmap(f->map, f->map_bytes);
    free(f);
}

uint64_t facts_count(const facts_file *f) { return f->n; }

static size_t lower(const facts_file *f, uint64_t key, bool behind) {
    size_t low = 0, high = f->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (f->pair[mid].key < key || (behind && f->pair[mid].key == key))
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

size_t facts_find(const fact_pair **first, const facts_file *f, uint64_t key) {
    size_t from = lower(f, key, false), to = lower(f, key, true);
    *first = f->pair + from;
    return to - from;
}
