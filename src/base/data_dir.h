/* data_dir.h - where the tables that ship with Cordon stand. */
#ifndef BASE_DATA_DIR_H
#define BASE_DATA_DIR_H

#include <stdbool.h>
#include <stddef.h>

/* Writes ROOT/name, where ROOT holds data/ and regimes/: $CORDON_DATA when
 * set, else share/cordon beside the running program's folder, else the tree
 * Cordon was built in. "data/areas.csv" is a name. Returns path.             */
const char *data_path(char *path, size_t size, const char *name);
/* Writes the path of name from the running program's folder ("../lib/x"); false where no such file can be read. */
bool program_beside(char *path, size_t size, const char *name);

#endif
