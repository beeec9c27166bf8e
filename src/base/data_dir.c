#include "base/data_dir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool program_beside(char *path, size_t size, const char *name) {
    char program[1024];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    if (n <= 0) return false;
    program[n] = 0;
    char *slash = strrchr(program, '/');
    if (!slash) return false;
    *slash = 0;
    int len = snprintf(path, size, "%s/%s", program, name);
    return len > 0 && (size_t)len < size && access(path, R_OK) == 0;
}

const char *data_path(char *path, size_t size, const char *name) {
    const char *root = getenv("CORDON_DATA");
    if (root && *root) {
        snprintf(path, size, "%s/%s", root, name);
        return path;
    }
    char beside[1024];
    snprintf(beside, sizeof beside, "../share/cordon/%s", name);
    if (program_beside(path, size, beside)) return path;
    snprintf(path, size, "%s/%s", CORDON_SOURCE_TREE, name);
    return path;
}
