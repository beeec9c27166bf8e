/* timed.c - runs one command and writes down what it cost.
 *
 *   timed FILE COMMAND ARGUMENT...
 *
 * Appends one line to FILE: wall seconds from start to exit, seconds of
 * processor on all threads, peak memory in MB. Exits as the command did.      */
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "base/progress.h"

extern char **environ;

static double seconds(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec / 1e6; }

int main(int argc, char **argv) {
    pid_t pid;
    int status;
    struct rusage u;
    if (argc < 3) {
        fputs("usage: timed FILE COMMAND ARGUMENT...\n", stderr);
        return 2;
    }
    int64_t started = progress_now_ns();
    if (posix_spawnp(&pid, argv[2], NULL, NULL, argv + 2, environ) != 0) {
        perror(argv[2]);
        return 3;
    }
    if (wait4(pid, &status, 0, &u) != pid) {
        perror("wait4");
        return 3;
    }
    double wall = (double)(progress_now_ns() - started) / 1e9;
    FILE *f = fopen(argv[1], "a");
    if (!f) {
        perror(argv[1]);
        return 3;
    }
    fprintf(f, "%.3f %.3f %ld\n", wall, seconds(u.ru_utime) + seconds(u.ru_stime), u.ru_maxrss / 1024);
    if (fclose(f) != 0) return 3;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}
