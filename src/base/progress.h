/* progress.h - one line on stderr for work that takes long, only on a
 * terminal, redrawn at most four times a second and wiped at the end.        */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct progress {
    const char *what;
    int64_t started_ns, drawn_ns;
    bool on;
} progress;

void progress_start(progress *p, const char *what);
/* done and all in bytes or rows; all 0 = unknown. Cheap: may be called often. */
void progress_update(progress *p, uint64_t done, uint64_t all, const char *unit);
void progress_end(progress *p);
int64_t progress_now_ns(void); /* a steady clock, for rates; never in results */

#endif
