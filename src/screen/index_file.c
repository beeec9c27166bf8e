#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "screen/index_inner.h"

static const char magic[8] = {'C', 'O', 'R', 'D', 'N', 'I', 'D', 'X'};

void index_rules(uint8_t reach[UNIT_KEY_MAX + 1], uint8_t meet[INDEX_SPACES * INDEX_SPACES], char arch[16]) {
    for (unsigned i = 0; i <= UNIT_KEY_MAX; i++) reach[i] = (uint8_t)unit_reach(i);
    for (unsigned i = 0; i < INDEX_SPACES * INDEX_SPACES; i++)
        meet[i] = unit_spaces_meet(i / INDEX_SPACES, i % INDEX_SPACES);
#if defined(__x86_64__)
    static const char name[16] = "x86_64";
#elif defined(__aarch64__)
    static const char name[16] = "aarch64";
#else
    static const char name[16] = "other";
#endif
    memcpy(arch, name, sizeof name);
}

cordon_status index_damaged(const screen_index *x, const char *what, cordon_error *err) {
    return cordon_fail_at(err, CORDON_ECORRUPT, x->path, 0, 0, "the index is damaged (%s); build it again", what);
}

static cordon_status map_file(screen_index *x, cordon_error *err) {
    struct stat st;
    int fd = open(x->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cordon_fail_at(err, errno == ENOENT ? CORDON_ENOTFOUND : CORDON_EIO, x->path, 0, 0, "%s",
                              strerror(errno));
    cordon_status status = CORDON_OK;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        status = cordon_fail_at(err, CORDON_EIO, x->path, 0, 0, "is no file that can be mapped");
    else if (st.st_size < INDEX_PAGE)
        status = cordon_fail_at(err, CORDON_EFORMAT, x->path, 0, 0, "is no screening index: %lld bytes, fewer than its header has",
                                (long long)st.st_size);
    void *map = status ? MAP_FAILED : mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (!status && map == MAP_FAILED)
        status = cordon_fail_at(err, CORDON_EIO, x->path, 0, 0, "cannot be mapped: %s", strerror(errno));
    close(fd);
    if (status) return status;
    x->map = map;
    x->map_bytes = (size_t)st.st_size;
    return CORDON_OK;
}

static bool hash_is(const unsigned char want[INDEX_HASH], const void *p, size_t len) {
    unsigned char have[INDEX_HASH];
    crypto_generichash(have, sizeof have, p, len, NULL, 0);
    return memcmp(have, want, sizeof have) == 0;
}

static cordon_status check_maker(const screen_index *x, cordon_error *err) {
    const index_header *h = &x->h;
    index_header now;
    index_rules(now.reach, now.meet, now.arch);
    if (memcmp(h->magic, magic, sizeof magic) != 0)
        return cordon_fail_at(err, CORDON_EFORMAT, x->path, 0, 0, "is no screening index");
    if (h->order != INDEX_ORDER)
        return cordon_fail_at(err, CORDON_EFORMAT, x->path, 0, 0,
                              "was built on a machine with the other order of bytes; build it here");
    if (h->version != INDEX_VERSION)
        return cordon_fail_at(err, CORDON_EFORMAT, x->path, 0, 0, "has version %u, this program reads %d; build it again",
                              h->version, INDEX_VERSION);
    if (!hash_is(h->hash, h, offsetof(index_header, hash))) return index_damaged(x, "checksum of the header", err);
    if (memcmp(h->arch, now.arch, sizeof now.arch) != 0)
        return cordon_fail_at(err, CORDON_EFORMAT, x->path, 0, 0, "was built for %.15s, this is %s; build it here", h->arch,
                              now.arch);
    if (memcmp(h->reach, now.reach, sizeof now.reach) != 0 || memcmp(h->meet, now.meet, sizeof now.meet) != 0)
        return cordon_fail_at(err, CORDON_EFORMAT, x->path, 0, 0,
                              "was built by a program with other rules of likeness; build it again");
    return CORDON_OK;
}

/* Bytes that a section must have; UINT64_MAX = any. */
static uint64_t bytes_wanted(const index_header *h, index_part p, uint64_t key_bytes) {
    uint64_t blocks = (h->names + INDEX_NAME_BLOCK - 1) / INDEX_NAME_BLOCK;
    switch (p) {
    case PART_KINDS: return (uint64_t)h->kinds * sizeof(index_kind);
    case PART_WEIGHTS: return (uint64_t)h->weights * 4;
    case PART_KEYS: return key_bytes;
    case PART_SLOTS: return (uint64_t)h->entries * 4;
    case PART_BUCKETS: return (((uint64_t)1 << h->bucket_bits) + 1) * 4;
    case PART_MASKS:
    case PART_SEGMENTS: return (uint64_t)h->segments * 4;
    case PART_STARTS: return blocks * 8 + h->names * 2;
    case PART_REFS: return h->names * 8;
    case PART_GRAMS: return (uint64_t)h->grams * 2;
    case PART_GRAM_SLOTS: return (uint64_t)h->grams * sizeof(index_gram);
    case PART_GRAM_COUNTS: return h->names;
    case PART_MADE_OF:
    case PART_POSTINGS:
    case PART_RECORDS:
    case PART_GRAM_NAMES:
    case INDEX_PARTS: break;
    }
    return UINT64_MAX;
}

static cordon_status check_parts(screen_index *x, cordon_error *err) {
    const index_header *h = &x->h;
    uint64_t entries = 0, key_bytes = 0;
    for (unsigned g = 0; g < INDEX_GROUPS; g++) {
        x->first[g] = (uint32_t)entries;
        x->key_at[g] = key_bytes;
        entries += h->group[g];
        key_bytes += (uint64_t)h->group[g] * (g % (UNIT_KEY_MAX + 1) + INDEX_KIND_BYTES);
    }
    x->first[INDEX_GROUPS] = (uint32_t)entries;
    if (h->file_bytes != x->map_bytes)
        return cordon_fail_at(err, CORDON_ECORRUPT, x->path, 0, 0, "is cut short or longer than it was: %zu bytes of %llu; build it again",
                              x->map_bytes, (unsigned long long)h->file_bytes);
    if (entries != h->entries || h->names >= INDEX_ONE_NAME || h->kinds > INDEX_KINDS_MAX || h->bucket_bits > 31 ||
        (h->entry_bytes != 3 && h->entry_bytes != 4))
        return index_damaged(x, "counts in the header", err);
    for (index_part p = PART_MADE_OF; p < INDEX_PARTS; p++) {
        const index_section *s = &h->part[p];
        uint64_t want = bytes_wanted(h, p, key_bytes);
        if (s->at % 64 != 0 || s->at < INDEX_PAGE || s->at > x->map_bytes || s->bytes > x->map_bytes - s->at ||
            (want != UINT64_MAX && s->bytes != want))
            return index_damaged(x, "places of its parts", err);
    }
    if (h->part[PART_MADE_OF].bytes > INDEX_MADE_OF_MAX) return index_damaged(x, "places of its parts", err);
    const index_kind *kind = (const void *)index_part_at(x, PART_KINDS);
    for (uint32_t i = 0; i < h->kinds; i++)
        if (!isfinite(kind[i].most) || !kind[i].count || kind[i].count > UNIT_TOKENS_MAX)
            return index_damaged(x, "kinds of units", err);
    return CORDON_OK;
}

static cordon_status check_hashes(const screen_index *x, cordon_error *err) {
    for (index_part p = PART_MADE_OF; p < INDEX_PARTS; p++)
        if (!hash_is(x->h.part[p].hash, index_part_at(x, p), x->h.part[p].bytes))
            return index_damaged(x, "checksum of a part", err);
    return CORDON_OK;
}

cordon_status index_open(screen_index **out, const char *path, bool verify, cordon_error *err) {
    screen_index *x = calloc(1, sizeof *x);
    cordon_status status = CORDON_OK;
    if (!x || !(x->path = strdup(path))) status = cordon_fail(err, CORDON_ENOMEM, "no memory for an index");
    if (!status) status = score_model_open(&x->model, err);
    if (!status) status = name_tables_open(&x->tables, err);
    if (!status) status = map_file(x, err);
    if (!status) {
        memcpy(&x->h, x->map, sizeof x->h);
        status = check_maker(x, err);
    }
    if (!status) status = check_parts(x, err);
    if (!status && verify) status = check_hashes(x, err);
    if (!status) {
        const index_section *s = &x->h.part[PART_MADE_OF];
        x->made_of = strndup((const char *)x->map + s->at, s->bytes);
        if (!x->made_of) status = cordon_fail(err, CORDON_ENOMEM, "no memory for an index");
    }
    if (status) {
        index_close(x);
        return status;
    }
    *out = x;
    return CORDON_OK;
}

void index_close(screen_index *x) {
    if (!x) return;
    if (x->map) munmap((void *)(uintptr_t)x->map, x->map_bytes);
    free(x->made_of);
    free(x->path);
    free(x);
}

const char *index_made_of(const screen_index *x) { return x->made_of; }
uint64_t index_names(const screen_index *x) { return x->h.names; }
uint64_t index_skipped(const screen_index *x) { return x->h.skipped; }
