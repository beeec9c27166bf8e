/* batch_state.c - OUTPUT.resume: lines of "key value", the last a hash of those before it.
 *
 *   cordon-batch 1
 *   index HASH              what was searched
 *   input HASH N            of the first N records of the input
 *   output HASH N           of the first N bytes of OUTPUT.part
 *   counts N N N N N N      records asked, found, nothing found, not assessed, failed; hits
 *   arguments TEXT          to the end of the line
 *   check HASH
 *
 * It is replaced whole: written aside, synced, renamed, and the folder synced.       */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/batch_inner.h"

enum { STATE_BYTES_MAX = 64 << 10, HASH_BYTES = 16 };

void batch_hash_begin(batch_hash *h) { crypto_generichash_init(&h->state, NULL, 0, HASH_BYTES); }

void batch_hash_add(batch_hash *h, const void *p, size_t len) { crypto_generichash_update(&h->state, p, len); }

void batch_hash_now(const batch_hash *h, char hex[BATCH_HASH]) {
    crypto_generichash_state copy = h->state;
    unsigned char hash[HASH_BYTES];
    crypto_generichash_final(&copy, hash, sizeof hash);
    sodium_bin2hex(hex, BATCH_HASH, hash, sizeof hash);
}

static void add_text(batch_hash *h, const char *text, size_t len) {
    uint64_t n = len;
    batch_hash_add(h, &n, sizeof n);
    batch_hash_add(h, text, len);
}

void batch_hash_record(batch_hash *h, const batch_record *r) {
    add_text(h, r->fault ? r->fault : "", r->fault ? strlen(r->fault) : 0);
    batch_hash_add(h, &r->values, sizeof r->values);
    for (unsigned i = 0; i < r->values; i++) {
        batch_hash_add(h, &r->value[i].field, sizeof r->value[i].field);
        add_text(h, r->value[i].text, r->value[i].len);
    }
}

static void check_of(char hex[BATCH_HASH], const char *text, size_t len) {
    batch_hash h;
    batch_hash_begin(&h);
    batch_hash_add(&h, text, len);
    batch_hash_now(&h, hex);
}

static void print(buf *b, const batch_state *s) {
    char check[BATCH_HASH];
    const batch_counts *c = &s->counts;
    buf_printf(b, "cordon-batch 1\nindex %s\ninput %s %" PRIu64 "\noutput %s %" PRIu64 "\n", s->index, s->input,
               s->records, s->output, s->bytes);
    buf_printf(b, "counts %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\narguments %s\n",
               c->records, c->found, c->nothing, c->not_assessed, c->failed, c->hits, buf_text(&s->arguments));
    check_of(check, buf_text(b), b->len);
    buf_printf(b, "check %s\n", check);
}

static bool parse(batch_state *s, char *text, size_t len) {
    static const char tail[] = "check ";
    char check[BATCH_HASH];
    size_t line = sizeof tail - 1 + BATCH_HASH; /* with its line end */
    if (len < line || memcmp(text + len - line, tail, sizeof tail - 1) != 0) return false;
    check_of(check, text, len - line);
    if (memcmp(text + len - BATCH_HASH, check, BATCH_HASH - 1) != 0) return false;
    text[len - line] = 0;
    batch_counts *c = &s->counts;
    int at = 0;
    if (sscanf(text, "cordon-batch 1\nindex %32[0-9a-f]\ninput %32[0-9a-f] %" SCNu64 "\noutput %32[0-9a-f] %" SCNu64
               "\ncounts %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 "\narguments %n",
               s->index, s->input, &s->records, s->output, &s->bytes, &c->records, &c->found, &c->nothing,
               &c->not_assessed, &c->failed, &c->hits, &at) != 11 || !at)
        return false;
    buf_add(&s->arguments, text + at, strcspn(text + at, "\n"));
    return !s->arguments.failed;
}

cordon_status batch_state_read(batch_state *out, const char *path, cordon_error *err) {
    static const char damaged[] = "is damaged: start anew without --resume";
    *out = (batch_state){0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cordon_fail_at(err, errno == ENOENT ? CORDON_ENOTFOUND : CORDON_EIO, path, 0, 0, "%s", strerror(errno));
    char *text = malloc(STATE_BYTES_MAX + 1);
    ssize_t n = text ? read(fd, text, STATE_BYTES_MAX + 1) : 0;
    close(fd);
    cordon_status status = !text ? cordon_fail(err, CORDON_ENOMEM, "no memory to read %s", path) : CORDON_OK;
    if (!status && (n < 0 || n > STATE_BYTES_MAX || !parse(out, text, (size_t)n)))
        status = cordon_fail_at(err, CORDON_ECORRUPT, path, 0, 0, "%s", damaged);
    free(text);
    if (status) batch_state_free(out);
    return status;
}

static bool write_all(int fd, const char *p, size_t len) {
    while (len) {
        ssize_t n = write(fd, p, len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        p += n;
        len -= (size_t)n;
    }
    return true;
}

/* A name is on the disk when its folder is. */
static bool sync_folder(const char *path) {
    char folder[1100];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = 0;
    else
        snprintf(folder, sizeof folder, ".");
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);
    if (fd >= 0) close(fd);
    return done;
}

cordon_status batch_state_write(const batch_state *s, const char *path, cordon_error *err) {
    char aside[1200];
    buf b = {0};
    print(&b, s);
    snprintf(aside, sizeof aside, "%s.new", path);
    int fd = b.failed ? -1 : open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool done = fd >= 0 && write_all(fd, b.p, b.len) && fsync(fd) == 0;
    if (fd >= 0 && close(fd) != 0) done = false;
    done = done && rename(aside, path) == 0 && sync_folder(path);
    cordon_status status = done ? CORDON_OK
                           : b.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory to write %s", path)
                                      : cordon_fail_at(err, errno == ENOSPC ? CORDON_ENOSPC : CORDON_EIO, path, 0, 0,
                                                       "%s", strerror(errno));
    buf_free(&b);
    return status;
}

void batch_state_free(batch_state *s) { buf_free(&s->arguments); }
