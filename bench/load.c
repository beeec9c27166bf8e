/* load.c - one load into a fresh store, as the command does it, but the checks
 * of plausibility can be left out.
 *
 *   load STORE FILE [no-checks]                                               */
#include <stdio.h>
#include <string.h>

#include "flows/load.h"

int main(int argc, char **argv) {
    if (argc < 3) {
        fputs("usage: load STORE FILE [no-checks]\n", stderr);
        return 2;
    }
    load_options o = {.layout = "comext", .vintage = 8000,
                      .no_checks = argc > 3 && strcmp(argv[3], "no-checks") == 0};
    load_result r = {0};
    cordon_error err = {0};
    areas *a = NULL;
    store *s = NULL;
    if (store_init(argv[1], "", &err) || store_open(&s, argv[1], STORE_WRITE, 0, &err) ||
        areas_load(&a, &err) || load_file(&r, s, a, argv[2], &o, &err)) {
        fprintf(stderr, "load: %s: %s\n", err.source, err.message);
        return 3;
    }
    store_close(s);
    if (r.source.refused) fprintf(stderr, "load: %lld rows refused\n", (long long)r.source.refused);
    areas_free(a);
    return r.source.refused != 0;
}
