#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/batch_inner.h"

static cordon_status io(const char *path, cordon_error *err) {
    return cordon_fail_at(err, errno == ENOSPC ? CORDON_ENOSPC : CORDON_EIO, path, 0, 0, "%s", strerror(errno));
}

static cordon_status bytes_out(const batch_output *o, const char *p, size_t len, cordon_error *err) {
    if (o->fd < 0) /* the caller's stream: it may have words of its own before ours */
        return fwrite(p, 1, len, stdout) == len && (!ferror(stdout)) ? CORDON_OK : io("standard output", err);
    while (len) {
        ssize_t n = write(o->fd, p, len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return io(o->part, err);
        p += n;
        len -= (size_t)n;
    }
    return CORDON_OK;
}

cordon_status batch_output_add(batch_output *o, const char *p, size_t len, cordon_error *err) {
    cordon_status status = bytes_out(o, p, len, err);
    if (status) return status;
    batch_hash_add(&o->hash, p, len);
    o->bytes += len;
    return CORDON_OK;
}

/* Hashes the first bytes of a file; false when it has fewer or they are others. */
static bool vouched(int fd, const batch_state *s, batch_hash *hash) {
    char hex[BATCH_HASH], block[1 << 14];
    uint64_t left = s->bytes;
    while (left) {
        ssize_t n = read(fd, block, left < sizeof block ? (size_t)left : sizeof block);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        batch_hash_add(hash, block, (size_t)n);
        left -= (uint64_t)n;
    }
    batch_hash_now(hash, hex);
    return strcmp(hex, s->output) == 0;
}

/* What stands behind the bytes that are vouched for may be half a row. */
static cordon_status take_up(batch_output *o, const batch_state *s, cordon_error *err) {
    if (!vouched(o->fd, s, &o->hash))
        return cordon_fail_at(err, CORDON_ECORRUPT, o->part, 0, 0,
                              "is not what %s vouches for: start anew without --resume", o->resume);
    if (ftruncate(o->fd, (off_t)s->bytes) != 0 || lseek(o->fd, 0, SEEK_END) < 0) return io(o->part, err);
    o->bytes = s->bytes;
    o->records = o->synced = s->records;
    o->counts = s->counts;
    snprintf(o->want, sizeof o->want, "%s", s->input);
    return CORDON_OK;
}

/* Killed between the two last steps, a run left its whole output under its name: it becomes the part
 * again, and everything goes on as after any other kill.                       */
static void take_back(const batch_output *o, const batch_state *s) {
    batch_hash hash;
    struct stat st;
    if (o->format == BATCH_PARQUET || access(o->part, F_OK) == 0) return;
    int fd = open(o->run->output, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;
    batch_hash_begin(&hash);
    if (fstat(fd, &st) == 0 && (uint64_t)st.st_size == s->bytes && vouched(fd, s, &hash)) rename(o->run->output, o->part);
    close(fd);
}

static cordon_status same(const batch_output *o, const batch_state *s, cordon_error *err) {
    const batch_run *run = o->run;
    bool arguments = strcmp(buf_text(&s->arguments), run->arguments) == 0;
    if (arguments && strcmp(s->index, run->index) == 0) return CORDON_OK;
    return cordon_fail_at(err, CORDON_EEXISTS, o->resume, 0, 0, "was made with %s: start anew without --resume",
                          arguments ? "other lists, parameters or reviews" : "other arguments");
}

static cordon_status begin(batch_output *o, cordon_error *err) {
    if (unlink(o->resume) != 0 && errno != ENOENT) return io(o->resume, err);
    if (ftruncate(o->fd, 0) != 0) return io(o->part, err);
    return batch_output_add(o, o->run->head, strlen(o->run->head), err);
}

static cordon_status open_part(batch_output *o, cordon_error *err) {
    o->fd = open(o->part, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (o->fd < 0) return io(o->part, err);
    if (flock(o->fd, LOCK_EX | LOCK_NB) == 0) return CORDON_OK;
    return cordon_fail_at(err, CORDON_EBUSY, o->part, 0, 0, "another run is writing it");
}

cordon_status batch_output_open(batch_output *o, const batch_run *run, cordon_error *err) {
    *o = (batch_output){.run = run, .fd = -1, .format = batch_format_of(run->output)};
    batch_hash_begin(&o->hash);
    batch_hash_begin(&o->input);
    if (strcmp(run->output, "-") == 0) return batch_output_add(o, run->head, strlen(run->head), err);
    if (strlen(run->output) > 1000)
        return cordon_fail(err, CORDON_EINVAL, "the name of the output is too long");
    snprintf(o->part, sizeof o->part, "%s.part", run->output);
    snprintf(o->resume, sizeof o->resume, "%s.resume", run->output);
    batch_state s = {0};
    cordon_status status = run->resume ? batch_state_read(&s, o->resume, err) : CORDON_ENOTFOUND;
    bool anew = status == CORDON_ENOTFOUND;
    if (anew) status = CORDON_OK;
    if (!status && !anew) status = same(o, &s, err);
    if (!status && !anew) take_back(o, &s);
    if (!status) status = open_part(o, err);
    if (!status) status = anew ? begin(o, err) : take_up(o, &s, err);
    batch_state_free(&s);
    return status;
}

cordon_status batch_output_sync(batch_output *o, cordon_error *err) {
    if (o->fd < 0 || !o->run->sync) return CORDON_OK;
    if (fdatasync(o->fd) != 0) return io(o->part, err);
    batch_state s = {.records = o->records, .bytes = o->bytes, .counts = o->counts};
    snprintf(s.index, sizeof s.index, "%s", o->run->index);
    batch_hash_now(&o->input, s.input);
    batch_hash_now(&o->hash, s.output);
    buf_str(&s.arguments, o->run->arguments);
    cordon_status status = s.arguments.failed ? cordon_fail(err, CORDON_ENOMEM, "no memory to write %s", o->resume)
                                              : batch_state_write(&s, o->resume, err);
    batch_state_free(&s);
    if (!status) o->synced = o->records;
    return status;
}

cordon_status batch_output_end(batch_output *o, cordon_error *err) {
    if (o->fd < 0) return CORDON_OK;
    cordon_status status = batch_output_sync(o, err);
    if (!status && o->format == BATCH_PARQUET)
        status = batch_parquet_write(o->part, o->run, err);
    else if (!status && rename(o->part, o->run->output) != 0)
        status = io(o->run->output, err);
    if (status) return status;
    unlink(o->resume);
    if (o->format == BATCH_PARQUET) unlink(o->part);
    return CORDON_OK;
}

void batch_output_close(batch_output *o) {
    if (o->fd >= 0) close(o->fd);
    o->fd = -1;
}

cordon_status batch_resume_arguments(buf *out, const char *output, cordon_error *err) {
    char path[1100];
    batch_state s = {0};
    if (strcmp(output, "-") == 0 || strlen(output) > 1000) return CORDON_OK;
    snprintf(path, sizeof path, "%s.resume", output);
    cordon_status status = batch_state_read(&s, path, err);
    if (!status) buf_str(out, buf_text(&s.arguments));
    batch_state_free(&s);
    return status == CORDON_ENOTFOUND ? CORDON_OK : status;
}
