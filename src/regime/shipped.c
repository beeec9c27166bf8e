#include <dirent.h>
#include <stdio.h>

#include "base/data_dir.h"
#include "regime/regime.h"

cordon_status regime_only(char *name, size_t size, cordon_error *err) {
    char path[512];
    size_t n = 0;
    DIR *folder = opendir(data_path(path, sizeof path, "regimes"));
    for (struct dirent *e; folder && (e = readdir(folder)) != NULL;)
        if (e->d_name[0] != '.') n++, snprintf(name, size, "%s", e->d_name);
    if (folder) closedir(folder);
    return n == 1 ? CORDON_OK : cordon_fail(err, CORDON_EINVAL, "which regime? Name one with --regime (%zu are in %s)", n, path);
}
