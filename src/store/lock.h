/* lock.h - the store's lock file: many readers or one writer. */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include <cordon/error.h>
#include <stdbool.h>

/* An open-file-description lock: it belongs to this handle, is given back when
 * the process ends in any way, and also holds between two handles of one
 * process. Waits up to wait_seconds; then CORDON_EBUSY names the holders.     */
cordon_status lock_take(int *out, const char *path, bool exclusive, double wait_seconds,
                        cordon_error *err);
void lock_release(int fd);

#endif
