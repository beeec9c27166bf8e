/* bench.h - a store of its own in a folder of its own, for tests that load files. */
#ifndef TEST_BENCH_H
#define TEST_BENCH_H

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "regime/area.h"
#include "store/loading.h"
#include "test.h"

typedef struct bench {
    char dir[120], file[160], map[160], store_dir[160], path[1200];
    store *s;
    areas *a;
    load_result r;
    cordon_error err;
    buf notes;
} bench;

/* name is the test's, file the name of the file it writes; the day is 2023-11-14. */
static inline bool bench_open(bench *b, const char *name, const char *file) {
    const char *tmp = getenv("TMPDIR");
    *b = (bench){0};
    setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
    snprintf(b->dir, sizeof b->dir, "%.60s/cordon-%.20s-XXXXXX", tmp && *tmp ? tmp : "/tmp", name);
    if (!mkdtemp(b->dir)) return false;
    snprintf(b->file, sizeof b->file, "%s/%.30s", b->dir, file);
    snprintf(b->map, sizeof b->map, "%s/map.txt", b->dir);
    snprintf(b->store_dir, sizeof b->store_dir, "%s/store", b->dir);
    bool ok = !areas_load(&b->a, &b->err) && !store_init(b->store_dir, "", &b->err) &&
              !store_open(&b->s, b->store_dir, STORE_WRITE, 0, &b->err);
    if (!ok) printf("# %s\n", b->err.message);
    return ok;
}

static inline void tear_down(bench *b) {
    char command[200];
    store_close(b->s);
    areas_free(b->a);
    buf_free(&b->notes);
    snprintf(command, sizeof command, "rm -rf '%s'", b->dir);
    if (system(command) != 0) printf("# %s stays\n", b->dir);
}

/* Collects what a load tells into b->notes (its arg). */
static inline void on_note(void *arg, const char *text) { buf_printf(arg, "%s\n", text); }

#endif
