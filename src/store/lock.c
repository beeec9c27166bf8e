#include "store/lock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/progress.h"

/* Whether the open file says of itself that it holds a lock. */
static bool holds(const char *pid, const char *fd) {
    char path[600], line[300];
    snprintf(path, sizeof path, "/proc/%s/fdinfo/%s", pid, fd);
    FILE *f = fopen(path, "r");
    bool found = false;
    while (f && !found && fgets(line, sizeof line, f)) found = strncmp(line, "lock:", 5) == 0;
    if (f) fclose(f);
    return found;
}

/* Whether the process has the file open, and holds its lock when need_lock. */
static bool has_open(const char *pid, const struct stat *file, bool need_lock) {
    char path[600];
    snprintf(path, sizeof path, "/proc/%s/fd", pid);
    DIR *d = opendir(path);
    bool found = false;
    for (struct dirent *e; d && !found && (e = readdir(d));) {
        struct stat st;
        snprintf(path, sizeof path, "/proc/%s/fd/%s", pid, e->d_name);
        found = e->d_name[0] != '.' && stat(path, &st) == 0 && st.st_dev == file->st_dev &&
                st.st_ino == file->st_ino && (!need_lock || holds(pid, e->d_name));
    }
    if (d) closedir(d);
    return found;
}

/* The kernel does not tell a caller who holds such a lock, but /proc tells who
 * has the file open and which of those hold it; others only wait for it.
 * Processes of other users stay unseen.                                      */
static void holders(buf *out, int fd) {
    struct stat st;
    char own[32];
    snprintf(own, sizeof own, "%d", (int)getpid());
    DIR *proc = fstat(fd, &st) == 0 ? opendir("/proc") : NULL;
    for (int need_lock = 1; proc && need_lock >= 0 && !out->len; need_lock--) {
        rewinddir(proc);
        for (struct dirent *e; (e = readdir(proc));)
            if (e->d_name[0] >= '1' && e->d_name[0] <= '9' && strcmp(e->d_name, own) != 0 &&
                has_open(e->d_name, &st, need_lock))
                buf_printf(out, "%s%s", out->len ? ", " : "", e->d_name);
    }
    if (proc) closedir(proc);
}

static cordon_status busy(int fd, double waited, cordon_error *err) {
    buf who = {0};
    holders(&who, fd);
    if (who.len)
        cordon_fail(err, CORDON_EBUSY, "the store is in use by process %s (waited %g s; see --wait)",
                    who.p, waited);
    else
        cordon_fail(err, CORDON_EBUSY,
                    "the store is in use by this process or another user's (waited %g s; see --wait)",
                    waited);
    buf_free(&who);
    return CORDON_EBUSY;
}

cordon_status lock_take(int *out, const char *path, bool exclusive, double wait_seconds,
                        cordon_error *err) {
    int fd = open(path, O_RDWR | O_CLOEXEC | (exclusive ? O_CREAT : 0), 0666);
    if (fd < 0 && !exclusive) fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return cordon_fail_at(err, CORDON_EIO, path, 0, 0, "%s", strerror(errno));
    int64_t until = progress_now_ns() + (int64_t)(wait_seconds * 1e9);
    for (;;) {
        struct flock l = {.l_type = exclusive ? F_WRLCK : F_RDLCK, .l_whence = SEEK_SET};
        if (fcntl(fd, F_OFD_SETLK, &l) == 0) {
            *out = fd;
            return CORDON_OK;
        }
        if (errno != EAGAIN && errno != EACCES && errno != EINTR) {
            cordon_status status =
                cordon_fail_at(err, CORDON_EIO, path, 0, 0, "cannot lock: %s", strerror(errno));
            close(fd);
            return status;
        }
        if (progress_now_ns() >= until) {
            cordon_status status = busy(fd, wait_seconds, err);
            close(fd);
            return status;
        }
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
}

void lock_release(int fd) {
    if (fd >= 0) close(fd);
}
