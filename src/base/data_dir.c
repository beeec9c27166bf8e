#include "base/data_dir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *data_path(char *path, size_t size, const char *name) {
    const char *root = getenv("CORDON_DATA");
    if (root && *root) {
        snprintf(path, size, "%s/%s", root, name);
        return path;
    }
    char program[1024];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    if (n > 0) {
        program[n] = 0;
        char *slash = strrchr(program, '/');
        if (slash) {
            *slash = 0;
            snprintf(path, size, "%s/../share/cordon/%s", program, name);
            if (access(path, R_OK) == 0) return path;
        }
    }
    snprintf(path, size, "%s/%s", CORDON_SOURCE_TREE, name);
    return path;
}
