#include "base/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

int64_t progress_now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void progress_start(progress *p, const char *what) {
    *p = (progress){.what = what, .started_ns = progress_now_ns(), .on = isatty(STDERR_FILENO)};
}

void progress_update(progress *p, uint64_t done, uint64_t all, const char *unit) {
    if (!p->on) return;
    int64_t now = progress_now_ns();
    if (now - p->drawn_ns < 250000000) return;
    p->drawn_ns = now;
    double seconds = (double)(now - p->started_ns) / 1e9;
    if (all)
        fprintf(stderr, "\r\033[K%s: %3.0f %% of %.1f M%s, %.1f s", p->what,
                100.0 * (double)done / (double)all, (double)all / 1e6, unit, seconds);
    else
        fprintf(stderr, "\r\033[K%s: %.1f M%s, %.1f s", p->what, (double)done / 1e6, unit, seconds);
    fflush(stderr);
}

void progress_end(progress *p) {
    if (p->on && p->drawn_ns) fputs("\r\033[K", stderr);
    p->on = false;
}
