/* search_file.c - the index between runs: made once, checked whole, swapped by rename.
 *
 * The name of the file holds the hash of every table it was made of, so a stale index is simply
 * another file; the trailer holds the hash of its bytes, so a damaged one is seen and made anew.
 * Nothing is ever written in place: two programs that find none both make one, equal to the byte,
 * and the second rename changes nothing. Where no folder can be written the index lives in memory.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/data_dir.h"
#include "base/progress.h"
#include "goods/search_inner.h"
#include "read/stream.h"

enum { HASH_BYTES = 16, OLD_FILES_MAX = 3 };
static const char magic[8] = {'C', 'O', 'R', 'D', 'O', 'N', 'G', 'S'};

typedef struct trailer {
    char magic[8];
    uint64_t size;
    unsigned char hash[HASH_BYTES];
} trailer;

/* ---- the key ------------------------------------------------------------------------ */

/* Every table a text, a word or a relation comes from. Parameters of ranking are read at run time.
 */
static const char *const inputs[] = {
    "data/ref/hs_nomenclature_*", "data/ref/cn20*",          "data/ref/unsd_hs_*",
    "data/ref/hs_weights_*",      "data/revisions.csv",      "data/goods/*",
    "data/lists/us/ccl_*",        "data/ref/control_list_*",
};
static const char not_an_input[] = "search_parameters.csv";

static cordon_status hash_matches(crypto_generichash_state *h, const char *pattern,
                                  cordon_error *err) {
    char path[1024], hex[65];
    glob_t found = {0};
    cordon_status status = CORDON_OK;
    int rc = glob(data_path(path, sizeof path, pattern), 0, NULL, &found);
    for (size_t i = 0; !rc && !status && i < found.gl_pathc; i++) {
        const char *file = found.gl_pathv[i], *base = strrchr(file, '/');
        if (base && strcmp(base + 1, not_an_input) == 0) continue;
        if ((status = stream_hash_file(hex, file, err))) break;
        crypto_generichash_update(h, (const unsigned char *)(base ? base : file),
                                  strlen(base ? base : file) + 1);
        crypto_generichash_update(h, (const unsigned char *)hex, 64);
    }
    globfree(&found);
    return status;
}

static cordon_status make_key(char hex[2 * HASH_BYTES + 1], cordon_error *err) {
    crypto_generichash_state h;
    unsigned char hash[HASH_BYTES];
    const uint32_t form[] = {SEARCH_FORMAT, sizeof(image_head), sizeof(image_doc), 0x01020304,
                             SQLITE_VERSION_NUMBER};
    crypto_generichash_init(&h, NULL, 0, sizeof hash);
    crypto_generichash_update(&h, (const unsigned char *)form, sizeof form);
    crypto_generichash_update(&h, (const unsigned char *)CORDON_VERSION, sizeof CORDON_VERSION);
    cordon_status status = CORDON_OK;
    for (size_t i = 0; !status && i < sizeof inputs / sizeof *inputs; i++)
        status = hash_matches(&h, inputs[i], err);
    crypto_generichash_final(&h, hash, sizeof hash);
    sodium_bin2hex(hex, 2 * HASH_BYTES + 1, hash, sizeof hash);
    return status;
}

/* ---- the folder ----------------------------------------------------------------------- */

/* Makes the folder and those above it; "" when there is no such place. */
static void cache_folder(char *path, size_t size) {
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int n = 0;
    if (cache && *cache == '/')
        n = snprintf(path, size, "%s/cordon", cache);
    else if (home && *home == '/')
        n = snprintf(path, size, "%s/.cache/cordon", home);
    if (n <= 0 || (size_t)n >= size) {
        *path = 0;
        return;
    }
    for (char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
        *p = 0;
        (void)mkdir(path, 0700);
        *p = '/';
    }
    (void)mkdir(path, 0700);
}

typedef struct old_file {
    char *path;
    struct timespec when;
} old_file;

static int newest_first(const void *x, const void *y) {
    const old_file *p = x, *q = y;
    if (p->when.tv_sec != q->when.tv_sec) return p->when.tv_sec > q->when.tv_sec ? -1 : 1;
    if (p->when.tv_nsec != q->when.tv_nsec) return p->when.tv_nsec > q->when.tv_nsec ? -1 : 1;
    return strcmp(p->path, q->path);
}

/* Keeps the few newest indexes; one that another program reads stays readable to it. */
static void remove_old(const char *folder) {
    char pattern[1100];
    glob_t found = {0};
    snprintf(pattern, sizeof pattern, "%s/goods-*.sqlite", folder);
    if (glob(pattern, 0, NULL, &found) == 0) {
        size_t n = 0;
        old_file *v = calloc(found.gl_pathc + 1, sizeof *v);
        for (size_t i = 0; v && i < found.gl_pathc; i++) {
            struct stat st;
            if (stat(found.gl_pathv[i], &st)) continue;
            v[n++] = (old_file){found.gl_pathv[i], st.st_mtim};
        }
        if (v) qsort(v, n, sizeof *v, newest_first);
        for (size_t i = OLD_FILES_MAX; i < n; i++) (void)unlink(v[i].path);
        free(v);
    }
    globfree(&found);
}

/* ---- reading and writing ---------------------------------------------------------------- */

static bool read_all(int fd, void *to, size_t n) {
    char *p = to;
    while (n) {
        ssize_t got = read(fd, p, n);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        p += got;
        n -= (size_t)got;
    }
    return true;
}

static bool write_all(int fd, const void *from, size_t n) {
    const char *p = from;
    while (n) {
        ssize_t put = write(fd, p, n);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        p += put;
        n -= (size_t)put;
    }
    return true;
}

static void hash_bytes(unsigned char hash[HASH_BYTES], const void *bytes, size_t n) {
    crypto_generichash(hash, HASH_BYTES, bytes, n, NULL, 0);
}

/* The database when the file is there and whole; NULL otherwise. */
static unsigned char *read_index(const char *path, size_t *n) {
    trailer t;
    struct stat st;
    unsigned char hash[HASH_BYTES], *bytes = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return NULL;
    if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size > (off_t)sizeof t &&
        st.st_size <= SEARCH_FILE_MAX) {
        *n = (size_t)st.st_size - sizeof t;
        bytes = sqlite3_malloc64(*n);
    }
    bool good = bytes && read_all(fd, bytes, *n) && read_all(fd, &t, sizeof t) &&
                memcmp(t.magic, magic, sizeof magic) == 0 && t.size == *n;
    close(fd);
    if (good) {
        hash_bytes(hash, bytes, *n);
        good = memcmp(hash, t.hash, sizeof hash) == 0;
    }
    if (good) return bytes;
    sqlite3_free(bytes);
    return NULL;
}

/* No word when it cannot be written: the next run makes it again. */
static void write_index(const char *folder, const char *path, const unsigned char *bytes,
                        size_t n) {
    char temporary[1200];
    trailer t = {.size = n};
    memcpy(t.magic, magic, sizeof magic);
    hash_bytes(t.hash, bytes, n);
    snprintf(temporary, sizeof temporary, "%s/goods.XXXXXX", folder);
    int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0) return;
    bool good = write_all(fd, bytes, n) && write_all(fd, &t, sizeof t) && fsync(fd) == 0;
    if (close(fd) || !good || rename(temporary, path))
        (void)unlink(temporary);
    else
        remove_old(folder);
}

static cordon_status build(unsigned char **bytes, size_t *n, cordon_error *err) {
    progress p;
    progress_start(&p, "indexing the texts of the nomenclatures, once");
    progress_update(&p, 0, 0, "");
    cordon_status status = search_build(bytes, n, NULL, err);
    progress_end(&p);
    return status;
}

cordon_status search_file(unsigned char **bytes, size_t *n, cordon_error *err) {
    char folder[1024], path[1100], key[2 * HASH_BYTES + 1];
    if (sodium_init() < 0) return cordon_fail(err, CORDON_EINTERNAL, "libsodium does not start");
    cordon_status status = make_key(key, err);
    if (status) return status;
    cache_folder(folder, sizeof folder);
    snprintf(path, sizeof path, "%s/goods-%s.sqlite", folder, key);
    if (*folder && (*bytes = read_index(path, n))) return CORDON_OK;
    status = build(bytes, n, err);
    if (!status && *folder) write_index(folder, path, *bytes, *n);
    return status;
}
