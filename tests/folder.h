/* folder.h - a folder of its own for the files of a test program, gone when the program ends. */
#ifndef TESTS_FOLDER_H
#define TESTS_FOLDER_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static char folder_path[] = "/tmp/cordon-test-XXXXXX";

static void folder_clean(void) {
    char line[64];
    snprintf(line, sizeof line, "rm -rf %s", folder_path);
    if (system(line) != 0) perror(line);
}

static const char *folder(void) {
    static bool made;
    if (!made) made = mkdtemp(folder_path) && atexit(folder_clean) == 0;
    return folder_path;
}

/* The path of a file in it; the last 64 stay valid. */
static const char *in(const char *name) {
    static char path[64][300];
    static int at;
    at = (at + 1) % 64;
    snprintf(path[at], sizeof path[at], "%s/%s", folder(), name);
    return path[at];
}

#endif
