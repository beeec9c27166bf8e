#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/log_inner.h"

static const char secret_word[] = "cordon-log-secret 1 ", public_word[] = "cordon-log-public 1 ";
enum { LINE_BYTES = 128 };

void log_pair_new(log_pair *out) { crypto_sign_keypair(out->public, out->secret); }

static cordon_status failed(cordon_error *err, const char *path, const char *what) {
    return cordon_fail_at(err, errno == ENOSPC ? CORDON_ENOSPC : CORDON_EIO, path, 0, 0, "%s: %s", what, strerror(errno));
}

static cordon_status not_a_key(cordon_error *err, const char *path) {
    return cordon_fail_at(err, CORDON_EFORMAT, path, 0, 0, "is no secret key of a log: expected \"%s\" and 64 hexadecimal digits", secret_word);
}

/* The file holds the seed, of which both halves are made. */
static cordon_status parse(log_pair *out, const char *path, char *line, cordon_error *err) {
    unsigned char seed[crypto_sign_SEEDBYTES];
    size_t start = sizeof secret_word - 1, len = strcspn(line, "\n");
    bool ok = len > start && strncmp(line, secret_word, start) == 0 && log_unhex(seed, sizeof seed, line + start, len - start);
    if (ok) crypto_sign_seed_keypair(out->public, out->secret, seed);
    sodium_memzero(seed, sizeof seed);
    return ok ? CORDON_OK : not_a_key(err, path);
}

cordon_status log_pair_read(log_pair *out, const char *path, cordon_error *err) {
    char line[LINE_BYTES] = "";
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) return cordon_fail_at(err, CORDON_ENOTFOUND, path, 0, 0, "the log's secret key is not there");
    if (fd < 0 || fstat(fd, &st) != 0) {
        cordon_status status = failed(err, path, "the log's secret key cannot be read");
        if (fd >= 0) close(fd);
        return status;
    }
    cordon_status status = CORDON_OK;
    if (!S_ISREG(st.st_mode))
        status = not_a_key(err, path);
    else if (st.st_mode & 077)
        status = cordon_fail_at(err, CORDON_EINVAL, path, 0, 0, "others than its owner may read or write the log's secret key (mode %03o): chmod 600 it, and think of a new key", (unsigned)st.st_mode & 0777);
    else if (read(fd, line, sizeof line - 1) < 0)
        status = failed(err, path, "the log's secret key cannot be read");
    else
        status = parse(out, path, line, err);
    sodium_memzero(line, sizeof line);
    close(fd);
    return status;
}

static void folder_of(char out[LOG_PATH_MAX], const char *path) {
    const char *slash = strrchr(path, '/');
    if (!slash)
        snprintf(out, LOG_PATH_MAX, ".");
    else
        snprintf(out, LOG_PATH_MAX, "%.*s", slash == path ? 1 : (int)(slash - path), path);
}

static cordon_status sync_folder(const char *path, cordon_error *err) {
    char folder[LOG_PATH_MAX];
    folder_of(folder, path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL); /* some file systems know no such thing */
    cordon_status status = ok ? CORDON_OK : failed(err, folder, "cannot be written to the disk");
    if (fd >= 0) close(fd);
    return status;
}

static cordon_status write_line(const char *path, mode_t mode, const char *line, cordon_error *err) {
    char part[LOG_PATH_MAX + 8];
    snprintf(part, sizeof part, "%s.part", path);
    unlink(part); /* of a killed process */
    int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0) return failed(err, path, "cannot be written");
    size_t len = strlen(line);
    bool ok = write(fd, line, len) == (ssize_t)len && fsync(fd) == 0;
    ok = close(fd) == 0 && ok && rename(part, path) == 0;
    cordon_status status = ok ? sync_folder(path, err) : failed(err, path, "cannot be written");
    if (!ok) unlink(part);
    return status;
}

static void public_path(char out[LOG_PATH_MAX + 16], const char *path) {
    static const char end[] = ".secret";
    size_t len = strlen(path), cut = sizeof end - 1;
    if (len > cut && strcmp(path + len - cut, end) == 0) len -= cut;
    snprintf(out, LOG_PATH_MAX + 16, "%.*s.public", (int)len, path);
}

cordon_status log_pair_write(const log_pair *k, const char *path, cordon_error *err) {
    char line[LINE_BYTES], hex[LOG_HEX], public[LOG_PATH_MAX + 16];
    unsigned char seed[crypto_sign_SEEDBYTES];
    crypto_sign_ed25519_sk_to_seed(seed, k->secret);
    log_hex(hex, seed);
    snprintf(line, sizeof line, "%s%s\n", secret_word, hex);
    cordon_status status = write_line(path, 0600, line, err);
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(hex, sizeof hex);
    sodium_memzero(line, sizeof line);
    if (status) return status;
    log_hex(hex, k->public);
    snprintf(line, sizeof line, "%s%s\n", public_word, hex);
    public_path(public, path);
    return write_line(public, 0644, line, err);
}

cordon_status log_pair_rename(const char *from, const char *to, cordon_error *err) {
    char from_public[LOG_PATH_MAX + 16], to_public[LOG_PATH_MAX + 16];
    public_path(from_public, from);
    public_path(to_public, to);
    if (rename(from_public, to_public) != 0 && errno != ENOENT) return failed(err, to_public, "cannot be written");
    if (rename(from, to) != 0) return failed(err, to, "cannot be written");
    return sync_folder(to, err);
}
