/* store.h - a folder that holds everything loaded. */
#ifndef CORDON_STORE_H
#define CORDON_STORE_H

#include <cordon/error.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A store that is open, with the tables that ship (areas, nomenclatures) and
 * its regime. Use a handle from one thread at a time; any number of stores may
 * be open in one process.                                                    */
typedef struct cordon_store cordon_store;

/**
 * Makes a new store in a folder that does not exist or is empty.
 *
 * @param path    the folder.
 * @param regime  the regime its questions use: a name under regimes/, a folder,
 *                or NULL for none.
 * @return CORDON_OK; CORDON_EEXISTS when path is a store already;
 *         CORDON_EINVAL when it is another kind of file or not empty;
 *         CORDON_EFORMAT or CORDON_ENOTFOUND for the regime; CORDON_EIO.
 *
 * Example: cordon_store_init("my.store", "my-regime", &err)
 */
CORDON_API CORDON_MUST_USE cordon_status cordon_store_init(const char *path, const char *regime,
                                                           cordon_error *err);

/**
 * Opens a store. Many readers or one writer at a time, over all processes.
 *
 * @param[out] out      the handle; close it with cordon_store_close.
 * @param writing       true to load into it.
 * @param wait_seconds  how long to wait for the lock, 0 = not at all.
 * @return CORDON_OK; CORDON_EBUSY with the holder's process id in the message;
 *         CORDON_ENOTFOUND when path is no store; CORDON_ECORRUPT; CORDON_EIO.
 *
 * Opening for writing first finishes what an interrupted load left: a file's
 * rows are all there or none.
 */
CORDON_API CORDON_MUST_USE cordon_status cordon_store_open(cordon_store **out, const char *path,
                                                           bool writing, double wait_seconds,
                                                           cordon_error *err);

/* Closes and frees; NULL is a no-op. */
CORDON_API void cordon_store_close(cordon_store *s);

/* "0.1.0", and the version of the analytical engine. */
CORDON_API const char *cordon_version(void);
CORDON_API const char *cordon_engine_version(void);

#ifdef __cplusplus
}
#endif
#endif
